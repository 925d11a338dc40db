"""Servers of the Transfer Family: moto makes none of their endpoints, and its index knows none of them.

One in a VPC has an endpoint there, which holds the VPC until the server is gone. Users go with their server, whatever tags they carry.
Codes are the model's; texts unseen.
"""

from __future__ import annotations

import uuid
from typing import Any

import ec2
import shelf
from hooks import backend, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_servers = shelf.Shelf("transfer", "gateway")
_users = shelf.Shelf("transfer", "gateway")


def thing(arn: str) -> dict[str, Any]:
    """What `properties` may set: `State`."""
    return _servers.of(arn.split(":")[3])[arn]


def _arn(call: Call, what: str) -> str:
    return f"arn:aws:transfer:{call.region}:{ACCOUNT}:{what}"


def _server(call: Call, id_: str) -> dict[str, Any]:
    arn = _arn(call, f"server/{id_}")
    if arn not in _servers.of(call.region):
        raise Refused("ResourceNotFoundException", f"Unknown server {id_}")
    return _servers.of(call.region)[arn]


def _of(call: Call, id_: str) -> list[dict[str, Any]]:
    return [user for arn, user in _users.of(call.region).items() if f":user/{id_}/" in arn]


@instead("transfer", "CreateServer")
def create(call: Call) -> Answer:
    told, id_ = call.params, "s-" + uuid.uuid4().hex[:17]
    made = {"Arn": _arn(call, f"server/{id_}"), "ServerId": id_, "State": "ONLINE", "Domain": told.get("Domain", "S3")}
    made |= {"EndpointType": told.get("EndpointType", "PUBLIC"), "IdentityProviderType": told.get("IdentityProviderType", "SERVICE_MANAGED")}
    names = ("LoggingRole", "Certificate", "IdentityProviderDetails", "WorkflowDetails", "StructuredLogDestinations", "EndpointDetails")
    made |= {name: told[name] for name in names if name in told}
    where = told.get("EndpointDetails") or {}
    if made["EndpointType"] == "VPC":
        endpoint = backend("ec2", call.region).create_vpc_endpoint(
            vpc_id=where["VpcId"],
            service_name=f"com.amazonaws.{call.region}.transfer.server",
            endpoint_type="Interface",
            policy_document=None,
            route_table_ids=[],
            subnet_ids=where.get("SubnetIds", []),
            security_group_ids=where.get("SecurityGroupIds") or [],
        )
        ec2.interfaces_are_made(call.region)
        made["EndpointDetails"] = where | {"VpcEndpointId": endpoint.id}
    _servers.put(call.region, made["Arn"], made, told.get("Tags"))
    return yes(call, {"ServerId": id_})


@instead("transfer", "ListServers")
def servers(call: Call) -> Answer:
    names = ("Arn", "Domain", "IdentityProviderType", "EndpointType", "LoggingRole", "ServerId", "State")
    all_ = [shelf.shown(one, *names) | {"UserCount": len(_of(call, one["ServerId"]))} for one in _servers.all(call.region)]
    return yes(call, {"Servers": all_})


@instead("transfer", "DescribeServer")
def server(call: Call) -> Answer:
    one = _server(call, call.params["ServerId"])
    return yes(call, {"Server": shelf.shown(one) | {"Tags": shelf.pairs(one["_tags"]), "UserCount": len(_of(call, one["ServerId"]))}})


@instead("transfer", "DeleteServer")
def delete(call: Call) -> Answer:
    one = _server(call, call.params["ServerId"])
    endpoint = one.get("EndpointDetails", {}).get("VpcEndpointId")
    if endpoint:
        asked = {"VpcEndpointIds": [endpoint]}
        ec2.delete_endpoints(Call("ec2", "DeleteVpcEndpoints", call.region, "ec2", asked, internal=True))
    for user in _of(call, one["ServerId"]):
        _users.remove(call.region, user)
    _servers.remove(call.region, one)
    return yes(call, {})


@instead("transfer", "CreateUser")
def create_user(call: Call) -> Answer:
    told = call.params
    server = _server(call, told["ServerId"])["ServerId"]
    arn = _arn(call, f"user/{server}/{told['UserName']}")
    _users.put(call.region, arn, {"Arn": arn, "UserName": told["UserName"], "Role": told["Role"]}, told.get("Tags"))
    return yes(call, {"ServerId": server, "UserName": told["UserName"]})


@instead("transfer", "ListUsers")
def users(call: Call) -> Answer:
    server = _server(call, call.params["ServerId"])["ServerId"]
    return yes(call, {"ServerId": server, "Users": [shelf.shown(one) for one in _of(call, server)]})


@instead("transfer", "ListTagsForResource")
def tags(call: Call) -> Answer:
    found = shelf.tags_of("transfer", call.region, call.params["Arn"])
    if found is None:
        raise Refused("ResourceNotFoundException", f"Unknown resource {call.params['Arn']}")
    return yes(call, {"Arn": call.params["Arn"], "Tags": shelf.pairs(found)})
