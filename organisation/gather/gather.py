"""One mail of what the workshop janitors of many accounts told in the last hour, and of which are not heard of any more.

An event is a stranger's text, save for its account and region, which EventBridge itself sets: whatever else is shown is
made harmless first. It reads no account and deletes nothing but the events that it has told.
"""

import html
import json
import os
import re
import shlex
import time
import unicodedata
from datetime import datetime, timezone

import boto3
import memory

# Some minutes are left of Lambda's ten for the mail.
_LONGEST_DRAIN = 300
_LONG_POLL = 2
_MOST_ROWS = 500
_COSTS = ["tens of dollars a day or more", "dollars a day", "dollars a month", "cents a month", "nothing while unused"]
# Of each partition, as janitor.report.ConsoleLink has them.
CONSOLES = ["aws.amazon.com", "amazonaws-us-gov.com", "amazonaws.cn", "amazonaws-eusc.eu"]
_CONSOLE = re.compile(rf"https://[a-z0-9-]+\.console\.({'|'.join(map(re.escape, CONSOLES))})/[A-Za-z0-9/?=&#%._~:-]{{1,2000}}")
_STACK = re.compile(r"arn:aws[a-z-]*:cloudformation:[a-z0-9-]{1,32}:\d{12}:stack/([A-Za-z][A-Za-z0-9-]{0,127})/[A-Za-z0-9-]{1,64}")
_NEVER = "9999"
_HEAD = ["Account", "Workshop", "Wanted", "Failed", "Costs"]


def handler(_event, _context):
    sqs, queue, table = boto3.client("sqs"), os.environ["QUEUE_URL"], os.environ["JANITORS_TABLE"]
    messages, are_all = drained(sqs, queue)
    nights, unread = latest(messages)
    dynamodb, at = memory.client(), now()
    memory.remember(dynamodb, table, nights)
    # While there are more events than an hour can read, nobody knows who is silent.
    silent = memory.silent(dynamodb, table, at, int(os.environ["SILENT_DAYS"])) if are_all else []
    told = []
    is_wanted = any(night["wants"] for night in nights) or (nights and os.environ.get("MAIL_ON") == "always")
    if is_wanted or any(one["is_due"] for one in silent):
        told = send(*mail(nights if is_wanted else [], unread, silent))
        memory.tell(dynamodb, table, silent, at)
    # Only now: had nobody taken the mail, the next hour would tell it.
    for message in messages:
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return {"events": len(messages), "nights": len(nights), "unread": unread, "told": told}


def now():
    return datetime.now(timezone.utc)


def drained(sqs, queue):
    """What the queue holds, and whether that is all of it."""
    messages, until = {}, time.monotonic() + _LONGEST_DRAIN
    while time.monotonic() < until:
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=_LONG_POLL, AttributeNames=["SentTimestamp"])
        some = answer.get("Messages", [])
        # One that comes a second time is the first that is visible again: all have come.
        if all(message["MessageId"] in messages for message in some):
            return list(messages.values()), True
        messages |= {message["MessageId"]: message for message in some}
    return list(messages.values()), False


def arrived(message):
    return datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, timezone.utc)


def latest(messages):
    """The last night of each janitor, what is wanted first; and how many events could not be read."""
    nights, unread = {}, 0
    for message in messages:
        try:
            night = read(json.loads(message["Body"]), arrived(message))
        except (OverflowError, ValueError, TypeError, KeyError, AttributeError):
            unread += 1
            continue
        before = nights.get(night["key"])
        if before is None or before["at"] <= night["at"]:
            nights[night["key"]] = night
    order = lambda night: (not night["wants"], night["by"], -night["failed"], night["costs"], night["account"], night["workshop"])  # noqa: E731
    return sorted(nights.values(), key=order), unread


def read(event, arrived_at):
    detail, counts = event["detail"], event["detail"]["counts"]
    account, region = str(event["account"]), str(event["region"])
    if not re.fullmatch(r"\d{12}", account):
        raise ValueError(account)
    costs, link = detail.get("costs"), str(detail.get("console", ""))
    by = instant(detail["decideBy"]) if "decideBy" in detail else None
    at, stack = instant(detail["finishedAt"]), _STACK.fullmatch(str(detail.get("stack", "")))
    return {
        "key": (account, region, str(detail["workshop"]), str(detail.get("stack", ""))),
        "at": at,
        "account": account,
        # Only these two are remembered by; a laptop's janitor has no stack, and nobody waits for it.
        "region": region,
        "stack": stack[1] if stack and re.fullmatch(r"[a-z0-9-]{1,32}", region) else "",
        "heard": min(at, arrived_at),
        "goodbye": detail.get("removesItself") is True,
        "workshop": clean(detail["workshop"], 60),
        "wanted": clean(detail["wanted"], 60),
        "wants": detail["wantsAction"] is True,
        "by": by.isoformat() if by else _NEVER,
        "announced": whole(counts["announced"]),
        "failed": whole(counts["failed"]) + whole(counts["unread"]),
        "costs": _COSTS.index(costs) if costs in _COSTS else len(_COSTS),
        "link": link if _CONSOLE.fullmatch(link) else "",
    }


def whole(number):
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError(number)
    return number


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc)


def clean(text, longest):
    """On one line, without what cannot be seen or turns the line around."""
    line = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in str(text))
    line = "".join(char for char in line if not unicodedata.category(char).startswith("C")).strip()
    return line if len(line) <= longest else line[: longest - 1] + "…"


def mail(nights, unread, silent):
    wanting = [night for night in nights if night["wants"]]
    accounts = len({night["account"] for night in nights})
    wanted = wanting[0]["wanted"] if wanting else "Action required" if silent else "For information"
    said = [f"{count(len(nights), 'workshop')} in {count(accounts, 'account')}: {len(wanting)} want something of you"] if nights else []
    said += [f"{count(len(silent), 'janitor')} not heard of"] if silent else []
    subject = f"[{wanted}] {', '.join(said)}"
    rows = [cells(night) for night in nights[:_MOST_ROWS]]
    more = [f"And {len(nights) - _MOST_ROWS} more."] if len(nights) > _MOST_ROWS else []
    if unread:
        more.append(f"{count(unread, 'event')} could not be read, and say nothing here.")
    more.append("What each is about stands in that janitor's own mail. Nothing was read in any account.")
    missed = missing(silent)
    text = "\n".join([subject, "", *missed, *(lines(night, row) for night, row in zip(nights, rows)), *more, ""])
    return subject, text, page(subject, nights, rows, silent, more)


_SILENT = (
    "What these were to delete stays, and goes on to cost. Look at the stack of each: whether it is there and its schedule is on, and what"
    " its failure queue and its function's log say. One that is gone or rests because somebody wants it so is forgotten with the command."
)


def missing(silent):
    shown = silent[:_MOST_ROWS]
    told = [_SILENT, ""] if silent else []
    for one in shown:
        told += [f"* {one['account']} {one['workshop']}", f"  {since(one)}", *([f"  {one['link']}"] if one["link"] else []), f"  {forgetting(one)}", ""]
    return [*told, *([f"And {len(silent) - len(shown)} more that are not heard of.", ""] if len(silent) > len(shown) else [])]


def since(one):
    heard = one["heard"]
    return f"the stack {one['stack']} in {one['region']} has not been heard of since {heard.day} {heard:%b %Y, %H:%M} UTC"


def forgetting(one):
    region, table = os.environ["AWS_REGION"], os.environ["JANITORS_TABLE"]
    where = json.dumps(memory.key(one["account"], one["region"], one["stack"]))
    return f"aws dynamodb delete-item --region {region} --table-name {table} --key {shlex.quote(where)}"


def cells(night):
    announced = f" ({night['announced']} will be deleted)" if night["announced"] else ""
    costs = _COSTS[night["costs"]] if night["costs"] < len(_COSTS) else ""
    return [night["account"], night["workshop"], night["wanted"] + announced, str(night["failed"] or ""), costs]


def lines(night, row):
    said = [f"{name.lower()}: {cell}" for name, cell in zip(_HEAD[2:], row[2:]) if cell]
    return "\n".join([f"* {row[0]} {row[1]}", *(f"  {one}" for one in said), *([f"  {night['link']}"] if night["link"] else []), ""])


def page(subject, nights, rows, silent, more):
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(subject)}</title></head>'
        f'<body style="font-family:sans-serif"><h1 style="font-size:18px">{html.escape(subject)}</h1>'
        + (silence(silent) if silent else "")
        + (table(_HEAD, [linked(night, row) for night, row in zip(nights, rows)]) if nights else "")
        + "".join(f"<p>{html.escape(one)}</p>" for one in more)
        + "</body></html>"
    )


def silence(silent):
    rows = [
        [*linked(one, [one["account"], one["workshop"], since(one)]), f"<code>{html.escape(forgetting(one))}</code>"]
        for one in silent[:_MOST_ROWS]
    ]
    more = f"<p>And {len(silent) - _MOST_ROWS} more that are not heard of.</p>" if len(silent) > _MOST_ROWS else ""
    return f"<p>{html.escape(_SILENT)}</p>" + table(["Account", "Workshop", "Silent", "To forget it"], rows) + more


def linked(one, row):
    shown = [html.escape(cell) for cell in row]
    if one["link"]:
        shown[1] = f'<a href="{html.escape(one["link"])}">{shown[1]}</a>'
    return shown


def table(head, rows):
    style = "padding:4px 12px 4px 0;text-align:left;vertical-align:top"
    top = "".join(f'<th scope="col" style="{style}">{name}</th>' for name in head)
    body = "".join("<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in row) + "</tr>" for row in rows)
    return f'<table style="border-collapse:collapse"><tr>{top}</tr>{body}</table>'


def count(number, noun):
    return f"{number} {noun}" + ("" if number == 1 else "s")


def send(subject, text, page_):
    """To each recipient by itself: a bad address loses nobody else's."""
    ses, told, refused = boto3.client("sesv2"), [], []
    subject, text, page_ = ({"Data": data, "Charset": "UTF-8"} for data in (subject, text, page_))
    content = {"Simple": {"Subject": subject, "Body": {"Text": text, "Html": page_}}}
    for to in filter(None, (one.strip() for one in os.environ["REPORT_TO"].split(","))):
        try:
            if is_suppressed(ses, to):
                region = ses.meta.region_name
                raise ValueError(
                    "SES takes mails to it and sends none, as it is on this account's suppression list. Correct the address, or:"
                    f" aws sesv2 delete-suppressed-destination --region {region} --email-address {shlex.quote(to.lower())}"
                )
            ses.send_email(FromEmailAddress=os.environ["REPORT_FROM"], Destination={"ToAddresses": [to]}, Content=content)
            told.append(to)
        except (ses.exceptions.ClientError, ValueError) as error:
            print(json.dumps({"refused": to, "error": str(error)}))
            refused.append(error)
    if not told:
        raise RuntimeError("nobody took the mail") from (refused[0] if refused else None)
    return told


def is_suppressed(ses, to):
    """Whether SES would answer with an id and send nothing: for the reasons that the account chose (SES, Developer Guide).

    What cannot be found out is logged, and the mail is sent: nothing is deleted here but news, and the others have it.
    """
    try:
        for address in dict.fromkeys((to, to.lower())):
            try:
                reason = ses.get_suppressed_destination(EmailAddress=address)["SuppressedDestination"]["Reason"]
            except ses.exceptions.NotFoundException:
                continue
            return reason in ses.get_account().get("SuppressionAttributes", {}).get("SuppressedReasons", [reason])
    except ses.exceptions.ClientError as error:
        print(json.dumps({"mayNotArriveAt": to, "error": str(error)}))
    return False
