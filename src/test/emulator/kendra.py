"""Kendra, which moto has not: an index goes slowly, and takes data sources and FAQs along whatever tags they carry.

Codes are the model's; texts unseen. Only an index that is at rest can be deleted (API reference, DeleteIndex: ConflictException).
"""

from __future__ import annotations

import uuid
from typing import Any

import ageing
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_indexes = shelf.Shelf("kendra", "gateway")
_parts = shelf.Shelf("kendra", "gateway")


def thing(arn: str) -> dict[str, Any]:
    """What `properties` may set: `Status`."""
    return _indexes.of(arn.split(":")[3])[arn]


def _arn(call: Call, index: str) -> str:
    return f"arn:aws:kendra:{call.region}:{ACCOUNT}:index/{index}"


def _index(call: Call, id_: str) -> dict[str, Any]:
    arn = _arn(call, id_)
    if arn not in _indexes.of(call.region):
        raise Refused("ResourceNotFoundException", f"The index with id {id_} was not found.")
    return _indexes.of(call.region)[arn]


def _at() -> float:
    return ageing.now().timestamp()


@instead("kendra", "CreateIndex")
def create(call: Call) -> Answer:
    told, id_ = call.params, str(uuid.uuid4())
    made = {
        "Id": id_,
        "Name": told["Name"],
        "Edition": told.get("Edition", "ENTERPRISE_EDITION"),
        "RoleArn": told["RoleArn"],
        "Status": "ACTIVE",
        "CreatedAt": _at(),
        "UpdatedAt": _at(),
    }
    if "ServerSideEncryptionConfiguration" in told:
        made["ServerSideEncryptionConfiguration"] = told["ServerSideEncryptionConfiguration"]
    _indexes.put(call.region, _arn(call, id_), made, told.get("Tags"))
    return yes(call, {"Id": id_})


@instead("kendra", "DescribeIndex")
def describe(call: Call) -> Answer:
    _indexes.look(call.region)
    return yes(call, shelf.shown(_index(call, call.params["Id"])))


def _paged(call: Call, name: str, all_: list[dict[str, Any]]) -> Answer:
    begin, most = int(call.params.get("NextToken") or 0), call.params.get("MaxResults") or 100
    answer: dict[str, Any] = {name: all_[begin : begin + most]}
    if begin + most < len(all_):
        answer["NextToken"] = str(begin + most)
    return yes(call, answer)


@instead("kendra", "ListIndices")
def indexes(call: Call) -> Answer:
    names = ("Name", "Id", "Edition", "CreatedAt", "UpdatedAt", "Status")
    return _paged(call, "IndexConfigurationSummaryItems", [shelf.shown(one, *names) for one in _indexes.all(call.region)])


@instead("kendra", "DeleteIndex")
def delete(call: Call) -> Answer:
    one = _index(call, call.params["Id"])
    if one["Status"] in ("CREATING", "UPDATING", "SYSTEM_UPDATING"):
        raise Refused("ConflictException", f"The index with id {one['Id']} is {one['Status']}.")
    if one["Status"] != "DELETING":
        one["Status"] = "DELETING"
        _indexes.begin(one, lambda: _remove(call.region, one))
    return yes(call, {})


def _remove(region: str, one: dict[str, Any]) -> None:
    _indexes.remove(region, one)
    for part in [part for arn, part in _parts.of(region).items() if arn.startswith(one["_arn"] + "/")]:
        _parts.remove(region, part)


def _make(call: Call, word: str) -> Answer:
    told, id_ = call.params, str(uuid.uuid4())
    index = _index(call, told["IndexId"])
    made = {"Id": id_, "Name": told["Name"], "Status": "ACTIVE", "CreatedAt": _at(), "UpdatedAt": _at(), "_role": told.get("RoleArn")}
    _parts.put(call.region, f"{index['_arn']}/{word}/{id_}", made, told.get("Tags"))
    return yes(call, {"Id": id_})


def _of(call: Call, word: str, name: str) -> Answer:
    index = _index(call, call.params["IndexId"])
    return _paged(call, name, [shelf.shown(part) for arn, part in _parts.of(call.region).items() if arn.startswith(f"{index['_arn']}/{word}/")])


@instead("kendra", "CreateDataSource")
def create_source(call: Call) -> Answer:
    return _make(call, "data-source")


@instead("kendra", "ListDataSources")
def sources(call: Call) -> Answer:
    return _of(call, "data-source", "SummaryItems")


@instead("kendra", "CreateFaq")
def create_faq(call: Call) -> Answer:
    return _make(call, "faq")


@instead("kendra", "ListFaqs")
def faqs(call: Call) -> Answer:
    return _of(call, "faq", "FaqSummaryItems")


@instead("kendra", "ListTagsForResource")
def tags(call: Call) -> Answer:
    found = shelf.tags_of("kendra", call.region, call.params["ResourceARN"])
    if found is None:
        raise Refused("ResourceUnavailableException", f"The resource {call.params['ResourceARN']} is not available.")
    return yes(call, {"Tags": shelf.pairs(found)})
