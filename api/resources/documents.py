"""`/v1/documents`: articles in, with their events out; and `/v1/extract`, which stores nothing."""

from typing import Any

from flask import Response, request, stream_with_context, url_for
from flask_smorest import Blueprint

from api import respond
from api.context import context, store
from api.parsing import Parser, load_body, require_media_type
from api.resources import batches
from api.schemas import (
    DocumentListSchema,
    DocumentViewSchema,
    EventsSchema,
    ExtractedSchema,
    Paging,
    PagingSchema,
    VersionSchema,
)
from api.security import requires
from timeline.model import Document
from timeline.schemas import DocumentInSchema, document_json, event_json

blueprint = Blueprint("documents", __name__, url_prefix="/v1", description="Articles and what is in them")
blueprint.ARGUMENTS_PARSER = Parser()

NDJSON = "application/x-ndjson"
_BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/DocumentIn"}},
        NDJSON: {"schema": {"type": "string", "description": "a document a line"}},
    },
}


@blueprint.route("/documents", methods=["POST"])
@requires("write")
@blueprint.response(201, ExtractedSchema)
@blueprint.alt_response(
    200,
    success=True,
    content_type=respond.JSON,
    schema=ExtractedSchema,
    description=(
        "It was there already; or, for NDJSON, a line for each line: line, status 201, 200 or 422, id, events, errors"
    ),
)
@blueprint.doc(requestBody=_BODY)
@respond.answers(blueprint, 401, 408, 413, 415)
def add_document() -> Response:
    """Store a document and extract its events; or, as NDJSON, any number of them.

    NDJSON is answered by a line for each line, as soon as it is stored.
    """
    require_media_type(respond.JSON, NDJSON)
    if request.mimetype == NDJSON:
        return _add_lines()
    document: Document = load_body(DocumentInSchema)
    status = 200
    if not store().known([document]):
        added = store().add([(document, context().extract(document))])
        context().metrics.count(added)
        status = 201 if added[0].status == "new" else 200
    body = b'{"document":' + respond.dumps(document_json(document))
    body += b',"events":' + respond.array(store().events_of(document.id)) + b"}"
    answer = respond.json_response(body, status)
    answer.headers["Location"] = url_for("documents.get_document", document_id=document.id)
    return answer


def _add_lines() -> Response:
    request.max_content_length = context().settings.max_batch
    answer = Response(stream_with_context(batches.results(context(), request.stream)), mimetype=NDJSON)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"  # results are for now, not for the end
    return answer


@blueprint.route("/documents")
@blueprint.arguments(PagingSchema, location="query")
@blueprint.response(200, DocumentListSchema)
@respond.answers(blueprint)
def list_documents(paging: Paging) -> Response:
    """Documents, newest first."""
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    return respond.page(store().documents(limit=paging.limit, cursor=paging.cursor), tag)


@blueprint.route("/documents/<id:document_id>")
@blueprint.arguments(VersionSchema, location="query")
@blueprint.response(200, DocumentViewSchema)
@respond.answers(blueprint, 404)
def get_document(version: int | None, document_id: str) -> Response:
    """A document: its text, its events, and where its sentences and time expressions are."""
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    stored = store().document(document_id, version)
    view = {
        "document": {**document_json(stored.document), "version": stored.version, "added": stored.added},
        "text": stored.document.text,
        "annotations": annotations(stored.document),
    }
    body = respond.dumps(view)[:-1] + b',"events":' + respond.array(store().events_of(document_id)) + b"}"
    return respond.json_response(body, tag=tag)


def annotations(document: Document) -> list[dict[str, Any]]:
    """Sentences and time expressions of a text, in its order; offsets are code points."""
    from timeline.pipeline import annotate  # its models load with it

    found = annotate(document)
    marks: list[dict[str, Any]] = [{"kind": "sentence", "start": s.start, "end": s.end} for s in found.sentences]
    for one in found.expressions:
        edtf = one.temporal.edtf if one.temporal else None
        marks.append({"kind": "time", "start": one.start, "end": one.end, "type": one.type, "value": one.value,
                      "edtf": edtf, "rule": one.rule, "meaning": one.meaning, "anchor": one.anchor})  # fmt: skip
    return sorted(marks, key=lambda mark: (mark["start"], -mark["end"]))


@blueprint.route("/documents/<id:document_id>/events")
@blueprint.response(200, EventsSchema)
@respond.answers(blueprint, 404)
def get_document_events(document_id: str) -> Response:
    """The events that a document proves, by date."""
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    body = b'{"events":' + respond.array(store().events_of(document_id)) + b"}"
    return respond.json_response(body, tag=tag)


@blueprint.route("/documents/<id:document_id>", methods=["DELETE"])
@requires("write")
@blueprint.response(204)
@respond.answers(blueprint, 401, 404)
def delete_document(document_id: str) -> Response:
    """Delete a document and the events that it alone proves."""
    store().delete_document(document_id)
    return Response(status=204)


@blueprint.route("/extract", methods=["POST"])
@blueprint.arguments(DocumentInSchema, location="json")
@blueprint.response(200, EventsSchema)
@respond.answers(blueprint, 408, 413, 415)
def extract(document: Document) -> Response:
    """The events of a text; nothing is stored."""
    events = [event_json(event) for event in context().extract(document)]
    return respond.json_response(respond.dumps({"events": events}))
