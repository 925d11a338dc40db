"""What an update of a stack comes to, and what tagging one does."""

from __future__ import annotations

import json
import unittest

from emulated import PAIRS, TAGS, Test, of_pairs

KEPT = {"UsePreviousTemplate": True, "Tags": [*PAIRS, {"Key": "late", "Value": "yes"}]}
NAMED = {"Parameters": {"Name": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/names/topic"}}}


class ChangeSetsTest(Test):
    def stack(self, resources: dict, **how) -> str:
        template = {"Resources": resources} | how.pop("template", {})
        return self.aws("cloudformation").create_stack(StackName="s", TemplateBody=json.dumps(template), Tags=PAIRS, **how)["StackId"]

    def named(self) -> str:
        """A topic whose name is Systems Manager's to say, which says another by now."""
        ssm = self.aws("ssm")
        ssm.put_parameter(Name="/names/topic", Value="first", Type="String")
        id_ = self.stack({"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Name"}}}}, template=NAMED)
        ssm.put_parameter(Name="/names/topic", Value="second", Type="String", Overwrite=True)
        return id_

    def told(self, stack: str) -> dict:
        return self.aws("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]

    def change_set(self, stack: str, **how) -> str:
        formation = self.aws("cloudformation")
        made = formation.create_change_set(StackName=stack, ChangeSetName=how.pop("name", "c"), **{**KEPT, **how})["Id"]
        while formation.describe_change_set(ChangeSetName=made)["Status"] == "CREATE_IN_PROGRESS":
            pass
        return made

    def topics(self) -> list[str]:
        return [topic["TopicArn"].split(":")[-1] for topic in self.aws("sns").list_topics()["Topics"]]

    def test_the_tagging_api_updates_a_stack(self):
        tagging, id_ = self.aws("resourcegroupstaggingapi"), self.named()
        self.assertEqual({}, tagging.tag_resources(ResourceARNList=[id_], Tags={"late": "yes"})["FailedResourcesMap"])
        self.assertEqual(["second"], self.topics())
        told = self.told(id_)
        self.assertEqual(("UPDATE_IN_PROGRESS", TAGS), (told["StackStatus"], of_pairs(told["Tags"])))
        told = self.told(id_)
        self.assertEqual(("UPDATE_COMPLETE", TAGS | {"late": "yes"}), (told["StackStatus"], of_pairs(told["Tags"])))

    def test_the_tagging_api_says_yes_and_the_update_fails(self):
        tagging, id_ = self.aws("resourcegroupstaggingapi"), self.named()
        self.control("POST", "properties", {id_: {"updatesFail": True}})
        self.assertEqual({}, tagging.tag_resources(ResourceARNList=[id_], Tags={"late": "yes"})["FailedResourcesMap"])
        self.told(id_)
        told = self.told(id_)
        self.assertEqual(("UPDATE_ROLLBACK_COMPLETE", TAGS), (told["StackStatus"], of_pairs(told["Tags"])))

    def test_no_update_of_what_never_came_up(self):
        tagging, formation, id_ = self.aws("resourcegroupstaggingapi"), self.aws("cloudformation"), self.stack({"T": {"Type": "AWS::SNS::Topic"}})
        for status in ("ROLLBACK_COMPLETE", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED", "UPDATE_IN_PROGRESS"):
            self.control("POST", "properties", {id_: {"status": status}})
            failed = tagging.tag_resources(ResourceARNList=[id_], Tags={"late": "yes"})["FailedResourcesMap"]
            self.assertIn("can not be updated", failed[id_]["ErrorMessage"])
            self.assertEqual([id_], list(tagging.untag_resources(ResourceARNList=[id_], TagKeys=["course"])["FailedResourcesMap"]))
            self.refused("ValidationError", formation.create_change_set, "can not be updated", StackName=id_, ChangeSetName="c", **KEPT)

    def test_shows_what_an_update_would_do_and_does_it(self):
        formation, id_ = self.aws("cloudformation"), self.stack({name: {"Type": "AWS::SNS::Topic"} for name in "ABC"})
        made = self.change_set(id_)
        self.assertEqual(2, len(formation.describe_change_set(ChangeSetName=made)["Changes"]))
        pages = formation.get_paginator("describe_change_set").paginate(ChangeSetName=made)
        changes = [change["ResourceChange"] for page in pages for change in page["Changes"]]
        self.assertEqual({("Modify", "False", ("Tags",))}, {(c["Action"], c["Replacement"], tuple(c["Scope"])) for c in changes})
        self.assertEqual(["A", "B", "C"], [change["LogicalResourceId"] for change in changes])
        self.assertEqual(["c"], [one["ChangeSetName"] for one in formation.list_change_sets(StackName="s")["Summaries"]])
        self.refused("AlreadyExistsException", formation.create_change_set, StackName=id_, ChangeSetName="c", **KEPT)
        formation.execute_change_set(ChangeSetName="c", StackName="s")
        self.assertEqual("UPDATE_IN_PROGRESS", self.told(id_)["StackStatus"])
        self.assertEqual(TAGS | {"late": "yes"}, of_pairs(self.told(id_)["Tags"]))
        self.refused("ChangeSetNotFound", formation.describe_change_set, ChangeSetName=made)
        self.assertIn("LastUpdatedTime", self.told(id_))

    def test_without_changes(self):
        formation, id_ = self.aws("cloudformation"), self.stack({"T": {"Type": "AWS::SNS::Topic"}})
        told = formation.describe_change_set(ChangeSetName=self.change_set(id_, Tags=PAIRS))
        self.assertEqual(("FAILED", "UNAVAILABLE"), (told["Status"], told["ExecutionStatus"]))
        self.assertIn("didn't contain changes", told["StatusReason"])
        self.refused("InvalidChangeSetStatus", formation.execute_change_set, ChangeSetName="c", StackName="s")
        formation.delete_change_set(ChangeSetName="c", StackName="s")
        formation.delete_change_set(ChangeSetName="c", StackName="s")

    def test_what_another_value_feeds_is_replaced(self):
        formation, id_ = self.aws("cloudformation"), self.named()
        self.assertEqual(["/names/topic", "first"], [self.told(id_)["Parameters"][0][of] for of in ("ParameterValue", "ResolvedValue")])
        self.refused("ValidationError", formation.create_change_set, "must have values", StackName="s", ChangeSetName="c", **KEPT)
        previous = [{"ParameterKey": "Name", "UsePreviousValue": True}]
        change = formation.describe_change_set(ChangeSetName=self.change_set(id_, Parameters=previous))["Changes"][0]["ResourceChange"]
        self.assertEqual(("True", ["Properties", "Tags"]), (change["Replacement"], change["Scope"]))
        self.assertEqual(["first"], self.topics())
        formation.execute_change_set(ChangeSetName="c", StackName="s")
        self.assertEqual(["second"], self.topics())

    def test_what_was_acknowledged_is_to_be_said_again(self):
        formation, id_ = self.aws("cloudformation"), self.stack({"T": {"Type": "AWS::SNS::Topic"}}, Capabilities=["CAPABILITY_IAM"])
        self.assertEqual(["CAPABILITY_IAM"], self.told(id_)["Capabilities"])
        self.refused("InsufficientCapabilitiesException", formation.create_change_set, "CAPABILITY_IAM", StackName="s", ChangeSetName="c", **KEPT)
        self.change_set(id_, Capabilities=["CAPABILITY_IAM"])


if __name__ == "__main__":
    unittest.main()
