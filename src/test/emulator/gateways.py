"""Gateways to other networks as AWS has them where moto is kinder: what is attached stays, and what goes takes its time.

What was deleted is told of as `deleting` for some looks, and as `deleted` afterwards. An attachment to a transit gateway has
network interfaces in its subnets, which outlive it.
"""

from __future__ import annotations

import re
from typing import Any

import ec2
import giving_up
import hooks
import pace
from hooks import after, backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("gateway")
_OVER = ("deleted", "failed", "rejected")
_elsewhere: dict[str, list[dict[str, Any]]] = {}  # endpoints of other accounts, by the service that they are connected to


@hooks.on_reset
def reset() -> None:
    _elsewhere.clear()


def connect(service: str, connections: list[dict[str, Any]]) -> None:
    _elsewhere[service] = connections


def _begin(one: Any) -> None:
    one.state = "deleting"
    _under_way.begin(one)


def _look(things: dict[str, Any], asked: list[str] | None) -> None:
    for id_, one in things.items():
        if one.state == "deleting" and (not asked or id_ in asked) and _under_way.is_over(one):
            one.state = "deleted"


def _incorrect(text: str) -> Refused:
    return Refused("IncorrectState", text)


# ---- transit gateways -----------------------------------------------------------------------------------------------


@instead("ec2", "DeleteTransitGateway")
def delete_transit_gateway(call: Call) -> Answer:
    store, id_ = backend("ec2", call.region), call.params["TransitGatewayId"]
    one = store.transit_gateways.get(id_)
    if one is None or one.state == "deleted":
        raise Refused("InvalidTransitGatewayID.NotFound", f"Transit Gateway {id_} was deleted or does not exist.")
    attached = [of.id for of in store.transit_gateway_attachments.values() if of.transit_gateway_id == id_ and of.state not in _OVER]
    if attached:
        # hashicorp/terraform-provider-aws, internal/service/ec2: what it waits for.
        raise _incorrect(f"{id_} has non-deleted Transit Gateway Attachments: {', '.join(attached)}")
    tables = store.transit_gateways_route_tables.values()
    if any(of.transit_gateway_id == id_ and not of.default_association_route_table and of.state not in _OVER for of in tables):
        raise _incorrect(f"{id_} has non-deleted Transit Gateway Route Tables")
    _begin(one)
    return yes(call, {"TransitGateway": {"TransitGatewayId": id_, "State": "deleting"}})


@before("ec2", "DescribeTransitGateways")
def look_at_transit_gateways(call: Call) -> None:
    _look(backend("ec2", call.region).transit_gateways, call.params.get("TransitGatewayIds"))


@after("ec2", "CreateTransitGatewayVpcAttachment")
def attached(call: Call, answer: Answer) -> Answer:
    """moto forgets the tags that it is made with."""
    made = re.search(rb"<transitGatewayAttachmentId>(tgw-attach-[0-9a-f]+)<", answer.body)
    if made:
        store, id_ = backend("ec2", call.region), made.group(1).decode()
        tags = {tag["Key"]: tag["Value"] for spec in call.params.get("TagSpecifications") or [] for tag in spec.get("Tags", [])}
        store.tags[id_].update(tags)
        for subnet in call.params["SubnetIds"]:
            card = store.create_network_interface(store.get_subnet(subnet), None)
            card._group_set = []
            ec2._made_by_service(card, "transit_gateway", _of(id_), "amazon-tgw")
    return answer


def _of(attachment: str) -> str:
    return f"Network Interface for Transit Gateway Attachment {attachment}"


@instead("ec2", "DeleteTransitGatewayVpcAttachment")
def delete_attachment(call: Call) -> Answer:
    store, id_ = backend("ec2", call.region), call.params["TransitGatewayAttachmentId"]
    one = store.transit_gateway_attachments.get(id_)
    if one is None or one.state == "deleted":
        raise Refused("InvalidTransitGatewayAttachmentID.NotFound", f"Transit Gateway Attachment {id_} was deleted or does not exist.")
    if one.state != "available":
        raise _incorrect(f"{id_} is in invalid state")
    if one.resource_type != "vpc":
        raise Refused("InvalidTransitGatewayAttachmentID.NotFound", f"Transit Gateway VPC Attachment {id_} does not exist.")
    _begin(one)
    return yes(call, {"TransitGatewayVpcAttachment": {"TransitGatewayAttachmentId": id_, "State": "deleting"}})


@before("ec2", "DescribeTransitGatewayAttachments", "DescribeTransitGatewayVpcAttachments")
def look_at_attachments(call: Call) -> None:
    store = backend("ec2", call.region)
    _look(store.transit_gateway_attachments, call.params.get("TransitGatewayAttachmentIds"))
    for id_, one in store.transit_gateway_attachments.items():
        if one.state == "deleted":
            for card in list(store.enis.values()):
                if card.description == _of(id_):
                    ec2.leave(card)


@instead("ec2", "DeleteTransitGatewayRouteTable")
def delete_table(call: Call) -> Answer:
    store, id_ = backend("ec2", call.region), call.params["TransitGatewayRouteTableId"]
    one = store.transit_gateways_route_tables.get(id_)
    if one is None or one.state == "deleted":
        raise Refused("InvalidRouteTableID.NotFound", f"Transit Gateway Route Table {id_} was deleted or does not exist.")
    if any(of.association and of.association["TransitGatewayRouteTableId"] == id_ for of in store.transit_gateway_attachments.values()):
        raise _incorrect(f"{id_} has non-deleted associations")
    _begin(one)
    return yes(call, {"TransitGatewayRouteTable": {"TransitGatewayRouteTableId": id_, "State": "deleting"}})


@before("ec2", "DescribeTransitGatewayRouteTables")
def look_at_tables(call: Call) -> None:
    _look(backend("ec2", call.region).transit_gateways_route_tables, call.params.get("TransitGatewayRouteTableIds"))


# ---- VPN ------------------------------------------------------------------------------------------------------------


@instead("ec2", "DeleteVpnConnection")
def delete_connection(call: Call) -> Answer:
    store, id_ = backend("ec2", call.region), call.params["VpnConnectionId"]
    one = store.vpn_connections.get(id_)
    if one is None or one.state == "deleted":
        raise Refused("InvalidVpnConnectionID.NotFound", f"The vpnConnection ID '{id_}' does not exist")
    _begin(one)
    return yes(call, {})


@before("ec2", "DescribeVpnConnections")
def look_at_connections(call: Call) -> None:
    store = backend("ec2", call.region)
    _look(store.vpn_connections, call.params.get("VpnConnectionIds"))
    for of in store.transit_gateway_attachments.values():
        if of.resource_type == "vpn" and store.vpn_connections[of.resource_id].state == "deleted":
            of.state = "deleted"


def _has_connection(store: Any, member: str, id_: str) -> bool:
    return any(getattr(one, member) == id_ and one.state != "deleted" for one in store.vpn_connections.values())


@instead("ec2", "DetachVpnGateway")
def detach(call: Call) -> Answer | None:
    one = backend("ec2", call.region).vpn_gateways.get(call.params["VpnGatewayId"])
    attachment = one and one.attachments.get(call.params["VpcId"])
    if attachment is None or attachment.state != "attached":
        return None
    attachment.state = "detaching"
    _under_way.begin(attachment)
    return yes(call, {})


@before("ec2", "DescribeVpnGateways")
def look_at_vpn_gateways(call: Call) -> None:
    for one in backend("ec2", call.region).vpn_gateways.values():
        for attachment in one.attachments.values():
            if attachment.state == "detaching" and _under_way.is_over(attachment):
                attachment.state = "detached"


@before("ec2", "DeleteVpnGateway")
def delete_vpn_gateway(call: Call) -> None:
    store, id_ = backend("ec2", call.region), call.params["VpnGatewayId"]
    one = store.vpn_gateways.get(id_)
    if one is not None and any(of.state != "detached" for of in one.attachments.values()):
        raise _incorrect(f"The vpnGateway ID '{id_}' is attached to a VPC")  # wording unseen
    if _has_connection(store, "vpn_gateway_id", id_):
        raise _incorrect(f"The vpnGateway ID '{id_}' has VPN connections")  # wording unseen


@before("ec2", "DeleteCustomerGateway")
def delete_customer_gateway(call: Call) -> None:
    if _has_connection(backend("ec2", call.region), "customer_gateway_id", call.params["CustomerGatewayId"]):
        raise _incorrect("The customer gateway is in use.")


# ---- endpoint services ----------------------------------------------------------------------------------------------


def _connections(region: str) -> list[dict[str, Any]]:
    store, told = backend("ec2", region), []
    for service in store.configurations.values():
        told += [{"ServiceId": service.id} | one for one in _elsewhere.get(service.id, [])]
        for endpoint in store.vpc_end_points.values():
            if endpoint.service_name == service.service_name:
                one = {"VpcEndpointId": endpoint.id, "VpcEndpointOwner": ACCOUNT, "VpcEndpointState": endpoint.state}
                told.append({"ServiceId": service.id} | one)
    return told


@instead("ec2", "DescribeVpcEndpointConnections")
def describe_connections(call: Call) -> Answer:
    return yes(call, {"VpcEndpointConnections": _connections(call.region)})


@instead("ec2", "DeleteVpcEndpointServiceConfigurations")
def delete_services(call: Call) -> Answer:
    """Succeeds, and says in its body of which it did not."""
    store, failed = backend("ec2", call.region), []
    for id_ in call.params.get("ServiceIds") or []:
        if id_ not in store.configurations:
            failed.append(ec2._unsuccessful(id_, "InvalidVpcEndpointServiceId.NotFound", f"The VpcEndpointService Id '{id_}' does not exist"))
        elif any(one["ServiceId"] == id_ and one["VpcEndpointState"].lower() in ("available", "pendingacceptance") for one in _connections(call.region)):
            failed.append(ec2._unsuccessful(id_, "ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!"))
        else:
            del store.configurations[id_]
    return yes(call, {"Unsuccessful": failed})


# ---- prefix lists ---------------------------------------------------------------------------------------------------


@instead("ec2", "DeleteManagedPrefixList")
def delete_list(call: Call) -> Answer | None:
    """AWS takes the request, and says afterwards that it failed."""
    store, id_ = backend("ec2", call.region), call.params["PrefixListId"]
    one = store.managed_prefix_lists.get(id_)
    if one is None:
        raise Refused("InvalidPrefixListID.NotFound", f"The prefix list ID '{id_}' does not exist.")
    if one.owner_id != ACCOUNT:
        raise Refused("UnauthorizedOperation", "You are not authorized to perform this operation.", 403)
    rules = [rule for groups in store.groups.values() for group in groups.values() for rule in [*group.ingress_rules, *group.egress_rules]]
    routes = [route for table in store.route_tables.values() for route in table._routes.values()]
    named = {rule.prefix_list_id for rule in rules}
    named |= {getattr(getattr(route, "destination_prefix_list", None), "id", None) for route in routes}
    reason = giving_up.why(one.prefix_list_arn)
    if id_ not in named and reason is None:
        return None
    one.state, one.state_message = "delete-failed", reason or "The prefix list is in use."  # unseen
    return yes(call, {"PrefixList": {"PrefixListId": id_, "State": "delete-in-progress"}})
