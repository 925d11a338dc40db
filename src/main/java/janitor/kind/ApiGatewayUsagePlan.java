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
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apigateway.model.ApiStage;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/// Refused while it names stages of APIs: one patch removes them all, of which AWS takes one in 20
/// seconds. Its API keys are not in the way.
record ApiGatewayUsagePlan(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::ApiGateway::UsagePlan";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("apigateway", "/usageplans/", "/")
          .physicalId(PhysicalId.afterRegional("apigateway", "/usageplans/"))
          .actions("apigateway:GET", "apigateway:PATCH", "apigateway:DELETE")
          .createdBy(Creation.answering("apigateway:CreateUsagePlan", "id"))
          .pace("apigateway:UpdateUsagePlan", Duration.ofSeconds(20))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .apiGateway(place.region())
        .getUsagePlansPaginator(request -> request.limit(500))
        .items()
        .stream()
        .collect(
            Items.each(
                plan -> {
                  var resource =
                      Resource.of(
                              TYPE,
                              place.regionArn("apigateway", "/usageplans/" + Items.told(plan.id())),
                              place.region())
                          .name(plan.name())
                          .fact("id", plan.id())
                          .fact(
                              "stages",
                              plan.apiStages().stream()
                                  .map(stage -> stage.apiId() + ":" + stage.stage())
                                  .collect(Collectors.joining(" ")));
                  plan.apiStages().stream()
                      .map(ApiStage::apiId)
                      .map(api -> place.regionArn("apigateway", "/restapis/" + api))
                      .forEach(resource::uses);
                  return resource.build();
                }));
  }

  @Override
  public Deletion delete(Resource plan, Deadline deadline) {
    var gateway = clients.apiGateway(plan.region());
    var id = plan.fact("id");
    var removals =
        Stream.of(plan.fact("stages").split(" ", -1))
            .filter(stage -> !stage.isEmpty())
            .map(
                stage ->
                    PatchOperation.builder().op(Op.REMOVE).path("/apiStages").value(stage).build())
            .toList();
    if (!removals.isEmpty()) {
      gateway.updateUsagePlan(
          request ->
              request
                  .usagePlanId(id)
                  .patchOperations(removals)
                  .overrideConfiguration(Clients.ONE_ATTEMPT));
    }
    gateway.deleteUsagePlan(request -> request.usagePlanId(id));
    return Deletion.ASKED;
  }
}
