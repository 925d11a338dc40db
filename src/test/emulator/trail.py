"""CloudTrail's history of events: what was made, and by whom. moto has no LookupEvents; this is ours.

Each call that makes something is noted as CloudTrail writes it (its guide, "CloudTrail record contents"): members with a
small first letter, `null` for what a service does not tell, the failed ones with their errorCode. Who calls is set by a
test (`POST principal`), since every caller of the emulator has the same key. LookupEvents is as strict as its model says:
90 days, 50 a page, one attribute, the newest first, two calls a second and region (rates.py, always).
"""

from __future__ import annotations

import base64
import json
import threading
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree

import ageing
import botocore.parsers
import hooks
import wire
from wire import ACCOUNT, Answer, Call, Refused

_REACH = timedelta(days=90)
_MAKING = ("Create", "Put", "Import", "Request", "Restore", "Copy", "Register", "Run", "Allocate")
# Of the data plane, or of what is in a thing: no management events, or nothing that anybody looks for here.
_NOT_MAKING = {
    "PutItem", "PutObject", "PutEvents", "PutLogEvents", "PutRecord", "PutRecords", "PutMetricData", "CopyObject",
    "CreateTags", "CreateMultipartUpload", "CreateInvalidation", "RequestCancelExternalTask", "PutImage", "PutObjectTagging",
}  # fmt: skip
_SOURCES = {"cloudwatch": "monitoring", "stepfunctions": "states", "sesv2": "ses", "apigatewayv2": "apigateway", "s3control": "s3"}
_GLOBAL = {"iam", "cloudfront", "route53"}
# Lambda's guide: "eventName may include date and version information, such as 20150331".
_VERSIONS = {"lambda": "20150331"}
# Secrets Manager's guide shows its CreateSecret with "responseElements": null.
_SILENT = {"secretsmanager"}
# EC2's events of these have the whole answer (seen in programs that read them: CreateNatGatewayResponse.natGateway).
_WHOLE = {"CreateNatGateway", "CreateVpcEndpoint", "CreateLaunchTemplate", "CreateFlowLogs", "CreateEgressOnlyInternetGateway"}
_MOTO = f"arn:aws:sts::{ACCOUNT}:user/moto"  # what moto's GetCallerIdentity says

_events: list[dict[str, Any]] = []
_principal: dict[str, Any] = {}
_lock = threading.Lock()


def become(told: dict[str, Any]) -> None:
    """{"arn": ..., "role": ..., "console": true}: who calls from now on."""
    if not set(told) <= {"arn", "role", "id", "console"}:
        raise ValueError("a principal has arn, role, id and console")
    with _lock:
        _principal.clear()
        _principal.update(told)


def note(call: Call, answer: Answer) -> None:
    if call.internal or call.operation in _NOT_MAKING or not call.operation.startswith(_MAKING):
        return
    event = {
        "eventVersion": "1.11",
        "userIdentity": _identity(),
        "eventTime": ageing.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{_SOURCES.get(call.service, call.service)}.amazonaws.com",
        "eventName": call.operation + _VERSIONS.get(call.service, ""),
        "awsRegion": "us-east-1" if call.service in _GLOBAL else call.region,
        "sourceIPAddress": "192.0.2.1",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": _asked(call),
        "responseElements": _answered(call, answer) if answer.status < 300 else None,
        "eventID": str(uuid.uuid4()),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    }
    if answer.status >= 300:
        event["errorCode"] = "Refused"
    if _principal.get("console"):
        event["sessionCredentialFromConsole"] = "true"
    with _lock:
        _events.append(event)


def _unique() -> str:
    """What the caller is told to be, and what the trail says of its calls, are the same id."""
    arn = _principal.get("arn", "")
    if not arn:
        return "AKIAIOSFODNN7EXAMPLE"
    if arn.endswith(":root"):
        return ACCOUNT
    if _principal.get("role"):
        return _principal.get("id", "AROAEXAMPLE") + ":" + arn.rsplit("/", 1)[-1]
    return _principal.get("id", "AIDAEXAMPLE")


def _identity() -> dict[str, Any]:
    arn, role = _principal.get("arn", _MOTO), _principal.get("role")
    identity = {"type": "IAMUser", "principalId": _unique(), "arn": arn, "accountId": ACCOUNT, "accessKeyId": "AKIAEXAMPLE"}
    if role:
        issuer = {"type": "Role", "principalId": "AROAEXAMPLE", "arn": role, "accountId": ACCOUNT, "userName": role.rsplit("/", 1)[-1]}
        identity |= {"type": "AssumedRole", "sessionContext": {"sessionIssuer": issuer}}
    elif arn.endswith(":root"):
        identity["type"] = "Root"
    else:
        identity["userName"] = arn.rsplit("/", 1)[-1]
    return identity


def _small(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: _small(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_small(one) for one in value]
    if isinstance(value, datetime):
        return value.strftime("%b %d, %Y, %I:%M:%S %p")
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def _asked(call: Call) -> dict[str, Any] | None:
    told = _small(call.params)
    if call.service == "s3" and "bucket" in told:
        told["bucketName"] = told.pop("bucket")
    return told or None


def _answered(call: Call, answer: Answer) -> dict[str, Any] | None:
    if call.service in _SILENT:
        return None
    model = wire.model(call.service)
    shape = model.operation_model(call.operation).output_shape if call.operation in model.operation_names else None
    if call.service == "ec2":
        return _of_ec2(call, answer)
    if shape is None or call.protocol == "cbor":  # whose requests are not read here either
        return None
    # What the call was made in, not what the model names first: moto answers in kind.
    parser = botocore.parsers.create_parser("rest-xml" if call.protocol == "s3" else call.protocol)
    headers = {name.lower(): value for name, value in answer.headers}
    told = parser.parse({"body": answer.body, "headers": headers, "status_code": answer.status}, shape)
    told.pop("ResponseMetadata", None)
    return _small(told) or None


def _of_ec2(call: Call, answer: Answer) -> dict[str, Any] | None:
    """As in the XML; of newer operations all of it, of older ones what is inside, with lists as "items"."""
    root = ElementTree.fromstring(answer.body)
    if call.operation in _WHOLE:
        return {f"{call.operation}Response": _element(root, None)}
    told = _element(root, "items")
    return told if isinstance(told, dict) else None


def _element(element: ElementTree.Element, items: str | None) -> Any:
    told: dict[str, Any] = {}
    for child in element:
        name, value = child.tag.rsplit("}", 1)[-1], _element(child, items)
        if name == "item" and items:
            told.setdefault(items, []).append(value)
        elif name in told:
            told[name] = [*told[name], value] if isinstance(told[name], list) else [told[name], value]
        else:
            told[name] = value
    return told or element.text or ""


@hooks.instead("sts", "GetCallerIdentity")
def _caller(call: Call) -> Answer | None:
    arn = _principal.get("arn")
    return wire.yes(call, {"Account": ACCOUNT, "Arn": arn, "UserId": _unique()}) if arn else None


_KEYS = {
    "EventId": lambda event: event["eventID"],
    "EventName": lambda event: event["eventName"],
    "EventSource": lambda event: event["eventSource"],
    "ReadOnly": lambda event: str(event.get("readOnly", False)).lower(),
    "Username": lambda event: event["userIdentity"].get("arn", "").rsplit("/", 1)[-1],
}


@hooks.instead("cloudtrail", "LookupEvents")
def _look(call: Call) -> Answer:
    told = call.params
    size = told.get("MaxResults", 50)
    if not isinstance(size, int) or not 1 <= size <= 50:
        raise Refused("InvalidMaxResultsException", f"MaxResults {size} must be between 1 and 50")
    now = datetime.now(timezone.utc)
    start = _moment(told.get("StartTime")) or now - _REACH
    end = _moment(told.get("EndTime")) or now
    if start > end:
        raise Refused("InvalidTimeRangeException", "The start time is after the end time")
    attributes = told.get("LookupAttributes") or []
    if len(attributes) > 1 or any(one.get("AttributeKey") not in _KEYS or not one.get("AttributeValue") for one in attributes):
        raise Refused("InvalidLookupAttributesException", f"one attribute of {sorted(_KEYS)}, not {attributes}")
    found = [event for event in _in_region(call.region) if max(start, now - _REACH) <= _at(event) <= end]
    for one in attributes:
        found = [event for event in found if _KEYS[one["AttributeKey"]](event) == one["AttributeValue"]]
    found = sorted(reversed(found), key=_at, reverse=True)
    asked = json.dumps([call.region, told.get("StartTime"), told.get("EndTime"), attributes, size], sort_keys=True)
    begin = _position(told.get("NextToken"), asked)
    page = {"Events": [_shown(event) for event in found[begin : begin + size]]}
    if begin + size < len(found):
        page["NextToken"] = base64.b64encode(json.dumps([begin + size, asked]).encode()).decode()
    return wire.yes(call, page)


def _in_region(region: str) -> list[dict[str, Any]]:
    with _lock:
        return [event for event in _events if event["awsRegion"] == region]


def _position(token: str | None, asked: str) -> int:
    if not token:
        return 0
    try:
        begin, of = json.loads(base64.b64decode(token))
    except ValueError:
        begin, of = 0, None
    if of != asked:
        raise Refused("InvalidNextTokenException", "A token holds for the very call that it continues")
    return begin


def _at(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["eventTime"].replace("Z", "+00:00"))


def _moment(value: Any) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(float(value), timezone.utc)


def _shown(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "EventId": event["eventID"],
        "EventName": event["eventName"],
        "ReadOnly": "false",
        "EventTime": _at(event).timestamp(),
        "EventSource": event["eventSource"],
        "Username": _KEYS["Username"](event),
        "Resources": [],
        "CloudTrailEvent": json.dumps(event),
    }


@hooks.on_reset
def reset() -> None:
    with _lock:
        _events.clear()
        _principal.clear()
