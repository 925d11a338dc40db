package janitor.night;

import janitor.plan.Plan;
import janitor.report.Reach;
import janitor.resource.Memory;
import java.util.Optional;

/// Whether anybody hears of what the night deletes: where nobody can be told, nothing goes. It is
/// asked once an invocation, and only where something is due or was announced: a mail that was
/// taken may have bounced since.
final class Audience {
  private final Night night;
  private final Promises promises;
  private Optional<Reach> reach = Optional.empty();

  Audience(Night night, Promises promises) {
    this.night = night;
    this.promises = promises;
  }

  /// The plan, or one of which nothing goes.
  Plan permitted(Plan plan, Memory memory) {
    if (!night.rules().announces() || night.rules().byHand() || night.choices.dryRun()) {
      return plan;
    }
    var isDue = plan.steps().findAny().isPresent();
    if (!isDue && memory.notes().values().stream().allMatch(note -> note.announced().isEmpty())) {
      return plan;
    }
    var told = reach.orElseGet(night.tools.notifier()::reach);
    reach = Optional.of(told);
    return told.somebody() || !isDue ? plan : plan.refused(Reach.UNHEARD, told.refusal());
  }

  /// The memory, without announcements where it is certain that nobody can be told any more. Where
  /// it is not known they only wait.
  Memory counted(Memory memory) {
    return reach.filter(told -> told.isCertain() && !told.somebody()).isPresent()
        ? promises.retract(memory)
        : memory;
  }
}
