package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.memorydb.MemoryDbClient;
import software.amazon.awssdk.services.memorydb.model.Cluster;
import software.amazon.awssdk.services.memorydb.model.ShardDetail;
import software.amazon.awssdk.services.memorydb.model.Snapshot;
import software.amazon.awssdk.services.memorydb.model.Tag;

/// Clusters of MemoryDB, which bill by the hour and node, and what people took of them. What
/// MemoryDB took by itself goes with its cluster.
///
/// When a cluster was made, nothing tells but its nodes, of which the oldest is never older than
/// the cluster, and stands for it: age by that errs to young.
final class MemoryDb {
  static final String CLUSTER = "AWS::MemoryDB::Cluster";
  static final String SNAPSHOT = "AWS::MemoryDB::Snapshot";
  private static final String SUBNET_GROUP = "AWS::MemoryDB::SubnetGroup";
  private static final String PARAMETER_GROUP = "AWS::MemoryDB::ParameterGroup";

  private static final String TAGS = "memorydb:ListTags";

  private static final Set<String> GONE = Set.of("ClusterNotFoundFault", "SnapshotNotFoundFault");

  private final Clients clients;
  private final FinalSnapshots ours;

  private MemoryDb(Clients clients, FinalSnapshots ours) {
    this.clients = clients;
    this.ours = ours;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots snapshots) {
    var service = new MemoryDb(clients, snapshots);
    return List.of(new Described(service.cluster()), new Described(service.snapshot()));
  }

  private MemoryDbClient at(String region) {
    return clients.of(region, MemoryDbClient.class, MemoryDbClient::builder);
  }

  private static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named("memorydb", word)
        .physicalId(PhysicalId.after("memorydb", word))
        .flags(Traits.Flag.LIST_PROVES, Traits.Flag.HOLDS_DATA);
  }

  private static Resource.Builder resource(
      Place place, String type, @Nullable String arn, @Nullable String name) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region())
        .name(name)
        .fact(Described.NAME, Items.told(name));
  }

  private static Optional<Tags> tags(MemoryDbClient memoryDb, Arn arn) {
    return Answers.unless(
        GONE,
        () ->
            Tags.of(
                memoryDb.listTags(request -> request.resourceArn(arn.toString())).tagList().stream()
                    .collect(Tags.byKey(Tag::key, Tag::value))));
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return tags(at(place.region()), one.arn());
  }

  // Clusters

  private Described.Row cluster() {
    return new Described.Row(
            traits(CLUSTER, "cluster/")
                .createdBy(Creation.asking("memorydb:CreateCluster", "clusterName"))
                .costs(CostClass.DOLLARS_A_DAY)
                .actions(
                    "memorydb:DescribeClusters",
                    TAGS,
                    "memorydb:DescribeSnapshots",
                    "memorydb:CreateSnapshot",
                    "memorydb:TagResource",
                    "memorydb:DeleteCluster")
                .usesOf(KmsKey.TYPE, SUBNET_GROUP, PARAMETER_GROUP)
                .usualWait(Duration.ofSeconds(20))
                .build(),
            place ->
                at(place.region())
                    .describeClustersPaginator(request -> request.showShardDetails(true))
                    .stream()
                    .flatMap(page -> page.clusters().stream())
                    .collect(Items.each(cluster -> cluster(place, cluster))),
            this::tags,
            this::delete)
        .after(this::beforeItGoes);
  }

  private static Resource cluster(Place place, Cluster cluster) {
    var oldest = oldestNode(cluster);
    var resource =
        resource(place, CLUSTER, cluster.arn(), cluster.name())
            .createdAt(oldest)
            .fact(Resource.STATUS, String.valueOf(cluster.status()))
            .fact(Resource.RESOURCE_ID, ElastiCacheSnapshots.id(cluster.arn(), oldest));
    KmsKey.encrypt(resource, place, cluster.kmsKeyId());
    part(resource, place, "subnetgroup/", cluster.subnetGroupName());
    part(resource, place, "parametergroup/", cluster.parameterGroupName());
    part(resource, place, "acl/", cluster.aclName());
    Described.standsIn(
        resource,
        place,
        Stream.of(),
        cluster.securityGroups().stream().map(group -> group.securityGroupId()));
    var several = cluster.multiRegionClusterName();
    if (several != null && !several.isEmpty()) {
      resource.guard(
          "it is in the multi-Region cluster "
              + several
              + ", which spans regions: take it out of that, and it goes");
    }
    return resource.build();
  }

  private static @Nullable Instant oldestNode(Cluster cluster) {
    return cluster.shards().stream()
        .flatMap(shard -> shard.nodes().stream())
        .map(node -> node.createTime())
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static void part(
      Resource.Builder resource, Place place, String word, @Nullable String name) {
    Stream.ofNullable(name)
        .filter(text -> !text.isEmpty())
        .forEach(text -> resource.uses(place.arn("memorydb", word + text)));
  }

  private static boolean isDeleting(Resource one) {
    return one.fact(Resource.STATUS).equals("deleting");
  }

  private Deletion delete(Resource cluster) {
    if (!isDeleting(cluster)) {
      at(cluster.region()).deleteCluster(request -> request.clusterName(cluster.name()));
    }
    return Deletion.ASKED;
  }

  private Optional<Deletion> beforeItGoes(Resource cluster) {
    return isDeleting(cluster)
            // Nothing was ever in it.
            || cluster.fact(Resource.STATUS).equals("create-failed")
        ? Optional.empty()
        : ours.first(cluster, new Taking(at(cluster.region()), cluster));
  }

  // Snapshots

  private Described.Row snapshot() {
    return new Described.Row(
        traits(SNAPSHOT, "snapshot/")
            .createdBy(
                Creation.asking("memorydb:CreateSnapshot", "snapshotName"),
                Creation.asking("memorydb:CopySnapshot", "targetSnapshotName"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .actions("memorydb:DescribeSnapshots", TAGS, "memorydb:DeleteSnapshot")
            .keptOf(CLUSTER)
            // Nothing of it can be read without its key.
            .usesOf(KmsKey.TYPE)
            .build(),
        place ->
            at(place.region())
                .describeSnapshotsPaginator(request -> request.source("user").showDetail(true))
                .stream()
                .flatMap(page -> page.snapshots().stream())
                .collect(Items.each(snapshot -> told(place, snapshot))),
        this::tags,
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteSnapshot(request -> request.snapshotName(resource.name()))));
  }

  private Resource told(Place place, Snapshot snapshot) {
    var resource = snapshot(at(place.region()), place, snapshot);
    if (!resource.name().startsWith(FinalSnapshots.PREFIX) || !ours.isOurs(resource.tags())) {
      return resource;
    }
    var of = snapshot.clusterConfiguration();
    var name = Items.told(of.name());
    return resource.toBuilder()
        .fact(Resource.RESOURCE_ID, FinalSnapshots.idIn(resource.name()))
        // The price list of us-east-1.
        .holds("what " + name + " held, at 0.021 dollars a GB and month")
        .bringsBack(
            place.arn("memorydb", "cluster/" + name),
            "aws memorydb create-cluster --cluster-name "
                + name
                + " --node-type "
                + of.nodeType()
                + " --acl-name open-access --snapshot-name "
                + resource.name()
                + " --region "
                + place.region())
        .build();
  }

  /// With the tags of those that are called as ours are: each is a call.
  private static Resource snapshot(MemoryDbClient memoryDb, Place place, Snapshot snapshot) {
    var resource =
        resource(place, SNAPSHOT, snapshot.arn(), snapshot.name())
            .fact(Resource.STATUS, String.valueOf(snapshot.status()));
    KmsKey.encrypt(resource, place, snapshot.kmsKeyId());
    Stream.ofNullable(snapshot.clusterConfiguration())
        .flatMap(of -> of.shards().stream())
        .map(ShardDetail::snapshotCreationTime)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .ifPresent(resource::createdAt);
    if (snapshot.name().startsWith(FinalSnapshots.PREFIX)) {
      resource.tags(tags(memoryDb, Arn.of(Items.told(snapshot.arn()))).orElse(Tags.NONE));
    }
    return resource.build();
  }

  /// How one is taken.
  private record Taking(MemoryDbClient memoryDb, Resource cluster)
      implements FinalSnapshots.Source {

    @Override
    public String id() {
      return cluster.fact(Resource.RESOURCE_ID);
    }

    @Override
    public List<Resource> taken() {
      var place = Place.of(cluster);
      return memoryDb
          .describeSnapshotsPaginator(
              request -> request.clusterName(cluster.name()).source("user").showDetail(true))
          .stream()
          .flatMap(page -> page.snapshots().stream())
          .map(snapshot -> snapshot(memoryDb, place, snapshot))
          .toList();
    }

    @Override
    public Optional<Deletion> hindrance() {
      var status =
          String.valueOf(
              memoryDb
                  .describeClusters(request -> request.clusterName(cluster.name()))
                  .clusters()
                  .getFirst()
                  .status());
      return FinalSnapshots.unlessAvailable("MemoryDB", status);
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      memoryDb.createSnapshot(
          request ->
              request
                  .clusterName(cluster.name())
                  .snapshotName(name)
                  .tags(
                      Tags.each(
                          tags, (key, value) -> Tag.builder().key(key).value(value).build())));
    }

    @Override
    public Set<String> nameGiven() {
      return Set.of("SnapshotAlreadyExistsFault");
    }

    @Override
    public Set<String> full() {
      return Set.of("SnapshotQuotaExceededFault");
    }
  }
}
