package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.backup.BackupClient;
import software.amazon.awssdk.services.rds.RdsClient;

/// Keys of the workshop with which a copy is encrypted, of something that is gone: nobody could
/// restore it any more. FSx's are with its file systems.
final class KeysOfCopiesIT {
  private static final String HERE = Emulator.REGION;
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  /// So often is asked for what goes slowly, until it is gone.
  private static final int LOOKS = 3;

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static RdsClient rds() {
    return ACCOUNT.aws().of(HERE, RdsClient.class, RdsClient::builder);
  }

  /// What AWS Backup took of a database stands in no list that is not asked for its type.
  private static void backUp(String database) {
    var backup = ACCOUNT.aws().of(HERE, BackupClient.class, BackupClient::builder);
    backup.createBackupVault(request -> request.backupVaultName("theirs"));
    backup.startBackupJob(
        request ->
            request
                .backupVaultName("theirs")
                .resourceArn("arn:aws:rds:" + HERE + ":" + Emulator.ACCOUNT + ":" + database)
                .iamRoleArn("arn:aws:iam::" + Emulator.ACCOUNT + ":role/backup"));
  }

  @Test
  void aKeyStaysForASnapshotThatAwsBackupTookOfADatabase() {
    var key = ACCOUNT.key(TAG);
    rds()
        .createDBInstance(
            request ->
                request
                    .dbInstanceIdentifier("theirs")
                    .engine("postgres")
                    .dbInstanceClass("db.t3.micro")
                    .allocatedStorage(20)
                    .masterUsername("owner")
                    .masterUserPassword("password")
                    .storageEncrypted(true)
                    .kmsKeyId(key));
    backUp("db:theirs");
    rds()
        .deleteDBInstance(
            request -> request.dbInstanceIdentifier("theirs").skipFinalSnapshot(true));
    for (int look = 0; look < LOOKS; look++) {
      rds().describeDBInstances();
    }
    assertThat(rds().describeDBInstances().dbInstances()).isEmpty();
    ACCOUNT.sweep(Map.of()).stays(key, "it is still used by RDS DBSnapshot awsbackup:job-");
  }

  @Test
  void aKeyStaysForASnapshotThatAwsBackupTookOfACluster() {
    var key = ACCOUNT.key(TAG);
    rds()
        .createDBCluster(
            request ->
                request
                    .dbClusterIdentifier("theirs")
                    .engine("aurora-mysql")
                    .masterUsername("owner")
                    .masterUserPassword("password")
                    .storageEncrypted(true)
                    .kmsKeyId(key));
    backUp("cluster:theirs");
    rds().deleteDBCluster(request -> request.dbClusterIdentifier("theirs").skipFinalSnapshot(true));
    for (int look = 0; look < LOOKS; look++) {
      rds().describeDBClusters();
    }
    assertThat(rds().describeDBClusters().dbClusters()).isEmpty();
    ACCOUNT.sweep(Map.of()).stays(key, "it is still used by RDS DBClusterSnapshot awsbackup:job-");
  }

  /// It is encrypted with a key of the region that it is in, and outlives its source.
  @Test
  void aKeyStaysForAutomatedBackupsThatAreReplicatedFromAnotherRegion() {
    var key = ACCOUNT.key(TAG);
    var far = ACCOUNT.aws().of("eu-west-1", RdsClient.class, RdsClient::builder);
    var source =
        far.createDBInstance(
                request ->
                    request
                        .dbInstanceIdentifier("theirs")
                        .engine("postgres")
                        .dbInstanceClass("db.t3.micro")
                        .allocatedStorage(20)
                        .masterUsername("owner")
                        .masterUserPassword("password"))
            .dbInstance()
            .dbInstanceArn();
    rds()
        .startDBInstanceAutomatedBackupsReplication(
            request -> request.sourceDBInstanceArn(source).kmsKeyId(key));
    ACCOUNT
        .sweep(Map.of())
        .stays(key, "it is still used by RDS DBSnapshot automated backup of theirs");
  }

  private static String table(String key, boolean isRecoverable) {
    var dynamo = ACCOUNT.aws().dynamoDb(HERE);
    var arn = EmulatedAccount.table(dynamo, "table", key);
    if (isRecoverable) {
      dynamo.updateContinuousBackups(
          request ->
              request
                  .tableName("table")
                  .pointInTimeRecoverySpecification(how -> how.pointInTimeRecoveryEnabled(true)));
    }
    return arn;
  }

  @Test
  void aKeyStaysForABackupOfAStrangersTable() {
    var key = ACCOUNT.key(TAG);
    table(key, false);
    var dynamo = ACCOUNT.aws().dynamoDb(HERE);
    dynamo.createBackup(request -> request.tableName("table").backupName("before-term"));
    dynamo.deleteTable(request -> request.tableName("table"));
    ACCOUNT.sweep(Map.of()).stays(key, "it is still used by DynamoDB Backup before-term");
  }

  /// AWS keeps it for 35 days, and the mail says how it is had back.
  @Test
  void aKeyStaysForWhatATableWithItsPastLeaves() {
    var key = ACCOUNT.key(TAG);
    var table = table(key, true);
    ACCOUNT.tag(table, TAG);
    var night = ACCOUNT.sweep(Map.of());
    assertThat(night.gone()).containsExactly(table);
    night.stays(key, "it is still used by DynamoDB Backup table$DeletedTableBackup");
    ACCOUNT
        .emulator()
        .control("POST", "clock", Map.of("offsetSeconds", Duration.ofDays(36).toSeconds()));
    var later = ACCOUNT.sweep(Map.of());
    ACCOUNT.emulator().control("POST", "clock", Map.of("offsetSeconds", 0));
    assertThat(later.gone()).containsExactly(key);
  }

  @Test
  void aKeyOfATableWithoutItsPastGoesInTheSameNight() {
    var key = ACCOUNT.key(TAG);
    var table = table(key, false);
    ACCOUNT.tag(table, TAG);
    assertThat(ACCOUNT.sweep(Map.of()).gone()).containsExactlyInAnyOrder(table, key);
  }
}
