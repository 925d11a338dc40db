package janitor.sweep;

import janitor.plan.Judged;
import janitor.plan.Plan;
import janitor.plan.Plan.Step;
import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.Look;
import janitor.resource.Pace;
import janitor.resource.Parallel;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.TagIndex;
import janitor.resource.Time;
import janitor.sweep.Sweep.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Carries a plan out, wave by wave: reads the tags again, deletes, looks whether it is gone.
public final class Sweeper {

  /// How often the sweeper looks for something before it leaves it to the next round.
  private static final int LOOKS = 5;

  /// What takes longer than this is left to the next round at once.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int CALLS_AT_ONCE_A_SERVICE = 8;

  /// A request that waited longer for its turn has its tags read once more.
  static final Duration RECENT = Duration.ofSeconds(20);

  private static final String TOO_LATE = "its turn had not come when the time was up";

  private static final String STILL_DELETING = "AWS is still deleting it";

  private final List<ResourceKind> kinds;
  private final Fault.Classifier faults;
  private final Home home;
  private final Rules rules;
  private final Hand hand;
  private final Time time;
  private final Journal journal;
  private final Recheck recheck;
  private final Lanes lanes;

  public Sweeper(
      List<ResourceKind> kinds,
      TagIndex index,
      Fault.Classifier faults,
      Home home,
      Rules rules,
      boolean dryRun,
      Time time,
      Journal journal) {
    this.kinds = kinds;
    this.faults = faults;
    this.home = home;
    this.rules = rules;
    this.hand = dryRun ? Hand.dry() : Hand.real(judged -> kindOf(judged.resource()), faults);
    this.time = time;
    this.journal = journal;
    this.lanes = new Lanes(time);
    this.recheck = new Recheck(index, this::kindOf, faults, home, rules, time);
  }

  public Sweep sweep(Plan plan, Deadline deadline) {
    return new Round(plan, deadline).run();
  }

  /// Leaves what would be swept to a later round of the night.
  ///
  /// @param why in plain words
  public Sweep putOff(Plan plan, String why, Deadline deadline) {
    return new Round(plan, deadline).putOff(why);
  }

  /// Looks whether what earlier rounds left open is gone by now, though no scan finds it any more.
  ///
  /// @param look the scan's: what it listed after the deletion was asked for proves as much
  public List<Done> prove(List<Done> open, Look look, Deadline deadline) {
    var round = new Round(new Plan(List.of(), List.of(), Optional.empty()), deadline);
    return round.proveOpen(open, look);
  }

  private Optional<ResourceKind> kindOf(Resource resource) {
    return kinds.stream().filter(kind -> kind.type().equals(resource.type())).findFirst();
  }

  private final class Round {
    private final Plan plan;
    private final Deadline deadline;
    private final Map<Arn, Done> done = new ConcurrentHashMap<>();
    private final Map<Arn, Instant> begunAt = new ConcurrentHashMap<>();
    private final Map<Arn, Duration> waits = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> services = new ConcurrentHashMap<>();
    private final List<Runnable> lanesRunning = Collections.synchronizedList(new ArrayList<>());
    private final Map<Arn, Judged> judged;

    /// What could not start yet, because something else is not gone yet.
    private final Set<Arn> waiting = ConcurrentHashMap.newKeySet();

    /// What AWS took the request for, but has not deleted yet.
    private final Set<Arn> deleting = ConcurrentHashMap.newKeySet();

    /// What is looked for at the end in any case, and is waited for by nothing: one look does.
    private final Set<Arn> late = new HashSet<>();

    /// What later steps wait for.
    private final Set<Arn> awaited;

    Round(Plan plan, Deadline deadline) {
      this.plan = plan;
      this.deadline = deadline;
      this.judged = plan.byArn();
      this.awaited =
          plan.steps().flatMap(step -> step.waitsFor().stream()).collect(Collectors.toSet());
    }

    Sweep run() {
      plan.withheld().forEach(one -> end(one.judged(), new Outcome.Withheld(one.reason()), 0));
      waves(_ -> true);
      while (wentMeanwhile()) {
        waves(step -> waiting.remove(step.arn()));
      }
      lanesRunning.forEach(Runnable::run);
      lookOnceMore();
      return new Sweep(inPlanOrder(), lookAgainIn());
    }

    Sweep putOff(String why) {
      plan.withheld().forEach(one -> end(one.judged(), new Outcome.Withheld(one.reason()), 0));
      plan.steps().forEach(step -> end(step, new Outcome.Withheld(why, true), 0));
      return new Sweep(inPlanOrder(), lookAgainIn());
    }

    private void waves(Predicate<Step> which) {
      for (int i = 0; i < plan.waves().size(); i++) {
        wave(i + 1, plan.waves().get(i).stream().filter(which).toList());
      }
    }

    /// Looks once more for what AWS was still deleting, where that is soon enough and something
    /// waits for it; whether any of it is gone by now.
    private boolean wentMeanwhile() {
      var wanted =
          plan.steps()
              .filter(step -> waiting.contains(step.arn()))
              .flatMap(
                  step ->
                      Stream.concat(
                          step.waitsFor().stream(), needing(step).map(Resource::arn).stream()))
              .collect(Collectors.toSet());
      var open = new LinkedHashMap<Integer, List<Step>>();
      for (int i = 0; i < plan.waves().size(); i++) {
        var some =
            plan.waves().get(i).stream()
                .filter(step -> wanted.contains(step.arn()) && deleting.remove(step.arn()))
                .toList();
        if (!some.isEmpty()) {
          open.put(i + 1, some);
        }
      }
      var wait =
          open.values().stream()
              .flatMap(List::stream)
              .map(step -> kindOf(step.resource()).orElseThrow().usualWait())
              .min(Duration::compareTo)
              .filter(
                  one ->
                      one.compareTo(PATIENCE) <= 0
                          && deadline.leaves(Deadline.LAST_STRETCH.plus(one)));
      if (wait.isEmpty()) {
        return false;
      }
      var count = open.values().stream().mapToInt(List::size).sum();
      journal.note(new Journal.Waiting(count + " that others wait for", wait.get()));
      time.pause(wait.get());
      open.forEach((wave, steps) -> prove(steps, wave));
      return open.values().stream().flatMap(List::stream).anyMatch(step -> isGone(step.arn()));
    }

    private void wave(int wave, List<Step> steps) {
      var open = steps.stream().filter(step -> mayStart(step, wave)).toList();
      if (open.isEmpty()) {
        return;
      }
      journal.note(new Journal.WaveBegun(wave, plan.waves().size(), open.size()));
      open.forEach(step -> begunAt.put(step.arn(), time.instant()));
      var objections = recheck.objections(open, after(wave), this::standing);
      var going =
          open.stream()
              .filter(
                  step -> {
                    var objection = objections.get(step.arn());
                    if (objection != null) {
                      end(step, objection, wave);
                    }
                    return objection == null;
                  })
              .toList();
      var asked =
          Parallel.map(going, step -> Map.entry(step, ask(step, wave))).stream()
              .filter(Map.Entry::getValue)
              .map(Map.Entry::getKey)
              .collect(Collectors.partitioningBy(this::isProvenLate));
      asked.getOrDefault(true, List.of()).forEach(step -> proveLate(step, wave));
      prove(asked.getOrDefault(false, List.of()), wave);
    }

    private boolean isProvenLate(Step step) {
      return mayReappear(step) && !awaited.contains(step.arn());
    }

    private boolean mayReappear(Step step) {
      return kindOf(step.resource()).map(ResourceKind::mayReappear).orElse(false);
    }

    private void proveLate(Step step, int wave) {
      late.add(step.arn());
      end(step, new Outcome.Requested(STILL_DELETING), wave, false);
    }

    /// What comes after the wave, nearest first.
    private List<Step> after(int wave) {
      return plan.waves().stream().skip(wave).flatMap(List::stream).toList();
    }

    /// A resource of the plan that is not gone by now.
    private Optional<Resource> standing(Arn arn) {
      return Optional.ofNullable(judged.get(arn)).filter(_ -> !isGone(arn)).map(Judged::resource);
    }

    /// A step starts when what it waits for is gone and there is time left.
    private boolean mayStart(Step step, int wave) {
      for (var arn : step.waitsFor()) {
        var before = done.get(arn);
        var outcome = before == null ? null : before.outcome();
        if (outcome instanceof Outcome.Gone || outcome instanceof Outcome.WouldDelete) {
          continue;
        }
        var name = before == null ? arn.toString() : before.judged().resource().label();
        var isPending = outcome == null || outcome.isPending();
        if (isPending) {
          waiting.add(step.arn());
        }
        end(
            step,
            new Outcome.Withheld(
                "it waits for "
                    + name
                    + (isPending || outcome instanceof Outcome.Requested
                        ? ", which is not gone yet"
                        : ", which stays"),
                isPending),
            wave);
        return false;
      }
      var needing = needing(step);
      if (needing.isPresent()) {
        var name = needing.get().label();
        waiting.add(step.arn());
        end(step, new Outcome.Withheld(name + ", which is not gone yet, may need it", true), wave);
        return false;
      }
      if (!deadline.leaves(Deadline.LAST_STRETCH)) {
        end(step, new Outcome.Withheld(TOO_LATE, true), wave);
        return false;
      }
      return true;
    }

    /// What is not gone yet and may call on it to the very end: a stack's custom resources. What
    /// waits for the step itself does not hold it up.
    private Optional<Resource> needing(Step step) {
      var kind = kindOf(step.resource()).orElseThrow();
      if (kind.neededBy().isEmpty()) {
        return Optional.empty();
      }
      return done.values().stream()
          .filter(one -> one.wave() > 0 && one.outcome().isPending())
          .map(one -> one.judged().resource())
          .filter(one -> kind.neededBy().contains(one.type()))
          .filter(one -> kind.isGlobal() || one.region().equals(step.resource().region()))
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

    /// Asks AWS to delete it; true where it is to be looked for afterwards.
    private boolean ask(Step step, int wave) {
      var kind = kindOf(step.resource()).orElseThrow();
      var pace = kind.pace();
      if (pace.filter(lanes::isEngaged).isPresent()) {
        lane(step, kind, pace.get(), wave);
        return false;
      }
      var answer = attempt(step, kind);
      if (answer instanceof Answer.Threw(var fault)
          && fault.of() == Fault.Sort.THROTTLED
          && pace.isPresent()) {
        lanes.engage(pace.get());
        lane(step, kind, pace.get(), wave);
        return false;
      }
      return settle(step, kind, answer, wave);
    }

    /// What AWS said to one request, or why it was not made.
    private sealed interface Answer {
      record Spared(Outcome outcome) implements Answer {}

      record Took(Optional<Deletion> deletion) implements Answer {}

      record Threw(Fault fault) implements Answer {}
    }

    private Answer attempt(Step step, ResourceKind kind) {
      var service =
          services.computeIfAbsent(
              step.arn().service(), _ -> new Semaphore(CALLS_AT_ONCE_A_SERVICE));
      service.acquireUninterruptibly();
      try {
        return lateObjection(step)
            .<Answer>map(Answer.Spared::new)
            .orElseGet(() -> request(step, kind));
      } finally {
        service.release();
      }
    }

    private Answer request(Step step, ResourceKind kind) {
      try {
        return new Answer.Took(hand.delete(step, kind, deadline));
      } catch (RuntimeException error) {
        return new Answer.Threw(faults.classify(error));
      }
    }

    /// What speaks against a request that had to wait for its turn.
    private Optional<Outcome> lateObjection(Step step) {
      var waited =
          Duration.between(Objects.requireNonNull(begunAt.get(step.arn())), time.instant());
      if (waited.compareTo(RECENT) <= 0) {
        return Optional.empty();
      }
      if (!deadline.leaves(Deadline.LAST_STRETCH)) {
        return Optional.of(new Outcome.Withheld(TOO_LATE, true));
      }
      var others = plan.steps().filter(one -> !isGone(one.arn())).toList();
      return Optional.ofNullable(
          recheck.objections(List.of(step), others, this::standing).get(step.arn()));
    }

    private boolean settle(Step step, ResourceKind kind, Answer answer, int wave) {
      return switch (answer) {
        case Answer.Spared(var outcome) -> {
          end(step, outcome, wave);
          yield false;
        }
        case Answer.Took(var deletion) when deletion.isEmpty() -> {
          end(step, new Outcome.WouldDelete("wave " + wave), wave);
          step.members()
              .forEach(
                  one ->
                      end(one, new Outcome.WouldDelete("with " + step.resource().label()), wave));
          yield false;
        }
        case Answer.Took(var deletion) -> settle(step, deletion.orElseThrow(), wave);
        case Answer.Threw(var fault) when fault.of() == Fault.Sort.GONE -> true;
        case Answer.Threw(var fault) -> {
          waits.put(step.arn(), kind.usualWait());
          end(step, Faulty.outcome(step.arn(), fault, ""), wave);
          yield false;
        }
      };
    }

    private boolean settle(Step step, Deletion deletion, int wave) {
      return switch (deletion) {
        case Deletion.Asked _ -> true;
        case Deletion.Preparing(var what, var askAgainIn) -> {
          waits.put(step.arn(), askAgainIn);
          end(step, new Outcome.Requested(what), wave);
          yield false;
        }
        case Deletion.Deferred(var what) -> {
          end(step, new Outcome.Requested(what, false), wave);
          yield false;
        }
        case Deletion.Scheduled(var at, var what) -> {
          end(step, new Outcome.Gone(what + " on " + at), wave);
          yield false;
        }
        case Deletion.Stuck(var why, var remedy) -> {
          end(step, new Outcome.Failed(why, remedy, false), wave);
          yield false;
        }
        case Deletion.Refused(var why, var remedy) -> {
          end(step, new Outcome.Withheld(why + ". " + remedy), wave);
          yield false;
        }
      };
    }

    /// A throttled operation goes on at its documented pace while other waves proceed.
    private void lane(Step step, ResourceKind kind, Pace pace, int wave) {
      end(
          step,
          new Outcome.Requested(
              "AWS allows one " + pace.of() + " every " + pace.interval().toSeconds() + " s"),
          wave,
          false);
      lanesRunning.add(
          Parallel.begin(
              () -> {
                var asked =
                    lanes.inTurn(
                        pace, deadline, () -> settle(step, kind, attempt(step, kind), wave));
                if (asked.isEmpty()) {
                  waits.put(step.arn(), pace.interval());
                } else if (asked.get()) {
                  prove(List.of(step), wave);
                }
              }));
    }

    /// Looks for what was asked to go until it is gone, as long as that is worth waiting for.
    private void prove(List<Step> asked, int wave) {
      var left = asked;
      for (int look = 1; !left.isEmpty(); look++) {
        var there = stillThere(left.stream().map(Step::resource).toList());
        gone(left.stream().filter(step -> there.isGone(step.arn())).toList(), wave);
        left.stream()
            .filter(step -> there.unproven().containsKey(step.arn()))
            .forEach(step -> unproven(step, there.why(step.arn()), wave));
        left = left.stream().filter(step -> there.remaining().contains(step.arn())).toList();
        var wait =
            left.stream()
                .map(step -> kindOf(step.resource()).orElseThrow().usualWait())
                .min(Duration::compareTo)
                .orElse(Duration.ZERO)
                .multipliedBy(look);
        if (look == LOOKS
            || wait.compareTo(PATIENCE) > 0
            || !deadline.leaves(Deadline.LAST_STRETCH.plus(wait))) {
          left.forEach(step -> requested(step, STILL_DELETING, wave));
          return;
        }
        if (!left.isEmpty()) {
          journal.note(new Journal.Waiting(left.size() + " that AWS is still deleting", wait));
          time.pause(wait);
        }
      }
    }

    private void requested(Step step, String reason, int wave) {
      waits.put(step.arn(), kindOf(step.resource()).orElseThrow().usualWait());
      deleting.add(step.arn());
      end(step, new Outcome.Requested(reason), wave);
    }

    private void unproven(Step step, Fault fault, int wave) {
      var outcome = unproven(step.arn(), fault);
      if (outcome instanceof Outcome.Requested) {
        requested(step, outcome.reason(), wave);
      } else {
        end(step, outcome, wave);
      }
    }

    /// Later rounds look again, unless AWS will not tell then either.
    private Outcome unproven(Arn of, Fault fault) {
      var what = "AWS was asked to delete it, but does not tell whether it is gone: ";
      return fault.isPassing()
          ? new Outcome.Requested(what + fault.message())
          : Faulty.outcome(of, fault, what);
    }

    private void gone(List<Step> steps, int wave) {
      steps.forEach(step -> end(step, new Outcome.Gone(""), wave));
      var members =
          steps.stream().flatMap(step -> step.members().stream()).map(Judged::resource).toList();
      if (members.isEmpty()) {
        return;
      }
      var there = stillThere(members);
      for (var step : steps) {
        for (var member : step.members()) {
          end(member, outcome(member, step.resource(), there), wave);
        }
      }
    }

    private Outcome outcome(Judged member, Resource whole, Presence there) {
      if (there.unproven().containsKey(member.arn())) {
        return unproven(member.arn(), there.why(member.arn()));
      }
      return there.isGone(member.arn())
          ? new Outcome.Gone("with " + whole.label())
          : leftBehind(member.resource(), whole, Map.of());
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
      return member.tags().match(rules.tagKey(), rules.workshop())
          || member.parent().isPresent()
          || whole.parent().isPresent();
    }

    /// What a look found there, and what could not be looked at and why.
    private record Presence(Set<Arn> remaining, Map<Arn, Fault> unproven) {
      Fault why(Arn arn) {
        return Objects.requireNonNull(unproven.get(arn));
      }

      boolean isGone(Arn arn) {
        return !remaining.contains(arn) && !unproven.containsKey(arn);
      }
    }

    private Presence stillThere(Collection<Resource> resources) {
      return stillThere(resources, home.look());
    }

    private Presence stillThere(Collection<Resource> resources, Look look) {
      var presence = new Presence(ConcurrentHashMap.newKeySet(), new ConcurrentHashMap<>());
      var groups =
          resources.stream()
              .filter(one -> kindOf(one).isPresent())
              .collect(
                  Collectors.groupingBy(one -> Map.entry(kindOf(one).orElseThrow(), one.region())));
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
                  .forEach((arn, cause) -> presence.unproven().put(arn, faults.classify(cause)));
            } catch (RuntimeException error) {
              var fault = faults.classify(error);
              group.getValue().forEach(one -> presence.unproven().put(one.arn(), fault));
            }
            return presence;
          });
      return presence;
    }

    List<Done> proveOpen(List<Done> open, Look look) {
      var there = stillThere(open.stream().map(one -> one.judged().resource()).toList(), look);
      var wholes =
          open.stream().collect(Collectors.toMap(Done::arn, one -> one.judged().resource()));
      return open.stream()
          .map(
              one -> {
                var outcome =
                    there.unproven().containsKey(one.arn())
                        ? unproven(one.arn(), there.why(one.arn()))
                        : there.isGone(one.arn()) ? new Outcome.Gone("") : stays(one, wholes);
                var now = new Done(one.judged(), outcome, one.wave(), one.took());
                journal.note(new Journal.Ended(now));
                return now;
              })
          .toList();
    }

    /// @param wholes what is open as well
    private Outcome stays(Done one, Map<Arn, Resource> wholes) {
      if (one.outcome() instanceof Outcome.Requested) {
        return one.outcome();
      }
      return one.judged()
          .resource()
          .owner()
          .flatMap(whole -> Optional.ofNullable(wholes.get(whole)))
          .map(whole -> leftBehind(one.judged().resource(), whole, wholes))
          .orElseGet(() -> new Outcome.Withheld("it is not found by its tag any more"));
    }

    /// Late writers bring log groups back: whatever may reappear is looked for at the end.
    private void lookOnceMore() {
      var steps =
          plan.steps()
              .filter(this::mayReappear)
              .filter(step -> late.contains(step.arn()) || isGone(step.arn()))
              .toList();
      if (steps.isEmpty()) {
        return;
      }
      if (!deadline.leaves(Deadline.LAST_STRETCH)) {
        steps.stream()
            .filter(step -> late.contains(step.arn()))
            .forEach(step -> requested(step, STILL_DELETING, waveOf(step)));
        return;
      }
      var there = stillThere(steps.stream().map(Step::resource).toList());
      var back = new ArrayList<Step>();
      for (var step : steps) {
        if (there.unproven().containsKey(step.arn())) {
          unproven(step, there.why(step.arn()), waveOf(step));
        } else if (there.remaining().contains(step.arn())) {
          back.add(step);
        } else if (late.contains(step.arn())) {
          gone(List.of(step), waveOf(step));
        }
      }
      var waves = plan.waves().size();
      prove(back.stream().filter(step -> ask(step, waves)).toList(), waves);
    }

    private int waveOf(Step step) {
      return Optional.ofNullable(done.get(step.arn())).map(Done::wave).orElse(0);
    }

    private boolean isGone(Arn arn) {
      return Optional.ofNullable(done.get(arn))
          .filter(one -> one.outcome() instanceof Outcome.Gone)
          .isPresent();
    }

    private void end(Step step, Outcome outcome, int wave) {
      end(step.judged(), outcome, wave);
      if (!(outcome instanceof Outcome.Gone || outcome instanceof Outcome.WouldDelete)) {
        step.members()
            .forEach(
                member ->
                    end(
                        member,
                        new Outcome.Withheld(
                            "it goes with " + step.resource().label(), outcome.isPending()),
                        wave));
      }
    }

    private void end(Judged judged, Outcome outcome, int wave) {
      end(judged, outcome, wave, true);
    }

    private void end(Step step, Outcome outcome, int wave, boolean isNews) {
      end(step.judged(), outcome, wave, isNews);
    }

    private void end(Judged judged, Outcome outcome, int wave, boolean isNews) {
      var took =
          Optional.ofNullable(begunAt.get(judged.arn()))
              .map(at -> Duration.between(at, time.instant()))
              .orElse(Duration.ZERO);
      var one = new Done(judged, outcome, wave, took);
      done.put(judged.arn(), one);
      if (isNews) {
        journal.note(new Journal.Ended(one));
      }
    }

    /// The order in which they went, then what stayed.
    private List<Done> inPlanOrder() {
      var ordered = new LinkedHashMap<Arn, Done>();
      plan.judged()
          .forEach(
              judged ->
                  Optional.ofNullable(done.get(judged.arn()))
                      .ifPresent(one -> ordered.putIfAbsent(judged.arn(), one)));
      return List.copyOf(ordered.values());
    }

    private Duration lookAgainIn() {
      var pending = new HashSet<Arn>();
      done.forEach(
          (arn, one) -> {
            if (one.outcome().isPending()) {
              pending.add(arn);
            }
          });
      return waits.entrySet().stream()
          .filter(entry -> pending.contains(entry.getKey()))
          .map(Map.Entry::getValue)
          .min(Duration::compareTo)
          .orElse(Duration.ofSeconds(5));
    }
  }
}
