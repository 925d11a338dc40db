package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.ServerlessCache;
import software.amazon.awssdk.services.elasticache.model.ServerlessCacheSnapshot;
import software.amazon.awssdk.services.elasticache.model.Tag;

/// Caches without nodes, which bill for what they hold, and at least for a gigabyte, and their
/// snapshots. What ElastiCache took by itself, it deletes when that is over.
///
/// States are in capitals in the API reference, and in small letters in answers (hashicorp/
/// terraform-provider-aws waits for `available`): both are read.
final class ElastiCacheServerless {
  static final String CACHE = "AWS::ElastiCache::ServerlessCache";
  static final String SNAPSHOT = "AWS::ElastiCache::ServerlessCacheSnapshot";

  private static final String CACHE_WORD = "serverlesscache";

  private final Clients clients;
  private final FinalSnapshots ours;

  ElastiCacheServerless(Clients clients, FinalSnapshots ours) {
    this.clients = clients;
    this.ours = ours;
  }

  Stream<Described.Row> rows() {
    return Stream.of(cache(), snapshot());
  }

  private ElastiCacheClient at(String region) {
    return ElastiCache.at(clients, region);
  }

  private static String status(@Nullable String told) {
    return String.valueOf(told).toLowerCase(Locale.ROOT);
  }

  private Described.Row cache() {
    return new Described.Row(
            ElastiCache.traits(CACHE, CACHE_WORD)
                .createdBy(
                    Creation.asking("elasticache:CreateServerlessCache", "serverlessCacheName"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(
                    "elasticache:DescribeServerlessCaches",
                    ElastiCache.TAGS,
                    "elasticache:DescribeServerlessCacheSnapshots",
                    "elasticache:CreateServerlessCacheSnapshot",
                    "elasticache:AddTagsToResource",
                    "elasticache:DeleteServerlessCache")
                .usesOf(KmsKey.TYPE, ElastiCacheGroups.USER_GROUP)
                .usualWait(Duration.ofSeconds(20))
                .build(),
            place ->
                at(place.region())
                    .describeServerlessCachesPaginator(_ -> {})
                    .serverlessCaches()
                    .stream()
                    .collect(Items.each(cache -> cache(place, cache))),
            ElastiCache.tags(clients),
            this::delete)
        .after(this::beforeItGoes);
  }

  private static Resource cache(Place place, ServerlessCache cache) {
    var resource =
        ElastiCache.resource(place, CACHE, cache.arn(), cache.serverlessCacheName())
            .createdAt(cache.createTime())
            .fact(Resource.STATUS, status(cache.status()))
            .fact(Resource.RESOURCE_ID, ElastiCacheSnapshots.id(cache.arn(), cache.createTime()));
    KmsKey.encrypt(resource, place, cache.kmsKeyId());
    Stream.ofNullable(cache.userGroupId())
        .filter(id -> !id.isEmpty())
        .forEach(id -> resource.uses(place.arn("elasticache", "usergroup:" + id)));
    Described.standsIn(
        resource, place, cache.subnetIds().stream(), cache.securityGroupIds().stream());
    return resource.build();
  }

  private static boolean isDeleting(Resource one) {
    return one.fact(Resource.STATUS).equals("deleting");
  }

  private Deletion delete(Resource cache) {
    if (!isDeleting(cache)) {
      at(cache.region())
          .deleteServerlessCache(request -> request.serverlessCacheName(cache.name()));
    }
    return Deletion.ASKED;
  }

  private Optional<Deletion> beforeItGoes(Resource cache) {
    return isDeleting(cache)
            // Nothing was ever in it.
            || cache.fact(Resource.STATUS).equals("create-failed")
        ? Optional.empty()
        : ours.first(cache, new Taking(at(cache.region()), cache));
  }

  private Described.Row snapshot() {
    return new Described.Row(
        ElastiCache.traits(SNAPSHOT, "serverlesscachesnapshot")
            .createdBy(
                Creation.asking(
                    "elasticache:CreateServerlessCacheSnapshot", "serverlessCacheSnapshotName"),
                Creation.asking(
                    "elasticache:CopyServerlessCacheSnapshot", "targetServerlessCacheSnapshotName"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .flags(Traits.Flag.HOLDS_DATA)
            .actions(
                "elasticache:DescribeServerlessCacheSnapshots",
                ElastiCache.TAGS,
                "elasticache:DeleteServerlessCacheSnapshot")
            .keptOf(CACHE)
            // Nothing of it can be read without its key.
            .usesOf(KmsKey.TYPE)
            .build(),
        this::snapshots,
        ElastiCache.tags(clients),
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteServerlessCacheSnapshot(
                        request -> request.serverlessCacheSnapshotName(resource.name()))));
  }

  private List<Resource> snapshots(Place place) {
    return at(place.region())
        .describeServerlessCacheSnapshotsPaginator(_ -> {})
        .serverlessCacheSnapshots()
        .stream()
        .filter(
            snapshot ->
                snapshot == null
                    || snapshot.snapshotType() == null
                    || snapshot.snapshotType().isEmpty()
                    || isByHand(snapshot))
        .collect(Items.each(snapshot -> told(place, snapshot)));
  }

  private static boolean isByHand(ServerlessCacheSnapshot snapshot) {
    return "manual".equalsIgnoreCase(snapshot.snapshotType());
  }

  private Resource told(Place place, ServerlessCacheSnapshot snapshot) {
    // Whether ElastiCache deletes it itself.
    Items.told(snapshot.snapshotType());
    var resource = snapshot(at(place.region()), place, snapshot);
    if (!resource.name().startsWith(FinalSnapshots.PREFIX) || !ours.isOurs(resource.tags())) {
      return resource;
    }
    var cache = snapshot.serverlessCacheConfiguration();
    var name = Items.told(cache.serverlessCacheName());
    return resource.toBuilder()
        .fact(Resource.RESOURCE_ID, FinalSnapshots.idIn(resource.name()))
        // The price list of us-east-1.
        .holds("what " + name + " held, at 0.085 dollars a GB and month")
        .bringsBack(
            place.arn("elasticache", CACHE_WORD + ":" + name),
            "aws elasticache create-serverless-cache --serverless-cache-name "
                + name
                + " --engine "
                + cache.engine()
                + " --snapshot-arns-to-restore "
                + resource.arn()
                + " --region "
                + place.region())
        .build();
  }

  /// With the tags of those that are called as ours are: each is a call.
  private static Resource snapshot(
      ElastiCacheClient elastiCache, Place place, ServerlessCacheSnapshot snapshot) {
    var resource =
        ElastiCache.resource(
                place, SNAPSHOT, snapshot.arn(), snapshot.serverlessCacheSnapshotName())
            .createdAt(snapshot.createTime())
            .fact(Resource.STATUS, status(snapshot.status()));
    KmsKey.encrypt(resource, place, snapshot.kmsKeyId());
    if (snapshot.serverlessCacheSnapshotName().startsWith(FinalSnapshots.PREFIX)) {
      resource.tags(
          ElastiCache.tags(elastiCache, Arn.of(Items.told(snapshot.arn()))).orElse(Tags.NONE));
    }
    return resource.build();
  }

  /// How one is taken.
  private record Taking(ElastiCacheClient elastiCache, Resource cache)
      implements FinalSnapshots.Source {

    @Override
    public String id() {
      return cache.fact(Resource.RESOURCE_ID);
    }

    @Override
    public List<Resource> taken() {
      var place = Place.of(cache);
      return elastiCache
          .describeServerlessCacheSnapshotsPaginator(
              request -> request.serverlessCacheName(cache.name()))
          .serverlessCacheSnapshots()
          .stream()
          .filter(ElastiCacheServerless::isByHand)
          .map(snapshot -> snapshot(elastiCache, place, snapshot))
          .toList();
    }

    @Override
    public Optional<Deletion> hindrance() {
      var now =
          elastiCache
              .describeServerlessCaches(request -> request.serverlessCacheName(cache.name()))
              .serverlessCaches()
              .getFirst();
      var status = status(now.status());
      return FinalSnapshots.unlessAvailable("ElastiCache", status);
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      elastiCache.createServerlessCacheSnapshot(
          request ->
              request
                  .serverlessCacheName(cache.name())
                  .serverlessCacheSnapshotName(name)
                  .tags(
                      Tags.each(
                          tags, (key, value) -> Tag.builder().key(key).value(value).build())));
    }

    @Override
    public Set<String> nameGiven() {
      return Set.of("ServerlessCacheSnapshotAlreadyExistsFault");
    }

    @Override
    public Set<String> full() {
      return Set.of("ServerlessCacheSnapshotQuotaExceededFault");
    }
  }
}
