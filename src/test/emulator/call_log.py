"""What was called: for tests that count calls, and for comparing them with the permissions that are granted."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime
from typing import Any

import hooks
from wire import Call

_calls: list[dict[str, Any]] = []
_lock = threading.Lock()


def note(call: Call, status: int | None, at: datetime) -> None:
    """`status` is None for a call whose connection was cut; `at` is when the call came."""
    if call.internal:
        return
    entry = {
        "service": call.prefix,
        "operation": call.operation,
        "client": call.service,
        "region": call.region,
        "at": at.isoformat(),
        "status": status,
    }
    with _lock:
        _calls.append(entry)


@hooks.on_reset
def clear() -> None:
    with _lock:
        _calls.clear()


def as_json() -> dict[str, Any]:
    with _lock:
        calls = list(_calls)
    counts = Counter(f"{call['service']}:{call['operation']}" for call in calls)
    return {"count": len(calls), "counts": dict(sorted(counts.items())), "calls": calls}
