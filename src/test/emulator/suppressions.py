"""SES's list of addresses that it sends nothing to, and whether it sends at all. moto has neither.

A message to a suppressed address is accepted, with an id, and goes nowhere (Developer Guide, "Using the Amazon SES
account-level suppression list"). The list is an account's in a region. It holds where the reason of the entry is one of
those that are chosen: the configuration set's of the sender, where that chooses any or none by itself, or else the
account's. AWS does not say whether case counts; here a capital does not save an address from being suppressed, and the
list knows it in small letters alone, which is the worst for whoever asks.
"""

from __future__ import annotations

import threading
import time
from email.utils import parseaddr
from typing import Any

import hooks
from wire import Answer, Call, Refused

_BOTH = ["BOUNCE", "COMPLAINT"]
_lock = threading.RLock()
_lists: dict[str, dict[str, dict[str, Any]]] = {}
_reasons: dict[str, list[str]] = {}
_paused: set[str] = set()
_sets: dict[tuple[str, str], list[str]] = {}
_defaults: dict[tuple[str, str], str] = {}
_account: dict[str, Any] = {}

_SIMULATOR = "simulator.amazonses.com"


@hooks.on_reset
def reset() -> None:
    with _lock:
        for store in (_lists, _reasons, _paused, _sets, _defaults, _account):
            store.clear()


def _yes(answer: dict[str, Any]) -> Answer:
    return Answer(200, [("Content-Type", "application/json")], b"").with_json(answer)


def _checked(reasons: list[str] | None) -> list[str]:
    for reason in reasons or []:
        if reason not in _BOTH:
            raise Refused("BadRequestException", f"Value '{reason}' failed to satisfy constraint: Member must satisfy enum value set: [BOUNCE, COMPLAINT]")
    return list(reasons or [])


@hooks.instead("sesv2", "PutSuppressedDestination")
def put(call: Call) -> Answer:
    address = call.params["EmailAddress"].lower()
    _checked([call.params["Reason"]])
    with _lock:
        _lists.setdefault(call.region, {})[address] = {
            "EmailAddress": address,
            "Reason": call.params["Reason"],
            "LastUpdateTime": int(time.time()),
        }
    return _yes({})


def _entry(call: Call) -> dict[str, Any]:
    address = call.params["EmailAddress"]
    if "@" not in address or address != parseaddr(address)[1]:
        raise Refused("BadRequestException", "Email address is not valid.")
    known = _lists.get(call.region, {}).get(address)
    if known is None:
        raise Refused("NotFoundException", f"Email address {address} does not exist on your suppression list.", 404)
    return known


@hooks.instead("sesv2", "GetSuppressedDestination")
def get(call: Call) -> Answer:
    with _lock:
        return _yes({"SuppressedDestination": _entry(call)})


@hooks.instead("sesv2", "DeleteSuppressedDestination")
def delete(call: Call) -> Answer:
    with _lock:
        del _lists[call.region][_entry(call)["EmailAddress"]]
    return _yes({})


@hooks.instead("sesv2", "PutAccountSuppressionAttributes")
def choose(call: Call) -> Answer:
    with _lock:
        _reasons[call.region] = _checked(call.params.get("SuppressedReasons"))
    return _yes({})


@hooks.instead("sesv2", "PutAccountSendingAttributes")
def pause(call: Call) -> Answer:
    with _lock:
        (_paused.discard if call.params.get("SendingEnabled") else _paused.add)(call.region)
    return _yes({})


@hooks.instead("sesv2", "GetAccount")
def account(call: Call) -> Answer:
    with _lock:
        return _yes(
            {
                "DedicatedIpAutoWarmupEnabled": False,
                "EnforcementStatus": "HEALTHY",
                "ProductionAccessEnabled": not _account.get("sandbox", False),
                "SendingEnabled": call.region not in _paused,
                "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
                "SuppressionAttributes": {"SuppressedReasons": _reasons.get(call.region, _BOTH)},
            }
        )


# ---- a configuration set's own choice, and whose mails it is for -----------------------------------------------------


@hooks.instead("sesv2", "PutConfigurationSetSuppressionOptions")
def choose_for_set(call: Call) -> Answer:
    name = call.params["ConfigurationSetName"]
    if name not in hooks.backend("ses", call.region).config_sets:
        raise Refused("NotFoundException", f"Configuration set <{name}> does not exist.", 404)
    with _lock:
        if call.params.get("SuppressedReasons") is None:
            _sets.pop((call.region, name), None)
        else:
            _sets[call.region, name] = _checked(call.params["SuppressedReasons"])
    return _yes({})


@hooks.after("sesv2", "GetConfigurationSet")
def show_set(call: Call, answer: Answer) -> Answer:
    if answer.status != 200:
        return answer
    told = {name: value for name, value in answer.json().items() if name != "SuppressionOptions"}
    if not isinstance(told.get("SendingOptions", {}).get("SendingEnabled"), bool):
        # moto's is no boolean where none was told.
        told["SendingOptions"] = {"SendingEnabled": True}
    chosen = _sets.get((call.region, call.params["ConfigurationSetName"]))
    return answer.with_json(told if chosen is None else told | {"SuppressionOptions": {"SuppressedReasons": chosen}})


@hooks.instead("sesv2", "PutEmailIdentityConfigurationSetAttributes")
def default_set(call: Call) -> Answer:
    name = call.params["EmailIdentity"]
    if name not in hooks.backend("ses", call.region).email_identities:
        raise Refused("NotFoundException", f"Email identity <{name}> does not exist.", 404)
    with _lock:
        if call.params.get("ConfigurationSetName"):
            _defaults[call.region, name.lower()] = call.params["ConfigurationSetName"]
        else:
            _defaults.pop((call.region, name.lower()), None)
    return _yes({})


@hooks.after("sesv2", "GetEmailIdentity")
def show_identity(call: Call, answer: Answer) -> Answer:
    if answer.status != 200:
        return answer
    # moto's are verified and not, at once.
    is_verified = call.params["EmailIdentity"].lower() in verified(call.region)
    told = answer.json() | {"VerifiedForSendingStatus": is_verified, "VerificationStatus": "SUCCESS" if is_verified else "PENDING"}
    name = _defaults.get((call.region, call.params["EmailIdentity"].lower()))
    return answer.with_json(told if name is None else told | {"ConfigurationSetName": name})


# ---- whom it sends for, and to --------------------------------------------------------------------------------------


def put_account(told: dict[str, Any]) -> None:
    """In the sandbox it sends to verified identities and its own simulator alone (Developer Guide, "Request production
    access"). An identity is verified as soon as it is made here, as if somebody had followed the link, save these."""
    with _lock:
        _account.update(sandbox=told["sandbox"], unverified={name.lower() for name in told["unverified"]})


def verified(region: str) -> set[str]:
    return {name.lower() for name in hooks.backend("ses", region).email_identities} - _account.get("unverified", set())


def is_verified(region: str, address: str) -> bool:
    """Itself, or its domain, or one above that (Developer Guide, "Verified identities")."""
    domain = address.split("@")[-1].split(".")
    return bool({address, *(".".join(domain[i:]) for i in range(len(domain)))} & verified(region))


def takes(region: str, address: str) -> bool:
    return not _account.get("sandbox") or address.endswith("@" + _SIMULATOR) or is_verified(region, address)


# ---- what that means for a message -----------------------------------------------------------------------------------


def check_sending(call: Call) -> None:
    if call.region in _paused:
        if call.service == "ses":
            raise Refused("AccountSendingPausedException", "Email sending is disabled for your account.")
        raise Refused("SendingPausedException", "Email sending is disabled for your account.")


def check_set(call: Call, sender: str) -> None:
    """A default set that is gone fails every mail that names no other (Developer Guide, "Understanding default
    configuration sets": "your call fails with a 'bad request' error")."""
    named = call.params.get("ConfigurationSetName")
    with _lock:
        name = named or _default(call.region, sender)
    if name and name not in hooks.backend("ses", call.region).config_sets:
        code = "BadRequestException" if call.service == "sesv2" else "ConfigurationSetDoesNotExist"
        raise Refused(code, f"Configuration set <{name}> does not exist.")


def _default(region: str, sender: str) -> str | None:
    """The address's own identity comes before that of its domain (Developer Guide, "Email address inheritance")."""
    for name in (sender, sender.split("@")[-1]):
        if name in hooks.backend("ses", region).email_identities:
            return _defaults.get((region, name))
    return None


def is_suppressed(call: Call, sender: str | None, address: str) -> bool:
    """Whether a message that is accepted goes nowhere."""
    with _lock:
        entry = _lists.get(call.region, {}).get(parseaddr(address)[1].lower())
        return entry is not None and entry["Reason"] in _effective(call.region, parseaddr(sender or "")[1].lower())


def _effective(region: str, sender: str) -> list[str]:
    chosen = _sets.get((region, _default(region, sender) or ""))
    return _reasons.get(region, _BOTH) if chosen is None else chosen
