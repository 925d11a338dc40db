package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/// Parts of a network, keys and images that are of the workshop, and that an oddity of EC2's would
/// keep for ever.
class NetworksIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private Ec2Client ec2;
  private String vpc;

  @BeforeEach
  void asksEc2() {
    ec2 = ACCOUNT.aws().ec2(HERE);
    vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
  }

  private static String arn(String resource) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String tagged(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private SecurityGroup defaultGroup() {
    return ec2.describeSecurityGroups().securityGroups().stream()
        .filter(group -> vpc.equals(group.vpcId()) && group.groupName().equals("default"))
        .findFirst()
        .orElseThrow();
  }

  /// A group of the workshop's that the VPC's default one lets in.
  private String group() {
    var group =
        ec2.createSecurityGroup(request -> request.vpcId(vpc).groupName("web").description("web"))
            .groupId();
    ec2.authorizeSecurityGroupIngress(
        request ->
            request
                .groupId(defaultGroup().groupId())
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(80)
                        .toPort(80)
                        .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
                        .build()));
    return tagged(arn("security-group/" + group));
  }

  /// Whoever let it in did so in what goes with the VPC.
  @Test
  void aGroupThatTheDefaultOneOfItsVpcNamesGoesWithTheVpc() {
    var group = group();
    var whole = tagged(arn("vpc/" + vpc));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactlyInAnyOrder(group, whole);
  }

  @Test
  void aGroupThatTheDefaultOneOfAStrangersVpcNamesStays() {
    var group = group();
    ACCOUNT.sweep(Map.of()).stays(group, "(default), which is not of the workshop, names it");
    assertThat(defaultGroup().ipPermissions()).isNotEmpty();
  }

  @Test
  void aGroupWhoseVpcIsKeptMeanwhileStays() {
    var group = group();
    var whole = tagged(arn("vpc/" + vpc));
    var isKept = new AtomicBoolean();
    ACCOUNT
        .sweep(
            Map.of(),
            request -> {
              if (request instanceof DescribeTagsRequest of
                  && of.hasFilters()
                  && !isKept.getAndSet(true)) {
                ACCOUNT.tag(whole, Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
              }
            })
        .stays(group, "");
    assertThat(isKept).isTrue();
    assertThat(
            defaultGroup().ipPermissions().stream().flatMap(one -> one.userIdGroupPairs().stream()))
        .extracting(UserIdGroupPair::groupId)
        .contains(group.replaceFirst(".*/", ""));
  }

  /// EC2 hides what a service manages from every list that does not ask for it, and refuses the
  /// deletion of a NAT gateway for nobody behind it.
  @Test
  void whatAServiceManagesForAStrangerKeepsItsWayOut() {
    var subnet = subnet();
    var gateway =
        ec2.createNatGateway(
                request -> request.subnetId(subnet).connectivityType(ConnectivityType.PRIVATE))
            .natGateway()
            .natGatewayId();
    var table = ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
    ec2.createRoute(
        request ->
            request.routeTableId(table).destinationCidrBlock("10.9.0.0/16").natGatewayId(gateway));
    ec2.associateRouteTable(request -> request.routeTableId(table).subnetId(subnet));
    var card =
        ec2.createNetworkInterface(request -> request.subnetId(subnet))
            .networkInterface()
            .networkInterfaceId();
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(
                arn("network-interface/" + card),
                Map.of(
                    "told",
                    Map.of(
                        "Operator", Map.of("Managed", true, "Principal", "ecs.amazonaws.com")))));
    var ours =
        Stream.of("natgateway/" + gateway, "route-table/" + table, "subnet/" + subnet, "vpc/" + vpc)
            .map(resource -> tagged(arn(resource)))
            .toList();
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    ours.forEach(one -> night.stays(one, ""));
  }

  private String subnet() {
    return ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.1.1.0/24"))
        .subnet()
        .subnetId();
  }

  /// Anybody may make the one, and AWS may leave out the other.
  @ParameterizedTest
  @ValueSource(strings = {"efa-only", ""})
  void anInterfaceThatAnybodyMakesIsNoServices(String type) {
    var subnet = subnet();
    var card =
        tagged(
            arn(
                "network-interface/"
                    + ec2.createNetworkInterface(request -> request.subnetId(subnet))
                        .networkInterface()
                        .networkInterfaceId()));
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(card, Map.of("told", Map.of("InterfaceType", type))));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(card);
  }

  /// As with moto, which answers yes to an id and keeps the key.
  @Test
  void aKeyPairOfWhichTheAnswerTellsNothingGoesByItsName() {
    var key =
        tagged(arn("key-pair/" + ec2.createKeyPair(request -> request.keyName("k")).keyPairId()));
    ACCOUNT.emulator().control("POST", "properties", Map.of(key, Map.of("deafToIds", true)));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(key);
    assertThat(ec2.describeKeyPairs().keyPairs()).isEmpty();
  }

  /// The index names it without an account, and EC2's list tells of which it is.
  @Test
  void anImageThatCannotBeReadIsToldAsThat() {
    var volume = ec2.createVolume(request -> request.availabilityZone(HERE + "a").size(1));
    var snapshot = ec2.createSnapshot(request -> request.volumeId(volume.volumeId())).snapshotId();
    var image =
        ec2.registerImage(
                request ->
                    request
                        .name("books")
                        .blockDeviceMappings(
                            BlockDeviceMapping.builder()
                                .deviceName("/dev/sda1")
                                .ebs(ebs -> ebs.snapshotId(snapshot))
                                .build()))
            .imageId();
    var named = "arn:aws:ec2:" + HERE + "::image/" + image;
    ACCOUNT.tag(named, TAG);
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("operation", "DescribeSnapshots"),
            "UnauthorizedOperation",
            403,
            "You are not authorized to perform this operation.");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(String.valueOf(night.field("namedByIndexOnly"))).doesNotContain(named);
    assertThat(String.valueOf(night.field("unread"))).contains(named);
  }
}
