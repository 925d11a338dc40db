"""The account that is seeded: plain boto3 over HTTP, the emulator's control endpoints, and the manifest of what was put there."""

from __future__ import annotations

import contextlib
import json
import threading
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

_CONFIG = Config(
    retries={"max_attempts": 0},
    max_pool_connections=32,
    connect_timeout=5,
    read_timeout=60,
)


def is_missing_in_emulator(error: ClientError) -> bool:
    """Whether the emulator lacks the operation: no such route, not implemented, or moto's bare 500."""
    code = error.response.get("Error", {}).get("Code", "")
    return code in ("404", "500", "501", "NotImplemented", "NotYetImplemented")


class Account:
    """An AWS account in one region, behind one endpoint."""

    def __init__(self, endpoint: str, region: str, shared: Account | None = None):
        self.endpoint, self.region = endpoint.rstrip("/"), region
        self._clients = shared._clients if shared else {}
        self._facts = shared._facts if shared else {}
        self._lock = shared._lock if shared else threading.Lock()
        self.number = shared.number if shared else self.client("sts").get_caller_identity()["Account"]

    def at(self, region: str) -> Account:
        """The same account in another region."""
        return self if region == self.region else Account(self.endpoint, region, self)

    def client(self, service: str):
        with self._lock:
            key = (service, self.region)
            if key not in self._clients:
                client = boto3.client(
                    service,
                    region_name=self.region,
                    endpoint_url=self.endpoint,
                    config=_CONFIG,
                    aws_access_key_id="testing",
                    aws_secret_access_key="testing",
                )
                client.meta.events.register("before-sign.s3-control", self._without_account_in_host)
                client.meta.events.register("before-sign", self._moved)
                self._clients[key] = client
            return self._clients[key]

    def move(self, endpoint: str) -> None:
        """From now on its clients, of which making one takes longer than asking it, ask a copy of the account elsewhere."""
        self._facts["moved"] = (self.endpoint, endpoint.rstrip("/"))

    def _moved(self, request, **_) -> None:
        was, now = self._facts.get("moved", ("", ""))
        request.url = now + request.url.removeprefix(was) if was else request.url

    def _without_account_in_host(self, request, **_) -> None:
        """S3 Control would call 123456789012.127.0.0.1, which no one resolves."""
        request.url = request.url.replace(f"://{self.number}.", "://", 1)

    def arn(self, service: str, rest: str) -> str:
        """An ARN of this account and region; IAM has no region."""
        region = "" if service in ("iam", "cloudfront") else self.region
        return f"arn:aws:{service}:{region}:{self.number}:{rest}"

    def has_controls(self) -> bool:
        """Whether the endpoint is our emulator; plain moto answers its control endpoints with some error."""
        with self._lock:
            if "controls" not in self._facts:
                try:
                    self._post("clock", {"offsetSeconds": 0})
                    self._facts["controls"] = True
                except urllib.error.HTTPError:
                    self._facts["controls"] = False
            return self._facts["controls"]

    def control(self, what: str, body: dict) -> bool:
        """Posts to a control endpoint of the emulator; false, and nothing done, if it has none."""
        if not self.has_controls():
            return False
        try:
            self._post(what, body)
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{what} {body}: {error.read().decode(errors='replace')[:500]}") from error
        return True

    def _post(self, what: str, body: dict) -> None:
        request = urllib.request.Request(
            f"{self.endpoint}/janitor-emulator/{what}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=30).close()


def entry(type_: str, aws: Account, arn: str, name: str, id_=None, look: list | None = None) -> dict:
    """What the manifest says of one resource; `id` is what its service wants to hear, where that is neither name nor ARN.

    `look` is the call that shows it, [service, operation, parameters], for a type that `witness.LOOKS` does not know.
    """
    told = {"type": type_, "arn": arn, "name": name, "region": aws.region}
    return told | {key: value for key, value in (("id", id_), ("look", look)) if value is not None}


class Manifest:
    """What was seeded: what must go, what must stay and why, and what the emulator could not have."""

    def __init__(self, workshop: str, aws: Account):
        self.workshop, self.aws, self.aged = workshop, aws, True
        self._due: list[dict] = []
        self._bystanders: list[dict] = []
        self._withheld: list[dict] = []
        self._absent: list[dict] = []
        self._lock = threading.Lock()

    def due(self, made: dict, child: bool = False, sort: str | None = None) -> dict:
        """Must be gone after the nights. A child carries no tag and is derived from its parent."""
        return self._add(self._due, made | {"child": child} | ({"sort": sort} if sort else {}))

    def bystander(self, made: dict, sort: str, why: str) -> dict:
        return self._add(self._bystanders, made | {"sort": sort, "why": why})

    def withheld(self, made: dict, sort: str, why: str) -> dict:
        """Carries the tag and is old enough, and yet must stay and be named in the report."""
        return self._add(self._withheld, made | {"sort": sort, "why": why})

    @contextlib.contextmanager
    def where_it_can_be_had(self, type_: str):
        """Whatever fails in here because the emulator lacks the API is noted as absent; every other error is an error."""
        try:
            yield
        except ClientError as error:
            if not is_missing_in_emulator(error):
                raise
            self.absent(type_, f"cannot be had in this emulator: {error.operation_name}")

    def absent(self, type_: str, why: str) -> None:
        told = {"type": type_, "why": why}
        with self._lock:
            if told not in self._absent:
                self._absent.append(told)

    def must_stay(self) -> list[dict]:
        return self._bystanders + self._withheld

    def as_json(self) -> dict:
        return {
            "workshop": self.workshop,
            "account": self.aws.number,
            "region": self.aws.region,
            "aged": self.aged,
            "due": self._due,
            "bystanders": self._bystanders,
            "withheld": self._withheld,
            "absent": self._absent,
        }

    def _add(self, where: list[dict], made: dict) -> dict:
        with self._lock:
            where.append(made)
        return made


class Standing:
    """A manifest for a system of which everything must stay."""

    def __init__(self, manifest: Manifest, sort: str, why: str):
        self._manifest, self._sort, self._why = manifest, sort, why
        self.absent, self.where_it_can_be_had = manifest.absent, manifest.where_it_can_be_had

    def due(self, made: dict, child: bool = False, sort: str | None = None) -> dict:
        return self._manifest.bystander(made, self._sort, self._why)

    def bystander(self, made: dict, sort: str, why: str) -> dict:
        return self._manifest.bystander(made, sort, why)

    def withheld(self, made: dict, sort: str, why: str) -> dict:
        return self._manifest.bystander(made, self._sort, self._why)
