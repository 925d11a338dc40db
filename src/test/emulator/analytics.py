"""What a machine learning day leaves behind of streams and the clusters that work on them, with a twin of each that has no tag."""

from __future__ import annotations

import kinds_seed as make
from bystanders import KEEP
from seed_account import entry


def seed(day) -> None:
    """Into the network of nobody, for a cluster's default groups serve all that is in it."""
    subnet = _network(day)
    for name, tags, told in ((f"{day.name}-clicks", day.tags, day.due), (f"{day.name}-orders", {}, day.twin)):
        told(cluster(day.aws, name, tags, subnet))
        made = told(stream(day.aws, name, tags))
        told(consumer(day.aws, made, "counting"))
        told(consumer(day.aws, made, "tagged", tags))
        told(application(day.aws, name, tags))
    _withheld(day, subnet)


def _network(day) -> str:
    ec2 = day.aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.77.1.0/24")["Subnet"]["SubnetId"]


def _withheld(day, subnet: str) -> None:
    kept = cluster(day.aws, f"{day.name}-locked", day.tags, subnet, TerminationProtected=True)
    day.manifest.withheld(kept, "protected", "its termination protection is on")
    read = stream(day.aws, f"{day.name}-read", day.tags)
    day.manifest.withheld(read, "kept", "a consumer of it is to stay")
    kept = consumer(day.aws, read, "keeping", {KEEP: "true"})
    day.manifest.bystander(kept, "kept", "it carries the tag janitor:keep")


def cluster(aws, name: str, tags: dict[str, str], subnet: str, **more) -> dict:
    how = {"MasterInstanceType": "m5.xlarge", "SlaveInstanceType": "m5.xlarge", "InstanceCount": 2}
    id_ = aws.client("emr").run_job_flow(
        Name=name,
        Instances={**how, "KeepJobFlowAliveWhenNoSteps": True, "Ec2SubnetId": subnet, **more},
        JobFlowRole="EMR_EC2_DefaultRole",
        ServiceRole="EMR_DefaultRole",
        ReleaseLabel="emr-7.1.0",
        Tags=make.pairs(tags),
    )["JobFlowId"]
    return entry("AWS::EMR::Cluster", aws, aws.arn("elasticmapreduce", f"cluster/{id_}"), name, id_)


def stream(aws, name: str, tags: dict[str, str]) -> dict:
    aws.client("kinesis").create_stream(StreamName=name, ShardCount=1)
    if tags:
        aws.client("kinesis").add_tags_to_stream(StreamName=name, Tags=tags)
    return entry("AWS::Kinesis::Stream", aws, aws.arn("kinesis", f"stream/{name}"), name)


def consumer(aws, of: dict, name: str, tags: dict[str, str] | None = None) -> dict:
    """One that reads by itself. A stream's tags do not reach it."""
    made = aws.client("kinesis").register_stream_consumer(StreamARN=of["arn"], ConsumerName=name, Tags=tags or {})["Consumer"]
    return entry("AWS::Kinesis::StreamConsumer", aws, made["ConsumerARN"], name)


def application(aws, name: str, tags: dict[str, str]) -> dict:
    flink = aws.client("kinesisanalyticsv2")
    how = {"RuntimeEnvironment": "FLINK-1_20", "ServiceExecutionRole": aws.arn("iam", "role/flink")}
    made = flink.create_application(ApplicationName=name, **how, **({"Tags": make.pairs(tags)} if tags else {}))["ApplicationDetail"]
    flink.start_application(ApplicationName=name)
    return entry("AWS::KinesisAnalyticsV2::Application", aws, made["ApplicationARN"], name)


def files(day) -> None:
    """File systems of FSx, of each type."""
    subnet = _network(day)
    for name, tags, told in ((f"{day.name}-files", day.tags, day.due), (f"{day.name}-archive", {}, day.twin)):
        windows = told(_system(day.aws, f"{name}-windows", tags, subnet, "WINDOWS", WindowsConfiguration={"ThroughputCapacity": 8}))
        told(_backup(day.aws, windows["id"], name, tags))
        told(_system(day.aws, f"{name}-lustre", tags, subnet, "LUSTRE", LustreConfiguration={"DeploymentType": "PERSISTENT_2"}))
        how = {"DeploymentType": "SINGLE_AZ_1", "ThroughputCapacity": 128}
        ontap = told(_system(day.aws, f"{name}-ontap", tags, subnet, "ONTAP", OntapConfiguration=how))
        _in_ontap(day, ontap, name, tags, told)


def _backup(aws, system: str, name: str, tags: dict[str, str]) -> dict:
    made = aws.client("fsx").create_backup(FileSystemId=system, **({"Tags": make.pairs(tags)} if tags else {}))["Backup"]
    return entry("AWS::FSx::Backup", aws, made["ResourceARN"], f"{name}-backup", made["BackupId"])


def _in_ontap(day, ontap: dict, name: str, tags: dict[str, str], told) -> None:
    fsx, tagged = day.aws.client("fsx"), ({"Tags": make.pairs(tags)} if tags else {})
    machine = fsx.create_storage_virtual_machine(FileSystemId=ontap["id"], Name=f"{name}-svm", **tagged)["StorageVirtualMachine"]
    told(entry("AWS::FSx::StorageVirtualMachine", day.aws, machine["ResourceARN"], f"{name}-svm", machine["StorageVirtualMachineId"]))
    how = {"StorageVirtualMachineId": machine["StorageVirtualMachineId"], "SizeInMegabytes": 1024}
    made = fsx.create_volume(VolumeType="ONTAP", Name=f"{name}_vol", OntapConfiguration=how, **tagged)["Volume"]
    told(entry("AWS::FSx::Volume", day.aws, made["ResourceARN"], f"{name}_vol", made["VolumeId"]))


def _system(aws, name: str, tags: dict[str, str], subnet: str, type_: str, **how) -> dict:
    made = aws.client("fsx").create_file_system(
        FileSystemType=type_, SubnetIds=[subnet], StorageCapacity=1024, **how, **({"Tags": make.pairs(tags)} if tags else {})
    )["FileSystem"]
    return entry("AWS::FSx::FileSystem", aws, made["ResourceARN"], name, made["FileSystemId"])


def shares(day) -> None:
    """File systems of EFS, with a mount target and an access point each."""
    efs = day.aws.client("efs")
    for name, tags, told in ((f"{day.name}-share", day.tags, day.due), (f"{day.name}-homes", {}, day.twin)):
        made = efs.create_file_system(CreationToken=name, Tags=make.pairs(tags | {"Name": name}))
        told(entry("AWS::EFS::FileSystem", day.aws, made["FileSystemArn"], name, made["FileSystemId"]))
        target = efs.create_mount_target(FileSystemId=made["FileSystemId"], SubnetId=_network(day))["MountTargetId"]
        told(entry("AWS::EFS::MountTarget", day.aws, day.aws.arn("elasticfilesystem", f"mount-target/{target}"), target, target))
        point = efs.create_access_point(ClientToken=name, FileSystemId=made["FileSystemId"], Tags=make.pairs(tags))
        told(entry("AWS::EFS::AccessPoint", day.aws, point["AccessPointArn"], name, point["AccessPointId"]))
    theirs = day.aws.client("sagemaker").list_domains()["Domains"]
    domain = next(one["DomainArn"] for one in theirs if one["DomainName"] == f"{day.name}-research")
    mark = [{"Key": "ManagedByAmazonSageMakerResource", "Value": domain}]
    made = efs.create_file_system(CreationToken="domain", Tags=make.pairs(day.tags) + mark)
    kept = entry("AWS::EFS::FileSystem", day.aws, made["FileSystemArn"], "domain", made["FileSystemId"])
    day.manifest.withheld(kept, "made by another", "it is a domain's of SageMaker")


def vaults(day) -> None:
    """Vaults with a point of AWS Backup's own and one of EBS's, and the plan that fills each."""
    backup = day.aws.client("backup")
    for name, tags, told in ((f"{day.name}-backups", day.tags, day.due), (f"{day.name}-vault", {}, day.twin)):
        role = make.role(day.aws, f"{name}-role", tags, services=("backup.amazonaws.com",))
        told(role)
        backup.create_backup_vault(BackupVaultName=name, BackupVaultTags=tags)
        told(entry("AWS::Backup::BackupVault", day.aws, day.aws.arn("backup", f"backup-vault:{name}"), name))
        told(point(day.aws, name, day.aws.arn("elasticfilesystem", "file-system/fs-0a1b2c3d"), role["arn"], tags))
        point(day.aws, name, day.aws.arn("ec2", "volume/vol-0a1b2c3d"), role["arn"], {})
        rule = {"RuleName": "daily", "TargetBackupVaultName": name}
        made = backup.create_backup_plan(BackupPlan={"BackupPlanName": name, "Rules": [rule]}, BackupPlanTags=tags)
        what = {"SelectionName": "all", "IamRoleArn": role["arn"], "Resources": ["*"]}
        backup.create_backup_selection(BackupPlanId=made["BackupPlanId"], BackupSelection=what)
        told(entry("AWS::Backup::BackupPlan", day.aws, made["BackupPlanArn"], name, made["BackupPlanId"]))


def point(aws, vault: str, of: str, role: str, tags: dict[str, str]) -> dict:
    told = {"BackupVaultName": vault, "ResourceArn": of, "IamRoleArn": role, "RecoveryPointTags": tags}
    arn = aws.client("backup").start_backup_job(**told)["RecoveryPointArn"]
    return entry("AWS::Backup::RecoveryPoint", aws, arn, arn.split(":")[-1], [vault, arn])
