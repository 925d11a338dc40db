"""Bedrock's flows, which moto lacks: Cloud Control's own, for each is one and the same thing, with versions and aliases beside.

A version is what the draft was when it was made (API reference, CreateFlowVersion), and keeps its role and what its nodes name, whatever becomes of the
draft. Nobody asks an agent or a knowledge base whether a flow works with it.
"""

from __future__ import annotations

import copy
import random
import string
from typing import Any

import ageing
import cloud_control
import hooks
import trained_models
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

SERVICE = "bedrock-agent"
TYPE = "AWS::Bedrock::Flow"
# By the ARN of the flow.
_versions: dict[str, dict[str, dict[str, Any]]] = {}
_aliases: dict[str, list[dict[str, Any]]] = {}
hooks.on_reset(_versions.clear)
hooks.on_reset(_aliases.clear)

_OWN = ("name", "description", "executionRoleArn", "customerEncryptionKeyArn", "definition")


def _id() -> str:
    return "".join(random.choices(string.ascii_uppercase + string.digits, k=10))


def _at() -> str:
    return trained_models.iso(ageing.now())


def _cased(value: Any, to: Any) -> Any:
    """The registry's schema writes the first letter of each word large, the API small."""
    if isinstance(value, dict):
        return {to(key[0]) + key[1:]: _cased(one, to) for key, one in value.items()}
    return [_cased(one, to) for one in value] if isinstance(value, list) else value


def _all(call: Call) -> list[cloud_control.Thing]:
    return cloud_control.of_type(TYPE, call.region)


def _flow(call: Call) -> cloud_control.Thing:
    """By its id or its ARN (model: FlowIdentifier)."""
    wanted = call.params["flowIdentifier"]
    for one in _all(call):
        if wanted in (one.arn, one.arn.split("/")[-1]):
            return one
    raise Refused("ResourceNotFoundException", f"Failed to retrieve Flow with ID: {wanted} because it doesn't exist.", 404)


def _shown(one: cloud_control.Thing) -> dict[str, Any]:
    told, at = _cased(one.model, str.lower), _at()
    id_ = one.arn.split("/")[-1]
    shown = {"name": id_, "executionRoleArn": "", "status": "Prepared", "createdAt": at, "updatedAt": at, "version": "DRAFT"}
    return shown | {name: told[name] for name in (*_OWN, "createdAt") if name in told} | {"id": id_, "arn": one.arn}


@instead(SERVICE, "CreateFlow")
def create(call: Call) -> Answer:
    told, id_ = call.params, _id()
    arn = f"arn:aws:bedrock:{call.region}:{ACCOUNT}:flow/{id_}"
    model = _cased({name: told[name] for name in _OWN if name in told}, str.upper) | {"Id": id_, "Arn": arn, "CreatedAt": _at()}
    cloud_control.put({"type": TYPE, "region": call.region, "arn": arn, "model": model, "tags": told.get("tags") or {}})
    return yes(call, _shown(next(one for one in _all(call) if one.arn == arn)), 201)


@instead(SERVICE, "UpdateFlow")
def update(call: Call) -> Answer:
    one, told = _flow(call), call.params
    for name in _OWN:
        one.model.pop(name[0].upper() + name[1:], None)
    one.model |= _cased({name: told[name] for name in _OWN if name in told}, str.upper)
    return yes(call, _shown(one))


@instead(SERVICE, "ListFlows")
def flows(call: Call) -> Answer:
    """Without its role, its key and what it does."""
    names = ("name", "description", "id", "arn", "status", "createdAt", "updatedAt", "version")
    return yes(call, {"flowSummaries": [{name: told[name] for name in names if name in told} for told in map(_shown, _all(call))]})


@instead(SERVICE, "GetFlow")
def flow(call: Call) -> Answer:
    return yes(call, _shown(_flow(call)))


@instead(SERVICE, "CreateFlowVersion")
def create_version(call: Call) -> Answer:
    one = _flow(call)
    of = _versions.setdefault(one.arn, {})
    made = copy.deepcopy(_shown(one)) | {"version": str(len(of) + 1), "createdAt": _at()}
    made.pop("updatedAt")
    of[made["version"]] = made
    return yes(call, made, 201)


@instead(SERVICE, "GetFlowVersion")
def version(call: Call) -> Answer:
    one, name = _flow(call), call.params["flowVersion"]
    if not name.isdigit():
        raise Refused("ValidationException", "flowVersion failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]{1,5}")
    if name not in _versions.get(one.arn, {}):
        raise Refused("ResourceNotFoundException", f"Failed to retrieve version {name} of Flow {one.arn} because it doesn't exist.", 404)
    return yes(call, _versions[one.arn][name])


@instead(SERVICE, "CreateFlowAlias")
def create_alias(call: Call) -> Answer:
    one, told, id_ = _flow(call), call.params, _id()
    routes = told["routingConfiguration"]
    if any(route["flowVersion"] not in _versions.get(one.arn, {}) for route in routes):
        raise Refused("ResourceNotFoundException", "Failed to retrieve the version of the flow because it doesn't exist.", 404)
    flow_id = one.arn.split("/")[-1]
    made = {"name": told["name"], "routingConfiguration": routes, "flowId": flow_id, "id": id_, "arn": f"{one.arn}/alias/{id_}"}
    made |= {"createdAt": _at(), "updatedAt": _at()}
    _aliases.setdefault(one.arn, []).append(made)
    return yes(call, made, 201)


@instead(SERVICE, "ListFlowAliases")
def aliases(call: Call) -> Answer:
    """With the one that each has for its draft, TSTALIASID (user guide, "Deploy a flow")."""
    one = _flow(call)
    id_, at = one.arn.split("/")[-1], _at()
    test = {"name": "TSTALIASID", "routingConfiguration": [{"flowVersion": "DRAFT"}], "flowId": id_, "id": "TSTALIASID"}
    test |= {"arn": f"{one.arn}/alias/TSTALIASID", "createdAt": at, "updatedAt": at}
    return yes(call, {"flowAliasSummaries": [test, *_aliases.get(one.arn, [])]})
