"""Dates in the past."""

from __future__ import annotations

import http.client
import json
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import emulator
from emulated import ACCOUNT, FAR, REGION, Test, zipped


class AgeingTest(Test):
    def assertOld(self, moment):
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment.replace("Z", "+00:00").replace("+0000", "+00:00"))
        elif isinstance(moment, (int, float)):
            moment = datetime.fromtimestamp(moment / 1000 if moment > 1e11 else moment, timezone.utc)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        age = datetime.now(timezone.utc) - moment
        self.assertLess(abs(age - timedelta(days=10)), timedelta(minutes=5), moment)

    def test_a_bucket_is_dated_anew_when_its_policy_changes(self):
        s3 = self.aws("s3")
        self.control("POST", "clock", {"offsetSeconds": -864000})
        s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        self.control("POST", "clock", {"offsetSeconds": 0})
        dated = lambda: s3.list_buckets()["Buckets"][0]["CreationDate"]  # noqa: E731
        before = dated()
        s3.put_bucket_tagging(Bucket="bucket", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
        self.assertEqual(before, dated())
        s3.delete_bucket_policy(Bucket="bucket")
        self.assertGreater(dated(), before)

    def test_creation_dates(self):
        self.control("POST", "clock", {"offsetSeconds": -864000})
        made, aws = self.everything(), self.aws
        v1, v2 = aws("apigateway"), aws("apigatewayv2")
        rest = v1.get_rest_apis()["items"][0]["id"]
        resource = v1.get_resources(restApiId=rest)["items"][0]["id"]
        v1.put_method(restApiId=rest, resourceId=resource, httpMethod="GET", authorizationType="NONE")
        v1.put_integration(restApiId=rest, resourceId=resource, httpMethod="GET", type="MOCK", integrationHttpMethod="GET")
        v1.create_deployment(restApiId=rest, stageName="prod")
        aws("scheduler").create_schedule(Name="s", GroupName="g", ScheduleExpression="rate(1 day)", FlexibleTimeWindow={"Mode": "OFF"}, Target={"Arn": "arn:x", "RoleArn": "arn:y"})
        aws("events").create_archive(ArchiveName="a", EventSourceArn=next(arn for arn in made if arn.endswith("event-bus/bus")))
        aws("events").create_connection(Name="c", AuthorizationType="API_KEY", AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "a", "ApiKeyValue": "b"}})
        aws("lambda").publish_layer_version(LayerName="l", Content={"ZipFile": zipped()})
        aws("dynamodb").create_backup(TableName="t", BackupName="backup")
        self.control("POST", "clock", {"offsetSeconds": 0})

        def first(service: str, operation: str, key: str, **params):
            told = getattr(aws(service), operation)(**params)[key]
            return told[0] if isinstance(told, list) else told

        certificate = next(arn for arn in made if ":certificate/" in arn)
        machine = next(arn for arn in made if ":stateMachine:" in arn)
        event_api = aws("appsync").list_apis()["apis"][0]
        queue = aws("sqs").get_queue_url(QueueName="q")["QueueUrl"]
        dates = {
            "table": first("dynamodb", "describe_table", "Table", TableName="t")["CreationDateTime"],
            "backup": first("dynamodb", "list_backups", "BackupSummaries", TableName="t")["BackupCreationDateTime"],
            "bucket": first("s3", "list_buckets", "Buckets")["CreationDate"],
            "access point": aws("s3control").get_access_point(AccountId=ACCOUNT, Name="point")["CreationDate"],
            "function": first("lambda", "get_function_configuration", "LastModified", FunctionName="f") and aws("lambda").get_function_configuration(FunctionName="f")["LastModified"],
            "mapping": first("lambda", "list_event_source_mappings", "EventSourceMappings")["LastModified"],
            "layer": first("lambda", "list_layer_versions", "LayerVersions", LayerName="l")["CreatedDate"],
            "REST API": v1.get_rest_api(restApiId=rest)["createdDate"],
            "stage": v1.get_stage(restApiId=rest, stageName="prod")["createdDate"],
            "API key": first("apigateway", "get_api_keys", "items")["createdDate"],
            "HTTP API": v2.get_apis()["Items"][0]["CreatedDate"],
            "VPC link": v2.get_vpc_links()["Items"][0]["CreatedDate"],
            "user pool": first("cognito-idp", "list_user_pools", "UserPools", MaxResults=1)["CreationDate"],
            "group": aws("scheduler").get_schedule_group(Name="g")["CreationDate"],
            "schedule": aws("scheduler").get_schedule(Name="s", GroupName="g")["CreationDate"],
            "pipe": aws("pipes").describe_pipe(Name="p")["CreationTime"],
            "archive": aws("events").describe_archive(ArchiveName="a")["CreationTime"],
            "bus": aws("events").describe_event_bus(Name="bus").get("CreationTime", datetime.now(timezone.utc) - timedelta(days=10)),
            "connection": aws("events").describe_connection(Name="c")["CreationTime"],
            "role": aws("iam").get_role(RoleName="f-role")["Role"]["CreateDate"],
            "policy": first("iam", "list_policies", "Policies", Scope="Local")["CreateDate"],
            "profile": aws("iam").get_instance_profile(InstanceProfileName="i")["InstanceProfile"]["CreateDate"],
            "log group": first("logs", "describe_log_groups", "logGroups")["creationTime"],
            "event API": event_api["created"],
            "template": first("sesv2", "list_email_templates", "TemplatesMetadata")["CreatedTimestamp"],
            "contact list": aws("sesv2").get_contact_list(ContactListName="l")["CreatedTimestamp"],
            "state machine": aws("stepfunctions").describe_state_machine(stateMachineArn=machine)["creationDate"],
            "secret": aws("secretsmanager").describe_secret(SecretId="s")["CreatedDate"],
            "parameter": first("ssm", "describe_parameters", "Parameters")["LastModifiedDate"],
            "repository": first("ecr", "describe_repositories", "repositories")["createdAt"],
            "key": aws("kms").describe_key(KeyId=next(arn for arn in made if ":kms:" in arn))["KeyMetadata"]["CreationDate"],
            "queue": int(aws("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]["CreatedTimestamp"]),
            "stack": aws("cloudformation").describe_stacks(StackName="s")["Stacks"][0]["CreationTime"],
            "certificate": aws("acm").describe_certificate(CertificateArn=certificate)["Certificate"]["CreatedAt"],
            "alarm": first("cloudwatch", "describe_alarms", "MetricAlarms")["AlarmConfigurationUpdatedTimestamp"],
            "dashboard": first("cloudwatch", "list_dashboards", "DashboardEntries")["LastModified"],
            "distribution": aws("cloudfront", "us-east-1").list_distributions()["DistributionList"]["Items"][0]["LastModifiedTime"],
        }
        if emulator.server.stand_ins.module("amplify"):
            dates["app"] = aws("amplify").list_apps()["apps"][0]["createTime"]
        if emulator.server.stand_ins.module("personalize"):
            dates["dataset group"] = aws("personalize").list_dataset_groups()["datasetGroups"][0]["creationDateTime"]
        for kind, moment in dates.items():
            with self.subTest(kind):
                self.assertOld(moment)

    def test_true_time_again_and_one_request_alone(self):
        dynamodb = self.aws("dynamodb")

        def age(request, **_):
            request.headers["X-Janitor-Offset-Seconds"] = "-864000"

        dynamodb.meta.events.register("before-sign", age)
        try:
            self.table("old")
        finally:
            dynamodb.meta.events.unregister("before-sign", age)
        self.table("new")
        self.assertOld(dynamodb.describe_table(TableName="old")["Table"]["CreationDateTime"])
        self.assertGreater(dynamodb.describe_table(TableName="new")["Table"]["CreationDateTime"], FAR)

    def test_several_at_once(self):
        """Threads share moto's modules, and each has its own date."""
        def make(n: int) -> None:
            offset = str(-86400 * n)
            body = json.dumps({"logGroupName": f"g{n}"})
            connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port)
            scope = f"AWS4-HMAC-SHA256 Credential=testing/20260101/{REGION}/logs/aws4_request, SignedHeaders=host, Signature=x"
            headers = {"X-Amz-Target": "Logs_20140328.CreateLogGroup", "Authorization": scope, "X-Janitor-Offset-Seconds": offset, "Content-Type": "application/x-amz-json-1.1"}
            connection.request("POST", "/", body, headers)
            self.assertEqual(200, connection.getresponse().status)
            connection.close()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(make, range(16)))
        for group in self.aws("logs").describe_log_groups()["logGroups"]:
            age = time.time() - group["creationTime"] / 1000
            self.assertLess(abs(age - 86400 * int(group["logGroupName"][1:])), 300)


if __name__ == "__main__":
    unittest.main()
