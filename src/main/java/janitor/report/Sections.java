package janitor.report;

import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.sweep.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The sections of a mail, by what became of the resources: which of them are shown, which are told
/// as one line, and which are only counted.
final class Sections {

  /// More rows than this that stay for one and the same reason are told as one.
  private static final int MANY = 5;

  private final Report report;
  private final MailRow rows;
  private final Stakes stakes;
  private final int limit;

  /// @param limit rows that a section shows
  Sections(Report report, MailRow rows, Stakes stakes, int limit) {
    this.report = report;
    this.rows = rows;
    this.stakes = stakes;
    this.limit = limit;
  }

  /// What needs somebody before all else.
  List<Map<String, Object>> wrong() {
    return Stream.of(
            section(
                "Failed",
                "failed",
                "Each with its cause and what to do. The janitor tries again next night.",
                List.of(group("", "", report.ended(Outcome.Failed.class).sorted(stakes.order())))),
            section(
                "Needs you",
                "withheld",
                "What stays until somebody acts, and why.",
                Summary.isReminder(report) ? byVerdict() : List.of()))
        .flatMap(Optional::stream)
        .toList();
  }

  List<Map<String, Object>> others() {
    return Stream.of(
            section(
                "Deleted",
                "gone",
                "Each was looked for afterwards and is gone. The attached list has the order in"
                    + " which they went.",
                byStake(report.ended(Outcome.Gone.class))),
            section(
                "Still being deleted",
                "pending",
                "AWS was asked and has not finished; the janitor looks again next night.",
                List.of(
                    group("", "", report.ended(Outcome.Requested.class).sorted(stakes.order())))),
            section(
                "Would be deleted",
                "pending",
                "This was a dry run: nothing was touched. The attached list has the order in which"
                    + " they would go.",
                byStake(report.ended(Outcome.WouldDelete.class))),
            withheld())
        .flatMap(Optional::stream)
        .toList();
  }

  /// A part of a section: either rows, or lines that stand for many rows each.
  private record Group(String heading, String intro, List<Row> rows, List<String> lines) {
    int size() {
      return rows.size();
    }
  }

  private Group group(String heading, String intro, Stream<Row> rows) {
    return new Group(heading, intro, rows.toList(), List.of());
  }

  private Optional<Map<String, Object>> section(
      String title, String tone, String intro, List<Group> groups) {
    var filled = groups.stream().filter(group -> group.size() + group.lines().size() > 0).toList();
    if (filled.isEmpty()) {
      return Optional.empty();
    }
    var shares = shares(filled.stream().mapToInt(Group::size).toArray(), limit);
    var models = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < filled.size(); i++) {
      var group = filled.get(i);
      var shown = group.rows().subList(0, shares[i]);
      models.add(
          Map.of(
              "heading", group.heading(),
              "groupIntro", group.intro(),
              "hasRows", !shown.isEmpty(),
              "rows", shown.stream().map(rows::row).toList(),
              "lines", group.lines(),
              "more", more(group.size() - shown.size())));
    }
    var total = filled.stream().mapToInt(group -> group.size() + counted(group)).sum();
    return Optional.of(
        Map.of(
            "title", title,
            "capitals", title.toUpperCase(Locale.ROOT),
            "tone", tone,
            "isFailed", tone.equals("failed"),
            "count", total,
            "intro", intro,
            "groups", models));
  }

  /// How many rows of each group are shown: the small ones whole, what is left to the large ones.
  static int[] shares(int[] sizes, int limit) {
    var shares = new int[sizes.length];
    var bySize =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> sizes[i]))
            .toList();
    var left = limit;
    var open = sizes.length;
    for (var i : bySize) {
      shares[i] = Math.min(sizes[i], left / open);
      left -= shares[i];
      open--;
    }
    return shares;
  }

  private static int counted(Group group) {
    return group.lines().stream()
        .mapToInt(line -> Integer.parseInt(line.substring(0, line.indexOf(' '))))
        .sum();
  }

  static String more(int count) {
    return count <= 0 ? "" : "and " + count + " more, all of them in the attached list";
  }

  /// What held data first, then the services, what costs most first.
  private List<Group> byStake(Stream<Row> rows) {
    return rows
        .sorted(stakes.order())
        .collect(
            Collectors.groupingBy(
                row -> stakes.holdsData(row) ? "Held data" : Words.service(row.resource()),
                LinkedHashMap::new,
                Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            group ->
                group(
                    Words.clean(group.getKey()) + " (" + group.getValue().size() + ")",
                    "",
                    group.getValue().stream()))
        .toList();
  }

  private Optional<Map<String, Object>> withheld() {
    return section(
        "Withheld",
        "withheld",
        "What stays, and why.",
        Summary.isReminder(report) ? onPurpose() : folded());
  }

  /// One line a reason.
  private List<Group> folded() {
    var needing = report.stays().map(Row::arn).collect(Collectors.toSet());
    var lines =
        Summary.withheld(report)
            .sorted(stakes.order())
            .collect(
                Collectors.groupingBy(
                    row -> Words.of(row.verdict()) + ": " + row.reason(),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .entrySet()
            .stream()
            .sorted(Comparator.comparing(same -> !isAnyOf(needing, same.getValue())))
            .map(
                same ->
                    line(same.getKey(), same.getValue())
                        + (isAnyOf(needing, same.getValue())
                            ? ". " + unstopped(need(same.getValue().getFirst()))
                            : ""))
            .toList();
    return List.of(new Group("", "", List.of(), lines));
  }

  private static boolean isAnyOf(Set<Arn> arns, List<Row> rows) {
    return rows.stream().map(Row::arn).anyMatch(arns::contains);
  }

  private String need(Row row) {
    return report
        .gaps()
        .refusal()
        .filter(_ -> Summary.isDue(row))
        .map(
            refusal ->
                Reached.isRefusal(refusal)
                    ? "Somebody has to be told."
                    : "More is due than one night may delete.")
        .orElseGet(() -> Words.need(row.verdict()));
  }

  private static String unstopped(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /// What somebody keeps, or what goes by itself, is only counted by a reminder.
  private List<Group> onPurpose() {
    var stays = report.stays().map(Row::arn).collect(Collectors.toSet());
    var others = Summary.withheld(report).filter(row -> !stays.contains(row.arn())).count();
    return others == 0
        ? List.of()
        : List.of(
            new Group(
                "",
                "",
                List.of(),
                List.of(
                    Words.count(others, "resource")
                        + " kept on purpose, not due yet, or the janitor's own: in the attached"
                        + " list")));
  }

  private List<Group> byVerdict() {
    return report
        .stays()
        .sorted(stakes.order())
        .collect(
            Collectors.groupingBy(
                row -> Words.of(row.verdict()), LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            group ->
                byReason(
                    group.getKey() + " (" + group.getValue().size() + ")",
                    Words.need(group.getValue().getFirst().verdict()),
                    group.getValue()))
        .toList();
  }

  private Group byReason(String heading, String intro, List<Row> rows) {
    var few = new ArrayList<Row>();
    var lines = new ArrayList<String>();
    rows.stream()
        .collect(Collectors.groupingBy(Row::reason, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (reason, same) -> {
              if (same.size() <= MANY) {
                few.addAll(same);
              } else {
                lines.add(line(reason, same));
              }
            });
    return new Group(Words.capital(heading), intro, few, lines);
  }

  private String line(String reason, List<Row> same) {
    var names =
        same.stream()
            .limit(MANY)
            .map(row -> Words.clean(row.resource().name(), 40))
            .collect(Collectors.joining(", "));
    var first =
        same.stream()
            .flatMap(row -> row.verdict().dueAt().stream())
            .filter(at -> at.isAfter(report.course().finishedAt()))
            .min(Comparator.naturalOrder())
            .map(at -> "; the first is due " + Words.minute(at))
            .orElse("");
    return Words.count(same.size(), "resource")
        + ": "
        + Words.clean(reason, MailRow.LONGEST_REASON)
        + first
        + ". "
        + names
        + (same.size() > MANY
            ? " and " + (same.size() - MANY) + " more, in the attached list"
            : "");
  }
}
