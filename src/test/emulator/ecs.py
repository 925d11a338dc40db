"""ECS as AWS has it where moto is kinder: what drains takes time, what is gone is still described as INACTIVE, what is in use stays.

A service of Fargate's runs its tasks here, which moto never starts, each with an interface in its subnet; a task that is
stopped and is a service's comes back. Texts are those that AWS answered in public issues, where one was found; "unseen" else.
"""

from __future__ import annotations

import json
from typing import Any

import ageing
import ec2
import hooks
import pace
import tag_stores
from hooks import after, backend, before, instead
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ecs.models import CapacityProvider, Service, Task, TaskDefinition, TaskSet
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("container")
_OWN_PROVIDERS = ("FARGATE", "FARGATE_SPOT")
_tags_of_own: dict[str, list[dict[str, str]]] = {}  # should AWS ever let somebody tag them
hooks.on_reset(_tags_of_own.clear)


def _dated(of: type, attribute: str) -> None:
    """moto tells no creation times."""
    made = of.__init__

    def make(self, *args, **kwargs) -> None:
        made(self, *args, **kwargs)
        setattr(self, attribute, ageing.now())

    of.__init__ = make


for _of, _attribute in ((Service, "created_at"), (Task, "created_at"), (TaskDefinition, "registered_at")):
    _dated(_of, _attribute)

# moto makes the name of an interface only in a VPC with names, and asks each for it.
NetworkInterface.private_dns_name = ""

# moto's tasks go on by themselves, a state a look, until they are stopped.
Task.advance = lambda self: None
Task.last_status = property(
    lambda self: self.__dict__.get("janitor_status", "RUNNING"), lambda self, told: self.__dict__.__setitem__("janitor_status", told)
)


def _refuse(code: str, message: str) -> Refused:
    return Refused(code, message)


def _name(text: str) -> str:
    return text.split("/")[-1]


def _cluster(call: Call) -> tuple[Any, Any]:
    ecs = backend("ecs", call.region)
    cluster = ecs.clusters.get(_name(call.params.get("cluster") or "default"))
    if cluster is None or cluster.status == "INACTIVE":
        raise _refuse("ClusterNotFoundException", "Cluster not found.")
    return ecs, cluster


def _services(ecs: Any, cluster: Any) -> list[Any]:
    return [one for one in ecs.services.values() if one.cluster_name == cluster.name]


def _tasks(ecs: Any, cluster: Any, group: str | None = None) -> list[Any]:
    return [one for one in ecs.tasks.get(cluster.name, {}).values() if group in (None, one.group)]


def _at_most(call: Call, member: str, most: int) -> None:
    if len(call.params.get(member) or []) > most:
        raise _refuse("InvalidParameterException", f"{member} can have at most {most} items.")


# ---- tasks ----------------------------------------------------------------------------------------------------------


def _run(ecs: Any, service: Any) -> None:
    """Fargate's alone: what runs on instances needs some."""
    if service.launch_type != "FARGATE" or not service.task_definition or service.status != "ACTIVE":
        return
    made = ecs.run_task(
        cluster_str=service.cluster_name,
        task_definition_str=service.task_definition,
        count=service.desired_count,
        overrides=None,
        started_by=f"ecs-svc/{abs(hash(service.name)) % 10**19}",
        tags=list(service.tags) if service.propagate_tags == "SERVICE" else [],
        launch_type="FARGATE",
        networking_configuration=service.network_configuration,
        group=f"service:{service.name}",
    )
    service.running_count, service.pending_count = len(made), 0
    _their_interfaces(ecs)


def _their_interfaces(ecs: Any) -> None:
    """Made by ECS, and nobody else's to delete."""
    known = backend("ec2", ecs.region_name).enis
    for task in [one for tasks in ecs.tasks.values() for one in tasks.values()]:
        for attachment in task.attachments:
            interface = known.get(_interface(attachment))
            if interface is not None and not interface.requester_managed:
                description = f"arn:aws:ecs:{ecs.region_name}:{ACCOUNT}:attachment/{attachment['id']}"
                ec2._made_by_service(interface, "interface", description, "578734482556")


def _interface(attachment: dict[str, Any]) -> str:
    return next(one["value"] for one in attachment["details"] if one["name"] == "networkInterfaceId")


def _stop(ecs: Any, task: Any) -> None:
    """"Any tags associated with the task will be deleted" (API reference, StopTask)."""
    if task.desired_status != "STOPPED":
        task.desired_status, task.last_status, task.tags = "STOPPED", "STOPPING", []
        _under_way.begin(task)


def _stopped(ecs: Any, task: Any) -> None:
    task.desired_status = task.last_status = "STOPPED"
    task.tags = []
    known = backend("ec2", ecs.region_name).enis
    for attachment in task.attachments:
        if _interface(attachment) in known:
            ec2.leave(known[_interface(attachment)])


@instead("ecs", "StopTask")
def stop_task(call: Call) -> Answer:
    ecs, cluster = _cluster(call)
    task = next((one for one in _tasks(ecs, cluster) if one.id == _name(call.params["task"])), None)
    if task is None:
        raise _refuse("InvalidParameterException", "The referenced task was not found.")
    ran = task.desired_status == "RUNNING"
    _stop(ecs, task)
    service = next((one for one in _services(ecs, cluster) if task.group == f"service:{one.name}"), None)
    if ran and service is not None and service.desired_count > 0:
        service.desired_count, wanted = 1, service.desired_count
        _run(ecs, service)
        service.desired_count = service.running_count = wanted
    return yes(call, {"task": {"taskArn": task.task_arn, "clusterArn": task.cluster_arn, "desiredStatus": "STOPPED"}})


@instead("ecs", "ListTasks")
def list_tasks(call: Call) -> Answer:
    """Filtered by desired status in any case; moto shows all."""
    ecs, cluster = _cluster(call)
    wanted, told = call.params.get("desiredStatus") or "RUNNING", call.params
    found = [one for one in _tasks(ecs, cluster) if one.desired_status == wanted]
    if told.get("serviceName"):
        found = [one for one in found if one.group == f"service:{_name(told['serviceName'])}"]
    if told.get("family"):
        found = [one for one in found if f"/{told['family']}:" in one.task_definition_arn]
    return _page(call, "taskArns", sorted(one.task_arn for one in found))


def _page(call: Call, member: str, things: list[str]) -> Answer:
    size, start = call.params.get("maxResults") or 10, int(call.params.get("nextToken") or 0)
    if not 1 <= size <= 100:
        raise _refuse("InvalidParameterException", "maxResults must be between 1 and 100")
    more = {"nextToken": str(start + size)} if start + size < len(things) else {}
    return yes(call, {member: things[start : start + size]} | more)


@before("ecs", "DescribeTasks")
def look_at_tasks(call: Call) -> None:
    ecs, cluster = _cluster(call)
    _at_most(call, "tasks", 100)
    asked = {_name(one) for one in call.params.get("tasks") or []}
    for task in _tasks(ecs, cluster):
        if task.id in asked and task.last_status == "STOPPING" and _under_way.is_over(task):
            _stopped(ecs, task)


@instead("ecs", "DescribeTasks")
def no_tasks(call: Call) -> Answer | None:
    """moto passes over what is not there."""
    ecs, cluster = _cluster(call)
    there = {one.id for one in _tasks(ecs, cluster)}
    missing = [one for one in call.params.get("tasks") or [] if _name(one) not in there]
    if not missing:
        return None
    call.params["tasks"] = [one for one in call.params["tasks"] if one not in missing]
    shown = [_task(one, call) for one in _tasks(ecs, cluster) if one.id in {_name(of) for of in call.params["tasks"]}]
    return yes(call, {"tasks": shown, "failures": [{"arn": one, "reason": "MISSING"} for one in missing]})


def _task(task: Any, call: Call) -> dict[str, Any]:
    told = {
        "taskArn": task.task_arn,
        "clusterArn": task.cluster_arn,
        "taskDefinitionArn": task.task_definition_arn,
        "desiredStatus": task.desired_status,
        "lastStatus": task.last_status,
        "group": task.group,
        "startedBy": task.started_by,
        "createdAt": task.created_at.timestamp(),
        "attachments": task.attachments,
    }
    return told | ({"tags": task.tags} if "TAGS" in (call.params.get("include") or []) else {})


# ---- services -------------------------------------------------------------------------------------------------------


@before("ecs", "ListServices", "DescribeServices", "DescribeTaskSets", "CreateTaskSet", "DeleteTaskSet", "CreateService", "RunTask")
def cluster_is_there(call: Call) -> None:
    """One that is INACTIVE is none."""
    _cluster(call)


@instead("ecs", "ListServices")
def list_services(call: Call) -> Answer:
    """"The service is no longer visible in the console or in the ListServices API operation" once it drains."""
    ecs, cluster = _cluster(call)
    return _page(call, "serviceArns", sorted(one.arn for one in _services(ecs, cluster) if one.status == "ACTIVE"))


def _after_creation(ecs: Any, service: Any) -> None:
    if service.deployment_controller["type"] == "CODE_DEPLOY" and not service.task_sets:
        made = TaskSet(service.name, service.cluster_name, service.task_definition, ACCOUNT, ecs.region_name, launch_type=service.launch_type)
        made.service_arn, made.cluster_arn, made.status, made.started_by = service.arn, service.cluster_arn, "PRIMARY", "CODE_DEPLOY"
        service.task_sets.append(made)
    _run(ecs, service)


def _patch() -> None:
    from moto.ecs.models import EC2ContainerServiceBackend as Store

    made, ran = Store.create_service, Store.run_task

    def create(self, *args, **kwargs):
        service = made(self, *args, **kwargs)
        _after_creation(self, service)
        return service

    def run(self, *args, **kwargs):
        tasks = ran(self, *args, **kwargs)
        _their_interfaces(self)
        return tasks

    Store.create_service, Store.run_task = create, run


_patch()


@before("ecs", "DescribeServices")
def look_at_services(call: Call) -> None:
    ecs, cluster = _cluster(call)
    _at_most(call, "services", 10)
    asked = {_name(one) for one in call.params.get("services") or []}
    for service in _services(ecs, cluster):
        if service.name in asked:
            _drained(ecs, cluster, service)


_OF_DEPLOYMENTS = ("serviceConnectConfiguration", "volumeConfigurations", "vpcLatticeConfigurations")


@after("ecs", "CreateService")
def remember_more(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        ecs, cluster = _cluster(call)
        hooked = (call.params.get("deploymentConfiguration") or {}).get("lifecycleHooks")
        more = {name: call.params[name] for name in _OF_DEPLOYMENTS if call.params.get(name)}
        _service(ecs, cluster, call.params["serviceName"]).janitor_more = (more, hooked)
    return answer


@after("ecs", "DescribeServices")
def tell_more(call: Call, answer: Answer) -> Answer:
    """moto tells nothing of what each deployment works with, nor of what is called on the way."""
    if answer.status != 200:
        return answer
    ecs, cluster = _cluster(call)
    told = json.loads(answer.body)
    for shown in told["services"]:
        service = next(one for one in _services(ecs, cluster) if one.arn == shown["serviceArn"])
        more, hooked = service.__dict__.get("janitor_more") or ({}, None)
        if hooked:
            shown["deploymentConfiguration"] = (shown.get("deploymentConfiguration") or {}) | {"lifecycleHooks": hooked}
        for deployment in shown.get("deployments") or []:
            deployment.update(more)
        if getattr(service, "resource_management_type", "CUSTOMER") == "ECS":
            shown["resourceManagementType"] = "ECS"
    return answer.with_json(told)


def _drained(ecs: Any, cluster: Any, service: Any) -> None:
    if service.status == "DRAINING" and _under_way.is_over(service):
        service.status = "INACTIVE"
        for task in _tasks(ecs, cluster, f"service:{service.name}"):
            _stopped(ecs, task)


def _service(ecs: Any, cluster: Any, name: str) -> Any:
    service = next((one for one in _services(ecs, cluster) if one.name == _name(name)), None)
    if service is None or service.status == "INACTIVE":
        raise _refuse("ServiceNotFoundException", "Service not found.")
    return service


def _controller(service: Any) -> str:
    return service.deployment_controller["type"]


@instead("ecs", "DeleteService")
def delete_service(call: Call) -> Answer:
    """Of one with an external controller the task sets go first: whether `force` does without, no page of AWS's says."""
    ecs, cluster = _cluster(call)
    service = _service(ecs, cluster, call.params["service"])
    if getattr(service, "resource_management_type", "CUSTOMER") == "ECS":
        raise _refuse("InvalidParameterException", "The service is managed by ECS: use DeleteExpressGatewayService.")  # unseen
    if service.scheduling_strategy == "REPLICA" and service.desired_count > 0 and not call.params.get("force"):
        raise _refuse("InvalidParameterException", "The service cannot be stopped while it is scaled above 0.")
    if _controller(service) == "EXTERNAL" and service.task_sets:
        raise _refuse("InvalidParameterException", "The service cannot be stopped while deployments are active.")
    return _drain(call, ecs, service)


def _drain(call: Call, ecs: Any, service: Any) -> Answer:
    service.desired_count, service.pending_count = 0, 0
    if service.status != "DRAINING":
        service.status = "DRAINING"
        _under_way.begin(service)
    return yes(call, {"service": {"serviceArn": service.arn, "serviceName": service.name, "status": service.status}})


@instead("ecs", "CreateExpressGatewayService")
def create_express(call: Call) -> Answer:
    told = call.params
    ecs = backend("ecs", call.region)
    cluster = _name(told.get("cluster") or "default")
    service = ecs.create_service(cluster, told["serviceName"], 1, tags=told.get("tags"), launch_type="FARGATE")
    service.resource_management_type = "ECS"
    return yes(call, {"service": {"serviceArn": service.arn, "serviceName": service.name, "status": {"statusCode": "ACTIVE"}}})


@instead("ecs", "DeleteExpressGatewayService")
def delete_express(call: Call) -> Answer:
    """Takes its load balancer and its groups along."""
    ecs = backend("ecs", call.region)
    service = next((one for one in ecs.services.values() if one.arn == call.params["serviceArn"]), None)
    if service is None or service.status == "INACTIVE":
        raise _refuse("ServiceNotFoundException", "Service not found.")
    if getattr(service, "resource_management_type", "CUSTOMER") != "ECS":
        raise _refuse("InvalidParameterException", "The service is not an Express service.")  # unseen
    _drain(call, ecs, service)
    return yes(call, {"service": {"serviceArn": service.arn, "serviceName": service.name, "status": {"statusCode": "DRAINING"}}})


# ---- task sets ------------------------------------------------------------------------------------------------------


@before("ecs", "DescribeTaskSets", "DeleteTaskSet", "CreateTaskSet")
def external_only(call: Call) -> None:
    """"This is used when a service uses the EXTERNAL deployment controller type" (API reference)."""
    ecs, cluster = _cluster(call)
    service = _service(ecs, cluster, call.params["service"])
    if _controller(service) != "EXTERNAL":
        text = "The service does not use the EXTERNAL deployment controller."  # unseen
        raise _refuse("InvalidParameterException", text)
    if call.operation == "DescribeTaskSets":
        for one in list(service.task_sets):
            if one.status == "DRAINING" and _under_way.is_over(one):
                service.task_sets.remove(one)


@instead("ecs", "DeleteTaskSet")
def delete_task_set(call: Call) -> Answer:
    ecs, cluster = _cluster(call)
    service = _service(ecs, cluster, call.params["service"])
    wanted = call.params["taskSet"]
    one = next((of for of in service.task_sets if wanted in (of.task_set_arn, of.id)), None)
    if one is None:
        raise _refuse("TaskSetNotFoundException", "The specified task set does not exist.")
    if one.scale["value"] > 0 and not call.params.get("force"):
        raise _refuse("InvalidParameterException", "The task set cannot be deleted while it is scaled above 0.")  # unseen
    if one.status != "DRAINING":
        one.status = "DRAINING"
        _under_way.begin(one)
    return yes(call, {"taskSet": {"id": one.id, "taskSetArn": one.task_set_arn, "status": one.status}})


# ---- clusters -------------------------------------------------------------------------------------------------------


@instead("ecs", "ListClusters")
def list_clusters(call: Call) -> Answer:
    """Without those that are INACTIVE (aws/aws-cli #2078)."""
    clusters = backend("ecs", call.region).clusters.values()
    return _page(call, "clusterArns", sorted(one.arn for one in clusters if one.status != "INACTIVE"))


@before("ecs", "DescribeClusters")
def look_at_clusters(call: Call) -> None:
    ecs = backend("ecs", call.region)
    _at_most(call, "clusters", 100)
    for cluster in ecs.clusters.values():
        cluster.running_tasks_count = sum(one.desired_status == "RUNNING" for one in _tasks(ecs, cluster))
        cluster.active_services_count = sum(one.status == "ACTIVE" for one in _services(ecs, cluster))
        cluster.registered_container_instances_count = len(_instances(ecs, cluster))


@after("ecs", "DescribeClusters")
def without_what_is_not_asked_for(call: Call, answer: Answer) -> Answer:
    """ "If this field is omitted, this information isn't included" (API reference, DescribeClusters, include)."""
    if answer.status == 200 and "CONFIGURATIONS" not in (call.params.get("include") or []):
        told = answer.json()
        for one in told["clusters"]:
            one.pop("configuration", None)
        return answer.with_json(told)
    return answer


def _instances(ecs: Any, cluster: Any) -> list[Any]:
    """Those of an agent that lives are taken off when their instance is terminated; those of one that was cut off stay."""
    known = ecs.container_instances.get(cluster.name) or {}
    machines = {one.id: one._state.name for one in ec2._instances(backend("ec2", ecs.region_name))} if known else {}
    for id_, one in list(known.items()):
        state = machines.get(one.ec2_instance_id, "terminated")
        if state == "stopped":
            one.agent_connected = False
        elif state == "terminated" and one.agent_connected:
            del known[id_]
    return list(known.values())


@after("ecs", "RegisterContainerInstance")
def register_instance(call: Call, answer: Answer) -> Answer:
    """Where the machine says that its agent is reconnecting, as one does several times per hour, it is not connected now."""
    if answer.status == 200 and json.loads(call.params["instanceIdentityDocument"]).get("agent") == "reconnecting":
        ecs, cluster = _cluster(call)
        list(ecs.container_instances[cluster.name].values())[-1].agent_connected = False
    return answer


@before("ecs", "ListContainerInstances", "DescribeContainerInstances", "DeregisterContainerInstance")
def look_at_instances(call: Call) -> None:
    _instances(*_cluster(call))


@before("ecs", "DeleteCluster")
def delete_cluster(call: Call) -> None:
    """One that is INACTIVE is deleted once more without a word (aws/aws-cli #2078)."""
    ecs = backend("ecs", call.region)
    cluster = ecs.clusters.get(_name(call.params["cluster"]))
    if cluster is None or cluster.status == "INACTIVE":
        return
    text = "The Cluster cannot be deleted while {}."
    if any(one.status != "INACTIVE" for one in _services(ecs, cluster)):
        raise _refuse("ClusterContainsServicesException", text.format("Services are active"))
    if any(one.last_status != "STOPPED" for one in _tasks(ecs, cluster)):
        raise _refuse("ClusterContainsTasksException", text.format("Tasks are active"))
    if _instances(ecs, cluster):
        raise _refuse("ClusterContainsContainerInstancesException", text.format("Container Instances are active or draining"))
    if any(_scope(one) == cluster.name and one.status != "INACTIVE" for one in ecs.capacity_providers.values()):
        raise _refuse("ClientException", text.format("Cluster Scoped Capacity Providers are attached to the cluster"))


# ---- task definitions -----------------------------------------------------------------------------------------------


def _definition(ecs: Any, text: str) -> Any:
    family, _, revision = _name(text).partition(":")
    return ecs.task_definitions.get(family, {}).get(int(revision)) if revision.isdigit() else None


def _is_used(ecs: Any, arn: str) -> bool:
    running = [one for tasks in ecs.tasks.values() for one in tasks.values() if one.last_status != "STOPPED"]
    living = [one for one in ecs.services.values() if one.status != "INACTIVE"]
    sets = [one for service in living for one in service.task_sets]
    return any(one.task_definition_arn == arn for one in running) or any(one.task_definition == arn for one in [*living, *sets])


def _sweep(ecs: Any) -> None:
    """"Will stay in DELETE_IN_PROGRESS status until all the associated tasks and services have been terminated"."""
    for revisions in ecs.task_definitions.values():
        for revision, one in list(revisions.items()):
            if one.status == "DELETE_IN_PROGRESS" and not _is_used(ecs, one.arn):
                del revisions[revision]


@before("ecs", "DescribeTaskDefinition", "ListTaskDefinitions", "DeregisterTaskDefinition", "DeleteTaskDefinitions")
def look_at_definitions(call: Call) -> None:
    ecs = backend("ecs", call.region)
    _sweep(ecs)
    if call.operation == "DeregisterTaskDefinition" and _definition(ecs, call.params["taskDefinition"]) is None:
        text = "The specified task definition does not exist. Specify a valid account, family, revision and try again."
        raise _refuse("ClientException", text)


@instead("ecs", "ListTaskDefinitions")
def list_definitions(call: Call) -> Answer:
    told, ecs = call.params, backend("ecs", call.region)
    found = ecs.list_task_definitions(told.get("familyPrefix"), told.get("status") or "ACTIVE")
    return _page(call, "taskDefinitionArns", sorted(found))


@instead("ecs", "DeleteTaskDefinitions")
def delete_definitions(call: Call) -> Answer:
    """A 200, whatever came of each."""
    ecs, done, failures = backend("ecs", call.region), [], []
    _at_most(call, "taskDefinitions", 10)
    for text in call.params["taskDefinitions"]:
        one = _definition(ecs, text)
        if one is None:
            why = "The specified task definition does not exist. Specify a valid account, family, revision and try again."
            failures.append({"arn": text, "reason": why})
        elif one.status == "ACTIVE":
            why = "The specified task definition is still in ACTIVE status. Please deregister the target and try again."
            failures.append({"arn": text, "reason": why})
        else:
            one.status = "DELETE_IN_PROGRESS"
            done.append({"taskDefinitionArn": one.arn, "status": one.status})
    return yes(call, {"taskDefinitions": done, "failures": failures})


# ---- capacity providers ---------------------------------------------------------------------------------------------


def _scope(provider: Any) -> str | None:
    return getattr(provider, "cluster", None)


@instead("ecs", "CreateCapacityProvider")
def create_provider(call: Call) -> Answer | None:
    """moto knows those of Auto Scaling groups; one of managed instances is a cluster's."""
    told = call.params
    if not told.get("managedInstancesProvider"):
        return None
    ecs, cluster = _cluster(call)
    one = CapacityProvider(ACCOUNT, call.region, told["name"], {}, told.get("tags"))
    one.auto_scaling_group_provider, one.cluster, one.type = None, cluster.name, "MANAGED_INSTANCES"
    one.managed_instances_provider = {"infrastructureRoleArn": told["managedInstancesProvider"]["infrastructureRoleArn"]}
    ecs.capacity_providers[one.name] = one
    cluster.capacity_providers = [*(cluster.capacity_providers or []), one.name]
    return yes(call, {"capacityProvider": _provider(one, True)})


def _provider(one: Any, tags: bool) -> dict[str, Any]:
    told = {"capacityProviderArn": one.capacity_provider_arn, "name": one.name, "status": one.status}
    for member, value in (
        ("cluster", _scope(one)),
        ("autoScalingGroupProvider", one.auto_scaling_group_provider),
        ("managedInstancesProvider", getattr(one, "managed_instances_provider", None)),
        ("updateStatus", one.update_status),
        ("updateStatusReason", getattr(one, "update_status_reason", None)),
    ):
        if value is not None:
            told[member] = value
    told["type"] = getattr(one, "type", "EC2_AUTOSCALING")
    return told | ({"tags": one.tags or []} if tags else {})


@instead("ecs", "DescribeCapacityProviders")
def describe_providers(call: Call) -> Answer:
    """All where none is named, with the two that AWS has in every account, and without those that are of one cluster: a cluster's
    own are told where that is named ("including Amazon ECS Managed Instances capacity providers", API reference). One that went is
    told of as INACTIVE."""
    ecs, told = backend("ecs", call.region), call.params
    cluster = _cluster(call)[1] if told.get("cluster") else None
    _at_most(call, "capacityProviders", 100)
    tags = "TAGS" in (told.get("include") or [])
    for one in ecs.capacity_providers.values():
        if one.update_status == "DELETE_IN_PROGRESS" and _under_way.is_over(one):
            one.status, one.update_status, one.tags = "INACTIVE", "DELETE_COMPLETE", []
    arn = f"arn:aws:ecs:{call.region}:{ACCOUNT}:capacity-provider/"
    shown = [{"capacityProviderArn": arn + name, "name": name, "status": "ACTIVE", "type": name, "tags": _tags_of_own.get(arn + name, [])} for name in _OWN_PROVIDERS]
    shown += [_provider(one, tags) for one in ecs.capacity_providers.values()]
    if cluster is not None:
        shown = [one for one in shown if one.get("cluster") == cluster.name or one["name"] in (cluster.capacity_providers or [])]
    asked = told.get("capacityProviders")
    if not asked:
        shown = [one for one in shown if cluster is not None or "cluster" not in one]
        return yes(call, {"capacityProviders": shown, "failures": []})
    found = [one for one in shown if one["name"] in asked or one["capacityProviderArn"] in asked]
    there = {text for one in found for text in (one["name"], one["capacityProviderArn"])}
    missing = [{"arn": arn + _name(text), "reason": "MISSING"} for text in asked if text not in there]
    return yes(call, {"capacityProviders": found, "failures": missing})


@instead("ecs", "DeleteCapacityProvider")
def delete_provider(call: Call) -> Answer:
    """A 200 that says DELETE_FAILED where a cluster has it (ekristen/aws-nuke #542)."""
    ecs, name = backend("ecs", call.region), _name(call.params["capacityProvider"])
    if name in _OWN_PROVIDERS:
        raise _refuse("ClientException", "The specified capacity provider is reserved and cannot be deleted.")  # unseen
    one = ecs.capacity_providers.get(name)
    if one is None or one.status == "INACTIVE":
        raise _refuse("ClientException", "The specified capacity provider does not exist. Specify a valid name or ARN and try again.")
    scope = _scope(one)
    if scope is not None and _name(call.params.get("cluster") or "") != scope:
        raise _refuse("ClientException", "The capacity provider is of a cluster, which has to be named.")  # unseen
    holders = [of.name for of in ecs.clusters.values() if of.status != "INACTIVE" and name in (of.capacity_providers or [])]
    if scope is not None:
        holders = [of.name for of in ecs.services.values() if of.status != "INACTIVE" and name in _providers_of(of)]
    if holders:
        one.update_status = "DELETE_FAILED"
        one.update_status_reason = (
            f"The capacity provider cannot be deleted because it is associated with cluster: {holders[0]}."
            " Remove the capacity provider from the cluster and try again."
        )
    elif one.update_status != "DELETE_IN_PROGRESS":
        one.update_status, one.update_status_reason = "DELETE_IN_PROGRESS", None
        _under_way.begin(one)
    return yes(call, {"capacityProvider": _provider(one, False)})


def _providers_of(service: Any) -> list[str]:
    return [one["capacityProvider"] for one in getattr(service, "capacity_provider_strategy", None) or []]


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str):
    ecs = backend("ecs", region)
    row = lambda arn, one: tag_stores._pairs(arn, one, key="key", value="value")  # noqa: E731
    for one in list(ecs.clusters.values()):
        if one.status != "INACTIVE":
            yield row(one.arn, one)
    for one in list(ecs.services.values()):
        if one.status != "INACTIVE":
            yield row(one.arn, one)
            for part in list(one.task_sets):
                yield row(part.task_set_arn, part)
    for one in [task for tasks in list(ecs.tasks.values()) for task in list(tasks.values())]:
        if one.last_status != "STOPPED":
            yield row(one.task_arn, one)
    for one in [of for revisions in list(ecs.task_definitions.values()) for of in list(revisions.values())]:
        yield row(one.arn, one)
    for one in list(ecs.capacity_providers.values()):
        if one.status != "INACTIVE":
            yield row(one.capacity_provider_arn, one)
    for name in _OWN_PROVIDERS:
        arn = f"arn:aws:ecs:{region}:{ACCOUNT}:capacity-provider/{name}"
        tags = {pair["key"]: pair["value"] for pair in _tags_of_own.get(arn, [])}
        yield arn, tags, lambda told, arn=arn: _tags_of_own.__setitem__(arn, [{"key": k, "value": v} for k, v in told.items()])


tag_stores.STORES["ecs"] = _rows
