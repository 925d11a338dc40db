"""Where each taggable kind keeps its tags in moto, so that the tag index reads and writes what the service itself shows.

One function a service: yields (ARN as in the tag index, tags, write) of everything taggable in a region, tagged or not.
`write` is given the whole new set. Adding a kind is adding a line here; moto's own index is asked only for services
that no function here covers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import cloud_control
import ec2
import stand_ins
from hooks import backend, backends
from wire import ACCOUNT

Tags = dict[str, str]
Row = tuple[str, Tags, Callable[[Tags], None]]

GLOBAL_REGION = "us-east-1"  # where the index has what has no region


# ---- the three ways in which moto keeps tags ------------------------------------------------------------------------


def _dict(arn: str, thing: Any, attribute: str = "tags") -> Row:
    return arn, getattr(thing, attribute) or {}, lambda tags: setattr(thing, attribute, tags)


def _pairs(arn: str, thing: Any, attribute: str = "tags", key: str = "Key", value: str = "Value") -> Row:
    pairs = getattr(thing, attribute) or []
    write = lambda tags: setattr(thing, attribute, [{key: k, value: v} for k, v in tags.items()])  # noqa: E731
    return arn, {pair[key]: pair[value] for pair in pairs}, write


def _tagger(arn: str, tagger: Any, key: str | None = None) -> Row:
    key = arn if key is None else key
    return arn, tagger.tags.get(key) or {}, lambda tags: tagger.tags.__setitem__(key, tags)


# ---- services -------------------------------------------------------------------------------------------------------


def _apigateway(region: str) -> Iterator[Row]:
    arn = f"arn:aws:apigateway:{region}::"
    v1, v2 = backend("apigateway", region), backend("apigatewayv2", region)
    for api in list(v1.apis.values()):
        yield _dict(f"{arn}/restapis/{api.id}", api)
        for name, stage in list(api.stages.items()):
            yield _dict(f"{arn}/restapis/{api.id}/stages/{name}", stage)
    for plan in list(v1.usage_plans.values()):
        yield _dict(f"{arn}/usageplans/{plan.id}", plan)
    for key in list(v1.keys.values()):
        yield _dict(f"{arn}/apikeys/{key.id}", key)
    for domain in list(v1.domain_names.values()):
        yield _dict(f"{arn}/domainnames/{domain.domain_name}", domain)
    for link in list(v1.vpc_links.values()):
        yield _dict(f"{arn}/vpclinks/{link.id}", link)
    for api in list(v2.apis.values()):
        yield _tagger(api.arn, v2.tagger)
        for name, stage in list(api.stages.items()):
            yield _dict(f"{api.arn}/stages/{name}", stage)
    for link in list(v2.vpc_links.values()):
        yield _tagger(link.arn, v2.tagger)
    for domain in list(v2.domain_names.values()):
        yield _dict(domain.domain_name_arn, domain)


def _cognito_idp(region: str) -> Iterator[Row]:
    for pool in list(backend("cognito-idp", region).user_pools.values()):
        write = lambda tags, pool=pool: pool.extended_config.__setitem__("UserPoolTags", tags)  # noqa: E731
        yield pool.arn, pool.extended_config.get("UserPoolTags") or {}, write


def _cognito_identity(region: str) -> Iterator[Row]:
    for pool in list(backend("cognito-identity", region).identity_pools.values()):
        yield _dict(f"arn:aws:cognito-identity:{region}:{ACCOUNT}:identitypool/{pool.identity_pool_id}", pool)


def _events(region: str) -> Iterator[Row]:
    store = backend("events", region)
    for bus in list(store.event_buses.values()):
        yield _tagger(bus.arn, store.tagger)
        for rule in list(bus.rules.values()):
            yield _tagger(rule.arn, store.tagger)


def _scheduler(region: str) -> Iterator[Row]:
    store = backend("scheduler", region)
    for group in list(store.schedule_groups.values()):
        yield _tagger(group.arn, store.tagger)


def _pipes(region: str) -> Iterator[Row]:
    for pipe in list(backend("pipes", region).pipes.values()):
        yield _dict(pipe.arn, pipe)


def _iam(region: str) -> Iterator[Row]:
    if region != GLOBAL_REGION:
        return
    store = backend("iam", region)
    for policy in list(store.managed_policies.values()):
        if f"::{ACCOUNT}:" in policy.arn:
            yield _policy(policy)
    for profile in list(store.instance_profiles.values()):
        yield _pairs(profile.arn, profile)


def _policy(policy: Any) -> Row:
    """moto keeps a policy's tags by lower-cased key."""
    write = lambda tags: setattr(policy, "tags", {k.lower(): {"Key": k, "Value": v} for k, v in tags.items()})  # noqa: E731
    return policy.arn, {pair["Key"]: pair["Value"] for pair in policy.tags.values()}, write


def roles_and_users(region: str) -> Iterator[Row]:
    """TagResources takes them, GetResources never returns them."""
    store = backend("iam", region)
    for role in list(store.roles.values()):
        yield _pairs(role.arn, role)
    for user in list(store.users.values()):
        yield _tagger(user.arn, store.tagger)


def _ses(region: str) -> Iterator[Row]:
    store, arn = backend("ses", region), f"arn:aws:ses:{region}:{ACCOUNT}:"
    for kind, things in (
        ("identity", store.email_identities),
        ("configuration-set", store.config_sets),
        ("template", store.templates),
        ("contact-list", store.contacts_lists),
        ("dedicated-ip-pool", store.dedicated_ip_pools),
    ):
        for name in list(things):
            yield _tagger(f"{arn}{kind}/{name}", store.tagger)


def _logs(region: str) -> Iterator[Row]:
    store = backend("logs", region)
    for group in list(store.groups.values()):
        yield _tagger(group.arn, store.tagger)


def _appsync(region: str) -> Iterator[Row]:
    store = backend("appsync", region)
    for api in list(store.graphql_apis.values()):
        yield _tagger(api.arn, store.tagger)
    for api in list(store.events_apis.values()):
        yield _tagger(api.api_arn, store.tagger)
        for namespace in list(api.channel_namespaces):
            yield _tagger(namespace.channel_namespace_arn, store.tagger)
    for domain in list(getattr(store, "janitor_domains", {}).values()):
        yield _dict(domain.arn, domain)


def _lambda(region: str) -> Iterator[Row]:
    store = backend("lambda", region)
    for function in list(store.list_functions()):
        yield _dict(function.function_arn, function)
    for mapping in list(store._event_source_mappings.values()):
        yield _dict(mapping.arn, mapping)


def _states(region: str) -> Iterator[Row]:
    store = backend("stepfunctions", region)
    for thing in [*store.state_machines, *store.activities.values()]:
        yield _tagger(thing.arn, store.tagger)


def _secretsmanager(region: str) -> Iterator[Row]:
    seen = set()  # moto keeps some secrets under name and ARN
    for secret in list(backend("secretsmanager", region).secrets.values()):
        if secret.arn not in seen and not secret.is_deleted():
            seen.add(secret.arn)
            yield _pairs(secret.arn, secret)


def _ssm(region: str) -> Iterator[Row]:
    store = backend("ssm", region)
    tags_of = store._resource_tags["Parameter"]
    for name in list(store._parameters):
        told = next((form for form in (name, f"/{name}", name.lstrip("/")) if form in tags_of), name)
        arn = f"arn:aws:ssm:{region}:{ACCOUNT}:parameter/{name.lstrip('/')}"
        yield arn, tags_of.get(told) or {}, lambda tags, told=told: tags_of.__setitem__(told, tags)


def _ecr(region: str) -> Iterator[Row]:
    store = backend("ecr", region)
    for repository in list(store.repositories.values()):
        yield _tagger(repository.arn, store.tagger)


def _kms(region: str) -> Iterator[Row]:
    store = backend("kms", region)
    for key in list(store.keys.values()):
        yield _tagger(key.arn, store.tagger, key.id)


def _sns(region: str) -> Iterator[Row]:
    for topic in list(backend("sns", region).topics.values()):
        yield _dict(topic.arn, topic, "_tags")


def _sqs(region: str) -> Iterator[Row]:
    for queue in list(backend("sqs", region).queues.values()):
        yield _dict(queue.queue_arn, queue)


def _cloudformation(region: str) -> Iterator[Row]:
    for stack in list(backend("cloudformation", region).stacks.values()):
        yield _dict(stack.stack_id, stack)


def _cloudfront(region: str) -> Iterator[Row]:
    if region == GLOBAL_REGION:
        store = backend("cloudfront", region)
        for distribution in list(store.distributions.values()):
            yield _tagger(distribution.arn, store.tagger)


def _acm(region: str) -> Iterator[Row]:
    for certificate in list(backend("acm", region)._certificates.values()):
        # The tags are an object of moto's, with a life of its own.
        write = lambda tags, held=certificate.tags: (held.clear(), held.update(tags))  # noqa: E731
        yield certificate.arn, dict(certificate.tags), write


def _cloudwatch(region: str) -> Iterator[Row]:
    store = backend("cloudwatch", region)
    for alarm in list(store.alarms.values()):
        yield _tagger(alarm.alarm_arn, store.tagger)
    for dashboard in list(store.dashboards.values()) if region == GLOBAL_REGION else ():
        yield _tagger(dashboard.arn, store.tagger)
    for rule in list(store.insight_rules.values()):
        yield _tagger(rule.rule_arn, store.tagger)


def _s3(region: str) -> Iterator[Row]:
    store = backend("s3", region)
    for bucket in list(store.buckets.values()):
        if bucket.region_name == region:
            yield _tagger(bucket.arn, store.tagger)
    for points in list(backend("s3control", region).access_points.values()):
        for point in list(points.values()):
            if f":s3:{region}:" in point.arn:
                yield _tagger(point.arn, store.tagger)


def _dynamodb(region: str) -> Iterator[Row]:
    for table in list(backend("dynamodb", region).tables.values()):
        yield _pairs(table.table_arn, table)


def _kinesis(region: str) -> Iterator[Row]:
    for stream in list(backend("kinesis", region).streams.values()):
        yield _dict(stream.arn, stream)


def _sagemaker(region: str) -> Iterator[Row]:
    store = backend("sagemaker", region)
    for one in [*store.endpoints.values(), *store.notebook_instances.values()]:
        yield _pairs(one.arn, one)
    for config in list(store.endpoint_configs.values()):
        yield _pairs(config.endpoint_config_arn, config)
    for model in list(store._models.values()):
        yield _pairs(model.arn, model)


def _ec2(region: str) -> Iterator[Row]:
    """Nothing where EC2 is not in use: moto would make its default VPC and some hundred images for nothing."""
    if "moto.ec2.models" not in sys.modules:
        return
    if region in dict.get(backends("ec2"), ACCOUNT, {}):
        yield from ec2.tagged(region)


def _stand_in(name: str):
    def rows(region: str) -> Iterator[Row]:
        module = stand_ins.module(name)
        for arn, tags in module.tagged(region) if module else ():
            yield arn, tags, lambda new, arn=arn, old=tuple(tags): (module.untag(arn, list(old)), module.tag(arn, new))

    return rows


# By the service in the ARN.
STORES: dict[str, Callable[[str], Iterator[Row]]] = {
    "acm": _acm,
    "amplify": _stand_in("amplify"),
    "apigateway": _apigateway,
    "appsync": _appsync,
    "cloudcontrol": cloud_control.tagged,
    "cloudformation": _cloudformation,
    "cloudfront": _cloudfront,
    "cloudwatch": _cloudwatch,
    "cognito-identity": _cognito_identity,
    "cognito-idp": _cognito_idp,
    "dynamodb": _dynamodb,
    "ec2": _ec2,
    "ecr": _ecr,
    "events": _events,
    "iam": _iam,
    "kinesis": _kinesis,
    "kms": _kms,
    "lambda": _lambda,
    "logs": _logs,
    "personalize": _stand_in("personalize"),
    "pipes": _pipes,
    "s3": _s3,
    "sagemaker": _sagemaker,
    "scheduler": _scheduler,
    "secretsmanager": _secretsmanager,
    "ses": _ses,
    "sns": _sns,
    "sqs": _sqs,
    "ssm": _ssm,
    "states": _states,
}


# What GetResources never returns and TagResources does not take, by the service in the ARN.
UNINDEXED: dict[str, Callable[[str], Iterator[Row]]] = {}


def find(arn: str, region: str) -> Row | None:
    """The one with this ARN, roles and users included. What has no region is found from every region."""
    service, of = arn.split(":")[2:4]
    generic = next((row for row in cloud_control.tagged(of or GLOBAL_REGION) if row[0] == arn), None)
    if service in UNINDEXED:
        return next((row for row in UNINDEXED[service](of) if row[0] == arn), None)
    if generic is not None or service not in STORES:
        return generic
    if service in stand_ins.NAMES:
        return _in_stand_in(service, arn, of)
    if service == "s3" and not of:
        bucket = backend("s3", region).buckets.get(arn.split(":::")[1])
        return _tagger(arn, backend("s3", region).tagger) if bucket else None
    rows = STORES[service](of or (GLOBAL_REGION if service in ("iam", "cloudfront", "cloudwatch", "route53") else region))
    found = next((row for row in rows if row[0] == arn), None)
    if found is None and service == "iam":
        found = next((row for row in roles_and_users(region) if row[0] == arn), None)
    if found is None and of:  # a recovery point may have the ARN of a snapshot
        found = next((row for row in STORES["backup"](of) if row[0] == arn), None)
    return found


def _in_stand_in(service: str, arn: str, region: str) -> Row | None:
    """Stand-ins list only what is tagged, so their own `tag` is asked whether the rest is there."""
    module = stand_ins.module(service)
    try:
        module.tag(arn, {})
    except Exception:  # its not found; or there is no stand-in
        return None
    tags = next((tags for other, tags in module.tagged(region) if other == arn), {})
    return arn, tags, lambda new: (module.untag(arn, list(tags)), module.tag(arn, new))
