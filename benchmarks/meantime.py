"""Event triggers against MEANTIME (CAT XML): precision, recall and F1 in the first six sentences of each article.

    python benchmarks/meantime.py FOLDER                      # the shipped model on every article under FOLDER
    python benchmarks/meantime.py FOLDER --corpora CORPORA    # leave one topic out: each folder of FOLDER by a model
                                                              # trained on the others, and on GUM and Wikigold

Only further topics measure the shipped model: it was trained on the topics that its line "trained on" names.

Gold are the event mentions (EVENT_MENTION) on the tokens of the file. Two counts are given. By token: a token is right
if a mention covers it. By mention: a mention is found if one of its tokens is a trigger, and a trigger is right if it
lies in a mention, so that "rolled" answers for "rolled out".
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from timeline.text.sentences import Sentence, Token
from timeline.text.syntax import TRIGGER, Network, annotate, network
from tools.corpora import Article, read_meantime
from tools.train import read, train


@dataclass(frozen=True, slots=True)
class Count:
    """Triggers counted against gold: right and all predictions, found and all gold."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 0 without any."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 without any."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def count(articles: Iterable[Article], reader: Network) -> tuple[Count, Count]:
    """Counts by token and by mention over the marked sentences."""
    tokens = mentions = Count()
    for article in articles:
        marked = [example for example in article.sentences if example.trigger is not None]
        for example, sentence in zip(marked, annotate(map(_sentence, (e.words for e in marked)), reader), strict=True):
            gold = example.mentions or ()
            predicted = {at for at, token in enumerate(sentence.tokens) if token.trigger >= TRIGGER}
            covered = {at for mention in gold for at in mention}
            right = len(predicted & covered)
            tokens += Count(right, len(predicted), right, len(covered))
            mentions += Count(right, len(predicted), sum(bool(predicted & mention) for mention in gold), len(gold))
    return tokens, mentions


def _sentence(words: Sequence[str]) -> Sentence:
    """A sentence of words that are already parted, as if one space stood between them."""
    tokens = []
    start = 0
    for word in words:
        tokens.append(Token(start, start + len(word), word))
        start += len(word) + 1
    return Sentence(0, start - 1, tuple(tokens))


def report(name: str, counts: tuple[Count, Count]) -> None:
    """One line of the table."""
    for unit, counted in zip(("tokens", "mentions"), counts, strict=True):
        figures = f"{counted.precision:9.3f} {counted.recall:9.3f} {counted.f1:9.3f}"
        print(f"{name:24} {unit:9} {counted.gold:6} {figures}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="MEANTIME, or one topic of it")
    parser.add_argument("--corpora", type=Path, help="folder with gum and wikigold: train anew, leave one topic out")
    arguments = parser.parse_args()
    articles = read_meantime(arguments.folder)
    if not articles:
        parser.error(f"no CAT XML under {arguments.folder}")
    topics = sorted({article.topic for article in articles})
    print(f"{'topic':24} {'unit':9} {'gold':>6} {'precision':>9} {'recall':>9} {'F1':>9}")
    if arguments.corpora is None:
        print(f"shipped model, trained on: {', '.join(network().topics)}")
    elif len(topics) < 2:
        parser.error("leaving one topic out takes two or more folders")
    common = read(arguments.corpora, ("gum", "wikigold")) if arguments.corpora else []
    totals: list[tuple[Count, Count]] = []
    for topic in topics:
        others = [article for article in articles if article.topic != topic]
        reader = Network(train([*common, *others])) if arguments.corpora else network()
        totals.append(count([article for article in articles if article.topic == topic], reader))
        report(topic, totals[-1])
    report("all", (sum((t for t, _ in totals), Count()), sum((m for _, m in totals), Count())))


if __name__ == "__main__":
    main()
