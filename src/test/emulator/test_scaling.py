"""Auto Scaling refuses, and takes its time, as AWS does. Run: ./python -m unittest test_scaling"""

from __future__ import annotations

import unittest

from emulated import PAIRS, Test

TAGS = [one | {"PropagateAtLaunch": True} for one in PAIRS]


class Scaling(Test):
    def setUp(self) -> None:
        super().setUp()
        self.scaling, self.ec2 = self.aws("autoscaling"), self.aws("ec2")
        self.image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        vpc = self.ec2.create_vpc(CidrBlock="10.6.0.0/16")["Vpc"]["VpcId"]
        self.subnet = self.ec2.create_subnet(VpcId=vpc, CidrBlock="10.6.1.0/24")["Subnet"]["SubnetId"]

    def group(self, name: str = "web", size: int = 2, **more) -> str:
        if "LaunchConfigurationName" not in more:
            made = {"ImageId": self.image, "InstanceType": "t3.micro"}
            template = self.ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=made)["LaunchTemplate"]
            more["LaunchTemplate"] = {"LaunchTemplateId": template["LaunchTemplateId"], "Version": "1"}
        self.scaling.create_auto_scaling_group(
            AutoScalingGroupName=name, MinSize=0, MaxSize=4, DesiredCapacity=size, VPCZoneIdentifier=self.subnet, Tags=TAGS, **more
        )
        return self.groups()[0]["AutoScalingGroupARN"]

    def groups(self) -> list[dict]:
        return self.scaling.describe_auto_scaling_groups()["AutoScalingGroups"]

    def states(self) -> list[str]:
        told = self.ec2.describe_instances()["Reservations"]
        return [one["State"]["Name"] for reservation in told for one in reservation["Instances"]]

    def test_a_group_goes_slowly_and_its_servers_after_it(self):
        self.group()
        delete = self.scaling.delete_auto_scaling_group
        self.refused("ResourceInUse", delete, "still in the group", AutoScalingGroupName="web")
        delete(AutoScalingGroupName="web", ForceDelete=True)
        self.refused("ScalingActivityInProgress", delete, "in progress", AutoScalingGroupName="web", ForceDelete=True)
        self.assertEqual(["Delete in progress"], [one["Status"] for one in self.groups()])
        self.assertEqual([], self.groups())
        self.assertEqual(["shutting-down"] * 2, self.states())
        self.refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=self.subnet)
        self.assertEqual(["terminated"] * 2, self.states())
        self.ec2.delete_subnet(SubnetId=self.subnet)
        self.refused("ValidationError", delete, "not found", AutoScalingGroupName="web", ForceDelete=True)

    def test_a_server_of_a_group_is_started_anew(self):
        self.group(size=1)
        first = self.groups()[0]["Instances"][0]["InstanceId"]
        self.ec2.terminate_instances(InstanceIds=[first])
        self.assertNotIn(first, [one["InstanceId"] for one in self.groups()[0]["Instances"]])
        self.assertEqual(1, self.states().count("running"))

    def test_a_group_may_be_protected(self):
        self.group(DeletionProtection="prevent-force-deletion")
        self.assertEqual(["prevent-force-deletion"], [one["DeletionProtection"] for one in self.groups()])
        delete = self.scaling.delete_auto_scaling_group
        self.refused("ValidationError", delete, "deletion protection", AutoScalingGroupName="web", ForceDelete=True)
        self.scaling.update_auto_scaling_group(AutoScalingGroupName="web", DeletionProtection="none")
        self.assertEqual(["none"], [one["DeletionProtection"] for one in self.groups()])
        delete(AutoScalingGroupName="web", ForceDelete=True)

    def test_a_launch_configuration_stays_while_a_group_names_it(self):
        self.scaling.create_launch_configuration(LaunchConfigurationName="old", ImageId=self.image, InstanceType="t3.micro")
        self.group(LaunchConfigurationName="old", size=0)
        delete = self.scaling.delete_launch_configuration
        self.refused("ResourceInUse", delete, "attached to AutoScalingGroup web", LaunchConfigurationName="old")
        self.scaling.delete_auto_scaling_group(AutoScalingGroupName="web")
        while self.groups():
            pass
        delete(LaunchConfigurationName="old")
        self.refused("ValidationError", delete, "not found", LaunchConfigurationName="old")

    def test_the_index_never_tells_of_a_group(self):
        arn = self.group()
        self.assertFalse([one for one in self.index() if ":autoscaling:" in one])
        tagging = self.aws("resourcegroupstaggingapi")
        self.assertIn(arn, tagging.tag_resources(ResourceARNList=[arn], Tags={"a": "b"})["FailedResourcesMap"])
        self.control("POST", "tags", {arn: {"eks:nodegroup-name": "n"}})
        self.assertIn("eks:nodegroup-name", [tag["Key"] for tag in self.groups()[0]["Tags"]])


if __name__ == "__main__":
    unittest.main()
