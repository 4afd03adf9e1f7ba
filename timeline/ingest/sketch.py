"""Sketches of texts: MinHash values, by which near-duplicates are found without comparing all texts with all others."""

import re
from array import array

from rensa import RMinHash

VALUES = 126
SEED = 1
WIDTH = 3
"""Words of a shingle. Longer ones miss copies in which a word here and there was changed."""
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def shingles(text: str) -> set[str]:
    """Every run of WIDTH words, case and punctuation aside; in scripts without spaces a letter counts as a word."""
    folded = text.casefold()
    words = _WORD.findall(_UNSPACED.sub(r" \g<0> ", folded) if _UNSPACED.search(folded) else folded)
    return {" ".join(words[n : n + WIDTH]) for n in range(max(len(words) - WIDTH + 1, 1))}


def sketch(text: str) -> bytes:
    """VALUES MinHash values of the text's shingles, 16 bits each: as much as banding needs, half the space."""
    hashed = RMinHash(VALUES, SEED)
    hashed.update(list(shingles(text)))
    return array("H", [value & 0xFFFF for value in hashed.digest()]).tobytes()
