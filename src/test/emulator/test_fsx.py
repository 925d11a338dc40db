"""What is asked of FSx behaves as AWS does. Run: ./python -m unittest test_fsx"""

from __future__ import annotations

import unittest

from emulated import PAIRS, Test

DATED = [*PAIRS, {"Key": "janitor:expires-at", "Value": "PT168H"}]


class Fsx(Test):
    def setUp(self) -> None:
        super().setUp()
        self.fsx = self.aws("fsx")

    def system(self, type_: str, **how) -> dict:
        return self.fsx.create_file_system(FileSystemType=type_, SubnetIds=["subnet-0123456789abcdef0"], StorageCapacity=64, Tags=PAIRS, **how)["FileSystem"]

    def states(self) -> list[str]:
        return [one["Lifecycle"] for one in self.fsx.describe_file_systems()["FileSystems"]]

    def backups(self) -> dict[str, dict[str, str]]:
        return {arn: tags for arn, tags in self.index().items() if ":backup/" in arn}

    def test_a_windows_system_goes_slowly_and_leaves_a_backup_unless_told_not_to(self):
        one = self.system("WINDOWS", WindowsConfiguration={"ThroughputCapacity": 8})
        told = {"FileSystemId": one["FileSystemId"], "WindowsConfiguration": {"FinalBackupTags": DATED}}
        self.refused("BadRequest", self.fsx.delete_file_system, "", FileSystemId=one["FileSystemId"], LustreConfiguration={})
        self.assertTrue(self.fsx.delete_file_system(**told)["WindowsResponse"]["FinalBackupId"].startswith("backup-"))
        self.refused("BadRequest", self.fsx.delete_file_system, "in DELETING", FileSystemId=one["FileSystemId"])
        self.assertEqual(["DELETING"], self.states())
        self.assertEqual([], self.states())
        self.refused("FileSystemNotFound", self.fsx.delete_file_system, "", FileSystemId=one["FileSystemId"])
        self.refused("FileSystemNotFound", self.fsx.describe_file_systems, "", FileSystemIds=[one["FileSystemId"]])
        self.assertEqual(["PT168H"], [tags["janitor:expires-at"] for tags in self.backups().values()])
        self.control("POST", "rights", {"deny": ["fsx:TagResource"]})
        denied = {"FileSystemId": self.system("WINDOWS")["FileSystemId"], "WindowsConfiguration": {"FinalBackupTags": DATED}}
        self.refused("AccessDeniedException", self.fsx.delete_file_system, "fsx:TagResource", **denied)
        other = self.system("WINDOWS", WindowsConfiguration={"ThroughputCapacity": 8})
        self.fsx.delete_file_system(FileSystemId=other["FileSystemId"], WindowsConfiguration={"SkipFinalBackup": True})
        self.assertEqual(1, len(self.backups()))

    def test_a_backup_is_encrypted_as_its_file_system_is(self):
        key = self.aws("kms").create_key()["KeyMetadata"]["Arn"]
        one, other = self.system("WINDOWS", KmsKeyId=key), self.system("WINDOWS")
        self.assertEqual([key], [of["KmsKeyId"] for of in self.fsx.describe_file_systems(FileSystemIds=[one["FileSystemId"]])["FileSystems"]])
        asked = self.fsx.create_backup(FileSystemId=one["FileSystemId"], Tags=PAIRS)["Backup"]
        self.fsx.create_backup(FileSystemId=other["FileSystemId"])
        self.fsx.delete_file_system(FileSystemId=one["FileSystemId"])
        first = self.fsx.describe_backups(MaxResults=2)
        told = first["Backups"] + self.fsx.describe_backups(NextToken=first["NextToken"])["Backups"]
        self.assertEqual([key, other["KmsKeyId"], key], [of["KmsKeyId"] for of in told])
        self.assertNotEqual(key, other["KmsKeyId"])
        self.fsx.delete_backup(BackupId=asked["BackupId"])
        self.refused("BackupNotFound", self.fsx.delete_backup, BackupId=asked["BackupId"])
        self.assertEqual(2, len(self.fsx.describe_backups()["Backups"]))

    def test_lustre_takes_none_by_default_scratch_never_and_what_is_linked_neither(self):
        scratch = self.system("LUSTRE", LustreConfiguration={"DeploymentType": "SCRATCH_2"})["FileSystemId"]
        self.refused("BadRequest", self.fsx.delete_file_system, "Scratch", FileSystemId=scratch, LustreConfiguration={"SkipFinalBackup": True})
        self.fsx.delete_file_system(FileSystemId=scratch)
        linked = self.system("LUSTRE", LustreConfiguration={"DeploymentType": "PERSISTENT_2"})["FileSystemId"]
        self.fsx.create_data_repository_association(FileSystemId=linked, DataRepositoryPath="s3://b")
        found = self.fsx.describe_data_repository_associations(Filters=[{"Name": "file-system-id", "Values": [linked]}])["Associations"]
        self.assertEqual(1, len(found))
        told = {"FileSystemId": linked, "LustreConfiguration": {"SkipFinalBackup": False, "FinalBackupTags": PAIRS}}
        self.refused("BadRequest", self.fsx.delete_file_system, "linked", **told)
        self.fsx.delete_file_system(FileSystemId=linked)
        self.assertEqual({}, self.backups())

    def test_of_ontap_volumes_go_before_machines_and_machines_before_the_system(self):
        one = self.system("ONTAP", OntapConfiguration={"DeploymentType": "SINGLE_AZ_1", "ThroughputCapacity": 128})["FileSystemId"]
        machine = self.fsx.create_storage_virtual_machine(FileSystemId=one, Name="m", Tags=PAIRS)["StorageVirtualMachine"]
        svm = machine["StorageVirtualMachineId"]
        self.assertIn(f"storage-virtual-machine/{one}/{svm}", machine["ResourceARN"])
        how = {"StorageVirtualMachineId": svm, "SizeInMegabytes": 1024, "StorageEfficiencyEnabled": False}
        volume = self.fsx.create_volume(VolumeType="ONTAP", Name="v", OntapConfiguration=how, Tags=PAIRS)["Volume"]["VolumeId"]
        self.refused("BadRequest", self.fsx.delete_file_system, "storage virtual machines: svm-", FileSystemId=one)
        self.refused("BadRequest", self.fsx.delete_storage_virtual_machine, "non-root", StorageVirtualMachineId=svm)
        told = self.fsx.describe_volumes(Filters=[{"Name": "file-system-id", "Values": [one]}])["Volumes"]
        root = next(one["VolumeId"] for one in told if one["OntapConfiguration"].get("StorageVirtualMachineRoot"))
        self.refused("BadRequest", self.fsx.delete_volume, "root", VolumeId=root)
        self.fsx.delete_volume(VolumeId=volume, OntapConfiguration={"FinalBackupTags": DATED})
        self.assertEqual(1, len(self.backups()))
        look = lambda: len(self.fsx.describe_volumes(Filters=[{"Name": "file-system-id", "Values": [one]}])["Volumes"])  # noqa: E731
        self.assertEqual([2, 1], [look(), look()])
        self.fsx.delete_storage_virtual_machine(StorageVirtualMachineId=svm)
        self.refused("BadRequest", self.fsx.delete_file_system, svm, FileSystemId=one)
        look = lambda: [one["Lifecycle"] for one in self.fsx.describe_storage_virtual_machines()["StorageVirtualMachines"]]  # noqa: E731
        self.assertEqual([["DELETING"], []], [look(), look()])
        self.assertEqual([], self.fsx.describe_volumes()["Volumes"])
        self.fsx.delete_file_system(FileSystemId=one)

    def test_of_openzfs_the_volumes_go_along_only_when_that_is_asked_for(self):
        how = {"DeploymentType": "SINGLE_AZ_1", "ThroughputCapacity": 64}
        one = self.system("OPENZFS", OpenZFSConfiguration=how)
        root = one["OpenZFSConfiguration"]["RootVolumeId"]
        self.fsx.create_volume(VolumeType="OPENZFS", Name="v", OpenZFSConfiguration={"ParentVolumeId": root}, Tags=PAIRS)
        told = {"FileSystemId": one["FileSystemId"]}
        self.refused("BadRequest", self.fsx.delete_file_system, "child volumes", **told, OpenZFSConfiguration={"SkipFinalBackup": True})
        options = {"SkipFinalBackup": True, "Options": ["DELETE_CHILD_VOLUMES_AND_SNAPSHOTS"]}
        self.fsx.delete_file_system(**told, OpenZFSConfiguration=options)
        self.assertEqual([], self.fsx.describe_volumes()["Volumes"])


if __name__ == "__main__":
    unittest.main()
