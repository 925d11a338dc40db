package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.bedrockagent.BedrockAgentClient;
import software.amazon.awssdk.services.bedrockagent.model.KnowledgeBaseType;
import software.amazon.awssdk.services.bedrockagent.model.QueryEngineType;
import software.amazon.awssdk.services.bedrockagent.model.RedshiftQueryEngineType;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.redshiftserverless.RedshiftServerlessClient;
import software.amazon.awssdk.services.redshiftserverless.model.DeleteWorkgroupRequest;
import software.amazon.awssdk.services.redshiftserverless.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.redshiftserverless.model.LogExport;
import software.amazon.awssdk.services.redshiftserverless.model.Namespace;
import software.amazon.awssdk.services.redshiftserverless.model.Snapshot;
import software.amazon.awssdk.services.redshiftserverless.model.SnapshotStatus;
import software.amazon.awssdk.services.redshiftserverless.model.Tag;
import software.amazon.awssdk.services.redshiftserverless.model.Workgroup;

/// Redshift Serverless: workgroups, namespaces, and what is kept of them.
final class ServerlessWarehousesIT {
  private static final Map<String, String> NONE = Map.of();
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final Map<String, String> WITHOUT = Map.of("JANITOR_FINAL_SNAPSHOT", "none");
  private static final int OLD = 2 * 24 * 60 * 60;
  private static final String HERE = Emulator.REGION + ":" + Emulator.ACCOUNT + ":";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static RedshiftServerlessClient redshift() {
    return ACCOUNT
        .aws()
        .of(Emulator.REGION, RedshiftServerlessClient.class, RedshiftServerlessClient::builder);
  }

  private static Ec2Client ec2() {
    return ACCOUNT.aws().of(Emulator.REGION, Ec2Client.class, Ec2Client::builder);
  }

  private static void made(int secondsAgo) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -secondsAgo));
  }

  private static List<Tag> pairs(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }

  private static String namespace(String name, Map<String, String> tags) {
    return redshift()
        .createNamespace(request -> request.namespaceName(name).tags(pairs(tags)))
        .namespace()
        .namespaceArn();
  }

  private static String workgroup(String name, String namespace, Map<String, String> tags) {
    return redshift()
        .createWorkgroup(
            request -> request.workgroupName(name).namespaceName(namespace).tags(pairs(tags)))
        .workgroup()
        .workgroupArn();
  }

  private record Pair(String namespace, String workgroup) {
    String id() {
      return namespace.replaceFirst(".*/", "");
    }
  }

  private static Pair both(String name, Map<String, String> tags) {
    return new Pair(namespace(name, tags), workgroup(name + "-queries", name, tags));
  }

  private static Pair old(String name, Map<String, String> tags) {
    made(OLD);
    var made = both(name, tags);
    made(0);
    return made;
  }

  private static List<String> namespaces() {
    return redshift().listNamespaces(_ -> {}).namespaces().stream()
        .map(Namespace::namespaceName)
        .toList();
  }

  private static List<String> workgroups() {
    return redshift().listWorkgroups(_ -> {}).workgroups().stream()
        .map(Workgroup::workgroupName)
        .toList();
  }

  private static List<Snapshot> snapshots() {
    return redshift().listSnapshots(_ -> {}).snapshots();
  }

  private static void withoutWorkgroup(String name) {
    redshift().deleteWorkgroup(request -> request.workgroupName(name));
    List<String> left;
    do {
      left = workgroups();
    } while (left.contains(name));
  }

  private static void deny(String... actions) {
    ACCOUNT.emulator().control("POST", "rights", Map.of("deny", List.of(actions)));
  }

  // The two of them, and the last snapshot

  @Test
  void whatIsOldIsCopiedBeforeItsWorkgroupGoesAndTheCopyHasADateOfItsOwn() {
    var ours = old("ours", OURS);
    both("theirs", NONE);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(ours.workgroup());
    // It takes more than a night of a test.
    ACCOUNT.sweep(Map.of());
    assertThat(namespaces()).containsExactly("theirs");
    assertThat(workgroups()).containsExactly("theirs-queries");
    assertThat(snapshots())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.snapshotName()).startsWith("workshop-janitor-" + ours.id() + "-");
              assertThat(one.namespaceName()).isEqualTo("ours");
              assertThat(
                      redshift()
                          .listTagsForResource(request -> request.resourceArn(one.snapshotArn()))
                          .tags())
                  .extracting(Tag::key)
                  .containsExactlyInAnyOrder("workshop", "janitor:expires-at");
            });
  }

  @Test
  void whatIsYoungerThanADayIsNotCopied() {
    var ours = both("ours", OURS);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).contains(ours.namespace(), ours.workgroup());
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void withoutASnapshotItGoesOutright() {
    var ours = old("ours", OURS);
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).contains(ours.namespace(), ours.workgroup());
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void aWorkgroupStaysWhereNoSnapshotCanBeTaken() {
    var ours = old("ours", OURS);
    deny("redshift-serverless:CreateSnapshot");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(ours.workgroup()).toString())
        .contains("redshift-serverless:CreateSnapshot");
    assertThat(workgroups()).containsExactly("ours-queries");
    assertThat(namespaces()).containsExactly("ours");
  }

  @Test
  void oneThatIsLeftOverFromTheNightBeforeGoesByThatNightsSnapshot() {
    var ours = old("ours", OURS);
    deny("redshift-serverless:DeleteNamespace");
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours.workgroup());
    assertThat(snapshots()).hasSize(1);
    deny();
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours.namespace());
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void oneWithoutAWorkgroupStaysForNoSnapshotIsTakenOfIt() {
    var ours = old("ours", OURS);
    withoutWorkgroup("ours-queries");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(ours.namespace()).toString())
        .contains("it has no workgroup", "--final-snapshot-name");
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).containsExactly(ours.namespace());
  }

  @Test
  void theMailSaysHowToGetItBack() {
    old("ours", OURS);
    ACCOUNT.sweep(ACCOUNT.mailing());
    assertThat(ACCOUNT.mail())
        .containsPattern(
            "To bring it back:\\s+until .*: aws redshift-serverless create-namespace"
                + " --namespace-name ours --region "
                + Emulator.REGION
                + " && aws redshift-serverless create-workgroup --namespace-name ours"
                + " --workgroup-name ours");
  }

  @Test
  void whatPeopleTookGoesByItsOwnTags() {
    both("theirs", NONE);
    var ours =
        redshift()
            .createSnapshot(
                request -> request.namespaceName("theirs").snapshotName("ours").tags(pairs(OURS)))
            .snapshot()
            .snapshotArn();
    redshift().createSnapshot(request -> request.namespaceName("theirs").snapshotName("others"));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(snapshots()).extracting(Snapshot::snapshotName).containsExactly("others");
    assertThat(namespaces()).containsExactly("theirs");
  }

  @Test
  void whileASnapshotOfPeopleIsTakenAllOfItWaits() {
    both("ours", OURS);
    redshift().createSnapshot(request -> request.namespaceName("ours").snapshotName("theirs"));
    assertThat(ACCOUNT.sweep(Map.of()).ended("Failed").toList()).isEmpty();
    // It takes more than a night of a test.
    ACCOUNT.sweep(Map.of());
    assertThat(workgroups()).isEmpty();
    assertThat(namespaces()).isEmpty();
    assertThat(snapshots())
        .singleElement()
        .satisfies(one -> assertThat(one.status()).isEqualTo(SnapshotStatus.AVAILABLE));
  }

  // Whose they are

  @Test
  void aStrangersNamespaceNeverGoesWithATaggedWorkgroup() {
    made(OLD);
    namespace("theirs", NONE);
    var ours = workgroup("ours", "theirs", OURS);
    made(0);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(namespaces()).containsExactly("theirs");
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void aNamespaceStaysWithAStrangersWorkgroup() {
    made(OLD);
    var ours = namespace("ours", OURS);
    workgroup("theirs", "ours", NONE);
    made(0);
    ACCOUNT.sweep(Map.of()).stays(ours, "theirs");
    assertThat(workgroups()).containsExactly("theirs");
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void aKeptWorkgroupKeepsItsNamespace() {
    made(OLD);
    var ours = namespace("ours", OURS);
    workgroup("kept", "ours", KEPT);
    made(0);
    ACCOUNT.sweep(Map.of()).stays(ours, "kept");
    assertThat(namespaces()).containsExactly("ours");
  }

  @Test
  void ofAKeptNamespaceNoCopyIsTakenAsItsWorkgroupGoes() {
    made(OLD);
    namespace("kept", KEPT);
    var ours = workgroup("ours", "kept", OURS);
    made(0);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(namespaces()).containsExactly("kept");
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void whatLosesItsTagMeanwhileStays() {
    var ours = both("ours", OURS);
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof ListTagsForResourceRequest) {
                ACCOUNT.tag(ours.namespace(), Map.of("workshop", "another"));
                ACCOUNT.tag(ours.workgroup(), Map.of("workshop", "another"));
              }
            });
    assertThat(night.gone()).isEmpty();
    assertThat(workgroups()).containsExactly("ours-queries");
    assertThat(namespaces()).containsExactly("ours");
  }

  /// The call names it, and the name is a stranger's by then.
  @Test
  void anotherOfItsNameStays() {
    namespace("theirs", NONE);
    var ours = workgroup("queries", "theirs", OURS);
    ACCOUNT.sweep(
        Map.of(),
        request -> {
          if (request instanceof ListTagsForResourceRequest told
              && told.resourceArn().equals(ours)) {
            withoutWorkgroup("queries");
            workgroup("queries", "theirs", NONE);
          }
        });
    assertThat(workgroups()).containsExactly("queries");
  }

  // What is in the way

  private static void reach(String workgroup, String name) {
    redshift()
        .createEndpointAccess(
            request -> request.endpointName(name).workgroupName(workgroup).subnetIds("subnet-0a"));
  }

  @Test
  void oneThatIsReachedFromElsewhereStaysWithItsNamespace() {
    var ours = old("ours", OURS);
    reach("ours-queries", "door");
    var night = ACCOUNT.sweep(Map.of());
    night.stays(ours.workgroup(), "door");
    assertThat(night.gone()).isEmpty();
    assertThat(namespaces()).containsExactly("ours");
    assertThat(snapshots()).isEmpty();
  }

  /// While the tags of its workgroup are read for the last time.
  private static void staysIfMeanwhile(Pair ours, Runnable meanwhile, String why) {
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof ListTagsForResourceRequest told
                  && told.resourceArn().equals(ours.workgroup())) {
                meanwhile.run();
              }
              assertThat(request).isNotInstanceOf(DeleteWorkgroupRequest.class);
            });
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(ours.workgroup()).toString()).contains(why);
  }

  @Test
  void oneThatIsReachedMeanwhileStays() {
    staysIfMeanwhile(
        both("ours", OURS),
        () -> {
          if (redshift().listEndpointAccess(_ -> {}).endpoints().isEmpty()) {
            reach("ours-queries", "door");
          }
        },
        "door");
  }

  @Test
  void oneThatChangesIsWaitedFor() {
    var ours = both("ours", OURS);
    redshift().updateWorkgroup(request -> request.workgroupName("ours-queries").baseCapacity(64));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat(night.gone()).contains(ours.workgroup(), ours.namespace());
  }

  private static void schedule(String namespace, String role) {
    redshift()
        .createScheduledAction(
            request ->
                request
                    .scheduledActionName("daily")
                    .namespaceName(namespace)
                    .roleArn(role)
                    .schedule(when -> when.cron("(0 10 * * ? *)"))
                    .targetAction(
                        action ->
                            action.createSnapshot(
                                taken ->
                                    taken.namespaceName(namespace).snapshotNamePrefix("daily"))));
  }

  @Test
  void oneOfWhichSnapshotsAreScheduledStays() {
    var ours = namespace("ours", OURS);
    schedule("ours", "arn:aws:iam::" + Emulator.ACCOUNT + ":role/r");
    ACCOUNT.sweep(Map.of()).stays(ours, "the scheduled action daily");
    assertThat(namespaces()).containsExactly("ours");
  }

  private static void share(String namespace) {
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(namespace, Map.of("datashares", List.of("sales"))));
  }

  @Test
  void oneWithADatashareStays() {
    var ours = namespace("ours", OURS);
    var theirs = namespace("theirs", OURS);
    share(ours);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(ours, "sales");
    assertThat(night.gone()).containsExactly(theirs);
    assertThat(namespaces()).containsExactly("ours");
  }

  /// What computes goes on serving what is shared.
  @Test
  void theWorkgroupOfOneWithADatashareStays() {
    var ours = old("ours", OURS);
    share(ours.namespace());
    var night = ACCOUNT.sweep(Map.of());
    night.stays(ours.workgroup(), "sales");
    assertThat(night.gone()).isEmpty();
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void theWorkgroupOfOneThatIsSharedMeanwhileStays() {
    var ours = both("ours", OURS);
    staysIfMeanwhile(ours, () -> share(ours.namespace()), "sales");
  }

  // What it stands in and works with

  private record Network(String vpc, String subnet, String group) {
    String arn(String word, String id) {
      return "arn:aws:ec2:" + HERE + word + "/" + id;
    }

    void tag() {
      ACCOUNT.tag(arn("subnet", subnet), OURS);
      ACCOUNT.tag(arn("security-group", group), OURS);
      ACCOUNT.tag(arn("vpc", vpc), OURS);
    }
  }

  private static Network network() {
    var vpc = ec2().createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    var subnet =
        ec2()
            .createSubnet(request -> request.vpcId(vpc).cidrBlock("10.0.0.0/24"))
            .subnet()
            .subnetId();
    var group =
        ec2()
            .createSecurityGroup(
                request -> request.vpcId(vpc).groupName("warehouse").description("warehouse"))
            .groupId();
    return new Network(vpc, subnet, group);
  }

  private static String inside(String name, Network network, Map<String, String> tags) {
    namespace(name, tags);
    return redshift()
        .createWorkgroup(
            request ->
                request
                    .workgroupName(name)
                    .namespaceName(name)
                    .subnetIds(network.subnet())
                    .securityGroupIds(network.group())
                    .tags(pairs(tags)))
        .workgroup()
        .workgroupArn();
  }

  @Test
  void itsNetworkGoesAfterIt() {
    var network = network();
    network.tag();
    var ours = inside("ours", network, OURS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat(night.gone())
        .contains(
            ours,
            network.arn("subnet", network.subnet()),
            network.arn("security-group", network.group()),
            network.arn("vpc", network.vpc()));
    assertThat(ec2().describeVpcEndpoints(_ -> {}).vpcEndpoints()).isEmpty();
  }

  @Test
  void aStrangersKeepsItsNetwork() {
    var network = network();
    network.tag();
    inside("theirs", network, NONE);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    night.stays(network.arn("subnet", network.subnet()), "vpce-");
    night.stays(network.arn("security-group", network.group()), "vpce-");
    assertThat(night.ended("Failed").toList()).isEmpty();
  }

  @Test
  void aKeyStaysWhileAStrangersNamespaceIsEncryptedByIt() {
    var key = ACCOUNT.key(OURS);
    redshift().createNamespace(request -> request.namespaceName("theirs").kmsKeyId(key));
    ACCOUNT.sweep(Map.of()).stays(key, "theirs");
  }

  private static String role(String name) {
    var arn =
        ACCOUNT
            .aws()
            .of(Emulator.REGION, IamClient.class, IamClient::builder)
            .createRole(
                request ->
                    request
                        .roleName(name)
                        .assumeRolePolicyDocument(
                            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                + "\"Principal\":{\"Service\":\"redshift-serverless.amazonaws.com\"},"
                                + "\"Action\":\"sts:AssumeRole\"}]}"))
            .role()
            .arn();
    ACCOUNT.tag(arn, OURS);
    return arn;
  }

  @Test
  void rolesStayWhileAStrangersNamespaceWorksWithThem() {
    var loads = role("loads");
    var takes = role("takes");
    redshift().createNamespace(request -> request.namespaceName("theirs").iamRoles(loads));
    schedule("theirs", takes);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(loads, "theirs");
    night.stays(takes, "theirs");
  }

  @Test
  void itsLogsGoWithIt() {
    var logs =
        ACCOUNT
            .aws()
            .of(Emulator.REGION, CloudWatchLogsClient.class, CloudWatchLogsClient::builder);
    for (var name : List.of("ours", "theirs")) {
      redshift()
          .createNamespace(
              request ->
                  request
                      .namespaceName(name)
                      .logExports(LogExport.USERLOG)
                      .tags(pairs(name.equals("ours") ? OURS : NONE)));
      logs.createLogGroup(request -> request.logGroupName("/aws/redshift/" + name + "/userlog"));
    }
    assertThat(ACCOUNT.sweep(Map.of()).gone())
        .contains("arn:aws:logs:" + HERE + "log-group:/aws/redshift/ours/userlog");
    assertThat(logs.describeLogGroups().logGroups())
        .extracting(group -> group.logGroupName())
        .contains("/aws/redshift/theirs/userlog");
  }

  /// It names the workgroup that it has its questions answered by.
  @Test
  void whatAStrangersKnowledgeBaseAsksStays() {
    var ours = both("ours", OURS);
    var bedrock =
        ACCOUNT.aws().of(Emulator.REGION, BedrockAgentClient.class, BedrockAgentClient::builder);
    bedrock.createKnowledgeBase(
        request ->
            request
                .name("theirs")
                .roleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/theirs")
                .knowledgeBaseConfiguration(
                    how ->
                        how.type(KnowledgeBaseType.SQL)
                            .sqlKnowledgeBaseConfiguration(
                                sql ->
                                    sql.type(QueryEngineType.REDSHIFT)
                                        .redshiftConfiguration(
                                            redshift ->
                                                redshift.queryEngineConfiguration(
                                                    engine ->
                                                        engine
                                                            .type(
                                                                RedshiftQueryEngineType.SERVERLESS)
                                                            .serverlessConfiguration(
                                                                of ->
                                                                    of.workgroupArn(
                                                                        ours.workgroup())))))));
    ACCOUNT.sweep(Map.of()).stays(ours.workgroup(), "used by Bedrock KnowledgeBase theirs");
    assertThat(namespaces()).containsExactly("ours");
  }
}
