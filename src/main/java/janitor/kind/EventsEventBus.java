package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;

/// The tag index tells of the account's default bus as well, which must never go. A bus goes only
/// once its rules have, the one that its archive made included.
final class EventsEventBus implements ResourceKind {
  static final String TYPE = "AWS::Events::EventBus";

  private final Clients clients;

  EventsEventBus(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("events:ListEventBuses", "events:DeleteEventBus");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of(
        "AWS::CloudFormation::Stack",
        "AWS::Events::Archive",
        EventsRule.TYPE,
        "AWS::Pipes::Pipe",
        "AWS::Scheduler::Schedule",
        "AWS::Scheduler::ScheduleGroup");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("events", "event-bus/");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.after("events", "event-bus/");
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "event buses",
        () ->
            Found.pages(
                    token ->
                        clients
                            .eventBridge(place.region())
                            .listEventBuses(request -> request.limit(100).nextToken(token)),
                    ListEventBusesResponse::eventBuses,
                    ListEventBusesResponse::nextToken)
                .stream()
                .map(bus -> resource(place, bus))
                .toList());
  }

  private static Resource resource(Place place, EventBus bus) {
    var resource =
        Resource.of(TYPE, place.arn("events", "event-bus/" + bus.name()), place.region())
            .name(bus.name())
            .createdAt(bus.creationTime());
    if (bus.name().equals("default")) {
      resource.guard("it is the account's default event bus");
    } else if (bus.name().startsWith("aws.partner/")) {
      resource.guard("a partner of AWS sends its events to it");
    }
    return resource.build();
  }

  @Override
  public Deletion delete(Resource bus, Deadline deadline) {
    clients.eventBridge(bus.region()).deleteEventBus(request -> request.name(bus.name()));
    return Deletion.ASKED;
  }
}
