package janitor.ledger;

import janitor.resource.Arn;
import janitor.resource.Memory;
import janitor.resource.Note;
import java.time.Instant;
import java.util.Collection;

/// The janitor's own memory: what AWS cannot tell it.
public interface Ledger {

  /// All notes on resources.
  Memory recall();

  /// Writes the notes over whatever was noted of their ARNs.
  void write(Collection<Note> notes);

  void forget(Collection<Arn> arns);

  Life life();

  void write(Life life);

  /// Takes, or prolongs, the one lease that a janitor's nights share.
  ///
  /// @return false where another night holds it
  boolean lease(String night, Instant now, Instant until);

  void release(String night);
}
