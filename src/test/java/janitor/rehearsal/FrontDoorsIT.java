package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.ComputeType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentType;
import software.amazon.awssdk.services.codebuild.model.LogsConfig;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.VPCRegion;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.Scope;

/// What keeps a zone, a web ACL or a project of CodeBuild, and in which order they go.
class FrontDoorsIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static Route53Client route53() {
    return ACCOUNT.aws().of("us-east-1", Route53Client.class, Route53Client::builder);
  }

  private static Wafv2Client waf(String region) {
    return ACCOUNT.aws().of(region, Wafv2Client.class, Wafv2Client::builder);
  }

  private static CodeBuildClient codeBuild() {
    return ACCOUNT.aws().of(HERE, CodeBuildClient.class, CodeBuildClient::builder);
  }

  private static Night sweep() {
    return ACCOUNT.sweep(Map.of());
  }

  private static void say(String arn, String what, Object value) {
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(arn, Map.of("told", Map.of(what, value))));
  }

  // Zones

  private static String zone(String name, Map<String, String> tags) {
    var id =
        route53()
            .createHostedZone(request -> request.name(name).callerReference(name))
            .hostedZone()
            .id();
    var arn = "arn:aws:route53:::hostedzone/" + id.substring(id.lastIndexOf('/') + 1);
    if (!tags.isEmpty()) {
      ACCOUNT.tag(arn, tags);
    }
    return arn;
  }

  private static void record(String zone, String name, RRType type, String value) {
    var made =
        ResourceRecordSet.builder()
            .name(name)
            .type(type)
            .ttl(60L)
            .resourceRecords(ResourceRecord.builder().value(value).build())
            .build();
    route53()
        .changeResourceRecordSets(
            request ->
                request
                    .hostedZoneId(zone.substring(zone.lastIndexOf('/') + 1))
                    .changeBatch(
                        batch ->
                            batch.changes(
                                Change.builder()
                                    .action(ChangeAction.CREATE)
                                    .resourceRecordSet(made)
                                    .build())));
  }

  private static List<String> zones() {
    return route53().listHostedZones().hostedZones().stream().map(HostedZone::name).toList();
  }

  @Test
  void aZoneGoesAfterAllItsRecords() {
    var zone = zone("w.example.com.", TAG);
    for (int i = 0; i < 120; i++) {
      record(zone, "host" + i + ".w.example.com.", RRType.A, "192.0.2." + i);
    }
    assertThat(sweep().gone()).containsExactly(zone);
    assertThat(zones()).isEmpty();
  }

  /// Nobody here asks who is registered where.
  @Test
  void peopleAreToldWhatAPublicZoneTakesOffline() {
    record(zone("w.example.com.", TAG), "www.w.example.com.", RRType.A, "192.0.2.1");
    zone("empty.example.com.", TAG);
    var vpc = ACCOUNT.aws().ec2(HERE).createVpc(of -> of.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    route53()
        .createHostedZone(
            request ->
                request
                    .name("w.internal.")
                    .callerReference("internal")
                    .hostedZoneConfig(config -> config.privateZone(true))
                    .vpc(of -> of.vpcId(vpc).vpcRegion(VPCRegion.fromValue(HERE))));
    var kind =
        Kinds.all(ACCOUNT.aws(), Options.looking("workshop")).stream()
            .filter(one -> one.type().equals("AWS::Route53::HostedZone"))
            .findFirst()
            .orElseThrow();
    assertThat(
            kind.list(new Place("aws", Emulator.ACCOUNT, "us-east-1")).stream()
                .map(one -> one.name() + " " + one.facts().getOrDefault(Resource.HOLDS, "")))
        .containsExactlyInAnyOrder(
            "w.example.com. 1 record; any domain that is registered with its name servers goes"
                + " offline",
            "empty.example.com. any domain that is registered with its name servers goes offline",
            "w.internal. ");
  }

  @Test
  void whatDelegatesElsewhereStaysWhole() {
    var zone = zone("w.example.com.", TAG);
    record(zone, "www.w.example.com.", RRType.A, "192.0.2.1");
    record(zone, "sub.w.example.com.", RRType.NS, "ns1.example.net.");
    sweep().stays(zone, "it delegates sub.w.example.com. to name servers elsewhere");
    assertThat(records(zone)).isEqualTo(4);
  }

  private static int records(String zone) {
    return route53()
        .listResourceRecordSets(
            request -> request.hostedZoneId(zone.substring(zone.lastIndexOf('/') + 1)))
        .resourceRecordSets()
        .size();
  }

  @Test
  void aZoneToWhichAStrangersDelegatesStays() {
    var parent = zone("example.com.", Map.of());
    var child = zone("w.example.com.", TAG);
    record(parent, "w.example.com.", RRType.NS, "ns1.example.net.");
    sweep().stays(child, "a dangling delegation to zone example.com.");
    assertThat(zones()).hasSize(2);
  }

  @Test
  void aZoneThatDelegatesToAStrangersStays() {
    var parent = zone("w.example.com.", TAG);
    zone("sub.w.example.com.", Map.of());
    record(parent, "sub.w.example.com.", RRType.NS, "ns1.example.net.");
    sweep().stays(parent, "a dangling delegation to zone sub.w.example.com.");
    assertThat(zones()).hasSize(2);
  }

  @Test
  void bothEndsOfADelegationGoTogether() {
    var parent = zone("w.example.com.", TAG);
    var child = zone("sub.w.example.com.", TAG);
    record(parent, "sub.w.example.com.", RRType.NS, "ns1.example.net.");
    assertThat(sweep().gone()).containsExactlyInAnyOrder(parent, child);
  }

  @Test
  void whatKeysOfDnssecSignStays() {
    var zone = zone("w.example.com.", TAG);
    say(zone, "KeySigningKeys", List.of(Map.of("Name", "k", "Status", "ACTIVE")));
    sweep().stays(zone, "it has keys of DNSSEC");
  }

  /// Keys that sign a zone are in us-east-1, wherever people work.
  @Test
  void theKeyWithWhichAStrangersZoneIsSignedStays() {
    var key = ACCOUNT.aws().kms("us-east-1").createKey().keyMetadata().arn();
    ACCOUNT.tag(key, TAG);
    say(
        zone("example.com.", Map.of()),
        "KeySigningKeys",
        List.of(Map.of("Name", "k", "Status", "ACTIVE", "KmsArn", key)));
    ACCOUNT
        .sweep(Map.of("JANITOR_REGIONS", HERE + ",us-east-1"))
        .stays(key, "it is still used by Route53 HostedZone example.com");
  }

  @Test
  void aZoneOfCloudMapIsCloudMaps() {
    var zone = zone("w.example.com.", TAG);
    say(
        zone,
        "LinkedService",
        Map.of(
            "ServicePrincipal", "servicediscovery.amazonaws.com", "Description", "namespace ns-1"));
    sweep().stays(zone, "it is of servicediscovery.amazonaws.com");
  }

  @Test
  void aStrangersNetworkKeepsThePrivateZoneThatItResolvesBy() {
    var vpc = ACCOUNT.aws().ec2(HERE).describeVpcs().vpcs().getFirst().vpcId();
    var id =
        route53()
            .createHostedZone(
                request ->
                    request
                        .name("w.internal.")
                        .callerReference("w")
                        .hostedZoneConfig(config -> config.privateZone(true))
                        .vpc(of -> of.vpcId(vpc).vpcRegion(VPCRegion.fromValue(HERE))))
            .hostedZone()
            .id();
    var zone = "arn:aws:route53:::hostedzone/" + id.substring(id.lastIndexOf('/') + 1);
    ACCOUNT.tag(zone, TAG);
    sweep().stays(zone, vpc + ", which resolves names by it");
  }

  @Test
  void whatDelegatesOnlyNowIsNotTakenOut() {
    var zone = zone("w.example.com.", TAG);
    record(zone, "www.w.example.com.", RRType.A, "192.0.2.1");
    var isDone = new AtomicBoolean();
    var lists = new AtomicInteger();
    var environment = new HashMap<>(ACCOUNT.emulator().environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    var night =
        Night.sweepNow(
            ACCOUNT.emulator(),
            environment,
            new Meanwhile(
                request -> {
                  if (request instanceof ListResourceRecordSetsRequest
                      && lists.incrementAndGet() > 2
                      && isDone.compareAndSet(false, true)) {
                    record(zone, "sub.w.example.com.", RRType.NS, "ns1.example.net.");
                  }
                  assertThat(request).isNotInstanceOf(ChangeResourceRecordSetsRequest.class);
                }));
    assertThat(night.told(zone)).containsEntry("outcome", "Withheld");
    assertThat(records(zone)).isEqualTo(4);
  }

  // Web ACLs

  private static String acl(String region, Scope scope) {
    var arn =
        waf(region)
            .createWebACL(
                request ->
                    request
                        .name("wall")
                        .scope(scope)
                        .defaultAction(action -> action.allow(_ -> {}))
                        .visibilityConfig(
                            seen ->
                                seen.metricName("m")
                                    .cloudWatchMetricsEnabled(false)
                                    .sampledRequestsEnabled(false)))
            .summary()
            .arn();
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static String pool() {
    return ACCOUNT
        .aws()
        .userPools(HERE)
        .createUserPool(request -> request.poolName("students"))
        .userPool()
        .arn();
  }

  @Test
  void whatAWebAclProtectsKeepsItAndStaysProtected() {
    var acl = acl(HERE, Scope.REGIONAL);
    var pool = pool();
    waf(HERE).associateWebACL(request -> request.webACLArn(acl).resourceArn(pool));
    sweep().stays(acl, "it is still used by cognito-idp userpool/");
    assertThat(waf(HERE).getWebACLForResource(request -> request.resourceArn(pool)).webACL().arn())
        .isEqualTo(acl);
  }

  @Test
  void aWebAclGoesAfterWhatItProtects() {
    var acl = acl(HERE, Scope.REGIONAL);
    var pool = pool();
    ACCOUNT.tag(pool, TAG);
    waf(HERE).associateWebACL(request -> request.webACLArn(acl).resourceArn(pool));
    assertThat(sweep().gone()).containsExactlyInAnyOrder(pool, acl);
  }

  /// Of which WAF does not know each type.
  @Test
  void oneGoesInARegionWithoutAppRunner() {
    var acl = acl("eu-north-1", Scope.REGIONAL);
    assertThat(ACCOUNT.sweep(Map.of("JANITOR_REGIONS", HERE + ",eu-north-1")).gone())
        .containsExactly(acl);
  }

  @Test
  void firewallManagersStays() {
    var acl = acl(HERE, Scope.REGIONAL);
    say(acl, "ManagedByFirewallManager", true);
    sweep().stays(acl, "Firewall Manager manages it");
  }

  /// It costs what it does wherever people work.
  @Test
  void aWebAclOfCloudFrontIsToldWhereItsRegionIsNotLookedAt() {
    var acl = acl("us-east-1", Scope.CLOUDFRONT);
    var regional = acl("us-east-1", Scope.REGIONAL);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(acl, "it is in us-east-1, whatever it serves");
    night.stays(regional, "it is in us-east-1, which Regions leaves out");
  }

  @Test
  void oneOfCloudFrontGoesFromItsRegion() {
    var acl = acl("us-east-1", Scope.CLOUDFRONT);
    assertThat(ACCOUNT.sweep(Map.of("JANITOR_REGIONS", HERE + ",us-east-1")).gone())
        .containsExactly(acl);
  }

  // Projects of CodeBuild

  private static String project(String name, LogsConfig logs) {
    var arn =
        codeBuild()
            .createProject(
                request ->
                    request
                        .name(name)
                        .source(source -> source.type(SourceType.S3).location("b/s.zip"))
                        .artifacts(made -> made.type(ArtifactsType.NO_ARTIFACTS))
                        .environment(
                            runs ->
                                runs.type(EnvironmentType.LINUX_CONTAINER)
                                    .image("aws/codebuild/standard:7.0")
                                    .computeType(ComputeType.BUILD_GENERAL1_SMALL))
                        .serviceRole("arn:aws:iam::" + Emulator.ACCOUNT + ":role/build")
                        .logsConfig(logs))
            .project()
            .arn();
    ACCOUNT.tag(arn, TAG);
    ACCOUNT
        .aws()
        .logs(HERE)
        .createLogGroup(request -> request.logGroupName("/aws/codebuild/" + name));
    return arn;
  }

  private static String group(String name) {
    return "arn:aws:logs:" + HERE + ":" + Emulator.ACCOUNT + ":log-group:/aws/codebuild/" + name;
  }

  @Test
  void theLogGroupOfItsNameGoesWithAProjectUnlessPeopleChoseAnother() {
    var plain = project("plain", LogsConfig.builder().build());
    var chosen =
        project(
            "chosen",
            LogsConfig.builder()
                .cloudWatchLogs(logs -> logs.status("ENABLED").groupName("shared"))
                .build());
    assertThat(sweep().gone()).containsExactlyInAnyOrder(plain, chosen, group("plain"));
  }
}
