"""What SES sent, whole: text and HTML, attachments and headers. moto keeps one body of each message and no more."""

from __future__ import annotations

import base64
import email
import email.policy
import threading
from datetime import datetime, timezone
from email.utils import getaddresses, parseaddr
from typing import Any

import hooks
import suppressions
from wire import Answer, Call, Refused

_mails: list[dict[str, Any]] = []
_refused: set[str] = set()
_lock = threading.Lock()


def as_json() -> list[dict[str, Any]]:
    with _lock:
        return list(_mails)


def clear() -> None:
    with _lock:
        _mails.clear()


def refuse(recipients: list[str]) -> None:
    """Messages to any of these are refused, as in the sandbox; an empty list refuses none."""
    with _lock:
        _refused.clear()
        _refused.update(recipient.lower() for recipient in recipients)


@hooks.on_reset
def reset() -> None:
    clear()
    refuse([])


# ---- what is about to be sent ---------------------------------------------------------------------------------------


def _mail(call: Call) -> dict[str, Any]:
    told = call.params
    if call.operation == "SendRawEmail":
        return _of_raw(_decoded(told["RawMessage"]["Data"]), told.get("Source"), told.get("Destinations") or [])
    if call.service == "ses":
        message, to = told["Message"], [address for addresses in told.get("Destination", {}).values() for address in addresses]
        text, html = (message["Body"].get(kind, {}).get("Data") for kind in ("Text", "Html"))
        return _of(told.get("Source"), to, message["Subject"]["Data"], text, html)
    content, destination = told.get("Content", {}), told.get("Destination", {})
    to = [address for addresses in destination.values() for address in addresses]
    if "Raw" in content:
        return _of_raw(base64.b64decode(content["Raw"]["Data"]), told.get("FromEmailAddress"), to)
    simple = content.get("Simple", {})
    body = simple.get("Body", {})
    mail = _of(
        told.get("FromEmailAddress"),
        to,
        _read(simple.get("Subject", {})),
        _read(body.get("Text", {})),
        _read(body.get("Html", {})),
    )
    mail["headers"] = {header["Name"]: header["Value"] for header in simple.get("Headers") or []}
    mail["attachments"] = [
        {
            "name": attachment.get("FileName"),
            "type": attachment.get("ContentType"),
            "text": base64.b64decode(attachment.get("RawContent") or "").decode(errors="replace"),
        }
        for attachment in simple.get("Attachments") or []
    ]
    return mail


def _read(content: dict[str, Any]) -> str | None:
    """As it arrives: SES uses 7-bit ASCII where no character set is named (SES API v2, Content)."""
    data = content.get("Data")
    return data if data is None or content.get("Charset") else data.encode("ascii", "replace").decode()


def _decoded(data: str | bytes) -> bytes:
    """Of a query call; its parser may have decoded it already."""
    return data if isinstance(data, bytes) else base64.b64decode(data)


def _of(sender, to, subject, text, html) -> dict[str, Any]:
    return {"from": sender, "to": list(to), "subject": subject, "text": text, "html": html, "attachments": [], "headers": {}}


def _of_raw(data: bytes, sender: str | None, to: list[str]) -> dict[str, Any]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    named = [address for field in ("to", "cc", "bcc") for _, address in getaddresses(message.get_all(field, []))]
    mail = _of(sender or str(message["from"]), to or named, str(message["subject"] or ""), None, None)
    for subtype, name in (("plain", "text"), ("html", "html")):
        part = message.get_body((subtype,))
        mail[name] = part.get_content() if part else None
    for part in message.iter_attachments():
        text = (part.get_payload(decode=True) or b"").decode(errors="replace")
        mail["attachments"].append({"name": part.get_filename(), "type": part.get_content_type(), "text": text})
    mail["headers"] = {name: str(value) for name, value in message.items()}
    return mail


@hooks.before("sesv2", "SendEmail")
@hooks.before("ses", "SendEmail", "SendRawEmail")
def check(call: Call) -> None:
    suppressions.check_sending(call)
    mail = _mail(call)
    for address in mail["to"]:
        plain = parseaddr(address)[1].lower()
        if plain in _refused or not suppressions.takes(call.region, plain):
            raise _rejected(call, address)
    sender = parseaddr(mail["from"] or "")[1].lower()
    if not suppressions.is_verified(call.region, sender):
        raise _rejected(call, mail["from"])
    suppressions.check_set(call, sender)


def _rejected(call: Call, address: str | None) -> Refused:
    check_failed = f"The following identities failed the check in region {call.region.upper()}: {address}"
    return Refused("MessageRejected", f"Email address is not verified. {check_failed}")


@hooks.after("sesv2", "SendEmail")
@hooks.after("ses", "SendEmail", "SendRawEmail")
def keep(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        if call.service == "sesv2":
            id_ = answer.json().get("MessageId")
        else:
            id_ = answer.body.decode().partition("<MessageId>")[2].partition("</MessageId>")[0]
        mail = _mail(call)
        mail["to"] = [one for one in mail["to"] if not suppressions.is_suppressed(call, mail["from"], one)]
        if not mail["to"]:
            return answer
        with _lock:
            _mails.append({"id": id_, "at": datetime.now(timezone.utc).isoformat(), **mail})
    return answer
