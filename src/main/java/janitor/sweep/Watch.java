package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.ResourceKind;
import janitor.resource.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What AWS was asked to delete, and when to look for it next: all of a kind and region together,
/// after the time that this kind usually takes, and a little longer the longer it takes tonight.
final class Watch {

  /// What usually takes longer than this is not waited for.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// What has taken longer than this is not waited for any more, unless the sweep goes on anyway.
  static final Duration LONG = Duration.ofMinutes(3);

  /// A look comes so much later for what was asked for long ago: an eighth of that time.
  private static final int SLOWER = 8;

  private final Function<Step, ResourceKind> kindOf;
  private final Time time;
  private final Map<Group, Watched> groups = new LinkedHashMap<>();

  /// What one look tells of.
  record Group(ResourceKind kind, String region) {}

  private static final class Watched {
    final Map<Arn, Asked> steps = new LinkedHashMap<>();
    Optional<Instant> lookedAt = Optional.empty();
    Optional<Instant> newSince = Optional.empty();
  }

  private record Asked(Step step, Instant at) {}

  Watch(Function<Step, ResourceKind> kindOf, Time time) {
    this.kindOf = kindOf;
    this.time = time;
  }

  Group groupOf(Step step) {
    return new Group(kindOf.apply(step), step.resource().region());
  }

  /// AWS took the request just now.
  void add(Step step) {
    var now = time.instant();
    var watched = groups.computeIfAbsent(groupOf(step), _ -> new Watched());
    watched.steps.put(step.arn(), new Asked(step, now));
    if (watched.newSince.isEmpty()) {
      watched.newSince = Optional.of(now);
    }
  }

  void remove(Step step) {
    var group = groupOf(step);
    var watched = groups.get(group);
    if (watched != null) {
      watched.steps.remove(step.arn());
      if (watched.steps.isEmpty()) {
        groups.remove(group);
      }
    }
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  Stream<Step> steps() {
    return groups.values().stream()
        .flatMap(watched -> watched.steps.values().stream())
        .map(Asked::step);
  }

  /// Whether it is soon enough gone, by all that is known, to stay here for it.
  boolean isSoon(Step step) {
    var group = groupOf(step);
    var asked =
        Optional.ofNullable(groups.get(group)).map(watched -> watched.steps.get(step.arn()));
    return group.kind().traits().patience().usualWait().compareTo(PATIENCE) <= 0
        && asked
            .filter(one -> Duration.between(one.at(), time.instant()).compareTo(LONG) <= 0)
            .isPresent();
  }

  /// What is to be looked for now.
  ///
  /// @param isGrowing whether more of a group is about to be asked for: one look serves them all,
  ///   unless that takes long
  List<Step> due(Predicate<Group> isGrowing) {
    var now = time.instant();
    return groups.entrySet().stream()
        .filter(entry -> !nextAt(entry.getKey(), entry.getValue(), isGrowing).isAfter(now))
        .flatMap(entry -> entry.getValue().steps.values().stream())
        .map(Asked::step)
        .toList();
  }

  /// They were looked for just now.
  void looked(Collection<Step> steps) {
    var now = time.instant();
    for (var step : steps) {
      Optional.ofNullable(groups.get(groupOf(step)))
          .ifPresent(
              watched -> {
                watched.lookedAt = Optional.of(now);
                watched.newSince = Optional.empty();
              });
    }
  }

  /// When the next look is due.
  Optional<Instant> nextAt(Predicate<Group> isGrowing) {
    return groups.entrySet().stream()
        .map(entry -> nextAt(entry.getKey(), entry.getValue(), isGrowing))
        .min(Instant::compareTo);
  }

  private static Instant nextAt(Group group, Watched watched, Predicate<Group> isGrowing) {
    var usual = group.kind().traits().patience().usualWait();
    var ofNew = watched.newSince.map(since -> isGrowing.test(group) ? since.plus(usual) : since);
    var ofOthers =
        watched.lookedAt.map(at -> at.plus(usual).plus(sinceLatest(watched, at).dividedBy(SLOWER)));
    return Stream.of(ofNew, ofOthers)
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  /// How long before the look the last of those was asked for that it did not find gone.
  private static Duration sinceLatest(Watched watched, Instant lookedAt) {
    return watched.steps.values().stream()
        .map(asked -> Duration.between(asked.at(), lookedAt))
        .filter(since -> !since.isNegative())
        .min(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
