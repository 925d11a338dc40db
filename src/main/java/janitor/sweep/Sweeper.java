package janitor.sweep;

import janitor.plan.Plan;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Decision;
import janitor.resource.Look;
import janitor.resource.TagIndex;
import janitor.sweep.Sweep.Done;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Carries a plan out: reads the tags again, deletes, looks whether it is gone.
public final class Sweeper {
  private final Means means;
  private final Deleter deleter;
  private final Lanes lanes;
  private final Recheck recheck;

  /// Of these means.
  ///
  /// @param decisions what people decided on the page, read anew each time
  public Sweeper(
      Means means, TagIndex index, boolean dryRun, Supplier<Map<Arn, Decision>> decisions) {
    this.means = means;
    this.deleter = dryRun ? Deleter.dry() : Deleter.real(means.catalog(), means.faults());
    this.lanes = new Lanes(means.time());
    this.recheck = new Recheck(means, index, new Decided(decisions, means.faults(), means.time()));
  }

  public Sweep sweep(Plan plan, Deadline deadline) {
    return new SweepRun(means, recheck, lanes, deleter, plan, deadline).run();
  }

  /// Leaves what would be swept to a later round of the night.
  ///
  /// @param why in plain words
  public Sweep putOff(Plan plan, String why) {
    var outcomes = outcomes(plan);
    plan.steps().forEach(step -> outcomes.putOff(step, why));
    return outcomes.sweep();
  }

  /// Looks whether what earlier rounds left open is gone by now, though no scan finds it any more.
  ///
  /// @param look the scan's: what it listed after the deletion was asked for proves as much
  public List<Done> prove(List<Done> open, Look look) {
    var nothing = new Plan(List.of(), List.of(), Optional.empty());
    return new Proof(means, outcomes(nothing)).ofOpen(open, look);
  }

  private Outcomes outcomes(Plan plan) {
    return new Outcomes(plan, means.time(), means.journal());
  }
}
