"""Windows of time: a few periods at a time, so many that a page of hits is likely among their events.

An inverted index that does not know the order asked for would have to give all hits to find the first ones. But every
event has its periods among its words: asked for the hits of some periods, in their order, it gives few.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from timeline.store.index import PERIOD, START_OFFSET, period, period_days
from timeline.store.spans import Scan
from timeline.store.statements import Parameters, between, bounds, run, where

MOST_PERIODS = 36
"""Periods of a window; where hits are so rare that more would be needed, all that are left are gathered at once."""


@dataclass(frozen=True, slots=True)
class Window:
    """Either the `keys` of periods, or all days from `low` to `high` (None: no bound)."""

    low: int | None = None
    high: int | None = None
    keys: tuple[str, ...] = ()


def by_period(connection: Connection, klass: int, low: int | None, high: int | None) -> dict[int, int]:
    """Events of the periods from one day to another, by the periods that the tally has under a class."""
    parameters = Parameters()
    first, last = (None if day is None else period(day) for day in (low, high))
    conditions = [f"class = {klass:d}", "n > 0", *between("start", first, last, parameters)]
    rows = run(connection, f"SELECT start, n FROM tally{where(conditions)}", parameters)
    return {row.start: row.n for row in rows}


def in_scans(connection: Connection, scans: Sequence[Scan]) -> dict[int, int]:
    """Events that scans find, by period of their start; quick where the scans are short."""
    parameters = Parameters()
    union = " UNION ALL ".join(
        f"SELECT (k.start + {START_OFFSET:d}) / {PERIOD:d} AS period, k.n AS n FROM tally k"
        f"{where(bounds('k', scan, parameters))}"
        for scan in scans
    )
    rows = run(connection, f"SELECT period, sum(n) AS n FROM ({union}) x GROUP BY period", parameters)
    return {row.period: int(row.n) for row in rows if row.n}


def windows(periods: Mapping[int, int], key: Callable[[int], str], ascending: bool, events: int) -> Iterator[Window]:
    """Windows over periods with their numbers of events, in order; `key` names a period in the inverted index.

    The first one has about so many `events`, the next ones twice as many as the one before.
    """
    gathered: list[int] = []
    held = 0
    for number in sorted(periods, reverse=not ascending):
        gathered.append(number)
        held += periods[number]
        if len(gathered) > MOST_PERIODS:
            first, last = period_days(gathered[0])
            yield Window(low=first) if ascending else Window(high=last)
            return
        if held >= events:
            yield Window(keys=tuple(map(key, gathered)))
            gathered, held, events = [], 0, events * 2
    if gathered:
        yield Window(keys=tuple(map(key, gathered)))
