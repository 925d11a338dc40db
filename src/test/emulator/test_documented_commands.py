"""What docs/organisations.md has people paste into their shell, run by the shells there are, on a program that answers as AWS does."""

import os
import re
import shutil
import subprocess
import tempfile
import textwrap
import unittest
from pathlib import Path

ORGANISATIONS = Path(__file__).parents[3] / "docs/organisations.md"

# Deleting the stacks is an operation that goes on after its answer, and until then the StackSet is not empty.
AWS = """#!/bin/sh
echo "$2" >>"$CALLS"
case "$2" in
  delete-stack-instances) echo 1f2e-operation ;;
  describe-stack-set-operation)
    case "$*" in *"--operation-id 1f2e-operation "*) ;; *) exit 254 ;; esac
    head -n 1 "$STATES"
    sed -i.before 1d "$STATES"
    ;;
  delete-stack-set) [ ! -s "$STATES" ] || { echo "StackSetNotEmptyException" >&2; exit 254; } ;;
  *) exit 252 ;;
esac
"""


def removal() -> str:
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```$", ORGANISATIONS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (found,) = [block for block in blocks if "delete-stack-set " in block]
    return textwrap.dedent(found)


class Removal(unittest.TestCase):
    def run_it(self, shell: str, states: list[str]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            (home / "states").write_text("".join(f"{state}\n" for state in states))
            for name, text in (("aws", AWS), ("sleep", "#!/bin/sh\n")):
                (home / name).write_text(text)
                (home / name).chmod(0o755)
            places = {"PATH": f"{home}:{os.environ['PATH']}", "CALLS": f"{home}/calls", "STATES": f"{home}/states"}
            told = subprocess.run([shell, "-c", removal()], env=os.environ | places, capture_output=True, text=True, timeout=60)
            self.assertEqual("", told.stderr)
            return (home / "calls").read_text().split()

    def shells(self) -> list[str]:
        return [shell for shell in ("bash", "zsh") if shutil.which(shell)]

    def test_the_stack_set_goes_when_its_stacks_are_gone(self):
        for shell in self.shells():
            calls = self.run_it(shell, ["QUEUED", "RUNNING", "SUCCEEDED"])
            self.assertEqual(["delete-stack-instances", *["describe-stack-set-operation"] * 3, "delete-stack-set"], calls)

    def test_it_stays_where_one_of_them_does(self):
        for shell in self.shells():
            for end in ("FAILED", "STOPPED"):
                self.assertEqual("describe-stack-set-operation", self.run_it(shell, ["RUNNING", "STOPPING", end])[-1])


if __name__ == "__main__":
    unittest.main()
