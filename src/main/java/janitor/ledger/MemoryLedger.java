package janitor.ledger;

import janitor.resource.Arn;
import janitor.resource.Memory;
import janitor.resource.Note;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// A ledger for the length of one run, on a laptop.
public final class MemoryLedger implements Ledger {
  private final Map<Arn, Note> notes = new TreeMap<>();
  private Life life = Life.NEW;
  private String holder = "";
  private Instant heldUntil = Instant.MIN;

  @Override
  public synchronized Memory recall() {
    return Memory.of(notes.values());
  }

  @Override
  public synchronized void write(Collection<Note> some) {
    some.forEach(note -> notes.put(note.arn(), note));
  }

  @Override
  public synchronized void forget(Collection<Arn> arns) {
    arns.forEach(notes::remove);
  }

  @Override
  public synchronized Life life() {
    return life;
  }

  @Override
  public synchronized void write(Life life) {
    this.life = life;
  }

  @Override
  public synchronized boolean lease(String night, Instant now, Instant until) {
    if (!holder.equals(night) && heldUntil.isAfter(now)) {
      return false;
    }
    holder = night;
    heldUntil = until;
    return true;
  }

  @Override
  public synchronized void release(String night) {
    if (holder.equals(night)) {
      heldUntil = Instant.MIN;
    }
  }
}
