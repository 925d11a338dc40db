"""What is asked of ElastiCache behaves as AWS does. Run: ./python -m unittest test_caches"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, REGION, Test

TAGS = [{"Key": "workshop", "Value": "w"}]
ARN = f"arn:aws:elasticache:{REGION}:{ACCOUNT}:"


class Caches(Test):
    def setUp(self) -> None:
        super().setUp()
        self.cache = self.aws("elasticache")

    def group(self, name: str = "g", nodes: int = 2, **more) -> None:
        self.cache.create_replication_group(
            ReplicationGroupId=name,
            ReplicationGroupDescription=name,
            Engine="valkey",
            CacheNodeType="cache.t4g.small",
            NumCacheClusters=nodes,
            Tags=TAGS,
            **more,
        )

    def cluster(self, name: str, engine: str = "redis", **more) -> None:
        told = {"CacheNodeType": "cache.t4g.micro", "NumCacheNodes": 1} | more
        self.cache.create_cache_cluster(CacheClusterId=name, Engine=engine, Tags=TAGS, **told)

    def groups(self) -> list[str]:
        return [one["Status"] for one in self.cache.describe_replication_groups()["ReplicationGroups"]]

    def clusters(self) -> dict[str, str]:
        return {one["CacheClusterId"]: one["CacheClusterStatus"] for one in self.cache.describe_cache_clusters()["CacheClusters"]}

    def test_the_nodes_of_a_group_are_clusters_with_its_tags_and_go_with_it_alone(self):
        self.group()
        self.assertEqual({"g-001": "available", "g-002": "available"}, self.clusters())
        told = self.cache.describe_cache_clusters(CacheClusterId="g-001")["CacheClusters"][0]
        self.assertEqual(("g", "valkey"), (told["ReplicationGroupId"], told["Engine"]))
        self.assertLessEqual({f"{ARN}cluster:g-001", f"{ARN}replicationgroup:g"}, set(self.index()))
        self.refused("InvalidCacheClusterState", self.cache.delete_cache_cluster, "only read replica", CacheClusterId="g-002")
        delete = self.cache.delete_replication_group
        delete(ReplicationGroupId="g")
        self.refused("InvalidReplicationGroupState", delete, "not valid for deletion", ReplicationGroupId="g")
        tags = self.cache.list_tags_for_resource
        self.refused("InvalidReplicationGroupState", tags, "not in available state", ResourceName=f"{ARN}replicationgroup:g")
        while self.groups():
            pass
        self.assertEqual({}, self.clusters())
        self.refused("ReplicationGroupNotFoundFault", delete, "", 404, ReplicationGroupId="g")
        self.refused("ReplicationGroupNotFoundFault", tags, "", 404, ResourceName=f"{ARN}replicationgroup:g")
        self.group(nodes=1)
        self.refused("InvalidCacheClusterState", self.cache.delete_cache_cluster, "only member", CacheClusterId="g-001")

    def test_a_group_of_a_global_datastore_stays(self):
        self.group(GlobalReplicationGroupId="ldgnf-all")
        self.refused("InvalidParameterValue", self.cache.delete_replication_group, "ldgnf-all", ReplicationGroupId="g")

    def test_a_cluster_goes_slowly(self):
        self.cluster("c", "memcached")
        self.cache.delete_cache_cluster(CacheClusterId="c")
        self.refused("InvalidCacheClusterState", self.cache.delete_cache_cluster, "", CacheClusterId="c")
        while self.clusters():
            pass
        self.refused("CacheClusterNotFound", self.cache.delete_cache_cluster, "", 404, CacheClusterId="c")

    def test_a_snapshot_takes_time_and_keeps_its_cache_busy(self):
        self.cluster("c")
        self.cluster("m", "memcached")
        self.cluster("old", CacheNodeType="cache.t1.micro")
        take = self.cache.create_snapshot
        for name in ("m", "old"):
            self.refused("SnapshotFeatureNotSupportedFault", take, "", CacheClusterId=name, SnapshotName="s")
        take(CacheClusterId="c", SnapshotName="s", Tags=TAGS)
        self.refused("InvalidCacheClusterState", self.cache.delete_cache_cluster, "", CacheClusterId="c")
        self.refused("InvalidSnapshotState", self.cache.delete_snapshot, "creating", SnapshotName="s")
        self.refused("SnapshotAlreadyExistsFault", take, "", CacheClusterId="c", SnapshotName="s")
        look = lambda: self.cache.describe_snapshots(SnapshotSource="user")["Snapshots"][0]  # noqa: E731
        while look()["SnapshotStatus"] == "creating":
            pass
        self.assertIn("SnapshotCreateTime", look()["NodeSnapshots"][0])
        self.assertIn(f"{ARN}snapshot:s", self.index())
        while self.clusters()["c"] != "available":
            pass
        self.cache.delete_snapshot(SnapshotName="s")
        self.refused("SnapshotNotFoundFault", self.cache.delete_snapshot, "", SnapshotName="s")
        self.refused("SnapshotNotFoundFault", self.cache.list_tags_for_resource, "", 404, ResourceName=f"{ARN}snapshot:s")

    def test_groups_in_use_and_default_ones_stay(self):
        subnets = [one["SubnetId"] for one in self.aws("ec2").describe_subnets()["Subnets"][:1]]
        self.cache.create_cache_subnet_group(CacheSubnetGroupName="s", CacheSubnetGroupDescription="s", SubnetIds=subnets, Tags=TAGS)
        self.cache.create_cache_parameter_group(
            CacheParameterGroupName="p", CacheParameterGroupFamily="valkey8", Description="p", Tags=TAGS
        )
        self.group(CacheSubnetGroupName="s", CacheParameterGroupName="p")
        self.assertEqual(5, len(self.index()))
        self.refused("CacheSubnetGroupInUse", self.cache.delete_cache_subnet_group, "in use", CacheSubnetGroupName="s")
        delete = self.cache.delete_cache_parameter_group
        self.refused("InvalidCacheParameterGroupState", delete, "still members", CacheParameterGroupName="p")
        self.refused("InvalidCacheParameterGroupState", delete, "Default", CacheParameterGroupName="default.redis7")
        self.cache.delete_replication_group(ReplicationGroupId="g")
        while self.groups():
            pass
        self.cache.delete_cache_subnet_group(CacheSubnetGroupName="s")
        delete(CacheParameterGroupName="p")
        self.refused("CacheParameterGroupNotFound", delete, "", 404, CacheParameterGroupName="p")
        self.refused("CacheSubnetGroupNotFoundFault", self.cache.delete_cache_subnet_group, "", 400, CacheSubnetGroupName="s")

    def test_users_go_after_the_group_that_needs_them(self):
        self.cache.create_user(
            UserId="all", UserName="default", Engine="redis", AccessString="on ~* +@all", NoPasswordRequired=True, Tags=TAGS
        )
        self.cache.create_user_group(UserGroupId="people", Engine="redis", UserIds=["all"], Tags=TAGS)
        self.group(UserGroupIds=["people"])
        self.assertEqual(["g"], self.cache.describe_user_groups()["UserGroups"][0]["ReplicationGroups"])
        self.refused("InvalidUserGroupState", self.cache.delete_user_group, "associated", UserGroupId="people")
        self.refused("DefaultUserAssociatedToUserGroup", self.cache.delete_user, "", UserId="all")
        self.refused("InvalidParameterValue", self.cache.delete_user, "default", UserId="default")
        self.cache.delete_replication_group(ReplicationGroupId="g")
        while self.groups():
            pass
        self.cache.delete_user_group(UserGroupId="people")
        self.cache.delete_user(UserId="all")
        self.refused("UserNotFound", self.cache.delete_user, "", UserId="all")


if __name__ == "__main__":
    unittest.main()
