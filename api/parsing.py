"""Requests read strictly: JSON without duplicate keys, queries without unknown or repeated parameters.

A query string is parsed once and kept: the value is frozen, and the same pages are asked for again and again.
"""

import json
from functools import cache, lru_cache
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from flask import Request, request
from marshmallow import RAISE, Schema, ValidationError, fields
from webargs.flaskparser import FlaskParser

from api.problems import Problem, error, invalid, validation_problem

LONGEST_QUERY = 8_000
"""Bytes of a query string; longer ones get 400."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice[:40]!r} stands twice in one object")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def read_json(raw: bytes) -> Any:
    """The value of a JSON text in UTF-8. Raises ValueError, with words for a person, for anything doubtful."""
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as failure:
        raise ValueError(f"not UTF-8 at byte {failure.start}") from None
    except json.JSONDecodeError as failure:
        raise ValueError(f"{failure.msg} at line {failure.lineno}, column {failure.colno}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def malformed(message: str) -> Problem:
    """400 for a body that cannot be read at all."""
    return Problem(400, f"The body is not JSON: {message}.", [error("body", "", "malformed", message)])


def json_body(*media_types: str) -> Any:
    """The request's body. 415 unless it says that it is JSON, 400 where it is not."""
    require_media_type("application/json", *media_types)
    try:
        return read_json(request.get_data())
    except ValueError as failure:
        raise malformed(str(failure)) from None


def require_media_type(*media_types: str) -> None:
    """415 unless the request's body is of one of these types, and not compressed."""
    if request.mimetype not in media_types:
        raise Problem(415, f"Send the body as {' or '.join(media_types)}.", headers={"Accept": ", ".join(media_types)})
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(415, "Send the body uncompressed.", headers={"Accept-Encoding": "identity"})


def read_query(schema: type[Schema], raw: bytes) -> dict[str, Any]:
    """Parameters of a query string by name: lists where the schema has lists. Raises Problem."""
    if len(raw) > LONGEST_QUERY:
        raise Problem(400, f"The query string is longer than {LONGEST_QUERY} bytes.")
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except UnicodeDecodeError:
        raise Problem(400, "The query string is not UTF-8, percent-encoded.") from None
    except ValueError:
        raise Problem(400, "The query string has too many parameters.") from None
    known = {field.data_key or name: field for name, field in _schema(schema).fields.items()}
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name not in known:
            close = ", ".join(sorted(known))
            raise invalid("query", name[:100], f"Unknown parameter; there are {close}." if close else
                          "This takes no parameters.", "unknown")  # fmt: skip
        if isinstance(known[name], fields.List):
            found.setdefault(name, []).append(value)
        elif name in found:
            raise invalid("query", name, "May stand once only.", "repeated")
        else:
            found[name] = value
    return found


@cache
def _schema(kind: type[Schema]) -> Schema:
    return kind(unknown=RAISE)


@lru_cache(maxsize=4096)
def load_query(schema: type[Schema], raw: bytes) -> Any:
    """A query string loaded by a schema whose `post_load` makes a frozen value. Raises Problem."""
    try:
        return _schema(schema).load(read_query(schema, raw))
    except ValidationError as failure:
        raise validation_problem("query", failure.messages) from None


def load_body(schema: type[Schema]) -> Any:
    """The request's JSON body loaded by a schema. Raises Problem."""
    try:
        return _schema(schema).load(json_body("application/merge-patch+json"))
    except ValidationError as failure:
        raise validation_problem("body", failure.messages) from None


class Parser(FlaskParser):
    """flask-smorest's hook: the same decorators document the parameters and, by this, read them."""

    def parse(self, argmap: Any, req: Request | None = None, *, location: str | None = None, **more: Any) -> Any:
        """The loaded value of a query or a JSON body."""
        if location == "query":
            return load_query(argmap, request.query_string)
        return load_body(argmap)
