"""The regions that an account has from its first day; moto tells every account of all, those of other partitions as well.

AWS Account Management Reference Guide, "Regions that are enabled by default"; the others are opted in to.
"""

from __future__ import annotations

from hooks import instead
from wire import Answer, Call, yes

_ENABLED = (
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
    "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1",
    "us-west-2",
)  # fmt: skip


@instead("ec2", "DescribeRegions")
def describe_regions(call: Call) -> Answer | None:
    """Who asks by name, or for all there are, is answered by moto."""
    if call.params:
        return None
    return yes(
        call,
        {
            "Regions": [
                {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": "opt-in-not-required"}
                for name in _ENABLED
            ]
        },
    )
