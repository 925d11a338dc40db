"""Lightsail, which moto has not: what is deleted by a name that the next thing may have, and goes slowly.

A name is given once a region, whatever it names. Texts marked "told" are as others met them; the rest are unseen, and the codes the model's.
"""

from __future__ import annotations

import uuid
from typing import Any

import ageing
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

PAGE = 3  # AWS does not say how many; who asks has to follow the token in any case

# Type, as its ARN has it: the member that names one, and the state in which it takes a deletion.
_WORDS = ("Instance", "Disk", "StaticIp", "LoadBalancer", "ContainerService", "RelationalDatabase", "InstanceSnapshot", "DiskSnapshot", "RelationalDatabaseSnapshot")
_shelves = {word: shelf.Shelf("lightsail", "lightsail") for word in _WORDS}
_AT_REST = {
    "Instance": ("running", "stopped"),
    "Disk": ("available", "in-use", "error"),
    "LoadBalancer": ("active", "active_impaired", "failed"),
    "ContainerService": ("READY", "RUNNING", "DISABLED"),
    "RelationalDatabase": ("available", "stopped"),
    "InstanceSnapshot": ("available", "error"),
    "DiskSnapshot": ("completed", "error"),
    "RelationalDatabaseSnapshot": ("available", "failed"),
}


def thing(arn: str) -> dict[str, Any]:
    """What `properties` may set: a state, a date, an add-on, `_fails` of the operation that deletes it."""
    return next(of.of(arn.split(":")[3])[arn] for of in _shelves.values() if arn in of.of(arn.split(":")[3]))


# ---- names ----------------------------------------------------------------------------------------------------------


def _name(one: dict[str, Any]) -> str:
    return one.get("containerServiceName") or one["name"]


def _called(region: str, name: str, word: str) -> dict[str, Any] | None:
    return next((one for one in _shelves[word].of(region).values() if _name(one) == name), None)


def _one(call: Call, word: str, member: str) -> dict[str, Any]:
    _shelves[word].seen(call)
    name = call.params[member]
    found = _called(call.region, name, word)
    if found is None:
        raise Refused("NotFoundException", f"The {word} does not exist: {name}")  # told
    return found


def _make(call: Call, word: str, name: str, state: Any, **more: Any) -> dict[str, Any]:
    if any(_called(call.region, name, other) for other in _WORDS):
        raise Refused("InvalidInputException", f"Some names are already in use: {name}")  # told
    arn = f"arn:aws:lightsail:{call.region}:{ACCOUNT}:{word}/{uuid.uuid4()}"
    made = {
        "name": name,
        "arn": arn,
        "createdAt": ageing.now().timestamp(),
        "resourceType": word,
        "location": {"availabilityZone": f"{call.region}a", "regionName": call.region},
        **({} if state is None else {"state": state}),
        **more,
    }
    if word == "ContainerService":
        made["containerServiceName"] = made.pop("name")
    told = {tag["key"]: tag.get("value", "") for tag in call.params.get("tags") or []}
    return _shelves[word].put(call.region, arn, made, told)


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    tags = [{"key": key, "value": value} for key, value in one["_tags"].items()]
    return shelf.shown(one) | ({} if one["resourceType"] == "StaticIp" else {"tags": tags})


def _state(one: dict[str, Any]) -> str:
    state = one.get("state", "")
    return state["name"] if isinstance(state, dict) else state


def _becomes(one: dict[str, Any], state: str) -> None:
    one["state"] = {"name": state} if isinstance(one["state"], dict) else state


def _listed(call: Call, word: str, member: str) -> Answer:
    found = [_shown(one) for one in _shelves[word].all(call.region)]
    token = call.params.get("pageToken")
    start = int(token) if token else 0
    more = {"nextPageToken": str(start + PAGE)} if len(found) > start + PAGE else {}
    return yes(call, {member: found[start : start + PAGE], **more})


def _operation(one: dict[str, Any], type_: str) -> dict[str, Any]:
    told = {"id": str(uuid.uuid4()), "resourceName": _name(one), "resourceType": one["resourceType"], "operationType": type_}
    if "_fails" in one:
        return told | {"status": "Failed", "isTerminal": True, "errorCode": "OperationFailureException", "errorDetails": one["_fails"]}
    return told | {"status": "Started", "isTerminal": False}


def _goes(call: Call, word: str, one: dict[str, Any], then: Any = None, by: str = "deleting") -> list[dict[str, Any]]:
    if _state(one) not in _AT_REST[word]:
        raise Refused("OperationFailureException", f"The {word} {_name(one)} is in state {_state(one)}, in which it cannot be deleted.")
    operation = _operation(one, call.operation)
    if operation["status"] != "Failed":
        _becomes(one, by)

        def gone() -> None:
            _shelves[word].remove(call.region, one)
            if then:
                then()

        _shelves[word].begin(one, gone)
    return [operation]


def _add_ons(call: Call, word: str, one: dict[str, Any]) -> None:
    if one.get("addOns") and not call.params.get("forceDeleteAddOns"):
        # told: hashicorp/terraform-provider-aws #20650
        text = f"You cannot delete the {word} {_name(one)} with addons. Specify the forceDeleteAddons parameter to delete the {word} and its associated addons."
        raise Refused("InvalidInputException", text)


# ---- instances ------------------------------------------------------------------------------------------------------


@instead("lightsail", "CreateInstances")
def create_instances(call: Call) -> Answer:
    made = []
    for name in call.params["instanceNames"]:
        add_ons = [{"name": one["addOnType"], "status": "Enabled"} for one in call.params.get("addOns") or []]
        system = {"sizeInGb": 40, "isSystemDisk": True, "path": "/dev/sda1", "attachedTo": name}
        hardware = {"cpuCount": 2, "disks": [system], "ramSizeInGb": 1.0}
        made.append(_make(call, "Instance", name, {"code": 16, "name": "running"}, addOns=add_ons, hardware=hardware))
    return yes(call, {"operations": [_operation(one, "CreateInstance") for one in made]})


@instead("lightsail", "GetInstances")
def instances(call: Call) -> Answer:
    return _listed(call, "Instance", "instances")


@instead("lightsail", "GetInstance")
def instance(call: Call) -> Answer:
    return yes(call, {"instance": _shown(_one(call, "Instance", "instanceName"))})


@instead("lightsail", "DeleteInstance")
def delete_instance(call: Call) -> Answer:
    one = _one(call, "Instance", "instanceName")
    _add_ons(call, "Instance", one)
    name = _name(one)

    def free() -> None:
        for word in ("Disk", "StaticIp"):
            for part in _shelves[word].of(call.region).values():
                if part.get("attachedTo") == name:
                    _detach(part)
        for balancer in _shelves["LoadBalancer"].of(call.region).values():
            balancer["instanceHealthSummary"] = [each for each in balancer["instanceHealthSummary"] if each["instanceName"] != name]

    attached = [part for part in _shelves["Disk"].of(call.region).values() if part.get("attachedTo") == name]
    going = _goes(call, "Instance", one, free, "shutting-down")
    return yes(call, {"operations": [_operation(part, "DetachDisk") for part in attached] + going})


# ---- disks and addresses --------------------------------------------------------------------------------------------


def _detach(part: dict[str, Any]) -> None:
    part.pop("attachedTo")
    part["isAttached"] = False
    if part["resourceType"] == "Disk":
        part["state"] = "available"


@instead("lightsail", "CreateDisk")
def create_disk(call: Call) -> Answer:
    add_ons = [{"name": one["addOnType"], "status": "Enabled"} for one in call.params.get("addOns") or []]
    one = _make(call, "Disk", call.params["diskName"], "available", addOns=add_ons, sizeInGb=call.params["sizeInGb"], isSystemDisk=False, isAttached=False)
    return yes(call, {"operations": [_operation(one, "CreateDisk")]})


@instead("lightsail", "AttachDisk")
def attach_disk(call: Call) -> Answer:
    one, to = _one(call, "Disk", "diskName"), _one(call, "Instance", "instanceName")
    one |= {"attachedTo": _name(to), "isAttached": True, "state": "in-use", "path": call.params["diskPath"]}
    return yes(call, {"operations": [_operation(one, "AttachDisk")]})


@instead("lightsail", "GetDisks")
def disks(call: Call) -> Answer:
    return _listed(call, "Disk", "disks")


@instead("lightsail", "GetDisk")
def disk(call: Call) -> Answer:
    return yes(call, {"disk": _shown(_one(call, "Disk", "diskName"))})


@instead("lightsail", "DeleteDisk")
def delete_disk(call: Call) -> Answer:
    """API reference: it must be available."""
    one = _one(call, "Disk", "diskName")
    _add_ons(call, "Disk", one)
    if one["state"] == "in-use":
        raise Refused("InvalidInputException", f"The disk {one['name']} is in use: it must be in the available state.")
    return yes(call, {"operations": _goes(call, "Disk", one)})


@instead("lightsail", "AllocateStaticIp")
def allocate(call: Call) -> Answer:
    one = _make(call, "StaticIp", call.params["staticIpName"], None, ipAddress="203.0.113.7", isAttached=False)
    return yes(call, {"operations": [_operation(one, "AllocateStaticIp")]})


@instead("lightsail", "AttachStaticIp")
def attach(call: Call) -> Answer:
    one, to = _one(call, "StaticIp", "staticIpName"), _one(call, "Instance", "instanceName")
    one |= {"attachedTo": _name(to), "isAttached": True}
    return yes(call, {"operations": [_operation(one, "AttachStaticIp")]})


@instead("lightsail", "GetStaticIps")
def addresses(call: Call) -> Answer:
    return _listed(call, "StaticIp", "staticIps")


@instead("lightsail", "GetStaticIp")
def address(call: Call) -> Answer:
    return yes(call, {"staticIp": _shown(_one(call, "StaticIp", "staticIpName"))})


@instead("lightsail", "ReleaseStaticIp")
def release(call: Call) -> Answer:
    one = _one(call, "StaticIp", "staticIpName")
    if one["isAttached"]:
        raise Refused("InvalidInputException", f"The static IP {one['name']} is attached to {one['attachedTo']}.")
    _shelves["StaticIp"].remove(call.region, one)
    return yes(call, {"operations": [_operation(one, "ReleaseStaticIp")]})


# ---- load balancers and containers ----------------------------------------------------------------------------------


@instead("lightsail", "CreateLoadBalancer")
def create_balancer(call: Call) -> Answer:
    one = _make(call, "LoadBalancer", call.params["loadBalancerName"], "active", instancePort=call.params["instancePort"], instanceHealthSummary=[])
    return yes(call, {"operations": [_operation(one, "CreateLoadBalancer")]})


@instead("lightsail", "AttachInstancesToLoadBalancer")
def behind(call: Call) -> Answer:
    one = _one(call, "LoadBalancer", "loadBalancerName")
    for name in call.params["instanceNames"]:
        if _called(call.region, name, "Instance") is None:
            raise Refused("NotFoundException", f"The Instance does not exist: {name}")
        one["instanceHealthSummary"].append({"instanceName": name, "instanceHealth": "healthy"})
    return yes(call, {"operations": [_operation(one, "AttachInstancesToLoadBalancer")]})


@instead("lightsail", "GetLoadBalancers")
def balancers(call: Call) -> Answer:
    return _listed(call, "LoadBalancer", "loadBalancers")


@instead("lightsail", "GetLoadBalancer")
def balancer(call: Call) -> Answer:
    return yes(call, {"loadBalancer": _shown(_one(call, "LoadBalancer", "loadBalancerName"))})


@instead("lightsail", "DeleteLoadBalancer")
def delete_balancer(call: Call) -> Answer:
    return yes(call, {"operations": _goes(call, "LoadBalancer", _one(call, "LoadBalancer", "loadBalancerName"))})


@instead("lightsail", "CreateContainerService")
def create_container(call: Call) -> Answer:
    told = call.params
    one = _make(call, "ContainerService", told["serviceName"], "READY", power=told["power"], scale=told["scale"], isDisabled=False)
    return yes(call, {"containerService": _shown(one)})


@instead("lightsail", "GetContainerServices")
def containers(call: Call) -> Answer:
    """All at once: it takes no token."""
    if "serviceName" in call.params:
        return yes(call, {"containerServices": [_shown(_one(call, "ContainerService", "serviceName"))]})
    return yes(call, {"containerServices": [_shown(one) for one in _shelves["ContainerService"].all(call.region)]})


@instead("lightsail", "DeleteContainerService")
def delete_container(call: Call) -> Answer:
    _goes(call, "ContainerService", _one(call, "ContainerService", "serviceName"), by="DELETING")
    return yes(call, {})


# ---- databases ------------------------------------------------------------------------------------------------------


@instead("lightsail", "CreateRelationalDatabase")
def create_database(call: Call) -> Answer:
    one = _make(call, "RelationalDatabase", call.params["relationalDatabaseName"], "available", engine="mysql", hardware={"diskSizeInGb": 40})
    return yes(call, {"operations": [_operation(one, "CreateRelationalDatabase")]})


@instead("lightsail", "GetRelationalDatabases")
def databases(call: Call) -> Answer:
    return _listed(call, "RelationalDatabase", "relationalDatabases")


@instead("lightsail", "GetRelationalDatabase")
def database(call: Call) -> Answer:
    return yes(call, {"relationalDatabase": _shown(_one(call, "RelationalDatabase", "relationalDatabaseName"))})


@instead("lightsail", "DeleteRelationalDatabase")
def delete_database(call: Call) -> Answer:
    one, last = _one(call, "RelationalDatabase", "relationalDatabaseName"), call.params.get("finalRelationalDatabaseSnapshotName")
    skips = bool(call.params.get("skipFinalSnapshot"))
    if skips == bool(last):
        raise Refused("InvalidInputException", "Either the final snapshot is skipped, or it has a name.")
    operations = _goes(call, "RelationalDatabase", one)
    if last:
        _snapshot(call, "RelationalDatabaseSnapshot", last, one, "available")
    return yes(call, {"operations": operations})


# ---- snapshots ------------------------------------------------------------------------------------------------------


def _snapshot(call: Call, word: str, name: str, of: dict[str, Any], done: str) -> dict[str, Any]:
    source = word.removesuffix("Snapshot")
    more = {f"from{source}Name": _name(of), f"from{source}Arn": of["arn"], "sizeInGb": 40}
    if source == "RelationalDatabase":
        more["fromRelationalDatabaseBundleId"] = "micro_2_0"
    one = _make(call, word, name, "pending", **more)
    _shelves[word].begin(one, lambda: _becomes(one, done))
    return one


@instead("lightsail", "CreateInstanceSnapshot")
def copy_instance(call: Call) -> Answer:
    one = _snapshot(call, "InstanceSnapshot", call.params["instanceSnapshotName"], _one(call, "Instance", "instanceName"), "available")
    return yes(call, {"operations": [_operation(one, call.operation)]})


@instead("lightsail", "CreateDiskSnapshot")
def copy_disk(call: Call) -> Answer:
    one = _snapshot(call, "DiskSnapshot", call.params["diskSnapshotName"], _one(call, "Disk", "diskName"), "completed")
    return yes(call, {"operations": [_operation(one, call.operation)]})


@instead("lightsail", "CreateRelationalDatabaseSnapshot")
def copy_database(call: Call) -> Answer:
    of = _one(call, "RelationalDatabase", "relationalDatabaseName")
    if of["state"] != "available":
        raise Refused("OperationFailureException", f"The database {of['name']} is in state {of['state']}, in which no snapshot is taken of it.")
    one = _snapshot(call, "RelationalDatabaseSnapshot", call.params["relationalDatabaseSnapshotName"], of, "available")
    _becomes(of, "backing-up")
    _shelves["RelationalDatabase"].begin(of, lambda: _becomes(of, "available"))
    return yes(call, {"operations": [_operation(one, call.operation)]})


@instead("lightsail", "GetInstanceSnapshots")
def instance_snapshots(call: Call) -> Answer:
    return _listed(call, "InstanceSnapshot", "instanceSnapshots")


@instead("lightsail", "GetInstanceSnapshot")
def instance_snapshot(call: Call) -> Answer:
    return yes(call, {"instanceSnapshot": _shown(_one(call, "InstanceSnapshot", "instanceSnapshotName"))})


@instead("lightsail", "DeleteInstanceSnapshot")
def delete_instance_snapshot(call: Call) -> Answer:
    return yes(call, {"operations": _goes(call, "InstanceSnapshot", _one(call, "InstanceSnapshot", "instanceSnapshotName"))})


@instead("lightsail", "GetDiskSnapshots")
def disk_snapshots(call: Call) -> Answer:
    return _listed(call, "DiskSnapshot", "diskSnapshots")


@instead("lightsail", "GetDiskSnapshot")
def disk_snapshot(call: Call) -> Answer:
    return yes(call, {"diskSnapshot": _shown(_one(call, "DiskSnapshot", "diskSnapshotName"))})


@instead("lightsail", "DeleteDiskSnapshot")
def delete_disk_snapshot(call: Call) -> Answer:
    return yes(call, {"operations": _goes(call, "DiskSnapshot", _one(call, "DiskSnapshot", "diskSnapshotName"))})


@instead("lightsail", "GetRelationalDatabaseSnapshots")
def database_snapshots(call: Call) -> Answer:
    return _listed(call, "RelationalDatabaseSnapshot", "relationalDatabaseSnapshots")


@instead("lightsail", "GetRelationalDatabaseSnapshot")
def database_snapshot(call: Call) -> Answer:
    return yes(call, {"relationalDatabaseSnapshot": _shown(_one(call, "RelationalDatabaseSnapshot", "relationalDatabaseSnapshotName"))})


@instead("lightsail", "DeleteRelationalDatabaseSnapshot")
def delete_database_snapshot(call: Call) -> Answer:
    return yes(call, {"operations": _goes(call, "RelationalDatabaseSnapshot", _one(call, "RelationalDatabaseSnapshot", "relationalDatabaseSnapshotName"))})
