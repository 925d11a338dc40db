"""What works in a cluster makes anew what others take away. Run: ./python -m unittest test_controllers"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, Test

ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
OF_CONTROLLER = [{"Key": "elbv2.k8s.aws/cluster", "Value": "c"}, {"Key": "ingress.k8s.aws/resource", "Value": "LoadBalancer"}]
OF_CLOUD = [{"Key": "kubernetes.io/cluster/c", "Value": "owned"}, {"Key": "kubernetes.io/service-name", "Value": "default/web"}]
OF_KARPENTER = [{"Key": "kubernetes.io/cluster/c", "Value": "owned"}, {"Key": "karpenter.sh/nodepool", "Value": "default"}]


class Controllers(Test):
    def setUp(self) -> None:
        super().setUp()
        self.eks, self.ec2, self.elb, self.classic = self.aws("eks"), self.aws("ec2"), self.aws("elbv2"), self.aws("elb")
        told = self.ec2.describe_subnets()["Subnets"][:2]
        self.subnets, self.vpc = [one["SubnetId"] for one in told], told[0]["VpcId"]
        self.eks.create_cluster(name="c", roleArn=ROLE, resourcesVpcConfig={"subnetIds": self.subnets})

    def end_cluster(self) -> None:
        self.eks.delete_cluster(name="c")

    def test_a_load_balancer_and_its_targets(self):
        for tags in (OF_CONTROLLER, OF_CLOUD):
            arn = self.elb.create_load_balancer(Name="web", Subnets=self.subnets, Tags=tags)["LoadBalancers"][0]["LoadBalancerArn"]
            targets = self.elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=self.vpc, Tags=tags)["TargetGroups"][0]["TargetGroupArn"]
            self.elb.delete_load_balancer(LoadBalancerArn=arn)
            self.elb.delete_target_group(TargetGroupArn=targets)
            again = self.elb.describe_load_balancers(Names=["web"])["LoadBalancers"][0]["LoadBalancerArn"]
            told = self.elb.describe_tags(ResourceArns=[again, targets])["TagDescriptions"]
            self.assertEqual([tags, tags], [one["Tags"] for one in told])
            self.end_cluster()
            self.elb.delete_load_balancer(LoadBalancerArn=again)
            self.elb.delete_target_group(TargetGroupArn=targets)
            self.assertEqual([], self.elb.describe_load_balancers()["LoadBalancers"])
            self.assertEqual([], self.elb.describe_target_groups()["TargetGroups"])
            self.eks.describe_cluster(name="c")
            self.refused("ResourceNotFoundException", self.eks.describe_cluster, name="c")
            self.eks.create_cluster(name="c", roleArn=ROLE, resourcesVpcConfig={"subnetIds": self.subnets})

    def test_a_classic_one(self):
        listeners = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}]
        self.classic.create_load_balancer(LoadBalancerName="old", Listeners=listeners, Subnets=self.subnets[:1], Tags=OF_CLOUD)
        self.classic.delete_load_balancer(LoadBalancerName="old")
        self.assertEqual(1, len(self.classic.describe_load_balancers()["LoadBalancerDescriptions"]))
        self.end_cluster()
        self.classic.delete_load_balancer(LoadBalancerName="old")
        self.assertEqual([], self.classic.describe_load_balancers()["LoadBalancerDescriptions"])

    def test_what_nobody_works_for_stays_away(self):
        others = [{"Key": "elbv2.k8s.aws/cluster", "Value": "d"}]
        arn = self.elb.create_load_balancer(Name="web", Subnets=self.subnets, Tags=others)["LoadBalancers"][0]["LoadBalancerArn"]
        self.elb.delete_load_balancer(LoadBalancerArn=arn)
        self.assertEqual([], self.elb.describe_load_balancers()["LoadBalancers"])

    def test_a_machine_of_karpenters(self):
        image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        spec = [{"ResourceType": "instance", "Tags": OF_KARPENTER}]
        made = self.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=self.subnets[0], TagSpecifications=spec)["Instances"][0]
        self.ec2.terminate_instances(InstanceIds=[made["InstanceId"]])
        again = self.running()
        self.assertEqual([OF_KARPENTER], [one["Tags"] for one in again])
        self.assertEqual(self.subnets[0], again[0]["SubnetId"])
        self.end_cluster()
        self.ec2.terminate_instances(InstanceIds=[again[0]["InstanceId"]])
        self.assertEqual([], self.running())

    def running(self) -> list[dict]:
        filters = [{"Name": "instance-state-name", "Values": ["running"]}]
        return [one for group in self.ec2.describe_instances(Filters=filters)["Reservations"] for one in group["Instances"]]


if __name__ == "__main__":
    unittest.main()
