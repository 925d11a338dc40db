package janitor.settings;

import janitor.plan.FinalSnapshot;
import janitor.plan.LiftProtection;
import janitor.report.MailOn;
import janitor.resource.Place;
import janitor.resource.Reach;
import janitor.resource.Ttl;
import janitor.settings.Settings.Deployment;
import janitor.settings.Settings.Keeping;
import janitor.settings.Settings.Limits;
import janitor.settings.Settings.Mails;
import janitor.settings.Settings.Mark;
import janitor.settings.Settings.Places;
import janitor.settings.Settings.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the [Settings] from environment variables, and says of each that is wrong what to write
/// instead.
final class SettingsReader {
  /// As the template's patterns of Workshop and TagKey.
  private static final Pattern NAMEABLE =
      Pattern.compile("[\\p{L}\\p{N} _.:/=+@\\-&&[\\x20-\\xFF]]+");

  private static final String PREFIX = "JANITOR_";

  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s@,;<>\"]+@[^\\s@,;<>\"]+\\.[^\\s@,;<>\"]+");

  /// Only a rehearsal, on the same machine, has no TLS.
  private static final Pattern PAGE =
      Pattern.compile("https://[a-z0-9.-]+/?|http://127\\.0\\.0\\.1:\\d{1,5}/?");

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();
  private final TellingReader telling = new TellingReader(this, problems);

  /// Every name that was asked for.
  private final Set<String> known = new TreeSet<>();

  SettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  Settings read() {
    var settings =
        new Settings(
            new Mark(workshop(), tagKey(), untaggedNamePrefix()),
            new Places(regions(), stackRegions(), choice("JANITOR_REACH", Reach.class, Reach.ALL)),
            new Terms(
                duration("JANITOR_TTL", "7d"),
                duration("JANITOR_ANNOUNCE_FOR", "20h"),
                Duration.ofDays(number("JANITOR_NOTICE_DAYS", 3, 0, 365))),
            new Mails(
                text("JANITOR_REPORT_FROM").filter(from -> isAddress("JANITOR_REPORT_FROM", from)),
                list("JANITOR_REPORT_TO").filter(to -> isAddress("JANITOR_REPORT_TO", to)).toList(),
                choice("JANITOR_MAIL_ON", MailOn.class, MailOn.CHANGES),
                pageUrl(),
                telling.read()),
            new Limits(
                number("JANITOR_MAX_DELETIONS", 500, 1, 1_000_000),
                choice("JANITOR_LIFT_PROTECTION", LiftProtection.class, LiftProtection.COGNITO),
                yesOrNo("JANITOR_BYPASS_GOVERNANCE", false),
                number("JANITOR_EMPTY_LIMIT", 1_000_000, 1_000, 100_000_000),
                new Keeping(
                    choice("JANITOR_FINAL_SNAPSHOT", FinalSnapshot.class, FinalSnapshot.KEEP),
                    aDayOrMore("JANITOR_FINAL_SNAPSHOT_FOR", "7d")),
                yesOrNo("JANITOR_SELF_REMOVE", true)),
            new Deployment(
                arn("JANITOR_STACK_ID", ":cloudformation:"),
                text("JANITOR_LEDGER_TABLE"),
                arn("JANITOR_DELETER_ROLE_ARN", ":iam:"),
                text("JANITOR_SCHEDULE_GROUP"),
                arn("JANITOR_INVOKER_ROLE_ARN", ":iam:"),
                Cadence.of(text("JANITOR_SCHEDULE"))));
    if (settings.reportFrom().isPresent()
        && settings.reportTo().isEmpty()
        && text("JANITOR_REPORT_TO").isEmpty()) {
      problems.add(
          "JANITOR_REPORT_TO is empty, though JANITOR_REPORT_FROM is set: name who gets the"
              + " mail");
    }
    telling.checkIdentity(settings);
    if (settings.stackId().isPresent()) {
      telling.checkSomebodyIsTold();
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
  Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  Stream<String> list(String name) {
    return text(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
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

  void checkLength(String name, String value, int limit) {
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

  /// What stays for less is gone before anybody reads of it.
  private Duration aDayOrMore(String name, String otherwise) {
    var known = problems.size();
    var read = duration(name, otherwise);
    if (problems.size() == known && read.compareTo(Duration.ofDays(1)) < 0) {
      problems.add(
          name + " is " + quoted(text(name).orElse(otherwise).strip()) + ": write at least 1d");
    }
    return read;
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

  boolean yesOrNo(String name, boolean otherwise) {
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
            .map(array -> array.name().toLowerCase(Locale.ROOT))
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
    if (url.filter(text -> !PAGE.matcher(text).matches()).isPresent()) {
      problems.add(
          "JANITOR_PAGE_URL is "
              + quoted(url.orElse(""))
              + ": write the address of the page's function, like"
              + " https://abc.lambda-url.eu-central-1.on.aws/");
    }
    return url;
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

  static String quoted(String value) {
    var line = value.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    return "\"" + (line.length() > 80 ? line.substring(0, 80) + "…" : line) + "\"";
  }
}
