"""What is asked of Network Firewall behaves as AWS does. Run: ./python -m unittest test_firewalls"""

from __future__ import annotations

import unittest

from emulated import PAIRS, Test


class Firewalls(Test):
    def setUp(self) -> None:
        super().setUp()
        self.fire, self.ec2 = self.aws("network-firewall"), self.aws("ec2")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnet = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
        rules = self.fire.create_rule_group(RuleGroupName="r", Type="STATEFUL", Capacity=10, Tags=PAIRS)
        self.rules = rules["RuleGroupResponse"]["RuleGroupArn"]
        of = {"StatelessDefaultActions": ["aws:pass"], "StatelessFragmentDefaultActions": ["aws:pass"]}
        of["StatefulRuleGroupReferences"] = [{"ResourceArn": self.rules}]
        made = self.fire.create_firewall_policy(FirewallPolicyName="p", FirewallPolicy=of, Tags=PAIRS)
        self.policy = made["FirewallPolicyResponse"]["FirewallPolicyArn"]

    def firewall(self, **how) -> str:
        return self.fire.create_firewall(
            FirewallName="f", FirewallPolicyArn=self.policy, VpcId=self.vpc, SubnetMappings=[{"SubnetId": self.subnet}], Tags=PAIRS, **how
        )["Firewall"]["FirewallArn"]

    def gone(self, arn: str) -> None:
        while self.fire.list_firewalls()["Firewalls"]:
            pass
        self.refused("ResourceNotFoundException", self.fire.describe_firewall, FirewallArn=arn)

    def test_a_protected_one_stays(self):
        arn = self.firewall(DeleteProtection=True)
        self.assertIn(arn, self.index())
        self.refused("InvalidOperationException", self.fire.delete_firewall, "protection", FirewallArn=arn)
        self.fire.update_firewall_delete_protection(FirewallArn=arn, DeleteProtection=False)
        self.refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=self.subnet)
        self.fire.delete_firewall(FirewallArn=arn)
        self.assertEqual("DELETING", self.fire.describe_firewall(FirewallArn=arn)["FirewallStatus"]["Status"])
        self.gone(arn)
        self.ec2.delete_subnet(SubnetId=self.subnet)

    def test_one_that_logs_stays(self):
        arn = self.firewall()
        to = {"LogType": "FLOW", "LogDestinationType": "CloudWatchLogs", "LogDestination": {"logGroup": "g"}}
        self.fire.update_logging_configuration(FirewallArn=arn, LoggingConfiguration={"LogDestinationConfigs": [to]})
        self.refused("InvalidRequestException", self.fire.delete_firewall, "logging configuration", FirewallArn=arn)
        self.fire.update_logging_configuration(FirewallArn=arn, LoggingConfiguration={"LogDestinationConfigs": []})
        self.fire.delete_firewall(FirewallArn=arn)

    def test_one_to_which_a_route_leads_stays(self):
        arn = self.firewall()
        states = self.fire.describe_firewall(FirewallArn=arn)["FirewallStatus"]["SyncStates"]
        endpoint = next(iter(states.values()))["Attachment"]["EndpointId"]
        table = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", VpcEndpointId=endpoint)
        told = self.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        self.assertIn(endpoint, [route.get("GatewayId") for route in told])
        self.refused("InvalidRequestException", self.fire.delete_firewall, "still exist in route table(s)", FirewallArn=arn)
        self.ec2.delete_route_table(RouteTableId=table)
        self.fire.delete_firewall(FirewallArn=arn)
        self.gone(arn)

    def test_what_is_in_use_stays(self):
        arn = self.firewall()
        self.refused("InvalidOperationException", self.fire.delete_firewall_policy, "in use", FirewallPolicyArn=self.policy)
        self.refused("InvalidOperationException", self.fire.delete_rule_group, "in use", RuleGroupArn=self.rules)
        self.fire.delete_firewall(FirewallArn=arn)
        self.gone(arn)
        self.fire.delete_firewall_policy(FirewallPolicyArn=self.policy)
        while self.fire.list_firewall_policies()["FirewallPolicies"]:
            pass
        self.fire.delete_rule_group(RuleGroupArn=self.rules)
        while self.fire.list_rule_groups()["RuleGroups"]:
            pass


if __name__ == "__main__":
    unittest.main()
