package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Resource;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The details of events, as `docs/event.schema.json` says: what other programs can decide by.
/// Pure.
public final class EventWriter {

  /// A request of PutEvents has less than 256 KB (API Reference); source and type are a hundred
  /// bytes of it.
  static final int LARGEST = 250_000;

  private static final String VERSION = "1";

  private final Stakes stakes;
  private final Optional<Arn> stack;

  /// @param stack the janitor's own
  public EventWriter(Stakes stakes, Optional<Arn> stack) {
    this.stakes = stakes;
    this.stack = stack;
  }

  /// What the whole night came to: what is named are the things that went, failed or need somebody.
  String night(Report report) {
    return detail(
        report,
        Stream.of(
                report.ended(Outcome.Failed.class),
                report.ended(Outcome.Requested.class),
                report.stays(),
                report.ended(Outcome.Gone.class))
            .flatMap(rows -> rows.sorted(stakes.order()))
            .toList());
  }

  /// What it announces, and by when somebody has to decide.
  String announcement(Report report) {
    return detail(report, new Announcement(report, stakes).rows());
  }

  private String detail(Report report, List<Row> rows) {
    var detail = new LinkedHashMap<String, Object>();
    detail.put("version", VERSION);
    detail.put("night", Words.clean(report.course().night(), 300));
    detail.put("workshop", report.about().workshop());
    detail.put("tagKey", report.about().tagKey());
    detail.put("account", report.about().account());
    detail.put("regions", report.about().regions());
    detail.put("startedAt", report.course().startedAt().toString());
    detail.put("finishedAt", report.course().finishedAt().toString());
    detail.put("wanted", Summary.wanted(report));
    detail.put("wantsAction", report.wantsAction());
    detail.put("summary", Words.clean(Summary.sentence(report), MailRow.LONGEST_REASON));
    Announcement.deadline(report).ifPresent(at -> detail.put("decideBy", at.toString()));
    detail.put("counts", counts(report));
    detail.put("costs", cost(report).words());
    detail.put("removesItself", report.next().farewell().isPresent());
    stack.ifPresent(
        arn -> {
          detail.put("stack", arn.toString());
          ConsoleLink.of(
                  Resource.of("AWS::CloudFormation::Stack", arn, arn.region())
                      .name(arn.resource())
                      .build())
              .ifPresent(link -> detail.put("console", link));
        });
    var named = new ArrayList<Map<String, Object>>();
    var room = LARGEST - bytes(detail) - 100;
    for (var row : rows) {
      var fields = row(report, row);
      room -= bytes(fields) + 1;
      if (room < 0) {
        break;
      }
      named.add(fields);
    }
    detail.put("resources", named);
    detail.put("resourcesCut", rows.size() - named.size());
    return json(detail);
  }

  private static Map<String, Object> counts(Report report) {
    var all = report.counts();
    var counts = new LinkedHashMap<String, Object>();
    counts.put("announced", report.toAnnounce().count());
    counts.put("gone", all.gone());
    counts.put("requested", all.requested());
    counts.put("withheld", all.withheld());
    counts.put("stays", report.stays().count());
    counts.put("failed", all.failed());
    counts.put("unread", all.unread());
    return counts;
  }

  /// The highest class of what is still there.
  private CostClass cost(Report report) {
    return report.rows().stream()
        .filter(row -> !(row.outcome() instanceof Outcome.Gone))
        .map(stakes::cost)
        .min(Comparator.naturalOrder())
        .orElse(CostClass.NOTHING);
  }

  private Map<String, Object> row(Report report, Row row) {
    var map = new LinkedHashMap<String, Object>();
    map.put("arn", row.arn().toString());
    map.put("type", row.resource().type());
    map.put("outcome", row.toAnnounce() ? "Announced" : row.outcome().word());
    map.put("holdsData", stakes.holdsData(row));
    if (row.toAnnounce()) {
      map.put("goesAfter", report.goesAt(row).toString());
    }
    return map;
  }

  private static int bytes(Map<String, Object> value) {
    return json(value).getBytes(StandardCharsets.UTF_8).length;
  }

  private static String json(Map<String, Object> value) {
    try {
      return JSON.std.asString(value);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
