package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/// Auto Scaling groups: whose they are, what goes with them, and what they keep.
class ScalingIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private AutoScalingClient scaling;
  private Ec2Client ec2;
  private String subnet;
  private String template;

  @BeforeEach
  void asksAws() {
    scaling = ACCOUNT.aws().of(HERE, AutoScalingClient.class, AutoScalingClient::builder);
    ec2 = ACCOUNT.aws().ec2(HERE);
    var vpc = ec2.createVpc(request -> request.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    subnet =
        ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock("10.1.1.0/24"))
            .subnet()
            .subnetId();
    template =
        ec2.createLaunchTemplate(
                request ->
                    request
                        .launchTemplateName("web")
                        .launchTemplateData(
                            data -> data.imageId(image()).instanceType(InstanceType.T3_MEDIUM)))
            .launchTemplate()
            .launchTemplateId();
  }

  private String image() {
    return ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
  }

  private String group(String name, int size, Map<String, String> tags) {
    return group(
        name,
        size,
        tags,
        request -> request.launchTemplate(of -> of.launchTemplateId(template).version("1")));
  }

  private String group(
      String name,
      int size,
      Map<String, String> tags,
      Consumer<CreateAutoScalingGroupRequest.Builder> how) {
    scaling.createAutoScalingGroup(
        request ->
            how.accept(
                request
                    .autoScalingGroupName(name)
                    .minSize(0)
                    .maxSize(4)
                    .desiredCapacity(size)
                    .vpcZoneIdentifier(subnet)
                    .tags(
                        tags.entrySet().stream()
                            .map(
                                entry ->
                                    Tag.builder()
                                        .key(entry.getKey())
                                        .value(entry.getValue())
                                        .propagateAtLaunch(true)
                                        .build())
                            .toList())));
    return scaling
        .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
        .autoScalingGroups()
        .getFirst()
        .autoScalingGroupARN();
  }

  private List<String> servers(String group) {
    return scaling
        .describeAutoScalingGroups(request -> request.autoScalingGroupNames(group))
        .autoScalingGroups()
        .getFirst()
        .instances()
        .stream()
        .map(Instance::instanceId)
        .toList();
  }

  private String configuration(String name) {
    scaling.createLaunchConfiguration(
        request ->
            request.launchConfigurationName(name).imageId(image()).instanceType("t3.medium"));
    return scaling
        .describeLaunchConfigurations(request -> request.launchConfigurationNames(name))
        .launchConfigurations()
        .getFirst()
        .launchConfigurationARN();
  }

  private static String arn(String resource) {
    return "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static Night night(String liftProtection) {
    return ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", liftProtection));
  }

  /// Whoever made it makes it anew, or waits for it.
  @ParameterizedTest
  @CsvSource({
    "eks:nodegroup-name, an EKS node group",
    "eks:cluster-name, an EKS cluster",
    "AWSBatchServiceTag, a compute environment of AWS Batch",
    "elasticbeanstalk:environment-id, an Elastic Beanstalk environment",
    "elasticbeanstalk:environment-name, an Elastic Beanstalk environment",
    "aws:gamelift:fleet, it belongs to another AWS service",
  })
  void staysWithWhoManagesIt(String key, String why) {
    var group = group("web", 1, TAG);
    ACCOUNT.tag(group, Map.of(key, "x"));
    night("all").stays(group, why);
    assertThat(servers("web")).hasSize(1);
  }

  @Test
  void whoseServersAreProtectedStays() {
    var group = group("web", 1, TAG);
    var server = servers("web").getFirst();
    scaling.setInstanceProtection(
        request ->
            request.autoScalingGroupName("web").instanceIds(server).protectedFromScaleIn(true));
    night("none").stays(group, "scale-in protection of a server");
    scaling.setInstanceProtection(
        request ->
            request.autoScalingGroupName("web").instanceIds(server).protectedFromScaleIn(false));
    ec2.modifyInstanceAttribute(
        request -> request.instanceId(server).disableApiTermination(to -> to.value(true)));
    night("none").stays(group, "termination protection");
    assertThat(servers("web")).hasSize(1);
    assertThat(night("all").gone()).contains(group, arn("instance/" + server));
  }

  @Test
  void oneServerThatIsKeptKeepsTheGroup() {
    var group = group("web", 2, TAG);
    ACCOUNT.tag(arn("instance/" + servers("web").getFirst()), Map.of("janitor:keep", "true"));
    night("none").stays(group, "it carries the tag janitor:keep");
    assertThat(servers("web")).hasSize(2);
  }

  /// Deletion by force takes it along, whether the group gave it its tags or not.
  @ParameterizedTest
  @CsvSource({
    "janitor:keep, true, it carries the tag janitor:keep",
    "janitor:expires-at, 2999-01-01, it is not due yet",
    "workshop, pets, it carries workshop=pets",
  })
  void aServerWithoutTheGroupsTagsKeepsIt(String key, String value, String why) {
    var group = group("web", 2, Map.of());
    ACCOUNT.tag(group, TAG);
    ACCOUNT.tag(arn("instance/" + servers("web").getFirst()), Map.of(key, value));
    night("none").stays(group, why);
    assertThat(servers("web")).hasSize(2);
  }

  @Test
  void aDiskThatIsKeptKeepsItsServerAndTheGroup() {
    var group = group("web", 2, Map.of());
    ACCOUNT.tag(group, TAG);
    var disk =
        ec2.describeInstances(request -> request.instanceIds(servers("web").getFirst()))
            .reservations()
            .getFirst()
            .instances()
            .getFirst()
            .blockDeviceMappings()
            .getFirst()
            .ebs()
            .volumeId();
    ACCOUNT.tag(arn("volume/" + disk), Map.of("janitor:keep", ""));
    night("none").stays(group, "it carries the tag janitor:keep");
    assertThat(servers("web")).hasSize(2);
  }

  /// Put on after the scan, right before the group would be deleted.
  @Test
  void aServerThatIsKeptMeanwhileKeepsTheGroup() {
    var group = group("web", 1, Map.of());
    ACCOUNT.tag(group, TAG);
    var server = arn("instance/" + servers("web").getFirst());
    var environment = new HashMap<>(ACCOUNT.emulator().environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    var looks = new AtomicInteger();
    var night =
        Night.sweepNow(
            ACCOUNT.emulator(),
            environment,
            new Meanwhile(
                request -> {
                  // The scan has looked at its servers' protection by now.
                  if (request instanceof DescribeInstanceAttributeRequest
                      && looks.incrementAndGet() == 2) {
                    ACCOUNT.tag(server, Map.of("janitor:keep", ""));
                  }
                }));
    assertThat(night.count("gone")).isZero();
    assertThat(night.told(group).get("reason")).contains("janitor:keep");
    assertThat(servers("web")).hasSize(1);
  }

  /// One that waits in the warm pool of a group, in which no list of groups shows it.
  private String warm(String group) {
    scaling.putWarmPool(request -> request.autoScalingGroupName(group).minSize(1));
    var server =
        arn(
            "instance/"
                + ec2.runInstances(
                        request ->
                            request.imageId(image()).minCount(1).maxCount(1).subnetId(subnet))
                    .instances()
                    .getFirst()
                    .instanceId());
    var tags = new HashMap<>(TAG);
    tags.put("aws:autoscaling:groupName", group);
    ACCOUNT.tag(server, tags);
    return server;
  }

  @Test
  void aServerOfTheWarmPoolGoesWithItsGroup() {
    var group = group("web", 0, TAG);
    var server = warm("web");
    ACCOUNT.tag(arn("subnet/" + subnet), TAG);
    var night = night("none");
    assertThat(night.gone()).contains(group, server, arn("subnet/" + subnet));
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:TerminateInstances");
  }

  @Test
  void aServerOfAStrangersWarmPoolStaysAndKeepsWhatItNeeds() {
    group("theirs", 0, Map.of());
    var server = warm("theirs");
    ACCOUNT.tag(arn("subnet/" + subnet), TAG);
    var night = night("none");
    night.stays(server, "theirs, which is not tagged for this workshop");
    night.stays(arn("subnet/" + subnet), "theirs");
    assertThat(night.count("gone")).isZero();
  }

  @Test
  void aServerOfTheWarmPoolThatIsKeptKeepsItsGroup() {
    var group = group("web", 0, TAG);
    ACCOUNT.tag(warm("web"), Map.of("janitor:keep", "true"));
    night("none").stays(group, "it carries the tag janitor:keep");
  }

  /// Their servers need what the group does, whether they carry the tag or not.
  @Test
  void aStrangersGroupKeepsWhatItNeeds() {
    group("theirs", 1, Map.of());
    ACCOUNT.tag(arn("subnet/" + subnet), TAG);
    ACCOUNT.tag(arn("launch-template/" + template), TAG);
    var server = arn("instance/" + servers("theirs").getFirst());
    ACCOUNT.tag(server, TAG);
    var night = night("none");
    night.stays(arn("subnet/" + subnet), "theirs");
    night.stays(arn("launch-template/" + template), "theirs");
    night.stays(server, "theirs, which is not tagged for this workshop");
    assertThat(night.count("gone")).isZero();
    assertThat(night.count("failed")).isZero();
    assertThat(servers("theirs")).hasSize(1);
  }

  @Test
  void aConfigurationThatAnotherGroupNamesStays() {
    var shared = configuration("shared");
    var own = configuration("own");
    var one = group("one", 0, TAG, request -> request.launchConfigurationName("shared"));
    var two = group("two", 0, TAG, request -> request.launchConfigurationName("own"));
    group("theirs", 0, Map.of(), request -> request.launchConfigurationName("shared"));
    var unnamed = configuration("unnamed");
    var night = night("none");
    assertThat(night.gone()).containsExactlyInAnyOrder(one, two, own);
    night.stays(shared, "theirs");
    assertThat(
            scaling.describeLaunchConfigurations().launchConfigurations().stream()
                .map(configuration -> configuration.launchConfigurationARN()))
        .containsExactlyInAnyOrder(shared, unnamed);
  }

  /// Whether those carry the tag or not. Its subnet goes in the same night, and not before the last
  /// of its servers has.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatItsServersLeaveGoesAfterThem(boolean areTagged) {
    var group = group("web", 2, areTagged ? TAG : Map.of());
    if (!areTagged) {
      ACCOUNT.tag(group, TAG);
    }
    var volume =
        ec2.createVolume(request -> request.availabilityZone(HERE + "a").size(1)).volumeId();
    ec2.attachVolume(
        request ->
            request.instanceId(servers("web").getFirst()).volumeId(volume).device("/dev/sdf"));
    ACCOUNT.tag(arn("subnet/" + subnet), TAG);
    var night = night("none");
    assertThat(night.gone())
        .contains(group, arn("subnet/" + subnet), arn("volume/" + volume))
        .hasSize(5);
    assertThat(night.count("failed")).isZero();
    assertThat(ACCOUNT.emulator().refusals()).isEmpty();
  }

  @Test
  void isTaggedByItsNameAndByItsNameTag() {
    group("web", 1, Map.of("Name", "front-door"));
    group("back", 0, Map.of());
    for (var words : List.of("front-*", "back")) {
      var told = Told.by(ACCOUNT.emulator(), "", "tag", "--name", words, "--yes");
      assertThat(told.err()).isEmpty();
      assertThat(told.out()).contains("AWS::AutoScaling::AutoScalingGroup");
    }
    assertThat(
            scaling
                .describeAutoScalingGroups(
                    request ->
                        request.filters(
                            Filter.builder()
                                .name("tag:workshop")
                                .values(Rehearsal.WORKSHOP)
                                .build()))
                .autoScalingGroups())
        .hasSize(2);
    Told.by(ACCOUNT.emulator(), "y\n", "untag", "--name", "back");
  }
}
