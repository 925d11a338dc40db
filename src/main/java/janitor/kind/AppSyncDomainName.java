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
import java.util.stream.Stream;
import software.amazon.awssdk.services.appsync.model.ApiAssociation;
import software.amazon.awssdk.services.appsync.model.BadRequestException;
import software.amazon.awssdk.services.appsync.model.DomainNameConfig;
import software.amazon.awssdk.services.appsync.model.NotFoundException;

/// Its API must be taken off it first, which AppSync does in the background.
record AppSyncDomainName(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::AppSync::DomainName";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("appsync", "domainnames/", "/")
          .physicalId(PhysicalId.after("appsync", "domainnames/"))
          .actions(
              "appsync:ListDomainNames",
              "appsync:GetApiAssociation",
              "appsync:DisassociateApi",
              "appsync:DeleteDomainName")
          .createdBy(
              Creation.answering("appsync:CreateDomainName", "domainNameConfig.domainNameArn"))
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  private static final String API = "api";

  @Override
  public Traits traits() {
    return TRAITS;
  }

  private Stream<DomainNameConfig> domains(String region) {
    return clients
        .appSync(region)
        .listDomainNamesPaginator(request -> request.maxResults(25))
        .domainNameConfigs()
        .stream();
  }

  @Override
  public List<Resource> list(Place place) {
    return domains(place.region())
        .collect(
            Items.each(
                domain -> {
                  var resource =
                      Resource.of(
                              TYPE,
                              place.arn(
                                  "appsync", "domainnames/" + Items.told(domain.domainName())),
                              place.region())
                          .name(domain.domainName());
                  Answers.arn(domain.certificateArn()).ifPresent(resource::uses);
                  return resource.build();
                }));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var some = new Spot(this, place).listed(arns);
    return Found.enriched(some, domain -> withApi(place, domain), NotFoundException.class);
  }

  private Resource withApi(Place place, Resource domain) {
    var withApi = domain.toBuilder();
    association(place.region(), domain.name())
        .ifPresent(
            association ->
                withApi
                    .uses(place.arn("appsync", "apis/" + association.apiId()))
                    .fact(API, association.apiId()));
    return withApi.build();
  }

  private Optional<ApiAssociation> association(String region, String domain) {
    return Found.unless(
        NotFoundException.class,
        () ->
            Optional.ofNullable(
                clients
                    .appSync(region)
                    .getApiAssociation(request -> request.domainName(domain))
                    .apiAssociation()));
  }

  /// Takes an API off whatever domain leads to it.
  void release(String region, String api) {
    domains(region)
        .map(DomainNameConfig::domainName)
        .toList()
        .forEach(
            domain ->
                association(region, domain)
                    .filter(association -> association.apiId().equals(api))
                    .ifPresent(
                        _ ->
                            clients
                                .appSync(region)
                                .disassociateApi(request -> request.domainName(domain))));
  }

  @Override
  public Deletion delete(Resource domain, Deadline deadline) {
    var isFree =
        !domain.facts().containsKey(API)
            && Found.unless(BadRequestException.class, () -> Optional.of(deleteDomain(domain)))
                .isPresent();
    if (isFree) {
      return Deletion.ASKED;
    }
    Found.unless(
        NotFoundException.class,
        () ->
            Optional.of(
                clients
                    .appSync(domain.region())
                    .disassociateApi(request -> request.domainName(domain.name()))));
    if (association(domain.region(), domain.name()).isPresent()) {
      return new Deletion.Preparing("taking its API off it", Duration.ofSeconds(30));
    }
    deleteDomain(domain);
    return Deletion.ASKED;
  }

  private Object deleteDomain(Resource domain) {
    return clients
        .appSync(domain.region())
        .deleteDomainName(request -> request.domainName(domain.name()));
  }
}
