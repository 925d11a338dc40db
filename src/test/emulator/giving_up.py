"""Deletions that AWS takes, tries, and gives up on, as a test tells it to: what is left says so in its status, and why.

Each service has a word of its own for that, and a place for the reason (the enumerations and structures of botocore's models).
"""

from __future__ import annotations

import hooks

_told: dict[str, tuple[int, str]] = {}  # by ARN: how many deletions still fail, and AWS's reason
hooks.on_reset(_told.clear)


def let(arn: str, how: dict) -> None:
    """{"times": 2, "why": "..."}; without times it never goes."""
    _told[arn] = (int(how.get("times", 1_000_000)), str(how["why"]))


def will(arn: str) -> bool:
    """Whether the deletion that is asked for now will come to nothing."""
    return _told.get(arn, (0, ""))[0] > 0


def why(arn: str) -> str | None:
    """Asked where a deletion would be over: AWS's reason, if it gives up."""
    left, reason = _told.get(arn, (0, ""))
    if left <= 0:
        return None
    _told[arn] = (left - 1, reason)
    return reason
