package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Deletion;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.VpnGateway;

/// What leads out of a VPC to other networks, a row each: transit gateways, VPN, services that are
/// offered to others, and the lists of addresses that routes and rules name.
///
/// What went is told of as `deleted` for a while.
///
/// One long file: a family of kinds, which share how EC2 is asked.
final class Ec2Gateways {
  static final String TRANSIT_GATEWAY = "AWS::EC2::TransitGateway";
  static final String ATTACHMENT = "AWS::EC2::TransitGatewayAttachment";
  static final String TRANSIT_TABLE = "AWS::EC2::TransitGatewayRouteTable";
  static final String VPN_CONNECTION = "AWS::EC2::VPNConnection";
  static final String VPN_GATEWAY = "AWS::EC2::VPNGateway";
  static final String CUSTOMER_GATEWAY = "AWS::EC2::CustomerGateway";
  static final String ENDPOINT_SERVICE = "AWS::EC2::VPCEndpointService";
  static final String PREFIX_LIST = "AWS::EC2::PrefixList";

  private static final String OF = "resource type";
  private static final String ATTACHED_TO = "attached to";

  /// These bring AWS minutes of work.
  private static final Duration MINUTES = Duration.ofSeconds(20);

  private Ec2Gateways() {}

  static List<ResourceKind> kinds(Clients clients) {
    return Stream.of(
            transitGateway(),
            attachment(),
            transitTable(),
            vpnConnection(),
            vpnGateway(),
            customerGateway(),
            endpointService(),
            prefixList())
        .<ResourceKind>map(row -> new Ec2Part(clients, row))
        .toList();
  }

  /// Whoever is attached to it keeps it, of whatever account.
  private static Ec2Part.Row transitGateway() {
    return new Ec2Part.Row(
        Ec2.traits(TRANSIT_GATEWAY, "transit-gateway")
            .createdBy(Ec2.answering("CreateTransitGateway", "transitGateway.transitGatewayId"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("ec2:DescribeTransitGateways", "ec2:DeleteTransitGateway")
            .usualWait(MINUTES)
            .build(),
        ec2 ->
            ec2
                .client()
                .describeTransitGatewaysPaginator(request -> request.maxResults(1000))
                .transitGateways()
                .stream()
                .filter(gateway -> !"deleted".equals(gateway.stateAsString()))
                .collect(
                    Ec2Part.each(
                        gateway ->
                            ec2.resource(
                                    TRANSIT_GATEWAY,
                                    "transit-gateway",
                                    gateway.transitGatewayId(),
                                    gateway.ownerId(),
                                    gateway.tags())
                                .createdAt(gateway.creationTime())
                                .fact(Resource.STATUS, String.valueOf(gateway.stateAsString())))),
        unlessDeleting(
            (client, gateway) ->
                client.deleteTransitGateway(request -> request.transitGatewayId(Ec2.id(gateway)))));
  }

  private interface Call {
    Object ask(Ec2Client client, Resource resource);
  }

  private static BiFunction<Ec2Client, Resource, Deletion> unlessDeleting(Call call) {
    return (client, resource) ->
        resource.fact(Resource.STATUS).equals("deleting")
            ? Deletion.ASKED
            : Ec2.asked(call.ask(client, resource));
  }

  /// Bills by the hour, each by itself. A VPN's goes with its connection; those of other services
  /// are taken away there.
  private static Ec2Part.Row attachment() {
    var over = Set.of("deleted", "failed", "rejected");
    return new Ec2Part.Row(
        Ec2.traits(ATTACHMENT, "transit-gateway-attachment")
            .aliases(
                "AWS::EC2::TransitGatewayVpcAttachment",
                "AWS::EC2::TransitGatewayPeeringAttachment")
            .createdBy(
                Ec2.answering(
                    "CreateTransitGatewayVpcAttachment",
                    "transitGatewayVpcAttachment.transitGatewayAttachmentId"))
            .createdBy(
                Ec2.answering(
                    "CreateTransitGatewayPeeringAttachment",
                    "transitGatewayPeeringAttachment.transitGatewayAttachmentId"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions(
                "ec2:DescribeTransitGatewayAttachments",
                Ec2Interfaces.ACTION,
                "ec2:DeleteTransitGatewayVpcAttachment",
                "ec2:DeleteTransitGatewayPeeringAttachment")
            .usesOf(TRANSIT_GATEWAY, TRANSIT_TABLE, Ec2Network.VPC)
            .usualWait(MINUTES)
            .build(),
        ec2 ->
            ec2
                .client()
                .describeTransitGatewayAttachmentsPaginator(request -> request.maxResults(1000))
                .transitGatewayAttachments()
                .stream()
                .filter(one -> !over.contains(String.valueOf(one.stateAsString())))
                .collect(Ec2Part.each(one -> attachment(ec2, one))),
        unlessDeleting(
            (client, one) ->
                one.fact(OF).equals("peering")
                    ? client.deleteTransitGatewayPeeringAttachment(
                        request -> request.transitGatewayAttachmentId(Ec2.id(one)))
                    : client.deleteTransitGatewayVpcAttachment(
                        request -> request.transitGatewayAttachmentId(Ec2.id(one)))));
  }

  private static Resource.Builder attachment(Ec2 ec2, TransitGatewayAttachment one) {
    var type = String.valueOf(one.resourceTypeAsString());
    var resource =
        ec2.resource(
                ATTACHMENT,
                "transit-gateway-attachment",
                one.transitGatewayAttachmentId(),
                null,
                one.tags())
            .createdAt(one.creationTime())
            .fact(Resource.STATUS, String.valueOf(one.stateAsString()))
            .fact(OF, type);
    ec2.uses(resource, "transit-gateway", one.transitGatewayId());
    if (one.association() != null) {
      ec2.uses(
          resource, "transit-gateway-route-table", one.association().transitGatewayRouteTableId());
    }
    var whose = one.resourceOwnerId();
    if (whose != null && !whose.isEmpty() && !whose.equals(ec2.place().account())) {
      resource.guard("it attaches what is of another account, " + whose);
      return resource;
    }
    switch (type) {
      case "vpc" -> ec2.uses(resource, "vpc", one.resourceId());
      case "peering" -> {}
      case "vpn" -> resource.owner(ec2.arn("vpn-connection", Items.told(one.resourceId())));
      case "connect" -> resource.guard("it goes by hand only, after its Connect peers");
      default -> resource.guard("it is of a " + type + ", with which it goes");
    }
    return resource;
  }

  /// The one that a transit gateway brings along goes with it.
  private static Ec2Part.Row transitTable() {
    return new Ec2Part.Row(
        Ec2.traits(TRANSIT_TABLE, "transit-gateway-route-table")
            .createdBy(
                Ec2.answering(
                    "CreateTransitGatewayRouteTable",
                    "transitGatewayRouteTable.transitGatewayRouteTableId"))
            .actions("ec2:DescribeTransitGatewayRouteTables", "ec2:DeleteTransitGatewayRouteTable")
            .usesOf(TRANSIT_GATEWAY)
            .usualWait(MINUTES)
            .build(),
        ec2 ->
            ec2
                .client()
                .describeTransitGatewayRouteTablesPaginator(request -> request.maxResults(1000))
                .transitGatewayRouteTables()
                .stream()
                .filter(table -> !"deleted".equals(table.stateAsString()))
                .collect(
                    Ec2Part.each(
                        table -> {
                          var resource =
                              ec2.resource(
                                      TRANSIT_TABLE,
                                      "transit-gateway-route-table",
                                      table.transitGatewayRouteTableId(),
                                      null,
                                      table.tags())
                                  .createdAt(table.creationTime())
                                  .fact(Resource.STATUS, String.valueOf(table.stateAsString()));
                          ec2.uses(resource, "transit-gateway", table.transitGatewayId());
                          if (Boolean.TRUE.equals(table.defaultAssociationRouteTable())
                              || Boolean.TRUE.equals(table.defaultPropagationRouteTable())) {
                            resource.owner(
                                ec2.arn("transit-gateway", Items.told(table.transitGatewayId())));
                          }
                          return resource;
                        })),
        unlessDeleting(
            (client, table) ->
                client.deleteTransitGatewayRouteTable(
                    request -> request.transitGatewayRouteTableId(Ec2.id(table)))));
  }

  /// Bills by the hour, whether anything goes through it or not.
  private static Ec2Part.Row vpnConnection() {
    return new Ec2Part.Row(
        Ec2.traits(VPN_CONNECTION, "vpn-connection")
            .createdBy(Ec2.answering("CreateVpnConnection", "vpnConnection.vpnConnectionId"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions("ec2:DescribeVpnConnections", "ec2:DeleteVpnConnection")
            .usesOf(VPN_GATEWAY, CUSTOMER_GATEWAY, TRANSIT_GATEWAY)
            .usualWait(MINUTES)
            .build(),
        ec2 ->
            ec2.client().describeVpnConnections().vpnConnections().stream()
                .filter(connection -> !"deleted".equals(connection.stateAsString()))
                .collect(
                    Ec2Part.each(
                        connection -> {
                          var resource =
                              ec2.resource(
                                      VPN_CONNECTION,
                                      "vpn-connection",
                                      connection.vpnConnectionId(),
                                      null,
                                      connection.tags())
                                  .fact(
                                      Resource.STATUS, String.valueOf(connection.stateAsString()));
                          ec2.uses(resource, "vpn-gateway", connection.vpnGatewayId());
                          ec2.uses(resource, "customer-gateway", connection.customerGatewayId());
                          ec2.uses(resource, "transit-gateway", connection.transitGatewayId());
                          return resource;
                        })),
        unlessDeleting(
            (client, connection) ->
                client.deleteVpnConnection(
                    request -> request.vpnConnectionId(Ec2.id(connection)))));
  }

  private static List<VpnGateway> vpnGateways(Ec2 ec2) {
    return ec2.once(
        "VPN gateways",
        () ->
            ec2.client().describeVpnGateways().vpnGateways().stream()
                .filter(gateway -> !"deleted".equals(gateway.stateAsString()))
                .toList());
  }

  private static Stream<String> attachedTo(VpnGateway gateway) {
    return gateway.vpcAttachments().stream()
        .filter(attachment -> attachment.state() != AttachmentStatus.DETACHED)
        .flatMap(attachment -> Stream.ofNullable(attachment.vpcId()));
  }

  /// Leaves its VPC before it goes, which takes AWS minutes.
  private static Ec2Part.Row vpnGateway() {
    return new Ec2Part.Row(
            Ec2.traits(VPN_GATEWAY, "vpn-gateway")
                .createdBy(Ec2.answering("CreateVpnGateway", "vpnGateway.vpnGatewayId"))
                .actions("ec2:DescribeVpnGateways", "ec2:DetachVpnGateway", "ec2:DeleteVpnGateway")
                .usesOf(Ec2Network.VPC, VPN_GATEWAY)
                .usualWait(MINUTES)
                .build(),
            ec2 ->
                vpnGateways(ec2).stream()
                    .collect(
                        Ec2Part.each(
                            gateway -> {
                              var resource =
                                  ec2.resource(
                                          VPN_GATEWAY,
                                          "vpn-gateway",
                                          gateway.vpnGatewayId(),
                                          null,
                                          gateway.tags())
                                      .fact(
                                          Resource.STATUS, String.valueOf(gateway.stateAsString()))
                                      .fact(
                                          ATTACHED_TO,
                                          attachedTo(gateway).collect(Collectors.joining("\n")));
                              attachedTo(gateway)
                                  .forEach(
                                      vpc -> {
                                        ec2.uses(resource, "vpc", vpc);
                                        ec2.guardInDefaultVpc(resource, vpc);
                                      });
                              return resource;
                            })),
            Ec2Gateways::deleteVpnGateway)
        .linking(
            ec2 ->
                vpnGateways(ec2).stream()
                    .filter(gateway -> gateway.vpnGatewayId() != null)
                    .flatMap(
                        gateway ->
                            attachedTo(gateway)
                                .map(
                                    vpc ->
                                        Ec2Network.attachedTo(
                                            ec2,
                                            vpc,
                                            ec2.arn("vpn-gateway", gateway.vpnGatewayId()))))
                    .toList());
  }

  /// What the plan saw attached may be so no more: EC2 is asked once more.
  private static Deletion deleteVpnGateway(Ec2Client client, Resource gateway) {
    if (gateway.fact(Resource.STATUS).equals("deleting")) {
      return Deletion.ASKED;
    }
    if (!gateway.fact(ATTACHED_TO).isEmpty()) {
      var attachments =
          client
              .describeVpnGateways(request -> request.vpnGatewayIds(Ec2.id(gateway)))
              .vpnGateways()
              .stream()
              .flatMap(one -> one.vpcAttachments().stream())
              .filter(attachment -> attachment.state() != AttachmentStatus.DETACHED)
              .toList();
      attachments.stream()
          .filter(attachment -> attachment.state() != AttachmentStatus.DETACHING)
          .forEach(
              attachment ->
                  Answers.beforehand(
                      () ->
                          client.detachVpnGateway(
                              request ->
                                  request
                                      .vpnGatewayId(Ec2.id(gateway))
                                      .vpcId(attachment.vpcId()))));
      if (!attachments.isEmpty()) {
        return new Deletion.Preparing("detaching it from its VPC", MINUTES);
      }
    }
    return Ec2.asked(client.deleteVpnGateway(request -> request.vpnGatewayId(Ec2.id(gateway))));
  }

  private static Ec2Part.Row customerGateway() {
    return new Ec2Part.Row(
        Ec2.traits(CUSTOMER_GATEWAY, "customer-gateway")
            .createdBy(Ec2.answering("CreateCustomerGateway", "customerGateway.customerGatewayId"))
            .actions("ec2:DescribeCustomerGateways", "ec2:DeleteCustomerGateway")
            .build(),
        ec2 ->
            ec2.client().describeCustomerGateways().customerGateways().stream()
                .filter(gateway -> !"deleted".equals(gateway.state()))
                .collect(
                    Ec2Part.each(
                        gateway ->
                            ec2.resource(
                                    CUSTOMER_GATEWAY,
                                    "customer-gateway",
                                    gateway.customerGatewayId(),
                                    null,
                                    gateway.tags())
                                .fact(Resource.STATUS, String.valueOf(gateway.state())))),
        unlessDeleting(
            (client, gateway) ->
                client.deleteCustomerGateway(
                    request -> request.customerGatewayId(Ec2.id(gateway)))));
  }

  /// Its load balancers stay as long as it offers them; so does it as long as anybody's endpoint is
  /// connected. To cut those off is not ours to decide.
  private static Ec2Part.Row endpointService() {
    return new Ec2Part.Row(
            Ec2.traits(ENDPOINT_SERVICE, "vpc-endpoint-service")
                .createdBy(
                    Ec2.answering(
                        "CreateVpcEndpointServiceConfiguration", "serviceConfiguration.serviceId"))
                .actions(
                    "ec2:DescribeVpcEndpointServiceConfigurations",
                    "ec2:DescribeVpcEndpointConnections",
                    "ec2:DeleteVpcEndpointServiceConfigurations")
                .usesOf(LoadBalancers.BALANCER, ENDPOINT_SERVICE)
                .build(),
            ec2 ->
                ec2
                    .client()
                    .describeVpcEndpointServiceConfigurationsPaginator(
                        request -> request.maxResults(1000))
                    .serviceConfigurations()
                    .stream()
                    .filter(service -> !"Deleted".equals(service.serviceStateAsString()))
                    .collect(Ec2Part.each(service -> endpointService(ec2, service))),
            (client, service) -> {
              if (!service.fact(Resource.STATUS).equals("Deleting")) {
                Ec2.check(
                    client
                        .deleteVpcEndpointServiceConfigurations(
                            request -> request.serviceIds(Ec2.id(service)))
                        .unsuccessful());
              }
              return Deletion.ASKED;
            })
        .linking(Ec2Gateways::connections);
  }

  private static Resource.Builder endpointService(Ec2 ec2, ServiceConfiguration service) {
    var resource =
        ec2.resource(
                ENDPOINT_SERVICE, "vpc-endpoint-service", service.serviceId(), null, service.tags())
            .fact(Resource.STATUS, String.valueOf(service.serviceStateAsString()));
    Described.uses(
        resource,
        Stream.concat(
            service.networkLoadBalancerArns().stream(),
            service.gatewayLoadBalancerArns().stream()));
    if (Boolean.TRUE.equals(service.managesVpcEndpoints())) {
      resource.guard("a service of AWS manages its endpoints");
    }
    return resource;
  }

  private static List<Use> connections(Ec2 ec2) {
    var over = Set.of("deleted", "rejected", "failed", "expired");
    return ec2
        .client()
        .describeVpcEndpointConnectionsPaginator(request -> request.maxResults(1000))
        .vpcEndpointConnections()
        .stream()
        .filter(connection -> connection.serviceId() != null && connection.vpcEndpointId() != null)
        .filter(
            connection ->
                !over.contains(
                    String.valueOf(connection.vpcEndpointStateAsString()).toLowerCase(Locale.ROOT)))
        .map(
            connection -> {
              var here = ec2.arn("vpc-endpoint", connection.vpcEndpointId());
              var owner = Objects.requireNonNullElse(connection.vpcEndpointOwner(), here.account());
              return new Use(
                  new Arn(here.partition(), "ec2", here.region(), owner, here.resource()),
                  "endpoint "
                      + connection.vpcEndpointId()
                      + (owner.equals(here.account()) ? "" : " of account " + owner)
                      + ", which is not of the workshop, is connected to it",
                  ec2.arn("vpc-endpoint-service", connection.serviceId()));
            })
        .toList();
  }

  /// AWS's own are never touched. One that a route or a rule names is not deleted: EC2 takes the
  /// request, and the state is `delete-failed` afterwards.
  private static Ec2Part.Row prefixList() {
    return new Ec2Part.Row(
            Ec2.traits(PREFIX_LIST, "prefix-list")
                .createdBy(Ec2.answering("CreateManagedPrefixList", "prefixList.prefixListId"))
                .actions(
                    "ec2:DescribeManagedPrefixLists",
                    "ec2:DescribeRouteTables",
                    "ec2:DescribeSecurityGroups",
                    "ec2:DeleteManagedPrefixList")
                .usesOf(PREFIX_LIST)
                .build(),
            ec2 ->
                ec2
                    .client()
                    .describeManagedPrefixListsPaginator(request -> request.maxResults(100))
                    .prefixLists()
                    .stream()
                    .filter(list -> !"delete-complete".equals(list.stateAsString()))
                    .collect(
                        Ec2Part.each(
                            list ->
                                ec2.resource(
                                        PREFIX_LIST,
                                        "prefix-list",
                                        list.prefixListId(),
                                        list.ownerId(),
                                        list.tags())
                                    .name(list.prefixListName())
                                    .fact(Resource.STATUS, String.valueOf(list.stateAsString()))
                                    .why(list.stateMessage()))),
            (client, list) ->
                list.fact(Resource.STATUS).equals("delete-in-progress")
                    ? Deletion.ASKED
                    : Ec2.asked(
                        client.deleteManagedPrefixList(
                            request -> request.prefixListId(Ec2.id(list)))))
        .linking(
            ec2 ->
                Stream.concat(
                        Ec2Network.routeTables(ec2).stream()
                            .flatMap(
                                table ->
                                    table.routes().stream()
                                        .map(route -> route.destinationPrefixListId())
                                        .filter(Objects::nonNull)
                                        .map(
                                            list ->
                                                names(
                                                    ec2,
                                                    "route-table",
                                                    table.routeTableId(),
                                                    list))),
                        Ec2Network.securityGroups(ec2).stream()
                            .flatMap(
                                group ->
                                    Stream.concat(
                                            group.ipPermissions().stream(),
                                            group.ipPermissionsEgress().stream())
                                        .flatMap(rule -> rule.prefixListIds().stream())
                                        .flatMap(list -> Stream.ofNullable(list.prefixListId()))
                                        .map(
                                            list ->
                                                names(
                                                    ec2, "security-group", group.groupId(), list))))
                    .distinct()
                    .toList());
  }

  private static Use names(Ec2 ec2, String word, String id, String list) {
    return new Use(
        ec2.arn(word, id),
        id + ", which is not of the workshop, names it",
        ec2.arn("prefix-list", list));
  }
}
