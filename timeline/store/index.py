"""What makes an event findable: filter values, words and counts, kept in step with the events table.

`terms` holds every value of a filter with the number of events that have it. SQLite has one inverted index, FTS5's
`search`, for words and filter values alike: its rowids are in the order of the range query, and new entries go into a
log of sorted segments, where a tree of values would cost a random page of disk for each. PostgreSQL's inverted index
(GIN over `events.words`) knows no order, so there `postings` lists the events of each value in that order besides.
`tally` counts events by span, for totals and histograms.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

from timeline.store import words
from timeline.store.engine import insert_many, run_many, select_in
from timeline.store.spans import FIRST_DAY, Span, span

KINDS = ("type", "status", "review", "precision", "participant", "place", "country", "tag", "flag")

PUBLISHED, CLASSES, STARTS, REPORTS = -1, -2, -3, -4
"""Classes under which `tally` counts events by something else than their span: by day of publication, by class (which
there are at all), by period of their start, and by period of their publication."""

PERIOD = 31
"""Days of a period, by which the inverted indexes are narrowed where they are not in the order asked for."""

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


def class_sql(rowid: str) -> str:
    """The class in a rowid, as an SQL expression."""
    return f"({rowid} >> {_SEQ_BITS + _START_BITS})"


def start_sql(rowid: str) -> str:
    """The start in a rowid, as an SQL expression."""
    return f"((({rowid} >> {_SEQ_BITS}) & {START_MASK}) - {START_OFFSET})"


def period(day: int) -> int:
    """The period that a day number lies in."""
    return (day + START_OFFSET) // PERIOD


def period_days(period: int) -> tuple[int, int]:
    """First and last day number of a period."""
    first = period * PERIOD - START_OFFSET
    return first, first + PERIOD - 1


def key(term: int) -> str:
    """The word that stands for a filter value among the words; no text has one with an underscore."""
    return f"_{term}"


def start_key(period: int) -> str:
    """The word for events that begin in a period."""
    return f"_s{period}"


def report_key(period: int) -> str:
    """The word for events published in a period."""
    return f"_p{period}"


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
    """Collects what enters and leaves the index in one transaction, and writes it in the engines' best order."""

    def __init__(self, connection: Connection, is_sqlite: bool) -> None:
        self._connection = connection
        self._is_sqlite = is_sqlite
        self._put: dict[int, Entry] = {}
        self._dropped: dict[int, Entry] = {}
        self._ids: dict[str, int] = {}

    def put(self, entry: Entry) -> None:
        """Make an event findable."""
        self._put[entry.seq] = entry

    def drop(self, entry: Entry) -> None:
        """Take out an event, by the very entry that put it in."""
        if self._put.pop(entry.seq, None) is None:
            self._dropped[entry.seq] = entry

    def count(self) -> None:
        """Write the counts of what was collected, which gives new filter values their ids."""
        if self._put or self._dropped:
            self._write_tally()
            self._write_terms()

    def vector(self, seq: int) -> str | None:
        """An event's words for PostgreSQL, once `count` was called; None for one that is not to be found."""
        entry = self._put.get(seq)
        if entry is None:
            return None
        return words.tsvector(entry.words, [start_key(period(entry.span.start)), *self._keys(entry)])

    def flush(self, inserted: Collection[int] = ()) -> None:
        """Write the rest; in PostgreSQL the rows `inserted` have their words already."""
        if self._is_sqlite:
            self._write_words()
        else:
            self._write_postings()
            changed = [{"seq": seq, "words": self.vector(seq)} for seq in self._put if seq not in inserted]
            statement = "UPDATE events SET words = CAST(:words AS tsvector) WHERE seq = :seq"
            run_many(self._connection, statement, changed)
        self._put, self._dropped, self._ids = {}, {}, {}

    def _write_tally(self) -> None:
        counts: Counter[tuple[int, int, int]] = Counter()
        for entries, sign in ((self._put, 1), (self._dropped, -1)):
            for entry in entries.values():
                counts[entry.span.klass, entry.span.start, entry.span.end] += sign
                for klass, value in (
                    (PUBLISHED, entry.published),
                    (CLASSES, entry.span.klass),
                    (STARTS, period(entry.span.start)),
                    (REPORTS, period(entry.published)),
                ):
                    counts[klass, value, value] += sign
        insert_many(
            self._connection,
            "tally",
            ("class", "start", "end", "n"),
            sorted((*key, n) for key, n in counts.items() if n),
            'ON CONFLICT (class, start, "end") DO UPDATE SET n = tally.n + excluded.n',
        )

    def _write_terms(self) -> None:
        counts: Counter[str] = Counter()
        values: dict[str, str] = {}
        for entry in self._put.values():
            counts.update(entry.terms.keys())
            for name, value in entry.terms.items():
                values.setdefault(name, value)
        for entry in self._dropped.values():
            counts.subtract(entry.terms.keys())
            for name, value in entry.terms.items():
                values.setdefault(name, value)
        ids = term_ids(self._connection, counts)
        new = {name for name in counts if name not in ids}
        if new:
            last = self._connection.execute(text("SELECT coalesce(max(id), 0) FROM terms")).scalar_one()
            ids |= {name: number for number, name in enumerate(sorted(new), last + 1)}
        insert_many(
            self._connection,
            "terms",
            ("id", "name", "kind", "value", "count"),
            sorted((ids[n], n, n.partition(":")[0], values[n], counts[n]) for n in counts if counts[n] or n in new),
            "ON CONFLICT (id) DO UPDATE SET count = terms.count + excluded.count",
        )
        self._ids = ids

    def _keys(self, entry: Entry) -> list[str]:
        return [*(key(self._ids[name]) for name in entry.terms), report_key(period(entry.published))]

    def _write_postings(self) -> None:
        gone, come = self._postings(self._dropped.values()), self._postings(self._put.values())
        where = "term = :term AND class = :class AND start = :start AND seq = :seq"
        run_many(
            self._connection,
            f"DELETE FROM postings WHERE {where}",
            [dict(zip(_POSTING, row, strict=True)) for row in gone],
        )
        insert_many(self._connection, "postings", _POSTING, come)

    def _postings(self, entries: Iterable[Entry]) -> list[tuple[int, ...]]:
        return sorted(
            (self._ids[name], e.span.klass, e.span.start, e.seq, e.span.end) for e in entries for name in e.terms
        )

    def _write_words(self) -> None:
        # FTS5 closes a segment whenever a rowid is smaller than the one before it: in order, a batch is one segment.
        changes = [(self._rowid(e), 0, e) for e in self._dropped.values()] + [
            (self._rowid(e), 1, e) for e in self._put.values()
        ]
        changes.sort(key=lambda change: change[:2])
        for come, run in groupby(changes, key=lambda change: change[1]):
            rows: list[tuple[Any, ...]] = [
                (number, *(" ".join(field) for field in entry.words), " ".join(self._keys(entry)))
                for number, _, entry in run
            ]
            columns: tuple[str, ...] = ("rowid", *words.FIELDS, "keys")
            if not come:  # the index keeps no copy of the texts: what leaves it must be said again
                columns, rows = ("search", *columns), [("delete", *row) for row in rows]
            insert_many(self._connection, "search", columns, rows)

    @staticmethod
    def _rowid(entry: Entry) -> int:
        return rowid(entry.span.klass, entry.span.start, entry.seq)


def term_ids(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Ids of those names that are known."""
    rows = select_in(connection, "SELECT id, name FROM terms WHERE name {}", list(names))
    return {row.name: row.id for row in rows}
