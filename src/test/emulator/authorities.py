"""AWS Private CA, whose authorities moto has gone at once: one is disabled first, and can be restored for a while, in which the list still has
it. Codes are the model's, texts unseen."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import ageing
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_authorities = shelf.Shelf("acm-pca", "database")


@instead("acm-pca", "CreateCertificateAuthority")
def create_authority(call: Call) -> Answer:
    """One that is installed already."""
    told = call.params
    arn = f"arn:aws:acm-pca:{call.region}:{ACCOUNT}:certificate-authority/{uuid.uuid4()}"
    made = {
        "Arn": arn,
        "OwnerAccount": ACCOUNT,
        "CreatedAt": ageing.now().timestamp(),
        "Type": told["CertificateAuthorityType"],
        "Status": "ACTIVE",
        "CertificateAuthorityConfiguration": told["CertificateAuthorityConfiguration"],
    }
    _authorities.put(call.region, arn, made, told.get("Tags"))
    return yes(call, {"CertificateAuthorityArn": arn})


def _authority(call: Call, member: str = "CertificateAuthorityArn") -> dict[str, Any]:
    arn = call.params[member]
    if arn not in _authorities.of(call.region):
        raise Refused("ResourceNotFoundException", f"Could not find Certificate Authority {arn}")
    return _authorities.of(call.region)[arn]


@instead("acm-pca", "ListCertificateAuthorities")
def authorities(call: Call) -> Answer:
    found = [] if call.params.get("ResourceOwner") == "OTHER_ACCOUNTS" else _authorities.all(call.region)
    return yes(call, {"CertificateAuthorities": [shelf.shown(one) for one in found]})


@instead("acm-pca", "DescribeCertificateAuthority")
def authority(call: Call) -> Answer:
    return yes(call, {"CertificateAuthority": shelf.shown(_authority(call))})


@instead("acm-pca", "UpdateCertificateAuthority")
def update_authority(call: Call) -> Answer:
    one = _authority(call)
    if one["Status"] not in ("ACTIVE", "DISABLED", "EXPIRED"):
        raise Refused("InvalidStateException", f"The certificate authority is {one['Status']}.")
    one["Status"] = call.params["Status"]
    return yes(call)


@instead("acm-pca", "DeleteCertificateAuthority")
def delete_authority(call: Call) -> Answer:
    one, days = _authority(call), call.params.get("PermanentDeletionTimeInDays", 30)
    if one["Status"] not in ("DISABLED", "CREATING", "PENDING_CERTIFICATE", "EXPIRED", "FAILED"):
        raise Refused("InvalidStateException", f"The certificate authority must be disabled, and is {one['Status']}.")
    if "PermanentDeletionTimeInDays" in call.params and one["Status"] not in ("DISABLED", "PENDING_CERTIFICATE"):
        raise Refused("InvalidArgsException", f"A certificate authority that is {one['Status']} has no such time.")
    if not 7 <= days <= 30:
        raise Refused("InvalidArgsException", "PermanentDeletionTimeInDays is from 7 to 30.")
    one["Status"], one["RestorableUntil"] = "DELETED", (ageing.now() + timedelta(days=days)).timestamp()
    return yes(call)


@instead("acm-pca", "PutPolicy")
def put_policy(call: Call) -> Answer:
    _authority(call, "ResourceArn")["_policy"] = call.params["Policy"]
    return yes(call)


@instead("acm-pca", "GetPolicy")
def get_policy(call: Call) -> Answer:
    one = _authority(call, "ResourceArn")
    if "_policy" not in one:
        raise Refused("ResourceNotFoundException", "Could not find policy")
    return yes(call, {"Policy": one["_policy"]})


@instead("acm-pca", "ListTags")
def tags_of_authority(call: Call) -> Answer:
    one = _authority(call)
    if one["Status"] == "DELETED":
        raise Refused("InvalidStateException", "The certificate authority is DELETED.")
    return yes(call, {"Tags": shelf.pairs(one["_tags"])})
