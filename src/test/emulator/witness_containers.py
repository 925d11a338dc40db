"""Whether what runs containers is there, and what must not change on it: the looks of `witness.py` for ECS, EKS and Batch."""

from __future__ import annotations

from collections.abc import Callable

from botocore.exceptions import ClientError

from seed_account import Account

Look = Callable[[Account, dict], "dict | None"]


def _first(things: list[dict], over: str, *shown: str) -> dict | None:
    living = [one for one in things if one.get("status", one.get("lastStatus")) != over]
    return {key: living[0].get(key) for key in shown} if living else None


def _service(aws: Account, of: dict) -> dict | None:
    told = aws.client("ecs").describe_services(cluster=of["id"], services=[of["name"]])["services"]
    return _first(told, "INACTIVE", "status", "desiredCount", "runningCount", "taskDefinition")


def _task_set(aws: Account, of: dict) -> dict | None:
    told = aws.client("ecs").describe_services(cluster=of["id"][0], services=[of["id"][1]])["services"]
    sets = [one for service in told for one in service.get("taskSets", []) if one["taskSetArn"] == of["arn"]]
    return _first(sets, "gone", "status") if told and told[0]["status"] != "INACTIVE" else None


def _task(aws: Account, of: dict) -> dict | None:
    told = aws.client("ecs").describe_tasks(cluster=of["id"], tasks=[of["arn"]])["tasks"]
    return _first(told, "STOPPED", "lastStatus", "desiredStatus")


def _cluster(aws: Account, of: dict) -> dict | None:
    told = aws.client("ecs").describe_clusters(clusters=[of["name"]])["clusters"]
    return _first(told, "INACTIVE", "status", "capacityProviders", "registeredContainerInstancesCount")


def _definition(aws: Account, of: dict) -> dict | None:
    try:
        return {"status": aws.client("ecs").describe_task_definition(taskDefinition=of["arn"])["taskDefinition"]["status"]}
    except ClientError as error:
        if "Unable to describe" in error.response["Error"]["Message"]:
            return None
        raise


def _provider(aws: Account, of: dict) -> dict | None:
    told = aws.client("ecs").describe_capacity_providers(capacityProviders=[of["name"]])["capacityProviders"]
    return _first(told, "INACTIVE", "status", "updateStatus")


def _of_eks(operation: str, told: str, *asks: str) -> Look:
    def ask(aws: Account, of: dict) -> dict | None:
        ids = of["id"] if isinstance(of["id"], list) else [of["id"]]
        return {"status": getattr(aws.client("eks"), operation)(**dict(zip(asks, ids)))[told]["status"]}

    return ask


def _queue(aws: Account, of: dict) -> dict | None:
    told = aws.client("batch").describe_job_queues(jobQueues=[of["arn"]])["jobQueues"]
    return _first(told, "DELETED", "state", "status")


def _environment(aws: Account, of: dict) -> dict | None:
    told = aws.client("batch").describe_compute_environments(computeEnvironments=[of["arn"]])["computeEnvironments"]
    return _first(told, "DELETED", "state", "status")


def _job(aws: Account, of: dict) -> dict | None:
    told = aws.client("batch").describe_job_definitions(jobDefinitions=[of["arn"]])["jobDefinitions"]
    return _first(told, "INACTIVE", "status")


LOOKS: dict[str, Look] = {
    "AWS::Batch::ComputeEnvironment": _environment,
    "AWS::Batch::JobDefinition": _job,
    "AWS::Batch::JobQueue": _queue,
    "AWS::ECS::CapacityProvider": _provider,
    "AWS::ECS::Cluster": _cluster,
    "AWS::ECS::Service": _service,
    "AWS::ECS::Task": _task,
    "AWS::ECS::TaskDefinition": _definition,
    "AWS::ECS::TaskSet": _task_set,
    "AWS::EKS::Addon": _of_eks("describe_addon", "addon", "clusterName", "addonName"),
    "AWS::EKS::Capability": _of_eks("describe_capability", "capability", "clusterName", "capabilityName"),
    "AWS::EKS::Cluster": _of_eks("describe_cluster", "cluster", "name"),
    "AWS::EKS::FargateProfile": _of_eks("describe_fargate_profile", "fargateProfile", "clusterName", "fargateProfileName"),
    "AWS::EKS::Nodegroup": _of_eks("describe_nodegroup", "nodegroup", "clusterName", "nodegroupName"),
}
