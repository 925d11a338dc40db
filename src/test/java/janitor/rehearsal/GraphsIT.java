package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.neptunegraph.NeptuneGraphClient;
import software.amazon.awssdk.services.neptunegraph.model.DeletePrivateGraphEndpointRequest;
import software.amazon.awssdk.services.neptunegraph.model.ExportFormat;
import software.amazon.awssdk.services.neptunegraph.model.GraphSnapshotSummary;
import software.amazon.awssdk.services.neptunegraph.model.GraphStatus;
import software.amazon.awssdk.services.neptunegraph.model.GraphSummary;
import software.amazon.awssdk.services.neptunegraph.model.ListTagsForResourceRequest;

/// Neptune Analytics: graphs, what is kept of them, and where they are in a VPC.
final class GraphsIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final Map<String, String> WITHOUT = Map.of("JANITOR_FINAL_SNAPSHOT", "none");
  private static final int OLD = 2 * 24 * 60 * 60;
  private static final String HERE = Emulator.REGION + ":" + Emulator.ACCOUNT + ":";

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static NeptuneGraphClient neptune() {
    return ACCOUNT.aws().of(Emulator.REGION, NeptuneGraphClient.class, NeptuneGraphClient::builder);
  }

  private static Ec2Client ec2() {
    return ACCOUNT.aws().of(Emulator.REGION, Ec2Client.class, Ec2Client::builder);
  }

  private static void made(int secondsAgo) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -secondsAgo));
  }

  private static String graph(String name, Map<String, String> tags) {
    return graph(name, tags, false);
  }

  private static String graph(String name, Map<String, String> tags, boolean isProtected) {
    return neptune()
        .createGraph(
            request ->
                request
                    .graphName(name)
                    .provisionedMemory(16)
                    .deletionProtection(isProtected)
                    .tags(tags))
        .arn();
  }

  private static String id(String arn) {
    return arn.replaceFirst(".*/", "");
  }

  private static List<String> graphs() {
    return neptune().listGraphs(_ -> {}).graphs().stream().map(GraphSummary::name).toList();
  }

  private static List<GraphSnapshotSummary> snapshots() {
    return neptune().listGraphSnapshots(_ -> {}).graphSnapshots();
  }

  private static Map<String, String> tagsOf(String arn) {
    return neptune().listTagsForResource(request -> request.resourceArn(arn)).tags();
  }

  private static void until(String graph, GraphStatus status) {
    GraphStatus now;
    do {
      now = neptune().getGraph(request -> request.graphIdentifier(id(graph))).status();
    } while (now != status);
  }

  @Test
  void whatIsOldIsCopiedAndTheCopyHasADateOfItsOwn() {
    made(OLD);
    var ours = graph("ours", OURS);
    graph("theirs", Map.of());
    graph("kept", KEPT);
    made(0);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(graphs()).containsExactlyInAnyOrder("theirs", "kept");
    assertThat(snapshots())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.name()).startsWith("workshop-janitor-" + id(ours) + "-");
              assertThat(one.sourceGraphId()).isEqualTo(id(ours));
              assertThat(tagsOf(one.arn()))
                  .containsEntry("workshop", Rehearsal.WORKSHOP)
                  .containsKey("janitor:expires-at");
            });
  }

  @Test
  void whatIsYoungerThanADayIsNotCopied() {
    var ours = graph("ours", OURS);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void withoutASnapshotItGoesOutright() {
    made(OLD);
    var ours = graph("ours", OURS);
    made(0);
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).containsExactly(ours);
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void theMailSaysHowToGetItBack() {
    made(OLD);
    var ours = graph("ours", OURS);
    made(0);
    ACCOUNT.sweep(ACCOUNT.mailing());
    assertThat(ACCOUNT.mail())
        .containsPattern(
            "To bring it back:\\s+until .*: aws neptune-graph restore-graph-from-snapshot"
                + " --snapshot-identifier gs-\\w+ --graph-name restored-"
                + id(ours)
                + " --region "
                + Emulator.REGION);
  }

  @Test
  void whatPeopleTookGoesByItsOwnTags() {
    var theirs = graph("theirs", Map.of());
    var ours =
        neptune()
            .createGraphSnapshot(
                request -> request.graphIdentifier(id(theirs)).snapshotName("ours").tags(OURS))
            .arn();
    until(theirs, GraphStatus.AVAILABLE);
    neptune()
        .createGraphSnapshot(request -> request.graphIdentifier(id(theirs)).snapshotName("others"));
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactly(ours);
    assertThat(snapshots()).extracting(GraphSnapshotSummary::name).containsExactly("others");
    assertThat(graphs()).containsExactly("theirs");
  }

  @Test
  void aProtectedOneStaysUnlessProtectionIsLifted() {
    made(OLD);
    var ours = graph("ours", OURS, true);
    made(0);
    ACCOUNT.sweep(Map.of()).stays(ours, "its deletion protection is on");
    assertThat(snapshots()).isEmpty();
    ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", "all"));
    ACCOUNT.sweep(Map.of("JANITOR_LIFT_PROTECTION", "all"));
    assertThat(graphs()).isEmpty();
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void whatIsProtectedMeanwhileStays() {
    made(OLD);
    var ours = graph("ours", OURS);
    made(0);
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof ListTagsForResourceRequest) {
                protect(ours);
              }
            });
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(ours).toString()).contains("protection was put on meanwhile");
    assertThat(snapshots()).isEmpty();
  }

  private static void protect(String graph) {
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(graph, Map.of("told", Map.of("deletionProtection", true))));
  }

  @Test
  void whatLosesItsTagMeanwhileStays() {
    var ours = graph("ours", OURS);
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof ListTagsForResourceRequest) {
                ACCOUNT.tag(ours, Map.of("workshop", "another"));
              }
            });
    assertThat(night.gone()).isEmpty();
    assertThat(graphs()).containsExactly("ours");
  }

  @Test
  void aStoppedOneIsStartedFirst() {
    made(OLD);
    var ours = graph("ours", OURS);
    made(0);
    neptune().stopGraph(request -> request.graphIdentifier(id(ours)));
    until(ours, GraphStatus.STOPPED);
    ACCOUNT.sweep(Map.of());
    // It takes more than a night of a test.
    ACCOUNT.sweep(Map.of());
    assertThat(graphs()).isEmpty();
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void ofAFailedOneNoSnapshotIsTaken() {
    made(OLD);
    var ours = graph("ours", OURS);
    made(0);
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(ours, Map.of("told", Map.of("status", "FAILED"))));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(ours).toString()).contains("its state is FAILED");
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).containsExactly(ours);
  }

  private static void export(String graph, String role) {
    neptune()
        .startExportTask(
            request ->
                request
                    .graphIdentifier(id(graph))
                    .roleArn(role)
                    .format(ExportFormat.CSV)
                    .destination("s3://b/")
                    .kmsKeyIdentifier(
                        "arn:aws:kms:" + HERE + "key/0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a"));
  }

  private static String role(Map<String, String> tags) {
    var arn =
        ACCOUNT
            .aws()
            .of(Emulator.REGION, IamClient.class, IamClient::builder)
            .createRole(
                request ->
                    request
                        .roleName("tasks")
                        .assumeRolePolicyDocument(
                            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                + "\"Principal\":{\"Service\":\"neptune-graph.amazonaws.com\"},"
                                + "\"Action\":\"sts:AssumeRole\"}]}"))
            .role()
            .arn();
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  @Test
  void oneThatIsExportedWaits() {
    var ours = graph("ours", OURS);
    export(ours, "arn:aws:iam::" + Emulator.ACCOUNT + ":role/r");
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(ours).toString()).contains("an export of it is running");
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat(graphs()).containsExactly("ours");
  }

  @Test
  void aRoleStaysWhileATaskOfAStrangersGraphWorksWithIt() {
    var role = role(OURS);
    export(graph("theirs", Map.of()), role);
    ACCOUNT.sweep(Map.of()).stays(role, "theirs");
  }

  @Test
  void aKeyStaysWhileAStrangersGraphIsEncryptedByIt() {
    var key = ACCOUNT.key(OURS);
    neptune()
        .createGraph(
            request -> request.graphName("theirs").provisionedMemory(16).kmsKeyIdentifier(key));
    ACCOUNT.sweep(Map.of()).stays(key, "theirs");
  }

  // Private endpoints

  private record Network(String vpc, String subnet) {}

  private static Network network() {
    var vpc = ec2().createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    var subnet =
        ec2()
            .createSubnet(request -> request.vpcId(vpc).cidrBlock("10.0.0.0/24"))
            .subnet()
            .subnetId();
    return new Network(vpc, subnet);
  }

  private static String connect(String graph, Network to) {
    return neptune()
        .createPrivateGraphEndpoint(
            request -> request.graphIdentifier(id(graph)).vpcId(to.vpc()).subnetIds(to.subnet()))
        .vpcEndpointId();
  }

  private static String connection(String graph, Network to) {
    return "arn:aws:neptune-graph:" + HERE + "private-graph-endpoint/" + id(graph) + "_" + to.vpc();
  }

  private static String arn(String what) {
    return "arn:aws:ec2:" + HERE + what;
  }

  private static List<String> endpoints() {
    return ec2().describeVpcEndpoints(_ -> {}).vpcEndpoints().stream()
        .map(VpcEndpoint::vpcEndpointId)
        .toList();
  }

  private static List<String> subnets(Network of) {
    return ec2().describeSubnets(_ -> {}).subnets().stream()
        .filter(subnet -> of.vpc().equals(subnet.vpcId()))
        .map(Subnet::subnetId)
        .toList();
  }

  @Test
  void itsPrivateEndpointsGoFirstAndThenItsNetwork() {
    var ours = graph("ours", OURS);
    var network = network();
    ACCOUNT.tag(arn("subnet/" + network.subnet()), OURS);
    ACCOUNT.tag(arn("vpc/" + network.vpc()), OURS);
    var endpoint = connect(ours, network);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat(night.gone())
        .contains(
            ours,
            connection(ours, network),
            arn("vpc-endpoint/" + endpoint),
            arn("subnet/" + network.subnet()),
            arn("vpc/" + network.vpc()));
    assertThat(endpoints()).isEmpty();
  }

  /// The janitor itself deletes none of them: that is Neptune's to do.
  @Test
  void aStrangersPrivateEndpointStaysWithAllThatItNeeds() {
    var ours = graph("ours", OURS);
    var theirs = graph("theirs", Map.of());
    var network = network();
    var subnet = arn("subnet/" + network.subnet());
    ACCOUNT.tag(subnet, OURS);
    connect(ours, network);
    var endpoint = connect(theirs, network);
    var tagged = arn("vpc-endpoint/" + endpoint);
    ACCOUNT.tag(tagged, OURS);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).contains(ours, connection(ours, network)).doesNotContain(subnet);
    night.stays(tagged, "PrivateGraphEndpoint " + id(theirs));
    night.stays(subnet, id(theirs));
    assertThat(endpoints()).containsExactly(endpoint);
    assertThat(subnets(network)).containsExactly(network.subnet());
    assertThat(
            neptune()
                .listPrivateGraphEndpoints(request -> request.graphIdentifier(id(theirs)))
                .privateGraphEndpoints())
        .hasSize(1);
  }

  @Test
  void aKeptGraphKeepsItsPrivateEndpoint() {
    var kept = graph("kept", KEPT);
    var network = network();
    var endpoint = connect(kept, network);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    assertThat(endpoints()).containsExactly(endpoint);
  }

  /// Somebody put a word on what Neptune made.
  @Test
  void aKeptEndpointOfTheVpcKeepsAllOfIt() {
    var ours = graph("ours", OURS);
    var network = network();
    var endpoint = connect(ours, network);
    ACCOUNT.tag(arn("vpc-endpoint/" + endpoint), Map.of("janitor:keep", ""));
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).isEmpty();
    night.stays(connection(ours, network), "janitor:keep");
    assertThat(graphs()).containsExactly("ours");
  }

  @Test
  void oneThatIsRefusedKeepsItsGraph() {
    var ours = graph("ours", OURS);
    var network = network();
    connect(ours, network);
    ACCOUNT.emulator().control("POST", "rights", Map.of("deny", List.of("ec2:DeleteVpcEndpoints")));
    var asked = new AtomicInteger();
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof DeletePrivateGraphEndpointRequest) {
                asked.incrementAndGet();
              }
            });
    assertThat(asked).hasPositiveValue();
    assertThat(night.gone()).isEmpty();
    assertThat(night.told(connection(ours, network)).toString()).contains("ec2:DeleteVpcEndpoints");
    assertThat(graphs()).containsExactly("ours");
  }
}
