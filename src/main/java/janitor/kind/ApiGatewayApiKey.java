package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.util.List;
import java.util.Set;

/// Its list is asked without the keys' values, which nobody needs to see.
final class ApiGatewayApiKey implements ResourceKind {
  static final String TYPE = "AWS::ApiGateway::ApiKey";

  private final Clients clients;

  ApiGatewayApiKey(Clients clients) {
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
    return Set.of("AWS::CloudFormation::Stack", ApiGatewayUsagePlan.TYPE);
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("apigateway", "/apikeys/");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.afterRegional("apigateway", "/apikeys/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .apiGateway(place.region())
        .getApiKeysPaginator(request -> request.limit(500).includeValues(false))
        .items()
        .stream()
        .map(
            key ->
                Resource.of(
                        TYPE, place.regionArn("apigateway", "/apikeys/" + key.id()), place.region())
                    .name(key.name() == null ? key.id() : key.name())
                    .createdAt(key.createdDate())
                    .fact("id", key.id())
                    .build())
        .toList();
  }

  @Override
  public Deletion delete(Resource key, Deadline deadline) {
    clients.apiGateway(key.region()).deleteApiKey(request -> request.apiKey(key.fact("id")));
    return Deletion.ASKED;
  }
}
