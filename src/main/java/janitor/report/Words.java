package janitor.report;

import janitor.plan.Verdict;
import janitor.resource.Decision;
import janitor.resource.Resource;
import janitor.sweep.Outcome;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// The words of the report: the same for the mail, its text, the list and the picture.
public final class Words {
  private static final int LONGEST_BRIEF = 64;
  private static final int ENDING = 20;

  private Words() {}

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MOMENT_OF_YEAR =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /// Services that people know by another name than CloudFormation's.
  private static final Map<String, String> SERVICES =
      Map.ofEntries(
          Map.entry("ApiGateway", "API Gateway"),
          Map.entry("ApiGatewayV2", "API Gateway"),
          Map.entry("CertificateManager", "Certificate Manager"),
          Map.entry("Events", "EventBridge"),
          Map.entry("Logs", "CloudWatch Logs"),
          Map.entry("Pipes", "EventBridge"),
          Map.entry("SSM", "Parameter Store"),
          Map.entry("Scheduler", "EventBridge"),
          Map.entry("SecretsManager", "Secrets Manager"),
          Map.entry("StepFunctions", "Step Functions"));

  static String of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Gone _ -> "deleted";
      case Outcome.Requested _ -> "still being deleted";
      case Outcome.WouldDelete _ -> "would be deleted";
      case Outcome.Withheld _ -> "withheld";
      case Outcome.Failed _ -> "failed";
    };
  }

  static String of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Expired _ -> "due";
      case Verdict.TooYoung _ -> "not due yet";
      case Verdict.AgeUnknown _ -> "age unknown";
      case Verdict.Unannounced _ -> "not announced long enough";
      case Verdict.Kept kept when kept.isByUse() -> "used by what is kept";
      case Verdict.Kept(var reason) ->
          Decision.isReason(reason) ? "kept on the page" : "kept by tag";
      case Verdict.Owned _ -> "part of a whole";
      case Verdict.Protected _ -> "protected";
      case Verdict.Untouchable _ -> "not to be touched";
    };
  }

  /// What a verdict that withholds means to the reader.
  static String meaning(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Expired _ -> "Due, but it had to wait; the janitor tries again next night.";
      case Verdict.TooYoung _ -> "Their time is not up. They are announced before they go.";
      case Verdict.AgeUnknown _ ->
          "Nothing tells how old they are, so they stay. The tag janitor:expires-at gives a date.";
      case Verdict.Unannounced _ ->
          "Due, but nothing goes before a mail has named it in good time.";
      case Verdict.Kept kept when kept.isByUse() -> "They go once what is kept needs them no more.";
      case Verdict.Kept(var reason) ->
          Decision.isReason(reason)
              ? "Somebody decided so. No tag says it: janitor:keep saves them where others see it."
              : "The tag janitor:keep saves them for as long as it is there.";
      case Verdict.Owned _ -> "They stay or go with the stack that they belong to.";
      case Verdict.Protected _ ->
          "Due, but protected. Lift the protection by hand, let the janitor do it (LiftProtection),"
              + " or give them the tag janitor:keep.";
      case Verdict.Untouchable _ -> "The janitor never deletes these.";
    };
  }

  /// What somebody can do about what stays by such a verdict.
  static String need(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Expired _ ->
          "Due, but each waits for what the reason names. Let that go, or give these the tag"
              + " janitor:keep.";
      case Verdict.AgeUnknown _ ->
          "Give the tag janitor:expires-at a date that can be read, or give them janitor:keep.";
      case Verdict.Owned _ ->
          "They go with the stack that they belong to: tag it, lift what keeps it, or delete it by"
              + " hand. With the tag janitor:keep they are not mentioned again.";
      case Verdict.Untouchable _ ->
          "The janitor never deletes these. Delete them by hand, take the workshop's tag off, or"
              + " give them the tag janitor:keep, and they are not mentioned again.";
      case Verdict.Protected _, Verdict.Kept _, Verdict.TooYoung _, Verdict.Unannounced _ ->
          meaning(verdict);
    };
  }

  /// `AWS::Events::Rule` → `EventBridge`
  static String service(Resource resource) {
    var parts = resource.type().split("::", -1);
    var name = parts.length > 1 ? parts[1] : parts[0];
    return SERVICES.getOrDefault(name, name);
  }

  /// `AWS::DynamoDB::Table` → `DynamoDB Table`
  public static String type(Resource resource) {
    return resource.type().replaceFirst("^AWS::", "").replace("::", " ");
  }

  /// `AWS::DynamoDB::Table` → `Table`
  static String noun(Resource resource) {
    return resource.type().substring(resource.type().lastIndexOf(':') + 1);
  }

  /// `26 Nov, 19:07 UTC`, with the year where it is not this one.
  static String moment(Instant at, Instant now) {
    var isThisYear = at.atZone(ZoneOffset.UTC).getYear() == now.atZone(ZoneOffset.UTC).getYear();
    return (isThisYear ? MOMENT : MOMENT_OF_YEAR).format(at) + " UTC";
  }

  /// In UTC, which the reader has to be told once.
  static String minute(Instant at) {
    return MINUTE.format(at);
  }

  static String age(Duration age) {
    if (age.toDays() >= 2) {
      return age.toDays() + " days";
    }
    return age.toHours() >= 1
        ? count(age.toHours(), "hour")
        : count(Math.max(0, age.toMinutes()), "minute");
  }

  public static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /// Names and tags are strangers' text: on one line, without what cannot be seen or turns the line
  /// around. Joiners stay, for the scripts that need them.
  public static String clean(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ")
        .replaceAll("[\\p{C}&&[^\\u200c\\u200d]]", "")
        .strip();
  }

  public static String clean(String text, int longest) {
    var line = clean(text);
    if (line.codePointCount(0, line.length()) <= longest) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, longest - 1)) + "…";
  }

  /// A name that fits a line, by its beginning and its end: those of a series differ in the end.
  /// The ARN beside it has all of it.
  static String brief(String name) {
    var line = clean(name);
    if (line.codePointCount(0, line.length()) <= LONGEST_BRIEF) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, LONGEST_BRIEF - 1 - ENDING))
        + "…"
        + line.substring(line.offsetByCodePoints(line.length(), -ENDING));
  }

  static String capital(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /// In characters that every telephone, and a subject of SNS, can hold.
  static String ascii(String words, int longest) {
    var plain =
        Normalizer.normalize(words.replace("ß", "ss").replace("…", "..."), Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() <= longest ? plain : plain.substring(0, longest - 3) + "...";
  }

  /// A name must not become a mention, a link or the end of what is shown as it is.
  static String inert(String words) {
    return clean(words)
        .replace('&', '+')
        .replace('<', '‹')
        .replace('>', '›')
        .replace('`', 'ˋ')
        .replace("](", "] (");
  }
}
