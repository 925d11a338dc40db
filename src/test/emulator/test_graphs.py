"""What is asked of Neptune Analytics behaves as AWS does. Run: ./python -m unittest test_graphs"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, REGION, TAGS, Test

ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{'a' * 8}-{'a' * 4}-{'a' * 4}-{'a' * 4}-{'a' * 12}"


class Graphs(Test):
    def setUp(self) -> None:
        super().setUp()
        self.neptune = self.aws("neptune-graph")
        self.made = self.neptune.create_graph(graphName="g", provisionedMemory=16, deletionProtection=False, tags=TAGS)
        self.of = {"graphIdentifier": self.made["id"]}
        self.network = self.aws("ec2").describe_subnets()["Subnets"][0]

    def until(self, status: str) -> None:
        while self.neptune.get_graph(**self.of)["status"] != status:
            pass

    def delete(self, code: str, text: str) -> None:
        self.refused(code, self.neptune.delete_graph, text, skipSnapshot=True, **self.of)

    def test_a_graph_goes_slowly(self):
        self.assertIn(self.made["arn"], self.index())
        self.assertEqual(TAGS, self.neptune.list_tags_for_resource(resourceArn=self.made["arn"])["tags"])
        self.assertNotIn("createTime", self.neptune.list_graphs()["graphs"][0])
        self.neptune.delete_graph(skipSnapshot=True, **self.of)
        self.delete("ConflictException", "DELETING")
        while self.neptune.list_graphs()["graphs"]:
            pass
        self.delete("ResourceNotFoundException", "not found")
        self.refused("ResourceNotFoundException", self.neptune.list_tags_for_resource, resourceArn=self.made["arn"])
        self.assertEqual([], self.neptune.list_graph_snapshots()["graphSnapshots"])

    def test_unless_it_is_told_not_to_it_leaves_a_snapshot_without_tags(self):
        self.neptune.delete_graph(skipSnapshot=False, **self.of)
        left = self.neptune.list_graph_snapshots()["graphSnapshots"]
        self.assertEqual([self.made["id"]], [one["sourceGraphId"] for one in left])
        self.assertEqual({}, self.neptune.list_tags_for_resource(resourceArn=left[0]["arn"])["tags"])

    def test_protection_is_the_default_and_keeps_it(self):
        self.assertTrue(self.neptune.create_graph(graphName="h", provisionedMemory=16)["deletionProtection"])
        self.neptune.update_graph(deletionProtection=True, **self.of)
        self.delete("ConflictException", "deletion protection")
        self.until("AVAILABLE")
        self.neptune.update_graph(deletionProtection=False, **self.of)
        self.delete("ConflictException", "UPDATING")

    def test_a_stopped_one_is_started_first(self):
        self.neptune.stop_graph(**self.of)
        self.until("STOPPED")
        self.delete("ConflictException", "STOPPED")
        self.refused("ConflictException", self.neptune.create_graph_snapshot, "STOPPED", snapshotName="s", **self.of)
        self.neptune.start_graph(**self.of)
        self.until("AVAILABLE")
        self.refused("ConflictException", self.neptune.start_graph, "AVAILABLE", **self.of)
        self.neptune.delete_graph(skipSnapshot=True, **self.of)

    def test_a_snapshot_takes_its_time(self):
        made = self.neptune.create_graph_snapshot(snapshotName="s", tags=TAGS, **self.of)
        which = {"snapshotIdentifier": made["id"]}
        self.assertIn(made["arn"], self.index())
        self.refused("ConflictException", self.neptune.delete_graph_snapshot, "CREATING", **which)
        self.delete("ConflictException", "SNAPSHOTTING")
        while self.neptune.get_graph_snapshot(**which)["status"] != "AVAILABLE":
            pass
        self.neptune.delete_graph_snapshot(**which)
        while self.neptune.list_graph_snapshots(**self.of)["graphSnapshots"]:
            pass
        self.refused("ResourceNotFoundException", self.neptune.get_graph_snapshot, **which)

    def test_a_private_endpoint_goes_first_and_its_endpoint_with_it(self):
        where = self.of | {"vpcId": self.network["VpcId"]}
        made = self.neptune.create_private_graph_endpoint(subnetIds=[self.network["SubnetId"]], **where)
        endpoints = lambda: [one["VpcEndpointId"] for one in self.aws("ec2").describe_vpc_endpoints()["VpcEndpoints"]]  # noqa: E731
        self.assertIn(made["vpcEndpointId"], endpoints())
        self.delete("ConflictException", "private graph endpoints")
        self.neptune.delete_private_graph_endpoint(**where)
        self.refused("ConflictException", self.neptune.delete_private_graph_endpoint, "DELETING", **where)
        while self.neptune.list_private_graph_endpoints(**self.of)["privateGraphEndpoints"]:
            pass
        self.assertNotIn(made["vpcEndpointId"], endpoints())
        self.refused("ResourceNotFoundException", self.neptune.get_private_graph_endpoint, **where)
        self.neptune.delete_graph(skipSnapshot=True, **self.of)

    def test_tasks_keep_it(self):
        told = {"destination": "s3://b/", "format": "CSV", "kmsKeyIdentifier": KEY, "roleArn": ROLE}
        task = self.neptune.start_export_task(**told, **self.of)["taskId"]
        self.assertEqual(ROLE, self.neptune.list_export_tasks(**self.of)["tasks"][0]["roleArn"])
        self.delete("ConflictException", "tasks")
        self.neptune.cancel_export_task(taskIdentifier=task)
        task = self.neptune.start_import_task(source="s3://b/", roleArn=ROLE, **self.of)["taskId"]
        self.delete("ConflictException", "IMPORTING")
        self.assertEqual(["IMPORTING"], [one["status"] for one in self.neptune.list_import_tasks()["tasks"]])
        self.neptune.cancel_import_task(taskIdentifier=task)
        self.neptune.delete_graph(skipSnapshot=True, **self.of)


if __name__ == "__main__":
    unittest.main()
