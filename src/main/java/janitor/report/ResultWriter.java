package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The answer of an invocation: the report as JSON.
public final class ResultWriter {
  private static final JSON PRETTY = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  public String write(Report report) {
    try {
      return PRETTY.asString(result(report));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static Map<String, @Nullable Object> result(Report report) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("night", report.night());
    result.put("workshop", report.workshop());
    result.put("account", report.account());
    result.put("regions", report.regions());
    result.put("mode", report.mode().word());
    result.put("startedAt", report.startedAt().toString());
    result.put("finishedAt", report.finishedAt().toString());
    result.put("rounds", report.rounds());
    result.put("calls", report.calls());
    result.put("counts", counts(report));
    report.refusal().ifPresent(refusal -> result.put("refusal", refusal));
    result.put("resources", report.rows().stream().map(ResultWriter::row).toList());
    result.put(
        "unread",
        report.unread().stream()
            .map(one -> Map.of("what", one.what(), "error", one.error()))
            .toList());
    if (report.isNothingTagged()) {
      result.put("tagValues", report.tagValues());
    }
    result.put("mail", mail(report.mail()));
    result.put("mailFailed", report.isMailFailed());
    result.put("selfRemoval", report.selfRemoval());
    result.put("continuesAt", report.continuesAt().map(Object::toString).orElse(null));
    return result;
  }

  private static Map<String, Object> counts(Report report) {
    var counts = new LinkedHashMap<String, Object>();
    counts.put("gone", report.count(Outcome.Gone.class));
    counts.put("requested", report.count(Outcome.Requested.class));
    counts.put("wouldDelete", report.count(Outcome.WouldDelete.class));
    counts.put("withheld", report.count(Outcome.Withheld.class));
    counts.put("failed", report.count(Outcome.Failed.class));
    return counts;
  }

  private static Map<String, @Nullable Object> row(Report.Row row) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put("type", row.resource().type());
    map.put("arn", row.arn().toString());
    map.put("name", row.resource().name());
    map.put("region", row.resource().region());
    map.put("createdAt", row.resource().createdAt().map(Object::toString).orElse(null));
    map.put("dueAt", row.verdict().dueAt().map(Object::toString).orElse(null));
    map.put("verdict", row.verdict().word());
    map.put("outcome", row.outcome().word());
    map.put("reason", row.reason());
    return map;
  }

  private static Map<String, @Nullable Object> mail(Optional<Report.Mail> mail) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put("sent", mail.map(Report.Mail::accepted).orElse(false));
    map.put("messageId", mail.flatMap(Report.Mail::messageId).orElse(null));
    map.put("to", mail.map(Report.Mail::to).orElse(List.of()));
    map.put("reason", mail.map(Report.Mail::reason).orElse(""));
    return map;
  }
}
