package janitor.plan;

import janitor.plan.Plan.Step;
import janitor.plan.Plan.Withheld;
import janitor.plan.Verdict.Expired;
import janitor.resource.Arn;
import janitor.resource.Inventory;
import janitor.resource.Resource;
import janitor.resource.Use;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Turns an inventory into waves of deletions: what refers to something goes before it.
public final class Planner {

  private static final Comparator<Resource> BY_NAME =
      Comparator.comparing(Resource::type)
          .thenComparing(Resource::name)
          .thenComparing(Resource::arn);

  private final Rules rules;
  private final Map<String, Set<String>> goesAfter;

  /// A planner for one night.
  ///
  /// @param goesAfter for each type the types that go before it, where nothing else orders them
  public Planner(Rules rules, Map<String, Set<String>> goesAfter) {
    this.rules = rules;
    this.goesAfter = goesAfter;
  }

  public Plan plan(Inventory inventory, Instant now) {
    var judge = new Judge(rules, inventory, now);
    var draft = new Draft(judge, inventory);
    draft.withholdWhatIsStillUsed();
    draft.withholdCycles();
    draft.withholdWhatWaitsForStayers();
    var due = draft.steps.values().stream().mapToInt(draft::size).sum();
    if (due > rules.maxDeletions()) {
      var refusal =
          due
              + " resources are due, more than MaxDeletions ("
              + rules.maxDeletions()
              + ") allows in one night: nothing was deleted. If they are all meant to go, raise"
              + " MaxDeletions above "
              + due
              + ".";
      List.copyOf(draft.steps.values())
          .forEach(
              node ->
                  draft.withhold(node.judged, "more is due than MaxDeletions allows", Set.of()));
      return new Plan(List.of(), draft.withheld(), Optional.of(refusal));
    }
    draft.withholdWhatLapsed();
    return new Plan(draft.waves(), draft.withheld(), Optional.empty());
  }

  private final class Draft {
    private final Judge judge;
    private final Inventory inventory;
    private final Map<Arn, Resource> byArn;
    final Map<Arn, Node> steps = new LinkedHashMap<>();
    private final Map<Arn, Withheld> stays = new TreeMap<>();
    private final Map<Arn, Set<Arn>> usersOf = new HashMap<>();
    private final Map<Arn, Set<Arn>> usedBy = new HashMap<>();
    private final Map<Arn, List<Resource>> childrenOf;
    private final Set<Arn> stuck = new LinkedHashSet<>();

    Draft(Judge judge, Inventory inventory) {
      this.judge = judge;
      this.inventory = inventory;
      this.byArn = inventory.byArn();
      this.childrenOf =
          byArn.values().stream()
              .filter(resource -> resource.parent().isPresent())
              .collect(Collectors.groupingBy(resource -> lifted(resource.parent().orElseThrow())));
      byArn.values().stream()
          .sorted(BY_NAME)
          .forEach(
              resource -> {
                var judged = new Judged(resource, judge.verdict(resource));
                if (judged.verdict() instanceof Expired) {
                  steps.put(resource.arn(), new Node(judged));
                } else if (!isMemberOfStep(resource)) {
                  stays.put(
                      resource.arn(), new Withheld(judged, judged.verdict().reason(), Set.of()));
                }
              });
      connect();
    }

    private boolean isMemberOfStep(Resource resource) {
      return judge.verdict(resource) instanceof Verdict.Owned
          && judge
              .root(resource)
              .map(byArn::get)
              .filter(root -> root.owner().isEmpty())
              .map(judge::verdict)
              .filter(Expired.class::isInstance)
              .isPresent();
    }

    /// Members stand for the whole that they go with.
    private Arn lifted(Arn arn) {
      var resource = byArn.get(arn);
      return resource == null ? arn : judge.root(resource).orElse(arn);
    }

    private void connect() {
      for (var resource : byArn.values()) {
        resource.uses().forEach(used -> edge(lifted(resource.arn()), lifted(used)));
        resource
            .parent()
            .filter(parent -> byArn.containsKey(parent) && !resource.uses().contains(parent))
            .ifPresent(parent -> edge(lifted(parent), lifted(resource.arn())));
        // What several leave behind goes after all of them, and stays with any of them.
        resource.leaves().stream()
            .filter(byArn::containsKey)
            .filter(child -> !uses(child, resource.arn()))
            .forEach(child -> edge(lifted(resource.arn()), lifted(child)));
      }
      inventory.uses().stream()
          .filter(use -> byArn.containsKey(use.user()))
          .filter(use -> use.bond() != Use.Bond.STRANGER_ONLY)
          .forEach(use -> edge(lifted(use.user()), lifted(use.used()), use.bond()));
    }

    private boolean uses(Arn user, Arn used) {
      var resource = byArn.get(user);
      return resource != null && resource.uses().contains(used);
    }

    private void edge(Arn first, Arn second) {
      edge(first, second, Use.Bond.ORDERED);
    }

    private void edge(Arn first, Arn second, Use.Bond bond) {
      if (first.equals(second) || !byArn.containsKey(second)) {
        return;
      }
      usersOf.computeIfAbsent(second, _ -> new TreeSet<>()).add(first);
      usedBy.computeIfAbsent(first, _ -> new TreeSet<>()).add(second);
      var earlier = steps.get(first);
      var later = steps.get(second);
      if (earlier != null && later != null && bond == Use.Bond.ORDERED) {
        earlier.after.add(second);
        later.before.add(first);
      }
    }

    int size(Node node) {
      return Math.max(
          node.judged.resource().size(), 1 + judge.members(node.judged.resource()).size());
    }

    void withhold(Judged judged, String reason, Set<Arn> waitsFor) {
      steps.remove(judged.arn());
      stays.put(judged.arn(), new Withheld(judged, reason, waitsFor));
      judge
          .members(judged.resource())
          .forEach(
              member ->
                  stays.put(
                      member.arn(),
                      new Withheld(
                          new Judged(member, judge.verdict(member)),
                          "it goes with " + judged.resource().label() + ", which stays",
                          Set.of(judged.arn()))));
    }

    void withholdWhatIsStillUsed() {
      for (var use : inventory.uses()) {
        var used = steps.get(lifted(use.used()));
        if (used != null && !byArn.containsKey(use.user())) {
          withhold(used.judged, use.reason(), Set.of(use.user()));
        }
      }
      withholdWhatWaitsForStayers();
    }

    /// Whatever is referred to by something that stays, or is a part of it, stays; and so on until
    /// nothing changes.
    void withholdWhatWaitsForStayers() {
      withholdWhatWaitsFor(stayer -> !isKept(stayer));
      // What is left waits for nothing but what somebody keeps, and so is kept itself.
      withholdWhatWaitsFor(this::isKept);
    }

    private boolean isKept(Withheld stayer) {
      return stayer.judged().verdict() instanceof Verdict.Kept;
    }

    private void withholdWhatWaitsFor(Predicate<Withheld> which) {
      var open =
          stays.values().stream()
              .filter(which)
              .map(stayer -> stayer.judged().arn())
              .collect(Collectors.toCollection(ArrayList::new));
      while (!open.isEmpty()) {
        var stayer = open.removeLast();
        for (var used : usedBy.getOrDefault(stayer, Set.of())) {
          withholdFor(stayer, used, "it waits for ", open);
        }
        for (var child : childrenOf.getOrDefault(stayer, List.of())) {
          withholdFor(stayer, child.arn(), "it is part of ", open);
        }
      }
    }

    /// Nothing holds it up any more: it goes the night after another mail named it, and so does all
    /// that waits for it.
    void withholdWhatLapsed() {
      List.copyOf(steps.values()).stream()
          .map(node -> node.judged)
          .filter(judged -> judge.hasLapsed(judged.resource()))
          .forEach(
              judged ->
                  withhold(
                      new Judged(
                          judged.resource(),
                          new Verdict.Unannounced(
                              judged.verdict().dueAt(), Verdict.Unannounced.LAPSED)),
                      Verdict.Unannounced.LAPSED,
                      Set.of()));
      withholdWhatWaitsForStayers();
    }

    private void withholdFor(Arn stayer, Arn arn, String relation, List<Arn> open) {
      var node = steps.get(arn);
      if (node != null) {
        var reason = relation + label(stayer) + Verdict.Kept.BY_USE;
        var isKept = Optional.ofNullable(stays.get(stayer)).filter(this::isKept).isPresent();
        withhold(
            isKept ? new Judged(node.judged.resource(), new Verdict.Kept(reason)) : node.judged,
            reason,
            Set.of(stayer));
        open.add(arn);
      }
    }

    private String label(Arn arn) {
      var resource = byArn.get(arn);
      return resource == null ? arn.toString() : resource.label();
    }

    /// Nothing in a circle can go first; neither can what waits for one.
    void withholdCycles() {
      var left = new LinkedHashSet<>(steps.keySet());
      var ready = new ArrayList<Arn>();
      var open = new HashMap<Arn, Integer>();
      steps.forEach(
          (arn, node) -> {
            var count = (int) node.before.stream().filter(steps::containsKey).count();
            open.put(arn, count);
            if (count == 0) {
              ready.add(arn);
            }
          });
      while (!ready.isEmpty()) {
        var arn = ready.removeLast();
        left.remove(arn);
        for (var next : node(arn).after) {
          if (steps.containsKey(next) && open.merge(next, -1, Integer::sum) == 0) {
            ready.add(next);
          }
        }
      }
      for (var arn : List.copyOf(left)) {
        var circle = circleFrom(arn, left);
        var names = circle.stream().map(this::label).collect(Collectors.joining(" → "));
        withhold(
            node(arn).judged,
            circle.contains(arn)
                ? "it waits for itself in a circle: " + names
                : "it waits for a circle: " + names,
            new LinkedHashSet<>(circle));
        left.remove(arn);
        stuck.add(arn);
      }
    }

    private Node node(Arn arn) {
      return java.util.Objects.requireNonNull(steps.get(arn), "a due resource has a step");
    }

    private List<Arn> circleFrom(Arn start, Set<Arn> left) {
      var path = new ArrayList<Arn>();
      var at = start;
      while (!path.contains(at)) {
        path.add(at);
        var here = at;
        at =
            usersOf.getOrDefault(here, Set.of()).stream()
                .filter(arn -> left.contains(arn) || stuck.contains(arn))
                .findFirst()
                .orElse(here);
      }
      return path.subList(path.indexOf(at), path.size());
    }

    /// Layer by layer: what nothing stands before, and whose types are not told to go later.
    List<List<Step>> waves() {
      var waves = new ArrayList<List<Step>>();
      var remaining = new LinkedHashMap<>(steps);
      var count =
          remaining.values().stream()
              .collect(
                  Collectors.groupingBy(
                      node -> node.judged.resource().type(), HashMap::new, Collectors.counting()));
      var open = new HashMap<Arn, Integer>();
      var ready = new LinkedHashSet<Arn>();
      remaining.forEach(
          (arn, node) -> {
            var before = (int) node.before.stream().filter(steps::containsKey).count();
            open.put(arn, before);
            if (before == 0) {
              ready.add(arn);
            }
          });
      while (!ready.isEmpty()) {
        var wave = ready.stream().filter(arn -> isItsTypesTurn(arn, count)).toList();
        if (wave.isEmpty()) {
          // Types and instances contradict each other: the instances know better. Others wait on.
          wave = ready.stream().filter(this::isBeforeItsTypesTurn).toList();
        }
        if (wave.isEmpty()) {
          wave = List.copyOf(ready);
        }
        waves.add(wave.stream().map(this::step).toList());
        for (var arn : wave) {
          ready.remove(arn);
          count.merge(node(arn).judged.resource().type(), -1L, Long::sum);
          for (var next : node(arn).after) {
            if (steps.containsKey(next) && open.merge(next, -1, Integer::sum) == 0) {
              ready.add(next);
            }
          }
        }
      }
      return List.copyOf(waves);
    }

    private boolean isItsTypesTurn(Arn arn, Map<String, Long> count) {
      var type = node(arn).judged.resource().type();
      return goesAfter.getOrDefault(type, Set.of()).stream()
          .allMatch(earlier -> earlier.equals(type) || count.getOrDefault(earlier, 0L) == 0);
    }

    /// Whether something that its type should wait for waits for itself.
    private boolean isBeforeItsTypesTurn(Arn arn) {
      var earlier = goesAfter.getOrDefault(node(arn).judged.resource().type(), Set.of());
      var seen = new HashSet<Arn>();
      var open = new ArrayList<>(node(arn).after);
      while (!open.isEmpty()) {
        var later = open.removeLast();
        if (!steps.containsKey(later) || !seen.add(later)) {
          continue;
        }
        if (earlier.contains(node(later).judged.resource().type())) {
          return true;
        }
        open.addAll(node(later).after);
      }
      return false;
    }

    private Step step(Arn arn) {
      var node = node(arn);
      return new Step(
          node.judged,
          node.before.stream()
              .filter(steps::containsKey)
              .collect(Collectors.toCollection(TreeSet::new)),
          judge.members(node.judged.resource()).stream()
              .sorted(BY_NAME)
              .map(member -> new Judged(member, judge.verdict(member)))
              .toList());
    }

    List<Withheld> withheld() {
      return stays.values().stream()
          .sorted(Comparator.comparing(withheld -> withheld.judged().resource(), BY_NAME))
          .toList();
    }
  }
}
