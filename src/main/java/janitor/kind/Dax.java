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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dax.DaxClient;
import software.amazon.awssdk.services.dax.model.Cluster;
import software.amazon.awssdk.services.dax.model.ClusterNotFoundException;
import software.amazon.awssdk.services.dax.model.Node;
import software.amazon.awssdk.services.dax.model.Tag;

/// Caches before DynamoDB, which bill by the hour and node. What is in one is in its tables too.
///
/// DAX tells no date of a cluster: the oldest of its nodes is never older, and stands for it. Age
/// by that errs to young, and where that node was replaced the cluster is announced once more. IAM
/// sees no tags of it, and DAX tells them only while it is available.
final class Dax {
  static final String CLUSTER = "AWS::DAX::Cluster";

  private static final String WORD = "cache/";

  /// API reference, Cluster: what passes by itself.
  private static final Set<String> WORKING = Set.of("creating", "modifying");

  private final Clients clients;

  private Dax(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Described(new Dax(clients).cluster()));
  }

  private DaxClient at(String region) {
    return clients.of(region, DaxClient.class, DaxClient::builder);
  }

  private Described.Row cluster() {
    return new Described.Row(
        Traits.of(CLUSTER)
            .named("dax", WORD)
            .physicalId(PhysicalId.after("dax", WORD))
            .createdBy(Creation.answering("dax:CreateCluster", "cluster.clusterArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions("dax:DescribeClusters", "dax:ListTags", "dax:DeleteCluster")
            .takesRoles("dax")
            .usualWait(Duration.ofSeconds(30))
            .build(),
        place ->
            Found.pages(
                    token ->
                        at(place.region()).describeClusters(request -> request.nextToken(token)),
                    page -> page.clusters(),
                    page -> page.nextToken())
                .stream()
                .collect(Items.each(cluster -> cluster(place, cluster))),
        this::tags,
        this::delete);
  }

  private static Resource cluster(Place place, Cluster cluster) {
    var resource =
        Resource.of(CLUSTER, Arn.of(Items.told(cluster.clusterArn())), place.region())
            .name(cluster.clusterName())
            .fact(Described.NAME, Items.told(cluster.clusterName()))
            .fact(Resource.STATUS, String.valueOf(cluster.status()));
    cluster.nodes().stream()
        .map(Node::nodeCreateTime)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .ifPresent(resource::createdAt);
    Described.uses(resource, Stream.ofNullable(cluster.iamRoleArn()));
    Described.standsIn(
        resource,
        place,
        Stream.of(),
        cluster.securityGroups().stream().map(group -> group.securityGroupIdentifier()));
    return resource.build();
  }

  private Optional<Tags> tags(Place place, Resource one) {
    return Found.tags(
        ClusterNotFoundException.class,
        () ->
            Found.pages(
                    token ->
                        at(place.region())
                            .listTags(
                                request ->
                                    request.resourceName(one.arn().toString()).nextToken(token)),
                    page -> page.tags(),
                    page -> page.nextToken())
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)));
  }

  private Deletion delete(Resource cluster) {
    var status = cluster.fact(Resource.STATUS);
    if (WORKING.contains(status)) {
      return Deletion.atWork("DAX", status, FinalSnapshots.MINUTES);
    }
    if (!status.equals("deleting")) {
      at(cluster.region()).deleteCluster(request -> request.clusterName(cluster.name()));
    }
    return Deletion.ASKED;
  }
}
