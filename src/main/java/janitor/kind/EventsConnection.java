package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eventbridge.model.Connection;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsResponse;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;

/// Cannot be tagged; ours if only API destinations that go too use it. Its secret goes with it.
record EventsConnection(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Events::Connection";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("events", "connection/")
          .physicalId(PhysicalId.LISTED)
          .actions(
              "events:ListConnections",
              "events:DescribeConnection",
              "events:ListApiDestinations",
              "events:DeleteConnection")
          .goesAfter(EventsApiDestination.TYPE, StepFunctionsStateMachine.TYPE)
          .because("Whether EventBridge refuses one that they still use, AWS does not tell.")
          .foundBy(EventsApiDestination.TYPE)
          .usesOf(KmsKey.TYPE)
          .usualWait(Duration.ofSeconds(5))
          .flags(Traits.Flag.UNTAGGABLE)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "connections",
        () ->
            Found.pages(
                    token ->
                        clients
                            .eventBridge(place.region())
                            .listConnections(request -> request.limit(100).nextToken(token)),
                    ListConnectionsResponse::connections,
                    ListConnectionsResponse::nextToken)
                .stream()
                .collect(Items.each(connection -> resource(place, connection))));
  }

  private static Resource resource(Place place, Connection connection) {
    return Resource.of(TYPE, Arn.of(connection.connectionArn()), place.region())
        .name(connection.name())
        .createdAt(connection.creationTime())
        .fact(Resource.STATUS, connection.connectionStateAsString())
        .why(connection.stateReason())
        .build();
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var ours =
        candidates.stream()
            .filter(resource -> resource.type().equals(EventsApiDestination.TYPE))
            .collect(Collectors.toMap(Resource::arn, resource -> resource));
    if (ours.isEmpty()) {
      return Reading.of(List.of());
    }
    var others =
        new EventsApiDestination(clients)
            .list(place).stream()
                .filter(resource -> !ours.containsKey(resource.arn()))
                .flatMap(resource -> resource.uses().stream())
                .collect(Collectors.toSet());
    return Reading.of(
        list(place).stream()
            .filter(connection -> !others.contains(connection.arn()))
            .flatMap(
                connection ->
                    ours.values().stream()
                        .filter(resource -> resource.uses().contains(connection.arn()))
                        .limit(1)
                        .map(resource -> connection.childOf(resource.arn())))
            .toList());
  }

  /// EventBridge reads its secret with its key, for every call (EventBridge user guide, "Encrypting
  /// connections"; API reference, DescribeConnection).
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfEach(
        place,
        candidates,
        this,
        connection -> asDescribed(place, connection),
        ResourceNotFoundException.class);
  }

  private Resource asDescribed(Place place, Resource connection) {
    var told =
        clients
            .eventBridge(place.region())
            .describeConnection(request -> request.name(connection.name()));
    var resource = connection.toBuilder();
    KmsKey.encrypt(resource, place, told.kmsKeyIdentifier());
    return resource.build();
  }

  @Override
  public Deletion delete(Resource connection, Deadline deadline) {
    if (!connection.fact(Resource.STATUS).equals("DELETING")) {
      clients
          .eventBridge(connection.region())
          .deleteConnection(request -> request.name(connection.name()));
    }
    return Deletion.ASKED;
  }
}
