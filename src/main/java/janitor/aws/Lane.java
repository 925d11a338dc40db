package janitor.aws;

import janitor.resource.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The turns of calls that share a rate: a bucket of turns that fills at the documented rate, or,
/// of a rate that nobody documented, one that is bottomless until AWS throttles for the first time.
///
/// A throttle says that others use up the same rate: it slows down by half, once a second, and
/// grows again by a tenth a second.
final class Lane {
  private static final double SLOWEST = 0.5;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Time time;
  private final Optional<Rates.Rate> documented;
  private final ReentrantLock queue = new ReentrantLock(true);

  private double rate;
  private double turns;
  private Instant filledAt;
  private Instant slowedAt = Instant.MIN;
  private Instant secondBegan;
  private int inThisSecond;
  private int inLastSecond;

  Lane(Optional<Rates.Rate> documented, Time time) {
    this.time = time;
    this.documented = documented;
    this.rate = documented.map(Rates.Rate::aSecond).orElse(Double.POSITIVE_INFINITY);
    this.turns = burst();
    this.filledAt = time.instant();
    this.secondBegan = filledAt;
  }

  /// Waits for the caller's turn, first come, first served.
  ///
  /// @param end no turn is waited for that comes after this
  /// @return whether it came
  boolean await(Instant end) {
    if (isFree()) {
      return true;
    }
    queue.lock();
    try {
      while (true) {
        var wait = taken();
        if (wait.isZero()) {
          return true;
        }
        if (time.instant().plus(wait).isAfter(end)) {
          return false;
        }
        time.pause(wait);
      }
    } finally {
      queue.unlock();
    }
  }

  private synchronized boolean isFree() {
    if (rate != Double.POSITIVE_INFINITY) {
      return false;
    }
    count();
    return true;
  }

  /// Nothing where the turn is taken, else the time until there is one.
  private synchronized Duration taken() {
    fill();
    if (turns < 1) {
      return time(1 - turns);
    }
    turns--;
    count();
    return Duration.ZERO;
  }

  /// AWS throttled a call, which goes before those that wait.
  ///
  /// @return when it may be asked again
  synchronized Duration again() {
    fill();
    slowDown();
    turns--;
    count();
    return time(Math.max(0, -turns));
  }

  private void slowDown() {
    var now = time.instant();
    if (slowedAt.plus(SECOND).isAfter(now)) {
      return;
    }
    slowedAt = now;
    var before = rate == Double.POSITIVE_INFINITY ? Math.max(inThisSecond, inLastSecond) : rate;
    rate = Math.max(SLOWEST, before / 2);
    turns = Math.min(turns, 0);
  }

  private void fill() {
    var now = time.instant();
    var seconds = Duration.between(filledAt, now).toNanos() / 1e9;
    filledAt = now;
    if (rate == Double.POSITIVE_INFINITY || seconds <= 0) {
      return;
    }
    turns = Math.min(burst(), turns + rate * seconds);
    if (!slowedAt.plus(SECOND).isAfter(now)) {
      rate = Math.min(most(), rate * (1 + Math.min(1, seconds) / 10));
    }
  }

  private double most() {
    return documented.map(Rates.Rate::aSecond).orElse(Double.MAX_VALUE);
  }

  private double burst() {
    return documented.map(said -> (double) said.burst()).orElse(1.0);
  }

  private Duration time(double turns) {
    // A nanosecond more than none, else a wait that is rounded off would be none.
    return Duration.ofNanos((long) (turns / rate * 1e9) + 1);
  }

  private void count() {
    var now = time.instant();
    if (!secondBegan.plus(SECOND).isAfter(now)) {
      inLastSecond = secondBegan.plus(SECOND.multipliedBy(2)).isAfter(now) ? inThisSecond : 0;
      inThisSecond = 0;
      secondBegan = now;
    }
    inThisSecond++;
  }
}
