package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/// What carries the workshop's tag, or works with its roles, in a region that `Regions` leaves out.
class ElsewhereIT {
  private static final String HERE = Emulator.REGION;
  private static final String FAR = "us-west-2";
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static String queue(String region, String name, Map<String, String> tags) {
    var sqs = ACCOUNT.aws().sqs(region);
    var url = sqs.createQueue(request -> request.queueName(name).tags(tags)).queueUrl();
    return Objects.requireNonNull(
        sqs.getQueueAttributes(
                request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN));
  }

  private static String role(Map<String, String> tags) {
    var arn = ACCOUNT.role("runs", "lambda");
    var own =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    ACCOUNT.aws().iam("us-east-1").tagRole(request -> request.roleName("runs").tags(own));
    return arn;
  }

  /// A console stood there for one exercise. What only the index still remembers is not told.
  @Test
  void whatCarriesTheTagElsewhereIsToldAndStays() {
    var here = queue(HERE, "marks", TAG);
    var far = queue(FAR, "marks", TAG);
    queue(FAR, "theirs", Map.of());
    var ghost = queue("eu-west-1", "ghost", TAG);
    ACCOUNT.emulator().control("POST", "ghosts", Map.of("arns", List.of(ghost), "scans", 5));
    ACCOUNT
        .aws()
        .sqs("eu-west-1")
        .deleteQueue(
            request ->
                request.queueUrl(
                    ACCOUNT
                        .aws()
                        .sqs("eu-west-1")
                        .getQueueUrl(named -> named.queueName("ghost"))
                        .queueUrl()));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(here);
    night.stays(far, "it is in us-west-2, which Regions leaves out: name that there, too");
    assertThat(night.resources()).hasSize(2);
    assertThat((Iterable<?>) night.field("unread")).isEmpty();
  }

  /// No ARN of a bucket's names a region.
  @Test
  void aBucketElsewhereIsToldAndStays() {
    ACCOUNT.aws().s3(FAR).createBucket(request -> request.bucket("marks-far"));
    ACCOUNT.tag("arn:aws:s3:::marks-far", TAG);
    var night = ACCOUNT.sweep(Map.of());
    night.stays("arn:aws:s3:::marks-far", "it is in us-west-2, which Regions leaves out");
    assertThat((Iterable<?>) night.field("unread")).isEmpty();
  }

  /// It needs nobody to name the region.
  @Test
  void whatIsKeptElsewhereIsKept() {
    var far = queue(FAR, "marks", Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
    ACCOUNT.sweep(Map.of()).stays(far, "it carries the tag janitor:keep");
  }

  /// It runs beside the regions that it cleans, and its stack was deployed with the tag.
  @Test
  void itsOwnElsewhereIsItsOwn() {
    var topic = ACCOUNT.aws().sns(FAR).createTopic(request -> request.name("reports")).topicArn();
    ACCOUNT.tag(topic, TAG);
    ACCOUNT
        .sweep(Map.of("JANITOR_REPORT_TOPIC_ARN", topic))
        .stays(topic, "the janitor tells people of its nights through it");
  }

  /// Where the organisation forbids to ask, others are named.
  @Test
  void noRegionIsAskedBesideThoseThatAreNamed() {
    queue(FAR, "marks", TAG);
    var night = ACCOUNT.sweep(Map.of("JANITOR_STACK_REGIONS", "eu-west-1"));
    assertThat(night.resources()).isEmpty();
    var there = ACCOUNT.sweep(Map.of("JANITOR_STACK_REGIONS", "eu-west-1," + FAR));
    assertThat(there.resources()).hasSize(1);
  }

  @Test
  void aRegionThatCannotBeAskedIsToldAndKeepsNothingElse() {
    var here = queue(HERE, "marks", TAG);
    ACCOUNT
        .emulator()
        .refuse(
            Map.of(
                "service", "resourcegroupstaggingapi", "operation", "GetResources", "region", FAR),
            "AccessDeniedException",
            400,
            "with an explicit deny in a service control policy");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(here);
    assertThat(night.field("unread").toString()).contains(FAR, "StackRegions");
  }

  @Test
  void theRoleOfAStrangersFunctionWhereItWasUsedLastStays() {
    var role = role(TAG);
    ACCOUNT.function(FAR, "theirs", role, Map.of());
    ACCOUNT.aws().sts(FAR).assumeRole(request -> request.roleArn(role).roleSessionName("theirs"));
    ACCOUNT.sweep(Map.of()).stays(role, "it is still used by function theirs");
  }

  private static void used(String role, long secondsAgo) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -secondsAgo));
    ACCOUNT.aws().sts(FAR).assumeRole(request -> request.roleArn(role).roleSessionName("once"));
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
  }

  private static void forbid(String region) {
    for (var service : List.of("lambda", "states", "events", "ecs", "ec2")) {
      ACCOUNT
          .emulator()
          .refuse(
              Map.of("service", service, "region", region),
              "AccessDeniedException",
              400,
              "with an explicit deny in a service control policy");
    }
  }

  /// IAM remembers for 400 days where a role was used.
  @Test
  void aRoleThatWasUsedLongAgoWhereNobodyMayAskGoes() {
    var role = role(TAG);
    used(role, 10 * 86_400);
    forbid(FAR);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(role);
    assertThat((Iterable<?>) night.field("unread"))
        .singleElement()
        .asString()
        .contains(FAR, "StackRegions");
  }

  @Test
  void aRoleThatWasUsedLatelyWhereNobodyMayAskStays() {
    var role = role(TAG);
    used(role, 3_600);
    forbid(FAR);
    ACCOUNT.sweep(Map.of()).stays(role, "in us-west-2, where nobody may ask");
  }

  @Test
  void whereARoleWasUsedIsNotAskedBesideTheRegionsThatAreNamed() {
    var role = role(TAG);
    used(role, 10 * 86_400);
    var night = ACCOUNT.sweep(Map.of("JANITOR_STACK_REGIONS", "eu-west-1"));
    assertThat(night.gone()).containsExactly(role);
    assertThat((Iterable<?>) night.field("unread")).isEmpty();
    used(role(TAG), 3_600);
    ACCOUNT
        .sweep(Map.of("JANITOR_STACK_REGIONS", "eu-west-1"))
        .stays(role, "in us-west-2, where nobody may ask");
  }

  @Test
  void theRoleOfAFunctionOfTheWorkshopsElsewhereStays() {
    var role = role(TAG);
    var far = ACCOUNT.function(FAR, "marks", role, TAG);
    var night = ACCOUNT.sweep(Map.of());
    night.stays(role, "Lambda Function marks, which stays");
    night.stays(far, "name that there, too");
  }

  @Test
  void aSecretGoesWithItsReplicaElsewhere() {
    var secret =
        ACCOUNT
            .aws()
            .secrets(HERE)
            .createSecret(
                request ->
                    request
                        .name("word")
                        .secretString("word")
                        .addReplicaRegions(ReplicaRegionType.builder().region(FAR).build()))
            .arn();
    ACCOUNT.tag(secret, TAG);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.resources().map(one -> one.get("arn"))).containsExactly(secret);
    assertThat(night.told(secret)).doesNotContainEntry("outcome", "Withheld");
  }
}
