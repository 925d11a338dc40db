"""Bedrock's reserved throughput and Rekognition's trained models, which moto lacks.

Throughput that was reserved for a time cannot be deleted before (API reference, DeleteProvisionedModelThroughput). A version of
a Rekognition project is stopped first, which takes minutes, as its deletion does; a project goes after its versions and data
sets. Without `Features`, only Custom Labels are told of (API reference, DescribeProjects). Texts are unseen.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import ageing
import hooks
import pace
import tag_stores
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("endpoint")
_DAYS = {"OneMonth": 30, "SixMonths": 180}


@dataclass(eq=False)
class Thing:
    region: str
    arn: str
    tags: dict[str, str]
    status: str
    told: dict[str, Any]
    created: datetime = field(default_factory=ageing.now)


_reserved: list[Thing] = []
_projects: list[Thing] = []
_versions: list[Thing] = []
_sets: list[Thing] = []
for _store in (_reserved, _projects, _versions, _sets):
    hooks.on_reset(_store.clear)


def _missing(arn: str, status: int = 400) -> Refused:
    return Refused("ResourceNotFoundException", f"{arn} was not found", status)


def _find(store: list[Thing], call: Call, arn: str, status: int = 400) -> Thing:
    for one in store:
        if one.region == call.region and arn in (one.arn, one.arn.split("/")[-1]):
            return one
    raise _missing(arn, status)


# ---- Bedrock --------------------------------------------------------------------------------------------------------


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@instead("bedrock", "CreateProvisionedModelThroughput")
def reserve(call: Call) -> Answer:
    tags = {one["key"]: one["value"] for one in call.params.get("tags") or []}
    arn = f"arn:aws:bedrock:{call.region}:{ACCOUNT}:provisioned-model/{uuid.uuid4().hex[:12]}"
    _reserved.append(Thing(call.region, arn, tags, "InService", dict(call.params)))
    return yes(call, {"provisionedModelArn": arn})


def _ends(one: Thing) -> datetime | None:
    days = _DAYS.get(one.told.get("commitmentDuration", ""))
    return one.created + timedelta(days=days) if days else None


def _shown(one: Thing) -> dict[str, Any]:
    model, units, at = one.told["modelId"], one.told["modelUnits"], iso(one.created)
    shown = {
        "provisionedModelName": one.told["provisionedModelName"], "provisionedModelArn": one.arn, "modelArn": model, "desiredModelArn": model,
        "foundationModelArn": model, "modelUnits": units, "desiredModelUnits": units, "status": one.status, "creationTime": at,
        "lastModifiedTime": at,
    }  # fmt: skip
    ends = _ends(one)
    return shown | ({"commitmentDuration": one.told["commitmentDuration"], "commitmentExpirationTime": iso(ends)} if ends else {})


@instead("bedrock", "ListProvisionedModelThroughputs")
def list_reserved(call: Call) -> Answer:
    return yes(call, {"provisionedModelSummaries": [_shown(one) for one in _reserved if one.region == call.region]})


@instead("bedrock", "GetProvisionedModelThroughput")
def get_reserved(call: Call) -> Answer:
    return yes(call, _shown(_find(_reserved, call, call.params["provisionedModelId"], 404)))


@instead("bedrock", "DeleteProvisionedModelThroughput")
def delete_reserved(call: Call) -> Answer:
    one = _find(_reserved, call, call.params["provisionedModelId"], 404)
    if one.status in ("Creating", "Updating"):
        raise Refused("ConflictException", f"{one.arn} is {one.status}")
    ends = _ends(one)
    if ends and ends > ageing.now():
        raise Refused("ValidationException", "You can't delete a Provisioned Throughput before the commitment term is over.")
    _reserved.remove(one)
    return yes(call, {}, 200)


def reserved_for(region: str) -> list[str]:
    """The models."""
    return [one.told["modelId"] for one in _reserved if one.region == region]


def tags_of_reserved(call: Call) -> Answer:
    tags = _find(_reserved, call, call.params["resourceARN"], 404).tags
    return yes(call, {"tags": [{"key": key, "value": value} for key, value in tags.items()]})


# ---- Rekognition ----------------------------------------------------------------------------------------------------


def _stamp() -> str:
    return str(int(ageing.now().timestamp() * 1000))


@instead("rekognition", "CreateProject")
def create_project(call: Call) -> Answer:
    name = call.params["ProjectName"]
    if any(one.region == call.region and one.arn.split("/")[1] == name for one in _projects):
        raise Refused("ResourceInUseException", f"{name} exists already")
    arn = f"arn:aws:rekognition:{call.region}:{ACCOUNT}:project/{name}/{_stamp()}"
    _projects.append(Thing(call.region, arn, dict(call.params.get("Tags") or {}), "CREATED", dict(call.params)))
    return yes(call, {"ProjectArn": arn})


@instead("rekognition", "CreateDataset")
def create_dataset(call: Call) -> Answer:
    project = _find(_projects, call, call.params["ProjectArn"])
    name, sort = project.arn.split("/")[1], call.params["DatasetType"]
    arn = f"arn:aws:rekognition:{call.region}:{ACCOUNT}:project/{name}/dataset/{sort.lower()}/{_stamp()}"
    _sets.append(Thing(call.region, arn, dict(call.params.get("Tags") or {}), "CREATE_COMPLETE", {"project": project, "type": sort}))
    return yes(call, {"DatasetArn": arn})


@instead("rekognition", "CreateProjectVersion")
def create_version(call: Call) -> Answer:
    """Trained in no time."""
    project = _find(_projects, call, call.params["ProjectArn"])
    name = project.arn.split("/")[1]
    arn = f"arn:aws:rekognition:{call.region}:{ACCOUNT}:project/{name}/version/{call.params['VersionName']}/{_stamp()}"
    _versions.append(Thing(call.region, arn, dict(call.params.get("Tags") or {}), "TRAINING_COMPLETED", {"project": project}))
    return yes(call, {"ProjectVersionArn": arn})


@instead("rekognition", "StartProjectVersion")
def start_version(call: Call) -> Answer:
    one = _find(_versions, call, call.params["ProjectVersionArn"])
    one.status = "RUNNING"
    return yes(call, {"Status": one.status})


@instead("rekognition", "StopProjectVersion")
def stop_version(call: Call) -> Answer:
    one = _find(_versions, call, call.params["ProjectVersionArn"])
    if one.status != "RUNNING":
        raise Refused("ResourceInUseException", f"{one.arn} is {one.status}")
    one.status = "STOPPING"
    _under_way.begin(one)
    return yes(call, {"Status": one.status})


@instead("rekognition", "DeleteProjectVersion")
def delete_version(call: Call) -> Answer:
    one = _find(_versions, call, call.params["ProjectVersionArn"])
    if one.status in ("RUNNING", "STARTING", "STOPPING", "TRAINING_IN_PROGRESS", "COPYING_IN_PROGRESS", "DELETING"):
        raise Refused("ResourceInUseException", f"{one.arn} is {one.status}")
    one.status = "DELETING"
    _under_way.begin(one)
    return yes(call, {"Status": one.status})


@instead("rekognition", "DeleteDataset")
def delete_dataset(call: Call) -> Answer:
    one = _find(_sets, call, call.params["DatasetArn"])
    if one.status.endswith("IN_PROGRESS"):
        raise Refused("ResourceInUseException", f"{one.arn} is {one.status}")
    one.status = "DELETE_IN_PROGRESS"
    _under_way.begin(one)
    return yes(call, {})


@instead("rekognition", "DeleteProject")
def delete_project(call: Call) -> Answer:
    one = _find(_projects, call, call.params["ProjectArn"])
    if one.status == "DELETING":
        raise Refused("ResourceInUseException", f"{one.arn} is {one.status}")
    if any(part.told["project"] is one for part in [*_versions, *_sets]):
        raise Refused("ResourceInUseException", f"{one.arn} has models or datasets")
    one.status = "DELETING"
    _under_way.begin(one)
    return yes(call, {"Status": one.status})


_GOING = {"DELETING": None, "DELETE_IN_PROGRESS": None, "STOPPING": "STOPPED"}


def _look(store: list[Thing], some: list[Thing]) -> list[Thing]:
    """Those that are there yet."""
    left = []
    for one in some:
        if one.status in _GOING and _under_way.is_over(one):
            if _GOING[one.status] is None:
                store.remove(one)
                continue
            one.status = _GOING[one.status]
        left.append(one)
    return left


@instead("rekognition", "DescribeProjects")
def describe_projects(call: Call) -> Answer:
    features = call.params.get("Features") or ["CUSTOM_LABELS"]
    here = [one for one in list(_projects) if one.region == call.region and one.told.get("Feature", "CUSTOM_LABELS") in features]
    shown = []
    for one in _look(_projects, here):
        sets = _look(_sets, [part for part in _sets if part.told["project"] is one])
        datasets = [
            {"DatasetArn": part.arn, "DatasetType": part.told["type"], "Status": part.status, "CreationTimestamp": part.created.timestamp()}
            for part in sets
        ]
        told = {"ProjectArn": one.arn, "Status": one.status, "CreationTimestamp": one.created.timestamp(), "Datasets": datasets}
        shown.append(told | {"Feature": one.told.get("Feature", "CUSTOM_LABELS")})
    return yes(call, {"ProjectDescriptions": shown})


@instead("rekognition", "DescribeProjectVersions")
def describe_versions(call: Call) -> Answer:
    project = _find(_projects, call, call.params["ProjectArn"])
    here = _look(_versions, [one for one in _versions if one.told["project"] is project])
    shown = [{"ProjectVersionArn": one.arn, "Status": one.status, "CreationTimestamp": one.created.timestamp()} for one in here]
    return yes(call, {"ProjectVersionDescriptions": shown})


@instead("rekognition", "ListTagsForResource")
def tags_of(call: Call) -> Answer:
    return yes(call, {"Tags": _find([*_projects, *_versions, *_sets], call, call.params["ResourceArn"]).tags})


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows_of(*stores: list[Thing]):
    def rows(region: str) -> Iterator[tag_stores.Row]:
        for one in [one for store in stores for one in store if one.region == region]:
            yield one.arn, one.tags, lambda tags, one=one: setattr(one, "tags", dict(tags))

    return rows


tag_stores.STORES["bedrock"] = _rows_of(_reserved)
tag_stores.STORES["rekognition"] = _rows_of(_projects, _versions, _sets)


def thing(arn: str) -> Thing:
    """For tests: what only the service sets."""
    return next(one for one in [*_reserved, *_projects, *_versions, *_sets] if one.arn == arn)
