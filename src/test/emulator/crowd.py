#!/usr/bin/env python3
"""Many small resources of some kinds in an emulated account, and among them others without the tag.

  crowd.py seed --endpoint URL --region REGION --workshop NAME --count N --others N
  crowd.py count --endpoint URL --region REGION

Both print what is there, by whether it carries the tag: {"due": n, "others": n}.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import kinds_seed as make
from seed_account import Account

AT_ONCE = 8
MAKERS = (
    lambda aws, name, tags: make.table(aws, name, tags, items=0),
    make.queue,
    make.topic,
    make.rule,
    make.parameter,
    make.secret,
    make.alarm,
    make.log_group,
)
DUE, OTHERS = "crowd-", "other-"


def seed(aws: Account, workshop: str, count: int, others: int) -> None:
    names = [(f"{DUE}{n:05d}", {"workshop": workshop}) for n in range(count)]
    names += [(f"{OTHERS}{n:05d}", {"workshop": "another"}) for n in range(others)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda made: made[0](aws, *made[1]), zip(islice(cycle(MAKERS), len(names)), names)))


def names(aws: Account, service: str, operation: str, key: str, name: str | None) -> list[str]:
    pages = aws.client(service).get_paginator(operation).paginate()
    return [one if name is None else one[name] for page in pages for one in page.get(key, [])]


def count(aws: Account) -> dict[str, int]:
    there = [
        *names(aws, "dynamodb", "list_tables", "TableNames", None),
        *(url.rsplit("/", 1)[1] for url in names(aws, "sqs", "list_queues", "QueueUrls", None)),
        *(arn.rsplit(":", 1)[1] for arn in names(aws, "sns", "list_topics", "Topics", "TopicArn")),
        *names(aws, "events", "list_rules", "Rules", "Name"),
        *names(aws, "ssm", "describe_parameters", "Parameters", "Name"),
        *names(aws, "secretsmanager", "list_secrets", "SecretList", "Name"),
        *names(aws, "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
        *names(aws, "logs", "describe_log_groups", "logGroups", "logGroupName"),
    ]
    return {"due": sum(DUE in name for name in there), "others": sum(OTHERS in name for name in there)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("seed", "count"))
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--workshop", default="")
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--others", type=int, default=0)
    told = parser.parse_args()
    aws = Account(told.endpoint, told.region)
    if told.command == "seed":
        seed(aws, told.workshop, told.count, told.others)
    print(json.dumps(count(aws)))


if __name__ == "__main__":
    main()
