"""What is asked of AWS Backup behaves as AWS does. Run: ./python -m unittest test_vaults"""

from __future__ import annotations

import unittest

from emulated import TAGS, Test

FILES = "arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/fs-0a1b2c3d"
DISK = "arn:aws:ec2:eu-central-1:123456789012:volume/vol-0a1b2c3d"


class Vaults(Test):
    def setUp(self) -> None:
        super().setUp()
        self.backup = self.aws("backup")

    def vault(self, name: str = "v") -> str:
        return self.backup.create_backup_vault(BackupVaultName=name, BackupVaultTags=TAGS)["BackupVaultArn"]

    def point(self, of: str, role: str, vault: str = "v", **more) -> str:
        return self.backup.start_backup_job(BackupVaultName=vault, ResourceArn=of, IamRoleArn=role, **more)["RecoveryPointArn"]

    def statuses(self) -> list[str]:
        told = self.backup.list_recovery_points_by_backup_vault(BackupVaultName="v")["RecoveryPoints"]
        return [one["Status"] for one in told]

    def test_a_vault_stays_as_long_as_it_holds_a_point_which_goes_slowly(self):
        vault, role = self.vault(), self.role()
        point, disk = self.point(FILES, role, RecoveryPointTags=TAGS), self.point(DISK, role)
        self.assertLessEqual({vault, point}, set(self.index()))
        self.assertRegex(disk, r"^arn:aws:ec2:eu-central-1::snapshot/snap-")
        self.assertEqual(TAGS, self.backup.list_tags(ResourceArn=point)["Tags"])
        self.refused("InvalidRequestException", self.backup.delete_backup_vault, "contains recovery points", BackupVaultName="v")
        for one in (point, disk):
            self.backup.delete_recovery_point(BackupVaultName="v", RecoveryPointArn=one)
        self.assertEqual([["DELETING", "DELETING"], []], [self.statuses(), self.statuses()])
        self.backup.delete_backup_vault(BackupVaultName="v")
        for call, asked in (
            (self.backup.delete_backup_vault, {"BackupVaultName": "v"}),
            (self.backup.list_recovery_points_by_backup_vault, {"BackupVaultName": "v"}),
            (self.backup.list_tags, {"ResourceArn": vault}),
        ):
            self.refused("ResourceNotFoundException", call, "", **asked)

    def test_without_its_role_a_yes_deletes_nothing(self):
        self.vault()
        point = self.point(FILES, "arn:aws:iam::123456789012:role/gone")
        self.backup.delete_recovery_point(BackupVaultName="v", RecoveryPointArn=point)
        self.assertEqual("EXPIRED", self.backup.describe_recovery_point(BackupVaultName="v", RecoveryPointArn=point)["Status"])
        self.assertEqual(["EXPIRED"], self.statuses())

    def test_a_locked_vault_keeps_its_points_until_their_time_is_over(self):
        self.vault()
        point = self.point(FILES, self.role(), Lifecycle={"DeleteAfterDays": 30})
        self.backup.put_backup_vault_lock_configuration(BackupVaultName="v", MinRetentionDays=7)
        asked = {"BackupVaultName": "v", "RecoveryPointArn": point}
        self.refused("InvalidRequestException", self.backup.delete_recovery_point, "Vault Lock", **asked)
        self.backup.delete_backup_vault_lock_configuration(BackupVaultName="v")
        self.backup.delete_recovery_point(**asked)

    def test_the_default_vault_stays(self):
        self.vault("Default")
        self.refused("InvalidRequestException", self.backup.delete_backup_vault, "cannot be deleted", BackupVaultName="Default")

    def test_selections_go_before_their_plan(self):
        self.vault()
        plan = self.backup.create_backup_plan(BackupPlan={"BackupPlanName": "p", "Rules": [{"RuleName": "r", "TargetBackupVaultName": "v"}]}, BackupPlanTags=TAGS)
        id_ = plan["BackupPlanId"]
        what = {"SelectionName": "s", "IamRoleArn": "arn:aws:iam::123456789012:role/r", "Resources": ["*"]}
        selection = self.backup.create_backup_selection(BackupPlanId=id_, BackupSelection=what)["SelectionId"]
        self.assertIn(plan["BackupPlanArn"], self.index())
        self.refused("InvalidRequestException", self.backup.delete_backup_plan, "selections must be deleted", BackupPlanId=id_)
        self.backup.delete_backup_selection(BackupPlanId=id_, SelectionId=selection)
        self.backup.delete_backup_plan(BackupPlanId=id_)
        self.assertEqual([], self.backup.list_backup_plans()["BackupPlansList"])
        self.refused("ResourceNotFoundException", self.backup.delete_backup_plan, "", BackupPlanId=id_)
        self.refused("ResourceNotFoundException", self.backup.list_backup_selections, "", BackupPlanId=id_)
        self.assertNotIn(plan["BackupPlanArn"], self.index())


if __name__ == "__main__":
    unittest.main()
