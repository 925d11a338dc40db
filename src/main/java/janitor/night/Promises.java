package janitor.night;

import janitor.plan.Judged;
import janitor.plan.Plan;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.resource.Arn;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.Unread;
import janitor.resource.Whole;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep.Done;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What mails said of when things go, and for how long that holds: nothing goes earlier, and
/// nothing by a mail that nobody counts on any more.
final class Promises {
  private final Night night;
  private final Notebook notebook;

  Promises(Night night, Notebook notebook) {
    this.night = night;
    this.notebook = notebook;
  }

  /// What was held up for too long is not announced any more, and so is what goes with it: the mail
  /// of this night names it anew.
  Memory lapse(Plan plan, Memory memory) {
    if (night.choices.dryRun()) {
      return memory;
    }
    var lapsed =
        plan.withheld().stream()
            .map(Plan.Withheld::judged)
            .filter(judged -> judged.verdict().reason().equals(Verdict.Unannounced.LAPSED))
            .map(Judged::arn)
            .collect(Collectors.toSet());
    return notebook.write(
        memory,
        plan.withheld().stream()
            .map(Plan.Withheld::judged)
            .filter(
                judged ->
                    lapsed.contains(judged.arn())
                        || (judged.verdict() instanceof Verdict.Owned(var whole, _, _)
                            && whole.filter(lapsed::contains).isPresent()))
            .map(judged -> memory.of(judged.arn()).unannounced())
            .filter(note -> !note.equals(memory.of(note.arn())))
            .toList());
  }

  /// Of those that mails named, nobody who was told can be told any more: the mails bounced, or may
  /// have. It is named anew once somebody can.
  Memory retract(Memory memory) {
    return notebook.write(
        memory,
        memory.notes().values().stream()
            .filter(note -> note.announced().isPresent())
            .map(Note::unannounced)
            .toList());
  }

  /// What is not there tonight is another one should it be there again, which no mail has named:
  /// also where some list stays unread for ever, so that its note has to stay. It holds for what
  /// that list may have shown, and for what the night saw go, which is forgotten as it is. It does
  /// not hold for what the reach leaves out: nobody saw the date of its mail pass.
  void expire(Inventory inventory, Memory memory) {
    var unread = night.unreadOf(inventory);
    var lists = unread.stream().filter(one -> one.arns().isEmpty()).toList();
    var named = unread.stream().flatMap(one -> one.arns().stream()).collect(Collectors.toSet());
    var known = inventory.byArn().keySet();
    var tonight = night.tally.all().stream().map(Done::arn).collect(Collectors.toSet());
    notebook.write(
        memory,
        memory.notes().values().stream()
            .filter(note -> note.announced().isPresent())
            .filter(note -> !known.contains(note.arn()) && !tonight.contains(note.arn()))
            .filter(
                note ->
                    night.tools.catalog().typeBeyond(note.arn()).isPresent()
                        // Where each list was read, all else is forgotten.
                        || (!lists.isEmpty()
                            && Notebook.leadingTo(note, memory).stream()
                                .noneMatch(arn -> named.contains(arn) || isHidden(arn, lists))))
            .map(Note::unannounced)
            .toList());
  }

  /// Whether one of the lists may have shown it, or what would.
  private boolean isHidden(Arn arn, List<Unread> lists) {
    var catalog = night.tools.catalog();
    var kind = catalog.of(arn);
    if (kind.isEmpty() || catalog.typeBeyond(arn).isPresent()) {
      return true;
    }
    var types = new HashSet<>(kind.get().traits().order().foundBy());
    types.add(kind.get().type());
    return lists.stream()
        .map(Unread::what)
        .anyMatch(what -> isOfNoKind(what) || types.stream().anyMatch(type -> isOf(type, what)));
  }

  /// The tag index, for one: it may have shown anything.
  private boolean isOfNoKind(String what) {
    return night.tools.catalog().types().stream().noneMatch(type -> isOf(type, what));
  }

  /// As [janitor.resource.Spot#label()] says it.
  private static boolean isOf(String type, String what) {
    return what.contains(type + " in ");
  }

  /// What the night's end means for what earlier mails said. What is kept, or has a later date by
  /// now, they named too early; what they let go and the night did not, waits for something else.
  void settle(Inventory inventory, Plan plan, Memory memory) {
    if (!night.book().only().isEmpty()) {
      // Most was not chosen, and that says nothing.
      return;
    }
    var found = inventory.byArn();
    var all =
        night.tally.all().stream().collect(Collectors.toMap(Done::arn, done -> done, (a, _) -> a));
    var heldUp =
        plan.withheld().stream()
            .filter(withheld -> withheld.waitsFor().stream().noneMatch(arn -> isAsked(all, arn)))
            .map(withheld -> withheld.judged().arn())
            .collect(Collectors.toSet());
    notebook.write(
        memory,
        all.values().stream()
            .filter(done -> found.containsKey(done.arn()))
            .filter(done -> !(done.outcome() instanceof Outcome.Gone))
            .map(
                done -> {
                  var whole = whole(done, all);
                  return settled(
                      whole.judged().verdict(),
                      heldUp.contains(whole.arn()),
                      memory.of(done.arn()));
                })
            .filter(note -> !note.equals(memory.of(note.arn())))
            .toList());
  }

  /// Nobody but AWS holds up what waits for that.
  private static boolean isAsked(Map<Arn, Done> all, Arn arn) {
    return Optional.ofNullable(all.get(arn))
        .filter(done -> done.outcome() instanceof Outcome.Requested)
        .isPresent();
  }

  /// What decides over it.
  private static Done whole(Done done, Map<Arn, Done> all) {
    return done.judged().verdict() instanceof Verdict.Owned(var whole, _, _)
        ? whole.map(all::get).orElse(done)
        : done;
  }

  /// A mail says to keep a stack by its termination protection: whoever takes that off again is
  /// asked again.
  private Note settled(Verdict verdict, boolean isHeldUp, Note note) {
    return switch (verdict) {
      case Verdict.Protected _ when isWhole(note.arn()) -> note.unannounced();
      case Verdict.Kept kept when !kept.isByUse() -> note.unannounced();
      case Verdict.TooYoung(var dueAt, _) ->
          note.promise()
                  .filter(said -> dueAt.filter(said.goesAt()::isBefore).isPresent())
                  .isPresent()
              ? note.unannounced()
              : note;
      case Verdict.Unannounced _ -> note;
      case Verdict.Expired _,
          Verdict.Kept _,
          Verdict.AgeUnknown _,
          Verdict.Owned _,
          Verdict.Protected _,
          Verdict.Untouchable _ ->
          isHeldUp ? hindered(note) : note.hindered(Optional.empty());
    };
  }

  private boolean isWhole(Arn arn) {
    return night.tools.catalog().of(arn).filter(Whole.class::isInstance).isPresent();
  }

  private Note hindered(Note note) {
    var startedAt = night.book().startedAt();
    return note.promise()
            .filter(said -> said.hinderedAt().isEmpty() && !said.goesAt().isAfter(startedAt))
            .isPresent()
        ? note.hindered(Optional.of(startedAt))
        : note;
  }

  /// SES took the mail: what it named is announced, and its ghosts are told.
  void told(Report report, Memory memory) {
    var now = night.tools.time().instant();
    notebook.write(
        memory,
        Stream.concat(
                report
                    .toAnnounce()
                    .map(
                        row ->
                            memory
                                .of(row.arn())
                                .announced(now, row.resource(), report.goesAt(row))),
                report.gaps().ghosts().stream().map(arn -> memory.of(arn).ghostTold(now)))
            .toList());
  }
}
