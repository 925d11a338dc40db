"""Prints a SAM template as the plain CloudFormation template that it stands for, without asking AWS.

    .ci/tools python src/build/expand.py packaged.yaml >expanded.json

StackSets with service-managed permissions take no transforms, and emulators do not know them. CodeUri has to be an S3
address already, as `sam package` writes it, or is replaced by one: --code s3://bucket/key.
"""

import argparse
import json
import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.public.translator import ManagedPolicyLoader
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator


class NoManagedPolicies(ManagedPolicyLoader):
    """The template names none of AWS's, so nobody has to list them."""

    def __init__(self):
        super().__init__(None)

    def load(self):
        return {}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("template")
    arguments.add_argument("--code", help="s3://bucket/key of the function's package")
    chosen = arguments.parse_args()
    with open(chosen.template, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function" and chosen.code:
            resource["Properties"]["CodeUri"] = chosen.code
    values = {name: one.get("Default", "") for name, one in template["Parameters"].items()}
    expanded = Translator({}, Parser()).translate(template, values)
    json.dump(expanded, sys.stdout, separators=(",", ":"), default=str)
    print()


if __name__ == "__main__":
    main()
