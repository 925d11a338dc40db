package janitor.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.backup.BackupClient;
import software.amazon.awssdk.services.backup.model.BackupRuleInput;
import software.amazon.awssdk.services.backup.model.Lifecycle;
import software.amazon.awssdk.services.backup.model.ListRecoveryPointsByBackupVaultRequest;

/// Vaults of AWS Backup with what they hold, and the plans that fill them.
final class VaultsIT {
  private static final Map<String, String> TAG = Map.of("workshop", Rehearsal.WORKSHOP);

  @RegisterExtension static final EmulatedAccount ACCOUNT = new EmulatedAccount();

  private static BackupClient backup() {
    return ACCOUNT.aws().of(Emulator.REGION, BackupClient.class, BackupClient::builder);
  }

  private static String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + Emulator.REGION + ":" + Emulator.ACCOUNT + ":" + resource;
  }

  private static String tagged(String arn) {
    ACCOUNT.tag(arn, TAG);
    return arn;
  }

  private static Night night(Map<String, String> settings) {
    return ACCOUNT.sweep(settings);
  }

  // Vaults

  private static String vault(String name) {
    backup().createBackupVault(request -> request.backupVaultName(name));
    return arn("backup", "backup-vault:" + name);
  }

  private static String role(String name) {
    return ACCOUNT
        .aws()
        .iam("us-east-1")
        .createRole(request -> request.roleName(name).assumeRolePolicyDocument("{}"))
        .role()
        .arn();
  }

  private static String point(String vault, String of, String role) {
    return backup()
        .startBackupJob(
            request ->
                request
                    .backupVaultName(vault)
                    .resourceArn(of)
                    .iamRoleArn(role)
                    .lifecycle(Lifecycle.builder().deleteAfterDays(30L).build()))
        .recoveryPointArn();
  }

  private static final String FILES = arn("elasticfilesystem", "file-system/fs-0a1b2c3d");
  private static final String DISK = arn("ec2", "volume/vol-0a1b2c3d");

  private static List<String> vaults() {
    return backup().listBackupVaults().backupVaultList().stream()
        .map(one -> one.backupVaultName())
        .toList();
  }

  private static List<String> points(String vault) {
    return backup()
        .listRecoveryPointsByBackupVault(request -> request.backupVaultName(vault))
        .recoveryPoints()
        .stream()
        .map(one -> one.recoveryPointArn())
        .toList();
  }

  @Test
  void aVaultGoesWithWhatItHoldsWhateverArnThatCarriesAndItsRoleAfterThem() {
    var role = tagged(role("backups"));
    var vault = tagged(vault("ours"));
    var own = point("ours", FILES, role);
    point("ours", DISK, role);
    vault("theirs");
    var theirs = point("theirs", FILES, role("other"));
    night(Map.of());
    var night = night(Map.of());
    assertThat(vaults()).containsExactly("theirs");
    assertThat(points("theirs")).containsExactly(theirs);
    assertThat(night.ended("Failed").toList()).isEmpty();
    assertThat(vault).isNotEqualTo(own);
    System.out.println("Backup: " + night.field("calls") + " calls");
  }

  /// Their backups would go with it.
  @Test
  void aVaultStaysForThePointsOfAStrangersPlan() {
    var vault = tagged(vault("ours"));
    var theirs = point("ours", FILES, role("backups"));
    var plan = arn("backup", "backup-plan:" + plan("theirs"));
    ACCOUNT.emulator().control("POST", "properties", Map.of(theirs, Map.of("ofPlan", plan)));
    night(Map.of()).stays(vault, "it holds recovery points of " + plan);
    assertThat(points("ours")).containsExactly(theirs);
    ACCOUNT.tag(plan, Map.of("workshop", Rehearsal.WORKSHOP, "janitor:keep", ""));
    night(Map.of()).stays(vault, "it holds recovery points of " + plan);
    assertThat(points("ours")).containsExactly(theirs);
  }

  @Test
  void aVaultGoesWithThePointsOfItsOwnPlan() {
    tagged(vault("ours"));
    var point = point("ours", FILES, role("backups"));
    var plan = tagged(arn("backup", "backup-plan:" + plan("ours")));
    ACCOUNT.emulator().control("POST", "properties", Map.of(point, Map.of("ofPlan", plan)));
    night(Map.of());
    night(Map.of());
    assertThat(vaults()).doesNotContain("ours");
  }

  /// It is no resource of AWS Backup's, so that only the vault can stay for it.
  @Test
  void aVaultStaysForAPointOfAnotherServiceThatIsToBeKept() {
    var vault = tagged(vault("ours"));
    var kept = point("ours", DISK, role("backups"));
    ACCOUNT.tag(asIndexed(kept), Map.of("janitor:keep", ""));
    for (int night = 0; night < 2; night++) {
      night(Map.of()).stays(vault, "its recovery point " + asIndexed(kept));
    }
    assertThat(points("ours")).containsExactly(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "janitor:expires-at,2026-01-02,2026-01-02",
    "janitor:expires-at,2026-01-03,2026-01-02",
    "owner,ada@example.org,bob@example.org"
  })
  void aPointWithoutAWordAgainstItGoesWithItsVault(String key, String its, String other) {
    var vault = tagged(vault("ours"));
    ACCOUNT.tag(vault, Map.of(key, other));
    var point = point("ours", DISK, role("backups"));
    ACCOUNT.tag(asIndexed(point), Map.of(key, its));
    night(Map.of());
    night(Map.of());
    assertThat(vaults()).doesNotContain("ours");
  }

  @Test
  void aPointThatIsKeptRightBeforeKeepsItsVault() {
    var vault = tagged(vault("ours"));
    var kept = point("ours", DISK, role("backups"));
    var looks = new AtomicInteger();
    var night =
        ACCOUNT.sweep(
            Map.of(),
            request -> {
              if (request instanceof ListRecoveryPointsByBackupVaultRequest
                  && looks.incrementAndGet() == 2) {
                ACCOUNT.tag(asIndexed(kept), Map.of("janitor:keep", ""));
              }
            });
    assertThat(night.told(vault).get("reason")).contains("its recovery point " + asIndexed(kept));
    assertThat(points("ours")).containsExactly(kept);
  }

  /// The index has the account in a snapshot's ARN.
  private static String asIndexed(String snapshot) {
    return snapshot.replace("::", ":" + Emulator.ACCOUNT + ":");
  }

  /// A yes of AWS's is none.
  @Test
  void aPointThatExpiredInsteadIsToldWithItsRole() {
    tagged(vault("ours"));
    var point = point("ours", FILES, arn("iam", "role/gone").replace(Emulator.REGION, ""));
    night(Map.of());
    assertThat(night(Map.of()).told(point).get("reason"))
        .contains("AWS said yes and deleted nothing")
        .contains("EXPIRED");
    assertThat(vaults()).containsExactly("ours");
  }

  @Test
  void anExpiredPointOfAnotherServiceIsToldToo() {
    var vault = tagged(vault("ours"));
    point("ours", DISK, arn("iam", "role/gone").replace(Emulator.REGION, ""));
    assertThat(night(Map.of()).told(vault).get("reason"))
        .contains("AWS said yes and deleted nothing");
    assertThat(points("ours")).hasSize(1);
  }

  @Test
  void aLockWithADateKeepsAllUntilTheLastRetentionEnds() {
    var vault = tagged(vault("ours"));
    point("ours", FILES, role("backups"));
    backup()
        .putBackupVaultLockConfiguration(
            request -> request.backupVaultName("ours").minRetentionDays(7L).changeableForDays(3L));
    var night = night(Map.of("JANITOR_LIFT_PROTECTION", "all"));
    night.stays(vault, "keeps every recovery point until its retention ends, the last on 20");
    assertThat(points("ours")).hasSize(1);
    assertThat(ACCOUNT.emulator().calls()).doesNotContainKey("backup:DeleteRecoveryPoint");
  }

  @Test
  void aLockWithoutADateIsLiftedWhereTheSettingsSaySo() {
    var vault = tagged(vault("ours"));
    point("ours", FILES, role("backups"));
    backup()
        .putBackupVaultLockConfiguration(
            request -> request.backupVaultName("ours").minRetentionDays(7L));
    night(Map.of()).stays(vault, "its vault lock is on");
    assertThat(points("ours")).hasSize(1);
    night(Map.of("JANITOR_LIFT_PROTECTION", "all"));
    assertThat(vaults()).isEmpty();
  }

  @Test
  void theDefaultVaultStaysAndATaggedPointInItGoes() {
    var vault = tagged(vault("Default"));
    var ours = tagged(point("Default", FILES, role("backups")));
    var theirs = point("Default", FILES, role("other"));
    var night = night(Map.of());
    assertThat(night.gone()).containsExactly(ours);
    night.stays(vault, "AWS Backup made it for itself");
    assertThat(points("Default")).containsExactly(theirs);
  }

  // Plans

  @Test
  void aPlanGoesWithItsSelections() {
    var plan = plan("ours");
    tagged(arn("backup", "backup-plan:" + plan));
    var theirs = plan("theirs");
    assertThat(night(Map.of()).gone()).containsExactly(arn("backup", "backup-plan:" + plan));
    assertThat(backup().listBackupPlans().backupPlansList())
        .singleElement()
        .satisfies(one -> assertThat(one.backupPlanId()).isEqualTo(theirs));
  }

  @Test
  void thePlanThatAwsMadeForEfsStays() {
    var plan = tagged(arn("backup", "backup-plan:" + plan("aws/efs/automatic-backup-plan")));
    night(Map.of()).stays(plan, "AWS Backup made it for itself");
    assertThat(backup().listBackupPlans().backupPlansList()).hasSize(1);
  }

  private static String plan(String name) {
    var id =
        backup()
            .createBackupPlan(
                request ->
                    request.backupPlan(
                        plan ->
                            plan.backupPlanName(name)
                                .rules(
                                    BackupRuleInput.builder()
                                        .ruleName("daily")
                                        .targetBackupVaultName("Default")
                                        .build())))
            .backupPlanId();
    backup()
        .createBackupSelection(
            request ->
                request
                    .backupPlanId(id)
                    .backupSelection(
                        what ->
                            what.selectionName("all")
                                .iamRoleArn(arn("iam", "role/backups"))
                                .resources("*")));
    return id;
  }
}
