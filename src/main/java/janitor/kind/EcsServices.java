package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Spot;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.DeploymentControllerType;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.ResourceManagementType;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceRegistry;
import software.amazon.awssdk.services.ecs.model.TaskSet;
import software.amazon.awssdk.services.ecs.model.TaskSetField;

/// A service, which bills for each task that it keeps running, and its task sets, which are a part
/// of it.
///
/// It goes with its tasks, however many it is to run (API reference, DeleteService, `force`): it
/// drains, which no list shows, and is then `INACTIVE`, which is gone. Who leaves its deployments
/// to something else than ECS and CodeDeploy has made its task sets, too: they go first.
final class EcsServices {
  static final String SERVICE = "AWS::ECS::Service";
  static final String TASK_SET = "AWS::ECS::TaskSet";

  private static final String CONTROLLER = "deployment controller";
  private static final String EXPRESS = "express";
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Clients clients;

  EcsServices(Clients clients) {
    this.clients = clients;
  }

  private Ecs at(Place place) {
    return new Ecs(place, clients);
  }

  // Services

  Addressed.Row service() {
    return new Addressed.Row(
            Traits.of(SERVICE)
                .named("ecs", "service/")
                // The registry's schema has the cluster besides.
                .physicalId((_, id) -> List.of(Arn.of(id.replaceFirst("[|].*", ""))))
                .createdBy(
                    Creation.answering("ecs:CreateService", "service.serviceArn"),
                    Creation.answering("ecs:CreateExpressGatewayService", "service.serviceArn"))
                .costs(CostClass.DOLLARS_A_DAY)
                .actions(
                    "ecs:ListClusters",
                    "ecs:ListServices",
                    "ecs:DescribeServices",
                    "ecs:DescribeTaskSets",
                    "ecs:DeleteTaskSet",
                    "ecs:DeleteExpressGatewayService",
                    "ecs:DeleteService")
                .usesOf(
                    EcsClusters.CLUSTER,
                    EcsClusters.CAPACITY_PROVIDER,
                    EcsTasks.DEFINITION,
                    Ec2Network.SUBNET,
                    Ec2Network.SECURITY_GROUP,
                    LoadBalancers.TARGET_GROUP,
                    LoadBalancers.CLASSIC,
                    LambdaFunction.TYPE,
                    KmsKey.TYPE,
                    "AWS::ServiceDiscovery::Service")
                .takesRoles("ecs")
                .usualWait(Duration.ofSeconds(20))
                .build(),
            this::services,
            (place, arns) ->
                at(place)
                    .services(arns, service -> service(place, service))
                    .map(all -> all.stream().filter(EcsServices::isThere).toList()),
            this::delete)
        .linking(this::ofExpress);
  }

  /// An Express service has a role with which ECS made its load balancer, and takes that away
  /// again. DescribeServices does not tell which: it may be any that ECS can take.
  private Reading<List<Use>> ofExpress(Place place, List<Resource> candidates) {
    var roles = candidates.stream().filter(one -> one.type().equals(IamRole.TYPE)).toList();
    return roles.isEmpty()
        ? Reading.of(List.of())
        : new Spot(new Addressed(service()), place)
            .listing()
            .map(
                all ->
                    all.stream()
                        .filter(one -> one.facts().containsKey(EXPRESS))
                        .flatMap(one -> roles.stream().map(role -> mayWorkWith(one, role)))
                        .toList());
  }

  private static Use mayWorkWith(Resource service, Resource role) {
    return new Use(
        service.arn(),
        "it may be used by " + service.label() + ", of which ECS does not tell its role",
        role.arn());
  }

  Reading<List<Resource>> services(Place place) {
    return at(place).services(service -> service(place, service));
  }

  private static boolean isThere(Resource resource) {
    return !resource.fact(Resource.STATUS).equals("INACTIVE");
  }

  private static Resource service(Place place, Service service) {
    var cluster = Arn.of(Items.told(service.clusterArn()));
    var resource =
        Resource.of(SERVICE, Arn.of(Items.told(service.serviceArn())), place.region())
            .tags(Ecs.tags(service.tags()))
            .createdAt(service.createdAt())
            .fact(Resource.STATUS, String.valueOf(service.status()))
            .fact(Ecs.CLUSTER, cluster.toString())
            .fact(CONTROLLER, controller(service))
            .uses(cluster);
    if (service.resourceManagementType() == ResourceManagementType.ECS) {
      resource.fact(EXPRESS, "yes");
    }
    uses(resource, place, service.loadBalancers(), service.serviceRegistries());
    uses(resource, place, service.capacityProviderStrategy());
    Ecs.standsIn(resource, place, service.networkConfiguration());
    Described.uses(
        resource,
        Stream.of(service.taskDefinition(), service.roleArn()).flatMap(Stream::ofNullable));
    for (var deployment : service.deployments()) {
      Ecs.standsIn(resource, place, deployment.networkConfiguration());
      uses(resource, place, deployment.capacityProviderStrategy());
      Described.uses(
          resource,
          Stream.concat(Stream.ofNullable(deployment.taskDefinition()), roles(deployment)));
      KmsKey.encrypt(resource, place, keys(deployment));
    }
    for (var part : service.taskSets()) {
      needs(resource, place, part);
    }
    Described.uses(
        resource,
        Stream.ofNullable(service.deploymentConfiguration())
            .flatMap(how -> how.lifecycleHooks().stream())
            .flatMap(hook -> Stream.of(hook.hookTargetArn(), hook.roleArn()))
            .flatMap(Stream::ofNullable));
    return resource.build();
  }

  /// With which a disk of each new task is encrypted, and the keys of its certificates.
  private static Stream<String> keys(Deployment deployment) {
    return Stream.concat(
        deployment.volumeConfigurations().stream()
            .flatMap(volume -> Stream.ofNullable(volume.managedEBSVolume()))
            .flatMap(disk -> Stream.ofNullable(disk.kmsKeyId())),
        Stream.ofNullable(deployment.serviceConnectConfiguration())
            .flatMap(connect -> connect.services().stream())
            .flatMap(connected -> Stream.ofNullable(connected.tls()))
            .flatMap(tls -> Stream.ofNullable(tls.kmsKey())));
  }

  /// With which ECS makes disks, registers targets of VPC Lattice and has certificates issued
  /// (`Deployment` in its API reference).
  private static Stream<String> roles(Deployment deployment) {
    return Stream.of(
            deployment.volumeConfigurations().stream()
                .flatMap(volume -> Stream.ofNullable(volume.managedEBSVolume()))
                .flatMap(disk -> Stream.ofNullable(disk.roleArn())),
            deployment.vpcLatticeConfigurations().stream()
                .flatMap(targets -> Stream.ofNullable(targets.roleArn())),
            Stream.ofNullable(deployment.serviceConnectConfiguration())
                .flatMap(connect -> connect.services().stream())
                .flatMap(connected -> Stream.ofNullable(connected.tls()))
                .flatMap(tls -> Stream.ofNullable(tls.roleArn())))
        .flatMap(some -> some);
  }

  private static String controller(Service service) {
    return Optional.ofNullable(service.deploymentController())
        .map(controller -> String.valueOf(controller.typeAsString()))
        .orElse("ECS");
  }

  private static void uses(
      Resource.Builder resource,
      Place place,
      List<LoadBalancer> balancers,
      List<ServiceRegistry> registries) {
    for (var balancer : balancers) {
      Described.uses(resource, Stream.ofNullable(balancer.targetGroupArn()));
      Stream.ofNullable(balancer.loadBalancerName())
          .filter(name -> !name.isEmpty())
          .map(name -> place.arn("elasticloadbalancing", "loadbalancer/" + name))
          .forEach(resource::uses);
      Optional.ofNullable(balancer.advancedConfiguration())
          .ifPresent(
              more ->
                  Described.uses(
                      resource,
                      Stream.of(more.alternateTargetGroupArn(), more.roleArn())
                          .flatMap(Stream::ofNullable)));
    }
    Described.uses(
        resource, registries.stream().flatMap(one -> Stream.ofNullable(one.registryArn())));
  }

  private static void uses(
      Resource.Builder resource, Place place, List<CapacityProviderStrategyItem> strategy) {
    strategy.stream()
        .flatMap(item -> EcsClusters.provider(place, item.capacityProvider()).stream())
        .forEach(resource::uses);
  }

  private static void needs(Resource.Builder resource, Place place, TaskSet part) {
    Ecs.standsIn(resource, place, part.networkConfiguration());
    uses(resource, place, part.loadBalancers(), part.serviceRegistries());
    uses(resource, place, part.capacityProviderStrategy());
    Described.uses(resource, Stream.ofNullable(part.taskDefinition()));
  }

  private Deletion delete(Resource service) {
    if (service.fact(Resource.STATUS).equals("DRAINING")) {
      return Deletion.ASKED;
    }
    var ecs = Ecs.client(clients, service.region());
    if (service.facts().containsKey(EXPRESS)) {
      // With the load balancer and the groups that ECS made for it.
      ecs.deleteExpressGatewayService(request -> request.serviceArn(service.arn().toString()));
      return Deletion.ASKED;
    }
    var cluster = service.fact(Ecs.CLUSTER);
    if (service.fact(CONTROLLER).equals(DeploymentControllerType.EXTERNAL.toString())) {
      var parts =
          ecs.describeTaskSets(request -> request.cluster(cluster).service(service.name()))
              .taskSets();
      parts.stream()
          .filter(part -> !"DRAINING".equals(part.status()))
          .forEach(
              part ->
                  Answers.beforehand(
                      () ->
                          ecs.deleteTaskSet(
                              request ->
                                  request
                                      .cluster(cluster)
                                      .service(service.name())
                                      .taskSet(part.taskSetArn())
                                      .force(true))));
      if (!parts.isEmpty()) {
        return new Deletion.Preparing("deleting its task sets first", SOON);
      }
    }
    ecs.deleteService(request -> request.cluster(cluster).service(service.name()).force(true));
    return Deletion.ASKED;
  }

  // Task sets

  Addressed.Row taskSet() {
    return new Addressed.Row(
        Traits.of(TASK_SET)
            .named("ecs", "task-set/")
            .physicalId((spot, id) -> List.of(taskSetCalled(spot.place(), id)))
            .createdBy(Creation.answering("ecs:CreateTaskSet", "taskSet.taskSetArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .actions(
                "ecs:ListClusters",
                "ecs:ListServices",
                "ecs:DescribeServices",
                "ecs:DescribeTaskSets",
                "ecs:DeleteTaskSet")
            .takesRoles("ecs")
            .usualWait(Duration.ofSeconds(20))
            .build(),
        this::taskSets,
        (place, arns) -> Reading.amongPieces(taskSets(place), arns),
        // A part of its service, which takes it along.
        _ -> Deletion.ASKED);
  }

  /// A stack lists it as `CLUSTER|SERVICE|ID` (`primaryIdentifier` of its schema), and may name the
  /// first two by their ARNs.
  private static Arn taskSetCalled(Place place, String id) {
    var parts = id.split("[|]", -1);
    if (parts.length == 1) {
      return Arn.of(id);
    }
    if (parts.length != 3) {
      throw new IllegalArgumentException(id + " names no task set");
    }
    return parts[2].startsWith("arn:")
        ? Arn.of(parts[2])
        : place.arn(
            "ecs",
            "task-set/"
                + parts[0].replaceFirst(".*/", "")
                + "/"
                + parts[1].replaceFirst(".*/", "")
                + "/"
                + parts[2]);
  }

  /// Only those of an external controller can be asked about; CodeDeploy's are told of with their
  /// service, without tags, and carry none.
  private Reading<List<Resource>> taskSets(Place place) {
    var services = services(place);
    return Reading.ofPieces(
            services.answer().stream()
                .filter(
                    service ->
                        service
                            .fact(CONTROLLER)
                            .equals(DeploymentControllerType.EXTERNAL.toString()))
                .map(Resource::arn)
                .toList(),
            service -> taskSets(place, service))
        .beside(services);
  }

  private Reading<List<Resource>> taskSets(Place place, Arn service) {
    return Reading.ofList(
        () ->
            Answers.unless(
                    "ServiceNotFoundException",
                    () ->
                        at(place)
                            .client()
                            .describeTaskSets(
                                request ->
                                    request
                                        .cluster(Ecs.clusterOf(place, service).toString())
                                        .service(service.toString())
                                        .include(TaskSetField.TAGS))
                            .taskSets())
                .orElse(List.of())
                .stream()
                .collect(Items.each(part -> taskSet(place, part))));
  }

  private static Resource taskSet(Place place, TaskSet part) {
    var resource =
        Resource.of(TASK_SET, Arn.of(Items.told(part.taskSetArn())), place.region())
            .tags(Ecs.tags(part.tags()))
            .createdAt(part.createdAt())
            .fact(Resource.STATUS, String.valueOf(part.status()))
            .owner(Arn.of(Items.told(part.serviceArn())));
    needs(resource, place, part);
    return resource.build();
  }
}
