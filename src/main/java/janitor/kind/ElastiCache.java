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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;
import software.amazon.awssdk.services.elasticache.model.Tag;

/// Caches of Redis, Valkey and Memcached. Each node of a replication group is a cluster of its own,
/// with the group's tags: it goes with its group only. ElastiCache deletes some of them when asked,
/// and leaves the group without what answers for it.
///
/// While a group is anything but available, ElastiCache tells nobody its tags (an error, not an
/// empty list), so it waits.
final class ElastiCache {
  static final String GROUP = "AWS::ElastiCache::ReplicationGroup";
  static final String CLUSTER = "AWS::ElastiCache::CacheCluster";

  static final String TAGS = "elasticache:ListTagsForResource";
  private static final String ENGINE = "engine";
  private static final String NODE = "node type";

  /// What has no data that could be kept.
  private static final String MEMCACHED = "memcached";

  /// API reference, CreateSnapshot: of these nodes none can be taken.
  private static final String WITHOUT_SNAPSHOTS = "cache.t1.micro";

  /// API reference, CacheCluster and ReplicationGroup: what passes by itself.
  private static final Set<String> WORKING =
      Set.of("creating", "deleting", "modifying", "rebooting cluster nodes", "snapshotting");

  /// As the wire has them, with "Fault" at the end or without.
  private static final Set<String> GONE =
      Set.of(
          "CacheClusterNotFound",
          "CacheParameterGroupNotFound",
          "CacheSubnetGroupNotFoundFault",
          "ReplicationGroupNotFoundFault",
          "ServerlessCacheNotFoundFault",
          "ServerlessCacheSnapshotNotFoundFault",
          "SnapshotNotFoundFault",
          "UserGroupNotFound",
          "UserNotFound");

  private final Clients clients;
  private final FinalSnapshots snapshots;

  private ElastiCache(Clients clients, FinalSnapshots snapshots) {
    this.clients = clients;
    this.snapshots = snapshots;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots snapshots) {
    var service = new ElastiCache(clients, snapshots);
    return Stream.of(
            Stream.of(
                service.group(),
                service.cluster(),
                new ElastiCacheSnapshots(clients, snapshots).row()),
            new ElastiCacheServerless(clients, snapshots).rows(),
            new ElastiCacheGroups(clients).rows())
        .flatMap(rows -> rows)
        .<ResourceKind>map(Described::new)
        .toList();
  }

  static ElastiCacheClient at(Clients clients, String region) {
    return clients.of(region, ElastiCacheClient.class, ElastiCacheClient::builder);
  }

  private ElastiCacheClient at(String region) {
    return at(clients, region);
  }

  static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named("elasticache", word + ":")
        .physicalId(PhysicalId.after("elasticache", word + ":"))
        .flags(Traits.Flag.LIST_PROVES);
  }

  static Resource.Builder resource(
      Place place, String type, @Nullable String arn, @Nullable String name) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region())
        .name(name)
        .fact(Described.NAME, Items.told(name));
  }

  /// Its tags now; nothing where it is gone.
  static Optional<Tags> tags(ElastiCacheClient elastiCache, Arn arn) {
    return Answers.unless(
        GONE,
        () ->
            Tags.of(
                elastiCache
                    .listTagsForResource(request -> request.resourceName(arn.toString()))
                    .tagList()
                    .stream()
                    .collect(Tags.byKey(Tag::key, Tag::value))));
  }

  static BiFunction<Place, Resource, Optional<Tags>> tags(Clients clients) {
    return (place, resource) -> tags(at(clients, place.region()), resource.arn());
  }

  private List<CacheCluster> allClusters(Place place) {
    return place.once(
        "ElastiCache clusters",
        () ->
            at(place.region()).describeCacheClustersPaginator().cacheClusters().stream().toList());
  }

  // Replication groups

  private Described.Row group() {
    return new Described.Row(
            traits(GROUP, "replicationgroup")
                .createdBy(
                    Creation.asking("elasticache:CreateReplicationGroup", "replicationGroupId"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(
                    "elasticache:DescribeReplicationGroups",
                    "elasticache:DescribeCacheClusters",
                    TAGS,
                    "elasticache:DescribeSnapshots",
                    "elasticache:CreateSnapshot",
                    "elasticache:AddTagsToResource",
                    "elasticache:DeleteReplicationGroup")
                .usesOf(
                    KmsKey.TYPE,
                    ElastiCacheGroups.SUBNET_GROUP,
                    ElastiCacheGroups.PARAMETER_GROUP,
                    ElastiCacheGroups.USER_GROUP)
                .usualWait(Duration.ofSeconds(20))
                .build(),
            this::groups,
            tags(clients),
            this::deleteGroup)
        .after(this::beforeItGoes);
  }

  private List<Resource> groups(Place place) {
    return at(place.region()).describeReplicationGroupsPaginator().replicationGroups().stream()
        .collect(Items.each(group -> group(place, group)));
  }

  private Resource group(Place place, ReplicationGroup group) {
    var resource =
        resource(place, GROUP, group.arn(), group.replicationGroupId())
            .createdAt(group.replicationGroupCreateTime())
            .fact(ENGINE, String.valueOf(group.engine()))
            .fact(NODE, String.valueOf(group.cacheNodeType()))
            .fact(Resource.STATUS, String.valueOf(group.status()))
            .fact(
                Resource.RESOURCE_ID,
                ElastiCacheSnapshots.id(group.arn(), group.replicationGroupCreateTime()));
    KmsKey.encrypt(resource, place, group.kmsKeyId());
    group.userGroupIds().forEach(id -> resource.uses(place.arn("elasticache", "usergroup:" + id)));
    // Where it stands, only its nodes tell.
    allClusters(place).stream()
        .filter(cluster -> group.replicationGroupId().equals(cluster.replicationGroupId()))
        .forEach(cluster -> standsIn(resource, place, cluster));
    var global = group.globalReplicationGroupInfo();
    if (global != null
        && global.globalReplicationGroupId() != null
        && !global.globalReplicationGroupId().isEmpty()) {
      resource.guard(
          "it is in the global datastore "
              + global.globalReplicationGroupId()
              + ", which spans regions: take it out of that, and it goes");
    }
    return resource.build();
  }

  private static void standsIn(Resource.Builder resource, Place place, CacheCluster cluster) {
    Stream.ofNullable(cluster.cacheSubnetGroupName())
        .forEach(name -> resource.uses(place.arn("elasticache", "subnetgroup:" + name)));
    Stream.ofNullable(cluster.cacheParameterGroup())
        .flatMap(group -> Stream.ofNullable(group.cacheParameterGroupName()))
        .forEach(name -> resource.uses(place.arn("elasticache", "parametergroup:" + name)));
    Described.standsIn(
        resource,
        place,
        Stream.of(),
        cluster.securityGroups().stream().map(group -> group.securityGroupId()));
  }

  private Deletion deleteGroup(Resource group) {
    if (!isDeleting(group)) {
      at(group.region())
          .deleteReplicationGroup(
              request -> request.replicationGroupId(group.name()).retainPrimaryCluster(false));
    }
    return Deletion.ASKED;
  }

  // Clusters

  private Described.Row cluster() {
    return new Described.Row(
            traits(CLUSTER, "cluster")
                .createdBy(Creation.asking("elasticache:CreateCacheCluster", "cacheClusterId"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(
                    "elasticache:DescribeCacheClusters",
                    TAGS,
                    "elasticache:DescribeSnapshots",
                    "elasticache:CreateSnapshot",
                    "elasticache:AddTagsToResource",
                    "elasticache:DeleteCacheCluster")
                .usesOf(ElastiCacheGroups.SUBNET_GROUP, ElastiCacheGroups.PARAMETER_GROUP)
                .usualWait(Duration.ofSeconds(20))
                .build(),
            place ->
                allClusters(place).stream().collect(Items.each(cluster -> cluster(place, cluster))),
            tags(clients),
            this::deleteCluster)
        .after(this::beforeItGoes);
  }

  private static Resource cluster(Place place, CacheCluster cluster) {
    var resource =
        resource(place, CLUSTER, cluster.arn(), cluster.cacheClusterId())
            .createdAt(cluster.cacheClusterCreateTime())
            .fact(ENGINE, String.valueOf(cluster.engine()))
            .fact(NODE, String.valueOf(cluster.cacheNodeType()))
            .fact(Resource.STATUS, String.valueOf(cluster.cacheClusterStatus()))
            .fact(
                Resource.RESOURCE_ID,
                ElastiCacheSnapshots.id(cluster.arn(), cluster.cacheClusterCreateTime()));
    standsIn(resource, place, cluster);
    var group = cluster.replicationGroupId();
    if (group != null && !group.isEmpty()) {
      resource.owner(place.arn("elasticache", "replicationgroup:" + group));
    }
    return resource.build();
  }

  private Deletion deleteCluster(Resource cluster) {
    if (!isDeleting(cluster)) {
      at(cluster.region()).deleteCacheCluster(request -> request.cacheClusterId(cluster.name()));
    }
    return Deletion.ASKED;
  }

  private static boolean isDeleting(Resource resource) {
    return resource.fact(Resource.STATUS).equals("deleting");
  }

  // What is kept of them

  private Optional<Deletion> beforeItGoes(Resource cache) {
    return isDeleting(cache)
            || cache.owner().filter(owner -> owner.names("elasticache", "")).isPresent()
            || cache.fact(ENGINE).equals(MEMCACHED)
            // Nothing was ever in it.
            || cache.fact(Resource.STATUS).equals("create-failed")
        ? Optional.empty()
        : snapshots.first(
            cache, new ElastiCacheSnapshots.Taking(at(cache.region()), cache, this::hindrance));
  }

  private Optional<Deletion> hindrance(Resource cache) {
    if (cache.fact(NODE).equals(WITHOUT_SNAPSHOTS)) {
      return Optional.of(
          withoutOne("it runs on " + WITHOUT_SNAPSHOTS + ", of which ElastiCache takes none"));
    }
    var status = statusNow(cache);
    return status.equals("available")
        ? Optional.empty()
        : Optional.of(
            WORKING.contains(status)
                ? Deletion.atWork("ElastiCache", status, FinalSnapshots.MINUTES)
                : withoutOne("its state is " + status + ", in which ElastiCache takes none"));
  }

  private static Deletion withoutOne(String why) {
    return FinalSnapshots.stays(
        "no final snapshot can be taken of it: " + why,
        "to let it go without one, set FinalSnapshot to none");
  }

  private String statusNow(Resource cache) {
    var elastiCache = at(cache.region());
    return String.valueOf(
        cache.type().equals(GROUP)
            ? elastiCache
                .describeReplicationGroups(request -> request.replicationGroupId(cache.name()))
                .replicationGroups()
                .getFirst()
                .status()
            : elastiCache
                .describeCacheClusters(request -> request.cacheClusterId(cache.name()))
                .cacheClusters()
                .getFirst()
                .cacheClusterStatus());
  }
}
