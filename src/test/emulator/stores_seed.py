"""What a machine learning day keeps its data in besides databases: caches, streams, what moves data and
what stands in front of it, each beside an untagged twin that stays."""

from __future__ import annotations

import kinds_seed as make
from bystanders import KEEP
from seed_account import Account, Manifest, entry


def build(aws: Account, manifest: Manifest, name: str, tags: dict[str, str]) -> None:
    for of in (Caches, Streams, Migrations, Fronts):
        of(aws, manifest, name, tags).build()


# One VPC for all: ElastiCache takes no subnets of several.
OF_THE_ACCOUNT = [{"Name": "default-for-az", "Values": ["true"]}]


class Stores:
    def __init__(self, aws: Account, manifest: Manifest, name: str, tags: dict[str, str]):
        self.aws, self.manifest, self.name, self.tags = aws, manifest, name, tags

    def due(self, type_: str, arn: str, name: str) -> None:
        self.manifest.due(entry(type_, self.aws, arn, name))

    def twin(self, type_: str, arn: str, name: str) -> None:
        self.manifest.bystander(entry(type_, self.aws, arn, name), "untagged", "a twin of the workshop's, without the tag")

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
            made = rds.create_option_group(
                OptionGroupName=name, EngineName="mysql", MajorEngineVersion="8.0", OptionGroupDescription=name, Tags=pairs
            )["OptionGroup"]
            told("AWS::RDS::OptionGroup", made["OptionGroupArn"], name)
            made = rds.create_global_cluster(GlobalClusterIdentifier=name, Engine="aurora-mysql", Tags=pairs)["GlobalCluster"]
            told("AWS::RDS::GlobalCluster", made["GlobalClusterArn"], name)
