"""Auto Scaling as AWS has it where moto is kinder: a group goes slowly, and its servers after it; what is in use stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ec2
import hooks
import pace
import tag_stores
from hooks import after, backend, before, instead
from moto.ec2.models.instances import InstanceState
from wire import Answer, Call, Refused, yes

_under_way = pace.UnderWay("scaling")
_protected: dict[tuple[str, str], str] = {}
_leaving: list[tuple[str, Any]] = []  # the servers of groups that went, with their region


@hooks.on_reset
def reset() -> None:
    _protected.clear()
    _leaving.clear()


@after("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def protect(call: Call, answer: Answer) -> Answer:
    """moto does not know the member."""
    if answer.status == 200 and call.params.get("DeletionProtection"):
        protect_group(call.region, call.params["AutoScalingGroupName"], call.params["DeletionProtection"])
    return answer


def protect_group(region: str, name: str, how: str) -> None:
    _protected[region, name] = how


@instead("autoscaling", "DeleteAutoScalingGroup")
def delete_group(call: Call) -> Answer | None:
    """Its servers are asked to go with it, and go after it."""
    name = call.params["AutoScalingGroupName"]
    group = backend("autoscaling", call.region).autoscaling_groups.get(name)
    forced = str(call.params.get("ForceDelete", "")).lower() == "true"
    if group is None:
        return None  # moto's "not found" is a ValidationError, as AWS's
    protection = _protected.get((call.region, name), "none")
    if protection == "prevent-all-deletion" or (forced and protection == "prevent-force-deletion"):
        # The guide names the code; nobody has shown the words.
        raise Refused("ValidationError", f"AutoScalingGroup {name} cannot be deleted because deletion protection is {protection}.")
    if getattr(group, "status", None):
        text = "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group."
        raise Refused("ScalingActivityInProgress", text)
    if group.instance_states and not forced:
        text = "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group."
        raise Refused("ResourceInUse", text)
    group.status = "Delete in progress"
    _under_way.begin(group)
    return yes(call, {})


@before("autoscaling", "DescribeAutoScalingGroups")
def look_at_groups(call: Call) -> None:
    store = backend("autoscaling", call.region).autoscaling_groups
    for name, group in store.items():
        group.deletion_protection = _protected.get((call.region, name), "none")
    names = call.params.get("AutoScalingGroupNames")
    for name, group in list(store.items()):
        if getattr(group, "status", None) and (not names or name in names) and _under_way.is_over(group):
            del store[name]
            _protected.pop((call.region, name), None)
            for instance in {*(state.instance for state in group.instance_states), *_in_warm_pool(call.region, group)}:
                instance._state = InstanceState("shutting-down", 32)
                _under_way.begin(instance)
                _leaving.append((call.region, instance))


def _in_warm_pool(region: str, group: Any) -> list[Any]:
    """moto starts none: those that carry the group's tag, which no list of groups tells of."""
    if group.warm_pool is None:
        return []
    known = backend("ec2", region)
    return [one for one in ec2._instances(known) if (known.tags.get(one.id) or {}).get("aws:autoscaling:groupName") == group.name]


@before("ec2", "DescribeInstances", "DescribeNetworkInterfaces", "DescribeTags")
def as_launched(call: Call) -> None:
    """EC2 makes the interfaces of such a server with it, and marks what a launch template was used for."""
    store = backend("ec2", call.region)
    for instance in ec2._instances(store):
        group = getattr(instance, "autoscaling_group", None)
        if group is not None:
            for card in instance.nics.values():
                card.delete_on_termination = True
            if group.ec2_launch_template is not None and instance._state.name != "terminated":
                store.tags[instance.id].setdefault("aws:ec2launchtemplate:id", group.ec2_launch_template.id)
                # A fleet of its own starts them; on nodes of EKS as well.
                store.tags[instance.id].setdefault("aws:ec2:fleet-id", f"fleet-{group.name}")


@before("ec2", "DescribeInstances")
def look_at_instances(call: Call) -> None:
    for one in list(_leaving):
        region, instance = one
        if region == call.region and _under_way.is_over(instance):
            _leaving.remove(one)
            instance.terminate()
            ec2.free(backend("ec2", region))


@before("autoscaling", "DeleteLaunchConfiguration")
def delete_launch_configuration(call: Call) -> None:
    store, name = backend("autoscaling", call.region), call.params["LaunchConfigurationName"]
    if name not in store.launch_configurations:
        raise Refused("ValidationError", f"Launch configuration name not found - Launch configuration {name} not found")
    for group in store.autoscaling_groups.values():
        if group.launch_config is not None and group.launch_config.name == name:
            text = f"Cannot delete launch configuration {name} because it is attached to AutoScalingGroup {group.name}"
            raise Refused("ResourceInUse", text)


# ---- tags -----------------------------------------------------------------------------------------------------------


def groups(region: str) -> Iterator[tag_stores.Row]:
    """The tag index never tells of a group."""
    if region not in dict.get(hooks.backends("autoscaling"), tag_stores.ACCOUNT, {}):
        return
    for group in list(backend("autoscaling", region).autoscaling_groups.values()):
        yield group.arn, {tag["Key"]: tag["Value"] for tag in group.tags}, _writer(group)


def _writer(group: Any) -> Callable[[dict[str, str]], None]:
    def write(tags: dict[str, str]) -> None:
        launched = {tag["Key"]: tag["PropagateAtLaunch"] for tag in group.tags}
        group.tags = [{"Key": k, "Value": v, "PropagateAtLaunch": launched.get(k, False)} for k, v in tags.items()]

    return write


tag_stores.UNINDEXED["autoscaling"] = groups
