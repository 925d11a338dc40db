"""Cloud Control as it behaves for types that moto lacks: a store of models, whose identifiers are those of the registry's schemas.

A request by the token of an earlier one is that earlier one, whatever came of it. Asynchronous: a deletion is PENDING, then IN_PROGRESS for so many looks, then over. A wrong identifier is not found, as a thing
that is gone. GetResource leaves out tags of `aws:`. The tag index has what is here. A handler can be told to fail.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import ageing
import cfnlint
import hooks
import rights
from hooks import instead
from wire import Answer, Call, Refused, yes

LOOKS = 2
TOKEN_LIVES = 36 * 3600  # seconds: API reference, DeleteResource, ClientToken

_SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
_reading = threading.Lock()


@dataclass
class Thing:
    type: str
    region: str
    arn: str
    identifier: str
    model: dict[str, Any]
    tags: dict[str, str]
    failure: tuple[str, str] | None = None  # HandlerErrorCode and message of its deletions
    properties: str | None = None  # what GetResource answers instead of the model


@dataclass
class Request:
    thing: Thing
    status: str = "PENDING"
    operation: str = "DELETE"
    client_token: str | None = None
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    looks: int = LOOKS
    at: float = 0.0
    code: str | None = None
    message: str | None = None


_things: list[Thing] = []
_requests: list[Request] = []


@hooks.on_reset
def reset() -> None:
    _things.clear()
    _requests.clear()


# ---- the registry ---------------------------------------------------------------------------------------------------


def _files(region: str = "us-east-1") -> dict[str, Path]:
    """The schema of each type of a region; cfn-lint names a file by the hash of what is in it. us-east-1 has all types."""
    with _reading:  # a hundred lists at once would read it a hundred times
        return _files_of(region)


@cache
def _paths() -> dict[str, Path]:
    return {path.stem.removesuffix(".json"): path for path in (_SCHEMAS / "resources").rglob("*.json*")}


@cache
def _files_of(region: str) -> dict[str, Path]:
    ids = json.loads((_SCHEMAS / "providers" / f"{region}.json").read_text())
    return {type_: _paths()[id_] for type_, id_ in ids.items() if id_ in _paths()}


@cache
def schema(type_: str) -> dict[str, Any]:
    return json.loads(_files()[type_].read_text())


def known(type_: str, region: str) -> None:
    """Most regions lack some types: API reference, TypeNotFoundException. One of which something was put there has got it since."""
    if type_ not in _files(region) and not of_type(type_, region):
        raise Refused("TypeNotFoundException", f"The type '{type_}' cannot be found.")


# Where a schema names the API and IAM has another name, or the schema's name is of nothing (service authorization reference).
_IAM_NAMES = {
    "dms:DescribeDataProviders": "dms:ListDataProviders",
    "dms:DescribeInstanceProfiles": "dms:ListInstanceProfiles",
    "sagemaker:ListMonitoringSchedule": "sagemaker:ListMonitoringSchedules",
}
# Asked of others only where there is such a thing: a key, a role, a network.
_OF_OTHERS = {"ds", "ec2", "iam", "kms", "logs", "organizations", "s3", "sso"}


def _handled(call: Call, name: str) -> dict[str, Any]:
    """The handler of the type, if the caller may do what it does in the caller's name; else in the words of
    aws-cloudformation-resource-providers-cloudformation #113."""
    type_ = call.params["TypeName"]
    known(type_, call.region)
    handler = schema(type_).get("handlers", {}).get(name)
    if handler is None:
        raise Refused("UnsupportedActionException", f"Resource type {type_} does not support {name.upper()} action")
    for told in sorted(handler["permissions"]):
        service, _, operation = told.partition(":")
        action = f"{service.lower()}:{operation[:1].upper()}{operation[1:]}"
        action = _IAM_NAMES.get(action, action)
        if operation and service.lower() not in _OF_OTHERS and not rights.may(call, action):
            why = f"{rights.message(action, None)} (HandlerErrorCode: AccessDenied, RequestToken: {uuid.uuid4()})"
            raise Refused("AccessDeniedException", f"{type_} Handler returned status FAILED: {why}")
    return handler


def _last(pointer: str) -> str:
    return pointer.rsplit("/", 1)[-1]


def _identifier(type_: str, model: dict[str, Any]) -> str:
    return "|".join(str(model[_last(one)]) for one in schema(type_)["primaryIdentifier"])


def _tag_property(type_: str) -> str:
    told = schema(type_)
    return _last(told.get("tagging", {}).get("tagProperty", "/properties/Tags"))


def _shown_tags(thing: Thing) -> Any:
    """Pairs or one object, as the schema has them; never those of `aws:`."""
    tags = {key: value for key, value in thing.tags.items() if not key.startswith("aws:")}
    kind = schema(thing.type)["properties"][_tag_property(thing.type)].get("type", "array")
    if kind == "object" or (isinstance(kind, list) and "object" in kind):
        return tags
    return [{"Key": key, "Value": value} for key, value in tags.items()]


# ---- for seeds and tests --------------------------------------------------------------------------------------------


def put(told: dict[str, Any]) -> dict[str, str]:
    """Makes one, or changes the one with this ARN: its model, its deletion's failure, or what is answered instead of the model.

    An identifier is given where it is to be another than the schema's; requests, where others asked for something before.
    """
    found = next((one for one in _things if one.arn == told["arn"]), None)
    if found is None:
        identifier = told.get("identifier") or _identifier(told["type"], told["model"])
        found = Thing(told["type"], told["region"], told["arn"], identifier, dict(told["model"]), dict(told.get("tags", {})))
        _things.append(found)
    found.model |= told.get("model", {})
    found.failure = tuple(told["failure"]) if told.get("failure") else None
    found.properties = told.get("properties")
    found.tags = dict(told.get("tags", found.tags))
    for before in told.get("requests", []):
        at = ageing.now().timestamp() - before.get("age", 0)
        request = Request(found, before["status"], before.get("operation", "DELETE"), at=at, looks=before.get("looks", LOOKS))
        request.code, request.message = before.get("failure", (None, None))
        _requests.append(request)
    return {"identifier": found.identifier}


def tagged(region: str) -> Iterator[tuple[str, dict[str, str], Any]]:
    """For the tag index, which tells in us-east-1 of what has no region."""
    for one in list(_things):
        if one.region == region:
            yield one.arn, one.tags, lambda tags, one=one: setattr(one, "tags", dict(tags))


def of_type(type_: str, region: str) -> list[Thing]:
    """For what shows the same things by an API of its own."""
    return [one for one in _things if (one.type, one.region) == (type_, region)]


def delete(type_: str, region: str, identifier: str) -> bool:
    """As a stack does it; whether there was one."""
    found = [one for one in _things if (one.type, one.region, one.identifier) == (type_, region, identifier)]
    for one in found:
        _things.remove(one)
    return bool(found)


# ---- the API --------------------------------------------------------------------------------------------------------


def _find(call: Call) -> Thing:
    type_, identifier = call.params["TypeName"], call.params["Identifier"]
    known(type_, call.region)
    for one in _things:
        if (one.type, one.region, one.identifier) == (type_, call.region, identifier):
            return one
    # The words of AWS: recorded by aws-nuke #506.
    raise Refused("ResourceNotFoundException", f"Resource of type '{type_}' with identifier '{identifier}' was not found.")


# Whose service tells the tags by its description alone, by its model in botocore: its handler needs no permission of a list of tags.
_TOLD_WITH_IT = {
    "AWS::AccessAnalyzer::Analyzer", "AWS::AmazonMQ::Broker", "AWS::Batch::SchedulingPolicy", "AWS::CodeStarNotifications::NotificationRule",
    "AWS::EC2::InstanceConnectEndpoint", "AWS::EMRContainers::VirtualCluster", "AWS::GuardDuty::MalwareProtectionPlan",
    "AWS::LicenseManager::ReportGenerator", "AWS::Location::Map", "AWS::Location::PlaceIndex", "AWS::Location::RouteCalculator",
    "AWS::Location::Tracker", "AWS::MWAA::Environment", "AWS::Macie::FindingsFilter", "AWS::MediaTailor::PlaybackConfiguration",
    "AWS::RDS::Integration", "AWS::Transfer::Connector",
}  # fmt: skip


def _can_show_tags(type_: str) -> bool:
    """A handler that asks for no tags shows none, whatever properties its schema has: SageMaker's monitoring schedules."""
    asked = schema(type_)["handlers"]["read"]["permissions"]
    return type_ in _TOLD_WITH_IT or any("tag" in one.lower() for one in asked)


def _described(thing: Thing) -> dict[str, str]:
    shown = dict(thing.model)
    if _can_show_tags(thing.type):
        shown[_tag_property(thing.type)] = _shown_tags(thing)
    return {"Identifier": thing.identifier, "Properties": thing.properties or json.dumps(shown)}


@instead("cloudcontrol", "GetResource")
def get_resource(call: Call) -> Answer:
    _handled(call, "read")
    return yes(call, {"TypeName": call.params["TypeName"], "ResourceDescription": _described(_find(call))})


@instead("cloudcontrol", "ListResources")
def list_resources(call: Call) -> Answer:
    """Tells no more than the identifier, as most handlers do."""
    type_ = call.params["TypeName"]
    if type_.startswith("AWS::Timestream::") and not of_type(type_, call.region):
        # Its guide: closed to whoever had not used it by June 2025. The words of TimestreamQuery's DescribeEndpoints.
        said = "Only existing Timestream for LiveAnalytics customers can access the service. Reach out to AWS support for more information."
        raise Refused("GeneralServiceException", f"{type_} Handler returned status FAILED: {said} (HandlerErrorCode: GeneralServiceException)")
    if '"required"' in json.dumps(_handled(call, "list").get("handlerSchema", {})):
        raise Refused("InvalidRequestException", f"Missing or invalid ResourceModel property in {type_} list handler request input.")
    names = [_last(one) for one in schema(type_)["primaryIdentifier"]]
    here = [one for one in _things if (one.type, one.region) == (type_, call.region)]
    shown = [
        {"Identifier": one.identifier, "Properties": json.dumps({name: one.model[name] for name in names})} for one in here
    ]
    return yes(call, {"TypeName": type_, "ResourceDescriptions": shown})


@instead("cloudcontrol", "DeleteResource")
def delete_resource(call: Call) -> Answer:
    told = (call.region, call.params["TypeName"], call.params["Identifier"])
    token = call.params.get("ClientToken")
    for one in _requests:
        if token and one.client_token == token and one.at > ageing.now().timestamp() - TOKEN_LIVES:
            if (one.thing.region, one.thing.type, one.thing.identifier) != told:
                raise Refused("ClientTokenConflictException", "The specified client token has already been used in another request.")
            return yes(call, {"ProgressEvent": _event(one)})
    thing = _find(call)
    if any(one.thing is thing and one.status in ("PENDING", "IN_PROGRESS") for one in _requests):
        text = f"Another operation on resource of type '{thing.type}' with identifier '{thing.identifier}' is in progress."
        raise Refused("ConcurrentOperationException", text)
    request = Request(thing, client_token=token, at=ageing.now().timestamp())
    _requests.append(request)
    return yes(call, {"ProgressEvent": _event(request)})


def _event(request: Request) -> dict[str, Any]:
    shown = {
        "TypeName": request.thing.type,
        "Identifier": request.thing.identifier,
        "RequestToken": request.token,
        "Operation": request.operation,
        "OperationStatus": request.status,
        "EventTime": request.at,
        "ErrorCode": request.code,
        "StatusMessage": request.message,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _go_on(request: Request) -> None:
    if request.status not in ("PENDING", "IN_PROGRESS"):
        return
    request.looks -= 1
    request.status = "IN_PROGRESS"
    if request.looks > 0:
        return
    if request.operation != "DELETE":
        request.status = "SUCCESS"
    elif refusal := request.thing.failure:
        request.status = "FAILED"
        request.code, request.message = refusal
    else:
        request.status = "SUCCESS"
        if request.thing in _things:
            _things.remove(request.thing)


@instead("cloudcontrol", "GetResourceRequestStatus")
def get_request(call: Call) -> Answer:
    for one in _requests:
        if one.token == call.params["RequestToken"]:
            _go_on(one)
            return yes(call, {"ProgressEvent": _event(one)})
    raise Refused("RequestTokenNotFoundException", "Request token is not found.")


@instead("cloudcontrol", "ListResourceRequests")
def list_requests(call: Call) -> Answer:
    wanted = call.params.get("ResourceRequestStatusFilter") or {}
    shown = []
    for one in list(_requests):
        if one.thing.region != call.region or one.operation not in wanted.get("Operations", [one.operation]):
            continue
        _go_on(one)
        if one.status in wanted.get("OperationStatuses", [one.status]):
            shown.append(_event(one))
    return yes(call, {"ResourceRequestStatusSummaries": shown[: call.params.get("MaxResults", 20)]})
