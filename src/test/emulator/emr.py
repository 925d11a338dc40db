"""EMR as AWS has it where moto is kinder: a cluster ends slowly, its machines are EMR's own, and the index never forgets it.

moto has a cluster terminated in the moment in which it is asked, runs no machines for those that are asked for by type and
count, and takes any number of clusters at once. Codes and texts are those of AWS where known; "unseen" else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ec2
import hooks
import pace
import tag_stores
from hooks import after, backend, before, instead
from moto.core.responses import BaseResponse
from moto.emr.responses import ElasticMapReduceResponse
from wire import Answer, Call, Refused, yes

JOB_FLOW = "aws:elasticmapreduce:job-flow-id"
MOST = 10  # API reference, TerminateJobFlows

# moto reads the region off AWS's own address.
ElasticMapReduceResponse.get_region_from_url = BaseResponse.get_region_from_url

_under_way = pace.UnderWay("stream")
_machines: dict[str, list[str]] = {}
hooks.on_reset(_machines.clear)


def _known(call: Call) -> list[Any]:
    clusters, asked = backend("emr", call.region).clusters, call.params["JobFlowIds"]
    if len(asked) > MOST:
        raise Refused("ValidationException", f"The maximum number of clusters allowed is {MOST}.")  # unseen
    if any(one not in clusters for one in asked):
        raise Refused("ValidationException", "Specified job flow ID does not exist.")
    return [clusters[one] for one in asked]


@after("emr", "RunJobFlow")
def run(call: Call, answer: Answer) -> Answer:
    """What it runs on carries its tags and EMR's own, and is no template of anybody's."""
    if answer.status != 200:
        return answer
    cluster = backend("emr", call.region).clusters[answer.json()["JobFlowId"]]
    subnet = cluster.ec2_subnet_id
    if subnet and cluster.state != "TERMINATED":
        made = backend("ec2", call.region).run_instances(
            "ami-12c6146b",
            1,
            None,
            [],
            subnet_id=subnet,
            security_group_ids=[cluster.master_security_group],
            instance_type="m5.xlarge",
            is_instance_type_default=False,
            tags={"instance": {**cluster._tags, JOB_FLOW: cluster.id, "aws:elasticmapreduce:instance-group-role": "MASTER"}},
        )
        _machines[cluster.id] = [one.id for one in made.instances]
        for card in (card for one in made.instances for card in one.nics.values()):
            card.delete_on_termination = True
    return answer


@instead("emr", "TerminateJobFlows")
def terminate(call: Call) -> Answer:
    """Of those that are asked for together, those without protection go all the same."""
    known = _known(call)
    for cluster in known:
        if not cluster.termination_protected and cluster.state not in ("TERMINATING", "TERMINATED"):
            cluster.state = "TERMINATING"
            _under_way.begin(cluster)
    if any(cluster.termination_protected for cluster in known):
        text = "Could not shut down one or more job flows since they are termination protected."
        raise Refused("ValidationException", text)
    return yes(call)


@before("emr", "SetTerminationProtection")
def protect(call: Call) -> None:
    for cluster in _known(call):
        if cluster.state == "TERMINATED":
            raise Refused("ValidationException", "Cannot modify a terminated cluster.")  # unseen


@before("emr", "ListClusters", "DescribeCluster")
def look(call: Call) -> None:
    asked = call.params.get("ClusterId")
    for id_, cluster in backend("emr", call.region).clusters.items():
        if cluster.state == "TERMINATING" and asked in (None, id_) and _under_way.is_over(cluster):
            cluster.terminate()
            machines = _machines.pop(id_, [])
            if machines:
                backend("ec2", call.region).terminate_instances(machines)
                ec2.terminated(call, Answer(200, [], b""))


def _rows(region: str) -> Iterator[tag_stores.Row]:
    """What is terminated is described for two months, and named as long."""
    for cluster in list(backend("emr", region).clusters.values()):
        yield tag_stores._dict(cluster.arn, cluster, "_tags")


tag_stores.STORES["elasticmapreduce"] = _rows
