"""The "three-tier web shop" as one participant of the workshop leaves it behind: a VPC and all that a bill is made of in it."""

from __future__ import annotations

import shop_containers
import shop_lightsail
from seed_account import Account, Manifest, Standing, entry
from student_system import TAG

WORKSHOP = "web-shop"
NETWORK = "10.8"
ZONES = ("a", "b")


def ec2_entry(aws: Account, type_: str, word: str, id_: str, name: str | None = None) -> dict:
    account = "" if word in ("image", "snapshot") else aws.number
    return entry(f"AWS::EC2::{type_}", aws, f"arn:aws:ec2:{aws.region}:{account}:{word}/{id_}", name or id_, id_)


class WebShop:
    """One copy of it. What carries no tag itself and goes with something that does is a `child`."""

    def __init__(self, aws: Account, manifest: Manifest | Standing, name: str, tags: dict[str, str] | None = None):
        self.aws, self.manifest, self.name = aws, manifest, name
        self.tags = {TAG: WORKSHOP} if tags is None else tags
        self.ec2 = aws.client("ec2")

    def due(self, type_: str, word: str, id_: str, name: str | None = None, child: bool = False) -> str:
        self.manifest.due(ec2_entry(self.aws, type_, word, id_, name), child=child)
        return id_

    def tag(self, name: str) -> list[dict]:
        return [{"Key": key, "Value": value} for key, value in {**self.tags, "Name": f"{self.name}-{name}"}.items()]

    def spec(self, of: str, name: str) -> list[dict]:
        return [{"ResourceType": of, "Tags": self.tag(name)}]

    def build(self) -> None:
        self.network()
        self.gateways()
        self.doors()
        self.machines()
        self.balancers()
        self.fleet()
        self.endpoints()
        self.ways_out()
        self.rest()
        self.capacity()
        self.way_in()
        self.names()
        shop_containers.services(self)
        shop_containers.kubernetes(self)
        shop_containers.jobs(self)
        shop_lightsail.build(self)

    def network(self) -> None:
        ec2 = self.ec2
        self.vpc = ec2.create_vpc(CidrBlock=f"{NETWORK}.0.0/16", TagSpecifications=self.spec("vpc", "vpc"))["Vpc"]["VpcId"]
        self.due("VPC", "vpc", self.vpc)
        options = ec2.create_dhcp_options(
            DhcpConfigurations=[{"Key": "domain-name", "Values": ["shop.example.org"]}],
            TagSpecifications=self.spec("dhcp-options", "names"),
        )["DhcpOptions"]["DhcpOptionsId"]
        ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=self.vpc)
        self.due("DHCPOptions", "dhcp-options", options)
        self.subnets = {}
        for at, tier in enumerate(("public", "app", "data")):
            for n, zone in enumerate(ZONES):
                name = f"{tier}-{zone}"
                self.subnets[name] = ec2.create_subnet(
                    VpcId=self.vpc,
                    CidrBlock=f"{NETWORK}.{at * 10 + n}.0/24",
                    AvailabilityZone=f"{self.aws.region}{zone}",
                    TagSpecifications=self.spec("subnet", name),
                )["Subnet"]["SubnetId"]
                self.due("Subnet", "subnet", self.subnets[name])
        acl = ec2.create_network_acl(VpcId=self.vpc, TagSpecifications=self.spec("network-acl", "data"))["NetworkAcl"]["NetworkAclId"]
        self.due("NetworkAcl", "network-acl", acl)
        for old in ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])["NetworkAcls"]:
            for one in old["Associations"]:
                if one["SubnetId"] == self.subnets["data-a"]:
                    ec2.replace_network_acl_association(AssociationId=one["NetworkAclAssociationId"], NetworkAclId=acl)

    def table(self, name: str, tiers: tuple[str, ...], **route) -> str:
        table = self.ec2.create_route_table(VpcId=self.vpc, TagSpecifications=self.spec("route-table", name))["RouteTable"]["RouteTableId"]
        self.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **route)
        for subnet in (self.subnets[f"{tier}-{zone}"] for tier in tiers for zone in ZONES):
            self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        return self.due("RouteTable", "route-table", table)

    def gateways(self) -> None:
        ec2 = self.ec2
        gateway = ec2.create_internet_gateway(TagSpecifications=self.spec("internet-gateway", "door"))["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc)
        self.due("InternetGateway", "internet-gateway", gateway)
        egress = ec2.create_egress_only_internet_gateway(VpcId=self.vpc, TagSpecifications=self.spec("egress-only-internet-gateway", "door6"))
        self.due("EgressOnlyInternetGateway", "egress-only-internet-gateway", egress["EgressOnlyInternetGateway"]["EgressOnlyInternetGatewayId"])
        # The console makes it beside the NAT gateway, without tags: it bills on when that is gone, and nothing tells its age.
        address = ec2.allocate_address(Domain="vpc")
        # No look at what has it: that is the gateway, which goes.
        look = ["ec2", "describe_addresses", {"AllocationIds": [address["AllocationId"]]}]
        told = ec2_entry(self.aws, "EIP", "elastic-ip", address["AllocationId"], address["PublicIp"]) | {"look": look}
        self.manifest.withheld(told, "ofAGateway", "it may have been there before the gateway")
        spare = ec2.allocate_address(Domain="vpc", TagSpecifications=self.spec("elastic-ip", "spare"))
        self.due("EIP", "elastic-ip", spare["AllocationId"], spare["PublicIp"])
        nat = ec2.create_nat_gateway(
            SubnetId=self.subnets["public-a"], AllocationId=address["AllocationId"], TagSpecifications=self.spec("natgateway", "nat")
        )["NatGateway"]["NatGatewayId"]
        self.due("NatGateway", "natgateway", nat)
        self.public = self.table("public", ("public",), GatewayId=gateway)
        self.private = self.table("private", ("app", "data"), NatGatewayId=nat)

    def group(self, name: str) -> str:
        group = self.ec2.create_security_group(
            VpcId=self.vpc, GroupName=f"{self.name}-{name}", Description=name, TagSpecifications=self.spec("security-group", name)
        )["GroupId"]
        return self.due("SecurityGroup", "security-group", group, f"{self.name}-{name}")

    def doors(self) -> None:
        """Groups that name each other, as a load balancer's and its machines' do."""
        self.groups = {name: self.group(name) for name in ("lb", "web", "app")}

        def names(group: str, other: str, port: int) -> dict:
            pairs = [{"GroupId": self.groups[other]}]
            return {"GroupId": self.groups[group], "IpPermissions": [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": pairs}]}

        self.ec2.authorize_security_group_ingress(**names("web", "lb", 80))
        self.ec2.authorize_security_group_egress(**names("web", "lb", 80))
        self.ec2.authorize_security_group_ingress(**names("lb", "web", 80))
        self.ec2.authorize_security_group_egress(**names("lb", "web", 80))
        self.ec2.authorize_security_group_ingress(**names("app", "web", 8080))
        self.ec2.authorize_security_group_ingress(**names("app", "app", 9000))

    def machines(self) -> None:
        ec2 = self.ec2
        key = ec2.create_key_pair(KeyName=f"{self.name}-key", TagSpecifications=self.spec("key-pair", "key"))
        self.due("KeyPair", "key-pair", key["KeyPairId"], f"{self.name}-key")
        ec2.create_placement_group(GroupName=f"{self.name}-near", TagSpecifications=self.spec("placement-group", "near"))
        self.due("PlacementGroup", "placement-group", f"{self.name}-near")
        image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        template = ec2.create_launch_template(
            LaunchTemplateName=f"{self.name}-web",
            LaunchTemplateData={
                "ImageId": image,
                "InstanceType": "t3.medium",
                "KeyName": f"{self.name}-key",
                "SecurityGroupIds": [self.groups["web"]],
            },
            TagSpecifications=self.spec("launch-template", "web"),
        )["LaunchTemplate"]
        self.template = self.due("LaunchTemplate", "launch-template", template["LaunchTemplateId"], template["LaunchTemplateName"])
        self.machine = self.instance("web-1", image, "public-a", "web", KeyName=f"{self.name}-key", Placement={"GroupName": f"{self.name}-near"})
        self.instance("app-1", image, "app-a", "app")
        # Attached by hand later: it goes on, and bills on, without the machine.
        data = ec2.create_volume(AvailabilityZone=f"{self.aws.region}a", Size=20)["VolumeId"]
        ec2.attach_volume(VolumeId=data, InstanceId=self.machine, Device="/dev/sdf")
        self.due("Volume", "volume", data, child=True)
        loose = ec2.create_volume(AvailabilityZone=f"{self.aws.region}a", Size=8, TagSpecifications=self.spec("volume", "loose"))["VolumeId"]
        self.due("Volume", "volume", loose)
        kept = ec2.create_snapshot(VolumeId=loose, TagSpecifications=self.spec("snapshot", "kept"))["SnapshotId"]
        self.due("Snapshot", "snapshot", kept)
        golden = ec2.create_image(InstanceId=self.machine, Name=f"{self.name}-golden", TagSpecifications=self.spec("image", "golden"))["ImageId"]
        self.due("Image", "image", golden, f"{self.name}-golden")
        for device in ec2.describe_images(ImageIds=[golden])["Images"][0]["BlockDeviceMappings"]:
            if "SnapshotId" in device.get("Ebs", {}):
                self.due("Snapshot", "snapshot", device["Ebs"]["SnapshotId"], child=True)

    def instance(self, name: str, image: str, subnet: str, group: str, **more) -> str:
        made = self.ec2.run_instances(
            ImageId=image,
            MinCount=1,
            MaxCount=1,
            InstanceType="t3.medium",
            SubnetId=self.subnets[subnet],
            SecurityGroupIds=[self.groups[group]],
            TagSpecifications=self.spec("instance", name),
            **more,
        )["Instances"][0]
        return self.due("Instance", "instance", made["InstanceId"])

    def balancer_entry(self, type_: str, arn: str, name: str) -> dict:
        return entry(f"AWS::ElasticLoadBalancing{type_}", self.aws, arn, name)

    def balancers(self) -> None:
        """One in front of the web servers, whose listener has the tags as well; an old one; and targets that nothing uses any more."""
        elb, classic = self.aws.client("elbv2"), self.aws.client("elb")
        front = elb.create_load_balancer(
            Name=f"{self.name}-front",
            Subnets=[self.subnets[f"public-{zone}"] for zone in ZONES],
            SecurityGroups=[self.groups["lb"]],
            Tags=self.tag("front"),
        )["LoadBalancers"][0]["LoadBalancerArn"]
        self.manifest.due(self.balancer_entry("V2::LoadBalancer", front, f"{self.name}-front"))
        self.targets = self.target_group("web")
        forward = [{"Type": "forward", "TargetGroupArn": self.targets}]
        elb.create_listener(LoadBalancerArn=front, Protocol="HTTP", Port=80, DefaultActions=forward, Tags=self.tag("door"))
        self.target_group("unused")
        classic.create_load_balancer(
            LoadBalancerName=f"{self.name}-old",
            Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}],
            Subnets=[self.subnets["public-a"]],
            SecurityGroups=[self.groups["lb"]],
            Tags=self.tag("old"),
        )
        arn = self.aws.arn("elasticloadbalancing", f"loadbalancer/{self.name}-old")
        self.manifest.due(self.balancer_entry("::LoadBalancer", arn, f"{self.name}-old"))

    def target_group(self, name: str) -> str:
        made = self.aws.client("elbv2").create_target_group(
            Name=f"{self.name}-{name}", Protocol="HTTP", Port=80, VpcId=self.vpc, Tags=self.tag(name)
        )["TargetGroups"][0]
        self.manifest.due(self.balancer_entry("V2::TargetGroup", made["TargetGroupArn"], f"{self.name}-{name}"))
        return made["TargetGroupArn"]

    def ways_out(self) -> None:
        """To the offices by VPN, to other networks by a transit gateway, and to others who may connect to the shop."""
        ec2 = self.ec2
        transit = ec2.create_transit_gateway(TagSpecifications=self.spec("transit-gateway", "hub"))["TransitGateway"]["TransitGatewayId"]
        self.due("TransitGateway", "transit-gateway", transit)
        table = ec2.create_transit_gateway_route_table(
            TransitGatewayId=transit, TagSpecifications=self.spec("transit-gateway-route-table", "hub")
        )["TransitGatewayRouteTable"]["TransitGatewayRouteTableId"]
        self.due("TransitGatewayRouteTable", "transit-gateway-route-table", table)
        attachment = ec2.create_transit_gateway_vpc_attachment(
            TransitGatewayId=transit,
            VpcId=self.vpc,
            SubnetIds=[self.subnets["data-a"], self.subnets["data-b"]],
            TagSpecifications=self.spec("transit-gateway-attachment", "hub"),
        )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
        self.due("TransitGatewayAttachment", "transit-gateway-attachment", attachment)
        customer = ec2.create_customer_gateway(
            Type="ipsec.1", PublicIp="198.51.100.7", BgpAsn=65000, TagSpecifications=self.spec("customer-gateway", "office")
        )["CustomerGateway"]["CustomerGatewayId"]
        self.due("CustomerGateway", "customer-gateway", customer)
        vpn = ec2.create_vpn_gateway(Type="ipsec.1", TagSpecifications=self.spec("vpn-gateway", "office"))["VpnGateway"]["VpnGatewayId"]
        self.due("VPNGateway", "vpn-gateway", vpn)
        ec2.attach_vpn_gateway(VpnGatewayId=vpn, VpcId=self.vpc)
        connection = ec2.create_vpn_connection(
            Type="ipsec.1", CustomerGatewayId=customer, VpnGatewayId=vpn, TagSpecifications=self.spec("vpn-connection", "office")
        )["VpnConnection"]["VpnConnectionId"]
        self.due("VPNConnection", "vpn-connection", connection)
        offices = ec2.create_managed_prefix_list(
            PrefixListName=f"{self.name}-offices",
            MaxEntries=2,
            AddressFamily="IPv4",
            TagSpecifications=self.spec("prefix-list", "offices"),
        )["PrefixList"]["PrefixListId"]
        self.due("PrefixList", "prefix-list", offices, f"{self.name}-offices")
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [{"PrefixListId": offices}]}
        ec2.authorize_security_group_ingress(GroupId=self.groups["lb"], IpPermissions=[rule])
        inner = self.aws.client("elbv2").create_load_balancer(
            Name=f"{self.name}-inner", Type="network", Scheme="internal", Subnets=[self.subnets["app-a"]], Tags=self.tag("inner")
        )["LoadBalancers"][0]["LoadBalancerArn"]
        self.manifest.due(self.balancer_entry("V2::LoadBalancer", inner, f"{self.name}-inner"))
        service = ec2.create_vpc_endpoint_service_configuration(
            NetworkLoadBalancerArns=[inner], TagSpecifications=self.spec("vpc-endpoint-service", "inner")
        )["ServiceConfiguration"]["ServiceId"]
        self.due("VPCEndpointService", "vpc-endpoint-service", service)

    def names(self) -> None:
        """Those of the office are resolved there, for the shop and its annex."""
        resolver = self.aws.client("route53resolver")
        made = resolver.create_resolver_endpoint(
            CreatorRequestId=f"{self.name}-out",
            Name=f"{self.name}-out",
            SecurityGroupIds=[self.groups["app"]],
            Direction="OUTBOUND",
            IpAddresses=[{"SubnetId": self.subnets[f"app-{zone}"], "Ip": f"{NETWORK}.{10 + n}.200"} for n, zone in enumerate(ZONES)],
            Tags=self.tag("out"),
        )["ResolverEndpoint"]
        self.manifest.due(entry("AWS::Route53Resolver::ResolverEndpoint", self.aws, made["Arn"], f"{self.name}-out"))
        rule = resolver.create_resolver_rule(
            CreatorRequestId=f"{self.name}-office",
            Name=f"{self.name}-office",
            RuleType="FORWARD",
            DomainName="office.example.org",
            TargetIps=[{"Ip": "192.0.2.53", "Port": 53}],
            ResolverEndpointId=made["Id"],
            Tags=self.tag("office"),
        )["ResolverRule"]
        self.manifest.due(entry("AWS::Route53Resolver::ResolverRule", self.aws, rule["Arn"], f"{self.name}-office"))
        for vpc in (self.vpc, self.annex):
            resolver.associate_resolver_rule(ResolverRuleId=rule["Id"], VPCId=vpc)

    def scaling_entry(self, type_: str, arn: str, name: str) -> dict:
        return entry(f"AWS::AutoScaling::{type_}", self.aws, arn, name)

    def group_of_servers(self, name: str, tier: str, size: int, launched: bool, **how) -> str:
        """`launched`: its servers carry its tags, as the console proposes."""
        scaling, full = self.aws.client("autoscaling"), f"{self.name}-{name}"
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=full,
            MinSize=0,
            MaxSize=4,
            DesiredCapacity=size,
            VPCZoneIdentifier=",".join(self.subnets[f"{tier}-{zone}"] for zone in ZONES),
            Tags=[{"Key": key, "Value": value, "PropagateAtLaunch": launched} for key, value in self.tags.items()],
            **how,
        )
        return scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[full])["AutoScalingGroups"][0]["AutoScalingGroupARN"]

    def fleet(self) -> None:
        """A group by a launch template, whose servers go with it, and an old one by a launch configuration."""
        scaling = self.aws.client("autoscaling")
        named = {"LaunchTemplateId": self.template, "Version": "1"}
        arn = self.group_of_servers("web", "app", 2, True, LaunchTemplate=named, TargetGroupARNs=[self.targets])
        self.manifest.due(self.scaling_entry("AutoScalingGroup", arn, f"{self.name}-web"))
        group = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[f"{self.name}-web"])["AutoScalingGroups"][0]
        for server in group["Instances"]:
            self.due("Instance", "instance", server["InstanceId"])
        image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        scaling.create_launch_configuration(
            LaunchConfigurationName=f"{self.name}-old", ImageId=image, InstanceType="t3.micro", SecurityGroups=[self.groups["app"]]
        )
        old = self.group_of_servers("batch", "data", 1, False, LaunchConfigurationName=f"{self.name}-old")
        self.manifest.due(self.scaling_entry("AutoScalingGroup", old, f"{self.name}-batch"))
        for server in scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[f"{self.name}-batch"])["AutoScalingGroups"][0]["Instances"]:
            self.due("Instance", "instance", server["InstanceId"], child=True)
        told = scaling.describe_launch_configurations(LaunchConfigurationNames=[f"{self.name}-old"])["LaunchConfigurations"][0]
        configuration = self.scaling_entry("LaunchConfiguration", told["LaunchConfigurationARN"], f"{self.name}-old")
        self.manifest.due(configuration, child=True)

    def endpoints(self) -> None:
        ec2 = self.ec2
        queue = ec2.create_vpc_endpoint(
            VpcId=self.vpc,
            VpcEndpointType="Interface",
            ServiceName=f"com.amazonaws.{self.aws.region}.sqs",
            SubnetIds=[self.subnets["app-a"]],
            SecurityGroupIds=[self.groups["app"]],
            TagSpecifications=self.spec("vpc-endpoint", "queue"),
        )["VpcEndpoint"]["VpcEndpointId"]
        self.due("VPCEndpoint", "vpc-endpoint", queue)
        bucket = ec2.create_vpc_endpoint(
            VpcId=self.vpc,
            VpcEndpointType="Gateway",
            ServiceName=f"com.amazonaws.{self.aws.region}.s3",
            RouteTableIds=[self.private],
            TagSpecifications=self.spec("vpc-endpoint", "bucket"),
        )["VpcEndpoint"]["VpcEndpointId"]
        self.due("VPCEndpoint", "vpc-endpoint", bucket)

    def rest(self) -> None:
        ec2 = self.ec2
        card = ec2.create_network_interface(
            SubnetId=self.subnets["data-a"], Groups=[self.groups["app"]], TagSpecifications=self.spec("network-interface", "card")
        )["NetworkInterface"]["NetworkInterfaceId"]
        self.due("NetworkInterface", "network-interface", card)
        self.annex = other = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=self.spec("vpc", "annex"))["Vpc"]["VpcId"]
        self.due("VPC", "vpc", other)
        peering = ec2.create_vpc_peering_connection(
            VpcId=self.vpc, PeerVpcId=other, TagSpecifications=self.spec("vpc-peering-connection", "bridge")
        )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering)
        self.due("VPCPeeringConnection", "vpc-peering-connection", peering)
        logs = ec2.create_flow_logs(
            ResourceIds=[self.vpc],
            ResourceType="VPC",
            TrafficType="ALL",
            LogDestinationType="cloud-watch-logs",
            LogGroupName=f"/shop/{self.name}/flow",
            DeliverLogsPermissionArn=f"arn:aws:iam::{self.aws.number}:role/flow",
            TagSpecifications=self.spec("vpc-flow-log", "flow"),
        )["FlowLogIds"]
        for log in logs:
            self.due("FlowLog", "vpc-flow-log", log)

    def capacity(self) -> None:
        """Fleets that start servers by themselves, and what is kept free for others."""
        ec2, zone = self.ec2, f"{self.aws.region}a"
        how = {"LaunchTemplateSpecification": {"LaunchTemplateId": self.template, "Version": "$Latest"}}
        fleet = ec2.create_fleet(
            LaunchTemplateConfigs=[how | {"Overrides": [{"SubnetId": self.subnets["app-a"]}]}],
            TargetCapacitySpecification={"TotalTargetCapacity": 2, "DefaultTargetCapacityType": "on-demand"},
            Type="maintain",
            TagSpecifications=self.spec("fleet", "workers"),
        )["FleetId"]
        self.due("EC2Fleet", "fleet", fleet)
        image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        launched = {"ImageId": image, "SubnetId": self.subnets["app-b"], "SecurityGroups": [{"GroupId": self.groups["app"]}]}
        spot = ec2.request_spot_fleet(
            SpotFleetRequestConfig={
                "IamFleetRole": f"arn:aws:iam::{self.aws.number}:role/spot-fleet",
                "TargetCapacity": 1,
                "LaunchSpecifications": [launched],
                "TagSpecifications": self.spec("spot-fleet-request", "cheap"),
            }
        )["SpotFleetRequestId"]
        self.due("SpotFleet", "spot-fleet-request", spot)
        reserved = ec2.create_capacity_reservation(
            InstanceType="m5.large",
            InstancePlatform="Linux/UNIX",
            AvailabilityZone=zone,
            InstanceCount=1,
            TagSpecifications=self.spec("capacity-reservation", "sale"),
        )["CapacityReservation"]["CapacityReservationId"]
        self.due("CapacityReservation", "capacity-reservation", reserved)
        host = ec2.allocate_hosts(
            AvailabilityZone=zone, InstanceType="m5.large", Quantity=1, TagSpecifications=self.spec("dedicated-host", "host")
        )["HostIds"][0]
        self.due("Host", "dedicated-host", host)

    def way_in(self) -> None:
        """By which those who run the shop get into it."""
        vpn = self.ec2.create_client_vpn_endpoint(
            ClientCidrBlock="10.200.0.0/22",
            ServerCertificateArn=self.aws.arn("acm", "certificate/0a1b2c3d-0000-4000-8000-000000000000"),
            AuthenticationOptions=[],
            ConnectionLogOptions={"Enabled": False},
            VpcId=self.vpc,
            SecurityGroupIds=[self.groups["app"]],
            TagSpecifications=self.spec("client-vpn-endpoint", "desk"),
        )["ClientVpnEndpointId"]
        for zone in ZONES:
            self.ec2.associate_client_vpn_target_network(ClientVpnEndpointId=vpn, SubnetId=self.subnets[f"app-{zone}"])
        self.due("ClientVpnEndpoint", "client-vpn-endpoint", vpn)


class House:
    """A tagged VPC in which a stranger lives: that keeps the VPC and what it needs, and nothing more."""

    def __init__(self, aws: Account, manifest: Manifest):
        self.shop = WebShop(aws, manifest, "house")
        self.aws, self.manifest, self.ec2 = aws, manifest, self.shop.ec2

    def withheld(self, type_: str, word: str, id_: str, why: str) -> None:
        self.manifest.withheld(ec2_entry(self.aws, type_, word, id_), "strangerInVpc", why)

    def build(self) -> None:
        ec2, shop = self.ec2, self.shop
        vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16", TagSpecifications=shop.spec("vpc", "vpc"))["Vpc"]["VpcId"]
        shop.vpc = vpc
        self.withheld("VPC", "vpc", vpc, "an instance that is not of the workshop is in it")
        lived = self.subnet(vpc, "10.7.1.0/24", "lived-in")
        self.withheld("Subnet", "subnet", lived, "the stranger's subnet")
        empty = self.subnet(vpc, "10.7.2.0/24", "empty")
        shop.due("Subnet", "subnet", empty)
        group = ec2.create_security_group(VpcId=vpc, GroupName="house-lived", Description="x", TagSpecifications=shop.spec("security-group", "lived"))["GroupId"]
        self.withheld("SecurityGroup", "security-group", group, "the stranger's group")
        shop.group("free")
        gateway = ec2.create_internet_gateway(TagSpecifications=shop.spec("internet-gateway", "door"))["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        self.withheld("InternetGateway", "internet-gateway", gateway, "the stranger's way out")
        table = ec2.create_route_table(VpcId=vpc, TagSpecifications=shop.spec("route-table", "out"))["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        ec2.associate_route_table(RouteTableId=table, SubnetId=lived)
        self.withheld("RouteTable", "route-table", table, "the stranger's routes")
        image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        stranger = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=lived, SecurityGroupIds=[group])["Instances"][0]["InstanceId"]
        self.manifest.bystander(ec2_entry(self.aws, "Instance", "instance", stranger), "untagged", "no tag")
        # What a VPC brings along goes with it alone, whatever tag it carries.
        main = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "association.main", "Values": ["true"]}])["RouteTables"][0]
        default = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}])["SecurityGroups"][0]
        acl = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "default", "Values": ["true"]}])["NetworkAcls"][0]
        for type_, word, id_ in (
            ("RouteTable", "route-table", main["RouteTableId"]),
            ("SecurityGroup", "security-group", default["GroupId"]),
            ("NetworkAcl", "network-acl", acl["NetworkAclId"]),
        ):
            ec2.create_tags(Resources=[id_], Tags=shop.tag("of-the-vpc"))
            self.manifest.withheld(ec2_entry(self.aws, type_, word, id_), "goesWithVpc", "it goes with its VPC, which stays")

    def subnet(self, vpc: str, block: str, name: str) -> str:
        return self.ec2.create_subnet(VpcId=vpc, CidrBlock=block, TagSpecifications=self.shop.spec("subnet", name))["Subnet"]["SubnetId"]


def default_network(aws: Account, manifest: Manifest) -> None:
    """Somebody tagged the account's default VPC and all that it came with."""
    ec2 = aws.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    parts = [("VPC", "vpc", vpc)]
    parts += [("Subnet", "subnet", one["SubnetId"]) for one in ec2.describe_subnets(Filters=mine)["Subnets"]]
    parts += [("RouteTable", "route-table", one["RouteTableId"]) for one in ec2.describe_route_tables(Filters=mine)["RouteTables"]]
    parts += [("NetworkAcl", "network-acl", one["NetworkAclId"]) for one in ec2.describe_network_acls(Filters=mine)["NetworkAcls"]]
    parts += [("SecurityGroup", "security-group", one["GroupId"]) for one in ec2.describe_security_groups(Filters=mine)["SecurityGroups"] if one["GroupName"] == "default"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    parts.append(("InternetGateway", "internet-gateway", gateway))
    for type_, word, id_ in parts:
        ec2.create_tags(Resources=[id_], Tags=[{"Key": TAG, "Value": WORKSHOP}])
        manifest.withheld(ec2_entry(aws, type_, word, id_), "defaultNetwork", "the default VPC and what hangs on it")


def build(aws: Account, manifest: Manifest) -> None:
    default_network(aws, manifest)
    WebShop(aws, manifest, "shop").build()
    House(aws, manifest).build()
    shop_containers.shared(aws, manifest)
    WebShop(aws, Standing(manifest, "twin", "the same shop without a tag"), "twin", tags={}).build()
