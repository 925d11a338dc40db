package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.CapacityProvider;
import software.amazon.awssdk.services.ecs.model.CapacityProviderField;
import software.amazon.awssdk.services.ecs.model.CapacityProviderUpdateStatus;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;

/// A cluster, and what brings machines into clusters.
///
/// ECS deletes neither while something is in it; and a provider that is still some cluster's it
/// keeps with a 200 (ekristen/aws-nuke #542). One of managed instances is of one cluster and goes
/// before it, any other after the clusters that it serves (API reference, DeleteCapacityProvider).
final class EcsClusters {
  static final String CLUSTER = "AWS::ECS::Cluster";
  static final String CAPACITY_PROVIDER = "AWS::ECS::CapacityProvider";

  private static final String MACHINES = "machines";
  private static final String NAMED = "cluster name";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int INSTANCES_A_CALL = 100;

  /// In every account, and AWS's: "reserved and can't be deleted" (API reference).
  private static final Set<String> OF_AWS = Set.of("FARGATE", "FARGATE_SPOT");

  /// How Batch names the cluster that it makes for a compute environment, now and before.
  private static final Pattern OF_BATCH =
      Pattern.compile("AWSBatch-.+|.+_Batch_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Clients clients;

  EcsClusters(Clients clients) {
    this.clients = clients;
  }

  private Ecs at(Place place) {
    return new Ecs(place, clients);
  }

  // Clusters

  Addressed.Row cluster() {
    return new Addressed.Row(
            Traits.of(CLUSTER)
                .named("ecs", "cluster/")
                .physicalId(PhysicalId.after("ecs", "cluster/"))
                .createdBy(
                    Creation.answering("ecs:CreateCluster", "cluster.clusterArn").orFinding())
                .actions(
                    "ecs:ListClusters",
                    "ecs:DescribeClusters",
                    "ecs:DescribeCapacityProviders",
                    "ecs:ListContainerInstances",
                    "ecs:DescribeContainerInstances",
                    "ecs:DeregisterContainerInstance",
                    "ecs:DeleteCluster")
                .usesOf(CAPACITY_PROVIDER, CLUSTER)
                .build(),
            place -> {
              var listed = at(place).clusters();
              return clusters(place, listed.answer().stream().map(Resource::arn).toList())
                  .beside(listed);
            },
            this::clusters,
            this::deleteCluster)
        .linking(this::machines);
  }

  private Reading<List<Resource>> clusters(Place place, Collection<Arn> arns) {
    return at(place)
        .clusters(arns, cluster -> cluster(place, cluster))
        .map(
            all ->
                all.stream()
                    .filter(cluster -> !cluster.fact(Ecs.STATUS).equals("INACTIVE"))
                    .toList());
  }

  private Resource cluster(Place place, Cluster cluster) {
    var name = Items.told(cluster.clusterName());
    var arn = Arn.of(Items.told(cluster.clusterArn()));
    var resource =
        Resource.of(CLUSTER, arn, place.region())
            .tags(Ecs.tags(cluster.tags()))
            .fact(Ecs.STATUS, String.valueOf(cluster.status()))
            .fact(MACHINES, String.valueOf(cluster.registeredContainerInstancesCount()))
            .leaves(
                place.arn("logs", "log-group:/aws/ecs/containerinsights/" + name + "/performance"));
    if (OF_BATCH.matcher(name).matches()) {
      resource.guard("Batch made it for a compute environment, and takes it away with that");
    }
    var providers =
        cluster.capacityProviders().stream().flatMap(one -> provider(place, one).stream()).toList();
    if (!providers.isEmpty()) {
      providers.stream()
          .filter(provider -> !isOfOneCluster(place, provider))
          .forEach(resource::uses);
    }
    return resource.build();
  }

  private boolean isOfOneCluster(Place place, Arn provider) {
    return providers(place).answer().stream()
        .anyMatch(one -> one.arn().equals(provider) && one.facts().containsKey(NAMED));
  }

  /// The provider of that name; nothing for those that AWS has in every account.
  static Optional<Arn> provider(Place place, @Nullable String name) {
    return Optional.ofNullable(name)
        .filter(text -> !text.isEmpty() && !OF_AWS.contains(text))
        .map(
            text ->
                text.startsWith("arn:")
                    ? Arn.of(text)
                    : place.arn("ecs", "capacity-provider/" + text));
  }

  /// A machine is taken off when it is terminated, unless its agent was cut off before (API
  /// reference, DeregisterContainerInstance): such a one is only a line in a list. The machine
  /// itself stays as it is.
  private Deletion deleteCluster(Resource cluster) {
    var ecs = Ecs.client(clients, cluster.region());
    return switch (cluster.fact(Ecs.STATUS)) {
      case "DEPROVISIONING" -> Deletion.ASKED;
      case "PROVISIONING" -> new Deletion.Preparing("ECS is still making it", SOON);
      default -> {
        var name = cluster.arn().toString();
        machines(ecs, name)
            .filter(machine -> !Boolean.TRUE.equals(machine.agentConnected()))
            .forEach(
                machine ->
                    ecs.deregisterContainerInstance(
                        request ->
                            request
                                .cluster(name)
                                .containerInstance(machine.containerInstanceArn())
                                .force(true)));
        Objects.requireNonNull(ecs.deleteCluster(request -> request.cluster(name)));
        yield Deletion.ASKED;
      }
    };
  }

  /// The living machines of each cluster, whoever's they are: its own go before it.
  private Reading<List<Use>> machines(Place place, List<Resource> candidates) {
    return Reading.each(
        candidates.stream()
            .filter(one -> one.type().equals(CLUSTER) && !"0".equals(one.facts().get(MACHINES)))
            .toList(),
        Resource::arn,
        cluster ->
            machines(at(place).client(), cluster.arn().toString())
                .filter(machine -> Boolean.TRUE.equals(machine.agentConnected()))
                .flatMap(machine -> Stream.ofNullable(machine.ec2InstanceId()))
                .map(
                    id ->
                        Use.by(
                            id.startsWith("i-")
                                ? place.arn("ec2", "instance/" + id)
                                : place.arn("ssm", "managed-instance/" + id),
                            "machine " + id,
                            cluster.arn()))
                .toList());
  }

  private static Stream<ContainerInstance> machines(EcsClient ecs, String cluster) {
    return ecs
        .listContainerInstancesPaginator(
            request -> request.cluster(cluster).maxResults(INSTANCES_A_CALL))
        .stream()
        .flatMap(
            page ->
                page.containerInstanceArns().isEmpty()
                    ? Stream.of()
                    : ecs
                        .describeContainerInstances(
                            request ->
                                request
                                    .cluster(cluster)
                                    .containerInstances(page.containerInstanceArns()))
                        .containerInstances()
                        .stream());
  }

  // Capacity providers

  Addressed.Row capacityProvider() {
    return new Addressed.Row(
        Traits.of(CAPACITY_PROVIDER)
            .named("ecs", "capacity-provider/")
            .physicalId(PhysicalId.after("ecs", "capacity-provider/"))
            .createdBy(
                Creation.answering(
                    "ecs:CreateCapacityProvider", "capacityProvider.capacityProviderArn"))
            .actions("ecs:DescribeCapacityProviders", "ecs:DeleteCapacityProvider")
            .usesOf(CLUSTER, AutoScaling.GROUP)
            .usualWait(Duration.ofSeconds(20))
            .build(),
        this::providers,
        (place, arns) -> Reading.among(providers(place), arns),
        this::deleteProvider);
  }

  /// All of them come without their names, a hundred a page.
  private Reading<List<Resource>> providers(Place place) {
    return place.once(
        "ECS capacity providers",
        () ->
            Reading.ofList(
                () ->
                    Found.pages(
                            token ->
                                at(place)
                                    .client()
                                    .describeCapacityProviders(
                                        request ->
                                            request
                                                .include(CapacityProviderField.TAGS)
                                                .nextToken(token)),
                            page -> page.capacityProviders(),
                            page -> page.nextToken())
                        .stream()
                        .filter(one -> !"INACTIVE".equals(one.statusAsString()))
                        .collect(Items.each(one -> provider(place, one)))));
  }

  private static Resource provider(Place place, CapacityProvider provider) {
    var arn = Arn.of(Items.told(provider.capacityProviderArn()));
    var resource =
        Resource.of(CAPACITY_PROVIDER, arn, place.region())
            .tags(Ecs.tags(provider.tags()))
            .fact(Ecs.STATUS, String.valueOf(provider.updateStatusAsString()));
    if (OF_AWS.contains(provider.name())) {
      resource.guard("it is AWS's own, in every account");
    }
    Stream.ofNullable(provider.cluster())
        .filter(name -> !name.isEmpty())
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .forEach(name -> resource.fact(NAMED, name).uses(place.arn("ecs", "cluster/" + name)));
    if (provider.autoScalingGroupProvider() != null) {
      Described.uses(
          resource, Stream.ofNullable(provider.autoScalingGroupProvider().autoScalingGroupArn()));
    }
    if (provider.managedInstancesProvider() != null) {
      Described.uses(
          resource, Stream.ofNullable(provider.managedInstancesProvider().infrastructureRoleArn()));
    }
    return resource.build();
  }

  private Deletion deleteProvider(Resource provider) {
    if (provider
        .fact(Ecs.STATUS)
        .equals(CapacityProviderUpdateStatus.DELETE_IN_PROGRESS.toString())) {
      return Deletion.ASKED;
    }
    var told =
        Ecs.client(clients, provider.region())
            .deleteCapacityProvider(
                request ->
                    request
                        .capacityProvider(provider.arn().toString())
                        .cluster(provider.facts().get(NAMED)))
            .capacityProvider();
    if (told != null && told.updateStatus() == CapacityProviderUpdateStatus.DELETE_FAILED) {
      throw Ecs.refusal("ClientException", told.updateStatusReason());
    }
    return Deletion.ASKED;
  }
}
