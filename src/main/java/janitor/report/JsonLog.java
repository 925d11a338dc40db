package janitor.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Arn;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The log of the night: one JSON line an event, the last with the night's metrics in it.
public final class JsonLog implements Journal {

  /// Where the metrics are found in CloudWatch.
  public static final String NAMESPACE = "WorkshopJanitor";

  // Only ASCII leaves: no stranger's text can turn a line around or break it for any reader.
  private static final JSON ASCII =
      JSON.builder(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build()).build();

  private final PrintStream out;
  private final InstantSource clock;
  private final String function;
  private volatile String night = "";

  /// Wires a log.
  ///
  /// @param function name of the function: the dimension of its metrics, which has to be plain
  ///   ASCII, as a workshop's name need not be
  public JsonLog(PrintStream out, InstantSource clock, String function) {
    this.out = out;
    this.clock = clock;
    this.function = function;
  }

  @Override
  public void note(Entry entry) {
    var line = new LinkedHashMap<String, Object>();
    line.put("at", clock.instant().toString());
    switch (entry) {
      case RoundBegun(var id, var round) -> {
        night = id;
        event(line, "round");
        line.put("round", round);
      }
      case Found(var inventory) -> {
        event(line, "found");
        line.put("resources", inventory.resources().size());
        line.put(
            "unread",
            inventory.unread().stream()
                .map(
                    unread ->
                        Map.of(
                            "what", unread.what(),
                            "arns", unread.arns().stream().map(Arn::toString).toList(),
                            "error", unread.error()))
                .toList());
      }
      case Planned(var plan) -> {
        event(line, "planned");
        line.put("waves", plan.waves().size());
        line.put("due", plan.steps().count());
        line.put("withheld", plan.withheld().size());
        plan.refusal().ifPresent(refusal -> line.put("refusal", refusal));
      }
      case WaveBegun(var wave, var of, var size) -> {
        event(line, "wave");
        line.put("wave", wave);
        line.put("of", of);
        line.put("size", size);
      }
      case Ended(var done) -> {
        event(line, event(done.outcome()));
        line.put("type", done.judged().resource().type());
        line.put("arn", done.arn().toString());
        line.put("verdict", done.judged().verdict().word());
        line.put("outcome", done.outcome().word());
        line.put("reason", done.outcome().reason());
        line.put("millis", done.took().toMillis());
      }
      case Waiting(var forWhat, var duration) -> {
        event(line, "waiting");
        line.put("for", forWhat);
        line.put("millis", duration.toMillis());
      }
      case Mailed(var sent, var reason) -> {
        event(line, "mail");
        line.put("sent", sent);
        line.put("reason", reason);
      }
      case NightOver over -> {
        event(line, "night");
        line.putAll(metrics(over));
      }
    }
    try {
      out.println(ASCII.asString(line));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private void event(Map<String, Object> line, String event) {
    line.put("event", event);
    line.put("night", night);
  }

  private static String event(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Gone _ -> "deleted";
      case Outcome.Requested _ -> "requested";
      case Outcome.WouldDelete _ -> "wouldDelete";
      case Outcome.Withheld _ -> "withheld";
      case Outcome.Failed _ -> "failed";
    };
  }

  /// CloudWatch's embedded metric format: the log line is the metric, and costs no call.
  private Map<String, Object> metrics(NightOver over) {
    var metrics = new LinkedHashMap<String, Object>();
    metrics.put(
        "_aws",
        Map.of(
            "Timestamp",
            clock.instant().toEpochMilli(),
            "CloudWatchMetrics",
            List.of(
                Map.of(
                    "Namespace",
                    NAMESPACE,
                    "Dimensions",
                    List.of(List.of("FunctionName")),
                    "Metrics",
                    List.of(
                        metric("Gone", "Count"),
                        metric("Failed", "Count"),
                        metric("Unread", "Count"),
                        metric("Withheld", "Count"),
                        metric("Calls", "Count"),
                        metric("Duration", "Milliseconds"),
                        metric("MailFailed", "Count"))))));
    metrics.put("FunctionName", function);
    metrics.put("Workshop", over.workshop());
    metrics.put("Gone", over.counts().gone());
    metrics.put("Failed", over.counts().failed());
    metrics.put("Unread", over.counts().unread());
    metrics.put("Withheld", over.counts().withheld());
    metrics.put("Calls", over.calls());
    metrics.put("Duration", over.took().toMillis());
    metrics.put("MailFailed", over.mailFailed() ? 1 : 0);
    return metrics;
  }

  private static Map<String, String> metric(String name, String unit) {
    return Map.of("Name", name, "Unit", unit);
  }
}
