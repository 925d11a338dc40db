"""AWS Backup as AWS has it where moto is kinder: vaults with points stay, plans with selections too, and a yes may have done nothing.

moto knows neither recovery points nor selections, deletes what is not there, and tells of plans that were deleted. A backup is
made by StartBackupJob, and is complete at once. Codes and texts are those of AWS where known; "unseen" else.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import ageing
import hooks
import pace
import tag_stores
from hooks import after, backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("file")
_points: dict[str, dict[str, Any]] = {}  # by ARN, as they are answered; what is ours alone begins with an underscore
_selections: dict[str, dict[str, dict[str, Any]]] = {}  # by plan and id
hooks.on_reset(_points.clear)
hooks.on_reset(_selections.clear)


def _vault(call: Call) -> Any:
    name = call.params["BackupVaultName"]
    found = backend("backup", call.region).vaults.get(name)
    if found is None:
        raise Refused("ResourceNotFoundException", f"Backup Vault {name} does not exist")  # unseen
    return found


def _in(vault: str, region: str) -> list[dict[str, Any]]:
    return [one for one in _points.values() if one["BackupVaultName"] == vault and one["_region"] == region]


# ---- vaults ---------------------------------------------------------------------------------------------------------


@before("backup", "ListBackupVaults", "DescribeBackupVault")
def count(call: Call) -> None:
    for name, vault in backend("backup", call.region).vaults.items():
        vault.num_of_recovery_points = len(_in(name, call.region))


@before("backup", "DeleteBackupVault")
def delete_vault(call: Call) -> None:
    name = _vault(call).backup_vault_name
    if name == "Default" or name.startswith("aws/"):
        raise Refused("InvalidRequestException", f"Backup vault {name} cannot be deleted.")  # unseen; rebuy-de/aws-nuke #599
    if _in(name, call.region):
        raise Refused("InvalidRequestException", "Backup vault cannot be deleted because it contains recovery points.")


@before("backup", "ListTags")
def tags(call: Call) -> None:
    """Of what has an ARN of another service only its own tells, and the tag index (API reference, ListTags)."""
    if not call.params["ResourceArn"].startswith("arn:aws:backup:"):
        raise Refused("InvalidParameterValueException", f"{call.params['ResourceArn']} is not supported")  # unseen
    if call.params["ResourceArn"] not in {arn for arn, _, _ in _rows(call.region)}:
        raise Refused("ResourceNotFoundException", f"{call.params['ResourceArn']} does not exist")  # unseen


# ---- recovery points ------------------------------------------------------------------------------------------------


@instead("backup", "StartBackupJob")
def make(call: Call) -> Answer:
    """What EBS or RDS keeps is a snapshot by its ARN; what AWS Backup keeps is a point by its own. The tags of the resource are copied."""
    told, vault = call.params, _vault(call)
    of = told["ResourceArn"]
    is_ebs = ":volume/" in of
    id_ = uuid.uuid4()
    arn = f"arn:aws:ec2:{call.region}::snapshot/snap-{id_.hex[:17]}" if is_ebs else f"arn:aws:backup:{call.region}:{ACCOUNT}:recovery-point:{id_}"
    if of.startswith("arn:aws:rds:"):
        arn = _of_rds(call, of, f"awsbackup:job-{id_}")
    days = (told.get("Lifecycle") or {}).get("DeleteAfterDays")
    now = ageing.now().timestamp()
    _points[arn] = {
        "RecoveryPointArn": arn, "BackupVaultName": vault.backup_vault_name, "BackupVaultArn": vault.backup_vault_arn,
        "ResourceArn": of, "ResourceType": "EBS" if is_ebs else "RDS" if arn.startswith("arn:aws:rds:") else "EFS", "IamRoleArn": told["IamRoleArn"], "Status": "COMPLETED",
        "CreationDate": now, "BackupSizeInBytes": 1 << 30, "_region": call.region, "_tags": dict(told.get("RecoveryPointTags") or {}),
        **({"CalculatedLifecycle": {"DeleteAt": now + 86400 * days}} if days else {}),
    }  # fmt: skip
    return yes(call, {"RecoveryPointArn": arn, "BackupJobId": str(id_)})


def of_plan(arn: str, plan: str) -> None:
    """A job of a plan made it, which no API starts."""
    _points[arn]["CreatedBy"] = {"BackupPlanArn": plan, "BackupPlanId": plan.split(":")[-1], "BackupRuleName": "daily"}


def _of_rds(call: Call, of: str, name: str) -> str:
    """A snapshot of RDS, by whose type alone it is listed (API reference, DescribeDBSnapshots)."""
    rds, id_ = backend("rds", call.region), of.split(":")[-1]
    if ":cluster:" in of:
        return rds.create_db_cluster_snapshot(id_, name, snapshot_type="awsbackup").db_cluster_snapshot_arn
    return rds.create_db_snapshot(id_, name, snapshot_type="awsbackup").db_snapshot_arn


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if not name.startswith("_")}


def _look(asked: list[dict[str, Any]]) -> None:
    for one in asked:
        if one["Status"] == "DELETING" and _under_way.is_over(one):
            del _points[one["RecoveryPointArn"]]


@instead("backup", "ListRecoveryPointsByBackupVault")
def points(call: Call) -> Answer:
    name = _vault(call).backup_vault_name
    _look(_in(name, call.region))
    return yes(call, {"RecoveryPoints": [_shown(one) for one in _in(name, call.region)]})


def _point(call: Call) -> dict[str, Any]:
    found = _points.get(call.params["RecoveryPointArn"])
    if found is None or found["BackupVaultName"] != call.params["BackupVaultName"]:
        raise Refused("ResourceNotFoundException", f"Recovery point {call.params['RecoveryPointArn']} does not exist")  # unseen
    return found


@instead("backup", "DescribeRecoveryPoint")
def point(call: Call) -> Answer:
    _look([_point(call)])
    return yes(call, _shown(_point(call)))


@instead("backup", "DeleteRecoveryPoint")
def delete_point(call: Call) -> Answer:
    """Its role deletes it: where that is gone, the answer is yes, and it expires instead (API reference, DeleteRecoveryPoint)."""
    one, vault = _point(call), _vault(call)
    if vault.locked and one.get("CalculatedLifecycle", {}).get("DeleteAt", float("inf")) > ageing.now().timestamp():
        text = f"Backup Vault Lock on {vault.backup_vault_name} prevents the deletion of its recovery points before their retention ends."  # unseen
        raise Refused("InvalidRequestException", text)
    if one["Status"] == "DELETING":
        raise Refused("InvalidResourceStateException", "The recovery point is being deleted.")  # unseen
    if all(role.arn != one["IamRoleArn"] for role in backend("iam", call.region).roles.values()):
        one["Status"], one["StatusMessage"] = "EXPIRED", "The IAM role cannot be assumed by AWS Backup."
        return yes(call)
    one["Status"] = "DELETING"
    _under_way.begin(one)
    return yes(call)


# ---- plans ----------------------------------------------------------------------------------------------------------


def _plan(call: Call) -> Any:
    found = backend("backup", call.region).plans.get(call.params["BackupPlanId"])
    if found is None or found.deletion_date is not None:
        raise Refused("ResourceNotFoundException", "Failed reading Backup plan with provided version")
    return found


@instead("backup", "CreateBackupSelection")
def select(call: Call) -> Answer:
    plan, told = _plan(call), call.params["BackupSelection"]
    id_ = str(uuid.uuid4())
    _selections.setdefault(plan.backup_plan_id, {})[id_] = {
        "SelectionId": id_, "SelectionName": told["SelectionName"], "BackupPlanId": plan.backup_plan_id, "IamRoleArn": told["IamRoleArn"],
    }  # fmt: skip
    return yes(call, {"SelectionId": id_, "BackupPlanId": plan.backup_plan_id})


@instead("backup", "ListBackupSelections")
def selections(call: Call) -> Answer:
    return yes(call, {"BackupSelectionsList": list(_selections.get(_plan(call).backup_plan_id, {}).values())})


@instead("backup", "DeleteBackupSelection")
def unselect(call: Call) -> Answer:
    if _selections.get(_plan(call).backup_plan_id, {}).pop(call.params["SelectionId"], None) is None:
        raise Refused("ResourceNotFoundException", "Selection does not exist")  # unseen
    return yes(call)


@before("backup", "DeleteBackupPlan")
def delete_plan(call: Call) -> None:
    if _selections.get(_plan(call).backup_plan_id):
        raise Refused("InvalidRequestException", "Related backup plan selections must be deleted prior to backup plan deletion")


@before("backup", "GetBackupPlan")
def get_plan(call: Call) -> None:
    _plan(call)


# ---- tags -----------------------------------------------------------------------------------------------------------


def _rows(region: str) -> Iterator[tag_stores.Row]:
    known = backend("backup", region)
    for vault in list(known.vaults.values()):
        yield tag_stores._tagger(vault.backup_vault_arn, known.tagger)
    for plan in list(known.plans.values()):
        if plan.deletion_date is None:
            yield tag_stores._tagger(plan.backup_plan_arn, known.tagger)
    for arn, one in list(_points.items()):
        if one["_region"] == region:
            yield arn.replace(f":ec2:{region}::", f":ec2:{region}:{ACCOUNT}:"), one["_tags"], lambda tags, one=one: one.__setitem__("_tags", tags)


@after("backup", "ListTags")
def tags_of_points(call: Call, answer: Answer) -> Answer:
    one = _points.get(call.params["ResourceArn"])
    return answer if one is None else answer.with_json({"Tags": one["_tags"]})


tag_stores.STORES["backup"] = _rows
