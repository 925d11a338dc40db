package janitor.sweep;

import janitor.plan.Judged;
import janitor.plan.Plan;
import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Resource;
import janitor.resource.Time;
import janitor.sweep.Sweep.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What became of each resource of a plan, so far.
final class Outcomes {
  private final Plan plan;
  private final Time time;
  private final Journal journal;
  private final Map<Arn, Judged> judged;
  private final Map<Arn, Integer> levels = new HashMap<>();
  private final Map<Arn, Done> done = new ConcurrentHashMap<>();
  private final Map<Arn, Instant> begunAt = new ConcurrentHashMap<>();
  private final Map<Arn, Duration> waits = new ConcurrentHashMap<>();

  Outcomes(Plan plan, Time time, Journal journal) {
    this.plan = plan;
    this.time = time;
    this.journal = journal;
    this.judged = plan.byArn();
    for (int i = 0; i < plan.waves().size(); i++) {
      for (var step : plan.waves().get(i)) {
        levels.put(step.arn(), i + 1);
      }
    }
    plan.withheld()
        .forEach(
            withheld -> write(withheld.judged(), new Outcome.Withheld(withheld.reason()), 0, true));
  }

  /// From 1; 0 for what is in no wave.
  int levelOf(Step step) {
    return levels.getOrDefault(step.arn(), 0);
  }

  void begin(Step step) {
    begunAt.put(step.arn(), time.instant());
  }

  /// How long ago its turn came.
  Duration since(Judged judged) {
    return Optional.ofNullable(begunAt.get(judged.arn()))
        .map(at -> Duration.between(at, time.instant()))
        .orElse(Duration.ZERO);
  }

  /// When a later round can see a change, should it be open at the end.
  void lookAgain(Step step, Duration in) {
    waits.put(step.arn(), in);
  }

  /// The step's outcome; its members stay with what stays.
  void end(Step step, Outcome outcome) {
    close(step, outcome, levelOf(step));
  }

  /// Another round's turn, as if the step was in no wave of this one.
  void putOff(Step step, String why) {
    close(step, new Outcome.Withheld(why, true), 0);
  }

  private void close(Step step, Outcome outcome, int level) {
    write(step.judged(), outcome, level, true);
    if (!(outcome instanceof Outcome.Gone || outcome instanceof Outcome.WouldDelete)) {
      var why = "it goes with " + step.resource().label();
      step.members()
          .forEach(
              member -> write(member, new Outcome.Withheld(why, outcome.isPending()), level, true));
    }
  }

  void endMember(Step step, Judged member, Outcome outcome) {
    write(member, outcome, levelOf(step), true);
  }

  /// What stands until the real outcome comes, and is told to nobody.
  void expect(Step step, String reason) {
    write(step.judged(), new Outcome.Requested(reason), levelOf(step), false);
  }

  private void write(Judged judged, Outcome outcome, int level, boolean isNews) {
    var ended = new Done(judged, outcome, level, since(judged));
    done.put(judged.arn(), ended);
    if (isNews) {
      journal.note(new Journal.Ended(ended));
    }
  }

  Optional<Done> of(Arn arn) {
    return Optional.ofNullable(done.get(arn));
  }

  Stream<Done> all() {
    return done.values().stream();
  }

  boolean isGone(Arn arn) {
    return of(arn).filter(ended -> ended.outcome() instanceof Outcome.Gone).isPresent();
  }

  /// Whether nothing that waits for it needs to wait any more: it is gone, or would be.
  boolean isOutOfTheWay(Arn arn) {
    return isGone(arn)
        || of(arn).filter(ended -> ended.outcome() instanceof Outcome.WouldDelete).isPresent();
  }

  /// A resource of the plan that is not gone by now.
  Optional<Resource> standing(Arn arn) {
    return Optional.ofNullable(judged.get(arn)).filter(_ -> !isGone(arn)).map(Judged::resource);
  }

  Sweep sweep() {
    return new Sweep(inPlanOrder(), lookAgainIn());
  }

  /// The order in which they went, then what stayed.
  private List<Done> inPlanOrder() {
    var ordered = new LinkedHashMap<Arn, Done>();
    plan.judged()
        .forEach(
            waiting ->
                of(waiting.arn()).ifPresent(ended -> ordered.putIfAbsent(waiting.arn(), ended)));
    return List.copyOf(ordered.values());
  }

  private Duration lookAgainIn() {
    return waits.entrySet().stream()
        .filter(wait -> of(wait.getKey()).filter(ended -> ended.outcome().isPending()).isPresent())
        .map(Map.Entry::getValue)
        .min(Duration::compareTo)
        .orElse(Duration.ofSeconds(5));
  }
}
