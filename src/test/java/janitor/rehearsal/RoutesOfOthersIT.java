package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/// What routes of others lead to, where nothing of theirs runs that very night: EC2 lets it go, and
/// the route leads nowhere.
class RoutesOfOthersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private Ec2Client ec2;
  private String vpc;
  private String subnet;

  @BeforeEach
  void asksEc2() {
    ec2 = ACCOUNT.aws().ec2(HERE);
    vpc = vpc("10.1.0.0/16");
    subnet = subnet("10.1.1.0/24");
  }

  private String vpc(String block) {
    return ec2.createVpc(request -> request.cidrBlock(block)).vpc().vpcId();
  }

  private String subnet(String block) {
    return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(block)).subnet().subnetId();
  }

  private static String arn(String resource) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String tagged(String resource) {
    ACCOUNT.tag(arn(resource), TAG);
    return arn(resource);
  }

  private String table() {
    return ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
  }

  private String mainTable() {
    return ec2.describeRouteTables().routeTables().stream()
        .filter(table -> vpc.equals(table.vpcId()))
        .findFirst()
        .orElseThrow()
        .routeTableId();
  }

  private void route(String table, Consumer<CreateRouteRequest.Builder> to) {
    ec2.createRoute(
        request ->
            request.routeTableId(table).destinationCidrBlock("10.9.0.0/16").applyMutation(to));
  }

  private String nat(String in) {
    return ec2.createNatGateway(
            request -> request.subnetId(in).connectivityType(ConnectivityType.PRIVATE))
        .natGateway()
        .natGatewayId();
  }

  private String peering() {
    var other = vpc("10.9.0.0/16");
    var id =
        ec2.createVpcPeeringConnection(request -> request.vpcId(vpc).peerVpcId(other))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();
    ec2.acceptVpcPeeringConnection(request -> request.vpcPeeringConnectionId(id));
    return id;
  }

  /// Something of the workshop's to which a table leads, by its type.
  private String ledTo(String type, String table) {
    return switch (type) {
      case "natgateway" -> {
        var id = nat(subnet);
        route(table, to -> to.natGatewayId(id));
        yield id;
      }
      case "egress-only-internet-gateway" -> {
        var id =
            ec2.createEgressOnlyInternetGateway(request -> request.vpcId(vpc))
                .egressOnlyInternetGateway()
                .egressOnlyInternetGatewayId();
        ec2.createRoute(
            request ->
                request
                    .routeTableId(table)
                    .destinationIpv6CidrBlock("::/0")
                    .egressOnlyInternetGatewayId(id));
        yield id;
      }
      case "vpc-peering-connection" -> {
        var id = peering();
        route(table, to -> to.vpcPeeringConnectionId(id));
        yield id;
      }
      case "transit-gateway" -> {
        var id = ec2.createTransitGateway().transitGateway().transitGatewayId();
        route(table, to -> to.transitGatewayId(id));
        yield id;
      }
      case "network-interface" -> {
        var id =
            ec2.createNetworkInterface(request -> request.subnetId(subnet))
                .networkInterface()
                .networkInterfaceId();
        route(table, to -> to.networkInterfaceId(id));
        yield id;
      }
      case "instance" -> {
        var image =
            ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
        var id =
            ec2.runInstances(
                    request ->
                        request
                            .imageId(image)
                            .minCount(1)
                            .maxCount(1)
                            .instanceType(InstanceType.T3_MEDIUM)
                            .subnetId(subnet))
                .instances()
                .getFirst()
                .instanceId();
        route(table, to -> to.instanceId(id));
        yield id;
      }
      case "vpc-endpoint" ->
          ec2.createVpcEndpoint(
                  request ->
                      request
                          .vpcId(vpc)
                          .vpcEndpointType(VpcEndpointType.GATEWAY)
                          .serviceName("com.amazonaws." + HERE + ".s3")
                          .routeTableIds(table))
              .vpcEndpoint()
              .vpcEndpointId();
      default -> throw new IllegalArgumentException(type);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "natgateway",
        "egress-only-internet-gateway",
        "vpc-peering-connection",
        "transit-gateway",
        "network-interface",
        "instance",
        "vpc-endpoint"
      })
  void whatTheTableOfAStrangersSubnetLeadsToStays(String type) {
    var table = table();
    var inner = subnet("10.1.2.0/24");
    var ours = tagged(type + "/" + ledTo(type, table));
    ec2.associateRouteTable(request -> request.routeTableId(table).subnetId(inner));
    ACCOUNT.sweep(Map.of()).stays(ours, inner + ", which is not of the workshop, leads to it");
  }

  @Test
  void whatTheMainTableOfAStrangersVpcLeadsToStays() {
    var peering = peering();
    route(mainTable(), to -> to.vpcPeeringConnectionId(peering));
    var ours = tagged("vpc-peering-connection/" + peering);
    ACCOUNT.sweep(Map.of()).stays(ours, vpc + ", which is not of the workshop, leads to it");
  }

  /// A NAT gateway stands in a subnet that leads to it as well: neither waits for the other.
  @Test
  void whatTheUntaggedTablesOfTheWorkshopsOwnLeadToGoes() {
    var nat = nat(subnet);
    route(mainTable(), to -> to.natGatewayId(nat));
    var table = table();
    route(table, to -> to.natGatewayId(nat));
    ec2.associateRouteTable(request -> request.routeTableId(table).subnetId(subnet));
    var gateway = tagged("natgateway/" + nat);
    tagged("subnet/" + subnet);
    tagged("vpc/" + vpc);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(gateway);
  }

  @Test
  void aTableOfNoSubnetKeepsNothing() {
    var nat = nat(subnet);
    route(table(), to -> to.natGatewayId(nat));
    var gateway = tagged("natgateway/" + nat);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(gateway);
  }
}
