"""Trains the classifier of `timeline/events/types.py` and writes timeline/models/types.npz.

    python tools/train_types.py CORPORA [GOLD …] [--only-measure]

Learned are the typed clauses of tools/event_types/ (below), the words that corpora.tsv beside them types in texts of
CORPORA (the folder that `train.py` takes), and the events of GOLD: folders of fixtures/gold or gold JSONL (default:
tuned). Printed is the share of right types on articles left out, one article at a time: exact,
because ridge regression has a closed form for it.

A file of tools/event_types/ has sentences, one or more a line; "{legal}" follows a word that names an event of type
legal. A blank line parts one article from the next. Lines that open with "#" are remarks.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.events import Article, read_gold
from timeline.dates import tagger
from timeline.entities.names import find_names, mended
from timeline.events.anchoring import anchored
from timeline.events.cues import PLACES, Cues, content, cues
from timeline.events.reading import Reading, readings
from timeline.events.tense import Tenses
from timeline.events.triggers import Mention, noun_mention, noun_mentions, verb_mention, verb_mentions
from timeline.events.types import FEW
from timeline.model import EVENT_TYPES, Document
from timeline.text import lexicon, syntax, vectors
from timeline.text.retag import Retagged
from tools.corpora import read_gum, read_meantime, read_wikigold

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "timeline" / "models" / "types.npz"
CLAUSES = ROOT / "tools" / "event_types"
GOLD = [ROOT / "fixtures" / "gold" / "tuned"]
READERS = {"gum": read_gum, "meantime": read_meantime, "wikigold": read_wikigold}
_ANY_DAY = date(2010, 6, 15)
RIDGE = 8.0  # pull of the weights towards zero
TOPIC_RIDGE = 2.0  # the same for the subject of an article
RARE = 1  # signs seen less often are not learned
CLAUSE_WORD = 0.5  # weight of a word of the clause taken as it stands, beside 1 of other signs
_MARK = re.compile(r"\{(\w+)\}")
Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """An event of known type, with the content words of its article, none for typed clauses; `trust` is its weight."""

    source: str
    type: str
    seen: Cues
    article: Sequence[str] = ()
    trust: float = 1.0


# --- examples --------------------------------------------------------------------------------------------------------


def clause_examples(path: Path) -> Iterator[Example]:
    """The typed clauses of a file."""
    number = 0
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        number += not line.strip()
        text, marks = _unmarked(line)
        retagged = Retagged(syntax.parse(text), lexicon.load())
        for k in range(len(retagged.plain)):
            reading = Reading(k, retagged.mended(k), (), lexicon.load())
            found = {_mention_at(reading, i): t.end for i, t in enumerate(reading.tokens) if t.end in marks}
            for mention, end in found.items():
                yield Example(f"{path.stem} {number}", marks[end], cues(reading, mention))


def corpus_examples(folder: Path) -> Iterator[Example]:
    """The words that corpora.tsv types, in the sentences of the corpora of a folder."""
    typed: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for line in (CLAUSES / "corpora.tsv").read_text("utf-8").splitlines()[1:]:
        corpus, document, sentence, word, _, name = line.split("\t")
        typed[corpus, document].append((int(sentence), int(word), name))
    for corpus, read in READERS.items():
        for article in read(folder / corpus):
            for sentence, word, name in typed[corpus, article.name]:
                words = article.sentences[sentence].words
                start = sum(len(before) + 1 for before in words[:word])
                for reading in document_readings(Document(" ".join(words), _ANY_DAY)):
                    at = next((i for i, token in enumerate(reading.tokens) if token.start == start), None)
                    if at is not None:
                        yield Example(
                            f"{corpus} {article.name}", name, cues(reading, _mention_at(reading, at)), (), 0.5
                        )


def _unmarked(line: str) -> tuple[str, dict[int, str]]:
    """A line without its marks, and the type of the word that ends at each offset."""
    text, marks, start = "", {}, 0
    for mark in _MARK.finditer(line):
        text += line[start : mark.start()]
        start = mark.end()
        marks[len(text)] = mark[1]
        if mark[1] not in EVENT_TYPES:
            raise SystemExit(f"no such type: {line}")
    return text + line[start:], marks


def _mention_at(reading: Reading, i: int) -> Mention:
    """The mention that holds a token; of a verb that says nothing of its own the noun it carries ("held a meeting")."""
    for mention in _candidates(reading):
        if mention.first <= i < mention.last:
            return mention
    clause = reading.clause_at(i)
    verb = reading.clauses[clause].verb
    carried = verb_mention(reading, clause)
    if carried is not None and verb is not None and verb.first <= i < verb.last:
        return carried
    if reading.tokens[i].pos[:2] == "NN":
        return noun_mention(reading, i)
    return Mention(reading.number, clause, i, i + 1, "verb", reading.low[i])


def _candidates(reading: Reading) -> list[Mention]:
    verbs = map(verb_mentions(reading), range(len(reading.clauses)))
    return [mention for mention in verbs if mention] + noun_mentions(reading)


def gold_examples(article: Article) -> Iterator[Example]:
    """The events of an article whose trigger is found, dated ones first."""
    read = document_readings(article.document)
    words = [reading.low[i] for reading in read for i in content(reading)]
    dated = [r for r in read if any(time.expression.temporal for time in r.times)]
    found = [(r, a.mention) for r in dated for a in anchored(r, verb_mentions(r))]
    found += [(reading, mention) for reading in read for mention in _candidates(reading)]
    taken: set[tuple[int, int]] = set()
    for gold in article.events:
        start = article.document.text.index(gold["quote"])
        for reading, mention in found:
            first, last = reading.tokens[mention.first], reading.tokens[mention.last - 1]
            inside = start <= first.start and last.end <= start + len(gold["quote"])
            if inside and mention.key not in taken:
                taken.add(mention.key)
                yield Example(article.id, gold["type"], cues(reading, mention), words)
                break


def document_readings(document: Document) -> list[Reading]:
    """The sentences of a document as the pipeline reads them."""
    words = lexicon.load(document.language)
    parsed = syntax.parse(document.text)
    retagged = Retagged(mended(parsed, find_names(parsed, document.language)), words)
    times = tagger.tag(document.text, document.published, document.language, tenses=Tenses(retagged))
    return list(readings(document.text, retagged, times))


# --- regression ------------------------------------------------------------------------------------------------------


def matrices(examples: Sequence[Example], signs: dict[str, int]) -> tuple[Floats, Floats]:
    """Vectors by place, and signs, of each example: a row each."""
    words = np.array([vectors.means(e.seen.words).ravel() for e in examples], np.float64)
    table = np.zeros((len(examples), len(signs)), np.float32)
    for row, example in enumerate(examples):
        for sign in example.seen.signs:
            if sign in signs:
                table[row, signs[sign]] = CLAUSE_WORD if sign.startswith("w:") else 1
    return words, table


def left_out(kernel: Floats, answers: Floats, sources: Sequence[str], measured: Sequence[str]) -> Floats:
    """What ridge regression answers for each measured source when all of it is left out; `kernel` with its ridge."""
    inverse = np.linalg.inv(kernel)
    weights = inverse @ answers
    found = np.zeros_like(answers)
    names = np.array(sources)
    for source in measured:
        rows = np.flatnonzero(names == source)
        found[rows] = answers[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], weights[rows])
    return found


def topic_weights(sentences: Floats, answers: Floats) -> Floats:
    """Types by the mean vector of a sentence's words (ridge regression around the means); first row: what is added."""
    middle, usual = sentences.mean(0), answers.mean(0)
    centred = sentences - middle
    weights = np.linalg.solve(
        centred.T @ centred + TOPIC_RIDGE * np.eye(centred.shape[1]), centred.T @ (answers - usual)
    )
    return np.vstack([-middle @ weights, weights])


def topics_left_out(examples: Sequence[Example], sentences: Floats, answers: Floats) -> Floats:
    """What each article speaks for, by weights that were learned without it; zeros for typed clauses."""
    found = np.zeros_like(answers)
    names = np.array([example.source for example in examples])
    for source in {example.source for example in examples if example.article}:
        rows = names == source
        weights = topic_weights(sentences[~rows], answers[~rows])
        about = next(example.article for example in examples if example.source == source)
        found[rows] = (weights[0] + vectors.means([about])[0] @ weights[1:]) * len(about) / (len(about) + FEW)
    return found


def main() -> None:
    """Measure, then train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("gold", nargs="*", type=Path, default=GOLD)
    parser.add_argument("--only-measure", action="store_true", help="write nothing")
    options = parser.parse_args()
    sets = {str(path): [e for a in read_gold([path]) for e in gold_examples(a)] for path in options.gold}
    gold = [example for found in sets.values() for example in found]
    clauses = [example for path in sorted(CLAUSES.glob("*.txt")) for example in clause_examples(path)]
    clauses += corpus_examples(options.corpora)
    examples = gold + clauses
    types = sorted({example.type for example in examples})
    answers = np.array([[float(example.type == name) for name in types] for example in examples])
    counts = Counter(sign for example in examples for sign in set(example.seen.signs))
    signs = {sign: row for row, sign in enumerate(sorted(s for s, count in counts.items() if count >= RARE))}
    words, table = matrices(examples, signs)
    sentences = words[:, -words.shape[1] // len(PLACES) :]
    kernel = words @ words.T + (table @ table.T).astype(np.float64)
    kernel += np.diag([RIDGE / example.trust for example in examples])

    sources = [example.source for example in examples]
    found = left_out(kernel, answers, sources, sorted({example.source for example in gold}))
    found += topics_left_out(examples, sentences, answers)
    right = [types[k] == example.type for k, example in zip(found.argmax(1), examples, strict=True)]
    start = 0
    print(f"{len(gold)} events of articles, {len(clauses)} of typed clauses; right on articles left out:")
    for name, part in sets.items():
        print(f"  {np.mean(right[start : start + len(part)]):.3f} of {len(part)} in {name}")
        start += len(part)
    print(f"  {np.mean(right[:start]):.3f} of {start} in all")
    if not options.only_measure:
        dual = np.linalg.solve(kernel, answers)
        _write(types, words.T @ dual, topic_weights(sentences, answers),
               signs, table.T @ dual)  # fmt: skip


def _write(types: list[str], words: Floats, topic: Floats, signs: dict[str, int], by_sign: Floats) -> None:
    def text(lines: Sequence[str]) -> npt.NDArray[np.uint8]:
        return np.frombuffer("\n".join(lines).encode(), np.uint8)

    clause_words = np.array([CLAUSE_WORD if sign.startswith("w:") else 1.0 for sign in signs])
    np.savez_compressed(
        TARGET, types=text(types), words=words.astype(np.float16), topic=topic.astype(np.float16),
        sign_names=text(list(signs)), signs=(by_sign * clause_words[:, None]).astype(np.float16),
    )  # fmt: skip
    print(f"{len(signs)} signs, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
