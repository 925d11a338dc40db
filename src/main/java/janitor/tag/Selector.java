package janitor.tag;

import janitor.plan.Rules;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.OwnTags;
import janitor.resource.Parallel;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import janitor.resource.Unread;
import janitor.scan.Membership;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks through the kinds for resources by name, and says what speaks against tagging each.
public final class Selector {
  /// An event rule leads to its destination, and that to its connection.
  private static final int GENERATIONS_OF_CHILDREN = 3;

  private static final List<Resource> NOTHING = List.of();

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

  /// What was found.
  ///
  /// @param missing what a plan names and is not there (any more)
  /// @param unread what could not be looked at
  public record Selection(
      List<Candidate> candidates, List<TagPlan.Entry> missing, List<Unread> unread) {}

  public Selector(List<ResourceKind> kinds, TagIndex index, Fault.Classifier faults, Home home) {
    this.kinds = kinds;
    this.index = index;
    this.faults = faults;
    this.home = home;
  }

  /// Everything whose name matches.
  public Selection select(Wish wish) {
    var search = new Search(wish);
    var found = search.named();
    return new Selection(search.candidates(found), List.of(), search.unread());
  }

  /// What a plan holds, as it is now: a plan may be old, or edited.
  public Selection review(TagPlan plan) {
    var regions = plan.resources().stream().map(TagPlan.Entry::region).distinct().toList();
    var search =
        new Search(
            new Wish(
                plan.tagKey(), plan.workshop(), List.of(), Set.of(), regions, Optional.empty()));
    var read = search.read(plan);
    var there = read.found().stream().map(Resource::arn).collect(Collectors.toSet());
    var missing =
        plan.resources().stream()
            .filter(one -> !there.contains(one.arn()))
            .filter(one -> !read.unread().contains(one.arn()))
            .toList();
    return new Selection(search.candidates(read.found()), missing, search.unread());
  }

  private final class Search {
    private final Wish wish;
    private final List<Place> places;
    private final Membership membership;
    private final List<Unread> unread = Collections.synchronizedList(new ArrayList<>());

    Search(Wish wish) {
      this.wish = wish;
      var look = home.look();
      this.places =
          Stream.concat(wish.regions().stream(), Stream.of(home.globalRegion()))
              .distinct()
              .map(look::at)
              .toList();
      this.membership = new Membership(kinds, look, wish.regions(), home.globalRegion());
    }

    List<Unread> unread() {
      return List.copyOf(unread);
    }

    private List<Spot> spots() {
      return kinds.stream()
          .flatMap(kind -> places.stream().map(place -> new Spot(kind, place)))
          .filter(
              spot ->
                  spot.kind().traits().isGlobal()
                      ? spot.place().region().equals(home.globalRegion())
                      : wish.regions().contains(spot.place().region()))
          .toList();
    }

    List<Resource> named() {
      var wanted =
          spots().stream()
              .filter(spot -> wish.types().isEmpty() || wish.types().contains(spot.kind().type()))
              .toList();
      return Parallel.map(wanted, spot -> attempt(spot.label(), () -> named(spot), NOTHING))
          .stream()
          .flatMap(List::stream)
          .toList();
    }

    /// Reads what the list named, too: not every list tells of owners and of what is left behind.
    private List<Resource> named(Spot spot) {
      var arns =
          told(spot.label(), spot.listing()).stream()
              .filter(one -> wish.names().stream().anyMatch(name -> name.matches(one.name())))
              .map(Resource::arn)
              .collect(Collectors.toSet());
      return arns.isEmpty() ? NOTHING : told(spot.label(), spot.kind().read(spot.place(), arns));
    }

    /// What of a plan is there, and what could not be looked at.
    private record Read(List<Resource> found, Set<Arn> unread) {}

    Read read(TagPlan plan) {
      var found = new ArrayList<Resource>();
      var failed = new HashSet<Arn>();
      for (var spot : spots()) {
        var arns =
            plan.resources().stream()
                .filter(one -> one.type().equals(spot.kind().type()))
                .filter(one -> one.region().equals(spot.place().region()))
                .map(TagPlan.Entry::arn)
                .collect(Collectors.toSet());
        if (!arns.isEmpty()) {
          attempt(
                  spot.label(),
                  () -> Optional.of(spot.kind().read(spot.place(), arns)),
                  Optional.<Reading<List<Resource>>>empty())
              .ifPresentOrElse(
                  reading -> {
                    found.addAll(told(spot.label(), reading));
                    failed.addAll(reading.unread().keySet());
                  },
                  () -> failed.addAll(arns));
        }
      }
      return new Read(found, failed);
    }

    List<Candidate> candidates(List<Resource> found) {
      var sorted =
          withTags(found).stream()
              .sorted(
                  Comparator.comparing(Resource::type)
                      .thenComparing(Resource::name)
                      .thenComparing(Resource::arn))
              .toList();
      var owners = owners(sorted);
      var chosen = sorted.stream().filter(one -> objection(one, owners).isEmpty()).toList();
      var children = children(chosen);
      var parents = parents(children, sorted);
      return sorted.stream()
          .map(
              one ->
                  new Candidate(
                      one,
                      objection(one, owners)
                          .map(
                              why ->
                                  way(one, owners, chosen, parents)
                                      .map(way -> why + way)
                                      .orElse(why)),
                      children.stream()
                          .filter(child -> chosen.stream().noneMatch(isSame(child)))
                          .filter(child -> root(child, parents).filter(isSame(one)).isPresent())
                          .collect(
                              Collectors.groupingBy(
                                  Resource::label, TreeMap::new, Collectors.counting()))
                          .entrySet()
                          .stream()
                          .map(Search::counted)
                          .toList()))
          .toList();
    }

    private static String counted(Map.Entry<String, Long> entry) {
      return entry.getValue() == 1
          ? entry.getKey()
          : entry.getKey() + " (" + entry.getValue() + " of that name)";
    }

    /// How the janitor finds what is not tagged itself, where something leads to it.
    private Optional<String> way(
        Resource one, Owners owners, List<Resource> chosen, Map<Arn, Resource> parents) {
      var owner = owners.of(one);
      if (owner.isPresent()) {
        return Optional.of(
            chosen.stream().anyMatch(isSame(owner.get()))
                ? ", which is to be tagged"
                : root(owner.get(), parents)
                    .map(root -> ", which goes with " + root.label())
                    .orElse(": if it is the workshop's, tag that"));
      }
      if (isTaggable(one)) {
        return Optional.empty();
      }
      return Optional.of(
          root(one, parents)
              .map(root -> "; the janitor finds it through " + root.label())
              .orElse(
                  ", and nothing here leads to it: the janitor finds it only by name, with"
                      + " JANITOR_UNTAGGED_NAME_PREFIX"));
    }

    private Map<Arn, Resource> parents(List<Resource> children, List<Resource> found) {
      var known =
          Stream.concat(found.stream(), children.stream())
              .collect(Collectors.toMap(Resource::arn, Function.identity(), (a, _) -> a));
      var parents = new HashMap<Arn, Resource>();
      for (var child : children) {
        child.parent().map(known::get).ifPresent(parent -> parents.put(child.arn(), parent));
      }
      return parents;
    }

    /// What in the end leads to it.
    private Optional<Resource> root(Resource child, Map<Arn, Resource> parents) {
      var one = Optional.ofNullable(parents.get(child.arn()));
      for (int i = 1; i < GENERATIONS_OF_CHILDREN; i++) {
        one = one.map(parent -> parents.getOrDefault(parent.arn(), parent));
      }
      return one;
    }

    private Predicate<Resource> isSame(Resource one) {
      return other -> other.arn().equals(one.arn());
    }

    /// Their own service's word where it is asked before a deletion too, else the index's.
    private List<Resource> withTags(List<Resource> found) {
      var byKind = found.stream().collect(Collectors.groupingBy(Resource::type));
      return Parallel.map(
              spots(),
              spot -> {
                var some =
                    byKind.getOrDefault(spot.kind().type(), List.of()).stream()
                        .filter(one -> one.region().equals(spot.place().region()))
                        .toList();
                return some.isEmpty() ? some : withTags(spot, some);
              })
          .stream()
          .flatMap(List::stream)
          .toList();
    }

    private List<Resource> withTags(Spot spot, List<Resource> some) {
      if (!spot.kind().traits().isTaggable()) {
        return some;
      }
      var tags =
          attempt(
              "the tags of " + spot.label(),
              () -> Optional.of(tags(spot, some)),
              Optional.<Reading<Map<Arn, Tags>>>empty());
      tags.ifPresent(reading -> told("the tags of " + spot.label(), reading));
      return some.stream()
          .map(
              one ->
                  tags.filter(reading -> !reading.unread().containsKey(one.arn()))
                      .map(known -> one.with(known.answer().getOrDefault(one.arn(), one.tags())))
                      .orElseGet(() -> one.guarded("its tags could not be read")))
          .toList();
    }

    /// The answer; what is missing in it is noted.
    private <T> T told(String what, Reading<T> reading) {
      unread.addAll(Unread.all(what, reading, faults));
      return reading.answer();
    }

    private Reading<Map<Arn, Tags>> tags(Spot spot, List<Resource> some) {
      if (spot.kind() instanceof OwnTags own) {
        return own.tagsNow(spot.place(), some);
      }
      return Reading.of(
          spot.kind().traits().isIndexed()
              ? index.tags(spot.place().region(), some.stream().map(Resource::arn).toList())
              : Map.of());
    }

    /// The stacks, and other wholes, that own something and are there themselves: what a stack that
    /// is gone left behind belongs to nobody any more.
    ///
    /// @param there by ARN, with the owners of owners
    /// @param unread those of which nothing is known
    /// @param listed by which stack, for what a stack lists
    /// @param unlisted what perhaps some stack lists
    private record Owners(
        Map<Arn, Resource> there, Set<Arn> unread, Map<Arn, Arn> listed, Set<Arn> unlisted) {

      private Optional<Arn> ownerOf(Resource one) {
        return Optional.ofNullable(listed.get(one.arn())).or(one::owner);
      }

      /// The outermost whole that it goes with.
      Optional<Resource> of(Resource one) {
        return ownerOf(one)
            .map(there::get)
            .filter(owner -> !owner.arn().equals(one.arn()))
            .map(owner -> of(owner).orElse(owner));
      }

      Optional<Arn> unreadOf(Resource one) {
        return ownerOf(one).filter(unread::contains);
      }
    }

    private Owners owners(List<Resource> found) {
      var members = membership.owners(found.stream().filter(one -> one.owner().isEmpty()).toList());
      told("which stack owns them", members);
      var listed = new HashMap<Arn, Arn>();
      members.answer().forEach((arn, stack) -> listed.put(arn, stack.arn()));
      listed.entrySet().removeIf(entry -> entry.getKey().equals(entry.getValue()));
      var wanted =
          Stream.concat(
                  listed.values().stream(), found.stream().flatMap(one -> one.owner().stream()))
              .collect(Collectors.toSet());
      var there =
          new HashMap<>(
              members.answer().values().stream()
                  .collect(Collectors.toMap(Resource::arn, Function.identity(), (a, _) -> a)));
      var unread = new HashSet<>(wanted);
      for (var spot : spots()) {
        var asked =
            wanted.stream()
                .filter(spot.kind()::claims)
                .filter(
                    one ->
                        spot.kind().traits().isGlobal()
                            || one.region().equals(spot.place().region()))
                .toList();
        if (!asked.isEmpty()) {
          attempt(
                  spot.label(),
                  () -> Optional.of(spot.kind().list(spot.place())),
                  Optional.<List<Resource>>empty())
              .ifPresent(
                  all -> {
                    all.forEach(one -> there.put(one.arn(), one));
                    unread.removeAll(asked);
                  });
        }
      }
      return new Owners(there, unread, listed, members.unread().keySet());
    }

    private List<Resource> children(List<Resource> chosen) {
      var all = new ArrayList<Resource>();
      var seen = new HashSet<Arn>();
      var parents = chosen;
      for (int i = 0; i < GENERATIONS_OF_CHILDREN && !parents.isEmpty(); i++) {
        var these = parents;
        parents =
            Parallel.map(spots(), spot -> children(spot, these)).stream()
                .flatMap(List::stream)
                .filter(child -> seen.add(child.arn()))
                .toList();
        all.addAll(parents);
      }
      return all;
    }

    private List<Resource> children(Spot spot, List<Resource> parents) {
      var near =
          parents.stream()
              .filter(
                  one ->
                      spot.kind().traits().isGlobal()
                          || one.region().equals(spot.place().region())
                          || kindOf(one).map(kind -> kind.traits().isGlobal()).orElse(false))
              .toList();
      return near.isEmpty()
          ? List.of()
          : attempt(
              "what belongs to them: " + spot.label(),
              () ->
                  told(
                      "what belongs to them: " + spot.label(),
                      spot.kind().derive(spot.place(), near)),
              NOTHING);
    }

    private Optional<String> objection(Resource one, Owners owners) {
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
      var owner = owners.of(one);
      if (owner.isPresent()) {
        return Optional.of("it goes with " + owner.get().label());
      }
      var unread = owners.unreadOf(one);
      if (unread.isPresent()) {
        return Optional.of("it goes with " + unread.get() + ", which could not be looked at");
      }
      if (owners.unlisted().contains(one.arn())) {
        return Optional.of("a stack may own it, which could not be looked at");
      }
      if (!isTaggable(one)) {
        return Optional.of("AWS cannot tag it");
      }
      return wish.since().flatMap(since -> tooOld(one, since));
    }

    private boolean isTaggable(Resource one) {
      return kindOf(one).map(kind -> kind.traits().isTaggable()).orElse(false);
    }

    private Optional<String> tooOld(Resource one, Instant since) {
      // Last changed before then, it was made before then as well.
      var latest = one.createdAt().or(one::modifiedAt);
      if (latest.filter(at -> at.isBefore(since)).isPresent()) {
        return Optional.of("it was made before " + since);
      }
      return one.createdAt().isPresent()
          ? Optional.empty()
          : Optional.of("AWS does not tell when it was made, so --since cannot be checked");
    }

    private Optional<ResourceKind> kindOf(Resource one) {
      return kinds.stream().filter(kind -> kind.type().equals(one.type())).findFirst();
    }

    private <T> T attempt(String what, Supplier<T> step, T otherwise) {
      try {
        return step.get();
      } catch (RuntimeException error) {
        unread.add(Unread.of(what, faults.classify(error)));
        return otherwise;
      }
    }
  }
}
