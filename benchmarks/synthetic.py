"""Millions of made-up events in the store's real schema, the same ones for the same number.

The mix of precisions is that of real news: 50% day, 20% month, 17% year, the rest decades, ranges and open. Events come
in an order that has nothing to do with their dates, as from an archive; four to a document. Filter values and words are
skewed as in real text: a few are everywhere, most are rare. `COMMON` is a word in one event of ten, `MIDDLING` in one
of 500, `RARE` in one of a million.
"""

import random
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from datetime import date
from pathlib import Path

import orjson
from sqlalchemy import make_url

from timeline import days
from timeline.model import EVENT_TYPES, Document, DocumentRef, Event, Evidence, Participant, Place, TemporalValue
from timeline.model import TextSpan, digest
from timeline.schemas import document_json
from timeline.store import Store
from timeline.store.index import PUBLISHED, UNPOSTED, rowid, term
from timeline.store.spans import span
from timeline.store.words import tsvector

COMMON, MIDDLING, RARE = "government", "parliament", "xylophone"
FIRST, LAST = days.to_number(1990, 1, 1), days.to_number(2025, 12, 31)

_chance = random.Random(7)


def _names(count: int, parts: int) -> list[str]:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "in", "or")]
    return [
        " ".join("".join(_chance.choices(syllables, k=_chance.randint(2, 3))).title() for _ in range(parts))
        for _ in range(count)
    ]


def _skewed(values: list[str], size: int) -> list[str]:
    """Values to draw from evenly, with the n-th value 1/n as frequent as the first."""
    return _chance.choices(values, weights=[1 / (n + 1) for n in range(len(values))], k=size)


_WORDS = [name.lower() for name in _names(20_000, 1)]
_SPEECH = _skewed(_WORDS, 200_000)
_PHRASES = [" ".join(_SPEECH[n : n + 5]) for n in range(0, 200_000, 5)]
PEOPLE = _names(20_000, 2)
PLACES = _names(5_000, 1)
_PEOPLE, _PLACES = _skewed(PEOPLE, 65_536), _skewed(PLACES, 65_536)
_COUNTRIES = sorted({name[:2].upper() for name in PLACES})
_TYPES = _skewed(list(EVENT_TYPES), 4_096)
_MASK = (1 << 64) - 1
_UNPOSTED = {tuple(name.split(":")) for name in UNPOSTED}
_iso_day, _from_number = cache(days.iso_day), cache(days.from_number)


def _mix(number: int) -> Iterator[int]:
    """Even 32-bit numbers, the same for the same number (SplitMix64)."""
    state = number * 0x9E3779B97F4A7C15 & _MASK
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB & _MASK
        yield mixed & 0xFFFFFFFF
        yield mixed >> 32


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up event, in parts."""

    number: int
    earliest: int
    latest: int | None
    precision: str
    type: str
    place: str
    people: tuple[str, str]
    published: int
    title: str
    quote: str

    @property
    def bounds(self) -> tuple[str, str | None]:
        return _iso_day(self.earliest), None if self.latest is None else _iso_day(self.latest)


def dates(number: int) -> tuple[int, int | None, str]:
    """Earliest and latest day and the precision of an event."""
    chance = _mix(number)
    kind, day = next(chance) % 100, FIRST + next(chance) % (LAST - FIRST + 1)
    if kind < 50:
        return day, day, "day"
    year, month, _ = _from_number(day)
    if kind < 70:
        first = days.to_number(year, month, 1)
        return first, first + days.days_in_month(year, month) - 1, "month"
    if kind < 87:
        return days.to_number(year, 1, 1), days.to_number(year, 12, 31), "year"
    if kind < 91:
        decade = year // 10 * 10
        return days.to_number(decade, 1, 1), days.to_number(decade + 9, 12, 31), "decade"
    if kind < 97:
        return day, day + next(chance) % 200, "day"
    return day, None, "open"


def words(number: int) -> tuple[str, str]:
    """Title and quote of an event."""
    chance = _mix(~number)
    title = _PHRASES[next(chance) % len(_PHRASES)]
    quote = " ".join(_PHRASES[next(chance) % len(_PHRASES)] for _ in range(3))
    for every, word in ((10, COMMON), (500, MIDDLING), (1_000_000, RARE)):
        if number % every == 7:
            quote += " " + word
    return title, quote


def make(number: int) -> Made:
    """The made-up event of a number."""
    chance = _mix(number ^ 0x5555555555)
    earliest, latest, precision = dates(number)
    person = next(chance)
    people = _PEOPLE[person % 65_536], _PEOPLE[(person >> 16) % 65_536]
    title, quote = words(number)
    published = FIRST + next(_mix(number // 4 ^ 0x3333333333)) % (LAST - FIRST + 1)
    return Made(
        number, earliest, latest, precision, _TYPES[next(chance) % 4_096], _PLACES[next(chance) % 65_536], people,
        published, title, quote,
    )  # fmt: skip


def document(number: int) -> Document:
    """The document of events 4n to 4n+3: as short as can be, since its text plays no part in any query."""
    url = f"https://example.org/{number}"
    return Document(f"Article {number}.", date.fromordinal(make(4 * number).published), url=url)


def event(made: Made, source: Document) -> Event:
    """The same event as the program knows it, for `Store.add`."""
    trigger = TextSpan(0, 5, made.quote[:5])
    place = Place(made.place, made.place, made.place[:2].upper(), 60.17, 24.94)
    return Event(
        "ev_" + digest(f"{source.id} {made.number}"), made.title, made.type,  # type: ignore[arg-type]
        "occurred",
        TemporalValue("2018", *made.bounds, made.precision, "2018"),  # type: ignore[arg-type]
        (Evidence(DocumentRef.of(source), made.quote, "", "", 0, len(made.quote), trigger, None, "day", None, "clause", "x"),),
        place,
        tuple(Participant(name, "person") for name in dict.fromkeys(made.people)),
        0.93,
    )  # fmt: skip


_BODY = (
    '{"id":"%s","version":1,"title":"%s","type":"%s","status":"occurred","review":"machine","date":{"edtf":"2018-07-16",'
    '"earliest":"%s","latest":%s,"precision":"%s","modifier":null,"approximate":false,"uncertain":false,"time":null,'
    '"display":"July 16, 2018"},"place":{"name":"%s","country":"%s","lat":60.17,"lon":24.94,"text":"%s"},"participants":['
    '%s],"confidence":0.93,"tags":[],"flags":[],"evidence":[{"document":{"id":"%s","title":null,"url":'
    '"https://example.org/%d","publisher":null,"published":"%s"},"quote":"%s","prefix":"and so it came to pass, said he, ",'
    '"suffix":" The rest of it is not yet known","start":2249,"end":2366,"trigger":{"start":2278,"end":2281,"text":"met"},'
    '"time":{"start":2306,"end":2310,"text":"2018"},"rule":"year","anchor":"2025-08-13","anchoring":"clause",'
    '"extractor":"rules-en 1.0"}]}'
)


class Loader:
    """Fills an empty database faster than `Store.add` can, with rows just like its own."""

    def __init__(self, url: str, count: int) -> None:
        self.url, self.count = url, count
        self._terms: dict[tuple[str, str], int] = {}
        self._counts: Counter[int] = Counter()
        self._tally: Counter[tuple[int, int, int]] = Counter()
        self._classes: dict[tuple[str, str | None], tuple[int, int, int]] = {}
        self.order = array("q")
        self.postings: Iterator[tuple[int, int, int, int, int]]

    def term(self, value: tuple[str, str]) -> int:
        number = self._terms.setdefault(value, len(self._terms) + 1)
        self._counts[number] += 1
        return number

    def documents(self) -> Iterator[tuple]:
        for number in range((self.count + 3) // 4):
            source = document(number)
            body = orjson.dumps(document_json(source)).decode()
            yield (
                number + 1,
                source.id,
                1,
                source.published.toordinal(),
                "",
                "2026-01-01T00:00:00Z",
                body,
                source.text,
            )

    def events(self, postings: "Postings", with_words: bool) -> Iterator[tuple]:
        source = ""
        for number in range(self.count):
            made, seq = make(number), number + 1
            if number % 4 == 0:
                source = document(number // 4).id
            earliest, latest = made.bounds
            when = self._classes.get((earliest, latest))
            if when is None:
                found = span(earliest, latest)
                when = self._classes[earliest, latest] = (found.klass, found.start, found.end)
            self._tally[when] += 1
            self._tally[PUBLISHED, made.published, made.published] += 1
            self.order.append(rowid(when[0], when[1], seq))
            country = made.place[:2].upper()
            for value in (
                ("type", made.type), ("status", "occurred"), ("review", "machine"), ("precision", made.precision),
                ("place", made.place), ("country", country),
                *(("participant", name) for name in dict.fromkeys(made.people)),
            ):  # fmt: skip
                known = self.term(value)
                if value not in _UNPOSTED:
                    postings.add(known, when, seq)
            name = f"ev_{next(_mix(number)):08x}{number:012x}"
            people = ",".join(f'{{"name":"{one}","kind":"person"}}' for one in dict.fromkeys(made.people))
            body = _BODY % (
                name, made.title, made.type, earliest, "null" if latest is None else f'"{latest}"', made.precision,
                made.place, country, made.place, people, source, number // 4, _iso_day(made.published), made.quote,
            )  # fmt: skip
            row = (
                seq, name, number // 4 + 1, *when, made.published, made.type, "occurred", "machine", made.precision,
                0.93, 1, body,
            )  # fmt: skip
            yield (*row, tsvector(self.words(made))) if with_words else row

    @staticmethod
    def words(made: Made) -> tuple[list[str], list[str], list[str]]:
        names = " ".join((*made.people, made.place, made.place)).lower().split()
        return made.title.split(), names, made.quote.split()

    def searches(self) -> Iterator[tuple[int, str, str, str]]:
        """Rows of the full-text index in its own order."""
        for number in sorted(self.order):
            made = make((number & ((1 << 35) - 1)) - 1)
            title, names, quote = self.words(made)
            yield number, " ".join(title), " ".join(names), " ".join(quote)

    def terms(self) -> Iterator[tuple]:
        for (kind, value), number in self._terms.items():
            yield number, term(kind, value), kind, value, self._counts[number]

    def tally(self) -> Iterator[tuple]:
        for (klass, start, end), n in self._tally.items():
            yield klass, start, end, n


class Postings:
    """Postings on their way into the database, a million at a time."""

    def __init__(self, write) -> None:
        self._write, self._rows = write, []

    def add(self, term: int, when: tuple[int, int, int], seq: int) -> None:
        self._rows.append((term, when[0], when[1], seq, when[2]))
        if len(self._rows) >= 1_000_000:
            self.flush()

    def flush(self) -> None:
        self._write(self._rows)
        self._rows = []


EVENT_COLUMNS = (
    'seq, id, document, class, start, "end", published, type, status, review, precision, confidence, version, body'
)


def load(url: str, count: int) -> None:
    """Fill the database at a URL, which is created."""
    Store.upgrade(url)
    loader = Loader(url, count)
    (_load_sqlite if url.startswith("sqlite") else _load_postgresql)(loader)


def _load_sqlite(loader: Loader) -> None:
    import sqlite3

    connection = sqlite3.connect(make_url(loader.url).database, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-2000000", "temp_store=FILE"):
        connection.execute(f"PRAGMA {pragma}")
    later = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%ON events%'"
    ).fetchall()
    for name, _ in later:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO documents VALUES ({_marks(8)})", loader.documents())
    connection.execute("CREATE TABLE staged (term, class, start, seq, last)")
    postings = Postings(lambda rows: connection.executemany(f"INSERT INTO staged VALUES ({_marks(5)})", rows))
    connection.executemany(
        f"INSERT INTO events ({EVENT_COLUMNS}) VALUES ({_marks(14)})", loader.events(postings, False)
    )
    postings.flush()
    connection.execute("COMMIT")
    connection.execute("INSERT INTO postings SELECT * FROM staged ORDER BY 1, 2, 3, 4")
    connection.execute("DROP TABLE staged")
    for _, statement in later:
        connection.execute(statement)
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO terms VALUES ({_marks(5)})", loader.terms())
    connection.executemany(f"INSERT INTO tally VALUES ({_marks(4)})", loader.tally())
    connection.executemany(f"INSERT INTO search (rowid, title, names, quotes) VALUES ({_marks(4)})", loader.searches())
    connection.execute("COMMIT")
    connection.execute("UPDATE meta SET value = 1")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _load_postgresql(loader: Loader) -> None:
    import psycopg

    with psycopg.connect(loader.url.replace("+psycopg", ""), autocommit=True) as connection:
        for setting in ("maintenance_work_mem = '1GB'", "synchronous_commit = off"):
            connection.execute(f"SET {setting}")
        later = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'events' AND indexname LIKE 'events_by%'"
        ).fetchall()
        for name, _ in later:
            connection.execute(f"DROP INDEX {name}")
        connection.execute("ALTER TABLE events DROP CONSTRAINT events_id_key")
        connection.execute("ALTER TABLE events DROP CONSTRAINT events_document_fkey")
        connection.execute("ALTER TABLE postings DROP CONSTRAINT postings_pkey")
        staged = Path(f"/tmp/timeline-postings-{connection.info.backend_pid}.tsv")
        _copy(connection, "documents", loader.documents())
        with staged.open("w") as file:
            postings = Postings(lambda rows: file.writelines("%d\t%d\t%d\t%d\t%d\n" % row for row in rows))
            _copy(connection, f"events ({EVENT_COLUMNS}, words)", loader.events(postings, True))
            postings.flush()
        with connection.cursor().copy("COPY postings FROM STDIN") as copy, staged.open("rb") as file:
            while block := file.read(1 << 20):
                copy.write(block)
        staged.unlink()
        _copy(connection, "terms", loader.terms())
        _copy(connection, "tally", loader.tally())
        connection.execute("ALTER TABLE postings ADD PRIMARY KEY (term, class, start, seq)")
        connection.execute("ALTER TABLE events ADD CONSTRAINT events_id_key UNIQUE (id)")
        for _, statement in later:
            connection.execute(statement)
        connection.execute("UPDATE meta SET value = 1 WHERE name = 'revision'")
        connection.execute("VACUUM ANALYZE")


def _copy(connection, table: str, rows: Iterator[tuple]) -> None:
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


def batches(first: int, count: int, size: int = 1_000) -> Iterator[list[tuple[Document, list[Event]]]]:
    """Events from number `first` on as batches for `Store.add`, `size` events each."""
    for start in range(first, first + count, size):
        batch = []
        for number in range(start // 4, (start + size) // 4):
            source = document(number)
            batch.append((source, [event(make(4 * number + n), source) for n in range(4)]))
        yield batch
