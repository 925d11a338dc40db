package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Contents;
import janitor.resource.CostClass;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.OwnTags;
import janitor.resource.PhysicalId;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/// Deletion protection is lifted right before the deletion (the planner has seen to it that it may
/// be). A table with point-in-time recovery leaves a system backup for 35 days, free of charge. Its
/// replicas in other regions are tables of their own, and outlive it.
record DynamoDbTable(Clients clients) implements ResourceKind, OwnTags {
  static final String TYPE = "AWS::DynamoDB::Table";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("dynamodb", "table/", "/")
          .aliases("AWS::DynamoDB::GlobalTable")
          .physicalId(PhysicalId.after("dynamodb", "table/"))
          .actions(
              "dynamodb:ListTables",
              "dynamodb:DescribeTable",
              "dynamodb:ListTagsOfResource",
              "dynamodb:UpdateTable",
              "dynamodb:DeleteTable")
          .goesBesideStacks()
          .goesAfter("AWS::Lambda::EventSourceMapping", "AWS::Lambda::Function")
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
        .map(
            name ->
                Resource.of(TYPE, place.arn("dynamodb", "table/" + name), place.region())
                    .name(name)
                    .build())
        .toList();
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(arns, arn -> describe(place, arn), ResourceNotFoundException.class);
  }

  private Optional<Resource> describe(Place place, Arn arn) {
    var name = arn.after("table/");
    var table =
        clients.dynamoDb(place.region()).describeTable(request -> request.tableName(name)).table();
    var resource =
        Resource.of(TYPE, arn, place.region())
            .name(name)
            .createdAt(table.creationDateTime())
            .holds(Contents.of(table.itemCount(), "item", table.tableSizeBytes()));
    if (Boolean.TRUE.equals(table.deletionProtectionEnabled())) {
      resource.protection("its deletion protection is on");
    }
    Replicas.note(
        resource,
        table.replicas().stream()
            .map(ReplicaDescription::regionName)
            .filter(region -> !region.equals(place.region()))
            .map(
                region ->
                    new Arn(arn.partition(), "dynamodb", region, arn.account(), arn.resource())));
    return Optional.of(resource.build());
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    return Reading.of(Replicas.of(place, candidates, TYPE));
  }

  @Override
  public Deletion delete(Resource table, Deadline deadline) {
    var dynamoDb = clients.dynamoDb(table.region());
    if (table.protection().isPresent()) {
      dynamoDb.updateTable(
          request -> request.tableName(table.name()).deletionProtectionEnabled(false));
    }
    dynamoDb.deleteTable(request -> request.tableName(table.name()));
    return Deletion.ASKED;
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
                .collect(Collectors.toMap(Tag::key, Tag::value)),
        ResourceNotFoundException.class);
  }
}
