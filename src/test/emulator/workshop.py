#!/usr/bin/env python3
"""Builds a workshop in an emulated account, with bystanders around it, and checks afterwards what is left of both.

  workshop.py seed --endpoint URL --workshop student-system --region eu-central-1 --manifest FILE
                   [--copies N] [--kinds first|all] [--classes due,bystanders,withheld] [--untagged]
                   [--alike N] [--crowd N]
  workshop.py check --endpoint URL --manifest FILE [--also-due SORT,...] [--may-stay SORT,...]
  workshop.py check --endpoint - ...       one endpoint a line from standard input, and for each one line of result; with
                                           "staying" behind it, only what must stay is looked at

The manifest lists what must go (`due`), what must stay (`bystanders`, and `withheld`: tagged, old enough, and kept back
with a reason) and what this emulator could not have (`absent`). An entry's `sort` is one word for its case: with a TTL
of zero `notYetDue` is due too, with LiftProtection=all `protected` is; and `undated` may stay until the TTL has passed
since it was first seen.

With --alike as many whole systems of the same make stand beside it, whose names begin almost like the workshop's, in turn
without a tag, with another value and with another key. With --crowd as many systems without any tag do, until they are at
least N resources.

With --shop the workshop is another one, web-shop: what is in a VPC.

With --untagged the workshop was clicked together by hand: nothing carries a tag. Beside it stands, instead of the other
bystanders, a production system of the same make, whose names begin almost like the workshop's.

With --day it is another workshop, a machine learning day: models, notebooks and databases, which cost by the hour.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import web_shop
import witness
from bystanders import Bystanders
from everything_else import EverythingElse
from machine_learning_day import MachineLearningDay
from seed_account import Account, Manifest, Standing
from student_system import TAG, StudentSystem

DAY = 24 * 60 * 60
WORKSHOP_AGE, YOUNG_AGE = 10 * DAY, 1 * DAY
CLASSES = ("due", "bystanders", "withheld")
AT_ONCE = 8
ALIKE = (
    (lambda workshop: {}, "no tag"),
    (lambda workshop: {TAG: f"{workshop}-2"}, "our value is only the beginning of its value"),
    (lambda workshop: {TAG.title(): workshop}, "key in other case"),
)


def seed(
    endpoint: str,
    workshop: str,
    region: str,
    copies: int = 1,
    kinds: str = "all",
    classes: tuple = CLASSES,
    before_young=lambda: None,
    alike: int = 0,
    crowd: int = 0,
) -> dict:
    """Seeds and returns the manifest. Bystanders stand around the first copy."""
    aws = Account(endpoint, region)
    manifest = Manifest(workshop, aws)
    manifest.aged = aws.control("clock", {"offsetSeconds": -WORKSHOP_AGE})
    try:
        systems = [StudentSystem(aws, manifest, workshop, copy + 1, "withheld" in classes) for copy in range(copies)]
        systems[0].build(kinds)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda system: system.build(kinds), systems[1:]))
        build_alike(aws, manifest, workshop, kinds, alike, crowd)
        if "bystanders" in classes:
            bystanders = Bystanders(aws, manifest, systems[0], kinds == "all")
            bystanders.old()
            before_young()
            aws.control("clock", {"offsetSeconds": -YOUNG_AGE})
            bystanders.young()
    finally:
        aws.control("clock", {"offsetSeconds": 0})
    return _with_fingerprints(aws, manifest)


def build_alike(aws: Account, manifest: Manifest, workshop: str, kinds: str, alike: int, crowd: int) -> None:
    """`alike` systems with tags that are nearly ours, and then untagged ones until these are `crowd` resources."""

    def build(number: int, tags: dict[str, str], why: str) -> None:
        standing = Standing(manifest, "alike", f"a system of the same make: {why}")
        like = f"{workshop.removesuffix('-system')}s-{number}-system"
        StudentSystem(aws, standing, like, with_withheld=False, tags=tags).build(kinds)

    for number in range(alike):
        tags, why = ALIKE[number % len(ALIKE)]
        build(number, tags(workshop), why)
    # One after the other: moto makes a stack's members without a lock, and cannot make them again.
    number, wanted = alike, len(manifest.must_stay()) + crowd
    while len(manifest.must_stay()) < wanted:
        build(number, {}, "no tag")
        number += 1


def _with_fingerprints(aws: Account, manifest: Manifest) -> dict:
    for made, seen in zip(manifest.must_stay(), _looks(aws, manifest.must_stay())):
        if seen is None:
            raise RuntimeError(f"not there after seeding: {made}")
        made["fingerprint"] = seen
    return manifest.as_json()


def seed_untagged(endpoint: str, workshop: str, region: str, kinds: str = "all") -> dict:
    """Seeds a workshop without a tag, and a production system that looks like it."""
    aws = Account(endpoint, region)
    manifest = Manifest(workshop, aws)
    manifest.aged = aws.control("clock", {"offsetSeconds": -WORKSHOP_AGE})
    production = Standing(manifest, "production", "a production system with names like the workshop's")
    try:
        StudentSystem(aws, manifest, workshop, with_withheld=False, tags={}).build(kinds)
        like = workshop.removesuffix("-system") + "s-prod-system"
        StudentSystem(aws, production, like, with_withheld=False, tags={}).build(kinds)
    finally:
        aws.control("clock", {"offsetSeconds": 0})
    return _with_fingerprints(aws, manifest)


def seed_with(of: type, endpoint: str, workshop: str, region: str) -> dict:
    """Seeds a workshop of one piece: whatever else is in the account is beside it."""
    aws = Account(endpoint, region)
    manifest = Manifest(workshop, aws)
    manifest.aged = aws.control("clock", {"offsetSeconds": -WORKSHOP_AGE})
    try:
        of(aws, manifest, workshop).old()
    finally:
        aws.control("clock", {"offsetSeconds": 0})
    return _with_fingerprints(aws, manifest)


def seed_shop(endpoint: str, region: str) -> dict:
    """Seeds the web shop, with a stranger in one of its VPCs, a twin without tags, and the default VPC tagged by mistake."""
    aws = Account(endpoint, region)
    manifest = Manifest(web_shop.WORKSHOP, aws)
    manifest.aged = aws.control("clock", {"offsetSeconds": -WORKSHOP_AGE})
    try:
        web_shop.build(aws, manifest)
    finally:
        aws.control("clock", {"offsetSeconds": 0})
    return _with_fingerprints(aws, manifest)


def check(aws: Account, manifest: dict, also_due: frozenset = frozenset(), may_stay: frozenset = frozenset()) -> dict:
    """What is still there of what is due, and what was lost, or harmed, of what must stay."""
    staying = manifest["bystanders"] + manifest["withheld"]
    due = manifest["due"] + [entry for entry in staying if entry["sort"] in also_due]
    staying = [entry for entry in staying if entry["sort"] not in also_due]
    still_there, may_be_there = [], []
    for entry, seen in zip(due, _looks(aws, due)):
        if seen is not None:
            (may_be_there if entry.get("sort") in may_stay else still_there).append(entry["arn"])
    lost, harmed = [], []
    for entry, seen in zip(staying, _looks(aws, staying)):
        if seen is None:
            lost.append(entry["arn"])
        elif seen != entry["fingerprint"]:
            lost.append(entry["arn"])
            harmed.append({"arn": entry["arn"], "was": entry["fingerprint"], "is": seen})
    counts = {
        "due": len(due),
        "gone": len(due) - len(still_there) - len(may_be_there),
        "staying": len(staying),
        "lost": len(lost),
    }
    return {
        "stillThere": still_there,
        "mayStillBeThere": may_be_there,
        "lost": lost,
        "harmed": harmed,
        "counts": counts,
    }


def _looks(aws: Account, entries: list[dict]) -> list[dict | None]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda entry: witness.look(aws, entry), entries))


def _words(text: str) -> frozenset:
    return frozenset(word for word in text.split(",") if word)


def _wait_for_a_line() -> None:
    print("old", flush=True)
    sys.stdin.readline()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("seed", "check"):
        command = commands.add_parser(name)
        command.add_argument("--endpoint", required=True)
        command.add_argument("--manifest", required=True, type=Path)
        if name == "seed":
            command.add_argument("--workshop", required=True)
            command.add_argument("--region", required=True)
            command.add_argument("--copies", type=int, default=1)
            command.add_argument("--kinds", choices=("first", "all"), default="all")
            command.add_argument(
                "--young-when-asked",
                action="store_true",
                help="says 'old' when all but the young is there, and makes that after a line on standard input: a janitor may look in between",
            )
            command.add_argument("--classes", type=_words, default=frozenset(CLASSES))
            command.add_argument("--untagged", action="store_true")
            command.add_argument("--day", action="store_true")
            command.add_argument("--shop", action="store_true", help="the web shop instead, whose workshop is called so")
            command.add_argument("--else", dest="everything_else", action="store_true")
            command.add_argument("--alike", type=int, default=0)
            command.add_argument("--crowd", type=int, default=0)
        else:
            command.add_argument("--also-due", type=_words, default=frozenset())
            command.add_argument("--may-stay", type=_words, default=frozenset())
    told = parser.parse_args(arguments)
    if told.command == "seed":
        before_young = _wait_for_a_line if told.young_when_asked else lambda: None
        if told.shop:
            manifest = seed_shop(told.endpoint, told.region)
        elif told.untagged:
            manifest = seed_untagged(told.endpoint, told.workshop, told.region, told.kinds)
        elif told.day:
            manifest = seed_with(MachineLearningDay, told.endpoint, told.workshop, told.region)
        elif told.everything_else:
            manifest = seed_with(EverythingElse, told.endpoint, told.workshop, told.region)
        else:
            manifest = seed(
                told.endpoint,
                told.workshop,
                told.region,
                told.copies,
                told.kinds,
                told.classes,
                before_young,
                told.alike,
                told.crowd,
            )
        told.manifest.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        counts = {key: len(manifest[key]) for key in (*CLASSES, "absent")}
        print(
            json.dumps(
                counts | {"aged": manifest["aged"], "dueByType": Counter(entry["type"] for entry in manifest["due"])},
                indent=1,
            )
        )
        return 0
    manifest = json.loads(told.manifest.read_text(encoding="utf-8"))
    if told.endpoint == "-":
        aws = None
        for line in sys.stdin:
            endpoint, *what = line.split()
            aws = aws or Account(endpoint, manifest["region"])
            aws.move(endpoint)
            seen = manifest | {"due": []} if what == ["staying"] else manifest
            result = check(aws, seen, told.also_due, told.may_stay)
            print(json.dumps(result, ensure_ascii=False), flush=True)
        return 0
    aws = Account(told.endpoint, manifest["region"])
    result = check(aws, manifest, told.also_due, told.may_stay)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    return 1 if result["stillThere"] or result["lost"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
