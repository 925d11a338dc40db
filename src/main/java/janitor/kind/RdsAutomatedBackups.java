package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Resource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.DBClusterAutomatedBackup;
import software.amazon.awssdk.services.rds.model.DBInstanceAutomatedBackup;

/// Automated backups that no database of the region tells the key of: what is replicated from
/// another region has a key of this one (API reference, StartDBInstanceAutomatedBackupsReplication,
/// KmsKeyId), and what is retained outlived its database, for 35 days at the most. They carry no
/// tag, end by themselves, and are nobody's to delete here.
record RdsAutomatedBackups(Clients clients) {
  private static final String ACTIVE = "active";

  List<Resource> list(Place place) {
    var rds = Rds.at(clients, place.region());
    return Stream.concat(
            rds
                .describeDBInstanceAutomatedBackupsPaginator(_ -> {})
                .dbInstanceAutomatedBackups()
                .stream()
                .filter(backup -> !isOfLiving(place, backup.status(), backup.dbInstanceArn()))
                .collect(Items.each(backup -> told(place, backup)))
                .stream(),
            rds
                .describeDBClusterAutomatedBackupsPaginator(_ -> {})
                .dbClusterAutomatedBackups()
                .stream()
                .filter(backup -> !isOfLiving(place, backup.status(), backup.dbClusterArn()))
                .collect(Items.each(backup -> told(place, backup)))
                .stream())
        .toList();
  }

  /// Of a database of the region, which tells its key itself.
  private static boolean isOfLiving(
      Place place, @Nullable String status, @Nullable String database) {
    return ACTIVE.equals(status)
        && Answers.arn(database).filter(arn -> arn.region().equals(place.region())).isPresent();
  }

  private static Resource told(Place place, DBInstanceAutomatedBackup backup) {
    var resource =
        Resource.of(
                RdsSnapshots.SNAPSHOT,
                arn(place, backup.dbInstanceAutomatedBackupsArn(), backup.dbiResourceId()),
                place.region())
            .name("automated backup of " + backup.dbInstanceIdentifier());
    KmsKey.encrypt(resource, place, backup.kmsKeyId());
    Rds.uses(resource, place, "og:", Stream.of(backup.optionGroupName()));
    return resource.build();
  }

  private static Resource told(Place place, DBClusterAutomatedBackup backup) {
    var resource =
        Resource.of(
                RdsSnapshots.SNAPSHOT,
                arn(place, backup.dbClusterAutomatedBackupsArn(), backup.dbClusterResourceId()),
                place.region())
            .name("automated backup of " + backup.dbClusterIdentifier());
    KmsKey.encrypt(resource, place, backup.kmsKeyId());
    return resource.build();
  }

  private static Arn arn(Place place, @Nullable String arn, @Nullable String id) {
    return Answers.arn(arn).orElseGet(() -> place.arn("rds", "auto-backup:" + Items.told(id)));
  }
}
