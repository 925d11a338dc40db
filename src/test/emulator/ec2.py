"""EC2 as AWS has it where moto is kinder: what is in use stays, what a service made is that service's, and what is gone lingers.

A NAT gateway or an endpoint that was deleted leaves its network interface behind for so many looks (`LOOKS`), as AWS does for
minutes; a NAT gateway is told of as `deleted` afterwards. Placement groups, which moto lacks, are kept here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import hooks
from hooks import after, backend, before, instead
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.elastic_block_store import VolumeAttachment
from moto.ec2.models.subnets import Subnet
from wire import ACCOUNT, Answer, Call, Refused, yes

LOOKS = 2

# Interface -> (looks left, the NAT gateway that says "deleting" meanwhile); of what was deleted.
_leaving: dict[str, tuple[int, Any]] = {}
_placement_groups: dict[tuple[str, str], dict[str, Any]] = {}
_placed: dict[str, str] = {}  # the placement groups of instances
# Functions like `tagged`, of what another module keeps.
MORE_TAGGED: list[Callable[[str], Iterator[tuple[str, dict[str, str], Callable[[dict[str, str]], None]]]]] = []
MORE_THINGS: list[Callable[[str], Any]] = []  # by id
DEAF_TO_IDS: list[Any] = []  # key pairs that go by their name alone, as all of moto's do
_options_of: dict[str, Any] = {}  # of the VPCs that are being deleted


@hooks.on_reset
def reset() -> None:
    _leaving.clear()
    _placement_groups.clear()
    _options_of.clear()
    DEAF_TO_IDS.clear()
    _placed.clear()


def _violated(what: str) -> Refused:
    return Refused("DependencyViolation", f"{what} has dependencies and cannot be deleted.")


def _groups_of(interface: Any) -> set[str]:
    return {group.id for group in interface.group_set}


# A subnet may be another account's, which shares it; in moto all are of one.
Subnet.owner_id = property(
    lambda self: self.__dict__.get("owner_id", self.ec2_backend.account_id),
    lambda self, owner: self.__dict__.__setitem__("owner_id", owner),
)


# moto tells it on the server's side only.
VolumeAttachment.delete_on_termination = property(lambda self: bool(self.instance.block_device_mapping[self.device].delete_on_termination))


@after("ec2", "DescribeLaunchTemplates")
def managed_templates(call: Call, answer: Answer) -> Answer:
    body = answer.body
    for id_, template in backend("ec2", call.region).launch_templates.items():
        operator = getattr(template, "operator", None)
        if operator:
            told = f"<launchTemplateId>{id_}</launchTemplateId>".encode()
            more = f"<operator><managed>true</managed><principal>{operator['Principal']}</principal></operator>".encode()
            body = body.replace(told, told + more)
    return answer if body is answer.body else answer.with_body(body)


_LISTED = {
    "DescribeInstances": ("instancesSet", "instanceId"),
    "DescribeNetworkInterfaces": ("networkInterfaceSet", "networkInterfaceId"),
    "DescribeVolumes": ("volumeSet", "volumeId"),
    "DescribeLaunchTemplates": ("launchTemplates", "launchTemplateId"),
}


def _hide_managed(call: Call, answer: Answer) -> Answer:
    """What a service manages is in no list, unless it is asked for by its id or with what manages it (GetManagedResourceVisibility)."""
    ids = [name for name in call.params if name.endswith("Ids")]
    if answer.status != 200 or call.internal or ids or str(call.params.get("IncludeManagedResources")).lower() == "true":
        return answer
    ec2, (listed, id_) = backend("ec2", call.region), _LISTED[call.operation]
    known = {one.id: one for one in [*_instances(ec2), *ec2.enis.values(), *ec2.volumes.values(), *ec2.launch_templates.values()]}
    managed = {name for name, one in known.items() if (getattr(one, "operator", None) or {}).get("Managed")}
    if not managed:
        return answer
    root = ElementTree.fromstring(answer.body)
    space = root.tag.partition("}")[0] + "}"
    ElementTree.register_namespace("", space[1:-1])
    for items in root.iter(space + listed):
        for item in list(items):
            if item.findtext(space + id_) in managed:
                items.remove(item)
    return answer.with_body(ElementTree.tostring(root))


for _operation in _LISTED:
    after("ec2", _operation)(_hide_managed)


def thing(arn: str) -> Any:
    """moto's own object."""
    ec2, id_ = backend("ec2", arn.split(":")[3]), arn.split("/")[-1]
    stores = [ec2.volumes, ec2.enis, ec2.vpc_end_points, ec2.amis, ec2.snapshots, ec2.launch_templates]
    stores += [ec2.transit_gateway_attachments, ec2.configurations]
    stores += ec2.subnets.values()
    found = [store[id_] for store in stores if id_ in store]
    found += [one for one in [*_instances(ec2), *ec2.addresses] if id_ in (one.id, getattr(one, "allocation_id", None))]
    found += [ec2.hosts[id_]] if id_ in ec2.hosts else []
    found += [pair for pair in ec2.key_pairs.values() if pair.id == id_]
    found += [one for find in MORE_THINGS for one in [find(id_)] if one is not None]
    return found[0]


@instead("ec2", "DeleteKeyPair")
def key_pair(call: Call) -> Answer:
    """By its name or its id, and tells which it was; moto answers yes to an id, tells none and keeps the key."""
    pairs, id_ = backend("ec2", call.region).key_pairs, call.params.get("KeyPairId")
    names = [name for name, pair in pairs.items() if pair.id == id_ and pair not in DEAF_TO_IDS or name == call.params.get("KeyName")]
    gone = [pairs.pop(name).id for name in names]
    return yes(call, {"Return": True} | ({"KeyPairId": gone[0]} if gone else {}))


# ---- interfaces of services -----------------------------------------------------------------------------------------


def _made_by_service(interface: Any, type_: str, description: str, requester: str) -> None:
    interface.interface_type, interface.description = type_, description
    interface.requester_managed, interface.requester_id, interface.status = True, requester, "in-use"


@after("ec2", "CreateNatGateway")
def nat_is_made(call: Call, answer: Answer) -> Answer:
    for nat in backend("ec2", call.region).nat_gateways.values():
        if not nat._eni.requester_managed:
            nat._eni._group_set = []
            _made_by_service(nat._eni, "nat_gateway", f"Interface for NAT Gateway {nat.id}", "amazon-nat")
    return answer


@after("ec2", "CreateVpcEndpoint")
def endpoint_is_made(call: Call, answer: Answer) -> Answer:
    interfaces_are_made(call.region)
    return answer


def interfaces_are_made(region: str) -> None:
    """Those of endpoints belong to the service."""
    ec2 = backend("ec2", region)
    for endpoint in ec2.vpc_end_points.values():
        for id_ in getattr(endpoint, "network_interface_ids", None) or []:
            interface = ec2.enis.get(id_)
            if interface is not None and not interface.requester_managed:
                _made_by_service(interface, "vpc_endpoint", f"VPC Endpoint Interface {endpoint.id}", "amazon-vpce")
                wanted = [ec2.get_security_group_from_id(group) for group in endpoint.security_group_ids or []]
                interface._group_set = [group for group in wanted if group is not None] or interface._group_set


def leave(interface: Any, of: Any = None) -> None:
    """It is there for so many looks more."""
    _leaving.setdefault(interface.id, (LOOKS, of))


@after("ec2", "CreateDhcpOptions")
def options_are_made(call: Call, answer: Answer) -> Answer:
    """moto forgets the tags that they are made with."""
    made = re.search(rb"<dhcpOptionsId>(dopt-[0-9a-f]+)</dhcpOptionsId>", answer.body)
    tags = {tag["Key"]: tag["Value"] for spec in call.params.get("TagSpecifications") or [] for tag in spec.get("Tags", [])}
    if made and tags:
        backend("ec2", call.region).tags[made.group(1).decode()].update(tags)
    return answer


@before("ec2", "DescribeNetworkInterfaces")
@before("ec2", "DescribeNatGateways")
def look(call: Call) -> None:
    """AWS gets on with taking away what was deleted."""
    ec2 = backend("ec2", call.region)
    if call.operation == "DescribeNetworkInterfaces" and call.params.get("Filters"):
        return
    for id_, (left, of) in list(_leaving.items()):
        if id_ not in ec2.enis and of is None:
            continue
        if left > 0:
            _leaving[id_] = left - 1, of
            continue
        del _leaving[id_]
        card = ec2.enis.pop(id_, None)
        for address in [one for one in ec2.addresses if card is not None and one.eni is card]:
            _unmap(ec2, address.allocation_id)
        if of is not None:
            of.state = "deleted"
            for address in of.address_set:
                _unmap(ec2, address.get("allocationId"))


def _unmap(ec2: Any, allocation: str | None) -> None:
    for address in ec2.addresses:
        if address.allocation_id == allocation:
            address.eni = address.association_id = None
            address.instance = None


@instead("ec2", "DeleteNatGateway")
def delete_nat(call: Call) -> Answer:
    id_ = call.params["NatGatewayId"]
    nat = backend("ec2", call.region).nat_gateways.get(id_)
    if nat is None or nat.state == "deleted":
        raise Refused("NatGatewayNotFound", f"The Nat Gateway {id_} was not found")
    nat.state = "deleting"
    leave(nat._eni, nat)
    return yes(call, {"NatGatewayId": id_})


@instead("ec2", "DeleteVpcEndpoints")
def delete_endpoints(call: Call) -> Answer:
    """Succeeds, and says in its body of which it did not."""
    ec2, failed = backend("ec2", call.region), []
    for id_ in call.params.get("VpcEndpointIds") or []:
        endpoint = ec2.vpc_end_points.get(id_)
        if endpoint is None or endpoint.state == "deleted":
            failed.append(_unsuccessful(id_, "InvalidVpcEndpoint.NotFound", f"The VpcEndpoint Id '{id_}' does not exist"))
        elif getattr(endpoint, "requester_managed", False):
            failed.append(_unsuccessful(id_, "InvalidParameter", f"Operation is not allowed for requester-managed VPC endpoints: {id_}"))
        else:
            for interface in getattr(endpoint, "network_interface_ids", None) or []:
                if interface in ec2.enis:
                    leave(ec2.enis[interface])
            for table in [ec2.route_tables[one] for one in getattr(endpoint, "route_table_ids", None) or [] if one in ec2.route_tables]:
                for key in [key for key, route in table._routes.items() if getattr(route.gateway, "id", None) == id_]:
                    del table._routes[key]
            # Left out of the list at once: its interfaces are what stays.
            del ec2.vpc_end_points[id_]
    return yes(call, {"Unsuccessful": failed})


def _unsuccessful(id_: str, code: str, message: str) -> dict[str, Any]:
    return {"ResourceId": id_, "Error": {"Code": code, "Message": message}}


# ---- what is in use -------------------------------------------------------------------------------------------------


def _lambdas(region: str) -> list[Any]:
    import lambda_interfaces  # it registers hooks of its own

    return [one for one in lambda_interfaces._interfaces if one.region == region]


@before("ec2", "DeleteSubnet")
def subnet(call: Call) -> None:
    id_, ec2 = call.params["SubnetId"], backend("ec2", call.region)
    if any(one.subnet.id == id_ for one in ec2.enis.values()) or any(one.subnet == id_ for one in _lambdas(call.region)):
        raise _violated(f"The subnet '{id_}'")


@after("ec2", "DeleteSubnet")
def subnet_is_gone(call: Call, answer: Answer) -> Answer:
    """Its route table and its network ACL are free of it; moto holds on."""
    ec2, id_ = backend("ec2", call.region), call.params["SubnetId"]
    if answer.status == 200:
        for one in [*ec2.route_tables.values(), *ec2.network_acls.values()]:
            held = one._associations if hasattr(one, "_associations") else one.associations
            for key, of in list(held.items()):
                if getattr(of, "subnet_id", of) == id_:
                    del held[key]
    return answer


@before("ec2", "DeleteVpc")
def vpc(call: Call) -> None:
    id_, ec2 = call.params["VpcId"], backend("ec2", call.region)
    if id_ in ec2.vpcs and any(_in_vpc(ec2, id_)):
        raise _violated(f"The vpc '{id_}'")
    if id_ in ec2.vpcs and ec2.vpcs[id_].dhcp_options is not None:
        _options_of[id_] = ec2.vpcs[id_].dhcp_options


@after("ec2", "DeleteVpc")
def vpc_is_gone(call: Call, answer: Answer) -> Answer:
    """Its DHCP options stay; moto takes them along."""
    if answer.status == 200:
        ec2 = backend("ec2", call.region)
        options = _options_of.pop(call.params["VpcId"], None)
        if options is not None:
            ec2.dhcp_options_sets[options.id] = options
            options.vpc = None
    return answer


def _in_vpc(ec2: Any, vpc: str) -> Iterator[bool]:
    yield any(one.vpc_id == vpc for subnets in ec2.subnets.values() for one in subnets.values())
    yield any(one.vpc_id == vpc for one in ec2.enis.values())
    yield any(group.name != "default" for group in ec2.groups.get(vpc, {}).values())
    yield any(one.vpc and one.vpc.id == vpc for one in ec2.internet_gateways.values())
    yield any(getattr(one, "vpc_id", None) == vpc for one in ec2.egress_only_internet_gateways.values())
    yield any(one.vpc_id == vpc and not _is_main(one) for one in ec2.route_tables.values())
    yield any(one.vpc_id == vpc and str(one.default).lower() != "true" for one in ec2.network_acls.values())
    yield any(one.vpc_id == vpc and one.state != "deleted" for one in ec2.vpc_end_points.values())
    yield any(
        vpc in (one.vpc.id, one.peer_vpc.id) and one._status.code not in ("deleted", "rejected") for one in ec2.vpc_pcxs.values()
    )


def _is_main(table: Any) -> bool:
    return table.main_association_id is not None


@before("ec2", "DeleteRouteTable")
def route_table(call: Call) -> None:
    id_ = call.params["RouteTableId"]
    table = backend("ec2", call.region).route_tables.get(id_)
    if table is not None and _is_main(table):
        raise _violated(f"The routeTable '{id_}'")


@before("ec2", "DeleteSecurityGroup")
def security_group(call: Call) -> None:
    ec2, id_ = backend("ec2", call.region), call.params.get("GroupId")
    group = ec2.get_security_group_from_id(id_)
    if group is None:
        return
    if group.name == "default":
        raise Refused("CannotDelete", f"the specified group: \"{id_}\" name: \"default\" cannot be deleted by a user")
    uses = any(id_ in _groups_of(one) for one in ec2.enis.values()) or any(id_ in one.groups for one in _lambdas(call.region))
    others = [other for other in ec2.groups.get(group.vpc_id, {}).values() if other.id != id_]
    if uses or any(id_ in _named(other) for other in others):
        raise Refused("DependencyViolation", f"resource {id_} has a dependent object")


def _named(group: Any) -> set[str]:
    rules = [*group.ingress_rules, *group.egress_rules]
    return {pair.get("GroupId") for rule in rules for pair in [rule.source_group or {}] if pair}


@before("ec2", "DeleteNetworkInterface")
def network_interface(call: Call) -> None:
    id_ = call.params["NetworkInterfaceId"]
    one = backend("ec2", call.region).enis.get(id_)
    if one is not None and (one.status == "in-use" or one.attachment_id):
        raise Refused("InvalidParameterValue", f"Network interface '{id_}' is currently in use.")


@before("ec2", "DetachInternetGateway")
def detach_gateway(call: Call) -> None:
    vpc_, ec2 = call.params["VpcId"], backend("ec2", call.region)
    mapped = [one for one in ec2.enis.values() if one.vpc_id == vpc_ and (one.public_ip or _address_of(ec2, one))]
    if mapped:
        text = f"Network {vpc_} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway."
        raise Refused("DependencyViolation", text)


def _address_of(ec2: Any, interface: Any) -> Any:
    return next((one for one in ec2.addresses if one.eni is not None and one.eni.id == interface.id), None)


@instead("ec2", "AssociateAddress")
def associate(call: Call) -> Answer:
    """moto knows no second private address of an interface: what is tied to that is none of the first one's."""
    ec2, told = backend("ec2", call.region), call.params
    card = ec2.enis.get(told.get("NetworkInterfaceId"))
    instance = ec2.get_instance(told["InstanceId"]) if told.get("InstanceId") else None
    first = card.public_ip if card is not None else None
    again = str(told.get("AllowReassociation", "")).lower() == "true"
    try:
        made = ec2.associate_address(instance, card, told.get("PublicIp"), told.get("AllocationId"), again)
    except EC2ClientError as error:
        raise Refused(error.code, error.message) from error
    if card is not None and told.get("PrivateIpAddress", card.private_ip_address) != card.private_ip_address:
        card.public_ip = first
    return yes(call, {"AssociationId": made.association_id})


@before("ec2", "ReleaseAddress")
def release(call: Call) -> None:
    """In a default VPC AWS takes it off whatever has it ("[Default VPC]" in the API reference), as moto does everywhere."""
    ec2, id_ = backend("ec2", call.region), call.params.get("AllocationId")
    held = {a.get("allocationId") for nat in ec2.nat_gateways.values() if nat.state != "deleted" for a in nat.address_set}
    if id_ in held:
        # AWS says so of an address that a NAT gateway has (kubernetes/kops #938).
        raise Refused("AuthFailure", "You do not have permission to access the specified resource.")
    for one in ec2.addresses:
        if one.allocation_id == id_ and (one.association_id or one.eni is not None) and not _is_in_default_vpc(ec2, one):
            raise Refused("InvalidIPAddress.InUse", f"Address {one.public_ip} is in use.")


def _is_in_default_vpc(ec2: Any, address: Any) -> bool:
    card = address.eni
    return card is not None and not card.requester_managed and str(ec2.vpcs[card.vpc_id].is_default).lower() == "true"


@before("ec2", "DeleteSnapshot")
def snapshot(call: Call) -> None:
    ec2, id_ = backend("ec2", call.region), call.params["SnapshotId"]
    for ami in ec2.amis.values():
        if getattr(ami, "ebs_snapshot", None) is not None and ami.ebs_snapshot.id == id_ and ami.owner_id == ACCOUNT:
            raise Refused("InvalidSnapshot.InUse", f"The snapshot {id_} is currently in use by {ami.id}")


@after("ec2", "RegisterImage")
def registered(call: Call, answer: Answer) -> Answer:
    """On a snapshot that was there before; moto takes a new one."""
    ec2 = backend("ec2", call.region)
    told = [one.get("Ebs", {}).get("SnapshotId") for one in call.params.get("BlockDeviceMappings") or []]
    made = re.search(rb"<imageId>(ami-[0-9a-f]+)</imageId>", answer.body)
    if made and told and told[0] in ec2.snapshots:
        image = ec2.amis[made.group(1).decode()]
        ec2.snapshots.pop(image.ebs_snapshot.id, None)
        image.ebs_snapshot = ec2.snapshots[told[0]]
    return answer


@before("ec2", "DeregisterImage")
def deregister(call: Call) -> None:
    image = backend("ec2", call.region).amis.get(call.params["ImageId"])
    if str(getattr(image, "deregistration_protection", "")).startswith("enabled"):
        text = f"The image '{image.id}' has deregistration protection and cannot be deregistered."  # wording unseen
        raise Refused("OperationNotPermitted", text)


@instead("ec2", "DisableImageDeregistrationProtection")
def disable_deregistration_protection(call: Call) -> Answer:
    backend("ec2", call.region).amis[call.params["ImageId"]].deregistration_protection = "disabled"
    return yes(call, {"Return": "deregistration-protection-disabled"})


# ---- instances ------------------------------------------------------------------------------------------------------


@after("ec2", "RunInstances")
def run(call: Call, answer: Answer) -> Answer:
    """moto reads protection from later changes only, and lets the interfaces stay that EC2 makes for an instance itself."""
    ec2 = backend("ec2", call.region)
    made = re.findall(rb"<instanceId>(i-[0-9a-f]+)</instanceId>", answer.body)
    told = {card.get("NetworkInterfaceId") for card in call.params.get("NetworkInterfaces") or []}
    for instance in _instances(ec2):
        if instance.id.encode() in made:
            if (call.params.get("Placement") or {}).get("GroupName"):
                _placed[instance.id] = call.params["Placement"]["GroupName"]
            if str(call.params.get("DisableApiTermination", "")).lower() == "true":
                instance.disable_api_termination = True
            for interface in instance.nics.values():
                interface.delete_on_termination = interface.id not in told
    return answer


@after("ec2", "DescribeInstances")
def placed(call: Call, answer: Answer) -> Answer:
    """moto forgets the placement group that an instance is in."""
    body = answer.body
    for id_, group in _placed.items():
        told = f"<instanceId>{id_}</instanceId>".encode()
        at = body.find(told)
        if at >= 0:
            place = body.find(b"<placement>", at)
            body = body[: place + 11] + f"<groupName>{group}</groupName>".encode() + body[place + 11 :]
    return answer if body is answer.body else answer.with_body(body)


@before("ec2", "TerminateInstances")
def terminate(call: Call) -> None:
    ec2 = backend("ec2", call.region)
    for id_ in call.params.get("InstanceIds") or []:
        for instance in _instances(ec2):
            if instance.id == id_ and str(instance.disable_api_stop).lower() == "true":
                text = f"The instance '{id_}' may not be terminated. Modify its 'disableApiStop' instance attribute and try again."
                raise Refused("OperationNotPermitted", text)


@after("ec2", "TerminateInstances")
def terminated(call: Call, answer: Answer) -> Answer:
    free(backend("ec2", call.region))
    return answer


def free(ec2: Any) -> None:
    """The interfaces of what is terminated go with it, or are free again; so are its addresses.

    One that the network plugin of EKS was taking off at that moment is left whatever it was to do (amazon-vpc-cni-k8s #608, #1223).
    """
    for instance in _instances(ec2):
        if instance._state.name != "terminated":
            continue
        for interface in list(ec2.enis.values()):
            if interface.instance is not None and interface.instance.id == instance.id:
                for address in ec2.addresses:
                    if address.eni is not None and address.eni.id == interface.id:
                        _unmap(ec2, address.allocation_id)
                if interface.delete_on_termination and not getattr(interface, "leaks", False):
                    del ec2.enis[interface.id]
                else:
                    interface.instance = interface.attachment_id = None
                    interface.public_ip = None
                    interface.status = "available"
        for address in ec2.addresses:
            if address.instance is not None and address.instance.id == instance.id:
                _unmap(ec2, address.allocation_id)


def _instances(ec2: Any) -> Iterator[Any]:
    for reservation in list(ec2.reservations.values()):
        yield from reservation.instances


# ---- placement groups -----------------------------------------------------------------------------------------------


@instead("ec2", "CreatePlacementGroup")
def create_placement_group(call: Call) -> Answer:
    name = call.params["GroupName"]
    tags = [tag for spec in call.params.get("TagSpecifications") or [] for tag in spec.get("Tags", [])]
    group = {"GroupName": name, "GroupId": f"pg-{len(_placement_groups):017x}", "State": "available", "Strategy": "cluster", "Tags": tags}
    _placement_groups[call.region, name] = group
    return yes(call, {"PlacementGroup": group})


@instead("ec2", "DescribePlacementGroups")
def describe_placement_groups(call: Call) -> Answer:
    return yes(call, {"PlacementGroups": [group for (region, _), group in _placement_groups.items() if region == call.region]})


@after("ec2", "DescribeTags")
def also_of_placement_groups(call: Call, answer: Answer) -> Answer:
    """By their ids, as AWS does: not by the name that their ARN ends in."""
    groups = [group for (region, _), group in _placement_groups.items() if region == call.region]
    told = [
        {"ResourceId": group["GroupId"], "ResourceType": "placement-group"} | tag for group in groups for tag in group["Tags"]
    ]
    if not told or call.params.get("Filters") or answer.status != 200:
        return answer
    own = re.search(rb"<tagSet>(.*)</tagSet>", yes(call, {"Tags": told}).body, re.S)
    body = re.sub(rb"<tagSet ?/>", b"<tagSet></tagSet>", answer.body)
    return answer.with_body(body.replace(b"</tagSet>", (own.group(1) if own else b"") + b"</tagSet>"))


@instead("ec2", "DeletePlacementGroup")
def delete_placement_group(call: Call) -> Answer:
    name = call.params["GroupName"]
    if (call.region, name) not in _placement_groups:
        raise Refused("InvalidPlacementGroup.Unknown", f"The Placement Group '{name}' is unknown.")
    for instance in _instances(backend("ec2", call.region)):
        if instance._state.name != "terminated" and _placed.get(instance.id) == name:
            raise Refused("InvalidPlacementGroup.InUse", f"The placement group '{name}' is in use and may not be deleted.")
    del _placement_groups[call.region, name]
    return yes(call, {})


# ---- the tag index --------------------------------------------------------------------------------------------------


def tagged(region: str) -> Iterator[tuple[str, dict[str, str], Callable[[dict[str, str]], None]]]:
    """All of EC2 that can carry tags, as the index names it."""
    ec2 = backend("ec2", region)
    words: dict[str, str] = {}
    stores = (
        ("vpc", ec2.vpcs), ("internet-gateway", ec2.internet_gateways), ("route-table", ec2.route_tables),
        ("egress-only-internet-gateway", ec2.egress_only_internet_gateways), ("network-acl", ec2.network_acls),
        ("network-interface", ec2.enis), ("natgateway", ec2.nat_gateways), ("vpc-endpoint", ec2.vpc_end_points),
        ("dhcp-options", ec2.dhcp_options_sets), ("vpc-peering-connection", ec2.vpc_pcxs), ("vpc-flow-log", ec2.flow_logs),
        ("volume", ec2.volumes), ("snapshot", ec2.snapshots), ("launch-template", ec2.launch_templates),
        ("transit-gateway", ec2.transit_gateways), ("vpn-gateway", ec2.vpn_gateways),
        ("vpn-connection", ec2.vpn_connections), ("customer-gateway", ec2.customer_gateways),
        ("spot-instances-request", ec2.spot_instance_requests), ("vpc-endpoint-service", ec2.configurations),
        ("transit-gateway-attachment", ec2.transit_gateway_attachments), ("carrier-gateway", ec2.carrier_gateways),
        ("transit-gateway-route-table", ec2.transit_gateways_route_tables),
    )  # fmt: skip
    for word, store in stores:
        words |= dict.fromkeys(list(store), word)
    owners = {id_: one.owner_id for id_, one in list(ec2.managed_prefix_lists.items())}
    words |= dict.fromkeys(owners, "prefix-list")
    words |= {id_: "image" for id_, ami in list(ec2.amis.items()) if ami.owner_id == ACCOUNT}
    words |= {id_: "subnet" for subnets in list(ec2.subnets.values()) for id_ in list(subnets)}
    words |= {id_: "security-group" for groups in list(ec2.groups.values()) for id_ in list(groups)}
    words |= {one.id: "instance" for one in _instances(ec2)}
    words |= {pair.id: "key-pair" for pair in list(ec2.key_pairs.values())}
    words |= {address.allocation_id: "elastic-ip" for address in list(ec2.addresses) if address.allocation_id}
    owners |= {id_: one.owner_id for subnets in list(ec2.subnets.values()) for id_, one in list(subnets.items())}
    for id_, word in words.items():
        account = "" if word in ("image", "snapshot") else owners.get(id_, ACCOUNT)
        yield f"arn:aws:ec2:{region}:{account}:{word}/{id_}", dict(ec2.tags.get(id_) or {}), _writer(ec2, id_)
    for (of, name), group in list(_placement_groups.items()):
        if of == region:
            tags = {tag["Key"]: tag["Value"] for tag in group["Tags"]}
            yield f"arn:aws:ec2:{region}:{ACCOUNT}:placement-group/{name}", tags, _group_writer(group)
    for more in MORE_TAGGED:
        yield from more(region)


def _writer(ec2: Any, id_: str) -> Callable[[dict[str, str]], None]:
    return lambda tags: ec2.tags.__setitem__(id_, dict(tags))


def _group_writer(group: dict[str, Any]) -> Callable[[dict[str, str]], None]:
    return lambda tags: group.__setitem__("Tags", [{"Key": key, "Value": value} for key, value in tags.items()])
