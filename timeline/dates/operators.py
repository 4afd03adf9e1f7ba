"""What resolves a meaning: its context, its reading, and the operators that the language data name.

`resolve` is pure: what an expression counts from comes in its `Context`, nothing here asks what day it is. Every
operator is a function of the slots that the language data name; together they carry every language. `normalise` knows
them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from timeline.dates import edtf
from timeline.dates.grammar import Meaning
from timeline.dates.periods import Period
from timeline.model import Modifier, TemporalValue, TimexType

Direction = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read against.

    `published` is the document's date, `reference` the date mentioned before it, `direction` where tense and cue words
    point, `quarter` the quarter that a text on earnings speaks of. In a `narrative` dates without a year go on from the
    reference instead of lying around `published`, unless the words look `back` ("had spent the spring"), but not into
    the next year where the date told next, `until`, is still of this one.
    """

    published: Period | None = None
    reference: Period | None = None
    direction: Direction | None = None
    quarter: Period | None = None
    narrative: bool = False
    southern: bool = False
    back: bool = False
    until: Period | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A resolved meaning: TIMEX3 type, value and mod; `period` where it is a date; `anchor` it was counted from."""

    type: TimexType
    value: str
    period: Period | None = None
    mod: str | None = None
    clock: str | None = None
    open: bool = False
    approximate: bool = False
    anchor: Period | None = None
    weekday: int | None = None  # the weekday the text claims, 0 for Monday
    incomplete: bool = False  # the year (or week) was not in the words

    @property
    def modifier(self) -> Modifier | None:
        """The part of the period that is meant."""
        return {"START": "start", "MID": "mid", "END": "end"}.get(self.mod or "")  # type: ignore[return-value]

    def temporal(self) -> TemporalValue | None:
        """The value an event may take; None for durations, sets and vague references to the past or present."""
        if self.period is None or self.type in ("DURATION", "SET"):
            return None
        text = self.period.edtf
        if self.open:
            return edtf.value(f"{text}/..", precision="open")
        if self.approximate:
            text = "/".join(f"{side}~" for side in text.split("/"))
        precision = "minute" if self.clock else self.period.precision
        return edtf.value(text, precision=precision, modifier=self.modifier, time=self.clock)


Operator = Callable[[Meaning, Context], Reading | None]


OPERATORS: dict[str, Operator] = {}


def operator(function: Operator) -> Operator:
    """Register an operator under its name, as the language data write it."""
    OPERATORS[function.__name__.rstrip("_").replace("_", "-")] = function
    return function


@lru_cache(maxsize=131_072)
def resolve(meaning: Meaning, context: Context) -> Reading | None:
    """The value of a meaning in its context, or None: no such day, outside the calendar, or nothing to count from."""
    try:
        return OPERATORS[meaning.operator](meaning, context)
    except ValueError:  # no such day, or outside the calendar
        return None


@lru_cache(maxsize=65_536)
def needs(meaning: Meaning) -> frozenset[str]:
    """The fields of the context that the meaning depends on, so that the others can be left out when it is cached."""
    found: set[str] = set()
    for _, value in meaning.slots:
        if isinstance(value, Meaning):
            found |= needs(value)
    if meaning.operator == "calendar":
        if all(meaning.get(slot) is None for slot in ("year", "decade", "century", "millennium")):
            found |= {"published", "reference", "direction", "narrative", "back"}
        if meaning.get("season"):
            found |= {"southern"}
    elif meaning.operator == "part-of-day":
        found |= needs(Meaning("calendar", meaning.slots))
    elif meaning.get("told"):
        found |= {"published", "reference", "narrative"}
    elif meaning.get("comparison"):
        found |= {"published", "quarter"}
    elif meaning.operator in _NEEDS:
        found |= _NEEDS[meaning.operator]
    return frozenset(found)


_NEEDS: dict[str, frozenset[str]] = {
    "shift": frozenset({"published"}),
    "two-away": frozenset({"published"}),
    "ending": frozenset({"published", "reference"}),
    "follow": frozenset({"published", "reference", "narrative"}),
    "relative": frozenset({"published", "southern", "reference", "narrative", "direction"}),
    "vague": frozenset({"published"}),
    "fiscal": frozenset({"published", "quarter"}),
    "tonight": frozenset({"published"}),
    "next-part": frozenset({"published", "reference"}),
    "nth-of": frozenset({"published", "reference", "narrative"}),
    "holiday": frozenset({"published", "reference", "direction", "narrative"}),
    "clock": frozenset({"published", "reference", "direction", "narrative"}),
    "bare": frozenset({"published", "reference", "direction", "narrative", "quarter"}),
    "follow-named": frozenset({"published", "southern", "reference"}),
    "story": frozenset({"reference"}),
    "within": frozenset({"published", "reference", "direction", "narrative"}),
}


def dated(
    period: Period, anchor: Period | None = None, weekday: int | None = None, incomplete: bool = False
) -> Reading:
    """The reading of a date: `anchor` where it was counted, the `weekday` claimed, `incomplete` without a year."""
    value = period.timex if anchor is None else _counted_value(period)
    return Reading("DATE", value, period, anchor=anchor, weekday=weekday, incomplete=incomplete)


def _counted_value(period: Period) -> str:
    """The TIMEX3 value of a date whose year the words leave out: a winter has the name of its January."""
    if period.unit == "season" and period.number % 4 == _WINTER:
        return Period("season", period.number + 4).timex
    return period.timex


_WINTER = 3
