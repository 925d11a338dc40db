package janitor.scan;

import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Spot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The step that finds who owns what was found, by the lists of the stacks that are there. A stack
/// that is gone owns nothing any more; a tag that names a stack which does not list the resource
/// proves nothing.
final class Owners {
  private final Means means;
  private final Findings findings;
  private final Set<Arn> asked = new LinkedHashSet<>();

  Owners(Means means, Findings findings) {
    this.means = means;
    this.findings = findings;
  }

  void find() {
    findNamed();
    var loose =
        findings
            .matching(resource -> resource.owner().isEmpty() && asked.add(resource.arn()))
            .toList();
    if (loose.isEmpty()) {
      return;
    }
    var owners =
        means.attempts().noted("which stack owns what was found", means.membership().owners(loose));
    owners
        .answer()
        .forEach(
            (arn, stack) -> {
              if (!stack.arn().equals(arn)) {
                if (!findings.has(stack.arn())) {
                  findings.surround(stack);
                }
                findings.change(arn, resource -> resource.ownedBy(Optional.of(stack.arn())));
              }
            });
    owners.unread().keySet().forEach(this::leaveToItsStack);
    loose.stream()
        .filter(resource -> !owners.answer().containsKey(resource.arn()))
        .filter(resource -> !owners.unread().containsKey(resource.arn()))
        .forEach(this::noteWhoLeftIt);
  }

  /// Where no list could be read, the hint counts, and where there is none it may be any stack's.
  private void leaveToItsStack(Arn arn) {
    if (findings.uncertainty(arn).isEmpty()) {
      findings.leaveUncertain(
          arn,
          "whether a stack owns it could not be looked at; StackRegions names the regions that may"
              + " have stacks");
    }
    findings.change(
        arn,
        resource ->
            Membership.stackTag(resource)
                .map(stack -> resource.ownedBy(Optional.of(stack)))
                .orElse(resource));
  }

  private void noteWhoLeftIt(Resource resource) {
    Membership.stackTag(resource)
        .or(() -> findings.memory().of(resource.arn()).memberOf())
        .ifPresent(
            stack ->
                means
                    .attempts()
                    .ask("whether " + stack + " is there", () -> means.membership().isGone(stack))
                    .ifPresentOrElse(
                        isGone -> noteWhoLeftIt(resource, stack, isGone),
                        () -> leaveToItsStack(resource.arn())));
  }

  private void noteWhoLeftIt(Resource one, Arn stack, boolean isGone) {
    if (isGone) {
      findings.change(
          one.arn(),
          resource -> resource.toBuilder().fact(Resource.LEFT_BY, stack.resource()).build());
    } else if (means.isGeneric(one)) {
      // How a stack lists it, nobody wrote down: it may be there by a name that was not understood.
      findings.leaveUncertain(
          one.arn(),
          "a tag says that it is of "
              + stack.resource()
              + ", which is there, though its list does not show it");
    }
  }

  /// Owners that the resources themselves name: the root of a nested stack.
  private void findNamed() {
    while (true) {
      var unknown =
          findings.all().stream()
              .flatMap(resource -> resource.owner().stream())
              .filter(owner -> !findings.has(owner) && !findings.isSurrounding(owner))
              .filter(asked::add)
              .collect(Collectors.groupingBy(Arn::region));
      if (unknown.isEmpty()) {
        return;
      }
      unknown.forEach(
          (region, owners) ->
              owners.stream()
                  .collect(Collectors.groupingBy(means::kindOf))
                  .forEach(
                      (known, some) ->
                          known.ifPresent(
                              kind -> lookUp(new Spot(kind, means.spots().at(region)), some))));
    }
  }

  private void lookUp(Spot spot, List<Arn> owners) {
    var read = means.attempts().read(spot, owners);
    var there = read.answer();
    for (var owner : there) {
      if (owner.owner().filter(findings::has).isPresent()) {
        findings.add(owner);
      } else {
        findings.surround(owner);
      }
    }
    var missing = new LinkedHashSet<>(owners);
    missing.removeAll(read.unread().keySet());
    there.forEach(owner -> missing.remove(owner.arn()));
    findings.changeAll(
        resource ->
            resource
                .owner()
                .filter(missing::contains)
                .map(
                    owner ->
                        resource.ownedBy(Optional.empty()).toBuilder()
                            .fact(Resource.LEFT_BY, owner.resource())
                            .build())
                .orElse(resource));
  }
}
