"""Prints a SAM template as the plain CloudFormation template that it stands for, without asking AWS.

    .ci/tools python src/build/expand.py packaged.yaml >expanded.json

StackSets with service-managed permissions take no transforms, and emulators do not know them. CodeUri has to be an S3
address already, as `sam package` writes it, or is replaced by one: --code s3://bucket/key.

The page where recipients decide is left out, and with it the parameter that asks for it, unless --page is said. A plain
template is looked at for types that the region does not know, `Unrecognized resource types: [AWS::Lambda::Url]`, before
StackSets look at its conditions (cdklabs/cdk-stacksets#898, aws/aws-cdk#25634), and many regions have no function URLs.
"""

import argparse
import json
import sys

from samtranslator.parser.parser import Parser
from samtranslator.public.translator import ManagedPolicyLoader
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

PARAMETER, CONDITION, RULE = "DecisionPage", "HasDecisionPage", "PageNeedsSender"
NOTHING = {"Ref": "AWS::NoValue"}


class NoManagedPolicies(ManagedPolicyLoader):
    """The template names none of AWS's, so nobody has to list them."""

    def __init__(self):
        super().__init__(None)

    def load(self):
        return {}


def without_page(template: dict) -> dict:
    """The template as it is where nobody asks for a page. A part that is not where it was fails here, not in an account."""
    del template["Parameters"][PARAMETER], template["Conditions"][CONDITION], template["Rules"][RULE]
    for section in ("Resources", "Outputs"):
        template[section] = {name: one for name, one in template[section].items() if one.get("Condition") != CONDITION}
    form = template["Metadata"]["AWS::CloudFormation::Interface"]
    del form["ParameterLabels"][PARAMETER]
    for group in form["ParameterGroups"]:
        group["Parameters"] = [name for name in group["Parameters"] if name != PARAMETER]
    return decided(template)


def decided(value):
    """With the other branch of each question whether there is a page."""
    while isinstance(value, dict) and value.get("Fn::If", [""])[0] == CONDITION:
        value = value["Fn::If"][2]
    if isinstance(value, dict):
        return {name: decided(one) for name, one in value.items()}
    if isinstance(value, list):
        # What was nothing before stays: it is the other branch of somebody else's question.
        return [decided(one) for one in value if one == NOTHING or decided(one) != NOTHING]
    return value


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("template")
    arguments.add_argument("--code", help="s3://bucket/key of the function's package")
    arguments.add_argument("--page", action="store_true", help="with the page, for regions that have function URLs")
    chosen = arguments.parse_args()
    with open(chosen.template, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function" and chosen.code:
            resource["Properties"]["CodeUri"] = chosen.code
    values = {name: one.get("Default", "") for name, one in template["Parameters"].items()}
    expanded = Translator({}, Parser()).translate(template, values)
    if not chosen.page:
        expanded = without_page(expanded)
    json.dump(expanded, sys.stdout, separators=(",", ":"), default=str)
    print()


if __name__ == "__main__":
    main()
