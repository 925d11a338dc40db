"""EventBridge as strict as it is with what is put on a bus. moto takes events of any size, in the name of any source.

What was put can be read. Archives and connections tell the key that they were made with, which moto forgets, and a bus,
the default one too, is given another.
"""

from __future__ import annotations

import json
import threading
from typing import Any

import hooks
from moto.events.models import Rule
from wire import Answer, Call, Refused

_LARGEST = 262_144
_keys: dict[tuple[str, str, str], str] = {}
_events: list[dict[str, Any]] = []
_lock = threading.Lock()


def as_json() -> list[dict[str, Any]]:
    with _lock:
        return list(_events)


@hooks.on_reset
def clear() -> None:
    with _lock:
        _events.clear()
        _keys.clear()


def _key_of(call: Call) -> tuple[str, str, str]:
    thing = "archive" if call.operation.endswith("Archive") else "connection"
    return call.region, thing, call.params["ArchiveName" if thing == "archive" else "Name"]


@hooks.after("events", "CreateArchive", "UpdateArchive", "CreateConnection", "UpdateConnection")
def keep_key(call: Call, answer: Answer) -> Answer:
    if answer.status == 200 and "KmsKeyIdentifier" in call.params:
        _keys[_key_of(call)] = call.params["KmsKeyIdentifier"]
    return answer


@hooks.after("events", "DescribeArchive", "DescribeConnection")
def tell_key(call: Call, answer: Answer) -> Answer:
    key = _keys.get(_key_of(call)) if answer.status == 200 else None
    return answer.with_json({**answer.json(), "KmsKeyIdentifier": key}) if key else answer


@hooks.after("events", "DeleteArchive", "DeleteConnection")
def forget_key(call: Call, answer: Answer) -> Answer:
    _keys.pop(_key_of(call), None)
    return answer


@hooks.instead("events", "UpdateEventBus")
def update(call: Call) -> Answer:
    bus = hooks.backend("events", call.region).describe_event_bus(call.params.get("Name") or "default")
    bus.kms_key_identifier = call.params.get("KmsKeyIdentifier", bus.kms_key_identifier)
    bus.dead_letter_config = call.params.get("DeadLetterConfig", bus.dead_letter_config)
    return Answer(200, [("Content-Type", "application/x-amz-json-1.1")], b"").with_json({"Arn": bus.arn, "Name": bus.name})


_to_queue = Rule._send_to_sqs_queue


def _with_account(self: Rule, resource_id: str, event: dict[str, Any], group_id: str | None = None) -> None:
    """EventBridge says in every event whose it is; moto leaves that out of what it hands to a queue."""
    _to_queue(self, resource_id, {"account": self.account_id, **event}, group_id)


Rule._send_to_sqs_queue = _with_account


def _size(entry: dict[str, Any]) -> int:
    """As the user guide counts it ("Calculating PutEvents event entry size")."""
    told = [entry.get("Source"), entry.get("DetailType"), entry.get("Detail"), *entry.get("Resources", [])]
    return (14 if "Time" in entry else 0) + sum(len(text.encode()) for text in told if text)


@hooks.before("events", "PutEvents")
def check(call: Call) -> None:
    entries = call.params.get("Entries") or []
    if sum(map(_size, entries)) >= _LARGEST:
        raise Refused("ValidationException", "Total size of the entries in the request is over the limit.")


@hooks.after("events", "PutEvents")
def refuse_and_keep(call: Call, answer: Answer) -> Answer:
    if answer.status != 200:
        return answer
    told, entries = answer.json(), call.params.get("Entries") or []
    for n, entry in enumerate(entries):
        error = _error(entry)
        if error and "ErrorCode" not in told["Entries"][n]:
            told["Entries"][n] = error
        elif "ErrorCode" not in told["Entries"][n]:
            with _lock:
                _events.append(
                    {
                        "id": told["Entries"][n]["EventId"],
                        "bus": entry.get("EventBusName", "default"),
                        "source": entry["Source"],
                        "detail-type": entry["DetailType"],
                        "size": _size(entry),
                        "detail": json.loads(entry["Detail"]),
                    }
                )
    told["FailedEntryCount"] = sum("ErrorCode" in one for one in told["Entries"])
    return answer.with_json(told)


def _error(entry: dict[str, Any]) -> dict[str, str] | None:
    if str(entry.get("Source", "")).startswith("aws."):
        return {"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "Not authorized for the source."}
    if len(entry.get("DetailType") or "") > 128:
        return {"ErrorCode": "InvalidArgument", "ErrorMessage": "Parameter DetailType is not valid. Reason: DetailType is longer than 128."}
    try:
        detail = json.loads(entry.get("Detail") or "")
    except ValueError:
        detail = None
    return None if isinstance(detail, dict) else {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
