"""Bedrock's agents and knowledge bases: moto has neither aliases nor data sources, and has both gone in the moment in which they are asked to.

An agent with aliases is refused unless told otherwise ("Could not delete Agent with ID ..., since it has active aliases",
hashicorp/terraform-provider-aws #37161); the one that every agent has for tests, TSTALIASID, is none of them. A data source whose
policy is DELETE has what it wrote deleted in the store, with the role of its knowledge base: where one of them is gone it ends as
DELETE_UNSUCCESSFUL, and goes once the policy says RETAIN (ekristen/aws-nuke #431). A knowledge base goes after its data sources
(apache/airflow #40032), and none goes while it is read from (ConflictException). Other texts are unseen.
"""

from __future__ import annotations

import random
import re
import string
from typing import Any

import ageing
import giving_up
import hooks
import shelf
import trained_models
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

SERVICE = "bedrock-agent"
TEST_ALIAS = "TSTALIASID"
_agents = shelf.Shelf("bedrock", "endpoint")
_aliases = shelf.Shelf("bedrock", "endpoint")
_bases = shelf.Shelf("bedrock", "endpoint")
_sources = shelf.Shelf("bedrock", "endpoint")  # they carry no tags: the index has them not
_erased: list[str] = []  # stores in which Bedrock deleted what was in them
hooks.on_reset(_erased.clear)


def thing(arn: str) -> dict[str, Any] | None:
    """What `properties` may set: a state that AWS alone gives."""
    here = [of.of(arn.split(":")[3]) for of in (_agents, _aliases, _bases, _sources)]
    return next((of[arn] for of in here if arn in of), None)


def erased(_: Any) -> list[str]:
    """For tests: of a store nothing else would tell."""
    return list(_erased)


def _id() -> str:
    return "".join(random.choices(string.ascii_uppercase + string.digits, k=10))


def _arn(call: Call, path: str) -> str:
    return f"arn:aws:bedrock:{call.region}:{ACCOUNT}:{path}"


def _at() -> str:
    return trained_models.iso(ageing.now())


def _one(call: Call, of: shelf.Shelf, path: str) -> dict[str, Any]:
    of.seen(call)
    arn = _arn(call, path)
    if arn not in of.of(call.region):
        raise Refused("ResourceNotFoundException", f"Failed to retrieve resource because it doesn't exist: {path}", 404)
    return of.of(call.region)[arn]


def _conflict(text: str) -> Refused:
    return Refused("ConflictException", text, 409)


# What a version has of its own (model: AgentVersion).
_WORKING = ("agentResourceRoleArn", "customerEncryptionKeyArn", "foundationModel")


# ---- agents ---------------------------------------------------------------------------------------------------------


def _agent(call: Call) -> dict[str, Any]:
    return _one(call, _agents, f"agent/{call.params['agentId']}")


def _aliases_of(call: Call, id_: str) -> list[dict[str, Any]]:
    return [one for one in _aliases.all(call.region) if one["agentId"] == id_]


@instead(SERVICE, "CreateAgent")
def create_agent(call: Call) -> Answer:
    told, id_, at = call.params, _id(), _at()
    made = {
        "agentId": id_,
        "agentName": told["agentName"],
        "agentArn": _arn(call, f"agent/{id_}"),
        "agentVersion": "DRAFT",
        "agentStatus": "NOT_PREPARED",
        "idleSessionTTLInSeconds": 600,
        "agentResourceRoleArn": told.get("agentResourceRoleArn", ""),
        "agentCollaboration": told.get("agentCollaboration", "DISABLED"),
        "createdAt": at,
        "updatedAt": at,
        # What is of its draft, and is copied into each version.
        "_versions": {"DRAFT": {"bases": [], "collaborators": []}},
        "_made": 0,
    }
    made |= {name: told[name] for name in ("customerEncryptionKeyArn", "foundationModel") if name in told}
    return yes(call, {"agent": shelf.shown(_agents.put(call.region, made["agentArn"], made, told.get("tags") or {}))}, 202)


@instead(SERVICE, "ListAgents")
def agents(call: Call) -> Answer:
    """Without ARN and creation time."""
    names = ("agentId", "agentName", "agentStatus", "updatedAt")
    return yes(call, {"agentSummaries": [shelf.shown(one, *names) for one in _agents.all(call.region)]})


@instead(SERVICE, "GetAgent")
def agent(call: Call) -> Answer:
    return yes(call, {"agent": shelf.shown(_agent(call))})


@instead(SERVICE, "UpdateAgent")
def update_agent(call: Call) -> Answer:
    """Its draft alone, which has to be prepared again; a version keeps what it was made with."""
    one, told = _agent(call), call.params
    if one["agentStatus"] not in ("PREPARED", "NOT_PREPARED", "FAILED"):
        raise _conflict(f"Agent {one['agentId']} is in {one['agentStatus']} state.")
    one.pop("customerEncryptionKeyArn", None)
    one |= {name: told[name] for name in ("agentName", *_WORKING) if name in told} | {"agentStatus": "NOT_PREPARED", "updatedAt": _at()}
    return yes(call, {"agent": shelf.shown(one)}, 202)


@instead(SERVICE, "PrepareAgent")
def prepare(call: Call) -> Answer:
    one = _agent(call)
    one["agentStatus"] = "PREPARING"
    _agents.begin(one, lambda: one.__setitem__("agentStatus", "PREPARED"))
    return yes(call, {"agentId": one["agentId"], "agentStatus": "PREPARING", "agentVersion": "DRAFT", "preparedAt": _at()}, 202)


@instead(SERVICE, "DeleteAgent")
def delete_agent(call: Call) -> Answer:
    one = _agent(call)
    if one["agentStatus"] not in ("PREPARED", "NOT_PREPARED", "FAILED"):
        raise _conflict(f"Agent {one['agentId']} is in {one['agentStatus']} state.")
    # Of a query, which is text.
    if call.params.get("skipResourceInUseCheck") not in (True, "true") and _aliases_of(call, one["agentId"]):
        raise _conflict(f"Could not delete Agent with ID {one['agentId']}, since it has active aliases")
    one["agentStatus"] = "DELETING"
    _agents.begin(one, lambda: _gone(call, one))
    return yes(call, {"agentId": one["agentId"], "agentStatus": "DELETING"}, 202)


def _gone(call: Call, one: dict[str, Any]) -> None:
    reason = giving_up.why(one["agentArn"])
    if reason is not None:
        one |= {"agentStatus": "FAILED", "failureReasons": [reason]}
        return
    for alias in _aliases_of(call, one["agentId"]):
        _aliases.remove(call.region, alias)
    _agents.remove(call.region, one)


@instead(SERVICE, "CreateAgentAlias")
def create_alias(call: Call) -> Answer:
    """Which makes a version, unless it is told of one."""
    of, id_, at, told = _agent(call), _id(), _at(), call.params
    if of["agentStatus"] != "PREPARED":
        raise Refused("ValidationException", f"Agent {of['agentId']} is not prepared.")
    routes = told.get("routingConfiguration")
    if not routes:
        of["_made"] += 1
        routes = [{"agentVersion": str(of["_made"])}]
        copied = {name: list(some) for name, some in of["_versions"]["DRAFT"].items()}
        of["_versions"][str(of["_made"])] = copied | {"told": {name: of[name] for name in _WORKING if name in of} | {"createdAt": at}}
    if any(route["agentVersion"] not in of["_versions"] for route in routes):
        raise Refused("ResourceNotFoundException", "Failed to retrieve resource because it doesn't exist.", 404)
    made = {
        "agentId": of["agentId"],
        "agentAliasId": id_,
        "agentAliasName": told["agentAliasName"],
        "agentAliasArn": _arn(call, f"agent-alias/{of['agentId']}/{id_}"),
        "routingConfiguration": routes,
        "agentAliasStatus": "PREPARED",
        "createdAt": at,
        "updatedAt": at,
    }
    return yes(call, {"agentAlias": shelf.shown(_aliases.put(call.region, made["agentAliasArn"], made, told.get("tags") or {}))}, 202)


@instead(SERVICE, "ListAgentAliases")
def aliases(call: Call) -> Answer:
    of, names = _agent(call), ("agentAliasId", "agentAliasName", "routingConfiguration", "agentAliasStatus", "createdAt", "updatedAt")
    test = {
        "agentAliasId": TEST_ALIAS, "agentAliasName": "AgentTestAlias", "routingConfiguration": [{"agentVersion": "DRAFT"}],
        "agentAliasStatus": "PREPARED", "createdAt": of["createdAt"], "updatedAt": of["updatedAt"],
    }  # fmt: skip
    return yes(call, {"agentAliasSummaries": [test] + [shelf.shown(one, *names) for one in _aliases_of(call, of["agentId"])]})


def _version(call: Call) -> dict[str, Any]:
    """One may be deleted to which an alias leads."""
    of, name = _agent(call), call.params["agentVersion"]
    if name not in of["_versions"]:
        raise Refused("ResourceNotFoundException", f"Failed to retrieve Agent with ID: {of['agentId']} and Version: {name} because it doesn't exist.", 404)
    return of["_versions"][name]


def _numbered(call: Call) -> None:
    """Model: NumericalVersion."""
    if not re.fullmatch("[0-9]{1,5}", call.params["agentVersion"]):
        raise Refused("ValidationException", "agentVersion failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]{1,5}")


@instead(SERVICE, "GetAgentVersion")
def version(call: Call) -> Answer:
    _numbered(call)
    one, of = _version(call), _agent(call)
    shown = {name: of[name] for name in ("agentId", "agentName", "agentArn", "idleSessionTTLInSeconds")} | one["told"]
    shown |= {"version": call.params["agentVersion"], "agentStatus": "PREPARED", "updatedAt": one["told"]["createdAt"]}
    return yes(call, {"agentVersion": shown})


@instead(SERVICE, "DeleteAgentVersion")
def delete_version(call: Call) -> Answer:
    """At once, where AWS takes a moment."""
    _numbered(call)
    _version(call)
    of, name = _agent(call), call.params["agentVersion"]
    leads = any(route["agentVersion"] == name for one in _aliases_of(call, of["agentId"]) for route in one["routingConfiguration"])
    if leads and call.params.get("skipResourceInUseCheck") not in (True, "true"):
        raise _conflict(f"Could not delete version {name} of Agent with ID {of['agentId']}, since it has active aliases")
    del of["_versions"][name]
    return yes(call, {"agentId": of["agentId"], "agentVersion": name, "agentStatus": "DELETING"}, 202)


@instead(SERVICE, "AssociateAgentKnowledgeBase")
def associate(call: Call) -> Answer:
    base = _one(call, _bases, f"knowledge-base/{call.params['knowledgeBaseId']}")
    _version(call)["bases"].append(base["knowledgeBaseId"])
    told = {"agentId": call.params["agentId"], "agentVersion": "DRAFT", "knowledgeBaseId": base["knowledgeBaseId"], "createdAt": _at()}
    return yes(call, {"agentKnowledgeBase": told | {"updatedAt": _at(), "description": "d", "knowledgeBaseState": "ENABLED"}})


@instead(SERVICE, "ListAgentKnowledgeBases")
def bases_of_agent(call: Call) -> Answer:
    some = [{"knowledgeBaseId": id_, "knowledgeBaseState": "ENABLED", "updatedAt": _at()} for id_ in _version(call)["bases"]]
    return yes(call, {"agentKnowledgeBaseSummaries": some})


@instead(SERVICE, "AssociateAgentCollaborator")
def collaborate(call: Call) -> Answer:
    told, arn = call.params, call.params["agentDescriptor"]["aliasArn"]
    _one(call, _aliases, arn.split(":", 5)[5])
    made = {
        "agentId": told["agentId"], "agentVersion": "DRAFT", "collaboratorId": _id(), "agentDescriptor": {"aliasArn": arn},
        "collaborationInstruction": told["collaborationInstruction"], "relayConversationHistory": "DISABLED",
        "collaboratorName": told["collaboratorName"], "createdAt": _at(), "lastUpdatedAt": _at(),
    }  # fmt: skip
    _version(call)["collaborators"].append(made)
    return yes(call, {"agentCollaborator": made})


@instead(SERVICE, "ListAgentCollaborators")
def collaborators(call: Call) -> Answer:
    return yes(call, {"agentCollaboratorSummaries": _version(call)["collaborators"]})


# ---- knowledge bases ------------------------------------------------------------------------------------------------


def _base(call: Call) -> dict[str, Any]:
    return _one(call, _bases, f"knowledge-base/{call.params['knowledgeBaseId']}")


@instead(SERVICE, "CreateKnowledgeBase")
def create_base(call: Call) -> Answer:
    told, id_, at = call.params, _id(), _at()
    names = ("name", "description", "roleArn", "knowledgeBaseConfiguration", "storageConfiguration")
    made = {name: told[name] for name in names if name in told}
    made |= {"knowledgeBaseId": id_, "knowledgeBaseArn": _arn(call, f"knowledge-base/{id_}"), "status": "ACTIVE", "createdAt": at, "updatedAt": at}
    return yes(call, {"knowledgeBase": shelf.shown(_bases.put(call.region, made["knowledgeBaseArn"], made, told.get("tags") or {}))}, 202)


@instead(SERVICE, "ListKnowledgeBases")
def bases(call: Call) -> Answer:
    """Without ARN and creation time."""
    names = ("knowledgeBaseId", "name", "description", "status", "updatedAt")
    return yes(call, {"knowledgeBaseSummaries": [shelf.shown(one, *names) for one in _bases.all(call.region)]})


@instead(SERVICE, "GetKnowledgeBase")
def base(call: Call) -> Answer:
    return yes(call, {"knowledgeBase": shelf.shown(_base(call))})


def _sources_of(call: Call, id_: str) -> list[dict[str, Any]]:
    return [one for one in _sources.of(call.region).values() if one["knowledgeBaseId"] == id_]


@instead(SERVICE, "DeleteKnowledgeBase")
def delete_base(call: Call) -> Answer:
    one = _base(call)
    if one["status"] not in ("ACTIVE", "FAILED", "DELETE_UNSUCCESSFUL"):
        raise _conflict(f"Knowledge base {one['knowledgeBaseId']} is in {one['status']} state.")
    if _sources_of(call, one["knowledgeBaseId"]):
        raise _conflict(f"Knowledge base {one['knowledgeBaseId']} has data sources.")
    one["status"] = "DELETING"
    _bases.begin(one, lambda: _base_ends(call, one))
    return yes(call, {"knowledgeBaseId": one["knowledgeBaseId"], "status": "DELETING"}, 202)


def _base_ends(call: Call, one: dict[str, Any]) -> None:
    reason = giving_up.why(one["knowledgeBaseArn"])
    if reason is None:
        _bases.remove(call.region, one)
    else:
        one |= {"status": "DELETE_UNSUCCESSFUL", "failureReasons": [reason]}


# ---- data sources ---------------------------------------------------------------------------------------------------


_OF_SOURCE = ("name", "description", "dataSourceConfiguration", "dataDeletionPolicy", "serverSideEncryptionConfiguration", "vectorIngestionConfiguration")


def _source(call: Call) -> dict[str, Any]:
    base = _base(call)
    return _one(call, _sources, f"knowledge-base/{base['knowledgeBaseId']}/data-source/{call.params['dataSourceId']}")


@instead(SERVICE, "CreateDataSource")
def create_source(call: Call) -> Answer:
    of, told, id_, at = _base(call), call.params, _id(), _at()
    made = {"knowledgeBaseId": of["knowledgeBaseId"], "dataSourceId": id_, "status": "AVAILABLE", "dataDeletionPolicy": "DELETE"}
    made |= {"createdAt": at, "updatedAt": at} | {name: told[name] for name in _OF_SOURCE if name in told}
    arn = _arn(call, f"knowledge-base/{of['knowledgeBaseId']}/data-source/{id_}")
    return yes(call, {"dataSource": shelf.shown(_sources.put(call.region, arn, made, {}))})


@instead(SERVICE, "ListDataSources")
def sources(call: Call) -> Answer:
    of, names = _base(call), ("knowledgeBaseId", "dataSourceId", "name", "status", "updatedAt")
    _sources.look(call.region)
    return yes(call, {"dataSourceSummaries": [shelf.shown(one, *names) for one in _sources_of(call, of["knowledgeBaseId"])]})


@instead(SERVICE, "GetDataSource")
def source(call: Call) -> Answer:
    return yes(call, {"dataSource": shelf.shown(_source(call))})


@instead(SERVICE, "UpdateDataSource")
def update_source(call: Call) -> Answer:
    """Whatever it is not told again it loses, but how it is cut, which nobody changes."""
    one, told = _source(call), call.params
    if one["status"] == "DELETING":
        raise _conflict(f"Data source {one['dataSourceId']} is in DELETING state.")
    if told.get("vectorIngestionConfiguration") != one.get("vectorIngestionConfiguration"):
        raise Refused("ValidationException", "chunkingConfiguration cannot be changed after the data source is created.")
    for name in _OF_SOURCE:
        one.pop(name, None)
    one |= {"dataDeletionPolicy": "DELETE", "status": "AVAILABLE"} | {name: told[name] for name in _OF_SOURCE if name in told}
    return yes(call, {"dataSource": shelf.shown(one)})


@instead(SERVICE, "DeleteDataSource")
def delete_source(call: Call) -> Answer:
    one, of = _source(call), _base(call)
    if one["status"] == "DELETING":
        raise _conflict(f"Data source {one['dataSourceId']} is in DELETING state.")
    if one.get("_ingests"):
        raise _conflict(f"Data source {one['dataSourceId']} has an ongoing ingestion job.")
    one["status"] = "DELETING"
    _sources.begin(one, lambda: _end(call, one, of))
    return yes(call, {"knowledgeBaseId": of["knowledgeBaseId"], "dataSourceId": one["dataSourceId"], "status": "DELETING"}, 202)


def _end(call: Call, one: dict[str, Any], of: dict[str, Any]) -> None:
    if one.get("_stuck"):
        one["status"] = "DELETE_UNSUCCESSFUL"
        return
    if one["dataDeletionPolicy"] == "DELETE":
        store = _store(call, of)
        if store is None or not _has_role(of["roleArn"]):
            one["status"] = "DELETE_UNSUCCESSFUL"
            text = f"Unable to delete data from vector store for data source with ID {one['dataSourceId']}."
            one["failureReasons"] = [text + " Check your vector store configurations and permissions and retry your request."]
            return
        _erased.append(store)
    _sources.remove(call.region, one)


def _store(call: Call, of: dict[str, Any]) -> str | None:
    """Of a store that is a collection; of others nobody asks."""
    told = of.get("storageConfiguration", {})
    arn = told.get("opensearchServerlessConfiguration", {}).get("collectionArn")
    if arn is None:
        return told.get("type", "")
    return arn if arn.split("/")[-1] in hooks.backend("opensearchserverless", call.region).collections else None


def _has_role(arn: str) -> bool:
    return any(one.arn == arn for one in hooks.backend("iam", "aws").roles.values())


# ---- tags -----------------------------------------------------------------------------------------------------------


def _tagged(call: Call) -> dict[str, Any]:
    arn = call.params["resourceArn"]
    one = thing(arn)
    if one is None or "/data-source/" in arn:
        raise Refused("ResourceNotFoundException", f"The specified resource ARN {arn} was not found.", 404)
    return one


@instead(SERVICE, "ListTagsForResource")
def tags(call: Call) -> Answer:
    return yes(call, {"tags": _tagged(call)["_tags"]})


@instead(SERVICE, "TagResource")
def tag(call: Call) -> Answer:
    one = _tagged(call)
    one["_tags"] = one["_tags"] | call.params["tags"]
    return yes(call, {})
