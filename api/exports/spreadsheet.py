"""CSV as spreadsheets read it: RFC 4180, UTF-8, formulas made harmless."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from api.exports.common import About, Event, first_evidence

COLUMNS = (
    "id", "title", "type", "status", "review", "date", "edtf", "earliest", "latest", "precision", "time", "place",
    "country", "lat", "lon", "participants", "confidence", "tags", "flags", "quote", "document", "document_title",
    "url", "publisher", "published", "sources",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(events: Iterable[Event], about: About) -> Iterator[str]:
    """A header, then a row an event."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, dialect="excel")
    if about.bom:
        buffer.write("\ufeff")
    writer.writerow(COLUMNS)
    for event in events:
        writer.writerow([cell(value) for value in _row(event)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def cell(value: Any) -> Any:
    """A value as it stands in the file: text that a spreadsheet would run gets an apostrophe in front.

    See OWASP, CSV injection. Numbers stay numbers; a date before the year 0 begins with a minus, so it is text too.
    """
    if not isinstance(value, str):
        return value
    value = value.replace("\0", "")
    return f"'{value}" if value.startswith(_FORMULA) else value


def _row(event: Event) -> tuple[Any, ...]:
    date, place, proof = event["date"], event["place"] or {}, first_evidence(event) or {}
    document = proof.get("document", {})
    return (
        event["id"], event["title"], event["type"], event["status"], event["review"], date["display"], date["edtf"],
        date["earliest"], date["latest"], date["precision"], date["time"], place.get("name"), place.get("country"),
        place.get("lat"), place.get("lon"), "; ".join(who["name"] for who in event["participants"]),
        event["confidence"], "; ".join(event["tags"]), "; ".join(flag["code"] for flag in event["flags"]),
        proof.get("quote"), document.get("id"), document.get("title"), document.get("url"), document.get("publisher"),
        document.get("published"), len({one["document"]["id"] for one in event["evidence"]}),
    )  # fmt: skip
