package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Place;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.RdsClient;

/// Groups of subnets and of parameters: free of charge, shared by all engines, and in nobody's way
/// but that of the subnets.
final class RdsGroups {
  static final String SUBNET_GROUP = "AWS::RDS::DBSubnetGroup";
  static final String PARAMETER_GROUP = "AWS::RDS::DBParameterGroup";
  static final String OPTION_GROUP = "AWS::RDS::OptionGroup";
  static final String CLUSTER_PARAMETER_GROUP = "AWS::RDS::DBClusterParameterGroup";

  private static final String TAGS = "rds:ListTagsForResource";

  /// As the wire has them; a subnet group's is a 400 with "Fault" at its end.
  private static final Set<String> GONE =
      Set.of("DBSubnetGroupNotFoundFault", "DBParameterGroupNotFound", "OptionGroupNotFoundFault");

  private final Clients clients;

  private RdsGroups(Clients clients) {
    this.clients = clients;
  }

  static Stream<ResourceKind> kinds(Clients clients) {
    var service = new RdsGroups(clients);
    return Stream.of(
            service.subnetGroup(),
            service.parameterGroup(),
            service.clusterParameterGroup(),
            service.optionGroup())
        .map(Described::new);
  }

  private RdsClient at(String region) {
    return Rds.at(clients, region);
  }

  private static Traits.Builder traits(String type, String word, String... aliases) {
    return Rds.traits(type, word)
        .aliases(aliases)
        .goesAfter(RdsEngine.types("DBInstance", "DBCluster"))
        .because("RDS keeps a group until the last database in it is gone, which takes minutes.")
        .flags(Traits.Flag.LIST_PROVES)
        .usualWait(Duration.ofSeconds(2));
  }

  private static Resource.Builder group(
      Place place, String type, @Nullable String arn, @Nullable String name) {
    var resource =
        Resource.of(type, Arn.of(Items.told(arn)), place.region())
            .name(name)
            .fact(Described.NAME, Items.told(name));
    if (Items.told(name).toLowerCase(Locale.ROOT).matches("default([.:].*)?")) {
      resource.guard("it is the default group of its kind, which RDS keeps");
    }
    return resource;
  }

  private Described.Row subnetGroup() {
    return new Described.Row(
        traits(SUBNET_GROUP, "subgrp", "AWS::DocDB::DBSubnetGroup", "AWS::Neptune::DBSubnetGroup")
            .createdBy(Creation.asking("rds:CreateDBSubnetGroup", "dBSubnetGroupName"))
            .actions("rds:DescribeDBSubnetGroups", TAGS, "rds:DeleteDBSubnetGroup")
            .build(),
        place ->
            at(place.region()).describeDBSubnetGroupsPaginator().dbSubnetGroups().stream()
                .collect(
                    Items.each(
                        group -> {
                          var resource =
                              group(
                                  place,
                                  SUBNET_GROUP,
                                  group.dbSubnetGroupArn(),
                                  group.dbSubnetGroupName());
                          Described.standsIn(
                              resource,
                              place,
                              group.subnets().stream().map(subnet -> subnet.subnetIdentifier()),
                              Stream.of());
                          return resource.build();
                        })),
        this::tagsOf,
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteDBSubnetGroup(request -> request.dbSubnetGroupName(resource.name()))));
  }

  private Described.Row parameterGroup() {
    return new Described.Row(
        traits(PARAMETER_GROUP, "pg", "AWS::Neptune::DBParameterGroup")
            .createdBy(
                Creation.asking("rds:CreateDBParameterGroup", "dBParameterGroupName"),
                Creation.asking("rds:CopyDBParameterGroup", "targetDBParameterGroupIdentifier"))
            .actions("rds:DescribeDBParameterGroups", TAGS, "rds:DeleteDBParameterGroup")
            .build(),
        place ->
            at(place.region()).describeDBParameterGroupsPaginator().dbParameterGroups().stream()
                .collect(
                    Items.each(
                        group ->
                            group(
                                    place,
                                    PARAMETER_GROUP,
                                    group.dbParameterGroupArn(),
                                    group.dbParameterGroupName())
                                .build())),
        this::tagsOf,
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteDBParameterGroup(
                        request -> request.dbParameterGroupName(resource.name()))));
  }

  private Described.Row clusterParameterGroup() {
    return new Described.Row(
        traits(
                CLUSTER_PARAMETER_GROUP,
                "cluster-pg",
                "AWS::DocDB::DBClusterParameterGroup",
                "AWS::Neptune::DBClusterParameterGroup")
            .createdBy(
                Creation.asking("rds:CreateDBClusterParameterGroup", "dBClusterParameterGroupName"),
                Creation.asking(
                    "rds:CopyDBClusterParameterGroup", "targetDBClusterParameterGroupIdentifier"))
            .actions(
                "rds:DescribeDBClusterParameterGroups", TAGS, "rds:DeleteDBClusterParameterGroup")
            .build(),
        place ->
            at(place.region())
                .describeDBClusterParameterGroupsPaginator()
                .dbClusterParameterGroups()
                .stream()
                .collect(
                    Items.each(
                        group ->
                            group(
                                    place,
                                    CLUSTER_PARAMETER_GROUP,
                                    group.dbClusterParameterGroupArn(),
                                    group.dbClusterParameterGroupName())
                                .build())),
        this::tagsOf,
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteDBClusterParameterGroup(
                        request -> request.dbClusterParameterGroupName(resource.name()))));
  }

  /// A snapshot keeps it as a database does (terraform-aws-modules/terraform-aws-rds #371).
  private Described.Row optionGroup() {
    return new Described.Row(
        traits(OPTION_GROUP, "og")
            .createdBy(
                Creation.asking("rds:CreateOptionGroup", "optionGroupName"),
                Creation.asking("rds:CopyOptionGroup", "targetOptionGroupIdentifier"))
            .actions("rds:DescribeOptionGroups", TAGS, "rds:DeleteOptionGroup")
            .build(),
        place ->
            at(place.region()).describeOptionGroupsPaginator().optionGroupsList().stream()
                .collect(
                    Items.each(
                        group ->
                            group(
                                    place,
                                    OPTION_GROUP,
                                    group.optionGroupArn(),
                                    group.optionGroupName())
                                .build())),
        this::tagsOf,
        Described.asking(
            resource ->
                at(resource.region())
                    .deleteOptionGroup(request -> request.optionGroupName(resource.name()))));
  }

  private Optional<Tags> tagsOf(Place place, Resource resource) {
    return Answers.unless(
        GONE,
        () ->
            Rds.tags(
                at(place.region())
                    .listTagsForResource(request -> request.resourceName(resource.arn().toString()))
                    .tagList()));
  }
}
