"""Vectors of English words: words of like meaning lie in like directions.

`timeline/models/words.npz` holds them for some 30,000 lower-case words of the news, most frequent first: "words"
(UTF-8, one a line), "vectors" (words, D; whole numbers from -127 to 127) and "scale", by which they are multiplied.
`tools/build_vectors.py` makes the file.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def mean(words: Iterable[str]) -> Floats:
    """The mean vector of some words in lower case, zeros where there are none; an unknown word counts as zeros.

    Of what is unknown as a whole the part before an underscore ("take_over"), or after the last hyphen, is looked up.
    """
    numbers, table = _table()
    rows = [_row(word, numbers) for word in words]
    if not rows:
        return np.zeros(table.shape[1], np.float32)
    total: Floats = table[rows].mean(0)
    return total


def _row(word: str, numbers: dict[str, int]) -> int:
    row = numbers.get(word, 0)
    if row or not ("_" in word or "-" in word):
        return row
    return numbers.get(word.split("_")[0].rpartition("-")[2], 0)


@cache
def _table() -> tuple[dict[str, int], Floats]:
    """The row of each word, and the rows; row 0 is of no word."""
    with (files("timeline.models") / "words.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        words = bytes(arrays["words"]).decode("utf-8").split("\n")
        known = arrays["vectors"].astype(np.float32) * np.float32(arrays["scale"])
    return {word: row for row, word in enumerate(words, 1)}, np.vstack([np.zeros_like(known[:1]), known])
