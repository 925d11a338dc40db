"""The Serverless Student Management System as one participant of the workshop leaves it behind."""

from __future__ import annotations

import json
from collections.abc import Callable

import kinds_seed as make
import stack_seed
from seed_account import Account, Manifest, entry

TAG = "workshop"
REPLICAS = "eu-west-1"  # a region that is not configured
SENDER = "janitor@example.org"

# What AWS gives neither a creation nor a last-modified time: it ages from the day on which it is first seen.
UNDATED = {
    "AWS::Amplify::Domain",
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGateway::VpcLink",
    "AWS::ApiGatewayV2::DomainName",
    "AWS::AppSync::DomainName",
    "AWS::AppSync::GraphQLApi",
    "AWS::Cognito::IdentityPool",
    "AWS::Events::Rule",
    "AWS::SES::ConfigurationSet",
    "AWS::SES::EmailIdentity",
    "AWS::SNS::Topic",
}

ODD_KEYS = ("a b+c&d=e?.txt", "ümlaut/ß €.txt", "slash//twice", "folder/", '<tag attr="\'">&amp;.xml', "..%2f%00", "😀")
AWS_MANAGED_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


class StudentSystem:
    """One copy of the workshop. All names begin with `name`, and differ from copy to copy."""

    def __init__(
        self,
        aws: Account,
        manifest: Manifest,
        workshop: str,
        copy: int = 1,
        with_withheld: bool = True,
        tags: dict[str, str] | None = None,
    ):
        self.aws, self.manifest, self.workshop = aws, manifest, workshop
        self.tags = {TAG: workshop, "course": "Serverless 101"} if tags is None else tags
        self.name = workshop.removesuffix("-system") + (f"-c{copy}" if copy > 1 else "")
        self.with_withheld = with_withheld

    def due(self, made: dict) -> dict:
        return self.manifest.due(made, sort="undated" if made["type"] in UNDATED else None)

    def child(self, made: dict) -> dict:
        return self.manifest.due(made, child=True)

    def build(self, kinds: str) -> None:
        self.first()
        if kinds == "all":
            self.everything_else()

    # The kinds of the first night

    def first(self) -> None:
        self.data()
        self.identity()
        self.compute()
        self.rest_apis()
        self.user_pools()
        self.buckets()
        self.events()
        self.mail()

    def data(self) -> None:
        self.students = self.due(make.table(self.aws, f"{self.name}-students", self.tags, items=60, stream=True))
        self.due(make.table(self.aws, f"{self.name}-courses", self.tags, items=10))
        self.due(make.table(self.aws, f"{self.name}-attendance", self.tags, items=0, stream=True))
        if self.with_withheld:
            teachers = make.table(self.aws, f"{self.name}-teachers", self.tags, items=5, protected=True)
            self.manifest.withheld(
                teachers, "protected", "deletion protection, which LiftProtection=cognito does not lift"
            )

    def identity(self) -> None:
        iam = self.aws.client("iam")
        self.role = self.due(make.role(self.aws, f"{self.name}-lambda", self.tags))
        api_role = self.due(
            make.role(self.aws, f"{self.name}-api", self.tags, "/workshop/", ("apigateway.amazonaws.com",))
        )
        server_role = self.due(make.role(self.aws, f"{self.name}-server", self.tags, services=("ec2.amazonaws.com",)))
        # The console makes a profile of the role's name, without tags.
        self.child(make.instance_profile(self.aws, f"{self.name}-server", {}, server_role["name"]))
        data_policy = self.due(make.policy(self.aws, f"{self.name}-data", self.tags, versions=3))
        self.due(make.policy(self.aws, f"{self.name}-unused", self.tags))
        if self.with_withheld:
            assistant = make.user(self.aws, f"{self.name}-assistant", tags=self.tags)
            iam.create_access_key(UserName=assistant["name"])
            self.manifest.withheld(assistant, "by hand", "it may be a person's")
        for role in (self.role, api_role):
            iam.put_role_policy(
                RoleName=role["name"], PolicyName="logs", PolicyDocument=make.allow("logs:PutLogEvents")
            )
            iam.attach_role_policy(RoleName=role["name"], PolicyArn=data_policy["arn"])
        try:
            iam.attach_role_policy(RoleName=self.role["name"], PolicyArn=AWS_MANAGED_POLICY)
        except iam.exceptions.NoSuchEntityException:
            self.manifest.absent("AWS::IAM::ManagedPolicy", "AWS-managed policies: this emulator runs without them")

    def compute(self) -> None:
        layers = [self.child(make.layer_version(self.aws, f"{self.name}-common", f"x = {n}\n")) for n in (1, 2)]
        # The first layer of each function; the last two functions use none.
        uses = {
            "api": layers[1],
            "create": layers[1],
            "get": layers[1],
            "list": layers[1],
            "delete": layers[0],
            "report": layers[0],
        }
        self.functions = {}
        for verb in ("api", "create", "get", "list", "delete", "report", "stream", "mailer"):
            name = f"{self.name}-{verb}"
            using = (uses[verb]["arn"],) if verb in uses else ()
            self.functions[verb] = self.due(make.function(self.aws, name, self.tags, self.role["arn"], using))
            if verb != "delete":  # never called, hence without a log group
                self.child(make.log_group(self.aws, f"/aws/lambda/{name}"))
        self.child(
            make.event_source_mapping(
                self.aws, make.table_stream(self.aws, self.students["name"]), f"{self.name}-stream", {}
            )
        )
        attendance = make.table_stream(self.aws, f"{self.name}-attendance")
        self.due(make.event_source_mapping(self.aws, attendance, f"{self.name}-report", self.tags))
        self.due(make.log_group(self.aws, f"/workshop/{self.name}", self.tags))

    def rest_apis(self) -> None:
        api = self.aws.client("apigateway")
        self.rest = self.due(make.rest_api(self.aws, f"{self.name}-rest", self.tags))
        self.child(make.log_group(self.aws, f"API-Gateway-Execution-Logs_{self.rest['id']}/prod"))
        access_log = self.due(make.log_group(self.aws, f"/aws/api-gateway/{self.name}-access", self.tags))
        patch = {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": access_log["arn"]}
        api.update_stage(restApiId=self.rest["id"], stageName="prod", patchOperations=[patch])
        self.due(make.rest_api(self.aws, f"{self.name}-legacy", self.tags, stage=None))
        # A domain of the whole school: it stays, but not its mapping to our API.
        shared = self.manifest.bystander(
            make.domain(self.aws, f"api.{self.name}.example.net", {}),
            "untagged",
            "a domain without the tag, of which only a mapping is ours",
        )
        self.child(make.base_path_mapping(self.aws, shared["name"], "students", self.rest["id"]))
        other = self.manifest.bystander(
            make.rest_api(self.aws, f"{self.name}-canteen", {}),
            "untagged",
            "an API without the tag, on the same domain as ours",
        )
        self.manifest.bystander(
            make.base_path_mapping(self.aws, shared["name"], "canteen", other["id"]),
            "untagged",
            "the mapping of an API that stays",
        )

    def user_pools(self) -> None:
        pool = self.due(make.user_pool(self.aws, f"{self.name}-pool", self.tags))
        self.pool_client = self.child(make.pool_client(self.aws, pool["id"], "web"))
        self.child(make.pool_client(self.aws, pool["id"], "mobile"))
        self.child(make.pool_domain(self.aws, pool["id"], f"{self.name}-login"))
        staff = self.due(make.user_pool(self.aws, f"{self.name}-staff", self.tags, protected=False))
        self.child(make.pool_client(self.aws, staff["id"], "web"))

    def buckets(self) -> None:
        s3 = self.aws.client("s3")
        self.due(make.bucket(self.aws, f"{self.name}-system-empty", self.tags, objects=0))
        self.site = self.due(make.bucket(self.aws, f"{self.name}-system-site", self.tags, objects=30))
        name = self.due(make.bucket(self.aws, f"{self.name}-system-uploads", self.tags, objects=10, versioned=True))[
            "name"
        ]
        for key in ODD_KEYS:
            s3.put_object(Bucket=name, Key=key, Body=b"odd")
        for n in range(5):
            s3.put_object(Bucket=name, Key=f"reports/{n:03d}.csv", Body=b"id,mark\n1,B\n")
            s3.delete_object(Bucket=name, Key=f"reports/{n:03d}.csv")
        upload = s3.create_multipart_upload(Bucket=name, Key="half a film.mp4")["UploadId"]
        s3.upload_part(Bucket=name, Key="half a film.mp4", UploadId=upload, PartNumber=1, Body=b"x" * 1024)
        deny = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
                    "Resource": f"arn:aws:s3:::{name}/*",
                }
            ],
        }
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps(deny))

    def events(self) -> None:
        function = self.functions["mailer"]["arn"]
        self.bus = self.due(make.bus(self.aws, f"{self.name}-bus", self.tags))
        enrolled = (function, self.functions["report"]["arn"])
        self.due(make.rule(self.aws, f"{self.name}-enrolled", self.tags, self.bus["name"], enrolled))
        self.due(make.rule(self.aws, f"{self.name}-graded", self.tags, self.bus["name"]))
        self.due(make.rule(self.aws, f"{self.name}-nightly", self.tags, targets=(function,)))

    def mail(self) -> None:
        self.due(make.identity(self.aws, f"{self.name}.example.com", self.tags))

    # All others

    def everything_else(self) -> None:
        self.other_apis()
        self.more_identity()
        self.more_data()
        self.amplify()
        self.appsync()
        self.flow()
        self.more_mail()
        self.personalize()
        self.watching()
        self.stacks()
        self.edge()

    def other_apis(self) -> None:
        name = self.name
        certificate = self.due(make.certificate(self.aws, f"{name}.example.org", self.tags))
        domain = self.due(make.domain(self.aws, f"{name}.example.org", self.tags, certificate["arn"]))
        self.child(make.base_path_mapping(self.aws, domain["name"], "v1", self.rest["id"]))
        http = self.due(make.http_api(self.aws, f"{name}-http", self.tags))
        socket = self.due(make.http_api(self.aws, f"{name}-live", self.tags, "live", socket=True))
        self.child(make.log_group(self.aws, f"/aws/apigateway/{socket['id']}/live"))
        http_domain = self.due(make.http_domain(self.aws, f"http.{name}.example.org", self.tags))
        self.child(make.api_mapping(self.aws, http_domain["name"], "v2", http["id"]))
        plan = self.due(make.usage_plan(self.aws, f"{name}-plan", self.tags, ((self.rest["id"], "prod"),)))
        key = self.due(make.api_key(self.aws, f"{name}-key", self.tags))
        self.aws.client("apigateway").create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
        self.due(make.vpc_link(self.aws, f"{name}-link", self.tags))
        self.due(make.http_vpc_link(self.aws, f"{name}-http-link", self.tags))

    def more_identity(self) -> None:
        self.due(make.identity_pool(self.aws, f"{self.name}-identities", self.tags))
        self.due(make.instance_profile(self.aws, f"{self.name}-spare", self.tags))

    def more_data(self) -> None:
        name = self.name
        self.child(make.backup(self.aws, self.students["name"], f"{name}-students-before-term"))
        if self.with_withheld and self.aws.has_controls():
            grades = self.due(make.table(self.aws, f"{name}-grades", self.tags))
            self.manifest.withheld(
                make.replica(self.aws, grades["name"], REPLICAS, {}),
                "replica",
                "a replica without the tag, of a table that goes",
            )
        self.child(make.function_url(self.aws, f"{name}-api"))
        with self.manifest.where_it_can_be_had("AWS::S3::AccessPoint"):
            self.due(make.access_point(self.aws, f"{name}-site-readers", self.site["name"], self.tags))
        self.due(make.secret(self.aws, f"{name}/database", self.tags))
        for parameter in (f"/{name}/flags/enrolment", f"{name}-motd"):
            self.due(make.parameter(self.aws, parameter, self.tags))
        self.due(make.repository(self.aws, f"{name}/grader", self.tags, images=2))
        key = self.due(make.key(self.aws, f"{name} records", self.tags))
        self.child(make.key_alias(self.aws, f"alias/{name}-records", key["id"]))

    def amplify(self) -> None:
        name = self.name
        with self.manifest.where_it_can_be_had("AWS::Amplify::App"):
            app = self.due(make.amplify_app(self.aws, f"{name}-web", self.tags))
            # Amplify's own stacks, which do not carry the tag: first generation by environment, second by branch.
            # Only what the second names holds the app's id; anything else that an app names may be anybody's.
            old = self.backend(f"amplify-{name}web-dev-141516", f"{name}-amplify-users", self.nobodys)
            new = self.backend(f"amplify-{app['id']}-main-branch-0a1b2c3d4e", f"{name}-amplify-main-users", self.child)
            theirs = self.backend(f"{name}-canteen-menu", f"{name}-canteen-menu-topic", self.nobodys)
            self.child(make.amplify_branch(self.aws, app["id"], "main", self.tags, new["arn"]))
            self.child(make.amplify_branch(self.aws, app["id"], "preview", {}, theirs["arn"]))
            self.child(make.amplify_domain(self.aws, app["id"], f"web.{name}.example.org"))
            self.child(make.amplify_backend(self.aws, app["id"], "dev", old["name"]))

    def nobodys(self, made: dict) -> dict:
        return self.manifest.bystander(made, "untagged", "of a stack that an app names, without the app's id")

    def backend(self, stack_name: str, topic_name: str, add: Callable[[dict], dict]) -> dict:
        template = {"Resources": {"Users": stack_seed.topic(topic_name)}}
        stack, members = stack_seed.stack(self.aws, stack_name, {}, template)
        for member in members:
            add(member)
        return add(stack)

    def appsync(self) -> None:
        name = self.name
        graphql = self.due(make.graphql_api(self.aws, f"{name}-graph", self.tags))
        self.child(make.log_group(self.aws, f"/aws/appsync/apis/{graphql['id']}"))
        events = self.due(make.event_api(self.aws, f"{name}-events", self.tags))
        self.child(make.log_group(self.aws, f"/aws/appsync/apis/{events['id']}"))
        with self.manifest.where_it_can_be_had("AWS::AppSync::DomainName"):
            domain = self.due(make.appsync_domain(self.aws, f"graph.{name}.example.org", self.tags))
            self.child(make.appsync_domain_association(self.aws, domain["name"], graphql["id"]))
        merged = self.due(make.graphql_api(self.aws, f"{name}-merged", self.tags, merged=True))
        with self.manifest.where_it_can_be_had("AWS::AppSync::SourceApiAssociation"):
            self.child(make.source_api_association(self.aws, merged["id"], graphql["id"]))

    def activity(self, name: str) -> dict:
        made = self.aws.client("stepfunctions").create_activity(
            name=name, tags=[{"key": key, "value": value} for key, value in self.tags.items()]
        )
        arn = made["activityArn"]
        look = ["stepfunctions", "describe_activity", {"activityArn": arn}]
        return entry("AWS::StepFunctions::Activity", self.aws, arn, name, look=look)

    def flow(self) -> None:
        name = self.name
        queue = self.due(make.queue(self.aws, f"{name}-marks", self.tags))
        self.due(make.topic(self.aws, f"{name}-news", self.tags))
        self.due(make.event_source_mapping(self.aws, queue["arn"], f"{name}-mailer", self.tags))
        self.due(make.state_machine(self.aws, f"{name}-enrolment", self.tags))
        self.child(make.log_group(self.aws, f"/aws/vendedlogs/states/{name}-enrolment"))
        self.due(self.activity(f"{name}-approval"))
        # Reached from what is tagged only: the archive from its bus, the destination from a rule, the connection from that.
        self.child(make.archive(self.aws, f"{name}-archive", self.bus["arn"]))
        connection = self.child(make.connection(self.aws, f"{name}-registry"))
        destination = self.child(make.api_destination(self.aws, f"{name}-registry", connection["arn"]))
        self.due(make.rule(self.aws, f"{name}-registered", self.tags, self.bus["name"], (destination["arn"],)))
        group = self.due(make.schedule_group(self.aws, f"{name}-schedules", self.tags))
        for n in (1, 2):
            self.child(make.schedule(self.aws, group["name"], f"lesson-{n}", self.functions["report"]["arn"]))
        self.child(make.schedule(self.aws, "default", f"{name}-reminder", self.functions["mailer"]["arn"]))
        self.due(make.pipe(self.aws, f"{name}-pipe", self.tags, queue["arn"], self.functions["report"]["arn"]))

    def more_mail(self) -> None:
        self.due(make.configuration_set(self.aws, f"{self.name}-mails", self.tags))
        self.due(make.contact_list(self.aws, f"{self.name}-parents", self.tags))
        with self.manifest.where_it_can_be_had("AWS::SES::Template"):
            self.due(make.mail_template(self.aws, f"{self.name}-marks", self.tags))

    def personalize(self) -> None:
        name, personalize = self.name, self.aws.client("personalize")
        tags = [{"tagKey": key, "tagValue": value} for key, value in self.tags.items()]

        def made(
            kind: str, create, parameter: str, called: str | None = None, child: bool = False, key: str = "name", **asks
        ) -> str:
            arn = create(**({key: called or f"{name}-{kind.lower()}"} if called != "" else {}), **asks)[parameter]
            entry = make.entry(f"AWS::Personalize::{kind}", self.aws, arn, arn.rsplit(":", 1)[1])
            self.child(entry) if child else self.due(entry)
            return arn

        with self.manifest.where_it_can_be_had("AWS::Personalize::DatasetGroup"):
            group = made("DatasetGroup", personalize.create_dataset_group, "datasetGroupArn", tags=tags)
            datasets = []
            for kind, fields in (
                ("Interactions", ("USER_ID", "ITEM_ID", "TIMESTAMP")),
                ("Items", ("ITEM_ID", "GENRES")),
            ):
                types = {"TIMESTAMP": "long"}
                schema = {
                    "type": "record",
                    "name": kind,
                    "namespace": "com.amazonaws.personalize.schema",
                    "fields": [{"name": field, "type": types.get(field, "string")} for field in fields],
                    "version": "1.0",
                }
                schema_arn = made(
                    "Schema",
                    personalize.create_schema,
                    "schemaArn",
                    f"{name}-{kind.lower()}",
                    child=True,
                    schema=json.dumps(schema),
                )
                datasets.append(
                    made(
                        "Dataset",
                        personalize.create_dataset,
                        "datasetArn",
                        f"{name}-{kind.lower()}",
                        datasetGroupArn=group,
                        datasetType=kind,
                        schemaArn=schema_arn,
                        tags=tags,
                    )
                )
            solution = made("Solution", personalize.create_solution, "solutionArn", datasetGroupArn=group, tags=tags)
            version = made(
                "SolutionVersion",
                personalize.create_solution_version,
                "solutionVersionArn",
                "",
                solutionArn=solution,
                tags=tags,
            )
            made(
                "Campaign",
                personalize.create_campaign,
                "campaignArn",
                solutionVersionArn=version,
                minProvisionedTPS=1,
                tags=tags,
            )
            recipe = "arn:aws:personalize:::recipe/aws-ecomm-popular-items-by-views"
            made(
                "Recommender",
                personalize.create_recommender,
                "recommenderArn",
                datasetGroupArn=group,
                recipeArn=recipe,
                tags=tags,
            )
            made("EventTracker", personalize.create_event_tracker, "eventTrackerArn", datasetGroupArn=group, tags=tags)
            expression = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("done")'
            made(
                "Filter",
                personalize.create_filter,
                "filterArn",
                datasetGroupArn=group,
                filterExpression=expression,
                tags=tags,
            )
            made(
                "MetricAttribution",
                personalize.create_metric_attribution,
                "metricAttributionArn",
                child=True,
                datasetGroupArn=group,
                metrics=[{"eventType": "done", "metricName": "done", "expression": "SAMPLECOUNT()"}],
                metricsOutputConfig={"roleArn": self.role["arn"]},
            )

            # Nothing deletes a job, and its record goes with the group.
            path = {"path": f"s3://{self.site['name']}/personalize/"}
            how = {"roleArn": self.role["arn"], "tags": tags, "key": "jobName"}
            both = {"jobInput": {"s3DataSource": path}, "jobOutput": {"s3DataDestination": path}}
            for kind, create in (
                ("BatchInferenceJob", personalize.create_batch_inference_job),
                ("BatchSegmentJob", personalize.create_batch_segment_job),
            ):
                made(kind, create, f"b{kind[1:]}Arn", solutionVersionArn=version, **both, **how)
            for kind, create, asks in (
                ("DatasetImportJob", personalize.create_dataset_import_job, {"dataSource": {"dataLocation": path["path"]}}),
                ("DatasetExportJob", personalize.create_dataset_export_job, {"jobOutput": {"s3DataDestination": path}}),
            ):
                made(kind, create, f"d{kind[1:]}Arn", datasetArn=datasets[0], **asks, **how)

    def watching(self) -> None:
        name = self.name
        alarms = [self.due(make.alarm(self.aws, f"{name}-{what}", self.tags)) for what in ("errors", "throttles")]
        with self.manifest.where_it_can_be_had("AWS::CloudWatch::CompositeAlarm"):
            self.due(make.composite_alarm(self.aws, f"{name}-all-is-lost", self.tags, alarms[0]["name"]))
        self.due(make.dashboard(self.aws, f"{name}-overview", self.tags))

    def stacks(self) -> None:
        """A stack that goes as a whole: a bucket with objects in it, a nested stack, and a child that no stack knows."""
        name = self.name
        template = {
            "Resources": {
                "Records": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": f"{name}-system-records"}},
                "Role": stack_seed.role(f"{name}-records-role"),
                "Function": stack_seed.function(f"{name}-records-writer", "Role"),
                "Log": {
                    "Type": "AWS::Logs::LogGroup",
                    "Properties": {"LogGroupName": f"/aws/lambda/{name}-records-writer"},
                },
                "Table": stack_seed.table(f"{name}-records"),
                "Inner": stack_seed.nested(self.aws, {"Resources": {"News": stack_seed.topic(f"{name}-records-news")}}),
            },
            "Outputs": {"Table": {"Value": {"Ref": "Table"}, "Export": {"Name": f"{name}-records-table"}}},
        }
        importer = {
            "Resources": {
                "Reader": {
                    "Type": "AWS::SSM::Parameter",
                    "Properties": {
                        "Name": f"{name}-records-reader",
                        "Type": "String",
                        "Value": {"Fn::ImportValue": f"{name}-records-table"},
                    },
                }
            }
        }
        # The second imports what the first exports, and goes before it.
        for called, one in ((f"{name}-records", template), (f"{name}-readers", importer)):
            stack, members = stack_seed.stack(self.aws, called, self.tags, one)
            self.due(stack)
            for member in members:
                self.child(member)
        s3 = self.aws.client("s3")
        for n in range(5):
            s3.put_object(Bucket=f"{name}-system-records", Key=f"{n}.pdf", Body=b"%PDF")

    def edge(self) -> None:
        self.due(make.distribution(self.aws, f"{self.name}-site", self.tags))
