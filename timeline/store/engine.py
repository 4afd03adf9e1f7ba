"""Connections and transactions of both engines, and their errors in plain words."""

import os
import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Row, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool

from timeline.errors import InvalidInput, StoreUnavailable

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""

_WRITE_LOCK = 7_401_965
"""Key of the advisory lock that lets one PostgreSQL writer in at a time."""

_PARAMETERS = 900
"""Values of one statement; SQLite before 3.32 takes 999."""

_PLAIN_WORDS = (
    ("disk is full", "the disk is full"),
    ("no space left", "the disk is full"),
    ("disk full", "the disk is full"),
    ("readonly database", "the database is read-only"),
    ("read-only", "the database is read-only"),
    ("locked", f"another program has kept the database locked for {BUSY_SECONDS} seconds"),
    ("lock timeout", f"another program has kept the database locked for {BUSY_SECONDS} seconds"),
    ("malformed", "the file is damaged; restore it from a copy"),
    ("not a database", "the file is not a SQLite database"),
    ("unable to open", "the file cannot be opened"),
    ("disk i/o", "the disk reports an error"),
    ("does not exist", "there is no such database"),
    ("password", "the server refuses the user or password"),
    ("authentication", "the server refuses the user or password"),
)


def run_many(connection: Connection, statement: str, rows: list[dict[str, Any]]) -> None:
    """Run a statement with :named parameters once a row, straight on the driver: the fast way for many rows."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        statement = _psycopg_style(statement)
    connection.exec_driver_sql(statement, rows)


def insert_many(
    connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], conflict: str = ""
) -> None:
    """Insert rows the engine's fastest way: a prepared statement on SQLite, COPY on PostgreSQL.

    `conflict` is an ON CONFLICT clause, which COPY has not; PostgreSQL then gets an array a column, so no value of the
    first row may be None.
    """
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}", list(rows))
    elif conflict:
        arrays = ", ".join("%s::bigint[]" if isinstance(value, int) else "%s::text[]" for value in rows[0])
        statement = f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) {conflict}"
        connection.exec_driver_sql(statement, tuple(list(column) for column in zip(*rows, strict=True)))
    else:
        cursor: Any = connection.connection.cursor()
        with cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def fetch(connection: Connection, statement: str, values: Mapping[str, Any]) -> Sequence[Row[Any]]:
    """Rows of a statement with :named parameters, straight on the driver, for what is asked with every request.

    Having SQLAlchemy parse and compile the text costs more than SQLite needs to answer.
    """
    if connection.dialect.name != "sqlite":
        statement = _psycopg_style(statement)
    return connection.exec_driver_sql(statement, dict(values)).all()


def fetch_text(connection: Connection, statement: str, values: Mapping[str, Any] | Sequence[Any]) -> str:
    """The only value of a SQLite statement that joins its rows into one text, empty where there is none.

    After each row the driver lets other threads have the interpreter, and has to wait for it again: fifty rows as one
    are answered by a third sooner where several threads read.
    """
    row = connection.connection.driver_connection.execute(statement, values).fetchone()  # type: ignore[union-attr]
    return row[0] or ""


@lru_cache(maxsize=1024)
def _psycopg_style(statement: str) -> str:
    return re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", statement.replace("%", "%%"))


def select_in(connection: Connection, statement: str, values: Sequence[str] | Sequence[int]) -> Iterator[Any]:
    """Rows of a statement whose {} stands for "is one of these values"."""
    if connection.dialect.name != "sqlite":
        yield from connection.exec_driver_sql(statement.format("= ANY(%s)"), (list(values),))
        return
    for first in range(0, len(values), _PARAMETERS):
        part = tuple(values[first : first + _PARAMETERS])
        yield from connection.exec_driver_sql(statement.format(f"IN ({', '.join('?' * len(part))})"), part)


@contextmanager
def side_by_side(connection: Connection) -> Iterator[None]:
    """PostgreSQL reads rows that lie apart several at a time, not one after the other.

    It does so for a bitmap of rows, which its planner would not choose: it takes rows for cached. On a disk, 500 rows
    took 20 ms instead of 52.
    """
    connection.exec_driver_sql("SET LOCAL enable_indexscan = off")
    yield
    connection.exec_driver_sql("SET LOCAL enable_indexscan = on")


_WRITER_CACHE = 262_144
"""KiB of pages that a connection keeps once it has written: new events touch indexes in many places."""


class Database:
    """One database: hands out reading and writing transactions; every driver error leaves as StoreUnavailable."""

    def __init__(self, url: str) -> None:
        self.url = _parse(url)
        self.name = self.url.render_as_string(hide_password=True)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.in_memory = self.is_sqlite and self.url.database in (None, "", ":memory:")
        # One connection is all there is in memory: transactions of several threads must take turns.
        self._turn = threading.RLock() if self.in_memory else None
        self._engine = _sqlite(self.url, self.in_memory) if self.is_sqlite else _postgresql(self.url)

    @property
    def path(self) -> Path | None:
        """The SQLite file, None where there is none."""
        return Path(self.url.database) if self.is_sqlite and not self.in_memory and self.url.database else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database throughout."""
        with self._turns(), self._plain_errors(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: all of it or nothing. Writers take turns, on both engines.

        On PostgreSQL too, because writers share counters: in turn they can neither deadlock nor lose a count.
        """
        with self._turns(), self._plain_errors(), self._engine.connect() as connection:
            options: dict[str, Any] = {"timeline_write": True}
            if not self.is_sqlite:
                # Each statement must see what the writer before this one did, also the first one that waits its turn.
                options["isolation_level"] = "READ COMMITTED"
            connection = connection.execution_options(**options)
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITE_LOCK})
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _turns(self) -> Iterator[None]:
        if self._turn is None:
            yield
        else:
            with self._turn:
                yield

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout, self._engine.dialect.loaded_dbapi.Error) as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        cause = str(error.orig if isinstance(error, DBAPIError) else error)
        known = next((words for sign, words in _PLAIN_WORDS if sign in cause.lower()), None)
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        first_line = cause.strip().splitlines()[0] if cause.strip() else type(error).__name__
        reason = known or (f"the connection was lost ({first_line})" if lost else first_line)
        return StoreUnavailable(f"{self.name}: {reason}")


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
    except ArgumentError as error:
        raise InvalidInput("the database is a file or a URL such as sqlite:///timeline.db", "db") from error
    if parsed.get_backend_name() == "sqlite":
        return parsed
    if parsed.get_backend_name() in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise InvalidInput(f"the database is sqlite:/// or postgresql://, not {parsed.get_backend_name()}", "db")


def _sqlite(url: URL, in_memory: bool) -> Engine:
    options = {"poolclass": StaticPool} if in_memory else {"pool_size": 8, "max_overflow": 24}
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the driver begins no transaction of its own; `begin` below does
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # an acknowledged write outlives a power cut
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-65536")
        connection.execute(
            "PRAGMA wal_autocheckpoint=65536"
        )  # pages, 256 MB: each is written once, however often it changed

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that began as a reader fails when another wrote meanwhile; one that begins as a writer waits.
        write = connection.get_execution_options().get("timeline_write")
        if write:
            connection.exec_driver_sql(f"PRAGMA cache_size=-{_WRITER_CACHE}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            pool_pre_ping=True,  # a restart of the server costs a new connection, not an error
            pool_size=8,
            max_overflow=24,
            isolation_level="REPEATABLE READ",
            connect_args={
                "connect_timeout": 10,
                # Parallel workers and compiled plans pay for long reports; here they would only delay short answers.
                "options": f"-c lock_timeout={BUSY_SECONDS}s -c max_parallel_workers_per_gather=0 -c jit=off",
                "application_name": f"timeline-{os.getpid()}",
            },
        )
    except ImportError as error:
        raise StoreUnavailable("PostgreSQL needs its driver: pip install 'timeline[postgresql]'") from error
