"""Route 53 Resolver refuses and lingers as AWS does. Run: ./python -m unittest test_resolvers"""

from __future__ import annotations

import unittest

import resolvers
from emulated import PAIRS, Test


class Resolvers(Test):
    def setUp(self) -> None:
        super().setUp()
        self.resolver, self.ec2 = self.aws("route53resolver"), self.aws("ec2")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
        self.subnet = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]
        group = self.ec2.create_security_group(VpcId=self.vpc, GroupName="names", Description="names")["GroupId"]
        at = [{"SubnetId": self.subnet, "Ip": f"10.7.1.{last}"} for last in (10, 11)]
        made = self.resolver.create_resolver_endpoint(
            CreatorRequestId="e", Name="e", SecurityGroupIds=[group], Direction="OUTBOUND", IpAddresses=at, Tags=PAIRS
        )
        self.endpoint_arn, self.out = made["ResolverEndpoint"]["Arn"], made["ResolverEndpoint"]["Id"]
        made = self.resolver.create_resolver_rule(
            CreatorRequestId="r",
            Name="r",
            RuleType="FORWARD",
            DomainName="corp.example.org",
            TargetIps=[{"Ip": "192.0.2.1", "Port": 53}],
            ResolverEndpointId=self.out,
            Tags=PAIRS,
        )
        self.rule_arn, self.rule = made["ResolverRule"]["Arn"], made["ResolverRule"]["Id"]

    def associate(self) -> None:
        self.resolver.associate_resolver_rule(ResolverRuleId=self.rule, VPCId=self.vpc)

    def associations(self) -> list[str]:
        filters = [{"Name": "ResolverRuleId", "Values": [self.rule]}]
        told = self.resolver.list_resolver_rule_associations(Filters=filters)["ResolverRuleAssociations"]
        return [one["Status"] for one in told]

    def test_a_rule_goes_once_no_vpc_has_it_any_more(self):
        self.associate()
        delete = self.resolver.delete_resolver_rule
        self.refused("ResourceInUseException", delete, "disassociate", ResolverRuleId=self.rule)
        leave = {"ResolverRuleId": self.rule, "VPCId": self.vpc}
        self.resolver.disassociate_resolver_rule(**leave)
        self.refused("InvalidRequestException", self.resolver.disassociate_resolver_rule, "DELETING", **leave)
        self.refused("ResourceInUseException", delete, ResolverRuleId=self.rule)
        self.assertEqual([["DELETING"], []], [self.associations(), self.associations()])
        self.refused("ResourceNotFoundException", self.resolver.disassociate_resolver_rule, **leave)
        delete(ResolverRuleId=self.rule)
        self.refused("ResourceNotFoundException", delete, ResolverRuleId=self.rule)

    def test_associations_need_no_names(self):
        self.associate()
        other = self.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        self.resolver.associate_resolver_rule(ResolverRuleId=self.rule, VPCId=other)
        self.assertEqual(["COMPLETE"] * 2, self.associations())

    def test_a_vpc_goes_with_its_associations(self):
        other = self.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        self.resolver.associate_resolver_rule(ResolverRuleId=self.rule, VPCId=other)
        self.ec2.delete_vpc(VpcId=other)
        self.assertEqual([], self.associations())

    def test_an_endpoint_goes_after_its_rules_and_leaves_its_interfaces_for_a_while(self):
        delete, cards = self.resolver.delete_resolver_endpoint, self.ec2.describe_network_interfaces
        told = [one for one in cards()["NetworkInterfaces"] if one["Description"].startswith(f"Route 53 Resolver: {self.out}:rni-")]
        self.assertEqual([False, True], sorted(one["RequesterManaged"] for one in told))
        self.refused("InvalidRequestException", delete, "[RSLVR-00600] Cannot delete", ResolverEndpointId=self.out)
        self.resolver.delete_resolver_rule(ResolverRuleId=self.rule)
        delete(ResolverEndpointId=self.out)
        self.refused("InvalidRequestException", delete, "DELETING", ResolverEndpointId=self.out)
        look = lambda: [one["Status"] for one in self.resolver.list_resolver_endpoints()["ResolverEndpoints"]]  # noqa: E731
        self.assertEqual([["DELETING"], []], [look(), look()])
        self.refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=self.subnet)
        for _ in range(3):
            cards()
        self.ec2.delete_subnet(SubnetId=self.subnet)

    def test_its_interfaces_go_in_the_callers_name(self):
        self.resolver.delete_resolver_rule(ResolverRuleId=self.rule)
        self.control("POST", "rights", {"deny": ["ec2:DeleteNetworkInterface"]})
        self.refused("AccessDeniedException", self.resolver.delete_resolver_endpoint, ResolverEndpointId=self.out)

    def test_resolver_has_a_rule_of_its_own_for_every_vpc(self):
        told = self.resolver.list_resolver_rules()["ResolverRules"]
        self.assertIn((resolvers.OWN_RULE, "Route 53 Resolver"), [(one["Id"], one["OwnerId"]) for one in told])
        told = self.resolver.list_resolver_rule_associations()["ResolverRuleAssociations"]
        self.assertIn((self.vpc, resolvers.OWN_RULE), [(one["VPCId"], one["ResolverRuleId"]) for one in told])

    def test_a_shared_rule_stays(self):
        self.control("POST", "properties", {self.rule_arn: {"told": {"ShareStatus": "SHARED_BY_ME"}}})
        self.refused("ResourceInUseException", self.resolver.delete_resolver_rule, "shared", ResolverRuleId=self.rule)
        self.control("POST", "properties", {self.rule_arn: {"told": {"AccountId": "999999999999", "ShareStatus": "SHARED_WITH_ME"}}})
        self.refused("InvalidRequestException", self.resolver.delete_resolver_rule, "another account", ResolverRuleId=self.rule)
        self.assertIn("999999999999", [one["OwnerId"] for one in self.resolver.list_resolver_rules()["ResolverRules"]])

    def test_the_index_has_both(self):
        self.assertLessEqual({self.endpoint_arn, self.rule_arn}, set(self.index()))


if __name__ == "__main__":
    unittest.main()
