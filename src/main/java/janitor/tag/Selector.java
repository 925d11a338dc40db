package janitor.tag;

import janitor.resource.Attempts;
import janitor.resource.Catalog;
import janitor.resource.Fault;
import janitor.resource.HomeAccount;
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
import java.util.stream.Stream;

/// Looks through the kinds for resources by name, and says what speaks against tagging each.
public final class Selector {
  private static final String ANEW = "it was made anew since the plan was saved";

  private final Catalog catalog;
  private final TagIndex index;
  private final Fault.Classifier faults;
  private final HomeAccount home;

  /// What to look for.
  ///
  /// @param types CloudFormation types; empty: all
  /// @param making when it was made, and by whom
  public record Wish(
      String tagKey,
      String workshop,
      List<Pattern> names,
      Set<String> types,
      List<String> regions,
      Making making) {

    /// When it was made, and by whom.
    ///
    /// @param since nothing that was made before; and nothing whose age is not known
    /// @param whose who made what, and whose is looked for
    public record Making(Optional<Instant> since, Optional<Provenance> whose) {

      /// Whenever, whoever.
      public static final Making ANY = new Making(Optional.empty(), Optional.empty());
    }

    /// Whether somebody meant this very thing, or its type: by a whole name, by the type, or by a
    /// plan that they saw.
    boolean means(Resource resource) {
      return types.contains(resource.type())
          || names.stream().anyMatch(name -> name.text().equals(resource.name()))
          || (names.isEmpty() && making.equals(Making.ANY));
    }

    /// By its name, or by what its `Name` tag says, as far as the list of its kind tells.
    boolean names(Resource resource) {
      return Stream.concat(Stream.of(resource.name()), resource.tags().value("Name").stream())
          .anyMatch(name -> names.stream().anyMatch(pattern -> pattern.matches(name)));
    }
  }

  /// What was found.
  ///
  /// @param missing what a plan names and is not there (any more)
  /// @param unread what could not be looked at
  /// @param strangers what others made, of no name that was looked for
  public record Selection(
      List<Candidate> candidates,
      List<TagPlan.Entry> missing,
      List<Unread> unread,
      List<Stranger> strangers) {}

  /// What somebody else made since then: it is not proposed, but may have been forgotten.
  public record Stranger(Resource resource, String made) {}

  public Selector(Catalog catalog, TagIndex index, Fault.Classifier faults, HomeAccount home) {
    this.catalog = catalog;
    this.index = index;
    this.faults = faults;
    this.home = home;
  }

  /// Everything whose name matches.
  public Selection select(Wish wish) {
    var search = new Search(wish);
    var origins = search.origins;
    var found = search.finder.named(origins::isOfInterest, wish.types());
    var asked = found.stream().filter(origins::isAskedFor).toList();
    return new Selection(
        search.candidates(asked), List.of(), search.attempts.unread(), origins.strangers(found));
  }

  /// What a plan holds, as it is now: a plan may be old, or edited.
  public Selection review(TagPlan plan) {
    var regions = plan.resources().stream().map(TagPlan.Entry::region).distinct().toList();
    var search =
        new Search(
            new Wish(
                plan.tagKey(), plan.workshop(), List.of(), Set.of(), regions, Wish.Making.ANY));
    var planned = search.finder.planned(plan.resources());
    var there = planned.found().stream().map(Resource::arn).collect(Collectors.toSet());
    var missing =
        plan.resources().stream()
            .filter(entry -> !there.contains(entry.arn()))
            .filter(entry -> !planned.unread().contains(entry.arn()))
            .toList();
    var found =
        planned.found().stream()
            .map(resource -> isAnother(plan, resource) ? resource.guarded(ANEW) : resource)
            .toList();
    return new Selection(search.candidates(found), missing, search.attempts.unread(), List.of());
  }

  private static boolean isAnother(TagPlan plan, Resource now) {
    return plan.resources().stream()
        .anyMatch(entry -> entry.arn().equals(now.arn()) && entry.isAnother(now));
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
    private final Origins origins;

    Search(Wish wish) {
      var look = home.look();
      this.wish = wish;
      this.spots = new Spots(catalog, look, wish.regions(), home.globalRegion());
      this.membership = new Membership(catalog, look, wish.regions(), home.globalRegion());
      this.finder = new Finder(index, spots, attempts);
      this.origins = new Origins(wish, spots);
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
          new Objections(wish, catalog, Owners.of(sorted, membership, spots, attempts), origins);
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
                      goAlong(resource, chosen, descent),
                      origins.why(resource)))
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
