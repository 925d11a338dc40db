"""SNS as strict as it is: nobody is subscribed before they said so, and a message has its limits. moto confirms for them.

What was delivered can be read, a message a subscriber: moto keeps it, but posts those for HTTPS to the Internet.
"""

from __future__ import annotations

import json
import threading
from datetime import datetime, timezone
from typing import Any

import hooks
import moto.sns.models
from moto.sns.models import SNSBackend, Subscription, Topic
from wire import Answer, Call, Refused

# Whoever reads these has to answer first; the others belong to the same account, or are asked by their carrier.
_ASKED = {"email", "email-json", "http", "https"}
_LARGEST = 262_144
_PENDING = "PendingConfirmation"

_delivered: list[dict[str, Any]] = []
_lock = threading.Lock()


def as_json() -> list[dict[str, Any]]:
    with _lock:
        return list(_delivered)


@hooks.on_reset
def clear() -> None:
    with _lock:
        _delivered.clear()


def confirm(endpoints: list[str] | None) -> int:
    """These, or all, follow the link that SNS sent them: how many did."""
    count = 0
    for regions in moto.sns.models.sns_backends.values():
        for backend in regions.values():
            for one in backend.subscriptions.values():
                if one.attributes[_PENDING] and (endpoints is None or one.endpoint in endpoints):
                    one.attributes[_PENDING] = False
                    count += 1
    return count


# ---- subscriptions --------------------------------------------------------------------------------------------------

_subscribe = SNSBackend.subscribe


def _ask_first(self: SNSBackend, topic_arn: str, endpoint: str, protocol: str) -> Subscription:
    known = set(self.subscriptions)
    made = _subscribe(self, topic_arn, endpoint, protocol)
    if made.arn not in known:
        made.attributes[_PENDING] = protocol in _ASKED
    return made


SNSBackend.subscribe = _ask_first


def _counted(is_pending: bool) -> property:
    def count(self: Topic) -> int:
        own = self.sns_backend._get_topic_subscriptions(self)
        return sum(bool(one.attributes[_PENDING]) is is_pending for one in own)

    # moto's constructor sets it to nothing, and nothing ever counts.
    return property(count, lambda _, value: None)


Topic.subscriptions_pending = _counted(True)
Topic.subscriptions_confimed = _counted(False)


def _pending_arns(region: str) -> list[str]:
    return [one.arn for one in hooks.backend("sns", region).subscriptions.values() if one.attributes[_PENDING]]


@hooks.after("sns", "Subscribe")
def hide_arn(call: Call, answer: Answer) -> Answer:
    return _instead_of_arns(call, answer, b"pending confirmation")


@hooks.after("sns", "ListSubscriptions", "ListSubscriptionsByTopic")
def hide_arns(call: Call, answer: Answer) -> Answer:
    return _instead_of_arns(call, answer, b"PendingConfirmation")


def _instead_of_arns(call: Call, answer: Answer, word: bytes) -> Answer:
    body = answer.body
    for arn in _pending_arns(call.region):
        body = body.replace(b"<SubscriptionArn>" + arn.encode(), b"<SubscriptionArn>" + word)
    return answer.with_body(body)


# ---- messages -------------------------------------------------------------------------------------------------------


@hooks.before("sns", "Publish")
def check(call: Call) -> None:
    """The limits of the API Reference (Publish): the whole message, whatever its structure, and a subject of one line."""
    told = call.params
    subject = told.get("Subject")
    if subject is not None and (not subject or len(subject) > 100 or not subject.isascii() or not subject.isprintable() or subject[0] == " "):
        raise Refused("InvalidParameter", "Invalid parameter: Subject")
    message = told.get("Message") or ""
    if not message:
        raise Refused("InvalidParameter", "Invalid parameter: Empty message")
    if len(message.encode()) > _LARGEST:
        raise Refused("InvalidParameter", "Invalid parameter: Message too long")
    if told.get("MessageStructure") == "json":
        try:
            forms = json.loads(message)
        except ValueError as error:
            raise Refused("InvalidParameter", "Invalid parameter: Message Structure - JSON message body failed to parse") from error
        if not isinstance(forms, dict) or not isinstance(forms.get("default"), str):
            raise Refused("InvalidParameter", "Invalid parameter: Message Structure - No default entry in JSON message body")


_publish = Subscription.publish


def _deliver(self: Subscription, message: str, message_id: str, subject: str | None = None, **how: Any) -> None:
    if self.attributes[_PENDING]:
        return
    if self.protocol in ("sqs", "lambda"):
        _publish(self, message, message_id, subject=subject, **how)
        return
    text = self._parse_message_structure(message, self.protocol) if how.get("message_structure") == "json" else message
    with _lock:
        _delivered.append(
            {
                "id": message_id,
                "at": datetime.now(timezone.utc).isoformat(),
                "topic": self.topic.arn,
                "protocol": self.protocol,
                "to": self.endpoint,
                "subject": subject,
                "text": text,
            }
        )


Subscription.publish = _deliver
