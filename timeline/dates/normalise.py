"""Meaning and anchor to a value, or None where the calendar has none or the words leave it open.

`resolve` is pure: what an expression counts from comes in its `Context`, nothing here asks what day it is. Every
operator is a function of the slots that the language data name; together they carry every language.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from timeline import days
from timeline.dates import edtf, holiday, periods
from timeline.dates.grammar import Meaning, Value
from timeline.dates.periods import Period, Unit
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


# --- dates of the calendar -------------------------------------------------------------------------------------------


@operator
def calendar(meaning: Meaning, context: Context) -> Reading | None:
    """A date by its parts: year, month, day, weekday, season, quarter, half, decade, century; era "BC"."""
    slots = dict(meaning.slots)
    if slots.keys() & {"millennium", "century", "decade"}:
        return _years(slots)
    year = slots.get("year")
    if year is None:
        return _without_year(slots, context)
    year = full_year(year, slots.get("era"), context)
    slots.pop("era", None)
    if "short_year" in slots:  # "1939-45": the century is that of the year before it
        year = year // 100 * 100 + slots.pop("short_year")
    period = _in_year(slots, year, context)
    return _dated(period, weekday=slots.get("weekday")) if period else None


def full_year(year: int, era: str | None, context: Context) -> int:
    """Astronomical year of a year as written: "'99" is 1999, 44 BC is -43."""
    if era == "BC":
        return 1 - year
    if era == "short":
        pivot = (context.published.year if context.published else 2030) + 10
        century = pivot // 100 * 100
        return century + year if century + year <= pivot else century - 100 + year
    return year


def _in_year(slots: dict[str, Value], year: int, context: Context) -> Period | None:
    """The part of a year that the slots name, or the year."""
    if not days.MIN_YEAR <= year <= days.MAX_YEAR:
        return None
    month = slots.get("month")
    if slots.get("day") is not None:
        return periods.day(year, month, slots["day"]) if month else None
    if slots.get("nth") is not None and month:
        return _nth_weekday(year, month, slots["nth"], slots["weekday"])
    if month:
        return Period("month", year * 12 + month - 1)
    if slots.get("season") is not None:
        return _season(year, slots["season"], context)
    if slots.get("quarter") is not None:
        return Period("quarter", year * 4 + slots["quarter"] - 1)
    if slots.get("half") is not None:
        return Period("half", year * 2 + slots["half"] - 1)
    if slots.get("week") is not None:
        return periods.week_of(year, slots["week"])
    return Period("year", year)


def _season(year: int, season: int, context: Context) -> Period:
    """A meteorological season, 0 for spring; in the south summer starts in December."""
    if context.southern:
        return Period("southern-season", year * 4 + (season + 2) % 4)
    return Period("season", year * 4 + season)


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> Period | None:
    """The nth (-1: last) weekday of a month, such as the first Tuesday of November."""
    if nth < 0:
        last = days.to_number(year, month, days.days_in_month(year, month))
        return Period("day", last - (days.weekday(last) - weekday) % 7)
    first = days.to_number(year, month, 1)
    found = Period("day", first + (weekday - days.weekday(first)) % 7 + 7 * (nth - 1))
    return found if days.from_number(found.number)[1] == month else None


def _years(slots: dict[str, Value]) -> Reading | None:
    """A decade ("the 1990s": decade 1990, "the '80s": 80, "the 470s BC") or a century."""
    before = slots.get("era") == "BC"
    for unit in ("century", "millennium"):
        if unit in slots:
            number = slots[unit]
            return _dated(Period(unit, -number if before else number - 1)) if 1 <= number <= 100 else None
    decade = slots["decade"]
    if before:
        return _dated(Period("decade", -(decade // 10) - 1))
    if decade % 100 == 0 and 1000 <= decade < 2000:  # "the 1800s"
        return _dated(Period("century", decade // 100))
    return _dated(Period("decade", decade // 10 if decade >= 100 else 190 + decade // 10))


def _without_year(slots: dict[str, Value], context: Context) -> Reading | None:
    """A weekday, month, day or part of a year, in the year (or week) that tense and context point to."""
    if slots.pop("nearest", False):
        context = replace(context, direction=None)
    if set(slots) <= {"weekday"}:
        base = _base_of_weekday(context)
        return _dated(_weekday(slots["weekday"], base, context), anchor=base, incomplete=True) if base else None
    anchor = base = _base(context)
    if base is None:
        return None
    if slots.get("month") is None and slots.get("day") is not None:
        month = base.to("month") if base.unit in ("day", "month", "week", "weekend") else None
        if month is None:
            return None
        year, index = divmod(month.number, 12)
        day = periods.day(year, index + 1, slots["day"])
        return _dated(day, anchor=anchor, weekday=slots.get("weekday"), incomplete=True)
    period = _nearest(slots, base, context)
    return _dated(period, anchor=anchor, weekday=slots.get("weekday"), incomplete=True) if period else None


def _base(context: Context) -> Period | None:
    """What dates without a year are near to."""
    if context.narrative and context.reference:
        return context.reference
    return context.published


def _base_of_weekday(context: Context) -> Period | None:
    """What a weekday is near to: the date told of only where that is fine enough."""
    base = _base(context)
    return base if base and base.unit in ("day", "weekend", "week") else context.published


def _weekday(weekday: int, base: Period, context: Context) -> Period:
    """The weekday on or before the base; on or after it where the words point ahead, or a story goes on."""
    day = base.first
    goes_on = context.narrative and base == context.reference and base.unit == "day" and not context.back
    if goes_on or context.direction == "future":
        return Period("day", day + (weekday - days.weekday(day)) % 7)
    return Period("day", day - (days.weekday(day) - weekday) % 7)


# Tense moves a date without a year away from the nearest year only where the other is not so many times as far:
# "payable Dec. 15" in October is this December, whatever the verbs around it.
_FARTHER = 6


def _nearest(slots: dict[str, Value], base: Period, context: Context) -> Period | None:
    """The part of a year in the year nearest to the base, or in the one the words point to."""
    if context.narrative and base.unit not in _FINE:
        return _in_year(slots, base.year, context)
    candidates = []
    for candidate in (base.year - 1, base.year, base.year + 1):
        try:
            period = _in_year(slots, candidate, context)
        except ValueError:  # 29 February
            continue
        if period:
            candidates.append(period)
    if not candidates:
        return None
    if context.narrative:
        return _carried(candidates, base, context.back, context.until)
    return _towards(candidates, base, context.direction)


def _towards(candidates: list[Period], base: Period, direction: Direction | None) -> Period:
    """The nearest period, or the one in a direction where that is not much farther."""
    nearest = min(candidates, key=lambda period: _distance(period, base))
    if direction == "past":
        towards = [period for period in candidates if period.first <= base.last][-1:]
    elif direction == "future":
        towards = [period for period in candidates if period.last >= base.first][:1]
    else:
        return nearest
    return towards[0] if towards and _distance(towards[0], base) <= _FARTHER * _distance(nearest, base) else nearest


# In a narrative a date without a year goes back within the year told of, rather than ahead into the next, unless the
# next is this near (days): "In December 1941 … In January" is the next year, "In November … In April" is not.
_AHEAD = 120


def _carried(candidates: list[Period], base: Period, back: bool, until: Period | None) -> Period:
    """The part of the year told of, or of the next year where that follows closely and the story gets there."""
    if until is not None and until.year == base.year and not back:
        candidates = [period for period in candidates if period.year <= base.year] or candidates
    following = [period for period in candidates if 0 < period.first - base.last <= _AHEAD and not back]
    same = [period for period in candidates if period.year == base.year]
    before = [period for period in candidates if period.first <= base.last]
    if back and before:
        return before[-1]
    return (following or same or before or candidates)[0]


_FINE = ("day", "weekend", "week", "month", "season", "quarter")


def _distance(period: Period, base: Period) -> int:
    """Days between two periods, 0 where they overlap."""
    return max(period.first - base.last, base.first - period.last, 0)


def _dated(
    period: Period, anchor: Period | None = None, weekday: int | None = None, incomplete: bool = False
) -> Reading:
    value = period.timex if anchor is None else _counted_value(period)
    return Reading("DATE", value, period, anchor=anchor, weekday=weekday, incomplete=incomplete)


def _counted_value(period: Period) -> str:
    """The TIMEX3 value of a date whose year the words leave out: a winter has the name of its January."""
    if period.unit == "season" and period.number % 4 == _WINTER:
        return Period("season", period.number + 4).timex
    return period.timex


_WINTER = 3


# --- counted from an anchor ------------------------------------------------------------------------------------------


@operator
def shift(meaning: Meaning, context: Context) -> Reading | None:
    """So many units from the publication date: "last week", "two days ago", "yesterday"."""
    if context.published is None:
        return None
    if context.quarter and meaning.get("comparison"):
        return _dated(context.quarter.shift(-4), anchor=context.quarter)
    return _shifted(meaning, context.published, context)


@operator
def follow(meaning: Meaning, context: Context) -> Reading | None:
    """So many units from the date mentioned before: "two days later", "the following month", "that year"."""
    base = context.reference or context.published
    return _shifted(meaning, base, context) if base else None


def _shifted(meaning: Meaning, base: Period, context: Context) -> Reading | None:
    unit, count = meaning.get("unit"), meaning.get("by", meaning.get("count", 1))
    sign = meaning.get("sign", 1)
    if unit in _CLOCK_UNITS or unit is None:
        return None if unit is None else _vague_reference(sign, base)
    if not isinstance(count, (int, float)):
        return _vague_reference(sign, base)
    if unit == "weekday":
        return _dated(Period("day", base.first + int(count) * sign), anchor=base)
    if count != int(count):
        unit, count = _finer(unit, count)
    if abs(count) > 20_000_000:
        return _vague_reference(sign, base)
    if unit == "fortnight":
        unit, count = "week", count * 2
    if unit == "night":
        unit = "day"
    if unit == "decade" and meaning.get("sign"):  # "a decade earlier" is a year, "the following decade" is a decade
        unit, count = "year", count * 10
    if _coarser(base.unit, unit):
        return _within_coarser(base, unit) or (_vague_reference(sign, base) if count else None)
    try:
        return _dated(base.to(unit).shift(int(count) * sign), anchor=base)
    except ValueError:  # outside the calendar: "65 million years ago"
        return _vague_reference(sign, base)


def _within_coarser(base: Period, unit: str) -> Reading | None:
    """A day or month counted from a date that is coarser: somewhere in that date, no finer ("2012-05-XX")."""
    if unit == "day" and base.unit in ("month", "year"):
        return Reading("DATE", base.timex + ("-XX" if base.unit == "month" else "-XX-XX"), base, anchor=base)
    if unit == "month" and base.unit == "year":
        return Reading("DATE", f"{base.timex}-XX", base, anchor=base)
    if unit == "week" and base.unit == "year":
        return Reading("DATE", f"{base.timex}-WXX", base, anchor=base)
    return None


_CLOCK_UNITS = ("hour", "minute", "second")
_ORDER: dict[str, int] = {
    unit: rank
    for rank, unit in enumerate(
        ("day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade", "century", "millennium")
    )
}


def _coarser(unit: str, than: str) -> bool:
    return _ORDER.get(unit, 0) > _ORDER.get(than, 0)


def _finer(unit: str, count: float) -> tuple[str, float]:
    """A count with a fraction in a unit that makes it whole: a year and a half is 18 months."""
    finer = {"year": ("month", 12), "decade": ("year", 10), "century": ("year", 100), "week": ("day", 7)}
    smaller, size = finer.get(unit, (unit, 1))
    return smaller, round(count * size)


def _vague_reference(sign: int, base: Period) -> Reading:
    return Reading("DATE", "FUTURE_REF" if sign > 0 else "PAST_REF", anchor=base)


@operator
def relative(meaning: Meaning, context: Context) -> Reading | None:
    """The weekday, month or season before, in or after the present: "last Monday", "next March", "this fall"."""
    base = context.published
    if base is None:
        return None
    slots = dict(meaning.slots)
    step: int = slots.pop("step")
    if "weekday" in slots and len(slots) == 1:
        day, weekday = base.first, slots["weekday"]
        if step < 0:
            return _dated(Period("day", day - ((days.weekday(day) - weekday - 1) % 7 + 1)), anchor=base)
        if step > 0:
            return _dated(Period("day", day + ((weekday - days.weekday(day) - 1) % 7 + 1)), anchor=base)
        ahead = replace(context, direction=context.direction or "future")
        return _dated(_weekday(weekday, base, ahead), anchor=base)
    found = []
    for year in range(base.year - 2, base.year + 3):
        period = _in_year(slots, year, context)
        if period:
            found.append(period)
    if step < 0:
        before = [period for period in found if period.last < base.first]
        return _dated(before[-1], anchor=base) if before else None
    if step > 0:
        after = [period for period in found if period.first > base.last]
        return _dated(after[0], anchor=base) if after else None
    now = [period for period in found if period.first <= base.last and period.last >= base.first]
    same = now or [period for period in found if period.year == base.year]
    return _dated(same[0], anchor=base) if same else None


@operator
def two_away(meaning: Meaning, context: Context) -> Reading | None:
    """ "The week before last", "the Friday after next"."""
    base, by = context.published, meaning.get("by")
    if base is None:
        return None
    if (weekday := meaning.get("weekday")) is None:
        return _shifted(meaning, base, context)
    step = 1 if by > 0 else -1
    near = relative(Meaning("relative", (("step", step), ("weekday", weekday))), context)
    return _dated(near.period.shift(7 * step), anchor=base) if near and near.period else None


@operator
def anniversary(meaning: Meaning, context: Context) -> Reading | None:
    """So many years before a date: "75 years ago today", "a year ago last month"."""
    inner = resolve(meaning.get("of"), context)
    count = meaning.get("count", 1)
    if inner is None or inner.period is None or count != int(count):
        return None
    period = inner.period
    if period.unit in ("day", "week", "weekend"):
        year, month, day = days.from_number(period.first)
        return _dated(periods.day(year - int(count), month, day).to(period.unit), anchor=inner.anchor)
    return _dated(Period("month", period.to("month").number - 12 * int(count)).to(period.unit), anchor=inner.anchor)


@operator
def from_a_date(meaning: Meaning, context: Context) -> Reading | None:
    """So many units from a date that is named: "a week from Friday", "three days before Christmas"."""
    if meaning.get("sign") > 0 and context.direction is None:  # "a week from Friday"
        context = replace(context, direction="future")
    inner = resolve(meaning.get("of"), context)
    if inner is None or inner.period is None:
        return None
    unit = meaning.get("unit")
    if (
        unit in ("week", "fortnight")
        and meaning.get("of").get("weekday") is not None
        and meaning.get("of").get("day") is None
    ):
        days_away = (7 if unit == "week" else 14) * meaning.get("count", 1)  # a week from Friday is a Friday
        return _dated(inner.period.shift(int(days_away) * meaning.get("sign")), anchor=inner.period)
    return _shifted(meaning, inner.period, context)


@operator
def ending(meaning: Meaning, context: Context) -> Reading | None:
    """The unit that ends with the date after it ("the quarter ended Sept. 30"), which is the reference here."""
    if context.reference is None or _coarser(context.reference.unit, meaning.get("unit")):
        return None
    return _dated(context.reference.to(meaning.get("unit")), anchor=context.reference)


@operator
def decade_of(meaning: Meaning, context: Context) -> Reading | None:
    """A decade of a century by its number: "the first decade of the 20th century"."""
    century, nth = resolve(meaning.get("of"), context), meaning.get("nth")
    if century is None or century.period is None or century.period.unit != "century" or century.period.number < 0:
        return None
    return _dated(Period("decade", century.period.number * 10 + nth - 1)) if 1 <= nth <= 10 else None


@operator
def part_of_day(meaning: Meaning, context: Context) -> Reading | None:
    """A day of the calendar with or without ("none") a part of it: "the night of 3–4 May 1940"."""
    part = meaning.get("part_of")
    day = Meaning("calendar", tuple(pair for pair in meaning.slots if pair[0] != "part_of"))
    return resolve(day if part == "none" else Meaning("timed", (("of", day), ("part_of", part))), context)


@operator
def follow_named(meaning: Meaning, context: Context) -> Reading | None:
    """As `relative`, counted from the date mentioned before: "the following Monday", "that summer"."""
    base = context.reference or context.published
    if base is None:
        return None
    if base.unit not in _FINE and meaning.get("weekday") is None and meaning.get("step") == 0:
        period = _in_year({n: v for n, v in meaning.slots if n != "step"}, base.year, context)
        return _dated(period, anchor=base) if period else None
    return relative(meaning, replace(context, published=base))


@operator
def within(meaning: Meaning, context: Context) -> Reading | None:
    """A part of a period named beside it: "last year's third quarter", "March of that year", "July last year"."""
    outer = resolve(meaning.get("whole"), context)
    if outer is None or outer.period is None:
        return None
    slots = {name: value for name, value in meaning.slots if name not in ("whole", "weekday")}
    if outer.period.unit == "year":
        period = _in_year(slots, outer.period.number, context)
    elif outer.period.unit == "month" and set(slots) == {"day"}:
        year, index = divmod(outer.period.number, 12)
        period = periods.day(year, index + 1, slots["day"])
    elif "weekday" in dict(meaning.slots) and outer.period.unit == "week":
        period = Period("day", outer.period.first + meaning.get("weekday"))
    else:
        return None
    return replace(outer, value=period.timex, period=period) if period else None


@operator
def fiscal(meaning: Meaning, context: Context) -> Reading | None:
    """The quarter a report is on ("the latest quarter"), or the same one of another year ("the year-ago quarter")."""
    quarter = _quarter(context)
    if quarter is None:
        return None
    if (year := meaning.get("year")) is not None:
        return _dated(Period("quarter", year * 4 + quarter.number % 4), anchor=quarter)
    return _dated(quarter.shift(meaning.get("by")), anchor=quarter)


def _quarter(context: Context) -> Period | None:
    """The quarter spoken of, else the last one that was over when the text was published."""
    if context.quarter:
        return context.quarter
    return context.published.to("quarter").shift(-1) if context.published else None


@operator
def bare(meaning: Meaning, context: Context) -> Reading | None:
    """A unit with nothing but its article ("the week", "the quarter"): the one spoken of."""
    base = (context.reference if context.narrative else None) or context.published
    if base is None:
        return None
    unit: Unit = meaning.get("unit")
    if unit == "week" and base == context.published and days.weekday(base.first) == 0:
        base = base.shift(-1)  # what a Monday's paper calls the week is the one before it
    if unit == "quarter" and not context.narrative:
        quarter = _quarter(context)
        return _dated(quarter, anchor=base) if quarter else None
    if _coarser(base.unit, unit):
        return None
    period = base.to(unit)
    if unit == "weekend" and context.direction != "future" and base.first < period.last:
        period = period.shift(-1)
    return _dated(period, anchor=base)


# --- compositions ----------------------------------------------------------------------------------------------------


@operator
def modified(meaning: Meaning, context: Context) -> Reading | None:
    """A date or duration with a TIMEX3 mod: "early 2019", "about 1984", "more than two years"."""
    inner = resolve(meaning.get("of"), context)
    if inner is None:
        return None
    mod = meaning.get("mod")
    if mod == "none":
        return inner
    return replace(inner, mod=mod, approximate=inner.approximate or (mod == "APPROX" and inner.period is not None))


@operator
def timed(meaning: Meaning, context: Context) -> Reading | None:
    """A day with a part of it or a time: "Monday night", "the morning of 6 June 1944", "9:30 a.m. on July 16, 2018"."""
    inner = resolve(meaning.get("of"), context)
    if inner is None or inner.period is None or inner.period.unit != "day":
        return None
    part = meaning.get("part") or meaning.get("part_of")
    if part:
        return replace(inner, type="TIME", value=f"{inner.period.timex}T{part}")
    said = meaning.get("clock") or meaning.get("at")
    return _at(inner, said) if said else inner


@operator
def tonight(meaning: Meaning, context: Context) -> Reading | None:
    """A part of a day near the publication date: "tonight", "this morning", "last night"."""
    base = context.published
    if base is None:
        return None
    return _in_day(base.shift(meaning.get("by")), meaning.get("part"), base)


@operator
def next_part(meaning: Meaning, context: Context) -> Reading | None:
    """A part of a day near the date mentioned before: "the next morning", "that night"."""
    base = context.reference or context.published
    if base is None or base.unit != "day":
        return None
    return _in_day(base.shift(meaning.get("by")), meaning.get("part"), base)


def _in_day(day: Period, part: str, anchor: Period) -> Reading:
    return Reading("TIME", f"{day.timex}T{part}", day, anchor=anchor)


@operator
def nth_of(meaning: Meaning, context: Context) -> Reading | None:
    """The nth day, or a part of it, of what is told of ("the third evening"): in a story its date is the first day."""
    base = context.reference if context.narrative and context.reference else context.published
    if base is None:
        return None
    part = meaning.get("part")
    if base.unit == "day":
        day = base.shift(meaning.get("nth") - 1) if context.narrative else base
        return _in_day(day, part, base) if part else _dated(day, anchor=base)
    found = _within_coarser(base, "day")
    return replace(found, type="TIME", value=f"{found.value}T{part}") if found and part else found


@operator
def week_of(meaning: Meaning, context: Context) -> Reading | None:
    """The week a day falls in: "the week of 14 July"."""
    inner = resolve(meaning.get("of"), context)
    if inner is None or inner.period is None:
        return None
    week = inner.period.to(meaning.get("unit", "week"))
    return replace(inner, value=week.timex, period=week)


@operator
def clock(meaning: Meaning, context: Context) -> Reading | None:
    """A time on the clock, on the day spoken of."""
    base = _base(context)
    return _at(_dated(base, anchor=base), meaning) if base and base.unit == "day" else None


@operator
def stamp(meaning: Meaning, context: Context) -> Reading | None:
    """A day and a time written as one: "2024-08-06T14:30"."""
    day = periods.day(meaning.get("year"), meaning.get("month"), meaning.get("day"))
    return _at(_dated(day), meaning)


def _at(day: Reading, meaning: Meaning) -> Reading | None:
    """A day at the time that a clock's meaning names; None where the clock has no such time."""
    hour, minute = meaning.get("hour"), meaning.get("minute", 0)
    half = meaning.get("meridiem") or {"AF": "pm", "EV": "pm", "MO": "am"}.get(meaning.get("part"))
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if minute < 0:  # a quarter to six
        hour, minute = (hour - 1) % 24, 60 + minute
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59 or day.period is None:
        return None
    time = f"{hour:02d}:{minute:02d}"
    return replace(day, type="TIME", value=f"{day.period.timex}T{time}", clock=time)


# --- durations, sets, vague references -------------------------------------------------------------------------------

_LETTERS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "weekend": "WE", "week": "W", "month": "M",
    "quarter": "Q", "season": "SE", "half": "H", "year": "Y", "decade": "DE", "century": "CE", "millennium": "ME",
    "fortnight": "W", "night": "TNI", "generation": "GE", "unknown": "X",
}  # fmt: skip


@operator
def duration(meaning: Meaning, context: Context) -> Reading | None:
    """A length of time: "two weeks", "2 1/2 years", "several months"."""
    value = length(
        meaning.get("count", 1) + meaning.get("half", 0) if "half" in dict(meaning.slots) else meaning.get("count", 1),
        meaning.get("unit"),
    )
    return Reading("DURATION", value, mod=meaning.get("mod")) if value else None


def length(count: float | str, unit: str) -> str | None:
    """TIMEX3 value of a count of units: ("2.5", "year") is "P2Y6M", ("X", "week") is "PXW"."""
    letter = _LETTERS[unit]
    time, letter = ("T", letter[1]) if letter.startswith("T") and len(letter) == 2 else ("", letter)
    if isinstance(count, str):
        return f"P{time}{count}{letter}"
    if unit == "fortnight":
        count *= 2
    if count < 0 or count > 10**15:
        return None
    whole = int(count)
    if whole == count:
        return f"P{time}{whole}{letter}"
    smaller = {"year": (12, "M"), "hour": (60, "M"), "minute": (60, "S"), "day": (24, "H")}.get(unit)
    rest = (count - whole) * smaller[0] if smaller else 0.5
    if smaller is None or rest != int(rest):
        return f"P{time}{count:g}{letter}"
    separator = "T" if unit == "day" else ""
    head = f"{whole}{letter}" if whole else ""
    return f"P{time}{head}{separator}{int(rest)}{smaller[1]}"


@operator
def set_(meaning: Meaning, context: Context) -> Reading | None:
    """Times that recur: "every Tuesday" (XXXX-WXX-2), "daily" (P1D), "each July" (XXXX-07)."""
    if (weekday := meaning.get("weekday")) is not None:
        value = f"XXXX-WXX-{weekday + 1}" + (f"T{meaning.get('part')}" if meaning.get("part") else "")
    elif (month := meaning.get("month")) is not None:
        value = f"XXXX-{month:02d}" + (f"-{meaning.get('day'):02d}" if meaning.get("day") else "")
    elif meaning.get("week_days"):
        value = "XXXX-WXX-X"
    elif (season := meaning.get("season")) is not None:
        value = "XXXX-" + ("SP", "SU", "FA", "WI")[season]
    elif (quarter := meaning.get("quarter")) is not None:
        value = f"XXXX-Q{quarter}"
    elif meaning.get("part"):
        value = f"XXXX-XX-XXT{meaning.get('part')}"
    else:
        found = length(meaning.get("count", 1), meaning.get("unit"))
        if found is None:
            return None
        value = found
    return Reading("TIME" if meaning.get("text") else "SET", value)


@operator
def vague(meaning: Meaning, context: Context) -> Reading | None:
    """A reference that names no date: PRESENT_REF, PAST_REF, FUTURE_REF; `open` from the publication date on."""
    ahead = meaning.get("open") and context.published is not None
    return Reading(
        "DATE",
        meaning.get("value"),
        period=context.published if ahead else None,
        open=bool(ahead),
        anchor=context.published,
    )


@operator
def story(meaning: Meaning, context: Context) -> Reading | None:
    """The time a story has reached ("at that time"): that of the date mentioned before it.

    A `stretch` ("during this period") has no ends in the words, and so no TIMEX3 value (TIDES 2005, section 3).
    """
    value = "" if meaning.get("stretch") else meaning.get("value")
    if context.reference is None:
        return None if value is None else Reading("DATE", value)
    found = _dated(context.reference, anchor=context.reference)
    return replace(found, value="") if meaning.get("stretch") else found


@operator
def nothing(meaning: Meaning, context: Context) -> Reading | None:
    """Words that look like a time expression and are none: a name, an age."""
    return None


@operator
def holiday_(meaning: Meaning, context: Context) -> Reading | None:
    """A named day, fixed or moving, in its year or in the one that context points to."""
    name, year = meaning.get("name"), meaning.get("year")
    if year is not None:
        found = holiday.day_of(name, year)
        return _dated(Period("day", found)) if found is not None else None
    base = _base(context)
    if base is None:
        return None
    step = meaning.get("step")
    around = [holiday.day_of(name, base.year + offset) for offset in (-1, 0, 1)]
    candidates = [Period("day", number) for number in around if number is not None]
    if step == 0 or (context.narrative and context.reference and step is None):
        candidates = [period for period in candidates if period.year == base.year]
    elif step is not None:
        candidates = [period for period in candidates if (period.first - base.first) * step > 0]
        candidates = candidates[:1] if step > 0 else candidates[-1:]
    if not candidates:
        return None
    direction = context.direction if step is None else None
    return _dated(_towards(candidates, base, direction), anchor=base, incomplete=True)


@operator
def fixed(meaning: Meaning, context: Context) -> Reading | None:
    """A day that everyone dates, such as "the September 11 attacks": its ISO day stands in the data."""
    return _dated(Period("day", days.parse_day(meaning.get("date"))))
