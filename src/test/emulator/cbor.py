"""CBOR, in which the Java SDK speaks to Kinesis and expects to be answered: in here it is JSON, as boto3's.

A date is a number of milliseconds there, and of seconds in JSON. Source: RFC 8949; "AWS JSON 1.1" as the SDK's
`AwsCborProtocolFactory` varies it.
"""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import wire
from wire import Answer, Call

CONTENT = "application/x-amz-cbor-1.1"
_MARK = "emulator.cbor"
_BREAK = object()


def as_json(environ: dict[str, Any]) -> None:
    """Has the request speak JSON, and remembers that it did not."""
    if environ.get("CONTENT_TYPE", "").startswith(CONTENT):
        body = wire.whole_body(environ)
        told = json.dumps(decode(body) if body else {}).encode()
        environ |= {"wsgi.input": io.BytesIO(told), "CONTENT_LENGTH": str(len(told))}
        environ |= {"CONTENT_TYPE": "application/x-amz-json-1.1", _MARK: True}


def as_asked(call: Call, answer: Answer) -> Answer:
    if _MARK not in call.environ:
        return answer
    told = json.loads(answer.body) if answer.body.strip() else {}
    operations = wire.model(call.service).operation_names
    shape = wire.model(call.service).operation_model(call.operation).output_shape if call.operation in operations else None
    changed = answer.with_body(encode(_in_milliseconds(told, shape) if answer.status < 300 else told))
    headers = [(name, value) for name, value in changed.headers if name.lower() != "content-type"]
    return Answer(changed.status, [*headers, ("Content-Type", CONTENT)], changed.body)


def _in_milliseconds(value: Any, shape: Any) -> Any:
    if shape is None or value is None:
        return value
    if shape.type_name == "timestamp":
        return round(float(value) * 1000)
    if shape.type_name == "structure":
        return {name: _in_milliseconds(one, shape.members.get(name)) for name, one in value.items()}
    if shape.type_name == "list":
        return [_in_milliseconds(one, shape.member) for one in value]
    return value


# ---- the format -----------------------------------------------------------------------------------------------------


def encode(value: Any) -> bytes:
    if value is None or isinstance(value, bool):
        return b"\xf6" if value is None else b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(encode(one) for one in value)
    return _head(5, len(value)) + b"".join(encode(name) + encode(one) for name, one in value.items())


def _head(major: int, count: int) -> bytes:
    if count < 24:
        return bytes([major << 5 | count])
    for size, (mark, form) in enumerate(((24, ">B"), (25, ">H"), (26, ">I"), (27, ">Q"))):
        if count < 1 << (8 << size):
            return bytes([major << 5 | mark]) + struct.pack(form, count)
    raise ValueError(count)


def decode(body: bytes) -> Any:
    return _value(io.BytesIO(body))


def _value(source: io.BytesIO) -> Any:
    first = source.read(1)[0]
    major, low = first >> 5, first & 31
    if major == 7:
        return _simple(source, low)
    count = None if low == 31 else low if low < 24 else int.from_bytes(source.read(1 << (low - 24)), "big")
    if major in (0, 1):
        return count if major == 0 else -1 - count
    if major in (2, 3):
        if count is None:
            return "".join(_until_break(source, None))
        return source.read(count).decode() if major == 3 else source.read(count).decode("latin-1")
    if major == 4:
        return list(_until_break(source, count))
    if major == 5:
        flat = list(_until_break(source, None if count is None else 2 * count))
        return dict(zip(flat[::2], flat[1::2]))
    return _value(source)  # a tag: only dates carry one, and they are numbers


def _until_break(source: io.BytesIO, count: int | None):
    while count is None or count > 0:
        one = _value(source)
        if one is _BREAK:
            return
        yield one
        count = None if count is None else count - 1


def _simple(source: io.BytesIO, low: int) -> Any:
    if low == 31:
        return _BREAK
    if low in (25, 26, 27):
        form = {25: ">e", 26: ">f", 27: ">d"}[low]
        return struct.unpack(form, source.read(struct.calcsize(form)))[0]
    return {20: False, 21: True}.get(low)
