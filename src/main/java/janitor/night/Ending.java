package janitor.night;

import janitor.ledger.History;
import janitor.plan.Plan;
import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.report.Report.Mode;
import janitor.report.Report.Notice;
import janitor.report.Report.Occasion;
import janitor.report.Report.Row;
import janitor.report.Told;
import janitor.resource.Arn;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Unread;
import janitor.settings.Choices;
import janitor.settings.Settings;
import janitor.sweep.Journal;
import janitor.sweep.Sweep.Done;
import janitor.sweep.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The end of a night, or of an invocation's part of it: the report, its telling, and perhaps the
/// last act.
final class Ending {

  /// What the last round of this invocation leaves for the report.
  record Last(int rounds, Inventory inventory, Plan plan, Memory memory) {}

  /// A week, less the hours by which a night may come early or late.
  private static final Duration REMINDED_EVERY = Duration.ofDays(7).minusHours(12);

  private final Night night;
  private final Settings settings;
  private final Tools tools;
  private final Choices choices;
  private final Tally tally;
  private final Notebook notebook;
  private final Promises promises;
  private final Unfinished unfinished;
  private final Last last;
  private final Rules rules;

  Ending(Night night, Notebook notebook, Last last) {
    this.night = night;
    this.settings = night.settings;
    this.tools = night.tools;
    this.choices = night.choices;
    this.tally = night.tally;
    this.notebook = notebook;
    this.promises = new Promises(night, notebook);
    this.unfinished = new Unfinished(night);
    this.last = last;
    this.rules = night.rules();
  }

  /// The end of a night whose rounds died one after the other, with what the ledger knows of it: a
  /// look at the workshop is what they may have died of.
  static Ending ofDead(Night night) {
    return withoutLook(
        night, "the rounds of this night died one after the other; the janitor's log says of what");
  }

  /// The end of a night that was begun for something else than the settings name by now.
  static Ending ofAnother(Night night) {
    return withoutLook(
        night,
        "the janitor was given another workshop or other regions while this night was under way, so"
            + " it went no further; the next night looks again");
  }

  private static Ending withoutLook(Night night, String why) {
    var unlooked =
        new Unread("what else is of the workshop", List.of(), why, false, Optional.empty());
    var memory = night.tools.ledger().recall();
    return new Ending(
        night,
        new Notebook(night),
        new Last(
            1,
            new Inventory(List.of(), List.of(), List.of(), List.of(unlooked), List.of(), memory),
            new Plan(List.of(), List.of(), Optional.empty()),
            memory));
  }

  Report report(Optional<Instant> continuesAt) {
    var rows = rows(last.memory());
    var unread = new ArrayList<>(last.inventory().unread());
    night.denied().stream()
        .filter(one -> unread.stream().noneMatch(told -> told.covers(one)))
        .forEach(unread::add);
    unread.addAll(night.trouble());
    unread.addAll(night.goingOn());
    var tagValues =
        rows.isEmpty() && unread.isEmpty() && night.life().deleted() == 0
            ? tagValues(unread)
            : List.<String>of();
    return new Report(
        night.about(),
        new Report.Course(
            night.id(),
            mode(rows),
            night.book().startedAt(),
            tools.time().instant(),
            night.book().round() - 1 + last.rounds(),
            tools.calls().getAsLong()),
        rows,
        new Report.Gaps(unread, ghosts(rows), last.plan().refusal(), tagValues),
        new Report.Telling(settings.notice(), settings.announceFor(), Occasion.NIGHT),
        new Report.Next("", Optional.empty(), continuesAt));
  }

  /// What the index names and no service knows, once each: it may go on for hours.
  private List<Arn> ghosts(List<Row> rows) {
    var known = rows.stream().map(Row::arn).collect(Collectors.toSet());
    return last.inventory().ghosts().stream()
        .filter(arn -> !known.contains(arn))
        .filter(arn -> last.memory().of(arn).ghostToldAt().isEmpty())
        .toList();
  }

  /// The end of the night: one mail, the ledger brought up to date, and perhaps the last act.
  Report finish() {
    var report = report(Optional.empty());
    if (choices.dryRun()) {
      return report
          .with(Told.nothing("a dry run sends no mail", obstacles()))
          .withSelfRemoval("never in a dry run", tools.calls().getAsLong());
    }
    notebook.forget(last.inventory(), last.memory());
    promises.expire(last.inventory(), last.memory());
    promises.settle(last.inventory(), last.plan(), last.memory());
    var life = notebook.live(report);
    report = parting(report, life);
    var partedAt = report.next().farewell().flatMap(_ -> life.partedAt());
    report = partedAt.isPresent() ? stillThere(report, partedAt.get()) : report;
    if (report.telling().occasion() == Occasion.NIGHT) {
      report = report.with(occasion(report));
    }
    var told =
        isTold(report)
            ? Told.nothing("an earlier round of this night has sent it")
            : tools.notifier().tell(report);
    tools.journal().note(new Journal.Mailed(told.accepted(), told.reason()));
    if (told.accepted()) {
      night.write(
          night.book().mailed(tools.time().instant(), report.fingerprint(), announcedTo(told)));
      promises.told(report, last.memory());
    } else if (told.failed()) {
      night.goOn(night.book().untold());
    }
    night.write(night.book().ended(tools.time().instant()));
    night.cancelNextRound();
    tools.ledger().release(night.id());
    report =
        report.with(told).withSelfRemoval(report.next().selfRemoval(), tools.calls().getAsLong());
    tools.journal().note(over(report));
    if (partedAt.isPresent()) {
      return partAgain(report);
    }
    if (report.next().farewell().isEmpty()) {
      return report;
    }
    if (!told.accepted()) {
      return report.withSelfRemoval("the last mail did not go out", report.course().calls());
    }
    part(life);
    return report;
  }

  /// What is refused, or fails later, must not be promised by each night's mail anew: it is noted
  /// before it is asked for. What passes by itself was no answer, and the next night parts as if
  /// for the first time.
  private void part(History life) {
    tools.ledger().write(life.parted(tools.time().instant()));
    try {
      tools.ownStack().remove(night.id());
    } catch (RuntimeException error) {
      if (tools.faults().classify(error).isPassing()) {
        tools.ledger().write(life);
      }
      throw error;
    }
  }

  /// The last word was said on an earlier night.
  private Report partAgain(Report report) {
    try {
      tools.ownStack().remove(night.id());
      return report;
    } catch (RuntimeException error) {
      return staying(
          report,
          report.next().selfRemoval()
              + "; tonight it was refused: "
              + tools.faults().classify(error).message());
    }
  }

  /// Of what it said on an earlier night nothing came. That is told by the first mail since, and
  /// once a week.
  private Report stillThere(Report report, Instant partedAt) {
    var staying = staying(report.withoutFarewell(), tools.ownStack().stillThere(partedAt));
    var isTold = night.book().lastMailAt().filter(at -> at.isAfter(partedAt)).isPresent();
    return night.book().mailedAt().isEmpty() && (!isTold || isReminderDue())
        ? staying.with(Occasion.STILL_THERE)
        : staying;
  }

  /// A laptop tells nobody.
  private List<Unread> obstacles() {
    return settings.isOnLaptop() ? List.of() : tools.notifier().obstacles();
  }

  /// Owners are told of their part only.
  private Set<String> announcedTo(Told told) {
    return told.to().stream()
        .filter(
            to ->
                settings.reportTo().contains(to)
                    || settings.telling().topicArn().filter(to::equals).isPresent())
        .collect(Collectors.toSet());
  }

  /// A round that follows one that died after its mail may have come to more than that told.
  private boolean isTold(Report report) {
    return night.book().told().filter(report.fingerprint()::equals).isPresent()
        && report.toAnnounce().findAny().isEmpty();
  }

  private Occasion occasion(Report report) {
    if (night.book().mailedAt().isPresent()) {
      return Occasion.SUPPLEMENT;
    }
    return isReminderDue() && !report.hasNews() && report.stays().findAny().isPresent()
        ? Occasion.REMINDER
        : Occasion.NIGHT;
  }

  /// Every mail says what stays; a night that a person began for a few kinds only cannot.
  private boolean isReminderDue() {
    var book = night.book();
    return book.isScheduled()
        && book.only().isEmpty()
        && book.lastMailAt()
            .filter(at -> at.plus(REMINDED_EVERY).isAfter(tools.time().instant()))
            .isEmpty();
  }

  private Journal.NightOver over(Report report) {
    return new Journal.NightOver(
        report.about().workshop(),
        report.counts(),
        report.unheard(),
        report.course().calls(),
        Duration.between(night.book().startedAt(), tools.time().instant()),
        report.isMailFailed());
  }

  /// What the mail says of the own stack: what stays of it once it goes, or why it stays itself.
  private Report parting(Report report, History life) {
    var objection = tools.ownStack().objection(report, life, night.book().isScheduled());
    if (objection.isPresent()) {
      return staying(report, objection.get());
    }
    try {
      var ofItself = tools.ownStack().objection(night.book().startedAt());
      return ofItself.isPresent()
          ? staying(report, ofItself.get())
          : report
              .with(tools.ownStack().farewell())
              .withSelfRemoval("asked for, as the last act", tools.calls().getAsLong());
    } catch (RuntimeException error) {
      var fault = tools.faults().classify(error);
      return staying(
          report.with(Unread.of("the janitor's own stack", fault)),
          "its stack could not be read: " + fault.message());
    }
  }

  private Report staying(Report report, String why) {
    return report.withSelfRemoval(why, tools.calls().getAsLong());
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
                    unfinished.told(done, memory),
                    done.wave(),
                    done.took(),
                    announces ? notice(done, verdicts, memory) : Notice.NONE))
        .toList();
  }

  private Notice notice(Done done, Map<Arn, Verdict> verdicts, Memory memory) {
    if (!isDueSoon(done.judged().verdict(), verdicts)) {
      return Notice.NONE;
    }
    return memory.isAnnounced(done.judged().resource()) ? Notice.EARLIER : Notice.NEW;
  }

  /// What a mail names before it goes: a stack's members with their stack.
  private boolean isDueSoon(Verdict verdict, Map<Arn, Verdict> verdicts) {
    return switch (verdict) {
      case Verdict.Unannounced _ -> true;
      case Verdict.TooYoung(var dueAt, _) ->
          dueAt
              .filter(at -> !at.isAfter(night.book().startedAt().plus(settings.notice())))
              .isPresent();
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
        rows.stream().anyMatch(Row::toAnnounce) && rows.stream().allMatch(row -> row.wave() == 0);
    return onlyAnnounces ? Mode.ANNOUNCE : Mode.DELETE;
  }

  /// The values that the workshop tag's key does have, for a name that nothing carries, and never
  /// did as far as is known.
  private List<String> tagValues(List<Unread> unread) {
    return settings.regions().stream()
        .flatMap(region -> tagValues(region, unread).stream())
        .distinct()
        .sorted()
        .limit(50)
        .toList();
  }

  /// Where they are refused the mail says so: it must not fail for them.
  private Set<String> tagValues(String region, List<Unread> unread) {
    try {
      return tools.index().values(region, settings.tagKey());
    } catch (RuntimeException error) {
      unread.add(
          Unread.of(
              "the values that the tag " + settings.tagKey() + " has in " + region,
              tools.faults().classify(error)));
      return Set.of();
    }
  }
}
