"""CloudFormation stacks with members, made by moto from a template, and the tags that CloudFormation would give them."""

from __future__ import annotations

import hashlib
import json

import kinds_seed as make
from seed_account import Account, entry

_ARNS = {
    "AWS::CloudFormation::Stack": lambda aws, id_: _stack_id(aws, id_),
    "AWS::DynamoDB::Table": lambda aws, id_: aws.arn("dynamodb", f"table/{id_}"),
    "AWS::IAM::Role": lambda aws, id_: aws.arn("iam", f"role/{id_}"),
    "AWS::Lambda::Function": lambda aws, id_: aws.arn("lambda", f"function:{id_}"),
    "AWS::Logs::LogGroup": lambda aws, id_: aws.arn("logs", f"log-group:{id_}"),
    "AWS::S3::Bucket": lambda aws, id_: f"arn:aws:s3:::{id_}",
    "AWS::SNS::Topic": lambda aws, id_: id_,
    "AWS::SQS::Queue": lambda aws, id_: aws.arn("sqs", id_.rsplit("/", 1)[1]),
    "AWS::SSM::Parameter": lambda aws, id_: aws.arn("ssm", f"parameter/{id_.lstrip('/')}"),
}


# The registry's schemas say tagging.cloudFormationSystemTags: false; of the last three, other sources say so.
UNMARKED = {
    "AWS::DynamoDB::Table",
    "AWS::SQS::Queue",
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::CloudFront::Distribution",
    "AWS::Amplify::App",
    "AWS::Pipes::Pipe",
    "AWS::ApiGateway::VpcLink",
}


def stack(aws: Account, name: str, tags: dict[str, str], template: dict, **how) -> tuple[dict, list[dict]]:
    """A stack and its members, those of nested stacks included; members inherit the stack's tags."""
    made = make.stack(aws, name, tags, template, **how)
    return made, _members(aws, made, tags)


def _members(aws: Account, of: dict, tags: dict[str, str]) -> list[dict]:
    resources = aws.client("cloudformation").describe_stack_resources(StackName=of["arn"])["StackResources"]
    told, entries, below = [], [], []
    for resource in resources:
        type_, id_ = resource["ResourceType"], resource["PhysicalResourceId"]
        arn = _ARNS[type_](aws, id_)
        own = {
            "aws:cloudformation:stack-name": of["name"],
            "aws:cloudformation:stack-id": of["arn"],
            "aws:cloudformation:logical-id": resource["LogicalResourceId"],
        }
        aws.control("tags", {arn: tags if type_ in UNMARKED else tags | own})
        told.append({"logicalId": resource["LogicalResourceId"], "type": type_, "physicalId": id_, "arn": arn})
        member = entry(type_, aws, arn, _name(type_, id_))
        entries.append(member)
        if type_ == "AWS::CloudFormation::Stack":
            below += _members(aws, member, tags)
    aws.control("stacks", {"stackId": of["arn"], "members": told})
    return entries + below


def _name(type_: str, id_: str) -> str:
    """The name in a physical id, which is a topic's ARN, a queue's URL, a nested stack's ARN or name, and else the name itself."""
    if type_ == "AWS::CloudFormation::Stack":
        return id_.split("/")[1] if id_.startswith("arn:") else id_
    last = {"AWS::SNS::Topic": ":", "AWS::SQS::Queue": "/"}.get(type_)
    return id_.rsplit(last, 1)[1] if last else id_


def _stack_id(aws: Account, name_or_id: str) -> str:
    return aws.client("cloudformation").describe_stacks(StackName=name_or_id)["Stacks"][0]["StackId"]


# Parts of templates


def topic(name: str) -> dict:
    return {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}}


def queue(name: str) -> dict:
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name}}


def role(name: str) -> dict:
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {"RoleName": name, "AssumeRolePolicyDocument": json.loads(make.trust("lambda.amazonaws.com"))},
    }


def table(name: str) -> dict:
    return {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        },
    }


def function(name: str, role_id: str) -> dict:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": name,
            "Runtime": "python3.12",
            "Handler": "index.handler",
            "Role": {"Fn::GetAtt": [role_id, "Arn"]},
            "Code": {"ZipFile": "def handler(event, context):\n    return event\n"},
        },
    }


def nested(aws: Account, template: dict) -> dict:
    """A nested stack; its template lies in the account's own bucket for templates, which is nobody's workshop."""
    text = json.dumps(template)
    bucket, key = templates_bucket(aws), hashlib.sha256(text.encode()).hexdigest()[:12] + ".json"
    aws.client("s3").put_object(Bucket=bucket, Key=key, Body=text.encode())
    url = f"https://{bucket}.s3.{aws.region}.amazonaws.com/{key}"
    return {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}


def templates_bucket(aws: Account) -> str:
    s3, name = aws.client("s3"), f"cf-templates-{aws.number}-{aws.region}"
    try:
        s3.head_bucket(Bucket=name)
    except s3.exceptions.ClientError:
        make.bucket(aws, name, {}, objects=0)
    return name
