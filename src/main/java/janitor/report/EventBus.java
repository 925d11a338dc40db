package janitor.report;

import java.util.Optional;

/// Where other programs hear of a night.
@FunctionalInterface
public interface EventBus {

  /// Puts an event there.
  ///
  /// @param type what it tells of
  /// @param detail a JSON object
  /// @return why it was not taken, in the bus's words; empty: it was
  Optional<String> put(String type, String detail);
}
