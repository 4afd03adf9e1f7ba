"""The JSON form of events and documents: one set of marshmallow schemas.

The command line, the store (which keeps events rendered) and the API (its OpenAPI document and validation) all use
these; only parameters and envelopes of the API are defined there.
"""

from datetime import date, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from timeline.model import EVENT_TYPES, PRECISIONS, REVIEWS, STATUSES, Document, Event

MAX_TEXT = 2_000_000
"""Longest text of a document, in code points: a long novel; a news article has some thousand."""


def _text(description: str, *, null: bool = False, **more: Any) -> fields.String:
    return fields.String(required=True, allow_none=null, metadata={"description": description, **more})


class TemporalValueSchema(Schema):
    """A date at the precision the text gave it."""

    edtf = _text("EDTF, ISO 8601-2:2019", example="2018")
    earliest = _text("first ISO day it can mean, null where open", null=True, example="2018-01-01")
    latest = _text("last ISO day it can mean, null where open", null=True, example="2018-12-31")
    precision = fields.String(required=True, validate=validate.OneOf(PRECISIONS), metadata={"example": "year"})
    modifier = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(("start", "mid", "end")), metadata={"example": None}
    )
    approximate = fields.Boolean(required=True)
    uncertain = fields.Boolean(required=True)
    time = _text("local clock time, HH:MM", null=True, example=None)
    display = _text("the date as a reader would write it", example="2018")


class PlaceSchema(Schema):
    """Where it happened, by the gazetteer, and in the words of the text."""

    name = _text("name in the gazetteer", example="Helsinki")
    country = _text("ISO 3166-1 alpha-2 code", null=True, example="FI")
    lat = fields.Float(required=True, allow_none=True, metadata={"description": "degrees north", "example": 60.17})
    lon = fields.Float(required=True, allow_none=True, metadata={"description": "degrees east", "example": 24.94})
    text = _text("the words of the text", example="Helsinki (France)")


class ParticipantSchema(Schema):
    """Who took part."""

    name = _text("the fullest name the text gives", example="Donald Trump")
    kind = fields.String(
        required=True,
        validate=validate.OneOf(("person", "organization", "country", "group")),
        metadata={"example": "person"},
    )


class FlagSchema(Schema):
    """Something an editor should look at."""

    code = _text("what is wrong", example="place-country-mismatch")
    message = _text("in words", example="The text puts Helsinki in France; GeoNames has it in Finland.")


class SpanSchema(Schema):
    """Words of the text, by code-point offsets."""

    start = fields.Integer(required=True, metadata={"example": 2278})
    end = fields.Integer(required=True, metadata={"example": 2281})
    text = _text("the words", example="met")


class DocumentRefSchema(Schema):
    """The document an evidence stands in."""

    id = _text("document id", example="doc_1f0c9d27a3b84e5f6071")
    title = _text("headline", null=True)
    url = _text("address", null=True)
    publisher = _text("who published it", null=True)
    published = _text("ISO day", example="2025-08-13")


class EvidenceSchema(Schema):
    """The words that prove the event."""

    document = fields.Nested(DocumentRefSchema, required=True)
    quote = _text("the sentence; equals the document's text[start:end]")
    prefix = _text("some text before it")
    suffix = _text("some text after it")
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    trigger = fields.Nested(SpanSchema, required=True)
    time = fields.Nested(SpanSchema, required=True, allow_none=True)
    rule = _text("the grammar rule that read the date", example="year")
    anchor = _text("EDTF of the date it was counted from", null=True, example="2025-08-13")
    anchoring = _text("how the date was tied to the event: clause, sentence, carried, lead, published, word")
    extractor = _text("program and version", example="rules-en 1.0")


class EventSchema(Schema):
    """Something that happened, will or may happen, with its evidence."""

    id = _text("event id; never changes", example="ev_5a0c9d27a3b84e5f6071")
    version = fields.Integer(required=True, metadata={"example": 3})
    title = _text("a line that reads on its own", example="Trump and Putin meet in Helsinki")
    type = fields.String(required=True, validate=validate.OneOf(EVENT_TYPES), metadata={"example": "meeting"})
    status = fields.String(required=True, validate=validate.OneOf(STATUSES), metadata={"example": "occurred"})
    review = fields.String(required=True, validate=validate.OneOf(REVIEWS), metadata={"example": "machine"})
    date = fields.Nested(TemporalValueSchema, required=True)
    place = fields.Nested(PlaceSchema, required=True, allow_none=True)
    participants = fields.List(fields.Nested(ParticipantSchema), required=True)
    confidence = fields.Float(required=True, metadata={"example": 0.93})
    tags = fields.List(fields.String(), required=True)
    flags = fields.List(fields.Nested(FlagSchema), required=True)
    evidence = fields.List(fields.Nested(EvidenceSchema), required=True)


class DocumentSchema(Schema):
    """One article as it is stored, without its text (the document resource adds it)."""

    id = _text("document id", example="doc_1f0c9d27a3b84e5f6071")
    title = _text("headline", null=True)
    url = _text("address", null=True)
    publisher = _text("who published it", null=True)
    published = fields.Date(required=True)
    language = _text("ISO 639-1 code", example="en")
    authors = fields.List(fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)


class PublishedField(fields.Field[date]):
    """The day of publication: an ISO day, or an ISO date and time of which the day is kept."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> date:
        if not isinstance(value, str):
            raise ValidationError("Must be an ISO day such as 2025-08-13.")
        try:
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            raise ValidationError(f"Not an ISO day such as 2025-08-13: {value[:40]!r}.") from None


def clean_text(value: str) -> None:
    """Refuse what no text holds: lone surrogates (they cannot be stored or sent) and NUL (a sign of binary data)."""
    if "\0" in value:
        raise ValidationError("Holds NUL characters: this is not text.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError(f"Holds a lone surrogate at position {error.start}: not valid Unicode text.") from None


def not_blank(value: str) -> None:
    """Refuse text of blanks alone."""
    if not value.strip():
        raise ValidationError("Must not be empty.")


def _short(value: str) -> None:
    if len(value) > 2000:
        raise ValidationError("Longer than 2000 characters.")


def _line(description: str, longest: int, **more: Any) -> fields.String:
    return fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=longest), clean_text],
        metadata={"description": description, **more},
    )


def _lines(description: str) -> fields.List[Any]:
    item = fields.String(validate=[validate.Length(min=1, max=200), clean_text])
    return fields.List(
        item, load_default=tuple, validate=validate.Length(max=100), metadata={"description": description}
    )


class DocumentInSchema(Schema):
    """One article as it comes in; loads to a `Document`."""

    text = fields.String(
        required=True,
        validate=[not_blank, validate.Length(max=MAX_TEXT), clean_text],
        metadata={"description": "the article's text", "example": "Mr. Putin and Mr. Trump met in Helsinki in 2018."},
    )
    published = PublishedField(
        required=True,
        metadata={
            "description": "day of publication, against which relative dates are read",
            "type": "string",
            "format": "date",
            "example": "2025-08-13",
        },
    )
    title = _line("headline", 1000)
    url = fields.Url(
        load_default=None,
        allow_none=True,
        schemes={"http", "https"},
        require_tld=False,
        validate=[_short, clean_text],
        metadata={"description": "address; a changed text under the same address is a new version"},
    )
    publisher = _line("who published it", 300)
    language = fields.String(
        load_default="en",
        validate=validate.Regexp(r"^[a-z]{2,3}\Z", error="Must be a language code such as en."),
        metadata={"description": "ISO 639 code", "example": "en"},
    )
    authors = _lines("who wrote it")
    tags = _lines("words of your own to find it by")

    @post_load
    def _document(self, data: dict[str, Any], **more: Any) -> Document:
        data["authors"], data["tags"] = tuple(data["authors"]), tuple(data["tags"])
        return Document(**data)


_EVENT, _DOCUMENT = EventSchema(), DocumentSchema()


def event_json(event: Event) -> dict[str, Any]:
    """An event in its JSON form (DESIGN section 4)."""
    rendered: dict[str, Any] = _EVENT.dump(event)
    return rendered


def document_json(document: Document) -> dict[str, Any]:
    """A document in its JSON form, without the text."""
    rendered: dict[str, Any] = _DOCUMENT.dump(document)
    return rendered
