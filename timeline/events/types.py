"""Which type an event is of, learned: a linear reading of its cues and of what the article is about.

Every word beside an event speaks for each type by what it means (its vector), by the place where it stands; signs speak
as they stand; the words of the whole article speak for the types that such articles tell of. The type with the largest
sum wins. `tools/train_types.py` makes the weights, timeline/models/types.npz, and tells how well they do on articles
left out.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

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


class Weights(NamedTuple):
    """`words` (places times D, types), `topic` (1 + D, types; the first row always counts), `signs` (signs, types)."""

    types: list[EventType]
    words: Floats
    topic: Floats
    signs: Floats
    rows: dict[str, int]


def typed(reading: Reading, mention: Mention, topic: Topic) -> Mention:
    """A mention with the type of its event."""
    return Mention(*mention[:6], best(cues(reading, mention), topic), mention.eventive)


def best(seen: Cues, topic: Topic) -> EventType:
    """The type that the cues and the article speak for most."""
    weights = _weights()
    scores = topic + vectors.means(seen.words).ravel() @ weights.words
    rows = [row for row in map(weights.rows.get, set(seen.signs)) if row is not None]
    scores += weights.signs[rows].sum(0)
    return weights.types[int(scores.argmax())]


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
