package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;

/// Its list is asked without the keys' values, which nobody needs to see.
record ApiGatewayApiKey(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::ApiGateway::ApiKey";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("apigateway", "/apikeys/")
          .physicalId(PhysicalId.afterRegional("apigateway", "/apikeys/"))
          .actions("apigateway:GET", "apigateway:DELETE")
          .createdBy(Creation.answering("apigateway:CreateApiKey", "id"))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .apiGateway(place.region())
        .getApiKeysPaginator(request -> request.limit(500).includeValues(false))
        .items()
        .stream()
        .collect(
            Items.each(
                key ->
                    Resource.of(
                            TYPE,
                            place.regionArn("apigateway", "/apikeys/" + Items.told(key.id())),
                            place.region())
                        .name(key.name() == null ? key.id() : key.name())
                        .createdAt(key.createdDate())
                        .fact("id", key.id())
                        .build()));
  }

  @Override
  public Deletion delete(Resource key, Deadline deadline) {
    clients.apiGateway(key.region()).deleteApiKey(request -> request.apiKey(key.fact("id")));
    return Deletion.ASKED;
  }
}
