"""The seed is there as the manifest says, and the check sees what goes, what is lost and what is harmed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import unittest
import urllib.request
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import witness  # noqa: E402
import workshop  # noqa: E402
from seed_account import Account  # noqa: E402

WORKSHOP, REGION = "student-system", "eu-central-1"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class WorkshopTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        port = _free_port()
        cls.endpoint = f"http://127.0.0.1:{port}"
        serve = "from moto.server import main; main(['-H', '127.0.0.1', '-p', '%d'])" % port
        command = [sys.executable, "-c", serve]
        if (HERE / "emulator.py").exists():
            command = [sys.executable, str(HERE / "emulator.py"), "--port", str(port)]
        environment = os.environ | {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
        cls.server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.server.wait)
        cls.addClassCleanup(cls.server.terminate)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{cls.endpoint}/moto-api/", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the emulator does not come up")

    def setUp(self):
        self.aws = Account(self.endpoint, REGION)

    def emptied(self) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/moto-api/reset", method="POST")).close()
        self.aws.control("reset", {})

    def seed(self, **how) -> dict:
        self.emptied()
        return workshop.seed(self.endpoint, WORKSHOP, REGION, **how)

    def check(self, manifest: dict, **how) -> dict:
        return workshop.check(Account(self.endpoint, REGION), manifest, **how)

    def named(self, manifest: dict, where: str, name: str) -> dict:
        return next(entry for entry in manifest[where] if entry["name"] == name)

    def of(self, manifest: dict, type_: str) -> dict:
        return next(entry for entry in manifest["bystanders"] if entry["type"] == type_ and entry["sort"] == "untagged")

    def everything_is_there(self, manifest: dict) -> None:
        result = self.check(manifest)
        self.assertEqual([entry["arn"] for entry in manifest["due"]], result["stillThere"])
        self.assertEqual([], result["lost"])
        entries = manifest["due"] + manifest["bystanders"] + manifest["withheld"]
        told = Counter((entry["type"], entry["region"], entry["arn"]) for entry in entries)
        self.assertEqual(Counter(), told - Counter(set(told)), "told twice")

    def test_all_kinds(self):
        manifest = self.seed(kinds="all")
        with self.subTest("everything is there"):
            self.everything_is_there(manifest)
        with self.subTest("every type seeded can be looked at, and every look is used or its type absent"):
            entries = [entry for where in ("due", "bystanders", "withheld") for entry in manifest[where]]
            seeded = {entry["type"] for entry in entries}
            unlooked = {entry["type"] for entry in entries if "look" not in entry}
            self.assertEqual(set(), unlooked - witness.LOOKS.keys())
            services = {told["type"].rsplit("::", 1)[0] for told in manifest["absent"]}
            unused = witness.LOOKS.keys() - seeded
            self.assertEqual(set(), {type_ for type_ in unused if type_.rsplit("::", 1)[0] not in services})
        with self.subTest("sorts move between what must go and what may stay"):
            young = {entry["arn"] for entry in manifest["bystanders"] if entry["sort"] == "notYetDue"}
            undated = [entry["arn"] for entry in manifest["due"] if entry.get("sort") == "undated"]
            self.assertTrue(young and undated)
            result = self.check(manifest, also_due=frozenset({"notYetDue"}), may_stay=frozenset({"undated"}))
            self.assertLessEqual(young, set(result["stillThere"]))
            self.assertEqual(undated, result["mayStillBeThere"])

    def test_first_kinds(self):
        manifest = self.seed(kinds="first")
        with self.subTest("everything is there"):
            self.everything_is_there(manifest)
        if self.aws.has_controls():
            with self.subTest("what is due is older than what is not yet due"):
                self.assertAlmostEqual(10, self.days_old("student-students"), delta=0.1)
                self.assertAlmostEqual(1, self.days_old("student-near-table-not-yet-due"), delta=0.1)
        with self.subTest("what is gone and what is lost are told apart, and the harmed is lost"):
            gone, lost = self.named(manifest, "due", "student-courses"), self.of(manifest, "AWS::DynamoDB::Table")
            for entry in (gone, lost):
                self.aws.client("dynamodb").delete_table(TableName=entry["name"])
            harmed = [self.of(manifest, "AWS::S3::Bucket"), self.of(manifest, "AWS::Cognito::UserPool")]
            self.aws.client("s3").delete_object(Bucket=harmed[0]["name"], Key="reports/000.csv")
            self.aws.client("cognito-idp").update_user_pool(UserPoolId=harmed[1]["id"], DeletionProtection="INACTIVE")
            harmed.append(self.named(manifest, "bystanders", "student-shared-role"))
            policy = self.named(manifest, "bystanders", "student-shared-policy")
            self.aws.client("iam").detach_role_policy(RoleName="student-shared-role", PolicyArn=policy["arn"])
            result = self.check(manifest)
            self.assertNotIn(gone["arn"], result["stillThere"])
            self.assertEqual(1, result["counts"]["gone"])
            self.assertEqual({lost["arn"], *(entry["arn"] for entry in harmed)}, set(result["lost"]))
            self.assertEqual({entry["arn"] for entry in harmed}, {told["arn"] for told in result["harmed"]})

    def days_old(self, table: str) -> float:
        described = self.aws.client("dynamodb").describe_table(TableName=table)["Table"]
        return (time.time() - described["CreationDateTime"].timestamp()) / workshop.DAY

    def test_copies_do_not_get_in_each_others_way(self):
        one = self.seed(kinds="first", classes=("due",))
        three = self.seed(kinds="first", classes=("due",), copies=3)
        self.assertEqual(3 * len(one["due"]), len(three["due"]))
        self.everything_is_there(three)

    def test_systems_that_are_alike_stand_beside_it(self):
        alone = self.seed(kinds="first", classes=("due",))
        beside = self.seed(kinds="first", classes=("due",), alike=3, crowd=120)
        self.assertEqual(len(alone["due"]), len(beside["due"]))
        more = [entry for entry in beside["bystanders"] if entry["sort"] == "alike"]
        of_three = 3 * (len(alone["due"]) + len(alone["bystanders"]))
        self.assertGreaterEqual(len(more), of_three + 120)
        self.assertLess(len(more), of_three + 120 + of_three // 3)
        self.everything_is_there(beside)


if __name__ == "__main__":
    unittest.main()
