package janitor.fake;

import janitor.report.EventBus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes events, or says why not.
public final class FakeBus implements EventBus {

  /// An event that was taken.
  public record Event(String type, String detail) {}

  private final FakeAccount account;
  private final List<Event> events = new ArrayList<>();
  private Optional<String> refusal = Optional.empty();

  public FakeBus(FakeAccount account) {
    this.account = account;
  }

  public void refuse(String why) {
    refusal = Optional.of(why);
  }

  public List<Event> events() {
    return List.copyOf(events);
  }

  @Override
  public Optional<String> put(String type, String detail) {
    return account.call(
        "Bus Put",
        type,
        () -> {
          if (refusal.isEmpty()) {
            events.add(new Event(type, detail));
          }
          return refusal;
        });
  }
}
