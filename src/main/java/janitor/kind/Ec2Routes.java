package janitor.kind;

import janitor.resource.Arn;
import janitor.resource.Use;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/// Where routes lead. EC2 deletes what one leads to and keeps the route, which is a `blackhole`
/// from then on ("Route tables" in its guide): whoever stands behind it is cut off.
final class Ec2Routes {
  /// What one leads to.
  static final String[] TYPES = {
    Ec2Network.INTERNET_GATEWAY,
    Ec2Network.EGRESS_GATEWAY,
    Ec2Network.NAT_GATEWAY,
    Ec2Network.ENDPOINT,
    Ec2Network.PEERING,
    Ec2Network.INTERFACE,
    Ec2Gateways.TRANSIT_GATEWAY,
    Ec2Gateways.VPN_GATEWAY,
    Ec2Compute.INSTANCE
  };

  private Ec2Routes() {}

  /// The gateway, endpoint or connection, if it is one.
  static Optional<Arn> gateway(Ec2 ec2, Route route) {
    var gateway = route.gatewayId();
    if (gateway != null && gateway.startsWith("igw-")) {
      return Optional.of(ec2.arn("internet-gateway", gateway));
    }
    if (gateway != null && gateway.startsWith("vpce-")) {
      return Optional.of(ec2.arn("vpc-endpoint", gateway));
    }
    if (gateway != null && gateway.startsWith("vgw-")) {
      return Optional.of(ec2.arn("vpn-gateway", gateway));
    }
    return target(ec2, "natgateway", route.natGatewayId())
        .or(() -> target(ec2, "transit-gateway", route.transitGatewayId()))
        .or(() -> target(ec2, "vpc-peering-connection", route.vpcPeeringConnectionId()))
        .or(() -> target(ec2, "egress-only-internet-gateway", route.egressOnlyInternetGatewayId()));
  }

  /// The server, and the interface of it.
  static Stream<Arn> servers(Ec2 ec2, Route route) {
    return Stream.concat(
        target(ec2, "instance", route.instanceId()).stream(),
        target(ec2, "network-interface", route.networkInterfaceId()).stream());
  }

  private static Optional<Arn> target(Ec2 ec2, String word, @Nullable String id) {
    return Optional.ofNullable(id).filter(text -> !text.isEmpty()).map(text -> ec2.arn(word, text));
  }

  /// What is had by whoever goes by a table, though nothing of theirs may have an interface in
  /// there that very night: by its subnets and gateways, and by the VPC whose main one it is, which
  /// goes with that. A table of none keeps nothing.
  ///
  /// A NAT gateway stands in a subnet that may lead to it, and all of it in its VPC: where both go,
  /// nobody waits.
  static List<Use> uses(Ec2 ec2) {
    return Ec2Network.routeTables(ec2).stream()
        .flatMap(
            table ->
                table.associations().stream()
                    .flatMap(association -> user(ec2, table, association))
                    .flatMap(user -> led(ec2, table).map(used -> use(user, table, used))))
        .toList();
  }

  private static Stream<Arn> user(Ec2 ec2, RouteTable table, RouteTableAssociation association) {
    return Boolean.TRUE.equals(association.main())
        ? Stream.of(ec2.arn("vpc", Items.told(table.vpcId())))
        : Ec2Network.associated(association).map(id -> Ec2Network.user(ec2, id));
  }

  private static Stream<Arn> led(Ec2 ec2, RouteTable table) {
    return table.routes().stream()
        .flatMap(route -> Stream.concat(gateway(ec2, route).stream(), servers(ec2, route)));
  }

  private static Use use(Arn user, RouteTable table, Arn used) {
    return new Use(
        user,
        "the route table "
            + table.routeTableId()
            + " of "
            + Ec2.id(user)
            + ", which is not of the workshop, leads to it",
        used,
        Use.Bond.STRANGER_ONLY);
  }
}
