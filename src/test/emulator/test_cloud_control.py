"""The stand-in for Cloud Control is as strict as it. Run: ./python -m unittest test_cloud_control"""

from __future__ import annotations

import json
import unittest

import emulated
import everything_else
from seed_account import Account, Manifest


class CloudControl(emulated.Test):
    def made(self, type_: str, tags: dict[str, str]) -> tuple[dict, dict]:
        aws = Account(self.endpoint, emulated.REGION)
        one = everything_else.EverythingElse(aws, Manifest("w", aws), "w")
        made = one._one(next(row for row in everything_else.MADE if row[0] == type_), "w", tags)
        return made, made["look"][2]

    def test_an_identifier_is_the_schemas_and_a_wrong_one_is_not_found(self):
        _, asks = self.made("AWS::QuickSight::Dashboard", {})
        client = self.aws("cloudcontrol")
        self.assertEqual("123456789012|w", asks["Identifier"])
        client.get_resource(**asks)
        self.refused("ResourceNotFoundException", client.get_resource, TypeName=asks["TypeName"], Identifier="w|123456789012")
        self.refused("TypeNotFoundException", client.get_resource, TypeName="AWS::No::Type", Identifier="w")

    def test_tags_are_shown_as_the_schema_has_them_without_those_of_aws(self):
        client = self.aws("cloudcontrol")
        for type_, shown in (
            ("AWS::Kendra::Index", [{"Key": "workshop", "Value": "w"}]),
            ("AWS::MediaConvert::Queue", {"workshop": "w"}),
        ):
            made, asks = self.made(type_, {"workshop": "w", "aws:cloudformation:stack-name": "s"})
            model = json.loads(client.get_resource(**asks)["ResourceDescription"]["Properties"])
            self.assertEqual(shown, model["Tags"])
            self.assertIn(made["arn"], self.index())

    def test_a_deletion_takes_its_time_and_another_is_refused_meanwhile(self):
        made, asks = self.made("AWS::Kendra::Index", {"workshop": "w"})
        client = self.aws("cloudcontrol")
        self.assertEqual("PENDING", client.delete_resource(**asks)["ProgressEvent"]["OperationStatus"])
        self.refused("ConcurrentOperationException", client.delete_resource, **asks)
        status = lambda: client.list_resource_requests()["ResourceRequestStatusSummaries"][0]["OperationStatus"]  # noqa: E731
        self.assertEqual(["IN_PROGRESS", "SUCCESS"], [status(), status()])
        self.refused("ResourceNotFoundException", client.get_resource, **asks)
        self.assertNotIn(made["arn"], self.index())


if __name__ == "__main__":
    unittest.main()
