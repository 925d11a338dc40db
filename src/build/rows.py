#!/usr/bin/env python3
"""Rows of cloud-control.tsv, held against the registry's schemas: it shows, and writes none.

    .ci/tools python src/build/rows.py                   what the schemas say otherwise than the table; exit 1 if anything
    .ci/tools python src/build/rows.py AWS::MWAA::Environment   a candidate of each type named, to be reviewed, with what speaks against it

The schemas are those that cfn-lint carries (.ci/requirements.txt says which). They do not tell ARNs: the pattern of a candidate
is to be taken from IAM's service authorization reference. What a stranger may use, and what AWS does besides, no schema tells.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import cfnlint

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
TABLE = Path(__file__).parents[1] / "main" / "resources" / "janitor" / "kind" / "cloud-control.tsv"
COLUMNS = ("type", "arn", "identifier", "own_arn", "tags", "created", "protection", "cost", "data", "wait", "deletes", "reads", "uses")
UNTAGS = ("Untag", "RemoveTags", "DeleteTags")
READS = ("Get", "List", "Describe")
# Whose handlers read tags without a list of them, for they are in what the service describes (its model in botocore has them).
TAGS_IN_DESCRIPTION = (
    "AWS::AccessAnalyzer::Analyzer", "AWS::AmazonMQ::Broker", "AWS::Batch::SchedulingPolicy", "AWS::CodeStarNotifications::NotificationRule",
    "AWS::EC2::InstanceConnectEndpoint", "AWS::EMRContainers::VirtualCluster", "AWS::GuardDuty::MalwareProtectionPlan",
    "AWS::LicenseManager::ReportGenerator", "AWS::Location::Map", "AWS::Location::PlaceIndex", "AWS::Location::RouteCalculator",
    "AWS::Location::Tracker", "AWS::MWAA::Environment", "AWS::Macie::FindingsFilter", "AWS::MediaTailor::PlaybackConfiguration",
    "AWS::RDS::Integration", "AWS::Transfer::Connector",
)  # fmt: skip
# What a handler does for whoever made its key, log delivery or network: not of the row's own service, and not given.
OTHERS = ("ds", "ec2", "kms", "logs", "sso", "iam", "s3")

# What else a handler asks for that a review left out: it deletes another thing, and is not given.
LEFT_OUT = {"AWS::Bedrock::Flow bedrock:DeleteGuardrail"}


# What a handler asks for by the name of its API, and IAM by another.
UNKNOWN_TO_IAM = {
    "dms:DescribeDataProviders": "dms:ListDataProviders",
    "dms:DescribeInstanceProfiles": "dms:ListInstanceProfiles",
}

KEY = "AWS::KMS::Key"
ROLE = "as:"
# What its own service tells of all of them: nothing of it is listed by Cloud Control.
TOLD_BY_THEIR_SERVICE = ("AWS::Bedrock::Flow",)
UNLISTED = "unlisted"
TELLS_A_KEY = re.compile("kms|encryption.*key", re.IGNORECASE)
TELLS_A_ROLE = re.compile("role_?arn", re.IGNORECASE)
# Roles that no service takes by itself: of a job not yet begun, in what somebody looks for, of the request that made it.
NOT_TAKEN = ("AWS::EMRContainers::JobTemplate", "AWS::InspectorV2::Filter", "AWS::Transcribe::Vocabulary", "AWS::Transcribe::VocabularyFilter")


@cache
def files() -> dict[str, str]:
    """The file of each type's schema; us-east-1 has all types."""
    return json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text())


@cache
def schema(type_name: str) -> dict[str, Any] | None:
    name = files().get(type_name)
    return json.loads((SCHEMAS / "resources" / f"{name}.json").read_text()) if name else None


def last(pointer: str) -> str:
    return pointer.rsplit("/", 1)[-1]


def actions(told: dict[str, Any], handler: str) -> set[str]:
    """IAM's services are written small, and its actions begin with a capital letter."""
    pairs = (one.split(":", 1) for one in told["handlers"].get(handler, {}).get("permissions", []) if ":" in one)
    return {f"{service.lower()}:{action[:1].upper()}{action[1:]}" for service, action in pairs}


def list_actions(told: dict[str, Any]) -> set[str]:
    """What listing all of them asks for in the caller's name, as IAM calls it."""
    return {UNKNOWN_TO_IAM.get(one, one) for one in actions(told, "list") if one.split(":")[0] not in OTHERS}


def tells(told: dict[str, Any], what: re.Pattern[str]) -> bool:
    """Whether a model of the type has, at any depth, a property of such a name."""

    def names(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from node.get("properties", {})
            for below in node.values():
                yield from names(below)
        elif isinstance(node, list):
            for below in node:
                yield from names(below)

    return any(what.search(name) for name in names(told))


def reads(action: str) -> bool:
    return action.split(":")[1].startswith(READS)


def against(told: dict[str, Any]) -> Iterator[str]:
    """Why the type can have no row, as far as its schema tells."""
    for handler in ("delete", "read"):
        if handler not in told.get("handlers", {}):
            yield f"it has no {handler} handler"
    tagging = told.get("tagging", {})
    if not tagging.get("taggable", "Tags" in told["properties"]):
        yield "it cannot be tagged"
    tags = tagging.get("tagProperty", "/properties/Tags")
    if tags in told.get("writeOnlyProperties", []) or last(tags) not in told["properties"]:
        yield "its tags cannot be read back"
    elif "read" in told.get("handlers", {}) and told["typeName"] not in TAGS_IN_DESCRIPTION:
        if not any("tag" in action.lower() for action in actions(told, "read")):
            yield "its reading asks for no tags, and nobody has seen that its service describes them"
    if "delete" in told.get("handlers", {}):
        for action in sorted(actions(told, "delete")):
            if action.split(":")[1].startswith(UNTAGS):
                yield f"its handler takes tags off: {action}"
            elif "Snapshot" in action and not reads(action):
                yield f"its handler may leave a snapshot: {action}"


def changes(row: dict[str, str]) -> Iterator[str]:
    told = schema(row["type"])
    if told is None:
        yield "there is no such type any more"
        return
    yield from against(told)
    parts = [last(one) for one in told["primaryIdentifier"]]
    if row["identifier"] == "ARN":
        if parts != [row["own_arn"]]:
            yield f"its identifier is {'|'.join(parts)}, not {row['own_arn']}"
    elif len(row["identifier"].split("|")) != len(parts):
        yield f"its identifier is {'|'.join(parts)}, not {row['identifier']}"
    for column in ("own_arn", "tags", "created", "protection"):
        if row[column].split("=")[0] not in ("-", *told["properties"]):
            yield f"it has no property {row[column]}"
    tags = last(told.get("tagging", {}).get("tagProperty", "/properties/Tags"))
    if tags != row["tags"]:
        yield f"its tags are in {tags}"
    asked = actions(told, "delete")
    for action in sorted(set(row["deletes"].split()) - asked):
        yield f"its deletion does not ask for {action}"
    for action in sorted(asked - set(row["deletes"].split())):
        left_out = action.split(":")[0] in OTHERS or f"{row['type']} {action}" in LEFT_OUT
        if not reads(action) and not left_out:
            yield f"its deletion asks for {action} as well"
    for action in sorted(actions(told, "read") - set(row["reads"].split())):
        if action.split(":")[0] not in (*OTHERS, "organizations") and action not in UNKNOWN_TO_IAM:
            yield f"its reading asks for {action} as well"
    yield from uses(row, told)


def uses(row: dict[str, str], told: dict[str, Any]) -> Iterator[str]:
    """Others of a type are looked at to see what they use: they have to be listed for that."""
    if tells(told, TELLS_A_KEY) and KEY not in row["uses"].split() and row["uses"] != UNLISTED:
        yield f"it may be encrypted with a key: {KEY} is missing in what it uses"
    if tells(told, TELLS_A_ROLE) and ROLE not in row["uses"] and row["type"] not in NOT_TAKEN:
        yield f"it may work with a role: {ROLE} and the service that takes it are missing in what it uses"
    is_listed = "list" in told["handlers"] and '"required"' not in json.dumps(told["handlers"]["list"].get("handlerSchema", {}))
    if is_listed == (row["uses"] == UNLISTED):
        yield f"all of a region can {'' if is_listed else 'not '}be listed"
    if row["uses"] in ("-", UNLISTED) or row["type"] in TOLD_BY_THEIR_SERVICE:
        return
    for action in sorted(list_actions(told) - set(row["reads"].split())):
        yield f"listing what others of it use asks for {action} as well"


def candidate(type_name: str) -> str:
    told = schema(type_name)
    if told is None:
        return f"{type_name}: there is no such type"
    parts = [last(one) for one in told["primaryIdentifier"]]
    arns = [name for name in told["properties"] if name.lower().endswith("arn") and f"/properties/{name}" in told.get("readOnlyProperties", [])]
    times = [name for name in told["properties"] if "creat" in name.lower() and ("time" in name.lower() or name.endswith("At"))]
    protections = [name for name in told["properties"] if "rotection" in name]
    deletes = actions(told, "delete") if "delete" in told.get("handlers", {}) else set()
    row = {
        "type": type_name,
        "arn": "?",
        "identifier": "ARN" if parts == arns[:1] else "|".join(f"${{{one}}}" for one in parts),
        "own_arn": "/".join(arns) or "?",
        "tags": last(told.get("tagging", {}).get("tagProperty", "/properties/Tags")),
        "created": "/".join(times) or "-",
        "protection": "/".join(protections) or "-",
        "cost": "?",
        "data": "?",
        "wait": "?",
        "deletes": " ".join(sorted(one for one in deletes if not reads(one))),
        "reads": " ".join(sorted(actions(told, "read") | {one for one in deletes if reads(one)})) if "read" in told.get("handlers", {}) else "",
        "uses": KEY if tells(told, TELLS_A_KEY) else "?",
    }
    why = [*against(told), *([] if arns else ["its model does not hold its ARN"])]
    return "\t".join(row[column] for column in COLUMNS) + "".join(f"\n  # {one}" for one in why)


def rows() -> list[dict[str, str]]:
    lines = (line for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines]


def main(types: list[str]) -> int:
    if types:
        print("\n".join(candidate(one) for one in types))
        return 0
    found = [f"{row['type']}: {change}" for row in rows() for change in changes(row)]
    print("\n".join(found) or "rows: as the schemas say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
