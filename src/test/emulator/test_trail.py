"""CloudTrail's history of events is as strict as AWS's, and tells what was made and by whom."""

import json
import time
import unittest
from datetime import datetime, timedelta, timezone

from botocore.exceptions import ClientError
from emulated import ACCOUNT, REGION, Test

ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"


class TrailTest(Test):
    def look(self, **params):
        while True:
            try:
                return self.aws("cloudtrail", params.pop("region", REGION)).lookup_events(**params)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ThrottlingException":
                    raise
                time.sleep(0.3)

    def events(self, name, **params):
        told = self.look(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}], **params)
        return [json.loads(event["CloudTrailEvent"]) for event in told["Events"]]

    def test_tells_what_was_made_and_by_whom(self):
        self.control("POST", "principal", {"arn": ALICE, "console": True})
        self.assertEqual(ALICE, self.aws("sts").get_caller_identity()["Arn"])
        arn = self.table("made")
        session = {"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/bob", "role": f"arn:aws:iam::{ACCOUNT}:role/Admin"}
        self.control("POST", "principal", session)
        self.function("f")
        (table,) = self.events("CreateTable")
        self.assertEqual(arn, table["responseElements"]["tableDescription"]["tableArn"])
        self.assertEqual((ALICE, "true"), (table["userIdentity"]["arn"], table["sessionCredentialFromConsole"]))
        (function,) = self.events("CreateFunction20150331")
        self.assertEqual("f", function["requestParameters"]["functionName"])
        self.assertEqual(session["role"], function["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"])
        self.assertEqual([], self.events("CreateRole"))  # of IAM it is told where IAM is
        (role,) = self.events("CreateRole", region="us-east-1")
        self.assertTrue(role["responseElements"]["role"]["arn"].endswith(":role/f-role"))

    def test_tells_of_ec2_in_two_forms(self):
        ec2 = self.aws("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"]
        (made,) = self.events("CreateVpc")
        self.assertEqual(vpc, made["responseElements"]["vpc"]["vpcId"])
        image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        ran = ec2.run_instances(ImageId=image, MinCount=2, MaxCount=2, SubnetId=subnet)["Instances"]
        (run,) = self.events("RunInstances")
        told = [item["instanceId"] for item in run["responseElements"]["instancesSet"]["items"]]
        self.assertEqual([instance["InstanceId"] for instance in ran], told)
        gateway = ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")["NatGateway"]["NatGatewayId"]
        (nat,) = self.events("CreateNatGateway")
        self.assertEqual(gateway, nat["responseElements"]["CreateNatGatewayResponse"]["natGateway"]["natGatewayId"])

    def test_what_failed_has_an_error(self):
        self.table("once")
        with self.assertRaises(ClientError):
            self.table("once")
        self.assertEqual([True, False], ["errorCode" in event for event in self.events("CreateTable")])

    def test_pages_of_the_newest_first(self):
        for number in range(5):
            self.table(f"t{number}")
        attributes = [{"AttributeKey": "EventName", "AttributeValue": "CreateTable"}]
        first = self.look(LookupAttributes=attributes, MaxResults=3)
        second = self.look(LookupAttributes=attributes, MaxResults=3, NextToken=first["NextToken"])
        self.assertEqual((3, 2), (len(first["Events"]), len(second["Events"])))
        self.assertNotIn("NextToken", second)
        self.refused("InvalidNextTokenException", self.look, LookupAttributes=attributes, MaxResults=2, NextToken=first["NextToken"])

    def test_refuses_as_its_model_says(self):
        now = datetime.now(timezone.utc)
        self.refused("InvalidTimeRangeException", self.look, StartTime=now, EndTime=now - timedelta(days=1))
        two = [{"AttributeKey": "EventName", "AttributeValue": "a"}, {"AttributeKey": "Username", "AttributeValue": "b"}]
        self.refused("InvalidLookupAttributesException", self.look, LookupAttributes=two)

    def test_forgets_after_ninety_days(self):
        self.control("POST", "clock", {"offsetSeconds": -91 * 86400})
        self.table("old")
        self.control("POST", "clock", {"offsetSeconds": 0})
        self.assertEqual([], self.events("CreateTable", StartTime=datetime.now(timezone.utc) - timedelta(days=120)))

    def test_takes_two_calls_a_second_and_region(self):
        time.sleep(1.1)
        codes = []
        for _ in range(5):
            try:
                self.aws("cloudtrail").lookup_events()
            except ClientError as error:
                codes.append(error.response["Error"]["Code"])
        self.assertIn("ThrottlingException", codes)
        self.aws("cloudtrail", "eu-west-1").lookup_events()


if __name__ == "__main__":
    unittest.main()
