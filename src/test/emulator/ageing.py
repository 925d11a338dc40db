"""Things created in the past: moto's clock is moved, and nothing else's.

moto writes creation dates with whatever its modules call `datetime`, `time` or `utcnow`. Those names, in moto's modules
only, are replaced by ones that are off by an offset. The process itself, its sockets and its signatures keep true time,
which freezegun would not leave them. The offset is the whole server's (`clock`), or one request's (the header).
"""

from __future__ import annotations

import contextlib
import datetime as real_datetime
import sys
import threading
import time as real_time
import types
from collections.abc import Iterator

HEADER = "HTTP_X_JANITOR_OFFSET_SECONDS"

_offset = 0.0
_of_request = threading.local()
_patched = 0


def set_offset(seconds: float) -> None:
    global _offset
    _offset = float(seconds)


def offset() -> float:
    own = getattr(_of_request, "seconds", None)
    return _offset if own is None else own


@contextlib.contextmanager
def for_request(environ: dict) -> Iterator[None]:
    """Lets one request be dated by its own header."""
    told = environ.get(HEADER)
    _of_request.seconds = float(told) if told else None
    try:
        yield
    finally:
        _of_request.seconds = None


def now() -> real_datetime.datetime:
    """For the stand-ins, which take a clock."""
    return real_datetime.datetime.now(real_datetime.timezone.utc) + real_datetime.timedelta(seconds=offset())


def _time() -> float:
    return real_time.time() + offset()


class _AnyDateTime(type):
    """Dates read from requests are plain ones, and `isinstance` in moto must still know them."""

    def __instancecheck__(cls, thing):
        return isinstance(thing, real_datetime.datetime)

    def __subclasscheck__(cls, other):
        return issubclass(other, real_datetime.datetime)


class _AnyDate(type):
    def __instancecheck__(cls, thing):
        return isinstance(thing, real_datetime.date)

    def __subclasscheck__(cls, other):
        return issubclass(other, real_datetime.date)


def _plain(moment: real_datetime.datetime) -> real_datetime.datetime:
    """A date of the ordinary class, since some serializers ask for exactly that."""
    return real_datetime.datetime.combine(moment.date(), moment.timetz())


class _DateTime(real_datetime.datetime, metaclass=_AnyDateTime):
    def __new__(cls, *args, **kwargs):
        return real_datetime.datetime(*args, **kwargs)

    @classmethod
    def now(cls, tz=None):
        return _plain(real_datetime.datetime.now(tz) + real_datetime.timedelta(seconds=offset()))

    @classmethod
    def utcnow(cls):
        return cls.now(real_datetime.timezone.utc).replace(tzinfo=None)

    @classmethod
    def today(cls):
        return cls.now()

    # Inherited, these would make objects of this class.
    fromtimestamp = real_datetime.datetime.fromtimestamp
    utcfromtimestamp = real_datetime.datetime.utcfromtimestamp
    strptime = real_datetime.datetime.strptime
    fromisoformat = real_datetime.datetime.fromisoformat
    combine = real_datetime.datetime.combine


class _Date(real_datetime.date, metaclass=_AnyDate):
    def __new__(cls, *args, **kwargs):
        return real_datetime.date(*args, **kwargs)

    @classmethod
    def today(cls):
        return _DateTime.now().date()

    fromisoformat = real_datetime.date.fromisoformat
    fromtimestamp = real_datetime.date.fromtimestamp


def _copy_of(module: types.ModuleType, **other) -> types.ModuleType:
    copy = types.ModuleType(module.__name__)
    copy.__dict__.update({name: value for name, value in vars(module).items() if not name.startswith("__")} | other)
    return copy


_datetime_module = _copy_of(real_datetime, datetime=_DateTime, date=_Date)
_time_module = _copy_of(
    real_time,
    time=_time,
    time_ns=lambda: int(_time() * 1e9),
    gmtime=lambda seconds=None: real_time.gmtime(_time() if seconds is None else seconds),
    localtime=lambda seconds=None: real_time.localtime(_time() if seconds is None else seconds),
)
_REPLACED = [
    (real_datetime, _datetime_module),
    (real_datetime.datetime, _DateTime),
    (real_datetime.date, _Date),
    (real_time, _time_module),
    (real_time.time, _time),
]


def patch_moto() -> None:
    """Moves the clocks of all moto modules loaded so far; moto loads a service when it is first called."""
    global _patched
    if len(sys.modules) == _patched:
        return
    _patched = len(sys.modules)
    for name, module in list(sys.modules.items()):
        if not name.startswith("moto.") or module is None or "_ageing" in vars(module):
            continue
        module._ageing = True
        for attribute, value in list(vars(module).items()):
            for real, ours in _REPLACED:
                if value is real:
                    setattr(module, attribute, ours)
