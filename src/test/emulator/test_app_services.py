"""What is asked of App Runner, Elastic Beanstalk and Athena's capacity behaves as AWS does. Run: ./python -m unittest test_app_services"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, PAIRS, REGION, Test

IMAGE = {"ImageRepository": {"ImageIdentifier": "public.ecr.aws/x/y:1", "ImageRepositoryType": "ECR_PUBLIC"}}


class AppRunner(Test):
    def setUp(self) -> None:
        super().setUp()
        self.runner = self.aws("apprunner")

    def service(self) -> str:
        return self.runner.create_service(ServiceName="shop", SourceConfiguration=IMAGE, Tags=PAIRS)["Service"]["ServiceArn"]

    def statuses(self) -> list[str]:
        return [one["Status"] for one in self.runner.list_services()["ServiceSummaryList"]]

    def test_what_is_deleted_goes_on_being_listed(self):
        arn = self.service()
        self.assertRegex(arn, f"^arn:aws:apprunner:{REGION}:{ACCOUNT}:service/shop/[0-9a-f]{{32}}$")
        self.assertIn(arn, self.index())
        self.runner.delete_service(ServiceArn=arn)
        self.refused("InvalidStateException", self.runner.delete_service, "OPERATION_IN_PROGRESS", ServiceArn=arn)
        self.assertEqual(["OPERATION_IN_PROGRESS"], self.statuses())
        self.assertEqual(["DELETED"], self.statuses())
        self.refused("ResourceNotFoundException", self.runner.delete_service, ServiceArn=arn)
        self.assertNotIn(arn, self.index())

    def test_what_is_deployed_is_not_deleted(self):
        arn = self.service()
        self.runner.start_deployment(ServiceArn=arn)
        self.refused("InvalidStateException", self.runner.delete_service, "OPERATION_IN_PROGRESS", ServiceArn=arn)
        while self.statuses() != ["RUNNING"]:
            pass
        self.runner.delete_service(ServiceArn=arn)

    def test_connections_from_a_vpc_go_first(self):
        arn = self.service()
        made = self.runner.create_vpc_ingress_connection(
            ServiceArn=arn, VpcIngressConnectionName="door", IngressVpcConfiguration={"VpcId": "vpc-1", "VpcEndpointId": "vpce-1"}, Tags=PAIRS
        )["VpcIngressConnection"]["VpcIngressConnectionArn"]
        self.refused("InvalidStateException", self.runner.delete_service, "associated", ServiceArn=arn)
        self.assertIn(made, self.index())
        self.runner.delete_vpc_ingress_connection(VpcIngressConnectionArn=made)
        self.refused("InvalidStateException", self.runner.delete_service, "associated", ServiceArn=arn)
        while self.runner.list_vpc_ingress_connections()["VpcIngressConnectionSummaryList"]:
            pass
        self.runner.delete_service(ServiceArn=arn)


class Beanstalk(Test):
    def setUp(self) -> None:
        super().setUp()
        self.beanstalk = self.aws("elasticbeanstalk")

    def environment(self) -> dict:
        return self.beanstalk.create_environment(ApplicationName="a", EnvironmentName="shop", Tags=PAIRS)

    def environments(self, **how) -> list[dict]:
        return self.beanstalk.describe_environments(**how)["Environments"]

    def stacks(self) -> list[dict]:
        return self.aws("cloudformation").describe_stacks()["Stacks"]

    def test_its_stack_carries_its_tags_and_goes_with_it(self):
        made = self.environment()
        self.assertEqual(f"awseb-{made['EnvironmentId']}-stack", self.stacks()[0]["StackName"])
        self.assertIn({"Key": "workshop", "Value": "w"}, self.stacks()[0]["Tags"])
        self.assertIn(made["EnvironmentArn"], self.index())
        self.beanstalk.terminate_environment(EnvironmentName="shop")
        self.refused("InvalidParameterValue", self.beanstalk.terminate_environment, "Must be Ready", EnvironmentName="shop")
        while self.environments(IncludeDeleted=False):
            pass
        self.assertEqual(["Terminated"], [one["Status"] for one in self.environments()])
        self.assertEqual([], self.stacks())
        self.refused("InvalidParameterValue", self.beanstalk.terminate_environment, "No Environment found", EnvironmentName="shop")
        arn = made["EnvironmentArn"]
        self.refused("ResourceNotFoundException", self.beanstalk.list_tags_for_resource, ResourceArn=arn)

    def test_all_in_its_stack_carries_its_marks_and_goes_with_it(self):
        made = self.environment()
        mark = {"Key": "elasticbeanstalk:environment-id", "Value": made["EnvironmentId"]}
        scaling, elb, ec2 = self.aws("autoscaling"), self.aws("elbv2"), self.aws("ec2")

        def groups() -> list[dict]:
            return scaling.describe_auto_scaling_groups()["AutoScalingGroups"]

        def fronts() -> list[str]:
            balancers = [one["LoadBalancerArn"] for one in elb.describe_load_balancers()["LoadBalancers"]]
            return balancers + [one["TargetGroupArn"] for one in elb.describe_target_groups()["TargetGroups"]]

        servers = [one["InstanceId"] for one in groups()[0]["Instances"]]
        told = ec2.describe_instances(InstanceIds=servers)["Reservations"][0]["Instances"][0]["Tags"]
        self.assertIn(mark, told)
        self.assertIn(mark["Value"], [tag["Value"] for tag in groups()[0]["Tags"]])
        described = elb.describe_tags(ResourceArns=fronts())["TagDescriptions"]
        self.assertEqual([True, True], [mark in one["Tags"] for one in described])
        self.beanstalk.terminate_environment(EnvironmentName="shop")
        while self.environments(IncludeDeleted=False):
            pass
        self.assertEqual(([], [], []), (groups(), fronts(), ec2.describe_launch_templates()["LaunchTemplates"]))

    def test_an_environment_of_one_server_has_no_load_balancer(self):
        alone = [{"Namespace": "aws:elasticbeanstalk:environment", "OptionName": "EnvironmentType", "Value": "SingleInstance"}]
        self.beanstalk.create_environment(ApplicationName="a", EnvironmentName="shop", OptionSettings=alone)
        self.assertEqual([], self.aws("elbv2").describe_load_balancers()["LoadBalancers"])
        self.assertEqual(1, len(self.aws("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]))

    def test_where_its_stack_stays_it_is_back(self):
        self.environment()
        stack = self.stacks()[0]["StackId"]
        self.aws("s3").create_bucket(Bucket="full", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.aws("s3").put_object(Bucket="full", Key="k", Body=b"v")
        told = {"logicalId": "B", "type": "AWS::S3::Bucket", "physicalId": "full"}
        self.control("POST", "stacks", {"stackId": stack, "members": [told]})
        self.beanstalk.terminate_environment(EnvironmentName="shop")
        while self.environments()[0]["Status"] == "Terminating":
            pass
        self.assertEqual("Ready", self.environments()[0]["Status"])

    def test_what_is_updated_is_not_terminated(self):
        self.environment()
        self.beanstalk.update_environment(EnvironmentName="shop")
        self.refused("InvalidParameterValue", self.beanstalk.terminate_environment, "Must be Ready", EnvironmentName="shop")
        while self.environments()[0]["Status"] != "Ready":
            pass


class Capacity(Test):
    def test_it_is_cancelled_before_it_is_deleted(self):
        athena = self.aws("athena")
        athena.create_capacity_reservation(Name="c", TargetDpus=24, Tags=PAIRS)
        arn = f"arn:aws:athena:{REGION}:{ACCOUNT}:capacity-reservation/c"
        self.assertIn(arn, self.index())
        self.assertEqual(PAIRS, athena.list_tags_for_resource(ResourceARN=arn)["Tags"])
        self.refused("InvalidRequestException", athena.delete_capacity_reservation, "must be cancelled", Name="c")
        self.refused("InvalidRequestException", athena.get_capacity_assignment_configuration, "assignment", CapacityReservationName="c")
        athena.put_capacity_assignment_configuration(CapacityReservationName="c", CapacityAssignments=[{"WorkGroupNames": ["primary"]}])
        told = athena.get_capacity_assignment_configuration(CapacityReservationName="c")["CapacityAssignmentConfiguration"]
        self.assertEqual([{"WorkGroupNames": ["primary"]}], told["CapacityAssignments"])
        athena.cancel_capacity_reservation(Name="c")
        self.refused("InvalidRequestException", athena.delete_capacity_reservation, "must be cancelled", Name="c")
        while athena.get_capacity_reservation(Name="c")["CapacityReservation"]["Status"] != "CANCELLED":
            pass
        self.assertEqual("CANCELLED", athena.list_capacity_reservations()["CapacityReservations"][0]["Status"])
        athena.delete_capacity_reservation(Name="c")
        self.assertEqual([], athena.list_capacity_reservations()["CapacityReservations"])
        self.refused("ResourceNotFoundException", athena.list_tags_for_resource, ResourceARN=arn)


if __name__ == "__main__":
    unittest.main()
