package janitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.plan.Plan;
import janitor.plan.Plan.Step;
import janitor.rehearsal.Emulator;
import janitor.rehearsal.FastTime;
import janitor.rehearsal.Night;
import janitor.resource.Arn;
import janitor.resource.Catalog;
import janitor.resource.ResourceKind;
import janitor.resource.Time;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// How long a night takes where Personalize takes a minute a stage: no longer than its own chain,
/// and nothing else waits for it. Time passes only where the janitor waits.
final class WallTimeIT {
  private static final Duration STAGE = Duration.ofMinutes(1);
  private static final double SLOWER = 1.15;
  private static final Duration AT_ONCE = Duration.ofSeconds(15);

  /// The emulator's clock goes with it.
  private record Together(FastTime time, Emulator emulator, Instant begun) implements Time {
    @Override
    public Instant instant() {
      return time.instant();
    }

    @Override
    public synchronized void pause(Duration duration) {
      time.pause(duration);
      emulator.control(
          "POST",
          "clock",
          Map.of("offsetSeconds", Duration.between(begun, time.instant()).toSeconds()));
    }

    @Override
    public void await(Consumer<Duration> answer, Duration atMost) {
      time.await(answer, atMost);
    }
  }

  /// What the night told of itself, and when.
  static final class Told implements Journal {
    private final Time time;
    private Optional<Plan> plan = Optional.empty();
    private Instant plannedAt = Instant.MAX;
    private final Map<Arn, Duration> askedAfter = new ConcurrentHashMap<>();
    private final Map<Arn, Duration> goneAfter = new ConcurrentHashMap<>();

    Told(Time time) {
      this.time = time;
    }

    @Override
    public void note(Entry entry) {
      switch (entry) {
        case Planned(var first) when plan.isEmpty() -> {
          plan = Optional.of(first);
          plannedAt = time.instant();
        }
        case Ended(var done) when plan.isPresent() -> ended(done);
        default -> {}
      }
    }

    private void ended(Done done) {
      var after = Duration.between(plannedAt, time.instant());
      if (done.outcome() instanceof Outcome.Gone) {
        goneAfter.putIfAbsent(done.arn(), after);
      }
      if (done.outcome() instanceof Outcome.Gone || done.outcome() instanceof Outcome.Requested) {
        askedAfter.putIfAbsent(done.arn(), after.minus(done.took()));
      }
    }
  }

  /// The longest chain of the plan that was told, at each kind's usual wait.
  static Duration longestChain(Told told, Catalog catalog) {
    var plan = told.plan.orElseThrow();
    var starts = starts(plan, before(plan, catalog), catalog);
    return plan.steps()
        .map(step -> starts.getOrDefault(step.arn(), Duration.ZERO).plus(link(step, catalog)))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /// What each step waits for: what the plan says, and strangers of an earlier wave whose types its
  /// own goes after.
  private static Map<Arn, List<Step>> before(Plan plan, Catalog catalog) {
    var before = new TreeMap<Arn, List<Step>>();
    var earlier = new ArrayList<Step>();
    for (var wave : plan.waves()) {
      for (var step : wave) {
        var types = kind(step, catalog).traits().order().goesAfter();
        before.put(
            step.arn(),
            earlier.stream()
                .filter(
                    one ->
                        step.waitsFor().contains(one.arn())
                            || types.contains(one.resource().type()))
                .toList());
      }
      earlier.addAll(wave);
    }
    return before;
  }

  private static ResourceKind kind(Step step, Catalog catalog) {
    return catalog.ofType(step.resource().type()).orElseThrow();
  }

  /// When at best each step has its turn.
  private static Map<Arn, Duration> starts(
      Plan plan, Map<Arn, List<Step>> before, Catalog catalog) {
    var starts = new TreeMap<Arn, Duration>();
    plan.steps()
        .forEach(
            step ->
                starts.put(
                    step.arn(),
                    before.getOrDefault(step.arn(), List.of()).stream()
                        .map(
                            one ->
                                starts
                                    .getOrDefault(one.arn(), Duration.ZERO)
                                    .plus(link(one, catalog)))
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO)));
    return starts;
  }

  /// What hangs on nothing that takes long.
  private static List<Step> quick(Plan plan, Map<Arn, List<Step>> before, Catalog catalog) {
    var late = new HashSet<Arn>();
    plan.steps()
        .filter(
            step ->
                before.getOrDefault(step.arn(), List.of()).stream()
                    .anyMatch(
                        one ->
                            late.contains(one.arn())
                                || isSlow(one)
                                || link(one, catalog).compareTo(AT_ONCE) > 0))
        .forEach(step -> late.add(step.arn()));
    return plan.steps().filter(step -> !late.contains(step.arn())).toList();
  }

  /// The time that AWS takes, and at most one usual wait.
  private static Duration link(Step step, Catalog catalog) {
    var wait = catalog.ofType(step.resource().type()).orElseThrow().traits().patience().usualWait();
    return isSlow(step) ? wait.plus(STAGE) : wait;
  }

  private static boolean isSlow(Step step) {
    return step.arn().service().equals("personalize")
        && !step.resource().type().equals("AWS::Personalize::Schema");
  }

  @Test
  void aNightTakesAsLongAsItsLongestChainAndTheRestGoesAtOnce() {
    try (var account = new Account("--kinds", "all", "--classes", "due");
        var clients = new Clients(new Calls(), _ -> {})) {
      var emulator = account.emulator();
      // What AWS does in the background before it takes a deletion is for the next round.
      emulator.control("POST", "pace", Map.of("stack", 0, "association", 0));
      emulator.control(
          "POST",
          "personalize",
          Map.of("pace", Map.of("seconds", STAGE.toSeconds()), "paceClock", "offset"));
      var begun = Instant.now();
      var time = new Together(new FastTime(begun), emulator, begun);
      var told = new Told(time);
      Night.of(
          account.environment(),
          time,
          told,
          "{\"detail\":{\"ttl\":\"0\"}}",
          Night.REHEARSAL,
          aws -> Night.at(emulator, aws));

      var catalog = new Catalog(Kinds.all(clients, Options.looking(Emulator.ACCOUNT)));
      var plan = told.plan.orElseThrow();
      var before = before(plan, catalog);
      var starts = starts(plan, before, catalog);
      var slow = plan.steps().filter(WallTimeIT::isSlow).toList();
      var longest =
          slow.stream()
              .map(step -> starts.getOrDefault(step.arn(), Duration.ZERO).plus(link(step, catalog)))
              .max(Duration::compareTo)
              .orElseThrow();
      assertThat(told.goneAfter.keySet()).containsAll(slow.stream().map(Step::arn).toList());
      var took =
          slow.stream()
              .flatMap(step -> Optional.ofNullable(told.goneAfter.get(step.arn())).stream())
              .max(Duration::compareTo)
              .orElseThrow();
      var quick = quick(plan, before, catalog);
      System.out.printf(
          "a night of %d, Personalize at %d s a stage: %.1f s for a longest chain of %.1f s;"
              + " %d hang on nothing slow%n",
          plan.steps().count(),
          STAGE.toSeconds(),
          took.toMillis() / 1e3,
          longest.toMillis() / 1e3,
          quick.size());
      assertThat(took.toMillis()).isLessThanOrEqualTo((long) (longest.toMillis() * SLOWER));
      assertThat(quick.size()).isGreaterThan((int) plan.steps().count() / 2);
      assertThat(
              quick.stream()
                  .filter(
                      step ->
                          told.askedAfter
                                  .getOrDefault(step.arn(), Duration.ofDays(1))
                                  .compareTo(AT_ONCE)
                              > 0)
                  .map(step -> step.resource().label()))
          .isEmpty();
    }
  }
}
