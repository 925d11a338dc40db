package janitor.fake;

import janitor.page.Announced;
import janitor.page.Decisions;
import janitor.page.Invitation;
import janitor.resource.Arn;
import janitor.resource.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Decisions as their table keeps them: by resource, person and list.
public final class FakeDecisions implements Decisions {
  private record Key(Arn arn, String by, String list) {
    static Key of(Decision decision) {
      return new Key(decision.arn(), decision.by(), decision.list());
    }
  }

  private final Map<Key, Decision> decisions = new LinkedHashMap<>();
  private final Map<String, Invitation> invitations = new TreeMap<>();
  private final List<Announced> announcements = new ArrayList<>();
  private Optional<RuntimeException> failure = Optional.empty();
  private Optional<RuntimeException> openFailure = Optional.empty();
  private Runnable beforeAll = () -> {};
  private int reads;

  /// All that is asked from now on fails.
  public void failing(RuntimeException failure) {
    this.failure = Optional.of(failure);
  }

  public void failingToOpen(RuntimeException failure) {
    openFailure = Optional.of(failure);
  }

  public void working() {
    failure = Optional.empty();
  }

  /// Does something whenever decisions are about to be read.
  public void beforeAll(Runnable event) {
    beforeAll = event;
  }

  /// How often decisions were read.
  public synchronized int reads() {
    return reads;
  }

  private void check() {
    failure.ifPresent(
        error -> {
          throw error;
        });
  }

  @Override
  public List<Decision> all() {
    beforeAll.run();
    synchronized (this) {
      check();
      reads++;
      return List.copyOf(decisions.values());
    }
  }

  @Override
  public synchronized void write(Collection<Decision> some) {
    check();
    some.forEach(decision -> decisions.put(Key.of(decision), decision));
  }

  @Override
  public synchronized void remove(Collection<Decision> some) {
    check();
    some.forEach(decision -> decisions.remove(Key.of(decision)));
  }

  @Override
  public synchronized void open(Announced announcement, Collection<Invitation> some) {
    check();
    openFailure.ifPresent(
        error -> {
          throw error;
        });
    announcements.add(announcement);
    some.forEach(invitation -> invitations.put(invitation.hash(), invitation));
  }

  @Override
  public synchronized Optional<Invitation> invitation(String hash) {
    check();
    return Optional.ofNullable(invitations.get(hash));
  }

  @Override
  public synchronized Optional<Announced> announcement(String id) {
    check();
    return announcements.stream().filter(announced -> announced.id().equals(id)).findFirst();
  }

  public synchronized List<Announced> announcements() {
    return List.copyOf(announcements);
  }

  public synchronized List<Invitation> invitations() {
    return List.copyOf(invitations.values());
  }

  /// What the table's own clock does, sooner or later.
  public synchronized void forgetLists() {
    announcements.clear();
  }
}
