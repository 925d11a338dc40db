"""MemoryDB, whose clusters moto has gone at once, whatever their state; and ElastiCache's caches without nodes, which moto has not.
A snapshot is taken of what is available, and takes its time. Codes are the models', texts unseen but where it is said."""

from __future__ import annotations

from typing import Any

import ageing
import caches
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_clusters = shelf.Shelf("memorydb", "database")
_snapshots = shelf.Shelf("memorydb", "database")


def _arn(call: Call, word: str, name: str) -> str:
    return f"arn:aws:memorydb:{call.region}:{ACCOUNT}:{word}/{name}"


def _one(call: Call, of: shelf.Shelf, word: str, member: str) -> dict[str, Any]:
    of.seen(call)
    arn = _arn(call, word, call.params[member])
    if arn not in of.of(call.region):
        raise Refused(f"{word.title()}NotFoundFault", f"{word.title()} {call.params[member]} not found.")
    return of.of(call.region)[arn]


def _state(word: str, one: dict[str, Any]) -> Refused:
    return Refused(f"Invalid{word}StateFault", f"{word} {one['Name']} is not in available state: {one['Status']}")


@instead("memorydb", "CreateCluster")
def create(call: Call) -> Answer:
    told, name = call.params, call.params["ClusterName"]
    nodes = [{"Name": f"{name}-0001-001", "Status": "available", "CreateTime": ageing.now().timestamp()}]
    made = {
        "Name": name,
        "ARN": _arn(call, "cluster", name),
        "Status": "available",
        "NodeType": told["NodeType"],
        "NumberOfShards": 1,
        "ACLName": told["ACLName"],
        "SubnetGroupName": told.get("SubnetGroupName", "default"),
        "ParameterGroupName": told.get("ParameterGroupName", "default.memorydb-redis7"),
        "SecurityGroups": [{"SecurityGroupId": id_, "Status": "active"} for id_ in told.get("SecurityGroupIds") or []],
        "_shards": [{"Name": "0001", "Status": "available", "Nodes": nodes, "NumberOfNodes": 1}],
    } | {key: told[key] for key in ("KmsKeyId", "MultiRegionClusterName") if key in told}
    return yes(call, {"Cluster": shelf.shown(_clusters.put(call.region, made["ARN"], made, told.get("Tags")))})


@instead("memorydb", "DescribeClusters")
def clusters(call: Call) -> Answer:
    found = [_one(call, _clusters, "cluster", "ClusterName")] if "ClusterName" in call.params else _clusters.all(call.region)
    shards = (lambda one: {"Shards": one["_shards"]}) if call.params.get("ShowShardDetails") else lambda _: {}
    return yes(call, {"Clusters": [shelf.shown(one) | shards(one) for one in found]})


@instead("memorydb", "DeleteCluster")
def delete(call: Call) -> Answer:
    one = _one(call, _clusters, "cluster", "ClusterName")
    if "MultiRegionClusterName" in one and "MultiRegionClusterName" not in call.params:
        raise Refused("InvalidParameterCombinationException", "The cluster is part of a multi-Region cluster, which has to be named.")
    if one["Status"] != "available":
        raise _state("Cluster", one)
    one["Status"] = "deleting"
    _clusters.begin(one, lambda: _clusters.remove(call.region, one))
    return yes(call, {"Cluster": shelf.shown(one)})


@instead("memorydb", "CreateSnapshot")
def take(call: Call) -> Answer:
    told, name = call.params, call.params["SnapshotName"]
    of = _one(call, _clusters, "cluster", "ClusterName")
    if _arn(call, "snapshot", name) in _snapshots.of(call.region):
        raise Refused("SnapshotAlreadyExistsFault", f"Snapshot {name} already exists.")
    if of["Status"] != "available":
        raise _state("Cluster", of)
    shards = [{"Name": "0001", "SnapshotCreationTime": ageing.now().timestamp()}]
    made = {"Name": name, "ARN": _arn(call, "snapshot", name), "Status": "creating", "Source": "manual"}
    made["ClusterConfiguration"] = {"Name": of["Name"], "NodeType": of["NodeType"], "Shards": shards}
    if "KmsKeyId" in of:
        made["KmsKeyId"] = of["KmsKeyId"]
    one = _snapshots.put(call.region, made["ARN"], made, told.get("Tags"))
    _snapshots.begin(one, lambda: one.__setitem__("Status", "available"))
    of["Status"] = "snapshotting"
    _clusters.begin(of, lambda: of.__setitem__("Status", "available"))
    return yes(call, {"Snapshot": shelf.shown(one)})


@instead("memorydb", "DescribeSnapshots")
def snapshots(call: Call) -> Answer:
    told, found = call.params, _snapshots.all(call.region)
    if "SnapshotName" in told:
        found = [_one(call, _snapshots, "snapshot", "SnapshotName")]
    if "ClusterName" in told:
        found = [one for one in found if one["ClusterConfiguration"]["Name"] == told["ClusterName"]]
    if told.get("Source") == "system":
        found = []
    return yes(call, {"Snapshots": [shelf.shown(one) for one in found]})


@instead("memorydb", "DeleteSnapshot")
def delete_snapshot(call: Call) -> Answer:
    one = _one(call, _snapshots, "snapshot", "SnapshotName")
    if one["Status"] != "available":
        raise _state("Snapshot", one)
    _snapshots.remove(call.region, one)
    return yes(call, {"Snapshot": shelf.shown(one) | {"Status": "deleting"}})


@instead("memorydb", "ListTags")
def tags(call: Call) -> Answer | None:
    arn = call.params["ResourceArn"]
    word = arn.split(":")[5].split("/")[0]
    told = shelf.tags_of("memorydb", call.region, arn)
    if told is None:
        raise Refused(f"{word.title()}NotFoundFault", f"{arn} not found.")
    return yes(call, {"TagList": shelf.pairs(told)})


# ---- caches without nodes -------------------------------------------------------------------------------------------

_serverless = caches.serverless
_copies = caches.serverless_snapshots


def _cache_arn(call: Call, word: str, name: str) -> str:
    return f"arn:aws:elasticache:{call.region}:{ACCOUNT}:{word}:{name}"


def _find(call: Call, of: shelf.Shelf, word: str, member: str, code: str) -> dict[str, Any]:
    of.seen(call)
    arn = _cache_arn(call, word, call.params[member])
    if arn not in of.of(call.region):
        raise Refused(code, f"{call.params[member]} not found.", 404)
    return of.of(call.region)[arn]


def _cache(call: Call) -> dict[str, Any]:
    return _find(call, _serverless, "serverlesscache", "ServerlessCacheName", "ServerlessCacheNotFoundFault")


def _copy(call: Call) -> dict[str, Any]:
    return _find(call, _copies, "serverlesscachesnapshot", "ServerlessCacheSnapshotName", "ServerlessCacheSnapshotNotFoundFault")


@instead("elasticache", "CreateServerlessCache")
def create_cache(call: Call) -> Answer:
    told, name = call.params, call.params["ServerlessCacheName"]
    made = {
        "ServerlessCacheName": name,
        "ARN": _cache_arn(call, "serverlesscache", name),
        "Status": "available",
        "Engine": told["Engine"],
        "CreateTime": ageing.now(),
        "SubnetIds": told.get("SubnetIds") or [],
        "SecurityGroupIds": told.get("SecurityGroupIds") or [],
    } | {key: told[key] for key in ("KmsKeyId", "UserGroupId") if key in told}
    return yes(call, {"ServerlessCache": shelf.shown(_serverless.put(call.region, made["ARN"], made, told.get("Tags")))})


@instead("elasticache", "DescribeServerlessCaches")
def all_caches(call: Call) -> Answer:
    found = [_cache(call)] if "ServerlessCacheName" in call.params else _serverless.all(call.region)
    return yes(call, {"ServerlessCaches": [shelf.shown(one) for one in found]})


@instead("elasticache", "DeleteServerlessCache")
def delete_cache(call: Call) -> Answer:
    one = _cache(call)
    if one["Status"] != "available":
        raise Refused("InvalidServerlessCacheStateFault", f"Serverless cache is not in available state: {one['Status']}")
    one["Status"] = "deleting"
    _serverless.begin(one, lambda: _serverless.remove(call.region, one))
    return yes(call, {"ServerlessCache": shelf.shown(one)})


@instead("elasticache", "CreateServerlessCacheSnapshot")
def copy(call: Call) -> Answer:
    told, name, of = call.params, call.params["ServerlessCacheSnapshotName"], _cache(call)
    arn = _cache_arn(call, "serverlesscachesnapshot", name)
    if arn in _copies.of(call.region):
        raise Refused("ServerlessCacheSnapshotAlreadyExistsFault", f"{name} already exists.")
    if of["Status"] != "available":
        raise Refused("InvalidServerlessCacheStateFault", f"Serverless cache is not in available state: {of['Status']}")
    made = {
        "ServerlessCacheSnapshotName": name,
        "ARN": arn,
        "SnapshotType": "manual",
        "Status": "creating",
        "CreateTime": ageing.now(),
        "ServerlessCacheConfiguration": {"ServerlessCacheName": of["ServerlessCacheName"], "Engine": of["Engine"], "MajorEngineVersion": "8"},
    }
    if "KmsKeyId" in of:
        made["KmsKeyId"] = of["KmsKeyId"]
    one = _copies.put(call.region, arn, made, told.get("Tags"))
    _copies.begin(one, lambda: one.__setitem__("Status", "available"))
    return yes(call, {"ServerlessCacheSnapshot": shelf.shown(one)})


@instead("elasticache", "DescribeServerlessCacheSnapshots")
def copies(call: Call) -> Answer:
    told, found = call.params, _copies.all(call.region)
    if "ServerlessCacheSnapshotName" in told:
        found = [_copy(call)]
    if "ServerlessCacheName" in told:
        name = told["ServerlessCacheName"]
        found = [one for one in found if one["ServerlessCacheConfiguration"]["ServerlessCacheName"] == name]
    return yes(call, {"ServerlessCacheSnapshots": [shelf.shown(one) for one in found]})


@instead("elasticache", "DeleteServerlessCacheSnapshot")
def delete_copy(call: Call) -> Answer:
    one = _copy(call)
    if one["Status"] != "available":
        raise Refused("InvalidServerlessCacheSnapshotStateFault", f"Snapshot is in {one['Status']} state, and cannot be deleted.")
    _copies.remove(call.region, one)
    return yes(call, {"ServerlessCacheSnapshot": shelf.shown(one) | {"Status": "deleting"}})
