package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;
import software.amazon.awssdk.services.apigatewayv2.model.BadRequestException;
import software.amazon.awssdk.services.apigatewayv2.model.GetApisResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetAuthorizersResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetStagesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.JWTConfiguration;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/// HTTP and WebSocket APIs. One that a custom domain, whoever's, still maps to is refused; only
/// then are the domains searched, and its mappings removed.
record ApiGatewayV2Api(Clients clients, FrontDoors doors) implements ResourceKind {
  static final String TYPE = "AWS::ApiGatewayV2::Api";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("apigateway", "/apis/", "/")
          .physicalId(PhysicalId.afterRegional("apigateway", "/apis/"))
          .actions("apigateway:GET", "apigateway:DELETE")
          .createdBy(
              Creation.answering("apigateway:CreateApi", "apiId"),
              Creation.answering("apigateway:ImportApi", "apiId"))
          .takesRoles("apigateway")
          .usesOf(FrontDoors.types())
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  ApiGatewayV2Api(Clients clients) {
    this(clients, new FrontDoors());
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "http apis",
        () ->
            Found.pages(
                    token ->
                        clients
                            .apiGatewayV2(place.region())
                            .getApis(request -> request.maxResults("500").nextToken(token)),
                    GetApisResponse::items,
                    GetApisResponse::nextToken)
                .stream()
                .collect(Items.each(api -> resource(place, api))));
  }

  private static Resource resource(Place place, Api api) {
    var resource =
        Resource.of(
                TYPE,
                place.regionArn("apigateway", "/apis/" + Items.told(api.apiId())),
                place.region())
            .name(api.name())
            .createdAt(api.createdDate())
            .fact("id", api.apiId());
    if (Boolean.TRUE.equals(api.apiGatewayManaged())) {
      resource.guard("another AWS service manages it");
    }
    return resource.build();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var some = new Spot(this, place).listed(arns);
    return Found.enriched(some, api -> withLogs(place, api), NotFoundException.class);
  }

  private Resource withLogs(Place place, Resource api) {
    var withLogs = api.toBuilder();
    var stages = stages(api);
    for (var stage : stages) {
      withLogs.leaves(
          place.arn(
              "logs", "log-group:/aws/apigateway/" + api.fact("id") + "/" + stage.stageName()));
    }
    var logs = stages.stream().flatMap(stage -> accessLog(stage).stream()).toList();
    return LogsLogGroup.writtenBy(withLogs, api.arn(), logs).build();
  }

  private static Optional<Arn> accessLog(Stage stage) {
    return Optional.ofNullable(stage.accessLogSettings())
        .flatMap(settings -> Answers.arn(settings.destinationArn()));
  }

  private List<Stage> stages(Resource api) {
    return Found.pages(
        token ->
            clients
                .apiGatewayV2(api.region())
                .getStages(request -> request.apiId(api.fact("id")).nextToken(token)),
        GetStagesResponse::items,
        GetStagesResponse::nextToken);
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
                    integrations(place, api).stream().map(Integration::integrationUri),
                    authorizers(place, api).stream()
                        .flatMap(
                            one -> Stream.of(issuer(one), Optional.ofNullable(one.authorizerUri())))
                        .flatMap(Optional::stream))
                .flatMap(Stream::ofNullable),
        NotFoundException.class);
  }

  private static Optional<String> issuer(Authorizer authorizer) {
    return Optional.ofNullable(authorizer.jwtConfiguration()).map(JWTConfiguration::issuer);
  }

  private List<Integration> integrations(Place place, Resource api) {
    return place.once(
        "integrations of " + api.arn(),
        () ->
            Found.pages(
                token ->
                    clients
                        .apiGatewayV2(place.region())
                        .getIntegrations(request -> request.apiId(api.fact("id")).nextToken(token)),
                GetIntegrationsResponse::items,
                GetIntegrationsResponse::nextToken));
  }

  private List<Authorizer> authorizers(Place place, Resource api) {
    return place.once(
        "authorizers of " + api.arn(),
        () ->
            Found.pages(
                token ->
                    clients
                        .apiGatewayV2(place.region())
                        .getAuthorizers(request -> request.apiId(api.fact("id")).nextToken(token)),
                GetAuthorizersResponse::items,
                GetAuthorizersResponse::nextToken));
  }

  private Resource withRoles(Place place, Resource api) {
    var integrations = integrations(place, api).stream().map(Integration::credentialsArn);
    var authorizers = authorizers(place, api).stream().map(Authorizer::authorizerCredentialsArn);
    var logs = ApiGatewayRestApi.logsWith(clients, place).stream();
    var resource = api.toBuilder();
    Described.uses(
        resource,
        Stream.concat(logs, Stream.concat(integrations, authorizers)).flatMap(Stream::ofNullable));
    return resource.build();
  }

  @Override
  public Deletion delete(Resource api, Deadline deadline) {
    var isRefused =
        Found.unless(BadRequestException.class, () -> Optional.of(deleteApi(api))).isEmpty();
    if (isRefused) {
      new ApiMappings(clients).removeAll(api.region(), api.fact("id"));
      deleteApi(api);
    }
    return Deletion.ASKED;
  }

  private Object deleteApi(Resource api) {
    return clients.apiGatewayV2(api.region()).deleteApi(request -> request.apiId(api.fact("id")));
  }
}
