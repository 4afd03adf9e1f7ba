"""What `/openapi.json` says beside the routes: title, keys, the components that envelopes refer to."""

from typing import Any

from flask_smorest import Api

from api.edits import DateInSchema
from timeline import __version__
from timeline.schemas import DocumentInSchema, EventSchema

CONFIG: dict[str, Any] = {
    "API_TITLE": "timeline",
    "API_VERSION": __version__,
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": "News text goes in; dated events come out, each with the words that prove it; anyone can "
            "ask what happened between two dates. Errors are RFC 9457 problems. Reads are open; writes need a key.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "./", "description": "this server"}],
    },
}


def describe(api: Api) -> None:
    """Register what no route mentions by itself."""
    components = api.spec.components
    components.security_scheme(
        "key", {"type": "http", "scheme": "bearer", "description": "A key made by `timeline keys create`."}
    )
    components.schema("Event", schema=EventSchema)
    components.schema("SparseEvent", schema=EventSchema(partial=True))
    components.schema("DocumentIn", schema=DocumentInSchema)
    components.schema("DateIn", schema=DateInSchema)
