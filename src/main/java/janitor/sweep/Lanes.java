package janitor.sweep;

import janitor.resource.Deadline;
import janitor.resource.Pace;
import janitor.resource.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Keeps documented rates, from the first throttle on: until then calls go at once.
final class Lanes {
  private final Map<String, Instant> nextAt = new HashMap<>();
  private final Map<String, ReentrantLock> lanes = new HashMap<>();
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

  /// Waits for the caller's turn and then makes its call, one after the other; empty where the turn
  /// would come too late.
  <T> Optional<T> inTurn(Pace pace, Deadline deadline, Supplier<T> call) {
    var lane = lane(pace);
    lane.lock();
    try {
      return turn(pace, deadline)
          .map(
              wait -> {
                time.pause(wait);
                return call.get();
              });
    } finally {
      lane.unlock();
    }
  }

  private synchronized ReentrantLock lane(Pace pace) {
    return lanes.computeIfAbsent(pace.of(), _ -> new ReentrantLock(true));
  }

  /// How long the caller has to wait for its turn, which this books; empty where it would come too
  /// late.
  private synchronized Optional<Duration> turn(Pace pace, Deadline deadline) {
    var now = time.instant();
    var next = nextAt.getOrDefault(pace.of(), now);
    var at = next.isAfter(now) ? next : now;
    var wait = Duration.between(now, at);
    if (!deadline.leaves(wait.plus(Deadline.LAST_STRETCH))) {
      return Optional.empty();
    }
    nextAt.put(pace.of(), at.plus(pace.interval()));
    return Optional.of(wait);
  }
}
