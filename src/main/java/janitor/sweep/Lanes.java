package janitor.sweep;

import janitor.resource.Deadline;
import janitor.resource.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Keeps documented rates, from the first throttle on: until then calls go at once.
final class Lanes {
  private final Map<String, Instant> nextAt = new HashMap<>();
  private final Time time;

  Lanes(Time time) {
    this.time = time;
  }

  /// AWS throttled: from now on the pace is kept.
  synchronized void engage(Pace pace) {
    nextAt.putIfAbsent(pace.of(), time.instant().plus(pace.interval()));
  }

  synchronized boolean isEngaged(Pace pace) {
    return nextAt.containsKey(pace.of());
  }

  /// How long the caller has to wait for its turn, which this books; empty where it would come too
  /// late.
  synchronized Optional<Duration> turn(Pace pace, Deadline deadline) {
    var now = time.instant();
    var next = nextAt.getOrDefault(pace.of(), now);
    var at = next.isAfter(now) ? next : now;
    var wait = Duration.between(now, at);
    if (!deadline.leaves(wait.plus(Sweeper.LAST_STRETCH))) {
      return Optional.empty();
    }
    nextAt.put(pace.of(), at.plus(pace.interval()));
    return Optional.of(wait);
  }
}
