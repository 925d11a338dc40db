package janitor.ledger;

import janitor.resource.Arn;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.sweep.Sweep.Done;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A ledger for the length of one run, on a laptop.
public final class MemoryLedger implements Ledger {
  private final Map<Arn, Note> notes = new TreeMap<>();
  private History life = History.NEW;
  private String holder = "";
  private Instant heldUntil = Instant.MIN;
  private Optional<NightBook> book = Optional.empty();
  private Optional<KeptList> list = Optional.empty();
  private final Map<String, LinkedHashMap<Arn, Done>> outcomes = new HashMap<>();

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
  public synchronized History life() {
    return life;
  }

  @Override
  public synchronized void write(History life) {
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
  public synchronized Optional<NightBook> night() {
    return book;
  }

  @Override
  public synchronized void write(NightBook newer) {
    book = Optional.of(newer);
  }

  @Override
  public synchronized boolean begin(NightBook first) {
    if (book.filter(held -> held.id().equals(first.id())).isPresent()) {
      return false;
    }
    write(first);
    return true;
  }

  @Override
  public synchronized Optional<NightBook> claim(String night, int round) {
    var next =
        book.filter(held -> held.mayBeginRound(night, round)).map(held -> held.atRound(round));
    next.ifPresent(this::write);
    return next;
  }

  @Override
  public synchronized void write(String night, Collection<Done> some) {
    var all = outcomes.computeIfAbsent(night, _ -> new LinkedHashMap<>());
    some.forEach(done -> all.put(done.arn(), done));
  }

  @Override
  public synchronized List<Done> outcomes(String night) {
    return List.copyOf(outcomes.getOrDefault(night, new LinkedHashMap<>()).values());
  }

  @Override
  public synchronized void keep(KeptList newer) {
    list = Optional.of(newer);
  }

  @Override
  public synchronized Optional<KeptList> list() {
    return list;
  }

  @Override
  public synchronized void release(String night) {
    if (holder.equals(night)) {
      heldUntil = Instant.MIN;
    }
  }
}
