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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emr.model.Cluster;
import software.amazon.awssdk.services.emr.model.ClusterState;
import software.amazon.awssdk.services.emr.model.ClusterSummary;
import software.amazon.awssdk.services.emr.model.Ec2InstanceAttributes;
import software.amazon.awssdk.services.emr.model.Tag;

/// A cluster of EMR, which bills for its machines and for itself, and takes HDFS with it.
///
/// One that is terminated is told of for two months, by EMR and by the tag index: it is gone. Its
/// machines carry its tags and are its own. EMR ends them with the cluster's role, which therefore
/// goes after it. The security groups that EMR makes, one set a VPC, serve every cluster in there:
/// they go with their VPC alone.
final class Emr {
  static final String CLUSTER = "AWS::EMR::Cluster";

  /// On each machine of a cluster ("Tag and categorize Amazon EMR cluster resources" in its guide).
  static final String MACHINE_TAG = "aws:elasticmapreduce:job-flow-id";

  private static final List<ClusterState> LIVING =
      List.of(
          ClusterState.STARTING,
          ClusterState.BOOTSTRAPPING,
          ClusterState.RUNNING,
          ClusterState.WAITING,
          ClusterState.TERMINATING);

  /// "Working with Amazon EMR-managed security groups" in its guide.
  private static final Set<String> MANAGED_GROUPS =
      Set.of(
          "ElasticMapReduce-master",
          "ElasticMapReduce-slave",
          "ElasticMapReduce-Master-Private",
          "ElasticMapReduce-Slave-Private",
          "ElasticMapReduce-ServiceAccess");

  private final Clients clients;

  private Emr(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Described(new Emr(clients).cluster()));
  }

  private EmrClient at(String region) {
    return clients.of(region, EmrClient.class, EmrClient::builder);
  }

  /// The cluster that a tag of AWS's says it is a machine of.
  static Optional<Arn> clusterOf(Place place, Tags tags) {
    return tags.value(MACHINE_TAG).map(id -> place.arn("elasticmapreduce", "cluster/" + id));
  }

  /// Whether EMR made a security group of that name, and makes it anew for the next cluster.
  static boolean makes(String group) {
    return MANAGED_GROUPS.contains(group);
  }

  private Described.Row cluster() {
    return new Described.Row(
        Traits.of(CLUSTER)
            .named("elasticmapreduce", "cluster/")
            .physicalId(PhysicalId.after("elasticmapreduce", "cluster/"))
            .createdBy(Creation.answering("elasticmapreduce:RunJobFlow", "jobFlowId"))
            .costs(CostClass.TENS_A_DAY)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            .actions(
                "elasticmapreduce:ListClusters",
                "elasticmapreduce:DescribeCluster",
                "elasticmapreduce:SetTerminationProtection",
                "elasticmapreduce:TerminateJobFlows")
            .usesOf(Ec2Network.SUBNET, Ec2Network.SECURITY_GROUP, Ec2Compute.KEY_PAIR, KmsKey.TYPE)
            .takesRoles("elasticmapreduce", "ec2", "application-autoscaling")
            .usualWait(Duration.ofSeconds(30))
            .build(),
        place ->
            at(place.region())
                .listClustersPaginator(request -> request.clusterStates(LIVING))
                .clusters()
                .stream()
                .collect(Items.each(cluster -> cluster(place, cluster))),
        (place, one) -> living(place, one).map(told -> cluster(place, one, told)),
        (place, one) -> living(place, one).map(told -> tags(told.tags())),
        this::terminate);
  }

  private static Resource cluster(Place place, ClusterSummary told) {
    var resource =
        Resource.of(
            CLUSTER,
            place.arn("elasticmapreduce", "cluster/" + Items.told(told.id())),
            place.region());
    Optional.ofNullable(told.status())
        .flatMap(status -> Optional.ofNullable(status.timeline()))
        .ifPresent(timeline -> resource.createdAt(timeline.creationDateTime()));
    named(told.name()).forEach(name -> resource.fact(Described.NAME, name));
    return resource.build();
  }

  private Optional<Cluster> living(Place place, Resource cluster) {
    return Answers.unless(
            "InvalidRequestException",
            "is not valid",
            () ->
                at(place.region())
                    .describeCluster(request -> request.clusterId(id(cluster)))
                    .cluster())
        .filter(told -> LIVING.contains(told.status().state()));
  }

  private static String id(Resource cluster) {
    return cluster.arn().after("cluster/");
  }

  private static Tags tags(List<Tag> tags) {
    return Tags.of(tags.stream().collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private static Resource cluster(Place place, Resource one, Cluster told) {
    var resource =
        one.toBuilder()
            .tags(tags(told.tags()))
            .fact(Resource.STATUS, String.valueOf(told.status().stateAsString()));
    if (Boolean.TRUE.equals(told.terminationProtected())) {
      resource.protection("its termination protection is on");
    }
    KmsKey.encrypt(resource, place, told.logEncryptionKmsKeyId());
    KmsKey.encrypt(
        resource,
        place,
        Stream.ofNullable(told.monitoringConfiguration())
            .flatMap(how -> Stream.ofNullable(how.cloudWatchLogConfiguration()))
            .map(logs -> logs.encryptionKeyArn()));
    Stream.of(told.serviceRole(), told.autoScalingRole())
        .flatMap(Emr::named)
        .forEach(role -> uses(resource, place, role, "role/"));
    Optional.ofNullable(told.ec2InstanceAttributes())
        .ifPresent(machines -> uses(resource, place, machines));
    return resource.build();
  }

  private static void uses(Resource.Builder resource, Place place, Ec2InstanceAttributes machines) {
    Described.standsIn(
        resource,
        place,
        Stream.concat(
            named(machines.ec2SubnetId()), machines.requestedEc2SubnetIds().stream().distinct()),
        Stream.concat(
            Stream.of(
                    machines.emrManagedMasterSecurityGroup(),
                    machines.emrManagedSlaveSecurityGroup(),
                    machines.serviceAccessSecurityGroup())
                .flatMap(Emr::named),
            Stream.concat(
                machines.additionalMasterSecurityGroups().stream(),
                machines.additionalSlaveSecurityGroups().stream())));
    named(machines.ec2KeyName()).forEach(key -> resource.uses(place.arn("ec2", "key-pair/" + key)));
    named(machines.iamInstanceProfile())
        .forEach(profile -> uses(resource, place, profile, "instance-profile/"));
  }

  private static Stream<String> named(@Nullable String name) {
    return name == null || name.isEmpty() ? Stream.of() : Stream.of(name);
  }

  /// By ARN or by name.
  private static void uses(Resource.Builder resource, Place place, String told, String word) {
    resource.uses(Answers.arn(told).orElseGet(() -> place.globalArn("iam", word + told)));
  }

  private Deletion terminate(Resource cluster) {
    if (cluster.fact(Resource.STATUS).equals(ClusterState.TERMINATING.toString())) {
      return Deletion.ASKED;
    }
    var emr = at(cluster.region());
    if (cluster.protection().isPresent()) {
      emr.setTerminationProtection(
          request -> request.jobFlowIds(id(cluster)).terminationProtected(false));
    }
    // One a call: what is protected makes an error of what went beside it.
    emr.terminateJobFlows(request -> request.jobFlowIds(id(cluster)));
    return Deletion.ASKED;
  }
}
