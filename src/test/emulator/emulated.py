"""What the emulator's tests share: one emulator a process, clients for it, and one of everything."""

from __future__ import annotations

import io
import json
import unittest
import urllib.error
import urllib.request
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import emulator

HERE = Path(__file__).resolve().parent
REGION, ACCOUNT = "eu-central-1", "123456789012"
TAGS = {"workshop": "w", "course": "101"}
PAIRS = [{"Key": key, "Value": value} for key, value in TAGS.items()]
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/x"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
FAR = datetime.now(timezone.utc) - timedelta(days=9)


class Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not hasattr(Test, "server"):
            Test.server = emulator.start()
            Test.endpoint = f"http://127.0.0.1:{Test.server.server_port}"
            Test.clients = {}

    def setUp(self):
        self.control("POST", "reset")

    def control(self, method: str, what: str, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/janitor-emulator/{what}", data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            error.add_note(error.read().decode())
            raise

    def aws(self, service: str, region: str = REGION):
        if (service, region) not in self.clients:
            client = boto3.client(
                service,
                region_name=region,
                endpoint_url=self.endpoint,
                aws_access_key_id="testing",
                aws_secret_access_key="testing",
                config=Config(retries={"max_attempts": 0}, max_pool_connections=32),
            )
            # S3 Control puts the account in front of the host.
            client.meta.events.register("before-sign.s3-control", _without_account)
            self.clients[service, region] = client
        return self.clients[service, region]

    def refused(self, code: str, call, text: str = "", status: int | None = None, **params):
        with self.assertRaises(ClientError) as caught:
            call(**params)
        answer = caught.exception.response
        self.assertEqual(code, answer["Error"]["Code"], answer)
        self.assertIn(text, answer["Error"]["Message"])
        if status:
            self.assertEqual(status, answer["ResponseMetadata"]["HTTPStatusCode"])

    def index(self, region: str = REGION, **params) -> dict[str, dict[str, str]]:
        params = params or {"TagFilters": [{"Key": "workshop", "Values": ["w"]}]}
        pages = self.aws("resourcegroupstaggingapi", region).get_paginator("get_resources").paginate(**params)
        return {
            row["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in row["Tags"]}
            for page in pages
            for row in page["ResourceTagMappingList"]
        }

    # Makers

    def table(self, name: str = "t", **how) -> str:
        return self.aws("dynamodb").create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            Tags=PAIRS,
            **how,
        )["TableDescription"]["TableArn"]

    def bucket(self, name: str = "bbb") -> str:
        self.aws("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.aws("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": PAIRS})
        return f"arn:aws:s3:::{name}"

    def role(self, name: str = "r", **how) -> str:
        return self.aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=TRUST, Tags=PAIRS, **how)["Role"]["Arn"]

    def function(self, name: str = "f") -> str:
        return self.aws("lambda").create_function(
            FunctionName=name, Runtime="python3.12", Handler="a.b", Role=self.role(f"{name}-role"), Code={"ZipFile": zipped()}, Tags=TAGS
        )["FunctionArn"]

    def alarm(self, name: str = "a") -> str:
        self.aws("cloudwatch").put_metric_alarm(
            AlarmName=name, MetricName="m", Namespace="n", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1.0,
            ComparisonOperator="GreaterThanThreshold", Tags=PAIRS,
        )  # fmt: skip
        return f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"

    def distribution(self, enabled: bool = True) -> dict:
        origin = {"Id": "o", "DomainName": "x.example.com", "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}
        config = {
            "CallerReference": "c",
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all", "MinTTL": 0, "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}}},
            "Comment": "",
            "Enabled": enabled,
        }
        told = {"DistributionConfig": config, "Tags": {"Items": PAIRS}}
        return self.aws("cloudfront").create_distribution_with_tags(DistributionConfigWithTags=told)["Distribution"]

    def everything(self) -> dict[str, str]:
        """One of each taggable kind: its ARN, and the region in which the index has it."""
        aws, apigw = self.aws, f"arn:aws:apigateway:{REGION}::"
        made = {}

        def here(arn: str, region: str = REGION) -> None:
            made[arn] = region

        here(self.table())
        here(self.bucket())
        here(self.function())
        mapping_queue = aws("sqs").create_queue(QueueName="source")["QueueUrl"]
        source = aws("sqs").get_queue_attributes(QueueUrl=mapping_queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        esm = aws("lambda").create_event_source_mapping(EventSourceArn=source, FunctionName="f", Tags=TAGS)["UUID"]
        here(f"arn:aws:lambda:{REGION}:{ACCOUNT}:event-source-mapping:{esm}")
        api = aws("apigateway").create_rest_api(name="a", tags=TAGS)["id"]
        here(f"{apigw}/restapis/{api}")
        here(f"{apigw}/usageplans/{aws('apigateway').create_usage_plan(name='p', tags=TAGS)['id']}")
        here(f"{apigw}/apikeys/{aws('apigateway').create_api_key(name='k', tags=TAGS)['id']}")
        aws("apigateway").create_domain_name(domainName="v1.example.com", tags=TAGS)
        here(f"{apigw}/domainnames/v1.example.com")
        here(f"{apigw}/vpclinks/{aws('apigateway').create_vpc_link(name='l', targetArns=['arn:x'], tags=TAGS)['id']}")
        http_api = aws("apigatewayv2").create_api(Name="h", ProtocolType="HTTP", Tags=TAGS)["ApiId"]
        here(f"{apigw}/apis/{http_api}")
        aws("apigatewayv2").create_stage(ApiId=http_api, StageName="dev", Tags=TAGS)
        here(f"{apigw}/apis/{http_api}/stages/dev")
        here(f"{apigw}/vpclinks/{aws('apigatewayv2').create_vpc_link(Name='l', SubnetIds=['s'], Tags=TAGS)['VpcLinkId']}")
        aws("apigatewayv2").create_domain_name(DomainName="v2.example.com", Tags=TAGS)
        here(f"{apigw}/domainnames/v2.example.com")
        here(aws("cognito-idp").create_user_pool(PoolName="p", UserPoolTags=TAGS)["UserPool"]["Arn"])
        pool = aws("cognito-identity").create_identity_pool(IdentityPoolName="p", AllowUnauthenticatedIdentities=False, IdentityPoolTags=TAGS)
        here(f"arn:aws:cognito-identity:{REGION}:{ACCOUNT}:identitypool/{pool['IdentityPoolId']}")
        here(aws("events").create_event_bus(Name="bus", Tags=PAIRS)["EventBusArn"])
        here(aws("events").put_rule(Name="r", ScheduleExpression="rate(1 day)", Tags=PAIRS)["RuleArn"])
        on_bus = aws("events").put_rule(Name="r", EventBusName="bus", EventPattern='{"source":["x"]}', Tags=PAIRS)["RuleArn"]
        self.assertEqual(f"arn:aws:events:{REGION}:{ACCOUNT}:rule/bus/r", on_bus)
        here(on_bus)
        here(aws("scheduler").create_schedule_group(Name="g", Tags=PAIRS)["ScheduleGroupArn"])
        here(aws("pipes").create_pipe(Name="p", Source=source, Target=source, RoleArn=f"arn:aws:iam::{ACCOUNT}:role/f-role", Tags=TAGS)["Arn"])
        here(aws("iam").create_policy(PolicyName="p", PolicyDocument=ALLOW, Tags=PAIRS)["Policy"]["Arn"], "us-east-1")
        here(aws("iam").create_instance_profile(InstanceProfileName="i", Tags=PAIRS)["InstanceProfile"]["Arn"], "us-east-1")
        ses = f"arn:aws:ses:{REGION}:{ACCOUNT}:"
        aws("sesv2").create_email_identity(EmailIdentity="example.com", Tags=PAIRS)
        here(ses + "identity/example.com")
        aws("sesv2").create_configuration_set(ConfigurationSetName="c", Tags=PAIRS)
        here(ses + "configuration-set/c")
        aws("sesv2").create_email_template(TemplateName="t", TemplateContent={"Subject": "s"}, Tags=PAIRS)
        here(ses + "template/t")
        aws("sesv2").create_contact_list(ContactListName="l", Tags=PAIRS)
        here(ses + "contact-list/l")
        aws("logs").create_log_group(logGroupName="/g", tags=TAGS)
        here(f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/g")
        here(aws("appsync").create_graphql_api(name="g", authenticationType="API_KEY", tags=TAGS)["graphqlApi"]["arn"])
        here(aws("appsync").create_api(name="e", eventConfig=EVENTS, tags=TAGS)["api"]["apiArn"])
        here(aws("appsync").create_domain_name(domainName="d.example.com", certificateArn=CERTIFICATE, tags=TAGS)["domainNameConfig"]["domainNameArn"])
        lower = [{"key": key, "value": value} for key, value in TAGS.items()]
        here(aws("stepfunctions").create_state_machine(name="s", definition="{}", roleArn=f"arn:aws:iam::{ACCOUNT}:role/f-role", tags=lower)["stateMachineArn"])
        here(aws("stepfunctions").create_activity(name="a", tags=lower)["activityArn"])
        here(aws("secretsmanager").create_secret(Name="s", SecretString="x", Tags=PAIRS)["ARN"])
        for name in ("/a/b", "c"):
            aws("ssm").put_parameter(Name=name, Value="v", Type="String", Tags=PAIRS)
            here(f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/{name.lstrip('/')}")
        here(aws("ecr").create_repository(repositoryName="rr", tags=PAIRS)["repository"]["repositoryArn"])
        here(aws("kms").create_key(Tags=[{"TagKey": key, "TagValue": value} for key, value in TAGS.items()])["KeyMetadata"]["Arn"])
        here(aws("sns").create_topic(Name="t", Tags=PAIRS)["TopicArn"])
        aws("sqs").create_queue(QueueName="q", tags=TAGS)
        here(f"arn:aws:sqs:{REGION}:{ACCOUNT}:q")
        here(aws("cloudformation").create_stack(StackName="s", TemplateBody=json.dumps({"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}), Tags=PAIRS)["StackId"])
        here(self.distribution()["ARN"], "us-east-1")
        here(aws("acm").request_certificate(DomainName="a.example.com", Tags=PAIRS)["CertificateArn"])
        here(self.alarm())
        aws("cloudwatch").put_composite_alarm(AlarmName="both", AlarmRule='ALARM("a")', Tags=PAIRS)
        here(f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:both")
        aws("cloudwatch").put_dashboard(DashboardName="d", DashboardBody='{"widgets":[]}')
        here(f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/d", "us-east-1")
        self.control("POST", "tags", {f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/d": TAGS})
        self.bucket("pointed-at")
        made["arn:aws:s3:::pointed-at"] = REGION
        aws("s3control").create_access_point(AccountId=ACCOUNT, Name="point", Bucket="pointed-at", Tags=PAIRS)
        here(f"arn:aws:s3:{REGION}:{ACCOUNT}:accesspoint/point")
        if emulator.server.stand_ins.module("amplify"):
            here(aws("amplify").create_app(name="a", tags=TAGS)["app"]["appArn"])
        if emulator.server.stand_ins.module("personalize"):
            here(aws("personalize").create_dataset_group(name="g", tags=[{"tagKey": k, "tagValue": v} for k, v in TAGS.items()])["datasetGroupArn"])
        return made


def _without_account(request, **_) -> None:
    request.url = request.url.replace(f"://{ACCOUNT}.", "://", 1)


EVENTS = {
    "authProviders": [{"authType": "API_KEY"}],
    "connectionAuthModes": [{"authType": "API_KEY"}],
    "defaultPublishAuthModes": [{"authType": "API_KEY"}],
    "defaultSubscribeAuthModes": [{"authType": "API_KEY"}],
}


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.py", "def b(event, context): pass\n")
    return made.getvalue()


def of_pairs(pairs) -> dict[str, str]:
    return {pair["Key"]: pair["Value"] for pair in pairs}
