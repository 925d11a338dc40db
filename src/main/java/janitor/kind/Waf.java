package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spot;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudfront.model.DistributionList;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.GetWebAclResponse;
import software.amazon.awssdk.services.wafv2.model.ListWebAcLsResponse;
import software.amazon.awssdk.services.wafv2.model.ResourceType;
import software.amazon.awssdk.services.wafv2.model.Scope;
import software.amazon.awssdk.services.wafv2.model.WafInvalidParameterException;
import software.amazon.awssdk.services.wafv2.model.WafNonexistentItemException;
import software.amazon.awssdk.services.wafv2.model.WebACLSummary;

/// A web ACL, of a region or, told of in us-east-1 alone, of CloudFront.
///
/// What it protects keeps it: it is never taken off what stays, which would stand open, and what
/// goes takes the association along. Each type of resource is asked for by a call of its own, for a
/// list without a type tells of load balancers only (API reference, ListResourcesForWebACL). It
/// goes by the token of its last change, which is read right before. Of some types their own
/// service asks in the caller's name (developer guide, "Permissions for ListResourcesForWebACL").
final class Waf {
  static final String WEB_ACL = "AWS::WAFv2::WebACL";

  private static final String SCOPE = "scope";
  private static final String ID = "id";

  private final Clients clients;

  private Waf(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Addressed(new Waf(clients).webAcl()));
  }

  private Wafv2Client at(String region) {
    return clients.of(region, Wafv2Client.class, Wafv2Client::builder);
  }

  private Addressed.Row webAcl() {
    return new Addressed.Row(
            Traits.of(WEB_ACL)
                .named(
                    arn ->
                        arn.names("wafv2", "regional/webacl/")
                            || arn.names("wafv2", "global/webacl/"))
                .physicalId(Waf::byParts)
                .createdBy(Creation.answering("wafv2:CreateWebACL", "summary.aRN"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "wafv2:ListWebACLs",
                    "wafv2:GetWebACL",
                    "wafv2:ListTagsForResource",
                    "wafv2:ListResourcesForWebACL",
                    "amplify:ListResourcesForWebACL",
                    "apprunner:ListAssociatedServicesForWebAcl",
                    "cognito-idp:ListResourcesForWebACL",
                    "ec2:DescribeVerifiedAccessInstanceWebAclAssociations",
                    "cloudfront:ListDistributions",
                    "wafv2:DeleteWebACL")
                .usesOf(WEB_ACL)
                .build(),
            this::acls,
            this::read,
            this::delete)
        .linking(this::links);
  }

  /// `NAME|ID|SCOPE`.
  private static List<Arn> byParts(Spot spot, String id) {
    if (id.startsWith("arn:")) {
      return List.of(Arn.of(id));
    }
    var parts = id.split("\\|", -1);
    var word = parts.length == 3 && parts[2].equals("CLOUDFRONT") ? "global" : "regional";
    return List.of(
        spot.place()
            .arn("wafv2", word + "/webacl/" + String.join("/", List.of(parts).subList(0, 2))));
  }

  private record Acl(Scope scope, WebACLSummary told) {}

  private Reading<List<Resource>> acls(Place place) {
    return place.once(
        "web ACLs",
        () ->
            Reading.ofList(
                () ->
                    scopes(place)
                        .flatMap(scope -> acls(place, scope))
                        .collect(Items.each(acl -> acl(place, acl)))));
  }

  private static Stream<Scope> scopes(Place place) {
    return place.region().equals("us-east-1")
        ? Stream.of(Scope.REGIONAL, Scope.CLOUDFRONT)
        : Stream.of(Scope.REGIONAL);
  }

  private Stream<Acl> acls(Place place, Scope scope) {
    return Found.pages(
            marker ->
                at(place.region())
                    .listWebACLs(request -> request.scope(scope).limit(100).nextMarker(marker)),
            ListWebAcLsResponse::webACLs,
            ListWebAcLsResponse::nextMarker)
        .stream()
        .map(told -> new Acl(scope, told));
  }

  private static Resource acl(Place place, Acl acl) {
    return Resource.of(WEB_ACL, Arn.of(Items.told(acl.told().arn())), place.region())
        .name(acl.told().name())
        .fact(Described.NAME, Items.told(acl.told().name()))
        .fact(ID, Items.told(acl.told().id()))
        .fact(SCOPE, acl.scope().toString())
        .build();
  }

  private Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var listed = Reading.among(acls(place), arns);
    return Reading.both(
        Found.enriched(listed.answer(), acl -> told(place, acl), WafNonexistentItemException.class),
        listed.map(_ -> List.of()));
  }

  private GetWebAclResponse get(Resource acl) {
    return at(acl.region())
        .getWebACL(request -> request.name(acl.name()).id(acl.fact(ID)).scope(acl.fact(SCOPE)));
  }

  private Resource told(Place place, Resource acl) {
    var resource =
        acl.toBuilder()
            .tags(
                Tags.of(
                    at(place.region())
                        .listTagsForResource(request -> request.resourceARN(acl.arn().toString()))
                        .tagInfoForResource()
                        .tagList()
                        .stream()
                        .collect(Tags.byKey(tag -> tag.key(), tag -> tag.value()))));
    var told = get(acl.toBuilder().name(Described.nameOf(acl)).build()).webACL();
    if (Boolean.TRUE.equals(told.managedByFirewallManager())
        || Boolean.TRUE.equals(told.retrofittedByFirewallManager())) {
      resource.guard("Firewall Manager manages it, for the organisation");
    }
    return resource.build();
  }

  private Reading<List<Use>> links(Place place, List<Resource> acls) {
    return Reading.each(
        acls,
        Resource::arn,
        acl ->
            protects(place, acl)
                .map(arn -> Use.by(arn, arn.service() + " " + arn.resource(), acl.arn()))
                .toList());
  }

  private Stream<Arn> protects(Place place, Resource acl) {
    var arn = acl.arn().toString();
    if (acl.fact(SCOPE).equals(Scope.CLOUDFRONT.toString())) {
      return Found.pages(
              marker ->
                  clients
                      .cloudFront(place.region())
                      .listDistributions(request -> request.marker(marker))
                      .distributionList(),
              DistributionList::items,
              DistributionList::nextMarker)
          .stream()
          .filter(distribution -> arn.equals(distribution.webACLId()))
          .flatMap(distribution -> Answers.arn(distribution.arn()).stream());
    }
    return ResourceType.knownValues().stream()
        .flatMap(type -> protects(place, arn, type))
        .flatMap(text -> Answers.arn(text).stream())
        .map(Waf::whole);
  }

  /// Not every region has every type ("WAF didn't recognize a parameter"), and where there are none
  /// it protects none. Were that wrong, WAF would refuse to delete it.
  private Stream<String> protects(Place place, String acl, ResourceType type) {
    return Found.unless(
            WafInvalidParameterException.class,
            () ->
                Optional.of(
                    at(place.region())
                        .listResourcesForWebACL(
                            request -> request.webACLArn(acl).resourceType(type))
                        .resourceArns()))
        .stream()
        .flatMap(List::stream);
  }

  /// A stage is a part of its API.
  private static Arn whole(Arn arn) {
    var stage = arn.resource().indexOf("/stages/");
    return arn.service().equals("apigateway") && stage > 0
        ? arn.sibling(arn.resource().substring(0, stage))
        : arn;
  }

  private Deletion delete(Resource acl) {
    var token = get(acl).lockToken();
    at(acl.region())
        .deleteWebACL(
            request ->
                request.name(acl.name()).id(acl.fact(ID)).scope(acl.fact(SCOPE)).lockToken(token));
    return Deletion.ASKED;
  }
}
