"""RDS, and Aurora, DocumentDB and Neptune, which share its API: moto has a database gone and a snapshot taken in the moment
in which it is asked, and deletes groups that are in use. Codes and texts are those of AWS where known."""

from __future__ import annotations

from typing import Any

import pace
import tag_stores
from hooks import after, backend, before, instead, on_reset
from moto.rds.models import BlueGreenDeployment, DBCluster, DBInstance
from moto.rds.utils import ClusterEngine, DbInstanceEngine
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("database")

# moto does not say.
BlueGreenDeployment.resource_type = "deployment"

# API reference, CreateDBSnapshot and CreateDBClusterSnapshot: nothing else can be copied.
_WHOLE = {"available", "storage-optimization"}



def _of_every_engine(of: type, name: str, value: Any) -> None:
    known = getattr(of, name, None)
    if known is None:
        return

    def told(engine, *args, **more):
        try:
            return known(engine, *args, **more)
        except KeyError:
            return value

    setattr(of, name, staticmethod(told))


# moto does not know all.
for _of in (DBCluster, DBInstance):
    _of_every_engine(_of, "default_engine_version", "5.0.0")
    _of_every_engine(_of, "default_port", 27017)
    _of_every_engine(_of, "default_allocated_storage", 1)
for _engine in ("docdb", "custom-oracle-ee"):
    DBInstance.default_engine_versions[_engine] = "5.0.0"
_clusters, _instances = ClusterEngine.list_cluster_engines, DbInstanceEngine.valid_db_instance_engine
ClusterEngine.list_cluster_engines = classmethod(lambda _: [*_clusters(), "docdb"])
DbInstanceEngine.valid_db_instance_engine = classmethod(lambda _: [*_instances(), "docdb"])


def _begin(thing: Any, status: str) -> None:
    thing.status = status
    _under_way.begin(thing)


def _is(call: Call, name: str) -> bool:
    return str(call.params.get(name, "")).lower() == "true"


def _final_snapshot(call: Call, name: str) -> None:
    skips, final = _is(call, "SkipFinalSnapshot"), call.params.get("FinalDBSnapshotIdentifier")
    if skips and final:
        text = "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is true."
        raise Refused("InvalidParameterCombination", text)
    if not skips and not final:
        raise Refused("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.")


# ---- instances ------------------------------------------------------------------------------------------------------


@instead("rds", "DeleteDBInstance")
def delete_instance(call: Call) -> Answer | None:
    name = call.params["DBInstanceIdentifier"]
    one = backend("rds", call.region).databases.get(name)
    if one is None or one.deletion_protection:
        return None  # moto's own words are AWS's
    if one.status == "deleting":
        raise Refused("InvalidDBInstanceState", f"Instance {name} is already being deleted.")
    if one.db_cluster_identifier:
        if call.params.get("FinalDBSnapshotIdentifier"):
            text = "FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance"
            raise Refused("InvalidParameterCombination", text)
        cluster = backend("rds", call.region).clusters.get(one.db_cluster_identifier)
        if cluster is not None and cluster.status != "available":
            raise Refused("InvalidDBClusterStateFault", f"DB cluster is not available for deletion: {cluster.status}")
    else:
        _final_snapshot(call, name)
        if one.status not in _WHOLE | {"stopped", "failed", "incompatible-restore", "incompatible-network"}:
            raise Refused("InvalidDBInstanceState", f"Instance {name} is not in an available state: {one.status}")
        if not _is(call, "SkipFinalSnapshot"):
            return None  # it takes one, and moto does
    _begin(one, "deleting")
    return yes(call, {"DBInstance": {"DBInstanceIdentifier": name, "DBInstanceStatus": "deleting"}})


@before("rds", "DescribeDBInstances")
def look_at_instances(call: Call) -> None:
    known = backend("rds", call.region)
    for name, one in list(known.databases.items()):
        if one.status == "deleting" and call.params.get("DBInstanceIdentifier") in (None, name) and _under_way.is_over(one):
            known.delete_db_instance(name, None, True)


@before("rds", "ModifyDBInstance")
def modify_instance(call: Call) -> None:
    one = backend("rds", call.region).databases.get(call.params["DBInstanceIdentifier"])
    if one is not None and one.db_cluster_identifier and "DeletionProtection" in call.params:
        text = "Deletion protection cannot be modified for an instance that is a member of a cluster."
        raise Refused("InvalidParameterCombination", text)


# ---- clusters -------------------------------------------------------------------------------------------------------


@instead("rds", "DeleteDBCluster")
def delete_cluster(call: Call) -> Answer | None:
    name = call.params["DBClusterIdentifier"]
    one = backend("rds", call.region).clusters.get(name)
    if one is None or one.deletion_protection:
        return None
    if one.status == "deleting":
        raise Refused("InvalidDBClusterStateFault", f"DB cluster {name} is already being deleted.")
    if one.global_cluster_identifier:
        text = "This cluster is a part of a global cluster, please remove it from globalcluster first"
        raise Refused("InvalidDBClusterStateFault", text)
    if one.members:
        text = "Cluster cannot be deleted, it still contains DB instances in non-deleting state."
        raise Refused("InvalidDBClusterStateFault", text)
    _final_snapshot(call, name)
    if not _is(call, "SkipFinalSnapshot"):
        return None
    _begin(one, "deleting")
    return yes(call, {"DBCluster": {"DBClusterIdentifier": name, "Status": "deleting"}})


@before("rds", "DescribeDBClusters")
def look_at_clusters(call: Call) -> None:
    known = backend("rds", call.region)
    for name, one in list(known.clusters.items()):
        if one.status == "deleting" and call.params.get("DBClusterIdentifier") in (None, name) and _under_way.is_over(one):
            known.delete_db_cluster(name)


@instead("rds", "CreateGlobalCluster")
def global_cluster(call: Call) -> Answer | None:
    """moto asks for an ARN and looks for a name, and has all in one region."""
    source = call.params.get("SourceDBClusterIdentifier")
    known = backend("rds", call.region)
    if source is None:
        name, engine = call.params["GlobalClusterIdentifier"], call.params["Engine"]
        whole = known.create_global_cluster(name, None, engine, None, None, _is(call, "DeletionProtection"))
        whole.tags = call.params.get("Tags") or []
        return yes(call, {"GlobalCluster": _told(whole)})
    one = known.clusters.get(source.split(":cluster:")[-1])
    if one is None:
        raise Refused("DBClusterNotFoundFault", f"DBCluster {source} not found.", 404)
    name = call.params["GlobalClusterIdentifier"]
    whole = known.create_global_cluster(name, None, one.engine, one.engine_version, None, None)
    one.global_cluster_identifier = name
    whole.members.append(one)
    whole.tags = call.params.get("Tags") or []
    return yes(call, {"GlobalCluster": _told(whole)})


def _told(whole: Any) -> dict[str, Any]:
    return {
        "GlobalClusterIdentifier": whole.global_cluster_identifier,
        "GlobalClusterArn": whole.global_cluster_arn,
        "Status": whole.status,
        "Engine": whole.engine,
        "DeletionProtection": whole.deletion_protection,
        "GlobalClusterMembers": [{"DBClusterArn": one.db_cluster_arn, "IsWriter": True} for one in whole.members],
        "TagList": whole.tags,
    }


@instead("rds", "DescribeGlobalClusters")
def global_clusters(call: Call) -> Answer:
    known, name = backend("rds", call.region).global_clusters, call.params.get("GlobalClusterIdentifier")
    if name and name not in known:
        raise Refused("GlobalClusterNotFoundFault", f"Global cluster {name} not found", 404)
    return yes(call, {"GlobalClusters": [_told(one) for key, one in known.items() if name in (None, key)]})


# ---- snapshots ------------------------------------------------------------------------------------------------------


@before("rds", "CreateDBSnapshot")
def snapshot(call: Call) -> None:
    one = backend("rds", call.region).databases.get(call.params["DBInstanceIdentifier"])
    if one is not None and one.status not in _WHOLE:
        text = "Cannot create a snapshot because the database instance %s is not currently in the available state."
        raise Refused("InvalidDBInstanceState", text % one.db_instance_identifier)


@before("rds", "CreateDBClusterSnapshot")
def cluster_snapshot(call: Call) -> None:
    one = backend("rds", call.region).clusters.get(call.params["DBClusterIdentifier"])
    if one is not None and one.status not in _WHOLE:
        raise Refused("InvalidDBClusterStateFault", f"The DB cluster is not in the available state: {one.status}")


@after("rds", "CreateDBSnapshot", "CreateDBClusterSnapshot")
def taking(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        known = backend("rds", call.region)
        if call.operation == "CreateDBSnapshot":
            one = known.database_snapshots[call.params["DBSnapshotIdentifier"]]
        else:
            one = known.cluster_snapshots[call.params["DBClusterSnapshotIdentifier"]]
        _begin(one, "creating")
    return answer


@before("rds", "DescribeDBSnapshots", "DescribeDBClusterSnapshots")
def look_at_snapshots(call: Call) -> None:
    known = backend("rds", call.region)
    all_ = known.database_snapshots if call.operation == "DescribeDBSnapshots" else known.cluster_snapshots
    # What RDS took by itself of a cluster goes with it (guide of Aurora, "Deleting Aurora DB clusters"); moto leaves it.
    for name, one in list(known.cluster_snapshots.items()):
        if one.snapshot_type == "automated" and one.cluster.db_cluster_identifier not in known.clusters:
            del known.cluster_snapshots[name]
    for one in all_.values():
        if one.status == "creating" and _under_way.is_over(one):
            one.status = "available"


@before("rds", "DeleteDBSnapshot", "DeleteDBClusterSnapshot")
def delete_snapshot(call: Call) -> None:
    known = backend("rds", call.region)
    of_instance = call.operation == "DeleteDBSnapshot"
    one = (
        known.database_snapshots.get(call.params["DBSnapshotIdentifier"])
        if of_instance
        else known.cluster_snapshots.get(call.params["DBClusterSnapshotIdentifier"])
    )
    if one is None:
        return
    code = "InvalidDBSnapshotState" if of_instance else "InvalidDBClusterSnapshotStateFault"
    if one.snapshot_type != "manual":
        raise Refused(code, "Only manual snapshots may be deleted.")
    if one.status != "available":
        raise Refused(code, f"Snapshot is not available: {one.status}")


# ---- automated backups ----------------------------------------------------------------------------------------------

_replicated: dict[str, list[dict[str, Any]]] = {}  # by the region that it is in
on_reset(_replicated.clear)


@instead("rds", "StartDBInstanceAutomatedBackupsReplication")
def replicate(call: Call) -> Answer:
    """Asked for where the copy is to be; of an encrypted source only with a key of there (API reference)."""
    arn = call.params["SourceDBInstanceArn"]
    region, name = arn.split(":")[3], arn.split(":db:")[-1]
    source = backend("rds", region).databases.get(name)
    if source is None or region == call.region:
        raise Refused("DBInstanceNotFound", f"DBInstance {arn} not found.", 404)
    if source.storage_encrypted and not call.params.get("KmsKeyId"):
        raise Refused("KMSKeyNotAccessibleFault", "The destination key is required for an encrypted source.")  # unseen
    made = _backup(source, "active") | {"KmsKeyId": call.params.get("KmsKeyId"), "Region": region}
    made["DBInstanceAutomatedBackupsArn"] = f"arn:aws:rds:{call.region}:{ACCOUNT}:auto-backup:ab-{name}"
    _replicated.setdefault(call.region, []).append(made)
    return yes(call, {"DBInstanceAutomatedBackup": made})


def _backup(of: Any, status: str) -> dict[str, Any]:
    return {
        "DBInstanceArn": of.arn,
        "DBInstanceIdentifier": of.db_instance_identifier,
        "DbiResourceId": of.dbi_resource_id,
        "Engine": of.engine,
        "KmsKeyId": of.kms_key_id,
        "Status": status,
    }


@instead("rds", "DescribeDBInstanceAutomatedBackups")
def instance_backups(call: Call) -> Answer:
    """Of each that is there, and what is replicated from elsewhere, which outlives its source."""
    known = backend("rds", call.region).databases
    here = [_backup(one, "active") for one in known.values() if not one.db_cluster_identifier]
    return yes(call, {"DBInstanceAutomatedBackups": here + _replicated.get(call.region, [])})


@instead("rds", "DescribeDBClusterAutomatedBackups")
def cluster_backups(call: Call) -> Answer:
    return yes(call, {"DBClusterAutomatedBackups": []})


# ---- activity streams -----------------------------------------------------------------------------------------------


@instead("rds", "StartActivityStream")
def start_stream(call: Call) -> Answer:
    """API reference: of a cluster, or of an instance of Oracle or SQL Server; the key is told as it was named."""
    arn, known = call.params["ResourceArn"], backend("rds", call.region)
    one = next((of for store in (known.clusters, known.databases) for of in store.values() if of.arn == arn), None)
    if one is None:
        raise Refused("ResourceNotFoundFault", f"The specified resource ID was not found: {arn}", 404)
    if one.status != "available":
        raise Refused("InvalidDBClusterStateFault", f"{arn} is {one.status}.")
    one.activity_stream_kms_key_id, one.activity_stream_mode = call.params["KmsKeyId"], call.params["Mode"]
    one.activity_stream_status = "started"
    return yes(call, {"KmsKeyId": one.activity_stream_kms_key_id, "Mode": one.activity_stream_mode, "Status": "starting"})


# ---- groups ---------------------------------------------------------------------------------------------------------


@before("rds", "DeleteDBSubnetGroup")
def subnet_group(call: Call) -> None:
    name, known = call.params["DBSubnetGroupName"], backend("rds", call.region)
    users = [one for one in known.databases.values() if getattr(one, "_db_subnet_group_name", None) == name]
    users += [one for one in known.clusters.values() if one.db_subnet_group_name == name]
    if users:
        text = f"Cannot delete the subnet group '{name}' because at least one database instance: {users[0].resource_id} is still using it."
        raise Refused("InvalidDBSubnetGroupStateFault", text)


@before("rds", "DeleteDBParameterGroup", "DeleteDBClusterParameterGroup")
def parameter_group(call: Call) -> None:
    known = backend("rds", call.region)
    if call.operation == "DeleteDBParameterGroup":
        name = call.params["DBParameterGroupName"]
        used = any(name == one.db_parameter_group_name for one in known.databases.values())
    else:
        name = call.params["DBClusterParameterGroupName"]
        used = any(name == one.parameter_group for one in known.clusters.values())
    if name.startswith("default."):
        raise Refused("InvalidDBParameterGroupState", "Default DB parameter groups cannot be deleted.")
    if used:
        text = f"One or more database instances are still members of this parameter group {name}, so the group cannot be deleted"
        raise Refused("InvalidDBParameterGroupState", text)


@before("rds", "DescribeDBParameterGroups")
def one_parameter_group(call: Call) -> None:
    """moto has an empty list for one that is not there."""
    name = call.params.get("DBParameterGroupName")
    if name and name not in backend("rds", call.region).db_parameter_groups:
        raise Refused("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}", 404)


@instead("rds", "DescribeOptionGroups")
def option_groups(call: Call) -> Answer:
    """moto fails where no name is asked for."""
    known, name = backend("rds", call.region).option_groups, call.params.get("OptionGroupName")
    if name and name not in known:
        raise Refused("OptionGroupNotFoundFault", f"Specified OptionGroupName: {name} not found.", 404)
    told = [
        {"OptionGroupName": one.name, "OptionGroupArn": one.arn, "EngineName": one.engine_name, "Options": []}
        for key, one in known.items()
        if name in (None, key)
    ]
    return yes(call, {"OptionGroupsList": told})


@before("rds", "DeleteOptionGroup")
def option_group(call: Call) -> None:
    """What was taken of a database needs its group, too (terraform-aws-modules/terraform-aws-rds #371)."""
    name, known = call.params["OptionGroupName"], backend("rds", call.region)
    if name.startswith("default:"):
        raise Refused("InvalidOptionGroupStateFault", "Default option groups cannot be deleted.")
    users = [one for one in known.databases.values() if name == one.option_group_name]
    users += [one for one in known.database_snapshots.values() if name == _option_group_of(one)]
    if name in known.option_groups and users:
        text = f"The option group '{name}' cannot be deleted because it is in use: {users[0].resource_id}"
        raise Refused("InvalidOptionGroupStateFault", text)


def _option_group_of(snapshot: Any) -> str | None:
    return getattr(snapshot, "option_group_name", None) or getattr(getattr(snapshot, "database", None), "option_group_name", None)


# ---- proxies and global clusters ------------------------------------------------------------------------------------


@instead("rds", "DeleteDBProxy")
def delete_proxy(call: Call) -> Answer:
    name, known = call.params["DBProxyName"], backend("rds", call.region)
    one = known.db_proxies.get(name)
    if one is None:
        raise Refused("DBProxyNotFoundFault", f"DBProxyName {name} not found.", 404)
    if one.status not in ("available", "incompatible-network", "insufficient-resource-limits", "suspended"):
        raise Refused("InvalidDBProxyStateFault", f"DB proxy {name} is in state {one.status}.")
    _begin(one, "deleting")
    return yes(call, {"DBProxy": {"DBProxyName": name, "Status": "deleting"}})


@before("rds", "DescribeDBProxies")
def look_at_proxies(call: Call) -> None:
    known = backend("rds", call.region)
    for name, one in list(known.db_proxies.items()):
        if one.status == "deleting" and _under_way.is_over(one):
            del known.db_proxies[name]


@instead("rds", "DeleteGlobalCluster")
def delete_global(call: Call) -> Answer:
    name, known = call.params["GlobalClusterIdentifier"], backend("rds", call.region)
    one = known.global_clusters.get(name)
    if one is None:
        raise Refused("GlobalClusterNotFoundFault", f"Global cluster {name} not found", 404)
    if one.deletion_protection:
        text = "This Global Cluster can't be deleted. Deletion protection is enabled."  # unseen
        raise Refused("InvalidGlobalClusterStateFault", text)
    if one.members:
        text = f"Global Cluster {one.global_cluster_arn} is not empty"
        raise Refused("InvalidGlobalClusterStateFault", text)
    return yes(call, {"GlobalCluster": _told(known.global_clusters.pop(name))})


@instead("rds", "ModifyGlobalCluster")
def modify_global(call: Call) -> Answer:
    name, known = call.params["GlobalClusterIdentifier"], backend("rds", call.region)
    one = known.global_clusters.get(name)
    if one is None:
        raise Refused("GlobalClusterNotFoundFault", f"Global cluster {name} not found", 404)
    if "DeletionProtection" in call.params:
        one.deletion_protection = _is(call, "DeletionProtection")
    return yes(call, {"GlobalCluster": _told(one)})


# ---- blue/green deployments -----------------------------------------------------------------------------------------


@instead("rds", "DeleteBlueGreenDeployment")
def delete_deployment(call: Call) -> Answer:
    """API reference: whether the green side is taken along is said only before the switchover; user guide: not with deletion protection."""
    id_, known = call.params["BlueGreenDeploymentIdentifier"], backend("rds", call.region)
    one = known.blue_green_deployments.get(id_)
    if one is None:
        raise Refused("BlueGreenDeploymentNotFoundFault", f"BlueGreenDeployment {id_} not found.", 404)
    takes = _is(call, "DeleteTarget")
    said = "DeleteTarget" in call.params
    if one.status in ("PROVISIONING", "SWITCHOVER_IN_PROGRESS", "DELETING") or (said and one.status == "SWITCHOVER_COMPLETED"):
        raise Refused("InvalidBlueGreenDeploymentStateFault", f"The blue/green deployment {id_} is {one.status}.")
    if takes:
        green = next(of for store in (known.databases, known.clusters) for of in store.values() if of.arn == one.target)
        if green.deletion_protection:
            raise Refused("InvalidParameterCombination", f"Cannot delete protected {one.target}, please disable deletion protection and try again.")
        for of in [*getattr(green, "members", []), green]:
            _begin(of, "deleting")
    one.set_status(one.SupportedStates.DELETING)
    _under_way.begin(one)
    return yes(call, {"BlueGreenDeployment": {"BlueGreenDeploymentIdentifier": id_, "Status": one.status}})


@before("rds", "DescribeBlueGreenDeployments")
def look_at_deployments(call: Call) -> None:
    known = backend("rds", call.region)
    for id_, one in list(known.blue_green_deployments.items()):
        if one.status == "DELETING" and _under_way.is_over(one):
            del known.blue_green_deployments[id_]


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str):
    known = backend("rds", region)
    for store in (
        known.databases,
        known.clusters,
        known.database_snapshots,
        known.cluster_snapshots,
        known.subnet_groups,
        known.db_parameter_groups,
        known.db_cluster_parameter_groups,
        known.option_groups,
        known.db_proxies,
        known.global_clusters,
        known.blue_green_deployments,
    ):
        for one in list(store.values()):
            yield tag_stores._pairs(one.arn, one)


tag_stores.STORES["rds"] = _rows


@after("rds", "CreateDBInstanceReadReplica")
def replicate(call: Call, answer: Answer) -> Answer:
    """moto copies its source with all that this has, tags and date included."""
    if answer.status == 200:
        one = backend("rds", call.region).databases[call.params["DBInstanceIdentifier"]]
        one.status_infos = [{"StatusType": "read replication", "Normal": True, "Status": "replicating"}]
    return answer


def thing(arn: str) -> Any:
    """For tests: what only the service sets."""
    if ":db:" in arn:
        return backend("rds", arn.split(":")[3]).databases[arn.split(":db:")[1]]
    return next(one for one in backend("rds", arn.split(":")[3]).blue_green_deployments.values() if one.arn == arn)
