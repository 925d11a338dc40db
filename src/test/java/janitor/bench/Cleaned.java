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
/// @param check what an independent look found afterwards
/// @param said what it printed
/// @param complained what it printed to its standard error
record Cleaned(
    Measured measured,
    List<Account.Call> calls,
    Map<String, Object> check,
    String said,
    String complained) {

  /// Of what was due.
  int removed() {
    return counted("gone");
  }

  int due() {
    return counted("due");
  }

  int bystanders() {
    return counted("staying");
  }

  int lost() {
    return counted("lost");
  }

  private int counted(String what) {
    return check.get("counts") instanceof Map<?, ?> counts && counts.get(what) instanceof Number n
        ? n.intValue()
        : -1;
  }

  double callsPerRemoved() {
    return (double) calls.size() / removed();
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

  /// The janitor's, which has to have removed all.
  ///
  /// @return its own count of resources, without what went as a part of another
  int janitorsOwnCount() {
    try {
      if (measured.exit() != 0 || removed() != due() || lost() != 0) {
        throw new IllegalStateException("it did not clean up: " + check + "\n" + complained + said);
      }
      return JSON.std.mapFrom(said).get("counts") instanceof Map<?, ?> counts
              && counts.get("gone") instanceof Number gone
          ? gone.intValue()
          : -1;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
