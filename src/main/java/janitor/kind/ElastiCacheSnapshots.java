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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.NodeSnapshot;
import software.amazon.awssdk.services.elasticache.model.Snapshot;
import software.amazon.awssdk.services.elasticache.model.Tag;

/// What people took of their caches, and what the janitor keeps of those that went. What
/// ElastiCache took by itself goes with its cache.
///
/// When one was taken, only the copies of its nodes tell; what it has of its own is the time at
/// which the cache was made.
final class ElastiCacheSnapshots {
  static final String SNAPSHOT = "AWS::ElastiCache::Snapshot";

  private final Clients clients;
  private final FinalSnapshots ours;

  ElastiCacheSnapshots(Clients clients, FinalSnapshots ours) {
    this.clients = clients;
    this.ours = ours;
  }

  /// An id of a cache that no other ever has, though its name comes again.
  ///
  /// A name of a snapshot has 40 characters at most (User Guide, "Taking manual backups"), which a
  /// cache's name may have alone. Two are told apart by it only where both have the same name.
  static String id(@Nullable String arn, @Nullable Instant createdAt) {
    var sum = new CRC32();
    sum.update((arn + " " + createdAt).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  Described.Row row() {
    return new Described.Row(
        ElastiCache.traits(SNAPSHOT, "snapshot")
            .createdBy(
                Creation.asking("elasticache:CreateSnapshot", "snapshotName"),
                Creation.asking("elasticache:CopySnapshot", "targetSnapshotName"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .flags(Traits.Flag.HOLDS_DATA)
            .actions(
                "elasticache:DescribeSnapshots", ElastiCache.TAGS, "elasticache:DeleteSnapshot")
            .keptOf(ElastiCache.GROUP, ElastiCache.CLUSTER)
            // Nothing of it can be read without its key.
            .usesOf(KmsKey.TYPE)
            .build(),
        this::all,
        ElastiCache.tags(clients),
        Described.asking(
            resource ->
                ElastiCache.at(clients, resource.region())
                    .deleteSnapshot(request -> request.snapshotName(resource.name()))));
  }

  private List<Resource> all(Place place) {
    var elastiCache = ElastiCache.at(clients, place.region());
    var taken =
        elastiCache
            .describeSnapshotsPaginator(request -> request.snapshotSource("user"))
            .snapshots()
            .stream()
            .toList();
    var tags = tags(elastiCache, taken);
    return taken.stream().collect(Items.each(snapshot -> told(place, snapshot, tags)));
  }

  /// Of those that are called as ours are: each is a call.
  private static Map<String, Tags> tags(ElastiCacheClient elastiCache, List<Snapshot> taken) {
    return taken.stream()
        .filter(Objects::nonNull)
        .filter(snapshot -> snapshot.snapshotName() != null && snapshot.arn() != null)
        .filter(snapshot -> snapshot.snapshotName().startsWith(FinalSnapshots.PREFIX))
        .collect(
            Collectors.toMap(
                Snapshot::arn,
                snapshot -> ElastiCache.tags(elastiCache, Arn.of(snapshot.arn())).orElse(Tags.NONE),
                (one, _) -> one));
  }

  private Resource told(Place place, Snapshot snapshot, Map<String, Tags> tags) {
    var builder = snapshot(place, snapshot, tags);
    KmsKey.encrypt(builder, place, snapshot.kmsKeyId());
    var resource = builder.build();
    if (!resource.name().startsWith(FinalSnapshots.PREFIX) || !ours.isOurs(resource.tags())) {
      return resource;
    }
    var group = snapshot.replicationGroupId();
    var isOfGroup = group != null && !group.isEmpty();
    var cache = Items.told(isOfGroup ? group : snapshot.cacheClusterId());
    return builder
        .fact(Resource.RESOURCE_ID, FinalSnapshots.idIn(resource.name()))
        // The price list of us-east-1.
        .holds("what " + cache + " held, at 0.085 dollars a GB and month")
        .bringsBack(
            place.arn("elasticache", (isOfGroup ? "replicationgroup:" : "cluster:") + cache),
            "aws elasticache "
                + (isOfGroup
                    ? "create-replication-group --replication-group-description restored"
                        + " --replication-group-id "
                    : "create-cache-cluster --cache-cluster-id ")
                + cache
                + " --snapshot-name "
                + resource.name()
                + " --region "
                + place.region())
        .build();
  }

  private static Resource.Builder snapshot(Place place, Snapshot snapshot, Map<String, Tags> tags) {
    var resource =
        ElastiCache.resource(place, SNAPSHOT, snapshot.arn(), snapshot.snapshotName())
            .tags(tags.getOrDefault(snapshot.arn(), Tags.NONE))
            .fact(Resource.STATUS, String.valueOf(snapshot.snapshotStatus()));
    snapshot.nodeSnapshots().stream()
        .map(NodeSnapshot::snapshotCreateTime)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .ifPresent(resource::createdAt);
    return resource;
  }

  /// How one is taken.
  ///
  /// @param mustHappenFirst what has to happen to the cache first
  record Taking(
      ElastiCacheClient elastiCache,
      Resource cache,
      Function<Resource, Optional<Deletion>> mustHappenFirst)
      implements FinalSnapshots.Source {
    private boolean isGroup() {
      return cache.type().equals(ElastiCache.GROUP);
    }

    @Override
    public String id() {
      return cache.fact(Resource.RESOURCE_ID);
    }

    @Override
    public List<Resource> taken() {
      var place = Place.of(cache);
      var taken =
          elastiCache
              .describeSnapshotsPaginator(
                  request -> {
                    request.snapshotSource("user");
                    if (isGroup()) {
                      request.replicationGroupId(cache.name());
                    } else {
                      request.cacheClusterId(cache.name());
                    }
                  })
              .snapshots()
              .stream()
              .toList();
      var tags = tags(elastiCache, taken);
      return taken.stream().map(snapshot -> snapshot(place, snapshot, tags).build()).toList();
    }

    @Override
    public Optional<Deletion> hindrance() {
      return mustHappenFirst.apply(cache);
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      elastiCache.createSnapshot(
          request -> {
            request
                .snapshotName(name)
                .tags(Tags.each(tags, (key, value) -> Tag.builder().key(key).value(value).build()));
            if (isGroup()) {
              request.replicationGroupId(cache.name());
            } else {
              request.cacheClusterId(cache.name());
            }
          });
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
