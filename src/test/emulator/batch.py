"""Batch as AWS has it where moto is kinder: queues and environments are disabled first, all of it goes slowly, in order, with its role.

An environment whose role went first is INVALID for ever (ekristen/aws-nuke #674). That a queue is gone, environments learn later
(hashicorp/terraform-provider-aws #46925). Texts are those of public issues, where one was found; "unseen" else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import giving_up
import hooks
import pace
import tag_stores
from hooks import backend, before, instead
from moto.batch.models import BatchBackend, JobDefinition, JobQueue
from wire import Answer, Call, Refused, yes

_under_way = pace.UnderWay("container")
_status: dict[str, str] = {}  # by ARN, of what is not VALID
_reasons: dict[str, str] = {}  # by ARN, of what is INVALID
_lags: dict[str, int] = {}  # environments that still see a queue which is gone, by ARN: so many deletions are refused
hooks.on_reset(_status.clear)
hooks.on_reset(_reasons.clear)
hooks.on_reset(_lags.clear)


def _refuse(message: str) -> Refused:
    return Refused("ClientException", message)


def _queue(call: Call) -> Any:
    found = backend("batch", call.region).get_job_queue(call.params["jobQueue"])
    if found is None:
        raise _refuse(f"{call.params['jobQueue']} does not exist")  # unseen
    return found


def _environment(call: Call) -> Any:
    found = backend("batch", call.region).get_compute_environment(call.params["computeEnvironment"])
    if found is None:
        raise _refuse(f"{call.params['computeEnvironment']} does not exist")  # unseen
    return found


def _begin(one: Any, status: str) -> None:
    _status[one.arn] = status
    _under_way.begin(one)


def _gave_up(one: Any) -> bool:
    reason = giving_up.why(one.arn)
    if reason is not None:
        _status[one.arn], _reasons[one.arn] = "INVALID", reason
    return reason is not None


def _is_still(call: Call, one: Any) -> bool:
    return _status.get(one.arn) in ("UPDATING", "DELETING")


# ---- queues ---------------------------------------------------------------------------------------------------------


@before("batch", "UpdateJobQueue")
def update_queue(call: Call) -> None:
    one = _queue(call)
    if _is_still(call, one):
        raise _refuse("Cannot update, resource is being modified.")
    _begin(one, "UPDATING")


@before("batch", "DescribeJobQueues")
def look_at_queues(call: Call) -> None:
    store = backend("batch", call.region)
    asked = call.params.get("jobQueues")
    for one in list(store._job_queues.values()):
        if _is_still(call, one) and (not asked or one.arn in asked or one.name in asked) and _under_way.is_over(one):
            was = _status.pop(one.arn)
            if was == "DELETING" and _gave_up(one):
                continue
            if was == "DELETING":
                del store._job_queues[one.arn]
                for order in one.env_order_json:
                    _lags[order["computeEnvironment"]] = 1
    for one in store._job_queues.values():
        one.status = _status.get(one.arn, "VALID")


@instead("batch", "DeleteJobQueue")
def delete_queue(call: Call) -> Answer:
    one = _queue(call)
    if _is_still(call, one):
        raise _refuse("Cannot delete, resource is being modified.")
    if one.state == "ENABLED":
        raise _refuse("Cannot delete, the job queue must be DISABLED.")  # unseen
    _begin(one, "DELETING")
    return yes(call, {})


def _with_reason(made):
    def describe(self) -> dict[str, Any]:
        return made(self) | ({"statusReason": _reasons[self.arn]} if self.status == "INVALID" else {})

    return describe


JobQueue.describe = _with_reason(JobQueue.describe)


# ---- environments ---------------------------------------------------------------------------------------------------

_told, _made = BatchBackend.describe_compute_environments, BatchBackend.create_compute_environment


def _create(self, *args, **kwargs):
    """Enabled, unless it is told otherwise."""
    one = _made(self, *args, **kwargs)
    one.state = one.state or "ENABLED"
    one.uuid = str(uuid.uuid4())
    return one


BatchBackend.create_compute_environment = _create


def _describe(self, environments=None):
    told = _told(self, environments)
    for one in told:
        one["uuid"] = self.get_compute_environment(one["computeEnvironmentArn"]).uuid
        status = _status.get(one["computeEnvironmentArn"])
        if status is not None:
            one["status"] = status
        if status == "INVALID":
            reason = _reasons.get(one["computeEnvironmentArn"])
            one["statusReason"] = reason or "CLIENT_ERROR - Not authorized to perform sts:AssumeRole"
    return told


BatchBackend.describe_compute_environments = _describe


@before("batch", "UpdateComputeEnvironment")
def update_environment(call: Call) -> None:
    one = _environment(call)
    if _is_still(call, one):
        raise _refuse("Cannot update, resource is being modified.")
    _begin(one, "UPDATING")


@before("batch", "DescribeComputeEnvironments")
def look_at_environments(call: Call) -> None:
    store = backend("batch", call.region)
    asked = call.params.get("computeEnvironments")
    for one in list(store._compute_environments.values()):
        if not _is_still(call, one) or (asked and one.arn not in asked and one.name not in asked) or not _under_way.is_over(one):
            continue
        was = _status.pop(one.arn)
        if not _has_role(call, one):
            _status[one.arn] = "INVALID"
        elif was == "DELETING" and not _gave_up(one):
            store.delete_compute_environment(one.arn)


def _has_role(call: Call, one: Any) -> bool:
    return any(role.arn == one.service_role for role in backend("iam", call.region).roles.values())


@instead("batch", "DeleteComputeEnvironment")
def delete_environment(call: Call) -> Answer:
    one, store = _environment(call), backend("batch", call.region)
    if _is_still(call, one):
        raise _refuse("Cannot delete, resource is being modified.")
    if one.state == "ENABLED":
        raise _refuse("Cannot delete, the compute environment must be DISABLED.")  # unseen
    if any(order["computeEnvironment"] == one.arn for queue in store._job_queues.values() for order in queue.env_order_json):
        raise _refuse("Cannot delete, found existing JobQueue relationship")
    if _lags.get(one.arn, 0) > 0:
        _lags[one.arn] -= 1
        raise _refuse("Cannot delete, found existing JobQueue relationship")
    _begin(one, "DELETING")
    return yes(call, {})


# ---- definitions ----------------------------------------------------------------------------------------------------


def _with_parts(made):
    """moto tells neither of the tasks of ECS nor of nodes."""

    def describe(self) -> dict[str, Any]:
        parts = {"ecsProperties": self.__dict__.get("janitor_ecs"), "nodeProperties": self.node_properties}
        return made(self) | {name: part for name, part in parts.items() if part is not None}

    return describe


JobDefinition.describe = _with_parts(JobDefinition.describe)


@instead("batch", "RegisterJobDefinition")
def register(call: Call) -> Answer | None:
    """moto refuses one of several containers in a task of ECS."""
    told = call.params
    if told.get("ecsProperties") is None:
        return None
    least = {"image": "none", "resourceRequirements": [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "64"}]}
    made = backend("batch", call.region).register_job_definition(
        def_name=told["jobDefinitionName"],
        parameters=told.get("parameters"),
        _type=told["type"],
        tags=told.get("tags") or {},
        retry_strategy=told.get("retryStrategy"),
        container_properties=least,
        node_properties=None,
        eks_properties=None,
        timeout=told.get("timeout"),
        platform_capabilities=told.get("platformCapabilities"),
        propagate_tags=told.get("propagateTags"),
    )
    made.container_properties, made.janitor_ecs = None, told["ecsProperties"]
    return yes(call, {"jobDefinitionArn": made.arn, "jobDefinitionName": made.name, "revision": made.revision})


@before("batch", "DeregisterJobDefinition")
def deregister(call: Call) -> None:
    """moto says yes to what is not there."""
    store, told = backend("batch", call.region), call.params["jobDefinition"]
    if not any(told in (one.arn, f"{one.name}:{one.revision}") for one in store._job_definitions.values()):
        raise _refuse(f"{told} does not exist")  # unseen


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str) -> Iterator[tag_stores.Row]:
    """An INACTIVE definition is kept for half a year, and its tags with it."""
    store = backend("batch", region)
    for one in [*store._job_queues.values(), *store._compute_environments.values(), *store._job_definitions.values()]:
        yield tag_stores._tagger(one.arn, store.tagger)


tag_stores.STORES["batch"] = _rows
