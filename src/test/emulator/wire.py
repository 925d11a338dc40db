"""What a request asks for, and how its service would say yes or no: the wire formats of AWS, without any behaviour.

moto finds its way by URL patterns of its own; here botocore's service models name service and operation, because
faults, refusals and the call log are told by those names.
"""

from __future__ import annotations

import io
import json
import os
import re
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

import botocore.session
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", DEFAULT_ACCOUNT_ID)
DEFAULT_REGION = "us-east-1"

# The service a request is signed for, where boto3 calls it otherwise.
_BOTO_NAMES = {"monitoring": "cloudwatch", "cloudcontrolapi": "cloudcontrol", "tagging": "resourcegroupstaggingapi", "states": "stepfunctions", "eventbridge": "events", "aoss": "opensearchserverless", "elasticmapreduce": "emr", "elasticfilesystem": "efs", "kinesisanalytics": "kinesisanalyticsv2"}
# What the service is called in an IAM policy, where that is not what boto3 calls it.
_IAM_PREFIXES = {
    "apigatewayv2": "apigateway",
    "bedrock-agent": "bedrock",
    "cloudcontrol": "cloudformation",
    "sesv2": "ses",
    "s3control": "s3",
    "resourcegroupstaggingapi": "tag",
    "stepfunctions": "states",
    "dynamodbstreams": "dynamodb",
    "opensearch": "es",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "opensearchserverless": "aoss",
    "emr": "elasticmapreduce",
    "efs": "elasticfilesystem",
    "kinesisanalyticsv2": "kinesisanalytics",
}
_UNSIGNED_TARGETS = {"AWSCognitoIdentityProviderService": "cognito-idp", "AWSCognitoIdentityService": "cognito-identity"}


@dataclass
class Call:
    """One request to an AWS service. `service` is boto3's name; `params` are the members of the operation's input."""

    service: str
    operation: str
    region: str
    protocol: str
    params: dict[str, Any] = field(default_factory=dict)
    environ: dict[str, Any] = field(default_factory=dict, repr=False)
    internal: bool = False  # one of our own, made while serving another

    @property
    def prefix(self) -> str:
        return _IAM_PREFIXES.get(self.service, self.service)

    def is_named(self, service: str, operation: str) -> bool:
        """Whether a fault or a filter means this call; "*" is any, and both names of a service do."""
        return service in ("*", self.service, self.prefix) and operation in ("*", self.operation)

    def is_about(self, what: str) -> bool:
        """Whether a parameter is this name, or ends with it as an ARN or a queue's address does; the empty name is any."""
        return not what or _names(self.params, what)


def _names(value: Any, what: str) -> bool:
    if isinstance(value, dict):
        return any(_names(one, what) for one in value.values())
    if isinstance(value, list):
        return any(_names(one, what) for one in value)
    return isinstance(value, str) and (value == what or value.endswith(("/" + what, ":" + what)))


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body or b"{}")

    def with_body(self, body: bytes) -> Answer:
        kept = [(name, value) for name, value in self.headers if name.lower() not in ("content-length", "x-amz-crc32")]
        return Answer(self.status, kept + [("Content-Length", str(len(body)))], body)

    def with_json(self, value: Any) -> Answer:
        return self.with_body(json.dumps(value).encode())


class Refused(Exception):
    """AWS would say no: raised by a hook, answered in the shape of the service's protocol."""

    def __init__(self, code: str, message: str, status: int = 400):
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status = code, message, status


# ---- reading a request ----------------------------------------------------------------------------------------------


def read_call(environ: dict[str, Any]) -> Call | None:
    """None if nobody can tell, such as a browser's request; moto may have it."""
    scope = re.search(r"Credential=[^/,\s]+/\d+/([^/,\s]+)/([^/,\s]+)/", environ.get("HTTP_AUTHORIZATION", ""))
    region, signed_for = scope.groups() if scope else (DEFAULT_REGION, None)
    path, target = raw_path(environ), environ.get("HTTP_X_AMZ_TARGET", "")
    if signed_for is None:
        signed_for = _UNSIGNED_TARGETS.get(target.split(".")[0])
    if signed_for is None:
        return None
    service = _boto_name(signed_for.lower(), path, target)
    if service == "s3":
        operation, params = _route(service, environ, path, None)
        return Call(service, operation, region, "s3", params, environ)
    body = whole_body(environ)
    if target:
        return Call(service, target.rsplit(".", 1)[-1], region, "json", _json(body), environ)
    rpc = re.match(r"^/service/[^/]+/operation/([^/]+)$", path)
    if rpc:
        return Call(service, rpc[1], region, "cbor", {}, environ)
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded") and b"Action=" in body:
        form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        if service == "elasticloadbalancing":
            service = "elbv2" if form.get("Version") == "2015-12-01" else "elb"
        protocol = "ec2" if service == "ec2" else "query"
        return Call(service, form["Action"], region, protocol, _query_params(service, form), environ)
    try:
        protocol = model(service).protocol
    except Exception:  # a service that botocore does not know
        return Call(service, "Unknown", region, "rest-json", {}, environ)
    operation, params = _route(service, environ, path, body)
    return Call(service, operation, region, protocol, params, environ)


def raw_path(environ: dict[str, Any]) -> str:
    """The path as sent: an ARN in it has its slashes escaped, and must not be taken apart at them."""
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ.get("PATH_INFO", "")
    return raw.split("?")[0] or "/"


def _boto_name(signed_for: str, path: str, target: str) -> str:
    if signed_for == "apigateway":
        return "apigatewayv2" if path.startswith("/v2/") else "apigateway"
    if signed_for == "ses":
        return "sesv2" if path.startswith("/v2/") else "ses"
    if signed_for == "s3":
        return "s3control" if path.startswith("/v20180820/") else "s3"
    if signed_for == "bedrock" and re.match(r"^/(agents|flows|knowledgebases|prompts|tags)(/|$)", path):
        return "bedrock-agent"
    if signed_for == "es":
        return "opensearch" if path.startswith("/2021-01-01/") else "es"
    if target.startswith("DynamoDBStreams"):
        return "dynamodbstreams"
    return _BOTO_NAMES.get(signed_for, signed_for)


def whole_body(environ: dict[str, Any]) -> bytes:
    """The whole body, which is put back for whoever serves the request."""
    length = environ.get("CONTENT_LENGTH")
    if length:
        data = environ["wsgi.input"].read(int(length))
    else:
        data = environ["wsgi.input"].read() if environ.get("wsgi.input_terminated") else b""
    environ["wsgi.input"] = io.BytesIO(data)
    environ["CONTENT_LENGTH"] = str(len(data))
    return data


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _query_params(service: str, form: dict[str, str]) -> dict[str, Any]:
    """`AlarmNames.member.1=a` as `{"AlarmNames": ["a"]}`, all levels of it."""
    try:
        operation = get_service_model(service).operation_model(form["Action"])
        values = {name: value for name, value in form.items() if name not in ("Action", "Version")}
        told = {"method": "POST", "values": values, "headers": {}, "body": b"", "url_path": "/", "url_params": {}}
        return PROTOCOL_PARSERS["ec2" if service == "ec2" else "query"](operation, map_type=dict).parse(told)
    except Exception:  # an operation or a member that the model does not know: moto's to judge
        return dict(form)


_models: dict[str, Any] = {}
_routes: dict[str, list] = {}
_lock = threading.Lock()


def model(service: str):
    with _lock:
        if service not in _models:
            _models[service] = botocore.session.get_session().get_service_model(service)
        return _models[service]


def _route(service: str, environ: dict[str, Any], path: str, body: bytes | None) -> tuple[str, dict[str, Any]]:
    query = {name: values for name, values in parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True).items()}
    if service not in _routes:
        _routes[service] = _routes_of(service)
    method = environ["REQUEST_METHOD"]
    for operation_method, pattern, flags, operation in _routes[service]:
        if operation_method != method:
            continue
        if operation.name == "CopyObject" and "HTTP_X_AMZ_COPY_SOURCE" not in environ:
            continue  # the same URI as PutObject's
        found = pattern.match(path)
        if found is not None and all(name in query and (value is None or query[name] == [value]) for name, value in flags.items()):
            return operation.name, _rest_params(operation, found, query, environ, body)
    return "Unknown", {}


def _routes_of(service: str) -> list:
    """(method, pattern, what the query must hold, operation), the most particular first."""
    routes = []
    known = model(service)
    for name in known.operation_names:
        operation = known.operation_model(name)
        path, _, query = operation.http["requestUri"].partition("?")
        flags: dict[str, str | None] = {}
        for part in filter(None, query.split("&")):
            key, _, value = part.partition("=")
            flags[key] = value or None
        shape = operation.input_shape
        for member_name in shape.required_members if shape else ():
            member = shape.members[member_name].serialization
            if member.get("location") == "querystring":
                flags.setdefault(member["name"], None)
        pattern = ""
        for part in re.split(r"(\{[^}]+\})", path):
            label = re.fullmatch(r"\{([^}+]+)(\+?)\}", part)
            pattern += (r"(.+)" if label[2] else r"([^/]+)") if label else re.escape(part)
        labels = [found.rstrip("+") for found in re.findall(r"\{([^}]+)\}", path)]
        compiled = _Pattern(re.compile(f"^{pattern}/?$"), labels)
        routes.append((operation.http["method"], compiled, flags, operation, (path.count("{"), -len(path))))
    copies_first = lambda route: route[3].name != "CopyObject"  # noqa: E731
    routes.sort(key=lambda route: (-len(route[2]), copies_first(route), route[4]))
    return [route[:4] for route in routes]


class _Pattern:
    def __init__(self, pattern: re.Pattern, labels: list[str]):
        self.pattern, self.labels = pattern, labels

    def match(self, path: str) -> dict[str, str] | None:
        found = self.pattern.match(path)
        return dict(zip(self.labels, map(unquote, found.groups()))) if found else None


def _rest_params(operation, labels, query, environ, body) -> dict[str, Any]:
    shape, params = operation.input_shape, {}
    told = _json(body) if body and model_is_json(operation) else {}
    for name, member in shape.members.items() if shape else ():
        where, on_wire = member.serialization.get("location"), member.serialization.get("name", name)
        if where == "uri" and on_wire in labels:
            params[name] = labels[on_wire]
        elif where == "querystring" and on_wire in query:
            params[name] = query[on_wire] if member.type_name == "list" else query[on_wire][0]
        elif where == "header":
            value = environ.get("HTTP_" + on_wire.upper().replace("-", "_"))
            if value is not None:
                params[name] = value
        elif where is None and on_wire in told:
            params[name] = told[on_wire]
    return params


def model_is_json(operation) -> bool:
    return "json" in operation.service_model.metadata["protocol"]


# ---- answering ------------------------------------------------------------------------------------------------------

_REQUEST_ID = "x-amzn-RequestId"


def yes(call: Call, output: dict[str, Any] | None = None, status: int = 200) -> Answer:
    """A success, its members named as in the service's model."""
    if call.protocol in ("query", "ec2"):
        operation = get_service_model(call.service).operation_model(call.operation)
        told = get_serializer_class(call.service, call.protocol)(operation).serialize(output or {})
        return _answer(status, "text/xml", told["body"].encode() if isinstance(told["body"], str) else told["body"])
    content = "application/json" if call.protocol == "rest-json" else "application/x-amz-json-1.1"
    return _answer(status, content, b"" if output is None else json.dumps(output).encode())


def no(call: Call, code: str, message: str, status: int = 400) -> Answer:
    """An error in the shape of the protocol that the call was made in."""
    sender = "Sender" if status < 500 else "Receiver"
    if call.protocol in ("json", "rest-json", "cbor"):
        content = "application/json" if call.protocol == "rest-json" else "application/x-amz-json-1.1"
        answer = _answer(status, content, json.dumps({"__type": code, "message": message, "Message": message}).encode())
        answer.headers.append(("x-amzn-ErrorType", code))
        if call.service in ("sqs", "cloudwatch"):  # awsQueryCompatible: the old code, in a header
            answer.headers.append(("x-amzn-query-error", f"{code};{sender}"))
        return answer
    request, inner = uuid.uuid4(), f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if call.protocol == "s3":
        text = f"<Error>{inner}<RequestId>{request}</RequestId><HostId>emulator</HostId></Error>"
    elif call.protocol == "ec2":
        text = f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{request}</RequestID></Response>"
    else:
        text = f"<ErrorResponse><Error><Type>{sender}</Type>{inner}</Error><RequestId>{request}</RequestId></ErrorResponse>"
    answer = _answer(status, "application/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode())
    if call.environ.get("REQUEST_METHOD") == "HEAD":
        return answer.with_body(b"")
    return answer


def _answer(status: int, content: str, body: bytes) -> Answer:
    headers = [("Content-Type", content), (_REQUEST_ID, str(uuid.uuid4())), ("Content-Length", str(len(body)))]
    return Answer(status, headers, body)
