package janitor.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Turns a report into a mail. Pure: the same report makes the same mail.
public final class ReportWriter {

  /// A mail: subject without line breaks, and the same contents twice.
  public record Mail(String subject, String html, String text) {}

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Template html = template("mail.html", Mustache.compiler());
  private final Template text =
      template("mail.txt", Mustache.compiler().withEscaper(Escapers.NONE));

  public Mail write(Report report) {
    var model = model(report);
    return new Mail(subject(report), html.execute(model), text.execute(model));
  }

  static String subject(Report report) {
    var wanted = report.wantsAction() ? "[Action required]" : "[For information]";
    return oneLine(
        wanted
            + " "
            + report.workshop()
            + " in "
            + report.account()
            + " "
            + String.join(",", report.regions())
            + ": "
            + summary(report));
  }

  private static String summary(Report report) {
    if (report.isNothingTagged()) {
      return "nothing carries " + report.tagKey() + "=" + report.workshop();
    }
    var counts = new LinkedHashMap<String, Long>();
    counts.put("failed", report.count(Outcome.Failed.class));
    counts.put("deleted", report.count(Outcome.Gone.class));
    counts.put("being deleted", report.count(Outcome.Requested.class));
    counts.put("would be deleted", report.count(Outcome.WouldDelete.class));
    counts.put("announced", report.toAnnounce().count());
    counts.put("withheld", report.count(Outcome.Withheld.class) - report.toAnnounce().count());
    counts.put("not readable", (long) report.unread().size());
    var words =
        counts.entrySet().stream()
            .filter(count -> count.getValue() > 0)
            .map(count -> count.getValue() + " " + count.getKey())
            .toList();
    return words.isEmpty() ? "nothing to do" : String.join(", ", words);
  }

  private Map<String, Object> model(Report report) {
    var model = new LinkedHashMap<String, Object>();
    model.put("subject", subject(report));
    model.put("workshop", clean(report.workshop()));
    model.put("tag", clean(report.tagKey() + "=" + report.workshop()));
    model.put("account", report.account());
    model.put("regions", String.join(", ", report.regions()));
    model.put("night", clean(report.night()));
    model.put("finishedAt", MINUTE.format(report.finishedAt()));
    model.put("summary", summary(report));
    model.put("refusal", report.refusal().map(ReportWriter::clean).orElse(""));
    model.put("nothingTagged", report.isNothingTagged());
    model.put("tagValues", report.tagValues().stream().map(ReportWriter::clean).toList());
    model.put("selfRemoval", clean(report.selfRemoval()));
    model.put(
        "sections",
        List.of(
                section("Failed", report, report.ended(Outcome.Failed.class)),
                section("Will be deleted", report, report.toAnnounce()),
                section("Deleted", report, report.ended(Outcome.Gone.class)),
                section("Would be deleted", report, report.ended(Outcome.WouldDelete.class)),
                section("Still being deleted", report, report.ended(Outcome.Requested.class)),
                section(
                    "Withheld",
                    report,
                    report.ended(Outcome.Withheld.class).filter(row -> !row.toAnnounce())))
            .stream()
            .filter(section -> !((List<?>) Objects.requireNonNull(section.get("rows"))).isEmpty())
            .toList());
    model.put(
        "unread",
        report.unread().stream()
            .map(one -> Map.of("what", clean(one.what()), "error", clean(one.error())))
            .toList());
    model.put("hasUnread", !report.unread().isEmpty());
    return model;
  }

  private static Map<String, Object> section(String title, Report report, Stream<Report.Row> rows) {
    return Map.of("title", title, "rows", rows.map(row -> row(report, row)).toList());
  }

  private static Map<String, Object> row(Report report, Report.Row row) {
    return Map.of(
        "type", row.resource().type(),
        "name", clean(row.resource().name()),
        "arn", clean(row.arn().toString()),
        "region", row.resource().region(),
        "age",
            row.resource()
                .createdAt()
                .map(at -> age(Duration.between(at, report.finishedAt())))
                .orElse("unknown"),
        "dueAt", row.verdict().dueAt().map(MINUTE::format).orElse("–"),
        "reason", clean(row.reason()));
  }

  private static String age(Duration age) {
    return age.toDays() > 0 ? age.toDays() + " d" : Math.max(0, age.toHours()) + " h";
  }

  /// Names and tags are strangers' text: no control characters, no marks that turn the line around.
  static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ")
        .replaceAll("[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]", "");
  }

  private static String oneLine(String text) {
    var line = clean(text).strip();
    return line.length() > 200 ? line.substring(0, 199) + "…" : line;
  }

  private static Template template(String name, Mustache.Compiler compiler) {
    try (var stream =
            Objects.requireNonNull(ReportWriter.class.getResourceAsStream(name), "no " + name);
        var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      return compiler.compile(reader);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
