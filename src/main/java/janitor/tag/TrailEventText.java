package janitor.tag;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A [TrailEvent] as it stands in a file.
final class TrailEventText {
  private TrailEventText() {}

  static Map<String, Object> write(TrailEvent event) {
    var told = new LinkedHashMap<String, Object>();
    told.put("id", event.id());
    told.put("at", event.at().toString());
    told.put("region", event.call().region());
    told.put("source", event.call().source());
    told.put("name", event.call().name());
    told.put("by", event.maker().arn());
    event.maker().role().ifPresent(role -> told.put("role", role));
    event.maker().principal().ifPresent(id -> told.put("principal", id));
    event.maker().through().ifPresent(service -> told.put("through", service));
    told.put("byHand", event.isByHand());
    told.put("values", event.values());
    return told;
  }

  /// @throws RuntimeException if that is none
  static TrailEvent read(Object value) {
    var told = (Map<?, ?>) value;
    var values = new LinkedHashMap<String, List<String>>();
    ((Map<?, ?>) Objects.requireNonNull(told.get("values")))
        .forEach(
            (path, texts) ->
                values.put(
                    (String) path, ((List<?>) texts).stream().map(String.class::cast).toList()));
    return new TrailEvent(
        text(told, "id"),
        Instant.parse(text(told, "at")),
        new TrailEvent.Call(text(told, "region"), text(told, "source"), text(told, "name")),
        new Maker(
            text(told, "by"),
            Optional.ofNullable((String) told.get("role")),
            Optional.ofNullable((String) told.get("principal")),
            Optional.ofNullable((String) told.get("through"))),
        Boolean.TRUE.equals(told.get("byHand")),
        Map.copyOf(values));
  }

  private static String text(Map<?, ?> told, String name) {
    return (String) Objects.requireNonNull(told.get(name), name);
  }
}
