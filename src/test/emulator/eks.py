"""EKS as AWS has it where moto is kinder: all of it goes slowly and in order, and what protects a cluster holds.

Add-ons, capabilities and connected clusters, which moto lacks, are kept here. A cluster has interfaces and a group of its own in
its subnets, a node group a machine. Texts are those of public issues, where one was found; "unseen" else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ageing
import ec2
import giving_up
import pace
import tag_stores
from hooks import after, backend, before, instead
from moto.ec2.utils import random_private_ip
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("container")


def _in_use(message: str) -> Refused:
    return Refused("ResourceInUseException", message, 409)


def _not_found(message: str) -> Refused:
    return Refused("ResourceNotFoundException", message, 404)


def _known(region: str) -> dict[str, Any]:
    return backend("eks", region).clusters


def _cluster(call: Call, member: str = "clusterName") -> Any:
    name = call.params.get(member) or call.params.get("name")
    found = _known(call.region).get(name)
    if found is None:
        raise _not_found(f"No cluster found for name: {name}.")
    return found


def _health(code: str, reason: str) -> dict[str, Any]:
    return {"issues": [{"code": code, "message": reason, "resourceIds": []}]}


def _parts(cluster: Any, kind: str) -> dict[str, dict[str, Any]]:
    """moto knows neither add-ons nor capabilities."""
    return cluster.__dict__.setdefault(f"janitor_{kind}", {})


# ---- clusters -------------------------------------------------------------------------------------------------------


@after("eks", "CreateCluster")
def create_cluster(call: Call, answer: Answer) -> Answer:
    if answer.status != 200:
        return answer
    cluster = _known(call.region)[call.params["name"]]
    cluster.deletion_protection = bool(call.params.get("deletionProtection"))
    network = cluster.resources_vpc_config
    known = backend("ec2", call.region) if network.get("subnetIds") else None
    subnets = [one for id_ in network.get("subnetIds") or [] for one in [_subnet(known, id_)] if one is not None]
    if not subnets:
        return answer
    group = known.create_security_group(f"eks-cluster-sg-{cluster.name}-1", "EKS created security group", subnets[0].vpc_id)
    known.tags[group.id].update({"aws:eks:cluster-name": cluster.name, f"kubernetes.io/cluster/{cluster.name}": "owned"})
    cluster.resources_vpc_config = network | {"vpcId": subnets[0].vpc_id, "clusterSecurityGroupId": group.id}
    for subnet in subnets:
        wanted = [group.id, *(network.get("securityGroupIds") or [])]
        card = known.create_network_interface(subnet.id, random_private_ip(), group_ids=wanted, description=f"Amazon EKS {cluster.name}")
        ec2._made_by_service(card, "interface", f"Amazon EKS {cluster.name}", "amazon-eks")
    return answer


def _subnet(known: Any, id_: str) -> Any:
    return next((subnets[id_] for subnets in known.subnets.values() if id_ in subnets), None)


@before("eks", "DescribeCluster")
def look_at_cluster(call: Call) -> None:
    known = _known(call.region)
    cluster = known.get(call.params["name"])
    if cluster is None or cluster.status not in ("DELETING", "UPDATING") or not _under_way.is_over(cluster):
        return
    if cluster.status == "UPDATING":
        cluster.status = "ACTIVE"
        return
    reason = giving_up.why(cluster.arn)
    if reason is not None:
        cluster.status, cluster.health = "FAILED", _health("InternalFailure", reason)
        return
    del known[cluster.name]
    _leave_network(call.region, cluster)


def _leave_network(region: str, cluster: Any) -> None:
    """Its group is left where a rule of another one names it."""
    own = cluster.resources_vpc_config.get("clusterSecurityGroupId")
    if own is None:
        return
    known = backend("ec2", region)
    for card in [one for one in known.enis.values() if one.description == f"Amazon EKS {cluster.name}"]:
        card._group_set = [group for group in card._group_set if group.id != own]
        ec2.leave(card)
    group = known.get_security_group_from_id(own)
    others = [one for one in known.groups.get(group.vpc_id, {}).values() if one.id != own]
    if not any(own in ec2._named(one) for one in others) and not any(own in ec2._groups_of(one) for one in known.enis.values()):
        del known.groups[group.vpc_id][own]


@instead("eks", "DeleteCluster")
def delete_cluster(call: Call) -> Answer:
    cluster = _cluster(call)
    if getattr(cluster, "connector_config", None):
        raise Refused("InvalidRequestException", "A connected cluster is deregistered, not deleted.")  # unseen
    if getattr(cluster, "deletion_protection", False):
        text = f"Cluster {cluster.name} cannot be deleted while deletion protection is enabled."  # unseen
        raise Refused("InvalidRequestException", text)
    if cluster.nodegroups:
        raise _in_use("Cluster has nodegroups attached")
    if cluster.fargate_profiles:
        raise _in_use("Cluster has Fargate Profiles in ACTIVE/CREATING state")
    if _parts(cluster, "capabilities"):
        raise _in_use("Cluster has capabilities attached")  # unseen
    if cluster.status not in ("ACTIVE", "FAILED"):
        raise _in_use(f"Cluster is in {cluster.status} status")  # unseen
    cluster.status = "DELETING"
    _under_way.begin(cluster)
    return yes(call, {"cluster": {"name": cluster.name, "arn": cluster.arn, "status": "DELETING"}})


@instead("eks", "UpdateClusterConfig")
def update_cluster(call: Call) -> Answer | None:
    """moto heeds no deletion protection; a second update has to wait for the first."""
    if "deletionProtection" not in call.params:
        return None
    cluster = _cluster(call, "name")
    if cluster.status != "ACTIVE":
        raise _in_use(f"Cannot update because cluster {cluster.name} currently has an update in progress")
    if bool(call.params["deletionProtection"]) == getattr(cluster, "deletion_protection", False):
        raise Refused("InvalidParameterException", "No changes needed for the deletion protection provided")  # unseen
    cluster.deletion_protection, cluster.status = bool(call.params["deletionProtection"]), "UPDATING"
    _under_way.begin(cluster)
    return yes(call, {"update": {"id": "1", "status": "InProgress", "type": "DeletionProtectionUpdate"}})


@instead("eks", "RegisterCluster")
def register_cluster(call: Call) -> Answer:
    """A cluster that runs elsewhere."""
    from moto.eks.models import Cluster

    told = call.params
    role = told["connectorConfig"]["roleArn"]
    made = Cluster(told["name"], role, {}, ACCOUNT, call.region, "aws", tags=told.get("tags"))
    made.connector_config = {"provider": told["connectorConfig"]["provider"], "roleArn": role}
    _known(call.region)[made.name] = made
    return yes(call, {"cluster": {"name": made.name, "arn": made.arn, "status": "PENDING"}})


@instead("eks", "DeregisterCluster")
def deregister_cluster(call: Call) -> Answer:
    cluster = _cluster(call, "name")
    if not getattr(cluster, "connector_config", None):
        raise Refused("InvalidRequestException", "The cluster is not connected.")  # unseen
    del _known(call.region)[cluster.name]
    return yes(call, {"cluster": {"name": cluster.name, "arn": cluster.arn, "status": "DELETING"}})


@instead("eks", "ListClusters")
def list_clusters(call: Call) -> Answer:
    """Those that are connected only if they are asked for."""
    everything = "all" in (call.params.get("include") or [])
    names = sorted(name for name, one in _known(call.region).items() if everything or not getattr(one, "connector_config", None))
    return _page(call, "clusters", names)


def _page(call: Call, member: str, things: list[Any]) -> Answer:
    size, start = int(call.params.get("maxResults") or 100), int(call.params.get("nextToken") or 0)
    if not 1 <= size <= 100:
        raise Refused("InvalidParameterException", "maxResults must be between 1 and 100")
    more = {"nextToken": str(start + size)} if start + size < len(things) else {}
    return yes(call, {member: things[start : start + size]} | more)


# ---- node groups ----------------------------------------------------------------------------------------------------


@after("eks", "CreateNodegroup")
def create_nodegroup(call: Call, answer: Answer) -> Answer:
    """With a machine of its own, which is replaced when somebody else ends it; here it is not even started anew."""
    cluster = _known(call.region).get(call.params["clusterName"])
    own = cluster and cluster.resources_vpc_config.get("clusterSecurityGroupId")
    if answer.status != 200 or own is None:
        return answer
    group, known = cluster.nodegroups[call.params["nodegroupName"]], backend("ec2", call.region)
    image = next(one for one in known.amis.values() if one.owner_id != ACCOUNT)
    how = {"subnet_id": group.subnets[0], "security_group_ids": [own], "instance_type": "t3.medium", "region_name": call.region}
    made = known.run_instances(image.id, 1, b"", [], is_instance_type_default=False, placement=None, nics=[], tags={}, **how)
    for instance in made.instances:
        for card in instance.nics.values():
            card.delete_on_termination = True
        known.tags[instance.id].update(
            {
                "aws:autoscaling:groupName": group.resources["autoScalingGroups"][0]["name"],
                "aws:ec2:fleet-id": f"fleet-{group.nodegroup_name}",
                "aws:eks:cluster-name": cluster.name,
                "eks:cluster-name": cluster.name,
                "eks:nodegroup-name": group.nodegroup_name,
                f"kubernetes.io/cluster/{cluster.name}": "owned",
            }
        )
    return answer


@before("eks", "DescribeNodegroup")
def look_at_nodegroup(call: Call) -> None:
    groups = _cluster(call).nodegroups
    group = groups.get(call.params["nodegroupName"])
    if group is not None and group.status == "DELETING" and _under_way.is_over(group):
        reason = giving_up.why(group.arn)
        if reason is not None:
            group.status, group.health = "DELETE_FAILED", _health("Ec2SecurityGroupDeletionFailure", reason)
            return
        del groups[group.nodegroup_name]
        _cluster(call).nodegroup_count -= 1
        _end_machines(call, group)


def _end_machines(call: Call, group: Any) -> None:
    known = backend("ec2", call.region)
    for instance in list(ec2._instances(known)):
        tags = known.tags.get(instance.id) or {}
        if tags.get("eks:nodegroup-name") == group.nodegroup_name and tags.get("eks:cluster-name") == group.cluster_name:
            known.terminate_instances([instance.id])
    ec2.terminated(call, Answer(200, [], b""))


@instead("eks", "DeleteNodegroup")
def delete_nodegroup(call: Call) -> Answer:
    name = call.params["nodegroupName"]
    group = _cluster(call).nodegroups.get(name)
    if group is None:
        raise _not_found(f"No node group found for name: {name}.")
    if group.status == "DELETING":
        raise _in_use(f"Nodegroup {name} is in DELETING status")  # unseen
    group.status = "DELETING"
    _under_way.begin(group)
    return yes(call, {"nodegroup": {"nodegroupName": name, "nodegroupArn": group.arn, "status": "DELETING"}})


@instead("eks", "ListNodegroups")
def list_nodegroups(call: Call) -> Answer:
    return _page(call, "nodegroups", sorted(_cluster(call).nodegroups))


# ---- Fargate profiles -----------------------------------------------------------------------------------------------


@before("eks", "DescribeFargateProfile")
def look_at_profile(call: Call) -> None:
    cluster = _cluster(call)
    one = cluster.fargate_profiles.get(call.params["fargateProfileName"])
    if one is not None and one.status == "DELETING" and _under_way.is_over(one):
        reason = giving_up.why(one.fargate_profile_arn)
        if reason is not None:
            one.status, one.health = "DELETE_FAILED", _health("PodExecutionRoleAlreadyInUse", reason)
            return
        del cluster.fargate_profiles[one.fargate_profile_name]
        cluster.fargate_profile_count -= 1


@instead("eks", "DeleteFargateProfile")
def delete_profile(call: Call) -> Answer:
    """"Only one Fargate profile in a cluster can be in the DELETING status at a time" (cloud-custodian #5585)."""
    cluster, name = _cluster(call), call.params["fargateProfileName"]
    one = cluster.fargate_profiles.get(name)
    if one is None:
        raise _not_found(f"No Fargate Profile found with name: {name}.")
    for other in cluster.fargate_profiles.values():
        if other.status == "DELETING":
            text = f"Cannot Delete Fargate Profile {name} because cluster {cluster.name} currently has Fargate profile"
            raise _in_use(f"{text} {other.fargate_profile_name} in status DELETING")
    one.status = "DELETING"
    _under_way.begin(one)
    return yes(call, {"fargateProfile": {"fargateProfileName": name, "fargateProfileArn": one.fargate_profile_arn, "status": "DELETING"}})


@instead("eks", "ListFargateProfiles")
def list_profiles(call: Call) -> Answer:
    return _page(call, "fargateProfileNames", sorted(_cluster(call).fargate_profiles))


# ---- add-ons and capabilities ---------------------------------------------------------------------------------------


def _kind(plural: str, word: str, member: str) -> None:
    """Both are kept as what is told of them.

    A cluster has one capability of a type (API reference, CreateCapability), which stands in its ARN before the name
    (service authorization reference).
    """
    title, arn_member = word[0].upper() + word[1:], "addonArn" if word == "addon" else "arn"

    @instead("eks", f"Create{title}")
    def create(call: Call) -> Answer:
        cluster, name = _cluster(call), call.params[member]
        sort, path = call.params.get("type"), f"{word}/{cluster.name}"
        if word == "capability":
            path += f"/{sort.lower()}"
            if any(one["type"] == sort for one in _parts(cluster, plural).values()):
                raise _in_use(f"Cluster {cluster.name} already has a capability of type {sort}")  # unseen
        made = {
            member: name,
            "clusterName": cluster.name,
            "status": "ACTIVE",
            arn_member: f"arn:aws:eks:{call.region}:{ACCOUNT}:{path}/{name}/{len(_parts(cluster, plural)):08d}-0000-4000-8000-000000000000",
            "createdAt": ageing.now().timestamp(),
            "tags": dict(call.params.get("tags") or {}),
        }
        for role in ("serviceAccountRoleArn", "roleArn", "type"):
            if call.params.get(role):
                made[role] = call.params[role]
        _parts(cluster, plural)[name] = made
        return yes(call, {word: made})

    def find(call: Call) -> dict[str, Any]:
        cluster, name = _cluster(call), call.params[member]
        one = _parts(cluster, plural).get(name)
        if one is not None and one["status"] == "DELETING" and call.operation.startswith("Describe") and _under_way.is_over(one):
            reason = giving_up.why(one[arn_member])
            if reason is None:
                one = _parts(cluster, plural).pop(name) and None
            else:
                one |= {"status": "DELETE_FAILED", "health": _health("AccessDenied", reason)}
        if one is None:
            raise _not_found(f"No {word} found with name: {name}.")
        return one

    @instead("eks", f"Describe{title}")
    def describe(call: Call) -> Answer:
        return yes(call, {word: find(call)})

    @instead("eks", f"Delete{title}")
    def delete(call: Call) -> Answer:
        one = find(call)
        if one["status"] != "DELETING":
            one["status"] = "DELETING"
            _under_way.begin(one)
        return yes(call, {word: one})

    @instead("eks", "List" + (title + "s" if word == "addon" else "Capabilities"))
    def list_(call: Call) -> Answer:
        parts = _parts(_cluster(call), plural)
        if word == "addon":
            return _page(call, plural, sorted(parts))
        shown = ("capabilityName", "arn", "status", "createdAt", "type")
        return _page(call, plural, [{key: parts[name][key] for key in shown if key in parts[name]} for name in sorted(parts)])


_kind("addons", "addon", "addonName")
_kind("capabilities", "capability", "capabilityName")


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str) -> Iterator[tag_stores.Row]:
    for cluster in list(_known(region).values()):
        yield tag_stores._dict(cluster.arn, cluster)
        for group in list(cluster.nodegroups.values()):
            yield tag_stores._dict(group.arn, group)
        for profile in list(cluster.fargate_profiles.values()):
            yield tag_stores._dict(profile.fargate_profile_arn, profile)
        for one in [*_parts(cluster, "addons").values(), *_parts(cluster, "capabilities").values()]:
            yield one.get("addonArn") or one["arn"], dict(one["tags"]), lambda tags, one=one: one.__setitem__("tags", tags)


tag_stores.STORES["eks"] = _rows
