package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.List;
import software.amazon.awssdk.services.fsx.FSxClient;
import software.amazon.awssdk.services.fsx.model.Backup;
import software.amazon.awssdk.services.fsx.model.BackupLifecycle;

/// With which keys the backups of FSx are encrypted, whoever made them: people, FSx by itself, AWS
/// Backup, or a deletion. Cloud Control shows no key of theirs (the type's schema in the registry
/// has no such property); FSx's own list does (API reference, Backup: `KmsKeyId`).
final class FsxBackups {
  static final String BACKUP = "AWS::FSx::Backup";

  private FsxBackups() {}

  /// All of the region. One call tells all of them, a page each.
  static List<Resource> encrypted(Clients clients, Place place) {
    return clients
        .of(place.region(), FSxClient.class, FSxClient::builder)
        .describeBackupsPaginator(_ -> {})
        .stream()
        .flatMap(page -> page.backups().stream())
        .filter(backup -> backup.lifecycle() != BackupLifecycle.DELETED)
        .collect(Items.each(backup -> backup(place, backup)));
  }

  private static Resource backup(Place place, Backup told) {
    var resource =
        Resource.of(BACKUP, Arn.of(Items.told(told.resourceARN())), place.region())
            .name(told.backupId());
    KmsKey.named(place, told.kmsKeyId()).ifPresent(resource::uses);
    return resource.build();
  }
}
