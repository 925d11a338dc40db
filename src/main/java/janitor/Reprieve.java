package janitor;

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
import janitor.resource.Unread;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes back what a night began that goes on by itself, from all that stays after all: the rule
/// that empties a bucket must not outlive the wish to have the bucket empty.
///
/// It goes by the ledger, which knows what was begun wherever the tags are by now, and by what
/// somebody asked to keep, for a run from a laptop has no ledger that lasts.
final class Reprieve {
  private final Tools tools;
  private final List<String> regions;
  private final Rules rules;
  private final Set<Arn> goingOn = new HashSet<>();
  private final List<Unread> failed = new ArrayList<>();

  Reprieve(Night night) {
    this.tools = night.tools;
    this.regions = night.settings.regions();
    this.rules = night.rules();
  }

  /// Looks at what the plan leaves where it is.
  ///
  /// @param look the one in which the inventory was found, all of it
  /// @return the notes of what has nothing to be taken back any more
  List<Note> of(Inventory inventory, Plan plan, Memory memory, Look look) {
    return tools.kinds().stream()
        .filter(ResourceKind::goesOnByItself)
        .filter(kind -> rules.only().isEmpty() || rules.only().contains(kind.type()))
        .flatMap(kind -> ofKind(kind, inventory, plan, memory, look))
        .toList();
  }

  /// What may still go on in something that stays.
  List<Unread> failed() {
    return List.copyOf(failed);
  }

  private Stream<Note> ofKind(
      ResourceKind kind, Inventory inventory, Plan plan, Memory memory, Look look) {
    var going =
        plan.steps()
            .flatMap(step -> Stream.concat(Stream.of(step.judged()), step.members().stream()))
            .map(Judged::arn)
            .collect(Collectors.toSet());
    var found = inventory.byArn().keySet();
    var begun =
        memory.notes().values().stream()
            .filter(note -> note.begunIn().isPresent() && kind.claims(note.arn()))
            .filter(note -> !going.contains(note.arn()))
            .map(Note::arn)
            .collect(Collectors.toSet());
    var withheld =
        plan.withheld().stream()
            .map(Plan.Withheld::judged)
            .filter(one -> one.resource().type().equals(kind.type()))
            .filter(one -> begun.contains(one.arn()) || isSaved(one))
            .map(Judged::resource);
    var lost = begun.stream().filter(arn -> !found.contains(arn)).collect(Collectors.toSet());
    Stream.concat(withheld, lost(kind, lost, look)).forEach(one -> reprieve(kind, one));
    return begun.stream()
        .filter(arn -> !goingOn.contains(arn))
        .map(memory::of)
        .map(Note::reprieved);
  }

  /// Whether somebody said that it is to stay, or to stay longer: by a tag of its own, or of the
  /// whole that it belongs to.
  private static boolean isSaved(Judged one) {
    return switch (one.verdict()) {
      case Verdict.Kept _, Verdict.Owned _, Verdict.Untouchable _ -> true;
      case Verdict.Expired _,
          Verdict.TooYoung _,
          Verdict.AgeUnknown _,
          Verdict.Unannounced _,
          Verdict.Protected _ ->
          one.resource().tags().has(Rules.EXPIRES_AT_TAG);
    };
  }

  /// What does not carry the workshop tag any more, and so is in no inventory.
  private Stream<Resource> lost(ResourceKind kind, Set<Arn> arns, Look look) {
    return arns.isEmpty()
        ? Stream.empty()
        : regions.stream().flatMap(region -> lost(kind, arns, look, region).stream());
  }

  private List<Resource> lost(ResourceKind kind, Set<Arn> arns, Look look, String region) {
    try {
      return kind.read(look.at(region), arns);
    } catch (RuntimeException error) {
      goOn(
          arns,
          "whether anything is still going on in what lost its tag ("
              + kind.type()
              + ", "
              + region
              + ")",
          tools.faults().classify(error));
      return List.of();
    }
  }

  private void reprieve(ResourceKind kind, Resource resource) {
    try {
      kind.reprieve(resource);
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
    failed.add(
        new Unread(
            what,
            fault
                    .action()
                    .map(action -> "the janitor's role may not do " + action + "; AWS says: ")
                    .orElse("")
                + fault.message(),
            fault.isPassing(),
            fault.action()));
  }
}
