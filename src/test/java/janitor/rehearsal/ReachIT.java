package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ssm.model.Tag;

/// A janitor that leaves servers, networks and databases alone asks nothing of their services, and
/// says of each what stays.
class ReachIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static final Set<String> BEYOND =
      Set.of(
          "rds",
          "redshift",
          "elasticache",
          "kafka",
          "databasemigration",
          "es",
          "opensearch",
          "sagemaker",
          "cloudcontrol");

  private final Set<String> asked = new TreeSet<>();

  private Night sweep(String reach) {
    return ACCOUNT.sweep(
        Map.of("JANITOR_REACH", reach), request -> asked.add(service(request.getClass())));
  }

  private static String service(Class<?> request) {
    return request.getPackageName().split("\\.", -1)[4];
  }

  private static String tagged(String arn) {
    ACCOUNT.tag(arn, OURS);
    return arn;
  }

  private static String instance() {
    var id =
        ACCOUNT
            .aws()
            .ec2(HERE)
            .runInstances(
                request ->
                    request
                        .imageId("ami-12c6146b")
                        .instanceType(InstanceType.T3_MICRO)
                        .minCount(1)
                        .maxCount(1))
            .instances()
            .getFirst()
            .instanceId();
    return tagged("arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":instance/" + id);
  }

  private static void queue(String name) {
    ACCOUNT.aws().sqs(HERE).createQueue(request -> request.queueName(name).tags(OURS));
  }

  private static String stack() throws IOException {
    var group = Map.of("GroupDescription", "of the lab");
    var template =
        JSON.std.asString(
            Map.of(
                "Resources",
                Map.of(
                    "Group",
                    Map.of("Type", "AWS::EC2::SecurityGroup", "Properties", group),
                    "Queue",
                    Map.of("Type", "AWS::SQS::Queue", "Properties", Map.of()))));
    return tagged(
        ACCOUNT
            .aws()
            .cloudFormation(HERE)
            .createStack(request -> request.stackName("lab").templateBody(template))
            .stackId());
  }

  private static String reason(Night night, String end) {
    return night
        .resources()
        .filter(resource -> String.valueOf(resource.get("arn")).endsWith(end))
        .map(resource -> resource.get("outcome") + ": " + resource.get("reason"))
        .findFirst()
        .orElse("not told");
  }

  @Test
  void whatIsBeyondIsToldAndStays() throws IOException {
    var server = instance();
    var stack = stack();
    queue("lab-queue");
    var key = tagged(ACCOUNT.aws().kms(HERE).createKey().keyMetadata().arn());
    var night = sweep("serverless");
    assertThat(reason(night, "lab-queue")).startsWith("Gone");
    assertThat(reason(night, server))
        .isEqualTo("Withheld: AWS::EC2::Instance is beyond Reach=serverless");
    assertThat(reason(night, stack))
        .startsWith("Withheld")
        .contains("AWS::EC2::SecurityGroup is beyond Reach=serverless");
    assertThat(reason(night, key))
        .startsWith("Withheld")
        .contains("it could not be checked what else uses it");
    assertThat(asked).contains("sqs").doesNotContainAnyElementsOf(BEYOND);
    assertThat(night.field("beyond").toString()).contains("nobody looked for servers");
    assertThat(night.field("unread").toString()).isEqualTo("[]");
  }

  private static String role(String service) {
    var trust =
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":"
            + "{\"Service\":\""
            + service
            + ".amazonaws.com\"}}]}";
    return tagged(
        ACCOUNT
            .aws()
            .iam("us-east-1")
            .createRole(request -> request.roleName(service).assumeRolePolicyDocument(trust))
            .role()
            .arn());
  }

  /// Of nearly every type something beyond may use one.
  @Test
  void whatAWorkshopWithoutServersIsMadeOfGoes() {
    var role = ACCOUNT.role("runs", "lambda");
    var aws = ACCOUNT.aws();
    ACCOUNT.function("marks", role, OURS);
    aws.s3(HERE).createBucket(request -> request.bucket("marks-bucket"));
    tagged("arn:aws:s3:::marks-bucket");
    aws.logs(HERE).createLogGroup(request -> request.logGroupName("marks-logs").tags(OURS));
    var pool =
        tagged(
            aws.userPools(HERE)
                .createUserPool(request -> request.poolName("marks"))
                .userPool()
                .arn());
    var secret =
        tagged(
            aws.secrets(HERE)
                .createSecret(request -> request.name("marks").secretString("x"))
                .arn());
    var repository =
        tagged(
            aws.ecr(HERE)
                .createRepository(request -> request.repositoryName("marks"))
                .repository()
                .repositoryArn());
    aws.ssm(HERE)
        .putParameter(
            request ->
                request
                    .name("marks")
                    .value("x")
                    .type("String")
                    .tags(Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build()));
    var night = sweep("serverless");
    for (var end :
        List.of(
            ":function:marks",
            ":::marks-bucket",
            ":log-group:marks-logs",
            pool,
            secret,
            repository,
            ":parameter/marks")) {
      assertThat(reason(night, end)).as(end).startsWith("Gone");
    }
  }

  /// Who else works with it is not asked, and need not be, where only what is within may take it.
  @Test
  void aRoleThatAServiceBeyondMayTakeStays() {
    var beyond = role("ecs-tasks");
    var within = role("lambda");
    var night = sweep("serverless");
    assertThat(reason(night, within)).startsWith("Gone");
    assertThat(reason(night, beyond))
        .startsWith("Withheld")
        .contains("it could not be checked what else uses it");
    assertThat(asked).contains("iam", "lambda").doesNotContain("ecs");
  }

  @Test
  void withAllItGoes() throws IOException {
    var server = instance();
    var stack = stack();
    var night = sweep("all");
    assertThat(reason(night, server)).startsWith("Gone");
    assertThat(reason(night, stack)).startsWith("Gone");
    assertThat(asked).contains("ec2");
  }

  @Test
  void whatIsAskedForByNameAndBeyondIsRefused() {
    assertThatThrownBy(
            () ->
                Night.of(
                    ACCOUNT.emulator(),
                    ACCOUNT.environment(Map.of("JANITOR_REACH", "serverless")),
                    new FastTime(Instant.now()),
                    "{\"detail\":{\"only\":[\"AWS::EC2::Instance\"]}}"))
        .hasMessageContaining("AWS::EC2::Instance is beyond Reach=serverless");
  }
}
