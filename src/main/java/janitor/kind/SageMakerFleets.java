package janitor.kind;

import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/// Tracking servers of MLflow and clusters of HyperPod: both bill by the hour until they are
/// deleted.
///
/// A tracking server outlives the domain that it was made in, and the console then shows it nowhere
/// (aws/sagemaker-feedback #172).
final class SageMakerFleets {
  static final String TRACKING_SERVER = "AWS::SageMaker::MlflowTrackingServer";
  static final String CLUSTER = "AWS::SageMaker::Cluster";

  private static final Duration MINUTES = Duration.ofMinutes(3);

  /// API reference, DescribeCluster and DescribeMlflowTrackingServer: as long as one of these
  /// lasts, it refuses to be deleted.
  private static final Set<String> CHANGING =
      Set.of(
          "Creating",
          "Updating",
          "RollingBack",
          "SystemUpdating",
          "Starting",
          "Stopping",
          "MaintenanceInProgress");

  private final SageMaker service;

  SageMakerFleets(SageMaker service) {
    this.service = service;
  }

  Stream<Described.Row> rows() {
    return Stream.of(trackingServer(), cluster());
  }

  private SageMakerClient at(Place place) {
    return service.at(place.region());
  }

  private static Deletion unlessAtWork(Resource one, Runnable delete) {
    var status = one.fact(Resource.STATUS);
    if (CHANGING.contains(status)) {
      return Deletion.atWork("SageMaker", status, MINUTES);
    }
    if (!status.equals("Deleting")) {
      delete.run();
    }
    return Deletion.ASKED;
  }

  /// Its runs go with it; what they left in its bucket stays there.
  private Described.Row trackingServer() {
    return new Described.Row(
        Traits.of(TRACKING_SERVER)
            .named("sagemaker", "mlflow-tracking-server/")
            .physicalId(PhysicalId.after("sagemaker", "mlflow-tracking-server/"))
            .createdBy(
                Creation.answering("sagemaker:CreateMlflowTrackingServer", "trackingServerArn"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(
                "sagemaker:ListMlflowTrackingServers",
                "sagemaker:DescribeMlflowTrackingServer",
                SageMaker.TAGS,
                "sagemaker:DeleteMlflowTrackingServer")
            .takesRoles("sagemaker")
            .usualWait(Duration.ofSeconds(30))
            .build(),
        place ->
            at(place)
                .listMlflowTrackingServersPaginator(request -> request.maxResults(100))
                .trackingServerSummaries()
                .stream()
                .collect(
                    Items.each(
                        server ->
                            SageMaker.resource(
                                    TRACKING_SERVER,
                                    place,
                                    server.trackingServerArn(),
                                    server.trackingServerName())
                                .createdAt(server.creationTime())
                                .fact(
                                    Resource.STATUS,
                                    String.valueOf(server.trackingServerStatusAsString()))
                                .build())),
        (place, one) ->
            SageMaker.there(
                    () ->
                        at(place)
                            .describeMlflowTrackingServer(
                                request -> request.trackingServerName(one.name())))
                .map(
                    told -> {
                      var resource = one.toBuilder();
                      Described.uses(resource, Stream.ofNullable(told.roleArn()));
                      return resource.build();
                    }),
        service::tags,
        server ->
            unlessAtWork(
                server,
                () ->
                    service
                        .at(server.region())
                        .deleteMlflowTrackingServer(
                            request -> request.trackingServerName(server.name()))));
  }

  /// What is on the volumes of its machines goes with it. A training plan, which is paid for, stays
  /// what it is. From a cluster of EKS SageMaker takes away, in the name of who deletes this, the
  /// access entries that it made there (`handlers.delete` of AWS::SageMaker::Cluster's schema).
  private Described.Row cluster() {
    return new Described.Row(
        Traits.of(CLUSTER)
            .named("sagemaker", "cluster/")
            .createdBy(Creation.answering("sagemaker:CreateCluster", "clusterArn"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(
                "sagemaker:ListClusters",
                "sagemaker:DescribeCluster",
                SageMaker.TAGS,
                "eks:DescribeAccessEntry",
                "eks:DeleteAccessEntry",
                "sagemaker:DeleteCluster")
            .takesRoles("sagemaker")
            .usualWait(Duration.ofSeconds(30))
            .build(),
        place ->
            at(place)
                .listClustersPaginator(request -> request.maxResults(100))
                .clusterSummaries()
                .stream()
                .collect(
                    Items.each(
                        cluster ->
                            SageMaker.resource(
                                    CLUSTER, place, cluster.clusterArn(), cluster.clusterName())
                                .createdAt(cluster.creationTime())
                                .fact(
                                    Resource.STATUS,
                                    String.valueOf(cluster.clusterStatusAsString()))
                                .build())),
        (place, one) ->
            SageMaker.there(
                    () ->
                        at(place)
                            .describeCluster(request -> request.clusterName(one.arn().toString())))
                .map(
                    told -> {
                      var resource = one.toBuilder().why(told.failureMessage());
                      Described.uses(
                          resource,
                          told.instanceGroups().stream()
                              .flatMap(group -> Stream.ofNullable(group.executionRole())));
                      if (told.vpcConfig() != null) {
                        Described.standsIn(
                            resource,
                            place,
                            told.vpcConfig().subnets().stream(),
                            told.vpcConfig().securityGroupIds().stream());
                      }
                      Described.uses(
                          resource,
                          Stream.ofNullable(told.orchestrator())
                              .flatMap(by -> Stream.ofNullable(by.eks()))
                              .flatMap(eks -> Stream.ofNullable(eks.clusterArn()))
                              .filter(Objects::nonNull));
                      return resource.build();
                    }),
        service::tags,
        cluster ->
            unlessAtWork(
                cluster,
                () ->
                    service
                        .at(cluster.region())
                        .deleteCluster(request -> request.clusterName(cluster.arn().toString()))));
  }
}
