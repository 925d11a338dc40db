package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Contents;
import janitor.resource.CostClass;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.BackupTypeFilter;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsResponse;

/// An on-demand backup, which outlives its table and costs. CloudFormation has no such type; the
/// name is ours. Backups of an earlier table of the same name are not this table's.
record DynamoDbBackup(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::DynamoDB::Backup";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(arn -> arn.names("dynamodb", "table/") && arn.resource().contains("/backup/"))
          .actions("dynamodb:ListBackups", "dynamodb:DeleteBackup")
          .goesBesideStacks()
          .foundBy(DynamoDbTable.TYPE)
          .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.UNTAGGABLE)
          .costs(CostClass.CENTS_A_MONTH)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once(
        "backups",
        () ->
            Found.pages(
                    last ->
                        clients
                            .dynamoDb(place.region())
                            .listBackups(
                                request ->
                                    request
                                        .backupType(BackupTypeFilter.USER)
                                        .exclusiveStartBackupArn(last)),
                    ListBackupsResponse::backupSummaries,
                    ListBackupsResponse::lastEvaluatedBackupArn)
                .stream()
                .filter(backup -> backup.backupStatus() != BackupStatus.DELETED)
                .collect(Items.each(backup -> resource(place, backup))));
  }

  private static Resource resource(Place place, BackupSummary backup) {
    return Resource.of(TYPE, Arn.of(backup.backupArn()), place.region())
        .name(backup.backupName())
        .createdAt(backup.backupCreationDateTime())
        .holds(Contents.size(backup.backupSizeBytes()))
        .fact("table", backup.tableArn())
        .build();
  }

  @Override
  public Reading<List<Resource>> derive(Place place, List<Resource> candidates) {
    var tables =
        candidates.stream()
            .filter(resource -> resource.type().equals(DynamoDbTable.TYPE))
            .collect(Collectors.toMap(resource -> resource.arn().toString(), resource -> resource));
    return Reading.of(
        tables.isEmpty()
            ? List.of()
            : list(place).stream()
                .flatMap(
                    backup ->
                        Stream.ofNullable(tables.get(backup.fact("table")))
                            .filter(table -> isOf(table, backup))
                            .map(table -> backup.childOf(table.arn())))
                .toList());
  }

  private static boolean isOf(Resource table, Resource backup) {
    return table
        .createdAt()
        .flatMap(born -> backup.createdAt().map(at -> !at.isBefore(born)))
        .orElse(false);
  }

  @Override
  public Deletion delete(Resource backup, Deadline deadline) {
    clients
        .dynamoDb(backup.region())
        .deleteBackup(request -> request.backupArn(backup.arn().toString()));
    return Deletion.ASKED;
  }
}
