"""SageMaker's endpoints and notebooks: moto has them gone, or stopped, in the moment in which they are asked to go."""

from __future__ import annotations

import pace
from hooks import backend, before, instead
from wire import Answer, Call, Refused, yes

# API reference, DescribeEndpoint: an endpoint in one of these states cannot be deleted.
_CHANGING = {"Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"}

_under_way = pace.UnderWay("endpoint")


def _refuse(message: str) -> None:
    raise Refused("ValidationException", message)


@instead("sagemaker", "DeleteEndpoint")
def delete_endpoint(call: Call) -> Answer | None:
    one = backend("sagemaker", call.region).endpoints.get(call.params["EndpointName"])
    if one is None:
        return None  # moto's own "Could not find"
    if one.endpoint_status in _CHANGING:
        _refuse(f'Cannot update in-progress endpoint "{one.arn}".')
    one.endpoint_status = "Deleting"
    _under_way.begin(one)
    return yes(call)


@before("sagemaker", "DescribeEndpoint", "ListEndpoints")
def look_at_endpoints(call: Call) -> None:
    store = backend("sagemaker", call.region).endpoints
    for name, one in list(store.items()):
        if call.params.get("EndpointName") in (None, name) and one.endpoint_status == "Deleting" and _under_way.is_over(one):
            del store[name]


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


@before("sagemaker", "DescribeNotebookInstance", "ListNotebookInstances")
def look_at_notebooks(call: Call) -> None:
    store = backend("sagemaker", call.region).notebook_instances
    for name, one in list(store.items()):
        if call.params.get("NotebookInstanceName") in (None, name) and one.status in ("Stopping", "Deleting") and _under_way.is_over(one):
            if one.status == "Deleting":
                del store[name]
            else:
                one.status = "Stopped"
