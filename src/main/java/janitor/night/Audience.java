package janitor.night;

import janitor.plan.Plan;
import janitor.report.Reached;
import janitor.resource.Memory;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether anybody hears of what the night deletes: where nobody can be told, nothing goes. It is
/// asked once an invocation, and only where something is due or was announced: a mail that was
/// taken may have bounced since.
final class Audience {
  private final Night night;
  private final Promises promises;
  private Optional<Reached> reach = Optional.empty();
  private Optional<Reached> before = Optional.empty();

  Audience(Night night, Promises promises) {
    this.night = night;
    this.promises = promises;
  }

  /// The memory, without announcements that went to others than who can be told now, and to nobody
  /// whom mails still reach: an address that was mistyped may be corrected by now.
  Memory told(Memory memory) {
    var to =
        night.book().lastMailTo().stream()
            .filter(one -> one.contains("@"))
            .collect(Collectors.toSet());
    // Where a topic was told, somebody read it.
    if (!isAsked()
        || !hasAnnounced(memory)
        || to.isEmpty()
        || to.size() < night.book().lastMailTo().size()
        || !reach().somebody()) {
      return memory;
    }
    var then = before.orElseGet(() -> night.tools.notifier().reach(to));
    before = Optional.of(then);
    return then.isCertain() && !then.somebody() ? promises.retract(memory) : memory;
  }

  /// The plan, or one of which nothing goes.
  Plan permitted(Plan plan, Memory memory) {
    var isDue = plan.steps().findAny().isPresent();
    if (!isAsked() || (!isDue && !hasAnnounced(memory))) {
      return plan;
    }
    var silent =
        Stream.concat(Stream.of(reach()), before.filter(then -> !then.isCertain()).stream())
            .filter(one -> !one.somebody());
    return !isDue
        ? plan
        : silent.findFirst().map(one -> plan.refused(Reached.UNHEARD, one.refusal())).orElse(plan);
  }

  /// What a person ends by hand goes unannounced.
  private boolean isAsked() {
    return night.rules().announces() && !night.rules().byHand() && !night.choices.dryRun();
  }

  private static boolean hasAnnounced(Memory memory) {
    return memory.notes().values().stream().anyMatch(note -> note.announced().isPresent());
  }

  private Reached reach() {
    var told = reach.orElseGet(night.tools.notifier()::reach);
    reach = Optional.of(told);
    return told;
  }

  /// The memory, without announcements where it is certain that nobody can be told any more. Where
  /// it is not known they only wait.
  Memory counted(Memory memory) {
    return reach.filter(told -> told.isCertain() && !told.somebody()).isPresent()
        ? promises.retract(memory)
        : memory;
  }
}
