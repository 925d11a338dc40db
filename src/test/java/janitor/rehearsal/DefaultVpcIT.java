package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;

/// The default VPC of a region, and what hangs on it, serves everybody who names no other: whatever
/// tag somebody put on it, it stays, each part by a guard of its own. One night meets all of it.
class DefaultVpcIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  /// What carries the tag, by what it is here.
  private static final Map<String, String> GUARDED = new LinkedHashMap<>();

  private static Night night;

  @BeforeAll
  static void meetsAllOfIt() {
    var ec2 = ACCOUNT.aws().ec2(HERE);
    var vpc =
        ec2.describeVpcs().vpcs().stream()
            .filter(one -> Boolean.TRUE.equals(one.isDefault()))
            .findFirst()
            .orElseThrow()
            .vpcId();
    guarded("vpc", "vpc", vpc);
    made(ec2, vpc);
    brought(ec2, vpc);
    var environment = new HashMap<>(ACCOUNT.emulator().environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    night = Night.sweepNow(ACCOUNT.emulator(), environment);
  }

  /// AWS made it with the VPC.
  private static void brought(Ec2Client ec2, String vpc) {
    var ofIt = Filter.builder().name("vpc-id").values(vpc).build();
    guarded(
        "defaultSubnet",
        "subnet",
        ec2.describeSubnets(request -> request.filters(ofIt)).subnets().stream()
            .filter(subnet -> Boolean.TRUE.equals(subnet.defaultForAz()))
            .findFirst()
            .orElseThrow()
            .subnetId());
    guarded(
        "defaultGroup",
        "security-group",
        ec2.describeSecurityGroups(request -> request.filters(ofIt)).securityGroups().stream()
            .filter(group -> group.groupName().equals("default"))
            .findFirst()
            .orElseThrow()
            .groupId());
    guarded(
        "mainTable",
        "route-table",
        ec2.describeRouteTables(request -> request.filters(ofIt)).routeTables().stream()
            .filter(table -> table.associations().stream().anyMatch(one -> one.main()))
            .findFirst()
            .orElseThrow()
            .routeTableId());
    guarded(
        "defaultAcl",
        "network-acl",
        ec2.describeNetworkAcls(request -> request.filters(ofIt)).networkAcls().stream()
            .filter(acl -> Boolean.TRUE.equals(acl.isDefault()))
            .findFirst()
            .orElseThrow()
            .networkAclId());
  }

  /// Somebody made it in there.
  private static void made(Ec2Client ec2, String vpc) {
    guarded(
        "subnet",
        "subnet",
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("172.31.240.0/24"))
            .subnet()
            .subnetId());
    guarded(
        "table",
        "route-table",
        ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId());
    guarded(
        "acl",
        "network-acl",
        ec2.createNetworkAcl(request -> request.vpcId(vpc)).networkAcl().networkAclId());
    guarded(
        "egressGateway",
        "egress-only-internet-gateway",
        ec2.createEgressOnlyInternetGateway(request -> request.vpcId(vpc))
            .egressOnlyInternetGateway()
            .egressOnlyInternetGatewayId());
    guarded(
        "gateway",
        "internet-gateway",
        ec2.createInternetGateway().internetGateway().internetGatewayId());
    ec2.attachInternetGateway(request -> request.internetGatewayId(id("gateway")).vpcId(vpc));
    guarded(
        "vpnGateway",
        "vpn-gateway",
        ec2.createVpnGateway(request -> request.type("ipsec.1")).vpnGateway().vpnGatewayId());
    ec2.attachVpnGateway(request -> request.vpnGatewayId(id("vpnGateway")).vpcId(vpc));
    guarded(
        "options",
        "dhcp-options",
        ec2.createDhcpOptions(
                request ->
                    request.dhcpConfigurations(
                        NewDhcpConfiguration.builder()
                            .key("domain-name")
                            .values("lab.example.org")
                            .build()))
            .dhcpOptions()
            .dhcpOptionsId());
    ec2.associateDhcpOptions(request -> request.dhcpOptionsId(id("options")).vpcId(vpc));
  }

  private static void guarded(String name, String word, String id) {
    var arn = "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + word + "/" + id;
    GUARDED.put(name, arn);
    ACCOUNT.emulator().control("POST", "tags", Map.of(arn, TAG));
  }

  private static String id(String name) {
    var arn = GUARDED.getOrDefault(name, "");
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /// What it is here, and what its guard says.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vpc | it is the default VPC of its region",
        "defaultSubnet | it is the default subnet of its availability zone",
        "defaultGroup | it is the default group of the default VPC",
        "mainTable | it is a part of the default VPC of its region",
        "defaultAcl | it is a part of the default VPC of its region",
        "subnet | it is a part of the default VPC of its region",
        "table | it is a part of the default VPC of its region",
        "acl | it is a part of the default VPC of its region",
        "egressGateway | it is a part of the default VPC of its region",
        "gateway | it is a part of the default VPC of its region",
        "vpnGateway | it is a part of the default VPC of its region",
        "options | it is a part of the default VPC of its region"
      })
  void stays(String told) {
    var parts = told.split(" \\| ", 2);
    var row =
        night
            .resources()
            .filter(resource -> GUARDED.getOrDefault(parts[0], "").equals(resource.get("arn")))
            .findFirst()
            .orElseThrow(() -> new AssertionError(parts[0] + " is not told of"));
    assertThat(row.get("outcome")).isEqualTo("Withheld");
    assertThat(row.get("reason")).contains(parts[1]);
  }

  @Test
  void andNothingWentOrWasAskedFor() {
    assertThat(night.resources().map(row -> row.get("outcome"))).containsOnly("Withheld");
    assertThat(new HashSet<>(GUARDED.values()))
        .isEqualTo(Set.copyOf(night.resources().map(row -> row.get("arn")).toList()));
    assertThat((List<?>) night.field("unread")).isEmpty();
  }
}
