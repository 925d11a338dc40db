package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.networkfirewall.NetworkFirewallClient;
import software.amazon.awssdk.services.networkfirewall.model.FirewallMetadata;
import software.amazon.awssdk.services.networkfirewall.model.LogDestinationConfig;
import software.amazon.awssdk.services.networkfirewall.model.StatefulRuleGroupReference;
import software.amazon.awssdk.services.networkfirewall.model.SubnetMapping;

/// Network Firewall: no route may lead to what goes, and nothing goes that others go by.
final class FirewallsIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> NOBODYS = Map.of();
  private static final String EC2 = "arn:aws:ec2:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static NetworkFirewallClient fire() {
    return ACCOUNT
        .aws()
        .of(Emulator.REGION, NetworkFirewallClient.class, NetworkFirewallClient::builder);
  }

  private static String tagged(String arn, Map<String, String> tags) {
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  private static String rules(String name, Map<String, String> tags) {
    return tagged(
        fire()
            .createRuleGroup(request -> request.ruleGroupName(name).type("STATEFUL").capacity(10))
            .ruleGroupResponse()
            .ruleGroupArn(),
        tags);
  }

  private static String policy(String name, String rules, Map<String, String> tags) {
    return tagged(
        fire()
            .createFirewallPolicy(
                request ->
                    request
                        .firewallPolicyName(name)
                        .firewallPolicy(
                            of ->
                                of.statelessDefaultActions("aws:pass")
                                    .statelessFragmentDefaultActions("aws:pass")
                                    .statefulRuleGroupReferences(
                                        StatefulRuleGroupReference.builder()
                                            .resourceArn(rules)
                                            .build())))
            .firewallPolicyResponse()
            .firewallPolicyArn(),
        tags);
  }

  /// A VPC with a subnet for it, and the firewall in that.
  private record Net(String vpc, String subnet, String firewall) {
    String endpoint() {
      return fire()
          .describeFirewall(request -> request.firewallArn(firewall))
          .firewallStatus()
          .syncStates()
          .values()
          .iterator()
          .next()
          .attachment()
          .endpointId();
    }

    String routeTable(Map<String, String> tags) {
      var ec2 = ACCOUNT.aws().ec2(Emulator.REGION);
      var table = ec2.createRouteTable(request -> request.vpcId(vpc)).routeTable().routeTableId();
      route(table);
      return tagged(EC2 + "route-table/" + table, tags);
    }

    void route(String table) {
      ACCOUNT
          .aws()
          .ec2(Emulator.REGION)
          .createRoute(
              request ->
                  request
                      .routeTableId(table)
                      .destinationCidrBlock("0.0.0.0/0")
                      .vpcEndpointId(endpoint()));
    }
  }

  private static Net net(
      String name, String policy, Map<String, String> tags, boolean isProtected) {
    var ec2 = ACCOUNT.aws().ec2(Emulator.REGION);
    var vpc = ec2.createVpc(request -> request.cidrBlock("10.7.0.0/16")).vpc().vpcId();
    var subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.7.1.0/24"))
            .subnet()
            .subnetId();
    var firewall =
        fire()
            .createFirewall(
                request ->
                    request
                        .firewallName(name)
                        .firewallPolicyArn(policy)
                        .vpcId(vpc)
                        .deleteProtection(isProtected)
                        .subnetMappings(SubnetMapping.builder().subnetId(subnet).build()))
            .firewall()
            .firewallArn();
    tagged(firewall, tags);
    tagged(EC2 + "vpc/" + vpc, tags);
    tagged(EC2 + "subnet/" + subnet, tags);
    return new Net(vpc, subnet, firewall);
  }

  private static List<String> firewalls() {
    return fire().listFirewalls(_ -> {}).firewalls().stream()
        .map(FirewallMetadata::firewallName)
        .toList();
  }

  @Test
  void itGoesAfterTheTablesThatLeadToItAndBeforeWhatItStandsInAndGoesBy() {
    var rules = rules("ours", OURS);
    var policy = policy("ours", rules, OURS);
    var ours = net("ours", policy, OURS, false);
    var table = ours.routeTable(OURS);
    var theirs = net("theirs", policy("theirs", rules("theirs", NOBODYS), NOBODYS), NOBODYS, false);
    theirs.routeTable(NOBODYS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone())
        .contains(
            ours.firewall(),
            rules,
            policy,
            table,
            EC2 + "vpc/" + ours.vpc(),
            EC2 + "subnet/" + ours.subnet());
    assertThat(firewalls()).containsExactly("theirs");
    assertThat(fire().listRuleGroups(_ -> {}).ruleGroups()).hasSize(1);
    assertThat(fire().listFirewallPolicies(_ -> {}).firewallPolicies()).hasSize(1);
    System.out.println(
        "Network Firewall: "
            + night.field("calls")
            + " calls in all; of its own "
            + ACCOUNT.emulator().calls().entrySet().stream()
                .filter(call -> call.getKey().startsWith("network-firewall:"))
                .toList());
  }

  /// What goes through it would go nowhere from then on.
  @Test
  void oneThatAStrangersTableLeadsToStays() {
    var ours = net("ours", policy("ours", rules("ours", OURS), OURS), OURS, false);
    var table = ours.routeTable(NOBODYS);
    ACCOUNT
        .sweep(Map.of())
        .stays(ours.firewall(), "a route of " + table.substring(table.lastIndexOf('/') + 1));
    assertThat(firewalls()).containsExactly("ours");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("network-firewall:DeleteFirewall");
  }

  /// The main table goes with its VPC only, which goes after the firewall.
  @Test
  void oneThatItsVpcsMainTableLeadsToStaysAndSaysWhatToDo() {
    var ours = net("ours", policy("ours", rules("ours", OURS), OURS), OURS, false);
    var main =
        ACCOUNT.aws().ec2(Emulator.REGION).describeRouteTables().routeTables().stream()
            .filter(table -> ours.vpc().equals(table.vpcId()))
            .findFirst()
            .orElseThrow()
            .routeTableId();
    ours.route(main);
    ACCOUNT.sweep(Map.of()).stays(ours.firewall(), "a route of " + main + ", the main route table");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("network-firewall:DeleteFirewall");
  }

  @Test
  void aProtectedOneGoesOnlyIfTheSettingsSaySo() {
    var ours = net("ours", policy("ours", rules("ours", OURS), OURS), OURS, true);
    ACCOUNT.sweep(Map.of()).stays(ours.firewall(), "its deletion protection is on");
    assertThat(firewalls()).containsExactly("ours");
    assertThat(ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", "all")).gone())
        .contains(ours.firewall());
  }

  /// Whoever sends through it.
  @Test
  void oneThatIsInNoVpcStays() {
    var policy = policy("ours", rules("ours", OURS), OURS);
    var ours =
        tagged(
            fire()
                .createFirewall(request -> request.firewallName("ours").firewallPolicyArn(policy))
                .firewall()
                .firewallArn(),
            OURS);
    ACCOUNT.sweep(Map.of()).stays(ours, "it is in no VPC");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("network-firewall:DeleteFirewall");
  }

  /// It takes rights over all deliveries of logs in the account to turn that off.
  @Test
  void oneThatLogsStaysAndSaysWhatToDo() {
    var ours = net("ours", policy("ours", rules("ours", OURS), OURS), OURS, false);
    fire()
        .updateLoggingConfiguration(
            request ->
                request
                    .firewallArn(ours.firewall())
                    .loggingConfiguration(
                        of ->
                            of.logDestinationConfigs(
                                LogDestinationConfig.builder()
                                    .logType("FLOW")
                                    .logDestinationType("CloudWatchLogs")
                                    .logDestination(Map.of("logGroup", "g"))
                                    .build())));
    ACCOUNT.sweep(Map.of()).stays(ours.firewall(), "update-logging-configuration");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("network-firewall:DeleteFirewall");
  }

  /// Network Firewall would refuse, but not before all else was gone.
  @Test
  void whatStrangersGoByStays() {
    var rules = rules("ours", OURS);
    var policy = policy("ours", rules, OURS);
    net("theirs", policy, NOBODYS, false);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(policy, "theirs");
    night.stays(rules, "ours");
    assertThat(ACCOUNT.emulator().calls())
        .doesNotContainKeys(
            "network-firewall:DeleteFirewallPolicy", "network-firewall:DeleteRuleGroup");
  }
}
