"""Who else may use a version of a layer: its policy, of which moto keeps the request as it came.

Lambda writes an account as that account's root, an organization as a condition, and has no two statements of one id
(API reference, AddLayerVersionPermission).
"""

from __future__ import annotations

import json
import re

from hooks import backend, instead
from wire import Answer, Call, Refused, yes


@instead("lambda", "AddLayerVersionPermission")
def share(call: Call) -> Answer:
    told = call.params
    version = backend("lambda", call.region).get_layer_version(told["LayerName"], str(told["VersionNumber"]))
    principal = told["Principal"]
    if not re.fullmatch(r"\d{12}|\*|arn:aws[a-z-]*:iam::\d{12}:root", principal):
        raise Refused("InvalidParameterValueException", f"Member must satisfy the pattern of a principal: {principal}")
    if any(one["Sid"] == told["StatementId"] for one in version.policy.statements):
        text = f"The statement id ({told['StatementId']}) provided already exists. Please provide a new statement id, or remove the existing statement."
        raise Refused("ResourceConflictException", text, 409)
    if principal.isdigit():
        principal = f"arn:aws:iam::{principal}:root"
    statement = {
        "Sid": told["StatementId"],
        "Effect": "Allow",
        "Principal": principal if principal == "*" else {"AWS": principal},
        "Action": told["Action"],
        "Resource": version.arn,
    }
    if told.get("OrganizationId"):
        statement["Condition"] = {"StringEquals": {"aws:PrincipalOrgID": told["OrganizationId"]}}
    version.policy.statements.append(statement)
    return yes(call, {"Statement": json.dumps(statement), "RevisionId": version.policy.revision})
