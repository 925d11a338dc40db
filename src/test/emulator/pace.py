"""How many reads a deletion, or a distribution's change, takes to be over. Time has no part in it, so tests need not wait."""

from __future__ import annotations

from typing import Any

import hooks

# stack: reads that still show DELETE_IN_PROGRESS; distribution: reads that show InProgress after a change; association: reads
# that still show a source API's. endpoint: reads that show a SageMaker endpoint or notebook under way.
# database: reads that show one, or a snapshot, under way. scaling: an Auto Scaling group, and then its servers.
# gateway: one to other networks. container: what is under way at ECS, EKS and Batch. stream: what is at EMR, Kinesis and Flink. file: what
# is of FSx, EFS and AWS Backup. lightsail: what is of Lightsail.
_DEFAULTS = {"stack": 1, "distribution": 1, "association": 1, "endpoint": 1, "database": 1, "scaling": 1, "container": 1, "gateway": 1, "stream": 1, "file": 1, "lightsail": 1}
_reads = dict(_DEFAULTS)


def reads(kind: str) -> int:
    return _reads[kind]


def set_reads(told: dict[str, Any]) -> None:
    if set(told) - set(_DEFAULTS):
        raise ValueError(f"known: {sorted(_DEFAULTS)}")
    _reads.update(told)


class UnderWay:
    """What was begun, and how many reads still show it so."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._left: dict[int, int] = {}  # by the thing itself
        hooks.on_reset(self._left.clear)

    def begin(self, thing: Any) -> None:
        self._left[id(thing)] = reads(self._kind)

    def is_over(self, thing: Any) -> bool:
        """One read more; whether what was under way is over by now."""
        left = self._left.get(id(thing), 0)
        self._left[id(thing)] = left - 1
        return left <= 0


@hooks.on_reset
def reset() -> None:
    _reads.update(_DEFAULTS)
