package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import janitor.aws.Calls;
import janitor.aws.Clients;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.DeploymentControllerType;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.NetworkConfiguration;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.PropagateTags;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/// What carries the workshop's tag among containers and stays, each for the reason of its own
/// guard, and what goes only in a way of its own. One night meets all of it.
class ContainersIT {
  private static final String HERE = Emulator.REGION;
  private static final List<Tag> TAGS =
      List.of(Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build());
  private static final List<Tag> NONE = List.of();
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  /// ARNs of what stays, and of what goes, by what it is here.
  private static final Map<String, String> STAYS = new LinkedHashMap<>();

  private static final Map<String, String> GOES = new LinkedHashMap<>();

  private static Emulator emulator;
  private static Clients aws;
  private static EcsClient ecs;
  private static Ec2Client ec2;
  private static NetworkConfiguration network;
  private static Night night;

  @BeforeAll
  static void meetsAllOfIt() {
    emulator = Emulator.start();
    aws = new Clients(new Calls(), builder -> Night.at(emulator, builder));
    ecs = aws.of(HERE, EcsClient.class, EcsClient::builder);
    ec2 = aws.ec2(HERE);
    network = network();
    ofStrangers();
    ofServices();
    ofOwn();
    var environment = new HashMap<>(emulator.environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    night = Night.sweepNow(emulator, environment);
  }

  @AfterAll
  static void ends() {
    aws.close();
    emulator.close();
  }

  /// A cluster and a definition that somebody else works with.
  private static void ofStrangers() {
    STAYS.put("clusterOfTheirTask", cluster("their-task", TAGS));
    run("their-task", definition("theirs", NONE), NONE);
    STAYS.put("clusterOfTheirMachine", cluster("their-machine", TAGS));
    machine("their-machine", "");
    STAYS.put("clusterOfTheirReconnectingMachine", cluster("reconnecting", TAGS));
    machine("reconnecting", ",\"agent\":\"reconnecting\"");
    STAYS.put("clusterOfTheirGroupsMachine", cluster("their-groups", TAGS));
    register("their-groups", serverOf(machines("strangers", 1, Map.of())), "");
    STAYS.put("targetsOfTheirService", targets("theirs"));
    STAYS.put("balancerOfTheirService", balancer("theirs"));
    STAYS.put("groupOfTheirProvider", machines("their-machines", 0, TAG));
    provider("theirs", STAYS.getOrDefault("groupOfTheirProvider", ""), NONE);
    STAYS.put("providerOfTheirCluster", provider("serving", "", TAGS));
    ecs.createCluster(request -> request.clusterName("served").capacityProviders("serving"));
    cluster("theirs", NONE);
    STAYS.put("definitionOfTheirService", definition("shared", TAGS));
    service(
        "theirs",
        "web",
        STAYS.getOrDefault("definitionOfTheirService", ""),
        NONE,
        request ->
            request.loadBalancers(
                LoadBalancer.builder().targetGroupArn(STAYS.get("targetsOfTheirService")).build()));
    service(
        "theirs",
        "old",
        STAYS.getOrDefault("definitionOfTheirService", ""),
        NONE,
        request ->
            request
                .launchType(LaunchType.EC2)
                .networkConfiguration((NetworkConfiguration) null)
                .loadBalancers(LoadBalancer.builder().loadBalancerName("theirs").build()));
    // Its definition hands the workshop's tag on to what it starts.
    service(
        "theirs",
        "handing-on",
        definition("handed", NONE),
        TAGS,
        request -> request.propagateTags(PropagateTags.SERVICE));
    var handed = ecs.listTasks(request -> request.cluster("theirs").serviceName("handing-on"));
    STAYS.put("taskOfTheirService", handed.taskArns().getFirst());
    ecs.untagResource(
        request ->
            request
                .resourceArn(
                    "arn:aws:ecs:" + HERE + ":" + Emulator.ACCOUNT + ":service/theirs/handing-on")
                .tagKeys("workshop"));
    service(
        "theirs",
        "from-outside",
        "",
        NONE,
        request -> request.deploymentController(to -> to.type(DeploymentControllerType.EXTERNAL)));
    STAYS.put("taskSetOfTheirService", taskSet("theirs", "from-outside"));
  }

  /// AWS's own, and what another service of AWS made.
  private static void ofServices() {
    var fargate = "arn:aws:ecs:" + HERE + ":" + Emulator.ACCOUNT + ":capacity-provider/FARGATE";
    STAYS.put("providerOfAws", fargate);
    emulator.control("POST", "tags", Map.of(fargate, Map.of("workshop", Rehearsal.WORKSHOP)));
    STAYS.put("clusterOfBatch", cluster("AWSBatch-jobs-0a1b", TAGS));
    STAYS.put(
        "clusterOfBatchBefore", cluster("jobs_Batch_0a1b2c3d-0000-4000-8000-000000000000", TAGS));
  }

  /// What goes, and how.
  private static void ofOwn() {
    GOES.put("clusterOfACutOffMachine", cluster("cut-off", TAGS));
    var machine = machine("cut-off", "");
    ec2.stopInstances(request -> request.instanceIds(machine));
    // A cluster on servers of its provider's group, which carry no tag themselves.
    GOES.put("ownGroup", machines("own-machines", 1, TAG));
    GOES.put(
        "ownServer",
        "arn:aws:ec2:"
            + Emulator.REGION
            + ":"
            + Emulator.ACCOUNT
            + ":instance/"
            + serverOf(GOES.getOrDefault("ownGroup", "")));
    GOES.put("ownProvider", provider("own", GOES.getOrDefault("ownGroup", ""), TAGS));
    GOES.put("clusterOnItsProvider", cluster("on-its-provider", TAGS));
    ecs.putClusterCapacityProviders(
        request ->
            request
                .cluster("on-its-provider")
                .capacityProviders("own")
                .defaultCapacityProviderStrategy(List.of()));
    register("on-its-provider", serverOf(GOES.getOrDefault("ownGroup", "")), "");
    GOES.put("clusterOfManagedMachines", cluster("managed", TAGS));
    GOES.put(
        "managedMachines",
        ecs.createCapacityProvider(
                request ->
                    request
                        .name("machines")
                        .cluster("managed")
                        .tags(TAGS)
                        .managedInstancesProvider(
                            how ->
                                how.infrastructureRoleArn(role())
                                    .instanceLaunchTemplate(
                                        template ->
                                            template
                                                .ec2InstanceProfileArn(role())
                                                .networkConfiguration(
                                                    vpc -> vpc.subnets("subnet-1")))))
            .capacityProvider()
            .capacityProviderArn());
    GOES.put("clusterOfExpress", cluster("express", TAGS));
    GOES.put(
        "express",
        ecs.createExpressGatewayService(
                request ->
                    request
                        .cluster("express")
                        .serviceName("shop")
                        .executionRoleArn(role())
                        .infrastructureRoleArn(role())
                        .primaryContainer(container -> container.image("nginx"))
                        .tags(TAGS))
            .service()
            .serviceArn());
    GOES.put("clusterOfTasks", cluster("tasks", TAGS));
    GOES.put("definition", definition("ours", TAGS));
    // ECS puts tags of its own on a task, where it is asked to.
    GOES.put("managedTask", run("tasks", definition("other", NONE), TAGS));
    emulator.control(
        "POST",
        "tags",
        Map.of(GOES.getOrDefault("managedTask", ""), Map.of("aws:ecs:clusterName", "tasks")));
    GOES.put("taskWithoutTag", run("tasks", GOES.getOrDefault("definition", ""), NONE));
  }

  private static String role() {
    return "arn:aws:iam::" + Emulator.ACCOUNT + ":role/r";
  }

  private static NetworkConfiguration network() {
    var subnet = ec2.describeSubnets().subnets().getFirst();
    var group =
        ec2.createSecurityGroup(
                request -> request.groupName("tasks").description("t").vpcId(subnet.vpcId()))
            .groupId();
    return NetworkConfiguration.builder()
        .awsvpcConfiguration(vpc -> vpc.subnets(subnet.subnetId()).securityGroups(group))
        .build();
  }

  private static String cluster(String name, List<Tag> tags) {
    return ecs.createCluster(request -> request.clusterName(name).tags(tags))
        .cluster()
        .clusterArn();
  }

  /// A provider has its group protect its servers, and ECS marks the group for good.
  private static String machines(String name, int size, Map<String, String> tags) {
    var scaling = aws.of(HERE, AutoScalingClient.class, AutoScalingClient::builder);
    scaling.createLaunchConfiguration(
        request ->
            request.launchConfigurationName(name).imageId("ami-12c6146b").instanceType("t3.small"));
    scaling.createAutoScalingGroup(
        request ->
            request
                .autoScalingGroupName(name)
                .launchConfigurationName(name)
                .minSize(size)
                .maxSize(1)
                .availabilityZones(HERE + "a"));
    var arn =
        scaling
            .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
            .autoScalingGroups()
            .getFirst()
            .autoScalingGroupARN();
    var marked = new HashMap<>(tags);
    marked.put("AmazonECSManaged", "");
    emulator.control("POST", "tags", Map.of(arn, marked));
    return arn;
  }

  private static String serverOf(String group) {
    var scaling = aws.of(HERE, AutoScalingClient.class, AutoScalingClient::builder);
    var name = group.substring(group.lastIndexOf('/') + 1);
    return scaling
        .describeAutoScalingGroups(request -> request.autoScalingGroupNames(name))
        .autoScalingGroups()
        .getFirst()
        .instances()
        .getFirst()
        .instanceId();
  }

  private static String targets(String name) {
    var balancing =
        aws.of(HERE, ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
    var arn =
        balancing
            .createTargetGroup(
                request ->
                    request
                        .name(name)
                        .protocol(ProtocolEnum.HTTP)
                        .port(80)
                        .targetType(TargetTypeEnum.IP)
                        .vpcId(ec2.describeVpcs().vpcs().getFirst().vpcId()))
            .targetGroups()
            .getFirst()
            .targetGroupArn();
    emulator.control("POST", "tags", Map.of(arn, TAG));
    return arn;
  }

  private static String balancer(String name) {
    aws.of(HERE, ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder)
        .createLoadBalancer(
            request ->
                request
                    .loadBalancerName(name)
                    .availabilityZones(HERE + "a")
                    .listeners(
                        Listener.builder()
                            .protocol("HTTP")
                            .loadBalancerPort(80)
                            .instancePort(80)
                            .build()));
    var arn =
        "arn:aws:elasticloadbalancing:" + HERE + ":" + Emulator.ACCOUNT + ":loadbalancer/" + name;
    emulator.control("POST", "tags", Map.of(arn, TAG));
    return arn;
  }

  private static String provider(String name, String group, List<Tag> tags) {
    var none =
        "arn:aws:autoscaling:%s:%s:autoScalingGroup:1-2:autoScalingGroupName/g"
            .formatted(HERE, Emulator.ACCOUNT);
    return ecs.createCapacityProvider(
            request ->
                request
                    .name(name)
                    .tags(tags)
                    .autoScalingGroupProvider(
                        of -> of.autoScalingGroupArn(group.isEmpty() ? none : group)))
        .capacityProvider()
        .capacityProviderArn();
  }

  private static String definition(String family, List<Tag> tags) {
    return ecs.registerTaskDefinition(
            request ->
                request
                    .family(family)
                    .networkMode(NetworkMode.AWSVPC)
                    .requiresCompatibilities(Compatibility.FARGATE)
                    .cpu("256")
                    .memory("512")
                    .tags(tags)
                    .containerDefinitions(
                        ContainerDefinition.builder()
                            .name("web")
                            .image("nginx")
                            .memory(512)
                            .build()))
        .taskDefinition()
        .taskDefinitionArn();
  }

  private static String service(
      String cluster,
      String name,
      String definition,
      List<Tag> tags,
      Consumer<CreateServiceRequest.Builder> more) {
    return ecs.createService(
            request -> {
              request.cluster(cluster).serviceName(name).desiredCount(1);
              request.launchType(LaunchType.FARGATE).tags(tags);
              if (!definition.isEmpty()) {
                request.taskDefinition(definition).networkConfiguration(network);
              }
              more.accept(request);
            })
        .service()
        .serviceArn();
  }

  private static String taskSet(String cluster, String service) {
    return ecs.createTaskSet(
            request ->
                request
                    .cluster(cluster)
                    .service(service)
                    .taskDefinition(definition("set", NONE))
                    .launchType(LaunchType.FARGATE)
                    .networkConfiguration(network)
                    .tags(TAGS))
        .taskSet()
        .taskSetArn();
  }

  private static String run(String cluster, String definition, List<Tag> tags) {
    return ecs.runTask(
            request ->
                request
                    .cluster(cluster)
                    .taskDefinition(definition)
                    .launchType(LaunchType.FARGATE)
                    .networkConfiguration(network)
                    .tags(tags))
        .tasks()
        .getFirst()
        .taskArn();
  }

  private static String machine(String cluster, String more) {
    var image =
        ec2.describeImages(request -> request.owners("amazon")).images().getFirst().imageId();
    var id =
        ec2.runInstances(
                request ->
                    request
                        .imageId(image)
                        .minCount(1)
                        .maxCount(1)
                        .instanceType(InstanceType.T3_MEDIUM))
            .instances()
            .getFirst()
            .instanceId();
    return register(cluster, id, more);
  }

  private static String register(String cluster, String server, String more) {
    ecs.registerContainerInstance(
        request ->
            request
                .cluster(cluster)
                .instanceIdentityDocument("{\"instanceId\":\"" + server + "\"" + more + "}"));
    return server;
  }

  /// What it is here, and what its guard says.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "clusterOfTheirTask | it is still used by ECS Task",
        "clusterOfTheirMachine | it is still used by machine i-",
        "clusterOfTheirReconnectingMachine | it is still used by machine i-",
        "clusterOfTheirGroupsMachine | it is still used by machine i-",
        "targetsOfTheirService | it is still used by ECS Service web",
        "balancerOfTheirService | it is still used by ECS Service old",
        "groupOfTheirProvider | it is still used by ECS CapacityProvider theirs",
        "providerOfTheirCluster | it is still used by ECS Cluster served",
        "definitionOfTheirService | it is still used by ECS Service ",
        "taskOfTheirService | it belongs to ECS Service handing-on, which is not tagged",
        "taskSetOfTheirService | it belongs to ECS Service from-outside, which is not tagged",
        "providerOfAws | it is AWS's own, in every account",
        "clusterOfBatch | Batch made it for a compute environment",
        "clusterOfBatchBefore | Batch made it for a compute environment",
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
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat((List<?>) night.field("unread")).isEmpty();
    // A group's launch configuration goes with it, or stays.
    assertThat(
            night
                .resources()
                .map(resource -> resource.get("arn"))
                .filter(arn -> !arn.contains(":launchConfiguration:")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(STAYS.values().stream(), GOES.values().stream()).toList());
  }

  /// A task that is a service's would come back, and is not even asked to stop.
  @Test
  void theirTasksRunOn() {
    for (var cluster : List.of("theirs", "their-task")) {
      var running = ecs.listTasks(request -> request.cluster(cluster)).taskArns();
      assertThat(running).as(cluster).isNotEmpty();
    }
    assertThat(ecs.listTasks(request -> request.cluster("theirs")).taskArns())
        .contains(STAYS.get("taskOfTheirService"));
  }

  /// A machine that was stopped is a stranger's: only a line in the list of our cluster went. One
  /// whose agent is reconnecting is there as before.
  @Test
  void theirMachinesStayAsTheyAre() {
    assertThat(ec2.describeInstances().reservations())
        .flatExtracting(reservation -> reservation.instances())
        .extracting(instance -> instance.state().nameAsString())
        .filteredOn(state -> !state.equals("terminated"))
        .containsExactlyInAnyOrder("running", "running", "running", "stopped");
    assertThat(
            ecs.listContainerInstances(request -> request.cluster("reconnecting"))
                .containerInstanceArns())
        .hasSize(1);
  }
}
