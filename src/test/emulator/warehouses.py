"""Redshift: moto has a cluster gone and a snapshot taken in the moment in which it is asked, and deletes groups in use."""

from __future__ import annotations

import uuid
from typing import Any

import pace
import tag_stores
from hooks import after, backend, before, instead, on_reset
from moto.redshift.models import Cluster, RedshiftBackend
from wire import ACCOUNT, Answer, Call, Refused, yes


def _described(self, cluster_identifier=None, snapshot_identifier=None, snapshot_type=None):
    """moto has all of the region where a cluster has none, and heeds the type only beside a cluster."""
    if snapshot_identifier:
        return _moto(self, snapshot_identifier=snapshot_identifier, snapshot_type=snapshot_type)
    return [
        one
        for one in self.snapshots.values()
        if cluster_identifier in (None, one.cluster_identifier) and snapshot_type in (None, one.snapshot_type)
    ]


_moto, RedshiftBackend.describe_cluster_snapshots = RedshiftBackend.describe_cluster_snapshots, _described

_under_way = pace.UnderWay("database")


def _begin(thing: Any, status: str) -> None:
    thing.status = status
    _under_way.begin(thing)


def _cluster(call: Call) -> Any:
    return backend("redshift", call.region).clusters.get(call.params["ClusterIdentifier"])


@instead("redshift", "DeleteCluster")
def delete_cluster(call: Call) -> Answer | None:
    """Without a word about the final snapshot it is refused."""
    one = _cluster(call)
    skips = str(call.params.get("SkipFinalClusterSnapshot", "")).lower() == "true"
    if one is None:
        return None
    if not skips and not call.params.get("FinalClusterSnapshotIdentifier"):
        text = "FinalClusterSnapshotIdentifier is required unless SkipFinalClusterSnapshot is specified."
        raise Refused("InvalidParameterCombination", text)
    if one.status not in ("available", "paused"):
        text = "There is an operation running on the Cluster. Please try to delete it at a later time."
        raise Refused("InvalidClusterState", text)
    if not skips:
        return None  # it takes one, and moto does
    _begin(one, "deleting")
    return yes(call, {"Cluster": {"ClusterIdentifier": one.cluster_identifier, "ClusterStatus": "deleting"}})


@before("redshift", "DescribeClusters")
def look_at_clusters(call: Call) -> None:
    known = backend("redshift", call.region)
    for name, one in list(known.clusters.items()):
        if one.status in ("deleting", "resuming") and call.params.get("ClusterIdentifier") in (None, name) and _under_way.is_over(one):
            if one.status == "resuming":
                one.status = "available"
            else:
                known.delete_cluster(cluster_identifier=name, skip_final_snapshot=True, final_cluster_snapshot_identifier=None)


@instead("redshift", "ResumeCluster")
def resume(call: Call) -> Answer | None:
    one = _cluster(call)
    if one is None:
        return None
    if one.status != "paused":
        raise Refused("InvalidClusterState", f"You can\'t resume a cluster that is {one.status}.")
    _begin(one, "resuming")
    return yes(call, {"Cluster": {"ClusterIdentifier": one.cluster_identifier, "ClusterStatus": "resuming"}})


# ---- who else comes in ----------------------------------------------------------------------------------------------

_made = Cluster.__init__


def _make(self, *args, **kwargs) -> None:
    """The namespace of a cluster, of which moto tells none."""
    _made(self, *args, **kwargs)
    self.cluster_namespace_arn = f"arn:aws:redshift:{self.region}:{ACCOUNT}:namespace:{uuid.uuid4()}"


Cluster.__init__ = _make

_endpoints: dict[str, list[dict[str, Any]]] = {}
_authorized: dict[str, list[dict[str, Any]]] = {}
_scheduled: dict[str, list[dict[str, Any]]] = {}
on_reset(_endpoints.clear)
on_reset(_authorized.clear)
on_reset(_scheduled.clear)


def _of(call: Call, all_: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    told = call.params.get("ClusterIdentifier")
    return [one for one in all_.get(call.region, []) if told in (None, one["ClusterIdentifier"])]


@instead("redshift", "CreateEndpointAccess")
def create_endpoint(call: Call) -> Answer:
    owner = call.params.get("ResourceOwner", ACCOUNT)
    if owner == ACCOUNT and _cluster(call) is None:
        raise Refused("ClusterNotFound", f"Cluster {call.params['ClusterIdentifier']} not found.", 404)
    one = {"EndpointName": call.params["EndpointName"], "ClusterIdentifier": call.params["ClusterIdentifier"]}
    one |= {"ResourceOwner": owner, "EndpointStatus": "active"}
    _endpoints.setdefault(call.region, []).append(one)
    return yes(call, one)


@instead("redshift", "DescribeEndpointAccess")
def endpoints(call: Call) -> Answer:
    return yes(call, {"EndpointAccessList": _of(call, _endpoints)})


@instead("redshift", "DeleteEndpointAccess")
def delete_endpoint(call: Call) -> Answer:
    here = _endpoints.get(call.region, [])
    one = next((one for one in here if one["EndpointName"] == call.params["EndpointName"]), None)
    if one is None:
        raise Refused("EndpointNotFound", f"Endpoint {call.params['EndpointName']} not found.", 404)
    here.remove(one)
    return yes(call, one | {"EndpointStatus": "deleting"})


@instead("redshift", "AuthorizeEndpointAccess")
def authorize(call: Call) -> Answer:
    one = {"Grantor": ACCOUNT, "Grantee": call.params["Account"], "ClusterIdentifier": call.params["ClusterIdentifier"]}
    one |= {"Status": "Authorized", "AllowedAllVPCs": True, "EndpointCount": 0}
    _authorized.setdefault(call.region, []).append(one)
    return yes(call, one)


@instead("redshift", "DescribeEndpointAuthorization")
def authorizations(call: Call) -> Answer:
    return yes(call, {"EndpointAuthorizationList": _of(call, _authorized)})


@instead("redshift", "CreateScheduledAction")
def schedule(call: Call) -> Answer:
    wanted = ("ScheduledActionName", "TargetAction", "Schedule", "IamRole")
    one = {name: call.params[name] for name in wanted} | {"State": "ACTIVE"}
    _scheduled.setdefault(call.region, []).append(one)
    return yes(call, one)


@instead("redshift", "DescribeScheduledActions")
def scheduled(call: Call) -> Answer:
    """Also those whose cluster is gone: nothing takes them along."""
    return yes(call, {"ScheduledActions": _scheduled.get(call.region, [])})


# ---- snapshots ------------------------------------------------------------------------------------------------------


@before("redshift", "CreateClusterSnapshot")
def snapshot(call: Call) -> None:
    one = _cluster(call)
    if one is not None and one.status != "available":
        raise Refused("InvalidClusterState", f"Cannot create a snapshot because cluster is {one.status}.")


@after("redshift", "CreateCluster")
def kept_for(call: Call, answer: Answer) -> Answer:
    """For how many days a snapshot is kept that says nothing of it; -1: for good (API reference, CreateCluster)."""
    if answer.status == 200:
        _cluster(call).manual_snapshot_retention_period = int(call.params.get("ManualSnapshotRetentionPeriod", -1))
    return answer


@after("redshift", "CreateClusterSnapshot")
def taking(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        made = backend("redshift", call.region).snapshots[call.params["SnapshotIdentifier"]]
        told = call.params.get("ManualSnapshotRetentionPeriod")
        made.manual_snapshot_retention_period = _cluster(call).manual_snapshot_retention_period if told is None else int(told)
        _begin(made, "creating")
    return answer


@before("redshift", "DescribeClusterSnapshots")
def look_at_snapshots(call: Call) -> None:
    for one in backend("redshift", call.region).snapshots.values():
        if one.status == "creating" and _under_way.is_over(one):
            one.status = "available"


@before("redshift", "DeleteClusterSnapshot")
def delete_snapshot(call: Call) -> None:
    one = backend("redshift", call.region).snapshots.get(call.params["SnapshotIdentifier"])
    if one is not None and one.status != "available":
        raise Refused("InvalidClusterSnapshotState", f"The snapshot is {one.status}")


# ---- groups ---------------------------------------------------------------------------------------------------------


@before("redshift", "DeleteClusterSubnetGroup", "DeleteClusterParameterGroup")
def group(call: Call) -> None:
    known = backend("redshift", call.region)
    if call.operation == "DeleteClusterSubnetGroup":
        name, code = call.params["ClusterSubnetGroupName"], "InvalidClusterSubnetGroupStateFault"
        used = any(one.cluster_subnet_group_name == name for one in known.clusters.values())
    else:
        name, code = call.params["ParameterGroupName"], "InvalidClusterParameterGroupState"
        used = any(name in one.cluster_parameter_group_name for one in known.clusters.values())
    if used:
        raise Refused(code, f"{name} is in use by a cluster and cannot be deleted")


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str):
    known = backend("redshift", region)
    for store in (known.clusters, known.snapshots, known.subnet_groups, known.parameter_groups):
        for one in list(store.values()):
            yield tag_stores._pairs(one.arn, one)


tag_stores.STORES["redshift"] = _rows
