"""Athena's capacity reservations, of which moto has no more than a name. One is cancelled before it is deleted, and what is only
cancelled stays in the list (API reference). Codes are the model's, texts unseen."""

from __future__ import annotations

from typing import Any

import ageing
import giving_up
import shelf
import tag_stores
from hooks import backends, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_reservations = shelf.Shelf("athena", "database")


def _arn(call: Call, name: str) -> str:
    return f"arn:aws:athena:{call.region}:{ACCOUNT}:capacity-reservation/{name}"


def _invalid(text: str) -> Refused:
    return Refused("InvalidRequestException", text)


def _one(call: Call, member: str = "Name") -> dict[str, Any]:
    _reservations.seen(call)
    name = call.params[member]
    if _arn(call, name) not in _reservations.of(call.region):
        raise _invalid(f"Capacity reservation {name} was not found.")
    return _reservations.of(call.region)[_arn(call, name)]


@instead("athena", "CreateCapacityReservation")
def create(call: Call) -> Answer:
    told = call.params
    dpus = told["TargetDpus"]
    made = {"Name": told["Name"], "Status": "ACTIVE", "TargetDpus": dpus, "AllocatedDpus": dpus, "CreationTime": ageing.now().timestamp()}
    _reservations.put(call.region, _arn(call, told["Name"]), made, told.get("Tags"))
    return yes(call, {})


@instead("athena", "ListCapacityReservations")
def reservations(call: Call) -> Answer:
    return yes(call, {"CapacityReservations": [shelf.shown(one) for one in _reservations.all(call.region)]})


@instead("athena", "GetCapacityReservation")
def reservation(call: Call) -> Answer:
    return yes(call, {"CapacityReservation": shelf.shown(_one(call))})


@instead("athena", "PutCapacityAssignmentConfiguration")
def assign(call: Call) -> Answer:
    _one(call, "CapacityReservationName")["_assigned"] = call.params["CapacityAssignments"]
    return yes(call, {})


@instead("athena", "GetCapacityAssignmentConfiguration")
def assigned(call: Call) -> Answer:
    one = _one(call, "CapacityReservationName")
    if "_assigned" not in one:
        raise _invalid(f"No capacity assignment configuration exists for {one['Name']}.")
    told = {"CapacityReservationName": one["Name"], "CapacityAssignments": one["_assigned"]}
    return yes(call, {"CapacityAssignmentConfiguration": told})


def _cancelled(one: dict[str, Any]) -> None:
    """FAILED is among the model's states, and nothing says what of: of this as well, until somebody knows."""
    one.update(Status="FAILED") if giving_up.why(one["_arn"]) else one.update(Status="CANCELLED", AllocatedDpus=0)


@instead("athena", "CancelCapacityReservation")
def cancel(call: Call) -> Answer:
    one = _one(call)
    if one["Status"] not in ("ACTIVE", "FAILED"):
        raise _invalid(f"Capacity reservation {one['Name']} is {one['Status']} and cannot be cancelled.")
    one["Status"] = "CANCELLING"
    _reservations.begin(one, lambda: _cancelled(one))
    return yes(call, {})


@instead("athena", "DeleteCapacityReservation")
def delete(call: Call) -> Answer:
    one = _one(call)
    if one["Status"] != "CANCELLED":
        raise _invalid(f"Capacity reservation {one['Name']} must be cancelled before it can be deleted.")
    _reservations.remove(call.region, one)
    return yes(call, {})


@instead("athena", "ListTagsForResource")
def tags(call: Call) -> Answer | None:
    arn = call.params["ResourceARN"]
    if ":capacity-reservation/" not in arn:
        return None
    told = shelf.tags_of("athena", call.region, arn)
    if told is None:
        raise Refused("ResourceNotFoundException", f"{arn} was not found.")
    return yes(call, {"Tags": shelf.pairs(told)})


_of_shelf = tag_stores.STORES["athena"]


def _rows(region: str):
    """Workgroups too, which moto has."""
    yield from _of_shelf(region)
    known = backends("athena")[ACCOUNT]
    if region in dict.keys(known):
        for name in list(known[region].work_groups):
            arn = f"arn:aws:athena:{region}:{ACCOUNT}:workgroup/{name}"
            yield tag_stores._tagger(arn, known[region].tagger)


tag_stores.STORES["athena"] = _rows
