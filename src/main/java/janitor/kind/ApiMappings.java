package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Place;
import janitor.resource.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.BasePathMapping;
import software.amazon.awssdk.services.apigateway.model.DomainName;
import software.amazon.awssdk.services.apigatewayv2.model.ApiMapping;
import software.amazon.awssdk.services.apigatewayv2.model.GetApiMappingsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetDomainNamesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

/// What the custom domains of a region map to its APIs. Only a domain knows its mappings, a call
/// each, so a look asks a domain once.
final class ApiMappings {
  private final Clients clients;

  ApiMappings(Clients clients) {
    this.clients = clients;
  }

  /// A path of a custom domain that leads to a REST API.
  ///
  /// @param domainId of a private domain, else empty
  record Path(String domain, String domainId, String path) {
    static Path of(DomainName domain, BasePathMapping mapping) {
      var id = Optional.ofNullable(domain.domainNameId()).orElse("");
      return new Path(domain.domainName(), id, mapping.basePath());
    }

    /// As a request wants it.
    @Nullable String privateId() {
      return domainId.isEmpty() ? null : domainId;
    }

    String asFact() {
      return String.join(" ", domain, domainId, path);
    }

    static Path ofFact(String line) {
      var parts = line.split(" ", 3);
      return new Path(parts[0], parts[1], parts[2]);
    }
  }

  /// All custom domains, as the first version tells them.
  List<DomainName> domains(Place place) {
    return place.once(
        "domain names",
        () ->
            clients
                .apiGateway(place.region())
                .getDomainNamesPaginator(request -> request.limit(500))
                .items()
                .stream()
                .toList());
  }

  /// The paths of all domains, by the id of the REST API that they lead to. A domain that does not
  /// tell its paths, or is gone by now, holds up no API: one that it leads to AWS refuses to
  /// delete, and that one alone is looked into again.
  Map<String, List<Path>> paths(Place place) {
    return Reading.each(
            domains(place),
            domain -> place.regionArn("apigateway", "/domainnames/" + domain.domainName()),
            domain ->
                paths(place, domain.domainName(), domain.domainNameId()).stream()
                    .map(mapping -> Map.entry(mapping.restApiId(), Path.of(domain, mapping)))
                    .toList())
        .answer()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }

  /// A domain's paths as this look saw them.
  ///
  /// @param id of a private domain
  List<BasePathMapping> paths(Place place, String domain, @Nullable String id) {
    return place.once("paths of " + domain + " " + id, () -> pathsNow(place.region(), domain, id));
  }

  /// A domain's paths, as the first version tells them: it refuses where one has several levels.
  List<BasePathMapping> pathsNow(String region, String domain, @Nullable String id) {
    return Found.unless(
            BadRequestException.class,
            () ->
                Optional.of(
                    clients
                        .apiGateway(region)
                        .getBasePathMappingsPaginator(
                            request -> request.domainName(domain).domainNameId(id).limit(500))
                        .items()
                        .stream()
                        .toList()))
        .orElse(List.of());
  }

  /// A domain's mappings, as the second version tells them; none of a domain that it does not know.
  List<ApiMapping> apis(String region, String domain) {
    return Found.unless(
            NotFoundException.class,
            () ->
                Optional.of(
                    Found.pages(
                        token ->
                            clients
                                .apiGatewayV2(region)
                                .getApiMappings(
                                    request -> request.domainName(domain).nextToken(token)),
                        GetApiMappingsResponse::items,
                        GetApiMappingsResponse::nextToken)))
        .orElse(List.of());
  }

  /// Removes a path only if it leads to the API still: the domain's owner may have pointed it at
  /// another one since.
  void remove(String region, Path path, String api) {
    Found.unless(
            software.amazon.awssdk.services.apigateway.model.NotFoundException.class,
            () ->
                Optional.of(
                    clients
                        .apiGateway(region)
                        .getBasePathMapping(
                            request ->
                                request
                                    .domainName(path.domain())
                                    .domainNameId(path.privateId())
                                    .basePath(path.path()))))
        .filter(mapping -> api.equals(mapping.restApiId()))
        .ifPresent(_ -> remove(region, path));
  }

  void remove(String region, Path path) {
    Found.unless(
        software.amazon.awssdk.services.apigateway.model.NotFoundException.class,
        () ->
            Optional.of(
                clients
                    .apiGateway(region)
                    .deleteBasePathMapping(
                        request ->
                            request
                                .domainName(path.domain())
                                .domainNameId(path.privateId())
                                .basePath(path.path()))));
  }

  void remove(String region, String domain, String mappingId) {
    Found.unless(
        NotFoundException.class,
        () ->
            Optional.of(
                clients
                    .apiGatewayV2(region)
                    .deleteApiMapping(
                        request -> request.domainName(domain).apiMappingId(mappingId))));
  }

  /// Takes an API off every domain that the second version knows.
  void removeAll(String region, String api) {
    Found.pages(
            token ->
                clients.apiGatewayV2(region).getDomainNames(request -> request.nextToken(token)),
            GetDomainNamesResponse::items,
            GetDomainNamesResponse::nextToken)
        .forEach(
            domain ->
                apis(region, domain.domainName()).stream()
                    .filter(mapping -> mapping.apiId().equals(api))
                    .forEach(
                        mapping -> remove(region, domain.domainName(), mapping.apiMappingId())));
  }
}
