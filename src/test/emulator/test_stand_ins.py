"""Tests of the Amplify and Personalize stand-ins, with boto3 over HTTP: python3 test_stand_ins.py"""

import io
import json
import threading
import unittest
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from werkzeug.serving import WSGIRequestHandler, make_server

import amplify
import personalize
import stand_in
from api_error import ApiError

REGION = "eu-west-1"
ACCOUNT = stand_in.DEFAULT_ACCOUNT
TAGS = {"workshop": "pancakes"}
TAG_LIST = [{"tagKey": "workshop", "tagValue": "pancakes"}]
BY_SERVICE = {module.SERVICE: module for module in (amplify, personalize)}


def route(environ, start_response):
    return BY_SERVICE[stand_in.credential_scope(environ)[1]].wsgi(environ, start_response)


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *args):
        pass


def setUpModule():
    global server, clients
    server = make_server("127.0.0.1", 0, route, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    clients = {service: client(service) for service in BY_SERVICE}


def tearDownModule():
    server.shutdown()
    server.server_close()


def client(service, region=REGION):
    return boto3.client(
        service, region_name=region, endpoint_url=f"http://127.0.0.1:{server.server_port}",
        aws_access_key_id="test", aws_secret_access_key="test", config=Config(retries={"total_max_attempts": 1}),
    )


class StandInTest(unittest.TestCase):
    def setUp(self):
        self.clock, self.pace_clock = self.module.clock, self.module.pace_clock
        self.module.reset()
        self.aws = clients[self.module.SERVICE]

    def tearDown(self):
        self.module.clock, self.module.pace_clock = self.clock, self.pace_clock

    @contextmanager
    def refused(self, code, status=400):
        with self.assertRaises(ClientError) as caught:
            yield
        self.assertEqual(
            (code, status),
            (caught.exception.response["Error"]["Code"], caught.exception.response["ResponseMetadata"]["HTTPStatusCode"]),
        )
        self.assertTrue(caught.exception.response["Error"]["Message"])


class AmplifyTest(StandInTest):
    module = amplify

    def app(self, name="pancakes", **more):
        return self.aws.create_app(name=name, tags=TAGS, **more)["app"]

    def branch(self, app_id, name="main", **more):
        return self.aws.create_branch(appId=app_id, branchName=name, **more)["branch"]

    def test_app_from_creation_to_deletion(self):
        app = self.app(description="hot", oauthToken="secret")
        self.assertRegex(app["appId"], "^d[a-z0-9]{13}$")
        self.assertEqual(f"arn:aws:amplify:{REGION}:{ACCOUNT}:apps/{app['appId']}", app["appArn"])
        self.assertEqual(TAGS, app["tags"])
        self.assertNotIn("oauthToken", app)
        self.assertIsInstance(app["createTime"], datetime)
        self.assertEqual(app, self.aws.get_app(appId=app["appId"])["app"])
        updated = self.aws.update_app(appId=app["appId"], enableBranchAutoBuild=True)["app"]
        self.assertEqual((True, "hot"), (updated["enableBranchAutoBuild"], updated["description"]))
        self.aws.delete_app(appId=app["appId"])
        with self.refused("NotFoundException", 404):
            self.aws.get_app(appId=app["appId"])
        with self.refused("NotFoundException", 404):
            self.aws.delete_app(appId=app["appId"])

    def test_apps_are_listed_in_pages_and_by_region(self):
        names = [self.app(f"app-{n}")["name"] for n in range(5)]
        pages = list(self.aws.get_paginator("list_apps").paginate(PaginationConfig={"PageSize": 2}))
        self.assertEqual([2, 2, 1], [len(page["apps"]) for page in pages])
        self.assertEqual(names, [app["name"] for page in pages for app in page["apps"]])
        self.assertEqual([], client("amplify", "us-east-1").list_apps()["apps"])
        with self.refused("BadRequestException"):
            self.aws.list_apps(maxResults=51)
        with self.refused("BadRequestException"):
            self.aws.list_apps(nextToken="nonsense")

    def test_what_is_deleted_between_pages_makes_the_next_page_miss_some(self):
        apps = [self.app(f"app-{n}") for n in range(4)]
        first = self.aws.list_apps(maxResults=2)
        for app in first["apps"]:
            self.aws.delete_app(appId=app["appId"])
        self.assertEqual([], self.aws.list_apps(maxResults=2, nextToken=first["nextToken"])["apps"])
        self.assertEqual([app["appId"] for app in apps[2:]], [app["appId"] for app in self.aws.list_apps()["apps"]])

    def test_too_many_apps(self):
        amplify.control({"appLimit": 1})
        self.app()
        with self.refused("LimitExceededException", 429):
            self.app("another")

    def test_branches_and_their_backend(self):
        app_id = self.app()["appId"]
        stack = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/amplify-{app_id}-main-branch-0123456789/1"
        branch = self.branch(app_id, backend={"stackArn": stack}, tags=TAGS)
        self.assertEqual((stack, TAGS, "0"), (branch["backend"]["stackArn"], branch["tags"], branch["activeJobId"]))
        with self.refused("BadRequestException"):
            self.branch(app_id)
        self.branch(app_id, "feature/blue berries")
        pages = self.aws.get_paginator("list_branches").paginate(appId=app_id, PaginationConfig={"PageSize": 1})
        self.assertEqual(
            ["main", "feature/blue berries"], [each["branchName"] for page in pages for each in page["branches"]]
        )
        name = self.aws.get_branch(appId=app_id, branchName="feature/blue berries")["branch"]["branchName"]
        self.assertEqual("feature/blue berries", name)
        self.assertFalse(
            self.aws.update_branch(appId=app_id, branchName=name, enableAutoBuild=False)["branch"]["enableAutoBuild"]
        )
        self.aws.delete_branch(appId=app_id, branchName=name)
        with self.refused("NotFoundException", 404):
            self.aws.delete_branch(appId=app_id, branchName=name)
        self.aws.delete_app(appId=app_id)
        with self.refused("NotFoundException", 404):
            self.aws.list_branches(appId=app_id)
        self.assertEqual([], list(amplify.tagged(REGION)))

    def test_paths_are_understood_when_the_server_decoded_them(self):
        app_id = self.app()["appId"]
        self.branch(app_id, "feature/x")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": f"/apps/{app_id}/branches/feature/x/jobs", "QUERY_STRING": "",
            "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/amplify/aws4_request, ...",
            "wsgi.input": io.BytesIO(),
        }
        got = []
        body = b"".join(amplify.wsgi(environ, lambda status, headers: got.append(status)))
        self.assertEqual((["200 OK"], {"jobSummaries": []}), (got, json.loads(body)))

    def test_domains_hold_the_app_until_they_are_gone(self):
        app_id = self.app()["appId"]
        self.branch(app_id)
        wanted = {"appId": app_id, "domainName": "pancakes.example.com"}
        subs = [{"prefix": "www", "branchName": "main"}]
        made = self.aws.create_domain_association(**wanted, subDomainSettings=subs)["domainAssociation"]
        self.assertEqual(("AVAILABLE", subs[0]), (made["domainStatus"], made["subDomains"][0]["subDomainSetting"]))
        with self.refused("BadRequestException"):
            self.aws.delete_app(appId=app_id)
        self.aws.delete_domain_association(**wanted)
        self.aws.delete_domain_association(**wanted)
        self.assertEqual(1, len(self.aws.list_domain_associations(appId=app_id)["domainAssociations"]))
        with self.refused("BadRequestException"):
            self.aws.delete_app(appId=app_id)
        self.assertEqual([], self.aws.list_domain_associations(appId=app_id)["domainAssociations"])
        with self.refused("NotFoundException", 404):
            self.aws.get_domain_association(**wanted)
        with self.refused("NotFoundException", 404):
            self.aws.delete_domain_association(**wanted)
        self.aws.delete_app(appId=app_id)

    def test_domains_may_go_by_the_clock(self):
        app_id = self.app()["appId"]
        now = [0.0]
        amplify.pace_clock = lambda: now[0]
        amplify.set_pace(seconds=60)
        wanted = {"appId": app_id, "domainName": "pancakes.example.com"}
        self.aws.create_domain_association(**wanted, subDomainSettings=[])
        self.aws.delete_domain_association(**wanted)
        now[0] = 59
        with self.refused("BadRequestException"):
            self.aws.delete_app(appId=app_id)
        now[0] = 60
        self.aws.delete_app(appId=app_id)

    def test_backend_environments(self):
        app_id = self.app()["appId"]
        for name in ("dev", "prod"):
            self.aws.create_backend_environment(
                appId=app_id, environmentName=name, stackName=f"amplify-pancakes-{name}-12345"
            )
        listed = self.aws.list_backend_environments(appId=app_id, maxResults=1)
        self.assertEqual(["amplify-pancakes-dev-12345"], [e["stackName"] for e in listed["backendEnvironments"]])
        listed = self.aws.list_backend_environments(appId=app_id, nextToken=listed["nextToken"])
        self.assertEqual(["prod"], [e["environmentName"] for e in listed["backendEnvironments"]])
        self.aws.delete_backend_environment(appId=app_id, environmentName="dev")
        with self.refused("NotFoundException", 404):
            self.aws.get_backend_environment(appId=app_id, environmentName="dev")

    def test_running_jobs_hold_the_app_and_can_be_stopped(self):
        app_id = self.app()["appId"]
        branch = {"appId": app_id, "branchName": "feature/x"}
        self.aws.create_branch(**branch)
        job = self.aws.start_job(**branch, jobType="RELEASE")["jobSummary"]
        self.assertEqual(("1", "PENDING"), (job["jobId"], job["status"]))
        self.assertEqual(["RUNNING"], [j["status"] for j in self.aws.list_jobs(**branch)["jobSummaries"]])
        for refused in (lambda: self.aws.delete_app(appId=app_id), lambda: self.aws.delete_branch(**branch)):
            with self.refused("BadRequestException"):
                refused()
        self.assertEqual("CANCELLING", self.aws.stop_job(**branch, jobId="1")["jobSummary"]["status"])
        self.assertEqual("CANCELLING", self.aws.get_job(**branch, jobId="1")["job"]["summary"]["status"])
        with self.refused("BadRequestException"):
            self.aws.delete_app(appId=app_id)
        self.assertEqual("CANCELLED", self.aws.get_job(**branch, jobId="1")["job"]["summary"]["status"])
        with self.refused("BadRequestException"):
            self.aws.stop_job(**branch, jobId="1")
        with self.refused("NotFoundException", 404):
            self.aws.stop_job(**branch, jobId="2")
        self.aws.delete_app(appId=app_id)

    def test_jobs_may_end_by_themselves(self):
        app_id = self.app()["appId"]
        branch = {"appId": app_id, "branchName": "main"}
        self.aws.create_branch(**branch)
        for _ in range(2):
            arn = self.aws.start_job(**branch, jobType="RELEASE")["jobSummary"]["jobArn"]
        amplify.control({"jobPace": {"reads": 1}, "status": {arn: "FAILED"}})
        self.assertEqual(
            [["FAILED", "RUNNING"], ["FAILED", "SUCCEED"]],
            [[j["status"] for j in self.aws.list_jobs(**branch)["jobSummaries"]] for _ in range(2)],
        )
        self.assertEqual("2", self.aws.get_branch(**branch)["branch"]["totalNumberOfJobs"])

    def test_tags(self):
        app = self.app()
        branch = self.branch(app["appId"], "feature/x")
        self.aws.tag_resource(resourceArn=branch["branchArn"], tags={"kitchen": "ours"})
        self.aws.tag_resource(resourceArn=app["appArn"], tags={"a": "1", "b/c": "2"})
        amplify.tag(app["appArn"], {"aws:cloudformation:stack-name": "s"})
        self.aws.untag_resource(resourceArn=app["appArn"], tagKeys=["a", "b/c"])
        tags = {**TAGS, "aws:cloudformation:stack-name": "s"}
        self.assertEqual(tags, self.aws.list_tags_for_resource(resourceArn=app["appArn"])["tags"])
        self.assertEqual(
            {app["appArn"]: tags, branch["branchArn"]: {"kitchen": "ours"}}, dict(amplify.tagged(REGION))
        )
        self.assertEqual([], list(amplify.tagged("us-east-1")))
        amplify.untag(branch["branchArn"], ["kitchen"])
        self.assertEqual([app["appArn"]], [arn for arn, _ in amplify.tagged(REGION)])
        with self.refused("BadRequestException"):
            self.aws.tag_resource(resourceArn=app["appArn"], tags={"aws:x": "y"})
        with self.refused("ResourceNotFoundException", 404):
            self.aws.list_tags_for_resource(resourceArn=app["appArn"] + "x")

    def test_clock(self):
        long_ago = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(days=10)
        amplify.clock = lambda: long_ago
        app = self.app()
        self.assertEqual((long_ago, long_ago), (app["createTime"], self.branch(app["appId"])["createTime"]))

    def test_what_is_not_there_says_so(self):
        with self.refused("NotImplementedException", 500):
            self.aws.list_webhooks(appId=self.app()["appId"])
        with self.assertRaises(ApiError) as caught:
            amplify.handle("CreateApp", {}, REGION, ACCOUNT)
        self.assertEqual(("BadRequestException", 400), (caught.exception.code, caught.exception.status))

    def test_many_at_once(self):
        threads = [threading.Thread(target=lambda: [self.app() for _ in range(10)]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pages = self.aws.get_paginator("list_apps").paginate()
        self.assertEqual(80, len({app["appId"] for page in pages for app in page["apps"]}))


class PersonalizeTest(StandInTest):
    module = personalize

    def make(self, what, **params):
        if what != "schema" and what != "metric_attribution":
            params.setdefault("tags", TAG_LIST)
        answer = getattr(self.aws, "create_" + what)(**params)
        return next(value for key, value in answer.items() if key.endswith("Arn"))

    def see(self, what, arn):
        camel = what.split("_")[0] + "".join(word.capitalize() for word in what.split("_")[1:])
        return getattr(self.aws, "describe_" + what)(**{camel + "Arn": arn})[camel]

    def delete(self, what, arn):
        camel = what.split("_")[0] + "".join(word.capitalize() for word in what.split("_")[1:])
        getattr(self.aws, "delete_" + what)(**{camel + "Arn": arn})

    def gone(self, what, arn):
        """Deletes, and looks until it is gone."""
        self.delete(what, arn)
        self.assertEqual("DELETE PENDING", self.see(what, arn)["status"])
        with self.refused("ResourceInUseException"):
            self.delete(what, arn)
        self.assertEqual("DELETE IN_PROGRESS", self.see(what, arn)["status"])
        for again in (self.see, self.delete):
            with self.refused("ResourceNotFoundException"):
                again(what, arn)

    def group(self, name="shop"):
        return self.make("dataset_group", name=name)

    def schema(self, name="clicks"):
        return self.make("schema", name=name, schema='{"type": "record"}')

    def dataset(self, group, schema, type="Interactions", name="clicks"):
        return self.make("dataset", name=name, schemaArn=schema, datasetGroupArn=group, datasetType=type)

    def solution(self, group, name="likes", **more):
        return self.make("solution", name=name, datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/x", **more)

    def batch(self, kind, version, name="batch", **more):
        return self.make(
            kind, jobName=name, solutionVersionArn=version, roleArn=f"arn:aws:iam::{ACCOUNT}:role/personalize",
            jobInput={"s3DataSource": {"path": "s3://b/in"}}, jobOutput={"s3DataDestination": {"path": "s3://b/out"}},
            **more,
        )

    def imported(self, dataset, name="import"):
        return self.make(
            "dataset_import_job", jobName=name, datasetArn=dataset, dataSource={"dataLocation": "s3://b/in.csv"},
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/personalize",
        )

    def world(self):
        """One of everything, that stands still."""
        group, schema = self.group(), self.schema()
        made = {"dataset_group": group, "schema": schema, "dataset": self.dataset(group, schema)}
        made["dataset_import_job"] = self.imported(made["dataset"])
        made["dataset_export_job"] = self.make(
            "dataset_export_job", jobName="export", datasetArn=made["dataset"],
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/personalize", jobOutput={"s3DataDestination": {"path": "s3://b/out"}},
        )
        made["solution"] = self.solution(group)
        made["solution_version"] = self.make("solution_version", solutionArn=made["solution"])
        made["campaign"] = self.make("campaign", name="live", solutionVersionArn=made["solution_version"])
        made["recommender"] = self.make(
            "recommender", name="top", datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/y"
        )
        made["event_tracker"] = self.make("event_tracker", name="track", datasetGroupArn=group)
        made["filter"] = self.make("filter", name="new", datasetGroupArn=group, filterExpression="INCLUDE ItemID ...")
        made["metric_attribution"] = self.make(
            "metric_attribution", name="metrics", datasetGroupArn=group,
            metrics=[{"eventType": "click", "metricName": "clicks", "expression": "SAMPLECOUNT()"}],
            metricsOutputConfig={"roleArn": f"arn:aws:iam::{ACCOUNT}:role/personalize"},
        )
        made["batch_inference_job"] = self.batch("batch_inference_job", made["solution_version"], filterArn=made["filter"])
        made["batch_segment_job"] = self.batch("batch_segment_job", made["solution_version"])
        return made

    def test_arns(self):
        made = self.world()
        prefix = f"arn:aws:personalize:{REGION}:{ACCOUNT}:"
        for what, path in {
            "dataset_group": "dataset-group/shop", "schema": "schema/clicks", "dataset": "dataset/shop/INTERACTIONS",
            "solution": "solution/likes", "campaign": "campaign/live", "recommender": "recommender/top",
            "filter": "filter/new", "metric_attribution": "metric-attribution/metrics",
            "dataset_import_job": "dataset-import-job/import", "batch_segment_job": "batch-segment-job/batch",
        }.items():
            self.assertEqual(prefix + path, made[what])
        self.assertRegex(made["solution_version"], prefix + "solution/likes/[0-9a-f]{8}$")
        self.assertRegex(made["event_tracker"], prefix + "event-tracker/[0-9a-f]{8}$")

    def test_describe_and_list_everything(self):
        for what, arn in self.world().items():
            described = self.see(what, arn)
            self.assertIn(arn, described.values())
            self.assertIsInstance(described["creationDateTime"], datetime)
            self.assertEqual("ACTIVE", described.get("status", "ACTIVE"))
            answer = getattr(self.aws, f"list_{what}s")()
            listed = next(value for key, value in answer.items() if isinstance(value, list))
            self.assertEqual(1, len([each for each in listed if arn in each.values()]), what)
        self.assertTrue(self.aws.list_filters()["Filters"])

    def test_lists_can_be_narrowed(self):
        made = self.world()
        other = self.group("other")
        for what in ("dataset", "solution", "recommender", "event_tracker", "filter", "metric_attribution"):
            for group, count in ((made["dataset_group"], 1), (other, 0)):
                answer = getattr(self.aws, f"list_{what}s")(datasetGroupArn=group)
                self.assertEqual(count, len(next(v for v in answer.values() if isinstance(v, list))), what)
        self.assertEqual(1, len(self.aws.list_campaigns(solutionArn=made["solution"])["campaigns"]))
        self.assertEqual(0, len(self.aws.list_campaigns(solutionArn=self.solution(other, "x"))["campaigns"]))
        version = made["solution_version"]
        self.assertEqual(1, len(self.aws.list_batch_inference_jobs(solutionVersionArn=version)["batchInferenceJobs"]))
        self.assertEqual(1, len(self.aws.list_dataset_import_jobs(datasetArn=made["dataset"])["datasetImportJobs"]))
        with self.refused("ResourceNotFoundException"):
            self.aws.list_solution_versions(solutionArn=made["solution"] + "x")

    def test_pages(self):
        names = [self.schema(f"schema-{n}") for n in range(5)]
        pages = list(self.aws.get_paginator("list_schemas").paginate(PaginationConfig={"PageSize": 2}))
        self.assertEqual([2, 2, 1], [len(page["schemas"]) for page in pages])
        self.assertEqual(names, [schema["schemaArn"] for page in pages for schema in page["schemas"]])
        with self.refused("InvalidNextTokenException"):
            self.aws.list_schemas(nextToken="nonsense")
        with self.refused("InvalidNextTokenException"):
            self.aws.list_dataset_groups(nextToken=pages[0]["nextToken"])
        with self.refused("InvalidInputException"):
            self.aws.list_schemas(maxResults=101)
        self.assertEqual([], client("personalize", "us-east-1").list_schemas()["schemas"])

    def test_the_order_of_deletion(self):
        made = self.world()
        early = {
            "dataset_group": ["event_tracker", "solution", "dataset", "recommender", "filter", "metric_attribution"],
            "solution": ["campaign"],
            "schema": ["dataset"],
        }
        for what in ("recommender", "campaign", "solution", "event_tracker", "filter", "metric_attribution", "dataset"):
            for parent in early:
                if parent in made and what in early[parent]:
                    with self.refused("ResourceInUseException"):
                        self.delete(parent, made[parent])
            self.gone(what, made.pop(what))
        with self.refused("ResourceNotFoundException"):  # it went with its solution
            self.see("solution_version", made["solution_version"])
        self.assertTrue(self.see("batch_inference_job", made["batch_inference_job"]))  # the records of jobs stay
        self.delete("schema", made["schema"])
        with self.refused("ResourceNotFoundException"):
            self.see("schema", made["schema"])
        self.gone("dataset_group", made["dataset_group"])
        with self.refused("ResourceNotFoundException"):
            self.see("dataset_import_job", made["dataset_import_job"])
        self.assertEqual([], list(personalize.tagged(REGION)))

    def test_each_alone_holds_the_group(self):
        for what in ("event_tracker", "solution", "dataset", "recommender", "filter", "metric_attribution"):
            with self.subTest(what):
                personalize.reset()
                made = self.world()
                for other in ("campaign", "event_tracker", "solution", "dataset", "recommender", "filter",
                              "metric_attribution"):
                    if other != what and not (what == "solution" and other == "campaign"):
                        self.gone(other, made[other])
                with self.refused("ResourceInUseException"):
                    self.delete("dataset_group", made["dataset_group"])

    def test_what_is_being_deleted_still_holds(self):
        group = self.group()
        solution = self.solution(group)
        self.delete("solution", solution)
        for _ in range(2):
            with self.refused("ResourceInUseException"):
                self.delete("dataset_group", group)
            self.see("solution", solution)
        with self.refused("ResourceInUseException"):  # shown as DELETE IN_PROGRESS is not gone
            self.delete("dataset_group", group)
        with self.refused("ResourceAlreadyExistsException"):
            self.solution(group)
        with self.refused("ResourceNotFoundException"):
            self.see("solution", solution)
        self.gone("dataset_group", group)

    def test_lists_count_as_looks(self):
        gone, stays = self.group("a"), self.group("b")
        self.delete("dataset_group", gone)
        seen = [{g["name"]: g["status"] for g in self.aws.list_dataset_groups()["datasetGroups"]} for _ in range(3)]
        self.assertEqual(["DELETE PENDING", "DELETE IN_PROGRESS", None], [each.get("a") for each in seen])
        self.assertEqual({"b": "ACTIVE"}, seen[2])
        self.assertEqual("ACTIVE", self.see("dataset_group", stays)["status"])

    def test_deletions_by_the_clock(self):
        now = [0.0]
        personalize.pace_clock = lambda: now[0]
        personalize.set_pace(seconds=600)
        group = self.group()
        solution = self.solution(group)
        self.delete("solution", solution)
        for at, status in ((0, "PENDING"), (299, "PENDING"), (300, "IN_PROGRESS"), (599, "IN_PROGRESS")):
            now[0] = at
            self.assertEqual("DELETE " + status, self.see("solution", solution)["status"])
            with self.refused("ResourceInUseException"):
                self.delete("dataset_group", group)
        now[0] = 600
        self.assertEqual([group], [arn for arn, _ in personalize.tagged(REGION)])
        self.delete("dataset_group", group)

    def test_deletions_that_never_end_and_those_that_take_no_time(self):
        personalize.control({"pace": {}})
        group = self.group()
        self.delete("dataset_group", group)
        self.assertEqual({"DELETE PENDING"}, {self.see("dataset_group", group)["status"] for _ in range(9)})
        personalize.control({"pace": {"reads": 0}})
        with self.refused("ResourceNotFoundException"):
            self.see("dataset_group", group)
        group = self.group()
        self.delete("dataset_group", group)
        with self.refused("ResourceNotFoundException"):
            self.see("dataset_group", group)

    def test_training_holds_solution_and_dataset_until_stopped(self):
        group = self.group()
        dataset, solution = self.dataset(group, self.schema()), self.solution(group)
        personalize.set_created("SolutionVersion", "CREATE IN_PROGRESS")
        version = self.make("solution_version", solutionArn=solution)

        def held():
            for what, arn in (("solution", solution), ("dataset", dataset)):
                with self.refused("ResourceInUseException"):
                    self.delete(what, arn)

        held()
        with self.refused("ResourceInUseException"):
            self.make("campaign", name="early", solutionVersionArn=version)
        self.assertEqual("CREATE IN_PROGRESS", self.see("solution", solution)["latestSolutionVersion"]["status"])
        self.aws.stop_solution_version_creation(solutionVersionArn=version)
        held()
        with self.refused("ResourceInUseException"):
            self.aws.stop_solution_version_creation(solutionVersionArn=version)
        seen = [self.see("solution_version", version)["status"] for _ in range(3)]
        self.assertEqual(["CREATE STOPPING", "CREATE STOPPING", "CREATE STOPPED"], seen)
        self.gone("dataset", dataset)
        self.gone("solution", solution)

    def test_a_pending_training_is_stopped_at_once(self):
        solution = self.solution(self.group())
        personalize.status_of_new = lambda kind, params: "CREATE PENDING"
        version = self.make("solution_version", solutionArn=solution)
        with self.refused("ResourceInUseException"):
            self.delete("solution", solution)
        self.aws.stop_solution_version_creation(solutionVersionArn=version)
        self.assertEqual("CREATE STOPPED", self.see("solution_version", version)["status"])
        self.delete("solution", solution)

    def test_creation_may_take_time(self):
        personalize.control({"created": {"DatasetGroup": "CREATE PENDING"}, "createPace": {"reads": 2}})
        group = self.group()
        with self.refused("ResourceInUseException"):
            self.delete("dataset_group", group)
        seen = [self.see("dataset_group", group)["status"] for _ in range(3)]
        self.assertEqual(["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"], seen)
        self.delete("dataset_group", group)

    def test_a_failed_creation_can_be_deleted(self):
        personalize.set_created("DatasetGroup", "CREATE FAILED")
        group = self.group()
        self.assertTrue(self.see("dataset_group", group)["failureReason"])
        self.gone("dataset_group", group)

    def test_running_jobs_hold(self):
        made = self.world()
        for job, held in (
            ("dataset_import_job", ("dataset",)),
            ("dataset_export_job", ("dataset",)),
            ("batch_segment_job", ("solution",)),
            ("batch_inference_job", ("filter", "solution")),
        ):
            personalize.control({"status": {made[job]: "CREATE IN_PROGRESS"}})
            for what in held:
                if what == "solution" and "campaign" in made:
                    self.gone("campaign", made.pop("campaign"))
                with self.refused("ResourceInUseException"):
                    self.delete(what, made[what])
            personalize.control({"status": {made[job]: "ACTIVE"}})
        for what in ("dataset", "filter", "solution"):
            self.gone(what, made[what])

    def test_a_schema_is_held_by_datasets_of_any_group(self):
        schema = self.schema()
        datasets = [self.dataset(self.group(name), schema) for name in ("one", "two")]
        for dataset in datasets:
            with self.refused("ResourceInUseException"):
                self.delete("schema", schema)
            self.gone("dataset", dataset)
        self.delete("schema", schema)

    def test_recommenders_stop_and_start(self):
        top = self.make("recommender", name="top", datasetGroupArn=self.group(), recipeArn="arn:aws:personalize:::recipe/y")
        self.aws.stop_recommender(recommenderArn=top)
        with self.refused("ResourceInUseException"):
            self.delete("recommender", top)
        seen = [self.see("recommender", top)["status"] for _ in range(3)]
        self.assertEqual(["STOP PENDING", "STOP IN_PROGRESS", "INACTIVE"], seen)
        self.aws.start_recommender(recommenderArn=top)
        seen = [self.see("recommender", top)["status"] for _ in range(3)]
        self.assertEqual(["START PENDING", "START IN_PROGRESS", "ACTIVE"], seen)
        self.aws.stop_recommender(recommenderArn=top)
        personalize.control({"status": {top: "INACTIVE"}})
        self.gone("recommender", top)

    def test_automatic_training_can_be_turned_off(self):
        solution = self.solution(self.group())
        self.assertTrue(self.see("solution", solution)["performAutoTraining"])
        self.aws.update_solution(solutionArn=solution, performAutoTraining=False)
        seen = self.see("solution", solution)
        self.assertEqual((False, "ACTIVE"), (seen["performAutoTraining"], seen["latestSolutionUpdate"]["status"]))

    def test_creation_is_refused(self):
        group, schema = self.group(), self.schema()
        with self.refused("ResourceAlreadyExistsException"):
            self.group()
        with self.refused("ResourceNotFoundException"):
            self.solution(group + "x")
        with self.refused("InvalidInputException"):
            self.solution(schema)
        with self.refused("InvalidInputException"):
            self.dataset(group, schema, type="Cakes")
        self.make("event_tracker", name="one", datasetGroupArn=group)
        with self.refused("ResourceAlreadyExistsException"):
            self.make("event_tracker", name="two", datasetGroupArn=group)
        with self.refused("TooManyTagsException"):
            self.make("dataset_group", name="t", tags=[{"tagKey": str(n), "tagValue": ""} for n in range(51)])
        self.aws.delete_dataset_group(datasetGroupArn=self.group("going"))
        with self.refused("ResourceInUseException"):
            self.solution(group.replace("shop", "going"))

    def test_tags(self):
        made = self.world()
        untaggable = (made["schema"], made["metric_attribution"])
        index = dict(personalize.tagged(REGION))
        self.assertEqual({arn: TAGS for arn in made.values() if arn not in untaggable}, index)
        self.assertEqual([], list(personalize.tagged("us-east-1")))
        self.aws.tag_resource(resourceArn=made["filter"], tags=[{"tagKey": "a", "tagValue": "1"}])
        self.aws.untag_resource(resourceArn=made["filter"], tagKeys=["workshop"])
        listed = self.aws.list_tags_for_resource(resourceArn=made["filter"])["tags"]
        self.assertEqual([{"tagKey": "a", "tagValue": "1"}], listed)
        personalize.tag(made["filter"], {"aws:cloudformation:stack-name": "s"})
        personalize.untag(made["filter"], ["a"])
        self.assertEqual({"aws:cloudformation:stack-name": "s"}, dict(personalize.tagged(REGION))[made["filter"]])
        for arn in untaggable:
            with self.refused("InvalidInputException"):
                self.aws.tag_resource(resourceArn=arn, tags=TAG_LIST)
        with self.assertRaises(ApiError):
            personalize.tag(made["filter"] + "x", TAGS)

    def test_clock(self):
        long_ago = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(days=10)
        personalize.clock = lambda: long_ago
        for what, arn in self.world().items():
            self.assertEqual(long_ago, self.see(what, arn)["creationDateTime"])

    def test_what_is_not_there_says_so(self):
        with self.refused("NotImplementedException", 500):
            self.aws.list_recipes()
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.server_port}/", data=b"{}", method="POST",
            headers={"Authorization": "AWS4-HMAC-SHA256 Credential=t/20260101/eu-west-1/personalize/aws4_request"},
        )
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)
        self.assertEqual(
            (404, "UnknownOperationException"), (caught.exception.code, json.load(caught.exception)["__type"])
        )
        caught.exception.close()


if __name__ == "__main__":
    unittest.main()
