package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.route53resolver.model.Filter;
import software.amazon.awssdk.services.route53resolver.model.ResolverEndpoint;
import software.amazon.awssdk.services.route53resolver.model.ResolverEndpointStatus;
import software.amazon.awssdk.services.route53resolver.model.ResolverRule;
import software.amazon.awssdk.services.route53resolver.model.ResolverRuleAssociation;
import software.amazon.awssdk.services.route53resolver.model.ResolverRuleAssociationStatus;
import software.amazon.awssdk.services.route53resolver.model.ResourceNotFoundException;
import software.amazon.awssdk.services.route53resolver.model.ShareStatus;
import software.amazon.awssdk.services.route53resolver.model.Tag;

/// Names that VPCs resolve elsewhere: an endpoint bills for each of its addresses by the hour, and
/// a rule says which names go through it. No rule goes while a VPC is associated with it (API
/// reference, DeleteResolverRule), and no endpoint that has a rule (aws-nuke #586).
///
/// What stays resolves names by its rules. So a rule stays with each of its VPCs that stays,
/// whoever's that is, and is taken off those that go: these may go first or last, for a VPC goes
/// with its associations (the acceptance tests of Terraform's provider,
/// `RuleAssociation_Disappears_vpc`; neither API reference names them among what holds a VPC), and
/// the endpoint stands in a VPC that would wait for it.
///
/// In the lists are also rules of other accounts, and one of Resolver's own with every VPC.
final class Route53Resolver {
  static final String ENDPOINT = "AWS::Route53Resolver::ResolverEndpoint";
  static final String RULE = "AWS::Route53Resolver::ResolverRule";

  static final String SERVICE = "route53resolver";
  static final String ENDPOINT_WORD = "resolver-endpoint/";
  private static final String RULE_WORD = "resolver-rule/";
  private static final String TAGS = "route53resolver:ListTagsForResource";

  /// The fact with the ids of the VPCs that a rule is associated with, one a line.
  private static final String VPCS = "VPCs";

  /// The facts with the tags of each of these, as they were when it was judged.
  private static final String TAGS_OF = "tags of ";

  private static final int PAGE = 100;
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Clients clients;

  private Route53Resolver(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Route53Resolver(clients);
    return List.of(new Described(service.rule()), new Described(service.endpoint()));
  }

  private Route53ResolverClient at(String region) {
    return clients.of(region, Route53ResolverClient.class, Route53ResolverClient::builder);
  }

  private static String id(Resource one) {
    return one.arn().resource().replaceFirst("^[^/]+/", "");
  }

  private static Optional<Instant> time(@Nullable String told) {
    return Found.unless(
        DateTimeException.class,
        () -> Optional.ofNullable(told).map(text -> OffsetDateTime.parse(text).toInstant()));
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Found.tags(
        ResourceNotFoundException.class,
        () ->
            at(place.region())
                .listTagsForResourcePaginator(
                    request -> request.resourceArn(one.arn().toString()).maxResults(PAGE))
                .tags()
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  // Rules

  private Described.Row rule() {
    return new Described.Row(
            Traits.of(RULE)
                .named(SERVICE, RULE_WORD)
                .physicalId(PhysicalId.after(SERVICE, RULE_WORD))
                .createdBy(
                    Creation.answering("route53resolver:CreateResolverRule", "resolverRule.arn"))
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "route53resolver:ListResolverRules",
                    "route53resolver:ListResolverRuleAssociations",
                    TAGS,
                    "ec2:DescribeVpcs",
                    "route53resolver:DisassociateResolverRule",
                    "route53resolver:DeleteResolverRule")
                .usesOf(RULE, ENDPOINT)
                .usualWait(SOON)
                .build(),
            this::rules,
            this::associated,
            this::tags,
            Described.asking(
                rule ->
                    at(rule.region())
                        .deleteResolverRule(request -> request.resolverRuleId(id(rule)))))
        .needing((_, one) -> Optional.of(one))
        .after(this::leaving)
        .linking((place, candidates) -> Reading.of(associations(place, candidates)));
  }

  private List<Resource> rules(Place place) {
    return at(place.region())
        .listResolverRulesPaginator(request -> request.maxResults(PAGE))
        .resolverRules()
        .stream()
        .filter(rule -> rule.ownerId() == null || place.account().equals(rule.ownerId()))
        .collect(Items.each(rule -> rule(place, rule)));
  }

  private static Resource rule(Place place, ResolverRule told) {
    var resource =
        Resource.of(RULE, Arn.of(Items.told(told.arn())), place.region())
            .createdAt(time(told.creationTime()).orElse(null));
    Stream.of(told.name(), told.domainName())
        .filter(name -> name != null && !name.isEmpty())
        .findFirst()
        .ifPresent(name -> resource.fact(Described.NAME, name));
    if (told.resolverEndpointId() != null) {
      resource.uses(place.arn(SERVICE, ENDPOINT_WORD + told.resolverEndpointId()));
    }
    if (told.shareStatus() == ShareStatus.SHARED_BY_ME) {
      resource.guard(
          "it is shared, and which VPCs of other accounts resolve names by it does not show here:"
              + " take it out of its resource share, in the console of RAM, and it goes");
    }
    return resource.build();
  }

  private Optional<Resource> associated(Place place, Resource rule) {
    var vpcs = new Ec2(place, clients).vpcs();
    var associated =
        place.once("resolver rule associations", () -> associationsNow(place.region(), "")).stream()
            .filter(one -> id(rule).equals(one.resolverRuleId()))
            .filter(one -> one.status() != ResolverRuleAssociationStatus.DELETING)
            .map(ResolverRuleAssociation::vpcId)
            .collect(Collectors.toCollection(TreeSet::new));
    var resource = rule.toBuilder().fact(VPCS, String.join("\n", associated));
    associated.forEach(vpc -> resource.fact(TAGS_OF + vpc, told(vpcs.get(vpc))));
    return Optional.of(resource.build());
  }

  /// @param rule whose; those of all rules if it is empty
  private List<ResolverRuleAssociation> associationsNow(String region, String rule) {
    return at(region)
        .listResolverRuleAssociationsPaginator(
            request -> {
              request.maxResults(PAGE);
              if (!rule.isEmpty()) {
                request.filters(Filter.builder().name("ResolverRuleId").values(rule).build());
              }
            })
        .resolverRuleAssociations()
        .stream()
        .toList();
  }

  private static String told(@Nullable Vpc vpc) {
    return vpc == null ? "" : new TreeMap<>(Ec2.tags(vpc.tags()).all()).toString();
  }

  private static List<Use> associations(Place place, List<Resource> candidates) {
    return candidates.stream()
        .filter(one -> one.type().equals(RULE))
        .flatMap(
            rule ->
                rule.facts().getOrDefault(VPCS, "").lines().map(vpc -> resolves(place, vpc, rule)))
        .toList();
  }

  /// A VPC that goes keeps no rule: else its own endpoint's would wait for it, and it for that.
  private static Use resolves(Place place, String vpc, Resource rule) {
    return new Use(
            place.arn("ec2", "vpc/" + vpc),
            "it is associated with "
                + vpc
                + ", which is not of the workshop and resolves names by it",
            rule.arn())
        .unordered();
  }

  /// Takes it off the VPCs that were judged to go, and off no other. Their stack would do so with
  /// those that it knows itself.
  private Optional<Deletion> leaving(Resource rule) {
    var associations = associationsNow(rule.region(), id(rule));
    if (associations.isEmpty()) {
      return Optional.empty();
    }
    var vpcs = new Ec2(Place.of(rule), clients).vpcs();
    var known = Set.copyOf(rule.facts().getOrDefault(VPCS, "").lines().toList());
    var staying =
        associations.stream()
            .filter(one -> one.status() != ResolverRuleAssociationStatus.DELETING)
            .toList();
    for (var one : staying) {
      var vpc = Items.told(one.vpcId());
      if (!known.contains(vpc)) {
        return refused(vpc + " was associated with it only now");
      }
      // One that went meanwhile takes its association along.
      if (vpcs.containsKey(vpc) && !rule.fact(TAGS_OF + vpc).equals(told(vpcs.get(vpc)))) {
        return refused(
            "the tags of " + vpc + ", which is associated with it, changed since the scan");
      }
    }
    staying.forEach(
        one ->
            Answers.beforehand(
                () ->
                    at(rule.region())
                        .disassociateResolverRule(
                            request -> request.resolverRuleId(id(rule)).vpcId(one.vpcId()))));
    return Optional.of(
        new Deletion.Preparing(
            associations.stream()
                .map(ResolverRuleAssociation::vpcId)
                .sorted()
                .collect(Collectors.joining(", ", "taking it off ", "")),
            SOON));
  }

  private static Optional<Deletion> refused(String why) {
    return Optional.of(new Deletion.Refused(why, "The next night looks at it anew."));
  }

  // Endpoints

  private Described.Row endpoint() {
    return new Described.Row(
            Traits.of(ENDPOINT)
                .named(SERVICE, ENDPOINT_WORD)
                .physicalId(PhysicalId.after(SERVICE, ENDPOINT_WORD))
                .createdBy(
                    Creation.answering(
                        "route53resolver:CreateResolverEndpoint", "resolverEndpoint.arn"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "route53resolver:ListResolverEndpoints",
                    TAGS,
                    Ec2Interfaces.ACTION,
                    "route53resolver:DeleteResolverEndpoint",
                    // Which it does in the caller's name, as its handler's schema has it.
                    "ec2:DeleteNetworkInterface")
                .usualWait(Duration.ofMinutes(1))
                .build(),
            this::endpoints,
            this::tags,
            this::delete)
        .leaving(this::ofWhichInterfacesAreLeft);
  }

  private List<Resource> endpoints(Place place) {
    return at(place.region())
        .listResolverEndpointsPaginator(request -> request.maxResults(PAGE))
        .resolverEndpoints()
        .stream()
        .collect(Items.each(endpoint -> endpoint(place, endpoint)));
  }

  private static Resource endpoint(Place place, ResolverEndpoint told) {
    var resource =
        Resource.of(ENDPOINT, Arn.of(Items.told(told.arn())), place.region())
            .createdAt(time(told.creationTime()).orElse(null))
            .fact(Resource.STATUS, String.valueOf(told.statusAsString()))
            .why(
                told.status() == ResolverEndpointStatus.ACTION_NEEDED
                    ? told.statusMessage()
                    : null);
    Stream.ofNullable(told.name())
        .filter(name -> !name.isEmpty())
        .forEach(name -> resource.fact(Described.NAME, name));
    Ec2.uses(place, resource, "vpc", told.hostVPCId());
    Described.standsIn(resource, place, Stream.of(), told.securityGroupIds().stream());
    return resource.build();
  }

  /// Its subnets could not go.
  private Set<Arn> ofWhichInterfacesAreLeft(Place place, List<Resource> absent) {
    return Ec2Interfaces.withHolders(
        new Ec2(place, clients),
        absent.stream().map(Resource::arn).collect(Collectors.toSet()),
        Set.of());
  }

  private Deletion delete(Resource endpoint) {
    return switch (ResolverEndpointStatus.fromValue(endpoint.fact(Resource.STATUS))) {
      case DELETING -> Deletion.ASKED;
      case CREATING, UPDATING ->
          Deletion.atWork(
              "Route 53 Resolver", endpoint.fact(Resource.STATUS), FinalSnapshots.MINUTES);
      case OPERATIONAL, AUTO_RECOVERING, ACTION_NEEDED, UNKNOWN_TO_SDK_VERSION -> {
        at(endpoint.region())
            .deleteResolverEndpoint(request -> request.resolverEndpointId(id(endpoint)));
        yield Deletion.ASKED;
      }
    };
  }
}
