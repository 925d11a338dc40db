package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53resolver.Route53ResolverClient;
import software.amazon.awssdk.services.route53resolver.model.Filter;
import software.amazon.awssdk.services.route53resolver.model.IpAddressRequest;
import software.amazon.awssdk.services.route53resolver.model.ListResolverRuleAssociationsRequest;
import software.amazon.awssdk.services.route53resolver.model.ResolverRuleAssociation;
import software.amazon.awssdk.services.route53resolver.model.TargetAddress;

/// Route 53 Resolver: a rule is taken off VPCs that go, and stays with those that stay; its
/// endpoint goes after it, and what that stands in last.
final class ResolversIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> NOBODYS = Map.of();
  private static final String EC2 = "arn:aws:ec2:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":";
  private static final String TAKE_OFF = "route53resolver:DisassociateResolverRule";
  private static final String DELETE_RULE = "route53resolver:DeleteResolverRule";
  private static final String DELETE_ENDPOINT = "route53resolver:DeleteResolverEndpoint";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static Route53ResolverClient resolver() {
    return ACCOUNT
        .aws()
        .of(Emulator.REGION, Route53ResolverClient.class, Route53ResolverClient::builder);
  }

  private static Ec2Client ec2() {
    return ACCOUNT.aws().ec2(Emulator.REGION);
  }

  /// A VPC with an endpoint in it.
  private record Net(String vpc, String subnet, String group, String endpoint) {
    List<String> parts() {
      return List.of(
          EC2 + "vpc/" + vpc, EC2 + "subnet/" + subnet, EC2 + "security-group/" + group, endpoint);
    }
  }

  private static String vpc(String block, Map<String, String> tags) {
    var vpc = ec2().createVpc(request -> request.cidrBlock(block)).vpc().vpcId();
    ACCOUNT.tag(EC2 + "vpc/" + vpc, tags);
    return vpc;
  }

  private static Net net(Map<String, String> tags) {
    var vpc = vpc("10.7.0.0/16", tags);
    var subnet =
        ec2()
            .createSubnet(request -> request.vpcId(vpc).cidrBlock("10.7.1.0/24"))
            .subnet()
            .subnetId();
    var group =
        ec2()
            .createSecurityGroup(
                request -> request.vpcId(vpc).groupName("names").description("names"))
            .groupId();
    var endpoint =
        resolver()
            .createResolverEndpoint(
                request ->
                    request
                        .creatorRequestId(vpc)
                        .name("names")
                        .direction("OUTBOUND")
                        .securityGroupIds(group)
                        .ipAddresses(at(subnet, "10.7.1.10"), at(subnet, "10.7.1.11")))
            .resolverEndpoint()
            .arn();
    var net = new Net(vpc, subnet, group, endpoint);
    net.parts().forEach(part -> ACCOUNT.tag(part, tags));
    return net;
  }

  private static IpAddressRequest at(String subnet, String address) {
    return IpAddressRequest.builder().subnetId(subnet).ip(address).build();
  }

  private static String id(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  private static String rule(String name, String endpoint, Map<String, String> tags) {
    var rule =
        resolver()
            .createResolverRule(
                request ->
                    request
                        .creatorRequestId(name)
                        .name(name)
                        .ruleType("FORWARD")
                        .domainName(name + ".example.org")
                        .targetIps(TargetAddress.builder().ip("192.0.2.1").port(53).build())
                        .resolverEndpointId(id(endpoint)))
            .resolverRule()
            .arn();
    ACCOUNT.tag(rule, tags);
    return rule;
  }

  private static void associate(String rule, String vpc) {
    resolver().associateResolverRule(request -> request.resolverRuleId(id(rule)).vpcId(vpc));
  }

  private static List<String> vpcsOf(String rule) {
    return resolver()
        .listResolverRuleAssociations(
            request ->
                request.filters(Filter.builder().name("ResolverRuleId").values(id(rule)).build()))
        .resolverRuleAssociations()
        .stream()
        .map(ResolverRuleAssociation::vpcId)
        .toList();
  }

  @Test
  void aRuleLeavesItsVpcsAndGoesBeforeItsEndpointAndThatBeforeWhatItStandsIn() {
    var net = net(OURS);
    var other = vpc("10.9.0.0/16", OURS);
    var rule = rule("corp", net.endpoint(), OURS);
    associate(rule, net.vpc());
    associate(rule, other);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsAll(net.parts()).contains(rule, EC2 + "vpc/" + other);
    System.out.println(
        "Resolver: "
            + night.field("calls")
            + " calls in all; of its own "
            + ACCOUNT.emulator().calls().entrySet().stream()
                .filter(call -> call.getKey().startsWith("route53resolver:"))
                .toList());
  }

  /// What stands in it could resolve those names no more.
  @Test
  void aRuleStaysForAStrangersVpcAndSoDoesItsEndpoint() {
    var net = net(OURS);
    var theirs = vpc("10.9.0.0/16", NOBODYS);
    var rule = rule("corp", net.endpoint(), OURS);
    associate(rule, net.vpc());
    associate(rule, theirs);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(rule, theirs + ", which is not of the workshop");
    night.stays(net.endpoint(), "it waits for ");
    night.stays(EC2 + "subnet/" + net.subnet(), "it waits for ");
    assertThat(vpcsOf(rule)).contains(theirs, net.vpc());
    assertThat(ACCOUNT.emulator().calls())
        .doesNotContainKeys(TAKE_OFF, DELETE_RULE, DELETE_ENDPOINT);
  }

  @Test
  void aRuleStaysForAVpcThatIsKept() {
    var net = net(OURS);
    var kept = vpc("10.9.0.0/16", Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "true"));
    var rule = rule("corp", net.endpoint(), OURS);
    associate(rule, kept);
    ACCOUNT.sweep(Map.of()).stays(rule, kept);
    assertThat(vpcsOf(rule)).containsExactly(kept);
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKeys(TAKE_OFF, DELETE_ENDPOINT);
  }

  /// Which VPCs other accounts have with it does not show.
  @Test
  void aSharedRuleStays() {
    var net = net(OURS);
    var rule = rule("corp", net.endpoint(), OURS);
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(rule, Map.of("told", Map.of("ShareStatus", "SHARED_BY_ME"))));
    var night = ACCOUNT.sweep(Map.of());
    night.stays(rule, "it is shared");
    night.stays(net.endpoint(), "it waits for ");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKeys(DELETE_RULE, DELETE_ENDPOINT);
  }

  /// Resolver refuses (aws-nuke #586): the stranger's rule goes nowhere without it.
  @Test
  void anEndpointStaysForAStrangersRule() {
    var net = net(OURS);
    var theirs = rule("theirs", net.endpoint(), NOBODYS);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(net.endpoint(), "theirs");
    assertThat(resolver().getResolverRule(request -> request.resolverRuleId(id(theirs))))
        .isNotNull();
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey(DELETE_ENDPOINT);
  }

  /// That a VPC goes takes nothing from whoever shares a rule with it, or from the rule that
  /// Resolver itself has for each.
  @Test
  void aVpcGoesWithRulesOfOthers() {
    var theirs = net(NOBODYS);
    var rule = rule("theirs", theirs.endpoint(), NOBODYS);
    var ours = vpc("10.9.0.0/16", OURS);
    associate(rule, ours);
    associate(rule, theirs.vpc());
    var shared = rule("shared", theirs.endpoint(), NOBODYS);
    associate(shared, ours);
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(
                shared,
                Map.of(
                    "told", Map.of("AccountId", "999999999999", "ShareStatus", "SHARED_WITH_ME"))));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(EC2 + "vpc/" + ours);
    assertThat(vpcsOf(rule)).containsExactly(theirs.vpc());
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKeys(TAKE_OFF, DELETE_RULE);
  }

  @Test
  void aRuleIsNotTakenOffAVpcThatCameMeanwhile() {
    var net = net(OURS);
    var theirs = vpc("10.9.0.0/16", NOBODYS);
    var rule = rule("corp", net.endpoint(), OURS);
    associate(rule, net.vpc());
    var came = new AtomicBoolean();
    ACCOUNT.sweep(
        Map.of(),
        request -> {
          if (request instanceof ListResolverRuleAssociationsRequest list
              && list.hasFilters()
              && came.compareAndSet(false, true)) {
            associate(rule, theirs);
          }
        });
    assertThat(came).isTrue();
    assertThat(vpcsOf(rule)).contains(theirs, net.vpc());
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKeys(TAKE_OFF, DELETE_RULE);
  }

  @Test
  void aRuleIsNotTakenOffAVpcThatIsKeptMeanwhile() {
    var net = net(OURS);
    var rule = rule("corp", net.endpoint(), OURS);
    associate(rule, net.vpc());
    var kept = new AtomicBoolean();
    ACCOUNT.sweep(
        Map.of(),
        request -> {
          if (request instanceof ListResolverRuleAssociationsRequest list
              && list.hasFilters()
              && kept.compareAndSet(false, true)) {
            ACCOUNT.tag(EC2 + "vpc/" + net.vpc(), Map.of("janitor:keep", "true"));
          }
        });
    assertThat(kept).isTrue();
    assertThat(vpcsOf(rule)).containsExactly(net.vpc());
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKeys(TAKE_OFF, DELETE_RULE);
  }

  private static String stackOf(List<Map<String, String>> members) {
    var stack =
        ACCOUNT.stack("lab", "{\"Resources\":{\"Topic\":{\"Type\":\"AWS::SNS::Topic\"}}}", members);
    ACCOUNT.tag(stack, OURS);
    return stack;
  }

  private static Map<String, String> member(String word, String id) {
    return Map.of(
        "logicalId", word, "type", "AWS::Route53Resolver::Resolver" + word, "physicalId", id);
  }

  /// Of which the stack knows nothing: it would end in DELETE_FAILED.
  @Test
  void aStacksRuleLeavesTheVpcsThatItWasPutOnByHand() {
    var net = net(OURS);
    var rule = rule("corp", net.endpoint(), NOBODYS);
    associate(rule, net.vpc());
    var stack = stackOf(List.of(member("Rule", id(rule))));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(stack).containsAll(net.parts());
    assertThat(vpcsOf(rule)).isEmpty();
  }

  @Test
  void aStackStaysWholeForAStrangersVpc() {
    var net = net(OURS);
    var theirs = vpc("10.9.0.0/16", NOBODYS);
    var rule = rule("corp", net.endpoint(), NOBODYS);
    associate(rule, theirs);
    var stack = stackOf(List.of(member("Rule", id(rule)), member("Endpoint", id(net.endpoint()))));
    ACCOUNT.sweep(Map.of()).stays(stack, theirs);
    assertThat(vpcsOf(rule)).containsExactly(theirs);
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKeys(TAKE_OFF, DELETE_ENDPOINT);
  }
}
