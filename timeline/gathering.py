"""One event for each occasion: mentions of the same meeting, vote or crash in an article come together."""

from collections.abc import Sequence
from dataclasses import replace

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


def gather(events: Sequence[Event]) -> list[Event]:
    """The events in order, those of one occasion made one with the evidence of all.

    One occasion has one date and one type, and its mentions use words of one root, or share who and where; two
    mentions in one sentence on different triggers are two occasions.
    """
    gathered: list[Event] = []
    for event in events:
        k = next((k for k, other in enumerate(gathered) if _same_occasion(other, event)), None)
        if k is None:
            gathered.append(event)
        else:
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
        confidence=min(0.99, best.confidence + 0.05),
    )


def root(word: str) -> str:
    """What a trigger word is about: "meet", "summit" and "talks" are one occasion's words."""
    word = word.lower()
    return _ROOTS.get(word) or _ROOTS.get(word.rstrip("s")) or word.rstrip("s")


def _same_occasion(a: Event, b: Event) -> bool:
    if a.type != b.type or a.date.edtf != b.date.edtf or a.status != b.status:
        return False
    if {(e.trigger.start, e.time and e.time.start) for e in a.evidence} & {
        (e.trigger.start, e.time and e.time.start) for e in b.evidence
    }:
        return True
    if {e.start for e in a.evidence} & {e.start for e in b.evidence}:
        return False
    if a.place and b.place and a.place.name != b.place.name and a.place.country != b.place.country:
        return False
    same_root = {root(e.trigger.text) for e in a.evidence} & {root(e.trigger.text) for e in b.evidence}
    names_a, names_b = {p.name for p in a.participants}, {p.name for p in b.participants}
    if names_a and names_b and not names_a & names_b:
        return False
    return bool(same_root)
