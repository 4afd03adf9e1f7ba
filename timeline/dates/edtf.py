"""EDTF (ISO 8601-2:2019, level 1 and the seasons of level 2) to values: bounds, precision, words for a reader.

Read are days, months, years, sub-year groups (21 to 41), unspecified digits from the right ("199X", "2004-XX"), the
qualifiers "~", "?" and "%", intervals with ".." on one side, and a clock time after a day. Seasons are meteorological;
winter belongs to the year of its December. Years run from -9999 to 9999 (days.py).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from timeline import days
from timeline.model import PRECISIONS, Modifier, Precision, TemporalValue

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# Sub-year groups: code -> (first month, number of months, precision, name). A group that starts in December, or
# whose months run past it, ends in the next year.
_GROUPS: dict[int, tuple[int, int, Precision, str]] = {
    21: (3, 3, "season", "spring"), 22: (6, 3, "season", "summer"),
    23: (9, 3, "season", "autumn"), 24: (12, 3, "season", "winter"),
    25: (3, 3, "season", "spring"), 26: (6, 3, "season", "summer"),
    27: (9, 3, "season", "autumn"), 28: (12, 3, "season", "winter"),
    29: (9, 3, "season", "southern spring"), 30: (12, 3, "season", "southern summer"),
    31: (3, 3, "season", "southern autumn"), 32: (6, 3, "season", "southern winter"),
    33: (1, 3, "quarter", "first quarter of"), 34: (4, 3, "quarter", "second quarter of"),
    35: (7, 3, "quarter", "third quarter of"), 36: (10, 3, "quarter", "fourth quarter of"),
    # No precision lies between a quarter and a half: four months are given the coarser one.
    37: (1, 4, "half", "first four months of"), 38: (5, 4, "half", "second four months of"),
    39: (9, 4, "half", "last four months of"),
    40: (1, 6, "half", "first half of"), 41: (7, 6, "half", "second half of"),
}  # fmt: skip

_DATE = re.compile(
    r"(?P<year>-?(?:\d{4}|\d{3}X|\d\dXX|\dXXX))(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<qualifier>[~?%])?",
    re.ASCII,
)
_TIME = re.compile(
    r"(?P<day>-?\d{4}-\d\d-\d\d)T(?P<clock>(?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)
_RANK = {name: rank for rank, name in enumerate(PRECISIONS)}
_MODIFIERS: dict[Modifier, str] = {"start": "early ", "mid": "mid-", "end": "late "}
_MAX_LENGTH = 64  # the longest EDTF read here has half of that


@dataclass(frozen=True, slots=True)
class _Part:
    """One side of an interval, or a date of its own: day numbers, precision, words without the qualifier."""

    earliest: int
    latest: int
    precision: Precision
    words: str
    qualifier: str | None

    @property
    def approximate(self) -> bool:
        return self.qualifier in ("~", "%")

    @property
    def uncertain(self) -> bool:
        return self.qualifier in ("?", "%")


def parse(text: str) -> TemporalValue:
    """The value an EDTF text stands for; ValueError on what is no EDTF or outside the calendar.

    An interval takes the coarser precision of its sides; Monday to Sunday is a week, Saturday to Sunday a weekend.
    """
    return value(text)


def bounds(text: str) -> tuple[str | None, str | None]:
    """First and last ISO day (inclusive) an EDTF text can mean, None where a side is open; ValueError as in parse."""
    parsed = value(text)
    return parsed.earliest, parsed.latest


@lru_cache(maxsize=65_536)
def value(
    text: str, precision: Precision | None = None, modifier: Modifier | None = None, time: str | None = None
) -> TemporalValue:
    """An EDTF text with what EDTF does not hold: the precision its words gave, "early" or "late", a clock time HH:MM.

    ValueError on what is no EDTF or outside the calendar.
    """
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"not an EDTF date: {text[:_MAX_LENGTH]!r}…")
    if match := _TIME.fullmatch(text):
        text, time, precision = match["day"], match["clock"], "minute"
    start, slash, end = text.partition("/")
    first = _read_side(start, open_words=(".." if slash else None), whole=text)
    last = _read_side(end, open_words="..", whole=text) if slash else first
    if first is None and last is None:
        raise ValueError(f"open on both sides: {text!r}")
    if first and last and first.earliest > last.latest:
        raise ValueError(f"ends before it starts: {text!r}")
    sides = [side for side in (first, last) if side]
    found = precision or _precision(first, last)
    return TemporalValue(
        edtf=text,
        earliest=days.iso_day(first.earliest) if first else None,
        latest=days.iso_day(last.latest) if last else None,
        precision=found,
        display=_display(first, last, found, modifier, time),
        modifier=modifier,
        approximate=any(side.approximate for side in sides),
        uncertain=any(side.uncertain for side in sides),
        time=time,
    )


def _read_side(text: str, open_words: str | None, whole: str) -> _Part | None:
    """A date, or None for an open (or, in EDTF, unknown) side of an interval."""
    if open_words is not None and text in (open_words, ""):
        return None
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(f"not an EDTF date: {whole!r}")
    year, month, day, qualifier = match["year"], match["month"], match["day"], match["qualifier"]
    if "X" in year:
        if month:
            raise ValueError(f"a month of an unspecified year: {whole!r}")
        return _read_years(year, qualifier)
    number = int(year)
    if year == "-0000":
        raise ValueError(f"no such year: {whole!r}")
    if month is None or month == "XX":
        if day and day != "XX":
            raise ValueError(f"a day of an unspecified month: {whole!r}")
        return _Part(*_months(number, 1, 12), "year", year_words(number), qualifier)
    if int(month) in _GROUPS:
        return _read_group(number, int(month), day, qualifier, whole)
    if not 1 <= int(month) <= 12:
        raise ValueError(f"no such month: {whole!r}")
    name = f"{MONTHS[int(month) - 1]} {year_words(number)}"
    if day is None or day == "XX":
        return _Part(*_months(number, int(month), 1), "month", name, qualifier)
    at = days.to_number(number, int(month), int(day))
    return _Part(at, at, "day", f"{int(day)} {name}", qualifier)


def _read_years(year: str, qualifier: str | None) -> _Part:
    """A decade, century or millennium: "199X", "-04XX" (the fifth century BC)."""
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if year.startswith("-"):
        low, high = high, low
    size: Precision = {1: "decade", 2: "century", 3: "millennium"}[year.count("X")]  # type: ignore[assignment]
    earliest, latest = days.to_number(low, 1, 1), days.to_number(high, 12, 31)
    return _Part(earliest, latest, size, _years_words(year, low, size), qualifier)


def _read_group(year: int, code: int, day: str | None, qualifier: str | None, whole: str) -> _Part:
    """A season, quarter or half."""
    if day:
        raise ValueError(f"a day of a season, quarter or half: {whole!r}")
    month, length, size, name = _GROUPS[code]
    return _Part(*_months(year, month, length), size, f"{name} {year_words(year)}", qualifier)


def _months(year: int, month: int, length: int) -> tuple[int, int]:
    """First and last day number of `length` months from a month on."""
    last_year, last_month = divmod(year * 12 + month - 1 + length - 1, 12)
    return (
        days.to_number(year, month, 1),
        days.to_number(last_year, last_month + 1, days.days_in_month(last_year, last_month + 1)),
    )


def _precision(first: _Part | None, last: _Part | None) -> Precision:
    """The coarser precision of two sides, or the week or weekend that they span."""
    sides = [side for side in (first, last) if side]
    if first and last and first.precision == last.precision == "day" and days.weekday(last.latest) == 6:
        length = last.latest - first.earliest + 1
        if length == 7:
            return "week"
        if length == 2:
            return "weekend"
    return max((side.precision for side in sides), key=_RANK.__getitem__)


def year_words(year: int) -> str:
    """A year as it is read: "2018", "476 AD" for years below 1000, "44 BC" for -43."""
    if year < 1:
        return f"{1 - year} BC"
    return str(year) if year >= 1000 else f"AD {year}"


def ordinal(number: int) -> str:
    """ "1st", "2nd", "3rd", "11th"…"""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _years_words(year: str, low: int, size: Precision) -> str:
    if year.startswith("-"):
        digits = int(year[1:].replace("X", ""))
        if size == "decade":
            return f"{year_words(low)} to {year_words(low + 9)}"
        return f"{ordinal(digits + 1)} {size} BC"
    if size == "decade":
        return f"{low}s"
    return f"{ordinal(int(year.replace('X', '')) + 1)} {size}"


def _display(
    first: _Part | None, last: _Part | None, precision: Precision, modifier: Modifier | None, time: str | None
) -> str:
    """Plain English, "from 13 August 2025", "early 2019", "16 July 2018, 09:30"."""
    if first is None or last is None:
        side = _with_qualifier(first or last, modifier)
        return f"from {side}" if first else f"until {side}"
    if first is last:
        return _with_qualifier(first, modifier) + (f", {time}" if time else "")
    start, end = _shared_end(first, last)
    span = f"{start} to {end}"
    if precision in ("week", "weekend") and first.precision == "day":
        span = f"{precision} of {span}"
    return _MODIFIERS[modifier] + span if modifier else span


def _with_qualifier(part: _Part | None, modifier: Modifier | None) -> str:
    assert part is not None
    words = part.words if modifier is None else _MODIFIERS[modifier] + part.words
    if part.approximate:
        words = f"about {words}"
    return f"perhaps {words}" if part.uncertain else words


def _shared_end(first: _Part, last: _Part) -> tuple[str, str]:
    """Both sides, without repeating the month or year they share: "4", "10 August 2025"."""
    start, end = _with_qualifier(first, None), _with_qualifier(last, None)
    if first.precision == last.precision and first.precision in ("day", "month") and not start.startswith("about"):
        head, tail = start.split(" "), end.split(" ")
        if head[1:] == tail[1:]:
            return head[0], end
        if head[2:] == tail[2:] != []:
            return " ".join(head[:2]), end
    return start, end
