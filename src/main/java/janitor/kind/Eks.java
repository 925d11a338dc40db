package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/// A cluster of Kubernetes, which bills by the hour, and more so once its version is old.
///
/// EKS deletes none that has node groups, Fargate profiles or capabilities: see [EksParts]. What
/// its controllers made in the account outlives it, nobody is left to take it away, and it carries
/// the cluster's tag and not the workshop's ("Delete a cluster" in EKS's guide): load balancers,
/// volumes, groups, nodes. They are read off the tags while the cluster is there, and go after it;
/// as does what carries the workshop's tag besides, for until then it would be made anew. See
/// [ClusterTags].
final class Eks {
  static final String CLUSTER = "AWS::EKS::Cluster";

  static final Duration MINUTES = Duration.ofMinutes(2);

  private static final String CONNECTED = "connected";

  /// What EC2 calls that of which something may be left, by the beginning of its id.
  private static final List<String> LEFT =
      List.of(
          "volume/vol-",
          "security-group/sg-",
          "network-interface/eni-",
          "instance/i-",
          "launch-template/lt-");

  private static final Set<ClusterStatus> AT_WORK =
      Set.of(ClusterStatus.CREATING, ClusterStatus.UPDATING);

  private final Clients clients;

  private Eks(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var parts = new EksParts(clients);
    return Stream.of(
            parts.nodegroup(),
            parts.fargateProfile(),
            parts.addon(),
            parts.capability(),
            new Eks(clients).cluster())
        .<ResourceKind>map(Addressed::new)
        .toList();
  }

  static EksClient client(Clients clients, String region) {
    return clients.of(region, EksClient.class, EksClient::builder);
  }

  private EksClient at(Place place) {
    return client(clients, place.region());
  }

  /// The cluster that a tag of AWS's says it is a part of.
  static Optional<Arn> clusterOf(Place place, Tags tags) {
    return tags.value(ClusterTags.OF_AWS).map(name -> place.arn("eks", "cluster/" + name));
  }

  /// What EKS made for a cluster is a part of it, and no stranger in its network.
  static boolean isPartOfCluster(Place place, Resource.Builder part, Tags tags) {
    var cluster = clusterOf(place, tags);
    cluster.ifPresent(part::owner);
    return cluster.isPresent();
  }

  /// The cluster of that name, if it is there.
  static Optional<Arn> living(Place place, Clients clients, String name) {
    return names(place, clients).whole().stream()
        .map(Resource::arn)
        .filter(arn -> nameOf(arn).equals(name))
        .findFirst();
  }

  /// Nothing where EKS says that there is none.
  static <T> Optional<T> there(Supplier<T> ask) {
    return Answers.unless("ResourceNotFoundException", ask);
  }

  /// The names of all clusters, connected ones as well, as ARNs.
  static Reading<List<Resource>> names(Place place, Clients clients) {
    return place.once(
        "EKS clusters",
        () ->
            Reading.ofList(
                () ->
                    client(clients, place.region())
                        .listClustersPaginator(request -> request.include("all").maxResults(100))
                        .clusters()
                        .stream()
                        .collect(
                            Items.each(
                                name ->
                                    Resource.of(
                                            CLUSTER,
                                            place.arn("eks", "cluster/" + Items.told(name)),
                                            place.region())
                                        .build()))));
  }

  private Addressed.Row cluster() {
    return new Addressed.Row(
            Traits.of(CLUSTER)
                .named("eks", "cluster/")
                .physicalId(PhysicalId.after("eks", "cluster/"))
                .createdBy(
                    Creation.asking("eks:CreateCluster", "name"),
                    Creation.asking("eks:RegisterCluster", "name"))
                .costs(CostClass.DOLLARS_A_DAY)
                .actions(
                    "eks:ListClusters",
                    "eks:DescribeCluster",
                    Ec2.TAGS,
                    "ec2:DescribeVolumes",
                    Ec2Interfaces.ACTION,
                    LoadBalancers.BALANCERS,
                    LoadBalancers.TARGETS,
                    LoadBalancers.TAGS,
                    "eks:UpdateClusterConfig",
                    "eks:DeregisterCluster",
                    "eks:DeleteCluster")
                .flags(Traits.Flag.HOLDS_DATA)
                .usesOf(
                    KmsKey.TYPE,
                    Ec2Network.VPC,
                    Ec2Network.SUBNET,
                    Ec2Network.SECURITY_GROUP,
                    Ec2Network.INTERFACE,
                    Ec2Compute.INSTANCE,
                    Ec2Compute.VOLUME,
                    Ec2Compute.LAUNCH_TEMPLATE,
                    LoadBalancers.BALANCER,
                    LoadBalancers.TARGET_GROUP,
                    LoadBalancers.CLASSIC)
                .takesRoles("eks", "ec2")
                .usualWait(Duration.ofSeconds(30))
                .build(),
            place -> {
              var listed = names(place, clients);
              return described(place, listed.answer().stream().map(Resource::arn).toList(), false)
                  .beside(listed);
            },
            (place, arns) -> described(place, arns, true),
            this::delete)
        .linking(this::makers);
  }

  /// The clusters that would make anew what goes before them. One that is none of the workshop's
  /// keeps it.
  private Reading<List<Use>> makers(Place place, List<Resource> candidates) {
    var made = new HashMap<Resource, String>();
    candidates.forEach(
        one -> ClusterTags.madeIn(one.arn(), one.tags()).ifPresent(name -> made.put(one, name)));
    return made.isEmpty()
        ? Reading.of(List.of())
        : names(place, clients)
            .map(
                clusters ->
                    clusters.stream()
                        .flatMap(
                            cluster ->
                                made.entrySet().stream()
                                    .filter(one -> one.getValue().equals(nameOf(cluster.arn())))
                                    .map(one -> maker(cluster.arn(), one.getKey().arn())))
                        .toList());
  }

  private static Use maker(Arn cluster, Arn made) {
    return new Use(
        cluster,
        "EKS cluster "
            + nameOf(cluster)
            + ", which is not of the workshop, made it and would make"
            + " it anew",
        made);
  }

  private Reading<List<Resource>> described(
      Place place, Collection<Arn> arns, boolean withWhatItLeaves) {
    Function<Arn, List<Resource>> one =
        arn ->
            there(() -> at(place).describeCluster(request -> request.name(nameOf(arn))).cluster())
                .map(cluster -> cluster(place, cluster))
                .map(builder -> builder.build())
                .map(
                    cluster ->
                        withWhatItLeaves && !isConnected(cluster) ? left(place, cluster) : cluster)
                .stream()
                .toList();
    return Reading.each(arns, one);
  }

  /// It is only known to EKS and runs on elsewhere, which may be beside: it leaves nothing.
  static boolean isConnected(Resource cluster) {
    return cluster.facts().containsKey(CONNECTED);
  }

  static String nameOf(Arn cluster) {
    return cluster.after("cluster/");
  }

  private static Resource.Builder cluster(Place place, Cluster cluster) {
    var resource =
        Resource.of(CLUSTER, Arn.of(Items.told(cluster.arn())), place.region())
            .tags(Tags.of(cluster.tags()))
            .createdAt(cluster.createdAt())
            .fact(Resource.STATUS, String.valueOf(cluster.statusAsString()));
    Stream.ofNullable(cluster.health())
        .flatMap(health -> health.issues().stream())
        .limit(1)
        .forEach(
            one -> EksParts.issue(resource, one.codeAsString(), one.message(), one.resourceIds()));
    if (cluster.connectorConfig() != null) {
      resource.fact(CONNECTED, "yes");
    }
    if (Boolean.TRUE.equals(cluster.deletionProtection())) {
      resource.protection("its deletion protection is on");
    }
    network(resource, place, cluster.resourcesVpcConfig());
    Described.uses(
        resource,
        Stream.concat(
            Stream.ofNullable(cluster.roleArn()),
            Stream.ofNullable(cluster.computeConfig())
                .flatMap(auto -> Stream.ofNullable(auto.nodeRoleArn()))));
    cluster.encryptionConfig().stream()
        .flatMap(how -> Stream.ofNullable(how.provider()))
        .forEach(provider -> KmsKey.encrypt(resource, place, provider.keyArn()));
    return LogsLogGroup.namedAfter(resource, place, Arn.of(Items.told(cluster.arn())));
  }

  /// The group that EKS made for it is a part of it, and nothing that it needs.
  private static void network(
      Resource.Builder resource, Place place, @Nullable VpcConfigResponse network) {
    if (network != null) {
      Described.standsIn(
          resource, place, network.subnetIds().stream(), network.securityGroupIds().stream());
      Stream.ofNullable(network.vpcId())
          .filter(id -> !id.isEmpty())
          .forEach(id -> resource.uses(place.arn("ec2", "vpc/" + id)));
    }
  }

  /// Its own group goes with it, unless a rule of another one holds it: then it is left as well.
  private Resource left(Place place, Resource whole) {
    var cluster = whole.arn();
    var resource = whole.toBuilder();
    var ec2 = new Ec2(place, clients);
    ec2.tagsById()
        .forEach(
            (id, tags) ->
                LEFT.stream()
                    .filter(word -> id.startsWith(word.substring(word.indexOf('/') + 1)))
                    .map(word -> place.arn("ec2", word.substring(0, word.indexOf('/') + 1) + id))
                    .filter(
                        part ->
                            isLeftBy(cluster, part, tags) || isOwnGroup(place, cluster, id, tags))
                    .filter(
                        _ ->
                            !ClusterTags.isMarkedByNetworkPlugin(tags)
                                || isOfNetworkPlugin(place, cluster, id))
                    .filter(
                        part ->
                            whole
                                .createdAt()
                                .filter(at -> Ec2Disks.isFromBefore(ec2, part, at))
                                .isEmpty())
                    .forEach(resource::leaves));
    LoadBalancers.everything(place, clients)
        .filter(one -> isLeftBy(cluster, one.arn(), one.tags()))
        .map(Resource::arn)
        .forEach(resource::leaves);
    return resource.build();
  }

  private static boolean isOwnGroup(Place place, Arn cluster, String id, Tags tags) {
    return id.startsWith("sg-") && clusterOf(place, tags).filter(cluster::equals).isPresent();
  }

  /// The network plugin describes what it makes as its own, and marks what it finds on a node
  /// besides. Of a node that it takes them off as that ends, interfaces are left that were to go
  /// with it (amazon-vpc-cni-k8s #608, #1223): so those that are on a node of the cluster count.
  private boolean isOfNetworkPlugin(Place place, Arn cluster, String id) {
    var ec2 = new Ec2(place, clients);
    return Ec2Interfaces.called(ec2, id)
        .filter(one -> String.valueOf(one.description()).startsWith("aws-K8S-"))
        .filter(
            one ->
                Ec2Interfaces.holder(ec2, one)
                    .filter(holder -> !isOf(ec2, cluster, holder))
                    .isEmpty())
        .isPresent();
  }

  private static boolean isOf(Ec2 ec2, Arn cluster, Arn holder) {
    return holder.equals(cluster)
        || isLeftBy(cluster, holder, ec2.tagsById().getOrDefault(Ec2.id(holder), Tags.NONE));
  }

  static boolean isLeftBy(Arn cluster, Arn part, Tags tags) {
    return ClusterTags.madeIn(part, tags).filter(nameOf(cluster)::equals).isPresent();
  }

  /// Its protection is lifted by an update, which takes its time.
  private Deletion delete(Resource cluster) {
    var eks = client(clients, cluster.region());
    var name = nameOf(cluster.arn());
    if (isConnected(cluster)) {
      // What runs elsewhere goes on there.
      eks.deregisterCluster(request -> request.name(name));
      return Deletion.ASKED;
    }
    if (cluster.protection().isPresent()) {
      var now = eks.describeCluster(request -> request.name(name)).cluster();
      if (AT_WORK.contains(now.status())) {
        return Deletion.atWork("EKS", now.statusAsString(), MINUTES);
      }
      if (Boolean.TRUE.equals(now.deletionProtection())) {
        eks.updateClusterConfig(request -> request.name(name).deletionProtection(false));
        return new Deletion.Preparing("lifting its deletion protection first", MINUTES);
      }
    } else if (cluster.fact(Resource.STATUS).equals(ClusterStatus.DELETING.toString())) {
      return Deletion.ASKED;
    }
    eks.deleteCluster(request -> request.name(name));
    return Deletion.ASKED;
  }
}
