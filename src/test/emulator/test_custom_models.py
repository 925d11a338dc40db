"""What is asked of Bedrock's own models, of what serves them and of its marketplace behaves as AWS does.
Run: ./python -m unittest test_custom_models"""

from __future__ import annotations

import learning_seed as learning
from emulated import ACCOUNT, REGION, TAGS, Test
from seed_account import Account


class Models(Test):
    def setUp(self) -> None:
        super().setUp()
        self.bedrock, self.account = self.aws("bedrock"), Account(self.endpoint, REGION)

    def test_a_model_stays_while_it_is_deployed(self):
        model = learning.custom_model(self.account, "m", TAGS)["arn"]
        self.assertIn(model, self.index())
        deployment = learning.deployment(self.account, "d", TAGS, model)["arn"]
        self.assertIn(deployment, self.index())
        delete = self.bedrock.delete_custom_model
        self.refused("ConflictException", delete, "deployed", 400, modelIdentifier=model)
        self.bedrock.delete_custom_model_deployment(customModelDeploymentIdentifier=deployment)
        self.refused("ConflictException", self.bedrock.delete_custom_model_deployment, "", 400, customModelDeploymentIdentifier=deployment)
        self.refused("ConflictException", delete, "deployed", 400, modelIdentifier=model)
        seen = [len(self.bedrock.list_custom_model_deployments()["modelDeploymentSummaries"]) for _ in range(2)]
        self.assertEqual([1, 0], seen)
        self.refused("ResourceNotFoundException", self.bedrock.list_tags_for_resource, "", 404, resourceARN=deployment)
        delete(modelIdentifier=model)
        self.refused("ResourceNotFoundException", delete, "", 404, modelIdentifier=model)
        self.assertNotIn(model, self.index())

    def test_a_model_stays_while_throughput_is_reserved_for_it(self):
        model = learning.custom_model(self.account, "m", TAGS)["arn"]
        reserved = self.bedrock.create_provisioned_model_throughput(provisionedModelName="p", modelUnits=1, modelId=model)
        self.refused("ConflictException", self.bedrock.delete_custom_model, "throughput", 400, modelIdentifier=model)
        self.bedrock.delete_provisioned_model_throughput(provisionedModelId=reserved["provisionedModelArn"])
        self.bedrock.delete_custom_model(modelIdentifier=model)

    def test_imported_models_are_others(self):
        model = learning.imported_model(self.account, "i", TAGS)["arn"]
        self.assertIn(model, self.index())
        self.assertEqual([], self.bedrock.list_custom_models()["modelSummaries"])
        self.refused("ResourceNotFoundException", self.bedrock.delete_imported_model, "", 404, modelIdentifier="elsewhere")
        self.bedrock.delete_imported_model(modelIdentifier=model)
        self.assertEqual([], self.bedrock.list_imported_models()["modelSummaries"])

    def test_an_endpoint_of_the_marketplace_is_sagemakers_and_outlives_its_registration(self):
        arn = learning.marketplace_endpoint(self.account, "e", TAGS)["arn"]
        self.assertEqual(f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:endpoint/e", arn)
        self.assertIn(arn, self.index())
        self.bedrock.deregister_marketplace_model_endpoint(endpointArn=arn)
        self.assertEqual([], self.bedrock.list_marketplace_model_endpoints()["marketplaceModelEndpoints"])
        self.assertEqual([arn], [one["EndpointArn"] for one in self.aws("sagemaker").list_endpoints()["Endpoints"]])


if __name__ == "__main__":
    import unittest

    unittest.main()
