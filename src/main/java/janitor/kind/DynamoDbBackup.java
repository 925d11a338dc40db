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
import janitor.resource.Use;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.BackupNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.BackupTypeFilter;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsResponse;

/// An on-demand backup, which outlives its table and costs. CloudFormation has no such type; the
/// name is ours. Backups of an earlier table of the same name are not this table's.
///
/// A backup is encrypted as its table was when it was taken (developer guide, "DynamoDB encryption
/// at rest usage notes"). So are those that only their type lists and nobody deletes here: what a
/// table with point-in-time recovery left for 35 days, and what AWS Backup had DynamoDB take.
record DynamoDbBackup(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::DynamoDB::Backup";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named(arn -> arn.names("dynamodb", "table/") && arn.resource().contains("/backup/"))
          .actions("dynamodb:ListBackups", "dynamodb:DescribeBackup", "dynamodb:DeleteBackup")
          .goesBesideStacks()
          .foundBy(DynamoDbTable.TYPE)
          .usesOf(KmsKey.TYPE)
          .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.UNTAGGABLE)
          .costs(CostClass.CENTS_A_MONTH)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public List<Resource> list(Place place) {
    return place.once("backups", () -> list(place, BackupTypeFilter.USER));
  }

  private List<Resource> list(Place place, BackupTypeFilter type) {
    return Found.pages(
            last ->
                clients
                    .dynamoDb(place.region())
                    .listBackups(request -> request.backupType(type).exclusiveStartBackupArn(last)),
            ListBackupsResponse::backupSummaries,
            ListBackupsResponse::lastEvaluatedBackupArn)
        .stream()
        .filter(backup -> backup.backupStatus() != BackupStatus.DELETED)
        .collect(Items.each(backup -> resource(place, backup)));
  }

  private static Resource resource(Place place, BackupSummary backup) {
    return Resource.of(TYPE, Arn.of(backup.backupArn()), place.region())
        .name(backup.backupName())
        .createdAt(backup.backupCreationDateTime())
        .holds(Contents.size(backup.backupSizeBytes()))
        .fact("table", backup.tableArn())
        .fact(
            Resource.SAVES,
            "aws dynamodb delete-backup --region "
                + place.region()
                + " --backup-arn "
                + backup.backupArn())
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

  /// A call for each tells its key.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Described.uses(
        place,
        candidates,
        traits().order(),
        () ->
            Found.enriched(
                Stream.of(
                        Described.all(this, place),
                        list(place, BackupTypeFilter.SYSTEM),
                        list(place, BackupTypeFilter.AWS_BACKUP))
                    .flatMap(List::stream)
                    .toList(),
                backup -> encrypted(place, backup),
                BackupNotFoundException.class));
  }

  private Resource encrypted(Place place, Resource backup) {
    var resource = backup.toBuilder();
    var features =
        clients
            .dynamoDb(place.region())
            .describeBackup(request -> request.backupArn(backup.arn().toString()))
            .backupDescription()
            .sourceTableFeatureDetails();
    KmsKey.encrypt(
        resource,
        place,
        Stream.ofNullable(features)
            .flatMap(some -> Stream.ofNullable(some.sseDescription()))
            .map(how -> how.kmsMasterKeyArn()));
    return resource.build();
  }

  @Override
  public Deletion delete(Resource backup, Deadline deadline) {
    clients
        .dynamoDb(backup.region())
        .deleteBackup(request -> request.backupArn(backup.arn().toString()));
    return Deletion.ASKED;
  }
}
