"""Types by service beside the lists of aws-nuke and cloud-nuke, as docs/kinds.md has them.

    janitor kinds > ours; aws-nuke resource-types > nuke; cloud-nuke aws --list-resource-types > cloud
    python src/build/peers.py ours nuke cloud

Their lists name a type once a name of theirs: parts that go with a whole (an attachment, a policy of a user) count as theirs do.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

# What they call a service otherwise than CloudFormation; the longest beginning counts.
NUKE = {
    "ACM": "CertificateManager", "ACMPCA": "ACMPCA", "AMP": "APS", "AMG": "Grafana", "APIGateway": "ApiGateway", "APIGatewayV2": "ApiGatewayV2",
    "AWSBackup": "Backup", "AppRegistry": "ServiceCatalogAppRegistry", "CloudWatchEvents": "Events", "CloudWatchLogs": "Logs", "CloudWatchRUM": "RUM",
    "CodeGuruProfiling": "CodeGuruProfiler", "CodeStarNotification": "CodeStarNotifications", "ConfigService": "Config", "DatabaseMigrationService": "DMS",
    "ELB": "ElasticLoadBalancing", "ELBv2": "ElasticLoadBalancingV2", "Elasticache": "ElastiCache", "ES": "OpenSearchService", "OS": "OpenSearchService",
    "OSCollection": "OpenSearchServerless", "OSPipeline": "OSIS", "Firehose": "KinesisFirehose", "MQ": "AmazonMQ", "ResourceGroup": "ResourceGroups",
    "MediaTailor": "MediaTailor", "SFN": "StepFunctions", "KinesisVideo": "KinesisVideo", "IoT": "IoT", "GlueDataBrew": "DataBrew",
}  # fmt: skip
CLOUD = {
    "acm": "CertificateManager", "acmpca": "ACMPCA", "ami": "EC2", "api-gateway": "ApiGateway", "api-gateway-v2": "ApiGatewayV2",
    "app-runner": "AppRunner", "asg": "AutoScaling", "backup": "Backup", "cloudmap": "ServiceDiscovery", "cloudwatch-loggroup": "Logs",
    "config": "Config", "data-sync": "DataSync", "dynamodb": "DynamoDB", "ebs": "EC2", "ec2": "EC2", "eip": "EC2", "efs": "EFS", "eks": "EKS",
    "egress": "EC2", "elb": "ElasticLoadBalancing", "elbv2": "ElasticLoadBalancingV2", "event-bridge": "Events", "event-bridge-schedule": "Scheduler",
    "internet-gateway": "EC2", "ipam": "EC2", "kinesis-firehose": "KinesisFirehose", "kinesis": "Kinesis", "kms": "KMS", "launch-configuration": "AutoScaling",
    "launch-template": "EC2", "managed-prometheus": "APS", "mq": "AmazonMQ", "msk": "MSK", "nat-gateway": "EC2", "network-acl": "EC2", "network-interface": "EC2",
    "network-firewall": "NetworkFirewall", "oidc": "IAM", "opensearch": "OpenSearchService", "resource-share": "RAM", "route-table": "EC2",
    "secrets-manager": "SecretsManager", "security-group": "EC2", "security-hub": "SecurityHub", "transit-gateway": "EC2", "vpc": "EC2",
    "vpc-lattice": "VpcLattice", "access-analyzer": "AccessAnalyzer", "guard-duty": "GuardDuty", "elastic-beanstalk": "ElasticBeanstalk",
}  # fmt: skip


def service(name: str, others: dict[str, str], ours: set[str]) -> str:
    """By the longest beginning that is known: an alias, or a service of ours."""
    if "::" in name:
        return name.split("::")[1]
    known = {one.lower(): one for one in ours} | {key.lower(): value for key, value in others.items()}
    begins = [key for key in known if name.lower().startswith(key)]
    return known[max(begins, key=len)] if begins else "?"


def main(ours_file: str, nuke_file: str, cloud_file: str) -> None:
    ours = [line.rsplit("  ", 1) for line in Path(ours_file).read_text().splitlines() if "  AWS::" in line]
    roads = Counter((type_.split("::")[1], how.strip()) for how, type_ in ours)
    services = {of for of, _ in roads}
    nuke = [line.split()[0] for line in Path(nuke_file).read_text().splitlines() if line.strip() and ">" not in line]
    cloud = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", Path(cloud_file).read_text().split("Types")[1])
    theirs = [Counter(service(one, names, services) for one in some) for some, names in ((nuke, NUKE), (cloud, CLOUD))]
    print("| service | by hand | by row | told | aws-nuke | cloud-nuke |\n|---|--:|--:|--:|--:|--:|")
    shown = sorted(of for of in services if roads[of, "by hand"] + roads[of, "by row"])
    total = [0] * 5
    for of in shown:
        figures = [roads[of, how] for how in ("by hand", "by row", "told")] + [counts[of] for counts in theirs]
        total = [a + b for a, b in zip(total, figures, strict=True)]
        print(f"| {of} | " + " | ".join(str(figure or "") for figure in figures) + " |")
    print("| **these** | " + " | ".join(f"**{figure}**" for figure in total) + " |")
    rest = [sum(count for (of, how), count in roads.items() if how == want and of not in shown) for want in ("by hand", "by row", "told")]
    print("| all others | " + " | ".join(str(one or "") for one in [*rest, *(sum(c.values()) - sum(c[of] for of in shown) for c in theirs)]) + " |")


main(*sys.argv[1:])
