package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;

/// The tag index tells of the account's default bus as well, which must never go. A bus goes only
/// once its rules have, the one that its archive made included.
record EventsEventBus(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Events::EventBus";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("events", "event-bus/")
          .physicalId(PhysicalId.after("events", "event-bus/"))
          .actions("events:ListEventBuses", "events:DescribeEventBus", "events:DeleteEventBus")
          .createdBy(Creation.answering("events:CreateEventBus", "eventBusArn"))
          .goesAfter("AWS::Events::Archive", EventsRule.TYPE)
          .because(
              "EventBridge refuses as long as the bus has rules; an archive has one of its own.")
          .usesOf(KmsKey.TYPE, SqsQueue.TYPE)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
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
                .collect(Items.each(bus -> resource(place, bus))));
  }

  private static Resource resource(Place place, EventBus bus) {
    var resource =
        Resource.of(
                TYPE, place.arn("events", "event-bus/" + Items.told(bus.name())), place.region())
            .name(bus.name())
            .createdAt(bus.creationTime());
    if (bus.name().equals("default")) {
      resource.guard("it is the account's default event bus");
    } else if (bus.name().startsWith("aws.partner/")) {
      resource.guard("a partner of AWS sends its events to it");
    }
    return resource.build();
  }

  /// Without its key EventBridge delivers nothing of a bus, the account's default one as much as
  /// any (EventBridge user guide, "Encrypting event buses"); and what it could not hand over goes
  /// to a queue. Only a look at each tells (API reference, DescribeEventBus).
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfEach(
        place, candidates, this, bus -> asDescribed(place, bus), ResourceNotFoundException.class);
  }

  private Resource asDescribed(Place place, Resource bus) {
    var told =
        clients.eventBridge(place.region()).describeEventBus(request -> request.name(bus.name()));
    var resource = bus.toBuilder();
    KmsKey.encrypt(resource, place, told.kmsKeyIdentifier());
    Described.uses(
        resource,
        Stream.ofNullable(told.deadLetterConfig()).flatMap(to -> Stream.ofNullable(to.arn())));
    return resource.build();
  }

  @Override
  public Deletion delete(Resource bus, Deadline deadline) {
    clients.eventBridge(bus.region()).deleteEventBus(request -> request.name(bus.name()));
    return Deletion.ASKED;
  }
}
