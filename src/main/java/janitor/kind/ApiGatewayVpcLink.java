package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
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

/// A link of a REST API. Those of HTTP APIs have ARNs of the same form, `/vpclinks/<id>`: this kind
/// reads both. Deleting it wants rights in EC2 as well: API Gateway removes the endpoint service
/// that it made for the link in the caller's name (API Gateway Developer Guide, "Grant permissions
/// for API Gateway to create a VPC link").
record ApiGatewayVpcLink(Clients clients, ApiGatewayV2VpcLink second) implements ResourceKind {
  static final String TYPE = "AWS::ApiGateway::VpcLink";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("apigateway", "/vpclinks/")
          .physicalId(PhysicalId.afterRegional("apigateway", "/vpclinks/"))
          .actions(
              "apigateway:GET",
              "apigateway:DELETE",
              "ec2:DeleteVpcEndpointServiceConfigurations",
              "ec2:DescribeVpcEndpointServiceConfigurations",
              "ec2:ModifyVpcEndpointServicePermissions")
          .createdBy(Creation.answering("apigateway:CreateVpcLink", "id"))
          .goesAfter("AWS::ApiGateway::RestApi", ApiGatewayV2Api.TYPE)
          .because("API Gateway refuses as long as an integration leads through it.")
          .usualWait(Duration.ofMinutes(2))
          .costs(CostClass.DOLLARS_A_MONTH)
          .build();

  ApiGatewayVpcLink(Clients clients) {
    this(clients, new ApiGatewayV2VpcLink(clients));
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "vpc links of REST APIs",
        () ->
            clients
                .apiGateway(place.region())
                .getVpcLinksPaginator(request -> request.limit(500))
                .items()
                .stream()
                .collect(
                    Items.each(
                        link -> {
                          var resource =
                              Resource.of(
                                      TYPE,
                                      place.regionArn(
                                          "apigateway", "/vpclinks/" + Items.told(link.id())),
                                      place.region())
                                  .name(link.name())
                                  .fact("id", link.id())
                                  .fact(Resource.STATUS, link.statusAsString())
                                  .why(link.statusMessage());
                          // A load balancer does not go as long as a link leads to it.
                          Described.uses(resource, link.targetArns().stream());
                          return resource.build();
                        })));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Reading.among(
        Reading.both(new Spot(this, place).listing(), new Spot(second, place).listing()), arns);
  }

  @Override
  public Deletion delete(Resource link, Deadline deadline) {
    if (!link.fact(Resource.STATUS).equals("DELETING")) {
      clients
          .apiGateway(link.region())
          .deleteVpcLink(request -> request.vpcLinkId(link.fact("id")));
    }
    return Deletion.ASKED;
  }
}
