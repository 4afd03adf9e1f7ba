"""Parameters and envelopes of the API; events and documents themselves are in `timeline.schemas`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from marshmallow import Schema, ValidationError, fields, post_load, validate

from timeline.dates import edtf
from timeline.model import EVENT_TYPES, PRECISIONS, REVIEWS, STATUSES
from timeline.schemas import DocumentSchema, EventSchema, clean_text
from timeline.store import EventQuery
from timeline.store.facets import BUCKETS, Bucket
from timeline.store.index import KINDS
from timeline.store.query import FILTERS, MAX_LIMIT, MAX_WORDS, Axis, Sort
from timeline.store.spans import Match, Open

EVENT_FIELDS = tuple(EventSchema().fields)

SPACES = r"\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
r"""What Python calls a space, for patterns of the OpenAPI document: `\s` means other characters there (ECMA-262)."""


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

    truthy = {"true", "1", True}  # noqa: RUF012
    falsy = {"false", "0", False}  # noqa: RUF012


class AnyOf(fields.List[str]):
    """Any of several values: the parameter repeated, or one with commas."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> list[str | None]:
        parts = [part.strip() for item in value for part in item.split(",")]
        loaded: list[str | None] = super()._deserialize(parts, attr, data, **more)
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
    item = {} if choices else {"pattern": rf"^[^,\u0000]*[^,{SPACES}\u0000][^,\u0000]*$"}
    return AnyOf(
        fields.String(validate=check, metadata=item),
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


def _cursor() -> fields.String:
    return fields.String(
        validate=[validate.Length(1, 1000), clean_text],
        metadata={"description": "opaque; from `page.next` of the page before", "format": "cursor"},
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
    cursor = _cursor()
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


@dataclass(frozen=True, slots=True)
class Histogram:
    """What to count by which bucket."""

    query: EventQuery
    bucket: Bucket


class HistogramSchema(FilterSchema):
    """Parameters of the histogram."""

    bucket = fields.String(
        load_default="year", validate=validate.OneOf(BUCKETS), metadata={"description": "width of a bar"}
    )

    def make(self, data: dict[str, Any]) -> Histogram:
        """What to count."""
        bucket = data.pop("bucket")
        return Histogram(EventQuery(**data), bucket)


class BarSchema(Schema):
    """A bucket and its events."""

    bucket = fields.String(required=True, metadata={"description": "EDTF", "example": "2018"})
    earliest = fields.String(required=True, metadata={"example": "2018-01-01"})
    latest = fields.String(required=True, metadata={"example": "2018-12-31"})
    count = fields.Integer(required=True, metadata={"example": 12})


class HistogramAnswerSchema(Schema):
    """Events by bucket, in the order of time; empty buckets are left out."""

    bucket = fields.String(required=True, validate=validate.OneOf(BUCKETS))
    items = fields.List(fields.Nested(BarSchema), required=True)
    undated = fields.Integer(required=True, metadata={"description": "events without any date"})
    count = fields.Integer(required=True, metadata={"description": "all together"})


@dataclass(frozen=True, slots=True)
class Facets:
    """Which values of which filters to count."""

    query: EventQuery
    kinds: tuple[str, ...]
    limit: int


class FacetsSchema(FilterSchema):
    """Parameters of the facets."""

    facet = _any_of("filters to count values of; all without it", KINDS, example=["type", "country"])
    limit = Whole(load_default=20, validate=validate.Range(1, 100), metadata={"description": "values of each"})

    def make(self, data: dict[str, Any]) -> Facets:
        """What to count."""
        kinds, limit = tuple(dict.fromkeys(data.pop("facet", KINDS))), data.pop("limit")
        return Facets(EventQuery(**data), kinds, limit)


class FacetSchema(Schema):
    """A value and its events."""

    value = fields.String(required=True, metadata={"example": "meeting"})
    count = fields.Integer(required=True, metadata={"example": 12})


class FacetsAnswerSchema(Schema):
    """Values by filter, the commonest first."""

    facets = fields.Dict(
        keys=fields.String(validate=validate.OneOf(KINDS)),
        values=fields.List(fields.Nested(FacetSchema)),
        required=True,
    )


@dataclass(frozen=True, slots=True)
class Paging:
    """A page of a list."""

    limit: int
    cursor: str | None


class PagingSchema(Schema):
    """Parameters of a list."""

    limit = Whole(load_default=50, validate=validate.Range(1, MAX_LIMIT), metadata={"description": "items on a page"})
    cursor = _cursor()

    @post_load
    def _value(self, data: dict[str, Any], **more: Any) -> Paging:
        return Paging(data["limit"], data.get("cursor"))


class VersionSchema(Schema):
    """Which version of a document."""

    version = Whole(validate=validate.Range(1, 2**31), metadata={"description": "an older version; the newest without"})

    @post_load
    def _value(self, data: dict[str, Any], **more: Any) -> int | None:
        version: int | None = data.get("version")
        return version


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


class DocumentListSchema(Schema):
    """A page of documents."""

    items = fields.List(fields.Nested(DocumentSchema), required=True)
    page = fields.Nested(PageSchema, required=True)


class StoredDocumentSchema(DocumentSchema):
    """A document as it is stored."""

    version = fields.Integer(required=True, metadata={"description": "1 for the text first seen", "example": 1})
    added = fields.String(required=True, metadata={"description": "UTC", "example": "2026-11-22T16:00:00Z"})


class AnnotationSchema(Schema):
    """A sentence or a time expression; how a time was read stands with it."""

    kind = fields.String(required=True, validate=validate.OneOf(("sentence", "time")))
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    type = fields.String(metadata={"description": "TIMEX3: DATE, TIME, DURATION or SET"})
    value = fields.String(metadata={"description": "TIMEX3", "example": "2018"})
    edtf = fields.String(allow_none=True)
    rule = fields.String()
    meaning = fields.String()
    anchor = fields.String(allow_none=True)


class DocumentViewSchema(EventsSchema):
    """A document with its text, its events, and where its sentences and time expressions are."""

    document = fields.Nested(StoredDocumentSchema, required=True)
    text = fields.String(required=True)
    annotations = fields.List(fields.Nested(AnnotationSchema), required=True)
