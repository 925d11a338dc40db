package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.time.Duration;
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
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.CapabilityDeletePropagationPolicy;
import software.amazon.awssdk.services.eks.model.CapabilityType;
import software.amazon.awssdk.services.eks.model.ConnectorConfigProvider;
import software.amazon.awssdk.services.eks.model.FargateProfileSelector;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;

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
  private static ElasticLoadBalancingV2Client elb;
  private static ElasticLoadBalancingClient classic;
  private static Ec2Client ec2;
  private static List<String> subnets;
  private static Night night;
  private static Night lifting;

  @BeforeAll
  static void meetsAllOfIt() {
    emulator = Emulator.start();
    aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    eks = aws.of(HERE, EksClient.class, EksClient::builder);
    elb = aws.of(HERE, ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
    classic = aws.of(HERE, ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder);
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
    STAYS.put("withAKeptNode", cluster("kept-node", TAG, false));
    nodegroup("kept-node", "nodes", NONE);
    keepNodeOf("kept-node");
    cluster("theirs-too", NONE, false);
    STAYS.put("nodesOfAKeptNode", nodegroup("theirs-too", "our-nodes", TAG));
    keepNodeOf("theirs-too");
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
    ofTheirControllers();
    UNTOLD.put("foundByTheCluster", volume(Map.of("kubernetes.io/cluster/ours", "shared")));
    UNTOLD.put("ofALongerName", volume(Map.of("kubernetes.io/cluster/ours-2", "owned")));
    UNTOLD.put("ofTheirs", volume(Map.of("kubernetes.io/cluster/theirs", "owned")));
    UNTOLD.put("ofOneThatStays", volume(Map.of("kubernetes.io/cluster/nobodys", "owned")));
  }

  private static String nodeOf(String cluster) {
    return ec2.describeInstances().reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(
            instance ->
                instance.tags().stream()
                    .anyMatch(
                        tag -> tag.key().equals("eks:cluster-name") && tag.value().equals(cluster)))
        .findFirst()
        .orElseThrow()
        .instanceId();
  }

  private static void keepNodeOf(String cluster) {
    var node = nodeOf(cluster);
    ec2.createTags(
        request ->
            request.resources(node).tags(Tag.builder().key("janitor:keep").value("").build()));
  }

  /// With the workshop's tag on it, but made by what works in a cluster of theirs: that would make
  /// it anew.
  private static void ofTheirControllers() {
    STAYS.put("balancerOfTheirs", balancer("theirs", ofController("theirs", TAG)));
    STAYS.put("targetsOfTheirs", targets("theirs", ofController("theirs", TAG)));
    STAYS.put("classicOfTheirs", classic("theirs", ofService("theirs", TAG)));
    STAYS.put("nodeOfTheirs", instance(ofKarpenter("theirs", TAG)));
    STAYS.put("volumeOfTheirs", volume(owned("theirs", TAG)));
    STAYS.put("balancerOfOneThatStays", balancer("kept", ofController("kept", TAG)));
    // Of our cluster by half of its tags, or by those of two.
    UNTOLD.put("balancerOfTheirOwn", balancer("own", ofController("theirs", NONE)));
    UNTOLD.put("balancerByHalf", balancer("half", Map.of("elbv2.k8s.aws/cluster", "ours")));
    UNTOLD.put("classicByHalf", classic("half", owned("ours", NONE)));
    UNTOLD.put("nodeByHand", instance(owned("ours", NONE)));
    UNTOLD.put("cardByHalf", card("aws-K8S-i-0", Map.of("cluster.k8s.amazonaws.com/name", "ours")));
    UNTOLD.put("cardOfTheirs", card("aws-K8S-i-0", ofNetworkPlugin("theirs", NONE)));
    // Somebody's own, which the plugin has marked while it was a node's.
    UNTOLD.put("cardByHand", card("for my tests", ofNetworkPlugin("ours", NONE)));
    UNTOLD.put("ofTwo", volume(owned("ours", Map.of("kubernetes.io/cluster/theirs", "owned"))));
  }

  private static Map<String, String> and(Map<String, String> some, String... more) {
    var all = new HashMap<>(some);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static Map<String, String> owned(String cluster, Map<String, String> tags) {
    return and(tags, "kubernetes.io/cluster/" + cluster, "owned");
  }

  private static Map<String, String> ofController(String cluster, Map<String, String> tags) {
    return and(tags, "elbv2.k8s.aws/cluster", cluster, "ingress.k8s.aws/resource", "LoadBalancer");
  }

  private static Map<String, String> ofService(String cluster, Map<String, String> tags) {
    return and(owned(cluster, tags), "kubernetes.io/service-name", "default/web");
  }

  private static Map<String, String> ofKarpenter(String cluster, Map<String, String> tags) {
    return and(
        owned(cluster, tags),
        "karpenter.sh/nodepool",
        "default",
        "aws:eks:cluster-name",
        cluster,
        "aws:ec2:fleet-id",
        "fleet-" + cluster);
  }

  /// As EKS's network plugin marks an interface that it makes for a node.
  private static Map<String, String> ofNetworkPlugin(String cluster, Map<String, String> tags) {
    return and(
        tags,
        "cluster.k8s.amazonaws.com/name",
        cluster,
        "node.k8s.amazonaws.com/instance_id",
        "i-0",
        "node.k8s.amazonaws.com/createdAt",
        "2026-11-01T00:00:00Z");
  }

  private static String card(String description, Map<String, String> tags) {
    var id =
        ec2.createNetworkInterface(
                request -> request.subnetId(subnets.getFirst()).description(description))
            .networkInterface()
            .networkInterfaceId();
    return tagged("network-interface/" + id, tags);
  }

  /// Which is on the node when the night begins.
  private static String cardOfNode(String cluster, Map<String, String> tags, boolean isLeaked) {
    var node = nodeOf(cluster);
    var arn = card("aws-K8S-" + node, tags);
    ec2.attachNetworkInterface(
        request ->
            request
                .networkInterfaceId(arn.substring(arn.lastIndexOf('/') + 1))
                .instanceId(node)
                .deviceIndex(1));
    emulator.control(
        "POST",
        "properties",
        Map.of(arn, Map.of("told", Map.of("DeleteOnTermination", true, "Leaks", isLeaked))));
    return arn;
  }

  private static String snapshot(Map<String, String> tags) {
    var of =
        ec2.createVolume(
                request -> request.availabilityZone(HERE + "a").size(1).volumeType(VolumeType.GP3))
            .volumeId();
    var id = ec2.createSnapshot(request -> request.volumeId(of)).snapshotId();
    var arn = "arn:aws:ec2:" + HERE + "::snapshot/" + id;
    emulator.control("POST", "tags", Map.of(arn, tags));
    return arn;
  }

  private static String balancer(String name, Map<String, String> tags) {
    var arn =
        elb.createLoadBalancer(request -> request.name("k8s-" + name).subnets(subnets))
            .loadBalancers()
            .getFirst()
            .loadBalancerArn();
    emulator.control("POST", "tags", Map.of(arn, tags));
    return arn;
  }

  private static String targets(String name, Map<String, String> tags) {
    var vpc = ec2.describeSubnets(request -> request.subnetIds(subnets)).subnets().getFirst();
    var arn =
        elb.createTargetGroup(
                request ->
                    request
                        .name("k8s-" + name)
                        .protocol(ProtocolEnum.HTTP)
                        .port(80)
                        .vpcId(vpc.vpcId()))
            .targetGroups()
            .getFirst()
            .targetGroupArn();
    emulator.control("POST", "tags", Map.of(arn, tags));
    return arn;
  }

  private static String classic(String name, Map<String, String> tags) {
    classic.createLoadBalancer(
        request ->
            request
                .loadBalancerName("k8s-" + name)
                .subnets(subnets.getFirst())
                .listeners(
                    Listener.builder()
                        .protocol("HTTP")
                        .loadBalancerPort(80)
                        .instancePort(80)
                        .build()));
    var arn =
        "arn:aws:elasticloadbalancing:"
            + HERE
            + ":"
            + Emulator.ACCOUNT
            + ":loadbalancer/k8s-"
            + name;
    emulator.control("POST", "tags", Map.of(arn, tags));
    return arn;
  }

  private static String instance(Map<String, String> tags) {
    var image = ec2.describeImages(request -> request.owners("amazon")).images().getFirst();
    var id =
        ec2.runInstances(
                request ->
                    request
                        .imageId(image.imageId())
                        .minCount(1)
                        .maxCount(1)
                        .instanceType(InstanceType.T3_MEDIUM)
                        .subnetId(subnets.getFirst()))
            .instances()
            .getFirst()
            .instanceId();
    return tagged("instance/" + id, tags);
  }

  private static void ofOwn() {
    GOES.put("leftBalancer", balancer("ours", ofController("ours", NONE)));
    GOES.put("leftTargets", targets("ours", ofController("ours", NONE)));
    GOES.put("leftClassic", classic("ours", ofService("ours", NONE)));
    GOES.put("leftNode", instance(ofKarpenter("ours", NONE)));
    // With the workshop's tag they wait for the cluster as well, which would make them anew.
    GOES.put("taggedBalancer", balancer("tagged", ofController("ours", TAG)));
    GOES.put("taggedClassic", classic("tagged", ofService("ours", TAG)));
    GOES.put("taggedNode", instance(ofKarpenter("ours", TAG)));
    // A node that somebody started himself is a server as any other.
    GOES.put("nodeByHandWithTag", instance(and(TAG, "aws:eks:cluster-name", "ours")));
    // Whose cluster is gone for long, so that nobody would make them anew.
    GOES.put("balancerOfNone", balancer("none", ofController("gone", TAG)));
    GOES.put("nodeOfNone", instance(ofKarpenter("gone", TAG)));
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
    // An earlier cluster of that name kept its claims.
    emulator.control("POST", "clock", Map.of("offsetSeconds", -Duration.ofDays(1).toSeconds()));
    STAYS.put("volumeOfAnEarlierOne", volume(owned("ours", NONE)));
    UNTOLD.put("olderVolumeOfConnected", volume(owned("far", NONE)));
    emulator.control("POST", "clock", Map.of("offsetSeconds", 0));
    GOES.put("leftGroup", group("k8s-elb-1", Map.of("kubernetes.io/cluster/ours", "owned")));
    GOES.put("leftCard", card("aws-K8S-i-0", ofNetworkPlugin("ours", NONE)));
    GOES.put("leakedCard", cardOfNode("ours", ofNetworkPlugin("ours", NONE), true));
    STAYS.put("snapshotOfOurs", snapshot(owned("ours", NONE)));
    UNTOLD.put("snapshotOfTheirs", snapshot(owned("theirs", NONE)));
    STAYS.put("cardOfTheirs", card("aws-K8S-i-0", ofNetworkPlugin("theirs", TAG)));
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
    ofConnected();
  }

  /// A cluster that was only registered runs on elsewhere, with what its controllers made here.
  private static void ofConnected() {
    UNTOLD.put("balancerOfConnected", balancer("far", ofController("far", NONE)));
    UNTOLD.put("classicOfConnected", classic("far", ofService("far", NONE)));
    UNTOLD.put("nodeOfConnected", instance(ofKarpenter("far", NONE)));
    UNTOLD.put("volumeOfConnected", volume(owned("far", NONE)));
    UNTOLD.put("groupOfConnected", group("k8s-elb-far", owned("far", NONE)));
    UNTOLD.put("cardOfConnected", card("aws-K8S-i-0", ofNetworkPlugin("far", NONE)));
    UNTOLD.put("snapshotOfConnected", snapshot(owned("far", NONE)));
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
        "withAKeptNode | it carries the tag janitor:keep",
        "nodesOfAKeptNode | it carries the tag janitor:keep",
        "withAStrangersPart | it waits for EKS Nodegroup nodes, which stays",
        "groupOfTheirs | in-our-group",
        "nodesOfAStack | theirs",
        "profileOfAStack | theirs",
        "addonOfAStack | theirs",
        "balancerOfTheirs | EKS cluster theirs, which is not of the workshop, made it",
        "targetsOfTheirs | EKS cluster theirs, which is not of the workshop, made it",
        "classicOfTheirs | EKS cluster theirs, which is not of the workshop, made it",
        "nodeOfTheirs | EKS cluster theirs, which is not of the workshop, made it",
        "volumeOfTheirs | EKS cluster theirs, which is not of the workshop, made it",
        "cardOfTheirs | EKS cluster theirs, which is not of the workshop, made it",
        "snapshotOfOurs | a snapshot of a volume in EKS Cluster ours, which leaves it",
        "balancerOfOneThatStays | it waits for EKS Cluster kept, which stays",
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
    var ids =
        UNTOLD.values().stream()
            .filter(arn -> arn.contains(":volume/"))
            .map(arn -> arn.substring(arn.lastIndexOf('/') + 1))
            .toList();
    assertThat(ec2.describeVolumes(request -> request.volumeIds(ids)).volumes()).hasSize(7);
    assertThat(elb.describeLoadBalancers().loadBalancers())
        .extracting(LoadBalancer::loadBalancerName)
        .containsExactlyInAnyOrder("k8s-theirs", "k8s-kept", "k8s-own", "k8s-half", "k8s-far");
    assertThat(classic.describeLoadBalancers().loadBalancerDescriptions())
        .extracting(LoadBalancerDescription::loadBalancerName)
        .containsExactlyInAnyOrder("k8s-theirs", "k8s-half", "k8s-far");
    assertThat(running())
        .contains(
            id(STAYS, "nodeOfTheirs"), id(UNTOLD, "nodeByHand"), id(UNTOLD, "nodeOfConnected"));
    assertThat(ec2.describeSecurityGroups().securityGroups())
        .extracting(SecurityGroup::groupId)
        .contains(id(UNTOLD, "groupOfConnected"));
  }

  @Test
  void protectionIsLiftedWhereTheSettingsSaySo() {
    var row = lifting.told(STAYS.getOrDefault("protected", ""));
    assertThat(row).containsEntry("outcome", "Gone");
    assertThat(eks.listClusters().clusters())
        .containsExactlyInAnyOrder(
            "kept", "kept-node", "pets", "theirs", "theirs-too", "in-our-group");
  }

  private static List<String> running() {
    return ec2.describeInstances().reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(server -> server.state().name() == InstanceStateName.RUNNING)
        .map(Instance::instanceId)
        .toList();
  }

  /// The node groups' machines are theirs, and the clusters' own groups the clusters': whatever
  /// tags they carry, they are told as parts, for one of those may keep the whole.
  @Test
  void nothingIsAskedForThatGoesByItself() {
    var asked = emulator.asked();
    assertThat(asked).contains("eks:DeleteNodegroup");
    assertThat(
            Stream.concat(night.resources(), lifting.resources())
                .filter(resource -> resource.getOrDefault("arn", "").contains(":instance/"))
                .map(resource -> resource.get("outcome")))
        .isNotEmpty()
        .containsOnly("Gone", "Withheld");
  }
}
