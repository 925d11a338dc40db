package janitor.sweep;

import janitor.resource.Pace;
import janitor.resource.Time;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Keeps documented rates, from the first throttle on and for all later rounds: until then calls go
/// at once.
final class Lanes {
  private final Map<String, Instant> nextAt = new HashMap<>();
  private final Time time;

  Lanes(Time time) {
    this.time = time;
  }

  /// AWS throttled: from now on the pace is kept.
  void engage(Pace pace) {
    nextAt.putIfAbsent(pace.of(), time.instant().plus(pace.interval()));
  }

  boolean isEngaged(Pace pace) {
    return nextAt.containsKey(pace.of());
  }

  /// When the next call may be made; in the past: now.
  Instant nextAt(Pace pace) {
    return nextAt.getOrDefault(pace.of(), Instant.MIN);
  }

  /// A call is made now.
  void book(Pace pace) {
    nextAt.put(pace.of(), time.instant().plus(pace.interval()));
  }
}
