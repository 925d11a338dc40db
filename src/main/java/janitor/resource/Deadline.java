package janitor.resource;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The end of the time that this invocation has. What runs may finish; nothing new starts in the
/// last stretch.
public record Deadline(Instant at, InstantSource clock) {

  /// Nothing new starts when less than this is left.
  public static final Duration LAST_STRETCH = Duration.ofSeconds(60);

  /// Whether something that takes about `duration` can still be started.
  public boolean leaves(Duration duration) {
    return clock.instant().plus(duration).isBefore(at);
  }
}
