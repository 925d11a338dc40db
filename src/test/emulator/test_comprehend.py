"""Comprehend's models go after what holds them, and slowly. Run: ./python -m unittest test_comprehend"""

from __future__ import annotations

import learning_seed as learning
from emulated import REGION, TAGS, Test
from seed_account import Account


class Models(Test):
    def setUp(self) -> None:
        super().setUp()
        self.comprehend, account = self.aws("comprehend"), Account(self.endpoint, REGION)
        made = learning.comprehended(account, "c", TAGS, "arn:aws:iam::123456789012:role/reader")
        self.model, self.base, self.version, self.served, self.tried, self.flywheel = [one["arn"] for one in made]

    def test_all_are_in_the_index_by_arns_of_their_own(self):
        self.assertEqual(self.base + "/version/second", self.version)
        self.assertLessEqual({self.model, self.version, self.served, self.tried, self.flywheel}, set(self.index()))

    def test_a_model_stays_while_an_endpoint_or_a_flywheel_works_with_it(self):
        delete = self.comprehend.delete_document_classifier
        self.refused("ResourceInUseException", delete, "in use", 400, DocumentClassifierArn=self.model)
        self.comprehend.delete_endpoint(EndpointArn=self.served)
        self.refused("ResourceInUseException", self.comprehend.delete_endpoint, "DELETING", 400, EndpointArn=self.served)
        seen = [len(self.comprehend.list_endpoints()["EndpointPropertiesList"]) for _ in range(2)]
        self.assertEqual([2, 1], seen)
        self.refused("ResourceInUseException", delete, "in use", 400, DocumentClassifierArn=self.model)
        self.comprehend.delete_flywheel(FlywheelArn=self.flywheel)
        for _ in range(2):
            self.comprehend.list_flywheels()
        delete(DocumentClassifierArn=self.model)
        self.refused("ResourceUnavailableException", delete, "DELETING", 400, DocumentClassifierArn=self.model)

    def test_only_what_is_trained_or_stopped_goes(self):
        import comprehend

        self.assertIsNone(comprehend.thing(self.model.replace("/c", "/elsewhere")))
        self.refused("ResourceNotFoundException", self.comprehend.list_tags_for_resource, "", 400, ResourceArn=self.model + "x")
        self.comprehend.delete_entity_recognizer(EntityRecognizerArn=self.base)
        seen = [len(self.comprehend.list_entity_recognizers()["EntityRecognizerPropertiesList"]) for _ in range(2)]
        self.assertEqual([2, 1], seen)


if __name__ == "__main__":
    import unittest

    unittest.main()
