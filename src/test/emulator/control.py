"""The control endpoints, under /janitor-emulator/ on the emulator's own port: JSON in, JSON out. See emulator.py for the table."""

from __future__ import annotations

import json
import traceback
from typing import Any

import ageing
import agents
import buses
import cloud_control
import call_log
import copies
import faults
import gaps
import hooks
import mails
import pace
import properties
import rates
import rights
import stacks
import stand_ins
import suppressions
import tag_index
import topics
import trail

PREFIX = "/janitor-emulator"


def serve(environ: dict[str, Any], reset) -> tuple[int, Any]:
    method, what = environ["REQUEST_METHOD"], environ["PATH_INFO"][len(PREFIX) :].strip("/")
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        told = json.loads(environ["wsgi.input"].read(length) or b"{}")
        if (method, what) == ("POST", "reset"):
            reset()
            ageing.set_offset(0)
            faults.clear()
            return 200, {}
        known = _ROUTES.get((method, what))
        if known is None:
            return 404, {"error": f"no {method} {what}", "known": [f"{m} {w}" for m, w in sorted(_ROUTES)] + ["POST reset"]}
        answer = known(told)
        return 200, {} if answer is None else answer
    except (ValueError, TypeError, LookupError) as error:
        return 400, {"error": f"{type(error).__name__}: {error}"}
    except Exception as error:
        traceback.print_exc()
        return 500, {"error": repr(error)}


def _tags(told: dict[str, dict[str, str | None]]) -> None:
    for arn, tags in told.items():
        tag_index.write(arn, tags)


def _ghosts(told: dict[str, Any]) -> None:
    tag_index.linger(told.get("arns"), told.get("scans"), told.get("regions", []))


def _faults(told: list | dict) -> None:
    if isinstance(told, dict):
        if "seed" in told:
            faults.seed(told["seed"])
        told = told.get("faults", [])
    faults.add(told)


def _describe(told: dict) -> None:
    """What AWS writes into the description of a snapshot that it takes for an image names that."""
    hooks.backend("ec2", told["region"]).snapshots[told["id"]].description = told["text"]


def _stand_in(name: str):
    def control(told: Any) -> Any:
        module = stand_ins.module(name)
        if module is None:
            raise LookupError(f"there is no stand-in for {name}")
        return module.control(told)

    return control


_ROUTES = {
    ("GET", "health"): lambda _: {"status": "ok"},
    ("POST", "clock"): lambda told: ageing.set_offset(told["offsetSeconds"]),
    ("POST", "descriptions"): _describe,
    ("POST", "cloud-control"): cloud_control.put,
    ("GET", "clock"): lambda _: {"offsetSeconds": ageing.offset()},
    ("GET", "erased"): agents.erased,
    ("POST", "faults"): _faults,
    ("GET", "faults"): lambda _: faults.left(),
    ("DELETE", "faults"): lambda _: faults.clear(),
    ("GET", "calls"): lambda _: call_log.as_json(),
    ("DELETE", "calls"): lambda _: call_log.clear(),
    ("POST", "ghosts"): _ghosts,
    ("POST", "log-alarms"): lambda told: gaps.make_log_alarms(told["names"]),
    ("POST", "forget"): lambda told: tag_index.forget(told["arns"], told.get("scans")),
    ("POST", "tags"): _tags,
    ("POST", "stacks"): stacks.own,
    ("POST", "rights"): lambda told: rights.deny(told["deny"]),
    ("GET", "rights"): lambda _: rights.as_json(),
    ("POST", "copies"): lambda _: copies.make(),
    ("POST", "end"): lambda _: copies.end(),
    ("POST", "pace"): pace.set_reads,
    ("POST", "properties"): properties.put,
    ("POST", "rates"): rates.enforce,
    ("GET", "rates"): lambda _: rates.as_json(),
    ("POST", "principal"): trail.become,
    ("GET", "mails"): lambda _: mails.as_json(),
    ("DELETE", "mails"): lambda _: mails.clear(),
    ("POST", "mail-account"): suppressions.put_account,
    ("POST", "mail-refusals"): lambda told: mails.refuse(told["recipients"]),
    ("GET", "messages"): lambda _: topics.as_json(),
    ("DELETE", "messages"): lambda _: topics.clear(),
    ("POST", "confirmations"): lambda told: {"confirmed": topics.confirm(told.get("endpoints"))},
    ("GET", "events"): lambda _: buses.as_json(),
    ("DELETE", "events"): lambda _: buses.clear(),
    ("POST", "amplify"): _stand_in("amplify"),
    ("POST", "personalize"): _stand_in("personalize"),
}
