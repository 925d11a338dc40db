package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.plan.Rules;
import janitor.resource.Arn;
import janitor.resource.Look;
import janitor.resource.OwnTags;
import janitor.resource.Parallel;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the tags once more, right before anything is deleted: somebody may have saved it since the
/// scan.
final class Recheck {

  /// Tags that were read so long ago have been read right before; the index itself lags by more.
  static final Duration FRESH = Duration.ofSeconds(5);

  /// What the index takes in one call is filled up with what comes next.
  private static final int ARNS_A_CALL = 100;

  private final TagIndex index;
  private final Means means;
  private final Decided decided;
  private final Map<Source, Map<Arn, Seen>> seen = new ConcurrentHashMap<>();
  private Look look;
  private Instant lookedAt = Instant.MIN;

  private record Seen(Tags tags, Instant at) {}

  Recheck(Means means, TagIndex index, Decided decided) {
    this.means = means;
    this.index = index;
    this.decided = decided;
    this.look = means.home().look();
  }

  /// What speaks against each of the steps now; nothing for those that may go. What waits for its
  /// turn asks beside the others: one at a time.
  ///
  /// @param later the steps whose turn comes after these
  /// @param standing what is not gone yet, by ARN
  synchronized Map<Arn, Outcome> objections(
      List<Step> steps, List<Step> later, Function<Arn, Optional<Resource>> standing) {
    var asked = new HashMap<Arn, List<Resource>>();
    steps.forEach(step -> asked.put(step.arn(), asked(step, standing)));
    var all = asked.values().stream().flatMap(List::stream).distinct().toList();
    var tags = new HashMap<Arn, Tags>();
    var unread = new HashMap<Arn, Outcome>();
    var now = freshLook();
    var groups = all.stream().collect(Collectors.groupingBy(this::source));
    Parallel.map(
            List.copyOf(groups.entrySet()),
            group ->
                read(
                    group.getKey(),
                    group.getValue(),
                    now,
                    later.stream()
                        .flatMap(step -> asked(step, standing).stream())
                        .filter(resource -> source(resource).equals(group.getKey()))))
        .forEach(
            reading -> {
              tags.putAll(reading.answer());
              reading.unread().forEach((arn, cause) -> unread.put(arn, unread(arn, cause)));
            });
    var objections = new HashMap<Arn, Outcome>();
    for (var step : steps) {
      asked.getOrDefault(step.arn(), List.of()).stream()
          .flatMap(resource -> objection(step, resource, tags, unread).stream())
          .findFirst()
          .ifPresent(objection -> objections.put(step.arn(), objection));
    }
    decided.objections(steps, standing).forEach(objections::putIfAbsent);
    return objections;
  }

  /// Whether the index tells its tags, which takes no time.
  boolean readsFromIndex(Resource resource) {
    return means.kindOf(resource).filter(OwnTags.class::isInstance).isEmpty();
  }

  /// Whose word decides on a step: its own, its members', and that of what it is a part of, for it
  /// may go before that.
  static Set<Resource> deciding(Step step, Function<Arn, Optional<Resource>> standing) {
    var deciding = new LinkedHashSet<Resource>();
    deciding.add(step.resource());
    step.members().forEach(member -> deciding.add(member.resource()));
    var parent = step.resource().parent().flatMap(standing);
    while (parent.isPresent() && deciding.add(parent.get())) {
      parent = parent.get().parent().flatMap(standing);
    }
    return deciding;
  }

  private List<Resource> asked(Step step, Function<Arn, Optional<Resource>> standing) {
    return deciding(step, standing).stream()
        .filter(
            resource -> means.kindOf(resource).map(kind -> kind.traits().isTaggable()).orElse(true))
        .toList();
  }

  /// Where tags are read: the index of a region, or a kind's own service.
  private record Source(String region, Optional<OwnTags> own) {}

  private Source source(Resource resource) {
    var kind = means.kindOf(resource);
    return new Source(
        resource.region(), kind.filter(OwnTags.class::isInstance).map(OwnTags.class::cast));
  }

  /// Kinds whose tags stand in one list share it for as long as it is fresh.
  private Look freshLook() {
    var now = means.time().instant();
    if (lookedAt.isBefore(now.minus(FRESH))) {
      look = means.home().look();
      lookedAt = now;
    }
    return look;
  }

  private Reading<Map<Arn, Tags>> read(
      Source source, List<Resource> resources, Look look, Stream<Resource> later) {
    try {
      var place = look.at(source.region());
      return source
          .own()
          .map(own -> own.tagsNow(place, resources))
          .orElseGet(() -> Reading.of(indexed(source, resources, later)));
    } catch (RuntimeException error) {
      return new Reading<>(
          Map.of(),
          resources.stream().collect(Collectors.toMap(Resource::arn, _ -> error, (a, _) -> a)));
    }
  }

  private Outcome unread(Arn of, RuntimeException cause) {
    return FaultOutcome.outcome(
        of,
        means.faults().classify(cause),
        "its tags could not be read again before deleting it: ");
  }

  /// The tags from the index, which tells as much about a hundred as about one.
  private Map<Arn, Tags> indexed(Source source, List<Resource> resources, Stream<Resource> later) {
    var now = means.time().instant();
    var known = seen.computeIfAbsent(source, _ -> new HashMap<>());
    known.values().removeIf(sight -> sight.at().isBefore(now.minus(FRESH)));
    var asked = new LinkedHashSet<Arn>();
    resources.stream()
        .map(Resource::arn)
        .filter(arn -> !known.containsKey(arn))
        .forEach(asked::add);
    if (!asked.isEmpty()) {
      var room = Math.ceilDiv(asked.size(), ARNS_A_CALL) * ARNS_A_CALL - asked.size();
      later
          .map(Resource::arn)
          .filter(arn -> !known.containsKey(arn) && !asked.contains(arn))
          .distinct()
          .limit(room)
          .toList()
          .forEach(asked::add);
      var told = index.tags(source.region(), asked);
      asked.forEach(arn -> known.put(arn, new Seen(told.getOrDefault(arn, Tags.NONE), now)));
    }
    return resources.stream()
        .map(Resource::arn)
        .collect(
            Collectors.toMap(
                arn -> arn, arn -> Objects.requireNonNull(known.get(arn)).tags(), (a, _) -> a));
  }

  private boolean isGeneric(Resource resource) {
    return means.kindOf(resource).filter(kind -> kind.traits().is(Traits.Flag.GENERIC)).isPresent();
  }

  private Optional<Outcome> objection(
      Step step, Resource resource, Map<Arn, Tags> now, Map<Arn, Outcome> unread) {
    var failed = unread.get(resource.arn());
    if (failed != null) {
      return Optional.of(failed);
    }
    var tags = now.getOrDefault(resource.arn(), Tags.NONE);
    var name = resource.label() + " ";
    if (tags.has(Rules.KEEP_TAG)) {
      return Optional.of(
          new Outcome.Withheld(name + "got the tag " + Rules.KEEP_TAG + " since the scan"));
    }
    var value = tags.value(means.rules().tagKey());
    if (value.filter(text -> !text.equals(means.rules().workshop())).isPresent()) {
      return Optional.of(
          new Outcome.Withheld(
              name + "carries " + means.rules().tagKey() + "=" + value.get() + " by now"));
    }
    var hadTag = resource.tags().match(means.rules().tagKey(), means.rules().workshop());
    if (hadTag && value.isEmpty()) {
      // Perhaps only the index forgot it for a while: the next round looks again.
      return Optional.of(
          new Outcome.Withheld(name + "does not carry the workshop tag any more", true));
    }
    // As a member it goes with its stack, whether it is tagged or not.
    if (value.isEmpty() && resource.arn().equals(step.arn()) && isGeneric(resource)) {
      return Optional.of(
          new Outcome.Withheld(
              name
                  + "does not carry the workshop tag itself, which AWS wants to see before it"
                  + " deletes such a thing"));
    }
    var date = tags.value(Rules.EXPIRES_AT_TAG);
    if (date.isPresent() && !date.equals(resource.tags().value(Rules.EXPIRES_AT_TAG))) {
      return Optional.of(
          new Outcome.Withheld(name + "got another date since the scan: " + date.get(), true));
    }
    return Optional.empty();
  }
}
