"""Pages of what was collected from the inverted index or a range, and sorted; and pages by publication."""

from timeline.store.index import SEQ_MASK, class_sql, rowid_sql, start_sql
from timeline.store.question import Key, Question, after
from timeline.store.scan import rowids
from timeline.store.spans import Scan
from timeline.store.statements import Parameters, between, bounds, run, where
from timeline.store.windows import Window

COLUMNS = 'seq, class, start, "end", published, confidence'
"""What a collected event is checked and sorted by: all of it in the index `events_by_span`."""


def gather(
    question: Question,
    source: str,
    parameters: Parameters,
    at: Key | None,
    ascending: bool,
    limit: int,
    window: Window | None = None,
) -> list[Key]:
    """Sort what a statement collects of a window."""
    column = "published" if question.by_published else "start"
    conditions = [
        *question.conditions("d", parameters),
        *(between(f"d.{column}", window.low, window.high, parameters) if window else ()),
        *after(f"d.{column}", "d.seq", at, ascending, parameters),
    ]
    direction = "" if ascending else " DESC"
    statement = (
        f"WITH d AS MATERIALIZED ({source}) SELECT d.{column} AS at, d.seq FROM d{where(conditions)} "
        f"ORDER BY d.{column}{direction}, d.seq{direction} LIMIT {limit:d}"
    )
    return [(row.at, row.seq) for row in run(question.connection, statement, parameters)]


def walk(question: Question, at: Key | None, ascending: bool, limit: int, tier: int | None = None) -> list[Key]:
    """Events by publication, straight from their index, each checked for what the filters ask."""
    parameters = Parameters()
    conditions = question.conditions("e", parameters) + after("e.published", "e.seq", at, ascending, parameters)
    if at is not None:  # in words that bound the index
        low, high = (at[0], None) if ascending else (None, at[0])
        conditions += between("e.published", low, high, parameters)
    if question.filters:
        conditions.append(_checked(question, tier, parameters))
    direction = "" if ascending else " DESC"
    index = " INDEXED BY events_by_published" if question.is_sqlite else ""
    statement = (
        f"SELECT e.published AS at, e.seq FROM events e{index}{where(conditions)} "
        f"ORDER BY e.published{direction}, e.seq{direction} LIMIT {limit:d}"
    )
    return [(row.at, row.seq) for row in run(question.connection, statement, parameters)]


def _checked(question: Question, tier: int | None, parameters: Parameters) -> str:
    """The filters as a condition on one event `e`, met elsewhere than in the inverted index."""
    if question.is_sqlite:
        hit = f"search MATCH {parameters.add(question.filters.fts5(tier))} AND search.rowid = {rowid_sql('e')}"
        return f"EXISTS (SELECT 1 FROM search WHERE {hit})"
    # "IS TRUE" keeps the planner from the index on words: here they are checked, not looked up.
    return f"(e.words @@ CAST({parameters.add(question.filters.tsquery(tier))} AS tsquery)) IS TRUE"


def everything(question: Question, parameters: Parameters) -> str:
    """The statement of all that the filters match, dates and confidence aside."""
    if question.query.document:
        return of_documents(question, None, parameters)
    if question.filters:
        return matching(question, None, Window(), parameters)
    return f"SELECT {COLUMNS} FROM events WHERE class >= 0"


def in_range(question: Question, parameters: Parameters) -> str:
    """The statement of all events in the range, whatever the filters."""
    return " UNION ALL ".join(
        f"SELECT {COLUMNS} FROM events e{where(bounds('e', scan, parameters))}" for scan in question.scans
    )


def checked_in_range(question: Question, tier: int | None, parameters: Parameters) -> str:
    """The same of those that the filters match, each looked at."""
    checked = _checked(question, tier, parameters)
    return " UNION ALL ".join(
        f"SELECT {COLUMNS} FROM events e{where([*bounds('e', scan, parameters), checked])}" for scan in question.scans
    )


def matching(question: Question, tier: int | None, window: Window, parameters: Parameters) -> str:
    """The statement of a window's events that the inverted index finds."""
    if question.is_sqlite:
        return hits_of(parameters.add(question.filters.fts5(tier, window.keys)))
    match = parameters.add(question.filters.tsquery(tier, window.keys))
    return f"SELECT {COLUMNS} FROM events WHERE words @@ CAST({match} AS tsquery)"


def matching_in_range(question: Question, tier: int | None, parameters: Parameters) -> str:
    """SQLite's statement of the events in the range that the inverted index finds."""
    match = parameters.add(question.filters.fts5(tier))
    return " UNION ALL ".join(hits_of(match, _between(scan, parameters)) for scan in question.scans)


def _between(scan: Scan, parameters: Parameters) -> str:
    low, high = rowids(scan)
    return f" AND rowid BETWEEN {parameters.add(low)} AND {parameters.add(high)}"


def hits_of(match: str, condition: str = "") -> str:
    """SQLite's statement of what an SQL expression finds in the full-text index."""
    columns = ", ".join(f"e.{name}" for name in COLUMNS.split(", "))
    return (
        f"SELECT {columns} FROM (SELECT {class_sql('rowid')} AS class, {start_sql('rowid')} AS start, "
        f"rowid & {SEQ_MASK:d} AS seq FROM search WHERE search MATCH {match}{condition}) k "
        # In this order, and not the other way round: few hits first, then their events.
        "CROSS JOIN events e INDEXED BY events_by_span "
        "WHERE e.class = k.class AND e.start = k.start AND e.seq = k.seq"
    )


def of_documents(question: Question, tier: int | None, parameters: Parameters) -> str:
    """The statement of the events that documents prove, as far as the filters let them through."""
    wanted = parameters.add_all(question.query.document)
    source = (
        f"SELECT {COLUMNS} FROM events e WHERE class >= 0 AND seq IN "
        "(SELECT coalesce(merged_into, seq) FROM events "
        f"WHERE document IN (SELECT seq FROM documents WHERE id IN {wanted}))"
    )
    return f"{source} AND {_checked(question, tier, parameters)}" if question.filters else source
