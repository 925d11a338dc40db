package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.ServerlessCache;
import software.amazon.awssdk.services.memorydb.MemoryDbClient;
import software.amazon.awssdk.services.memorydb.model.Cluster;

/// MemoryDB, and ElastiCache's caches without nodes: what is kept of them, and what keeps them.
final class MemoryStoresIT {
  private static final Map<String, String> OURS = Map.of("workshop", Rehearsal.WORKSHOP);
  private static final Map<String, String> KEPT =
      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", "");
  private static final Map<String, String> WITHOUT = Map.of("JANITOR_FINAL_SNAPSHOT", "none");
  private static final int OLD = 2 * 24 * 60 * 60;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static MemoryDbClient memory() {
    return ACCOUNT.aws().of(Emulator.REGION, MemoryDbClient.class, MemoryDbClient::builder);
  }

  private static ElastiCacheClient cache() {
    return ACCOUNT.aws().of(Emulator.REGION, ElastiCacheClient.class, ElastiCacheClient::builder);
  }

  private static void made(int secondsAgo) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -secondsAgo));
  }

  private static String cluster(String name, Map<String, String> tags) {
    var arn =
        memory()
            .createCluster(
                request ->
                    request.clusterName(name).nodeType("db.t4g.small").aclName("open-access"))
            .cluster()
            .arn();
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  private static String serverless(String name, Map<String, String> tags) {
    var arn =
        cache()
            .createServerlessCache(request -> request.serverlessCacheName(name).engine("valkey"))
            .serverlessCache()
            .arn();
    ACCOUNT.tag(arn, tags);
    return arn;
  }

  private static List<String> clusters() {
    return memory().describeClusters(_ -> {}).clusters().stream().map(Cluster::name).toList();
  }

  private static List<String> caches() {
    return cache().describeServerlessCaches(_ -> {}).serverlessCaches().stream()
        .map(ServerlessCache::serverlessCacheName)
        .toList();
  }

  @Test
  void whatIsOldIsCopiedAndTheCopyHasADateOfItsOwn() {
    made(OLD);
    var cluster = cluster("ours", OURS);
    var cache = serverless("ours", OURS);
    cluster("theirs", Map.of());
    cluster("kept", KEPT);
    serverless("theirs", Map.of());
    serverless("kept", KEPT);
    made(0);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactlyInAnyOrder(cluster, cache);
    assertThat(clusters()).containsExactlyInAnyOrder("theirs", "kept");
    assertThat(caches()).containsExactlyInAnyOrder("theirs", "kept");
    var copies = memory().describeSnapshots(_ -> {}).snapshots();
    assertThat(copies)
        .singleElement()
        .satisfies(one -> assertThat(one.name()).startsWith("workshop-janitor-"));
    assertThat(memory().listTags(request -> request.resourceArn(copies.getFirst().arn())).tagList())
        .anyMatch(tag -> tag.key().equals("workshop") && tag.value().equals(Rehearsal.WORKSHOP))
        .anyMatch(tag -> tag.key().equals("janitor:expires-at"));
    var others = cache().describeServerlessCacheSnapshots(_ -> {}).serverlessCacheSnapshots();
    assertThat(others).hasSize(1);
    assertThat(
            cache()
                .listTagsForResource(request -> request.resourceName(others.getFirst().arn()))
                .tagList())
        .anyMatch(tag -> tag.key().equals("janitor:expires-at"));
  }

  @Test
  void withoutASnapshotItGoesOutright() {
    made(OLD);
    var cluster = cluster("ours", OURS);
    var cache = serverless("ours", OURS);
    made(0);
    assertThat(ACCOUNT.sweep(WITHOUT).gone()).containsExactlyInAnyOrder(cluster, cache);
    assertThat(memory().describeSnapshots(_ -> {}).snapshots()).isEmpty();
    assertThat(cache().describeServerlessCacheSnapshots(_ -> {}).serverlessCacheSnapshots())
        .isEmpty();
  }

  @Test
  void whatPeopleTookGoesByItsOwnTags() {
    cluster("theirs", Map.of());
    serverless("theirs", Map.of());
    for (var name : List.of("ours", "others")) {
      memory().createSnapshot(request -> request.clusterName("theirs").snapshotName(name));
      while (!memory()
          .describeClusters(_ -> {})
          .clusters()
          .getFirst()
          .status()
          .equals("available")) {
        assertThat(clusters()).contains("theirs");
      }
      cache()
          .createServerlessCacheSnapshot(
              request -> request.serverlessCacheName("theirs").serverlessCacheSnapshotName(name));
    }
    var here = Emulator.REGION + ":" + Emulator.ACCOUNT + ":";
    var one = "arn:aws:memorydb:" + here + "snapshot/ours";
    var other = "arn:aws:elasticache:" + here + "serverlesscachesnapshot:ours";
    ACCOUNT.tag(one, OURS);
    ACCOUNT.tag(other, OURS);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactlyInAnyOrder(one, other);
    assertThat(memory().describeSnapshots(_ -> {}).snapshots()).hasSize(1);
    assertThat(cache().describeServerlessCacheSnapshots(_ -> {}).serverlessCacheSnapshots())
        .hasSize(1);
  }

  @Test
  void aClusterOfSeveralRegionsStays() {
    var arn =
        memory()
            .createCluster(
                request ->
                    request
                        .clusterName("ours")
                        .nodeType("db.t4g.small")
                        .aclName("open-access")
                        .multiRegionClusterName("all"))
            .cluster()
            .arn();
    ACCOUNT.tag(arn, OURS);
    ACCOUNT.sweep(WITHOUT).stays(arn, "multi-Region cluster all");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("memorydb:DeleteCluster");
  }

  /// ElastiCache would refuse.
  @Test
  void usersOfAStrangersCacheStay() {
    cache()
        .createUser(
            request ->
                request
                    .userId("all")
                    .userName("default")
                    .engine("redis")
                    .accessString("on")
                    .noPasswordRequired(true));
    var group =
        cache()
            .createUserGroup(
                request -> request.userGroupId("people").engine("redis").userIds("all"))
            .arn();
    ACCOUNT.tag(group, OURS);
    cache()
        .createServerlessCache(
            request ->
                request.serverlessCacheName("theirs").engine("valkey").userGroupId("people"));
    ACCOUNT.sweep(WITHOUT).stays(group, "theirs");
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("elasticache:DeleteUserGroup");
  }
}
