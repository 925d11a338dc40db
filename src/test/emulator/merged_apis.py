"""AppSync's merged APIs, which moto lacks: a merged API and its source APIs are taken apart before either can be deleted."""

from __future__ import annotations

import types
import uuid
from typing import Any

import ageing
import pace
from hooks import after, backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes


def _associations(call: Call) -> dict[str, Any]:
    store = backend("appsync", call.region)
    if not hasattr(store, "janitor_associations"):
        store.janitor_associations = {}
    return store.janitor_associations


def _api(call: Call, id_or_arn: str) -> Any:
    known = backend("appsync", call.region).graphql_apis.get(id_or_arn.split("apis/")[-1])
    if known is None:
        raise Refused("NotFoundException", f"GraphQL API {id_or_arn} not found.", 404)
    return known


def _type(api: Any) -> str:
    return getattr(api, "janitor_type", "GRAPHQL")


@after("appsync", "CreateGraphqlApi", "GetGraphqlApi", "UpdateGraphqlApi")
def typed(call: Call, answer: Answer) -> Answer:
    if answer.status != 200:
        return answer
    told = answer.json()
    api = _api(call, told["graphqlApi"]["apiId"])
    if call.operation == "CreateGraphqlApi":
        api.janitor_type = call.params.get("apiType") or "GRAPHQL"
    told["graphqlApi"] |= {"apiType": _type(api), "owner": ACCOUNT}
    return answer.with_json(told)


@after("appsync", "ListGraphqlApis")
def listed(call: Call, answer: Answer) -> Answer:
    """Of both types, unless one is asked for."""
    if answer.status != 200:
        return answer
    wanted, told = call.params.get("apiType"), answer.json()
    shown = [one | {"apiType": _type(_api(call, one["apiId"])), "owner": ACCOUNT} for one in told["graphqlApis"]]
    return answer.with_json(told | {"graphqlApis": [one for one in shown if wanted in (None, one["apiType"])]})


@instead("appsync", "AssociateSourceGraphqlApi", "AssociateMergedGraphqlApi")
def associate(call: Call) -> Answer:
    merged, source = (_api(call, call.params[name]) for name in ("mergedApiIdentifier", "sourceApiIdentifier"))
    if _type(merged) != "MERGED" or _type(source) == "MERGED":
        raise Refused("BadRequestException", "A merged API takes source APIs, and nothing else does.")
    id_ = str(uuid.uuid4())
    _associations(call)[id_] = types.SimpleNamespace(id=id_, merged=merged, source=source, at=ageing.now(), reads_left=None)
    return yes(call, {"sourceApiAssociation": _shown(_associations(call)[id_])})


def _shown(one: Any) -> dict[str, Any]:
    return {
        "associationId": one.id,
        "associationArn": f"{one.merged.arn}/sourceApiAssociations/{one.id}",
        "mergedApiId": one.merged.api_id,
        "mergedApiArn": one.merged.arn,
        "sourceApiId": one.source.api_id,
        "sourceApiArn": one.source.arn,
        "lastSuccessfulMergeDate": one.at.timestamp(),
        "sourceApiAssociationStatus": "MERGE_SUCCESS" if one.reads_left is None else "DELETION_IN_PROGRESS",
    }


def _of(call: Call, name: str) -> list[Any]:
    api = _api(call, call.params[name])
    return [one for one in list(_associations(call).values()) if api in (one.merged, one.source)]


def _association(call: Call, name: str) -> Any:
    for one in _of(call, name):
        if one.id == call.params["associationId"]:
            return one
    raise Refused("NotFoundException", f"Source API association {call.params['associationId']} not found.", 404)


def _look(call: Call, name: str) -> None:
    """Each look at an association that is being removed brings its end nearer; the look itself still shows it."""
    for one in _of(call, name):
        if one.reads_left == 0:
            del _associations(call)[one.id]
        elif one.reads_left is not None:
            one.reads_left -= 1


@instead("appsync", "GetSourceApiAssociation")
def get_association(call: Call) -> Answer:
    _look(call, "mergedApiIdentifier")
    return yes(call, {"sourceApiAssociation": _shown(_association(call, "mergedApiIdentifier"))})


@instead("appsync", "ListSourceApiAssociations")
def list_associations(call: Call) -> Answer:
    _look(call, "apiId")
    members = ("associationId", "associationArn", "sourceApiId", "sourceApiArn", "mergedApiId", "mergedApiArn")
    shown = [_shown(one) for one in _of(call, "apiId")]
    return yes(call, {"sourceApiAssociationSummaries": [{name: one[name] for name in members} for one in shown]})


@instead("appsync", "DisassociateSourceGraphqlApi", "DisassociateMergedGraphqlApi")
def disassociate(call: Call) -> Answer:
    one = _association(call, "mergedApiIdentifier" if "Source" in call.operation else "sourceApiIdentifier")
    if one.reads_left is None:
        one.reads_left = pace.reads("association")
    return yes(call, {"sourceApiAssociationStatus": "DELETION_SCHEDULED"})


@before("appsync", "DeleteGraphqlApi")
def delete_api(call: Call) -> None:
    known = backend("appsync", call.region).graphql_apis.get(call.params["apiId"])
    for one in _associations(call).values():
        if known is one.merged:
            raise Refused("BadRequestException", "Merged API can not be deleted as it is associated with source APIs.")
        if known is one.source:
            raise Refused("BadRequestException", "API can not be deleted as it is associated with a merged API.")
