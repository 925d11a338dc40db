package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.resource.Catalog;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Fault;
import janitor.resource.Releasable;
import janitor.resource.ResourceKind;
import java.util.Optional;

/// What touches AWS at the end of a sweep: the only thing in which a dry run differs.
@FunctionalInterface
public interface Deleter {

  /// Deletes what the step names, or only looks as if.
  ///
  /// @return empty where nothing was touched
  Optional<Deletion> delete(Step step, ResourceKind kind, Deadline deadline);

  /// Deletes. Members that would stop their stack from going are released first: what takes nothing
  /// away comes before what does, and what can be put back before what cannot. Where a protection
  /// may not be lifted, nothing was emptied.
  static Deleter real(Catalog catalog, Fault.Classifier faults) {
    return (step, kind, deadline) -> {
      var releases = new Releases(catalog, faults, step);
      return releases
          .released(Releasable::keepsFirst, deadline)
          .or(
              () -> {
                releases.lift();
                return releases.released(one -> !one.keepsFirst(), deadline);
              })
          .or(() -> Optional.of(kind.delete(step.resource(), deadline)));
    };
  }

  static Deleter dry() {
    return (_, _, _) -> Optional.empty();
  }
}
