"""What editors do: correct, create, delete, merge, split. Each is a record of its own over what the machine read.

A row of `events` is one reading: what one document says, or what an editor entered. Readings merged into another stay,
hidden, and the event they were merged into shows them all; so a merge can be taken apart again, and a new extraction
of one document replaces that document's reading alone.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from marshmallow import ValidationError

from timeline.dates import edtf
from timeline.errors import Conflict, InvalidInput, NotFound, Stale
from timeline.model import digest
from timeline.schemas import EventSchema, TemporalValueSchema
from timeline.store import records
from timeline.store.index import HIDDEN
from timeline.store.writer import Json, Row, Writer, own_reading

MACHINE = "timeline"
"""Who did it, when no editor did."""

_EVENT, _DATE = EventSchema(), TemporalValueSchema()


def find(writer: Writer, event_id: str) -> Row:
    """The row that shows an event, following merges; NotFound where there is none or an editor deleted it."""
    rows = writer.rows("id = :id", id=event_id)
    row = rows[0] if rows else None
    while row is not None and row["merged_into"] is not None:
        row = writer.row(row["merged_into"])
    if row is None or row["class"] == HIDDEN:
        raise NotFound(f"there is no event {event_id}")
    return row


def expect(row: Row, version: int | None) -> None:
    """Stale unless the event still has the version that the editor saw."""
    if version is not None and row["version"] != version:
        raise Stale(f"{row['id']} is at version {row['version']} by now, not {version}: look again, then edit")


def refresh(writer: Writer, seq: int, reading: Json | None = None) -> Json | None:
    """Render an event anew from its readings and edits; removes it where nothing is left of it.

    `reading` replaces its own reading; an empty one says that its document is gone.
    """
    row = _the(writer, seq)
    members = writer.rows("merged_into = :seq", seq=row["seq"])
    fields, moved = _overlay(writer, row["seq"])
    own = own_reading(row) if reading is None else reading
    event = records.render(row["id"], row["version"] + 1, [own, *map(own_reading, members)], fields, moved)
    if event is None:
        _remove_group(writer, row, members)
        return None
    untouched = not members and not fields and not moved
    writer.show(row, event, machine=None if untouched else own)
    return event


def create(writer: Writer, event: Json, by: str, why: str | None) -> Json:
    """An event that an editor enters; its evidence, if any, quotes documents of the store."""
    event = {"tags": [], "flags": [], "participants": [], "place": None, "evidence": [], "confidence": 1.0,
             "status": "occurred", "type": "other", **event}  # fmt: skip
    event |= _checked({name: event[name] for name in event if name in records.EDITABLE})
    number = int(writer.execute("SELECT coalesce(max(seq), 0) FROM events").scalar_one())
    event |= {"id": "ev_" + digest(f"{by}\n{event.get('title')}\n{number}"), "version": 1, "review": "reviewed"}
    wrong = _EVENT.validate(event)
    if wrong:
        raise _invalid(wrong)
    documents = {evidence["document"]["id"]: _document_seq(writer, evidence) for evidence in event["evidence"]}
    parts: list[Json] = [
        {**event, "evidence": [e for e in event["evidence"] if e["document"]["id"] == name]} for name in documents
    ] or [event]
    today = _today()
    homes: list[int | None] = [*documents.values()] or [None]
    seqs = [
        writer.insert(part | ({} if not n else {"id": f"{event['id']}_{n}"}), document, today, by_hand=True)
        for n, (part, document) in enumerate(zip(parts, homes, strict=True))
    ]
    writer.flush()
    row = _the(writer, seqs[0])
    for member in writer.rows("seq > :first AND seq <= :last", first=seqs[0], last=seqs[-1]):
        writer.hide(member, merged_into=seqs[0])
    writer.record(row, 1, by, why, "create", {})
    return event if len(seqs) == 1 else _shown(writer, row)


def edit(writer: Writer, event_id: str, changes: Json, by: str, why: str | None, version: int | None) -> Json:
    """Set fields of an event; they stay so whatever the machine reads later."""
    row = find(writer, event_id)
    expect(row, version)
    before = orjson.loads(row["body"])
    changes = _checked(changes)
    if by != MACHINE and before["review"] == "machine":
        changes.setdefault("review", "reviewed")
    changes = {name: value for name, value in changes.items() if before[name] != value}
    if not changes:
        return dict(before)
    steps = {name: {"from": before[name], "to": value} for name, value in changes.items()}
    writer.record(row, row["version"] + 1, by, why, "edit", steps)
    return _shown(writer, row)


def remove(writer: Writer, event_id: str, by: str, why: str | None, version: int | None) -> None:
    """Delete an event; a new extraction does not bring it back."""
    row = find(writer, event_id)
    expect(row, version)
    writer.record(row, row["version"] + 1, by, why, "delete", {})
    writer.hide(row)


def merge(writer: Writer, event_id: str, others: Sequence[str], by: str, why: str | None, version: int | None) -> Json:
    """Make several events one, under the first's id; the others' ids lead to it."""
    row = find(writer, event_id)
    expect(row, version)
    rows = {other["seq"]: other for other in (find(writer, name) for name in others)}
    if not rows or row["seq"] in rows:
        raise InvalidInput("merge needs other events to merge into this one", "events")
    for other in rows.values():
        writer.record(other, other["version"] + 1, by, why, "merge", {"into": row["id"]})
        for member in writer.rows("merged_into = :seq", seq=other["seq"]):
            writer.attach(member, row["seq"])
        writer.hide(other, merged_into=row["seq"])
    writer.record(row, row["version"] + 1, by, why, "merge", {"events": [other["id"] for other in rows.values()]})
    return _shown(writer, row)


def split(
    writer: Writer, event_id: str, evidence: Sequence[int], by: str, why: str | None, version: int | None
) -> tuple[Json, Json]:
    """Move some of an event's evidence (by its place in the list) into an event of its own: (what stays, what left).

    A reading that was merged in and leaves whole gets its own id back; else the new event has a new id.
    """
    row = find(writer, event_id)
    expect(row, version)
    shown = orjson.loads(row["body"])
    chosen = set(evidence)
    if not chosen or not chosen < set(range(len(shown["evidence"]))):
        raise InvalidInput("split takes some of the event's evidence by its number, and leaves some", "evidence")
    leaving = [shown["evidence"][number] for number in sorted(chosen)]
    keys = {records.moved_key(one) for one in leaving}
    whole = [m for m in writer.rows("merged_into = :seq", seq=row["seq"]) if _leaves_whole(m, keys)]
    for member in whole:
        keys -= {records.moved_key(one) for one in own_reading(member)["evidence"]}
    if keys:
        left = [one for one in leaving if records.moved_key(one) in keys]
        part = {
            **shown,
            "evidence": left,
            "id": "ev_" + digest(f"{row['id']} {row['version']} {sorted(keys)}"),
            "version": 1,
        }
        seq = writer.insert(part, _document_seq(writer, left[0]), row["published"], by_hand=True)
        writer.flush()
        new = _the(writer, seq)
    else:
        new, whole = whole[0], whole[1:]
        writer.attach(new, None)
    for member in whole:
        writer.attach(member, new["seq"])
    writer.record(new, new["version"] + 1, by, why, "split", {"from": row["id"]})
    writer.record(row, row["version"] + 1, by, why, "split", {"into": new["id"], "moved": sorted(keys)})
    return _shown(writer, row), _shown(writer, new)


def history(writer: Writer, event_id: str) -> list[Json]:
    """Who changed what, when and why, oldest first; also of an event that was deleted or merged."""
    rows = writer.rows("id = :id", id=event_id)
    if not rows:
        raise NotFound(f"there is no event {event_id}")
    row = rows[0]
    steps = writer.execute(
        "SELECT version, at, by, why, action, changes FROM edits WHERE event = :seq ORDER BY seq", seq=row["seq"]
    ).mappings()
    lines = [dict(step) | {"changes": orjson.loads(step["changes"])} for step in steps]
    if row["by_hand"]:
        return lines
    added = writer.execute("SELECT added FROM documents WHERE seq = :seq", seq=row["document"]).scalar()
    first = {"version": 1, "at": added, "by": MACHINE, "why": None, "action": "extract", "changes": {}}
    return [first, *lines]


def _the(writer: Writer, seq: int) -> Row:
    row = writer.row(seq)
    assert row is not None
    return row


def _shown(writer: Writer, row: Row) -> Json:
    event = refresh(writer, row["seq"])
    if event is None:
        raise Conflict(f"nothing would be left of {row['id']}")
    return event


def _overlay(writer: Writer, seq: int) -> tuple[Json, list[list[Any]]]:
    """Fields that editors set, the latest word last, and evidence that was split off."""
    fields: Json = {}
    moved: list[list[Any]] = []
    steps = writer.execute(
        "SELECT action, changes FROM edits WHERE event = :seq AND action IN ('edit', 'split') ORDER BY seq", seq=seq
    )
    for action, text in steps:
        changes = orjson.loads(text)
        if action == "edit":
            fields |= {name: step["to"] for name, step in changes.items()}
        else:
            moved += changes.get("moved", [])
    return fields, moved


def _leaves_whole(member: Row, keys: set[tuple[str, str, str, int]]) -> bool:
    evidence = own_reading(member)["evidence"]
    return bool(evidence) and all(records.moved_key(one) in keys for one in evidence)


def _remove_group(writer: Writer, row: Row, members: list[Row]) -> None:
    for gone in (*members, row):
        writer.remove(gone)


def _document_seq(writer: Writer, evidence: Json) -> int:
    name = evidence["document"]["id"]
    seq = writer.execute("SELECT seq FROM documents WHERE id = :id", id=name).scalar()
    if seq is None:
        raise InvalidInput(f"the evidence quotes {name}, which is not in the store", "evidence")
    return int(seq)


def _checked(changes: Json) -> Json:
    """An editor's fields, checked by the event schema; a date may be EDTF alone."""
    for name in changes:
        if name not in records.EDITABLE:
            raise InvalidInput(f"{name} cannot be edited; these can: {', '.join(records.EDITABLE)}", name)
    date = changes.get("date")
    if isinstance(date, str) or (isinstance(date, dict) and set(date) == {"edtf"}):
        changes = changes | {"date": _date(date if isinstance(date, str) else date["edtf"])}
    wrong = EventSchema(only=tuple(changes)).validate(changes) if changes else {}
    if wrong:
        raise _invalid(wrong)
    if "confidence" in changes and not 0 <= changes["confidence"] <= 1:
        raise InvalidInput("confidence is a number from 0 to 1", "confidence")
    return changes


def _date(text: Any) -> Json:
    try:
        value: Json = _DATE.dump(edtf.parse(str(text)))
    except ValueError as error:
        raise InvalidInput(f"not an EDTF date: {text!r}", "date") from error
    return value


def _invalid(wrong: dict[str, Any]) -> InvalidInput:
    name, messages = next(iter(wrong.items()))
    return InvalidInput(f"{name}: {ValidationError(messages)}", name)


def _today() -> int:
    return datetime.now(UTC).date().toordinal()
