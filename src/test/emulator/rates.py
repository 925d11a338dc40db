"""AWS's documented rates, enforced on demand: a bucket of requests a rate, and the service's own code for a throttle. None of it is moto's.

Off by default, but for CloudTrail's: the other tests ask as fast as they can. `POST rates {"enforced": true}` switches it on with full buckets, and
`GET rates` tells how often each rate was asked and refused.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import hooks
import wire
from wire import Answer, Call


@dataclass
class Rate:
    """Requests a second of an account and region; no operations stand for all of the services."""

    name: str
    services: tuple[str, ...]
    operations: tuple[str, ...]
    a_second: float
    burst: float
    code: str
    status: int = 400
    except_: tuple[str, ...] = ()
    always: bool = False
    taken: int = 0
    refused: int = 0
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def holds(self, call: Call) -> bool:
        return (
            call.service in self.services
            and (not self.operations or call.operation in self.operations)
            and call.operation not in self.except_
        )

    def take(self, region: str, now: float) -> bool:
        left, at = self._left.get(region, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.a_second)
        is_left = left >= 1
        self._left[region] = (left - 1 if is_left else left, now)
        if is_left:
            self.taken += 1
        else:
            self.refused += 1
        return is_left

    def forget(self) -> None:
        self._left.clear()
        self.taken = self.refused = 0


# From the services' quota pages and API models; where no burst is documented, a second's worth.
_RATES = (
    Rate("dynamodb ListTagsOfResource", ("dynamodb",), ("ListTagsOfResource",), 10, 10, "ThrottlingException"),
    Rate("dynamodb DeleteBackup", ("dynamodb",), ("DeleteBackup",), 10, 10, "ThrottlingException"),
    Rate("dynamodb ListBackups", ("dynamodb",), ("ListBackups",), 5, 5, "ThrottlingException"),
    Rate("dynamodb DescribeBackup", ("dynamodb",), ("DescribeBackup",), 10, 10, "ThrottlingException"),
    # "All requests: Five requests per second per AWS account."
    Rate("route53", ("route53",), (), 5, 5, "Throttling"),
    Rate("kinesis ListStreams", ("kinesis",), ("ListStreams",), 5, 5, "LimitExceededException"),
    Rate("kinesis DeleteStream", ("kinesis",), ("DeleteStream",), 5, 5, "LimitExceededException"),
    Rate("kinesis DescribeStreamSummary", ("kinesis",), ("DescribeStreamSummary",), 20, 20, "LimitExceededException"),
    Rate("dax ListTags", ("dax",), ("ListTags",), 10, 10, "ThrottlingException"),
    Rate("sns ListTopics", ("sns",), ("ListTopics",), 30, 30, "ThrottledException", 429),
    Rate("apigateway DeleteRestApi", ("apigateway",), ("DeleteRestApi",), 1 / 30, 1, "TooManyRequestsException", 429),
    Rate("apigateway DeleteDomainName", ("apigateway", "apigatewayv2"), ("DeleteDomainName",), 1 / 30, 1, "TooManyRequestsException", 429),
    Rate("apigateway DeleteApiKey", ("apigateway",), ("DeleteApiKey",), 5, 5, "TooManyRequestsException", 429),
    Rate("apigateway", ("apigateway", "apigatewayv2"), (), 10, 40, "TooManyRequestsException", 429),
    Rate(
        "lambda",
        ("lambda",),
        (),
        15,
        15,
        "TooManyRequestsException",
        429,
        except_=("Invoke", "InvokeAsync", "GetFunction", "GetPolicy"),
    ),
    Rate("cognito-idp", ("cognito-idp",), (), 15, 15, "TooManyRequestsException"),
    Rate("tag GetResources", ("resourcegroupstaggingapi",), ("GetResources",), 15, 15, "ThrottledException"),
    Rate("ses ListEmailTemplates", ("sesv2",), ("ListEmailTemplates",), 1, 1, "TooManyRequestsException", 429),
    Rate("ses DeleteEmailTemplate", ("sesv2",), ("DeleteEmailTemplate",), 1, 1, "TooManyRequestsException", 429),
    Rate("logs DeleteLogGroup", ("logs",), ("DeleteLogGroup",), 10, 10, "ThrottlingException"),
    Rate("scheduler DeleteScheduleGroup", ("scheduler",), ("DeleteScheduleGroup",), 10, 10, "ThrottlingException", 429),
    # "The rate of lookup requests is limited to two per second, per account, per Region."
    Rate("cloudtrail LookupEvents", ("cloudtrail",), ("LookupEvents",), 2, 2, "ThrottlingException", always=True),
    # Nobody documents these: they stand for whatever shows its rate by its throttles alone.
    Rate("iam DeleteRole", ("iam",), ("DeleteRole",), 10, 10, "Throttling"),
    Rate("sqs ListQueueTags", ("sqs",), ("ListQueueTags",), 20, 20, "RequestThrottled", 403),
)

_lock = threading.Lock()
_enforced = False


def enforce(told: dict[str, Any]) -> None:
    global _enforced
    if set(told) != {"enforced"} or not isinstance(told["enforced"], bool):
        raise ValueError('say {"enforced": true} or {"enforced": false}')
    with _lock:
        _enforced = told["enforced"]
        for rate in _RATES:
            rate.forget()


def as_json() -> list[dict[str, Any]]:
    with _lock:
        return [
            {"name": rate.name, "aSecond": rate.a_second, "burst": rate.burst, "taken": rate.taken, "refused": rate.refused}
            for rate in _RATES
        ]


def refusal(call: Call) -> Answer | None:
    """The throttle that meets this call, if its rate is used up. One rate that has nothing left costs the others nothing."""
    if call.internal:
        return None
    now = time.monotonic()
    with _lock:
        for rate in _RATES:
            if (_enforced or rate.always) and rate.holds(call) and not rate.take(call.region, now):
                return wire.no(call, rate.code, "Rate exceeded", rate.status)
    return None


@hooks.on_reset
def reset() -> None:
    enforce({"enforced": False})
