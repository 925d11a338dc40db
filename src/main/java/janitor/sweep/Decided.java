package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Decision;
import janitor.resource.Fault;
import janitor.resource.Resource;
import janitor.resource.Time;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// What people decided on the page since the scan: it counts like a tag that is read right before
/// the deletion.
///
/// @param now of each resource the decision that keeps it longest, read anew each time
record Decided(Supplier<Map<Arn, Decision>> now, Fault.Classifier faults, Time time) {

  /// What speaks against each of the steps; nothing for those that may go.
  Map<Arn, Outcome> objections(List<Step> steps, Function<Arn, Optional<Resource>> standing) {
    var objections = new HashMap<Arn, Outcome>();
    Map<Arn, Decision> decisions;
    try {
      decisions = now.get();
    } catch (RuntimeException error) {
      steps.forEach(
          step ->
              objections.put(
                  step.arn(),
                  Faulty.outcome(
                      step.arn(),
                      faults.classify(error),
                      "what was decided on the page could not be read before deleting it: ")));
      return objections;
    }
    if (decisions.isEmpty()) {
      return objections;
    }
    for (var step : steps) {
      about(step, standing).stream()
          .flatMap(one -> objection(one, decisions).stream())
          .findFirst()
          .ifPresent(objection -> objections.put(step.arn(), objection));
    }
    return objections;
  }

  private Optional<Outcome> objection(Resource resource, Map<Arn, Decision> decisions) {
    return Optional.ofNullable(decisions.get(resource.arn()))
        .filter(one -> one.holdsAt(time.instant()))
        .map(one -> new Outcome.Withheld(resource.label() + " was " + one.reason()));
  }

  /// What goes with a step, itself included, and what it is a part of.
  private static List<Resource> about(Step step, Function<Arn, Optional<Resource>> standing) {
    var all = new ArrayList<Resource>();
    all.add(step.resource());
    step.members().forEach(member -> all.add(member.resource()));
    Set<Arn> seen = new HashSet<>(Set.of(step.arn()));
    var parent = step.resource().parent().flatMap(standing);
    while (parent.isPresent() && seen.add(parent.get().arn())) {
      all.add(parent.get());
      parent = parent.get().parent().flatMap(standing);
    }
    return all;
  }
}
