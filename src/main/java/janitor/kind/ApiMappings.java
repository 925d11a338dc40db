package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Parallel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.BasePathMapping;
import software.amazon.awssdk.services.apigatewayv2.model.ApiMapping;
import software.amazon.awssdk.services.apigatewayv2.model.GetApiMappingsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetDomainNamesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

/// What the custom domains of a region map to its APIs. Only a domain knows its mappings, a call
/// each.
final class ApiMappings {
  private final Clients clients;
  private final String region;

  ApiMappings(Clients clients, String region) {
    this.clients = clients;
    this.region = region;
  }

  /// A domain's paths, as the first version tells them.
  ///
  /// @param id of a private domain
  /// @return empty where a path has several levels: that the second version tells
  Optional<List<BasePathMapping>> paths(String domain, @Nullable String id) {
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
                    .toList()));
  }

  /// A domain's mappings, as the second version tells them; none of a domain that it does not know.
  List<ApiMapping> apis(String domain) {
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

  void remove(String domain, @Nullable String id, BasePathMapping mapping) {
    Found.unless(
        software.amazon.awssdk.services.apigateway.model.NotFoundException.class,
        () ->
            Optional.of(
                clients
                    .apiGateway(region)
                    .deleteBasePathMapping(
                        request ->
                            request
                                .domainName(domain)
                                .domainNameId(id)
                                .basePath(mapping.basePath()))));
  }

  void remove(String domain, ApiMapping mapping) {
    Found.unless(
        NotFoundException.class,
        () ->
            Optional.of(
                clients
                    .apiGatewayV2(region)
                    .deleteApiMapping(
                        request ->
                            request.domainName(domain).apiMappingId(mapping.apiMappingId()))));
  }

  /// Takes a REST API off every domain.
  void removeRestApi(String api) {
    var domains =
        clients
            .apiGateway(region)
            .getDomainNamesPaginator(request -> request.limit(500))
            .items()
            .stream()
            .toList();
    Parallel.each(
        domains,
        domain -> {
          var name = domain.domainName();
          paths(name, domain.domainNameId())
              .ifPresentOrElse(
                  paths ->
                      paths.stream()
                          .filter(path -> path.restApiId().equals(api))
                          .forEach(path -> remove(name, domain.domainNameId(), path)),
                  () -> removeFrom(name, api));
        });
  }

  /// Takes an HTTP or WebSocket API off every domain.
  void removeApi(String api) {
    var domains =
        Found.pages(
            token ->
                clients.apiGatewayV2(region).getDomainNames(request -> request.nextToken(token)),
            GetDomainNamesResponse::items,
            GetDomainNamesResponse::nextToken);
    Parallel.each(domains, domain -> removeFrom(domain.domainName(), api));
  }

  private void removeFrom(String domain, String api) {
    apis(domain).stream()
        .filter(mapping -> mapping.apiId().equals(api))
        .forEach(mapping -> remove(domain, mapping));
  }
}
