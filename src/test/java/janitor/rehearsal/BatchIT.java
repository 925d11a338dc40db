package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.batch.BatchClient;
import software.amazon.awssdk.services.batch.model.CEState;
import software.amazon.awssdk.services.batch.model.CEType;
import software.amazon.awssdk.services.batch.model.CRType;
import software.amazon.awssdk.services.batch.model.ComputeEnvironmentOrder;
import software.amazon.awssdk.services.batch.model.JQState;
import software.amazon.awssdk.services.ec2.model.PlacementStrategy;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/// Environments that a stranger's queue works with, or whose role went before them, and what goes
/// with one that goes.
class BatchIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  /// What a stranger's environment starts its servers from, by the end of each ARN.
  private static final List<String> USED = new ArrayList<>();

  private static Emulator emulator;
  private static Clients aws;
  private static BatchClient batch;
  private static String shared;
  private static String orphaned;
  private static String own;
  private static String ownCluster;
  private static Night night;
  private static Night next;

  @BeforeAll
  static void meetsAllOfIt() {
    emulator = Emulator.start();
    aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    batch = aws.of(HERE, BatchClient.class, BatchClient::builder);
    shared = environment("shared", role("theirs"));
    queue("theirs", shared, Map.of());
    orphaned = environment("orphaned", role("gone"));
    aws.iam("us-east-1").deleteRole(request -> request.roleName("gone"));
    batch.updateComputeEnvironment(
        request -> request.computeEnvironment(orphaned).state(CEState.DISABLED));
    theirServers();
    own = environment("own", role("own"));
    emulator.control("POST", "tags", Map.of("arn:aws:iam::" + Emulator.ACCOUNT + ":role/own", TAG));
    queue("own", own, TAG);
    // Batch's, whoever tagged it.
    ownCluster =
        batch
            .describeComputeEnvironments(request -> request.computeEnvironments(own))
            .computeEnvironments()
            .getFirst()
            .ecsClusterArn();
    emulator.control("POST", "tags", Map.of(ownCluster, TAG));
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    night = Night.sweepNow(emulator, environment);
    next = Night.sweepNow(emulator, environment);
  }

  @AfterAll
  static void ends() {
    aws.close();
    emulator.close();
  }

  private static String role(String name) {
    var trust =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
         "Principal":{"Service":"batch.amazonaws.com"},"Action":"sts:AssumeRole"}]}\
        """;
    return aws.iam("us-east-1")
        .createRole(request -> request.roleName(name).assumeRolePolicyDocument(trust))
        .role()
        .arn();
  }

  private static String environment(String name, String role) {
    var subnet = aws.ec2(HERE).describeSubnets().subnets().getFirst();
    var group =
        aws.ec2(HERE).describeSecurityGroups().securityGroups().stream()
            .filter(one -> one.vpcId().equals(subnet.vpcId()))
            .findFirst()
            .orElseThrow();
    return batch
        .createComputeEnvironment(
            request ->
                request
                    .computeEnvironmentName(name)
                    .type(CEType.MANAGED)
                    .state(CEState.ENABLED)
                    .serviceRole(role)
                    .tags(TAG)
                    .computeResources(
                        how ->
                            how.type(CRType.FARGATE)
                                .maxvCpus(4)
                                .subnets(subnet.subnetId())
                                .securityGroupIds(group.groupId())))
        .computeEnvironmentArn();
  }

  /// An environment of a stranger's, on servers that it starts from what is of the workshop, by its
  /// names.
  @SuppressWarnings("deprecation") // Of the image, which may be named so.
  private static void theirServers() {
    var ec2 = aws.ec2(HERE);
    var image =
        ec2.registerImage(request -> request.name("batch").rootDeviceName("/dev/sda1")).imageId();
    ec2.createTags(request -> request.resources(image).tags(ours(ResourceType.IMAGE).tags()));
    USED.add(":image/" + image);
    ec2.createPlacementGroup(
        request ->
            request
                .groupName("near")
                .strategy(PlacementStrategy.CLUSTER)
                .tagSpecifications(ours(ResourceType.PLACEMENT_GROUP)));
    USED.add(":placement-group/near");
    var template =
        ec2.createLaunchTemplate(
                request ->
                    request
                        .launchTemplateName("batch")
                        .launchTemplateData(data -> data.instanceType("m5.large"))
                        .tagSpecifications(ours(ResourceType.LAUNCH_TEMPLATE)))
            .launchTemplate()
            .launchTemplateId();
    USED.add(":launch-template/" + template);
    aws.iam("us-east-1").createInstanceProfile(request -> request.instanceProfileName("servers"));
    var subnet = ec2.describeSubnets().subnets().getFirst();
    var group =
        ec2.describeSecurityGroups().securityGroups().stream()
            .filter(one -> one.vpcId().equals(subnet.vpcId()))
            .findFirst()
            .orElseThrow();
    batch.createComputeEnvironment(
        request ->
            request
                .computeEnvironmentName("servers")
                .type(CEType.MANAGED)
                .serviceRole(role("servers"))
                .computeResources(
                    how ->
                        how.type(CRType.EC2)
                            .minvCpus(0)
                            .maxvCpus(4)
                            .instanceTypes("m5.large")
                            .instanceRole("servers")
                            .subnets(subnet.subnetId())
                            .securityGroupIds(group.groupId())
                            .imageId(image)
                            .placementGroup("near")
                            .launchTemplate(by -> by.launchTemplateName("batch"))));
  }

  /// With a `Name` that nobody starts anything by.
  private static TagSpecification ours(ResourceType type) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(
            Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build(),
            Tag.builder().key("Name").value("not-its-name").build())
        .build();
  }

  private static void queue(String name, String environment, Map<String, String> tags) {
    batch.createJobQueue(
        request ->
            request
                .jobQueueName(name)
                .priority(1)
                .state(JQState.ENABLED)
                .tags(tags)
                .computeEnvironmentOrder(
                    ComputeEnvironmentOrder.builder()
                        .order(1)
                        .computeEnvironment(environment)
                        .build()));
  }

  @Test
  void aStrangersQueueKeepsItsEnvironment() {
    assertThat(night.told(shared)).containsEntry("outcome", "Withheld");
    assertThat(night.told(shared).get("reason"))
        .contains("it is still used by Batch JobQueue theirs");
    assertThat(batch.describeJobQueues(request -> request.jobQueues("theirs")).jobQueues())
        .singleElement()
        .satisfies(queue -> assertThat(queue.state()).isEqualTo(JQState.ENABLED));
  }

  @Test
  void aStrangersEnvironmentKeepsWhatItStartsServersFrom() {
    assertThat(USED)
        .hasSize(3)
        .allSatisfy(
            end ->
                assertThat(
                        night
                            .resources()
                            .filter(row -> row.getOrDefault("arn", "").endsWith(end))
                            .map(row -> row.get("outcome") + ": " + row.get("reason")))
                    .as(end)
                    .containsExactly(
                        "Withheld: it is still used by Batch ComputeEnvironment servers"));
  }

  /// Its role goes after it, and its cluster of ECS with it.
  @Test
  void anEnvironmentGoesAfterItsQueueAndBeforeItsRole() {
    assertThat(night.told(own)).containsEntry("outcome", "Gone");
    assertThat(night.told("arn:aws:iam::" + Emulator.ACCOUNT + ":role/own"))
        .containsEntry("outcome", "Gone");
    assertThat(night.told(ownCluster).get("reason")).contains("Batch made it");
    assertThat(night.ended("Gone").map(one -> one.get("arn")))
        .contains("arn:aws:batch:" + HERE + ":" + Emulator.ACCOUNT + ":job-queue/own");
  }

  @Test
  void anEnvironmentWithoutItsRoleIsToldWithWhatLetsItGo() {
    var row = next.told(orphaned);
    assertThat(row.get("outcome")).isEqualTo("Failed");
    assertThat(row.toString()).contains("role any more").contains("lets it go");
    assertThat((List<?>) next.field("unread")).isEmpty();
  }
}
