"""What is asked of MSK behaves as AWS does. Run: ./python -m unittest test_msk"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, REGION, Test

TAGS = {"workshop": "w"}
BROKERS = {"InstanceType": "kafka.t3.small", "ClientSubnets": ["subnet-1"], "SecurityGroups": ["sg-1"]}


class Streams(Test):
    def setUp(self) -> None:
        super().setUp()
        self.kafka = self.aws("kafka")

    def cluster(self, name: str = "c", **of) -> str:
        of = of or {"Provisioned": {"BrokerNodeGroupInfo": BROKERS, "KafkaVersion": "3.6.0", "NumberOfBrokerNodes": 2}}
        return self.kafka.create_cluster_v2(ClusterName=name, Tags=TAGS, **of)["ClusterArn"]

    def clusters(self) -> list[dict]:
        return self.kafka.list_clusters_v2()["ClusterInfoList"]

    def test_a_cluster_goes_slowly_and_in_its_version_only(self):
        arn = self.cluster()
        self.assertRegex(arn, f"^arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/c/[0-9a-f-]+-1$")
        self.assertIn(arn, self.index())
        told = self.clusters()[0]
        self.assertEqual(("ACTIVE", TAGS), (told["State"], told["Tags"]))
        delete = self.kafka.delete_cluster
        self.refused("BadRequestException", delete, "not the current version", ClusterArn=arn, CurrentVersion="K0")
        delete(ClusterArn=arn, CurrentVersion=told["CurrentVersion"])
        self.refused("BadRequestException", delete, "You can't delete cluster in DELETING state.", ClusterArn=arn)
        self.assertEqual(["DELETING"], [one["State"] for one in self.clusters()])
        self.assertEqual([], self.clusters())
        self.refused("NotFoundException", delete, "", 404, ClusterArn=arn)
        self.refused("NotFoundException", self.kafka.describe_cluster_v2, "", 404, ClusterArn=arn)
        self.refused("NotFoundException", self.kafka.list_tags_for_resource, "", 404, ResourceArn=arn)

    def test_what_heals_is_not_deleted(self):
        arn = self.cluster()
        version = self.clusters()[0]["CurrentVersion"]
        self.kafka.reboot_broker(ClusterArn=arn, BrokerIds=["1"])
        self.refused("BadRequestException", self.kafka.delete_cluster, "in HEALING state", ClusterArn=arn)
        while self.clusters()[0]["State"] != "ACTIVE":
            pass
        self.assertNotEqual(version, self.clusters()[0]["CurrentVersion"])

    def test_a_serverless_one_has_the_same_form(self):
        arn = self.cluster("s", Serverless={"VpcConfigs": [{"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}]})
        self.assertIn(":cluster/s/", arn)
        self.assertEqual(["subnet-1"], self.clusters()[0]["Serverless"]["VpcConfigs"][0]["SubnetIds"])

    def test_a_replicator_names_its_clusters_and_goes_slowly(self):
        ends = [{"AmazonMskCluster": {"MskClusterArn": self.cluster(name)}, "VpcConfig": {"SubnetIds": ["s"]}} for name in "ab"]
        arn = self.kafka.create_replicator(
            ReplicatorName="r", KafkaClusters=ends, ReplicationInfoList=[], ServiceExecutionRoleArn="arn:aws:iam::1:role/r", Tags=TAGS
        )["ReplicatorArn"]
        told = self.kafka.list_replicators()["Replicators"][0]
        named = [one["AmazonMskCluster"]["MskClusterArn"] for one in told["KafkaClustersSummary"]]
        self.assertEqual([one["AmazonMskCluster"]["MskClusterArn"] for one in ends], named)
        self.assertIn(arn, self.index())
        self.kafka.delete_replicator(ReplicatorArn=arn)
        self.refused("BadRequestException", self.kafka.delete_replicator, "DELETING", ReplicatorArn=arn)
        while self.kafka.list_replicators()["Replicators"]:
            pass
        self.refused("NotFoundException", self.kafka.delete_replicator, "", 404, ReplicatorArn=arn)


if __name__ == "__main__":
    unittest.main()
