package janitor.kind;

import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What is kept of a database that goes: one snapshot, with the workshop's tag and a date of its
/// own, so that it is announced and deleted in its turn.
///
/// It is taken before the database is asked to go, and not by the deletion itself: that one carries
/// no tag, and nobody would ever find it again.
///
/// @param areTaken whether there is to be one at all
/// @param keptFor how long it stays
/// @param tagKey key of the workshop tag
/// @param now asked when one is taken
public record FinalSnapshots(
    boolean areTaken, Duration keptFor, String tagKey, String workshop, Supplier<Instant> now) {

  /// The names of all begin so: the janitor's role may make no others.
  static final String PREFIX = "workshop-janitor-";

  /// The fact with the state of a snapshot.
  static final String STATUS = "status";

  static final Duration MINUTES = Duration.ofMinutes(2);

  private static final Duration YOUNG = Duration.ofDays(1);

  /// A night lasts so many hours at most: what was taken before may lack what was written since.
  private static final int NIGHT = 12;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyMMddHH").withZone(ZoneOffset.UTC);

  /// For what only looks at things.
  static final FinalSnapshots NONE =
      new FinalSnapshots(false, Duration.ZERO, "", "", () -> Instant.EPOCH);

  /// How the service of one database is asked.
  interface Source {
    /// An id that no other database of it ever has, for a name comes again.
    String id();

    /// All that anybody took of it and that is there, with its [#STATUS].
    List<Resource> taken();

    /// What has to happen before one can be taken.
    Optional<Deletion> hindrance();

    /// Asks for one.
    void take(String name, Map<String, String> tags);

    /// The error codes that say: such a name is given already.
    Set<String> nameGiven();

    /// The error codes that say: the account may have no more.
    Set<String> full();
  }

  /// What is a day old may hold somebody's work.
  private boolean isWantedOf(Resource database) {
    return areTaken
        && database.createdAt().map(at -> at.isBefore(now.get().minus(YOUNG))).orElse(true);
  }

  /// What has to happen before it may go; nothing where its snapshot is there, or none is wanted.
  Optional<Deletion> first(Resource database, Source source) {
    if (!isWantedOf(database)) {
      return Optional.empty();
    }
    var ours =
        source.taken().stream()
            .filter(resource -> isTonights(resource.name(), source.id()) && isOurs(resource.tags()))
            .toList();
    if (ours.stream().anyMatch(resource -> resource.fact(STATUS).equals("available"))) {
      return Optional.empty();
    }
    return ours.stream()
        .findFirst()
        .map(FinalSnapshots::unfinished)
        .or(source::hindrance)
        .or(() -> Optional.of(take(nameOf(source.id(), 0), source)));
  }

  private static Deletion unfinished(Resource snapshot) {
    var status = snapshot.fact(STATUS);
    return status.equals("creating")
        ? taking()
        : stays(
            "its final snapshot " + snapshot.name() + " is " + status,
            "delete that snapshot, and the next night takes another, or set FinalSnapshot to"
                + " none");
  }

  private Deletion take(String name, Source source) {
    Supplier<Boolean> asked =
        () -> {
          source.take(name, tags());
          return true;
        };
    var taken =
        Answers.unless(
            source.full(), () -> Answers.unless(source.nameGiven(), asked).orElse(false));
    if (taken.isEmpty()) {
      return stays(
          "the account may have no more snapshots, and it is not deleted without one",
          "delete snapshots that nobody needs, have the quota raised, or set FinalSnapshot to"
              + " none");
    }
    return taken.get()
        ? taking()
        : stays(
            "there is a snapshot " + name + " that is not the janitor's",
            "delete that snapshot, or set FinalSnapshot to none");
  }

  private static Deletion taking() {
    return new Deletion.Preparing("taking its final snapshot first", MINUTES);
  }

  static Deletion stays(String why, String remedy) {
    return new Deletion.Refused(why, remedy);
  }

  /// Whether that is the name of one that was taken this night.
  private boolean isTonights(String name, String id) {
    return IntStream.rangeClosed(0, NIGHT).anyMatch(ago -> nameOf(id, ago).equals(name));
  }

  /// What it is called: by the id, and by the hour. A cluster's has 63 characters at most (API
  /// reference, CreateDBClusterSnapshot), and RDS's are 60.
  private String nameOf(String id, int hoursAgo) {
    return PREFIX
        + id.toLowerCase(Locale.ROOT)
        + "-"
        + HOUR.format(now.get().minus(Duration.ofHours(hoursAgo)));
  }

  /// The id, in small letters, of what such a name is a snapshot of.
  static String idIn(String name) {
    return name.substring(PREFIX.length()).replaceFirst("-\\d{8}$", "");
  }

  private Map<String, String> tags() {
    return Map.of(tagKey, workshop, Tags.EXPIRES_AT, keptFor.toString());
  }

  boolean isOurs(Tags tags) {
    return tags.match(tagKey, workshop);
  }
}
