package janitor.tag;

import janitor.resource.Arn;
import janitor.resource.Attempts;
import janitor.resource.OwnTags;
import janitor.resource.Parallel;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Spots;
import janitor.resource.TagIndex;
import janitor.resource.Tags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/// Finds resources by name, by who made them, or as a plan names them, with their tags.
final class Finder {
  private final TagIndex index;
  private final Spots spots;
  private final Attempts attempts;

  Finder(TagIndex index, Spots spots, Attempts attempts) {
    this.index = index;
    this.spots = spots;
    this.attempts = attempts;
  }

  /// What is of interest, by what the list of its kind tells.
  ///
  /// @param types CloudFormation types; empty: all
  List<Resource> named(BiPredicate<Spot, Resource> isOfInterest, Set<String> types) {
    var wanted =
        spots.all().stream()
            .filter(spot -> types.isEmpty() || types.contains(spot.kind().type()))
            .toList();
    return Parallel.map(
            wanted,
            spot ->
                attempts
                    .askWhatIs(spot.label(), () -> Reading.of(named(spot, isOfInterest)))
                    .map(Reading::answer)
                    .orElse(List.of()))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  /// Reads what the list named, too: not every list tells of owners and of what is left behind.
  private List<Resource> named(Spot spot, BiPredicate<Spot, Resource> isOfInterest) {
    var arns =
        attempts.noted(spot.label(), spot.listing()).answer().stream()
            .filter(resource -> isOfInterest.test(spot, resource))
            .map(Resource::arn)
            .collect(Collectors.toSet());
    return arns.isEmpty()
        ? List.of()
        : attempts.noted(spot.label(), spot.kind().read(spot.place(), arns)).answer();
  }

  /// What of a plan is there, and what could not be looked at.
  record Planned(List<Resource> found, Set<Arn> unread) {}

  Planned planned(List<TagPlan.Entry> entries) {
    var found = new ArrayList<Resource>();
    var unread = new HashSet<Arn>();
    for (var spot : spots.all()) {
      var arns =
          entries.stream()
              .filter(entry -> entry.type().equals(spot.kind().type()))
              .filter(entry -> entry.region().equals(spot.place().region()))
              .map(TagPlan.Entry::arn)
              .collect(Collectors.toSet());
      if (!arns.isEmpty()) {
        var reading = attempts.read(spot, arns);
        found.addAll(reading.answer());
        unread.addAll(reading.unread().keySet());
      }
    }
    return new Planned(found, unread);
  }

  /// Their own service's word where it is asked before a deletion too, else the index's.
  List<Resource> withTags(List<Resource> found) {
    var byType = found.stream().collect(Collectors.groupingBy(Resource::type));
    return Parallel.map(
            spots.all(),
            spot -> {
              var some =
                  byType.getOrDefault(spot.kind().type(), List.of()).stream()
                      .filter(resource -> resource.region().equals(spot.place().region()))
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
    var tags = attempts.askOfEach("the tags of " + spot.label(), () -> tags(spot, some));
    return some.stream()
        .map(
            resource ->
                tags.filter(reading -> !reading.unread().containsKey(resource.arn()))
                    .map(
                        reading ->
                            resource.with(
                                reading.answer().getOrDefault(resource.arn(), resource.tags())))
                    .orElseGet(() -> resource.guarded("its tags could not be read")))
        .toList();
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
}
