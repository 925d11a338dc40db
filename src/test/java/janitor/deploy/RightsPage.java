package janitor.deploy;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The tables of `docs/rights.md`: every statement of the function's role, as `template.yaml` has
/// it, with the reason that stands above it there.
final class RightsPage {
  private static final String HEAD =
      "| statement | actions | on | if | why |\n|---|---|---|---|---|\n";

  private final List<Template.Statement> statements;
  private final Map<String, String> reasons;

  RightsPage(List<Template.Statement> statements) {
    this.statements = statements;
    this.reasons = Template.reasons();
  }

  /// The statements with all that grants something switched on.
  static List<Template.Statement> everything() {
    return Template.with(
            Map.of(
                "Workshop", "student-system",
                "ReportFrom", "janitor@example.org",
                "CreateTopic", "true",
                "BypassGovernance", "true"))
        .functionRights();
  }

  String tagged() {
    return table(statement -> statement.isTagged() && !statement.isForStackMembers());
  }

  String untagged() {
    return table(
        statement ->
            !statement.isTagged()
                && !statement.isForStackMembers()
                && !statement.sid().startsWith("Read")
                && !statement.policy().name().equals("own"));
  }

  String own() {
    return table(statement -> statement.policy().name().equals("own"));
  }

  /// The other function's role, which is there only with the page.
  String page() {
    var page =
        Template.with(
                Map.of(
                    "Workshop", "student-system",
                    "ReportFrom", "janitor@example.org",
                    "DecisionPage", "true"))
            .policies()
            .stream()
            .filter(policy -> policy.name().equals("page"))
            .flatMap(Template.Policy::statements);
    return HEAD + page.map(this::row).collect(Collectors.joining());
  }

  String stackMembers() {
    return byService(Template.Statement::isForStackMembers);
  }

  String notGiven() {
    return "| action | for | why not |\n|---|---|---|\n"
        + DeleteHandlers.missing(statements).entrySet().stream()
            .map(
                entry ->
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            entry.getKey(),
                            quoted(List.copyOf(entry.getValue())),
                            DeleteHandlers.whyNot(entry.getKey()).orElse("")))
            .collect(Collectors.joining());
  }

  String reading() {
    return byService(statement -> statement.sid().startsWith("Read"));
  }

  private String table(Predicate<Template.Statement> which) {
    return HEAD + statements.stream().filter(which).map(this::row).collect(Collectors.joining());
  }

  private String row(Template.Statement statement) {
    return "| "
        + String.join(
            " | ",
            quoted(List.of(statement.sid())),
            quoted(statement.actions()),
            quoted(statement.resources().stream().map(RightsPage::shortened).distinct().toList()),
            condition(statement),
            reasons.getOrDefault(statement.sid(), ""))
        + " |\n";
  }

  private String byService(Predicate<Template.Statement> which) {
    return "| service | actions | if |\n|---|---|---|\n"
        + statements.stream()
            .filter(which)
            .flatMap(
                statement ->
                    statement.actions().stream()
                        .collect(Collectors.groupingBy(action -> action.split(":", 2)[0]))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(
                            service ->
                                "| %s | %s | %s |\n"
                                    .formatted(
                                        service.getKey(),
                                        quoted(
                                            service.getValue().stream()
                                                .sorted(Comparator.naturalOrder())
                                                .toList()),
                                        condition(statement))))
            .collect(Collectors.joining());
  }

  /// The condition that it carries a tag, whatever its value.
  static final String MARKED = "Null aws:ResourceTag/";

  private static String condition(Template.Statement statement) {
    return statement.conditions().entrySet().stream()
        .map(
            entry ->
                entry.getKey().startsWith(MARKED)
                    ? "it carries `" + entry.getKey().substring(MARKED.length()) + "`"
                    : entry.getKey().contains(" aws:ResourceTag/")
                        ? entry.getKey().contains("IfExists")
                            ? "the tag, or no tag of its key"
                            : "the tag"
                        : "`%s` is %s"
                            .formatted(
                                entry.getKey().substring(entry.getKey().indexOf(' ') + 1),
                                Template.texts(entry.getValue()).stream()
                                    .map(RightsPage::value)
                                    .collect(Collectors.joining(" or "))))
        .collect(Collectors.joining(", "));
  }

  private static String value(String text) {
    return text.equals(Template.ACCOUNT) ? "your account" : "`" + shortened(text) + "`";
  }

  /// `arn:aws:dynamodb:*:123456789012:table/*` is `dynamodb table/*`.
  private static String shortened(String arn) {
    var parts = arn.split(":", 6);
    return parts.length < 6 ? arn : parts[2] + " " + parts[5];
  }

  private static String quoted(List<String> all) {
    return all.stream().map(text -> "`" + text + "`").collect(Collectors.joining(", "));
  }
}
