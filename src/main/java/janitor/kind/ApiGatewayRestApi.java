package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apigateway.model.AccessLogSettings;
import software.amazon.awssdk.services.apigateway.model.Authorizer;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.GetAuthorizersResponse;
import software.amazon.awssdk.services.apigateway.model.Integration;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.RestApi;

/// AWS deletes one every 30 seconds, an account. What a custom domain maps to an API has to go
/// before it, and an access log is known to its stages only.
record ApiGatewayRestApi(Clients clients, ApiMappings mappings, FrontDoors doors)
    implements ResourceKind {
  static final String TYPE = "AWS::ApiGateway::RestApi";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("apigateway", "/restapis/", "/")
          .physicalId(PhysicalId.afterRegional("apigateway", "/restapis/"))
          .actions("apigateway:GET", "apigateway:DELETE")
          .createdBy(
              Creation.answering("apigateway:CreateRestApi", "id"),
              Creation.answering("apigateway:ImportRestApi", "id"))
          .pace("apigateway:DeleteRestApi", Duration.ofSeconds(30))
          .takesRoles("apigateway")
          .usesOf(FrontDoors.types())
          .flags(Traits.Flag.LIST_PROVES)
          .costs(CostClass.CENTS_A_MONTH)
          .build();

  ApiGatewayRestApi(Clients clients) {
    this(clients, new ApiMappings(clients), new FrontDoors());
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "rest apis",
        () ->
            clients
                .apiGateway(place.region())
                .getRestApisPaginator(request -> request.limit(500))
                .items()
                .stream()
                .collect(Items.each(api -> resource(place, api))));
  }

  private static Resource resource(Place place, RestApi api) {
    return Resource.of(
            TYPE,
            place.regionArn("apigateway", "/restapis/" + Items.told(api.id())),
            place.region())
        .name(api.name())
        .tags(Tags.of(api.tags()))
        .createdAt(api.createdDate())
        .fact("id", api.id())
        .build();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var apis = new Spot(this, place).listed(arns);
    if (apis.answer().isEmpty()) {
      return apis;
    }
    var paths = mappings.paths(place);
    return Found.enriched(
        apis,
        api -> withWhatIsAround(api, paths.getOrDefault(api.fact("id"), List.of())),
        NotFoundException.class);
  }

  private Resource withWhatIsAround(Resource api, List<ApiMappings.Path> paths) {
    var resource = api.toBuilder();
    resource.fact(
        "paths", paths.stream().map(ApiMappings.Path::asFact).collect(Collectors.joining("\n")));
    return LogsLogGroup.writtenBy(resource, api.arn(), accessLogs(api)).build();
  }

  private List<Arn> accessLogs(Resource api) {
    return clients
        .apiGateway(api.region())
        .getStages(request -> request.restApiId(api.fact("id")))
        .item()
        .stream()
        .flatMap(stage -> Optional.ofNullable(stage.accessLogSettings()).stream())
        .map(AccessLogSettings::destinationArn)
        .flatMap(text -> Answers.arn(text).stream())
        .toList();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return doors.uses(
        place,
        candidates,
        this,
        api -> withRoles(place, api),
        api ->
            Stream.concat(
                    integrations(place, api).stream().map(Integration::uri),
                    authorizers(place, api).stream()
                        .flatMap(
                            one ->
                                Stream.concat(
                                    Stream.ofNullable(one.authorizerUri()),
                                    one.providerARNs().stream())))
                .flatMap(Stream::ofNullable),
        NotFoundException.class);
  }

  private List<Integration> integrations(Place place, Resource api) {
    return place.once(
        "integrations of " + api.arn(),
        () ->
            clients
                .apiGateway(place.region())
                .getResourcesPaginator(
                    request -> request.restApiId(api.fact("id")).embed("methods").limit(500))
                .items()
                .stream()
                .flatMap(part -> part.resourceMethods().values().stream())
                .flatMap(method -> Stream.ofNullable(method.methodIntegration()))
                .toList());
  }

  private List<Authorizer> authorizers(Place place, Resource api) {
    return place.once(
        "authorizers of " + api.arn(),
        () ->
            Found.pages(
                token ->
                    clients
                        .apiGateway(place.region())
                        .getAuthorizers(
                            request ->
                                request.restApiId(api.fact("id")).limit(500).position(token)),
                GetAuthorizersResponse::items,
                GetAuthorizersResponse::position));
  }

  /// Those of its integrations and authorizers, and the one with which all of a region write their
  /// logs.
  private Resource withRoles(Place place, Resource api) {
    var methods = integrations(place, api).stream().map(Integration::credentials);
    var authorizers = authorizers(place, api).stream().map(Authorizer::authorizerCredentials);
    var logs = logsWith(clients, place).stream();
    var resource = api.toBuilder();
    Described.uses(
        resource,
        Stream.concat(logs, Stream.concat(methods, authorizers)).flatMap(Stream::ofNullable));
    return resource.build();
  }

  /// An account has one role in a region with which its REST and WebSocket APIs log ("Set up
  /// CloudWatch logging for REST APIs", and the same for WebSocket APIs).
  static Optional<String> logsWith(Clients clients, Place place) {
    return place.once(
        "role of API Gateway",
        () ->
            Optional.ofNullable(
                clients.apiGateway(place.region()).getAccount().cloudwatchRoleArn()));
  }

  /// Where AWS refuses still, a path of several levels may lead to it.
  @Override
  public Deletion delete(Resource api, Deadline deadline) {
    api.fact("paths")
        .lines()
        .map(ApiMappings.Path::ofFact)
        .forEach(path -> mappings.remove(api.region(), path, api.fact("id")));
    var isRefused =
        Found.unless(BadRequestException.class, () -> Optional.of(deleteApi(api))).isEmpty();
    if (isRefused) {
      mappings.removeAll(api.region(), api.fact("id"));
      deleteApi(api);
    }
    return Deletion.ASKED;
  }

  private Object deleteApi(Resource api) {
    return clients
        .apiGateway(api.region())
        .deleteRestApi(
            request ->
                request.restApiId(api.fact("id")).overrideConfiguration(Clients.ONE_ATTEMPT));
  }
}
