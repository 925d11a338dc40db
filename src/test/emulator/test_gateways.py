"""Gateways to other networks refuse, and take their time, as AWS does. Run: ./python -m unittest test_gateways"""

from __future__ import annotations

import unittest

import ec2
import properties
from emulated import ACCOUNT, PAIRS, REGION, Test


def spec(of: str) -> list[dict]:
    return [{"ResourceType": of, "Tags": PAIRS}]


class Gateways(Test):
    def setUp(self) -> None:
        super().setUp()
        self.ec2 = self.aws("ec2")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
        self.subnet = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.5.1.0/24")["Subnet"]["SubnetId"]

    def transit(self) -> str:
        return self.ec2.create_transit_gateway(TagSpecifications=spec("transit-gateway"))["TransitGateway"]["TransitGatewayId"]

    def attachment(self, transit: str) -> str:
        asked = {"TransitGatewayId": transit, "VpcId": self.vpc, "SubnetIds": [self.subnet]}
        made = self.ec2.create_transit_gateway_vpc_attachment(**asked, TagSpecifications=spec("transit-gateway-attachment"))
        return made["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]

    def states(self, what: str, answer: str) -> list[str]:
        return [one["State"] for one in getattr(self.ec2, f"describe_{what}")()[answer]]

    def test_a_transit_gateway_stays_while_anything_is_attached(self):
        transit = self.transit()
        attachment = self.attachment(transit)
        self.assertIn(f"arn:aws:ec2:{REGION}:{ACCOUNT}:transit-gateway-attachment/{attachment}", self.index())
        self.refused("IncorrectState", self.ec2.delete_transit_gateway, "non-deleted Transit Gateway Attachments", TransitGatewayId=transit)
        self.ec2.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=attachment)
        again = {"TransitGatewayAttachmentId": attachment}
        self.refused("IncorrectState", self.ec2.delete_transit_gateway_vpc_attachment, **again)
        look = lambda: self.states("transit_gateway_attachments", "TransitGatewayAttachments")  # noqa: E731
        self.assertEqual([["deleting"], ["deleted"]], [look(), look()])
        self.refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=self.subnet)
        for _ in range(ec2.LOOKS + 1):
            self.ec2.describe_network_interfaces()
        self.ec2.delete_subnet(SubnetId=self.subnet)
        self.ec2.delete_transit_gateway(TransitGatewayId=transit)
        look = lambda: self.states("transit_gateways", "TransitGateways")  # noqa: E731
        self.assertEqual([["deleting"], ["deleted"]], [look(), look()])
        self.refused("InvalidTransitGatewayID.NotFound", self.ec2.delete_transit_gateway, TransitGatewayId=transit)

    def test_a_table_stays_while_it_is_associated_and_keeps_its_gateway(self):
        transit = self.transit()
        made = self.ec2.create_transit_gateway_route_table(TransitGatewayId=transit)["TransitGatewayRouteTable"]
        table = {"TransitGatewayRouteTableId": made["TransitGatewayRouteTableId"]}
        self.refused("IncorrectState", self.ec2.delete_transit_gateway, "Route Tables", TransitGatewayId=transit)
        self.ec2.delete_transit_gateway_route_table(**table)
        self.refused("IncorrectState", self.ec2.delete_transit_gateway, "Route Tables", TransitGatewayId=transit)
        while "deleted" not in self.states("transit_gateway_route_tables", "TransitGatewayRouteTables"):
            pass
        self.ec2.delete_transit_gateway(TransitGatewayId=transit)

    def test_a_vpn_goes_connection_first(self):
        vpn = self.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
        customer = self.ec2.create_customer_gateway(Type="ipsec.1", PublicIp="198.51.100.7", BgpAsn=65000)["CustomerGateway"]["CustomerGatewayId"]
        made = self.ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=customer, VpnGatewayId=vpn)["VpnConnection"]
        self.ec2.attach_vpn_gateway(VpnGatewayId=vpn, VpcId=self.vpc)
        self.refused("IncorrectState", self.ec2.delete_customer_gateway, "in use", CustomerGatewayId=customer)
        self.refused("IncorrectState", self.ec2.delete_vpn_gateway, VpnGatewayId=vpn)
        self.ec2.delete_vpn_connection(VpnConnectionId=made["VpnConnectionId"])
        look = lambda: self.states("vpn_connections", "VpnConnections")  # noqa: E731
        self.assertEqual([["deleting"], ["deleted"]], [look(), look()])
        self.ec2.delete_customer_gateway(CustomerGatewayId=customer)
        self.ec2.detach_vpn_gateway(VpnGatewayId=vpn, VpcId=self.vpc)
        self.refused("IncorrectState", self.ec2.delete_vpn_gateway, "attached", VpnGatewayId=vpn)
        told = lambda: self.ec2.describe_vpn_gateways()["VpnGateways"][0]["VpcAttachments"][0]["State"]  # noqa: E731
        self.assertEqual(["detaching", "detached"], [told(), told()])
        self.ec2.delete_vpn_gateway(VpnGatewayId=vpn)

    def test_an_endpoint_service_stays_while_one_is_connected(self):
        elb = self.aws("elbv2")
        balancer = elb.create_load_balancer(Name="n", Type="network", Subnets=[self.subnet])["LoadBalancers"][0]["LoadBalancerArn"]
        made = self.ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[balancer])["ServiceConfiguration"]
        arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc-endpoint-service/{made['ServiceId']}"
        theirs = {"VpcEndpointId": "vpce-1", "VpcEndpointOwner": "210987654321", "VpcEndpointState": "available"}
        properties.put({arn: {"connections": [theirs]}})
        self.assertEqual(1, len(self.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]))
        delete = lambda: self.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[made["ServiceId"]])["Unsuccessful"]  # noqa: E731
        self.assertEqual(["ExistingVpcEndpointConnections"], [one["Error"]["Code"] for one in delete()])
        properties.put({arn: {"connections": []}})
        self.assertEqual([], delete())
        self.assertEqual(["InvalidVpcEndpointServiceId.NotFound"], [one["Error"]["Code"] for one in delete()])

    def test_a_prefix_list_that_is_named_fails_afterwards(self):
        made = self.ec2.create_managed_prefix_list(PrefixListName="offices", MaxEntries=1, AddressFamily="IPv4")["PrefixList"]["PrefixListId"]
        group = self.ec2.create_security_group(VpcId=self.vpc, GroupName="g", Description="g")["GroupId"]
        rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "PrefixListIds": [{"PrefixListId": made}]}
        self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        told = lambda: {one["PrefixListId"]: one["State"] for one in self.ec2.describe_managed_prefix_lists()["PrefixLists"]}  # noqa: E731
        self.ec2.delete_managed_prefix_list(PrefixListId=made)
        self.assertEqual("delete-failed", told()[made])
        self.ec2.delete_security_group(GroupId=group)
        self.ec2.delete_managed_prefix_list(PrefixListId=made)
        self.assertEqual("delete-complete", told()[made])
        owned = next(one["PrefixListId"] for one in self.ec2.describe_managed_prefix_lists()["PrefixLists"] if one["OwnerId"] == "AWS")
        self.refused("UnauthorizedOperation", self.ec2.delete_managed_prefix_list, PrefixListId=owned)


if __name__ == "__main__":
    unittest.main()
