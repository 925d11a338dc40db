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
/// @param told what that mail told, as a fingerprint: a later round that comes to more tells it
/// @param lastMailAt when SES last took a mail, this night's or an earlier one's
/// @param isUntold whether the night's mail was due and nobody got it
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
    Optional<String> told,
    Optional<Instant> lastMailAt,
    boolean isUntold,
    Optional<Instant> endedAt) {

  public static NightBook begun(
      String id, Instant at, Optional<Duration> ttl, Set<String> only, boolean isScheduled) {
    return new NightBook(
        id,
        1,
        at,
        at,
        0,
        ttl,
        only,
        isScheduled,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  /// Whether the round is of this night and still to come. One that died before it could take its
  /// turn is left out.
  public boolean mayBeginRound(String night, int number) {
    return id.equals(night) && round < number && endedAt.isEmpty();
  }

  /// Whether what the night did has to be told by the next one: it broke off, or SES refused.
  public boolean isToBeInherited() {
    return endedAt.isEmpty() || isUntold;
  }

  /// With what the book of the night before remembers for the next.
  public NightBook after(NightBook before) {
    return copy(
        round,
        changedAt,
        unchangedRounds,
        new Mailing(mailedAt, told, before.lastMailAt(), isUntold),
        endedAt);
  }

  public NightBook atRound(int round) {
    return copy(round, changedAt, unchangedRounds, mailing(), endedAt);
  }

  public NightBook changed(Instant at) {
    return copy(round, at, 0, mailing(), endedAt);
  }

  public NightBook unchanged() {
    return copy(round, changedAt, unchangedRounds + 1, mailing(), endedAt);
  }

  /// SES took a mail of the night.
  ///
  /// @param told what it told
  public NightBook mailed(Instant at, String told) {
    return copy(
        round,
        changedAt,
        unchangedRounds,
        new Mailing(Optional.of(at), Optional.of(told), Optional.of(at), false),
        endedAt);
  }

  /// A mail was due, and nobody got it.
  public NightBook untold() {
    return copy(
        round, changedAt, unchangedRounds, new Mailing(mailedAt, told, lastMailAt, true), endedAt);
  }

  public NightBook ended(Instant at) {
    return copy(round, changedAt, unchangedRounds, mailing(), Optional.of(at));
  }

  private record Mailing(
      Optional<Instant> mailedAt,
      Optional<String> told,
      Optional<Instant> lastMailAt,
      boolean isUntold) {}

  private Mailing mailing() {
    return new Mailing(mailedAt, told, lastMailAt, isUntold);
  }

  private NightBook copy(
      int round,
      Instant changedAt,
      int unchangedRounds,
      Mailing mailing,
      Optional<Instant> endedAt) {
    return new NightBook(
        id,
        round,
        startedAt,
        changedAt,
        unchangedRounds,
        ttl,
        only,
        isScheduled,
        mailing.mailedAt(),
        mailing.told(),
        mailing.lastMailAt(),
        mailing.isUntold(),
        endedAt);
  }
}
