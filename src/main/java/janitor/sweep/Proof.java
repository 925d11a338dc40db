package janitor.sweep;

import janitor.plan.Judged;
import janitor.plan.Plan.Step;
import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Look;
import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Whole;
import janitor.sweep.Sweep.Done;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks whether what was asked to go is gone, and says so only of what a look did not find.
final class Proof {
  /// What AWS clears up behind a thing takes up to twenty minutes.
  private static final Duration LINGERING = Duration.ofMinutes(2);

  private final Means means;
  private final Outcomes outcomes;

  /// Members of what is gone that nobody has looked for yet.
  private final Map<Arn, Owed> owed = new LinkedHashMap<>();

  private record Owed(Step step, Judged member) {
    Resource resource() {
      return member.resource();
    }
  }

  Proof(Means means, Outcomes outcomes) {
    this.means = means;
    this.outcomes = outcomes;
  }

  /// What a look found there, and what could not be looked at and why.
  record Presence(Set<Arn> remaining, Map<Arn, Fault> unproven) {
    Fault why(Arn arn) {
      return Objects.requireNonNull(unproven.get(arn));
    }

    boolean isUnproven(Arn arn) {
      return unproven.containsKey(arn);
    }

    boolean isGone(Arn arn) {
      return !remaining.contains(arn) && !isUnproven(arn);
    }
  }

  /// One look at all of the steps, a list a kind and place: it tells as well of what went with a
  /// whole.
  Presence look(Collection<Step> steps) {
    var spots = steps.stream().map(step -> spot(step.resource())).collect(Collectors.toSet());
    var beside =
        owed.values().stream().filter(debt -> spots.contains(spot(debt.resource()))).toList();
    var there =
        lookNow(
            Stream.concat(steps.stream().map(Step::resource), beside.stream().map(Owed::resource))
                .toList());
    settle(beside, there);
    return there;
  }

  private Map.Entry<Optional<ResourceKind>, String> spot(Resource resource) {
    return Map.entry(means.kindOf(resource), resource.region());
  }

  private Presence lookNow(Collection<Resource> resources) {
    return lookBy(means.home().look(), resources);
  }

  private Presence lookBy(Look look, Collection<Resource> resources) {
    var presence = new Presence(ConcurrentHashMap.newKeySet(), new ConcurrentHashMap<>());
    var groups =
        resources.stream()
            .filter(resource -> means.kindOf(resource).isPresent())
            .collect(
                Collectors.groupingBy(
                    resource -> Map.entry(means.knownKindOf(resource), resource.region())));
    Parallel.map(
        List.copyOf(groups.entrySet()),
        group -> {
          var kind = group.getKey().getKey();
          var place = look.at(group.getKey().getValue());
          try {
            var there = kind.remaining(place, group.getValue());
            presence.remaining().addAll(there.answer());
            there
                .unread()
                .forEach(
                    (arn, cause) -> presence.unproven().put(arn, means.faults().classify(cause)));
          } catch (RuntimeException error) {
            var fault = means.faults().classify(error);
            group.getValue().forEach(resource -> presence.unproven().put(resource.arn(), fault));
          }
          return presence;
        });
    return presence;
  }

  /// They are gone. What became of their members is looked at with others of their kinds; at once
  /// of those that something may have to wait for: behind which AWS clears up, or that are wholes
  /// themselves.
  void gone(List<Step> steps) {
    steps.forEach(step -> outcomes.end(step, new Outcome.Gone("")));
    var members =
        steps.stream()
            .flatMap(step -> step.members().stream().map(member -> new Owed(step, member)))
            .toList();
    members.forEach(member -> owed.put(member.member().arn(), member));
    lookFor(members.stream().filter(this::mayHoldUp).toList());
  }

  private boolean mayHoldUp(Owed owed) {
    return lingering(owed.resource()).isPresent()
        || means.kindOf(owed.resource()).filter(Whole.class::isInstance).isPresent();
  }

  /// Looks for those members that one of the steps is a part of: their tags decide on it as long as
  /// they are there.
  void membersAbove(Collection<Step> steps) {
    lookFor(
        steps.stream()
            .flatMap(step -> Recheck.deciding(step, outcomes::standing).stream())
            .flatMap(resource -> Optional.ofNullable(owed.get(resource.arn())).stream())
            .distinct()
            .toList());
  }

  /// Looks for the members that no other look told of.
  void members() {
    lookFor(List.copyOf(owed.values()));
  }

  private void lookFor(List<Owed> some) {
    if (!some.isEmpty()) {
      settle(some, lookNow(some.stream().map(Owed::resource).toList()));
    }
  }

  private void settle(List<Owed> some, Presence there) {
    for (var one : some) {
      var outcome = ofMember(one.member(), one.step().resource(), there);
      outcomes.endMember(one.step(), one.member(), outcome);
      owed.remove(one.member().arn());
    }
  }

  private Outcome ofMember(Judged member, Resource whole, Presence there) {
    if (there.isUnproven(member.arn())) {
      return unproven(member.arn(), there.why(member.arn()));
    }
    if (there.isGone(member.arn())) {
      return new Outcome.Gone("with " + whole.label());
    }
    return lingering(member.resource())
        .<Outcome>map(Outcome.Requested::new)
        .orElseGet(() -> leftBehind(member.resource(), whole, Map.of()));
  }

  /// What AWS clears up behind it, which takes longer than to delete it.
  static Optional<String> lingering(Resource resource) {
    return Optional.ofNullable(resource.facts().get(Resource.LINGERS));
  }

  /// It was asked for and is still there, as far as this round goes.
  void requested(Step step, String reason) {
    outcomes.lookAgain(
        step,
        lingering(step.resource()).isPresent()
            ? LINGERING
            : means.knownKindOf(step.resource()).traits().patience().usualWait());
    outcomes.end(step, new Outcome.Requested(reason));
  }

  /// It was asked for, and nobody can say what became of it.
  void unknown(Step step, Fault fault) {
    var outcome = unproven(step.arn(), fault);
    if (outcome instanceof Outcome.Requested) {
      requested(step, outcome.reason());
    } else {
      outcomes.end(step, outcome);
    }
  }

  /// What nobody can say of what was asked for. Later rounds look again, unless AWS will not tell
  /// then either.
  ///
  /// That something else is in the way is no doubt, but a refusal: Cloud Control gives it when it
  /// is asked what became of the deletion.
  static Outcome unproven(Arn of, Fault fault) {
    var what = "AWS was asked to delete it, but does not tell whether it is gone: ";
    if (fault.of() == Fault.Sort.DEPENDENCY || fault.cause() == Fault.Cause.CONFLICT) {
      return FaultOutcome.outcome(of, fault, "AWS was asked to delete it, and refused: ");
    }
    return fault.isPassing()
        ? new Outcome.Requested(what + fault.message())
        : FaultOutcome.outcome(of, fault, what);
  }

  private Outcome leftBehind(Resource member, Resource whole, Map<Arn, Resource> wholes) {
    // A nested stack names its root as its owner.
    var root = whole.owner().map(wholes::get).orElse(whole);
    return new Outcome.Withheld(
        whole.label()
            + (isFoundAgain(member, root)
                ? Verdict.Owned.FOUND_AGAIN
                : Verdict.Owned.NOT_FOUND_AGAIN));
  }

  /// By its tag; or by the ledger, which remembers the members of a whole that has a parent.
  private boolean isFoundAgain(Resource member, Resource whole) {
    var rules = means.rules();
    return member.tags().match(rules.tagKey(), rules.workshop())
        || member.parent().isPresent()
        || whole.parent().isPresent();
  }

  /// What earlier rounds left open and no scan finds any more.
  List<Done> ofOpen(List<Done> open, Look look) {
    var there = lookBy(look, open.stream().map(done -> done.judged().resource()).toList());
    var wholes =
        open.stream().collect(Collectors.toMap(Done::arn, done -> done.judged().resource()));
    return open.stream()
        .map(
            done -> {
              var outcome =
                  there.isUnproven(done.arn())
                      ? unproven(done.arn(), there.why(done.arn()))
                      : there.isGone(done.arn())
                          ? new Outcome.Gone("")
                          : stays(done, wholes, there);
              var now = new Done(done.judged(), outcome, done.wave(), done.took());
              means.journal().note(new Journal.Ended(now));
              return now;
            })
        .toList();
  }

  /// @param wholes what is open as well
  private Outcome stays(Done done, Map<Arn, Resource> wholes, Presence there) {
    var owner =
        done.judged().resource().owner().flatMap(arn -> Optional.ofNullable(wholes.get(arn)));
    // What is a part of something that is going is going too.
    if (done.outcome() instanceof Outcome.Requested
        || GivenUp.isGivenUp(done.outcome())
        || owner.filter(whole -> !there.isGone(whole.arn())).isPresent()) {
      return done.outcome();
    }
    return owner
        .map(whole -> leftBehind(done.judged().resource(), whole, wholes))
        .orElseGet(() -> new Outcome.Withheld("it is not found by its tag any more"));
  }
}
