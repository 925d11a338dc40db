"""Replicas of DynamoDB tables, which moto accepts and does not make: a table of the same name and items in each region.

Each is a table of its own, with its own tags, protection and end. The region from which a replica was made cannot lose its
own for 24 hours. Of a group that is strongly consistent all but one go by one UpdateTable, a witness with them (developer guide,
"Deleting MRSC global tables").
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import ageing
import hooks
from hooks import after, backend, before
from wire import Answer, Call, Refused

_SOURCE_FOR = timedelta(hours=24)

_groups: dict[str, set[str]] = {}  # table -> its regions
_sources: dict[tuple[str, str], datetime] = {}  # table, region -> when a replica was last made from it
_strong: dict[str, str] = {}  # a strongly consistent table -> the region of its witness, or ""


@hooks.on_reset
def reset() -> None:
    _groups.clear()
    _sources.clear()
    _strong.clear()


def _name(call: Call) -> str:
    return call.params["TableName"].split(":table/")[-1]


def _may_go(name: str, region: str) -> None:
    made = _sources.get((name, region))
    if made is not None and len(_groups.get(name, ())) > 1 and ageing.now() - made < _SOURCE_FOR:
        text = "Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours."
        raise Refused("ValidationException", text)


@before("dynamodb", "DeleteTable")
def delete_table(call: Call) -> None:
    if _name(call) in _strong:
        raise Refused("ValidationException", "A replica of a global table with multi-Region strong consistency cannot be deleted alone.")
    _may_go(_name(call), call.region)


@after("dynamodb", "DeleteTable")
def deleted_table(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        _forget(_name(call), call.region)
    return answer


def _forget(name: str, region: str) -> None:
    _groups.get(name, set()).discard(region)
    _sources.pop((name, region), None)


@before("dynamodb", "UpdateTable")
def update_replicas(call: Call) -> None:
    name = _name(call)
    witness = {what: told["RegionName"] for update in call.params.get("GlobalTableWitnessUpdates") or [] for what, told in update.items()}
    if call.params.get("MultiRegionConsistency") == "STRONG":
        _strong[name] = witness.get("Create", "")
    elif name in _strong and (gone := {update["Delete"]["RegionName"] for update in call.params.get("ReplicaUpdates") or [] if "Delete" in update}):
        if gone != _groups[name] - {call.region} or witness.get("Delete", "") != _strong[name]:
            text = "All but one replica of a global table with multi-Region strong consistency have to be deleted together."
            raise Refused("ValidationException", text)
        del _strong[name]
    for update in call.params.get("ReplicaUpdates") or []:
        for what, told in update.items():
            {"Create": _create, "Delete": _delete}.get(what, lambda *_: None)(call, told["RegionName"])


def _create(call: Call, region: str) -> None:
    name, there = _name(call), backend("dynamodb", region)
    if name in there.tables:
        raise Refused("ValidationException", f"Failed to create a the new replica of table with name: '{name}' because one or more replicas already existed as tables.")
    table = backend("dynamodb", call.region).get_table(name)
    made = type(table)(
        name,
        table.account_id,
        region,
        schema=table.schema,
        attr=table.attr,
        billing_mode=table.billing_mode,
        throughput=dict(table.throughput),
        streams=table.stream_specification,
    )
    made.items = table.items
    there.tables[name] = made
    _groups.setdefault(name, {call.region}).add(region)
    _sources[name, call.region] = ageing.now()


def _delete(call: Call, region: str) -> None:
    name, there = _name(call), backend("dynamodb", region)
    if region not in _groups.get(name, ()) or region == call.region:
        raise Refused("ValidationException", f"Replica not found in region {region}.")
    if there.tables[name].deletion_protection_enabled:
        raise Refused("ValidationException", "Resource cannot be deleted as it is currently protected against deletion.")
    _may_go(name, region)
    there.delete_table(name)
    _forget(name, region)


@after("dynamodb", "DescribeTable", "UpdateTable")
def shown_replicas(call: Call, answer: Answer) -> Answer:
    others = sorted(_groups.get(_name(call), set()) - {call.region})
    if answer.status != 200 or not others or call.region not in _groups[_name(call)]:
        return answer
    told: dict[str, Any] = answer.json()
    shown = told["Table" if "Table" in told else "TableDescription"]
    shown["GlobalTableVersion"] = "2019.11.21"
    if _name(call) in _strong:
        shown["MultiRegionConsistency"] = "STRONG"
        witness = _strong[_name(call)]
        shown["GlobalTableWitnesses"] = [{"RegionName": witness, "WitnessStatus": "ACTIVE"}] if witness else []
    shown["Replicas"] = [{"RegionName": region, "ReplicaStatus": "ACTIVE"} for region in others]
    return answer.with_json(told)
