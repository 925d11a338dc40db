"""What a workshop leaves of types that no kind by hand knows: one of each that Cloud Control deletes, with an untagged twin."""

from __future__ import annotations

import json
import urllib.request

from seed_account import Account, Manifest, entry
from student_system import TAG

# Type; its ARN after partition and service's region and account, as AWS writes it; the property that holds it; the rest of its
# primary identifier. `@` is the name. Sources: the ARNs of AWS's service authorization reference, the registry's schemas.
MADE = (
    ("AWS::APS::AnomalyDetector", "aps", "anomalydetector/0a1b/@", "Arn", {}),
    ("AWS::APS::RuleGroupsNamespace", "aps", "rulegroupsnamespace/0a1b/@", "Arn", {}),
    ("AWS::AccessAnalyzer::Analyzer", "access-analyzer", "analyzer/@", "Arn", {}),
    ("AWS::AmazonMQ::Broker", "mq", "broker:@:b-@", "Arn", {"Id": "b-@"}),
    ("AWS::AppFlow::Flow", "appflow", "flow/@", "FlowArn", {"FlowName": "@"}),
    ("AWS::AppStream::Fleet", "appstream", "fleet/@", "Arn", {"Name": "@"}),
    ("AWS::BCMDataExports::Export", "bcm-data-exports", "export/@", "ExportArn", {}),
    ("AWS::Backup::Framework", "backup", "framework:0a1b-@", "FrameworkArn", {}),
    ("AWS::Backup::ReportPlan", "backup", "report-plan:0a1b-@", "ReportPlanArn", {}),
    ("AWS::Batch::SchedulingPolicy", "batch", "scheduling-policy/@", "Arn", {}),
    ("AWS::BcmPricingCalculator::BillScenario", "bcm-pricing-calculator", "bill-scenario/@", "Arn", {}),
    ("AWS::BcmPricingCalculator::WorkloadEstimate", "bcm-pricing-calculator", "workload-estimate/@", "Arn", {}),
    ("AWS::Bedrock::ApplicationInferenceProfile", "bedrock", "application-inference-profile/@", "InferenceProfileArn", {"InferenceProfileIdentifier": "@"}),
    ("AWS::Bedrock::AutomatedReasoningPolicy", "bedrock", "automated-reasoning-policy/@", "PolicyArn", {}),
    ("AWS::Bedrock::DataAutomationProject", "bedrock", "data-automation-project/@", "ProjectArn", {}),
    ("AWS::Bedrock::Flow", "bedrock", "flow/@", "Arn", {}),
    ("AWS::Bedrock::IntelligentPromptRouter", "bedrock", "prompt-router/@", "PromptRouterArn", {}),
    ("AWS::Bedrock::Prompt", "bedrock", "prompt/@", "Arn", {}),
    ("AWS::Bedrock::Session", "bedrock", "session/@", "SessionArn", {}),
    ("AWS::BedrockAgentCore::Memory", "bedrock-agentcore", "memory/@", "MemoryArn", {}),
    ("AWS::BedrockAgentCore::OnlineEvaluationConfig", "bedrock-agentcore", "online-evaluation-config/@", "OnlineEvaluationConfigArn", {}),
    ("AWS::CE::AnomalySubscription", "ce", "anomalysubscription/@", "SubscriptionArn", {}),
    ("AWS::CloudFront::Function", "cloudfront", "function/@", "FunctionARN", {}),
    ("AWS::CloudTrail::Trail", "cloudtrail", "trail/@", "Arn", {"TrailName": "@"}),
    ("AWS::CloudWatch::AlarmMuteRule", "cloudwatch", "alarm-mute-rule:@", "Arn", {}),
    ("AWS::CloudWatch::InsightRule", "cloudwatch", "insight-rule/@", "Arn", {}),
    ("AWS::CloudWatch::MetricStream", "cloudwatch", "metric-stream/@", "Arn", {"Name": "@"}),
    ("AWS::CodeGuruProfiler::ProfilingGroup", "codeguru-profiler", "profilingGroup/@", "Arn", {"ProfilingGroupName": "@"}),
    ("AWS::CodePipeline::Pipeline", "codepipeline", "@", "Arn", {"Name": "@"}),
    ("AWS::CodeStarNotifications::NotificationRule", "codestar-notifications", "notificationrule/@", "Arn", {}),
    ("AWS::DMS::DataProvider", "dms", "data-provider:@", "DataProviderArn", {}),
    ("AWS::DMS::InstanceProfile", "dms", "instance-profile:@", "InstanceProfileArn", {}),
    ("AWS::DMS::MigrationProject", "dms", "migration-project:@", "MigrationProjectArn", {}),
    ("AWS::Deadline::Budget", "deadline", "farm/farm-0a1b/budget/@", "Arn", {}),
    ("AWS::EC2::InstanceConnectEndpoint", "ec2", "instance-connect-endpoint/@", "InstanceConnectEndpointArn", {"Id": "@"}),
    ("AWS::EMRContainers::JobTemplate", "emr-containers", "/jobtemplates/@", "Arn", {}),
    ("AWS::EMRContainers::VirtualCluster", "emr-containers", "/virtualclusters/@", "Arn", {"Id": "@"}),
    ("AWS::GuardDuty::MalwareProtectionPlan", "guardduty", "malware-protection-plan/@", "Arn", {"MalwareProtectionPlanId": "@"}),
    ("AWS::InspectorV2::Filter", "inspector2", "owner/0a1b/filter/@", "Arn", {}),
    ("AWS::IoT::CustomMetric", "iot", "custommetric/@", "MetricArn", {"MetricName": "@"}),
    ("AWS::IoT::FleetMetric", "iot", "fleetmetric/@", "MetricArn", {"MetricName": "@"}),
    ("AWS::IoT::JobTemplate", "iot", "jobtemplate/@", "Arn", {"JobTemplateId": "@"}),
    ("AWS::IoT::ScheduledAudit", "iot", "scheduledaudit/@", "ScheduledAuditArn", {"ScheduledAuditName": "@"}),
    ("AWS::IoT::TopicRule", "iot", "rule/@", "Arn", {"RuleName": "@"}),
    ("AWS::IoTFleetWise::Campaign", "iotfleetwise", "campaign/@", "Arn", {"Name": "@"}),
    ("AWS::IoTSiteWise::AssetModel", "iotsitewise", "asset-model/@", "AssetModelArn", {"AssetModelId": "@"}),
    ("AWS::IoTSiteWise::Dashboard", "iotsitewise", "dashboard/@", "DashboardArn", {"DashboardId": "@"}),
    ("AWS::IoTWireless::FuotaTask", "iotwireless", "FuotaTask/@", "Arn", {"Id": "@"}),
    ("AWS::KafkaConnect::Connector", "kafkaconnect", "connector/@/0a-1b", "ConnectorArn", {}),
    ("AWS::KendraRanking::ExecutionPlan", "kendra-ranking", "rescore-execution-plan/@", "Arn", {"Id": "@"}),
    ("AWS::KinesisFirehose::DeliveryStream", "firehose", "deliverystream/@", "Arn", {"DeliveryStreamName": "@"}),
    ("AWS::KinesisVideo::SignalingChannel", "kinesisvideo", "channel/@/1700000000000", "Arn", {"Name": "@"}),
    ("AWS::KinesisVideo::Stream", "kinesisvideo", "stream/@/1700000000000", "Arn", {"Name": "@"}),
    ("AWS::Lambda::CapacityProvider", "lambda", "capacity-provider:@", "Arn", {"CapacityProviderName": "@"}),
    ("AWS::LicenseManager::ReportGenerator", "license-manager", "report-generator:@", "Arn", {}),
    ("AWS::Location::Map", "geo", "map/@", "Arn", {"MapName": "@"}),
    ("AWS::Location::PlaceIndex", "geo", "place-index/@", "Arn", {"IndexName": "@"}),
    ("AWS::Location::RouteCalculator", "geo", "route-calculator/@", "CalculatorArn", {"CalculatorName": "@"}),
    ("AWS::Location::Tracker", "geo", "tracker/@", "Arn", {"TrackerName": "@"}),
    ("AWS::MWAA::Environment", "airflow", "environment/@", "Arn", {"Name": "@"}),
    ("AWS::Macie::FindingsFilter", "macie2", "findings-filter/@", "Arn", {"Id": "@"}),
    ("AWS::MediaConvert::JobTemplate", "mediaconvert", "jobTemplates/@", "Arn", {"Name": "@"}),
    ("AWS::MediaConvert::Queue", "mediaconvert", "queues/@", "Arn", {"Name": "@"}),
    ("AWS::MediaLive::Input", "medialive", "input:@", "Arn", {"Id": "@"}),
    ("AWS::MediaLive::InputSecurityGroup", "medialive", "inputSecurityGroup:@", "Arn", {"Id": "@"}),
    ("AWS::MediaTailor::PlaybackConfiguration", "mediatailor", "playbackConfiguration/@", "PlaybackConfigurationArn", {"Name": "@"}),
    ("AWS::MemoryDB::ParameterGroup", "memorydb", "parametergroup/@", "ARN", {"ParameterGroupName": "@"}),
    ("AWS::MemoryDB::SubnetGroup", "memorydb", "subnetgroup/@", "ARN", {"SubnetGroupName": "@"}),
    ("AWS::NetworkFlowMonitor::Monitor", "networkflowmonitor", "monitor/@", "Arn", {}),
    ("AWS::NetworkMonitor::Monitor", "networkmonitor", "monitor/@", "MonitorArn", {}),
    ("AWS::Notifications::NotificationConfiguration", "notifications", "configuration/@", "Arn", {}),
    ("AWS::Oam::Link", "oam", "link/@", "Arn", {}),
    ("AWS::PCS::Cluster", "pcs", "cluster/@", "Arn", {}),
    ("AWS::PCS::Queue", "pcs", "cluster/0a1b/queue/@", "Arn", {}),
    ("AWS::PI::PerfReports", "pi", "perf-reports/RDS/0a1b/@", "Arn", {}),
    ("AWS::QuickSight::Dashboard", "quicksight", "dashboard/@", "Arn", {"DashboardId": "@", "AwsAccountId": "#"}),
    ("AWS::QuickSight::Topic", "quicksight", "topic/@", "Arn", {"AwsAccountId": "#", "TopicId": "@"}),
    ("AWS::RDS::Integration", "rds", "integration:@", "IntegrationArn", {}),
    ("AWS::Rekognition::Collection", "rekognition", "collection/@", "Arn", {"CollectionId": "@"}),
    ("AWS::ResourceGroups::Group", "resource-groups", "group/@", "Arn", {"Name": "@"}),
    ("AWS::S3Tables::Table", "s3tables", "bucket/0a1b/table/@", "TableARN", {}),
    ("AWS::S3Vectors::Index", "s3vectors", "bucket/0a1b/index/@", "IndexArn", {}),
    ("AWS::S3Vectors::VectorBucket", "s3vectors", "bucket/@", "VectorBucketArn", {}),
    ("AWS::SES::MailManagerAddonInstance", "ses", "addon-instance/@", "AddonInstanceArn", {"AddonInstanceId": "@"}),
    ("AWS::SES::MailManagerAddonSubscription", "ses", "addon-subscription/@", "AddonSubscriptionArn", {"AddonSubscriptionId": "@"}),
    ("AWS::SES::MailManagerAddressList", "ses", "mailmanager-address-list/@", "AddressListArn", {"AddressListId": "@"}),
    ("AWS::SES::MailManagerIngressPoint", "ses", "mailmanager-ingress-point/@", "IngressPointArn", {"IngressPointId": "@"}),
    ("AWS::SES::MailManagerRelay", "ses", "mailmanager-smtp-relay/@", "RelayArn", {"RelayId": "@"}),
    ("AWS::SES::MailManagerRuleSet", "ses", "mailmanager-rule-set/@", "RuleSetArn", {"RuleSetId": "@"}),
    ("AWS::SES::MailManagerTrafficPolicy", "ses", "mailmanager-traffic-policy/@", "TrafficPolicyArn", {"TrafficPolicyId": "@"}),
    ("AWS::SMSVOICE::OptOutList", "sms-voice", "opt-out-list/@", "Arn", {"OptOutListName": "@"}),
    ("AWS::SMSVOICE::ProtectConfiguration", "sms-voice", "protect-configuration/@", "Arn", {"ProtectConfigurationId": "@"}),
    ("AWS::SMSVOICE::VerifiedDestinationNumber", "sms-voice", "verified-destination-number/@", "VerifiedDestinationNumberArn", {}),
    ("AWS::SSM::OpsItem", "ssm", "opsitem/@", "OpsItemArn", {}),
    ("AWS::SageMaker::Algorithm", "sagemaker", "algorithm/@", "AlgorithmArn", {}),
    ("AWS::SageMaker::Experiment", "sagemaker", "experiment/@", "Arn", {}),
    ("AWS::SageMaker::ModelPackageGroup", "sagemaker", "model-package-group/@", "ModelPackageGroupArn", {}),
    ("AWS::SecurityHub::AutomationRule", "securityhub", "automation-rule/@", "RuleArn", {}),
    ("AWS::ServiceDiscovery::Service", "servicediscovery", "service/@", "Arn", {"Id": "@"}),
    ("AWS::Timestream::ScheduledQuery", "timestream", "scheduled-query/@", "Arn", {}),
    ("AWS::Transcribe::CallAnalyticsCategory", "transcribe", "analytics-category/@", "Arn", {}),
    ("AWS::Transcribe::MedicalVocabulary", "transcribe", "medical-vocabulary/@", "Arn", {}),
    ("AWS::Transcribe::Vocabulary", "transcribe", "vocabulary/@", "Arn", {}),
    ("AWS::Transcribe::VocabularyFilter", "transcribe", "vocabulary-filter/@", "Arn", {}),
    ("AWS::Transfer::Connector", "transfer", "connector/@", "Arn", {"ConnectorId": "@"}),
    ("AWS::Translate::ParallelData", "translate", "parallel-data/@", "Arn", {}),
    ("AWS::WellArchitected::Workload", "wellarchitected", "workload/@", "WorkloadArn", {}),
    ("AWS::XRay::Group", "xray", "group/@/ABCDEF", "GroupARN", {}),
    ("AWS::XRay::SamplingRule", "xray", "sampling-rule/@", "RuleARN", {}),
)  # fmt: skip

_GLOBAL = ("bcm-pricing-calculator", "ce", "cloudfront", "notifications")


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
