"""Asks the service that owns a resource whether it is there, and what it looks like; never the tag index.

`look` answers None for what is gone, else a fingerprint: what must not change on something that has to survive.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from botocore.exceptions import ClientError

import shop_lightsail
import witness_containers
import witness_learning
import witness_streams
from seed_account import Account

Look = Callable[[Account, dict], "dict | None"]

_GONE = {
    "FileSystemNotFound",
    "MountTargetNotFound",
    "StorageVirtualMachineNotFound",
    "VolumeNotFound",
    "404",
    "AccessPointNotFound",
    "LoadBalancerNotFound",
    "TargetGroupNotFound",
    "BackupNotFoundException",
    "CertificateNotFound",
    "ClusterNotFoundException",
    "InvalidVpcID.NotFound",
    "NoSuchAccessPoint",
    "NoSuchBucket",
    "NoSuchDistribution",
    "NoSuchEntity",
    "NotFound",
    "NotFoundException",
    "ParameterNotFound",
    "AWS.SimpleQueueService.NonExistentQueue",
    "RepositoryNotFoundException",
    "ResourceNotFound",
    "ResourceNotFoundException",
}


# How EC2 describes each type: the call, what it is asked by, what it answers in, and what must not change.
_EC2 = {
    "CapacityReservation": ("describe_capacity_reservations", "CapacityReservationIds", "CapacityReservations", ("State",)),
    "ClientVpnEndpoint": ("describe_client_vpn_endpoints", "ClientVpnEndpointIds", "ClientVpnEndpoints", ("Status",)),
    "EC2Fleet": ("describe_fleets", "FleetIds", "Fleets", ("FleetState",)),
    "Host": ("describe_hosts", "HostIds", "Hosts", ("State",)),
    "SpotFleet": ("describe_spot_fleet_requests", "SpotFleetRequestIds", "SpotFleetRequestConfigs", ("SpotFleetRequestState",)),
    "CustomerGateway": ("describe_customer_gateways", "CustomerGatewayIds", "CustomerGateways", ("State",)),
    "PrefixList": ("describe_managed_prefix_lists", "PrefixListIds", "PrefixLists", ("State",)),
    "TransitGateway": ("describe_transit_gateways", "TransitGatewayIds", "TransitGateways", ("State",)),
    "TransitGatewayAttachment": (
        "describe_transit_gateway_attachments", "TransitGatewayAttachmentIds", "TransitGatewayAttachments", ("State",)
    ),
    "TransitGatewayRouteTable": (
        "describe_transit_gateway_route_tables", "TransitGatewayRouteTableIds", "TransitGatewayRouteTables", ("State",)
    ),
    "VPCEndpointService": ("describe_vpc_endpoint_service_configurations", "ServiceIds", "ServiceConfigurations", ()),
    "VPNConnection": ("describe_vpn_connections", "VpnConnectionIds", "VpnConnections", ("State",)),
    "VPNGateway": ("describe_vpn_gateways", "VpnGatewayIds", "VpnGateways", ("VpcAttachments",)),
    "DHCPOptions": ("describe_dhcp_options", "DhcpOptionsIds", "DhcpOptions", ()),
    "EIP": ("describe_addresses", "AllocationIds", "Addresses", ("AssociationId",)),
    "EgressOnlyInternetGateway": (
        "describe_egress_only_internet_gateways", "EgressOnlyInternetGatewayIds", "EgressOnlyInternetGateways", ("Attachments",)
    ),
    "FlowLog": ("describe_flow_logs", "FlowLogIds", "FlowLogs", ()),
    "Image": ("describe_images", "ImageIds", "Images", ()),
    "Instance": ("describe_instances", "InstanceIds", "Reservations", ()),
    "InternetGateway": ("describe_internet_gateways", "InternetGatewayIds", "InternetGateways", ("Attachments",)),
    "KeyPair": ("describe_key_pairs", "KeyNames", "KeyPairs", ()),
    "LaunchTemplate": ("describe_launch_templates", "LaunchTemplateIds", "LaunchTemplates", ()),
    "NatGateway": ("describe_nat_gateways", "NatGatewayIds", "NatGateways", ("State",)),
    "NetworkAcl": ("describe_network_acls", "NetworkAclIds", "NetworkAcls", ("Entries",)),
    "NetworkInterface": ("describe_network_interfaces", "NetworkInterfaceIds", "NetworkInterfaces", ("Status",)),
    "PlacementGroup": ("describe_placement_groups", "GroupNames", "PlacementGroups", ()),
    "RouteTable": ("describe_route_tables", "RouteTableIds", "RouteTables", ("Associations", "Routes")),
    "SecurityGroup": ("describe_security_groups", "GroupIds", "SecurityGroups", ("IpPermissions", "IpPermissionsEgress")),
    "Snapshot": ("describe_snapshots", "SnapshotIds", "Snapshots", ()),
    "Subnet": ("describe_subnets", "SubnetIds", "Subnets", ()),
    "VPC": ("describe_vpcs", "VpcIds", "Vpcs", ("DhcpOptionsId",)),
    "VPCEndpoint": ("describe_vpc_endpoints", "VpcEndpointIds", "VpcEndpoints", ("State",)),
    "VPCPeeringConnection": ("describe_vpc_peering_connections", "VpcPeeringConnectionIds", "VpcPeeringConnections", ("Status",)),
    "Volume": ("describe_volumes", "VolumeIds", "Volumes", ("Attachments",)),
}  # fmt: skip
_EC2_IS_OVER = {"terminated", "deleted", "delete-complete", "cancelled", "released"}


def _ec2(type_: str) -> Look:
    operation, asked, answered, shown = _EC2[type_]

    def ask(aws: Account, of: dict) -> dict | None:
        answer = getattr(aws.client("ec2"), operation)(**{asked: [of["name" if asked == "KeyNames" else "id"]]})[answered]
        things = [one for group in answer for one in group["Instances"]] if type_ == "Instance" else answer
        # moto's placement groups know no filter.
        things = [one for one in things if type_ != "PlacementGroup" or one["GroupName"] == of["id"]]
        if not things or _state(things[0]) in _EC2_IS_OVER:
            return None
        return json.loads(json.dumps({key: things[0].get(key) for key in shown}, default=str))

    return ask


def _state(thing: dict) -> str:
    members = ("State", "Status", "FleetState", "SpotFleetRequestState")
    state = next((thing[member] for member in members if thing.get(member)), "")
    return state.get("Name") or state.get("Code") or "" if isinstance(state, dict) else str(state)


def look(aws: Account, of: dict) -> dict | None:
    at = aws.at(of["region"])
    try:
        return (LOOKS | DAY | SHOP)[of["type"]](at, of) if "look" not in of else _as_told(at, *of["look"])
    except ClientError as error:
        code, text = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        if code in _GONE or code.endswith("DoesNotExist") or (code.startswith(("Invalid", "Nat")) and code.endswith("NotFound")) or (code == "ValidationError" and "does not exist" in text):
            return None
        raise


def _as_told(aws: Account, service: str, operation: str, asks: dict) -> dict:
    getattr(aws.client(service), operation)(**asks)
    return {}


def _describe(
    service: str, operation: str, shows: Callable[[dict], dict | None] = lambda answer: {}, **asks: str
) -> Look:
    """A look by one call whose parameters are the entry's name, ARN or id."""

    def ask(aws: Account, of: dict) -> dict | None:
        return shows(getattr(aws.client(service), operation)(**{key: of[value] for key, value in asks.items()}))

    return ask


def _pair(
    service: str, operation: str, first: str, second: str, shows: Callable[[dict], dict | None] = lambda answer: {}
) -> Look:
    """A look by one call that wants two ids."""

    def ask(aws: Account, of: dict) -> dict | None:
        return shows(getattr(aws.client(service), operation)(**{first: of["id"][0], second: of["id"][1]}))

    return ask


def _pages(client, operation: str, key: str, **asks) -> list:
    return [item for page in client.get_paginator(operation).paginate(**asks) for item in page.get(key, [])]


def _layer_version(aws: Account, of: dict) -> dict | None:
    name, version = of["id"]
    aws.client("lambda").get_layer_version(LayerName=name, VersionNumber=version)
    return {}


def _bucket(aws: Account, of: dict) -> dict | None:
    s3, name = aws.client("s3"), of["name"]
    s3.head_bucket(Bucket=name)
    versions = s3.get_paginator("list_object_versions").paginate(Bucket=name)
    counts = [(len(page.get("Versions", [])), len(page.get("DeleteMarkers", []))) for page in versions]
    return {"versions": sum(c[0] for c in counts), "markers": sum(c[1] for c in counts)}


def _access_point(aws: Account, of: dict) -> dict | None:
    aws.client("s3control").get_access_point(AccountId=aws.number, Name=of["name"])
    return {}


def _log_group(aws: Account, of: dict) -> dict | None:
    groups = _pages(aws.client("logs"), "describe_log_groups", "logGroups", logGroupNamePrefix=of["name"])
    return next(({} for group in groups if group["logGroupName"] == of["name"]), None)


def _rest_api(aws: Account, of: dict) -> dict | None:
    api = aws.client("apigateway")
    api.get_rest_api(restApiId=of["id"])
    return {"stages": sorted(stage["stageName"] for stage in api.get_stages(restApiId=of["id"])["item"])}


def _rule(aws: Account, of: dict) -> dict | None:
    bus, name = of["id"]
    events = aws.client("events")
    events.describe_rule(EventBusName=bus, Name=name)
    targets = events.list_targets_by_rule(EventBusName=bus, Rule=name)["Targets"]
    return {"targets": sorted(target["Id"] for target in targets)}


def _role(aws: Account, of: dict) -> dict | None:
    iam, name = aws.client("iam"), of["name"]
    role = iam.get_role(RoleName=name)["Role"]
    profiles = iam.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"]
    return {
        "attached": sorted(p["PolicyArn"] for p in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]),
        "inline": sorted(iam.list_role_policies(RoleName=name)["PolicyNames"]),
        "profiles": sorted(profile["InstanceProfileName"] for profile in profiles),
        "boundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
    }


def _user(aws: Account, of: dict) -> dict | None:
    iam, name = aws.client("iam"), of["name"]
    user = iam.get_user(UserName=name)["User"]
    return {
        "attached": sorted(p["PolicyArn"] for p in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]),
        "boundary": user.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
    }


def _policy(aws: Account, of: dict) -> dict | None:
    versions = aws.client("iam").list_policy_versions(PolicyArn=of["arn"])["Versions"]
    return {"versions": sorted(version["VersionId"] for version in versions)}


def _alarms(key: str, type_: str) -> Look:
    def ask(aws: Account, of: dict) -> dict | None:
        answer = aws.client("cloudwatch").describe_alarms(AlarmNames=[of["name"]], AlarmTypes=[type_])
        return {} if answer.get(key) else None

    return ask


def _stack(aws: Account, of: dict) -> dict | None:
    cloudformation = aws.client("cloudformation")
    stack = cloudformation.describe_stacks(StackName=of["arn"])["Stacks"][0]
    if stack["StackStatus"] == "DELETE_COMPLETE":
        return None
    members = cloudformation.describe_stack_resources(StackName=of["arn"])["StackResources"]
    return {"members": sorted(member["LogicalResourceId"] for member in members if "LogicalResourceId" in member)}


def _alias(aws: Account, of: dict) -> dict | None:
    aliases = _pages(aws.client("kms"), "list_aliases", "Aliases")
    alias = next((alias for alias in aliases if alias["AliasName"] == of["name"]), None)
    return alias and _key(aws.client("kms").describe_key(KeyId=alias["TargetKeyId"]))


def _key(answer: dict) -> dict | None:
    """A key that waits for its end counts as gone; its alias goes with it."""
    return (
        None
        if answer["KeyMetadata"]["KeyState"] == "PendingDeletion"
        else {"enabled": answer["KeyMetadata"]["Enabled"]}
    )


def _personalize(operation: str, parameter: str) -> Look:
    return _describe("personalize", operation, **{parameter: "arn"})


def _described(service: str, operation: str, key: str, *gone: str) -> Look:
    """A look by one call with the name, at what a service says in words that it has not."""

    def ask(aws: Account, of: dict) -> dict | None:
        try:
            getattr(aws.client(service), operation)(**{key: of["name"]})
            return {}
        except ClientError as error:
            if any(word in error.response["Error"]["Code"] + error.response["Error"]["Message"] for word in gone):
                return None
            raise

    return ask


def _runs(word: str) -> Look:
    """A job that runs; the record of one that has ended stays."""

    def ask(aws: Account, of: dict) -> dict | None:
        told = getattr(aws.client("sagemaker"), f"describe_{word.lower()}_job")(**{f"{word}JobName": of["name"]})
        return {} if told[f"{word}JobStatus"] in ("InProgress", "Stopping") else None

    return ask


def _fleet(aws: Account, of: dict) -> dict | None:
    return {} if of["arn"] in aws.client("codebuild").list_fleets()["fleets"] else None


def _listed(service: str, operation: str, member: str, key: str, by: str = "arn", over: str = "") -> Look:
    """A look at a list of all, in which something may be of which the state says that it is over."""

    def ask(aws: Account, of: dict) -> dict | None:
        told = getattr(aws.client(service), operation)()[member]
        return {} if any(one[key] == of[by] and not (over and one.get("Status") == over) for one in told) else None

    return ask


def _private_endpoint(aws: Account, of: dict) -> dict | None:
    graph, vpc = of["arn"].split("/")[-1].split("_")
    told = aws.client("neptune-graph").list_private_graph_endpoints(graphIdentifier=graph)["privateGraphEndpoints"]
    return {} if any(one["vpcId"] == vpc for one in told) else None


def _database(operation: str, key: str) -> Look:
    return _described("rds", operation, key, "NotFound")


def _collection(aws: Account, of: dict) -> dict | None:
    told = aws.client("opensearchserverless").batch_get_collection(ids=[of["id"]])["collectionDetails"]
    return {} if told else None


# Of the machine learning day.
DAY: dict[str, Look] = witness_learning.LOOKS | {
    **{
        f"AWS::{word}::{thing}": _database(*how)
        for word in ("RDS", "DocDB", "Neptune")
        for thing, how in {
            "DBInstance": ("describe_db_instances", "DBInstanceIdentifier"),
            "DBCluster": ("describe_db_clusters", "DBClusterIdentifier"),
            "DBClusterSnapshot": ("describe_db_cluster_snapshots", "DBClusterSnapshotIdentifier"),
        }.items()
    },
    **{
        f"AWS::ElastiCache::{thing}": _described("elasticache", *how, "NotFound")
        for thing, how in {
            "CacheCluster": ("describe_cache_clusters", "CacheClusterId"),
            "ParameterGroup": ("describe_cache_parameter_groups", "CacheParameterGroupName"),
            "ReplicationGroup": ("describe_replication_groups", "ReplicationGroupId"),
            "Snapshot": ("describe_snapshots", "SnapshotName"),
            "SubnetGroup": ("describe_cache_subnet_groups", "CacheSubnetGroupName"),
            "User": ("describe_users", "UserId"),
            "UserGroup": ("describe_user_groups", "UserGroupId"),
        }.items()
    },
    "AWS::MSK::Cluster": _listed("kafka", "list_clusters_v2", "ClusterInfoList", "ClusterArn"),
    "AWS::MSK::Replicator": _listed("kafka", "list_replicators", "Replicators", "ReplicatorArn"),
    "AWS::DMS::ReplicationTask": _listed("dms", "describe_replication_tasks", "ReplicationTasks", "ReplicationTaskArn"),
    "AWS::DMS::ReplicationInstance": _listed(
        "dms", "describe_replication_instances", "ReplicationInstances", "ReplicationInstanceArn"
    ),
    "AWS::DMS::ReplicationConfig": _listed("dms", "describe_replication_configs", "ReplicationConfigs", "ReplicationConfigArn"),
    "AWS::DMS::Endpoint": _listed("dms", "describe_endpoints", "Endpoints", "EndpointArn"),
    "AWS::DMS::ReplicationSubnetGroup": _listed(
        "dms", "describe_replication_subnet_groups", "ReplicationSubnetGroups", "ReplicationSubnetGroupIdentifier", "name"
    ),
    **{f"AWS::SageMaker::{word}Job": _runs(word) for word in ("Training", "Processing", "Transform")},
    "AWS::CodeBuild::Fleet": _fleet,
    "AWS::DirectoryService::MicrosoftAD": _listed("ds", "describe_directories", "DirectoryDescriptions", "DirectoryId", "name"),
    "AWS::WorkSpaces::Directory": _listed("workspaces", "describe_workspace_directories", "Directories", "DirectoryId", "name"),
    "AWS::WorkSpaces::Workspace": _listed("workspaces", "describe_workspaces", "Workspaces", "WorkspaceId", "name"),
    "AWS::Kendra::Index": _listed("kendra", "list_indices", "IndexConfigurationSummaryItems", "Id", by="name"),
    "AWS::Transfer::Server": _listed("transfer", "list_servers", "Servers", "Arn"),
    "AWS::DAX::Cluster": _listed("dax", "describe_clusters", "Clusters", "ClusterArn"),
    "AWS::ACMPCA::CertificateAuthority": _listed(
        "acm-pca", "list_certificate_authorities", "CertificateAuthorities", "Arn", over="DELETED"
    ),
    "AWS::RedshiftServerless::Workgroup": _listed("redshift-serverless", "list_workgroups", "workgroups", "workgroupArn"),
    "AWS::RedshiftServerless::Namespace": _listed("redshift-serverless", "list_namespaces", "namespaces", "namespaceArn"),
    "AWS::RedshiftServerless::Snapshot": _listed("redshift-serverless", "list_snapshots", "snapshots", "snapshotArn"),
    "AWS::NeptuneGraph::Graph": _listed("neptune-graph", "list_graphs", "graphs", "arn"),
    "AWS::NeptuneGraph::GraphSnapshot": _listed("neptune-graph", "list_graph_snapshots", "graphSnapshots", "arn"),
    "AWS::NeptuneGraph::PrivateGraphEndpoint": _private_endpoint,
    "AWS::MemoryDB::Cluster": _listed("memorydb", "describe_clusters", "Clusters", "ARN"),
    "AWS::MemoryDB::Snapshot": _listed("memorydb", "describe_snapshots", "Snapshots", "ARN"),
    "AWS::ElastiCache::ServerlessCache": _listed("elasticache", "describe_serverless_caches", "ServerlessCaches", "ARN"),
    "AWS::ElastiCache::ServerlessCacheSnapshot": _listed(
        "elasticache", "describe_serverless_cache_snapshots", "ServerlessCacheSnapshots", "ARN"
    ),
    "AWS::Glue::Session": _listed("glue", "list_sessions", "Sessions", "Id", "name"),
    "AWS::Glue::DevEndpoint": _listed("glue", "get_dev_endpoints", "DevEndpoints", "EndpointName", "name"),
    "AWS::Athena::CapacityReservation": _listed(
        "athena", "list_capacity_reservations", "CapacityReservations", "Name", "name", over="CANCELLED"
    ),
    "AWS::AppRunner::AutoScalingConfiguration": _listed(
        "apprunner", "list_auto_scaling_configurations", "AutoScalingConfigurationSummaryList", "AutoScalingConfigurationArn", over="INACTIVE"
    ),
    "AWS::SageMaker::MonitoringSchedule": _listed(
        "sagemaker", "list_monitoring_schedules", "MonitoringScheduleSummaries", "MonitoringScheduleArn"
    ),
    "AWS::AppRunner::Service": _listed("apprunner", "list_services", "ServiceSummaryList", "ServiceArn", over="DELETED"),
    "AWS::AppRunner::VpcIngressConnection": _listed(
        "apprunner", "list_vpc_ingress_connections", "VpcIngressConnectionSummaryList", "VpcIngressConnectionArn"
    ),
    "AWS::ElasticBeanstalk::Environment": _listed(
        "elasticbeanstalk", "describe_environments", "Environments", "EnvironmentArn", over="Terminated"
    ),
    "AWS::NetworkFirewall::Firewall": _listed("network-firewall", "list_firewalls", "Firewalls", "FirewallArn"),
    "AWS::NetworkFirewall::FirewallPolicy": _listed("network-firewall", "list_firewall_policies", "FirewallPolicies", "Arn"),
    "AWS::NetworkFirewall::RuleGroup": _listed("network-firewall", "list_rule_groups", "RuleGroups", "Arn"),
    "AWS::RDS::DBProxy": _listed("rds", "describe_db_proxies", "DBProxies", "DBProxyArn"),
    "AWS::RDS::Deployment": _listed(
        "rds", "describe_blue_green_deployments", "BlueGreenDeployments", "BlueGreenDeploymentIdentifier", by="name"
    ),
    "AWS::RDS::OptionGroup": _listed("rds", "describe_option_groups", "OptionGroupsList", "OptionGroupArn"),
    "AWS::RDS::GlobalCluster": _listed("rds", "describe_global_clusters", "GlobalClusters", "GlobalClusterArn"),
    "AWS::OpenSearchService::Domain": _described("opensearch", "describe_domain", "DomainName", "NotFound"),
    "AWS::OpenSearchServerless::Collection": _collection,
    "AWS::Redshift::Cluster": _described("redshift", "describe_clusters", "ClusterIdentifier", "NotFound"),
    "AWS::Redshift::ClusterParameterGroup": _described(
        "redshift", "describe_cluster_parameter_groups", "ParameterGroupName", "NotFound"
    ),
    "AWS::Redshift::ClusterSubnetGroup": _described(
        "redshift", "describe_cluster_subnet_groups", "ClusterSubnetGroupName", "NotFound"
    ),
    "AWS::Redshift::Snapshot": _described("redshift", "describe_cluster_snapshots", "SnapshotIdentifier", "NotFound"),
    "AWS::RDS::DBSnapshot": _database("describe_db_snapshots", "DBSnapshotIdentifier"),
    "AWS::RDS::DBSubnetGroup": _database("describe_db_subnet_groups", "DBSubnetGroupName"),
    "AWS::RDS::DBParameterGroup": _database("describe_db_parameter_groups", "DBParameterGroupName"),
    "AWS::RDS::DBClusterParameterGroup": _database("describe_db_cluster_parameter_groups", "DBClusterParameterGroupName"),
    "AWS::SageMaker::Endpoint": _described("sagemaker", "describe_endpoint", "EndpointName", "Could not find"),
    "AWS::SageMaker::EndpointConfig": _described(
        "sagemaker", "describe_endpoint_config", "EndpointConfigName", "Could not find"
    ),
    "AWS::SageMaker::Model": _described("sagemaker", "describe_model", "ModelName", "Could not find"),
    "AWS::SageMaker::NotebookInstance": _described(
        "sagemaker", "describe_notebook_instance", "NotebookInstanceName", "RecordNotFound"
    ),
}

LOOKS: dict[str, Look] = {
    "AWS::Amplify::App": _describe("amplify", "get_app", appId="id"),
    "AWS::Amplify::BackendEnvironment": _pair("amplify", "get_backend_environment", "appId", "environmentName"),
    "AWS::Amplify::Branch": _pair("amplify", "get_branch", "appId", "branchName"),
    "AWS::Amplify::Domain": _pair("amplify", "get_domain_association", "appId", "domainName"),
    "AWS::ApiGateway::ApiKey": _describe("apigateway", "get_api_key", apiKey="id"),
    "AWS::ApiGateway::BasePathMapping": _pair("apigateway", "get_base_path_mapping", "domainName", "basePath"),
    "AWS::ApiGateway::DomainName": _describe("apigateway", "get_domain_name", domainName="name"),
    "AWS::ApiGateway::RestApi": _rest_api,
    "AWS::ApiGateway::UsagePlan": _describe(
        "apigateway",
        "get_usage_plan",
        lambda a: {"stages": sorted(s["apiId"] for s in a.get("apiStages", []))},
        usagePlanId="id",
    ),
    "AWS::ApiGateway::VpcLink": _describe("apigateway", "get_vpc_link", vpcLinkId="id"),
    "AWS::ApiGatewayV2::Api": _describe("apigatewayv2", "get_api", ApiId="id"),
    "AWS::ApiGatewayV2::ApiMapping": _pair("apigatewayv2", "get_api_mapping", "DomainName", "ApiMappingId"),
    "AWS::ApiGatewayV2::DomainName": _describe("apigatewayv2", "get_domain_name", DomainName="name"),
    "AWS::ApiGatewayV2::VpcLink": _describe("apigatewayv2", "get_vpc_link", VpcLinkId="id"),
    "AWS::AppSync::Api": _describe("appsync", "get_api", apiId="id"),
    "AWS::AppSync::DomainName": _describe("appsync", "get_domain_name", domainName="name"),
    "AWS::AppSync::DomainNameApiAssociation": _describe("appsync", "get_api_association", domainName="name"),
    "AWS::AppSync::GraphQLApi": _describe("appsync", "get_graphql_api", apiId="id"),
    "AWS::AppSync::SourceApiAssociation": _pair(
        "appsync", "get_source_api_association", "mergedApiIdentifier", "associationId"
    ),
    "AWS::CertificateManager::Certificate": _describe("acm", "describe_certificate", CertificateArn="arn"),
    "AWS::CloudFormation::Stack": _stack,
    "AWS::CloudFront::Distribution": _describe(
        "cloudfront",
        "get_distribution",
        lambda a: {"enabled": a["Distribution"]["DistributionConfig"]["Enabled"]},
        Id="id",
    ),
    "AWS::CloudWatch::Alarm": _alarms("MetricAlarms", "MetricAlarm"),
    "AWS::CloudWatch::CompositeAlarm": _alarms("CompositeAlarms", "CompositeAlarm"),
    "AWS::CloudWatch::Dashboard": _describe("cloudwatch", "get_dashboard", DashboardName="name"),
    "AWS::Cognito::IdentityPool": _describe("cognito-identity", "describe_identity_pool", IdentityPoolId="id"),
    "AWS::Cognito::UserPool": _describe(
        "cognito-idp",
        "describe_user_pool",
        lambda a: {"protection": a["UserPool"].get("DeletionProtection")},
        UserPoolId="id",
    ),
    "AWS::Cognito::UserPoolClient": _pair("cognito-idp", "describe_user_pool_client", "UserPoolId", "ClientId"),
    "AWS::Cognito::UserPoolDomain": _describe(
        "cognito-idp", "describe_user_pool_domain", lambda a: {} if a.get("DomainDescription") else None, Domain="name"
    ),
    "AWS::DynamoDB::Backup": _describe(
        "dynamodb",
        "describe_backup",
        lambda a: None if a["BackupDescription"]["BackupDetails"]["BackupStatus"] == "DELETED" else {},
        BackupArn="arn",
    ),
    "AWS::DynamoDB::Table": _describe(
        "dynamodb",
        "describe_table",
        lambda a: {"items": a["Table"]["ItemCount"], "protected": a["Table"].get("DeletionProtectionEnabled", False)},
        TableName="name",
    ),
    "AWS::ECR::Repository": _describe(
        "ecr", "list_images", lambda a: {"images": len(a["imageIds"])}, repositoryName="name"
    ),
    "AWS::Events::ApiDestination": _describe("events", "describe_api_destination", Name="name"),
    "AWS::Events::Archive": _describe("events", "describe_archive", ArchiveName="name"),
    "AWS::Events::Connection": _describe("events", "describe_connection", Name="name"),
    "AWS::Events::EventBus": _describe("events", "describe_event_bus", Name="name"),
    "AWS::Events::Rule": _rule,
    "AWS::IAM::InstanceProfile": _describe(
        "iam",
        "get_instance_profile",
        lambda a: {"roles": [role["RoleName"] for role in a["InstanceProfile"]["Roles"]]},
        InstanceProfileName="name",
    ),
    "AWS::IAM::ManagedPolicy": _policy,
    "AWS::IAM::Role": _role,
    "AWS::IAM::User": _user,
    "AWS::KMS::Alias": _alias,
    "AWS::KMS::Key": _describe("kms", "describe_key", _key, KeyId="id"),
    "AWS::Lambda::EventSourceMapping": _describe("lambda", "get_event_source_mapping", UUID="id"),
    "AWS::Lambda::Function": _describe(
        "lambda",
        "get_function_configuration",
        lambda a: {"role": a["Role"], "layers": [layer["Arn"] for layer in a.get("Layers", [])]},
        FunctionName="name",
    ),
    "AWS::Lambda::LayerVersion": _layer_version,
    "AWS::Lambda::Url": _describe("lambda", "get_function_url_config", FunctionName="name"),
    "AWS::Logs::LogGroup": _log_group,
    "AWS::Personalize::BatchInferenceJob": _personalize("describe_batch_inference_job", "batchInferenceJobArn"),
    "AWS::Personalize::BatchSegmentJob": _personalize("describe_batch_segment_job", "batchSegmentJobArn"),
    "AWS::Personalize::Campaign": _personalize("describe_campaign", "campaignArn"),
    "AWS::Personalize::Dataset": _personalize("describe_dataset", "datasetArn"),
    "AWS::Personalize::DatasetExportJob": _personalize("describe_dataset_export_job", "datasetExportJobArn"),
    "AWS::Personalize::DatasetGroup": _personalize("describe_dataset_group", "datasetGroupArn"),
    "AWS::Personalize::DatasetImportJob": _personalize("describe_dataset_import_job", "datasetImportJobArn"),
    "AWS::Personalize::EventTracker": _personalize("describe_event_tracker", "eventTrackerArn"),
    "AWS::Personalize::Filter": _personalize("describe_filter", "filterArn"),
    "AWS::Personalize::MetricAttribution": _personalize("describe_metric_attribution", "metricAttributionArn"),
    "AWS::Personalize::Recommender": _personalize("describe_recommender", "recommenderArn"),
    "AWS::Personalize::Schema": _personalize("describe_schema", "schemaArn"),
    "AWS::Personalize::Solution": _personalize("describe_solution", "solutionArn"),
    "AWS::Personalize::SolutionVersion": _personalize("describe_solution_version", "solutionVersionArn"),
    "AWS::Pipes::Pipe": _describe("pipes", "describe_pipe", lambda a: {"state": a["DesiredState"]}, Name="name"),
    "AWS::S3::AccessPoint": _access_point,
    "AWS::S3::Bucket": _bucket,
    "AWS::SES::ConfigurationSet": _describe("sesv2", "get_configuration_set", ConfigurationSetName="name"),
    "AWS::SES::ContactList": _describe("sesv2", "get_contact_list", ContactListName="name"),
    "AWS::SES::EmailIdentity": _describe("sesv2", "get_email_identity", EmailIdentity="name"),
    "AWS::SES::Template": _describe("sesv2", "get_email_template", TemplateName="name"),
    "AWS::SNS::Topic": _describe("sns", "get_topic_attributes", TopicArn="arn"),
    "AWS::SQS::Queue": _describe("sqs", "get_queue_url", QueueName="name"),
    "AWS::SSM::Parameter": _describe("ssm", "get_parameter", Name="name"),
    "AWS::Scheduler::Schedule": _pair("scheduler", "get_schedule", "GroupName", "Name"),
    "AWS::Scheduler::ScheduleGroup": _describe("scheduler", "get_schedule_group", Name="name"),
    "AWS::SecretsManager::Secret": _describe(
        "secretsmanager", "describe_secret", lambda a: None if a.get("DeletedDate") else {}, SecretId="arn"
    ),
    "AWS::StepFunctions::StateMachine": _describe("stepfunctions", "describe_state_machine", stateMachineArn="arn"),
}


def _group_of_servers(aws: Account, of: dict) -> dict | None:
    told = aws.client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[of["name"]])["AutoScalingGroups"]
    return {"size": told[0]["DesiredCapacity"], "servers": sorted(one["InstanceId"] for one in told[0]["Instances"])} if told else None


def _launch_configuration(aws: Account, of: dict) -> dict | None:
    asked = {"LaunchConfigurationNames": [of["name"]]}
    return {} if aws.client("autoscaling").describe_launch_configurations(**asked)["LaunchConfigurations"] else None


def _balancer(aws: Account, of: dict) -> dict:
    elb = aws.client("elbv2")
    elb.describe_load_balancers(LoadBalancerArns=[of["arn"]])
    return {"listeners": len(elb.describe_listeners(LoadBalancerArn=of["arn"])["Listeners"])}


# The web shop's.
SHOP: dict[str, Look] = {f"AWS::EC2::{type_}": _ec2(type_) for type_ in _EC2} | {
    "AWS::Route53Resolver::ResolverEndpoint": _listed("route53resolver", "list_resolver_endpoints", "ResolverEndpoints", "Arn"),
    "AWS::Route53Resolver::ResolverRule": _listed("route53resolver", "list_resolver_rules", "ResolverRules", "Arn"),
    "AWS::ElasticLoadBalancing::LoadBalancer": lambda aws, of: (
        aws.client("elb").describe_load_balancers(LoadBalancerNames=[of["name"]]) and {}
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _balancer,
    "AWS::ElasticLoadBalancingV2::TargetGroup": lambda aws, of: (
        aws.client("elbv2").describe_target_groups(TargetGroupArns=[of["arn"]]) and {}
    ),
    "AWS::AutoScaling::AutoScalingGroup": _group_of_servers,
    "AWS::AutoScaling::LaunchConfiguration": _launch_configuration,
}
SHOP |= witness_containers.LOOKS | shop_lightsail.LOOKS
DAY |= witness_streams.LOOKS
