package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
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

/// Environments that a stranger's queue works with, or whose role went before them, and what goes
/// with one that goes.
class BatchIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

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
