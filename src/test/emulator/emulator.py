#!/usr/bin/env python3
"""An AWS account in one process: moto 5.2.1, and around it what moto lacks. Run it through ./python, which has moto.

    python emulator.py [--port N] [--port-file FILE] [--until-stdin-closes]

Prints one line, {"endpoint": "http://127.0.0.1:PORT"}, when it is ready.

What is moto's: every service's operations and stores, unless said otherwise here. What is ours, a module each:

    server.py      the way of a request: control endpoints, call log, faults, hooks, then a stand-in or moto
    wire.py        which service and operation a request is for; answers and errors in each protocol of AWS
    hooks.py       `before`, `instead`, `after` an operation; where moto's stores are
    control.py     the control endpoints
    tag_index.py   the Resource Groups Tagging API; ghosts          tag_stores.py  where moto keeps the tags of each kind
    refusals.py    deletes that AWS refuses and moto does not       absences.py    what is not there is not found, twice too
    gaps.py        operations and members that moto lacks           appsync_domains.py, merged_apis.py  the same, for AppSync
    roles_taken.py  the same, for the roles of AppSync's data sources and of identity pools
    replicas.py    the same, for DynamoDB's replicas               sagemaker_endpoints.py  they end slowly, and refuse meanwhile
    front_doors.py  zones with their records, web ACLs with what they protect, CodeBuild's projects
    trained_models.py  what Bedrock reserves, and Rekognition's projects with their versions
    agents.py      Bedrock's agents with their aliases, and knowledge bases with their data sources
    flows.py       Bedrock's flows, which may ask both              giving_up.py   deletions that AWS takes, and gives up on
    custom_models.py   Bedrock's models, what serves them, and endpoints of its marketplace
    comprehend.py  its models, with the flywheels and endpoints that hold them
    studio.py      SageMaker's domains with their parts, tracking servers, HyperPod clusters
    databases.py   the same, for RDS and what shares its API       searches.py, warehouses.py, caches.py  for OpenSearch, Redshift and ElastiCache
    msk.py, migrations.py  the same, for MSK and DMS, and what moto has not of them
    memory_stores.py  MemoryDB, and ElastiCache's caches without nodes   sessions.py  Glue's sessions and endpoints
    app_services.py  App Runner, Elastic Beanstalk   reservations.py  Athena's capacity   firewalls.py  Network Firewall
    running_jobs.py  SageMaker's jobs    authorities.py  AWS Private CA    accelerators.py  DAX    desks.py  Directory Service, WorkSpaces
    lightsail.py   Lightsail    graphs.py      Neptune Analytics    serverless_warehouses.py  Redshift Serverless
    kendra.py      Kendra       transfers.py   the Transfer Family
    resolvers.py   Route 53 Resolver
    shelf.py       where these keep what moto has not
    stacks.py      DeleteStack, and what a stack owns               member_deletion.py  how it deletes each type
    change_sets.py what an update of a stack comes to, by a change set or by its tags
    pace.py        how many reads things take to be gone            properties.py  what only AWS itself could set
    ec2.py         what is in use in a VPC, and what lingers there  scaling.py  Auto Scaling groups, which go slowly
    ecs.py, eks.py, batch.py  containers: what drains takes time, what is in use stays
    emr.py, streams.py  EMR; Kinesis and Flink: they end slowly, and not with readers
    fsx.py, efs.py  FSx, which moto has not; EFS, whose parts go slowly and in order
    vaults.py      AWS Backup: points, and what a yes of it is worth
    cbor.py        how the Java SDK speaks to Kinesis
    balancers.py   load balancers, whose interfaces outlive them    gateways.py  transit gateways, VPN, endpoint services
    lambda_interfaces.py  Lambda's in a VPC, which outlive their functions and need their roles
    topics.py      whom SNS told, and who has confirmed             buses.py       what was put on a bus of EventBridge
    mails.py       what SES sent                                    ageing.py      creation dates in the past
    suppressions.py   addresses that SES sends nothing to, though it says yes
    faults.py      errors, cut connections, late answers, parts     call_log.py    what was called
    rights.py      what the caller may not do                       copies.py      copies of the account, to be swept each
    trail.py       who made what: CloudTrail's LookupEvents
    stand_ins.py   amplify.py and personalize.py, which moto has not (with stand_in.py, api_error.py)

Control endpoints, all under /janitor-emulator/ and in JSON:

    GET    health
    POST   reset           everything, moto included
    POST   clock           {"offsetSeconds": -864000}: what is created from now on is 10 days old. One request alone: the
                           header X-Janitor-Offset-Seconds
    POST   tags            {arn: {key: value or null}}: any tag, those of AWS (aws:...) included
    POST   ghosts          {"scans": n or null, "regions": [...]}: what is deleted from now on stays in the tag index for n
                           scans (null: until reset); {"arns": [...], "scans": n}: only these, which must still be there
    POST   forget          {"arns": [...], "scans": n or null}: the index misses these
    POST   faults          [{"service", "operation", "kind": "error|cut|late|part", "error", "message", "status", "times",
                           "skip", "probability", "delay", "when": "before|after"}], or {"seed": 7, "faults": [...]}
    GET, DELETE  faults    those that have not struck yet
    GET, DELETE  calls     {"count", "counts": {"service:Operation": n}, "calls": [...]}
    GET, DELETE  mails     [{"id", "at", "from", "to", "subject", "text", "html", "attachments", "headers"}]
    POST   mail-account    {"sandbox": true, "unverified": [...]}: whether SES keeps the account in its sandbox, and
                           which identities nobody has verified yet
    POST   mail-refusals   {"recipients": [...]}: SES refuses messages to these (replaces the list)
    GET, DELETE  messages  [{"id", "at", "topic", "protocol", "to", "subject", "text"}]: what subscribers of topics got
    POST   confirmations   {"endpoints": [...]}: these subscribers of topics, or all, confirm that they want to be told
    GET    erased          [ARN or type of the store]: where Bedrock deleted what data sources had written
    GET, DELETE  events    [{"id", "bus", "source", "detail-type", "size", "detail"}]: what was put on buses
    POST   principal       {"arn", "role", "console"}: who calls from now on, as CloudTrail and STS tell it; {}: moto's user
    POST   stacks          {"stackId", "members": [{"logicalId", "type", "physicalId", "arn", "policy"}]}
    POST   pace            {"stack": n, "distribution": n, "association": n}: reads that still show it under way
    POST   properties      {arn: {...}}: managedBy of a rule, key, certificate or HTTP API, owningService of a secret, inUseBy
                           of a certificate, protected of an Auto Scaling group, connections of an
                           endpoint service, status and updatesFail of a stack, replicated of a function of Lambda@Edge: how many
                           deletions still find replicas of it; givesUp of what EKS, Batch, EC2 (prefix lists), Bedrock (agents),
                           SageMaker (Studio, HyperPod) and App Runner have: {"times": n, "why": "..."}, how many deletions come to nothing
    POST   rights          {"deny": ["dynamodb:DeleteTable", ...]}: what the caller may not do, replacing what was told before
    GET    rights          {"asked": {action: n}, "refused": {action: n}} since then
    POST   copies          {"endpoint"}: a copy of the account as it is now, a process of its own. POST end: ends one
    POST   amplify, personalize   see those files
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
from pathlib import Path

# Before moto is imported: managed policies are there, as in every account.
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
# A function comes from an image that is there, and its CodeSha256 is that image's digest.
os.environ.setdefault("MOTO_LAMBDA_STUB_ECR", "false")
# Two images of AWS's. Of moto's own hundreds each region would get a snapshot each, anew after every reset: three fifths of
# all that the emulator did.
os.environ.setdefault("MOTO_AMIS_PATH", str(Path(__file__).resolve().parent / "images.json"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import lightsail  # noqa: E402, F401
import socket  # noqa: E402

from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402

import absences  # noqa: E402, F401  (registers its hooks)
import accelerators  # noqa: E402, F401
import agents  # noqa: E402, F401
import ageing  # noqa: E402
import app_services  # noqa: E402, F401
import appsync_domains  # noqa: E402, F401
import authorities  # noqa: E402, F401
import balancers  # noqa: E402, F401
import batch  # noqa: E402, F401
import caches  # noqa: E402, F401
import capacity  # noqa: E402, F401
import change_sets  # noqa: E402, F401
import comprehend  # noqa: E402, F401
import controllers  # noqa: E402, F401
import copies  # noqa: E402
import custom_models  # noqa: E402, F401
import databases  # noqa: E402, F401
import desks  # noqa: E402, F401
import ec2  # noqa: E402, F401
import ecs  # noqa: E402, F401
import efs  # noqa: E402, F401
import eks  # noqa: E402, F401
import emr  # noqa: E402, F401
import firewalls  # noqa: E402, F401
import flows  # noqa: E402, F401
import front_doors  # noqa: E402, F401
import fsx  # noqa: E402, F401
import gaps  # noqa: E402, F401
import gateways  # noqa: E402, F401
import graphs  # noqa: E402, F401
import kendra  # noqa: E402, F401
import lambda_interfaces  # noqa: E402, F401
import layers  # noqa: E402, F401
import memory_stores  # noqa: E402, F401
import merged_apis  # noqa: E402, F401
import refusals  # noqa: E402, F401
import regions  # noqa: E402, F401
import replicas  # noqa: E402, F401
import reservations  # noqa: E402, F401
import resolvers  # noqa: E402, F401
import roles_taken  # noqa: E402, F401
import running_jobs  # noqa: E402, F401
import sagemaker_endpoints  # noqa: E402, F401
import scaling  # noqa: E402, F401
import searches  # noqa: E402, F401
import server  # noqa: E402
import serverless_warehouses  # noqa: E402, F401
import sessions  # noqa: E402, F401
import migrations  # noqa: E402, F401
import msk  # noqa: E402, F401
import stacks  # noqa: E402
import streams  # noqa: E402, F401
import studio  # noqa: E402, F401
import table_backups  # noqa: E402, F401
import template_types  # noqa: E402, F401
import trained_models  # noqa: E402, F401
import transfers  # noqa: E402, F401
import vaults  # noqa: E402, F401
import warehouses  # noqa: E402, F401


class _Handler(WSGIRequestHandler):
    # Keep-alive without Nagle's algorithm: with it each small answer costs up to 40 ms.
    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)

    def log_request(self, *_) -> None:
        """Nothing: the call log has it."""


def start(port: int = 0):
    """The running server; it serves in threads of its own until `shutdown`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    made = make_server("127.0.0.1", port, server.Emulator(), threaded=True, request_handler=_Handler)
    made.daemon_threads = True
    stacks.endpoint = f"http://127.0.0.1:{made.server_port}"
    # moto calls itself for some things, and must find its own port.
    os.environ["MOTO_PORT"] = str(made.server_port)
    ageing.patch_moto()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


def _serve_as_copy(port_to: int) -> None:
    made = start()
    os.write(port_to, str(made.server_port).encode())
    os.close(port_to)
    threading.Event().wait()


copies.serve = _serve_as_copy


def main() -> None:
    parser = argparse.ArgumentParser(description="An emulated AWS account.")
    parser.add_argument("--port", type=int, default=0, help="0, the default: a free one")
    parser.add_argument("--port-file", type=Path, help="the port is written here, too")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with whoever started it")
    told = parser.parse_args()
    made = start(told.port)
    if told.port_file:
        told.port_file.write_text(f"{made.server_port}\n")
    print(f'{{"endpoint":"http://127.0.0.1:{made.server_port}"}}', flush=True)
    try:
        if told.until_stdin_closes:
            while sys.stdin.buffer.read(4096):
                pass
        else:
            threading.Event().wait()
    except KeyboardInterrupt:
        pass
    os._exit(0)  # threads of moto's that still run must not keep the process


if __name__ == "__main__":
    main()
