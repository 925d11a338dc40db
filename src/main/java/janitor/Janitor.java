package janitor;

import janitor.ledger.Ledger;
import janitor.ledger.Life;
import janitor.plan.Plan;
import janitor.plan.Planner;
import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.report.Mailer;
import janitor.report.Report;
import janitor.report.Report.Mode;
import janitor.report.Report.Row;
import janitor.resource.Deadline;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.Own;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.TagIndex;
import janitor.scan.Scanner;
import janitor.stack.OwnStack;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep;
import janitor.sweep.Sweeper;
import janitor.sweep.Tally;
import janitor.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// One night: event in, resources found, deleted in order, proven gone, mail sent, own stack asked
/// to go.
final class Janitor {

  /// What the janitor works with, handed in.
  ///
  /// @param calls how many calls to AWS were made so far
  /// @param functionArn ARN of the function that it runs as
  record Tools(
      Home home,
      TagIndex index,
      List<ResourceKind> kinds,
      Fault.Classifier faults,
      Ledger ledger,
      Mailer mailer,
      OwnStack ownStack,
      Time time,
      Journal journal,
      LongSupplier calls,
      Optional<String> functionArn) {}

  private final Settings settings;
  private final Tools tools;

  Janitor(Settings settings, Tools tools) {
    this.settings = settings;
    this.tools = tools;
  }

  Report night(Choices choices, Deadline deadline) {
    return new Night(choices, deadline).run();
  }

  private final class Night {
    private final Choices choices;
    private final Deadline deadline;
    private final Instant startedAt = tools.time().instant();
    private final String id;
    private final Rules rules;
    private final Scanner scanner;
    private final Planner planner;
    private final Sweeper sweeper;
    private final Tally tally = new Tally();

    Night(Choices choices, Deadline deadline) {
      this.choices = choices;
      this.deadline = deadline;
      this.id = choices.eventId().orElse("night-" + startedAt);
      this.rules =
          new Rules(
              settings.tagKey(),
              settings.workshop(),
              choices.ttl().orElse(settings.ttl()),
              choices.isEnd(),
              !settings.isOnLaptop(),
              settings.announceFor(),
              settings.maxDeletions(),
              settings.liftProtection(),
              choices.only(),
              id);
      this.scanner =
          new Scanner(
              tools.index(),
              tools.kinds(),
              tools.faults(),
              new Scanner.Search(
                  tools.home(),
                  settings.regions(),
                  settings.tagKey(),
                  settings.workshop(),
                  settings.untaggedNamePrefix(),
                  new Own(
                      settings.stackId(),
                      tools.functionArn(),
                      settings.ledgerTable(),
                      settings.reportFrom())));
      this.planner =
          new Planner(
              rules,
              tools.kinds().stream()
                  .collect(Collectors.toMap(ResourceKind::type, ResourceKind::goesAfter)));
      this.sweeper =
          new Sweeper(
              tools.kinds(),
              tools.index(),
              tools.faults(),
              tools.home(),
              rules,
              choices.dryRun(),
              tools.time(),
              tools.journal());
    }

    Report run() {
      var memory = tools.ledger().recall();
      var rounds = 0;
      Inventory inventory;
      Plan plan;
      while (true) {
        rounds++;
        tools.journal().note(new Journal.RoundBegun(id, rounds));
        inventory = scanner.scan(memory);
        tools.journal().note(new Journal.Found(inventory));
        memory = remember(inventory);
        inventory = inventory.with(memory);
        plan = planner.plan(inventory, choices.asOf().orElse(startedAt));
        tools.journal().note(new Journal.Planned(plan));
        memory = doom(plan, memory);
        tally.add(sweeper.prove(tally.openBut(inventory), deadline));
        var before = tally.gone();
        var sweep = sweeper.sweep(plan, deadline);
        tally.add(sweep.done());
        if (!goesOn(sweep, tally.gone() > before)) {
          break;
        }
        tools.journal().note(new Journal.Waiting("the next round", sweep.lookAgainIn()));
        tools.time().pause(sweep.lookAgainIn());
      }
      return finish(rounds, inventory, plan, memory);
    }

    /// Another round in this invocation: something is open, may change, and there is time to see
    /// it.
    private boolean goesOn(Sweep sweep, boolean hasChanged) {
      var isLong = sweep.lookAgainIn().compareTo(Duration.ofMinutes(1)) > 0;
      return !choices.dryRun()
          && tally.isPending()
          && (hasChanged || !isLong)
          && deadline.leaves(sweep.lookAgainIn().plus(Sweeper.LAST_STRETCH.multipliedBy(2)));
    }

    /// Notes what is met for the first time. A dry run notes nothing.
    private Memory remember(Inventory inventory) {
      var memory = inventory.memory();
      if (choices.dryRun()) {
        return memory;
      }
      var fresh =
          inventory.resources().stream()
              .filter(one -> one.createdAt().isEmpty())
              .map(one -> memory.of(one.arn()))
              .filter(note -> note.firstSeenAt().isEmpty())
              .map(note -> note.firstSeen(startedAt))
              .toList();
      return write(memory, fresh);
    }

    /// Writes down what is about to go, and whose child it is, before the first of it goes.
    private Memory doom(Plan plan, Memory memory) {
      if (choices.dryRun()) {
        return memory;
      }
      var doomed =
          plan.steps()
              .map(
                  step -> {
                    var note = memory.of(step.arn()).doomed(id);
                    return step.resource().parent().map(note::childOf).orElse(note);
                  })
              .filter(note -> !note.equals(memory.of(note.arn())))
              .toList();
      return write(memory, doomed);
    }

    private Memory write(Memory memory, List<Note> notes) {
      if (notes.isEmpty()) {
        return memory;
      }
      tools.ledger().write(notes);
      return memory.with(notes);
    }

    private Report finish(int rounds, Inventory inventory, Plan plan, Memory memory) {
      var rows = rows(memory);
      var report =
          new Report(
              id,
              settings.workshop(),
              settings.tagKey(),
              tools.home().account(),
              settings.regions(),
              mode(rows),
              startedAt,
              tools.time().instant(),
              rounds,
              tools.calls().getAsLong(),
              rows,
              inventory.unread(),
              plan.refusal(),
              rows.isEmpty() && inventory.unread().isEmpty() ? tagValues() : List.of(),
              settings.notice(),
              Optional.empty(),
              "",
              Optional.empty());
      var life = choices.dryRun() ? Life.NEW : live(report);
      var objection = tools.ownStack().objection(report, life, choices.isScheduled());
      var isLast = objection.isEmpty() && tools.ownStack().isOldEnough(startedAt);
      report =
          report.withSelfRemoval(
              objection.orElse(isLast ? "asked for, as the last act" : "its stack is too young"),
              tools.calls().getAsLong());
      var mail =
          choices.dryRun()
              ? Report.Mail.none("a dry run sends no mail")
              : tools.mailer().send(report, isLast);
      tools.journal().note(new Journal.Mailed(mail.accepted(), mail.reason()));
      if (mail.accepted()) {
        announce(report, memory);
      }
      report = report.with(mail).withSelfRemoval(report.selfRemoval(), tools.calls().getAsLong());
      if (isLast && !mail.accepted()) {
        return report.withSelfRemoval("the last mail did not go out", report.calls());
      }
      if (isLast) {
        tools.ownStack().remove(id);
      }
      return report;
    }

    private List<Row> rows(Memory memory) {
      var soon = startedAt.plus(settings.notice());
      var announces = rules.announces() && !choices.dryRun() && !rules.byHand();
      var rows = new ArrayList<Row>();
      for (var done : tally.all()) {
        var judged = done.judged();
        var isDue =
            judged.verdict() instanceof Verdict.Unannounced
                || (judged.verdict() instanceof Verdict.TooYoung(var dueAt, _)
                    && dueAt.filter(at -> !at.isAfter(soon)).isPresent());
        rows.add(
            new Row(
                judged.resource(),
                judged.verdict(),
                done.outcome(),
                done.wave(),
                done.took(),
                announces && isDue && !isAnnounced(memory.of(judged.arn()), judged.resource())));
      }
      return rows;
    }

    private boolean isAnnounced(Note note, Resource resource) {
      return note.announcedAt().isPresent()
          && (note.announcedCreatedAt().equals(resource.createdAt())
              || resource.parent().isPresent());
    }

    private Mode mode(List<Row> rows) {
      if (choices.dryRun()) {
        return Mode.DRY_RUN;
      }
      var onlyAnnounces =
          rows.stream().anyMatch(Row::toAnnounce) && rows.stream().allMatch(row -> row.wave() == 0);
      return onlyAnnounces ? Mode.ANNOUNCE : Mode.DELETE;
    }

    /// The values that the workshop tag's key does have, for a name that nothing carries.
    private List<String> tagValues() {
      return settings.regions().stream()
          .flatMap(region -> tools.index().values(region, settings.tagKey()).stream())
          .distinct()
          .sorted()
          .limit(50)
          .toList();
    }

    /// Brings the ledger up to date with the night.
    private Life live(Report report) {
      var gone = tally.all().stream().filter(one -> one.outcome() instanceof Outcome.Gone).toList();
      // A child's note stays for the next night, which looks whether a late writer brought it back.
      tools
          .ledger()
          .forget(
              gone.stream()
                  .filter(one -> one.judged().resource().parent().isEmpty())
                  .map(Sweep.Done::arn)
                  .toList());
      var before = tools.ledger().life();
      var isEmpty = !OwnStack.isAnythingLeft(report) && gone.isEmpty();
      var life =
          new Life(
              before.deleted() + gone.size(),
              isEmpty ? before.emptyNights() + (choices.isScheduled() ? 1 : 0) : 0);
      if (!life.equals(before)) {
        tools.ledger().write(life);
      }
      return life;
    }

    private void announce(Report report, Memory memory) {
      write(
          memory,
          report
              .toAnnounce()
              .map(
                  row ->
                      memory
                          .of(row.arn())
                          .announced(tools.time().instant(), row.resource().createdAt()))
              .toList());
    }
  }
}
