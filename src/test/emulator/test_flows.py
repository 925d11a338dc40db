"""What is asked of Bedrock's flows behaves as AWS does. Run: ./python -m unittest test_flows"""

from __future__ import annotations

from emulated import TAGS, Test

ROLE = "arn:aws:iam::123456789012:role/r"
BASE = {"name": "b", "type": "KnowledgeBase", "configuration": {"knowledgeBase": {"knowledgeBaseId": "BASE000001"}}}


class Flows(Test):
    def setUp(self) -> None:
        super().setUp()
        self.bedrock = self.aws("bedrock-agent")
        self.flow = self.bedrock.create_flow(name="f", executionRoleArn=ROLE, definition={"nodes": [BASE]}, tags=TAGS)
        self.of = {"flowIdentifier": self.flow["id"]}

    def test_it_is_the_one_that_cloud_control_shows(self):
        self.assertIn(self.flow["arn"], self.index())
        told = self.bedrock.list_flows()["flowSummaries"][0]
        self.assertEqual(("f", self.flow["arn"], "DRAFT"), (told["name"], told["arn"], told["version"]))
        self.assertNotIn("definition", told)
        control = self.aws("cloudcontrol")
        shown = control.get_resource(TypeName="AWS::Bedrock::Flow", Identifier=self.flow["arn"])["ResourceDescription"]
        self.assertIn('"KnowledgeBaseId": "BASE000001"', shown["Properties"])
        asked = control.delete_resource(TypeName="AWS::Bedrock::Flow", Identifier=self.flow["arn"])["ProgressEvent"]
        while control.get_resource_request_status(RequestToken=asked["RequestToken"])["ProgressEvent"]["OperationStatus"] != "SUCCESS":
            pass
        self.refused("ResourceNotFoundException", self.bedrock.get_flow, "", 404, **self.of)
        self.assertEqual([], self.bedrock.list_flows()["flowSummaries"])

    def test_a_version_keeps_what_the_draft_had(self):
        alias = {"name": "live", "routingConfiguration": [{"flowVersion": "1"}]}
        self.refused("ResourceNotFoundException", self.bedrock.create_flow_alias, "version", 404, **alias, **self.of)
        self.assertEqual("1", self.bedrock.create_flow_version(**self.of)["version"])
        self.bedrock.create_flow_alias(**alias, **self.of)
        self.bedrock.update_flow(name="f", executionRoleArn=ROLE + "2", definition={"nodes": []}, **self.of)
        draft, version = self.bedrock.get_flow(**self.of), self.bedrock.get_flow_version(flowVersion="1", **self.of)
        self.assertEqual((ROLE + "2", []), (draft["executionRoleArn"], draft["definition"]["nodes"]))
        self.assertEqual((ROLE, [BASE]), (version["executionRoleArn"], version["definition"]["nodes"]))
        told = self.bedrock.list_flow_aliases(**self.of)["flowAliasSummaries"]
        self.assertEqual(["DRAFT", "1"], [one["routingConfiguration"][0]["flowVersion"] for one in told])
        self.refused("ValidationException", self.bedrock.get_flow_version, "[0-9]{1,5}", flowVersion="DRAFT", **self.of)
        self.refused("ResourceNotFoundException", self.bedrock.get_flow_version, "", 404, flowVersion="2", **self.of)
