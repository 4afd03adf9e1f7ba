"""How a page of a query is found. Three ways, and a choice between them:

scan    walk an index that is in the order asked for, one bounded range per duration class, merged, until the page is
        full: the events' own index, on SQLite the full-text index, on PostgreSQL the postings of a filter value.
gather  collect all that the inverted index has of a window of time (or altogether, where that is little) and sort it.
walk    go through the events by day of publication.

Each costs the same wherever in ten million events the page lies; which one is cheap depends on how many events match.
"""

from collections.abc import Iterator
from functools import cached_property

from timeline.store.gather import checked_in_range, gather, in_range, matching, matching_in_range, of_documents, walk
from timeline.store.index import REPORTS, STARTS, period, report_key, start_key
from timeline.store.query import Cursor
from timeline.store.question import Key, Question
from timeline.store.scan import driver, scan_events, scan_words
from timeline.store.statements import Parameters, run
from timeline.store.windows import Window, by_period, in_scans, windows
from timeline.store.words import FIELDS

GATHER = 3_000
"""Most events that are gathered and sorted at once."""

AT_ONCE = 30_000
"""The same for PostgreSQL, whose GIN index takes longer to look up the periods of each hit than to give all."""

LOOKED_AT = 10_000
"""Most entries of a scan that PostgreSQL looks at for a page; where more are likely, windows are gathered."""

NARROW = 400
"""Days of a range whose events are counted exactly before a plan is made; of a longer one, a rough number will do."""

WALKED = 2_000
"""Most events that are checked in a walk by publication for a page; where more are likely, windows are gathered."""

_COUNTED = 300_000
"""Hits that SQLite counts before a plan is made, in some milliseconds; more are taken for so many."""


class Plan(Question):
    """A query that is ready to give the keys of its pages."""

    @property
    def key_size(self) -> int:
        """Numbers in a key of this query's order."""
        return 3 if self.query.sort == "relevance" else 2

    def keys(self, cursor: Cursor | None, limit: int) -> list[Key]:
        """Keys of up to `limit` events next to the cursor, in reading direction."""
        if self.empty:
            return []
        forward = cursor is None or cursor.after
        if self.query.sort == "relevance":
            return self._by_relevance(cursor, forward, limit)
        ascending = (self.query.sort == "date") == forward
        return self._ordered(cursor.key if cursor else None, ascending, limit)

    def _by_relevance(self, cursor: Cursor | None, forward: bool, limit: int) -> list[Key]:
        """Hits in the title first, then in names, then in quotes; the newest first in each."""
        found: list[Key] = []
        tiers = range(len(FIELDS))
        for tier in tiers if forward else reversed(tiers):
            past = cursor is not None and (tier < cursor.key[0] if forward else tier > cursor.key[0])
            if past or len(found) >= limit:
                continue
            at = cursor.key[1:] if cursor is not None and tier == cursor.key[0] else None
            found += [(tier, *key) for key in self._ordered(at, not forward, limit - len(found), tier)]
        return found

    def _ordered(self, at: Key | None, ascending: bool, limit: int, tier: int | None = None) -> list[Key]:
        parameters = Parameters()
        if self.query.document:
            return gather(self, of_documents(self, tier, parameters), parameters, at, ascending, limit)
        if not self.filters:
            return self._unfiltered(at, ascending, limit)
        if self.is_sqlite and not self.by_published:
            return scan_words(self, at, ascending, limit, tier)
        hits = self._estimate(tier)
        if not self.by_published and self._is_quickly_scanned(hits, limit):
            return scan_events(self, at, ascending, limit, tier, self._likely(hits))
        # A look into FTS5 costs a hundred looks at a row, so this is for PostgreSQL.
        if self.by_published and not self.is_sqlite and limit * self.total <= WALKED * hits:
            return walk(self, at, ascending, limit, tier)
        if self._few_in_range(hits):
            source = (matching_in_range if self.is_sqlite else checked_in_range)(self, tier, parameters)
            return gather(self, source, parameters, at, ascending, limit)
        found: list[Key] = []
        for window in self._windows(hits, at, ascending, limit):
            parameters = Parameters()
            source = matching(self, tier, window, parameters)
            found += gather(self, source, parameters, at, ascending, limit - len(found), window)
            if len(found) >= limit:
                break
        return found

    def _unfiltered(self, at: Key | None, ascending: bool, limit: int) -> list[Key]:
        if not self.by_published:
            return scan_events(self, at, ascending, limit)
        # Of n events in the range, a walk meets one in every total / n.
        if self.query.axis == "published" or self._in_range**2 > limit * self.total:
            return walk(self, at, ascending, limit)
        parameters = Parameters()
        return gather(self, in_range(self, parameters), parameters, at, ascending, limit)

    # -- how many there are

    def _estimate(self, tier: int | None) -> int:
        """About how many events the filters match, whatever their dates."""
        parameters = Parameters()
        if self.is_sqlite:
            match = parameters.add(self.filters.fts5(tier))
            some = f"SELECT 1 FROM search WHERE search MATCH {match} LIMIT {_COUNTED:d}"
            counted = int(run(self.connection, f"SELECT count(*) FROM ({some})", parameters)[0][0])
            alone = not self.filters.search and len(self.filters.groups) == 1
            return max(counted, self.filters.groups[0].count) if alone and counted == _COUNTED else counted
        expected = float(self.total)
        if self.filters.search is not None:
            # The server's statistics know how common a word is; asking it costs a fraction of finding out.
            match = parameters.add(self.filters.search.tsquery(tier))
            explain = f"EXPLAIN (FORMAT JSON) SELECT 1 FROM events WHERE words @@ CAST({match} AS tsquery)"
            expected = run(self.connection, explain, parameters)[0][0][0]["Plan"]["Plan Rows"]
        for group in self.filters.groups:  # as if they had nothing to do with each other
            expected *= min(1.0, group.count / self.total)
        return round(expected)

    @cached_property
    def _periods(self) -> dict[int, int]:
        """Events by the period of their start: at least those of the range asked for."""
        first, last = self.query.first, self.query.last
        if self.query.axis == "event" and first is not None and last is not None and last - first <= NARROW:
            return in_scans(self.connection, self.scans)
        lows, highs = [scan.start_from for scan in self.scans], [scan.start_to for scan in self.scans]
        low = None if None in lows else min(day for day in lows if day is not None)
        high = None if None in highs else max(day for day in highs if day is not None)
        return by_period(self.connection, STARTS, low, high)

    @cached_property
    def _in_range(self) -> int:
        """About how many events the range has, whatever the filters; at most."""
        return sum(self._periods.values())

    def _few_in_range(self, hits: int) -> bool:
        """Whether so few of the hits lie in the range that all of these are gathered."""
        if self.query.axis == "published":
            return False
        return hits * self._in_range <= GATHER * self.total if self.is_sqlite else self._in_range <= LOOKED_AT

    def _is_quickly_scanned(self, hits: int, limit: int) -> bool:
        """Whether a scan on PostgreSQL is likely to fill a page soon, or to end."""
        group = driver(self)
        if group is not None and len(self.filters.groups) == 1 and not self.filters.search:
            return True
        entries = group.count if group else self.total
        if hits > GATHER and limit * entries <= LOOKED_AT * hits:
            return True
        return entries * self._in_range <= LOOKED_AT * self.total

    def _likely(self, hits: int) -> float:
        """Share of a scan's entries on PostgreSQL that are hits."""
        group = driver(self)
        return max(hits, 1) / max(group.count if group else self.total, hits, 1)

    # -- windows

    def _windows(self, hits: int, at: Key | None, ascending: bool, limit: int) -> Iterator[Window]:
        """What to gather, one after the other, until a page is full."""
        if hits <= (GATHER if self.is_sqlite else AT_ONCE):
            return iter((Window(),))
        periods = self._reported if self.by_published else self._periods
        if at is not None:
            edge = period(at[0])
            periods = {number: n for number, n in periods.items() if (number >= edge if ascending else number <= edge)}
        events = 2 * limit * self.total // hits
        return windows(periods, report_key if self.by_published else start_key, ascending, events)

    @cached_property
    def _reported(self) -> dict[int, int]:
        """Events by the period of their publication, those of the range asked for."""
        bounds = (self.query.first, self.query.last) if self.query.axis == "published" else (None, None)
        return by_period(self.connection, REPORTS, *bounds)
