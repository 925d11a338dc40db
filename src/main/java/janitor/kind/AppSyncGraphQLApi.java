package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.appsync.model.BadRequestException;
import software.amazon.awssdk.services.appsync.model.CognitoUserPoolConfig;
import software.amazon.awssdk.services.appsync.model.DataSource;
import software.amazon.awssdk.services.appsync.model.GraphQLApiType;
import software.amazon.awssdk.services.appsync.model.GraphqlApi;
import software.amazon.awssdk.services.appsync.model.LambdaAuthorizerConfig;
import software.amazon.awssdk.services.appsync.model.LambdaDataSourceConfig;
import software.amazon.awssdk.services.appsync.model.NotFoundException;
import software.amazon.awssdk.services.appsync.model.UserPoolConfig;

/// Merged APIs are of this kind, and their source APIs must be taken off them first. An Event API
/// has an ARN of the same form, `apis/<id>`: this kind reads both. One that a custom domain,
/// whoever's, still leads to is refused; only then are the domains searched.
record AppSyncGraphQLApi(Clients clients, AppSyncApi events, FrontDoors doors)
    implements ResourceKind {
  static final String TYPE = "AWS::AppSync::GraphQLApi";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("appsync", "apis/", "/")
          .actions(
              "appsync:ListGraphqlApis",
              "appsync:ListApis",
              "appsync:ListDataSources",
              "appsync:ListSourceApiAssociations",
              "appsync:DisassociateSourceGraphqlApi",
              "appsync:ListDomainNames",
              "appsync:GetApiAssociation",
              "appsync:DisassociateApi",
              "appsync:DeleteGraphqlApi")
          .createdBy(Creation.answering("appsync:CreateGraphqlApi", "graphqlApi.arn"))
          .goesAfter("AWS::AppSync::DomainName")
          .because("AppSync refuses as long as a domain is associated with it.")
          .takesRoles("appsync")
          .usesOf(FrontDoors.types())
          .flags(Traits.Flag.LIST_PROVES)
          .costs(CostClass.CENTS_A_MONTH)
          .build();

  private static final String ASSOCIATIONS = "associations";
  private static final String LETS_IN = "lets in";
  private static final Deletion WITHOUT_SOURCES =
      new Deletion.Preparing("taking its source APIs off it", Duration.ofSeconds(15));

  AppSyncGraphQLApi(Clients clients) {
    this(clients, new AppSyncApi(clients), new FrontDoors());
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return Stream.of(GraphQLApiType.GRAPHQL, GraphQLApiType.MERGED)
        .flatMap(
            sort ->
                clients
                    .appSync(place.region())
                    .listGraphqlApisPaginator(request -> request.apiType(sort).maxResults(25))
                    .graphqlApis()
                    .stream())
        .filter(api -> place.account().equals(api.owner()) || api.owner() == null)
        .distinct()
        .collect(Items.each(api -> resource(place, api)));
  }

  private static Resource resource(Place place, GraphqlApi api) {
    var resource =
        Resource.of(TYPE, Arn.of(api.arn()), place.region())
            .name(api.name())
            .fact("id", api.apiId())
            .fact("sort", String.valueOf(api.apiTypeAsString()))
            .fact(LETS_IN, letsIn(place, api).collect(Collectors.joining("\n")));
    LogsLogGroup.namedAfter(resource, place, Arn.of(api.arn()));
    Described.uses(
        resource,
        Stream.concat(
            Stream.ofNullable(api.mergedApiExecutionRoleArn()),
            Stream.ofNullable(api.logConfig())
                .flatMap(logs -> Stream.ofNullable(logs.cloudWatchLogsRoleArn()))));
    return resource.build();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return doors.uses(
        place,
        candidates,
        this,
        api -> withDataSources(clients, place, api),
        api ->
            Stream.concat(
                api.facts().getOrDefault(LETS_IN, "").lines(),
                sources(clients, place, api).stream().flatMap(source -> behind(place, source))),
        NotFoundException.class);
  }

  private static Stream<String> behind(Place place, DataSource source) {
    return Stream.of(
            Optional.ofNullable(source.lambdaConfig())
                .map(LambdaDataSourceConfig::lambdaFunctionArn),
            Optional.ofNullable(source.dynamodbConfig())
                .map(
                    table ->
                        FrontDoors.arn(
                            place, "dynamodb", table.awsRegion(), "table/" + table.tableName())))
        .flatMap(Optional::stream);
  }

  private static List<DataSource> sources(Clients clients, Place place, Resource api) {
    return place.once(
        "data sources of " + api.arn(),
        () ->
            clients
                .appSync(place.region())
                .listDataSourcesPaginator(request -> request.apiId(api.fact("id")).maxResults(25))
                .dataSources()
                .stream()
                .toList());
  }

  /// The pools and functions that let people in.
  private static Stream<String> letsIn(Place place, GraphqlApi api) {
    var more = api.additionalAuthenticationProviders();
    return Stream.of(
            Stream.concat(
                    Stream.ofNullable(api.userPoolConfig()).map(UserPoolConfig::userPoolId),
                    more.stream()
                        .flatMap(one -> Stream.ofNullable(one.userPoolConfig()))
                        .map(CognitoUserPoolConfig::userPoolId))
                .map(id -> FrontDoors.pool(place, id)),
            Stream.concat(
                    Stream.ofNullable(api.lambdaAuthorizerConfig()),
                    more.stream().flatMap(one -> Stream.ofNullable(one.lambdaAuthorizerConfig())))
                .map(LambdaAuthorizerConfig::authorizerUri))
        .flatMap(some -> some);
  }

  /// With the roles in which an API of either sort reaches its data.
  static Resource withDataSources(Clients clients, Place place, Resource api) {
    var resource = api.toBuilder();
    Described.uses(
        resource,
        sources(clients, place, api).stream()
            .flatMap(source -> Stream.ofNullable(source.serviceRoleArn())));
    return resource.build();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var graphs = new Spot(this, place).listing();
    var there = graphs.answer().stream().map(Resource::arn).collect(Collectors.toSet());
    // Events APIs have ARNs of the same form.
    var both =
        there.containsAll(arns) ? graphs : Reading.both(graphs, new Spot(events, place).listing());
    return Found.enriched(
        Reading.among(both, arns),
        api -> api.type().equals(TYPE) ? withSources(place, api) : api,
        NotFoundException.class);
  }

  private Resource withSources(Place place, Resource api) {
    var associations = associations(api);
    var withSources = api.toBuilder().fact(ASSOCIATIONS, String.join("\n", associations.keySet()));
    associations
        .values()
        .forEach(source -> withSources.uses(place.arn("appsync", "apis/" + source)));
    return withSources.build();
  }

  /// A merged API's associations, and the id of the source API of each.
  private Map<String, String> associations(Resource api) {
    if (!api.fact("sort").equals(GraphQLApiType.MERGED.toString())) {
      return Map.of();
    }
    return clients
        .appSync(api.region())
        .listSourceApiAssociationsPaginator(request -> request.apiId(api.fact("id")).maxResults(25))
        .sourceApiAssociationSummaries()
        .stream()
        .collect(
            Collectors.toMap(
                association -> association.associationId(),
                association -> association.sourceApiId()));
  }

  @Override
  public Deletion delete(Resource api, Deadline deadline) {
    var associations = api.facts().getOrDefault(ASSOCIATIONS, "").lines().toList();
    if (!associations.isEmpty() && hasSources(api, associations)) {
      return WITHOUT_SOURCES;
    }
    var isRefused =
        Found.unless(BadRequestException.class, () -> Optional.of(deleteApi(api))).isEmpty();
    if (isRefused) {
      var since = associations(api).keySet();
      if (!since.isEmpty() && hasSources(api, since)) {
        return WITHOUT_SOURCES;
      }
      new AppSyncDomainName(clients).release(api.region(), api.fact("id"));
      deleteApi(api);
    }
    return Deletion.ASKED;
  }

  /// Takes them off it, which AppSync does in the background, and asks whether one is left.
  private boolean hasSources(Resource api, Collection<String> associations) {
    associations.forEach(
        association ->
            Found.unless(
                NotFoundException.class,
                () ->
                    Optional.of(
                        clients
                            .appSync(api.region())
                            .disassociateSourceGraphqlApi(
                                request ->
                                    request
                                        .mergedApiIdentifier(api.fact("id"))
                                        .associationId(association)))));
    return !associations(api).isEmpty();
  }

  private Object deleteApi(Resource api) {
    return clients.appSync(api.region()).deleteGraphqlApi(request -> request.apiId(api.fact("id")));
  }
}
