package janitor.settings;

import janitor.plan.LiftProtection;
import janitor.plan.Ttl;
import janitor.report.MailOn;
import janitor.resource.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The janitor's settings: environment variables, in Lambda filled from the template's parameters
/// of the same stem. All are checked together, before any call to AWS.
///
/// @param workshop value of the workshop tag
/// @param tagKey key of the workshop tag
/// @param ttl time from a resource's creation until it is due
/// @param reportFrom sender of the mail; empty: no mail
/// @param regions where to look; never empty
/// @param stackRegions where there may be stacks that own something global; empty: wherever the
///   account has a region enabled
/// @param maxDeletions more than that due in one night, and nothing goes
/// @param announceFor time between the mail that names a resource and its deletion
/// @param notice how far ahead the mail looks
/// @param emptyLimit a bucket that holds more object versions and delete markers is left to a
///   lifecycle rule
/// @param stackId ARN of the janitor's own stack; empty on a laptop
/// @param ledgerTable name of the ledger's table; empty on a laptop, which announces nothing
/// @param deleterRoleArn role that deletes the janitor's own stack
/// @param untaggedNamePrefix opts in to what cannot be tagged, by name; at least three characters
/// @param scheduleGroup the janitor's own schedule group, for nights that outlast an invocation
/// @param invokerRoleArn role with which those schedules invoke the function
/// @param pageUrl address of the page where recipients decide; empty: there is none
/// @param telling how else people and programs are told
public record Settings(
    String workshop,
    String tagKey,
    Duration ttl,
    Optional<String> reportFrom,
    List<String> reportTo,
    List<String> regions,
    List<String> stackRegions,
    int maxDeletions,
    Duration announceFor,
    Duration notice,
    MailOn mailOn,
    LiftProtection liftProtection,
    boolean bypassGovernance,
    boolean selfRemove,
    int emptyLimit,
    Optional<String> stackId,
    Optional<String> ledgerTable,
    Optional<String> deleterRoleArn,
    Optional<String> untaggedNamePrefix,
    Optional<String> scheduleGroup,
    Optional<String> invokerRoleArn,
    Optional<String> pageUrl,
    Telling telling) {

  /// How people and programs are told, besides by mail from a sender of the account's own.
  ///
  /// @param topicArn a topic of SNS to tell; empty: none
  /// @param toChat whether its HTTPS subscribers get what Amazon Q Developer shows in chats
  /// @param publishEvents whether the default bus of EventBridge is told
  /// @param fromArn the sender's identity where it is another account's, which has to allow it
  /// @param mailRegion where SES is asked; empty: where the janitor is
  /// @param ownerTagKey key of the tag that names a thing's owner; empty: owners are not told
  /// @param ownerDomains domains of the owners' mail addresses, in lower case
  public record Telling(
      Optional<String> topicArn,
      boolean toChat,
      boolean publishEvents,
      Optional<String> fromArn,
      Optional<String> mailRegion,
      Optional<String> ownerTagKey,
      Set<String> ownerDomains) {}

  /// As the template's patterns of Workshop and TagKey.
  private static final Pattern NAMEABLE =
      Pattern.compile("[\\p{L}\\p{N} _.:/=+@\\-&&[\\x20-\\xFF]]+");

  private static final String PREFIX = "JANITOR_";

  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s@,;<>\"]+@[^\\s@,;<>\"]+\\.[^\\s@,;<>\"]+");

  private static final Pattern DOMAIN =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+");

  /// A FIFO topic has no subscribers by mail, and wants a group for each message.
  private static final Pattern TOPIC =
      Pattern.compile("arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}");

  private static final Pattern IDENTITY =
      Pattern.compile("arn:aws[a-z-]*:ses:([a-z0-9-]+):\\d{12}:identity/([^\\s*?$]{1,320})");

  /// Only a rehearsal, on the same machine, has no TLS.
  private static final Pattern PAGE =
      Pattern.compile("https://[a-z0-9.-]+/?|http://127\\.0\\.0\\.1:\\d{1,5}/?");

  /// Reads the settings.
  ///
  /// @throws Refusal naming every setting that is wrong, and what to write instead
  public static Settings of(Map<String, String> environment) {
    return new Reader(environment).read();
  }

  public boolean isOnLaptop() {
    return ledgerTable.isEmpty();
  }

  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    /// Every name that was asked for.
    private final Set<String> known = new TreeSet<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    Settings read() {
      var settings =
          new Settings(
              workshop(),
              tagKey(),
              duration("JANITOR_TTL", "7d"),
              text("JANITOR_REPORT_FROM").filter(from -> isAddress("JANITOR_REPORT_FROM", from)),
              list("JANITOR_REPORT_TO").filter(to -> isAddress("JANITOR_REPORT_TO", to)).toList(),
              regions(),
              stackRegions(),
              number("JANITOR_MAX_DELETIONS", 500, 1, 1_000_000),
              duration("JANITOR_ANNOUNCE_FOR", "20h"),
              Duration.ofDays(number("JANITOR_NOTICE_DAYS", 3, 0, 365)),
              choice("JANITOR_MAIL_ON", MailOn.class, MailOn.CHANGES),
              choice("JANITOR_LIFT_PROTECTION", LiftProtection.class, LiftProtection.COGNITO),
              yesOrNo("JANITOR_BYPASS_GOVERNANCE", false),
              yesOrNo("JANITOR_SELF_REMOVE", true),
              number("JANITOR_EMPTY_LIMIT", 1_000_000, 1_000, 100_000_000),
              arn("JANITOR_STACK_ID", ":cloudformation:"),
              text("JANITOR_LEDGER_TABLE"),
              arn("JANITOR_DELETER_ROLE_ARN", ":iam:"),
              untaggedNamePrefix(),
              text("JANITOR_SCHEDULE_GROUP"),
              arn("JANITOR_INVOKER_ROLE_ARN", ":iam:"),
              pageUrl(),
              telling());
      if (settings.reportFrom().isPresent()
          && settings.reportTo().isEmpty()
          && text("JANITOR_REPORT_TO").isEmpty()) {
        problems.add(
            "JANITOR_REPORT_TO is empty, though JANITOR_REPORT_FROM is set: name who gets the"
                + " mail");
      }
      checkIdentity(settings);
      if (settings.stackId().isPresent()) {
        checkSomebodyIsTold();
        checkNameable("JANITOR_WORKSHOP", settings.workshop());
        checkNameable("JANITOR_TAG_KEY", settings.tagKey());
      }
      checkNames();
      if (!problems.isEmpty()) {
        throw new Refusal(problems);
      }
      return settings;
    }

    /// A misspelt name would leave its setting as it is by default.
    private void checkNames() {
      new TreeSet<>(environment.keySet())
          .stream()
              .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
              .forEach(
                  name ->
                      problems.add(
                          "there is no setting "
                              + quoted(name)
                              + Nearest.of(name, known)
                                  .map(near -> ": did you mean " + near + "?")
                                  .orElse(": docs/settings.md has all, so unset it")));
    }

    /// An empty parameter of the template means that it was not given.
    private Optional<String> text(String name) {
      known.add(name);
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private Stream<String> list(String name) {
      return text(name).stream()
          .flatMap(value -> Arrays.stream(value.split(",", -1)))
          .map(String::strip)
          .filter(one -> !one.isEmpty());
    }

    private String workshop() {
      var workshop = text("JANITOR_WORKSHOP").orElse("");
      if (workshop.isEmpty()) {
        problems.add(
            "JANITOR_WORKSHOP is not set: give it the value of the workshop tag, or say --workshop"
                + " on a laptop");
      }
      checkLength("JANITOR_WORKSHOP", workshop, 256);
      return workshop;
    }

    private String tagKey() {
      var key = text("JANITOR_TAG_KEY").orElse("workshop");
      checkLength("JANITOR_TAG_KEY", key, 128);
      if (key.toLowerCase(Locale.ROOT).startsWith("aws:") || key.startsWith("janitor:")) {
        problems.add("JANITOR_TAG_KEY " + quoted(key) + " is reserved: use a key of your own");
      }
      return key;
    }

    private void checkLength(String name, String value, int limit) {
      if (value.length() > limit) {
        problems.add(name + " has more than the " + limit + " characters that a tag can have");
      }
    }

    /// The policies of a deployed janitor's role name the tag, and IAM takes U+0020 to U+00FF in a
    /// policy (API Reference, PutRolePolicy) and `${…}` for a variable. The template's patterns say
    /// so before; this is for who changes a variable later. A laptop has no such role.
    private void checkNameable(String name, String value) {
      if (!value.isEmpty() && !NAMEABLE.matcher(value).matches()) {
        problems.add(
            name
                + " is "
                + quoted(value)
                + ": the janitor's role cannot name it, for IAM's policies hold letters of Western"
                + " European languages only (to U+00FF): write those, digits, spaces or"
                + " _.:/=+@-");
      }
    }

    private Duration duration(String name, String otherwise) {
      var value = text(name).orElse(otherwise).strip();
      return Ttl.parse(value)
          .orElseGet(
              () -> {
                problems.add(
                    name
                        + " is "
                        + quoted(value)
                        + ": write 7d, 12h, 30m or an ISO-8601 duration"
                        + " (P7D), not negative and at most 3650d");
                return Duration.ZERO;
              });
    }

    private int number(String name, int otherwise, int least, int most) {
      return text(name).map(value -> number(name, value.strip(), least, most)).orElse(otherwise);
    }

    private int number(String name, String value, int least, int most) {
      if (value.matches("\\d{1,9}")) {
        var number = Integer.parseInt(value);
        if (number >= least && number <= most) {
          return number;
        }
      }
      problems.add(
          name + " is " + quoted(value) + ": write a whole number from " + least + " to " + most);
      return least;
    }

    private boolean yesOrNo(String name, boolean otherwise) {
      return switch (text(name).orElse(Boolean.toString(otherwise)).strip()) {
        case "true" -> true;
        case "false" -> false;
        case String value -> {
          problems.add(name + " is " + quoted(value) + ": write true or false");
          yield false;
        }
      };
    }

    private <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
      var value = text(name).map(String::strip);
      var words =
          Arrays.stream(type.getEnumConstants())
              .map(one -> one.name().toLowerCase(Locale.ROOT))
              .toList();
      if (value.isEmpty()) {
        return otherwise;
      }
      if (!words.contains(value.get())) {
        problems.add(
            name + " is " + quoted(value.get()) + ": write one of " + String.join(", ", words));
        return otherwise;
      }
      return Enum.valueOf(type, value.get().toUpperCase(Locale.ROOT));
    }

    private List<String> regions() {
      var named = list("JANITOR_REGIONS").distinct().toList();
      var regions =
          named.isEmpty()
              ? text("AWS_REGION").or(() -> text("AWS_DEFAULT_REGION")).map(String::strip).stream()
                  .toList()
              : named;
      if (regions.isEmpty()) {
        problems.add(
            "no region: set AWS_REGION, or JANITOR_REGIONS to a comma-separated list, or say"
                + " --region on a laptop");
      }
      return checked(regions);
    }

    private List<String> stackRegions() {
      return checked(list("JANITOR_STACK_REGIONS").distinct().toList());
    }

    private List<String> checked(List<String> regions) {
      regions.stream()
          .filter(region -> !Place.isRegion(region))
          .forEach(
              region ->
                  problems.add(
                      quoted(region) + " is no region: write them like eu-central-1,us-east-1"));
      return regions;
    }

    private boolean isAddress(String name, String value) {
      if (!ADDRESS.matcher(value).matches()) {
        problems.add(
            name
                + " holds "
                + quoted(value)
                + ": write addresses like someone@example.org, separated by commas");
        return false;
      }
      return true;
    }

    private Optional<String> arn(String name, String service) {
      var value = text(name).map(String::strip);
      if (value.filter(arn -> !arn.startsWith("arn:") || !arn.contains(service)).isPresent()) {
        problems.add(name + " is " + quoted(value.orElse("")) + ": write the whole ARN");
      }
      return value;
    }

    /// The links of the mail end in a token that nobody on the way may read.
    private Optional<String> pageUrl() {
      var url = text("JANITOR_PAGE_URL").map(String::strip);
      if (url.filter(one -> !PAGE.matcher(one).matches()).isPresent()) {
        problems.add(
            "JANITOR_PAGE_URL is "
                + quoted(url.orElse(""))
                + ": write the address of the page's function, like"
                + " https://abc.lambda-url.eu-central-1.on.aws/");
      }
      return url;
    }

    private Telling telling() {
      var topic = text("JANITOR_REPORT_TOPIC_ARN").map(String::strip);
      if (topic.filter(arn -> !TOPIC.matcher(arn).matches()).isPresent()) {
        problems.add(
            "JANITOR_REPORT_TOPIC_ARN is "
                + quoted(topic.orElse(""))
                + ": write the whole ARN of an SNS topic that is not a FIFO one");
      }
      var region = text("JANITOR_REPORT_REGION").map(String::strip);
      region
          .filter(one -> !Place.isRegion(one))
          .ifPresent(
              one ->
                  problems.add(
                      "JANITOR_REPORT_REGION is "
                          + quoted(one)
                          + ": write one region like eu-central-1"));
      var identity = text("JANITOR_REPORT_FROM_ARN").map(String::strip);
      var ofIdentity = identity.map(IDENTITY::matcher).filter(Matcher::matches);
      if (identity.isPresent() && ofIdentity.isEmpty()) {
        problems.add(
            "JANITOR_REPORT_FROM_ARN is "
                + quoted(identity.orElse(""))
                + ": write the whole ARN of an SES identity, like"
                + " arn:aws:ses:eu-central-1:123456789012:identity/example.org");
      }
      return new Telling(
          topic,
          yesOrNo("JANITOR_REPORT_TO_CHAT", false),
          yesOrNo("JANITOR_PUBLISH_EVENTS", true),
          identity,
          region.or(() -> ofIdentity.map(one -> one.group(1))),
          ownerTagKey(),
          list("JANITOR_OWNER_DOMAINS")
              .filter(this::isDomain)
              .map(one -> one.toLowerCase(Locale.ROOT))
              .collect(Collectors.toUnmodifiableSet()));
    }

    private Optional<String> ownerTagKey() {
      var key = text("JANITOR_OWNER_TAG_KEY");
      var hasDomains = text("JANITOR_OWNER_DOMAINS").isPresent();
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
      if (key.isPresent() && text("JANITOR_REPORT_FROM").isEmpty()) {
        problems.add(
            "JANITOR_OWNER_TAG_KEY is set, but owners are told by mail: set JANITOR_REPORT_FROM and"
                + " JANITOR_REPORT_TO as well");
      }
      if (key.filter(text("JANITOR_TAG_KEY").orElse("workshop")::equals).isPresent()) {
        problems.add(
            "JANITOR_OWNER_TAG_KEY is the workshop's own tag: name the one that holds an owner's"
                + " address");
      }
      checkLength("JANITOR_OWNER_TAG_KEY", key.orElse(""), 128);
      return key;
    }

    private boolean isDomain(String value) {
      if (!DOMAIN.matcher(value).matches()) {
        problems.add(
            "JANITOR_OWNER_DOMAINS holds "
                + quoted(value)
                + ": write domains like example.org, separated by commas");
        return false;
      }
      return true;
    }

    /// SES refuses a sender that is not of the identity, and an identity of another region: each
    /// night anew, and only then.
    private void checkIdentity(Settings settings) {
      var identity = settings.telling().fromArn().map(IDENTITY::matcher).filter(Matcher::matches);
      if (identity.isEmpty()) {
        return;
      }
      var name = identity.get().group(2).toLowerCase(Locale.ROOT);
      var from = settings.reportFrom().map(one -> one.toLowerCase(Locale.ROOT));
      if (from.filter(
              one -> one.equals(name) || one.endsWith("@" + name) || one.endsWith("." + name))
          .isEmpty()) {
        problems.add(
            "JANITOR_REPORT_FROM is "
                + quoted(settings.reportFrom().orElse(""))
                + ", which is not of the identity in JANITOR_REPORT_FROM_ARN: write an address of "
                + quoted(name));
      }
      if (settings.telling().mailRegion().filter(identity.get().group(1)::equals).isEmpty()) {
        problems.add(
            "JANITOR_REPORT_REGION is not the region of JANITOR_REPORT_FROM_ARN: leave it out");
      }
    }

    /// What nobody is told of is never deleted, and costs.
    private void checkSomebodyIsTold() {
      if (text("JANITOR_REPORT_FROM").isEmpty() && text("JANITOR_REPORT_TOPIC_ARN").isEmpty()) {
        problems.add(
            "nobody would be told, so nothing would ever be deleted: set JANITOR_REPORT_FROM and"
                + " JANITOR_REPORT_TO, or JANITOR_REPORT_TOPIC_ARN (CreateTopic=true makes a"
                + " topic)");
      }
    }

    private Optional<String> untaggedNamePrefix() {
      var prefix = text("JANITOR_UNTAGGED_NAME_PREFIX");
      if (prefix.filter(value -> value.strip().length() < 3).isPresent()) {
        problems.add(
            "JANITOR_UNTAGGED_NAME_PREFIX is shorter than three characters: write a longer one, or"
                + " leave it empty to switch it off");
      }
      return prefix.map(String::strip);
    }

    private static String quoted(String value) {
      var line = value.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
      return "\"" + (line.length() > 80 ? line.substring(0, 80) + "…" : line) + "\"";
    }
  }

  /// Whether each of the setting's words is checked; for messages of the event as well.
  public static Function<String, String> quoting() {
    return Reader::quoted;
  }
}
