"""Trains the network of `timeline/text/syntax.py` and writes timeline/models/syntax.npz.

    python tools/train.py CORPORA

CORPORA holds the folders gum, wikigold and meantime. The same corpora, settings and seed give the same weights, to the
last digit that the linear algebra library keeps.

Layers that a corpus does not mark are left out of its loss: part of speech is learned from GUM, names from all three,
triggers from MEANTIME, and words of happenings (verbs, event mentions) from GUM. MEANTIME knows only what happens to
companies, so a share of the log-odds of a happening is added to those of a trigger: that costs nothing on topics left
out, and "met" and "meeting", which MEANTIME lacks, are found.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from timeline.text.syntax import features
from timeline.text.vocabulary import members
from tools.corpora import Article, Example, read_gum, read_meantime, read_wikigold

TARGET = Path(__file__).resolve().parent.parent / "timeline" / "models" / "syntax.npz"
READERS = {"gum": read_gum, "wikigold": read_wikigold, "meantime": read_meantime}
Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_PADDING = 2  # empty words between sentences, as many as the widest window looks aside
_UNMARKED, _OPEN = -1, -2  # labels: the corpus does not mark the layer; this word may have any label


@dataclass(frozen=True, slots=True)
class Settings:
    """What was tuned, on held-out documents of every corpus (docs/benchmarks.md)."""

    embedding: int = 48
    hidden1: int = 64
    hidden2: int = 48
    epochs: int = 12
    batch: int = 512
    rate: float = 2e-3
    dropout: float = 0.3
    feature_dropout: float = 0.15
    recased: float = 0.08  # share of sentences seen in capitals, in small letters, or as a headline
    renamed: float = 0.3  # share of names that change places with another of their kind and length
    rare: int = 2  # features seen less often are not learned
    averaging: float = 0.998
    seed: int = 0


HAPPENING = 0.2  # share of a happening's log-odds in those of a trigger
LOSS_WEIGHTS = {"pos": 1.0, "entity": 1.0, "trigger": 1.0, "happening": 0.3}


class Labels:
    """Numbers of the tags of each layer."""

    def __init__(self, articles: Sequence[Article]) -> None:
        def tags(layer: str) -> list[str]:
            found = {
                tag for article in articles for example in article.sentences for tag in getattr(example, layer) or ()
            }
            return sorted(found - {"?"})

        self.pos, self.entity = tags("pos"), tags("entity")
        self._numbers = {
            "pos": {tag: number for number, tag in enumerate(self.pos)},
            "entity": {tag: number for number, tag in enumerate(self.entity)},
            "trigger": {0: 0, 1: 1},
            "happening": {0: 0, 1: 1},
        }

    @property
    def sizes(self) -> dict[str, int]:
        """Number of tags of each layer."""
        return {layer: len(numbers) for layer, numbers in self._numbers.items()}

    def numbers(self, layer: str, example: Example) -> list[int]:
        """The labels of one sentence."""
        marks = getattr(example, layer)
        if marks is None:
            return [_UNMARKED] * len(example.words)
        return [self._numbers[layer].get(mark, _OPEN) for mark in marks]


cached_features = lru_cache(maxsize=None)(features)


def vocabulary(articles: Sequence[Article], rare: int) -> dict[str, int]:
    """Row of each feature, from 1; row 0 is no feature."""
    words = Counter(word for article in articles for example in article.sentences for word in example.words)
    counts: Counter[str] = Counter()
    for word, count in words.items():
        for name in cached_features(word):
            counts[name] += count if name.startswith("w=") else 1
    return {name: row for row, name in enumerate(sorted(n for n, count in counts.items() if count >= rare), 1)}


@dataclass(frozen=True, slots=True)
class Data:
    """Sentences one after the other, empty words between them: rows of features (padded with 0) and labels."""

    features: Integers
    labels: dict[str, Integers]
    is_word: npt.NDArray[np.bool_]

    def slice(self, start: int, end: int) -> "Data":
        """Some of the words."""
        labels = {layer: numbers[start:end] for layer, numbers in self.labels.items()}
        return Data(self.features[start:end], labels, self.is_word[start:end])


def data_of(
    sentences: Iterable[tuple[Sequence[str], Example]], rows: Mapping[str, int], labels: Labels
) -> tuple[Data, list[int]]:
    """Sentences, given with the words to show for them, as arrays; and where each one starts."""
    words: list[str] = [""] * _PADDING
    numbers: dict[str, list[int]] = {layer: [_UNMARKED] * _PADDING for layer in labels.sizes}
    starts = []
    for shown, example in sentences:
        starts.append(len(words))
        words += [*shown, *[""] * _PADDING]
        for layer, known in numbers.items():
            known += labels.numbers(layer, example) + [_UNMARKED] * _PADDING
    types = {word: number for number, word in enumerate(dict.fromkeys(words))}
    found = [[rows[name] for name in cached_features(word) if name in rows] if word else [] for word in types]
    table = np.zeros((len(found), max(map(len, found))), np.int64)
    for number, known_rows in enumerate(found):
        table[number, : len(known_rows)] = known_rows
    ids = np.array([types[word] for word in words])
    arrays = {layer: np.array(known) for layer, known in numbers.items()}
    return Data(table[ids], arrays, ids != types[""]), starts


class Names:
    """Names by kind and number of words, from the articles and the vocabulary, to be learned in each other's place."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._pools: dict[tuple[str, int], list[tuple[str, ...]]] = {}
        for example in (example for article in articles for example in article.sentences):
            for first, last, kind in _names(example):
                self._pools.setdefault((kind, last - first), []).append(tuple(example.words[first:last]))
        for kind, name in (("person", "last"), ("place", "place")):
            pool = self._pools.setdefault((kind, 1), [])
            listed = members(name)
            pool += [(word.capitalize(),) for word in listed[:: max(1, len(listed) // (len(pool) + 1))]]

    def changed(self, example: Example, share: float, random: np.random.Generator) -> tuple[str, ...]:
        """The words of a sentence, a share of its names exchanged."""
        words = list(example.words)
        for first, last, kind in _names(example):
            if random.random() < share:
                pool = self._pools[kind, last - first]
                words[first:last] = pool[random.integers(len(pool))]
        return tuple(words)


def _names(example: Example) -> list[tuple[int, int, str]]:
    """(first word, word after the last, kind) of the names of a sentence."""
    names: list[tuple[int, int, str]] = []
    for at, tag in enumerate(example.entity or ()):
        if tag.startswith("B-"):
            names.append((at, at + 1, tag[2:]))
        elif tag.startswith("I-"):
            names[-1] = (names[-1][0], at + 1, tag[2:])
    return names


def recased(words: Sequence[str], way: int) -> list[str]:
    """A sentence in capitals (0), in small letters (1), or with a capital on every longer word (2)."""
    if way == 2:
        return [word if len(word) < 4 else word[0].upper() + word[1:] for word in words]
    return [word.upper() if way == 0 else word.lower() for word in words]


class Model:
    """The network in training: parameters, their running average, and Adam's moments."""

    def __init__(self, rows: int, sizes: Mapping[str, int], settings: Settings) -> None:
        random = np.random.default_rng(settings.seed)
        width, hidden1, hidden2 = settings.embedding, settings.hidden1, settings.hidden2

        def weights(*shape: int, scale: float = 1.0) -> Floats:
            drawn: Floats = (random.standard_normal(shape) * scale * np.sqrt(2 / shape[0])).astype(np.float32)
            return drawn

        self.settings = settings
        self.sizes = sizes
        self.values: dict[str, Floats] = {
            "embedding": (random.standard_normal((rows + 1, width)) * 0.1).astype(np.float32),
            "w1": weights(5 * width, hidden1),
            "b1": np.zeros(hidden1, np.float32),
            "w2": weights(3 * hidden1, hidden2),
            "b2": np.zeros(hidden2, np.float32),
            "transitions": np.zeros((sizes["entity"], sizes["entity"]), np.float32),
        }
        self.values["embedding"][0] = 0
        for layer, size in sizes.items():
            self.values["out_" + layer] = weights(hidden1 + hidden2, size, scale=0.5)
            self.values["bias_" + layer] = np.zeros(size, np.float32)
        self.average = {name: value.copy() for name, value in self.values.items()}
        self._first = {name: np.zeros_like(value) for name, value in self.values.items()}
        self._second = {name: np.zeros_like(value) for name, value in self.values.items()}
        self._steps = 0

    def step(self, data: Data, rate: float, random: np.random.Generator) -> None:
        """One step down the gradient of the loss on some data."""
        value, drop = self.values, self.settings.dropout
        word = data.is_word[:, None].astype(np.float32)
        rows = self._thinned(data.features, random)
        vectors = value["embedding"][rows].sum(1)
        window1 = np.concatenate([_shifted(vectors, k) for k in (-2, -1, 0, 1, 2)], 1)
        kept1 = (random.random((len(rows), self.settings.hidden1)) > drop) / np.float32(1 - drop) * word
        hidden1 = np.maximum(window1 @ value["w1"] + value["b1"], 0) * kept1
        window2 = np.concatenate([_shifted(hidden1, k) for k in (-1, 0, 1)], 1)
        kept2 = (random.random((len(rows), self.settings.hidden2)) > drop) / np.float32(1 - drop)
        hidden2 = np.maximum(window2 @ value["w2"] + value["b2"], 0) * kept2
        hidden = np.concatenate([hidden1, hidden2], 1)

        gradient: dict[str, Floats] = {}
        back = np.zeros_like(hidden)
        for layer in self.sizes:
            scores = hidden @ value["out_" + layer] + value["bias_" + layer]
            if layer == "entity":
                error, gradient["transitions"] = crf_gradient(scores, value["transitions"], data.labels[layer])
            else:
                error = _softmax_gradient(scores, data.labels[layer])
            error *= LOSS_WEIGHTS[layer] / len(rows)
            gradient["out_" + layer] = hidden.T @ error
            gradient["bias_" + layer] = error.sum(0)
            back += error @ value["out_" + layer].T
        gradient["transitions"] *= LOSS_WEIGHTS["entity"] / len(rows)

        size = self.settings.hidden1
        back2 = back[:, size:] * (hidden2 > 0) * kept2
        gradient["w2"], gradient["b2"] = window2.T @ back2, back2.sum(0)
        back1 = (back[:, :size] + _gathered(back2 @ value["w2"].T, (-1, 0, 1))) * (hidden1 > 0) * kept1
        gradient["w1"], gradient["b1"] = window1.T @ back1, back1.sum(0)
        self._descend(gradient, rows, _gathered(back1 @ value["w1"].T, (-2, -1, 0, 1, 2)), rate)

    def _thinned(self, rows: Integers, random: np.random.Generator) -> Integers:
        """Some features taken away; the first, the form itself, most often: in new texts many words are unknown."""
        kept = random.random(rows.shape) > self.settings.feature_dropout
        kept[:, 0] &= random.random(len(rows)) > self.settings.feature_dropout
        return rows * kept

    def _descend(self, gradient: dict[str, Floats], rows: Integers, vectors: Floats, rate: float) -> None:
        """Adam; of the embedding only the rows that were seen move."""
        self._steps += 1
        for name, slope in gradient.items():
            first, second = self._first[name], self._second[name]
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            mean, square = first / (1 - 0.9**self._steps), second / (1 - 0.999**self._steps)
            self.values[name] -= rate * mean / (np.sqrt(square) + 1e-8)
        flat = rows.ravel()
        present = np.flatnonzero(flat)
        seen, numbers = np.unique(flat[present], return_inverse=True)
        slope = np.zeros((len(seen), vectors.shape[1]), np.float32)
        np.add.at(slope, numbers, vectors[present // rows.shape[1]])
        first, second = self._first["embedding"], self._second["embedding"]
        first[seen] += 0.1 * (slope - first[seen])
        second[seen] += 0.001 * (slope * slope - second[seen])
        self.values["embedding"][seen] -= rate * first[seen] / (np.sqrt(second[seen]) + 1e-6)

    def remember(self, share: float) -> None:
        """Move the running average towards the present values."""
        for name, value in self.values.items():
            self.average[name] += share * (value - self.average[name])


def _shifted(rows: Floats, distance: int) -> Floats:
    """Row i holds what row i + distance held; zeros at the ends."""
    moved = np.zeros_like(rows)
    if distance > 0:
        moved[:-distance] = rows[distance:]
    elif distance < 0:
        moved[-distance:] = rows[:distance]
    else:
        moved[:] = rows
    return moved


def _gathered(window: Floats, distances: Sequence[int]) -> Floats:
    """The gradient of a window, given back to the rows that it looked at."""
    parts = np.split(window, len(distances), 1)
    gathered: Floats = np.sum([_shifted(part, -distance) for part, distance in zip(parts, distances, strict=True)], 0)
    return gathered


def _softmax_gradient(scores: Floats, labels: Integers) -> Floats:
    gradient = np.zeros_like(scores)
    known = np.flatnonzero(labels >= 0)
    chances = np.exp(scores[known] - scores[known].max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    chances[np.arange(len(known)), labels[known]] -= 1
    gradient[known] = chances
    return gradient


def crf_gradient(scores: Floats, transitions: Floats, labels: Integers) -> tuple[Floats, Floats]:
    """Gradient of a linear-chain CRF's loss by scores and transitions, for every run of marked words.

    What the model expects, less what it expects where the known labels are given; open labels are summed over.
    """
    gradient, moves = np.zeros_like(scores), np.zeros_like(transitions)
    marked = np.flatnonzero(labels != _UNMARKED)
    if not len(marked):
        return gradient, moves
    runs = np.split(marked, np.flatnonzero(np.diff(marked) != 1) + 1)
    places = np.full((len(runs), max(map(len, runs))), -1)
    for number, run in enumerate(runs):
        places[number, : len(run)] = run
    factors = np.exp(scores - scores.max(1, keepdims=True))
    allowed = np.where((labels[:, None] == np.arange(scores.shape[1])) | (labels[:, None] == _OPEN), factors, 0)
    free, free_moves = _expected(factors, np.exp(transitions), places)
    bound, bound_moves = _expected(allowed, np.exp(transitions), places)
    gradient[places[places >= 0]] = (free - bound)[places >= 0]
    return gradient, (free_moves - bound_moves).astype(np.float32)


def _expected(factors: Floats, moves: Floats, places: Integers) -> tuple[Floats, Floats]:
    """Expected labels at each place of each run, and expected moves: the forward-backward algorithm, rescaled."""
    inside = places >= 0
    length = places.shape[1]
    emitted = np.where(inside[:, :, None], factors[places], 1.0)
    ahead = np.empty_like(emitted)
    ahead[:, 0] = emitted[:, 0]
    for at in range(length):
        if at:
            ahead[:, at] = np.where(inside[:, at, None], (ahead[:, at - 1] @ moves) * emitted[:, at], ahead[:, at - 1])
        ahead[:, at] /= ahead[:, at].sum(1, keepdims=True)
    behind = np.ones_like(emitted)
    expected_moves = np.zeros_like(moves)
    for at in range(length - 1, 0, -1):
        coming = emitted[:, at] * behind[:, at]
        joint = ahead[:, at - 1, :, None] * moves * coming[:, None, :] * inside[:, at, None, None]
        total = joint.sum((1, 2), keepdims=True)
        expected_moves += (joint / np.where(total > 0, total, 1)).sum(0)
        back = coming @ moves.T
        behind[:, at - 1] = np.where(inside[:, at, None], back / back.sum(1, keepdims=True), behind[:, at])
    chances = ahead * behind
    return chances / chances.sum(2, keepdims=True), expected_moves


def train(articles: Sequence[Article], settings: Settings | None = None) -> dict[str, npt.NDArray[np.generic]]:
    """Train on articles; the arrays that `timeline.text.syntax.Network` takes."""
    settings = settings or Settings()
    rows, labels = vocabulary(articles, settings.rare), Labels(articles)
    names = Names(articles)
    model = Model(len(rows), labels.sizes, settings)
    random = np.random.default_rng(settings.seed)
    for epoch in range(settings.epochs):
        sentences = [
            (_shown(example, names, settings, random), example)
            for number in random.permutation(len(articles))
            for example in articles[number].sentences
        ]
        data, starts = data_of(sentences, rows, labels)
        cuts = _cuts(starts, settings.batch, len(data.features))
        rate = settings.rate * min(1.0, (epoch + 1) / 2) * (1 - epoch / settings.epochs)
        for number in random.permutation(len(cuts) - 1):
            model.step(data.slice(cuts[number], cuts[number + 1]), rate, random)
            model.remember(1 - settings.averaging if epoch >= 2 else 1.0)
    return {"topics": _lines(sorted({article.topic for article in articles})), **arrays_of(model, rows, labels)}


def _shown(example: Example, names: Names, settings: Settings, random: np.random.Generator) -> Sequence[str]:
    """The words to show for a sentence in one epoch."""
    words = names.changed(example, settings.renamed, random)
    return recased(words, random.integers(3)) if random.random() < settings.recased else words


def _cuts(starts: Sequence[int], batch: int, end: int) -> list[int]:
    """Where batches start and end: at sentences, some `batch` words apart; the padding before a sentence is its own."""
    cuts = [0]
    for start in starts:
        if start - _PADDING - cuts[-1] >= batch:
            cuts.append(start - _PADDING)
    return [*cuts, end]


def _lines(texts: Iterable[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def arrays_of(model: Model, rows: Mapping[str, int], labels: Labels) -> dict[str, npt.NDArray[np.generic]]:
    """The averaged weights under the names that `timeline.text.syntax.Network` reads, in half precision."""
    value = model.average
    size = model.settings.hidden1

    def joined(kind: str) -> Floats:
        odds = sum(
            share * (value[kind + layer][..., 1:] - value[kind + layer][..., :1])
            for layer, share in (("trigger", 1.0), ("happening", HAPPENING))
        )
        return np.concatenate([value[kind + "pos"], value[kind + "entity"], odds], -1)

    weights = {
        "embedding": value["embedding"][1:],
        "w1": value["w1"].reshape(5, -1, size),
        "b1": value["b1"],
        "w2": value["w2"].reshape(3, size, -1),
        "b2": value["b2"],
        "out1": joined("out_")[:size],
        "out2": joined("out_")[size:],
        "bias": joined("bias_"),
        "transitions": value["transitions"],
    }
    return {
        "features": _lines(rows),
        "pos": _lines(labels.pos),
        "entity": _lines(labels.entity),
        **{name: weight.astype(np.float16) for name, weight in weights.items()},
    }


def read(corpora: Path, names: Iterable[str] = READERS) -> list[Article]:
    """All articles of the corpora named, from their folders."""
    return [article for name in names for article in READERS[name](corpora / name)]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    articles = read(parser.parse_args().corpora)
    arrays = train(articles)
    np.savez_compressed(TARGET, allow_pickle=False, **arrays)
    print(f"{TARGET}: {len(articles)} articles, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
