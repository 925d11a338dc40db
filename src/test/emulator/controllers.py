"""What works in a cluster of EKS: as long as that runs, it makes anew whatever of its own somebody else takes away.

The AWS Load Balancer Controller goes by `elbv2.k8s.aws/cluster`, the cloud provider by `kubernetes.io/cluster/NAME`,
Karpenter by `karpenter.sh/nodepool` beside that. Once the cluster is being deleted, nobody makes anything any more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import balancers
import ec2
from hooks import after, backend, before
from wire import Answer, Call

_CLUSTER = "kubernetes.io/cluster/"
_ANEW = "janitor_anew"  # on a call: makes anew what it takes away


def _is_running(region: str, tags: dict[str, str]) -> bool:
    names = {tags.get("elbv2.k8s.aws/cluster"), *(key.removeprefix(_CLUSTER) for key, how in tags.items() if key.startswith(_CLUSTER) and how == "owned")}
    known = backend("eks", region).clusters
    return any(name in known and known[name].status == "ACTIVE" for name in names)


def _remember(call: Call, tags: dict[str, str], make: Callable[[], None]) -> None:
    if _is_running(call.region, tags):
        setattr(call, _ANEW, make)


@after("elbv2", "DeleteLoadBalancer", "DeleteTargetGroup")
@after("elb", "DeleteLoadBalancer")
@after("ec2", "TerminateInstances")
def make_anew(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        getattr(call, _ANEW, lambda: None)()
    return answer


@before("elbv2", "DeleteLoadBalancer")
def balancer(call: Call) -> None:
    store = backend("elbv2", call.region)
    old = store.load_balancers.get(call.params["LoadBalancerArn"])
    if old is None:
        return
    tags = dict(store.tagging_service.get_tag_dict_for_resource(old.arn))

    def make() -> None:
        made = store.create_load_balancer(
            name=old.name,
            security_groups=list(old.security_groups or []),
            subnet_ids=[subnet.id for subnet in old.subnets],
            scheme=old.scheme,
            loadbalancer_type=old.type,
            tags=store.tagging_service.convert_dict_to_tags_input(tags),
        )
        subnets, of = [subnet.id for subnet in made.subnets], made.arn.split("loadbalancer/")[1]
        balancers._interfaces(call.region, made, of, subnets, balancers._TYPES.get(made.type, "interface"))

    _remember(call, tags, make)


@before("elbv2", "DeleteTargetGroup")
def targets(call: Call) -> None:
    store = backend("elbv2", call.region)
    old = store.target_groups.get(call.params["TargetGroupArn"])
    if old is None:
        return
    tags = dict(store.tagging_service.get_tag_dict_for_resource(old.arn))

    def make() -> None:
        store.target_groups[old.arn] = old
        store.tagging_service.tag_resource(old.arn, store.tagging_service.convert_dict_to_tags_input(tags))

    _remember(call, tags, make)


@before("elb", "DeleteLoadBalancer")
def classic(call: Call) -> None:
    store, name = backend("elb", call.region), call.params["LoadBalancerName"]
    old = store.load_balancers.get(name)
    if old is None:
        return

    def make() -> None:
        store.load_balancers[name] = old
        balancers._interfaces(call.region, old, name, list(old.subnets))

    _remember(call, balancers._dict(old.tags), make)


@before("ec2", "TerminateInstances")
def machine(call: Call) -> None:
    """Karpenter starts another where one of its goes."""
    known = backend("ec2", call.region)
    for old in ec2._instances(known):
        tags = dict(known.tags.get(old.id) or {})
        if old.id in (call.params.get("InstanceIds") or []) and "karpenter.sh/nodepool" in tags:
            _remember(call, tags, lambda old=old, tags=tags: start(call.region, old.subnet_id, [one.id for one in old.security_groups], tags))


def start(region: str, subnet: str, groups: list[str], tags: dict[str, str]) -> Any:
    """A machine that goes with its interface, as EC2 makes it."""
    known = backend("ec2", region)
    image = next(one for one in known.amis.values() if one.owner_id != balancers.ACCOUNT)
    how = {"subnet_id": subnet, "security_group_ids": groups, "instance_type": "t3.medium", "region_name": region}
    made = known.run_instances(image.id, 1, b"", [], is_instance_type_default=False, placement=None, nics=[], tags={}, **how)
    for instance in made.instances:
        for card in instance.nics.values():
            card.delete_on_termination = True
        known.tags[instance.id].update(tags)
    return made.instances[0]
