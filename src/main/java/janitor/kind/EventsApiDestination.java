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
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;

/// Cannot be tagged; ours if a doomed rule has it as a target and no other rule of any bus has. It
/// stays for a pipe that uses it.
record EventsApiDestination(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::Events::ApiDestination";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("events", "api-destination/")
          .physicalId(PhysicalId.LISTED)
          .actions(
              "events:ListApiDestinations",
              "events:ListEventBuses",
              "events:ListRuleNamesByTarget",
              "events:DeleteApiDestination")
          .goesAfter(EventsRule.TYPE, "AWS::Pipes::Pipe")
          .because("Whether EventBridge refuses one that they still call, AWS does not tell.")
          .foundBy(EventsRule.TYPE)
          .flags(Traits.Flag.UNTAGGABLE)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "api destinations",
        () ->
            Found.pages(
                    token ->
                        clients
                            .eventBridge(place.region())
                            .listApiDestinations(request -> request.limit(100).nextToken(token)),
                    ListApiDestinationsResponse::apiDestinations,
                    ListApiDestinationsResponse::nextToken)
                .stream()
                .collect(
                    Items.each(
                        destination ->
                            Resource.of(
                                    TYPE, Arn.of(destination.apiDestinationArn()), place.region())
                                .name(destination.name())
                                .createdAt(destination.creationTime())
                                .uses(Arn.of(destination.connectionArn()))
                                .build())));
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var rules =
        candidates.stream()
            .filter(
                resource -> resource.type().equals(EventsRule.TYPE) && resource.guard().isEmpty())
            .toList();
    if (rules.stream().flatMap(rule -> rule.uses().stream()).noneMatch(this::claims)) {
      return Reading.of(List.of());
    }
    var arns = rules.stream().map(Resource::arn).collect(Collectors.toSet());
    return Reading.of(
        list(place).stream()
            .flatMap(
                destination ->
                    rules.stream()
                        .filter(rule -> rule.uses().contains(destination.arn()))
                        .limit(1)
                        .filter(_ -> arns.containsAll(rulesWith(place, destination)))
                        .map(rule -> destination.childOf(rule.arn())))
            .toList());
  }

  private List<Arn> rulesWith(Place place, Resource destination) {
    return new EventsEventBus(clients)
        .list(place).stream()
            .map(Resource::name)
            .flatMap(
                bus ->
                    Found.pages(
                            token ->
                                clients
                                    .eventBridge(place.region())
                                    .listRuleNamesByTarget(
                                        request ->
                                            request
                                                .eventBusName(bus)
                                                .targetArn(destination.arn().toString())
                                                .nextToken(token)),
                            ListRuleNamesByTargetResponse::ruleNames,
                            ListRuleNamesByTargetResponse::nextToken)
                        .stream()
                        .map(name -> bus.equals("default") ? name : bus + "/" + name))
            .map(path -> place.arn("events", "rule/" + path))
            .toList();
  }

  @Override
  public Deletion delete(Resource destination, Deadline deadline) {
    clients
        .eventBridge(destination.region())
        .deleteApiDestination(request -> request.name(destination.name()));
    return Deletion.ASKED;
  }
}
