package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The answer of an invocation: the report as JSON.
public final class ResultWriter {

  /// Lambda takes an answer of 6 MB (6,291,556 bytes); the rest of it is small.
  private static final int BYTES_OF_ROWS = 5_000_000;

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
    result.put("night", report.course().night());
    result.put("workshop", report.about().workshop());
    result.put("account", report.about().account());
    result.put("regions", report.about().regions());
    report.about().beyond().ifPresent(words -> result.put("beyond", words));
    result.put("mode", report.course().mode().word());
    result.put("startedAt", report.course().startedAt().toString());
    result.put("finishedAt", report.course().finishedAt().toString());
    result.put("rounds", report.course().rounds());
    result.put("calls", report.course().calls());
    result.put("counts", counts(report));
    report.gaps().refusal().ifPresent(refusal -> result.put("refusal", refusal));
    var rows = rows(report);
    result.put("resources", rows);
    result.put("resourcesCut", report.rows().size() - rows.size());
    result.put(
        "unread",
        report.gaps().unread().stream()
            .map(
                unread ->
                    Map.of(
                        "what", unread.what(),
                        "arns", unread.arns().stream().map(Arn::toString).toList(),
                        "error", unread.error()))
            .toList());
    var unheard = Unheard.of(report);
    if (!unheard.isEmpty()) {
      result.put("unknownAnswers", unheard.stream().map(ResultWriter::answer).toList());
    }
    result.put("namedByIndexOnly", report.gaps().ghosts().stream().map(Arn::toString).toList());
    if (report.isNothingTagged()) {
      result.put("tagValues", report.gaps().tagValues());
    }
    result.put("mail", mail(report.telling().told()));
    result.put("mailFailed", report.isMailFailed());
    var untold = report.telling().untold();
    if (!untold.isEmpty()) {
      result.put(
          "untold",
          untold.stream()
              .map(
                  unread ->
                      Map.of(
                          "what",
                          unread.what(),
                          "error",
                          unread.error(),
                          "remedy",
                          unread.remedy()))
              .toList());
    }
    result.put("selfRemoval", report.next().selfRemoval());
    result.put("continuesAt", report.next().continuesAt().map(Object::toString).orElse(null));
    return result;
  }

  /// To be pasted into an issue as it is: it names nobody's things.
  private static Map<String, Object> answer(Fault.Answer answer) {
    var map = new LinkedHashMap<String, Object>();
    map.put("service", answer.service());
    map.put("operation", answer.operation());
    map.put("code", answer.code());
    map.put("status", answer.status());
    map.put("message", answer.message());
    return map;
  }

  private static Map<String, Object> counts(Report report) {
    var counts = new LinkedHashMap<String, Object>();
    var all = report.counts();
    counts.put("gone", all.gone());
    counts.put("requested", all.requested());
    counts.put("wouldDelete", all.wouldDelete());
    counts.put("withheld", all.withheld());
    counts.put("failed", all.failed());
    counts.put("unread", all.unread());
    return counts;
  }

  /// All rows where they fit into the answer; else what failed first, and what is gone last. The
  /// counts are whole, and so is the mail's list.
  private static List<Map<String, @Nullable Object>> rows(Report report) {
    var kept = new TreeMap<Integer, Map<String, @Nullable Object>>();
    var room = BYTES_OF_ROWS;
    for (int at : byUrgency(report.rows())) {
      var row = row(report.rows().get(at));
      room -= size(row);
      if (room < 0) {
        break;
      }
      kept.put(at, row);
    }
    return List.copyOf(kept.values());
  }

  private static List<Integer> byUrgency(List<Report.Row> rows) {
    return IntStream.range(0, rows.size())
        .boxed()
        .sorted(Comparator.comparingInt(at -> urgency(rows.get(at).outcome())))
        .toList();
  }

  private static int urgency(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed _ -> 0;
      case Outcome.Requested _ -> 1;
      case Outcome.Withheld _ -> 2;
      case Outcome.WouldDelete _, Outcome.Gone _ -> 3;
    };
  }

  private static int size(Map<String, @Nullable Object> row) {
    try {
      // One level deeper, each line is indented by four more.
      return PRETTY.asBytes(row).length + 4 * (row.size() + 2);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
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

  private static Map<String, @Nullable Object> mail(Optional<Told> mail) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put("sent", mail.map(Told::accepted).orElse(false));
    map.put("messageId", mail.flatMap(Told::id).orElse(null));
    map.put("to", mail.map(Told::to).orElse(List.of()));
    map.put("reason", mail.map(Told::reason).orElse(""));
    return map;
  }
}
