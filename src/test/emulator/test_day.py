"""What the machine learning day needs behaves as AWS does. Run: ./python test_day.py"""

from __future__ import annotations

import unittest

import emulated
import machine_learning_day
import workshop
from seed_account import Account, Manifest

REGION, PAIRS = emulated.REGION, emulated.PAIRS


class SageMaker(emulated.Test):
    def day(self) -> machine_learning_day.MachineLearningDay:
        aws = Account(self.endpoint, REGION)
        return machine_learning_day.MachineLearningDay(aws, Manifest("w", aws), "w")

    def endpoint_named(self, name: str) -> str:
        day = self.day()
        day.model(name, day.tags, self.role())
        day.endpoint_config(name, day.tags, name)
        return day.endpoint(name, day.tags, name)["arn"]

    def test_an_endpoint_goes_slowly_and_refuses_meanwhile(self):
        sagemaker = self.aws("sagemaker")
        arn = self.endpoint_named("e")
        self.assertIn(arn, self.index())
        sagemaker.delete_endpoint(EndpointName="e")
        self.assertEqual("Deleting", sagemaker.describe_endpoint(EndpointName="e")["EndpointStatus"])
        self.refused("ValidationException", sagemaker.describe_endpoint, "Could not find", EndpointName="e")
        self.assertNotIn(arn, self.index())

    def test_an_endpoint_that_is_going_refuses_to_go(self):
        self.endpoint_named("e")
        self.aws("sagemaker").delete_endpoint(EndpointName="e")
        self.refused("ValidationException", self.aws("sagemaker").delete_endpoint, "in-progress", EndpointName="e")

    def test_what_is_not_there_is_said_in_words(self):
        sagemaker = self.aws("sagemaker")
        for call, asks in (
            (sagemaker.delete_endpoint, {"EndpointName": "x"}),
            (sagemaker.delete_endpoint_config, {"EndpointConfigName": "x"}),
            (sagemaker.delete_model, {"ModelName": "x"}),
        ):
            self.refused("ValidationException", call, "Could not find", 400, **asks)
        self.refused("ValidationException", sagemaker.delete_notebook_instance, "RecordNotFound", 400, NotebookInstanceName="x")

    def test_a_notebook_is_stopped_before_it_goes_and_both_take_time(self):
        sagemaker, day = self.aws("sagemaker"), self.day()
        day.notebook("n", day.tags, self.role())
        status = lambda: sagemaker.describe_notebook_instance(NotebookInstanceName="n")["NotebookInstanceStatus"]  # noqa: E731
        self.refused("ValidationException", sagemaker.delete_notebook_instance, "(InService) not in", NotebookInstanceName="n")
        sagemaker.stop_notebook_instance(NotebookInstanceName="n")
        self.refused("ValidationException", sagemaker.delete_notebook_instance, "(Stopping) not in", NotebookInstanceName="n")
        self.assertEqual(["Stopping", "Stopped"], [status(), status()])
        sagemaker.delete_notebook_instance(NotebookInstanceName="n")
        self.assertEqual("Deleting", status())
        self.refused("ValidationException", sagemaker.describe_notebook_instance, "RecordNotFound", NotebookInstanceName="n")

    def test_a_notebook_that_changes_is_let_alone(self):
        sagemaker, day = self.aws("sagemaker"), self.day()
        day.notebook("n", day.tags, self.role())
        status = lambda: sagemaker.describe_notebook_instance(NotebookInstanceName="n")["NotebookInstanceStatus"]  # noqa: E731
        sagemaker.stop_notebook_instance(NotebookInstanceName="n")
        self.assertEqual(["Stopping", "Stopped"], [status(), status()])
        for change, then, after in (
            (lambda: sagemaker.update_notebook_instance(NotebookInstanceName="n", InstanceType="ml.t3.large"), "Updating", "Stopped"),
            (lambda: sagemaker.start_notebook_instance(NotebookInstanceName="n"), "Pending", "InService"),
        ):
            change()
            for ends in (sagemaker.stop_notebook_instance, sagemaker.delete_notebook_instance):
                self.refused("ValidationException", ends, f"({then}) not in", NotebookInstanceName="n")
            self.assertEqual([then, after], [status(), status()])

    def test_tags_are_the_services_own(self):
        arn = self.endpoint_named("e")
        self.control("POST", "tags", {arn: {"workshop": None, "janitor:keep": ""}})
        told = self.aws("sagemaker").list_tags(ResourceArn=arn)["Tags"]
        self.assertIn({"Key": "janitor:keep", "Value": ""}, told)
        self.assertNotIn("workshop", {tag["Key"] for tag in told})


class Day(emulated.Test):
    def test_everything_is_there_and_nothing_is_told_twice(self):
        manifest = workshop.seed_with(machine_learning_day.MachineLearningDay, self.endpoint, "machine-learning-day", REGION)
        result = workshop.check(Account(self.endpoint, REGION), manifest)
        self.assertEqual([one["arn"] for one in manifest["due"]], result["stillThere"])
        self.assertEqual([], result["lost"])
        arns = [one["arn"] for where in workshop.CLASSES for one in manifest[where]]
        self.assertEqual(len(arns), len(set(arns)))


if __name__ == "__main__":
    unittest.main()
