package janitor.scan;

import janitor.resource.Resource;
import janitor.resource.Spot;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The step that looks for what was kept of something that is going, such as the last snapshot of a
/// database: made a moment ago, it may not be in the tag index, and the mail tells how it brings
/// the other back.
final class Kept {
  private final Means means;

  Kept(Means means) {
    this.means = means;
  }

  /// What is kept of these, whether or not anything shows it yet.
  List<Resource> of(List<Resource> going) {
    var arns =
        going.stream().map(resource -> resource.arn().toString()).collect(Collectors.toSet());
    return going.stream()
        .collect(
            Collectors.groupingBy(
                Resource::region, Collectors.mapping(Resource::type, Collectors.toSet())))
        .entrySet()
        .stream()
        .flatMap(types -> spots(types.getKey(), types.getValue()))
        .flatMap(spot -> means.attempts().askWhatIs(spot.label(), spot::listing).stream())
        .flatMap(reading -> reading.answer().stream())
        .filter(resource -> means.isOurs(resource.tags()))
        .filter(resource -> arns.contains(resource.facts().get(Resource.BRINGS_BACK)))
        .toList();
  }

  private Stream<Spot> spots(String region, Set<String> types) {
    return means.spots().in(means.spots().at(region)).stream()
        .filter(spot -> !Collections.disjoint(spot.kind().traits().order().keptOf(), types));
  }
}
