package janitor.sweep;

import janitor.plan.Judged;
import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Fault;
import janitor.resource.Liftable;
import janitor.resource.Releasable;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Whole;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    return (step, kind, deadline) ->
        released(catalog, step, Releasable::keepsFirst, faults, deadline)
            .or(
                () -> {
                  lift(catalog, step, faults);
                  return released(catalog, step, one -> !one.keepsFirst(), faults, deadline);
                })
            .or(() -> Optional.of(kind.delete(step.resource(), deadline)));
  }

  /// What is still to be waited for, or speaks against it.
  private static Optional<Deletion> released(
      Catalog catalog,
      Step step,
      Predicate<Releasable> which,
      Fault.Classifier faults,
      Deadline deadline) {
    for (var member : step.members()) {
      var released =
          catalog
              .ofType(member.resource().type())
              .filter(Releasable.class::isInstance)
              .map(Releasable.class::cast)
              .filter(which)
              .filter(one -> one.keepsFirst() || isReleased(catalog, step, member.resource()))
              .map(one -> release(member.resource(), one, faults, deadline));
      if (released.isPresent() && !(released.get() instanceof Deletion.Asked)) {
        return released;
      }
    }
    return Optional.empty();
  }

  /// Only of what a stack lists: anything else goes by its owner, against which its protection does
  /// not hold, as a server's against its group. What a stack retains stays as it is.
  private static void lift(Catalog catalog, Step step, Fault.Classifier faults) {
    var known = known(step);
    for (var judged : step.members()) {
      var member = judged.resource();
      var isListed =
          member
              .owner()
              .flatMap(owner -> Optional.ofNullable(known.get(owner)))
              .flatMap(owner -> catalog.ofType(owner.type()))
              .filter(Whole.class::isInstance)
              .isPresent();
      if (isListed
          && member.isLiftable()
          && catalog.ofType(member.type()).orElse(null) instanceof Liftable liftable
          && isReleased(catalog, step, member)) {
        lift(member, liftable, faults);
      }
    }
  }

  /// As the outermost stack says that it is in, which may itself go with something else: with an
  /// environment of Elastic Beanstalk. What is in none is released.
  private static boolean isReleased(Catalog catalog, Step step, Resource member) {
    var known = known(step);
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

  private static Map<Arn, Resource> known(Step step) {
    return Stream.concat(Stream.of(step.resource()), step.members().stream().map(Judged::resource))
        .collect(Collectors.toMap(Resource::arn, one -> one, (one, _) -> one));
  }

  private static void lift(Resource member, Liftable kind, Fault.Classifier faults) {
    try {
      kind.lift(member);
    } catch (RuntimeException error) {
      if (faults.classify(error).of() != Fault.Sort.GONE) {
        throw error;
      }
    }
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
