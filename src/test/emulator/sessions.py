"""Glue's sessions, which moto has open for ever, and its development endpoints. What is open is stopped before it is deleted
(API reference: IllegalSessionStateException). Codes are the model's, texts unseen."""

from __future__ import annotations

from typing import Any

import ageing
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_sessions = shelf.Shelf("glue", "stream")
_endpoints = shelf.Shelf("glue", "stream")


def _arn(call: Call, word: str, name: str) -> str:
    return f"arn:aws:glue:{call.region}:{ACCOUNT}:{word}/{name}"


def _missing(what: str) -> Refused:
    return Refused("EntityNotFoundException", f"{what} not found")


@instead("glue", "CreateSession")
def create(call: Call) -> Answer:
    told = call.params
    made = {"Id": told["Id"], "CreatedOn": ageing.now().timestamp(), "Status": "READY", "Role": told["Role"], "Command": told["Command"]}
    return yes(call, {"Session": shelf.shown(_sessions.put(call.region, _arn(call, "session", told["Id"]), made, told.get("Tags")))})


@instead("glue", "ListSessions")
def sessions(call: Call) -> Answer:
    told = [shelf.shown(one) for one in _sessions.all(call.region)]
    return yes(call, {"Ids": [one["Id"] for one in told], "Sessions": told})


def _session(call: Call) -> dict[str, Any]:
    _sessions.seen(call)
    arn = _arn(call, "session", call.params["Id"])
    if arn not in _sessions.of(call.region):
        raise _missing(f"Session {call.params['Id']}")
    return _sessions.of(call.region)[arn]


@instead("glue", "GetSession")
def session(call: Call) -> Answer:
    return yes(call, {"Session": shelf.shown(_session(call))})


@instead("glue", "StopSession")
def stop(call: Call) -> Answer:
    one = _session(call)
    if one["Status"] != "READY":
        raise Refused("IllegalSessionStateException", f"Session is in {one['Status']} state and cannot be stopped.")
    one["Status"] = "STOPPING"
    _sessions.begin(one, lambda: one.__setitem__("Status", "STOPPED"))
    return yes(call, {"Id": one["Id"]})


@instead("glue", "DeleteSession")
def delete(call: Call) -> Answer:
    one = _session(call)
    if one["Status"] not in ("STOPPED", "FAILED", "TIMEOUT"):
        raise Refused("IllegalSessionStateException", f"Session is in {one['Status']} state and cannot be deleted.")
    _sessions.remove(call.region, one)
    return yes(call, {"Id": one["Id"]})


@instead("glue", "CreateDevEndpoint")
def create_endpoint(call: Call) -> Answer:
    told = call.params
    made = {key: told[key] for key in ("EndpointName", "RoleArn", "SecurityGroupIds", "SubnetId") if key in told}
    made |= {"CreatedTimestamp": ageing.now().timestamp(), "Status": "READY"}
    return yes(call, shelf.shown(_endpoints.put(call.region, _arn(call, "devEndpoint", told["EndpointName"]), made, told.get("Tags"))))


@instead("glue", "GetDevEndpoints")
def endpoints(call: Call) -> Answer:
    return yes(call, {"DevEndpoints": [shelf.shown(one) for one in _endpoints.all(call.region)]})


@instead("glue", "DeleteDevEndpoint")
def delete_endpoint(call: Call) -> Answer:
    arn = _arn(call, "devEndpoint", call.params["EndpointName"])
    one = _endpoints.of(call.region).get(arn)
    if one is None:
        raise _missing(f"DevEndpoint {call.params['EndpointName']}")
    one["Status"] = "TERMINATING"
    _endpoints.begin(one, lambda: _endpoints.remove(call.region, one))
    return yes(call, {})


@instead("glue", "GetTags")
def tags(call: Call) -> Answer | None:
    arn = call.params["ResourceArn"]
    if arn.split(":")[5].split("/")[0] not in ("session", "devEndpoint"):
        return None
    told = shelf.tags_of("glue", call.region, arn)
    if told is None:
        raise _missing(arn)
    return yes(call, {"Tags": told})
