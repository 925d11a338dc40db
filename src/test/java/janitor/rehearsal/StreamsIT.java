package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.RunJobFlowRequest;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.RuntimeEnvironment;

/// Clusters of EMR, streams of Kinesis with who reads from them, and applications of Flink.
final class StreamsIT {
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> LIFTING = Map.of("JANITOR_LIFT_PROTECTION", "all");

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static EmrClient emr() {
    return ACCOUNT.aws().of(Emulator.REGION, EmrClient.class, EmrClient::builder);
  }

  private static KinesisClient kinesis() {
    return ACCOUNT.aws().of(Emulator.REGION, KinesisClient.class, KinesisClient::builder);
  }

  private static KinesisAnalyticsV2Client flink() {
    return ACCOUNT
        .aws()
        .of(Emulator.REGION, KinesisAnalyticsV2Client.class, KinesisAnalyticsV2Client::builder);
  }

  private static Ec2Client ec2() {
    return ACCOUNT.aws().ec2(Emulator.REGION);
  }

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static Night night(Map<String, String> settings) {
    ACCOUNT.emulator().deny(List.of());
    return ACCOUNT.sweep(settings);
  }

  // EMR

  /// @return its ARN, and those of its machines
  private static String cluster(String name, String subnet, boolean isProtected) {
    return emr()
        .runJobFlow(
            request -> {
              RunJobFlowRequest.Builder how = request.name(name).releaseLabel("emr-7.1.0");
              how.jobFlowRole("EMR_EC2_DefaultRole")
                  .serviceRole("EMR_DefaultRole")
                  .instances(
                      machines ->
                          machines
                              .masterInstanceType("m5.xlarge")
                              .slaveInstanceType("m5.xlarge")
                              .instanceCount(2)
                              .keepJobFlowAliveWhenNoSteps(true)
                              .terminationProtected(isProtected)
                              .ec2SubnetId(subnet));
            })
        .clusterArn();
  }

  private static String tagged(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static String network(String range) {
    var vpc = ec2().createVpc(request -> request.cidrBlock(range)).vpc().vpcId();
    return ec2()
        .createSubnet(request -> request.vpcId(vpc).cidrBlock(range.replace("/16", "/24")))
        .subnet()
        .subnetId();
  }

  private static String vpcOf(String subnet) {
    return ec2().describeSubnets(request -> request.subnetIds(subnet)).subnets().getFirst().vpcId();
  }

  private static List<String> living() {
    return emr()
        .listClusters(request -> request.clusterStates(ClusterState.WAITING))
        .clusters()
        .stream()
        .map(one -> one.name())
        .toList();
  }

  private static List<String> groups(String vpc) {
    return ec2().describeSecurityGroups().securityGroups().stream()
        .filter(group -> vpc.equals(group.vpcId()))
        .map(group -> group.groupName())
        .toList();
  }

  @Test
  void aClusterIsTerminatedAndOnceItIsThatIsGone() {
    var subnet = network("10.1.0.0/16");
    var arn = tagged(cluster("facts", subnet, false));
    cluster("theirs", subnet, false);
    var night = night(Map.of());
    assertThat(night.told(arn)).containsEntry("outcome", "Gone").containsEntry("name", "facts");
    assertThat(living()).containsExactly("theirs");
    // The index names it for months.
    var later = night(Map.of());
    assertThat(later.resources()).isEmpty();
    assertThat((List<?>) later.field("namedByIndexOnly")).isEqualTo(List.of(arn));
    System.out.println("EMR: " + night.field("calls") + " calls for " + night.gone().size());
  }

  /// A machine of a cluster carries its tags, and is no server that goes by itself.
  @Test
  void itsMachinesAreItsOwn() {
    var subnet = network("10.1.0.0/16");
    var arn = cluster("theirs", subnet, false);
    var machine =
        ec2().describeInstances().reservations().getFirst().instances().getFirst().instanceId();
    tagged(arn("ec2", "instance/" + machine));
    night(Map.of())
        .stays(
            arn("ec2", "instance/" + machine),
            "it belongs to EMR Cluster theirs, which is not tagged for this workshop");
    tagged(arn);
    assertThat(night(Map.of()).gone()).contains(arn);
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("ec2:TerminateInstances");
  }

  @Test
  void aProtectedOneStaysUnlessProtectionIsLifted() {
    var arn = tagged(cluster("facts", network("10.1.0.0/16"), true));
    night(Map.of()).stays(arn, "its termination protection is on");
    assertThat(living()).containsExactly("facts");
    assertThat(night(LIFTING).gone()).contains(arn);
  }

  @Test
  void aKeptMachineKeepsItsCluster() {
    var arn = tagged(cluster("facts", network("10.1.0.0/16"), false));
    var machine =
        ec2().describeInstances().reservations().getFirst().instances().getFirst().instanceId();
    var keeping = new HashMap<>(TAG);
    keeping.put("janitor:keep", "");
    ACCOUNT.tag(arn("ec2", "instance/" + machine), keeping);
    night(Map.of()).stays(arn, "its member EC2 Instance");
    assertThat(living()).containsExactly("facts");
  }

  /// They name each other, carry no tag, and serve every cluster in their network.
  @Test
  void theGroupsThatEmrMadeGoWithTheirNetworkAlone() {
    var subnet = network("10.1.0.0/16");
    var vpc = vpcOf(subnet);
    tagged(cluster("facts", subnet, false));
    night(Map.of());
    assertThat(groups(vpc))
        .contains("ElasticMapReduce-Master-Private", "ElasticMapReduce-Slave-Private");
    tagged(arn("ec2", "vpc/" + vpc));
    tagged(arn("ec2", "subnet/" + subnet));
    var night = night(Map.of());
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat(night.gone()).contains(arn("ec2", "vpc/" + vpc));
    assertThat(groups(vpc)).isEmpty();
  }

  @Test
  void aStrangersClusterKeepsTheNetworkAndItsGroups() {
    var subnet = network("10.1.0.0/16");
    var vpc = vpcOf(subnet);
    cluster("theirs", subnet, false);
    tagged(arn("ec2", "vpc/" + vpc));
    tagged(arn("ec2", "subnet/" + subnet));
    night(Map.of()).stays(arn("ec2", "subnet/" + subnet), "cluster j-");
    assertThat(groups(vpc))
        .contains("ElasticMapReduce-Master-Private", "ElasticMapReduce-Slave-Private");
  }

  // Kinesis

  private static String stream(String name) {
    kinesis().createStream(request -> request.streamName(name).shardCount(1));
    return arn("kinesis", "stream/" + name);
  }

  private static String consumer(String stream, String name) {
    return kinesis()
        .registerStreamConsumer(request -> request.streamARN(stream).consumerName(name))
        .consumer()
        .consumerARN();
  }

  @Test
  void aStreamGoesAfterItsConsumersWhichAreToldOf() {
    var arn = tagged(stream("clicks"));
    var counting = consumer(arn, "counting");
    var theirs = consumer(stream("orders"), "counting");
    var night = night(Map.of());
    assertThat(night.gone()).containsExactlyInAnyOrder(arn, counting);
    assertThat(kinesis().listStreams().streamNames()).containsExactly("orders");
    assertThat(
            kinesis()
                .describeStreamConsumer(request -> request.consumerARN(theirs))
                .consumerDescription()
                .consumerName())
        .isEqualTo("counting");
    System.out.println("Kinesis: " + night.field("calls") + " calls for " + night.gone().size());
  }

  @Test
  void aKeptConsumerKeepsItsStream() {
    var arn = tagged(stream("clicks"));
    var keeping = consumer(arn, "keeping");
    ACCOUNT.tag(keeping, Map.of("janitor:keep", ""));
    var night = night(Map.of());
    night.stays(keeping, "janitor:keep");
    night.stays(arn, "it waits for Kinesis StreamConsumer keeping, which stays");
    assertThat(kinesis().listStreams().streamNames()).containsExactly("clicks");
  }

  @Test
  void aConsumerOfAnotherWorkshopKeepsTheStream() {
    var arn = tagged(stream("clicks"));
    var other = consumer(arn, "other");
    ACCOUNT.tag(other, Map.of("workshop", "pets"));
    night(Map.of()).stays(arn, "it waits for Kinesis StreamConsumer other, which stays");
  }

  /// It bills by itself.
  @Test
  void aTaggedConsumerOfAStrangersStreamGoesAlone() {
    var arn = stream("orders");
    var ours = tagged(consumer(arn, "ours"));
    assertThat(night(Map.of()).gone()).containsExactly(ours);
    assertThat(kinesis().listStreams().streamNames()).containsExactly("orders");
  }

  // Flink

  private static String application(String name) {
    flink()
        .createApplication(
            request ->
                request
                    .applicationName(name)
                    .runtimeEnvironment(RuntimeEnvironment.FLINK_1_20)
                    .serviceExecutionRole("arn:aws:iam::" + Emulator.ACCOUNT + ":role/flink"));
    return arn("kinesisanalytics", "application/" + name);
  }

  @Test
  void anApplicationThatStartsIsWaitedForAndThenDeletedAsItRuns() {
    var arn = tagged(application("counting"));
    application("theirs");
    flink().startApplication(request -> request.applicationName("counting"));
    var night = night(Map.of());
    assertThat(night.gone()).containsExactly(arn);
    assertThat(flink().listApplications().applicationSummaries())
        .singleElement()
        .satisfies(one -> assertThat(one.applicationName()).isEqualTo("theirs"));
    assertThat(ACCOUNT.emulator().asked()).doesNotContain("kinesisanalytics:StopApplication");
    System.out.println("Flink: " + night.field("calls") + " calls for " + night.gone().size());
  }
}
