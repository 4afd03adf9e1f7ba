"""Near-duplicates: the same agency text in five papers is one report of its events, with five sources.

Texts that are alike are found by their sketches (`sketch.py`), compared word by word, and their events matched: same
type, date and trigger, in a sentence alike. What matches is merged into the event of the document that came first; its
evidence then names both documents.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from timeline.errors import NotFound
from timeline.ingest.sketch import VALUES, shingles
from timeline.store import Sketch, Store

DAYS = 3
"""Days apart that copies of one report appear; later, "on Tuesday" is another Tuesday."""
BANDS = 42
"""Bands of three values each; texts that agree in one whole band are compared word by word. Texts with 40 % of all
their shingles in common (one is the other, cut to three fifths, with words changed) meet with a chance of 94 %, with
50 % of 99.6 %, with 10 % of 4 %."""
ALIKE = 0.6
"""Share of the shorter text's shingles that must be in the longer one: papers cut agency texts from the end."""
FEWEST = 20
"""Shingles that texts must share; two one-line notices are alike by chance."""
SENTENCES_ALIKE = 0.6

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking did: pairs of documents that are copies, events that were merged."""

    copies: int = 0
    events: int = 0


def link(store: Store, progress: Progress = lambda days: None) -> Linked:
    """Look for the copies of every document that was not compared yet, and merge their events.

    In an order that depends on the documents alone, not on how they came in; stopped, it goes on where it was.
    """
    copies = merged = 0
    for done, day in enumerate(store.unlinked_days(), 1):
        window = store.sketches(day - DAYS, day + DAYS)
        fresh = [one for one in window if one.published == day and not one.linked]
        for document, others in candidates(fresh, window):
            for other in others:
                if not is_copy(_text(store, document), _text(store, other)):
                    continue
                copies += 1
                merged += merge_events(store, document, other)
        store.set_linked([one.id for one in fresh])
        progress(done)
    return Linked(copies, merged)


def candidates(fresh: Iterable[Sketch], window: Iterable[Sketch]) -> Iterator[tuple[str, list[str]]]:
    """For each document the earlier ones whose sketches agree in a band, by day and id."""
    buckets: dict[tuple[int, bytes], list[Sketch]] = defaultdict(list)
    for one in window:
        for band in _bands(one.value):
            buckets[band].append(one)
    for document in sorted(fresh, key=_order):
        found = {
            other.id: other
            for band in _bands(document.value)
            for other in buckets[band]
            if other.id != document.id and (other.linked or _order(other) < _order(document))
        }
        if found:
            yield document.id, [other.id for other in sorted(found.values(), key=_order)]


def _bands(value: bytes) -> Iterator[tuple[int, bytes]]:
    size = 2 * VALUES // BANDS
    return ((number, value[number * size : (number + 1) * size]) for number in range(BANDS))


def _order(one: Sketch) -> tuple[int, str]:
    return one.published, one.id


def is_copy(text: str, other: str) -> bool:
    """Whether one text is the other, shortened or with words changed here and there."""
    first, second = _shingles(text), _shingles(other)
    shared = len(first & second)
    return shared >= FEWEST and shared >= ALIKE * min(len(first), len(second))


@lru_cache(maxsize=256)
def _shingles(text: str) -> set[str]:
    return shingles(text)


def _text(store: Store, document: str) -> str:
    return store.document(document).document.text


def merge_events(store: Store, document: str, other: str) -> int:
    """Merge the events of a document into those of its copy that came before; how many were."""
    targets = {event["id"]: event for event in _events(store, other)}
    merged = 0
    for event in _events(store, document):
        if event["id"] in targets:  # merged already
            continue
        into = next((name for name, target in targets.items() if same_event(event, target)), None)
        if into is None:
            continue
        try:
            store.merge(into, [event["id"]], by="timeline", why="the same report in another paper")
        except NotFound:  # an editor deleted it meanwhile
            continue
        targets.pop(into)
        merged += 1
    return merged


def _events(store: Store, document: str) -> list[dict[str, Any]]:
    return [json.loads(body) for body in store.events_of(document)]


def same_event(event: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two papers report one event in the same words: type, date, trigger, and a sentence alike."""
    if (event["type"], event["date"]["edtf"]) != (other["type"], other["date"]["edtf"]):
        return False
    return any(
        one["trigger"]["text"].casefold() == two["trigger"]["text"].casefold() and _sentences_alike(one, two)
        for one in event["evidence"]
        for two in other["evidence"]
    )


def _sentences_alike(one: dict[str, Any], two: dict[str, Any]) -> bool:
    first, second = set(one["quote"].casefold().split()), set(two["quote"].casefold().split())
    return len(first & second) >= SENTENCES_ALIKE * min(len(first), len(second))
