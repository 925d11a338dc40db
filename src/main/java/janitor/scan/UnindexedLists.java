package janitor.scan;

import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import java.util.List;

/// The step that lists what the tag index never tells: what carries the tag and is not in the
/// index, and by name what cannot be tagged, where somebody opted in to that.
final class UnindexedLists {
  private final Means means;
  private final Findings findings;

  UnindexedLists(Means means, Findings findings) {
    this.means = means;
    this.findings = findings;
  }

  void find() {
    Parallel.map(
        means.spots().places(),
        place -> {
          means.spots().in(place).stream().filter(this::isToBeListed).forEach(this::find);
          return List.<Resource>of();
        });
  }

  private boolean isToBeListed(Spot spot) {
    var traits = spot.kind().traits();
    return traits.isTaggable()
        ? !traits.isIndexed()
        : means.search().untaggedNamePrefix().isPresent();
  }

  private void find(Spot spot) {
    var ours =
        means.attempts().askWhatIs(spot.label(), spot::listing).stream()
            .flatMap(reading -> reading.answer().stream())
            .filter(
                resource -> isByName(means, spot.kind(), resource) || means.isOurs(resource.tags()))
            .toList();
    told(spot, ours).forEach(findings::add);
  }

  /// With what a list leaves out, as of what the index names: what it would leave behind.
  private List<Resource> told(Spot spot, List<Resource> ours) {
    return ours.isEmpty() || !spot.kind().traits().isTaggable()
        ? ours
        : means.attempts().read(spot, ours.stream().map(Resource::arn).toList()).answer();
  }

  /// Whether its name alone makes it the workshop's.
  static boolean isByName(Means means, ResourceKind kind, Resource resource) {
    return !kind.traits().isTaggable()
        && means.search().untaggedNamePrefix().filter(resource.name()::startsWith).isPresent();
  }
}
