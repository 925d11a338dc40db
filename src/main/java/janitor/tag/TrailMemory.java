package janitor.tag;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.resource.Creation;
import janitor.resource.ResourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What was read of a trail, by the event's name and region, in a file of its reader's own: at two
/// calls a second a second run is not to ask for it again, nor is one that goes on where the first
/// was stopped.
///
/// It only saves calls. A file that cannot be read, or is of another account or another janitor, is
/// as none; one that cannot be written is no fault.
public final class TrailMemory {
  private final Optional<Path> file;
  private final String of;
  private final Map<String, Span> spans = new TreeMap<>();
  private final Map<String, TrailEvent> events = new LinkedHashMap<>();

  /// All that was called between the two was read.
  record Span(Instant from, Instant to) {
    Optional<Span> joined(Span other) {
      return from.isAfter(other.to) || other.from.isAfter(to)
          ? Optional.empty()
          : Optional.of(
              new Span(
                  from.isBefore(other.from) ? from : other.from,
                  to.isAfter(other.to) ? to : other.to));
    }
  }

  private TrailMemory(Optional<Path> file, String of) {
    this.file = file;
    this.of = of;
  }

  /// One that is kept nowhere.
  public static TrailMemory ofThisRun() {
    return new TrailMemory(Optional.empty(), "");
  }

  /// The one in the caller's folder for what can be made again.
  public static TrailMemory of(
      Map<String, String> environment, String account, Collection<ResourceKind> kinds) {
    var folder =
        Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
            .filter(text -> !text.isBlank())
            .map(Path::of)
            .or(
                () ->
                    Optional.ofNullable(environment.get("HOME"))
                        .filter(text -> !text.isBlank())
                        .map(home -> Path.of(home, ".cache")));
    var asked =
        kinds.stream()
            .flatMap(kind -> kind.traits().creations().stream())
            .map(Creation::toString)
            .sorted()
            .toList();
    var memory =
        new TrailMemory(
            folder.map(
                cache -> cache.resolve("workshop-janitor").resolve("trail-" + account + ".json")),
            account + " " + asked.hashCode());
    memory.recall();
    return memory;
  }

  synchronized Optional<Span> span(String key) {
    return Optional.ofNullable(spans.get(key));
  }

  /// Notes that a span was read. One that does not meet the one that is known takes its place.
  synchronized void extend(String key, Span span) {
    spans.put(key, Optional.ofNullable(spans.get(key)).flatMap(span::joined).orElse(span));
    save();
  }

  /// Of a span that ends later than that, nothing is known.
  synchronized void forgetAfter(String key, Instant now) {
    spans.computeIfPresent(key, (_, span) -> span.to().isAfter(now) ? null : span);
  }

  synchronized void add(Collection<TrailEvent> some) {
    some.forEach(event -> events.put(event.id(), event));
  }

  synchronized int size() {
    return events.size();
  }

  synchronized List<TrailEvent> events(Instant since) {
    return events.values().stream().filter(event -> !event.at().isBefore(since)).toList();
  }

  private void recall() {
    if (file.filter(Files::isRegularFile).isEmpty()) {
      return;
    }
    try {
      var told = JSON.std.mapFrom(Files.readString(file.get()));
      if (!of.equals(told.get("of"))
          || !(told.get("spans") instanceof Map<?, ?> read)
          || !(told.get("events") instanceof List<?> all)) {
        return;
      }
      var seen = new HashMap<String, Span>();
      for (var entry : read.entrySet()) {
        if (entry.getValue() instanceof List<?> ends && ends.size() == 2) {
          seen.put(
              String.valueOf(entry.getKey()),
              new Span(
                  Instant.parse(String.valueOf(ends.getFirst())),
                  Instant.parse(String.valueOf(ends.getLast()))));
        }
      }
      for (var value : all) {
        var event = TrailEventText.read(value);
        events.put(event.id(), event);
      }
      spans.putAll(seen);
    } catch (IOException | RuntimeException unreadable) {
      events.clear();
      spans.clear();
    }
  }

  private void save() {
    if (file.isEmpty()) {
      return;
    }
    var told = new LinkedHashMap<String, Object>();
    told.put("of", of);
    var all = new LinkedHashMap<String, Object>();
    spans.forEach(
        (key, span) -> all.put(key, List.of(span.from().toString(), span.to().toString())));
    told.put("spans", all);
    told.put("events", events.values().stream().map(TrailEventText::write).toList());
    try {
      var folder = Files.createDirectories(file.get().toAbsolutePath().getParent());
      var next = Files.createTempFile(folder, "trail", ".json");
      Files.writeString(next, JSON.std.asString(told));
      Files.move(next, file.get(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      // The next run asks again.
    }
  }
}
