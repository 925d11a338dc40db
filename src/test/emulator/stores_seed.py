"""What a machine learning day keeps its data in besides databases: caches, streams, what moves data and
what stands in front of it, each beside an untagged twin that stays."""

from __future__ import annotations

import kinds_seed as make
from bystanders import KEEP
from seed_account import Account, Manifest, entry


def build(aws: Account, manifest: Manifest, name: str, tags: dict[str, str]) -> None:
    for of in (Caches, Streams, Migrations, Fronts, MemoryStores, Sessions, Services, Walls, Trust, Desks, Graphs, Warehouses):
        of(aws, manifest, name, tags).build()


# One VPC for all: ElastiCache takes no subnets of several.
OF_THE_ACCOUNT = [{"Name": "default-for-az", "Values": ["true"]}]


class Stores:
    def __init__(self, aws: Account, manifest: Manifest, name: str, tags: dict[str, str]):
        self.aws, self.manifest, self.name, self.tags = aws, manifest, name, tags

    def due(self, type_: str, arn: str, name: str, id_: str | None = None) -> None:
        self.manifest.due(entry(type_, self.aws, arn, name, id_))

    def twin(self, type_: str, arn: str, name: str, id_: str | None = None) -> None:
        self.manifest.bystander(entry(type_, self.aws, arn, name, id_), "untagged", "a twin of the workshop's, without the tag")

    def subnets(self) -> list[str]:
        return [one["SubnetId"] for one in self.aws.client("ec2").describe_subnets(Filters=OF_THE_ACCOUNT)["Subnets"][:2]]


class Caches(Stores):
    """ElastiCache."""

    def build(self) -> None:
        for name, tags, told in ((f"{self.name}-hot", self.tags, self.due), (f"{self.name}-cold", {}, self.twin)):
            self.groups(name, tags, told)
            self.group(name, tags, told, CacheSubnetGroupName=name, CacheParameterGroupName=name, UserGroupIds=[f"{name}-people"])
            self.cluster(f"{name}-mem", tags, told, "memcached")
            self.cluster(f"{name}-one", tags, told, "redis", CacheSubnetGroupName=name)
            self.cache().create_snapshot(CacheClusterId=f"{name}-one", SnapshotName=f"{name}-by-hand", Tags=make.pairs(tags))
            told("AWS::ElastiCache::Snapshot", self.arn("snapshot", f"{name}-by-hand"), f"{name}-by-hand")
        kept = f"{self.name}-kept"
        self.group(kept, self.tags | {KEEP: "true"}, lambda *of: self.withheld(*of, "kept", "it carries the tag janitor:keep"), nodes=1)

    def withheld(self, type_: str, arn: str, name: str, sort: str, why: str) -> None:
        self.manifest.withheld(entry(type_, self.aws, arn, name), sort, why)

    def cache(self):
        return self.aws.client("elasticache")

    def arn(self, word: str, name: str) -> str:
        return f"arn:aws:elasticache:{self.aws.region}:{self.aws.number}:{word}:{name}"

    def groups(self, name: str, tags: dict[str, str], told) -> None:
        cache, pairs = self.cache(), make.pairs(tags)
        cache.create_cache_subnet_group(
            CacheSubnetGroupName=name, CacheSubnetGroupDescription=name, SubnetIds=self.subnets(), Tags=pairs
        )
        told("AWS::ElastiCache::SubnetGroup", self.arn("subnetgroup", name), name)
        cache.create_cache_parameter_group(
            CacheParameterGroupName=name, CacheParameterGroupFamily="valkey8", Description=name, Tags=pairs
        )
        told("AWS::ElastiCache::ParameterGroup", self.arn("parametergroup", name), name)
        cache.create_user(
            UserId=f"{name}-all", UserName="default", Engine="redis", AccessString="on ~* +@all", NoPasswordRequired=True, Tags=pairs
        )
        told("AWS::ElastiCache::User", self.arn("user", f"{name}-all"), f"{name}-all")
        cache.create_user_group(UserGroupId=f"{name}-people", Engine="redis", UserIds=[f"{name}-all"], Tags=pairs)
        told("AWS::ElastiCache::UserGroup", self.arn("usergroup", f"{name}-people"), f"{name}-people")

    def group(self, name: str, tags: dict[str, str], told, nodes: int = 2, **more) -> None:
        self.cache().create_replication_group(
            ReplicationGroupId=name,
            ReplicationGroupDescription=name,
            Engine="valkey",
            CacheNodeType="cache.t4g.small",
            NumCacheClusters=nodes,
            Tags=make.pairs(tags),
            **more,
        )
        told("AWS::ElastiCache::ReplicationGroup", self.arn("replicationgroup", name), name)
        for node in range(1, nodes + 1):
            member = f"{name}-{node:03d}"
            told("AWS::ElastiCache::CacheCluster", self.arn("cluster", member), member)

    def cluster(self, name: str, tags: dict[str, str], told, engine: str, **more) -> None:
        self.cache().create_cache_cluster(
            CacheClusterId=name, Engine=engine, CacheNodeType="cache.t4g.micro", NumCacheNodes=1, Tags=make.pairs(tags), **more
        )
        told("AWS::ElastiCache::CacheCluster", self.arn("cluster", name), name)


class Streams(Stores):
    """MSK."""

    def build(self) -> None:
        kafka = self.aws.client("kafka")
        for name, tags, told in ((f"{self.name}-events", self.tags, self.due), (f"{self.name}-sensors", {}, self.twin)):
            brokers = {"InstanceType": "kafka.t3.small", "ClientSubnets": self.subnets()}
            of = {"BrokerNodeGroupInfo": brokers, "KafkaVersion": "3.6.0", "NumberOfBrokerNodes": 2}
            made = [kafka.create_cluster_v2(ClusterName=name, Tags=tags, Provisioned=of)["ClusterArn"]]
            vpc = {"VpcConfigs": [{"SubnetIds": self.subnets()}]}
            made.append(kafka.create_cluster_v2(ClusterName=f"{name}-sometimes", Tags=tags, Serverless=vpc)["ClusterArn"])
            for arn in made:
                told("AWS::MSK::Cluster", arn, arn.split("/")[1])
            ends = [{"AmazonMskCluster": {"MskClusterArn": arn}, "VpcConfig": {"SubnetIds": self.subnets()}} for arn in made]
            arn = kafka.create_replicator(
                ReplicatorName=f"{name}-copies",
                KafkaClusters=ends,
                ReplicationInfoList=[],
                ServiceExecutionRoleArn=f"arn:aws:iam::{self.aws.number}:role/nobody",
                Tags=tags,
            )["ReplicatorArn"]
            told("AWS::MSK::Replicator", arn, f"{name}-copies")


class Migrations(Stores):
    """DMS."""

    def build(self) -> None:
        dms = self.aws.client("dms")
        for name, tags, told in ((f"{self.name}-moves", self.tags, self.due), (f"{self.name}-stays", {}, self.twin)):
            pairs = make.pairs(tags)
            dms.create_replication_subnet_group(
                ReplicationSubnetGroupIdentifier=name,
                ReplicationSubnetGroupDescription=name,
                SubnetIds=self.subnets(),
                Tags=pairs,
            )
            told("AWS::DMS::ReplicationSubnetGroup", f"arn:aws:dms:{self.aws.region}:{self.aws.number}:subgrp:{name}", name)
            ends = {}
            for kind in ("source", "target"):
                made = dms.create_endpoint(EndpointIdentifier=f"{name}-{kind}", EndpointType=kind, EngineName="mysql", Tags=pairs)
                ends[f"{kind.title()}EndpointArn"] = made["Endpoint"]["EndpointArn"]
                told("AWS::DMS::Endpoint", made["Endpoint"]["EndpointArn"], f"{name}-{kind}")
            made = dms.create_replication_instance(
                ReplicationInstanceIdentifier=name,
                ReplicationInstanceClass="dms.t3.medium",
                ReplicationSubnetGroupIdentifier=name,
                Tags=pairs,
            )["ReplicationInstance"]
            told("AWS::DMS::ReplicationInstance", made["ReplicationInstanceArn"], name)
            task = dms.create_replication_task(
                ReplicationTaskIdentifier=name,
                ReplicationInstanceArn=made["ReplicationInstanceArn"],
                MigrationType="cdc",
                TableMappings="{}",
                ReplicationTaskSettings="{}",
                Tags=pairs,
                **ends,
            )["ReplicationTask"]["ReplicationTaskArn"]
            dms.start_replication_task(ReplicationTaskArn=task, StartReplicationTaskType="start-replication")
            told("AWS::DMS::ReplicationTask", task, name)
            config = dms.create_replication_config(
                ReplicationConfigIdentifier=f"{name}-serverless",
                ComputeConfig={"MaxCapacityUnits": 4, "ReplicationSubnetGroupId": name},
                ReplicationType="cdc",
                TableMappings="{}",
                Tags=pairs,
                **ends,
            )["ReplicationConfig"]["ReplicationConfigArn"]
            dms.start_replication(ReplicationConfigArn=config, StartReplicationType="start-replication")
            told("AWS::DMS::ReplicationConfig", config, f"{name}-serverless")


class Fronts(Stores):
    """What stands in front of RDS's databases, and one more of its groups."""

    def build(self) -> None:
        rds = self.aws.client("rds")
        for name, tags, told in ((f"{self.name}-front", self.tags, self.due), (f"{self.name}-back", {}, self.twin)):
            pairs = make.pairs(tags)
            made = rds.create_db_proxy(
                DBProxyName=name,
                EngineFamily="MYSQL",
                Auth=[],
                RoleArn=f"arn:aws:iam::{self.aws.number}:role/nobody",
                VpcSubnetIds=self.subnets(),
                Tags=pairs,
            )["DBProxy"]
            told("AWS::RDS::DBProxy", made["DBProxyArn"], name)
            source = rds.create_db_instance(
                DBInstanceIdentifier=f"{name}-blue",
                DBInstanceClass="db.t3.medium",
                Engine="mysql",
                MasterUsername="root",
                MasterUserPassword="password1",
                AllocatedStorage=20,
                Tags=pairs,
            )["DBInstance"]["DBInstanceArn"]
            told("AWS::RDS::DBInstance", source, f"{name}-blue")
            made = rds.create_blue_green_deployment(BlueGreenDeploymentName=name, Source=source, Tags=pairs)["BlueGreenDeployment"]
            told("AWS::RDS::DBInstance", made["Target"], made["Target"].split(":")[-1])
            id_ = made["BlueGreenDeploymentIdentifier"]
            told("AWS::RDS::Deployment", f"arn:aws:rds:{self.aws.region}:{self.aws.number}:deployment:{id_}", id_)
            made = rds.create_option_group(
                OptionGroupName=name, EngineName="mysql", MajorEngineVersion="8.0", OptionGroupDescription=name, Tags=pairs
            )["OptionGroup"]
            told("AWS::RDS::OptionGroup", made["OptionGroupArn"], name)
            made = rds.create_global_cluster(GlobalClusterIdentifier=name, Engine="aurora-mysql", Tags=pairs)["GlobalCluster"]
            told("AWS::RDS::GlobalCluster", made["GlobalClusterArn"], name)


class MemoryStores(Stores):
    """MemoryDB, and ElastiCache's caches without nodes."""

    def build(self) -> None:
        memory, cache = self.aws.client("memorydb"), self.aws.client("elasticache")
        for name, tags, told in ((f"{self.name}-scores", self.tags, self.due), (f"{self.name}-ranks", {}, self.twin)):
            pairs = make.pairs(tags)
            made = memory.create_cluster(ClusterName=name, NodeType="db.t4g.small", ACLName="open-access", Tags=pairs)
            told("AWS::MemoryDB::Cluster", made["Cluster"]["ARN"], name)
            made = memory.create_snapshot(ClusterName=name, SnapshotName=f"{name}-by-hand", Tags=pairs)
            told("AWS::MemoryDB::Snapshot", made["Snapshot"]["ARN"], f"{name}-by-hand")
            made = cache.create_serverless_cache(ServerlessCacheName=name, Engine="valkey", SubnetIds=self.subnets(), Tags=pairs)
            told("AWS::ElastiCache::ServerlessCache", made["ServerlessCache"]["ARN"], name)
            made = cache.create_serverless_cache_snapshot(
                ServerlessCacheName=name, ServerlessCacheSnapshotName=f"{name}-by-hand", Tags=pairs
            )["ServerlessCacheSnapshot"]
            told("AWS::ElastiCache::ServerlessCacheSnapshot", made["ARN"], f"{name}-by-hand")


class Sessions(Stores):
    """Glue's sessions and endpoints, and what Athena has reserved."""

    def build(self) -> None:
        glue, athena = self.aws.client("glue"), self.aws.client("athena")
        role = f"arn:aws:iam::{self.aws.number}:role/nobody"
        for name, tags, told in ((f"{self.name}-explores", self.tags, self.due), (f"{self.name}-reports", {}, self.twin)):
            glue.create_session(Id=name, Role=role, Command={"Name": "glueetl"}, Tags=tags)
            told("AWS::Glue::Session", self.aws.arn("glue", f"session/{name}"), name)
            glue.create_dev_endpoint(EndpointName=name, RoleArn=role, Tags=tags)
            told("AWS::Glue::DevEndpoint", self.aws.arn("glue", f"devEndpoint/{name}"), name)
            athena.create_capacity_reservation(Name=name, TargetDpus=24, Tags=make.pairs(tags))
            told("AWS::Athena::CapacityReservation", self.aws.arn("athena", f"capacity-reservation/{name}"), name)
        # The queries of everybody's workgroup go there.
        name = f"{self.name}-for-all"
        athena.create_capacity_reservation(Name=name, TargetDpus=24, Tags=make.pairs(self.tags))
        athena.put_capacity_assignment_configuration(
            CapacityReservationName=name, CapacityAssignments=[{"WorkGroupNames": ["primary"]}]
        )
        arn = self.aws.arn("athena", f"capacity-reservation/{name}")
        made = entry("AWS::Athena::CapacityReservation", self.aws, arn, name)
        self.manifest.withheld(made, "used", "a workgroup that is not of the workshop is assigned to it")


class Services(Stores):
    """App Runner and Elastic Beanstalk."""

    def build(self) -> None:
        runner, beanstalk = self.aws.client("apprunner"), self.aws.client("elasticbeanstalk")
        image = {"ImageIdentifier": "public.ecr.aws/x/y:1", "ImageRepositoryType": "ECR_PUBLIC"}
        alone = [{"Namespace": "aws:elasticbeanstalk:environment", "OptionName": "EnvironmentType", "Value": "SingleInstance"}]
        for name, tags, told in ((f"{self.name}-serves", self.tags, self.due), (f"{self.name}-shows", {}, self.twin)):
            pairs = make.pairs(tags)
            made = runner.create_service(ServiceName=name, SourceConfiguration={"ImageRepository": image}, Tags=pairs)["Service"]
            told("AWS::AppRunner::Service", made["ServiceArn"], name)
            made = runner.create_vpc_ingress_connection(
                ServiceArn=made["ServiceArn"],
                VpcIngressConnectionName=name,
                IngressVpcConfiguration={"VpcId": "vpc-1", "VpcEndpointId": "vpce-1"},
                Tags=pairs,
            )["VpcIngressConnection"]
            told("AWS::AppRunner::VpcIngressConnection", made["VpcIngressConnectionArn"], name)
            made = runner.create_auto_scaling_configuration(AutoScalingConfigurationName=name, Tags=pairs)["AutoScalingConfiguration"]
            told("AWS::AppRunner::AutoScalingConfiguration", made["AutoScalingConfigurationArn"], name)
            made = beanstalk.create_environment(ApplicationName=self.name, EnvironmentName=name, Tags=pairs, OptionSettings=alone)
            told("AWS::ElasticBeanstalk::Environment", made["EnvironmentArn"], name)
            stack = f"awseb-{made['EnvironmentId']}-stack"
            made = self.aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
            told("AWS::CloudFormation::Stack", made["StackId"], stack)


class Walls(Stores):
    """Network Firewall."""

    def build(self) -> None:
        fire, ec2 = self.aws.client("network-firewall"), self.aws.client("ec2")
        for name, tags, told in ((f"{self.name}-wall", self.tags, self.due), (f"{self.name}-fence", {}, self.twin)):
            # It takes no empty list.
            told_of = {"Tags": make.pairs(tags)} if tags else {}
            rules = fire.create_rule_group(RuleGroupName=name, Type="STATEFUL", Capacity=10, **told_of)
            rules = rules["RuleGroupResponse"]["RuleGroupArn"]
            told("AWS::NetworkFirewall::RuleGroup", rules, name)
            of = {"StatelessDefaultActions": ["aws:pass"], "StatelessFragmentDefaultActions": ["aws:pass"]}
            of["StatefulRuleGroupReferences"] = [{"ResourceArn": rules}]
            policy = fire.create_firewall_policy(FirewallPolicyName=name, FirewallPolicy=of, **told_of)
            policy = policy["FirewallPolicyResponse"]["FirewallPolicyArn"]
            told("AWS::NetworkFirewall::FirewallPolicy", policy, name)
            subnet = ec2.describe_subnets(SubnetIds=self.subnets()[:1])["Subnets"][0]
            made = fire.create_firewall(
                FirewallName=name,
                FirewallPolicyArn=policy,
                VpcId=subnet["VpcId"],
                SubnetMappings=[{"SubnetId": subnet["SubnetId"]}],
                **told_of,
            )["Firewall"]
            told("AWS::NetworkFirewall::Firewall", made["FirewallArn"], name)


class Trust(Stores):
    """Private authorities, CodeBuild's fleets, DAX, Kendra, the Transfer Family, and SageMaker's jobs."""

    def build(self) -> None:
        pca, build, sage = (self.aws.client(name) for name in ("acm-pca", "codebuild", "sagemaker"))
        role = f"arn:aws:iam::{self.aws.number}:role/learning"
        machines = {"InstanceType": "ml.m5.large", "InstanceCount": 1}
        for name, tags, told in ((f"{self.name}-trusts", self.tags, self.due), (f"{self.name}-doubts", {}, self.twin)):
            of = {"KeyAlgorithm": "RSA_2048", "SigningAlgorithm": "SHA256WITHRSA", "Subject": {"CommonName": name}}
            # They take no empty list.
            pairs = {"Tags": make.pairs(tags)} if tags else {}
            made = pca.create_certificate_authority(CertificateAuthorityConfiguration=of, CertificateAuthorityType="ROOT", **pairs)
            told("AWS::ACMPCA::CertificateAuthority", made["CertificateAuthorityArn"], name)
            made = build.create_fleet(
                name=name,
                baseCapacity=1,
                environmentType="LINUX_CONTAINER",
                computeType="BUILD_GENERAL1_SMALL",
                tags=make.pairs(tags, "key", "value"),
            )["fleet"]
            told("AWS::CodeBuild::Fleet", made["arn"], name)
            made = self.aws.client("dax").create_cluster(
                ClusterName=name, NodeType="dax.t3.small", ReplicationFactor=1, IamRoleArn=role, Tags=make.pairs(tags)
            )["Cluster"]
            told("AWS::DAX::Cluster", made["ClusterArn"], name)
            kendra, transfer = self.aws.client("kendra"), self.aws.client("transfer")
            id_ = kendra.create_index(Name=name, RoleArn=role, Tags=make.pairs(tags))["Id"]
            kendra.create_data_source(IndexId=id_, Name="site", Type="WEBCRAWLER", RoleArn=role)
            told("AWS::Kendra::Index", self.aws.arn("kendra", f"index/{id_}"), id_)
            # It takes no empty list.
            id_ = transfer.create_server(LoggingRole=role, **({"Tags": make.pairs(tags)} if tags else {}))["ServerId"]
            transfer.create_user(ServerId=id_, UserName="ann", Role=role)
            told("AWS::Transfer::Server", self.aws.arn("transfer", f"server/{id_}"), self.aws.arn("transfer", f"server/{id_}"))
            made = sage.create_training_job(
                TrainingJobName=name,
                RoleArn=role,
                AlgorithmSpecification={"TrainingInputMode": "File"},
                StoppingCondition={},
                OutputDataConfig={"S3OutputPath": "s3://nowhere"},
                ResourceConfig=machines | {"VolumeSizeInGB": 1},
                Tags=make.pairs(tags),
            )["TrainingJobArn"]
            told("AWS::SageMaker::TrainingJob", made, name)
            made = sage.create_processing_job(
                ProcessingJobName=name,
                RoleArn=role,
                AppSpecification={"ImageUri": "x"},
                ProcessingResources={"ClusterConfig": machines | {"VolumeSizeInGB": 1}},
                Tags=make.pairs(tags),
            )["ProcessingJobArn"]
            told("AWS::SageMaker::ProcessingJob", made, name)
            made = sage.create_transform_job(
                TransformJobName=name,
                ModelName=name,
                TransformInput={"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://nowhere"}}},
                TransformOutput={"S3OutputPath": "s3://nowhere"},
                TransformResources=machines,
                Tags=make.pairs(tags),
            )["TransformJobArn"]
            told("AWS::SageMaker::TransformJob", made, name)
            watches = {
                "MonitoringInputs": [{"EndpointInput": {"EndpointName": name, "LocalPath": "/opt/ml"}}],
                "MonitoringOutputConfig": {"MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://nowhere", "LocalPath": "/opt/ml"}}]},
                "MonitoringResources": {"ClusterConfig": machines | {"VolumeSizeInGB": 1}},
                "MonitoringAppSpecification": {"ImageUri": "x"},
                "RoleArn": role,
            }
            made = sage.create_monitoring_schedule(
                MonitoringScheduleName=name,
                MonitoringScheduleConfig={
                    "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
                    "MonitoringJobDefinition": watches,
                },
                Tags=make.pairs(tags),
            )["MonitoringScheduleArn"]
            told("AWS::SageMaker::MonitoringSchedule", made, name)


class Desks(Stores):
    """A directory, and a desktop that is registered in it."""

    def build(self) -> None:
        ds, desks, ec2 = (self.aws.client(name) for name in ("ds", "workspaces", "ec2"))
        arn = f"{self.aws.region}:{self.aws.number}"
        subnets = self.subnets()
        vpc = {"VpcId": ec2.describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"], "SubnetIds": subnets}
        for name, tags, told in ((f"{self.name}-people", self.tags, self.due), (f"{self.name}-crowd", {}, self.twin)):
            pairs = make.pairs(tags)
            id_ = ds.create_microsoft_ad(Name=f"{name}.example.com", Password="Secret123!", VpcSettings=vpc, Tags=pairs)["DirectoryId"]
            told("AWS::DirectoryService::MicrosoftAD", f"arn:aws:ds:{arn}:directory/{id_}", id_)
            desks.register_workspace_directory(DirectoryId=id_, SubnetIds=subnets, Tags=pairs)
            told("AWS::WorkSpaces::Directory", f"arn:aws:workspaces:{arn}:directory/{id_}", id_)
            # It takes no empty list.
            of = {"DirectoryId": id_, "UserName": "ann", "BundleId": "wsb-0123456789"} | ({"Tags": pairs} if tags else {})
            made = desks.create_workspaces(Workspaces=[of])["PendingRequests"][0]["WorkspaceId"]
            told("AWS::WorkSpaces::Workspace", f"arn:aws:workspaces:{arn}:workspace/{made}", made)


class Graphs(Stores):
    """Neptune Analytics: a graph in a VPC, and what was taken of it."""

    def build(self) -> None:
        neptune, ec2 = self.aws.client("neptune-graph"), self.aws.client("ec2")
        subnets = self.subnets()
        vpc = ec2.describe_subnets(SubnetIds=subnets)["Subnets"][0]["VpcId"]
        for name, tags, told in ((f"{self.name}-friends", self.tags, self.due), (f"{self.name}-fraud", {}, self.twin)):
            made = self.graph(name, tags)
            id_ = made["id"]
            told("AWS::NeptuneGraph::Graph", made["arn"], id_)
            end = neptune.create_private_graph_endpoint(graphIdentifier=id_, vpcId=vpc, subnetIds=subnets[:1])["vpcEndpointId"]
            told("AWS::NeptuneGraph::PrivateGraphEndpoint", self.aws.arn("neptune-graph", f"private-graph-endpoint/{id_}_{vpc}"), f"{id_}_{vpc}")
            told("AWS::EC2::VPCEndpoint", self.aws.arn("ec2", f"vpc-endpoint/{end}"), end, end)
            made = neptune.create_graph_snapshot(graphIdentifier=id_, snapshotName=f"{name}-by-hand", tags=tags)
            told("AWS::NeptuneGraph::GraphSnapshot", made["arn"], made["id"])
        kept = self.graph(f"{self.name}-family", self.tags | {KEEP: "true"})
        self.manifest.withheld(entry("AWS::NeptuneGraph::Graph", self.aws, kept["arn"], kept["id"]), "kept", "it carries the tag janitor:keep")
        safe = self.graph(f"{self.name}-safe", self.tags, deletionProtection=True)
        self.manifest.withheld(entry("AWS::NeptuneGraph::Graph", self.aws, safe["arn"], safe["id"]), "protection", "its deletion protection is on")

    def graph(self, name: str, tags: dict[str, str], **how) -> dict:
        told = {"deletionProtection": False} | how
        return self.aws.client("neptune-graph").create_graph(graphName=name, provisionedMemory=16, tags=tags, **told)


class Warehouses(Stores):
    """Redshift Serverless: what holds the data, what computes, and what was taken of it. Two of them are shared with strangers."""

    def build(self) -> None:
        redshift = self.aws.client("redshift-serverless")
        for name, tags, told in ((f"{self.name}-visits", self.tags, self.due), (f"{self.name}-grades", {}, self.twin)):
            self.namespace(name, tags, told)
            self.workgroup(f"{name}-queries", name, tags, told)
            made = redshift.create_snapshot(namespaceName=name, snapshotName=f"{name}-by-hand", tags=self.pairs(tags))["snapshot"]
            told("AWS::RedshiftServerless::Snapshot", made["snapshotArn"], made["snapshotName"], made["snapshotName"])
            self.settled(made["snapshotName"])
        self.namespace(f"{self.name}-lent", self.tags, self.withheld("used", "a workgroup that is not of the workshop uses it"))
        self.workgroup(f"{self.name}-borrower", f"{self.name}-lent", {}, self.twin)
        self.namespace(f"{self.name}-of-all", {}, self.twin)
        self.workgroup(f"{self.name}-guest", f"{self.name}-of-all", self.tags, self.due)
        self.namespace(f"{self.name}-alumni", self.tags | {KEEP: "true"}, self.withheld("kept", "it carries the tag janitor:keep"))

    def withheld(self, sort: str, why: str):
        return lambda type_, arn, name, id_: self.manifest.withheld(entry(type_, self.aws, arn, name, id_), sort, why)

    @staticmethod
    def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
        return [{"key": key, "value": value} for key, value in tags.items()]

    def settled(self, name: str) -> None:
        """Nothing goes while one is being taken."""
        redshift = self.aws.client("redshift-serverless")
        while redshift.get_snapshot(snapshotName=name)["snapshot"]["status"] == "CREATING":
            pass

    def namespace(self, name: str, tags: dict[str, str], told) -> None:
        made = self.aws.client("redshift-serverless").create_namespace(namespaceName=name, tags=self.pairs(tags))["namespace"]
        told("AWS::RedshiftServerless::Namespace", made["namespaceArn"], name, name)

    def workgroup(self, name: str, of: str, tags: dict[str, str], told) -> None:
        how = {"workgroupName": name, "namespaceName": of, "subnetIds": self.subnets(), "tags": self.pairs(tags)}
        made = self.aws.client("redshift-serverless").create_workgroup(**how)["workgroup"]
        told("AWS::RedshiftServerless::Workgroup", made["workgroupArn"], name, name)
