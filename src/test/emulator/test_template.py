"""What the Serverless transform makes of the template's page: asked of its makers' own code."""

import unittest

import deploy_template

MUST = {"Workshop": "student-system", "ReportFrom": "janitor@example.org", "ReportTo": "ada@example.org"}


class Page(unittest.TestCase):
    def setUp(self):
        self.resources = deploy_template.expanded({**MUST, "DecisionPage": "true"}, "eu-central-1")["Resources"]

    def test_its_address_has_both_permissions_that_one_needs(self):
        granted = [
            {name: value for name, value in one["Properties"].items() if name not in ("FunctionName", "Principal")}
            for one in self.resources.values()
            if one["Type"] == "AWS::Lambda::Permission"
        ]
        self.assertCountEqual(
            granted,
            [
                {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"},
                {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True},
            ],
        )

    def test_all_of_it_is_opt_in(self):
        parts = {name: one.get("Condition") for name, one in self.resources.items() if name.startswith("Page")}
        self.assertEqual(6, len(parts))
        self.assertEqual({"HasDecisionPage"}, set(parts.values()))

    def test_the_janitors_own_function_has_no_address(self):
        urls = [one for one in self.resources.values() if one["Type"] == "AWS::Lambda::Url"]
        self.assertEqual([{"Ref": "Page"}], [one["Properties"]["TargetFunctionArn"] for one in urls])


if __name__ == "__main__":
    unittest.main()
