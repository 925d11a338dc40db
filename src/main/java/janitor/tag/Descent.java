package janitor.tag;

import janitor.resource.Arn;
import janitor.resource.Attempts;
import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Spots;
import janitor.scan.Children;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What belongs to what is to be tagged, and through what the janitor finds it.
///
/// @param children of all generations
/// @param parents by the ARN of the child
record Descent(List<Resource> children, Map<Arn, Resource> parents) {

  /// From those that are to be tagged.
  ///
  /// @param found all that was found, to be tagged or not
  static Descent of(List<Resource> chosen, List<Resource> found, Spots spots, Attempts attempts) {
    var children = children(chosen, spots, attempts);
    var known =
        Stream.concat(found.stream(), children.stream())
            .collect(Collectors.toMap(Resource::arn, Function.identity(), (a, _) -> a));
    var parents = new HashMap<Arn, Resource>();
    for (var child : children) {
      child.parent().map(known::get).ifPresent(parent -> parents.put(child.arn(), parent));
    }
    return new Descent(children, parents);
  }

  private static List<Resource> children(List<Resource> chosen, Spots spots, Attempts attempts) {
    var all = new ArrayList<Resource>();
    var seen = new HashSet<Arn>();
    var parents = chosen;
    for (int i = 0; i < Children.GENERATIONS && !parents.isEmpty(); i++) {
      var these = parents;
      parents =
          Parallel.map(spots.all(), spot -> children(spot, spots.near(spot, these), attempts))
              .stream()
              .flatMap(List::stream)
              .filter(child -> seen.add(child.arn()))
              .toList();
      all.addAll(parents);
    }
    return all;
  }

  private static List<Resource> children(Spot spot, List<Resource> near, Attempts attempts) {
    return near.isEmpty()
        ? List.of()
        : attempts
            .askOfEach(
                "what belongs to them: " + spot.label(),
                () -> spot.kind().derive(spot.place(), near))
            .map(reading -> reading.answer())
            .orElse(List.of());
  }

  /// What in the end leads to it.
  Optional<Resource> root(Resource child) {
    var root = Optional.ofNullable(parents.get(child.arn()));
    for (int i = 1; i < Children.GENERATIONS; i++) {
      root = root.map(parent -> parents.getOrDefault(parent.arn(), parent));
    }
    return root;
  }
}
