package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.appsync.model.BadRequestException;

/// An Event API. Its ARNs have the form of a GraphQL API's: [AppSyncGraphQLApi] claims both.
final class AppSyncApi implements ResourceKind {
  static final String TYPE = "AWS::AppSync::Api";

  private final Clients clients;

  AppSyncApi(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of(
        "appsync:ListApis",
        "appsync:ListDomainNames",
        "appsync:GetApiAssociation",
        "appsync:DisassociateApi",
        "appsync:DeleteApi");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of("AWS::CloudFormation::Stack", "AWS::AppSync::DomainName");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("appsync", "apis/") && !arn.after("apis/").contains("/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .appSync(place.region())
        .listApisPaginator(request -> request.maxResults(25))
        .apis()
        .stream()
        .map(
            api ->
                Resource.of(TYPE, Arn.of(api.apiArn()), place.region())
                    .name(api.name())
                    .createdAt(api.created())
                    .leaves(place.arn("logs", "log-group:/aws/appsync/apis/" + api.apiId()))
                    .fact("id", api.apiId())
                    .build())
        .toList();
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
