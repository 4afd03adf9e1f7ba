"""Pages by date, straight from an index in that order: one bounded range per duration class, merged."""

import heapq
from dataclasses import replace
from itertools import islice

from timeline.store.engine import fetch_text, side_by_side
from timeline.store.filters import Group
from timeline.store.index import SEQ_MASK, rowid, start_sql
from timeline.store.question import Key, Question, after
from timeline.store.spans import FIRST_DAY, LAST_DAY, LONGEST, NEAR, Scan
from timeline.store.statements import Parameters, between, bounds, run, where

_MANY = 4
"""Most values of one filter whose postings are merged."""

_LOOKED_AT_ONCE = 2_000
"""Most entries of a scan whose rows PostgreSQL looks up in one statement."""

_LOWEST, _HIGHEST = FIRST_DAY - NEAR, LAST_DAY + 1


def scan_events(
    question: Question, at: Key | None, ascending: bool, limit: int, tier: int | None = None, likely: float = 1.0
) -> list[Key]:
    """From the events' index, or on PostgreSQL from the postings of the rarest filter, a range for each value.

    What the index does not tell is looked up on the rows of many entries at once, which PostgreSQL reads side by side;
    `likely` is the share of entries that probably pass.
    """
    group = driver(question)
    if not _needs_rows(question, group, tier):
        return _entries(question, group, at, ascending, limit)
    found: list[Key] = []
    size = max(limit, min(round(1.5 * limit / likely), _LOOKED_AT_ONCE))
    while len(found) < limit:
        entries = _entries(question, group, at, ascending, size)
        passing = _passing(question, group, tier, [seq for _, seq in entries])
        found += [key for key in entries if key[1] in passing]
        if len(entries) < size:
            break
        at, size = entries[-1], min(2 * size, _LOOKED_AT_ONCE)
    return found[:limit]


def _entries(question: Question, group: Group | None, at: Key | None, ascending: bool, limit: int) -> list[Key]:
    """What the index alone says. SQLite merges ordered branches as it goes; PostgreSQL does so only when each branch
    says its order and limit.
    """
    parameters = Parameters()
    sources = [("postings", [f"k.term = {parameters.add(term)}"]) for term in group.terms] if group else []
    checks = after("k.start", "k.seq", at, ascending, parameters)
    if group is None and question.query.min_confidence is not None:
        checks.append(f"k.confidence >= {parameters.add(question.query.min_confidence)}")
    direction = "" if ascending else " DESC"
    order = f"start{direction}, seq{direction}"
    branches = []
    for source, start in sources or [("events", [])]:
        for scan in question.scans:
            conditions = start + bounds("k", _from(scan, at, ascending), parameters) + checks
            branch = f"SELECT k.start, k.seq FROM {source} k{where(conditions)}"
            branches.append(branch if question.is_sqlite else f"({branch} ORDER BY {order} LIMIT {limit:d})")
    # An event with several of the values comes once for each of them, side by side.
    union = " UNION ALL ".join(branches)
    union = union if question.is_sqlite else f"SELECT start, seq FROM ({union}) k"
    statement = f"{union} ORDER BY {order} LIMIT {limit * max(len(sources), 1):d}"
    if question.is_sqlite:
        joined = f"SELECT group_concat(start || ' ' || seq) FROM ({statement})"
        found = fetch_text(question.connection, joined, parameters.values).split(",")
        keys: set[Key] = {(int(start), int(seq)) for start, _, seq in (key.partition(" ") for key in found if key)}
        return sorted(keys, reverse=not ascending)[:limit]  # in which order they are joined is SQLite's own affair
    rows = run(question.connection, statement, parameters)
    return list(islice(dict.fromkeys((row.start, row.seq) for row in rows), limit))


def _from(scan: Scan, at: Key | None, ascending: bool) -> Scan:
    """The part of a scan from a place on: of two lower bounds the engines would take either, and walk to the other."""
    if at is None:
        return scan
    if ascending:
        return replace(scan, start_from=at[0] if scan.start_from is None else max(scan.start_from, at[0]))
    return replace(scan, start_to=at[0] if scan.start_to is None else min(scan.start_to, at[0]))


def driver(question: Question) -> Group | None:
    """The filter whose postings PostgreSQL scans: the rarest that has few values."""
    usable = [group for group in question.filters.groups if len(group.terms) <= _MANY]
    return min(usable, key=lambda group: group.count, default=None)


def _needs_rows(question: Question, group: Group | None, tier: int | None) -> bool:
    """Whether PostgreSQL must look at an event's row to know that an entry of the scan passes."""
    unsure = group is not None and question.query.min_confidence is not None
    return not question.is_sqlite and (unsure or bool(question.filters.tsquery(tier, without=group)))


def _passing(question: Question, group: Group | None, tier: int | None, seqs: list[int]) -> set[int]:
    """Those of some events that meet what the scan's index does not tell."""
    parameters = Parameters()
    checks = [f"e.seq = ANY({parameters.add(seqs)})"]
    if question.query.min_confidence is not None:
        checks.append(f"e.confidence >= {parameters.add(question.query.min_confidence)}")
    rest = question.filters.tsquery(tier, without=group)
    if rest:
        # "IS TRUE" keeps the planner from the index on words: here they are checked, not looked up.
        checks.append(f"(e.words @@ CAST({parameters.add(rest)} AS tsquery)) IS TRUE")
    with side_by_side(question.connection):
        return {row.seq for row in run(question.connection, f"SELECT e.seq FROM events e{where(checks)}", parameters)}


def scan_words(question: Question, at: Key | None, ascending: bool, limit: int, tier: int | None) -> list[Key]:
    """From SQLite's full-text index, whose rowids are in order of class, start and seq."""
    found = []
    match = question.filters.fts5(tier)
    order = "" if ascending else " DESC"
    for scan in question.scans:
        parameters = Parameters()
        low, high = rowids(scan)
        if at is not None:
            edge = rowid(scan.klass, *at)
            low, high = (max(low, edge + 1), high) if ascending else (low, min(high, edge - 1))
        source, checks = hits(question, scan, parameters.add(match), parameters, low, high)
        statement = f"SELECT k.start, k.seq FROM {source} k{where(checks)} ORDER BY k.r{order} LIMIT {limit:d}"
        found.append([(row.start, row.seq) for row in run(question.connection, statement, parameters)])
    return list(islice(heapq.merge(*found, reverse=not ascending), limit))


def rowids(scan: Scan) -> tuple[int, int]:
    """First and last rowid of a scan in the full-text index."""
    low = rowid(scan.klass, _LOWEST if scan.start_from is None else scan.start_from, 0)
    return low, rowid(scan.klass, _HIGHEST if scan.start_to is None else scan.start_to, SEQ_MASK)


def hits(
    question: Question, scan: Scan, match: str, parameters: Parameters, low: int, high: int
) -> tuple[str, list[str]]:
    """SQLite's source of hits (r, start, seq) between two rowids of a scan, and the conditions they must still meet.

    `match` is an SQL expression for what to search.
    """
    source = (
        f"(SELECT rowid AS r, {start_sql('rowid')} AS start, rowid & {SEQ_MASK:d} AS seq FROM search "
        f"WHERE search MATCH {match} AND rowid BETWEEN {parameters.add(low)} AND {parameters.add(high)})"
    )
    checks = []
    if ends := between('e."end"', scan.end_from, scan.end_to, parameters):
        checks.append(f"({_settled(scan, parameters)} OR {_on_row(scan, ends)})")
    if question.query.min_confidence is not None:
        checks.append(_on_row(scan, [f"e.confidence >= {parameters.add(question.query.min_confidence)}"]))
    return source, checks


def _settled(scan: Scan, parameters: Parameters) -> str:
    """Whether the start alone says that the end lies within its bounds."""
    latest = None if scan.end_to is None else scan.end_to - LONGEST[scan.klass] + 1
    return " AND ".join(between("k.start", scan.end_from, latest, parameters))


def _on_row(scan: Scan, conditions: list[str]) -> str:
    """A look at the event of an entry `k`, in the index that has all of it."""
    return (
        "EXISTS (SELECT 1 FROM events e INDEXED BY events_by_span "
        f"WHERE e.class = {scan.klass:d} AND e.start = k.start AND e.seq = k.seq AND {' AND '.join(conditions)})"
    )
