"""What AWS refuses and moto does: deletes of what is in use, or protected. Codes and texts are those of AWS where known."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import ageing
import hooks
import pace
from hooks import after, backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

managed: dict[str, str] = {}  # certificate or API -> the AWS service that made it for itself

# ---- API Gateway ----------------------------------------------------------------------------------------------------


def _base_path_mappings(region: str) -> list[Any]:
    return [m for of in backend("apigateway", region).base_path_mappings.values() for m in of.values()]


def _api_mappings(region: str) -> list[Any]:
    return list(backend("apigatewayv2", region).api_mappings.values())


@before("apigateway", "DeleteRestApi")
def rest_api(call: Call) -> None:
    id_ = call.params["restApiId"]
    if any(m.rest_api_id == id_ for m in _base_path_mappings(call.region)):
        raise Refused(
            "BadRequestException",
            "Base path mappings exist for this API. Please remove all base path mappings related to the API before deleting it.",
        )
    if any(m.api_id == id_ for m in _api_mappings(call.region)):
        raise Refused("BadRequestException", "Deleting API failed. Please remove all API mappings related to the API.")


@before("apigatewayv2", "DeleteApi")
def http_api(call: Call) -> None:
    if any(m.api_id == call.params["ApiId"] for m in _api_mappings(call.region)):
        raise Refused("BadRequestException", "Deleting API failed. Please remove all API mappings related to the API.")


@before("apigateway", "DeleteStage")
def stage(call: Call) -> None:
    api, name = call.params["restApiId"], call.params["stageName"]
    if any(m.rest_api_id == api and m.stage == name for m in _base_path_mappings(call.region)):
        raise Refused("BadRequestException", "Active stages with custom domain mappings cannot be deleted")


@before("apigateway", "DeleteUsagePlan")
def usage_plan(call: Call) -> None:
    plan = backend("apigateway", call.region).usage_plans.get(call.params["usagePlanId"])
    if plan is not None and plan.api_stages:
        text = f"Cannot delete Usage Plan {plan.id}, because there are API Stages associated with it"
        raise Refused("BadRequestException", text)


@before("apigateway", "DeleteDomainName")
@before("apigatewayv2", "DeleteDomainName")
def domain_name(call: Call) -> None:
    name = call.params.get("domainName") or call.params.get("DomainName")
    mapped = [m for m in [*_base_path_mappings(call.region), *_api_mappings(call.region)] if m.domain_name == name]
    if mapped:
        raise Refused("BadRequestException", "Domain name has mappings. Please remove all mappings of the domain name first.")


@before("apigateway", "DeleteVpcLink")
def vpc_link(call: Call) -> None:
    _used_by_rest_apis(call, call.params["vpcLinkId"])


def _used_by_rest_apis(call: Call, link: str) -> None:
    """Links of both generations: one of the second leads to the `integrationTarget`."""
    for api in backend("apigateway", call.region).apis.values():
        for resource in api.resources.values():
            for verb, method in resource.resource_methods.items():
                integration = getattr(method, "method_integration", None)
                if integration is not None and getattr(integration, "connection_id", None) == link:
                    text = f"Cannot delete vpc link. Vpc link '{link}', is referenced in [{verb}:{api.id}]"
                    raise Refused("BadRequestException", text)


@before("apigatewayv2", "DeleteVpcLink")
def http_vpc_link(call: Call) -> None:
    _used_by_rest_apis(call, call.params["VpcLinkId"])
    for api in backend("apigatewayv2", call.region).apis.values():
        for integration in api.integrations.values():
            if integration.connection_id == call.params["VpcLinkId"]:
                text = f"Cannot delete VPC link {call.params['VpcLinkId']}: it is referenced by an integration of {api.api_id}"
                raise Refused("BadRequestException", text)


@after("apigatewayv2", "GetApi", "GetApis")
def managed_api(call: Call, answer: Answer) -> Answer:
    """What Quick Create of another service made, only that service deletes."""
    told = answer.json() if answer.status == 200 else {}
    for shown in told.get("items") or [told]:
        if f"arn:aws:apigateway:{call.region}::/apis/{shown.get('apiId')}" in managed:
            shown["apiGatewayManaged"] = True
    return answer.with_json(told) if answer.status == 200 else answer


# ---- Cognito --------------------------------------------------------------------------------------------------------


@before("cognito-idp", "DeleteUserPool")
def user_pool(call: Call) -> None:
    pool = backend("cognito-idp", call.region).user_pools.get(call.params.get("UserPoolId"))
    if pool is None:
        return
    if pool.extended_config.get("DeletionProtection") == "ACTIVE":
        text = "The user pool cannot be deleted because deletion protection is activated."
        raise Refused("InvalidParameterException", f"{text} Deletion protection must be inactivated first.")
    if pool.domain:
        text = "User pool cannot be deleted. It has a domain configured that should be deleted first."
        raise Refused("InvalidParameterException", text)


@before("cognito-idp", "UpdateUserPool")
def update_user_pool(call: Call) -> None:
    verified_first = (call.params.get("UserAttributeUpdateSettings") or {}).get("AttributesRequireVerificationBeforeUpdate") or []
    if set(verified_first) - set(call.params.get("AutoVerifiedAttributes") or []):
        text = "AttributesRequireVerificationBeforeUpdate can only contain attributes of AutoVerifiedAttributes"
        raise Refused("InvalidParameterException", text)


# ---- EventBridge, Scheduler -----------------------------------------------------------------------------------------


def _rule(call: Call) -> Any:
    name = call.params.get("Name") or call.params.get("Rule")
    bus = (call.params.get("EventBusName") or "default").split("event-bus/")[-1]
    known = backend("events", call.region).event_buses.get(bus)
    return known and known.rules.get(name)


@before("events", "DeleteRule", "RemoveTargets", "PutTargets", "DisableRule", "EnableRule")
def managed_rule(call: Call) -> None:
    rule = _rule(call)
    if rule is not None and rule.managed_by and not call.params.get("Force"):
        text = f"Rule {rule.name} is managed by an AWS service, and can only be modified if force override is specified"
        raise Refused("ManagedRuleException", text)


@before("events", "DeleteEventBus")
def event_bus(call: Call) -> None:
    name = call.params["Name"].split("event-bus/")[-1]
    if name == "default":
        raise Refused("ValidationException", "Cannot delete event bus default.")
    bus = backend("events", call.region).event_buses.get(name)
    if bus is not None and bus.rules:
        raise Refused("ValidationException", f"Event bus {name} can't be deleted since it has rules.")


@before("scheduler", "DeleteScheduleGroup")
def schedule_group(call: Call) -> None:
    if call.params["Name"] == "default":
        raise Refused("ValidationException", "The default schedule group cannot be deleted.")


# ---- IAM ------------------------------------------------------------------------------------------------------------


def users_of_policy(region: str, arn: str) -> list[Any]:
    """Roles, users and groups that a policy is attached to."""
    store = backend("iam", region)
    holders = [*store.roles.values(), *store.users.values(), *store.groups.values()]
    return [holder for holder in holders if arn in holder.managed_policies]


def bounded_by_policy(region: str, arn: str) -> list[Any]:
    store = backend("iam", region)
    return [holder for holder in [*store.roles.values(), *store.users.values()] if boundary(holder) == arn]


def boundary(holder: Any) -> str | None:
    """moto keeps a role's boundary itself; a user's is kept by gaps.py."""
    return getattr(holder, "permissions_boundary_arn", None) or None


@before("iam", "DeletePolicy")
def policy(call: Call) -> None:
    arn = call.params["PolicyArn"]
    known = backend("iam", call.region).managed_policies.get(arn)
    if known is None:
        return
    if users_of_policy(call.region, arn) or bounded_by_policy(call.region, arn):
        raise Refused("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    if len(known.versions) > 1:
        text = (
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
            "The default version is deleted with the policy."
        )
        raise Refused("DeleteConflict", text, 409)


@before("iam", "DeleteRole", "DetachRolePolicy", "DeleteRolePolicy", "AttachRolePolicy", "PutRolePolicy")
def service_linked_role(call: Call) -> None:
    for role in backend("iam", call.region).roles.values():
        if role.name == call.params["RoleName"] and role.path.startswith("/aws-service-role/"):
            text = f"Cannot perform the operation on the protected role '{role.name}' - this role is only modifiable by AWS"
            raise Refused("UnmodifiableEntity", text)


# ---- Data -----------------------------------------------------------------------------------------------------------


@before("s3", "DeleteBucket")
def bucket(call: Call) -> None:
    points = backend("s3control", call.region).access_points.get(ACCOUNT, {})
    if any(point.bucket == call.params["Bucket"] for point in points.values()):
        text = "The bucket you are trying to delete has Access Points attached."
        raise Refused("BucketHasAccessPointsAttached", text)
    across = backend("s3control", call.region).multi_region_access_points.get(ACCOUNT, {})
    if any(one["Bucket"] == call.params["Bucket"] for point in across.values() for one in point.regions):
        # "You can't delete a bucket that is part of a Multi-Region Access Point" (user guide); how S3 words it nobody has recorded.
        raise Refused("BucketHasAccessPointsAttached", "The bucket you are trying to delete is part of a Multi-Region Access Point.")


@before("s3control", "ListMultiRegionAccessPoints", "CreateMultiRegionAccessPoint", "DeleteMultiRegionAccessPoint")
def only_in_oregon(call: Call) -> None:
    """Such requests "must be routed to the US West (Oregon) Region" (user guide, restrictions of Multi-Region Access Points)."""
    if call.region != "us-west-2":
        raise Refused("PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.")


@before("dynamodb", "DeleteTable")
def table(call: Call) -> None:
    name = call.params["TableName"].split(":table/")[-1]
    known = backend("dynamodb", call.region).tables.get(name)
    if known is not None and known.deletion_protection_enabled:
        text = "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
        raise Refused("ValidationException", text)


@instead("ecr", "UpdateImageStorageClass")
def archive_image(call: Call) -> Answer:
    """An archived image is in no list unless it is asked for, and is deleted as any other ("Archive an image" in ECR's guide)."""
    image = _image(call, call.params["imageId"]["imageDigest"])
    image.janitor_status = "ARCHIVED" if call.params["targetStorageClass"] == "ARCHIVE" else "ACTIVE"
    shown = {"imageStatus": image.janitor_status, "imageId": call.params["imageId"]}
    return yes(call, shown | {"registryId": ACCOUNT, "repositoryName": call.params["repositoryName"]})


def _image(call: Call, digest: str) -> Any:
    images = backend("ecr", call.region).repositories[call.params["repositoryName"]].images
    return next(image for image in images if image.get_image_digest() == digest)


@after("ecr", "ListImages")
def images_by_status(call: Call, answer: Answer) -> Answer:
    """"If not specified, only images with ACTIVE status are returned" (API reference, ListImagesFilter); moto knows no statuses."""
    if answer.status != 200:
        return answer
    wanted, told = (call.params.get("filter") or {}).get("imageStatus") or "ACTIVE", json.loads(answer.body)
    told["imageIds"] = [
        one
        for one in told["imageIds"]
        if wanted in ("ANY", getattr(_image(call, one["imageDigest"]), "janitor_status", "ACTIVE"))
    ]
    return answer.with_json(told)


@before("secretsmanager", "DeleteSecret")
def secret(call: Call) -> None:
    id_ = call.params["SecretId"]
    for known in list(backend("secretsmanager", call.region).secrets.values()):
        if id_ in (known.arn, known.name):
            if any(tag["Key"] == "aws:secretsmanager:owningService" for tag in known.tags or []):
                text = "You can't delete a secret that is managed by another service."
                raise Refused("InvalidRequestException", text)


@before("kms", "ScheduleKeyDeletion")
def key(call: Call) -> None:
    known = _key(call)
    if known is not None and known.key_state in ("PendingDeletion", "PendingReplicaDeletion"):
        raise Refused("KMSInvalidStateException", f"{known.arn} is pending deletion.")


def _key(call: Call) -> Any:
    return backend("kms", call.region).keys.get(call.params["KeyId"].split("key/")[-1])


@after("kms", "ScheduleKeyDeletion")
def primary_key(call: Call, answer: Answer) -> Answer:
    """The waiting time of a multi-Region key begins when its last replica is gone: until then it has no date."""
    known = _key(call)
    if answer.status != 200 or not known.multi_region or known.arn != known.multi_region_configuration["PrimaryKey"]["Arn"]:
        return answer
    if known.multi_region_configuration["ReplicaKeys"]:
        known.key_state, known.deletion_date = "PendingReplicaDeletion", None
        return answer.with_json({"KeyId": known.arn, "KeyState": known.key_state, "PendingWindowInDays": 30})
    return answer


replicated: dict[str, int] = {}  # function of Lambda@Edge -> deletions that still find replicas of it


@before("lambda", "UpdateFunctionCode")
def version_stays(call: Call) -> None:
    """A published version is a snapshot; moto's share what they come from with their function."""
    function = backend("lambda", call.region).get_function(call.params["FunctionName"])
    function.code = dict(function.code)


@before("lambda", "DeleteFunction")
def edge_function(call: Call) -> None:
    name = call.params["FunctionName"].split(":function:")[-1]
    arn = f"arn:aws:lambda:{call.region}:{ACCOUNT}:function:{name}"
    if replicated.get(arn, 0) > 0:
        replicated[arn] -= 1
        text = f"Lambda was unable to delete {arn}:1 because it is a replicated function."
        raise Refused("InvalidParameterValueException", f"{text} Please see our documentation for Deleting Lambda@Edge Functions and Replicas.")


# ---- Observability --------------------------------------------------------------------------------------------------


@before("logs", "DeleteLogGroup")
def log_group(call: Call) -> None:
    group = backend("logs", call.region).groups.get(call.params["logGroupName"])
    if getattr(group, "janitor_protected", False):
        text = "The log group cannot be deleted because deletion protection is enabled on it."
        raise Refused("ValidationException", text)


@before("cloudwatch", "DeleteAlarms")
def alarms(call: Call) -> None:
    names = set(call.params.get("AlarmNames") or [])
    composite = {alarm.name: alarm.rule for alarm in backend("cloudwatch", call.region).alarms.values() if alarm.rule}
    if len(names) > 100:
        raise Refused("ValidationError", "At most 100 alarms can be deleted at once.")
    if len(names & set(composite)) > 1:
        raise Refused("ValidationError", "Not more than one composite alarm can be deleted in a call.")
    for name, rule in composite.items():
        for child in names - {name}:
            if re.search(r"[\"(:]" + re.escape(child) + r"[\")]", rule):
                # Deleted together they are refused as well: the alarm that watches must go first.
                raise Refused("ResourceConflict", f"Cannot delete {child} as there are still composite alarms depending on it: [{name}]", 409)


# ---- Edge -----------------------------------------------------------------------------------------------------------

_changing: dict[str, int] = {}  # distribution -> reads that still show it in progress


@hooks.on_reset
def reset() -> None:
    _changing.clear()
    replicated.clear()
    managed.clear()


def _distribution(call: Call) -> Any:
    return backend("cloudfront", call.region).distributions.get(call.params.get("Id"))


@before("cloudfront", "UpdateDistribution", "DeleteDistribution")
def etag(call: Call) -> None:
    known, told = _distribution(call), call.params.get("IfMatch")
    if known is not None and told and told != known.etag:
        raise Refused("PreconditionFailed", "The request failed because it didn't meet the preconditions in the If-Match header.", 412)


@before("cloudfront", "DeleteDistribution")
def distribution(call: Call) -> None:
    known = _distribution(call)
    if known is None:
        return
    if str(known.distribution_config.Enabled).lower() == "true" or (_changing.get(known.id, 0) > 0 and not call.internal):
        raise Refused("DistributionNotDisabled", "The distribution you are trying to delete has not been disabled.", 409)


@after("cloudfront", "UpdateDistribution", "CreateDistribution", "CreateDistributionWithTags")
def distribution_changes(call: Call, answer: Answer) -> Answer:
    """It is in progress for some reads, and an update gives it a new ETag, which moto would keep."""
    if answer.status >= 300:
        return answer
    id_ = call.params.get("Id") or answer.body.decode().partition("<Id>")[2].partition("</Id>")[0]
    known = backend("cloudfront", call.region).distributions[id_]
    _changing[known.id] = pace.reads("distribution")
    _show(known)
    if call.operation == "UpdateDistribution":
        known.last_modified_time = ageing.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
        known.etag = uuid.uuid4().hex[:14].upper()
        answer.headers = [(name, known.etag if name.lower() == "etag" else value) for name, value in answer.headers]
    return answer


def _show(known: Any) -> None:
    known.advance = lambda: None  # moto's own pace
    known._status = "InProgress" if _changing.get(known.id, 0) > 0 else "Deployed"
    known._tick = 0


@before("cloudfront", "GetDistribution", "ListDistributions")
def look_at_distributions(call: Call) -> None:
    for known in backend("cloudfront", call.region).distributions.values():
        if call.params.get("Id") in (None, known.id):
            _show(known)


@after("cloudfront", "GetDistribution", "ListDistributions")
def looked_at_distributions(call: Call, answer: Answer) -> Answer:
    for known in backend("cloudfront", call.region).distributions.values():
        if call.params.get("Id") in (None, known.id) and _changing.get(known.id, 0) > 0:
            _changing[known.id] -= 1
    return answer


def users_of_certificate(region: str, arn: str) -> list[str]:
    """Who uses a certificate, as ARNs."""
    found = list(backend("acm", region)._certificates[arn].in_use_by)
    prefix = f"arn:aws:apigateway:{region}::/domainnames/"
    for domain in backend("apigateway", region).domain_names.values():
        if arn in (domain.regional_certificate_arn, domain.certificate_arn):
            found.append(prefix + domain.domain_name)
    for domain in backend("apigatewayv2", region).domain_names.values():
        if any(config.get("certificateArn") == arn for config in domain.domain_name_configurations or []):
            found.append(prefix + domain.domain_name)
    for domain in getattr(backend("appsync", region), "janitor_domains", {}).values():
        if domain.certificate_arn == arn:
            found.append(domain.arn)
    for domain in backend("cognito-idp", region).user_pool_domains.values():
        if domain.custom_domain_config.get("CertificateArn") == arn:
            found.append(f"arn:aws:cognito-idp:{region}:{ACCOUNT}:userpool/{domain.user_pool_id}")
    for distribution in backend("cloudfront", region).distributions.values():
        if distribution.distribution_config.ViewerCertificate.acm_certificate_arn == arn:
            found.append(distribution.arn)
    return found


@before("acm", "DeleteCertificate")
def certificate(call: Call) -> None:
    arn = call.params["CertificateArn"]
    if arn in backend("acm", call.region)._certificates and users_of_certificate(call.region, arn):
        raise Refused("ResourceInUseException", f"Certificate {arn} in account {ACCOUNT} is in use.")


@after("acm", "DescribeCertificate")
def certificate_in_use_by(call: Call, answer: Answer) -> Answer:
    if answer.status != 200:
        return answer
    told = json.loads(answer.body)
    if managed.get(call.params["CertificateArn"]):
        told["Certificate"]["ManagedBy"] = managed[call.params["CertificateArn"]]
    told["Certificate"]["InUseBy"] = users_of_certificate(call.region, call.params["CertificateArn"])
    return answer.with_json(told)
