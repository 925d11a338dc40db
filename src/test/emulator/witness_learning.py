"""How the witness looks at what learning_seed.py made."""

from __future__ import annotations

from botocore.exceptions import ClientError
from seed_account import Account


def _asked(service: str, operation: str, *keys: str):
    """By one call, with the name or with what the entry has as its id."""

    def ask(aws: Account, of: dict) -> dict | None:
        id_ = of.get("id")
        asks = id_ if isinstance(id_, dict) else dict(zip(keys, id_ if isinstance(id_, list) else [id_ or of["name"]]))
        try:
            told = getattr(aws.client(service), operation)(**asks)
        except ClientError as error:
            if "NotFound" in error.response["Error"]["Code"]:
                return None
            raise
        return None if told.get("Status") == "Deleted" else {}

    return ask


def _project(aws: Account, of: dict) -> dict | None:
    """With what is in it; its versions only it can be asked for."""
    rekognition = aws.client("rekognition")
    features = ["CUSTOM_LABELS", "CONTENT_MODERATION"]
    projects = {one["ProjectArn"]: one for one in rekognition.describe_projects(Features=features)["ProjectDescriptions"]}
    if of["arn"] in projects:
        return {}
    project = projects.get(of.get("id"))
    if project is None:
        return None
    versions = rekognition.describe_project_versions(ProjectArn=of["id"])["ProjectVersionDescriptions"]
    there = [one["ProjectVersionArn"] for one in versions] + [one["DatasetArn"] for one in project["Datasets"]]
    return {} if of["arn"] in there else None


def _comprehended(list_: str, shown: str, arn: str):
    def ask(aws: Account, of: dict) -> dict | None:
        return {} if of["arn"] in [one[arn] for one in getattr(aws.client("comprehend"), list_)()[shown]] else None

    return ask


_SERVED = _comprehended("list_endpoints", "EndpointPropertiesList", "EndpointArn")


def _agent(aws: Account, of: dict) -> dict | None:
    """With what it is reached by."""
    bedrock = aws.client("bedrock-agent")
    if of["id"] not in [one["agentId"] for one in bedrock.list_agents()["agentSummaries"]]:
        return None
    return {"aliases": len(bedrock.list_agent_aliases(agentId=of["id"])["agentAliasSummaries"])}


def _knowledge_base(aws: Account, of: dict) -> dict | None:
    """With what it reads."""
    bedrock = aws.client("bedrock-agent")
    if of["id"] not in [one["knowledgeBaseId"] for one in bedrock.list_knowledge_bases()["knowledgeBaseSummaries"]]:
        return None
    sources = bedrock.list_data_sources(knowledgeBaseId=of["id"])["dataSourceSummaries"]
    told = [bedrock.get_data_source(knowledgeBaseId=of["id"], dataSourceId=one["dataSourceId"])["dataSource"] for one in sources]
    return {"sources": [one["dataDeletionPolicy"] for one in told]}


def _built(aws: Account, of: dict) -> dict | None:
    return {} if aws.client("codebuild").batch_get_projects(names=[of["name"]])["projects"] else None


def _zone(aws: Account, of: dict) -> dict | None:
    route53 = aws.client("route53")
    if of["id"] not in [one["Id"].split("/")[-1] for one in route53.list_hosted_zones()["HostedZones"]]:
        return None
    return {"records": len(route53.list_resource_record_sets(HostedZoneId=of["id"])["ResourceRecordSets"])}


def _web_acl(aws: Account, of: dict) -> dict | None:
    told = aws.client("wafv2").list_web_acls(Scope=of["id"]["Scope"])["WebACLs"]
    return {} if of["arn"] in [one["ARN"] for one in told] else None


LOOKS = {
    "AWS::CodeBuild::Project": _built,
    "AWS::Route53::HostedZone": _zone,
    "AWS::WAFv2::WebACL": _web_acl,
    "AWS::Bedrock::Agent": _agent,
    "AWS::Bedrock::KnowledgeBase": _knowledge_base,
    "AWS::Bedrock::CustomModel": _asked("bedrock", "get_custom_model", "modelIdentifier"),
    "AWS::Bedrock::CustomModelDeployment": _asked("bedrock", "get_custom_model_deployment", "customModelDeploymentIdentifier"),
    "AWS::Bedrock::ImportedModel": _asked("bedrock", "get_imported_model", "modelIdentifier"),
    "AWS::Bedrock::ProvisionedModelThroughput": _asked("bedrock", "get_provisioned_model_throughput", "provisionedModelId"),
    "AWS::Comprehend::DocumentClassifier": _comprehended(
        "list_document_classifiers", "DocumentClassifierPropertiesList", "DocumentClassifierArn"
    ),
    "AWS::Comprehend::DocumentClassifierEndpoint": _SERVED,
    "AWS::Comprehend::EntityRecognizer": _comprehended("list_entity_recognizers", "EntityRecognizerPropertiesList", "EntityRecognizerArn"),
    "AWS::Comprehend::EntityRecognizerEndpoint": _SERVED,
    "AWS::Comprehend::Flywheel": _comprehended("list_flywheels", "FlywheelSummaryList", "FlywheelArn"),
    "AWS::Rekognition::Dataset": _project,
    "AWS::Rekognition::Project": _project,
    "AWS::Rekognition::ProjectVersion": _project,
    "AWS::SageMaker::App": _asked("sagemaker", "describe_app"),
    "AWS::SageMaker::Cluster": _asked("sagemaker", "describe_cluster", "ClusterName"),
    "AWS::SageMaker::Domain": _asked("sagemaker", "describe_domain", "DomainId"),
    "AWS::SageMaker::MlflowTrackingServer": _asked("sagemaker", "describe_mlflow_tracking_server", "TrackingServerName"),
    "AWS::SageMaker::Space": _asked("sagemaker", "describe_space", "DomainId", "SpaceName"),
    "AWS::SageMaker::UserProfile": _asked("sagemaker", "describe_user_profile", "DomainId", "UserProfileName"),
}
