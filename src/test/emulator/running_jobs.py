"""SageMaker's jobs that train, process and transform: moto has them over in the moment in which they begin, and stops none.
One that is stopped has two minutes (API reference, StopTrainingJob); one that has ended cannot be stopped. And the schedules that
start processing jobs, which moto has not, and whose description shows no tags. Texts unseen."""

from __future__ import annotations

from typing import Any

import ageing
import shelf
import studio  # noqa: F401  (whose tags these stand beside)
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_jobs = {word: shelf.Shelf("sagemaker", "endpoint") for word in ("Training", "Processing", "Transform")}


def _arn(call: Call, word: str, name: str) -> str:
    return f"arn:aws:sagemaker:{call.region}:{ACCOUNT}:{word.lower()}-job/{name.lower()}"


def _one(call: Call, word: str) -> dict[str, Any]:
    _jobs[word].seen(call)
    arn = _arn(call, word, call.params[f"{word}JobName"])
    if arn not in _jobs[word].of(call.region):
        raise Refused("ValidationException", "Requested resource not found." if word == "Training" else f"Could not find job {arn}")
    return _jobs[word].of(call.region)[arn]


def _make(word: str):
    @instead("sagemaker", f"Create{word}Job")
    def create(call: Call) -> Answer:
        told, name = call.params, call.params[f"{word}JobName"]
        now = ageing.now().timestamp()
        made = {f"{word}JobName": name, f"{word}JobArn": _arn(call, word, name), f"{word}JobStatus": "InProgress", "CreationTime": now}
        made |= {key: told[key] for key in ("RoleArn", "VpcConfig", "NetworkConfig", "ModelName", "ResourceConfig") if key in told}
        if word == "Training":
            made["SecondaryStatus"] = "Training"
        _jobs[word].put(call.region, made[f"{word}JobArn"], made, told.get("Tags"))
        return yes(call, {f"{word}JobArn": made[f"{word}JobArn"]})

    @instead("sagemaker", f"Describe{word}Job")
    def describe(call: Call) -> Answer:
        return yes(call, shelf.shown(_one(call, word)))

    @instead("sagemaker", f"List{word}Jobs")
    def jobs(call: Call) -> Answer:
        wanted = call.params.get("StatusEquals")
        found = [one for one in _jobs[word].all(call.region) if wanted in (None, one[f"{word}JobStatus"])]
        names = (f"{word}JobName", f"{word}JobArn", f"{word}JobStatus", "CreationTime")
        return yes(call, {f"{word}JobSummaries": [shelf.shown(one, *names) for one in found]})

    @instead("sagemaker", f"Stop{word}Job")
    def stop(call: Call) -> Answer:
        one = _one(call, word)
        if one[f"{word}JobStatus"] != "InProgress":
            text = f"The request was rejected because the job is in status {one[f'{word}JobStatus']}."
            raise Refused("ValidationException", text)
        one[f"{word}JobStatus"] = "Stopping"
        _jobs[word].begin(one, lambda: one.__setitem__(f"{word}JobStatus", "Stopped"))
        return yes(call)


for _word in _jobs:
    _make(_word)


_schedules = shelf.Shelf("sagemaker", "endpoint")


def _schedule(call: Call) -> dict[str, Any]:
    arn = f"arn:aws:sagemaker:{call.region}:{ACCOUNT}:monitoring-schedule/{call.params['MonitoringScheduleName'].lower()}"
    if arn not in _schedules.of(call.region):
        raise Refused("ResourceNotFound", f"Could not find schedule {arn}")
    return _schedules.of(call.region)[arn]


@instead("sagemaker", "CreateMonitoringSchedule")
def create_schedule(call: Call) -> Answer:
    told, name = call.params, call.params["MonitoringScheduleName"]
    arn = f"arn:aws:sagemaker:{call.region}:{ACCOUNT}:monitoring-schedule/{name.lower()}"
    made = {
        "MonitoringScheduleName": name,
        "MonitoringScheduleArn": arn,
        "MonitoringScheduleStatus": "Scheduled",
        "CreationTime": ageing.now().timestamp(),
        "LastModifiedTime": ageing.now().timestamp(),
        "MonitoringScheduleConfig": told["MonitoringScheduleConfig"],
    }
    _schedules.put(call.region, arn, made, told.get("Tags"))
    return yes(call, {"MonitoringScheduleArn": arn})


@instead("sagemaker", "DescribeMonitoringSchedule")
def describe_schedule(call: Call) -> Answer:
    return yes(call, shelf.shown(_schedule(call)))


@instead("sagemaker", "ListMonitoringSchedules")
def schedules(call: Call) -> Answer:
    names = ("MonitoringScheduleName", "MonitoringScheduleArn", "MonitoringScheduleStatus", "CreationTime", "LastModifiedTime")
    return yes(call, {"MonitoringScheduleSummaries": [shelf.shown(one, *names) for one in _schedules.all(call.region)]})


@instead("sagemaker", "DeleteMonitoringSchedule")
def delete_schedule(call: Call) -> Answer:
    _schedules.remove(call.region, _schedule(call))
    return yes(call)
