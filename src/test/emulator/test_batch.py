"""What is asked of Batch behaves as AWS does. Run: ./python -m unittest test_batch"""

from __future__ import annotations

import unittest

from emulated import TAGS, Test


class Jobs(Test):
    def setUp(self) -> None:
        super().setUp()
        self.batch = self.aws("batch")

    def environment(self) -> str:
        subnet = self.aws("ec2").describe_subnets()["Subnets"][0]
        group = self.aws("ec2").describe_security_groups()["SecurityGroups"][0]["GroupId"]
        resources = {"type": "FARGATE", "maxvCpus": 4, "subnets": [subnet["SubnetId"]], "securityGroupIds": [group]}
        return self.batch.create_compute_environment(
            computeEnvironmentName="env", type="MANAGED", computeResources=resources, serviceRole=self.role(), tags=TAGS
        )["computeEnvironmentArn"]

    def queue(self, environment: str) -> str:
        order = [{"order": 1, "computeEnvironment": environment}]
        return self.batch.create_job_queue(jobQueueName="q", priority=1, state="ENABLED", computeEnvironmentOrder=order, tags=TAGS)["jobQueueArn"]

    def queues(self) -> list[str]:
        return [one["status"] for one in self.batch.describe_job_queues(jobQueues=["q"])["jobQueues"]]

    def environments(self) -> list[str]:
        return [one["status"] for one in self.batch.describe_compute_environments(computeEnvironments=["env"])["computeEnvironments"]]

    def disable_environment(self) -> None:
        self.batch.update_compute_environment(computeEnvironment="env", state="DISABLED")
        while self.environments() == ["UPDATING"]:
            pass

    def test_the_index_bears_an_environment(self):
        environment = self.environment()
        self.assertEqual({environment, self.queue(environment)}, set(self.index()) - {self.role_arn()})

    def role_arn(self) -> str:
        return self.aws("iam").get_role(RoleName="r")["Role"]["Arn"]

    def test_a_queue_is_disabled_first_and_goes_slowly(self):
        self.queue(self.environment())
        delete = self.batch.delete_job_queue
        self.refused("ClientException", delete, "DISABLED", jobQueue="q")
        self.batch.update_job_queue(jobQueue="q", state="DISABLED")
        self.refused("ClientException", delete, "being modified", jobQueue="q")
        self.assertEqual([["UPDATING"], ["VALID"]], [self.queues(), self.queues()])
        delete(jobQueue="q")
        self.refused("ClientException", self.batch.update_job_queue, "being modified", jobQueue="q", state="ENABLED")
        self.assertEqual([["DELETING"], []], [self.queues(), self.queues()])
        self.refused("ClientException", delete, "does not exist", jobQueue="q")

    def test_an_environment_waits_for_its_queue_and_learns_late_that_it_is_gone(self):
        self.queue(self.environment())
        delete = self.batch.delete_compute_environment
        self.refused("ClientException", delete, "DISABLED", computeEnvironment="env")
        self.disable_environment()
        self.refused("ClientException", delete, "existing JobQueue relationship", computeEnvironment="env")
        self.batch.update_job_queue(jobQueue="q", state="DISABLED")
        while self.queues() == ["UPDATING"]:
            pass
        self.batch.delete_job_queue(jobQueue="q")
        while self.queues():
            pass
        self.refused("ClientException", delete, "existing JobQueue relationship", computeEnvironment="env")
        cluster = self.batch.describe_compute_environments()["computeEnvironments"][0]["ecsClusterArn"]
        delete(computeEnvironment="env")
        self.assertEqual([["DELETING"], []], [self.environments(), self.environments()])
        told = self.aws("ecs").describe_clusters(clusters=[cluster])["clusters"][0]
        self.assertEqual("INACTIVE", told["status"])
        self.refused("ClientException", delete, "does not exist", computeEnvironment="env")

    def test_an_environment_whose_role_went_first_is_invalid_for_ever(self):
        self.environment()
        self.disable_environment()
        self.aws("iam").delete_role(RoleName="r")
        for _ in range(2):
            self.batch.delete_compute_environment(computeEnvironment="env")
            self.assertEqual([["DELETING"], ["INVALID"]], [self.environments(), self.environments()])
        told = self.batch.describe_compute_environments()["computeEnvironments"][0]
        self.assertIn("AssumeRole", told["statusReason"])

    def test_a_definition_is_inactive_and_stays_in_sight(self):
        container = {"image": "busybox", "resourceRequirements": [{"type": "MEMORY", "value": "512"}, {"type": "VCPU", "value": "1"}]}
        told = {"jobDefinitionName": "d", "type": "container", "containerProperties": container, "tags": TAGS}
        arn = self.batch.register_job_definition(**told)["jobDefinitionArn"]
        self.assertTrue(arn.endswith("job-definition/d:1"))
        self.batch.deregister_job_definition(jobDefinition=arn)
        self.assertEqual("INACTIVE", self.batch.describe_job_definitions(jobDefinitions=[arn])["jobDefinitions"][0]["status"])
        self.assertIn(arn, self.index())
        self.refused("ClientException", self.batch.deregister_job_definition, "does not exist", jobDefinition="x:1")

    def test_a_definition_of_several_containers_tells_its_tasks(self):
        ecs = {"taskProperties": [{"containers": [{"image": "busybox"}], "taskRoleArn": "arn:aws:iam::123456789012:role/r"}]}
        nodes = {"numNodes": 1, "mainNode": 0, "nodeRangeProperties": [{"targetNodes": "0:", "ecsProperties": ecs}]}
        self.batch.register_job_definition(jobDefinitionName="several", type="container", ecsProperties=ecs)
        self.batch.register_job_definition(jobDefinitionName="nodes", type="multinode", nodeProperties=nodes)
        told = {one["jobDefinitionName"]: one for one in self.batch.describe_job_definitions()["jobDefinitions"]}
        self.assertEqual(ecs, told["several"]["ecsProperties"])
        self.assertNotIn("containerProperties", told["several"])
        self.assertEqual(nodes, told["nodes"]["nodeProperties"])


if __name__ == "__main__":
    unittest.main()
