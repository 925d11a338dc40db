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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.BasePathMapping;
import software.amazon.awssdk.services.apigateway.model.DomainName;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigatewayv2.model.ApiMapping;
import software.amazon.awssdk.services.apigatewayv2.model.GetDomainNamesResponse;

/// Both versions of API Gateway keep their domains under one ARN, `/domainnames/<name>` (a private
/// one's with `+<id>`), and each may know mappings that the other does not tell. Its mappings go
/// first; AWS deletes one domain in 30 seconds.
record ApiGatewayDomainName(Clients clients, ApiMappings mappings) implements ResourceKind {
  static final String TYPE = "AWS::ApiGateway::DomainName";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("apigateway", "/domainnames/", "/")
          .aliases("AWS::ApiGateway::DomainNameV2", "AWS::ApiGatewayV2::DomainName")
          .physicalId(PhysicalId.afterRegional("apigateway", "/domainnames/"))
          .actions("apigateway:GET", "apigateway:DELETE")
          .createdBy(Creation.asking("apigateway:CreateDomainName", "domainName"))
          .pace("apigateway:DeleteDomainName", Duration.ofSeconds(30))
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  private static final String MAPPINGS = "mappings";
  private static final String PATHS = "paths";

  ApiGatewayDomainName(Clients clients) {
    this(clients, new ApiMappings(clients));
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    Stream<Supplier<Resource>> first =
        mappings.domains(place).stream().map(domain -> () -> ofFirst(place, domain));
    Stream<Supplier<Resource>> second =
        Found.pages(
                token ->
                    clients
                        .apiGatewayV2(place.region())
                        .getDomainNames(request -> request.maxResults("500").nextToken(token)),
                GetDomainNamesResponse::items,
                GetDomainNamesResponse::nextToken)
            .stream()
            .map(
                domain ->
                    () ->
                        resource(
                            place,
                            place.regionArn(
                                "apigateway", "/domainnames/" + Items.told(domain.domainName())),
                            domain.domainName(),
                            domain.domainNameConfigurations().stream()
                                .map(configuration -> Answers.arn(configuration.certificateArn())),
                            "2"));
    return Stream.concat(first, second).collect(Items.each(Supplier::get));
  }

  private static Resource ofFirst(Place place, DomainName domain) {
    var isPrivate =
        domain.endpointConfiguration() != null
            && domain.endpointConfiguration().types().contains(EndpointType.PRIVATE);
    var certificates =
        Stream.of(
            Answers.arn(domain.certificateArn()), Answers.arn(domain.regionalCertificateArn()));
    return isPrivate
        ? resource(place, Arn.of(domain.domainNameArn()), domain.domainName(), certificates, "1")
            .toBuilder()
            .fact("id", domain.domainNameId())
            .build()
        : resource(
            place,
            place.regionArn("apigateway", "/domainnames/" + Items.told(domain.domainName())),
            domain.domainName(),
            certificates,
            "1");
  }

  private static Resource resource(
      Place place, Arn arn, String name, Stream<Optional<Arn>> certificates, String version) {
    var resource = Resource.of(TYPE, arn, place.region()).name(name).fact("version", version);
    certificates.flatMap(Optional::stream).forEach(resource::uses);
    return resource.build();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var some = new Spot(this, place).listed(arns);
    return Found.enriched(some, domain -> withApis(place, domain), NotFoundException.class);
  }

  private Resource withApis(Place place, Resource domain) {
    var withApis = domain.toBuilder();
    var paths =
        isSecond(domain)
            ? List.<BasePathMapping>of()
            : mappings.paths(place, domain.name(), privateId(domain));
    paths.stream()
        .map(mapping -> place.regionArn("apigateway", "/restapis/" + mapping.restApiId()))
        .forEach(withApis::uses);
    var apis = apiMappings(domain);
    for (var mapping : apis) {
      withApis.uses(place.regionArn("apigateway", "/restapis/" + mapping.apiId()));
      withApis.uses(place.regionArn("apigateway", "/apis/" + mapping.apiId()));
    }
    return withApis
        .fact(PATHS, lines(paths.stream().map(BasePathMapping::basePath)))
        .fact(MAPPINGS, lines(apis.stream().map(ApiMapping::apiMappingId)))
        .build();
  }

  private static String lines(Stream<String> texts) {
    return texts.collect(Collectors.joining("\n"));
  }

  private static @Nullable String privateId(Resource domain) {
    return domain.facts().get("id");
  }

  private static boolean isSecond(Resource domain) {
    return domain.fact("version").equals("2");
  }

  /// The second version does not know a private domain.
  private List<ApiMapping> apiMappings(Resource domain) {
    return domain.facts().containsKey("id")
        ? List.of()
        : mappings.apis(domain.region(), domain.name());
  }

  /// What was mapped since it was read is looked for where AWS refuses.
  @Override
  public Deletion delete(Resource domain, Deadline deadline) {
    var facts = domain.facts();
    free(domain, facts.getOrDefault(MAPPINGS, "").lines(), facts.getOrDefault(PATHS, "").lines());
    if (isRefused(domain)) {
      free(
          domain,
          apiMappings(domain).stream().map(ApiMapping::apiMappingId),
          isSecond(domain)
              ? Stream.of()
              : mappings.pathsNow(domain.region(), domain.name(), privateId(domain)).stream()
                  .map(BasePathMapping::basePath));
      deleteDomain(domain);
    }
    return Deletion.ASKED;
  }

  private void free(Resource domain, Stream<String> ids, Stream<String> paths) {
    var region = domain.region();
    var name = domain.name();
    ids.forEach(id -> mappings.remove(region, name, id));
    var privateId = Optional.ofNullable(privateId(domain)).orElse("");
    paths.forEach(path -> mappings.remove(region, new ApiMappings.Path(name, privateId, path)));
  }

  private boolean isRefused(Resource domain) {
    return Answers.unless("BadRequestException", () -> deleteDomain(domain)).isEmpty();
  }

  private Object deleteDomain(Resource domain) {
    var name = domain.name();
    return isSecond(domain)
        ? clients
            .apiGatewayV2(domain.region())
            .deleteDomainName(
                request -> request.domainName(name).overrideConfiguration(Clients.ONE_ATTEMPT))
        : clients
            .apiGateway(domain.region())
            .deleteDomainName(
                request ->
                    request
                        .domainName(name)
                        .domainNameId(privateId(domain))
                        .overrideConfiguration(Clients.ONE_ATTEMPT));
  }
}
