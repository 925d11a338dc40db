"""AppSync's domain names and their association with an API, which moto lacks; an API that has one cannot be deleted."""

from __future__ import annotations

import types
from typing import Any

from hooks import backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes


def _domains(call: Call) -> dict[str, Any]:
    store = backend("appsync", call.region)
    if not hasattr(store, "janitor_domains"):
        store.janitor_domains = {}
    return store.janitor_domains


def _domain(call: Call) -> Any:
    domain = _domains(call).get(call.params["domainName"])
    if domain is None:
        raise Refused("NotFoundException", f"Domain name {call.params['domainName']} not found.", 404)
    return domain


def _shown(domain: Any) -> dict[str, Any]:
    return {
        "domainName": domain.name,
        "description": domain.description,
        "certificateArn": domain.certificate_arn,
        "appsyncDomainName": f"d-{domain.name.replace('.', '')[:10]}.appsync-api.example",
        "hostedZoneId": "Z0EMULATOR",
        "tags": domain.tags,
        "domainNameArn": domain.arn,
    }


@instead("appsync", "CreateDomainName")
def create_domain(call: Call) -> Answer:
    name = call.params["domainName"]
    if name in _domains(call):
        raise Refused("BadRequestException", f"Domain name {name} already exists.")
    _domains(call)[name] = types.SimpleNamespace(
        name=name,
        arn=f"arn:aws:appsync:{call.region}:{ACCOUNT}:domainnames/{name}",
        certificate_arn=call.params["certificateArn"],
        description=call.params.get("description", ""),
        tags=dict(call.params.get("tags") or {}),
        api_id=None,
    )
    return yes(call, {"domainNameConfig": _shown(_domain(call))})


@instead("appsync", "GetDomainName")
def get_domain(call: Call) -> Answer:
    return yes(call, {"domainNameConfig": _shown(_domain(call))})


@instead("appsync", "ListDomainNames")
def list_domains(call: Call) -> Answer:
    return yes(call, {"domainNameConfigs": [_shown(domain) for domain in _domains(call).values()]})


@instead("appsync", "DeleteDomainName")
def delete_domain(call: Call) -> Answer:
    if _domain(call).api_id:
        raise Refused("BadRequestException", "Domain name is associated with an API and must be disassociated before it can be deleted.")
    del _domains(call)[call.params["domainName"]]
    return yes(call, {})


@instead("appsync", "AssociateApi", "GetApiAssociation", "DisassociateApi")
def association(call: Call) -> Answer:
    domain = _domain(call)
    if call.operation == "AssociateApi":
        domain.api_id = call.params["apiId"]
    elif domain.api_id is None:
        raise Refused("NotFoundException", f"Domain name {domain.name} is not associated with an API.", 404)
    if call.operation == "DisassociateApi":
        domain.api_id = None
        return yes(call, {})
    told = {"domainName": domain.name, "apiId": domain.api_id, "associationStatus": "SUCCESS"}
    return yes(call, {"apiAssociation": told})


@before("appsync", "DeleteGraphqlApi", "DeleteApi")
def api(call: Call) -> None:
    if any(domain.api_id == call.params["apiId"] for domain in _domains(call).values()):
        raise Refused("BadRequestException", "API can not be deleted as it is associated to a domain")
