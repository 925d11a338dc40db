package janitor.report;

import janitor.aws.Clients;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/// The default bus of EventBridge. It answers with success where it did not take an event.
public final class DefaultBus implements EventBus {
  private final Clients clients;
  private final String region;

  public DefaultBus(Clients clients, String region) {
    this.clients = clients;
    this.region = region;
  }

  @Override
  public Optional<String> put(String type, String detail) {
    return clients
        .eventBridge(region)
        .putEvents(
            request ->
                request.entries(
                    PutEventsRequestEntry.builder()
                        .source(EventNotifier.SOURCE)
                        .detailType(type)
                        .detail(detail)
                        .build()))
        .entries()
        .stream()
        .filter(result -> result.errorCode() != null)
        .map(result -> result.errorCode() + ": " + result.errorMessage())
        .findFirst();
  }
}
