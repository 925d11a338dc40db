"""EFS as AWS has it where moto is kinder: mount targets and file systems go slowly, in order, and a copy's ends hold each other.

moto has all of it gone in the moment in which it is asked, and knows no replication. Codes are the API reference's; texts "unseen".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hooks
import pace
import tag_stores
from hooks import after, backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("file")
_copies: dict[str, dict[str, Any]] = {}  # by the id of their source
hooks.on_reset(_copies.clear)


def _arn(region: str, id_: str) -> str:
    return f"arn:aws:elasticfilesystem:{region}:{ACCOUNT}:file-system/{id_}"


def _begin(one: Any) -> None:
    one.life_cycle_state = "deleting"
    _under_way.begin(one)


def _copy_of(id_: str) -> dict[str, Any] | None:
    return next((one for source, one in _copies.items() if id_ in (source, *(end["FileSystemId"] for end in one["Destinations"]))), None)


# ---- file systems ---------------------------------------------------------------------------------------------------


@before("efs", "DescribeFileSystems", "DeleteFileSystem")
def look_at_systems(call: Call) -> None:
    known, asked = backend("efs", call.region), call.params.get("FileSystemId")
    for id_, one in list(known.file_systems_by_id.items()):
        looks = call.operation == "DescribeFileSystems" and asked in (None, id_)
        if one.life_cycle_state == "deleting" and looks and _under_way.is_over(one):
            known.delete_file_system(id_)


@instead("efs", "DeleteFileSystem")
def delete_system(call: Call) -> Answer | None:
    one = backend("efs", call.region).file_systems_by_id.get(call.params["FileSystemId"])
    if one is None or one.number_of_mount_targets > 0:
        return None  # moto's own words
    if _copy_of(one.file_system_id):
        raise Refused("FileSystemInUse", "The file system is a part of a replication configuration.", 409)
    if one.life_cycle_state == "deleting":
        raise Refused("BadRequest", f"{one.file_system_id} is being deleted.")
    _begin(one)
    return yes(call, {}, 204)


# ---- mount targets --------------------------------------------------------------------------------------------------


@after("efs", "CreateMountTarget")
def target_is_made(call: Call, answer: Answer) -> Answer:
    for one in backend("efs", call.region).mount_targets_by_id.values():
        interface = backend("ec2", call.region).enis.get(one.network_interface_id)
        if interface is not None and not interface.requester_managed:
            interface.description = f"EFS mount target for {one.file_system_id} ({one.mount_target_id})"
            interface.requester_managed, interface.requester_id, interface.status = True, "amazon-efs", "in-use"
    return answer


@before("efs", "DescribeMountTargets", "DeleteMountTarget")
def look_at_targets(call: Call) -> None:
    known, told = backend("efs", call.region), call.params
    for id_, one in list(known.mount_targets_by_id.items()):
        asked = told.get("MountTargetId") == id_ or told.get("FileSystemId") == one.file_system_id
        if one.life_cycle_state == "deleting" and asked and call.operation.startswith("Describe") and _under_way.is_over(one):
            backend("ec2", call.region).enis[one.network_interface_id].status = "available"
            known.delete_mount_target(id_)


@instead("efs", "DeleteMountTarget")
def delete_target(call: Call) -> Answer | None:
    one = backend("efs", call.region).mount_targets_by_id.get(call.params["MountTargetId"])
    if one is None:
        return None
    if one.life_cycle_state == "deleting":
        raise Refused("BadRequest", f"{one.mount_target_id} is being deleted.")
    _begin(one)
    return yes(call, {}, 204)


# ---- copies ---------------------------------------------------------------------------------------------------------


@instead("efs", "CreateReplicationConfiguration")
def copy(call: Call) -> Answer:
    source = call.params["SourceFileSystemId"]
    ends = [{"Status": "ENABLED", "FileSystemId": end["FileSystemId"], "Region": end["Region"]} for end in call.params["Destinations"]]
    _copies[source] = {
        "SourceFileSystemId": source, "SourceFileSystemRegion": call.region, "SourceFileSystemArn": _arn(call.region, source),
        "OriginalSourceFileSystemArn": _arn(call.region, source), "CreationTime": 1.0, "Destinations": ends,
    }  # fmt: skip
    return yes(call, _copies[source])


@instead("efs", "DescribeReplicationConfigurations")
def copies(call: Call) -> Answer:
    asked = call.params.get("FileSystemId")
    found = [_copy_of(asked)] if asked else list(_copies.values())
    if found == [None]:
        raise Refused("ReplicationNotFound", f"{asked} has no replication configuration.", 404)
    return yes(call, {"Replications": found})


@instead("efs", "DeleteReplicationConfiguration")
def end_copy(call: Call) -> Answer:
    if _copies.pop(call.params["SourceFileSystemId"], None) is None:
        raise Refused("ReplicationNotFound", "There is no such replication configuration.", 404)
    return yes(call, {}, 204)


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str) -> Iterator[tag_stores.Row]:
    known = backend("efs", region)
    for id_, one in list(known.file_systems_by_id.items()):
        yield _row(known, one.file_system_arn, id_)
    for id_, one in list(known.access_points.items()):
        yield _row(known, one.access_point_arn, id_)


def _row(known: Any, arn: str, id_: str) -> tag_stores.Row:
    return tag_stores._tagger(arn, known.tagging_service, id_)


tag_stores.STORES["elasticfilesystem"] = _rows
