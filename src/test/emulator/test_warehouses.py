"""What is asked of Redshift behaves as AWS does. Run: ./python -m unittest test_warehouses"""

from __future__ import annotations

import unittest

from emulated import Test

TAGS = [{"Key": "workshop", "Value": "w"}]


class Warehouses(Test):
    def setUp(self) -> None:
        super().setUp()
        self.redshift = self.aws("redshift")

    def cluster(self, name: str = "c", **more) -> None:
        self.redshift.create_cluster(
            ClusterIdentifier=name,
            NodeType="ra3.large",
            MasterUsername="root",
            MasterUserPassword="Password1",
            Tags=TAGS,
            **more,
        )

    def statuses(self) -> list[str]:
        return [one["ClusterStatus"] for one in self.redshift.describe_clusters()["Clusters"]]

    def test_a_cluster_goes_slowly_and_only_when_told_about_its_snapshot(self):
        self.cluster()
        delete = self.redshift.delete_cluster
        self.refused("InvalidParameterCombination", delete, "unless SkipFinalClusterSnapshot", ClusterIdentifier="c")
        delete(ClusterIdentifier="c", SkipFinalClusterSnapshot=True)
        self.refused("InvalidClusterState", delete, "later time", ClusterIdentifier="c", SkipFinalClusterSnapshot=True)
        self.assertEqual(["deleting"], self.statuses())
        self.assertEqual([], self.statuses())
        self.refused("ClusterNotFound", delete, "", ClusterIdentifier="c", SkipFinalClusterSnapshot=True)

    def test_a_snapshot_takes_time_and_only_what_runs_has_one(self):
        self.cluster()
        take = self.redshift.create_cluster_snapshot
        take(ClusterIdentifier="c", SnapshotIdentifier="s", Tags=TAGS)
        delete = self.redshift.delete_cluster_snapshot
        self.refused("InvalidClusterSnapshotState", delete, "creating", SnapshotIdentifier="s")
        self.refused("ClusterSnapshotAlreadyExists", take, "", ClusterIdentifier="c", SnapshotIdentifier="s")
        told = lambda **of: self.redshift.describe_cluster_snapshots(SnapshotType="manual", **of)["Snapshots"]  # noqa: E731
        self.assertEqual([], told(ClusterIdentifier="other"))
        look = lambda: [one["Status"] for one in told(ClusterIdentifier="c")]  # noqa: E731
        self.assertEqual(["available"], look())
        self.redshift.pause_cluster(ClusterIdentifier="c")
        self.refused("InvalidClusterState", take, "paused", ClusterIdentifier="c", SnapshotIdentifier="t")
        self.redshift.resume_cluster(ClusterIdentifier="c")
        self.assertEqual(["resuming", "available"], self.statuses() + self.statuses())
        delete(SnapshotIdentifier="s")
        self.refused("ClusterSnapshotNotFound", delete, "", SnapshotIdentifier="s")

    def test_who_else_comes_in(self):
        self.cluster()
        self.cluster("d")
        one, other = (of["ClusterNamespaceArn"] for of in self.redshift.describe_clusters()["Clusters"])
        self.assertRegex(one, r"^arn:aws:redshift:eu-central-1:\d{12}:namespace:[0-9a-f-]{36}$")
        self.assertNotEqual(one, other)
        self.control("POST", "properties", {one: {"datashares": ["sales"]}})
        (share,) = self.redshift.describe_data_shares()["DataShares"]
        self.assertEqual((one, one.replace("namespace:", "datashare:") + "/sales"), (share["ProducerArn"], share["DataShareArn"]))
        self.redshift.create_endpoint_access(ClusterIdentifier="c", EndpointName="e", SubnetGroupName="g")
        self.redshift.authorize_endpoint_access(ClusterIdentifier="d", Account="111122223333")
        ends = lambda of: [one["EndpointName"] for one in self.redshift.describe_endpoint_access(ClusterIdentifier=of)["EndpointAccessList"]]  # noqa: E731
        self.assertEqual([["e"], []], [ends("c"), ends("d")])
        self.redshift.delete_endpoint_access(EndpointName="e")
        self.assertEqual([], ends("c"))
        self.refused("EndpointNotFound", self.redshift.delete_endpoint_access, "", EndpointName="e")
        told = self.redshift.describe_endpoint_authorization(ClusterIdentifier="d")["EndpointAuthorizationList"]
        self.assertEqual(["111122223333"], [one["Grantee"] for one in told])

    def test_groups_in_use_stay(self):
        subnets = [one["SubnetId"] for one in self.aws("ec2").describe_subnets()["Subnets"][:1]]
        self.redshift.create_cluster_subnet_group(
            ClusterSubnetGroupName="g", Description="g", SubnetIds=subnets, Tags=TAGS
        )
        self.redshift.create_cluster_parameter_group(
            ParameterGroupName="p", ParameterGroupFamily="redshift-1.0", Description="p", Tags=TAGS
        )
        self.cluster(ClusterSubnetGroupName="g", ClusterParameterGroupName="p")
        self.assertEqual(3, len(self.index()))
        self.refused(
            "InvalidClusterSubnetGroupStateFault", self.redshift.delete_cluster_subnet_group, "", ClusterSubnetGroupName="g"
        )
        self.refused(
            "InvalidClusterParameterGroupState", self.redshift.delete_cluster_parameter_group, "", ParameterGroupName="p"
        )
        self.redshift.delete_cluster(ClusterIdentifier="c", SkipFinalClusterSnapshot=True)
        while self.statuses():
            pass
        self.redshift.delete_cluster_subnet_group(ClusterSubnetGroupName="g")
        self.redshift.delete_cluster_parameter_group(ParameterGroupName="p")


if __name__ == "__main__":
    unittest.main()
