"""Stretches of the calendar that have a name, as numbers that can be counted: the arithmetic of dates.

A period is a unit and its running number, so "two quarters earlier" is `shift(-2)` for every unit. Numbers run through
zero into the years BC; decades and centuries BC are counted by their BC years, as people name them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from timeline import days
from timeline.model import Precision

Unit = Literal[
    "day", "weekend", "week", "month", "season", "southern-season", "quarter", "half", "year", "decade", "century",
    "millennium",
]  # fmt: skip
# Years in the units that are whole numbers of years.
YEARS: dict[str, int] = {"year": 1, "decade": 10, "century": 100, "millennium": 1000}
# Months in the units that are whole numbers of months, and the month (0 for January) that number 0 of them starts in.
_MONTHS: dict[str, tuple[int, int]] = {
    "month": (1, 0), "season": (3, 2), "southern-season": (3, 2), "quarter": (3, 0), "half": (6, 0), "year": (12, 0),
}  # fmt: skip
_SEASONS = {"season": ("SP", "SU", "FA", "WI"), "southern-season": ("FA", "WI", "SP", "SU")}
_SEASON_CODES = {"season": (21, 22, 23, 24), "southern-season": (31, 32, 29, 30)}


@dataclass(frozen=True, slots=True)
class Period:
    """A unit of the calendar and its running number: ("day", day number), ("month", 12 * year + month - 1), …"""

    unit: Unit
    number: int

    def shift(self, count: int) -> "Period":
        """The period so many units later."""
        return Period(self.unit, self.number + count)

    def to(self, unit: Unit) -> "Period":
        """The period of another unit that holds this one's first day."""
        return self if unit == self.unit else containing(unit, self.first)

    @property
    def first(self) -> int:
        """Day number of the first day; ValueError outside the calendar."""
        return _bounds(self)[0]

    @property
    def last(self) -> int:
        """Day number of the last day; ValueError outside the calendar."""
        return _bounds(self)[1]

    @property
    def year(self) -> int:
        """Astronomical year of the first day."""
        return _first_year(self)

    @property
    def precision(self) -> Precision:
        """The precision a value of this unit has."""
        return "season" if self.unit == "southern-season" else self.unit

    @property
    def edtf(self) -> str:
        """EDTF text; ValueError outside the calendar."""
        return _edtf(self)

    @property
    def timex(self) -> str:
        """TIMEX3 value; ValueError outside the calendar."""
        return _timex(self)


def day(year: int, month: int, day: int) -> Period:
    """A day; ValueError where there is none."""
    return Period("day", days.to_number(year, month, day))


def containing(unit: Unit, number: int) -> Period:
    """The period of a unit that a day number falls in (weekends: of the week it falls in)."""
    if unit == "day":
        return Period(unit, number)
    if unit in ("week", "weekend"):
        return Period(unit, (number - 1) // 7)
    year, month, _ = days.from_number(number)
    if unit in _MONTHS:
        length, offset = _MONTHS[unit]
        return Period(unit, (year * 12 + month - 1 - offset) // length)
    if unit == "century":
        return Period(unit, year // 100 if year > 0 else -(-year // 100) - 1)
    size = YEARS[unit]
    return Period(unit, year // size if year > 0 else -((1 - year) // size) - 1)


@lru_cache(maxsize=65_536)
def _first_year(period: Period) -> int:
    return days.from_number(_bounds(period)[0])[0]


@lru_cache(maxsize=65_536)
def _bounds(period: Period) -> tuple[int, int]:
    unit, number = period.unit, period.number
    if unit == "day":
        days.from_number(number)
        return number, number
    if unit in ("week", "weekend"):
        first, last = number * 7 + (1 if unit == "week" else 6), number * 7 + 7
        days.from_number(first), days.from_number(last)  # refuse what is outside the calendar
        return first, last
    if unit in _MONTHS:
        length, offset = _MONTHS[unit]
        start, end = number * length + offset, number * length + offset + length - 1
        year, month = divmod(end, 12)
        return (
            days.to_number(start // 12, start % 12 + 1, 1),
            days.to_number(year, month + 1, days.days_in_month(year, month + 1)),
        )
    first, last = _years(period)
    return days.to_number(first, 1, 1), days.to_number(last, 12, 31)


def _years(period: Period) -> tuple[int, int]:
    """First and last year of a decade, century or millennium."""
    size, number = YEARS[period.unit], period.number
    if number >= 0:
        return number * size, number * size + size - 1
    before = -number - 1
    if period.unit == "century":  # the 4th century BC is 400 to 301 BC, "-03XX"
        return -(before * size + size - 1), -before * size
    return 1 - (before * size + size - 1), 1 - max(before * size, 1)


@lru_cache(maxsize=65_536)
def _edtf(period: Period) -> str:
    unit, number = period.unit, period.number
    _bounds(period)  # refuses what is outside the calendar
    if unit == "day":
        return days.iso_day(number)
    if unit in ("week", "weekend"):
        return f"{days.iso_day(period.first)}/{days.iso_day(period.last)}"
    if unit in _MONTHS:
        length, _ = _MONTHS[unit]
        per_year = 12 // length
        year, part = days.format_year(number // per_year), number % per_year
        if unit == "year":
            return year
        codes = _SEASON_CODES.get(unit) or {"month": range(1, 13), "quarter": range(33, 37), "half": (40, 41)}[unit]
        return f"{year}-{codes[part]:02d}"
    first, last = _years(period)
    if number < 0 and unit != "century":
        return f"{days.format_year(first)}/{days.format_year(last)}"
    unspecified = {"decade": 1, "century": 2, "millennium": 3}[unit]
    sign, digits = ("-", -number - 1) if number < 0 else ("", number)
    return f"{sign}{digits:0{4 - unspecified}d}{'X' * unspecified}"


@lru_cache(maxsize=65_536)
def _timex(period: Period) -> str:
    unit, number = period.unit, period.number
    _bounds(period)  # refuses what is outside the calendar
    if unit == "day":
        year, month, day_of_month = days.from_number(number)
        return f"{_timex_year(year)}-{month:02d}-{day_of_month:02d}"
    if unit in ("week", "weekend"):
        year, week = iso_week(number)
        return f"{_timex_year(year)}-W{week:02d}{'-WE' if unit == 'weekend' else ''}"
    if unit in _MONTHS:
        length, _ = _MONTHS[unit]
        per_year = 12 // length
        year, part = number // per_year, number % per_year
        if unit in _SEASONS:
            return f"{_timex_year(year)}-{_SEASONS[unit][part]}"
        form = {"year": "", "month": f"-{part + 1:02d}", "quarter": f"-Q{part + 1}", "half": f"-H{part + 1}"}
        return _timex_year(year) + form[unit]
    digits = {"decade": 3, "century": 2, "millennium": 1}[unit]
    return f"BC{-number - 1:0{digits}d}" if number < 0 else f"{number:0{digits}d}"


def _timex_year(year: int) -> str:
    return f"{year:04d}" if year > 0 else f"BC{1 - year:04d}"


def iso_week(number: int) -> tuple[int, int]:
    """ISO year and week of a week's running number: the year its Thursday falls in."""
    thursday = number * 7 + 4
    year = days.from_number(thursday)[0]
    return year, (thursday - days.to_number(year, 1, 1)) // 7 + 1


def week_of(year: int, week: int) -> Period:
    """An ISO week; ValueError where the year has no such week."""
    found = containing("week", days.to_number(year, 1, 4)).shift(week - 1)
    if iso_week(found.number) != (year, week):
        raise ValueError(f"no such week: {year}-W{week}")
    return found
