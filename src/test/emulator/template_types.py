"""What moto's templates do not know.

Types are made by the service's own API, with a call to ourselves; how a stack deletes them again is in
member_deletion.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import member_deletion
import stacks
from moto.cloudformation import parsing
from moto.core.common_models import CloudFormationModel
from moto.iam.models import ManagedPolicy, Role

Services = Callable[[str], Any]
# From the name that CloudFormation would give it and its properties: what Ref gives, and what GetAtt gives.
Make = Callable[[Services, str, dict[str, Any]], tuple[str, dict[str, str]]]


def _schedule_group(aws: Services, name: str, told: dict[str, Any]) -> tuple[str, dict[str, str]]:
    name = told.get("Name", name)
    return name, {"Arn": aws("scheduler").create_schedule_group(Name=name)["ScheduleGroupArn"]}


def _schedule(aws: Services, name: str, told: dict[str, Any]) -> tuple[str, dict[str, str]]:
    told = {"Name": name} | told
    told["FlexibleTimeWindow"] = _numbers(told["FlexibleTimeWindow"])
    target = told["Target"]
    told["Target"] = target | {"RetryPolicy": _numbers(target.get("RetryPolicy", {}))}
    return told["Name"], {"Arn": aws("scheduler").create_schedule(**told)["ScheduleArn"]}


def _event_invoke_config(aws: Services, name: str, told: dict[str, Any]) -> tuple[str, dict[str, str]]:
    aws("lambda").put_function_event_invoke_config(**_numbers(told))
    return f"{told['FunctionName']}|{told['Qualifier']}", {}


def _function_url(aws: Services, name: str, told: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Ref gives the function's ARN."""
    function = aws("lambda").get_function_configuration(FunctionName=told["TargetFunctionArn"])
    config = aws("lambda").create_function_url_config(FunctionName=function["FunctionName"], AuthType=told["AuthType"])
    return function["FunctionArn"], {"FunctionUrl": config["FunctionUrl"], "FunctionArn": function["FunctionArn"]}


def _role_policy(aws: Services, name: str, told: dict[str, Any]) -> tuple[str, dict[str, str]]:
    told["PolicyDocument"] = json.dumps(_document(told))
    aws("iam").put_role_policy(**told)
    return f"{told['PolicyName']}|{told['RoleName']}", {}


def _lightsail_instance(aws: Services, name: str, told: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Ref gives its name, and no tag of CloudFormation's is on it: `cloudFormationSystemTags` of its schema."""
    name = told["InstanceName"]
    aws("lightsail").create_instances(
        instanceNames=[name], availabilityZone="a", blueprintId=told["BlueprintId"], bundleId=told["BundleId"]
    )
    return name, {}


def _custom(aws: Services, name: str, told: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Nothing is called: what it would make is nobody's here."""
    return name, {}


def _document(told: dict[str, Any]) -> Any:
    """CloudFormation takes JSON as a text, too."""
    document = told["PolicyDocument"]
    return json.loads(document) if isinstance(document, str) else document


def _numbers(told: dict[str, Any]) -> dict[str, Any]:
    """Templates have texts where the API wants numbers."""
    return {key: int(value) if isinstance(value, str) and value.isdigit() else value for key, value in told.items()}


def _known(type_: str, make: Make) -> type:
    class Made(CloudFormationModel):
        __module__ = "moto.cloudformation.template_types"  # moto takes the second word for the service

        def __init__(self, physical_id: str, attributes: dict[str, str]):
            self.physical_resource_id = physical_id
            self.attributes = attributes

        @staticmethod
        def cloudformation_name_type() -> str:
            return ""

        @staticmethod
        def cloudformation_type() -> str:
            return type_

        @classmethod
        def has_cfn_attr(cls, attr: str) -> bool:
            return attr in ("Arn", "FunctionUrl", "FunctionArn")

        def get_cfn_attribute(self, attribute: str) -> str:
            return self.attributes[attribute]

        def is_created(self) -> bool:
            return True

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            def aws(service: str) -> Any:
                return member_deletion.client(stacks.endpoint, region_name, service)

            return cls(*make(aws, resource_name, dict(cloudformation_json["Properties"])))

        @classmethod
        def update_from_cloudformation_json(cls, *_, **__):
            raise NotImplementedError(f"no template here updates a {type_}")

        @classmethod
        def delete_from_cloudformation_json(cls, *_, **__):
            raise NotImplementedError(f"member_deletion.py deletes a {type_}")

    Made.__name__ = type_.replace("::", "")
    return Made


TYPES = [
    _known("AWS::CloudFormation::CustomResource", _custom),
    _known("AWS::IAM::RolePolicy", _role_policy),
    _known("AWS::Lambda::EventInvokeConfig", _event_invoke_config),
    _known("AWS::Lambda::Url", _function_url),
    _known("AWS::Lightsail::Instance", _lightsail_instance),
    _known("AWS::Scheduler::Schedule", _schedule),
    _known("AWS::Scheduler::ScheduleGroup", _schedule_group),
]


def _told_otherwise(model: type[CloudFormationModel], change: Callable[[dict[str, Any]], None]) -> None:
    made = model.create_from_cloudformation_json.__func__

    def create(cls, resource_name, cloudformation_json, *where, **more):
        change(cloudformation_json["Properties"])
        return made(cls, resource_name, cloudformation_json, *where, **more)

    model.create_from_cloudformation_json = classmethod(create)


def _managed_policy(told: dict[str, Any]) -> None:
    """moto would quote a text once more."""
    told["PolicyDocument"] = _document(told)


def _role(told: dict[str, Any]) -> None:
    """moto would keep what it cannot show again."""
    for policy in told.get("Policies", []):
        policy["PolicyDocument"] = json.dumps(_document(policy))


_told_otherwise(ManagedPolicy, _managed_policy)
_told_otherwise(Role, _role)

# moto's would run the function that the token names.
parsing.CustomModel = _known("Custom::Resource", _custom)

_cleaned = parsing.clean_json


def _without_no_value(told: Any, resources: Any) -> Any:
    """AWS::NoValue takes an item out of a list, too."""
    cleaned = _cleaned(told, resources)
    return [one for one in cleaned if one is not None] if isinstance(cleaned, list) else cleaned


parsing.clean_json = _without_no_value
