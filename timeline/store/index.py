"""What makes an event findable: filter values, words and counts, kept in step with the events table.

`terms` holds every value of a filter with the number of events that have it; `postings` lists those events in the
order of the range query, so that a filter is scanned like the whole table; `search` (FTS5) or `events.words`
(tsvector) hold the words; `tally` counts events by span, for totals and histograms.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, text

from timeline.store import words
from timeline.store.engine import insert_many, run_many, select_in
from timeline.store.spans import FIRST_DAY, Span, span

KINDS = ("type", "status", "review", "precision", "participant", "place", "country", "tag", "flag")
COLUMNS = ("type", "status", "review", "precision")
"""Filters that are columns of the events table as well."""

UNPOSTED = {"status:occurred", "review:machine", "precision:day"}
"""Values that most events have: listing their events would cost room and save nothing."""

PUBLISHED = -1
"""Class under which `tally` counts events by day of publication."""

CLASSES = -2
"""Class under which `tally` counts events by class: which there are at all."""

HIDDEN = -1
"""Class of an event that answers no query: deleted by an editor, or merged into another."""

_POSTING = ("term", "class", "start", "seq", "end")
_SEQ_BITS, _START_BITS = 35, 23
START_OFFSET = 1_000 - FIRST_DAY
SEQ_MASK = (1 << _SEQ_BITS) - 1
START_MASK = (1 << _START_BITS) - 1


def rowid(klass: int, start: int, seq: int) -> int:
    """Rowid of an event in FTS5: in its order, so that a search scans as the range query does."""
    return (klass << (_SEQ_BITS + _START_BITS)) | ((start + START_OFFSET) << _SEQ_BITS) | seq


def rowid_sql(alias: str) -> str:
    """`rowid` as an SQL expression over class, start and seq of an alias."""
    return (
        f"(({alias}.class << {_SEQ_BITS + _START_BITS}) | "
        f"(({alias}.start + {START_OFFSET}) << {_SEQ_BITS}) | {alias}.seq)"
    )


def start_sql(rowid: str) -> str:
    """The start in a rowid, as an SQL expression."""
    return f"((({rowid} >> {_SEQ_BITS}) & {START_MASK}) - {START_OFFSET})"


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the index knows of one event: place in time, filter values (name to display value) and words."""

    seq: int
    span: Span
    published: int
    terms: dict[str, str]
    words: tuple[list[str], ...]


@lru_cache(maxsize=1 << 14)
def term(kind: str, value: str) -> str:
    """Name of a filter value: values that differ in case or accents alone are one."""
    return f"{kind}:{words.fold(value)}"


def entry(seq: int, event: dict[str, Any], published: int) -> Entry:
    """The index entry of an event's JSON."""
    date, place = event["date"], event["place"]
    values = [
        ("type", event["type"]),
        ("status", event["status"]),
        ("review", event["review"]),
        ("precision", date["precision"]),
        *(("participant", participant["name"]) for participant in event["participants"]),
        *(("tag", tag) for tag in event["tags"]),
        *(("flag", flag["code"]) for flag in event["flags"]),
    ]
    if place is not None:
        values.append(("place", place["name"]))
        if place["country"]:
            values.append(("country", place["country"]))
    terms: dict[str, str] = {}
    for kind, value in values:
        terms.setdefault(term(kind, value), value)
    return Entry(seq, span(date["earliest"], date["latest"]), published, terms, words.indexed(event))


class Index:
    """Collects what enters and leaves the index in one transaction; `flush` writes it, in the engines' best order."""

    def __init__(self, connection: Connection, is_sqlite: bool) -> None:
        self._connection = connection
        self._is_sqlite = is_sqlite
        self._put: dict[int, Entry] = {}
        self._dropped: dict[int, Entry] = {}

    def put(self, entry: Entry) -> None:
        """Make an event findable."""
        self._put[entry.seq] = entry

    def drop(self, entry: Entry) -> None:
        """Take out an event, by the very entry that put it in."""
        if self._put.pop(entry.seq, None) is None:
            self._dropped[entry.seq] = entry

    def flush(self) -> None:
        """Write what was collected."""
        if not self._put and not self._dropped:
            return
        self._write_tally()
        self._write_postings(self._write_terms())
        if self._is_sqlite:
            self._write_words()
        self._put, self._dropped = {}, {}

    def _write_tally(self) -> None:
        counts: Counter[tuple[int, int, int]] = Counter()
        for entries, sign in ((self._put, 1), (self._dropped, -1)):
            for entry in entries.values():
                counts[entry.span.klass, entry.span.start, entry.span.end] += sign
                counts[PUBLISHED, entry.published, entry.published] += sign
                counts[CLASSES, entry.span.klass, entry.span.klass] += sign
        insert_many(
            self._connection,
            "tally",
            ("class", "start", "end", "n"),
            sorted((*key, n) for key, n in counts.items() if n),
            'ON CONFLICT (class, start, "end") DO UPDATE SET n = tally.n + excluded.n',
        )

    def _write_terms(self) -> dict[str, int]:
        """Count the values; returns the id of every name."""
        counts: Counter[str] = Counter()
        values: dict[str, str] = {}
        for entry in self._put.values():
            counts.update(entry.terms.keys())
            values |= entry.terms
        for entry in self._dropped.values():
            counts.subtract(entry.terms.keys())
            values |= entry.terms
        ids = term_ids(self._connection, counts)
        new = [name for name in counts if name not in ids]
        if new:
            last = self._connection.execute(text("SELECT coalesce(max(id), 0) FROM terms")).scalar_one()
            ids |= {name: number for number, name in enumerate(new, last + 1)}
        insert_many(
            self._connection,
            "terms",
            ("id", "name", "kind", "value", "count"),
            sorted((ids[n], n, n.partition(":")[0], values[n], counts[n]) for n in counts if counts[n] or n in new),
            "ON CONFLICT (id) DO UPDATE SET count = terms.count + excluded.count",
        )
        return ids

    def _write_postings(self, ids: dict[str, int]) -> None:
        gone, come = _postings(self._dropped.values(), ids), _postings(self._put.values(), ids)
        where = "term = :term AND class = :class AND start = :start AND seq = :seq"
        run_many(
            self._connection,
            f"DELETE FROM postings WHERE {where}",
            [dict(zip(_POSTING, row, strict=True)) for row in gone],
        )
        insert_many(self._connection, "postings", _POSTING, come)

    def _write_words(self) -> None:
        # FTS5 closes a segment whenever a rowid is smaller than the one before it: in order, a batch is one segment.
        changes = [(self._rowid(e), 0, e) for e in self._dropped.values()] + [
            (self._rowid(e), 1, e) for e in self._put.values()
        ]
        changes.sort(key=lambda change: change[:2])
        run: list[tuple[Any, ...]] = []
        running = 1
        for number, come, entry in changes:
            if come != running:
                self._write_run(run, running)
                run, running = [], come
            run.append((number, *(" ".join(field) for field in entry.words)))
        self._write_run(run, running)

    def _write_run(self, run: list[tuple[Any, ...]], come: int) -> None:
        columns: tuple[str, ...] = ("rowid", *words.FIELDS)
        if not come:  # the index keeps no copy of the texts: what leaves it must be said again
            columns, run = ("search", *columns), [("delete", *row) for row in run]
        insert_many(self._connection, "search", columns, run)

    @staticmethod
    def _rowid(entry: Entry) -> int:
        return rowid(entry.span.klass, entry.span.start, entry.seq)


def _postings(entries: Iterable[Entry], ids: dict[str, int]) -> list[tuple[int, ...]]:
    return sorted(
        (ids[name], e.span.klass, e.span.start, e.seq, e.span.end)
        for e in entries
        for name in e.terms
        if name not in UNPOSTED
    )


def term_ids(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Ids of those names that are known."""
    rows = select_in(connection, "SELECT id, name FROM terms WHERE name {}", list(names))
    return {row.name: row.id for row in rows}
