package janitor.tag;

import janitor.resource.Attempts;
import janitor.resource.Catalog;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.Resource;
import janitor.resource.Spots;
import janitor.resource.TagIndex;
import janitor.resource.Unread;
import janitor.scan.Membership;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Looks through the kinds for resources by name, and says what speaks against tagging each.
public final class Selector {
  private final Catalog catalog;
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

  public Selector(Catalog catalog, TagIndex index, Fault.Classifier faults, Home home) {
    this.catalog = catalog;
    this.index = index;
    this.faults = faults;
    this.home = home;
  }

  /// Everything whose name matches.
  public Selection select(Wish wish) {
    var search = new Search(wish);
    var found = search.finder.named(wish.names(), wish.types());
    return new Selection(search.candidates(found), List.of(), search.attempts.unread());
  }

  /// What a plan holds, as it is now: a plan may be old, or edited.
  public Selection review(TagPlan plan) {
    var regions = plan.resources().stream().map(TagPlan.Entry::region).distinct().toList();
    var search =
        new Search(
            new Wish(
                plan.tagKey(), plan.workshop(), List.of(), Set.of(), regions, Optional.empty()));
    var planned = search.finder.planned(plan.resources());
    var there = planned.found().stream().map(Resource::arn).collect(Collectors.toSet());
    var missing =
        plan.resources().stream()
            .filter(entry -> !there.contains(entry.arn()))
            .filter(entry -> !planned.unread().contains(entry.arn()))
            .toList();
    return new Selection(search.candidates(planned.found()), missing, search.attempts.unread());
  }

  static Predicate<Resource> isSame(Resource resource) {
    return other -> other.arn().equals(resource.arn());
  }

  /// One look, for one wish.
  private final class Search {
    private final Wish wish;
    private final Spots spots;
    private final Membership membership;
    private final Attempts attempts = new Attempts(faults);
    private final Finder finder;

    Search(Wish wish) {
      var look = home.look();
      this.wish = wish;
      this.spots = new Spots(catalog, look, wish.regions(), home.globalRegion());
      this.membership = new Membership(catalog, look, wish.regions(), home.globalRegion());
      this.finder = new Finder(index, spots, attempts);
    }

    List<Candidate> candidates(List<Resource> found) {
      var sorted =
          finder.withTags(found).stream()
              .sorted(
                  Comparator.comparing(Resource::type)
                      .thenComparing(Resource::name)
                      .thenComparing(Resource::arn))
              .toList();
      var objections =
          new Objections(wish, catalog, Owners.of(sorted, membership, spots, attempts));
      var chosen = sorted.stream().filter(resource -> objections.to(resource).isEmpty()).toList();
      var descent = Descent.of(chosen, sorted, spots, attempts);
      return sorted.stream()
          .map(
              resource ->
                  new Candidate(
                      resource,
                      objections
                          .to(resource)
                          .map(why -> why + objections.way(resource, chosen, descent).orElse("")),
                      goAlong(resource, chosen, descent)))
          .toList();
    }

    /// What belongs to it and is not to be tagged itself.
    private static List<String> goAlong(Resource resource, List<Resource> chosen, Descent descent) {
      return descent.children().stream()
          .filter(child -> chosen.stream().noneMatch(isSame(child)))
          .filter(child -> descent.root(child).filter(isSame(resource)).isPresent())
          .collect(Collectors.groupingBy(Resource::label, TreeMap::new, Collectors.counting()))
          .entrySet()
          .stream()
          .map(Search::counted)
          .toList();
    }

    private static String counted(Map.Entry<String, Long> entry) {
      return entry.getValue() == 1
          ? entry.getKey()
          : entry.getKey() + " (" + entry.getValue() + " of that name)";
    }
  }
}
