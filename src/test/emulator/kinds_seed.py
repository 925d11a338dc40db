"""One small maker a kind: creates a resource with these tags and says what the manifest needs to know of it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import datetime

from seed_account import Account, entry

Tags = dict[str, str]


def pairs(tags: Tags, key: str = "Key", value: str = "Value") -> list[dict]:
    return [{key: k, value: v} for k, v in tags.items()]


def code(text: str = "def handler(event, context):\n    return event\n") -> bytes:
    """A function's zip, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py", (2026, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()


def trust(*services: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allow(*actions: str) -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}
    )


# Data


def table(aws: Account, name: str, tags: Tags, items: int = 2, protected: bool = False, stream: bool = False) -> dict:
    dynamodb = aws.client("dynamodb")
    made = dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        DeletionProtectionEnabled=protected,
        Tags=pairs(tags),
        **({"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}} if stream else {}),
    )["TableDescription"]
    puts = [{"PutRequest": {"Item": {"id": {"S": f"{n:04d}"}}}} for n in range(items)]
    for start in range(0, items, 25):
        dynamodb.batch_write_item(RequestItems={name: puts[start : start + 25]})
    return entry("AWS::DynamoDB::Table", aws, made["TableArn"], name)


def table_stream(aws: Account, name: str) -> str:
    return aws.client("dynamodb").describe_table(TableName=name)["Table"]["LatestStreamArn"]


def replica(aws: Account, table_name: str, region: str, tags: Tags) -> dict:
    """A table's replica in another region: its tags are its own."""
    update = [{"Create": {"RegionName": region}}]
    aws.client("dynamodb").update_table(TableName=table_name, ReplicaUpdates=update)
    there = aws.at(region)
    arn = there.client("dynamodb").describe_table(TableName=table_name)["Table"]["TableArn"]
    if tags:
        there.client("dynamodb").tag_resource(ResourceArn=arn, Tags=pairs(tags))
    return entry("AWS::DynamoDB::Table", there, arn, table_name)


def backup(aws: Account, table_name: str, name: str) -> dict:
    made = aws.client("dynamodb").create_backup(TableName=table_name, BackupName=name)["BackupDetails"]
    return entry("AWS::DynamoDB::Backup", aws, made["BackupArn"], name)


def bucket(aws: Account, name: str, tags: Tags, objects: int = 3, versioned: bool = False) -> dict:
    s3 = aws.client("s3")
    place = {} if aws.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": aws.region}}
    s3.create_bucket(Bucket=name, **place)
    if versioned:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if tags:
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": pairs(tags)})
    for n in range(objects):
        s3.put_object(Bucket=name, Key=f"reports/{n:03d}.csv", Body=b"id,mark\n1,A\n")
    return entry("AWS::S3::Bucket", aws, f"arn:aws:s3:::{name}", name)


def locked_bucket(aws: Account, name: str, tags: Tags, mode: str, until: datetime) -> dict:
    """A bucket with Object Lock and one object that is locked until then."""
    s3 = aws.client("s3")
    place = {} if aws.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": aws.region}}
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True, **place)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": pairs(tags)})
    s3.put_object(Bucket=name, Key="diploma.pdf", Body=b"%PDF", ObjectLockMode=mode, ObjectLockRetainUntilDate=until)
    return entry("AWS::S3::Bucket", aws, f"arn:aws:s3:::{name}", name)


def access_point(aws: Account, name: str, bucket_name: str, tags: Tags) -> dict:
    s3control = aws.client("s3control")
    s3control.create_access_point(AccountId=aws.number, Name=name, Bucket=bucket_name, Tags=pairs(tags))
    return entry("AWS::S3::AccessPoint", aws, aws.arn("s3", f"accesspoint/{name}"), name)


def repository(aws: Account, name: str, tags: Tags, images: int = 1) -> dict:
    ecr = aws.client("ecr")
    made = ecr.create_repository(repositoryName=name, tags=pairs(tags))["repository"]
    for n in range(images):
        config = {
            "mediaType": "application/vnd.docker.container.image.v1+json",
            "size": 2,
            "digest": _digest(f"config {n}"),
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": config,
            "layers": [],
        }
        ecr.put_image(repositoryName=name, imageManifest=json.dumps(manifest), imageTag=f"v{n + 1}")
    return entry("AWS::ECR::Repository", aws, made["repositoryArn"], name)


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def secret(aws: Account, name: str, tags: Tags) -> dict:
    made = aws.client("secretsmanager").create_secret(Name=name, SecretString="not a secret", Tags=pairs(tags))
    return entry("AWS::SecretsManager::Secret", aws, made["ARN"], name)


def parameter(aws: Account, name: str, tags: Tags) -> dict:
    aws.client("ssm").put_parameter(Name=name, Value="on", Type="String", Tags=pairs(tags))
    return entry("AWS::SSM::Parameter", aws, aws.arn("ssm", f"parameter/{name.lstrip('/')}"), name)


def key(aws: Account, name: str, tags: Tags) -> dict:
    made = aws.client("kms").create_key(Description=name, Tags=pairs(tags, "TagKey", "TagValue"))["KeyMetadata"]
    return entry("AWS::KMS::Key", aws, made["Arn"], name, made["KeyId"])


def key_alias(aws: Account, name: str, key_id: str) -> dict:
    aws.client("kms").create_alias(AliasName=name, TargetKeyId=key_id)
    return entry("AWS::KMS::Alias", aws, aws.arn("kms", name), name)


# Identity


def role(
    aws: Account, name: str, tags: Tags, path: str = "/", services: tuple[str, ...] = ("lambda.amazonaws.com",)
) -> dict:
    made = aws.client("iam").create_role(
        RoleName=name, Path=path, AssumeRolePolicyDocument=trust(*services), Tags=pairs(tags)
    )["Role"]
    return entry("AWS::IAM::Role", aws, made["Arn"], name)


def policy(aws: Account, name: str, tags: Tags, versions: int = 1) -> dict:
    iam = aws.client("iam")
    made = iam.create_policy(PolicyName=name, PolicyDocument=allow("dynamodb:GetItem"), Tags=pairs(tags))["Policy"]
    for _ in range(versions - 1):
        iam.create_policy_version(PolicyArn=made["Arn"], PolicyDocument=allow("dynamodb:*"), SetAsDefault=True)
    return entry("AWS::IAM::ManagedPolicy", aws, made["Arn"], name)


def instance_profile(aws: Account, name: str, tags: Tags, role_name: str | None = None) -> dict:
    iam = aws.client("iam")
    made = iam.create_instance_profile(InstanceProfileName=name, Tags=pairs(tags))["InstanceProfile"]
    if role_name:
        iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role_name)
    return entry("AWS::IAM::InstanceProfile", aws, made["Arn"], name)


def user(aws: Account, name: str, boundary: str | None = None, tags: Tags | None = None) -> dict:
    more = {"PermissionsBoundary": boundary} if boundary else {}
    more |= {"Tags": pairs(tags)} if tags else {}
    return entry("AWS::IAM::User", aws, aws.client("iam").create_user(UserName=name, **more)["User"]["Arn"], name)


def user_pool(aws: Account, name: str, tags: Tags, protected: bool = True) -> dict:
    made = aws.client("cognito-idp").create_user_pool(
        PoolName=name,
        UserPoolTags=tags,
        DeletionProtection="ACTIVE" if protected else "INACTIVE",
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
    )["UserPool"]
    return entry("AWS::Cognito::UserPool", aws, made["Arn"], name, made["Id"])


def pool_client(aws: Account, pool_id: str, name: str) -> dict:
    made = aws.client("cognito-idp").create_user_pool_client(UserPoolId=pool_id, ClientName=name)["UserPoolClient"]
    arn = aws.arn("cognito-idp", f"userpool/{pool_id}/client/{made['ClientId']}")
    return entry("AWS::Cognito::UserPoolClient", aws, arn, name, [pool_id, made["ClientId"]])


def pool_domain(aws: Account, pool_id: str, name: str) -> dict:
    aws.client("cognito-idp").create_user_pool_domain(UserPoolId=pool_id, Domain=name)
    return entry("AWS::Cognito::UserPoolDomain", aws, aws.arn("cognito-idp", f"userpool/{pool_id}/domain/{name}"), name)


def identity_pool(aws: Account, name: str, tags: Tags) -> dict:
    made = aws.client("cognito-identity").create_identity_pool(
        IdentityPoolName=name, AllowUnauthenticatedIdentities=False, IdentityPoolTags=tags
    )
    arn = aws.arn("cognito-identity", f"identitypool/{made['IdentityPoolId']}")
    return entry("AWS::Cognito::IdentityPool", aws, arn, name, made["IdentityPoolId"])


# Compute


def function(aws: Account, name: str, tags: Tags, role_arn: str | None = None, layers: tuple[str, ...] = ()) -> dict:
    made = aws.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.12",
        Handler="app.handler",
        Role=role_arn or passing_role(aws),
        Code={"ZipFile": code()},
        Layers=list(layers),
        Tags=tags,
    )
    return entry("AWS::Lambda::Function", aws, made["FunctionArn"], name)


def passing_role(aws: Account) -> str:
    """The untagged role of whatever needs one and is not about roles."""
    iam, name = aws.client("iam"), "lambda-basic"
    try:
        return role(aws, name, {})["arn"]
    except iam.exceptions.EntityAlreadyExistsException:
        return aws.arn("iam", f"role/{name}")


def layer_version(aws: Account, name: str, text: str = "x = 1\n") -> dict:
    made = aws.client("lambda").publish_layer_version(LayerName=name, Content={"ZipFile": code(text)})
    return entry("AWS::Lambda::LayerVersion", aws, made["LayerVersionArn"], name, [name, made["Version"]])


def event_source_mapping(aws: Account, source_arn: str, function_name: str, tags: Tags) -> dict:
    start = {"StartingPosition": "LATEST"} if "/stream/" in source_arn else {}
    mapping = aws.client("lambda").create_event_source_mapping(
        EventSourceArn=source_arn, FunctionName=function_name, Tags=tags, **start
    )
    arn = aws.arn("lambda", f"event-source-mapping:{mapping['UUID']}")
    return entry("AWS::Lambda::EventSourceMapping", aws, arn, function_name, mapping["UUID"])


def function_url(aws: Account, function_name: str) -> dict:
    aws.client("lambda").create_function_url_config(FunctionName=function_name, AuthType="NONE")
    return entry("AWS::Lambda::Url", aws, aws.arn("lambda", f"function:{function_name}/url"), function_name)


def state_machine(aws: Account, name: str, tags: Tags) -> dict:
    definition = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
    made = aws.client("stepfunctions").create_state_machine(
        name=name, definition=json.dumps(definition), roleArn=passing_role(aws), tags=pairs(tags, "key", "value")
    )
    return entry("AWS::StepFunctions::StateMachine", aws, made["stateMachineArn"], name)


def stack(aws: Account, name: str, tags: Tags, template: dict, **how) -> dict:
    made = aws.client("cloudformation").create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Tags=pairs(tags),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        **how,
    )
    return entry("AWS::CloudFormation::Stack", aws, made["StackId"], name)


# Front doors


def rest_api(aws: Account, name: str, tags: Tags, stage: str | None = "prod") -> dict:
    api = aws.client("apigateway")
    made = api.create_rest_api(name=name, tags=tags)
    if stage:
        root = api.get_resources(restApiId=made["id"])["items"][0]["id"]
        method = {"restApiId": made["id"], "resourceId": root, "httpMethod": "GET"}
        api.put_method(**method, authorizationType="NONE")
        api.put_integration(**method, type="MOCK", integrationHttpMethod="GET")
        api.create_deployment(restApiId=made["id"], stageName=stage)
    return entry("AWS::ApiGateway::RestApi", aws, _gateway(aws, f"restapis/{made['id']}"), name, made["id"])


def domain(aws: Account, name: str, tags: Tags, certificate_arn: str | None = None) -> dict:
    aws.client("apigateway").create_domain_name(
        domainName=name,
        regionalCertificateArn=certificate_arn or aws.arn("acm", "certificate/0f0f0f0f-0000-4000-8000-000000000000"),
        endpointConfiguration={"types": ["REGIONAL"]},
        tags=tags,
    )
    return entry("AWS::ApiGateway::DomainName", aws, _gateway(aws, f"domainnames/{name}"), name)


def base_path_mapping(aws: Account, domain_name: str, path: str, api_id: str, stage: str = "prod") -> dict:
    aws.client("apigateway").create_base_path_mapping(
        domainName=domain_name, basePath=path, restApiId=api_id, stage=stage
    )
    arn = _gateway(aws, f"domainnames/{domain_name}/basepathmappings/{path}")
    return entry("AWS::ApiGateway::BasePathMapping", aws, arn, f"{domain_name}/{path}", [domain_name, path])


def http_api(aws: Account, name: str, tags: Tags, stage: str | None = "$default", socket: bool = False) -> dict:
    api = aws.client("apigatewayv2")
    how = (
        {"ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        if socket
        else {"ProtocolType": "HTTP"}
    )
    made = api.create_api(Name=name, Tags=tags, **how)
    if stage:
        api.create_stage(ApiId=made["ApiId"], StageName=stage)
    return entry("AWS::ApiGatewayV2::Api", aws, _gateway(aws, f"apis/{made['ApiId']}"), name, made["ApiId"])


def http_domain(aws: Account, name: str, tags: Tags) -> dict:
    certificate_arn = aws.arn("acm", "certificate/0f0f0f0f-0000-4000-8000-000000000000")
    aws.client("apigatewayv2").create_domain_name(
        DomainName=name,
        DomainNameConfigurations=[{"CertificateArn": certificate_arn, "EndpointType": "REGIONAL"}],
        Tags=tags,
    )
    return entry("AWS::ApiGatewayV2::DomainName", aws, _gateway(aws, f"domainnames/{name}"), name)


def api_mapping(aws: Account, domain_name: str, path: str, api_id: str, stage: str = "$default") -> dict:
    made = aws.client("apigatewayv2").create_api_mapping(
        DomainName=domain_name, ApiMappingKey=path, ApiId=api_id, Stage=stage
    )
    arn = _gateway(aws, f"domainnames/{domain_name}/apimappings/{made['ApiMappingId']}")
    return entry(
        "AWS::ApiGatewayV2::ApiMapping", aws, arn, f"{domain_name}/{path}", [domain_name, made["ApiMappingId"]]
    )


def usage_plan(aws: Account, name: str, tags: Tags, stages: tuple[tuple[str, str], ...] = ()) -> dict:
    made = aws.client("apigateway").create_usage_plan(
        name=name, apiStages=[{"apiId": api, "stage": stage} for api, stage in stages], tags=tags
    )
    return entry("AWS::ApiGateway::UsagePlan", aws, _gateway(aws, f"usageplans/{made['id']}"), name, made["id"])


def api_key(aws: Account, name: str, tags: Tags) -> dict:
    made = aws.client("apigateway").create_api_key(name=name, enabled=True, tags=tags)
    return entry("AWS::ApiGateway::ApiKey", aws, _gateway(aws, f"apikeys/{made['id']}"), name, made["id"])


def vpc_link(aws: Account, name: str, tags: Tags) -> dict:
    target = aws.arn("elasticloadbalancing", "loadbalancer/net/students/0123456789abcdef")
    made = aws.client("apigateway").create_vpc_link(name=name, targetArns=[target], tags=tags)
    return entry("AWS::ApiGateway::VpcLink", aws, _gateway(aws, f"vpclinks/{made['id']}"), name, made["id"])


def http_vpc_link(aws: Account, name: str, tags: Tags) -> dict:
    made = aws.client("apigatewayv2").create_vpc_link(Name=name, SubnetIds=["subnet-0123456789abcdef0"], Tags=tags)
    return entry(
        "AWS::ApiGatewayV2::VpcLink", aws, _gateway(aws, f"vpclinks/{made['VpcLinkId']}"), name, made["VpcLinkId"]
    )


def _gateway(aws: Account, rest: str) -> str:
    """API Gateway's ARNs carry no account."""
    return f"arn:aws:apigateway:{aws.region}::/{rest}"


def graphql_api(aws: Account, name: str, tags: Tags, merged: bool = False) -> dict:
    how = {"apiType": "MERGED", "mergedApiExecutionRoleArn": passing_role(aws)} if merged else {}
    made = aws.client("appsync").create_graphql_api(name=name, authenticationType="API_KEY", tags=tags, **how)[
        "graphqlApi"
    ]
    return entry("AWS::AppSync::GraphQLApi", aws, made["arn"], name, made["apiId"])


def event_api(aws: Account, name: str, tags: Tags) -> dict:
    with_key = [{"authType": "API_KEY"}]
    config = {
        "authProviders": with_key,
        "connectionAuthModes": with_key,
        "defaultPublishAuthModes": with_key,
        "defaultSubscribeAuthModes": with_key,
    }
    made = aws.client("appsync").create_api(name=name, eventConfig=config, tags=tags)["api"]
    aws.client("appsync").create_channel_namespace(apiId=made["apiId"], name="marks")
    return entry("AWS::AppSync::Api", aws, made["apiArn"], name, made["apiId"])


def appsync_domain(aws: Account, name: str, tags: Tags) -> dict:
    certificate_arn = aws.at("us-east-1").arn("acm", "certificate/0f0f0f0f-0000-4000-8000-000000000000")
    aws.client("appsync").create_domain_name(domainName=name, certificateArn=certificate_arn, tags=tags)
    return entry("AWS::AppSync::DomainName", aws, aws.arn("appsync", f"domainnames/{name}"), name)


def appsync_domain_association(aws: Account, domain_name: str, api_id: str) -> dict:
    aws.client("appsync").associate_api(domainName=domain_name, apiId=api_id)
    arn = aws.arn("appsync", f"domainnames/{domain_name}/apiassociation")
    return entry("AWS::AppSync::DomainNameApiAssociation", aws, arn, domain_name)


def source_api_association(aws: Account, merged_id: str, source_id: str) -> dict:
    made = aws.client("appsync").associate_source_graphql_api(
        mergedApiIdentifier=merged_id, sourceApiIdentifier=source_id
    )
    told = made["sourceApiAssociation"]
    return entry(
        "AWS::AppSync::SourceApiAssociation",
        aws,
        told["associationArn"],
        told["associationId"],
        [merged_id, told["associationId"]],
    )


def amplify_app(aws: Account, name: str, tags: Tags) -> dict:
    made = aws.client("amplify").create_app(name=name, tags=tags)["app"]
    return entry("AWS::Amplify::App", aws, made["appArn"], name, made["appId"])


def amplify_branch(aws: Account, app_id: str, name: str, tags: Tags, stack_arn: str | None = None) -> dict:
    backend = {"backend": {"stackArn": stack_arn}} if stack_arn else {}
    made = aws.client("amplify").create_branch(appId=app_id, branchName=name, tags=tags, **backend)["branch"]
    return entry("AWS::Amplify::Branch", aws, made["branchArn"], name, [app_id, name])


def amplify_domain(aws: Account, app_id: str, name: str) -> dict:
    made = aws.client("amplify").create_domain_association(
        appId=app_id, domainName=name, subDomainSettings=[{"prefix": "www", "branchName": "main"}]
    )["domainAssociation"]
    return entry("AWS::Amplify::Domain", aws, made["domainAssociationArn"], name, [app_id, name])


def amplify_backend(aws: Account, app_id: str, name: str, stack_name: str) -> dict:
    made = aws.client("amplify").create_backend_environment(
        appId=app_id, environmentName=name, stackName=stack_name, deploymentArtifacts=f"{stack_name}-deployment"
    )["backendEnvironment"]
    return entry("AWS::Amplify::BackendEnvironment", aws, made["backendEnvironmentArn"], name, [app_id, name])


def distribution(aws: Account, name: str, tags: Tags) -> dict:
    config = {
        "CallerReference": name,
        "Comment": name,
        "Enabled": True,
        "Origins": {
            "Quantity": 1,
            "Items": [
                {"Id": "site", "DomainName": f"{name}.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
            ],
        },
        "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https"},
    }
    made = aws.client("cloudfront").create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": config, "Tags": {"Items": pairs(tags)}}
    )["Distribution"]
    return entry("AWS::CloudFront::Distribution", aws, made["ARN"], name, made["Id"])


def certificate(aws: Account, name: str, tags: Tags) -> dict:
    tagged = {"Tags": pairs(tags)} if tags else {}
    made = aws.client("acm").request_certificate(DomainName=name, ValidationMethod="DNS", **tagged)
    return entry("AWS::CertificateManager::Certificate", aws, made["CertificateArn"], name)


# Flow


def bus(aws: Account, name: str, tags: Tags) -> dict:
    made = aws.client("events").create_event_bus(Name=name, Tags=pairs(tags))
    return entry("AWS::Events::EventBus", aws, made["EventBusArn"], name)


def rule(aws: Account, name: str, tags: Tags, bus_name: str = "default", targets: tuple[str, ...] = ()) -> dict:
    events = aws.client("events")
    made = events.put_rule(
        Name=name, EventBusName=bus_name, EventPattern='{"source":["student.system"]}', Tags=pairs(tags)
    )
    if targets:
        told = [{"Id": f"target-{n}", "Arn": arn} for n, arn in enumerate(targets, 1)]
        events.put_targets(Rule=name, EventBusName=bus_name, Targets=told)
    return entry("AWS::Events::Rule", aws, made["RuleArn"], name, [bus_name, name])


def archive(aws: Account, name: str, bus_arn: str) -> dict:
    made = aws.client("events").create_archive(ArchiveName=name, EventSourceArn=bus_arn)
    return entry("AWS::Events::Archive", aws, made["ArchiveArn"], name)


def connection(aws: Account, name: str) -> dict:
    auth = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "not a secret"}}
    made = aws.client("events").create_connection(Name=name, AuthorizationType="API_KEY", AuthParameters=auth)
    return entry("AWS::Events::Connection", aws, made["ConnectionArn"], name)


def api_destination(aws: Account, name: str, connection_arn: str) -> dict:
    made = aws.client("events").create_api_destination(
        Name=name, ConnectionArn=connection_arn, InvocationEndpoint="https://example.org/marks", HttpMethod="POST"
    )
    return entry("AWS::Events::ApiDestination", aws, made["ApiDestinationArn"], name)


def schedule_group(aws: Account, name: str, tags: Tags) -> dict:
    made = aws.client("scheduler").create_schedule_group(Name=name, Tags=pairs(tags))
    return entry("AWS::Scheduler::ScheduleGroup", aws, made["ScheduleGroupArn"], name)


def schedule(aws: Account, group: str, name: str, target_arn: str, role_arn: str | None = None) -> dict:
    made = aws.client("scheduler").create_schedule(
        GroupName=group,
        Name=name,
        ScheduleExpression="rate(1 day)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": target_arn, "RoleArn": role_arn or passing_role(aws)},
    )
    return entry("AWS::Scheduler::Schedule", aws, made["ScheduleArn"], name, [group, name])


def pipe(aws: Account, name: str, tags: Tags, source_arn: str | None = None, target_arn: str | None = None) -> dict:
    made = aws.client("pipes").create_pipe(
        Name=name,
        RoleArn=passing_role(aws),
        Source=source_arn or aws.arn("sqs", "elsewhere-in"),
        Target=target_arn or aws.arn("sqs", "elsewhere-out"),
        Tags=tags,
    )
    return entry("AWS::Pipes::Pipe", aws, made["Arn"], name)


def topic(aws: Account, name: str, tags: Tags) -> dict:
    return entry("AWS::SNS::Topic", aws, aws.client("sns").create_topic(Name=name, Tags=pairs(tags))["TopicArn"], name)


def queue(aws: Account, name: str, tags: Tags) -> dict:
    aws.client("sqs").create_queue(QueueName=name, tags=tags)
    return entry("AWS::SQS::Queue", aws, aws.arn("sqs", name), name)


def carrier_gateway(aws: Account, name: str, tags: Tags) -> dict:
    """A way into the network of a telephone company: a kind that the janitor does not know."""
    ec2 = aws.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    id_ = ec2.create_carrier_gateway(VpcId=vpc)["CarrierGateway"]["CarrierGatewayId"]
    ec2.create_tags(Resources=[id_], Tags=pairs(tags | {"Name": name}))
    look = ["ec2", "describe_carrier_gateways", {"CarrierGatewayIds": [id_]}]
    return entry("AWS::EC2::CarrierGateway", aws, aws.arn("ec2", f"carrier-gateway/{id_}"), name, id_, look)


# Mail


def identity(aws: Account, name: str, tags: Tags) -> dict:
    aws.client("sesv2").create_email_identity(EmailIdentity=name, Tags=pairs(tags))
    return entry("AWS::SES::EmailIdentity", aws, aws.arn("ses", f"identity/{name}"), name)


def configuration_set(aws: Account, name: str, tags: Tags) -> dict:
    aws.client("sesv2").create_configuration_set(ConfigurationSetName=name, Tags=pairs(tags))
    return entry("AWS::SES::ConfigurationSet", aws, aws.arn("ses", f"configuration-set/{name}"), name)


def contact_list(aws: Account, name: str, tags: Tags) -> dict:
    sesv2 = aws.client("sesv2")
    sesv2.create_contact_list(ContactListName=name, Tags=pairs(tags))
    sesv2.create_contact(ContactListName=name, EmailAddress="ada@example.org")
    return entry("AWS::SES::ContactList", aws, aws.arn("ses", f"contact-list/{name}"), name)


def mail_template(aws: Account, name: str, tags: Tags) -> dict:
    content = {"Subject": "Your marks", "Text": "Hello {{name}}"}
    aws.client("sesv2").create_email_template(TemplateName=name, TemplateContent=content, Tags=pairs(tags))
    return entry("AWS::SES::Template", aws, aws.arn("ses", f"template/{name}"), name)


# Watching


def log_group(aws: Account, name: str, tags: Tags | None = None, **how) -> dict:
    logs = aws.client("logs")
    logs.create_log_group(logGroupName=name, **({"tags": tags} if tags else {}), **how)
    logs.create_log_stream(logGroupName=name, logStreamName="2026/01/01/[$LATEST]0123456789abcdef")
    return entry("AWS::Logs::LogGroup", aws, aws.arn("logs", f"log-group:{name}"), name)


def alarm(aws: Account, name: str, tags: Tags) -> dict:
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
        MetricName="Errors",
        Namespace="AWS/Lambda",
        Period=300,
        Statistic="Sum",
        Threshold=0,
        Tags=pairs(tags),
    )
    return entry("AWS::CloudWatch::Alarm", aws, aws.arn("cloudwatch", f"alarm:{name}"), name)


def composite_alarm(aws: Account, name: str, tags: Tags, of: str) -> dict:
    aws.client("cloudwatch").put_composite_alarm(AlarmName=name, AlarmRule=f'ALARM("{of}")', Tags=pairs(tags))
    return entry("AWS::CloudWatch::CompositeAlarm", aws, aws.arn("cloudwatch", f"alarm:{name}"), name)


def dashboard(aws: Account, name: str, tags: Tags) -> dict:
    aws.client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody='{"widgets":[]}', Tags=pairs(tags))
    return entry("AWS::CloudWatch::Dashboard", aws, f"arn:aws:cloudwatch::{aws.number}:dashboard/{name}", name)
