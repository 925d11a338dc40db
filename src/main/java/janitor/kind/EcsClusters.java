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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.CapacityProvider;
import software.amazon.awssdk.services.ecs.model.CapacityProviderField;
import software.amazon.awssdk.services.ecs.model.CapacityProviderUpdateStatus;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.ContainerInstance;
import software.amazon.awssdk.services.ecs.model.ExecuteCommandConfiguration;

/// A cluster, and what brings machines into clusters.
///
/// ECS deletes neither while something is in it; and a provider that is still some cluster's it
/// keeps with a 200 (ekristen/aws-nuke #542). One of managed instances is of one cluster and goes
/// before it, any other after the clusters that it serves (API reference, DeleteCapacityProvider).
///
/// One long file: two kinds that stand in each other, and a provider is found by its cluster.
final class EcsClusters {
  static final String CLUSTER = "AWS::ECS::Cluster";
  static final String CAPACITY_PROVIDER = "AWS::ECS::CapacityProvider";

  private static final String MACHINES = "machines";
  private static final String NAMED = "cluster name";

  /// The fact of a cluster with those that are not AWS's, a line each.
  private static final String PROVIDERS = "capacity providers";

  private static final String GROUP = "group";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int INSTANCES_A_CALL = 100;

  /// So many values may a filter of EC2's have ("DescribeInstances" in the API reference).
  private static final int IDS_A_CALL = 200;

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
                    Ec2Compute.INSTANCES,
                    AutoScaling.GROUPS,
                    Ec2.TAGS,
                    "ecs:DeregisterContainerInstance",
                    "ecs:DeleteCluster")
                .usesOf(CAPACITY_PROVIDER, CLUSTER, KmsKey.TYPE)
                .build(),
            this::clusters,
            this::clusters,
            this::deleteCluster)
        .linking(this::machines);
  }

  private Reading<List<Resource>> clusters(Place place) {
    return place.once(
        "ECS clusters, described",
        () -> {
          var listed = at(place).clusters();
          return clusters(place, listed.answer().stream().map(Resource::arn).toList())
              .beside(listed);
        });
  }

  private Reading<List<Resource>> clusters(Place place, Collection<Arn> arns) {
    return at(place)
        .clusters(arns, cluster -> cluster(place, cluster))
        .map(
            all ->
                all.stream()
                    .filter(cluster -> !cluster.fact(Resource.STATUS).equals("INACTIVE"))
                    .toList());
  }

  private Resource cluster(Place place, Cluster cluster) {
    var name = Items.told(cluster.clusterName());
    var arn = Arn.of(Items.told(cluster.clusterArn()));
    var resource =
        Resource.of(CLUSTER, arn, place.region())
            .tags(Ecs.tags(cluster.tags()))
            .fact(Resource.STATUS, String.valueOf(cluster.status()))
            .fact(MACHINES, String.valueOf(cluster.registeredContainerInstancesCount()));
    LogsLogGroup.namedAfter(resource, place, arn);
    KmsKey.encrypt(resource, place, keys(cluster));
    if (OF_BATCH.matcher(name).matches()) {
      resource.guard("Batch made it for a compute environment, and takes it away with that");
    }
    var providers =
        cluster.capacityProviders().stream().flatMap(one -> provider(place, one).stream()).toList();
    if (!providers.isEmpty()) {
      resource.fact(
          PROVIDERS, providers.stream().map(Arn::toString).collect(Collectors.joining("\n")));
      providers.stream()
          .filter(provider -> !isOfOneCluster(place, arn, provider))
          .forEach(resource::uses);
    }
    return resource.build();
  }

  /// Of the disks of its tasks, and of what people type in them (API reference,
  /// ClusterConfiguration). It tells none unless its configuration is asked for.
  private static Stream<@Nullable String> keys(Cluster cluster) {
    var configuration = cluster.configuration();
    if (configuration == null) {
      return Stream.of();
    }
    return Stream.concat(
        Stream.ofNullable(configuration.executeCommandConfiguration())
            .map(ExecuteCommandConfiguration::kmsKeyId),
        Stream.ofNullable(configuration.managedStorageConfiguration())
            .flatMap(
                disks -> Stream.of(disks.kmsKeyId(), disks.fargateEphemeralStorageKmsKeyId())));
  }

  /// The cluster itself is asked only of what the region does not list.
  private boolean isOfOneCluster(Place place, Arn cluster, Arn provider) {
    return told(ofRegion(place), provider)
        .or(() -> told(ofCluster(place, cluster), provider))
        .filter(one -> one.facts().containsKey(NAMED))
        .isPresent();
  }

  private static Optional<Resource> told(Reading<List<Resource>> providers, Arn provider) {
    return providers.answer().stream().filter(one -> one.arn().equals(provider)).findFirst();
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

  /// A machine is taken off when it is terminated, unless it was stopped or its agent was cut off
  /// before (API reference, DeregisterContainerInstance): such a one is only a line in a list. The
  /// machine itself stays as it is.
  private Deletion deleteCluster(Resource cluster) {
    var ecs = Ecs.client(clients, cluster.region());
    return switch (cluster.fact(Resource.STATUS)) {
      case "DEPROVISIONING" -> Deletion.ASKED;
      case "PROVISIONING" -> new Deletion.Preparing("ECS is still making it", SOON);
      default -> {
        var name = cluster.arn().toString();
        notRunning(clients.ec2(cluster.region()), machines(ecs, name).toList())
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

  /// Those that run on no server any more. Whether its agent is connected says nothing: it
  /// "disconnects and reconnects several times per hour as a part of its normal operation" (guide
  /// of ECS, "Container instance state change events"). Of what is no server of EC2's nobody here
  /// knows, and it counts.
  private static List<ContainerInstance> notRunning(
      Ec2Client ec2, List<ContainerInstance> machines) {
    var running =
        machines.stream()
            .flatMap(machine -> serverOf(machine).stream())
            .gather(Gatherers.windowFixed(IDS_A_CALL))
            .flatMap(
                some ->
                    ec2
                        .describeInstancesPaginator(
                            request ->
                                request.filters(
                                    Filter.builder().name("instance-id").values(some).build(),
                                    Filter.builder()
                                        .name("instance-state-name")
                                        .values("pending", "running")
                                        .build()))
                        .reservations()
                        .stream())
            .flatMap(reservation -> reservation.instances().stream())
            .map(Instance::instanceId)
            .collect(Collectors.toSet());
    return machines.stream()
        .filter(machine -> serverOf(machine).filter(id -> !running.contains(id)).isPresent())
        .toList();
  }

  private static Optional<String> serverOf(ContainerInstance machine) {
    return Optional.ofNullable(machine.ec2InstanceId()).filter(id -> id.startsWith("i-"));
  }

  /// The living machines of each cluster, whoever's they are: its own go before it. One that a
  /// group started goes with the group, tagged or not.
  private Reading<List<Use>> machines(Place place, List<Resource> candidates) {
    return Reading.each(
        candidates.stream()
            .filter(one -> one.type().equals(CLUSTER) && !"0".equals(one.facts().get(MACHINES)))
            .toList(),
        Resource::arn,
        cluster -> {
          var all =
              new ArrayList<>(machines(at(place).client(), cluster.arn().toString()).toList());
          all.removeAll(notRunning(clients.ec2(place.region()), all));
          return all.stream()
              .flatMap(machine -> Stream.ofNullable(machine.ec2InstanceId()))
              .map(id -> Use.by(machine(place, id), "machine " + id, cluster.arn()))
              .toList();
        });
  }

  private Arn machine(Place place, String id) {
    return id.startsWith("i-")
        ? AutoScaling.groupOf(new Ec2(place, clients), id)
            .orElseGet(() -> place.arn("ec2", "instance/" + id))
        : place.arn("ssm", "managed-instance/" + id);
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
                .actions(
                    "ecs:DescribeCapacityProviders",
                    "ecs:ListClusters",
                    "ecs:DeleteCapacityProvider")
                .usesOf(CLUSTER, AutoScaling.GROUP)
                .takesRoles("ecs", "ec2")
                .usualWait(Duration.ofSeconds(20))
                .build(),
            this::used,
            (place, arns) -> Reading.among(providers(place), arns),
            this::deleteProvider)
        .linking(this::groups);
  }

  /// The group may go before its provider, and has to where its machines are in the provider's
  /// cluster: that waits for them, and the provider for the cluster. A provider goes as well when
  /// its group went before (ekristen/aws-nuke deletes them so: #542). One that has a group is no
  /// cluster's own.
  private Reading<List<Use>> groups(Place place, List<Resource> candidates) {
    var groups = candidates.stream().filter(one -> one.type().equals(AutoScaling.GROUP)).toList();
    return groups.isEmpty()
        ? Reading.of(List.of())
        : ofRegion(place)
            .map(
                all ->
                    all.stream()
                        .flatMap(
                            provider ->
                                groups.stream()
                                    .filter(group -> isFor(provider, group.arn()))
                                    .map(
                                        group ->
                                            new Use(
                                                provider.arn(),
                                                "it is still used by " + provider.label(),
                                                group.arn(),
                                                Use.Bond.UNORDERED)))
                        .toList());
  }

  /// By the group's ARN, or by no more than its name ("The ARN or the name", aws/containers-roadmap
  /// #631).
  private static boolean isFor(Resource provider, Arn group) {
    var named = provider.facts().getOrDefault(GROUP, "");
    return !named.isEmpty()
        && (named.equals(group.toString())
            || group.resource().endsWith(":autoScalingGroupName/" + named));
  }

  /// Asked for without a name; and each cluster's own, for only where that is named are those
  /// promised: "only capacity providers associated with this cluster are returned, including Amazon
  /// ECS Managed Instances capacity providers" (API reference, DescribeCapacityProviders).
  private Reading<List<Resource>> providers(Place place) {
    return place.once(
        "ECS capacity providers",
        () -> {
          var clusters = at(place).clusters();
          return Reading.both(
                  ofRegion(place),
                  Reading.ofPieces(
                      clusters.answer().stream().map(Resource::arn).toList(),
                      cluster -> ofCluster(place, cluster)))
              .map(EcsClusters::each)
              .beside(clusters);
        });
  }

  /// Most clusters have nothing more to tell: only those are asked that have a provider which the
  /// region did not tell ("The capacity providers associated with the cluster", API reference,
  /// Cluster). To find one that is to go, each is asked.
  private Reading<List<Resource>> used(Place place) {
    var ofRegion = ofRegion(place);
    var clusters = clusters(place);
    var others =
        clusters.answer().stream()
            .filter(
                cluster ->
                    cluster
                        .facts()
                        .getOrDefault(PROVIDERS, "")
                        .lines()
                        .map(Arn::of)
                        .anyMatch(provider -> told(ofRegion, provider).isEmpty()))
            .map(Resource::arn)
            .toList();
    var ofClusters = Reading.ofPieces(others, cluster -> ofCluster(place, cluster));
    return Reading.both(Reading.both(ofRegion, ofClusters), clusters.map(_ -> List.of()))
        .map(EcsClusters::each);
  }

  private Reading<List<Resource>> ofRegion(Place place) {
    return place.once("ECS capacity providers of the region", () -> providers(place, null));
  }

  private Reading<List<Resource>> ofCluster(Place place, Arn cluster) {
    return place.once(
        "ECS capacity providers of " + cluster,
        () -> Ecs.unlessClusterIsGone(() -> providers(place, cluster.toString())));
  }

  /// One that several clusters have is told by each.
  private static List<Resource> each(List<Resource> providers) {
    return List.copyOf(
        providers.stream()
            .collect(
                Collectors.toMap(Resource::arn, one -> one, (one, _) -> one, LinkedHashMap::new))
            .values());
  }

  private Reading<List<Resource>> providers(Place place, @Nullable String cluster) {
    return Reading.ofList(
        () ->
            Found.pages(
                    token ->
                        at(place)
                            .client()
                            .describeCapacityProviders(
                                request ->
                                    request
                                        .cluster(cluster)
                                        .include(CapacityProviderField.TAGS)
                                        .nextToken(token)),
                    page -> page.capacityProviders(),
                    page -> page.nextToken())
                .stream()
                .filter(one -> !"INACTIVE".equals(one.statusAsString()))
                .collect(Items.each(one -> provider(place, one))));
  }

  private static Resource provider(Place place, CapacityProvider provider) {
    var arn = Arn.of(Items.told(provider.capacityProviderArn()));
    var resource =
        Resource.of(CAPACITY_PROVIDER, arn, place.region())
            .name(String.valueOf(provider.name()))
            .tags(Ecs.tags(provider.tags()))
            .fact(Resource.STATUS, String.valueOf(provider.updateStatusAsString()))
            .why(provider.updateStatusReason());
    if (OF_AWS.contains(provider.name())) {
      resource.guard("it is AWS's own, in every account");
    }
    Stream.ofNullable(provider.cluster())
        .filter(name -> !name.isEmpty())
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .forEach(name -> resource.fact(NAMED, name).uses(place.arn("ecs", "cluster/" + name)));
    if (provider.autoScalingGroupProvider() != null) {
      resource.fact(
          GROUP, String.valueOf(provider.autoScalingGroupProvider().autoScalingGroupArn()));
    }
    if (provider.managedInstancesProvider() != null) {
      var machines = provider.managedInstancesProvider();
      Described.uses(
          resource,
          Stream.concat(
              Stream.ofNullable(machines.infrastructureRoleArn()),
              Stream.ofNullable(machines.instanceLaunchTemplate())
                  .flatMap(launch -> Stream.ofNullable(launch.ec2InstanceProfileArn()))));
    }
    return resource.build();
  }

  private Deletion deleteProvider(Resource provider) {
    if (provider
        .fact(Resource.STATUS)
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
