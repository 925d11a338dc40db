package janitor.tag;

import janitor.plan.Rules;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.Parallel;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import janitor.resource.Unread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Looks through the kinds for resources by name, and says what speaks against tagging each.
public final class Selector {
  private final List<ResourceKind> kinds;
  private final TagIndex index;
  private final Fault.Classifier faults;
  private final Home home;

  /// What to look for.
  ///
  /// @param types CloudFormation types; empty: all
  /// @param since nothing that was made before; and nothing whose age is not known
  public record Wish(
      String tagKey,
      String workshop,
      List<Pattern> names,
      Set<String> types,
      List<String> regions,
      Optional<Instant> since) {}

  /// What was found, and what could not be looked at.
  public record Selection(List<Candidate> candidates, List<Unread> unread) {}

  public Selector(List<ResourceKind> kinds, TagIndex index, Fault.Classifier faults, Home home) {
    this.kinds = kinds;
    this.index = index;
    this.faults = faults;
    this.home = home;
  }

  public Selection select(Wish wish) {
    return new Search(wish).run();
  }

  private final class Search {
    private final Wish wish;
    private final List<Unread> unread = Collections.synchronizedList(new ArrayList<>());

    Search(Wish wish) {
      this.wish = wish;
    }

    Selection run() {
      var found =
          Parallel.map(places(), this::named).stream()
              .flatMap(List::stream)
              .sorted(
                  Comparator.comparing(Resource::type)
                      .thenComparing(Resource::name)
                      .thenComparing(Resource::arn))
              .toList();
      var tagged = withTags(found);
      var children = children(tagged);
      return new Selection(
          tagged.stream()
              .map(
                  one ->
                      new Candidate(
                          one, objection(one), children.getOrDefault(one.arn(), List.of())))
              .toList(),
          unread);
    }

    private List<Place> places() {
      var regions = new ArrayList<>(wish.regions());
      if (!regions.contains(home.globalRegion())) {
        regions.add(home.globalRegion());
      }
      return regions.stream().map(home::place).toList();
    }

    private boolean isLookedAt(ResourceKind kind, Place place) {
      return kind.isGlobal()
          ? place.region().equals(home.globalRegion())
          : wish.regions().contains(place.region());
    }

    private List<Resource> named(Place place) {
      return kinds.stream()
          .filter(kind -> wish.types().isEmpty() || wish.types().contains(kind.type()))
          .filter(kind -> isLookedAt(kind, place))
          .flatMap(
              kind ->
                  attempt(
                      kind.type() + " in " + place.region(),
                      () -> kind.list(place),
                      List.<Resource>of())
                      .stream())
          .filter(one -> wish.names().stream().anyMatch(name -> name.matches(one.name())))
          .toList();
    }

    private List<Resource> withTags(List<Resource> found) {
      var tags = new HashMap<Arn, Tags>();
      found.stream()
          .collect(Collectors.groupingBy(Resource::region))
          .forEach(
              (region, some) ->
                  tags.putAll(
                      attempt(
                          "the tags in " + region,
                          () -> index.tags(region, some.stream().map(Resource::arn).toList()),
                          Map.<Arn, Tags>of())));
      var isUnread = unread.stream().anyMatch(one -> one.what().startsWith("the tags in "));
      return found.stream()
          .map(
              one ->
                  isUnread
                      ? one.guarded("its tags could not be read")
                      : one.with(tags.getOrDefault(one.arn(), one.tags())))
          .toList();
    }

    private Map<Arn, List<String>> children(List<Resource> found) {
      var chosen = found.stream().filter(one -> objection(one).isEmpty()).toList();
      var children = new HashMap<Arn, List<String>>();
      for (var place : places()) {
        kinds.stream()
            .filter(kind -> isLookedAt(kind, place))
            .flatMap(
                kind ->
                    attempt(
                        "what belongs to them: " + kind.type() + " in " + place.region(),
                        () -> kind.derive(place, chosen),
                        List.<Resource>of())
                        .stream())
            .forEach(
                child ->
                    child
                        .parent()
                        .ifPresent(
                            parent ->
                                children
                                    .computeIfAbsent(parent, _ -> new ArrayList<>())
                                    .add(child.label())));
      }
      return children;
    }

    private Optional<String> objection(Resource one) {
      if (one.tags().match(wish.tagKey(), wish.workshop())) {
        return Optional.of("it carries the tag already");
      }
      if (one.guard().isPresent()) {
        return one.guard();
      }
      if (one.tags().has(Rules.KEEP_TAG)) {
        return Optional.of("it carries " + Rules.KEEP_TAG);
      }
      var other = one.tags().value(wish.tagKey());
      if (other.isPresent()) {
        return Optional.of("it is another workshop's: " + wish.tagKey() + "=" + other.get());
      }
      var stack = one.tags().value(Resource.STACK_ID_TAG).or(() -> one.owner().map(Arn::toString));
      if (stack.isPresent()) {
        return Optional.of("it goes with its stack: tag that, " + stack.get());
      }
      if (kindOf(one).map(kind -> !kind.isTaggable()).orElse(true)) {
        return Optional.of(
            "AWS cannot tag it: the janitor finds it through what uses it, or by"
                + " UntaggedNamePrefix");
      }
      return wish.since().flatMap(since -> tooOld(one, since));
    }

    private Optional<String> tooOld(Resource one, Instant since) {
      if (one.createdAt().isEmpty()) {
        return Optional.of("AWS does not tell when it was made, so --since cannot be checked");
      }
      return one.createdAt()
          .filter(at -> at.isBefore(since))
          .map(at -> "it was made before " + since);
    }

    private Optional<ResourceKind> kindOf(Resource one) {
      return kinds.stream().filter(kind -> kind.type().equals(one.type())).findFirst();
    }

    private <T> T attempt(String what, Supplier<T> step, T otherwise) {
      try {
        return step.get();
      } catch (RuntimeException error) {
        unread.add(new Unread(what, faults.classify(error).message()));
        return otherwise;
      }
    }
  }
}
