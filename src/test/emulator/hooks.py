"""Where our behaviour meets moto's: functions that run before an operation, instead of it, or after it.

A hook is registered by boto3's service name and the operation's name. `before` may raise `wire.Refused`; `instead`
answers itself; `after` is given moto's answer and returns the one to send.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from importlib import import_module

from wire import ACCOUNT, Answer, Call

_BEFORE: dict[tuple[str, str], list[Callable[[Call], None]]] = defaultdict(list)
_INSTEAD: dict[tuple[str, str], Callable[[Call], Answer | None]] = {}
_AFTER: dict[tuple[str, str], list[Callable[[Call, Answer], Answer]]] = defaultdict(list)
_RESETS: list[Callable[[], None]] = []


def before(service: str, *operations: str):
    def register(function):
        for operation in operations:
            _BEFORE[service, operation].append(function)
        return function

    return register


def instead(service: str, *operations: str):
    """The function may return None: then moto serves the call after all."""

    def register(function):
        for operation in operations:
            _INSTEAD[service, operation] = function
        return function

    return register


def after(service: str, *operations: str):
    def register(function):
        for operation in operations:
            _AFTER[service, operation].append(function)
        return function

    return register


def on_reset(function):
    _RESETS.append(function)
    return function


def reset() -> None:
    for function in _RESETS:
        function()


def serve(call: Call, moto: Callable[[], Answer]) -> Answer:
    key = call.service, call.operation
    for function in _BEFORE.get(key, ()):
        function(call)
    answer = _INSTEAD[key](call) if key in _INSTEAD else None
    if answer is None:
        answer = moto()
    for function in _AFTER.get(key, ()):
        answer = function(call, answer)
    return answer


# moto's stores

_BACKENDS = {
    "apigateway": "apigateway.models:apigateway_backends",
    "apigatewayv2": "apigatewayv2.models:apigatewayv2_backends",
    "cognito-idp": "cognitoidp.models:cognitoidp_backends",
    "cognito-identity": "cognitoidentity.models:cognitoidentity_backends",
    "lambda": "awslambda.models:lambda_backends",
    "dynamodb": "dynamodb.models:dynamodb_backends",
}
_GLOBAL = {"iam", "cloudfront", "route53", "s3", "s3control"}  # moto keeps these once a partition


def backends(service: str):
    """moto's stores of a service, by account and region."""
    module, _, name = _BACKENDS.get(service, f"{service}.models:{service}_backends").partition(":")
    return getattr(import_module(f"moto.{module}"), name)


def backend(service: str, region: str):
    """moto's own store of a service; hooks read it, and write it where moto has no operation that would."""
    return backends(service)[ACCOUNT]["aws" if service in _GLOBAL else region]
