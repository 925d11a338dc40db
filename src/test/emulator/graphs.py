"""Neptune Analytics, which moto has not.

A graph is deleted only while it is available, or failed, unprotected and without private endpoints (guide, "Deleting a Neptune
Analytics graph"; that a stopped one is not is what awslabs/nx-neptune goes by). A deletion that is not told to skip it leaves a
snapshot without tags. A private endpoint is an endpoint of the VPC's, made and taken away in the caller's name (service authorization
reference, DeletePrivateGraphEndpoint). Codes are the model's, texts unseen.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import Any

import ageing
import ec2
import hooks
import shelf
from hooks import backend, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

SERVICE = "neptune-graph"
_graphs = shelf.Shelf(SERVICE, "database")
_snapshots = shelf.Shelf(SERVICE, "database")
_ends = shelf.Shelf(SERVICE, "gateway")
_tasks: dict[str, list[dict[str, Any]]] = {}  # of imports and exports, by region
hooks.on_reset(_tasks.clear)

_SUMMARY = (
    "id", "name", "arn", "status", "provisionedMemory", "publicConnectivity", "endpoint", "replicaCount", "kmsKeyIdentifier",
    "deletionProtection",
)  # fmt: skip


def thing(arn: str) -> dict[str, Any]:
    """What `properties` may set: a state that AWS alone gives."""
    region = arn.split(":")[3]
    return next(of.of(region)[arn] for of in (_graphs, _snapshots) if arn in of.of(region))


def _id(prefix: str) -> str:
    return prefix + "".join(random.choices(string.ascii_lowercase + string.digits, k=10))


def _arn(call: Call, word: str, id_: str) -> str:
    return f"arn:aws:{SERVICE}:{call.region}:{ACCOUNT}:{word}/{id_}"


def _one(call: Call, of: shelf.Shelf, word: str, member: str) -> dict[str, Any]:
    of.seen(call)
    arn = _arn(call, word, call.params[member])
    if arn not in of.of(call.region):
        raise Refused("ResourceNotFoundException", f"{word} {call.params[member]} is not found.", 404)
    return of.of(call.region)[arn]


def _graph(call: Call) -> dict[str, Any]:
    return _one(call, _graphs, "graph", "graphIdentifier")


def _conflict(text: str) -> Refused:
    return Refused("ConflictException", text, 409)


def _only(one: dict[str, Any], *states: str) -> None:
    if one["status"] not in states:
        raise _conflict(f"{one['id']} is in {one['status']} state, and has to be in {' or '.join(states)}.")


def _begin(one: dict[str, Any], meanwhile: str, then: str) -> None:
    one["status"] = meanwhile
    _graphs.begin(one, lambda: one.__setitem__("status", then))


# ---- graphs ---------------------------------------------------------------------------------------------------------


def _make(call: Call, told: dict[str, Any]) -> dict[str, Any]:
    id_ = _id("g-")
    made = {
        "id": id_,
        "name": told["graphName"],
        "arn": _arn(call, "graph", id_),
        "status": "AVAILABLE",
        "createTime": ageing.now().timestamp(),
        "provisionedMemory": told.get("provisionedMemory", 16),
        "endpoint": f"{id_}.{call.region}.neptune-graph.amazonaws.com",
        "publicConnectivity": told.get("publicConnectivity", False),
        "replicaCount": told.get("replicaCount", 1),
        "kmsKeyIdentifier": told.get("kmsKeyIdentifier", "AWS_OWNED_KEY"),
        # What the guide of CloudFormation says of its type.
        "deletionProtection": told.get("deletionProtection", True),
    }
    return _graphs.put(call.region, made["arn"], made, told.get("tags"))


@instead(SERVICE, "CreateGraph")
def create(call: Call) -> Answer:
    return yes(call, shelf.shown(_make(call, call.params)), 201)


@instead(SERVICE, "ListGraphs")
def graphs(call: Call) -> Answer:
    return yes(call, {"graphs": [shelf.shown(one, *_SUMMARY) for one in _graphs.all(call.region)]})


@instead(SERVICE, "GetGraph")
def graph(call: Call) -> Answer:
    return yes(call, shelf.shown(_graph(call)))


@instead(SERVICE, "UpdateGraph")
def update(call: Call) -> Answer:
    one = _graph(call)
    _only(one, "AVAILABLE")
    one |= {name: call.params[name] for name in ("deletionProtection", "publicConnectivity", "provisionedMemory") if name in call.params}
    _begin(one, "UPDATING", "AVAILABLE")
    return yes(call, shelf.shown(one))


@instead(SERVICE, "StopGraph")
def stop(call: Call) -> Answer:
    one = _graph(call)
    _only(one, "AVAILABLE")
    _begin(one, "STOPPING", "STOPPED")
    return yes(call, shelf.shown(one))


@instead(SERVICE, "StartGraph")
def start(call: Call) -> Answer:
    one = _graph(call)
    _only(one, "STOPPED")
    _begin(one, "STARTING", "AVAILABLE")
    return yes(call, shelf.shown(one))


@instead(SERVICE, "DeleteGraph")
def delete(call: Call) -> Answer:
    one = _graph(call)
    if one["deletionProtection"]:
        raise _conflict(f"{one['id']} cannot be deleted while its deletion protection is enabled.")
    if any(end["_graph"] == one["id"] for end in _ends.of(call.region).values()):
        raise _conflict(f"{one['id']} has private graph endpoints, which have to be deleted first.")
    _only(one, "AVAILABLE", "FAILED")
    if any(task["graphId"] == one["id"] and task["status"] not in _OVER for task in _tasks.get(call.region, [])):
        raise _conflict(f"{one['id']} has tasks in progress.")
    if str(call.params["skipSnapshot"]).lower() != "true":
        _copy(call, one, f"final-{one['id']}", {})
    one["status"] = "DELETING"
    _graphs.begin(one, lambda: _graphs.remove(call.region, one))
    return yes(call, shelf.shown(one))


# ---- snapshots ------------------------------------------------------------------------------------------------------


def _copy(call: Call, of: dict[str, Any], name: str, tags: dict[str, str]) -> dict[str, Any]:
    id_ = _id("gs-")
    made = {
        "id": id_,
        "name": name,
        "arn": _arn(call, "graph-snapshot", id_),
        "sourceGraphId": of["id"],
        "snapshotCreateTime": ageing.now().timestamp(),
        "status": "CREATING",
        "kmsKeyIdentifier": of["kmsKeyIdentifier"],
    }
    one = _snapshots.put(call.region, made["arn"], made, tags)
    _snapshots.begin(one, lambda: one.__setitem__("status", "AVAILABLE"))
    return one


@instead(SERVICE, "CreateGraphSnapshot")
def take(call: Call) -> Answer:
    of, name = _graph(call), call.params["snapshotName"]
    if any(one["name"] == name for one in _snapshots.of(call.region).values()):
        raise _conflict(f"A snapshot called {name} is there already.")
    _only(of, "AVAILABLE")
    one = _copy(call, of, name, call.params.get("tags") or {})
    _begin(of, "SNAPSHOTTING", "AVAILABLE")
    return yes(call, shelf.shown(one), 201)


@instead(SERVICE, "ListGraphSnapshots")
def snapshots(call: Call) -> Answer:
    of = call.params.get("graphIdentifier")
    found = [one for one in _snapshots.all(call.region) if of in (None, one["sourceGraphId"])]
    return yes(call, {"graphSnapshots": [shelf.shown(one) for one in found]})


@instead(SERVICE, "GetGraphSnapshot")
def snapshot(call: Call) -> Answer:
    return yes(call, shelf.shown(_one(call, _snapshots, "graph-snapshot", "snapshotIdentifier")))


@instead(SERVICE, "DeleteGraphSnapshot")
def delete_snapshot(call: Call) -> Answer:
    one = _one(call, _snapshots, "graph-snapshot", "snapshotIdentifier")
    _only(one, "AVAILABLE", "FAILED")
    one["status"] = "DELETING"
    _snapshots.begin(one, lambda: _snapshots.remove(call.region, one))
    return yes(call, shelf.shown(one))


@instead(SERVICE, "RestoreGraphFromSnapshot")
def restore(call: Call) -> Answer:
    of = _one(call, _snapshots, "graph-snapshot", "snapshotIdentifier")
    _only(of, "AVAILABLE")
    return yes(call, shelf.shown(_make(call, call.params)) | {"sourceSnapshotId": of["id"]}, 201)


# ---- private endpoints ----------------------------------------------------------------------------------------------


def _end(call: Call) -> dict[str, Any]:
    _graph(call)
    _ends.seen(call)
    id_ = f"{call.params['graphIdentifier']}_{call.params['vpcId']}"
    if _arn(call, "end", id_) not in _ends.of(call.region):
        raise Refused("ResourceNotFoundException", f"Private graph endpoint {id_} is not found.", 404)
    return _ends.of(call.region)[_arn(call, "end", id_)]


@instead(SERVICE, "CreatePrivateGraphEndpoint")
def connect(call: Call) -> Answer:
    of, told = _graph(call), call.params
    _only(of, "AVAILABLE")
    made = backend("ec2", call.region).create_vpc_endpoint(
        vpc_id=told["vpcId"],
        policy_document=None,
        route_table_ids=[],
        service_name=f"com.amazonaws.{call.region}.neptune-graph-data",
        endpoint_type="Interface",
        subnet_ids=told["subnetIds"],
        security_group_ids=told.get("vpcSecurityGroupIds") or [],
    )
    ec2.interfaces_are_made(call.region)
    end = {"vpcId": told["vpcId"], "subnetIds": told["subnetIds"], "status": "AVAILABLE", "vpcEndpointId": made.id, "_graph": of["id"]}
    arn = _arn(call, "end", f"{of['id']}_{told['vpcId']}")  # ours: they have none
    return yes(call, shelf.shown(_ends.put(call.region, arn, end, {})), 201)


@instead(SERVICE, "ListPrivateGraphEndpoints")
def ends(call: Call) -> Answer:
    of = _graph(call)["id"]
    found = [end for end in _ends.all(call.region) if end["_graph"] == of]
    return yes(call, {"privateGraphEndpoints": [shelf.shown(end) for end in found]})


@instead(SERVICE, "GetPrivateGraphEndpoint")
def end(call: Call) -> Answer:
    return yes(call, shelf.shown(_end(call)))


@instead(SERVICE, "DeletePrivateGraphEndpoint")
def disconnect(call: Call) -> Answer:
    one = _end(call)
    if one["status"] not in ("AVAILABLE", "FAILED"):
        raise _conflict(f"The private graph endpoint is in {one['status']} state.")
    one["status"] = "DELETING"
    _ends.begin(one, lambda: _disconnected(call.region, one))
    return yes(call, shelf.shown(one))


def _disconnected(region: str, one: dict[str, Any]) -> None:
    asked = {"VpcEndpointIds": [one["vpcEndpointId"]]}
    ec2.delete_endpoints(Call("ec2", "DeleteVpcEndpoints", region, "ec2", asked, internal=True))
    _ends.remove(region, one)


# ---- tasks ----------------------------------------------------------------------------------------------------------

_OVER = ("SUCCEEDED", "FAILED", "CANCELLED", "DELETED")


def _task(call: Call, status: str, **more: Any) -> Answer:
    """Until a test says otherwise, it goes on."""
    made = {"graphId": _graph(call)["id"], "taskId": _id("t-"), "roleArn": call.params["roleArn"], "status": status} | more
    _tasks.setdefault(call.region, []).append(made)
    return yes(call, made, 201)


@instead(SERVICE, "StartImportTask")
def begin_import(call: Call) -> Answer:
    one = _graph(call)
    _only(one, "AVAILABLE")
    one["status"] = "IMPORTING"
    return _task(call, "IMPORTING", source=call.params["source"])


@instead(SERVICE, "StartExportTask")
def begin_export(call: Call) -> Answer:
    _only(_graph(call), "AVAILABLE")
    told = {name: call.params[name] for name in ("format", "destination", "kmsKeyIdentifier")}
    return _task(call, "EXPORTING", **told)


def _running(call: Call, word: str) -> Iterator[dict[str, Any]]:
    of = call.params.get("graphIdentifier")
    return (task for task in _tasks.get(call.region, []) if word in task and of in (None, task["graphId"]))


@instead(SERVICE, "ListImportTasks")
def imports(call: Call) -> Answer:
    return yes(call, {"tasks": list(_running(call, "source"))})


@instead(SERVICE, "ListExportTasks")
def exports(call: Call) -> Answer:
    return yes(call, {"tasks": list(_running(call, "destination"))})


def _cancel(call: Call) -> Answer:
    for task in _tasks.get(call.region, []):
        if task["taskId"] == call.params["taskIdentifier"]:
            task["status"] = "CANCELLED"
            one = _graphs.of(call.region).get(_arn(call, "graph", task["graphId"]))
            if one is not None and one["status"] == "IMPORTING":
                one["status"] = "AVAILABLE"
            return yes(call, task)
    raise Refused("ResourceNotFoundException", f"Task {call.params['taskIdentifier']} is not found.", 404)


instead(SERVICE, "CancelImportTask", "CancelExportTask")(_cancel)


# ---- tags -----------------------------------------------------------------------------------------------------------


@instead(SERVICE, "ListTagsForResource")
def tags(call: Call) -> Answer:
    told = shelf.tags_of(SERVICE, call.region, call.params["resourceArn"])
    if told is None:
        raise Refused("ResourceNotFoundException", f"{call.params['resourceArn']} is not found.", 404)
    return yes(call, {"tags": told})
