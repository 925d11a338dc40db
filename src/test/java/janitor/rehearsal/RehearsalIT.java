package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Calls;
import janitor.aws.Clients;
import janitor.deploy.SpineActions;
import janitor.kind.CloudControlRow;
import janitor.kind.Kinds;
import janitor.kind.Options;
import janitor.resource.Arn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The end of the workshop, said by hand, on the emulator: every kind is proven gone, every
/// bystander stays.
class RehearsalIT {

  /// What is declared and not asked for here, by what asks for it.
  private static final Map<String, Set<String>> ELSEWHERE =
      Map.ofEntries(
          Map.entry(
              "a stack's backup of FSx, whose handler reads its tags",
              Set.of("fsx:ListTagsForResource")),
          Map.entry(
              "a ledger, which a laptop has not: LastActIT",
              Set.of(
                  "dynamodb:BatchWriteItem",
                  "dynamodb:DeleteItem",
                  "dynamodb:GetItem",
                  "dynamodb:PutItem",
                  "dynamodb:Query",
                  "dynamodb:UpdateItem")),
          Map.entry(
              "a night that goes on: LastActIT, and its role, which no call names",
              Set.of("scheduler:CreateSchedule", "scheduler:UpdateSchedule", "iam:PassRole")),
          Map.entry(
              "Lambda itself, in the function's name",
              Set.of("logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage")),
          Map.entry(
              "lists by name, for UntaggedNamePrefix and tag: GuardsIT, TagIT",
              Set.of("kms:ListKeys", "lambda:ListLayers", "ses:ListContactLists")),
          Map.entry(
              "a topic and a bus, which a laptop tells nothing: ByTopicIT",
              Set.of("events:PutEvents", "sns:Publish")),
          Map.entry("an account without the tag: LastActTest", Set.of("tag:GetTagValues")),
          Map.entry(
              "a recipient whom mails do not reach, and a dry run of the deployed: UnreachedIT",
              Set.of("ses:GetAccount", "ses:GetConfigurationSet")),
          Map.entry(
              "protection, which these settings do not lift",
              Set.of(
                  "cloudformation:UpdateTerminationProtection",
                  "dynamodb:UpdateTable",
                  "logs:PutLogGroupDeletionProtection",
                  "s3:BypassGovernanceRetention")),
          Map.entry(
              "roles that no service of its kind may take here: RolesOfOthersIT",
              Set.of("cognito-identity:GetIdentityPoolRoles")),
          Map.entry(
              "inference components: NeededByOthersIT, EndpointsIT",
              Set.of("sagemaker:DeleteInferenceComponent", "sagemaker:DescribeInferenceComponent")),
          Map.entry(
              "a flow of which a version is asked: FlowsIT", Set.of("bedrock:GetFlowVersion")),
          Map.entry(
              "an endpoint that scales by itself: FaultsTest",
              Set.of("application-autoscaling:DeregisterScalableTarget")),
          Map.entry("uploads that keep a bucket: S3BucketTest", Set.of("s3:AbortMultipartUpload")),
          Map.entry(
              "a bucket too large for a night: S3BucketTest",
              Set.of("s3:PutLifecycleConfiguration")),
          Map.entry(
              "a spot instance, and what is protected: ServersIT",
              Set.of(
                  "ec2:CancelSpotInstanceRequests",
                  "ec2:DescribeSpotInstanceRequests",
                  "ec2:DisableImageDeregistrationProtection",
                  "ec2:ModifyInstanceAttribute")),
          Map.entry(
              "a database that is stopped or protected, and a snapshot's tags: DatabasesIT",
              Set.of(
                  "elasticache:AddTagsToResource",
                  "redshift:CreateTags",
                  "redshift:ResumeCluster",
                  "rds:AddTagsToResource",
                  "rds:ModifyGlobalCluster",
                  "rds:ModifyDBCluster",
                  "rds:ModifyDBInstance",
                  "rds:StartDBCluster",
                  "rds:StartDBInstance")),
          Map.entry(
              "a machine that was cut off, and a service of Express: ContainersIT",
              Set.of("ecs:DeleteExpressGatewayService", "ecs:DeregisterContainerInstance")),
          Map.entry(
              "a load balancer that is protected: BalancersIT",
              Set.of("elasticloadbalancing:ModifyLoadBalancerAttributes")),
          Map.entry(
              "an attachment to a transit gateway elsewhere: GatewaysIT",
              Set.of("ec2:DeleteTransitGatewayPeeringAttachment")),
          Map.entry(
              "a cluster that is protected, or runs elsewhere: KubernetesIT",
              Set.of("eks:DeregisterCluster", "eks:UpdateClusterConfig")),
          Map.entry(
              "a vault that is locked, and files that are copied: VaultsIT, SharesIT",
              Set.of(
                  "backup:DeleteBackupVaultLockConfiguration",
                  "elasticfilesystem:DeleteReplicationConfiguration")),
          Map.entry(
              "a firewall that is protected, and a snapshot's tags: FirewallsIT, MemoryStoresIT",
              Set.of("memorydb:TagResource", "network-firewall:UpdateFirewallDeleteProtection")),
          Map.entry(
              "a namespace of which snapshots are scheduled: ServerlessWarehousesIT",
              Set.of("redshift-serverless:GetScheduledAction")),
          Map.entry(
              "a graph that is stopped or protected: GraphsIT",
              Set.of("neptune-graph:StartGraph", "neptune-graph:UpdateGraph")),
          Map.entry(
              "a cluster of EMR that is protected: StreamsIT",
              Set.of("elasticmapreduce:SetTerminationProtection")),
          Map.entry("a private zone: FrontDoorsIT", Set.of("route53:GetHostedZone")),
          Map.entry(
              "a model that is trained: ComprehendIT",
              Set.of(
                  "comprehend:StopTrainingDocumentClassifier",
                  "comprehend:StopTrainingEntityRecognizer")),
          Map.entry(
              "Transfer's, in the name of who deletes a server: RightsTest",
              Set.of("ds:UnauthorizeApplication", "ec2:DisassociateAddress")),
          Map.entry(
              "SageMaker's, in the name of who deletes a HyperPod cluster on EKS: RightsTest",
              Set.of("eks:DeleteAccessEntry", "eks:DescribeAccessEntry")),
          Map.entry("functions from images: WorkOfOthersIT", Set.of("lambda:GetFunction")),
          Map.entry("a stack that failed: CornersIT", Set.of("cloudformation:DescribeStackEvents")),
          Map.entry(
              "what is under way, full, copied, archived or on a domain of its own when its turn"
                  + " comes",
              Set.of(
                  "ecr:BatchDeleteImage",
                  "ecr:ListImages",
                  "amplify:ListJobs",
                  "amplify:StopJob",
                  "cognito-idp:DescribeUserPoolDomain",
                  "events:CancelReplay",
                  "personalize:ListSolutionVersions",
                  "personalize:StopSolutionVersionCreation",
                  "secretsmanager:RemoveRegionsFromReplication",
                  "sns:SetTopicAttributes",
                  "states:StopExecution")));

  /// The workshops of one account, each with what seeds it.
  private static final Map<String, List<String>> WORKSHOPS =
      new TreeMap<>(
          Map.of(
              Rehearsal.WORKSHOP,
              List.of(),
              "machine-learning-day",
              List.of("--day"),
              "web-shop",
              List.of("--shop"),
              "everything-else",
              List.of("--else")));

  @TempDir static Path folder;
  private static Emulator emulator;

  /// A night each.
  private static final List<Night> NIGHTS = new ArrayList<>();

  /// One later, when all that went is still in the tag index.
  private static final List<Night> HAUNTED = new ArrayList<>();

  private static final List<Map<String, Object>> CHECKS = new ArrayList<>();
  private static Set<String> asked;

  @BeforeAll
  static void sweepsNow() throws IOException {
    emulator = Emulator.start();
    for (var workshop : WORKSHOPS.entrySet()) {
      var seeding =
          new ArrayList<>(
              List.of(
                  "seed",
                  "--workshop",
                  workshop.getKey(),
                  "--region",
                  Emulator.REGION,
                  "--manifest",
                  manifest(workshop.getKey())));
      seeding.addAll(workshop.getValue());
      emulator.run("workshop.py", seeding.toArray(String[]::new));
    }
    emulator.deny(List.of());
    emulator.control(
        "POST", "ghosts", Map.of("scans", 1_000_000, "regions", List.of(Emulator.REGION)));
    for (var workshop : WORKSHOPS.keySet()) {
      NIGHTS.add(Night.sweepNow(emulator, environment(workshop)));
    }
    asked = emulator.asked();
    for (var workshop : WORKSHOPS.keySet()) {
      CHECKS.add(
          JSON.std.mapFrom(
              emulator.run(
                  "workshop.py",
                  "check",
                  "--manifest",
                  manifest(workshop),
                  "--also-due",
                  "notYetDue")));
      HAUNTED.add(Night.sweepNow(emulator, environment(workshop)));
    }
  }

  private static String manifest(String workshop) {
    return folder.resolve(workshop + ".json").toString();
  }

  private static Map<String, String> environment(String workshop) {
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", workshop);
    environment.put("JANITOR_REPORT_FROM", "janitor@example.org");
    environment.put("JANITOR_REPORT_TO", "teacher@example.org");
    return environment;
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @Test
  void noBystanderIsLost() {
    assertThat(CHECKS).hasSameSizeAs(WORKSHOPS.entrySet());
    assertThat(CHECKS).allSatisfy(check -> assertThat((List<?>) check.get("lost")).isEmpty());
  }

  @Test
  void nothingThatWasDueIsStillThere() {
    assertThat(CHECKS).allSatisfy(check -> assertThat((List<?>) check.get("stillThere")).isEmpty());
  }

  @Test
  void nothingFailedAndAllWasReadable() {
    for (var night : NIGHTS) {
      assertThat(night.ended("Failed").toList()).isEmpty();
      assertThat((List<?>) night.field("unread")).isEmpty();
    }
  }

  @Test
  void everyKindWasProvenGone() {
    var coverage = Coverage.of(Kinds.types(), NIGHTS);
    System.out.println(coverage.text());
    assertThat(coverage.missing()).isEmpty();
  }

  @Test
  @SuppressWarnings("unchecked")
  void whatIsWithheldIsNamedWithItsReason() throws IOException {
    var named =
        NIGHTS.stream()
            .flatMap(night -> night.ended("Withheld"))
            .filter(row -> !row.getOrDefault("reason", "").isBlank())
            .map(row -> row.get("arn"))
            .collect(Collectors.toSet());
    var withheld = new ArrayList<Map<String, Object>>();
    for (var workshop : WORKSHOPS.keySet()) {
      withheld.addAll(
          (List<Map<String, Object>>)
              JSON.std
                  .mapFrom(Files.readString(Path.of(manifest(workshop))))
                  .getOrDefault("withheld", List.of()));
    }
    assertThat(withheld).extracting(row -> row.get("arn")).isNotEmpty().isSubsetOf(named);
  }

  /// Whatever kind it is of, its service is asked, and what that does not know is told.
  @Test
  void whatOnlyTheIndexNamesIsToldAndNeverDropped() {
    var ghosts =
        HAUNTED.stream()
            .flatMap(haunted -> ((List<?>) haunted.field("namedByIndexOnly")).stream())
            .map(String::valueOf)
            .map(Arn::of)
            .toList();
    try (var clients = Clients.ambient(new Calls())) {
      assertThat(Kinds.all(clients, Options.looking(Emulator.ACCOUNT)))
          .filteredOn(kind -> kind.traits().isTaggable() && kind.traits().isIndexed())
          .allSatisfy(kind -> assertThat(ghosts).as(kind.type()).anyMatch(kind::claims));
    }
    for (var haunted : HAUNTED) {
      assertThat((List<?>) haunted.field("unread")).isEmpty();
      assertThat(haunted.ended("Gone").toList()).isEmpty();
      assertThat(haunted.ended("Failed").toList()).isEmpty();
    }
  }

  @Test
  void whatItAskedForIsWhatIsDeclaredSaveWhatOnlyOthersNeed() {
    var declared = new TreeSet<>(SpineActions.ALL);
    try (var clients = Clients.ambient(new Calls())) {
      Kinds.all(clients, Options.looking(Emulator.ACCOUNT))
          .forEach(kind -> declared.addAll(kind.traits().actions()));
    }
    assertThat(declared).containsAll(asked);
    declared.removeAll(asked);
    // Cloud Control asks for these in the caller's name.
    CloudControlRow.all().forEach(row -> declared.removeAll(row.rights().deletes()));
    CloudControlRow.all().forEach(row -> declared.removeAll(row.rights().reads()));
    var elsewhere = ELSEWHERE.values().stream().flatMap(Set::stream).toList();
    assertThat(declared).containsExactlyInAnyOrderElementsOf(elsewhere);
  }
}
