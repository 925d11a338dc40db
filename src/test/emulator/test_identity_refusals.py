"""What IAM, KMS and SES refuse."""

from __future__ import annotations

import json
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from emulated import ACCOUNT, ALLOW, PAIRS, TAGS, Test, of_pairs


class IdentityRefusalsTest(Test):
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
        iam.create_instance_profile(InstanceProfileName="profile")
        taken = {"InstanceProfileName": "profile", "RoleName": "attached"}
        iam.add_role_to_instance_profile(**taken)
        iam.remove_role_from_instance_profile(**taken)
        self.refused("NoSuchEntity", iam.remove_role_from_instance_profile, status=404, **taken)
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
        self.assertEqual(("/w/", TAGS), (role["Path"], of_pairs(role["Tags"])))
        self.assertEqual(boundary, role["PermissionsBoundary"]["PermissionsBoundaryArn"])
        self.assertEqual([boundary], [policy["PolicyArn"] for policy in role["AttachedManagedPolicies"]])
        self.assertEqual([("in", json.loads(ALLOW))], [(p["PolicyName"], p["PolicyDocument"]) for p in role["RolePolicyList"]])
        self.assertEqual(["i"], [profile["InstanceProfileName"] for profile in role["InstanceProfileList"]])
        self.assertEqual("2012-10-17", role["AssumeRolePolicyDocument"]["Version"])
        self.assertLess(abs(role["CreateDate"] - datetime.now(timezone.utc)), timedelta(minutes=1))
        iam.create_user(UserName="u2", Path="/w/", Tags=PAIRS)
        told = iam.get_account_authorization_details(Filter=["User", "Role"])
        self.assertTrue(told["RoleDetailList"])
        user = told["UserDetailList"][0]
        self.assertEqual((f"arn:aws:iam::{ACCOUNT}:user/w/u2", TAGS), (user["Arn"], of_pairs(user["Tags"])))
        self.assertLess(abs(user["CreateDate"] - datetime.now(timezone.utc)), timedelta(minutes=1))

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


if __name__ == "__main__":
    unittest.main()
