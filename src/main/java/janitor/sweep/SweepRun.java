package janitor.sweep;

import janitor.plan.Plan;
import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Pace;
import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.sweep.Request.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One plan carried out, wave by wave.
final class SweepRun {

  /// How often something is looked for before it is left to the next round.
  private static final int LOOKS = 5;

  /// What takes longer than this is left to the next round at once.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// So many have their tags read in one go, and are then asked to go while the next are read.
  /// Those of a whole wave would be old before the last is read, where a service tells ten a
  /// second.
  private static final int READ_AT_ONCE = 50;

  private final Means means;
  private final Recheck recheck;
  private final Lanes lanes;
  private final Plan plan;
  private final Deadline deadline;
  private final Outcomes outcomes;
  private final Request request;
  private final Proof proof;
  private final List<Runnable> lanesRunning = Collections.synchronizedList(new ArrayList<>());

  /// What could not start yet, because something else is not gone yet.
  private final Set<Arn> waiting = ConcurrentHashMap.newKeySet();

  /// What AWS took the request for, but has not deleted yet.
  private final Set<Arn> deleting = ConcurrentHashMap.newKeySet();

  /// What is looked for at the end in any case, and is waited for by nothing: one look does.
  private final Set<Arn> late = new HashSet<>();

  /// What later steps wait for.
  private final Set<Arn> awaited;

  SweepRun(
      Means means,
      Recheck recheck,
      Lanes lanes,
      Plan plan,
      Deadline deadline,
      Outcomes outcomes,
      Request request) {
    this.means = means;
    this.recheck = recheck;
    this.lanes = lanes;
    this.plan = plan;
    this.deadline = deadline;
    this.outcomes = outcomes;
    this.request = request;
    this.proof = new Proof(means, outcomes);
    this.awaited =
        plan.steps().flatMap(step -> step.waitsFor().stream()).collect(Collectors.toSet());
  }

  Sweep run() {
    waves(_ -> true);
    while (wentMeanwhile()) {
      waves(step -> waiting.remove(step.arn()));
    }
    lanesRunning.forEach(Runnable::run);
    lookOnceMore();
    return outcomes.sweep();
  }

  private void waves(Predicate<Step> which) {
    plan.waves().forEach(wave -> wave(wave.stream().filter(which).toList()));
  }

  /// Looks once more for what AWS was still deleting, where that is soon enough and something waits
  /// for it; whether any of it is gone by now.
  private boolean wentMeanwhile() {
    var wanted =
        plan.steps()
            .filter(step -> waiting.contains(step.arn()))
            .flatMap(
                step ->
                    Stream.concat(
                        step.waitsFor().stream(), needing(step).map(Resource::arn).stream()))
            .collect(Collectors.toSet());
    var open =
        plan.steps()
            .filter(step -> wanted.contains(step.arn()) && deleting.remove(step.arn()))
            .toList();
    var wait =
        open.stream()
            .map(step -> kindOf(step).traits().patience().usualWait())
            .min(Duration::compareTo)
            .filter(
                one ->
                    one.compareTo(PATIENCE) <= 0
                        && deadline.leaves(Deadline.LAST_STRETCH.plus(one)));
    if (wait.isEmpty()) {
      return false;
    }
    pause(open.size() + " that others wait for", wait.get());
    prove(open);
    return open.stream().anyMatch(step -> outcomes.isGone(step.arn()));
  }

  private ResourceKind kindOf(Step step) {
    return means.knownKindOf(step.resource());
  }

  private void pause(String forWhat, Duration wait) {
    means.journal().note(new Journal.Waiting(forWhat, wait));
    means.time().pause(wait);
  }

  private void wave(List<Step> steps) {
    // Looked through once a wave: a plan may hold fifty thousand.
    var lingering =
        outcomes.all().filter(Tally::lingers).map(one -> one.judged().resource()).toList();
    var open = steps.stream().filter(step -> mayStart(step, lingering)).toList();
    if (open.isEmpty()) {
      return;
    }
    var level = outcomes.levelOf(open.getFirst());
    means.journal().note(new Journal.WaveBegun(level, plan.waves().size(), open.size()));
    var asked = Collections.synchronizedList(new ArrayList<Step>());
    try (var asking = new Parallel.Window(open.size())) {
      for (int from = 0; from < open.size(); from += READ_AT_ONCE) {
        var to = Math.min(open.size(), from + READ_AT_ONCE);
        var later = Stream.concat(open.stream().skip(to), after(level).stream()).toList();
        var going = unopposed(open.subList(from, to), later);
        asking.begin(() -> asked.addAll(askTogether(going)));
      }
    }
    var split = asked.stream().collect(Collectors.partitioningBy(this::isProvenLate));
    split.getOrDefault(true, List.of()).forEach(this::proveLate);
    prove(split.getOrDefault(false, List.of()));
  }

  /// Reads the tags again; those against which nothing speaks.
  private List<Step> unopposed(List<Step> steps, List<Step> later) {
    steps.forEach(outcomes::begin);
    var objections = recheck.objections(steps, later, outcomes::standing);
    var going = new ArrayList<Step>();
    for (var step : steps) {
      var objection = objections.get(step.arn());
      if (objection == null) {
        going.add(step);
      } else {
        outcomes.end(step, objection);
      }
    }
    return going;
  }

  private boolean isProvenLate(Step step) {
    return kindOf(step).traits().is(Traits.Flag.REAPPEARS) && !awaited.contains(step.arn());
  }

  private void proveLate(Step step) {
    late.add(step.arn());
    outcomes.expect(step, Proof.STILL_DELETING);
  }

  /// What comes after the wave, nearest first.
  private List<Step> after(int level) {
    return plan.waves().stream().skip(level).flatMap(List::stream).toList();
  }

  /// A step starts when what it waits for is gone and there is time left.
  private boolean mayStart(Step step, List<Resource> lingering) {
    for (var arn : step.waitsFor()) {
      var before = outcomes.of(arn);
      var outcome = before.map(Sweep.Done::outcome);
      if (outcome
          .filter(one -> one instanceof Outcome.Gone || one instanceof Outcome.WouldDelete)
          .isPresent()) {
        continue;
      }
      var name = before.map(one -> one.judged().resource().label()).orElse(arn.toString());
      var isPending = outcome.map(Outcome::isPending).orElse(true);
      var wasAsked = outcome.filter(Outcome.Requested.class::isInstance).isPresent();
      var rest = isPending || wasAsked ? ", which is not gone yet" : ", which stays";
      if (isPending) {
        waiting.add(step.arn());
      }
      outcomes.end(step, new Outcome.Withheld("it waits for " + name + rest, isPending));
      return false;
    }
    var behind = lingeringWith(step, lingering);
    if (behind.isPresent()) {
      waiting.add(step.arn());
      outcomes.end(step, new Outcome.Withheld(behind.get(), true));
      return false;
    }
    var needing = needing(step);
    if (needing.isPresent()) {
      var name = needing.get().label();
      waiting.add(step.arn());
      outcomes.end(step, new Outcome.Withheld(name + ", which is not gone yet, may need it", true));
      return false;
    }
    if (!deadline.leaves(Deadline.LAST_STRETCH)) {
      outcomes.end(step, new Outcome.Withheld(Request.TOO_LATE, true));
      return false;
    }
    return true;
  }

  /// A member of a whole that is gone may be cleared up behind still, with the step's help.
  private static Optional<String> lingeringWith(Step step, List<Resource> lingering) {
    var arn = step.arn().toString();
    return lingering.stream()
        .filter(one -> arn.equals(one.facts().get(Resource.LINGERS_WITH)))
        .min(Comparator.comparing(Resource::arn))
        .map(one -> one.label() + " is gone, but " + one.fact(Resource.LINGERS));
  }

  /// What is not gone yet and may call on it to the very end: a stack's custom resources. What
  /// waits for the step itself does not hold it up.
  private Optional<Resource> needing(Step step) {
    var kind = kindOf(step);
    if (kind.traits().order().neededBy().isEmpty()) {
      return Optional.empty();
    }
    return outcomes
        .all()
        .filter(one -> one.wave() > 0 && one.outcome().isPending())
        .map(one -> one.judged().resource())
        .filter(one -> kind.traits().order().neededBy().contains(one.type()))
        .filter(one -> kind.traits().isGlobal() || one.region().equals(step.resource().region()))
        .filter(one -> !waitsFor(one.arn(), step.arn()))
        .min(Comparator.comparing(Resource::arn));
  }

  private boolean waitsFor(Arn later, Arn earlier) {
    var before = plan.steps().collect(Collectors.toMap(Step::arn, Step::waitsFor));
    var seen = new HashSet<Arn>(Set.of(later));
    var open = new ArrayList<>(seen);
    while (!open.isEmpty()) {
      for (var one : before.getOrDefault(open.removeLast(), Set.of())) {
        if (seen.add(one)) {
          open.add(one);
        }
      }
    }
    return seen.contains(earlier);
  }

  /// Asks AWS to delete them, all at the same time; what is to be looked for afterwards.
  private List<Step> askTogether(List<Step> steps) {
    var asked =
        Parallel.map(steps, step -> isAsked(step) ? Optional.of(step) : Optional.<Step>empty());
    return asked.stream().flatMap(Optional::stream).toList();
  }

  /// Asks AWS to delete it; whether it is to be looked for afterwards.
  private boolean isAsked(Step step) {
    var pace = kindOf(step).traits().patience().pace();
    if (pace.filter(lanes::isEngaged).isPresent()) {
      lane(step, pace.get());
      return false;
    }
    var answer = request.ask(step);
    if (answer instanceof Answer.Threw threw && threw.isThrottle() && pace.isPresent()) {
      lanes.engage(pace.get());
      lane(step, pace.get());
      return false;
    }
    return request.settle(step, answer);
  }

  /// A throttled operation goes on at its documented pace while other waves proceed.
  private void lane(Step step, Pace pace) {
    outcomes.expect(
        step, "AWS allows one " + pace.of() + " every " + pace.interval().toSeconds() + " s");
    lanesRunning.add(
        Parallel.begin(
            () -> {
              var asked =
                  lanes.inTurn(pace, deadline, () -> request.settle(step, request.ask(step)));
              if (asked.isEmpty()) {
                outcomes.lookAgain(step, pace.interval());
              } else if (asked.get()) {
                prove(List.of(step));
              }
            }));
  }

  /// Looks for what was asked to go until it is gone, as long as that is worth waiting for.
  private void prove(List<Step> asked) {
    var left = asked;
    for (int look = 1; !left.isEmpty(); look++) {
      var there = proof.look(left);
      proof.gone(left.stream().filter(step -> there.isGone(step.arn())).toList());
      left.stream()
          .filter(step -> there.isUnproven(step.arn()))
          .filter(step -> proof.unknown(step, there.why(step.arn())))
          .forEach(step -> deleting.add(step.arn()));
      var lingers =
          left.stream()
              .filter(step -> there.remaining().contains(step.arn()))
              .collect(
                  Collectors.partitioningBy(step -> Proof.lingering(step.resource()).isPresent()));
      lingers.getOrDefault(true, List.of()).forEach(this::leave);
      left = lingers.getOrDefault(false, List.of());
      var wait =
          left.stream()
              .map(step -> kindOf(step).traits().patience().usualWait())
              .min(Duration::compareTo)
              .orElse(Duration.ZERO)
              .multipliedBy(look);
      if (look == LOOKS
          || wait.compareTo(PATIENCE) > 0
          || !deadline.leaves(Deadline.LAST_STRETCH.plus(wait))) {
        left.forEach(this::leave);
        return;
      }
      if (!left.isEmpty()) {
        pause(left.size() + " that AWS is still deleting", wait);
      }
    }
  }

  private void leave(Step step) {
    deleting.add(step.arn());
    proof.requested(step, Proof.lingering(step.resource()).orElse(Proof.STILL_DELETING));
  }

  /// Late writers bring log groups back: whatever may reappear is looked for at the end.
  private void lookOnceMore() {
    var steps =
        plan.steps()
            .filter(step -> kindOf(step).traits().is(Traits.Flag.REAPPEARS))
            .filter(step -> late.contains(step.arn()) || outcomes.isGone(step.arn()))
            .toList();
    if (steps.isEmpty()) {
      return;
    }
    if (!deadline.leaves(Deadline.LAST_STRETCH)) {
      steps.stream().filter(step -> late.contains(step.arn())).forEach(this::leave);
      return;
    }
    var there = proof.look(steps);
    var back = new ArrayList<Step>();
    for (var step : steps) {
      if (there.isUnproven(step.arn())) {
        proof.unknown(step, there.why(step.arn()));
      } else if (there.remaining().contains(step.arn())) {
        back.add(step);
      } else if (late.contains(step.arn())) {
        proof.gone(List.of(step));
      }
    }
    prove(back.stream().filter(this::isAsked).toList());
  }
}
