package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Pace;
import janitor.resource.Parallel;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.apigateway.model.AccessLogSettings;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.BasePathMapping;
import software.amazon.awssdk.services.apigateway.model.DomainName;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.RestApi;

/// AWS deletes one every 30 seconds, an account. What a custom domain maps to an API has to go
/// before it, and an access log is known to its stages only.
final class ApiGatewayRestApi implements ResourceKind {
  static final String TYPE = "AWS::ApiGateway::RestApi";

  private final Clients clients;

  ApiGatewayRestApi(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("apigateway:GET", "apigateway:DELETE");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of("AWS::CloudFormation::Stack", "AWS::CloudFront::Distribution");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("apigateway", "/restapis/") && !arn.after("/restapis/").contains("/");
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
                .map(api -> resource(place, api))
                .toList());
  }

  private static Resource resource(Place place, RestApi api) {
    return Resource.of(TYPE, place.regionArn("apigateway", "/restapis/" + api.id()), place.region())
        .name(api.name())
        .tags(Tags.of(api.tags()))
        .createdAt(api.createdDate())
        .fact("id", api.id())
        .build();
  }

  @Override
  public List<Resource> read(Place place, Collection<Arn> arns) {
    var apis = ResourceKind.super.read(place, arns);
    if (apis.isEmpty()) {
      return List.of();
    }
    var mappings = mappings(place);
    return Parallel.map(apis, api -> withWhatIsAround(api, mappings)).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Resource> withWhatIsAround(Resource api, Map<String, List<Mapping>> mappings) {
    var resource = api.toBuilder();
    var ours = mappings.getOrDefault(api.fact("id"), List.of());
    resource.fact("mappings", ours.stream().map(Mapping::asFact).collect(Collectors.joining("\n")));
    return accessLogs(api)
        .map(
            logs -> {
              logs.forEach(log -> resource.uses(log).leaves(log));
              return resource.build();
            });
  }

  private Optional<List<Arn>> accessLogs(Resource api) {
    return Found.unless(
        NotFoundException.class,
        () ->
            Optional.of(
                clients
                    .apiGateway(api.region())
                    .getStages(request -> request.restApiId(api.fact("id")))
                    .item()
                    .stream()
                    .flatMap(stage -> Optional.ofNullable(stage.accessLogSettings()).stream())
                    .map(AccessLogSettings::destinationArn)
                    .flatMap(text -> Answers.arn(text).stream())
                    .toList()));
  }

  /// A path of a custom domain that leads to an API.
  private record Mapping(String domain, String domainId, String path) {
    String asFact() {
      return String.join(" ", domain, domainId, path);
    }

    static Mapping ofFact(String line) {
      var parts = line.split(" ", 3);
      return new Mapping(parts[0], parts[1], parts[2]);
    }
  }

  private Map<String, List<Mapping>> mappings(Place place) {
    return place.once(
        "base path mappings",
        () -> {
          var domains =
              clients
                  .apiGateway(place.region())
                  .getDomainNamesPaginator(request -> request.limit(500))
                  .items()
                  .stream()
                  .toList();
          return Parallel.map(domains, domain -> mappings(place, domain)).stream()
              .flatMap(List::stream)
              .collect(
                  Collectors.groupingBy(
                      Map.Entry::getKey,
                      Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        });
  }

  /// Some domains tell their mappings to version 2 of the API only: they hold no REST API back that
  /// this could free.
  private List<Map.Entry<String, Mapping>> mappings(Place place, DomainName domain) {
    var id = Optional.ofNullable(domain.domainNameId());
    return Found.unless(
            BadRequestException.class,
            () ->
                Optional.of(
                    clients
                        .apiGateway(place.region())
                        .getBasePathMappingsPaginator(
                            request ->
                                request
                                    .domainName(domain.domainName())
                                    .domainNameId(id.orElse(null))
                                    .limit(500))
                        .items()
                        .stream()
                        .map(one -> mapping(domain, id, one))
                        .toList()))
        .orElse(List.of());
  }

  private static Map.Entry<String, Mapping> mapping(
      DomainName domain, Optional<String> id, BasePathMapping one) {
    return Map.entry(
        one.restApiId(), new Mapping(domain.domainName(), id.orElse(""), one.basePath()));
  }

  @Override
  public Set<String> usesOf() {
    return Set.of(LogsLogGroup.TYPE);
  }

  /// A stage costs a call an API, so others are asked only where an access log might be theirs too.
  @Override
  public List<Use> uses(Place place, List<Resource> candidates) {
    var logs =
        candidates.stream()
            .filter(LogsLogGroup::mayBeShared)
            .map(Resource::arn)
            .collect(Collectors.toSet());
    if (logs.isEmpty()) {
      return List.of();
    }
    var known = candidates.stream().map(Resource::arn).collect(Collectors.toSet());
    var others = list(place).stream().filter(api -> !known.contains(api.arn())).toList();
    return Parallel.map(others, api -> Map.entry(api, accessLogs(api).orElse(List.of()))).stream()
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .filter(logs::contains)
                    .map(log -> new Use(entry.getKey().arn(), "API " + entry.getKey().name(), log)))
        .toList();
  }

  @Override
  public Deletion delete(Resource api, Deadline deadline) {
    var apiGateway = clients.apiGateway(api.region());
    api.fact("mappings")
        .lines()
        .map(Mapping::ofFact)
        .forEach(
            mapping ->
                Found.unless(
                    NotFoundException.class,
                    () ->
                        Optional.of(
                            apiGateway.deleteBasePathMapping(
                                request ->
                                    request
                                        .domainName(mapping.domain())
                                        .domainNameId(
                                            mapping.domainId().isEmpty()
                                                ? null
                                                : mapping.domainId())
                                        .basePath(mapping.path())))));
    apiGateway.deleteRestApi(
        request ->
            request
                .restApiId(api.fact("id"))
                .overrideConfiguration(override -> override.addPlugin(Clients.ONE_ATTEMPT)));
    return Deletion.ASKED;
  }

  @Override
  public Set<Arn> remaining(Place place, List<Resource> apis) {
    var there = list(place).stream().map(Resource::arn).collect(Collectors.toSet());
    return apis.stream().map(Resource::arn).filter(there::contains).collect(Collectors.toSet());
  }

  @Override
  public Optional<Pace> pace() {
    return Optional.of(new Pace("apigateway:DeleteRestApi", Duration.ofSeconds(30)));
  }
}
