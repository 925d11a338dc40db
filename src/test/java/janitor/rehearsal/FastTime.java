package janitor.rehearsal;

import janitor.resource.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// A clock that jumps where the janitor would wait.
public final class FastTime implements Time {
  private Instant now;

  public FastTime(Instant now) {
    this.now = now;
  }

  @Override
  public synchronized Instant instant() {
    // Every look at the clock takes a moment, so that durations are never all zero.
    now = now.plusMillis(1);
    return now;
  }

  @Override
  public synchronized void pause(Duration duration) {
    now = now.plus(duration);
  }

  /// No time passes while others work; nobody works for longer than a test may take.
  @Override
  public void await(Consumer<Duration> answer, Duration atMost) {
    answer.accept(Duration.ofMinutes(10));
  }

  /// Lets the time pass until then.
  public synchronized void jumpTo(Instant then) {
    now = then;
  }
}
