package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.Unread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What somebody can do about what AWS refused: a statement for a policy, what stands in the way, a
/// command.
final class Remedies {
  private static final int MOST_BLOCKERS = 5;

  private static final Pattern NAMED_ARN = Pattern.compile("arn:aws[a-z-]*:[^\\s,;'\"<>()\\[\\]]+");
  private static final Pattern ON_RESOURCE =
      Pattern.compile("on resource:? [`'\"]?(arn:[^\\s,;'\"<>]+)");

  private Remedies() {}

  static Map<String, Object> unread(Unread unread) {
    return Map.of(
        "what",
        Words.capital(Words.clean(unread.text(), MailRow.LONGEST_REASON)),
        "error",
        Words.clean(unread.error(), MailRow.LONGEST_REASON),
        "remedy",
        Words.clean(unread.remedy(), MailRow.LONGEST_REASON),
        "statement",
        unread
            .missing()
            .map(action -> statement(action, onResource(unread.error(), "*")))
            .orElse(""));
  }

  static String onResource(String message, String otherwise) {
    var named = ON_RESOURCE.matcher(message);
    return named.find() ? named.group(1) : otherwise;
  }

  /// The missing permission, to be put into the role's policy as it is.
  static String statement(String action, String resource) {
    var statement = new LinkedHashMap<String, Object>();
    statement.put("Effect", "Allow");
    statement.put("Action", action);
    statement.put("Resource", Words.clean(resource));
    try {
      return JSON.std.asString(statement);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /// What AWS names in its refusal besides the resource itself.
  static List<Map<String, String>> blockers(Row row) {
    return NAMED_ARN
        .matcher(row.reason())
        .results()
        .map(found -> found.group().replaceFirst("[.:]+$", ""))
        .distinct()
        .filter(text -> !text.equals(row.arn().toString()))
        .flatMap(text -> arn(text).stream())
        .filter(arn -> !arn.service().equals("sts"))
        .limit(MOST_BLOCKERS)
        .map(
            arn ->
                Map.of(
                    "blocker", Words.clean(arn.toString(), MailRow.LONGEST_REASON),
                    "blockerLink",
                        ConsoleLink.home(
                                arn,
                                arn.region().isEmpty() ? row.resource().region() : arn.region())
                            .orElse("")))
        .toList();
  }

  private static Optional<Arn> arn(String text) {
    try {
      return Optional.of(Arn.of(text));
    } catch (IllegalArgumentException notAnArn) {
      return Optional.empty();
    }
  }

  /// A role goes only without its inline policies.
  static String removal(String role) {
    var quoted = TagCommand.quoted(Words.clean(role));
    return "for policy in $(aws iam list-role-policies --role-name "
        + quoted
        + " --query 'PolicyNames[]' --output text); do aws iam delete-role-policy --role-name "
        + quoted
        + " --policy-name \"$policy\"; done; aws iam delete-role --role-name "
        + quoted;
  }
}
