package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Whole.Part;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.redshift.RedshiftClient;
import software.amazon.awssdk.services.redshift.model.DataShare;
import software.amazon.awssdk.services.redshift.model.EndpointAccess;
import software.amazon.awssdk.services.redshift.model.EndpointNotFoundException;
import software.amazon.awssdk.services.redshift.model.ScheduledAction;
import software.amazon.awssdk.services.redshift.model.ScheduledActionType;
import software.amazon.awssdk.services.redshift.model.UnsupportedOperationException;

/// Who else needs a warehouse, of this account or another: none of it carries a tag.
record RedshiftOthers(Clients clients) {
  private static final String ENDPOINT = "AWS::Redshift::EndpointAccess";

  private RedshiftClient at(Place place) {
    return clients.of(place.region(), RedshiftClient.class, RedshiftClient::builder);
  }

  /// Why a namespace, serverless or a cluster's, stays if it shares anything: a consumer reads the
  /// producer's own data, and with whom it is shared only SQL tells (Redshift's guide, "Data
  /// sharing").
  ///
  /// @param namespace its id, which the ARN of each of its datashares has in it
  Optional<String> whyShared(Place place, String namespace) {
    return datashares(place).stream()
        .filter(one -> one.contains(namespace))
        .findFirst()
        .map(one -> "its datashare " + one + " may serve others: drop that first");
  }

  private List<String> datashares(Place place) {
    return place.once(
        "datashares",
        () ->
            at(place).describeDataSharesPaginator(_ -> {}).dataShares().stream()
                .map(DataShare::dataShareArn)
                .map(Items::told)
                .toList());
  }

  /// Why a cluster stays, if one comes in by an endpoint that Redshift manages, or may make one
  /// ("Redshift-managed VPC endpoints" in its guide).
  Optional<String> whyReached(Place place, Resource cluster) {
    return endpoint(place, cluster).or(() -> authorization(place, cluster));
  }

  /// One may as well be of a cluster of that name in another account. One that the cluster's own
  /// stack made goes with that.
  private Optional<String> endpoint(Place place, Resource cluster) {
    return Found.unless(
            EndpointNotFoundException.class,
            () ->
                at(place)
                    .describeEndpointAccessPaginator(
                        request -> request.clusterIdentifier(cluster.name()))
                    .endpointAccessList()
                    .stream()
                    .filter(
                        one ->
                            Optional.ofNullable(one.resourceOwner())
                                .filter(owner -> !owner.equals(place.account()))
                                .isEmpty())
                    .filter(one -> !goesWith(place, cluster, one))
                    .findFirst())
        .map(
            one ->
                "it is reached through the endpoint access "
                    + one.endpointName()
                    + ", which may be another's: delete that first");
  }

  /// What a stack lists an endpoint access by is its name (schema of AWS::Redshift::EndpointAccess,
  /// primaryIdentifier), and a cluster by its identifier.
  private boolean goesWith(Place place, Resource cluster, EndpointAccess endpoint) {
    return endpoint.endpointName() != null
        && stacks(place).stream()
            .filter(parts -> parts.contains(new Part(Redshift.CLUSTER, cluster.name())))
            .anyMatch(parts -> parts.contains(new Part(ENDPOINT, endpoint.endpointName())));
  }

  /// What each living stack lists; of one that could not be listed nothing is known, and its
  /// cluster stays.
  private List<Set<Part>> stacks(Place place) {
    return place.once(
        "warehouses of stacks",
        () -> {
          var stacks = new CloudFormationStack(clients, List.of(), false, FinalSnapshots.NONE);
          return stacks
              .parts(place, stacks.living(place).stream().map(Resource::arn).toList())
              .answer()
              .values()
              .stream()
              .map(Set::copyOf)
              .toList();
        });
  }

  private Optional<String> authorization(Place place, Resource cluster) {
    return Found.unless(
            UnsupportedOperationException.class,
            () ->
                at(place)
                    .describeEndpointAuthorizationPaginator(
                        request -> request.clusterIdentifier(cluster.name()))
                    .endpointAuthorizationList()
                    .stream()
                    .findFirst())
        .map(
            one ->
                "the account "
                    + one.grantee()
                    + " may reach it by endpoints of its own: revoke that first");
  }

  /// With the roles by which the scheduler pauses, resumes or resizes it: a cluster that nobody
  /// pauses any more bills on.
  Resource withScheduled(Place place, Resource cluster) {
    var resource = cluster.toBuilder();
    Described.uses(
        resource,
        scheduled(place).stream()
            .filter(action -> clusters(action.targetAction()).anyMatch(cluster.name()::equals))
            .flatMap(action -> Stream.ofNullable(action.iamRole())));
    return resource.build();
  }

  private List<ScheduledAction> scheduled(Place place) {
    return place.once(
        "scheduled actions of clusters",
        () ->
            at(place).describeScheduledActionsPaginator(_ -> {}).scheduledActions().stream()
                .toList());
  }

  private static Stream<String> clusters(@Nullable ScheduledActionType what) {
    return what == null
        ? Stream.of()
        : Stream.of(
                Optional.ofNullable(what.pauseCluster()).map(one -> one.clusterIdentifier()),
                Optional.ofNullable(what.resumeCluster()).map(one -> one.clusterIdentifier()),
                Optional.ofNullable(what.resizeCluster()).map(one -> one.clusterIdentifier()))
            .flatMap(Optional::stream);
  }
}
