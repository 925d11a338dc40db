"""Backups of DynamoDB as AWS has them: listed by their type, described with the key of their table, and left by a table that keeps all its past.

moto lists all for whatever type, leaves out what the table was encrypted with, and makes no system backup. Sources: the API reference
(ListBackups, BackupDetails, SourceTableFeatureDetails) and the developer guide ("Point-in-time recovery": kept for 35 days).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import ageing
import hooks
from hooks import after, backend, before, instead
from moto.dynamodb.models.table import Backup
from wire import ACCOUNT, Answer, Call, yes

_KEPT_FOR = timedelta(days=35)
_MOST = 100
_TYPES = {"USER": {"USER"}, "SYSTEM": {"SYSTEM"}, "AWS_BACKUP": {"AWS_BACKUP"}, "ALL": {"USER", "SYSTEM"}}

# By region and table: what its deletion leaves, once that is answered with a yes.
_last: dict[tuple[str, str], Backup] = {}
hooks.on_reset(_last.clear)


def _name(call: Call) -> str:
    return call.params["TableName"].split(":table/")[-1]


@before("dynamodb", "DeleteTable")
def prepare(call: Call) -> None:
    table = backend("dynamodb", call.region).tables.get(_name(call))
    _last.pop((call.region, _name(call)), None)
    if table is not None and table.continuous_backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED":
        _last[call.region, table.name] = Backup(ACCOUNT, call.region, f"{table.name}$DeletedTableBackup", table, type_="SYSTEM")


@after("dynamodb", "DeleteTable")
def keep(call: Call, answer: Answer) -> Answer:
    left = _last.pop((call.region, _name(call)), None)
    if left is not None and answer.status == 200:
        backend("dynamodb", call.region).backups[left.arn] = left
    return answer


def _made(one: Backup) -> datetime:
    return one.creation_date_time.replace(tzinfo=timezone.utc)


def _there(region: str) -> dict[str, Backup]:
    known = backend("dynamodb", region).backups
    for arn, one in list(known.items()):
        if one.type == "SYSTEM" and _made(one) + _KEPT_FOR < ageing.now():
            del known[arn]
    return known


@instead("dynamodb", "ListBackups")
def list_backups(call: Call) -> Answer:
    told = call.params
    of = (told.get("TableName") or "").split(":table/")[-1]
    wanted = _TYPES[told.get("BackupType", "USER")]
    all_ = [one for arn, one in sorted(_there(call.region).items()) if one.type in wanted and of in ("", one.table.name)]
    after_ = [one for one in all_ if one.arn > told.get("ExclusiveStartBackupArn", "")]
    page = after_[: min(told.get("Limit", _MOST), _MOST)]
    more = {"LastEvaluatedBackupArn": page[-1].arn} if len(after_) > len(page) else {}
    shown = [one.summary | {"BackupCreationDateTime": _made(one).timestamp()} for one in page]
    return yes(call, {"BackupSummaries": shown, **more})


@before("dynamodb", "DescribeBackup")
def forget(call: Call) -> None:
    _there(call.region)


@after("dynamodb", "DescribeBackup")
def described(call: Call, answer: Answer) -> Answer:
    """The table's features, as they were."""
    if answer.status == 200:
        one = backend("dynamodb", call.region).backups[call.params["BackupArn"]]
        how = one.table.describe()["TableDescription"].get("SSEDescription")
        told = answer.json()
        told["BackupDescription"]["SourceTableDetails"].pop("SSEDescription", None)
        told["BackupDescription"]["SourceTableFeatureDetails"] = {"SSEDescription": how} if how else {}
        return answer.with_json(told)
    return answer
