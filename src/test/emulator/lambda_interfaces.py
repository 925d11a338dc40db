"""Lambda's network interfaces: one for each subnet and set of security groups, shared by all functions that have these.

They outlive the last of their functions by so many looks (`LOOKS`), and only the role in whose name they were made lets
Lambda remove them: where that is gone they stay for ever. moto makes none.

And the file systems that a function mounts, which moto forgets: they are in every answer that has a function's settings.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import hooks
from moto.awslambda.models import LambdaFunction
from wire import Answer, Call, Refused, yes

LOOKS = 3


@dataclass
class Interface:
    region: str
    subnet: str
    groups: frozenset[str]
    function: str
    role: str
    looks_left: int = LOOKS
    id: str = field(default_factory=lambda: f"eni-{uuid.uuid4().hex[:17]}")

    @property
    def vpc(self) -> str:
        """Of a subnet that moto does not know, one that nobody has."""
        subnets = hooks.backend("ec2", self.region).subnets.values()
        return next((of[self.subnet].vpc_id for of in subnets if self.subnet in of), "vpc-0")

    def shown(self) -> dict[str, Any]:
        return {
            "NetworkInterfaceId": self.id,
            "Description": f"AWS Lambda VPC ENI-{self.function}-{uuid.uuid5(uuid.NAMESPACE_OID, self.id)}",
            "InterfaceType": "lambda",
            "Status": "in-use",
            "RequesterManaged": True,
            "SubnetId": self.subnet,
            "VpcId": self.vpc,
            "Groups": [{"GroupId": group, "GroupName": group} for group in sorted(self.groups)],
        }


_interfaces: list[Interface] = []


@hooks.on_reset
def reset() -> None:
    _interfaces.clear()


def _vpc(function: Any) -> list[tuple[str, frozenset[str]]]:
    config = function.vpc_config or {}
    return [(subnet, frozenset(config.get("SecurityGroupIds", ()))) for subnet in config.get("SubnetIds", ())]


def _functions(region: str) -> list[Any]:
    return list(hooks.backend("lambda", region).list_functions())


@hooks.after("lambda", "CreateFunction")
def function_is_made(call: Call, answer: Answer) -> Answer:
    for function in _functions(call.region):
        for subnet, groups in _vpc(function):
            if not any((one.region, one.subnet, one.groups) == (call.region, subnet, groups) for one in _interfaces):
                _interfaces.append(Interface(call.region, subnet, groups, function.function_name, function.role))
    return answer


# ---- file systems ---------------------------------------------------------------------------------------------------


@hooks.before("lambda", "CreateFunction")
def mounts_in_a_vpc(call: Call) -> None:
    """Lambda developer guide, "Configuring file system access": only a function in a VPC reaches one."""
    if call.params.get("FileSystemConfigs") and not (call.params.get("VpcConfig") or {}).get("SubnetIds"):
        raise Refused("InvalidParameterValueException", "Function must be configured to execute in a VPC to reference access point.")


_made, _told = LambdaFunction.__init__, LambdaFunction.get_configuration


def _with_mounts(self: Any, account_id: str, spec: dict[str, Any], *args: Any, **more: Any) -> None:
    _made(self, account_id, spec, *args, **more)
    self.file_systems = spec.get("FileSystemConfigs") or []


def _telling_mounts(self: Any, *args: Any, **more: Any) -> dict[str, Any]:
    told = _told(self, *args, **more)
    return told | {"FileSystemConfigs": self.file_systems} if self.file_systems else told


LambdaFunction.__init__, LambdaFunction.get_configuration = _with_mounts, _telling_mounts


def look(region: str) -> list[Interface]:
    """What is there; Lambda gets on with removing what no function uses."""
    used = {place for function in _functions(region) for place in _vpc(function)}
    roles = {role.arn for role in hooks.backend("iam", region).roles.values()}
    for one in [one for one in _interfaces if one.region == region]:
        if (one.subnet, one.groups) not in used and one.role in roles:
            if one.looks_left == 0:
                _interfaces.remove(one)
            one.looks_left -= 1
    return [one for one in _interfaces if one.region == region]


@hooks.after("ec2", "DescribeNetworkInterfaces")
def among_all(call: Call, answer: Answer) -> Answer:
    """Who asks for all is told of Lambda's, too."""
    if call.params.get("Filters") or answer.status != 200 or not any(one.region == call.region for one in _interfaces):
        return answer
    own = re.search(rb"<networkInterfaceSet>(.*)</networkInterfaceSet>", yes(call, {"NetworkInterfaces": [one.shown() for one in look(call.region)]}).body, re.S)
    body = re.sub(rb"<networkInterfaceSet ?/>", b"<networkInterfaceSet></networkInterfaceSet>", answer.body)
    return answer.with_body(body.replace(b"</networkInterfaceSet>", (own.group(1) if own else b"") + b"</networkInterfaceSet>"))


@hooks.instead("ec2", "DescribeNetworkInterfaces")
def describe_network_interfaces(call: Call) -> Answer | None:
    filters = {one["Name"]: one["Values"] for one in call.params.get("Filters", [])}
    if filters != {"interface-type": ["lambda"]}:
        return None
    return yes(call, {"NetworkInterfaces": [one.shown() for one in look(call.region)]})
