package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong while tagging: one clear line, and nothing tagged beyond what is reported.
class TagFaultsIT {
  private static final int TOPICS = 25;
  private static final String ROLE = "student-role";
  private static final String TRUST =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
          + "\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";

  @TempDir Path folder;
  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  @BeforeEach
  void seed() {
    IntStream.range(0, TOPICS)
        .forEach(
            n ->
                ACCOUNT
                    .aws()
                    .sns(Emulator.REGION)
                    .createTopic(request -> request.name(topicName(n))));
    ACCOUNT
        .aws()
        .iam("us-east-1")
        .createRole(request -> request.roleName(ROLE).assumeRolePolicyDocument(TRUST));
  }

  private static String topicName(int n) {
    return "student-%02d".formatted(n);
  }

  private static String topic(int n) {
    return "arn:aws:sns:%s:%s:%s".formatted(Emulator.REGION, Emulator.ACCOUNT, topicName(n));
  }

  private static Told run(String... words) {
    return Told.by(ACCOUNT.emulator(), "", words);
  }

  private static Told tagAll() {
    return run("tag", "--name", "student-*", "--yes");
  }

  private static void fail(String service, String operation, String error, Integer times) {
    var fault = new java.util.HashMap<String, Object>();
    fault.put("service", service);
    fault.put("operation", operation);
    fault.put("error", error);
    fault.put("message", "said the emulator");
    fault.put("times", times);
    ACCOUNT.emulator().fault(fault);
  }

  private static void failAlways(String service, String operation, String error) {
    fail(service, operation, error, 1000);
  }

  private static long taggedTopics() {
    return ACCOUNT
        .aws()
        .tagging(Emulator.REGION)
        .getResourcesPaginator()
        .resourceTagMappingList()
        .stream()
        .filter(mapping -> mapping.tags().stream().anyMatch(tag -> tag.key().equals("workshop")))
        .count();
  }

  private static boolean isRoleTagged() {
    return ACCOUNT
        .aws()
        .iam("us-east-1")
        .listRoleTags(request -> request.roleName(ROLE))
        .tags()
        .stream()
        .anyMatch(tag -> tag.key().equals("workshop"));
  }

  private static void nothingIsTagged() {
    assertThat(taggedTopics()).isZero();
    assertThat(isRoleTagged()).isFalse();
  }

  @Test
  void allGoesWell() {
    var told = tagAll();
    assertThat(told.exit()).isZero();
    assertThat(told.out()).endsWith("26 tagged, 0 failed.\n");
    assertThat(taggedTopics()).isEqualTo(TOPICS);
    assertThat(isRoleTagged()).isTrue();
  }

  @Test
  void whatIsDeniedIsNamedOneByOne() {
    failAlways("resourcegroupstaggingapi", "TagResources", "AccessDeniedException");
    var told = tagAll();
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.out()).endsWith("1 tagged, 25 failed.\n");
    assertThat(told.err().lines())
        .hasSize(TOPICS)
        .allMatch(line -> line.startsWith("not tagged: arn:aws:sns:"))
        .allMatch(line -> line.contains("AccessDeniedException"));
    assertThat(taggedTopics()).isZero();
    assertThat(isRoleTagged()).isTrue();
  }

  /// One that the API does not take must not lose the tag for the other nineteen.
  @Test
  void aCallThatFailsAsAWholeIsTriedOneByOne() {
    fail("resourcegroupstaggingapi", "TagResources", "InvalidParameterException", 1);
    var told = tagAll();
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(taggedTopics()).isEqualTo(TOPICS);
  }

  /// IAM's own call tags it, for the tag index does not know it.
  @Test
  void aUserIsTaggedByIam() {
    var iam = ACCOUNT.aws().iam("us-east-1");
    iam.createUser(request -> request.userName("student-ada").path("/course/"));
    // By its whole name: a pattern proposes no user.
    var told = Told.by(ACCOUNT.emulator(), "", "tag", "--name", "student-ada", "--yes");
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(ACCOUNT.emulator().calls()).containsEntry("iam:TagUser", 1L);
    assertThat(iam.listUserTags(request -> request.userName("student-ada")).tags())
        .anyMatch(tag -> tag.key().equals("workshop"));
  }

  @Test
  void aRoleThatIsDeniedLeavesTheOthers() {
    failAlways("iam", "TagRole", "AccessDenied");
    var told = tagAll();
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err().lines())
        .singleElement()
        .asString()
        .contains("arn:aws:iam::123456789012:role/student-role", "AccessDenied");
    assertThat(taggedTopics()).isEqualTo(TOPICS);
  }

  @Test
  void aKindThatCannotBeListedIsSaidAndTheOthersAreTagged() {
    failAlways("sqs", "ListQueues", "AccessDenied");
    var told = tagAll();
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err()).startsWith("could not look at AWS::SQS::Queue in eu-central-1: ");
    assertThat(taggedTopics()).isEqualTo(TOPICS);
  }

  @Test
  void whatVanishesBetweenReviewAndTaggingIsSaid() {
    var plan = save();
    ACCOUNT.aws().sns(Emulator.REGION).deleteTopic(request -> request.topicArn(topic(3)));
    var told = run("tag", "--from", plan.toString(), "--yes");
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err())
        .isEqualTo(
            "AWS::SNS::Topic  student-03  "
                + topic(3)
                + ": it is not there any more; the rest goes on\n");
    assertThat(told.out()).endsWith("25 tagged, 0 failed.\n");
    assertThat(taggedTopics()).isEqualTo(TOPICS - 1);
  }

  @Test
  void untagTakesBackWhatIsStillTagged() {
    var plan = save();
    run("tag", "--from", plan.toString(), "--yes");
    ACCOUNT.aws().sns(Emulator.REGION).deleteTopic(request -> request.topicArn(topic(3)));
    ACCOUNT.tag(topic(4), Map.of("workshop", "pets"));
    ACCOUNT
        .aws()
        .sns(Emulator.REGION)
        .untagResource(request -> request.resourceArn(topic(5)).tagKeys("workshop"));
    var told = run("untag", "--from", plan.toString(), "--yes");
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err()).contains("student-03").contains("not there any more");
    assertThat(told.out())
        .contains(topic(4) + ": it does not carry the tag")
        .contains(topic(5) + ": it does not carry the tag")
        .endsWith("23 untagged, 0 failed.\n");
    assertThat(taggedTopics()).as("the other workshop's").isEqualTo(1);
    assertThat(run("untag", "--from", plan.toString(), "--yes").out())
        .endsWith("There is nothing to take back.\n");
  }

  /// A plan of all, of which nothing is tagged yet.
  private Path save() {
    var plan = folder.resolve("plan.json");
    var told =
        Told.by(ACCOUNT.emulator(), "n\n", "tag", "--name", "student-*", "--save", plan.toString());
    assertThat(told.exit()).as(told.err()).isZero();
    nothingIsTagged();
    return plan;
  }

  @Test
  void aPlanIsNotWrittenOver() {
    var plan = save();
    var told = run("tag", "--name", "student-*", "--save", plan.toString(), "--yes");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err()).contains("is there already").hasLineCount(1);
    nothingIsTagged();
  }

  @Test
  void aPlanOfAnotherAccountIsRefused() throws IOException {
    var plan = edited("123456789012", "999999999999");
    var told = run("tag", "--from", plan.toString(), "--yes");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err())
        .isEqualTo(
            "the plan is for account 999999999999, but these credentials are for 123456789012\n");
    nothingIsTagged();
  }

  @Test
  void aPlanThatWasEditedIntoNonsenseIsRefused() throws IOException {
    for (var edit :
        List.of(
            List.of("AWS::SNS::Topic", "AWS::SNS::Tropic"),
            List.of("\"region\"", "\"religion\""),
            List.of("eu-central-1", "eu-moon-1\\u001b[2J"),
            List.of("\"resources\"", "\"resources\" \u001b[2J"))) {
      var plan = edited(edit.getFirst(), edit.getLast());
      var told = run("tag", "--from", plan.toString(), "--yes");
      assertThat(told.exit()).as(edit.toString()).isEqualTo(2);
      assertThat(told.err()).hasLineCount(1).doesNotContain("\u001b");
      assertThat(run("untag", "--from", plan.toString(), "--yes").exit()).isEqualTo(2);
    }
    nothingIsTagged();
  }

  private Path edited(String what, String by) throws IOException {
    var plan = folder.resolve("plan.json");
    if (!Files.exists(plan)) {
      save();
    }
    return Files.writeString(
        folder.resolve("edited.json"), Files.readString(plan).replace(what, by));
  }

  @Test
  void somethingPutIntoAPlanByHandGetsPastNoGuard() throws IOException {
    var map = JSON.std.mapFrom(Files.readString(save()));
    map.put(
        "resources",
        List.of(
            Map.of(
                "arn",
                "arn:aws:events:eu-central-1:123456789012:event-bus/default",
                "type",
                "AWS::Events::EventBus",
                "name",
                "student-bus",
                "region",
                "eu-central-1")));
    var plan = Files.writeString(folder.resolve("by-hand.json"), JSON.std.asString(map));
    var told = run("tag", "--from", plan.toString(), "--yes");
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err()).contains("1 of the plan is left out");
    assertThat(told.out()).contains("  default  ").endsWith("There is nothing to tag.\n");
  }

  @Test
  void whereNobodyAnswersNothingIsTagged() {
    var told = run("tag", "--name", "student-*");
    assertThat(told.exit()).isEqualTo(2);
    assertThat(told.err()).contains("say --yes in a script").hasLineCount(1);
    nothingIsTagged();
  }

  @Test
  void wordsThatAreWrongAskNothingOfAws() {
    ACCOUNT.emulator().forgetCalls();
    for (var name : List.of("*", "**", "?*")) {
      var told = run("tag", "--name", name, "--yes");
      assertThat(told.exit()).isEqualTo(2);
      assertThat(told.err()).contains("would take too much along").hasLineCount(1);
    }
    assertThat(run("tag", "--yes").exit()).isEqualTo(2);
    assertThat(run("tag", "--name", "student-*", "--type", "AWS::X::Y").exit()).isEqualTo(2);
    assertThat(ACCOUNT.emulator().calls()).isEmpty();
  }
}
