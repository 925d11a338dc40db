package janitor.settings;

import janitor.resource.Place;
import janitor.settings.Settings.Owners;
import janitor.settings.Settings.Telling;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads how people and programs are told, besides by a mail to all.
final class TellingReader {
  private static final Pattern DOMAIN =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+");

  /// A FIFO topic has no subscribers by mail, and wants a group for each message.
  private static final Pattern TOPIC =
      Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}");

  private static final Pattern IDENTITY =
      Pattern.compile("arn:aws[a-z-]*:ses:([a-z0-9-]+):\\d{12}:identity/([^\\s*?$]{1,320})");

  private final SettingsReader words;
  private final List<String> problems;

  /// Reads what the words say, and adds to the problems.
  TellingReader(SettingsReader words, List<String> problems) {
    this.words = words;
    this.problems = problems;
  }

  Telling read() {
    var topic = words.text("JANITOR_REPORT_TOPIC_ARN").map(String::strip);
    if (topic.filter(arn -> !TOPIC.matcher(arn).matches()).isPresent()) {
      problems.add(
          "JANITOR_REPORT_TOPIC_ARN is "
              + SettingsReader.quoted(topic.orElse(""))
              + ": write the whole ARN of an SNS topic that is not a FIFO one");
    }
    var region = words.text("JANITOR_REPORT_REGION").map(String::strip);
    region
        .filter(text -> !Place.isRegion(text))
        .ifPresent(
            text ->
                problems.add(
                    "JANITOR_REPORT_REGION is "
                        + SettingsReader.quoted(text)
                        + ": write one region like eu-central-1"));
    var identity = words.text("JANITOR_REPORT_FROM_ARN").map(String::strip);
    var ofIdentity = identity.map(IDENTITY::matcher).filter(Matcher::matches);
    if (identity.isPresent() && ofIdentity.isEmpty()) {
      problems.add(
          "JANITOR_REPORT_FROM_ARN is "
              + SettingsReader.quoted(identity.orElse(""))
              + ": write the whole ARN of an SES identity, like"
              + " arn:aws:ses:eu-central-1:123456789012:identity/example.org");
    }
    return new Telling(
        topic,
        words.yesOrNo("JANITOR_REPORT_TO_CHAT", false),
        words.yesOrNo("JANITOR_PUBLISH_EVENTS", true),
        identity,
        region.or(() -> ofIdentity.map(one -> one.group(1))),
        new Owners(
            ownerTagKey(),
            words
                .list("JANITOR_OWNER_DOMAINS")
                .filter(this::isDomain)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet())));
  }

  private Optional<String> ownerTagKey() {
    var key = words.text("JANITOR_OWNER_TAG_KEY");
    var hasDomains = words.text("JANITOR_OWNER_DOMAINS").isPresent();
    if (key.isPresent() && !hasDomains) {
      problems.add(
          "JANITOR_OWNER_TAG_KEY is set, so JANITOR_OWNER_DOMAINS has to say at which domains"
              + " owners are told: anybody may write a tag");
    }
    if (key.isEmpty() && hasDomains) {
      problems.add(
          "JANITOR_OWNER_DOMAINS is set, so JANITOR_OWNER_TAG_KEY has to say which tag names an"
              + " owner");
    }
    if (key.isPresent() && words.text("JANITOR_REPORT_FROM").isEmpty()) {
      problems.add(
          "JANITOR_OWNER_TAG_KEY is set, but owners are told by mail: set JANITOR_REPORT_FROM and"
              + " JANITOR_REPORT_TO as well");
    }
    if (key.filter(words.text("JANITOR_TAG_KEY").orElse("workshop")::equals).isPresent()) {
      problems.add(
          "JANITOR_OWNER_TAG_KEY is the workshop's own tag: name the one that holds an owner's"
              + " address");
    }
    words.checkLength("JANITOR_OWNER_TAG_KEY", key.orElse(""), 128);
    return key;
  }

  private boolean isDomain(String value) {
    if (!DOMAIN.matcher(value).matches()) {
      problems.add(
          "JANITOR_OWNER_DOMAINS holds "
              + SettingsReader.quoted(value)
              + ": write domains like example.org, separated by commas");
      return false;
    }
    return true;
  }

  /// SES refuses a sender that is not of the identity, and an identity of another region: each
  /// night anew, and only then.
  void checkIdentity(Settings settings) {
    var identity = settings.telling().fromArn().map(IDENTITY::matcher).filter(Matcher::matches);
    if (identity.isEmpty()) {
      return;
    }
    var name = identity.get().group(2).toLowerCase(Locale.ROOT);
    var from = settings.reportFrom().map(text -> text.toLowerCase(Locale.ROOT));
    if (from.filter(
            text -> text.equals(name) || text.endsWith("@" + name) || text.endsWith("." + name))
        .isEmpty()) {
      problems.add(
          "JANITOR_REPORT_FROM is "
              + SettingsReader.quoted(settings.reportFrom().orElse(""))
              + ", which is not of the identity in JANITOR_REPORT_FROM_ARN: write an address of "
              + SettingsReader.quoted(name));
    }
    if (settings.telling().mailRegion().filter(identity.get().group(1)::equals).isEmpty()) {
      problems.add(
          "JANITOR_REPORT_REGION is not the region of JANITOR_REPORT_FROM_ARN: leave it out");
    }
  }

  /// What nobody is told of is never deleted, and costs.
  void checkSomebodyIsTold() {
    if (words.text("JANITOR_REPORT_FROM").isEmpty()
        && words.text("JANITOR_REPORT_TOPIC_ARN").isEmpty()) {
      problems.add(
          "nobody would be told, so nothing would ever be deleted: set JANITOR_REPORT_FROM and"
              + " JANITOR_REPORT_TO, or JANITOR_REPORT_TOPIC_ARN (CreateTopic=true makes a"
              + " topic)");
    }
  }
}
