package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.elasticbeanstalk.ElasticBeanstalkClient;
import software.amazon.awssdk.services.elasticbeanstalk.model.EnvironmentDescription;
import software.amazon.awssdk.services.elasticbeanstalk.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TagDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

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

  /// The group, the load balancer and its target group, which carry Beanstalk's own marks.
  private static List<String> marked(String environment) {
    var mark = Map.of("elasticbeanstalk:environment-id", now(environment).environmentId());
    var scaling =
        ACCOUNT.aws().of(Emulator.REGION, AutoScalingClient.class, AutoScalingClient::builder);
    var groups =
        scaling.describeAutoScalingGroups().autoScalingGroups().stream()
            .filter(
                group ->
                    group.tags().stream()
                        .anyMatch(tag -> mark.equals(Map.of(tag.key(), tag.value()))))
            .map(AutoScalingGroup::autoScalingGroupARN);
    var elb =
        ACCOUNT
            .aws()
            .of(
                Emulator.REGION,
                ElasticLoadBalancingV2Client.class,
                ElasticLoadBalancingV2Client::builder);
    var fronts =
        Stream.concat(
                elb.describeLoadBalancers().loadBalancers().stream()
                    .map(LoadBalancer::loadBalancerArn),
                elb.describeTargetGroups().targetGroups().stream().map(TargetGroup::targetGroupArn))
            .toList();
    var told = elb.describeTags(request -> request.resourceArns(fronts)).tagDescriptions();
    return Stream.concat(
            groups,
            told.stream()
                .filter(
                    one ->
                        one.tags().stream()
                            .anyMatch(tag -> mark.equals(Map.of(tag.key(), tag.value()))))
                .map(TagDescription::resourceArn))
        .toList();
  }

  @Test
  void itGoesWithItsStackAndAllInIt() {
    var ours = environment("ours", OURS);
    var stack = stack("ours").stackId();
    var queue = queue("ours");
    var marked = marked("ours");
    environment("theirs", Map.of());
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).contains(ours, stack, queue).containsAll(marked);
    assertThat(living()).containsExactly("theirs");
    assertThat(marked("theirs")).hasSameSizeAs(marked);
    assertThat(ACCOUNT.emulator().calls())
        .containsEntry("elasticbeanstalk:TerminateEnvironment", 1L)
        .doesNotContainKeys(
            "cloudformation:DeleteStack",
            "sqs:DeleteQueue",
            "autoscaling:DeleteAutoScalingGroup",
            "elasticloadbalancing:DeleteLoadBalancer");
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

  /// Whoever tagged no more than what Beanstalk made for a stranger's environment.
  @Test
  void whatIsOfAStrangersEnvironmentStaysThoughItIsTagged() {
    environment("theirs", Map.of());
    var marked = marked("theirs");
    assertThat(marked).hasSize(3);
    marked.forEach(arn -> ACCOUNT.tag(arn, OURS));
    var night = ACCOUNT.sweep(Map.of());
    marked.forEach(arn -> night.stays(arn, "which is not tagged for this workshop"));
    assertThat(marked("theirs")).containsExactlyElementsOf(marked);
  }

  /// Where Beanstalk knows no such environment any more, nobody can say whose it is.
  @Test
  void whatIsMarkedAsOfAnEnvironmentThatIsNotThereStays() {
    environment("theirs", Map.of());
    var marked = marked("theirs");
    marked.forEach(arn -> ACCOUNT.tag(arn, OURS));
    marked.forEach(arn -> ACCOUNT.tag(arn, Map.of("elasticbeanstalk:environment-id", "e-gone")));
    var night = ACCOUNT.sweep(Map.of());
    marked.forEach(arn -> night.stays(arn, "it is of an Elastic Beanstalk environment"));
  }

  /// It is asked once Beanstalk is done with it.
  @Test
  void oneThatIsUpdatedIsWaitedFor() {
    environment("ours", OURS);
    beanstalk().updateEnvironment(request -> request.environmentName("ours"));
    ACCOUNT.sweep(Map.of());
    ACCOUNT.sweep(Map.of());
    assertThat(living()).isEmpty();
    assertThat(ACCOUNT.emulator().calls())
        .containsEntry("elasticbeanstalk:TerminateEnvironment", 1L);
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
