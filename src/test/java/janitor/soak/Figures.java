package janitor.soak;

import java.time.Duration;
import java.util.Locale;

/// What a soak test measured, for a reader of the console.
final class Figures {
  private Figures() {}

  @SuppressWarnings("SystemOut")
  static void say(String what, String figures) {
    System.out.println("soak: " + what + ": " + figures);
  }

  /// What has been used since `began`, a reading of [System#nanoTime()].
  static String secondsSince(long began) {
    return seconds(Duration.ofNanos(System.nanoTime() - began));
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
