package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Contents;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Liftable;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Spread;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableWitnessDescription;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.MultiRegionConsistency;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/// Deletion protection is lifted right before the deletion (the planner has seen to it that it may
/// be). A table with point-in-time recovery leaves a system backup for 35 days, free of charge
/// (Developer Guide, "Point-in-time recovery"). Its replicas in other regions are tables of their
/// own, and outlive it; those of a strongly consistent one go together, and nobody here may say so
/// for a replica that is not the workshop's.
record DynamoDbTable(Clients clients) implements ResourceKind, OwnTags, Spread, Liftable {
  static final String TYPE = "AWS::DynamoDB::Table";

  /// Of this type a stack owns the replicas, too, and takes them along. Source: its page in the
  /// CloudFormation user guide, by which its rights to delete include
  /// `dynamodb:DeleteTableReplica`.
  static final String GLOBAL = "AWS::DynamoDB::GlobalTable";

  /// What frees a table that is strongly consistent with others, as people are told. Where it is
  /// not there, the table goes by itself.
  private static final String ALONE = "alone";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("dynamodb", "table/", "/")
          .aliases(GLOBAL)
          .physicalId(PhysicalId.after("dynamodb", "table/"))
          .actions(
              "dynamodb:ListTables",
              "dynamodb:DescribeTable",
              "dynamodb:ListTagsOfResource",
              "dynamodb:UpdateTable",
              "dynamodb:DeleteTable")
          .createdBy(
              Creation.answering("dynamodb:CreateTable", "tableDescription.tableArn"),
              Creation.answering("dynamodb:RestoreTableFromBackup", "tableDescription.tableArn"),
              Creation.answering("dynamodb:RestoreTableToPointInTime", "tableDescription.tableArn"),
              Creation.answering("dynamodb:ImportTable", "importTableDescription.tableArn"))
          .usesOf(KmsKey.TYPE)
          .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
          .costs(CostClass.DOLLARS_A_MONTH)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return clients.dynamoDb(place.region()).listTablesPaginator().tableNames().stream()
        .collect(
            Items.each(
                name ->
                    Resource.of(TYPE, place.arn("dynamodb", "table/" + name), place.region())
                        .name(name)
                        .build()));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(arns, arn -> describe(place, arn), ResourceNotFoundException.class);
  }

  private Optional<Resource> describe(Place place, Arn arn) {
    var name = arn.after("table/");
    var table = table(place, name);
    var resource =
        Resource.of(TYPE, arn, place.region())
            .name(name)
            .createdAt(table.creationDateTime())
            .fact(
                Resource.BACK,
                "where its point-in-time recovery was on, for 35 days from what this names: aws"
                    + " dynamodb list-backups --backup-type SYSTEM --table-name "
                    + name
                    + " --region "
                    + place.region())
            .holds(Contents.of(table.itemCount(), "item", table.tableSizeBytes()));
    KmsKey.encrypt(
        resource,
        place,
        Stream.ofNullable(table.sseDescription()).map(how -> how.kmsMasterKeyArn()));
    if (Boolean.TRUE.equals(table.deletionProtectionEnabled())) {
      resource.liftable("its deletion protection is on");
    }
    var regions = regions(place, table);
    Replicas.note(resource, regions.stream().map(region -> in(region, arn)));
    if (!regions.isEmpty()) {
      resource.fact(Resource.ALSO_IN, String.join("\n", regions));
    }
    if (table.multiRegionConsistency() == MultiRegionConsistency.STRONG
        && !(regions.isEmpty() && table.globalTableWitnesses().isEmpty())) {
      resource.fact(ALONE, alone(place, name, table));
    }
    return Optional.of(resource.build());
  }

  /// All others and a witness go at once, and leave this one ("You can't delete only one replica
  /// table from an MRSC global table and you can't delete all": developer guide of DynamoDB,
  /// "Tutorial: Deleting MRSC global tables"; API reference,
  /// DeleteGlobalTableWitnessGroupMemberAction).
  private static String alone(Place place, String name, TableDescription table) {
    var witnesses =
        table.globalTableWitnesses().stream()
            .map(GlobalTableWitnessDescription::regionName)
            .toList();
    return "aws dynamodb update-table --table-name "
        + name
        + " --region "
        + place.region()
        + " --replica-updates "
        + deletions(regions(place, table))
        + (witnesses.isEmpty() ? "" : " --global-table-witness-updates " + deletions(witnesses));
  }

  private static String deletions(List<String> regions) {
    return regions.stream()
        .map(region -> "{\"Delete\":{\"RegionName\":\"" + region + "\"}}")
        .collect(Collectors.joining(",", "'[", "]'"));
  }

  private static List<String> regions(Place place, TableDescription table) {
    return table.replicas().stream()
        .map(ReplicaDescription::regionName)
        .filter(region -> !region.equals(place.region()))
        .toList();
  }

  private static Arn in(String region, Arn table) {
    return new Arn(table.partition(), "dynamodb", region, table.account(), table.resource());
  }

  @Override
  public List<Arn> elsewhere(Place place, String type, Arn table) {
    return type.equals(GLOBAL)
        ? place.once(
            "replicas of " + table,
            () ->
                Found.unless(
                        ResourceNotFoundException.class,
                        () -> Optional.of(table(place, table.after("table/"))))
                    .map(there -> regions(place, there))
                    .orElse(List.of())
                    .stream()
                    .map(region -> in(region, table))
                    .toList())
        : List.of();
  }

  private TableDescription table(Place place, String name) {
    return clients
        .dynamoDb(place.region())
        .describeTable(request -> request.tableName(name))
        .table();
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    return Reading.of(Replicas.of(place, candidates, TYPE));
  }

  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.uses(place, candidates, this);
  }

  @Override
  public Deletion delete(Resource table, Deadline deadline) {
    var alone = table.facts().get(ALONE);
    if (alone != null) {
      return new Deletion.Refused(
          "it is strongly consistent with its replicas in other regions, of which DynamoDB deletes"
              + " none alone",
          "Delete those with all that is in them, if nobody needs them: "
              + alone
              + "; the next night deletes what is left. Or give each the tag janitor:keep.");
    }
    if (table.protection().isPresent()) {
      lift(table);
    }
    clients.dynamoDb(table.region()).deleteTable(request -> request.tableName(table.name()));
    return Deletion.ASKED;
  }

  @Override
  public void lift(Resource table) {
    clients
        .dynamoDb(table.region())
        .updateTable(request -> request.tableName(table.name()).deletionProtectionEnabled(false));
  }

  @Override
  public Reading<Map<Arn, Tags>> tagsNow(Place place, List<Resource> tables) {
    return Found.tags(
        tables,
        table ->
            Found.pages(
                    token ->
                        clients
                            .dynamoDb(place.region())
                            .listTagsOfResource(
                                request ->
                                    request.resourceArn(table.arn().toString()).nextToken(token)),
                    ListTagsOfResourceResponse::tags,
                    ListTagsOfResourceResponse::nextToken)
                .stream()
                .collect(Tags.byKey(Tag::key, Tag::value)),
        ResourceNotFoundException.class);
  }
}
