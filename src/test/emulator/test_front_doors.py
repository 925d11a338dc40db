"""What is asked of zones, web ACLs and CodeBuild behaves as AWS does. Run: ./python -m unittest test_front_doors"""

from __future__ import annotations

import kinds_seed as make
import learning_seed as learning
from emulated import REGION, TAGS, Test
from seed_account import Account


class Zones(Test):
    def setUp(self) -> None:
        super().setUp()
        self.route53, self.account = self.aws("route53"), Account(self.endpoint, REGION)
        self.zone = learning.zone(self.account, "w.example.com.", TAGS)

    def records(self) -> list[dict]:
        return self.route53.list_resource_record_sets(HostedZoneId=self.zone["id"])["ResourceRecordSets"]

    def delete(self, *records: dict) -> None:
        changes = [{"Action": "DELETE", "ResourceRecordSet": one} for one in records]
        self.route53.change_resource_record_sets(HostedZoneId=self.zone["id"], ChangeBatch={"Changes": changes})

    def own(self) -> list[dict]:
        return [one for one in self.records() if one["Type"] in ("NS", "SOA") and one["Name"] == "w.example.com."]

    def test_a_zone_goes_after_its_records_and_with_its_own_two(self):
        self.assertIn(self.zone["arn"], self.index("us-east-1"))
        self.assertNotIn(self.zone["arn"], self.index())
        self.refused("HostedZoneNotEmpty", self.route53.delete_hosted_zone, "non-required", 400, Id=self.zone["id"])
        self.delete(*[one for one in self.records() if one not in self.own()])
        self.assertEqual(2, len(self.records()))
        self.route53.delete_hosted_zone(Id=self.zone["id"])
        self.refused("NoSuchHostedZone", self.route53.get_hosted_zone, "", 404, Id=self.zone["id"])
        self.refused("NoSuchHostedZone", self.route53.list_tags_for_resource, "", 404, ResourceType="hostedzone", ResourceId=self.zone["id"])

    def test_nobody_deletes_what_a_zone_cannot_be_without(self):
        for record in self.own():
            with self.assertRaises(self.route53.exceptions.InvalidChangeBatch):
                self.delete(record)

    def test_a_record_that_is_not_there_is_not_deleted(self):
        record = {"Name": "none.w.example.com.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
        with self.assertRaises(self.route53.exceptions.InvalidChangeBatch):
            self.delete(record)

    def test_a_delegation_is_a_record_like_others(self):
        self.delete(*[one for one in self.records() if one not in self.own()])
        learning.delegate(self.account, self.zone["id"], "sub.w.example.com.")
        self.refused("HostedZoneNotEmpty", self.route53.delete_hosted_zone, "", 400, Id=self.zone["id"])

    def test_keys_and_services_keep_a_zone(self):
        self.delete(*[one for one in self.records() if one not in self.own()])
        keys = [{"Name": "k", "Status": "ACTIVE"}]
        self.control("POST", "properties", {self.zone["arn"]: {"told": {"KeySigningKeys": keys}}})
        told = self.route53.get_dnssec(HostedZoneId=self.zone["id"])
        self.assertEqual(("SIGNING", 1), (told["Status"]["ServeSignature"], len(told["KeySigningKeys"])))
        self.refused("HostedZoneNotEmpty", self.route53.delete_hosted_zone, "Key Signing Keys", Id=self.zone["id"])
        service = {"ServicePrincipal": "servicediscovery.amazonaws.com", "Description": "namespace ns-1"}
        self.control("POST", "properties", {self.zone["arn"]: {"told": {"KeySigningKeys": [], "LinkedService": service}}})
        self.assertEqual(service, self.route53.list_hosted_zones()["HostedZones"][0]["LinkedService"])
        self.refused("InvalidInput", self.route53.delete_hosted_zone, "servicediscovery", Id=self.zone["id"])


class WebAcls(Test):
    def setUp(self) -> None:
        super().setUp()
        self.account = Account(self.endpoint, REGION)

    def delete(self, acl: dict, token: str | None = None):
        wafv2 = self.aws("wafv2", "us-east-1" if acl["id"]["Scope"] == "CLOUDFRONT" else REGION)
        return wafv2.delete_web_acl, acl["id"] | {"LockToken": token or wafv2.get_web_acl(**acl["id"])["LockToken"]}

    def test_it_goes_by_the_token_of_its_last_change(self):
        acl = learning.web_acl(self.account, "a", TAGS)
        self.assertIn(acl["arn"], self.index())
        call, asks = self.delete(acl, "of-old")
        self.refused("WAFOptimisticLockException", call, **asks)
        call, asks = self.delete(acl)
        call(**asks)
        self.refused("WAFNonexistentItemException", call, **asks)
        self.refused("WAFNonexistentItemException", self.aws("wafv2").list_tags_for_resource, ResourceARN=acl["arn"])

    def test_it_stays_while_it_protects_something_which_each_type_is_asked_for(self):
        acl, pool = learning.web_acl(self.account, "a", TAGS), make.user_pool(self.account, "p", {}, protected=False)
        wafv2 = self.aws("wafv2")
        wafv2.associate_web_acl(WebACLArn=acl["arn"], ResourceArn=pool["arn"])
        self.assertEqual([], wafv2.list_resources_for_web_acl(WebACLArn=acl["arn"])["ResourceArns"])
        told = wafv2.list_resources_for_web_acl(WebACLArn=acl["arn"], ResourceType="COGNITO_USER_POOL")
        self.assertEqual([pool["arn"]], told["ResourceArns"])
        call, asks = self.delete(acl)
        self.refused("WAFAssociatedItemException", call, **asks)
        self.aws("cognito-idp").delete_user_pool(UserPoolId=pool["id"])
        call(**asks)

    def test_those_of_cloudfront_are_in_one_region(self):
        acl = learning.web_acl(self.account, "a", TAGS, "CLOUDFRONT")
        self.assertIn(acl["arn"], self.index("us-east-1"))
        self.refused("WAFInvalidParameterException", self.aws("wafv2").list_web_acls, "scope", Scope="CLOUDFRONT")
        self.assertEqual([], self.aws("wafv2", "us-east-1").list_web_acls(Scope="REGIONAL")["WebACLs"])
        self.assertEqual(1, len(self.aws("wafv2", "us-east-1").list_web_acls(Scope="CLOUDFRONT")["WebACLs"]))

    def test_firewall_manager_keeps_its_own(self):
        acl = learning.web_acl(self.account, "a", TAGS)
        self.control("POST", "properties", {acl["arn"]: {"told": {"ManagedByFirewallManager": True}}})
        self.assertTrue(self.aws("wafv2").get_web_acl(**acl["id"])["WebACL"]["ManagedByFirewallManager"])
        call, asks = self.delete(acl)
        self.refused("WAFInvalidOperationException", call, "Firewall Manager", **asks)


class Builds(Test):
    def test_what_is_not_there_is_named_apart(self):
        account, codebuild = Account(self.endpoint, REGION), self.aws("codebuild")
        made = learning.build_project(account, "pp", TAGS, self.role())
        self.assertIn(made["arn"], self.index())
        told = codebuild.batch_get_projects(names=["pp", "x"])
        self.assertEqual((["pp"], ["x"]), ([one["name"] for one in told["projects"]], told["projectsNotFound"]))
        for _ in range(2):
            codebuild.delete_project(name="pp")
        self.assertNotIn(made["arn"], self.index())


if __name__ == "__main__":
    import unittest

    unittest.main()
