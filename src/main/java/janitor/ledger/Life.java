package janitor.ledger;

/// What the janitor has lived through, for the decision to remove itself.
///
/// @param deleted resources that it has deleted and proven gone, ever
/// @param lastNight id of the night that was counted last, so that none counts twice
/// @param emptyNights scheduled nights in a row, up to now, that found nothing left
public record Life(long deleted, int emptyNights, String lastNight) {
  public static final Life NEW = new Life(0, 0, "");
}
