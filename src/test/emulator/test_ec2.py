"""EC2 refuses, and lets linger, what AWS does and moto does not. Run: ./python test_ec2.py"""

from __future__ import annotations

import unittest

import ec2
import emulated
import properties
import tag_index
import witness
import workshop
from seed_account import Account

REGION, PAIRS = emulated.REGION, emulated.PAIRS


class Network(emulated.Test):
    def setUp(self):
        super().setUp()
        self.ec2 = self.aws("ec2")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
        self.subnet = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.5.1.0/24")["Subnet"]["SubnetId"]

    def interface(self, **more) -> str:
        return self.ec2.create_network_interface(SubnetId=self.subnet, **more)["NetworkInterface"]["NetworkInterfaceId"]

    def group(self, name: str) -> str:
        return self.ec2.create_security_group(VpcId=self.vpc, GroupName=name, Description=name)["GroupId"]

    def instance(self, **more) -> str:
        image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        return self.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=self.subnet, **more)["Instances"][0]["InstanceId"]

    def of_vpc(self, what: str, *filters: tuple[str, str]) -> list[dict]:
        wanted = [{"Name": "vpc-id", "Values": [self.vpc]}, *({"Name": name, "Values": [value]} for name, value in filters)]
        answer = getattr(self.ec2, f"describe_{what}")(Filters=wanted)
        return next(value for value in answer.values() if isinstance(value, list))

    def test_a_subnet_stays_while_an_interface_is_in_it(self):
        card = self.interface()
        self.refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=self.subnet)
        self.ec2.delete_network_interface(NetworkInterfaceId=card)
        self.ec2.delete_subnet(SubnetId=self.subnet)

    def test_a_vpc_stays_while_anything_is_in_it(self):
        group = self.group("g")
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc)
        table = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        gone = (
            lambda: self.ec2.delete_subnet(SubnetId=self.subnet),
            lambda: self.ec2.delete_security_group(GroupId=group),
            lambda: self.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc),
            lambda: self.ec2.delete_route_table(RouteTableId=table),
        )
        for step in gone:
            self.refused("DependencyViolation", self.ec2.delete_vpc, VpcId=self.vpc)
            step()
        self.ec2.delete_vpc(VpcId=self.vpc)

    def test_what_a_vpc_brings_along_goes_with_it_alone(self):
        main = self.of_vpc("route_tables", ("association.main", "true"))[0]["RouteTableId"]
        default = self.of_vpc("security_groups", ("group-name", "default"))[0]["GroupId"]
        self.refused("DependencyViolation", self.ec2.delete_route_table, RouteTableId=main)
        self.refused("CannotDelete", self.ec2.delete_security_group, GroupId=default)

    def test_a_group_stays_while_a_rule_or_an_interface_names_it(self):
        named, naming = self.group("named"), self.group("naming")
        rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": named}]}
        self.ec2.authorize_security_group_ingress(GroupId=naming, IpPermissions=[rule])
        self.refused("DependencyViolation", self.ec2.delete_security_group, GroupId=named)
        rules = self.ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [naming]}])["SecurityGroupRules"]
        of_it = [one["SecurityGroupRuleId"] for one in rules if one.get("ReferencedGroupInfo", {}).get("GroupId") == named]
        self.ec2.revoke_security_group_ingress(GroupId=naming, SecurityGroupRuleIds=of_it)
        card = self.interface(Groups=[named])
        self.refused("DependencyViolation", self.ec2.delete_security_group, GroupId=named)
        self.ec2.delete_network_interface(NetworkInterfaceId=card)
        self.ec2.delete_security_group(GroupId=named)

    def test_a_nat_gateway_holds_its_address_and_leaves_its_interface_for_a_while(self):
        address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        nat = self.ec2.create_nat_gateway(SubnetId=self.subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
        self.refused("AuthFailure", self.ec2.release_address, AllocationId=address)
        self.ec2.delete_nat_gateway(NatGatewayId=nat)
        self.assertEqual("deleting", self.ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0]["State"])
        self.refused("AuthFailure", self.ec2.release_address, AllocationId=address)
        self.refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=self.subnet)
        for _ in range(ec2.LOOKS + 1):
            self.ec2.describe_network_interfaces()
        self.assertEqual("deleted", self.ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0]["State"])
        self.ec2.release_address(AllocationId=address)
        self.ec2.delete_subnet(SubnetId=self.subnet)
        self.refused("NatGatewayNotFound", self.ec2.delete_nat_gateway, NatGatewayId=nat)

    def test_an_address_in_use_is_not_released(self):
        address, card = self.ec2.allocate_address(Domain="vpc")["AllocationId"], self.interface()
        tied = self.ec2.associate_address(AllocationId=address, NetworkInterfaceId=card)["AssociationId"]
        self.refused("InvalidIPAddress.InUse", self.ec2.release_address, AllocationId=address)
        self.ec2.disassociate_address(AssociationId=tied)
        self.ec2.release_address(AllocationId=address)

    def test_an_address_in_a_default_vpc_is_taken_off_and_released(self):
        vpc = next(one["VpcId"] for one in self.ec2.describe_vpcs()["Vpcs"] if one["IsDefault"])
        subnet = self.ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"][0]["SubnetId"]
        card = self.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
        address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        self.ec2.associate_address(AllocationId=address, NetworkInterfaceId=card)
        self.ec2.release_address(AllocationId=address)
        self.assertEqual([], self.ec2.describe_addresses()["Addresses"])

    def test_an_address_of_a_second_private_one_is_not_the_first_ones(self):
        card, address = self.interface(), self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        self.ec2.associate_address(AllocationId=address, NetworkInterfaceId=card, PrivateIpAddress="10.7.0.200")
        told = self.ec2.describe_addresses(AllocationIds=[address])["Addresses"][0]
        self.assertEqual(card, told["NetworkInterfaceId"])
        self.assertNotIn("Association", self.ec2.describe_network_interfaces(NetworkInterfaceIds=[card])["NetworkInterfaces"][0])

    def test_a_gateway_stays_while_an_address_is_mapped(self):
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc)
        address, card = self.ec2.allocate_address(Domain="vpc")["AllocationId"], self.interface()
        self.ec2.associate_address(AllocationId=address, NetworkInterfaceId=card)
        detach = {"InternetGatewayId": gateway, "VpcId": self.vpc}
        self.refused("DependencyViolation", self.ec2.detach_internet_gateway, "mapped public address", **detach)

    def test_an_endpoint_says_in_its_answer_what_it_did_not_delete(self):
        made = self.ec2.create_vpc_endpoint(
            VpcId=self.vpc, VpcEndpointType="Interface", ServiceName=f"com.amazonaws.{REGION}.sqs", SubnetIds=[self.subnet]
        )["VpcEndpoint"]["VpcEndpointId"]
        arn = f"arn:aws:ec2:{REGION}:{emulated.ACCOUNT}:vpc-endpoint/{made}"
        properties.put({arn: {"told": {"RequesterManaged": True}}})
        self.assertTrue(self.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["RequesterManaged"])
        failed = self.ec2.delete_vpc_endpoints(VpcEndpointIds=[made, "vpce-0"])["Unsuccessful"]
        self.assertEqual(["InvalidParameter", "InvalidVpcEndpoint.NotFound"], [one["Error"]["Code"] for one in failed])

    def test_a_services_interface_is_nobody_elses(self):
        self.ec2.create_nat_gateway(SubnetId=self.subnet, ConnectivityType="private")
        card = self.of_vpc("network_interfaces")[0]
        self.assertTrue(card["RequesterManaged"])
        self.refused("InvalidParameterValue", self.ec2.delete_network_interface, "in use", NetworkInterfaceId=card["NetworkInterfaceId"])

    def test_dhcp_options_outlive_their_vpc(self):
        options = self.ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name", "Values": ["x.org"]}])["DhcpOptions"]["DhcpOptionsId"]
        self.ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=self.vpc)
        self.ec2.delete_subnet(SubnetId=self.subnet)
        self.ec2.delete_vpc(VpcId=self.vpc)
        self.assertEqual(1, len(self.ec2.describe_dhcp_options(DhcpOptionsIds=[options])["DhcpOptions"]))

    def test_an_instance_may_be_protected_from_the_beginning(self):
        machine = self.instance(DisableApiTermination=True)
        self.refused("OperationNotPermitted", self.ec2.terminate_instances, InstanceIds=[machine])
        self.ec2.modify_instance_attribute(InstanceId=machine, DisableApiTermination={"Value": False})
        self.ec2.modify_instance_attribute(InstanceId=machine, DisableApiStop={"Value": True})
        self.refused("OperationNotPermitted", self.ec2.terminate_instances, "disableApiStop", InstanceIds=[machine])
        self.ec2.modify_instance_attribute(InstanceId=machine, DisableApiStop={"Value": False})
        self.ec2.terminate_instances(InstanceIds=[machine])

    def test_an_interface_of_ones_own_outlives_its_instance(self):
        card = self.interface()
        image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        made = self.ec2.run_instances(
            ImageId=image, MinCount=1, MaxCount=1, NetworkInterfaces=[{"DeviceIndex": 0, "NetworkInterfaceId": card}]
        )["Instances"][0]["InstanceId"]
        self.refused("InvalidParameterValue", self.ec2.delete_network_interface, NetworkInterfaceId=card)
        self.ec2.terminate_instances(InstanceIds=[made])
        self.ec2.delete_network_interface(NetworkInterfaceId=card)

    def test_an_image_keeps_its_snapshots(self):
        image = self.ec2.create_image(InstanceId=self.instance(), Name="golden")["ImageId"]
        snapshot = self.ec2.describe_images(ImageIds=[image])["Images"][0]["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]
        self.refused("InvalidSnapshot.InUse", self.ec2.delete_snapshot, SnapshotId=snapshot)
        self.ec2.deregister_image(ImageId=image)
        self.ec2.delete_snapshot(SnapshotId=snapshot)

    def test_an_image_may_be_protected(self):
        image = self.ec2.create_image(InstanceId=self.instance(), Name="golden")["ImageId"]
        properties.put({f"arn:aws:ec2:{REGION}::image/{image}": {"told": {"DeregistrationProtection": "enabled-without-cooldown"}}})
        self.refused("OperationNotPermitted", self.ec2.deregister_image, ImageId=image)
        self.ec2.disable_image_deregistration_protection(ImageId=image)
        self.ec2.deregister_image(ImageId=image)

    def test_a_key_pair_goes_by_its_id(self):
        key = self.ec2.create_key_pair(KeyName="k")["KeyPairId"]
        self.assertEqual(key, self.ec2.delete_key_pair(KeyPairId=key)["KeyPairId"])
        self.assertNotIn("KeyPairId", self.ec2.delete_key_pair(KeyPairId=key))
        self.assertEqual([], self.ec2.describe_key_pairs()["KeyPairs"])

    def test_a_placement_group_is_tagged_by_its_id_and_named_by_its_name(self):
        spec = [{"ResourceType": "placement-group", "Tags": PAIRS}]
        self.ec2.create_placement_group(GroupName="near", TagSpecifications=spec)
        told = {one["ResourceId"] for one in self.ec2.describe_tags()["Tags"]}
        self.assertEqual(1, len([one for one in told if one.startswith("pg-")]))
        self.assertIn(f"arn:aws:ec2:{REGION}:{emulated.ACCOUNT}:placement-group/near", self.index())
        self.ec2.delete_placement_group(GroupName="near")
        self.refused("InvalidPlacementGroup.Unknown", self.ec2.delete_placement_group, GroupName="near")

    def test_a_shared_subnet_is_its_owners(self):
        arn = f"arn:aws:ec2:{REGION}:{emulated.ACCOUNT}:subnet/{self.subnet}"
        properties.put({arn: {"told": {"OwnerId": "210987654321"}}})
        theirs = arn.replace(emulated.ACCOUNT, "210987654321")
        tag_index.write(theirs, {one["Key"]: one["Value"] for one in PAIRS})
        self.assertIn(theirs, self.index())
        self.assertNotIn(arn, self.index())


class Shop(emulated.Test):
    def test_one_of_every_kind_is_seeded_and_seen(self):
        manifest = workshop.seed_shop(self.endpoint, REGION)
        # The role of Batch's environment is looked at as the other workshop's roles are.
        self.assertEqual({"AWS::IAM::Role"}, witness.SHOP.keys() ^ {entry["type"] for entry in manifest["due"]})
        told = workshop.check(Account(self.endpoint, REGION), manifest)
        self.assertEqual({entry["arn"] for entry in manifest["due"]}, set(told["stillThere"]))
        self.assertEqual([], told["lost"])


if __name__ == "__main__":
    unittest.main()
