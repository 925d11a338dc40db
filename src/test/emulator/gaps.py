"""Operations and members that moto lacks, or has only in part."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import ageing
import moto.apigateway.models
import moto.awslambda.models
import moto.cloudfront.models
import moto.s3.exceptions
import moto.s3.models
import moto.ses.models
import moto.sesv2.models
import moto.sesv2.responses
import moto.sqs.models
import refusals
import tag_stores
import xmltodict
from hooks import after, backend, before, instead, on_reset
from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.iam.models import IAMBackend
from wire import ACCOUNT, Answer, Call, Refused, yes

# ---- Lambda ---------------------------------------------------------------------------------------------------------

# moto runs a function in a container, to which a secret's rotation comes down as well; nothing here needs what it answers.
moto.awslambda.models.LambdaFunction.invoke = lambda *_: "{}"

# ---- API Gateway ----------------------------------------------------------------------------------------------------

_stage_made = moto.apigateway.models.Stage.__init__
_stage_shown = moto.apigateway.models.Stage.to_json


def _make_stage(self, *args, **kwargs) -> None:
    _stage_made(self, *args, **kwargs)
    self.janitor_created = int(ageing.now().timestamp())


def _show_stage(self) -> dict[str, Any]:
    """A stage is dated on AWS; in moto it is not."""
    return _stage_shown(self) | {"createdDate": self.janitor_created, "lastUpdatedDate": self.janitor_created}


moto.apigateway.models.Stage.__init__ = _make_stage
moto.apigateway.models.Stage.to_json = _show_stage


@after("apigateway", "PutIntegration")
def keep_connection(call: Call, answer: Answer) -> Answer:
    """moto drops the connection id, and with it what holds a VPC link."""
    if answer.status < 300:
        resource = backend("apigateway", call.region).apis[call.params["restApiId"]].resources[call.params["resourceId"]]
        resource.resource_methods[call.params["httpMethod"]].method_integration.connection_id = call.params.get("connectionId")
    return answer


@instead("apigateway", "GetTags", "TagResource", "UntagResource")
@instead("apigatewayv2", "GetTags", "TagResource", "UntagResource")
def tags_of_gateway(call: Call) -> Answer:
    """moto has these for some ARNs only."""
    arn = call.params.get("resourceArn") or call.params.get("ResourceArn")
    _, tags, write = _tagged(call, arn, "NotFoundException", "apigateway")
    if call.operation == "TagResource":
        write({**tags, **(call.params.get("tags") or call.params.get("Tags"))})
    elif call.operation == "UntagResource":
        gone = call.params.get("tagKeys") or call.params.get("TagKeys")
        write({key: value for key, value in tags.items() if key not in gone})
    if call.operation == "GetTags":
        return yes(call, {"tags": tags})
    return yes(call, {}, 204 if call.service == "apigateway" or call.operation == "UntagResource" else 201)


@instead("apigateway", "GetBasePathMappings")
def mappings_of_new_domain(call: Call) -> Answer | None:
    """moto has no list of mappings for a domain before its first one."""
    known = backend("apigateway", call.region)
    name = call.params.get("domainName")
    return yes(call, {"item": []}) if name in known.domain_names and name not in known.base_path_mappings else None


# ---- SES ------------------------------------------------------------------------------------------------------------


def _arn_of_ses(get_arn):
    return lambda *args, **kwargs: get_arn(*args, **kwargs).replace(":email-identity/", ":identity/")


def _with_number(get_param):
    """moto adds the page size, a text, to a number."""

    def param(self, name: str, *rest):
        told = get_param(self, name, *rest)
        return int(told) if name == "PageSize" and isinstance(told, str) else told

    return param


moto.sesv2.responses.SESV2Response._get_param = _with_number(moto.sesv2.responses.SESV2Response._get_param)

# moto pages through identities by an attribute that they do not have.
moto.ses.models.EmailIdentity.IdentityName = property(lambda self: self.email_identity)

# moto's ARNs of identities are not those of AWS.
moto.ses.models.get_arn = _arn_of_ses(moto.ses.models.get_arn)
moto.sesv2.models.get_arn = _arn_of_ses(moto.sesv2.models.get_arn)


@after("sesv2", "GetEmailIdentity", "GetConfigurationSet", "GetContactList", "GetDedicatedIpPool")
def ses_tags(call: Call, answer: Answer) -> Answer:
    """moto shows the tags of the creation here, and those of today only in ListTagsForResource."""
    if answer.status != 200:
        return answer
    kind, parameter = {
        "GetEmailIdentity": ("identity", "EmailIdentity"),
        "GetConfigurationSet": ("configuration-set", "ConfigurationSetName"),
        "GetContactList": ("contact-list", "ContactListName"),
        "GetDedicatedIpPool": ("dedicated-ip-pool", "PoolName"),
    }[call.operation]
    arn = f"arn:aws:ses:{call.region}:{ACCOUNT}:{kind}/{call.params[parameter]}"
    return answer.with_json(answer.json() | {"Tags": _pairs(backend("ses", call.region).tagger.tags.get(arn) or {})})


def _pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _template(call: Call) -> dict[str, Any]:
    known = backend("ses", call.region).templates.get(call.params["TemplateName"])
    if known is None:
        raise Refused("NotFoundException", f"Template {call.params['TemplateName']} does not exist.", 404)
    return known


@instead("sesv2", "CreateEmailTemplate")
def create_template(call: Call) -> Answer:
    store, name = backend("ses", call.region), call.params["TemplateName"]
    if name in store.templates:
        raise Refused("AlreadyExistsException", f"Template {name} already exists.")
    content = call.params["TemplateContent"]
    store.templates[name] = {
        "template_name": name,
        "subject_part": content.get("Subject"),
        "text_part": content.get("Text"),
        "html_part": content.get("Html"),
        "Timestamp": ageing.now().replace(tzinfo=None),
    }
    if call.params.get("Tags"):
        store.tagger.tag_resource(f"arn:aws:ses:{call.region}:{ACCOUNT}:template/{name}", call.params["Tags"])
    return yes(call, {})


@instead("sesv2", "GetEmailTemplate")
def get_template(call: Call) -> Answer:
    known = _template(call)
    content = {"Subject": known["subject_part"], "Text": known["text_part"], "Html": known["html_part"]}
    tags = backend("ses", call.region).tagger.tags.get(f"arn:aws:ses:{call.region}:{ACCOUNT}:template/{known['template_name']}")
    return yes(call, {"TemplateName": known["template_name"], "TemplateContent": content, "Tags": _pairs(tags or {})})


@instead("sesv2", "DeleteEmailTemplate")
def delete_template(call: Call) -> Answer:
    del backend("ses", call.region).templates[_template(call)["template_name"]]
    return yes(call, {})


@instead("sesv2", "ListEmailTemplates")
def list_templates(call: Call) -> Answer:
    known, start = list(backend("ses", call.region).templates.values()), int(call.params.get("NextToken") or 0)
    end = start + int(call.params.get("PageSize") or 100)
    shown = [
        {"TemplateName": template["template_name"], "CreatedTimestamp": template["Timestamp"].timestamp()}
        for template in known[start:end]
    ]
    return yes(call, {"TemplatesMetadata": shown} | ({"NextToken": str(end)} if end < len(known) else {}))


# ---- SQS, CloudFront ------------------------------------------------------------------------------------------------

# Whole seconds on AWS; moto's fractions break whoever reads them as a number of seconds.
_unix_time = moto.sqs.models.unix_time
moto.sqs.models.unix_time = lambda *args: int(_unix_time(*args))

_distribution_made = moto.cloudfront.models.Distribution.__init__


def _make_distribution(self, *args, **kwargs) -> None:
    """moto's ARN lacks the empty region, and its date is of 2021."""
    _distribution_made(self, *args, **kwargs)
    self.arn = f"arn:aws:cloudfront::{ACCOUNT}:distribution/{self.distribution_id}"
    self.last_modified_time = ageing.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")


moto.cloudfront.models.Distribution.__init__ = _make_distribution
# What CloudFront's list shows of the configuration, and moto's leaves out.
for _shown in ("Comment", "Aliases", "Enabled", "Origins"):
    setattr(
        moto.cloudfront.models.Distribution,
        _shown,
        property(lambda self, shown=_shown: getattr(self.distribution_config, shown, None)),
    )

# ---- Logs -----------------------------------------------------------------------------------------------------------


def _group(call: Call, identifier: str) -> Any:
    name = identifier.split(":log-group:")[-1].removesuffix(":*")
    group = backend("logs", call.region).groups.get(name)
    if group is None:
        raise Refused("ResourceNotFoundException", "The specified log group does not exist.")
    return group


@after("logs", "CreateLogGroup")
def protect_new_group(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        _group(call, call.params["logGroupName"]).janitor_protected = bool(call.params.get("deletionProtectionEnabled"))
    return answer


@instead("logs", "PutLogGroupDeletionProtection")
def protect_group(call: Call) -> Answer:
    _group(call, call.params["logGroupIdentifier"]).janitor_protected = bool(call.params["deletionProtectionEnabled"])
    return yes(call, {})


@instead("logs", "DescribeLogGroups")
def describe_log_groups(call: Call) -> Answer:
    """With identifiers, patterns and the protection, which moto does not know."""
    told = call.params
    prefix, pattern, wanted = told.get("logGroupNamePrefix"), told.get("logGroupNamePattern"), told.get("logGroupIdentifiers")
    limit = told.get("limit") or 50
    if limit > 50 or len(wanted or []) > 50:
        raise Refused("InvalidParameterException", "at most 50 log groups at once")
    if sum(value is not None for value in (prefix, pattern, wanted)) > 1:
        raise Refused("InvalidParameterException", "only one of prefix, pattern and identifiers")
    names = None if wanted is None else {one.split(":log-group:")[-1].removesuffix(":*") for one in wanted}
    groups = sorted(list(backend("logs", call.region).groups.values()), key=lambda group: group.name)
    groups = [
        group
        for group in groups
        if group.name.startswith(prefix or "")
        and (pattern is None or pattern.lower() in group.name.lower())
        and (names is None or group.name in names)
        and group.name > (told.get("nextToken") or "")
    ]
    shown = [
        group.to_describe_dict() | {"deletionProtectionEnabled": getattr(group, "janitor_protected", False)}
        for group in groups[:limit]
    ]
    answer: dict[str, Any] = {"logGroups": shown}
    if len(groups) > limit:
        answer["nextToken"] = shown[-1]["logGroupName"]
    return yes(call, answer)


# ---- CloudWatch -----------------------------------------------------------------------------------------------------

_describe_alarms = CloudWatchResponse.describe_alarms


_log_alarms: set[str] = set()
on_reset(_log_alarms.clear)


def make_log_alarms(names: list[str]) -> None:
    """Alarms that are log alarms from now on: clients older than botocore 1.44 neither make nor see any."""
    _log_alarms.update(names)


def _describe_alarms_of_types(self):
    """Without AlarmTypes AWS shows metric alarms only, and moto all; log alarms come in a list of their own."""
    answer, types_ = _describe_alarms(self), self._get_param("AlarmTypes") or ["MetricAlarm"]
    for kind, member in (("MetricAlarm", "MetricAlarms"), ("CompositeAlarm", "CompositeAlarms")):
        answer.result[member] = [one for one in answer.result[member] if one.name not in _log_alarms] if kind in types_ else []
        for alarm in answer.result[member]:
            alarm.alarm_rule = alarm.rule  # by its name in the API, where the serializer looks
    return answer


CloudWatchResponse.describe_alarms = _describe_alarms_of_types


@instead("cloudwatch", "PutCompositeAlarm")
def put_composite_alarm(call: Call) -> Answer:
    told = call.params
    actions = {name: told.get(member) or [] for name, member in (("alarm_actions", "AlarmActions"), ("ok_actions", "OKActions"))}
    backend("cloudwatch", call.region).put_metric_alarm(
        name=told["AlarmName"],
        rule=told["AlarmRule"],
        description=told.get("AlarmDescription"),
        tags=told.get("Tags"),
        namespace=None,
        metric_name=None,
        comparison_operator=None,
        evaluation_periods=None,
        period=None,
        threshold=None,
        statistic=None,
        dimensions=[],
        **actions,
    )
    return yes(call)


# Dashboards are of the account, whatever region asks; moto has others in each.
_dashboards: dict[str, Any] = {}
_cloudwatch_made = CloudWatchBackend.__init__


def _make_cloudwatch(self, *args, **kwargs) -> None:
    _cloudwatch_made(self, *args, **kwargs)
    self.dashboards = _dashboards


CloudWatchBackend.__init__ = _make_cloudwatch
on_reset(_dashboards.clear)


@after("cloudwatch", "PutDashboard")
def tag_new_dashboard(call: Call, answer: Answer) -> Answer:
    if answer.status == 200 and call.params.get("Tags"):
        tagger = backend("cloudwatch", tag_stores.GLOBAL_REGION).tagger
        tagger.tag_resource(_dashboards[call.params["DashboardName"]].arn, call.params["Tags"])
    return answer


# ---- Tag reads and writes of single services ------------------------------------------------------------------------


def _tagged(call: Call, arn: str, code: str, service: str) -> tag_stores.Row:
    found = tag_stores.find(arn, call.region) if arn.startswith(f"arn:aws:{service}:") else None
    if found is None:
        raise Refused(code, f"Resource {arn} does not exist.", 404 if code == "NotFoundException" else 400)
    return found


def _of_cognito(service: str) -> None:
    """moto has none of these for user pools, and answers 500."""

    @instead(service, "ListTagsForResource")
    def list_tags(call: Call) -> Answer:
        return yes(call, {"Tags": _tagged(call, call.params["ResourceArn"], "ResourceNotFoundException", service)[1]})

    @instead(service, "TagResource")
    def tag(call: Call) -> Answer:
        _, tags, write = _tagged(call, call.params["ResourceArn"], "ResourceNotFoundException", service)
        write({**tags, **call.params["Tags"]})
        return yes(call, {})

    @instead(service, "UntagResource")
    def untag(call: Call) -> Answer:
        _, tags, write = _tagged(call, call.params["ResourceArn"], "ResourceNotFoundException", service)
        write({key: value for key, value in tags.items() if key not in call.params["TagKeys"]})
        return yes(call, {})


_of_cognito("cognito-idp")
_of_cognito("cognito-identity")


@instead("events", "ListTagsForResource", "TagResource", "UntagResource")
@instead("cloudwatch", "ListTagsForResource", "TagResource", "UntagResource")
def tags_of_arn(call: Call) -> Answer:
    """moto finds a rule by its name alone, so that two buses' rules of one name have one set of tags; and no dashboard."""
    _, tags, write = _tagged(call, call.params["ResourceARN"], "ResourceNotFoundException", call.service)
    if call.operation == "TagResource":
        write({**tags, **{pair["Key"]: pair["Value"] for pair in call.params["Tags"]}})
    elif call.operation == "UntagResource":
        write({key: value for key, value in tags.items() if key not in call.params["TagKeys"]})
    return yes(call, {"Tags": _pairs(tags)} if call.operation == "ListTagsForResource" else {})


# ---- Cognito --------------------------------------------------------------------------------------------------------


@after("cognito-idp", "DescribeUserPool")
def both_domains(call: Call, answer: Answer) -> Answer:
    """A pool may have a prefix domain and one of its own; moto shows one of them, and always as the prefix."""
    if answer.status != 200:
        return answer
    told = answer.json()
    told["UserPool"].pop("Domain", None)
    for domain in list(backend("cognito-idp", call.region).user_pool_domains.values()):
        if domain.user_pool_id == call.params["UserPoolId"]:
            told["UserPool"]["CustomDomain" if domain.custom_domain_config.get("CertificateArn") else "Domain"] = domain.domain
    return answer.with_json(told)


# ---- Step Functions -------------------------------------------------------------------------------------------------


@before("stepfunctions", "DescribeStateMachine")
def check_decryption(call: Call) -> None:
    """Here no caller may use a key of somebody's (API reference, DescribeStateMachine: `includedData`)."""
    machines = backend("stepfunctions", call.region).state_machines
    known = next((one for one in machines if one.arn == call.params["stateMachineArn"]), None)
    is_encrypted = known is not None and (known.encryptionConfiguration or {}).get("type") == "CUSTOMER_MANAGED_KMS_KEY"
    if is_encrypted and call.params.get("includedData") != "METADATA_ONLY":
        raise Refused("KmsAccessDeniedException", "The caller has no permission to decrypt the definition of the state machine.")


@after("stepfunctions", "DescribeStateMachine")
def leave_out_the_definition(call: Call, answer: Answer) -> Answer:
    if answer.status != 200 or call.params.get("includedData") != "METADATA_ONLY":
        return answer
    return answer.with_json(answer.json() | {"definition": "{}"})


@instead("stepfunctions", "ListStateMachineVersions")
def versions_of_machine(call: Call) -> Answer:
    """moto publishes versions, describes them, and does not list them."""
    arn = call.params["stateMachineArn"]
    machine = next((one for one in backend("stepfunctions", call.region).state_machines if one.arn == arn), None)
    versions = sorted(machine.versions.values(), key=lambda one: -one.version) if machine else []
    dated = [{"stateMachineVersionArn": one.arn, "creationDate": one.creation_date.timestamp()} for one in versions]
    return yes(call, {"stateMachineVersions": dated})


# ---- S3 versions ----------------------------------------------------------------------------------------------------

# With versioning suspended, moto throws a key away with all its versions, whichever was named, and stumbled over those that
# are markers.
moto.s3.models.FakeDeleteMarker.dispose = lambda self, garbage=False: None


def _locked(self) -> None:
    """AWS says of a lock that it is one; moto does not."""
    moto.s3.exceptions.S3ClientError.__init__(self, "AccessDenied", "Access Denied because object protected by object lock.")


moto.s3.exceptions.AccessDeniedByLock.__init__ = _locked


@after("s3", "PutBucketPolicy", "DeleteBucketPolicy")
def dated_anew(call: Call, answer: Answer) -> Answer:
    """A bucket's date "can change when making changes to your bucket, such as editing its bucket policy" (API reference, Bucket)."""
    bucket = backend("s3", call.region).buckets.get(call.params["Bucket"])
    if bucket is not None and answer.status < 300:
        bucket.creation_date = ageing.now()
    return answer


# ---- S3 access points -----------------------------------------------------------------------------------------------


@after("s3control", "CreateAccessPoint")
def place_access_point(call: Call, answer: Answer) -> Answer:
    """An access point is in its bucket's region, and takes tags when it is made; moto has all in us-east-1, untagged."""
    if answer.status >= 300:
        return answer
    body = call.environ["wsgi.input"]
    body.seek(0)
    told = xmltodict.parse(body.read())
    point = backend("s3control", call.region).access_points[call.params["AccountId"]][call.params["Name"]]
    before = point.arn
    point.arn = before.replace(":s3:us-east-1:", f":s3:{call.region}:")
    tags = told["CreateAccessPointRequest"].get("Tags") or {}
    pairs = tags.get("Tag", [])
    pairs = pairs if isinstance(pairs, list) else [pairs]
    if pairs:
        backend("s3", call.region).tagger.tag_resource(point.arn, pairs)
    return answer.with_body(answer.body.replace(before.encode(), point.arn.encode()))


@instead("s3control", "ListTagsForResource")
def tags_of_access_point(call: Call) -> Answer:
    """moto takes no ARN with a slash in its path."""
    arn = call.params["resourceArn"] if "resourceArn" in call.params else call.params["ResourceArn"]
    points = backend("s3control", call.region).access_points.get(call.params["AccountId"], {})
    if arn not in {point.arn for point in points.values()}:
        raise Refused("NoSuchAccessPoint", "The specified accesspoint does not exist", 404)
    pairs = backend("s3", call.region).tagger.list_tags_for_resource(arn)["Tags"]
    text = xmltodict.unparse({"ListTagsForResourceResult": {"Tags": {"Tag": pairs}}})
    return Answer(200, [("Content-Type", "text/xml")], text.encode())


# ---- IAM ------------------------------------------------------------------------------------------------------------

_aws_policies_made = IAMBackend._init_aws_policies
_aws_policies: list[Any] = []


def _make_aws_policies(self) -> list[Any]:
    """Made once: moto reads 1,500 policies again in each reset, for each of six partitions, which takes a second."""
    if self.region_name != "aws":
        return []
    if not _aws_policies:
        _aws_policies.extend(_aws_policies_made(self))
    for policy in _aws_policies:
        policy.attachment_count = 0
    return _aws_policies


IAMBackend._init_aws_policies = _make_aws_policies


def _page(call: Call, things: list, default: int = 100) -> tuple[list, dict[str, Any]]:
    start, size = int(call.params.get("Marker") or 0), int(call.params.get("MaxItems") or default)
    if start + size < len(things):
        return things[start : start + size], {"IsTruncated": True, "Marker": str(start + size)}
    return things[start:], {"IsTruncated": False}


@instead("iam", "GetAccountAuthorizationDetails")
def authorization_details(call: Call) -> Answer | None:
    """For roles, users and customer policies: in pages, with all that moto leaves out. Other filters are moto's."""
    wanted = set(call.params.get("Filter") or [])
    if not wanted or wanted - {"Role", "User", "LocalManagedPolicy"}:
        return None
    store, rows = backend("iam", call.region), []
    if "Role" in wanted:
        rows += [("RoleDetailList", role) for role in list(store.roles.values())]
    if "User" in wanted:
        rows += [("UserDetailList", user) for user in list(store.users.values())]
    if "LocalManagedPolicy" in wanted:
        rows += [("Policies", policy) for policy in list(store.managed_policies.values()) if f"::{ACCOUNT}:" in policy.arn]
    page, told = _page(call, rows)
    shows = {"RoleDetailList": _role, "UserDetailList": lambda user: _person(store, user), "Policies": lambda policy: _policy(call.region, policy)}
    for member, show in shows.items():
        told[member] = [show(thing) for of, thing in page if of == member]
    return yes(call, told)


@after("sts", "AssumeRole")
def note_use(call: Call, answer: Answer) -> Answer:
    """moto takes a role for used only where a call is made with its keys, which no service of the emulator does."""
    if answer.status == 200:
        role = backend("iam", "aws").get_role_by_arn(call.params["RoleArn"])
        role.last_used, role.last_used_region = ageing.now(), call.region
    return answer


def _role(role: Any) -> dict[str, Any]:
    document = role.assume_role_policy_document
    told = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.create_date,
        "AssumeRolePolicyDocument": quote(document if isinstance(document, str) else json.dumps(document)),
        "InstanceProfileList": [_profile(profile) for profile in role.instance_profile_list],
        "RolePolicyList": role.role_policy_list,
        "AttachedManagedPolicies": role.attached_managed_policies,
        "Tags": list(role.tags or []),
        "RoleLastUsed": {"LastUsedDate": role.last_used, "Region": role.last_used_region} if role.last_used else {},
    }
    return told | ({"PermissionsBoundary": role.permissions_boundary} if role.permissions_boundary_arn else {})


def _person(store: Any, user: Any) -> dict[str, Any]:
    told = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.create_date,
        "UserPolicyList": user.user_policy_list,
        "GroupList": user.group_list,
        "AttachedManagedPolicies": user.attached_managed_policies,
        "Tags": [{"Key": key, "Value": value} for key, value in (store.tagger.tags.get(user.arn) or {}).items()],
    }
    boundary = refusals.boundary(user)
    return told | ({"PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}} if boundary else {})


def _profile(profile: Any) -> dict[str, Any]:
    return {
        "Path": profile.path,
        "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.id,
        "Arn": profile.arn,
        "CreateDate": profile.create_date,
        "Roles": [],
    }


def _policy(region: str, policy: Any) -> dict[str, Any]:
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": len(refusals.users_of_policy(region, policy.arn)),
        "PermissionsBoundaryUsageCount": len(refusals.bounded_by_policy(region, policy.arn)),
        "IsAttachable": True,
        "Description": policy.description,
        "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
        "PolicyVersionList": [
            {"VersionId": v.version_id, "IsDefaultVersion": v.is_default, "CreateDate": v.create_date, "Document": quote(v.document)}
            for v in policy.versions
        ],
    }


@instead("iam", "ListEntitiesForPolicy")
def list_entities_for_policy(call: Call) -> Answer:
    """With those that have it as their boundary, which moto leaves out."""
    told, arn = call.params, call.params["PolicyArn"]
    usage, kind = told.get("PolicyUsageFilter"), told.get("EntityFilter")
    store = backend("iam", call.region)
    if arn not in store.managed_policies:
        raise Refused("NoSuchEntity", f"Policy {arn} was not found.", 404)
    found = []
    if usage in (None, "PermissionsPolicy"):
        found += refusals.users_of_policy(call.region, arn)
    if usage in (None, "PermissionsBoundary"):
        found += [holder for holder in refusals.bounded_by_policy(call.region, arn) if holder not in found]
    kinds = [("Role", "PolicyRoles", store.roles), ("User", "PolicyUsers", store.users), ("Group", "PolicyGroups", store.groups)]
    rows = [
        (member, {f"{word}Name": holder.name, f"{word}Id": holder.id})
        for word, member, of in kinds
        for holder in found
        if holder in of.values() and kind in (None, word) and holder.path.startswith(told.get("PathPrefix") or "/")
    ]
    page, answer = _page(call, rows)
    for _, member, _ in kinds:
        answer[member] = [row for of, row in page if of == member]
    return yes(call, answer)


@after("iam", "CreateUser")
def bound_new_user(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        _user(call).permissions_boundary_arn = call.params.get("PermissionsBoundary")
    return answer


@instead("iam", "PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary")
def bound_user(call: Call) -> Answer:
    _user(call).permissions_boundary_arn = call.params.get("PermissionsBoundary")
    return yes(call)


def _user(call: Call) -> Any:
    user = backend("iam", call.region).users.get(call.params["UserName"])
    if user is None:
        raise Refused("NoSuchEntity", f"The user with name {call.params['UserName']} cannot be found.", 404)
    return user
