package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a table or a key has in other regions. Tags are each region's own, and a replica goes by
/// its own; one that is not found to be the workshop's goes on costing, and so is named.
final class Replicas {
  private static final String FACT = "replicas";

  private Replicas() {}

  static void note(Resource.Builder resource, Stream<Arn> others) {
    resource.fact(FACT, others.map(Arn::toString).sorted().collect(Collectors.joining("\n")));
  }

  /// The replicas of the candidates, to be withheld. Those that were found by their own tag the
  /// scanner knows already.
  static List<Resource> of(Place place, List<Resource> candidates, String type) {
    return candidates.stream()
        .filter(
            resource -> resource.type().equals(type) && resource.region().equals(place.region()))
        .flatMap(resource -> resource.fact(FACT).lines().map(arn -> replica(resource, Arn.of(arn))))
        .toList();
  }

  private static Resource replica(Resource of, Arn arn) {
    return Resource.of(of.type(), arn, arn.region())
        .name(of.name())
        .guard(
            "it is a replica of "
                + of.label()
                + " in "
                + of.region()
                + ", and goes only by a workshop tag of its own, in a region that is looked at")
        .build();
  }
}
