"""Rows of events: written together with the index that finds them, so that the two never part."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import orjson
from sqlalchemy import Connection, text

from timeline.errors import InvalidInput
from timeline.store import records
from timeline.store.engine import insert_many
from timeline.store.index import HIDDEN, Entry, Index, entry

Json = dict[str, Any]
Row = Mapping[str, Any]

COLUMNS = (
    "seq", "id", "document", "class", "start", "end", "published", "type", "status", "review", "precision",
    "confidence", "version", "body", "machine", "merged_into", "by_hand",
)  # fmt: skip

_DOCUMENT = ("seq", "id", "version", "published", "digest", "added", "body", "text")


class Writer:
    """Writes events within one transaction; new rows are collected until `flush`."""

    def __init__(self, connection: Connection, is_sqlite: bool) -> None:
        self.connection = connection
        self.changed = False
        self._is_sqlite = is_sqlite
        self._index = Index(connection, is_sqlite)
        self._documents: list[Json] = []
        self._new: list[Json] = []
        self._last: dict[str, int] = {}

    def insert(
        self, event: Json, document: int | None, published: int, *, body: str | None = None, by_hand: bool = False
    ) -> int:
        """A new row for an event's JSON, whose text may be given as `body`; returns its seq."""
        seq = self._next("events")
        found = entry(seq, event, records.first_reported(event, published))
        self._index.put(found)
        row = self._values(event, found, body)
        self._new.append(row | {"document": document, "machine": None, "merged_into": None, "by_hand": int(by_hand)})
        self.changed = True
        return seq

    def insert_document(self, values: Json) -> int:
        """A new row for a document; returns its seq."""
        seq = self._next("documents")
        self._documents.append(values | {"seq": seq})
        self.changed = True
        return seq

    def show(self, row: Row, event: Json, *, machine: Json | None) -> None:
        """Let a row show an event; `machine` is its own reading where the two differ."""
        self._drop(row)
        found = entry(row["seq"], event, records.first_reported(event, row["published"]))
        self._index.put(found)
        self._update(row["seq"], self._values(event, found) | {"machine": None if machine is None else dump(machine)})

    def hide(self, row: Row, *, merged_into: int | None = None) -> None:
        """Take an event out of every answer: deleted by an editor, or merged into another."""
        self._drop(row)
        own = own_reading(row)
        self._update(
            row["seq"],
            {"class": HIDDEN, "merged_into": merged_into, "body": dump(own), "machine": None} | self._no_words(),
        )

    def keep_reading(self, row: Row, machine: Json) -> None:
        """Remember what the machine reads now in a hidden row."""
        self._update(row["seq"], {"body": dump(machine), "machine": None})

    def attach(self, row: Row, merged_into: int | None) -> None:
        """Say into which event a hidden row is merged."""
        self._update(row["seq"], {"merged_into": merged_into})

    def remove(self, row: Row) -> None:
        """Delete a row and all that was said of it."""
        self._drop(row)
        for statement in ("DELETE FROM edits WHERE event = :seq", "DELETE FROM events WHERE seq = :seq"):
            self.execute(statement, seq=row["seq"])
        self.changed = True

    def record(self, row: Row, version: int, by: str, why: str | None, action: str, changes: Json) -> None:
        """One line of an event's history."""
        self.execute(
            "INSERT INTO edits (seq, event, version, at, by, why, action, changes) VALUES "
            "((SELECT coalesce(max(seq), 0) + 1 FROM edits), :event, :version, :at, :by, :why, :action, :changes)",
            event=row["seq"], version=version, at=now(), by=by, why=why, action=action, changes=dump(changes),
        )  # fmt: skip

    def rows(self, condition: str, **values: Any) -> list[Row]:
        """Rows of events under a condition, oldest first."""
        statement = f"SELECT {_quoted(COLUMNS)} FROM events WHERE {condition} ORDER BY seq"
        return list(self.execute(statement, **values).mappings())

    def row(self, seq: int) -> Row | None:
        """One row as it is now, None where it is gone."""
        return next(iter(self.rows("seq = :seq", seq=seq)), None)

    def execute(self, statement: str, **values: Any) -> Any:
        """Run a statement on the transaction."""
        return self.connection.execute(text(statement), values)

    def flush(self) -> None:
        """Write what was collected."""
        insert_many(self.connection, "documents", _DOCUMENT, _in_order(_DOCUMENT, self._documents))
        self._index.count()
        insert_events(self.connection, self._new, self._index, self._is_sqlite)
        self._index.flush({row["seq"] for row in self._new})
        self._documents, self._new = [], []

    def finish(self) -> None:
        """Write everything, and count the write if there was any."""
        self.flush()
        if self.changed:
            self.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")

    def _next(self, table: str) -> int:
        """The next free seq; safe because writers take turns."""
        if table not in self._last:
            self._last[table] = int(self.execute(f"SELECT coalesce(max(seq), 0) FROM {table}").scalar_one())
        self._last[table] += 1
        return self._last[table]

    def _drop(self, row: Row) -> None:
        if row["class"] != HIDDEN:
            self._index.drop(entry(row["seq"], orjson.loads(row["body"]), row["published"]))

    def _update(self, seq: int, values: Json) -> None:
        sets = ", ".join(f'"{name}" = :{name}' for name in values)
        self.execute(f"UPDATE events SET {sets} WHERE seq = :seq_", **values, seq_=seq)
        self.changed = True

    def _values(self, event: Json, found: Entry, body: str | None = None) -> Json:
        return {
            "seq": found.seq,
            "id": event["id"],
            "class": found.span.klass,
            "start": found.span.start,
            "end": found.span.end,
            "published": found.published,
            "type": event["type"],
            "status": event["status"],
            "review": event["review"],
            "precision": event["date"]["precision"],
            "confidence": event["confidence"],
            "version": event["version"],
            "body": dump(event) if body is None else body,
        }

    def _no_words(self) -> Json:
        return {} if self._is_sqlite else {"words": None}


def insert_events(connection: Connection, rows: Sequence[Json], index: Index, is_sqlite: bool) -> None:
    """New rows of events, with the words that PostgreSQL keeps in them."""
    columns = COLUMNS if is_sqlite else (*COLUMNS, "words")
    if not is_sqlite:
        rows = [row | {"words": index.vector(row["seq"])} for row in rows]
    insert_many(connection, "events", columns, _in_order(columns, rows))


def own_reading(row: Row) -> Json:
    """What a row's own document (or editor) says of the event."""
    reading: Json = orjson.loads(row["machine"] or row["body"])
    return reading


def dump(value: Any) -> str:
    """JSON text, in one form."""
    try:
        return orjson.dumps(value).decode()
    except TypeError as error:
        raise InvalidInput(f"this cannot be stored: {error}", "text") from error


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _in_order(columns: Sequence[str], rows: Iterable[Json]) -> list[tuple[Any, ...]]:
    return list(map(itemgetter(*columns), rows))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
