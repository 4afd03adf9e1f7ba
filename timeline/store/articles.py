"""Documents with their versions, and what becomes of their events when a document comes again or goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import orjson

from timeline.errors import InvalidInput, NotFound
from timeline.model import Document, Event, digest, event_id
from timeline.schemas import DocumentSchema, EventSchema
from timeline.store import edits, records
from timeline.store.engine import select_in
from timeline.store.index import HIDDEN
from timeline.store.matching import match
from timeline.store.writer import Json, Row, Writer, dump, now, own_reading

_FIELDS = tuple(EventSchema().fields)
_ABOUT = tuple(DocumentSchema().fields)
_CHANGED = {"code": records.SOURCE_CHANGED, "message": "The document's current text no longer has this event."}


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one document of a batch, and its events' ids. `changed`: its text, metadata or events did."""

    id: str
    status: Literal["new", "changed", "same"]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as stored: version 1 is the first text seen, `added` the UTC time it came in."""

    id: str
    document: Document
    version: int
    added: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document and its events in the form they are stored in: made before the transaction, which others wait for."""

    document: Document
    body: str
    digest: str
    events: list[Json]
    bodies: dict[str, str]
    """The events' JSON as it is stored, by their ids."""


def prepare(document: Document, events: Sequence[Event]) -> Prepared:
    """Render a document and its events; InvalidInput where the text cannot be stored."""
    rendered = [(event.id, dump({name: getattr(event, name) for name in _FIELDS})) for event in events]
    readings = [orjson.loads(body) for _, body in rendered]
    return Prepared(document, about(document), fingerprint(document), readings, dict(rendered))


def about(document: Document) -> str:
    """A document's metadata as JSON; `document_json` through orjson, a tenth of the schema's time."""
    return dump({name: getattr(document, name) for name in _ABOUT})


def fingerprint(document: Document) -> str:
    """Names a document's text and metadata together; InvalidInput where the text cannot be stored."""
    if "\0" in document.text:
        raise InvalidInput("the text holds NUL characters: this is no text", "text")
    try:
        document.text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"the text holds a lone surrogate at position {error.start}", "text") from error
    return digest(about(document) + "\n" + document.text)


def read_document(body: str, text: str) -> Document:
    """A document of its stored JSON and text."""
    values = orjson.loads(body)
    return Document(
        text=text,
        published=date.fromisoformat(values["published"]),
        title=values["title"],
        url=values["url"],
        publisher=values["publisher"],
        language=values["language"],
        authors=tuple(values["authors"]),
        tags=tuple(values["tags"]),
    )


def add(writer: Writer, batch: Sequence[Prepared]) -> list[Added]:
    """Store a batch; documents that are there already stay, and keep their events' ids."""
    known = _present(writer, "documents", [one.document.id for one in batch])
    taken = _present(writer, "events", [event["id"] for one in batch for event in one.events])
    added = []
    for one in batch:
        if one.document.id in known:
            writer.flush()  # the same document may be in the batch twice
            added.append(_again(writer, one, taken))
        else:
            added.append(_new(writer, one, taken))
            known.add(one.document.id)
    return added


def delete(writer: Writer, document_id: str) -> None:
    """Delete a document, its versions, and the events that it alone proves."""
    seq = writer.execute("SELECT seq FROM documents WHERE id = :id", id=document_id).scalar()
    if seq is None:
        raise NotFound(f"there is no document {document_id}")
    for row in writer.rows("document = :seq", seq=seq):
        _withdraw(writer, row["seq"])
    writer.flush()
    for table, column in (("document_versions", "document"), ("sketches", "document"), ("documents", "seq")):
        writer.execute(f"DELETE FROM {table} WHERE {column} = :seq", seq=seq)
    writer.changed = True


def _present(writer: Writer, table: str, ids: Sequence[str]) -> set[str]:
    """Those ids that a table has."""
    return {row.id for row in select_in(writer.connection, f"SELECT id FROM {table} WHERE id {{}}", ids)}


def _new(writer: Writer, given: Prepared, taken: set[str]) -> Added:
    seq = writer.insert_document({"id": given.document.id, "version": 1, "added": now(), **_columns(given)})
    return Added(given.document.id, "new", _insert(writer, seq, given, given.events, 1, taken))


def _columns(given: Prepared) -> Json:
    document = given.document
    return {
        "published": document.published.toordinal(),
        "digest": given.digest,
        "body": given.body,
        "text": document.text,
    }


def _insert(
    writer: Writer, seq: int, given: Prepared, found: list[Json], version: int, taken: set[str]
) -> tuple[str, ...]:
    """Rows for events not seen before. An id that is taken, or may be of an older text, is never given once more."""
    ids = []
    for event in found:
        name = event["id"]
        while name in taken or (version > 1 and name == event["id"]):
            name = event_id(given.document.id, f"{name}\n{version}")
        taken.add(name)
        ids.append(name)
        body = given.bodies[name] if name == event["id"] else None
        writer.insert(event | {"id": name}, seq, given.document.published.toordinal(), body=body)
    return tuple(ids)


def _again(writer: Writer, given: Prepared, taken: set[str]) -> Added:
    """A document that is there: keep what is the same, carry ids over to what was found again, withdraw the rest."""
    document, found = given.document, given.events
    stored = writer.execute("SELECT * FROM documents WHERE id = :id", id=document.id).mappings().one()
    rows = writer.rows("document = :seq AND by_hand = 0", seq=stored["seq"])
    readings = [own_reading(row) for row in rows]
    pairs = match(readings, found, same_text=stored["text"] == document.text)
    same = all(records.content(found[new]) == records.content(readings[old]) for new, old in pairs.items())
    if given.digest == stored["digest"] and same and len(pairs) == len(found) == len(rows):
        return Added(document.id, "same", _ids(pairs, rows, len(found), ()))
    version = _next_version(writer, stored, given)
    for new, old in pairs.items():
        if records.content(found[new]) != records.content(readings[old]):
            _reread(writer, rows[old]["seq"], readings[old], found[new])
    kept = set(pairs.values())
    for number, row in enumerate(rows):
        if number not in kept:
            _lose(writer, row["seq"])
    writer.flush()
    unseen = [event for number, event in enumerate(found) if number not in pairs]
    fresh = _insert(writer, stored["seq"], given, unseen, version, taken)
    return Added(document.id, "changed", _ids(pairs, rows, len(found), fresh))


def _ids(pairs: dict[int, int], rows: list[Row], count: int, fresh: tuple[str, ...]) -> tuple[str, ...]:
    rest = iter(fresh)
    return tuple(rows[pairs[new]]["id"] if new in pairs else next(rest) for new in range(count))


def _next_version(writer: Writer, stored: Row, given: Prepared) -> int:
    writer.changed = True
    if given.digest == stored["digest"]:
        return int(stored["version"])
    writer.execute(
        "INSERT INTO document_versions (document, version, replaced, body, text) "
        "VALUES (:seq, :version, :now, :body, :text)",
        seq=stored["seq"], version=stored["version"], now=now(), body=stored["body"], text=stored["text"],
    )  # fmt: skip
    writer.execute(
        "UPDATE documents SET version = version + 1, published = :published, digest = :digest, body = :body, "
        "text = :text WHERE seq = :seq",
        seq=stored["seq"], **_columns(given),
    )  # fmt: skip
    return int(stored["version"]) + 1


def _reread(writer: Writer, seq: int, old: Json, new: Json) -> None:
    """The machine reads a known event anew: its reading changes, what editors said does not."""
    row = writer.row(seq)
    if row is None:
        return
    reading = new | {"id": row["id"], "version": row["version"], "review": old.get("review", "machine")}
    if row["class"] == HIDDEN:
        writer.keep_reading(row, reading)
        if row["merged_into"] is not None:
            edits.refresh(writer, row["merged_into"])
        return
    changed = sorted(name for name, value in records.content(new).items() if old.get(name) != value)
    writer.record(row, row["version"] + 1, edits.MACHINE, None, "extract", {"fields": changed})
    edits.refresh(writer, row["seq"], reading)


def _lose(writer: Writer, seq: int) -> None:
    """The machine no longer finds an event. What an editor worked on stays, flagged; a deleted one stays deleted."""
    row = writer.row(seq)
    if row is None:
        return
    if row["class"] == HIDDEN and row["merged_into"] is None:
        return
    if row["class"] != HIDDEN and _edited(writer, row):
        reading = own_reading(row)
        if _CHANGED not in reading["flags"]:
            reading = reading | {"flags": [*reading["flags"], _CHANGED]}
            edits.refresh(writer, row["seq"], reading)
        return
    _withdraw(writer, seq)


def _edited(writer: Writer, row: Row) -> bool:
    steps = writer.execute(
        "SELECT count(*) FROM edits WHERE event = :seq AND action IN ('edit', 'split')", seq=row["seq"]
    )
    return bool(steps.scalar_one())


def _withdraw(writer: Writer, seq: int) -> None:
    """Take a reading back: the event goes, unless readings of other documents were merged into it."""
    row = writer.row(seq)
    if row is None:
        return
    if row["merged_into"] is not None:
        writer.remove(row)
        edits.refresh(writer, row["merged_into"])
        return
    if writer.rows("merged_into = :seq", seq=row["seq"]):
        writer.execute("UPDATE events SET document = NULL WHERE seq = :seq", seq=row["seq"])
        edits.refresh(writer, row["seq"], {})
        return
    writer.remove(row)
