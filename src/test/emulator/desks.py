"""Directory Service and WorkSpaces: moto has a directory gone at once, whatever logs people in by it, and desktops gone with no state between.

AWS deletes no directory that an application has, deregisters none in which a desktop is, and refuses to terminate a desktop with a 200.
Codes and texts as recorded, or as others met them, but those marked "unseen".
"""

from __future__ import annotations

import uuid
from typing import Any

import ageing
import capacity
import ec2
import fsx
import hooks
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_directories = shelf.Shelf("ds", "gateway")
_registrations = shelf.Shelf("workspaces", "gateway")
_desktops = shelf.Shelf("workspaces", "gateway")
_trusts: dict[str, list[dict[str, Any]]] = {}
_shares: dict[str, list[dict[str, Any]]] = {}


@hooks.on_reset
def reset() -> None:
    for store in (_trusts, _shares):
        store.clear()


def thing(arn: str) -> dict[str, Any]:
    """What `properties` may set: a state that AWS alone gives, `_applications` that no API tells of."""
    region = arn.split(":")[3]
    return next(of.of(region)[arn] for of in (_directories, _registrations, _desktops) if arn in of.of(region))


def _id(prefix: str, length: int) -> str:
    return prefix + uuid.uuid4().hex[:length]


def _arn(call: Call, service: str, word: str, id_: str) -> str:
    return f"arn:aws:{service}:{call.region}:{ACCOUNT}:{word}/{id_}"


# ---- directories ----------------------------------------------------------------------------------------------------


def _directory(call: Call, id_: str) -> dict[str, Any]:
    arn = _arn(call, "ds", "directory", id_)
    if arn not in _directories.of(call.region):
        raise Refused("EntityDoesNotExistException", f"Directory {id_} does not exist")
    return _directories.of(call.region)[arn]


def _microsoft(call: Call, id_: str) -> dict[str, Any]:
    one = _directory(call, id_)
    if one["Type"] != "MicrosoftAD":
        raise Refused("UnsupportedOperationException", f"The operation is not supported for directories of type {one['Type']}.")  # unseen
    return one


def _make(call: Call, type_: str, **more: Any) -> Answer:
    told, id_ = call.params, _id("d-", 10)
    made = {
        "DirectoryId": id_,
        "Name": told["Name"],
        "Type": type_,
        "Stage": "Active",
        "LaunchTime": ageing.now().timestamp(),
        "SsoEnabled": False,
        **more,
    }
    one = _directories.put(call.region, _arn(call, "ds", "directory", id_), made, told.get("Tags"))
    network = more.get("VpcSettings") or more.get("ConnectSettings") or {}
    one["_cards"] = [_card(call, subnet, id_) for subnet in network.get("SubnetIds", [])]
    return yes(call, {"DirectoryId": id_})


def _card(call: Call, subnet: str, id_: str) -> str:
    """An interface that nobody but Directory Service takes away (its guide, "What gets created")."""
    store = hooks.backend("ec2", call.region)
    interface = store.create_network_interface(store.get_subnet(subnet), None)
    ec2._made_by_service(interface, "interface", f"AWS created network interface for directory {id_}", "amazon-ds")
    return interface.id


@instead("ds", "CreateMicrosoftAD")
def create_microsoft(call: Call) -> Answer:
    return _make(call, "MicrosoftAD", VpcSettings=call.params["VpcSettings"], Edition=call.params.get("Edition", "Enterprise"))


@instead("ds", "CreateDirectory")
def create_simple(call: Call) -> Answer:
    return _make(call, "SimpleAD", VpcSettings=call.params["VpcSettings"], Size=call.params["Size"])


@instead("ds", "ConnectDirectory")
def connect(call: Call) -> Answer:
    network = {name: call.params["ConnectSettings"][name] for name in ("VpcId", "SubnetIds", "CustomerUserName")}
    return _make(call, "ADConnector", ConnectSettings=network, Size=call.params["Size"])


@instead("ds", "DescribeDirectories")
def directories(call: Call) -> Answer:
    _directories.look(call.region)
    ids = call.params.get("DirectoryIds")
    found = [_directory(call, id_) for id_ in ids] if ids else list(_directories.of(call.region).values())
    return yes(call, {"DirectoryDescriptions": [shelf.shown(one) for one in found]})


@instead("ds", "RestoreFromSnapshot")
def restore(call: Call) -> Answer:
    """Whatever the snapshot: the directory that was made last."""
    one = list(_directories.of(call.region).values())[-1]
    one["Stage"] = "Restoring"
    _directories.begin(one, lambda: one.__setitem__("Stage", "Active"))
    return yes(call, {})


@instead("ds", "AddRegion")
def add_region(call: Call) -> Answer:
    one = _microsoft(call, call.params["DirectoryId"])
    told = one.setdefault("RegionsInfo", {"PrimaryRegion": call.region, "AdditionalRegions": []})
    told["AdditionalRegions"].append(call.params["RegionName"])
    return yes(call, {})


@instead("ds", "CreateTrust")
def trust(call: Call) -> Answer:
    id_, made = call.params["DirectoryId"], _id("t-", 10)
    _microsoft(call, id_)
    told = {name: call.params[name] for name in ("RemoteDomainName", "TrustDirection")}
    _trusts.setdefault(id_, []).append({"DirectoryId": id_, "TrustId": made, "TrustState": "Verified", **told})
    return yes(call, {"TrustId": made})


@instead("ds", "DescribeTrusts")
def trusts(call: Call) -> Answer:
    _microsoft(call, call.params["DirectoryId"])
    return yes(call, {"Trusts": _trusts.get(call.params["DirectoryId"], [])})


@instead("ds", "ShareDirectory")
def share(call: Call) -> Answer:
    id_, target = call.params["DirectoryId"], call.params["ShareTarget"]["Id"]
    _microsoft(call, id_)
    made = {"OwnerDirectoryId": id_, "SharedAccountId": target, "SharedDirectoryId": _id("d-", 10), "ShareStatus": "Shared"}
    _shares.setdefault(id_, []).append(made)
    return yes(call, {"SharedDirectoryId": made["SharedDirectoryId"]})


@instead("ds", "DescribeSharedDirectories")
def shares(call: Call) -> Answer:
    _microsoft(call, call.params["OwnerDirectoryId"])
    return yes(call, {"SharedDirectories": _shares.get(call.params["OwnerDirectoryId"], [])})


def _applications_of(call: Call, id_: str) -> list[str]:
    """Admin guide, "Deleting your AWS Managed Microsoft AD": what prevents it."""
    found = list(_directory(call, id_).get("_applications", []))
    if _arn(call, "workspaces", "directory", id_) in _registrations.of(call.region):
        found.append("WorkSpaces")
    found += [
        db.db_instance_identifier
        for db in hooks.backend("rds", call.region).databases.values()
        if any(domain.domain == id_ for domain in db.domain_memberships)
    ]
    found += capacity.askers(id_)
    found += [
        one["FileSystemId"]
        for one in fsx._things["file-system"].values()
        if one["_region"] == call.region and one.get("WindowsConfiguration", {}).get("ActiveDirectoryId") == id_
    ]
    return found


@instead("ds", "DeleteDirectory")
def delete(call: Call) -> Answer:
    id_ = call.params["DirectoryId"]
    one = _directory(call, id_)
    if _applications_of(call, id_):
        raise Refused("ClientException", "Cannot delete the directory because it still has authorized applications.")
    if one["Stage"] != "Active":
        raise Refused("ClientException", f"Directory {id_} is in stage {one['Stage']}.")  # unseen
    one["Stage"] = "Deleting"
    _directories.begin(one, lambda: _gone(call, one))
    return yes(call, {"DirectoryId": id_})


def _gone(call: Call, one: dict[str, Any]) -> None:
    for card in one["_cards"]:
        hooks.backend("ec2", call.region).enis.pop(card, None)
    _directories.remove(call.region, one)


@instead("ds", "ListTagsForResource")
def tags(call: Call) -> Answer:
    return yes(call, {"Tags": shelf.pairs(_directory(call, call.params["ResourceId"])["_tags"])})


# ---- what desktops are registered in --------------------------------------------------------------------------------


def _registration(call: Call, id_: str) -> dict[str, Any]:
    arn = _arn(call, "workspaces", "directory", id_)
    if arn not in _registrations.of(call.region):
        text = "The specified directory could not be found. Confirm that the directory exists in your AWS account and that you own the directory."
        raise Refused("ResourceNotFoundException", text)
    return _registrations.of(call.region)[arn]


@instead("workspaces", "RegisterWorkspaceDirectory")
def register(call: Call) -> Answer:
    told = call.params
    id_ = told.get("DirectoryId") or _id("wsd-", 10)
    made = {
        "DirectoryId": id_,
        "State": "REGISTERED",
        "SubnetIds": told.get("SubnetIds") or [],
        "IamRoleId": f"arn:aws:iam::{ACCOUNT}:role/workspaces_DefaultRole",
        "WorkspaceType": told.get("WorkspaceType", "PERSONAL"),
    }
    _registrations.put(call.region, _arn(call, "workspaces", "directory", id_), made, told.get("Tags"))
    return yes(call, {"DirectoryId": id_, "State": "REGISTERING"})


@instead("workspaces", "DescribeWorkspaceDirectories")
def registrations(call: Call) -> Answer:
    ids = call.params.get("DirectoryIds")
    found = [one for one in _registrations.all(call.region) if not ids or one["DirectoryId"] in ids]
    return yes(call, {"Directories": [shelf.shown(one) for one in found]})


@instead("workspaces", "DeregisterWorkspaceDirectory")
def deregister(call: Call) -> Answer:
    one = _registration(call, call.params["DirectoryId"])
    if any(desktop["DirectoryId"] == one["DirectoryId"] for desktop in _desktops.of(call.region).values()):
        text = "There are WorkSpaces assigned to this directory. You must remove the WorkSpaces before you deregister the directory."
        raise Refused("OperationNotSupportedException", text)
    if one["State"] != "REGISTERED":
        text = "The specified directory is not in a valid state. Confirm that the directory has a status of Active, and try again."
        raise Refused("InvalidResourceStateException", text)
    one["State"] = "DEREGISTERING"
    _registrations.begin(one, lambda: _registrations.remove(call.region, one))
    return yes(call, {})


# ---- desktops -------------------------------------------------------------------------------------------------------


@instead("workspaces", "CreateWorkspaces")
def create(call: Call) -> Answer:
    pending, failed = [], []
    for told in call.params["Workspaces"]:
        if _arn(call, "workspaces", "directory", told["DirectoryId"]) not in _registrations.of(call.region):
            text = "The specified directory could not be found in the specified region."
            failed.append({"WorkspaceRequest": told, "ErrorCode": "ResourceNotFound.Directory", "ErrorMessage": text})
            continue
        made = {name: told[name] for name in ("DirectoryId", "UserName", "BundleId", "VolumeEncryptionKey") if name in told}
        made |= {"WorkspaceId": _id("ws-", 9), "State": "AVAILABLE"}
        made["WorkspaceProperties"] = {"RunningMode": "ALWAYS_ON", "UserVolumeSizeGib": 50} | told.get("WorkspaceProperties", {})
        one = _desktops.put(call.region, _arn(call, "workspaces", "workspace", made["WorkspaceId"]), made, told.get("Tags"))
        pending.append(shelf.shown(one, "WorkspaceId", "DirectoryId", "UserName") | {"State": "PENDING"})
    return yes(call, {"FailedRequests": failed, "PendingRequests": pending})


@instead("workspaces", "DescribeWorkspaces")
def desktops(call: Call) -> Answer:
    if call.params.get("Limit", 25) > 25:
        raise Refused("InvalidParameterValuesException", "The limit is 25.")  # unseen
    ids = call.params.get("WorkspaceIds")
    found = [shelf.shown(one) for one in _desktops.all(call.region) if not ids or one["WorkspaceId"] in ids]
    start = int(call.params.get("NextToken", 0))
    more = {"NextToken": str(start + 25)} if len(found) > start + 25 else {}
    return yes(call, {"Workspaces": found[start : start + 25], **more})


@instead("workspaces", "TerminateWorkspaces")
def terminate(call: Call) -> Answer:
    """A 200 in any case (API reference): what is refused is in the answer."""
    failed = []
    for told in call.params["TerminateWorkspaceRequests"]:
        id_ = told["WorkspaceId"]
        one = _desktops.of(call.region).get(_arn(call, "workspaces", "workspace", id_))
        if one is None:
            failed.append({"WorkspaceId": id_, "ErrorCode": "ResourceNotFound.Workspace", "ErrorMessage": f"WorkSpace {id_} could not be found."})  # unseen
        elif one["State"] in ("SUSPENDED", "TERMINATING"):
            text = f"WorkSpace {id_} is in state {one['State']}, in which it cannot be terminated."
            failed.append({"WorkspaceId": id_, "ErrorCode": "OperationNotSupportedException", "ErrorMessage": text})  # unseen
        else:
            one["State"] = "TERMINATING"
            _desktops.begin(one, lambda one=one: _desktops.remove(call.region, one))
    return yes(call, {"FailedRequests": failed})


@instead("workspaces", "DescribeTags")
def desktop_tags(call: Call) -> Answer:
    id_ = call.params["ResourceId"]
    word = "workspace" if id_.startswith("ws-") else "directory"
    told = shelf.tags_of("workspaces", call.region, _arn(call, "workspaces", word, id_))
    if told is None:
        raise Refused("ResourceNotFoundException", f"The specified resource {id_} could not be found.")  # unseen
    return yes(call, {"TagList": shelf.pairs(told)})
