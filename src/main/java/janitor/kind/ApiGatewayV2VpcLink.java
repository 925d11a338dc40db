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
import software.amazon.awssdk.services.apigatewayv2.model.GetVpcLinksResponse;

/// A link of an HTTP API; its deletion takes minutes, and AWS takes one in 30 seconds.
/// [ApiGatewayVpcLink] claims the ARNs of both kinds.
final class ApiGatewayV2VpcLink implements ResourceKind {
  static final String TYPE = "AWS::ApiGatewayV2::VpcLink";

  private final Clients clients;

  ApiGatewayV2VpcLink(Clients clients) {
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
    return Set.of("AWS::CloudFormation::Stack", ApiGatewayV2Api.TYPE);
  }

  @Override
  public boolean claims(Arn arn) {
    return arn.names("apigateway", "/vpclinks/");
  }

  @Override
  public PhysicalId physicalId() {
    return PhysicalId.afterRegional("apigateway", "/vpclinks/");
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
                .map(
                    link ->
                        Resource.of(
                                TYPE,
                                place.regionArn("apigateway", "/vpclinks/" + link.vpcLinkId()),
                                place.region())
                            .name(link.name())
                            .createdAt(link.createdDate())
                            .fact("id", link.vpcLinkId())
                            .fact("status", String.valueOf(link.vpcLinkStatusAsString()))
                            .build())
                .toList());
  }

  @Override
  public Deletion delete(Resource link, Deadline deadline) {
    if (!link.fact("status").equals("DELETING")) {
      clients
          .apiGatewayV2(link.region())
          .deleteVpcLink(
              request ->
                  request.vpcLinkId(link.fact("id")).overrideConfiguration(Clients.ONE_ATTEMPT));
    }
    return Deletion.ASKED;
  }

  @Override
  public Duration usualWait() {
    return Duration.ofMinutes(2);
  }

  @Override
  public Optional<Pace> pace() {
    return Optional.of(new Pace("apigateway:DeleteVpcLink", Duration.ofSeconds(30)));
  }
}
