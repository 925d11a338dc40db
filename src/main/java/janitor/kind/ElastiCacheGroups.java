package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Creation;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.UserGroup;

/// What caches stand in, and who may use them: free of charge, and shared by whoever likes.
///
/// Deleting a user takes it out of all groups (API reference, DeleteUser), a stranger's as well:
/// one that is in a stranger's stays.
final class ElastiCacheGroups {
  static final String SUBNET_GROUP = "AWS::ElastiCache::SubnetGroup";
  static final String PARAMETER_GROUP = "AWS::ElastiCache::ParameterGroup";
  static final String USER_GROUP = "AWS::ElastiCache::UserGroup";
  static final String USER = "AWS::ElastiCache::User";

  private final Clients clients;
  private final BiFunction<Place, Resource, Optional<Tags>> tags;

  ElastiCacheGroups(Clients clients) {
    this.clients = clients;
    this.tags = ElastiCache.tags(clients);
  }

  Stream<Described.Row> rows() {
    return Stream.of(subnetGroup(), parameterGroup(), userGroup(), user());
  }

  private ElastiCacheClient at(String region) {
    return ElastiCache.at(clients, region);
  }

  private static Traits.Builder traits(String type, String word) {
    return ElastiCache.traits(type, word)
        .goesAfter(ElastiCache.GROUP, ElastiCache.CLUSTER)
        .because("ElastiCache keeps a group until the last cache in it is gone.");
  }

  private Described.Row subnetGroup() {
    return new Described.Row(
        traits(SUBNET_GROUP, "subnetgroup")
            .createdBy(
                Creation.asking("elasticache:CreateCacheSubnetGroup", "cacheSubnetGroupName"))
            .actions(
                "elasticache:DescribeCacheSubnetGroups",
                ElastiCache.TAGS,
                "elasticache:DeleteCacheSubnetGroup")
            .build(),
        place ->
            at(place.region()).describeCacheSubnetGroupsPaginator().cacheSubnetGroups().stream()
                .collect(
                    Items.each(
                        group -> {
                          var resource =
                              ElastiCache.resource(
                                  place, SUBNET_GROUP, group.arn(), group.cacheSubnetGroupName());
                          guardDefault(resource, group.cacheSubnetGroupName(), "group of subnets");
                          Described.standsIn(
                              resource,
                              place,
                              group.subnets().stream().map(subnet -> subnet.subnetIdentifier()),
                              Stream.of());
                          return resource.build();
                        })),
        tags,
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteCacheSubnetGroup(
                        request -> request.cacheSubnetGroupName(resource.name()))));
  }

  private Described.Row parameterGroup() {
    return new Described.Row(
        traits(PARAMETER_GROUP, "parametergroup")
            .createdBy(
                Creation.asking("elasticache:CreateCacheParameterGroup", "cacheParameterGroupName"))
            .actions(
                "elasticache:DescribeCacheParameterGroups",
                ElastiCache.TAGS,
                "elasticache:DeleteCacheParameterGroup")
            .build(),
        place ->
            at(place.region())
                .describeCacheParameterGroupsPaginator()
                .cacheParameterGroups()
                .stream()
                .collect(
                    Items.each(
                        group -> {
                          var resource =
                              ElastiCache.resource(
                                  place,
                                  PARAMETER_GROUP,
                                  group.arn(),
                                  group.cacheParameterGroupName());
                          guardDefault(
                              resource, group.cacheParameterGroupName(), "group of parameters");
                          return resource.build();
                        })),
        tags,
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteCacheParameterGroup(
                        request -> request.cacheParameterGroupName(resource.name()))));
  }

  private Described.Row userGroup() {
    return new Described.Row(
        traits(USER_GROUP, "usergroup")
            .createdBy(Creation.asking("elasticache:CreateUserGroup", "userGroupId"))
            .actions(
                "elasticache:DescribeUserGroups", ElastiCache.TAGS, "elasticache:DeleteUserGroup")
            .usesOf(USER)
            .build(),
        place ->
            at(place.region()).describeUserGroupsPaginator(_ -> {}).userGroups().stream()
                .collect(Items.each(group -> userGroup(place, group))),
        tags,
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteUserGroup(request -> request.userGroupId(resource.name()))));
  }

  private static Resource userGroup(Place place, UserGroup group) {
    var resource = ElastiCache.resource(place, USER_GROUP, group.arn(), group.userGroupId());
    group.userIds().forEach(id -> resource.uses(place.arn("elasticache", "user:" + id)));
    return resource.build();
  }

  private Described.Row user() {
    return new Described.Row(
        ElastiCache.traits(USER, "user")
            .createdBy(Creation.asking("elasticache:CreateUser", "userId"))
            .actions("elasticache:DescribeUsers", ElastiCache.TAGS, "elasticache:DeleteUser")
            .goesAfter(USER_GROUP)
            .because("A group of Redis cannot be without its default user.")
            .build(),
        place ->
            at(place.region()).describeUsersPaginator(_ -> {}).users().stream()
                .collect(
                    Items.each(
                        user -> {
                          var resource =
                              ElastiCache.resource(place, USER, user.arn(), user.userId());
                          guardDefault(resource, user.userId(), "user");
                          return resource.build();
                        })),
        tags,
        Described.asking(
            resource ->
                at(resource.region()).deleteUser(request -> request.userId(resource.name()))));
  }

  private static void guardDefault(Resource.Builder one, @Nullable String name, String what) {
    if (Items.told(name).matches("default(\\..*)?")) {
      one.guard("it is the default " + what + ", which ElastiCache keeps");
    }
  }
}
