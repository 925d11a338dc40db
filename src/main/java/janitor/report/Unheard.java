package janitor.report;

import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Answers of AWS that the janitor has no class for, fit to be shown to strangers: whatever may
/// name the account, its things or its people stands as a placeholder.
final class Unheard {

  /// A name that is shorter is a word of AWS's sentence more often than a name.
  private static final int SHORTEST_NAME = 3;

  private static final Pattern QUOTED =
      Pattern.compile("\"[^\"]*\"|(?<![A-Za-z])'[^']*'|`[^`']*[`']|\\[[^\\]]*\\]");

  private record Rule(Pattern what, String by) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(Pattern.compile("arn:[a-z-]*:([a-z0-9-]*):[^\\s,;'\"<>()\\[\\]]*"), "<arn $1>"),
          new Rule(Pattern.compile("[a-z][a-z0-9+.-]*://[^\\s,;'\"<>()\\[\\]]+"), "<url>"),
          new Rule(Pattern.compile("[^\\s<>@,;:'\"]+@[^\\s<>@,;:'\"]+"), "<address>"),
          new Rule(Pattern.compile("\\b\\d{12}\\b"), "<account>"),
          new Rule(
              Pattern.compile(
                  "\\b\\d{1,3}(\\.\\d{1,3}){3}\\b|\\b[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){3,}"),
              "<ip>"),
          // Ids: letters and digits mixed, long enough.
          new Rule(
              Pattern.compile(
                  "(?<![\\w<])(?=[\\w./-]*\\d)(?=[\\w./-]*[A-Za-z])[\\w][\\w./-]{5,}[\\w]"),
              "<id>"));

  private Unheard() {}

  /// Each sort of answer once.
  static List<Fault.Answer> of(Report report) {
    var names =
        Stream.of(
                Stream.of(report.about().workshop()),
                report.rows().stream()
                    .flatMap(row -> Stream.of(row.resource().name(), lastOf(row.arn().resource()))),
                report.gaps().unread().stream()
                    .flatMap(unread -> unread.arns().stream())
                    .flatMap(Unheard::names),
                report.gaps().ghosts().stream().flatMap(Unheard::names))
            .flatMap(some -> some)
            .filter(name -> name.length() >= SHORTEST_NAME)
            .collect(Collectors.toSet());
    return Stream.concat(
            report.rows().stream()
                .flatMap(
                    row ->
                        row.outcome() instanceof Outcome.Failed failed
                            ? failed.unknown().stream()
                            : Stream.empty()),
            report.gaps().unread().stream().flatMap(unread -> unread.unknown().stream()))
        .map(answer -> nameless(answer, names))
        .distinct()
        .sorted(
            Comparator.comparing(Fault.Answer::service)
                .thenComparing(Fault.Answer::operation)
                .thenComparing(Fault.Answer::code)
                .thenComparing(Fault.Answer::message))
        .toList();
  }

  /// Of what could not be read no more than the ARN is known: any part of it may be the name.
  private static Stream<String> names(Arn arn) {
    return Stream.concat(
        Stream.of(arn.resource()), Stream.of(arn.resource().split("[/:]")).skip(1));
  }

  private static String lastOf(String resource) {
    return resource.substring(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
  }

  private static Fault.Answer nameless(Fault.Answer answer, Set<String> names) {
    return new Fault.Answer(
        answer.service(),
        answer.operation(),
        answer.code(),
        answer.status(),
        nameless(answer.message(), names));
  }

  static String nameless(String message, Set<String> names) {
    var text = message;
    var first = RULES.getFirst();
    text = first.what().matcher(text).replaceAll(first.by());
    for (var name :
        names.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      text = text.replace(name, "<name>");
    }
    text = QUOTED.matcher(text).replaceAll("<name>");
    for (var rule : RULES.subList(1, RULES.size())) {
      text = rule.what().matcher(text).replaceAll(rule.by());
    }
    return text;
  }

  /// As the form of an issue asks for it.
  static String block(Fault.Answer answer) {
    return Stream.of(
            "service: " + answer.service(),
            "operation: " + answer.operation(),
            "code: " + answer.code(),
            "status: " + answer.status(),
            "message: " + answer.message())
        .map(Words::clean)
        .collect(Collectors.joining("\n"));
  }
}
