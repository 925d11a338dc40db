"""What is asked of Bedrock's throughput and of Rekognition's projects behaves as AWS does. Run: ./python -m unittest test_trained_models"""

from __future__ import annotations

import learning_seed as learning
from emulated import REGION, TAGS, Test
from seed_account import Account


class Throughput(Test):
    def test_it_is_refused_before_its_time_is_over(self):
        bedrock, account = self.aws("bedrock"), Account(self.endpoint, REGION)
        arn = learning.throughput(account, "month", TAGS, commitmentDuration="OneMonth")["arn"]
        self.assertIn(arn, self.index())
        told = bedrock.list_provisioned_model_throughputs()["provisionedModelSummaries"][0]
        self.assertEqual(30, (told["commitmentExpirationTime"] - told["creationTime"]).days)
        delete = bedrock.delete_provisioned_model_throughput
        self.refused("ValidationException", delete, "commitment term", 400, provisionedModelId=arn)
        self.control("POST", "clock", {"offsetSeconds": 31 * 86400})
        delete(provisionedModelId=arn)
        self.refused("ResourceNotFoundException", delete, "", 404, provisionedModelId=arn)
        self.refused("ResourceNotFoundException", bedrock.list_tags_for_resource, "", 404, resourceARN=arn)

    def test_without_a_term_it_goes_at_any_time(self):
        arn = learning.throughput(Account(self.endpoint, REGION), "hourly", TAGS)["arn"]
        self.aws("bedrock").delete_provisioned_model_throughput(provisionedModelId=arn)
        self.assertNotIn(arn, self.index())


class Projects(Test):
    def setUp(self) -> None:
        super().setUp()
        self.rekognition, self.account = self.aws("rekognition"), Account(self.endpoint, REGION)
        self.project = learning.project(self.account, "p", TAGS)["arn"]

    def versions(self) -> list[str]:
        return [one["Status"] for one in self.rekognition.describe_project_versions(ProjectArn=self.project)["ProjectVersionDescriptions"]]

    def projects(self, **asks) -> list[dict]:
        return self.rekognition.describe_projects(**asks)["ProjectDescriptions"]

    def test_a_version_is_stopped_first_and_both_take_time(self):
        _, first, second = learning.models(self.account, {"arn": self.project})
        delete, stop = self.rekognition.delete_project_version, self.rekognition.stop_project_version
        self.refused("ResourceInUseException", delete, "RUNNING", ProjectVersionArn=second["arn"])
        self.refused("ResourceInUseException", stop, "TRAINING_COMPLETED", ProjectVersionArn=first["arn"])
        stop(ProjectVersionArn=second["arn"])
        self.refused("ResourceInUseException", delete, "STOPPING", ProjectVersionArn=second["arn"])
        self.assertEqual(["STOPPING", "STOPPED"], [self.versions()[-1], self.versions()[-1]])
        delete(ProjectVersionArn=second["arn"])
        self.refused("ResourceInUseException", delete, "DELETING", ProjectVersionArn=second["arn"])
        self.assertEqual([2, 1], [len(self.versions()), len(self.versions())])
        self.refused("ResourceNotFoundException", delete, "", ProjectVersionArn=second["arn"])

    def test_a_project_goes_after_its_versions_and_data_sets(self):
        dataset = learning.models(self.account, {"arn": self.project})[0]
        self.refused("ResourceInUseException", self.rekognition.delete_project, "models or datasets", ProjectArn=self.project)
        self.rekognition.delete_dataset(DatasetArn=dataset["arn"])
        self.refused("ResourceInUseException", self.rekognition.delete_dataset, "DELETE_IN_PROGRESS", DatasetArn=dataset["arn"])
        self.assertEqual([1, 0], [len(self.projects()[0]["Datasets"]), len(self.projects()[0]["Datasets"])])

    def test_a_project_goes_slowly(self):
        self.assertIn(self.project, self.index())
        self.rekognition.delete_project(ProjectArn=self.project)
        self.assertEqual([1, 0], [len(self.projects()), len(self.projects())])
        self.refused("ResourceNotFoundException", self.rekognition.list_tags_for_resource, "", ResourceArn=self.project)

    def test_an_adapter_is_told_of_to_who_asks_for_its_feature(self):
        learning.project(self.account, "adapter", TAGS, Feature="CONTENT_MODERATION")
        self.assertEqual(1, len(self.projects()))
        self.assertEqual(2, len(self.projects(Features=["CUSTOM_LABELS", "CONTENT_MODERATION"])))


if __name__ == "__main__":
    import unittest

    unittest.main()
