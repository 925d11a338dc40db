package janitor.terminal;

import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.report.Report.Row;
import janitor.report.Stakes;
import janitor.resource.Resource;
import janitor.resource.Unread;
import janitor.sweep.Outcome;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A result as a table for a person: what goes or went, level by level; what stays, and why; what
/// could not be looked at; and the counts.
///
/// Names are anybody's text, so what a terminal might obey or hide is shown as `?`.
public final class ResultText {
  private static final String DATA = "data";

  private final Report report;
  private final Stakes stakes;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  /// @param stakes what is lost with it, and what it costs
  /// @param columns that there are; a table that is wider is told in more lines
  public ResultText(Report report, Stakes stakes, int columns) {
    this.report = report;
    this.stakes = stakes;
    this.columns = columns;
  }

  /// The text without what a terminal might show as something else than it is.
  public static String plain(String text) {
    return Display.plain(text);
  }

  public List<String> lines() {
    lines.clear();
    going("Would go", report.ended(Outcome.WouldDelete.class));
    going("Gone", report.ended(Outcome.Gone.class));
    reasoned("Still being deleted", report.ended(Outcome.Requested.class));
    reasoned("Failed", report.ended(Outcome.Failed.class));
    reasoned("Stays", report.ended(Outcome.Withheld.class));
    unread();
    report.gaps().refusal().ifPresent(refusal -> block(wrapped(plain(refusal), "  ")));
    block(wrapped(counts(), "  "));
    report.about().beyond().ifPresent(words -> block(wrapped(words, "  ")));
    advice();
    return List.copyOf(lines);
  }

  private void block(List<String> some) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.addAll(some);
  }

  private void going(String title, Stream<Row> some) {
    var rows = some.sorted(Comparator.comparingInt(Row::wave).thenComparing(Row::arn)).toList();
    if (rows.isEmpty()) {
      return;
    }
    var levels = rows.stream().mapToInt(Row::wave).max().orElse(0);
    block(List.of(title + (levels > 1 ? ", in " + levels + " levels:" : ":")));
    table(
        List.of("LEVEL", "TYPE", "NAME", "REGION", "MADE", "COST", "DATA"),
        rows,
        row ->
            List.of(
                Integer.toString(row.wave()),
                type(row),
                plain(row.resource().name()),
                row.resource().region(),
                made(row.resource()),
                stakes.cost(row).sign(),
                isData(row) ? DATA : ""));
  }

  /// Those of one reason together.
  private void reasoned(String title, Stream<Row> some) {
    var byReason =
        some.sorted(
                Comparator.comparing(stakes::cost)
                    .thenComparing(ResultText::type)
                    .thenComparing(Row::arn))
            .collect(
                Collectors.groupingBy(
                    row -> plain(row.reason()), LinkedHashMap::new, Collectors.toList()));
    if (byReason.isEmpty()) {
      return;
    }
    var rows = byReason.values().stream().flatMap(List::stream).toList();
    block(List.of(title + " (" + rows.size() + "):"));
    byReason.forEach(
        (reason, same) -> {
          if (reason.equals(Verdict.UNCHOSEN)) {
            // Nobody asked for these: how many is enough.
            lines.addAll(wrapped("  " + reason + ": " + same.size(), "  "));
            return;
          }
          lines.addAll(wrapped("  " + reason + ":", "  "));
          same.forEach(
              row ->
                  lines.addAll(
                      wrapped(
                          "    "
                              + type(row)
                              + " "
                              + plain(row.resource().name())
                              + ", "
                              + row.resource().region()
                              + stakes.price(row).map(price -> ", " + price).orElse("")
                              + due(row),
                          "      ")));
        });
  }

  /// Where the reason is its age, when that is over.
  private static String due(Row row) {
    return row.verdict() instanceof Verdict.TooYoung(var dueAt, _)
        ? dueAt.map(at -> ", due " + day(at)).orElse("")
        : "";
  }

  private void unread() {
    if (report.gaps().unread().isEmpty()) {
      return;
    }
    block(List.of("Could not be looked at (" + report.gaps().unread().size() + "):"));
    for (Unread unread : report.gaps().unread()) {
      lines.addAll(wrapped("  " + plain(unread.text() + ": " + unread.error()), "    "));
    }
  }

  private String counts() {
    var counts = report.counts();
    var data =
        report.rows().stream()
            .filter(row -> isData(row) && row.outcome() instanceof Outcome.WouldDelete)
            .count();
    var all = new ArrayList<String>();
    add(
        all,
        counts.wouldDelete(),
        "would go" + (data > 0 ? " (" + data + " of them with data)" : ""));
    add(all, counts.gone(), "gone");
    add(all, counts.requested(), "still being deleted");
    add(all, counts.failed(), "failed");
    if (counts.withheld() > 0) {
      all.add(counts.withheld() + (counts.withheld() == 1 ? " stays" : " stay"));
    }
    add(all, counts.unread(), "could not be looked at");
    return all.isEmpty()
        ? "Nothing carries " + tag() + " in " + String.join(", ", report.about().regions()) + "."
        : String.join(", ", all) + ".";
  }

  private static void add(List<String> all, long count, String words) {
    if (count > 0) {
      all.add(count + " " + words);
    }
  }

  private String tag() {
    return plain(report.about().tagKey() + "=" + report.about().workshop());
  }

  private void advice() {
    if (report.isNothingTagged()) {
      lines.addAll(
          wrapped(
              "The tag "
                  + plain(report.about().tagKey())
                  + " has these values there: "
                  + report.gaps().tagValues().stream()
                      .map(ResultText::plain)
                      .collect(Collectors.joining(", ")),
              "  "));
    }
  }

  private void table(List<String> head, List<Row> rows, Function<Row, List<String>> cells) {
    var all = new ArrayList<List<String>>();
    all.add(head);
    rows.forEach(row -> all.add(cells.apply(row)));
    var widths =
        IntStream.range(0, head.size())
            .map(column -> all.stream().mapToInt(row -> width(row.get(column))).max().orElse(0))
            .boxed()
            .toList();
    var width = widths.stream().mapToInt(number -> number + 2).sum();
    if (width <= columns) {
      all.forEach(row -> lines.add("  " + padded(row, widths)));
      return;
    }
    all.removeFirst();
    for (var row : all) {
      var rest =
          row.subList(3, row.size()).stream()
              .filter(cell -> !cell.isEmpty())
              .collect(Collectors.joining(", "));
      lines.addAll(wrapped("  " + row.get(0) + "  " + row.get(1) + " " + row.get(2), "     "));
      lines.addAll(wrapped("     " + rest, "     "));
    }
  }

  private static String padded(List<String> row, List<Integer> widths) {
    return IntStream.range(0, row.size())
        .mapToObj(at -> row.get(at) + " ".repeat(widths.get(at) - width(row.get(at))))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }

  private List<String> wrapped(String text, String indent) {
    return Fold.lines(text, indent, columns);
  }

  private boolean isData(Row row) {
    return stakes.holdsData(row);
  }

  private static String type(Row row) {
    return row.resource().type().replaceFirst("^AWS::", "").replace("::", " ");
  }

  private static String made(Resource resource) {
    return resource
        .createdAt()
        .map(ResultText::day)
        .or(() -> resource.modifiedAt().map(at -> "by " + day(at)))
        .orElse("unknown");
  }

  private static String day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
