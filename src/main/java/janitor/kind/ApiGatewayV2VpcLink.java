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
import software.amazon.awssdk.services.apigatewayv2.model.GetVpcLinksResponse;

/// A link of HTTP and REST APIs; its deletion takes minutes, and AWS takes one in 30 seconds.
/// [ApiGatewayVpcLink] reads those of both kinds.
record ApiGatewayV2VpcLink(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::ApiGatewayV2::VpcLink";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("apigateway", "/vpclinks/")
          .readBy(ApiGatewayVpcLink.TYPE)
          .physicalId(PhysicalId.afterRegional("apigateway", "/vpclinks/"))
          .actions("apigateway:GET", "apigateway:DELETE")
          .createdBy(Creation.answering("apigateway:CreateVpcLink", "vpcLinkId"))
          // A REST API leads to an `integrationTarget` through one of these (API reference of API
          // Gateway, Integration).
          .goesAfter(ApiGatewayV2Api.TYPE, ApiGatewayRestApi.TYPE)
          .because("API Gateway refuses as long as an integration leads through it.")
          .usualWait(Duration.ofMinutes(2))
          .pace("apigateway:DeleteVpcLink", Duration.ofSeconds(30))
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "vpc links of HTTP APIs",
        () ->
            Found.pages(
                    token ->
                        clients
                            .apiGatewayV2(place.region())
                            .getVpcLinks(request -> request.nextToken(token)),
                    GetVpcLinksResponse::items,
                    GetVpcLinksResponse::nextToken)
                .stream()
                .collect(
                    Items.each(
                        link -> {
                          var resource =
                              Resource.of(
                                      TYPE,
                                      place.regionArn(
                                          "apigateway",
                                          "/vpclinks/" + Items.told(link.vpcLinkId())),
                                      place.region())
                                  .name(link.name())
                                  .createdAt(link.createdDate())
                                  .fact("id", link.vpcLinkId())
                                  .fact(
                                      Resource.STATUS, String.valueOf(link.vpcLinkStatusAsString()))
                                  .why(link.vpcLinkStatusMessage());
                          // It has interfaces in them.
                          Described.standsIn(
                              resource,
                              place,
                              link.subnetIds().stream(),
                              link.securityGroupIds().stream());
                          return resource.build();
                        })));
  }

  @Override
  public Deletion delete(Resource link, Deadline deadline) {
    if (!link.fact(Resource.STATUS).equals("DELETING")) {
      clients
          .apiGatewayV2(link.region())
          .deleteVpcLink(
              request ->
                  request.vpcLinkId(link.fact("id")).overrideConfiguration(Clients.ONE_ATTEMPT));
    }
    return Deletion.ASKED;
  }
}
