package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

/// Users of IAM, whose keys and passwords work on after a workshop: the tag index never tells of
/// them, and nobody deletes them but a stack that may.
class UsersIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final String USER = "arn:aws:iam::" + Emulator.ACCOUNT + ":user/w/lab-user";

  /// A queue that goes first, a user with a path, and a key.
  private static final String TEMPLATE =
      """
      {"Resources": {
        "User": {"Type": "AWS::IAM::User",
          "Properties": {"UserName": "lab-user", "Path": "/w/"}},
        "Key": {"Type": "AWS::IAM::AccessKey", "Properties": {"UserName": {"Ref": "User"}}},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "lab-queue"}}}}
      """;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static IamClient iam() {
    return ACCOUNT.aws().iam("us-east-1");
  }

  private static List<String> users() {
    return iam().listUsers().users().stream().map(User::userName).toList();
  }

  private static int keys(String user) {
    return iam().listAccessKeys(request -> request.userName(user)).accessKeyMetadata().size();
  }

  private static List<String> queues() {
    return ACCOUNT.aws().sqs(HERE).listQueues().queueUrls();
  }

  private static String reason(Night night, String arn) {
    return night
        .resources()
        .filter(row -> arn.equals(row.get("arn")))
        .map(row -> row.get("outcome") + ": " + row.get("reason"))
        .findFirst()
        .orElse("not told");
  }

  /// With keys, as somebody made one for a workshop by hand.
  private static String user(String name, Map<String, String> tags) {
    var arn =
        iam()
            .createUser(
                request ->
                    request
                        .userName(name)
                        .tags(
                            tags.entrySet().stream()
                                .map(
                                    tag ->
                                        Tag.builder()
                                            .key(tag.getKey())
                                            .value(tag.getValue())
                                            .build())
                                .toList()))
            .user()
            .arn();
    iam().createAccessKey(request -> request.userName(name));
    return arn;
  }

  /// Its role may delete users.
  private static String stackWithARole() {
    var role =
        iam()
            .createRole(
                request ->
                    request
                        .roleName("maker")
                        .assumeRolePolicyDocument(
                            """
                            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                              "Principal": {"Service": "cloudformation.amazonaws.com"},
                              "Action": "sts:AssumeRole"}]}
                            """))
            .role()
            .arn();
    var stack =
        ACCOUNT
            .aws()
            .cloudFormation(HERE)
            .createStack(request -> request.stackName("lab").roleARN(role).templateBody(TEMPLATE))
            .stackId();
    ACCOUNT.tag(stack, OURS);
    return stack;
  }

  @Test
  void taggedAreToldWithWhatToDoAndStay() {
    var assistant = user("assistant", OURS);
    user("teacher", Map.of());
    user("other", Map.of("workshop", "another"));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(reason(night, assistant))
        .startsWith("Withheld")
        .contains("a person's", "IAM's console", "access keys");
    assertThat(night.resources().map(row -> row.get("name"))).containsExactly("assistant");
    assertThat(users()).containsExactlyInAnyOrder("assistant", "teacher", "other");
    assertThat(keys("assistant")).isOne();
  }

  private static boolean isTagged(String user) {
    return iam().listUserTags(request -> request.userName(user)).tags().stream()
        .anyMatch(tag -> tag.key().equals("workshop"));
  }

  private static String tag(String... words) {
    return Told.by(
            ACCOUNT.emulator(),
            "",
            Stream.concat(Stream.of("tag", "--yes"), Stream.of(words)).toArray(String[]::new))
        .out();
  }

  /// A pattern that means students' tables means no student.
  @Test
  void areTaggedOnlyWhereSomebodyMeantThem() {
    user("student-ada", Map.of());
    user("student-bob", Map.of());
    ACCOUNT.aws().sqs(HERE).createQueue(request -> request.queueName("student-queue"));
    assertThat(tag("--name", "student-*")).contains("may be a person's", "--type AWS::IAM::User");
    assertThat(isTagged("student-ada") || isTagged("student-bob")).isFalse();
    assertThat(ACCOUNT.aws().sqs(HERE).listQueueTags(of -> of.queueUrl(queues().getFirst())).tags())
        .containsAllEntriesOf(OURS);
    tag("--name", "student-ada");
    assertThat(isTagged("student-ada")).isTrue();
    assertThat(isTagged("student-bob")).isFalse();
    tag("--name", "student-*", "--type", "AWS::IAM::User");
    assertThat(isTagged("student-bob")).isTrue();
  }

  /// What is kept for good does not count as left; what else stays does, so that the janitor waits
  /// for it.
  @Test
  void taggedToBeKeptAreKept() {
    var kept = user("assistant", Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
    assertThat(reason(ACCOUNT.sweep(Map.of()), kept))
        .isEqualTo("Withheld: it carries the tag janitor:keep");
  }

  @Test
  void goWithAStackWhoseRoleMayDeleteThem() {
    var stack = stackWithARole();
    assertThat(reason(ACCOUNT.sweep(Map.of()), stack)).startsWith("Gone");
    assertThat(users()).isEmpty();
    assertThat(queues()).isEmpty();
  }

  @Test
  void thatAreToBeKeptKeepTheirStack() {
    var stack = stackWithARole();
    ACCOUNT.tag(USER, Map.of("janitor:keep", ""));
    assertThat(reason(ACCOUNT.sweep(Map.of()), stack))
        .startsWith("Withheld")
        .contains("lab-user", "janitor:keep");
    assertThat(users()).containsExactly("lab-user");
    assertThat(keys("lab-user")).isOne();
    assertThat(queues()).hasSize(1);
  }

  @Test
  void thatAreDueLaterKeepTheirStack() {
    var stack = stackWithARole();
    ACCOUNT.tag(USER, Map.of("janitor:expires-at", "2099-01-01"));
    assertThat(reason(ACCOUNT.sweep(Map.of()), stack)).startsWith("Withheld").contains("lab-user");
    assertThat(users()).containsExactly("lab-user");
  }

  /// CloudFormation would fail at the user when the queue is gone.
  @Test
  void keepAStackWithoutARoleBeforeAnythingOfItGoes() {
    var stack =
        ACCOUNT
            .aws()
            .cloudFormation(HERE)
            .createStack(request -> request.stackName("lab").templateBody(TEMPLATE))
            .stackId();
    ACCOUNT.tag(stack, OURS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(queues()).hasSize(1);
    assertThat(reason(night, stack))
        .startsWith("Withheld")
        .contains("AWS::IAM::AccessKey, AWS::IAM::User")
        .contains("aws cloudformation delete-stack --stack-name " + stack + " --region " + HERE);
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("cloudformation:DeleteStack");
    assertThat(keys("lab-user")).isOne();
  }

  /// IAM names a policy's users without their paths.
  @Test
  void ofTheirStacksPolicyGoWithItWhateverTheirPaths() {
    var stack = stackWithARole();
    var policy =
        iam()
            .createPolicy(
                request ->
                    request
                        .policyName("lab-policy")
                        .policyDocument(
                            """
                            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                              "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}
                            """)
                        .tags(Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build()))
            .policy()
            .arn();
    iam().attachUserPolicy(request -> request.userName("lab-user").policyArn(policy));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(reason(night, stack)).startsWith("Gone");
    assertThat(reason(night, policy)).startsWith("Gone");
  }
}
