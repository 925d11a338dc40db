"""Route 53's zones, WAF's web ACLs and CodeBuild's projects, where moto is kinder than AWS.

A zone goes once nothing but its own NS and SOA records is in it, delegations included; those two are no one's to delete. A zone
with keys of DNSSEC stays (API reference, DeleteHostedZone). A web ACL stays while a resource is associated with it, and goes only
by the token of its last change.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import ageing
import shelf
import tag_stores
import xmltodict
from hooks import backend, before, instead
from moto.core.responses import ActionResult
from moto.route53.models import FakeZone, Route53Backend
from moto.route53.responses import Route53
from wire import ACCOUNT, Answer, Call, Refused, whole_body, yes

# ---- zones ----------------------------------------------------------------------------------------------------------

FakeZone.linked_service = None


def _zone(call: Call) -> FakeZone:
    id_ = (call.params.get("Id") or call.params.get("HostedZoneId") or call.params.get("ResourceId")).split("/")[-1]
    found = backend("route53", call.region).zones.get(id_)
    if found is None:
        raise Refused("NoSuchHostedZone", f"No hosted zone found with ID: {id_}", 404)
    return found


def _is_apex(zone: FakeZone, name: str, type_: str) -> bool:
    return type_ in ("NS", "SOA") and name.rstrip(".") == zone.name.rstrip(".")


@before("route53", "DeleteHostedZone")
def delete_zone(call: Call) -> None:
    zone = _zone(call)
    if zone.linked_service:
        raise Refused("InvalidInput", f"The hosted zone is managed by {zone.linked_service['ServicePrincipal']}.")
    if getattr(zone, "key_signing_keys", None):
        raise Refused("HostedZoneNotEmpty", "The specified hosted zone contains DNSSEC Key Signing Keys and so cannot be deleted.")
    if any(not _is_apex(zone, one.name, one.type) for one in zone.rrsets):
        raise Refused("HostedZoneNotEmpty", "The specified hosted zone contains non-required resource record sets and so cannot be deleted.")


@before("route53", "ChangeResourceRecordSets")
def change_records(call: Call) -> None:
    zone = _zone(call)
    told = xmltodict.parse(whole_body(call.environ))["ChangeResourceRecordSetsRequest"]["ChangeBatch"]["Changes"]["Change"]
    for change in told if isinstance(told, list) else [told]:
        record = change["ResourceRecordSet"]
        if change["Action"] == "DELETE" and _is_apex(zone, record["Name"], record["Type"]):
            text = f"A HostedZone must contain at least one {record['Type']} record for the zone itself."
            raise Refused("InvalidChangeBatch", text)
        if change["Action"] == "DELETE" and record.get("TrafficPolicyInstanceId"):
            raise Refused("InvalidInput", "A record of a traffic policy instance goes with the instance.")


@before("route53", "ListTagsForResource")
def tags_of_zone(call: Call) -> None:
    if call.params.get("ResourceType") == "hostedzone":
        _zone(call)


def _dnssec(self) -> ActionResult:
    zone = self.backend.get_hosted_zone(self._get_param("HostedZoneId"))
    keys = getattr(zone, "key_signing_keys", None) or []
    return ActionResult({"Status": {"ServeSignature": "SIGNING" if keys else "NOT_SIGNING"}, "KeySigningKeys": keys})


Route53.get_dnssec = _dnssec


def _change(self, zoneid: str, change_list: list[dict[str, Any]]) -> None:
    """moto takes a deletion only of what was made in the very words."""
    zone = self.get_hosted_zone(zoneid)
    if any(one["Action"] != "DELETE" for one in change_list):
        _changed(self, zoneid, change_list)
        return
    for record in [one["ResourceRecordSet"] for one in change_list]:
        name = record["Name"].rstrip(".") + "."
        fits = [
            one for one in zone.rrsets
            if (one.name, one.type) == (name, record["Type"]) and (one.set_identifier or None) == (record.get("SetIdentifier") or None)
        ]  # fmt: skip
        if not fits:
            raise Refused("InvalidChangeBatch", f"Tried to delete resource record set [name='{name}', type='{record['Type']}'] but it was not found")
        for one in fits:
            zone.rrsets.remove(one)


_changed = Route53Backend.change_resource_record_sets
Route53Backend.change_resource_record_sets = _change


def _zones(region: str) -> Iterator[tag_stores.Row]:
    if region != tag_stores.GLOBAL_REGION:
        return
    store = backend("route53", region)
    for one in list(store.zones.values()):
        write = lambda tags, id_=one.resource_id: store.resource_tags.__setitem__(id_, dict(tags))  # noqa: E731
        yield f"arn:aws:route53:::hostedzone/{one.resource_id}", dict(store.resource_tags.get(one.resource_id, {})), write


tag_stores.STORES["route53"] = _zones


# ---- web ACLs -------------------------------------------------------------------------------------------------------


def _at(call: Call) -> Any:
    """The scope decides on the store."""
    arn = call.params.get("ARN") or call.params.get("WebACLArn") or call.params.get("ResourceARN") or ""
    is_global = call.params.get("Scope") == "CLOUDFRONT" or ":global/" in arn
    if is_global and call.region != "us-east-1":
        raise Refused("WAFInvalidParameterException", "Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT")
    return backend("wafv2", "global" if is_global else call.region)


def _acl(call: Call) -> Any:
    name, id_ = call.params["Name"], call.params["Id"]
    for one in _at(call).wacls.values():
        if (one.name, one.id) == (name, id_):
            return one
    raise Refused("WAFNonexistentItemException", "AWS WAF couldn’t perform the operation because your resource doesn’t exist.")


@before("wafv2", "ListWebACLs")
def list_acls(call: Call) -> None:
    _at(call)


@instead("wafv2", "GetWebACL")
def get_acl(call: Call) -> Answer:
    one = _acl(call)
    shown = one.to_dict() | {"ManagedByFirewallManager": getattr(one, "managed_by_firewall_manager", False)}
    return yes(call, {"WebACL": shown, "LockToken": one.lock_token})


@before("wafv2", "DeleteWebACL")
def delete_acl(call: Call) -> None:
    one = _acl(call)
    if getattr(one, "managed_by_firewall_manager", False):
        raise Refused("WAFInvalidOperationException", "The web ACL is managed by AWS Firewall Manager.")
    if one.lock_token != call.params["LockToken"]:
        raise Refused("WAFOptimisticLockException", "AWS WAF couldn’t save your changes because someone changed the resource.")
    if _associated(one) or _distributions(one.arn):
        raise Refused("WAFAssociatedItemException", "AWS WAF couldn’t perform the operation because your resource is being used by another resource.")


def _distributions(arn: str) -> list[str]:
    store = backend("cloudfront", "us-east-1")
    return [one.arn for one in store.distributions.values() if getattr(one.distribution_config, "web_acl_id", "") == arn]


# What is in an ARN of each type.
_TYPES = {
    "APPLICATION_LOAD_BALANCER": ":loadbalancer/app/", "API_GATEWAY": "/restapis/", "APPSYNC": ":appsync:", "COGNITO_USER_POOL": ":userpool/",
    "APP_RUNNER_SERVICE": ":apprunner:", "VERIFIED_ACCESS_INSTANCE": ":verified-access-instance/", "AMPLIFY": ":amplify:",
}  # fmt: skip


# App Runner's guide, "Supported Regions".
_APP_RUNNER = {
    "ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3",
    "us-east-1", "us-east-2", "us-west-2",
}  # fmt: skip


def _associated(one: Any) -> list[str]:
    """What is gone is associated with nothing."""
    return [arn for arn in one.associated_resources if _is_there(arn)]


def _is_there(arn: str) -> bool:
    region = arn.split(":")[3]
    if "/restapis/" in arn:
        return arn.split("/")[2] in backend("apigateway", region).apis
    if ":userpool/" in arn:
        return arn.split("/")[-1] in backend("cognito-idp", region).user_pools
    return True


@instead("wafv2", "ListResourcesForWebACL")
def resources_of(call: Call) -> Answer:
    """Of load balancers, unless another type is asked for."""
    one = _at(call).wacls.get(call.params["WebACLArn"])
    if one is None:
        raise Refused("WAFNonexistentItemException", "AWS WAF couldn’t perform the operation because your resource doesn’t exist.")
    type_ = call.params.get("ResourceType", "APPLICATION_LOAD_BALANCER")
    if type_ == "APP_RUNNER_SERVICE" and call.region not in _APP_RUNNER:
        text = "Error reason: The resource is not supported in current region., field: RESOURCE_TYPE, parameter: APP_RUNNER_SERVICE"
        raise Refused("WAFInvalidParameterException", text)  # unseen
    part = _TYPES[type_]
    return yes(call, {"ResourceArns": [arn for arn in _associated(one) if part in arn]})


@before("wafv2", "ListTagsForResource")
def tags_of_acl(call: Call) -> None:
    if call.params["ResourceARN"] not in _at(call).wacls:
        raise Refused("WAFNonexistentItemException", "AWS WAF couldn’t perform the operation because your resource doesn’t exist.")


def _acls(region: str) -> Iterator[tag_stores.Row]:
    for name in [region, "global"] if region == tag_stores.GLOBAL_REGION else [region]:
        store = backend("wafv2", name)
        for one in list(store.wacls.values()):
            write = lambda tags, store=store, arn=one.arn: store.tagging_service.tags.__setitem__(arn, dict(tags))  # noqa: E731
            yield one.arn, dict(store.tagging_service.tags.get(one.arn) or {}), write


tag_stores.STORES["wafv2"] = _acls


# ---- projects of CodeBuild ------------------------------------------------------------------------------------------


@instead("codebuild", "BatchGetProjects")
def get_projects(call: Call) -> Answer:
    """What it has not it names apart."""
    store = backend("codebuild", call.region).codebuild_projects
    named = {name: store.get(name.split("/")[-1]) for name in call.params["names"]}
    shown = []
    for one in [one for one in named.values() if one]:
        logs = one.project_metadata.get("logsConfig") or {}
        shown.append(one.project_metadata | {"tags": one.tags or [], "logsConfig": logs})
    return yes(call, {"projects": shown, "projectsNotFound": [name for name, one in named.items() if one is None]})


def _projects(region: str) -> Iterator[tag_stores.Row]:
    for one in list(backend("codebuild", region).codebuild_projects.values()):
        one.tags = one.tags or []
        yield tag_stores._pairs(one.arn, one, key="key", value="value")


tag_stores.STORES["codebuild"] = _projects

# ---- fleets of CodeBuild --------------------------------------------------------------------------------------------

_fleets = shelf.Shelf("codebuild", "container")


@instead("codebuild", "CreateFleet")
def create_fleet(call: Call) -> Answer:
    told = call.params
    arn = f"arn:aws:codebuild:{call.region}:{ACCOUNT}:fleet/{told['name']}:{uuid.uuid4()}"
    made = {key: told[key] for key in ("name", "baseCapacity", "environmentType", "computeType", "vpcConfig", "fleetServiceRole") if key in told}
    made |= {"arn": arn, "id": arn.split(":")[-1], "created": ageing.now().timestamp(), "status": {"statusCode": "ACTIVE"}}
    tags = {tag["key"]: tag["value"] for tag in told.get("tags") or []}
    return yes(call, {"fleet": _fleet(_fleets.put(call.region, arn, made, tags))})


def _fleet(one: dict[str, Any]) -> dict[str, Any]:
    return shelf.shown(one) | {"tags": [{"key": key, "value": value} for key, value in one["_tags"].items()]}


@instead("codebuild", "ListFleets")
def fleets(call: Call) -> Answer:
    return yes(call, {"fleets": [one["arn"] for one in _fleets.all(call.region)]})


@instead("codebuild", "BatchGetFleets")
def get_fleets(call: Call) -> Answer:
    named = {name: next((one for one in _fleets.of(call.region).values() if name in (one["arn"], one["name"])), None) for name in call.params["names"]}
    found = [_fleet(one) for one in named.values() if one]
    return yes(call, {"fleets": found, "fleetsNotFound": [name for name, one in named.items() if one is None]})


@instead("codebuild", "DeleteFleet")
def delete_fleet(call: Call) -> Answer:
    """Builds that are under way end first (API reference, FleetStatus: PENDING_DELETION). What is not there is deleted, too."""
    one = _fleets.of(call.region).get(call.params["arn"])
    if one is not None and one["status"]["statusCode"] == "ACTIVE":
        one["status"] = {"statusCode": "PENDING_DELETION"}
        _fleets.begin(one, lambda: _fleets.remove(call.region, one))
    return yes(call, {})


def thing(arn: str) -> Any:
    """For tests: what only the service sets."""
    service, region = arn.split(":")[2:4]
    if service == "route53":
        return backend("route53", "us-east-1").zones[arn.split("/")[-1]]
    return backend("wafv2", "global" if ":global/" in arn else region).wacls[arn]
