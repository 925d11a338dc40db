"""Faults and rates on demand, and the log of calls."""

from __future__ import annotations

import time
import unittest
import urllib.error

from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError

from emulated import ACCOUNT, REGION, Test


class FaultsTest(Test):
    def test_errors_in_the_shape_of_each_protocol(self):
        calls = {
            "dynamodb": ("ListTables", self.aws("dynamodb").list_tables),
            "cognito-idp": ("ListUserPools", lambda: self.aws("cognito-idp").list_user_pools(MaxResults=1)),
            "apigateway": ("GetRestApis", self.aws("apigateway").get_rest_apis),
            "apigatewayv2": ("GetApis", self.aws("apigatewayv2").get_apis),
            "sesv2": ("ListEmailIdentities", self.aws("sesv2").list_email_identities),
            "iam": ("ListRoles", self.aws("iam").list_roles),
            "cloudformation": ("DescribeStacks", self.aws("cloudformation").describe_stacks),
            "s3": ("ListBuckets", self.aws("s3").list_buckets),
            "s3control": ("ListAccessPoints", lambda: self.aws("s3control").list_access_points(AccountId=ACCOUNT)),
            "cloudfront": ("ListDistributions", self.aws("cloudfront").list_distributions),
            "ec2": ("DescribeVpcs", self.aws("ec2").describe_vpcs),
            "sqs": ("ListQueues", self.aws("sqs").list_queues),
            "sns": ("ListTopics", self.aws("sns").list_topics),
            "cloudwatch": ("DescribeAlarms", self.aws("cloudwatch").describe_alarms),
            "lambda": ("ListFunctions", self.aws("lambda").list_functions),
            "tag": ("GetResources", self.aws("resourcegroupstaggingapi").get_resources),
            "states": ("ListStateMachines", self.aws("stepfunctions").list_state_machines),
        }
        for service, (operation, call) in calls.items():
            with self.subTest(service):
                self.control("POST", "faults", [{"service": service, "operation": operation, "error": "Slow", "message": "later & <so>", "status": 429}])
                self.refused("Slow", call, "later & <so>", 429)
                call()

    def test_times_skip_and_any(self):
        topics = self.aws("sns").list_topics
        self.control("POST", "faults", [{"service": "*", "operation": "*", "times": 2, "skip": 1}])
        topics()
        for _ in range(2):
            self.refused("ThrottlingException", topics)
        topics()
        self.control("POST", "faults", [{"times": None}])
        self.refused("ThrottlingException", topics)
        self.control("DELETE", "faults")
        topics()

    def test_probability_is_repeatable(self):
        def run() -> list[bool]:
            self.control("DELETE", "faults")
            self.control("POST", "faults", {"seed": 7, "faults": [{"times": None, "probability": 0.5}]})
            outcome = []
            for _ in range(20):
                try:
                    self.aws("sns").list_topics()
                    outcome.append(True)
                except ClientError:
                    outcome.append(False)
            return outcome

        first = run()
        self.assertEqual(first, run())
        self.assertEqual({True, False}, set(first))

    def test_cut_before_and_after_the_effect(self):
        for when, left in (("before", ["t"]), ("after", [])):
            self.control("POST", "reset")
            self.table()
            self.control("POST", "faults", [{"service": "dynamodb", "operation": "DeleteTable", "kind": "cut", "when": when}])
            with self.assertRaises((ConnectionClosedError, HTTPClientError)):
                self.aws("dynamodb").delete_table(TableName="t")
            self.assertEqual(left, self.aws("dynamodb").list_tables()["TableNames"])
            calls = [call["status"] for call in self.control("GET", "calls")["calls"] if call["operation"] == "DeleteTable"]
            self.assertEqual([None], calls)

    def test_late(self):
        self.control("POST", "faults", [{"service": "sns", "kind": "late", "delay": 0.3}])
        started = time.monotonic()
        self.aws("sns").list_topics()
        self.assertGreaterEqual(time.monotonic() - started, 0.3)

    def test_part_of_a_batch(self):
        aws = self.aws("dynamodb")
        key = {"AttributeName": "id"}
        aws.create_table(
            TableName="t",
            AttributeDefinitions=[{**key, "AttributeType": "S"}],
            KeySchema=[{**key, "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        puts = [{"PutRequest": {"Item": {"id": {"S": str(i)}}}} for i in range(5)]
        self.control("POST", "faults", [{"service": "dynamodb", "operation": "BatchWriteItem", "kind": "part"}])
        left = aws.batch_write_item(RequestItems={"t": puts})["UnprocessedItems"]
        self.assertEqual({"t": puts[3:]}, left)
        self.assertEqual(3, aws.scan(TableName="t")["Count"])
        self.assertEqual({}, aws.batch_write_item(RequestItems=left)["UnprocessedItems"])
        self.assertEqual(5, aws.scan(TableName="t")["Count"])

    def test_misspelt_fault(self):
        for wrong in ([{"servce": "sns"}], [{"kind": "explode"}]):
            with self.assertRaises(urllib.error.HTTPError):
                self.control("POST", "faults", wrong)


class RatesTest(Test):
    def test_the_service_throttles_beyond_its_rate_and_its_neighbours_go_on(self):
        self.control("POST", "rates", {"enforced": True})
        codes = []
        for _ in range(14):
            try:
                self.aws("dynamodb").list_tags_of_resource(ResourceArn=f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t")
            except ClientError as error:
                codes.append(error.response["Error"]["Code"])
        self.assertIn("ThrottlingException", codes)
        self.assertLess(codes.count("ThrottlingException"), 5)
        self.aws("dynamodb").list_tables()
        told = {rate["name"]: rate for rate in self.control("GET", "rates")}
        self.assertEqual(codes.count("ThrottlingException"), told["dynamodb ListTagsOfResource"]["refused"])

    def test_nobody_is_throttled_unless_a_test_wants_it(self):
        for _ in range(30):
            self.aws("lambda").list_functions()


class AboutTest(Test):
    def test_a_fault_of_one_thing_meets_no_other(self):
        sqs = self.aws("sqs")
        shut, open_ = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("shut", "open"))
        self.control("POST", "faults", [{"about": "shut", "error": "AccessDenied", "status": 403, "times": None}])
        sqs.list_queue_tags(QueueUrl=open_)
        with self.assertRaises(ClientError) as refused:
            sqs.list_queue_tags(QueueUrl=shut)
        self.assertEqual("AccessDenied", refused.exception.response["Error"]["Code"])


class CallsTest(Test):
    def test_names_of_operations(self):
        self.everything()
        aws = self.aws
        aws("s3").put_object(Bucket="bbb", Key="deep/k", Body=b"x")
        aws("s3").copy_object(Bucket="bbb", Key="k2", CopySource="bbb/deep/k")
        aws("s3").list_objects_v2(Bucket="bbb")
        aws("s3").list_object_versions(Bucket="bbb")
        aws("s3").delete_objects(Bucket="bbb", Delete={"Objects": [{"Key": "k2"}]})
        upload = aws("s3").create_multipart_upload(Bucket="bbb", Key="m")["UploadId"]
        aws("s3").list_multipart_uploads(Bucket="bbb")
        aws("s3").abort_multipart_upload(Bucket="bbb", Key="m", UploadId=upload)
        aws("s3").get_bucket_location(Bucket="bbb")
        aws("apigateway").get_tags(resourceArn=f"arn:aws:apigateway:{REGION}::/restapis/{aws('apigateway').get_rest_apis()['items'][0]['id']}")
        calls = self.control("GET", "calls")["calls"]
        unknown = [call for call in calls if call["operation"] == "Unknown"]
        self.assertEqual([], unknown)
        self.assertEqual([], [call for call in calls if call["status"] >= 400])
        names = {f"{call['service']}:{call['operation']}" for call in calls}
        for name in (
            "dynamodb:CreateTable", "s3:CreateBucket", "s3:PutBucketTagging", "s3:PutObject", "s3:CopyObject", "s3:ListObjectsV2",
            "s3:ListObjectVersions", "s3:DeleteObjects", "s3:CreateMultipartUpload", "s3:ListMultipartUploads", "s3:AbortMultipartUpload",
            "s3:GetBucketLocation", "s3:CreateAccessPoint", "apigateway:CreateRestApi", "apigateway:CreateApi", "apigateway:GetTags",
            "ses:CreateEmailIdentity", "iam:CreatePolicy", "cloudwatch:PutMetricAlarm", "states:CreateStateMachine", "logs:CreateLogGroup",
            "lambda:CreateFunction", "cloudfront:CreateDistributionWithTags", "appsync:CreateGraphqlApi", "sqs:CreateQueue",
        ):  # fmt: skip
            self.assertIn(name, names)

    def test_since_the_last_delete(self):
        self.aws("sns").list_topics()
        self.control("DELETE", "calls")
        with self.assertRaises(ClientError):
            self.aws("dynamodb").describe_table(TableName="none")
        told = self.control("GET", "calls")
        self.assertEqual({"dynamodb:DescribeTable": 1}, told["counts"])
        self.assertEqual((400, REGION), (told["calls"][0]["status"], told["calls"][0]["region"]))


if __name__ == "__main__":
    unittest.main()
