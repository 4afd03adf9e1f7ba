"""Which type an event is of, learned: a linear reading of its cues and of what the article is about.

Every word beside an event speaks for each type by what it means (its vector), by the place where it stands; signs speak
as they stand; the words of the whole article speak for the types that such articles tell of. The type with the largest
sum wins. `tools/train_types.py` makes the weights, timeline/models/types.npz, and tells how well they do on articles
left out.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from timeline.events.cues import Cues, content, cues
from timeline.events.reading import Reading
from timeline.events.triggers import Mention
from timeline.model import EventType
from timeline.text import vectors

Floats = npt.NDArray[np.float32]
Topic = Floats
"""How much an article speaks for each type."""
FEW = 20
"""So many words must an article have for its subject to count for half."""
_AT_ONCE: Final = 64
"""Events that are typed together."""


class Weights(NamedTuple):
    """`words` (places times D, types), `topic` (1 + D, types; the first row always counts), `signs` (signs, types)."""

    types: list[EventType]
    words: Floats
    topic: Floats
    signs: Floats
    rows: dict[str, int]


def typed(found: Sequence[tuple[Reading, Mention]], topic: Topic) -> list[Mention]:
    """Mentions of an article with the types of their events."""
    kinds = best([cues(reading, mention) for reading, mention in found], topic)
    return [Mention(*m[:6], kind, m.eventive) for (_, m), kind in zip(found, kinds, strict=True)]


def best(seen: Sequence[Cues], topic: Topic) -> list[EventType]:
    """The type that the cues of each event and the article speak for most."""
    found: list[EventType] = []
    for first in range(0, len(seen), _AT_ONCE):
        found += _best(seen[first : first + _AT_ONCE], topic)
    return found


def _best(seen: Sequence[Cues], topic: Topic) -> list[EventType]:
    """The same for some events: a few products of all their words and signs instead of many small ones."""
    weights = _weights()
    words: list[str] = []
    places: list[int] = []
    signs: list[int] = []
    events: list[int] = []  # of each word, and then of each sign
    shares: list[float] = []
    for number, event in enumerate(seen):
        for place, group in enumerate(event.words):
            words += group
            places += repeat(place, len(group))
            shares += repeat(1 / (len(group) or 1), len(group))
        events += repeat(number, sum(map(len, event.words)))
    for number, event in enumerate(seen):
        rows = [row for row in map(weights.rows.get, set(event.signs)) if row is not None]
        signs += rows
        events += repeat(number, len(rows))
    shares += repeat(1.0, len(signs))
    voices = np.concatenate([vectors.products(words, places, weights.words), weights.signs[signs]])
    whose = np.zeros((len(seen), len(voices)), np.float32)
    whose[events, np.arange(len(voices))] = shares
    scores = topic + whose @ voices
    return [weights.types[number] for number in scores.argmax(1).tolist()]


def topics(readings: Iterable[Reading]) -> Topic:
    """How much the words of an article speak for each type."""
    weights = _weights()
    words = [reading.low[i] for reading in readings for i in content(reading)]
    speaks: Topic = weights.topic[0] + vectors.means([words])[0] @ weights.topic[1:]
    return speaks * np.float32(len(words) / (len(words) + FEW))


@cache
def _weights() -> Weights:
    with (files("timeline.models") / "types.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:

        def names(key: str) -> list[str]:
            return bytes(arrays[key]).decode("utf-8").split("\n")

        def numbers(key: str) -> Floats:
            found: Floats = arrays[key].astype(np.float32)
            return found

        return Weights(
            types=cast(list[EventType], names("types")),
            words=numbers("words"),
            topic=numbers("topic"),
            signs=numbers("signs"),
            rows={sign: row for row, sign in enumerate(names("sign_names"))},
        )
