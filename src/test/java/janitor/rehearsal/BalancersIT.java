package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;

/// Load balancers: whose they are, what keeps them, and what they keep until ELB lets go of it.
class BalancersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private ElasticLoadBalancingV2Client elb;
  private ElasticLoadBalancingClient classic;
  private Ec2Client ec2;
  private String vpc;
  private final List<String> subnets = new ArrayList<>();
  private String group;

  @BeforeEach
  void asksAws() {
    elb =
        ACCOUNT
            .aws()
            .of(HERE, ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
    classic =
        ACCOUNT
            .aws()
            .of(HERE, ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder);
    ec2 = ACCOUNT.aws().ec2(HERE);
    vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    for (var zone : List.of("a", "b")) {
      subnets.add(
          ec2.createSubnet(
                  request ->
                      request
                          .vpcId(vpc)
                          .availabilityZone(HERE + zone)
                          .cidrBlock("10.1." + subnets.size() + ".0/24"))
              .subnet()
              .subnetId());
    }
    group =
        ec2.createSecurityGroup(
                request -> request.vpcId(vpc).groupName("lb").description("a load balancer's"))
            .groupId();
  }

  private String balancer(String name, LoadBalancerTypeEnum type) {
    return elb.createLoadBalancer(
            request ->
                request
                    .name(name)
                    .type(type)
                    .subnets(subnets)
                    .securityGroups(
                        type == LoadBalancerTypeEnum.APPLICATION ? List.of(group) : List.of()))
        .loadBalancers()
        .getFirst()
        .loadBalancerArn();
  }

  private String balancer(String name) {
    return balancer(name, LoadBalancerTypeEnum.APPLICATION);
  }

  /// @param balancer forwards to it
  private String targets(String name, @Nullable String balancer) {
    var targets =
        elb.createTargetGroup(
                request -> request.name(name).protocol(ProtocolEnum.HTTP).port(80).vpcId(vpc))
            .targetGroups()
            .getFirst()
            .targetGroupArn();
    if (balancer != null) {
      elb.createListener(
          request ->
              request
                  .loadBalancerArn(balancer)
                  .protocol(ProtocolEnum.HTTP)
                  .port(80)
                  .defaultActions(
                      Action.builder()
                          .type(ActionTypeEnum.FORWARD)
                          .targetGroupArn(targets)
                          .build()));
    }
    return targets;
  }

  private String classic(String name) {
    classic.createLoadBalancer(
        request ->
            request
                .loadBalancerName(name)
                .subnets(subnets.getFirst())
                .securityGroups(group)
                .listeners(
                    Listener.builder()
                        .protocol("HTTP")
                        .loadBalancerPort(80)
                        .instancePort(80)
                        .build()));
    return "arn:aws:elasticloadbalancing:"
        + HERE
        + ":"
        + Emulator.ACCOUNT
        + ":loadbalancer/"
        + name;
  }

  private static String arn(String resource) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String tagged(String arn) {
    return tagged(arn, TAG);
  }

  private static String tagged(String arn, Map<String, String> tags) {
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  private static Night night(String liftProtection) {
    return ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", liftProtection));
  }

  @ParameterizedTest
  @CsvSource({
    "eks:eks-cluster-name, an EKS cluster in Auto Mode",
    "elasticbeanstalk:environment-id, an Elastic Beanstalk environment",
    "elasticbeanstalk:environment-name, an Elastic Beanstalk environment",
    "aws:servicecatalog:x, it belongs to another AWS service",
  })
  void stayWithWhoMadeThem(String key, String why) {
    var tags = new HashMap<>(TAG);
    tags.put(key, "x");
    var front = tagged(balancer("front"), tags);
    var targets = tagged(targets("web", null), tags);
    var old = tagged(classic("old"), tags);
    var night = night("all");
    night.stays(front, why);
    night.stays(targets, why);
    night.stays(old, why);
    assertThat(night.count("gone")).isZero();
  }

  @Test
  void aProtectedOneStaysUntilProtectionIsLifted() {
    var front = tagged(balancer("front"));
    elb.modifyLoadBalancerAttributes(
        request ->
            request
                .loadBalancerArn(front)
                .attributes(
                    LoadBalancerAttribute.builder()
                        .key("deletion_protection.enabled")
                        .value("true")
                        .build()));
    night("none").stays(front, "deletion protection");
    assertThat(night("all").gone()).containsExactly(front);
  }

  /// A listener of theirs forwards to it; and what their load balancer is in stays as well.
  @Test
  void aStrangersKeepsWhatItNeeds() {
    var theirs = balancer("theirs");
    var targets = tagged(targets("web", theirs));
    var own = tagged(targets("unused", null));
    tagged(arn("vpc/" + vpc));
    tagged(arn("subnet/" + subnets.getFirst()));
    tagged(arn("security-group/" + group));
    var night = night("none");
    night.stays(targets, "theirs");
    night.stays(arn("vpc/" + vpc), "theirs");
    night.stays(arn("subnet/" + subnets.getFirst()), "theirs");
    night.stays(arn("security-group/" + group), "theirs");
    assertThat(night.gone()).containsExactly(own);
    assertThat(night.count("failed")).isZero();
    assertThat(ACCOUNT.emulator().refusals()).isEmpty();
  }

  @Test
  void aStrangersClassicOneKeepsWhatItIsIn() {
    classic("theirs");
    tagged(arn("subnet/" + subnets.getFirst()));
    tagged(arn("security-group/" + group));
    var night = night("none");
    night.stays(arn("subnet/" + subnets.getFirst()), "theirs");
    night.stays(arn("security-group/" + group), "theirs");
  }

  /// Their interfaces are let go of later, and nobody is asked too early; a listener with the tag
  /// is a part of its load balancer.
  @Test
  void allOfItGoesInOneNightWithoutARefusal() {
    var front = tagged(balancer("front"));
    var targets = tagged(targets("web", front));
    tagged(
        elb.describeListeners(request -> request.loadBalancerArn(front))
            .listeners()
            .getFirst()
            .listenerArn());
    var old = tagged(classic("old"));
    subnets.forEach(subnet -> tagged(arn("subnet/" + subnet)));
    tagged(arn("security-group/" + group));
    tagged(arn("vpc/" + vpc));
    var night = night("none");
    assertThat(night.gone())
        .contains(front, targets, old, arn("security-group/" + group), arn("vpc/" + vpc))
        .contains(arn("subnet/" + subnets.getFirst()));
    assertThat(night.ended("Withheld")).isEmpty();
    assertThat(night.count("failed")).isZero();
    assertThat(ACCOUNT.emulator().refusals()).isEmpty();
  }

  @Test
  void areTaggedByTheirNamesAndTheirNameTags() {
    tagged(balancer("front"), Map.of("Name", "shop-door"));
    targets("web", null);
    tagged(classic("old"), Map.of("Name", "shop-gate"));
    var told = Told.by(ACCOUNT.emulator(), "", "tag", "--name", "shop-*", "--name", "web", "--yes");
    assertThat(told.err()).isEmpty();
    assertThat(told.out())
        .contains("AWS::ElasticLoadBalancingV2::LoadBalancer")
        .contains("AWS::ElasticLoadBalancingV2::TargetGroup")
        .contains("AWS::ElasticLoadBalancing::LoadBalancer")
        .endsWith("3 tagged, 0 failed.\n");
  }
}
