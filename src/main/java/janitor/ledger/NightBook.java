package janitor.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Where a night stands, from round to round.
///
/// @param round the round that was begun last
/// @param changedAt when something last changed
/// @param unchangedRounds rounds in a row that changed nothing
/// @param ttl what the event that began the night chose; its rounds keep it
/// @param mailedAt when SES took the night's mail
/// @param endedAt when the night was over
public record NightBook(
    String id,
    int round,
    Instant startedAt,
    Instant changedAt,
    int unchangedRounds,
    Optional<Duration> ttl,
    Set<String> only,
    boolean isScheduled,
    Optional<Instant> mailedAt,
    Optional<Instant> endedAt) {

  public static NightBook begun(
      String id, Instant at, Optional<Duration> ttl, Set<String> only, boolean isScheduled) {
    return new NightBook(
        id, 1, at, at, 0, ttl, only, isScheduled, Optional.empty(), Optional.empty());
  }

  /// Whether the round is of this night and still to come. One that died before it could take its
  /// turn is left out.
  public boolean mayBeginRound(String night, int number) {
    return id.equals(night) && round < number && endedAt.isEmpty();
  }

  public NightBook atRound(int round) {
    return new NightBook(
        id,
        round,
        startedAt,
        changedAt,
        unchangedRounds,
        ttl,
        only,
        isScheduled,
        mailedAt,
        endedAt);
  }

  public NightBook changed(Instant at) {
    return new NightBook(id, round, startedAt, at, 0, ttl, only, isScheduled, mailedAt, endedAt);
  }

  public NightBook unchanged() {
    return new NightBook(
        id,
        round,
        startedAt,
        changedAt,
        unchangedRounds + 1,
        ttl,
        only,
        isScheduled,
        mailedAt,
        endedAt);
  }

  public NightBook mailed(Instant at) {
    return new NightBook(
        id,
        round,
        startedAt,
        changedAt,
        unchangedRounds,
        ttl,
        only,
        isScheduled,
        Optional.of(at),
        endedAt);
  }

  public NightBook ended(Instant at) {
    return new NightBook(
        id,
        round,
        startedAt,
        changedAt,
        unchangedRounds,
        ttl,
        only,
        isScheduled,
        mailedAt,
        Optional.of(at));
  }
}
