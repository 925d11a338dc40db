#!/usr/bin/env python3
"""A workshop that asks more of AWS at once than its rates allow.

  rates_seed.py seed --endpoint URL --region REGION --workshop NAME
  rates_seed.py left --endpoint URL --region REGION

Prints how many of each kind there are: {"tables": n, ...}.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ThreadPoolExecutor

import kinds_seed as make
from crowd import names
from seed_account import Account

AT_ONCE = 8
PREFIX = "rated-"


def _function(aws: Account, name: str, tags: make.Tags) -> dict:
    return make.function(aws, name, tags, role_arn=f"arn:aws:iam::{aws.number}:role/{PREFIX}passing")


MAKERS = {
    "tables": (300, lambda aws, name, tags: make.table(aws, name, tags, items=0)),
    "functions": (200, _function),
    "httpApis": (100, make.http_api),
    "restApis": (3, make.rest_api),
    "queues": (200, make.queue),
    "roles": (100, make.role),
    "logGroups": (300, make.log_group),
}


def seed(aws: Account, workshop: str) -> None:
    make.role(aws, PREFIX + "passing", {})
    jobs = [
        (maker, f"{PREFIX}{kind.lower()}-{n:03d}") for kind, (count, maker) in MAKERS.items() for n in range(count)
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda job: job[0](aws, job[1], {"workshop": workshop}), jobs))


def left(aws: Account) -> dict[str, int]:
    there = {
        "tables": names(aws, "dynamodb", "list_tables", "TableNames", None),
        "functions": names(aws, "lambda", "list_functions", "Functions", "FunctionName"),
        "httpApis": [api["Name"] for api in aws.client("apigatewayv2").get_apis()["Items"]],
        "restApis": names(aws, "apigateway", "get_rest_apis", "items", "name"),
        "queues": [url.rsplit("/", 1)[1] for url in names(aws, "sqs", "list_queues", "QueueUrls", None)],
        "roles": names(aws, "iam", "list_roles", "Roles", "RoleName"),
        "logGroups": names(aws, "logs", "describe_log_groups", "logGroups", "logGroupName"),
    }
    return {kind: sum(PREFIX + kind.lower() in name for name in some) for kind, some in there.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("seed", "left"))
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--workshop", default="")
    told = parser.parse_args()
    aws = Account(told.endpoint, told.region)
    if told.command == "seed":
        seed(aws, told.workshop)
    print(json.dumps(left(aws)))


if __name__ == "__main__":
    main()
