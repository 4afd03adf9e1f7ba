"""The learned layers on documents left out, and what they cost.

    python benchmarks/syntax.py CORPORA

One document in six of GUM and of Wikigold is left out, a model is trained on the rest, and part of speech (share of
words) and names (F1 of whole names with their kind; kinds of our own only) are counted on what was left out. Triggers
have their own measure (meantime.py). Speed is that of the shipped model, in microseconds a word, best of many runs.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from timeline.text.syntax import Network, annotate, network, split
from tools.corpora import Article, Example
from tools.train import read, train

EVERY = 6  # one document in so many is left out
RUNS = 200


def readings(articles: Iterable[Article], reader: Network) -> Iterable[tuple[Example, Sequence[str], Sequence[str]]]:
    """Every sentence with the Penn tags and name tags that the network gives its words."""
    for article in articles:
        for example in article.sentences:
            pos, entity, _ = reader.read(["", "", *example.words, "", ""])
            yield example, pos[2:-2], entity[2:-2]


def names(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """(first, last, kind) of the names that IOB tags mark, without those of other kinds."""
    found: list[tuple[int, int, str]] = []
    for at, tag in enumerate(tags):
        if tag[0] == "B":
            found.append((at, at, tag[2:]))
        elif tag[0] == "I":
            found[-1] = (found[-1][0], at, tag[2:])
    return {name for name in found if name[2] != "misc"}


def accuracy(articles: Sequence[Article], reader: Network) -> tuple[float, float]:
    """Share of words with the right Penn tag (nan where the corpus has none), and F1 of names."""
    right = words = both = gold = predicted = 0
    for example, pos, entity in readings(articles, reader):
        if example.pos:
            right += sum(ours == theirs for ours, theirs in zip(pos, example.pos, strict=True))
            words += len(pos)
        theirs, ours = names(example.entity or ()), names(entity)
        both, gold, predicted = both + len(theirs & ours), gold + len(theirs), predicted + len(ours)
    return right / words if words else float("nan"), 2 * both / (gold + predicted)


def best(call: Callable[[], object]) -> float:
    """Shortest of many runs, in microseconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times) * 1e6


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    corpora = parser.parse_args().corpora
    kept, left = [], {}
    for name in ("gum", "wikigold"):
        articles = read(corpora, (name,))
        left[name] = articles[::EVERY]
        kept += [article for number, article in enumerate(articles) if number % EVERY]
    reader = Network(train([*kept, *read(corpora, ("meantime",))]))
    for name, articles in left.items():
        pos, entity = accuracy(articles, reader)
        print(f"{name:10} {len(articles):3} documents   part of speech {pos:.3f}   names {entity:.3f}")
    article = next(article for article in read(corpora, ("gum",)) if article.topic == "news")
    text = " ".join(word for example in article.sentences for word in example.words)[:3000]
    sentences = split(text)
    words = sum(len(sentence.tokens) for sentence in sentences)
    network()
    for layer, call in (("split", lambda: split(text)), ("annotate", lambda: annotate(sentences))):
        print(
            f"{layer:10} {best(call) / words:.2f} microseconds a word, {best(call):.0f} an article of 3,000 characters"
        )


if __name__ == "__main__":
    main()
