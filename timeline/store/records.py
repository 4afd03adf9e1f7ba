"""What is shown of an event: what the machine read, in one or several documents, under what editors said of it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from timeline.store.spans import OPEN_END, span

Json = dict[str, Any]

DATE_DISAGREEMENT = "date-disagreement"
SOURCE_CHANGED = "source-changed"
"""Flag of an edited event whose sentence its document no longer has."""

EDITABLE = (
    "title", "type", "status", "review", "date", "place", "participants", "confidence", "tags", "flags",
)  # fmt: skip
_NOT_CONTENT = ("id", "version", "review")


def content(event: Json) -> Json:
    """What a reading says, apart from what the store gave it: id, version, review."""
    return {name: value for name, value in event.items() if name not in _NOT_CONTENT}


def moved_key(evidence: Json) -> tuple[str, str, str, int]:
    """How evidence that was split off is known again after another extraction."""
    trigger = evidence["trigger"]
    return evidence["document"]["id"], evidence["quote"], trigger["text"], trigger["start"] - evidence["start"]


def render(
    event_id: str, version: int, readings: Sequence[Json], edits: Json, moved: Iterable[Sequence[Any]] = ()
) -> Json | None:
    """One event of several readings of it, the first the leading one; None where nothing is left to show.

    A reading without evidence (its document is gone) leads only when none has any. `edits` are the fields that
    editors set; `moved` the `moved_key` of evidence that was split off into another event.
    """
    gone = {tuple(key) for key in moved}
    kept = [(reading, [e for e in reading["evidence"] if moved_key(e) not in gone]) for reading in readings if reading]
    if not kept:
        return None
    proven = [(reading, evidence) for reading, evidence in kept if evidence]
    if proven:
        kept = proven
    lead = kept[0][0]
    event = {
        **lead,
        "id": event_id,
        "version": version,
        "place": next((reading["place"] for reading, _ in kept if reading["place"]), None),
        "participants": _once((p for reading, _ in kept for p in reading["participants"]), "name"),
        "tags": list(dict.fromkeys(tag for reading, _ in kept for tag in reading["tags"])),
        "flags": _once((flag for reading, _ in kept for flag in reading["flags"]), "code"),
        "evidence": [one for _, evidence in kept for one in evidence],
    }
    disagreement = _disagreement(kept)
    if disagreement and "date" not in edits:
        event["flags"].append({"code": DATE_DISAGREEMENT, "message": disagreement})
    return event | edits


def _once(items: Iterable[Json], key: str) -> list[Json]:
    found: dict[str, Json] = {}
    for item in items:
        found.setdefault(item[key], item)
    return list(found.values())


def _disagreement(kept: Sequence[tuple[Json, list[Json]]]) -> str | None:
    """Two sources whose dates cannot both be true: their intervals have no day in common."""
    spans = [(span(reading["date"]["earliest"], reading["date"]["latest"]), reading, e) for reading, e in kept if e]
    dated = [one for one in spans if one[0].klass < OPEN_END]
    for number, (one, reading, evidence) in enumerate(dated):
        for other, against, more in dated[number + 1 :]:
            if one.end < other.start or other.end < one.start:
                return (
                    f"{_source(evidence)} has {reading['date']['display']}; "
                    f"{_source(more)} has {against['date']['display']}."
                )
    return None


def _source(evidence: list[Json]) -> str:
    document = evidence[0]["document"]
    return str(document["publisher"] or document["title"] or document["id"])


def first_reported(event: Json, otherwise: int) -> int:
    """Day number of the earliest publication among the evidence."""
    reported = [evidence["document"]["published"] for evidence in event["evidence"]]
    return date.fromisoformat(min(reported)).toordinal() if reported else otherwise
