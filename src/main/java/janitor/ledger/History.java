package janitor.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the janitor has lived through, for the decision to remove itself.
///
/// @param deleted resources that it has deleted and proven gone, ever
/// @param lastNight id of the night that was counted last, so that none counts twice
/// @param emptyNights scheduled nights in a row, up to now, that found nothing left, a day apart
/// @param emptyAt when the last of these began
public record History(long deleted, int emptyNights, String lastNight, Optional<Instant> emptyAt) {

  /// A day, less what summer time and a schedule's flexible window may take from it.
  private static final Duration DAY = Duration.ofHours(20);

  public static final History NEW = new History(0, 0, "", Optional.empty());

  /// After a night that found nothing left. One that comes too soon after the last says nothing
  /// new: it may be the same event once more.
  ///
  /// @param at when it began
  public History afterEmpty(String night, Instant at) {
    // A count that an earlier version wrote down without a time begins anew.
    var counts = emptyAt.filter(_ -> emptyNights > 0);
    if (counts.isEmpty()) {
      return new History(deleted, 1, night, Optional.of(at));
    }
    return counts.get().plus(DAY).isAfter(at)
        ? new History(deleted, emptyNights, night, emptyAt)
        : new History(deleted, emptyNights + 1, night, Optional.of(at));
  }

  /// After a night by hand that found nothing left: it counts neither way.
  public History afterNothing(String night) {
    return new History(deleted, emptyNights, night, emptyAt);
  }

  /// After a night that found something, or deleted it.
  public History after(String night, long gone) {
    return new History(deleted + gone, 0, night, Optional.empty());
  }
}
