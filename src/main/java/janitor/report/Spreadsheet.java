package janitor.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// All rows of a report as CSV (RFC 4180): what the mail cuts, this does not.
final class Spreadsheet {

  /// SES takes 40 MB a mail, base64 makes four bytes of three, and the mail itself and its commands
  /// need room too.
  private static final int LARGEST = 20_000_000;

  private static final Pattern CELL_WITHIN = Pattern.compile("(?<=;)(?=\\s*+[=+@|%-])");

  private static final String HEAD =
      line(
          "Outcome",
          "Verdict",
          "Type",
          "Name",
          "ARN",
          "Region",
          "Created (UTC)",
          "Due (UTC)",
          "Wave",
          "Reason",
          "Console",
          "Command that keeps it",
          "Holds data",
          "Costs",
          "Stack",
          "Command that postpones it");

  private final TagCommand commands;
  private final Stakes stakes;

  Spreadsheet(TagCommand commands, Stakes stakes) {
    this.commands = commands;
    this.stakes = stakes;
  }

  String of(Report report) {
    // A spreadsheet program takes a file without this mark for its own old encoding.
    var csv = new StringBuilder("\ufeff").append(HEAD);
    var size = 0L;
    var written = 0;
    // The announced first: what they say must not be cut off, since it counts as having been said.
    var rows =
        report.rows().stream()
            .sorted(
                Comparator.comparing((Report.Row row) -> !row.toAnnounce())
                    .thenComparing((a, b) -> a.toAnnounce() ? stakes.order().compare(a, b) : 0))
            .toList();
    for (var row : rows) {
      var line = line(report, row);
      size += line.getBytes(StandardCharsets.UTF_8).length;
      if (size > LARGEST) {
        csv.append(line("and " + (rows.size() - written) + " more, in the janitor's log"));
        break;
      }
      csv.append(line);
      written++;
    }
    for (var unread : report.gaps().unread()) {
      csv.append(
          line(
              "not looked at",
              "",
              "",
              unread.text(),
              "",
              "",
              "",
              "",
              "",
              unread.error(),
              "",
              "",
              "",
              "",
              "",
              ""));
    }
    return csv.toString();
  }

  private String line(Report report, Report.Row row) {
    var resource = row.resource();
    return line(
        Words.of(row.outcome()),
        Words.of(row.verdict()),
        resource.type(),
        resource.name(),
        row.arn().toString(),
        resource.region(),
        resource.createdAt().map(Instant::toString).orElse(""),
        row.verdict().dueAt().map(Instant::toString).orElse(""),
        row.wave() > 0 ? Integer.toString(row.wave()) : "",
        row.reason(),
        ConsoleLink.of(resource).orElse(""),
        commands.keep(resource).orElse(""),
        stakes.holdsData(row) ? "yes" : "",
        stakes.cost(row).words(),
        Stakes.stack(resource).orElse(""),
        row.notice() == Report.Notice.NONE
            ? ""
            : commands.move(resource, report.goesAt(row).plus(Announcement.LATER)).orElse(""));
  }

  private static String line(String... cells) {
    return List.copyOf(Arrays.asList(cells)).stream()
            .map(Spreadsheet::cell)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  /// A cell that begins like a formula is one, to a spreadsheet program; an apostrophe makes it
  /// text. Where a list's separator is the semicolon, such a program takes one for a cell's end.
  private static String cell(String value) {
    var text = Words.clean(value);
    var inert = !text.isEmpty() && "=+-@|%".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return '"' + CELL_WITHIN.matcher(inert).replaceAll("'").replace("\"", "\"\"") + '"';
  }
}
