"""What is asked of Redshift Serverless behaves as AWS does. Run: ./python -m unittest test_serverless_warehouses"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, Test

TAGS = [{"key": "workshop", "value": "w"}]
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"


class ServerlessWarehouses(Test):
    def setUp(self) -> None:
        super().setUp()
        self.redshift = self.aws("redshift-serverless")
        self.namespace = self.redshift.create_namespace(namespaceName="facts", tags=TAGS)["namespace"]
        self.subnet = self.aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
        told = {"workgroupName": "queries", "namespaceName": "facts", "subnetIds": [self.subnet], "tags": TAGS}
        self.workgroup = self.redshift.create_workgroup(**told)["workgroup"]

    def workgroup_goes(self) -> None:
        self.redshift.delete_workgroup(workgroupName="queries")
        while self.redshift.list_workgroups()["workgroups"]:
            pass

    def taken(self) -> list[dict]:
        return self.redshift.list_snapshots(namespaceName="facts")["snapshots"]

    def test_a_workgroup_goes_slowly_and_its_endpoint_of_the_vpc_with_it(self):
        arn = self.workgroup["workgroupArn"]
        self.assertIn(arn, self.index())
        self.assertNotIn("queries", arn)
        self.assertEqual(TAGS, self.redshift.list_tags_for_resource(resourceArn=arn)["tags"])
        end = self.workgroup["endpoint"]["vpcEndpoints"][0]["vpcEndpointId"]
        endpoints = lambda: {one["VpcEndpointId"]: one for one in self.aws("ec2").describe_vpc_endpoints()["VpcEndpoints"]}  # noqa: E731
        self.assertTrue(endpoints()[end]["RequesterManaged"])
        self.redshift.delete_workgroup(workgroupName="queries")
        self.refused("ConflictException", self.redshift.delete_workgroup, "DELETING", workgroupName="queries")
        while self.redshift.list_workgroups()["workgroups"]:
            pass
        self.refused("ResourceNotFoundException", self.redshift.get_workgroup, workgroupName="queries")
        self.refused("ResourceNotFoundException", self.redshift.list_tags_for_resource, resourceArn=arn)
        self.assertNotIn(end, endpoints())

    def test_one_that_changes_or_is_reached_from_elsewhere_stays(self):
        delete = self.redshift.delete_workgroup
        self.redshift.create_endpoint_access(endpointName="door", workgroupName="queries", subnetIds=[self.subnet])
        self.refused("ConflictException", delete, "endpoint accesses", workgroupName="queries")
        self.redshift.delete_endpoint_access(endpointName="door")
        while self.redshift.list_endpoint_access(workgroupName="queries")["endpoints"]:
            pass
        self.redshift.update_workgroup(workgroupName="queries", baseCapacity=64)
        self.refused("ConflictException", delete, "MODIFYING", workgroupName="queries")

    def test_a_namespace_goes_after_its_workgroup(self):
        self.refused("ConflictException", self.redshift.delete_namespace, "workgroup", namespaceName="facts")
        self.workgroup_goes()
        self.redshift.delete_namespace(namespaceName="facts")
        self.refused("ConflictException", self.redshift.delete_namespace, "DELETING", namespaceName="facts")
        while self.redshift.list_namespaces()["namespaces"]:
            pass
        self.refused("ResourceNotFoundException", self.redshift.get_namespace, namespaceName="facts")
        self.assertEqual([], self.taken())

    def test_what_a_deletion_keeps_carries_no_tag(self):
        self.workgroup_goes()
        self.redshift.delete_namespace(namespaceName="facts", finalSnapshotName="last")
        self.assertEqual([], self.redshift.list_tags_for_resource(resourceArn=self.taken()[0]["snapshotArn"])["tags"])

    def test_a_snapshot_is_taken_only_beside_a_workgroup(self):
        made = self.redshift.create_snapshot(namespaceName="facts", snapshotName="s", tags=TAGS)["snapshot"]
        self.assertIn(made["snapshotArn"], self.index())
        self.refused("ConflictException", self.redshift.create_snapshot, "exists", namespaceName="facts", snapshotName="s")
        self.refused("ConflictException", self.redshift.delete_snapshot, "CREATING", snapshotName="s")
        self.refused("ConflictException", self.redshift.delete_workgroup, "snapshot", workgroupName="queries")
        while self.taken()[0]["status"] != "AVAILABLE":
            pass
        self.workgroup_goes()
        self.refused("ValidationException", self.redshift.create_snapshot, "isn't a workgroup", namespaceName="facts", snapshotName="t")
        self.redshift.delete_snapshot(snapshotName="s")
        self.refused("ResourceNotFoundException", self.redshift.get_snapshot, snapshotName="s")

    def test_a_scheduled_action_works_with_a_role(self):
        action = {"createSnapshot": {"namespaceName": "facts", "snapshotNamePrefix": "daily"}}
        when = {"cron": "(0 10 * * ? *)"}
        self.redshift.create_scheduled_action(
            scheduledActionName="daily", namespaceName="facts", roleArn=ROLE, schedule=when, targetAction=action
        )
        told = self.redshift.list_scheduled_actions()["scheduledActions"]
        self.assertEqual([{"scheduledActionName": "daily", "namespaceName": "facts"}], told)
        self.assertEqual(ROLE, self.redshift.get_scheduled_action(scheduledActionName="daily")["scheduledAction"]["roleArn"])


if __name__ == "__main__":
    unittest.main()
