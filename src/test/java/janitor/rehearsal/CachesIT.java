package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.CreateCacheClusterRequest;
import software.amazon.awssdk.services.elasticache.model.CreateReplicationGroupRequest;
import software.amazon.awssdk.services.elasticache.model.ReplicationGroup;
import software.amazon.awssdk.services.elasticache.model.Snapshot;
import software.amazon.awssdk.services.elasticache.model.Tag;

/// Caches: what goes with what, what is kept of them before, and what stays.
final class CachesIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Tag TAG = Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build();
  private static final Duration OLD = Duration.ofDays(8);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static ElastiCacheClient cache() {
    return ACCOUNT.aws().of(Emulator.REGION, ElastiCacheClient.class, ElastiCacheClient::builder);
  }

  private static String arn(String what) {
    return "arn:aws:elasticache:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + what;
  }

  private static void made(Duration ago, Runnable make) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -ago.toSeconds()));
    make.run();
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
  }

  private static String group(String name, Consumer<CreateReplicationGroupRequest.Builder> more) {
    made(
        OLD,
        () ->
            cache()
                .createReplicationGroup(
                    request -> {
                      request
                          .replicationGroupId(name)
                          .replicationGroupDescription(name)
                          .engine("valkey")
                          .cacheNodeType("cache.t4g.small")
                          .numCacheClusters(2)
                          .tags(TAG);
                      more.accept(request);
                    }));
    return arn("replicationgroup:" + name);
  }

  private static String cluster(String name, Consumer<CreateCacheClusterRequest.Builder> more) {
    made(
        OLD,
        () ->
            cache()
                .createCacheCluster(
                    request -> {
                      request
                          .cacheClusterId(name)
                          .engine("redis")
                          .cacheNodeType("cache.t4g.micro")
                          .numCacheNodes(1)
                          .tags(TAG);
                      more.accept(request);
                    }));
    return arn("cluster:" + name);
  }

  private static Night night(Map<String, String> settings) {
    return night(settings, Instant.now());
  }

  private static Night night(Map<String, String> settings, Instant at) {
    var environment = new HashMap<>(ACCOUNT.emulator().environment());
    environment.put("JANITOR_WORKSHOP", Rehearsal.WORKSHOP);
    environment.putAll(settings);
    return Night.of(
        ACCOUNT.emulator(), environment, new FastTime(at), _ -> {}, "{\"detail\":{\"ttl\":\"0\"}}");
  }

  private static List<String> groups() {
    return cache().describeReplicationGroups().replicationGroups().stream()
        .map(ReplicationGroup::replicationGroupId)
        .toList();
  }

  private static List<String> clusters() {
    return cache().describeCacheClusters().cacheClusters().stream()
        .map(CacheCluster::cacheClusterId)
        .toList();
  }

  private static List<Snapshot> snapshots() {
    return cache().describeSnapshots(request -> request.snapshotSource("user")).snapshots();
  }

  private static void refuse(String operation, String code) {
    ACCOUNT
        .emulator()
        .refuse(
            Map.of("service", "elasticache", "operation", operation), code, 400, "as AWS says it");
  }

  private static Map<String, String> tags(String arn) {
    return cache().listTagsForResource(request -> request.resourceName(arn)).tagList().stream()
        .collect(Collectors.toMap(Tag::key, Tag::value));
  }

  @Test
  void aGroupGoesWithItsNodesAfterItsSnapshotWhichGoesWhenItsTimeIsOver() {
    var arn = group("shop", _ -> {});
    ACCOUNT.emulator().forgetCalls();
    var night = night(Map.of());
    assertThat(night.gone())
        .contains(arn, arn("cluster:shop-001"), arn("cluster:shop-002"))
        .doesNotHaveDuplicates();
    assertThat(ACCOUNT.emulator().calls())
        .containsEntry("elasticache:DeleteReplicationGroup", 1L)
        .doesNotContainKey("elasticache:DeleteCacheCluster");
    assertThat(groups()).isEmpty();
    assertThat(clusters()).isEmpty();
    assertThat(snapshots())
        .singleElement()
        .satisfies(
            snapshot -> {
              // User Guide, "Taking manual backups".
              assertThat(snapshot.snapshotName()).matches("workshop-janitor-[0-9a-f]{8}-\\d{10}");
              assertThat(snapshot.snapshotName()).hasSizeLessThanOrEqualTo(40);
              assertThat(tags(snapshot.arn()))
                  .isEqualTo(
                      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:expires-at", "PT168H"));
            });
    night(Map.of(), Instant.now().plus(Duration.ofDays(6)));
    assertThat(snapshots()).hasSize(1);
    night(Map.of(), Instant.now().plus(OLD));
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void theMailSaysHowToGetItBack() {
    group("shop", _ -> {});
    cluster("one", _ -> {});
    night(ACCOUNT.mailing());
    assertThat(ACCOUNT.mail())
        .containsPattern("--replication-group-id shop --snapshot-name workshop-janitor-")
        .containsPattern("--cache-cluster-id one --snapshot-name workshop-janitor-");
  }

  /// It has none to take one of, and is not asked for one.
  @Test
  void ofMemcachedNoneIsTaken() {
    var arn = cluster("mem", request -> request.engine("memcached"));
    assertThat(night(Map.of()).gone()).contains(arn);
    assertThat(clusters()).isEmpty();
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void noneIsTakenWhereNoneIsWanted() {
    group("shop", _ -> {});
    cluster("one", _ -> {});
    night(Map.of("JANITOR_FINAL_SNAPSHOT", "none"));
    assertThat(groups()).isEmpty();
    assertThat(clusters()).isEmpty();
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void ofANodeThatHasNoneItStaysAndGoesOnlyWithoutOne() {
    var arn = cluster("old", request -> request.cacheNodeType("cache.t1.micro"));
    night(Map.of()).stays(arn, "it runs on cache.t1.micro");
    assertThat(clusters()).containsExactly("old");
    night(Map.of("JANITOR_FINAL_SNAPSHOT", "none"));
    assertThat(clusters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SnapshotQuotaExceededFault", "SnapshotAlreadyExistsFault"})
  void withoutItsSnapshotItStays(String code) {
    var arn = group("shop", _ -> {});
    refuse("CreateSnapshot", code);
    night(Map.of()).stays(arn, "snapshot");
    assertThat(groups()).containsExactly("shop");
    assertThat(clusters()).containsExactlyInAnyOrder("shop-001", "shop-002");
  }

  /// It would be gone in one region, and its data in the others' hands.
  @Test
  void aMemberOfAGlobalDatastoreStays() {
    var arn = group("shop", request -> request.globalReplicationGroupId("ldgnf-world"));
    var night = night(Map.of());
    night.stays(arn, "it is in the global datastore ldgnf-world");
    assertThat(groups()).containsExactly("shop");
    assertThat(snapshots()).isEmpty();
  }

  /// ElastiCache would delete the second of three nodes without a word.
  @Test
  void aNodeGoesWithItsGroupOnly() {
    group("theirs", request -> request.tags(List.of()));
    ACCOUNT.tag(arn("cluster:theirs-002"), OURS);
    var night = night(Map.of());
    night.stays(arn("cluster:theirs-002"), "which is not tagged for this workshop");
    assertThat(clusters()).containsExactlyInAnyOrder("theirs-001", "theirs-002");
  }

  @Test
  void aNodeThatIsKeptKeepsItsGroup() {
    var arn = group("shop", _ -> {});
    ACCOUNT.tag(
        arn("cluster:shop-002"), Map.of("janitor:keep", "", "workshop", Rehearsal.WORKSHOP));
    night(Map.of()).stays(arn, "shop-002");
    assertThat(groups()).containsExactly("shop");
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void whatIsOfEveryAccountStays() {
    ACCOUNT.tag(arn("parametergroup:default.redis7"), OURS);
    ACCOUNT.tag(arn("user:default"), OURS);
    var subnet = ACCOUNT.aws().ec2(Emulator.REGION).describeSubnets().subnets().getFirst();
    cache()
        .createCacheSubnetGroup(
            request ->
                request
                    .cacheSubnetGroupName("default")
                    .cacheSubnetGroupDescription("of the account")
                    .subnetIds(subnet.subnetId())
                    .tags(TAG));
    var night = night(Map.of());
    night.stays(arn("parametergroup:default.redis7"), "the default group of parameters");
    night.stays(arn("user:default"), "the default user");
    night.stays(arn("subnetgroup:default"), "the default group of subnets");
    assertThat(ACCOUNT.emulator().calls())
        .doesNotContainKeys(
            "elasticache:DeleteCacheParameterGroup",
            "elasticache:DeleteUser",
            "elasticache:DeleteCacheSubnetGroup");
  }

  /// Deleting a user takes it out of all groups, whoever's they are.
  @Test
  void aUserInAStrangersGroupStays() {
    for (var id : List.of("guest", "all")) {
      cache()
          .createUser(
              request ->
                  request
                      .userId(id)
                      .userName(id.equals("all") ? "default" : id)
                      .engine("redis")
                      .accessString("on ~* +@all")
                      .noPasswordRequired(true));
    }
    ACCOUNT.tag(arn("user:guest"), OURS);
    cache()
        .createUserGroup(
            request -> request.userGroupId("theirs").engine("redis").userIds("all", "guest"));
    night(Map.of()).stays(arn("user:guest"), "theirs");
    assertThat(cache().describeUserGroups(_ -> {}).userGroups().getFirst().userIds())
        .contains("guest");
  }

  /// Whatever it stands in is in use as long as a stranger's cache is in it.
  @Test
  void aGroupThatAStrangersCacheIsInStays() {
    var subnet = ACCOUNT.aws().ec2(Emulator.REGION).describeSubnets().subnets().getFirst();
    cache()
        .createCacheSubnetGroup(
            request ->
                request
                    .cacheSubnetGroupName("shared")
                    .cacheSubnetGroupDescription("shared")
                    .subnetIds(subnet.subnetId())
                    .tags(TAG));
    group("theirs", request -> request.tags(List.of()).cacheSubnetGroupName("shared"));
    night(Map.of()).stays(arn("subnetgroup:shared"), "theirs");
  }
}
