package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.sweep.Journal;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// The log of the night: one JSON line an event.
public final class JsonLog implements Journal {
  private final PrintStream out;
  private final InstantSource clock;
  private volatile String night = "";

  public JsonLog(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
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
                .map(one -> Map.of("what", one.what(), "error", one.error()))
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
        event(line, done.outcome().word());
        line.put("type", done.judged().resource().type());
        line.put("arn", done.arn().toString());
        line.put("verdict", done.judged().verdict().word());
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
    }
    try {
      out.println(JSON.std.asString(line));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private void event(Map<String, Object> line, String event) {
    line.put("event", event);
    line.put("night", night);
  }
}
