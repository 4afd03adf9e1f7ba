"""ISO days and day numbers in the proleptic Gregorian calendar, years -9999 to 9999.

`datetime.date` ends at year 1, so BC dates need their own arithmetic. Year 0 is 1 BC (astronomical numbering, as
in ISO 8601). Day number 1 is 0001-01-01, as `date.toordinal` has it, and numbers run through zero below that.
"""

import re
from bisect import bisect_right

MIN_YEAR, MAX_YEAR = -9999, 9999
_DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_IN_400_YEARS = 146_097
_ISO_DAY = re.compile(r"(-?\d{4})-(\d\d)-(\d\d)", re.ASCII)


def is_leap(year: int) -> bool:
    """Whether the (astronomical) year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Number of days, 28 to 31, of a month 1 to 12."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def to_number(year: int, month: int, day: int) -> int:
    """Day number of a date; ValueError where there is no such day."""
    if not (MIN_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        raise ValueError(f"no such day: {year}-{month}-{day}")
    before = year - 1
    leap_days = before // 4 - before // 100 + before // 400
    return before * 365 + leap_days + _DAYS_BEFORE_MONTH[month - 1] + (month > 2 and is_leap(year)) + day


def from_number(number: int) -> tuple[int, int, int]:
    """(year, month, day) of a day number; ValueError outside the calendar."""
    cycles, rest = divmod(number - 1, _DAYS_IN_400_YEARS)
    century = min(rest // 36_524, 3)
    rest -= century * 36_524
    quads, rest = divmod(rest, 1_461)
    single = min(rest // 365, 3)
    rest -= single * 365
    year = cycles * 400 + century * 100 + quads * 4 + single + 1
    if not MIN_YEAR <= year <= MAX_YEAR:
        raise ValueError(f"day {number} is outside the calendar")
    leap = is_leap(year)
    if leap and rest == 59:
        return year, 2, 29
    rest -= leap and rest > 59
    month = bisect_right(_DAYS_BEFORE_MONTH, rest)
    return year, month, rest - _DAYS_BEFORE_MONTH[month - 1] + 1


def format_year(year: int) -> str:
    """Four digits, with a minus sign before year 0: 44 BC is "-0043"."""
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def format_day(year: int, month: int, day: int) -> str:
    """ISO day, such as "2025-08-13" or "-0043-03-15"."""
    return f"{format_year(year)}-{month:02d}-{day:02d}"


def parse_day(iso: str) -> int:
    """Day number of an ISO day; ValueError where it is none."""
    match = _ISO_DAY.fullmatch(iso)
    if not match:
        raise ValueError(f"not an ISO day: {iso!r}")
    return to_number(int(match[1]), int(match[2]), int(match[3]))


def iso_day(number: int) -> str:
    """ISO day of a day number."""
    return format_day(*from_number(number))


def weekday(number: int) -> int:
    """0 for Monday to 6 for Sunday."""
    return (number - 1) % 7
