"""Stacks, their members, and who may delete them."""

from __future__ import annotations

import json
import unittest

from emulated import ACCOUNT, ALLOW, PAIRS, REGION, TAGS, TRUST, Test, of_pairs


class StacksTest(Test):
    def stack(self, resources: dict, name: str = "s", **how) -> str:
        formation = self.aws("cloudformation")
        return formation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": resources}), Tags=PAIRS, **how)["StackId"]

    def status(self, stack: str) -> str:
        return self.aws("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]

    def test_an_account_has_the_regions_of_its_first_day(self):
        regions = [one["RegionName"] for one in self.aws("ec2").describe_regions()["Regions"]]
        self.assertEqual(17, len(regions))
        self.assertNotIn("af-south-1", regions)
        self.assertNotIn("cn-north-1", regions)

    def test_ends_after_some_reads_and_is_known_by_its_id(self):
        formation, id_ = self.aws("cloudformation"), self.stack({"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}})
        self.control("POST", "pace", {"stack": 2})
        self.assertEqual(TAGS, of_pairs(formation.describe_stacks(StackName="s")["Stacks"][0]["Tags"]))
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

    def failed(self, stack: str) -> dict[str, str]:
        self.control("POST", "pace", {"stack": 0})
        self.aws("cloudformation").delete_stack(StackName=stack)
        members = self.aws("cloudformation").list_stack_resources(StackName=stack)["StackResourceSummaries"]
        return {m["LogicalResourceId"]: m["ResourceStatusReason"] for m in members if m["ResourceStatus"] == "DELETE_FAILED"}

    def test_what_the_callers_role_may_not_delete_stays(self):
        types = ("AWS::Config::ConfigurationRecorder", "AWS::CloudFormation::Macro", "Org::Svc::Type")
        template = {f"M{n}": {"Type": type_} for n, type_ in enumerate(types)} | {"T": {"Type": "AWS::SNS::Topic"}}
        self.assertEqual(["M0", "M1", "M2"], sorted(self.failed(self.stack(template))))
        with_role = self.stack(template | {"T": {"Type": "AWS::SNS::Topic"}}, "with-role", RoleARN=self.role())
        self.assertEqual({}, self.failed(with_role))
        kept = self.stack({"M": {"Type": types[0], "DeletionPolicy": "Retain"}, "T": {"Type": "AWS::SNS::Topic"}}, "kept")
        self.assertEqual({}, self.failed(kept))

    def test_policies_of_persons_and_of_roles_without_the_tag_stay(self):
        iam, document = self.aws("iam"), json.loads(ALLOW)
        iam.create_group(GroupName="g")
        iam.create_user(UserName="u")
        for name in ("theirs", "ours"):
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST, Tags=PAIRS if name == "ours" else [])
        inline = lambda **of: {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", "PolicyDocument": document} | of}  # noqa: E731
        template = {"G": inline(Groups=["g"]), "U": inline(Users=["u"]), "R": inline(Roles=["theirs"]), "O": inline(Roles=["ours"])}
        self.assertEqual(["G", "R", "U"], sorted(self.failed(self.stack(template))))

    def test_custom_resources_call_what_carries_the_tag(self):
        function = self.function()
        self.aws("lambda").untag_resource(Resource=function, TagKeys=list(TAGS))
        custom = lambda token: {"Type": "Custom::C", "Properties": {"ServiceToken": token}}  # noqa: E731
        topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:t"
        template = {"F": custom(function), "T": custom(topic), "E": custom(function.replace(REGION, "us-west-1"))}
        failed = self.failed(self.stack(template))
        self.assertEqual(["E", "F", "T"], sorted(failed))
        self.assertIn("lambda:InvokeFunction", failed["F"])
        self.assertIn("SNS:Publish", failed["T"])
        self.aws("lambda").tag_resource(Resource=function, Tags=TAGS)
        self.assertEqual({}, self.failed(self.stack({"F": custom(function), "T": {"Type": "AWS::SNS::Topic"}}, "ours")))

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


if __name__ == "__main__":
    unittest.main()
