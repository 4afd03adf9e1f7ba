"""How many events answer a query: altogether, by day, and by filter value."""

from collections.abc import Iterator, Sequence

from sqlalchemy import text

from timeline.store.gather import COLUMNS, everything, hits_of
from timeline.store.index import PUBLISHED, period, report_key
from timeline.store.question import Question
from timeline.store.scan import driver, hits, rowids
from timeline.store.spans import Scan
from timeline.store.statements import Parameters, bounds, run, where

MOST_NAMED = 150
"""Most periods that a search is narrowed to by naming them."""

_WORTH = 50
"""Events in the range for each one that the filters match, up to which all that values have there is read; beyond, what
they have in common with the filters is looked up."""


def count(question: Question) -> int:
    """How many events answer the query."""
    if question.empty:
        return 0
    if not (question.filters and question.is_sqlite) or question.query.document or question.query.axis == "published":
        return sum(by_day(question).values())
    total, match = 0, question.filters.fts5()
    for scan in question.scans:
        parameters = Parameters()
        source, conditions = hits(question, scan, parameters.add(match), parameters, *rowids(scan))
        total += run(question.connection, f"SELECT count(*) FROM {source} k{where(conditions)}", parameters)[0][0]
    return total


def by_day(question: Question) -> dict[int, int]:
    """Events by day, each counted once: on the first day, within the bounds asked for, that it can have been."""
    if question.empty:
        return {}
    first = question.query.first
    counts: dict[int, int] = {}
    for day, n in _days(question):
        inside = day if first is None else max(day, first)
        counts[inside] = counts.get(inside, 0) + n
    return {day: n for day, n in counts.items() if n}


def _days(question: Question) -> Iterator[tuple[int, int]]:
    parameters = Parameters()
    if question.unfiltered:
        statement = _tally(question, parameters)
    elif question.query.document or question.query.axis == "published":
        statement = _gathered(question, parameters)
    elif question.filters and question.is_sqlite:
        statement = _words(question, parameters)
    else:
        statement = _entries(question, parameters)
    grouped = f"SELECT day, sum(n) AS n FROM ({statement}) days GROUP BY day"
    yield from ((row.day, int(row.n)) for row in run(question.connection, grouped, parameters))


def _tally(question: Question, parameters: Parameters) -> str:
    by_publication = Scan(PUBLISHED, question.query.first, question.query.last)
    wanted = [by_publication] if question.query.axis == "published" else question.scans
    return " UNION ALL ".join(
        f"SELECT k.start AS day, k.n AS n FROM tally k{where(bounds('k', scan, parameters))}" for scan in wanted
    )


def _gathered(question: Question, parameters: Parameters) -> str:
    column = "published" if question.query.axis == "published" else "start"
    source = everything(question, parameters)
    conditions = where(question.conditions("d", parameters))
    return f"SELECT d.{column} AS day, count(*) AS n FROM ({source}) d{conditions} GROUP BY d.{column}"


def _words(question: Question, parameters: Parameters) -> str:
    parts = []
    for scan in question.scans:
        source, conditions = hits(question, scan, parameters.add(question.filters.fts5()), parameters, *rowids(scan))
        parts.append(f"SELECT k.start AS day, count(*) AS n FROM {source} k{where(conditions)} GROUP BY k.start")
    return " UNION ALL ".join(parts)


def _entries(question: Question, parameters: Parameters) -> str:
    """From the postings where one value is all that is asked for, else from the events."""
    terms = [term for group in question.filters.groups for term in group.terms]
    alone = len(terms) == 1 and not question.filters.search and question.query.min_confidence is None
    if not alone and question.filters:
        return _gathered(question, parameters)
    checks = [f"k.term = {parameters.add(terms[0])}"] if alone else []
    if question.query.min_confidence is not None:
        checks.append(f"k.confidence >= {parameters.add(question.query.min_confidence)}")
    return " UNION ALL ".join(
        f"SELECT k.start AS day, count(*) AS n FROM {'postings' if alone else 'events'} k"
        f"{where(bounds('k', scan, parameters) + checks)} GROUP BY k.start"
        for scan in question.scans
    )


def by_value(question: Question, kind: str, candidates: int) -> dict[str, int]:
    """The commonest values of a filter over everything, `candidates` of them, with their events in the query."""
    statement = "SELECT id, value FROM terms WHERE kind = :kind AND count > 0 ORDER BY count DESC, id LIMIT :limit"
    rows = question.connection.execute(text(statement), {"kind": kind, "limit": candidates})
    values = {row.id: row.value for row in rows}
    if not values:
        return {}
    counts = _by_match(question, tuple(values)) if question.is_sqlite else _by_posting(question, tuple(values))
    return {values[term]: n for term, n in counts.items() if n}


def _by_match(question: Question, terms: tuple[int, ...]) -> dict[int, int]:
    """One look into the full-text index a value and class."""
    parameters = Parameters()
    lists = ""
    if question.query.axis == "published":
        match = _and_value(question, parameters, _reported(question))
        conditions = where(question.conditions("d", parameters))
        parts = [f"SELECT count(*) FROM ({hits_of(match)}) d{conditions}"]
    elif question.filters and _in_range(question) <= _WORTH * count(question):
        lists, parts = _listed(question, parameters)
    else:
        match = _and_value(question, parameters)
        parts = []
        for scan in question.scans:
            source, checks = hits(question, scan, match, parameters, *rowids(scan))
            parts.append(f"SELECT count(*) FROM {source} k{where(checks)}")
    total = " + ".join(f"({part})" for part in parts)
    statement = f"{lists}SELECT t.id, {total} AS n FROM terms t WHERE t.id IN ({', '.join(map(str, terms))})"
    return {row.id: row.n for row in run(question.connection, statement, parameters)}


def _and_value(question: Question, parameters: Parameters, narrowed: Sequence[str] = ()) -> str:
    """What FTS5 is asked for the events that the filters match and that have a value `t`, as an SQL expression."""
    own = question.filters.fts5(narrowed=narrowed)
    return f"({parameters.add(f'{own} AND _' if own else '_')} || t.id)"


def _listed(question: Question, parameters: Parameters) -> tuple[str, list[str]]:
    """What the filters match as a list a class, and how many of a value's events `t` are in each list.

    FTS5 looks for what two values have in common past the end of the range, however far away that is; one value alone
    it reads within.
    """
    lists, parts = [], []
    for number, scan in enumerate(question.scans):
        low, high = rowids(scan)
        source, checks = hits(question, scan, parameters.add(question.filters.fts5()), parameters, low, high)
        lists.append(f"own{number} AS MATERIALIZED (SELECT k.r FROM {source} k{where(checks)})")
        parts.append(
            f"SELECT count(*) FROM search WHERE search MATCH '_' || t.id AND rowid BETWEEN {parameters.add(low)} "
            f"AND {parameters.add(high)} AND +rowid IN (SELECT r FROM own{number})"
        )
    return f"WITH {', '.join(lists)} ", parts


def _in_range(question: Question) -> int:
    """Events in the range, whatever the filters."""
    parameters = Parameters()
    statement = f"SELECT coalesce(sum(n), 0) FROM ({_tally(question, parameters)}) days"
    return int(run(question.connection, statement, parameters)[0][0])


def _reported(question: Question) -> list[str]:
    """Keys of the periods of publication asked for, where they are few enough to be named."""
    if None in (question.query.first, question.query.last):
        return []
    first, last = period(question.query.first), period(question.query.last)  # type: ignore[arg-type]
    return [report_key(number) for number in range(first, last + 1)] if last - first < MOST_NAMED else []


def _by_posting(question: Question, terms: tuple[int, ...]) -> dict[int, int]:
    """Their postings, joined with what the filters match."""
    parameters = Parameters()
    listed = f"k.term IN ({', '.join(map(str, terms))})"
    ranged = question.scans if question.query.axis == "event" and not question.query.document else []
    parts = [
        f"SELECT k.term AS id, k.seq FROM postings k{where([listed, *bounds('k', scan, parameters)])}"
        for scan in ranged
    ]
    postings = " UNION ALL ".join(parts) or f"SELECT k.term AS id, k.seq FROM postings k WHERE {listed}"
    if question.unfiltered and question.query.axis == "event":
        statement = f"SELECT id, count(*) AS n FROM ({postings}) k GROUP BY id"
    else:
        conditions = where(question.conditions("d", parameters))
        source = f"SELECT d.seq FROM ({_matches(question, parameters)}) d{conditions}"
        statement = (
            f"WITH m AS MATERIALIZED ({source}) SELECT k.id, count(*) AS n "
            f"FROM ({postings}) k JOIN m ON m.seq = k.seq GROUP BY k.id"
        )
    return {row.id: int(row.n) for row in run(question.connection, statement, parameters)}


def _matches(question: Question, parameters: Parameters) -> str:
    """PostgreSQL's statement of all that the filters match, by the postings of a filter value within the range."""
    group = driver(question)
    if group is None or question.query.document or question.query.axis == "published":
        return everything(question, parameters)
    values = ", ".join(map(str, group.terms))
    rest = question.filters.tsquery(without=group)
    found = " UNION ".join(
        f"SELECT k.seq FROM postings k{where([f'k.term IN ({values})', *bounds('k', scan, parameters)])}"
        for scan in question.scans
    )
    checks = ["e.seq IN (SELECT seq FROM p)"]
    if rest:
        checks.append(f"(e.words @@ CAST({parameters.add(rest)} AS tsquery)) IS TRUE")
    columns = ", ".join(f"e.{name}" for name in COLUMNS.split(", "))
    return f"WITH p AS MATERIALIZED ({found}) SELECT {columns} FROM events e{where(checks)}"
