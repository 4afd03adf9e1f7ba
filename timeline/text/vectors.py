"""Vectors of English words: words of like meaning lie in like directions.

`timeline/models/words.npz` holds them for some 30,000 lower-case words of the news, most frequent first: "words"
(UTF-8, one a line), "vectors" (words, D; whole numbers from -127 to 127) and "scale", by which they are multiplied.
`tools/build_vectors.py` makes the file.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def means(groups: Sequence[Sequence[str]]) -> Floats:
    """The mean vector of each group of words in lower case, a row each; zeros where there are none.

    An unknown word counts as zeros; but of one with an underscore ("take_over") or a hyphen ("ex-treaty") the part
    before the one, after the other, is looked up.
    """
    numbers, table = _table()
    rows = [numbers.get(word) or _row(word, numbers) for words in groups for word in words]
    shares = np.zeros((len(groups), len(rows)), np.float32)
    start = 0
    for number, words in enumerate(groups):
        if words:
            shares[number, start : start + len(words)] = 1 / len(words)
            start += len(words)
    found: Floats = shares @ table[rows]
    return found


def products(words: Sequence[str], places: Sequence[int], weights: Floats) -> Floats:
    """The vector of each word times the D rows of `weights` that belong to its place, a row each.

    `weights` is (places times D, columns). Words that come again, as those of one sentence do, are multiplied once.
    """
    numbers, table = _table()
    size = table.shape[1]
    distinct = {word: number for number, word in enumerate(dict.fromkeys(words))}
    rows = [numbers.get(word) or _row(word, numbers) for word in distinct]
    at = np.array([*map(distinct.__getitem__, words)], np.intp)
    many = len(weights) // size
    by_place = weights.reshape(many, size, -1).transpose(1, 0, 2).reshape(size, -1)  # D, places times columns
    found: Floats = (table[rows] @ by_place).reshape(len(rows) * many, -1)
    chosen: Floats = found[at * many + np.asarray(places, np.intp)]
    return chosen


def _row(word: str, numbers: dict[str, int]) -> int:
    return numbers.get(word.partition("_")[0].rpartition("-")[2], 0)


@cache
def _table() -> tuple[dict[str, int], Floats]:
    """The row of each word, and the rows; row 0 is of no word."""
    with (files("timeline.models") / "words.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        words = bytes(arrays["words"]).decode("utf-8").split("\n")
        known = arrays["vectors"].astype(np.float32) * np.float32(arrays["scale"])
    return {word: row for row, word in enumerate(words, 1)}, np.vstack([np.zeros_like(known[:1]), known])
