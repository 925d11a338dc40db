#!/usr/bin/env python3
"""Deploys the project's template into an emulated account, as `sam deploy` does: transform, upload, create the stack.

  deploy_template.py --endpoint URL --region REGION --stack NAME [--parameter KEY=VALUE ...]

Prints what was made: {"stackId", "functionArn", "environment", "nightly": the input of its nightly schedule}.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import zipfile
from pathlib import Path

import boto3
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

TEMPLATE = Path(__file__).parents[3] / "template.yaml"
ARTIFACTS, CODE = "sam-artifacts", "janitor.zip"


class _NoPolicies:
    """The template names none of SAM's policy templates."""

    def load(self) -> dict:
        return {}


def expanded(parameters: dict[str, str], region: str) -> dict:
    return expanded_of(TEMPLATE, parameters, region)


def expanded_of(path: Path, parameters: dict[str, str], region: str) -> dict:
    template = yaml_parse(path.read_text(encoding="utf-8"))
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{ARTIFACTS}/{CODE}"
    os.environ["AWS_DEFAULT_REGION"] = region  # the transform asks for nothing else of AWS
    return transform(template, parameters, _NoPolicies())


def upload(s3, region: str) -> None:
    s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration={"LocationConstraint": region})
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("README", "What runs is not this package, but the classes beside the test.")
    s3.put_object(Bucket=ARTIFACTS, Key=CODE, Body=code.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(description="Deploys the template into an emulated account.")
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--parameter", action="append", default=[], metavar="KEY=VALUE")
    told = parser.parse_args()
    parameters = dict(one.split("=", 1) for one in told.parameter)

    def aws(service: str):
        keys = {"aws_access_key_id": "rehearsal", "aws_secret_access_key": "rehearsal"}
        return boto3.client(service, endpoint_url=told.endpoint, region_name=told.region, **keys)

    upload(aws("s3"), told.region)
    formation = aws("cloudformation")
    formation.create_stack(
        StackName=told.stack,
        TemplateBody=json.dumps(expanded(parameters, told.region)),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    stack = formation.describe_stacks(StackName=told.stack)["Stacks"][0]
    if stack["StackStatus"] != "CREATE_COMPLETE":
        raise SystemExit(f"the stack is {stack['StackStatus']}: {stack.get('StackStatusReason')}")
    members = {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in formation.describe_stack_resources(StackName=told.stack)["StackResources"]
    }
    function = aws("lambda").get_function_configuration(FunctionName=members["Janitor"])
    schedule = aws("scheduler").get_schedule(Name=members["JanitorNightly"], GroupName=members["Schedules"])
    made = {
        "stackId": stack["StackId"],
        "functionArn": function["FunctionArn"],
        "environment": {name: str(value) for name, value in function["Environment"]["Variables"].items()},
        "nightly": schedule["Target"]["Input"],
        "members": members,
    }
    print(json.dumps(made))


if __name__ == "__main__":
    main()
