package janitor.page;

import janitor.resource.Decision;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What is kept of announcements, their links, and what people decided.
public interface Decisions {

  /// All that people decided and did not take back: each person's own, on each list.
  ///
  /// They never expire by themselves: what is kept must not come to go unannounced because a clock
  /// ran out. The janitor forgets them with what they speak of.
  List<Decision> all();

  /// Writes each over what that person decided of that resource on that list before.
  void write(Collection<Decision> decisions);

  /// Removes what these people decided of these resources on these lists.
  void remove(Collection<Decision> decisions);

  /// Removes what speaks of nothing any more, of all that was decided.
  default void forget(Predicate<Decision> past) {
    remove(all().stream().filter(past).toList());
  }

  /// Keeps an announcement and its links, until they expire.
  void open(Announced announcement, Collection<Invitation> invitations);

  Optional<Invitation> invitation(String hash);

  Optional<Announced> announcement(String id);
}
