"""What Lambda refuses, and what outlives its functions."""

from __future__ import annotations

import json
import unittest

from emulated import Test, zipped


class LambdaRefusalsTest(Test):
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

    def test_a_function_tells_what_it_mounts_and_only_in_a_vpc(self):
        functions, role = self.aws("lambda"), self.role()
        mounts = [{"Arn": "arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-1", "LocalMountPath": "/mnt/a"}]
        told = {"Runtime": "python3.12", "Role": role, "Handler": "a.b", "Code": {"ZipFile": b"x"}, "FileSystemConfigs": mounts}
        self.refused("InvalidParameterValueException", functions.create_function, FunctionName="loose", **told)
        functions.create_function(FunctionName="a", VpcConfig={"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}, Publish=True, **told)
        for one in functions.list_functions(FunctionVersion="ALL")["Functions"]:
            self.assertEqual(mounts, one["FileSystemConfigs"])

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

    def test_layers(self):
        lambda_ = self.aws("lambda")
        version = lambda_.publish_layer_version(LayerName="l", Content={"ZipFile": zipped()})["Version"]
        lambda_.delete_layer_version(LayerName="l", VersionNumber=version)
        self.assertEqual([], lambda_.list_layer_versions(LayerName="l")["LayerVersions"])
        self.refused("ResourceNotFoundException", lambda_.get_layer_version, LayerName="l", VersionNumber=version)

    def test_who_else_may_use_a_layer(self):
        lambda_ = self.aws("lambda")
        version = lambda_.publish_layer_version(LayerName="l", Content={"ZipFile": zipped()})["Version"]
        one = {"LayerName": "l", "VersionNumber": version}
        self.refused("ResourceNotFoundException", lambda_.get_layer_version_policy, **one)
        may = one | {"Action": "lambda:GetLayerVersion"}
        lambda_.add_layer_version_permission(**may, StatementId="a", Principal="111122223333")
        lambda_.add_layer_version_permission(**may, StatementId="b", Principal="*", OrganizationId="o-0123456789")
        self.refused("ResourceConflictException", lambda_.add_layer_version_permission, **may, StatementId="a", Principal="*")
        first, second = json.loads(lambda_.get_layer_version_policy(**one)["Policy"])["Statement"]
        self.assertEqual({"AWS": "arn:aws:iam::111122223333:root"}, first["Principal"])
        self.assertEqual(("*", {"StringEquals": {"aws:PrincipalOrgID": "o-0123456789"}}), (second["Principal"], second["Condition"]))


if __name__ == "__main__":
    unittest.main()
