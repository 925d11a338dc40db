"""What is asked of Lightsail behaves as AWS does. Run: ./python -m unittest test_lightsail"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, REGION, TAGS, Test

PAIRS = [{"key": key, "value": value} for key, value in TAGS.items()]
ZONE = f"{REGION}a"


class Lightsail(Test):
    def setUp(self) -> None:
        super().setUp()
        self.lightsail = self.aws("lightsail")

    def instance(self, name: str = "i1", **more) -> dict:
        self.lightsail.create_instances(instanceNames=[name], availabilityZone=ZONE, blueprintId="b", bundleId="micro_3_0", tags=PAIRS, **more)
        return self.lightsail.get_instance(instanceName=name)["instance"]

    def disk(self, name: str = "d1") -> None:
        self.lightsail.create_disk(diskName=name, availabilityZone=ZONE, sizeInGb=8, tags=PAIRS)

    def database(self, name: str = "db") -> None:
        how = {"relationalDatabaseBlueprintId": "mysql_8_0", "relationalDatabaseBundleId": "micro_2_0", "masterDatabaseName": "m", "masterUsername": "a"}
        self.lightsail.create_relational_database(relationalDatabaseName=name, tags=PAIRS, **how)

    def test_a_name_comes_again_and_an_arn_does_not(self):
        first = self.instance()
        self.assertRegex(first["arn"], f"^arn:aws:lightsail:{REGION}:{ACCOUNT}:Instance/[0-9a-f-]{{36}}$")
        self.assertIn(first["arn"], self.index())
        self.refused("InvalidInputException", self.disk, "already in use", name="i1")
        self.lightsail.delete_instance(instanceName="i1")
        while self.lightsail.get_instances()["instances"]:
            pass
        self.refused("NotFoundException", self.lightsail.get_instance, "The Instance does not exist: i1", instanceName="i1")
        self.refused("NotFoundException", self.lightsail.delete_instance, instanceName="i1")
        self.assertNotEqual(first["arn"], self.instance()["arn"])

    def test_an_instance_goes_slowly_and_lets_go_of_what_it_has(self):
        self.instance()
        self.disk()
        self.lightsail.attach_disk(diskName="d1", instanceName="i1", diskPath="/dev/xvdf")
        self.lightsail.allocate_static_ip(staticIpName="a1")
        self.lightsail.attach_static_ip(staticIpName="a1", instanceName="i1")
        self.refused("InvalidInputException", self.lightsail.delete_disk, "available state", diskName="d1")
        self.refused("InvalidInputException", self.lightsail.release_static_ip, "is attached", staticIpName="a1")
        told = self.lightsail.delete_instance(instanceName="i1")["operations"]
        self.assertEqual(["DetachDisk", "DeleteInstance"], [one["operationType"] for one in told])
        self.refused("OperationFailureException", self.lightsail.delete_instance, "shutting-down", instanceName="i1")
        self.assertEqual("i1", self.lightsail.get_disk(diskName="d1")["disk"]["attachedTo"])
        while self.lightsail.get_instances()["instances"]:
            pass
        self.assertEqual("available", self.lightsail.get_disk(diskName="d1")["disk"]["state"])
        self.lightsail.delete_disk(diskName="d1")
        self.lightsail.release_static_ip(staticIpName="a1")
        self.assertEqual([], self.lightsail.get_static_ips()["staticIps"])

    def test_an_address_has_no_tags(self):
        self.lightsail.allocate_static_ip(staticIpName="a1")
        self.assertNotIn("tags", self.lightsail.get_static_ip(staticIpName="a1")["staticIp"])

    def test_what_has_add_ons_goes_only_with_them(self):
        self.instance(addOns=[{"addOnType": "AutoSnapshot"}])
        self.refused("InvalidInputException", self.lightsail.delete_instance, "with addons", instanceName="i1")
        self.lightsail.delete_instance(instanceName="i1", forceDeleteAddOns=True)

    def test_pages(self):
        for n in range(4):
            self.disk(f"d{n}")
        first = self.lightsail.get_disks()
        self.assertEqual(3, len(first["disks"]))
        self.assertEqual(1, len(self.lightsail.get_disks(pageToken=first["nextPageToken"])["disks"]))

    def test_a_load_balancer_forgets_an_instance_that_goes(self):
        self.instance()
        self.lightsail.create_load_balancer(loadBalancerName="lb", instancePort=80, tags=PAIRS)
        self.lightsail.attach_instances_to_load_balancer(loadBalancerName="lb", instanceNames=["i1"])
        self.lightsail.delete_instance(instanceName="i1")
        while self.lightsail.get_instances()["instances"]:
            pass
        self.assertEqual([], self.lightsail.get_load_balancer(loadBalancerName="lb")["loadBalancer"]["instanceHealthSummary"])

    def test_a_container_service_goes_slowly(self):
        self.lightsail.create_container_service(serviceName="c1", power="nano", scale=1, tags=PAIRS)
        self.lightsail.delete_container_service(serviceName="c1")
        self.assertEqual("DELETING", self.lightsail.get_container_services(serviceName="c1")["containerServices"][0]["state"])
        self.assertEqual([], self.lightsail.get_container_services()["containerServices"])
        self.refused("NotFoundException", self.lightsail.get_container_services, serviceName="c1")

    def test_a_database_is_asked_whether_it_leaves_a_snapshot(self):
        self.database()
        delete = self.lightsail.delete_relational_database
        self.refused("InvalidInputException", delete, relationalDatabaseName="db")
        self.refused("InvalidInputException", delete, relationalDatabaseName="db", skipFinalSnapshot=True, finalRelationalDatabaseSnapshotName="s1")
        delete(relationalDatabaseName="db", finalRelationalDatabaseSnapshotName="s1")
        kept = self.lightsail.get_relational_database_snapshot(relationalDatabaseSnapshotName="s1")["relationalDatabaseSnapshot"]
        self.assertEqual([], kept["tags"])

    def test_a_snapshot_is_taken_of_what_is_available_and_takes_its_time(self):
        self.database()
        take = self.lightsail.create_relational_database_snapshot
        take(relationalDatabaseName="db", relationalDatabaseSnapshotName="s1", tags=PAIRS)
        self.refused("OperationFailureException", take, "backing-up", relationalDatabaseName="db", relationalDatabaseSnapshotName="s2")
        self.refused("OperationFailureException", self.lightsail.delete_relational_database, relationalDatabaseName="db", skipFinalSnapshot=True)
        self.assertEqual("pending", self.lightsail.get_relational_database_snapshots()["relationalDatabaseSnapshots"][0]["state"])
        self.assertEqual("available", self.lightsail.get_relational_database_snapshots()["relationalDatabaseSnapshots"][0]["state"])

    def test_a_deletion_that_fails_at_once_is_a_success_with_a_failure_in_it(self):
        self.disk()
        arn = self.lightsail.get_disk(diskName="d1")["disk"]["arn"]
        self.control("POST", "properties", {arn: {"told": {"_fails": "no"}}})
        told = self.lightsail.delete_disk(diskName="d1")["operations"][0]
        self.assertEqual(("Failed", "no"), (told["status"], told["errorDetails"]))
        self.assertEqual("available", self.lightsail.get_disk(diskName="d1")["disk"]["state"])


if __name__ == "__main__":
    unittest.main()
