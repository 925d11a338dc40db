"""Network Firewall: moto has firewalls without endpoints, and takes none away. AWS deletes none that is protected, that logs, or to
which a route leads, no policy that a firewall goes by, and no rules that a policy has. Codes are the model's; the texts of the
last two refusals of a firewall are those that public programs expect; "unseen" else."""

from __future__ import annotations

import uuid
from typing import Any

import ec2
import hooks
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_firewalls = shelf.Shelf("network-firewall", "gateway")
_policies = shelf.Shelf("network-firewall", "gateway")
_rules = shelf.Shelf("network-firewall", "gateway")


def _arn(call: Call, word: str, name: str) -> str:
    return f"arn:aws:network-firewall:{call.region}:{ACCOUNT}:{word}/{name}"


def _missing() -> Refused:
    return Refused("ResourceNotFoundException", "No object with the provided name or resource identifier was found")


def _invalid(text: str) -> Refused:
    return Refused("InvalidRequestException", text)


def _refused(text: str) -> Refused:
    return Refused("InvalidOperationException", text)


def _one(call: Call, of: shelf.Shelf, what: str) -> dict[str, Any]:
    of.seen(call)
    for arn, one in of.of(call.region).items():
        if arn == call.params.get(f"{what}Arn") or one["_name"] == call.params.get(f"{what}Name"):
            return one
    raise _missing()


def _encryption(told: dict[str, Any]) -> dict[str, Any]:
    """API reference, EncryptionConfiguration: told as it was named, by any of a key's identifiers."""
    return {key: told[key] for key in ("EncryptionConfiguration",) if key in told}


# ---- firewalls ------------------------------------------------------------------------------------------------------


@instead("network-firewall", "CreateFirewall")
def create(call: Call) -> Answer:
    told, name = call.params, call.params["FirewallName"]
    if told["FirewallPolicyArn"] not in _policies.of(call.region):
        raise _missing()
    subnets = told.get("SubnetMappings") or []
    made = {
        "FirewallName": name,
        "FirewallArn": _arn(call, "firewall", name),
        "FirewallPolicyArn": told["FirewallPolicyArn"],
        "SubnetMappings": subnets,
        "DeleteProtection": told.get("DeleteProtection", False),
        "FirewallId": str(uuid.uuid4()),
        "NumberOfAssociations": 0,
        "_name": name,
        "_status": "READY",
        "_logs": [],
        "_endpoints": {one["SubnetId"]: _endpoint(call, one["SubnetId"]) for one in subnets},
    } | {key: told[key] for key in ("VpcId", "TransitGatewayId") if key in told} | _encryption(told)
    return yes(call, _told(_firewalls.put(call.region, made["FirewallArn"], made, told.get("Tags"))))


def _endpoint(call: Call, subnet: str) -> str:
    """An endpoint of EC2's in the subnet, which nobody but Network Firewall takes away."""
    store, service = hooks.backend("ec2", call.region), f"com.amazonaws.vpce.{call.region}.vpce-svc-0{uuid.uuid4().hex[:16]}"
    made = store.create_vpc_endpoint(call.params["VpcId"], service, "GatewayLoadBalancer", None, [], [subnet])
    interface = store.create_network_interface(store.get_subnet(subnet), None)
    ec2._made_by_service(interface, "gateway_load_balancer_endpoint", f"VPC Endpoint Interface {made.id}", "amazon-vpce")
    made.requester_managed, made.network_interface_ids = True, [interface.id]
    return made.id


def _gone(call: Call, one: dict[str, Any]) -> None:
    store = hooks.backend("ec2", call.region)
    for id_ in one["_endpoints"].values():
        for interface in store.vpc_end_points.pop(id_).network_interface_ids:
            store.enis.pop(interface, None)
    _firewalls.remove(call.region, one)


def _told(one: dict[str, Any]) -> dict[str, Any]:
    states = {
        f"zone-of-{subnet}": {"Attachment": {"SubnetId": subnet, "EndpointId": id_, "Status": "READY"}}
        for subnet, id_ in one["_endpoints"].items()
    }
    status = {"Status": one["_status"], "ConfigurationSyncStateSummary": "IN_SYNC", "SyncStates": states}
    return {"UpdateToken": "1", "Firewall": shelf.shown(one) | {"Tags": shelf.pairs(one["_tags"])}, "FirewallStatus": status}


@instead("network-firewall", "ListFirewalls")
def firewalls(call: Call) -> Answer:
    return yes(call, {"Firewalls": [shelf.shown(one, "FirewallName", "FirewallArn") for one in _firewalls.all(call.region)]})


@instead("network-firewall", "DescribeFirewall")
def firewall(call: Call) -> Answer:
    return yes(call, _told(_one(call, _firewalls, "Firewall")))


@instead("network-firewall", "UpdateFirewallDeleteProtection")
def protect(call: Call) -> Answer:
    one = _one(call, _firewalls, "Firewall")
    one["DeleteProtection"] = call.params["DeleteProtection"]
    return yes(call, {"FirewallArn": one["FirewallArn"], "DeleteProtection": one["DeleteProtection"]})


@instead("network-firewall", "UpdateLoggingConfiguration")
def log(call: Call) -> Answer:
    """One destination a call (API reference)."""
    one, told = _one(call, _firewalls, "Firewall"), call.params.get("LoggingConfiguration", {}).get("LogDestinationConfigs", [])
    if abs(len(told) - len(one["_logs"])) > 1:
        raise _invalid("You can change only one destination a call.")  # unseen
    one["_logs"] = told
    return yes(call, {"FirewallArn": one["FirewallArn"], "LoggingConfiguration": {"LogDestinationConfigs": told}})


@instead("network-firewall", "DescribeLoggingConfiguration")
def logs(call: Call) -> Answer:
    one = _one(call, _firewalls, "Firewall")
    return yes(call, {"FirewallArn": one["FirewallArn"], "LoggingConfiguration": {"LogDestinationConfigs": one["_logs"]}})


def _routed(call: Call, one: dict[str, Any]) -> list[str]:
    tables = hooks.backend("ec2", call.region).route_tables.values()
    led_to = {route.vpc_endpoint_id for table in tables for route in table.routes}
    return [id_ for id_ in one["_endpoints"].values() if id_ in led_to]


@instead("network-firewall", "DeleteFirewall")
def delete(call: Call) -> Answer:
    one = _one(call, _firewalls, "Firewall")
    if one["DeleteProtection"]:
        raise _refused("Firewall has deletion protection enabled.")  # unseen
    if one["_logs"]:
        raise _invalid("Cannot delete firewall with a logging configuration")
    routed = _routed(call, one)
    if routed:
        raise _invalid(
            f"Unable to fulfill request because the following related VPC endpoint(s) still exist in route table(s): [{', '.join(routed)}]"
        )
    if one["_status"] != "READY":
        raise _refused(f"Firewall is {one['_status']}.")
    one["_status"] = "DELETING"
    _firewalls.begin(one, lambda: _gone(call, one))
    return yes(call, _told(one))


# ---- what they go by ------------------------------------------------------------------------------------------------


@instead("network-firewall", "CreateFirewallPolicy")
def create_policy(call: Call) -> Answer:
    told, name = call.params, call.params["FirewallPolicyName"]
    made = {"FirewallPolicyName": name, "FirewallPolicyArn": _arn(call, "firewall-policy", name), "FirewallPolicyStatus": "ACTIVE"}
    made["FirewallPolicyId"] = str(uuid.uuid4())
    made |= {"_name": name, "_policy": told["FirewallPolicy"]} | _encryption(told)
    return yes(call, {"UpdateToken": "1", "FirewallPolicyResponse": shelf.shown(_policies.put(call.region, made["FirewallPolicyArn"], made, told.get("Tags")))})


@instead("network-firewall", "ListFirewallPolicies")
def policies(call: Call) -> Answer:
    return yes(call, {"FirewallPolicies": [{"Name": one["_name"], "Arn": one["_arn"]} for one in _policies.all(call.region)]})


@instead("network-firewall", "DescribeFirewallPolicy")
def policy(call: Call) -> Answer:
    one = _one(call, _policies, "FirewallPolicy")
    told = shelf.shown(one) | {"Tags": shelf.pairs(one["_tags"])}
    return yes(call, {"UpdateToken": "1", "FirewallPolicyResponse": told, "FirewallPolicy": one["_policy"]})


@instead("network-firewall", "DeleteFirewallPolicy")
def delete_policy(call: Call) -> Answer:
    one = _one(call, _policies, "FirewallPolicy")
    if any(other["FirewallPolicyArn"] == one["_arn"] for other in _firewalls.of(call.region).values()):
        raise _refused("Unable to delete the firewall policy because it is currently in use by a firewall.")  # unseen
    one["FirewallPolicyStatus"] = "DELETING"
    _policies.begin(one, lambda: _policies.remove(call.region, one))
    return yes(call, {"FirewallPolicyResponse": shelf.shown(one)})


@instead("network-firewall", "CreateRuleGroup")
def create_rules(call: Call) -> Answer:
    told, name = call.params, call.params["RuleGroupName"]
    made = {"RuleGroupName": name, "RuleGroupArn": _arn(call, f"{told['Type'].lower()}-rulegroup", name), "Type": told["Type"], "_name": name}
    made |= {"RuleGroupId": str(uuid.uuid4())} | _encryption(told)
    return yes(call, {"UpdateToken": "1", "RuleGroupResponse": shelf.shown(_rules.put(call.region, made["RuleGroupArn"], made, told.get("Tags")))})


@instead("network-firewall", "DescribeRuleGroup")
def rule_group(call: Call) -> Answer:
    return yes(call, {"UpdateToken": "1", "RuleGroupResponse": shelf.shown(_one(call, _rules, "RuleGroup"))})


@instead("network-firewall", "ListRuleGroups")
def rules(call: Call) -> Answer:
    return yes(call, {"RuleGroups": [{"Name": one["_name"], "Arn": one["_arn"]} for one in _rules.all(call.region)]})


@instead("network-firewall", "DeleteRuleGroup")
def delete_rules(call: Call) -> Answer:
    one = _one(call, _rules, "RuleGroup")
    if any(one["_arn"] in str(other["_policy"]) for other in _policies.of(call.region).values()):
        raise _refused("Unable to delete the rule group because it is currently in use by a firewall policy.")  # unseen
    _rules.begin(one, lambda: _rules.remove(call.region, one))
    return yes(call, {"RuleGroupResponse": shelf.shown(one)})


@instead("network-firewall", "ListTagsForResource")
def tags(call: Call) -> Answer:
    told = shelf.tags_of("network-firewall", call.region, call.params["ResourceArn"])
    if told is None:
        raise _missing()
    return yes(call, {"Tags": shelf.pairs(told)})
