package janitor.night;

import janitor.plan.Judged;
import janitor.plan.Plan;
import janitor.plan.Rules;
import janitor.plan.Verdict;
import janitor.resource.Arn;
import janitor.resource.Fault;
import janitor.resource.Inventory;
import janitor.resource.Look;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Revocable;
import janitor.resource.Unread;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes back what a night began that goes on by itself, from all that stays after all: the rule
/// that empties a bucket must not outlive the wish to have the bucket empty.
///
/// It goes by the ledger, which knows what was begun wherever the tags are by now, and by what
/// somebody asked to keep, for a run from a laptop has no ledger that lasts.
final class Reprieve {
  private final Night night;
  private final Tools tools;
  private final List<String> regions;
  private final Rules rules;
  private final Set<Arn> goingOn = new HashSet<>();

  Reprieve(Night night) {
    this.night = night;
    this.tools = night.tools;
    this.regions = night.settings.regions();
    this.rules = night.rules();
  }

  /// Looks at what the plan leaves where it is.
  ///
  /// @param look the one in which the inventory was found, all of it
  /// @return the notes of what has nothing to be taken back any more
  List<Note> of(Inventory inventory, Plan plan, Memory memory, Look look) {
    var going = arns(plan.steps());
    var saved =
        plan.withheld().stream()
            .map(Plan.Withheld::judged)
            .filter(Reprieve::isSaved)
            .map(Judged::arn)
            .collect(Collectors.toSet());
    return takeBack(note -> !going.contains(note.arn()), saved, inventory, memory, look);
  }

  /// Looks at what the night began and withholds at its end: somebody saved it in between.
  ///
  /// @return the notes of what has nothing to be taken back any more
  List<Note> ofTonight(Inventory inventory, Plan plan, Memory memory, Look look) {
    var withheld = night.tally.withheldArns();
    var going = arns(plan.steps().filter(step -> !withheld.contains(step.arn())));
    var gone = night.tally.goneArns();
    return takeBack(
        note ->
            note.begunIn().equals(Optional.of(night.book().key()))
                && !going.contains(note.arn())
                && !gone.contains(note.arn())
                && !goingOn.contains(note.arn()),
        Set.of(),
        inventory,
        memory,
        look);
  }

  /// What goes with the steps.
  private static Set<Arn> arns(Stream<Plan.Step> steps) {
    return steps
        .flatMap(step -> Stream.concat(Stream.of(step.judged()), step.members().stream()))
        .map(Judged::arn)
        .collect(Collectors.toSet());
  }

  private List<Note> takeBack(
      Predicate<Note> isToStay, Set<Arn> saved, Inventory inventory, Memory memory, Look look) {
    return tools.catalog().kinds().stream()
        .filter(Revocable.class::isInstance)
        .map(Revocable.class::cast)
        .filter(kind -> rules.only().isEmpty() || rules.only().contains(kind.type()))
        .flatMap(
            kind -> {
              var begun =
                  memory.notes().values().stream()
                      .filter(note -> note.begunIn().isPresent() && kind.claims(note.arn()))
                      .filter(isToStay)
                      .map(Note::arn)
                      .collect(Collectors.toSet());
              return takeBack(kind, begun, saved, inventory, memory, look).map(memory::of);
            })
        .map(Note::reprieved)
        .toList();
  }

  private Stream<Arn> takeBack(
      Revocable kind,
      Set<Arn> begun,
      Set<Arn> saved,
      Inventory inventory,
      Memory memory,
      Look look) {
    var found = inventory.byArn().keySet();
    var staying =
        inventory.resources().stream()
            .filter(resource -> resource.type().equals(kind.type()))
            .filter(resource -> begun.contains(resource.arn()) || saved.contains(resource.arn()));
    var lost = begun.stream().filter(arn -> !found.contains(arn)).collect(Collectors.toSet());
    Stream.concat(staying, lost(kind, lost, memory, look))
        .forEach(resource -> takeBack(kind, resource));
    return begun.stream().filter(arn -> !goingOn.contains(arn));
  }

  /// Whether somebody said that it is to stay, or to stay longer: by a tag of its own, or of the
  /// whole that it belongs to.
  private static boolean isSaved(Judged judged) {
    return switch (judged.verdict()) {
      case Verdict.Kept _, Verdict.Owned _, Verdict.Untouchable _ -> true;
      case Verdict.Expired _,
          Verdict.TooYoung _,
          Verdict.AgeUnknown _,
          Verdict.Unannounced _,
          Verdict.Protected _ ->
          judged.resource().tags().has(Rules.EXPIRES_AT_TAG);
    };
  }

  /// What does not carry the workshop tag any more, or is where nobody looks any more, and so is in
  /// no inventory.
  private Stream<Resource> lost(ResourceKind kind, Set<Arn> arns, Memory memory, Look look) {
    if (arns.isEmpty()) {
      return Stream.empty();
    }
    var elsewhere =
        arns.stream()
            .flatMap(arn -> memory.of(arn).fate().begunWhere().stream())
            .filter(region -> !regions.contains(region));
    return Stream.concat(regions.stream(), elsewhere)
        .distinct()
        .flatMap(region -> lost(kind, arns, look, region).stream());
  }

  private List<Resource> lost(ResourceKind kind, Set<Arn> arns, Look look, String region) {
    var what =
        regions.contains(region)
            ? "whether anything is still going on in what lost its tag (%s, %s)"
                .formatted(kind.type(), region)
            : "whether %s is still being emptied in %s, which Regions does not name any more"
                .formatted(kind.type(), region);
    try {
      var reading = kind.read(look.at(region), arns);
      reading
          .unread()
          .forEach((arn, cause) -> goOn(Set.of(arn), what, tools.faults().classify(cause)));
      return reading.answer();
    } catch (RuntimeException error) {
      goOn(arns, what, tools.faults().classify(error));
      return List.of();
    }
  }

  private void takeBack(Revocable kind, Resource resource) {
    try {
      kind.takeBack(resource);
    } catch (RuntimeException error) {
      var fault = tools.faults().classify(error);
      if (fault.of() != Fault.Sort.GONE) {
        goOn(
            Set.of(resource.arn()),
            "whether " + resource.label() + " is still being emptied, though it stays",
            fault);
      }
    }
  }

  private void goOn(Set<Arn> arns, String what, Fault fault) {
    goingOn.addAll(arns);
    night.goingOn(
        new Unread(
            what,
            List.of(),
            fault
                    .action()
                    .map(action -> "the janitor's role may not do " + action + "; AWS says: ")
                    .orElse("")
                + fault.message(),
            fault.isPassing(),
            fault.action()));
  }
}
