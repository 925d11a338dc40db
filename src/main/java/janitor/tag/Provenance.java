package janitor.tag;

import janitor.resource.Creation;
import janitor.resource.Resource;
import janitor.resource.Spot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Who made which resource, as far as that is certain: what a person made is proposed, what another
/// made is not, and what may be either is not, unless it is named.
///
/// An event is about a resource only if what stands where that call names what it makes is its ARN,
/// or its physical id in the region of the call, or its name. It proves who made it only if
/// - the resource tells when it was made, and that is when the call was: then it cannot have been
///   there before (a call that finds what is there succeeds as well), nor come later; or
/// - it does not tell, but the call makes a new one or fails, and named it by an ARN or id that is
///   AWS's to give. A name may have been given again since, by a call of which nobody here knows:
///   then only a last change at the time of the call proves it.
///
/// Events show late, so another's call of the last quarter of an hour may be missing: what was
/// made, or changed, since then is proved by a call of the same minute alone. And what an AWS
/// service made in somebody's name is as often that service's.
public final class Provenance {
  /// A service notes the time a little after CloudTrail, and clocks differ.
  private static final Duration BEFORE = Duration.ofMinutes(5);

  private static final Duration AFTER = Duration.ofMinutes(15);

  /// "CloudTrail typically delivers logs within an average of about 5 minutes of an API call";
  /// `LookupEvents` tells of it "within 15 minutes" (its user guide).
  private static final Duration LATE = Duration.ofMinutes(15);

  private static final Duration SAME = Duration.ofMinutes(1);

  private final Person person;
  private final Optional<Instant> until;
  private final Instant wholeUntil;
  private final Map<String, List<TrailEvent>> events;

  private Provenance(
      Person person, Optional<Instant> until, Instant readAt, Collection<TrailEvent> events) {
    this.person = person;
    this.until = until;
    this.wholeUntil = readAt.minus(LATE);
    this.events = events.stream().collect(Collectors.groupingBy(Provenance::key));
  }

  /// @param until nothing that was made later
  /// @param readAt when the events were asked for
  /// @throws janitor.settings.Refusal if several bear the person's name
  static Provenance of(
      Person person, Optional<Instant> until, Instant readAt, Collection<TrailEvent> events) {
    person.checkOne(events);
    return new Provenance(person, until, readAt, events);
  }

  private static String key(TrailEvent event) {
    return event.call().source() + ":" + event.call().name();
  }

  /// What follows of who made it.
  enum Side {
    PROPOSED,
    NOT_PROPOSED,
    /// Somebody else's, of no name that was looked for.
    ANOTHERS,
    /// Nothing is known of it.
    UNKNOWN
  }

  /// @param isTold whether the trail has a call that may have made it
  record Word(Side side, String text, boolean isTold) {
    Word(Side side, String text) {
      this(side, text, true);
    }
  }

  /// A call that may have made it.
  ///
  /// @param isByName whether what it says would fit as well what is made under that name later
  private record Call(TrailEvent event, Creation creation, boolean isByName) {}

  /// @param isNamed whether its name was looked for
  Word of(Spot spot, Resource resource, boolean isNamed) {
    var calls = calls(spot, resource);
    if (calls.isEmpty()) {
      return isNamed
          ? new Word(Side.PROPOSED, "its name matches; the trail does not tell who made it", false)
          : new Word(Side.UNKNOWN, "", false);
    }
    return proof(resource, calls)
        .map(call -> certain(call.event(), isNamed))
        .orElseGet(() -> uncertain(calls, isNamed));
  }

  /// A name alone does not say when: `--until` holds for what is named as well.
  Optional<String> tooLate(Resource resource) {
    return resource
        .createdAt()
        .filter(at -> until.filter(at::isAfter).isPresent())
        .map(at -> "it was made on " + day(at) + ", after --until");
  }

  private Word certain(TrailEvent event, boolean isNamed) {
    var made = "made by " + called(event.maker()) + " on " + day(event) + how(event);
    if (!person.is(event.maker())) {
      return new Word(
          isNamed ? Side.NOT_PROPOSED : Side.ANOTHERS,
          made + (isNamed ? ", not by " + person.called() : ""));
    }
    if (until.filter(event.at()::isAfter).isPresent()) {
      return new Word(isNamed ? Side.NOT_PROPOSED : Side.UNKNOWN, made + ", after --until");
    }
    return new Word(Side.PROPOSED, made);
  }

  private Word uncertain(List<Call> calls, boolean isNamed) {
    var others = calls.stream().filter(call -> !person.is(call.event().maker())).findFirst();
    var call = others.orElse(calls.getFirst());
    var maker = call.event().maker();
    var text =
        called(maker)
            + " called "
            + call.creation().operation()
            + " for it on "
            + day(call.event())
            + maker
                .through()
                .map(service -> " through " + service + ", which may need it")
                .orElse(", which need not have made it");
    if (others.isPresent()) {
      return new Word(isNamed ? Side.NOT_PROPOSED : Side.ANOTHERS, text);
    }
    if (until
        .filter(end -> calls.stream().allMatch(mine -> mine.event().at().isAfter(end)))
        .isPresent()) {
      return new Word(isNamed ? Side.NOT_PROPOSED : Side.UNKNOWN, text + ", after --until");
    }
    return isNamed
        ? new Word(Side.PROPOSED, "its name matches; " + text)
        : new Word(Side.NOT_PROPOSED, text + ": if it is yours, name it with --name");
  }

  private String called(Maker maker) {
    return person.is(maker) && person.isAsking() ? "you" : maker.name();
  }

  private static String day(TrailEvent event) {
    return day(event.at());
  }

  private static String day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }

  private static String how(TrailEvent event) {
    return event.isByHand() ? " in the console" : "";
  }

  /// The call that made it, if one is known to have.
  private Optional<Call> proof(Resource resource, List<Call> calls) {
    var made =
        resource
            .createdAt()
            .map(madeAt -> madeThen(madeAt, calls))
            .orElseGet(() -> made(resource.modifiedAt(), calls));
    return made.filter(
        call -> !person.is(call.event().maker()) || call.event().maker().through().isEmpty());
  }

  private Optional<Call> madeThen(Instant madeAt, List<Call> calls) {
    var then = calls.stream().filter(call -> isThen(call, madeAt)).toList();
    var makers = then.stream().map(call -> call.event().maker()).distinct().count();
    return makers == 1 ? Optional.of(then.getFirst()) : Optional.empty();
  }

  private boolean isThen(Call call, Instant at) {
    var isLate = at.isAfter(wholeUntil);
    return !at.isBefore(call.event().at().minus(isLate ? SAME : BEFORE))
        && !at.isAfter(call.event().at().plus(isLate ? SAME : AFTER));
  }

  /// The first is the latest: what was made again is its last maker's.
  private Optional<Call> made(Optional<Instant> changedAt, List<Call> calls) {
    return Optional.of(calls.getFirst())
        .filter(call -> call.creation().isAlwaysNew())
        .filter(
            call ->
                changedAt
                    .map(at -> isThen(call, at) || (!call.isByName() && !at.isAfter(wholeUntil)))
                    .orElse(!call.isByName()));
  }

  /// The calls that name it, the latest first.
  private List<Call> calls(Spot spot, Resource resource) {
    return spot.kind().traits().creations().stream()
        .flatMap(
            creation ->
                creation.events().stream()
                    .flatMap(
                        name ->
                            events.getOrDefault(creation.source() + ":" + name, List.of()).stream())
                    .filter(event -> isWhere(event, resource))
                    .flatMap(event -> call(spot, resource, creation, event).stream()))
        .sorted(Comparator.comparing((Call call) -> call.event().at()).reversed())
        .toList();
  }

  /// What has no region in its ARN may be made from any.
  private static boolean isWhere(TrailEvent event, Resource resource) {
    return resource.arn().region().isEmpty()
        || resource.arn().region().equals(event.call().region());
  }

  private static Optional<Call> call(
      Spot spot, Resource resource, Creation creation, TrailEvent event) {
    var values = event.values().getOrDefault(creation.path(), List.of());
    var isItself =
        values.stream()
            .anyMatch(
                value ->
                    value.equals(resource.arn().toString()) || isPhysicalId(spot, resource, value));
    return isItself || values.contains(resource.name())
        ? Optional.of(
            new Call(event, creation, !isItself || creation.isAsked() || isNamed(resource, values)))
        : Optional.empty();
  }

  /// An ARN that ends in the name.
  private static boolean isNamed(Resource resource, List<String> values) {
    var arn = resource.arn().toString();
    return values.contains(arn)
        && (arn.endsWith(":" + resource.name()) || arn.endsWith("/" + resource.name()));
  }

  private static boolean isPhysicalId(Spot spot, Resource resource, String value) {
    try {
      return spot.kind().traits().naming().physicalId().arns(spot, value).contains(resource.arn());
    } catch (IllegalArgumentException anotherForm) {
      return false;
    }
  }
}
