"""The store: documents and their events, written together, read by date range."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, Self

import orjson
from sqlalchemy import Connection, delete, insert, select, text, update

from timeline.errors import InvalidInput, NotFound, StoreUnavailable
from timeline.model import Document, Event, digest
from timeline.schemas import document_json, event_json
from timeline.store import plan, schema
from timeline.store.engine import Database
from timeline.store.keys import Keys
from timeline.store.query import MAX_LIMIT, Cursor, EventQuery, decode_cursor, encode_cursor
from timeline.store.spans import span
from timeline.store.tables import documents, events


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one document of a batch: `new`, `changed` (text, metadata or events) or `same`."""

    id: str
    status: Literal["new", "changed", "same"]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rendered items (JSON, UTF-8), the cursors to its neighbours, and the total where asked for."""

    items: tuple[bytes, ...]
    limit: int
    next: str | None = None
    previous: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as stored: version 1 is the first text seen, `added` the UTC time it came in."""

    id: str
    document: Document
    version: int
    added: str


class Store:
    """One database of documents and events. Safe to share between threads; fork before opening, not after.

    Every method raises StoreUnavailable when the database cannot be reached, read or written.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str, *, create: bool = False) -> Self:
        """Open a database: `sqlite:///file`, a file name, `sqlite://` (memory) or `postgresql://…`.

        `create` makes the tables of an empty database, and a SQLite file that is missing. SchemaMismatch where the
        schema is older or newer than this program's.
        """
        database = Database(url)
        if not create and database.path is not None and not database.path.exists():
            raise StoreUnavailable(f"there is no database {database.path}; ingest something into it first")
        try:
            with database.read() as connection:
                revision = schema.current(connection)
            if revision is None and create:
                schema.upgrade(database)
            else:
                schema.check(revision, database.name)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @staticmethod
    def upgrade(url: str) -> str:
        """Create the tables or bring them to this program's schema; returns its revision."""
        database = Database(url)
        try:
            schema.upgrade(database)
        finally:
            database.close()
        return schema.HEAD

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def keys(self) -> Keys:
        """The API keys."""
        return Keys(self._database)

    def revision(self) -> int:
        """A number that grows with every write: as long as it stands still, every answer does."""
        with self._database.read() as connection:
            return int(connection.execute(text("SELECT value FROM meta WHERE name = 'revision'")).scalar_one())

    def known(self, batch: Iterable[Document]) -> set[str]:
        """Ids of those documents that are stored exactly so already, and need no second extraction."""
        wanted = {document.id: _digest(document) for document in batch}
        with self._database.read() as connection:
            rows = connection.execute(select(documents.c.id, documents.c.digest).where(documents.c.id.in_(wanted)))
            return {row.id for row in rows if wanted[row.id] == row.digest}

    def add(self, batch: Sequence[tuple[Document, Sequence[Event]]]) -> list[Added]:
        """Store documents with their events in one transaction; what is there already stays as it is.

        InvalidInput when a text cannot be stored; then nothing of the batch is.
        """
        with self._database.write() as connection:
            added = [_add(connection, document, found) for document, found in batch]
            if any(one.status != "same" for one in added):
                connection.execute(text("UPDATE meta SET value = value + 1 WHERE name = 'revision'"))
        return added

    def query(self, query: EventQuery) -> Page:
        """One page of the events that answer a query."""
        cursor = decode_cursor(query, keys=2)
        with self._database.read() as connection:
            keys = plan.keys(connection, query, cursor, query.limit + 1)
            more = len(keys) > query.limit
            keys = keys[: query.limit]
            if cursor is not None and not cursor.after:
                keys.reverse()
            chosen = select(events.c.seq, events.c.body).where(events.c.seq.in_([seq for _, seq in keys]))
            bodies = {row.seq: row.body for row in connection.execute(chosen)}
        after, before = (more, cursor is not None) if cursor is None or cursor.after else (True, more)
        return Page(
            tuple(bodies[seq].encode() for _, seq in keys),
            query.limit,
            encode_cursor(query, Cursor(True, keys[-1])) if after and keys else None,
            encode_cursor(query, Cursor(False, keys[0])) if before and keys else None,
        )

    def stream(self, query: EventQuery) -> Iterator[bytes]:
        """Every event that answers a query, page after page, none held longer than its page."""
        query = replace(query, limit=MAX_LIMIT, count=False)
        while True:
            page = self.query(query)
            yield from page.items
            if page.next is None:
                return
            query = replace(query, cursor=page.next)

    def event(self, event_id: str) -> bytes:
        """One event, rendered; NotFound where there is none."""
        with self._database.read() as connection:
            body = connection.execute(select(events.c.body).where(events.c.id == event_id)).scalar()
        if body is None:
            raise NotFound(f"there is no event {event_id}")
        return str(body).encode()

    def document(self, document_id: str) -> StoredDocument:
        """One document with its text; NotFound where there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(documents).where(documents.c.id == document_id)).one_or_none()
        if row is None:
            raise NotFound(f"there is no document {document_id}")
        return StoredDocument(row.id, _document(row.body, row.text), row.version, row.added)

    def documents(self, *, limit: int = 50, cursor: str | None = None) -> Page:
        """A page of documents without their texts, newest first."""
        asked = _DocumentsQuery(limit, cursor)
        at = decode_cursor(asked, keys=2)
        back = at is not None and not at.after
        order = "published, seq" if back else "published DESC, seq DESC"
        where = "" if at is None else f"WHERE (published, seq) {'>' if back else '<'} (:published, :seq)"
        values = {} if at is None else {"published": at.key[0], "seq": at.key[1]}
        statement = f"SELECT published, seq, body FROM documents {where} ORDER BY {order} LIMIT {limit + 1:d}"
        with self._database.read() as connection:
            rows = connection.execute(text(statement), values).all()
        more, rows = len(rows) > limit, rows[:limit]
        if back:
            rows = rows[::-1]
        after, before = (True, more) if back else (more, at is not None)
        keys = [(row.published, row.seq) for row in rows]
        return Page(
            tuple(row.body.encode() for row in rows),
            limit,
            encode_cursor(asked, Cursor(True, keys[-1])) if after and keys else None,
            encode_cursor(asked, Cursor(False, keys[0])) if before and keys else None,
        )


@dataclass(frozen=True)
class _DocumentsQuery:
    limit: int
    cursor: str | None

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            raise InvalidInput(f"limit is a number from 1 to {MAX_LIMIT}", "limit")


def _add(connection: Connection, document: Document, found: Sequence[Event]) -> Added:
    name = _digest(document)
    row = connection.execute(
        select(documents.c.seq, documents.c.version, documents.c.digest).where(documents.c.id == document.id)
    ).one_or_none()
    bodies = {event.id: _dump(event_json(event)) for event in found}
    values = {
        "published": document.published.toordinal(),
        "digest": name,
        "body": _dump(document_json(document)),
        "text": document.text,
    }
    if row is None:
        seq = connection.execute(
            insert(documents).returning(documents.c.seq),
            {**values, "id": document.id, "version": 1, "added": _now()},
        ).scalar_one()
        status: Literal["new", "changed", "same"] = "new"
    else:
        seq = row.seq
        had = connection.execute(select(events.c.id, events.c.body).where(events.c.document == seq))
        stored = {event.id: event.body for event in had}
        if row.digest == name and stored == bodies:
            return Added(document.id, "same", tuple(bodies))
        status = "changed"
        connection.execute(
            update(documents).where(documents.c.seq == seq), {**values, "version": row.version + (row.digest != name)}
        )
        connection.execute(delete(events).where(events.c.document == seq))
    if found:
        connection.execute(insert(events), [_row(event, bodies[event.id], seq, document) for event in found])
    return Added(document.id, status, tuple(bodies))


def _row(event: Event, body: str, document_seq: int, document: Document) -> dict[str, Any]:
    when = span(event.date.earliest, event.date.latest)
    return {
        "id": event.id,
        "document": document_seq,
        "class": when.klass,
        "start": when.start,
        "end": when.end,
        "published": document.published.toordinal(),
        "type": event.type,
        "status": event.status,
        "review": event.review,
        "precision": event.date.precision,
        "confidence": event.confidence,
        "version": event.version,
        "body": body,
    }


def _digest(document: Document) -> str:
    if "\0" in document.text:
        raise InvalidInput("the text holds NUL characters: this is no text", "text")
    try:
        document.text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"the text holds a lone surrogate at position {error.start}", "text") from error
    return digest(_dump(document_json(document)) + "\n" + document.text)


def _document(body: str, text: str) -> Document:
    values = orjson.loads(body)
    return Document(
        text=text,
        published=datetime.fromisoformat(values["published"]).date(),
        title=values["title"],
        url=values["url"],
        publisher=values["publisher"],
        language=values["language"],
        authors=tuple(values["authors"]),
        tags=tuple(values["tags"]),
    )


def _dump(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError as error:
        raise InvalidInput(f"the document cannot be stored: {error}", "text") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
