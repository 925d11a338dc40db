"""Load balancers as AWS has them where moto is kinder: their network interfaces outlive them, and what is in use stays.

Each has an interface in each of its subnets, which ELB made and takes away minutes after it (`ec2.LOOKS`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ec2
import hooks
import tag_stores
from hooks import after, backend, before, instead
from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer
from wire import ACCOUNT, Answer, Call, Refused, yes

_WORDS = {"network": "net", "gateway": "gwy"}
_TYPES = {"network": "network_load_balancer", "gateway": "gateway_load_balancer"}
_MOST_TAGGED = 20


def _named_by_type(self, *args, **more):
    """moto writes each into its ARN as an application's."""
    made = _moto(self, *args, **more)
    if made.type in _WORDS:
        old, tags = made.arn, self.tagging_service.get_tag_dict_for_resource(made.arn)
        made.arn = old.replace("loadbalancer/app/", f"loadbalancer/{_WORDS[made.type]}/")
        self.load_balancers[made.arn] = self.load_balancers.pop(old)
        self.tagging_service.delete_all_tags_for_resource(old)
        self.tagging_service.tag_resource(made.arn, self.tagging_service.convert_dict_to_tags_input(tags))
    return made


_moto, ELBv2Backend.create_load_balancer = ELBv2Backend.create_load_balancer, _named_by_type


# moto forgets the addresses that a load balancer is given: its subnet -> their allocation id.
_zones = FakeLoadBalancer.availability_zones.fget


def _with_addresses(self) -> list[Any]:
    zones = _zones(self)
    for zone in zones:
        allocation = getattr(self, "allocations", {}).get(zone.subnet_id)
        zone.load_balancer_addresses = [{"AllocationId": allocation}] if allocation else []
    return zones


FakeLoadBalancer.availability_zones = property(_with_addresses)


# ---- interfaces -----------------------------------------------------------------------------------------------------


def _interfaces(region: str, balancer: Any, of: str, subnets: list[str], type_: str = "interface") -> None:
    store = backend("ec2", region)
    for id_ in subnets:
        card = store.create_network_interface(store.get_subnet(id_), None, group_ids=list(balancer.security_groups or []))
        ec2._made_by_service(card, type_, f"ELB {of}", "amazon-elb")
        if (balancer.scheme or "internet-facing") == "internet-facing":
            card.public_ip = "192.0.2.7"
        allocation = getattr(balancer, "allocations", {}).get(id_)
        if allocation:
            store.associate_address(eni=card, allocation_id=allocation)


def _leave(region: str, of: str) -> None:
    for card in list(backend("ec2", region).enis.values()):
        if card.description == f"ELB {of}":
            ec2.leave(card)


@after("elbv2", "CreateLoadBalancer")
def is_made(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        made = next(one for one in backend("elbv2", call.region).load_balancers.values() if one.name == call.params["Name"])
        of = made.arn.split("loadbalancer/")[1]
        mappings = call.params.get("SubnetMappings") or []
        made.allocations = {one["SubnetId"]: one["AllocationId"] for one in mappings if one.get("AllocationId")}
        _interfaces(call.region, made, of, [subnet.id for subnet in made.subnets], _TYPES.get(made.type, "interface"))
    return answer


@after("elb", "CreateLoadBalancer")
def classic_is_made(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        made = backend("elb", call.region).load_balancers[call.params["LoadBalancerName"]]
        _interfaces(call.region, made, made.name, list(made.subnets))
    return answer


# ---- deletion -------------------------------------------------------------------------------------------------------


@instead("elbv2", "DeleteLoadBalancer")
def delete(call: Call) -> Answer:
    """Succeeds for what is not there."""
    store, arn = backend("elbv2", call.region), call.params["LoadBalancerArn"]
    one = store.load_balancers.get(arn)
    if one is not None:
        if str(one.attrs.get("deletion_protection.enabled")).lower() == "true":
            text = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
            raise Refused("OperationNotPermitted", text)
        services = backend("ec2", call.region).configurations.values()
        if any(arn in [*of.network_load_balancer_arns, *of.gateway_load_balancer_arns] for of in services):
            text = f"Load balancer '{arn}' cannot be deleted because it is currently associated with another service"
            raise Refused("ResourceInUse", text)
        for group in store.target_groups.values():
            group.load_balancer_arns = [of for of in group.load_balancer_arns if of != arn]
        for listener in list(one.listeners.values()):
            for gone in (listener.arn, *(rule.arn for rule in listener.rules.values())):
                store.tagging_service.delete_all_tags_for_resource(gone)
        store.delete_load_balancer(arn)
        store.tagging_service.delete_all_tags_for_resource(arn)
        _leave(call.region, arn.split("loadbalancer/")[1])
    return yes(call, {})


@instead("elb", "DeleteLoadBalancer")
def delete_classic(call: Call) -> Answer:
    name = call.params["LoadBalancerName"]
    if backend("elb", call.region).load_balancers.pop(name, None) is not None:
        _leave(call.region, name)
    return yes(call, {})


@after("elbv2", "DeleteTargetGroup")
def forget_tags(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        backend("elbv2", call.region).tagging_service.delete_all_tags_for_resource(call.params["TargetGroupArn"])
    return answer


@before("elbv2", "DescribeTags")
def describe_tags(call: Call) -> None:
    arns = call.params.get("ResourceArns") or []
    _check(len(arns), "resourceArns")
    for arn in arns:
        try:
            backend("elbv2", call.region)._get_resource_by_arn(arn)
        except ELBClientError as error:
            raise Refused(error.code, error.message) from error


@before("elb", "DescribeTags")
def describe_tags_of_classic(call: Call) -> None:
    _check(len(call.params.get("LoadBalancerNames") or []), "loadBalancerNames")


def _check(count: int, what: str) -> None:
    if not 1 <= count <= _MOST_TAGGED:
        text = f"1 validation error detected: Value at '{what}' failed to satisfy constraint: Member must have length between 1 and 20"
        raise Refused("ValidationError", text)


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str) -> Iterator[tag_stores.Row]:
    if _is_used("elbv2", region):
        store = backend("elbv2", region)
        for one in list(store.load_balancers.values()):
            yield _row(one.arn, store.tagging_service)
            for listener in list(one.listeners.values()):
                yield _row(listener.arn, store.tagging_service)
        for group in list(store.target_groups.values()):
            yield _row(group.arn, store.tagging_service)
    if _is_used("elb", region):
        for one in list(backend("elb", region).load_balancers.values()):
            arn = f"arn:aws:elasticloadbalancing:{region}:{ACCOUNT}:loadbalancer/{one.name}"
            yield arn, _dict(one.tags), lambda tags, one=one: setattr(one, "tags", _like(one.tags, tags))


def _is_used(service: str, region: str) -> bool:
    return region in dict.get(hooks.backends(service), ACCOUNT, {})


def _row(arn: str, tagger: Any) -> tag_stores.Row:
    return arn, dict(tagger.get_tag_dict_for_resource(arn)), _writer(arn, tagger)


def _writer(arn: str, tagger: Any) -> Callable[[dict[str, str]], None]:
    def write(tags: dict[str, str]) -> None:
        tagger.delete_all_tags_for_resource(arn)
        tagger.tag_resource(arn, tagger.convert_dict_to_tags_input(tags))

    return write


def _dict(tags: Any) -> dict[str, str]:
    return dict(tags) if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}


def _like(old: Any, tags: dict[str, str]) -> Any:
    return tags if isinstance(old, dict) else [{"Key": key, "Value": value} for key, value in tags.items()]


tag_stores.STORES["elasticloadbalancing"] = _rows
