"""The tag index knows what AWS's does."""

from __future__ import annotations

import time
import unittest
import urllib.error

import emulator
from emulated import ACCOUNT, PAIRS, REGION, TAGS, Test, of_pairs


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
            self.settle()
            told = tagging.untag_resources(ResourceARNList=arns[start : start + 20], TagKeys=["course"])
            self.assertEqual({}, told["FailedResourcesMap"])
            self.settle()
        found = self.index(REGION) | self.index("us-east-1")
        self.assertEqual({arn: {"workshop": "w", "late": "yes"} for arn in made}, found)
        # in the services' own words
        expected = {"workshop": "w", "late": "yes"}
        pool = next(arn for arn in made if ":userpool/" in arn)
        described = self.aws("cognito-idp").describe_user_pool(UserPoolId=pool.split("/")[1])["UserPool"]
        self.assertEqual(expected, described["UserPoolTags"])
        self.assertEqual(expected, self.aws("cognito-idp").list_tags_for_resource(ResourceArn=pool)["Tags"])
        table = next(arn for arn in made if ":table/" in arn)
        self.assertEqual(expected, of_pairs(self.aws("dynamodb").list_tags_of_resource(ResourceArn=table)["Tags"]))
        self.assertEqual(expected, of_pairs(self.aws("s3").get_bucket_tagging(Bucket="bbb")["TagSet"]))
        api = next(arn for arn in made if "/restapis/" in arn)
        self.assertEqual(expected, self.aws("apigateway").get_rest_api(restApiId=api.split("/")[-1])["tags"])
        stack = next(arn for arn in made if ":stack/" in arn)
        self.assertEqual(expected, of_pairs(self.aws("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Tags"]))
        policy = next(arn for arn in made if ":policy/" in arn)
        self.assertEqual(expected, of_pairs(self.aws("iam").list_policy_tags(PolicyArn=policy)["Tags"]))
        self.assertEqual(expected, of_pairs(self.aws("sesv2").get_email_identity(EmailIdentity="example.com")["Tags"]))
        identity = next(arn for arn in made if ":identity/" in arn)
        self.assertEqual(expected, of_pairs(self.aws("sesv2").list_tags_for_resource(ResourceArn=identity)["Tags"]))
        rule = next(arn for arn in made if ":rule/bus/" in arn)
        self.assertEqual(expected, of_pairs(self.aws("events").list_tags_for_resource(ResourceARN=rule)["Tags"]))
        self.assertEqual(expected, self.aws("lambda").list_tags(Resource=next(arn for arn in made if ":function:" in arn))["Tags"])
        self.assertEqual(expected, of_pairs(self.aws("secretsmanager").describe_secret(SecretId="s")["Tags"]))
        self.assertEqual(expected, of_pairs(self.aws("ssm").list_tags_for_resource(ResourceType="Parameter", ResourceId="/a/b")["TagList"]))
        self.assertEqual(expected, self.aws("logs").list_tags_log_group(logGroupName="/g")["tags"])
        self.assertEqual(expected, self.aws("pipes").describe_pipe(Name="p")["Tags"])

    def settle(self) -> None:
        """An update of a stack takes some looks at it."""
        for _ in range(3):
            self.aws("cloudformation").describe_stacks()

    def test_roles_and_users_are_tagged_and_not_returned(self):
        arn, tagging = self.role(), self.aws("resourcegroupstaggingapi", "us-east-1")
        self.assertEqual({}, tagging.tag_resources(ResourceARNList=[arn], Tags={"late": "yes"})["FailedResourcesMap"])
        self.assertEqual(TAGS | {"late": "yes"}, of_pairs(self.aws("iam").list_role_tags(RoleName="r")["Tags"]))
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
        self.assertEqual(expected, of_pairs(self.aws("dynamodb").list_tags_of_resource(ResourceArn=arn)["Tags"]))
        with self.assertRaises(urllib.error.HTTPError):
            self.control("POST", "tags", {f"{arn}-not": {"a": "b"}})


if __name__ == "__main__":
    unittest.main()
