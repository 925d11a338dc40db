"""DMS: moto has all of it gone at once, whatever runs on it, and an empty list for what is not there. It has nothing serverless.
The recorded answer is "Could not find ..."; other texts are those of public issues, where one was found; "unseen" else."""

from __future__ import annotations

from typing import Any

import ageing
import hooks
import pace
import tag_stores
from hooks import backend, before, instead
from moto.dms.models import FakeReplicationInstance, FakeReplicationSubnetGroup
from moto.dms.utils import random_id
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("database")
_configs: dict[str, dict[str, dict[str, Any]]] = {}  # by region and ARN
hooks.on_reset(_configs.clear)

_STILL = ("creating", "modifying", "deleting", "starting", "stopping", "testing", "moving")


def _store(call: Call) -> Any:
    return backend("dms", call.region)


def _refuse(text: str) -> Refused:
    return Refused("InvalidResourceStateFault", text)


def _not_found(what: str, arn: str) -> Refused:
    return Refused("ResourceNotFoundFault", f"Could not find a {what} matching the resource name: {arn}")


def _begin(one: Any, status: str) -> None:
    one.status = status
    _under_way.begin(one)


# ---- tasks ----------------------------------------------------------------------------------------------------------


def _task(call: Call) -> Any:
    arn = call.params["ReplicationTaskArn"]
    found = _store(call).replication_tasks.get(arn)
    if found is None:
        raise _not_found("ReplicationTask", arn)
    return found


@before("dms", "DescribeReplicationTasks", "DescribeReplicationInstances")
def look(call: Call) -> None:
    """Time goes by."""
    store = _store(call)
    for things, rest in ((store.replication_tasks, "ready"), (store.replication_instances, "available")):
        for arn, one in list(things.items()):
            if one.status == "creating":
                one.status = rest
            elif one.status in ("stopping", "deleting") and _under_way.is_over(one):
                if one.status == "stopping":
                    one.status = "stopped"
                else:
                    del things[arn]
                    store.tagger.tags.pop(arn, None)


@instead("dms", "StopReplicationTask")
def stop_task(call: Call) -> Answer:
    one = _task(call)
    if one.status not in ("running", "starting"):
        raise _refuse(f"Replication Task cannot be stopped, it is currently in {one.status} state")  # unseen
    _begin(one, "stopping")
    return yes(call, {"ReplicationTask": {"ReplicationTaskArn": one.arn, "Status": "stopping"}})


@instead("dms", "DeleteReplicationTask")
def delete_task(call: Call) -> Answer:
    one = _task(call)
    if one.status in (*_STILL, "running"):
        raise _refuse(f"Replication Task cannot be deleted, it is currently in {one.status} state")  # unseen
    _begin(one, "deleting")
    return yes(call, {"ReplicationTask": {"ReplicationTaskArn": one.arn, "Status": "deleting"}})


# ---- instances, endpoints, groups -----------------------------------------------------------------------------------


@instead("dms", "DeleteReplicationInstance")
def delete_instance(call: Call) -> Answer:
    store, arn = _store(call), call.params["ReplicationInstanceArn"]
    one = store.replication_instances.get(arn)
    if one is None:
        raise _not_found("ReplicationInstance", arn)
    if any(task.replication_instance_arn == arn for task in store.replication_tasks.values()):
        # hashicorp/terraform-provider-aws #21199
        raise _refuse(f"Replication Instance {one.id} has one or more replication tasks.")
    if one.status in _STILL[1:]:
        raise _refuse(f"Replication Instance {one.id} is currently in {one.status} state")  # unseen
    _begin(one, "deleting")
    return yes(call, {"ReplicationInstance": {"ReplicationInstanceArn": arn, "ReplicationInstanceStatus": "deleting"}})


@before("dms", "DeleteEndpoint")
def delete_endpoint(call: Call) -> None:
    store, arn = _store(call), call.params["EndpointArn"]
    one = next((one for one in store.endpoints.values() if one.endpoint_arn == arn), None)
    if one is None:
        raise _not_found("Endpoint", arn)
    ends = [(task.source_endpoint_arn, task.target_endpoint_arn) for task in store.replication_tasks.values()]
    ends += [(config["SourceEndpointArn"], config["TargetEndpointArn"]) for config in _all(call.region).values()]
    if any(arn in pair for pair in ends):
        raise _refuse(f"Endpoint {arn} is part of one or more ReplicationTasks.")  # unseen
    store.tagger.tags.pop(arn, None)


_of_subnets, _of_instance = FakeReplicationSubnetGroup.to_dict, FakeReplicationInstance.to_dict
_subnets: dict[str, list[str]] = {}
hooks.on_reset(_subnets.clear)


@before("dms", "CreateReplicationSubnetGroup")
def subnet_group(call: Call) -> None:
    _subnets[call.params["ReplicationSubnetGroupIdentifier"]] = list(call.params["SubnetIds"])


def _group(self: Any) -> dict[str, Any]:
    """With its own subnets, and not one that moto made up."""
    of = _subnets.get(self.replication_subnet_group_identifier, [])
    return _of_subnets(self) | {"Subnets": [{"SubnetIdentifier": id_, "SubnetStatus": "Active"} for id_ in of]}


FakeReplicationSubnetGroup.to_dict = _group


def _group_arn(region: str, name: str) -> str:
    return f"arn:aws:dms:{region}:{ACCOUNT}:subgrp:{name}"


@before("dms", "DeleteReplicationSubnetGroup")
def delete_group(call: Call) -> None:
    store, name = _store(call), call.params["ReplicationSubnetGroupIdentifier"]
    if name not in store.replication_subnet_groups:
        raise _not_found("ReplicationSubnetGroup", name)
    users = [one.id for one in store.replication_instances.values() if one.replication_subnet_group_identifier == name]
    users += [
        config["ReplicationConfigIdentifier"]
        for config in _all(call.region).values()
        if config["ComputeConfig"].get("ReplicationSubnetGroupId") == name
    ]
    if users:
        # hashicorp/terraform-provider-aws #34576
        text = f"Cannot delete the subnet group '{name}' because at least one database instance: {users[0]} is still using it."
        raise _refuse(text)
    store.tagger.tags.pop(name, None)


# ---- serverless -----------------------------------------------------------------------------------------------------


def _all(region: str) -> dict[str, dict[str, Any]]:
    return _configs.setdefault(region, {})


def _config(call: Call) -> dict[str, Any]:
    arn = call.params["ReplicationConfigArn"]
    if arn not in _all(call.region):
        raise _not_found("ReplicationConfig", arn)
    return _all(call.region)[arn]


@instead("dms", "CreateReplicationConfig")
def create_config(call: Call) -> Answer:
    told = dict(call.params)
    arn = f"arn:aws:dms:{call.region}:{ACCOUNT}:replication-config:{random_id(True, 26)}"
    tags = told.pop("Tags", None) or []
    told |= {"ReplicationConfigArn": arn, "ReplicationConfigCreateTime": ageing.now().timestamp(), "status": "created"}
    _all(call.region)[arn] = told
    _store(call).tagger.tag_resource(arn, tags)
    return yes(call, {"ReplicationConfig": {key: value for key, value in told.items() if key != "status"}})


@instead("dms", "StartReplication")
def start(call: Call) -> Answer:
    one = _config(call)
    one["status"] = "running"
    return yes(call, {"Replication": _replication(one)})


def _replication(one: dict[str, Any]) -> dict[str, Any]:
    names = ("ReplicationConfigIdentifier", "ReplicationConfigArn", "SourceEndpointArn", "TargetEndpointArn", "ReplicationType")
    return {name: one[name] for name in names} | {"Status": one["status"]}


@instead("dms", "StopReplication")
def stop(call: Call) -> Answer:
    one = _config(call)
    if one["status"] != "running":
        text = f"Replication for Replication Config: {one['ReplicationConfigArn']} is in {one['status']} state and cannot stop"
        raise _refuse(text)  # as that of StartReplication in hashicorp/terraform-provider-aws #35650
    one["status"] = "stopping"
    _under_way.begin(one)
    return yes(call, {"Replication": _replication(one)})


def _time(region: str) -> None:
    for arn, one in list(_all(region).items()):
        if one["status"] in ("stopping", "deleting") and _under_way.is_over(one):
            if one["status"] == "stopping":
                one["status"] = "stopped"
            else:
                del _all(region)[arn]


def _named(call: Call, one: dict[str, Any]) -> bool:
    names = {"replication-config-arn": "ReplicationConfigArn", "replication-config-id": "ReplicationConfigIdentifier"}
    return all(one[names[told["Name"]]] in told["Values"] for told in call.params.get("Filters") or [])


@instead("dms", "DescribeReplicationConfigs")
def configs(call: Call) -> Answer:
    _time(call.region)
    found = [{key: value for key, value in one.items() if key != "status"} for one in _all(call.region).values() if _named(call, one)]
    if call.params.get("Filters") and not found:
        raise _not_found("ReplicationConfig", str(call.params["Filters"]))
    return yes(call, {"ReplicationConfigs": found})


@instead("dms", "DescribeReplications")
def replications(call: Call) -> Answer:
    """Of those that were started once: a filter that names no other is refused, as those of DMS's other lists are."""
    _time(call.region)
    found = [_replication(one) for one in _all(call.region).values() if one["status"] != "created" and _named(call, one)]
    if call.params.get("Filters") and not found:
        raise _not_found("Replication", str(call.params["Filters"]))
    return yes(call, {"Replications": found})


@instead("dms", "DeleteReplicationConfig")
def delete_config(call: Call) -> Answer:
    one = _config(call)
    if one["status"] in ("running", "starting", "stopping", "deleting"):
        text = f"Replication for Replication Config: {one['ReplicationConfigArn']} is in {one['status']} state and cannot be deleted"
        raise _refuse(text)
    one["status"] = "deleting"
    _under_way.begin(one)
    return yes(call, {"ReplicationConfig": {"ReplicationConfigArn": one["ReplicationConfigArn"]}})


# ---- tags -----------------------------------------------------------------------------------------------------------


def _keys(region: str) -> dict[str, str]:
    """By ARN, what moto knows its tags by."""
    store = backend("dms", region)
    found = {arn: arn for arn in [*store.replication_tasks, *store.replication_instances, *_all(region)]}
    found |= {one.endpoint_arn: one.endpoint_arn for one in store.endpoints.values()}
    return found | {_group_arn(region, name): name for name in store.replication_subnet_groups}


@instead("dms", "ListTagsForResource")
def tags(call: Call) -> Answer:
    known, told = _keys(call.region), []
    for arn in call.params.get("ResourceArnList") or [call.params["ResourceArn"]]:
        if arn not in known:
            raise _not_found({"rep": "ReplicationInstance", "task": "ReplicationTask"}.get(arn.split(":")[5], "resource"), arn)
        of = _store(call).tagger.get_tag_dict_for_resource(known[arn])
        told += [{"Key": key, "Value": value, "ResourceArn": arn} for key, value in of.items()]
    return yes(call, {"TagList": told})


def _rows(region: str):
    tagger = backend("dms", region).tagger
    for arn, key in _keys(region).items():
        yield tag_stores._tagger(arn, tagger, key)


tag_stores.STORES["dms"] = _rows
