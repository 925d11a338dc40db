package janitor.scan;

import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The step that finds who, of the workshop or not, uses what was found.
final class Users {
  private final Means means;
  private final Findings findings;

  Users(Means means, Findings findings) {
    this.means = means;
    this.findings = findings;
  }

  /// Where it could not be looked who uses a thing, that stays.
  List<Use> of(List<Resource> candidates) {
    var uses = new ArrayList<Use>();
    var types = candidates.stream().map(Resource::type).collect(Collectors.toSet());
    for (var spot : means.spots().all()) {
      var usesOf = spot.kind().traits().order().usesOf();
      if (!Collections.disjoint(usesOf, types)) {
        uses.addAll(of(spot, usesOf, candidates));
      }
    }
    keepWhatIsUsedBeyond();
    return uses;
  }

  /// What is beyond the reach is not asked what it uses, a key for instance: that stays.
  private void keepWhatIsUsedBeyond() {
    var usesOf =
        means.spots().catalog().beyond().stream()
            .flatMap(kind -> kind.traits().order().usesOf().stream())
            .collect(Collectors.toSet());
    findings.changeAll(
        resource ->
            usesOf.contains(resource.type())
                    && resource.guard().isEmpty()
                    && means.kindOf(resource.arn()).isPresent()
                ? resource.guarded(
                    "with Reach="
                        + means.spots().catalog().reach().word()
                        + " it could not be checked what else uses it")
                : resource);
  }

  private List<Use> of(Spot spot, Set<String> usesOf, List<Resource> candidates) {
    var seen =
        means
            .attempts()
            .askOfEach(
                "what uses the workshop's resources: " + spot.label(),
                () -> spot.kind().uses(spot.place(), candidates));
    findings.changeAll(
        resource ->
            seen.map(reading -> reading.unread().containsKey(resource.arn()))
                    .orElseGet(() -> usesOf.contains(resource.type()))
                ? resource.guarded("it could not be checked what else uses it")
                : resource);
    return seen.map(reading -> reading.answer()).orElse(List.of());
  }
}
