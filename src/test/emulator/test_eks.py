"""What is asked of EKS behaves as AWS does. Run: ./python -m unittest test_eks"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, TAGS, Test

ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"


class Kubernetes(Test):
    def setUp(self) -> None:
        super().setUp()
        self.eks, self.ec2 = self.aws("eks"), self.aws("ec2")

    def subnets(self) -> list[str]:
        return [one["SubnetId"] for one in self.ec2.describe_subnets()["Subnets"][:2]]

    def cluster(self, **more) -> str:
        return self.eks.create_cluster(name="c", roleArn=ROLE, resourcesVpcConfig={"subnetIds": self.subnets()}, tags=TAGS, **more)["cluster"]["arn"]

    def status(self) -> str:
        return self.eks.describe_cluster(name="c")["cluster"]["status"]

    def nodegroup(self, name: str = "n") -> str:
        told = {"clusterName": "c", "nodegroupName": name, "subnets": self.subnets(), "nodeRole": ROLE, "tags": TAGS}
        return self.eks.create_nodegroup(**told)["nodegroup"]["nodegroupArn"]

    def profile(self, name: str) -> str:
        told = {"clusterName": "c", "fargateProfileName": name, "podExecutionRoleArn": ROLE, "tags": TAGS}
        return self.eks.create_fargate_profile(selectors=[{"namespace": "x"}], **told)["fargateProfile"]["fargateProfileArn"]

    def until_gone(self, look, **asks) -> None:
        with self.assertRaises(self.eks.exceptions.ResourceNotFoundException):
            for _ in range(9):
                look(**asks)

    def cards(self) -> list[dict]:
        return [one for one in self.ec2.describe_network_interfaces()["NetworkInterfaces"] if one["Description"] == "Amazon EKS c"]

    def test_a_cluster_goes_slowly_and_takes_its_group_and_its_interfaces_along(self):
        arn = self.cluster()
        self.assertIn(arn, self.index())
        self.assertEqual(2, len(self.cards()))
        own = self.eks.describe_cluster(name="c")["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
        self.eks.delete_cluster(name="c")
        self.assertEqual("DELETING", self.status())
        self.refused("ResourceInUseException", self.eks.delete_cluster, "DELETING", 409, name="c")
        self.assertEqual(["c"], self.eks.list_clusters()["clusters"])
        self.refused("ResourceNotFoundException", self.eks.describe_cluster, "No cluster found", 404, name="c")
        self.assertEqual(2, len(self.cards()))
        while self.cards():
            pass
        self.refused("InvalidGroup.NotFound", self.ec2.describe_security_groups, GroupIds=[own])
        self.assertNotIn(arn, self.index())

    def test_a_group_that_another_one_names_is_left(self):
        self.cluster()
        told = self.eks.describe_cluster(name="c")["cluster"]["resourcesVpcConfig"]
        other = self.ec2.create_security_group(GroupName="g", Description="g", VpcId=told["vpcId"])["GroupId"]
        rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": told["clusterSecurityGroupId"]}]}
        self.ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[rule])
        self.eks.delete_cluster(name="c")
        self.until_gone(self.eks.describe_cluster, name="c")
        self.assertEqual(1, len(self.ec2.describe_security_groups(GroupIds=[told["clusterSecurityGroupId"]])["SecurityGroups"]))

    def test_node_groups_go_before_their_cluster_with_their_machines(self):
        self.cluster()
        arn = self.nodegroup()
        self.assertIn(arn, self.index())
        running = [{"Name": "instance-state-name", "Values": ["running"]}]
        machines = lambda: [one for group in self.ec2.describe_instances(Filters=running)["Reservations"] for one in group["Instances"]]  # noqa: E731
        self.assertEqual(1, len(machines()))
        self.refused("ResourceInUseException", self.eks.delete_cluster, "Cluster has nodegroups attached", 409, name="c")
        self.eks.delete_nodegroup(clusterName="c", nodegroupName="n")
        self.refused("ResourceInUseException", self.eks.delete_cluster, "Cluster has nodegroups attached", 409, name="c")
        self.assertEqual("DELETING", self.eks.describe_nodegroup(clusterName="c", nodegroupName="n")["nodegroup"]["status"])
        self.assertEqual(1, len(machines()))
        self.refused("ResourceNotFoundException", self.eks.describe_nodegroup, "No node group found", 404, clusterName="c", nodegroupName="n")
        self.assertEqual([], machines())
        self.refused("ResourceNotFoundException", self.eks.delete_nodegroup, "No node group", 404, clusterName="c", nodegroupName="n")
        self.eks.delete_cluster(name="c")

    def test_one_profile_at_a_time(self):
        self.cluster()
        for name in ("p", "q"):
            self.assertIn(self.profile(name), self.index())
        self.refused("ResourceInUseException", self.eks.delete_cluster, "Fargate Profiles", 409, name="c")
        delete = self.eks.delete_fargate_profile
        delete(clusterName="c", fargateProfileName="p")
        text = "Cannot Delete Fargate Profile q because cluster c currently has Fargate profile p in status DELETING"
        self.refused("ResourceInUseException", delete, text, 409, clusterName="c", fargateProfileName="q")
        self.until_gone(self.eks.describe_fargate_profile, clusterName="c", fargateProfileName="p")
        delete(clusterName="c", fargateProfileName="q")
        self.until_gone(self.eks.describe_fargate_profile, clusterName="c", fargateProfileName="q")
        self.eks.delete_cluster(name="c")

    def test_protection_holds_and_is_lifted_slowly(self):
        self.cluster(deletionProtection=True)
        self.assertTrue(self.eks.describe_cluster(name="c")["cluster"]["deletionProtection"])
        self.refused("InvalidRequestException", self.eks.delete_cluster, "deletion protection", 400, name="c")
        self.eks.update_cluster_config(name="c", deletionProtection=False)
        self.refused("ResourceInUseException", self.eks.delete_cluster, "UPDATING", 409, name="c")
        self.assertEqual(["UPDATING", "ACTIVE"], [self.status(), self.status()])
        self.refused("InvalidParameterException", self.eks.update_cluster_config, "No changes", 400, name="c", deletionProtection=False)
        self.eks.delete_cluster(name="c")

    def test_add_ons_go_slowly_or_with_their_cluster(self):
        self.cluster()
        for name in ("coredns", "vpc-cni"):
            made = self.eks.create_addon(clusterName="c", addonName=name, tags=TAGS)["addon"]
            self.assertIn(made["addonArn"], self.index())
        self.assertEqual(["coredns", "vpc-cni"], self.eks.list_addons(clusterName="c")["addons"])
        self.eks.delete_addon(clusterName="c", addonName="coredns")
        self.assertEqual("DELETING", self.eks.describe_addon(clusterName="c", addonName="coredns")["addon"]["status"])
        self.until_gone(self.eks.describe_addon, clusterName="c", addonName="coredns")
        self.eks.delete_cluster(name="c")
        self.until_gone(self.eks.describe_cluster, name="c")
        self.assertEqual({}, self.index())

    def test_capabilities_hold_their_cluster(self):
        self.cluster()
        told = {"clusterName": "c", "type": "ACK", "roleArn": ROLE, "deletePropagationPolicy": "RETAIN", "tags": TAGS}
        made = self.eks.create_capability(capabilityName="k", **told)["capability"]["arn"]
        self.assertRegex(made, f"^arn:aws:eks:[^:]+:{ACCOUNT}:capability/c/ack/k/[0-9a-f-]+$")
        self.assertIn(made, self.index())
        self.refused("ResourceInUseException", self.eks.create_capability, "of type ACK", 409, capabilityName="k2", **told)
        self.refused("ResourceNotFoundException", self.eks.delete_capability, "", 404, clusterName="c", capabilityName="ack")
        self.refused("ResourceInUseException", self.eks.delete_cluster, "", 409, name="c")
        self.assertEqual(["k"], [one["capabilityName"] for one in self.eks.list_capabilities(clusterName="c")["capabilities"]])
        self.eks.delete_capability(clusterName="c", capabilityName="k")
        self.until_gone(self.eks.describe_capability, clusterName="c", capabilityName="k")
        self.eks.delete_cluster(name="c")

    def test_a_connected_cluster_is_deregistered(self):
        self.eks.register_cluster(name="far", connectorConfig={"roleArn": ROLE, "provider": "OTHER"}, tags=TAGS)
        self.assertEqual([], self.eks.list_clusters()["clusters"])
        self.assertEqual(["far"], self.eks.list_clusters(include=["all"])["clusters"])
        self.assertEqual("OTHER", self.eks.describe_cluster(name="far")["cluster"]["connectorConfig"]["provider"])
        self.refused("InvalidRequestException", self.eks.delete_cluster, "", 400, name="far")
        self.eks.deregister_cluster(name="far")
        self.refused("ResourceNotFoundException", self.eks.describe_cluster, "", 404, name="far")


if __name__ == "__main__":
    unittest.main()
