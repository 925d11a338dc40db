"""MSK: moto has a cluster gone at once, whatever its version, being made for ever, and fails at what is not there. It has no replicators.
Texts are those of public issues, where one was found; "unseen" else."""

from __future__ import annotations

import uuid
from typing import Any

import ageing
import hooks
import pace
import tag_stores
from hooks import after, backend, before, instead
from moto.kafka.models import FakeKafkaCluster
from wire import ACCOUNT, Answer, Call, Refused, yes

_under_way = pace.UnderWay("database")
_replicators: dict[str, dict[str, dict[str, Any]]] = {}  # by region and ARN
hooks.on_reset(_replicators.clear)


def _arn(self: Any) -> str:
    """With its name, and of one form for both sorts."""
    return f"arn:aws:kafka:{self.region_name}:{self.account_id}:cluster/{self.cluster_name}/{self.cluster_id}-1"


FakeKafkaCluster._generate_arn = _arn


def _of(call: Call, *names: str) -> str:
    return next(value for name, value in call.params.items() if name.lower() in [one.lower() for one in names])


def _not_found(what: str) -> Refused:
    return Refused("NotFoundException", f"The requested resource does not exist: {what}", 404)


def _refuse(text: str) -> Refused:
    return Refused("BadRequestException", text)


# ---- clusters -------------------------------------------------------------------------------------------------------


@after("kafka", "CreateCluster", "CreateClusterV2")
def create(call: Call, answer: Answer) -> Answer:
    if answer.status == 200:
        one = backend("kafka", call.region).clusters[answer.json()["clusterArn"]]
        one.state, one.current_version = "ACTIVE", "K3P5ROKL5A1OLE"
        one.creation_time = ageing.now().isoformat()
        told = call.params.get("Provisioned") or call.params.get("provisioned") or {}
        one.encryption_info = told.get("EncryptionInfo") or told.get("encryptionInfo") or {}
    return answer


@instead("kafka", "DeleteCluster")
def delete(call: Call) -> Answer:
    arn = _of(call, "ClusterArn")
    one = backend("kafka", call.region).clusters.get(arn)
    if one is None:
        raise _not_found(arn)
    if one.state not in ("ACTIVE", "FAILED"):
        # crossplane provider-aws #733, hashicorp/terraform-provider-aws #21918
        raise _refuse(f"You can't delete cluster in {one.state} state.")
    if call.params.get("CurrentVersion", call.params.get("currentVersion", one.current_version)) != one.current_version:
        raise _refuse("The version that you specified is not the current version of the cluster.")  # unseen
    one.state = "DELETING"
    _under_way.begin(one)
    return yes(call, {"clusterArn": arn, "state": "DELETING"})


@before("kafka", "ListClusters", "ListClustersV2", "DescribeCluster", "DescribeClusterV2")
def look(call: Call) -> None:
    store = backend("kafka", call.region)
    for arn, one in list(store.clusters.items()):
        if one.state in ("DELETING", "HEALING") and _under_way.is_over(one):
            if one.state == "HEALING":
                one.state = "ACTIVE"
            else:
                del store.clusters[arn]
                store.tagger.tags.pop(arn, None)
    if "Describe" in call.operation and _of(call, "ClusterArn") not in store.clusters:
        raise _not_found(_of(call, "ClusterArn"))


@instead("kafka", "RebootBroker")
def reboot(call: Call) -> Answer:
    """For tests: it heals, and has another version then."""
    one = backend("kafka", call.region).clusters[_of(call, "ClusterArn")]
    one.state, one.current_version = "HEALING", f"K{uuid.uuid4().hex[:12].upper()}"
    _under_way.begin(one)
    return yes(call, {"clusterArn": one.arn})


# ---- replicators ----------------------------------------------------------------------------------------------------


def _all(region: str) -> dict[str, dict[str, Any]]:
    return _replicators.setdefault(region, {})


@instead("kafka", "CreateReplicator")
def create_replicator(call: Call) -> Answer:
    name = _of(call, "ReplicatorName")
    arn = f"arn:aws:kafka:{call.region}:{ACCOUNT}:replicator/{name}/{uuid.uuid4()}-1"
    clusters = [next(iter(next(iter(one.values())).values())) for one in _of(call, "KafkaClusters")]
    _all(call.region)[arn] = {
        "creationTime": ageing.now().isoformat(),
        "currentVersion": "K1",
        "isReplicatorReference": False,
        "kafkaClustersSummary": [{"amazonMskCluster": {"mskClusterArn": cluster}} for cluster in clusters],
        "replicatorArn": arn,
        "replicatorName": name,
        "replicatorState": "RUNNING",
    }
    tags = call.params.get("Tags") or call.params.get("tags") or {}
    backend("kafka", call.region).tag_resource(arn, tags)
    return yes(call, {"replicatorArn": arn, "replicatorName": name, "replicatorState": "CREATING"})


@instead("kafka", "ListReplicators")
def replicators(call: Call) -> Answer:
    for arn, one in list(_all(call.region).items()):
        if one["replicatorState"] == "DELETING" and _under_way.is_over(one):
            del _all(call.region)[arn]
            backend("kafka", call.region).tagger.tags.pop(arn, None)
    return yes(call, {"replicators": list(_all(call.region).values())})


@instead("kafka", "DeleteReplicator")
def delete_replicator(call: Call) -> Answer:
    arn = _of(call, "ReplicatorArn")
    one = _all(call.region).get(arn)
    if one is None:
        raise _not_found(arn)
    if one["replicatorState"] not in ("RUNNING", "FAILED"):
        raise _refuse(f"You can't delete replicator in {one['replicatorState']} state.")  # unseen
    one["replicatorState"] = "DELETING"
    _under_way.begin(one)
    return yes(call, {"replicatorArn": arn, "replicatorState": "DELETING"})


# ---- tags -----------------------------------------------------------------------------------------------------------


@before("kafka", "ListTagsForResource")
def tags(call: Call) -> None:
    arn = _of(call, "ResourceArn")
    if arn not in backend("kafka", call.region).clusters and arn not in _all(call.region):
        raise _not_found(arn)


def _rows(region: str):
    known = backend("kafka", region)
    for arn in [*known.clusters, *_all(region)]:
        yield tag_stores._tagger(arn, known.tagger)


tag_stores.STORES["kafka"] = _rows
