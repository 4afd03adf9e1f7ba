"""Near-duplicates: the same agency text in five papers is one report of its events, with five sources.

Texts that are alike are found by their sketches (`sketch.py`), compared word by word, and their events matched: same
type, date and trigger, in a sentence alike. What matches is merged into the event of the document that came first; its
evidence then names both documents.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timeline.errors import NotFound
from timeline.ingest.sketch import VALUES, shingles
from timeline.store import Sketch, Store

DAYS = 3
"""Days apart that copies of one report appear; later, "on Tuesday" is another Tuesday."""
BAND = 3
"""Values of a band; texts that agree in one whole band are compared. Texts with 40 % of all their shingles in common
(one is the other, cut to three fifths, with words changed) meet with a chance of 94 %, with 50 % of 99.6 %, with 10 %
of 4 %."""
AGREED = 15
"""Values of all that must agree before texts are read and compared word by word: 12 %."""
COMPARED = 50
"""Documents that one is compared with at most, the earliest first."""
ALIKE = 0.6
"""Share of the shorter text's shingles that must be in the longer one: papers cut agency texts from the end."""
FEWEST = 20
"""Shingles that texts must share; two one-line notices are alike by chance."""
SENTENCES_ALIKE = 0.6
PAIRS = 500
"""Pairs whose texts are read at once."""
NOTED = 1000
"""Documents after which it is noted how far linking is: a transaction costs more than a day's comparing."""

Progress = Callable[[int], None]
Values = NDArray[Any]


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
    compared: list[str] = []
    near: dict[int, list[Sketch]] = {}
    for done, day in enumerate(store.unlinked_days(), 1):
        near = {at: near[at] if at in near else store.sketches(at, at) for at in range(day - DAYS, day + DAYS + 1)}
        fresh = [one for one in near[day] if not one.linked]
        for document, other in _copies(store, candidates(fresh, [one for found in near.values() for one in found])):
            copies += 1
            merged += merge_events(store, document, other)
        compared += [one.id for one in fresh]
        if len(compared) >= NOTED:
            store.set_linked(compared)
            compared = []
        progress(done)
    store.set_linked(compared)
    return Linked(copies, merged)


def candidates(fresh: Sequence[Sketch], window: Sequence[Sketch]) -> Iterator[tuple[str, list[str]]]:
    """For each document the others worth comparing word by word, by day and id: those linked before, or earlier.

    Of many that agree in one band the first COMPARED are taken, so that ten thousand pages of one text cost no more
    than as many different ones.
    """
    fresh, window = sorted(fresh, key=_order), sorted(window, key=_order)
    if not fresh:
        return
    place = {one.id: number for number, one in enumerate(window)}
    at = np.array([place[one.id] for one in fresh])
    linked = np.array([one.linked for one in window])
    values = np.frombuffer(b"".join(one.value for one in window), np.uint16).reshape(len(window), VALUES)
    found = [_in_one_band(values[:, first : first + BAND], at) for first in range(0, VALUES, BAND)]
    mine, others = np.unique(np.concatenate(found), axis=0).T
    likely = linked[others] | (others < at[mine])
    mine, others = mine[likely], others[likely]
    likely = (values[at[mine]] == values[others]).sum(axis=1) >= AGREED
    mine, others = mine[likely], others[likely]
    starts = np.flatnonzero(np.diff(mine, prepend=-1))
    for number, group in zip(mine[starts], np.split(others, starts)[1:], strict=True):
        yield fresh[number].id, [window[other].id for other in group[:COMPARED]]


def _in_one_band(band: Values, at: Values) -> Values:
    """Pairs (number in `at`, row of `band`) of rows with the same values."""
    keys = band.astype(np.uint64) @ np.uint64(1 << 16) ** np.arange(BAND, dtype=np.uint64)
    order = np.argsort(keys, kind="stable")
    first = np.searchsorted(keys[order], keys[at], "left")
    count = np.minimum(np.searchsorted(keys[order], keys[at], "right") - first, COMPARED + 1)
    mine = np.repeat(np.arange(len(at)), count)
    others = order[np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)]
    pairs: Values = np.stack((mine, others), axis=1)
    return np.compress(others != at[mine], pairs, axis=0)


def _copies(store: Store, found: Iterable[tuple[str, list[str]]]) -> Iterator[tuple[str, str]]:
    """Those pairs whose texts are copies."""
    pairs = [(document, other) for document, others in found for other in others]
    for first in range(0, len(pairs), PAIRS):
        part = pairs[first : first + PAIRS]
        read = {name: shingles(text) for name, text in store.texts({name for pair in part for name in pair}).items()}
        whole = [pair for pair in part if pair[0] in read and pair[1] in read]  # the others were deleted meanwhile
        yield from (pair for pair in whole if _shared_enough(read[pair[0]], read[pair[1]]))


def _order(one: Sketch) -> tuple[int, str]:
    return one.published, one.id


def is_copy(text: str, other: str) -> bool:
    """Whether one text is the other, shortened or with words changed here and there."""
    return _shared_enough(shingles(text), shingles(other))


def _shared_enough(first: set[str], second: set[str]) -> bool:
    shared = len(first & second)
    return shared >= FEWEST and shared >= ALIKE * min(len(first), len(second))


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
