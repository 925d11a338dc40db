"""What is asked of databases behaves as AWS does. Run: ./python -m unittest test_databases"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, REGION, Test

TAGS = [{"Key": "workshop", "Value": "w"}]
ARN = f"arn:aws:rds:{REGION}:{ACCOUNT}:"


class Databases(Test):
    def setUp(self) -> None:
        super().setUp()
        self.rds = self.aws("rds")

    def instance(self, name: str = "db", **more) -> str:
        told = {"Engine": "mysql", "MasterUsername": "root", "MasterUserPassword": "password1", "AllocatedStorage": 20}
        if "DBClusterIdentifier" in more:
            told = {"Engine": "aurora-mysql"}
        told |= {"DBInstanceIdentifier": name, "DBInstanceClass": "db.t3.medium", "Tags": TAGS} | more
        return self.rds.create_db_instance(**told)["DBInstance"]["DBInstanceArn"]

    def cluster(self, name: str = "c", engine: str = "aurora-mysql", **more) -> str:
        told = {"DBClusterIdentifier": name, "Engine": engine, "Tags": TAGS, "MasterUsername": "root"} | more
        return self.rds.create_db_cluster(MasterUserPassword="password1", **told)["DBCluster"]["DBClusterArn"]

    def statuses(self) -> list[str]:
        return [one["DBInstanceStatus"] for one in self.rds.describe_db_instances()["DBInstances"]]

    def test_an_instance_goes_slowly_and_only_when_told_about_its_snapshot(self):
        arn = self.instance()
        self.assertIn(arn, self.index())
        delete = self.rds.delete_db_instance
        self.refused("InvalidParameterCombination", delete, "unless SkipFinalSnapshot", DBInstanceIdentifier="db")
        delete(DBInstanceIdentifier="db", SkipFinalSnapshot=True, DeleteAutomatedBackups=True)
        self.refused("InvalidDBInstanceState", delete, "already being", DBInstanceIdentifier="db", SkipFinalSnapshot=True)
        self.assertEqual(["deleting"], self.statuses())
        self.assertEqual([], self.statuses())
        self.refused("DBInstanceNotFound", delete, "", DBInstanceIdentifier="db", SkipFinalSnapshot=True)
        self.assertNotIn(arn, self.index())

    def deployment(self, **more) -> tuple[str, str]:
        source = self.instance(**more)
        told = self.rds.create_blue_green_deployment(BlueGreenDeploymentName="b", Source=source, Tags=TAGS)["BlueGreenDeployment"]
        return told["BlueGreenDeploymentIdentifier"], told["Target"]

    def deployments(self) -> list[str]:
        return [one["Status"] for one in self.rds.describe_blue_green_deployments()["BlueGreenDeployments"]]

    def test_a_deployment_goes_slowly_and_its_green_side_only_when_asked(self):
        id_, green = self.deployment()
        self.assertIn(f"{ARN}deployment:{id_}", self.index())
        self.assertIn(green, self.index())
        self.rds.delete_blue_green_deployment(BlueGreenDeploymentIdentifier=id_, DeleteTarget=False)
        code = "InvalidBlueGreenDeploymentStateFault"
        self.refused(code, self.rds.delete_blue_green_deployment, "DELETING", BlueGreenDeploymentIdentifier=id_)
        self.assertEqual([["DELETING"], []], [self.deployments(), self.deployments()])
        self.assertEqual(["available", "available"], self.statuses())
        self.refused("BlueGreenDeploymentNotFoundFault", self.rds.delete_blue_green_deployment, "", 404, BlueGreenDeploymentIdentifier=id_)

    def test_a_green_side_is_taken_along_before_the_switchover_alone_and_not_protected(self):
        id_, _ = self.deployment(DeletionProtection=True)
        delete, of = self.rds.delete_blue_green_deployment, {"BlueGreenDeploymentIdentifier": id_}
        self.refused("InvalidParameterCombination", delete, "protect", DeleteTarget=True, **of)
        self.rds.switchover_blue_green_deployment(**of)
        self.refused("InvalidBlueGreenDeploymentStateFault", delete, "SWITCHOVER_COMPLETED", DeleteTarget=True, **of)
        self.refused("InvalidBlueGreenDeploymentStateFault", delete, "SWITCHOVER_COMPLETED", DeleteTarget=False, **of)
        delete(**of)

    def test_a_protected_one_stays(self):
        self.instance(DeletionProtection=True)
        self.refused(
            "InvalidParameterCombination", self.rds.delete_db_instance, "protected", DBInstanceIdentifier="db", SkipFinalSnapshot=True
        )

    def test_a_cluster_goes_after_its_members(self):
        self.cluster()
        self.instance("m", DBClusterIdentifier="c")
        delete = self.rds.delete_db_cluster
        refused = "InvalidDBClusterStateFault"
        self.refused(refused, delete, "still contains", DBClusterIdentifier="c", SkipFinalSnapshot=True)
        self.refused(
            "InvalidParameterCombination",
            self.rds.delete_db_instance,
            "cluster instance",
            DBInstanceIdentifier="m",
            FinalDBSnapshotIdentifier="s",
        )
        self.refused(
            "InvalidParameterCombination",
            self.rds.modify_db_instance,
            "member of a cluster",
            DBInstanceIdentifier="m",
            DeletionProtection=False,
        )
        self.rds.delete_db_instance(DBInstanceIdentifier="m", SkipFinalSnapshot=True)
        while self.statuses():
            pass
        self.refused("InvalidParameterCombination", delete, "unless SkipFinalSnapshot", DBClusterIdentifier="c")
        delete(DBClusterIdentifier="c", SkipFinalSnapshot=True)
        look = lambda: [one["Status"] for one in self.rds.describe_db_clusters()["DBClusters"]]  # noqa: E731
        self.assertEqual(["deleting"], look())
        self.assertEqual([], look())

    def test_a_snapshot_takes_time_and_only_what_is_whole_has_one(self):
        self.instance()
        take = self.rds.create_db_snapshot
        take(DBInstanceIdentifier="db", DBSnapshotIdentifier="s", Tags=TAGS)
        self.assertIn(ARN + "snapshot:s", self.index())
        self.refused("InvalidDBSnapshotState", self.rds.delete_db_snapshot, "", DBSnapshotIdentifier="s")
        self.refused("DBSnapshotAlreadyExists", take, "", DBInstanceIdentifier="db", DBSnapshotIdentifier="s")
        look = lambda: [one["Status"] for one in self.rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]]  # noqa: E731
        self.assertEqual(["creating", "available"], look() + look())
        self.rds.stop_db_instance(DBInstanceIdentifier="db")
        self.refused("InvalidDBInstanceState", take, "available state", DBInstanceIdentifier="db", DBSnapshotIdentifier="t")
        self.rds.delete_db_snapshot(DBSnapshotIdentifier="s")
        self.refused("DBSnapshotNotFound", self.rds.delete_db_snapshot, "", DBSnapshotIdentifier="s")

    def test_documents_and_graphs_are_told_by_their_engine_alone(self):
        for engine in ("docdb", "neptune"):
            self.cluster(engine, engine)
            self.rds.create_db_instance(
                DBInstanceIdentifier=f"{engine}-1", DBInstanceClass="db.t3.medium", Engine=engine, DBClusterIdentifier=engine
            )
        told = {one["Engine"] for one in self.rds.describe_db_instances()["DBInstances"]}
        self.assertEqual({"docdb", "neptune"}, told)

    def test_a_member_of_a_global_cluster_stays(self):
        self.cluster("c", "aurora-mysql")
        self.rds.create_global_cluster(GlobalClusterIdentifier="world", SourceDBClusterIdentifier=ARN + "cluster:c")
        self.assertEqual("world", self.rds.describe_db_clusters()["DBClusters"][0]["GlobalClusterIdentifier"])
        self.refused(
            "InvalidDBClusterStateFault",
            self.rds.delete_db_cluster,
            "global cluster",
            DBClusterIdentifier="c",
            SkipFinalSnapshot=True,
        )

    def test_groups_in_use_stay(self):
        subnets = [one["SubnetId"] for one in self.aws("ec2").describe_subnets()["Subnets"][:2]]
        self.rds.create_db_subnet_group(DBSubnetGroupName="g", DBSubnetGroupDescription="g", SubnetIds=subnets, Tags=TAGS)
        self.rds.create_db_parameter_group(
            DBParameterGroupName="p", DBParameterGroupFamily="mysql8.0", Description="p", Tags=TAGS
        )
        self.assertIn(ARN + "subgrp:g", self.index())
        self.instance(DBSubnetGroupName="g", DBParameterGroupName="p")
        self.refused("InvalidDBSubnetGroupStateFault", self.rds.delete_db_subnet_group, "still using it", DBSubnetGroupName="g")
        self.refused(
            "InvalidDBParameterGroupState", self.rds.delete_db_parameter_group, "still members", DBParameterGroupName="p"
        )
        self.rds.delete_db_instance(DBInstanceIdentifier="db", SkipFinalSnapshot=True)
        while self.statuses():
            pass
        self.rds.delete_db_subnet_group(DBSubnetGroupName="g")
        self.rds.delete_db_parameter_group(DBParameterGroupName="p")

    def test_a_group_of_options_is_kept_by_what_was_taken_as_well(self):
        make = self.rds.create_option_group
        make(OptionGroupName="o", OptionGroupDescription="o", EngineName="mysql", MajorEngineVersion="8.0", Tags=TAGS)
        delete = self.rds.delete_option_group
        self.instance(OptionGroupName="o")
        self.refused("InvalidOptionGroupStateFault", delete, "in use", OptionGroupName="o")
        self.rds.create_db_snapshot(DBInstanceIdentifier="db", DBSnapshotIdentifier="s")
        self.rds.delete_db_instance(DBInstanceIdentifier="db", SkipFinalSnapshot=True)
        while self.statuses():
            pass
        self.refused("InvalidOptionGroupStateFault", delete, "in use", OptionGroupName="o")
        while self.rds.describe_db_snapshots(DBSnapshotIdentifier="s")["DBSnapshots"][0]["Status"] != "available":
            pass
        self.rds.delete_db_snapshot(DBSnapshotIdentifier="s")
        self.refused("InvalidOptionGroupStateFault", delete, "Default", OptionGroupName="default:mysql-8-0")
        delete(OptionGroupName="o")
        self.refused("OptionGroupNotFoundFault", delete, "", 404, OptionGroupName="o")

    def test_a_proxy_goes_slowly(self):
        subnets = [one["SubnetId"] for one in self.aws("ec2").describe_subnets()["Subnets"][:2]]
        arn = self.rds.create_db_proxy(
            DBProxyName="p", EngineFamily="MYSQL", Auth=[], RoleArn="arn:aws:iam::1:role/r", VpcSubnetIds=subnets, Tags=TAGS
        )["DBProxy"]["DBProxyArn"]
        self.assertIn(arn, self.index())
        self.rds.delete_db_proxy(DBProxyName="p")
        self.refused("InvalidDBProxyStateFault", self.rds.delete_db_proxy, "deleting", DBProxyName="p")
        while self.rds.describe_db_proxies()["DBProxies"]:
            pass
        self.refused("DBProxyNotFoundFault", self.rds.delete_db_proxy, "", 404, DBProxyName="p")

    def test_a_global_cluster_goes_empty_and_unprotected_only(self):
        self.cluster("c")
        arn = self.rds.describe_db_clusters()["DBClusters"][0]["DBClusterArn"]
        self.rds.create_global_cluster(GlobalClusterIdentifier="full", SourceDBClusterIdentifier=arn)
        self.rds.create_global_cluster(GlobalClusterIdentifier="safe", Engine="aurora-mysql", DeletionProtection=True)
        delete, fault = self.rds.delete_global_cluster, "InvalidGlobalClusterStateFault"
        self.refused(fault, delete, "not empty", GlobalClusterIdentifier="full")
        self.refused(fault, delete, "protection", GlobalClusterIdentifier="safe")
        self.rds.modify_global_cluster(GlobalClusterIdentifier="safe", DeletionProtection=False)
        delete(GlobalClusterIdentifier="safe")
        self.refused("GlobalClusterNotFoundFault", delete, "", 404, GlobalClusterIdentifier="safe")


if __name__ == "__main__":
    unittest.main()
