"""What `/openapi.json` says beside the routes: title, keys, the components that envelopes refer to."""

from typing import Any

from flask_smorest import Api
from marshmallow.fields import Field

from api.edits import DateInSchema
from api.problems import MEDIA_TYPE, ProblemSchema, document, error
from api.respond import problem_name
from api.schemas import SPACES
from timeline import __version__
from timeline.schemas import DocumentInSchema, EventSchema, clean_text, not_blank

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


NO_NUL, NOT_BLANK = r"^[^\u0000]*$", rf"^[^\u0000]*[^{SPACES}\u0000][^\u0000]*$"
"""Patterns for what `clean_text` and `not_blank` check."""


def _text_pattern(_: Any, field: Field[Any], **more: Any) -> dict[str, str]:
    checks = field.validators
    if clean_text not in checks or "pattern" in field.metadata:
        return {}
    return {"pattern": NOT_BLANK if not_blank in checks else NO_NUL}


def describe(api: Api) -> None:
    """Register what no route mentions by itself."""
    api.ma_plugin.converter.add_attribute_function(_text_pattern)
    components = api.spec.components
    components.security_scheme(
        "key", {"type": "http", "scheme": "bearer", "description": "A key made by `timeline keys create`."}
    )
    components.schema("Event", schema=EventSchema)
    components.schema("SparseEvent", schema=EventSchema(partial=True))
    components.schema("DocumentIn", schema=DocumentInSchema)
    components.schema("DateIn", schema=DateInSchema)
    for status, (code, message) in PROBLEMS.items():
        components.response(problem_name(status), _problem(status, code, message))


PROBLEMS = {
    400: ("malformed", "not UTF-8 at byte 17"),
    401: ("unauthorized", "There is no such key, or it was revoked."),
    403: ("scope", "needs the scope write"),
    404: (None, "there is no event ev_5a0c9d27a3b84e5f6071"),
    406: (None, "This comes as application/json, text/csv, text/calendar."),
    408: (None, "The body came too slowly."),
    409: (None, "nothing would be left of ev_5a0c9d27a3b84e5f6071"),
    412: (None, "It was changed meanwhile: it is version 4 now."),
    413: (None, "The data value transmitted exceeds the capacity limit."),
    415: (None, "Send the body as application/json."),
    422: ("invalid", "Not an EDTF date such as 2018, 2019-06 or 2025-08-13: yesterday."),
    428: (None, "Send If-Match with the ETag of what you saw, so that no one else's change is lost."),
    429: (None, "More than 1200 requests a minute; wait a little."),
    503: (None, "sqlite:///timeline.db: the disk is full"),
}
"""Each problem's example: the code of its first error, where it has one, and its words."""


def _problem(status: int, code: str | None, message: str) -> dict[str, Any]:
    where = "header" if status in (401, 403) else "body" if status == 400 else "query"
    name = {400: "", 401: "Authorization", 403: "Authorization"}.get(status, "from")
    errors = [error(where, name, code, message)] if code else []
    example = document(status, message, "0f8fad5bd9cb469fa16570867728950e", errors)
    return {"description": example["title"], "content": {MEDIA_TYPE: {"schema": ProblemSchema, "example": example}}}
