"""An update of a stack as AWS does it, whether by a change set or by the tagging API: it takes its time, and looks up anew what
the stack has from Systems Manager. Whatever another value feeds is replaced, and what it held is gone.

moto has neither: its change sets show no changes of an update and come to any stack by any name, whatever state that is in.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

import ageing
import hooks
import pace
import stacks
from moto.cloudformation.models import Stack
from wire import ACCOUNT, Answer, Call, Refused, yes

_TAKES_UPDATES = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
_UNCHANGED = "The submitted information didn't contain changes. Submit different information to create a change set."
_NESTED = "AWS::CloudFormation::Stack"
_MOST_TAGS = 50
_PAGE = 2  # a page of AWS's is 1 MB; whoever reads one of ours only misses something


@dataclass
class ChangeSet:
    id: str
    name: str
    stack: Any
    tags: dict[str, str]
    told: dict[str, Any]
    changes: list[dict[str, Any]] = field(default_factory=list)
    nested: list[ChangeSet] = field(default_factory=list)
    root: ChangeSet | None = None
    reads_left: int = 0
    execution: str = "AVAILABLE"

    @property
    def status(self) -> str:
        if self.reads_left > 0:
            return "CREATE_IN_PROGRESS"
        return "CREATE_COMPLETE" if self.changes else "FAILED"

    @property
    def execution_status(self) -> str:
        return self.execution if self.status == "CREATE_COMPLETE" else "UNAVAILABLE"


_sets: dict[str, ChangeSet] = {}
_updates: dict[str, tuple[int, dict[str, str] | None]] = {}  # stack -> reads left, tags it will have; None: it is rolled back
_failing: set[str] = set()
_lock = threading.RLock()


@hooks.on_reset
def reset() -> None:
    with _lock:
        for store in (_sets, _updates, _failing):
            store.clear()


def let_fail(arn: str, fails: bool) -> None:
    """From now on its updates fail, and are rolled back."""
    (_failing.add if fails else _failing.discard)(arn)


# ---- what a stack tells of itself -----------------------------------------------------------------------------------


def _from_ssm(stack: Any) -> dict[str, tuple[str, str]]:
    """Parameter -> the name and the value of what it has from Systems Manager."""
    found = {}
    for name, slot in stack.template_dict.get("Parameters", {}).items():
        if str(slot.get("Type", "")).startswith("AWS::SSM::Parameter::Value"):
            path = stack.resource_map.input_parameters.get(name, slot.get("Default"))
            found[name] = (path, stack.resource_map.resolved_parameters.get(name))
    return found


_of_moto = Stack.parameter_list.fget


def _parameters(stack: Any) -> list[dict[str, Any]]:
    from_ssm = _from_ssm(stack)
    shown = []
    for one in _of_moto(stack):
        path, value = from_ssm.get(one["ParameterKey"], (None, None))
        shown.append(one if path is None else one | {"ParameterValue": path, "ResolvedValue": value})
    return shown


Stack.parameter_list = property(_parameters)


@hooks.after("cloudformation", "CreateStack")
def capabilities(call: Call, answer: Answer) -> Answer:
    """moto forgets what was acknowledged."""
    stack = stacks.find(call, call.params.get("StackName", ""))
    if stack is not None:
        stack.capabilities = call.params.get("Capabilities") or []
    return answer


# ---- updates --------------------------------------------------------------------------------------------------------


def check(stack: Any) -> None:
    if stack.status not in _TAKES_UPDATES:
        raise Refused("ValidationError", f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")


def fed(region: str, stack: Any) -> dict[str, list[str]]:
    """Member -> its properties that another value of Systems Manager's feeds by now."""
    store, anew = hooks.backend("ssm", region), []
    for name, (path, value) in _from_ssm(stack).items():
        now = store.get_parameter(path)
        if now is not None and now.value != value:
            anew.append(name)
    found: dict[str, list[str]] = {}
    for logical_id, declared in stack.template_dict.get("Resources", {}).items():
        for property_, value in declared.get("Properties", {}).items():
            if any(json.dumps({"Ref": name}) in json.dumps(value) for name in anew):
                found.setdefault(logical_id, []).append(property_)
    return found


def begin(region: str, stack: Any, tags: dict[str, str]) -> None:
    """Members are replaced at once; the tags are there once it has ended."""
    check(stack)
    with _lock:
        is_failing = stack.stack_id in _failing
        if not is_failing:
            for logical_id in fed(region, stack):
                _delete(stack, logical_id)
            stack.resource_map.load_parameters()
            for logical_id in stack.template_dict.get("Resources", {}):
                _ = stack.resource_map[logical_id]
            stacks.renew(stack)
        stack.status, stack.last_updated_time = "UPDATE_IN_PROGRESS", ageing.now()
        stack._add_stack_event("UPDATE_IN_PROGRESS", resource_status_reason="User Initiated")
        _updates[stack.stack_id] = (pace.reads("stack"), None if is_failing else tags)
        if pace.reads("stack") == 0:
            _conclude(stack)


def _delete(stack: Any, logical_id: str) -> None:
    map_ = stack.resource_map
    map_._delete_resource(map_._parsed_resources.pop(logical_id), map_._resource_json_map[logical_id])


def _conclude(stack: Any) -> None:
    _, tags = _updates.pop(stack.stack_id)
    if tags is None:
        stack.status, stack.stack_status_reason = "UPDATE_ROLLBACK_COMPLETE", "The following resource(s) failed to update: [Member]. "
    else:
        stack.status, stack.stack_status_reason, stack.tags = "UPDATE_COMPLETE", None, tags
    stack._add_stack_event(stack.status, resource_status_reason=stack.stack_status_reason)


@hooks.before("cloudformation", "DescribeStacks")
def look(call: Call) -> None:
    name = call.params.get("StackName")
    with _lock:
        for stack in list(hooks.backend("cloudformation", call.region).stacks.values()):
            if stack.stack_id not in _updates or name not in (None, stack.name, stack.stack_id):
                continue
            left, tags = _updates[stack.stack_id]
            if left <= 0:
                _conclude(stack)
            else:
                _updates[stack.stack_id] = (left - 1, tags)


def tag(arn: str, changes: dict[str, str | None], region: str) -> None:
    """What the tagging API does to a stack: UpdateStack, with the tags that it will have and nothing else told."""
    stack = hooks.backend("cloudformation", region).stacks.get(arn)
    if stack is None:
        raise LookupError(f"nothing there: {arn}")
    tags = {key: value for key, value in {**stack.tags, **changes}.items() if value is not None}
    try:
        begin(region, stack, tags)
    except Refused as refused:
        raise ValueError(refused.message) from refused


# ---- change sets ----------------------------------------------------------------------------------------------------


@hooks.instead("cloudformation", "CreateChangeSet")
def create(call: Call) -> Answer | None:
    told = call.params
    if told.get("ChangeSetType", "UPDATE") != "UPDATE":
        return None
    stack, name = stacks.must_find(call), told["ChangeSetName"]
    if not re.fullmatch("[a-zA-Z][-a-zA-Z0-9]{0,127}", name):
        raise Refused("ValidationError", f"'{name}' is no name of a change set")
    check(stack)
    if any(one.name == name and one.stack is stack for one in _sets.values()):
        raise Refused("AlreadyExistsException", f"ChangeSet {name} cannot be created due to a mismatch with existing attribute Name")
    if not told.get("UsePreviousTemplate"):
        raise Refused("ValidationError", "the emulator updates with the previous template only")
    _check_parameters(stack, told)
    missing = sorted(set(getattr(stack, "capabilities", [])) - set(told.get("Capabilities") or []))
    if missing:
        raise Refused("InsufficientCapabilitiesException", f"Requires capabilities : {missing}")
    if told.get("RoleARN"):
        stacks.check_role(call, told["RoleARN"])
    if "NotificationARNs" in told and told["NotificationARNs"] != stack.notification_arns:
        raise Refused("ValidationError", "its topics would be others")
    tags = {tag["Key"]: tag["Value"] for tag in told.get("Tags") or []} if told.get("Tags") is not None else stack.tags
    if any(key.startswith("aws:") for key in tags):
        raise Refused("ValidationError", "aws: prefixed tag key names are not allowed for external use.")
    if len(tags) > _MOST_TAGS:
        raise Refused("ValidationError", f"at most {_MOST_TAGS} tags")
    made = _make(call, stack, tags, None)
    return yes(call, {"Id": made.id, "StackId": stack.stack_id})


def _check_parameters(stack: Any, told: dict[str, Any]) -> None:
    """What is not told takes its default, and is another then."""
    given = {one["ParameterKey"]: one for one in told.get("Parameters") or []}
    slots = stack.template_dict.get("Parameters", {})
    if set(given) - set(slots):
        raise Refused("ValidationError", f"Parameters: {sorted(set(given) - set(slots))} do not exist in the template")
    if any(one.get("UsePreviousValue") and "ParameterValue" in one for one in given.values()):
        raise Refused("ValidationError", "Invalid input for parameter key: cannot specify usePreviousValue as true and non empty value")
    lacking = [name for name in slots if not given.get(name, {}).get("UsePreviousValue")]
    if lacking:
        raise Refused("ValidationError", f"Parameters: {lacking} must have values")


def _make(call: Call, stack: Any, tags: dict[str, str], root: ChangeSet | None) -> ChangeSet:
    name = call.params["ChangeSetName"] if root is None else f"{root.name}-{stack.name}"
    arn = f"arn:aws:cloudformation:{call.region}:{ACCOUNT}:changeSet/{name}/{uuid.uuid4()}"
    made = ChangeSet(arn, name, stack, tags, call.params, root=root, reads_left=pace.reads("stack"))
    _sets[arn] = made
    anew = fed(call.region, stack)
    for member in stacks.members_of(stack):
        properties = anew.get(member.logical_id, [])
        if properties or tags != stack.tags:
            made.changes.append({"Type": "Resource", "ResourceChange": _change(call, made, member, properties)})
    return made


def _change(call: Call, made: ChangeSet, member: Any, properties: list[str]) -> dict[str, Any]:
    details = [{"Target": {"Attribute": "Tags", "RequiresRecreation": "Never"}, "Evaluation": "Static", "ChangeSource": "DirectModification"}]
    change = {
        "Action": "Modify",
        "LogicalResourceId": member.logical_id,
        "PhysicalResourceId": member.physical_id,
        "ResourceType": member.type,
        "Replacement": "False",
        "Scope": ["Tags"],
    }
    for property_ in properties:
        target = {"Attribute": "Properties", "Name": property_, "RequiresRecreation": "Always"}
        details.append({"Target": target, "Evaluation": "Static", "ChangeSource": "ParameterReference"})
        change |= {"Replacement": "True", "Scope": ["Properties", "Tags"], "PolicyAction": "ReplaceAndDelete"}
    if member.type == _NESTED:
        details.append({"Target": {"Attribute": "Properties", "RequiresRecreation": "Never"}, "Evaluation": "Dynamic", "ChangeSource": "Automatic"})
        change["Scope"] = ["Properties", "Tags"]
        if call.params.get("IncludeNestedStacks"):
            stack = hooks.backend("cloudformation", call.region).stacks[member.physical_id]
            of = _make(call, stack, made.tags, made.root or made)
            (made.root or made).nested.append(of)
            change["ChangeSetId"] = of.id
    return change | {"Details": details}


def _find(call: Call) -> ChangeSet:
    name, of = call.params["ChangeSetName"], call.params.get("StackName")
    if not name.startswith("arn:") and not of:
        raise Refused("ValidationError", "StackName must be specified if ChangeSetName is not specified as an ARN.")
    for one in _sets.values():
        if one.id == name or (one.name == name and of in (one.stack.name, one.stack.stack_id)):
            return one
    raise Refused("ChangeSetNotFound", f"ChangeSet [{name}] does not exist", 404)


@hooks.instead("cloudformation", "DescribeChangeSet")
def describe(call: Call) -> Answer:
    with _lock:
        one = _find(call)
        shown = _summary(one) | {
            "Parameters": one.stack.parameter_list,
            "Capabilities": one.told.get("Capabilities") or [],
            "NotificationARNs": one.stack.notification_arns,
            "Tags": [{"Key": key, "Value": value} for key, value in one.tags.items()],
        }
        start = int(call.params.get("NextToken") or 0)
        if one.status == "CREATE_COMPLETE":
            shown["Changes"] = one.changes[start : start + _PAGE]
            if start + _PAGE < len(one.changes):
                shown["NextToken"] = str(start + _PAGE)
        one.reads_left -= 1
        return yes(call, shown)


def _summary(one: ChangeSet) -> dict[str, Any]:
    told = {"ChangeSetId": one.id, "ChangeSetName": one.name, "StackId": one.stack.stack_id, "StackName": one.stack.name}
    told |= {"Status": one.status, "ExecutionStatus": one.execution_status}
    return told | {"StatusReason": _UNCHANGED} if one.status == "FAILED" else told


@hooks.instead("cloudformation", "ListChangeSets")
def listed(call: Call) -> Answer:
    stack = stacks.must_find(call)
    return yes(call, {"Summaries": [_summary(one) for one in _sets.values() if one.stack is stack]})


@hooks.instead("cloudformation", "ExecuteChangeSet")
def execute(call: Call) -> Answer:
    one = _find(call)
    if one.root is not None or one.execution_status != "AVAILABLE":
        message = f"ChangeSet [{one.id}] cannot be executed in its current status of [{one.status}]"
        raise Refused("InvalidChangeSetStatus", message)
    begin(call.region, one.stack, one.tags)
    for other in [other for other in _sets.values() if other.stack is one.stack or other.root is one]:
        del _sets[other.id]
    return yes(call)


@hooks.instead("cloudformation", "DeleteChangeSet")
def delete(call: Call) -> Answer:
    try:
        one = _find(call)
    except Refused as refused:
        if refused.code == "ChangeSetNotFound":
            return yes(call)
        raise
    if one.root is not None or one.status.endswith("IN_PROGRESS"):
        raise Refused("InvalidChangeSetStatus", f"ChangeSet [{one.id}] cannot be deleted in its current status of [{one.status}]")
    for other in [one, *one.nested]:
        _sets.pop(other.id, None)
    return yes(call)
