package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetMapping;

/// Elastic IP addresses: who has one keeps it, and whoever goes without it leaves it to be told.
class AddressesIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String TOLD = "it bills on, and nothing tells whether it was there before";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private Ec2Client ec2;

  /// Of the default VPC, in which a release takes an address off whatever has it.
  private String subnet;

  private String address;

  @BeforeEach
  void asksEc2() {
    ec2 = ACCOUNT.aws().ec2(HERE);
    subnet =
        ec2.describeSubnets().subnets().stream()
            .filter(Subnet::defaultForAz)
            .findFirst()
            .orElseThrow()
            .subnetId();
    address = address();
  }

  private String address() {
    return ec2.allocateAddress(request -> request.domain("vpc")).allocationId();
  }

  private Address now() {
    return ec2.describeAddresses(request -> request.allocationIds(address)).addresses().getFirst();
  }

  private String card() {
    return ec2.createNetworkInterface(request -> request.subnetId(subnet))
        .networkInterface()
        .networkInterfaceId();
  }

  private String image() {
    return ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
  }

  private String instance() {
    return ec2.runInstances(
            request ->
                request
                    .imageId(image())
                    .minCount(1)
                    .maxCount(1)
                    .subnetId(subnet)
                    .instanceType(InstanceType.T3_MEDIUM))
        .instances()
        .getFirst()
        .instanceId();
  }

  private static String arn(String resource) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String tagged(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private void goesAndTellsOfTheAddress(String parent) {
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).contains(parent).doesNotContain(arn("elastic-ip/" + address));
    night.stays(arn("elastic-ip/" + address), TOLD);
    assertThat(ACCOUNT.sweep(Map.of()).count("gone")).isZero();
    assertThat(ec2.describeAddresses().addresses()).hasSize(1);
  }

  /// Only a person can have given it one.
  @Test
  void anAddressOfALoadBalancerIsTold() {
    var elb =
        ACCOUNT
            .aws()
            .of(HERE, ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
    var balancer =
        elb.createLoadBalancer(
                request ->
                    request
                        .name("net")
                        .type(LoadBalancerTypeEnum.NETWORK)
                        .subnetMappings(
                            SubnetMapping.builder().subnetId(subnet).allocationId(address).build()))
            .loadBalancers()
            .getFirst()
            .loadBalancerArn();
    goesAndTellsOfTheAddress(tagged(balancer));
  }

  @Test
  void anAddressOfAServerIsTold() {
    var server = instance();
    ec2.associateAddress(request -> request.instanceId(server).allocationId(address));
    goesAndTellsOfTheAddress(tagged(arn("instance/" + server)));
  }

  @Test
  void anAddressOfAnInterfaceOfAServersIsTold() {
    var server = instance();
    var card = ec2.describeNetworkInterfaces().networkInterfaces().getFirst().networkInterfaceId();
    ec2.associateAddress(request -> request.networkInterfaceId(card).allocationId(address));
    goesAndTellsOfTheAddress(tagged(arn("instance/" + server)));
  }

  @Test
  void anAddressOfAServerOfAGroupIsTold() {
    var scaling = ACCOUNT.aws().of(HERE, AutoScalingClient.class, AutoScalingClient::builder);
    scaling.createLaunchConfiguration(
        request ->
            request.launchConfigurationName("web").imageId(image()).instanceType("t3.medium"));
    scaling.createAutoScalingGroup(
        request ->
            request
                .autoScalingGroupName("web")
                .launchConfigurationName("web")
                .minSize(0)
                .maxSize(1)
                .desiredCapacity(1)
                .vpcZoneIdentifier(subnet)
                .tags(
                    Tag.builder()
                        .key("workshop")
                        .value(Rehearsal.WORKSHOP)
                        .propagateAtLaunch(false)
                        .build()));
    var group = scaling.describeAutoScalingGroups().autoScalingGroups().getFirst();
    ec2.associateAddress(
        request ->
            request.instanceId(group.instances().getFirst().instanceId()).allocationId(address));
    goesAndTellsOfTheAddress(group.autoScalingGroupARN());
  }

  @Test
  void aTaggedAddressGoesWithItsServer() {
    var server = instance();
    ec2.associateAddress(request -> request.instanceId(server).allocationId(address));
    var mine = tagged(arn("elastic-ip/" + address));
    var theirs = tagged(arn("instance/" + server));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactlyInAnyOrder(mine, theirs);
    assertThat(ec2.describeAddresses().addresses()).isEmpty();
  }

  /// Its interface tells of the first one's address alone.
  @Test
  void anAddressOfAStrangersSecondPrivateOneStays() {
    var theirs = card();
    var second =
        ec2.describeSubnets(request -> request.subnetIds(subnet))
            .subnets()
            .getFirst()
            .cidrBlock()
            .replaceAll("\\.0/.*", ".77");
    ec2.associateAddress(
        request ->
            request.networkInterfaceId(theirs).allocationId(address).privateIpAddress(second));
    var tagged = tagged(arn("elastic-ip/" + address));
    ACCOUNT
        .sweep(Map.of())
        .stays(tagged, "network interface " + theirs + ", which is not of the workshop");
    assertThat(now().networkInterfaceId()).isEqualTo(theirs);
  }

  @Test
  void anAddressThatSomebodyGivesAwayMeanwhileStays() {
    var theirs = card();
    var tagged = tagged(arn("elastic-ip/" + address));
    var isGiven = new AtomicBoolean();
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              var isAboutIt =
                  request instanceof ReleaseAddressRequest
                      || (request instanceof DescribeAddressesRequest of && of.hasAllocationIds());
              if (isAboutIt && !isGiven.getAndSet(true)) {
                ec2.associateAddress(more -> more.networkInterfaceId(theirs).allocationId(address));
              }
            });
    assertThat(isGiven).isTrue();
    night.stays(tagged, theirs);
    assertThat(now().networkInterfaceId()).isEqualTo(theirs);
  }

  /// AWS may tell of nobody as of an empty name.
  @Test
  void anAddressThatNobodyManagesGoes() {
    var tagged = tagged(arn("elastic-ip/" + address));
    ACCOUNT
        .emulator()
        .control(
            "POST", "properties", Map.of(tagged, Map.of("told", Map.of("ServiceManaged", ""))));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(tagged);
  }
}
