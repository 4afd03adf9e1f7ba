"""Duration classes: why a range query is a few short scans of an index instead of one long one.

An index on (start, end) cannot answer "which intervals overlap [from, to]" without walking every event that began
before `to`. Among events of one length it can: they overlap exactly when `start` lies in [from - length + 1, to].
So each event carries a class by the length of its interval, and a query is one bounded scan per class. Calendar
units (months of 28 to 31 days, years of 365 and 366, decades) have a class each: then a scan that begins on the
first of a month or a year need not step over everything dated to the month or year before.

Days are day numbers (`timeline.days`).
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from timeline import days

Match = Literal["overlap", "within"]
Open = Literal["near", "all", "none"]

NEAR = 366
"""Days that an event open on one side reaches past its known bound with `open=near`."""

LONGEST = (1, 6, 7, 27, 28, 29, 30, 31, 92, 364, 365, 366, 3651, 3652, 3653, 36_525, 8_000_000)
"""Greatest length in days of each class of bounded intervals; the last holds whatever is longer."""

SHORTEST = (1, *(longest + 1 for longest in LONGEST[:-1]))
OPEN_END, OPEN_START, UNDATED = len(LONGEST), len(LONGEST) + 1, len(LONGEST) + 2
CLASSES = range(UNDATED + 1)

FIRST_DAY = days.to_number(days.MIN_YEAR, 1, 1)
LAST_DAY = days.to_number(days.MAX_YEAR, 12, 31)


@dataclass(frozen=True, slots=True)
class Span:
    """When an event can have happened, as stored: duration class, first and last day number.

    Open sides reach `NEAR` days past the known bound, so that `open=near` needs no special case. An event without
    any date sorts after all others and overlaps no bound: its start is past the calendar, its end before it.
    """

    klass: int
    start: int
    end: int


@lru_cache(maxsize=1 << 14)
def span(earliest: str | None, latest: str | None) -> Span:
    """The stored form of an event's inclusive ISO bounds, None where open."""
    if earliest is not None and latest is not None:
        start, end = days.parse_day(earliest), days.parse_day(latest)
        return Span(bisect_left(LONGEST, end - start + 1), start, end)
    if earliest is not None:
        start = days.parse_day(earliest)
        return Span(OPEN_END, start, start + NEAR)
    if latest is not None:
        end = days.parse_day(latest)
        return Span(OPEN_START, end - NEAR, end)
    return Span(UNDATED, LAST_DAY + 1, FIRST_DAY - 1)


@dataclass(frozen=True, slots=True)
class Scan:
    """One class's part of a range query: inclusive bounds on `start` and on `end`, None where there is none."""

    klass: int
    start_from: int | None = None
    start_to: int | None = None
    end_from: int | None = None
    end_to: int | None = None


def scans(first: int | None, last: int | None, match: Match, open_: Open) -> list[Scan]:
    """What to scan for the events that fall in [first, last]: certainly (`within`) or possibly (`overlap`)."""
    every = (_within if match == "within" else _overlap)(first, last, open_)
    return [scan for scan in every if not (open_ == "none" and scan.klass >= OPEN_END)]


def _overlap(first: int | None, last: int | None, open_: Open) -> list[Scan]:
    found = []
    for klass, (shortest, longest) in enumerate(zip(SHORTEST, LONGEST, strict=True)):
        start_from = None if first is None else first - longest + 1
        # Where all lengths of the class are the same, the bound on start says it all.
        found.append(Scan(klass, start_from, last, None if shortest == longest else first))
    near = None if first is None else first - NEAR
    found.append(Scan(OPEN_END, None if open_ == "all" else near, last))
    found.append(Scan(OPEN_START, near, None if open_ == "all" else last))
    if open_ == "all" or (first is None and last is None):
        found.append(Scan(UNDATED))
    return found


def _within(first: int | None, last: int | None, _: Open) -> list[Scan]:
    found = []
    for klass, (shortest, longest) in enumerate(zip(SHORTEST, LONGEST, strict=True)):
        start_to = None if last is None else last - shortest + 1
        found.append(Scan(klass, first, start_to, None, None if shortest == longest else last))
    if last is None:
        found.append(Scan(OPEN_END, first))
    if first is None:
        found.append(Scan(OPEN_START, None, None if last is None else last - NEAR))
    if first is None and last is None:
        found.append(Scan(UNDATED))
    return found
