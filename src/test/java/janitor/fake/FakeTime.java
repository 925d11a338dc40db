package janitor.fake;

import janitor.resource.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A clock that stands still until somebody waits by it or pushes it on.
public final class FakeTime implements Time {
  private Instant now;
  private final List<Duration> pauses = new ArrayList<>();

  public FakeTime(Instant now) {
    this.now = now;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void pause(Duration duration) {
    pauses.add(duration);
    now = now.plus(duration);
  }

  /// No time passes while others work; nobody works for longer than a test may take.
  @Override
  public void await(Consumer<Duration> answer, Duration atMost) {
    answer.accept(Duration.ofMinutes(10));
  }

  public synchronized void step(Duration duration) {
    now = now.plus(duration);
  }

  /// How long anybody waited, in order.
  public synchronized List<Duration> pauses() {
    return List.copyOf(pauses);
  }
}
