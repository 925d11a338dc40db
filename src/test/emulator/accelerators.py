"""DAX, whose clusters moto has gone after so many looks, whatever their state, with tags at any time. Codes are the model's, texts unseen."""

from __future__ import annotations

from typing import Any

import ageing
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_clusters = shelf.Shelf("dax", "database")


def _one(call: Call, arn: str) -> dict[str, Any]:
    if arn not in _clusters.of(call.region):
        raise Refused("ClusterNotFoundFault", f"Cluster {arn.split('/')[-1]} not found.")
    return _clusters.of(call.region)[arn]


def _arn(call: Call, name: str) -> str:
    return f"arn:aws:dax:{call.region}:{ACCOUNT}:cache/{name}"


@instead("dax", "CreateCluster")
def create(call: Call) -> Answer:
    told, name = call.params, call.params["ClusterName"]
    node = {"NodeId": f"{name}-a", "NodeCreateTime": ageing.now().timestamp(), "NodeStatus": "available"}
    made = {
        "ClusterName": name,
        "ClusterArn": _arn(call, name),
        "Status": "available",
        "NodeType": told["NodeType"],
        "Nodes": [node],
        "SecurityGroups": [{"SecurityGroupIdentifier": id_, "Status": "active"} for id_ in told.get("SecurityGroupIds") or []],
        "IamRoleArn": told["IamRoleArn"],
    }
    return yes(call, {"Cluster": shelf.shown(_clusters.put(call.region, made["ClusterArn"], made, told.get("Tags")))})


@instead("dax", "DescribeClusters")
def clusters(call: Call) -> Answer:
    _clusters.look(call.region)
    names = call.params.get("ClusterNames")
    found = [_one(call, _arn(call, name)) for name in names] if names else list(_clusters.of(call.region).values())
    return yes(call, {"Clusters": [shelf.shown(one) for one in found]})


@instead("dax", "UpdateCluster")
def update(call: Call) -> Answer:
    one = _one(call, _arn(call, call.params["ClusterName"]))
    one["Status"] = "modifying"
    _clusters.begin(one, lambda: one.__setitem__("Status", "available"))
    return yes(call, {"Cluster": shelf.shown(one)})


@instead("dax", "DeleteCluster")
def delete(call: Call) -> Answer:
    one = _one(call, _arn(call, call.params["ClusterName"]))
    if one["Status"] != "available":
        raise Refused("InvalidClusterStateFault", f"Cluster {one['ClusterName']} is {one['Status']}.")
    one["Status"] = "deleting"
    _clusters.begin(one, lambda: _clusters.remove(call.region, one))
    return yes(call, {"Cluster": shelf.shown(one)})


@instead("dax", "ListTags")
def tags(call: Call) -> Answer:
    return yes(call, {"Tags": shelf.pairs(_one(call, call.params["ResourceName"])["_tags"])})
