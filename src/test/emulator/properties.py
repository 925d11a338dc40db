"""Sets what no API lets a customer set, because AWS itself does."""

from __future__ import annotations

import re
from typing import Any

import agents
import change_sets
import comprehend
import custom_models
import databases
import desks
import ec2
import front_doors
import gateways
import giving_up
import graphs
import hooks
import kendra
import lightsail
import refusals
import resolvers
import scaling
import searches
import serverless_warehouses
import studio
import tag_index
import trained_models
import transfers
import vaults


def put(told: dict[str, dict[str, Any]]) -> None:
    """{arn: {property: value}}"""
    for arn, properties in told.items():
        for name, value in properties.items():
            if name not in _PROPERTIES:
                raise ValueError(f"known: {sorted(_PROPERTIES)}")
            _PROPERTIES[name](arn, value)


def _managed_by(arn: str, service: str) -> None:
    """A rule, a key, a certificate or an API that an AWS service made for itself."""
    owner, region = arn.split(":")[2:4]
    if owner == "kms":
        hooks.backend("kms", region).keys[arn.split("key/")[-1]].key_manager = "AWS"
    elif owner in ("acm", "apigateway"):
        refusals.managed[arn] = service
    else:
        _rule(arn).managed_by = service


def _rule(arn: str) -> Any:
    for bus in hooks.backend("events", arn.split(":")[3]).event_buses.values():
        for rule in bus.rules.values():
            if rule.arn == arn:
                return rule
    raise LookupError(f"no rule {arn}")


def _owning_service(arn: str, service: str) -> None:
    tag_index.write(arn, {"aws:secretsmanager:owningService": service})


def _in_use_by(arn: str, users: list[str]) -> None:
    hooks.backend("acm", arn.split(":")[3])._certificates[arn].in_use_by = list(users)


def _status(arn: str, status: str) -> None:
    hooks.backend("cloudformation", arn.split(":")[3]).stacks[arn].status = status


def _replicated(arn: str, deletions: int) -> None:
    refusals.replicated[arn] = deletions


def _told(arn: str, members: dict[str, Any]) -> None:
    """What EC2, SageMaker and the like answer of it beside what moto knows: `{"Operator": {"Managed": True}}`."""
    of = {
        "bedrock": custom_models if agents.thing(arn) is None else agents,
        "comprehend": comprehend,
        "ds": desks,
        "kendra": kendra,
        "lightsail": lightsail,
        "neptune-graph": graphs,
        "rds": databases,
        "redshift-serverless": serverless_warehouses,
        "rekognition": trained_models,
        "route53": front_doors,
        "route53resolver": resolvers,
        "sagemaker": studio,
        "transfer": transfers,
        "wafv2": front_doors,
        "workspaces": desks,
    }.get(arn.split(":")[2], ec2)
    thing = of.thing(arn)
    for name, value in members.items():
        if isinstance(thing, dict):
            thing[name] = value
            continue
        setattr(thing, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(), value)


def _protected(arn: str, how: str) -> None:
    """An Auto Scaling group or a collection of OpenSearch's: no SDK of ours can say so yet."""
    if arn.split(":")[2] == "aoss":
        searches.protect_collection(arn)
        return
    scaling.protect_group(arn.split(":")[3], arn.split("autoScalingGroupName/")[1], how)


def _connections(arn: str, connections: list[dict[str, Any]]) -> None:
    """Endpoints of other accounts that are connected to an endpoint service."""
    gateways.connect(arn.split("/")[-1], connections)


def _deaf_to_ids(arn: str, deaf: bool) -> None:
    if deaf:
        ec2.DEAF_TO_IDS.append(ec2.thing(arn))


_PROPERTIES = {
    "ofPlan": vaults.of_plan,
    "datashares": serverless_warehouses.share,
    "deafToIds": _deaf_to_ids,
    "connections": _connections,
    "givesUp": giving_up.let,
    "protected": _protected,
    "told": _told,
    "managedBy": _managed_by,
    "owningService": _owning_service,
    "inUseBy": _in_use_by,
    "status": _status,
    "updatesFail": change_sets.let_fail,
    "replicated": _replicated,
}
