package janitor.resource;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The clock, and waiting by it: in tests both are made.
public interface Time extends InstantSource {

  void pause(Duration duration);

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
