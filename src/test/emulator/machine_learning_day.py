"""The "machine learning day" as it is left behind: what costs by the hour whether anybody looks or not."""

from __future__ import annotations

import json

import analytics
import kinds_seed as make
import learning_seed as learning
import stores_seed
from seed_account import Account, Manifest, entry
from bystanders import KEEP
from student_system import TAG

# One client has them all, and tells them by their engines.
ENGINES = {"RDS": "aurora-mysql", "DocDB": "docdb", "Neptune": "neptune"}
SERVICES = ("sagemaker.amazonaws.com",)


class MachineLearningDay:
    """One of each kind that is dear, with an untagged twin of each beside it."""

    def __init__(self, aws: Account, manifest: Manifest, workshop: str):
        self.aws, self.manifest = aws, manifest
        self.tags = {TAG: workshop, "course": "Machine learning"}
        self.name = workshop.removesuffix("-day")

    def old(self) -> None:
        self.inference()
        self.studio()
        self.doors()
        self.databases()
        self.searches()
        self.warehouses()
        stores_seed.build(self.aws, self.manifest, self.name, self.tags)
        analytics.seed(self)
        analytics.files(self)
        analytics.shares(self)
        analytics.vaults(self)

    def due(self, made: dict) -> dict:
        return self.manifest.due(made)

    def twin(self, made: dict) -> dict:
        return self.manifest.bystander(made, "untagged", "a twin of the workshop's, without the tag")

    # SageMaker

    def inference(self) -> None:
        role = self.due(make.role(self.aws, f"{self.name}-models", self.tags, services=SERVICES))["arn"]
        for name, tags, told in ((f"{self.name}-reviews", self.tags, self.due), (f"{self.name}-sales", {}, self.twin)):
            of = role if tags else role_of_all(self.aws, name)
            told(self.model(name, tags, of))
            told(self.endpoint_config(name, tags, name))
            told(self.endpoint(name, tags, name))
            told(self.notebook(name, tags, of))
        # A stranger's endpoint lives on our configuration and our model.
        why = "an endpoint that is not of the workshop uses it"
        shared = f"{self.name}-shared"
        self.manifest.withheld(self.model(shared, self.tags, role_of_all(self.aws, shared)), "used", why)
        self.manifest.withheld(self.endpoint_config(shared, self.tags, shared), "used", why)
        self.twin(self.endpoint(f"{shared}-elsewhere", {}, shared))

    def model(self, name: str, tags: dict[str, str], role: str) -> dict:
        image = f"{self.aws.number}.dkr.ecr.{self.aws.region}.amazonaws.com/{name}:1"
        made = self.aws.client("sagemaker").create_model(
            ModelName=name, ExecutionRoleArn=role, PrimaryContainer={"Image": image}, Tags=make.pairs(tags)
        )
        return entry("AWS::SageMaker::Model", self.aws, made["ModelArn"], name)

    def endpoint_config(self, name: str, tags: dict[str, str], model: str) -> dict:
        variant = {"VariantName": "all", "ModelName": model, "InitialInstanceCount": 1, "InstanceType": "ml.m5.xlarge"}
        made = self.aws.client("sagemaker").create_endpoint_config(
            EndpointConfigName=name, ProductionVariants=[variant], Tags=make.pairs(tags)
        )
        return entry("AWS::SageMaker::EndpointConfig", self.aws, made["EndpointConfigArn"], name)

    def endpoint(self, name: str, tags: dict[str, str], config: str) -> dict:
        made = self.aws.client("sagemaker").create_endpoint(
            EndpointName=name, EndpointConfigName=config, Tags=make.pairs(tags)
        )
        return entry("AWS::SageMaker::Endpoint", self.aws, made["EndpointArn"], name)

    def notebook(self, name: str, tags: dict[str, str], role: str) -> dict:
        made = self.aws.client("sagemaker").create_notebook_instance(
            NotebookInstanceName=name, InstanceType="ml.t3.medium", RoleArn=role, Tags=make.pairs(tags)
        )
        return entry("AWS::SageMaker::NotebookInstance", self.aws, made["NotebookInstanceArn"], name)

    # Studio

    def studio(self) -> None:
        for name, tags, told in ((f"{self.name}-studio", self.tags, self.due), (f"{self.name}-research", {}, self.twin)):
            role = make.role(self.aws, f"{name}-person", tags, services=(*SERVICES, "comprehend.amazonaws.com"))
            if tags:
                told(role)
            domain = told(learning.domain(self.aws, name, tags, role["arn"]))
            parts = [*learning.parts(self.aws, domain, "ada"), *learning.parts(self.aws, domain, "grace", tags)]
            for part in [*parts, *learning.left_by_domain(self.aws, domain)]:
                told(part)
            told(learning.tracking_server(self.aws, name, tags, role["arn"]))
            told(learning.hyper_pod(self.aws, name, tags, role["arn"]))
            told(learning.throughput(self.aws, name, tags))
            model = told(learning.custom_model(self.aws, name, tags))
            told(learning.deployment(self.aws, name, tags, model["arn"]))
            told(learning.imported_model(self.aws, name, tags))
            project = told(learning.project(self.aws, name, tags))
            for part in [*learning.models(self.aws, project, tags), *learning.comprehended(self.aws, name, tags, role["arn"])]:
                told(part)
        month = learning.throughput(self.aws, f"{self.name}-month", self.tags, commitmentDuration="OneMonth")
        self.manifest.withheld(month, "reserved", "what is paid for until a date is refused before")

    # What stands before it

    def doors(self) -> None:
        for name, tags, told in ((f"{self.name}-door", self.tags, self.due), (f"{self.name}-gate", {}, self.twin)):
            role = make.role(self.aws, f"{name}-build", tags, services=("codebuild.amazonaws.com",))
            if tags:
                told(role)
            told(learning.build_project(self.aws, name, tags, role["arn"]))
            group = make.log_group(self.aws, f"/aws/codebuild/{name}")
            told(group)
            told(learning.zone(self.aws, f"{name}.example.com.", tags))
            acl = told(learning.web_acl(self.aws, name, tags))
            pool = told(make.user_pool(self.aws, name, tags, protected=False))
            self.aws.client("wafv2").associate_web_acl(WebACLArn=acl["arn"], ResourceArn=pool["arn"])
        # A stranger's pool stands behind our web ACL, and our zone delegates to who knows whom.
        acl = self.manifest.withheld(learning.web_acl(self.aws, f"{self.name}-wall", self.tags), "used", "it protects a stranger's pool")
        pool = self.twin(make.user_pool(self.aws, f"{self.name}-wall", {}, protected=False))
        self.aws.client("wafv2").associate_web_acl(WebACLArn=acl["arn"], ResourceArn=pool["arn"])
        zone = learning.zone(self.aws, f"{self.name}.example.com.", self.tags)
        learning.delegate(self.aws, zone["id"], f"elsewhere.{self.name}.example.com.")
        self.manifest.withheld(zone, "delegates", "what it delegates to is not to be found without it")

    # Databases

    def databases(self) -> None:
        for name, tags, told in ((f"{self.name}-data", self.tags, self.due), (f"{self.name}-school", {}, self.twin)):
            self.groups(name, tags, told)
            told(self.instance(name, tags, DBSubnetGroupName=name, DBParameterGroupName=name))
            told(self.snapshot(f"{name}-by-hand", tags, name))
            for word, engine in ENGINES.items():
                cluster = f"{name}-{engine}"
                group = {"DBClusterParameterGroupName": name} if word == "RDS" else {}
                told(self.cluster(word, cluster, tags, engine, DBSubnetGroupName=name, **group))
                for number in range(2 if word == "RDS" else 1):
                    told(self.member(word, f"{cluster}-{number}", tags, engine, cluster))
                told(self.cluster_snapshot(word, f"{cluster}-by-hand", tags, cluster))
        kept = self.instance(f"{self.name}-kept", self.tags | {KEEP: "true"})
        self.manifest.withheld(kept, "kept", "it carries the tag janitor:keep")
        machine = self.instance(f"{self.name}-machine", self.tags, Engine="custom-oracle-ee")
        self.manifest.withheld(machine, "engine", "nobody knows what deleting one of this engine takes")

    def rds(self):
        return self.aws.client("rds")

    def groups(self, name: str, tags: dict[str, str], told) -> None:
        rds, pairs = self.rds(), make.pairs(tags)
        subnets = [one["SubnetId"] for one in self.aws.client("ec2").describe_subnets()["Subnets"][:2]]
        made = rds.create_db_subnet_group(
            DBSubnetGroupName=name, DBSubnetGroupDescription=name, SubnetIds=subnets, Tags=pairs
        )
        told(entry("AWS::RDS::DBSubnetGroup", self.aws, made["DBSubnetGroup"]["DBSubnetGroupArn"], name))
        made = rds.create_db_parameter_group(
            DBParameterGroupName=name, DBParameterGroupFamily="mysql8.0", Description=name, Tags=pairs
        )
        told(entry("AWS::RDS::DBParameterGroup", self.aws, made["DBParameterGroup"]["DBParameterGroupArn"], name))
        made = rds.create_db_cluster_parameter_group(
            DBClusterParameterGroupName=name, DBParameterGroupFamily="aurora-mysql8.0", Description=name, Tags=pairs
        )
        arn = made["DBClusterParameterGroup"]["DBClusterParameterGroupArn"]
        told(entry("AWS::RDS::DBClusterParameterGroup", self.aws, arn, name))

    def instance(self, name: str, tags: dict[str, str], **more) -> dict:
        told = {"Engine": "mysql", "MasterUsername": "root", "MasterUserPassword": "password1", "AllocatedStorage": 20} | more
        made = self.rds().create_db_instance(
            DBInstanceIdentifier=name, DBInstanceClass="db.t3.medium", Tags=make.pairs(tags), **told
        )
        return entry("AWS::RDS::DBInstance", self.aws, made["DBInstance"]["DBInstanceArn"], name)

    def member(self, word: str, name: str, tags: dict[str, str], engine: str, cluster: str) -> dict:
        made = self.rds().create_db_instance(
            DBInstanceIdentifier=name,
            DBInstanceClass="db.t3.medium",
            Engine=engine,
            DBClusterIdentifier=cluster,
            Tags=make.pairs(tags),
        )
        return entry(f"AWS::{word}::DBInstance", self.aws, made["DBInstance"]["DBInstanceArn"], name)

    def cluster(self, word: str, name: str, tags: dict[str, str], engine: str, **more) -> dict:
        made = self.rds().create_db_cluster(
            DBClusterIdentifier=name,
            Engine=engine,
            MasterUsername="root",
            MasterUserPassword="password1",
            Tags=make.pairs(tags),
            **more,
        )
        return entry(f"AWS::{word}::DBCluster", self.aws, made["DBCluster"]["DBClusterArn"], name)

    def snapshot(self, name: str, tags: dict[str, str], of: str) -> dict:
        made = self.rds().create_db_snapshot(DBSnapshotIdentifier=name, DBInstanceIdentifier=of, Tags=make.pairs(tags))
        return entry("AWS::RDS::DBSnapshot", self.aws, made["DBSnapshot"]["DBSnapshotArn"], name)

    def cluster_snapshot(self, word: str, name: str, tags: dict[str, str], of: str) -> dict:
        made = self.rds().create_db_cluster_snapshot(
            DBClusterSnapshotIdentifier=name, DBClusterIdentifier=of, Tags=make.pairs(tags)
        )
        return entry(f"AWS::{word}::DBClusterSnapshot", self.aws, made["DBClusterSnapshot"]["DBClusterSnapshotArn"], name)

    # Search

    def searches(self) -> None:
        aoss = self.aws.client("opensearchserverless")
        for name, tags, told in ((f"{self.name}-search", self.tags, self.due), (f"{self.name}-archive", {}, self.twin)):
            made = self.aws.client("opensearch").create_domain(DomainName=name, TagList=make.pairs(tags))
            told(entry("AWS::OpenSearchService::Domain", self.aws, made["DomainStatus"]["ARN"], name))
            rules = [{"ResourceType": "collection", "Resource": [f"collection/{name}"]}]
            # A key of AWS's own is told as "auto".
            policy = {"Rules": rules, "AWSOwnedKey": True, "KmsARN": "auto"}
            aoss.create_security_policy(name=name, type="encryption", policy=json.dumps(policy))
            pairs = [{"key": key, "value": value} for key, value in tags.items()]
            made = aoss.create_collection(name=name, type="VECTORSEARCH", tags=pairs)["createCollectionDetail"]
            told(entry("AWS::OpenSearchServerless::Collection", self.aws, made["arn"], name, id_=made["id"]))
            for one in learning.answers(self.aws, name, tags, made["arn"]):
                told(one)

    # Warehouses

    def warehouses(self) -> None:
        redshift, subnets = self.aws.client("redshift"), self.aws.client("ec2").describe_subnets()["Subnets"][:1]
        arn = f"arn:aws:redshift:{self.aws.region}:{self.aws.number}:"
        for name, tags, told in ((f"{self.name}-facts", self.tags, self.due), (f"{self.name}-marks", {}, self.twin)):
            pairs = make.pairs(tags)
            redshift.create_cluster_subnet_group(
                ClusterSubnetGroupName=name, Description=name, SubnetIds=[one["SubnetId"] for one in subnets], Tags=pairs
            )
            told(entry("AWS::Redshift::ClusterSubnetGroup", self.aws, f"{arn}subnetgroup:{name}", name))
            redshift.create_cluster_parameter_group(
                ParameterGroupName=name, ParameterGroupFamily="redshift-1.0", Description=name, Tags=pairs
            )
            told(entry("AWS::Redshift::ClusterParameterGroup", self.aws, f"{arn}parametergroup:{name}", name))
            redshift.create_cluster(
                ClusterIdentifier=name,
                NodeType="ra3.large",
                MasterUsername="root",
                MasterUserPassword="Password1",
                ClusterSubnetGroupName=name,
                ClusterParameterGroupName=name,
                Tags=pairs,
            )
            told(entry("AWS::Redshift::Cluster", self.aws, f"{arn}cluster:{name}", name))
            redshift.create_cluster_snapshot(ClusterIdentifier=name, SnapshotIdentifier=f"{name}-by-hand", Tags=pairs)
            told(entry("AWS::Redshift::Snapshot", self.aws, f"{arn}snapshot:{name}/{name}-by-hand", f"{name}-by-hand"))



def role_of_all(aws: Account, name: str) -> str:
    return make.role(aws, f"{name}-models", {}, services=SERVICES)["arn"]
