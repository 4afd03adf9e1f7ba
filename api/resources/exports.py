"""`/v1/events.csv` and its like: the same query as a stream in another tool's format, whatever its size."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import orjson
from flask import Response, request
from flask_smorest import Blueprint

from api import respond
from api.context import store
from api.exports import FORMATS, About, Format, encode
from api.parsing import Parser
from api.schemas import CsvSchema, Export, ExportSchema
from timeline.store import EventQuery

blueprint = Blueprint("exports", __name__, url_prefix="/v1", description="Events in the formats of other tools")
blueprint.ARGUMENTS_PARSER = Parser()

BY_MEDIA_TYPE = {format.media_type: format for format in FORMATS}


def stream(format: Format, export: Export) -> Response:
    """Every event that answers the query, in a format, read and sent a page at a time."""
    tag = respond.listing_tag()
    if (held := respond.unchanged(tag)) is not None:
        return held
    about = About(_title(export.query), request.url, request.url_root, datetime.now(UTC), export.bom)
    pages = store().stream(export.query)
    first = next(pages, None)  # so that a bad cursor or a lost database is an answer of its own, not half a file
    events = map(orjson.loads, islice(_chain(first, pages), export.limit))
    answer = Response(encode(format.write(events, about)), mimetype=format.media_type)
    if format.media_type.startswith("text/"):
        answer.headers["Content-Type"] = f"{format.media_type}; charset=utf-8"
    answer.headers["Content-Disposition"] = f'{_disposition(format)}; filename="timeline.{format.suffix}"'
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _chain(first: bytes | None, rest: Iterable[bytes]) -> Iterator[bytes]:
    if first is not None:
        yield first
        yield from rest


def _disposition(format: Format) -> str:
    return "attachment" if format.suffix in ("csv", "ics", "ndjson") else "inline"


def _title(query: EventQuery) -> str:
    """The query in words, as a calendar or a feed reader shows it."""
    words = [query.q, *query.participant, *query.place, *query.country, *query.type, *query.tag]
    said = ", ".join(word for word in words if word)
    span = " to ".join(filter(None, (query.from_day, query.to_day)))
    return ": ".join(filter(None, ("Timeline", " ".join(filter(None, (said, span))))))


def _view(format: Format) -> Callable[[Export], Response]:
    def export(asked: Export) -> Response:
        return stream(format, asked)

    export.__name__ = format.name
    export.__doc__ = f"The events as {format.description}."
    return export


def _register(format: Format) -> None:
    schema = CsvSchema if format.suffix == "csv" else ExportSchema
    content: dict[str, Any] = {"type": "object"} if format.media_type.endswith("+json") else {"type": "string"}
    view = respond.answers(blueprint)(_view(format))
    view = blueprint.response(200, content, content_type=format.media_type)(view)
    view = blueprint.arguments(schema, location="query")(view)
    blueprint.add_url_rule(f"/events.{format.suffix}", format.name, view)


for _format in FORMATS:
    _register(_format)
