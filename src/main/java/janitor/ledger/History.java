package janitor.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the janitor has lived through with one workshop, for the decision to remove itself.
///
/// @param mark the workshop's tag, as `key=value`; empty: written down before marks were
/// @param deleted resources that it has deleted and proven gone, ever
/// @param lastNight id of the night that was counted last, so that none counts twice
/// @param empty scheduled nights in a row, up to now, that found nothing left
/// @param leftIn the regions in which something was left when they were last looked at
/// @param partedAt when it said its last word and asked for its own removal
public record History(
    String mark,
    long deleted,
    String lastNight,
    Empty empty,
    Set<String> leftIn,
    Optional<Instant> partedAt) {

  /// Nights that found nothing, a day apart.
  ///
  /// @param at when the last of them began
  public record Empty(int nights, Optional<Instant> at) {
    static final Empty NONE = new Empty(0, Optional.empty());
  }

  /// A day, less what summer time and a schedule's flexible window may take from it.
  private static final Duration DAY = Duration.ofHours(20);

  public static final History NEW = fresh("", 0);

  private static History fresh(String mark, long deleted) {
    return new History(mark, deleted, "", Empty.NONE, Set.of(), Optional.empty());
  }

  /// The part of it that was lived through with this workshop. What another one came to says
  /// nothing of it: the stack may have been given a workshop that is not built yet.
  public History with(String workshop) {
    return mark.equals(workshop) ? this : fresh(workshop, mark.isEmpty() ? deleted : 0);
  }

  public int emptyNights() {
    return empty.nights();
  }

  /// After a night that found nothing left. One that comes too soon after the last says nothing
  /// new: it may be the same event once more.
  ///
  /// @param at when it began
  public History afterEmpty(String night, Instant at) {
    // A count that an earlier version wrote down without a time begins anew.
    var counts = empty.at().filter(_ -> empty.nights() > 0);
    if (counts.isEmpty()) {
      return after(night, new Empty(1, Optional.of(at)));
    }
    return after(
        night,
        counts.get().plus(DAY).isAfter(at)
            ? empty
            : new Empty(empty.nights() + 1, Optional.of(at)));
  }

  private History after(String night, Empty nights) {
    return new History(mark, deleted, night, nights, leftIn, partedAt);
  }

  /// After a night by hand that found nothing left: it counts neither way.
  public History afterNothing(String night) {
    return after(night, empty);
  }

  /// After a night that found something, or deleted it.
  public History after(String night, long gone) {
    return new History(mark, deleted + gone, night, Empty.NONE, leftIn, Optional.empty());
  }

  /// After a look.
  ///
  /// @param regions those that were looked at, all of what they hold
  /// @param left those of them in which something is left
  public History looked(Set<String> regions, Set<String> left) {
    var now =
        Stream.concat(leftIn.stream().filter(one -> !regions.contains(one)), left.stream())
            .collect(Collectors.toUnmodifiableSet());
    return new History(mark, deleted, lastNight, empty, now, partedAt);
  }

  /// After its last word.
  public History parted(Instant at) {
    return new History(mark, deleted, lastNight, empty, leftIn, Optional.of(at));
  }
}
