"""What is asked of DMS behaves as AWS does. Run: ./python -m unittest test_migrations"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, REGION, Test

TAGS = [{"Key": "workshop", "Value": "w"}]


class Migrations(Test):
    def setUp(self) -> None:
        super().setUp()
        self.dms = self.aws("dms")
        subnets = [one["SubnetId"] for one in self.aws("ec2").describe_subnets()["Subnets"][:2]]
        self.dms.create_replication_subnet_group(
            ReplicationSubnetGroupIdentifier="g", ReplicationSubnetGroupDescription="g", SubnetIds=subnets, Tags=TAGS
        )
        self.subnets, self.group = subnets, f"arn:aws:dms:{REGION}:{ACCOUNT}:subgrp:g"
        self.source, self.target = (self.database(name) for name in ("source", "target"))

    def database(self, kind: str) -> str:
        return self.dms.create_endpoint(EndpointIdentifier=kind, EndpointType=kind, EngineName="mysql", Tags=TAGS)["Endpoint"]["EndpointArn"]

    def instance(self) -> str:
        return self.dms.create_replication_instance(
            ReplicationInstanceIdentifier="i",
            ReplicationInstanceClass="dms.t3.medium",
            ReplicationSubnetGroupIdentifier="g",
            Tags=TAGS,
        )["ReplicationInstance"]["ReplicationInstanceArn"]

    def task(self, instance: str) -> str:
        return self.dms.create_replication_task(
            ReplicationTaskIdentifier="t",
            SourceEndpointArn=self.source,
            TargetEndpointArn=self.target,
            ReplicationInstanceArn=instance,
            MigrationType="full-load",
            TableMappings="{}",
            ReplicationTaskSettings="{}",
            Tags=TAGS,
        )["ReplicationTask"]["ReplicationTaskArn"]

    def tasks(self) -> list[str]:
        return [one["Status"] for one in self.dms.describe_replication_tasks()["ReplicationTasks"]]

    def instances(self) -> list[str]:
        told = self.dms.describe_replication_instances()["ReplicationInstances"]
        return [one["ReplicationInstanceStatus"] for one in told]

    def test_a_task_is_stopped_first_and_keeps_what_it_is_on(self):
        instance = self.instance()
        task = self.task(instance)
        self.assertEqual({self.group, self.source, self.target, instance, task}, set(self.index()))
        self.assertEqual(["ready"], self.tasks())
        self.dms.start_replication_task(ReplicationTaskArn=task, StartReplicationTaskType="start-replication")
        delete, fault = self.dms.delete_replication_task, "InvalidResourceStateFault"
        self.refused(fault, delete, "running", ReplicationTaskArn=task)
        self.refused(
            fault, self.dms.delete_replication_instance, "one or more replication tasks", ReplicationInstanceArn=instance
        )
        self.refused(fault, self.dms.delete_endpoint, "ReplicationTasks", EndpointArn=self.source)
        self.refused(
            fault, self.dms.delete_replication_subnet_group, "still using it", ReplicationSubnetGroupIdentifier="g"
        )
        self.dms.stop_replication_task(ReplicationTaskArn=task)
        self.refused(fault, delete, "stopping", ReplicationTaskArn=task)
        while self.tasks() != ["stopped"]:
            pass
        delete(ReplicationTaskArn=task)
        self.refused(
            fault, self.dms.delete_replication_instance, "one or more replication tasks", ReplicationInstanceArn=instance
        )
        while self.tasks():
            pass
        self.instances()
        self.dms.delete_replication_instance(ReplicationInstanceArn=instance)
        self.refused(fault, self.dms.delete_replication_instance, "deleting", ReplicationInstanceArn=instance)
        self.refused(
            fault, self.dms.delete_replication_subnet_group, "still using it", ReplicationSubnetGroupIdentifier="g"
        )
        while self.instances():
            pass
        self.dms.delete_replication_subnet_group(ReplicationSubnetGroupIdentifier="g")
        self.dms.delete_endpoint(EndpointArn=self.source)

    def test_what_is_not_there_is_not_found(self):
        gone, arn = "ResourceNotFoundFault", f"arn:aws:dms:{REGION}:{ACCOUNT}:"
        self.refused(gone, self.dms.list_tags_for_resource, "Could not find a ReplicationInstance", ResourceArn=f"{arn}rep:X")
        self.refused(gone, self.dms.delete_replication_instance, "", ReplicationInstanceArn=f"{arn}rep:X")
        self.refused(gone, self.dms.delete_replication_task, "", ReplicationTaskArn=f"{arn}task:X")
        self.refused(gone, self.dms.delete_endpoint, "", EndpointArn=f"{arn}endpoint:X")
        self.refused(gone, self.dms.delete_replication_config, "", ReplicationConfigArn=f"{arn}replication-config:X")
        self.refused(gone, self.dms.delete_replication_subnet_group, "", ReplicationSubnetGroupIdentifier="x")

    def test_a_group_tells_its_own_subnets(self):
        told = self.dms.describe_replication_subnet_groups()["ReplicationSubnetGroups"][0]
        self.assertEqual(self.subnets, [one["SubnetIdentifier"] for one in told["Subnets"]])

    def test_a_serverless_one_is_stopped_first(self):
        config = self.dms.create_replication_config(
            ReplicationConfigIdentifier="c",
            SourceEndpointArn=self.source,
            TargetEndpointArn=self.target,
            ComputeConfig={"MaxCapacityUnits": 4, "ReplicationSubnetGroupId": "g"},
            ReplicationType="cdc",
            TableMappings="{}",
            Tags=TAGS,
        )["ReplicationConfig"]["ReplicationConfigArn"]
        self.assertIn(config, self.index())
        fault = "InvalidResourceStateFault"
        self.dms.start_replication(ReplicationConfigArn=config, StartReplicationType="start-replication")
        self.refused(fault, self.dms.delete_replication_config, "running", ReplicationConfigArn=config)
        self.refused(fault, self.dms.delete_endpoint, "", EndpointArn=self.target)
        self.dms.stop_replication(ReplicationConfigArn=config)
        self.refused(fault, self.dms.stop_replication, "stopping", ReplicationConfigArn=config)
        look = lambda: [one["Status"] for one in self.dms.describe_replications()["Replications"]]  # noqa: E731
        while look() != ["stopped"]:
            pass
        self.refused(
            fault, self.dms.delete_replication_subnet_group, "still using it", ReplicationSubnetGroupIdentifier="g"
        )
        self.dms.delete_replication_config(ReplicationConfigArn=config)
        while self.dms.describe_replication_configs()["ReplicationConfigs"]:
            pass
        self.dms.delete_replication_subnet_group(ReplicationSubnetGroupIdentifier="g")


if __name__ == "__main__":
    unittest.main()
