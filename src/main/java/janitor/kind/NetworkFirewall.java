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
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.networkfirewall.NetworkFirewallClient;
import software.amazon.awssdk.services.networkfirewall.model.Attachment;
import software.amazon.awssdk.services.networkfirewall.model.DescribeFirewallResponse;
import software.amazon.awssdk.services.networkfirewall.model.EncryptionConfiguration;
import software.amazon.awssdk.services.networkfirewall.model.Firewall;
import software.amazon.awssdk.services.networkfirewall.model.FirewallMetadata;
import software.amazon.awssdk.services.networkfirewall.model.FirewallPolicy;
import software.amazon.awssdk.services.networkfirewall.model.FirewallStatus;
import software.amazon.awssdk.services.networkfirewall.model.FirewallStatusValue;
import software.amazon.awssdk.services.networkfirewall.model.ResourceNotFoundException;
import software.amazon.awssdk.services.networkfirewall.model.SyncState;
import software.amazon.awssdk.services.networkfirewall.model.Tag;

/// A firewall bills for each of its endpoints by the hour, traffic or none. Network Firewall
/// deletes none to which a route leads ("still exist in route table(s)"), and none that logs
/// (ekristen/ aws-nuke #712, rebuy-de/aws-nuke #909): a route table goes before it, and a
/// stranger's keeps it.
///
/// One long file: a policy's users are firewalls, of which the list tells nothing, and a rule
/// group's are policies.
///
/// Turning its logs off takes rights over all deliveries of logs in the account, which no tag
/// limits: that is left to a person, and so is a route in a VPC's main table, which goes only with
/// its VPC.
final class NetworkFirewall {
  static final String FIREWALL = "AWS::NetworkFirewall::Firewall";
  static final String POLICY = "AWS::NetworkFirewall::FirewallPolicy";
  static final String RULE_GROUP = "AWS::NetworkFirewall::RuleGroup";

  private static final String SERVICE = "network-firewall";
  private static final String TAGS = "network-firewall:ListTagsForResource";

  /// The fact with the ids of its endpoints, one a line.
  private static final String ENDPOINTS = "endpoints";

  private final Clients clients;

  private NetworkFirewall(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new NetworkFirewall(clients);
    return List.of(
        new Addressed(service.firewall()),
        new Described(service.policy()),
        new Described(service.ruleGroup()));
  }

  private NetworkFirewallClient at(String region) {
    return clients.of(region, NetworkFirewallClient.class, NetworkFirewallClient::builder);
  }

  private static Resource.Builder named(
      Place place, String type, @Nullable String arn, @Nullable String name) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region())
        .name(name)
        .fact(Described.NAME, Items.told(name));
  }

  private static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Found.unless(
        ResourceNotFoundException.class,
        () ->
            Optional.of(
                tags(
                    at(place.region())
                        .listTagsForResourcePaginator(
                            request -> request.resourceArn(one.arn().toString()))
                        .tags()
                        .stream()
                        .toList())));
  }

  private static void key(
      Resource.Builder resource, Place place, @Nullable EncryptionConfiguration how) {
    if (how != null) {
      KmsKey.encrypt(resource, place, how.keyId());
    }
  }

  // Firewalls

  private static Traits firewallTraits() {
    return Traits.of(FIREWALL)
        .named(SERVICE, "firewall/")
        .createdBy(Creation.answering("network-firewall:CreateFirewall", "firewall.firewallArn"))
        .costs(CostClass.DOLLARS_A_DAY)
        .flags(Traits.Flag.LIST_PROVES)
        .actions(
            "network-firewall:ListFirewalls",
            "network-firewall:DescribeFirewall",
            "network-firewall:DescribeLoggingConfiguration",
            "ec2:DescribeRouteTables",
            "network-firewall:UpdateFirewallDeleteProtection",
            "network-firewall:DeleteFirewall",
            // Which it asks for in the caller's name (mattclay/aws-terminator #209).
            "logs:ListLogDeliveries")
        .usesOf(FIREWALL, POLICY, KmsKey.TYPE)
        .usualWait(Duration.ofMinutes(1))
        .build();
  }

  private Addressed.Row firewall() {
    return new Addressed.Row(firewallTraits(), this::firewalls, this::read, this::delete)
        .linking(this::links);
  }

  private Reading<List<Resource>> firewalls(Place place) {
    return place.once(
        FIREWALL,
        () ->
            Reading.ofList(
                () ->
                    at(place.region()).listFirewallsPaginator(_ -> {}).firewalls().stream()
                        .collect(Items.each(firewall -> firewall(place, firewall)))));
  }

  private static Resource firewall(Place place, FirewallMetadata firewall) {
    return named(place, FIREWALL, firewall.firewallArn(), firewall.firewallName()).build();
  }

  private Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var listed = Reading.among(firewalls(place), arns);
    return Reading.both(
        Found.enriched(
            listed.answer(),
            one -> guarded(place, described(place, one)),
            ResourceNotFoundException.class),
        listed.map(_ -> List.of()));
  }

  private DescribeFirewallResponse ask(String region, Resource one) {
    return at(region).describeFirewall(request -> request.firewallArn(one.arn().toString()));
  }

  private Resource described(Place place, Resource one) {
    var told = ask(place.region(), one);
    var firewall = told.firewall();
    var resource =
        one.toBuilder()
            .tags(tags(firewall.tags()))
            .fact(Resource.RESOURCE_ID, Items.told(firewall.firewallId()))
            .fact(ENDPOINTS, endpoints(told.firewallStatus()).collect(Collectors.joining("\n")));
    Described.uses(resource, Stream.ofNullable(firewall.firewallPolicyArn()));
    key(resource, place, firewall.encryptionConfiguration());
    Stream.ofNullable(firewall.vpcId()).forEach(id -> resource.uses(place.arn("ec2", "vpc/" + id)));
    Described.standsIn(
        resource,
        place,
        firewall.subnetMappings().stream().map(subnet -> subnet.subnetId()),
        Stream.of());
    if (Boolean.TRUE.equals(firewall.deleteProtection())) {
      resource.protection("its deletion protection is on");
    }
    guard(resource, firewall);
    return resource.build();
  }

  private static Stream<String> endpoints(@Nullable FirewallStatus status) {
    return status == null
        ? Stream.of()
        : status.syncStates().values().stream()
            .map(SyncState::attachment)
            .filter(Objects::nonNull)
            .map(Attachment::endpointId)
            .filter(Objects::nonNull)
            .distinct();
  }

  /// What others may have of it, and does not show here.
  private static void guard(Resource.Builder resource, Firewall firewall) {
    if (firewall.transitGatewayId() != null) {
      resource.guard(
          "it is attached to the transit gateway "
              + firewall.transitGatewayId()
              + ", whose routes may be anybody's");
    } else if (firewall.vpcId() == null || firewall.vpcId().isEmpty()) {
      resource.guard(
          "it is in no VPC, and AWS does not tell what it is attached to: who sends through it"
              + " cannot be seen");
    } else if (Optional.ofNullable(firewall.numberOfAssociations()).orElse(0) > 0) {
      resource.guard(
          "other VPCs have endpoints of it ("
              + firewall.numberOfAssociations()
              + "), which have to go first");
    }
  }

  private Resource guarded(Place place, Resource one) {
    if (one.guard().isPresent()) {
      return one;
    }
    var logs =
        at(place.region())
            .describeLoggingConfiguration(request -> request.firewallArn(one.arn().toString()))
            .loggingConfiguration();
    if (logs != null && !logs.logDestinationConfigs().isEmpty()) {
      return one.guarded(
          "it logs, and Network Firewall deletes none that does: aws network-firewall"
              + " update-logging-configuration --firewall-arn "
              + one.arn()
              + " --region "
              + place.region()
              + " --logging-configuration LogDestinationConfigs=[], once for each of its "
              + logs.logDestinationConfigs().size()
              + " destinations, and it goes");
    }
    return tablesTo(place, one)
        .filter(Ec2Network::isMain)
        .findFirst()
        .map(
            table ->
                one.guarded(
                    "a route of "
                        + table.routeTableId()
                        + ", the main route table of its VPC, leads to it: delete that route, and"
                        + " it goes"))
        .orElse(one);
  }

  private Stream<RouteTable> tablesTo(Place place, Resource firewall) {
    var endpoints = Set.copyOf(firewall.fact(ENDPOINTS).lines().toList());
    return endpoints.isEmpty()
        ? Stream.of()
        : Ec2Network.routeTables(new Ec2(place, clients)).stream()
            .filter(
                table ->
                    table.routes().stream()
                        .map(Route::gatewayId)
                        .anyMatch(id -> id != null && endpoints.contains(id)));
  }

  /// Who needs a firewall are the tables with a route to it, and who needs a policy are firewalls,
  /// of which the list tells nothing.
  private Reading<List<Use>> links(Place place, List<Resource> candidates) {
    var routes =
        Reading.each(
            candidates.stream().filter(one -> one.type().equals(FIREWALL)).toList(),
            Resource::arn,
            one ->
                tablesTo(place, one)
                    .map(
                        table ->
                            Use.by(
                                place.arn("ec2", "route-table/" + table.routeTableId()),
                                "a route of " + table.routeTableId(),
                                one.arn()))
                    .toList());
    return Reading.both(
        routes,
        Described.uses(
            place,
            candidates.stream().filter(one -> !one.type().equals(FIREWALL)).toList(),
            firewallTraits().order(),
            () -> {
              var all = firewalls(place);
              return Reading.both(
                  Found.enriched(
                      all.answer(), one -> described(place, one), ResourceNotFoundException.class),
                  all.map(_ -> List.of()));
            }));
  }

  private Deletion delete(Resource firewall) {
    var now = ask(firewall.region(), firewall);
    var status = now.firewallStatus();
    if (status != null && status.status() == FirewallStatusValue.DELETING) {
      return Deletion.ASKED;
    }
    if (status != null && status.status() == FirewallStatusValue.PROVISIONING) {
      return new Deletion.Preparing("its endpoints are being made", FinalSnapshots.MINUTES);
    }
    var arn = firewall.arn().toString();
    if (Boolean.TRUE.equals(now.firewall().deleteProtection())
        && firewall.protection().isPresent()) {
      at(firewall.region())
          .updateFirewallDeleteProtection(
              request -> request.firewallArn(arn).deleteProtection(false));
    }
    at(firewall.region()).deleteFirewall(request -> request.firewallArn(arn));
    return Deletion.ASKED;
  }

  // What it goes by

  private Described.Row policy() {
    return new Described.Row(
        Traits.of(POLICY)
            .named(SERVICE, "firewall-policy/")
            .createdBy(
                Creation.answering(
                    "network-firewall:CreateFirewallPolicy",
                    "firewallPolicyResponse.firewallPolicyArn"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "network-firewall:ListFirewallPolicies",
                "network-firewall:DescribeFirewallPolicy",
                TAGS,
                "network-firewall:DeleteFirewallPolicy")
            .usesOf(RULE_GROUP, KmsKey.TYPE)
            .build(),
        place ->
            at(place.region()).listFirewallPoliciesPaginator(_ -> {}).firewallPolicies().stream()
                .collect(
                    Items.each(
                        policy -> named(place, POLICY, policy.arn(), policy.name()).build())),
        this::policy,
        this::tags,
        policy -> {
          at(policy.region())
              .deleteFirewallPolicy(request -> request.firewallPolicyArn(policy.arn().toString()));
          return Deletion.ASKED;
        });
  }

  private Optional<Resource> policy(Place place, Resource one) {
    return Found.unless(
        ResourceNotFoundException.class,
        () -> {
          var told =
              at(place.region())
                  .describeFirewallPolicy(
                      request -> request.firewallPolicyArn(one.arn().toString()));
          var resource =
              one.toBuilder()
                  .fact(
                      Resource.RESOURCE_ID,
                      Items.told(told.firewallPolicyResponse().firewallPolicyId()));
          Described.uses(
              resource, Stream.ofNullable(told.firewallPolicy()).flatMap(NetworkFirewall::parts));
          key(resource, place, told.firewallPolicyResponse().encryptionConfiguration());
          return Optional.of(resource.build());
        });
  }

  private static Stream<String> parts(FirewallPolicy policy) {
    return Stream.of(
            policy.statefulRuleGroupReferences().stream().map(group -> group.resourceArn()),
            policy.statelessRuleGroupReferences().stream().map(group -> group.resourceArn()),
            Stream.ofNullable(policy.tlsInspectionConfigurationArn()))
        .flatMap(arns -> arns);
  }

  /// Rules of the account, and not those that AWS or others sell.
  private Described.Row ruleGroup() {
    return new Described.Row(
        Traits.of(RULE_GROUP)
            .named(
                arn ->
                    arn.names(SERVICE, "stateful-rulegroup/")
                        || arn.names(SERVICE, "stateless-rulegroup/"))
            .createdBy(
                Creation.answering(
                    "network-firewall:CreateRuleGroup", "ruleGroupResponse.ruleGroupArn"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "network-firewall:ListRuleGroups",
                "network-firewall:DescribeRuleGroup",
                TAGS,
                "network-firewall:DeleteRuleGroup")
            .usesOf(KmsKey.TYPE)
            .build(),
        place ->
            at(place.region()).listRuleGroupsPaginator(_ -> {}).ruleGroups().stream()
                .collect(
                    Items.each(
                        group -> named(place, RULE_GROUP, group.arn(), group.name()).build())),
        this::ruleGroup,
        this::tags,
        group -> {
          at(group.region())
              .deleteRuleGroup(request -> request.ruleGroupArn(group.arn().toString()));
          return Deletion.ASKED;
        });
  }

  /// Its list tells neither a date nor what tells it from another of its name.
  private Optional<Resource> ruleGroup(Place place, Resource one) {
    return Found.unless(
        ResourceNotFoundException.class,
        () -> {
          var told =
              at(place.region())
                  .describeRuleGroup(request -> request.ruleGroupArn(one.arn().toString()))
                  .ruleGroupResponse();
          var resource = one.toBuilder().fact(Resource.RESOURCE_ID, Items.told(told.ruleGroupId()));
          key(resource, place, told.encryptionConfiguration());
          return Optional.of(resource.build());
        });
  }
}
