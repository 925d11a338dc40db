"""What is suppressed is accepted, and goes nowhere."""

from __future__ import annotations

import unittest

from emulated import REGION, Test


class SuppressionsTest(Test):
    def setUp(self):
        super().setUp()
        self.ses = self.aws("sesv2")
        self.ses.create_email_identity(EmailIdentity="example.com")

    def send(self, *to, sender="janitor@example.com"):
        return self.ses.send_email(
            FromEmailAddress=sender,
            Destination={"ToAddresses": list(to)},
            Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "text"}}}},
        )["MessageId"]

    def arrived(self):
        mails = self.control("GET", "mails")
        self.control("DELETE", "mails")
        return [mail["to"] for mail in mails]

    def suppress(self, address, reason="BOUNCE"):
        self.ses.put_suppressed_destination(EmailAddress=address, Reason=reason)

    def test_what_goes_to_a_suppressed_address_is_accepted_and_does_not_arrive(self):
        self.suppress("a@example.com")
        self.assertTrue(self.send("a@example.com"))
        self.assertEqual([], self.arrived())
        self.send("A@Example.com", "b@example.com")
        self.assertEqual([["b@example.com"]], self.arrived())
        self.aws("ses").send_email(Source="janitor@example.com", Destination={"ToAddresses": ["a@example.com"]}, Message={"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}})
        self.assertEqual([], self.arrived())

    def test_the_list_can_be_asked_and_changed(self):
        self.refused("NotFoundException", self.ses.get_suppressed_destination, "a@example.com", EmailAddress="a@example.com")
        self.suppress("a@example.com", "COMPLAINT")
        told = self.ses.get_suppressed_destination(EmailAddress="a@example.com")["SuppressedDestination"]
        self.assertEqual(("a@example.com", "COMPLAINT"), (told["EmailAddress"], told["Reason"]))
        self.refused("NotFoundException", self.ses.get_suppressed_destination, "not exist", EmailAddress="A@example.com")
        self.refused("BadRequestException", self.ses.get_suppressed_destination, "not valid", EmailAddress="example.com")
        self.ses.delete_suppressed_destination(EmailAddress="a@example.com")
        self.refused("NotFoundException", self.ses.delete_suppressed_destination, "a@example.com", EmailAddress="a@example.com")
        self.send("a@example.com")
        self.assertEqual([["a@example.com"]], self.arrived())

    def test_it_is_of_a_region(self):
        self.assertNotEqual("eu-north-1", REGION)
        self.aws("sesv2", "eu-north-1").put_suppressed_destination(EmailAddress="a@example.com", Reason="BOUNCE")
        self.refused("NotFoundException", self.ses.get_suppressed_destination, "a@example.com", EmailAddress="a@example.com")
        self.send("a@example.com")
        self.assertEqual([["a@example.com"]], self.arrived())

    def test_only_for_the_reasons_that_are_chosen(self):
        self.suppress("a@example.com", "COMPLAINT")
        self.assertEqual(["BOUNCE", "COMPLAINT"], self.ses.get_account()["SuppressionAttributes"]["SuppressedReasons"])
        self.ses.put_account_suppression_attributes(SuppressedReasons=["BOUNCE"])
        self.assertEqual(["BOUNCE"], self.ses.get_account()["SuppressionAttributes"]["SuppressedReasons"])
        self.send("a@example.com")
        self.ses.put_account_suppression_attributes(SuppressedReasons=[])
        self.suppress("a@example.com", "BOUNCE")
        self.send("a@example.com")
        self.assertEqual([["a@example.com"]] * 2, self.arrived())

    def test_nothing_is_sent_once_the_default_set_is_gone(self):
        self.ses.create_configuration_set(ConfigurationSetName="c")
        self.ses.create_configuration_set(ConfigurationSetName="other")
        self.ses.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="c")
        self.send("a@example.com")
        self.ses.delete_configuration_set(ConfigurationSetName="c")
        self.control("DELETE", "mails")
        mail = {
            "FromEmailAddress": "janitor@example.com",
            "Destination": {"ToAddresses": ["a@example.com"]},
            "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "text"}}}},
        }
        self.refused("BadRequestException", self.ses.send_email, "<c> does not exist", **mail)
        self.assertEqual([], self.arrived())
        # What the mail names itself comes before the identity's (Developer Guide, "Overriding default configuration set").
        self.ses.send_email(ConfigurationSetName="other", **mail)
        self.assertEqual([["a@example.com"]], self.arrived())
        # An identity of the address has none of its domain's.
        self.ses.create_email_identity(EmailIdentity="janitor@example.com")
        self.send("b@example.com")
        self.assertEqual([["b@example.com"]], self.arrived())

    def test_a_configuration_set_chooses_for_its_senders(self):
        self.suppress("a@example.com")
        self.ses.create_configuration_set(ConfigurationSetName="c")
        told = self.ses.get_configuration_set(ConfigurationSetName="c")
        self.assertNotIn("SuppressionOptions", told)
        self.assertIs(True, told["SendingOptions"]["SendingEnabled"])
        self.ses.put_email_identity_configuration_set_attributes(EmailIdentity="example.com", ConfigurationSetName="c")
        self.assertEqual("c", self.ses.get_email_identity(EmailIdentity="example.com")["ConfigurationSetName"])
        self.send("a@example.com")
        self.assertEqual([], self.arrived())
        self.ses.put_configuration_set_suppression_options(ConfigurationSetName="c", SuppressedReasons=[])
        self.assertEqual({"SuppressedReasons": []}, self.ses.get_configuration_set(ConfigurationSetName="c")["SuppressionOptions"])
        self.send("a@example.com")
        self.assertEqual([["a@example.com"]], self.arrived())
        self.ses.put_account_suppression_attributes(SuppressedReasons=[])
        self.ses.put_configuration_set_suppression_options(ConfigurationSetName="c", SuppressedReasons=["BOUNCE"])
        self.send("a@example.com")
        self.assertEqual([], self.arrived())

    def test_sending_can_be_paused(self):
        self.ses.put_account_sending_attributes(SendingEnabled=False)
        self.assertFalse(self.ses.get_account()["SendingEnabled"])
        self.refused("SendingPausedException", lambda: self.send("a@example.com"), "disabled")
        self.ses.put_account_sending_attributes(SendingEnabled=True)
        self.send("a@example.com")
        self.assertEqual([["a@example.com"]], self.arrived())

    def test_the_sandbox_sends_to_verified_identities_alone(self):
        self.control("POST", "mail-account", {"sandbox": True, "unverified": ["b@example.org"]})
        self.assertFalse(self.ses.get_account()["ProductionAccessEnabled"])
        self.send("a@example.com")
        self.send("success@simulator.amazonses.com")
        self.refused("MessageRejected", lambda: self.send("b@example.org"), "b@example.org")
        self.ses.create_email_identity(EmailIdentity="b@example.org")
        self.assertFalse(self.ses.get_email_identity(EmailIdentity="b@example.org")["VerifiedForSendingStatus"])
        self.refused("MessageRejected", lambda: self.send("b@example.org"), "b@example.org")
        self.refused("MessageRejected", lambda: self.send("a@example.com", sender="b@example.org"), "b@example.org")
        self.control("POST", "mail-account", {"sandbox": True, "unverified": []})
        self.assertTrue(self.ses.get_email_identity(EmailIdentity="b@example.org")["VerifiedForSendingStatus"])
        self.send("b@example.org")
        self.assertEqual([["a@example.com"], ["success@simulator.amazonses.com"], ["b@example.org"]], self.arrived())


if __name__ == "__main__":
    unittest.main()
