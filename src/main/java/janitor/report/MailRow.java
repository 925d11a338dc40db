package janitor.report;

import janitor.plan.Verdict;
import janitor.report.Report.Row;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One resource as a mail shows it.
final class MailRow {
  static final int LONGEST_NAME = 120;
  static final int LONGEST_REASON = 600;

  /// How far the suggested command moves a date.
  private static final Duration LATER = Duration.ofDays(7);

  /// What of a row stands below its head line.
  private static final List<String> DETAILS =
      List.of("reason", "remedy", "statement", "keep", "lift");

  private final Report report;
  private final TagCommand commands;

  MailRow(Report report, TagCommand commands) {
    this.report = report;
    this.commands = commands;
  }

  Map<String, Object> row(Row row) {
    var resource = row.resource();
    var isGone = row.outcome() instanceof Outcome.Gone;
    var model = new LinkedHashMap<String, Object>();
    model.put("name", Words.clean(resource.name(), LONGEST_NAME));
    // What is gone has no page any more.
    model.put("link", isGone ? "" : ConsoleLink.of(resource).orElse(""));
    model.put("type", Words.clean(Words.type(resource), LONGEST_NAME));
    model.put("region", Words.clean(resource.region(), LONGEST_NAME));
    model.put("arn", Words.clean(row.arn().toString(), LONGEST_REASON));
    model.put(
        "age",
        resource
            .createdAt()
            .map(at -> Words.age(Duration.between(at, report.course().finishedAt())) + " old")
            .orElse("age unknown"));
    model.put("date", date(row));
    model.put("reason", Words.capital(Words.clean(reason(row), LONGEST_REASON)));
    model.putAll(commands(row));
    if (row.outcome() instanceof Outcome.Failed failed) {
      model.put("remedy", Words.clean(failed.remedy(), LONGEST_REASON));
      model.put(
          "statement",
          failed
              .missing()
              .map(
                  action ->
                      Remedies.statement(
                          action, Remedies.onResource(failed.reason(), row.arn().toString())))
              .orElse(""));
      model.put("blockers", failed.missing().isPresent() ? List.of() : Remedies.blockers(row));
    }
    model.put(
        "hasDetails", DETAILS.stream().anyMatch(key -> !"".equals(model.getOrDefault(key, ""))));
    return model;
  }

  private String reason(Row row) {
    if (row.toAnnounce()
        && (row.verdict() instanceof Verdict.TooYoung
            || row.verdict().reason().equals(Verdict.Unannounced.UNNAMED))) {
      // The heading and the date say it all.
      return "";
    }
    return switch (row.outcome()) {
      case Outcome.Failed failed -> failed.reason();
      case Outcome.Gone gone -> gone.reason();
      case Outcome.WouldDelete would -> would.reason();
      case Outcome.Requested _, Outcome.Withheld _ -> row.reason();
    };
  }

  private String date(Row row) {
    if (row.toAnnounce()) {
      return "goes after " + Words.minute(goesAt(row));
    }
    if (row.outcome() instanceof Outcome.Gone || row.outcome() instanceof Outcome.WouldDelete) {
      // It was due, or it would not be among these.
      return "";
    }
    return row.verdict()
        .dueAt()
        .map(
            at ->
                (at.isAfter(report.course().finishedAt()) ? "due " : "due since ")
                    + Words.minute(at))
        .orElse("");
  }

  Instant goesAt(Row row) {
    var announcedUntil = report.course().finishedAt().plus(report.telling().announceFor());
    return row.verdict().dueAt().filter(announcedUntil::isBefore).orElse(announcedUntil);
  }

  Stream<Row> announced() {
    return report.toAnnounce().sorted(Comparator.comparing(this::goesAt));
  }

  /// What keeps an announced resource, or lets it live a while longer.
  Map<String, String> ways(Row row) {
    var resource = row.resource();
    var keep = commands.keep(resource);
    return Map.of(
        "keep", keep.orElse(""),
        "move", commands.move(resource, goesAt(row).plus(LATER)).orElse(""),
        "noCommand", keep.isEmpty() ? noCommand(row) : "",
        "with",
            commands
                .with(resource)
                .map(arn -> ", with " + Words.clean(arn.resource(), LONGEST_NAME))
                .orElse(""));
  }

  private Map<String, String> commands(Row row) {
    var resource = row.resource();
    if (row.toAnnounce()) {
      return Map.of();
    }
    return switch (row.outcome()) {
      case Outcome.Failed failed when failed.missing().isEmpty() ->
          Map.of("keep", commands.keep(resource).orElse(""));
      case Outcome.Withheld _ -> Map.of("lift", commands.lift(resource).orElse(""));
      case Outcome.Failed _, Outcome.Gone _, Outcome.Requested _, Outcome.WouldDelete _ -> Map.of();
    };
  }

  private String noCommand(Row row) {
    return commands.isTaggable(row.resource())
        ? "Its name holds characters that cannot be shown safely in a command: set the tag"
            + " janitor:keep in the console."
        : "It cannot carry a tag, and goes with what it belongs to.";
  }
}
