"""Route 53 Resolver: moto takes everything away at once, and knows neither rules of others nor those of Resolver's own.

AWS deletes no rule that a VPC is associated with or that is shared, no endpoint of which a rule is left, and takes its time: an
association, an endpoint and then its network interfaces are there for some looks more. Every VPC has an association that nobody
made, with a rule of Resolver's own (developer guide, "Rules that Resolver creates"). A VPC goes with its associations (the
acceptance tests of Terraform's provider: RuleAssociation_Disappears_vpc). Codes are the model's; "unseen" where the text is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ec2
import pace
import tag_stores
from hooks import after, backend, before, instead
from wire import ACCOUNT, Answer, Call, Refused, yes

OWN_RULE = "rslvr-autodefined-rr-internet-resolver"

_under_way = pace.UnderWay("gateway")


def thing(arn: str) -> Any:
    """The rule or the endpoint; `ShareStatus` and `AccountId`, whose it is, can be told of a rule."""
    store, id_ = backend("route53resolver", arn.split(":")[3]), arn.split("/")[-1]
    return store.resolver_rules.get(id_) or store.resolver_endpoints[id_]


def _begin(one: Any) -> None:
    one.status = "DELETING"
    _under_way.begin(one)


def _is_going(one: Any) -> bool:
    return one.status == "DELETING"


def _is_others(one: Any) -> bool:
    return one.account_id != ACCOUNT


# ---- endpoints ------------------------------------------------------------------------------------------------------


@after("route53resolver", "CreateResolverEndpoint")
def endpoint_is_made(call: Call, answer: Answer) -> Answer:
    """Whether EC2 calls its interfaces a service's is unseen: of each endpoint the first is, and the others are not."""
    for one in backend("route53resolver", call.region).resolver_endpoints.values():
        for n, card in enumerate(_cards(call, one)):
            ec2._made_by_service(card, "interface", card.description, "amazon-route53resolver")
            card.requester_managed = n == 0
    return answer


def _cards(call: Call, endpoint: Any) -> list[Any]:
    cards = backend("ec2", call.region).enis
    return [cards[id_] for id_ in endpoint.eni_ids if id_ in cards]


@before("route53resolver", "ListResolverEndpoints", "GetResolverEndpoint")
def look_at_endpoints(call: Call) -> None:
    store, asked = backend("route53resolver", call.region), call.params.get("ResolverEndpointId")
    for id_, one in list(store.resolver_endpoints.items()):
        if _is_going(one) and asked in (None, id_) and _under_way.is_over(one):
            for card in _cards(call, one):
                ec2.leave(card)
            store.tagger.delete_all_tags_for_resource(one.arn)
            del store.resolver_endpoints[id_]


@instead("route53resolver", "DeleteResolverEndpoint")
def delete_endpoint(call: Call) -> Answer | None:
    """Source of its words: aws-nuke #586."""
    store, id_ = backend("route53resolver", call.region), call.params["ResolverEndpointId"]
    one = store.resolver_endpoints.get(id_)
    if one is None:
        return None  # moto's own words
    if one.status in ("CREATING", "UPDATING", "DELETING"):
        raise Refused("InvalidRequestException", f"The resolver endpoint '{id_}' is in the {one.status} state.")  # unseen
    rules = [rule.id for rule in store.resolver_rules.values() if rule.resolver_endpoint_id == id_ and not _is_others(rule)]
    if rules:
        said = "Cannot delete resolver endpoint unless its related resolver rules are deleted. The following rules still exist"
        raise Refused("InvalidRequestException", f'[RSLVR-00600] {said} for this resolver endpoint: "{",".join(rules)}"')
    _begin(one)
    return yes(call, {"ResolverEndpoint": one.description()})


# ---- rules ----------------------------------------------------------------------------------------------------------


@after("route53resolver", "ListResolverRules")
def own_rule_is_listed(call: Call, answer: Answer) -> Answer:
    """On the last page: moto has none of Resolver's own."""
    told = answer.json()
    if answer.status != 200 or told.get("NextToken") or call.params.get("Filters"):
        return answer
    own = {
        "Id": OWN_RULE,
        "CreatorRequestId": "",
        "Arn": f"arn:aws:route53resolver:{call.region}::autodefined-rule/{OWN_RULE}",
        "DomainName": ".",
        "Status": "COMPLETE",
        "RuleType": "RECURSIVE",
        "Name": "Internet Resolver",
        "OwnerId": "Route 53 Resolver",
        "ShareStatus": "NOT_SHARED",
    }
    return answer.with_json(told | {"ResolverRules": [*told["ResolverRules"], own]})


@instead("route53resolver", "DeleteResolverRule")
def delete_rule(call: Call) -> Answer | None:
    store, id_ = backend("route53resolver", call.region), call.params["ResolverRuleId"]
    one = store.resolver_rules.get(id_)
    if one is None:
        return None
    if _is_others(one):
        raise Refused("InvalidRequestException", f"The resolver rule '{id_}' is of another account.")  # unseen
    if any(of.resolver_rule_id == id_ for of in store.resolver_rule_associations.values()):
        raise Refused("ResourceInUseException", "Please disassociate this resolver rule from VPC first before deleting")
    if one.share_status == "SHARED_BY_ME":
        raise Refused("ResourceInUseException", f"The resolver rule '{id_}' is shared.")  # unseen
    store.tagger.delete_all_tags_for_resource(one.arn)
    del store.resolver_rules[id_]
    return yes(call, {"ResolverRule": one.description() | {"Status": "DELETING"}})


# ---- associations ---------------------------------------------------------------------------------------------------


@after("route53resolver", "AssociateResolverRule")
def association_is_made(call: Call, answer: Answer) -> Answer:
    """A name is nobody's duty; moto sorts by it all the same."""
    for one in backend("route53resolver", call.region).resolver_rule_associations.values():
        one.name = one.name or ""
    return answer


@before("route53resolver", "ListResolverRuleAssociations", "GetResolverRuleAssociation")
def look_at_associations(call: Call) -> None:
    store, asked = backend("route53resolver", call.region), call.params.get("ResolverRuleAssociationId")
    for id_, one in list(store.resolver_rule_associations.items()):
        if _is_going(one) and asked in (None, id_) and _under_way.is_over(one):
            del store.resolver_rule_associations[id_]


@after("route53resolver", "ListResolverRuleAssociations")
def own_associations_are_listed(call: Call, answer: Answer) -> Answer:
    told = answer.json()
    if answer.status != 200 or told.get("NextToken") or call.params.get("Filters"):
        return answer
    own = [
        {
            "Id": f"rslvr-autodefined-assoc-{vpc}-internet-resolver",
            "ResolverRuleId": OWN_RULE,
            "Name": "System Rule Association",
            "VPCId": vpc,
            "Status": "COMPLETE",
        }
        for vpc in backend("ec2", call.region).vpcs
    ]
    return answer.with_json(told | {"ResolverRuleAssociations": [*told["ResolverRuleAssociations"], *own]})


@instead("route53resolver", "DisassociateResolverRule")
def disassociate(call: Call) -> Answer | None:
    store, told = backend("route53resolver", call.region), call.params
    for one in store.resolver_rule_associations.values():
        if (one.resolver_rule_id, one.vpc_id) == (told["ResolverRuleId"], told["VPCId"]):
            if _is_going(one):
                raise Refused("InvalidRequestException", f"The association '{one.id}' is in the DELETING state.")  # unseen
            _begin(one)
            return yes(call, {"ResolverRuleAssociation": one.description()})
    return None


@after("ec2", "DeleteVpc")
def vpc_is_gone(call: Call, answer: Answer) -> Answer:
    associations = backend("route53resolver", call.region).resolver_rule_associations
    if answer.status == 200:
        for id_, one in list(associations.items()):
            if one.vpc_id == call.params["VpcId"]:
                del associations[id_]
    return answer


# ---- tags -----------------------------------------------------------------------------------------------------------


def _tagged(region: str) -> Iterator[tag_stores.Row]:
    store = backend("route53resolver", region)
    for one in [*store.resolver_endpoints.values(), *store.resolver_rules.values()]:
        if not _is_others(one):
            yield _row(store, one.arn)


def _row(store: Any, arn: str) -> tag_stores.Row:
    """Kept as TaggingService does."""
    tags = store.tagger.get_tag_dict_for_resource(arn)

    def write(new: dict[str, str]) -> None:
        store.tagger.delete_all_tags_for_resource(arn)
        store.tagger.tag_resource(arn, [{"Key": key, "Value": value} for key, value in new.items()])

    return arn, tags, write


tag_stores.STORES["route53resolver"] = _tagged
