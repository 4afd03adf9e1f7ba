"""How a query is answered. Two ways, and a choice between them:

scan    walk an index that is already in the order asked for, one bounded range per duration class, merged, until the
        page is full. The index is the events' own, a filter value's postings, or the full-text index.
gather  collect everything that a rare filter value, document or word matches, then sort it.

Scanning a common value finds a page at once and gathering a rare one is a handful of rows; the counts in `terms` tell
which is which. Statements are text because their shape depends on the question; every value is a bound parameter.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from timeline.store import words
from timeline.store.engine import fetch
from timeline.store.index import CLASSES, COLUMNS, KINDS, SEQ_MASK, UNPOSTED, rowid, rowid_sql, start_sql, term
from timeline.store.query import Cursor, EventQuery
from timeline.store.spans import FIRST_DAY, LAST_DAY, NEAR, Scan, scans

Key = tuple[int, ...]
"""Place of an event in the order asked for; its last number is seq. By date (start, seq), by publication
(published, seq), by relevance (tier, start, seq)."""

GATHER = 3_000
"""Most events that are gathered and sorted rather than scanned."""

GATHER_BY_PUBLISHED = 20_000
"""The same when words are to be put in order of publication, which the full-text index does not know."""

_MANY = 4
"""Most values of one filter whose postings are merged; more are checked while the whole table is scanned."""

_LOWEST, _HIGHEST = FIRST_DAY - NEAR, LAST_DAY + 1


@dataclass
class Parameters:
    """Values of a statement's named parameters, collected as its text is put together."""

    values: dict[str, Any] = field(default_factory=dict)

    def add(self, value: Any) -> str:
        """The placeholder that stands for a value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def add_all(self, values: tuple[Any, ...]) -> str:
        """A parenthesised list of placeholders."""
        return f"({', '.join(self.add(value) for value in values)})"


@dataclass(frozen=True, slots=True)
class Group:
    """One filter with its values: the terms that exist, how many events they have, whether all are posted."""

    kind: str
    values: tuple[str, ...]
    terms: tuple[int, ...]
    count: int
    posted: bool


@dataclass(frozen=True, slots=True)
class Driver:
    """A statement for the seqs that a rare part of the query matches, and whether that part is the words."""

    statement: str
    words: bool = False


class Plan:
    """One query on one connection, ready to give keys, counts and sums by day."""

    def __init__(self, connection: Connection, query: EventQuery, is_sqlite: bool) -> None:
        self._connection = connection
        self._query = query
        self._is_sqlite = is_sqlite
        self._search = words.parse(query.q) if query.q and query.q.strip() else None
        self._tier: int | None = None
        self._groups = self._find_groups()
        self._by_published = query.axis == "published" or query.sort == "-published"
        self._scans = self._present(scans(query.first, query.last, query.match, query.open))
        self._empty = any(group.count == 0 for group in self._groups) or not self._scans

    @property
    def key_size(self) -> int:
        """Numbers in a key of this query's order."""
        return 3 if self._query.sort == "relevance" else 2

    @property
    def unfiltered(self) -> bool:
        """Whether dates alone are asked for, so that the tally has every count."""
        query = self._query
        return not (self._groups or self._search or query.document or query.min_confidence is not None)

    @property
    def everything(self) -> bool:
        """Whether the query leaves nothing out that is shown at all."""
        bounded = self._bounds() != (None, None)
        return self.unfiltered and not bounded and (self._query.open != "none" or self._query.axis == "published")

    # -- keys of a page

    def keys(self, cursor: Cursor | None, limit: int) -> list[Key]:
        """Keys of up to `limit` events next to the cursor, in reading direction."""
        if self._empty:
            return []
        forward = cursor is None or cursor.after
        if self._query.sort == "relevance":
            return self._by_relevance(cursor, forward, limit)
        ascending = (self._query.sort == "date") == forward
        return self._ordered(cursor.key if cursor else None, ascending, limit)

    def _by_relevance(self, cursor: Cursor | None, forward: bool, limit: int) -> list[Key]:
        """Hits in the title first, then in names, then in quotes; the newest first in each."""
        found: list[Key] = []
        tiers = range(len(words.FIELDS))
        for tier in tiers if forward else reversed(tiers):
            past = cursor is not None and (tier < cursor.key[0] if forward else tier > cursor.key[0])
            if past or len(found) >= limit:
                continue
            at = cursor.key[1:] if cursor is not None and tier == cursor.key[0] else None
            self._tier = tier
            found += [(tier, *key) for key in self._ordered(at, not forward, limit - len(found))]
        self._tier = None
        return found

    def _ordered(self, at: Key | None, ascending: bool, limit: int) -> list[Key]:
        parameters = Parameters()
        driver = self._rare_driver(parameters)
        if driver is not None or self._by_published:
            return self._sorted(driver, at, ascending, limit, parameters)
        if self._search and self._is_sqlite:
            return self._scan_words(at, ascending, limit)
        return self._scan(at, ascending, limit)

    def _scan(self, at: Key | None, ascending: bool, limit: int) -> list[Key]:
        """Merge one index range per class, and per value where a filter has a few.

        SQLite merges ordered branches as it goes. PostgreSQL does so only when each branch says its order and limit.
        """
        parameters = Parameters()
        sources, copies = self._sources(parameters)
        bound = parameters.add_all(at) if at else None
        checks = self._checks("k", parameters, driver=self._driver() if copies else None)
        direction = "" if ascending else " DESC"
        order = f"start{direction}, seq{direction}"
        branches = []
        for source, start in sources:
            for scan in self._scans:
                conditions = start + _bounds("k", scan, parameters)
                if bound:
                    conditions.append(f"(k.start, k.seq) {'>' if ascending else '<'} {bound}")
                branch = f"SELECT k.start, k.seq FROM {source} k WHERE {' AND '.join(conditions + checks)}"
                branches.append(branch if self._is_sqlite else f"({branch} ORDER BY {order} LIMIT {limit:d})")
        # An event with several of the values comes once for each of them, side by side.
        union = " UNION ALL ".join(branches)
        union = union if self._is_sqlite else f"SELECT start, seq FROM ({union}) k"
        statement = f"{union} ORDER BY {order} LIMIT {limit * max(copies, 1):d}"
        rows = self.run(statement, parameters)
        return list(islice(dict.fromkeys((row.start, row.seq) for row in rows), limit))

    def _sources(self, parameters: Parameters) -> tuple[list[tuple[str, list[str]]], int]:
        """What to scan: postings of the rarest filter's values, else the events; and how many values."""
        driver = self._driver()
        if driver is None:
            return [("events", [])], 0
        terms = [("postings", [f"k.term = {parameters.add(number)}"]) for number in driver.terms]
        return terms, len(terms)

    def _scan_words(self, at: Key | None, ascending: bool, limit: int) -> list[Key]:
        """Walk the full-text index, whose rowids are in order of class, start and seq."""
        found = []
        for scan in self._scans:
            parameters = Parameters()
            source = self._words_source(scan, at, ascending, parameters)
            checks = self._checks("k", parameters, words_done=True)
            if scan.end_from is not None or scan.end_to is not None:
                ends = " AND ".join(_bounds("e", scan, parameters))
                checks.append(f"EXISTS (SELECT 1 FROM events e WHERE e.seq = k.seq AND {ends})")
            where = f" WHERE {' AND '.join(checks)}" if checks else ""
            order = "" if ascending else " DESC"
            statement = f"SELECT k.start, k.seq FROM {source} k{where} ORDER BY k.r{order} LIMIT {limit:d}"
            found.append([(row.start, row.seq) for row in self.run(statement, parameters)])
        return list(islice(heapq.merge(*found, reverse=not ascending), limit))

    def _words_source(self, scan: Scan, at: Key | None, ascending: bool, parameters: Parameters) -> str:
        """One class's hits of the search, with bounds on the rowid."""
        low = rowid(scan.klass, _LOWEST if scan.start_from is None else scan.start_from, 0)
        high = rowid(scan.klass, _HIGHEST if scan.start_to is None else scan.start_to, SEQ_MASK)
        if at is not None:
            edge = rowid(scan.klass, *at)
            low, high = (max(low, edge + 1), high) if ascending else (low, min(high, edge - 1))
        assert self._search is not None
        match = parameters.add(self._search.fts5(self._tier))
        return (
            f"(SELECT rowid AS r, {scan.klass:d} AS class, {start_sql('rowid')} AS start, "
            f"rowid & {SEQ_MASK:d} AS seq FROM search WHERE search MATCH {match} "
            f"AND rowid BETWEEN {parameters.add(low)} AND {parameters.add(high)})"
        )

    def _sorted(
        self, driver: Driver | None, at: Key | None, ascending: bool, limit: int, parameters: Parameters
    ) -> list[Key]:
        """Gather what the driver matches and sort it; without a driver, walk the events by publication."""
        column = "published" if self._by_published else "start"
        head, source, conditions = self._gathered(driver, parameters)
        if at:
            conditions.append(f"(e.{column}, e.seq) {'>' if ascending else '<'} {parameters.add_all(at)}")
        direction = "" if ascending else " DESC"
        statement = (
            f"{head}SELECT e.{column} AS at, e.seq FROM {source} WHERE {' AND '.join(conditions)} "
            f"ORDER BY e.{column}{direction}, e.seq{direction} LIMIT {limit:d}"
        )
        return [(row.at, row.seq) for row in self.run(statement, parameters)]

    # -- totals

    def count(self) -> int:
        """How many events answer the query."""
        return sum(self.by_day().values())

    def by_day(self) -> dict[int, int]:
        """Events by day, each counted once: on the first day, within the bounds asked for, that it can have been."""
        if self._empty:
            return {}
        first = self._bounds()[0]
        counts: dict[int, int] = {}
        for day, n in self._days():
            inside = day if first is None else max(day, first)
            counts[inside] = counts.get(inside, 0) + n
        return {day: n for day, n in counts.items() if n}

    def _days(self) -> Iterator[tuple[int, int]]:
        parameters = Parameters()
        if self.unfiltered:
            statement = self._tally_statement(parameters)
        elif (driver := self._rare_driver(parameters)) is not None or self._query.axis == "published":
            statement = self._sorted_days(driver, parameters)
        elif self._search and self._is_sqlite:
            statement = self._word_days(parameters)
        else:
            statement = self._scan_days(parameters)
        for row in self.run(f"SELECT day, sum(n) AS n FROM ({statement}) days GROUP BY day", parameters):
            yield row.day, int(row.n)

    def _tally_statement(self, parameters: Parameters) -> str:
        if self._query.axis == "published":
            bounds = _bounds("k", Scan(-1, self._query.first, self._query.last), parameters)
            return f"SELECT k.start AS day, k.n FROM tally k WHERE {' AND '.join(bounds)}"
        parts = [
            f"SELECT k.start AS day, k.n AS n FROM tally k WHERE {' AND '.join(_bounds('k', scan, parameters))}"
            for scan in self._scans
        ]
        return " UNION ALL ".join(parts)

    def _sorted_days(self, driver: Driver | None, parameters: Parameters) -> str:
        column = "published" if self._query.axis == "published" else "start"
        head, source, conditions = self._gathered(driver, parameters)
        where = " AND ".join(conditions)
        return f"{head}SELECT e.{column} AS day, count(*) AS n FROM {source} WHERE {where} GROUP BY e.{column}"

    def _word_days(self, parameters: Parameters) -> str:
        parts = []
        checks = self._checks("k", parameters, words_done=True)
        for scan in self._scans:
            conditions = list(checks)
            if scan.end_from is not None or scan.end_to is not None:
                ends = " AND ".join(_bounds("e", scan, parameters))
                conditions.append(f"EXISTS (SELECT 1 FROM events e WHERE e.seq = k.seq AND {ends})")
            where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
            source = self._words_source(scan, None, True, parameters)
            parts.append(f"SELECT k.start AS day, count(*) AS n FROM {source} k{where} GROUP BY k.start")
        return " UNION ALL ".join(parts)

    def _scan_days(self, parameters: Parameters) -> str:
        driver = self._driver()
        if driver is not None and len(driver.terms) == 1:
            source, start = "postings", [f"k.term = {parameters.add(driver.terms[0])}"]
        else:
            source, start, driver = "events", [], None
        checks = self._checks("k", parameters, driver=driver, is_event=source == "events")
        parts = [
            f"SELECT k.start AS day, count(*) AS n FROM {source} k "
            f"WHERE {' AND '.join(start + _bounds('k', scan, parameters) + checks)} GROUP BY k.start"
            for scan in self._scans
        ]
        return " UNION ALL ".join(parts)

    def values_statement(self, kind: str, parameters: Parameters) -> str:
        """Count the matching events by a column."""
        head, source, conditions = self._gathered(self._rare_driver(parameters), parameters)
        where = " AND ".join(conditions)
        return f"{head}SELECT e.{kind} AS value, count(*) AS n FROM {source} WHERE {where} GROUP BY e.{kind}"

    def terms_statement(self, terms: tuple[int, ...], parameters: Parameters) -> str:
        """Count the matching events by filter value, through the values' postings."""
        listed = f"k.term IN ({', '.join(map(str, terms))})"
        checks = self._checks("k", parameters)
        if self._query.axis == "published":
            ends = [
                f"e.published {sign} {parameters.add(day)}"
                for sign, day in zip((">=", "<="), self._bounds(), strict=True)
                if day is not None
            ]
            checks += [f"EXISTS (SELECT 1 FROM events e WHERE e.seq = k.seq AND {' AND '.join(ends)})"] if ends else []
        return " UNION ALL ".join(
            f"SELECT k.term AS term, count(*) AS n FROM postings k "
            f"WHERE {' AND '.join([listed, *_bounds('k', scan, parameters), *checks])} GROUP BY k.term"
            for scan in self._scans
        )

    # -- what filters the events

    def _find_groups(self) -> list[Group]:
        asked = {kind: values for kind in KINDS if (values := getattr(self._query, kind))}
        if not asked:
            return []
        names = {term(kind, value) for kind, values in asked.items() for value in values}
        parameters = Parameters()
        rows = self.run(
            f"SELECT id, name, count FROM terms WHERE name IN {parameters.add_all(tuple(names))}", parameters
        )
        known = {row.name: row for row in rows}
        groups = []
        for kind, values in asked.items():
            wanted = dict.fromkeys(term(kind, value) for value in values)
            found = [known[name] for name in wanted if name in known and known[name].count]
            groups.append(
                Group(
                    kind,
                    values,
                    tuple(row.id for row in found),
                    sum(row.count for row in found),
                    not UNPOSTED.intersection(wanted),
                )
            )
        return groups

    def _present(self, wanted: list[Scan]) -> list[Scan]:
        """Scans of those classes that have events at all."""
        if self._query.axis == "published":
            wanted = scans(None, None, "overlap", "all")
        rows = self.run(f"SELECT start FROM tally WHERE class = {CLASSES:d} AND n > 0", Parameters())
        present = {row.start for row in rows}
        return [scan for scan in wanted if scan.klass in present]

    def _driver(self) -> Group | None:
        """The filter whose postings are scanned: the rarest that has few values."""
        usable = [group for group in self._groups if group.posted and 0 < len(group.terms) <= _MANY]
        return min(usable, key=lambda group: group.count, default=None)

    def _rare_driver(self, parameters: Parameters) -> Driver | None:
        """All that a rare value, document or search can match; None where nothing is rare."""
        if self._query.document:
            wanted = parameters.add_all(self._query.document)
            return Driver(
                "SELECT DISTINCT coalesce(merged_into, seq) AS seq FROM events "
                f"WHERE document IN (SELECT seq FROM documents WHERE id IN {wanted})"
            )
        posted = [group for group in self._groups if group.posted]
        rarest = min(posted, key=lambda group: group.count, default=None)
        if rarest is not None and rarest.count <= GATHER:
            return Driver(f"SELECT DISTINCT seq FROM postings WHERE term IN ({', '.join(map(str, rarest.terms))})")
        if self._search and self._words_are_rare():
            if self._is_sqlite:
                match = parameters.add(self._search.fts5(self._tier))
                return Driver(f"SELECT rowid & {SEQ_MASK:d} AS seq FROM search WHERE search MATCH {match}", words=True)
            match = parameters.add(self._search.tsquery(self._tier))
            return Driver(f"SELECT seq FROM events WHERE words @@ CAST({match} AS tsquery)", words=True)
        return None

    def _words_are_rare(self) -> bool:
        assert self._search is not None
        parameters = Parameters()
        if self._is_sqlite:
            if not self._by_published:
                return False  # the full-text index is in the order asked for, however common the word
            some = f"SELECT 1 FROM search WHERE search MATCH {parameters.add(self._search.fts5())} "
            statement = f"SELECT count(*) FROM ({some} LIMIT {GATHER_BY_PUBLISHED + 1:d})"
            return int(self.run(statement, parameters)[0][0]) <= GATHER_BY_PUBLISHED
        # The server's statistics know how common a word is; asking it costs a fraction of finding out.
        mark = parameters.add(self._search.tsquery())
        explain = f"EXPLAIN (FORMAT JSON) SELECT 1 FROM events WHERE words @@ CAST({mark} AS tsquery)"
        rows = self.run(explain, parameters)[0][0][0]["Plan"]["Plan Rows"]
        return bool(rows <= (GATHER_BY_PUBLISHED if self._by_published else GATHER))

    def _gathered(self, driver: Driver | None, parameters: Parameters) -> tuple[str, str, list[str]]:
        """The head, source and conditions of a statement over the events `e` that a driver gathers."""
        conditions = self._conditions("e", parameters, words_done=driver is not None and driver.words)
        if driver is None:
            return "", "events e", conditions
        # In this order, and not the other way round: few seqs first, then their rows.
        return f"WITH d AS MATERIALIZED ({driver.statement}) ", "d CROSS JOIN events e", ["e.seq = d.seq", *conditions]

    def _bounds(self) -> tuple[int | None, int | None]:
        return self._query.first, self._query.last

    def _conditions(self, alias: str, parameters: Parameters, *, words_done: bool) -> list[str]:
        """The whole query as conditions on one event."""
        if self.everything:
            conditions = [f"+{alias}.class >= 0"]
        elif self._query.axis == "published":
            first, last = self._bounds()
            conditions = [f"+{alias}.class >= 0"]
            if first is not None:
                conditions.append(f"{alias}.published >= {parameters.add(first)}")
            if last is not None:
                conditions.append(f"{alias}.published <= {parameters.add(last)}")
        else:
            # The plus keeps the engines from the index on class: here rows come from elsewhere, in another order.
            ranges = [" AND ".join(_bounds(alias, scan, parameters)) for scan in self._scans]
            conditions = [f"(+{' OR +'.join(ranges)})"]
        return conditions + self._checks(alias, parameters, is_event=True, words_done=words_done)

    def _checks(
        self,
        alias: str,
        parameters: Parameters,
        *,
        driver: Group | None = None,
        is_event: bool = False,
        words_done: bool = False,
    ) -> list[str]:
        """Conditions that an index entry `alias` (class, start, seq) must still meet."""
        checks, on_row = [], []
        row = alias if is_event else "e"
        for group in self._groups:
            if group is driver:
                continue
            if group.kind in COLUMNS:
                on_row.append(f"{row}.{group.kind} IN {parameters.add_all(group.values)}")
            else:
                checks.append(
                    "EXISTS (SELECT 1 FROM postings x WHERE "
                    f"x.term IN ({', '.join(map(str, group.terms))}) AND x.class = {alias}.class "
                    f"AND x.start = {alias}.start AND x.seq = {alias}.seq)"
                )
        if self._query.min_confidence is not None:
            on_row.append(f"{row}.confidence >= {parameters.add(self._query.min_confidence)}")
        if self._search and not words_done:
            if self._is_sqlite:
                match = f"search MATCH {parameters.add(self._search.fts5(self._tier))}"
                checks.append(f"EXISTS (SELECT 1 FROM search WHERE {match} AND search.rowid = {rowid_sql(alias)})")
            else:
                # "IS TRUE" keeps the planner from the index on words: here they are checked, not looked up.
                match = parameters.add(self._search.tsquery(self._tier))
                on_row.append(f"({row}.words @@ CAST({match} AS tsquery)) IS TRUE")
        if on_row and is_event:
            checks += on_row
        elif on_row:
            checks.append(f"EXISTS (SELECT 1 FROM events e WHERE e.seq = {alias}.seq AND {' AND '.join(on_row)})")
        return checks

    def run(self, statement: str, parameters: Parameters) -> Any:
        """Rows of a statement of this query."""
        return fetch(self._connection, statement, parameters.values)


def _bounds(alias: str, scan: Scan, parameters: Parameters) -> list[str]:
    """A scan as conditions on (class, start, end)."""
    conditions = [f"{alias}.class = {scan.klass:d}"]
    for column, sign, bound in (
        ("start", ">=", scan.start_from),
        ("start", "<=", scan.start_to),
        ('"end"', ">=", scan.end_from),
        ('"end"', "<=", scan.end_to),
    ):
        if bound is not None:
            conditions.append(f"{alias}.{column} {sign} {parameters.add(bound)}")
    return conditions
