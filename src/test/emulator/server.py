"""One request through the emulator: control endpoints, then the call log, faults, hooks, and in the end moto or a stand-in."""

from __future__ import annotations

import io
import json
import sys
import traceback
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

import ageing
import call_log
import cbor
import control
import faults
import hooks
import rates
import rights
import stand_ins
import timestamps
import trail
import wire
from moto.moto_api._internal import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from wire import Answer, Call, Refused

# A request of the emulator to itself, such as a stack deleting its members: no fault meets it, no log has it.
INTERNAL = "HTTP_X_JANITOR_INTERNAL"


class Emulator:
    """The WSGI application."""

    def __init__(self) -> None:
        self._dispatcher = DomainDispatcherApplication(create_backend_app)

    def _moto(self, environ: dict[str, Any], start_response) -> Iterable[bytes]:
        application = self._dispatcher.get_application(environ)
        ageing.patch_moto()  # the service may have been loaded just now
        return application(environ, start_response)

    def __call__(self, environ: dict[str, Any], start_response) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(control.PREFIX):
            answer = self._control(environ)
        elif environ.get("PATH_INFO", "").startswith("/moto-api"):
            if environ["PATH_INFO"] == "/moto-api/reset" and environ["REQUEST_METHOD"] == "POST":
                hooks.reset()  # what stands on moto's state must not outlive it
            return self._moto(environ, start_response)
        else:
            with ageing.for_request(environ):
                answer = self._call(environ)
        start_response(f"{answer.status} {'OK' if answer.status < 400 else 'Error'}", answer.headers)
        return [answer.body]

    def _control(self, environ: dict[str, Any]) -> Answer:
        status, told = control.serve(environ, self.reset)
        body = json.dumps(told, indent=1).encode()
        return Answer(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))], body)

    def reset(self) -> None:
        """Everything, moto's state included. moto makes its backends anew, so what stands on them goes first."""
        hooks.reset()
        moto_api_backend.reset()

    def _call(self, environ: dict[str, Any]) -> Answer:
        came_at = datetime.now(timezone.utc)
        cbor.as_json(environ)
        call = wire.read_call(environ)
        if call is None:
            return self._captured(self._moto, environ)
        call.internal = INTERNAL in environ
        try:
            answer = rates.refusal(call)
            if answer is None:
                fault = faults.strike(call)
                answer = faults.apply(fault, call, lambda: self._served(call)) if fault else self._served(call)
        except ConnectionError:
            call_log.note(call, None, came_at)
            raise
        call_log.note(call, answer.status, came_at)
        trail.note(call, answer)
        return cbor.as_asked(call, answer)

    def _served(self, call: Call) -> Answer:
        application = stand_ins.serve(call.service) or self._moto
        try:
            answer = rights.serve(call, lambda: self._undisturbed(call, application))
            return timestamps.as_aws_sends_them(call, answer)
        except Refused as refused:
            return wire.no(call, refused.code, refused.message, refused.status)
        except NotImplementedError as error:
            # moto's: the operation is not there. No 501, which the janitor takes for a region without it.
            return wire.no(call, "NotImplemented", str(error), 500)
        except Exception as error:
            # Told to the client as well: a 500 without a reason costs whoever writes a test an hour.
            traceback.print_exc(file=sys.stderr)
            return wire.no(call, "InternalFailure", f"{call.service} {call.operation}: {error!r}", 500)

    def _undisturbed(self, call: Call, application) -> Answer:
        """moto reads through its stores without a lock; a call that met another's change has changed nothing itself."""
        body = call.environ["wsgi.input"]
        for _ in range(4):
            try:
                return hooks.serve(call, lambda: self._captured(application, call.environ))
            except RuntimeError as error:
                if not str(error).endswith(("changed size during iteration", "mutated during iteration")):
                    raise
                if isinstance(body, io.BytesIO):  # of S3, the body is not kept; its reads have none
                    body.seek(0)
        return hooks.serve(call, lambda: self._captured(application, call.environ))

    @staticmethod
    def _captured(application, environ: dict[str, Any]) -> Answer:
        told: list[Any] = []
        chunks = application(environ, lambda status, headers, exc_info=None: told.extend((status, headers)))
        try:
            body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        status, headers = told
        return Answer(int(status.split()[0]), list(headers), body)
