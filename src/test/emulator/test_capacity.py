"""Fleets, reservations, hosts and Client VPN go as AWS lets them. Run: ./python -m unittest test_capacity"""

from __future__ import annotations

import unittest

import ec2
from emulated import PAIRS, REGION, Test

ROLE = "arn:aws:iam::123456789012:role/fleet"


class Capacity(Test):
    def setUp(self) -> None:
        super().setUp()
        self.ec2 = self.aws("ec2")
        self.subnet = self.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        self.image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]

    def spec(self, word: str) -> list[dict]:
        return [{"ResourceType": word, "Tags": PAIRS}]

    def fleet(self, size: int = 2, type_: str = "maintain") -> str:
        template = self.ec2.create_launch_template(LaunchTemplateName=f"t{type_}", LaunchTemplateData={"ImageId": self.image})
        how = {"LaunchTemplateSpecification": {"LaunchTemplateId": template["LaunchTemplate"]["LaunchTemplateId"], "Version": "$Latest"}}
        return self.ec2.create_fleet(
            LaunchTemplateConfigs=[how | {"Overrides": [{"SubnetId": self.subnet}]}],
            TargetCapacitySpecification={"TotalTargetCapacity": size, "DefaultTargetCapacityType": "on-demand"},
            Type=type_,
            TagSpecifications=self.spec("fleet"),
        )["FleetId"]

    def spot_fleet(self) -> str:
        launched = {"ImageId": self.image, "SubnetId": self.subnet}
        config = {"IamFleetRole": ROLE, "TargetCapacity": 1, "LaunchSpecifications": [launched], "TagSpecifications": self.spec("spot-fleet-request")}
        return self.ec2.request_spot_fleet(SpotFleetRequestConfig=config)["SpotFleetRequestId"]

    def servers(self, *states: str) -> list[str]:
        filters = [{"Name": "instance-state-name", "Values": list(states or ("running",))}]
        return [one["InstanceId"] for group in self.ec2.describe_instances(Filters=filters)["Reservations"] for one in group["Instances"]]

    def state(self, fleet: str) -> str:
        return self.ec2.describe_fleets(FleetIds=[fleet])["Fleets"][0]["FleetState"]

    def test_a_fleet_starts_others_and_goes_slowly_with_them(self):
        fleet = self.fleet()
        self.assertIn(f"arn:aws:ec2:{REGION}:123456789012:fleet/{fleet}", self.index())
        self.assertEqual(PAIRS, self.ec2.describe_fleets()["Fleets"][0]["Tags"])
        first = self.servers()
        self.ec2.terminate_instances(InstanceIds=first[:1])
        self.assertEqual(2, len(self.servers()))
        self.assertEqual(1, len(set(self.servers()) - set(first)))
        self.assertEqual([], self.ec2.delete_fleets(FleetIds=[fleet], TerminateInstances=True)["UnsuccessfulFleetDeletions"])
        self.assertEqual(2, len(self.servers("shutting-down")))
        self.assertEqual(["deleted_terminating", "deleted"], [self.state(fleet), self.state(fleet)])
        self.assertEqual([], self.servers("running", "shutting-down"))
        again = self.ec2.delete_fleets(FleetIds=[fleet, "fleet-00000000-0000-0000-0000-000000000000"], TerminateInstances=True)
        codes = [one["Error"]["Code"] for one in again["UnsuccessfulFleetDeletions"]]
        self.assertEqual(["fleetNotInDeletableState", "fleetIdDoesNotExist"], codes)

    def test_a_fleet_may_leave_its_servers(self):
        fleet = self.fleet()
        self.ec2.delete_fleets(FleetIds=[fleet], TerminateInstances=False)
        self.assertEqual("deleted_running", self.state(fleet))
        self.ec2.terminate_instances(InstanceIds=self.servers())
        self.assertEqual([], self.servers())

    def test_an_instant_one_is_told_of_to_who_names_it(self):
        fleet = self.fleet(type_="instant")
        self.assertEqual([], self.ec2.describe_fleets()["Fleets"])
        self.assertEqual("active", self.state(fleet))
        self.ec2.terminate_instances(InstanceIds=self.servers())
        self.assertEqual([], self.servers())

    def test_a_spot_fleet(self):
        fleet = self.spot_fleet()
        self.assertIn(f"arn:aws:ec2:{REGION}:123456789012:spot-fleet-request/{fleet}", self.index())
        self.ec2.terminate_instances(InstanceIds=self.servers())
        self.assertEqual(1, len(self.servers()))
        self.ec2.cancel_spot_fleet_requests(SpotFleetRequestIds=[fleet], TerminateInstances=True)
        states = [self.ec2.describe_spot_fleet_requests()["SpotFleetRequestConfigs"][0]["SpotFleetRequestState"] for _ in range(2)]
        self.assertEqual(["cancelled_terminating", "cancelled"], states)
        self.assertEqual([], self.servers("running", "shutting-down"))
        again = self.ec2.cancel_spot_fleet_requests(SpotFleetRequestIds=[fleet], TerminateInstances=True)
        self.assertEqual("fleetRequestNotInCancellableState", again["UnsuccessfulFleetRequests"][0]["Error"]["Code"])

    def reservation(self) -> str:
        how = {"InstanceType": "t3.medium", "InstancePlatform": "Linux/UNIX", "AvailabilityZone": f"{REGION}a", "InstanceCount": 1}
        made = self.ec2.create_capacity_reservation(**how, TagSpecifications=self.spec("capacity-reservation"))
        return made["CapacityReservation"]["CapacityReservationId"]

    def test_a_reservation_is_told_of_when_it_is_cancelled(self):
        id_ = self.reservation()
        arn = f"arn:aws:ec2:{REGION}:123456789012:capacity-reservation/{id_}"
        self.assertIn(arn, self.index())
        self.assertTrue(self.ec2.cancel_capacity_reservation(CapacityReservationId=id_)["Return"])
        self.assertEqual("cancelled", self.ec2.describe_capacity_reservations()["CapacityReservations"][0]["State"])
        self.refused("InvalidCapacityReservationState", self.ec2.cancel_capacity_reservation, CapacityReservationId=id_)
        self.refused("InvalidCapacityReservationId.NotFound", self.ec2.cancel_capacity_reservation, CapacityReservationId="cr-1")
        for told in ({"ReservationType": "capacity-block"}, {"CommitmentInfo": {"CommitmentEndDate": "2027-01-01T00:00:00Z"}}):
            id_ = self.reservation()
            self.control("POST", "properties", {f"arn:aws:ec2:{REGION}:123456789012:capacity-reservation/{id_}": {"told": told}})
            self.refused("OperationNotPermitted", self.ec2.cancel_capacity_reservation, CapacityReservationId=id_)

    def test_a_server_takes_its_place_in_a_reservation_until_it_ends(self):
        id_ = self.reservation()
        free = lambda: self.ec2.describe_capacity_reservations()["CapacityReservations"][0]["AvailableInstanceCount"]  # noqa: E731
        self.assertEqual(1, free())
        made = self.ec2.run_instances(ImageId=self.image, MinCount=1, MaxCount=1, SubnetId=self.subnet)["Instances"][0]["InstanceId"]
        told = {f"arn:aws:ec2:{REGION}:123456789012:instance/{made}": {"told": {"CapacityReservationId": id_}}}
        self.control("POST", "properties", told)
        self.assertEqual(0, free())
        self.ec2.terminate_instances(InstanceIds=[made])
        self.assertEqual(1, free())

    def host(self, type_: str) -> str:
        return self.ec2.allocate_hosts(
            AvailabilityZone=f"{REGION}a", InstanceType=type_, Quantity=1, TagSpecifications=self.spec("dedicated-host")
        )["HostIds"][0]

    def release(self, host: str) -> list[str]:
        return [one["Error"]["Message"] for one in self.ec2.release_hosts(HostIds=[host]).get("Unsuccessful", [])]

    def test_a_host_is_released_when_nothing_runs_there(self):
        host = self.host("m5.large")
        self.assertIn(f"arn:aws:ec2:{REGION}:123456789012:dedicated-host/{host}", self.index())
        made = self.ec2.run_instances(ImageId=self.image, MinCount=1, MaxCount=1, SubnetId=self.subnet, Placement={"HostId": host})["Instances"][0]
        told = self.ec2.describe_instances(InstanceIds=[made["InstanceId"]])["Reservations"][0]["Instances"][0]
        self.assertEqual(host, told["Placement"]["HostId"])
        self.assertEqual([f"Dedicated host '{host}' cannot be released as it is occupied."], self.release(host))
        self.ec2.terminate_instances(InstanceIds=[made["InstanceId"]])
        self.assertEqual([], self.release(host))
        self.assertEqual("released", self.ec2.describe_hosts()["Hosts"][0]["State"])

    def test_a_mac_is_not_released_before_a_day_is_over(self):
        self.assertIn("You can release this host any time after 2", self.release(self.host("mac2.metal"))[0])
        self.control("POST", "clock", {"offsetSeconds": -2 * 24 * 3600})
        old = self.host("mac2.metal")
        self.control("POST", "clock", {"offsetSeconds": 0})
        self.assertEqual([], self.release(old))

    def test_an_endpoint_goes_when_its_subnets_are_off_it(self):
        group = self.ec2.create_security_group(GroupName="vpn", Description="vpn", VpcId=self.ec2.describe_vpcs()["Vpcs"][0]["VpcId"])["GroupId"]
        id_ = self.ec2.create_client_vpn_endpoint(
            ClientCidrBlock="10.0.0.0/22",
            ServerCertificateArn="arn:aws:acm:eu-central-1:123456789012:certificate/c",
            AuthenticationOptions=[],
            ConnectionLogOptions={"Enabled": False},
            SecurityGroupIds=[group],
            TagSpecifications=self.spec("client-vpn-endpoint"),
        )["ClientVpnEndpointId"]
        self.assertIn(f"arn:aws:ec2:{REGION}:123456789012:client-vpn-endpoint/{id_}", self.index())
        network = self.ec2.associate_client_vpn_target_network(ClientVpnEndpointId=id_, SubnetId=self.subnet)["AssociationId"]
        self.refused("IncorrectState", self.ec2.delete_client_vpn_endpoint, ClientVpnEndpointId=id_)
        self.refused("DependencyViolation", self.ec2.delete_security_group, GroupId=group)
        self.ec2.disassociate_client_vpn_target_network(ClientVpnEndpointId=id_, AssociationId=network)
        asked = lambda: self.ec2.describe_client_vpn_target_networks(ClientVpnEndpointId=id_)["ClientVpnTargetNetworks"]  # noqa: E731
        self.assertEqual(["disassociating"], [one["Status"]["Code"] for one in asked()])
        self.assertEqual([], asked())
        self.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=id_)
        codes = [self.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"][0]["Status"]["Code"] for _ in range(2)]
        self.assertEqual(["deleting", "deleted"], codes)
        for _ in range(ec2.LOOKS + 1):
            self.ec2.describe_network_interfaces()
        self.ec2.delete_security_group(GroupId=group)


if __name__ == "__main__":
    unittest.main()
