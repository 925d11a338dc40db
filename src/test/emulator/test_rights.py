"""A role's rights, asked for as each service does."""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, REGION, Test


class RightsTest(Test):
    def deny(self, *actions: str) -> None:
        self.control("POST", "rights", {"deny": actions})

    def test_each_service_refuses_in_its_own_words(self):
        plain = "is not authorized to perform: {0} on resource: {1}"
        for action, call, code, text in (
            ("dynamodb:ListTables", self.aws("dynamodb").list_tables, "AccessDeniedException", plain),
            ("iam:GetAccountAuthorizationDetails", self.aws("iam").get_account_authorization_details, "AccessDenied", plain),
            ("apigateway:GET", self.aws("apigateway").get_rest_apis, "AccessDeniedException", plain),
            ("apigateway:GET", self.aws("apigatewayv2").get_apis, "AccessDeniedException", plain),
            ("cloudwatch:DescribeAlarms", self.aws("cloudwatch").describe_alarms, "AccessDeniedException", plain),
            ("s3:ListAllMyBuckets", self.aws("s3").list_buckets, "AccessDenied", "perform: {0} because"),
            ("tag:GetResources", self.aws("resourcegroupstaggingapi").get_resources, "AccessDeniedException", "perform: {0} because"),
            ("sns:ListTopics", self.aws("sns").list_topics, "AuthorizationError", "perform: SNS:ListTopics on resource: "),
            ("sqs:ListQueues", self.aws("sqs").list_queues, "AccessDenied", "perform: sqs:listqueues on resource: "),
        ):
            with self.subTest(action):
                self.deny(action)
                self.refused(code, call, text.format(action, ""))
                self.assertEqual({action: 1}, self.control("GET", "rights")["refused"])
                self.deny()
                call()
                self.assertEqual({action: 1}, self.control("GET", "rights")["asked"])

    def test_a_mail_and_a_role_that_is_handed_on(self):
        self.aws("sesv2").create_email_identity(EmailIdentity="a@example.org")
        self.deny("ses:SendEmail")
        content = {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}}
        self.refused(
            "AccessDeniedException",
            lambda: self.aws("sesv2").send_email(
                FromEmailAddress="a@example.org", Destination={"ToAddresses": ["b@example.org"]}, Content=content
            ),
            "is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:",
        )
        self.deny("iam:PassRole")
        role = f"arn:aws:iam::{ACCOUNT}:role/r"
        self.refused(
            "AccessDeniedException",
            lambda: self.aws("scheduler").create_schedule(
                Name="s",
                ScheduleExpression="at(2030-01-01T00:00:00)",
                FlexibleTimeWindow={"Mode": "OFF"},
                Target={"Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f", "RoleArn": role},
            ),
            f"perform: iam:PassRole on resource: {role}",
        )

    def test_what_a_service_asks_in_the_callers_name(self):
        links = self.aws("apigateway")
        link = links.create_vpc_link(name="l", targetArns=["arn:x"])["id"]
        self.deny("ec2:DeleteVpcEndpointServiceConfigurations")
        self.refused(
            "AccessDeniedException",
            lambda: links.delete_vpc_link(vpcLinkId=link),
            "is not authorized to perform: ec2:DeleteVpcEndpointServiceConfigurations",
        )
        self.deny()
        links.delete_vpc_link(vpcLinkId=link)
        self.assertEqual(
            {
                "apigateway:DELETE": 1,
                "ec2:DeleteVpcEndpointServiceConfigurations": 1,
                "ec2:DescribeVpcEndpointServiceConfigurations": 1,
                "ec2:ModifyVpcEndpointServicePermissions": 1,
            },
            self.control("GET", "rights")["asked"],
        )

    def test_keys_are_refused_one_by_one(self):
        s3 = self.aws("s3")
        s3.create_bucket(Bucket="bbb", CreateBucketConfiguration={"LocationConstraint": REGION})
        for key in ("a&b", "c"):
            s3.put_object(Bucket="bbb", Key=key)
        self.deny("s3:DeleteObjectVersion")
        told = s3.delete_objects(
            Bucket="bbb", Delete={"Objects": [{"Key": "a&b", "VersionId": "null"}, {"Key": "c"}]}
        )
        self.assertEqual([("a&b", "AccessDenied")], [(one["Key"], one["Code"]) for one in told["Errors"]])
        self.assertIn('perform: s3:DeleteObjectVersion on resource: "arn:aws:s3:::bbb/a&b"', told["Errors"][0]["Message"])
        self.assertEqual(["a&b"], [one["Key"] for one in s3.list_objects_v2(Bucket="bbb")["Contents"]])
        told = s3.delete_objects(Bucket="bbb", Delete={"Objects": [{"Key": "a&b", "VersionId": "null"}]})
        self.assertEqual(1, len(told["Errors"]))


if __name__ == "__main__":
    unittest.main()
