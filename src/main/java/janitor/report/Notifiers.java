package janitor.report;

import java.util.ArrayList;
import java.util.List;

/// All ways of telling people, one after the other: what did not work with one, the next ones tell.
///
/// @param inOrder the one that tells most comes last
public record Notifiers(List<Notifier> inOrder) implements Notifier {

  @Override
  public Told tell(Report report) {
    var ways = new ArrayList<Told>();
    var known = report;
    for (var notifier : inOrder) {
      var told = notifier.tell(known);
      ways.add(told);
      known = known.withUntold(told.untold());
    }
    return Told.of(ways);
  }
}
