package janitor.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// What the ledger remembers of one ARN.
///
/// @param seen the first scan that met it, and was no dry run
/// @param announced what the first mail that named it said
/// @param fate how far its deletion got
/// @param kin what led to it
/// @param ghostToldAt when a mail said that the tag index names it and its service does not
public record Note(
    Arn arn,
    Optional<Seen> seen,
    Optional<Announced> announced,
    Fate fate,
    Kin kin,
    Optional<Instant> ghostToldAt) {

  /// A scan met it.
  ///
  /// @param at when that night began
  /// @param id its [Resource#RESOURCE_ID] then, where its service tells one
  public record Seen(Instant at, Optional<String> id) {}

  /// A mail named it.
  ///
  /// @param at when that mail was accepted
  /// @param of what it named
  /// @param with the whole that it was to go with
  /// @param promise what it said of when; empty: noted before that was
  /// @param firstAt when the first of the mails was accepted after each of which somebody changed
  ///   it or made it anew, and the next one had to name it again; of a first one that itself
  public record Announced(
      Instant at, Identity of, Optional<Arn> with, Optional<Promise> promise, Instant firstAt) {}

  /// For how long mails name anew what is changed after each of them, and how long it has to be
  /// left alone after that.
  private static final Duration RESTLESS_FOR = Duration.ofDays(7);

  /// What a mail said of when a thing goes, and whether it could.
  ///
  /// @param goesAt it stays until then, whatever becomes of what that followed from
  /// @param ownDate its tag [Tags#EXPIRES_AT] then: with another one it is dated anew
  /// @param hinderedAt the first night after that which withheld it for something else
  public record Promise(Instant goesAt, Optional<String> ownDate, Optional<Instant> hinderedAt) {

    /// Whoever read of it longer ago counts on whatever has held it up since.
    public static final Duration LASTS = Duration.ofDays(7);

    private static Optional<String> ownDate(Resource resource) {
      return resource.tags().value(Tags.EXPIRES_AT);
    }

    private boolean isOf(Resource resource) {
      return ownDate.equals(ownDate(resource));
    }

    private boolean hasLapsedAt(Instant now) {
      return hinderedAt.filter(at -> !at.plus(LASTS).isAfter(now)).isPresent();
    }
  }

  /// What tells it from another of its name: another date, or another id, means another resource.
  ///
  /// @param createdAt its creation time
  /// @param id its [Resource#RESOURCE_ID]
  public record Identity(Optional<Instant> createdAt, Optional<String> id) {

    static Identity of(Resource resource) {
      return new Identity(resource.createdAt(), idOf(resource));
    }

    private boolean is(Resource resource) {
      return createdAt.equals(resource.createdAt()) && isSame(id, resource);
    }
  }

  /// How far its deletion got.
  ///
  /// @param doomedIn the night in which it was found expired and its deletion began
  /// @param begunIn the night that may have begun something in it that goes on by itself, written
  ///   down before that began
  /// @param begunWhere the region where it was then: not every ARN names one
  /// @param deletingSince when the first of the nights began at the end of each of which AWS was
  ///   still deleting it, or could not
  public record Fate(
      Optional<String> doomedIn,
      Optional<String> begunIn,
      Optional<String> begunWhere,
      Optional<Instant> deletingSince) {
    static final Fate NONE =
        new Fate(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// What led to it.
  ///
  /// @param parent what it was derived from, written down before that was deleted
  /// @param memberOf the stack that listed it, written down before that was deleted: no tag tells
  ///   it of a table, a queue, a role or a key
  public record Kin(Optional<Arn> parent, Optional<Arn> memberOf) {}

  public static Note of(Arn arn) {
    return new Note(
        arn,
        Optional.empty(),
        Optional.empty(),
        Fate.NONE,
        new Kin(Optional.empty(), Optional.empty()),
        Optional.empty());
  }

  /// When this very resource was first met: another of its name had an id of its own.
  public Optional<Instant> firstSeenAt(Resource resource) {
    return seen.filter(then -> isSame(then.id(), resource)).map(Seen::at);
  }

  public Optional<Instant> announcedAt() {
    return announced.map(Announced::at);
  }

  public Optional<Arn> announcedWith() {
    return announced.flatMap(Announced::with);
  }

  public Optional<Promise> promise() {
    return announced.flatMap(Announced::promise);
  }

  public Optional<String> doomedIn() {
    return fate.doomedIn();
  }

  public Optional<String> begunIn() {
    return fate.begunIn();
  }

  public Optional<Instant> deletingSince() {
    return fate.deletingSince();
  }

  public Optional<Arn> parent() {
    return kin.parent();
  }

  public Optional<Arn> memberOf() {
    return kin.memberOf();
  }

  public Note firstSeen(Instant at, Resource resource) {
    return new Note(
        arn, Optional.of(new Seen(at, idOf(resource))), announced, fate, kin, ghostToldAt);
  }

  /// A mail named it.
  ///
  /// @param goesAt when, by that mail, it goes at the earliest
  public Note announced(Instant at, Resource resource, Instant goesAt) {
    var promise = new Promise(goesAt, Promise.ownDate(resource), Optional.empty());
    var firstAt =
        announced
            .filter(_ -> isChangedSince(resource) && isChangedLatelyAt(resource, at))
            .map(Announced::firstAt)
            .orElse(at);
    return with(
        Optional.of(
            new Announced(
                at, Identity.of(resource), resource.owner(), Optional.of(promise), firstAt)));
  }

  /// Before it goes a mail has to name it anew. That it was there by then stays known.
  public Note unannounced() {
    var known = seen.or(() -> announced.map(then -> new Seen(then.at(), then.of().id())));
    return new Note(arn, known, Optional.empty(), fate, kin, ghostToldAt);
  }

  /// It was to go by now, and a night withheld it; or nothing holds it up any more.
  public Note hindered(Optional<Instant> at) {
    return with(
        announced.map(
            then ->
                new Announced(
                    then.at(),
                    then.of(),
                    then.with(),
                    then.promise().map(said -> new Promise(said.goesAt(), said.ownDate(), at)),
                    then.firstAt())));
  }

  public Note doomed(String night) {
    return with(new Fate(Optional.of(night), begunIn(), fate.begunWhere(), deletingSince()));
  }

  /// Tonight something may begin in it that goes on by itself.
  public Note begun(String night, String region) {
    return with(new Fate(doomedIn(), Optional.of(night), Optional.of(region), deletingSince()));
  }

  /// Whatever had begun in it was taken back, or never was.
  public Note reprieved() {
    return with(new Fate(doomedIn(), Optional.empty(), Optional.empty(), deletingSince()));
  }

  /// A night ended, and AWS had been asked to delete it and was not done.
  ///
  /// @param at when that night began
  public Note deletingSince(Instant at) {
    return with(new Fate(doomedIn(), begunIn(), fate.begunWhere(), Optional.of(at)));
  }

  public Note notDeleting() {
    return with(new Fate(doomedIn(), begunIn(), fate.begunWhere(), Optional.empty()));
  }

  public Note childOf(Arn parent) {
    return with(new Kin(Optional.of(parent), memberOf()));
  }

  public Note memberOf(Arn stack) {
    return with(new Kin(parent(), Optional.of(stack)));
  }

  /// A mail said that it is gone: should it be there again, that is another one.
  public Note ghostTold(Instant at) {
    return new Note(arn, Optional.empty(), Optional.empty(), fate, kin, Optional.of(at));
  }

  private Note with(Optional<Announced> announced) {
    return new Note(arn, seen, announced, fate, kin, ghostToldAt);
  }

  private Note with(Fate fate) {
    return new Note(arn, seen, announced, fate, kin, ghostToldAt);
  }

  private Note with(Kin kin) {
    return new Note(arn, seen, announced, fate, kin, ghostToldAt);
  }

  /// Whether the mail that this notes named the resource as it is now: not another one of that
  /// name, and not as a part of a stack that has left it behind since.
  public boolean isAnnouncementOf(Resource resource) {
    return announced.filter(then -> isOf(resource, then)).isPresent() && !isChangedSince(resource);
  }

  /// Whether it may be another one of that name: its service tells neither when it was made nor an
  /// id of it, but that somebody has changed it, or made it, since a mail named it. What the
  /// janitor has begun to take apart it has changed itself.
  public boolean isChangedSince(Resource resource) {
    return resource.createdAt().isEmpty()
        && resource.parent().isEmpty()
        && idOf(resource).isEmpty()
        && begunIn().isEmpty()
        && announcedAt().flatMap(at -> resource.modifiedAt().filter(at::isBefore)).isPresent();
  }

  /// Whether mails have named it for a week, two at the least, and somebody has changed it after
  /// each: one more would change nothing, and nobody knows whether it is what the first one named.
  public boolean isRestlessAt(Resource resource, Instant now) {
    return isChangedSince(resource)
        && isChangedLatelyAt(resource, now)
        && announced
            .filter(then -> then.at().isAfter(then.firstAt()))
            .filter(then -> !then.firstAt().plus(RESTLESS_FOR).isAfter(now))
            .isPresent();
  }

  private static boolean isChangedLatelyAt(Resource resource, Instant now) {
    return resource.modifiedAt().filter(at -> at.plus(RESTLESS_FOR).isAfter(now)).isPresent();
  }

  private static boolean isOf(Resource resource, Announced announced) {
    return (announced.of().is(resource) || resource.parent().isPresent())
        && (announced.with().isEmpty() || resource.owner().isPresent())
        && announced.promise().filter(said -> !said.isOf(resource)).isEmpty();
  }

  /// Whether somebody has given it another date of its own since a mail named it.
  public boolean isDatedAnew(Resource resource) {
    return promise().filter(said -> !said.isOf(resource)).isPresent();
  }

  /// Whether it was held up for so long that nobody counts on the mail any more that named it.
  public boolean hasLapsedAt(Instant now) {
    return promise().filter(said -> said.hasLapsedAt(now)).isPresent();
  }

  /// Whether a scan or a mail knew a resource of that name before this one came to be, or one with
  /// another id.
  public boolean isOlderThan(Resource resource) {
    var knownAt = Stream.concat(seen.map(Seen::at).stream(), announcedAt().stream());
    return resource.createdAt().filter(at -> knownAt.anyMatch(at::isAfter)).isPresent()
        || seen.filter(then -> !isSame(then.id(), resource)).isPresent();
  }

  /// An id that was not noted, as before ids were, may be its own.
  private static boolean isSame(Optional<String> id, Resource resource) {
    var now = idOf(resource);
    return id.isEmpty() || now.isEmpty() || id.equals(now);
  }

  private static Optional<String> idOf(Resource resource) {
    return Optional.ofNullable(resource.facts().get(Resource.RESOURCE_ID));
  }
}
