package janitor.night;

import janitor.ledger.History;
import janitor.page.Decisions;
import janitor.plan.Judged;
import janitor.plan.Plan;
import janitor.plan.Verdict;
import janitor.report.Report;
import janitor.resource.Arn;
import janitor.resource.Attempts;
import janitor.resource.Decision;
import janitor.resource.Inventory;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.Resource;
import janitor.resource.Revocable;
import janitor.resource.Spot;
import janitor.settings.Choices;
import janitor.stack.OwnStack;
import janitor.sweep.Outcome;
import janitor.sweep.Sweep.Done;
import janitor.sweep.Tally;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the night writes into the ledger. A dry run writes nothing.
final class Notebook {
  private final Night night;
  private final Tools tools;
  private final Choices choices;
  private final Tally tally;

  Notebook(Night night) {
    this.night = night;
    this.tools = night.tools;
    this.choices = night.choices;
    this.tally = night.tally;
  }

  /// Keeps outcomes, in the ledger as well: the night's mail may be written by another invocation.
  void record(List<Done> some) {
    var inWaves = tally.add(some).stream().filter(done -> done.wave() > 0).toList();
    if (!choices.dryRun() && !inWaves.isEmpty()) {
      tools.ledger().write(night.book().key(), inWaves);
    }
  }

  /// Notes what is met for the first time. A dry run notes nothing.
  Memory remember(Inventory inventory) {
    var memory = inventory.memory();
    if (choices.dryRun()) {
      return memory;
    }
    var fresh =
        inventory.resources().stream()
            .filter(resource -> resource.createdAt().isEmpty())
            .filter(
                resource ->
                    isThereAgain(resource)
                        || memory.of(resource.arn()).firstSeenAt(resource).isEmpty())
            .map(resource -> known(resource, memory).firstSeen(night.begunAt, resource))
            .filter(note -> !note.equals(memory.of(note.arn())))
            .toList();
    return write(memory, fresh);
  }

  /// Of what had gone, everything was known of what had its name before.
  private static Note known(Resource resource, Memory memory) {
    return isThereAgain(resource) ? Note.of(resource.arn()) : memory.of(resource.arn());
  }

  private static boolean isThereAgain(Resource resource) {
    return resource.facts().containsKey(Resource.THERE_AGAIN);
  }

  /// Writes down what is about to go, and whose child it is, before the first of it goes.
  Memory doom(Plan plan, Memory memory) {
    if (choices.dryRun()) {
      return memory;
    }
    var notes = new LinkedHashMap<Arn, Note>();
    plan.steps().forEach(step -> noteChildren(step, memory, notes));
    plan.steps().forEach(step -> noteUntagged(step, memory, notes));
    noteParents(plan, memory, notes);
    plan.steps().forEach(step -> noteMembers(step, memory, notes));
    plan.steps()
        .forEach(
            step -> {
              var note = memory.of(step.arn()).doomed(night.book().key());
              notes.put(step.arn(), step.resource().parent().map(note::childOf).orElse(note));
            });
    plan.steps()
        .flatMap(Notebook::withMembers)
        .map(Judged::resource)
        .filter(resource -> goesOnByItself(resource.arn()))
        .forEach(
            resource ->
                notes.compute(
                    resource.arn(),
                    (arn, note) ->
                        (note == null ? memory.of(arn) : note)
                            .begun(night.book().key(), resource.region())));
    notes.values().removeIf(note -> note.equals(memory.of(note.arn())));
    if (tools.continuation().isPresent()) {
      record(plan.steps().flatMap(Notebook::begun).toList());
    }
    return write(memory, List.copyOf(notes.values()));
  }

  private static Stream<Judged> withMembers(Plan.Step step) {
    return Stream.concat(Stream.of(step.judged()), step.members().stream());
  }

  /// What goes with a stack would otherwise be told of by nobody, should this round die.
  private static Stream<Done> begun(Plan.Step step) {
    return Stream.concat(
        Stream.of(begun(step.judged(), new Outcome.Requested("it was about to be deleted"))),
        step.members().stream()
            .map(
                member ->
                    begun(
                        member,
                        new Outcome.Withheld("it goes with " + step.resource().label(), true))));
  }

  private static Done begun(Judged judged, Outcome outcome) {
    return new Done(judged, outcome, 1, Duration.ZERO);
  }

  /// Whose child it will have been: also of what was not found yet, or could not be looked for.
  private void noteChildren(Plan.Step step, Memory memory, Map<Arn, Note> notes) {
    withMembers(step)
        .map(Judged::resource)
        .forEach(
            parent ->
                parent
                    .leaves()
                    .forEach(child -> notes.put(child, memory.of(child).childOf(parent.arn()))));
  }

  /// Which untagged things go with a whole that only its parent shows to be of the workshop, as an
  /// Amplify app's backend: what it leaves behind, nothing else finds once the whole is gone. A
  /// tagged stack's template says by itself what is to stay.
  private void noteUntagged(Plan.Step step, Memory memory, Map<Arn, Note> notes) {
    if (step.resource().parent().isEmpty()) {
      return;
    }
    step.members().stream()
        .map(Judged::resource)
        .filter(
            resource -> !resource.tags().match(night.settings.tagKey(), night.settings.workshop()))
        .filter(resource -> resource.parent().isEmpty() && isKnown(resource.arn()))
        .forEach(
            resource -> notes.put(resource.arn(), memory.of(resource.arn()).childOf(step.arn())));
  }

  /// Whose member it will have been, where no tag of CloudFormation's tells it: what the stack
  /// leaves behind is not to go in the same night.
  private static void noteMembers(Plan.Step step, Memory memory, Map<Arn, Note> notes) {
    step.members().stream()
        .map(Judged::resource)
        .filter(member -> !member.tags().has(Resource.STACK_ID_TAG))
        .forEach(
            member ->
                notes.merge(
                    member.arn(),
                    memory.of(member.arn()).memberOf(step.arn()),
                    (note, _) -> note.memberOf(step.arn())));
  }

  private boolean isKnown(Arn arn) {
    return tools.catalog().knows(arn);
  }

  /// Whose child is what was found, also where it stays by itself for now: once its parent is gone,
  /// nothing else would find it. What somebody took to save it is left to them.
  private static void noteParents(Plan plan, Memory memory, Map<Arn, Note> notes) {
    var going =
        plan.steps().flatMap(Notebook::withMembers).map(Judged::arn).collect(Collectors.toSet());
    plan.judged()
        .filter(
            judged ->
                !(judged.verdict() instanceof Verdict.Untouchable
                    && judged.resource().facts().containsKey(Resource.SAVES)))
        .map(Judged::resource)
        .forEach(
            child ->
                child
                    .parent()
                    .filter(going::contains)
                    .ifPresent(
                        parent -> notes.put(child.arn(), memory.of(child.arn()).childOf(parent))));
  }

  Memory write(Memory memory, List<Note> notes) {
    if (notes.isEmpty()) {
      return memory;
    }
    tools.ledger().write(notes);
    return memory.with(notes);
  }

  /// What is not there any more is forgotten: made anew under the same name, it is another
  /// resource, with an age and an announcement of its own.
  ///
  /// Of what could not be read it is not known; where that is a whole list, of nothing but what the
  /// janitor itself has seen go.
  void forget(Inventory inventory, Memory memory) {
    var unread = night.unreadOf(inventory);
    var isListUnread = unread.stream().anyMatch(one -> one.arns().isEmpty());
    var uncertain = unread.stream().flatMap(one -> one.arns().stream()).collect(Collectors.toSet());
    var found = inventory.byArn();
    var outcomes =
        tally.all().stream().collect(Collectors.toMap(Done::arn, Done::outcome, (a, _) -> a));
    var past =
        Stream.concat(
                memory.notes().values().stream(),
                memory.decisions().keySet().stream()
                    .filter(arn -> !memory.notes().containsKey(arn))
                    .map(Note::of))
            .filter(
                note ->
                    isProven(note, outcomes) || (!isListUnread && !isIn(uncertain, note, memory)))
            .filter(
                note ->
                    isPast(
                        note,
                        memory,
                        found.containsKey(note.arn()),
                        inventory.ghosts().contains(note.arn()),
                        Optional.ofNullable(outcomes.get(note.arn()))))
            .map(Note::arn)
            .collect(Collectors.toSet());
    tools.ledger().forget(past.stream().filter(memory.notes()::containsKey).toList());
    if (!memory.decisions().isEmpty()) {
      tools.decisions().ifPresent(all -> forget(all, past, memory));
    }
  }

  /// Whether the janitor saw it go; what a parent may bring back is looked for again.
  private static boolean isProven(Note note, Map<Arn, Outcome> outcomes) {
    return note.parent().isEmpty() && outcomes.get(note.arn()) instanceof Outcome.Gone;
  }

  /// What people decided is forgotten with what it speaks of, and once a mail has named that anew.
  private void forget(Decisions decisions, Set<Arn> past, Memory memory) {
    var now = tools.time().instant();
    decisions.forget(
        decision ->
            (past.contains(decision.arn()) && isLookedFor(decision) && !isMaybeThere(decision))
                || (!decision.holdsAt(now)
                    && memory
                        .of(decision.arn())
                        .announcedAt()
                        .filter(decision.at()::isBefore)
                        .isPresent()));
  }

  /// The tag index leaves a thing out for a while, or somebody its tag: what is kept for good stays
  /// kept, as long as its own service does not say that it is gone.
  private boolean isMaybeThere(Decision decision) {
    var arn = decision.arn();
    if (tally.goneArns().contains(arn)) {
      return false;
    }
    return tools
        .catalog()
        .of(arn)
        .map(kind -> new Spot(kind, tools.home().place(decision.source().region())))
        .map(spot -> new Attempts(tools.faults()).read(spot, List.of(arn)))
        .filter(reading -> !reading.answer().isEmpty() || !reading.unread().isEmpty())
        .isPresent();
  }

  /// Nobody looks in another region, or for another workshop: what is kept there may well be there.
  /// What is global is always looked for; a bucket is not, though its ARN tells no region either.
  private boolean isLookedFor(Decision decision) {
    return decision.source().mark().equals(night.settings.tag())
        && (night.settings.regions().contains(decision.source().region())
            || tools
                .catalog()
                .of(decision.arn())
                .map(kind -> kind.traits().isGlobal())
                .orElse(false));
  }

  /// Whether it could not be read itself, or what would lead to it: what it belongs to, and what
  /// that belongs to.
  private static boolean isIn(Set<Arn> uncertain, Note note, Memory memory) {
    return leadingTo(note, memory).stream().anyMatch(uncertain::contains);
  }

  /// It, what it belongs to, and what that belongs to.
  static Set<Arn> leadingTo(Note note, Memory memory) {
    var seen = new HashSet<Arn>();
    var open = new ArrayDeque<>(List.of(note.arn()));
    while (!open.isEmpty()) {
      var arn = open.pop();
      if (seen.add(arn)) {
        var one = memory.of(arn);
        Stream.of(one.parent(), one.memberOf(), one.announcedWith())
            .flatMap(Optional::stream)
            .forEach(open::add);
      }
    }
    return seen;
  }

  private boolean isPast(
      Note note, Memory memory, boolean isFound, boolean isGhost, Optional<Outcome> outcome) {
    if (note.parent().isPresent()
        && (isDoomed(note) || note.parent().map(memory::of).filter(this::isDoomed).isPresent())) {
      // The next night looks whether a late writer brought it back.
      return false;
    }
    if (!isFound && tools.catalog().typeBeyond(note.arn()).isPresent()) {
      // It was not looked for.
      return false;
    }
    if (note.ghostToldAt().isPresent() && isGhost) {
      // Told once, and not every night that the index goes on naming it.
      return false;
    }
    if (note.begunIn().isPresent() && !isFound && outcome.isEmpty()) {
      // It lost its tag, and what was begun in it could not be taken back yet.
      return false;
    }
    return outcome.map(one -> one instanceof Outcome.Gone).orElse(!isFound);
  }

  private boolean goesOnByItself(Arn arn) {
    return tools.catalog().of(arn).filter(Revocable.class::isInstance).isPresent();
  }

  private boolean isDoomed(Note note) {
    return note.doomedIn().equals(Optional.of(night.book().key()));
  }

  /// Brings the ledger up to date with the night.
  History live(Report report) {
    var gone = tally.all().stream().filter(done -> done.outcome() instanceof Outcome.Gone).toList();
    var before = night.life();
    if (before.lastNight().equals(night.book().key())
        || night.book().isOfAnother(night.settings.tag())) {
      return before;
    }
    var isEmpty = !OwnStack.isAnythingLeft(report) && gone.isEmpty();
    var id = night.book().key();
    var life =
        !isEmpty
            ? before.after(id, gone.stream().allMatch(this::isOfAnother) ? 0 : gone.size())
            : night.book().isScheduled()
                ? before.afterEmpty(id, night.book().startedAt())
                : before.afterNothing(id);
    var looked = looked(life, report);
    tools.ledger().write(looked);
    return looked;
  }

  /// What a night of the workshop before deleted is told where that one's mail failed, and counts
  /// for nothing of this one.
  private boolean isOfAnother(Done gone) {
    return gone.judged()
        .resource()
        .tags()
        .value(night.settings.tagKey())
        .filter(value -> !value.equals(night.settings.workshop()))
        .isPresent();
  }

  /// What is global is found from anywhere, and where something could not be read, what was left
  /// there may still be.
  private History looked(History life, Report report) {
    var regions = Set.copyOf(night.settings.regions());
    var left = new HashSet<>(OwnStack.leftIn(report));
    left.retainAll(regions);
    return life.looked(report.gaps().unread().isEmpty() ? regions : left, left);
  }
}
