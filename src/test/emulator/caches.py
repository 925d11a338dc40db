"""ElastiCache: moto has caches on their way out for ever, no members of a group, and neither parameter nor user groups. It deletes
members, refuses no state, and takes snapshots of Memcached. Codes are the model's, texts those of public issues where one was found."""

from __future__ import annotations

from inspect import signature
from typing import Any

import ageing
import hooks
import pace
import shelf
import tag_stores
from hooks import after, backend, before, instead
from moto.elasticache.models import CacheCluster
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("database")
serverless = shelf.Shelf("elasticache", "database")  # memory_stores.py has their operations
serverless_snapshots = shelf.Shelf("elasticache", "database")
_groups: dict[str, dict[str, dict[str, Any]]] = {}  # parameter groups, by region and name
_user_groups: dict[str, dict[str, dict[str, Any]]] = {}
hooks.on_reset(_groups.clear)
hooks.on_reset(_user_groups.clear)


def _arn(region: str, word: str, name: str) -> str:
    return f"arn:aws:elasticache:{region}:{ACCOUNT}:{word}:{name}"


def _store(call: Call) -> Any:
    return backend("elasticache", call.region)


def _begin(thing: Any, status: str) -> None:
    thing.status = thing.cache_cluster_status = status
    _under_way.begin(thing)


def _refuse(what: str, text: str) -> Refused:
    return Refused(f"Invalid{what}State", text)


# ---- groups and their members ---------------------------------------------------------------------------------------


@after("elasticache", "CreateReplicationGroup")
def create_group(call: Call, answer: Answer) -> Answer:
    """Its nodes are clusters of their own, with all of its tags (User Guide, "Tagging your ElastiCache resources")."""
    if answer.status != 200:
        return answer
    store, told = _store(call), call.params
    one = store.replication_groups[told["ReplicationGroupId"]]
    nodes = int(told.get("NumCacheClusters") or 1)
    if one.cluster_mode != "enabled" and nodes > 1:
        one.member_clusters = [f"{one.replication_group_id}-{node:03d}" for node in range(1, nodes + 1)]
    for name in one.member_clusters:
        store.cache_clusters[name] = _member(call.region, one, name, told)
        store.tagging_service.tag_resource(store.cache_clusters[name].arn, one.tags)
    return answer


def _member(region: str, group: Any, name: str, told: dict[str, Any]) -> Any:
    given = dict.fromkeys(list(signature(CacheCluster.__init__).parameters)[1:])
    given |= {"account_id": ACCOUNT, "region_name": region, "cache_cluster_id": name, "cache_node_type": group.cache_node_type}
    made = CacheCluster(**given)
    _dressed(made, told)
    made.engine, made.replication_group_id = group.engine, group.replication_group_id
    return made


def _dressed(one: Any, told: dict[str, Any]) -> None:
    """As a description shows it, which moto leaves out."""
    one.engine = told.get("Engine") or one.engine
    one.cache_subnet_group_name = told.get("CacheSubnetGroupName")
    one.cache_parameter_group = {
        "CacheParameterGroupName": told.get("CacheParameterGroupName") or f"default.{one.engine}7",
        "ParameterApplyStatus": "in-sync",
    }
    one.security_groups = [{"SecurityGroupId": id_, "Status": "active"} for id_ in told.get("SecurityGroupIds") or []]


@after("elasticache", "CreateCacheCluster")
def create_cluster(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        _dressed(_store(call).cache_clusters[call.params["CacheClusterId"]], call.params)
    return answer


@before("elasticache", "DescribeReplicationGroups", "DescribeCacheClusters", "ListTagsForResource")
def look(call: Call) -> None:
    """Time goes by."""
    store = _store(call)
    for name, one in list(store.replication_groups.items()):
        if one.status in ("deleting", "snapshotting") and _under_way.is_over(one):
            if one.status == "snapshotting":
                one.status = "available"
                continue
            for member in one.member_clusters:
                store.cache_clusters.pop(member, None)
            del store.replication_groups[name]
    for name, one in list(store.cache_clusters.items()):
        if one.status in ("deleting", "snapshotting") and not _group_of(one) and _under_way.is_over(one):
            if one.status == "snapshotting":
                one.status = one.cache_cluster_status = "available"
            else:
                del store.cache_clusters[name]


def _group_of(one: Any) -> str | None:
    return getattr(one, "replication_group_id", None)


@instead("elasticache", "DeleteReplicationGroup")
def delete_group(call: Call) -> Answer | None:
    name = call.params["ReplicationGroupId"]
    one = _store(call).replication_groups.get(name)
    if one is None:
        return None  # moto's own words are AWS's
    if one.global_replication_group_id:
        # cloud-custodian #8815
        text = f"Cannot delete a replication group that is part of a global replication group: {one.global_replication_group_id}"
        raise Refused("InvalidParameterValue", text)
    if one.status not in ("available", "create-failed"):
        # crossplane provider-aws #46
        raise _refuse("ReplicationGroup", f"Replication group {name} has status {one.status} which is not valid for deletion.")
    if call.params.get("FinalSnapshotIdentifier"):
        _can_be_taken(call, one)
        _store(call).create_snapshot(call.params["FinalSnapshotIdentifier"], name, None, None, [])
    _begin(one, "deleting")
    for member in one.member_clusters:
        _store(call).cache_clusters[member].cache_cluster_status = "deleting"
    return yes(call, {"ReplicationGroup": {"ReplicationGroupId": name, "Status": "deleting"}})


@instead("elasticache", "DeleteCacheCluster")
def delete_cluster(call: Call) -> Answer | None:
    name = call.params["CacheClusterId"]
    one = _store(call).cache_clusters.get(name)
    if one is None:
        return None
    if _group_of(one):
        # gruntwork-io/cloud-nuke #333, rebuy-de/aws-nuke #289
        members = _store(call).replication_groups[_group_of(one)].member_clusters
        text = (
            "Cannot delete the cache cluster since it is the only member of a replication group. Delete the replication group instead."
            if len(members) == 1
            else f"Cannot delete the cache cluster because it is the only read replica for replication group {_group_of(one)}"
            " which has autofailover enabled or pending."
        )
        raise _refuse("CacheCluster", text)
    if one.cache_cluster_status != "available":
        raise _refuse("CacheCluster", f"Cache cluster {name} is not in available state.")
    _begin(one, "deleting")
    return yes(call, {"CacheCluster": {"CacheClusterId": name, "CacheClusterStatus": "deleting"}})


# ---- snapshots ------------------------------------------------------------------------------------------------------


def _source(call: Call) -> Any:
    store, told = _store(call), call.params
    return store.replication_groups.get(told.get("ReplicationGroupId")) or store.cache_clusters.get(told.get("CacheClusterId"))


def _can_be_taken(call: Call, one: Any) -> None:
    if one.engine == "memcached" or one.cache_node_type == "cache.t1.micro":
        text = "Snapshot feature is not supported for this cache: it runs Memcached, or on a cache.t1.micro node."  # the model's
        raise Refused("SnapshotFeatureNotSupportedFault", text)
    if one.status != "available":
        what = "ReplicationGroup" if hasattr(one, "replication_group_create_time") else "CacheCluster"
        raise _refuse(what, f"It is not in available state: {one.status}")


@before("elasticache", "CreateSnapshot")
def snapshot(call: Call) -> None:
    one = _source(call)
    if one is not None and call.params["SnapshotName"] not in _store(call).snapshots:
        _can_be_taken(call, one)


@after("elasticache", "CreateSnapshot")
def taking(call: Call, answer: Answer) -> Answer:
    """What is copied is busy, and when it was copied only its nodes tell."""
    if answer.status == 200:
        made, of = _store(call).snapshots[call.params["SnapshotName"]], _source(call)
        made.node_snapshots = [{"CacheNodeId": "0001", "SnapshotCreateTime": ageing.now(), "CacheSize": "1 MB"}]
        made.kms_key_id = made.kms_key_id or getattr(of, "kms_key_id", None)
        made.snapshot_status = made.status = "creating"
        _under_way.begin(made)
        _begin(of, "snapshotting")
    return answer


@before("elasticache", "DescribeSnapshots")
def look_at_snapshots(call: Call) -> None:
    for one in _store(call).snapshots.values():
        if one.snapshot_status == "creating" and _under_way.is_over(one):
            one.snapshot_status = "available"


@before("elasticache", "DeleteSnapshot")
def delete_snapshot(call: Call) -> None:
    one = _store(call).snapshots.get(call.params["SnapshotName"])
    if one is not None and one.snapshot_status != "available":
        raise _refuse("Snapshot", f"Snapshot is in {one.snapshot_status} state, and cannot be deleted.")


@after("elasticache", "DeleteSnapshot")
def forget(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        _store(call).tagging_service.tags.pop(_arn(call.region, "snapshot", call.params["SnapshotName"]), None)
    return answer


# ---- groups of subnets, parameters and users ------------------------------------------------------------------------


@instead("elasticache", "DeleteCacheSubnetGroup")
def delete_subnet_group(call: Call) -> Answer:
    name, store = call.params["CacheSubnetGroupName"], _store(call)
    if name == "default":
        raise Refused("InvalidParameterValue", "The default cache subnet group cannot be deleted.")
    if name not in store.cache_subnet_groups:
        raise Refused("CacheSubnetGroupNotFoundFault", f"Cache Subnet Group {name} does not exist.")
    if any(one.cache_subnet_group_name == name for one in store.cache_clusters.values()):
        text = f"Cache subnet group {name} is currently in use by a cache cluster."
        raise Refused("CacheSubnetGroupInUse", text)
    one = store.cache_subnet_groups.pop(name)
    store.tagging_service.tags.pop(one.arn, None)
    return yes(call)


def _parameter_groups(region: str) -> dict[str, dict[str, Any]]:
    """AWS's own are in every account."""
    return _groups.setdefault(
        region,
        {
            f"default.{family}": {
                "CacheParameterGroupName": f"default.{family}",
                "CacheParameterGroupFamily": family,
                "Description": f"Default parameter group for {family}",
                "IsGlobal": False,
                "ARN": _arn(region, "parametergroup", f"default.{family}"),
            }
            for family in ("redis7", "valkey8", "memcached1.6")
        },
    )


@instead("elasticache", "CreateCacheParameterGroup")
def create_parameter_group(call: Call) -> Answer:
    told, name = call.params, call.params["CacheParameterGroupName"]
    if name in _parameter_groups(call.region):
        raise Refused("CacheParameterGroupAlreadyExists", f"{name} already exists.")
    made = {key: told[key] for key in ("CacheParameterGroupName", "CacheParameterGroupFamily", "Description")}
    made |= {"IsGlobal": False, "ARN": _arn(call.region, "parametergroup", name)}
    _parameter_groups(call.region)[name] = made
    _store(call).tagging_service.tag_resource(made["ARN"], told.get("Tags") or [])
    return yes(call, {"CacheParameterGroup": made})


@instead("elasticache", "DescribeCacheParameterGroups")
def parameter_groups(call: Call) -> Answer:
    known, name = _parameter_groups(call.region), call.params.get("CacheParameterGroupName")
    if name and name not in known:
        raise Refused("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found.", 404)
    return yes(call, {"CacheParameterGroups": [known[name]] if name else list(known.values())})


@instead("elasticache", "DeleteCacheParameterGroup")
def delete_parameter_group(call: Call) -> Answer:
    known, name = _parameter_groups(call.region), call.params["CacheParameterGroupName"]
    if name not in known:
        raise Refused("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found.", 404)
    if name.startswith("default."):
        raise _refuse("CacheParameterGroup", "Default CacheParameterGroup cannot be deleted.")
    if any(one.cache_parameter_group["CacheParameterGroupName"] == name for one in _store(call).cache_clusters.values()):
        text = f"One or more cache clusters are still members of this parameter group {name}, so the group cannot be deleted"
        raise _refuse("CacheParameterGroup", text)
    _store(call).tagging_service.tags.pop(known.pop(name)["ARN"], None)
    return yes(call)


@instead("elasticache", "CreateUserGroup")
def create_user_group(call: Call) -> Answer:
    """One of Redis has to have a user whose name is `default` (User Guide, "Role-Based Access Control")."""
    told, name = call.params, call.params["UserGroupId"]
    made = {"UserGroupId": name, "Status": "active", "Engine": told["Engine"], "UserIds": told.get("UserIds") or []}
    made["ARN"] = _arn(call.region, "usergroup", name)
    _user_groups.setdefault(call.region, {})[name] = made
    for user in made["UserIds"]:
        _store(call).users[user].user_group_ids.append(name)
    _store(call).tagging_service.tag_resource(made["ARN"], told.get("Tags") or [])
    return yes(call, made)


def _told(call: Call, one: dict[str, Any]) -> dict[str, Any]:
    of, name = _store(call).replication_groups.values(), one["UserGroupId"]
    return one | {
        "ReplicationGroups": [group.replication_group_id for group in of if name in group.user_group_ids],
        "ServerlessCaches": [cache["ServerlessCacheName"] for cache in serverless.of(call.region).values() if cache.get("UserGroupId") == name],
    }


@instead("elasticache", "DescribeUserGroups")
def user_groups(call: Call) -> Answer:
    known, name = _user_groups.setdefault(call.region, {}), call.params.get("UserGroupId")
    if name and name not in known:
        raise Refused("UserGroupNotFound", f"User group {name} not found.", 404)
    return yes(call, {"UserGroups": [_told(call, one) for key, one in known.items() if name in (None, key)]})


@instead("elasticache", "DeleteUserGroup")
def delete_user_group(call: Call) -> Answer:
    known, name = _user_groups.setdefault(call.region, {}), call.params["UserGroupId"]
    if name not in known:
        raise Refused("UserGroupNotFound", f"User group {name} not found.", 404)
    told = _told(call, known[name])
    if told["ReplicationGroups"] or told["ServerlessCaches"]:
        raise _refuse("UserGroup", "User group is associated with a replication group, and cannot be deleted.")
    one = known.pop(name)
    for user in one["UserIds"]:
        _store(call).users[user].user_group_ids.remove(name)
    _store(call).tagging_service.tags.pop(one["ARN"], None)
    return yes(call, one | {"Status": "deleting"})


@instead("elasticache", "DeleteUser")
def delete_user(call: Call) -> Answer | None:
    """It goes out of all groups, but for the one that a group cannot be without."""
    known, name = _store(call).users, call.params["UserId"]
    if name not in known:
        return None
    if name == "default":
        raise Refused("InvalidParameterValue", "The default user cannot be deleted.")
    if known[name].name == "default" and known[name].user_group_ids:
        raise Refused("DefaultUserAssociatedToUserGroup", "Default user is associated with a user group.")
    one = known.pop(name)
    for group in _user_groups.get(call.region, {}).values():
        if name in group["UserIds"]:
            group["UserIds"].remove(name)
    _store(call).tagging_service.tags.pop(one.arn, None)
    return yes(call, {"UserId": name, "Status": "deleting"})


# ---- tags -----------------------------------------------------------------------------------------------------------


def _all(region: str) -> dict[str, Any]:
    """By ARN, whatever can be tagged."""
    known = backend("elasticache", region)
    found: dict[str, Any] = {}
    for word, store in (
        ("replicationgroup", known.replication_groups),
        ("cluster", known.cache_clusters),
        ("snapshot", known.snapshots),
        ("subnetgroup", known.cache_subnet_groups),
        ("user", known.users),
        ("parametergroup", _parameter_groups(region)),
        ("usergroup", _user_groups.get(region, {})),
    ):
        found |= {_arn(region, word, name): one for name, one in list(store.items())}
    return found


_CODES = {
    "replicationgroup": "ReplicationGroupNotFoundFault",
    "cluster": "CacheClusterNotFound",
    "snapshot": "SnapshotNotFoundFault",
    "subnetgroup": "CacheSubnetGroupNotFoundFault",
    "parametergroup": "CacheParameterGroupNotFound",
    "usergroup": "UserGroupNotFound",
    "user": "UserNotFound",
    "serverlesscache": "ServerlessCacheNotFoundFault",
    "serverlesscachesnapshot": "ServerlessCacheSnapshotNotFoundFault",
}


@instead("elasticache", "ListTagsForResource", "AddTagsToResource", "RemoveTagsFromResource")
def tags(call: Call) -> Answer:
    arn = call.params["ResourceName"]
    known, word = _all(call.region), arn.split(":")[5]
    if word.startswith("serverless"):
        return _serverless_tags(call, arn, word)
    if word not in _CODES:
        raise Refused("InvalidARN", f"ARN {arn} is invalid.")
    if arn not in known:
        raise Refused(_CODES[word], f"{arn} not found.", 400 if word == "subnetgroup" else 404)
    if word == "replicationgroup" and known[arn].status != "available":
        # hashicorp/terraform-provider-aws #44811
        raise _refuse("ReplicationGroup", "Cluster not in available state to perform tagging operations.")
    tagger = _store(call).tagging_service
    if call.operation == "AddTagsToResource":
        tagger.tag_resource(arn, call.params["Tags"])
    if call.operation == "RemoveTagsFromResource":
        tagger.untag_resource_using_names(arn, call.params["TagKeys"])
    return yes(call, {"TagList": tagger.list_tags_for_resource(arn)["Tags"]})


def _serverless_tags(call: Call, arn: str, word: str) -> Answer:
    told = shelf.tags_of("elasticache", call.region, arn)
    if told is None:
        raise Refused(_CODES[word], f"{arn} not found.", 404)
    return yes(call, {"TagList": shelf.pairs(told)})


_of_shelves = tag_stores.STORES["elasticache"]


def _rows(region: str):
    yield from _of_shelves(region)
    tagger = backend("elasticache", region).tagging_service
    for arn in _all(region):
        yield tag_stores._tagger(arn, tagger)


tag_stores.STORES["elasticache"] = _rows
