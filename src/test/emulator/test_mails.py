"""What was mailed can be read."""

from __future__ import annotations

import unittest
from email.message import EmailMessage

from emulated import Test


class MailsTest(Test):
    def setUp(self):
        super().setUp()
        self.aws("sesv2").create_email_identity(EmailIdentity="janitor@example.com")

    def simple(self, to=("a@example.com",)):
        return self.aws("sesv2").send_email(
            FromEmailAddress="The janitor <janitor@example.com>",
            Destination={"ToAddresses": list(to)},
            Content={
                "Simple": {
                    "Subject": {"Data": "Sübject", "Charset": "UTF-8"},
                    "Body": {"Text": {"Data": "text"}, "Html": {"Data": "<b>html</b>"}},
                    "Headers": [{"Name": "X-Night", "Value": "7"}],
                    "Attachments": [{"FileName": "all.csv", "RawContent": b"a,b\n1,2\n", "ContentType": "text/csv"}],
                }
            },
        )["MessageId"]

    def test_what_is_not_ascii_needs_a_character_set(self):
        content = {"Simple": {"Subject": {"Data": "Sübject"}, "Body": {"Text": {"Data": "é", "Charset": "UTF-8"}}}}
        self.aws("sesv2").send_email(FromEmailAddress="janitor@example.com", Destination={"ToAddresses": ["a@example.com"]}, Content=content)
        mail = self.control("GET", "mails")[0]
        self.assertEqual(("S?bject", "é"), (mail["subject"], mail["text"]))

    def test_simple(self):
        id_ = self.simple()
        mail = self.control("GET", "mails")[0]
        self.assertEqual((id_, ["a@example.com"], "Sübject", "text", "<b>html</b>"), (mail["id"], mail["to"], mail["subject"], mail["text"], mail["html"]))
        self.assertEqual([("all.csv", "a,b\n1,2\n")], [(part["name"], part["text"]) for part in mail["attachments"]])
        self.assertEqual({"X-Night": "7"}, mail["headers"])
        self.control("DELETE", "mails")
        self.assertEqual([], self.control("GET", "mails"))

    def test_raw_and_version_one(self):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"], message["X-Night"] = "janitor@example.com", "a@example.com", "s", "7"
        message.set_content("text\n")
        message.add_alternative("<b>html</b>\n", subtype="html")
        message.add_attachment("a,b\n", filename="all.csv", subtype="csv")
        self.aws("sesv2").send_email(Content={"Raw": {"Data": message.as_bytes()}})
        self.aws("ses").send_raw_email(RawMessage={"Data": message.as_bytes()})
        self.aws("ses").send_email(Source="janitor@example.com", Destination={"ToAddresses": ["a@example.com"]}, Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "text\n"}, "Html": {"Data": "<b>html</b>\n"}}})
        mails = self.control("GET", "mails")
        self.assertEqual(3, len(mails))
        for mail in mails:
            self.assertEqual(("janitor@example.com", ["a@example.com"], "s", "text\n", "<b>html</b>\n"), tuple(mail[k] for k in ("from", "to", "subject", "text", "html")))
            self.assertTrue(mail["id"])
        for mail in mails[:2]:
            self.assertEqual([("all.csv", "a,b\n")], [(part["name"], part["text"]) for part in mail["attachments"]])
            self.assertEqual("7", mail["headers"]["X-Night"])

    def test_refusals(self):
        self.control("POST", "mail-refusals", {"recipients": ["A@example.com"]})
        self.refused("MessageRejected", self.simple, "a@example.com", to=["b@example.com", "a@example.com"])
        self.simple(["b@example.com"])
        self.assertEqual(1, len(self.control("GET", "mails")))
        self.control("POST", "mail-refusals", {"recipients": []})
        self.simple()
        self.aws("sesv2").delete_email_identity(EmailIdentity="janitor@example.com")
        self.refused("MessageRejected", self.simple)


if __name__ == "__main__":
    unittest.main()
