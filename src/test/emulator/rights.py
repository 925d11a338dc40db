"""What the caller may not do. A test takes actions away, and AWS refuses them: each service in its own words and code.

The actions that a call asks for are noted, so that a test can take the list of them from what was truly called. Not
evaluated: policies, conditions, resources. An action is refused everywhere or nowhere.
"""

from __future__ import annotations

import io
import threading
from collections import Counter
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import hooks
from wire import ACCOUNT, Answer, Call, Refused, whole_body

CALLER = f"arn:aws:sts::{ACCOUNT}:assumed-role/janitor/janitor"

# Where the action is not called as the operation is; API Gateway's are those of HTTP.
_ACTIONS = {
    ("s3", "ListBuckets"): ("ListAllMyBuckets",),
    ("s3", "HeadBucket"): ("ListBucket",),
    ("s3", "ListObjects"): ("ListBucket",),
    ("s3", "ListObjectsV2"): ("ListBucket",),
    ("s3", "ListObjectVersions"): ("ListBucketVersions",),
    ("s3", "ListMultipartUploads"): ("ListBucketMultipartUploads",),
    ("s3", "GetBucketLifecycle"): ("GetLifecycleConfiguration",),
    ("s3", "GetBucketLifecycleConfiguration"): ("GetLifecycleConfiguration",),
    ("s3", "PutBucketLifecycle"): ("PutLifecycleConfiguration",),
    ("s3", "PutBucketLifecycleConfiguration"): ("PutLifecycleConfiguration",),
    ("s3", "DeleteBucketLifecycle"): ("PutLifecycleConfiguration",),
    ("sts", "GetCallerIdentity"): (),  # everybody may
    # A simple mail with an attachment is one that SES puts together.
    ("sesv2", "SendEmail"): ("SendEmail", "SendRawEmail"),
}
_WITHOUT_RESOURCE = {"tag", "s3:ListAllMyBuckets"}
_ROLES = ("RoleArn", "RoleARN", "SnsCallerArn")  # members with which a role is handed to a service

_denied: set[str] = set()
_asked: Counter[str] = Counter()
_refused: Counter[str] = Counter()
_lock = threading.Lock()


@hooks.on_reset
def reset() -> None:
    with _lock:
        for store in (_denied, _asked, _refused):
            store.clear()


def deny(told: list[str]) -> None:
    """From now on these, and no others."""
    with _lock:
        _denied.clear()
        _denied.update(told)
        _asked.clear()
        _refused.clear()


def as_json() -> dict[str, Any]:
    with _lock:
        return {"asked": dict(sorted(_asked.items())), "refused": dict(sorted(_refused.items()))}


def check(call: Call) -> None:
    """Raises what AWS says to whoever may not do this."""
    if call.internal:
        return
    for action in _actions(call):
        if not _may(action):
            raise _refusal(call, action)


def without_denied_keys(call: Call) -> list[str]:
    """DeleteObjects is allowed or not key by key: takes those that are not out of the request, and returns their errors."""
    if call.internal or (call.service, call.operation) != ("s3", "DeleteObjects"):
        return []
    root = ElementTree.fromstring(whole_body(call.environ))
    space = root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""
    errors = []
    for one in root.findall(f"{space}Object"):
        key, version = one.findtext(f"{space}Key") or "", one.findtext(f"{space}VersionId")
        wanted = ("s3:DeleteObject", *(("s3:DeleteObjectVersion",) if version else ()))
        denied = next((action for action in wanted if not _may(action)), None)
        if denied is not None:
            root.remove(one)
            shown = f"<VersionId>{escape(version)}</VersionId>" if version else ""
            message = _message(denied, f'"arn:aws:s3:::{_bucket(call)}/{key}"')
            errors.append(
                f"<Error><Key>{escape(key)}</Key>{shown}<Code>AccessDenied</Code><Message>{escape(message)}</Message></Error>"
            )
    if errors:
        left = ElementTree.tostring(root)
        call.environ["wsgi.input"] = io.BytesIO(left)
        call.environ["CONTENT_LENGTH"] = str(len(left))
    return errors


def with_errors(errors: list[str], answer: Answer) -> Answer:
    return answer.with_body(answer.body.replace(b"</DeleteResult>", "".join(errors).encode() + b"</DeleteResult>"))


def _may(action: str) -> bool:
    with _lock:
        _asked[action] += 1
        if action in _denied:
            _refused[action] += 1
        return action not in _denied


def _actions(call: Call) -> list[str]:
    if call.prefix == "apigateway":
        return [f"apigateway:{call.environ['REQUEST_METHOD']}"]
    if (call.service, call.operation) == ("s3", "DeleteObjects"):
        return []
    if (call.service, call.operation) == ("s3", "DeleteObject"):
        return ["s3:DeleteObject", *(["s3:DeleteObjectVersion"] if "VersionId" in call.params else [])]
    own = _ACTIONS.get((call.service, call.operation), (call.operation,))
    return [f"{call.prefix}:{name}" for name in own] + (["iam:PassRole"] if _role(call.params) else [])


def _role(told: Any) -> str | None:
    if isinstance(told, dict):
        for name, value in told.items():
            found = value if name in _ROLES and isinstance(value, str) and ":role/" in value else _role(value)
            if found:
                return found
    return None


def _refusal(call: Call, action: str) -> Refused:
    if call.service == "sns":
        name = action.replace("sns:", "SNS:")
        return Refused("AuthorizationError", _message(name, _resource(call)), 403)
    if call.service == "sqs":
        return Refused("AccessDenied", _message(action.lower(), _resource(call)), 403)
    if action.startswith("ses:Send"):
        identity = f"arn:aws:ses:{call.region}:{ACCOUNT}:identity/{call.params.get('FromEmailAddress', '*')}"
        return Refused(
            "AccessDeniedException", f"User `{CALLER}' is not authorized to perform `{action}' on resource `{identity}'", 403
        )
    resource = _role(call.params) if action == "iam:PassRole" else _resource(call)
    if action in _WITHOUT_RESOURCE or call.prefix in _WITHOUT_RESOURCE:
        resource = None
    elif call.service == "s3":
        resource = f'"{resource}"'
    xml = call.protocol in ("query", "s3", "rest-xml")
    return Refused("AccessDenied" if xml else "AccessDeniedException", _message(action, resource), 400 if call.protocol == "json" else 403)


def _message(action: str, resource: str | None) -> str:
    on = f" on resource: {resource}" if resource else ""
    return f"User: {CALLER} is not authorized to perform: {action}{on} because no identity-based policy allows the {action} action"


def _resource(call: Call) -> str:
    """An ARN as AWS would name it, as far as the request tells."""
    if call.service == "s3":
        return f"arn:aws:s3:::{_bucket(call)}"
    if call.prefix == "apigateway":
        return f"arn:aws:apigateway:{call.region}::{call.environ.get('PATH_INFO', '').removeprefix('/v2')}"
    told = [value for value in call.params.values() if isinstance(value, str)]
    region = "" if call.prefix in ("iam", "cloudfront") else call.region
    return next((value for value in told if value.startswith("arn:")), f"arn:aws:{call.prefix}:{region}:{ACCOUNT}:{told[0] if told else '*'}")


def _bucket(call: Call) -> str:
    return call.params.get("Bucket") or call.environ.get("PATH_INFO", "/").split("/")[1]
