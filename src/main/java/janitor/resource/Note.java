package janitor.resource;

import java.time.Instant;
import java.util.Optional;

/// What the ledger remembers of one ARN.
///
/// @param firstSeenAt when a scan that was no dry run first met it
/// @param announced what the first mail that named it said
/// @param fate how far its deletion got
/// @param kin what led to it
/// @param ghostToldAt when a mail said that the tag index names it and its service does not
public record Note(
    Arn arn,
    Optional<Instant> firstSeenAt,
    Optional<Announced> announced,
    Fate fate,
    Kin kin,
    Optional<Instant> ghostToldAt) {

  /// A mail named it.
  ///
  /// @param at when that mail was accepted
  /// @param createdAt its creation time as announced: another one means another resource of that
  ///   name
  /// @param with the whole that it was to go with
  public record Announced(Instant at, Optional<Instant> createdAt, Optional<Arn> with) {}

  /// How far its deletion got.
  ///
  /// @param doomedIn the night in which it was found expired and its deletion began
  /// @param begunIn the night that may have begun something in it that goes on by itself, written
  ///   down before that began
  public record Fate(Optional<String> doomedIn, Optional<String> begunIn) {}

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
        new Fate(Optional.empty(), Optional.empty()),
        new Kin(Optional.empty(), Optional.empty()),
        Optional.empty());
  }

  public Optional<Instant> announcedAt() {
    return announced.map(Announced::at);
  }

  public Optional<Arn> announcedWith() {
    return announced.flatMap(Announced::with);
  }

  public Optional<String> doomedIn() {
    return fate.doomedIn();
  }

  public Optional<String> begunIn() {
    return fate.begunIn();
  }

  public Optional<Arn> parent() {
    return kin.parent();
  }

  public Optional<Arn> memberOf() {
    return kin.memberOf();
  }

  public Note firstSeen(Instant at) {
    return new Note(arn, Optional.of(at), announced, fate, kin, ghostToldAt);
  }

  public Note announced(Instant at, Resource resource) {
    var now = new Announced(at, resource.createdAt(), resource.owner());
    return new Note(arn, firstSeenAt, Optional.of(now), fate, kin, ghostToldAt);
  }

  public Note doomed(String night) {
    return with(new Fate(Optional.of(night), begunIn()));
  }

  /// Tonight something may begin in it that goes on by itself.
  public Note begun(String night) {
    return with(new Fate(doomedIn(), Optional.of(night)));
  }

  /// Whatever had begun in it was taken back, or never was.
  public Note reprieved() {
    return with(new Fate(doomedIn(), Optional.empty()));
  }

  public Note childOf(Arn parent) {
    return with(new Kin(Optional.of(parent), memberOf()));
  }

  public Note memberOf(Arn stack) {
    return with(new Kin(parent(), Optional.of(stack)));
  }

  public Note ghostTold(Instant at) {
    return new Note(arn, firstSeenAt, announced, fate, kin, Optional.of(at));
  }

  private Note with(Fate fate) {
    return new Note(arn, firstSeenAt, announced, fate, kin, ghostToldAt);
  }

  private Note with(Kin kin) {
    return new Note(arn, firstSeenAt, announced, fate, kin, ghostToldAt);
  }

  /// Whether the mail that this notes named the resource as it is now: not another one of that
  /// name, and not as a part of a stack that has left it behind since.
  public boolean isAnnouncementOf(Resource resource) {
    return announced.filter(then -> isOf(resource, then)).isPresent();
  }

  private static boolean isOf(Resource resource, Announced announced) {
    return (announced.createdAt().equals(resource.createdAt()) || resource.parent().isPresent())
        && (announced.with().isEmpty() || resource.owner().isPresent());
  }
}
