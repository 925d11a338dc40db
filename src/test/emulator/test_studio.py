"""What is asked of SageMaker Studio, of tracking servers and HyperPod behaves as AWS does. Run: ./python -m unittest test_studio"""

from __future__ import annotations

import learning_seed as learning
from emulated import Test, REGION
from seed_account import Account


class Studio(Test):
    def setUp(self) -> None:
        super().setUp()
        self.sagemaker = self.aws("sagemaker")
        self.account = Account(self.endpoint, REGION)
        self.domain = learning.domain(self.account, "studio", {"workshop": "w"}, self.role())
        self.id = self.domain["id"]

    def people(self) -> dict[str, dict]:
        self.profile, self.space, self.lab, self.canvas = learning.parts(self.account, self.domain, "Ada")
        return self.lab["id"]

    def status(self, operation: str, **asks: str) -> str:
        return getattr(self.sagemaker, operation)(**asks)["Status"]

    def delete_all(self) -> None:
        for app in (self.lab, self.canvas):
            self.sagemaker.delete_app(**app["id"])
            while self.status("describe_app", **app["id"]) == "Deleting":
                pass
        self.sagemaker.delete_space(DomainId=self.id, SpaceName="Adas")
        while self.sagemaker.list_spaces()["Spaces"]:
            pass
        self.sagemaker.delete_user_profile(DomainId=self.id, UserProfileName="Ada")
        while self.sagemaker.list_user_profiles()["UserProfiles"]:
            pass

    def home(self) -> str:
        return self.sagemaker.describe_domain(DomainId=self.id)["HomeEfsFileSystemId"]

    def file_systems(self) -> list[str]:
        return [one["FileSystemId"] for one in self.aws("efs").describe_file_systems()["FileSystems"]]

    def test_a_domain_goes_after_its_profiles_and_those_after_spaces_and_those_after_apps(self):
        self.people()
        self.refused("ResourceInUse", self.sagemaker.delete_domain, "UserProfiles or Spaces", DomainId=self.id)
        self.refused("ResourceInUse", self.sagemaker.delete_space, "Apps", DomainId=self.id, SpaceName="Adas")
        self.refused("ResourceInUse", self.sagemaker.delete_user_profile, "Apps", DomainId=self.id, UserProfileName="Ada")
        self.sagemaker.delete_app(**self.canvas["id"])
        while self.status("describe_app", **self.canvas["id"]) == "Deleting":
            pass
        self.refused("ResourceInUse", self.sagemaker.delete_user_profile, "owns a Space", DomainId=self.id, UserProfileName="Ada")

    def test_an_app_goes_slowly_and_is_listed_on(self):
        asks = self.people()
        self.sagemaker.delete_app(**asks)
        self.refused("ResourceInUse", self.sagemaker.delete_app, "Deleting", **asks)
        self.assertEqual(["Deleting", "Deleted"], [self.status("describe_app", **asks), self.status("describe_app", **asks)])
        listed = self.sagemaker.list_apps(DomainIdEquals=self.id)["Apps"]
        self.assertEqual({"Deleted", "InService"}, {one["Status"] for one in listed})
        self.refused("ResourceNotFound", self.sagemaker.delete_app, "does not exist", **asks)

    def test_an_app_that_failed_is_not_deleted_and_holds_nothing(self):
        asks = self.people()
        self.control("POST", "properties", {self.lab["arn"]: {"told": {"Status": "Failed"}}})
        self.refused("ValidationException", self.sagemaker.delete_app, "failed", **asks)
        self.sagemaker.delete_space(DomainId=self.id, SpaceName="Adas")
        self.assertEqual("Deleting", self.status("describe_space", DomainId=self.id, SpaceName="Adas"))
        self.refused("ResourceNotFound", self.sagemaker.describe_space, DomainId=self.id, SpaceName="Adas")

    def test_an_arn_has_its_type_with_its_case_and_names_without(self):
        self.people()
        self.assertTrue(self.canvas["arn"].endswith(f":app/{self.id}/ada/Canvas/default"))
        self.assertTrue(self.profile["arn"].endswith("/ada"))
        self.refused("ValidationException", self.sagemaker.list_tags, "RecordNotFound", ResourceArn=self.canvas["arn"].lower())

    def test_a_domain_goes_slowly_and_leaves_its_file_system_unless_told_otherwise(self):
        home = self.home()
        self.sagemaker.delete_domain(DomainId=self.id)
        self.refused("ResourceInUse", self.sagemaker.delete_domain, "Deleting", DomainId=self.id)
        self.assertEqual("Deleting", self.status("describe_domain", DomainId=self.id))
        self.refused("ResourceNotFound", self.sagemaker.describe_domain, DomainId=self.id)
        self.assertEqual([home], self.file_systems())
        self.assertEqual(2, len(self.aws("efs").describe_mount_targets(FileSystemId=home)["MountTargets"]))

    def test_its_file_system_goes_with_it_where_that_is_said_and_its_groups_stay(self):
        self.people()
        self.delete_all()
        self.sagemaker.delete_domain(DomainId=self.id, RetentionPolicy={"HomeEfsFileSystem": "Delete"})
        self.assertEqual([], self.file_systems())
        groups = learning.left_by_domain(self.account, self.domain)
        self.assertEqual(2, len(groups))
        for group in groups:
            self.refused("DependencyViolation", self.aws("ec2").delete_security_group, GroupId=group["id"])

    def test_without_its_file_system_it_cannot_go(self):
        home = self.home()
        for target in self.aws("efs").describe_mount_targets(FileSystemId=home)["MountTargets"]:
            self.aws("efs").delete_mount_target(MountTargetId=target["MountTargetId"])
        while self.aws("efs").describe_mount_targets(FileSystemId=home)["MountTargets"]:
            pass  # They take a few looks to go.
        self.aws("efs").delete_file_system(FileSystemId=home)
        while self.file_systems():
            pass
        self.sagemaker.delete_domain(DomainId=self.id)
        told = self.sagemaker.describe_domain(DomainId=self.id)
        self.assertEqual("Delete_Failed", told["Status"])
        self.assertIn(home, told["FailureReason"])

    def test_the_index_has_what_carries_the_tag(self):
        self.people()
        self.assertIn(self.domain["arn"], self.index())
        self.control("POST", "tags", {self.lab["arn"]: {"workshop": "w"}})
        self.assertIn(self.lab["arn"], self.index())

    def test_a_tracking_server_and_a_cluster_go_slowly_and_refuse_meanwhile(self):
        learning.tracking_server(self.account, "server", {"workshop": "w"}, "arn:aws:iam::123456789012:role/r")
        learning.hyper_pod(self.account, "pod", {"workshop": "w"}, "arn:aws:iam::123456789012:role/r")
        self.assertEqual(2, len([arn for arn in self.index() if "mlflow" in arn or ":cluster/" in arn]))
        for asks, delete, describe in (
            ({"TrackingServerName": "server"}, self.sagemaker.delete_mlflow_tracking_server, self.sagemaker.describe_mlflow_tracking_server),
            ({"ClusterName": "pod"}, self.sagemaker.delete_cluster, self.sagemaker.describe_cluster),
        ):
            delete(**asks)
            self.refused("ConflictException", delete, "Deleting", **asks)
            describe(**asks)
            self.refused("ResourceNotFound", describe, **asks)
            self.refused("ResourceNotFound", delete, **asks)


class OnEks(Test):
    def test_a_cluster_on_eks_asks_for_its_access_entries(self) -> None:
        sagemaker = self.aws("sagemaker")
        group = {
            "InstanceCount": 1, "InstanceGroupName": "g", "InstanceType": "ml.c5.large", "ExecutionRole": self.role(),
            "ThreadsPerCore": 1, "LifeCycleConfig": {"SourceS3Uri": "s3://sagemaker-x", "OnCreate": "on_create.sh"},
        }  # fmt: skip
        on = {"Eks": {"ClusterArn": "arn:aws:eks:eu-central-1:123456789012:cluster/lab"}}
        sagemaker.create_cluster(ClusterName="c", InstanceGroups=[group], Orchestrator=on)
        self.assertEqual(on, sagemaker.describe_cluster(ClusterName="c")["Orchestrator"])
        self.control("POST", "rights", {"deny": ["eks:DeleteAccessEntry"]})
        self.refused("AccessDeniedException", sagemaker.delete_cluster, "eks:DeleteAccessEntry", ClusterName="c")
        self.control("POST", "rights", {"deny": []})
        sagemaker.delete_cluster(ClusterName="c")
        self.assertEqual("Deleting", sagemaker.describe_cluster(ClusterName="c")["ClusterStatus"])


if __name__ == "__main__":
    import unittest

    unittest.main()


class Components(Test):
    """Inference components: which model each serves only a look at it tells."""

    def setUp(self) -> None:
        super().setUp()
        self.sagemaker = self.aws("sagemaker")
        self.sagemaker.create_model(ModelName="m", ExecutionRoleArn=self.role())
        variant = {"VariantName": "v", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        self.sagemaker.create_endpoint_config(EndpointConfigName="c", ProductionVariants=[variant])
        self.sagemaker.create_endpoint(EndpointName="e", EndpointConfigName="c")

    def make(self, name: str, endpoint: str = "e", model: str = "m") -> None:
        self.sagemaker.create_inference_component(
            InferenceComponentName=name, EndpointName=endpoint, VariantName="v", Specification={"ModelName": model}
        )

    def test_a_component_names_its_model_when_it_is_described(self) -> None:
        self.make("one")
        (listed,) = self.sagemaker.list_inference_components()["InferenceComponents"]
        self.assertEqual(("one", "e"), (listed["InferenceComponentName"], listed["EndpointName"]))
        self.assertNotIn("Specification", listed)
        told = self.sagemaker.describe_inference_component(InferenceComponentName="one")
        self.assertEqual("m", told["Specification"]["ModelName"])

    def test_what_it_names_has_to_be_there(self) -> None:
        self.refused("ValidationException", self.make, name="one", endpoint="none")
        self.refused("ValidationException", self.make, name="one", model="none")
        self.refused("ValidationException", self.sagemaker.describe_inference_component, InferenceComponentName="one")
