package janitor.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.fake.FakeAccount;
import janitor.fake.FakeKind;
import janitor.fake.FakeTime;
import janitor.fake.Line;
import janitor.fake.Named;
import janitor.fake.Thing;
import janitor.plan.Plan;
import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Nobody waits for strangers: random accounts whose things take random times to go, by a clock
/// that moves only when the sweep waits.
class FlowTest {
  private static final long SEED = Long.getLong("janitor.seed", 20_261_126L);
  private static final int ACCOUNTS = 400;
  private static final Instant BEGUN = Instant.parse("2026-11-30T01:00:00Z");

  /// What a night may be slower than its longest chain.
  private static final double SLOWER = 1.15;

  /// One account with its plan, and when each thing was asked to go.
  private static final class Sample {
    final FakeTime time = new FakeTime(BEGUN);
    final FakeAccount account = new FakeAccount(time);
    final Line line = new Line(account).with(Duration.ofHours(12));
    final Map<Arn, Thing> things = new TreeMap<>();
    final Map<Arn, Instant> askedAt = new TreeMap<>();

    Thing due(FakeKind kind, String name) {
      var thing = account.due(kind, name);
      things.put(thing.arn(), thing);
      account.beforeDelete(thing, () -> askedAt.put(thing.arn(), time.instant()));
      return thing;
    }

    static Sample of(Random random) {
      var sample = new Sample();
      var kinds = kinds(sample.account);
      var earlier = new ArrayList<Thing>();
      var count = 3 + random.nextInt(40);
      for (int i = 0; i < count; i++) {
        var thing = sample.due(kinds.get(random.nextInt(kinds.size())), "t%02d".formatted(i));
        if (random.nextInt(2) == 0) {
          thing.taking(Duration.ofMillis(random.nextInt(1000 * (1 + random.nextInt(170)))));
        }
        earlier.stream().filter(_ -> random.nextInt(count) < 2).forEach(thing::uses);
        earlier.add(thing);
      }
      return sample;
    }

    private static List<FakeKind> kinds(FakeAccount account) {
      return List.of(
          account.thing,
          account.store,
          account.machine,
          account.model,
          account.role,
          account.policy);
    }

    ResourceKind kind(Step step) {
      return Objects.requireNonNull(things.get(step.arn())).kind();
    }

    /// What a step waits for: what the plan says, and strangers of an earlier wave whose types its
    /// own goes after.
    List<Step> before(Plan plan, Step step) {
      var level = levels(plan);
      return plan.steps()
          .filter(
              one ->
                  step.waitsFor().contains(one.arn())
                      || (kind(step).traits().order().goesAfter().contains(one.resource().type())
                          && level.getOrDefault(one.arn(), 0) < level.getOrDefault(step.arn(), 0)))
          .toList();
    }

    private static Map<Arn, Integer> levels(Plan plan) {
      var levels = new TreeMap<Arn, Integer>();
      for (int i = 0; i < plan.waves().size(); i++) {
        for (var step : plan.waves().get(i)) {
          levels.put(step.arn(), i);
        }
      }
      return levels;
    }

    /// When at best each step could be asked for, after the beginning: a link is the time that AWS
    /// takes and at most one usual wait.
    Map<Arn, Duration> chains(Plan plan) {
      var starts = new TreeMap<Arn, Duration>();
      plan.steps()
          .forEach(
              step ->
                  starts.put(
                      step.arn(),
                      before(plan, step).stream()
                          .map(one -> starts.getOrDefault(one.arn(), Duration.ZERO).plus(link(one)))
                          .max(Duration::compareTo)
                          .orElse(Duration.ZERO)));
      return starts;
    }

    Duration link(Step step) {
      return Objects.requireNonNull(things.get(step.arn()))
          .takes()
          .plus(kind(step).traits().patience().usualWait());
    }

    Duration sinceBegun(Arn arn) {
      return Duration.between(BEGUN, Objects.requireNonNull(askedAt.get(arn), arn::toString));
    }
  }

  private static Stream<Sample> samples() {
    return IntStream.range(0, ACCOUNTS).mapToObj(i -> Sample.of(new Random(SEED + i)));
  }

  private static boolean isWithin(Duration took, Duration chain) {
    return took.toMillis() <= chain.toMillis() * SLOWER;
  }

  @Test
  void aSweepTakesAsLongAsItsLongestChain() {
    var worst = "";
    var worstRatio = 0.0;
    for (var sample : samples().toList()) {
      var plan = sample.line.plan();
      var starts = sample.chains(plan);
      var longest =
          plan.steps()
              .map(step -> starts.getOrDefault(step.arn(), Duration.ZERO).plus(sample.link(step)))
              .max(Duration::compareTo)
              .orElseThrow();
      var sweep = sample.line.sweep(plan);
      var took = Duration.between(BEGUN, sample.time.instant());
      assertThat(sweep.done()).allMatch(done -> done.outcome() instanceof Outcome.Gone);
      assertThat(sample.account.refusals()).isEmpty();
      var figures =
          "%.1f s for a longest chain of %.1f s"
              .formatted(took.toMillis() / 1e3, longest.toMillis() / 1e3);
      assertThat(isWithin(took, longest)).as(figures).isTrue();
      var ratio = (double) took.toMillis() / longest.toMillis();
      if (ratio > worstRatio) {
        worstRatio = ratio;
        worst = figures;
      }
    }
    System.out.printf(
        "%d random accounts swept; the slowest by its longest chain: %s%n", ACCOUNTS, worst);
  }

  @Test
  void eachIsAskedForWhenWhatItWaitsForIsGone() {
    for (var sample : samples().toList()) {
      var plan = sample.line.plan();
      var starts = sample.chains(plan);
      sample.line.sweep(plan);
      plan.steps()
          .forEach(
              step -> {
                var start = starts.getOrDefault(step.arn(), Duration.ZERO);
                assertThat(isWithin(sample.sinceBegun(step.arn()), start))
                    .as(
                        "%s: asked for after %s, of a chain of %s",
                        step.resource().label(), sample.sinceBegun(step.arn()), start)
                    .isTrue();
              });
    }
  }

  @Test
  void whatHangsOnNothingSlowIsAskedForAtOnceWhateverElseWaits() {
    var sample = new Sample();
    var account = sample.account;
    Thing before = null;
    for (var name : List.of("campaign", "solution", "dataset", "group")) {
      var stage = sample.due(account.model, name).taking(Duration.ofMinutes(1));
      if (before != null) {
        before.uses(stage);
      }
      before = stage;
    }
    var bus = sample.due(account.thing, "bus");
    var rule = sample.due(account.thing, "rule").uses(bus);
    var mapping = sample.due(account.thing, "mapping").uses(rule);
    var table = sample.due(account.store, "table");
    rule.uses(table);
    sample.due(account.edge, "distribution").taking(Duration.ofMinutes(20));
    sample.line.sweep();
    for (var quick : List.of(mapping, rule, bus, table)) {
      assertThat(sample.sinceBegun(quick.arn())).isLessThanOrEqualTo(Duration.ofSeconds(15));
    }
    assertThat(account.leftNames()).containsExactly("distribution");
  }

  @Test
  void aFailedOneHoldsUpWhatHangsOnItAndNothingElse() {
    for (int i = 0; i < ACCOUNTS; i++) {
      var random = new Random(SEED + i);
      var sample = Sample.of(random);
      var plan = sample.line.plan();
      var failed =
          sample.things.values().stream()
              .filter(_ -> random.nextInt(8) == 0)
              .map(Thing::arn)
              .collect(Collectors.toSet());
      failed.forEach(arn -> sample.account.failAlways("Delete " + arn, Fault.Sort.DENIED));
      var outcomes = Line.outcomes(sample.line.sweep(plan));
      var held = held(plan, failed);
      assertThat(goneOf(outcomes))
          .isEqualTo(
              plan.steps()
                  .filter(step -> !held.contains(step.arn()))
                  .map(step -> step.resource().name())
                  .collect(Collectors.toSet()));
    }
  }

  private static Set<String> goneOf(Named<Outcome> outcomes) {
    return outcomes.names().stream()
        .filter(name -> outcomes.get(name) instanceof Outcome.Gone)
        .collect(Collectors.toSet());
  }

  /// The failed, and what waits for them, and so on: in the plan's order nothing comes before what
  /// it waits for.
  private static Set<Arn> held(Plan plan, Set<Arn> failed) {
    var held = new HashSet<>(failed);
    plan.steps()
        .filter(step -> step.waitsFor().stream().anyMatch(held::contains))
        .forEach(step -> held.add(step.arn()));
    return held;
  }

  /// A slow one does too: what strangers wait for by type alone, they do not wait for beyond this
  /// sweep.
  @Test
  void aSlowOneHoldsUpWhatHangsOnItAndNothingElse() {
    var sample = new Sample();
    var account = sample.account;
    var slow = sample.due(account.thing, "slow").taking(Duration.ofHours(1));
    var other = sample.due(account.thing, "other");
    var used = sample.due(account.store, "used");
    slow.uses(used);
    sample.due(account.store, "by itself");
    sample.due(account.role, "of a later type");
    var outcomes = Line.outcomes(sample.line.sweep());
    assertThat(outcomes.get("slow")).isEqualTo(new Outcome.Requested("AWS is still deleting it"));
    assertThat(outcomes.get("used"))
        .isEqualTo(
            new Outcome.Withheld("it waits for Fake Thing slow, which is not gone yet", true));
    assertThat(goneOf(outcomes)).containsExactlyInAnyOrder("other", "by itself", "of a later type");
    assertThat(sample.sinceBegun(other.arn())).isEqualTo(Duration.ZERO);
  }

  /// Twenty tables take as many looks as the slowest of them, and not one each.
  @Test
  void oneLookServesAllOfAKind() {
    var sample = new Sample();
    for (int i = 0; i < 20; i++) {
      sample.due(sample.account.store, "table" + i).taking(Duration.ofSeconds(1 + i));
    }
    sample.line.sweep();
    var looks =
        sample.account.calls().stream()
            .filter(call -> call.operation().endsWith("Store Remaining"))
            .count();
    assertThat(looks).isLessThanOrEqualTo(9);
    assertThat(sample.account.left()).isEmpty();
  }
}
