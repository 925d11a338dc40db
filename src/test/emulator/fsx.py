"""FSx as AWS has it, which moto has not: volumes and virtual machines go first, and a deletion leaves a backup unless it is told not to.

Sources: the API reference; codes and texts as recorded
where they were, "unseen" else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import ageing
import hooks
import pace
import tag_stores
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("file")
# By region and id, as they are answered; what is ours alone begins with an underscore.
_things: dict[str, dict[str, dict[str, Any]]] = {"file-system": {}, "storage-virtual-machine": {}, "volume": {}, "backup": {}}


@hooks.on_reset
def reset() -> None:
    for store in _things.values():
        store.clear()


# What it is encrypted with where nobody names a key: that of AWS, in the account.
_OF_AWS = f"arn:aws:kms:{{}}:{ACCOUNT}:key/00000000-0000-0000-0000-000000000f5c"

_IDS = {"file-system": "FileSystemId", "storage-virtual-machine": "StorageVirtualMachineId", "volume": "VolumeId", "backup": "BackupId"}
_MISSING = {"file-system": "FileSystemNotFound", "storage-virtual-machine": "StorageVirtualMachineNotFound", "volume": "VolumeNotFound", "backup": "BackupNotFound"}
# The block that a deletion may have, by the type of file system; no other is taken.
_BLOCKS = {"WINDOWS": "WindowsConfiguration", "LUSTRE": "LustreConfiguration", "OPENZFS": "OpenZFSConfiguration"}


def _make(call: Call, word: str, prefix: str, under: str, **what: Any) -> dict[str, Any]:
    id_ = prefix + uuid.uuid4().hex[:17]
    arn = f"arn:aws:fsx:{call.region}:{ACCOUNT}:{word}/{under}{id_}"
    made = {_IDS[word]: id_, "ResourceARN": arn, "CreationTime": ageing.now().timestamp(), "_region": call.region, **what}
    made["Tags"] = call.params.get("Tags") or []
    _things[word][id_] = made
    return made


def _find(word: str, id_: str | None) -> dict[str, Any]:
    if id_ not in _things[word]:
        raise Refused(_MISSING[word], f"{id_} does not exist" if word != "volume" else str(id_))
    return _things[word][id_]


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if not name.startswith("_")}


def _look(call: Call, word: str, answered: str) -> Answer:
    ids = call.params.get(_IDS[word] + "s") or []
    for id_ in ids:
        _find(word, id_)
    told = []
    for id_, one in list(_things[word].items()):
        if one["_region"] != call.region or (ids and id_ not in ids):
            continue
        if any(one.get({"file-system-id": "FileSystemId"}.get(f["Name"], ""), one.get("_svm")) not in f["Values"] for f in call.params.get("Filters") or []):
            continue
        if one["Lifecycle"] == "DELETING" and _under_way.is_over(one):
            del _things[word][id_]
            continue
        told.append(_shown(one))
    return yes(call, {answered: told})


def _begin(one: dict[str, Any]) -> None:
    one["Lifecycle"] = "DELETING"
    _under_way.begin(one)


def _backup(call: Call, of: dict[str, Any], tags: list[dict[str, str]]) -> str:
    system = of if "FileSystemType" in of else _find("file-system", of["FileSystemId"])
    # A volume has no key of its own (API reference, Volume): what it holds is encrypted as its file system is.
    what = {"KmsKeyId": system["KmsKeyId"], "FileSystem": _shown(system)} | ({} if system is of else {"Volume": _shown(of)})
    # AWS Backup's have its tags.
    type_ = "AWS_BACKUP" if any(tag["Key"].startswith("aws:backup:") for tag in tags) else "USER_INITIATED"
    made = _make(call, "backup", "backup-", "", Lifecycle="AVAILABLE", Type=type_, OwnerId=ACCOUNT, **what)
    made["Tags"] = tags
    return made["BackupId"]


@instead("fsx", "CreateBackup")
def create_backup(call: Call) -> Answer:
    volume, system = call.params.get("VolumeId"), call.params.get("FileSystemId")
    of = _find("volume", volume) if volume else _find("file-system", system)
    id_ = _backup(call, of, call.params.get("Tags") or [])
    return yes(call, {"Backup": _shown(_find("backup", id_))})


@instead("fsx", "DescribeBackups")
def backups(call: Call) -> Answer:
    """A page holds as many as are asked for, a hundred at most."""
    told = [_shown(one) for one in _things["backup"].values() if one["_region"] == call.region]
    start, size = int(call.params.get("NextToken") or 0), min(call.params.get("MaxResults") or 100, 100)
    more = {"NextToken": str(start + size)} if start + size < len(told) else {}
    return yes(call, {"Backups": told[start : start + size], **more})


@instead("fsx", "DeleteBackup")
def delete_backup(call: Call) -> Answer:
    """Gone at once: API reference, "the backup won't show up in later DescribeBackups calls"."""
    one = _find("backup", call.params["BackupId"])
    if one["Lifecycle"] == "CREATING":
        raise Refused("BackupInProgress", f"Backup {one['BackupId']} is in progress")  # unseen
    if one["Type"] == "AWS_BACKUP":
        raise Refused("BadRequest", "Backups created by AWS Backup can be deleted only there.")  # unseen
    del _things["backup"][one["BackupId"]]
    return yes(call, {"BackupId": one["BackupId"], "Lifecycle": "DELETED"})


# ---- file systems ---------------------------------------------------------------------------------------------------


@instead("fsx", "CreateFileSystem")
def create_file_system(call: Call) -> Answer:
    told = call.params
    type_ = told["FileSystemType"]
    how = {name: told[name] for name in ("WindowsConfiguration", "LustreConfiguration", "OntapConfiguration", "OpenZFSConfiguration") if name in told}
    made = _make(
        call, "file-system", "fs-", "", FileSystemType=type_, Lifecycle="AVAILABLE", SubnetIds=told["SubnetIds"],
        StorageCapacity=told.get("StorageCapacity", 64), OwnerId=ACCOUNT, KmsKeyId=told.get("KmsKeyId") or _OF_AWS.format(call.region), _groups=told.get("SecurityGroupIds", []), **how,
    )  # fmt: skip
    if type_ == "OPENZFS":
        root = _volume(call, made, "fsx", {"OpenZFSConfiguration": {"VolumePath": "/fsx"}}, "OPENZFS")
        root["Tags"] = []
        made["OpenZFSConfiguration"]["RootVolumeId"] = root["VolumeId"]
    return yes(call, {"FileSystem": _shown(made)})


@instead("fsx", "DescribeFileSystems")
def file_systems(call: Call) -> Answer:
    return _look(call, "file-system", "FileSystems")


@instead("fsx", "DeleteFileSystem")
def delete_file_system(call: Call) -> Answer:
    told = call.params
    one = _find("file-system", told["FileSystemId"])
    type_, id_ = one["FileSystemType"], one["FileSystemId"]
    block = _BLOCKS.get(type_, "")
    if one["Lifecycle"] != "AVAILABLE":
        raise Refused("BadRequest", f"Cannot take final backup while {id_} is in {one['Lifecycle']}")
    if any(name in told and name != block for name in _BLOCKS.values()):
        raise Refused("BadRequest", f"{type_} file systems take no such configuration.")  # unseen; cloud-custodian #10391
    how = told.get(block) or {}
    deployed = one.get("LustreConfiguration", {}).get("DeploymentType", "")
    if deployed.startswith("SCRATCH") and block in told:
        raise Refused("BadRequest", "Scratch file systems do not support backups.")  # unseen; terraform-provider-aws #37717
    machines = [svm for svm, its in _things["storage-virtual-machine"].items() if its["FileSystemId"] == id_]
    if machines:
        raise Refused("BadRequest", f"Cannot delete file system while it has storage virtual machines: {', '.join(machines)}")
    volumes = [volume for volume in _things["volume"].values() if volume["FileSystemId"] == id_]
    root = one.get("OpenZFSConfiguration", {}).get("RootVolumeId")
    if any(volume["VolumeId"] != root for volume in volumes) and "DELETE_CHILD_VOLUMES_AND_SNAPSHOTS" not in how.get("Options", []):
        raise Refused("BadRequest", "Cannot delete file system while it has child volumes.")  # unseen
    skips = how.get("SkipFinalBackup", type_ in ("LUSTRE", "ONTAP"))
    if not skips and _is_linked(one):
        raise Refused("BadRequest", "Backups are not supported on file systems linked to a data repository.")  # unseen
    answer: dict[str, Any] = {"FileSystemId": id_, "Lifecycle": "DELETING"}
    if not skips:
        answer[block.replace("Configuration", "Response")] = {"FinalBackupId": _backup(call, one, how.get("FinalBackupTags", []))}
    for volume in volumes:
        del _things["volume"][volume["VolumeId"]]
    _begin(one)
    return yes(call, answer)


def _is_linked(one: dict[str, Any]) -> bool:
    lustre = one.get("LustreConfiguration", {})
    return "DataRepositoryConfiguration" in lustre or bool(one.get("_repositories"))


@instead("fsx", "CreateDataRepositoryAssociation")
def link(call: Call) -> Answer:
    one = _find("file-system", call.params["FileSystemId"])
    made = {"AssociationId": f"dra-{uuid.uuid4().hex[:17]}", "FileSystemId": one["FileSystemId"], "Lifecycle": "AVAILABLE"}
    one.setdefault("_repositories", []).append(made)
    return yes(call, {"Association": made})


@instead("fsx", "DescribeDataRepositoryAssociations")
def links(call: Call) -> Answer:
    wanted = [value for one in call.params.get("Filters") or [] if one["Name"] == "file-system-id" for value in one["Values"]]
    found = [link for id_, one in _things["file-system"].items() if id_ in wanted for link in one.get("_repositories", [])]
    return yes(call, {"Associations": found})


# ---- virtual machines and volumes -----------------------------------------------------------------------------------


@instead("fsx", "CreateStorageVirtualMachine")
def create_machine(call: Call) -> Answer:
    of = _find("file-system", call.params["FileSystemId"])
    id_ = of["FileSystemId"]
    made = _make(call, "storage-virtual-machine", "svm-", f"{id_}/", FileSystemId=id_, Name=call.params["Name"], Lifecycle="CREATED")
    how = {"OntapConfiguration": {"StorageVirtualMachineId": made["StorageVirtualMachineId"], "StorageVirtualMachineRoot": True, "OntapVolumeType": "RW"}}
    root = _volume(call, of, f"{call.params['Name']}_root", how, "ONTAP")
    root["Tags"] = []
    return yes(call, {"StorageVirtualMachine": _shown(made)})


@instead("fsx", "DescribeStorageVirtualMachines")
def machines(call: Call) -> Answer:
    return _look(call, "storage-virtual-machine", "StorageVirtualMachines")


@instead("fsx", "DeleteStorageVirtualMachine")
def delete_machine(call: Call) -> Answer:
    one = _find("storage-virtual-machine", call.params["StorageVirtualMachineId"])
    id_ = one["StorageVirtualMachineId"]
    own = {key: volume for key, volume in _things["volume"].items() if volume.get("_svm") == id_}
    if any(not volume["OntapConfiguration"].get("StorageVirtualMachineRoot") for volume in own.values()):
        raise Refused("BadRequest", f"Cannot delete storage virtual machine while it has non-root volumes: {id_}")  # unseen
    if one["Lifecycle"] == "DELETING":
        raise Refused("BadRequest", f"{id_} is in DELETING")  # unseen
    for key in own:
        del _things["volume"][key]
    _begin(one)
    return yes(call, {"StorageVirtualMachineId": id_, "Lifecycle": "DELETING"})


def _volume(call: Call, of: dict[str, Any], name: str, how: dict[str, Any], type_: str) -> dict[str, Any]:
    id_ = of["FileSystemId"]
    return _make(
        call, "volume", "fsvol-", f"{id_}/", FileSystemId=id_, Name=name, Lifecycle="AVAILABLE", VolumeType=type_,
        _svm=how.get("OntapConfiguration", {}).get("StorageVirtualMachineId"), **how,
    )  # fmt: skip


@instead("fsx", "CreateVolume")
def create_volume(call: Call) -> Answer:
    told = call.params
    if told["VolumeType"] == "ONTAP":
        machine = _find("storage-virtual-machine", told["OntapConfiguration"]["StorageVirtualMachineId"])
        of = _find("file-system", machine["FileSystemId"])
        how = {"OntapConfiguration": {"OntapVolumeType": "RW", **told["OntapConfiguration"]}}
    else:
        of = _find("file-system", _find("volume", told["OpenZFSConfiguration"]["ParentVolumeId"])["FileSystemId"])
        how = {"OpenZFSConfiguration": told["OpenZFSConfiguration"]}
    return yes(call, {"Volume": _shown(_volume(call, of, told["Name"], how, told["VolumeType"]))})


@instead("fsx", "DescribeVolumes")
def volumes(call: Call) -> Answer:
    return _look(call, "volume", "Volumes")


@instead("fsx", "DeleteVolume")
def delete_volume(call: Call) -> Answer:
    one = _find("volume", call.params["VolumeId"])
    ontap, how = one.get("OntapConfiguration"), call.params.get("OntapConfiguration") or {}
    if ontap and ontap.get("StorageVirtualMachineRoot"):
        raise Refused("BadRequest", "Cannot delete the root volume of a storage virtual machine.")  # unseen
    if one["Lifecycle"] != "AVAILABLE":
        raise Refused("BadRequest", f"{one['VolumeId']} is in {one['Lifecycle']}")  # unseen
    if ontap and ontap.get("SnaplockConfiguration", {}).get("SnaplockType") == "COMPLIANCE":
        raise Refused("BadRequest", "The SnapLock retention period of the volume has not expired.")  # unseen
    answer: dict[str, Any] = {"VolumeId": one["VolumeId"], "Lifecycle": "DELETING"}
    if ontap and not how.get("SkipFinalBackup", False):
        if ontap.get("OntapVolumeType") != "RW":
            raise Refused("BadRequest", "Backups are supported on volumes of type RW alone.")  # unseen
        answer["OntapResponse"] = {"FinalBackupId": _backup(call, one, how.get("FinalBackupTags", []))}
    _begin(one)
    return yes(call, answer)


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str) -> Iterator[tag_stores.Row]:
    for store in _things.values():
        for one in list(store.values()):
            if one["_region"] == region:
                write = lambda tags, one=one: one.__setitem__("Tags", [{"Key": k, "Value": v} for k, v in tags.items()])  # noqa: E731
                yield one["ResourceARN"], {tag["Key"]: tag["Value"] for tag in one["Tags"]}, write


tag_stores.STORES["fsx"] = _rows
