"""What must survive: the near misses of a workshop, and what carries its tag and yet may not go."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import kinds_seed as make
import stack_seed
from seed_account import Account, Manifest
from student_system import SENDER, TAG, StudentSystem

KEEP, EXPIRES_AT = "janitor:keep", "janitor:expires-at"
ELSEWHERE = "eu-west-1"
AT_ONCE = 4

Maker = Callable[[Account, str, dict], dict]

# name in the name, maker, and whether AWS says when such a thing was made
FIRST: tuple[tuple[str, Maker, bool], ...] = (
    ("table", make.table, True),
    ("function", make.function, True),
    ("rest-api", make.rest_api, True),
    ("user-pool", make.user_pool, True),
    ("bucket", make.bucket, True),
    ("rule", make.rule, False),
    ("bus", make.bus, True),
    ("role", make.role, True),
    ("policy", make.policy, True),
    ("identity", lambda aws, name, tags: make.identity(aws, f"{name}.example.com", tags), False),
    ("log-group", make.log_group, True),
)
OTHERS: tuple[tuple[str, Maker, bool], ...] = (
    ("http-api", make.http_api, True),
    ("usage-plan", make.usage_plan, False),
    ("api-key", make.api_key, True),
    ("domain", lambda aws, name, tags: make.domain(aws, f"{name}.example.com", tags), False),
    ("vpc-link", make.vpc_link, False),
    ("identity-pool", make.identity_pool, False),
    ("graphql-api", make.graphql_api, False),
    ("event-api", make.event_api, True),
    ("schedule-group", make.schedule_group, True),
    ("pipe", make.pipe, True),
    ("configuration-set", make.configuration_set, False),
    ("contact-list", make.contact_list, True),
    ("instance-profile", make.instance_profile, True),
    ("alarm", make.alarm, True),
    ("dashboard", make.dashboard, True),
    ("topic", make.topic, False),
    ("queue", make.queue, True),
    ("state-machine", make.state_machine, True),
    ("secret", make.secret, True),
    ("parameter", make.parameter, True),
    ("repository", make.repository, True),
    ("key", make.key, True),
    ("distribution", make.distribution, True),
    ("certificate", lambda aws, name, tags: make.certificate(aws, f"{name}.example.com", tags), True),
    ("stack", lambda aws, name, tags: make.stack(aws, name, tags, _template(f"{name}-topic")), True),
    ("amplify-app", make.amplify_app, True),
)


def _template(topic_name: str) -> dict:
    return {"Resources": {"Topic": stack_seed.topic(topic_name)}}


class Bystanders:
    """Those of one workshop. `old` is made with the clock at the workshop's time, `young` a day ago."""

    def __init__(
        self, aws: Account, manifest: Manifest, system: StudentSystem, everything: bool, now: datetime | None = None
    ):
        self.aws, self.manifest, self.system = aws, manifest, system
        self.workshop, self.tags, self.everything = system.workshop, {TAG: system.workshop}, everything
        self.kinds = FIRST + (OTHERS if everything else ())
        self.now = now or datetime.now(timezone.utc)
        self.with_withheld = system.with_withheld

    def stays(self, made: dict, sort: str, why: str) -> dict:
        return self.manifest.bystander(made, sort, why)

    def old(self) -> None:
        self.referenced()
        self.near_misses()
        self.named_alike()
        self.stacks()
        self.elsewhere()
        self.guarded()
        if self.with_withheld:
            self.withheld()

    # Tags

    def tag_sorts(self) -> dict[str, tuple[dict[str, str], str]]:
        """sort → the tags, and why what has them stays"""
        workshop, later = self.workshop, self.now + timedelta(days=45)
        return {
            "untagged": ({}, "no tag"),
            "keyCase": ({TAG.title(): workshop}, "key in other case"),
            "valueCase": ({TAG: workshop.title()}, "value in other case"),
            "otherValue": ({TAG: "pet-shop"}, "another workshop's"),
            "longerValue": ({TAG: f"{workshop}-2"}, "our value is only the beginning of its value"),
            "shorterValue": (
                {TAG: workshop[: workshop.rindex("-")] if "-" in workshop else workshop[:-1]},
                "its value is only the beginning of ours",
            ),
            "insideValue": ({TAG: f"my-{workshop}-old"}, "our value is only a part of its value"),
            "otherKey": ({"project": workshop, "Name": workshop}, "our value under other keys"),
            "kept": (self.tags | {KEEP: "true"}, "janitor:keep"),
            "expiresInstant": (
                self.tags | {EXPIRES_AT: later.strftime("%Y-%m-%dT%H:%M:%SZ")},
                "expires at an instant to come",
            ),
            "expiresDate": (self.tags | {EXPIRES_AT: later.strftime("%Y-%m-%d")}, "expires on a day to come"),
            "expiresDuration": (self.tags | {EXPIRES_AT: "60d"}, "expires 60 days after its creation"),
            "expiresUnreadable": (
                self.tags | {EXPIRES_AT: "next summer"},
                "an expiry that cannot be read: unknown means keep",
            ),
        }

    def near_misses(self) -> None:
        """Each kind once without the tag and in three of the other sorts; each sort in every third or fourth kind."""
        sorts = self.tag_sorts()
        others = [sort for sort in sorts if sort != "untagged"]
        wanted = []
        for n, (word, maker, dated) in enumerate(self.kinds):
            for sort in ["untagged", *(others[(n + step) % len(others)] for step in (0, 4, 8))]:
                if dated or sort != "expiresDuration":  # a duration after a creation that nobody knows says nothing
                    wanted.append((word, maker, sort, *sorts[sort]))
        self.make(wanted)

    def young(self) -> None:
        why = "younger than the TTL"
        self.make([(word, maker, "notYetDue", self.tags, why) for word, maker, dated in self.kinds if dated])
        expired = self.tags | {EXPIRES_AT: (self.now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")}
        self.manifest.due(make.table(self.aws, f"{self.system.name}-trial", expired))
        self.manifest.due(
            make.log_group(self.aws, f"/workshop/{self.system.name}/trial", self.tags | {EXPIRES_AT: "12h"})
        )

    def make(self, wanted: list[tuple[str, Maker, str, dict[str, str], str]]) -> None:
        """Several at once, and into the manifest in order."""

        def made(what) -> dict | None:
            word, maker, sort, tags, _ = what
            with self.manifest.where_it_can_be_had(f"bystander {word}"):
                return maker(self.aws, f"{self.system.name}-near-{word}-{_dashed(sort)}", dict(tags))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for (_, _, sort, _, why), entry in zip(wanted, pool.map(made, wanted)):
                if entry:
                    self.stays(entry, sort, why)

    # What something that stays refers to

    def referenced(self) -> None:
        """A surviving function with its role, layer, policy and log group; those of them that carry the tag stay for its sake."""
        aws, iam, name = self.aws, self.aws.client("iam"), self.system.name
        sort = "inUse"
        self.stays(
            make.entry("AWS::IAM::Role", aws, make.passing_role(aws), "lambda-basic"),
            "untagged",
            "a role without the tag",
        )
        role = self.stays(
            make.role(aws, f"{name}-shared-role", self.tags), sort, "tagged, the role of a function that stays"
        )
        layer = self.stays(make.layer_version(aws, "shared-tools"), sort, "a layer that a function that stays uses too")
        self.stays(
            make.layer_version(aws, "unused-tools"),
            "untagged",
            "a layer that no function uses: nothing says that it is ours",
        )
        keeper = make.function(aws, f"{name}-keeper", {}, role["arn"], (layer["arn"],))
        self.stays(keeper, "untagged", "a function without the tag")
        self.stays(
            make.log_group(aws, f"/aws/lambda/{name}-keeper"), "untagged", "the log group of a function that stays"
        )
        made = make.function(aws, f"{name}-shares-a-layer", self.system.tags, self.system.role["arn"], (layer["arn"],))
        self.manifest.due(made)
        source = self.stays(
            make.table(aws, f"{name}-keeper-source", {}, stream=True), "untagged", "a table without the tag"
        )
        mapping = make.event_source_mapping(aws, make.table_stream(aws, source["name"]), keeper["name"], {})
        self.stays(mapping, "untagged", "the mapping of a function that stays")

        attached = self.stays(
            make.policy(aws, f"{name}-shared-policy", self.tags, versions=2),
            sort,
            "tagged, attached to a role that stays",
        )
        iam.attach_role_policy(RoleName=role["name"], PolicyArn=attached["arn"])
        iam.attach_role_policy(RoleName=self.system.role["name"], PolicyArn=attached["arn"])
        teacher = make.user(aws, f"{name}-teacher")
        users = self.stays(make.policy(aws, f"{name}-user-policy", self.tags), sort, "tagged, attached to a user")
        iam.attach_user_policy(UserName=teacher["name"], PolicyArn=users["arn"])
        self.stays(teacher, "untagged", "a user, with a policy attached")
        boundary = self.stays(
            make.policy(aws, f"{name}-boundary", self.tags), sort, "tagged, the permissions boundary of a user"
        )
        self.stays(make.user(aws, f"{name}-student", boundary["arn"]), "untagged", "a user with a boundary")

        if self.everything:
            self.referenced_by_others(keeper)

    def referenced_by_others(self, keeper: dict) -> None:
        aws, name = self.aws, self.system.name
        self.stays(
            make.schedule(aws, "default", f"{name}-keeper-daily", keeper["arn"]),
            "untagged",
            "a schedule whose target stays",
        )
        connection = self.stays(
            make.connection(aws, "school-registry"), "untagged", "the connection of a destination that stays"
        )
        destination = self.stays(
            make.api_destination(aws, "school-registry", connection["arn"]),
            "untagged",
            "a destination of a rule that stays",
        )
        rule = make.rule(aws, "school-registry", {}, targets=(destination["arn"],))
        self.stays(rule, "untagged", "a rule without the tag")
        self.manifest.due(
            make.rule(
                aws, f"{name}-shares-a-destination", self.system.tags, self.system.bus["name"], (destination["arn"],)
            ),
            sort="undated",
        )
        table = self.stays(make.table(aws, "school-archive", {}), "untagged", "a table without the tag")
        self.stays(
            make.backup(aws, table["name"], f"{name}-students-of-last-year"),
            "untagged",
            "the backup of a table that stays",
        )
        self.stays(
            make.log_group(aws, "/aws/vendedlogs/school"), "untagged", "a log group for several, by no generated name"
        )
        log = self.stays(
            make.log_group(aws, "/aws/api-gateway/school-access"),
            "untagged",
            "the access log of an API that stays, too",
        )
        for tags in ({}, self.system.tags):
            api = make.http_api(aws, f"{name}-shares-a-log-{'ours' if tags else 'theirs'}", tags, stage=None)
            settings = {"DestinationArn": log["arn"], "Format": "$context.requestId"}
            aws.client("apigatewayv2").create_stage(ApiId=api["id"], StageName="$default", AccessLogSettings=settings)
            self.manifest.due(api) if tags else self.stays(api, "untagged", "an API without the tag")
        alias = make.key(aws, "school records", {})
        self.stays(alias, "untagged", "a key without the tag")
        self.stays(
            make.key_alias(aws, f"alias/{name}-school-records", alias["id"]),
            "untagged",
            "the alias of a key that stays",
        )

    def named_alike(self) -> None:
        """Names that begin with the name of something doomed."""
        aws, name = self.aws, self.system.name
        function = make.function(aws, f"{name}-api-prod", {})
        self.stays(function, "untagged", "a function whose name begins with ours")
        self.stays(
            make.log_group(aws, f"/aws/lambda/{name}-api-prod"),
            "namedAlike",
            "its log group begins with the name of ours",
        )
        self.stays(
            make.log_group(aws, f"/aws/lambda/{name}-ap"),
            "namedAlike",
            "the beginning of the name of ours, of no function",
        )
        api_id = self.system.rest["id"]
        self.stays(
            make.log_group(aws, f"API-Gateway-Execution-Logs_{api_id}x/prod"),
            "namedAlike",
            "another API's, whose id begins with ours",
        )
        self.stays(make.layer_version(aws, "common-of-the-school"), "namedAlike", "a layer that no function uses")
        self.stays(make.bucket(aws, f"{name}-system-site-2", {}), "namedAlike", "a bucket whose name begins with ours")

    # Stacks

    def stacks(self) -> None:
        aws, name = self.aws, self.system.name
        control = aws.has_controls()
        owner = self.stays(
            make.role(aws, f"{name}-deploy", self.tags, services=("cloudformation.amazonaws.com",)),
            "inUse",
            "tagged, the role of a stack that stays",
        )
        template = {
            "Resources": {
                "Table": stack_seed.table(f"{name}-landing-table"),
                "Queue": stack_seed.queue(f"{name}-landing-queue"),
                "Role": stack_seed.role(f"{name}-landing-role"),
            }
        }
        stack, members = stack_seed.stack(aws, f"{name}-landing", {}, template, RoleARN=owner["arn"])
        self.stays(stack, "untagged", "a stack without the tag")
        for member in members:
            if control:
                aws.control("tags", {member["arn"]: self.tags})
            self.stays(member, "owned", "tagged, but owned by a stack that stays")
        if not self.everything:
            return
        templates = stack_seed.templates_bucket(aws)
        self.stays(
            make.entry("AWS::S3::Bucket", aws, f"arn:aws:s3:::{templates}", templates),
            "untagged",
            "the bucket of CloudFormation's templates",
        )
        template = {
            "Resources": {
                "Table": stack_seed.table(f"{name}-yearbook"),
                "News": stack_seed.topic(f"{name}-yearbook-news"),
            }
        }
        stack, members = stack_seed.stack(aws, f"{name}-yearbook", self.tags, template)
        if not control:
            self.manifest.absent(
                "AWS::CloudFormation::Stack", "a stack with a kept member: plain moto does not tag members"
            )
            return
        self.stays(stack, "keptMember", "tagged, with a member that is kept")
        kept = next(member for member in members if member["type"] == "AWS::DynamoDB::Table")
        aws.control("tags", {kept["arn"]: {KEEP: "true"}})
        for member in members:
            self.stays(member, "keptMember", "a member of a stack that stays for a kept member's sake")

    # Regions

    def elsewhere(self) -> None:
        why = "tagged, in a region that is not configured"
        makers = [
            ("table", make.table),
            ("function", make.function),
            ("rest-api", make.rest_api),
            ("user-pool", make.user_pool),
            ("bucket", make.bucket),
            ("log-group", make.log_group),
        ]
        if self.everything:
            makers += [
                ("queue", make.queue),
                ("topic", make.topic),
                ("certificate", lambda aws, name, tags: make.certificate(aws, f"{name}.example.com", tags)),
            ]
        for region in (ELSEWHERE, "us-east-1"):
            if region == self.aws.region:
                continue
            for word, maker in makers:
                made = maker(self.aws.at(region), f"{self.system.name}-{region}-{word}", self.tags)
                self.stays(
                    made,
                    "otherRegion",
                    why + (", seen through the index of us-east-1" if region == "us-east-1" else ""),
                )

    # Guards

    def guarded(self) -> None:
        aws, iam, events = self.aws, self.aws.client("iam"), self.aws.client("events")
        sort, tags = "untouchable", make.pairs(self.tags)
        default = make.entry("AWS::Events::EventBus", aws, aws.arn("events", "event-bus/default"), "default")
        events.tag_resource(ResourceARN=default["arn"], Tags=tags)
        self.stays(default, sort, "tagged, the account's default bus")
        audit = make.archive(aws, f"{self.system.name}-audit", default["arn"])
        self.stays(audit, "untagged", "an archive of the default bus")
        managed = events.describe_rule(Name=f"Events-Archive-{audit['name']}")
        events.tag_resource(ResourceARN=managed["Arn"], Tags=tags)
        rule = make.entry("AWS::Events::Rule", aws, managed["Arn"], managed["Name"], ["default", managed["Name"]])
        self.stays(rule, sort, "tagged, managed by AWS")

        try:
            linked = iam.create_service_linked_role(AWSServiceName="ops.apigateway.amazonaws.com")["Role"]
            iam.tag_role(RoleName=linked["RoleName"], Tags=tags)
            self.stays(
                make.entry("AWS::IAM::Role", aws, linked["Arn"], linked["RoleName"]),
                sort,
                "tagged, a service-linked role",
            )
        except iam.exceptions.InvalidInputException:
            pass  # seeded by another workshop of this account
        for name, path, why in (
            ("AWSReservedSSO_Students_0123456789abcdef", "/aws-reserved/sso.amazonaws.com/", "tagged, a reserved role"),
            ("OrganizationAccountAccessRole", "/", "tagged, the organization's way into the account"),
            ("AWSControlTowerExecution", "/", "tagged, Control Tower's role"),
            (f"stacksets-exec-{self.system.name}", "/", "tagged, a role of stack sets"),
            (f"cdk-hnb659fds-deploy-role-{aws.number}-{aws.region}", "/", "tagged, a role of the CDK's bootstrap"),
        ):
            self.stays(make.role(aws, name, self.tags, path), sort, why)
        self.stays(
            make.identity(aws, SENDER, self.tags), sort, "tagged, the identity from which the janitor sends its mail"
        )

        if self.everything:
            group = make.entry(
                "AWS::Scheduler::ScheduleGroup", aws, aws.arn("scheduler", "schedule-group/default"), "default"
            )
            aws.client("scheduler").tag_resource(ResourceArn=group["arn"], Tags=tags)
            self.stays(group, sort, "tagged, the default schedule group")
            owned = make.secret(aws, f"events!connection/{self.system.name}/auth", self.tags)
            if aws.control("properties", {owned["arn"]: {"owningService": "events"}}):
                self.stays(owned, sort, "tagged, a secret that belongs to EventBridge")
            else:
                aws.client("secretsmanager").delete_secret(SecretId=owned["arn"], ForceDeleteWithoutRecovery=True)
                self.manifest.absent(
                    "AWS::SecretsManager::Secret", "a secret with an owning service: plain moto has none"
                )

    def withheld(self) -> None:
        """Tagged and old enough, and in the report by name, as withheld."""
        aws, name = self.aws, self.system.name
        sort, why = "unknownKind", "a kind that the janitor does not know"
        self.manifest.withheld(make.carrier_gateway(aws, f"{name}-network", self.tags), sort, why)
        for mode in ("GOVERNANCE", "COMPLIANCE"):
            made = make.locked_bucket(
                aws, f"{name}-system-{mode.lower()}", self.tags, mode, self.now + timedelta(days=400)
            )
            self.manifest.withheld(made, mode.lower(), f"an object locked in {mode.lower()} mode")
        group = make.log_group(aws, f"/workshop/{name}/exams", self.tags, deletionProtectionEnabled=True)
        shown = aws.client("logs").describe_log_groups(logGroupNamePrefix=group["name"])["logGroups"][0]
        if shown.get("deletionProtectionEnabled"):
            self.manifest.withheld(group, "protected", "deletion protection")
        else:
            aws.client("logs").delete_log_group(logGroupName=group["name"])
            self.manifest.absent("AWS::Logs::LogGroup", "deletion protection of log groups")
        if self.everything:
            self.withheld_stack()

    def withheld_stack(self) -> None:
        aws, name = self.aws, self.system.name
        template = {"Resources": {"Queue": stack_seed.queue(f"{name}-exams-queue")}}
        stack, members = stack_seed.stack(aws, f"{name}-exams", self.tags, template, EnableTerminationProtection=True)
        shown = aws.client("cloudformation").describe_stacks(StackName=stack["arn"])["Stacks"][0]
        if shown.get("EnableTerminationProtection"):
            for made in (stack, *members):
                self.manifest.withheld(made, "protected", "a stack with termination protection")
        else:
            aws.client("cloudformation").delete_stack(StackName=stack["arn"])
            self.manifest.absent("AWS::CloudFormation::Stack", "termination protection of stacks")


def _dashed(sort: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in sort)
