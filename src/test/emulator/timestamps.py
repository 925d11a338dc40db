"""Dates in JSON answers as numbers, as AWS sends them: moto writes some as ISO text, which boto3 reads and the Java SDK does not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import wire
from wire import Answer, Call


def as_aws_sends_them(call: Call, answer: Answer) -> Answer:
    if call.protocol not in ("json", "rest-json") or answer.status >= 300 or not answer.body[:1] == b"{":
        return answer
    model = wire.model(call.service)
    if call.operation not in model.operation_names:
        return answer
    shape = model.operation_model(call.operation).output_shape
    if shape is None or shape.serialization.get("payload"):
        return answer
    told = answer.json()
    return answer.with_json(told) if _mend(told, shape) else answer


def _mend(value: Any, shape) -> bool:
    """Changes the value in place; whether it did."""
    if shape.type_name == "structure" and isinstance(value, dict):
        changed = False
        for name, member in shape.members.items():
            key = member.serialization.get("name", name)
            if key not in value:
                continue
            if member.type_name == "timestamp":
                changed |= _mend_member(value, key, member)
            else:
                changed |= _mend(value[key], member)
        return changed
    if shape.type_name == "list" and isinstance(value, list):
        return any([_mend(one, shape.member) for one in value])
    if shape.type_name == "map" and isinstance(value, dict):
        return any([_mend(one, shape.value) for one in value.values()])
    return False


def _mend_member(value: dict[str, Any], key: str, member) -> bool:
    told = value[key]
    if not isinstance(told, str) or member.serialization.get("timestampFormat") in ("iso8601", "rfc822"):
        return False
    value[key] = datetime.fromisoformat(told.replace("Z", "+00:00")).timestamp()
    return True
