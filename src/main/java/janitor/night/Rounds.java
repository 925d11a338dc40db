package janitor.night;

import janitor.page.Decisions;
import janitor.plan.Plan;
import janitor.plan.Planner;
import janitor.report.Report;
import janitor.report.Told;
import janitor.resource.Arn;
import janitor.resource.Attempts;
import janitor.resource.Deadline;
import janitor.resource.Decision;
import janitor.resource.Inventory;
import janitor.resource.Look;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.OwnParts;
import janitor.resource.Unread;
import janitor.scan.Scanner;
import janitor.settings.Choices;
import janitor.settings.Settings;
import janitor.sweep.Journal;
import janitor.sweep.Means;
import janitor.sweep.Outcome;
import janitor.sweep.Sweeper;
import janitor.sweep.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rounds that one invocation has time for. Its last round ends the night, or leaves it to the
/// next invocation.
final class Rounds {

  /// Waits up to this are waited for within the invocation.
  private static final Duration SHORT_WAIT = Duration.ofMinutes(1);

  private static final int UNCHANGED_ROUNDS = 3;

  /// With waits that double from five seconds, some five minutes.
  private static final int UNREAD_ROUNDS = 5;

  /// Ten seconds together: who stopped it waits for them.
  private static final int LAST_LOOKS = 5;

  private static final Duration BETWEEN_LAST_LOOKS = Duration.ofSeconds(2);

  private final Night night;
  private final Settings settings;
  private final Tools tools;
  private final Choices choices;
  private final Deadline deadline;
  private final Tally tally;
  private final Notebook notebook;
  private final Promises promises;
  private final Audience audience;
  private final Scanner scanner;
  private final Planner planner;
  private final Sweeper sweeper;
  private final Reprieve reprieve;
  private final Unfinished unfinished;

  Rounds(Night night) {
    this.night = night;
    this.settings = night.settings;
    this.tools = night.tools;
    this.choices = night.choices;
    this.deadline = night.deadline;
    this.tally = night.tally;
    this.notebook = new Notebook(night);
    this.promises = new Promises(night, notebook);
    this.audience = new Audience(night, promises);
    this.scanner = scanner();
    this.planner = new Planner(night.rules(), tools.catalog().goesAfter());
    this.sweeper =
        new Sweeper(
            new Means(
                tools.catalog(),
                tools.faults(),
                tools.home(),
                night.rules(),
                tools.time(),
                tools.journal()),
            tools.index(),
            choices.dryRun(),
            this::decisions);
    this.reprieve = new Reprieve(night);
    this.unfinished = new Unfinished(night);
  }

  Report run() {
    var memory = tools.ledger().recall();
    var last = Optional.<Ending.Last>empty();
    for (int round = 1; ; round++) {
      var look = tools.home().look();
      if (last.isPresent() && isStopped()) {
        return end(last.get(), look);
      }
      memory = decided(memory, round);
      tools.journal().note(new Journal.RoundBegun(night.id(), round));
      var inventory = reviewed(scan(last, memory, look));
      if (last.isPresent() && isStopped()) {
        return end(last.get(), look);
      }
      tools.journal().note(new Journal.Found(inventory));
      night.unread(inventory.unread());
      memory = audience.told(notebook.remember(inventory));
      inventory = inventory.with(memory);
      var before = tally.gone();
      notebook.record(sweeper.prove(tally.openBut(inventory), look));
      var plan =
          audience.permitted(
              planner.plan(
                  inventory.heldBy(tally.lingeringBut(inventory)),
                  choices.asOf().orElse(night.book().startedAt())),
              memory);
      tools.journal().note(new Journal.Planned(plan));
      if (last.isEmpty() && !choices.dryRun()) {
        memory = reprieve(inventory, plan, memory, look);
      }
      memory = notebook.doom(plan, promises.lapse(plan, audience.counted(memory)));
      var looksAgain = isWorthAnotherLook(inventory);
      var isBlind = looksAgain && isBlind(inventory);
      var sweep =
          isBlind
              ? sweeper.putOff(plan, "what could not be listed yet may belong to it")
              : sweeper.sweep(plan, deadline);
      notebook.record(sweep.done());
      var now = tools.time().instant();
      var book = night.book();
      night.goOn(tally.gone() > before ? book.changed(now) : book.unchanged());
      var ending = new Ending.Last(round, inventory, plan, memory);
      var goesOnUntil = night.book().changedAt().plus(unfinished.patience(memory));
      if (isOver(looksAgain, goesOnUntil, now)) {
        return end(ending, look);
      }
      var wait = grown(sweep.lookAgainIn(), goesOnUntil, now);
      if (isWorthWaitingHere(wait)) {
        tools.journal().note(new Journal.Waiting("the next round", wait));
        tools.time().pause(wait);
        last = Optional.of(ending);
      } else if (tools.continuation().isPresent() && night.trouble().isEmpty()) {
        return goOnLater(ending, now.plus(wait));
      } else {
        return end(ending, look);
      }
    }
  }

  /// With what people have decided by now. What they decided while there was a page holds without
  /// it as well, but is not added to. Where a later round cannot read it, it holds by what was read
  /// before, and whatever is about to go is asked for once more.
  private Memory decided(Memory memory, int round) {
    if (round == 1) {
      return tools.decisions().map(all -> memory.deciding(all.all())).orElse(memory);
    }
    var attempts = new Attempts(tools.faults());
    var now =
        pages()
            .flatMap(all -> attempts.ask("what people keep on the page meanwhile", all::all))
            .map(memory::deciding);
    night.unread(attempts.unread());
    return now.orElse(memory);
  }

  /// What people have decided right before something is deleted.
  private Map<Arn, Decision> decisions() {
    return pages().map(all -> Memory.lasting(all.all())).orElse(Map.of());
  }

  /// Where people may decide while the night goes on: on the janitor's own page, or, as a laptop
  /// has none, on those of deployed ones.
  private Optional<Decisions> pages() {
    return tools.decisions().filter(_ -> settings.pageUrl().isPresent() || settings.isOnLaptop());
  }

  /// Nothing begins any more, so that a round would only forget what the one before has asked for.
  private boolean isStopped() {
    return !deadline.leaves(Duration.ZERO);
  }

  private Inventory reviewed(Inventory inventory) {
    return choices.reviewed().map(reviewed -> reviewed.in(inventory)).orElse(inventory);
  }

  /// Where nobody comes back for what was asked for, it is looked at a little longer.
  private void lookALittleLonger() {
    for (int i = 0; i < LAST_LOOKS; i++) {
      var asked =
          tally.all().stream()
              .filter(
                  done -> done.outcome() instanceof Outcome.Requested && done.outcome().isPending())
              .toList();
      if (asked.isEmpty()) {
        return;
      }
      tools.journal().note(new Journal.Waiting(asked.size() + " a last time", BETWEEN_LAST_LOOKS));
      tools.time().pause(BETWEEN_LAST_LOOKS);
      notebook.record(sweeper.prove(asked, tools.home().look()));
    }
  }

  /// What the mail calls withheld must not go on: S3 may be done with it before the next night.
  private Report end(Ending.Last last, Look look) {
    if (isStopped() && tools.continuation().isEmpty() && !choices.dryRun()) {
      lookALittleLonger();
    }
    var stopped =
        choices.dryRun()
            ? List.<Note>of()
            : reprieve.ofTonight(last.inventory(), last.plan(), last.memory(), look);
    var memory = notebook.write(last.memory(), stopped);
    if (!choices.dryRun()) {
      memory = notebook.write(memory, unfinished.ofTonight(memory));
    }
    return new Ending(
            night, notebook, new Ending.Last(last.rounds(), last.inventory(), last.plan(), memory))
        .finish();
  }

  /// Everything at first, and as long as something could not be read, or a whole is being deleted
  /// that takes its members along one by one; then what is still to go.
  private Inventory scan(Optional<Ending.Last> last, Memory memory, Look look) {
    return last.filter(one -> one.inventory().unread().isEmpty())
        .filter(one -> isWithoutOpenWholes(one.plan()))
        .map(
            one ->
                scanner.again(
                    one.inventory().with(memory), open(one.plan()), tally.goneArns(), look))
        .orElseGet(() -> scanner(last).scan(memory, tally.goneArns(), look));
  }

  /// Once an invocation the services themselves are asked what the tag index may have missed: its
  /// mail comes at the end of the last.
  private Scanner scanner(Optional<Ending.Last> last) {
    return last.isEmpty() ? scanner.confirming() : scanner;
  }

  /// What is to go, and what something else keeps: that may be gone by now.
  private static Set<Arn> open(Plan plan) {
    return Stream.concat(
            plan.steps().map(Plan.Step::arn),
            plan.withheld().stream()
                .filter(withheld -> !withheld.waitsFor().isEmpty())
                .map(withheld -> withheld.judged().arn()))
        .collect(Collectors.toSet());
  }

  /// A part that no kind knows is there as long as its whole is: that needs no look at everything.
  private boolean isWithoutOpenWholes(Plan plan) {
    var gone = tally.goneArns();
    return plan.steps()
        .filter(step -> !gone.contains(step.arn()))
        .flatMap(step -> step.members().stream())
        .noneMatch(member -> tools.catalog().ofType(member.resource().type()).isPresent());
  }

  /// Once an invocation, and before anything else: later rounds look only at what goes.
  private Memory reprieve(Inventory inventory, Plan plan, Memory memory, Look look) {
    return notebook.write(memory, reprieve.of(inventory, plan, memory, look));
  }

  private boolean isOver(boolean looksAgain, Instant goesOnUntil, Instant now) {
    return choices.dryRun()
        || !(tally.isPending() || looksAgain)
        || (night.book().unchangedRounds() >= UNCHANGED_ROUNDS && !goesOnUntil.isAfter(now))
        || !night.book().startedAt().plus(Night.LONGEST_NIGHT).isAfter(now);
  }

  /// A list that was throttled or cut off may hold what is due, or what only its parent shows to be
  /// of the workshop: nothing goes before it was read. What is known by name holds up no other.
  private static boolean isBlind(Inventory inventory) {
    return inventory.unread().stream()
        .anyMatch(unread -> unread.isPassing() && unread.arns().isEmpty());
  }

  /// What stays unread for long is told instead.
  private boolean isWorthAnotherLook(Inventory inventory) {
    return !choices.dryRun()
        && inventory.unread().stream().anyMatch(Unread::isPassing)
        && night.book().unchangedRounds() < UNREAD_ROUNDS;
  }

  /// What did not change for a while is looked at less often.
  private Duration grown(Duration wait, Instant goesOnUntil, Instant now) {
    var grown = wait.multipliedBy(1L << Math.min(night.book().unchangedRounds(), 12));
    var left = Duration.between(now, goesOnUntil);
    return Stream.of(grown, Night.LONGEST_WAIT, left)
        .filter(Duration::isPositive)
        .min(Duration::compareTo)
        .orElse(wait);
  }

  private boolean isWorthWaitingHere(Duration wait) {
    var isShort = tools.continuation().isEmpty() || wait.compareTo(SHORT_WAIT) <= 0;
    return isShort && deadline.leaves(wait.plus(Deadline.LAST_STRETCH.multipliedBy(2)));
  }

  private Report goOnLater(Ending.Last ending, Instant at) {
    night.scheduleNextRound(at);
    night.write(night.book());
    night.leaseUntilAfter(at);
    return new Ending(night, notebook, ending)
        .report(Optional.of(at))
        .with(Told.nothing("the night goes on; its mail comes at its end"));
  }

  private Scanner scanner() {
    return new Scanner(
        tools.index(),
        tools.catalog(),
        tools.faults(),
        new Scanner.Search(
            tools.home(),
            settings.regions(),
            settings.tagKey(),
            settings.workshop(),
            settings.untaggedNamePrefix(),
            new OwnParts(
                settings.stackId(),
                tools.functionArn(),
                settings.ledgerTable(),
                settings.scheduleGroup(),
                Stream.of(
                        settings.invokerRoleArn(),
                        settings.deleterRoleArn(),
                        settings.telling().fromArn())
                    .flatMap(Optional::stream)
                    .toList(),
                new OwnParts.Telling(settings.telling().topicArn(), settings.reportFrom()))));
  }
}
