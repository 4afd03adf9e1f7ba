"""The words every part shares, as frozen, typed values: what goes in, what comes out, what proves it."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
Modifier = Literal["start", "mid", "end"]
Precision = Literal[
    "minute", "day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade", "century",
    "millennium", "open",
]  # fmt: skip
EventType = Literal[
    "meeting", "travel", "agreement", "statement", "legislation", "election", "appointment", "resignation", "legal",
    "attack", "protest", "disaster", "accident", "economic", "launch", "sport", "birth", "death", "other",
]  # fmt: skip
Status = Literal["occurred", "planned", "hypothetical", "alleged", "cancelled"]
Review = Literal["machine", "reviewed", "rejected"]
ParticipantKind = Literal["person", "organization", "country", "group"]
Anchoring = Literal["clause", "sentence", "carried", "lead", "published", "word"]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
STATUSES: tuple[Status, ...] = get_args(Status)
REVIEWS: tuple[Review, ...] = get_args(Review)


@dataclass(frozen=True, slots=True)
class TemporalValue:
    """A resolved time, no finer than the text told it.

    `edtf` is EDTF text (ISO 8601-2:2019). `earliest` and `latest` are the inclusive ISO days it can mean, None where
    that side is open. `modifier` keeps "early", "mid-", "late" without narrowing the bounds. `time` is a local clock
    time "HH:MM". `display` is the value as an English reader would write it.
    """

    edtf: str
    earliest: str | None
    latest: str | None
    precision: Precision
    display: str
    modifier: Modifier | None = None
    approximate: bool = False
    uncertain: bool = False
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something an editor should look at: the text contradicts itself or the gazetteer."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Words of a document: code-point offsets, `text == document.text[start:end]`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A span of text that names a time, with the TIMEX3 reading and, where it is a date, the resolved value.

    `type`, `value` and `mod` are TIMEX3 (TimeML 1.2.1). `temporal` is None for durations, sets and references too
    vague to date. `rule` names the grammar rule, `meaning` says in words how the value came about, `anchor` is the
    EDTF of the date it was counted from (None where it needs none).
    """

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    rule: str
    meaning: str
    mod: str | None = None
    anchor: str | None = None
    temporal: TemporalValue | None = None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `published` is its creation time (DCT), against which relative dates are read."""

    text: str
    published: date
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    language: str = "en"
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Stable id: by URL where there is one (a changed text is then a new version), else by date and text."""
        return "doc_" + digest(self.url or f"{self.published.isoformat()}\n{self.text}")


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """What an event's evidence says of the document it stands in."""

    id: str
    published: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None

    @classmethod
    def of(cls, document: Document) -> "DocumentRef":
        """Reference to a document."""
        return cls(document.id, document.published.isoformat(), document.title, document.url, document.publisher)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened: the gazetteer's name, ISO 3166 country and WGS 84 degrees; `text` as the article has it."""

    name: str
    text: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Who took part, by the fullest name the text gives."""

    name: str
    kind: ParticipantKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that prove an event: document, sentence, trigger, time expression, and how the date was read.

    `quote == text[start:end]` always. `prefix` and `suffix` are some text around it, so that the quote is found
    again when the page shifts (W3C TextQuoteSelector). `time` is None where the document's own date dates the event.
    `anchor` is the EDTF the date was counted from; `anchoring` how the date was tied to the trigger.
    """

    document: DocumentRef
    quote: str
    prefix: str
    suffix: str
    start: int
    end: int
    trigger: TextSpan
    time: TextSpan | None
    rule: str
    anchor: str | None
    anchoring: Anchoring
    extractor: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, will or may happen at a time, to someone, somewhere. `confidence` is 0 to 1."""

    id: str
    title: str
    type: EventType
    status: Status
    date: TemporalValue
    evidence: tuple[Evidence, ...]
    place: Place | None = None
    participants: tuple[Participant, ...] = ()
    confidence: float = 1.0
    flags: tuple[Flag, ...] = ()
    tags: tuple[str, ...] = ()
    review: Review = "machine"
    version: int = field(default=1)


def event_id(document: str, what: str) -> str:
    """The id of an event by its document's id and what tells it from the others there.

    Those of one document begin alike, so that they lie side by side in an index of ids: ten new events then touch one
    page of it and not ten.
    """
    return "ev_" + document.removeprefix("doc_")[:8] + digest(f"{document}\n{what}")[:12]


def digest(text: str) -> str:
    """Twenty hexadecimal digits that name a text: short enough for an address, long enough never to collide."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
