package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Pace;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.apigateway.model.ApiStage;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/// Refused while it names stages of APIs: one patch removes them all, of which AWS takes one in 20
/// seconds. Its API keys are not in the way.
final class ApiGatewayUsagePlan implements ResourceKind {
  static final String TYPE = "AWS::ApiGateway::UsagePlan";

  private final Clients clients;

  ApiGatewayUsagePlan(Clients clients) {
    this.clients = clients;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> actions() {
    return Set.of("apigateway:GET", "apigateway:PATCH", "apigateway:DELETE");
  }

  @Override
  public Set<String> goesAfter() {
    return Set.of("AWS::CloudFormation::Stack");
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("apigateway", "/usageplans/") && !arn.after("/usageplans/").contains("/");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.afterRegional("apigateway", "/usageplans/");
  }

  @Override
  public List<Resource> list(Place place) {
    return clients
        .apiGateway(place.region())
        .getUsagePlansPaginator(request -> request.limit(500))
        .items()
        .stream()
        .map(
            plan -> {
              var resource =
                  Resource.of(
                          TYPE,
                          place.regionArn("apigateway", "/usageplans/" + plan.id()),
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
            })
        .toList();
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

  @Override
  public Optional<Pace> pace() {
    return Optional.of(new Pace("apigateway:UpdateUsagePlan", Duration.ofSeconds(20)));
  }
}
