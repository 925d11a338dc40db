"""What is asked of Directory Service and WorkSpaces behaves as AWS does. Run: ./python -m unittest test_desks"""

from __future__ import annotations

import unittest

from emulated import ACCOUNT, PAIRS, REGION, Test

TEXT = "Cannot delete the directory because it still has authorized applications."


class Desks(Test):
    def setUp(self) -> None:
        super().setUp()
        self.ds, self.desks, self.ec2 = self.aws("ds"), self.aws("workspaces"), self.aws("ec2")
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [self.ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24")["Subnet"]["SubnetId"] for n in (0, 1)]
        self.vpc = {"VpcId": vpc, "SubnetIds": self.subnets}

    def microsoft(self) -> str:
        return self.ds.create_microsoft_ad(Name="corp.example.com", Password="Secret123!", VpcSettings=self.vpc, Tags=PAIRS)["DirectoryId"]

    def simple(self) -> str:
        return self.ds.create_directory(Name="corp.example.com", Password="Secret123!", Size="Small", VpcSettings=self.vpc, Tags=PAIRS)["DirectoryId"]

    def desk(self, directory: str) -> str:
        made = self.desks.create_workspaces(Workspaces=[{"DirectoryId": directory, "UserName": "ann", "BundleId": "wsb-1", "Tags": PAIRS}])
        return made["PendingRequests"][0]["WorkspaceId"]

    def gone(self, id_: str) -> None:
        while self.ds.describe_directories()["DirectoryDescriptions"]:
            pass
        self.refused("EntityDoesNotExistException", self.ds.delete_directory, DirectoryId=id_)
        self.refused("EntityDoesNotExistException", self.ds.list_tags_for_resource, ResourceId=id_)

    def test_a_directory_goes_slowly_and_holds_its_subnets_meanwhile(self):
        id_ = self.simple()
        self.assertIn(f"arn:aws:ds:{REGION}:{ACCOUNT}:directory/{id_}", self.index())
        self.assertEqual(PAIRS, self.ds.list_tags_for_resource(ResourceId=id_)["Tags"])
        self.refused("DependencyViolation", self.ec2.delete_subnet, SubnetId=self.subnets[0])
        self.ds.delete_directory(DirectoryId=id_)
        self.refused("ClientException", self.ds.delete_directory, "Deleting", DirectoryId=id_)
        self.assertEqual("Deleting", self.ds.describe_directories(DirectoryIds=[id_])["DirectoryDescriptions"][0]["Stage"])
        self.gone(id_)
        self.ec2.delete_subnet(SubnetId=self.subnets[0])

    def test_a_directory_asks_for_rights_over_its_network(self):
        id_ = self.simple()
        for action in ("DeleteNetworkInterface", "DeleteSecurityGroup", "RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress"):
            self.control("POST", "rights", {"deny": [f"ec2:{action}"]})
            self.refused("AccessDeniedException", self.ds.delete_directory, action, DirectoryId=id_)
        self.control("POST", "rights", {"deny": []})
        self.ds.delete_directory(DirectoryId=id_)

    def test_a_directory_that_an_application_has_stays(self):
        id_ = self.microsoft()
        arn = f"arn:aws:ds:{REGION}:{ACCOUNT}:directory/{id_}"
        self.control("POST", "properties", {arn: {"told": {"_applications": ["WorkDocs"]}}})
        self.refused("ClientException", self.ds.delete_directory, TEXT, DirectoryId=id_)
        self.control("POST", "properties", {arn: {"told": {"_applications": []}}})
        rds, fsx = self.aws("rds"), self.aws("fsx")
        rds.create_db_instance(DBInstanceIdentifier="d", DBInstanceClass="db.m5.large", Engine="mysql", MasterUsername="a", MasterUserPassword="password1", AllocatedStorage=20, Domain=id_)
        self.refused("ClientException", self.ds.delete_directory, TEXT, DirectoryId=id_)
        rds.delete_db_instance(DBInstanceIdentifier="d", SkipFinalSnapshot=True)
        while rds.describe_db_instances()["DBInstances"]:
            pass
        fsx.create_file_system(FileSystemType="WINDOWS", SubnetIds=self.subnets[:1], WindowsConfiguration={"ActiveDirectoryId": id_, "ThroughputCapacity": 8})
        self.refused("ClientException", self.ds.delete_directory, TEXT, DirectoryId=id_)

    def test_a_directory_that_a_vpn_asks_stays(self):
        id_ = self.microsoft()
        how = {"Type": "directory-service-authentication", "ActiveDirectory": {"DirectoryId": id_}}
        vpn = self.ec2.create_client_vpn_endpoint(
            ClientCidrBlock="10.9.0.0/22", ServerCertificateArn="arn:aws:acm:x:1:certificate/c", ConnectionLogOptions={"Enabled": False}, AuthenticationOptions=[how]
        )["ClientVpnEndpointId"]
        self.assertEqual([how], self.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"][0]["AuthenticationOptions"])
        self.refused("ClientException", self.ds.delete_directory, TEXT, DirectoryId=id_)
        self.ec2.delete_client_vpn_endpoint(ClientVpnEndpointId=vpn)
        while any(one["Status"]["Code"] != "deleted" for one in self.ec2.describe_client_vpn_endpoints()["ClientVpnEndpoints"]):
            pass
        self.ds.delete_directory(DirectoryId=id_)

    def test_only_microsoft_ad_trusts_and_is_shared(self):
        simple, microsoft = self.simple(), self.microsoft()
        self.refused("UnsupportedOperationException", self.ds.describe_trusts, DirectoryId=simple)
        self.refused("UnsupportedOperationException", self.ds.describe_shared_directories, OwnerDirectoryId=simple)
        self.ds.create_trust(DirectoryId=microsoft, RemoteDomainName="other.example.com", TrustPassword="x", TrustDirection="Two-Way")
        self.assertEqual(["other.example.com"], [one["RemoteDomainName"] for one in self.ds.describe_trusts(DirectoryId=microsoft)["Trusts"]])
        self.ds.share_directory(DirectoryId=microsoft, ShareTarget={"Id": "999999999999", "Type": "ACCOUNT"}, ShareMethod="HANDSHAKE")
        told = self.ds.describe_shared_directories(OwnerDirectoryId=microsoft)["SharedDirectories"]
        self.assertEqual([("999999999999", "Shared")], [(one["SharedAccountId"], one["ShareStatus"]) for one in told])

    def test_one_that_is_restored_stays_meanwhile(self):
        id_ = self.simple()
        self.ds.restore_from_snapshot(SnapshotId="s-1234567890")
        self.refused("ClientException", self.ds.delete_directory, "Restoring", DirectoryId=id_)
        while self.ds.describe_directories()["DirectoryDescriptions"][0]["Stage"] != "Active":
            pass
        self.ds.delete_directory(DirectoryId=id_)

    def test_a_registration_goes_after_its_desktops_and_before_its_directory(self):
        id_ = self.simple()
        self.desks.register_workspace_directory(DirectoryId=id_, SubnetIds=self.subnets, Tags=PAIRS)
        desk = self.desk(id_)
        self.assertLessEqual({f"arn:aws:workspaces:{REGION}:{ACCOUNT}:workspace/{desk}", f"arn:aws:workspaces:{REGION}:{ACCOUNT}:directory/{id_}"}, set(self.index()))
        self.assertEqual(PAIRS, self.desks.describe_tags(ResourceId=desk)["TagList"])
        self.refused("ClientException", self.ds.delete_directory, TEXT, DirectoryId=id_)
        self.refused("OperationNotSupportedException", self.desks.deregister_workspace_directory, "There are WorkSpaces assigned", DirectoryId=id_)
        self.assertEqual([], self.desks.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": desk}])["FailedRequests"])
        self.assertEqual("TERMINATING", self.desks.describe_workspaces()["Workspaces"][0]["State"])
        self.assertEqual([], self.desks.describe_workspaces()["Workspaces"])
        self.refused("ResourceNotFoundException", self.desks.describe_tags, ResourceId=desk)
        self.desks.deregister_workspace_directory(DirectoryId=id_)
        self.refused("InvalidResourceStateException", self.desks.deregister_workspace_directory, "not in a valid state", DirectoryId=id_)
        while self.desks.describe_workspace_directories()["Directories"]:
            pass
        self.refused("ResourceNotFoundException", self.desks.deregister_workspace_directory, "could not be found", DirectoryId=id_)
        self.ds.delete_directory(DirectoryId=id_)

    def test_a_refused_termination_is_a_success_with_a_failure_in_it(self):
        id_ = self.simple()
        self.desks.register_workspace_directory(DirectoryId=id_, SubnetIds=self.subnets)
        desk = self.desk(id_)
        self.control("POST", "properties", {f"arn:aws:workspaces:{REGION}:{ACCOUNT}:workspace/{desk}": {"told": {"State": "SUSPENDED"}}})
        told = self.desks.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": desk}, {"WorkspaceId": "ws-000000000"}])["FailedRequests"]
        self.assertEqual([desk, "ws-000000000"], [one["WorkspaceId"] for one in told])
        self.assertIn("SUSPENDED", told[0]["ErrorMessage"])
        self.assertEqual("SUSPENDED", self.desks.describe_workspaces()["Workspaces"][0]["State"])

    def test_twenty_five_desktops_a_page(self):
        id_ = self.simple()
        self.desks.register_workspace_directory(DirectoryId=id_, SubnetIds=self.subnets)
        for _ in range(26):
            self.desk(id_)
        first = self.desks.describe_workspaces()
        self.assertEqual(25, len(first["Workspaces"]))
        self.assertEqual(1, len(self.desks.describe_workspaces(NextToken=first["NextToken"])["Workspaces"]))

    def test_nobody_gets_a_desktop_in_what_is_not_registered(self):
        failed = self.desks.create_workspaces(Workspaces=[{"DirectoryId": self.simple(), "UserName": "ann", "BundleId": "wsb-1"}])["FailedRequests"]
        self.assertEqual("ResourceNotFound.Directory", failed[0]["ErrorCode"])


if __name__ == "__main__":
    unittest.main()
