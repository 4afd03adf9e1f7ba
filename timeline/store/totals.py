"""How many events answer a query: altogether, by day, and by filter value."""

from collections.abc import Iterator

from sqlalchemy import text

from timeline.store.gather import everything, hits_of
from timeline.store.index import PUBLISHED, period, report_key
from timeline.store.question import Question
from timeline.store.scan import hits, rowids
from timeline.store.spans import Scan
from timeline.store.statements import Parameters, bounds, run, where

MOST_NAMED = 150
"""Most periods that a search is narrowed to by naming them."""


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
    narrowed = _reported(question) if question.query.axis == "published" else ()
    own = question.filters.fts5(narrowed=narrowed)
    match = f"({parameters.add(f'{own} AND _' if own else '_')} || t.id)"
    if question.query.axis == "published":
        conditions = where(question.conditions("d", parameters))
        parts = [f"SELECT count(*) FROM ({hits_of(match)}) d{conditions}"]
    else:
        parts = []
        for scan in question.scans:
            source, checks = hits(question, scan, match, parameters, *rowids(scan))
            parts.append(f"SELECT count(*) FROM {source} k{where(checks)}")
    total = " + ".join(f"({part})" for part in parts)
    statement = f"SELECT t.id, {total} AS n FROM terms t WHERE t.id IN ({', '.join(map(str, terms))})"
    return {row.id: row.n for row in run(question.connection, statement, parameters)}


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
    if (
        question.filters
        or question.query.axis == "published"
        or question.query.min_confidence is not None
        or question.query.document
    ):
        conditions = where(question.conditions("d", parameters))
        source = f"SELECT d.seq FROM ({everything(question, parameters)}) d{conditions}"
        statement = (
            f"WITH m AS MATERIALIZED ({source}) SELECT k.term AS id, count(*) AS n "
            f"FROM postings k JOIN m ON m.seq = k.seq WHERE {listed} GROUP BY k.term"
        )
    else:
        parts = [
            f"SELECT k.term AS id, count(*) AS n FROM postings k{where([listed, *bounds('k', scan, parameters)])} "
            "GROUP BY k.term"
            for scan in question.scans
        ]
        statement = f"SELECT id, sum(n) AS n FROM ({' UNION ALL '.join(parts)}) x GROUP BY id"
    return {row.id: int(row.n) for row in run(question.connection, statement, parameters)}
