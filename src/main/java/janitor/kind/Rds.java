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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rds.model.DBClusterMember;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.Tag;

/// RDS, Aurora, DocumentDB and Neptune: one API and ARNs of one form, and nothing but `Engine`
/// tells which of them a thing is of. What has an engine that is not known here is left alone.
///
/// A cluster goes as a whole, or not at all: it holds the data, and its instances are no more than
/// what reads it. So its final snapshot is taken before the first of them is asked to go.
///
/// Only the RDS client tells tags with its lists; it lists and deletes all of them.
///
/// One long file: what instances and clusters have to do with each other is their deletion.
final class Rds {
  static final String PART_OF = "part of";
  private static final String MANAGED_BY = "backed up by AWS Backup";
  private static final String OWN_SNAPSHOT = "worth a snapshot";

  private final Clients clients;
  private final FinalSnapshots snapshots;

  private Rds(Clients clients, FinalSnapshots snapshots) {
    this.clients = clients;
    this.snapshots = snapshots;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots snapshots) {
    var service = new Rds(clients, snapshots);
    return Stream.of(
            Stream.of(RdsEngine.values())
                .<ResourceKind>flatMap(
                    engine ->
                        Stream.of(
                            new Described(service.instance(engine)),
                            new Described(service.cluster(engine)))),
            RdsSnapshots.kinds(clients, snapshots),
            RdsGroups.kinds(clients),
            RdsProxies.kinds(clients),
            RdsDeployments.kinds(clients, snapshots, service::databases))
        .flatMap(kinds -> kinds)
        .toList();
  }

  static RdsClient at(Clients clients, String region) {
    return clients.of(region, RdsClient.class, RdsClient::builder);
  }

  private RdsClient at(String region) {
    return at(clients, region);
  }

  static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named("rds", word + ":")
        .physicalId(PhysicalId.after("rds", word + ":"))
        .usualWait(Duration.ofSeconds(20));
  }

  /// The ARNs of all three have one form: RDS's kind reads them.
  static Traits.Builder traits(RdsEngine engine, String thing, String word) {
    var traits = traits(engine.type(thing), word);
    return engine == RdsEngine.RDS ? traits : traits.readBy(RdsEngine.RDS.type(thing));
  }

  /// Of an engine that nobody knows it is RDS's in name only, and stays.
  static Resource.Builder resource(
      Place place, @Nullable String engine, String thing, @Nullable String arn, List<Tag> tags) {
    var known = RdsEngine.of(engine);
    var resource =
        Resource.of(
                known.orElse(RdsEngine.RDS).type(thing), Arn.of(Items.told(arn)), place.region())
            .tags(tags(tags));
    if (known.isEmpty()) {
      resource.guard(
          "its engine is "
              + engine
              + ", of which the janitor does not know what deleting it takes");
    }
    return resource;
  }

  static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  static void uses(
      Resource.Builder builder, Place place, String prefix, Stream<@Nullable String> names) {
    names
        .flatMap(Stream::ofNullable)
        .filter(name -> !name.isEmpty())
        .map(name -> name.startsWith("arn:") ? Arn.of(name) : place.arn("rds", prefix + name))
        .forEach(builder::uses);
  }

  // Instances

  private Described.Row instance(RdsEngine engine) {
    return new Described.Row(
            traits(engine, "DBInstance", "db")
                .createdBy(
                    Creation.asking("rds:CreateDBInstance", "dBInstanceIdentifier"),
                    Creation.asking("rds:CreateDBInstanceReadReplica", "dBInstanceIdentifier"),
                    Creation.asking("rds:RestoreDBInstanceFromDBSnapshot", "dBInstanceIdentifier"),
                    Creation.asking("rds:RestoreDBInstanceFromS3", "dBInstanceIdentifier"),
                    Creation.asking(
                        "rds:RestoreDBInstanceToPointInTime", "targetDBInstanceIdentifier"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "rds:DescribeDBInstances",
                    "rds:DescribeDBSnapshots",
                    "rds:CreateDBSnapshot",
                    "rds:AddTagsToResource",
                    "rds:StartDBInstance",
                    "rds:ModifyDBInstance",
                    "rds:DeleteDBInstance")
                .usesOf(
                    KmsKey.TYPE,
                    // Of the same type is the source of a replica.
                    engine.type("DBInstance"),
                    engine.type("DBCluster"),
                    RdsGroups.SUBNET_GROUP,
                    RdsGroups.PARAMETER_GROUP,
                    RdsGroups.OPTION_GROUP,
                    Directories.TYPE)
                .takesRoles("rds", "monitoring.rds", "directoryservice.rds")
                .build(),
            this::instances,
            this::deleteInstance)
        .after(this::beforeInstance)
        .lifting(this::liftInstance);
  }

  private List<Resource> databases(Place place) {
    return Stream.concat(instances(place).stream(), clusters(place).stream()).toList();
  }

  private List<Resource> instances(Place place) {
    return told(place).stream().collect(Items.each(instance -> instance(place, instance)));
  }

  private List<DBInstance> told(Place place) {
    return place.once(
        "RDS instances",
        () -> at(place.region()).describeDBInstancesPaginator().dbInstances().stream().toList());
  }

  /// DbiResourceId, which is unique in a region (API reference, DBInstance), and four digits of its
  /// name, for moto gives one id to all: two that go in one minute would have snapshots of one
  /// name.
  private static String idOf(DBInstance instance) {
    var name = String.valueOf(instance.dbInstanceIdentifier());
    return instance.dbiResourceId() + String.format(Locale.ROOT, "-%04x", name.hashCode() & 0xffff);
  }

  private Resource instance(Place place, DBInstance instance) {
    var resource =
        resource(
                place,
                instance.engine(),
                "DBInstance",
                instance.dbInstanceArn(),
                instance.tagList())
            .createdAt(instance.instanceCreateTime())
            .name(instance.dbInstanceIdentifier())
            .fact(Described.NAME, Items.told(instance.dbInstanceIdentifier()))
            .fact(Resource.STATUS, String.valueOf(instance.dbInstanceStatus()))
            .fact(Resource.RESOURCE_ID, idOf(instance));
    var cluster = instance.dbClusterIdentifier();
    if (cluster != null) {
      var whole = place.arn("rds", "cluster:" + cluster);
      resource.fact(PART_OF, cluster).owner(whole);
      if (!isMultiAz(instance.engine())) {
        resource.uses(whole);
      }
    }
    var source = instance.readReplicaSourceDBInstanceIdentifier();
    uses(resource, place, "db:", Stream.of(source));
    uses(resource, place, "cluster:", Stream.of(instance.readReplicaSourceDBClusterIdentifier()));
    if (cluster == null && !isCopyOfWhatIsThere(place, instance)) {
      resource.fact(OWN_SNAPSHOT, "yes");
      stackKeeps(
          resource,
          place,
          "describe-db-snapshots --db-instance-identifier " + instance.dbInstanceIdentifier());
    }
    if (instance.awsBackupRecoveryPointArn() != null) {
      resource.fact(MANAGED_BY, instance.awsBackupRecoveryPointArn());
    }
    if (instance.dbSubnetGroup() != null) {
      uses(resource, place, "subgrp:", Stream.of(instance.dbSubnetGroup().dbSubnetGroupName()));
    }
    uses(
        resource,
        place,
        "pg:",
        instance.dbParameterGroups().stream().map(group -> group.dbParameterGroupName()));
    uses(
        resource,
        place,
        "og:",
        instance.optionGroupMemberships().stream().map(group -> group.optionGroupName()));
    Described.standsIn(
        resource,
        place,
        Stream.of(),
        instance.vpcSecurityGroups().stream().map(group -> group.vpcSecurityGroupId()));
    KmsKey.encrypt(
        resource,
        place,
        instance.kmsKeyId(),
        instance.performanceInsightsKMSKeyId(),
        instance.activityStreamKmsKeyId());
    Described.uses(
        resource,
        Stream.concat(
            Stream.ofNullable(instance.monitoringRoleArn()),
            instance.associatedRoles().stream().map(role -> role.roleArn())));
    Directories.joins(
        resource,
        place,
        instance.domainMemberships().stream()
            .flatMap(domain -> Stream.ofNullable(domain.domain())));
    // A member's is its cluster's, and setting it on a member is an error (cloud-nuke 947).
    if (cluster == null && Boolean.TRUE.equals(instance.deletionProtection())) {
      resource.liftable("its deletion protection is on");
    }
    return resource.build();
  }

  /// Whether all that is in it is in its source as well. One whose replication has ended, or whose
  /// source is gone or in another region, may be the last copy.
  private boolean isCopyOfWhatIsThere(Place place, DBInstance replica) {
    return replica.readReplicaSourceDBInstanceIdentifier() != null
        && replica.statusInfos().stream()
            .anyMatch(
                info ->
                    "read replication".equals(info.statusType())
                        && "replicating".equals(info.status()))
        && told(place).stream()
            .anyMatch(
                one ->
                    replica
                            .readReplicaSourceDBInstanceIdentifier()
                            .equals(one.dbInstanceIdentifier())
                        && !"deleting".equals(one.dbInstanceStatus()));
  }

  /// CloudFormation takes one of each database, unless the template says otherwise (its guide,
  /// "DeletionPolicy attribute"), whether or not the janitor took its own.
  private static void stackKeeps(Resource.Builder builder, Place place, String query) {
    builder.fact(
        Resource.STACK_KEEPS,
        "CloudFormation may have kept a snapshot of its own, unless the template says Delete. Where"
            + " tags are not copied to it, it costs until somebody deletes it: aws rds "
            + query
            + " --snapshot-type manual --region "
            + place.region());
  }

  /// The members of such a cluster are RDS's: it ends them with the cluster (API reference,
  /// DeleteDBCluster).
  private static boolean isMultiAz(@Nullable String engine) {
    return "mysql".equals(engine) || "postgres".equals(engine);
  }

  private Optional<Deletion> beforeInstance(Resource db) {
    return db.facts().containsKey(OWN_SNAPSHOT) && !isDeleting(db)
        ? snapshots.first(db, new RdsSnapshots.OfInstance(at(db.region()), db))
        : Optional.empty();
  }

  private static boolean isDeleting(Resource resource) {
    return resource.fact(Resource.STATUS).equals("deleting");
  }

  private void liftInstance(Resource db) {
    at(db.region())
        .modifyDBInstance(
            request ->
                request
                    .dbInstanceIdentifier(db.name())
                    .deletionProtection(false)
                    .applyImmediately(true));
  }

  private Deletion deleteInstance(Resource db) {
    if (isDeleting(db)) {
      return Deletion.ASKED;
    }
    var rds = at(db.region());
    if (db.protection().isPresent()) {
      liftInstance(db);
    }
    rds.deleteDBInstance(
        request ->
            request
                .dbInstanceIdentifier(db.name())
                .skipFinalSnapshot(true)
                // What AWS Backup keeps goes with its recovery point, and RDS refuses to take it.
                .deleteAutomatedBackups(!db.facts().containsKey(MANAGED_BY)));
    return Deletion.ASKED;
  }

  // Clusters

  private Described.Row cluster(RdsEngine engine) {
    return new Described.Row(
            traits(engine, "DBCluster", "cluster")
                .createdBy(
                    Creation.asking("rds:CreateDBCluster", "dBClusterIdentifier"),
                    Creation.asking("rds:RestoreDBClusterFromSnapshot", "dBClusterIdentifier"),
                    Creation.asking("rds:RestoreDBClusterFromS3", "dBClusterIdentifier"),
                    Creation.asking("rds:RestoreDBClusterToPointInTime", "dBClusterIdentifier"))
                .costs(CostClass.DOLLARS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
                .actions(
                    "rds:DescribeDBClusters",
                    "rds:DescribeDBInstances",
                    "rds:DescribeDBClusterSnapshots",
                    "rds:CreateDBClusterSnapshot",
                    "rds:AddTagsToResource",
                    "rds:StartDBCluster",
                    "rds:ModifyDBCluster",
                    "rds:DeleteDBInstance",
                    "rds:DeleteDBCluster")
                .usesOf(
                    KmsKey.TYPE,
                    engine.type("DBCluster"),
                    RdsGroups.SUBNET_GROUP,
                    RdsGroups.CLUSTER_PARAMETER_GROUP,
                    Directories.TYPE)
                .takesRoles("rds", "monitoring.rds", "directoryservice.rds")
                .build(),
            this::clusters,
            this::deleteCluster)
        .after(this::beforeCluster)
        .lifting(this::liftCluster);
  }

  private List<Resource> clusters(Place place) {
    return place
        .once(
            "RDS clusters",
            () -> at(place.region()).describeDBClustersPaginator().dbClusters().stream().toList())
        .stream()
        .collect(Items.each(cluster -> cluster(place, cluster)));
  }

  private static Resource cluster(Place place, DBCluster cluster) {
    var resource =
        resource(place, cluster.engine(), "DBCluster", cluster.dbClusterArn(), cluster.tagList())
            .createdAt(cluster.clusterCreateTime())
            .name(cluster.dbClusterIdentifier())
            .fact(Described.NAME, Items.told(cluster.dbClusterIdentifier()))
            .fact(Resource.STATUS, String.valueOf(cluster.status()))
            .fact(Resource.RESOURCE_ID, String.valueOf(cluster.dbClusterResourceId()));
    uses(resource, place, "subgrp:", Stream.of(cluster.dbSubnetGroup()));
    uses(resource, place, "cluster-pg:", Stream.of(cluster.dbClusterParameterGroup()));
    uses(resource, place, "cluster:", Stream.of(cluster.replicationSourceIdentifier()));
    Described.standsIn(
        resource,
        place,
        Stream.of(),
        cluster.vpcSecurityGroups().stream().map(group -> group.vpcSecurityGroupId()));
    KmsKey.encrypt(
        resource,
        place,
        cluster.kmsKeyId(),
        cluster.performanceInsightsKMSKeyId(),
        cluster.activityStreamKmsKeyId());
    Described.uses(resource, cluster.associatedRoles().stream().map(role -> role.roleArn()));
    Directories.joins(
        resource,
        place,
        cluster.domainMemberships().stream().flatMap(domain -> Stream.ofNullable(domain.domain())));
    if (cluster.awsBackupRecoveryPointArn() != null) {
      resource.fact(MANAGED_BY, cluster.awsBackupRecoveryPointArn());
    }
    stackKeeps(
        resource,
        place,
        "describe-db-cluster-snapshots --db-cluster-identifier " + cluster.dbClusterIdentifier());
    if (Boolean.TRUE.equals(cluster.deletionProtection())) {
      resource.liftable("its deletion protection is on");
    }
    if (cluster.globalClusterIdentifier() != null && !cluster.globalClusterIdentifier().isEmpty()) {
      resource.guard(
          "it is in the global cluster "
              + cluster.globalClusterIdentifier()
              + ", which spans regions: take it out of that, and it goes");
    }
    return resource.build();
  }

  private Optional<Deletion> beforeCluster(Resource cluster) {
    if (isDeleting(cluster)) {
      return Optional.empty();
    }
    var rds = at(cluster.region());
    return keptNow(cluster, now(rds, cluster))
        .or(() -> snapshots.first(cluster, new RdsSnapshots.OfCluster(rds, cluster)));
  }

  private static DBCluster now(RdsClient rds, Resource cluster) {
    return rds.describeDBClusters(request -> request.dbClusterIdentifier(cluster.name()))
        .dbClusters()
        .getFirst();
  }

  /// What RDS would say to the deletion of the cluster, it does not say to that of its instances:
  /// it would stay, and nobody could read it.
  ///
  /// API reference, DeleteDBInstance: the last instance of a replica goes only once it is promoted.
  private static Optional<Deletion> keptNow(Resource cluster, DBCluster now) {
    // The one that the scan saw may be lifted, or it would not have come so far.
    if (Boolean.TRUE.equals(now.deletionProtection()) && cluster.protection().isEmpty()) {
      return Optional.of(
          FinalSnapshots.stays(
              "its deletion protection was put on meanwhile",
              "take it off again, or tag the cluster " + Tags.KEEP));
    }
    if (now.globalClusterIdentifier() != null && !now.globalClusterIdentifier().isEmpty()) {
      return Optional.of(
          FinalSnapshots.stays(
              "it was put into the global cluster " + now.globalClusterIdentifier() + " meanwhile",
              "take it out of that, and it goes"));
    }
    if (now.replicationSourceIdentifier() != null && !now.replicationSourceIdentifier().isEmpty()) {
      return Optional.of(
          FinalSnapshots.stays(
              "it is a replica of " + now.replicationSourceIdentifier(),
              "promote it first: aws rds promote-read-replica-db-cluster --db-cluster-identifier "
                  + cluster.name()
                  + " --region "
                  + cluster.region()));
    }
    return Optional.empty();
  }

  private void liftCluster(Resource cluster) {
    at(cluster.region())
        .modifyDBCluster(
            request ->
                request
                    .dbClusterIdentifier(cluster.name())
                    .deletionProtection(false)
                    .applyImmediately(true));
  }

  private Deletion deleteCluster(Resource cluster) {
    if (isDeleting(cluster)) {
      return Deletion.ASKED;
    }
    var rds = at(cluster.region());
    var now = now(rds, cluster);
    var kept = keptNow(cluster, now);
    if (kept.isPresent()) {
      return kept.get();
    }
    if ("stopped".equals(now.status())) {
      rds.startDBCluster(request -> request.dbClusterIdentifier(cluster.name()));
      return RdsState.started();
    }
    var members = isMultiAz(now.engine()) ? List.<DBInstance>of() : members(rds, cluster);
    var foreign = members.stream().filter(instance -> !isOurs(instance, now)).findFirst();
    if (foreign.isPresent()) {
      return FinalSnapshots.stays(
          "its instance " + foreign.get().dbInstanceIdentifier() + " is not the workshop's",
          "delete that instance, or tag it for the workshop as well");
    }
    if (Boolean.TRUE.equals(now.deletionProtection()) && cluster.protection().isPresent()) {
      liftCluster(cluster);
    }
    if (!members.isEmpty()) {
      deleteMembers(rds, now, members);
      return new Deletion.Preparing("deleting its instances first", FinalSnapshots.MINUTES);
    }
    rds.deleteDBCluster(
        request -> {
          request.dbClusterIdentifier(cluster.name()).skipFinalSnapshot(true);
          if (cluster.facts().containsKey(MANAGED_BY)) {
            request.deleteAutomatedBackups(false);
          }
        });
    return Deletion.ASKED;
  }

  private static List<DBInstance> members(RdsClient rds, Resource cluster) {
    var whose = Filter.builder().name("db-cluster-id").values(cluster.name()).build();
    return rds
        .describeDBInstancesPaginator(request -> request.filters(whose))
        .dbInstances()
        .stream()
        .toList();
  }

  /// One that came since the scan, or that another stack made, is somebody else's.
  private boolean isOurs(DBInstance member, DBCluster cluster) {
    var tags = tags(member.tagList());
    return snapshots.isOurs(tags)
        && !tags.has(Tags.KEEP)
        && tags.value(Resource.STACK_ID_TAG)
            .equals(tags(cluster.tagList()).value(Resource.STACK_ID_TAG));
  }

  /// The one that writes last: without it another would have to begin to.
  private static void deleteMembers(RdsClient rds, DBCluster cluster, List<DBInstance> members) {
    var writers =
        cluster.dbClusterMembers().stream()
            .filter(member -> Boolean.TRUE.equals(member.isClusterWriter()))
            .map(DBClusterMember::dbInstanceIdentifier)
            .collect(Collectors.toCollection(HashSet::new));
    members.stream()
        .filter(instance -> !"deleting".equals(instance.dbInstanceStatus()))
        .map(DBInstance::dbInstanceIdentifier)
        .sorted(Comparator.comparing(writers::contains))
        .forEach(
            name ->
                Objects.requireNonNull(
                    rds.deleteDBInstance(
                        request -> request.dbInstanceIdentifier(name).skipFinalSnapshot(true))));
  }
}
