"""SageMaker's endpoints and notebooks: moto has them gone, or stopped, in the moment in which they are asked to go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from moto.sagemaker.models import SageMakerModelBackend

import ageing
import giving_up
import hooks
import pace
import rights
from hooks import backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

# API reference, DescribeEndpoint: an endpoint in one of these states cannot be deleted.
_CHANGING = {"Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"}

_under_way = pace.UnderWay("endpoint")

# Inference components, by region and name: what each was made with.
_components: dict[tuple[str, str], dict[str, Any]] = {}
hooks.on_reset(_components.clear)


def _refuse(message: str) -> None:
    raise Refused("ValidationException", message)


@instead("sagemaker", "DeleteEndpoint")
def delete_endpoint(call: Call) -> Answer | None:
    one = backend("sagemaker", call.region).endpoints.get(call.params["EndpointName"])
    if one is None:
        return None  # moto's own "Could not find"
    if one.endpoint_status in _CHANGING:
        _refuse(f'Cannot update in-progress endpoint "{one.arn}".')
    if any(told["EndpointName"] == call.params["EndpointName"] for (region, _), told in _components.items() if region == call.region):
        _refuse(f'Cannot delete endpoint "{one.arn}" while it has inference components. Please delete all of them first.')  # unseen
    _deregister(call)
    one.endpoint_status = "Deleting"
    _under_way.begin(one)
    return yes(call)


def _deregister(call: Call) -> None:
    """What scales it goes with it, in the name of who deletes it (awslabs/stable-diffusion-aws-extension #161)."""
    scaling = backend("applicationautoscaling", call.region)
    mine = [
        one
        for one in scaling.describe_scalable_targets("sagemaker", None, None)
        if one.resource_id.startswith(f"endpoint/{call.params['EndpointName']}/")
    ]
    if mine and not rights.may(call, "application-autoscaling:DeregisterScalableTarget"):
        _refuse(
            "An Application AutoScaling scalable target exists for a variant being deleted, and the IAM identity used to invoke"
            " DeleteEndpoint does not have application-autoscaling:DeregisterScalableTarget permission to deregister the scalable target."
        )
    for one in mine:
        scaling.deregister_scalable_target(one.service_namespace, one.resource_id, one.scalable_dimension)


@before("sagemaker", "DescribeEndpoint", "ListEndpoints")
def look_at_endpoints(call: Call) -> None:
    store = backend("sagemaker", call.region).endpoints
    for name, one in list(store.items()):
        if call.params.get("EndpointName") in (None, name) and one.endpoint_status == "Deleting" and _under_way.is_over(one):
            del store[name]


_validate = SageMakerModelBackend.validate_production_variants


def _validate_those_with_a_model(self: SageMakerModelBackend, production_variants: list[dict[str, Any]]) -> None:
    """API reference, ProductionVariant: a model is not required. moto wants one."""
    _validate(self, [variant for variant in production_variants if "ModelName" in variant])


SageMakerModelBackend.validate_production_variants = _validate_those_with_a_model


def _component(call: Call, name: str) -> dict[str, Any]:
    told = _components[call.region, name]
    return {
        "InferenceComponentName": name,
        "InferenceComponentArn": f"arn:aws:sagemaker:{call.region}:{ACCOUNT}:inference-component/{name}",
        "InferenceComponentStatus": told["status"],
        "EndpointName": told["EndpointName"],
        "EndpointArn": f"arn:aws:sagemaker:{call.region}:{ACCOUNT}:endpoint/{told['EndpointName']}",
        "VariantName": told.get("VariantName", ""),
        "CreationTime": told["at"],
        "LastModifiedTime": told["at"],
    }


@instead("sagemaker", "CreateInferenceComponent")
def create_component(call: Call) -> Answer:
    """API reference: the endpoint and the model have to be there."""
    told, store = call.params, backend("sagemaker", call.region)
    if told["EndpointName"] not in store.endpoints:
        _refuse(f'Could not find endpoint "{told["EndpointName"]}".')
    model = told.get("Specification", {}).get("ModelName")
    if model is not None and model not in store._models:
        _refuse(f'Could not find model "{model}".')
    name = told["InferenceComponentName"]
    _components[call.region, name] = {**told, "at": ageing.now().timestamp(), "status": "InService"}
    arn = _component(call, name)["InferenceComponentArn"]
    _components[call.region, name] |= {"_arn": arn, "_tags": {tag["Key"]: tag["Value"] for tag in told.get("Tags") or []}}
    return yes(call, {"InferenceComponentArn": arn})


@instead("sagemaker", "DeleteInferenceComponent")
def delete_component(call: Call) -> Answer:
    name = call.params["InferenceComponentName"]
    one = _components.get((call.region, name))
    if one is None:
        _refuse(f'Could not find inference component "{name}".')
    if one["status"] not in ("InService", "Failed"):
        _refuse(f'Cannot update in-progress inference component "{name}".')  # unseen
    one["status"] = "Deleting"
    _under_way.begin(one)
    return yes(call)


@before("sagemaker", "ListInferenceComponents", "DescribeInferenceComponent")
def look_at_components(call: Call) -> None:
    for key, one in list(_components.items()):
        if key[0] == call.region and one["status"] == "Deleting" and _under_way.is_over(one):
            if reason := giving_up.why(one["_arn"]):
                one |= {"status": "Failed", "reason": reason}
            else:
                del _components[key]


def component_rows(region: str) -> Iterator[tuple[str, dict[str, str], Callable[[dict[str, str]], None]]]:
    for (at, _), one in list(_components.items()):
        if at == region:
            yield one["_arn"], dict(one["_tags"]), lambda tags, one=one: one.__setitem__("_tags", dict(tags))


@instead("sagemaker", "ListInferenceComponents")
def list_components(call: Call) -> Answer:
    """API reference: which model each serves is not among what a list tells."""
    wanted = call.params.get("EndpointNameEquals")
    names = sorted(name for region, name in _components if region == call.region)
    all_of_them = [_component(call, name) for name in names]
    return yes(call, {"InferenceComponents": [one for one in all_of_them if wanted in (None, one["EndpointName"])]})


@instead("sagemaker", "DescribeInferenceComponent")
def describe_component(call: Call) -> Answer:
    name = call.params["InferenceComponentName"]
    if (call.region, name) not in _components:
        _refuse(f'Could not find inference component "{name}".')
    one = _components[call.region, name]
    why = {"FailureReason": one["reason"]} if one["status"] == "Failed" else {}
    return yes(call, {**_component(call, name), **why, "Specification": one.get("Specification")})


@before("sagemaker", "DescribeModel", "DeleteModel")
def model(call: Call) -> None:
    """AWS's words; moto has others for a deletion."""
    name = call.params["ModelName"]
    if name not in backend("sagemaker", call.region)._models:
        _refuse(f'Could not find model "{name}".')


@instead("sagemaker", "StopNotebookInstance", "DeleteNotebookInstance")
def end_notebook(call: Call) -> Answer | None:
    one = backend("sagemaker", call.region).notebook_instances.get(call.params["NotebookInstanceName"])
    if one is None:
        return None
    stops = call.operation == "StopNotebookInstance"
    allowed, then = (("InService",), "Stopping") if stops else (("Stopped", "Failed"), "Deleting")
    if one.status not in allowed:
        words = ", ".join(allowed)
        _refuse(f"Status ({one.status}) not in ([{words}]). Unable to transition to ({then}) for Notebook Instance ({one.arn})")
    one.status = then
    _under_way.begin(one)
    return yes(call)


@instead("sagemaker", "StartNotebookInstance", "UpdateNotebookInstance")
def change_notebook(call: Call) -> Answer | None:
    """Model, NotebookInstanceStatus: both take their time, and nothing else is taken meanwhile."""
    one = backend("sagemaker", call.region).notebook_instances.get(call.params["NotebookInstanceName"])
    if one is None:
        return None
    then = "Pending" if call.operation == "StartNotebookInstance" else "Updating"
    if one.status not in ("Stopped", "Failed"):
        _refuse(f"Status ({one.status}) not in ([Stopped, Failed]). Unable to transition to ({then}) for Notebook Instance ({one.arn})")
    one.status = then
    _under_way.begin(one)
    return yes(call)


_NEXT_OF_NOTEBOOK = {"Stopping": "Stopped", "Pending": "InService", "Updating": "Stopped", "Deleting": None}


@before("sagemaker", "DescribeNotebookInstance", "ListNotebookInstances")
def look_at_notebooks(call: Call) -> None:
    store = backend("sagemaker", call.region).notebook_instances
    for name, one in list(store.items()):
        if call.params.get("NotebookInstanceName") in (None, name) and one.status in _NEXT_OF_NOTEBOOK and _under_way.is_over(one):
            if one.status == "Deleting":
                del store[name]
            else:
                one.status = _NEXT_OF_NOTEBOOK[one.status]
