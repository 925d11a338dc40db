"""OpenSearch's domains and serverless collections: moto has them gone in the moment in which they are asked to go."""

from __future__ import annotations

import hooks
import pace
import tag_stores
from hooks import after, backend, before, instead
from wire import Answer, Call, Refused, yes

_under_way = pace.UnderWay("database")
_protected: set[str] = set()
hooks.on_reset(_protected.clear)


# ---- domains --------------------------------------------------------------------------------------------------------


@instead("opensearch", "DeleteDomain")
def delete_domain(call: Call) -> Answer | None:
    """It is told of as deleted until all of it is gone; asking twice does no harm."""
    one = backend("opensearch", call.region).domains.get(call.params["DomainName"])
    if one is None:
        return None  # moto's "Domain not found" has AWS's status, 409
    if not one.deleted:
        _under_way.begin(one)
    one.delete()
    return yes(call, {"DomainStatus": one.to_dict()})


@before("opensearch", "DescribeDomain", "DescribeDomains", "DescribeDomainConfig", "ListDomainNames")
def look_at_domains(call: Call) -> None:
    store = backend("opensearch", call.region).domains
    names = [call.params["DomainName"]] if call.params.get("DomainName") else call.params.get("DomainNames")
    for name, one in list(store.items()):
        if one.deleted and (names is None or name in names) and _under_way.is_over(one):
            del store[name]


@before("opensearch", "ListTags")
def tags_of_domain(call: Call) -> None:
    """moto has no tags, and no complaint, for what is not there."""
    arn = call.params.get("ARN") or call.params.get("arn", "")
    if arn.split("/")[-1] not in backend("opensearch", call.region).domains:
        raise Refused("ResourceNotFoundException", f"Domain not found: {arn}", 409)


# ---- collections ----------------------------------------------------------------------------------------------------


@instead("opensearchserverless", "DeleteCollection")
def delete_collection(call: Call) -> Answer | None:
    one = backend("opensearchserverless", call.region).collections.get(call.params["id"])
    if one is None:
        return None
    if one.arn in _protected:
        raise Refused("ConflictException", f"Collection with ID {one.id} has deletion protection enabled")  # unseen
    if one.status == "DELETING":
        raise Refused("ConflictException", f"Collection with ID {one.id} is in DELETING state")
    one.status = "DELETING"
    _under_way.begin(one)
    return yes(call, {"deleteCollectionDetail": {"id": one.id, "name": one.name, "status": one.status}})


@before("opensearchserverless", "ListCollections", "BatchGetCollection")
def look_at_collections(call: Call) -> None:
    store = backend("opensearchserverless", call.region).collections
    for id_, one in list(store.items()):
        if one.status == "DELETING" and id_ in call.params.get("ids", [id_]) and _under_way.is_over(one):
            del store[id_]


def protect_collection(arn: str) -> None:
    _protected.add(arn)


@after("opensearchserverless", "BatchGetCollection")
def protection(call: Call, answer: Answer) -> Answer:
    """moto and botocore do not know the member, which the registry's schema has."""
    if answer.status != 200:
        return answer
    told = answer.json()
    for one in told.get("collectionDetails", []):
        one["deletionProtection"] = "ENABLED" if one["arn"] in _protected else "DISABLED"
    return answer.with_json(told)


@before("opensearchserverless", "ListTagsForResource")
def tags_of_collection(call: Call) -> None:
    arn = call.params["resourceArn"]
    if arn.split("/")[-1] not in backend("opensearchserverless", call.region).collections:
        raise Refused("ResourceNotFoundException", f"Resource {arn} not found")


# ---- tags -----------------------------------------------------------------------------------------------------------


def _domains(region: str):
    known = backend("opensearch", region)
    for one in list(known.domains.values()):
        yield tag_stores._tagger(one.arn, known.tagger)


def _collections(region: str):
    known = backend("opensearchserverless", region)
    for one in list(known.collections.values()):
        yield tag_stores._tagger(one.arn, known.tagger)


tag_stores.STORES["es"] = _domains
tag_stores.STORES["aoss"] = _collections
