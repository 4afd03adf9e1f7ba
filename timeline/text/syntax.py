"""Sentences with what the models know of their words: part of speech, names, event triggers.

One small network reads all three layers. A word becomes the sum of the vectors of its features (form, affixes, shape);
a window of five words gives the first hidden layer, a window of three of those the second, and each tag set is a linear
reading of both. The first layer is linear in the words, so the share of every word in it is kept: a word met before
costs five additions of vectors, whatever its features. `tools/train.py` makes the model file.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate, chain, compress, pairwise
from operator import itemgetter
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt

from timeline.text.sentences import Scan, Sentence, Token, made, scan, split
from timeline.text.vocabulary import classes

__all__ = ["TRIGGER", "Network", "Sentence", "Token", "annotate", "features", "parse", "split"]

Floats = npt.NDArray[np.float32]

TRIGGER: Final = 0.4  # probability from which a word counts as a trigger: the best F1 on topics left out
_PADDING: Final = ("", "")  # words of no meaning between sentences, as many as the widest window looks aside
_KEPT_WORDS: Final = 8192  # words whose share of the first layer is kept: 10 MB when full
_PLAIN: Final = 3.0  # log-odds from which a word is outside every name, whatever its neighbours
_NEVER_NAME: Final = 1e3  # score that keeps padding outside every name
_BATCH: Final = 2048  # words read at once, so that memory does not grow with the text
_SHAPES = (
    (re.compile(r"\d+\Z"), "digits"),
    (re.compile(r"\d{4}s?\Z"), "year"),
    (re.compile(r".*\d"), "digit"),
    (re.compile(r"[^\W\d_]\.\Z"), "initial"),
    (re.compile(r"[^\W\d_]{2,}\.\Z"), "abbreviation"),
    (re.compile(r"(?:[^\W\d_]\.){2,}\Z"), "acronym"),
    (re.compile(r"[^\w]+\Z"), "mark"),
)


def parse(text: str) -> tuple[Sentence, ...]:
    """Sentences of a text with every learned layer filled in."""
    return tuple(_annotated(scan(text), network()))


def annotate(sentences: Iterable[Sentence], reader: "Network | None" = None) -> tuple[Sentence, ...]:
    """The same sentences with `pos`, `entity` and `trigger` of every token, by `reader` or the shipped network.

    Each sentence is read on its own: some of a text's sentences get what all of them would.
    """
    sentences = tuple(sentences)
    tokens = list(chain.from_iterable(sentence.tokens for sentence in sentences))
    starts, ends, texts = (list(map(itemgetter(field), tokens)) for field in range(3))
    bounds = list(pairwise(accumulate((len(sentence.tokens) for sentence in sentences), initial=0)))
    read = _annotated(Scan(starts, ends, texts, bounds), reader or network())
    return tuple(sentence._replace(tokens=new.tokens) for sentence, new in zip(sentences, read, strict=True))


def _annotated(found: Scan, reader: "Network") -> Iterator[Sentence]:
    starts, ends, texts, bounds = found
    for batch in _batches(bounds):
        words = [*_PADDING]
        for first, last in batch:
            words += texts[first:last]
            words += _PADDING
        pos, entity, trigger = reader.read(words)
        tagged = compress(pos, words), compress(entity, words), compress(trigger, words)  # padding is empty
        begin, end = batch[0][0], batch[-1][1]
        tokens = tuple(made(starts[begin:end], ends[begin:end], texts[begin:end], *tagged))
        for first, last in batch:
            yield Sentence(starts[first], ends[last - 1], tokens[first - begin : last - begin])


def _batches(bounds: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Sentences, as token ranges, a few thousand words at a time."""
    batch: list[tuple[int, int]] = []
    size = 0
    for first, last in bounds:
        if batch and size + last - first > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append((first, last))
        size += last - first + len(_PADDING)
    if batch:
        yield batch


@cache
def network() -> "Network":
    """The shipped network, loaded when first asked for."""
    with (files("timeline.models") / "syntax.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return Network(dict(arrays))


class Network:
    """The weights, and the words met so far. Safe to use from several threads.

    `arrays` as `tools/train.py` saves them: "features", "pos" and "entity" name rows and columns, "topics" the parts
    of the corpora it was trained on (UTF-8, one a line);
    "embedding" (features, D); "w1" (5, D, H1), "b1" (H1); "w2" (3, H1, H2), "b2" (H2); "out1" (H1, tags),
    "out2" (H2, tags) and "bias" (tags), the tags being those of "pos", those of "entity" and the trigger's log-odds;
    "transitions" (from, to) between the tags of "entity".
    """

    def __init__(self, arrays: dict[str, npt.NDArray[np.generic]]) -> None:
        def names(key: str) -> list[str]:
            return bytes(arrays[key].astype(np.uint8)).decode("utf-8").split("\n")

        def weights(key: str) -> Floats:
            return arrays[key].astype(np.float32)

        self._features = {name: row for row, name in enumerate(names("features"))}
        self.topics = names("topics")
        pos, entity = names("pos"), names("entity")
        # Interned, so that the stages compare tags by identity.
        self._pos, self._entity = (np.array([*map(sys.intern, tags)], object) for tags in (pos, entity))
        self._outside = entity.index("O")
        self._embedding = weights("embedding")
        self._hidden, self._hidden2 = len(arrays["b1"]), len(arrays["b2"])
        self._w1, self._b1 = np.hstack(list(weights("w1"))), weights("b1")  # side by side, so that one product does
        self._w2, self._b2 = np.hstack([*weights("w2"), weights("out1")]), weights("b2")
        self._out2, self._bias = weights("out2"), weights("bias")
        self._transitions = weights("transitions")
        self._arrivals = np.ascontiguousarray(self._transitions.T)
        self._lead = np.zeros(len(entity), np.float32)  # what "outside" must be ahead by to be plain
        self._lead[self._outside] = _PLAIN
        self._shares = np.zeros((_KEPT_WORDS, self._w1.shape[1]), np.float32)
        self._rows: dict[str, int] = {"": 0}
        self._lock = Lock()

    def read(self, words: Sequence[str]) -> tuple[list[str], list[str], list[float]]:
        """Penn tag, IOB name tag and trigger probability of each word; sentences are parted by two empty words."""
        hidden1, padding = self._first_layer(words)
        shares: Floats = hidden1 @ self._w2
        windows = shares.shape[1] - len(self._bias)
        hidden2 = _aligned(shares[:, :windows], self._hidden2)
        hidden2 += self._b2
        np.maximum(hidden2, 0, out=hidden2)
        scores: Floats = hidden2 @ self._out2
        scores += shares[:, windows:]
        scores += self._bias
        tags = len(self._pos)
        scores[padding, tags + self._outside] = _NEVER_NAME
        pos: list[str] = self._pos[scores[:, :tags].argmax(1)].tolist()
        entity = _repaired(self._entity[self._names(scores[:, tags:-1])].tolist())
        trigger: list[float] = (1 / (1 + np.exp(-scores[:, -1]))).tolist()
        return pos, entity, trigger

    def _names(self, scores: Floats) -> npt.NDArray[np.intp]:
        """Numbers of the most probable name tags: Viterbi over each run of words that are not plainly outside."""
        best: npt.NDArray[np.intp] = scores.argmax(1)
        unsure = np.flatnonzero((scores - self._lead).argmax(1) != self._outside)
        if not len(unsure):
            return best
        breaks = np.flatnonzero(unsure[1:] - unsure[:-1] != 1) + 1
        starts, ends = unsure[[0, *breaks]], unsure[[*(breaks - 1), -1]] + 1
        order = np.argsort(starts - ends, kind="stable")  # the longest first: at each step the runs that go on
        starts, lengths = starts[order], (ends - starts)[order]
        going_on = np.searchsorted(-lengths, -np.arange(1, lengths[0])).tolist()
        total = scores[starts] + self._transitions[self._outside]
        came_from: list[npt.NDArray[np.intp]] = []
        for at, going in enumerate(going_on, start=1):
            paths = total[:going, None] + self._arrivals  # run, tag, tag before it
            came_from.append(paths.argmax(2))
            total[:going] = paths.max(2) + scores[starts[:going] + at]
        tag = (total + self._transitions[:, self._outside]).argmax(1)
        for at in range(len(going_on), 0, -1):
            going, choices = going_on[at - 1], came_from[at - 1]
            best[starts[:going] + at] = tag[:going]
            tag[:going] = choices[np.arange(going), tag[:going]]
        best[starts] = tag
        return best

    def _first_layer(self, words: Sequence[str]) -> tuple[Floats, npt.NDArray[np.intp]]:
        """The first layer's reading of each word, and the numbers of the empty ones, which have none."""
        with self._lock:
            try:
                rows = np.array([*map(self._rows.__getitem__, words)], np.intp)
            except KeyError:
                self._meet(words)
                rows = np.array([*map(self._rows.__getitem__, words)], np.intp)
            shares = self._shares.take(rows, 0, mode="clip")  # without "clip" numpy copies twice
        hidden = _aligned(shares, self._hidden)
        hidden += self._b1
        np.maximum(hidden, 0, out=hidden)
        padding = np.flatnonzero(rows == 0)
        hidden[padding] = 0
        return hidden, padding

    def _meet(self, words: Sequence[str]) -> None:
        """Keep the words that were not met before; where there is no room for them, forget all others."""
        unknown = [word for word in dict.fromkeys(words) if word not in self._rows]
        if len(self._rows) + len(unknown) > _KEPT_WORDS:
            self._rows = {"": 0}
            unknown = [word for word in dict.fromkeys(words) if word]
        self._keep(unknown)

    def _keep(self, words: list[str]) -> None:
        """Compute and keep what new words add to the first layer at each place of the window."""
        vectors = np.stack([self._vector(word) for word in words])
        first = len(self._rows)
        self._shares[first : first + len(words)] = vectors @ self._w1
        self._rows.update(zip(words, range(first, first + len(words)), strict=True))

    def _vector(self, word: str) -> Floats:
        known = [self._features[name] for name in features(word) if name in self._features]
        vector: Floats = self._embedding[known].sum(0)
        return vector


def _aligned(shares: Floats, width: int) -> Floats:
    """Sum of what each word's row holds for each place of a window, `width` numbers a place: what is meant for a
    neighbour moved to it."""
    places = [shares[:, first : first + width] for first in range(0, shares.shape[1], width)]
    middle = len(places) // 2
    total = places[middle].copy()
    for distance in range(1, middle + 1):
        total[distance:] += places[middle - distance][:-distance]
        total[:-distance] += places[middle + distance][distance:]
    return total


def _repaired(tags: list[str]) -> list[str]:
    """IOB tags in which every name opens with B-; kinds that are not ours ("misc") become "O"."""
    previous = "O"
    for at, tag in enumerate(tags):
        if tag == "O":
            previous = tag
            continue
        if tag[0] == "I" and previous[2:] != tag[2:]:
            tag = "B" + tag[1:]
        previous = tag
        tags[at] = "O" if tag.endswith("misc") else tag
    return tags


def features(word: str) -> list[str]:
    """What the network sees of a word, without its neighbours."""
    lower = word.lower()
    if word.isalpha():
        case = (
            "lower" if word == lower else "title" if word[1:] == lower[1:] else "upper" if word.isupper() else "mixed"
        )
        found = ["w=" + lower, "c=" + case, "c1=" + case + lower[-1:]]
    else:
        found = ["w=" + re.sub(r"\d", "0", lower)]
        found += ["s=" + name for pattern, name in _SHAPES if pattern.match(word)]
        found.append("c=upper" if word[:1].isupper() else "c=other")
        if "-" in word[1:]:
            found += ["h=", "w=" + lower.rpartition("-")[2]]
    if len(word) > 2 and not word.isdigit():
        found += ["2=" + lower[-2:], "3=" + lower[-3:], "4=" + lower[-4:], "p=" + lower[:3], "p4=" + lower[:4]]
        found.append("l=" + str(min(len(word), 12)))
    return found + classes(word)
