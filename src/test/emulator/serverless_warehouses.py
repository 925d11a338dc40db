"""Redshift Serverless, which moto has not, and Redshift's datashares.

A namespace goes after its workgroup, and no snapshot is taken of one that has none
(aws-solutions-library-samples/guidance-for-game-analytics-pipeline-on-aws #100). A workgroup goes after its endpoint accesses; its own
endpoint of the VPC is made and taken away by the service (VPC's guide, "Requester-managed" endpoints). What DeleteNamespace keeps carries
no tag. Codes are the model's, texts unseen.
"""

from __future__ import annotations

import re
import uuid
from typing import Any

import ageing
import ec2
import hooks
import shelf
from hooks import backend, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

SERVICE = "redshift-serverless"
_workgroups = shelf.Shelf(SERVICE, "database")
_namespaces = shelf.Shelf(SERVICE, "database")
_snapshots = shelf.Shelf(SERVICE, "database")
_ends = shelf.Shelf(SERVICE, "gateway")
_scheduled: dict[str, dict[str, dict[str, Any]]] = {}
_shares: dict[str, list[dict[str, Any]]] = {}
hooks.on_reset(_scheduled.clear)
hooks.on_reset(_shares.clear)


def thing(arn: str) -> dict[str, Any]:
    """What `properties` may set: a state that AWS alone gives."""
    region = arn.split(":")[3]
    return next(of.of(region)[arn] for of in (_workgroups, _namespaces, _snapshots) if arn in of.of(region))


def share(arn: str, names: list[str]) -> None:
    """Datashares are made in SQL."""
    region, id_ = arn.split(":")[3], re.split("[:/]", arn)[-1]
    _shares[region] = [
        {
            "DataShareArn": f"arn:aws:redshift:{region}:{ACCOUNT}:datashare:{id_}/{name}",
            "ProducerArn": arn,
            "AllowPubliclyAccessibleConsumers": False,
            "DataShareAssociations": [],
        }
        for name in names
    ]


def _arn(call: Call, word: str, id_: str) -> str:
    return f"arn:aws:{SERVICE}:{call.region}:{ACCOUNT}:{word}/{id_}"


def _named(call: Call, of: shelf.Shelf, word: str, name: str) -> dict[str, Any]:
    of.seen(call)
    found = [one for one in of.of(call.region).values() if one[f"{word}Name"] == name]
    if not found:
        raise Refused("ResourceNotFoundException", f"Serverless {word} {name} not found.", 400)
    return found[0]


def _conflict(text: str) -> Refused:
    return Refused("ConflictException", text, 400)


def _new(call: Call, of: shelf.Shelf, word: str, name: str) -> str:
    if any(one[f"{word}Name"] == name for one in of.of(call.region).values()):
        raise _conflict(f"{word} {name} already exists.")
    return str(uuid.uuid4())


def _only(one: dict[str, Any], name: str, *states: str) -> None:
    if one["status"] not in states:
        raise _conflict(f"There is an operation running on {name}: it is {one['status']}. Try again when it is over.")


def _tags(call: Call) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in call.params.get("tags") or []}


# ---- namespaces -----------------------------------------------------------------------------------------------------


@instead(SERVICE, "CreateNamespace")
def create_namespace(call: Call) -> Answer:
    told, name = call.params, call.params["namespaceName"]
    id_ = _new(call, _namespaces, "namespace", name)
    made = {
        "namespaceName": name,
        "namespaceId": id_,
        "namespaceArn": _arn(call, "namespace", id_),
        "status": "AVAILABLE",
        "creationDate": ageing.now().isoformat(),
        "dbName": told.get("dbName", "dev"),
        "kmsKeyId": told.get("kmsKeyId", "AWS_OWNED_KMS_KEY"),
        # As hashicorp/terraform-provider-aws reads them.
        "iamRoles": [f"IamRole(applyStatus=in-sync, iamRoleArn={role})" for role in told.get("iamRoles") or []],
        "logExports": told.get("logExports") or [],
    }
    if told.get("manageAdminPassword"):
        made["adminPasswordSecretArn"] = f"arn:aws:secretsmanager:{call.region}:{ACCOUNT}:secret:redshift!{name}-admin-AbCdEf"
    return yes(call, {"namespace": shelf.shown(_namespaces.put(call.region, made["namespaceArn"], made, _tags(call)))})


@instead(SERVICE, "ListNamespaces")
def namespaces(call: Call) -> Answer:
    return yes(call, {"namespaces": [shelf.shown(one) for one in _namespaces.all(call.region)]})


@instead(SERVICE, "GetNamespace")
def namespace(call: Call) -> Answer:
    return yes(call, {"namespace": shelf.shown(_named(call, _namespaces, "namespace", call.params["namespaceName"]))})


def _workgroup_of(call: Call, name: str) -> dict[str, Any] | None:
    return next((one for one in _workgroups.of(call.region).values() if one["namespaceName"] == name), None)


@instead(SERVICE, "DeleteNamespace")
def delete_namespace(call: Call) -> Answer:
    name = call.params["namespaceName"]
    one = _named(call, _namespaces, "namespace", name)
    if _workgroup_of(call, name):
        raise _conflict(f"The namespace {name} is associated with a workgroup. Delete the workgroup first.")
    _only(one, name, "AVAILABLE")
    if call.params.get("finalSnapshotName"):
        _keep(call, one, call.params["finalSnapshotName"], {})
    one["status"] = "DELETING"
    _namespaces.begin(one, lambda: _namespaces.remove(call.region, one))
    return yes(call, {"namespace": shelf.shown(one)})


# ---- workgroups -----------------------------------------------------------------------------------------------------


@instead(SERVICE, "CreateWorkgroup")
def create_workgroup(call: Call) -> Answer:
    told, name = call.params, call.params["workgroupName"]
    id_ = _new(call, _workgroups, "workgroup", name)
    of = _named(call, _namespaces, "namespace", told["namespaceName"])
    if _workgroup_of(call, of["namespaceName"]):
        raise _conflict(f"The namespace {of['namespaceName']} has a workgroup already.")
    end = _endpoint(call, told["subnetIds"], told.get("securityGroupIds") or []) if told.get("subnetIds") else None
    made = {
        "workgroupName": name,
        "workgroupId": id_,
        "workgroupArn": _arn(call, "workgroup", id_),
        "namespaceName": of["namespaceName"],
        "status": "AVAILABLE",
        "creationDate": ageing.now().isoformat(),
        "baseCapacity": told.get("baseCapacity", 128),
        "subnetIds": told.get("subnetIds") or [],
        "securityGroupIds": told.get("securityGroupIds") or [],
        "endpoint": {
            "address": f"{name}.{ACCOUNT}.{call.region}.redshift-serverless.amazonaws.com",
            "port": 5439,
            "vpcEndpoints": [{"vpcEndpointId": end.id, "vpcId": end.vpc_id}] if end else [],
        },
        "_end": end.id if end else None,
    }
    return yes(call, {"workgroup": shelf.shown(_workgroups.put(call.region, made["workgroupArn"], made, _tags(call)))})


def _endpoint(call: Call, subnets: list[str], groups: list[str]) -> Any:
    known = backend("ec2", call.region)
    made = known.create_vpc_endpoint(
        vpc_id=known.get_subnet(subnets[0]).vpc_id,
        policy_document=None,
        route_table_ids=[],
        service_name=f"com.amazonaws.vpce.{call.region}.vpce-svc-0{'a' * 16}",
        endpoint_type="Interface",
        subnet_ids=subnets,
        security_group_ids=groups,
    )
    made.requester_managed = True
    ec2.interfaces_are_made(call.region)
    return made


@instead(SERVICE, "ListWorkgroups")
def workgroups(call: Call) -> Answer:
    return yes(call, {"workgroups": [shelf.shown(one) for one in _workgroups.all(call.region)]})


@instead(SERVICE, "GetWorkgroup")
def workgroup(call: Call) -> Answer:
    return yes(call, {"workgroup": shelf.shown(_named(call, _workgroups, "workgroup", call.params["workgroupName"]))})


@instead(SERVICE, "UpdateWorkgroup")
def update_workgroup(call: Call) -> Answer:
    name = call.params["workgroupName"]
    one = _named(call, _workgroups, "workgroup", name)
    _only(one, name, "AVAILABLE")
    one |= {"baseCapacity": call.params.get("baseCapacity", one["baseCapacity"]), "status": "MODIFYING"}
    _workgroups.begin(one, lambda: one.__setitem__("status", "AVAILABLE"))
    return yes(call, {"workgroup": shelf.shown(one)})


@instead(SERVICE, "DeleteWorkgroup")
def delete_workgroup(call: Call) -> Answer:
    name = call.params["workgroupName"]
    one = _named(call, _workgroups, "workgroup", name)
    if any(end["workgroupName"] == name for end in _ends.of(call.region).values()):
        raise _conflict(f"The workgroup {name} has endpoint accesses. Delete them first.")
    if any(of["namespaceName"] == one["namespaceName"] and of["status"] == "CREATING" for of in _snapshots.of(call.region).values()):
        raise _conflict(f"There is an operation running on {name}: a snapshot is being created.")
    _only(one, name, "AVAILABLE")
    one["status"] = "DELETING"
    _workgroups.begin(one, lambda: _workgroup_is_gone(call.region, one))
    return yes(call, {"workgroup": shelf.shown(one)})


def _workgroup_is_gone(region: str, one: dict[str, Any]) -> None:
    _workgroups.remove(region, one)
    known = backend("ec2", region)
    end = known.vpc_end_points.pop(one["_end"], None) if one["_end"] else None
    for id_ in getattr(end, "network_interface_ids", None) or []:
        if id_ in known.enis:
            ec2.leave(known.enis[id_])


# ---- endpoint accesses ----------------------------------------------------------------------------------------------


@instead(SERVICE, "CreateEndpointAccess")
def create_end(call: Call) -> Answer:
    told = call.params
    _named(call, _workgroups, "workgroup", told["workgroupName"])
    made = {
        "endpointName": told["endpointName"],
        "endpointArn": _arn(call, "managedvpcendpoint", _new(call, _ends, "endpoint", told["endpointName"])),
        "endpointStatus": "ACTIVE",
        "workgroupName": told["workgroupName"],
        "subnetIds": told["subnetIds"],
    }
    return yes(call, {"endpoint": shelf.shown(_ends.put(call.region, made["endpointArn"], made, {}))})


@instead(SERVICE, "ListEndpointAccess")
def ends(call: Call) -> Answer:
    of = call.params.get("workgroupName")
    return yes(call, {"endpoints": [shelf.shown(one) for one in _ends.all(call.region) if of in (None, one["workgroupName"])]})


@instead(SERVICE, "DeleteEndpointAccess")
def delete_end(call: Call) -> Answer:
    one = _named(call, _ends, "endpoint", call.params["endpointName"])
    one["endpointStatus"] = "DELETING"
    _ends.begin(one, lambda: _ends.remove(call.region, one))
    return yes(call, {"endpoint": shelf.shown(one)})


# ---- snapshots ------------------------------------------------------------------------------------------------------


def _keep(call: Call, of: dict[str, Any], name: str, tags: dict[str, str]) -> dict[str, Any]:
    made = {
        "snapshotName": name,
        "snapshotArn": _arn(call, "snapshot", _new(call, _snapshots, "snapshot", name)),
        "namespaceName": of["namespaceName"],
        "namespaceArn": of["namespaceArn"],
        "ownerAccount": ACCOUNT,
        "snapshotCreateTime": ageing.now().isoformat(),
        "status": "CREATING",
        "kmsKeyId": of["kmsKeyId"],
    }
    one = _snapshots.put(call.region, made["snapshotArn"], made, tags)
    _snapshots.begin(one, lambda: one.__setitem__("status", "AVAILABLE"))
    return one


@instead(SERVICE, "CreateSnapshot")
def take(call: Call) -> Answer:
    name = call.params["namespaceName"]
    of, by = _named(call, _namespaces, "namespace", name), _workgroup_of(call, name)
    if by is None:
        raise Refused("ValidationException", "You can't create a snapshot because there isn't a workgroup created for the namespace", 400)
    _only(by, by["workgroupName"], "AVAILABLE")
    _only(of, name, "AVAILABLE")
    return yes(call, {"snapshot": shelf.shown(_keep(call, of, call.params["snapshotName"], _tags(call)))})


@instead(SERVICE, "ListSnapshots")
def snapshots(call: Call) -> Answer:
    of = call.params.get("namespaceName")
    return yes(call, {"snapshots": [shelf.shown(one) for one in _snapshots.all(call.region) if of in (None, one["namespaceName"])]})


@instead(SERVICE, "GetSnapshot")
def snapshot(call: Call) -> Answer:
    return yes(call, {"snapshot": shelf.shown(_named(call, _snapshots, "snapshot", call.params["snapshotName"]))})


@instead(SERVICE, "DeleteSnapshot")
def delete_snapshot(call: Call) -> Answer:
    name = call.params["snapshotName"]
    one = _named(call, _snapshots, "snapshot", name)
    _only(one, name, "AVAILABLE", "CANCELLED", "FAILED")
    _snapshots.remove(call.region, one)
    return yes(call, {"snapshot": shelf.shown(one) | {"status": "DELETED"}})


# ---- scheduled actions, datashares and tags -------------------------------------------------------------------------


@instead(SERVICE, "CreateScheduledAction")
def schedule(call: Call) -> Answer:
    told = call.params
    _named(call, _namespaces, "namespace", told["namespaceName"])
    made = {name: told[name] for name in ("scheduledActionName", "namespaceName", "roleArn", "schedule", "targetAction") if name in told}
    _scheduled.setdefault(call.region, {})[made["scheduledActionName"]] = made | {"state": "ACTIVE"}
    return yes(call, {"scheduledAction": made})


@instead(SERVICE, "ListScheduledActions")
def scheduled(call: Call) -> Answer:
    all_ = _scheduled.get(call.region, {}).values()
    return yes(call, {"scheduledActions": [{name: one[name] for name in ("scheduledActionName", "namespaceName")} for one in all_]})


@instead(SERVICE, "GetScheduledAction")
def scheduled_action(call: Call) -> Answer:
    name = call.params["scheduledActionName"]
    if name not in _scheduled.get(call.region, {}):
        raise Refused("ResourceNotFoundException", f"Scheduled action {name} not found.", 400)
    return yes(call, {"scheduledAction": _scheduled[call.region][name]})


@instead("redshift", "DescribeDataShares")
def data_shares(call: Call) -> Answer:
    return yes(call, {"DataShares": _shares.get(call.region, [])})


@instead(SERVICE, "ListTagsForResource")
def tags(call: Call) -> Answer:
    told = shelf.tags_of(SERVICE, call.region, call.params["resourceArn"])
    if told is None:
        raise Refused("ResourceNotFoundException", f"{call.params['resourceArn']} not found.", 400)
    return yes(call, {"tags": [{"key": key, "value": value} for key, value in told.items()]})
