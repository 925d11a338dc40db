package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Inventory;
import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Use;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A look at no more than what is still to go, and at what uses that by now; the rest is as it was.
final class SecondLook {
  private static final String UNREAD = "it could not be read again";

  private final Means means;
  private final Findings findings;
  private final Guards guards;
  private final Inventory before;
  private final Set<Arn> open;
  private final Collection<Resource> told;

  /// After an earlier look.
  ///
  /// @param open what the last plan wanted gone
  /// @param told what is no more than told, of which nothing is looked at again
  SecondLook(
      Means means, Findings findings, Inventory before, Set<Arn> open, Collection<Resource> told) {
    this.means = means;
    this.findings = findings;
    this.guards = new Guards(means, findings);
    this.before = before;
    this.open = open;
    this.told = told;
  }

  Inventory inventory() {
    var earlier =
        before.resources().stream().filter(resource -> !findings.isGone(resource.arn())).toList();
    earlier.stream().filter(resource -> !open.contains(resource.arn())).forEach(findings::put);
    before.surroundings().forEach(findings::surround);
    findings.addGhosts(before.ghosts());
    var going = earlier.stream().filter(resource -> open.contains(resource.arn())).toList();
    var fresh = readAgain(going);
    fresh.forEach(findings::put);
    dropPartsOfWhatWent();
    var kept = new Kept(means).of(going);
    kept.forEach(findings::add);
    var uses = new ArrayList<Use>(new Users(means, findings).of(fresh));
    uses.addAll(Elsewhere.uses(told));
    guards.lookAt(uses);
    Stream.concat(fresh.stream(), kept.stream())
        .forEach(resource -> findings.change(resource.arn(), guards::on));
    before.uses().stream()
        .filter(use -> findings.has(use.used()) && !open.contains(use.used()))
        .forEach(uses::add);
    return findings.inventory(uses, means.attempts().unread());
  }

  private List<Resource> readAgain(List<Resource> resources) {
    var groups =
        resources.stream()
            .collect(
                Collectors.groupingBy(
                    resource -> Map.entry(resource.region(), means.kindOf(resource.arn()))));
    return Parallel.map(
            List.copyOf(groups.entrySet()),
            group ->
                group.getKey().getValue().stream()
                    .flatMap(kind -> readAgain(kind, group.getKey().getKey(), group.getValue()))
                    .toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private Stream<Resource> readAgain(ResourceKind kind, String region, List<Resource> resources) {
    var then = resources.stream().collect(Collectors.toMap(Resource::arn, Function.identity()));
    var reading = means.attempts().read(new Spot(kind, means.spots().at(region)), then.keySet());
    var now =
        reading.answer().stream()
            .flatMap(
                resource ->
                    Optional.ofNullable(then.get(resource.arn())).stream().map(resource::related))
            .filter(resource -> isStillOurs(kind, resource));
    // What could not be read is not gone.
    var unread =
        then.values().stream()
            .filter(resource -> reading.unread().containsKey(resource.arn()))
            .map(resource -> resource.guarded(UNREAD));
    return Stream.concat(now, unread);
  }

  /// Its service may tell by now that it is not of the workshop any more.
  private boolean isStillOurs(ResourceKind kind, Resource resource) {
    return resource.parent().isPresent()
        || resource.owner().isPresent()
        || means.isOurs(resource.tags())
        || UnindexedLists.isByName(means, kind, resource);
  }

  /// A part that no kind knows is there as long as its whole is.
  private void dropPartsOfWhatWent() {
    if (means.attempts().unread().isEmpty()) {
      findings
          .matching(resource -> means.kindOf(resource.arn()).isEmpty())
          .filter(part -> part.owner().filter(open::contains).isPresent())
          .filter(part -> part.owner().filter(findings::has).isEmpty())
          .forEach(part -> findings.remove(part.arn()));
    }
  }
}
