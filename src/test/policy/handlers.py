#!/usr/bin/env python3
"""What CloudFormation asks for to delete a member of a stack: delete-handlers.tsv, from the registry's schemas.

    .ci/tools python src/test/policy/handlers.py          writes the table anew, with the types that it has
    .ci/tools python src/test/policy/handlers.py --check  says whether it is as it would be written

The schemas are those that cfn-lint carries (.ci/requirements.txt says which). A new type is a line with its name alone;
"-" is what CloudFormation does not have: Personalize's jobs, DynamoDB's backups.
"Tagged": the stack's tags reach the member, also those that the stack got later.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import cfnlint

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
TABLE = Path(__file__).parents[1] / "resources" / "janitor" / "deploy" / "delete-handlers.tsv"
HEAD = "type\ttagged\tpermissions of the delete handler\n"


def schemas() -> dict[str, str]:
    """The file of each type's schema; us-east-1 has all types."""
    return json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text())


def row(type_name: str, schema: dict[str, Any] | None) -> str:
    if schema is None:
        return f"{type_name}\t-\t\n"
    tagging = schema.get("tagging", {"taggable": "Tags" in schema["properties"]})
    tagged = all(tagging.get(rule, True) for rule in ("taggable", "tagOnCreate", "tagUpdatable"))
    told = set(schema.get("handlers", {}).get("delete", {}).get("permissions", [])) - {""}
    # IAM does not mind how a service is written, and Batch's schemas write "Batch:".
    permissions = sorted({":".join([text.partition(":")[0].lower(), text.partition(":")[2]]) if ":" in text else text for text in told})
    return f"{type_name}\t{'yes' if tagged else 'no'}\t{' '.join(permissions)}\n"


def renewed(old: str) -> str:
    files = schemas()
    types = sorted({line.split("\t")[0] for line in old.splitlines()[1:] if line})
    read = {name: json.loads((SCHEMAS / "resources" / f"{files[name]}.json").read_text()) for name in types if name in files}
    return HEAD + "".join(row(name, read.get(name)) for name in types)


def main() -> None:
    old = TABLE.read_text()
    new = renewed(old)
    if "--check" not in sys.argv[1:]:
        TABLE.write_text(new)
    elif new != old:
        sys.exit(f"handlers: {TABLE.name} is not what the schemas say: .ci/tools python src/test/policy/handlers.py")


if __name__ == "__main__":
    main()
