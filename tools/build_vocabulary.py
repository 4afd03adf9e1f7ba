"""Makes timeline/models/vocabulary.tsv.gz (its form: timeline/text/vocabulary.py).

    build_vocabulary.py WORDNET LOOKUPS NAMES

WORDNET is the dictionary folder of WordNet 3.0 (data.noun, index.noun, noun.exc, …; Debian's package wordnet-base has
it), LOOKUPS the folder spacy_lookups_data/data of the Python package spacy-lookups-data (Brown clusters and word
frequencies), NAMES the folder of the Python package names (lists of the United States Census of 1990). Places are those
of the project's own gazetteer.
"""

import argparse
import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "timeline" / "models" / "vocabulary.tsv.gz"
CLUSTERED = 60_000  # most frequent forms that keep their cluster
KNOWN = 100_000  # most frequent forms that keep their WordNet classes
FIRST_NAMES, LAST_NAMES = 3_000, 8_000
CITY = 100_000  # inhabitants from which a place counts as one that news names on its own
SENSES = 3  # of each word, the most frequent first
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*\.?")
_SUFFIXES = {  # WordNet's own rules of detachment (morphy)
    "n": ("s:", "ses:s", "xes:x", "zes:z", "ches:ch", "shes:sh", "men:man", "ies:y"),
    "v": ("s:", "ies:y", "es:e", "es:", "ed:e", "ed:", "ing:e", "ing:"),
    "a": ("er:", "est:", "er:e", "est:e"),
}


def _words(text: str) -> list[str]:
    return text.split()


# Lexicographer files of WordNet by number, lexnames(5WN), without the part of speech.
_FILES = _words(
    """
    all pert all Tops act animal artifact attribute body cognition communication event feeling food group
    location motive object person phenomenon plant possession process quantity relation shape state substance
    time body change cognition communication competition consumption contact creation emotion motion perception
    possession social stative weather ppl
    """
)


class WordNet:
    """Classes of base forms, and base forms of inflected ones."""

    def __init__(self, folder: Path) -> None:
        self.senses: dict[str, dict[str, list[str]]] = {}
        self.exceptions: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for letter, name in (("n", "noun"), ("v", "verb"), ("a", "adj"), ("r", "adv")):
            self.senses[letter] = dict(self._read(folder, letter, name))
            for line in (folder / f"{name}.exc").read_text("latin-1").splitlines():
                form, base, *_ = line.split()
                self.exceptions[form].append((letter, base))

    @staticmethod
    def _read(folder: Path, letter: str, name: str) -> Iterator[tuple[str, list[str]]]:
        synsets, derived = {}, set()
        for line in _entries(folder / f"data.{name}"):
            fields = line.split(" | ")[0].split()
            words = [word.lower() for word in fields[4 : 4 + 2 * int(fields[3], 16) : 2]]
            pointers = fields[5 + 2 * len(words) :]
            synsets[fields[0]] = "i" if "@i" in pointers else letter, _FILES[int(fields[1])]
            for kind, _, target, source in zip(*(pointers[i::4] for i in range(4)), strict=False):
                if kind == "+" and target == "v" and source[:2] != "00":
                    derived.add((words[int(source[:2], 16) - 1], fields[0]))
        for line in _entries(folder / f"index.{name}"):
            fields = line.split()
            if "_" in fields[0]:
                continue
            found = []
            for rank, offset in enumerate(fields[6 + int(fields[3]) :][:SENSES]):
                first = "" if rank else "1"
                kind, file = synsets[offset]
                found.append(f"{kind}{first}={file}" if letter in "nv" else letter)
                if letter == "n" and (fields[0], offset) in derived:
                    found.append("nv" + first)
            yield fields[0], found

    def classes(self, form: str) -> list[str]:
        """Classes of every base form that a lower-case form can belong to."""
        bases = [(letter, form) for letter in "nvar"] + self.exceptions.get(form, []) + list(self._detached(form))
        return list(dict.fromkeys(name for letter, base in bases for name in self.senses[letter].get(base, ())))

    @staticmethod
    def _detached(form: str) -> Iterator[tuple[str, str]]:
        for letter, rules in _SUFFIXES.items():
            for suffix, ending in (rule.split(":") for rule in rules):
                if form.endswith(suffix):
                    stem = form.removesuffix(suffix)
                    yield letter, stem + ending
                    if suffix in ("ed", "ing") and stem[-1:] == stem[-2:-1]:
                        yield letter, stem[:-1]


def _entries(path: Path) -> Iterator[str]:
    return (line for line in path.read_text("latin-1").splitlines() if not line.startswith(" "))


def name_lists(names: Path) -> dict[str, set[str]]:
    """Frequent first and last names and places, in lower case, by the class they give."""

    def top(file: str, count: int) -> set[str]:
        return {line.split()[0].lower() for line in (names / file).read_text("ascii").splitlines()[:count]}

    rows = [line.split("\t") for line in (ROOT / "timeline/data/places.tsv").read_text("utf-8").splitlines()]
    return {
        "first": top("dist.female.first", FIRST_NAMES) | top("dist.male.first", FIRST_NAMES),
        "last": top("dist.all.last", LAST_NAMES),
        "place": {row[0] for row in rows if row[2] in "NRKP" or (row[2] in "CA" and int(row[7]) >= CITY)},
        "people": {row[0] for row in rows if row[2] == "D"},
    }


def build(wordnet: WordNet, clusters: dict[str, int], ranked: list[str], names: dict[str, set[str]]) -> list[str]:
    """The lines of the vocabulary, sorted."""
    bits = {word: bin(clusters[word])[:1:-1] for word in ranked[:CLUSTERED] if clusters.get(word)}
    known: dict[str, list[str]] = {}
    for word in filter(_WORD.fullmatch, {word.lower() for word in ranked[:KNOWN]}.union(*names.values())):
        known[word] = wordnet.classes(word) + [kind for kind, members in names.items() if word in members]
    kept = {word for word, code in bits.items() if word == word.lower() or code != bits.get(word.lower())}
    kept |= {word for word, found in known.items() if found}
    return sorted(f"{word}\t{bits.get(word, '')}\t{' '.join(known.get(word, ()))}" for word in kept)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wordnet", type=Path)
    parser.add_argument("lookups", type=Path)
    parser.add_argument("names", type=Path)
    paths = parser.parse_args()
    clusters, frequencies = (
        json.loads(gzip.decompress((paths.lookups / f"en_lexeme_{kind}.json.gz").read_bytes()))
        for kind in ("cluster", "prob")
    )
    ranked = [
        word for word in sorted(frequencies, key=lambda word: (-frequencies[word], word)) if _WORD.fullmatch(word)
    ]
    lines = build(WordNet(paths.wordnet), clusters, ranked, name_lists(paths.names))
    TARGET.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    print(f"{TARGET}: {len(lines)} forms, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
