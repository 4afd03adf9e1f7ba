"""Where the telling stands: what the dates so far leave to those that follow.

A report reads a date without a year around its publication, a story in the year it has reached. Most texts are one or
the other from end to end (`kind_of`); but reports tell of the past for a paragraph or two, and explainers begin
with the present, so in them it is asked anew at every date (`Story.carries`): a passage begins with a date of another
year that is told rather than mentioned by the way, and ends with one that counts from the day of writing.
"""

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from timeline.dates.grammar import Meaning
from timeline.dates.normalise import Context, Direction, Reading, needs, resolve
from timeline.dates.periods import Period, containing
from timeline.dates.recognise import Candidate

# A text with so many dates that bear their year for each one told from the day of writing ("yesterday", "last week") is
# a narrative.
_PER_DEICTIC = 3
_RECENT = 2  # years

_REACH = 80  # characters before a date that tell whether it is mentioned by the way
_CLOSE = 24  # characters before a date that hold its determiner or preposition
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.IGNORECASE)
_LOOKING_BACK = re.compile(r"\b(?:had|since)\b[^.;,()]*$", re.IGNORECASE)
_HAD = re.compile(r" had (?:already |also )?(?:\w+ed|\w+en|been|gone|made|won|lost|led|held|sent|left|brought)\b")
_LOOKING_AHEAD = re.compile(r"\bwould\b[^.;,()]*$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?<!not )(?:until|till)\b[^.;,()]*$", re.IGNORECASE)
_BY = re.compile(r"\bby\s+$", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?:\b(?:an?|the|this|that|its|his|her|their|our)|['’]s|s['’])\s+(?:\w+\s+)?$", re.IGNORECASE)
_NOUN = re.compile(r"[\s-]+[A-Za-z]")
_OF = re.compile(r"[a-z]\s+of\s+$")
_APPOSITION = 8  # characters between a date and the same date in other words
_DIGRESSION = 2  # years that a story leaves its own time by, to be a digression
_YEARED = frozenset(("southern",))  # what a date with its year may need of its context
_NOTHING = Context()
# The units that a story can be told in; a decade or a century says too little of when the next date is.
_FRAMES = frozenset(("day", "weekend", "week", "month", "season", "southern-season", "quarter", "half", "year"))
_TOLD = ("day", "weekend", "week", "month", "season", "southern-season")
# What goes on where the story is, rather than from the date mentioned last.
_CARRIED = ("calendar", "holiday", "clock", "bare")

_LONG_AGO = 180  # days before publication from which a date is of another time
_PASSAGE = 3_000  # characters without a date that end a passage
_SOON = 1_000  # characters within which a date with its year says what year it is before it
# Dates that carry a passage over the end of its paragraph: in a text that tells much of the past, and in another.
_SUSTAINED, _LONG = 2, 4
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n|[.!?\"”’)]\n")
# Where a date is told ("On 20 June 1948 …", "… left Orly on 3 March 1974"), not one that only says which is meant ("the
# Dec. 21, 1988, bombing", "after the fire of 3 May 1974", "which crashed on July 17, 1996, is").
_TELLING = re.compile(r"(?:^|[.!?\n][\"”’)]*\s+|\n|\b(?:on|in|by|during)\s+)$", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?:\b(?:who|whom|whose|which|that|where|when|after|before|since|than)"
    r"|, (?:\w+ly )?(?:\w+ed|born|built|made|held|written))\b[^.;,()]*$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:^|[.!?\n][\"”’)]*\s+|\n)(?:In|By|During|Throughout)\s+$")
_HEADING = re.compile(r"(?:^|\n)[^\n.!?]{0,60}$")
_SAID = re.compile(r"\b(?:said|says?|told|tells|announced)\b", re.IGNORECASE)
_LATEST = re.compile(r"\b(?:most recent(?:ly)?|latest)\b[^.;]*$", re.IGNORECASE)
_WILL = re.compile(r"(?:\b(?:will|(?:is|are) (?:due|expected|scheduled|set|to))|['’]ll)\b[^.;]*$", re.IGNORECASE)
_WAS_TO_COME = re.compile(r"\b(?:was|were|had|\w+ed)(?: \w+)? to\b[^.;]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of text it is: a `narrative` from end to end, or a report that may `tell` of the past for a while."""

    narrative: bool
    tells: bool


def kind_of(sample: Sequence[Candidate], published: date | None) -> Kind:
    """Whether a text tells a story of its own time: its dates bear years, and few count from the day of writing."""
    if published is None:
        return Kind(narrative=True, tells=True)
    full = deictic = 0
    for candidate in sample:
        counted, year, fully = _bearing(candidate.meaning)
        deictic += counted
        # A year alone that is close to the day of writing is as often one of the news.
        full += fully or (year is not None and year < published.year - _RECENT)
    return Kind(narrative=full >= 3 and full > _PER_DEICTIC * deictic, tells=full > deictic)


@lru_cache(maxsize=65_536)
def _bearing(meaning: Meaning) -> tuple[bool, int | None, bool]:
    """Whether a meaning counts from the day of writing; its year, if words have it; whether that tells enough."""
    while meaning.operator == "modified" and isinstance(inner := meaning.get("of"), Meaning):
        meaning = inner
    if meaning.operator in ("shift", "relative", "tonight") or dict(meaning.slots).keys() == {"weekday"}:
        return True, None, False
    year = meaning.get("year") if meaning.operator == "calendar" else None
    return False, year, year is not None and (meaning.get("month") is not None or meaning.get("era") == "BC")


class Story:
    """What the dates so far leave to the next ones.

    `kind` is that of the whole text. `reference` is the date mentioned last, which "two days later"
    counts from; `frame` the date that the story, or a passage of a report, has reached, whose year carries over to
    dates without one; `quarter` the quarter that a report is on.
    """

    __slots__ = (
        "_ahead", "_at", "_dates", "_headed", "_left", "_left_at", "_published", "_scanned", "_text", "_told",
        "frame", "kind", "quarter", "reference",
    )  # fmt: skip

    def __init__(
        self, text: str, published: Period | None, kind: Kind, ahead: Callable[[], Sequence[Candidate]]
    ) -> None:
        """`ahead` gives the candidates that follow the one being read, as far as they are looked at."""
        self.kind = kind
        self._ahead = ahead
        self.reference: Period | None = None
        self.frame: Period | None = None
        self.quarter: Period | None = None
        self._text, self._published = text, published
        self._at = 0  # where the passage had its last date
        self._dates = 0  # how many it has had
        self._headed = False  # whether it stands under a heading with its date
        self._left: Period | None = None  # where the story was when it left for another year
        self._left_at = 0  # where it told of that other year last
        self._told: deque[tuple[int, Period]] = deque()  # dates ahead that bear their year
        self._scanned = -1  # where the last candidate stands that was looked at for them

    def origin(self, meaning: Meaning) -> Period | None:
        """The date that a meaning goes on from."""
        while isinstance(inner := meaning.get("of"), Meaning):
            meaning = inner
        return self.frame if meaning.operator in _CARRIED else self.reference

    def carries(self, candidate: Candidate, direction: Direction | None) -> bool:
        """Whether a date without a year goes on from the frame, rather than lying around the publication date."""
        if self.kind.narrative:
            return direction != "future" or not _WILL.search(self._before(candidate))
        if self.frame is None or candidate.start - self._at > _PASSAGE:
            return False
        enough = _SUSTAINED if self.kind.tells else _LONG
        sustained = self._headed or (self._dates >= enough and self.frame.unit != "year")
        weekday = _is_weekday(candidate.meaning)
        if (weekday or not sustained) and _PARAGRAPH.search(self._text, self._at, candidate.start):
            return False
        if weekday and (self.frame.unit != "day" or self._is_reported(candidate)):
            return False
        if _LATEST.search(self._before(candidate)):
            return False
        return direction != "future" or _WAS_TO_COME.search(self._before(candidate)) is not None

    def _is_reported(self, candidate: Candidate) -> bool:
        """Whether somebody is quoted around a date, as reports do on a weekday."""
        return _SAID.search(self._text, max(0, candidate.start - _REACH), candidate.end + _REACH) is not None

    def looks_back(self, candidate: Candidate) -> bool:
        """Whether the words before a date go back behind what is told: "had spent the spring", "since May"."""
        before, after = self._before(candidate), self._text[candidate.end : candidate.end + _REACH]
        if _BY.search(before[-_CLOSE:]):  # "had been beaten by January"
            return False
        return _LOOKING_BACK.search(before) is not None or _HAD.match(after) is not None

    def tell(self, candidate: Candidate, reading: Reading) -> None:
        """Take in a date."""
        meaning = candidate.meaning
        if reading.type == "DURATION" and meaning.get("unit") == "month" and meaning.get("count") in (6, 9):
            self.quarter = None  # what is compared next is so many months, not a quarter
        period = reading.period
        if period is None or reading.open or reading.type not in ("DATE", "TIME"):
            return
        if period.unit == "quarter" and meaning.operator in ("calendar", "within"):
            self.quarter = period
        if _looks_back(meaning):
            return
        # One that only names the year that is told of anyway moves nothing.
        if self.kind.narrative and self.frame is not None and self._only_says_which(candidate, reading, period):
            return
        if not _within(self.reference, period) and (self.frame is None or not self._sets_back(candidate, period)):
            self.reference = period
        if period.unit in _FRAMES:
            if self.kind.narrative:
                self._go_on(candidate, reading, period)
            else:
                self._pass_on(candidate, reading, period)

    def come_back(self, candidate: Candidate) -> None:
        """Before a date without a year: end a digression with its paragraph, where the text goes on from before it."""
        if self._left is None:
            return
        if not _PARAGRAPH.search(self._text, self._left_at, candidate.start):
            self._left_at = candidate.start  # nothing is looked through twice
            return
        _, following = self._next_told()
        if self.frame and following and _returns(self._left.year, self.frame.year, following.year):
            self.frame = self.reference = self._left
        self._left = None

    def _go_on(self, candidate: Candidate, reading: Reading, period: Period) -> None:
        """Move the frame of a story to a date, unless that is only mentioned by the way."""
        if _within(self.frame, period) or self._aside(candidate, period):
            return
        if self.frame is not None and period.year != self.frame.year and _is_explicit(candidate, reading):
            if self._glimpses(candidate, self.frame, period):
                return
            self._leave(candidate, self.frame, period)
        self.frame = _reached(reading, period)

    def _leave(self, candidate: Candidate, frame: Period, period: Period) -> None:
        """Remember where the story leaves for another time, or that it is back."""
        _, following = self._next_told()
        ahead = following is not None and period.year > frame.year and _returns(frame.year, period.year, following.year)
        if self._left is None and (ahead or period.year < frame.year):
            self._left, self._left_at = frame, candidate.end
        elif self._left is not None and abs(period.year - self._left.year) < _DIGRESSION:
            self._left = None
        elif self._left is not None:
            self._left_at = candidate.end

    def _glimpses(self, candidate: Candidate, frame: Period, period: Period) -> bool:
        """Whether a date lies ahead of the story for its own clause only: the next one told is back before it."""
        at, following = self._next_told()
        if following is None or not _returns(frame.year, period.year, following.year) or period.year < frame.year:
            return False
        if period.unit == "year" and period.year >= frame.year + _DIGRESSION:
            return True
        return _PARAGRAPH.search(self._text, candidate.end, min(at, candidate.end + _PASSAGE)) is None

    def told_next(self, candidate: Candidate) -> Period | None:
        """The next date with a year, if it is told soon after a candidate."""
        at, following = self._next_told()
        return following if at - candidate.end < _SOON else None

    def _next_told(self) -> tuple[int, Period | None]:
        """The next date with a year that is told, and where it stands."""
        queue = self._ahead()
        if not queue:
            return 0, None
        fresh = [candidate for candidate in queue if candidate.start > self._scanned]
        if fresh:
            self._scanned = fresh[-1].start
            self._told.extend((one.start, period) for one in fresh if (period := self._told_period(one)))
        while self._told and self._told[0][0] < queue[0].start:
            self._told.popleft()
        return self._told[0] if self._told else (0, None)

    def _told_period(self, candidate: Candidate) -> Period | None:
        """The date of a candidate that bears its year and is not only mentioned."""
        if not needs(candidate.meaning) <= _YEARED:
            return None
        reading = resolve(candidate.meaning, _NOTHING)
        if reading is None or reading.period is None or reading.period.unit not in _FRAMES or reading.open:
            return None
        if _is_bracketed(self._before(candidate)) or self._is_attribute(candidate, reading.period):
            return None
        return reading.period

    def _is_attribute(self, candidate: Candidate, period: Period) -> bool:
        """Whether a year only says which thing is meant: "the 1974 constitution"."""
        return (
            period.unit == "year"
            and _ATTRIBUTE.search(self._before(candidate, _CLOSE)) is not None
            and _NOUN.match(self._text, candidate.end) is not None
        )

    def _pass_on(self, candidate: Candidate, reading: Reading, period: Period) -> None:
        """Begin a passage of a report, go on in it, or end it."""
        published = self._published
        if published is None or (self.frame is None and reading.anchor is not None):
            return
        if published.first - period.last < _LONG_AGO:
            self.frame = None
            return
        explicit = _is_explicit(candidate, reading)
        if self.frame is not None:
            if (explicit or reading.anchor != published) and not self._aside(candidate, period):
                self._reach(candidate, reading, period)
        elif explicit and ((heads := self._heads(candidate)) or not self._by_the_way(candidate, period)):
            self._dates, self._headed = 0, heads
            self._reach(candidate, reading, period)

    def _reach(self, candidate: Candidate, reading: Reading, period: Period) -> None:
        self._at, self._dates = candidate.end, self._dates + 1
        if not _within(self.frame, period):
            self.frame = _reached(reading, period)

    def _heads(self, candidate: Candidate) -> bool:
        """Whether a date ends a heading: "1915", "Operations in 1943"."""
        return self._text[candidate.end : candidate.end + 1] == "\n" and bool(_HEADING.search(self._before(candidate)))

    def _by_the_way(self, candidate: Candidate, period: Period) -> bool:
        """Whether a date in a report begins no passage."""
        before = self._before(candidate)
        if period.unit == "year":
            return _OPENING.search(before) is None
        return period.unit not in _TOLD or _TELLING.search(before) is None or _RELATIVE.search(before) is not None

    def _aside(self, candidate: Candidate, period: Period) -> bool:
        """Whether a date is only mentioned by the way: "which had begun in 1943", "(1712)", "since 1940"."""
        if self.frame is None:
            return False
        before = self._before(candidate)
        if period.last < self.frame.first and self.looks_back(candidate):
            return True
        ahead = period.year - self.frame.year
        if (ahead > 1 and _LOOKING_AHEAD.search(before)) or (ahead > 0 and _UNTIL.search(before)):
            return True
        if ahead and (period.unit == "year" or period.last < self.frame.first) and _is_bracketed(before):
            return True
        if candidate.pair > 1 and candidate.rule.joined and period.unit == "year":
            return True  # a story of 1969 to 1970 begins in 1969
        return period.unit != "year" and ahead > 0 and _OF.search(before[-_CLOSE:]) is not None

    def _only_says_which(self, candidate: Candidate, reading: Reading, period: Period) -> bool:
        """Whether a date is that of a thing ("the 1974 constitution") or is said once more, in full, right after it.

        A thing's year counts where the story goes on in it.
        """
        if reading.anchor is not None:
            return self._is_spelt_out(candidate)
        if not self._is_attribute(candidate, period):
            return False
        _, following = self._next_told()
        return following is None or following.year != period.year

    def _is_spelt_out(self, candidate: Candidate) -> bool:
        """Whether a date that is counted is named right after it: "ten years later, on 12 July 2005"."""
        following = (self._ahead() or (None,))[0]
        if following is None or following.start - candidate.end > _APPOSITION:
            return False
        return self._text[candidate.end] == "," and needs(following.meaning) <= _YEARED

    def _sets_back(self, candidate: Candidate, period: Period) -> bool:
        """Whether a date only says since when something was so ("since 513 BC"), or stands in brackets."""
        if self.frame and period.last >= self.frame.first:
            return False
        before = self._before(candidate)
        return _SINCE.search(before[-_CLOSE:]) is not None or _is_bracketed(before)

    def _before(self, candidate: Candidate, reach: int = _REACH) -> str:
        return self._text[max(0, candidate.start - reach) : candidate.start]


def _is_bracketed(before: str) -> bool:
    """Whether a bracket is open at the end of a text."""
    return before.rfind("(") > before.rfind(")")


def _is_explicit(candidate: Candidate, reading: Reading) -> bool:
    """Whether the words of a date have its year."""
    return reading.anchor is None and needs(candidate.meaning) <= _YEARED


def _returns(left: int, gone: int, following: int) -> bool:
    """Whether a story that left one year for another is back from it."""
    return left <= following < gone if gone > left else left <= following


@lru_cache(maxsize=65_536)
def _looks_back(meaning: Meaning) -> bool:
    """Whether words count back from the date told of, or compare it with another."""
    counts_back = meaning.operator == "follow" and meaning.get("by", meaning.get("sign", 0)) == -1
    return counts_back or meaning.get("comparison") is not None or meaning.operator == "fiscal"


def _reached(reading: Reading, period: Period) -> Period:
    """How far a story is after a date: the last quarter of a year that is nearly over ("late 1964"), else the date."""
    late = reading.mod == "END" or period.unit == "half"
    return containing("quarter", period.last) if late and period.unit in ("year", "half") else period


def _within(reached: Period | None, period: Period) -> bool:
    """Whether a period is the year that the story is in anyway."""
    return reached is not None and period.unit == "year" and reached.to("year") == period


def _is_weekday(meaning: Meaning) -> bool:
    """Whether a weekday alone is named, with or without a part of it."""
    while isinstance(inner := meaning.get("of"), Meaning):
        meaning = inner
    return dict(meaning.slots).keys() == {"weekday"}
