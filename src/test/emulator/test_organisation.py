"""Three accounts' janitors tell of their nights, and one mail tells of all three: organisation/, deployed and run."""

from __future__ import annotations

import html
import importlib.util
import json
import os
import re
import shlex
import sys
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest import mock

import boto3
from deploy_template import expanded_of, upload
from emulated import ACCOUNT, REGION, Test

ROOT = Path(__file__).parents[3]
HOME = ROOT / "organisation"
EVENTS = ROOT / "src/test/resources/janitor/report/events"
ACCOUNTS = ["111111111111", "222222222222", "333333333333"]

sys.path.insert(0, str(HOME / "gather"))  # as in Lambda
spec = importlib.util.spec_from_file_location("gather", HOME / "gather" / "gather.py")
gather = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gather)


def detail(name: str, **how) -> dict:
    return json.loads((EVENTS / f"{name}-night.json").read_text()) | {"finishedAt": ago(hours=1)} | how


def ago(**span) -> str:
    return (datetime.now(timezone.utc) - timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


class OrganisationTest(Test):
    def setUp(self):
        super().setUp()
        self.aws("sesv2").create_email_identity(EmailIdentity="janitor@example.org")
        upload(self.aws("s3"), REGION)
        parameters = {"OrganizationId": "o-a1b2c3d4e5", "ReportFrom": "janitor@example.org", "ReportTo": "a@example.org, b@example.org"}
        made = self.stack("organisation", expanded_of(HOME / "template.yaml", parameters, REGION), parameters)
        self.bus = self.aws("events").describe_event_bus(Name="organisation")["Arn"]
        variables = self.aws("lambda").get_function_configuration(FunctionName=made["Gatherer"])["Environment"]["Variables"]
        self.environment = {name: str(value) for name, value in variables.items()}
        self.queue = self.environment["QUEUE_URL"]
        self.later = timedelta()

    def stack(self, name: str, template: dict, parameters: dict) -> dict[str, str]:
        formation = self.aws("cloudformation")
        told = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
        formation.create_stack(StackName=name, TemplateBody=json.dumps(template), Parameters=told, Capabilities=["CAPABILITY_IAM"])
        made = formation.describe_stack_resources(StackName=name)["StackResources"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in made}

    def put(self, told: dict, detail_type: str = "Workshop Janitor Night", source: str = "workshop-janitor"):
        entry = {"Source": source, "DetailType": detail_type, "Detail": json.dumps(told), "EventBusName": self.bus}
        self.assertEqual(0, self.aws("events").put_events(Entries=[entry])["FailedEntryCount"])

    def send(self, account: str, told: dict | str, **how):
        """As EventBridge hands an event of another account to the queue: the emulator's bus knows its own account only."""
        event = {"account": account, "region": REGION, "source": "workshop-janitor", "detail": told} | how
        self.aws("sqs").send_message(QueueUrl=self.queue, MessageBody=json.dumps(event))

    def gathered(self, **later):
        self.later += timedelta(**later)
        now = datetime.now(timezone.utc) + self.later
        keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
        known = {"AWS_ENDPOINT_URL": self.endpoint, "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION, **keys}
        with (
            mock.patch.dict(os.environ, self.environment | known),
            mock.patch.object(boto3, "DEFAULT_SESSION", None),
            mock.patch.multiple(gather, _LONG_POLL=0, now=lambda: now),
        ):
            return gather.handler({}, None)

    def mails(self) -> list[dict]:
        return self.control("GET", "mails")

    def left(self) -> int:
        told = self.aws("sqs").get_queue_attributes(QueueUrl=self.queue, AttributeNames=["All"])["Attributes"]
        return int(told["ApproximateNumberOfMessages"]) + int(told["ApproximateNumberOfMessagesNotVisible"])

    def test_three_accounts_are_told_in_one_mail(self):
        self.put(detail("failures"))  # of the account that gathers, by its bus and rule
        self.put(detail("failures"), detail_type="Workshop Janitor Announcement")
        self.put(detail("failures"), source="somebody-else")
        self.send(ACCOUNTS[0], detail("announcement-132"))
        self.send(ACCOUNTS[1], detail("announcement-3"))
        self.assertEqual({"events": 3, "nights": 3, "unread": 0, "told": ["a@example.org", "b@example.org"]}, self.gathered())
        self.assertEqual([["a@example.org"], ["b@example.org"]], [mail["to"] for mail in self.mails()])
        mail = self.mails()[0]
        self.assertEqual("[Decide by 19 Oct, 23:04 UTC] 3 workshops in 3 accounts: 3 want something of you", mail["subject"])
        for account in (ACCOUNT, ACCOUNTS[0], ACCOUNTS[1]):
            self.assertIn(account, mail["text"])
            self.assertIn(account, mail["html"])
        self.assertIn("(132 will be deleted)", mail["html"])
        self.assertIn("failed: 7", mail["text"])
        self.assertIn("dollars a month", mail["html"])
        self.assertIn('<a href="https://eu-west-1.console.aws.amazon.com/cloudformation/home?', mail["html"])
        # Told once.
        self.assertEqual(0, self.left())
        self.assertEqual([], self.gathered()["told"])
        self.assertEqual(2, len(self.mails()))

    def test_the_last_night_of_each_janitor_counts(self):
        self.send(ACCOUNTS[0], detail("announcement-3", finishedAt=ago(minutes=30), wanted="Action required"))
        self.send(ACCOUNTS[0], detail("announcement-3"))
        self.gathered()
        self.assertIn("1 workshop in 1 account", self.mails()[0]["subject"])
        self.assertIn("Action required", self.mails()[0]["text"])

    def test_what_wants_nothing_is_told_only_always(self):
        quiet = detail("failures", wantsAction=False, wanted="For information")
        self.send(ACCOUNTS[0], quiet)
        self.assertEqual([], self.gathered()["told"])
        self.assertEqual(0, self.left())
        self.environment["MAIL_ON"] = "always"
        self.send(ACCOUNTS[0], quiet)
        self.gathered()
        self.assertTrue(self.mails()[0]["subject"].startswith("[For information] 1 workshop"))

    def test_what_nobody_took_waits_for_the_next_hour(self):
        self.send(ACCOUNTS[0], detail("failures"))
        # Visible again at once, as it is an hour later.
        self.aws("sqs").set_queue_attributes(QueueUrl=self.queue, Attributes={"VisibilityTimeout": "0"})
        self.control("POST", "mail-refusals", {"recipients": ["a@example.org", "b@example.org"]})
        self.assertRaisesRegex(RuntimeError, "nobody took the mail", self.gathered)
        self.assertEqual(1, self.left())
        self.control("POST", "mail-refusals", {"recipients": ["a@example.org"]})
        self.assertEqual(["b@example.org"], self.gathered()["told"])

    def test_whom_ses_sends_nothing_to_is_not_told(self):
        self.aws("sesv2").put_suppressed_destination(EmailAddress="a@example.org", Reason="BOUNCE")
        self.send(ACCOUNTS[0], detail("failures"))
        self.aws("sqs").set_queue_attributes(QueueUrl=self.queue, Attributes={"VisibilityTimeout": "0"})
        with mock.patch("builtins.print") as log:
            self.assertEqual(["b@example.org"], self.gathered()["told"])
        self.assertIn("delete-suppressed-destination --region", str(log.call_args))
        self.aws("sesv2").put_suppressed_destination(EmailAddress="b@example.org", Reason="COMPLAINT")
        self.send(ACCOUNTS[0], detail("failures"))
        self.assertRaisesRegex(RuntimeError, "nobody took the mail", self.gathered)
        self.assertEqual(1, self.left())
        self.aws("sesv2").put_account_suppression_attributes(SuppressedReasons=["BOUNCE"])
        self.assertEqual(["b@example.org"], self.gathered()["told"])

    def test_where_that_cannot_be_found_out_the_mail_is_sent(self):
        self.control("POST", "rights", {"deny": ["ses:GetSuppressedDestination"]})
        self.send(ACCOUNTS[0], detail("failures"))
        with mock.patch("builtins.print") as log:
            self.assertEqual(["a@example.org", "b@example.org"], self.gathered()["told"])
        self.assertIn("mayNotArriveAt", str(log.call_args))

    # A janitor that has died tells nothing, and so does one that is content.

    def test_who_has_fallen_silent_is_named_once_and_then_weekly(self):
        self.send(ACCOUNTS[0], detail("failures", finishedAt=ago(minutes=1), wantsAction=False))
        self.assertEqual([], self.gathered()["told"])
        self.assertEqual([], self.gathered(days=2)["told"])
        self.assertEqual({"events": 0, "nights": 0, "unread": 0, "told": ["a@example.org", "b@example.org"]}, self.gathered(hours=13))
        mail = self.mails()[0]
        self.assertEqual("[Action required] 1 janitor not heard of", mail["subject"])
        for form in (mail["text"], html.unescape(mail["html"])):
            self.assertIn(ACCOUNTS[0], form)
            self.assertIn("workshop-janitor", form)
            self.assertRegex(form, r"has not been heard of since \d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2} UTC")
            self.assertIn("https://eu-west-1.console.aws.amazon.com/cloudformation/home?", form)
        for hour in range(3):
            self.assertEqual([], self.gathered(hours=1)["told"])
        self.assertEqual([], self.gathered(days=6)["told"])
        self.assertTrue(self.gathered(days=1)["told"])
        self.assertEqual([], self.gathered(hours=1)["told"])

    def test_a_mail_of_other_nights_names_the_silent_too(self):
        self.send(ACCOUNTS[0], detail("failures", wantsAction=False))
        self.gathered()
        self.send(ACCOUNTS[1], detail("announcement-3"))
        self.assertTrue(self.gathered(days=3)["told"])
        # That one is as old by now.
        self.assertIn("1 workshop in 1 account: 1 want something of you, 2 janitors not heard of", self.mails()[0]["subject"])
        self.assertEqual([], self.gathered(hours=1)["told"])

    def test_who_speaks_again_is_silent_no_more(self):
        quiet = {"wantsAction": False}
        self.send(ACCOUNTS[0], detail("failures", **quiet))
        self.gathered()
        self.assertTrue(self.gathered(days=3)["told"])
        with mock.patch.object(gather, "arrived", lambda _: datetime.now(timezone.utc) + self.later):
            self.send(ACCOUNTS[0], detail("failures", **quiet, finishedAt=ago(days=-3)))
            self.assertEqual([], self.gathered(hours=1)["told"])
        self.assertEqual([], self.gathered(days=2)["told"])
        self.assertTrue(self.gathered(days=1)["told"])

    def test_who_said_goodbye_is_not_missed(self):
        quiet = {"wantsAction": False}
        self.send(ACCOUNTS[0], detail("failures", **quiet, removesItself=True, finishedAt=ago(hours=2)))
        self.gathered()
        # An older night that comes late; of the same stack, and of one that had its name before.
        self.send(ACCOUNTS[0], detail("failures", **quiet, finishedAt=ago(hours=26)))
        self.gathered()
        self.assertEqual([], self.gathered(days=4)["told"])
        # Deployed anew, it is expected.
        again = "arn:aws:cloudformation:eu-west-1:111111111111:stack/workshop-janitor/9z8y"
        self.send(ACCOUNTS[0], detail("failures", **quiet, stack=again))
        self.assertTrue(self.gathered()["told"])

    def test_what_comes_late_does_not_make_silent(self):
        quiet = {"wantsAction": False}
        self.send(ACCOUNTS[0], detail("failures", **quiet))
        self.gathered()
        self.send(ACCOUNTS[0], detail("failures", **quiet, finishedAt=ago(days=5)))
        self.assertEqual([], self.gathered()["told"])

    def test_a_date_to_come_does_not_hide_that_somebody_died(self):
        self.send(ACCOUNTS[0], detail("failures", wantsAction=False, finishedAt="9999-01-01T00:00:00Z"))
        self.gathered()
        self.assertTrue(self.gathered(days=3)["told"])

    def test_a_stack_that_is_none_is_told_and_not_remembered(self):
        for stack in ("x" * 5000, "", "arn:aws:cloudformation:eu-west-1:1:stack/<b>/1", 7, None):
            self.send(ACCOUNTS[0], detail("failures", stack=stack))
        self.send(ACCOUNTS[0], detail("failures"), region="x" * 3000)
        laptop = detail("failures")
        del laptop["stack"]
        self.send(ACCOUNTS[1], laptop)
        self.assertEqual((7, 0), (self.gathered()["events"], self.gathered()["events"]))
        self.assertEqual([], self.gathered(days=9)["told"])

    def test_nobody_is_silent_whose_event_may_wait(self):
        self.send(ACCOUNTS[0], detail("failures", wantsAction=False))
        self.gathered()
        with mock.patch.object(gather, "_LONGEST_DRAIN", -1):
            self.assertEqual([], self.gathered(days=3)["told"])
        self.assertTrue(self.gathered(hours=1)["told"])

    def test_it_is_named_until_somebody_took_the_mail(self):
        self.send(ACCOUNTS[0], detail("failures", wantsAction=False))
        self.gathered()
        self.control("POST", "mail-refusals", {"recipients": ["a@example.org", "b@example.org"]})
        with self.assertRaisesRegex(RuntimeError, "nobody took the mail"):
            self.gathered(days=3)
        self.control("POST", "mail-refusals", {"recipients": []})
        self.assertTrue(self.gathered(hours=1)["told"])

    def test_the_command_of_the_mail_forgets_one(self):
        for account in ACCOUNTS[:2]:
            self.send(account, detail("failures", wantsAction=False))
        self.gathered()
        self.gathered(days=3)
        commands = re.findall(r"aws dynamodb delete-item .*", self.mails()[0]["text"])
        self.assertEqual(2, len(commands))
        words = shlex.split(next(command for command in commands if ACCOUNTS[0] in command))
        told = dict(zip(words[3::2], words[4::2]))
        self.assertEqual(REGION, told["--region"])
        self.aws("dynamodb").delete_item(TableName=told["--table-name"], Key=json.loads(told["--key"]))
        self.gathered(days=7)
        self.assertNotIn(ACCOUNTS[0], self.mails()[-1]["text"])
        self.assertIn(ACCOUNTS[1], self.mails()[-1]["text"])

    def test_it_may_do_what_it_does_and_no_more(self):
        self.send(ACCOUNTS[0], detail("failures"))
        self.aws("sesv2").put_suppressed_destination(EmailAddress="b@example.org", Reason="BOUNCE")
        calls_before = self.control("GET", "calls")["counts"]
        self.gathered()
        self.gathered(days=3)
        counts = self.control("GET", "calls")["counts"]
        called = {name.replace("sesv2:", "ses:") for name in counts if counts[name] > calls_before.get(name, 0)}
        role = expanded_of(HOME / "template.yaml", {}, REGION)["Resources"]["GathererRole"]["Properties"]["Policies"]
        granted = set()
        for statement in (one for policy in role for one in policy["PolicyDocument"]["Statement"]):
            actions = statement["Action"]
            granted |= {actions} if isinstance(actions, str) else set(actions)
        self.assertEqual(granted, called)

    def test_it_links_wherever_a_janitor_links_to(self):
        java = (ROOT / "src/main/java/janitor/report/ConsoleLink.java").read_text()
        written = set(re.findall(r'"(console\.[a-z.-]+)"', java))
        self.assertEqual(4, len(written))
        self.assertEqual(written, {f"console.{domain}" for domain in gather.CONSOLES})
        for domain in written:
            self.assertTrue(gather._CONSOLE.fullmatch(f"https://eusc-de-east-1.{domain}/cloudformation/home?region=x"))

    def test_strangers_text_is_inert(self):
        evil = "<script>alert(1)</script>\r\nBcc: everybody@example.org\u202e"
        self.send(ACCOUNTS[0], detail("failures", workshop=evil, wanted=evil, console="https://evil.example/"))
        self.send(ACCOUNTS[1], detail("failures", console='https://eu-west-1.console.aws.amazon.com/"><b>'))
        self.gathered()
        mail = self.mails()[0]
        for form in (mail["subject"], mail["text"], html.unescape(mail["html"])):
            self.assertNotIn("\r", form)
            self.assertNotIn("\u202e", form)
        self.assertNotIn("<script>", mail["html"])
        self.assertNotIn("href", mail["html"])
        self.assertEqual([], [line for line in mail["text"].splitlines() if line.startswith("Bcc:")])
        self.assertNotIn("\n", mail["subject"])

    def test_a_name_arrives_as_it_is_written(self):
        self.send(ACCOUNTS[0], detail("failures", workshop="\u00dcbung 1"))
        self.gathered()
        for form in ("text", "html"):
            self.assertIn("\u00dcbung 1", self.mails()[0][form])

    def test_what_cannot_be_read_is_counted_and_loses_nothing(self):
        self.send(ACCOUNTS[0], detail("failures"))
        self.send("not an account", detail("failures"))
        self.send(ACCOUNTS[1], "text")
        self.send(ACCOUNTS[1], detail("failures", counts={"failed": "many"}))
        self.send(ACCOUNTS[1], detail("failures", finishedAt="yesterday"))
        self.aws("sqs").send_message(QueueUrl=self.queue, MessageBody="no json")
        told = self.gathered()
        self.assertEqual((6, 1, 5), (told["events"], told["nights"], told["unread"]))
        self.assertIn("5 events could not be read", self.mails()[0]["text"])

    def test_an_account_sends_its_janitors_nights(self):
        template = expanded_of(HOME / "sender.yaml", {"BusArn": self.bus}, REGION)
        self.stack("sender", template, {"BusArn": self.bus})
        entry = {"Source": "workshop-janitor", "DetailType": "Workshop Janitor Night", "Detail": json.dumps(detail("failures"))}
        self.aws("events").put_events(Entries=[entry, entry | {"Source": "somebody-else"}])
        self.assertEqual(1, self.gathered()["events"])


if __name__ == "__main__":
    unittest.main()
