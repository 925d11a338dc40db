"""Stand-in for the control plane of Amazon Personalize, of which moto has only the schemas.

Nothing is trained. Deletions are refused in the wrong order and take time, as `BLOCKERS` and `deletes_take` say.
For tests: `clock` (creation times), `pace_clock`, `set_pace`, `set_create_pace`, `status_of_new` or `set_created`,
`set_status`, or all of them as JSON through `control`. `reset()` empties it and puts these settings back, except the
clocks and `rng`.
"""

import random
import threading
import time
import uuid
from datetime import datetime, timezone
from typing import NamedTuple

import ageing
import stand_in
from api_error import ApiError
from stand_in import Course, Pace, fit

SERVICE = "personalize"

DEFAULT_PAGE = 100
LARGEST_PAGE = 100
DELETION = Pace(reads=2)  # DELETE PENDING, DELETE IN_PROGRESS, and at the third look it is gone

CREATING = ("CREATE PENDING", "CREATE IN_PROGRESS")
STOPPING = "CREATE STOPPING"
DELETING = ("DELETE PENDING", "DELETE IN_PROGRESS")
# AWS names PENDING and IN_PROGRESS; that a training still being stopped blocks too is the safe reading.
WORKING = (*CREATING, STOPPING)
# What can be deleted is what stands still.
AT_REST = ("ACTIVE", "INACTIVE", "CREATE FAILED", "CREATE STOPPED", "UPDATE FAILED")
DATASET_TYPES = ("INTERACTIONS", "ITEMS", "USERS", "ACTIONS", "ACTION_INTERACTIONS")

clock = lambda: datetime.now(timezone.utc)  # noqa: E731
pace_clock = time.monotonic
rng = random.Random()

_model = stand_in.model(SERVICE)
_lock = threading.RLock()


class Kind(NamedTuple):
    type: str  # in the ARN
    plural: str  # in the name of the list operation
    scope: str | None = None  # what the list can be narrowed by
    parents: tuple = ()  # members of the input that must name something which exists and stands still
    deletable: bool = True
    tags: bool = True


KINDS = {
    "DatasetGroup": Kind("dataset-group", "DatasetGroups"),
    "Schema": Kind("schema", "Schemas", tags=False),
    "Dataset": Kind("dataset", "Datasets", "datasetGroupArn", ("datasetGroupArn", "schemaArn")),
    "Solution": Kind("solution", "Solutions", "datasetGroupArn", ("datasetGroupArn",)),
    "SolutionVersion": Kind("solution", "SolutionVersions", "solutionArn", ("solutionArn",), deletable=False),
    "Campaign": Kind("campaign", "Campaigns", "solutionArn", ("solutionVersionArn",)),
    "Recommender": Kind("recommender", "Recommenders", "datasetGroupArn", ("datasetGroupArn",)),
    "EventTracker": Kind("event-tracker", "EventTrackers", "datasetGroupArn", ("datasetGroupArn",)),
    "Filter": Kind("filter", "Filters", "datasetGroupArn", ("datasetGroupArn",)),
    "MetricAttribution": Kind(
        "metric-attribution", "MetricAttributions", "datasetGroupArn", ("datasetGroupArn",), tags=False
    ),
    "BatchInferenceJob": Kind(
        "batch-inference-job", "BatchInferenceJobs", "solutionVersionArn", ("solutionVersionArn", "filterArn"),
        deletable=False,
    ),
    "BatchSegmentJob": Kind(
        "batch-segment-job", "BatchSegmentJobs", "solutionVersionArn", ("solutionVersionArn", "filterArn"),
        deletable=False,
    ),
    "DatasetImportJob": Kind("dataset-import-job", "DatasetImportJobs", "datasetArn", ("datasetArn",), deletable=False),
    "DatasetExportJob": Kind("dataset-export-job", "DatasetExportJobs", "datasetArn", ("datasetArn",), deletable=False),
}
JOBS = ("BatchInferenceJob", "BatchSegmentJob", "DatasetImportJob", "DatasetExportJob")

# What refuses a deletion: kind, the member of the other thing that names this one, and the statuses of the other in
# which it does so (None: as long as it exists, and one being deleted exists).
BLOCKERS = {
    "Solution": [
        ("Campaign", "solutionArn", None),
        ("SolutionVersion", "solutionArn", WORKING),
        ("BatchInferenceJob", "solutionArn", CREATING),  # assumed
        ("BatchSegmentJob", "solutionArn", CREATING),  # assumed
    ],
    "Filter": [
        ("BatchInferenceJob", "filterArn", CREATING),  # assumed
        ("BatchSegmentJob", "filterArn", CREATING),  # assumed
    ],
    "Dataset": [
        ("DatasetImportJob", "datasetArn", CREATING),
        ("DatasetExportJob", "datasetArn", CREATING),  # assumed
        # and any training in its group, see _blocker
    ],
    "Schema": [("Dataset", "schemaArn", None)],  # in whatever group
    "DatasetGroup": [
        ("EventTracker", "datasetGroupArn", None),
        ("Solution", "datasetGroupArn", None),
        ("Dataset", "datasetGroupArn", None),
        ("Recommender", "datasetGroupArn", None),  # AWS's sample deletes these first
        ("Filter", "datasetGroupArn", None),  # and these
        ("MetricAttribution", "datasetGroupArn", None),  # assumed
    ],
}


class Thing:
    def __init__(self, kind, arn, data, tags):
        self.kind, self.arn, self.data, self.tags, self.course = kind, arn, data, tags, None

    @property
    def status(self):
        return self.data.get("status", "ACTIVE")


def _error(code):
    return lambda message: ApiError(code, message, 400)  # 404 is not used by this protocol


in_use = _error("ResourceInUseException")
not_found = _error("ResourceNotFoundException")
exists = _error("ResourceAlreadyExistsException")
invalid = _error("InvalidInputException")
invalid_token = _error("InvalidNextTokenException")
too_many_tags = _error("TooManyTagsException")


# ---- for tests ------------------------------------------------------------------------------------------------------


def reset():
    global _things, deletes_take, creates_take, created, status_of_new, pace_clock
    with _lock:
        pace_clock = time.monotonic
        _things = {}  # ARN -> Thing
        deletes_take = DELETION
        creates_take = Pace()
        created = {}  # kind -> status
        status_of_new = lambda kind, params: created.get(kind, "ACTIVE")  # noqa: E731


def set_pace(reads=None, seconds=None):
    """How long deletions (and the stopping of a training or a recommender) take. Also for those under way."""
    global deletes_take
    with _lock:
        deletes_take = Pace(reads, seconds)


def set_create_pace(reads=None, seconds=None):
    """How long what is CREATE PENDING or IN_PROGRESS takes to be ACTIVE; neither (as at first): it stays so."""
    global creates_take
    with _lock:
        creates_take = Pace(reads, seconds)


def set_created(kind, status):
    """In which status things of a kind ("SolutionVersion") come into being, instead of ACTIVE."""
    if kind not in KINDS:
        raise ValueError(f"no kind {kind}: {', '.join(KINDS)}")
    with _lock:
        created[kind] = status


def set_status(arn, status):
    """Puts a thing into a status, where it stays."""
    with _lock:
        thing = _find(arn)
        thing.data["status"], thing.course = status, None


def control(command):
    """{"pace": {...}, "createPace": {...}, "created": {kind: status}, "status": {arn: status}, "paceClock": "offset"}

    By the clock "offset" no time passes but what the server's clock is put forward by."""
    global pace_clock
    if command.get("paceClock") == "offset":
        pace_clock = ageing.offset
    if "pace" in command:
        set_pace(**command["pace"])
    if "createPace" in command:
        set_create_pace(**command["createPace"])
    for kind, status in command.get("created", {}).items():
        set_created(kind, status)
    for arn, status in command.get("status", {}).items():
        set_status(arn, status)
    return {}


# ---- for the tag index ----------------------------------------------------------------------------------------------


def tagged(region):
    """(ARN, tags) of all that has tags in the Region; what is being deleted is there until it is gone."""
    with _lock:
        _sweep()
        return [(t.arn, dict(t.tags)) for t in _things.values() if t.tags and t.arn.split(":")[3] == region]


def tag(arn, tags):
    with _lock:
        _taggable(arn).tags.update(tags)


def untag(arn, keys):
    with _lock:
        tags = _taggable(arn).tags
        for key in keys:
            tags.pop(key, None)


def _taggable(arn):
    thing = _find(arn)
    if not KINDS[thing.kind].tags:
        raise invalid(f"{arn} cannot be tagged")
    return thing


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
                _remove(thing)
                return False
            thing.data["lastUpdatedDateTime"] = _now()
        thing.data["status"] = status
    return True


def _remove(thing):
    del _things[thing.arn]
    for other in list(_things.values()):
        goes = thing.kind == "Solution" and other.kind == "SolutionVersion" and other.data["solutionArn"] == thing.arn
        # Nothing deletes a job; that its record goes with the group is assumed.
        goes = goes or thing.kind == "DatasetGroup" and other.kind in JOBS and _group(other) == thing.arn
        if goes:
            del _things[other.arn]


def _sweep():
    for thing in list(_things.values()):
        _settle(thing)


def _find(arn):
    if arn not in _things:
        raise not_found(f"Could not find a resource with the arn: {arn}")
    return _things[arn]


def _get(arn, kind):
    thing = _find(arn)
    if thing.kind != kind:
        raise invalid(f"{arn} is not a {kind}")
    return thing


def _of(kind):
    return [thing for thing in _things.values() if thing.kind == kind]


def _group(thing):
    return thing.data.get("datasetGroupArn")


def _change(thing, path, end, pace):
    thing.course = Course(path, end, pace, pace_clock())
    thing.data["lastUpdatedDateTime"] = _now()
    _settle(thing)


def _lower(kind):
    return kind[0].lower() + kind[1:]


def _show(thing, shape):
    data = thing.data
    if thing.kind == "Solution" and "latestSolutionVersion" in shape.members:
        versions = [v for v in _of("SolutionVersion") if v.data["solutionArn"] == thing.arn]
        if versions:
            data = {**data, "latestSolutionVersion": fit(versions[-1].data, shape.members["latestSolutionVersion"])}
    return fit(data, shape)


def _blocker(thing):
    for kind, member, statuses in BLOCKERS.get(thing.kind, []):
        for other in _of(kind):
            if other.data.get(member) == thing.arn and (statuses is None or other.status in statuses):
                return other
    if thing.kind == "Dataset":
        for other in [*_of("SolutionVersion"), *_of("Recommender")]:
            if _group(other) == _group(thing) and other.status in WORKING:
                return other


# ---- operations -----------------------------------------------------------------------------------------------------


def _create(kind, p, region, account):
    traits, data = KINDS[kind], {name: value for name, value in p.items() if name != "tags"}
    parents = {}
    for member in traits.parents:
        if member not in p:
            continue
        parent = parents[member] = _get(p[member], member[0].upper() + member[1:-3])
        if parent.status != "ACTIVE":
            raise in_use(f"{parent.arn} is {parent.status}")
        if kind in JOBS or kind in ("Campaign", "SolutionVersion"):
            for inherited in ("datasetGroupArn", "solutionArn"):  # not all of these are shown, but BLOCKERS asks
                if inherited in parent.data:
                    data.setdefault(inherited, parent.data[inherited])
    if kind == "SolutionVersion":
        solution = parents["solutionArn"]
        for name in ("performHPO", "performAutoML", "performIncrementalUpdate", "recipeArn", "eventType", "solutionConfig"):
            if name in solution.data:
                data[name] = solution.data[name]
        data = {"trainingMode": "FULL", "trainingType": "MANUAL", **data}
        path = f"solution/{solution.data['name']}/{_id()}"
    elif kind == "Dataset":
        data["datasetType"] = p["datasetType"].upper()
        if data["datasetType"] not in DATASET_TYPES:
            raise invalid(f"datasetType is one of {', '.join(DATASET_TYPES)}")
        path = f"dataset/{parents['datasetGroupArn'].data['name']}/{data['datasetType']}"
    elif kind == "EventTracker":
        if any(_group(other) == p["datasetGroupArn"] for other in _of(kind)):
            raise exists("A dataset group has only one event tracker")
        data.update(trackingId=str(uuid.UUID(int=rng.getrandbits(128), version=4)), accountId=account)
        path = f"event-tracker/{_id()}"
    else:
        path = f"{traits.type}/{p.get('name') or p['jobName']}"
    if kind == "Solution":
        data = {"performHPO": False, "performAutoML": False, "performAutoTraining": True, **data}
    arn = f"arn:aws:personalize:{region}:{account}:{path}"
    if arn in _things:
        raise exists(f"Another resource with the ARN {arn} already exists")
    tags = {each["tagKey"]: each["tagValue"] for each in p.get("tags", [])}
    tags = stand_in.check_tags(tags, invalid, too_many_tags)
    now = _now()
    data.update({_lower(kind) + "Arn": arn, "creationDateTime": now, "lastUpdatedDateTime": now})
    thing = _things[arn] = Thing(kind, arn, data, tags)
    if kind != "Schema":
        data["status"] = status_of_new(kind, p)
        if data["status"] in CREATING:
            path = CREATING[CREATING.index(data["status"]):]
            thing.course = Course(path, "ACTIVE", lambda: creates_take, pace_clock())
        elif data["status"] == "CREATE FAILED":
            data["failureReason"] = "Told to fail"
    return fit(data, _model.operation_model("Create" + kind).output_shape)


def _id():
    return f"{rng.getrandbits(32):08x}"


def _describe(kind, p, region, account):
    member = _lower(kind)
    thing = _get(p[member + "Arn"], kind)
    if not _settle(thing, counting=True):
        _find(thing.arn)  # which it no longer is
    return {member: _show(thing, _model.operation_model("Describe" + kind).output_shape.members[member])}


def _list(kind, p, region, account):
    traits = KINDS[kind]
    operation = _model.operation_model("List" + traits.plural)
    key, shape = next((n, s) for n, s in operation.output_shape.members.items() if s.type_name == "list")
    scope = p.get(traits.scope)
    if scope and "ResourceNotFoundException" in [error.name for error in operation.error_shapes]:
        _find(scope)
    here = f"arn:aws:personalize:{region}:{account}:"
    things = [
        t for t in _of(kind) if t.arn.startswith(here) and (not scope or t.data.get(traits.scope) == scope)
    ]
    listed, token = stand_in.page(
        things, p, [key, scope], lambda t: _show(t, shape.member) if _settle(t, counting=True) else None,
        DEFAULT_PAGE, LARGEST_PAGE, invalid, invalid_token,
    )
    return {key: listed, **({"nextToken": token} if token else {})}


def _delete(kind, p, region, account):
    thing = _get(p[_lower(kind) + "Arn"], kind)
    if thing.status not in AT_REST:
        raise in_use(f"{thing.arn} is {thing.status}")
    blocker = _blocker(thing)
    if blocker:
        raise in_use(f"{thing.arn} is used by {blocker.arn}, which is {blocker.status}")
    if kind == "Schema":
        _remove(thing)
    else:
        _change(thing, DELETING, None, lambda: deletes_take)
    return {}


def _stop_solution_version_creation(p, region, account):
    version = _get(p["solutionVersionArn"], "SolutionVersion")
    if version.status == "CREATE PENDING":  # nothing has begun: stopped at once
        version.data["status"], version.course = "CREATE STOPPED", None
    elif version.status == "CREATE IN_PROGRESS":
        _change(version, (STOPPING,), "CREATE STOPPED", lambda: deletes_take)
    else:  # which error AWS has for this is not documented
        raise in_use(f"{version.arn} is {version.status}")
    return {}


def _update_solution(p, region, account):
    solution = _get(p["solutionArn"], "Solution")
    if solution.status != "ACTIVE":
        raise in_use(f"{solution.arn} is {solution.status}")
    update = {n: p[n] for n in ("performAutoTraining", "performIncrementalUpdate", "solutionUpdateConfig") if n in p}
    now = _now()
    solution.data.update({n: v for n, v in update.items() if n != "solutionUpdateConfig"}, lastUpdatedDateTime=now)
    solution.data["latestSolutionUpdate"] = {
        **update, "status": "ACTIVE", "creationDateTime": now, "lastUpdatedDateTime": now
    }
    return {"solutionArn": solution.arn}


def _switch_recommender(verb, before, after):
    def switch(p, region, account):
        recommender = _get(p["recommenderArn"], "Recommender")
        if recommender.status != before:
            raise in_use(f"{recommender.arn} is {recommender.status}")
        _change(recommender, (verb + " PENDING", verb + " IN_PROGRESS"), after, lambda: deletes_take)
        return {"recommenderArn": recommender.arn}

    return switch


def _tag_resource(p, region, account):
    thing = _taggable(p["resourceArn"])
    own = {k: v for k, v in thing.tags.items() if not k.startswith("aws:")}
    new = {**own, **{each["tagKey"]: each["tagValue"] for each in p["tags"]}}
    thing.tags.update(stand_in.check_tags(new, invalid, too_many_tags))
    return {}


def _untag_resource(p, region, account):
    untag(p["resourceArn"], p["tagKeys"])
    return {}


def _list_tags_for_resource(p, region, account):
    tags = _taggable(p["resourceArn"]).tags
    return {"tags": [{"tagKey": key, "tagValue": value} for key, value in tags.items()]}


def _operations():
    found = {
        "StopSolutionVersionCreation": _stop_solution_version_creation,
        "UpdateSolution": _update_solution,
        "StopRecommender": _switch_recommender("STOP", "ACTIVE", "INACTIVE"),
        "StartRecommender": _switch_recommender("START", "INACTIVE", "ACTIVE"),
        "TagResource": _tag_resource,
        "UntagResource": _untag_resource,
        "ListTagsForResource": _list_tags_for_resource,
    }

    def about(act, kind):
        return lambda p, region, account: act(kind, p, region, account)

    for kind, traits in KINDS.items():
        found["Create" + kind] = about(_create, kind)
        found["Describe" + kind] = about(_describe, kind)
        found["List" + traits.plural] = about(_list, kind)
        if traits.deletable:
            found["Delete" + kind] = about(_delete, kind)
    return found


OPERATIONS = _operations()


def handle(operation, params, region, account):
    if operation not in OPERATIONS:
        raise ApiError("NotImplementedException", f"The Personalize stand-in has no {operation}", 500)
    params = stand_in.check(params, _model.operation_model(operation), invalid)
    with _lock:
        _sweep()
        return OPERATIONS[operation](params, region, account)


# ---- HTTP -----------------------------------------------------------------------------------------------------------


def _parse(environ):
    prefix, _, name = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")
    # personalize-runtime and personalize-events are signed for the same service: they have no target, and no stand-in.
    if prefix != _model.metadata["targetPrefix"] or name not in _model.operation_names:
        raise ApiError("UnknownOperationException", f"{prefix}.{name} is not Personalize's", 404)
    return _model.operation_model(name), stand_in.body(environ)


def wsgi(environ, start_response):
    return stand_in.serve(environ, start_response, "application/x-amz-json-1.1", _parse, handle)


reset()
