"""`/v1/documents`: articles in, with their events out; and `/v1/extract`, which stores nothing."""

from flask import Response
from flask_smorest import Blueprint

from api import respond
from api.context import context, store
from api.parsing import Parser
from api.schemas import EventsSchema, ExtractedSchema
from api.security import requires
from timeline.model import Document
from timeline.schemas import DocumentInSchema, document_json, event_json
from timeline.store import EventQuery

blueprint = Blueprint("documents", __name__, url_prefix="/v1", description="Articles and what is in them")
blueprint.ARGUMENTS_PARSER = Parser()


def events_of(document_id: str) -> bytes:
    """The stored events of a document, as a JSON array."""
    return respond.array(store().stream(EventQuery(document=(document_id,), open="all")))


@blueprint.route("/documents", methods=["POST"])
@requires("write")
@blueprint.arguments(DocumentInSchema, location="json")
@blueprint.response(201, ExtractedSchema)
@blueprint.alt_response(200, schema=ExtractedSchema, description="It was there already")
@respond.answers(blueprint, 401, 413, 415)
def add_document(document: Document) -> Response:
    """Store a document and extract its events."""
    status = 200
    if not store().known([document]):
        [added] = store().add([(document, context().extract(document))])
        status = 201 if added.status == "new" else 200
    stored = orjson_document(document)
    return respond.json_response(b'{"document":' + stored + b',"events":' + events_of(document.id) + b"}", status)


def orjson_document(document: Document) -> bytes:
    """A document rendered, without its text."""
    return respond.dumps(document_json(document))


@blueprint.route("/extract", methods=["POST"])
@blueprint.arguments(DocumentInSchema, location="json")
@blueprint.response(200, EventsSchema)
@respond.answers(blueprint, 413, 415)
def extract(document: Document) -> Response:
    """The events of a text; nothing is stored."""
    events = [event_json(event) for event in context().extract(document)]
    return respond.json_response(respond.dumps({"events": events}))
