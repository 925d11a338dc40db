"""What a StackSet is given: the template as src/build/expand.py prints it, read and deployed."""

import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import cfnlint
import deploy_template
from emulated import REGION, Test

ROOT = Path(__file__).parents[3]
MUST = {"Workshop": "student-system", "ReportFrom": "janitor@example.org", "ReportTo": "ada@example.org"}


def expanded(*options: str) -> dict:
    code = f"s3://{deploy_template.ARTIFACTS}/{deploy_template.CODE}"
    command = [sys.executable, ROOT / "src/build/expand.py", ROOT / "template.yaml", "--code", code, *options]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=os.environ | {"AWS_DEFAULT_REGION": REGION})
    return json.loads(told.stdout)


def types(template: dict) -> set[str]:
    return {resource["Type"] for resource in template["Resources"].values()}


def regions() -> dict[str, set[str]]:
    """The types that each region's CloudFormation knows, as the registry's schemas had them for the pinned cfn-lint."""
    providers = Path(cfnlint.__file__).parent / "data" / "schemas" / "providers"
    return {file.stem: set(json.loads(file.read_text())) for file in providers.glob("*-*-*.json")}


class Expanded(Test):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain, cls.paged = expanded(), expanded("--page")

    def test_nothing_is_left_of_a_page_that_nobody_asked_for(self):
        # CloudFormation looks at a StackSet's types before it looks at conditions, and many regions have no such type.
        self.assertNotIn("AWS::Lambda::Url", types(self.plain))
        self.assertEqual([], re.findall(r"\bPage\w*|HasDecisionPage|DecisionPage", json.dumps(self.plain)))

    def test_nothing_else_is_lost(self):
        for section in ("Parameters", "Rules", "Conditions", "Resources", "Outputs"):
            lost = set(self.paged[section]) - set(self.plain[section])
            self.assertTrue(lost, section)
            self.assertEqual([], [name for name in lost if "Page" not in name])
            self.assertEqual(set(), set(self.plain[section]) - set(self.paged[section]))
        # What did not lead to the page is as it was.
        for name, resource in self.plain["Resources"].items():
            if "Page" not in json.dumps(self.paged["Resources"][name]):
                self.assertEqual(self.paged["Resources"][name], resource)
        self.assertEqual("", self.plain["Resources"]["Janitor"]["Properties"]["Environment"]["Variables"]["JANITOR_PAGE_URL"])

    def test_a_page_that_is_asked_for_is_there(self):
        self.assertIn("AWS::Lambda::Url", types(self.paged))
        self.assertEqual("HasDecisionPage", self.paged["Resources"]["PageUrl"]["Condition"])

    def test_whatever_a_reference_names_is_there(self):
        for template in (self.plain, self.paged):
            known = {*template["Resources"], *template["Parameters"]}
            text = json.dumps(template)
            named = {*re.findall(r'"Ref": ?"(\w+)"', text), *re.findall(r'"Fn::GetAtt": ?\["(\w+)"', text)}
            self.assertEqual(set(), named - known)
            self.assertEqual(set(), {*re.findall(r'"Fn::If": ?\["(\w+)"', text)} - set(template["Conditions"]))

    def test_each_region_knows_all_types_of_it(self):
        self.assertEqual({}, {region: types(self.plain) - known for region, known in regions().items() if types(self.plain) - known})

    def test_the_documentation_names_the_regions_that_have_no_page(self):
        settings = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
        told = re.search(r"^`DecisionPage`: (?:.+\n)+", settings, re.MULTILINE)
        named = set(re.findall(r"`([a-z]{2,3}(?:-[a-z]+)+-\d)`", told[0] if told else ""))
        lacking = {region for region, known in regions().items() if types(self.paged) - known}
        # Two have the type, and no function URLs by the guides of Lambda and of AWS in China.
        self.assertEqual({"eu-south-2", "cn-north-1"}, named - lacking)
        self.assertEqual(set(), lacking - named)

    def test_both_are_deployed(self):
        deploy_template.upload(self.aws("s3"), REGION)
        formation = self.aws("cloudformation")
        for name, template, more in (("plain", self.plain, {}), ("paged", self.paged, {"DecisionPage": "true"})):
            told = [{"ParameterKey": key, "ParameterValue": value} for key, value in (MUST | more).items()]
            formation.create_stack(StackName=name, TemplateBody=json.dumps(template), Parameters=told, Capabilities=["CAPABILITY_IAM"])
            made = formation.describe_stack_resources(StackName=name)["StackResources"]
            self.assertEqual(name == "paged", any(one["ResourceType"] == "AWS::Lambda::Url" for one in made))


if __name__ == "__main__":
    unittest.main()
