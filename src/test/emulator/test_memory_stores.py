"""What is asked of MemoryDB, of ElastiCache's caches without nodes and of Glue's sessions behaves as AWS does.
Run: ./python -m unittest test_memory_stores"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, PAIRS, REGION, TAGS, Test


class MemoryDb(Test):
    def setUp(self) -> None:
        super().setUp()
        self.memory = self.aws("memorydb")

    def cluster(self, **how) -> str:
        return self.memory.create_cluster(ClusterName="c", NodeType="db.t4g.small", ACLName="open-access", Tags=PAIRS, **how)["Cluster"]["ARN"]

    def status(self) -> str:
        return self.memory.describe_clusters(ClusterName="c")["Clusters"][0]["Status"]

    def test_a_cluster_goes_slowly(self):
        arn = self.cluster()
        self.assertIn(arn, self.index())
        self.assertEqual(PAIRS, self.memory.list_tags(ResourceArn=arn)["TagList"])
        told = self.memory.describe_clusters(ShowShardDetails=True)["Clusters"][0]
        self.assertIn("CreateTime", told["Shards"][0]["Nodes"][0])
        self.memory.delete_cluster(ClusterName="c")
        self.refused("InvalidClusterStateFault", self.memory.delete_cluster, "deleting", ClusterName="c")
        while self.memory.describe_clusters()["Clusters"]:
            pass
        self.refused("ClusterNotFoundFault", self.memory.delete_cluster, ClusterName="c")

    def test_one_of_several_regions_is_not_deleted_by_its_name(self):
        self.cluster(MultiRegionClusterName="m")
        self.refused("InvalidParameterCombinationException", self.memory.delete_cluster, "multi-Region", ClusterName="c")

    def test_a_snapshot_takes_its_time(self):
        self.cluster()
        take = {"ClusterName": "c", "SnapshotName": "s"}
        made = self.memory.create_snapshot(**take, Tags=PAIRS)["Snapshot"]
        self.refused("SnapshotAlreadyExistsFault", self.memory.create_snapshot, **take)
        self.refused("InvalidSnapshotStateFault", self.memory.delete_snapshot, "creating", SnapshotName="s")
        self.refused("InvalidClusterStateFault", self.memory.delete_cluster, "snapshotting", ClusterName="c")
        while self.status() != "available":
            pass
        self.assertIn(made["ARN"], self.index())
        while self.memory.describe_snapshots(ClusterName="c", Source="user")["Snapshots"][0]["Status"] != "available":
            pass
        self.memory.delete_snapshot(SnapshotName="s")
        self.refused("SnapshotNotFoundFault", self.memory.delete_snapshot, SnapshotName="s")


class Serverless(Test):
    def setUp(self) -> None:
        super().setUp()
        self.cache = self.aws("elasticache")
        self.arn = self.cache.create_serverless_cache(ServerlessCacheName="c", Engine="valkey", Tags=PAIRS)["ServerlessCache"]["ARN"]

    def test_a_cache_goes_slowly(self):
        self.assertEqual(f"arn:aws:elasticache:{REGION}:{ACCOUNT}:serverlesscache:c", self.arn)
        self.assertIn(self.arn, self.index())
        self.assertEqual(PAIRS, self.cache.list_tags_for_resource(ResourceName=self.arn)["TagList"])
        self.cache.delete_serverless_cache(ServerlessCacheName="c")
        self.refused("InvalidServerlessCacheStateFault", self.cache.delete_serverless_cache, "deleting", ServerlessCacheName="c")
        while self.cache.describe_serverless_caches()["ServerlessCaches"]:
            pass
        self.refused("ServerlessCacheNotFoundFault", self.cache.delete_serverless_cache, status=404, ServerlessCacheName="c")
        self.refused("ServerlessCacheNotFoundFault", self.cache.list_tags_for_resource, status=404, ResourceName=self.arn)

    def test_a_snapshot_takes_its_time(self):
        take = {"ServerlessCacheName": "c", "ServerlessCacheSnapshotName": "s"}
        made = self.cache.create_serverless_cache_snapshot(**take, Tags=PAIRS)["ServerlessCacheSnapshot"]
        self.refused("ServerlessCacheSnapshotAlreadyExistsFault", self.cache.create_serverless_cache_snapshot, **take)
        delete = self.cache.delete_serverless_cache_snapshot
        self.refused("InvalidServerlessCacheSnapshotStateFault", delete, "creating", ServerlessCacheSnapshotName="s")
        self.assertIn(made["ARN"], self.index())
        while self.cache.describe_serverless_cache_snapshots(ServerlessCacheName="c")["ServerlessCacheSnapshots"][0]["Status"] != "available":
            pass
        delete(ServerlessCacheSnapshotName="s")
        self.refused("ServerlessCacheSnapshotNotFoundFault", delete, status=404, ServerlessCacheSnapshotName="s")

    def test_its_users_stay_as_long_as_it_does(self):
        self.cache.create_user(UserId="u", UserName="default", Engine="redis", AccessString="on", NoPasswordRequired=True)
        self.cache.create_user_group(UserGroupId="g", Engine="redis", UserIds=["u"])
        self.cache.create_serverless_cache(ServerlessCacheName="d", Engine="valkey", UserGroupId="g")
        self.assertEqual(["d"], self.cache.describe_user_groups()["UserGroups"][0]["ServerlessCaches"])
        self.refused("InvalidUserGroupState", self.cache.delete_user_group, UserGroupId="g")


class Glue(Test):
    def setUp(self) -> None:
        super().setUp()
        self.glue = self.aws("glue")
        self.role = f"arn:aws:iam::{ACCOUNT}:role/r"

    def test_a_session_is_stopped_before_it_is_deleted(self):
        self.glue.create_session(Id="s", Role=self.role, Command={"Name": "glueetl"}, Tags=TAGS)
        arn = f"arn:aws:glue:{REGION}:{ACCOUNT}:session/s"
        self.assertIn(arn, self.index())
        self.assertEqual(TAGS, self.glue.get_tags(ResourceArn=arn)["Tags"])
        self.refused("IllegalSessionStateException", self.glue.delete_session, "READY", Id="s")
        self.glue.stop_session(Id="s")
        self.refused("IllegalSessionStateException", self.glue.stop_session, "STOPPING", Id="s")
        while self.glue.get_session(Id="s")["Session"]["Status"] != "STOPPED":
            pass
        self.glue.delete_session(Id="s")
        self.refused("EntityNotFoundException", self.glue.get_session, Id="s")
        self.assertEqual([], self.glue.list_sessions()["Sessions"])

    def test_an_endpoint_goes_slowly(self):
        self.glue.create_dev_endpoint(EndpointName="e", RoleArn=self.role, Tags=TAGS)
        self.assertIn(f"arn:aws:glue:{REGION}:{ACCOUNT}:devEndpoint/e", self.index())
        self.glue.delete_dev_endpoint(EndpointName="e")
        self.assertEqual("TERMINATING", self.glue.get_dev_endpoints()["DevEndpoints"][0]["Status"])
        while self.glue.get_dev_endpoints()["DevEndpoints"]:
            pass
        self.refused("EntityNotFoundException", self.glue.delete_dev_endpoint, EndpointName="e")


if __name__ == "__main__":
    unittest.main()
