"""Nobody is told by a topic who did not say that they want to be, and no message is longer than SNS takes it."""

from __future__ import annotations

import json
import unittest

from emulated import Test


class TopicsTest(Test):
    def setUp(self):
        super().setUp()
        self.sns = self.aws("sns")
        self.topic = self.sns.create_topic(Name="t")["TopicArn"]

    def counted(self) -> tuple[str, str]:
        told = self.sns.get_topic_attributes(TopicArn=self.topic)["Attributes"]
        return told["SubscriptionsConfirmed"], told["SubscriptionsPending"]

    def listed(self) -> set[str]:
        return {one["SubscriptionArn"] for one in self.sns.list_subscriptions_by_topic(TopicArn=self.topic)["Subscriptions"]}

    def test_a_reader_is_asked_first(self):
        self.assertEqual(("0", "0"), self.counted())
        told = self.sns.subscribe(TopicArn=self.topic, Protocol="email", Endpoint="a@example.org")
        self.assertEqual("pending confirmation", told["SubscriptionArn"])
        self.assertEqual((("0", "1"), {"PendingConfirmation"}), (self.counted(), self.listed()))
        self.sns.publish(TopicArn=self.topic, Message="m", Subject="s")
        self.assertEqual([], self.control("GET", "messages"))
        self.control("POST", "confirmations", {"endpoints": ["b@example.org"]})
        self.assertEqual(("0", "1"), self.counted())
        self.control("POST", "confirmations", {})
        self.assertEqual(("1", "0"), self.counted())
        self.assertTrue(self.listed().pop().startswith(self.topic + ":"))
        self.sns.publish(TopicArn=self.topic, Message="m", Subject="s")
        told = self.control("GET", "messages")
        self.assertEqual([("email", "a@example.org", "s", "m")], [(one["protocol"], one["to"], one["subject"], one["text"]) for one in told])

    def test_a_template_subscribes_nobody_either(self):
        how = {"TopicName": "u", "Subscription": [{"Protocol": "email", "Endpoint": "a@example.org"}]}
        template = {"Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": how}}}
        self.aws("cloudformation").create_stack(StackName="s", TemplateBody=json.dumps(template))
        self.topic = self.topic.rsplit(":", 1)[0] + ":u"
        self.assertEqual(("0", "1"), self.counted())

    def test_a_queue_and_a_phone_are_asked_nothing(self):
        self.sns.subscribe(TopicArn=self.topic, Protocol="sms", Endpoint="+447000000000")
        self.assertEqual(("1", "0"), self.counted())

    def test_each_protocol_its_own_form(self):
        for protocol, endpoint in (("email", "a@example.org"), ("sms", "+447000000000"), ("https", "https://chat.example/")):
            self.sns.subscribe(TopicArn=self.topic, Protocol=protocol, Endpoint=endpoint)
        self.control("POST", "confirmations", {})
        message = json.dumps({"default": "d", "sms": "s", "https": "h"})
        self.sns.publish(TopicArn=self.topic, Message=message, MessageStructure="json")
        self.assertEqual({"email": "d", "sms": "s", "https": "h"}, {one["protocol"]: one["text"] for one in self.control("GET", "messages")})

    def test_limits(self):
        for subject in ("x" * 101, "two\nlines", "Übung", " blank", "bell\a"):
            with self.subTest(subject):
                self.refused("InvalidParameter", self.sns.publish, "Subject", TopicArn=self.topic, Message="m", Subject=subject)
        # Bytes, not characters.
        self.refused("InvalidParameter", self.sns.publish, "too long", TopicArn=self.topic, Message="ü" * 131_073)
        self.sns.publish(TopicArn=self.topic, Message="ü" * 131_072, Subject="x" * 100)
        for forms in ("no json", "[]", '{"email":"x"}', '{"default":1}'):
            with self.subTest(forms):
                self.refused("InvalidParameter", self.sns.publish, "Structure", TopicArn=self.topic, Message=forms, MessageStructure="json")


if __name__ == "__main__":
    unittest.main()
