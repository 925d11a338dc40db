"""What is asked of EFS behaves as AWS does. Run: ./python -m unittest test_efs"""

from __future__ import annotations

import unittest

from emulated import PAIRS, Test


class Efs(Test):
    def setUp(self) -> None:
        super().setUp()
        self.efs = self.aws("efs")
        self.subnet = self.aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]

    def system(self, token: str = "t") -> str:
        return self.efs.create_file_system(CreationToken=token, Tags=PAIRS)["FileSystemId"]

    def test_mount_targets_go_slowly_and_before_the_file_system(self):
        id_ = self.system()
        target = self.efs.create_mount_target(FileSystemId=id_, SubnetId=self.subnet)
        card = self.aws("ec2").describe_network_interfaces(NetworkInterfaceIds=[target["NetworkInterfaceId"]])["NetworkInterfaces"][0]
        self.assertEqual((f"EFS mount target for {id_} ({target['MountTargetId']})", True), (card["Description"], card["RequesterManaged"]))
        self.refused("FileSystemInUse", self.efs.delete_file_system, "", 409, FileSystemId=id_)
        self.efs.delete_mount_target(MountTargetId=target["MountTargetId"])
        self.refused("FileSystemInUse", self.efs.delete_file_system, "", FileSystemId=id_)
        look = lambda: [one["LifeCycleState"] for one in self.efs.describe_mount_targets(FileSystemId=id_)["MountTargets"]]  # noqa: E731
        self.assertEqual([["deleting"], []], [look(), look()])
        self.refused("MountTargetNotFound", self.efs.describe_mount_targets, "", 404, MountTargetId=target["MountTargetId"])
        self.efs.delete_file_system(FileSystemId=id_)
        look = lambda: [one["LifeCycleState"] for one in self.efs.describe_file_systems()["FileSystems"]]  # noqa: E731
        self.assertEqual([["deleting"], []], [look(), look()])
        self.refused("FileSystemNotFound", self.efs.delete_file_system, "", 404, FileSystemId=id_)

    def test_both_ends_of_a_copy_stay(self):
        source, end = self.system("s"), self.system("e")
        self.refused("ReplicationNotFound", self.efs.describe_replication_configurations, "", 404, FileSystemId=source)
        ends = [{"FileSystemId": end, "Region": "eu-central-1"}]
        self.efs.create_replication_configuration(SourceFileSystemId=source, Destinations=ends)
        for one in (source, end):
            self.refused("FileSystemInUse", self.efs.delete_file_system, "replication", FileSystemId=one)
            told = self.efs.describe_replication_configurations(FileSystemId=one)["Replications"]
            self.assertEqual([source], [one["SourceFileSystemId"] for one in told])
        self.efs.delete_replication_configuration(SourceFileSystemId=source)
        self.efs.delete_file_system(FileSystemId=end)

    def test_the_index_has_systems_and_access_points(self):
        id_ = self.system()
        point = self.efs.create_access_point(ClientToken="p", FileSystemId=id_, Tags=PAIRS)
        wanted = {f"arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/{id_}", point["AccessPointArn"]}
        self.assertLessEqual(wanted, set(self.index()))

    def test_a_mount_targets_interface_is_deleted_in_the_callers_name(self):
        target = self.efs.create_mount_target(FileSystemId=self.system(), SubnetId=self.subnet)["MountTargetId"]
        self.control("POST", "rights", {"deny": ["ec2:DeleteNetworkInterface"]})
        self.refused("AccessDeniedException", self.efs.delete_mount_target, "ec2:DeleteNetworkInterface", MountTargetId=target)


if __name__ == "__main__":
    unittest.main()
