package janitor.sweep;

import janitor.plan.Plan;
import janitor.plan.Plan.Step;
import janitor.resource.Arn;
import janitor.resource.ResourceKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which steps have their turn: a step starts when what it waits for is gone, and when nothing of
/// the types that its own goes after is still to go in an earlier wave. The waves are what the plan
/// made of all that; here nobody waits for one.
final class Flow {
  private final Outcomes outcomes;
  private final Function<Step, ResourceKind> kindOf;
  private final Map<Arn, Integer> order = new HashMap<>();
  private final Map<Arn, Step> waiting = new LinkedHashMap<>();
  private final Map<Arn, Integer> before = new HashMap<>();
  private final Map<Arn, List<Step>> after = new HashMap<>();
  private final PriorityQueue<Step> ready;
  private final Set<Arn> gone = new HashSet<>();

  /// Strangers that others of later types still wait for.
  private final Strangers going = new Strangers();

  /// Strangers that may need others to their very end.
  private final Strangers needing = new Strangers();

  /// @param isQuick whose tags are read in no time: those go first
  Flow(Plan plan, Outcomes outcomes, Function<Step, ResourceKind> kindOf, Predicate<Step> isQuick) {
    this.outcomes = outcomes;
    this.kindOf = kindOf;
    this.ready =
        new PriorityQueue<>(
            Comparator.<Step, Boolean>comparing(step -> !isQuick.test(step))
                .thenComparing(inOrder()));
    plan.steps()
        .forEach(
            step -> {
              order.put(step.arn(), order.size());
              waiting.put(step.arn(), step);
              before.put(step.arn(), step.waitsFor().size());
              step.waitsFor()
                  .forEach(arn -> after.computeIfAbsent(arn, _ -> new ArrayList<>()).add(step));
              going.add(step);
              needing.add(step);
            });
    plan.steps().forEach(this::consider);
  }

  /// The plan's.
  Comparator<Step> inOrder() {
    return Comparator.comparing(step -> order.getOrDefault(step.arn(), 0));
  }

  boolean isEmpty() {
    return ready.isEmpty();
  }

  /// The next that have their turn.
  List<Step> take(int most) {
    var taken = new ArrayList<Step>();
    while (taken.size() < most && !ready.isEmpty()) {
      taken.add(ready.remove());
    }
    return taken;
  }

  /// What has not had its turn, nearest first.
  Stream<Step> later() {
    return Stream.concat(ready.stream().sorted(inOrder()), waiting.values().stream());
  }

  /// Whether something waits for the very thing.
  boolean isAwaited(Arn arn) {
    return after.getOrDefault(arn, List.of()).stream()
        .anyMatch(step -> waiting.containsKey(step.arn()));
  }

  /// It is gone: what waits for it need not any more.
  void gone(Step step) {
    if (!gone.add(step.arn())) {
      return;
    }
    for (var next : after.getOrDefault(step.arn(), List.of())) {
      if (before.merge(next.arn(), -1, Integer::sum) == 0) {
        consider(next);
      }
    }
  }

  /// Strangers need not wait for it any more, though it may still be there.
  void letStrangersGo(Step step) {
    going.remove(step);
  }

  /// This sweep is done with it.
  void ended(Step step) {
    going.remove(step);
    needing.remove(step);
  }

  /// It stays, or may: so does for now what waits for it. This takes them out of the flow.
  List<Step> takeWaitingFor(Step step) {
    return after.getOrDefault(step.arn(), List.of()).stream()
        .filter(next -> waiting.remove(next.arn()) != null)
        .toList();
  }

  private void consider(Step step) {
    if (!waiting.containsKey(step.arn()) || before.getOrDefault(step.arn(), 0) > 0) {
      return;
    }
    var kind = kindOf.apply(step);
    var level = outcomes.levelOf(step);
    var types = kind.traits().order();
    for (var type : types.goesAfter()) {
      var strangers = types.neededBy().contains(type) ? needing : going;
      if (!type.equals(kind.type()) && strangers.areBefore(type, level)) {
        strangers.park(type, step);
        return;
      }
    }
    waiting.remove(step.arn());
    ready.add(step);
  }

  /// How many of each type are still to go, by the wave that the plan has them in.
  private final class Strangers {
    private final Map<String, TreeMap<Integer, Integer>> counts = new HashMap<>();
    private final Map<String, List<Step>> parked = new HashMap<>();
    private final Set<Arn> counted = new HashSet<>();

    void add(Step step) {
      counted.add(step.arn());
      counts
          .computeIfAbsent(step.resource().type(), _ -> new TreeMap<>())
          .merge(outcomes.levelOf(step), 1, Integer::sum);
    }

    /// Where types and instances contradict each other, the plan's waves know better.
    boolean areBefore(String type, int level) {
      var levels = counts.get(type);
      return levels != null && !levels.headMap(level).isEmpty();
    }

    void park(String type, Step step) {
      parked.computeIfAbsent(type, _ -> new ArrayList<>()).add(step);
    }

    void remove(Step step) {
      if (!counted.remove(step.arn())) {
        return;
      }
      var type = step.resource().type();
      var levels = counts.getOrDefault(type, new TreeMap<>());
      var level = outcomes.levelOf(step);
      if (levels.merge(level, -1, Integer::sum) == 0) {
        levels.remove(level);
        var again = parked.remove(type);
        if (again != null) {
          again.forEach(Flow.this::consider);
        }
      }
    }
  }
}
