"""One event for each occasion: mentions of the same meeting, vote or crash in an article come together."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from timeline.model import Event

# Verb and noun of one occasion.
_OCCASIONS = {
    "meeting": "meet meetings summit talks",
    "election": "elect elections poll polls vote",
    "crash": "collide collision",
    "death": "die",
    "visit": "trip",
    "agreement": "accord deal sign treaty",
}
_ROOTS = {word: root for root, forms in _OCCASIONS.items() for word in forms.split()}


MOST: Final = 40
"""Pieces of evidence that one event keeps: more prove no more, and a text that repeats itself stays cheap."""
_COMPARED: Final = 50
"""Events of one date, type and status that a new one is compared with: far more than any article has."""


def gather(events: Sequence[Event]) -> list[Event]:
    """The events in order, those of one occasion made one with the evidence of all.

    One occasion has one date, type and status, and its mentions use words of one root; two mentions in one sentence on
    different triggers are two occasions. Time is linear in the events.
    """
    gathered: list[Event] = []
    alike: dict[tuple[str, str, str], list[int]] = {}
    for event in events:
        group = alike.setdefault((event.type, event.date.edtf, event.status), [])
        k = next((k for k in group[-_COMPARED:] if _same_occasion(gathered[k], event)), None)
        if k is None:
            group.append(len(gathered))
            gathered.append(event)
        elif len(gathered[k].evidence) < MOST:
            gathered[k] = merged(gathered[k], event)
    return gathered


def merged(event: Event, other: Event) -> Event:
    """One event with the evidence of both; the first keeps its title unless it is less sure."""
    best, second = (event, other) if event.confidence >= other.confidence else (other, event)
    names = {participant.name for participant in best.participants}
    flags = {flag.code for flag in best.flags}
    evidence = sorted((*event.evidence, *other.evidence), key=lambda e: e.trigger.start)
    return replace(
        best,
        id=event.id,
        place=best.place or second.place,
        participants=(*best.participants, *(p for p in second.participants if p.name not in names)),
        flags=(*best.flags, *(flag for flag in second.flags if flag.code not in flags)),
        evidence=tuple(evidence),
        confidence=max(best.confidence, min(0.95, round(best.confidence + 0.05, 2)) if len(evidence) == 2 else 0.0),
    )


def root(word: str) -> str:
    """What a trigger word is about: "meet", "summit" and "talks" are one occasion's words."""
    word = word.lower()
    return _ROOTS.get(word) or _ROOTS.get(word.rstrip("s")) or word.rstrip("s")


def _same_occasion(a: Event, b: Event) -> bool:
    if {(e.trigger.start, e.time and e.time.start) for e in a.evidence} & {
        (e.trigger.start, e.time and e.time.start) for e in b.evidence
    }:
        return True
    if {e.start for e in a.evidence} & {e.start for e in b.evidence}:
        return False
    if a.place and b.place and a.place.name != b.place.name and a.place.country != b.place.country:
        return False
    names_a, names_b = {p.name for p in a.participants}, {p.name for p in b.participants}
    if names_a and names_b and not names_a & names_b:
        return False
    return bool({root(e.trigger.text) for e in a.evidence} & {root(e.trigger.text) for e in b.evidence})
