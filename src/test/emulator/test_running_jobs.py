"""What is asked of SageMaker's jobs, AWS Private CA, CodeBuild's fleets and DAX behaves as AWS does.
Run: ./python -m unittest test_running_jobs"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, PAIRS, REGION, TAGS, Test


class Jobs(Test):
    def setUp(self) -> None:
        super().setUp()
        self.sage = self.aws("sagemaker")
        self.role = f"arn:aws:iam::{ACCOUNT}:role/learning"

    def training(self) -> str:
        return self.sage.create_training_job(
            TrainingJobName="j", RoleArn=self.role, AlgorithmSpecification={"TrainingInputMode": "File"}, StoppingCondition={},
            OutputDataConfig={"S3OutputPath": "s3://b"}, ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1}, Tags=PAIRS,
        )["TrainingJobArn"]  # fmt: skip

    def running(self) -> list[str]:
        return [one["TrainingJobName"] for one in self.sage.list_training_jobs(StatusEquals="InProgress")["TrainingJobSummaries"]]

    def test_one_that_is_stopped_takes_its_time_and_stays_in_the_list(self):
        arn = self.training()
        self.assertIn(arn, self.index())
        self.assertEqual(PAIRS, self.sage.list_tags(ResourceArn=arn)["Tags"])
        self.assertEqual(["j"], self.running())
        self.sage.stop_training_job(TrainingJobName="j")
        self.refused("ValidationException", self.sage.stop_training_job, "Stopping", TrainingJobName="j")
        self.assertEqual([], self.running())
        while self.sage.describe_training_job(TrainingJobName="j")["TrainingJobStatus"] != "Stopped":
            pass
        self.assertEqual("Stopped", self.sage.list_training_jobs()["TrainingJobSummaries"][0]["TrainingJobStatus"])
        self.refused("ValidationException", self.sage.describe_training_job, "not found", TrainingJobName="k")


class Authorities(Test):
    def test_one_is_disabled_first_and_can_be_restored_for_a_while(self):
        pca = self.aws("acm-pca")
        of = {"KeyAlgorithm": "RSA_2048", "SigningAlgorithm": "SHA256WITHRSA", "Subject": {"CommonName": "lab"}}
        arn = pca.create_certificate_authority(CertificateAuthorityConfiguration=of, CertificateAuthorityType="ROOT", Tags=PAIRS)
        arn = arn["CertificateAuthorityArn"]
        self.assertIn(arn, self.index())
        self.refused("ResourceNotFoundException", pca.get_policy, "policy", ResourceArn=arn)
        self.refused("InvalidStateException", pca.delete_certificate_authority, "disabled", CertificateAuthorityArn=arn)
        pca.update_certificate_authority(CertificateAuthorityArn=arn, Status="DISABLED")
        self.refused("InvalidArgsException", pca.delete_certificate_authority, CertificateAuthorityArn=arn, PermanentDeletionTimeInDays=31)
        pca.delete_certificate_authority(CertificateAuthorityArn=arn, PermanentDeletionTimeInDays=30)
        told = pca.list_certificate_authorities(ResourceOwner="SELF")["CertificateAuthorities"][0]
        self.assertEqual("DELETED", told["Status"])
        self.assertIn("RestorableUntil", told)
        self.refused("InvalidStateException", pca.delete_certificate_authority, CertificateAuthorityArn=arn)


class Fleets(Test):
    def test_one_goes_slowly(self):
        build = self.aws("codebuild")
        made = build.create_fleet(
            name="ff", baseCapacity=1, environmentType="LINUX_CONTAINER", computeType="BUILD_GENERAL1_SMALL", tags=[{"key": k, "value": v} for k, v in TAGS.items()]
        )["fleet"]
        self.assertRegex(made["arn"], f"^arn:aws:codebuild:{REGION}:{ACCOUNT}:fleet/ff:[0-9a-f-]+$")
        self.assertIn(made["arn"], self.index())
        self.assertEqual([made["arn"]], build.list_fleets()["fleets"])
        told = build.batch_get_fleets(names=[made["arn"], "x"])
        self.assertEqual(["x"], told["fleetsNotFound"])
        self.assertEqual("ACTIVE", told["fleets"][0]["status"]["statusCode"])
        build.delete_fleet(arn=made["arn"])
        self.assertEqual("PENDING_DELETION", build.batch_get_fleets(names=[made["arn"]])["fleets"][0]["status"]["statusCode"])
        while build.list_fleets()["fleets"]:
            pass
        build.delete_fleet(arn=made["arn"])


class Accelerators(Test):
    def test_a_cluster_goes_slowly_and_not_while_it_changes(self):
        dax = self.aws("dax")
        made = dax.create_cluster(
            ClusterName="c", NodeType="dax.t3.small", ReplicationFactor=1, IamRoleArn=f"arn:aws:iam::{ACCOUNT}:role/r", Tags=PAIRS
        )["Cluster"]
        self.assertEqual(f"arn:aws:dax:{REGION}:{ACCOUNT}:cache/c", made["ClusterArn"])
        self.assertIn(made["ClusterArn"], self.index())
        self.assertEqual(PAIRS, dax.list_tags(ResourceName=made["ClusterArn"])["Tags"])
        dax.update_cluster(ClusterName="c")
        self.refused("InvalidClusterStateFault", dax.delete_cluster, "modifying", ClusterName="c")
        while dax.describe_clusters()["Clusters"][0]["Status"] != "available":
            pass
        dax.delete_cluster(ClusterName="c")
        self.refused("InvalidClusterStateFault", dax.delete_cluster, "deleting", ClusterName="c")
        while dax.describe_clusters()["Clusters"]:
            pass
        self.refused("ClusterNotFoundFault", dax.delete_cluster, ClusterName="c")


if __name__ == "__main__":
    unittest.main()
