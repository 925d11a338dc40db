package janitor.sweep;

import janitor.plan.Plan;
import janitor.plan.Plan.Step;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Fault;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Asks AWS to delete, so many at once a service, and reads what it answers.
final class Request {
  private static final int CALLS_AT_ONCE_A_SERVICE = 8;

  /// A request that waited longer for its turn has its tags read once more.
  static final Duration RECENT = Duration.ofSeconds(20);

  static final String TOO_LATE = "its turn had not come when the time was up";

  private final Means means;
  private final Deleter deleter;
  private final Recheck recheck;
  private final Plan plan;
  private final Outcomes outcomes;
  private final Deadline deadline;
  private final Map<String, Semaphore> services = new ConcurrentHashMap<>();

  Request(
      Means means,
      Deleter deleter,
      Recheck recheck,
      Plan plan,
      Outcomes outcomes,
      Deadline deadline) {
    this.means = means;
    this.deleter = deleter;
    this.recheck = recheck;
    this.plan = plan;
    this.outcomes = outcomes;
    this.deadline = deadline;
  }

  /// What AWS said to one request, or why it was not made.
  sealed interface Answer {
    record Spared(Outcome outcome) implements Answer {}

    record Took(Optional<Deletion> deletion) implements Answer {}

    record Threw(Fault fault) implements Answer {
      boolean isThrottle() {
        return fault.of() == Fault.Sort.THROTTLED;
      }
    }
  }

  Answer ask(Step step) {
    var service =
        services.computeIfAbsent(service(step), _ -> new Semaphore(CALLS_AT_ONCE_A_SERVICE));
    service.acquireUninterruptibly();
    try {
      return objection(step).<Answer>map(Answer.Spared::new).orElseGet(() -> askNow(step));
    } finally {
      service.release();
    }
  }

  /// Whom the request goes to.
  private String service(Step step) {
    return means.knownKindOf(step.resource()).traits().is(Traits.Flag.GENERIC)
        ? "cloudcontrol"
        : step.arn().service();
  }

  private Answer askNow(Step step) {
    try {
      return new Answer.Took(deleter.delete(step, means.knownKindOf(step.resource()), deadline));
    } catch (RuntimeException error) {
      return new Answer.Threw(means.faults().classify(error));
    }
  }

  /// What speaks against a request that had to wait for its turn.
  private Optional<Outcome> objection(Step step) {
    // However short it waited: a person may have stopped it meanwhile.
    if (!deadline.leaves(Deadline.LAST_STRETCH)) {
      return Optional.of(new Outcome.Withheld(TOO_LATE, true));
    }
    if (outcomes.since(step.judged()).compareTo(RECENT) <= 0) {
      return Optional.empty();
    }
    var others = plan.steps().filter(one -> !outcomes.isGone(one.arn())).toList();
    return Optional.ofNullable(
        recheck.objections(List.of(step), others, outcomes::standing).get(step.arn()));
  }

  /// Writes down what the answer means.
  ///
  /// @return whether the step is to be looked for
  boolean settle(Step step, Answer answer) {
    return switch (answer) {
      case Answer.Spared(var outcome) -> ends(step, outcome);
      case Answer.Took(var deletion) ->
          deletion.map(one -> begun(step, one)).orElseGet(() -> wouldDelete(step));
      case Answer.Threw(var fault) when fault.of() == Fault.Sort.GONE -> true;
      case Answer.Threw(var fault) -> {
        outcomes.lookAgain(
            step, means.knownKindOf(step.resource()).traits().patience().usualWait());
        yield ends(step, FaultOutcome.outcome(step.arn(), fault, ""));
      }
    };
  }

  private boolean wouldDelete(Step step) {
    var with = "with " + step.resource().label();
    outcomes.end(step, new Outcome.WouldDelete("wave " + outcomes.levelOf(step)));
    step.members()
        .forEach(judged -> outcomes.endMember(step, judged, new Outcome.WouldDelete(with)));
    return false;
  }

  private boolean begun(Step step, Deletion deletion) {
    return switch (deletion) {
      case Deletion.Asked _ -> true;
      case Deletion.Preparing(var what, var askAgainIn) -> {
        outcomes.lookAgain(step, askAgainIn);
        yield ends(step, new Outcome.Requested(what));
      }
      case Deletion.Deferred(var what) -> ends(step, new Outcome.Requested(what, false));
      case Deletion.Scheduled(var at, var what) -> ends(step, new Outcome.Gone(what + " on " + at));
      case Deletion.Stuck(var why, var remedy) ->
          ends(step, Outcome.Failed.givenUp(why, remedy, false));
      case Deletion.Refused(var why, var remedy) ->
          ends(step, new Outcome.Withheld(why + ". " + remedy));
    };
  }

  private boolean ends(Step step, Outcome outcome) {
    outcomes.end(step, outcome);
    return false;
  }
}
