"""Faults on demand: errors, lost connections, late answers and batches that are taken in part only, for the next n calls
of an operation. None of it is moto's."""

from __future__ import annotations

import io
import json
import random
import socket
import threading
import time
from dataclasses import dataclass, fields
from typing import Any

from wire import Answer, Call, no

KINDS = ("error", "cut", "late", "part")


@dataclass
class Fault:
    service: str = "*"
    operation: str = "*"
    kind: str = "error"
    error: str = "ThrottlingException"
    message: str = "Rate exceeded"
    status: int = 400
    about: str = ""  # a name or an ARN that the call's parameters hold; empty: whatever it is about
    region: str = ""  # empty: whichever it is sent to
    times: int | None = 1  # how often it strikes; None: until the faults are cleared
    skip: int = 0  # how many calls it lets pass first
    probability: float = 1.0
    delay: float = 0.0  # seconds, before an answer that is late
    when: str = "before"  # the connection is cut before the call took effect, or after it


_faults: list[Fault] = []
_random = random.Random(0)
_lock = threading.Lock()


def add(told: list[dict[str, Any]]) -> None:
    known = {field.name for field in fields(Fault)}
    added = []
    for entry in told:
        if set(entry) - known:
            raise ValueError(f"unknown in a fault: {sorted(set(entry) - known)}; known: {sorted(known)}")
        fault = Fault(**entry)
        if fault.kind not in KINDS or fault.when not in ("before", "after"):
            raise ValueError(f"kind is one of {KINDS}, when is before or after: {entry}")
        added.append(fault)
    with _lock:
        _faults.extend(added)


def clear() -> None:
    with _lock:
        _faults.clear()
        _random.seed(0)


def seed(value: Any) -> None:
    with _lock:
        _random.seed(value)


def left() -> list[dict[str, Any]]:
    """The faults that have not struck as often as they should; a test asks, to know that its faults were met."""
    with _lock:
        return [vars(fault).copy() for fault in _faults]


def strike(call: Call) -> Fault | None:
    """The fault that meets this call, if any. The first that fits counts; the others wait for later calls."""
    if call.internal:
        return None
    with _lock:
        for fault in _faults:
            if not call.is_named(fault.service, fault.operation) or not call.is_about(fault.about):
                continue
            if fault.region not in ("", call.region):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.probability < 1.0 and _random.random() >= fault.probability:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    _faults.remove(fault)
            return fault
    return None


def apply(fault: Fault, call: Call, serve) -> Answer:
    if fault.kind == "late":
        time.sleep(fault.delay)
        return serve()
    if fault.kind == "cut":
        if fault.when == "after":
            serve()
        cut(call)
    if fault.kind == "part":
        return _part(call, serve)
    return no(call, fault.error, fault.message, fault.status)


def _part(call: Call, serve) -> Answer:
    """DynamoDB takes the first half of what BatchWriteItem names, and hands back the rest."""
    asked: dict[str, list] = call.params["RequestItems"]
    left = {table: items[(len(items) + 1) // 2 :] for table, items in asked.items() if len(items) > 1}
    call.params["RequestItems"] = {table: items[: (len(items) + 1) // 2] for table, items in asked.items()}
    body = json.dumps(call.params).encode()
    call.environ["wsgi.input"], call.environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
    answer = serve()
    return answer.with_json({**answer.json(), "UnprocessedItems": left}) if answer.status == 200 else answer


def cut(call: Call) -> None:
    """Closes the connection under the server's feet; the client sees it end without an answer."""
    connection = call.environ["werkzeug.socket"]
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    raise ConnectionResetError("cut by the emulator")
