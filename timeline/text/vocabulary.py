"""What is known of English words beyond the training corpora: distributional class, WordNet classes, name lists.

`timeline/models/vocabulary.tsv.gz` has a line for each of some 90,000 word forms: the form, its class in a hierarchical
(Brown) clustering as a path of bits, and its other classes: "n1=act" (the first sense of the noun belongs to WordNet's
file noun.act), "n=act" (a later sense does), likewise "v" for verbs, "i" for names of single things; "a" and "r" (it is
an adjective, an adverb); "nv1" and "nv" (that noun sense derives from a verb); "first", "last", "place" and "people" (a
frequent first or last name, a place, the adjective of a country). `tools/build_vocabulary.py` makes the file.
"""

import gzip
from bisect import bisect_left
from functools import cache
from importlib.resources import files

_PREFIXES = (4, 6, 8, 10)  # depths of the clustering that serve as coarser classes
_NAME_LISTS = frozenset({"first", "last", "place", "people"})


def classes(word: str) -> list[str]:
    """Classes of a word form; what is known of it as a name counts only where it has a capital."""
    lower = word.lower()
    exact, folded = _row(word), _row(lower)
    bits = (exact or folded or ("", ""))[0]
    found = [f"b{depth}={bits[:depth]}" for depth in _PREFIXES if len(bits) > depth]
    if bits:
        found.append("b=" + bits)
    known = folded[1].split() if folded else []
    if word == lower:
        return found + [name for name in known if name not in _NAME_LISTS]
    return found + known


def members(name: str) -> list[str]:
    """All words of one class, in alphabetical order."""
    return [line.partition("\t")[0] for line in _lines() if name in line.rpartition("\t")[2].split()]


def _row(word: str) -> tuple[str, str] | None:
    lines = _lines()
    at = bisect_left(lines, word + "\t")
    if at == len(lines) or not lines[at].startswith(word + "\t"):
        return None
    _, bits, known = lines[at].split("\t")
    return bits, known


@cache
def _lines() -> tuple[str, ...]:
    # A tuple, which the garbage collector, unlike a list, does not walk through at every full collection.
    return tuple(
        gzip.decompress((files("timeline.models") / "vocabulary.tsv.gz").read_bytes()).decode("utf-8").splitlines()
    )
