package janitor;

import janitor.ledger.Ledger;
import janitor.ledger.Life;
import janitor.ledger.NightBook;
import janitor.plan.Judged;
import janitor.plan.Plan;
import janitor.plan.Planner;
import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.report.Mailer;
import janitor.report.Report;
import janitor.report.Report.Mode;
import janitor.report.Report.Notice;
import janitor.report.Report.Row;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Fault;
import janitor.resource.Home;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.Own;
import janitor.resource.ResourceKind;
import janitor.resource.TagIndex;
import janitor.resource.Unread;
import janitor.scan.Scanner;
import janitor.stack.Continuation;
import janitor.stack.OwnStack;
import janitor.sweep.Journal;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep.Done;
import janitor.sweep.Sweeper;
import janitor.sweep.Tally;
import janitor.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One night: event in, resources found, deleted in order, proven gone, mail sent, own stack asked
/// to go.
final class Janitor {

  /// What the janitor works with, handed in.
  ///
  /// @param calls how many calls to AWS were made so far
  /// @param continuation what wakes the janitor for the next round; empty on a laptop
  /// @param functionArn ARN of the function that it runs as
  record Tools(
      Home home,
      TagIndex index,
      List<ResourceKind> kinds,
      Fault.Classifier faults,
      Ledger ledger,
      Mailer mailer,
      OwnStack ownStack,
      Optional<Continuation> continuation,
      Time time,
      Journal journal,
      LongSupplier calls,
      Optional<String> functionArn) {}

  /// The next round follows a dead one after this.
  private static final Duration SUCCESSOR_AFTER = Duration.ofMinutes(2);

  /// How long the lease outlives what it is taken for.
  private static final Duration LEASE_BEYOND = Duration.ofMinutes(20);

  /// Waits up to this are waited for within the invocation.
  private static final Duration SHORT_WAIT = Duration.ofMinutes(1);

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);
  private static final int UNCHANGED_ROUNDS = 3;
  private static final Duration UNCHANGED_FOR = Duration.ofMinutes(90);
  private static final Duration LONGEST_NIGHT = Duration.ofHours(12);

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
    private final Instant begunAt = tools.time().instant();
    private final Tally tally = new Tally();
    private final List<Unread> trouble = new ArrayList<>();

    Night(Choices choices, Deadline deadline) {
      this.choices = choices;
      this.deadline = deadline;
    }

    Report run() {
      var id =
          choices
              .continued()
              .map(Choices.Continued::night)
              .or(choices::eventId)
              .orElseGet(() -> "night-" + begunAt);
      if (choices.dryRun()) {
        return new Rounds(begun(id)).run();
      }
      return choices.continued().map(one -> continued(one)).orElseGet(() -> fresh(id));
    }

    private NightBook begun(String id) {
      return NightBook.begun(id, begunAt, choices.ttl(), choices.only(), choices.isScheduled());
    }

    private Report continued(Choices.Continued one) {
      var book = tools.ledger().claim(one.night(), one.round());
      if (book.isEmpty()) {
        return idle(one.night(), "this round is not the night's next, or the night is over");
      }
      tally.add(tools.ledger().outcomes(one.night()));
      return leased(book.get());
    }

    private Report fresh(String id) {
      var last = tools.ledger().night();
      if (last.filter(book -> book.id().equals(id)).isPresent()) {
        return idle(id, "this night was begun by an earlier delivery of the same event");
      }
      if (!tools.ledger().lease(id, begunAt, leaseEnd())) {
        return idle(id, "another night of this janitor is under way");
      }
      // A night that broke off for good has left outcomes that no mail has told of yet.
      last.filter(book -> book.endedAt().isEmpty())
          .ifPresent(book -> tally.add(tools.ledger().outcomes(book.id())));
      var book = begun(id);
      tools.ledger().write(book);
      return leased(book);
    }

    private Report leased(NightBook book) {
      if (!tools.ledger().lease(book.id(), begunAt, leaseEnd())) {
        return idle(book.id(), "another night of this janitor is under way");
      }
      // Before anything else: should this round die, the next one exists.
      scheduleNext(book, deadline.at().plus(SUCCESSOR_AFTER));
      return new Rounds(book).run();
    }

    private Instant leaseEnd() {
      return deadline.at().plus(LEASE_BEYOND);
    }

    private void scheduleNext(NightBook book, Instant at) {
      tools
          .continuation()
          .ifPresent(
              one -> {
                try {
                  one.schedule(book.id(), book.round() + 1, at);
                } catch (RuntimeException error) {
                  trouble.add(
                      new Unread(
                          "the schedule of the night's next round",
                          tools.faults().classify(error).message()));
                }
              });
    }

    private Report idle(String id, String reason) {
      tools.journal().note(new Journal.Mailed(false, reason));
      return Report.idle(
          id,
          settings.workshop(),
          settings.tagKey(),
          tools.home().account(),
          settings.regions(),
          begunAt,
          tools.calls().getAsLong(),
          reason);
    }

    /// The rounds that this invocation has time for, and the end of the night or the wait for the
    /// next.
    private final class Rounds {
      private NightBook book;
      private final Rules rules;
      private final Scanner scanner;
      private final Planner planner;
      private final Sweeper sweeper;

      Rounds(NightBook book) {
        this.book = book;
        this.rules = rules(book);
        this.scanner = scanner();
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
        for (int round = 1; ; round++) {
          tools.journal().note(new Journal.RoundBegun(book.id(), round));
          var inventory = scanner.scan(memory);
          tools.journal().note(new Journal.Found(inventory));
          memory = remember(inventory);
          inventory = inventory.with(memory);
          var plan = planner.plan(inventory, choices.asOf().orElse(book.startedAt()));
          tools.journal().note(new Journal.Planned(plan));
          memory = doom(plan, memory);
          var before = tally.gone();
          record(sweeper.prove(tally.openBut(inventory), deadline));
          var sweep = sweeper.sweep(plan, deadline);
          record(sweep.done());
          var now = tools.time().instant();
          book = tally.gone() > before ? book.changed(now) : book.unchanged();
          var ending = new Ending(round, inventory, plan, memory);
          if (isOver(now)) {
            return finish(ending);
          }
          var wait = grown(sweep.lookAgainIn());
          if (isWorthWaitingHere(wait)) {
            tools.journal().note(new Journal.Waiting("the next round", wait));
            tools.time().pause(wait);
          } else if (tools.continuation().isPresent() && trouble.isEmpty()) {
            return goOnLater(ending, now.plus(wait));
          } else {
            return finish(ending);
          }
        }
      }

      private boolean isOver(Instant now) {
        return choices.dryRun()
            || !tally.isPending()
            || (book.unchangedRounds() >= UNCHANGED_ROUNDS
                && !book.changedAt().plus(UNCHANGED_FOR).isAfter(now))
            || !book.startedAt().plus(LONGEST_NIGHT).isAfter(now);
      }

      /// What did not change for a while is looked at less often.
      private Duration grown(Duration wait) {
        var grown = wait.multipliedBy(1L << Math.min(book.unchangedRounds(), 12));
        return grown.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : grown;
      }

      private boolean isWorthWaitingHere(Duration wait) {
        var isShort = tools.continuation().isEmpty() || wait.compareTo(SHORT_WAIT) <= 0;
        return isShort && deadline.leaves(wait.plus(Sweeper.LAST_STRETCH.multipliedBy(2)));
      }

      /// Keeps outcomes, in the ledger as well: the night's mail may be written by another
      /// invocation.
      private void record(List<Done> some) {
        tally.add(some);
        var inWaves = some.stream().filter(one -> one.wave() > 0).toList();
        if (!choices.dryRun() && !inWaves.isEmpty()) {
          tools.ledger().write(book.id(), inWaves);
        }
      }

      private Report goOnLater(Ending ending, Instant at) {
        scheduleNext(book, at);
        tools.ledger().write(book);
        tools.ledger().lease(book.id(), tools.time().instant(), at.plus(LEASE_BEYOND));
        return report(ending, Optional.of(at))
            .with(Report.Mail.none("the night goes on; its mail comes at its end"));
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
                .map(note -> note.firstSeen(begunAt))
                .toList();
        return write(memory, fresh);
      }

      /// Writes down what is about to go, and whose child it is, before the first of it goes.
      private Memory doom(Plan plan, Memory memory) {
        if (choices.dryRun()) {
          return memory;
        }
        var notes = new LinkedHashMap<Arn, Note>();
        plan.steps().forEach(step -> noteChildren(step, memory, notes));
        plan.steps()
            .forEach(
                step -> {
                  var note = memory.of(step.arn()).doomed(book.id());
                  notes.put(step.arn(), step.resource().parent().map(note::childOf).orElse(note));
                });
        notes.values().removeIf(note -> note.equals(memory.of(note.arn())));
        if (tools.continuation().isPresent()) {
          record(
              plan.steps()
                  .map(
                      step ->
                          new Done(
                              step.judged(),
                              new Outcome.Requested("it was about to be deleted"),
                              1,
                              Duration.ZERO))
                  .toList());
        }
        return write(memory, List.copyOf(notes.values()));
      }

      /// Whose child it will have been: also of what was not found yet, or could not be looked for.
      private void noteChildren(Plan.Step step, Memory memory, Map<Arn, Note> notes) {
        Stream.concat(Stream.of(step.judged()), step.members().stream())
            .map(Judged::resource)
            .forEach(
                parent ->
                    parent
                        .leaves()
                        .forEach(
                            child -> notes.put(child, memory.of(child).childOf(parent.arn()))));
      }

      private Memory write(Memory memory, List<Note> notes) {
        if (notes.isEmpty()) {
          return memory;
        }
        tools.ledger().write(notes);
        return memory.with(notes);
      }

      /// What the last round of this invocation leaves for the report.
      private record Ending(int rounds, Inventory inventory, Plan plan, Memory memory) {}

      private Report report(Ending ending, Optional<Instant> continuesAt) {
        var rows = rows(ending.memory());
        var unread = new ArrayList<>(ending.inventory().unread());
        unread.addAll(trouble);
        return new Report(
            book.id(),
            settings.workshop(),
            settings.tagKey(),
            tools.home().account(),
            settings.regions(),
            mode(rows),
            book.startedAt(),
            tools.time().instant(),
            book.round() - 1 + ending.rounds(),
            tools.calls().getAsLong(),
            rows,
            unread,
            ending.plan().refusal(),
            rows.isEmpty() && unread.isEmpty() ? tagValues() : List.of(),
            settings.notice(),
            settings.announceFor(),
            Optional.empty(),
            "",
            Optional.empty(),
            continuesAt);
      }

      /// The end of the night: one mail, the ledger brought up to date, and perhaps the last act.
      private Report finish(Ending ending) {
        var report = report(ending, Optional.empty());
        if (choices.dryRun()) {
          return report
              .with(Report.Mail.none("a dry run sends no mail"))
              .withSelfRemoval("never in a dry run", tools.calls().getAsLong());
        }
        forget(ending);
        var objection = objection(report, live(report));
        report =
            report.withSelfRemoval(
                objection.orElse("asked for, as the last act"), tools.calls().getAsLong());
        if (objection.isEmpty()) {
          report = report.with(tools.ownStack().farewell());
        }
        var mail =
            book.mailedAt().isPresent()
                ? Report.Mail.none("an earlier round of this night has sent it")
                : tools.mailer().send(report);
        tools.journal().note(new Journal.Mailed(mail.accepted(), mail.reason()));
        if (mail.accepted()) {
          book = book.mailed(tools.time().instant());
          tools.ledger().write(book);
          announce(report, ending.memory());
        }
        book = book.ended(tools.time().instant());
        tools.ledger().write(book);
        tools.continuation().ifPresent(one -> cancelNext(one));
        tools.ledger().release(book.id());
        report = report.with(mail).withSelfRemoval(report.selfRemoval(), tools.calls().getAsLong());
        tools.journal().note(over(report));
        if (objection.isPresent()) {
          return report;
        }
        if (!mail.accepted()) {
          return report.withSelfRemoval("the last mail did not go out", report.calls());
        }
        tools.ownStack().remove(book.id());
        return report;
      }

      private Journal.NightOver over(Report report) {
        return new Journal.NightOver(
            report.workshop(),
            report.count(Outcome.Gone.class),
            report.count(Outcome.Failed.class) + report.unread().size(),
            report.count(Outcome.Withheld.class),
            report.calls(),
            Duration.between(book.startedAt(), tools.time().instant()),
            report.isMailFailed());
      }

      private void cancelNext(Continuation continuation) {
        try {
          continuation.cancel(book.id(), book.round() + 1);
        } catch (RuntimeException error) {
          // It will fire, find the night over, and do nothing.
          tools
              .journal()
              .note(
                  new Journal.Waiting(
                      "a stray schedule: " + tools.faults().classify(error).message(),
                      Duration.ZERO));
        }
      }

      private Optional<String> objection(Report report, Life life) {
        var objection = tools.ownStack().objection(report, life, book.isScheduled());
        if (objection.isPresent()) {
          return objection;
        }
        try {
          return tools.ownStack().isOldEnough(book.startedAt())
              ? Optional.empty()
              : Optional.of("its stack is younger than the time to live");
        } catch (RuntimeException error) {
          return Optional.of(
              "the age of its stack could not be read: "
                  + tools.faults().classify(error).message());
        }
      }

      private List<Row> rows(Memory memory) {
        var announces = rules.announces() && !choices.dryRun() && !rules.byHand();
        var verdicts =
            tally.all().stream()
                .collect(Collectors.toMap(Done::arn, done -> done.judged().verdict(), (a, _) -> a));
        return tally.all().stream()
            .map(
                done ->
                    new Row(
                        done.judged().resource(),
                        done.judged().verdict(),
                        done.outcome(),
                        done.wave(),
                        done.took(),
                        announces ? notice(done, verdicts, memory) : Notice.NONE))
            .toList();
      }

      private Notice notice(Done done, Map<Arn, Verdict> verdicts, Memory memory) {
        if (!isDueSoon(done.judged().verdict(), verdicts)) {
          return Notice.NONE;
        }
        return memory.of(done.arn()).isAnnouncementOf(done.judged().resource())
            ? Notice.EARLIER
            : Notice.NEW;
      }

      /// What a mail names before it goes: a stack's members with their stack.
      private boolean isDueSoon(Verdict verdict, Map<Arn, Verdict> verdicts) {
        return switch (verdict) {
          case Verdict.Unannounced _ -> true;
          case Verdict.TooYoung(var dueAt, _) ->
              dueAt.filter(at -> !at.isAfter(book.startedAt().plus(settings.notice()))).isPresent();
          case Verdict.Owned(var whole, _, _) ->
              whole
                  .map(verdicts::get)
                  .filter(one -> !(one instanceof Verdict.Owned))
                  .map(one -> isDueSoon(one, verdicts))
                  .orElse(false);
          case Verdict.Expired _,
              Verdict.AgeUnknown _,
              Verdict.Kept _,
              Verdict.Protected _,
              Verdict.Untouchable _ ->
              false;
        };
      }

      private Mode mode(List<Row> rows) {
        if (choices.dryRun()) {
          return Mode.DRY_RUN;
        }
        var onlyAnnounces =
            rows.stream().anyMatch(Row::toAnnounce)
                && rows.stream().allMatch(row -> row.wave() == 0);
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

      /// What is not there any more is forgotten: made anew under the same name, it is another
      /// resource, with an age and an announcement of its own.
      private void forget(Ending ending) {
        if (!ending.inventory().unread().isEmpty()) {
          return;
        }
        var found = ending.inventory().byArn();
        var outcomes =
            tally.all().stream().collect(Collectors.toMap(Done::arn, Done::outcome, (a, _) -> a));
        tools
            .ledger()
            .forget(
                ending.memory().notes().values().stream()
                    .filter(
                        note ->
                            isPast(
                                note,
                                ending.memory(),
                                found.containsKey(note.arn()),
                                Optional.ofNullable(outcomes.get(note.arn()))))
                    .map(Note::arn)
                    .toList());
      }

      private boolean isPast(Note note, Memory memory, boolean isFound, Optional<Outcome> outcome) {
        if (note.parent().isPresent()
            && (isDoomed(note)
                || note.parent().map(memory::of).filter(this::isDoomed).isPresent())) {
          // The next night looks whether a late writer brought it back.
          return false;
        }
        return outcome.map(one -> one instanceof Outcome.Gone).orElse(!isFound);
      }

      private boolean isDoomed(Note note) {
        return note.doomedIn().equals(Optional.of(book.id()));
      }

      /// Brings the ledger up to date with the night.
      private Life live(Report report) {
        var gone =
            tally.all().stream().filter(one -> one.outcome() instanceof Outcome.Gone).toList();
        var before = tools.ledger().life();
        if (before.lastNight().equals(book.id())) {
          return before;
        }
        var isEmpty = !OwnStack.isAnythingLeft(report) && gone.isEmpty();
        var isScheduled = book.isScheduled() ? 1 : 0;
        var life =
            new Life(
                before.deleted() + gone.size(),
                isEmpty ? before.emptyNights() + isScheduled : 0,
                book.id());
        tools.ledger().write(life);
        return life;
      }

      private void announce(Report report, Memory memory) {
        write(
            memory,
            report
                .toAnnounce()
                .map(row -> memory.of(row.arn()).announced(tools.time().instant(), row.resource()))
                .toList());
      }
    }

    private Rules rules(NightBook book) {
      return new Rules(
          settings.tagKey(),
          settings.workshop(),
          book.ttl().orElse(settings.ttl()),
          book.ttl().filter(Duration::isZero).isPresent(),
          !settings.isOnLaptop(),
          settings.announceFor(),
          settings.maxDeletions(),
          settings.liftProtection(),
          book.only(),
          book.id());
    }

    private Scanner scanner() {
      return new Scanner(
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
    }
  }
}
