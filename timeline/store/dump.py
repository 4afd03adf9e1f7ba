"""The whole database as lines of JSON and back, from either engine into either: documents, versions, events, edits.

The first line says what it is; API keys stay where they are. Seqs are kept, so that one dump of one state is always the
same text, and a database loaded from it answers alike.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, text

from timeline.errors import Conflict, InvalidInput
from timeline.store.engine import insert_many
from timeline.store.index import HIDDEN, Index, entry
from timeline.store.schema import HEAD
from timeline.store.words import indexed, tsvector

_TABLES: dict[str, tuple[str, ...]] = {
    "documents": ("seq", "id", "version", "published", "digest", "added", "body", "text"),
    "document_versions": ("document", "version", "replaced", "body", "text"),
    "events": (
        "seq", "id", "document", "class", "start", "end", "published", "type", "status", "review", "precision",
        "confidence", "version", "body", "machine", "merged_into", "by_hand",
    ),
    "edits": ("seq", "event", "version", "at", "by", "why", "action", "changes"),
}  # fmt: skip
_FORMAT = "timeline-dump"
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
    yield orjson.dumps({"format": _FORMAT, "schema": HEAD}) + b"\n"
    for table, columns in _TABLES.items():
        names = ", ".join(f'"{column}"' for column in columns)
        last: tuple[int, ...] = (-1, -1)
        order = ("document", "version") if table == "document_versions" else ("seq", "seq")
        while True:
            rows = connection.execute(
                text(
                    f"SELECT {names} FROM {table} WHERE ({order[0]}, {order[1]}) > (:a, :b) "
                    f"ORDER BY {order[0]}, {order[1]} LIMIT {_BATCH}"
                ),
                {"a": last[0], "b": last[1]},
            ).mappings().all()  # fmt: skip
            if not rows:
                break
            for row in rows:
                yield orjson.dumps({"table": table, **row}) + b"\n"
            last = (rows[-1][order[0]], rows[-1][order[1]])


def load(connection: Connection, lines: Iterable[bytes], is_sqlite: bool) -> int:
    """Fill an empty database from a dump; returns the number of events. Conflict where there are documents already."""
    if connection.execute(
        text("SELECT count(*) FROM (SELECT 1 FROM events UNION ALL SELECT 1 FROM documents) x")
    ).scalar():
        raise Conflict("a dump is loaded into an empty database; this one holds documents")
    given = iter(lines)
    head = next(given, b"")
    if not is_dump(head):
        raise InvalidInput("this is no dump of a timeline", "dump")
    if orjson.loads(head).get("schema") != HEAD:
        raise InvalidInput(f"the dump has schema {orjson.loads(head).get('schema')}, this program {HEAD}", "dump")
    loaded, table = 0, ""
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(given, 2):
        if not line.strip():
            continue
        row = _row(line, number)
        if row["table"] != table or len(rows) >= _BATCH:
            _insert(connection, table, rows, is_sqlite)
            table, rows = row["table"], []
        loaded += table == "events"
        rows.append(row)
    _insert(connection, table, rows, is_sqlite)
    connection.execute(text("UPDATE meta SET value = value + 1 WHERE name = 'revision'"))
    return loaded


def _row(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"line {number} of the dump is damaged: {error}", "dump") from error
    columns = _TABLES.get(row.get("table", "")) if isinstance(row, dict) else None
    if columns is None or any(column not in row for column in columns):
        raise InvalidInput(f"line {number} of the dump is no row of a timeline", "dump")
    return dict(row)


def _insert(connection: Connection, table: str, rows: list[dict[str, Any]], is_sqlite: bool) -> None:
    if not rows:
        return
    columns = _TABLES[table]
    if table == "events":
        index = Index(connection, is_sqlite)
        for row in rows:
            event = orjson.loads(row["body"])
            row["words"] = tsvector(indexed(event)) if row["class"] != HIDDEN and not is_sqlite else None
            if row["class"] != HIDDEN:
                index.put(entry(row["seq"], event, row["published"]))
        if not is_sqlite:
            columns = (*columns, "words")
    insert_many(connection, table, columns, [tuple(row[column] for column in columns) for row in rows])
    if table == "events":
        index.flush()
