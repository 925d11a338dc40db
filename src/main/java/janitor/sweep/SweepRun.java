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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One plan carried out: each step as soon as what it waits for is gone.
///
/// One thread decides, and sends errands that ask AWS; it looks for what was asked to go. Nothing
/// else changes what is kept here.
final class SweepRun {

  /// So many have their tags read in one go, and are then asked to go while the next are read.
  /// Those of a whole plan would be old before the last is read, where a service tells ten a
  /// second.
  private static final int READ_AT_ONCE = 50;

  /// Answers that come within this are acted on together: one list tells of all of them.
  private static final Duration MOMENT = Duration.ofSeconds(1);

  /// A time that no request takes.
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Means means;
  private final Recheck recheck;
  private final Plan plan;
  private final Deadline deadline;
  private final Outcomes outcomes;
  private final Request request;
  private final Proof proof;
  private final Flow flow;
  private final Watch watch;
  private final Needs needs;
  private final Turns turns;
  private final Parallel.Errands<Answered> errands = new Parallel.Errands<>();

  /// How many of what one look tells of are being asked for.
  private final Map<Watch.Group, Integer> asking = new HashMap<>();

  /// What AWS did not tell of at the last look, and what it said.
  private final Map<Arn, String> unknown = new HashMap<>();

  /// What is looked for at the end in any case, and is waited for by nothing: one look does.
  private final Set<Arn> late = new HashSet<>();

  private final Set<Integer> wavesBegun = new HashSet<>();

  /// Whether what may reappear was looked for once more.
  private boolean isEnding;

  private record Answered(Step step, Optional<Pace> pace, Answer answer) {}

  SweepRun(
      Means means, Recheck recheck, Lanes lanes, Deleter deleter, Plan plan, Deadline deadline) {
    this.means = means;
    this.recheck = recheck;
    this.plan = plan;
    this.deadline = deadline;
    this.outcomes = new Outcomes(plan, means.time(), means.journal());
    this.request = new Request(means, deleter, recheck, plan, outcomes, deadline);
    this.proof = new Proof(means, outcomes);
    this.needs = new Needs(means, plan, outcomes);
    this.turns = new Turns(lanes, means.time());
    this.flow =
        new Flow(plan, outcomes, this::kindOf, step -> recheck.readsFromIndex(step.resource()));
    this.watch = new Watch(this::kindOf, means.time());
  }

  Sweep run() {
    try (errands) {
      flow();
      isEnding = true;
      lookOnceMore();
      flow();
      proof.members();
    }
    return outcomes.sweep();
  }

  /// Until nothing more can be done in this round.
  private void flow() {
    do {
      takeTurns();
      begin(flow.take(READ_AT_ONCE));
      if (!flow.isEmpty()) {
        answered(errands.collect());
      } else if (errands.areOut()) {
        means.time().await(errands::await, untilNext().orElse(LONGEST));
        gather();
      } else if (isWorthWaiting()) {
        pause(untilNext().orElseThrow());
      } else {
        watch.steps().toList().forEach(this::leave);
      }
      look(watch.due(this::isGrowing));
    } while (!flow.isEmpty() || errands.areOut() || !turns.isEmpty() || !watch.isEmpty());
  }

  private ResourceKind kindOf(Step step) {
    return means.knownKindOf(step.resource());
  }

  /// How long until it is time for a look, or for a call that keeps a pace.
  private Optional<Duration> untilNext() {
    var now = means.time().instant();
    return Stream.concat(watch.nextAt(this::isGrowing).stream(), turns.nextAt())
        .min(Instant::compareTo)
        .map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
  }

  private boolean isWorthWaiting() {
    return (!turns.isEmpty() || watch.steps().anyMatch(this::isSoonGone))
        && untilNext()
            .filter(wait -> wait.isZero() || deadline.leaves(Deadline.LAST_STRETCH.plus(wait)))
            .isPresent();
  }

  /// What AWS does not tell of is worth another look only where something waits for it.
  private boolean isSoonGone(Step step) {
    return watch.isSoon(step) && (!unknown.containsKey(step.arn()) || flow.isAwaited(step.arn()));
  }

  private void pause(Duration wait) {
    if (!wait.isZero()) {
      var deleting = watch.steps().count();
      var forWhat = deleting > 0 ? deleting + " that AWS is still deleting" : turns.operations();
      means.journal().note(new Journal.Waiting(forWhat, wait));
      means.time().pause(wait);
    }
  }

  /// Where one answer is back, more may be about to come.
  private void gather() {
    var answers = new ArrayList<>(errands.collect());
    if (!answers.isEmpty()) {
      var until = means.time().instant().plus(MOMENT);
      while (errands.areOut() && means.time().instant().isBefore(until)) {
        means.time().await(errands::await, Duration.between(means.time().instant(), until));
        answers.addAll(errands.collect());
      }
    }
    answered(answers);
  }

  private void answered(List<Answered> answers) {
    answers.stream()
        .sorted(Comparator.comparing(Answered::step, flow.inOrder()))
        .forEach(this::answered);
  }

  private boolean isGrowing(Watch.Group group) {
    return !flow.isEmpty() || asking.containsKey(group);
  }

  /// Reads their tags again, and asks AWS to delete those against which nothing speaks.
  private void begin(List<Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    // Looked through once for all of them: a plan may hold fifty thousand.
    var lingering = needs.lingering();
    var open = steps.stream().filter(step -> mayStart(step, lingering)).toList();
    open.forEach(this::tellWave);
    unopposed(open).forEach(this::ask);
  }

  private void tellWave(Step step) {
    var level = outcomes.levelOf(step);
    if (wavesBegun.add(level)) {
      var waves = plan.waves();
      means.journal().note(new Journal.WaveBegun(level, waves.size(), waves.get(level - 1).size()));
    }
  }

  private List<Step> unopposed(List<Step> steps) {
    if (steps.isEmpty()) {
      return steps;
    }
    steps.forEach(outcomes::begin);
    proof.membersAbove(steps);
    var objections = recheck.objections(steps, flow.later().toList(), outcomes::standing);
    var going = new ArrayList<Step>();
    for (var step : steps) {
      var objection = objections.get(step.arn());
      if (objection == null) {
        going.add(step);
      } else {
        end(step, objection);
      }
    }
    return going;
  }

  /// A step starts only if nothing may need it still, and there is time left.
  private boolean mayStart(Step step, List<Resource> lingering) {
    var against =
        needs
            .of(step, lingering)
            .or(
                () ->
                    deadline.leaves(Deadline.LAST_STRETCH)
                        ? Optional.empty()
                        : Optional.of(Request.TOO_LATE));
    against.ifPresent(why -> end(step, new Outcome.Withheld(why, true)));
    return against.isEmpty();
  }

  private void ask(Step step) {
    var pace = kindOf(step).traits().patience().pace();
    if (pace.filter(turns::isEngaged).isPresent()) {
      queue(step, pace.get());
    } else {
      send(step, Optional.empty());
    }
  }

  private void send(Step step, Optional<Pace> pace) {
    asking.merge(watch.groupOf(step), 1, Integer::sum);
    errands.begin(() -> new Answered(step, pace, request.ask(step)));
  }

  /// A throttled operation goes on at its documented pace while others proceed.
  private void queue(Step step, Pace pace) {
    outcomes.expect(
        step, "AWS allows one " + pace.of() + " every " + pace.interval().toSeconds() + " s");
    turns.add(new Turns.Turn(step, pace));
  }

  /// Those whose turn would come too late have it in the next round.
  private void takeTurns() {
    for (var turn : turns.takeTooLate(deadline)) {
      outcomes.lookAgain(turn.step(), turn.pace().interval());
      ended(turn.step());
    }
    turns.takeDue().forEach(turn -> send(turn.step(), Optional.of(turn.pace())));
  }

  private void answered(Answered answered) {
    var step = answered.step();
    asking.computeIfPresent(watch.groupOf(step), (_, count) -> count == 1 ? null : count - 1);
    answered.pace().ifPresent(turns::answered);
    var pace = kindOf(step).traits().patience().pace();
    if (answered.answer() instanceof Answer.Threw threw
        && threw.isThrottle()
        && pace.isPresent()
        && answered.pace().isEmpty()) {
      turns.engage(pace.get());
      queue(step, pace.get());
    } else if (!request.settle(step, answered.answer())) {
      ended(step);
    } else if (isProvenLate(step)) {
      late.add(step.arn());
      outcomes.expect(step, Outcome.Requested.STILL_DELETING);
      flow.ended(step);
    } else {
      watch.add(step);
    }
  }

  private boolean isProvenLate(Step step) {
    return !isEnding
        && kindOf(step).traits().is(Traits.Flag.REAPPEARS)
        && !flow.isAwaited(step.arn());
  }

  private void look(List<Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    var there = proof.look(steps);
    watch.looked(steps);
    var gone = steps.stream().filter(step -> there.isGone(step.arn())).toList();
    proof.gone(gone);
    gone.forEach(this::ended);
    for (var step : steps) {
      if (there.isUnproven(step.arn())) {
        cannotTell(step, there);
      } else if (there.remaining().contains(step.arn())) {
        unknown.remove(step.arn());
        if (Proof.lingering(step.resource()).isPresent()) {
          leave(step);
        } else if (!watch.isSoon(step)) {
          flow.letStrangersGo(step);
        }
      }
    }
  }

  private void cannotTell(Step step, Proof.Presence there) {
    var outcome = Proof.unproven(step.arn(), there.why(step.arn()));
    if (outcome instanceof Outcome.Requested) {
      unknown.put(step.arn(), outcome.reason());
      flow.letStrangersGo(step);
    } else {
      end(step, outcome);
    }
  }

  /// Leaves it to the next round to see it gone.
  private void leave(Step step) {
    var reason =
        Optional.ofNullable(unknown.get(step.arn()))
            .or(() -> Proof.lingering(step.resource()))
            .orElse(Outcome.Requested.STILL_DELETING);
    proof.requested(step, reason);
    ended(step);
  }

  private void end(Step step, Outcome outcome) {
    outcomes.end(step, outcome);
    ended(step);
  }

  /// What waits for it has its turn, or has none in this round.
  private void ended(Step step) {
    var open = new ArrayDeque<>(List.of(step));
    while (!open.isEmpty()) {
      var one = open.remove();
      watch.remove(one);
      if (outcomes.isOutOfTheWay(one.arn())) {
        flow.gone(one);
      } else {
        for (var next : flow.takeWaitingFor(one)) {
          outcomes.end(next, waitsInVain(one));
          open.add(next);
        }
      }
      flow.ended(one);
    }
  }

  private Outcome waitsInVain(Step before) {
    var outcome = outcomes.of(before.arn()).map(Sweep.Done::outcome);
    var isPending = outcome.map(Outcome::isPending).orElse(true);
    var wasAsked = outcome.filter(Outcome.Requested.class::isInstance).isPresent();
    return new Outcome.Withheld(
        "it waits for "
            + before.resource().label()
            + (isPending || wasAsked ? ", which is not gone yet" : ", which stays"),
        isPending);
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
    for (var step : steps) {
      if (there.isUnproven(step.arn())) {
        proof.unknown(step, there.why(step.arn()));
      } else if (there.remaining().contains(step.arn())) {
        ask(step);
      } else if (late.contains(step.arn())) {
        proof.gone(List.of(step));
      }
    }
  }
}
