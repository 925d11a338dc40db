package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.GatewayType;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;

/// What leads out of a VPC: whose it is, what keeps it, and that AWS is not asked too early.
class GatewaysIT {
  private static final String HERE = Emulator.REGION;
  private static final String STRANGER = "210987654321";
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private Ec2Client ec2;
  private String vpc;
  private String subnet;

  @BeforeEach
  void asksEc2() {
    ec2 = ACCOUNT.aws().ec2(HERE);
    vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.1.1.0/24"))
            .subnet()
            .subnetId();
  }

  private static String arn(String resource) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String tagged(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static void told(String arn, String property, Object value) {
    ACCOUNT.emulator().control("POST", "properties", Map.of(arn, Map.of(property, value)));
  }

  private String transit() {
    return ec2.createTransitGateway(request -> request.description("hub"))
        .transitGateway()
        .transitGatewayId();
  }

  private String attachment(String transit) {
    return ec2.createTransitGatewayVpcAttachment(
            request -> request.transitGatewayId(transit).vpcId(vpc).subnetIds(subnet))
        .transitGatewayVpcAttachment()
        .transitGatewayAttachmentId();
  }

  private String customer() {
    return ec2.createCustomerGateway(
            request -> request.type(GatewayType.IPSEC_1).publicIp("198.51.100.7").bgpAsn(65000))
        .customerGateway()
        .customerGatewayId();
  }

  private static Night night() {
    return ACCOUNT.sweep(Map.of());
  }

  @Test
  void aTransitGatewayToWhichAStrangerIsAttachedStays() {
    var transit = transit();
    attachment(transit);
    var gateway = tagged(arn("transit-gateway/" + transit));
    tagged(arn("subnet/" + subnet));
    var night = night();
    night.stays(gateway, "which is not of the workshop");
    night.stays(arn("subnet/" + subnet), "transit-gateway-attachment");
    assertThat(night.count("failed")).isZero();
    assertThat(ACCOUNT.emulator().refusals()).isEmpty();
  }

  @Test
  void whatAttachesAnothersVpcStays() {
    var attachment = tagged(arn("transit-gateway-attachment/" + attachment(transit())));
    told(attachment, "told", Map.of("ResourceOwnerId", STRANGER));
    night().stays(attachment, "it attaches what is of another account, " + STRANGER);
  }

  @Test
  void whatAnotherServiceAttachesIsItsOwn() {
    var attachment = tagged(arn("transit-gateway-attachment/" + attachment(transit())));
    told(attachment, "told", Map.of("ResourceType", "direct-connect-gateway"));
    night().stays(attachment, "it is of a direct-connect-gateway");
  }

  @Test
  void aConnectAttachmentGoesByHandOnly() {
    var attachment = tagged(arn("transit-gateway-attachment/" + attachment(transit())));
    told(attachment, "told", Map.of("ResourceType", "connect"));
    night().stays(attachment, "it goes by hand only, after its Connect peers");
    assertThat(ACCOUNT.emulator().asked()).noneMatch(action -> action.startsWith("ec2:Delete"));
  }

  /// And AWS is not asked for anything before what it waits for is gone.
  @Test
  void allOfItGoesInOneNightWithoutARefusal() {
    var transit = transit();
    var attachment = tagged(arn("transit-gateway-attachment/" + attachment(transit)));
    var table =
        tagged(
            arn(
                "transit-gateway-route-table/"
                    + ec2.createTransitGatewayRouteTable(
                            request -> request.transitGatewayId(transit))
                        .transitGatewayRouteTable()
                        .transitGatewayRouteTableId()));
    tagged(arn("transit-gateway/" + transit));
    var customer = customer();
    var vpn = ec2.createVpnGateway(request -> request.type(GatewayType.IPSEC_1)).vpnGateway();
    ec2.attachVpnGateway(request -> request.vpnGatewayId(vpn.vpnGatewayId()).vpcId(vpc));
    var connection =
        ec2.createVpnConnection(
                request ->
                    request
                        .type("ipsec.1")
                        .customerGatewayId(customer)
                        .vpnGatewayId(vpn.vpnGatewayId()))
            .vpnConnection()
            .vpnConnectionId();
    tagged(arn("customer-gateway/" + customer));
    tagged(arn("vpn-gateway/" + vpn.vpnGatewayId()));
    tagged(arn("vpn-connection/" + connection));
    tagged(arn("subnet/" + subnet));
    tagged(arn("vpc/" + vpc));
    var night = night();
    assertThat(night.gone())
        .contains(attachment, table, arn("transit-gateway/" + transit), arn("vpc/" + vpc))
        .contains(arn("vpn-gateway/" + vpn.vpnGatewayId()), arn("customer-gateway/" + customer))
        .contains(arn("vpn-connection/" + connection), arn("subnet/" + subnet));
    assertThat(night.ended("Withheld")).isEmpty();
    assertThat(night.count("failed")).isZero();
    assertThat(ACCOUNT.emulator().refusals()).isEmpty();
  }

  @Test
  void whatLeadsToATransitGatewayElsewhereGoes() {
    var transit = transit();
    var peer = transit();
    var bridge =
        ec2.createTransitGatewayPeeringAttachment(
                request ->
                    request
                        .transitGatewayId(transit)
                        .peerTransitGatewayId(peer)
                        .peerAccountId(Emulator.ACCOUNT)
                        .peerRegion(HERE))
            .transitGatewayPeeringAttachment()
            .transitGatewayAttachmentId();
    var arn = tagged(arn("transit-gateway-attachment/" + bridge));
    assertThat(night().gone()).containsExactly(arn);
  }

  @Test
  void aVpnOfAStrangersVpcOrConnectionStays() {
    var vpn = ec2.createVpnGateway(request -> request.type(GatewayType.IPSEC_1)).vpnGateway();
    ec2.attachVpnGateway(request -> request.vpnGatewayId(vpn.vpnGatewayId()).vpcId(vpc));
    var gateway = tagged(arn("vpn-gateway/" + vpn.vpnGatewayId()));
    var customer = customer();
    ec2.createVpnConnection(
        request ->
            request.type("ipsec.1").customerGatewayId(customer).vpnGatewayId(vpn.vpnGatewayId()));
    tagged(arn("customer-gateway/" + customer));
    var night = night();
    night.stays(gateway, "which is not of the workshop");
    night.stays(arn("customer-gateway/" + customer), "which is not of the workshop");
    assertThat(night.count("gone")).isZero();
    var another = ec2.createVpnGateway(request -> request.type(GatewayType.IPSEC_1)).vpnGateway();
    var theirs = ec2.createVpc(request -> request.cidrBlock("10.2.0.0/16")).vpc().vpcId();
    ec2.attachVpnGateway(request -> request.vpnGatewayId(another.vpnGatewayId()).vpcId(theirs));
    tagged(arn("vpn-gateway/" + another.vpnGatewayId()));
    night().stays(arn("vpn-gateway/" + another.vpnGatewayId()), "it is attached to " + theirs);
  }

  /// What hangs on the default VPC makes every launch work that names no network.
  @Test
  void aVpnGatewayOfTheDefaultVpcStays() {
    var home =
        ec2.describeVpcs().vpcs().stream()
            .filter(one -> Boolean.TRUE.equals(one.isDefault()))
            .map(Vpc::vpcId)
            .findFirst()
            .orElseThrow();
    var vpn = ec2.createVpnGateway(request -> request.type(GatewayType.IPSEC_1)).vpnGateway();
    ec2.attachVpnGateway(request -> request.vpnGatewayId(vpn.vpnGatewayId()).vpcId(home));
    var gateway = tagged(arn("vpn-gateway/" + vpn.vpnGatewayId()));
    night().stays(gateway, "it is a part of the default VPC of its region");
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:DetachVpnGateway");
  }

  private String balancer() {
    return ACCOUNT
        .aws()
        .of(HERE, ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder)
        .createLoadBalancer(
            request -> request.name("n").type(LoadBalancerTypeEnum.NETWORK).subnets(subnet))
        .loadBalancers()
        .getFirst()
        .loadBalancerArn();
  }

  private String service(String balancer) {
    return arn(
        "vpc-endpoint-service/"
            + ec2.createVpcEndpointServiceConfiguration(
                    request -> request.networkLoadBalancerArns(balancer))
                .serviceConfiguration()
                .serviceId());
  }

  @Test
  void aServiceWhoseEndpointsAwsManagesStays() {
    var service = tagged(service(balancer()));
    told(service, "told", Map.of("ManagesVpcEndpoints", true));
    night().stays(service, "a service of AWS manages its endpoints");
  }

  /// Its load balancer stays with it.
  @Test
  void aServiceToWhichAnotherAccountIsConnectedStays() {
    var balancer = balancer();
    var arn = tagged(service(balancer));
    tagged(balancer);
    told(
        arn,
        "connections",
        List.of(
            Map.of(
                "VpcEndpointId",
                "vpce-1",
                "VpcEndpointOwner",
                STRANGER,
                "VpcEndpointState",
                "available")));
    var night = night();
    night.stays(arn, "endpoint vpce-1 of account " + STRANGER);
    night.stays(balancer, "which stays");
    told(arn, "connections", List.of());
    assertThat(night().gone()).containsExactlyInAnyOrder(arn, balancer);
    assertThat(ACCOUNT.emulator().refusals()).isEmpty();
  }

  @Test
  void aPrefixListThatAStrangersRuleNamesStaysAndOneOfAwsAlways() {
    var list =
        ec2.createManagedPrefixList(
                request -> request.prefixListName("offices").maxEntries(1).addressFamily("IPv4"))
            .prefixList()
            .prefixListId();
    var group =
        ec2.createSecurityGroup(request -> request.vpcId(vpc).groupName("g").description("g"))
            .groupId();
    ec2.authorizeSecurityGroupIngress(
        request ->
            request
                .groupId(group)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(1)
                        .toPort(1)
                        .prefixListIds(PrefixListId.builder().prefixListId(list).build())
                        .build()));
    var arn = tagged(arn("prefix-list/" + list));
    var ofAws =
        ec2.describeManagedPrefixLists(_ -> {}).prefixLists().stream()
            .filter(one -> one.ownerId().equals("AWS"))
            .map(one -> one.prefixListArn())
            .findFirst()
            .orElseThrow();
    tagged(ofAws);
    var night = night();
    night.stays(arn, group + ", which is not of the workshop, names it");
    night.stays(ofAws, "it is of another account, AWS");
    tagged(arn("security-group/" + group));
    assertThat(night().gone()).containsExactlyInAnyOrder(arn, arn("security-group/" + group));
  }
}
