"""What a workshop leaves of types that no kind by hand knows: one of each that Cloud Control deletes, with an untagged twin."""

from __future__ import annotations

import json
import urllib.request

from seed_account import Account, Manifest, entry
from student_system import TAG

# Type; its ARN after partition and service's region and account, as AWS writes it; the property that holds it; the rest of its
# primary identifier. `@` is the name. Sources: the ARNs of AWS's service authorization reference, the registry's schemas.
MADE = (
    ("AWS::AccessAnalyzer::Analyzer", "access-analyzer", "analyzer/@", "Arn", {}),
    ("AWS::AmazonMQ::Broker", "mq", "broker:@:b-@", "Arn", {"Id": "b-@"}),
    ("AWS::AppFlow::Flow", "appflow", "flow/@", "FlowArn", {"FlowName": "@"}),
    ("AWS::AppStream::Fleet", "appstream", "fleet/@", "Arn", {"Name": "@"}),
    ("AWS::Backup::BackupPlan", "backup", "backup-plan:@", "BackupPlanArn", {"BackupPlanId": "@"}),
    ("AWS::Batch::SchedulingPolicy", "batch", "scheduling-policy/@", "Arn", {}),
    ("AWS::Bedrock::ApplicationInferenceProfile", "bedrock", "application-inference-profile/@", "InferenceProfileArn", {"InferenceProfileIdentifier": "@"}),
    ("AWS::Bedrock::AutomatedReasoningPolicy", "bedrock", "automated-reasoning-policy/@", "PolicyArn", {}),
    ("AWS::Bedrock::DataAutomationProject", "bedrock", "data-automation-project/@", "ProjectArn", {}),
    ("AWS::Bedrock::Flow", "bedrock", "flow/@", "Arn", {}),
    ("AWS::Bedrock::IntelligentPromptRouter", "bedrock", "prompt-router/@", "PromptRouterArn", {}),
    ("AWS::Bedrock::Prompt", "bedrock", "prompt/@", "Arn", {}),
    ("AWS::BedrockAgentCore::Memory", "bedrock-agentcore", "memory/@", "MemoryArn", {}),
    ("AWS::CE::AnomalyMonitor", "ce", "anomalymonitor/@", "MonitorArn", {}),
    ("AWS::CloudTrail::Trail", "cloudtrail", "trail/@", "Arn", {"TrailName": "@"}),
    ("AWS::CodeGuruProfiler::ProfilingGroup", "codeguru-profiler", "profilingGroup/@", "Arn", {"ProfilingGroupName": "@"}),
    ("AWS::CodePipeline::Pipeline", "codepipeline", "@", "Arn", {"Name": "@"}),
    ("AWS::CodeStarNotifications::NotificationRule", "codestar-notifications", "notificationrule/@", "Arn", {}),
    ("AWS::Comprehend::DocumentClassifier", "comprehend", "document-classifier/@", "Arn", {}),
    ("AWS::Comprehend::DocumentClassifierEndpoint", "comprehend", "document-classifier-endpoint/@", "Arn", {}),
    ("AWS::DSQL::Cluster", "dsql", "cluster/@", "ResourceArn", {"Identifier": "@"}),
    ("AWS::EMRContainers::VirtualCluster", "emr-containers", "/virtualclusters/@", "Arn", {"Id": "@"}),
    ("AWS::IoT::TopicRule", "iot", "rule/@", "Arn", {"RuleName": "@"}),
    ("AWS::KafkaConnect::Connector", "kafkaconnect", "connector/@/0a-1b", "ConnectorArn", {}),
    ("AWS::KinesisFirehose::DeliveryStream", "firehose", "deliverystream/@", "Arn", {"DeliveryStreamName": "@"}),
    ("AWS::KinesisVideo::Stream", "kinesisvideo", "stream/@/1700000000000", "Arn", {"Name": "@"}),
    ("AWS::Lambda::CapacityProvider", "lambda", "capacity-provider:@", "Arn", {"CapacityProviderName": "@"}),
    ("AWS::Location::GeofenceCollection", "geo", "geofence-collection/@", "CollectionArn", {"CollectionName": "@"}),
    ("AWS::Location::Map", "geo", "map/@", "Arn", {"MapName": "@"}),
    ("AWS::Location::PlaceIndex", "geo", "place-index/@", "Arn", {"IndexName": "@"}),
    ("AWS::Location::RouteCalculator", "geo", "route-calculator/@", "CalculatorArn", {"CalculatorName": "@"}),
    ("AWS::Location::Tracker", "geo", "tracker/@", "Arn", {"TrackerName": "@"}),
    ("AWS::MWAA::Environment", "airflow", "environment/@", "Arn", {"Name": "@"}),
    ("AWS::MediaConvert::Queue", "mediaconvert", "queues/@", "Arn", {"Name": "@"}),
    ("AWS::MediaTailor::PlaybackConfiguration", "mediatailor", "playbackConfiguration/@", "PlaybackConfigurationArn", {"Name": "@"}),
    ("AWS::QuickSight::Dashboard", "quicksight", "dashboard/@", "Arn", {"DashboardId": "@", "AwsAccountId": "#"}),
    ("AWS::Rekognition::Collection", "rekognition", "collection/@", "Arn", {"CollectionId": "@"}),
    ("AWS::ResourceGroups::Group", "resource-groups", "group/@", "Arn", {"Name": "@"}),
    ("AWS::Route53Resolver::ResolverEndpoint", "route53resolver", "resolver-endpoint/@", "Arn", {"ResolverEndpointId": "@"}),
    ("AWS::S3Tables::TableBucket", "s3tables", "bucket/@", "TableBucketARN", {}),
    ("AWS::S3Vectors::VectorBucket", "s3vectors", "bucket/@", "VectorBucketArn", {}),
    ("AWS::SES::MailManagerArchive", "ses", "mailmanager-archive/@", "ArchiveArn", {"ArchiveId": "@"}),
    ("AWS::SES::MailManagerIngressPoint", "ses", "mailmanager-ingress-point/@", "IngressPointArn", {"IngressPointId": "@"}),
    ("AWS::SageMaker::DataQualityJobDefinition", "sagemaker", "data-quality-job-definition/@", "JobDefinitionArn", {}),
    ("AWS::SageMaker::Experiment", "sagemaker", "experiment/@", "Arn", {}),
    ("AWS::SageMaker::ModelPackageGroup", "sagemaker", "model-package-group/@", "ModelPackageGroupArn", {}),
    ("AWS::SageMaker::NotebookInstanceLifecycleConfig", "sagemaker", "notebook-instance-lifecycle-config/@", "NotebookInstanceLifecycleConfigArn", {}),
    ("AWS::XRay::Group", "xray", "group/@/ABCDEF", "GroupARN", {}),
)  # fmt: skip

_GLOBAL = ("ce",)


class EverythingElse:
    """One of each, tagged, and its twin without a tag."""

    def __init__(self, aws: Account, manifest: Manifest, workshop: str):
        self.aws, self.manifest, self.workshop = aws, manifest, workshop

    def old(self) -> None:
        for made in MADE:
            self.manifest.due(self._one(made, self.workshop, {TAG: self.workshop}))
            twin = self._one(made, f"{self.workshop}-twin", {})
            self.manifest.bystander(twin, "untagged", "a twin of the workshop's, without the tag")

    def _one(self, made: tuple, name: str, tags: dict[str, str]) -> dict:
        type_, service, rest, property_, ids = made
        aws = self.aws.at("us-east-1") if service in _GLOBAL else self.aws
        of = "" if service in _GLOBAL else aws.region
        arn = f"arn:aws:{service}:{of}:{aws.number}:{rest.replace('@', name)}"
        model = {property_: arn} | {key: value.replace("@", name).replace("#", aws.number) for key, value in ids.items()}
        told = {"type": type_, "region": aws.region, "arn": arn, "model": model, "tags": tags}
        identifier = _put(aws, told)["identifier"]
        return entry(type_, aws, arn, name, look=["cloudcontrol", "get_resource", {"TypeName": type_, "Identifier": identifier}])


def _put(aws: Account, told: dict) -> dict:
    url = f"{aws.endpoint}/janitor-emulator/cloud-control"
    request = urllib.request.Request(url, json.dumps(told).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
