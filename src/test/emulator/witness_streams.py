"""Whether what `analytics.py` seeds is there, and what must not change on it: the looks of `witness.py` for it."""

from __future__ import annotations

from collections.abc import Callable

from seed_account import Account

Look = Callable[[Account, dict], "dict | None"]


def _cluster(aws: Account, of: dict) -> dict | None:
    told = aws.client("emr").describe_cluster(ClusterId=of["id"])["Cluster"]
    return None if told["Status"]["State"] == "TERMINATED" else {"state": told["Status"]["State"], "protected": told["TerminationProtected"]}


def _stream(aws: Account, of: dict) -> dict | None:
    told = aws.client("kinesis").describe_stream_summary(StreamName=of["name"])["StreamDescriptionSummary"]
    return None if told["StreamStatus"] == "DELETING" else {"consumers": told["ConsumerCount"]}


def _consumer(aws: Account, of: dict) -> dict:
    aws.client("kinesis").describe_stream_consumer(ConsumerARN=of["arn"])
    return {}


def _application(aws: Account, of: dict) -> dict | None:
    told = aws.client("kinesisanalyticsv2").describe_application(ApplicationName=of["name"])["ApplicationDetail"]
    return None if told["ApplicationStatus"] == "DELETING" else {}


def _of_fsx(operation: str, asked: str, told: str) -> Look:
    def ask(aws: Account, of: dict) -> dict | None:
        states = [one["Lifecycle"] for one in getattr(aws.client("fsx"), operation)(**{asked: [of["id"]]})[told]]
        return {"states": states} if "DELETING" not in states else None

    return ask


def _of_efs(operation: str, asked: str, told: str) -> Look:
    def ask(aws: Account, of: dict) -> dict | None:
        found = getattr(aws.client("efs"), operation)(**{asked: of["id"]})[told]
        return {"states": [one["LifeCycleState"] for one in found]} if found[0]["LifeCycleState"] != "deleting" else None

    return ask


def _fsx_backup(aws: Account, of: dict) -> dict | None:
    found = [one for one in aws.client("fsx").describe_backups()["Backups"] if one["BackupId"] == of["id"]]
    return {"key": found[0]["KmsKeyId"]} if found else None


def _vault(aws: Account, of: dict) -> dict | None:
    backup = aws.client("backup")
    if all(one["BackupVaultName"] != of["name"] for one in backup.list_backup_vaults()["BackupVaultList"]):
        return None
    return {"points": len(backup.list_recovery_points_by_backup_vault(BackupVaultName=of["name"])["RecoveryPoints"])}


def _point(aws: Account, of: dict) -> dict | None:
    told = aws.client("backup").describe_recovery_point(BackupVaultName=of["id"][0], RecoveryPointArn=of["id"][1])
    return None if told["Status"] == "DELETING" else {"status": told["Status"]}


def _plan(aws: Account, of: dict) -> dict:
    return {"selections": len(aws.client("backup").list_backup_selections(BackupPlanId=of["id"])["BackupSelectionsList"])}


LOOKS: dict[str, Look] = {
    "AWS::Backup::BackupPlan": _plan,
    "AWS::Backup::BackupVault": _vault,
    "AWS::Backup::RecoveryPoint": _point,
    "AWS::EFS::AccessPoint": _of_efs("describe_access_points", "AccessPointId", "AccessPoints"),
    "AWS::EFS::FileSystem": _of_efs("describe_file_systems", "FileSystemId", "FileSystems"),
    "AWS::EFS::MountTarget": _of_efs("describe_mount_targets", "MountTargetId", "MountTargets"),
    "AWS::FSx::Backup": _fsx_backup,
    "AWS::FSx::FileSystem": _of_fsx("describe_file_systems", "FileSystemIds", "FileSystems"),
    "AWS::FSx::StorageVirtualMachine": _of_fsx("describe_storage_virtual_machines", "StorageVirtualMachineIds", "StorageVirtualMachines"),
    "AWS::FSx::Volume": _of_fsx("describe_volumes", "VolumeIds", "Volumes"),
    "AWS::EMR::Cluster": _cluster,
    "AWS::Kinesis::Stream": _stream,
    "AWS::Kinesis::StreamConsumer": _consumer,
    "AWS::KinesisAnalyticsV2::Application": _application,
}
