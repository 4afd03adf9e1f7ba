"""What editors send: fields of events, checked and completed to the JSON form that the store keeps."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from timeline.dates import edtf
from timeline.model import EVENT_TYPES, REVIEWS, STATUSES
from timeline.schemas import EvidenceSchema, FlagSchema, TemporalValueSchema, clean_text, not_blank

MAX_REASON = 1000
"""Characters of the reason for a change."""

_DATE = TemporalValueSchema()
_CLOCK = validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", error="Must be a clock time, HH:MM.")


def line(longest: int, description: str, **more: Any) -> fields.String:
    """A line of text that is not blank."""
    check: list[Any] = [
        not_blank,
        validate.Length(max=longest),
        clean_text,
    ]
    return fields.String(validate=check, metadata={"description": description}, **more)


class DateField(fields.Field[dict[str, Any]]):
    """A date as EDTF text, or the date of an event with its `edtf` changed; loads to the whole date."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> dict[str, Any]:
        given = {"edtf": value} if isinstance(value, str) else value
        if not isinstance(given, dict) or not isinstance(given.get("edtf"), str) or set(given) - set(_DATE.fields):
            raise ValidationError("Must be EDTF such as 2018-07-16, or an object with edtf.")
        if len(given["edtf"]) > 100:
            raise ValidationError("Not an EDTF date: too long.")
        try:
            date: dict[str, Any] = _DATE.dump(edtf.parse(given["edtf"]))
        except ValueError as failure:
            raise ValidationError(f"Not an EDTF date such as 2018, 2019-06 or 2025-08-13: {failure}.") from None
        modifier, time = given.get("modifier"), given.get("time")
        if modifier not in (None, "start", "mid", "end"):
            raise ValidationError("modifier is start, mid or end.")
        if time is not None:
            if not isinstance(time, str):
                raise ValidationError("time must be a clock time, HH:MM.")
            _CLOCK(time)
        return date | {"modifier": modifier, "time": time}


class PlaceInSchema(Schema):
    """A place as an editor names it."""

    name = line(200, "name of the place", required=True)
    country = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Regexp(r"^[A-Z]{2}\Z", error="Must be an ISO 3166-1 code such as FI."),
        metadata={"description": "ISO 3166-1 alpha-2 code", "pattern": "^[A-Z]{2}$", "example": "FI"},
    )
    lat = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-90, 90))
    lon = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-180, 180))
    text = fields.String(
        validate=[validate.Length(max=300), clean_text], metadata={"description": "as the text has it"}
    )

    @post_load
    def _complete(self, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {**data, "text": data.get("text") or data["name"]}


class ParticipantInSchema(Schema):
    """Who took part."""

    name = line(200, "the fullest name", required=True)
    kind = fields.String(load_default="person", validate=validate.OneOf(("person", "organization", "country", "group")))


class FlagInSchema(FlagSchema):
    """Something to look at."""

    code = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{0,59}\Z"), metadata={
        "pattern": "^[a-z][a-z0-9-]{0,59}$", "example": "place-country-mismatch"})  # fmt: skip
    message = line(500, "in words", required=True)


class ReasonSchema(Schema):
    """Why something is done; kept in the history."""

    reason = fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=MAX_REASON), clean_text],
        metadata={"description": "why; kept in the history", "example": "The paper printed a correction."},
    )


class EventPatchSchema(ReasonSchema):
    """Fields of an event to change; those left out stay. Loads to (changes, reason)."""

    title = line(300, "a line that reads on its own")
    type = fields.String(validate=validate.OneOf(EVENT_TYPES))
    status = fields.String(validate=validate.OneOf(STATUSES))
    review = fields.String(validate=validate.OneOf(REVIEWS))
    date = DateField(
        metadata={
            "description": "EDTF text, or an object with `edtf` and perhaps `modifier` and `time`",
            "anyOf": [{"type": "string", "format": "edtf"}, {"$ref": "#/components/schemas/DateIn"}],
            "example": "2018-07-16",
        }
    )
    place = fields.Nested(PlaceInSchema, allow_none=True)
    participants = fields.List(fields.Nested(ParticipantInSchema), validate=validate.Length(max=200))
    confidence = fields.Float(validate=validate.Range(0, 1))
    tags = fields.List(line(200, "a tag"), validate=validate.Length(max=100))
    flags = fields.List(fields.Nested(FlagInSchema), validate=validate.Length(max=50))

    @post_load
    def _split(self, data: dict[str, Any], **more: Any) -> "Change":
        reason = data.pop("reason")
        return Change(data, reason)


class EventInSchema(EventPatchSchema):
    """An event that an editor enters."""

    title = line(300, "a line that reads on its own", required=True)
    date = DateField(required=True, metadata=EventPatchSchema._declared_fields["date"].metadata)
    evidence = fields.List(
        fields.Nested(EvidenceSchema),
        load_default=list,
        validate=validate.Length(max=50),
        metadata={"description": "sentences of stored documents that prove it; none for what the editor knows"},
    )


class DateInSchema(Schema):
    """A date by its EDTF text; whatever else an event's date has follows from it."""

    edtf = fields.String(
        required=True, validate=validate.Length(max=100), metadata={"format": "edtf", "example": "2018"}
    )
    modifier = fields.String(allow_none=True, validate=validate.OneOf(("start", "mid", "end")))
    time = fields.String(allow_none=True, validate=_CLOCK, metadata={"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})


@dataclass(frozen=True, slots=True)
class Change:
    """An editor's fields, in the JSON form of events, and the reason."""

    fields: dict[str, Any]
    reason: str | None


class MergeSchema(ReasonSchema):
    """Events that tell of one and the same occasion."""

    events = fields.List(
        fields.String(validate=validate.Regexp(r"^[A-Za-z0-9_-]{1,64}\Z")),
        required=True,
        validate=validate.Length(1, 100),
        metadata={"description": "ids of the events to merge with this one", "example": ["ev_5a0c9d27a3b84e5f6071"]},
    )


class SplitSchema(ReasonSchema):
    """Evidence that tells of another occasion."""

    evidence = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 10_000)),
        required=True,
        validate=validate.Length(1, 1000),
        metadata={
            "description": "places in the event's list of evidence, from 0, to move to a new event",
            "example": [1],
        },
    )

    @validates_schema
    def _once(self, data: dict[str, Any], **more: Any) -> None:
        if len(set(data["evidence"])) != len(data["evidence"]):
            raise ValidationError("Names a place twice.", "evidence")


class StepSchema(Schema):
    """One change of an event."""

    version = fields.Integer(required=True, metadata={"example": 2})
    at = fields.String(required=True, metadata={"description": "UTC", "example": "2026-11-22T16:00:00Z"})
    by = fields.String(required=True, metadata={"description": "the key's name; `timeline` is the machine"})
    reason = fields.String(required=True, allow_none=True)
    action = fields.String(required=True, metadata={"example": "edit"})
    changes = fields.Dict(required=True, metadata={"description": "field: {from, to}, or what was merged or split"})


class HistorySchema(Schema):
    """Changes of an event, oldest first."""

    items = fields.List(fields.Nested(StepSchema), required=True)
