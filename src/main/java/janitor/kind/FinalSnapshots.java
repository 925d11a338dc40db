package janitor.kind;

import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Ttl;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is kept of a database that goes: one snapshot, with the workshop's tag and a date of its
/// own, so that it is announced and deleted in its turn.
///
/// It is taken before the database is asked to go, and not by the deletion itself: that one carries
/// no tag, and nobody would ever find it again.
///
/// @param areTaken whether there is to be one at all
/// @param keptFor how long it stays
/// @param tagKey key of the workshop tag
/// @param clock asked when one is taken, and whether one is this night's
public record FinalSnapshots(
    boolean areTaken, Duration keptFor, String tagKey, String workshop, Clock clock) {

  /// When it is, and since when it has been this night.
  ///
  /// @param nightBegan what was taken before may lack what was written since; asked once, for the
  ///   night's book is a call away, and all that is done by these kinds is done in one night
  public record Clock(Supplier<Instant> now, Supplier<Instant> nightBegan) {
    public Clock {
      nightBegan = once(nightBegan);
    }

    private static Supplier<Instant> once(Supplier<Instant> asked) {
      var known = new AtomicReference<Optional<Instant>>(Optional.empty());
      return () ->
          known.updateAndGet(before -> before.or(() -> Optional.of(asked.get()))).orElseThrow();
    }
  }

  /// The names of all begin so: the janitor's role may make no others.
  static final String PREFIX = "workshop-janitor-";

  static final Duration MINUTES = Duration.ofMinutes(2);

  private static final Duration YOUNG = Duration.ofDays(1);

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyMMddHHmm").withZone(ZoneOffset.UTC);

  private static final int DIGITS = 10;

  private static final int ENOUGH = 2;

  /// For what only looks at things.
  static final FinalSnapshots NONE =
      new FinalSnapshots(
          false, Duration.ZERO, "", "", new Clock(() -> Instant.EPOCH, () -> Instant.EPOCH));

  /// How the service of one database is asked.
  interface Source {
    /// An id that no other database of it ever has, for a name comes again.
    String id();

    /// All that anybody took of it and that is there, with its [Resource#STATUS].
    List<Resource> taken();

    /// What has to happen before one can be taken.
    Optional<Deletion> hindrance();

    /// Asks for one.
    void take(String name, Map<String, String> tags);

    /// The error codes that say: such a name is given already.
    Set<String> nameGiven();

    /// The error codes that say: the account may have no more.
    Set<String> full();

    /// Whether nothing writes to it any more. One of the day before is as good then: nobody misses
    /// what is younger.
    default boolean isAtRest() {
      return false;
    }
  }

  /// What is a day old may hold somebody's work.
  private boolean isWantedOf(Resource database) {
    return areTaken
        && database.createdAt().map(at -> at.isBefore(clock.now().get().minus(YOUNG))).orElse(true);
  }

  /// What the service is to put on the last backup that it takes by itself as it deletes a thing;
  /// nothing where none is wanted.
  Optional<Map<String, String>> tagsOfLast(Resource thing) {
    return isWantedOf(thing) ? Optional.of(tags()) : Optional.empty();
  }

  /// What has to happen before it may go; nothing where its snapshot is there, or none is wanted.
  Optional<Deletion> first(Resource database, Source source) {
    if (!isWantedOf(database)) {
      return Optional.empty();
    }
    var began = clock.nightBegan().get();
    var first = nameAt(source.isAtRest() ? began.minus(YOUNG) : began, source.id());
    var ours =
        source.taken().stream()
            .filter(resource -> isOf(resource.name(), first) && isOurs(resource.tags()))
            .collect(Collectors.partitioningBy(resource -> resource.name().compareTo(first) >= 0));
    var tonights = ours.getOrDefault(true, List.of());
    if (tonights.stream()
        .anyMatch(resource -> resource.fact(Resource.STATUS).equals("available"))) {
      return Optional.empty();
    }
    return tonights.stream()
        .findFirst()
        .map(FinalSnapshots::unfinished)
        .or(() -> inVain(ours.getOrDefault(false, List.of())))
        .or(source::hindrance)
        .or(() -> Optional.of(take(nameAt(clock.now().get(), source.id()), source)));
  }

  /// What could not be deleted in two nights is not copied in each that follows: all of these
  /// snapshots cost, beside the database.
  private static Optional<Deletion> inVain(List<Resource> earlier) {
    return earlier.size() < ENOUGH
        ? Optional.empty()
        : Optional.of(
            stays(
                earlier.size()
                    + " earlier nights took its final snapshot ("
                    + earlier.stream()
                        .map(Resource::name)
                        .sorted()
                        .collect(Collectors.joining(", "))
                    + ") and could not delete it",
                "mend what those nights were refused, and delete all but the newest of these"
                    + " snapshots, or set FinalSnapshot to none"));
  }

  private static Deletion unfinished(Resource snapshot) {
    var status = snapshot.fact(Resource.STATUS);
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

  /// What a cache or database has to be in for its service to take a snapshot of it.
  static Optional<Deletion> unlessAvailable(String service, String status) {
    return status.equals("available")
        ? Optional.empty()
        : Optional.of(Deletion.atWork(service, status, MINUTES));
  }

  static Deletion stays(String why, String remedy) {
    return new Deletion.Refused(why, remedy);
  }

  /// Whether that is the name of one of the same database: a year is two digits, and a minute sorts
  /// as it reads, so a name is of tonight if it does not come before the first of tonight.
  ///
  /// @param first what one would be called that was taken when the night began
  private static boolean isOf(String name, String first) {
    var stem = first.substring(0, first.length() - DIGITS);
    return name.matches(Pattern.quote(stem) + "\\d{" + DIGITS + "}");
  }

  /// What it is called: by the id, and by the minute. A cluster's has 63 characters at most (API
  /// reference, CreateDBClusterSnapshot), and RDS's are 62.
  private static String nameAt(Instant at, String id) {
    return PREFIX + id.toLowerCase(Locale.ROOT) + "-" + MINUTE.format(at);
  }

  /// The id, in small letters, of what such a name is a snapshot of.
  static String idIn(String name) {
    return name.substring(PREFIX.length()).replaceFirst("-\\d{" + DIGITS + "}$", "");
  }

  private Map<String, String> tags() {
    return Map.of(tagKey, workshop, Tags.EXPIRES_AT, keptFor.toString());
  }

  boolean isOurs(Tags tags) {
    return tags.match(tagKey, workshop);
  }

  /// Whether a part that can only go with its whole carries [Tags#A_WORD] against that: a date
  /// counts where the whole does not carry the same, and as long as it is to come or cannot be
  /// read.
  boolean isToStay(Tags ofPart, Tags ofWhole) {
    return ofPart.has(Tags.KEEP)
        || (ofPart.has(tagKey) && !isOurs(ofPart))
        || ofPart
            .value(Tags.EXPIRES_AT)
            .filter(date -> !ofWhole.match(Tags.EXPIRES_AT, date))
            .filter(date -> Ttl.expiry(date, Optional.empty()).filter(this::isPast).isEmpty())
            .isPresent();
  }

  /// The names of the parts that are to stay, together; empty where there are none. The whole is
  /// asked for its tags only where it has parts.
  <P> Optional<String> staying(
      List<P> parts,
      Supplier<Optional<Tags>> ofWhole,
      Function<P, Optional<Tags>> ofPart,
      Function<P, String> name) {
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    var whole = ofWhole.get().orElse(Tags.NONE);
    return Optional.of(
            parts.stream()
                .filter(
                    part -> ofPart.apply(part).filter(tags -> isToStay(tags, whole)).isPresent())
                .map(name)
                .collect(Collectors.joining(", ")))
        .filter(names -> !names.isEmpty());
  }

  private boolean isPast(Instant at) {
    return !at.isAfter(clock.now().get());
  }
}
