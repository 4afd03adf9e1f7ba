"""Millions of made-up events in the store's real schema, the same ones for the same number of them.

The mix of precisions is that of real news: 50% day, 20% month, 17% year, the rest decades, ranges and open. Events come
in an order that has nothing to do with their dates, as from an archive; ten to a document. Filter values and words are
skewed as in real text: a few are everywhere, most are rare. `COMMON` is a word in one event of ten, `MIDDLING` in one
of 500, `RARE` in one of a million.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import make_url

from timeline import days
from timeline.model import (
    EVENT_TYPES,
    Document,
    DocumentRef,
    Event,
    Evidence,
    Participant,
    Place,
    TemporalValue,
    TextSpan,
    event_id,
)
from timeline.store import Store
from timeline.store.index import CLASSES, PUBLISHED, REPORTS, STARTS, key, period, report_key, rowid, start_key, term
from timeline.store.spans import OPEN_END, span

COMMON, MIDDLING, RARE = "government", "parliament", "xylophone"
_EVERY = ((10, COMMON), (500, MIDDLING), (1_000_000, RARE))
FIRST, LAST = days.to_number(1990, 1, 1), days.to_number(2025, 12, 31)
PER_DOCUMENT = 10
_CHUNK = 20_000

_chance = random.Random(7)


def _names(count: int, parts: int) -> list[str]:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "or")]
    return [
        " ".join("".join(_chance.choices(syllables, k=_chance.randint(2, 3))).title() for _ in range(parts))
        for _ in range(count)
    ]


def _skewed(values: list[str], size: int) -> list[str]:
    """Values to draw from evenly, the n-th one 1/n as often as the first."""
    return _chance.choices(values, weights=[1 / (n + 1) for n in range(len(values))], k=size)


_SPEECH = _skewed([name.lower() for name in _names(20_000, 1)], 200_000)
_PHRASES = [" ".join(_SPEECH[n : n + 5]) for n in range(0, 200_000, 5)]
PEOPLE, PLACES = list(dict.fromkeys(_names(20_000, 2))), list(dict.fromkeys(_names(5_000, 1)))
_PEOPLE, _PLACES, _TYPES = _skewed(PEOPLE, 65_536), _skewed(PLACES, 65_536), _skewed(list(EVENT_TYPES), 4_096)
_ISO = [days.iso_day(number) for number in range(FIRST - 1, LAST + 5_000)]


def _iso(day: int) -> str:
    return _ISO[day - FIRST + 1]


def _calendar() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """First and last day of the month, the year and the decade of every day."""
    units: dict[str, list[tuple[int, int]]] = {"month": [], "year": [], "decade": []}
    for number in range(FIRST, LAST + 1):
        year, month, _ = days.from_number(number)
        first, decade = days.to_number(year, month, 1), year // 10 * 10
        units["month"].append((first, first + days.days_in_month(year, month) - 1))
        units["year"].append((days.to_number(year, 1, 1), days.to_number(year, 12, 31)))
        units["decade"].append((days.to_number(decade, 1, 1), days.to_number(decade + 9, 12, 31)))
    return {name: tuple(np.array(ends) for ends in zip(*pairs, strict=True)) for name, pairs in units.items()}  # type: ignore[misc]


_CALENDAR = _calendar()
_PRECISIONS = ("day", "month", "year", "decade", "day", "open")


class Events:
    """`count` made-up events as columns, one entry an event; `seq` is the number plus 1."""

    def __init__(self, count: int, seed: int = 1) -> None:
        chance = np.random.default_rng(seed)
        self.count = count
        day = chance.integers(FIRST, LAST + 1, count)
        self.kind = np.searchsorted((50, 70, 87, 91, 97), chance.integers(0, 100, count), side="right").astype(np.int8)
        self.start, self.end = day.copy(), day.copy()
        for kind, unit in enumerate(("month", "year", "decade"), 1):
            chosen = self.kind == kind
            for mine, ends in zip((self.start, self.end), _CALENDAR[unit], strict=True):
                mine[chosen] = ends[day[chosen] - FIRST]
        self.end[self.kind == 4] += chance.integers(0, 200, count)[self.kind == 4]
        self.published = chance.integers(FIRST, LAST + 1, count // PER_DOCUMENT + 1)
        self.type = chance.integers(0, 4_096, count, dtype=np.uint16)
        self.place = chance.integers(0, 65_536, count, dtype=np.uint16)
        self.people = chance.integers(0, 65_536, (count, 2), dtype=np.uint16)
        self.phrases = chance.integers(0, len(_PHRASES), (count, 4), dtype=np.uint16)
        lengths = self.end - self.start + 1
        by_length = np.array(
            [span("0001-01-01", days.iso_day(n)).klass if n else 0 for n in range(3_700)], dtype=np.int8
        )
        self.klass = by_length[lengths]
        self.klass[self.kind == 5] = OPEN_END
        self.end[self.kind == 5] += 366

    def words(self, number: int) -> tuple[str, str]:
        """Title and quote."""
        title, *rest = self.phrases[number].tolist()
        quote = " ".join([_PHRASES[n] for n in rest])
        for every, word in _EVERY:
            if number % every == 7:
                quote += " " + word
        return _PHRASES[title], quote

    def names(self, number: int) -> tuple[str, str, str]:
        """Two participants, who may be one and the same, and the place."""
        one, other = self.people[number].tolist()
        return _PEOPLE[one], _PEOPLE[other], _PLACES[self.place[number]]

    def document(self, number: int) -> Document:
        """The document of event `number`: short, since its text plays no part in any query."""
        article = number // PER_DOCUMENT
        return Document(
            f"Article {article}.", date.fromordinal(int(self.published[article])), url=f"https://example.org/{article}"
        )

    def event(self, number: int, source: Document) -> Event:
        """An event as the program knows it, for `Store.add`."""
        title, quote = self.words(number)
        one, other, place = self.names(number)
        latest = None if self.kind[number] == 5 else _iso(int(self.end[number]))
        value = TemporalValue("2018", _iso(int(self.start[number])), latest, _PRECISIONS[self.kind[number]], "2018")  # type: ignore[arg-type]
        evidence = Evidence(
            DocumentRef.of(source), quote, "and so it came to pass, said he, ", " The rest of it is not yet known", 0,
            len(quote), TextSpan(0, 5, quote[:5]), None, "day", None, "clause", "rules-en 1.0",
        )  # fmt: skip
        people = tuple(Participant(name, "person") for name in dict.fromkeys((one, other)))
        where = Place(place, place, place[:2].upper(), 60.17, 24.94)
        name = event_id(source.id, str(number))
        return Event(name, title, _TYPES[self.type[number]], "occurred", value, (evidence,), where, people, 0.93)  # type: ignore[arg-type]


def batches(seed: int, count: int, size: int) -> Iterator[list[tuple[Document, list[Event]]]]:
    """New events as batches for `Store.add`, `size` events each; another seed gives other documents."""
    events = Events(count, seed)
    for first in range(0, count, size):
        batch = []
        for number in range(first, first + size, PER_DOCUMENT):
            old = events.document(number)
            source = Document(old.text, old.published, url=f"https://example.org/{seed}/{number}")
            batch.append((source, [events.event(number + n, source) for n in range(PER_DOCUMENT)]))
        yield batch


_BODY = (
    '{"id":"%s","version":1,"title":"%s","type":"%s","status":"occurred","review":"machine",'
    '"date":{"edtf":"2018-07-16","earliest":"%s","latest":%s,"precision":"%s","modifier":null,"approximate":false,'
    '"uncertain":false,"time":null,"display":"July 16, 2018"},'
    '"place":{"name":"%s","country":"%s","lat":60.17,"lon":24.94,"text":"%s"},"participants":[%s],"confidence":0.93,'
    '"tags":[],"flags":[],"evidence":[{"document":{"id":"%s","title":null,"url":"https://example.org/%d",'
    '"publisher":null,"published":"%s"},"quote":"%s","prefix":"and so it came to pass, said he, ",'
    '"suffix":" The rest of it is not yet known","start":2249,"end":2366,'
    '"trigger":{"start":2278,"end":2281,"text":"met"},"time":{"start":2306,"end":2310,"text":"2018"},"rule":"year",'
    '"anchor":"2025-08-13","anchoring":"clause","extractor":"rules-en 1.0"}]}'
)
_DOCUMENT = (
    '{"id":"%s","title":null,"url":"%s","publisher":null,"published":"%s","language":"en","authors":[],"tags":[]}'
)


class Loader:
    """Fills an empty database faster than `Store.add` can, with rows just like its own."""

    def __init__(self, count: int) -> None:
        self.made = Events(count)
        self.terms, self._columns = self._find_terms()

    def _find_terms(self) -> tuple[list[tuple[int, str, str, str, int]], list[np.ndarray]]:
        """Rows of `terms`, and per filter the term of every event (0 where it has none)."""
        made, rows, columns = self.made, [], []

        def add(kind: str, values: list[str], drawn: np.ndarray) -> None:
            names = sorted(set(values))
            place = {name: number for number, name in enumerate(names)}
            per_event = np.array([place[value] for value in values], dtype=np.int32)[drawn]
            counts = np.bincount(per_event, minlength=len(names))
            base = len(rows) + 1
            rows.extend((base + n, term(kind, name), kind, name, int(counts[n])) for n, name in enumerate(names))
            columns.append((per_event + base).astype(np.int32))

        add("type", _TYPES, made.type)
        add("precision", list(_PRECISIONS), made.kind)
        add("place", _PLACES, made.place)
        add("country", [name[:2].upper() for name in _PLACES], made.place)
        people = {name: n for n, name in enumerate(PEOPLE)}
        person = np.array([people[name] for name in _PEOPLE], dtype=np.int32)
        one, other = person[made.people[:, 0]], person[made.people[:, 1]]
        differ = one != other
        base = len(rows) + 1
        counts = np.bincount(one, minlength=len(PEOPLE)) + np.bincount(other[differ], minlength=len(PEOPLE))
        rows.extend(
            (base + n, term("participant", name), "participant", name, int(counts[n])) for n, name in enumerate(PEOPLE)
        )
        columns += [(one + base).astype(np.int32), np.where(differ, other + base, 0).astype(np.int32)]
        for kind, value in (("status", "occurred"), ("review", "machine")):
            rows.append((len(rows) + 1, term(kind, value), kind, value, made.count))
            columns.append(np.full(made.count, len(rows), dtype=np.int32))
        return rows, columns

    def keys(self, number: int) -> list[str]:
        """The words that stand for the filter values and the publication of event `number`."""
        terms = [key(column[number]) for column in self._columns if column[number]]
        return [*terms, report_key(period(int(self.made.published[number // PER_DOCUMENT])))]

    def documents(self) -> Iterator[tuple]:
        """Rows of `documents`."""
        for number in range(0, self.made.count, PER_DOCUMENT):
            source = self.made.document(number)
            body = _DOCUMENT % (source.id, source.url, source.published)
            day, added = source.published.toordinal(), "2026-01-01T00:00:00Z"
            yield number // PER_DOCUMENT + 1, source.id, 1, day, "", added, body, source.text

    def events(self, with_words: bool) -> Iterator[tuple]:
        """Rows of `events`."""
        made, source = self.made, ""
        for first in range(0, made.count, _CHUNK):
            part = slice(first, first + _CHUNK)
            columns = (made.klass, made.start, made.end, made.kind, made.type)
            for number, klass, start, end, kind, type_ in zip(
                range(first, made.count), *(column[part].tolist() for column in columns), strict=False
            ):
                if number % PER_DOCUMENT == 0:
                    source, published = made.document(number).id, int(made.published[number // PER_DOCUMENT])
                title, quote = made.words(number)
                one, other, place = made.names(number)
                people = f'{{"name":"{one}","kind":"person"}}'
                if one != other:
                    people += f',{{"name":"{other}","kind":"person"}}'
                name = f"ev_{number // PER_DOCUMENT * 0x9E3779B1 & 0xFFFFFFFF:08x}{number:012x}"
                precision = _PRECISIONS[kind]
                latest, article = "null" if kind == 5 else f'"{_iso(end)}"', number // PER_DOCUMENT
                body = _BODY % (
                    name, title, _TYPES[type_], _iso(start), latest, precision, place, place[:2].upper(), place, people,
                    source, article, _iso(published), quote,
                )  # fmt: skip
                row = (
                    number + 1, name, article + 1, klass, start, end, published, _TYPES[type_], "occurred", "machine",
                    precision, 0.93, 1, body,
                )  # fmt: skip
                if with_words:
                    keys = [start_key(period(start)), *self.keys(number)]
                    row = (*row, _tsvector(title, f"{one} {other} {place} {place}".lower(), quote, keys=keys))
                yield row

    def postings(self) -> Iterator[np.ndarray]:
        """Rows of `postings` in their order, a block a term and filter."""
        made = self.made
        for columns in ([0], [1], [2], [3], [4, 5], [6], [7]):
            ids = np.concatenate([self._columns[n] for n in columns])
            seqs = np.tile(np.arange(made.count, dtype=np.int64), len(columns))
            chosen = np.flatnonzero(ids)
            ids, seqs = ids[chosen], seqs[chosen]
            order = np.lexsort((seqs, made.start[seqs], made.klass[seqs], ids))
            for part in range(0, len(order), 1_000_000):
                here = order[part : part + 1_000_000]
                seq = seqs[here]
                yield np.column_stack((ids[here], made.klass[seq], made.start[seq], seq + 1, made.end[seq]))

    def searches(self) -> Iterator[tuple[int, str, str, str, str]]:
        """Rows of the full-text index in its own order."""
        made = self.made
        order = np.lexsort((np.arange(made.count), made.start, made.klass))
        for number in order.tolist():
            title, quote = made.words(number)
            one, other, place = made.names(number)
            row = rowid(int(made.klass[number]), int(made.start[number]), number + 1)
            yield row, title, f"{one} {other} {place} {place}".lower(), quote, " ".join(self.keys(number))

    def tally(self) -> Iterator[tuple[int, ...]]:
        """Rows of `tally`."""
        made = self.made
        spans, counts = np.unique(np.column_stack((made.klass, made.start, made.end)), axis=0, return_counts=True)
        for row, n in zip(spans.tolist(), counts.tolist(), strict=True):
            yield (*row, n)
        for klass, n in enumerate(np.bincount(made.klass).tolist()):
            yield CLASSES, klass, klass, n
        published = made.published.repeat(PER_DOCUMENT)[: made.count]
        for klass, values in (
            (PUBLISHED, published),
            (STARTS, period(made.start)),
            (REPORTS, period(published)),
        ):
            for value, n in zip(*(column.tolist() for column in np.unique(values, return_counts=True)), strict=True):
                yield klass, value, value, n


def _tsvector(*fields: str, keys: list[str]) -> str:
    places: dict[str, list[str]] = {}
    position = 0
    for weight, words in zip("ABC", fields, strict=True):
        for word in words.split():
            position += 1
            places.setdefault(word, []).append(f"{position}{weight}")
        position += 1
    return " ".join([f"'{word}':{','.join(spots)}" for word, spots in places.items()] + [f"'{key}'" for key in keys])


EVENT_COLUMNS = (
    'seq, id, document, class, start, "end", published, type, status, review, precision, confidence, version, body'
)


def load(url: str, count: int, progress: Callable[[str], None]) -> None:
    """Fill the database at a URL, which is created."""
    Store.upgrade(url)
    (_load_sqlite if url.startswith("sqlite") else _load_postgresql)(url, Loader(count), progress)


def _load_sqlite(url: str, loader: Loader, progress: Callable[[str], None]) -> None:
    import sqlite3

    connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000", "temp_store=FILE"):
        connection.execute(f"PRAGMA {pragma}")
    later = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%ON events%'"
    ).fetchall()
    for name, _ in later:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO documents VALUES ({_marks(8)})", loader.documents())
    connection.executemany(f"INSERT INTO events ({EVENT_COLUMNS}) VALUES ({_marks(14)})", loader.events(False))
    progress("events are in")
    connection.executemany(f"INSERT INTO terms VALUES ({_marks(5)})", loader.terms)
    connection.executemany(f"INSERT INTO tally VALUES ({_marks(4)})", loader.tally())
    for _, statement in later:
        connection.execute(statement)
    progress("indexes are in")
    columns = "rowid, title, names, quotes, keys"
    connection.executemany(f"INSERT INTO search ({columns}) VALUES ({_marks(5)})", loader.searches())
    connection.execute("UPDATE meta SET value = 1")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _load_postgresql(url: str, loader: Loader, progress: Callable[[str], None]) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("maintenance_work_mem = '1GB'", "synchronous_commit = off"):
            connection.execute(f"SET {setting}")
        later = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'events' AND indexname LIKE 'events_by%'"
        ).fetchall()
        for name, _ in later:
            connection.execute(f"DROP INDEX {name}")
        for table, constraint in (
            ("events", "events_id_key"),
            ("events", "events_document_fkey"),
            ("postings", "postings_pkey"),
        ):
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        _copy(connection, "documents", loader.documents())
        _copy(connection, f"events ({EVENT_COLUMNS}, words)", loader.events(True))
        progress("events are in")
        with connection.cursor().copy("COPY postings FROM STDIN") as copy:
            for block in loader.postings():
                copy.write("".join(["\t".join(map(str, row)) + "\n" for row in block.tolist()]))
        _copy(connection, "terms", iter(loader.terms))
        _copy(connection, "tally", loader.tally())
        progress("postings are in")
        connection.execute("ALTER TABLE postings ADD PRIMARY KEY (term, class, start, seq)")
        connection.execute("ALTER TABLE events ADD CONSTRAINT events_id_key UNIQUE (id)")
        for _, statement in later:
            connection.execute(statement)
        progress("indexes are in")
        connection.execute("UPDATE meta SET value = 1 WHERE name = 'revision'")
        connection.execute("VACUUM ANALYZE")


def _copy(connection: Any, table: str, rows: Iterator[tuple]) -> None:
    with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        block: list[str] = []
        for row in rows:
            block.append("\t".join(map(str, row)) + "\n")
            if len(block) == 1_000:
                copy.write("".join(block))
                block = []
        copy.write("".join(block))


def _marks(count: int) -> str:
    return ", ".join("?" * count)
