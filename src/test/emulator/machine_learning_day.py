"""The "machine learning day" as it is left behind: what costs by the hour whether anybody looks or not."""

from __future__ import annotations

import kinds_seed as make
from seed_account import Account, Manifest, entry
from student_system import TAG

SERVICES = ("sagemaker.amazonaws.com",)


class MachineLearningDay:
    """One of each kind that is dear, with an untagged twin of each beside it."""

    def __init__(self, aws: Account, manifest: Manifest, workshop: str):
        self.aws, self.manifest = aws, manifest
        self.tags = {TAG: workshop, "course": "Machine learning"}
        self.name = workshop.removesuffix("-day")

    def old(self) -> None:
        self.inference()

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


def role_of_all(aws: Account, name: str) -> str:
    return make.role(aws, f"{name}-models", {}, services=SERVICES)["arn"]
