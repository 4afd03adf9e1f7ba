"""Parameters and envelopes of the API; events and documents themselves are in `timeline.schemas`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from marshmallow import Schema, ValidationError, fields, post_load, validate

from timeline import edtf
from timeline.model import EVENT_TYPES, PRECISIONS, REVIEWS, STATUSES
from timeline.schemas import DocumentSchema, EventSchema, clean_text
from timeline.store import EventQuery
from timeline.store.query import FILTERS, MAX_LIMIT, MAX_WORDS, Axis, Sort
from timeline.store.spans import Match, Open

EVENT_FIELDS = tuple(EventSchema().fields)


class Whole(fields.Integer):
    """A whole number in ASCII digits."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}", value):
            raise self.make_error("invalid", input=value)
        number: int = super()._validated(value)
        return number


class Number(fields.Float):
    """A decimal number in ASCII digits."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE]-?[0-9]{1,3})?", value):
            raise self.make_error("invalid", input=value)
        number: float = super()._validated(value)
        return number


class Flag(fields.Boolean):
    """`true` or `false`, and the 1 and 0 that some clients send."""

    truthy = frozenset({"true", "1", True})
    falsy = frozenset({"false", "0", False})


class AnyOf(fields.List[str]):
    """Any of several values: the parameter repeated, or one with commas."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> list[str]:
        parts = [part.strip() for item in value for part in item.split(",")]
        loaded: list[str] = super()._deserialize(parts, attr, data, **more)
        return loaded


def _bound(value: str) -> None:
    try:
        if len(value) > 100:
            raise ValueError("too long")
        edtf.bounds(value)
    except ValueError as failure:
        raise ValidationError(f"Not an EDTF date such as 2018, 2019-06 or 2025-08-13: {failure}.") from None


def _word(description: str, **more: Any) -> fields.String:
    return fields.String(
        validate=[validate.Length(1, MAX_WORDS), clean_text], metadata={"description": description, **more}
    )


def _any_of(description: str, choices: tuple[str, ...] = (), **more: Any) -> AnyOf:
    check: list[Any] = [validate.OneOf(choices)] if choices else [validate.Length(1, MAX_WORDS), clean_text]
    return AnyOf(
        fields.String(validate=check),
        validate=validate.Length(min=1, max=100),
        metadata={"description": f"{description}; repeat it, or use commas, for any of several", **more},
    )


def _one_of(description: str, choices: tuple[str, ...]) -> fields.String:
    return fields.String(
        load_default=choices[0], validate=validate.OneOf(choices), metadata={"description": description}
    )


def _date(description: str, example: str) -> fields.String:
    return fields.String(
        validate=_bound, metadata={"description": description, "format": "edtf", "maxLength": 100, "example": example}
    )


class FilterSchema(Schema):
    """What to select; the same for events, exports, histogram and facets."""

    from_ = _date("first day, inclusive: EDTF of any precision", "2018")
    from_.data_key = "from"
    to = _date("last day, inclusive: EDTF of any precision", "2019-06")
    match = _one_of("overlap: the event can fall in the range; within: it certainly does", get_args(Match))
    axis = _one_of("the time of the event, or of the publication of its documents", get_args(Axis))
    open = _one_of(
        "events open on one side answer overlap queries up to 366 days past their known bound (near), without limit "
        "(all), or never (none)",
        get_args(Open),
    )
    q = fields.String(
        validate=[validate.Length(max=MAX_WORDS), clean_text],
        metadata={"description": "full text over title, quotes, participants, place", "example": "Helsinki"},
    )
    type = _any_of("kind of event", EVENT_TYPES, example=["meeting"])
    status = _any_of("whether it happened", STATUSES, example=["occurred"])
    review = _any_of("what an editor did", REVIEWS, example=["machine"])
    precision = _any_of("how exactly it is dated", PRECISIONS, example=["day"])
    participant = _any_of("name of who took part", example=["Vladimir Putin"])
    place = _any_of("name of the place", example=["Helsinki"])
    country = _any_of("ISO 3166-1 alpha-2 code", example=["FI"])
    document = _any_of("document id", example=["doc_1f0c9d27a3b84e5f6071"])
    tag = _any_of("an editor's tag", example=["summit"])
    flag = _any_of("flag code", example=["place-country-mismatch"])
    min_confidence = Number(
        validate=validate.Range(0, 1), metadata={"description": "least confidence, 0 to 1", "example": 0.5}
    )

    @post_load
    def _value(self, data: dict[str, Any], **more: Any) -> Any:
        return self.make(dict(_query_fields(data)))

    def make(self, data: dict[str, Any]) -> Any:
        """The frozen value of the parameters."""
        return EventQuery(**data)


def _query_fields(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if name == "from_":
            yield "from_day", edtf.bounds(value)[0]
        elif name == "to":
            yield "to_day", edtf.bounds(value)[1]
        elif name == "q":
            yield "q", value.strip() or None
        else:
            yield name, tuple(dict.fromkeys(value)) if name in FILTERS else value


class SortedFilterSchema(FilterSchema):
    """What to select, and in which order."""

    sort = _one_of("order: by date, newest first, best match first (needs q), or last published", get_args(Sort))


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of events to answer with; `fields` empty: whole events."""

    query: EventQuery
    fields: tuple[str, ...] = ()


class ListingSchema(SortedFilterSchema):
    """Parameters of the list of events."""

    limit = Whole(load_default=50, validate=validate.Range(1, MAX_LIMIT), metadata={"description": "events on a page"})
    cursor = fields.String(
        validate=[validate.Length(1, 1000), clean_text],
        metadata={"description": "opaque; from `page.next` of the page before"},
    )
    count = Flag(load_default=False, metadata={"description": "add the total", "type": "boolean"})
    fields_ = _any_of("only these fields of each event", EVENT_FIELDS, example=["id", "title", "date"])
    fields_.data_key = "fields"

    def make(self, data: dict[str, Any]) -> Listing:
        """The listing."""
        wanted = tuple(dict.fromkeys(data.pop("fields_", ())))
        return Listing(EventQuery(**data), wanted)


@dataclass(frozen=True, slots=True)
class Export:
    """Events to stream; `limit` None: every one. `bom`: a byte order mark in front, for Excel."""

    query: EventQuery
    limit: int | None = None
    bom: bool = False


class ExportSchema(SortedFilterSchema):
    """Parameters of an export."""

    limit = Whole(validate=validate.Range(1, 2**31), metadata={"description": "at most so many; all without it"})

    def make(self, data: dict[str, Any]) -> Export:
        """The export."""
        limit, bom = data.pop("limit", None), data.pop("bom", False)
        return Export(EventQuery(**data), limit, bom)


class CsvSchema(ExportSchema):
    """Parameters of the CSV export."""

    bom = Flag(load_default=False, metadata={"description": "begin with a byte order mark, for Excel"})


class PageSchema(Schema):
    """Where this page stands."""

    limit = fields.Integer(required=True, metadata={"example": 50})
    next = fields.String(required=True, allow_none=True, metadata={"description": "cursor of the next page, or null"})
    count = fields.Integer(metadata={"description": "events in all; with count=true only", "example": 3})


class EventListSchema(Schema):
    """A page of events."""

    items = fields.List(
        fields.Raw(metadata={"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Event", "SparseEvent")]}),
        required=True,
    )
    page = fields.Nested(PageSchema, required=True)


class EventsSchema(Schema):
    """The events of a text."""

    events = fields.List(fields.Nested(EventSchema), required=True)


class ExtractedSchema(EventsSchema):
    """A document with its events."""

    document = fields.Nested(DocumentSchema, required=True)
