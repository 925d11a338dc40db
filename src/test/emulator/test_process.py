"""The emulator as a process: health, reset, copies, its end."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import boto3

import emulator
from emulated import HERE, PAIRS, REGION, Test


class ProcessTest(Test):
    def test_health_and_unknown(self):
        self.assertEqual({"status": "ok"}, self.control("GET", "health"))
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.control("POST", "no-such-thing")
        self.assertEqual(404, caught.exception.code)

    def test_reset_of_either_kind(self):
        for path in ("janitor-emulator/reset", "moto-api/reset"):
            self.aws("sns").create_topic(Name="t", Tags=PAIRS)
            self.table()
            urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/{path}", b"{}", method="POST")).close()
            self.assertEqual([], self.aws("sns").list_topics()["Topics"])
            self.assertEqual({}, self.index())

    def test_managed_policies_are_there(self):
        self.assertTrue(self.aws("iam").get_policy(PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"))

    def test_many_at_once(self):
        def work(n: int) -> None:
            self.table(f"t{n}")
            self.aws("sns").create_topic(Name=f"t{n}", Tags=PAIRS)
            self.index()
            self.aws("dynamodb").delete_table(TableName=f"t{n}")

        for service in ("dynamodb", "sns", "resourcegroupstaggingapi"):
            self.aws(service)
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(work, range(48)))
        self.assertEqual(48, len(self.index()))

    def test_a_copy_lives_by_itself_and_ends_with_its_original(self):
        command = [sys.executable, str(HERE / "emulator.py"), "--until-stdin-closes"]

        def topics(endpoint: str):
            keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
            return boto3.client("sns", endpoint_url=endpoint, region_name=REGION, **keys)

        def names(endpoint: str) -> set[str]:
            return {topic["TopicArn"].rsplit(":", 1)[1] for topic in topics(endpoint).list_topics()["Topics"]}

        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            original = json.loads(process.stdout.readline())["endpoint"]
            topics(original).create_topic(Name="before")

            def copied() -> str:
                request = urllib.request.Request(f"{original}/janitor-emulator/copies", b"{}", method="POST")
                with urllib.request.urlopen(request) as answer:
                    return json.loads(answer.read())["endpoint"]

            first, second = copied(), copied()
            topics(first).create_topic(Name="first")
            topics(original).create_topic(Name="original")
            self.assertEqual({"before", "first"}, names(first))
            self.assertEqual({"before"}, names(second))
            self.assertEqual({"before", "original"}, names(original))
            urllib.request.urlopen(urllib.request.Request(f"{first}/janitor-emulator/end", b"{}", method="POST")).close()
            process.stdin.close()
            process.wait(10)
            deadline = time.monotonic() + 10
            for endpoint in (first, second):
                with self.assertRaises(OSError):  # nobody listens there, or what listened is just ending
                    while time.monotonic() < deadline:
                        urllib.request.urlopen(f"{endpoint}/janitor-emulator/health").close()
                        time.sleep(0.05)

    def test_ends_with_its_parent(self):
        command = [sys.executable, str(HERE / "emulator.py"), "--until-stdin-closes"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            endpoint = json.loads(process.stdout.readline())["endpoint"]
            with urllib.request.urlopen(f"{endpoint}/janitor-emulator/health") as answer:
                self.assertEqual({"status": "ok"}, json.loads(answer.read()))
            process.stdin.close()
            self.assertEqual(0, process.wait(10))


if __name__ == "__main__":
    unittest.main()
