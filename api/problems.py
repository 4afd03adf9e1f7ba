"""Errors as RFC 9457 `application/problem+json`, each with `errors: [{in, name, code, message}]`."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, g, request
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

from timeline.errors import Conflict, InvalidInput, NotFound, SchemaMismatch, Stale, StoreUnavailable, TimelineError

MEDIA_TYPE = "application/problem+json"

_STATUS: Mapping[type[TimelineError], int] = {
    NotFound: 404,
    Stale: 412,  # someone else was quicker, between the check of If-Match and the writing
    Conflict: 409,
    InvalidInput: 422,
    SchemaMismatch: 503,
    StoreUnavailable: 503,
}
_CODES = {
    "Missing data for required field.": "missing",
    "Unknown field.": "unknown",
    "Field may not be null.": "null",
}


class ProblemErrorSchema(Schema):
    """One thing that is wrong, and where."""

    in_ = fields.String(
        required=True, data_key="in", metadata={"description": "body, query, path or header", "example": "query"}
    )
    name = fields.String(required=True, metadata={"description": "the field or parameter", "example": "from"})
    code = fields.String(required=True, metadata={"description": "for programs", "example": "invalid"})
    message = fields.String(required=True, metadata={"description": "for people", "example": "Not an EDTF date."})


class ProblemSchema(Schema):
    """What went wrong, by RFC 9457."""

    type = fields.String(required=True, metadata={"example": "about:blank"})
    title = fields.String(required=True, metadata={"example": "Unprocessable Entity"})
    status = fields.Integer(required=True, metadata={"example": 422})
    detail = fields.String(required=True, metadata={"example": "from: Not an EDTF date."})
    request_id = fields.String(required=True, metadata={"description": "the same as in X-Request-ID and in the logs"})
    errors = fields.List(fields.Nested(ProblemErrorSchema), required=True)


def error(where: str, name: str, code: str, message: str) -> dict[str, str]:
    """One entry of `errors`."""
    return {"in": where, "name": name, "code": code, "message": message}


class Problem(HTTPException):
    """An error to answer with: raise it anywhere in a request."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Iterable[dict[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = status
        self.errors = list(errors)
        self.headers = dict(headers or {})


def invalid(where: str, name: str, message: str, code: str = "invalid") -> Problem:
    """422 for one parameter or field."""
    return Problem(422, f"{name}: {message}", [error(where, name, code, message)])


def flatten(where: str, messages: Any, path: str = "") -> Iterator[dict[str, str]]:
    """marshmallow's nested messages as a flat list; `participants.0.name` names a field inside."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            name = "" if key == "_schema" else str(key)
            yield from flatten(where, inner, ".".join(filter(None, (path, name))))
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield from flatten(where, message, path)
    else:
        yield error(where, path, _CODES.get(str(messages), "invalid"), str(messages))


def validation_problem(where: str, messages: Any) -> Problem:
    """422 for what a schema found wrong."""
    errors = list(flatten(where, messages))[:100]
    first = errors[0]
    return Problem(422, f"{first['name']}: {first['message']}" if first["name"] else first["message"], errors)


def document(status: int, detail: str, request_id: str, errors: list[dict[str, str]]) -> dict[str, Any]:
    """A problem as RFC 9457 writes it."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": request_id,
        "errors": errors,
    }


def body_of(status: int, detail: str, errors: list[dict[str, str]]) -> bytes:
    """The JSON of a problem of the request at hand."""
    return orjson.dumps(document(status, detail, g.get("request_id", ""), errors))


def _response(status: int, detail: str, errors: list[dict[str, str]], headers: Mapping[str, str]) -> Response:
    answer = Response(body_of(status, detail, errors), status, mimetype=MEDIA_TYPE)
    answer.headers.update(headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _on_http(failure: HTTPException) -> Response:
    status = failure.code or 500
    if isinstance(failure, Problem):
        return _response(status, failure.description or "", failure.errors, failure.headers)
    if status < 400:  # a redirect of the router
        return Response(failure.get_body(), status, failure.get_headers())
    kept = {name: value for name, value in failure.get_headers() if name in ("Allow", "Retry-After")}
    return _response(status, failure.description or HTTPStatus(status).description, [], kept)


def of_timeline_error(failure: TimelineError) -> Problem:
    """The problem that tells of an error of the core."""
    status = next((status for kind, status in _STATUS.items() if isinstance(failure, kind)), 422)
    name = failure.field if isinstance(failure, InvalidInput) else None
    where = "query" if request.method in ("GET", "HEAD") else "body"
    errors = [error(where, name, "invalid", str(failure))] if name else []
    return Problem(status, str(failure), errors, {"Retry-After": "5"} if status == 503 else {})


def _on_timeline_error(failure: TimelineError) -> Response:
    problem = of_timeline_error(failure)
    if problem.code == 503:
        logging.getLogger("timeline.api").error("%s: %s", type(failure).__name__, failure)
    return _on_http(problem)


def _on_bug(failure: Exception) -> Response:
    logging.getLogger("timeline.api").error(
        "unexpected error", exc_info=failure, extra={"request_id": g.get("request_id")}
    )
    return _response(500, "An unexpected error; the request id finds it in the server's log.", [], {})


def register(app: Flask) -> None:
    """Answer every error of `app` as a problem."""
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(TimelineError, _on_timeline_error)
    app.register_error_handler(Exception, _on_bug)
