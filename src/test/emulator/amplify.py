"""Stand-in for the control plane of AWS Amplify Hosting, which moto does not have.

Nothing is built or hosted. Where AWS's behaviour is not documented, the constants below say what is assumed.
For tests: `clock` (creation times), `pace_clock`, `set_pace`, `set_job_pace`, `set_status`, `app_limit`, or all of
them as JSON through `control`. `reset()` empties it and puts these settings back, except the clocks and `rng`.
"""

import random
import re
import string
import threading
import time
from datetime import datetime, timezone
from urllib.parse import parse_qs, unquote

import stand_in
from api_error import ApiError
from stand_in import Course, Pace, fit

SERVICE = "amplify"

# Not documented. The safe reading: DeleteApp and DeleteBranch refuse, so the janitor must stop and detach first.
REFUSE_DELETE_WITH_RUNNING_JOB = True
REFUSE_DELETE_APP_WITH_DOMAIN = True
# Not documented either: a domain on its way out keeps its status, and deleting it again is answered as the first time.
DOMAIN_REMOVAL = Pace(reads=1)
JOB_CANCELLATION = Pace(reads=1)
DEFAULT_PAGE = 50
LARGEST_PAGE = 50

RUNNING = ("CREATED", "PENDING", "PROVISIONING", "RUNNING", "CANCELLING")

clock = lambda: datetime.now(timezone.utc)  # noqa: E731
pace_clock = time.monotonic
rng = random.Random()

_model = stand_in.model(SERVICE)
_lock = threading.RLock()


def not_found(message):
    return ApiError("NotFoundException", message, 404)


def bad_request(message):
    return ApiError("BadRequestException", message, 400)


class App:
    def __init__(self, account, region, data, tags):
        self.account, self.region, self.data, self.tags = account, region, data, tags
        self.branches, self.domains, self.environments = {}, {}, {}

    def jobs(self):
        return [job for branch in self.branches.values() for job in branch.jobs.values()]

    def arn(self, *parts):
        return ":".join(("arn:aws:amplify", self.region, self.account, "/".join(("apps", self.data["appId"]) + parts)))


class Branch:
    def __init__(self, data, tags):
        self.data, self.tags, self.jobs, self.started = data, tags, {}, 0


class Moving:
    """A domain or a job: its status may be under way to another."""

    def __init__(self, data, status):
        self.data, self.status, self.course = data, status, None


# ---- for tests ------------------------------------------------------------------------------------------------------


def reset():
    global deletes_take, stops_take, jobs_take, app_limit, _apps
    with _lock:
        _apps = {}  # ARN -> App
        deletes_take = DOMAIN_REMOVAL
        stops_take = JOB_CANCELLATION
        jobs_take = Pace()  # a job runs until it is stopped
        app_limit = None  # AWS: 25 in a Region


def set_pace(reads=None, seconds=None):
    """How long the removal of a domain and the stopping of a job take. Also for those under way."""
    global deletes_take, stops_take
    with _lock:
        deletes_take = stops_take = Pace(reads, seconds)


def set_job_pace(reads=None, seconds=None):
    """How long a job runs until it has SUCCEEDed. Also for those running."""
    global jobs_take
    with _lock:
        jobs_take = Pace(reads, seconds)


def set_status(arn, status):
    """Puts a job or a domain into a status, where it stays."""
    with _lock:
        for app in _apps.values():
            for thing in [*app.jobs(), *app.domains.values()]:
                if arn in (thing.data.get("jobArn"), thing.data.get("domainAssociationArn")):
                    thing.status, thing.course = status, None
                    return
    raise not_found(arn)


def control(command):
    """{"pace": {...}, "jobPace": {...}, "status": {arn: status}, "appLimit": n}"""
    global app_limit
    if "pace" in command:
        set_pace(**command["pace"])
    if "jobPace" in command:
        set_job_pace(**command["jobPace"])
    for arn, status in command.get("status", {}).items():
        set_status(arn, status)
    if "appLimit" in command:
        app_limit = command["appLimit"]
    return {}


# ---- for the tag index ----------------------------------------------------------------------------------------------


def tagged(region):
    """(ARN, tags) of every app and branch in the Region that has tags."""
    with _lock:
        return [(arn, dict(thing.tags)) for arn, thing, of in _taggable() if of == region and thing.tags]


def tag(arn, tags):
    with _lock:
        _by_arn(arn).tags.update(tags)


def untag(arn, keys):
    with _lock:
        tags = _by_arn(arn).tags
        for key in keys:
            tags.pop(key, None)


def _taggable():
    for app in _apps.values():
        yield app.data["appArn"], app, app.region
        for branch in app.branches.values():
            yield branch.data["branchArn"], branch, app.region


def _by_arn(arn):
    for other, thing, _ in _taggable():
        if other == arn:
            return thing
    raise ApiError("ResourceNotFoundException", f"Resource not found: {arn}", 404)


# ---- state ----------------------------------------------------------------------------------------------------------


def _now():
    return round(clock().timestamp(), 3)


def _settle(thing, counting=False):
    """Brings a status up to date; False when the thing is gone."""
    if thing.course:
        status = thing.course.look(pace_clock(), counting)
        if status is None:
            status, thing.course = thing.course.end, None
            if status is None:
                return False
            thing.data["endTime"] = _now()
        thing.status = status
    return True


def _sweep():
    for app in _apps.values():
        for name in [name for name, domain in app.domains.items() if not _settle(domain)]:
            del app.domains[name]
        for job in app.jobs():
            _settle(job)


def _app(params, region, account):
    arn = f"arn:aws:amplify:{region}:{account}:apps/{params['appId']}"
    if arn not in _apps:
        # The model of the lists has no NotFoundException: SDKs then raise their base class, with this code.
        raise not_found(f"App {params['appId']} not found.")
    return _apps[arn]


def _of(things, name, what):
    if name not in things:
        raise not_found(f"{what} {name} not found.")
    return things[name]


def _show_app(app):
    return fit({**app.data, "tags": dict(app.tags)}, _model.shape_for("App"))


def _show_branch(branch):
    last = str(branch.started)
    data = {"tags": dict(branch.tags), "activeJobId": last, "totalNumberOfJobs": last}
    return fit({**branch.data, **data}, _model.shape_for("Branch"))


def _show_domain(domain):
    return fit({**domain.data, "domainStatus": domain.status}, _model.shape_for("DomainAssociation"))


def _show_job(job):
    return fit({**job.data, "status": job.status}, _model.shape_for("JobSummary"))


def _show_environment(environment):
    return fit(environment, _model.shape_for("BackendEnvironment"))


def _list(params, things, show, key, *scope):
    listed, token = stand_in.page(
        things, params, [key, *scope], show, DEFAULT_PAGE, LARGEST_PAGE, bad_request, bad_request
    )
    return {key: listed, **({"nextToken": token} if token else {})}


def _refuse_running(jobs, what):
    running = [job.data["jobId"] for job in jobs if job.status in RUNNING]
    if REFUSE_DELETE_WITH_RUNNING_JOB and running:
        raise bad_request(f"Cannot delete {what}: job {running[0]} is still running.")


def _tags(tags):
    return stand_in.check_tags(tags, bad_request, bad_request)


# ---- operations -----------------------------------------------------------------------------------------------------


def create_app(p, region, account):
    mine = [app for app in _apps.values() if (app.region, app.account) == (region, account)]
    if app_limit is not None and len(mine) >= app_limit:
        raise ApiError("LimitExceededException", "You have reached the maximum number of apps in this account.", 429)
    app_id = "d" + "".join(rng.choices(string.ascii_lowercase + string.digits, k=13))
    now = _now()
    app = App(account, region, {
        "description": "", "repository": "", "platform": "WEB", "environmentVariables": {},
        "enableBranchAutoBuild": False, "enableBranchAutoDeletion": False, "enableBasicAuth": False,
        "customRules": [], "enableAutoBranchCreation": False, **p,
        "appId": app_id, "defaultDomain": app_id + ".amplifyapp.com", "createTime": now, "updateTime": now,
    }, _tags(p.get("tags", {})))
    app.data["appArn"] = app.arn()
    _apps[app.arn()] = app
    return {"app": _show_app(app)}


def get_app(p, region, account):
    return {"app": _show_app(_app(p, region, account))}


def list_apps(p, region, account):
    mine = [app for app in _apps.values() if (app.region, app.account) == (region, account)]
    return _list(p, mine, _show_app, "apps")


def update_app(p, region, account):
    app = _app(p, region, account)
    app.data.update(p, updateTime=_now())
    return {"app": _show_app(app)}


def delete_app(p, region, account):
    app = _app(p, region, account)
    if REFUSE_DELETE_APP_WITH_DOMAIN and app.domains:
        raise bad_request(f"Cannot delete app {p['appId']}: domain {next(iter(app.domains))} is still associated.")
    _refuse_running(app.jobs(), f"app {p['appId']}")
    del _apps[app.arn()]  # its branches and backend environments with it, but not the stacks of its backends
    return {"app": _show_app(app)}


def create_branch(p, region, account):
    app = _app(p, region, account)
    name, now = p["branchName"], _now()
    if name in app.branches:
        raise bad_request(f"A branch named {name} already exists for this app.")
    branch = app.branches[name] = Branch({
        "description": "", "stage": "PRODUCTION", "displayName": name.replace("/", "-"), "enableNotification": False,
        "environmentVariables": {}, "enableAutoBuild": True, "customDomains": [], "framework": "",
        "enableBasicAuth": False, "ttl": "5", "enablePullRequestPreview": False, **p,
        "branchArn": app.arn("branches", name), "createTime": now, "updateTime": now,
    }, _tags(p.get("tags", {})))
    return {"branch": _show_branch(branch)}


def get_branch(p, region, account):
    return {"branch": _show_branch(_of(_app(p, region, account).branches, p["branchName"], "Branch"))}


def list_branches(p, region, account):
    return _list(p, _app(p, region, account).branches.values(), _show_branch, "branches", p["appId"])


def update_branch(p, region, account):
    branch = _of(_app(p, region, account).branches, p["branchName"], "Branch")
    branch.data.update(p, updateTime=_now())
    return {"branch": _show_branch(branch)}


def delete_branch(p, region, account):
    app = _app(p, region, account)
    branch = _of(app.branches, p["branchName"], "Branch")
    _refuse_running(branch.jobs.values(), f"branch {p['branchName']}")
    del app.branches[p["branchName"]]
    return {"branch": _show_branch(branch)}


def create_domain_association(p, region, account):
    app = _app(p, region, account)
    name = p["domainName"]
    if name in app.domains:
        raise bad_request(f"Domain {name} is already associated with this app.")
    for setting in p["subDomainSettings"]:
        _of(app.branches, setting["branchName"], "Branch")
    record = f"{name} CNAME {app.data['defaultDomain']}"
    domain = app.domains[name] = Moving({
        "enableAutoSubDomain": False, **p, "statusReason": "",
        "domainAssociationArn": app.arn("domains", name),
        "certificate": p.get("certificateSettings", {"type": "AMPLIFY_MANAGED"}),
        "subDomains": [{"subDomainSetting": s, "verified": True, "dnsRecord": record} for s in p["subDomainSettings"]],
    }, "AVAILABLE")
    return {"domainAssociation": _show_domain(domain)}


def get_domain_association(p, region, account):
    app = _app(p, region, account)
    domain = _of(app.domains, p["domainName"], "Domain association")
    if not _settle(domain, counting=True):
        del app.domains[p["domainName"]]
        raise not_found(f"Domain association {p['domainName']} not found.")
    return {"domainAssociation": _show_domain(domain)}


def list_domain_associations(p, region, account):
    app = _app(p, region, account)

    def show(domain):
        if _settle(domain, counting=True):
            return _show_domain(domain)
        del app.domains[domain.data["domainName"]]

    return _list(p, app.domains.values(), show, "domainAssociations", p["appId"])


def delete_domain_association(p, region, account):
    domain = _of(_app(p, region, account).domains, p["domainName"], "Domain association")
    if not domain.course:
        domain.course = Course([domain.status], None, lambda: deletes_take, pace_clock())
    return {"domainAssociation": _show_domain(domain)}


def create_backend_environment(p, region, account):
    app = _app(p, region, account)
    name, now = p["environmentName"], _now()
    if name in app.environments:
        raise bad_request(f"Backend environment {name} already exists.")
    app.environments[name] = {
        **p, "backendEnvironmentArn": app.arn("backendenvironments", name), "createTime": now, "updateTime": now
    }
    return {"backendEnvironment": _show_environment(app.environments[name])}


def get_backend_environment(p, region, account):
    found = _of(_app(p, region, account).environments, p["environmentName"], "Backend environment")
    return {"backendEnvironment": _show_environment(found)}


def list_backend_environments(p, region, account):
    wanted = p.get("environmentName")
    found = [e for e in _app(p, region, account).environments.values() if wanted in (None, e["environmentName"])]
    return _list(p, found, _show_environment, "backendEnvironments", p["appId"], wanted)


def delete_backend_environment(p, region, account):
    app = _app(p, region, account)
    found = _of(app.environments, p["environmentName"], "Backend environment")
    del app.environments[p["environmentName"]]  # the record only: the stack stays
    return {"backendEnvironment": _show_environment(found)}


def _branch_of(p, region, account):
    app = _app(p, region, account)
    return app, _of(app.branches, p["branchName"], "Branch")


def start_job(p, region, account):
    app, branch = _branch_of(p, region, account)
    if p["jobType"] == "RETRY":
        if "jobId" not in p:
            raise bad_request("A retry needs the jobId of the job to be retried.")
        _of(branch.jobs, p["jobId"], "Job")
    branch.started += 1
    number = str(branch.started)
    now = _now()
    job = branch.jobs[number] = Moving({
        "commitId": "HEAD", "commitMessage": "", "commitTime": now, **p,
        "jobId": number, "jobArn": app.arn("branches", p["branchName"], "jobs", number.zfill(10)), "startTime": now,
    }, "RUNNING")
    job.course = Course(["RUNNING"], "SUCCEED", lambda: jobs_take, pace_clock())
    return {"jobSummary": {**_show_job(job), "status": "PENDING"}}


def get_job(p, region, account):
    job = _of(_branch_of(p, region, account)[1].jobs, p["jobId"], "Job")
    _settle(job, counting=True)
    return {"job": {"summary": _show_job(job), "steps": []}}


def list_jobs(p, region, account):
    def show(job):
        _settle(job, counting=True)
        return _show_job(job)

    jobs = reversed(_branch_of(p, region, account)[1].jobs.values())  # the newest first
    return _list(p, jobs, show, "jobSummaries", p["appId"], p["branchName"])


def stop_job(p, region, account):
    job = _of(_branch_of(p, region, account)[1].jobs, p["jobId"], "Job")
    if job.status not in RUNNING:
        raise bad_request(f"Job {p['jobId']} is {job.status}: it cannot be stopped.")
    if job.status != "CANCELLING":
        job.status = "CANCELLING"
        job.course = Course(["CANCELLING"], "CANCELLED", lambda: stops_take, pace_clock())
    return {"jobSummary": _show_job(job)}


def delete_job(p, region, account):
    branch = _branch_of(p, region, account)[1]
    job = _of(branch.jobs, p["jobId"], "Job")
    _refuse_running([job], "job")
    del branch.jobs[p["jobId"]]
    return {"jobSummary": _show_job(job)}


def tag_resource(p, region, account):
    thing = _by_arn(p["resourceArn"])
    own = {key: value for key, value in thing.tags.items() if not key.startswith("aws:")}
    thing.tags.update(_tags({**own, **p["tags"]}))
    return {}


def untag_resource(p, region, account):
    untag(p["resourceArn"], p["tagKeys"])
    return {}


def list_tags_for_resource(p, region, account):
    return {"tags": dict(_by_arn(p["resourceArn"]).tags)}


def _snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


OPERATIONS = {name: globals()[_snake(name)] for name in _model.operation_names if _snake(name) in globals()}


def handle(operation, params, region, account):
    if operation not in OPERATIONS:
        raise ApiError("NotImplementedException", f"The Amplify stand-in has no {operation}", 500)
    params = stand_in.check(params, _model.operation_model(operation), bad_request)
    with _lock:
        _sweep()
        return OPERATIONS[operation](params, region, account)


# ---- HTTP -----------------------------------------------------------------------------------------------------------


def _routes():
    routes = []
    for name in _model.operation_names:
        operation = _model.operation_model(name)
        segments = operation.http["requestUri"].strip("/").split("/")
        # Only when the server hands over a decoded path: ARNs and branch names may hold slashes.
        decoded = "".join(
            f"/(?P<{s[1:-1]}>{'.+' if s[1:-1] in ('branchName', 'resourceArn') else '[^/]+'})" if s[0] == "{" else "/" + s
            for s in segments
        )
        routes.append((operation.http["method"], segments, re.compile(decoded + "/?"), operation))
    return sorted(routes, key=lambda route: -sum(s[0] != "{" for s in route[1]))


_ROUTES = _routes()


def _match(environ):
    method, raw = environ["REQUEST_METHOD"], stand_in.raw_path(environ)
    if raw is not None:
        asked = raw.strip("/").split("/")
        for verb, segments, _, operation in _ROUTES:
            if verb == method and len(segments) == len(asked) and all(
                a if s[0] == "{" else a == s for s, a in zip(segments, asked)
            ):
                return operation, {s[1:-1]: unquote(a) for s, a in zip(segments, asked) if s[0] == "{"}
    else:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode()
        for verb, _, decoded, operation in _ROUTES:
            found = verb == method and decoded.fullmatch(path)
            if found:
                return operation, found.groupdict()
    raise ApiError("UnknownOperationException", f"{method} {raw or environ.get('PATH_INFO')} is not Amplify's", 404)


def _parse(environ):
    operation, labels = _match(environ)
    params = stand_in.body(environ)
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    for name, shape in operation.input_shape.members.items():
        where, key = shape.serialization.get("location"), shape.serialization.get("name", name)
        if where == "querystring" and key in query:
            try:
                params[name] = {
                    "list": lambda v: v, "integer": lambda v: int(v[-1])
                }.get(shape.type_name, lambda v: v[-1])(query[key])
            except ValueError:
                raise bad_request(f"{key} is not a number") from None
        elif where == "uri":
            params[name] = labels[key]
    return operation, params


def wsgi(environ, start_response):
    return stand_in.serve(environ, start_response, "application/json", _parse, handle)


reset()
