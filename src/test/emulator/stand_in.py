"""What the stand-ins for Amplify and Personalize have in common: wire format, paging, and things that take time."""

import base64
import json
import math
import re
import traceback
import uuid
from typing import NamedTuple
from urllib.parse import urlsplit

import botocore.session
from botocore.validate import ParamValidator

from api_error import ApiError

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"
MAX_TAGS = 50


def model(service):
    return botocore.session.get_session().get_service_model(service)


# ---- things that take time ------------------------------------------------------------------------------------------


class Pace(NamedTuple):
    """How long something takes: until it was shown `reads` times, or for `seconds`, whichever is over first.
    Neither: for ever. 0 of either: no time at all."""

    reads: int | None = None
    seconds: float | None = None


class Course:
    """A change under way: shows the statuses of `path` one after the other, then ends as `end` (None: gone).

    Counted by reads, a thing is over only once a read has found it so: whoever never looks waits for ever, and so
    does whoever takes DELETE IN_PROGRESS for gone. `pace` is asked each time, so a test can hold and release things.
    """

    def __init__(self, path, end, pace, now):
        self.path, self.end, self.pace, self.started, self.seen = path, end, pace, now, 0

    def look(self, now, counting):
        """The status now, or None when the course is over. `counting`: this is a describe or a list."""
        reads, seconds = self.pace()
        over, stage = False, 0
        if reads is not None:
            over = self.seen >= reads if counting else reads == 0
            if not over:
                shown = self.seen if counting else max(self.seen - 1, 0)
                stage = shown * len(self.path) // reads
        if seconds is not None and not over:
            elapsed = now - self.started
            over = elapsed >= seconds
            if not over:
                stage = max(stage, math.floor(max(elapsed, 0) / seconds * len(self.path)))
        if over:
            return None
        if counting:
            self.seen += 1
        return self.path[min(stage, len(self.path) - 1)]


# ---- paging ---------------------------------------------------------------------------------------------------------


def page(things, params, scope, show, default, largest, bad_size, bad_token):
    """One page of `things`, and the token of the next (or None).

    The token is a position: what is deleted between two pages moves the rest up, and entries are missed. `show` turns
    a thing into what is listed, or None when looking at it shows that it is gone; only what is on the page is looked at.
    """
    size = params.get("maxResults") or default
    if not 1 <= size <= largest:
        raise bad_size(f"maxResults must be between 1 and {largest}")
    start = 0
    if params.get("nextToken"):
        try:
            start, of = json.loads(base64.urlsafe_b64decode(params["nextToken"].encode()))
        except ValueError:
            start, of = None, None
        if not isinstance(start, int) or start < 0 or of != scope:
            raise bad_token("The token is not valid for this listing")
    listed, left = [], list(things)[start:]
    while left and len(listed) < size:
        shown = show(left.pop(0))
        if shown is not None:
            listed.append(shown)
    token = json.dumps([start + len(listed), scope]).encode() if left else None
    return listed, token and base64.urlsafe_b64encode(token).decode()


# ---- shapes and tags ------------------------------------------------------------------------------------------------


def fit(data, shape):
    """What of `data` the API has in this shape; drops our own notes and the secrets that are only ever written."""
    return {name: data[name] for name in shape.members if data.get(name) is not None}


def check(params, operation, bad_input):
    """Required members and types, from the service's model; a member the model does not know is ignored."""
    shape = operation.input_shape
    if shape is None:
        return {}
    params = {name: value for name, value in params.items() if name in shape.members and value is not None}
    report = ParamValidator().validate(params, shape)
    if report.has_errors():
        raise bad_input(report.generate_report())
    return params


def check_tags(tags, bad_tags, too_many):
    if any(key.lower().startswith("aws:") for key in tags):
        raise bad_tags("Tag keys must not begin with aws:")
    if len(tags) > MAX_TAGS:
        raise too_many(f"A resource has at most {MAX_TAGS} tags")
    return dict(tags)


# ---- the wire -------------------------------------------------------------------------------------------------------


def credential_scope(environ):
    """(region, service) the request was signed for."""
    found = re.search(r"Credential=[^/,\s]+/\d+/([^/,\s]+)/([^/,\s]+)/", environ.get("HTTP_AUTHORIZATION", ""))
    return found.groups() if found else (DEFAULT_REGION, None)


def raw_path(environ):
    """The path before percent-decoding (an ARN or a branch name holds slashes), or None if the server keeps none."""
    raw = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if not raw:
        return None
    return urlsplit(raw).path if "://" in raw.split("?")[0] else raw.split("?")[0]


def body(environ):
    length = environ.get("CONTENT_LENGTH")
    if length:
        data = environ["wsgi.input"].read(int(length))
    else:
        data = environ["wsgi.input"].read() if environ.get("wsgi.input_terminated") else b""
    if not data.strip():
        return {}
    try:
        parsed = json.loads(data)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise ApiError("SerializationException", "The body is not a JSON object", 400)
    return parsed


def serve(environ, start_response, content_type, parse, handle):
    """Answers one request: `parse(environ)` gives (operation model, params), `handle` the output."""
    region, _ = credential_scope(environ)
    account = environ.get("emulator.account") or DEFAULT_ACCOUNT
    headers = [("Content-Type", content_type), ("x-amzn-RequestId", str(uuid.uuid4()))]
    try:
        operation, params = parse(environ)
        output = handle(operation.name, params, region, account)
        status = 200
        data = b"" if operation.output_shape is None else json.dumps(output).encode()
    except Exception as e:
        if not isinstance(e, ApiError):
            traceback.print_exc()
            e = ApiError("InternalFailureException", f"the stand-in failed: {e!r}", 500)
        status = e.status
        headers.append(("x-amzn-ErrorType", e.code))
        data = json.dumps({"__type": e.code, "code": e.code, "message": e.message}).encode()
    headers.append(("Content-Length", str(len(data))))
    start_response(f"{status} {'OK' if status == 200 else 'Error'}", headers)
    return [data]
