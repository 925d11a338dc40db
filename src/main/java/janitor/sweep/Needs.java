package janitor.sweep;

import janitor.plan.Plan;
import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What may need a step's resource still, though no order says so.
final class Needs {
  private final Means means;
  private final Outcomes outcomes;

  /// What each step waits for.
  private final Map<Arn, Set<Arn>> before;

  Needs(Means means, Plan plan, Outcomes outcomes) {
    this.means = means;
    this.outcomes = outcomes;
    this.before = plan.steps().collect(Collectors.toMap(Step::arn, Step::waitsFor));
  }

  /// What is gone and has something cleared up behind it still.
  List<Resource> lingering() {
    return outcomes.all().filter(Tally::lingers).map(done -> done.judged().resource()).toList();
  }

  /// Why the step has to wait; empty where nothing needs it.
  Optional<String> of(Step step, List<Resource> lingering) {
    return lingeringWith(step, lingering)
        .or(
            () ->
                needing(step).map(other -> other.label() + ", which is not gone yet, may need it"))
        .or(() -> copied(step).map(other -> "what " + other.label() + " left may need it"));
  }

  /// A member of a whole that is gone may be cleared up behind still, with the step's help.
  private static Optional<String> lingeringWith(Step step, List<Resource> lingering) {
    var arn = step.arn().toString();
    return lingering.stream()
        .filter(resource -> arn.equals(resource.facts().get(Resource.LINGERS_WITH)))
        .min(Comparator.comparing(Resource::arn))
        .map(resource -> resource.label() + " is gone, but " + resource.fact(Resource.LINGERS));
  }

  /// What is not gone yet and may call on it to the very end: a stack's custom resources. What
  /// waits for the step itself does not hold it up.
  private Optional<Resource> needing(Step step) {
    var traits = means.knownKindOf(step.resource()).traits();
    var neededBy = traits.order().neededBy();
    if (neededBy.isEmpty()) {
      return Optional.empty();
    }
    return outcomes
        .all()
        .filter(done -> done.wave() > 0 && done.outcome().isPending())
        .map(done -> done.judged().resource())
        .filter(other -> neededBy.contains(other.type()))
        .filter(other -> traits.isGlobal() || other.region().equals(step.resource().region()))
        .filter(other -> !waitsFor(other.arn(), step.arn()))
        .min(Comparator.comparing(Resource::arn));
  }

  /// What used it, and went since the scan, which so saw nothing of the copy that AWS may have
  /// left.
  private Optional<Resource> copied(Step step) {
    var types = means.knownKindOf(step.resource()).traits().order().copiedBy();
    return types.isEmpty()
        ? Optional.empty()
        : step.waitsFor().stream()
            .filter(outcomes::isGone)
            .flatMap(arn -> outcomes.of(arn).stream())
            .map(done -> done.judged().resource())
            .filter(other -> types.contains(other.type()))
            .min(Comparator.comparing(Resource::arn));
  }

  private boolean waitsFor(Arn later, Arn earlier) {
    var seen = new HashSet<Arn>(Set.of(later));
    var open = new ArrayList<>(seen);
    while (!open.isEmpty()) {
      for (var next : before.getOrDefault(open.removeLast(), Set.of())) {
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    return seen.contains(earlier);
  }
}
