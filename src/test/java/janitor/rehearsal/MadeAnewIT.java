package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.HomeAccount;
import janitor.resource.Note;
import janitor.resource.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.memorydb.MemoryDbClient;
import software.amazon.awssdk.services.networkfirewall.NetworkFirewallClient;
import software.amazon.awssdk.services.opensearch.OpenSearchClient;

/// Whose ARN is its name, and of which its service tells no creation time: what was made anew under
/// that name is told from what a mail named.
final class MadeAnewIT {
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/made-anew";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private final Instant now = Instant.now().plus(Duration.ofHours(1));

  private static NetworkFirewallClient fire() {
    return ACCOUNT
        .aws()
        .of(Emulator.REGION, NetworkFirewallClient.class, NetworkFirewallClient::builder);
  }

  private static String ruleGroup() {
    return fire()
        .createRuleGroup(request -> request.ruleGroupName("anew").type("STATEFUL").capacity(10))
        .ruleGroupResponse()
        .ruleGroupArn();
  }

  private static String policy() {
    return fire()
        .createFirewallPolicy(
            request ->
                request
                    .firewallPolicyName("anew")
                    .firewallPolicy(
                        of ->
                            of.statelessDefaultActions("aws:pass")
                                .statelessFragmentDefaultActions("aws:pass")))
        .firewallPolicyResponse()
        .firewallPolicyArn();
  }

  private static void firewall() {
    var policy = policy();
    fire().createFirewall(request -> request.firewallName("anew").firewallPolicyArn(policy));
  }

  private static String role() {
    return ACCOUNT
        .aws()
        .iam("us-east-1")
        .createRole(request -> request.roleName("made-anew").assumeRolePolicyDocument("{}"))
        .role()
        .arn();
  }

  private static void environment() {
    var role = role();
    ACCOUNT
        .aws()
        .of(Emulator.REGION, BatchClient.class, BatchClient::builder)
        .createComputeEnvironment(
            request -> request.computeEnvironmentName("anew").type("UNMANAGED").serviceRole(role));
  }

  private static void domain() {
    ACCOUNT
        .aws()
        .of(Emulator.REGION, OpenSearchClient.class, OpenSearchClient::builder)
        .createDomain(request -> request.domainName("anew"));
  }

  private static void accelerator() {
    ACCOUNT
        .aws()
        .of(Emulator.REGION, DaxClient.class, DaxClient::builder)
        .createCluster(
            request ->
                request
                    .clusterName("anew")
                    .nodeType("dax.t3.small")
                    .replicationFactor(1)
                    .iamRoleArn(ROLE));
  }

  private static void memory() {
    ACCOUNT
        .aws()
        .of(Emulator.REGION, MemoryDbClient.class, MemoryDbClient::builder)
        .createCluster(
            request -> request.clusterName("anew").nodeType("db.t4g.small").aclName("open-access"));
  }

  private static void function() {
    ACCOUNT.function("anew", role(), Map.of());
  }

  private static void bucket() {
    ACCOUNT
        .aws()
        .s3(Emulator.REGION)
        .createBucket(
            request ->
                request
                    .bucket("anew")
                    .createBucketConfiguration(of -> of.locationConstraint(Emulator.REGION)));
  }

  private static void alarm() {
    ACCOUNT
        .aws()
        .of(Emulator.REGION, CloudWatchClient.class, CloudWatchClient::builder)
        .putMetricAlarm(
            request ->
                request
                    .alarmName("anew")
                    .namespace("school")
                    .metricName("marks")
                    .period(60)
                    .evaluationPeriods(1)
                    .threshold(1.0)
                    .statistic("Sum")
                    .comparisonOperator("GreaterThanThreshold"));
  }

  static Stream<Arguments> all() {
    return Stream.concat(
            Map.<String, Runnable>of(
                "AWS::Lambda::Function", MadeAnewIT::function,
                "AWS::S3::Bucket", MadeAnewIT::bucket,
                "AWS::CloudWatch::Alarm", MadeAnewIT::alarm)
                .entrySet()
                .stream(),
            Map.<String, Runnable>of(
                "AWS::NetworkFirewall::RuleGroup", MadeAnewIT::ruleGroup,
                "AWS::NetworkFirewall::FirewallPolicy", MadeAnewIT::policy,
                "AWS::NetworkFirewall::Firewall", MadeAnewIT::firewall,
                "AWS::Batch::ComputeEnvironment", MadeAnewIT::environment,
                "AWS::OpenSearchService::Domain", MadeAnewIT::domain,
                "AWS::DAX::Cluster", MadeAnewIT::accelerator,
                "AWS::MemoryDB::Cluster", MadeAnewIT::memory)
                .entrySet()
                .stream())
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  private static Resource look(String type) {
    var place = new HomeAccount("aws", Emulator.ACCOUNT).look().at(Emulator.REGION);
    var kind =
        Kinds.all(ACCOUNT.aws(), Options.looking(Emulator.ACCOUNT)).stream()
            .filter(one -> one.type().equals(type))
            .findFirst()
            .orElseThrow();
    var arns = kind.list(place).stream().map(Resource::arn).toList();
    assertThat(arns).hasSize(1);
    return kind.read(place, arns).answer().getFirst();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isAnotherResource(String type, Runnable make) {
    make.run();
    var before = look(type);
    var note = Note.of(before.arn()).announced(Instant.now(), before, Instant.now());
    assertThat(List.of(look(type))).allMatch(note::isAnnouncementOf);
    ACCOUNT.emulator().control("POST", "reset", Map.of());
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 60));
    make.run();
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    var after = look(type);
    assertThat(after.arn()).isEqualTo(before.arn());
    assertThat(note.isAnnouncementOf(after)).isFalse();
  }

  private Night night(FastTime time, int day) {
    var offset = Duration.ofDays(day);
    time.jumpTo(now.plus(offset));
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", offset.toSeconds()));
    return Night.of(
        ACCOUNT.emulator(),
        Rehearsal.environment(ACCOUNT.emulator()),
        time,
        "{\"source\":\"aws.scheduler\",\"id\":\"anew-" + day + "\",\"detail\":{}}");
  }

  /// S3 dates a bucket by its last change, and emptying it takes its policy off.
  @Test
  void aBucketThatTheJanitorBeganToEmptyIsTheSame() {
    Rehearsal.makeLedger(ACCOUNT.emulator());
    ACCOUNT.mailing();
    bucket();
    var arn = "arn:aws:s3:::anew";
    ACCOUNT.tag(arn, Map.of("workshop", Rehearsal.WORKSHOP, "janitor:expires-at", "2026-01-01"));
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("service", "s3", "operation", "DeleteBucket"),
            "AccessDenied",
            403,
            "with an explicit deny in a resource-based policy");
    var time = new FastTime(now);
    assertThat(night(time, 0).told(arn).get("verdict")).isEqualTo("Unannounced");
    assertThat(night(time, 1).told(arn).get("outcome")).isEqualTo("Failed");
    assertThat(look("AWS::S3::Bucket").modifiedAt().orElseThrow())
        .isAfter(now.plus(Duration.ofHours(12)));
    ACCOUNT.emulator().control("DELETE", "faults", Map.of());
    assertThat(night(time, 2).gone()).contains(arn);
  }
}
