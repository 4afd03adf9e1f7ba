"""What can be asked of the events, checked; and the cursors that lead from page to page."""

import base64
import binascii
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

import orjson

from timeline import days
from timeline.errors import InvalidInput
from timeline.model import EVENT_TYPES, PRECISIONS, REVIEWS, STATUSES, digest
from timeline.store.spans import Match, Open

Axis = Literal["event", "published"]
Sort = Literal["date", "-date", "relevance", "-published"]

MAX_LIMIT = 1000
MAX_WORDS = 500
"""Greatest length of `q` and of any other value, in code points."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "match": get_args(Match),
    "axis": get_args(Axis),
    "open": get_args(Open),
    "sort": get_args(Sort),
    "type": EVENT_TYPES,
    "status": STATUSES,
    "review": REVIEWS,
    "precision": PRECISIONS,
}
FILTERS = ("type", "status", "review", "precision", "participant", "place", "country", "document", "tag", "flag")
"""Filters that take any of several values."""


@dataclass(frozen=True, slots=True)
class EventQuery:
    """A question to the store; each field is the API parameter of the same name (DESIGN section 6).

    `from_day` and `to_day` (parameters `from` and `to`) are inclusive ISO days, None where there is no bound. A tuple
    matches any of its values and an empty one everything. `count` asks for the total. InvalidInput names the
    parameter that is wrong.
    """

    from_day: str | None = None
    to_day: str | None = None
    match: Match = "overlap"
    axis: Axis = "event"
    open: Open = "near"
    q: str | None = None
    type: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    participant: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    min_confidence: float | None = None
    sort: Sort = "date"
    limit: int = 50
    cursor: str | None = None
    count: bool = False

    def __post_init__(self) -> None:
        first, last = self.first, self.last
        if first is not None and last is not None and first > last:
            raise InvalidInput(f"`from` ({self.from_day}) is after `to` ({self.to_day})", "from")
        for name, choices in _CHOICES.items():
            given = getattr(self, name)
            for value in given if isinstance(given, tuple) else (given,):
                if value not in choices:
                    raise InvalidInput(f"{name} is one of {', '.join(choices)}; not {value!r}", name)
        for name in FILTERS:
            if any(not 0 < len(value) <= MAX_WORDS for value in getattr(self, name)):
                raise InvalidInput(f"{name} is empty or longer than {MAX_WORDS} characters", name)
        if self.q is not None and len(self.q) > MAX_WORDS:
            raise InvalidInput(f"q is longer than {MAX_WORDS} characters", "q")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise InvalidInput("min_confidence is a number from 0 to 1", "min_confidence")
        if not 1 <= self.limit <= MAX_LIMIT:
            raise InvalidInput(f"limit is a number from 1 to {MAX_LIMIT}", "limit")
        if self.sort == "relevance" and not self.q:
            raise InvalidInput("sort=relevance needs words to search for (q)", "sort")

    @property
    def first(self) -> int | None:
        """`from_day` as a day number."""
        return _day(self.from_day, "from")

    @property
    def last(self) -> int | None:
        """`to_day` as a day number."""
        return _day(self.to_day, "to")


def _day(iso: str | None, name: str) -> int | None:
    try:
        return None if iso is None else days.parse_day(iso)
    except ValueError as error:
        raise InvalidInput(f"`{name}` is not a day of the calendar: {iso!r}", name) from error


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two items: the sort key next to it, and whether to read on (`after`) or back."""

    after: bool
    key: tuple[int, ...]


def fingerprint(query: Any) -> str:
    """What a cursor belongs to: everything asked but the page itself."""
    asked = [(f.name, getattr(query, f.name)) for f in fields(query) if f.name not in ("limit", "cursor", "count")]
    return digest(repr(asked))[:8]


def encode_cursor(query: Any, cursor: Cursor) -> str:
    """Opaque text of a cursor, bound to its query."""
    return base64.urlsafe_b64encode(orjson.dumps([fingerprint(query), cursor.after, *cursor.key])).decode().rstrip("=")


def decode_cursor(query: Any, keys: int) -> Cursor | None:
    """The query's cursor with `keys` numbers, None where it has none; InvalidInput where it is not ours."""
    if query.cursor is None:
        return None
    try:
        padded = query.cursor + "=" * (-len(query.cursor) % 4)
        owner, after, *key = orjson.loads(base64.b64decode(padded, altchars="-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise InvalidInput("the cursor is damaged; start again without it", "cursor") from error
    if owner != fingerprint(query):
        raise InvalidInput("the cursor belongs to another query; start again without it", "cursor")
    if (
        not isinstance(after, bool)
        or len(key) != keys
        or any(type(part) is not int or abs(part) >= 2**62 for part in key)
    ):
        raise InvalidInput("the cursor is damaged; start again without it", "cursor")
    return Cursor(after, tuple(key))
