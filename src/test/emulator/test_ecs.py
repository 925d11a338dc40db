"""What is asked of ECS behaves as AWS does. Run: ./python -m unittest test_ecs"""

from __future__ import annotations

import json
import unittest
from datetime import datetime, timezone

from emulated import ACCOUNT, REGION, Test

TAGS = [{"key": "workshop", "value": "w"}]
ARN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:"


class Containers(Test):
    def setUp(self) -> None:
        super().setUp()
        self.ecs, self.ec2 = self.aws("ecs"), self.aws("ec2")

    def cluster(self, name: str = "c", **more) -> str:
        return self.ecs.create_cluster(clusterName=name, tags=TAGS, **more)["cluster"]["clusterArn"]

    def definition(self, family: str = "f") -> str:
        return self.ecs.register_task_definition(
            family=family,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            containerDefinitions=[{"name": "web", "image": "nginx", "memory": 512}],
            tags=TAGS,
        )["taskDefinition"]["taskDefinitionArn"]

    def network(self) -> dict:
        subnet = self.ec2.describe_subnets()["Subnets"][0]
        group = self.ec2.create_security_group(GroupName=f"g-{len(self.groups())}", Description="g", VpcId=subnet["VpcId"])["GroupId"]
        return {"awsvpcConfiguration": {"subnets": [subnet["SubnetId"]], "securityGroups": [group]}}

    def groups(self) -> list:
        return self.ec2.describe_security_groups()["SecurityGroups"]

    def service(self, name: str = "s", **more) -> str:
        told = {"cluster": "c", "desiredCount": 1, "launchType": "FARGATE", "tags": TAGS} | more
        if "networkConfiguration" not in told and told.get("taskDefinition"):
            told["networkConfiguration"] = self.network()
        return self.ecs.create_service(serviceName=name, **told)["service"]["serviceArn"]

    def status(self, service: str = "s") -> str:
        return self.ecs.describe_services(cluster="c", services=[service])["services"][0]["status"]

    def tasks(self) -> list[str]:
        return self.ecs.list_tasks(cluster="c")["taskArns"]

    def instance(self) -> str:
        image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        made = self.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
        self.ecs.register_container_instance(cluster="c", instanceIdentityDocument=json.dumps({"instanceId": made}))
        return made

    def test_a_service_drains_runs_its_tasks_meanwhile_and_is_described_as_inactive(self):
        self.cluster()
        arn = self.service(taskDefinition=self.definition())
        self.assertIn(arn, self.index())
        self.assertEqual(1, len(self.tasks()))
        delete = self.ecs.delete_service
        self.refused("InvalidParameterException", delete, "scaled above 0", cluster="c", service="s")
        delete(cluster="c", service="s", force=True)
        self.assertEqual([], self.ecs.list_services(cluster="c")["serviceArns"])
        self.refused("ClusterContainsServicesException", self.ecs.delete_cluster, "Services are active", cluster="c")
        self.assertEqual(["DRAINING", "INACTIVE"], [self.status(), self.status()])
        self.assertNotIn(arn, self.index())
        self.refused("ServiceNotFoundException", delete, "", cluster="c", service="s", force=True)
        told = self.ecs.describe_services(cluster="c", services=["x"])
        self.assertEqual((([], "MISSING")), (told["services"], told["failures"][0]["reason"]))

    def test_the_interface_of_a_task_is_ecs_s_and_leaves_with_it(self):
        self.cluster()
        self.service(taskDefinition=self.definition())
        look = lambda: [one for one in self.ec2.describe_network_interfaces()["NetworkInterfaces"] if ":attachment/" in one["Description"]]  # noqa: E731
        (one,) = look()
        self.assertTrue(one["RequesterManaged"])
        self.refused("DependencyViolation", self.ec2.delete_security_group, "", GroupId=one["Groups"][0]["GroupId"])
        self.ecs.delete_service(cluster="c", service="s", force=True)
        while self.status() != "INACTIVE" or look():
            pass
        self.ec2.delete_security_group(GroupId=one["Groups"][0]["GroupId"])

    def test_no_more_than_ten_services_are_described_at_once(self):
        self.cluster()
        names = [f"s{n}" for n in range(11)]
        self.refused("InvalidParameterException", self.ecs.describe_services, "", cluster="c", services=names)

    def test_a_task_that_is_stopped_takes_its_time_and_a_services_comes_back(self):
        self.cluster()
        self.service(taskDefinition=self.definition(), propagateTags="SERVICE")
        (task,) = self.tasks()
        self.assertIn(task, self.index())
        self.ecs.stop_task(cluster="c", task=task)
        self.assertNotIn(task, self.index())
        self.assertEqual(1, len(set(self.tasks()) - {task}))
        look = lambda: self.ecs.describe_tasks(cluster="c", tasks=[task])["tasks"][0]["lastStatus"]  # noqa: E731
        self.assertEqual(["STOPPING", "STOPPED"], [look(), look()])
        self.refused("InvalidParameterException", self.ecs.stop_task, "not found", cluster="c", task="0" * 32)
        told = self.ecs.describe_tasks(cluster="c", tasks=[task, "0" * 32])
        self.assertEqual((1, "MISSING"), (len(told["tasks"]), told["failures"][0]["reason"]))

    def test_a_standalone_task_holds_its_cluster(self):
        self.cluster()
        definition = self.definition()
        task = self.ecs.run_task(cluster="c", taskDefinition=definition, launchType="FARGATE", networkConfiguration=self.network())
        task = task["tasks"][0]["taskArn"]
        self.assertEqual("RUNNING", self.ecs.describe_tasks(cluster="c", tasks=[task])["tasks"][0]["lastStatus"])
        self.refused("ClusterContainsTasksException", self.ecs.delete_cluster, "Tasks are active", cluster="c")
        self.ecs.stop_task(cluster="c", task=task)
        self.refused("ClusterContainsTasksException", self.ecs.delete_cluster, "Tasks are active", cluster="c")
        for _ in range(2):
            self.ecs.describe_tasks(cluster="c", tasks=[task])
        self.ecs.delete_cluster(cluster="c")

    def test_a_cluster_that_is_inactive_is_described_and_nothing_else(self):
        arn = self.cluster()
        self.assertIn(arn, self.index())
        self.ecs.delete_cluster(cluster="c")
        self.assertEqual("INACTIVE", self.ecs.describe_clusters(clusters=["c"])["clusters"][0]["status"])
        self.assertEqual([], self.ecs.list_clusters()["clusterArns"])
        self.assertNotIn(arn, self.index())
        self.refused("ClusterNotFoundException", self.ecs.list_services, "", cluster="c")
        self.assertEqual("INACTIVE", self.ecs.delete_cluster(cluster="c")["cluster"]["status"])

    def test_instances_hold_their_cluster_and_those_cut_off_even_when_terminated(self):
        self.cluster()
        alive, cut_off = self.instance(), self.instance()
        self.refused("ClusterContainsContainerInstancesException", self.ecs.delete_cluster, "Container Instances", cluster="c")
        self.ec2.stop_instances(InstanceIds=[cut_off])
        instances = self.ecs.list_container_instances(cluster="c")["containerInstanceArns"]
        told = self.ecs.describe_container_instances(cluster="c", containerInstances=instances)["containerInstances"]
        self.assertEqual({alive: True, cut_off: False}, {one["ec2InstanceId"]: one["agentConnected"] for one in told})
        self.ec2.terminate_instances(InstanceIds=[alive, cut_off])
        (left,) = self.ecs.list_container_instances(cluster="c")["containerInstanceArns"]
        self.refused("ClusterContainsContainerInstancesException", self.ecs.delete_cluster, "", cluster="c")
        self.ecs.deregister_container_instance(cluster="c", containerInstance=left, force=True)
        self.ecs.delete_cluster(cluster="c")

    def test_a_machine_whose_agent_is_reconnecting_is_there_as_before(self):
        self.cluster()
        document = {"instanceId": self.instance(), "agent": "reconnecting"}
        self.ecs.register_container_instance(cluster="c", instanceIdentityDocument=json.dumps(document))
        instances = self.ecs.list_container_instances(cluster="c")["containerInstanceArns"]
        told = self.ecs.describe_container_instances(cluster="c", containerInstances=instances)["containerInstances"]
        self.assertEqual([False, True], sorted(one["agentConnected"] for one in told))
        self.refused("ClusterContainsContainerInstancesException", self.ecs.delete_cluster, "Container Instances", cluster="c")

    def test_a_definition_is_deregistered_first_and_stays_while_it_is_used(self):
        self.cluster()
        arn = self.definition()
        self.service(taskDefinition=arn)
        delete = lambda: self.ecs.delete_task_definitions(taskDefinitions=[arn])  # noqa: E731
        self.assertIn("still in ACTIVE", delete()["failures"][0]["reason"])
        self.ecs.deregister_task_definition(taskDefinition=arn)
        self.assertEqual([], self.ecs.list_task_definitions()["taskDefinitionArns"])
        self.assertEqual([], delete()["failures"])
        look = lambda: self.ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]["status"]  # noqa: E731
        self.assertEqual("DELETE_IN_PROGRESS", look())
        self.ecs.delete_service(cluster="c", service="s", force=True)
        while self.status() != "INACTIVE":
            pass
        self.refused("ClientException", self.ecs.describe_task_definition, "Unable to describe", taskDefinition=arn)
        self.assertIn("does not exist", delete()["failures"][0]["reason"])
        self.refused("ClientException", self.ecs.deregister_task_definition, "does not exist", taskDefinition=arn)
        self.assertNotIn(arn, self.index())

    def test_a_provider_says_in_a_200_that_a_cluster_has_it(self):
        asg = f"arn:aws:autoscaling:{REGION}:{ACCOUNT}:autoScalingGroup:1-2:autoScalingGroupName/a"
        self.ecs.create_capacity_provider(name="p", autoScalingGroupProvider={"autoScalingGroupArn": asg}, tags=TAGS)
        self.cluster(capacityProviders=["p", "FARGATE"])
        self.assertIn(ARN + "capacity-provider/p", self.index())
        delete = lambda: self.ecs.delete_capacity_provider(capacityProvider="p")["capacityProvider"]  # noqa: E731
        told = delete()
        self.assertEqual("DELETE_FAILED", told["updateStatus"])
        self.assertIn("associated with cluster: c", told["updateStatusReason"])
        self.ecs.delete_cluster(cluster="c")
        self.assertEqual("DELETE_IN_PROGRESS", delete()["updateStatus"])
        look = lambda: {one["name"]: one["status"] for one in self.ecs.describe_capacity_providers()["capacityProviders"]}  # noqa: E731
        self.assertEqual({"FARGATE": "ACTIVE", "FARGATE_SPOT": "ACTIVE", "p": "ACTIVE"}, look())
        self.assertEqual("INACTIVE", look()["p"])
        self.refused("ClientException", self.ecs.delete_capacity_provider, "does not exist", capacityProvider="p")
        self.refused("ClientException", self.ecs.delete_capacity_provider, "reserved", capacityProvider="FARGATE_SPOT")

    def test_a_provider_of_managed_instances_goes_before_its_cluster(self):
        self.cluster()
        role = f"arn:aws:iam::{ACCOUNT}:role/r"
        template = {"ec2InstanceProfileArn": f"arn:aws:iam::{ACCOUNT}:instance-profile/p", "networkConfiguration": {"subnets": ["subnet-1"]}}
        self.ecs.create_capacity_provider(
            name="m", cluster="c", managedInstancesProvider={"infrastructureRoleArn": role, "instanceLaunchTemplate": template}
        )
        told = lambda **by: [one["name"] for one in self.ecs.describe_capacity_providers(**by)["capacityProviders"]]  # noqa: E731
        self.assertEqual(["FARGATE", "FARGATE_SPOT"], told())
        self.assertEqual(["m"], told(cluster="c"))
        self.refused("ClusterNotFoundException", self.ecs.describe_capacity_providers, cluster="nowhere")
        self.refused("ClientException", self.ecs.delete_cluster, "Cluster Scoped Capacity Providers", cluster="c")
        self.refused("ClientException", self.ecs.delete_capacity_provider, "", capacityProvider="m")
        self.ecs.delete_capacity_provider(capacityProvider="m", cluster="c")
        for _ in range(2):
            self.ecs.describe_capacity_providers(capacityProviders=["m"])
        self.ecs.delete_cluster(cluster="c")

    def test_task_sets_go_before_a_service_that_is_managed_from_outside(self):
        self.cluster()
        self.service(deploymentController={"type": "EXTERNAL"})
        made = self.ecs.create_task_set(cluster="c", service="s", taskDefinition=self.definition(), launchType="FARGATE", networkConfiguration=self.network(), tags=TAGS)
        arn = made["taskSet"]["taskSetArn"]
        self.assertIn(arn, self.index())
        delete = self.ecs.delete_service
        self.refused("InvalidParameterException", delete, "deployments are active", cluster="c", service="s", force=True)
        self.refused("InvalidParameterException", self.ecs.delete_task_set, "", cluster="c", service="s", taskSet=arn)
        self.ecs.delete_task_set(cluster="c", service="s", taskSet=arn, force=True)
        look = lambda: [one["status"] for one in self.ecs.describe_task_sets(cluster="c", service="s")["taskSets"]]  # noqa: E731
        self.assertEqual([["DRAINING"], []], [look(), look()])
        self.refused("TaskSetNotFoundException", self.ecs.delete_task_set, "", cluster="c", service="s", taskSet=arn)
        delete(cluster="c", service="s", force=True)

    def test_the_task_sets_of_codedeploy_are_not_asked_about(self):
        self.cluster()
        self.service(deploymentController={"type": "CODE_DEPLOY"}, taskDefinition=self.definition())
        told = self.ecs.describe_services(cluster="c", services=["s"])["services"][0]["taskSets"]
        self.assertEqual(["CODE_DEPLOY"], [one["startedBy"] for one in told])
        self.refused("InvalidParameterException", self.ecs.describe_task_sets, "", cluster="c", service="s")
        self.ecs.delete_service(cluster="c", service="s", force=True)

    def test_an_express_service_has_a_deletion_of_its_own(self):
        self.cluster()
        role = f"arn:aws:iam::{ACCOUNT}:role/r"
        arn = self.ecs.create_express_gateway_service(
            cluster="c", serviceName="e", executionRoleArn=role, infrastructureRoleArn=role, primaryContainer={"image": "nginx"}, tags=TAGS
        )["service"]["serviceArn"]
        told = self.ecs.describe_services(cluster="c", services=["e"])["services"][0]
        self.assertEqual("ECS", told["resourceManagementType"])
        self.refused("InvalidParameterException", self.ecs.delete_service, "Express", cluster="c", service="e", force=True)
        self.ecs.delete_express_gateway_service(serviceArn=arn)
        self.assertEqual(["DRAINING", "INACTIVE"], [self.status("e"), self.status("e")])

    def test_a_service_tells_what_its_deployments_work_with(self):
        self.cluster()
        role = f"arn:aws:iam::{ACCOUNT}:role/r"
        disks = [{"name": "d", "managedEBSVolume": {"roleArn": role, "sizeInGiB": 1}}]
        hooks = [{"hookTargetArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f", "roleArn": role, "lifecycleStages": ["POST_SCALE_UP"]}]
        more = {"volumeConfigurations": disks, "deploymentConfiguration": {"lifecycleHooks": hooks}}
        self.service(taskDefinition=self.definition(), **more)
        told = self.ecs.describe_services(cluster="c", services=["s"])["services"][0]
        self.assertEqual(hooks, told["deploymentConfiguration"]["lifecycleHooks"])
        self.assertEqual([disks], [one["volumeConfigurations"] for one in told["deployments"]])

    def test_things_are_as_old_as_the_clock_says(self):
        self.control("POST", "clock", {"offsetSeconds": -864000})
        self.cluster()
        definition = self.definition()
        self.service(taskDefinition=definition)
        self.control("POST", "clock", {"offsetSeconds": 0})
        service = self.ecs.describe_services(cluster="c", services=["s"])["services"][0]["createdAt"]
        task = self.ecs.describe_tasks(cluster="c", tasks=self.tasks())["tasks"][0]["createdAt"]
        made = self.ecs.describe_task_definition(taskDefinition=definition)["taskDefinition"]["registeredAt"]
        self.assertEqual({10}, {(datetime.now(timezone.utc) - at).days for at in (service, task, made)})


if __name__ == "__main__":
    unittest.main()
