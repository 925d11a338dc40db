package janitor.resource;

import java.time.Instant;
import java.util.Optional;

/// What the ledger remembers of one ARN.
///
/// @param firstSeenAt when a scan that was no dry run first met it
/// @param announcedAt when SES accepted the first mail that named it
/// @param announcedCreatedAt its creation time as announced: another one means another resource of
///   that name
/// @param doomedIn the night in which it was found expired and its deletion began
/// @param parent what it was derived from, written down before that was deleted
public record Note(
    Arn arn,
    Optional<Instant> firstSeenAt,
    Optional<Instant> announcedAt,
    Optional<Instant> announcedCreatedAt,
    Optional<String> doomedIn,
    Optional<Arn> parent) {

  public static Note of(Arn arn) {
    return new Note(
        arn,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Note firstSeen(Instant at) {
    return new Note(arn, Optional.of(at), announcedAt, announcedCreatedAt, doomedIn, parent);
  }

  public Note announced(Instant at, Optional<Instant> createdAt) {
    return new Note(arn, firstSeenAt, Optional.of(at), createdAt, doomedIn, parent);
  }

  public Note doomed(String night) {
    return new Note(arn, firstSeenAt, announcedAt, announcedCreatedAt, Optional.of(night), parent);
  }

  public Note childOf(Arn parent) {
    return new Note(
        arn, firstSeenAt, announcedAt, announcedCreatedAt, doomedIn, Optional.of(parent));
  }
}
