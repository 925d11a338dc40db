"""What is not there is not found, the first time and the second: moto answers some of these with a 500, or with success."""

from __future__ import annotations

from collections.abc import Callable

from hooks import after, backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes


def _absent(service: str, operations: str, is_there: Callable[[Call], bool], code: str, text: str, status: int = 404) -> None:
    @before(service, *operations.split())
    def check(call: Call) -> None:
        if not is_there(call):
            raise Refused(code, text.format(account=ACCOUNT, **{k: v for k, v in call.params.items() if isinstance(v, str)}), status)


def _in(service: str, attribute: str, parameter: str) -> Callable[[Call], bool]:
    return lambda call: call.params.get(parameter) in getattr(backend(service, call.region), attribute)


def _is_in_profile(call: Call) -> bool:
    profiles = backend("iam", call.region).instance_profiles.values()
    named = [profile for profile in profiles if profile.name == call.params["InstanceProfileName"]]
    return not named or any(role.name == call.params["RoleName"] for role in named[0].roles)


_NOT_FOUND = "NotFoundException"

_absent(
    "apigateway",
    "DeleteRestApi GetRestApi GetStages GetResources",
    _in("apigateway", "apis", "restApiId"),
    _NOT_FOUND,
    "Invalid API identifier specified {account}:{restApiId}",
)
_absent(
    "apigateway",
    "DeleteUsagePlan GetUsagePlan UpdateUsagePlan",
    _in("apigateway", "usage_plans", "usagePlanId"),
    _NOT_FOUND,
    "Invalid Usage Plan ID specified",
)
_absent(
    "apigateway", "DeleteApiKey GetApiKey", _in("apigateway", "keys", "apiKey"), _NOT_FOUND, "Invalid API Key identifier specified"
)
_absent(
    "apigateway",
    "DeleteVpcLink GetVpcLink",
    _in("apigateway", "vpc_links", "vpcLinkId"),
    _NOT_FOUND,
    "Vpc link '{vpcLinkId}' not found",
)
_absent(
    "apigateway",
    "DeleteDomainName GetDomainName DeleteBasePathMapping GetBasePathMappings",
    _in("apigateway", "domain_names", "domainName"),
    _NOT_FOUND,
    "Invalid domain name identifier specified",
)
_absent(
    "apigatewayv2",
    "DeleteApi GetApi GetStages",
    _in("apigatewayv2", "apis", "ApiId"),
    _NOT_FOUND,
    "Invalid API identifier specified {ApiId}",
)
_absent(
    "apigatewayv2",
    "DeleteVpcLink GetVpcLink",
    _in("apigatewayv2", "vpc_links", "VpcLinkId"),
    _NOT_FOUND,
    "Unable to find VpcLink {VpcLinkId}",
)
_absent(
    "apigatewayv2",
    "DeleteDomainName GetDomainName GetApiMappings DeleteApiMapping",
    _in("apigatewayv2", "domain_names", "DomainName"),
    _NOT_FOUND,
    "Invalid domain name identifier specified",
)
_absent(
    "appsync",
    "DeleteGraphqlApi GetGraphqlApi",
    _in("appsync", "graphql_apis", "apiId"),
    _NOT_FOUND,
    "GraphQL API {apiId} not found.",
)
_absent("appsync", "DeleteApi GetApi", _in("appsync", "events_apis", "apiId"), _NOT_FOUND, "Api {apiId} not found.")
_absent(
    "scheduler",
    "DeleteScheduleGroup GetScheduleGroup",
    _in("scheduler", "schedule_groups", "Name"),
    "ResourceNotFoundException",
    "Schedule group {Name} does not exist.",
)
_absent(
    "lambda",
    "DeleteEventSourceMapping GetEventSourceMapping",
    _in("lambda", "_event_source_mappings", "UUID"),
    "ResourceNotFoundException",
    "The resource you requested does not exist.",
)
_absent(
    "sesv2",
    "DeleteEmailIdentity GetEmailIdentity",
    _in("ses", "email_identities", "EmailIdentity"),
    _NOT_FOUND,
    "Email identity {EmailIdentity} does not exist.",
)
_absent(
    "sesv2",
    "DeleteConfigurationSet GetConfigurationSet",
    _in("ses", "config_sets", "ConfigurationSetName"),
    _NOT_FOUND,
    "Configuration set <{ConfigurationSetName}> does not exist.",
)
_absent(
    "sesv2",
    "DeleteDedicatedIpPool GetDedicatedIpPool",
    _in("ses", "dedicated_ip_pools", "PoolName"),
    _NOT_FOUND,
    "Dedicated IP pool <{PoolName}> does not exist.",
)
_absent(
    "ses",
    "DeleteConfigurationSet",
    _in("ses", "config_sets", "ConfigurationSetName"),
    "ConfigurationSetDoesNotExist",
    "Configuration set <{ConfigurationSetName}> does not exist.",
    400,
)
_absent(
    "iam",
    "RemoveRoleFromInstanceProfile",
    _is_in_profile,
    "NoSuchEntity",
    "The role with name {RoleName} cannot be found.",
)
_absent(
    "s3control",
    "DeleteAccessPoint",
    lambda call: call.params["Name"] in backend("s3control", call.region).access_points.get(call.params["AccountId"], {}),
    "NoSuchAccessPoint",
    "The specified accesspoint does not exist",
)


@instead("ses", "DeleteIdentity")
def delete_identity(call: Call) -> Answer | None:
    """In version 1 deleting what is not there succeeds; moto answers 500."""
    return None if call.params["Identity"] in backend("ses", call.region).email_identities else yes(call)


# Tags that moto would leave behind, for the next resource of that name to inherit.

_TAGGED_BY_ARN = {
    ("sesv2", "DeleteEmailIdentity"): ("ses", "arn:aws:ses:{region}:{account}:identity/{EmailIdentity}"),
    ("sesv2", "DeleteConfigurationSet"): ("ses", "arn:aws:ses:{region}:{account}:configuration-set/{ConfigurationSetName}"),
    ("sesv2", "DeleteContactList"): ("ses", "arn:aws:ses:{region}:{account}:contact-list/{ContactListName}"),
    ("sesv2", "DeleteEmailTemplate"): ("ses", "arn:aws:ses:{region}:{account}:template/{TemplateName}"),
    ("sesv2", "DeleteDedicatedIpPool"): ("ses", "arn:aws:ses:{region}:{account}:dedicated-ip-pool/{PoolName}"),
    ("logs", "DeleteLogGroup"): ("logs", "arn:aws:logs:{region}:{account}:log-group:{logGroupName}"),
    ("scheduler", "DeleteScheduleGroup"): ("scheduler", "arn:aws:scheduler:{region}:{account}:schedule-group/{Name}"),
    ("stepfunctions", "DeleteStateMachine"): ("stepfunctions", "{stateMachineArn}"),
    ("s3control", "DeleteAccessPoint"): ("s3", "arn:aws:s3:{region}:{account}:accesspoint/{Name}"),
    ("s3", "DeleteBucket"): ("s3", "arn:aws:s3:::{Bucket}"),
}


def _forget_tags(call: Call, answer: Answer) -> Answer:
    if answer.status < 300:
        service, pattern = _TAGGED_BY_ARN[call.service, call.operation]
        texts = {name: value for name, value in call.params.items() if isinstance(value, str)}
        backend(service, call.region).tagger.tags.pop(pattern.format(region=call.region, account=ACCOUNT, **texts), None)
    return answer


for _service, _operation in _TAGGED_BY_ARN:
    after(_service, _operation)(_forget_tags)


@after("cloudwatch", "DeleteAlarms")
def forget_alarm_tags(call: Call, answer: Answer) -> Answer:
    store = backend("cloudwatch", call.region)
    for name in call.params.get("AlarmNames") or []:
        if name not in store.alarms:
            store.tagger.tags.pop(f"arn:aws:cloudwatch:{call.region}:{ACCOUNT}:alarm:{name}", None)
    return answer
