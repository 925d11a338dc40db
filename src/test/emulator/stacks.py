"""DeleteStack as AWS does it: it refuses, it fails and says why, it takes its time, and it takes its members with it.

moto creates stacks from templates; what it deletes of them, and how, is decided here. A stack may also own resources
that were made by API calls (`own`), so that kinds which moto's templates do not know can be members. Members are
deleted by calls to ourselves, and so meet the same refusals as the janitor would.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hooks
import member_deletion
import pace
import rights
from moto.cloudformation import parsing
from moto.cloudformation.models import Event, Stack
from wire import ACCOUNT, Answer, Call, Refused, yes

endpoint = ""  # ours; set when the server starts

_RETAINED = ("Retain", "RetainExceptOnCreate")

# What has a snapshot taken of it unless its template says otherwise (CloudFormation's guide, "DeletionPolicy attribute").
_SNAPSHOT_BY_DEFAULT = ("AWS::RDS::DBCluster", "AWS::RDS::DBInstance")
_BUSY = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")


@dataclass
class Member:
    logical_id: str
    type: str
    physical_id: str
    policy: str = "Delete"
    status: str = "CREATE_COMPLETE"
    reason: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    of_moto: Any = None
    final_snapshot: str | None = None

    def shown(self) -> dict[str, Any]:
        told = {
            "LogicalResourceId": self.logical_id,
            "PhysicalResourceId": self.physical_id,
            "ResourceType": self.type,
            "ResourceStatus": self.status,
        }
        return told if self.reason is None else told | {"ResourceStatusReason": self.reason}


@dataclass
class Deletion:
    """What DeleteStack came to; shown only after so many reads."""

    status: str
    reason: str | None
    reads_left: int


_members: dict[str, list[Member]] = {}
_deletions: dict[str, Deletion] = {}
_unaided: set[str] = set()  # roots that go with their caller's rights and no others
_lock = threading.RLock()


@hooks.on_reset
def reset() -> None:
    with _lock:
        _members.clear()
        _deletions.clear()
        _unaided.clear()


def own(told: dict[str, Any]) -> None:
    """Makes these the members of a stack; those that moto made from its template keep what the template says of them."""
    store = hooks.backend("cloudformation", told["stackId"].split(":")[3])
    stack = store.stacks[told["stackId"]]
    known = {member.logical_id: member for member in _of_moto(stack)}
    members = []
    for entry in told["members"]:
        member = known.get(entry["logicalId"]) or Member(entry["logicalId"], entry["type"], entry["physicalId"])
        member.policy = entry.get("policy", member.policy)
        members.append(member)
    with _lock:
        _members[stack.stack_id] = members


def members_of(stack: Any, keep: bool = False) -> list[Member]:
    """Kept from when they were told, or from when their deletion begins; until then an update may change them."""
    with _lock:
        if stack.stack_id in _members:
            return _members[stack.stack_id]
        members = _of_moto(stack)
        if keep:
            _members[stack.stack_id] = members
        return members


def renew(stack: Any) -> None:
    """After an update: what was replaced is another."""
    with _lock:
        for member in _members.get(stack.stack_id, []):
            for now in _of_moto(stack):
                if now.logical_id == member.logical_id and now.of_moto is not member.of_moto:
                    member.of_moto, member.physical_id = now.of_moto, now.physical_id


def _of_moto(stack: Any) -> list[Member]:
    declared = stack.template_dict.get("Resources", {})
    members = []
    for resource in list(stack.stack_resources):
        logical_id = getattr(resource, "logical_resource_id", None)
        if logical_id is None:
            continue
        told = declared.get(logical_id, {})
        physical_id = getattr(resource, "physical_resource_id", "") or logical_id
        if told.get("Type") == "AWS::EC2::SecurityGroup" and "VpcId" not in told.get("Properties", {}):
            physical_id = resource.name  # by its id only where its template names a VPC
        if isinstance(resource, Stack):
            # By id on AWS, and it says whose it is.
            physical_id, resource.parent_id = resource.stack_id, stack.stack_id
            resource.root_id = getattr(stack, "root_id", None) or stack.stack_id
        type_ = getattr(resource, "type", None) or told.get("Type", "")
        members.append(
            Member(
                logical_id,
                told.get("Type", type_),
                str(physical_id),
                told.get("DeletionPolicy", _default_policy(told)),
                properties=parsing.clean_json(told.get("Properties", {}), stack.resource_map),
                of_moto=resource,
            )
        )
    known = {member.logical_id for member in members}
    for logical_id, told in declared.items():
        if logical_id not in known and told.get("Type", "") in _FOREIGN:
            members.append(Member(logical_id, told["Type"], f"{stack.name}-{logical_id}", told.get("DeletionPolicy", "Delete")))
    return members


def _default_policy(told: dict[str, Any]) -> str:
    is_part = "DBClusterIdentifier" in told.get("Properties", {})
    return "Snapshot" if told.get("Type") in _SNAPSHOT_BY_DEFAULT and not is_part else "Delete"


def find(call: Call, name_or_id: str) -> Any:
    """By id also those that are deleted, by name only those that are there."""
    store = hooks.backend("cloudformation", call.region)
    for stack in [*store.stacks.values(), *store.deleted_stacks.values()]:
        if name_or_id == stack.stack_id or (name_or_id == stack.name and stack.stack_id in store.stacks):
            return stack
    return None


def must_find(call: Call) -> Any:
    name = call.params.get("StackName", "")
    stack = find(call, name)
    if stack is None:
        raise Refused("ValidationError", f"Stack with id {name} does not exist")
    return stack


# ---- the operations -------------------------------------------------------------------------------------------------


@hooks.instead("cloudformation", "DeleteStack")
def delete_stack(call: Call) -> Answer:
    told = call.params
    stack = find(call, told.get("StackName", ""))
    if stack is None or stack.status in ("DELETE_COMPLETE", "DELETE_IN_PROGRESS"):
        return yes(call)
    if _is_protected(call, stack):
        raise Refused("ValidationError", f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled")
    if stack.status in _BUSY:
        raise Refused("ValidationError", f"Stack:{stack.stack_id} is in {stack.status} state and can not be deleted.")
    retained = told.get("RetainResources", [])
    if retained and stack.status != "DELETE_FAILED":
        raise Refused("ValidationError", "The specified resources to retain can only be given for a stack in DELETE_FAILED state")
    role = told.get("RoleARN") or stack.role_arn
    check_role(call, role)
    with _lock:
        (_unaided.discard if call.internal or role else _unaided.add)(stack.stack_id)
        _deletions.pop(stack.stack_id, None)
        stack.status = "DELETE_IN_PROGRESS"
    # Without the lock: members are deleted by calls to ourselves, and a nested stack's would wait for it for ever.
    exports = _exports(call.region, stack)
    imported = sorted({name for export in exports for name in _importers(call, stack, export)})
    if imported:
        reason = f"Export {exports[0]} cannot be deleted as it is in use by {', '.join(imported)}"
        _end(call, stack, "DELETE_FAILED", reason)
    else:
        _delete_members(call, stack, retained, told.get("DeletionMode") == "FORCE_DELETE_STACK")
    return yes(call)


@hooks.instead("cloudformation", "UpdateTerminationProtection")
def update_termination_protection(call: Call) -> Answer:
    stack = must_find(call)
    stack.enable_termination_protection = str(call.params["EnableTerminationProtection"]).lower() == "true"
    return yes(call, {"StackId": stack.stack_id})


def _is_protected(call: Call, stack: Any) -> bool:
    """A nested stack is protected by its root."""
    store = hooks.backend("cloudformation", call.region)
    for other in list(store.stacks.values()):
        if any(member.physical_id == stack.stack_id for member in members_of(other)):
            return False if call.internal else _is_protected(call, other)
    return bool(stack.enable_termination_protection)


def check_role(call: Call, role_arn: str | None) -> None:
    if role_arn:
        roles = hooks.backend("iam", call.region).roles.values()
        if all(role.arn != role_arn for role in roles):
            raise Refused("ValidationError", f"Role {role_arn} is invalid or cannot be assumed")


def _exports(region: str, stack: Any) -> list[str]:
    known = hooks.backend("cloudformation", region).exports
    return [name for name, export in known.items() if export.exporting_stack_id == stack.stack_id]


def _importers(call: Call, stack: Any, export: str) -> list[str]:
    wanted = (f'"Fn::ImportValue": "{export}"',)
    others = hooks.backend("cloudformation", call.region).stacks.values()
    return [o.name for o in others if o is not stack and any(w in json.dumps(o.template_dict, default=str) for w in wanted)]


@hooks.instead("cloudformation", "ListImports")
def list_imports(call: Call) -> Answer:
    """moto has none. For AWS an export that nobody imports is an error."""
    export = call.params["ExportName"]
    importers = sorted(_importers(call, None, export))
    if not importers:
        raise Refused("ValidationError", f"Export '{export}' is not imported by any stack.")
    return yes(call, {"Imports": importers})


def _delete_members(call: Call, stack: Any, retained: list[str], by_force: bool) -> None:
    members = members_of(stack, keep=True)
    for member in members:
        if member.logical_id in retained or member.policy in _RETAINED:
            member.status, member.reason = "DELETE_SKIPPED", None
        if member.policy == "Snapshot":
            member.final_snapshot = f"{stack.name}-snapshot-{member.logical_id}-1a2b3c".lower()
    left = [member for member in reversed(members) if member.status not in ("DELETE_SKIPPED", "DELETE_COMPLETE")]
    while left:
        failed = []
        for member in left:
            try:
                _delete_member(call, stack, member)
                member.status, member.reason = "DELETE_COMPLETE", None
            except Exception as error:
                member.status, member.reason = "DELETE_FAILED", _reason(error)
                failed.append(member)
        if len(failed) == len(left):
            break
        left = failed  # something gave way; what depended on it may go now
    failed = [member for member in members if member.status == "DELETE_FAILED"]
    if failed and by_force:
        for member in failed:
            member.status, failed = "DELETE_SKIPPED", []
    if failed:
        names = ", ".join(member.logical_id for member in failed)
        _end(call, stack, "DELETE_FAILED", f"The following resource(s) failed to delete: [{names}]. ")
    else:
        _end(call, stack, "DELETE_COMPLETE", None)


def _reason(error: Exception) -> str:
    told = getattr(error, "response", {})
    if not told:
        return str(error)
    meta = told.get("ResponseMetadata", {})
    where = f"Status Code: {meta.get('HTTPStatusCode')}, Request ID: {meta.get('RequestId', '')}"
    return f"{told['Error'].get('Message', '')} ({where})"


def _end(call: Call, stack: Any, status: str, reason: str | None) -> None:
    stack._add_stack_event("DELETE_IN_PROGRESS", resource_status_reason="User Initiated")
    reads = 0 if call.internal else pace.reads("stack")
    with _lock:
        _deletions[stack.stack_id] = Deletion(status, reason, reads)
        if reads == 0:
            _conclude(call.region, stack)


def _conclude(region: str, stack: Any) -> None:
    deletion = _deletions[stack.stack_id]
    deletion.reads_left = 0
    stack.status, stack.stack_status_reason = deletion.status, deletion.reason
    for member in members_of(stack):
        _event(stack, member)
    stack._add_stack_event(deletion.status, resource_status_reason=deletion.reason)
    if deletion.status == "DELETE_COMPLETE":
        store = hooks.backend("cloudformation", region)
        store.stacks.pop(stack.stack_id, None)
        for export in _exports(region, stack):
            store.exports.pop(export)
        store.deleted_stacks[stack.stack_id] = stack


def _event(stack: Any, member: Member) -> None:
    if member.status.startswith("DELETE"):
        stack.events.append(
            Event(stack.stack_id, stack.name, member.logical_id, member.physical_id, member.type, member.status, member.reason, None)
        )


@hooks.before("cloudformation", "DescribeStacks", "ListStacks", "DescribeStackEvents")
def look(call: Call) -> None:
    """Each look at a stack that is being deleted brings its end nearer; the look itself still shows it under way."""
    name = call.params.get("StackName")
    store = hooks.backend("cloudformation", call.region)
    with _lock:
        for stack in list(store.stacks.values()):
            members_of(stack)  # tells nested stacks whose they are
            deletion = _deletions.get(stack.stack_id)
            if deletion is None or stack.status != "DELETE_IN_PROGRESS" or name not in (None, stack.name, stack.stack_id):
                continue
            if deletion.reads_left <= 0:
                _conclude(call.region, stack)
            else:
                deletion.reads_left -= 1


@hooks.before("cloudformation", "DescribeStacks", "DescribeStackEvents")
def by_name(call: Call) -> None:
    if call.params.get("StackName"):
        must_find(call)


@hooks.instead("cloudformation", "DescribeStackResources")
def describe_stack_resources(call: Call) -> Answer:
    if call.params.get("PhysicalResourceId"):
        return _of_physical_id(call)
    stack, logical_id = must_find(call), call.params.get("LogicalResourceId")
    members = [m for m in members_of(stack) if logical_id in (None, m.logical_id)]
    return yes(call, {"StackResources": [_dated(stack, member, "Timestamp") for member in members]})


def _of_physical_id(call: Call) -> Answer:
    wanted = call.params["PhysicalResourceId"]
    for stack in list(hooks.backend("cloudformation", call.region).stacks.values()):
        if any(member.physical_id == wanted for member in members_of(stack)):
            return yes(call, {"StackResources": [_dated(stack, member, "Timestamp") for member in members_of(stack)]})
    raise Refused("ValidationError", f"Stack for {wanted} does not exist")


@hooks.instead("cloudformation", "DescribeStackResource")
def describe_stack_resource(call: Call) -> Answer:
    stack, logical_id = must_find(call), call.params.get("LogicalResourceId")
    for member in members_of(stack):
        if member.logical_id == logical_id:
            return yes(call, {"StackResourceDetail": _dated(stack, member, "LastUpdatedTimestamp")})
    raise Refused("ValidationError", f"Resource {logical_id} does not exist for stack {stack.name}")


_PAGE = 100


@hooks.instead("cloudformation", "ListStackResources")
def list_stack_resources(call: Call) -> Answer:
    stack, start = must_find(call), int(call.params.get("NextToken") or 0)
    members = members_of(stack)
    shown = [_dated(stack, member, "LastUpdatedTimestamp") for member in members[start : start + _PAGE]]
    told: dict[str, Any] = {"StackResourceSummaries": shown}
    if start + _PAGE < len(members):
        told["NextToken"] = str(start + _PAGE)
    return yes(call, told)


def _dated(stack: Any, member: Member, when: str) -> dict[str, Any]:
    told = member.shown() | {when: stack.creation_time}
    return told if when.startswith("Last") else told | {"StackName": stack.name, "StackId": stack.stack_id}


# ---- members --------------------------------------------------------------------------------------------------------


def is_custom(type_: str) -> bool:
    return type_ == "AWS::CloudFormation::CustomResource" or type_.startswith("Custom::")


def _ask_provider(call: Call, stack: Any, member: Member) -> None:
    """A custom resource's deletion is a call to its provider, perhaps of another stack; without an answer it fails."""
    made = stack.resource_map._resource_json_map.get(member.logical_id, {}) if member.of_moto is not None else {}
    token = parsing.clean_json(made.get("Properties", {}).get("ServiceToken", ""), stack.resource_map)
    if not isinstance(token, str) or not token:
        return
    if ":function:" in token:
        arn = ":".join(token.split(":")[:7])
        functions = hooks.backend("lambda", call.region).list_functions()
        if all(one.function_arn != arn for one in functions):
            raise RuntimeError("CloudFormation did not receive a response from your custom resource")
        tags = member_deletion.client(endpoint, call.region, "lambda").list_tags(Resource=arn)["Tags"]
        _must_be_ours(call, stack, tags, "lambda:InvokeFunction", arn)
    elif ":sns:" in token and _is_unaided(stack):
        raise Refused("AuthorizationError", rights.message("SNS:Publish", token), 403)


# What CloudFormation asks for, in the caller's name, to delete persons: the janitor's role has none of it.
_OF_PERSONS = {
    "AWS::IAM::AccessKey": "iam:DeleteAccessKey",
    "AWS::IAM::Group": "iam:DeleteGroup",
    "AWS::IAM::GroupPolicy": "iam:DeleteGroupPolicy",
    "AWS::IAM::User": "iam:DeleteUser",
    "AWS::IAM::UserPolicy": "iam:DeleteUserPolicy",
    "AWS::IAM::UserToGroupAddition": "iam:RemoveUserFromGroup",
}

# What moto's templates do not know, and nobody's role here may delete: a few of the thousand types that are not in
# delete-handlers.tsv, one of them a stranger's.
_FOREIGN = (
    "AWS::CloudFormation::Macro",
    "AWS::Config::ConfigurationRecorder",
    "AWS::IoT::Thing",
    "AWS::SecurityHub::Hub",
    "Org::Svc::Type",
)

_HANDLERS = Path(__file__).parents[1] / "resources" / "janitor" / "deploy" / "delete-handlers.tsv"
_KNOWN = {line.split("\t")[0] for line in _HANDLERS.read_text().splitlines()}  # RightsTest holds the role to it


def _root(stack: Any) -> str:
    return getattr(stack, "root_id", None) or stack.stack_id


def _is_unaided(stack: Any) -> bool:
    with _lock:
        return _root(stack) in _unaided


def _must_be_ours(call: Call, stack: Any, tags: dict[str, str], action: str, arn: str) -> None:
    """What is limited to the workshop's tag. Its value is not known here: the stack has it, as it may be deleted."""
    root = hooks.backend("cloudformation", call.region).stacks.get(_root(stack), stack)
    if _is_unaided(stack) and not set(root.tags.items()) & set(tags.items()):
        raise Refused("AccessDenied", rights.message(action, arn), 403)


def _check_rights(call: Call, stack: Any, member: Member) -> None:
    """Without a service role CloudFormation may what its caller may. A nested stack has its root's role."""
    if not _is_unaided(stack):
        return
    service, name = member.type.split("::")[1:3] if member.type.count("::") > 1 else ("", "")
    if member.type not in _KNOWN and not is_custom(member.type):
        raise Refused("AccessDenied", rights.message(f"{service.lower()}:Delete{name}", member.physical_id), 403)
    action = _OF_PERSONS.get(member.type)
    if action:
        raise Refused("AccessDenied", rights.message(action, f"arn:aws:iam::{ACCOUNT}:user/{member.physical_id}"), 403)
    if member.type in ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy"):
        _check_attached(call, stack, member)


def _check_attached(call: Call, stack: Any, policy: Member) -> None:
    """An inline policy is taken off each that its template names: its handler's rights in the registry."""
    is_inline, told = policy.type != "AWS::IAM::ManagedPolicy", policy.properties
    verb = "Delete" if is_inline else "Detach"
    for kind in ("Group", "User"):
        for name in told.get(f"{kind}s") or []:
            raise Refused("AccessDenied", rights.message(f"iam:{verb}{kind}Policy", f"arn:aws:iam::{ACCOUNT}:{kind.lower()}/{name}"), 403)
    own = {member.physical_id for member in members_of(stack) if member.type == "AWS::IAM::Role"}
    roles = {role.name: role for role in hooks.backend("iam", call.region).roles.values()}
    for name in [*(told.get("Roles") or []), *([told["RoleName"]] if "RoleName" in told else [])] if is_inline else []:
        if name in roles and name not in own:
            tags = {tag["Key"]: tag["Value"] for tag in member_deletion.client(endpoint, call.region, "iam").list_role_tags(RoleName=name)["Tags"]}
            _must_be_ours(call, stack, tags, "iam:DeleteRolePolicy", roles[name].arn)


def _delete_member(call: Call, stack: Any, member: Member) -> None:
    _check_rights(call, stack, member)
    _ask_provider(call, stack, member)
    if is_custom(member.type) or member.type in _FOREIGN:
        return
    done = member_deletion.delete(endpoint, call.region, ACCOUNT, member)
    if done:
        return
    if member.of_moto is None:
        raise RuntimeError(f"the emulator cannot delete a {member.type}: add it to member_deletion.py")
    stack.resource_map._delete_resource(member.of_moto, stack.resource_map._resource_json_map[member.logical_id])
