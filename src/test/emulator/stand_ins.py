"""The stand-ins for services that moto lacks (amplify.py, personalize.py): finds them, resets them, gives them our clock."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

import ageing
import hooks

NAMES = ("amplify", "personalize")


@cache
def module(name: str):
    """None if there is no such file; one that is there and broken is an error, not a gap."""
    if not (Path(__file__).parent / f"{name}.py").exists():
        return None
    found = importlib.import_module(name)
    found.clock = ageing.now
    return found


def serve(service: str):
    """The WSGI application of a stand-in, or None: then the service is moto's."""
    found = module(service) if service in NAMES else None
    return found and found.wsgi


@hooks.on_reset
def reset() -> None:
    for name in NAMES:
        if module(name):
            module(name).reset()
            module(name).clock = ageing.now
