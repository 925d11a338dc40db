package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kafka.KafkaClient;
import software.amazon.awssdk.services.kafka.model.Cluster;
import software.amazon.awssdk.services.kafka.model.NotFoundException;
import software.amazon.awssdk.services.kafka.model.Provisioned;
import software.amazon.awssdk.services.kafka.model.ReplicatorSummary;

/// MSK's clusters, provisioned and serverless, which bill by the hour and broker, and what copies
/// from one to another. Nothing of a cluster is kept by anybody once it is gone.
///
/// MSK deletes nothing that is healing, or being changed (HTTP 400, and no code of its own): it is
/// asked again. The version of the scan goes with the call, so that what somebody changed meanwhile
/// is looked at anew.
final class Kafka {
  static final String CLUSTER = "AWS::MSK::Cluster";
  static final String REPLICATOR = "AWS::MSK::Replicator";
  private static final String CONNECTOR = "AWS::KafkaConnect::Connector";

  private static final String VERSION = "version";

  private final Clients clients;

  private Kafka(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    var service = new Kafka(clients);
    return List.of(new Described(service.cluster()), new Described(service.replicator()));
  }

  private KafkaClient at(String region) {
    return clients.of(region, KafkaClient.class, KafkaClient::builder);
  }

  private static boolean isDeleting(Resource resource) {
    return resource.fact(Resource.STATUS).equals("DELETING");
  }

  private Described.Row cluster() {
    return new Described.Row(
        Traits.of(CLUSTER)
            .named("kafka", "cluster/")
            .aliases("AWS::MSK::ServerlessCluster")
            .createdBy(
                Creation.answering("kafka:CreateCluster", "clusterArn"),
                Creation.answering("kafka:CreateClusterV2", "clusterArn"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions("kafka:ListClustersV2", "kafka:DeleteCluster")
            .goesAfter(CONNECTOR)
            .because("A connector of a cluster that is gone goes on, and bills, and only fails.")
            .usesOf(KmsKey.TYPE)
            .usualWait(Duration.ofSeconds(60))
            .build(),
        place ->
            at(place.region()).listClustersV2Paginator(_ -> {}).clusterInfoList().stream()
                .collect(Items.each(cluster -> cluster(place, cluster))),
        this::delete);
  }

  private static Resource cluster(Place place, Cluster cluster) {
    var resource =
        resource(place, CLUSTER, cluster.clusterArn(), cluster.clusterName())
            .tags(Tags.of(cluster.tags()))
            .createdAt(cluster.creationTime())
            .fact(Resource.STATUS, String.valueOf(cluster.stateAsString()))
            .fact(VERSION, String.valueOf(cluster.currentVersion()));
    Stream.ofNullable(cluster.stateInfo()).forEach(state -> resource.why(state.message()));
    if (cluster.provisioned() != null) {
      provisioned(resource, place, cluster.provisioned());
    }
    if (cluster.serverless() != null) {
      cluster
          .serverless()
          .vpcConfigs()
          .forEach(
              vpc ->
                  Described.standsIn(
                      resource, place, vpc.subnetIds().stream(), vpc.securityGroupIds().stream()));
    }
    return resource.build();
  }

  private static void provisioned(Resource.Builder resource, Place place, Provisioned of) {
    var brokers = of.brokerNodeGroupInfo();
    if (brokers != null) {
      Described.standsIn(
          resource, place, brokers.clientSubnets().stream(), brokers.securityGroups().stream());
    }
    var encryption = of.encryptionInfo();
    if (encryption != null && encryption.encryptionAtRest() != null) {
      KmsKey.encrypt(resource, place, encryption.encryptionAtRest().dataVolumeKMSKeyId());
    }
  }

  private static Resource.Builder resource(
      Place place, String type, @Nullable String arn, @Nullable String name) {
    return Resource.of(type, Arn.of(Items.told(arn)), place.region())
        .name(name)
        .fact(Described.NAME, Items.told(name));
  }

  private Deletion delete(Resource cluster) {
    if (!isDeleting(cluster)) {
      at(cluster.region())
          .deleteCluster(
              request ->
                  request
                      .clusterArn(cluster.arn().toString())
                      .currentVersion(cluster.fact(VERSION)));
    }
    return Deletion.ASKED;
  }

  /// Where it copies from, it is listed once more, as a reference to the one where it copies to.
  private Described.Row replicator() {
    return new Described.Row(
        Traits.of(REPLICATOR)
            .named("kafka", "replicator/")
            .createdBy(Creation.answering("kafka:CreateReplicator", "replicatorArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions("kafka:ListReplicators", "kafka:ListTagsForResource", "kafka:DeleteReplicator")
            // Whoever's it is, it ends with its cluster.
            .usesOf(CLUSTER)
            .usualWait(Duration.ofSeconds(60))
            .build(),
        place ->
            at(place.region()).listReplicatorsPaginator(_ -> {}).replicators().stream()
                .collect(Items.each(replicator -> replicator(place, replicator))),
        this::tags,
        this::deleteReplicator);
  }

  private static Resource replicator(Place place, ReplicatorSummary replicator) {
    var resource =
        resource(place, REPLICATOR, replicator.replicatorArn(), replicator.replicatorName())
            .createdAt(replicator.creationTime())
            .fact(Resource.STATUS, String.valueOf(replicator.replicatorStateAsString()))
            .fact(VERSION, String.valueOf(replicator.currentVersion()));
    Described.uses(
        resource,
        replicator.kafkaClustersSummary().stream()
            .flatMap(cluster -> Stream.ofNullable(cluster.amazonMskCluster()))
            .flatMap(cluster -> Stream.ofNullable(cluster.mskClusterArn())));
    if (Boolean.TRUE.equals(replicator.isReplicatorReference())) {
      resource.guard(
          "it is only a reference to "
              + replicator.replicatorResourceArn()
              + ", which is what has to go");
    }
    return resource.build();
  }

  private Optional<Tags> tags(Place place, Resource resource) {
    return Found.tags(
        NotFoundException.class,
        () ->
            at(place.region())
                .listTagsForResource(request -> request.resourceArn(resource.arn().toString()))
                .tags());
  }

  private Deletion deleteReplicator(Resource replicator) {
    if (!isDeleting(replicator)) {
      at(replicator.region())
          .deleteReplicator(
              request ->
                  request
                      .replicatorArn(replicator.arn().toString())
                      .currentVersion(replicator.fact(VERSION)));
    }
    return Deletion.ASKED;
  }
}
