"""What an ingest remembers: items it has read, and sketches of texts, by which it knows one text in two papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from timeline.store.engine import insert_many, select_in
from timeline.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Sketch:
    """A document's sketch: MinHash values of its text; `linked` once its twins among the others were looked for."""

    id: str
    published: int
    value: bytes
    linked: bool


def read_before(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those keys of items that were marked."""
    return {row.name for row in select_in(connection, "SELECT name FROM ingested WHERE name {}", keys)}


def mark(writer: Writer, keys: Iterable[str]) -> None:
    """Remember items as read."""
    insert_many(
        writer.connection, "ingested", ["name"], [(key,) for key in dict.fromkeys(keys)], "ON CONFLICT DO NOTHING"
    )


def keep_sketches(writer: Writer, sketches: Mapping[str, bytes]) -> None:
    """Store sketches by document id, to be linked; a document's new text replaces the sketch of its old one."""
    rows = [{"id": name, "value": value} for name, value in sketches.items()]
    if rows:
        writer.flush()  # the documents must be there to be named
        writer.connection.execute(
            text(
                "INSERT INTO sketches (document, published, value, linked) "
                "SELECT seq, published, :value, 0 FROM documents WHERE id = :id "
                "ON CONFLICT (document) DO UPDATE SET published = excluded.published, value = excluded.value, "
                "linked = CASE WHEN sketches.value = excluded.value THEN sketches.linked ELSE 0 END"
            ),
            rows,
        )


def unlinked_days(connection: Connection) -> list[int]:
    """Days of publication, in order, with documents whose twins were not looked for yet."""
    return list(
        connection.execute(
            text("SELECT DISTINCT published FROM sketches WHERE linked = 0 ORDER BY published")
        ).scalars()
    )


def sketches(connection: Connection, first: int, last: int) -> list[Sketch]:
    """The sketches of the documents published from one day to another, ordered by day and id."""
    rows = connection.execute(
        text(
            "SELECT d.id, s.published, s.value, s.linked FROM sketches s JOIN documents d ON d.seq = s.document "
            "WHERE s.published BETWEEN :first AND :last ORDER BY s.published, d.id"
        ),
        {"first": first, "last": last},
    )
    return [Sketch(row.id, row.published, bytes(row.value), bool(row.linked)) for row in rows]


def set_linked(writer: Writer, ids: Sequence[str]) -> None:
    """Remember that these documents' twins were looked for."""
    if ids:
        writer.connection.execute(
            text("UPDATE sketches SET linked = 1 WHERE document = (SELECT seq FROM documents WHERE id = :id)"),
            [{"id": name} for name in ids],
        )
