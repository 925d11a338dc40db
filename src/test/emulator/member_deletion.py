"""How CloudFormation deletes a member of each type: by the service's own API, after the pre-steps that it does itself.

It undoes what its template did, and nothing else: policies that the template attached are detached, others are in the way.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
import cloud_control
from botocore.config import Config
from botocore.exceptions import ClientError

_GONE = ("NotFound", "NoSuch", "NonExistent", "DoesNotExist", "does not exist")


@cache
def client(endpoint: str, region: str, service: str):
    made = boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id="internal",
        aws_secret_access_key="internal",
        config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
    )
    made.meta.events.register("before-sign", _marked)
    return made


def _marked(request, **_) -> None:
    request.headers["X-Janitor-Internal"] = "true"


def delete(endpoint: str, region: str, account: str, member: Any) -> bool:
    """False if nobody here knows the type; then moto's own way is tried. What is gone already is fine."""
    how = _HOW.get(member.type)
    if how is None:
        return cloud_control.delete(member.type, region, member.physical_id)
    try:
        how(lambda service: client(endpoint, region, service), member, account)
    except ClientError as error:
        if not any(word in str(error) for word in _GONE):
            raise
    return True


def _simple(service: str, operation: str, parameter: str, **more):
    return lambda aws, member, account: getattr(aws(service), operation)(**{parameter: member.physical_id}, **more)


def _role(aws, member, account) -> None:
    iam, name = aws("iam"), member.physical_id
    declared = member.properties
    for inline in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        if any(policy.get("PolicyName") == inline for policy in declared.get("Policies", [])):
            iam.delete_role_policy(RoleName=name, PolicyName=inline)
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        if policy["PolicyArn"] in declared.get("ManagedPolicyArns", []):
            iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=name)


def _user(aws, member, account) -> None:
    """As its handler in the registry: its keys, its password, its groups and what is attached go before it."""
    iam, name = aws("iam"), member.physical_id
    for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    for group in iam.list_groups_for_user(UserName=name)["Groups"]:
        iam.remove_user_from_group(UserName=name, GroupName=group["GroupName"])
    for policy in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]:
        iam.detach_user_policy(UserName=name, PolicyArn=policy["PolicyArn"])
    for inline in iam.list_user_policies(UserName=name)["PolicyNames"]:
        iam.delete_user_policy(UserName=name, PolicyName=inline)
    iam.delete_user(UserName=name)


def _access_key(aws, member, account) -> None:
    aws("iam").delete_access_key(UserName=member.properties["UserName"], AccessKeyId=member.physical_id)


def _managed_policy(aws, member, account) -> None:
    iam, arn = aws("iam"), member.physical_id
    for role in member.properties.get("Roles", []):
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    iam.delete_policy(PolicyArn=arn)


def _instance_profile(aws, member, account) -> None:
    iam, name = aws("iam"), member.physical_id
    for role in iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]["Roles"]:
        iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=role["RoleName"])
    iam.delete_instance_profile(InstanceProfileName=name)


def _rule(aws, member, account) -> None:
    # "name", "bus|name" (what Ref gives), or the ARN
    id_ = member.physical_id.split(":rule/")[-1].replace("|", "/")
    bus, _, name = id_.rpartition("/")
    events, where = aws("events"), {"EventBusName": bus or "default"}
    targets = [target["Id"] for target in events.list_targets_by_rule(Rule=name, **where)["Targets"]]
    if targets:
        events.remove_targets(Rule=name, Ids=targets, **where)
    events.delete_rule(Name=name, **where)


def _layer_version(aws, member, account) -> None:
    name, version = member.physical_id.split(":")[-2:]
    aws("lambda").delete_layer_version(LayerName=name, VersionNumber=int(version))


def _function_url(aws, member, account) -> None:
    aws("lambda").delete_function_url_config(FunctionName=member.physical_id)


def _pool_child(operation: str, parameter: str):
    def delete_child(aws, member, account) -> None:
        pool = member.properties.get("UserPoolId") or member.physical_id.split("|")[0]
        getattr(aws("cognito-idp"), operation)(UserPoolId=pool, **{parameter: member.physical_id.split("|")[-1]})

    return delete_child


def _pool_domain(aws, member, account) -> None:
    idp, domain = aws("cognito-idp"), member.physical_id.split("|")[-1]
    pool = idp.describe_user_pool_domain(Domain=domain)["DomainDescription"].get("UserPoolId")
    if pool:
        idp.delete_user_pool_domain(UserPoolId=pool, Domain=domain)


def _schedule(aws, member, account) -> None:
    group, _, name = member.physical_id.split(":schedule/")[-1].replace("|", "/").rpartition("/")
    group = group or member.properties.get("GroupName", "default")
    aws("scheduler").delete_schedule(Name=name, GroupName=group)


def _role_policy(aws, member, account) -> None:
    policy, _, role = member.physical_id.partition("|")
    aws("iam").delete_role_policy(RoleName=role, PolicyName=policy)


def _event_invoke_config(aws, member, account) -> None:
    aws("lambda").delete_function_event_invoke_config(FunctionName=member.physical_id.partition("|")[0])


def _secret(aws, member, account) -> None:
    aws("secretsmanager").delete_secret(SecretId=member.physical_id, ForceDeleteWithoutRecovery=True)


def _key(aws, member, account) -> None:
    aws("kms").schedule_key_deletion(KeyId=member.physical_id, PendingWindowInDays=30)


def _alarm(aws, member, account) -> None:
    aws("cloudwatch").delete_alarms(AlarmNames=[member.physical_id])


def _dashboard(aws, member, account) -> None:
    aws("cloudwatch").delete_dashboards(DashboardNames=[member.physical_id])


def _distribution(aws, member, account) -> None:
    cloudfront, id_ = aws("cloudfront"), member.physical_id
    told = cloudfront.get_distribution_config(Id=id_)
    etag = told["ETag"]
    if told["DistributionConfig"]["Enabled"]:
        told["DistributionConfig"]["Enabled"] = False
        etag = cloudfront.update_distribution(Id=id_, IfMatch=etag, DistributionConfig=told["DistributionConfig"])["ETag"]
    cloudfront.delete_distribution(Id=id_, IfMatch=etag)


def _nested(aws, member, account) -> None:
    formation = aws("cloudformation")
    id_ = formation.describe_stacks(StackName=member.physical_id)["Stacks"][0]["StackId"]
    formation.delete_stack(StackName=id_)
    status = formation.describe_stacks(StackName=id_)["Stacks"][0]["StackStatus"]
    if status == "DELETE_FAILED":
        raise RuntimeError(f"Embedded stack {id_} was not successfully deleted: it is in {status}")


def _database(of: str, key: str, deletion: str, look: str):
    """CloudFormation waits until it is gone."""

    def delete_database(aws, member, account) -> None:
        rds, named = aws("rds"), {key: member.physical_id}
        final = {"SkipFinalSnapshot": True}
        if member.final_snapshot:
            final = {"FinalDBSnapshotIdentifier": member.final_snapshot}
        getattr(rds, deletion)(**named, **final)
        while getattr(rds, look)(**named)[of]:
            pass

    return delete_database


def _warehouse(aws, member, account) -> None:
    """CloudFormation waits until it is gone."""
    redshift, named = aws("redshift"), {"ClusterIdentifier": member.physical_id}
    final = {"FinalClusterSnapshotIdentifier": member.final_snapshot} if member.final_snapshot else {"SkipFinalClusterSnapshot": True}
    redshift.delete_cluster(**named, **final)
    while redshift.describe_clusters(**named)["Clusters"]:
        pass


def _deployment(aws, member, account) -> None:
    """With its green side before the switchover, as the handler's rights over databases let one think, and waited for."""
    rds, named = aws("rds"), {"BlueGreenDeploymentIdentifier": member.physical_id.split(":")[-1]}
    told = rds.describe_blue_green_deployments(**named)["BlueGreenDeployments"]
    takes = {} if told[0]["Status"] == "SWITCHOVER_COMPLETED" else {"DeleteTarget": True}
    rds.delete_blue_green_deployment(**named, **takes)
    while rds.describe_blue_green_deployments()["BlueGreenDeployments"]:
        pass


def _studio(aws, member, account) -> None:
    """Without a retention policy, of which its type knows none: the file system stays."""
    sagemaker = aws("sagemaker")
    sagemaker.delete_domain(DomainId=member.physical_id)
    while any(one["DomainId"] == member.physical_id for one in sagemaker.list_domains()["Domains"]):
        pass


def _of_cluster(kind: str, parameter: str):
    """A part of a cluster of Kubernetes, which CloudFormation waits for until it is not found."""

    def delete_part(aws, member, account) -> None:
        eks, (cluster, name) = aws("eks"), member.physical_id.replace("|", "/").split("/")
        named = {"clusterName": cluster, parameter: name}
        getattr(eks, f"delete_{kind}")(**named)
        while getattr(eks, f"describe_{kind}")(**named):
            pass

    return delete_part


def _scaling_group(aws, member, account) -> None:
    """CloudFormation lowers it to nothing first, which no server goes by that is protected from scale-in (aws-cdk #14732),
    and waits for all of them."""
    scaling, name = aws("autoscaling"), member.physical_id
    for group in scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]:
        if any(server.get("ProtectedFromScaleIn") for server in group["Instances"]):
            raise RuntimeError(f"Group did not stabilize. {{current/minSize/maxSize}} group size = {{{len(group['Instances'])}/0/0}}.")
    scaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)
    while scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"]:
        pass
    of_it = [{"Name": "tag:aws:autoscaling:groupName", "Values": [name]}]
    living = ["pending", "running", "shutting-down", "stopping", "stopped"]
    while aws("ec2").describe_instances(Filters=[*of_it, {"Name": "instance-state-name", "Values": living}])["Reservations"]:
        pass


def _lightsail_instance(aws, member, account) -> None:
    lightsail = aws("lightsail")
    lightsail.delete_instance(instanceName=member.physical_id)
    while lightsail.get_instance(instanceName=member.physical_id):
        pass


def _personalize(kind: str):
    return _simple("personalize", f"delete_{kind}", "".join((kind.split("_")[0], *map(str.title, kind.split("_")[1:]), "Arn")))


def _rule_association(aws, member, account) -> None:
    """It asks until that is over."""
    resolver, named = aws("route53resolver"), {"ResolverRuleAssociationId": member.physical_id}
    told = resolver.get_resolver_rule_association(**named)["ResolverRuleAssociation"]
    resolver.disassociate_resolver_rule(ResolverRuleId=told["ResolverRuleId"], VPCId=told["VPCId"])
    while resolver.get_resolver_rule_association(**named):
        pass


_HOW = {
    "AWS::Amplify::App": lambda aws, m, account: aws("amplify").delete_app(appId=m.physical_id.split("/")[-1]),
    "AWS::Route53Resolver::ResolverEndpoint": _simple("route53resolver", "delete_resolver_endpoint", "ResolverEndpointId"),
    "AWS::Route53Resolver::ResolverRule": _simple("route53resolver", "delete_resolver_rule", "ResolverRuleId"),
    "AWS::Route53Resolver::ResolverRuleAssociation": _rule_association,
    "AWS::ApiGateway::ApiKey": _simple("apigateway", "delete_api_key", "apiKey"),
    "AWS::ApiGateway::DomainName": _simple("apigateway", "delete_domain_name", "domainName"),
    "AWS::ApiGateway::RestApi": _simple("apigateway", "delete_rest_api", "restApiId"),
    "AWS::ApiGateway::UsagePlan": _simple("apigateway", "delete_usage_plan", "usagePlanId"),
    "AWS::ApiGatewayV2::Api": _simple("apigatewayv2", "delete_api", "ApiId"),
    "AWS::ApiGatewayV2::DomainName": _simple("apigatewayv2", "delete_domain_name", "DomainName"),
    "AWS::AppSync::GraphQLApi": lambda aws, m, account: aws("appsync").delete_graphql_api(apiId=m.physical_id.split("/")[-1]),
    "AWS::AutoScaling::AutoScalingGroup": _scaling_group,
    "AWS::CertificateManager::Certificate": _simple("acm", "delete_certificate", "CertificateArn"),
    "AWS::CloudFormation::Stack": _nested,
    "AWS::CloudFront::Distribution": _distribution,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::CompositeAlarm": _alarm,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::Cognito::IdentityPool": _simple("cognito-identity", "delete_identity_pool", "IdentityPoolId"),
    "AWS::Cognito::UserPool": _simple("cognito-idp", "delete_user_pool", "UserPoolId"),
    "AWS::Cognito::UserPoolClient": _pool_child("delete_user_pool_client", "ClientId"),
    "AWS::Cognito::UserPoolDomain": _pool_domain,
    "AWS::DynamoDB::Table": _simple("dynamodb", "delete_table", "TableName"),
    "AWS::EC2::LaunchTemplate": _simple("ec2", "delete_launch_template", "LaunchTemplateId"),
    "AWS::ECR::Repository": _simple("ecr", "delete_repository", "repositoryName"),
    "AWS::EKS::Addon": _of_cluster("addon", "addonName"),
    "AWS::EKS::FargateProfile": _of_cluster("fargate_profile", "fargateProfileName"),
    "AWS::EKS::Nodegroup": _of_cluster("nodegroup", "nodegroupName"),
    "AWS::ElasticLoadBalancingV2::Listener": _simple("elbv2", "delete_listener", "ListenerArn"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _simple("elbv2", "delete_load_balancer", "LoadBalancerArn"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": _simple("elbv2", "delete_target_group", "TargetGroupArn"),
    "AWS::Events::EventBus": _simple("events", "delete_event_bus", "Name"),
    "AWS::Events::Rule": _rule,
    "AWS::IAM::AccessKey": _access_key,
    "AWS::IAM::InstanceProfile": _instance_profile,
    "AWS::IAM::ManagedPolicy": _managed_policy,
    "AWS::IAM::Role": _role,
    "AWS::IAM::RolePolicy": _role_policy,
    "AWS::IAM::User": _user,
    "AWS::KMS::Alias": _simple("kms", "delete_alias", "AliasName"),
    "AWS::KMS::Key": _key,
    "AWS::Lambda::EventInvokeConfig": _event_invoke_config,
    "AWS::Lambda::EventSourceMapping": _simple("lambda", "delete_event_source_mapping", "UUID"),
    "AWS::Lambda::Function": _simple("lambda", "delete_function", "FunctionName"),
    "AWS::Lambda::LayerVersion": _layer_version,
    "AWS::Lambda::Url": _function_url,
    "AWS::Lightsail::Instance": _lightsail_instance,
    "AWS::Logs::LogGroup": _simple("logs", "delete_log_group", "logGroupName"),
    "AWS::OpenSearchServerless::Collection": _simple("opensearchserverless", "delete_collection", "id"),
    "AWS::Personalize::Dataset": _personalize("dataset"),
    "AWS::Personalize::DatasetGroup": _personalize("dataset_group"),
    "AWS::Personalize::EventTracker": _personalize("event_tracker"),
    "AWS::Personalize::Filter": _personalize("filter"),
    "AWS::Personalize::Schema": _personalize("schema"),
    "AWS::Personalize::Solution": _personalize("solution"),
    "AWS::Pipes::Pipe": _simple("pipes", "delete_pipe", "Name"),
    "AWS::RDS::DBCluster": _database("DBClusters", "DBClusterIdentifier", "delete_db_cluster", "describe_db_clusters"),
    "AWS::RDS::DBInstance": _database("DBInstances", "DBInstanceIdentifier", "delete_db_instance", "describe_db_instances"),
    "AWS::RDS::Deployment": _deployment,
    "AWS::Redshift::Cluster": _warehouse,
    "AWS::Redshift::EndpointAccess": _simple("redshift", "delete_endpoint_access", "EndpointName"),
    "AWS::S3::Bucket": _simple("s3", "delete_bucket", "Bucket"),
    "AWS::SES::ConfigurationSet": _simple("sesv2", "delete_configuration_set", "ConfigurationSetName"),
    "AWS::SES::EmailIdentity": _simple("sesv2", "delete_email_identity", "EmailIdentity"),
    "AWS::SNS::Topic": _simple("sns", "delete_topic", "TopicArn"),
    "AWS::SQS::Queue": _simple("sqs", "delete_queue", "QueueUrl"),
    "AWS::SSM::Parameter": _simple("ssm", "delete_parameter", "Name"),
    "AWS::SageMaker::Domain": _studio,
    "AWS::Scheduler::Schedule": _schedule,
    "AWS::Scheduler::ScheduleGroup": _simple("scheduler", "delete_schedule_group", "Name"),
    "AWS::SecretsManager::Secret": _secret,
    "AWS::StepFunctions::StateMachine": _simple("stepfunctions", "delete_state_machine", "stateMachineArn"),
}
