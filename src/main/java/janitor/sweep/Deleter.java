package janitor.sweep;

import janitor.plan.Plan.Step;
import janitor.resource.Catalog;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Fault;
import janitor.resource.Releasable;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Whole;
import java.util.Optional;

/// What touches AWS at the end of a sweep: the only thing in which a dry run differs.
@FunctionalInterface
public interface Deleter {

  /// Deletes what the step names, or only looks as if.
  ///
  /// @return empty where nothing was touched
  Optional<Deletion> delete(Step step, ResourceKind kind, Deadline deadline);

  /// Deletes. Members that would stop their stack from going are released first.
  static Deleter real(Catalog catalog, Fault.Classifier faults) {
    return (step, kind, deadline) -> {
      for (var member : step.members()) {
        var releasable =
            catalog
                .ofType(member.resource().type())
                .filter(Releasable.class::isInstance)
                .map(Releasable.class::cast);
        var released =
            releasable
                .filter(one -> one.keepsFirst() || isReleased(kind, step, member.resource()))
                .map(one -> release(member.resource(), one, faults, deadline));
        if (released.isPresent() && !(released.get() instanceof Deletion.Asked)) {
          return released;
        }
      }
      return Optional.of(kind.delete(step.resource(), deadline));
    };
  }

  private static boolean isReleased(ResourceKind kind, Step step, Resource member) {
    return !(kind instanceof Whole whole) || whole.releases(step.resource(), member);
  }

  private static Deletion release(
      Resource member, Releasable kind, Fault.Classifier faults, Deadline deadline) {
    try {
      return kind.release(member, deadline);
    } catch (RuntimeException error) {
      if (faults.classify(error).of() == Fault.Sort.GONE) {
        // It stands in nobody's way: the stack can still be asked to go.
        return Deletion.ASKED;
      }
      throw error;
    }
  }

  static Deleter dry() {
    return (_, _, _) -> Optional.empty();
  }
}
