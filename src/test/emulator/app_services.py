"""App Runner, which moto has not, and Elastic Beanstalk, whose environments moto makes without a stack and never takes away.

App Runner deletes nothing that is at work, or stands behind connections from a VPC, and goes on listing what is deleted
(API reference, DeleteService). Beanstalk's environments consist of one stack with a group that starts their servers, which it
deletes itself; where that fails, the environment is back. Codes are the models', texts those of public programs where one was found; "unseen" else.
"""

from __future__ import annotations

import json
import random
import string
import uuid
from typing import Any

import ageing
import giving_up
import hooks
import member_deletion
import shelf
import stacks
from hooks import instead
from wire import ACCOUNT, Answer, Call, Refused, yes

_services = shelf.Shelf("apprunner", "container")
_ingress = shelf.Shelf("apprunner", "container")
_scaling = shelf.Shelf("apprunner", "container")
_environments = shelf.Shelf("elasticbeanstalk", "container")


# ---- App Runner -----------------------------------------------------------------------------------------------------


def _missing(arn: str) -> Refused:
    return Refused("ResourceNotFoundException", f"Resource {arn} does not exist.")  # unseen


def _one(call: Call, of: shelf.Shelf, member: str) -> dict[str, Any]:
    of.seen(call)
    arn = call.params[member]
    if arn not in of.of(call.region):
        raise _missing(arn)
    return of.of(call.region)[arn]


@instead("apprunner", "CreateService")
def create_service(call: Call) -> Answer:
    told, id_ = call.params, uuid.uuid4().hex
    arn = f"arn:aws:apprunner:{call.region}:{ACCOUNT}:service/{told['ServiceName']}/{id_}"
    made = {
        "ServiceName": told["ServiceName"],
        "ServiceId": id_,
        "ServiceArn": arn,
        "ServiceUrl": f"{id_[:10]}.{call.region}.awsapprunner.com",
        "CreatedAt": ageing.now().timestamp(),
        "UpdatedAt": ageing.now().timestamp(),
        "Status": "RUNNING",
        "SourceConfiguration": told["SourceConfiguration"],
        "InstanceConfiguration": told.get("InstanceConfiguration") or {},
        "NetworkConfiguration": told.get("NetworkConfiguration") or {},
    }
    if "EncryptionConfiguration" in told:
        made["EncryptionConfiguration"] = told["EncryptionConfiguration"]
    if "AutoScalingConfigurationArn" in told:
        made["AutoScalingConfigurationSummary"] = {"AutoScalingConfigurationArn": told["AutoScalingConfigurationArn"]}
    return yes(call, {"Service": shelf.shown(_services.put(call.region, arn, made, told.get("Tags"))), "OperationId": str(uuid.uuid4())})


_SUMMARY = ("ServiceName", "ServiceId", "ServiceArn", "ServiceUrl", "CreatedAt", "UpdatedAt", "Status")


@instead("apprunner", "ListServices")
def services(call: Call) -> Answer:
    return yes(call, {"ServiceSummaryList": [shelf.shown(one, *_SUMMARY) for one in _services.all(call.region)]})


@instead("apprunner", "DescribeService")
def service(call: Call) -> Answer:
    return yes(call, {"Service": shelf.shown(_one(call, _services, "ServiceArn"))})


def _work(one: dict[str, Any], status: str) -> None:
    one["Status"] = "OPERATION_IN_PROGRESS"
    _services.begin(one, lambda: _ends(one, status))


def _ends(one: dict[str, Any], status: str) -> None:
    """What it could not delete is kept with its tags (API reference, Service: `DELETE_FAILED`, "retry")."""
    if status == "DELETED" and giving_up.why(one["ServiceArn"]) is not None:
        status = "DELETE_FAILED"
    elif status == "DELETED":
        one["_tags"] = {}
    one["Status"] = status


@instead("apprunner", "StartDeployment")
def deploy(call: Call) -> Answer:
    _work(_one(call, _services, "ServiceArn"), "RUNNING")
    return yes(call, {"OperationId": str(uuid.uuid4())})


@instead("apprunner", "DeleteService")
def delete_service(call: Call) -> Answer:
    arn = call.params["ServiceArn"]
    one = _services.of(call.region).get(arn)
    if one is None or one["Status"] == "DELETED":
        raise _missing(arn)
    if one["Status"] == "OPERATION_IN_PROGRESS":
        # As hashicorp/terraform-provider-aws has it of its updates.
        raise Refused("InvalidStateException", "Service cannot be deleted in the current state: OPERATION_IN_PROGRESS")
    if any(other["ServiceArn"] == arn for other in _ingress.of(call.region).values()):
        raise Refused("InvalidStateException", "VPC ingress connections are associated with this service. Delete them first.")  # unseen
    _work(one, "DELETED")
    return yes(call, {"Service": shelf.shown(one), "OperationId": str(uuid.uuid4())})


@instead("apprunner", "CreateVpcIngressConnection")
def create_ingress(call: Call) -> Answer:
    told = call.params
    arn = f"arn:aws:apprunner:{call.region}:{ACCOUNT}:vpcingressconnection/{told['VpcIngressConnectionName']}/{uuid.uuid4().hex}"
    made = {
        "VpcIngressConnectionArn": arn,
        "VpcIngressConnectionName": told["VpcIngressConnectionName"],
        "ServiceArn": told["ServiceArn"],
        "Status": "AVAILABLE",
        "AccountId": ACCOUNT,
        "IngressVpcConfiguration": told["IngressVpcConfiguration"],
        "CreatedAt": ageing.now().timestamp(),
    }
    return yes(call, {"VpcIngressConnection": shelf.shown(_ingress.put(call.region, arn, made, told.get("Tags")))})


@instead("apprunner", "ListVpcIngressConnections")
def ingress_connections(call: Call) -> Answer:
    all_ = _ingress.all(call.region)
    return yes(call, {"VpcIngressConnectionSummaryList": [shelf.shown(one, "VpcIngressConnectionArn", "ServiceArn") for one in all_]})


@instead("apprunner", "DescribeVpcIngressConnection")
def ingress_connection(call: Call) -> Answer:
    return yes(call, {"VpcIngressConnection": shelf.shown(_one(call, _ingress, "VpcIngressConnectionArn"))})


@instead("apprunner", "DeleteVpcIngressConnection")
def delete_ingress(call: Call) -> Answer:
    one = _one(call, _ingress, "VpcIngressConnectionArn")
    if one["Status"] not in ("AVAILABLE", "FAILED_CREATION", "FAILED_UPDATE", "FAILED_DELETION"):
        raise Refused("InvalidStateException", f"VPC ingress connection cannot be deleted in the current state: {one['Status']}")
    one["Status"] = "PENDING_DELETION"
    _ingress.begin(one, lambda: _ingress_ends(call, one))
    return yes(call, {"VpcIngressConnection": shelf.shown(one)})


def _ingress_ends(call: Call, one: dict[str, Any]) -> None:
    if giving_up.why(one["VpcIngressConnectionArn"]) is None:
        _ingress.remove(call.region, one)
    else:
        one["Status"] = "FAILED_DELETION"


@instead("apprunner", "CreateAutoScalingConfiguration")
def create_scaling(call: Call) -> Answer:
    """Every one of the same name is another revision (API reference)."""
    told, id_ = call.params, uuid.uuid4().hex
    name = told["AutoScalingConfigurationName"]
    revision = 1 + sum(one["AutoScalingConfigurationName"] == name for one in _scaling.of(call.region).values())
    arn = f"arn:aws:apprunner:{call.region}:{ACCOUNT}:autoscalingconfiguration/{name}/{revision}/{id_}"
    made = {
        "AutoScalingConfigurationArn": arn,
        "AutoScalingConfigurationName": name,
        "AutoScalingConfigurationRevision": revision,
        "Status": "ACTIVE",
        "CreatedAt": ageing.now().timestamp(),
        "HasAssociatedService": False,
        "IsDefault": False,
    }
    return yes(call, {"AutoScalingConfiguration": shelf.shown(_scaling.put(call.region, arn, made, told.get("Tags")))})


@instead("apprunner", "ListAutoScalingConfigurations")
def scaling_configurations(call: Call) -> Answer:
    """The latest revisions alone, unless asked for all (API reference, LatestOnly)."""
    shown = _scaling.all(call.region)
    if call.params.get("LatestOnly", True):
        shown = list({one["AutoScalingConfigurationName"]: one for one in shown}.values())
    return yes(call, {"AutoScalingConfigurationSummaryList": [shelf.shown(one) for one in shown]})


@instead("apprunner", "UpdateDefaultAutoScalingConfiguration")
def default_scaling(call: Call) -> Answer:
    one = _one(call, _scaling, "AutoScalingConfigurationArn")
    for other in _scaling.of(call.region).values():
        other["IsDefault"] = other is one
    return yes(call, {"AutoScalingConfiguration": shelf.shown(one)})


@instead("apprunner", "DeleteAutoScalingConfiguration")
def delete_scaling(call: Call) -> Answer:
    """Not what a service has, nor the default (API reference); texts unseen. A deleted one is listed for a while."""
    one = _one(call, _scaling, "AutoScalingConfigurationArn")
    arn = one["AutoScalingConfigurationArn"]
    used = any(
        arn == service_.get("AutoScalingConfigurationSummary", {}).get("AutoScalingConfigurationArn") and service_["Status"] != "DELETED"
        for service_ in _services.of(call.region).values()
    )
    if used or one["IsDefault"]:
        raise Refused("InvalidRequestException", "The auto scaling configuration is the default or is still in use.")
    one["Status"], one["_tags"] = "INACTIVE", {}
    return yes(call, {"AutoScalingConfiguration": shelf.shown(one)})


@instead("apprunner", "ListTagsForResource")
def tags(call: Call) -> Answer:
    told = shelf.tags_of("apprunner", call.region, call.params["ResourceArn"])
    if told is None:
        raise _missing(call.params["ResourceArn"])
    return yes(call, {"Tags": shelf.pairs(told)})


# ---- Elastic Beanstalk ----------------------------------------------------------------------------------------------


def _aws(call: Call, service_: str):
    return member_deletion.client(stacks.endpoint, call.region, service_)


def _parts(call: Call, tags: list[dict[str, str]], is_balanced: bool) -> dict[str, Any]:
    """What its stack lists (the guide's "Environment tiers" and "Using the load balancer"): a group in any case, also of one server,
    and a load balancer unless told otherwise (`EnvironmentType`). All of it carries the marks."""
    ec2 = _aws(call, "ec2")
    nets = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][:2]
    subnets = [net["SubnetId"] for net in nets]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    starts = {"LaunchTemplateData": {"ImageId": image, "InstanceType": "t3.micro"}}
    starts["TagSpecifications"] = [{"ResourceType": "launch-template", "Tags": tags}]
    group: dict[str, Any] = {
        "MinSize": "1",
        "MaxSize": "1",
        "DesiredCapacity": "1",
        "VPCZoneIdentifier": subnets,
        "LaunchTemplate": {
            "LaunchTemplateId": {"Ref": "AWSEBEC2LaunchTemplate"},
            "Version": {"Fn::GetAtt": ["AWSEBEC2LaunchTemplate", "LatestVersionNumber"]},
        },
        "Tags": [tag | {"PropagateAtLaunch": True} for tag in tags],
    }
    parts: dict[str, Any] = {
        "AWSEBWorkerQueue": {"Type": "AWS::SQS::Queue"},
        "AWSEBTopic": {"Type": "AWS::SNS::Topic"},
        "AWSEBEC2LaunchTemplate": {"Type": "AWS::EC2::LaunchTemplate", "Properties": starts},
        "AWSEBAutoScalingGroup": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": group},
    }
    if is_balanced:
        of, word = "AWS::ElasticLoadBalancingV2::", "AWSEBV2LoadBalancer"
        group["TargetGroupARNs"] = [{"Ref": f"{word}TargetGroup"}]
        targets = {"Port": 80, "Protocol": "HTTP", "VpcId": nets[0]["VpcId"]}
        forwards = {"Type": "forward", "TargetGroupArn": {"Ref": f"{word}TargetGroup"}}
        listens = {"LoadBalancerArn": {"Ref": word}, "Port": 80, "Protocol": "HTTP", "DefaultActions": [forwards]}
        parts |= {
            f"{word}TargetGroup": {"Type": f"{of}TargetGroup", "Properties": targets},
            word: {"Type": f"{of}LoadBalancer", "Properties": {"Subnets": subnets}},
            f"{word}Listener": {"Type": f"{of}Listener", "Properties": listens},
        }
    return parts


def _mark_fronts(call: Call, stack: str, tags: list[dict[str, str]]) -> None:
    """moto's templates give a load balancer no tags."""
    members = _aws(call, "cloudformation").list_stack_resources(StackName=stack)["StackResourceSummaries"]
    for member in members:
        if member["ResourceType"] in ("AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancingV2::TargetGroup"):
            _aws(call, "elbv2").add_tags(ResourceArns=[member["PhysicalResourceId"]], Tags=tags)


@instead("elasticbeanstalk", "CreateEnvironment")
def create_environment(call: Call) -> Answer:
    """With a stack, whose tags are its own (its guide, "Tagging resources in your environments")."""
    told = call.params
    id_ = "e-" + "".join(random.choices(string.ascii_lowercase + string.digits, k=10))
    name = told["EnvironmentName"]
    arn = f"arn:aws:elasticbeanstalk:{call.region}:{ACCOUNT}:environment/{told['ApplicationName']}/{name}"
    given = [{"Key": tag["Key"], "Value": tag["Value"]} for tag in told.get("Tags") or []]
    marks = {"elasticbeanstalk:environment-id": id_, "elasticbeanstalk:environment-name": name}
    tags = [*given, *shelf.pairs(marks)]
    options = {one["OptionName"]: one.get("Value") for one in told.get("OptionSettings") or []}
    template = {"Resources": _parts(call, tags, options.get("EnvironmentType", "LoadBalanced") == "LoadBalanced")}
    _aws(call, "cloudformation").create_stack(StackName=f"awseb-{id_}-stack", TemplateBody=json.dumps(template), Tags=tags)
    _mark_fronts(call, f"awseb-{id_}-stack", tags)
    made = {
        "EnvironmentName": name,
        "EnvironmentId": id_,
        "EnvironmentArn": arn,
        "ApplicationName": told["ApplicationName"],
        "DateCreated": ageing.now(),
        "DateUpdated": ageing.now(),
        "Status": "Ready",
        "Health": "Green",
    }
    if "OperationsRole" in told:
        made["OperationsRole"] = told["OperationsRole"]
    return yes(call, shelf.shown(_environments.put(call.region, arn, made, given)))


@instead("elasticbeanstalk", "DescribeEnvironments")
def environments(call: Call) -> Answer:
    """What is terminated as well, unless the caller says otherwise."""
    found = _environments.all(call.region)
    if str(call.params.get("IncludeDeleted", True)).lower() == "false":
        found = [one for one in found if one["Status"] != "Terminated"]
    return yes(call, {"Environments": [shelf.shown(one) for one in found]})


def _environment(call: Call) -> dict[str, Any]:
    told = call.params
    for one in _environments.of(call.region).values():
        if one["Status"] != "Terminated" and one["EnvironmentName"] == told.get("EnvironmentName", one["EnvironmentName"]):
            return one
    raise Refused("InvalidParameterValue", f"No Environment found for EnvironmentName = '{told.get('EnvironmentName')}'.")


@instead("elasticbeanstalk", "UpdateEnvironment")
def update(call: Call) -> Answer:
    one = _environment(call)
    one["Status"] = "Updating"
    _environments.begin(one, lambda: one.__setitem__("Status", "Ready"))
    return yes(call, shelf.shown(one))


@instead("elasticbeanstalk", "TerminateEnvironment")
def terminate(call: Call) -> Answer:
    one = _environment(call)
    if one["Status"] != "Ready":
        text = f"Environment named {one['EnvironmentName']} is in an invalid state for this operation. Must be Ready."
        raise Refused("InvalidParameterValue", text)
    one["Status"] = "Terminating"
    # Its stack goes within this call, as by DeleteStack: who looks meanwhile sees all of it or nothing.
    is_whole = _deletes_stack(call, one)
    _environments.begin(one, lambda: _end(one) if is_whole else one.__setitem__("Status", "Ready"))
    return yes(call, shelf.shown(one))


def _deletes_stack(call: Call, one: dict[str, Any]) -> bool:
    if str(call.params.get("TerminateResources", True)).lower() == "false":
        return True
    name = f"awseb-{one['EnvironmentId']}-stack"
    _aws(call, "cloudformation").delete_stack(StackName=name)
    return all(left.name != name for left in hooks.backend("cloudformation", call.region).stacks.values())


def _end(one: dict[str, Any]) -> None:
    """The stack is gone before its environment is."""
    _environments.begin(one, lambda: one.update(Status="Terminated", _tags={}))


@instead("elasticbeanstalk", "ListTagsForResource")
def tags_of_environment(call: Call) -> Answer:
    arn = call.params["ResourceArn"]
    told = shelf.tags_of("elasticbeanstalk", call.region, arn)
    if told is None or _environments.of(call.region)[arn]["Status"] == "Terminated":
        raise Refused("ResourceNotFoundException", f"Resource not found for arn '{arn}'.")
    return yes(call, {"ResourceArn": arn, "ResourceTags": shelf.pairs(told)})
