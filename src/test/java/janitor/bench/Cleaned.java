package janitor.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What one run of a cleaner came to.
///
/// @param calls those that reached AWS, in order
/// @param counts what an independent look found afterwards
/// @param said what it printed
/// @param complained what it printed to its standard error
record Cleaned(
    Measured measured, List<Account.Call> calls, Counts counts, String said, String complained) {

  /// What `workshop.py check` counts.
  ///
  /// @param gone of what was due
  /// @param lost of what was to stay, whatever was harmed included
  record Counts(int due, int gone, int staying, int lost) {}

  static Counts counts(Map<String, Object> check) {
    return new Counts(
        counted(check, "due"),
        counted(check, "gone"),
        counted(check, "staying"),
        counted(check, "lost"));
  }

  private static int counted(Map<String, Object> answer, String what) {
    if (answer.get("counts") instanceof Map<?, ?> counts && counts.get(what) instanceof Number n) {
      return n.intValue();
    }
    throw new IllegalStateException("no count of " + what + " in " + answer);
  }

  double callsPerRemoved() {
    return (double) calls.size() / counts.gone();
  }

  Duration startUp() {
    return measured.startUp(calls);
  }

  Duration waits() {
    return measured.waits(calls);
  }

  /// From its first call to its end, without what it slept through.
  Duration work() {
    return measured.wall().minus(startUp()).minus(waits());
  }

  /// The janitor's, which has to have come to its end without harm or failure.
  ///
  /// @return how many resources it says are gone, without what went as a part of another
  int janitorsOwnCount() {
    try {
      if (measured.exit() != 0 || counts.lost() != 0) {
        throw new IllegalStateException(
            "it did not clean up: " + counts + "\n" + complained + said);
      }
      return counted(JSON.std.mapFrom(said), "gone");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
