package janitor.report;

import janitor.resource.Unread;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What became of telling people of a night.
///
/// @param accepted whether it was taken, whole, for at least one recipient
/// @param failed whether it was due and nobody got it
/// @param id under which it was taken
/// @param to who got it
/// @param reason why it did not go out, or not to everybody
/// @param untold who was to be told and was not, with what helps: the next one to be told reads it
public record Told(
    boolean accepted,
    boolean failed,
    Optional<String> id,
    List<String> to,
    String reason,
    List<Unread> untold) {

  public Told(
      boolean accepted, boolean failed, Optional<String> id, List<String> to, String reason) {
    this(accepted, failed, id, to, reason, List.of());
  }

  /// Nothing was due to be told.
  public static Told nothing(String reason) {
    return nothing(reason, List.of());
  }

  /// Nothing was due to be told.
  ///
  /// @param untold who would not have been
  public static Told nothing(String reason, List<Unread> untold) {
    return new Told(false, false, Optional.empty(), List.of(), reason, untold);
  }

  /// What stands beside the telling, and tells nobody itself, did not work.
  static Told without(Unread unread) {
    return new Told(
        false,
        false,
        Optional.empty(),
        List.of(),
        unread.what() + ": " + unread.error(),
        List.of(unread));
  }

  /// It was due, and nobody got it.
  static Told nobody(Unread why) {
    return new Told(
        false, true, Optional.empty(), List.of(), why.what() + ": " + why.error(), List.of(why));
  }

  /// What several ways of telling came to: one that was taken is enough.
  static Told of(List<Told> ways) {
    var accepted = ways.stream().anyMatch(Told::accepted);
    return new Told(
        accepted,
        !accepted && ways.stream().anyMatch(Told::failed),
        ways.stream().flatMap(told -> told.id().stream()).reduce((_, last) -> last),
        ways.stream().flatMap(told -> told.to().stream()).toList(),
        ways.stream()
            .map(Told::reason)
            .filter(reason -> !reason.isEmpty())
            .distinct()
            .collect(Collectors.joining("; ")),
        ways.stream().flatMap(told -> told.untold().stream()).distinct().toList());
  }
}
