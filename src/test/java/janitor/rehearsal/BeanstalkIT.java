package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.Tag;

/// An environment goes as a whole, and Beanstalk alone deletes its stack.
final class BeanstalkIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static ElasticBeanstalkClient beanstalk() {
    return ACCOUNT
        .aws()
        .of(Emulator.REGION, ElasticBeanstalkClient.class, ElasticBeanstalkClient::builder);
  }

  private static String environment(String name, Map<String, String> tags) {
    return beanstalk()
        .createEnvironment(
            request ->
                request
                    .applicationName("app")
                    .environmentName(name)
                    .tags(
                        tags.entrySet().stream()
                            .map(
                                tag ->
                                    Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                            .toList()))
        .environmentArn();
  }

  private static EnvironmentDescription now(String name) {
    return beanstalk()
        .describeEnvironments(request -> request.environmentNames(name))
        .environments()
        .stream()
        .filter(one -> name.equals(one.environmentName()))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> living() {
    return beanstalk()
        .describeEnvironments(request -> request.includeDeleted(false))
        .environments()
        .stream()
        .map(EnvironmentDescription::environmentName)
        .toList();
  }

  private static Stack stack(String environment) {
    var name = "awseb-" + now(environment).environmentId() + "-stack";
    return ACCOUNT
        .aws()
        .cloudFormation(Emulator.REGION)
        .describeStacks(request -> request.stackName(name))
        .stacks()
        .getFirst();
  }

  private static String queue(String environment) {
    return ACCOUNT
        .aws()
        .cloudFormation(Emulator.REGION)
        .listStackResources(request -> request.stackName(stack(environment).stackId()))
        .stackResourceSummaries()
        .stream()
        .filter(member -> member.resourceType().equals("AWS::SQS::Queue"))
        .map(member -> member.physicalResourceId())
        .map(url -> url.substring(url.lastIndexOf('/') + 1))
        .map(name -> "arn:aws:sqs:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + name)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itGoesWithItsStackAndAllInIt() {
    var ours = environment("ours", OURS);
    var stack = stack("ours").stackId();
    var queue = queue("ours");
    environment("theirs", Map.of());
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).contains(ours, stack, queue);
    assertThat(living()).containsExactly("theirs");
    assertThat(ACCOUNT.emulator().calls())
        .containsEntry("elasticbeanstalk:TerminateEnvironment", 1L)
        .doesNotContainKeys("cloudformation:DeleteStack", "sqs:DeleteQueue");
    System.out.println(
        "Beanstalk: "
            + night.field("calls")
            + " calls in all; of its own "
            + ACCOUNT.emulator().calls().entrySet().stream()
                .filter(call -> call.getKey().startsWith("elasticbeanstalk:"))
                .toList());
  }

  /// Beanstalk would take it along.
  @Test
  void whatIsKeptOfItKeepsIt() {
    var ours = environment("ours", OURS);
    ACCOUNT.tag(queue("ours"), Map.of("janitor:keep", ""));
    ACCOUNT.sweep(Map.of()).stays(ours, "its member");
    assertThat(living()).containsExactly("ours");
  }

  /// Nothing in it carries the tag, and it is its environment's still.
  @Test
  void whatIsKeptInAnUntaggedStackOfItKeepsItToo() {
    var ours = environment("ours", Map.of());
    ACCOUNT.tag(ours, OURS);
    ACCOUNT.tag(queue("ours"), Map.of("janitor:keep", ""));
    ACCOUNT.sweep(Map.of()).stays(ours, "its member");
    assertThat(living()).containsExactly("ours");
  }

  @Test
  void aKeptOneKeepsItsStack() {
    var ours =
        environment("ours", Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "for Ada"));
    ACCOUNT.sweep(Map.of()).stays(ours, "janitor:keep");
    assertThat(living()).containsExactly("ours");
    assertThat(stack("ours").stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
  }

  /// Whoever tagged no more than the stack did not mean that Beanstalk should lose it.
  @Test
  void aTaggedStackOfAStrangersEnvironmentStays() {
    environment("theirs", Map.of());
    var stack = stack("theirs").stackId();
    ACCOUNT.tag(stack, OURS);
    ACCOUNT.sweep(Map.of()).stays(stack, "which is not tagged for this workshop");
    assertThat(living()).containsExactly("theirs");
  }

  /// It is asked once Beanstalk is done with it.
  @Test
  void oneThatIsUpdatedIsWaitedFor() {
    var ours = environment("ours", OURS);
    beanstalk().updateEnvironment(request -> request.environmentName("ours"));
    var gone = ACCOUNT.sweep(Map.of()).gone();
    if (gone.isEmpty()) {
      gone = ACCOUNT.sweep(Map.of()).gone();
    }
    assertThat(gone).contains(ours);
  }

  /// What its stack means to retain is not emptied before Beanstalk deletes it.
  @Test
  void aBucketThatItsStackRetainsIsNotEmptied() {
    environment("ours", OURS);
    var s3 = ACCOUNT.aws().s3(Emulator.REGION);
    s3.createBucket(request -> request.bucket("photos"));
    s3.putObject(request -> request.bucket("photos").key("a"), RequestBody.fromString("b"));
    ACCOUNT
        .aws()
        .cloudFormation(Emulator.REGION)
        .updateStack(
            request ->
                request
                    .stackName(stack("ours").stackId())
                    .templateBody(
                        """
                        {"Resources":{"Q":{"Type":"AWS::SQS::Queue","DeletionPolicy":"Retain"}}}
                        """));
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "stacks",
            Map.of(
                "stackId",
                stack("ours").stackId(),
                "members",
                List.of(
                    Map.of(
                        "logicalId", "Photos",
                        "type", "AWS::S3::Bucket",
                        "physicalId", "photos",
                        "policy", "Retain"))));
    ACCOUNT.sweep(Map.of());
    assertThat(s3.listObjectsV2(request -> request.bucket("photos")).contents()).hasSize(1);
  }
}
