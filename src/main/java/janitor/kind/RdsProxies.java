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
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.GlobalCluster;

/// What stands in front of databases: proxies, which bill by the hour and hold network interfaces,
/// and global clusters, which hold members.
///
/// A proxy's name is not in its ARN. A global cluster has no region, and is told of in each in
/// which it has a member: only one without members goes, for of those some may be a stranger's.
final class RdsProxies {
  static final String PROXY = "AWS::RDS::DBProxy";
  static final String GLOBAL = "AWS::RDS::GlobalCluster";

  private static final String TAGS = "rds:ListTagsForResource";
  private static final String GONE = "DBProxyNotFoundFault";

  private final Clients clients;

  private RdsProxies(Clients clients) {
    this.clients = clients;
  }

  static Stream<ResourceKind> kinds(Clients clients) {
    var service = new RdsProxies(clients);
    return Stream.of(service.proxy(), service.global()).map(Described::new);
  }

  private RdsClient at(String region) {
    return Rds.at(clients, region);
  }

  private Described.Row proxy() {
    return new Described.Row(
        Traits.of(PROXY)
            .named("rds", "db-proxy:")
            .physicalId(PhysicalId.LISTED)
            .createdBy(Creation.answering("rds:CreateDBProxy", "dBProxy.dBProxyArn"))
            .costs(CostClass.DOLLARS_A_DAY)
            .flags(Traits.Flag.LIST_PROVES)
            .actions("rds:DescribeDBProxies", TAGS, "rds:DeleteDBProxy")
            .usesOf(SecretsManagerSecret.TYPE)
            .takesRoles("rds")
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            at(place.region()).describeDBProxiesPaginator(_ -> {}).dbProxies().stream()
                .collect(Items.each(proxy -> proxy(place, proxy))),
        this::tags,
        proxy -> {
          if (!proxy.fact(Resource.STATUS).equals("deleting")) {
            at(proxy.region()).deleteDBProxy(request -> request.dbProxyName(proxy.name()));
          }
          return Deletion.ASKED;
        });
  }

  private static Resource proxy(Place place, DBProxy proxy) {
    var name = Items.told(proxy.dbProxyName());
    var resource =
        Resource.of(PROXY, Arn.of(Items.told(proxy.dbProxyArn())), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .createdAt(proxy.createdDate())
            .fact(Resource.STATUS, String.valueOf(proxy.statusAsString()));
    Described.standsIn(
        resource, place, proxy.vpcSubnetIds().stream(), proxy.vpcSecurityGroupIds().stream());
    Described.uses(
        resource,
        Stream.concat(
            Stream.ofNullable(proxy.roleArn()),
            proxy.auth().stream().flatMap(auth -> Stream.ofNullable(auth.secretArn()))));
    return resource.build();
  }

  private Optional<Tags> tags(Place place, Resource resource) {
    return Answers.unless(
        GONE,
        () ->
            Rds.tags(
                at(place.region())
                    .listTagsForResource(request -> request.resourceName(resource.arn().toString()))
                    .tagList()));
  }

  private Described.Row global() {
    return new Described.Row(
        Traits.of(GLOBAL)
            .named(arn -> arn.region().isEmpty() && arn.names("rds", "global-cluster:"))
            .aliases("AWS::DocDB::GlobalCluster", "AWS::Neptune::GlobalCluster")
            .physicalId(PhysicalId.afterGlobal("rds", "global-cluster:"))
            .createdBy(Creation.asking("rds:CreateGlobalCluster", "globalClusterIdentifier"))
            .flags(Traits.Flag.LIST_PROVES)
            .actions(
                "rds:DescribeGlobalClusters", "rds:ModifyGlobalCluster", "rds:DeleteGlobalCluster")
            .usualWait(Duration.ofSeconds(20))
            .build(),
        place ->
            at(place.region()).describeGlobalClustersPaginator(_ -> {}).globalClusters().stream()
                .collect(Items.each(cluster -> global(place, cluster))),
        this::deleteGlobal);
  }

  private static Resource global(Place place, GlobalCluster cluster) {
    var name = Items.told(cluster.globalClusterIdentifier());
    var resource =
        Resource.of(GLOBAL, Arn.of(Items.told(cluster.globalClusterArn())), place.region())
            .name(name)
            .fact(Described.NAME, name)
            .fact(Resource.STATUS, String.valueOf(cluster.status()))
            .tags(Rds.tags(cluster.tagList()));
    if (!cluster.globalClusterMembers().isEmpty()) {
      resource.guard(
          "it has members, such as "
              + cluster.globalClusterMembers().getFirst().dbClusterArn()
              + ": take them out of it, and it goes");
    }
    if (RdsEngine.of(cluster.engine()).isEmpty()) {
      resource.guard(
          "its engine is "
              + cluster.engine()
              + ", of which the janitor does not know what deleting it takes");
    }
    if (Boolean.TRUE.equals(cluster.deletionProtection())) {
      resource.protection("its deletion protection is on");
    }
    return resource.build();
  }

  private Deletion deleteGlobal(Resource cluster) {
    if (cluster.fact(Resource.STATUS).equals("deleting")) {
      return Deletion.ASKED;
    }
    var rds = at(cluster.region());
    if (cluster.protection().isPresent()) {
      rds.modifyGlobalCluster(
          request -> request.globalClusterIdentifier(cluster.name()).deletionProtection(false));
    }
    rds.deleteGlobalCluster(request -> request.globalClusterIdentifier(cluster.name()));
    return Deletion.ASKED;
  }
}
