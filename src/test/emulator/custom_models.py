"""Bedrock's models that people made, what serves them, and endpoints of its marketplace, which moto lacks, or has gone at once.

A model that is deployed, or has throughput reserved, is not deleted (user guide, "Delete a custom model"; ConflictException of
DeleteCustomModel); a deployment takes a while to stop (API reference, DeleteCustomModelDeployment). What the marketplace starts
is an endpoint of SageMaker's, with that ARN and those tags (API reference, CreateMarketplaceModelEndpoint): to deregister it
leaves it running. Texts are unseen.
"""

from __future__ import annotations

import uuid
from typing import Any

import ageing
import shelf
import trained_models
from hooks import backend, instead, on_reset
from wire import ACCOUNT, Answer, Call, Refused, yes

_models = shelf.Shelf("bedrock", "endpoint")
_deployments = shelf.Shelf("bedrock", "endpoint")
_registered: dict[tuple[str, str], dict[str, Any]] = {}
on_reset(_registered.clear)


def _pairs(told: list[dict[str, str]] | None) -> dict[str, str]:
    return {one["key"]: one["value"] for one in told or []}


def _arn(call: Call, of: str) -> str:
    return f"arn:aws:bedrock:{call.region}:{ACCOUNT}:{of}/{uuid.uuid4().hex[:12]}"


def _missing(arn: str) -> Refused:
    return Refused("ResourceNotFoundException", f"The specified resource ARN {arn} was not found.", 404)


def _one(of: shelf.Shelf, call: Call, named: str, name: str) -> dict[str, Any]:
    """By its ARN or its name."""
    of.seen(call)
    for arn, one in of.of(call.region).items():
        if named in (arn, one[name]):
            return one
    raise _missing(named)


# ---- models ---------------------------------------------------------------------------------------------------------


def _model(call: Call, of: str, name: str, key: str | None, tags: list[dict[str, str]] | None, **more: str) -> str:
    arn = _arn(call, of)
    made = {"modelArn": arn, "modelName": name, "creationTime": trained_models.iso(ageing.now())} | more
    if key:
        made["modelKmsKeyArn"] = key
    _models.put(call.region, arn, made, _pairs(tags))
    return arn


@instead("bedrock", "CreateCustomModel")
def create_model(call: Call) -> Answer:
    told = call.params
    arn = _model(
        call, "custom-model/imported", told["modelName"], told.get("modelKmsKeyArn"), told.get("modelTags"),
        baseModelArn="", baseModelName="", modelStatus="Active",
    )  # fmt: skip
    return yes(call, {"modelArn": arn}, 202)


@instead("bedrock", "CreateModelCustomizationJob")
def customize(call: Call) -> Answer:
    """Trained in no time."""
    told, base = call.params, call.params["baseModelIdentifier"].split("/")[-1]
    _model(
        call, f"custom-model/{base}", told["customModelName"], told.get("customModelKmsKeyId"), told.get("customModelTags"),
        baseModelArn=f"arn:aws:bedrock:{call.region}::foundation-model/{base}", baseModelName=base, modelStatus="Active",
    )  # fmt: skip
    return yes(call, {"jobArn": _arn(call, f"model-customization-job/{base}")}, 201)


@instead("bedrock", "CreateModelImportJob")
def import_model(call: Call) -> Answer:
    """Imported in no time."""
    told = call.params
    _model(call, "imported-model", told["importedModelName"], told.get("importedModelKmsKeyId"), told.get("importedModelTags"))
    return yes(call, {"jobArn": _arn(call, "model-import-job")}, 201)


def _of(call: Call, word: str) -> list[dict[str, Any]]:
    return [one for one in _models.all(call.region) if f":{word}/" in one["_arn"]]


@instead("bedrock", "ListCustomModels")
def custom_models(call: Call) -> Answer:
    names = ("modelArn", "modelName", "creationTime", "baseModelArn", "baseModelName", "modelStatus")
    return yes(call, {"modelSummaries": [shelf.shown(one, *names) for one in _of(call, "custom-model")]})


@instead("bedrock", "ListImportedModels")
def imported_models(call: Call) -> Answer:
    return yes(call, {"modelSummaries": [shelf.shown(one, "modelArn", "modelName", "creationTime") for one in _of(call, "imported-model")]})


@instead("bedrock", "GetCustomModel", "GetImportedModel")
def model(call: Call) -> Answer:
    return yes(call, shelf.shown(_one(_models, call, call.params["modelIdentifier"], "modelName")))


@instead("bedrock", "DeleteCustomModel", "DeleteImportedModel")
def delete_model(call: Call) -> Answer:
    one = _one(_models, call, call.params["modelIdentifier"], "modelName")
    word = "custom-model" if call.operation == "DeleteCustomModel" else "imported-model"
    if f":{word}/" not in one["_arn"]:
        raise _missing(one["_arn"])
    if one.get("modelStatus") == "Creating":
        raise Refused("ConflictException", f"{one['_arn']} is being created")
    served = [of["modelArn"] for of in _deployments.of(call.region).values()] + trained_models.reserved_for(call.region)
    if one["_arn"] in served:
        raise Refused("ConflictException", f"{one['_arn']} is deployed, or has throughput")
    _models.remove(call.region, one)
    return yes(call, {})


# ---- deployments ----------------------------------------------------------------------------------------------------


@instead("bedrock", "CreateCustomModelDeployment")
def deploy(call: Call) -> Answer:
    told = call.params
    of, arn = _one(_models, call, told["modelArn"], "modelName"), _arn(call, "custom-model-deployment")
    made = {
        "customModelDeploymentArn": arn,
        "customModelDeploymentName": told["modelDeploymentName"],
        "modelArn": of["_arn"],
        "createdAt": trained_models.iso(ageing.now()),
        "status": "Active",
    }
    _deployments.put(call.region, arn, made, _pairs(told.get("tags")))
    return yes(call, {"customModelDeploymentArn": arn}, 202)


@instead("bedrock", "ListCustomModelDeployments")
def deployments(call: Call) -> Answer:
    return yes(call, {"modelDeploymentSummaries": [shelf.shown(one) for one in _deployments.all(call.region)]})


@instead("bedrock", "GetCustomModelDeployment")
def deployment(call: Call) -> Answer:
    one = _one(_deployments, call, call.params["customModelDeploymentIdentifier"], "customModelDeploymentName")
    return yes(call, shelf.shown(one) | {"modelDeploymentName": one["customModelDeploymentName"]})


@instead("bedrock", "DeleteCustomModelDeployment")
def delete_deployment(call: Call) -> Answer:
    one = _one(_deployments, call, call.params["customModelDeploymentIdentifier"], "customModelDeploymentName")
    if one["status"] == "Creating" or "_then" in one:
        raise Refused("ConflictException", f"{one['_arn']} is being created or deleted")
    _deployments.begin(one, lambda: _deployments.remove(call.region, one))
    return yes(call, {})


@instead("bedrock", "ListTagsForResource")
def tags(call: Call) -> Answer:
    arn = call.params["resourceARN"]
    if ":provisioned-model/" in arn:
        return trained_models.tags_of_reserved(call)
    told = shelf.tags_of("bedrock", call.region, arn)
    if told is None:
        raise _missing(arn)
    return yes(call, {"tags": [{"key": key, "value": value} for key, value in told.items()]})


def thing(arn: str) -> Any:
    """For tests: what only the service sets."""
    here = [of.of(arn.split(":")[3]) for of in (_models, _deployments)]
    return next((of[arn] for of in here if arn in of), None) or trained_models.thing(arn)


# ---- the marketplace ------------------------------------------------------------------------------------------------


@instead("bedrock", "CreateMarketplaceModelEndpoint")
def start(call: Call) -> Answer:
    told, name = call.params, call.params["endpointName"]
    how, sagemaker = told["endpointConfig"]["sageMaker"], backend("sagemaker", call.region)
    tags = shelf.pairs(_pairs(told.get("tags")) | {"sagemaker-sdk:bedrock": "compatible"})
    sagemaker.create_model(name, how["executionRole"], {"Image": "model"}, None, None, tags)
    variant = {
        "VariantName": "AllTraffic", "ModelName": name, "InstanceType": how["instanceType"],
        "InitialInstanceCount": how["initialInstanceCount"], "InitialVariantWeight": 1.0,
    }  # fmt: skip
    sagemaker.create_endpoint_config(name, [variant], {}, {}, tags, "")
    arn = sagemaker.create_endpoint(name, name, tags).arn
    at = trained_models.iso(ageing.now())
    made = {"endpointArn": arn, "modelSourceIdentifier": told["modelSourceIdentifier"], "status": "REGISTERED", "createdAt": at, "updatedAt": at}
    _registered[call.region, arn] = made
    return yes(call, {"marketplaceModelEndpoint": made | {"endpointConfig": told["endpointConfig"], "endpointStatus": "InService"}})


@instead("bedrock", "ListMarketplaceModelEndpoints")
def registered(call: Call) -> Answer:
    return yes(call, {"marketplaceModelEndpoints": [one for (region, _), one in _registered.items() if region == call.region]})


@instead("bedrock", "DeregisterMarketplaceModelEndpoint")
def deregister(call: Call) -> Answer:
    if _registered.pop((call.region, call.params["endpointArn"]), None) is None:
        raise _missing(call.params["endpointArn"])
    return yes(call, {})
