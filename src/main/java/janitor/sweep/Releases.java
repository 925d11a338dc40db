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
import janitor.resource.Whole;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The members of a step, and how what would stop their whole from going is taken out of its way.
///
/// @param all those that go with the step
/// @param known they and the step's own, by ARN
record Releases(
    Catalog catalog, Fault.Classifier faults, List<Resource> all, Map<Arn, Resource> known) {

  Releases(Catalog catalog, Fault.Classifier faults, Step step) {
    this(
        catalog,
        faults,
        step.members().stream().map(Judged::resource).toList(),
        Stream.concat(Stream.of(step.resource()), step.members().stream().map(Judged::resource))
            .collect(Collectors.toMap(Resource::arn, one -> one, (one, _) -> one)));
  }

  /// What is still to be waited for, or speaks against it.
  Optional<Deletion> released(Predicate<Releasable> which, Deadline deadline) {
    for (var member : all) {
      if (catalog.ofType(member.type()).orElse(null) instanceof Releasable kind
          && which.test(kind)
          && (kind.keepsFirst() || isReleased(member))) {
        var released = unlessGone(() -> kind.release(member, deadline));
        if (!(released instanceof Deletion.Asked)) {
          return Optional.of(released);
        }
      }
    }
    return Optional.empty();
  }

  /// Only of what a stack lists: anything else goes by its owner, against which its protection does
  /// not hold, as a server's against its group. What a stack retains stays as it is.
  void lift() {
    for (var member : all) {
      if (isListed(member)
          && member.isLiftable()
          && catalog.ofType(member.type()).orElse(null) instanceof Liftable kind
          && isReleased(member)) {
        unlessGone(
            () -> {
              kind.lift(member);
              return Deletion.ASKED;
            });
      }
    }
  }

  private boolean isListed(Resource member) {
    return member
        .owner()
        .flatMap(owner -> Optional.ofNullable(known.get(owner)))
        .flatMap(owner -> catalog.ofType(owner.type()))
        .filter(Whole.class::isInstance)
        .isPresent();
  }

  /// As the outermost stack says that it is in, which may itself go with something else: with an
  /// environment of Elastic Beanstalk. What is in none is released.
  private boolean isReleased(Resource member) {
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

  /// What is gone stands in nobody's way: the stack can still be asked to go.
  private Deletion unlessGone(Supplier<Deletion> ask) {
    try {
      return ask.get();
    } catch (RuntimeException error) {
      if (faults.classify(error).of() == Fault.Sort.GONE) {
        return Deletion.ASKED;
      }
      throw error;
    }
  }
}
