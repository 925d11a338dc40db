package janitor.resource;

import java.time.Instant;
import java.util.Optional;

/// What the ledger remembers of one ARN.
///
/// @param firstSeenAt when a scan that was no dry run first met it
/// @param announcedAt when SES accepted the first mail that named it
/// @param announcedCreatedAt its creation time as announced: another one means another resource of
///   that name
/// @param announcedWith the whole that it was to go with when a mail named it
/// @param doomedIn the night in which it was found expired and its deletion began
/// @param parent what it was derived from, written down before that was deleted
/// @param begunIn the night that may have begun something in it that goes on by itself, written
///   down before that began
/// @param memberOf the stack that listed it, written down before that was deleted: no tag tells it
///   of a table, a queue, a role or a key
/// @param ghostToldAt when a mail said that the tag index names it and its service does not
public record Note(
    Arn arn,
    Optional<Instant> firstSeenAt,
    Optional<Instant> announcedAt,
    Optional<Instant> announcedCreatedAt,
    Optional<Arn> announcedWith,
    Optional<String> doomedIn,
    Optional<Arn> parent,
    Optional<String> begunIn,
    Optional<Arn> memberOf,
    Optional<Instant> ghostToldAt) {

  public static Note of(Arn arn) {
    return new Note(
        arn,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Note firstSeen(Instant at) {
    return new Note(
        arn,
        Optional.of(at),
        announcedAt,
        announcedCreatedAt,
        announcedWith,
        doomedIn,
        parent,
        begunIn,
        memberOf,
        ghostToldAt);
  }

  public Note announced(Instant at, Resource resource) {
    return new Note(
        arn,
        firstSeenAt,
        Optional.of(at),
        resource.createdAt(),
        resource.owner(),
        doomedIn,
        parent,
        begunIn,
        memberOf,
        ghostToldAt);
  }

  public Note doomed(String night) {
    return new Note(
        arn,
        firstSeenAt,
        announcedAt,
        announcedCreatedAt,
        announcedWith,
        Optional.of(night),
        parent,
        begunIn,
        memberOf,
        ghostToldAt);
  }

  public Note childOf(Arn parent) {
    return new Note(
        arn,
        firstSeenAt,
        announcedAt,
        announcedCreatedAt,
        announcedWith,
        doomedIn,
        Optional.of(parent),
        begunIn,
        memberOf,
        ghostToldAt);
  }

  /// Tonight something may begin in it that goes on by itself.
  public Note begun(String night) {
    return begunIn(Optional.of(night));
  }

  /// Whatever had begun in it was taken back, or never was.
  public Note reprieved() {
    return begunIn(Optional.empty());
  }

  private Note begunIn(Optional<String> night) {
    return new Note(
        arn,
        firstSeenAt,
        announcedAt,
        announcedCreatedAt,
        announcedWith,
        doomedIn,
        parent,
        night,
        memberOf,
        ghostToldAt);
  }

  public Note ghostTold(Instant at) {
    return new Note(
        arn,
        firstSeenAt,
        announcedAt,
        announcedCreatedAt,
        announcedWith,
        doomedIn,
        parent,
        begunIn,
        memberOf,
        Optional.of(at));
  }

  public Note memberOf(Arn stack) {
    return new Note(
        arn,
        firstSeenAt,
        announcedAt,
        announcedCreatedAt,
        announcedWith,
        doomedIn,
        parent,
        begunIn,
        Optional.of(stack),
        ghostToldAt);
  }

  /// Whether the mail that this notes named the resource as it is now: not another one of that
  /// name, and not as a part of a stack that has left it behind since.
  public boolean isAnnouncementOf(Resource resource) {
    return announcedAt.isPresent()
        && (announcedCreatedAt.equals(resource.createdAt()) || resource.parent().isPresent())
        && (announcedWith.isEmpty() || resource.owner().isPresent());
  }
}
