"""Full text, the same on both engines: what a word is, and what a search asks for.

Words are cut here and not by the engines, whose notions differ: letters and digits of any script, without accents and
case. Both indexes keep them in three fields, so that a search can prefer a hit in the title.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from timeline.errors import InvalidInput

FIELDS = ("title", "names", "quotes")
"""Fields of the index, the most telling first; PostgreSQL knows them as weights A, B and C."""

MAX_TOKENS = 10_000
"""Words of a field that are indexed; tsvector counts positions to 16,383."""

_MAX_TOKEN = 100
"""Longest word that is indexed; a longer one, which is none, is cut into several."""
_MAX_POSITION, _MAX_SPOTS = 16_000, 250
"""Bounds within tsvector's own: positions to 16,383, and 255 of them for a word."""
_TOKEN = re.compile(rf"[^\W_]{{1,{_MAX_TOKEN}}}")
_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


def fold(text: str) -> str:
    """A text without accents, case and doubled spaces: what names are compared by."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    # Folding case can bring accents back ("ŉ"), and removing those, case: twice is enough for all of Unicode.
    folded = unicodedata.normalize("NFKD", bare.casefold())
    return " ".join("".join(mark for mark in folded if not unicodedata.combining(mark)).split())


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return _TOKEN.findall(text.lower() if text.isascii() else fold(text))


def indexed(event: dict[str, Any]) -> tuple[list[str], ...]:
    """The words of an event's JSON, one list a field."""
    place = event["place"]
    names = [participant["name"] for participant in event["participants"]]
    if place is not None:
        names += [place["name"], place["text"]]
    quotes = dict.fromkeys(evidence["quote"] for evidence in event["evidence"])
    texts = (event["title"], " ".join(names), " ".join(quotes))
    return tuple(tokens(text)[:MAX_TOKENS] for text in texts)


def tsvector(fields: tuple[list[str], ...], keys: Iterable[str] = ()) -> str:
    """The words as a PostgreSQL tsvector literal, with positions and weights; `keys` are words without a place."""
    places: dict[str, list[str]] = {}
    position = 0
    for weight, words in zip("ABC", fields, strict=True):
        for word in words:
            position += 1
            places.setdefault(word, []).append(f"{position}{weight}")
        position += 1  # no phrase runs on from one field into the next
    if position >= _MAX_POSITION:
        places = {word: [spot for spot in spots if int(spot[:-1]) < _MAX_POSITION] for word, spots in places.items()}
    placed = [f"'{word}'{':' if spots else ''}{','.join(spots[:_MAX_SPOTS])}" for word, spots in places.items()]
    return " ".join(placed + [f"'{key}'" for key in keys])


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other; `prefix` when the last one is only a beginning."""

    words: tuple[str, ...]
    prefix: bool = False

    def fts5(self) -> str:
        """In the query language of FTS5."""
        return f'"{" ".join(self.words)}"{" *" if self.prefix else ""}'

    def tsquery(self, weights: str) -> str:
        """In the query language of PostgreSQL, looking at fields of some weights only."""
        labels = [weights] * (len(self.words) - 1) + [weights + ("*" if self.prefix else "")]
        words = [f"'{word}'{':' + label if label else ''}" for word, label in zip(self.words, labels, strict=True)]
        return f"({' <-> '.join(words)})"


@dataclass(frozen=True, slots=True)
class Search:
    """What a person searches for: all of `wanted`, none of `unwanted`."""

    wanted: tuple[Phrase, ...]
    unwanted: tuple[Phrase, ...]

    def fts5(self, tier: int | None = None) -> str:
        """FTS5 text: hits anywhere, or those of one tier of relevance alone."""
        wanted = " AND ".join(phrase.fts5() for phrase in self.wanted)
        minus = [phrase.fts5() for phrase in self.unwanted]
        if tier is None:
            return _without(f"({wanted})", minus, " NOT ({})", " OR ")
        if tier:
            minus.append(f"({{{' '.join(FIELDS[:tier])}}} : ({wanted}))")
        return _without(f"({{{' '.join(FIELDS[: tier + 1])}}} : ({wanted}))", minus, " NOT ({})", " OR ")

    def tsquery(self, tier: int | None = None) -> str:
        """The same as tsquery text."""

        def wanted(weights: str) -> str:
            return " & ".join(phrase.tsquery(weights) for phrase in self.wanted)

        minus = [phrase.tsquery("") for phrase in self.unwanted]
        if tier:
            minus.append(f"({wanted('ABC'[:tier])})")
        weights = "" if tier is None or tier == len(FIELDS) - 1 else "ABC"[: tier + 1]
        return _without(f"({wanted(weights)})", minus, " & !({})", " | ")


def _without(wanted: str, unwanted: list[str], pattern: str, either: str) -> str:
    return wanted + (pattern.format(either.join(unwanted)) if unwanted else "")


def parse(q: str) -> Search:
    """Words (all must occur), "phrases", beginnings* and -exclusions; InvalidInput where no word is wanted."""
    wanted: list[Phrase] = []
    unwanted: list[Phrase] = []
    for minus, quoted, plain in _PART.findall(q):
        words = tuple(tokens(quoted or plain))
        if words:
            (unwanted if minus else wanted).append(Phrase(words, prefix=plain.endswith("*")))
    if not wanted:
        raise InvalidInput("q holds no word to search for", "q")
    return Search(tuple(wanted), tuple(unwanted))
