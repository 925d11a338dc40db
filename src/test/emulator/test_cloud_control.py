"""The stand-in for Cloud Control is as strict as it. Run: ./python -m unittest test_cloud_control"""

from __future__ import annotations

import json
import sys
import unittest
from pathlib import Path

import emulated
import everything_else
from seed_account import Account, Manifest

sys.path.insert(0, str(Path(__file__).parents[2] / "build"))
import rows  # noqa: E402


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
            ("AWS::Rekognition::Collection", [{"Key": "workshop", "Value": "w"}]),
            ("AWS::MediaConvert::Queue", {"workshop": "w"}),
        ):
            made, asks = self.made(type_, {"workshop": "w", "aws:cloudformation:stack-name": "s"})
            model = json.loads(client.get_resource(**asks)["ResourceDescription"]["Properties"])
            self.assertEqual(shown, model["Tags"])
            self.assertIn(made["arn"], self.index())

    def test_a_deletion_takes_its_time_and_another_is_refused_meanwhile(self):
        made, asks = self.made("AWS::Rekognition::Collection", {"workshop": "w"})
        client = self.aws("cloudcontrol")
        self.assertEqual("PENDING", client.delete_resource(**asks)["ProgressEvent"]["OperationStatus"])
        self.refused("ConcurrentOperationException", client.delete_resource, **asks)
        status = lambda: client.list_resource_requests()["ResourceRequestStatusSummaries"][0]["OperationStatus"]  # noqa: E731
        self.assertEqual(["IN_PROGRESS", "SUCCESS"], [status(), status()])
        self.refused("ResourceNotFoundException", client.get_resource, **asks)
        self.assertNotIn(made["arn"], self.index())


    def test_a_request_by_the_same_token_is_the_first_one_whatever_came_of_it(self):
        _, asks = self.made("AWS::Rekognition::Collection", {"workshop": "w"})
        client = self.aws("cloudcontrol")
        ask = lambda: client.delete_resource(**asks, ClientToken="t")["ProgressEvent"]  # noqa: E731
        first = ask()
        self.assertEqual(first["RequestToken"], ask()["RequestToken"])
        self.refused("ConcurrentOperationException", client.delete_resource, **asks, ClientToken="u")
        _, others = self.made("AWS::MediaConvert::Queue", {})
        self.refused("ClientTokenConflictException", client.delete_resource, **others, ClientToken="t")
        for _ in range(2):
            client.list_resource_requests()
        self.assertEqual(("SUCCESS", first["RequestToken"]), (ask()["OperationStatus"], ask()["RequestToken"]))
        self.refused("ResourceNotFoundException", client.delete_resource, **asks, ClientToken="v")


class Handlers(emulated.Test):
    """What a handler does it does in the caller's name, and where the region has the type."""

    def test_a_list_asks_for_what_its_handler_does(self):
        client = self.aws("cloudcontrol")
        self.control("POST", "rights", {"deny": ["firehose:ListDeliveryStreams"]})
        self.refused("AccessDeniedException", client.list_resources, TypeName="AWS::KinesisFirehose::DeliveryStream")
        client.list_resources(TypeName="AWS::CodePipeline::Pipeline")

    def test_most_regions_lack_some_types(self):
        self.refused("TypeNotFoundException", self.aws("cloudcontrol", region="eu-west-1").list_resources, TypeName="AWS::SageMaker::Algorithm")
        self.aws("cloudcontrol", region="us-east-1").list_resources(TypeName="AWS::SageMaker::Algorithm")

    def test_what_is_of_another_is_not_listed_alone(self):
        self.refused("InvalidRequestException", self.aws("cloudcontrol", region="us-east-1").list_resources, TypeName="AWS::S3Vectors::Index")


class Rows(unittest.TestCase):
    """The table is as the schemas say, and what they say otherwise is shown."""

    def test_the_table_is_as_the_schemas_say(self):
        self.assertEqual([], [change for row in rows.rows() for change in rows.changes(row)])

    def test_what_they_say_otherwise_is_shown(self):
        row = next(one for one in rows.rows() if one["type"] == "AWS::Rekognition::Collection")
        for column, wrong, said in (
            ("type", "AWS::No::Type", "no such type"),
            ("identifier", "ARN", "its identifier is CollectionId, not Arn"),
            ("own_arn", "IndexArn", "no property IndexArn"),
            ("tags", "TagList", "its tags are in Tags"),
            ("deletes", "rekognition:DropCollection", "its deletion asks for rekognition:DeleteCollection as well"),
            ("reads", "", "its reading asks for rekognition:DescribeCollection as well"),
            ("uses", "AWS::KMS::Key", "listing what others of it use asks for rekognition:ListCollections as well"),
        ):
            self.assertIn(said, "; ".join(rows.changes(row | {column: wrong})), column)

    def test_what_its_model_tells_is_in_what_it_uses(self):
        row = next(one for one in rows.rows() if one["type"] == "AWS::KinesisFirehose::DeliveryStream")
        said = "; ".join(rows.changes(row | {"uses": "-"}))
        self.assertIn("it may be encrypted with a key", said)
        self.assertIn("it may work with a role", said)

    def test_what_cannot_be_listed_is_said(self):
        index = next(one for one in rows.rows() if one["type"] == "AWS::S3Vectors::Index")
        self.assertIn("all of a region can not be listed", "; ".join(rows.changes(index | {"uses": "-"})))
        broker = next(one for one in rows.rows() if one["type"] == "AWS::AmazonMQ::Broker")
        self.assertIn("all of a region can be listed", "; ".join(rows.changes(broker | {"uses": "unlisted"})))

    def test_a_candidate_says_what_speaks_against_it(self):
        self.assertIn("its handler takes tags off: ivs:UntagResource", rows.candidate("AWS::IVS::Channel"))
        self.assertIn("its model does not hold its ARN", rows.candidate("AWS::Athena::WorkGroup"))
        self.assertIn("may leave a snapshot", rows.candidate("AWS::RDS::DBInstance"))


if __name__ == "__main__":
    unittest.main()
