package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Decision;
import janitor.resource.Fault;
import janitor.resource.Resource;
import janitor.resource.Time;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                  FaultOutcome.outcome(
                      step.arn(),
                      faults.classify(error),
                      "what was decided on the page could not be read before deleting it: ")));
      return objections;
    }
    if (decisions.isEmpty()) {
      return objections;
    }
    for (var step : steps) {
      Recheck.deciding(step, standing).stream()
          .flatMap(resource -> objection(resource, decisions).stream())
          .findFirst()
          .ifPresent(objection -> objections.put(step.arn(), objection));
    }
    return objections;
  }

  private Optional<Outcome> objection(Resource resource, Map<Arn, Decision> decisions) {
    return Optional.ofNullable(decisions.get(resource.arn()))
        .filter(decision -> decision.holdsAt(time.instant()))
        .map(decision -> new Outcome.Withheld(resource.label() + " was " + decision.reason()));
  }
}
