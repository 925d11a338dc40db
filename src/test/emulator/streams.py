"""Kinesis's streams and Flink's applications as AWS has them where moto is kinder: they go slowly, and not with readers or a wrong date.

moto has a stream gone in the moment in which it is asked, registered consumers or not; it has no deletion of applications, nor
tags of consumers, and starts none. Codes and texts are those of AWS where known; "unseen" else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import hooks
import pace
import tag_stores
from hooks import after, backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("stream")
_tags: dict[str, dict[str, str]] = {}  # of consumers, by ARN
hooks.on_reset(_tags.clear)


# ---- streams --------------------------------------------------------------------------------------------------------


def _stream(call: Call) -> Any:
    streams = backend("kinesis", call.region).streams
    arn = call.params.get("StreamARN") or ""
    name = call.params.get("StreamName") or arn.split("stream/")[-1]
    if name not in streams:
        raise Refused("ResourceNotFoundException", f"Stream {name} under account {ACCOUNT} not found.")
    return streams[name]


@instead("kinesis", "DeleteStream")
def delete_stream(call: Call) -> Answer:
    one = _stream(call)
    if one.status != "ACTIVE":
        text = f"Stream {one.stream_name} under account {ACCOUNT} not ACTIVE, instead in state {one.status}"
        raise Refused("ResourceInUseException", text)
    if one.consumers and not call.params.get("EnforceConsumerDeletion"):
        text = f"Stream {one.stream_name} under account {ACCOUNT} has consumers registered to it."  # unseen
        raise Refused("ResourceInUseException", text)
    one.status = "DELETING"
    _under_way.begin(one)
    return yes(call)


@before("kinesis", "ListStreams", "DescribeStream", "DescribeStreamSummary")
def look_at_streams(call: Call) -> None:
    streams = backend("kinesis", call.region).streams
    asked = call.params.get("StreamName") or (call.params.get("StreamARN") or "").split("stream/")[-1] or None
    for name, one in list(streams.items()):
        if one.status == "DELETING" and asked in (None, name) and _under_way.is_over(one):
            del streams[name]


@after("kinesis", "DescribeStreamSummary")
def summary(call: Call, answer: Answer) -> Answer:
    told = answer.json()
    if answer.status == 200:
        told["StreamDescriptionSummary"]["ConsumerCount"] = len(_stream(call).consumers)
    return answer.with_json(told)


@after("kinesis", "RegisterStreamConsumer")
def register(call: Call, answer: Answer) -> Answer:
    """Its ARN ends in the second in which it was made."""
    if answer.status != 200:
        return answer
    one = _stream(call).consumers[-1]
    one.consumer_arn += f":{int(one.created.timestamp())}"
    _tags[one.consumer_arn] = dict(call.params.get("Tags") or {})
    told = answer.json()
    told["Consumer"]["ConsumerARN"] = one.consumer_arn
    return answer.with_json(told)


@before("kinesis", "ListStreamConsumers")
def consumers(call: Call) -> None:
    _stream(call)


@instead("kinesis", "ListTagsForResource")
def tags_of(call: Call) -> Answer:
    arn = call.params["ResourceARN"]
    found = {one: tags for one, tags, _ in _rows(call.region)}.get(arn)
    if found is None:
        raise Refused("ResourceNotFoundException", f"{arn} not found.")  # unseen
    return yes(call, {"Tags": [{"Key": key, "Value": value} for key, value in found.items()]})


def _rows(region: str) -> Iterator[tag_stores.Row]:
    for stream in list(backend("kinesis", region).streams.values()):
        yield tag_stores._dict(stream.arn, stream)
        for one in list(stream.consumers):
            arn = one.consumer_arn
            yield arn, _tags.get(arn, {}), lambda tags, arn=arn: _tags.__setitem__(arn, tags)


tag_stores.STORES["kinesis"] = _rows


# ---- applications ---------------------------------------------------------------------------------------------------

_WORK = {"STARTING": "RUNNING", "STOPPING": "READY", "DELETING": None}


def _application(call: Call) -> Any:
    name = call.params["ApplicationName"]
    found = backend("kinesisanalyticsv2", call.region).applications.get(name)
    if found is None:
        raise Refused("ResourceNotFoundException", f"Application: arn:aws:kinesisanalytics:{call.region}:{ACCOUNT}:application/{name} not found")
    return found


def _begin(one: Any, status: str) -> None:
    one.application_status = status
    _under_way.begin(one)


@after("kinesisanalyticsv2", "CreateApplication")
def created(call: Call, answer: Answer) -> Answer:
    """It runs once it is started; and boto3 sends a date in whole seconds, with which AWS is content."""
    told = answer.json()
    if answer.status == 200:
        one = _application(call)
        one.creation_date_time = str(one.creation_date_time).partition(".")[0]
        one.application_status = "READY"
        told["ApplicationDetail"] |= {"ApplicationStatus": "READY", "CreateTimestamp": one.creation_date_time}
    return answer.with_json(told)


@before("kinesisanalyticsv2", "ListApplications", "DescribeApplication")
def look_at_applications(call: Call) -> None:
    store = backend("kinesisanalyticsv2", call.region).applications
    for name, one in list(store.items()):
        if one.application_status in _WORK and call.params.get("ApplicationName") in (None, name) and _under_way.is_over(one):
            after_ = _WORK[one.application_status]
            if after_ is None:
                del store[name]
            else:
                one.application_status = after_
    if call.operation == "DescribeApplication":
        _application(call)


@instead("kinesisanalyticsv2", "StartApplication", "StopApplication")
def start_or_stop(call: Call) -> Answer:
    one, was, is_ = (_application(call), "READY", "STARTING") if call.operation == "StartApplication" else (_application(call), "RUNNING", "STOPPING")
    if one.application_status != was:
        raise Refused("ResourceInUseException", f"Application is not {was}: {one.application_status}")  # unseen
    _begin(one, is_)
    return yes(call, {})


@instead("kinesisanalyticsv2", "DeleteApplication")
def delete_application(call: Call) -> Answer:
    """One that runs is halted by it. What names another date is another application's request."""
    one = _application(call)
    made = datetime.fromisoformat(str(one.creation_date_time)).timestamp()
    if abs(made - float(call.params["CreateTimestamp"])) >= 1:
        raise Refused("InvalidArgumentException", "The provided CreateTimestamp does not match the application's.")  # unseen
    if one.application_status in _WORK:
        raise Refused("ResourceInUseException", f"Application is in status {one.application_status}")  # unseen
    _begin(one, "DELETING")
    return yes(call, {})


@before("kinesisanalyticsv2", "ListTagsForResource")
def tags_of_application(call: Call) -> None:
    arn = call.params["ResourceARN"]
    if all(one.application_arn != arn for one in backend("kinesisanalyticsv2", call.region).applications.values()):
        raise Refused("ResourceNotFoundException", f"Resource {arn} not found")  # unseen


def _applications(region: str) -> Iterator[tag_stores.Row]:
    known = backend("kinesisanalyticsv2", region)
    for one in list(known.applications.values()):
        yield tag_stores._tagger(one.application_arn, known.tagger)


tag_stores.STORES["kinesisanalytics"] = _applications
