"""What is asked of OpenSearch behaves as AWS does. Run: ./python -m unittest test_searches"""

from __future__ import annotations

import json
import unittest

from emulated import Test

TAG = {"workshop": "w"}


class Searches(Test):
    def test_a_domain_goes_slowly_and_then_is_a_conflict_that_is_not_found(self):
        es = self.aws("opensearch")
        made = es.create_domain(DomainName="films", TagList=[{"Key": key, "Value": value} for key, value in TAG.items()])
        arn = made["DomainStatus"]["ARN"]
        self.assertIn(arn, self.index())
        es.delete_domain(DomainName="films")
        names = lambda: [one["DomainName"] for one in es.list_domain_names()["DomainNames"]]  # noqa: E731
        self.assertEqual(["films"], names())
        self.assertEqual([], names())
        self.refused("ResourceNotFoundException", es.describe_domain, "not found", 409, DomainName="films")
        self.refused("ResourceNotFoundException", es.delete_domain, "not found", DomainName="films")
        self.refused("ResourceNotFoundException", es.list_tags, "not found", ARN=arn)
        self.assertNotIn(arn, self.index())

    def test_a_protected_collection_stays(self):
        aoss = self.aws("opensearchserverless")
        policy = {"Rules": [{"ResourceType": "collection", "Resource": ["collection/films"]}], "AWSOwnedKey": True, "KmsARN": "auto"}
        aoss.create_security_policy(name="films", type="encryption", policy=json.dumps(policy))
        made = aoss.create_collection(name="films", type="SEARCH")["createCollectionDetail"]
        self.control("POST", "properties", {made["arn"]: {"protected": "ENABLED"}})
        self.refused("ConflictException", aoss.delete_collection, "deletion protection", id=made["id"])

    def test_a_collection_goes_slowly(self):
        aoss = self.aws("opensearchserverless")
        policy = {"Rules": [{"ResourceType": "collection", "Resource": ["collection/films"]}], "AWSOwnedKey": True, "KmsARN": "auto"}
        aoss.create_security_policy(name="films", type="encryption", policy=json.dumps(policy))
        made = aoss.create_collection(
            name="films", type="SEARCH", tags=[{"key": key, "value": value} for key, value in TAG.items()]
        )["createCollectionDetail"]
        self.assertIn(made["arn"], self.index())
        aoss.delete_collection(id=made["id"])
        self.refused("ConflictException", aoss.delete_collection, "DELETING", id=made["id"])
        look = lambda: [one["status"] for one in aoss.batch_get_collection(ids=[made["id"]])["collectionDetails"]]  # noqa: E731
        self.assertEqual(["DELETING"], look())
        self.assertEqual([], look())
        self.assertEqual([], aoss.list_collections()["collectionSummaries"])
        self.refused("ResourceNotFoundException", aoss.delete_collection, "", id=made["id"])
        self.assertNotIn(made["arn"], self.index())


if __name__ == "__main__":
    unittest.main()
