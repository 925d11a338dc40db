"""The emulator behaves as AWS does where moto does not. Run: ./python test_emulator.py"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError  # noqa: E402

import emulator  # noqa: E402
import hooks  # noqa: E402

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
            FunctionName=name, Runtime="python3.12", Handler="a.b", Role=self.role(f"{name}-role"), Code={"ZipFile": _zip()}, Tags=TAGS
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
        here(aws("appsync").create_api(name="e", eventConfig=_EVENTS, tags=TAGS)["api"]["apiArn"])
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


_EVENTS = {
    "authProviders": [{"authType": "API_KEY"}],
    "connectionAuthModes": [{"authType": "API_KEY"}],
    "defaultPublishAuthModes": [{"authType": "API_KEY"}],
    "defaultSubscribeAuthModes": [{"authType": "API_KEY"}],
}


def _zip() -> bytes:
    import io
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.py", "def b(event, context): pass\n")
    return made.getvalue()


class TagIndexTest(Test):
    def test_every_kind_is_there_once_in_its_region_with_its_tags(self):
        made = self.everything()
        for region in (REGION, "us-east-1"):
            expected = {arn for arn, of in made.items() if of == region}
            found = self.index(region)
            self.assertEqual(expected, set(found))
            self.assertEqual([TAGS] * len(found), list(found.values()))
        self.assertEqual({}, self.index("eu-west-1"))

    def test_whatever_is_tagged_through_the_index_shows_it_itself(self):
        made, tagging = self.everything(), self.aws("resourcegroupstaggingapi")
        arns = list(made)
        for start in range(0, len(arns), 20):
            told = tagging.tag_resources(ResourceARNList=arns[start : start + 20], Tags={"late": "yes"})
            self.assertEqual({}, told["FailedResourcesMap"])
            told = tagging.untag_resources(ResourceARNList=arns[start : start + 20], TagKeys=["course"])
            self.assertEqual({}, told["FailedResourcesMap"])
        found = self.index(REGION) | self.index("us-east-1")
        self.assertEqual({arn: {"workshop": "w", "late": "yes"} for arn in made}, found)
        # in the services' own words
        expected = {"workshop": "w", "late": "yes"}
        pool = next(arn for arn in made if ":userpool/" in arn)
        described = self.aws("cognito-idp").describe_user_pool(UserPoolId=pool.split("/")[1])["UserPool"]
        self.assertEqual(expected, described["UserPoolTags"])
        self.assertEqual(expected, self.aws("cognito-idp").list_tags_for_resource(ResourceArn=pool)["Tags"])
        table = next(arn for arn in made if ":table/" in arn)
        self.assertEqual(expected, _of_pairs(self.aws("dynamodb").list_tags_of_resource(ResourceArn=table)["Tags"]))
        self.assertEqual(expected, _of_pairs(self.aws("s3").get_bucket_tagging(Bucket="bbb")["TagSet"]))
        api = next(arn for arn in made if "/restapis/" in arn)
        self.assertEqual(expected, self.aws("apigateway").get_rest_api(restApiId=api.split("/")[-1])["tags"])
        stack = next(arn for arn in made if ":stack/" in arn)
        self.assertEqual(expected, _of_pairs(self.aws("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Tags"]))
        policy = next(arn for arn in made if ":policy/" in arn)
        self.assertEqual(expected, _of_pairs(self.aws("iam").list_policy_tags(PolicyArn=policy)["Tags"]))
        self.assertEqual(expected, _of_pairs(self.aws("sesv2").get_email_identity(EmailIdentity="example.com")["Tags"]))
        identity = next(arn for arn in made if ":identity/" in arn)
        self.assertEqual(expected, _of_pairs(self.aws("sesv2").list_tags_for_resource(ResourceArn=identity)["Tags"]))
        rule = next(arn for arn in made if ":rule/bus/" in arn)
        self.assertEqual(expected, _of_pairs(self.aws("events").list_tags_for_resource(ResourceARN=rule)["Tags"]))
        self.assertEqual(expected, self.aws("lambda").list_tags(Resource=next(arn for arn in made if ":function:" in arn))["Tags"])
        self.assertEqual(expected, _of_pairs(self.aws("secretsmanager").describe_secret(SecretId="s")["Tags"]))
        self.assertEqual(expected, _of_pairs(self.aws("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId="/a/b")["TagList"]))
        self.assertEqual(expected, self.aws("logs").list_tags_log_group(logGroupName="/g")["tags"])
        self.assertEqual(expected, self.aws("pipes").describe_pipe(Name="p")["Tags"])

    def test_roles_and_users_are_tagged_and_not_returned(self):
        arn, tagging = self.role(), self.aws("resourcegroupstaggingapi", "us-east-1")
        self.assertEqual({}, tagging.tag_resources(ResourceARNList=[arn], Tags={"late": "yes"})["FailedResourcesMap"])
        self.assertEqual(TAGS | {"late": "yes"}, _of_pairs(self.aws("iam").list_role_tags(RoleName="r")["Tags"]))
        self.assertEqual({}, self.index("us-east-1"))

    def test_filters(self):
        sns = self.aws("sns")
        one = sns.create_topic(Name="one", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "x"}])["TopicArn"]
        two = sns.create_topic(Name="two", Tags=[{"Key": "a", "Value": "2"}])["TopicArn"]
        case = sns.create_topic(Name="case", Tags=[{"Key": "A", "Value": "1"}])["TopicArn"]
        self.aws("logs").create_log_group(logGroupName="g", tags={"a": "1"})
        group, bucket = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:g", self.bucket()
        sns.create_topic(Name="untagged")

        def found(*filters, **more):
            return set(self.index(TagFilters=[{"Key": key, "Values": list(values)} for key, *values in filters], **more))

        self.assertEqual({one, two, group}, found(("a", "1", "2")))
        self.assertEqual({one, two, group}, found(("a",)))
        self.assertEqual({one}, found(("a", "1"), ("b",)))
        self.assertEqual({case}, found(("A", "1")))
        self.assertEqual(set(), found(("a", "*")))
        self.assertEqual({one}, found(("a", "1"), ResourceTypeFilters=["sns"]))
        self.assertEqual({group}, found(("a", "1"), ResourceTypeFilters=["logs:log-group"]))
        self.assertEqual({bucket}, found(("workshop",), ResourceTypeFilters=["s3:bucket"]))
        tagging = self.aws("resourcegroupstaggingapi")
        told = tagging.get_resources(ResourceARNList=[two, one, f"{one}-not"])["ResourceTagMappingList"]
        self.assertEqual([one, two], [row["ResourceARN"] for row in told])
        self.refused("InvalidParameterException", tagging.get_resources, ResourceARNList=[one], TagFilters=[{"Key": "a"}])
        self.refused("InvalidParameterException", tagging.get_resources, TagFilters=[{"Key": "a", "Values": [str(n) for n in range(21)]}])
        self.refused("InvalidParameterException", tagging.get_resources, ResourcesPerPage=101)
        self.assertEqual(["1", "2"], tagging.get_tag_values(Key="a")["TagValues"])
        self.assertEqual(["A", "a", "b", "course", "workshop"], tagging.get_tag_keys()["TagKeys"])
        failed = tagging.tag_resources(ResourceARNList=[f"{one}-not"], Tags={"a": "b"})["FailedResourcesMap"]
        self.assertEqual("InvalidParameterException", failed[f"{one}-not"]["ErrorCode"])
        self.refused("InvalidParameterException", tagging.tag_resources, ResourceARNList=[one], Tags={"aws:x": "y"})

    def test_pages_lose_nothing_when_things_are_deleted_between_them(self):
        sns, tagging = self.aws("sns"), self.aws("resourcegroupstaggingapi")
        arns = {sns.create_topic(Name=f"t{n}", Tags=PAIRS)["TopicArn"] for n in range(10)}
        seen, token = [], ""
        while True:
            page = tagging.get_resources(TagFilters=[{"Key": "workshop"}], ResourcesPerPage=3, PaginationToken=token)
            for row in page["ResourceTagMappingList"]:
                seen.append(row["ResourceARN"])
                sns.delete_topic(TopicArn=row["ResourceARN"])
            token = page["PaginationToken"]
            if not token:
                break
        self.assertEqual(sorted(arns), seen)
        self.refused("PaginationTokenExpiredException", tagging.get_resources, PaginationToken="gone")

    def test_other_services_are_motos(self):
        vpc = self.aws("ec2").create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": PAIRS}])["Vpc"]["VpcId"]
        self.aws("kinesis").create_stream(StreamName="s", ShardCount=1)
        self.aws("kinesis").add_tags_to_stream(StreamName="s", Tags=TAGS)
        expected = {f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/{vpc}", f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/s"}
        self.assertEqual(expected, set(self.index()))

    def test_two_thousand(self):
        topics = emulator.server.hooks.backend("sns", REGION)
        for n in range(2000):
            topics.create_topic(f"t{n}", tags=dict(TAGS))
        started = time.monotonic()
        self.assertEqual(2000, len(self.index(TagFilters=[{"Key": "workshop"}], ResourcesPerPage=100)))
        self.assertLess(time.monotonic() - started, 3)

    def test_ghosts_of_all(self):
        arn = self.table()
        self.control("POST", "ghosts", {"scans": 2, "regions": [REGION]})
        self.aws("dynamodb").delete_table(TableName="t")
        self.assertEqual([arn], list(self.index()))
        self.assertEqual([arn], list(self.index()))
        self.assertEqual([], list(self.index()))
        self.control("POST", "ghosts", {"scans": None, "regions": [REGION]})
        self.table("later")
        self.index()
        self.aws("dynamodb").delete_table(TableName="later")
        for _ in range(4):
            self.assertIn("later", str(self.index()))
        self.control("POST", "reset")
        self.assertEqual({}, self.index())

    def test_ghosts_and_the_forgotten_by_name(self):
        one, two = self.table("one"), self.table("two")
        self.control("POST", "ghosts", {"arns": [one], "scans": 1})
        self.control("POST", "forget", {"arns": [two], "scans": 1})
        self.aws("dynamodb").delete_table(TableName="one")
        self.assertEqual({one}, set(self.index()))
        self.assertEqual({two}, set(self.index()))

    def test_a_tag_of_aws(self):
        arn = self.table()
        self.control("POST", "tags", {arn: {"aws:cloudformation:stack-name": "s", "course": None}})
        expected = {"workshop": "w", "aws:cloudformation:stack-name": "s"}
        self.assertEqual(expected, self.index()[arn])
        self.assertEqual(expected, _of_pairs(self.aws("dynamodb").list_tags_of_resource(ResourceArn=arn)["Tags"]))
        with self.assertRaises(urllib.error.HTTPError):
            self.control("POST", "tags", {f"{arn}-not": {"a": "b"}})


def _of_pairs(pairs) -> dict[str, str]:
    return {pair["Key"]: pair["Value"] for pair in pairs}


class RefusalsTest(Test):
    def test_rest_api_with_base_path_mappings(self):
        api = self.aws("apigateway")
        id_ = api.create_rest_api(name="a")["id"]
        api.create_domain_name(domainName="x.example.com")
        api.create_base_path_mapping(domainName="x.example.com", restApiId=id_, basePath="v1")
        self.refused("BadRequestException", api.delete_rest_api, "remove all base path mappings", restApiId=id_)
        self.refused("BadRequestException", api.delete_domain_name, domainName="x.example.com")
        api.delete_base_path_mapping(domainName="x.example.com", basePath="v1")
        api.delete_rest_api(restApiId=id_)
        api.delete_domain_name(domainName="x.example.com")
        self.refused("NotFoundException", api.delete_rest_api, status=404, restApiId=id_)
        self.refused("NotFoundException", api.get_rest_api, status=404, restApiId=id_)
        self.refused("NotFoundException", api.delete_domain_name, status=404, domainName="x.example.com")

    def test_http_api_with_api_mappings(self):
        api = self.aws("apigatewayv2")
        id_ = api.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
        api.create_stage(ApiId=id_, StageName="$default")
        api.create_domain_name(DomainName="x.example.com")
        mapping = api.create_api_mapping(DomainName="x.example.com", ApiId=id_, Stage="$default")["ApiMappingId"]
        self.refused("BadRequestException", api.delete_api, "remove all API mappings", ApiId=id_)
        self.refused("BadRequestException", api.delete_domain_name, DomainName="x.example.com")
        api.delete_api_mapping(DomainName="x.example.com", ApiMappingId=mapping)
        api.delete_api(ApiId=id_)
        api.delete_domain_name(DomainName="x.example.com")
        self.refused("NotFoundException", api.delete_api, status=404, ApiId=id_)
        self.refused("NotFoundException", api.get_api, status=404, ApiId=id_)
        self.refused("NotFoundException", api.delete_domain_name, status=404, DomainName="x.example.com")

    def test_usage_plan_with_stages(self):
        api = self.aws("apigateway")
        plan = api.create_usage_plan(name="p", apiStages=[{"apiId": "a", "stage": "s"}])["id"]
        self.refused("BadRequestException", api.delete_usage_plan, "API Stages associated", usagePlanId=plan)
        api.update_usage_plan(usagePlanId=plan, patchOperations=[{"op": "remove", "path": "/apiStages", "value": "a:s"}])
        api.delete_usage_plan(usagePlanId=plan)
        self.refused("NotFoundException", api.delete_usage_plan, usagePlanId=plan)
        self.refused("NotFoundException", api.get_usage_plan, usagePlanId=plan)
        self.refused("NotFoundException", api.delete_api_key, apiKey="none")

    def test_vpc_link_in_use(self):
        api, http_api = self.aws("apigateway"), self.aws("apigatewayv2")
        link = api.create_vpc_link(name="l", targetArns=["arn:x"])["id"]
        id_ = api.create_rest_api(name="a")["id"]
        where = {"restApiId": id_, "resourceId": api.get_resources(restApiId=id_)["items"][0]["id"], "httpMethod": "GET"}
        api.put_method(**where, authorizationType="NONE")
        api.put_integration(**where, type="HTTP_PROXY", integrationHttpMethod="GET", uri="http://x", connectionType="VPC_LINK", connectionId=link)
        self.refused("BadRequestException", api.delete_vpc_link, vpcLinkId=link)
        api.delete_rest_api(restApiId=id_)
        api.delete_vpc_link(vpcLinkId=link)
        self.refused("NotFoundException", api.delete_vpc_link, vpcLinkId=link)
        link = http_api.create_vpc_link(Name="l", SubnetIds=["s"])["VpcLinkId"]
        id_ = http_api.create_api(Name="a", ProtocolType="HTTP")["ApiId"]
        http_api.create_integration(ApiId=id_, IntegrationType="HTTP_PROXY", ConnectionType="VPC_LINK", ConnectionId=link, IntegrationUri="arn:x")
        self.refused("BadRequestException", http_api.delete_vpc_link, VpcLinkId=link)
        http_api.delete_api(ApiId=id_)
        http_api.delete_vpc_link(VpcLinkId=link)
        self.refused("NotFoundException", http_api.delete_vpc_link, VpcLinkId=link)

    def test_user_pool(self):
        idp = self.aws("cognito-idp")
        id_ = idp.create_user_pool(PoolName="p", DeletionProtection="ACTIVE", UserPoolTags=TAGS)["UserPool"]["Id"]
        idp.create_user_pool_domain(UserPoolId=id_, Domain="prefix")
        idp.create_user_pool_domain(UserPoolId=id_, Domain="x.example.com", CustomDomainConfig={"CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/x"})
        told = idp.describe_user_pool(UserPoolId=id_)["UserPool"]
        self.assertEqual(("ACTIVE", "prefix", "x.example.com"), (told["DeletionProtection"], told["Domain"], told["CustomDomain"]))
        self.refused("InvalidParameterException", idp.delete_user_pool, "deletion protection", UserPoolId=id_)
        self.refused("InvalidParameterException", idp.update_user_pool, UserPoolId=id_, UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]})
        idp.update_user_pool(UserPoolId=id_, DeletionProtection="INACTIVE", UserPoolTags=TAGS)
        self.refused("InvalidParameterException", idp.delete_user_pool, "domain", UserPoolId=id_)
        idp.delete_user_pool_domain(UserPoolId=id_, Domain="prefix")
        idp.delete_user_pool_domain(UserPoolId=id_, Domain="x.example.com")
        idp.delete_user_pool(UserPoolId=id_)
        self.refused("ResourceNotFoundException", idp.delete_user_pool, UserPoolId=id_)

    def test_events(self):
        events = self.aws("events")
        events.create_event_bus(Name="bus")
        events.put_rule(Name="r", EventBusName="bus", EventPattern='{"source":["x"]}')
        events.put_targets(Rule="r", EventBusName="bus", Targets=[{"Id": "1", "Arn": "arn:aws:sqs:eu-central-1:123456789012:q"}])
        self.refused("ValidationException", events.delete_event_bus, "can't be deleted since it has rules", Name="bus")
        self.refused("ValidationException", events.delete_rule, "since it has targets", Name="r", EventBusName="bus")
        rule = events.describe_rule(Name="r", EventBusName="bus")["Arn"]
        self.control("POST", "properties", {rule: {"managedBy": "pipes.amazonaws.com"}})
        self.assertEqual("pipes.amazonaws.com", events.describe_rule(Name="r", EventBusName="bus")["ManagedBy"])
        self.refused("ManagedRuleException", events.delete_rule, Name="r", EventBusName="bus")
        self.refused("ManagedRuleException", events.remove_targets, Rule="r", EventBusName="bus", Ids=["1"])
        self.control("POST", "properties", {rule: {"managedBy": None}})
        events.remove_targets(Rule="r", EventBusName="bus", Ids=["1"])
        events.delete_rule(Name="r", EventBusName="bus")
        events.delete_rule(Name="r", EventBusName="bus")
        events.delete_event_bus(Name="bus")
        events.delete_event_bus(Name="bus")
        self.refused("ValidationException", events.delete_event_bus, Name="default")

    def test_archive_keeps_its_managed_rule_and_bus(self):
        events = self.aws("events")
        bus = events.create_event_bus(Name="bus")["EventBusArn"]
        events.create_archive(ArchiveName="a", EventSourceArn=bus)
        self.refused("ManagedRuleException", events.delete_rule, Name="Events-Archive-a", EventBusName="bus")
        self.refused("ValidationException", events.delete_event_bus, Name="bus")
        events.delete_archive(ArchiveName="a")
        events.delete_event_bus(Name="bus")

    def test_scheduler(self):
        scheduler = self.aws("scheduler")
        self.refused("ValidationException", scheduler.delete_schedule_group, Name="default")
        scheduler.create_schedule_group(Name="g", Tags=PAIRS)
        scheduler.create_schedule(Name="s", GroupName="g", ScheduleExpression="at(2099-01-01T00:00:00)", FlexibleTimeWindow={"Mode": "OFF"}, Target={"Arn": "arn:x", "RoleArn": "arn:y"}, ActionAfterCompletion="DELETE")
        self.assertEqual("DELETE", scheduler.get_schedule(Name="s", GroupName="g")["ActionAfterCompletion"])
        scheduler.delete_schedule_group(Name="g")
        self.refused("ResourceNotFoundException", scheduler.delete_schedule_group, Name="g")
        self.refused("ResourceNotFoundException", scheduler.get_schedule_group, Name="g")
        self.refused("ResourceNotFoundException", scheduler.get_schedule, Name="s", GroupName="g")

    def test_iam(self):
        iam = self.aws("iam")
        arn = iam.create_policy(PolicyName="p", PolicyDocument=ALLOW, Tags=PAIRS)["Policy"]["Arn"]
        self.role("attached")
        self.role("bounded", PermissionsBoundary=arn)
        iam.create_user(UserName="u", PermissionsBoundary=arn)
        iam.attach_role_policy(RoleName="attached", PolicyArn=arn)
        told = iam.list_entities_for_policy(PolicyArn=arn)
        self.assertEqual({"attached", "bounded"}, {role["RoleName"] for role in told["PolicyRoles"]})
        self.assertEqual(["u"], [user["UserName"] for user in told["PolicyUsers"]])
        told = iam.list_entities_for_policy(PolicyArn=arn, PolicyUsageFilter="PermissionsPolicy", EntityFilter="Role")
        self.assertEqual(["attached"], [role["RoleName"] for role in told["PolicyRoles"]])
        self.refused("DeleteConflict", iam.delete_policy, status=409, PolicyArn=arn)
        self.refused("DeleteConflict", iam.delete_role, "detach all policies", status=409, RoleName="attached")
        details = iam.get_account_authorization_details(Filter=["LocalManagedPolicy"])["Policies"]
        self.assertEqual([(arn, 1, 2)], [(p["Arn"], p["AttachmentCount"], p["PermissionsBoundaryUsageCount"]) for p in details])
        iam.detach_role_policy(RoleName="attached", PolicyArn=arn)
        self.refused("DeleteConflict", iam.delete_policy, PolicyArn=arn)
        iam.delete_role(RoleName="bounded")
        iam.delete_user_permissions_boundary(UserName="u")
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW, SetAsDefault=True)
        self.refused("DeleteConflict", iam.delete_policy, "more than one version", PolicyArn=arn)
        iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
        iam.delete_policy(PolicyArn=arn)
        self.refused("NoSuchEntity", iam.delete_policy, status=404, PolicyArn=arn)
        iam.put_role_policy(RoleName="attached", PolicyName="in", PolicyDocument=ALLOW)
        self.refused("DeleteConflict", iam.delete_role, "delete policies first", RoleName="attached")
        iam.delete_role_policy(RoleName="attached", PolicyName="in")
        iam.create_instance_profile(InstanceProfileName="i")
        iam.add_role_to_instance_profile(InstanceProfileName="i", RoleName="attached")
        self.refused("DeleteConflict", iam.delete_role, "instance profile", RoleName="attached")
        self.refused("DeleteConflict", iam.delete_instance_profile, InstanceProfileName="i")
        iam.remove_role_from_instance_profile(InstanceProfileName="i", RoleName="attached")
        iam.delete_instance_profile(InstanceProfileName="i")
        iam.delete_role(RoleName="attached")
        self.refused("NoSuchEntity", iam.delete_role, RoleName="attached")
        linked = iam.create_service_linked_role(AWSServiceName="ops.apigateway.amazonaws.com")["Role"]["RoleName"]
        self.refused("UnmodifiableEntity", iam.delete_role, RoleName=linked)

    def test_roles_in_pages_with_all_there_is_to_know(self):
        iam = self.aws("iam")
        boundary = iam.create_policy(PolicyName="b", PolicyDocument=ALLOW)["Policy"]["Arn"]
        for n in range(5):
            self.role(f"r{n}", Path="/w/", PermissionsBoundary=boundary)
        iam.attach_role_policy(RoleName="r3", PolicyArn=boundary)
        iam.put_role_policy(RoleName="r3", PolicyName="in", PolicyDocument=ALLOW)
        iam.create_instance_profile(InstanceProfileName="i")
        iam.add_role_to_instance_profile(InstanceProfileName="i", RoleName="r3")
        pages = list(iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"], PaginationConfig={"PageSize": 2}))
        self.assertEqual(3, len([page for page in pages if page["RoleDetailList"]]))
        roles = {role["RoleName"]: role for page in pages for role in page["RoleDetailList"]}
        self.assertEqual({f"r{n}" for n in range(5)}, set(roles) & {f"r{n}" for n in range(5)})
        role = roles["r3"]
        self.assertEqual(("/w/", TAGS), (role["Path"], _of_pairs(role["Tags"])))
        self.assertEqual(boundary, role["PermissionsBoundary"]["PermissionsBoundaryArn"])
        self.assertEqual([boundary], [policy["PolicyArn"] for policy in role["AttachedManagedPolicies"]])
        self.assertEqual([("in", json.loads(ALLOW))], [(p["PolicyName"], p["PolicyDocument"]) for p in role["RolePolicyList"]])
        self.assertEqual(["i"], [profile["InstanceProfileName"] for profile in role["InstanceProfileList"]])
        self.assertEqual("2012-10-17", role["AssumeRolePolicyDocument"]["Version"])
        self.assertLess(abs(role["CreateDate"] - datetime.now(timezone.utc)), timedelta(minutes=1))
        self.assertTrue(iam.get_account_authorization_details(Filter=["User", "Role"])["RoleDetailList"])

    def test_log_groups(self):
        logs = self.aws("logs")
        logs.create_log_group(logGroupName="/a", tags=TAGS, deletionProtectionEnabled=True)
        logs.create_log_group(logGroupName="/b")
        self.refused("ValidationException", logs.delete_log_group, "deletion protection", logGroupName="/a")
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/a"
        told = logs.describe_log_groups(logGroupIdentifiers=[arn, "/none"])["logGroups"]
        self.assertEqual([("/a", True, f"{arn}:*")], [(g["logGroupName"], g["deletionProtectionEnabled"], g["arn"]) for g in told])
        self.assertEqual(2, len(list(logs.get_paginator("describe_log_groups").paginate(limit=1))))
        logs.put_log_group_deletion_protection(logGroupIdentifier=arn, deletionProtectionEnabled=False)
        logs.delete_log_group(logGroupName="/a")
        self.refused("ResourceNotFoundException", logs.delete_log_group, logGroupName="/a")
        logs.create_log_group(logGroupName="/a")
        self.assertEqual({}, logs.list_tags_log_group(logGroupName="/a")["tags"])

    def test_a_call_that_met_anothers_change_is_served_again_with_its_body(self):
        changes = ["dictionary changed size during iteration", "OrderedDict mutated during iteration"]
        bodies = []

        def disturb(call):
            if len(bodies) < len(changes):
                bodies.append(call.environ["wsgi.input"].read())
                raise RuntimeError(changes[len(bodies) - 1])

        key = "iam", "CreateRole"
        hooks.instead(*key)(disturb)
        self.addCleanup(hooks._INSTEAD.pop, key)
        made = self.aws("iam").create_role(RoleName="r", AssumeRolePolicyDocument=ALLOW)
        self.assertEqual("r", made["Role"]["RoleName"])
        for body in bodies:
            self.assertIn(b"RoleName=r", body)

    def test_data(self):
        dynamodb, s3, control, kms = self.aws("dynamodb"), self.aws("s3"), self.aws("s3control"), self.aws("kms")
        self.table(DeletionProtectionEnabled=True)
        self.refused("ValidationException", dynamodb.delete_table, "protected against deletion", TableName="t")
        dynamodb.update_table(TableName="t", DeletionProtectionEnabled=False)
        dynamodb.delete_table(TableName="t")
        self.refused("ResourceNotFoundException", dynamodb.delete_table, TableName="t")
        self.bucket()
        s3.put_object(Bucket="bbb", Key="k", Body=b"x")
        control.create_access_point(AccountId=ACCOUNT, Name="point", Bucket="bbb")
        self.refused("BucketHasAccessPointsAttached", s3.delete_bucket, status=400, Bucket="bbb")
        control.delete_access_point(AccountId=ACCOUNT, Name="point")
        self.refused("NoSuchAccessPoint", control.delete_access_point, AccountId=ACCOUNT, Name="point")
        self.refused("BucketNotEmpty", s3.delete_bucket, status=409, Bucket="bbb")
        s3.delete_objects(Bucket="bbb", Delete={"Objects": [{"Key": "k"}]})
        s3.delete_bucket(Bucket="bbb")
        self.refused("NoSuchBucket", s3.delete_bucket, Bucket="bbb")
        self.bucket()
        s3.put_bucket_versioning(Bucket="bbb", VersioningConfiguration={"Status": "Enabled"})
        s3.put_object(Bucket="bbb", Key="k", Body=b"x")
        s3.delete_object(Bucket="bbb", Key="k")
        s3.put_bucket_versioning(Bucket="bbb", VersioningConfiguration={"Status": "Suspended"})
        there = s3.list_object_versions(Bucket="bbb")
        gone = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in there["Versions"] + there["DeleteMarkers"]]
        self.assertEqual(2, len(gone))
        self.assertNotIn("Errors", s3.delete_objects(Bucket="bbb", Delete={"Objects": gone}))
        s3.delete_bucket(Bucket="bbb")
        key = kms.create_key()["KeyMetadata"]["KeyId"]
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        self.refused("KMSInvalidStateException", kms.schedule_key_deletion, KeyId=key, PendingWindowInDays=7)
        secrets = self.aws("secretsmanager")
        arn = secrets.create_secret(Name="s", SecretString="x", Tags=PAIRS)["ARN"]
        self.control("POST", "properties", {arn: {"owningService": "events"}})
        self.assertEqual("events", secrets.describe_secret(SecretId="s")["OwningService"])
        self.refused("InvalidRequestException", secrets.delete_secret, SecretId="s")
        queue = self.aws("sqs").create_queue(QueueName="q")["QueueUrl"]
        self.aws("sqs").delete_queue(QueueUrl=queue)
        with self.assertRaises(self.aws("sqs").exceptions.QueueDoesNotExist):
            self.aws("sqs").delete_queue(QueueUrl=queue)

    def test_repository_with_images(self):
        ecr = self.aws("ecr")
        ecr.create_repository(repositoryName="rr")
        manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": {"mediaType": "x", "size": 1, "digest": "sha256:" + "0" * 64}, "layers": []}
        ecr.put_image(repositoryName="rr", imageManifest=json.dumps(manifest), imageTag="1")
        self.refused("RepositoryNotEmptyException", ecr.delete_repository, repositoryName="rr")
        ecr.delete_repository(repositoryName="rr", force=True)
        self.refused("RepositoryNotFoundException", ecr.delete_repository, repositoryName="rr")

    def test_certificate_in_use(self):
        acm, api = self.aws("acm"), self.aws("apigateway")
        arn = acm.request_certificate(DomainName="x.example.com")["CertificateArn"]
        api.create_domain_name(domainName="x.example.com", regionalCertificateArn=arn, endpointConfiguration={"types": ["REGIONAL"]})
        user = f"arn:aws:apigateway:{REGION}::/domainnames/x.example.com"
        self.assertEqual([user], acm.describe_certificate(CertificateArn=arn)["Certificate"]["InUseBy"])
        self.refused("ResourceInUseException", acm.delete_certificate, CertificateArn=arn)
        api.delete_domain_name(domainName="x.example.com")
        self.control("POST", "properties", {arn: {"inUseBy": ["arn:aws:elasticloadbalancing:x"]}})
        self.refused("ResourceInUseException", acm.delete_certificate, CertificateArn=arn)
        self.control("POST", "properties", {arn: {"inUseBy": []}})
        acm.delete_certificate(CertificateArn=arn)
        self.refused("ResourceNotFoundException", acm.delete_certificate, CertificateArn=arn)

    def test_alarms(self):
        cloudwatch = self.aws("cloudwatch")
        self.alarm("a")
        cloudwatch.put_composite_alarm(AlarmName="c1", AlarmRule='ALARM("a")', Tags=PAIRS)
        cloudwatch.put_composite_alarm(AlarmName="c2", AlarmRule="ALARM(a) OR FALSE")
        told = cloudwatch.describe_alarms()
        self.assertEqual((["a"], 0), ([a["AlarmName"] for a in told["MetricAlarms"]], len(told["CompositeAlarms"])))
        told = cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
        self.assertEqual([("c1", 'ALARM("a")'), ("c2", "ALARM(a) OR FALSE")], [(a["AlarmName"], a["AlarmRule"]) for a in told])
        with self.assertRaises(ClientError):
            cloudwatch.delete_alarms(AlarmNames=["a"])
        self.refused("ValidationError", cloudwatch.delete_alarms, AlarmNames=["c1", "c2"])
        cloudwatch.delete_alarms(AlarmNames=["c1"])
        cloudwatch.delete_alarms(AlarmNames=["c2"])
        cloudwatch.delete_alarms(AlarmNames=["a", "none"])
        self.assertEqual([], cloudwatch.describe_alarms()["MetricAlarms"])
        cloudwatch.put_dashboard(DashboardName="d", DashboardBody='{"widgets":[]}')
        self.aws("cloudwatch", "us-east-1").delete_dashboards(DashboardNames=["d"])
        with self.assertRaises(ClientError):
            cloudwatch.delete_dashboards(DashboardNames=["d"])

    def test_appsync(self):
        appsync = self.aws("appsync")
        id_ = appsync.create_graphql_api(name="g", authenticationType="API_KEY")["graphqlApi"]["apiId"]
        appsync.create_domain_name(domainName="x.example.com", certificateArn=CERTIFICATE)
        appsync.associate_api(domainName="x.example.com", apiId=id_)
        self.assertEqual(id_, appsync.get_api_association(domainName="x.example.com")["apiAssociation"]["apiId"])
        self.refused("BadRequestException", appsync.delete_graphql_api, "associated to a domain", apiId=id_)
        self.refused("BadRequestException", appsync.delete_domain_name, "must be disassociated", domainName="x.example.com")
        appsync.disassociate_api(domainName="x.example.com")
        self.refused("NotFoundException", appsync.get_api_association, domainName="x.example.com")
        appsync.delete_graphql_api(apiId=id_)
        appsync.delete_domain_name(domainName="x.example.com")
        self.refused("NotFoundException", appsync.delete_domain_name, domainName="x.example.com")
        self.refused("NotFoundException", appsync.delete_graphql_api, status=404, apiId=id_)
        self.refused("NotFoundException", appsync.get_graphql_api, apiId=id_)
        id_ = appsync.create_api(name="e", eventConfig=_EVENTS)["api"]["apiId"]
        self.refused("NotFoundException", appsync.get_graphql_api, apiId=id_)
        appsync.delete_api(apiId=id_)
        self.refused("NotFoundException", appsync.delete_api, apiId=id_)
        self.refused("NotFoundException", appsync.get_api, apiId=id_)

    def test_merged_apis(self):
        appsync = self.aws("appsync")

        def made(name: str, **how) -> str:
            return appsync.create_graphql_api(name=name, authenticationType="API_KEY", **how)["graphqlApi"]["apiId"]

        source, merged = made("source"), made("merged", apiType="MERGED")
        self.refused("BadRequestException", appsync.associate_source_graphql_api, mergedApiIdentifier=source, sourceApiIdentifier=merged)
        id_ = appsync.associate_source_graphql_api(mergedApiIdentifier=merged, sourceApiIdentifier=source)["sourceApiAssociation"]["associationId"]
        for type_, ids in (("MERGED", {merged}), ("GRAPHQL", {source})):
            self.assertEqual(ids, {api["apiId"] for api in appsync.list_graphql_apis(apiType=type_)["graphqlApis"]})
        self.assertEqual({source, merged}, {api["apiId"] for api in appsync.list_graphql_apis()["graphqlApis"]})
        self.assertEqual("MERGED", appsync.get_graphql_api(apiId=merged)["graphqlApi"]["apiType"])
        self.refused("BadRequestException", appsync.delete_graphql_api, "associated with source APIs", apiId=merged)
        self.refused("BadRequestException", appsync.delete_graphql_api, "associated with a merged API", apiId=source)
        told = appsync.disassociate_source_graphql_api(mergedApiIdentifier=merged, associationId=id_)
        self.assertEqual("DELETION_SCHEDULED", told["sourceApiAssociationStatus"])
        seen = [len(appsync.list_source_api_associations(apiId=merged)["sourceApiAssociationSummaries"]) for _ in range(2)]
        self.assertEqual([1, 0], seen)
        self.refused("NotFoundException", appsync.get_source_api_association, mergedApiIdentifier=merged, associationId=id_)
        for api in (source, merged):
            appsync.delete_graphql_api(apiId=api)
        self.refused("NotFoundException", appsync.list_source_api_associations, apiId=merged)

    def test_replicas(self):
        """A table in each region, each with tags and an end of its own; where it was made from it stays for a day."""
        here, there = self.aws("dynamodb"), self.aws("dynamodb", "eu-west-1")
        self.control("POST", "clock", {"offsetSeconds": -864000})
        self.table()
        here.put_item(TableName="t", Item={"id": {"S": "1"}})
        here.update_table(TableName="t", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
        self.refused("ValidationException", here.update_table, "already existed", TableName="t", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
        self.refused("ValidationException", here.delete_table, "source region", TableName="t")
        self.assertEqual(["eu-west-1"], [r["RegionName"] for r in here.describe_table(TableName="t")["Table"]["Replicas"]])
        self.assertEqual([REGION], [r["RegionName"] for r in there.describe_table(TableName="t")["Table"]["Replicas"]])
        self.assertEqual(1, there.scan(TableName="t")["Count"])
        arn = there.describe_table(TableName="t")["Table"]["TableArn"]
        self.assertEqual([], there.list_tags_of_resource(ResourceArn=arn)["Tags"])
        there.tag_resource(ResourceArn=arn, Tags=PAIRS)
        self.assertEqual([arn], list(self.index("eu-west-1")))
        self.control("POST", "clock", {"offsetSeconds": 0})
        here.delete_table(TableName="t")
        self.assertNotIn("Replicas", there.describe_table(TableName="t")["Table"])
        there.delete_table(TableName="t")
        self.assertEqual([], there.list_tables()["TableNames"])
        self.table()
        self.assertNotIn("Replicas", here.describe_table(TableName="t")["Table"])
        here.update_table(TableName="t", ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
        here.update_table(TableName="t", ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}])
        self.assertEqual([], there.list_tables()["TableNames"])
        here.delete_table(TableName="t")

    def in_a_vpc(self, name: str, role: str) -> None:
        vpc = {"SubnetIds": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}
        code = {"ZipFile": b"x"}
        self.aws("lambda").create_function(
            FunctionName=name, Runtime="python3.12", Role=role, Handler="a.b", Code=code, VpcConfig=vpc
        )

    def lambda_interfaces(self) -> list[str]:
        filters = [{"Name": "interface-type", "Values": ["lambda"]}]
        told = self.aws("ec2").describe_network_interfaces(Filters=filters, MaxResults=1000)["NetworkInterfaces"]
        return [f"{one['Description'].split('-')[1]} {one['SubnetId']} {one['Groups'][0]['GroupId']}" for one in told]

    def test_interfaces_of_functions_outlive_them_and_need_their_role(self):
        functions, both = self.aws("lambda"), ["a subnet-1 sg-1", "a subnet-2 sg-1"]
        self.in_a_vpc("a", self.role())
        self.in_a_vpc("b", self.role("other"))
        self.assertEqual(both, self.lambda_interfaces())
        functions.delete_function(FunctionName="a")
        for _ in range(5):
            self.assertEqual(both, self.lambda_interfaces())  # the other shares them
        functions.delete_function(FunctionName="b")
        looks = 0
        while self.lambda_interfaces():
            looks += 1
        self.assertEqual(3, looks)
        self.in_a_vpc("c", self.role("third"))
        functions.delete_function(FunctionName="c")
        self.aws("iam").delete_role(RoleName="third")
        for _ in range(5):
            self.assertEqual(2, len(self.lambda_interfaces()))  # for ever

    def test_replicated_function(self):
        """Replicas of Lambda@Edge go on their own, hours later."""
        arn, functions = self.function(), self.aws("lambda")
        self.control("POST", "properties", {arn: {"replicated": 2}})
        for name in ("f", arn):
            self.refused("InvalidParameterValueException", functions.delete_function, "replicated function", FunctionName=name)
        functions.delete_function(FunctionName="f")

    def test_multi_region_key(self):
        kms, there = self.aws("kms"), self.aws("kms", "eu-west-1")
        key = kms.create_key(MultiRegion=True)["KeyMetadata"]
        kms.replicate_key(KeyId=key["KeyId"], ReplicaRegion="eu-west-1")
        told = kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=30)
        self.assertEqual(("PendingReplicaDeletion", False), (told["KeyState"], "DeletionDate" in told))
        self.assertEqual("PendingReplicaDeletion", kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"])
        self.refused("KMSInvalidStateException", kms.schedule_key_deletion, KeyId=key["KeyId"])
        self.assertIn("DeletionDate", there.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=30))

    def test_ses(self):
        v2, v1 = self.aws("sesv2"), self.aws("ses")
        v2.create_email_identity(EmailIdentity="example.com", Tags=PAIRS)
        v2.create_configuration_set(ConfigurationSetName="c")
        v2.create_email_template(TemplateName="t", TemplateContent={"Subject": "s"})
        v2.create_contact_list(ContactListName="l")
        self.assertEqual(["t"], [t["TemplateName"] for t in v2.list_email_templates()["TemplatesMetadata"]])
        for call, params in (
            (v2.delete_email_identity, {"EmailIdentity": "example.com"}),
            (v2.delete_configuration_set, {"ConfigurationSetName": "c"}),
            (v2.delete_email_template, {"TemplateName": "t"}),
            (v2.delete_contact_list, {"ContactListName": "l"}),
        ):
            call(**params)
            self.refused("NotFoundException", call, status=404, **params)
        self.refused("NotFoundException", v2.get_email_identity, EmailIdentity="example.com")
        self.refused("NotFoundException", v2.get_configuration_set, ConfigurationSetName="c")
        self.refused("NotFoundException", v2.get_email_template, TemplateName="t")
        v1.delete_identity(Identity="example.com")
        v2.create_email_identity(EmailIdentity="example.com")
        self.assertEqual([], v2.get_email_identity(EmailIdentity="example.com")["Tags"])
        v2.create_email_identity(EmailIdentity="example.net")
        first = v2.list_email_identities(PageSize=1)
        second = v2.list_email_identities(PageSize=1, NextToken=first["NextToken"])
        names = [one["IdentityName"] for page in (first, second) for one in page["EmailIdentities"]]
        self.assertEqual(["example.com", "example.net"], names)
        self.assertEqual({}, self.index())

    def test_distribution(self):
        cloudfront, id_ = self.aws("cloudfront"), self.distribution()["Id"]
        self.control("POST", "pace", {"distribution": 2})
        told = cloudfront.get_distribution_config(Id=id_)
        listed = cloudfront.list_distributions()["DistributionList"]["Items"][0]
        self.assertEqual(told["DistributionConfig"]["Comment"], listed["Comment"])
        self.assertTrue(listed["Enabled"])
        self.refused("DistributionNotDisabled", cloudfront.delete_distribution, status=409, Id=id_, IfMatch=told["ETag"])
        told["DistributionConfig"]["Enabled"] = False
        self.refused("PreconditionFailed", cloudfront.update_distribution, status=412, Id=id_, IfMatch="old", DistributionConfig=told["DistributionConfig"])
        etag = cloudfront.update_distribution(Id=id_, IfMatch=told["ETag"], DistributionConfig=told["DistributionConfig"])["ETag"]
        self.assertNotEqual(told["ETag"], etag)
        self.refused("DistributionNotDisabled", cloudfront.delete_distribution, Id=id_, IfMatch=etag)
        statuses = [cloudfront.get_distribution(Id=id_)["Distribution"]["Status"] for _ in range(3)]
        self.assertEqual(["InProgress", "InProgress", "Deployed"], statuses)
        self.assertEqual(etag, cloudfront.get_distribution(Id=id_)["ETag"])
        cloudfront.delete_distribution(Id=id_, IfMatch=etag)
        self.refused("NoSuchDistribution", cloudfront.delete_distribution, status=404, Id=id_, IfMatch=etag)
        self.refused("NoSuchDistribution", cloudfront.get_distribution, Id=id_)

    def test_what_was_never_there_is_not_found(self):
        lambda_, uuid = self.aws("lambda"), "0f0f0f0f-0000-4000-8000-000000000000"
        self.refused("ResourceNotFoundException", lambda_.delete_function, FunctionName="none")
        self.refused("ResourceNotFoundException", lambda_.delete_event_source_mapping, UUID=uuid)
        self.refused("ResourceNotFoundException", lambda_.get_event_source_mapping, UUID=uuid)
        self.refused("NotFoundException", self.aws("pipes").delete_pipe, Name="none")
        self.refused("NotFoundException", self.aws("pipes").describe_pipe, Name="none")
        identity = self.aws("cognito-identity")
        self.refused("ResourceNotFoundException", identity.delete_identity_pool, IdentityPoolId=f"{REGION}:{uuid}")
        arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:none"
        self.aws("stepfunctions").delete_state_machine(stateMachineArn=arn)
        self.refused("StateMachineDoesNotExist", self.aws("stepfunctions").describe_state_machine, stateMachineArn=arn)
        self.refused("ParameterNotFound", self.aws("ssm").delete_parameter, Name="/none")
        self.assertEqual(["/none"], self.aws("ssm").delete_parameters(Names=["/none"])["InvalidParameters"])
        self.aws("sns").delete_topic(TopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:none")
        self.aws("secretsmanager").delete_secret(SecretId="none", ForceDeleteWithoutRecovery=True)
        self.refused("NotFoundException", self.aws("kms").describe_key, KeyId=uuid)
        events = self.aws("events")
        for call in (events.delete_archive, events.delete_connection, events.delete_api_destination, events.describe_rule):
            name = "ArchiveName" if call == events.delete_archive else "Name"
            self.refused("ResourceNotFoundException", call, **{name: "none"})

    def test_layers(self):
        lambda_ = self.aws("lambda")
        version = lambda_.publish_layer_version(LayerName="l", Content={"ZipFile": _zip()})["Version"]
        lambda_.delete_layer_version(LayerName="l", VersionNumber=version)
        self.assertEqual([], lambda_.list_layer_versions(LayerName="l")["LayerVersions"])
        self.refused("ResourceNotFoundException", lambda_.get_layer_version, LayerName="l", VersionNumber=version)


class StacksTest(Test):
    def stack(self, resources: dict, name: str = "s", **how) -> str:
        formation = self.aws("cloudformation")
        return formation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}), Tags=PAIRS, **how)["StackId"]

    def status(self, stack: str) -> str:
        return self.aws("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]

    def test_ends_after_some_reads_and_is_known_by_its_id(self):
        formation, id_ = self.aws("cloudformation"), self.stack({"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}})
        self.control("POST", "pace", {"stack": 2})
        self.assertEqual(TAGS, _of_pairs(formation.describe_stacks(StackName="s")["Stacks"][0]["Tags"]))
        formation.delete_stack(StackName="s")
        self.assertEqual(["DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"], [self.status(id_) for _ in range(3)])
        self.refused("ValidationError", formation.describe_stacks, "does not exist", StackName="s")
        self.assertEqual([], self.aws("sns").list_topics()["Topics"])
        formation.delete_stack(StackName=id_)
        formation.delete_stack(StackName="never")
        self.assertEqual("DELETE_COMPLETE", self.status(id_))
        self.assertEqual({}, self.index())

    def test_termination_protection(self):
        formation, id_ = self.aws("cloudformation"), self.stack({"T": {"Type": "AWS::SNS::Topic"}}, EnableTerminationProtection=True)
        self.refused("ValidationError", formation.delete_stack, "TerminationProtection is enabled", StackName=id_)
        formation.update_termination_protection(StackName=id_, EnableTerminationProtection=False)
        formation.delete_stack(StackName=id_)
        self.status(id_)
        self.assertEqual("DELETE_COMPLETE", self.status(id_))

    def test_bucket_that_is_not_empty(self):
        formation, s3 = self.aws("cloudformation"), self.aws("s3")
        id_ = self.stack({"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bbb"}}, "T": {"Type": "AWS::SNS::Topic"}})
        s3.put_object(Bucket="bbb", Key="k", Body=b"x")
        self.refused("ValidationError", formation.delete_stack, StackName=id_, RetainResources=["B"])
        formation.delete_stack(StackName=id_)
        self.status(id_)
        told = formation.describe_stacks(StackName=id_)["Stacks"][0]
        self.assertEqual(("DELETE_FAILED", True), (told["StackStatus"], "[B]" in told["StackStatusReason"]), told)
        members = {m["LogicalResourceId"]: m for m in formation.list_stack_resources(StackName=id_)["StackResourceSummaries"]}
        self.assertEqual(("DELETE_FAILED", "DELETE_COMPLETE"), (members["B"]["ResourceStatus"], members["T"]["ResourceStatus"]))
        self.assertIn("not empty", members["B"]["ResourceStatusReason"])
        described = formation.describe_stack_resources(StackName=id_, LogicalResourceId="B")["StackResources"]
        self.assertIn("not empty", described[0]["ResourceStatusReason"])
        events = formation.describe_stack_events(StackName=id_)["StackEvents"]
        failed = [e for e in events if e["LogicalResourceId"] == "B" and e["ResourceStatus"] == "DELETE_FAILED"]
        self.assertIn("not empty", failed[0]["ResourceStatusReason"])
        s3.delete_object(Bucket="bbb", Key="k")
        formation.delete_stack(StackName=id_)
        self.status(id_)
        self.assertEqual("DELETE_COMPLETE", self.status(id_))

    def test_retained_and_forced(self):
        formation = self.aws("cloudformation")
        id_ = self.stack({"B": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "Properties": {"BucketName": "kept"}}, "C": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "stuck"}}})
        self.aws("s3").put_object(Bucket="stuck", Key="k", Body=b"x")
        self.control("POST", "pace", {"stack": 0})
        formation.delete_stack(StackName=id_)
        self.assertEqual("DELETE_FAILED", self.status(id_))
        formation.delete_stack(StackName=id_, RetainResources=["C"])
        self.assertEqual("DELETE_COMPLETE", self.status(id_))
        self.assertEqual({"kept", "stuck"}, {bucket["Name"] for bucket in self.aws("s3").list_buckets()["Buckets"]})

    def test_exports(self):
        formation = self.aws("cloudformation")
        self.control("POST", "pace", {"stack": 0})
        template = {"Resources": {"T": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"T": {"Value": {"Ref": "T"}, "Export": {"Name": "topic"}}}}
        exporter = formation.create_stack(StackName="exporter", TemplateBody=json.dumps(template))["StackId"]
        self.refused("ValidationError", formation.list_imports, "not imported by any stack", ExportName="topic")
        importer = self.stack({"P": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "p", "Type": "String", "Value": {"Fn::ImportValue": "topic"}}}}, "importer")
        self.assertEqual(["importer"], formation.list_imports(ExportName="topic")["Imports"])
        formation.delete_stack(StackName=exporter)
        self.assertEqual("DELETE_FAILED", self.status(exporter))
        for stack in (importer, exporter):
            formation.delete_stack(StackName=stack)
            self.assertEqual("DELETE_COMPLETE", self.status(stack))
        self.assertEqual([], self.aws("sns").list_topics()["Topics"])
        self.assertEqual([], formation.list_exports()["Exports"])

    def test_role(self):
        formation, id_ = self.aws("cloudformation"), self.stack({"T": {"Type": "AWS::SNS::Topic"}})
        arn = f"arn:aws:iam::{ACCOUNT}:role/none"
        self.refused("ValidationError", formation.delete_stack, "invalid or cannot be assumed", StackName=id_, RoleARN=arn)
        formation.delete_stack(StackName=id_, RoleARN=self.role())

    def test_owns_what_was_made_by_api_calls(self):
        formation, idp = self.aws("cloudformation"), self.aws("cognito-idp")
        id_ = self.stack({"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}})
        table = self.table()
        pool = idp.create_user_pool(PoolName="p", DeletionProtection="ACTIVE")["UserPool"]
        members = [
            {"logicalId": "T", "type": "AWS::SNS::Topic", "physicalId": f"arn:aws:sns:{REGION}:{ACCOUNT}:t", "arn": f"arn:aws:sns:{REGION}:{ACCOUNT}:t"},
            {"logicalId": "Table", "type": "AWS::DynamoDB::Table", "physicalId": "t", "arn": table},
            {"logicalId": "Pool", "type": "AWS::Cognito::UserPool", "physicalId": pool["Id"], "arn": pool["Arn"]},
        ]
        self.control("POST", "stacks", {"stackId": id_, "members": members})
        self.control("POST", "pace", {"stack": 0})
        shown = formation.describe_stack_resources(StackName=id_)["StackResources"]
        self.assertEqual(["T", "Table", "Pool"], [member["LogicalResourceId"] for member in shown])
        owner = formation.describe_stack_resources(PhysicalResourceId=pool["Id"])["StackResources"][0]
        self.assertEqual(id_, owner["StackId"])
        formation.delete_stack(StackName=id_)
        self.assertEqual("DELETE_FAILED", self.status(id_))
        self.assertEqual([], self.aws("dynamodb").list_tables()["TableNames"])
        idp.update_user_pool(UserPoolId=pool["Id"], DeletionProtection="INACTIVE")
        formation.delete_stack(StackName=id_)
        self.assertEqual("DELETE_COMPLETE", self.status(id_))
        self.assertEqual([], idp.list_user_pools(MaxResults=10)["UserPools"])

    def test_members_of_a_template(self):
        """A role that its function needs, with what the template attached; and something out of band in its way."""
        formation, iam = self.aws("cloudformation"), self.aws("iam")
        role = {"AssumeRolePolicyDocument": json.loads(TRUST), "RoleName": "r", "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"], "Policies": [{"PolicyName": "in", "PolicyDocument": json.loads(ALLOW)}]}
        function = {"FunctionName": "f", "Runtime": "python3.12", "Handler": "a.b", "Role": {"Fn::GetAtt": ["R", "Arn"]}, "Code": {"ZipFile": "x = 1"}}
        id_ = self.stack({"R": {"Type": "AWS::IAM::Role", "Properties": role}, "F": {"Type": "AWS::Lambda::Function", "Properties": function}, "G": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/g"}}, "Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}, "E": {"Type": "AWS::Events::Rule", "Properties": {"Name": "e", "ScheduleExpression": "rate(1 day)", "Targets": [{"Id": "1", "Arn": "arn:aws:x"}]}}, "P": {"Type": "AWS::Lambda::Permission", "Properties": {"FunctionName": {"Ref": "F"}, "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}}}, Capabilities=["CAPABILITY_NAMED_IAM"])
        self.control("POST", "pace", {"stack": 0})
        iam.put_role_policy(RoleName="r", PolicyName="out-of-band", PolicyDocument=ALLOW)
        formation.delete_stack(StackName=id_)
        self.assertEqual("DELETE_FAILED", self.status(id_))
        self.assertIn("[R]", formation.describe_stacks(StackName=id_)["Stacks"][0]["StackStatusReason"])
        iam.delete_role_policy(RoleName="r", PolicyName="out-of-band")
        formation.delete_stack(StackName=id_)
        self.assertEqual("DELETE_COMPLETE", self.status(id_))
        self.assertEqual([], self.aws("lambda").list_functions()["Functions"])
        self.assertEqual([], self.aws("events").list_rules()["Rules"])
        self.assertEqual([], self.aws("logs").describe_log_groups()["logGroups"])

    def test_nested(self):
        """A nested stack goes with its root, is protected by it, and holds it up."""
        formation, s3 = self.aws("cloudformation"), self.aws("s3")
        self.bucket("templates")
        inner = {"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "inner"}}}}
        s3.put_object(Bucket="templates", Key="t.json", Body=json.dumps(inner).encode())
        url = f"https://templates.s3.{REGION}.amazonaws.com/t.json"
        nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
        id_ = self.stack({"N": nested, "T": {"Type": "AWS::SNS::Topic"}})
        self.control("POST", "pace", {"stack": 0})
        child = formation.describe_stack_resources(StackName=id_, LogicalResourceId="N")["StackResources"][0]["PhysicalResourceId"]
        told = formation.describe_stacks(StackName=child)["Stacks"][0]
        self.assertEqual((child, id_, id_), (told["StackId"], told["ParentId"], told["RootId"]))
        formation.update_termination_protection(StackName=id_, EnableTerminationProtection=True)
        self.refused("ValidationError", formation.delete_stack, "TerminationProtection", StackName=child)
        formation.update_termination_protection(StackName=id_, EnableTerminationProtection=False)
        s3.put_object(Bucket="inner", Key="k", Body=b"x")
        formation.delete_stack(StackName=id_)
        self.assertEqual(["DELETE_FAILED", "DELETE_FAILED"], [self.status(id_), self.status(child)])
        s3.delete_object(Bucket="inner", Key="k")
        formation.delete_stack(StackName=id_)
        self.assertEqual(["DELETE_COMPLETE", "DELETE_COMPLETE"], [self.status(id_), self.status(child)])
        self.assertEqual(["templates"], [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]])

    def test_internal_calls_are_neither_logged_nor_met_by_faults(self):
        self.control("POST", "pace", {"stack": 0})
        id_ = self.stack({"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "bbb"}}})
        self.control("DELETE", "calls")
        self.control("POST", "faults", [{"service": "s3", "operation": "DeleteBucket"}])
        self.aws("cloudformation").delete_stack(StackName=id_)
        self.assertEqual({"cloudformation:DeleteStack": 1}, self.control("GET", "calls")["counts"])
        self.assertEqual(1, len(self.control("GET", "faults")))


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
        aws("lambda").publish_layer_version(LayerName="l", Content={"ZipFile": _zip()})
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


class MailsTest(Test):
    def setUp(self):
        super().setUp()
        self.aws("sesv2").create_email_identity(EmailIdentity="janitor@example.com")

    def simple(self, to=("a@example.com",)):
        return self.aws("sesv2").send_email(
            FromEmailAddress="The janitor <janitor@example.com>",
            Destination={"ToAddresses": list(to)},
            Content={
                "Simple": {
                    "Subject": {"Data": "Sübject"},
                    "Body": {"Text": {"Data": "text"}, "Html": {"Data": "<b>html</b>"}},
                    "Headers": [{"Name": "X-Night", "Value": "7"}],
                    "Attachments": [{"FileName": "all.csv", "RawContent": b"a,b\n1,2\n", "ContentType": "text/csv"}],
                }
            },
        )["MessageId"]

    def test_simple(self):
        id_ = self.simple()
        mail = self.control("GET", "mails")[0]
        self.assertEqual((id_, ["a@example.com"], "Sübject", "text", "<b>html</b>"), (mail["id"], mail["to"], mail["subject"], mail["text"], mail["html"]))
        self.assertEqual([("all.csv", "a,b\n1,2\n")], [(part["name"], part["text"]) for part in mail["attachments"]])
        self.assertEqual({"X-Night": "7"}, mail["headers"])
        self.control("DELETE", "mails")
        self.assertEqual([], self.control("GET", "mails"))

    def test_raw_and_version_one(self):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"], message["X-Night"] = "janitor@example.com", "a@example.com", "s", "7"
        message.set_content("text\n")
        message.add_alternative("<b>html</b>\n", subtype="html")
        message.add_attachment("a,b\n", filename="all.csv", subtype="csv")
        self.aws("sesv2").send_email(Content={"Raw": {"Data": message.as_bytes()}})
        self.aws("ses").send_raw_email(RawMessage={"Data": message.as_bytes()})
        self.aws("ses").send_email(Source="janitor@example.com", Destination={"ToAddresses": ["a@example.com"]}, Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "text\n"}, "Html": {"Data": "<b>html</b>\n"}}})
        mails = self.control("GET", "mails")
        self.assertEqual(3, len(mails))
        for mail in mails:
            self.assertEqual(("janitor@example.com", ["a@example.com"], "s", "text\n", "<b>html</b>\n"), tuple(mail[k] for k in ("from", "to", "subject", "text", "html")))
            self.assertTrue(mail["id"])
        for mail in mails[:2]:
            self.assertEqual([("all.csv", "a,b\n")], [(part["name"], part["text"]) for part in mail["attachments"]])
            self.assertEqual("7", mail["headers"]["X-Night"])

    def test_refusals(self):
        self.control("POST", "mail-refusals", {"recipients": ["A@example.com"]})
        self.refused("MessageRejected", self.simple, "a@example.com", to=["b@example.com", "a@example.com"])
        self.simple(["b@example.com"])
        self.assertEqual(1, len(self.control("GET", "mails")))
        self.control("POST", "mail-refusals", {"recipients": []})
        self.simple()
        self.aws("sesv2").delete_email_identity(EmailIdentity="janitor@example.com")
        self.refused("MessageRejected", self.simple)


class ProcessTest(Test):
    def test_health_and_unknown(self):
        self.assertEqual({"status": "ok"}, self.control("GET", "health"))
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.control("POST", "no-such-thing")
        self.assertEqual(404, caught.exception.code)

    def test_reset_of_either_kind(self):
        for path in ("janitor-emulator/reset", "moto-api/reset"):
            self.aws("sns").create_topic(Name="t", Tags=PAIRS)
            self.table()
            urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/{path}", b"{}", method="POST")).close()
            self.assertEqual([], self.aws("sns").list_topics()["Topics"])
            self.assertEqual({}, self.index())

    def test_managed_policies_are_there(self):
        self.assertTrue(self.aws("iam").get_policy(PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"))

    def test_many_at_once(self):
        def work(n: int) -> None:
            self.table(f"t{n}")
            self.aws("sns").create_topic(Name=f"t{n}", Tags=PAIRS)
            self.index()
            self.aws("dynamodb").delete_table(TableName=f"t{n}")

        for service in ("dynamodb", "sns", "resourcegroupstaggingapi"):
            self.aws(service)
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(work, range(48)))
        self.assertEqual(48, len(self.index()))

    def test_a_copy_lives_by_itself_and_ends_with_its_original(self):
        command = [sys.executable, str(HERE / "emulator.py"), "--until-stdin-closes"]

        def topics(endpoint: str):
            keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
            return boto3.client("sns", endpoint_url=endpoint, region_name=REGION, **keys)

        def names(endpoint: str) -> set[str]:
            return {topic["TopicArn"].rsplit(":", 1)[1] for topic in topics(endpoint).list_topics()["Topics"]}

        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            original = json.loads(process.stdout.readline())["endpoint"]
            topics(original).create_topic(Name="before")

            def copied() -> str:
                request = urllib.request.Request(f"{original}/janitor-emulator/copies", b"{}", method="POST")
                with urllib.request.urlopen(request) as answer:
                    return json.loads(answer.read())["endpoint"]

            first, second = copied(), copied()
            topics(first).create_topic(Name="first")
            topics(original).create_topic(Name="original")
            self.assertEqual({"before", "first"}, names(first))
            self.assertEqual({"before"}, names(second))
            self.assertEqual({"before", "original"}, names(original))
            urllib.request.urlopen(urllib.request.Request(f"{first}/janitor-emulator/end", b"{}", method="POST")).close()
            process.stdin.close()
            process.wait(10)
            deadline = time.monotonic() + 10
            for endpoint in (first, second):
                with self.assertRaises(OSError):  # nobody listens there, or what listened is just ending
                    while time.monotonic() < deadline:
                        urllib.request.urlopen(f"{endpoint}/janitor-emulator/health").close()
                        time.sleep(0.05)

    def test_ends_with_its_parent(self):
        command = [sys.executable, str(HERE / "emulator.py"), "--until-stdin-closes"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            endpoint = json.loads(process.stdout.readline())["endpoint"]
            with urllib.request.urlopen(f"{endpoint}/janitor-emulator/health") as answer:
                self.assertEqual({"status": "ok"}, json.loads(answer.read()))
            process.stdin.close()
            self.assertEqual(0, process.wait(10))


if __name__ == "__main__":
    unittest.main()
