package janitor.report;

import janitor.report.Report.Row;
import janitor.resource.Resource;
import janitor.sweep.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One resource as a mail shows it.
final class MailRow {
  static final int LONGEST_NAME = 120;
  static final int LONGEST_REASON = 600;

  /// What of a row stands below its head line.
  private static final List<String> DETAILS =
      List.of("reason", "remedy", "statement", "back", "keep", "lift");

  private final Report report;
  private final Stakes stakes;
  private final TagCommand commands;

  MailRow(Report report, Stakes stakes, TagCommand commands) {
    this.report = report;
    this.stakes = stakes;
    this.commands = commands;
  }

  Map<String, Object> row(Row row) {
    var resource = row.resource();
    var isGone = row.outcome() instanceof Outcome.Gone;
    var model = new LinkedHashMap<String, Object>();
    model.put("name", Words.brief(resource.name()));
    // What is gone has no page any more.
    model.put("link", isGone ? "" : ConsoleLink.of(resource).orElse(""));
    model.put("type", Words.clean(Words.type(resource), LONGEST_NAME));
    model.put("region", Words.clean(resource.region(), LONGEST_NAME));
    model.put("stack", Stakes.stack(resource).map(stack -> Words.clean(stack, 60)).orElse(""));
    model.put("cost", isGone ? "" : stakes.price(row).orElse(""));
    model.put("arn", Words.clean(row.arn().toString(), LONGEST_REASON));
    model.put(
        "age",
        resource
            .createdAt()
            .map(at -> Words.age(Duration.between(at, report.course().finishedAt())) + " old")
            .orElse("age unknown"));
    model.put("date", date(row));
    model.put("reason", Words.capital(Words.clean(reason(row), LONGEST_REASON)));
    model.put("back", back(row));
    if (isGone && Stakes.stack(resource).isPresent()) {
      model.put(
          "remedy",
          Words.clean(resource.facts().getOrDefault(Resource.STACK_KEEPS, ""), LONGEST_REASON));
    }
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

  /// How what goes is brought back, and until when: by what was kept of it, or where AWS keeps it.
  private String back(Row row) {
    if (!(row.outcome() instanceof Outcome.Gone || row.outcome() instanceof Outcome.Requested)) {
      return "";
    }
    return Optional.ofNullable(row.resource().facts().get(Resource.BACK))
        .filter(_ -> !row.resource().facts().containsKey(Resource.BRINGS_BACK))
        .map(command -> Words.clean(command, LONGEST_REASON))
        .or(() -> keptOf(row).map(this::backFrom))
        .orElse("");
  }

  private Optional<Row> keptOf(Row row) {
    return report.rows().stream()
        .filter(
            kept -> row.arn().toString().equals(kept.resource().facts().get(Resource.BRINGS_BACK)))
        .filter(kept -> kept.outcome() instanceof Outcome.Withheld)
        .filter(kept -> isOfTheSame(row.resource(), kept.resource()))
        // There is one more of each night that did not come to its end; the last holds the most.
        .max(Comparator.comparing(kept -> kept.resource().createdAt().orElse(Instant.MIN)));
  }

  /// Another may have had its name before, and what that held is not what this one did.
  private static boolean isOfTheSame(Resource gone, Resource kept) {
    var id = gone.facts().get(Resource.RESOURCE_ID);
    return id == null || id.equalsIgnoreCase(kept.facts().get(Resource.RESOURCE_ID));
  }

  private String backFrom(Row kept) {
    return Words.clean(
        kept.verdict().dueAt().map(at -> "until " + Words.minute(at) + ": ").orElse("")
            + kept.resource().facts().get(Resource.BACK),
        LONGEST_REASON);
  }

  private String reason(Row row) {
    return switch (row.outcome()) {
      case Outcome.Failed failed -> failed.reason();
      case Outcome.Gone gone -> gone.reason();
      case Outcome.WouldDelete would -> would.reason();
      case Outcome.Requested _, Outcome.Withheld _ -> row.reason();
    };
  }

  private String date(Row row) {
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

  private Map<String, String> commands(Row row) {
    var resource = row.resource();
    return switch (row.outcome()) {
      case Outcome.Failed failed when failed.missing().isEmpty() ->
          Map.of("keep", commands.keep(resource).orElse(""));
      case Outcome.Withheld _ -> Map.of("lift", commands.lift(resource).orElse(""));
      case Outcome.Failed _, Outcome.Gone _, Outcome.Requested _, Outcome.WouldDelete _ -> Map.of();
    };
  }
}
