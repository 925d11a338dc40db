package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.ClusterField;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.Failure;
import software.amazon.awssdk.services.ecs.model.NetworkConfiguration;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceField;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskField;

/// How ECS is asked: by lists of ARNs, a cluster at a time, and by describes of so many as it
/// takes.
///
/// What a describe did not find it says in a 200, under `failures`; and what is gone it describes
/// as `INACTIVE` (a task as `STOPPED`) for as long as it likes to.
record Ecs(Place place, Clients clients) {

  /// The fact with the cluster, by ARN.
  static final String CLUSTER = "cluster";

  private static final int SERVICES_A_CALL = 10;
  private static final int MOST_A_CALL = 100;

  EcsClient client() {
    return client(clients, place.region());
  }

  static EcsClient client(Clients clients, String region) {
    return clients.of(region, EcsClient.class, EcsClient::builder);
  }

  static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  /// As if the whole call had been refused: one classifier knows what that means.
  static EcsException refusal(String code, @Nullable String message) {
    return (EcsException)
        EcsException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("Ecs")
                    .errorCode(code)
                    .errorMessage(Objects.requireNonNullElse(message, "no reason given"))
                    .build())
            .statusCode(400)
            .build();
  }

  /// A list of ARNs; one that is none is a fault of its own.
  private Reading<List<Resource>> arns(String type, Stream<String> texts) {
    return Reading.ofList(
        () ->
            texts.collect(
                Items.each(
                    text -> Resource.of(type, Arn.of(Items.told(text)), place.region()).build())));
  }

  private static List<Arn> arns(Reading<List<Resource>> listed) {
    return listed.answer().stream().map(Resource::arn).toList();
  }

  static List<ResourceKind> kinds(Clients clients) {
    var clusters = new EcsClusters(clients);
    var services = new EcsServices(clients);
    var tasks = new EcsTasks(clients);
    return Stream.of(
            services.service(),
            services.taskSet(),
            tasks.task(),
            clusters.cluster(),
            clusters.capacityProvider(),
            tasks.definition())
        .<ResourceKind>map(Addressed::new)
        .toList();
  }

  // Clusters

  /// Those that are not gone.
  Reading<List<Resource>> clusters() {
    return place.once(
        "ECS clusters",
        () ->
            arns(
                EcsClusters.CLUSTER,
                client()
                    .listClustersPaginator(request -> request.maxResults(MOST_A_CALL))
                    .clusterArns()
                    .stream()));
  }

  /// Describes clusters, gone or not.
  Reading<List<Resource>> clusters(Collection<Arn> arns, Function<Cluster, Resource> resource) {
    return Bulk.each(
        MOST_A_CALL,
        arns,
        some -> {
          var told =
              client()
                  .describeClusters(
                      request ->
                          request
                              .clusters(texts(some))
                              .include(ClusterField.TAGS, ClusterField.CONFIGURATIONS));
          return told(some, told.clusters(), resource, told.failures());
        });
  }

  // What is in a cluster

  /// Everything of a sort in each cluster; where one of them goes meanwhile, what is in it is gone.
  ///
  /// @param list the ARNs of what is in a cluster, which it is told by its own
  private Reading<List<Resource>> inEachCluster(
      String type,
      Function<String, Stream<String>> list,
      BiFunction<Arn, List<Arn>, Reading<List<Resource>>> describe) {
    var clusters = clusters();
    return Reading.ofPieces(
            arns(clusters),
            cluster ->
                unlessClusterIsGone(
                    () -> {
                      var listed = arns(type, list.apply(cluster.toString()));
                      return describe.apply(cluster, arns(listed)).beside(listed);
                    }))
        .beside(clusters);
  }

  private static Reading<List<Resource>> described(
      int most, List<Arn> arns, Function<List<Arn>, Reading<List<Resource>>> describe) {
    return Bulk.each(most, arns, some -> unlessClusterIsGone(() -> describe.apply(some)));
  }

  static Reading<List<Resource>> unlessClusterIsGone(Supplier<Reading<List<Resource>>> ask) {
    return Answers.unless("ClusterNotFoundException", ask).orElse(Reading.of(List.of()));
  }

  /// All services that are not on their way out.
  Reading<List<Resource>> services(Function<Service, Resource> resource) {
    return place.once(
        "ECS services",
        () ->
            inEachCluster(
                EcsServices.SERVICE,
                cluster ->
                    client()
                        .listServicesPaginator(
                            request -> request.cluster(cluster).maxResults(MOST_A_CALL))
                        .serviceArns()
                        .stream(),
                (cluster, arns) -> services(cluster, arns, resource)));
  }

  /// The named services, gone or not.
  Reading<List<Resource>> services(Collection<Arn> arns, Function<Service, Resource> resource) {
    return byCluster(arns, (cluster, some) -> services(cluster, some, resource));
  }

  private Reading<List<Resource>> services(
      Arn cluster, List<Arn> arns, Function<Service, Resource> resource) {
    return described(
        SERVICES_A_CALL,
        arns,
        some -> {
          var told =
              client()
                  .describeServices(
                      request ->
                          request
                              .cluster(cluster.toString())
                              .services(texts(some))
                              .include(ServiceField.TAGS));
          return told(some, told.services(), resource, told.failures());
        });
  }

  /// All tasks that are to run, or those that are to end.
  Reading<List<Resource>> tasks(DesiredStatus wanted, Function<Task, Resource> resource) {
    return place.once(
        "ECS tasks " + wanted,
        () ->
            inEachCluster(
                EcsTasks.TASK,
                cluster ->
                    client()
                        .listTasksPaginator(
                            request ->
                                request
                                    .cluster(cluster)
                                    .desiredStatus(wanted)
                                    .maxResults(MOST_A_CALL))
                        .taskArns()
                        .stream(),
                (cluster, arns) -> tasks(cluster, arns, resource)));
  }

  /// The named tasks, stopped or not.
  Reading<List<Resource>> tasks(Collection<Arn> arns, Function<Task, Resource> resource) {
    return byCluster(arns, (cluster, some) -> tasks(cluster, some, resource));
  }

  private Reading<List<Resource>> tasks(
      Arn cluster, List<Arn> arns, Function<Task, Resource> resource) {
    return described(
        MOST_A_CALL,
        arns,
        some -> {
          var told =
              client()
                  .describeTasks(
                      request ->
                          request
                              .cluster(cluster.toString())
                              .tasks(texts(some))
                              .include(TaskField.TAGS));
          return told(some, told.tasks(), resource, told.failures());
        });
  }

  /// ARNs of the form that can carry tags name their cluster: `service/CLUSTER/NAME`.
  private Reading<List<Resource>> byCluster(
      Collection<Arn> arns, BiFunction<Arn, List<Arn>, Reading<List<Resource>>> read) {
    var reading = Reading.of(List.<Resource>of());
    for (var group :
        arns.stream()
            .collect(
                Collectors.groupingBy(
                    arn -> clusterOf(place, arn), TreeMap::new, Collectors.toList()))
            .entrySet()) {
      reading = Reading.both(reading, read.apply(group.getKey(), group.getValue()));
    }
    return reading;
  }

  static Arn clusterOf(Place place, Arn arn) {
    var parts = arn.resource().split("/", -1);
    return place.arn("ecs", "cluster/" + (parts.length > 2 ? parts[1] : "default"));
  }

  private static List<String> texts(List<Arn> arns) {
    return arns.stream().map(Arn::toString).toList();
  }

  /// What a describe told in a 200: the things, and why others are not among them.
  static <T> Reading<List<Resource>> told(
      List<Arn> asked, List<T> things, Function<T, Resource> resource, List<Failure> failures) {
    var reading = Reading.ofList(() -> things.stream().collect(Items.each(resource)));
    var unread = new HashMap<Arn, RuntimeException>(reading.unread());
    var nameless = new ArrayList<>(reading.nameless());
    for (var failure : failures) {
      if ("MISSING".equals(failure.reason())) {
        continue;
      }
      var cause = refusal(String.valueOf(failure.reason()), failure.detail());
      var arn = Answers.arn(failure.arn()).filter(asked::contains);
      arn.ifPresentOrElse(known -> unread.put(known, cause), () -> nameless.add(cause));
    }
    return new Reading<>(reading.answer(), Map.copyOf(unread), nameless);
  }

  // What others want to know

  /// Whose an interface is that ECS made: the service's, or a task's that stands for itself.
  Optional<Arn> holderOf(String networkInterface) {
    return Stream.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)
        .flatMap(status -> tasks(status, task -> EcsTasks.task(place, task)).whole().stream())
        .filter(task -> task.fact(EcsTasks.INTERFACES).lines().anyMatch(networkInterface::equals))
        .map(task -> task.owner().orElse(task.arn()))
        .findFirst();
  }

  /// The subnets and the security groups of a network configuration.
  static void standsIn(
      Resource.Builder resource, Place place, @Nullable NetworkConfiguration network) {
    Optional.ofNullable(network)
        .map(NetworkConfiguration::awsvpcConfiguration)
        .ifPresent(
            vpc ->
                Described.standsIn(
                    resource, place, vpc.subnets().stream(), vpc.securityGroups().stream()));
  }
}
