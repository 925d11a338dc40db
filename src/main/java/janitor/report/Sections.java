package janitor.report;

import janitor.plan.Verdict;
import janitor.report.Report.Row;
import janitor.sweep.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
  private final int limit;

  /// @param limit rows that a section shows
  Sections(Report report, MailRow rows, int limit) {
    this.report = report;
    this.rows = rows;
    this.limit = limit;
  }

  List<Map<String, Object>> sections() {
    return Stream.of(
            section(
                "Failed",
                "failed",
                "Each with its cause and what to do. The janitor tries again next night.",
                List.of(group("", "", report.ended(Outcome.Failed.class)))),
            section(
                "Will be deleted",
                "pending",
                "On the first night after the date beside it. The commands that keep them, or"
                    + " move their date, stand at the end of this mail.",
                List.of(
                    group("", "", report.toAnnounce().sorted(Comparator.comparing(rows::goesAt))))),
            section(
                "Deleted",
                "gone",
                "In the order in which they went. Each was looked for afterwards and is gone.",
                byService(report.ended(Outcome.Gone.class))),
            section(
                "Still being deleted",
                "pending",
                "AWS was asked and has not finished; the janitor looks again next night.",
                List.of(group("", "", report.ended(Outcome.Requested.class)))),
            section(
                "Would be deleted",
                "pending",
                "In the order in which they would go. This was a dry run: nothing was touched.",
                byService(report.ended(Outcome.WouldDelete.class))),
            section("Withheld", "withheld", "What stays, and why.", byVerdict()))
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
    var filled = groups.stream().filter(one -> one.size() + one.lines().size() > 0).toList();
    if (filled.isEmpty()) {
      return Optional.empty();
    }
    var shares = shares(filled);
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
  private int[] shares(List<Group> groups) {
    var shares = new int[groups.size()];
    var bySize =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> groups.get(i).size()))
            .toList();
    var left = limit;
    var open = shares.length;
    for (var i : bySize) {
      shares[i] = Math.min(groups.get(i).size(), left / open);
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

  private List<Group> byService(Stream<Row> rows) {
    return rows
        .collect(
            Collectors.groupingBy(
                row -> Words.service(row.resource()), LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            one ->
                group(
                    Words.clean(one.getKey()) + " (" + one.getValue().size() + ")",
                    "",
                    one.getValue().stream()))
        .toList();
  }

  private List<Group> byVerdict() {
    return Summary.isReminder(report)
        ? Stream.concat(byVerdict(report.stays(), Words::need).stream(), onPurpose().stream())
            .toList()
        : byVerdict(Summary.withheld(report), Words::meaning);
  }

  /// What somebody keeps, or what goes by itself, is only counted by a reminder.
  private Optional<Group> onPurpose() {
    var stays = report.stays().map(Row::arn).collect(Collectors.toSet());
    var others = Summary.withheld(report).filter(row -> !stays.contains(row.arn())).count();
    return others == 0
        ? Optional.empty()
        : Optional.of(
            new Group(
                "Besides",
                "",
                List.of(),
                List.of(
                    Words.count(others, "resource")
                        + " kept on purpose, not due yet, or the janitor's own: in the attached"
                        + " list")));
  }

  private List<Group> byVerdict(Stream<Row> rows, Function<Verdict, String> intro) {
    return rows
        .collect(
            Collectors.groupingBy(
                row -> Words.of(row.verdict()), LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            one ->
                byReason(
                    one.getKey() + " (" + one.getValue().size() + ")",
                    report.gaps().refusal().isPresent() && Summary.isDue(one.getValue().getFirst())
                        ? "Due, but more is due than one night may delete."
                        : intro.apply(one.getValue().getFirst().verdict()),
                    one.getValue()))
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
    return same.size()
        + " resources: "
        + Words.clean(reason, MailRow.LONGEST_REASON)
        + first
        + ". "
        + names
        + (same.size() > MANY
            ? " and " + (same.size() - MANY) + " more, in the attached list"
            : "");
  }
}
