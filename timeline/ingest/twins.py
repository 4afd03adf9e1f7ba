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
DAYS_READ = 30
"""Days of sketches read at once beyond those needed; 10,000 articles a day are then 130 MB."""
SORTED = 1_000_000
"""Bands sorted at once, of how many documents it may be."""
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
    near = _Near(store)
    for done, day in enumerate(store.unlinked_days(), 1):
        window = near.around(day)
        fresh = [one for one in window if one.published == day and not one.linked]
        for document, other in _copies(store, candidates(fresh, window)):
            copies += 1
            merged += merge_events(store, document, other)
        compared += [one.id for one in fresh]
        if len(compared) >= NOTED:
            store.set_linked(compared)
            compared = []
        progress(done)
    store.set_linked(compared)
    return Linked(copies, merged)


class _Near:
    """The sketches around a day, for days that only go forward: each is read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: list[Sketch] = []
        self._until = 0

    def around(self, day: int) -> list[Sketch]:
        """Those from DAYS before a day to DAYS after it, by day and id."""
        first, last = day - DAYS, day + DAYS
        self._read = [one for one in self._read if one.published >= first]
        if last > self._until:
            start, self._until = max(first, self._until + 1), last + DAYS_READ
            self._read += self._store.sketches(start, self._until)
        return [one for one in self._read if one.published <= last]


def candidates(fresh: Sequence[Sketch], window: Sequence[Sketch]) -> Iterator[tuple[str, list[str]]]:
    """For each document the others worth comparing word by word, by day and id: those linked before, or earlier.

    Of many that agree in one band the first COMPARED are taken, so that ten thousand pages of one text cost no more
    than as many different ones.
    """
    fresh, window = sorted(fresh, key=_order), sorted(window, key=_order)
    if not fresh or len(window) == 1:
        return
    place = {one.id: number for number, one in enumerate(window)}
    at = np.array([place[one.id] for one in fresh])
    linked = np.array([one.linked for one in window])
    values = np.frombuffer(b"".join(one.value for one in window), np.uint16).reshape(len(window), VALUES)
    mine, others = np.unique(np.concatenate(list(_agreeing(values, at))), axis=0).T
    likely = linked[others] | (others < at[mine])
    mine, others = mine[likely], others[likely]
    likely = (values[at[mine]] == values[others]).sum(axis=1) >= AGREED
    mine, others = mine[likely], others[likely]
    starts = np.flatnonzero(np.diff(mine, prepend=-1))
    for number, group in zip(mine[starts], np.split(others, starts)[1:], strict=True):
        yield fresh[number].id, [window[other].id for other in group[:COMPARED]]


def _agreeing(values: Values, at: Values) -> Iterator[Values]:
    """Pairs (number in `at`, row of `values`) of other rows that have a band in common, as often as they have."""
    weights = np.uint64(1 << 16) ** np.arange(BAND, dtype=np.uint64)
    bands = values.reshape(len(values), -1, BAND).astype(np.uint64) @ weights
    bands += np.arange(bands.shape[1], dtype=np.uint64) << np.uint64(16 * BAND)  # equal in the same band only
    width = max(SORTED // len(values), 1)
    for first in range(0, bands.shape[1], width):
        part = bands[:, first : first + width]
        order = np.argsort(part, axis=None, kind="stable")
        keys, wanted = part.ravel()[order], part[at].ravel()
        start = np.searchsorted(keys, wanted, "left")
        count = np.minimum(np.searchsorted(keys, wanted, "right") - start, COMPARED + 1)
        rank = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        mine = np.repeat(np.arange(len(wanted)), count) // part.shape[1]
        others = order[np.repeat(start, count) + rank] // part.shape[1]
        yield np.stack((mine, others), axis=1)[others != at[mine]]


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
