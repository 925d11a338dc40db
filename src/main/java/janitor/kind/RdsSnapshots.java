package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBClusterSnapshot;
import software.amazon.awssdk.services.rds.model.DBSnapshot;
import software.amazon.awssdk.services.rds.model.Tag;

/// What people took of their databases, and what the janitor keeps of those that went. What RDS
/// took by itself goes with its database, and what AWS Backup took with its recovery point: both
/// refuse to be deleted here. The latter stands in no list that does not ask for it by its type
/// (API reference, DescribeDBSnapshots: without a type "both automated and manual snapshots are
/// returned"), and needs its key as any does. What another account made of a snapshot shared with
/// it shows nowhere here.
final class RdsSnapshots {
  static final String SNAPSHOT = "AWS::RDS::DBSnapshot";

  private static final String OF_AWS_BACKUP = "awsbackup";

  private final Clients clients;
  private final FinalSnapshots ours;

  private RdsSnapshots(Clients clients, FinalSnapshots ours) {
    this.clients = clients;
    this.ours = ours;
  }

  static Stream<ResourceKind> kinds(Clients clients, FinalSnapshots ours) {
    var service = new RdsSnapshots(clients, ours);
    return Stream.concat(
            Stream.of(service.ofInstances()),
            Stream.of(RdsEngine.values()).map(service::ofClusters))
        .map(Described::new);
  }

  private RdsClient at(String region) {
    return Rds.at(clients, region);
  }

  private static Traits.Builder of(Traits.Builder traits, String word) {
    return traits
        // AWS Backup's are named `awsbackup:…`, and are left to it.
        .named(
            arn ->
                arn.names("rds", word + ":")
                    && !arn.after(word + ":").startsWith(OF_AWS_BACKUP + ":"))
        .costs(CostClass.DOLLARS_A_MONTH)
        .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES);
  }

  private Described.Row ofInstances() {
    return new Described.Row(
            of(Rds.traits(SNAPSHOT, "snapshot"), "snapshot")
                .createdBy(
                    Creation.asking("rds:CreateDBSnapshot", "dBSnapshotIdentifier"),
                    Creation.asking("rds:CopyDBSnapshot", "targetDBSnapshotIdentifier"))
                .actions(
                    "rds:DescribeDBSnapshots",
                    "rds:DescribeDBInstanceAutomatedBackups",
                    "rds:DescribeDBClusterAutomatedBackups",
                    "rds:DeleteDBSnapshot")
                .keptOf(RdsEngine.RDS.type("DBInstance"))
                // Nothing of it can be read without its key, nor restored without its options.
                .usesOf(KmsKey.TYPE, RdsGroups.OPTION_GROUP)
                .build(),
            place ->
                place
                    .once(
                        "RDS snapshots",
                        () ->
                            at(place.region()).describeDBSnapshotsPaginator().dbSnapshots().stream()
                                .toList())
                    .stream()
                    .collect(Items.each(snapshot -> told(place, snapshot))),
            Described.asking(
                resource ->
                    at(resource.region())
                        .deleteDBSnapshot(
                            request -> request.dbSnapshotIdentifier(resource.name()))))
        .beside(
            place ->
                Stream.concat(
                        at(place.region())
                            .describeDBSnapshotsPaginator(
                                request -> request.snapshotType(OF_AWS_BACKUP))
                            .dbSnapshots()
                            .stream()
                            .collect(Items.each(snapshot -> told(place, snapshot)))
                            .stream(),
                        new RdsAutomatedBackups(clients).list(place).stream())
                    .toList());
  }

  private Resource told(Place place, DBSnapshot snapshot) {
    var resource = snapshot(place, snapshot);
    KmsKey.encrypt(resource, place, snapshot.kmsKeyId());
    Rds.uses(resource, place, "og:", Stream.of(snapshot.optionGroupName()));
    return guarded(
        broughtBack(
            resource,
            place,
            "db:" + snapshot.dbInstanceIdentifier(),
            size(snapshot.allocatedStorage()),
            "restore-db-instance-from-db-snapshot --db-instance-identifier "
                + snapshot.dbInstanceIdentifier()
                + " --db-snapshot-identifier "
                + snapshot.dbSnapshotIdentifier()),
        snapshot.snapshotType());
  }

  private static Resource.Builder snapshot(Place place, DBSnapshot snapshot) {
    return Rds.resource(
            place, snapshot.engine(), "DBSnapshot", snapshot.dbSnapshotArn(), snapshot.tagList())
        .createdAt(snapshot.snapshotCreateTime())
        .fact(Described.NAME, Items.told(snapshot.dbSnapshotIdentifier()))
        .name(snapshot.dbSnapshotIdentifier())
        .fact(Resource.STATUS, String.valueOf(snapshot.status()));
  }

  private Described.Row ofClusters(RdsEngine engine) {
    return new Described.Row(
            of(Rds.traits(engine, "DBClusterSnapshot", "cluster-snapshot"), "cluster-snapshot")
                .createdBy(
                    Creation.asking("rds:CreateDBClusterSnapshot", "dBClusterSnapshotIdentifier"),
                    Creation.asking(
                        "rds:CopyDBClusterSnapshot", "targetDBClusterSnapshotIdentifier"))
                .actions("rds:DescribeDBClusterSnapshots", "rds:DeleteDBClusterSnapshot")
                .keptOf(engine.type("DBCluster"))
                // Nothing of it can be read without its key.
                .usesOf(KmsKey.TYPE)
                .build(),
            place ->
                place
                    .once(
                        "RDS cluster snapshots",
                        () ->
                            at(place.region())
                                .describeDBClusterSnapshotsPaginator()
                                .dbClusterSnapshots()
                                .stream()
                                .toList())
                    .stream()
                    .collect(Items.each(snapshot -> told(place, snapshot))),
            Described.asking(
                resource ->
                    at(resource.region())
                        .deleteDBClusterSnapshot(
                            request -> request.dbClusterSnapshotIdentifier(resource.name()))))
        .beside(this::clustersOfAwsBackup);
  }

  /// Of all engines, whichever is asked for. The API reference does not name this type for
  /// clusters; AWS Backup's own role deletes `cluster-snapshot:awsbackup:*`, and Terraform's
  /// provider asks for the type (`aws_db_cluster_snapshot`).
  private List<Resource> clustersOfAwsBackup(Place place) {
    return place
        .once(
            "RDS cluster snapshots of AWS Backup",
            () ->
                at(place.region())
                    .describeDBClusterSnapshotsPaginator(
                        request -> request.snapshotType(OF_AWS_BACKUP))
                    .dbClusterSnapshots()
                    .stream()
                    .toList())
        .stream()
        .collect(Items.each(snapshot -> told(place, snapshot)));
  }

  private Resource told(Place place, DBClusterSnapshot snapshot) {
    var resource = snapshot(place, snapshot);
    KmsKey.encrypt(resource, place, snapshot.kmsKeyId());
    return guarded(
        broughtBack(
            resource,
            place,
            "cluster:" + snapshot.dbClusterIdentifier(),
            size(snapshot.allocatedStorage()),
            "restore-db-cluster-from-snapshot --db-cluster-identifier "
                + snapshot.dbClusterIdentifier()
                + " --engine "
                + snapshot.engine()
                + " --snapshot-identifier "
                + snapshot.dbClusterSnapshotIdentifier()),
        snapshot.snapshotType());
  }

  private static Resource.Builder snapshot(Place place, DBClusterSnapshot snapshot) {
    return Rds.resource(
            place,
            snapshot.engine(),
            "DBClusterSnapshot",
            snapshot.dbClusterSnapshotArn(),
            snapshot.tagList())
        .createdAt(snapshot.snapshotCreateTime())
        .name(snapshot.dbClusterSnapshotIdentifier())
        .fact(Described.NAME, Items.told(snapshot.dbClusterSnapshotIdentifier()))
        .fact(Resource.STATUS, String.valueOf(snapshot.status()));
  }

  /// Aurora tells no more than 0 or 1.
  private static String size(@Nullable Integer gigabytes) {
    return gigabytes == null || gigabytes < 2 ? "" : ", " + gigabytes + " GB";
  }

  /// What it costs: the price lists of RDS and DocumentDB, 0.021 to 0.095 dollars in us-east-1.
  private Resource broughtBack(
      Resource.Builder snapshot, Place place, String database, String size, String command) {
    var resource = snapshot.build();
    if (!resource.name().startsWith(FinalSnapshots.PREFIX) || !ours.isOurs(resource.tags())) {
      return resource;
    }
    return snapshot
        .fact(Resource.RESOURCE_ID, FinalSnapshots.idIn(resource.name()))
        .holds(
            "what "
                + database.substring(database.indexOf(':') + 1)
                + " held"
                + size
                + " at up to 0.1 dollars a GB and month")
        .bringsBack(
            place.arn("rds", database), "aws rds " + command + " --region " + place.region())
        .build();
  }

  private static Resource guarded(Resource resource, @Nullable String type) {
    return "manual".equals(type)
        ? resource
        : resource.guard().isPresent()
            ? resource
            : resource.guarded(
                "it is no snapshot that anybody took (" + type + "): whoever made it deletes it");
  }

  // What is taken of one

  static List<Tag> tags(Map<String, String> tags) {
    return Tags.each(tags, (key, value) -> Tag.builder().key(key).value(value).build());
  }

  record OfInstance(RdsClient rds, Resource db) implements FinalSnapshots.Source {
    @Override
    public String id() {
      return db.fact(Resource.RESOURCE_ID);
    }

    @Override
    public List<Resource> taken() {
      return rds
          .describeDBSnapshotsPaginator(
              request -> request.dbInstanceIdentifier(db.name()).snapshotType("manual"))
          .dbSnapshots()
          .stream()
          .map(snapshot -> snapshot(Place.of(db), snapshot).build())
          .toList();
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      rds.createDBSnapshot(
          request ->
              request
                  .dbInstanceIdentifier(db.name())
                  .dbSnapshotIdentifier(name)
                  .tags(RdsSnapshots.tags(tags)));
    }

    /// As it is now: what was started since the scan runs.
    @Override
    public Optional<Deletion> hindrance() {
      var now =
          rds.describeDBInstances(request -> request.dbInstanceIdentifier(db.name()))
              .dbInstances()
              .getFirst();
      return RdsState.hindrance(
          now.dbInstanceStatus(),
          () -> rds.startDBInstance(request -> request.dbInstanceIdentifier(db.name())));
    }

    @Override
    public Set<String> nameGiven() {
      return Set.of("DBSnapshotAlreadyExists");
    }

    @Override
    public Set<String> full() {
      return Set.of("SnapshotQuotaExceeded");
    }
  }

  record OfCluster(RdsClient rds, Resource cluster) implements FinalSnapshots.Source {
    @Override
    public String id() {
      return cluster.fact(Resource.RESOURCE_ID);
    }

    @Override
    public List<Resource> taken() {
      return rds
          .describeDBClusterSnapshotsPaginator(
              request -> request.dbClusterIdentifier(cluster.name()).snapshotType("manual"))
          .dbClusterSnapshots()
          .stream()
          .map(snapshot -> snapshot(Place.of(cluster), snapshot).build())
          .toList();
    }

    @Override
    public void take(String name, Map<String, String> tags) {
      rds.createDBClusterSnapshot(
          request ->
              request
                  .dbClusterIdentifier(cluster.name())
                  .dbClusterSnapshotIdentifier(name)
                  .tags(RdsSnapshots.tags(tags)));
    }

    @Override
    public Optional<Deletion> hindrance() {
      var now =
          rds.describeDBClusters(request -> request.dbClusterIdentifier(cluster.name()))
              .dbClusters()
              .getFirst();
      return RdsState.hindrance(
          now.status(),
          () -> rds.startDBCluster(request -> request.dbClusterIdentifier(cluster.name())));
    }

    @Override
    public Set<String> nameGiven() {
      return Set.of("DBClusterSnapshotAlreadyExistsFault");
    }

    @Override
    public Set<String> full() {
      return Set.of("SnapshotQuotaExceeded");
    }
  }
}
