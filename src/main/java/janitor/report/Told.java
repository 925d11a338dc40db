package janitor.report;

import java.util.List;
import java.util.Optional;

/// What became of telling people of a night.
///
/// @param accepted whether it was taken, whole, for at least one recipient
/// @param failed whether it was due and nobody got it
/// @param id under which it was taken
/// @param to who got it
/// @param reason why it did not go out, or not to everybody
public record Told(
    boolean accepted, boolean failed, Optional<String> id, List<String> to, String reason) {

  /// Nothing was due to be told.
  public static Told nothing(String reason) {
    return new Told(false, false, Optional.empty(), List.of(), reason);
  }
}
