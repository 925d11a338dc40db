"""Comprehend's own models, flywheels and endpoints, which moto gives other ARNs, deletes at once, and whatever state they are in.

A model goes after its endpoints (API reference, DeleteEndpoint) and only in a state that is an end: training is stopped first
(DeleteDocumentClassifier, DeleteEntityRecognizer). It, a flywheel and an endpoint are shown as DELETING for a while. A version
has an ARN, and tags, of its own; the lists tell of all of them. Texts are unseen.
"""

from __future__ import annotations

from typing import Any

import ageing
import shelf
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_models = shelf.Shelf("comprehend", "endpoint")
_endpoints = shelf.Shelf("comprehend", "endpoint")
_flywheels = shelf.Shelf("comprehend", "endpoint")
_ENDS = ("TRAINED", "TRAINED_WITH_WARNING", "IN_ERROR", "STOPPED")


def _arn(call: Call, word: str, name: str) -> str:
    version = call.params.get("VersionName")
    return f"arn:aws:comprehend:{call.region}:{ACCOUNT}:{word}/{name}" + (f"/version/{version}" if version else "")


def _one(of: shelf.Shelf, call: Call, arn: str) -> dict[str, Any]:
    of.seen(call)
    if arn not in of.of(call.region):
        raise Refused("ResourceNotFoundException", f"The resource {arn} was not found.")
    return of.of(call.region)[arn]


def _deleting(of: shelf.Shelf, call: Call, one: dict[str, Any]) -> Answer:
    one["Status"] = "DELETING"
    of.begin(one, lambda: of.remove(call.region, one))
    return yes(call, {})


# ---- models ---------------------------------------------------------------------------------------------------------


def _train(call: Call, word: str, of: str, name: str) -> Answer:
    """Trained in no time."""
    arn = _arn(call, word, name)
    if arn in _models.of(call.region):
        raise Refused("ResourceInUseException", f"{arn} exists already")
    names = ("DataAccessRoleArn", "LanguageCode", "ModelKmsKeyId", "VolumeKmsKeyId", "VpcConfig", "VersionName", "InputDataConfig", "OutputDataConfig")
    told = {key: call.params[key] for key in names if key in call.params}
    _models.put(call.region, arn, told | {of: arn, "Status": "TRAINED", "SubmitTime": ageing.now().timestamp()}, call.params.get("Tags"))
    return yes(call, {of: arn})


@instead("comprehend", "CreateDocumentClassifier")
def create_classifier(call: Call) -> Answer:
    return _train(call, "document-classifier", "DocumentClassifierArn", call.params["DocumentClassifierName"])


@instead("comprehend", "CreateEntityRecognizer")
def create_recognizer(call: Call) -> Answer:
    return _train(call, "entity-recognizer", "EntityRecognizerArn", call.params["RecognizerName"])


def _all(call: Call, of: str) -> list[dict[str, Any]]:
    return [shelf.shown(one) for one in _models.all(call.region) if of in one]


@instead("comprehend", "ListDocumentClassifiers")
def classifiers(call: Call) -> Answer:
    return yes(call, {"DocumentClassifierPropertiesList": _all(call, "DocumentClassifierArn")})


@instead("comprehend", "ListEntityRecognizers")
def recognizers(call: Call) -> Answer:
    return yes(call, {"EntityRecognizerPropertiesList": _all(call, "EntityRecognizerArn")})


@instead("comprehend", "DescribeDocumentClassifier")
def classifier(call: Call) -> Answer:
    return yes(call, {"DocumentClassifierProperties": shelf.shown(_one(_models, call, call.params["DocumentClassifierArn"]))})


@instead("comprehend", "DescribeEntityRecognizer")
def recognizer(call: Call) -> Answer:
    return yes(call, {"EntityRecognizerProperties": shelf.shown(_one(_models, call, call.params["EntityRecognizerArn"]))})


@instead("comprehend", "StopTrainingDocumentClassifier", "StopTrainingEntityRecognizer")
def stop(call: Call) -> Answer:
    one = _one(_models, call, call.params.get("DocumentClassifierArn") or call.params["EntityRecognizerArn"])
    if one["Status"] == "TRAINING":
        one["Status"] = "STOP_REQUESTED"
        _models.begin(one, lambda: one.__setitem__("Status", "STOPPED"))
    return yes(call, {})


@instead("comprehend", "DeleteDocumentClassifier", "DeleteEntityRecognizer")
def delete_model(call: Call) -> Answer:
    one = _one(_models, call, call.params.get("DocumentClassifierArn") or call.params["EntityRecognizerArn"])
    if one["Status"] not in _ENDS:
        raise Refused("ResourceUnavailableException", f"{one['_arn']} is {one['Status']}")
    served = [of[key] for of in _endpoints.of(call.region).values() for key in ("ModelArn", "DesiredModelArn")]
    active = [of.get("ActiveModelArn") for of in _flywheels.of(call.region).values()]
    if one["_arn"] in served + active:
        raise Refused("ResourceInUseException", f"{one['_arn']} is in use")
    return _deleting(_models, call, one)


# ---- endpoints ------------------------------------------------------------------------------------------------------


@instead("comprehend", "CreateEndpoint")
def create_endpoint(call: Call) -> Answer:
    told = call.params
    flywheel = _one(_flywheels, call, told["FlywheelArn"]) if told.get("FlywheelArn") else {}
    model = told.get("ModelArn") or flywheel["ActiveModelArn"]
    arn = _arn(call, model.split(":")[5].split("/")[0] + "-endpoint", told["EndpointName"])
    units, at = told["DesiredInferenceUnits"], ageing.now().timestamp()
    made = {
        "EndpointArn": arn, "Status": "IN_SERVICE", "ModelArn": model, "DesiredModelArn": model, "DesiredInferenceUnits": units,
        "CurrentInferenceUnits": units, "CreationTime": at, "LastModifiedTime": at,
    }  # fmt: skip
    made |= {key: told[key] for key in ("DataAccessRoleArn", "FlywheelArn") if key in told}
    _endpoints.put(call.region, arn, made, told.get("Tags"))
    return yes(call, {"EndpointArn": arn, "ModelArn": model})


@instead("comprehend", "ListEndpoints")
def endpoints(call: Call) -> Answer:
    return yes(call, {"EndpointPropertiesList": [shelf.shown(one) for one in _endpoints.all(call.region)]})


@instead("comprehend", "DescribeEndpoint")
def endpoint(call: Call) -> Answer:
    return yes(call, {"EndpointProperties": shelf.shown(_one(_endpoints, call, call.params["EndpointArn"]))})


@instead("comprehend", "DeleteEndpoint")
def delete_endpoint(call: Call) -> Answer:
    one = _one(_endpoints, call, call.params["EndpointArn"])
    if one["Status"] not in ("IN_SERVICE", "FAILED"):
        raise Refused("ResourceInUseException", f"{one['_arn']} is {one['Status']}")
    return _deleting(_endpoints, call, one)


# ---- flywheels ------------------------------------------------------------------------------------------------------


@instead("comprehend", "CreateFlywheel")
def create_flywheel(call: Call) -> Answer:
    told = call.params
    arn, at = _arn(call, "flywheel", told["FlywheelName"]), ageing.now().timestamp()
    names = ("ActiveModelArn", "DataAccessRoleArn", "DataLakeS3Uri", "DataSecurityConfig", "ModelType", "TaskConfig")
    made = {key: told[key] for key in names if key in told}
    _flywheels.put(call.region, arn, made | {"FlywheelArn": arn, "Status": "ACTIVE", "CreationTime": at}, told.get("Tags"))
    return yes(call, {"FlywheelArn": arn} | {key: told[key] for key in ("ActiveModelArn",) if key in told})


@instead("comprehend", "ListFlywheels")
def flywheels(call: Call) -> Answer:
    names = ("FlywheelArn", "ActiveModelArn", "DataLakeS3Uri", "Status", "ModelType", "CreationTime")
    return yes(call, {"FlywheelSummaryList": [shelf.shown(one, *names) for one in _flywheels.all(call.region)]})


@instead("comprehend", "DescribeFlywheel")
def flywheel(call: Call) -> Answer:
    return yes(call, {"FlywheelProperties": shelf.shown(_one(_flywheels, call, call.params["FlywheelArn"]))})


@instead("comprehend", "DeleteFlywheel")
def delete_flywheel(call: Call) -> Answer:
    one = _one(_flywheels, call, call.params["FlywheelArn"])
    if one["Status"] not in ("ACTIVE", "FAILED"):
        raise Refused("ResourceInUseException", f"{one['_arn']} is {one['Status']}")
    return _deleting(_flywheels, call, one)


@instead("comprehend", "ListTagsForResource")
def tags(call: Call) -> Answer:
    arn = call.params["ResourceArn"]
    told = shelf.tags_of("comprehend", call.region, arn)
    if told is None:
        raise Refused("ResourceNotFoundException", f"The resource {arn} was not found.")
    return yes(call, {"ResourceArn": arn, "Tags": shelf.pairs(told)})


def thing(arn: str) -> Any:
    """For tests: what only the service sets."""
    here = [of.of(arn.split(":")[3]) for of in (_models, _endpoints, _flywheels)]
    return next((of[arn] for of in here if arn in of), None)
