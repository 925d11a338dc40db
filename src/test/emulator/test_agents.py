"""What is asked of Bedrock's agents and knowledge bases behaves as AWS does. Run: ./python -m unittest test_agents"""

from __future__ import annotations

import json

import learning_seed as learning
from emulated import REGION, TAGS, Test
from seed_account import Account


class Agents(Test):
    def setUp(self) -> None:
        super().setUp()
        self.bedrock, self.account = self.aws("bedrock-agent"), Account(self.endpoint, REGION)
        self.agent = learning.agent(self.account, "a", TAGS, "arn:aws:iam::123456789012:role/r")
        self.of = {"agentId": self.agent["id"]}

    def until(self, status: str) -> None:
        while self.bedrock.get_agent(**self.of)["agent"]["agentStatus"] != status:
            pass

    def prepared(self) -> None:
        self.bedrock.prepare_agent(**self.of)
        self.until("PREPARED")

    def test_an_agent_goes_slowly_and_not_while_it_is_made_ready(self):
        self.assertIn(self.agent["arn"], self.index())
        self.assertNotIn("createdAt", self.bedrock.list_agents()["agentSummaries"][0])
        self.bedrock.prepare_agent(**self.of)
        self.refused("ConflictException", self.bedrock.delete_agent, "PREPARING", 409, **self.of)
        self.until("PREPARED")
        self.assertEqual("DELETING", self.bedrock.delete_agent(**self.of)["agentStatus"])
        self.refused("ConflictException", self.bedrock.delete_agent, "DELETING", 409, **self.of)
        seen = [len(self.bedrock.list_agents()["agentSummaries"]) for _ in range(2)]
        self.assertEqual([1, 0], seen)
        self.refused("ResourceNotFoundException", self.bedrock.delete_agent, "", 404, **self.of)
        self.refused("ResourceNotFoundException", self.bedrock.list_tags_for_resource, "", 404, resourceArn=self.agent["arn"])

    def test_an_alias_keeps_it_unless_it_is_told_to_skip_that(self):
        self.refused("ValidationException", self.bedrock.create_agent_alias, "not prepared", agentAliasName="l", **self.of)
        self.prepared()
        alias = learning.alias(self.account, "live", TAGS, self.agent)
        self.assertIn(alias["arn"], self.index())
        names = [one["agentAliasName"] for one in self.bedrock.list_agent_aliases(**self.of)["agentAliasSummaries"]]
        self.assertEqual(["AgentTestAlias", "live"], names)
        self.refused("ConflictException", self.bedrock.delete_agent, "since it has active aliases", 409, **self.of)
        self.refused("ConflictException", self.bedrock.delete_agent, "aliases", skipResourceInUseCheck=False, **self.of)
        self.bedrock.delete_agent(skipResourceInUseCheck=True, **self.of)
        while self.bedrock.list_agents()["agentSummaries"]:
            pass
        self.assertNotIn(alias["arn"], self.index())

    def test_a_version_keeps_the_role_that_the_draft_had(self):
        self.prepared()
        alias = learning.alias(self.account, "live", {}, self.agent)
        role = "arn:aws:iam::123456789012:role/other"
        self.bedrock.update_agent(agentName="a", foundationModel="m", agentResourceRoleArn=role, **self.of)
        self.assertEqual(role, self.bedrock.get_agent(**self.of)["agent"]["agentResourceRoleArn"])
        told = self.bedrock.get_agent_version(agentVersion="1", **self.of)["agentVersion"]
        self.assertEqual("arn:aws:iam::123456789012:role/r", told["agentResourceRoleArn"])
        self.assertNotIn("customerEncryptionKeyArn", told)
        self.refused("ValidationException", self.bedrock.get_agent_version, "[0-9]{1,5}", agentVersion="DRAFT", **self.of)
        self.refused("ConflictException", self.bedrock.delete_agent_version, "aliases", 409, agentVersion="1", **self.of)
        self.bedrock.delete_agent_version(agentVersion="1", skipResourceInUseCheck=True, **self.of)
        for ask in (self.bedrock.get_agent_version, self.bedrock.list_agent_knowledge_bases):
            self.refused("ResourceNotFoundException", ask, "Version: 1", 404, agentVersion="1", **self.of)
        left = self.bedrock.list_agent_aliases(**self.of)["agentAliasSummaries"][-1]
        self.assertEqual((alias["arn"].split("/")[-1], "1"), (left["agentAliasId"], left["routingConfiguration"][0]["agentVersion"]))

    def test_a_version_has_what_the_draft_had(self):
        base = learning.knowledge_base(self.account, "k", TAGS, "arn:aws:iam::123456789012:role/r", "c")
        self.bedrock.associate_agent_knowledge_base(agentVersion="DRAFT", description="d", knowledgeBaseId=base["id"], **self.of)
        self.prepared()
        learning.alias(self.account, "live", {}, self.agent)
        for version in ("DRAFT", "1"):
            told = self.bedrock.list_agent_knowledge_bases(agentVersion=version, **self.of)["agentKnowledgeBaseSummaries"]
            self.assertEqual([base["id"]], [one["knowledgeBaseId"] for one in told])


class KnowledgeBases(Test):
    def setUp(self) -> None:
        super().setUp()
        self.bedrock, self.account = self.aws("bedrock-agent"), Account(self.endpoint, REGION)
        self.aws("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")
        aoss = self.aws("opensearchserverless")
        policy = {"Rules": [{"ResourceType": "collection", "Resource": ["collection/notes"]}], "AWSOwnedKey": True, "KmsARN": "auto"}
        aoss.create_security_policy(name="notes", type="encryption", policy=json.dumps(policy))
        self.store = aoss.create_collection(name="notes", type="VECTORSEARCH")["createCollectionDetail"]
        role = "arn:aws:iam::123456789012:role/r"
        self.base = learning.knowledge_base(self.account, "k", TAGS, role, self.store["arn"])
        self.of = {"knowledgeBaseId": self.base["id"]}
        self.source = learning.data_source(self.account, "s", self.base, "bucket")
        self.both = self.of | {"dataSourceId": self.source}

    def states(self) -> list[str]:
        return [one["status"] for one in self.bedrock.list_data_sources(**self.of)["dataSourceSummaries"]]

    def retain(self) -> None:
        told = self.bedrock.get_data_source(**self.both)["dataSource"]
        self.bedrock.update_data_source(
            name=told["name"], dataSourceConfiguration=told["dataSourceConfiguration"], dataDeletionPolicy="RETAIN", **self.both
        )

    def test_a_knowledge_base_goes_slowly_after_its_data_sources(self):
        self.assertIn(self.base["arn"], self.index())
        self.refused("ConflictException", self.bedrock.delete_knowledge_base, "data sources", 409, **self.of)
        self.bedrock.delete_data_source(**self.both)
        self.refused("ConflictException", self.bedrock.delete_data_source, "DELETING", 409, **self.both)
        self.assertEqual(["DELETING"], self.states())
        self.assertEqual([], self.states())
        self.bedrock.delete_knowledge_base(**self.of)
        self.refused("ConflictException", self.bedrock.delete_knowledge_base, "DELETING", 409, **self.of)
        seen = [len(self.bedrock.list_knowledge_bases()["knowledgeBaseSummaries"]) for _ in range(2)]
        self.assertEqual([1, 0], seen)
        self.refused("ResourceNotFoundException", self.bedrock.delete_knowledge_base, "", 404, **self.of)

    def test_a_data_source_takes_what_it_wrote_unless_it_is_told_to_leave_it(self):
        self.retain()
        self.bedrock.delete_data_source(**self.both)
        while self.states():
            pass
        self.assertEqual([], self.control("GET", "erased"))
        other = self.of | {"dataSourceId": learning.data_source(self.account, "s", self.base, "bucket")}
        self.bedrock.delete_data_source(**other)
        while self.states():
            pass
        self.assertEqual([self.store["arn"]], self.control("GET", "erased"))

    def test_without_the_store_it_goes_only_if_it_is_told_to_leave_what_is_in_it(self):
        aoss = self.aws("opensearchserverless")
        aoss.delete_collection(id=self.store["id"])
        while aoss.list_collections()["collectionSummaries"]:
            pass
        self.bedrock.delete_data_source(**self.both)
        self.assertEqual(["DELETING"], self.states())
        self.assertEqual(["DELETE_UNSUCCESSFUL"], self.states())
        told = self.bedrock.get_data_source(**self.both)["dataSource"]
        self.assertIn("Unable to delete data from vector store", told["failureReasons"][0])
        self.retain()
        self.bedrock.delete_data_source(**self.both)
        while self.states():
            pass

    def test_without_the_role_it_ends_the_same_way(self):
        self.aws("iam").delete_role(RoleName="r")
        self.bedrock.delete_data_source(**self.both)
        self.assertEqual(["DELETING"], self.states())
        self.assertEqual(["DELETE_UNSUCCESSFUL"], self.states())

    def test_how_it_is_cut_is_told_again(self):
        how = {"chunkingConfiguration": {"chunkingStrategy": "NONE"}}
        other = learning.data_source(self.account, "t", self.base, "bucket", vectorIngestionConfiguration=how)
        told = self.bedrock.get_data_source(dataSourceId=other, **self.of)["dataSource"]
        asks = {"name": "t", "dataSourceConfiguration": told["dataSourceConfiguration"], "dataSourceId": other} | self.of
        self.refused("ValidationException", self.bedrock.update_data_source, "chunking", **asks)
        self.bedrock.update_data_source(vectorIngestionConfiguration=how, **asks)


if __name__ == "__main__":
    import unittest

    unittest.main()
