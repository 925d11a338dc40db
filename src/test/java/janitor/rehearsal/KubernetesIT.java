package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.CapabilityDeletePropagationPolicy;
import software.amazon.awssdk.services.eks.model.CapabilityType;
import software.amazon.awssdk.services.eks.model.ConnectorConfigProvider;
import software.amazon.awssdk.services.eks.model.FargateProfileSelector;

/// What carries the workshop's tag among clusters of Kubernetes and stays, each for the reason of
/// its own guard; what goes, and what of that is left to be found by the cluster's own tag.
class KubernetesIT {
  private static final String HERE = Emulator.REGION;
  private static final String ROLE = "arn:aws:iam::" + Emulator.ACCOUNT + ":role/r";
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> NONE = Map.of();

  private static final Map<String, String> STAYS = new LinkedHashMap<>();
  private static final Map<String, String> GOES = new LinkedHashMap<>();

  /// What nobody may even ask for.
  private static final Map<String, String> UNTOLD = new LinkedHashMap<>();

  private static Emulator emulator;
  private static Clients aws;
  private static EksClient eks;
  private static Ec2Client ec2;
  private static List<String> subnets;
  private static Night night;
  private static Night lifting;

  @BeforeAll
  static void meetsAllOfIt() {
    emulator = Emulator.start();
    aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    eks = aws.of(HERE, EksClient.class, EksClient::builder);
    ec2 = aws.ec2(HERE);
    subnets = ec2.describeSubnets().subnets().stream().map(Subnet::subnetId).limit(2).toList();
    ofOthers();
    ofOwn();
    emulator.deny(List.of());
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    night = Night.sweepNow(emulator, environment);
    environment.put("JANITOR_LIFT_PROTECTION", "all");
    lifting = Night.sweepNow(emulator, environment);
  }

  @AfterAll
  static void ends() {
    aws.close();
    emulator.close();
  }

  private static void ofOthers() {
    STAYS.put("protected", cluster("protected", TAG, true));
    STAYS.put("withAKeptPart", cluster("kept", TAG, false));
    STAYS.put("keptPart", nodegroup("kept", "nodes", Map.of("janitor:keep", "")));
    STAYS.put("withAStrangersPart", cluster("pets", TAG, false));
    nodegroup("pets", "nodes", Map.of("workshop", "pets"));
    cluster("theirs", NONE, false);
    STAYS.put("groupOfTheirs", group("of-theirs", TAG));
    eks.createCluster(
        request ->
            request
                .name("in-our-group")
                .roleArn(ROLE)
                .resourcesVpcConfig(
                    network ->
                        network.subnetIds(subnets).securityGroupIds(id(STAYS, "groupOfTheirs"))));
    STAYS.put("nodesOfAStack", nodegroup("theirs", "of-a-stack", TAG));
    STAYS.put("profileOfAStack", profile("theirs", "of-a-stack", TAG));
    STAYS.put("addonOfAStack", addon("theirs", "of-a-stack", TAG));
    stack(
        "theirs",
        NONE,
        Map.of(
            "Nodegroup", "theirs/of-a-stack",
            "FargateProfile", "theirs|of-a-stack",
            "Addon", "theirs|of-a-stack"));
    UNTOLD.put("foundByTheCluster", volume(Map.of("kubernetes.io/cluster/ours", "shared")));
    UNTOLD.put("ofALongerName", volume(Map.of("kubernetes.io/cluster/ours-2", "owned")));
    UNTOLD.put("ofTheirs", volume(Map.of("kubernetes.io/cluster/theirs", "owned")));
    UNTOLD.put("ofOneThatStays", volume(Map.of("kubernetes.io/cluster/nobodys", "owned")));
  }

  private static void ofOwn() {
    GOES.put("cluster", cluster("ours", TAG, false));
    GOES.put("nodes", nodegroup("ours", "nodes", NONE));
    GOES.put("profile", profile("ours", "p", NONE));
    GOES.put("otherProfile", profile("ours", "q", NONE));
    GOES.put("capability", capability("ours", CapabilityType.ACK, "controllers", NONE));
    GOES.put("capabilityInTheirs", capability("theirs", CapabilityType.KRO, "orchestrator", TAG));
    // As eksctl makes one for each node group.
    GOES.put("nodesOfOwnStack", nodegroup("ours", "of-own-stack", NONE));
    GOES.put("ownStack", stack("eksctl-ours", TAG, Map.of("Nodegroup", "ours/of-own-stack")));
    GOES.put("leftVolume", volume(Map.of("kubernetes.io/cluster/ours", "owned")));
    GOES.put("leftGroup", group("k8s-elb-1", Map.of("kubernetes.io/cluster/ours", "owned")));
    // In a cluster that nobody tagged: it is the workshop's by itself.
    GOES.put("nodesInTheirs", nodegroup("theirs", "our-nodes", TAG));
    GOES.put(
        "connected",
        eks.registerCluster(
                request ->
                    request
                        .name("far")
                        .tags(TAG)
                        .connectorConfig(
                            how -> how.roleArn(ROLE).provider(ConnectorConfigProvider.OTHER)))
            .cluster()
            .arn());
  }

  private static String cluster(String name, Map<String, String> tags, boolean isProtected) {
    return eks.createCluster(
            request ->
                request
                    .name(name)
                    .roleArn(ROLE)
                    .resourcesVpcConfig(network -> network.subnetIds(subnets))
                    .deletionProtection(isProtected)
                    .tags(tags))
        .cluster()
        .arn();
  }

  private static String nodegroup(String cluster, String name, Map<String, String> tags) {
    return eks.createNodegroup(
            request ->
                request
                    .clusterName(cluster)
                    .nodegroupName(name)
                    .subnets(subnets)
                    .nodeRole(ROLE)
                    .tags(tags))
        .nodegroup()
        .nodegroupArn();
  }

  private static String profile(String cluster, String name, Map<String, String> tags) {
    return eks.createFargateProfile(
            request ->
                request
                    .clusterName(cluster)
                    .fargateProfileName(name)
                    .podExecutionRoleArn(ROLE)
                    .tags(tags)
                    .selectors(FargateProfileSelector.builder().namespace(name).build()))
        .fargateProfile()
        .fargateProfileArn();
  }

  private static String addon(String cluster, String name, Map<String, String> tags) {
    return eks.createAddon(request -> request.clusterName(cluster).addonName(name).tags(tags))
        .addon()
        .addonArn();
  }

  private static String capability(
      String cluster, CapabilityType type, String name, Map<String, String> tags) {
    return eks.createCapability(
            request ->
                request
                    .clusterName(cluster)
                    .capabilityName(name)
                    .type(type)
                    .roleArn(ROLE)
                    .deletePropagationPolicy(CapabilityDeletePropagationPolicy.RETAIN)
                    .tags(tags))
        .capability()
        .arn();
  }

  /// A stack that lists these parts of clusters, by their types.
  private static String stack(String name, Map<String, String> tags, Map<String, String> parts) {
    var template =
        "{\"Resources\":{\"Told\":{\"Type\":\"AWS::SNS::Topic\",\"Properties\":{\"TopicName\":\""
            + name
            + "\"}}}}";
    var id =
        aws.cloudFormation(HERE)
            .createStack(request -> request.stackName(name).templateBody(template))
            .stackId();
    var members =
        parts.entrySet().stream()
            .map(
                part ->
                    Map.of(
                        "logicalId", part.getKey(),
                        "type", "AWS::EKS::" + part.getKey(),
                        "physicalId", part.getValue()))
            .toList();
    emulator.control("POST", "stacks", Map.of("stackId", id, "members", members));
    emulator.control("POST", "tags", Map.of(id, tags));
    return id;
  }

  private static String volume(Map<String, String> tags) {
    var id =
        ec2.createVolume(
                request -> request.availabilityZone(HERE + "a").size(1).volumeType(VolumeType.GP3))
            .volumeId();
    return tagged("volume/" + id, tags);
  }

  private static String group(String name, Map<String, String> tags) {
    var vpc = ec2.describeSubnets(request -> request.subnetIds(subnets)).subnets().getFirst();
    var id =
        ec2.createSecurityGroup(
                request -> request.groupName(name).description(name).vpcId(vpc.vpcId()))
            .groupId();
    return tagged("security-group/" + id, tags);
  }

  private static String tagged(String part, Map<String, String> tags) {
    var arn = "arn:aws:ec2:" + HERE + ":" + Emulator.ACCOUNT + ":" + part;
    emulator.control("POST", "tags", Map.of(arn, tags));
    return arn;
  }

  private static String id(Map<String, String> of, String name) {
    var arn = of.getOrDefault(name, "");
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /// What it is here, and what its guard says.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "protected | its deletion protection is on",
        "withAKeptPart | it waits for EKS Nodegroup nodes, which stays",
        "keptPart | janitor:keep",
        "withAStrangersPart | it waits for EKS Nodegroup nodes, which stays",
        "groupOfTheirs | in-our-group",
        "nodesOfAStack | theirs",
        "profileOfAStack | theirs",
        "addonOfAStack | theirs",
      })
  void stays(String told) {
    var parts = told.split(" \\| ", 2);
    night.stays(STAYS.getOrDefault(parts[0], ""), parts[1]);
  }

  @Test
  void everythingElseGoesAndNothingFails() {
    assertThat(GOES)
        .allSatisfy(
            (name, arn) -> assertThat(night.told(arn)).as(name).containsEntry("outcome", "Gone"));
    for (var each : List.of(night, lifting)) {
      assertThat(each.ended("Failed").toList()).isEmpty();
      assertThat((List<?>) each.field("unread")).isEmpty();
    }
  }

  /// Their clusters are not let go while one is there, and bill on.
  @Test
  void noCapabilityIsLeftInTheClusters() {
    assertThat(eks.listCapabilities(request -> request.clusterName("theirs")).capabilities())
        .isEmpty();
  }

  /// Its own tag says of what a cluster made it, and of none but that.
  @Test
  void whatOthersHaveIsNotEvenToldOf() {
    assertThat(night.resources().map(resource -> resource.get("arn")))
        .doesNotContainAnyElementsOf(UNTOLD.values());
    var ids = UNTOLD.values().stream().map(arn -> arn.substring(arn.lastIndexOf('/') + 1)).toList();
    assertThat(ec2.describeVolumes(request -> request.volumeIds(ids)).volumes()).hasSize(4);
  }

  @Test
  void protectionIsLiftedWhereTheSettingsSaySo() {
    var row = lifting.told(STAYS.getOrDefault("protected", ""));
    assertThat(row).containsEntry("outcome", "Gone");
    assertThat(eks.listClusters().clusters())
        .containsExactlyInAnyOrder("kept", "pets", "theirs", "in-our-group");
  }

  /// The node groups' machines are theirs, and the clusters' own groups the clusters'.
  @Test
  void nothingIsAskedForThatGoesByItself() {
    var asked = emulator.asked();
    assertThat(asked).contains("eks:DeleteNodegroup").doesNotContain("ec2:TerminateInstances");
    assertThat(
            Stream.concat(night.resources(), lifting.resources())
                .map(resource -> resource.get("arn")))
        .noneMatch(arn -> arn.contains(":instance/"));
  }
}
