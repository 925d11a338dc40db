"""What of the web shop somebody made at Lightsail: its page, the disk and the address that that has, and what stands beside it."""

from __future__ import annotations

from seed_account import entry


def build(shop) -> None:
    aws, name = shop.aws, f"{shop.name}-page"
    lightsail = aws.client("lightsail")
    how = {"tags": [{"key": key, "value": value} for key, value in shop.tags.items()]} if shop.tags else {}
    zone = f"{aws.region}a"

    def told(type_: str, operation: str, member: str, called: str, child: bool = False, by: str = "name") -> None:
        one = next(one for one in _all(aws, operation, member) if one[by] == called)
        shop.manifest.due(entry(f"AWS::Lightsail::{type_}", aws, one["arn"], called, called), child=child)

    lightsail.create_instances(
        instanceNames=[name], availabilityZone=zone, blueprintId="wordpress", bundleId="micro_3_0", addOns=[{"addOnType": "AutoSnapshot"}], **how
    )
    told("Instance", "get_instances", "instances", name)
    lightsail.create_disk(diskName=f"{name}-files", availabilityZone=zone, sizeInGb=32, **how)
    lightsail.attach_disk(diskName=f"{name}-files", instanceName=name, diskPath="/dev/xvdf")
    told("Disk", "get_disks", "disks", f"{name}-files")
    lightsail.allocate_static_ip(staticIpName=f"{name}-address")
    lightsail.attach_static_ip(staticIpName=f"{name}-address", instanceName=name)
    told("StaticIp", "get_static_ips", "staticIps", f"{name}-address", child=True)
    lightsail.create_load_balancer(loadBalancerName=f"{name}-front", instancePort=80, **how)
    lightsail.attach_instances_to_load_balancer(loadBalancerName=f"{name}-front", instanceNames=[name])
    told("LoadBalancer", "get_load_balancers", "loadBalancers", f"{name}-front")
    lightsail.create_container_service(serviceName=f"{name}-api", power="nano", scale=1, **how)
    told("Container", "get_container_services", "containerServices", f"{name}-api", by="containerServiceName")
    lightsail.create_relational_database(
        relationalDatabaseName=f"{name}-data",
        relationalDatabaseBlueprintId="mysql_8_0",
        relationalDatabaseBundleId="micro_2_0",
        masterDatabaseName="shop",
        masterUsername="admin",
        **how,
    )
    told("Database", "get_relational_databases", "relationalDatabases", f"{name}-data")
    lightsail.create_instance_snapshot(instanceName=name, instanceSnapshotName=f"{name}-kept", **how)
    told("InstanceSnapshot", "get_instance_snapshots", "instanceSnapshots", f"{name}-kept")
    lightsail.create_disk_snapshot(diskName=f"{name}-files", diskSnapshotName=f"{name}-files-kept", **how)
    told("DiskSnapshot", "get_disk_snapshots", "diskSnapshots", f"{name}-files-kept")
    lightsail.create_relational_database_snapshot(
        relationalDatabaseName=f"{name}-data", relationalDatabaseSnapshotName=f"{name}-data-kept", **how
    )
    told("DatabaseSnapshot", "get_relational_database_snapshots", "relationalDatabaseSnapshots", f"{name}-data-kept")
    for operation, member in LISTS.values():
        while any(one.get("state") in ("pending", "backing-up") for one in _all(aws, operation, member)):
            pass


def _all(aws, operation: str, member: str) -> list[dict]:
    """Lightsail's lists have no paginator for all."""
    lightsail, found, token = aws.client("lightsail"), [], {}
    while True:
        page = getattr(lightsail, operation)(**token)
        found += page[member]
        if not page.get("nextPageToken"):
            return found
        token = {"pageToken": page["nextPageToken"]}


def _look(operation: str, member: str):
    def ask(aws, of: dict) -> dict | None:
        found = next((one for one in _all(aws, operation, member) if one["arn"] == of["arn"]), None)
        return found and {name: found.get(name) for name in ("state", "attachedTo", "isDisabled", "instanceHealthSummary")}

    return ask


LISTS = {
    "Container": ("get_container_services", "containerServices"),
    "Database": ("get_relational_databases", "relationalDatabases"),
    "DatabaseSnapshot": ("get_relational_database_snapshots", "relationalDatabaseSnapshots"),
    "Disk": ("get_disks", "disks"),
    "DiskSnapshot": ("get_disk_snapshots", "diskSnapshots"),
    "Instance": ("get_instances", "instances"),
    "InstanceSnapshot": ("get_instance_snapshots", "instanceSnapshots"),
    "LoadBalancer": ("get_load_balancers", "loadBalancers"),
    "StaticIp": ("get_static_ips", "staticIps"),
}

LOOKS = {f"AWS::Lightsail::{type_}": _look(*how) for type_, how in LISTS.items()}
