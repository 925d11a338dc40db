"""Shelves for what moto has not, or not as AWS has it: things by region and ARN, as they are answered, with their tags.

What is ours alone of a thing begins with an underscore.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import hooks
import pace
import tag_stores
from wire import Call

Thing = dict[str, Any]
_shelves: dict[str, list[Shelf]] = {}
_beside: dict[str, Callable[[str], Iterator[tag_stores.Row]]] = {}  # what had rows of the service before


class Shelf:
    """`service` as ARNs have it; `kind` of pace.py says how long what is under way takes."""

    def __init__(self, service: str, kind: str) -> None:
        self._things: dict[str, dict[str, Thing]] = {}
        self._under_way = pace.UnderWay(kind)
        hooks.on_reset(self._things.clear)
        if service not in _shelves and service in tag_stores.STORES:
            _beside[service] = tag_stores.STORES[service]
        _shelves.setdefault(service, []).append(self)
        tag_stores.STORES[service] = lambda region: _rows(service, region)

    def of(self, region: str) -> dict[str, Thing]:
        return self._things.setdefault(region, {})

    def put(self, region: str, arn: str, thing: Thing, tags: list[dict[str, str]] | dict[str, str] | None) -> Thing:
        told = tags if isinstance(tags, dict) else {tag["Key"]: tag.get("Value", "") for tag in tags or []}
        self.of(region)[arn] = thing | {"_arn": arn, "_tags": told}
        return self.of(region)[arn]

    def begin(self, thing: Thing, then: Callable[[], None]) -> None:
        """What happens to it once as many looks as pace.py says have shown it under way."""
        thing["_then"] = then
        self._under_way.begin(thing)

    def look(self, region: str) -> None:
        """Time goes by."""
        for thing in list(self.of(region).values()):
            if "_then" in thing and self._under_way.is_over(thing):
                thing.pop("_then")()

    def seen(self, call: Call) -> None:
        """Only who looks has time go by: what is asked for right after is refused as it was."""
        if call.operation.startswith(("Describe", "Get", "List")):
            self.look(call.region)

    def remove(self, region: str, thing: Thing) -> None:
        self.of(region).pop(thing["_arn"], None)

    def all(self, region: str) -> list[Thing]:
        """Another look at all."""
        self.look(region)
        return list(self.of(region).values())


def shown(thing: Thing, *names: str) -> Thing:
    return {key: value for key, value in thing.items() if not key.startswith("_") and (not names or key in names)}


def tags_of(service: str, region: str, arn: str) -> dict[str, str] | None:
    """None where there is no such thing."""
    return next((of.of(region)[arn]["_tags"] for of in _shelves[service] if arn in of.of(region)), None)


def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _rows(service: str, region: str) -> Iterator[tag_stores.Row]:
    if service in _beside:
        yield from _beside[service](region)
    for of in _shelves[service]:
        for arn, thing in list(of.of(region).items()):
            yield arn, thing["_tags"], lambda tags, thing=thing: thing.__setitem__("_tags", tags)
