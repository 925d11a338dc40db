package janitor.fake;

import janitor.ledger.History;
import janitor.ledger.KeptList;
import janitor.ledger.Ledger;
import janitor.ledger.MemoryLedger;
import janitor.ledger.NightBook;
import janitor.resource.Arn;
import janitor.resource.Memory;
import janitor.resource.Note;
import janitor.sweep.Sweep.Done;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A ledger that outlives its nights; where that matters, every use of it is a call to AWS.
public final class FakeLedger implements Ledger {
  private final FakeAccount account;
  private final MemoryLedger memory = new MemoryLedger();
  private boolean isCounted;
  private Optional<Runnable> beforeLease = Optional.empty();

  public FakeLedger(FakeAccount account) {
    this.account = account;
  }

  public void isCounted(boolean yes) {
    isCounted = yes;
  }

  /// Does something right before the next lease is asked for.
  public void beforeLease(Runnable event) {
    beforeLease = Optional.of(event);
  }

  /// For a test to look at without a call.
  public Ledger uncounted() {
    return memory;
  }

  private <T> T call(String operation, String subject, Supplier<T> effect) {
    return isCounted ? account.call("Ledger " + operation, subject, effect) : effect.get();
  }

  private void call(String operation, String subject, Runnable effect) {
    call(
        operation,
        subject,
        () -> {
          effect.run();
          return subject;
        });
  }

  @Override
  public void keep(KeptList list) {
    call("KeepList", list.night(), () -> memory.keep(list));
  }

  @Override
  public Optional<KeptList> list() {
    return call("List", "", memory::list);
  }

  @Override
  public Memory recall() {
    return call("Recall", "", memory::recall);
  }

  @Override
  public void write(Collection<Note> notes) {
    call("WriteNotes", "", () -> memory.write(notes));
  }

  @Override
  public void forget(Collection<Arn> arns) {
    call("Forget", "", () -> memory.forget(arns));
  }

  @Override
  public History life() {
    return call("Life", "", memory::life);
  }

  @Override
  public void write(History life) {
    call("WriteLife", "", () -> memory.write(life));
  }

  @Override
  public boolean lease(String night, Instant now, Instant until) {
    var event = beforeLease;
    beforeLease = Optional.empty();
    event.ifPresent(Runnable::run);
    return call("Lease", night, () -> memory.lease(night, now, until));
  }

  @Override
  public void release(String night) {
    call("Release", night, () -> memory.release(night));
  }

  @Override
  public Optional<NightBook> night() {
    return call("Night", "", memory::night);
  }

  @Override
  public void write(NightBook book) {
    call("WriteBook", book.id(), () -> memory.write(book));
  }

  @Override
  public boolean begin(NightBook book) {
    return call("Begin", book.id(), () -> memory.begin(book));
  }

  @Override
  public Optional<NightBook> claim(String night, int round) {
    return call("Claim", night + " " + round, () -> memory.claim(night, round));
  }

  @Override
  public void write(String night, Collection<Done> outcomes) {
    call("WriteOutcomes", night, () -> memory.write(night, outcomes));
  }

  @Override
  public List<Done> outcomes(String night) {
    return call("Outcomes", night, () -> memory.outcomes(night));
  }
}
