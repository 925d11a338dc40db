"""The Resource Groups Tagging API as AWS has it: complete, with its filters and paging, and late when told to.

moto's own index knows a part of what is taggable; its answers are used only for services that `tag_stores` does not know.
"""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

import change_sets
import hooks
import tag_stores
from moto.core.base_backend import BackendDict
from wire import ACCOUNT, Answer, Call, Refused, yes

PAGE, LARGEST_PAGE, TOKEN_LIFE = 50, 100, 15 * 60
_LISTED_KEYS = 128
# What of moto's own index is asked for: the sections of services that tag_stores does not cover.
_MOTOS_OWN = (
    "clouddirectory firehose connectcampaigns directconnect "
    "glue lexv2 quicksight rds servicecatalog ssm:document swf vpc-lattice "
    "workspaces workspaces-directory workspaces-image workspaces-web"
).split()

_lock = threading.RLock()
_pages: dict[str, tuple[float, str, list, int]] = {}
_seen: dict[str, dict[str, dict[str, str]]] = {}  # region -> ARN -> tags, as last scanned
_ghosts: dict[str, tuple[dict[str, str], str, int | None]] = {}  # ARN -> tags, region, scans left
_lingering: int | None = 0  # how many scans whatever is deleted from now on stays; None: until reset
_forgotten: dict[str, int | None] = {}


@hooks.on_reset
def reset() -> None:
    global _lingering
    with _lock:
        _lingering = 0
        for store in (_pages, _seen, _ghosts, _forgotten):
            store.clear()


# ---- what is tagged -------------------------------------------------------------------------------------------------


def tagged(region: str) -> dict[str, dict[str, str]]:
    """ARN -> tags, of all that truly exists and has tags."""
    found = {}
    for rows in tag_stores.STORES.values():
        for arn, tags, _ in rows(region):
            if tags:
                found[arn] = {key: value or "" for key, value in tags.items()}
    found.update(_of_other_services(region))
    return found


def _of_other_services(region: str) -> dict[str, dict[str, str]]:
    """From moto's index, unless nothing but services of ours is in use: it would make its stores, and AMIs, for nothing."""
    ours = set(tag_stores.STORES) | {"cognitoidp", "cognitoidentity", "apigatewayv2", "stepfunctions", "awslambda", "sesv2"}
    ours |= {"s3control", "sts", "resourcegroupstaggingapi", "moto_api", "instance_metadata", "organizations", "cloudcontrol", "autoscaling", "elb", "elbv2"}
    used = {dict_.service_name for dict_ in BackendDict._instances if region in dict.get(dict_, ACCOUNT, {}).keys()}
    if not used - ours:
        return {}
    rows = hooks.backend("resourcegroupstaggingapi", region)._get_resources_generator([], _MOTOS_OWN)
    return {row["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in row["Tags"]} for row in rows if row["Tags"]}


def _index(region: str, is_scan: bool) -> dict[str, dict[str, str]]:
    """What the index shows: what is there, with its ghosts, without what it has forgotten."""
    with _lock:
        rows = tagged(region)
        if _lingering != 0:
            for arn, tags in _seen.get(region, {}).items():
                if arn not in rows and arn not in _ghosts:
                    _ghosts[arn] = (tags, region, _lingering)
            _seen[region] = rows.copy()
        for arn, (tags, of, left) in list(_ghosts.items()):
            if of != region or arn in rows:
                continue
            rows[arn] = tags
            if is_scan and left is not None:
                _ghosts[arn] = (tags, of, left - 1)
                if left <= 1:
                    # Remembered with nothing left, so that it is not taken for newly deleted again.
                    _seen.get(region, {}).pop(arn, None)
                    del _ghosts[arn]
        for arn, left in list(_forgotten.items()):
            if rows.pop(arn, None) is not None and is_scan and left is not None:
                _forgotten[arn] = left - 1
                if left <= 1:
                    del _forgotten[arn]
        return rows


def linger(arns: list[str] | None, scans: int | None, regions: list[str]) -> None:
    """Lets these ARNs, or all (None), stay in the index for `scans` scans after their deletion."""
    global _lingering
    with _lock:
        if arns is None:
            _lingering = scans
            for region in {*regions, tag_stores.GLOBAL_REGION, *_regions_in_use()}:
                _seen[region] = tagged(region)
            return
        for arn in arns:
            found = tag_stores.find(arn, regions[0] if regions else tag_stores.GLOBAL_REGION)
            if found is None:
                raise ValueError(f"{arn} is not there: make a ghost of it before it is deleted")
            of = next((region for region in _regions_in_use() if arn in tagged(region)), None)
            if of is None:
                raise ValueError(f"{arn} has no tags, so the index never had it")
            _ghosts[arn] = (dict(found[1]), of, scans)


def _regions_in_use() -> set[str]:
    stores = [dict.get(dict_, ACCOUNT, {}) for dict_ in list(BackendDict._instances)]
    return {region for store in stores for region in store if region != "global" and not region.startswith("aws")}


def forget(arns: list[str], scans: int | None) -> None:
    """Lets the index miss these for the next scans: a tag that is too new."""
    with _lock:
        _forgotten.update(dict.fromkeys(arns, scans))


# ---- the API --------------------------------------------------------------------------------------------------------


def _invalid(message: str) -> Refused:
    return Refused("InvalidParameterException", message)


@hooks.instead("resourcegroupstaggingapi", "GetResources")
def get_resources(call: Call) -> Answer:
    told = call.params
    filters, types, arns = told.get("TagFilters") or [], told.get("ResourceTypeFilters") or [], told.get("ResourceARNList") or []
    size = told.get("ResourcesPerPage") or PAGE
    if not 1 <= size <= LARGEST_PAGE:
        raise _invalid(f"ResourcesPerPage must be between 1 and {LARGEST_PAGE}")
    if len(filters) > 50 or any(len(entry.get("Values") or []) > 20 for entry in filters):
        raise _invalid("at most 50 tag keys, and 20 values a key")
    if any(not entry.get("Key") for entry in filters):
        raise _invalid("a tag filter needs a key")
    if len(arns) > 100 or len(types) > 100:
        raise _invalid("at most 100 ARNs, and 100 types")
    token = told.get("PaginationToken")
    if arns and (filters or types or token or told.get("ResourcesPerPage")):
        raise _invalid("ResourceARNList cannot be combined with filters or paging")
    if token:
        return _page(call, token, size)
    rows = _index(call.region, is_scan=not arns)
    if arns:
        rows = {arn: rows[arn] for arn in arns if arn in rows}
        return yes(call, {"PaginationToken": "", "ResourceTagMappingList": _shown(sorted(rows.items()))})
    matching = [(arn, tags) for arn, tags in rows.items() if _matches(tags, filters) and _is_of_type(arn, types)]
    return _listed(call, sorted(matching), 0, size)


def _matches(tags: dict[str, str], filters: list[dict[str, Any]]) -> bool:
    """Keys are ANDed, values of a key are ORed, and a key without values is met by any."""
    for entry in filters:
        if entry["Key"] not in tags:
            return False
        if entry.get("Values") and tags[entry["Key"]] not in entry["Values"]:
            return False
    return True


def _is_of_type(arn: str, types: list[str]) -> bool:
    if not types:
        return True
    service, rest = arn.split(":")[2], arn.split(":", 5)[5]
    if service == "s3" and "/" not in rest:
        kind = "bucket"
    else:
        kind = rest.lstrip("/").replace("/", ":").split(":")[0]
    return service in types or f"{service}:{kind}" in types


def _listed(call: Call, rows: list, start: int, size: int) -> Answer:
    """A page of a snapshot: what is deleted between two pages loses nothing, and is still shown."""
    end, token = start + size, ""
    if end < len(rows):
        token = uuid.uuid4().hex
        with _lock:
            _pages[token] = (time.monotonic(), call.region, rows, end)
    return yes(call, {"PaginationToken": token, "ResourceTagMappingList": _shown(rows[start:end])})


def _page(call: Call, token: str, size: int) -> Answer:
    with _lock:
        made, region, rows, start = _pages.get(token, (0.0, "", [], 0))
    if region != call.region or time.monotonic() - made > TOKEN_LIFE:
        raise Refused("PaginationTokenExpiredException", "The token has expired, or is of another call")
    return _listed(call, rows, start, size)


def _shown(rows: list) -> list[dict[str, Any]]:
    return [{"ResourceARN": arn, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]} for arn, tags in rows]


@hooks.instead("resourcegroupstaggingapi", "GetTagKeys")
def get_tag_keys(call: Call) -> Answer:
    keys = sorted({key for tags in _index(call.region, is_scan=False).values() for key in tags})
    return _words(call, "TagKeys", keys)


@hooks.instead("resourcegroupstaggingapi", "GetTagValues")
def get_tag_values(call: Call) -> Answer:
    key = call.params.get("Key")
    values = sorted({tags[key] for tags in _index(call.region, is_scan=False).values() if key in tags})
    return _words(call, "TagValues", values)


def _words(call: Call, name: str, words: list[str]) -> Answer:
    after = call.params.get("PaginationToken") or ""
    left = [word for word in words if word > after] if after else words
    page = left[:_LISTED_KEYS]
    return yes(call, {name: page, "PaginationToken": page[-1] if len(left) > len(page) else ""})


@hooks.instead("resourcegroupstaggingapi", "TagResources", "UntagResources")
def tag_resources(call: Call) -> Answer:
    arns, failed = call.params.get("ResourceARNList") or [], {}
    tags, keys = call.params.get("Tags") or {}, call.params.get("TagKeys") or []
    if not 1 <= len(arns) <= 20:
        raise _invalid("between 1 and 20 ARNs")
    if not tags and not keys or any(key.startswith("aws:") for key in [*tags, *keys]):
        raise _invalid("tag keys are needed, and must not begin with aws:")
    for arn in arns:
        try:
            if arn.split(":")[2] in tag_stores.UNINDEXED:
                raise ValueError(f"not taggable here: {arn}")
            if ":stack/" in arn and arn.split(":")[2] == "cloudformation":
                change_sets.tag(arn, tags | dict.fromkeys(keys), call.region)
                continue
            write(arn, tags | dict.fromkeys(keys), call.region)
        except (LookupError, ValueError) as error:
            failed[arn] = {"StatusCode": 400, "ErrorCode": "InvalidParameterException", "ErrorMessage": str(error)}
    return yes(call, {"FailedResourcesMap": failed})


def write(arn: str, changes: dict[str, str | None], region: str = tag_stores.GLOBAL_REGION) -> None:
    """Sets tags, and removes those that are None; keys that begin with aws: are allowed, as they are to AWS itself."""
    if arn.count(":") < 5:
        raise ValueError(f"not an ARN: {arn}")
    found = tag_stores.find(arn, region)
    if found is None:
        raise LookupError(f"nothing there, or not taggable here: {arn}")
    _, tags, put = found
    put({key: value for key, value in {**tags, **changes}.items() if value is not None})
