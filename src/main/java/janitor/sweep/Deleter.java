package janitor.sweep;

import janitor.plan.Judged;
import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Fault;
import janitor.resource.Releasable;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Whole;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
                .filter(one -> one.keepsFirst() || isReleased(catalog, step, member.resource()))
                .map(one -> release(member.resource(), one, faults, deadline));
        if (released.isPresent() && !(released.get() instanceof Deletion.Asked)) {
          return released;
        }
      }
      return Optional.of(kind.delete(step.resource(), deadline));
    };
  }

  /// As the outermost stack says that it is in, which may itself go with something else: with an
  /// environment of Elastic Beanstalk. What is in none is released.
  private static boolean isReleased(Catalog catalog, Step step, Resource member) {
    var known =
        Stream.concat(Stream.of(step.resource()), step.members().stream().map(Judged::resource))
            .collect(Collectors.toMap(Resource::arn, one -> one, (one, _) -> one));
    var released = true;
    var seen = new HashSet<Arn>();
    var at = member;
    while (at.owner().filter(known::containsKey).filter(seen::add).isPresent()) {
      at = Objects.requireNonNull(known.get(at.owner().orElseThrow()));
      if (catalog.ofType(at.type()).orElse(null) instanceof Whole whole) {
        released = whole.releases(at, member);
      }
    }
    return released;
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
