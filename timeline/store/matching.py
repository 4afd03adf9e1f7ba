"""Which event of a second extraction is which of the first, so that it keeps its id and what editors said of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from timeline.store.words import tokens

_ALIKE = 0.5
"""Share of words that two sentences of one date must have in common to be one sentence, reworded."""

_MOST_COMPARED = 200
"""Events of one date that a reworded sentence is compared with; keeps odd documents from costing squared time."""

Json = dict[str, Any]


def match(old: Sequence[Json], new: Sequence[Json], *, same_text: bool) -> dict[int, int]:
    """Pairs {index in new: index in old}: by overlapping triggers first, else by the same date in the same sentence.

    Offsets mean nothing once the text has changed; then a trigger is found again by its word and sentence.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for find in (_by_trigger(old, same_text), _by_sentence(old), _by_likeness(old)):
        for number, event in enumerate(new):
            if number in pairs:
                continue
            hit = next((other for other in find(event) if other not in taken), None)
            if hit is not None:
                pairs[number] = hit
                taken.add(hit)
    return pairs


def _by_trigger(old: Sequence[Json], same_text: bool) -> Any:
    marks = _trigger_offsets if same_text else _trigger_words
    places: dict[Any, list[int]] = defaultdict(list)
    for number, event in enumerate(old):
        for mark in marks(event):
            places[mark].append(number)

    def find(event: Json) -> Iterator[int]:
        for mark in marks(event):
            yield from places.get(mark, ())

    return find


def _trigger_offsets(event: Json) -> Iterator[int]:
    for evidence in event["evidence"]:
        yield from range(evidence["trigger"]["start"], evidence["trigger"]["end"])


def _trigger_words(event: Json) -> Iterator[tuple[str, str, int]]:
    for evidence in event["evidence"]:
        trigger = evidence["trigger"]
        yield evidence["quote"], trigger["text"], trigger["start"] - evidence["start"]


def _by_sentence(old: Sequence[Json]) -> Any:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, event in enumerate(old):
        for evidence in event["evidence"]:
            places[event["date"]["edtf"], evidence["quote"]].append(number)

    def find(event: Json) -> Iterator[int]:
        for evidence in event["evidence"]:
            yield from places.get((event["date"]["edtf"], evidence["quote"]), ())

    return find


def _by_likeness(old: Sequence[Json]) -> Any:
    dated: dict[str, list[tuple[int, set[str]]]] = defaultdict(list)
    for number, event in enumerate(old):
        if len(dated[event["date"]["edtf"]]) < _MOST_COMPARED:
            dated[event["date"]["edtf"]].append((number, _words(event)))

    def find(event: Json) -> Iterator[int]:
        words = _words(event)
        shares = [
            (len(words & other) / max(len(words | other), 1), number)
            for number, other in dated.get(event["date"]["edtf"], ())
        ]
        yield from (number for share, number in sorted(shares, reverse=True) if share >= _ALIKE)

    return find


def _words(event: Json) -> set[str]:
    return {word for evidence in event["evidence"] for word in tokens(evidence["quote"])}
