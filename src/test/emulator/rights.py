"""What the caller may not do. A test takes actions away, and AWS refuses them: each service in its own words and code.

The actions that a call asks for are noted, so that a test can take the list of them from what was truly called. Not
evaluated: policies, conditions, resources. An action is refused everywhere or nowhere.
"""

from __future__ import annotations

import io
import threading
from collections import Counter
from collections.abc import Callable
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
    ("s3", "GetBucketEncryption"): ("GetEncryptionConfiguration",),
    ("s3", "PutBucketLifecycle"): ("PutLifecycleConfiguration",),
    ("s3", "PutBucketLifecycleConfiguration"): ("PutLifecycleConfiguration",),
    ("s3", "DeleteBucketLifecycle"): ("PutLifecycleConfiguration",),
    ("sts", "GetCallerIdentity"): (),  # everybody may
    # A simple mail with an attachment is one that SES puts together.
    ("sesv2", "SendEmail"): ("SendEmail", "SendRawEmail"),
}
# What a service asks of another in the name of who called it. API Gateway's guide: a VPC link's endpoint service.
_IN_THE_CALLERS_NAME = {
    ("apigateway", "DeleteVpcLink"): (
        "ec2:DescribeVpcEndpointServiceConfigurations",
        "ec2:ModifyVpcEndpointServicePermissions",
        "ec2:DeleteVpcEndpointServiceConfigurations",
    ),
    # mattclay/aws-terminator #209.
    ("network-firewall", "DeleteFirewall"): ("logs:ListLogDeliveries",),
    # Directory Service's guide, "API permissions: actions, resources, and conditions reference".
    ("ds", "DeleteDirectory"): (
        "ec2:DescribeNetworkInterfaces",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteSecurityGroup",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress",
    ),
    # What CloudFormation asks for to make one with tags: the schema of AWS::Lightsail::DatabaseSnapshot.
    ("lightsail", "CreateRelationalDatabaseSnapshot"): ("lightsail:TagResource",),
    # Service authorization reference: what it takes to make one with tags; and the dependent actions.
    ("neptune-graph", "CreateGraphSnapshot"): ("neptune-graph:TagResource",),
    ("neptune-graph", "DeletePrivateGraphEndpoint"): (
        "ec2:DeleteVpcEndpoints",
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcAttribute",
        "ec2:DescribeVpcEndpoints",
        "ec2:DescribeVpcs",
        "ec2:ModifyVpcEndpoint",
        "route53:DisassociateVPCFromHostedZone",
    ),
    # What a graph's takes as well, and the schema of AWS::RedshiftServerless::Snapshot.
    ("redshift-serverless", "CreateSnapshot"): ("redshift-serverless:TagResource",),
    # The schema of AWS::Route53Resolver::ResolverEndpoint, and AWS's AmazonRoute53ResolverFullAccess.
    ("route53resolver", "DeleteResolverEndpoint"): ("ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"),
    # API reference, DeleteMountTarget.
    ("efs", "DeleteMountTarget"): ("ec2:DeleteNetworkInterface",),
    # WAF's guide, "Permissions for ListResourcesForWebACL".
    ("wafv2", "ListResourcesForWebACL"): (
        "amplify:ListResourcesForWebACL",
        "apprunner:ListAssociatedServicesForWebAcl",
        "cognito-idp:ListResourcesForWebACL",
        "ec2:DescribeVerifiedAccessInstanceWebAclAssociations",
    ),
}
_LAST_BACKUP = ["fsx:CreateBackup", "fsx:TagResource"]
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


def serve(call: Call, moto: Callable[[], Answer]) -> Answer:
    """Serves what may be served. DeleteObjects is allowed or not key by key, and tells of those that are not."""
    check(call)
    if call.internal or (call.service, call.operation) != ("s3", "DeleteObjects"):
        return moto()
    root = ElementTree.fromstring(whole_body(call.environ))
    for element in root.iter():
        element.tag = element.tag.partition("}")[2] or element.tag
    told = root.findall("Object")
    denied = [(one, action) for one in told for action in [_denied_of(one)] if action]
    if not denied:
        return moto()
    for one, _ in denied:
        root.remove(one)
    errors = "".join(_key_error(call, one, action) for one, action in denied).encode()
    if len(denied) == len(told):
        return _xml(b'<?xml version="1.0" encoding="UTF-8"?>\n<DeleteResult>' + errors + b"</DeleteResult>")
    left = ElementTree.tostring(root)
    call.environ["wsgi.input"], call.environ["CONTENT_LENGTH"] = io.BytesIO(left), str(len(left))
    answer = moto()
    return answer.with_body(answer.body.replace(b"</DeleteResult>", errors + b"</DeleteResult>"))


def _xml(body: bytes) -> Answer:
    return Answer(200, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))], body)


def _denied_of(one: ElementTree.Element) -> str | None:
    wanted = ["s3:DeleteObject", *(["s3:DeleteObjectVersion"] if one.findtext("VersionId") else [])]
    return next((action for action in wanted if not _may(action)), None)


def _key_error(call: Call, one: ElementTree.Element, action: str) -> str:
    key, version = one.findtext("Key") or "", one.findtext("VersionId")
    said = message(action, f'"arn:aws:s3:::{_bucket(call)}/{key}"')
    shown = f"<VersionId>{escape(version)}</VersionId>" if version else ""
    return f"<Error><Key>{escape(key)}</Key>{shown}<Code>AccessDenied</Code><Message>{escape(said)}</Message></Error>"


def may(call: Call, action: str) -> bool:
    """Whether what a service asks of another only now and then, in the caller's name, may be done."""
    return call.internal or _may(action)


def _may(action: str) -> bool:
    with _lock:
        _asked[action] += 1
        if action in _denied:
            _refused[action] += 1
        return action not in _denied


def _actions(call: Call) -> list[str]:
    if call.prefix == "apigateway":
        return [f"apigateway:{call.environ['REQUEST_METHOD']}", *_IN_THE_CALLERS_NAME.get((call.service, call.operation), ())]
    if (call.service, call.operation) == ("s3", "DeleteObjects"):
        return []
    if (call.service, call.operation) == ("s3", "DeleteObject"):
        return ["s3:DeleteObject", *(["s3:DeleteObjectVersion"] if "VersionId" in call.params else [])]
    own = _ACTIONS.get((call.service, call.operation), (call.operation,))
    also = [*_IN_THE_CALLERS_NAME.get((call.service, call.operation), ()), *(["iam:PassRole"] if _role(call.params) else [])]
    return [f"{call.prefix}:{name}" for name in own] + also + (_LAST_BACKUP if call.service == "fsx" and _is_tagged_backup(call.params) else [])


def _is_tagged_backup(told: dict[str, Any]) -> bool:
    """Whether a deletion of FSx's is told what to put on the backup that it leaves."""
    return any("FinalBackupTags" in how for how in told.values() if isinstance(how, dict))


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
        return Refused("AuthorizationError", message(name, _resource(call)), 403)
    if call.service == "sqs":
        return Refused("AccessDenied", message(action.lower(), _resource(call)), 403)
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
    return Refused("AccessDenied" if xml else "AccessDeniedException", message(action, resource), 400 if call.protocol == "json" else 403)


def message(action: str, resource: str | None) -> str:
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
