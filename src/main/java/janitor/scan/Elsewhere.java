package janitor.scan;

import janitor.resource.Parallel;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;

/// The step that asks the tag index of each region that is not looked at whether it has something
/// of the workshop's: a console stood in another region for one exercise. It is told and stays, for
/// nothing that it may need, or that may need it, is looked at there; and while it is there the
/// janitor does not call the workshop cleared.
final class Elsewhere {
  private final Means means;
  private final IndexHits hits;

  Elsewhere(Means means, IndexHits hits) {
    this.means = means;
    this.hits = hits;
  }

  /// Where a thing is that stays for that.
  static String why(String region) {
    return "it is in " + region + ", which Regions leaves out: name that there, too, and it goes";
  }

  /// A region in which nobody may ask keeps nothing else from going, but is told.
  List<Resource> find() {
    var regions =
        means
            .attempts()
            .confirm("which regions the account has", means.membership()::elsewhere)
            .orElse(List.of());
    return Parallel.map(regions, region -> found(means.spots().at(region))).stream()
        .flatMap(List::stream)
        .toList();
  }

  private List<Resource> found(Place place) {
    return means
        .attempts()
        .confirm(
            "what carries the workshop's tag in "
                + place.region()
                + ", which Regions leaves out (StackRegions names the regions that are asked)",
            () -> hits.within(place))
        .map(hits::told)
        .orElse(List.of());
  }

  /// What these use that is global and was found: a role.
  static List<Use> uses(Collection<Resource> elsewhere) {
    return elsewhere.stream()
        .flatMap(
            resource ->
                resource.uses().stream()
                    .filter(used -> used.region().isEmpty())
                    .map(used -> Use.by(resource.arn(), resource.label(), used)))
        .toList();
  }
}
