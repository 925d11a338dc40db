package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.plan.Rules;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.Look;
import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads the tags once more, right before anything is deleted: somebody may have saved it since the
/// scan.
final class Recheck {
  private final TagIndex index;
  private final Function<Resource, Optional<ResourceKind>> kindOf;
  private final Fault.Classifier faults;
  private final Home home;
  private final Rules rules;

  Recheck(
      TagIndex index,
      Function<Resource, Optional<ResourceKind>> kindOf,
      Fault.Classifier faults,
      Home home,
      Rules rules) {
    this.index = index;
    this.kindOf = kindOf;
    this.faults = faults;
    this.home = home;
    this.rules = rules;
  }

  /// What speaks against each of the steps now; nothing for those that may go.
  ///
  /// @param standing what is not gone yet, by ARN
  Map<Arn, Outcome> objections(List<Step> steps, Function<Arn, Optional<Resource>> standing) {
    var asked = new HashMap<Arn, List<Resource>>();
    steps.forEach(step -> asked.put(step.arn(), asked(step, standing)));
    var all = asked.values().stream().flatMap(List::stream).distinct().toList();
    var tags = new HashMap<Arn, Tags>();
    var unread = new HashMap<Arn, Outcome>();
    var look = home.look();
    var groups = all.stream().collect(Collectors.groupingBy(one -> source(one, look)));
    Parallel.map(
            List.copyOf(groups.entrySet()), group -> read(group.getKey(), group.getValue(), look))
        .forEach(
            reading -> {
              tags.putAll(reading.tags());
              unread.putAll(reading.unread());
            });
    var objections = new HashMap<Arn, Outcome>();
    for (var step : steps) {
      asked.getOrDefault(step.arn(), List.of()).stream()
          .flatMap(one -> objection(one, tags, unread).stream())
          .findFirst()
          .ifPresent(objection -> objections.put(step.arn(), objection));
    }
    return objections;
  }

  /// Whose tags decide on a step: its own, its members', and those of what it is a part of, for it
  /// may go before that.
  private List<Resource> asked(Step step, Function<Arn, Optional<Resource>> standing) {
    var asked = new LinkedHashSet<Resource>();
    asked.add(step.resource());
    step.members().forEach(member -> asked.add(member.resource()));
    var parent = step.resource().parent().flatMap(standing);
    while (parent.isPresent() && asked.add(parent.get())) {
      parent = parent.get().parent().flatMap(standing);
    }
    return asked.stream()
        .filter(one -> kindOf.apply(one).map(ResourceKind::isTaggable).orElse(true))
        .toList();
  }

  /// Where tags are read: the index of a region, or a kind's own service.
  private record Source(String region, Optional<ResourceKind> kind) {}

  private record Reading(Map<Arn, Tags> tags, Map<Arn, Outcome> unread) {}

  private Source source(Resource resource, Look look) {
    var kind = kindOf.apply(resource);
    var own = kind.filter(one -> one.tagsNow(look.at(resource.region()), List.of()).isPresent());
    return new Source(resource.region(), own);
  }

  private Reading read(Source source, List<Resource> resources, Look look) {
    try {
      var arns = resources.stream().map(Resource::arn).toList();
      var place = look.at(source.region());
      return new Reading(
          source
              .kind()
              .flatMap(kind -> kind.tagsNow(place, resources))
              .orElseGet(() -> index.tags(source.region(), arns)),
          Map.of());
    } catch (RuntimeException error) {
      var fault = faults.classify(error);
      return new Reading(
          Map.of(),
          resources.stream()
              .collect(
                  Collectors.toMap(
                      Resource::arn,
                      _ ->
                          Faulty.outcome(
                              fault, "its tags could not be read again before deleting it: "),
                      (a, _) -> a)));
    }
  }

  private Optional<Outcome> objection(
      Resource resource, Map<Arn, Tags> now, Map<Arn, Outcome> unread) {
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
    var value = tags.value(rules.tagKey());
    if (value.filter(one -> !one.equals(rules.workshop())).isPresent()) {
      return Optional.of(
          new Outcome.Withheld(name + "carries " + rules.tagKey() + "=" + value.get() + " by now"));
    }
    var hadTag = resource.tags().match(rules.tagKey(), rules.workshop());
    if (hadTag && value.isEmpty()) {
      // Perhaps only the index forgot it for a while: the next round looks again.
      return Optional.of(
          new Outcome.Withheld(name + "does not carry the workshop tag any more", true));
    }
    var date = tags.value(Rules.EXPIRES_AT_TAG);
    if (date.isPresent() && !date.equals(resource.tags().value(Rules.EXPIRES_AT_TAG))) {
      return Optional.of(
          new Outcome.Withheld(name + "got another date since the scan: " + date.get(), true));
    }
    return Optional.empty();
  }
}
