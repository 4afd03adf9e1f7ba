"""An editor's work on events: create, correct, delete, merge, split, and who did what when.

The state that the editor saw comes as `If-Match`; the store checks its version again in the writing transaction, so
of two changes to one state exactly one is made.
"""

from typing import Any

import orjson
from flask import Response, g, request, url_for
from flask_smorest import Blueprint

from api import respond
from api.context import store
from api.edits import MAX_REASON, Change, EventInSchema, EventPatchSchema, HistorySchema, MergeSchema, SplitSchema
from api.parsing import Parser
from api.problems import Problem, invalid
from api.schemas import EventsSchema
from api.security import requires
from timeline.schemas import EventSchema

blueprint = Blueprint("editing", __name__, url_prefix="/v1", description="An editor's work; the machine keeps it")
blueprint.ARGUMENTS_PARSER = Parser()

IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "the ETag of the event as you saw it, or its version in quotes",
    "schema": {"type": "string"},
    "example": "*",
}
OPTIONAL_IF_MATCH = {**IF_MATCH, "required": False}
REASON = {
    "in": "header",
    "name": "X-Reason",
    "description": "why, in UTF-8; kept in the history",
    "schema": {"type": "string", "maxLength": MAX_REASON},
    "example": "The same report twice.",
}


def seen_version(event_id: str, *, required: bool = True) -> int | None:
    """The version of the event that the client saw, None where any will do; 428 and 412 as HTTP has them."""
    body = store().event(event_id)
    version: int = orjson.loads(body)["version"]
    if not required and "If-Match" not in request.headers:
        return None
    respond.require_match(respond.body_tag(body), version)
    return None if request.headers["If-Match"].strip() == "*" else version


def event_response(event_id: str, status: int = 200) -> Response:
    """The event as it is stored now, with its entity tag."""
    body = store().event(event_id)
    answer = respond.json_response(body, status, tag=respond.body_tag(body))
    answer.headers["Content-Location"] = url_for("events.get_event", event_id=orjson.loads(body)["id"])
    return answer


def given_reason() -> str | None:
    """Why, from a request that has no body to say it in."""
    given = request.headers.get("X-Reason", "").encode("latin-1").decode("utf-8", "replace").strip()
    if len(given) > MAX_REASON:
        raise invalid("header", "X-Reason", f"Longer than {MAX_REASON} characters.")
    return given or None


@blueprint.route("/events", methods=["POST"])
@requires("write")
@blueprint.arguments(EventInSchema, location="json")
@blueprint.response(201, EventSchema)
@respond.answers(blueprint, 401, 408, 413, 415)
def create_event(change: Change) -> Response:
    """Enter an event by hand."""
    event = store().create(change.fields, by=g.key_name, why=change.reason)
    answer = event_response(event["id"], 201)
    answer.headers["Location"] = url_for("events.get_event", event_id=event["id"])
    return answer


@blueprint.route("/events/<id:event_id>", methods=["PATCH"])
@requires("write")
@blueprint.arguments(EventPatchSchema, location="json")
@blueprint.response(200, EventSchema)
@blueprint.doc(parameters=[IF_MATCH])
@respond.answers(blueprint, 401, 404, 408, 412, 413, 415, 428)
def edit_event(change: Change, event_id: str) -> Response:
    """Correct fields of an event (JSON Merge Patch); they stay so, whatever the machine reads later."""
    version = seen_version(event_id)
    event = store().edit(event_id, change.fields, by=g.key_name, why=change.reason, version=version)
    body = respond.dumps(event)
    return respond.json_response(body, tag=respond.body_tag(body))


@blueprint.route("/events/<id:event_id>", methods=["DELETE"])
@requires("write")
@blueprint.response(204)
@blueprint.doc(parameters=[IF_MATCH, REASON])
@respond.answers(blueprint, 401, 404, 412, 428)
def delete_event(event_id: str) -> Response:
    """Delete an event; a new extraction does not bring it back."""
    reason, version = given_reason(), seen_version(event_id)
    store().delete(event_id, by=g.key_name, why=reason, version=version)
    return Response(status=204)


@blueprint.route("/events/<id:event_id>/merge", methods=["POST"])
@requires("write")
@blueprint.arguments(MergeSchema, location="json")
@blueprint.response(200, EventSchema)
@blueprint.doc(parameters=[OPTIONAL_IF_MATCH])
@respond.answers(blueprint, 401, 404, 408, 409, 412, 413, 415)
def merge_events(asked: dict[str, Any], event_id: str) -> Response:
    """Make several events one: the oldest keeps its id, the younger ids redirect to it."""
    version = seen_version(event_id, required=False)
    names = list(dict.fromkeys([event_id, *asked["events"]]))
    ages = {name: store().history(name)[0]["at"] for name in names}
    oldest = min(names, key=lambda name: (ages[name], names.index(name)))
    others = [name for name in names if name != oldest]
    if not others:
        raise Problem(422, "An event cannot be merged with itself.")
    checked = version if oldest == event_id else None
    event = store().merge(oldest, others, by=g.key_name, why=asked["reason"], version=checked)
    return event_response(event["id"])


@blueprint.route("/events/<id:event_id>/split", methods=["POST"])
@requires("write")
@blueprint.arguments(SplitSchema, location="json")
@blueprint.response(200, EventsSchema)
@blueprint.doc(parameters=[OPTIONAL_IF_MATCH])
@respond.answers(blueprint, 401, 404, 408, 409, 412, 413, 415)
def split_event(asked: dict[str, Any], event_id: str) -> Response:
    """Move some of an event's evidence to an event of its own: the answer has both, the remaining one first."""
    version = seen_version(event_id, required=False)
    parts = store().split(event_id, asked["evidence"], by=g.key_name, why=asked["reason"], version=version)
    return respond.json_response(respond.dumps({"events": parts}))


@blueprint.route("/events/<id:event_id>/history")
@blueprint.response(200, HistorySchema)
@respond.answers(blueprint, 404)
def get_history(event_id: str) -> Response:
    """Who changed what of an event, when and why; also of one that was deleted or merged."""
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    steps = [{("reason" if name == "why" else name): value for name, value in step.items()}
             for step in store().history(event_id)]  # fmt: skip
    return respond.json_response(respond.dumps({"items": steps}), tag=tag)
