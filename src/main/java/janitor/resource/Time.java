package janitor.resource;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/// The clock, and waiting by it: in tests both are made.
public interface Time extends InstantSource {

  void pause(Duration duration);

  /// Waits for what others are at work on, or until `atMost` is over.
  ///
  /// @param answer waits for it, no longer than it is told: a clock that only moves when somebody
  ///   waits by it stands still while others work
  default void await(Consumer<Duration> answer, Duration atMost) {
    answer.accept(atMost);
  }

  /// The machine's own.
  static Time system() {
    return new Time() {
      @Override
      public Instant instant() {
        return Instant.now();
      }

      @Override
      public void pause(Duration duration) {
        try {
          Thread.sleep(duration);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while waiting", interrupted);
        }
      }
    };
  }
}
