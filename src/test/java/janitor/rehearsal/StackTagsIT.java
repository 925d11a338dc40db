package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetSummary;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.Tag;
import software.amazon.awssdk.services.sns.model.Topic;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/// Whoever tags a stack updates it. It is tagged where the update comes to tags alone, and what is
/// said of it is what became of it.
class StackTagsIT {
  private static final String NAME = "student-stack";
  private static final String TOPIC =
      "{\"Resources\":{\"A\":{\"Type\":\"AWS::SNS::Topic\",\"Properties\":{\"TopicName\":\"a\"}},"
          + "\"B\":{\"Type\":\"AWS::SNS::Topic\",\"Properties\":{\"TopicName\":\"b\"}},"
          + "\"C\":{\"Type\":\"AWS::SNS::Topic\",\"Properties\":{\"TopicName\":\"c\"}}}%s}";
  private static final String PATH = "/names/topic";
  private static final String NAMED_BY_SSM =
      "{\"Parameters\":{\"Name\":{\"Type\":\"AWS::SSM::Parameter::Value<String>\",\"Default\":\""
          + PATH
          + "\"}},\"Resources\":{\"T\":{\"Type\":\"AWS::SNS::Topic\",\"Properties\":{\"TopicName\":"
          + "{\"Ref\":\"Name\"}}}}}";

  @TempDir Path folder;
  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static CloudFormationClient cloudFormation() {
    return ACCOUNT.aws().cloudFormation(Emulator.REGION);
  }

  private static String stack(String template) {
    return cloudFormation()
        .createStack(
            request ->
                request
                    .stackName(NAME)
                    .templateBody(template)
                    .capabilities(Capability.CAPABILITY_NAMED_IAM)
                    .tags(Tag.builder().key("course").value("101").build()))
        .stackId();
  }

  private static String stack() {
    return stack(TOPIC.formatted(""));
  }

  private static void put(String value) {
    ACCOUNT
        .aws()
        .ssm(Emulator.REGION)
        .putParameter(
            request -> request.name(PATH).value(value).type(ParameterType.STRING).overwrite(true));
  }

  private static Stack look() {
    return cloudFormation().describeStacks(request -> request.stackName(NAME)).stacks().getFirst();
  }

  private static Map<String, String> tags() {
    return look().tags().stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }

  private static void is(String stack, Map<String, Object> properties) {
    ACCOUNT.emulator().control("POST", "properties", Map.of(stack, properties));
  }

  private static Told tag() {
    return Told.by(ACCOUNT.emulator(), "", "tag", "--name", NAME, "--yes");
  }

  private static List<String> topics() {
    return ACCOUNT.aws().sns(Emulator.REGION).listTopics().topics().stream()
        .map(Topic::topicArn)
        .map(arn -> arn.substring(arn.lastIndexOf(':') + 1))
        .toList();
  }

  private static List<String> changeSets() {
    return cloudFormation().listChangeSets(request -> request.stackName(NAME)).summaries().stream()
        .map(ChangeSetSummary::changeSetName)
        .toList();
  }

  private static void asItWas() {
    assertThat(tags()).isEqualTo(Map.of("course", "101"));
    assertThat(ACCOUNT.emulator().calls())
        .doesNotContainKeys("tag:TagResources", "tag:UntagResources");
  }

  @Test
  void isTaggedAndUntagged() {
    stack();
    var told = tag();
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(told.out()).endsWith("1 tagged, 0 failed.\n");
    assertThat(look().stackStatusAsString()).isEqualTo("UPDATE_COMPLETE");
    assertThat(tags()).isEqualTo(Map.of("course", "101", "workshop", Rehearsal.WORKSHOP));
    assertThat(changeSets()).isEmpty();
  }

  @Test
  void whatAnotherValueOfSystemsManagersWouldReplaceStays() {
    put("first");
    stack(NAMED_BY_SSM);
    put("second");
    var told = tag();
    assertThat(topics()).containsExactly("first");
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err())
        .contains("its parameter Name in Systems Manager", PATH, "with its next deployment")
        .doesNotContain("console of its service");
    asItWas();
    assertThat(changeSets()).isEmpty();
  }

  @Test
  void whatADynamicReferenceWouldReplaceStays() {
    stack(TOPIC.formatted(",\"Outputs\":{\"O\":{\"Value\":\"{{resolve:ssm:/aws/service/ami}}\"}}"));
    var told = tag();
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err()).contains("{{resolve:ssm:/aws/service/ami}}");
    asItWas();
    assertThat(changeSets()).isEmpty();
  }

  @Test
  void oneThatTakesNoUpdateIsNotTagged() {
    var stack = stack();
    for (var status : List.of("ROLLBACK_COMPLETE", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED")) {
      is(stack, Map.of("status", status));
      var told = tag();
      assertThat(told.out()).contains("takes no update of one in " + status);
      assertThat(told.out()).endsWith("There is nothing to tag.\n");
    }
    asItWas();
  }

  @Test
  void anUpdateThatIsRolledBackHasTaggedNothing() {
    is(stack(), Map.of("updatesFail", true));
    var told = tag();
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.out()).endsWith("0 tagged, 1 failed.\n");
    assertThat(told.err()).contains("UPDATE_ROLLBACK_COMPLETE", "failed to update: [Member]");
    asItWas();
  }

  @Test
  void whatIsLeftOfAnEarlierRunIsNotInTheWayAndWhatSomebodyPreparedIs() {
    stack();
    prepare("workshop-janitor-tag-1");
    prepare("theirs");
    var told = tag();
    assertThat(told.exit()).isEqualTo(1);
    assertThat(told.err()).contains("its change set theirs waits to be carried out");
    asItWas();
    cloudFormation().deleteChangeSet(request -> request.stackName(NAME).changeSetName("theirs"));
    assertThat(tag().exit()).isZero();
  }

  private static void prepare(String name) {
    cloudFormation()
        .createChangeSet(
            request ->
                request
                    .stackName(NAME)
                    .changeSetName(name)
                    .changeSetType(ChangeSetType.UPDATE)
                    .usePreviousTemplate(true)
                    .capabilities(Capability.CAPABILITY_NAMED_IAM)
                    .tags(Tag.builder().key("their").value("tag").build()));
    for (int i = 0; i < 3; i++) {
      cloudFormation().describeChangeSet(request -> request.stackName(NAME).changeSetName(name));
    }
  }

  private static void root(String nested) {
    var s3 = ACCOUNT.aws().s3(Emulator.REGION);
    s3.createBucket(request -> request.bucket("templates"));
    s3.putObject(
        request -> request.bucket("templates").key("nested.json"), RequestBody.fromString(nested));
    stack(
        "{\"Resources\":{\"N\":{\"Type\":\"AWS::CloudFormation::Stack\",\"Properties\":{"
            + "\"TemplateURL\":\"https://templates.s3."
            + Emulator.REGION
            + ".amazonaws.com/nested.json\"}}}}");
  }

  /// What a nested stack would look up, its root's parameters do not tell.
  @Test
  void aRootIsNotTaggedWhereItsNestedStackWouldReplace() {
    put("first");
    root(NAMED_BY_SSM);
    put("second");
    assertThat(tag().err()).contains("more: T (AWS::SNS::Topic) is replaced");
    assertThat(topics()).containsExactly("first");
    asItWas();
    assertThat(changeSets()).isEmpty();
  }

  @Test
  void aRootIsTaggedWithItsNestedStacks() {
    root(TOPIC.formatted(""));
    var told = tag();
    assertThat(told.exit()).as(told.err()).isZero();
    assertThat(tags()).containsKey("workshop");
  }

  @Test
  void theTagIsTakenBackTheSameWay() {
    var stack = stack();
    var plan = folder.resolve("plan.json").toString();
    var tagged = Told.by(ACCOUNT.emulator(), "", "tag", "--name", NAME, "--save", plan, "--yes");
    assertThat(tagged.exit()).as(tagged.err()).isZero();
    is(stack, Map.of("updatesFail", true));
    var failed = Told.by(ACCOUNT.emulator(), "", "untag", "--from", plan, "--yes");
    assertThat(failed.out()).endsWith("0 untagged, 1 failed.\n");
    assertThat(tags()).containsKey("workshop");
    is(stack, Map.of("updatesFail", false));
    var untagged = Told.by(ACCOUNT.emulator(), "", "untag", "--from", plan, "--yes");
    assertThat(untagged.exit()).as(untagged.err()).isZero();
    assertThat(untagged.out()).endsWith("1 untagged, 0 failed.\n");
    asItWas();
  }
}
