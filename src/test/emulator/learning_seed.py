"""Makes what costs at learning and what stands before a workshop: Studio's domains, reserved models, trained models, zones."""

from __future__ import annotations

from typing import Any

import kinds_seed as make
from seed_account import Account, entry


def network(aws: Account) -> tuple[str, list[str]]:
    """The default VPC and two of its subnets."""
    subnets = aws.client("ec2").describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][:2]
    return subnets[0]["VpcId"], [one["SubnetId"] for one in subnets]


def domain(aws: Account, name: str, tags: dict[str, str], role: str, **more: Any) -> dict:
    vpc, subnets = network(aws)
    arn = aws.client("sagemaker").create_domain(
        DomainName=name, AuthMode="IAM", DefaultUserSettings={"ExecutionRole": role}, SubnetIds=subnets, VpcId=vpc,
        Tags=make.pairs(tags), **more,
    )["DomainArn"]  # fmt: skip
    return entry("AWS::SageMaker::Domain", aws, arn, name, id_=arn.split("/")[-1])


def parts(aws: Account, domain: dict, profile: str, tags: dict[str, str] | None = None) -> list[dict]:
    """What a person leaves in a domain, as its pages make it: without tags, as a rule."""
    sagemaker, of = aws.client("sagemaker"), domain["id"]
    space, more = f"{profile}s", {"Tags": make.pairs(tags)} if tags else {}
    made = sagemaker.create_user_profile(DomainId=of, UserProfileName=profile, **more)["UserProfileArn"]
    found = [entry("AWS::SageMaker::UserProfile", aws, made, profile, id_=[of, profile])]
    made = sagemaker.create_space(
        DomainId=of, SpaceName=space, OwnershipSettings={"OwnerUserProfileName": profile},
        SpaceSharingSettings={"SharingType": "Private"}, SpaceSettings={"AppType": "JupyterLab"}, **more,
    )["SpaceArn"]  # fmt: skip
    found.append(entry("AWS::SageMaker::Space", aws, made, space, id_=[of, space]))
    for owner, type_ in (({"SpaceName": space}, "JupyterLab"), ({"UserProfileName": profile}, "Canvas")):
        asks = {"DomainId": of, "AppType": type_, "AppName": "default"} | owner
        made = sagemaker.create_app(**asks, **more)["AppArn"]
        found.append(entry("AWS::SageMaker::App", aws, made, "default", id_=asks))
    return found


def left_by_domain(aws: Account, domain: dict) -> list[dict]:
    """Its groups, which stay when it goes."""
    name = "security-group-for-{}-nfs-" + domain["id"]
    names = [name.format(way) for way in ("inbound", "outbound")]
    told = aws.client("ec2").describe_security_groups(Filters=[{"Name": "group-name", "Values": names}])["SecurityGroups"]
    arn = f"arn:aws:ec2:{aws.region}:{aws.number}:security-group/"
    return [entry("AWS::EC2::SecurityGroup", aws, arn + one["GroupId"], one["GroupName"], id_=one["GroupId"]) for one in told]


def tracking_server(aws: Account, name: str, tags: dict[str, str], role: str) -> dict:
    arn = aws.client("sagemaker").create_mlflow_tracking_server(
        TrackingServerName=name, ArtifactStoreUri=f"s3://{name}", RoleArn=role, Tags=make.pairs(tags)
    )["TrackingServerArn"]
    return entry("AWS::SageMaker::MlflowTrackingServer", aws, arn, name)


def hyper_pod(aws: Account, name: str, tags: dict[str, str], role: str) -> dict:
    group = {
        "InstanceGroupName": "workers", "InstanceType": "ml.g5.xlarge", "InstanceCount": 1, "ExecutionRole": role, "ThreadsPerCore": 1,
        "LifeCycleConfig": {"SourceS3Uri": "s3://sagemaker-x/y", "OnCreate": "on-create.sh"},
    }  # fmt: skip
    arn = aws.client("sagemaker").create_cluster(ClusterName=name, InstanceGroups=[group], Tags=make.pairs(tags))["ClusterArn"]
    return entry("AWS::SageMaker::Cluster", aws, arn, name)


def throughput(aws: Account, name: str, tags: dict[str, str], **more: Any) -> dict:
    arn = aws.client("bedrock").create_provisioned_model_throughput(
        provisionedModelName=name, modelUnits=1, modelId=f"arn:aws:bedrock:{aws.region}::foundation-model/titan",
        tags=[{"key": key, "value": value} for key, value in tags.items()], **more,
    )["provisionedModelArn"]  # fmt: skip
    return entry("AWS::Bedrock::ProvisionedModelThroughput", aws, arn, name, id_=arn)


def _small(tags: dict[str, str]) -> list[dict[str, str]]:
    return make.pairs(tags, "key", "value")


def custom_model(aws: Account, name: str, tags: dict[str, str], **more: Any) -> dict:
    source = {"s3DataSource": {"s3Uri": f"s3://{name}"}}
    arn = aws.client("bedrock").create_custom_model(modelName=name, modelSourceConfig=source, modelTags=_small(tags), **more)["modelArn"]
    return entry("AWS::Bedrock::CustomModel", aws, arn, name, id_=arn)


def deployment(aws: Account, name: str, tags: dict[str, str], model: str) -> dict:
    asks = {"modelDeploymentName": name, "modelArn": model, "tags": _small(tags)}
    arn = aws.client("bedrock").create_custom_model_deployment(**asks)["customModelDeploymentArn"]
    return entry("AWS::Bedrock::CustomModelDeployment", aws, arn, name, id_=arn)


def imported_model(aws: Account, name: str, tags: dict[str, str]) -> dict:
    bedrock, role = aws.client("bedrock"), f"arn:aws:iam::{aws.number}:role/import"
    source = {"s3DataSource": {"s3Uri": f"s3://{name}"}}
    bedrock.create_model_import_job(
        jobName=name, importedModelName=name, roleArn=role, modelDataSource=source, importedModelTags=_small(tags)
    )
    arn = next(one["modelArn"] for one in bedrock.list_imported_models()["modelSummaries"] if one["modelName"] == name)
    return entry("AWS::Bedrock::ImportedModel", aws, arn, name, id_=arn)


def marketplace_endpoint(aws: Account, name: str, tags: dict[str, str]) -> dict:
    how = {"initialInstanceCount": 1, "instanceType": "ml.g4dn.xlarge", "executionRole": f"arn:aws:iam::{aws.number}:role/market"}
    arn = aws.client("bedrock").create_marketplace_model_endpoint(
        modelSourceIdentifier=f"arn:aws:sagemaker:{aws.region}:aws:hub-content/SageMakerPublicHub/Model/m/1.0.0", endpointName=name,
        endpointConfig={"sageMaker": how}, acceptEula=True, tags=_small(tags),
    )["marketplaceModelEndpoint"]["endpointArn"]  # fmt: skip
    return entry("AWS::SageMaker::Endpoint", aws, arn, name)


def agent(aws: Account, name: str, tags: dict[str, str], role: str, **more: Any) -> dict:
    asks = {"agentName": name, "agentResourceRoleArn": role, "foundationModel": "amazon.nova-lite-v1:0", "tags": tags}
    made = aws.client("bedrock-agent").create_agent(**asks, **more)["agent"]
    return entry("AWS::Bedrock::Agent", aws, made["agentArn"], name, id_=made["agentId"])


def alias(aws: Account, name: str, tags: dict[str, str], agent: dict) -> dict:
    """Once it is prepared."""
    made = aws.client("bedrock-agent").create_agent_alias(agentId=agent["id"], agentAliasName=name, tags=tags)["agentAlias"]
    return entry("AWS::Bedrock::AgentAlias", aws, made["agentAliasArn"], name, id_=[agent["id"], made["agentAliasId"]])


def knowledge_base(aws: Account, name: str, tags: dict[str, str], role: str, collection: str) -> dict:
    fields = {"vectorField": "v", "textField": "t", "metadataField": "m"}
    made = aws.client("bedrock-agent").create_knowledge_base(
        name=name, roleArn=role, tags=tags,
        knowledgeBaseConfiguration={
            "type": "VECTOR",
            "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": f"arn:aws:bedrock:{aws.region}::foundation-model/amazon.titan-embed-text-v2:0"},
        },
        storageConfiguration={
            "type": "OPENSEARCH_SERVERLESS",
            "opensearchServerlessConfiguration": {"collectionArn": collection, "vectorIndexName": name, "fieldMapping": fields},
        },
    )["knowledgeBase"]  # fmt: skip
    return entry("AWS::Bedrock::KnowledgeBase", aws, made["knowledgeBaseArn"], name, id_=made["knowledgeBaseId"])


def data_source(aws: Account, name: str, base: dict, bucket: str, **more: Any) -> str:
    what = {"type": "S3", "s3Configuration": {"bucketArn": f"arn:aws:s3:::{bucket}"}}
    asks = {"knowledgeBaseId": base["id"], "name": name, "dataSourceConfiguration": what}
    return aws.client("bedrock-agent").create_data_source(**asks, **more)["dataSource"]["dataSourceId"]


def answers(aws: Account, name: str, tags: dict[str, str], collection: str) -> list[dict]:
    """What answers from a collection: an agent with an alias, its knowledge base, what that reads, and their role."""
    bedrock, role = aws.client("bedrock-agent"), make.role(aws, f"{name}-answers", tags, services=("bedrock.amazonaws.com",))
    base = knowledge_base(aws, name, tags, role["arn"], collection)
    data_source(aws, name, base, f"{name}-notes")
    made = agent(aws, name, tags, role["arn"])
    bedrock.associate_agent_knowledge_base(agentId=made["id"], agentVersion="DRAFT", description=name, knowledgeBaseId=base["id"])
    bedrock.prepare_agent(agentId=made["id"])
    while bedrock.get_agent(agentId=made["id"])["agent"]["agentStatus"] != "PREPARED":
        pass
    alias(aws, "live", {}, made)
    return [role, base, made]


def project(aws: Account, name: str, tags: dict[str, str], **more: Any) -> dict:
    arn = aws.client("rekognition").create_project(ProjectName=name, Tags=tags, **more)["ProjectArn"]
    return entry("AWS::Rekognition::Project", aws, arn, name)


def models(aws: Account, project: dict, tags: dict[str, str] | None = None) -> list[dict]:
    """A version that runs, one that does not and may have tags, and what they were trained with."""
    rekognition, of = aws.client("rekognition"), project["arn"]
    made = rekognition.create_dataset(ProjectArn=of, DatasetType="TRAIN", Tags=tags or {})["DatasetArn"]
    found = [entry("AWS::Rekognition::Dataset", aws, made, "train", id_=of)]
    for name in ("first", "second"):
        asks = {"ProjectArn": of, "VersionName": name, "OutputConfig": {"S3Bucket": "models", "S3KeyPrefix": name}}
        asks["Tags"] = tags or {} if name == "first" else {}
        made = rekognition.create_project_version(**asks)["ProjectVersionArn"]
        found.append(entry("AWS::Rekognition::ProjectVersion", aws, made, name, id_=of))
    rekognition.start_project_version(ProjectVersionArn=made, MinInferenceUnits=1)
    return found


def comprehended(aws: Account, name: str, tags: dict[str, str], role: str) -> list[dict]:
    """Two models, one of them served and trained on by a flywheel, and a version of the other."""
    comprehend, with_ = aws.client("comprehend"), {"LanguageCode": "en", "DataAccessRoleArn": role, "Tags": make.pairs(tags)}
    classes = {"DocumentClassifierName": name, "InputDataConfig": {"S3Uri": f"s3://{name}"}} | with_
    model = comprehend.create_document_classifier(**classes)["DocumentClassifierArn"]
    found = [entry("AWS::Comprehend::DocumentClassifier", aws, model, name)]
    entities = {"RecognizerName": name, "InputDataConfig": {"EntityTypes": [{"Type": "PLACE"}]}} | with_
    for more in ({}, {"VersionName": "second"}):
        recognizer = comprehend.create_entity_recognizer(**entities, **more)["EntityRecognizerArn"]
        found.append(entry("AWS::Comprehend::EntityRecognizer", aws, recognizer, name))
    for served, type_ in ((model, "DocumentClassifierEndpoint"), (recognizer, "EntityRecognizerEndpoint")):
        made = comprehend.create_endpoint(EndpointName=name, ModelArn=served, DesiredInferenceUnits=1, Tags=make.pairs(tags))
        found.append(entry(f"AWS::Comprehend::{type_}", aws, made["EndpointArn"], name))
    lake = {"FlywheelName": name, "ActiveModelArn": model, "DataAccessRoleArn": role, "DataLakeS3Uri": f"s3://{name}/lake"}
    made = comprehend.create_flywheel(**lake, Tags=make.pairs(tags))["FlywheelArn"]
    return [*found, entry("AWS::Comprehend::Flywheel", aws, made, name)]


def zone(aws: Account, name: str, tags: dict[str, str], **more: Any) -> dict:
    """With an address and an alias of it."""
    route53 = aws.client("route53")
    made = route53.create_hosted_zone(Name=name, CallerReference=name + str(len(more)), **more)["HostedZone"]
    id_ = made["Id"].split("/")[-1]
    if tags:
        route53.change_tags_for_resource(ResourceType="hostedzone", ResourceId=id_, AddTags=make.pairs(tags))
    target = {"HostedZoneId": id_, "DNSName": f"www.{name}", "EvaluateTargetHealth": False}
    record(aws, id_, {"Name": f"www.{name}", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]})
    record(aws, id_, {"Name": name, "Type": "A", "AliasTarget": target})
    return entry("AWS::Route53::HostedZone", aws.at("us-east-1"), f"arn:aws:route53:::hostedzone/{id_}", name, id_=id_)


def record(aws: Account, zone: str, told: dict) -> None:
    changes = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": told}]}
    aws.client("route53").change_resource_record_sets(HostedZoneId=zone, ChangeBatch=changes)


def delegate(aws: Account, zone: str, name: str) -> None:
    record(aws, zone, {"Name": name, "Type": "NS", "TTL": 60, "ResourceRecords": [{"Value": "ns1.example.net"}]})


def web_acl(aws: Account, name: str, tags: dict[str, str], scope: str = "REGIONAL") -> dict:
    at = aws.at("us-east-1") if scope == "CLOUDFRONT" else aws
    seen = {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": False, "MetricName": "m"}
    asks = {"Name": name, "Scope": scope, "DefaultAction": {"Allow": {}}, "VisibilityConfig": seen}
    made = at.client("wafv2").create_web_acl(**asks, **({"Tags": make.pairs(tags)} if tags else {}))["Summary"]
    return entry("AWS::WAFv2::WebACL", at, made["ARN"], name, id_={"Name": name, "Id": made["Id"], "Scope": scope})


def build_project(aws: Account, name: str, tags: dict[str, str], role: str) -> dict:
    made = aws.client("codebuild").create_project(
        name=name, source={"type": "S3", "location": f"{name}/source.zip"}, artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "image": "aws/codebuild/standard:7.0", "computeType": "BUILD_GENERAL1_SMALL"},
        serviceRole=role, tags=[{"key": key, "value": value} for key, value in tags.items()],
    )["project"]  # fmt: skip
    return entry("AWS::CodeBuild::Project", aws, made["arn"], name)
