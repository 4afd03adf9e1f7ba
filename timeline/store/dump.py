"""The whole database as lines of JSON and back, from either engine into either: documents, versions, events, edits.

The first line says what it is; API keys stay where they are. Seqs are kept, so that one dump of one state is always the
same text, and a database loaded from it answers alike. What an ingest remembers goes along, so that it goes on there.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, text
from sqlalchemy.exc import DataError, IntegrityError

from timeline.errors import Conflict, InvalidInput
from timeline.store.engine import insert_many
from timeline.store.index import HIDDEN, Index, entry
from timeline.store.writer import COLUMNS, insert_events

_TABLES: dict[str, tuple[str, ...]] = {
    "documents": ("seq", "id", "version", "published", "digest", "added", "body", "text"),
    "document_versions": ("document", "version", "replaced", "body", "text"),
    "events": COLUMNS,
    "edits": ("seq", "event", "version", "at", "by", "why", "action", "changes"),
    "ingested": ("name",),
    "sketches": ("document", "published", "value", "linked"),
}  # fmt: skip
_ORDER = {"document_versions": "document, version", "ingested": "name", "sketches": "document"}
"""What the lines of a table are ordered by, where it is not seq."""

_FORMAT, _VERSION = "timeline-dump", 1
_BATCH = 1_000


def is_dump(line: bytes) -> bool:
    """Whether a file that begins with this line is a dump."""
    try:
        head = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return isinstance(head, dict) and head.get("format") == _FORMAT


def dump(connection: Connection) -> Iterator[bytes]:
    """The database as lines, each ending in a newline, all of one state."""
    yield orjson.dumps({"format": _FORMAT, "version": _VERSION}) + b"\n"
    count = 0
    for table, columns in _TABLES.items():
        for row in _rows(connection, table, columns):
            values = {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}
            yield orjson.dumps({"table": table, **values}) + b"\n"
            count += 1
    yield orjson.dumps({"rows": count}) + b"\n"


def _rows(connection: Connection, table: str, columns: tuple[str, ...]) -> Iterator[RowMapping]:
    """The rows of a table in order, some at a time."""
    order = _ORDER.get(table, "seq")
    keys = order.split(", ")
    names = ", ".join(f'"{column}"' for column in columns)
    past: dict[str, Any] = {}
    while True:
        where = f"WHERE ({order}) > ({', '.join(f':{key}' for key in past)})" if past else ""
        statement = text(f"SELECT {names} FROM {table} {where} ORDER BY {order} LIMIT {_BATCH}")
        rows = connection.execute(statement, past).mappings().all()
        if not rows:
            return
        yield from rows
        past = {key: rows[-1][key] for key in keys}


def load(connection: Connection, lines: Iterable[bytes], is_sqlite: bool) -> int:
    """Fill an empty database from a dump; returns the number of events.

    Conflict where there are documents already, InvalidInput where the dump is damaged or cut off.
    """
    if connection.execute(
        text("SELECT count(*) FROM (SELECT 1 FROM events UNION ALL SELECT 1 FROM documents) x")
    ).scalar():
        raise Conflict("a dump is loaded into an empty database; this one holds documents")
    given = iter(lines)
    head = next(given, b"")
    if not is_dump(head):
        raise InvalidInput("this is no dump of a timeline", "dump")
    if (version := orjson.loads(head).get("version")) != _VERSION:
        raise InvalidInput(f"the dump has form {version}, this program reads {_VERSION}", "dump")
    loaded = 0
    for table, rows in _batches(given):
        try:
            _insert(connection, table, rows, is_sqlite)
        except (KeyError, TypeError, ValueError, DataError, IntegrityError) as error:
            raise InvalidInput(f"a row of the dump's {table} is damaged: {error}", "dump") from error
        loaded += len(rows) if table == "events" else 0
    connection.execute(text("UPDATE meta SET value = value + 1 WHERE name = 'revision'"))
    return loaded


def _batches(lines: Iterator[bytes]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows behind the first line, some of one table at a time; InvalidInput where the last line does not come."""
    table, count = "", 0
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(lines, 2):
        row = _row(line, number)
        if row["table"] != table or len(rows) >= _BATCH:
            if rows:
                yield table, rows
            table, rows = row["table"], []
        if not table:
            if row["rows"] != count:
                raise InvalidInput(f"the dump says that it has {row['rows']} rows, but there are {count}", "dump")
            return
        count += 1
        rows.append(row)
    raise InvalidInput(f"the dump is cut off behind {count} rows", "dump")


def _row(line: bytes, number: int) -> dict[str, Any]:
    """A line's values by column, and its table: "" for the last line, which counts the others."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"line {number} of the dump is damaged: {error}", "dump") from error
    if isinstance(row, dict) and isinstance(row.get("rows"), int):
        return {"table": "", **row}
    columns = _TABLES.get(str(row.get("table"))) if isinstance(row, dict) else None
    if columns is None or any(column not in row for column in columns):
        raise InvalidInput(f"line {number} of the dump is no row of a timeline", "dump")
    return dict(row)


def _insert(connection: Connection, table: str, rows: list[dict[str, Any]], is_sqlite: bool) -> None:
    if table == "events":
        _insert_events(connection, rows, is_sqlite)
        return
    for row in rows if table == "sketches" else ():
        row["value"] = bytes.fromhex(row["value"])
    columns = _TABLES[table]
    insert_many(connection, table, columns, [tuple(row[column] for column in columns) for row in rows])


def _insert_events(connection: Connection, rows: list[dict[str, Any]], is_sqlite: bool) -> None:
    index = Index(connection, is_sqlite)
    for row in rows:
        if row["class"] != HIDDEN:
            index.put(entry(row["seq"], orjson.loads(row["body"]), row["published"]))
    index.count()
    insert_events(connection, rows, index, is_sqlite)
    index.flush({row["seq"] for row in rows})
