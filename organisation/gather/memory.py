"""Which janitors there are, when each was last heard of, and whether it said goodbye: one that died tells nothing.

What is written down comes from events, which are a stranger's text: no more than what `gather.read` let through, and no
date that is later than the event itself came. Events come late, twice and in any order: only the latest counts.
"""

from datetime import datetime, timedelta, timezone

import boto3

# A night may take as long.
_LONGEST_NIGHT = timedelta(hours=12)
# The hourly schedule is not to the second.
_WEEK = timedelta(days=7) - timedelta(minutes=30)
# A queue keeps an event for two weeks, and what was told before a goodbye must not be taken for a janitor.
_GOODBYE_HOLDS = timedelta(days=30)


def key(account, region, stack):
    """A stack that is made anew under its name is the same janitor."""
    return {"janitor": {"S": f"{account} {region} {stack}"}}


def remember(dynamodb, table, nights):
    for night in nights:
        if not night["stack"]:
            continue
        said = {
            ":heard": seconds(night["heard"]),
            ":goodbye": {"BOOL": night["goodbye"]},
            ":workshop": {"S": night["workshop"]},
            ":link": {"S": night["link"]},
        }
        change = "SET heardAt = :heard, goodbye = :goodbye, workshop = :workshop, link = :link"
        if night["goodbye"]:
            said[":forget"] = seconds(night["heard"] + _GOODBYE_HOLDS)
            change += ", forgetAt = :forget REMOVE toldAt"
        else:
            change += " REMOVE toldAt, forgetAt"
        update(dynamodb, table, key(night["account"], night["region"], night["stack"]), change, said, "attribute_not_exists(heardAt) OR heardAt < :heard")


def silent(dynamodb, table, now, days):
    """Who has not been heard of for so many days, and a night's length; the longest silence first."""
    until, found = now - timedelta(days=days) - _LONGEST_NIGHT, []
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for item in page["Items"]:
            heard = instant(item["heardAt"])
            if item["goodbye"]["BOOL"] or heard > until:
                continue
            account, region, stack = item["janitor"]["S"].split(" ")
            told = instant(item["toldAt"]) if "toldAt" in item else None
            one = {"account": account, "region": region, "stack": stack, "workshop": item["workshop"]["S"], "link": item["link"]["S"]}
            found.append(one | {"heard": heard, "is_due": told is None or now - told >= _WEEK})
    return sorted(found, key=lambda one: (one["heard"], one["account"], one["stack"]))


def tell(dynamodb, table, ones, now):
    """They stood in a mail that somebody took."""
    for one in ones:
        # Somebody may have forgotten it meanwhile, and that it was told makes no janitor.
        where = key(one["account"], one["region"], one["stack"])
        update(dynamodb, table, where, "SET toldAt = :now", {":now": seconds(now)}, "attribute_exists(heardAt)")


def update(dynamodb, table, where, change, said, condition):
    try:
        dynamodb.update_item(TableName=table, Key=where, UpdateExpression=change, ExpressionAttributeValues=said, ConditionExpression=condition)
    except dynamodb.exceptions.ConditionalCheckFailedException:
        pass  # what is written there is later


def client():
    return boto3.client("dynamodb")


def seconds(at):
    return {"N": str(int(at.timestamp()))}


def instant(value):
    return datetime.fromtimestamp(int(value["N"]), timezone.utc)
