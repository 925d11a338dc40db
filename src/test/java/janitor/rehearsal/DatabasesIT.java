package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.CreateDbClusterSnapshotRequest;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;
import software.amazon.awssdk.services.redshift.RedshiftClient;

/// What is kept of a database before it goes, and when it stays for want of that.
final class DatabasesIT {
  private static final Tag TAG = Tag.builder().key("workshop").value(Rehearsal.WORKSHOP).build();
  private static final Duration OLD = Duration.ofDays(8);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static RdsClient rds() {
    return ACCOUNT.aws().of(Emulator.REGION, RdsClient.class, RdsClient::builder);
  }

  private static void make(
      Duration ago, String name, Consumer<CreateDbInstanceRequest.Builder> more) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -ago.toSeconds()));
    rds()
        .createDBInstance(
            request -> {
              request
                  .dbInstanceIdentifier(name)
                  .dbInstanceClass("db.t3.medium")
                  .engine("mysql")
                  .masterUsername("root")
                  .masterUserPassword("password1")
                  .allocatedStorage(20)
                  .tags(TAG);
              more.accept(request);
            });
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
  }

  private static Night night(Map<String, String> settings) {
    return night(settings, Instant.now());
  }

  private static Night night(Map<String, String> settings, Instant at) {
    return Night.of(
        ACCOUNT.emulator(),
        ACCOUNT.environment(settings),
        new FastTime(at),
        _ -> {},
        "{\"detail\":{\"ttl\":\"0\"}}");
  }

  private static List<String> left() {
    return rds().describeDBInstances().dbInstances().stream()
        .map(DBInstance::dbInstanceIdentifier)
        .toList();
  }

  private static List<DBSnapshot> snapshots() {
    return rds().describeDBSnapshots(request -> request.snapshotType("manual")).dbSnapshots();
  }

  private static String reason(Night night, String name) {
    return night
        .resources()
        .filter(resource -> name.equals(resource.get("name")))
        .map(resource -> resource.get("outcome") + ": " + resource.get("reason"))
        .findFirst()
        .orElseThrow();
  }

  private static void refuse(String operation, String code) {
    refuse("rds", operation, code);
  }

  private static void refuse(String service, String operation, String code) {
    ACCOUNT
        .emulator()
        .refuse(Map.of("service", service, "operation", operation), code, 400, "as AWS says it");
  }

  @Test
  void aSnapshotIsTakenFirstAndGoesWhenItsTimeIsOver() {
    make(OLD, "db", _ -> {});
    assertThat(reason(night(Map.of()), "db")).startsWith("Gone");
    assertThat(left()).isEmpty();
    assertThat(snapshots())
        .singleElement()
        .satisfies(
            snapshot -> {
              assertThat(snapshot.dbSnapshotIdentifier()).startsWith("workshop-janitor-db-");
              assertThat(
                      snapshot.tagList().stream().collect(Collectors.toMap(Tag::key, Tag::value)))
                  .isEqualTo(
                      Map.of("workshop", Rehearsal.WORKSHOP, "janitor:expires-at", "PT168H"));
            });
    night(Map.of(), Instant.now().plus(Duration.ofDays(6)));
    assertThat(snapshots()).hasSize(1);
    night(Map.of(), Instant.now().plus(OLD));
    assertThat(snapshots()).isEmpty();
  }

  /// The emulator gives all of them one DbiResourceId.
  @Test
  void twoThatGoInOneMinuteHaveASnapshotEach() {
    make(OLD, "one", _ -> {});
    make(OLD, "other", _ -> {});
    night(Map.of());
    assertThat(left()).isEmpty();
    assertThat(snapshots())
        .extracting(DBSnapshot::dbInstanceIdentifier)
        .containsExactlyInAnyOrder("one", "other");
    assertThat(snapshots())
        .extracting(snapshot -> snapshot.dbSnapshotIdentifier().length())
        .allMatch(length -> length <= 63);
  }

  @Test
  void whatIsYoungerThanADayHasNone() {
    make(Duration.ofHours(20), "db", _ -> {});
    night(Map.of());
    assertThat(left()).isEmpty();
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void noneIsTakenWhereNoneIsWanted() {
    make(OLD, "db", _ -> {});
    night(Map.of("JANITOR_FINAL_SNAPSHOT", "none"));
    assertThat(left()).isEmpty();
    assertThat(snapshots()).isEmpty();
  }

  @Test
  void aStoppedOneIsStartedForItsSnapshot() {
    make(OLD, "db", _ -> {});
    rds().stopDBInstance(request -> request.dbInstanceIdentifier("db"));
    // Started, copied, deleted: more than fits into one invocation.
    night(Map.of());
    night(Map.of());
    assertThat(left()).isEmpty();
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void aProtectedOneStaysUnlessProtectionIsLifted() {
    make(OLD, "db", request -> request.deletionProtection(true));
    assertThat(reason(night(Map.of()), "db")).startsWith("Withheld").contains("protection");
    assertThat(left()).containsExactly("db");
    night(Map.of("JANITOR_LIFT_PROTECTION", "all"));
    assertThat(left()).isEmpty();
    assertThat(snapshots()).hasSize(1);
  }

  @Test
  void withoutRoomForASnapshotItStays() {
    make(OLD, "db", _ -> {});
    refuse("CreateDBSnapshot", "SnapshotQuotaExceeded");
    assertThat(reason(night(Map.of()), "db")).contains("may have no more snapshots");
    assertThat(left()).containsExactly("db");
  }

  @Test
  void whereItsNameIsTakenItStays() {
    make(OLD, "db", _ -> {});
    refuse("CreateDBSnapshot", "DBSnapshotAlreadyExists");
    assertThat(reason(night(Map.of()), "db")).contains("not the janitor's");
    assertThat(left()).containsExactly("db");
  }

  @Test
  void anEngineThatNobodyKnowsStays() {
    make(OLD, "db", request -> request.engine("custom-oracle-ee"));
    assertThat(reason(night(Map.of("JANITOR_LIFT_PROTECTION", "all")), "db"))
        .startsWith("Withheld")
        .contains("its engine is custom-oracle-ee");
    assertThat(left()).containsExactly("db");
  }

  private static void tag(String what, Tag tag) {
    rds()
        .addTagsToResource(
            request ->
                request
                    .resourceName(
                        "arn:aws:rds:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + what)
                    .tags(tag));
  }

  private static void cluster(String name) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    rds()
        .createDBCluster(
            request ->
                request
                    .dbClusterIdentifier(name)
                    .engine("aurora-mysql")
                    .masterUsername("root")
                    .masterUserPassword("password1")
                    .tags(TAG));
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    for (var member : List.of(name + "-0", name + "-1")) {
      make(
          OLD,
          member,
          request ->
              request
                  .engine("aurora-mysql")
                  .masterUsername(null)
                  .masterUserPassword(null)
                  .allocatedStorage(null)
                  .dbClusterIdentifier(name));
    }
  }

  /// Without its members nobody could read it.
  @Test
  void noMemberOfAClusterGoesBeforeItsSnapshotIsThere() {
    cluster("c");
    refuse("CreateDBClusterSnapshot", "SnapshotQuotaExceeded");
    assertThat(reason(night(Map.of()), "c")).contains("may have no more snapshots");
    assertThat(left()).containsExactlyInAnyOrder("c-0", "c-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster:c", "db:c-1"})
  void aClusterGoesAsAWholeOrNotAtAll(String kept) {
    cluster("c");
    tag(kept, Tag.builder().key("janitor:keep").value("").build());
    night(Map.of());
    assertThat(left()).containsExactlyInAnyOrder("c-0", "c-1");
    assertThat(rds().describeDBClusters().dbClusters()).hasSize(1);
  }

  @Test
  void aStrangersInstanceKeepsTheClusterThatItIsIn() {
    cluster("c");
    make(OLD, "theirs", request -> request.engine("aurora-mysql").dbClusterIdentifier("c"));
    rds()
        .removeTagsFromResource(
            request ->
                request
                    .resourceName(
                        "arn:aws:rds:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":db:theirs")
                    .tagKeys("workshop"));
    assertThat(reason(night(Map.of()), "c")).contains("theirs");
    assertThat(left()).containsExactlyInAnyOrder("c-0", "c-1", "theirs");
  }

  @Test
  void anInstanceGoesWithItsClusterOnly() {
    cluster("c");
    rds()
        .removeTagsFromResource(
            request ->
                request
                    .resourceName(
                        "arn:aws:rds:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":cluster:c")
                    .tagKeys("workshop"));
    assertThat(reason(night(Map.of()), "c-0"))
        .startsWith("Withheld")
        .contains("which is not tagged for this workshop");
    assertThat(left()).containsExactlyInAnyOrder("c-0", "c-1");
  }

  @Test
  void theMailSaysHowToGetItBackAndUntilWhen() {
    make(OLD, "db", _ -> {});
    cluster("c");
    night(ACCOUNT.mailing());
    var day =
        DateTimeFormatter.ISO_LOCAL_DATE.format(
            Instant.now().plus(Duration.ofDays(7)).atZone(ZoneOffset.UTC));
    assertThat(ACCOUNT.mail())
        .containsPattern(
            "To bring it back:\\s+until "
                + day
                + " \\d\\d:\\d\\d.*: aws rds restore-db-instance-from-db-snapshot"
                + " --db-instance-identifier db --db-snapshot-identifier workshop-janitor-db-")
        .containsPattern(
            "To bring it back:\\s+until "
                + day
                + ".*: aws rds restore-db-cluster-from-snapshot --db-cluster-identifier c --engine"
                + " aurora-mysql --snapshot-identifier workshop-janitor-cluster-");
  }

  @Test
  void theMailSaysWhereTheLastBackupOfATableMayBe() {
    ACCOUNT
        .aws()
        .dynamoDb(Emulator.REGION)
        .createTable(
            request ->
                request
                    .tableName("marks")
                    .billingMode("PAY_PER_REQUEST")
                    .keySchema(
                        KeySchemaElement.builder().attributeName("id").keyType("HASH").build())
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType("S")
                            .build())
                    .tags(
                        software.amazon.awssdk.services.dynamodb.model.Tag.builder()
                            .key("workshop")
                            .value(Rehearsal.WORKSHOP)
                            .build()));
    night(ACCOUNT.mailing());
    assertThat(ACCOUNT.mail())
        .containsPattern(
            "To bring it back:\\s+where its point-in-time recovery was on, .*--table-name marks");
  }

  private static RedshiftClient redshift() {
    return ACCOUNT.aws().of(Emulator.REGION, RedshiftClient.class, RedshiftClient::builder);
  }

  private static final Map<String, String> WAREHOUSE =
      Map.of("logicalId", "Facts", "physicalId", "facts", "type", "AWS::Redshift::Cluster");

  private static final Map<String, String> ENDPOINT =
      Map.of("logicalId", "In", "physicalId", "in", "type", "AWS::Redshift::EndpointAccess");

  private static final String NOTHING =
      """
      {"Resources": {"Wait": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}\
      """;

  private static void warehouse() {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    redshift()
        .createCluster(
            request ->
                request
                    .clusterIdentifier("facts")
                    .nodeType("ra3.large")
                    .masterUsername("root")
                    .masterUserPassword("Password1")
                    .manualSnapshotRetentionPeriod(1)
                    .tags(
                        software.amazon.awssdk.services.redshift.model.Tag.builder()
                            .key("workshop")
                            .value(Rehearsal.WORKSHOP)
                            .build()));
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
  }

  private static List<String> warehouseSnapshots() {
    return redshift().describeClusterSnapshots().snapshots().stream()
        .filter(snapshot -> snapshot.snapshotType().equals("manual"))
        .map(snapshot -> snapshot.snapshotIdentifier())
        .toList();
  }

  @Test
  void ofAPausedWarehouseOneIsTakenAndGoesWhenItsTimeIsOver() {
    warehouse();
    var namespace = redshift().describeClusters().clusters().getFirst().clusterNamespaceArn();
    redshift().pauseCluster(request -> request.clusterIdentifier("facts"));
    // Resumed, copied, deleted.
    night(Map.of());
    night(Map.of());
    assertThat(redshift().describeClusters().clusters()).isEmpty();
    assertThat(warehouseSnapshots())
        .singleElement()
        .satisfies(
            name ->
                assertThat(name)
                    .startsWith("workshop-janitor-" + namespace.replaceFirst(".*:", "") + "-"));
    // It goes by its own date, and not by what the cluster says of all.
    assertThat(redshift().describeClusterSnapshots().snapshots())
        .extracting(snapshot -> snapshot.manualSnapshotRetentionPeriod())
        .containsOnly(-1);
    night(Map.of(), Instant.now().plus(Duration.ofDays(6)));
    assertThat(warehouseSnapshots()).hasSize(1);
    night(Map.of(), Instant.now().plus(OLD));
    assertThat(warehouseSnapshots()).isEmpty();
  }

  private static void warehouseStays(String reason) {
    var night = night(Map.of());
    assertThat(reason(night, "facts")).startsWith("Withheld").contains(reason);
    assertThat(redshift().describeClusters().clusters()).hasSize(1);
    assertThat(warehouseSnapshots()).isEmpty();
  }

  @Test
  void aWarehouseWithADatashareStays() {
    warehouse();
    var namespace = redshift().describeClusters().clusters().getFirst().clusterNamespaceArn();
    ACCOUNT
        .emulator()
        .control("POST", "properties", Map.of(namespace, Map.of("datashares", List.of("sales"))));
    warehouseStays("its datashare");
  }

  @Test
  void aWarehouseThatIsReachedByAnEndpointStays() {
    warehouse();
    reached();
    warehouseStays("the endpoint access in");
  }

  /// A template of a cluster and the way into it.
  @Test
  void aWarehouseGoesWithTheEndpointThatItsStackMade() {
    warehouse();
    reached();
    var stack = stackOf(List.of(WAREHOUSE, ENDPOINT));
    var night = night(Map.of());
    assertThat(night.gone()).contains(stack);
    assertThat(redshift().describeClusters().clusters()).isEmpty();
    assertThat(redshift().describeEndpointAccess(_ -> {}).endpointAccessList()).isEmpty();
  }

  @Test
  void aWarehouseThatIsReachedByAnEndpointOfAnotherStackStaysWithItsOwn() {
    warehouse();
    reached();
    var stack = stackOf(List.of(WAREHOUSE));
    ACCOUNT.stack("other", NOTHING, List.of(ENDPOINT));
    var night = night(Map.of());
    assertThat(night.gone()).doesNotContain(stack);
    assertThat(redshift().describeClusters().clusters()).hasSize(1);
    assertThat(redshift().describeEndpointAccess(_ -> {}).endpointAccessList()).hasSize(1);
  }

  private static void reached() {
    redshift()
        .createEndpointAccess(
            request ->
                request.clusterIdentifier("facts").endpointName("in").subnetGroupName("theirs"));
  }

  private static String stackOf(List<Map<String, String>> members) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    var stack = ACCOUNT.stack("numbers", NOTHING, members);
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    ACCOUNT.tag(stack, Map.of("workshop", Rehearsal.WORKSHOP));
    return stack;
  }

  @Test
  void aWarehouseThatAnotherAccountMayReachStays() {
    warehouse();
    redshift()
        .authorizeEndpointAccess(
            request -> request.clusterIdentifier("facts").account("111122223333"));
    warehouseStays("the account 111122223333 may reach it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ClusterSnapshotQuotaExceeded", "ClusterSnapshotAlreadyExists"})
  void aWarehouseStaysWithoutIts(String code) {
    warehouse();
    refuse("redshift", "CreateClusterSnapshot", code);
    assertThat(reason(night(Map.of()), "facts")).startsWith("Withheld").contains("snapshot");
    assertThat(redshift().describeClusters().clusters()).hasSize(1);
  }

  /// CloudFormation's own carries no tag, and nobody would ever hear of it.
  @Test
  void whatAStackTakesAlongIsKeptOnceWithADateAndTheOtherIsTold() {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    ACCOUNT
        .aws()
        .cloudFormation(Emulator.REGION)
        .createStack(
            request ->
                request
                    .stackName("shop")
                    .tags(
                        software.amazon.awssdk.services.cloudformation.model.Tag.builder()
                            .key("workshop")
                            .value(Rehearsal.WORKSHOP)
                            .build())
                    .templateBody(
                        """
                        {"Resources": {"Orders": {"Type": "AWS::RDS::DBInstance", "Properties": {
                          "DBInstanceIdentifier": "orders", "DBInstanceClass": "db.t3.medium",
                          "Engine": "mysql", "AllocatedStorage": "20", "MasterUsername": "root",
                          "MasterUserPassword": "password1"}}}}\
                        """));
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    night(ACCOUNT.mailing());
    assertThat(left()).isEmpty();
    assertThat(snapshots())
        .extracting(DBSnapshot::dbSnapshotIdentifier)
        .satisfiesExactlyInAnyOrder(
            name -> assertThat(name).startsWith("workshop-janitor-db-"),
            name -> assertThat(name).startsWith("shop-snapshot-orders-"));
    assertThat(ACCOUNT.mail())
        .contains("db-snapshot-identifier workshop-janitor-db-")
        .contains("aws rds describe-db-snapshots --db-instance-identifier orders");
  }

  /// Of Aurora, DocumentDB and Neptune, whose members hold nothing of their own.
  @Test
  void ofAClusterOneSnapshotIsTaken() {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    for (var engine : List.of("aurora-mysql", "docdb", "neptune")) {
      rds()
          .createDBCluster(
              request ->
                  request
                      .dbClusterIdentifier(engine)
                      .engine(engine)
                      .masterUsername("root")
                      .masterUserPassword("password1")
                      .deletionProtection(engine.equals("docdb"))
                      .tags(TAG));
      for (int i = 0; i < 2; i++) {
        var member = engine + "-" + i;
        rds()
            .createDBInstance(
                request ->
                    request
                        .dbInstanceIdentifier(member)
                        .dbInstanceClass("db.t3.medium")
                        .engine(engine)
                        .dbClusterIdentifier(engine)
                        .tags(TAG));
      }
    }
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    rds().stopDBCluster(request -> request.dbClusterIdentifier("neptune"));
    // The stopped one is started, copied, and loses its instances first.
    // Two looks of one night: in another night another snapshot would be taken.
    var now = Instant.now();
    night(Map.of("JANITOR_LIFT_PROTECTION", "all"), now);
    night(Map.of("JANITOR_LIFT_PROTECTION", "all"), now);
    assertThat(left()).isEmpty();
    assertThat(rds().describeDBClusters().dbClusters()).isEmpty();
    assertThat(snapshots()).isEmpty();
    assertThat(
            rds()
                .describeDBClusterSnapshots(request -> request.snapshotType("manual"))
                .dbClusterSnapshots())
        .extracting(snapshot -> snapshot.engine())
        .containsExactlyInAnyOrder("aurora-mysql", "docdb", "neptune");
  }

  private static Night nightWhile(Consumer<SdkRequest> others) {
    return ACCOUNT.sweep(Map.of(), others);
  }

  /// Its instances would go, and the cluster would stay with nobody to read it.
  @Test
  void aClusterThatIsProtectedMeanwhileKeepsItsInstances() {
    cluster("c");
    var night =
        nightWhile(
            request -> {
              if (request instanceof CreateDbClusterSnapshotRequest) {
                rds()
                    .modifyDBCluster(
                        change -> change.dbClusterIdentifier("c").deletionProtection(true));
              }
            });
    assertThat(left()).containsExactlyInAnyOrder("c-0", "c-1");
    assertThat(rds().describeDBClusters().dbClusters()).hasSize(1);
    assertThat(reason(night, "c")).contains("protection");
  }

  @Test
  void aClusterThatIsPutIntoAGlobalOneMeanwhileKeepsItsInstances() {
    cluster("c");
    var night =
        nightWhile(
            request -> {
              if (request instanceof CreateDbClusterSnapshotRequest) {
                rds()
                    .createGlobalCluster(
                        whole ->
                            whole
                                .globalClusterIdentifier("world")
                                .sourceDBClusterIdentifier(
                                    "arn:aws:rds:"
                                        + Emulator.REGION
                                        + ":"
                                        + Emulator.ACCOUNT
                                        + ":cluster:c"));
              }
            });
    assertThat(left()).containsExactlyInAnyOrder("c-0", "c-1");
    assertThat(reason(night, "c")).contains("global cluster");
  }

  @Test
  void theMailNamesTheNewestOfTheDatabaseThatWent() {
    make(OLD, "db", _ -> {});
    var id =
        rds()
            .describeDBInstances()
            .dbInstances()
            .getFirst()
            .dbiResourceId()
            .toLowerCase(Locale.ROOT);
    for (var of : List.of(id, "db-another")) {
      ACCOUNT
          .emulator()
          .control("POST", "clock", Map.of("offsetSeconds", -Duration.ofDays(2).toSeconds()));
      rds()
          .createDBSnapshot(
              request ->
                  request
                      .dbInstanceIdentifier("db")
                      .dbSnapshotIdentifier("workshop-janitor-" + of + "-2601010000")
                      .tags(TAG, Tag.builder().key("janitor:expires-at").value("PT168H").build()));
    }
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    night(ACCOUNT.mailing());
    assertThat(ACCOUNT.mail())
        .contains("--db-snapshot-identifier workshop-janitor-" + id)
        .doesNotContain("db-snapshot-identifier workshop-janitor-" + id + "-2601010000");
  }

  /// Its source is not the workshop's. What no longer follows it may hold what the source has not.
  @ParameterizedTest
  @CsvSource({"replicating, 0", "stopped, 1", "error, 1", "terminated, 1"})
  void aReplicaThatMayBeTheLastCopyLeavesASnapshot(String replication, int left) {
    make(OLD, "source", request -> request.tags(List.of()));
    replica(replication);
    night(Map.of());
    assertThat(left()).containsExactly("source");
    assertThat(snapshots()).hasSize(left);
  }

  private static void replica(String replication) {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    var arn =
        rds()
            .createDBInstanceReadReplica(
                request ->
                    request
                        .dbInstanceIdentifier("copy")
                        .sourceDBInstanceIdentifier("source")
                        .tags(TAG))
            .dbInstance()
            .dbInstanceArn();
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    var info = Map.of("StatusType", "read replication", "Status", replication);
    ACCOUNT
        .emulator()
        .control(
            "POST",
            "properties",
            Map.of(arn, Map.of("told", Map.of("StatusInfos", List.of(info)))));
  }

  /// RDS refuses the last instance of such a one, and the others would be gone.
  @Test
  void aReplicaClusterIsToBePromotedFirst() {
    cluster("source");
    tag("cluster:source", Tag.builder().key("janitor:keep").value("").build());
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    rds()
        .createDBCluster(
            request ->
                request
                    .dbClusterIdentifier("copy")
                    .engine("aurora-mysql")
                    .masterUsername("root")
                    .masterUserPassword("password1")
                    .replicationSourceIdentifier(
                        "arn:aws:rds:"
                            + Emulator.REGION
                            + ":"
                            + Emulator.ACCOUNT
                            + ":cluster:source")
                    .tags(TAG));
    make(
        OLD,
        "copy-0",
        request ->
            request
                .engine("aurora-mysql")
                .masterUsername(null)
                .masterUserPassword(null)
                .allocatedStorage(null)
                .dbClusterIdentifier("copy"));
    assertThat(reason(night(Map.of()), "copy")).contains("replica of");
    assertThat(left()).contains("copy-0");
    assertThat(
            rds()
                .describeDBClusterSnapshots(request -> request.snapshotType("manual"))
                .dbClusterSnapshots())
        .isEmpty();
  }

  /// A bucket that is to stay says nothing of a database that is not.
  @Test
  void aStackThatRetainsSomethingElseLosesNoDatabaseWithoutASnapshot() {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    ACCOUNT
        .aws()
        .cloudFormation(Emulator.REGION)
        .createStack(
            request ->
                request
                    .stackName("mixed")
                    .tags(
                        software.amazon.awssdk.services.cloudformation.model.Tag.builder()
                            .key("workshop")
                            .value(Rehearsal.WORKSHOP)
                            .build())
                    .templateBody(
                        """
                        {"Resources": {
                          "Kept": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain",
                            "Properties": {"BucketName": "mixed-kept"}},
                          "Orders": {"Type": "AWS::RDS::DBInstance", "DeletionPolicy": "Delete",
                            "Properties": {
                              "DBInstanceIdentifier": "orders", "DBInstanceClass": "db.t3.medium",
                              "Engine": "mysql", "AllocatedStorage": "20", "MasterUsername": "root",
                              "MasterUserPassword": "password1"}}}}\
                        """));
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    night(Map.of());
    assertThat(left()).isEmpty();
    assertThat(snapshots())
        .singleElement()
        .satisfies(
            snapshot ->
                assertThat(snapshot.dbSnapshotIdentifier()).startsWith("workshop-janitor-db-"));
  }

  /// Nobody could read it without.
  @Test
  void theKeyStaysAsLongAsTheFinalSnapshot() {
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", -OLD.toSeconds()));
    var kms = ACCOUNT.aws().of(Emulator.REGION, KmsClient.class, KmsClient::builder);
    var key =
        kms.createKey(
                request ->
                    request.tags(
                        software.amazon.awssdk.services.kms.model.Tag.builder()
                            .tagKey("workshop")
                            .tagValue(Rehearsal.WORKSHOP)
                            .build()))
            .keyMetadata()
            .arn();
    make(OLD, "db", request -> request.storageEncrypted(true).kmsKeyId(key));
    night(Map.of());
    assertThat(left()).isEmpty();
    assertThat(snapshots())
        .singleElement()
        .satisfies(snapshot -> assertThat(snapshot.kmsKeyId()).isEqualTo(key));
    assertThat(state(kms, key)).isEqualTo(KeyState.ENABLED);
    night(Map.of(), Instant.now().plus(OLD));
    night(Map.of(), Instant.now().plus(OLD).plus(Duration.ofDays(1)));
    assertThat(snapshots()).isEmpty();
    assertThat(state(kms, key)).isEqualTo(KeyState.PENDING_DELETION);
  }

  private static KeyState state(KmsClient kms, String key) {
    return kms.describeKey(request -> request.keyId(key)).keyMetadata().keyState();
  }

  /// A snapshot cannot be restored without the options that its database had, and RDS keeps them.
  @Test
  void theGroupOfOptionsStaysAsLongAsTheFinalSnapshot() {
    rds()
        .createOptionGroup(
            request ->
                request
                    .optionGroupName("shared")
                    .optionGroupDescription("shared")
                    .engineName("mysql")
                    .majorEngineVersion("8.0")
                    .tags(TAG));
    make(OLD, "db", request -> request.optionGroupName("shared"));
    night(Map.of());
    assertThat(left()).isEmpty();
    assertThat(snapshots()).hasSize(1);
    assertThat(optionGroups()).contains("shared");
    night(Map.of(), Instant.now().plus(OLD));
    night(Map.of(), Instant.now().plus(OLD).plus(Duration.ofDays(1)));
    assertThat(snapshots()).isEmpty();
    assertThat(optionGroups()).doesNotContain("shared");
  }

  private static List<String> optionGroups() {
    return rds().describeOptionGroups().optionGroupsList().stream()
        .map(group -> group.optionGroupName())
        .toList();
  }

  @Test
  void aProxyGoesThoughItsNameIsNotInItsArn() {
    var subnets =
        ACCOUNT.aws().ec2(Emulator.REGION).describeSubnets().subnets().stream()
            .limit(2)
            .map(subnet -> subnet.subnetId())
            .toList();
    for (var name : List.of("ours", "theirs")) {
      rds()
          .createDBProxy(
              request ->
                  request
                      .dbProxyName(name)
                      .engineFamily("MYSQL")
                      .auth(List.of())
                      .roleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/nobody")
                      .vpcSubnetIds(subnets)
                      .tags(name.equals("ours") ? List.of(TAG) : List.of()));
    }
    assertThat(reason(night(Map.of()), "ours")).startsWith("Gone");
    assertThat(rds().describeDBProxies(_ -> {}).dbProxies())
        .singleElement()
        .satisfies(proxy -> assertThat(proxy.dbProxyName()).isEqualTo("theirs"));
  }

  /// Its members may be anybody's, in any region.
  @Test
  void aGlobalClusterGoesOnlyOnceItIsEmptyAndUnprotected() {
    cluster("member");
    tag("cluster:member", Tag.builder().key("janitor:keep").value("").build());
    var member = "arn:aws:rds:" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":cluster:member";
    rds()
        .createGlobalCluster(
            request ->
                request
                    .globalClusterIdentifier("full")
                    .sourceDBClusterIdentifier(member)
                    .tags(TAG));
    rds()
        .createGlobalCluster(
            request ->
                request
                    .globalClusterIdentifier("empty")
                    .engine("aurora-mysql")
                    .deletionProtection(true)
                    .tags(TAG));
    var arn = "arn:aws:rds::" + Emulator.ACCOUNT + ":global-cluster:";
    var night = night(Map.of());
    night.stays(arn + "full", "it has members, such as " + member);
    night.stays(arn + "empty", "protection");
    assertThat(night(Map.of("JANITOR_LIFT_PROTECTION", "all")).gone()).contains(arn + "empty");
    assertThat(rds().describeGlobalClusters().globalClusters())
        .singleElement()
        .satisfies(left -> assertThat(left.globalClusterIdentifier()).isEqualTo("full"));
  }
}
