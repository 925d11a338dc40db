"""Fleets, reservations, dedicated hosts and Client VPN as AWS has them, where moto is kinder or has nothing.

All of them are kept here but for hosts, which moto has. A fleet starts another server in the place of one that somebody else
ends, as long as it is there; it goes slowly, with its servers, and is told of as `deleted` afterwards. Texts without a source
are unseen.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any

import ageing
import controllers
import ec2
import hooks
import pace
from hooks import after, backend, instead
from moto.ec2.models.instances import InstanceState
from moto.ec2.utils import random_id
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("scaling")
_being_taken_off = pace.UnderWay("gateway")
_LEAST_OF_A_MAC = 24 * 3600

_things: dict[str, dict[str, dict[str, Any]]] = {}  # by word, then by id
_on_host: dict[str, str] = {}  # instance -> host
_networks: dict[str, dict[str, Any]] = {}  # associations of Client VPN endpoints, by id


@hooks.on_reset
def reset() -> None:
    for store in (_things, _on_host, _networks):
        store.clear()


def _store(word: str) -> dict[str, dict[str, Any]]:
    return _things.setdefault(word, {})


def _here(call: Call, word: str, asked: list[str] | None = None) -> list[dict[str, Any]]:
    """Those of the region, without what is nobody's to see; with their tags as EC2 keeps them."""
    tags = backend("ec2", call.region).tags
    told = [one for id_, one in _store(word).items() if one["region"] == call.region and (not asked or id_ in asked)]
    return [
        {key: value for key, value in one.items() if key not in ("region", "id")}
        | {"Tags": [{"Key": key, "Value": value} for key, value in (tags.get(one["id"]) or {}).items()]}
        for one in told
    ]


def _keep(call: Call, word: str, id_: str, told: dict[str, Any]) -> None:
    _store(word)[id_] = told | {"region": call.region, "id": id_}
    specs = call.params.get("TagSpecifications") or (call.params.get("SpotFleetRequestConfig") or {}).get("TagSpecifications") or []
    tags = {tag["Key"]: tag["Value"] for spec in specs if spec["ResourceType"] == word for tag in spec.get("Tags", [])}
    if tags:
        backend("ec2", call.region).tags[id_].update(tags)


def askers(directory: str) -> list[str]:
    """The Client VPN endpoints that log people in by it."""
    return [
        id_
        for id_, one in _store("client-vpn-endpoint").items()
        if one["Status"]["Code"] != "deleted" and any((how.get("ActiveDirectory") or {}).get("DirectoryId") == directory for how in one["AuthenticationOptions"])
    ]


def find(id_: str) -> dict[str, Any] | None:
    return next((store[id_] for store in _things.values() if id_ in store), None)


# ---- fleets ---------------------------------------------------------------------------------------------------------

_FLEETS = {  # word: tag on its servers, member with its state, deleted, being deleted
    "fleet": ("aws:ec2:fleet-id", "FleetState", "deleted", "deleted_terminating", "deleted_running"),
    "spot-fleet-request": (
        "aws:ec2spot:fleet-request-id", "SpotFleetRequestState", "cancelled", "cancelled_terminating", "cancelled_running"
    ),
}  # fmt: skip


def _servers(region: str, word: str, id_: str) -> list[Any]:
    known = backend("ec2", region)
    mark = _FLEETS[word][0]
    return [one for one in ec2._instances(known) if (known.tags.get(one.id) or {}).get(mark) == id_ and one._state.name != "terminated"]


def _start(region: str, word: str, id_: str, subnet: str, groups: list[str]) -> None:
    controllers.start(region, subnet, groups, {_FLEETS[word][0]: id_})


@instead("ec2", "CreateFleet")
def create_fleet(call: Call) -> Answer:
    told, id_ = call.params, random_id("fleet", 36)
    how = told["LaunchTemplateConfigs"]
    subnet = how[0]["Overrides"][0]["SubnetId"]
    size = int(told["TargetCapacitySpecification"]["TotalTargetCapacity"])
    shown = {"FleetId": id_, "FleetState": "active", "Type": told.get("Type", "maintain"), "LaunchTemplateConfigs": how}
    _keep(call, "fleet", id_, shown | {"CreateTime": ageing.now()})
    for _ in range(size):
        _start(call.region, "fleet", id_, subnet, [])
    return yes(call, {"FleetId": id_})


@instead("ec2", "RequestSpotFleet")
def request_spot_fleet(call: Call) -> Answer:
    how, id_ = call.params["SpotFleetRequestConfig"], random_id("sfr", 36)
    shown = {"SpotFleetRequestId": id_, "SpotFleetRequestState": "active", "SpotFleetRequestConfig": how}
    _keep(call, "spot-fleet-request", id_, shown | {"CreateTime": ageing.now()})
    launched = (how.get("LaunchSpecifications") or how["LaunchTemplateConfigs"][0]["Overrides"])[0]
    groups = [group["GroupId"] for group in launched.get("SecurityGroups") or []]
    for _ in range(int(how["TargetCapacity"])):
        _start(call.region, "spot-fleet-request", id_, launched["SubnetId"], groups)
    return yes(call, {"SpotFleetRequestId": id_})


def _look(region: str, word: str) -> None:
    _, member, over, going, _ = _FLEETS[word]
    for id_, one in _store(word).items():
        if one["region"] == region and one[member] == going and _under_way.is_over(one):
            one[member] = over
            backend("ec2", region).terminate_instances([server.id for server in _servers(region, word, id_)])
            ec2.free(backend("ec2", region))


@instead("ec2", "DescribeFleets")
def describe_fleets(call: Call) -> Answer:
    """An instant one only to who names it."""
    asked = call.params.get("FleetIds")
    _look(call.region, "fleet")
    unknown = [id_ for id_ in asked or [] if id_ not in _store("fleet")]
    if unknown:
        raise Refused("InvalidFleetId.NotFound", f"The fleet ID '{unknown[0]}' does not exist")
    return yes(call, {"Fleets": [one for one in _here(call, "fleet", asked) if asked or one["Type"] != "instant"]})


@instead("ec2", "DescribeSpotFleetRequests")
def describe_spot_fleets(call: Call) -> Answer:
    _look(call.region, "spot-fleet-request")
    return yes(call, {"SpotFleetRequestConfigs": _here(call, "spot-fleet-request", call.params.get("SpotFleetRequestIds"))})


def _delete(call: Call, word: str, id_: str, missing: str, wrong: str) -> dict[str, str] | None:
    """What speaks against it."""
    _, member, over, going, running = _FLEETS[word]
    one = _store(word).get(id_)
    if one is None:
        return {"Code": missing, "Message": f"The {word} '{id_}' does not exist."}
    if one[member] in (over, going, running):
        return {"Code": wrong, "Message": f"The {word} '{id_}' is in state {one[member]}."}
    if str(call.params.get("TerminateInstances", "true")).lower() != "true":
        one[member] = running
        return None
    one[member] = going
    for server in _servers(call.region, word, id_):
        server._state = InstanceState("shutting-down", 32)
    _under_way.begin(one)
    return None


@instead("ec2", "DeleteFleets")
def delete_fleets(call: Call) -> Answer:
    done, failed = [], []
    for id_ in call.params["FleetIds"]:
        error = _delete(call, "fleet", id_, "fleetIdDoesNotExist", "fleetNotInDeletableState")
        if error:
            failed.append({"FleetId": id_, "Error": error})
        else:
            done.append({"FleetId": id_, "CurrentFleetState": _store("fleet")[id_]["FleetState"]})
    return yes(call, {"SuccessfulFleetDeletions": done, "UnsuccessfulFleetDeletions": failed})


@instead("ec2", "CancelSpotFleetRequests")
def cancel_spot_fleets(call: Call) -> Answer:
    done, failed = [], []
    for id_ in call.params["SpotFleetRequestIds"]:
        error = _delete(call, "spot-fleet-request", id_, "fleetRequestIdDoesNotExist", "fleetRequestNotInCancellableState")
        if error:
            failed.append({"SpotFleetRequestId": id_, "Error": error})
        else:
            state = _store("spot-fleet-request")[id_]["SpotFleetRequestState"]
            done.append({"SpotFleetRequestId": id_, "CurrentSpotFleetRequestState": state})
    return yes(call, {"SuccessfulFleetRequests": done, "UnsuccessfulFleetRequests": failed})


@after("ec2", "TerminateInstances")
def start_another(call: Call, answer: Answer) -> Answer:
    known = backend("ec2", call.region)
    for instance in list(ec2._instances(known)) if answer.status == 200 else []:
        if instance.id not in (call.params.get("InstanceIds") or []):
            continue
        for word, (mark, member, *_) in _FLEETS.items():
            one = _store(word).get((known.tags.get(instance.id) or {}).get(mark, ""))
            if one is not None and one[member] == "active" and one.get("Type", "maintain") == "maintain":
                _start(call.region, word, one["id"], instance.subnet_id, [group.id for group in instance.security_groups])
    return answer


# ---- capacity reservations ------------------------------------------------------------------------------------------


@instead("ec2", "CreateCapacityReservation")
def create_reservation(call: Call) -> Answer:
    told, id_ = call.params, random_id("cr")
    shown = {
        "CapacityReservationId": id_,
        "OwnerId": ACCOUNT,
        "InstanceType": told["InstanceType"],
        "TotalInstanceCount": int(told["InstanceCount"]),
        "State": "active",
        "ReservationType": "default",
        "CreateDate": ageing.now(),
    }
    _keep(call, "capacity-reservation", id_, shown)
    return yes(call, {"CapacityReservation": shown})


@instead("ec2", "DescribeCapacityReservations")
def describe_reservations(call: Call) -> Answer:
    told = _here(call, "capacity-reservation", call.params.get("CapacityReservationIds"))
    return yes(call, {"CapacityReservations": [{"AvailableInstanceCount": _free(call.region, one)} | one for one in told]})


def _free(region: str, one: dict[str, Any]) -> int:
    """What runs in it, or still ends, takes a place."""
    machines = [machine for machine in ec2._instances(backend("ec2", region)) if machine._state.name not in ("stopped", "terminated")]
    return one["TotalInstanceCount"] - sum(getattr(machine, "capacity_reservation_id", None) == one["CapacityReservationId"] for machine in machines)


@instead("ec2", "CancelCapacityReservation")
def cancel_reservation(call: Call) -> Answer:
    """It is told of as cancelled for a while. Codes and words are unseen but for the first."""
    id_ = call.params["CapacityReservationId"]
    one = _store("capacity-reservation").get(id_)
    if one is None:
        raise Refused("InvalidCapacityReservationId.NotFound", f"The capacity reservation '{id_}' does not exist")
    if one["ReservationType"] == "capacity-block" or one.get("CommitmentInfo"):
        raise Refused("OperationNotPermitted", f"The capacity reservation '{id_}' cannot be cancelled.")
    if one["State"] not in ("active", "assessing"):
        raise Refused("InvalidCapacityReservationState", f"The capacity reservation '{id_}' is in state {one['State']}.")
    one["State"] = "cancelled"
    return yes(call, {"Return": True})


# ---- dedicated hosts ------------------------------------------------------------------------------------------------


@after("ec2", "RunInstances")
def runs_on(call: Call, answer: Answer) -> Answer:
    host = (call.params.get("Placement") or {}).get("HostId")
    if host and answer.status == 200:
        _on_host.update(dict.fromkeys(re.findall(r"<instanceId>(i-[0-9a-f]+)</instanceId>", answer.body.decode()), host))
    return answer


@instead("ec2", "ReleaseHosts")
def release(call: Call) -> Answer:
    """Succeeds, and says in its body of which it did not. Its words: wazuh/wazuh-qa #4929; the codes are unseen."""
    known, done, failed = backend("ec2", call.region), [], []
    for id_ in call.params["HostIds"]:
        host = known.hosts.get(id_)
        if host is None or host.state == "released":
            failed.append(ec2._unsuccessful(id_, "InvalidHostID.NotFound", f"The host ID '{id_}' does not exist"))
        elif any(_on_host.get(one.id) == id_ and one._state.name != "terminated" for one in ec2._instances(known)):
            failed.append(ec2._unsuccessful(id_, "Client.InvalidHost.Occupied", f"Dedicated host '{id_}' cannot be released as it is occupied."))
        elif (least := _too_early(host)) is not None:
            text = (
                f"Unable to release Dedicated Host {id_}. {host.instance_type} hosts must be allocated to your AWS account for at least"
                f" 24 hour(s). You can release this host any time after {least}."
            )
            failed.append(ec2._unsuccessful(id_, "Client.InvalidHost.MinimumAllocation", text))
        else:
            host.state = "released"
            done.append(id_)
    return yes(call, {"Successful": done, "Unsuccessful": failed})


def _too_early(host: Any) -> str | None:
    least = datetime.datetime.fromtimestamp(float(host.allocation_time) + _LEAST_OF_A_MAC, datetime.timezone.utc)
    if not str(host.instance_type or "").startswith("mac") or datetime.datetime.now(datetime.timezone.utc) >= least:
        return None
    return least.strftime("%Y-%m-%dT%H:%M:%S.000Z")


# ---- Client VPN -----------------------------------------------------------------------------------------------------


@instead("ec2", "CreateClientVpnEndpoint")
def create_endpoint(call: Call) -> Answer:
    told, id_ = call.params, random_id("cvpn-endpoint")
    shown = {
        "ClientVpnEndpointId": id_,
        "Status": {"Code": "pending-associate"},
        "CreationTime": ageing.now().strftime("%Y-%m-%dT%H:%M:%S"),
        "ServerCertificateArn": told.get("ServerCertificateArn", ""),
        "SecurityGroupIds": told.get("SecurityGroupIds") or [],
        "VpcId": told.get("VpcId", ""),
        "AuthenticationOptions": told.get("AuthenticationOptions") or [],
    }
    _keep(call, "client-vpn-endpoint", id_, shown)
    return yes(call, {"ClientVpnEndpointId": id_, "Status": shown["Status"]})


def _endpoint(call: Call) -> dict[str, Any]:
    id_ = call.params["ClientVpnEndpointId"]
    one = _store("client-vpn-endpoint").get(id_)
    if one is None or one["Status"]["Code"] == "deleted":
        raise Refused("InvalidClientVpnEndpointId.NotFound", f"Endpoint {id_} does not exist")
    return one


@instead("ec2", "AssociateClientVpnTargetNetwork")
def associate(call: Call) -> Answer:
    one, known, id_ = _endpoint(call), backend("ec2", call.region), random_id("cvpn-assoc")
    subnet = known.get_subnet(call.params["SubnetId"])
    one["VpcId"] = subnet.vpc_id
    card = known.create_network_interface(subnet, None, group_ids=list(one["SecurityGroupIds"]))
    ec2._made_by_service(card, "interface", "ClientVPN Endpoint resource", "amazon-vpn")
    card.public_ip = "192.0.2.9"
    _networks[id_] = {
        "AssociationId": id_,
        "ClientVpnEndpointId": one["id"],
        "TargetNetworkId": subnet.id,
        "VpcId": subnet.vpc_id,
        "SecurityGroups": [group.id for group in card.group_set],
        "Status": {"Code": "associated"},
        "card": card,
    }
    one["Status"] = {"Code": "available"}
    return yes(call, {"AssociationId": id_, "Status": {"Code": "associating"}})


def _of(endpoint: str) -> list[dict[str, Any]]:
    """AWS gets on with what is being taken off."""
    for id_, one in list(_networks.items()):
        if one["Status"]["Code"] == "disassociating" and _being_taken_off.is_over(one):
            ec2.leave(one["card"])
            del _networks[id_]
    return [one for one in _networks.values() if one["ClientVpnEndpointId"] == endpoint]


@instead("ec2", "DescribeClientVpnTargetNetworks")
def describe_networks(call: Call) -> Answer:
    return yes(call, {"ClientVpnTargetNetworks": [{k: v for k, v in one.items() if k != "card"} for one in _of(_endpoint(call)["id"])]})


@instead("ec2", "DisassociateClientVpnTargetNetwork")
def disassociate(call: Call) -> Answer:
    _endpoint(call)
    one = _networks.get(call.params["AssociationId"])
    if one is None:
        raise Refused("InvalidClientVpnAssociationId.NotFound", f"Association {call.params['AssociationId']} does not exist")
    one["Status"] = {"Code": "disassociating"}
    _being_taken_off.begin(one)
    return yes(call, {"AssociationId": one["AssociationId"], "Status": one["Status"]})


@instead("ec2", "DescribeClientVpnEndpoints")
def describe_endpoints(call: Call) -> Answer:
    for one in _store("client-vpn-endpoint").values():
        if one["Status"]["Code"] == "deleting" and _being_taken_off.is_over(one):
            one["Status"] = {"Code": "deleted"}
    asked = call.params.get("ClientVpnEndpointIds")
    return yes(call, {"ClientVpnEndpoints": _here(call, "client-vpn-endpoint", asked)})


@instead("ec2", "DeleteClientVpnEndpoint")
def delete_endpoint(call: Call) -> Answer:
    """Its API reference: all target networks have to be off it. The code is unseen."""
    one = _endpoint(call)
    if _of(one["id"]):
        raise Refused("IncorrectState", f"Endpoint {one['id']} has associated target networks")
    one["Status"] = {"Code": "deleting"}
    _being_taken_off.begin(one)
    return yes(call, {"Status": one["Status"]})


# ---- tags -----------------------------------------------------------------------------------------------------------


def tagged(region: str) -> Iterator[tuple[str, dict[str, str], Callable[[dict[str, str]], None]]]:
    known = backend("ec2", region)
    words = {one["id"]: word for word, store in list(_things.items()) for one in store.values() if one["region"] == region}
    words |= dict.fromkeys(list(known.hosts), "dedicated-host")
    for id_, word in words.items():
        owner = (find(id_) or {}).get("OwnerId", ACCOUNT)
        yield f"arn:aws:ec2:{region}:{owner}:{word}/{id_}", dict(known.tags.get(id_) or {}), ec2._writer(known, id_)


ec2.MORE_TAGGED.append(tagged)
ec2.MORE_THINGS.append(find)
