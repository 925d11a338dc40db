package janitor.ledger;

import janitor.resource.Arn;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.sweep.Sweep.Done;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The janitor's own memory: what AWS cannot tell it.
public interface Ledger {

  /// All notes on resources.
  Memory recall();

  /// Writes the notes over whatever was noted of their ARNs.
  void write(Collection<Note> notes);

  void forget(Collection<Arn> arns);

  History life();

  void write(History life);

  /// Takes, or prolongs, the one lease that a janitor's nights share.
  ///
  /// @return false where another night holds it
  boolean lease(String night, Instant now, Instant until);

  void release(String night);

  /// The night that was begun last, over or not.
  Optional<NightBook> night();

  void write(NightBook book);

  /// Begins a night, so that an event that is delivered twice at once begins one.
  ///
  /// @return false where the night was begun already; its book stays as it is
  boolean begin(NightBook book);

  /// Takes a round of a night, so that a continuation that is delivered twice runs once.
  ///
  /// @return the book with its new round; empty where [NightBook#mayBeginRound] forbids it
  Optional<NightBook> claim(String night, int round);

  /// Writes what became of resources in a night; also, as pending, what is about to be deleted.
  void write(String night, Collection<Done> outcomes);

  /// Keeps a night's whole list, in place of the one before.
  void keep(KeptList list);

  /// The list that was kept last.
  Optional<KeptList> list();

  /// What the rounds of a night came to so far, in the order in which it was written first.
  List<Done> outcomes(String night);
}
