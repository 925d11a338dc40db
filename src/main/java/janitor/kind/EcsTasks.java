package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.DescribeTaskDefinitionResponse;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskDefinition;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionField;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;
import software.amazon.awssdk.services.ecs.model.Volume;

/// A task, which bills as long as it runs, and what tasks are made from.
///
/// One of a service is that service's, which would start another in its place. One that somebody
/// started by hand carries the workshop's tag only if it was started with it: in the workshop's
/// cluster and from the workshop's definition it is the workshop's; any other keeps the cluster.
final class EcsTasks {
  static final String TASK = "AWS::ECS::Task";
  static final String DEFINITION = "AWS::ECS::TaskDefinition";

  /// The fact with the ids of its network interfaces, one a line.
  static final String INTERFACES = "network interfaces";

  private static final String OF_SERVICE = "service:";
  private static final String MADE_FROM = "definition";

  private final Clients clients;

  /// What was described of definitions, for as long as the invocation goes on: a revision never
  /// changes ("Task definitions are immutable", ECS developer guide, "Updating an Amazon ECS task
  /// definition using the console"), and each round asks what works with what is to go.
  private final Map<Arn, Resource> described = new ConcurrentHashMap<>();

  EcsTasks(Clients clients) {
    this.clients = clients;
  }

  private Ecs at(Place place) {
    return new Ecs(place, clients);
  }

  // Tasks

  Addressed.Row task() {
    return new Addressed.Row(
            Traits.of(TASK)
                .named("ecs", "task/")
                .createdBy(
                    Creation.answering("ecs:RunTask", "tasks.taskArn"),
                    Creation.answering("ecs:StartTask", "tasks.taskArn"))
                .costs(CostClass.DOLLARS_A_DAY)
                .actions("ecs:ListClusters", "ecs:ListTasks", "ecs:DescribeTasks", "ecs:StopTask")
                .usesOf(EcsClusters.CLUSTER, DEFINITION)
                .takesRoles("ecs-tasks")
                .foundBy(EcsClusters.CLUSTER, DEFINITION)
                .usualWait(Duration.ofSeconds(20))
                .build(),
            place -> at(place).tasks(DesiredStatus.RUNNING, task -> task(place, task)),
            (place, arns) ->
                at(place)
                    .tasks(arns, task -> task(place, task))
                    .map(
                        all ->
                            all.stream()
                                .filter(task -> !task.fact(Resource.STATUS).equals("STOPPED"))
                                .toList()),
            this::stop)
        .deriving(this::standing);
  }

  static Resource task(Place place, Task task) {
    var cluster = Arn.of(Items.told(task.clusterArn()));
    var arn = Arn.of(Items.told(task.taskArn()));
    var resource =
        Resource.of(TASK, arn, place.region())
            .tags(withoutThoseOfEcs(task))
            .createdAt(task.createdAt())
            .fact(Resource.STATUS, String.valueOf(task.lastStatus()))
            .fact(Ecs.CLUSTER, cluster.toString())
            .fact(MADE_FROM, String.valueOf(task.taskDefinitionArn()))
            .fact(INTERFACES, interfaces(task))
            .uses(cluster);
    Described.uses(resource, Stream.ofNullable(task.taskDefinitionArn()));
    EcsClusters.provider(place, task.capacityProviderName()).ifPresent(resource::uses);
    Optional.ofNullable(task.group())
        .filter(group -> group.startsWith(OF_SERVICE))
        .map(group -> cluster.after("cluster/") + "/" + group.substring(OF_SERVICE.length()))
        .ifPresent(service -> resource.owner(place.arn("ecs", "service/" + service)));
    return resource.build();
  }

  /// "Amazon ECS-managed tags" say where a task is, and not that another service made it.
  private static Tags withoutThoseOfEcs(Task task) {
    return Tags.of(
        Ecs.tags(task.tags()).all().entrySet().stream()
            .filter(tag -> !tag.getKey().startsWith("aws:ecs:"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static String interfaces(Task task) {
    return task.attachments().stream()
        .flatMap(attachment -> attachment.details().stream())
        .filter(detail -> "networkInterfaceId".equals(detail.name()))
        .map(detail -> String.valueOf(detail.value()))
        .collect(Collectors.joining("\n"));
  }

  /// Those without the tag that stand for themselves in a cluster of the workshop's, made from a
  /// definition of the workshop's.
  private Reading<List<Resource>> standing(Place place, List<Resource> candidates) {
    var clusters = arns(candidates, EcsClusters.CLUSTER);
    var definitions = arns(candidates, DEFINITION);
    if (clusters.isEmpty() || definitions.isEmpty()) {
      return Reading.of(List.of());
    }
    return at(place)
        .tasks(DesiredStatus.RUNNING, task -> task(place, task))
        .map(
            tasks ->
                tasks.stream()
                    .filter(task -> task.owner().isEmpty())
                    .filter(task -> clusters.contains(task.fact(Ecs.CLUSTER)))
                    .filter(task -> definitions.contains(task.fact(MADE_FROM)))
                    .map(task -> task.childOf(Arn.of(task.fact(Ecs.CLUSTER))))
                    .toList());
  }

  private static List<String> arns(List<Resource> candidates, String type) {
    return candidates.stream()
        .filter(candidate -> candidate.type().equals(type))
        .map(candidate -> candidate.arn().toString())
        .toList();
  }

  private Deletion stop(Resource task) {
    Objects.requireNonNull(
        Ecs.client(clients, task.region())
            .stopTask(
                request ->
                    request
                        .cluster(task.fact(Ecs.CLUSTER))
                        .task(task.arn().toString())
                        .reason("workshop janitor")));
    return Deletion.ASKED;
  }

  // Task definitions

  /// A revision. It is deregistered first; one that is being deleted cannot be used for anything
  /// new any more, costs nothing, and stays in sight until what ran from it is forgotten (API
  /// reference, DeleteTaskDefinitions): it is gone.
  Addressed.Row definition() {
    return new Addressed.Row(
            Traits.of(DEFINITION)
                .named("ecs", "task-definition/")
                .createdBy(
                    Creation.answering(
                        "ecs:RegisterTaskDefinition", "taskDefinition.taskDefinitionArn"))
                .actions(
                    "ecs:ListTaskDefinitions",
                    "ecs:DescribeTaskDefinition",
                    "ecs:DeregisterTaskDefinition",
                    "ecs:DeleteTaskDefinitions")
                .takesRoles("ecs-tasks")
                .usesOf(ContainerNeeds.TYPES)
                .usesOf(S3Bucket.TYPE, Efs.FILE_SYSTEM, Fsx.FILE_SYSTEM)
                .build(),
            this::definitions,
            (place, arns) -> Reading.each(arns, arn -> definition(place, arn).stream().toList()),
            this::deleteDefinition)
        .linking(this::needs);
  }

  /// What works with a role, or starts with an image, a secret or the like: the newest revision of
  /// each family, by which tasks are started that name none, and whatever revision a service or a
  /// task has. Older ones may be thousands, and start a task only for who names them by their
  /// number.
  private Reading<List<Use>> needs(Place place, List<Resource> candidates) {
    return Described.uses(
        place,
        candidates,
        definition().traits().order(),
        () -> {
          var listed = definitions(place);
          var named = listed.answer().stream().map(Resource::arn).toList();
          var wanted =
              Stream.concat(
                      newest(named),
                      Stream.concat(
                              new EcsServices(clients).services(place).whole().stream(),
                              at(place)
                                  .tasks(DesiredStatus.RUNNING, task -> task(place, task))
                                  .whole()
                                  .stream())
                          .flatMap(user -> user.uses().stream())
                          .filter(used -> used.names("ecs", "task-definition/")))
                  .collect(Collectors.toSet());
          return Reading.each(wanted, arn -> known(place, arn).stream().toList()).beside(listed);
        });
  }

  private Optional<Resource> known(Place place, Arn arn) {
    return Optional.ofNullable(described.get(arn)).or(() -> definition(place, arn));
  }

  private static Stream<Arn> newest(List<Arn> definitions) {
    return definitions.stream()
        .collect(
            Collectors.toMap(
                EcsTasks::family,
                one -> one,
                BinaryOperator.maxBy(Comparator.comparingLong(EcsTasks::revision))))
        .values()
        .stream();
  }

  private static String family(Arn definition) {
    return definition.resource().replaceFirst(":\\d+$", "");
  }

  private static long revision(Arn definition) {
    return Long.parseLong(definition.resource().replaceFirst(".*:", ""));
  }

  /// By their names alone: there may be thousands.
  private Reading<List<Resource>> definitions(Place place) {
    return place.once(
        "ECS task definitions",
        () ->
            Reading.ofList(
                () ->
                    at(place)
                        .client()
                        .listTaskDefinitionsPaginator(request -> request.maxResults(100))
                        .taskDefinitionArns()
                        .stream()
                        .collect(
                            Items.each(text -> named(place, Arn.of(Items.told(text))).build()))));
  }

  private static Resource.Builder named(Place place, Arn arn) {
    return Resource.of(DEFINITION, arn, place.region())
        .fact(Described.NAME, arn.after("task-definition/"));
  }

  private Optional<Resource> definition(Place place, Arn arn) {
    return Answers.unless(
            "ClientException",
            "Unable to describe task definition",
            () ->
                at(place)
                    .client()
                    .describeTaskDefinition(
                        request ->
                            request
                                .taskDefinition(arn.toString())
                                .include(TaskDefinitionField.TAGS)))
        .filter(told -> told.taskDefinition().status() != TaskDefinitionStatus.DELETE_IN_PROGRESS)
        .map(told -> definition(place, arn, told))
        .map(
            definition -> {
              described.put(arn, definition);
              return definition;
            });
  }

  private static Resource definition(Place place, Arn arn, DescribeTaskDefinitionResponse told) {
    var definition = told.taskDefinition();
    var resource =
        named(place, arn)
            .tags(Ecs.tags(told.tags()))
            .createdAt(definition.registeredAt())
            .fact(Resource.STATUS, String.valueOf(definition.statusAsString()));
    Described.uses(
        resource,
        Stream.of(definition.taskRoleArn(), definition.executionRoleArn())
            .flatMap(Stream::ofNullable));
    var needs = new ContainerNeeds(resource, place);
    definition.containerDefinitions().forEach(container -> needed(needs, container));
    // By the ARN of a file in it.
    Described.uses(
        resource,
        definition.containerDefinitions().stream()
            .flatMap(container -> container.environmentFiles().stream())
            .flatMap(file -> S3Bucket.of(file.value()).stream())
            .map(Arn::toString));
    definition.volumes().forEach(volume -> mounted(resource, place, volume));
    return LogsLogGroup.writtenBy(resource, arn, logs(place, definition)).build();
  }

  private static void needed(ContainerNeeds needs, ContainerDefinition container) {
    needs
        .image(container.image())
        .confided(
            Stream.concat(
                    container.secrets().stream(),
                    Stream.ofNullable(container.logConfiguration())
                        .flatMap(logs -> logs.secretOptions().stream()))
                .map(secret -> secret.valueFrom()))
        .secrets(
            Stream.ofNullable(container.repositoryCredentials())
                .map(by -> by.credentialsParameter()));
  }

  private static void mounted(Resource.Builder resource, Place place, Volume volume) {
    Stream.ofNullable(volume.efsVolumeConfiguration())
        .flatMap(efs -> Stream.ofNullable(efs.fileSystemId()))
        .forEach(id -> resource.uses(Efs.system(place, id)));
    Stream.ofNullable(volume.fsxWindowsFileServerVolumeConfiguration())
        .flatMap(fsx -> Stream.ofNullable(fsx.fileSystemId()))
        .forEach(id -> resource.uses(place.arn("fsx", "file-system/" + id)));
  }

  private static List<Arn> logs(Place place, TaskDefinition definition) {
    return definition.containerDefinitions().stream()
        .flatMap(container -> Stream.ofNullable(container.logConfiguration()))
        .filter(logs -> logs.logDriver() == LogDriver.AWSLOGS)
        .flatMap(logs -> ContainerNeeds.group(place, logs.options()).stream())
        .distinct()
        .toList();
  }

  private Deletion deleteDefinition(Resource definition) {
    var ecs = Ecs.client(clients, definition.region());
    var arn = definition.arn().toString();
    if (definition.fact(Resource.STATUS).equals(TaskDefinitionStatus.ACTIVE.toString())) {
      Objects.requireNonNull(ecs.deregisterTaskDefinition(request -> request.taskDefinition(arn)));
    }
    check(ecs.deleteTaskDefinitions(request -> request.taskDefinitions(arn)).failures());
    return Deletion.ASKED;
  }

  /// A 200 that says in its body that nothing was done is a refusal. A text that says "does not
  /// exist" is known under this code.
  static void check(List<Failure> failures) {
    failures.stream()
        .findFirst()
        .ifPresent(
            failure -> {
              throw Ecs.refusal("InvalidParameterException", failure.reason());
            });
  }
}
