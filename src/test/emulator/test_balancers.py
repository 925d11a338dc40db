"""Load balancers refuse, and linger, as AWS's do. Run: ./python -m unittest test_balancers"""

from __future__ import annotations

import unittest

import ec2
from emulated import PAIRS, Test


class Balancers(Test):
    def setUp(self) -> None:
        super().setUp()
        self.elb, self.classic, self.ec2 = self.aws("elbv2"), self.aws("elb"), self.aws("ec2")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.6.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [
            self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=f"10.6.{n}.0/24", AvailabilityZone=f"eu-central-1{zone}")["Subnet"]["SubnetId"]
            for n, zone in enumerate("ab")
        ]
        self.group = self.ec2.create_security_group(VpcId=self.vpc, GroupName="lb", Description="lb")["GroupId"]

    def balancer(self, name: str = "web", **more) -> str:
        more.setdefault("SecurityGroups", [self.group])
        return self.elb.create_load_balancer(Name=name, Subnets=self.subnets, Tags=PAIRS, **more)["LoadBalancers"][0]["LoadBalancerArn"]

    def targets(self, balancer: str | None = None) -> str:
        made = self.elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=self.vpc, Tags=PAIRS)["TargetGroups"][0]
        if balancer:
            action = [{"Type": "forward", "TargetGroupArn": made["TargetGroupArn"]}]
            self.elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=action, Tags=PAIRS)
        return made["TargetGroupArn"]

    def cards(self) -> list[dict]:
        return self.ec2.describe_network_interfaces()["NetworkInterfaces"]

    def test_its_interfaces_outlive_it_and_hold_what_they_are_in(self):
        arn = self.balancer()
        of = arn.split("loadbalancer/")[1]
        told = [(card["Description"], card["RequesterManaged"], card["Groups"][0]["GroupId"]) for card in self.cards()]
        self.assertEqual([(f"ELB {of}", True, self.group)] * 2, told)
        self.elb.delete_load_balancer(LoadBalancerArn=arn)
        self.elb.delete_load_balancer(LoadBalancerArn=arn)
        self.refused("LoadBalancerNotFound", self.elb.describe_load_balancers, LoadBalancerArns=[arn])
        self.refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=self.subnets[0])
        self.refused("DependencyViolation", self.ec2.delete_security_group, GroupId=self.group)
        for _ in range(ec2.LOOKS + 1):
            left = self.cards()
        self.assertEqual([], left)
        self.ec2.delete_security_group(GroupId=self.group)
        self.ec2.delete_subnet(SubnetId=self.subnets[0])

    def test_a_gateway_stays_while_one_faces_the_internet(self):
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc)
        self.balancer()
        detach = {"InternetGatewayId": gateway, "VpcId": self.vpc}
        self.refused("DependencyViolation", self.ec2.detach_internet_gateway, "mapped public address", **detach)

    def test_it_has_the_address_that_it_was_given_until_its_interface_is_gone(self):
        address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        mapping = [{"SubnetId": self.subnets[0], "AllocationId": address}]
        made = self.elb.create_load_balancer(Name="net", Type="network", SubnetMappings=mapping)["LoadBalancers"][0]["LoadBalancerArn"]
        zones = self.elb.describe_load_balancers(LoadBalancerArns=[made])["LoadBalancers"][0]["AvailabilityZones"]
        self.assertEqual([address], [one["AllocationId"] for zone in zones for one in zone["LoadBalancerAddresses"]])
        self.refused("InvalidIPAddress.InUse", self.ec2.release_address, AllocationId=address)
        self.elb.delete_load_balancer(LoadBalancerArn=made)
        for _ in range(ec2.LOOKS + 1):
            self.cards()
        self.assertNotIn("AssociationId", self.ec2.describe_addresses()["Addresses"][0])

    def test_it_may_be_protected(self):
        arn = self.balancer()
        change = lambda to: self.elb.modify_load_balancer_attributes(  # noqa: E731
            LoadBalancerArn=arn, Attributes=[{"Key": "deletion_protection.enabled", "Value": to}]
        )
        change("true")
        self.refused("OperationNotPermitted", self.elb.delete_load_balancer, "deletion protection is enabled", LoadBalancerArn=arn)
        change("false")
        self.elb.delete_load_balancer(LoadBalancerArn=arn)

    def test_targets_stay_while_a_listener_names_them(self):
        balancer = self.balancer()
        targets = self.targets(balancer)
        self.assertEqual([balancer], self.elb.describe_target_groups()["TargetGroups"][0]["LoadBalancerArns"])
        self.refused("ResourceInUse", self.elb.delete_target_group, "in use by a listener", TargetGroupArn=targets)
        self.elb.delete_load_balancer(LoadBalancerArn=balancer)
        self.elb.delete_target_group(TargetGroupArn=targets)
        self.assertEqual({}, self.index())

    def test_one_that_an_endpoint_service_offers_stays(self):
        arn = self.balancer(Type="network", SecurityGroups=[])
        self.assertIn("loadbalancer/net/web/", arn)
        made = self.ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[arn])["ServiceConfiguration"]
        self.refused("ResourceInUse", self.elb.delete_load_balancer, "associated with another service", LoadBalancerArn=arn)
        self.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[made["ServiceId"]])
        self.elb.delete_load_balancer(LoadBalancerArn=arn)

    def test_the_index_tells_of_all_of_it(self):
        balancer = self.balancer()
        targets = self.targets(balancer)
        listener = self.elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"][0]["ListenerArn"]
        self.assertEqual({balancer, targets, listener}, set(self.index()))
        self.control("POST", "tags", {balancer: {"janitor:keep": "true"}})
        told = self.elb.describe_tags(ResourceArns=[balancer, targets])["TagDescriptions"]
        self.assertEqual([3, 2], [len(one["Tags"]) for one in told])
        self.refused("ValidationError", self.elb.describe_tags, ResourceArns=[balancer] * 21)
        self.refused("TargetGroupNotFound", self.elb.describe_tags, ResourceArns=[f"{targets}0"])

    def test_a_classic_one_goes_twice(self):
        listeners = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}]
        made = {"Listeners": listeners, "Subnets": self.subnets[:1], "SecurityGroups": [self.group], "Tags": PAIRS}
        self.classic.create_load_balancer(LoadBalancerName="old", **made)
        self.assertEqual(["ELB old"], [card["Description"] for card in self.cards()])
        self.assertEqual(["arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/old"], list(self.index()))
        self.classic.delete_load_balancer(LoadBalancerName="old")
        self.classic.delete_load_balancer(LoadBalancerName="old")
        self.refused("DependencyViolation", self.ec2.delete_security_group, GroupId=self.group)
        self.refused("LoadBalancerNotFound", self.classic.describe_tags, LoadBalancerNames=["old"])


if __name__ == "__main__":
    unittest.main()
