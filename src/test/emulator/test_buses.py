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


if __name__ == "__main__":
    unittest.main()
