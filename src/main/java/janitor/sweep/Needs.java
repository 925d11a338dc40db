package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Resource;
import java.time.Duration;
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

  /// Until a round that has something to do, and need not wait for AWS.
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Means means;
  private final Outcomes outcomes;
  private final Set<Arn> asBefore;

  /// What each step waits for.
  private final Map<Arn, Set<Arn>> before;

  Needs(Means means, Due due, Outcomes outcomes) {
    this.means = means;
    this.outcomes = outcomes;
    this.asBefore = due.asBefore();
    this.before = due.plan().steps().collect(Collectors.toMap(Step::arn, Step::waitsFor));
  }

  /// What is gone and has something cleared up behind it still.
  List<Resource> lingering() {
    return outcomes.all().filter(Tally::lingers).map(done -> done.judged().resource()).toList();
  }

  /// Why the step has to wait; empty where nothing needs it.
  Optional<String> of(Step step, List<Resource> lingering) {
    return notLookedAt(step)
        .or(() -> lingeringWith(step, lingering))
        .or(
            () ->
                needing(step).map(other -> other.label() + ", which is not gone yet, may need it"));
  }

  /// What it waited for went in this very round.
  private Optional<String> notLookedAt(Step step) {
    if (!asBefore.contains(step.arn())) {
      return Optional.empty();
    }
    outcomes.lookAgain(step, SOON);
    return Optional.of("what it waited for is gone, and the next round looks at it once more");
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
