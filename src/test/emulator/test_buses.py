"""What EventBridge takes, and what it does not."""

from __future__ import annotations

import json
import unittest

from emulated import Test

ENTRY = {"Source": "workshop-janitor", "DetailType": "t", "Detail": "{}"}


class BusesTest(Test):
    def put(self, **how):
        return self.aws("events").put_events(Entries=[{**ENTRY, **how}])

    def test_what_was_put_can_be_read(self):
        self.put(Detail=json.dumps({"a": 1}))
        told = self.control("GET", "events")
        self.assertEqual([("workshop-janitor", "t", {"a": 1})], [(one["source"], one["detail-type"], one["detail"]) for one in told])

    def test_the_request_has_a_size(self):
        room = 262_144 - len("workshop-janitort")
        self.put(Detail=json.dumps("x" * (room - 12)).join(('{"a":', "}")))
        full = {"Detail": json.dumps("ü" * ((room - 6) // 2), ensure_ascii=False).join(('{"a":', "}"))}
        self.refused("ValidationException", self.put, "over the limit", **full)

    def test_an_entry_is_refused_by_itself(self):
        for how, code in (({"Source": "aws.events"}, "NotAuthorizedForSourceException"), ({"Detail": "[]"}, "MalformedDetail"), ({"DetailType": "t" * 129}, "InvalidArgument")):
            with self.subTest(code):
                told = self.put(**how)
                self.assertEqual((1, code), (told["FailedEntryCount"], told["Entries"][0]["ErrorCode"]))
        self.assertEqual([], self.control("GET", "events"))

    def test_keys_are_told(self):
        events = self.aws("events")
        events.update_event_bus(Name="default", KmsKeyIdentifier="k-bus", DeadLetterConfig={"Arn": "arn:q"})
        bus = events.describe_event_bus()
        self.assertEqual(("k-bus", {"Arn": "arn:q"}), (bus["KmsKeyIdentifier"], bus["DeadLetterConfig"]))
        events.create_archive(ArchiveName="a", EventSourceArn=bus["Arn"], KmsKeyIdentifier="k-archive")
        self.assertEqual("k-archive", events.describe_archive(ArchiveName="a")["KmsKeyIdentifier"])
        how = {"AuthorizationType": "API_KEY", "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "n", "ApiKeyValue": "v"}}}
        events.create_connection(Name="c", KmsKeyIdentifier="k-connection", **how)
        events.create_connection(Name="d", **how)
        self.assertEqual("k-connection", events.describe_connection(Name="c")["KmsKeyIdentifier"])
        self.assertNotIn("KmsKeyIdentifier", events.describe_connection(Name="d"))


if __name__ == "__main__":
    unittest.main()
