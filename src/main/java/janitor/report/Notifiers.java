package janitor.report;

import janitor.resource.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// All ways of telling people, one after the other: what did not work with one, the next ones tell.
///
/// @param inOrder the one that tells most comes last
public record Notifiers(List<Notifier> inOrder) implements Notifier {

  @Override
  public Told tell(Report report) {
    var ways = new ArrayList<Told>();
    var known =
        report.withUntold(
            inOrder.stream().flatMap(notifier -> notifier.foreseen(report).stream()).toList());
    for (var notifier : inOrder) {
      var told = notifier.tell(known);
      ways.add(told);
      known = known.withUntold(told.untold());
    }
    return Told.of(ways);
  }

  @Override
  public List<Unread> obstacles() {
    return inOrder.stream().flatMap(notifier -> notifier.obstacles().stream()).distinct().toList();
  }

  /// One that reaches somebody is enough: the others are not asked then. The mail is, first.
  @Override
  public Reached reach() {
    return reach(Notifier::reach);
  }

  @Override
  public Reached reach(Set<String> addresses) {
    return reach(notifier -> notifier.reach(addresses));
  }

  private Reached reach(Function<Notifier, Reached> of) {
    var isCertain = true;
    var untold = new ArrayList<Unread>();
    for (var notifier : inOrder.reversed()) {
      var reach = of.apply(notifier);
      untold.addAll(reach.untold());
      if (reach.somebody()) {
        return new Reached(true, reach.isCertain(), untold);
      }
      isCertain &= reach.isCertain();
    }
    return new Reached(false, isCertain, untold);
  }
}
