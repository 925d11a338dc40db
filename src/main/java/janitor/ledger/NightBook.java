package janitor.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Where a night stands, from round to round.
///
/// @param wish what the event that began the night chose; its rounds keep it
/// @param endedAt when the night was over
public record NightBook(
    String id,
    Instant startedAt,
    Wish wish,
    Standing standing,
    Mailing mailing,
    Optional<Instant> endedAt) {

  /// What the event that began the night chose.
  ///
  /// @param only CloudFormation types that it may touch; empty: all
  /// @param aim of which workshop, and where; empty: written down before that was
  public record Wish(
      Optional<Duration> ttl, Set<String> only, boolean isScheduled, Optional<String> aim) {}

  /// How far the rounds got.
  ///
  /// @param round the round that was begun last
  /// @param changedAt when something last changed
  /// @param unchangedRounds rounds in a row that changed nothing
  public record Standing(int round, Instant changedAt, int unchangedRounds) {}

  /// Who was told.
  ///
  /// @param mailedAt when SES took the night's mail
  /// @param told what that mail told, as a fingerprint: a later round that comes to more tells it
  /// @param lastMailAt when SES last took a mail, this night's or an earlier one's
  /// @param isUntold whether the night's mail was due and nobody got it
  /// @param lastMailTo the recipients of the last mail, and the topic; none: not noted then
  public record Mailing(
      Optional<Instant> mailedAt,
      Optional<String> told,
      Optional<Instant> lastMailAt,
      boolean isUntold,
      Set<String> lastMailTo) {}

  private static final String IN = " in ";

  public static NightBook begun(String id, Instant at, Wish wish) {
    return new NightBook(
        id,
        at,
        wish,
        new Standing(1, at, 0),
        new Mailing(Optional.empty(), Optional.empty(), Optional.empty(), false, Set.of()),
        Optional.empty());
  }

  /// What is this night's alone. An event may come again with the id that it had: AWS's sample of a
  /// scheduled one has the time of 1970, whenever it is sent. What was written down before nights
  /// had an aim lies under the id alone.
  public String key() {
    return wish.aim().map(_ -> id + " of " + startedAt).orElse(id);
  }

  public int round() {
    return standing.round();
  }

  public Instant changedAt() {
    return standing.changedAt();
  }

  public int unchangedRounds() {
    return standing.unchangedRounds();
  }

  public Optional<Duration> ttl() {
    return wish.ttl();
  }

  public Set<String> only() {
    return wish.only();
  }

  public boolean isScheduled() {
    return wish.isScheduled();
  }

  /// Whether it was begun for another workshop, whatever the regions.
  ///
  /// @param tag of the workshop by now, as `key=value`
  public boolean isOfAnother(String tag) {
    return wish.aim().filter(aim -> !tagOf(aim).equals(tag)).isPresent();
  }

  /// No region has a space before it that is not [#aim]'s, but the value of a tag may hold any.
  private static String tagOf(String aim) {
    var end = aim.lastIndexOf(IN);
    return end < 0 ? aim : aim.substring(0, end);
  }

  /// What a night is for.
  ///
  /// @param tag of the workshop, as `key=value`
  public static String aim(String tag, Collection<String> regions) {
    return tag + IN + String.join(" ", new TreeSet<>(regions));
  }

  /// Whether it was begun for what the settings name by now. Of a night that was written down
  /// without it, only one of its schedule's may go on: that announces first.
  public boolean isFor(String aim) {
    return wish.aim().map(aim::equals).orElse(isScheduled());
  }

  public Optional<Instant> mailedAt() {
    return mailing.mailedAt();
  }

  public Optional<String> told() {
    return mailing.told();
  }

  public Optional<Instant> lastMailAt() {
    return mailing.lastMailAt();
  }

  public Set<String> lastMailTo() {
    return mailing.lastMailTo();
  }

  public boolean isUntold() {
    return mailing.isUntold();
  }

  /// Whether the round is of this night and still to come. One that died before it could take its
  /// turn is left out.
  public boolean mayBeginRound(String night, int number) {
    return id.equals(night) && round() < number && endedAt.isEmpty();
  }

  /// Whether what the night did has to be told by the next one: it broke off, or SES refused.
  public boolean isToBeInherited() {
    return endedAt.isEmpty() || isUntold();
  }

  /// With what the book of the night before remembers for the next.
  public NightBook after(NightBook before) {
    return with(
        new Mailing(mailedAt(), told(), before.lastMailAt(), isUntold(), before.lastMailTo()));
  }

  public NightBook atRound(int round) {
    return with(new Standing(round, changedAt(), unchangedRounds()));
  }

  public NightBook changed(Instant at) {
    return with(new Standing(round(), at, 0));
  }

  public NightBook unchanged() {
    return with(new Standing(round(), changedAt(), unchangedRounds() + 1));
  }

  /// SES took a mail of the night.
  ///
  /// @param told what it told
  /// @param to who was told
  public NightBook mailed(Instant at, String told, Set<String> to) {
    return with(new Mailing(Optional.of(at), Optional.of(told), Optional.of(at), false, to));
  }

  /// A mail was due, and nobody got it.
  public NightBook untold() {
    return with(new Mailing(mailedAt(), told(), lastMailAt(), true, lastMailTo()));
  }

  public NightBook ended(Instant at) {
    return new NightBook(id, startedAt, wish, standing, mailing, Optional.of(at));
  }

  private NightBook with(Standing standing) {
    return new NightBook(id, startedAt, wish, standing, mailing, endedAt);
  }

  private NightBook with(Mailing mailing) {
    return new NightBook(id, startedAt, wish, standing, mailing, endedAt);
  }
}
