"""What runs containers in the web shop: services, tasks and what they are made from, a cluster of Kubernetes, and jobs."""

from __future__ import annotations

import json
from typing import Any

import kinds_seed as make
from seed_account import Account, Manifest, entry


def _pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in tags.items()]


def _entry(aws: Account, type_: str, arn: str, name: str, id_: Any = None) -> dict:
    return entry(f"AWS::ECS::{type_}", aws, arn, name, id_)


class Containers:
    """A cluster of Fargate with all that may be in one."""

    def __init__(self, aws: Account, name: str, tags: dict[str, str], subnets: list[str], groups: list[str]):
        self.aws, self.name, self.tags = aws, name, tags
        self.ecs = aws.client("ecs")
        self.network = {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": groups}}

    def cluster(self, **more) -> dict:
        made = self.ecs.create_cluster(clusterName=self.name, tags=_pairs(self.tags), **more)["cluster"]
        return _entry(self.aws, "Cluster", made["clusterArn"], self.name)

    def provider(self, **more) -> dict:
        name = f"{self.name}-machines"
        group = self.aws.arn("autoscaling", f"autoScalingGroup:0a1b2c3d-0000-4000-8000-000000000000:autoScalingGroupName/{name}")
        made = self.ecs.create_capacity_provider(
            name=name, autoScalingGroupProvider={"autoScalingGroupArn": group}, tags=_pairs(self.tags), **more
        )["capacityProvider"]
        return _entry(self.aws, "CapacityProvider", made["capacityProviderArn"], name)

    def machine(self, instance: str) -> None:
        self.ecs.register_container_instance(cluster=self.name, instanceIdentityDocument=json.dumps({"instanceId": instance}))

    def definition(self, family: str) -> dict:
        made = self.ecs.register_task_definition(
            family=family,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            containerDefinitions=[{"name": "web", "image": "nginx", "memory": 512}],
            tags=_pairs(self.tags),
        )["taskDefinition"]
        return _entry(self.aws, "TaskDefinition", made["taskDefinitionArn"], f"{family}:{made['revision']}")

    def service(self, name: str, definition: str | None, tags: dict[str, str] | None = None, **more) -> dict:
        told = {"taskDefinition": definition, "networkConfiguration": self.network} if definition else {}
        made = self.ecs.create_service(
            cluster=self.name,
            serviceName=name,
            desiredCount=1,
            launchType="FARGATE",
            tags=_pairs(self.tags if tags is None else tags),
            **told,
            **more,
        )["service"]
        return _entry(self.aws, "Service", made["serviceArn"], name, self.name)

    def task_set(self, service: str, definition: str) -> dict:
        made = self.ecs.create_task_set(
            cluster=self.name,
            service=service,
            taskDefinition=definition,
            launchType="FARGATE",
            networkConfiguration=self.network,
            tags=_pairs(self.tags),
        )["taskSet"]
        return _entry(self.aws, "TaskSet", made["taskSetArn"], made["id"], [self.name, service])

    def task(self, definition: str, tags: dict[str, str]) -> dict:
        made = self.ecs.run_task(
            cluster=self.name, taskDefinition=definition, launchType="FARGATE", networkConfiguration=self.network, tags=_pairs(tags)
        )["tasks"][0]
        return _entry(self.aws, "Task", made["taskArn"], made["taskArn"].split("/")[-1], self.name)

    def of_services(self, service: str) -> list[dict]:
        arns = self.ecs.list_tasks(cluster=self.name, serviceName=service)["taskArns"]
        return [_entry(self.aws, "Task", arn, arn.split("/")[-1], self.name) for arn in arns]


def services(shop: Any) -> None:
    """A service of each sort, with its tasks, and a task by itself with the tag and one without it."""
    due = shop.manifest.due
    subnets = [shop.subnets["app-a"], shop.subnets["app-b"]]
    made = Containers(shop.aws, shop.name, shop.tags, subnets, [shop.groups["app"]])
    provider = due(made.provider())
    due(made.cluster(capacityProviders=["FARGATE", provider["name"]]))
    made.machine(shop.machine)
    definition = due(made.definition(f"{shop.name}-web"))["arn"]
    due(made.service("web", definition, propagateTags="SERVICE", enableECSManagedTags=True))
    for task in made.of_services("web"):
        due(task)
    due(made.service("cart", definition, deploymentController={"type": "CODE_DEPLOY"}))
    due(made.service("search", None, deploymentController={"type": "EXTERNAL"}))
    due(made.task_set("search", definition))
    job = due(made.definition(f"{shop.name}-job"))["arn"]
    due(made.task(job, shop.tags))
    due(made.task(job, {}), child=True)


class Kubernetes:
    """A cluster with all that may be in one."""

    def __init__(self, aws: Account, name: str, tags: dict[str, str], subnets: list[str], groups: list[str]):
        self.aws, self.name, self.tags, self.subnets = aws, name, tags, subnets
        self.eks, self.ec2 = aws.client("eks"), aws.client("ec2")
        self.network = {"subnetIds": subnets, "securityGroupIds": groups}

    def of(self, type_: str, arn: str, *names: str) -> dict:
        return entry(f"AWS::EKS::{type_}", self.aws, arn, names[-1], list(names))

    def cluster(self, role: str, **more) -> dict:
        told = {"name": self.name, "roleArn": role, "resourcesVpcConfig": self.network, "tags": self.tags}
        return self.of("Cluster", self.eks.create_cluster(**told, **more)["cluster"]["arn"], self.name)

    def nodegroup(self, name: str, role: str, tags: dict[str, str]) -> dict:
        told = {"clusterName": self.name, "nodegroupName": name, "subnets": self.subnets, "nodeRole": role, "tags": tags}
        return self.of("Nodegroup", self.eks.create_nodegroup(**told)["nodegroup"]["nodegroupArn"], self.name, name)

    def profile(self, name: str, role: str, tags: dict[str, str]) -> dict:
        told = {"clusterName": self.name, "fargateProfileName": name, "podExecutionRoleArn": role, "tags": tags}
        made = self.eks.create_fargate_profile(**told, subnets=self.subnets, selectors=[{"namespace": name}])["fargateProfile"]
        return self.of("FargateProfile", made["fargateProfileArn"], self.name, name)

    def addon(self, name: str, tags: dict[str, str]) -> dict:
        made = self.eks.create_addon(clusterName=self.name, addonName=name, tags=tags)["addon"]
        return self.of("Addon", made["addonArn"], self.name, name)

    def capability(self, type_: str, name: str, role: str, tags: dict[str, str]) -> dict:
        told = {"clusterName": self.name, "capabilityName": name, "type": type_, "roleArn": role, "tags": tags}
        made = self.eks.create_capability(**told, deletePropagationPolicy="RETAIN")["capability"]
        return self.of("Capability", made["arn"], self.name, name)

    def left(self, how: str) -> list[tuple[str, str, str]]:
        """What its controllers made, or found: a volume and a group."""
        tags = [{"Key": f"kubernetes.io/cluster/{self.name}", "Value": how}]
        made = self.ec2.create_volume(AvailabilityZone=f"{self.aws.region}a", Size=1)["VolumeId"]
        name = f"k8s-{how}-{self.name}"
        group = self.ec2.create_security_group(GroupName=name, Description="k8s", VpcId=self.vpc())["GroupId"]
        self.ec2.create_tags(Resources=[made, group], Tags=tags)
        return [("Volume", "volume", made), ("SecurityGroup", "security-group", group)]

    def balancers(self, vpc: str, group: str) -> list[dict]:
        """Of its controller, and of its cloud provider, which made the group for it."""
        elb, classic = self.aws.client("elbv2"), self.aws.client("elb")
        tags = self.of_controller("ingress.k8s.aws/stack", "ingress.k8s.aws/resource")
        front = elb.create_load_balancer(Name=f"k8s-{self.name}", Subnets=self.subnets, Tags=tags)["LoadBalancers"][0]["LoadBalancerArn"]
        targets = elb.create_target_group(Name=f"k8s-{self.name}", Protocol="HTTP", Port=80, VpcId=vpc, Tags=tags)["TargetGroups"][0]["TargetGroupArn"]
        forward = [{"Type": "forward", "TargetGroupArn": targets}]
        elb.create_listener(LoadBalancerArn=front, Protocol="HTTP", Port=80, DefaultActions=forward)
        listeners = [{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstancePort": 80}]
        old = f"{self.name}-service"
        tags = self.owned("kubernetes.io/service-name", "default/web")
        classic.create_load_balancer(LoadBalancerName=old, Listeners=listeners, Subnets=self.subnets[:1], SecurityGroups=[group], Tags=tags)
        of = "AWS::ElasticLoadBalancing"
        return [
            entry(f"{of}V2::LoadBalancer", self.aws, front, f"k8s-{self.name}"),
            entry(f"{of}V2::TargetGroup", self.aws, targets, f"k8s-{self.name}"),
            entry(f"{of}::LoadBalancer", self.aws, self.aws.arn("elasticloadbalancing", f"loadbalancer/{old}"), old),
        ]

    def of_controller(self, *keys: str) -> list[dict]:
        return [{"Key": key, "Value": "default/web"} for key in keys] + [{"Key": "elbv2.k8s.aws/cluster", "Value": self.name}]

    def owned(self, key: str, value: str) -> list[dict]:
        return [{"Key": f"kubernetes.io/cluster/{self.name}", "Value": "owned"}, {"Key": key, "Value": value}]

    def of_karpenter(self, group: str) -> list[tuple[str, str, str]]:
        """A node, what it was started by, and the group of the load balancers' machines."""
        tags, vpc = self.owned("karpenter.sh/nodepool", "default"), self.vpc()
        image = self.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        template = self.ec2.create_launch_template(
            LaunchTemplateName=f"karpenter.k8s.aws/{self.name}",
            LaunchTemplateData={"ImageId": image, "SecurityGroupIds": [group]},
            TagSpecifications=[{"ResourceType": "launch-template", "Tags": tags}],
        )["LaunchTemplate"]["LaunchTemplateId"]
        shared = self.ec2.create_security_group(GroupName=f"k8s-traffic-{self.name}", Description="k8s", VpcId=vpc)["GroupId"]
        self.ec2.create_tags(Resources=[shared], Tags=self.of_controller("elbv2.k8s.aws/resource"))
        node = self.ec2.run_instances(
            ImageId=image,
            MinCount=1,
            MaxCount=1,
            SubnetId=self.subnets[0],
            SecurityGroupIds=[group, shared],
            TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
        )["Instances"][0]["InstanceId"]
        # AWS's own, which nobody else can write.
        self.aws.control("tags", {self.aws.arn("ec2", f"instance/{node}"): {"aws:eks:cluster-name": self.name, "aws:ec2:fleet-id": "fleet-0a1b"}})
        return [("LaunchTemplate", "launch-template", template), ("SecurityGroup", "security-group", shared), ("Instance", "instance", node)]

    def vpc(self) -> str:
        return self.ec2.describe_subnets(SubnetIds=self.subnets[:1])["Subnets"][0]["VpcId"]


def kubernetes(shop: Any) -> None:
    """Its parts carry the tag or not: those of a cluster do not reach them."""
    due = shop.manifest.due
    roles = ("eks.amazonaws.com", "ec2.amazonaws.com", "eks-fargate-pods.amazonaws.com")
    role = due(make.role(shop.aws, f"{shop.name}-kubernetes", shop.tags, services=roles))["arn"]
    subnets = [shop.subnets["app-a"], shop.subnets["app-b"]]
    made = Kubernetes(shop.aws, f"{shop.name}-k8s", shop.tags, subnets, [shop.groups["app"]])
    due(made.cluster(role))
    due(made.nodegroup("nodes", role, {}), child=True)
    due(made.profile("web", role, shop.tags))
    due(made.profile("jobs", role, {}), child=True)
    due(made.nodegroup("spot", role, shop.tags))
    due(made.addon("coredns", {}), child=True)
    due(made.addon("vpc-cni", shop.tags))
    due(made.capability("ACK", "controllers", role, {}), child=True)
    due(made.capability("ARGOCD", "argocd", role, shop.tags))
    nodes = made.ec2.describe_instances(Filters=[{"Name": "tag:eks:cluster-name", "Values": [made.name]}])["Reservations"]
    for node in (one for reservation in nodes for one in reservation["Instances"]):
        shop.due("Instance", "instance", node["InstanceId"], child=True)
    left = made.left("owned")
    for type_, word, id_ in left + made.of_karpenter(shop.groups["app"]):
        shop.due(type_, word, id_, child=True)
    for one in made.balancers(made.vpc(), left[1][2]):
        due(one, child=True)


def jobs(shop: Any) -> None:
    """Its environment works with a role of the workshop's to its end, and has a cluster of ECS of its own."""
    due, batch = shop.manifest.due, shop.aws.client("batch")
    role = due(make.role(shop.aws, f"{shop.name}-batch", shop.tags, services=("batch.amazonaws.com",)))["arn"]
    resources = {
        "type": "FARGATE",
        "maxvCpus": 4,
        "subnets": [shop.subnets["app-a"]],
        "securityGroupIds": [shop.groups["app"]],
    }
    name = f"{shop.name}-jobs"
    environment = batch.create_compute_environment(
        computeEnvironmentName=name, type="MANAGED", computeResources=resources, serviceRole=role, tags=shop.tags
    )["computeEnvironmentArn"]
    due(entry("AWS::Batch::ComputeEnvironment", shop.aws, environment, name))
    order = [{"order": 1, "computeEnvironment": environment}]
    queue = batch.create_job_queue(jobQueueName=name, priority=1, state="ENABLED", computeEnvironmentOrder=order, tags=shop.tags)
    due(entry("AWS::Batch::JobQueue", shop.aws, queue["jobQueueArn"], name))
    container = {"image": "busybox", "resourceRequirements": [{"type": "MEMORY", "value": "512"}, {"type": "VCPU", "value": "1"}]}
    made = batch.register_job_definition(jobDefinitionName=name, type="container", containerProperties=container, tags=shop.tags)
    due(entry("AWS::Batch::JobDefinition", shop.aws, made["jobDefinitionArn"], f"{name}:1"))


def shared(aws: Account, manifest: Manifest) -> None:
    """A tagged cluster in which a stranger's service runs what is of the workshop, and its neighbour, which is the workshop's."""
    from web_shop import TAG, WORKSHOP

    vpc = aws.client("ec2").describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    subnet = aws.client("ec2").describe_subnets(Filters=mine)["Subnets"][0]["SubnetId"]
    group = aws.client("ec2").describe_security_groups(Filters=mine)["SecurityGroups"][0]["GroupId"]
    made = Containers(aws, "shop-shared", {TAG: WORKSHOP}, [subnet], [group])
    manifest.withheld(made.cluster(), "strangerInCluster", "a service that is not of the workshop is in it")
    definition = made.definition("shop-shared-web")
    manifest.withheld(definition, "strangerInCluster", "a service that is not of the workshop runs it")
    manifest.bystander(made.service("strangers", definition["arn"], tags={}), "untagged", "no tag")
    for task in made.of_services("strangers"):
        manifest.bystander(task, "untagged", "a task of the stranger's service")
    manifest.due(made.service("ours", manifest.due(made.definition("shop-shared-own"))["arn"]))
