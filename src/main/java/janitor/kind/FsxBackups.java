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
import janitor.resource.Traits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.Backup;
import software.amazon.awssdk.services.fsx.model.BackupLifecycle;
import software.amazon.awssdk.services.fsx.model.BackupType;

/// Backups of FSx, whoever made them: people, FSx by itself, AWS Backup, or a deletion. Not by
/// Cloud Control: CloudFormation knows the type in six regions of November 2026, and its model
/// names no key.
final class FsxBackups {
  static final String BACKUP = "AWS::FSx::Backup";

  private static final Duration SOON = Duration.ofSeconds(5);

  /// While FSx is at work on one it takes no deletion (API reference, DeleteBackup:
  /// `BackupInProgress`).
  private static final Set<BackupLifecycle> AT_WORK =
      Set.of(BackupLifecycle.CREATING, BackupLifecycle.TRANSFERRING, BackupLifecycle.PENDING);

  private final Clients clients;

  private FsxBackups(Clients clients) {
    this.clients = clients;
  }

  static ResourceKind kind(Clients clients) {
    return new Described(new FsxBackups(clients).row());
  }

  private Described.Row row() {
    return new Described.Row(
        Traits.of(BACKUP)
            .named("fsx", "backup/")
            .physicalId(PhysicalId.after("fsx", "backup/"))
            .createdBy(
                Creation.answering("fsx:CreateBackup", "backup.resourceARN"),
                Creation.answering("fsx:CopyBackup", "backup.resourceARN"))
            .costs(CostClass.DOLLARS_A_MONTH)
            .flags(Traits.Flag.HOLDS_DATA, Traits.Flag.LIST_PROVES)
            // The last for stacks: their handler reads the tags.
            .actions("fsx:DescribeBackups", "fsx:DeleteBackup", "fsx:ListTagsForResource")
            .usesOf(KmsKey.TYPE)
            .usualWait(SOON)
            .build(),
        this::backups,
        this::delete);
  }

  private FSxClient at(String region) {
    return clients.of(region, FSxClient.class, FSxClient::builder);
  }

  /// All of the region. One call tells all of them, a page each.
  private List<Resource> backups(Place place) {
    return at(place.region()).describeBackupsPaginator(_ -> {}).stream()
        .flatMap(page -> page.backups().stream())
        .filter(backup -> backup.lifecycle() != BackupLifecycle.DELETED)
        .collect(Items.each(backup -> backup(place, backup)));
  }

  private static Resource backup(Place place, Backup told) {
    var resource =
        Resource.of(BACKUP, Arn.of(Items.told(told.resourceARN())), place.region())
            .fact(Described.NAME, Items.told(told.backupId()))
            .tags(Fsx.tags(told.tags()))
            .createdAt(told.creationTime())
            .fact(Resource.STATUS, String.valueOf(told.lifecycleAsString()));
    KmsKey.encrypt(resource, place, told.kmsKeyId());
    if (told.type() == BackupType.AWS_BACKUP) {
      resource.guard("AWS Backup keeps it in a vault, and it goes with its recovery point");
    }
    return resource.build();
  }

  private Deletion delete(Resource backup) {
    var status = backup.fact(Resource.STATUS);
    if (AT_WORK.contains(BackupLifecycle.fromValue(status))) {
      return Deletion.atWork("FSx", status, SOON);
    }
    at(backup.region()).deleteBackup(request -> request.backupId(backup.fact(Described.NAME)));
    return Deletion.ASKED;
  }
}
