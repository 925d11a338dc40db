package janitor.fake;

import janitor.stack.Continuation;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Scheduler, as far as the rounds of a night go.
public final class FakeContinuation implements Continuation {

  /// A round to come.
  public record Round(String night, int round) {}

  private final FakeAccount account;
  private final Map<Round, Instant> scheduled = new LinkedHashMap<>();

  public FakeContinuation(FakeAccount account) {
    this.account = account;
  }

  public Map<Round, Instant> scheduled() {
    return Map.copyOf(scheduled);
  }

  /// Scheduler has fired it, and deletes it.
  public void fired(Round round) {
    scheduled.remove(round);
  }

  @Override
  public void schedule(String night, int round, Instant at) {
    account.call(
        "Scheduler Schedule",
        night + " " + round,
        () -> scheduled.put(new Round(night, round), at));
  }

  @Override
  public void cancel(String night, int round) {
    account.call(
        "Scheduler Cancel", night + " " + round, () -> scheduled.remove(new Round(night, round)));
  }
}
