package janitor.report;

import janitor.resource.Unread;
import java.util.List;
import java.util.Set;

/// A way in which people are told of a night.
public interface Notifier {

  /// Tells of the night, if there is something to tell. What the report announces counts as
  /// announced only where the answer says that it was accepted.
  Told tell(Report report);

  /// Whether people can be told this way. What stands beside the telling tells nobody.
  default Reached reach() {
    return Reached.NONE;
  }

  /// Whether one of these addresses still can be told this way.
  default Reached reach(Set<String> addresses) {
    return Reached.NONE;
  }

  /// What would keep people from being told this way, asked when nothing is to be told: whoever has
  /// just deployed a janitor looks at a dry run of it.
  default List<Unread> obstacles() {
    return List.of();
  }

  /// Who would not get what is to be told of this night: the other ways tell that as well.
  default List<Unread> foreseen(Report report) {
    return List.of();
  }
}
