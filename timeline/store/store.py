"""The store: documents and their events, written together, read by date range."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Self

from sqlalchemy import text

from timeline.errors import InvalidInput, NotFound, StoreUnavailable
from timeline.model import Document, Event
from timeline.store import articles, dump, edits, facets, ingests, schema, totals
from timeline.store.articles import Added, StoredDocument
from timeline.store.engine import Database, fetch, select_in
from timeline.store.ingests import Sketch
from timeline.store.keys import Keys
from timeline.store.plan import Plan
from timeline.store.query import MAX_LIMIT, Cursor, EventQuery, decode_cursor, encode_cursor
from timeline.store.writer import Json, Writer


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rendered items (JSON, UTF-8), the cursors to its neighbours, and the total where asked for."""

    items: tuple[bytes, ...]
    limit: int
    next: str | None = None
    previous: str | None = None
    count: int | None = None


class Store:
    """One database of documents and events. Safe to share between threads; fork before opening, not after.

    Every method raises StoreUnavailable when the database cannot be reached, read or written; then nothing of that
    call is stored.
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

    # -- documents

    def known(self, batch: Iterable[Document]) -> set[str]:
        """Ids of those documents that are stored exactly so already, and need no second extraction."""
        wanted = {document.id: articles.fingerprint(document) for document in batch}
        with self._database.read() as connection:
            rows = select_in(connection, "SELECT id, digest FROM documents WHERE id {}", list(wanted))
            return {row.id for row in rows if wanted[row.id] == row.digest}

    def add(
        self,
        batch: Sequence[tuple[Document, Sequence[Event]]],
        *,
        items: Iterable[str] = (),
        sketches: Mapping[str, bytes] | None = None,
    ) -> list[Added]:
        """Store documents with their events in one transaction; what is there already stays as it is.

        A document that comes again with another text becomes a new version; events found again keep their ids and
        what editors made of them. `items` are the keys of what was read to get them (see `read_before`), `sketches`
        the documents' sketches by id. InvalidInput when a text cannot be stored; then nothing of the batch is.
        """
        prepared = [articles.prepare(document, events) for document, events in batch]
        with self._write() as writer:
            added = articles.add(writer, prepared)
            ingests.mark(writer, items)
            ingests.keep_sketches(writer, sketches or {})
            return added

    def read_before(self, items: Sequence[str]) -> set[str]:
        """Those keys of items that came with an earlier `add`."""
        with self._database.read() as connection:
            return ingests.read_before(connection, items)

    def unlinked_days(self) -> list[int]:
        """Days of publication (as day numbers) with sketches that are not linked yet."""
        with self._database.read() as connection:
            return ingests.unlinked_days(connection)

    def sketches(self, first: int, last: int) -> list[Sketch]:
        """Sketches of the documents published from one day to another (day numbers), by day and id."""
        with self._database.read() as connection:
            return ingests.sketches(connection, first, last)

    def set_linked(self, ids: Sequence[str]) -> None:
        """Remember that these documents were compared with the others."""
        with self._write() as writer:
            ingests.set_linked(writer, ids)

    def document(self, document_id: str, version: int | None = None) -> StoredDocument:
        """One document with its text, as it reads now or in an older version; NotFound where there is none."""
        with self._database.read() as connection:
            row = connection.execute(
                text("SELECT seq, id, version, added, body, text FROM documents WHERE id = :id"), {"id": document_id}
            ).one_or_none()
            if row is not None and version not in (None, row.version):
                row = connection.execute(
                    text(
                        "SELECT d.id, v.version, d.added, v.body, v.text FROM document_versions v "
                        "JOIN documents d ON d.seq = v.document WHERE v.document = :seq AND v.version = :version"
                    ),
                    {"seq": row.seq, "version": version},
                ).one_or_none()
        if row is None:
            raise NotFound(f"there is no document {document_id}" + (f" version {version}" if version else ""))
        return StoredDocument(row.id, articles.read_document(row.body, row.text), row.version, row.added)

    def texts(self, ids: Collection[str]) -> dict[str, str]:
        """The texts of those documents that there are, by id."""
        with self._database.read() as connection:
            rows = select_in(connection, "SELECT id, text FROM documents WHERE id {}", sorted(ids))
            return {row.id: row.text for row in rows}

    def documents(self, *, limit: int = 50, cursor: str | None = None) -> Page:
        """A page of documents (JSON without the text), newest first."""
        asked = _DocumentsQuery(limit, cursor)
        at = decode_cursor(asked, keys=2)
        back = at is not None and not at.after
        order = "published, seq" if back else "published DESC, seq DESC"
        where = "" if at is None else f"WHERE (published, seq) {'>' if back else '<'} (:published, :seq)"
        values = {} if at is None else {"published": at.key[0], "seq": at.key[1]}
        statement = f"SELECT published, seq, body FROM documents {where} ORDER BY {order} LIMIT {limit + 1:d}"
        with self._database.read() as connection:
            rows = connection.execute(text(statement), values).all()
        bodies = {row.seq: row.body for row in rows}
        return _page(asked, at, [(row.published, row.seq) for row in rows], bodies)

    def events_of(self, document_id: str) -> tuple[bytes, ...]:
        """Every event that a document proves, by date; NotFound where there is no such document."""
        self.document(document_id)
        return tuple(self.stream(EventQuery(document=(document_id,))))

    def delete_document(self, document_id: str) -> None:
        """Delete a document and the events that it alone proves; NotFound where there is none."""
        with self._write() as writer:
            articles.delete(writer, document_id)

    # -- events

    def query(self, query: EventQuery) -> Page:
        """One page of the events that answer a query."""
        with self._database.read() as connection:
            plan = Plan(connection, query, self._database.is_sqlite)
            cursor = decode_cursor(query, plan.key_size)
            found = plan.keys(cursor, query.limit + 1)
            bodies = facets.bodies(connection, [key[-1] for key in found])
            count = totals.count(plan) if query.count else None
        return _page(query, cursor, found, bodies, count)

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
        """One event, rendered; the id of an event merged into another leads there. NotFound where there is none."""
        with self._database.read() as connection:
            row = edits.find(Writer(connection, self._database.is_sqlite), event_id)
            return str(row["body"]).encode()

    def history(self, event_id: str) -> list[Json]:
        """Who changed what of an event, when and why, the oldest first: version, at, by, why, action, changes."""
        with self._database.read() as connection:
            return edits.history(Writer(connection, self._database.is_sqlite), event_id)

    def histogram(self, query: EventQuery, bucket: str) -> dict[str, int]:
        """Events by day, month, year or decade; see `facets.histogram`."""
        with self._database.read() as connection:
            return facets.histogram(Plan(connection, query, self._database.is_sqlite), bucket)

    def facets(self, query: EventQuery, kinds: Sequence[str], *, limit: int = 20) -> dict[str, dict[str, int]]:
        """Values of filters with their counts; see `facets.facets`."""
        with self._database.read() as connection:
            return facets.facets(connection, Plan(connection, query, self._database.is_sqlite), kinds, limit)

    # -- editors' work: `by` is who, `why` a reason in words, `version` what the editor saw (else Conflict)

    def create(self, event: Json, *, by: str, why: str | None = None) -> Json:
        """An event of the editor's own; its `date` may be EDTF text. Returns it as stored."""
        with self._write() as writer:
            return edits.create(writer, event, by, why)

    def edit(
        self, event_id: str, changes: Json, *, by: str, why: str | None = None, version: int | None = None
    ) -> Json:
        """Set fields of an event, over whatever the machine reads; returns the event."""
        with self._write() as writer:
            return edits.edit(writer, event_id, changes, by, why, version)

    def delete(self, event_id: str, *, by: str, why: str | None = None, version: int | None = None) -> None:
        """Delete an event for good: a new extraction does not bring it back."""
        with self._write() as writer:
            edits.remove(writer, event_id, by, why, version)

    def merge(
        self, event_id: str, others: Sequence[str], *, by: str, why: str | None = None, version: int | None = None
    ) -> Json:
        """Make several events one; returns it. `by="timeline"` is the machine's own doing (the same report twice)."""
        with self._write() as writer:
            return edits.merge(writer, event_id, others, by, why, version)

    def split(
        self, event_id: str, evidence: Sequence[int], *, by: str, why: str | None = None, version: int | None = None
    ) -> tuple[Json, Json]:
        """Move evidence, by its numbers in the event's list, into an event of its own; returns both."""
        with self._write() as writer:
            return edits.split(writer, event_id, evidence, by, why, version)

    # -- the database as a whole

    def revision(self) -> int:
        """A number that grows with every write: as long as it stands still, every answer does."""
        with self._database.read() as connection:
            return int(fetch(connection, "SELECT value FROM meta WHERE name = 'revision'", {})[0][0])

    def dump(self) -> Iterator[bytes]:
        """The whole database, without API keys, as lines of JSON of one state."""
        with self._database.read() as connection:
            yield from dump.dump(connection)

    def load(self, lines: Iterable[bytes]) -> int:
        """Fill this empty database from a dump, all or nothing; returns the number of events."""
        with self._database.write() as connection:
            return dump.load(connection, lines, self._database.is_sqlite)

    @contextmanager
    def _write(self) -> Iterator[Writer]:
        with self._database.write() as connection:
            writer = Writer(connection, self._database.is_sqlite)
            yield writer
            writer.finish()


@dataclass(frozen=True)
class _DocumentsQuery:
    limit: int
    cursor: str | None

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MAX_LIMIT:
            raise InvalidInput(f"limit is a number from 1 to {MAX_LIMIT}", "limit")


def _page(
    query: EventQuery | _DocumentsQuery,
    cursor: Cursor | None,
    found: Sequence[tuple[int, ...]],
    bodies: dict[int, str],
    count: int | None = None,
) -> Page:
    """A page of what was found: up to one item more than its limit, in reading direction."""
    more, shown = len(found) > query.limit, list(found[: query.limit])
    back = cursor is not None and not cursor.after
    if back:
        shown.reverse()
    after, before = (True, more) if back else (more, cursor is not None)
    return Page(
        tuple(bodies[key[-1]].encode() for key in shown),
        query.limit,
        encode_cursor(query, Cursor(True, shown[-1])) if after and shown else None,
        encode_cursor(query, Cursor(False, shown[0])) if before and shown else None,
        count,
    )
