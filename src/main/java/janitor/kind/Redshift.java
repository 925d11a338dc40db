package janitor.kind;

import janitor.aws.Clients;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.redshift.model.Cluster;
import software.amazon.awssdk.services.redshift.model.Snapshot;
import software.amazon.awssdk.services.redshift.model.Tag;

/// A warehouse, which bills by the hour and node while it is not paused, and what stays of it: its
/// automated snapshots go with it, the others stay and bill.
///
/// An id that comes once is that of its namespace; its name comes again.
final class Redshift {
  static final String CLUSTER = "AWS::Redshift::Cluster";
  static final String SNAPSHOT = "AWS::Redshift::Snapshot";
  static final String SUBNET_GROUP = "AWS::Redshift::ClusterSubnetGroup";
  static final String PARAMETER_GROUP = "AWS::Redshift::ClusterParameterGroup";

  private static final String OF = "cluster";

  private final Clients clients;
  private final FinalSnapshots snapshots;

  private Redshift(Clients clients, FinalSnapshots snapshots) {
    this.clients = clients;
    this.snapshots = snapshots;
  }

  static List<ResourceKind> kinds(Clients clients, FinalSnapshots snapshots) {
    var service = new Redshift(clients, snapshots);
    return Stream.of(
            service.cluster(), service.snapshot(), service.subnetGroup(), service.parameterGroup())
        .<ResourceKind>map(Described::new)
        .toList();
  }

  private RedshiftClient at(String region) {
    return clients.of(region, RedshiftClient.class, RedshiftClient::builder);
  }

  private static Traits.Builder traits(String type, String word) {
    return Traits.of(type)
        .named("redshift", word + ":")
        .physicalId(PhysicalId.after("redshift", word + ":"))
        .flags(Traits.Flag.LIST_PROVES);
  }

  private static Resource.Builder resource(
      Place place, String type, String word, @Nullable String name, List<Tag> tags) {
    return Resource.of(type, place.arn("redshift", word + ":" + Items.told(name)), place.region())
        .name(name)
        .fact(Described.NAME, Items.told(name))
        .tags(tags(tags));
  }

  private static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private Described.Row cluster() {
    return new Described.Row(
            traits(CLUSTER, "cluster")
                .createdBy(
                    Creation.asking("redshift:CreateCluster", "clusterIdentifier"),
                    Creation.asking("redshift:RestoreFromClusterSnapshot", "clusterIdentifier"))
                .costs(CostClass.TENS_A_DAY)
                .flags(Traits.Flag.HOLDS_DATA)
                .actions(
                    "redshift:DescribeClusters",
                    "redshift:DescribeClusterSnapshots",
                    "redshift:DescribeDataShares",
                    "redshift:DescribeEndpointAccess",
                    "redshift:DescribeEndpointAuthorization",
                    "redshift:DescribeScheduledActions",
                    "redshift:CreateClusterSnapshot",
                    "redshift:CreateTags",
                    "redshift:ResumeCluster",
                    "redshift:DeleteCluster")
                .usesOf(KmsKey.TYPE, SUBNET_GROUP, PARAMETER_GROUP)
                .takesRoles("redshift", "scheduler.redshift")
                .usualWait(Duration.ofSeconds(20))
                .build(),
            place ->
                at(place.region()).describeClustersPaginator().clusters().stream()
                    .collect(Items.each(cluster -> cluster(place, cluster))),
            this::deleteCluster)
        .describing(
            (place, one) -> {
              var cluster = new RedshiftOthers(clients).withScheduled(place, one);
              return Optional.of(whyReached(place, cluster).map(cluster::guarded).orElse(cluster));
            })
        .needing((place, one) -> Optional.of(new RedshiftOthers(clients).withScheduled(place, one)))
        .after(this::beforeClusterGoes);
  }

  private Optional<Deletion> beforeClusterGoes(Resource cluster) {
    return isDeleting(cluster)
        ? Optional.empty()
        : whyReached(Place.of(cluster), cluster)
            .<Deletion>map(
                why ->
                    new Deletion.Refused(
                        why, "take that away, if nobody needs it: it goes the night after"))
            .or(() -> snapshots.first(cluster, new Taking(at(cluster.region()), cluster)));
  }

  private Optional<String> whyReached(Place place, Resource cluster) {
    var others = new RedshiftOthers(clients);
    return others
        .whyShared(place, cluster.fact(Resource.RESOURCE_ID))
        .or(() -> others.whyReached(place, cluster));
  }

  private static Resource cluster(Place place, Cluster cluster) {
    var resource =
        resource(place, CLUSTER, "cluster", cluster.clusterIdentifier(), cluster.tags())
            .createdAt(cluster.clusterCreateTime())
            .fact(Resource.STATUS, String.valueOf(cluster.clusterStatus()))
            .fact(Resource.RESOURCE_ID, idOf(cluster));
    Stream.ofNullable(cluster.clusterSubnetGroupName())
        .filter(name -> !name.isEmpty())
        .forEach(name -> resource.uses(place.arn("redshift", "subnetgroup:" + name)));
    cluster
        .clusterParameterGroups()
        .forEach(
            group ->
                resource.uses(
                    place.arn("redshift", "parametergroup:" + group.parameterGroupName())));
    Described.standsIn(
        resource,
        place,
        Stream.of(),
        cluster.vpcSecurityGroups().stream().map(group -> group.vpcSecurityGroupId()));
    KmsKey.encrypt(resource, place, cluster.kmsKeyId());
    Described.uses(resource, cluster.iamRoles().stream().map(role -> role.iamRoleArn()));
    return resource.build();
  }

  private static String idOf(Cluster cluster) {
    var namespace = cluster.clusterNamespaceArn();
    return namespace == null || namespace.isEmpty()
        ? cluster.clusterIdentifier()
            + (cluster.clusterCreateTime() == null
                ? ""
                : "-" + cluster.clusterCreateTime().getEpochSecond())
        : namespace.substring(namespace.lastIndexOf(':') + 1);
  }

  private static boolean isDeleting(Resource resource) {
    return resource.fact(Resource.STATUS).equals("deleting");
  }

  private Deletion deleteCluster(Resource resource) {
    if (!isDeleting(resource)) {
      at(resource.region())
          .deleteCluster(
              request -> request.clusterIdentifier(resource.name()).skipFinalClusterSnapshot(true));
    }
    return Deletion.ASKED;
  }

  /// Manual ones only: the others go with their cluster, and cannot be deleted by themselves.
  private Described.Row snapshot() {
    return new Described.Row(
        Traits.of(SNAPSHOT)
            .named("redshift", "snapshot:")
            .createdBy(Creation.asking("redshift:CreateClusterSnapshot", "snapshotIdentifier"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions("redshift:DescribeClusterSnapshots", "redshift:DeleteClusterSnapshot")
            .keptOf(CLUSTER)
            // Nothing of it can be read without its key.
            .usesOf(KmsKey.TYPE)
            .build(),
        place ->
            at(place.region())
                .describeClusterSnapshotsPaginator(request -> request.snapshotType("manual"))
                .snapshots()
                .stream()
                .collect(Items.each(snapshot -> snapshot(place, snapshot))),
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteClusterSnapshot(
                        request ->
                            request
                                .snapshotIdentifier(resource.name())
                                .snapshotClusterIdentifier(resource.fact(OF)))));
  }

  private Resource snapshot(Place place, Snapshot snapshot) {
    var cluster = Items.told(snapshot.clusterIdentifier());
    var name = Items.told(snapshot.snapshotIdentifier());
    var resource =
        Resource.of(
                SNAPSHOT, place.arn("redshift", "snapshot:" + cluster + "/" + name), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .tags(tags(snapshot.tags()))
            .createdAt(snapshot.snapshotCreateTime())
            .fact(OF, cluster)
            .fact(Resource.STATUS, String.valueOf(snapshot.status()));
    KmsKey.encrypt(resource, place, snapshot.kmsKeyId());
    if (name.startsWith(FinalSnapshots.PREFIX) && snapshots.isOurs(tags(snapshot.tags()))) {
      resource
          .fact(Resource.RESOURCE_ID, FinalSnapshots.idIn(name))
          // The price list of us-east-1.
          .holds("what " + cluster + " held, at 0.024 dollars a GB and month")
          .bringsBack(
              place.arn("redshift", "cluster:" + cluster),
              "aws redshift restore-from-cluster-snapshot --cluster-identifier "
                  + cluster
                  + " --snapshot-identifier "
                  + name
                  + " --region "
                  + place.region());
    }
    return resource.build();
  }

  private Described.Row subnetGroup() {
    return new Described.Row(
        traits(SUBNET_GROUP, "subnetgroup")
            .createdBy(
                Creation.asking("redshift:CreateClusterSubnetGroup", "clusterSubnetGroupName"))
            .actions("redshift:DescribeClusterSubnetGroups", "redshift:DeleteClusterSubnetGroup")
            .goesAfter(CLUSTER)
            .because("Redshift keeps a group until the last cluster in it is gone.")
            .build(),
        place ->
            at(place.region()).describeClusterSubnetGroupsPaginator().clusterSubnetGroups().stream()
                .collect(
                    Items.each(
                        group -> {
                          var resource =
                              resource(
                                  place,
                                  SUBNET_GROUP,
                                  "subnetgroup",
                                  group.clusterSubnetGroupName(),
                                  group.tags());
                          guardDefault(resource, group.clusterSubnetGroupName());
                          Described.standsIn(
                              resource,
                              place,
                              group.subnets().stream().map(subnet -> subnet.subnetIdentifier()),
                              Stream.of());
                          return resource.build();
                        })),
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteClusterSubnetGroup(
                        request -> request.clusterSubnetGroupName(resource.name()))));
  }

  private Described.Row parameterGroup() {
    return new Described.Row(
        traits(PARAMETER_GROUP, "parametergroup")
            .createdBy(
                Creation.asking("redshift:CreateClusterParameterGroup", "parameterGroupName"))
            .actions(
                "redshift:DescribeClusterParameterGroups", "redshift:DeleteClusterParameterGroup")
            .goesAfter(CLUSTER)
            .because("Redshift keeps a group until the last cluster in it is gone.")
            .build(),
        place ->
            at(place.region()).describeClusterParameterGroupsPaginator().parameterGroups().stream()
                .collect(
                    Items.each(
                        group -> {
                          var resource =
                              resource(
                                  place,
                                  PARAMETER_GROUP,
                                  "parametergroup",
                                  group.parameterGroupName(),
                                  group.tags());
                          guardDefault(resource, group.parameterGroupName());
                          return resource.build();
                        })),
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteClusterParameterGroup(
                        request -> request.parameterGroupName(resource.name()))));
  }

  private static void guardDefault(Resource.Builder group, @Nullable String name) {
    if (Items.told(name).matches("default(\\..*)?")) {
      group.guard("it is the default group of its kind, which Redshift keeps");
    }
  }

  private record Taking(RedshiftClient redshift, Resource cluster)
      implements FinalSnapshots.Source {
    @Override
    public String id() {
      return cluster.fact(Resource.RESOURCE_ID);
    }

    @Override
    public List<Resource> taken() {
      return redshift
          .describeClusterSnapshotsPaginator(
              request -> request.clusterIdentifier(cluster.name()).snapshotType("manual"))
          .snapshots()
          .stream()
          .map(
              snapshot ->
                  cluster.toBuilder()
                      .name(snapshot.snapshotIdentifier())
                      .tags(tags(snapshot.tags()))
                      .fact(Resource.STATUS, String.valueOf(snapshot.status()))
                      .build())
          .toList();
    }

    @Override
    public Optional<Deletion> hindrance() {
      var status =
          redshift
              .describeClusters(request -> request.clusterIdentifier(cluster.name()))
              .clusters()
              .getFirst()
              .clusterStatus();
      return switch (String.valueOf(status)) {
        case "available" -> Optional.empty();
        case "paused" -> {
          redshift.resumeCluster(request -> request.clusterIdentifier(cluster.name()));
          yield Optional.of(
              new Deletion.Preparing(
                  "resuming it first: as it is, no snapshot can be taken of it",
                  FinalSnapshots.MINUTES));
        }
        case String other when BROKEN.contains(other) ->
            Optional.of(
                FinalSnapshots.stays(
                    "its state is " + other + ", in which Redshift takes no snapshot of it",
                    "to let it go without one, set FinalSnapshot to none"));
        case String other ->
            Optional.of(Deletion.atWork("Redshift", other, FinalSnapshots.MINUTES));
      };
    }

    /// Management Guide, "Cluster status".
    private static final Set<String> BROKEN =
        Set.of("hardware-failure", "incompatible-hsm", "incompatible-network", "storage-full");

    @Override
    public void take(String name, Map<String, String> tags) {
      redshift.createClusterSnapshot(
          request ->
              request
                  .clusterIdentifier(cluster.name())
                  .snapshotIdentifier(name)
                  // Else the cluster's own setting would end it (API reference, CreateCluster).
                  .manualSnapshotRetentionPeriod(-1)
                  .tags(
                      Tags.each(
                          tags, (key, value) -> Tag.builder().key(key).value(value).build())));
    }

    @Override
    public Set<String> nameGiven() {
      return Set.of("ClusterSnapshotAlreadyExists");
    }

    @Override
    public Set<String> full() {
      return Set.of("ClusterSnapshotQuotaExceeded");
    }
  }
}
