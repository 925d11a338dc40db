package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.appsync.model.Api;
import software.amazon.awssdk.services.appsync.model.BadRequestException;
import software.amazon.awssdk.services.appsync.model.NotFoundException;

/// An Event API. Its ARNs have the form of a GraphQL API's: [AppSyncGraphQLApi] claims both.
record AppSyncApi(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::AppSync::Api";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("appsync", "apis/", "/")
          .readBy(AppSyncGraphQLApi.TYPE)
          .actions(
              "appsync:ListApis",
              "appsync:ListDataSources",
              "appsync:ListDomainNames",
              "appsync:GetApiAssociation",
              "appsync:DisassociateApi",
              "appsync:DeleteApi")
          .createdBy(Creation.answering("appsync:CreateApi", "api.apiArn"))
          .goesAfter("AWS::AppSync::DomainName")
          .because("AppSync refuses as long as a domain is associated with it.")
          .takesRoles("appsync")
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .appSync(place.region())
        .listApisPaginator(request -> request.maxResults(25))
        .apis()
        .stream()
        .collect(Items.each(api -> resource(place, api)));
  }

  private static Resource resource(Place place, Api api) {
    var resource =
        Resource.of(TYPE, Arn.of(api.apiArn()), place.region())
            .name(api.name())
            .createdAt(api.created())
            .fact("id", api.apiId());
    LogsLogGroup.namedAfter(resource, place, Arn.of(api.apiArn()));
    Described.uses(
        resource,
        Stream.ofNullable(api.eventConfig())
            .flatMap(events -> Stream.ofNullable(events.logConfig()))
            .flatMap(logs -> Stream.ofNullable(logs.cloudWatchLogsRoleArn())));
    return resource.build();
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.usesOfEach(
        place,
        candidates,
        this,
        api -> AppSyncGraphQLApi.withDataSources(clients, place, api),
        NotFoundException.class);
  }

  @Override
  public Deletion delete(Resource api, Deadline deadline) {
    var appSync = clients.appSync(api.region());
    var id = api.fact("id");
    var isRefused =
        Found.unless(
                BadRequestException.class,
                () -> Optional.of(appSync.deleteApi(request -> request.apiId(id))))
            .isEmpty();
    if (isRefused) {
      new AppSyncDomainName(clients).release(api.region(), id);
      appSync.deleteApi(request -> request.apiId(id));
    }
    return Deletion.ASKED;
  }
}
