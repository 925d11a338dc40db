package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.FlowLog;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/// A VPC and what is in it, a row each. What a VPC brings along itself (its main route table, its
/// default group and ACL) goes with it and never alone; the default VPC of a region, and what hangs
/// on it, never goes.
///
/// One long file: a family of kinds, which stand in order to each other.
final class Ec2Network {
  static final String VPC = "AWS::EC2::VPC";
  static final String SUBNET = "AWS::EC2::Subnet";
  static final String INTERNET_GATEWAY = "AWS::EC2::InternetGateway";
  static final String EGRESS_GATEWAY = "AWS::EC2::EgressOnlyInternetGateway";
  static final String ROUTE_TABLE = "AWS::EC2::RouteTable";
  static final String NETWORK_ACL = "AWS::EC2::NetworkAcl";
  static final String SECURITY_GROUP = "AWS::EC2::SecurityGroup";
  static final String INTERFACE = "AWS::EC2::NetworkInterface";
  static final String NAT_GATEWAY = "AWS::EC2::NatGateway";
  static final String ADDRESS = "AWS::EC2::EIP";
  static final String ENDPOINT = "AWS::EC2::VPCEndpoint";
  static final String DHCP_OPTIONS = "AWS::EC2::DHCPOptions";
  static final String PEERING = "AWS::EC2::VPCPeeringConnection";
  static final String FLOW_LOG = "AWS::EC2::FlowLog";

  private static final String VPCS = "ec2:DescribeVpcs";

  /// The fact with the groups of which a rule names this one.
  private static final String NAMED_BY = "named by";

  /// The fact with those and the VPCs with which some of them go.
  private static final String WATCHED = "whose tags count";

  /// The fact with the tags that those had.
  private static final String NAMERS_TAGS = "tags of those";

  private Ec2Network() {}

  static List<ResourceKind> kinds(Clients clients) {
    return Stream.of(
            vpc(),
            subnet(),
            internetGateway(),
            egressGateway(),
            routeTable(),
            networkAcl(),
            securityGroup(clients),
            networkInterface(),
            natGateway(),
            Ec2Addresses.address(clients),
            endpoint(),
            dhcpOptions(),
            peering(),
            flowLog())
        .<ResourceKind>map(row -> new Ec2Part(clients, row))
        .toList();
  }

  /// Whatever is in it, or attached to it, goes first.
  private static Ec2Part.Row vpc() {
    return new Ec2Part.Row(
            Ec2.traits(VPC, "vpc")
                .createdBy(Ec2.answering("CreateVpc", "vpc.vpcId"))
                .actions(VPCS, "ec2:DescribeSecurityGroups", "ec2:DeleteVpc")
                .usesOf(DHCP_OPTIONS)
                .build(),
            ec2 ->
                ec2.vpcs().values().stream()
                    .collect(
                        Ec2Part.each(
                            vpc -> {
                              var resource =
                                  ec2.resource(VPC, "vpc", vpc.vpcId(), vpc.ownerId(), vpc.tags());
                              ec2.uses(resource, "dhcp-options", vpc.dhcpOptionsId());
                              if (Boolean.TRUE.equals(vpc.isDefault())) {
                                resource.guard("it is the default VPC of its region");
                              }
                              return resource;
                            })),
            (client, vpc) -> Ec2.asked(client.deleteVpc(request -> request.vpcId(Ec2.id(vpc)))))
        .enriching(Ec2Network::withGroupsOfEmr);
  }

  /// EMR made them for whatever cluster is in there, and takes them away with none.
  private static Resource withGroupsOfEmr(Ec2 ec2, Resource vpc) {
    var resource = vpc.toBuilder();
    securityGroups(ec2).stream()
        .filter(group -> Ec2.id(vpc).equals(group.vpcId()) && Emr.makes(group.groupName()))
        .forEach(group -> resource.leaves(ec2.arn("security-group", group.groupId())));
    return resource.build();
  }

  private static Ec2Part.Row subnet() {
    return new Ec2Part.Row(
        Ec2.traits(SUBNET, "subnet")
            .createdBy(Ec2.answering("CreateSubnet", "subnet.subnetId"))
            .actions("ec2:DescribeSubnets", VPCS, "ec2:DeleteSubnet")
            .usesOf(VPC)
            .build(),
        ec2 ->
            ec2
                .client()
                .describeSubnetsPaginator(request -> request.maxResults(1000))
                .subnets()
                .stream()
                .collect(
                    Ec2Part.each(
                        subnet -> {
                          var resource =
                              ec2.resource(
                                  SUBNET,
                                  "subnet",
                                  subnet.subnetId(),
                                  subnet.ownerId(),
                                  subnet.tags());
                          ec2.uses(resource, "vpc", subnet.vpcId());
                          ec2.guardInDefaultVpc(resource, subnet.vpcId());
                          if (Boolean.TRUE.equals(subnet.defaultForAz())) {
                            resource.guard("it is the default subnet of its availability zone");
                          }
                          return resource;
                        })),
        (client, subnet) ->
            Ec2.asked(client.deleteSubnet(request -> request.subnetId(Ec2.id(subnet)))));
  }

  /// Leaves its VPC before it goes, which AWS refuses as long as anything in there has a public
  /// address.
  private static Ec2Part.Row internetGateway() {
    return new Ec2Part.Row(
            Ec2.traits(INTERNET_GATEWAY, "internet-gateway")
                .createdBy(
                    Ec2.answering("CreateInternetGateway", "internetGateway.internetGatewayId"))
                .actions(
                    "ec2:DescribeInternetGateways",
                    VPCS,
                    "ec2:DetachInternetGateway",
                    "ec2:DeleteInternetGateway")
                .usesOf(VPC, INTERNET_GATEWAY)
                .build(),
            ec2 ->
                internetGateways(ec2).stream()
                    .collect(
                        Ec2Part.each(
                            gateway -> {
                              var resource =
                                  ec2.resource(
                                      INTERNET_GATEWAY,
                                      "internet-gateway",
                                      gateway.internetGatewayId(),
                                      gateway.ownerId(),
                                      gateway.tags());
                              for (var attachment : gateway.attachments()) {
                                ec2.uses(resource, "vpc", attachment.vpcId());
                                ec2.guardInDefaultVpc(resource, attachment.vpcId());
                                resource.fact("vpc", attachment.vpcId());
                              }
                              return resource;
                            })),
            (client, gateway) -> {
              var vpc = gateway.facts().get("vpc");
              if (vpc != null) {
                Answers.beforehand(
                    () ->
                        client.detachInternetGateway(
                            request -> request.internetGatewayId(Ec2.id(gateway)).vpcId(vpc)));
              }
              return Ec2.asked(
                  client.deleteInternetGateway(
                      request -> request.internetGatewayId(Ec2.id(gateway))));
            })
        .linking(
            ec2 ->
                internetGateways(ec2).stream()
                    .flatMap(
                        gateway ->
                            gateway.attachments().stream()
                                .map(InternetGatewayAttachment::vpcId)
                                .map(
                                    vpc ->
                                        attachedTo(
                                            ec2,
                                            vpc,
                                            ec2.arn(
                                                "internet-gateway", gateway.internetGatewayId()))))
                    .toList());
  }

  static Use attachedTo(Ec2 ec2, String vpc, Arn gateway) {
    return new Use(
        ec2.arn("vpc", vpc),
        "it is attached to " + vpc + ", which is not of the workshop",
        gateway,
        Use.Bond.STRANGER_ONLY);
  }

  private static List<software.amazon.awssdk.services.ec2.model.InternetGateway> internetGateways(
      Ec2 ec2) {
    return ec2.once(
        "internet gateways",
        () ->
            ec2
                .client()
                .describeInternetGatewaysPaginator(request -> request.maxResults(1000))
                .internetGateways()
                .stream()
                .toList());
  }

  private static Ec2Part.Row egressGateway() {
    return new Ec2Part.Row(
        Ec2.traits(EGRESS_GATEWAY, "egress-only-internet-gateway")
            .createdBy(
                Ec2.answering(
                    "CreateEgressOnlyInternetGateway",
                    "egressOnlyInternetGateway.egressOnlyInternetGatewayId"))
            .actions(
                "ec2:DescribeEgressOnlyInternetGateways",
                VPCS,
                "ec2:DeleteEgressOnlyInternetGateway")
            .usesOf(VPC)
            .build(),
        ec2 ->
            ec2
                .client()
                .describeEgressOnlyInternetGatewaysPaginator(request -> request.maxResults(255))
                .egressOnlyInternetGateways()
                .stream()
                .collect(
                    Ec2Part.each(
                        gateway -> {
                          var resource =
                              ec2.resource(
                                  EGRESS_GATEWAY,
                                  "egress-only-internet-gateway",
                                  gateway.egressOnlyInternetGatewayId(),
                                  null,
                                  gateway.tags());
                          for (var attachment : gateway.attachments()) {
                            ec2.uses(resource, "vpc", attachment.vpcId());
                            ec2.guardInDefaultVpc(resource, attachment.vpcId());
                          }
                          return resource;
                        })),
        (client, gateway) -> {
          var answer =
              client.deleteEgressOnlyInternetGateway(
                  request -> request.egressOnlyInternetGatewayId(Ec2.id(gateway)));
          return Boolean.TRUE.equals(answer.returnCode())
              ? Deletion.ASKED
              : new Deletion.Stuck(
                  "EC2 answered that it did not delete it, and not why",
                  "Look at it in the VPC console; the next night tries again.");
        });
  }

  static List<RouteTable> routeTables(Ec2 ec2) {
    return ec2.once(
        "route tables",
        () ->
            ec2
                .client()
                .describeRouteTablesPaginator(request -> request.maxResults(100))
                .routeTables()
                .stream()
                .toList());
  }

  static boolean isMain(RouteTable table) {
    return table.associations().stream()
        .anyMatch(association -> Boolean.TRUE.equals(association.main()));
  }

  /// Subnets go before it, so nothing has to be taken off; the main one of a VPC goes with that.
  private static Ec2Part.Row routeTable() {
    return new Ec2Part.Row(
            Ec2.traits(ROUTE_TABLE, "route-table")
                .createdBy(Ec2.answering("CreateRouteTable", "routeTable.routeTableId"))
                .actions("ec2:DescribeRouteTables", VPCS, "ec2:DeleteRouteTable")
                .usesOf(VPC, ROUTE_TABLE)
                .usesOf(Ec2Routes.TYPES)
                .build(),
            ec2 ->
                routeTables(ec2).stream()
                    .collect(
                        Ec2Part.each(
                            table -> {
                              var resource =
                                  ec2.resource(
                                      ROUTE_TABLE,
                                      "route-table",
                                      table.routeTableId(),
                                      table.ownerId(),
                                      table.tags());
                              ec2.uses(resource, "vpc", table.vpcId());
                              ec2.guardInDefaultVpc(resource, table.vpcId());
                              if (isMain(table)) {
                                resource.owner(ec2.arn("vpc", table.vpcId()));
                              }
                              return resource;
                            })),
            (client, table) ->
                Ec2.asked(client.deleteRouteTable(request -> request.routeTableId(Ec2.id(table)))))
        .linking(ec2 -> Stream.concat(associations(ec2), Ec2Routes.uses(ec2).stream()).toList());
  }

  private static Stream<Use> associations(Ec2 ec2) {
    return routeTables(ec2).stream()
        .flatMap(
            table ->
                table.associations().stream()
                    .flatMap(association -> associated(association))
                    .map(user -> user(ec2, user))
                    .map(
                        user ->
                            new Use(
                                user,
                                words(user) + ", which is not of the workshop, uses it",
                                ec2.arn("route-table", table.routeTableId()))));
  }

  static Stream<String> associated(RouteTableAssociation association) {
    return Stream.of(association.subnetId(), association.gatewayId()).filter(Objects::nonNull);
  }

  /// By the beginning of its id.
  static Arn user(Ec2 ec2, String id) {
    var word =
        switch (id.substring(0, id.indexOf('-'))) {
          case "subnet" -> "subnet";
          case "igw" -> "internet-gateway";
          case "vgw" -> "vpn-gateway";
          default -> "gateway";
        };
    return ec2.arn(word, id);
  }

  private static String words(Arn arn) {
    return arn.resource().replaceFirst("^([a-z-]+)/", "");
  }

  private static Ec2Part.Row networkAcl() {
    Function<Ec2, List<NetworkAcl>> acls =
        ec2 ->
            ec2.once(
                "network ACLs",
                () ->
                    ec2
                        .client()
                        .describeNetworkAclsPaginator(request -> request.maxResults(1000))
                        .networkAcls()
                        .stream()
                        .toList());
    return new Ec2Part.Row(
            Ec2.traits(NETWORK_ACL, "network-acl")
                .createdBy(Ec2.answering("CreateNetworkAcl", "networkAcl.networkAclId"))
                .actions("ec2:DescribeNetworkAcls", VPCS, "ec2:DeleteNetworkAcl")
                .usesOf(VPC, NETWORK_ACL)
                .build(),
            ec2 ->
                acls.apply(ec2).stream()
                    .collect(
                        Ec2Part.each(
                            acl -> {
                              var resource =
                                  ec2.resource(
                                      NETWORK_ACL,
                                      "network-acl",
                                      acl.networkAclId(),
                                      acl.ownerId(),
                                      acl.tags());
                              ec2.uses(resource, "vpc", acl.vpcId());
                              ec2.guardInDefaultVpc(resource, acl.vpcId());
                              if (Boolean.TRUE.equals(acl.isDefault())) {
                                resource.owner(ec2.arn("vpc", acl.vpcId()));
                              }
                              return resource;
                            })),
            (client, acl) ->
                Ec2.asked(client.deleteNetworkAcl(request -> request.networkAclId(Ec2.id(acl)))))
        .linking(
            ec2 ->
                acls.apply(ec2).stream()
                    .flatMap(
                        acl ->
                            acl.associations().stream()
                                .map(NetworkAclAssociation::subnetId)
                                .map(
                                    subnet ->
                                        new Use(
                                            ec2.arn("subnet", subnet),
                                            subnet + ", which is not of the workshop, uses it",
                                            ec2.arn("network-acl", acl.networkAclId()))))
                    .toList());
  }

  static List<SecurityGroup> securityGroups(Ec2 ec2) {
    return ec2.once(
        "security groups",
        () ->
            ec2
                .client()
                .describeSecurityGroupsPaginator(request -> request.maxResults(1000))
                .securityGroups()
                .stream()
                .toList());
  }

  private static Resource.Builder securityGroup(Ec2 ec2, SecurityGroup group, List<String> namers) {
    var watched = tagsOfNamers(ec2, namers);
    var resource =
        ec2.resource(
                SECURITY_GROUP, "security-group", group.groupId(), group.ownerId(), group.tags())
            .name(group.groupName())
            .fact(NAMED_BY, String.join("\n", namers))
            .fact(WATCHED, String.join("\n", watched.keySet()))
            .fact(NAMERS_TAGS, told(watched.keySet(), watched));
    ec2.uses(resource, "vpc", group.vpcId());
    if (Eks.isPartOfCluster(ec2.place(), resource, Ec2.tags(group.tags()))) {
      return resource;
    }
    if (group.groupName().equals("default")) {
      resource.owner(ec2.arn("vpc", group.vpcId()));
      if (ec2.isDefaultVpc(group.vpcId())) {
        resource.guard("it is the default group of the default VPC");
      }
    }
    return resource;
  }

  /// Those of the groups, and of the VPC with which a default one goes.
  private static Map<String, Tags> tagsOfNamers(Ec2 ec2, List<String> namers) {
    var tags = new TreeMap<String, Tags>();
    for (var group : securityGroups(ec2)) {
      if (group.groupId() != null && namers.contains(group.groupId())) {
        tags.put(group.groupId(), Ec2.tags(group.tags()));
        var vpc = isDefault(group) ? ec2.vpcs().get(group.vpcId()) : null;
        if (vpc != null) {
          tags.put(vpc.vpcId(), Ec2.tags(vpc.tags()));
        }
      }
    }
    return tags;
  }

  private static String told(Collection<String> groups, Map<String, Tags> tags) {
    return groups.stream()
        .sorted()
        .map(group -> group + " " + tags.getOrDefault(group, Tags.NONE).all())
        .collect(Collectors.joining("\n"));
  }

  /// The other groups whose rules name each.
  private static Map<String, List<String>> namers(List<SecurityGroup> groups) {
    var namers = new HashMap<String, List<String>>();
    for (var group : groups) {
      for (var named : named(group)) {
        if (!named.equals(group.groupId())) {
          namers.computeIfAbsent(named, _ -> new ArrayList<>()).add(group.groupId());
        }
      }
    }
    return namers;
  }

  /// Rules of other groups that name it keep it. They are taken away one by one, by their ids, and
  /// only those of groups that go as well: a rule of anybody else's withholds it.
  private static Ec2Part.Row securityGroup(Clients clients) {
    return new Ec2Part.Row(
            Ec2.traits(SECURITY_GROUP, "security-group")
                .createdBy(Ec2.answering("CreateSecurityGroup", "groupId"))
                .physicalId((spot, id) -> groupsCalled(new Ec2(spot.place(), clients), id))
                .actions(
                    "ec2:DescribeSecurityGroups",
                    "ec2:DescribeSecurityGroupRules",
                    VPCS,
                    "ec2:RevokeSecurityGroupIngress",
                    "ec2:RevokeSecurityGroupEgress",
                    "ec2:DeleteSecurityGroup")
                .usesOf(VPC, SECURITY_GROUP)
                .build(),
            ec2 -> {
              var namers = namers(securityGroups(ec2));
              return securityGroups(ec2).stream()
                  .collect(
                      Ec2Part.each(
                          group ->
                              securityGroup(
                                  ec2, group, namers.getOrDefault(group.groupId(), List.of()))));
            },
            Ec2Network::deleteGroup)
        .linking(
            ec2 ->
                securityGroups(ec2).stream()
                    .flatMap(
                        group ->
                            named(group).stream()
                                .map(
                                    named ->
                                        new Use(
                                            namer(ec2, group),
                                            "a rule of "
                                                + group.groupId()
                                                + " ("
                                                + group.groupName()
                                                + "), which is not of the workshop, names it",
                                            ec2.arn("security-group", named),
                                            Use.Bond.UNORDERED)))
                    .toList());
  }

  /// The default group of a VPC is there as long as that, and nobody makes or deletes it: where the
  /// VPC goes, its rules do.
  private static Arn namer(Ec2 ec2, SecurityGroup group) {
    return isDefault(group)
        ? ec2.arn("vpc", group.vpcId())
        : ec2.arn("security-group", group.groupId());
  }

  private static boolean isDefault(SecurityGroup group) {
    return "default".equals(group.groupName()) && group.vpcId() != null;
  }

  /// A stack lists one that names no VPC by its name ("the group name or group ID depending on
  /// whether the SG is created in default or specific VPC": `primaryIdentifier` of the registry's
  /// schema), which is then in the default VPC (`VpcId` of `CreateSecurityGroup`: "required for a
  /// nondefault VPC") and there the only one of that name. No name begins with `sg-`.
  private static List<Arn> groupsCalled(Ec2 ec2, String id) {
    if (id.startsWith("arn:") || id.startsWith("sg-")) {
      return List.of(id.startsWith("arn:") ? Arn.of(id) : ec2.arn("security-group", id));
    }
    return securityGroups(ec2).stream()
        .filter(group -> id.equalsIgnoreCase(group.groupName()) && ec2.isDefaultVpc(group.vpcId()))
        .map(group -> ec2.arn("security-group", group.groupId()))
        .toList();
  }

  private static Set<String> named(SecurityGroup group) {
    return Stream.of(group.ipPermissions(), group.ipPermissionsEgress())
        .flatMap(Collection::stream)
        .map(IpPermission::userIdGroupPairs)
        .flatMap(Collection::stream)
        .map(UserIdGroupPair::groupId)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /// The groups whose rules it takes are no part of this one, and nobody else reads their tags
  /// right before: one may have been kept since the scan.
  private static Deletion deleteGroup(Ec2Client client, Resource group) {
    var namedBy = group.fact(NAMED_BY).lines().toList();
    if (!namedBy.isEmpty()) {
      var watched = group.fact(WATCHED).lines().toList();
      var tags =
          client
              .describeTagsPaginator(
                  request ->
                      request.filters(Filter.builder().name("resource-id").values(watched).build()))
              .tags()
              .stream()
              .collect(Ec2.byId());
      if (!told(watched, tags).equals(group.fact(NAMERS_TAGS))) {
        return new Deletion.Refused(
            "the tags of a group whose rule names it, or of its VPC, changed since the scan",
            "The next night looks at them anew.");
      }
      client
          .describeSecurityGroupRulesPaginator(
              request -> request.filters(Filter.builder().name("group-id").values(namedBy).build()))
          .securityGroupRules()
          .stream()
          .filter(rule -> rule.referencedGroupInfo() != null)
          .filter(rule -> Ec2.id(group).equals(rule.referencedGroupInfo().groupId()))
          .forEach(rule -> Answers.beforehand(() -> revoke(client, rule)));
    }
    return Ec2.asked(client.deleteSecurityGroup(request -> request.groupId(Ec2.id(group))));
  }

  private static void revoke(Ec2Client client, SecurityGroupRule rule) {
    if (Boolean.TRUE.equals(rule.isEgress())) {
      client.revokeSecurityGroupEgress(
          request ->
              request.groupId(rule.groupId()).securityGroupRuleIds(rule.securityGroupRuleId()));
    } else {
      client.revokeSecurityGroupIngress(
          request ->
              request.groupId(rule.groupId()).securityGroupRuleIds(rule.securityGroupRuleId()));
    }
  }

  /// On behalf of all that has an interface, it tells what that needs.
  private static Ec2Part.Row networkInterface() {
    return new Ec2Part.Row(
            Ec2.traits(INTERFACE, "network-interface")
                .createdBy(
                    Ec2.answering("CreateNetworkInterface", "networkInterface.networkInterfaceId"))
                .actions(
                    Ec2Interfaces.ACTION,
                    AutoScaling.GROUPS,
                    "ec2:DescribeRouteTables",
                    "ec2:DeleteNetworkInterface")
                .usesOf(
                    VPC,
                    SUBNET,
                    SECURITY_GROUP,
                    ROUTE_TABLE,
                    INTERNET_GATEWAY,
                    EGRESS_GATEWAY,
                    NAT_GATEWAY,
                    ENDPOINT,
                    PEERING,
                    Ec2Gateways.TRANSIT_GATEWAY,
                    Ec2Gateways.VPN_GATEWAY,
                    ADDRESS,
                    INTERFACE,
                    Ec2Compute.INSTANCE)
                .foundBy(Ec2Compute.INSTANCE)
                .build(),
            ec2 ->
                Ec2Interfaces.all(ec2).stream()
                    .collect(
                        Ec2Part.each(
                            networkInterface ->
                                Ec2Interfaces.resource(ec2, networkInterface)
                                    .fact(
                                        Resource.STATUS,
                                        String.valueOf(networkInterface.statusAsString())))),
            (client, resource) ->
                Ec2.asked(
                    client.deleteNetworkInterface(
                        request -> request.networkInterfaceId(Ec2.id(resource)))))
        .enriching(Ec2Interfaces::withNeeds)
        .linking(Ec2Interfaces::uses)
        .besides(Ec2Interfaces::ofServers);
  }

  /// Bills by the hour. Its addresses stay, and bill too. It is told of for an hour after it is
  /// gone.
  private static Ec2Part.Row natGateway() {
    return new Ec2Part.Row(
        Ec2.traits(NAT_GATEWAY, "natgateway")
            .createdBy(Ec2.answering("CreateNatGateway", "natGateway.natGatewayId"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("ec2:DescribeNatGateways", Ec2Interfaces.ACTION, "ec2:DeleteNatGateway")
            .usesOf(VPC, SUBNET, ADDRESS)
            .usualWait(Duration.ofSeconds(15))
            .build(),
        ec2 ->
            ec2
                .client()
                .describeNatGatewaysPaginator(request -> request.maxResults(1000))
                .natGateways()
                .stream()
                .filter(nat -> !"deleted".equals(nat.stateAsString()))
                .collect(Ec2Part.each(nat -> natGateway(ec2, nat))),
        (client, nat) ->
            nat.fact(Resource.STATUS).equals("deleting")
                ? Deletion.ASKED
                : Ec2.asked(client.deleteNatGateway(request -> request.natGatewayId(Ec2.id(nat)))));
  }

  private static Resource.Builder natGateway(Ec2 ec2, NatGateway nat) {
    var resource =
        ec2.resource(NAT_GATEWAY, "natgateway", nat.natGatewayId(), null, nat.tags())
            .createdAt(nat.createTime())
            .fact(Resource.STATUS, nat.stateAsString())
            .why(nat.failureMessage());
    ec2.uses(resource, "vpc", nat.vpcId());
    ec2.uses(resource, "subnet", nat.subnetId());
    nat.natGatewayAddresses().stream()
        .map(NatGatewayAddress::allocationId)
        .filter(Objects::nonNull)
        .forEach(address -> ec2.uses(resource, "elastic-ip", address));
    return resource;
  }

  /// Its answer of 200 tells whether it was refused. Those that a service made are that service's.
  private static Ec2Part.Row endpoint() {
    return new Ec2Part.Row(
            Ec2.traits(ENDPOINT, "vpc-endpoint")
                .createdBy(Ec2.answering("CreateVpcEndpoint", "vpcEndpoint.vpcEndpointId"))
                .costs(CostClass.DOLLARS_A_MONTH)
                .actions("ec2:DescribeVpcEndpoints", Ec2Interfaces.ACTION, "ec2:DeleteVpcEndpoints")
                .foundBy(NeptuneGraphPrivateGraphEndpoint.TYPE, Transfer.SERVER)
                .usesOf(VPC, SUBNET, ROUTE_TABLE, SECURITY_GROUP)
                .usualWait(Duration.ofSeconds(15))
                .build(),
            ec2 ->
                ec2
                    .client()
                    .describeVpcEndpointsPaginator(request -> request.maxResults(1000))
                    .vpcEndpoints()
                    .stream()
                    .filter(endpoint -> !"deleted".equalsIgnoreCase(endpoint.stateAsString()))
                    .collect(Ec2Part.each(endpoint -> endpoint(ec2, endpoint))),
            (client, endpoint) -> {
              if (!endpoint.fact(Resource.STATUS).equalsIgnoreCase("deleting")) {
                Ec2.check(
                    client
                        .deleteVpcEndpoints(request -> request.vpcEndpointIds(Ec2.id(endpoint)))
                        .unsuccessful());
              }
              return Deletion.ASKED;
            })
        .besides(EndpointBeside::all);
  }

  private static Resource.Builder endpoint(Ec2 ec2, VpcEndpoint endpoint) {
    var resource =
        ec2.resource(
                ENDPOINT,
                "vpc-endpoint",
                endpoint.vpcEndpointId(),
                endpoint.ownerId(),
                endpoint.tags())
            .createdAt(endpoint.creationTimestamp())
            .fact(Resource.STATUS, String.valueOf(endpoint.stateAsString()))
            .why(endpoint.failureReason());
    Stream.ofNullable(endpoint.lastError()).forEach(error -> resource.why(error.message()));
    ec2.uses(resource, "vpc", endpoint.vpcId());
    ec2.uses(resource, "subnet", endpoint.subnetIds());
    ec2.uses(resource, "route-table", endpoint.routeTableIds());
    ec2.uses(
        resource,
        "security-group",
        endpoint.groups().stream().map(SecurityGroupIdentifier::groupId).toList());
    if (Boolean.TRUE.equals(endpoint.requesterManaged())) {
      resource.guard("a service of AWS made it and takes it away");
    }
    return resource;
  }

  private static Ec2Part.Row dhcpOptions() {
    return new Ec2Part.Row(
        Ec2.traits(DHCP_OPTIONS, "dhcp-options")
            .createdBy(Ec2.answering("CreateDhcpOptions", "dhcpOptions.dhcpOptionsId"))
            .actions("ec2:DescribeDhcpOptions", VPCS, "ec2:DeleteDhcpOptions")
            .build(),
        ec2 ->
            ec2
                .client()
                .describeDhcpOptionsPaginator(request -> request.maxResults(1000))
                .dhcpOptions()
                .stream()
                .collect(
                    Ec2Part.each(
                        options -> {
                          var resource =
                              ec2.resource(
                                  DHCP_OPTIONS,
                                  "dhcp-options",
                                  options.dhcpOptionsId(),
                                  options.ownerId(),
                                  options.tags());
                          ec2.vpcs().values().stream()
                              .filter(vpc -> options.dhcpOptionsId().equals(vpc.dhcpOptionsId()))
                              .forEach(vpc -> ec2.guardInDefaultVpc(resource, vpc.vpcId()));
                          return resource;
                        })),
        (client, options) ->
            Ec2.asked(client.deleteDhcpOptions(request -> request.dhcpOptionsId(Ec2.id(options)))));
  }

  /// Told of for a while after it is gone, or never came about.
  private static Ec2Part.Row peering() {
    var over = Set.of("deleted", "rejected", "failed", "expired");
    return new Ec2Part.Row(
        Ec2.traits(PEERING, "vpc-peering-connection")
            .createdBy(
                Ec2.answering(
                    "CreateVpcPeeringConnection", "vpcPeeringConnection.vpcPeeringConnectionId"))
            .actions("ec2:DescribeVpcPeeringConnections", "ec2:DeleteVpcPeeringConnection")
            .usesOf(VPC)
            .build(),
        ec2 ->
            ec2
                .client()
                .describeVpcPeeringConnectionsPaginator(request -> request.maxResults(1000))
                .vpcPeeringConnections()
                .stream()
                .filter(
                    connection ->
                        connection.status() == null
                            || !over.contains(String.valueOf(connection.status().codeAsString())))
                .collect(
                    Ec2Part.each(
                        connection -> {
                          var resource =
                              ec2.resource(
                                  PEERING,
                                  "vpc-peering-connection",
                                  connection.vpcPeeringConnectionId(),
                                  null,
                                  connection.tags());
                          ec2.uses(resource, "vpc", connection.requesterVpcInfo().vpcId());
                          ec2.uses(resource, "vpc", connection.accepterVpcInfo().vpcId());
                          return resource;
                        })),
        (client, resource) ->
            Ec2.asked(
                client.deleteVpcPeeringConnection(
                    request -> request.vpcPeeringConnectionId(Ec2.id(resource)))));
  }

  /// What it wrote stays.
  private static Ec2Part.Row flowLog() {
    return new Ec2Part.Row(
        Ec2.traits(FLOW_LOG, "vpc-flow-log")
            .createdBy(Ec2.answering("CreateFlowLogs", "flowLogIdSet.items"))
            .actions("ec2:DescribeFlowLogs", "ec2:DeleteFlowLogs")
            .usesOf(VPC, SUBNET, INTERFACE, S3Bucket.TYPE, LogsLogGroup.TYPE)
            .takesRoles("vpc-flow-logs")
            .build(),
        ec2 ->
            ec2
                .client()
                .describeFlowLogsPaginator(request -> request.maxResults(1000))
                .flowLogs()
                .stream()
                .collect(
                    Ec2Part.each(
                        log -> {
                          var resource =
                              ec2.resource(
                                      FLOW_LOG, "vpc-flow-log", log.flowLogId(), null, log.tags())
                                  .createdAt(log.creationTime());
                          logged(log.resourceId())
                              .forEach(word -> ec2.uses(resource, word, log.resourceId()));
                          Described.uses(
                              resource, Stream.ofNullable(log.deliverLogsPermissionArn()));
                          written(ec2.place(), log).forEach(resource::uses);
                          return resource;
                        })),
        (client, log) -> {
          Ec2.check(
              client.deleteFlowLogs(request -> request.flowLogIds(Ec2.id(log))).unsuccessful());
          return Deletion.ASKED;
        });
  }

  /// To a bucket, and maybe a folder in it, a log group, or a stream of Firehose; a log group's
  /// name alone is the older way (API reference, FlowLog).
  private static Stream<Arn> written(Place place, FlowLog log) {
    var to = log.logDestination();
    return S3Bucket.of(to)
        .or(() -> Answers.arn(to))
        .or(
            () ->
                Optional.ofNullable(log.logGroupName())
                    .map(name -> place.arn("logs", "log-group:" + name)))
        .stream();
  }

  private static Stream<String> logged(@Nullable String id) {
    return id == null
        ? Stream.of()
        : Stream.of("vpc", "subnet", "eni")
            .filter(word -> id.startsWith(word + "-"))
            .map(word -> word.equals("eni") ? "network-interface" : word);
  }
}
