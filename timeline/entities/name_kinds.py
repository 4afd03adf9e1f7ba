"""What kind of thing a name names: a vote of the words in it, the words around it and the learned tags."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from timeline.entities.name_words import NameWords, word_set, words
from timeline.entities.places import Gazetteer, gazetteer
from timeline.text.sentences import Token

NameKind = Literal["person", "organization", "country", "place", "people", "other"]
"""What a name names; "people" is the adjective or noun of a nation ("French", "Danes")."""

_LEARNED: dict[str, NameKind] = {"person": "person", "organization": "organization", "place": "place"}
_PRECEDES_PLACE = word_set(
    """
    in at near outside inside around across throughout to from toward towards through into via
    """
)
DASHES = word_set("— – -- -")
_HEADS_BODY = word_set(
    "executive director chief chairman chairwoman founder co-founder analyst economist spokesman spokeswoman"
)
_NUMERALS = word_set(
    "one two three four five six seven eight nine ten i ii iii iv v vi vii viii ix x xi xii mini max plus pro mark"
)
_REACHED = word_set("reached")
_WHERE = word_set("in at near outside inside around across throughout through")
_GOES_ON = frozenset(("NN", "NNS", "NNP", "NNPS", "POS"))
_STATES = word_set(
    "is was has had does did 's lies lay stands stood remains remained became becomes hosts hosted saw sees fell rose"
)
_AFTER_PERSON = word_set("who whose said says told added")


class Name(NamedTuple):
    """A name: tokens [first, last) of a sentence, of which [core, last) without the titles before it.

    `text` is the core as the text has it, without a possessive; `titles` the words before it in lower case.
    """

    sentence: int
    first: int
    core: int
    last: int
    text: str
    titles: tuple[str, ...]
    kind: NameKind


def is_numbered(word: str) -> bool:
    """Whether the last word of a name counts models or parts ("Keel 3", "Murmel Two", "Apollo XI")."""
    return any(letter.isdigit() for letter in word) or word.lower() in _NUMERALS


def dateline_end(tokens: Sequence[Token]) -> int:
    """Number of tokens in the dateline that opens a sentence ("BERGEN, Norway, Oct 12 (Agency) -"), else 0."""
    if not tokens or not tokens[0].text[0].isupper():
        return 0
    for i, token in enumerate(tokens[:16]):
        if token.text in DASHES:
            return i + 1 if i > 0 else 0
        if not (
            token.text[0].isupper() or token.text[0].isdigit() or token.text in (",", "(", ")", ".", "'S", "’S", "/")
        ):
            break
    return 0


def vote(
    votes: "Counter[NameKind]", tokens: Sequence[Token], name: Name, lexicon: NameWords, places: Gazetteer
) -> None:
    """Add what one standing of a name says of its kind."""
    for kind, many in _lexical(name.text).items():
        votes[kind] += many
    for token in tokens[name.core : name.last]:
        if learned := _LEARNED.get(token.entity[2:]):
            votes[learned] += 1 + (name.last - name.core == 1)
    before = tokens[name.first - 1].text.lower() if name.first else ""
    after = tokens[name.last].text.lower() if name.last < len(tokens) else ""
    if name.titles:
        votes["person"] += 6
    elif name.first == 0 and name.text.isupper() and name.last <= dateline_end(tokens):
        votes["place"] += 9
    elif before in ("of", "at", "for") and name.first > 1 and tokens[name.first - 2].text.lower() in _HEADS_BODY:
        votes["organization"] += 4
    elif before in _REACHED:
        votes["place"] += 3
    elif before in _PRECEDES_PLACE:
        ends = name.last >= len(tokens) or tokens[name.last].pos not in _GOES_ON
        votes["place"] += 1 + 2 * (ends and before in _WHERE)
        votes["organization"] += int(before in ("from", "to"))
    if name.last < len(tokens) and _acts(tokens, name.last):
        votes["place"] -= 2
        votes["organization"] += 1
    if before in lexicon.companies or before == "the":
        votes["organization"] += 4 if before != "the" else 1
        votes["person"] -= 3
    if any(token.text == "its" for token in tokens[name.last : name.last + 8]):
        votes["organization"] += 2
        if before == "the" and " " not in name.text and votes["place"]:
            votes["place"] -= 2
    if name.first and (before in lexicon.roles or before.endswith("-year-old")):
        votes["person"] += 5
    if after in _AFTER_PERSON:
        votes["person"] += 1
    elif after == "," and name.last + 1 < len(tokens) and _is_age(tokens[name.last + 1].text):
        votes["person"] += 6
    elif after == "(" and name.last + 2 < len(tokens) and tokens[name.last + 1].text.isupper() and "-" not in name.text:
        votes["organization"] += 1


def _acts(tokens: Sequence[Token], i: int) -> bool:
    """Whether the verb at a token says what somebody does: not what is so, nor what is done to it."""
    token = tokens[i]
    follow = tokens[i + 1].pos if i + 1 < len(tokens) else ""
    return token.pos in ("VBD", "VBZ") and token.text.lower() not in _STATES and follow != "VBN"


def _is_age(word: str) -> bool:
    return word.isdigit() and len(word) <= 2


@lru_cache(maxsize=20_000)
def _lexical(text: str) -> "Counter[NameKind]":
    """What the words of a name say of its kind, wherever it stands."""
    lexicon, places = words(), gazetteer()
    votes: Counter[NameKind] = Counter()
    parts = text.split()
    last, head = parts[-1].lower(), text.split(" of ")[0].split()[-1].lower()
    known = {entry.kind for entry in places.entries(text)}
    if text in lexicon.known_organizations:
        votes["organization"] += 9
    elif text in lexicon.adjectives:
        votes["people"] += 20
    elif "N" in known:
        votes["country"] += 20
    elif "D" in known:
        votes["people"] += 20
    elif known & {"P", "R", "K"}:
        votes["place"] += 5
    elif "C" in known:
        votes["place"] += 3
    elif "A" in known:
        votes["place"] += 1
    if len(parts) > 1:
        first = parts[0]
        if "&" in parts:
            votes["organization"] += 5
        if last in lexicon.things:
            votes["other"] += 8
        elif last in lexicon.organization_heads or head in lexicon.organization_heads:
            votes["organization"] += 7
        elif last in lexicon.place_heads or head in lexicon.place_heads or first.lower() in lexicon.place_first:
            votes["place"] += 5
        if (
            lexicon.given.get(first)
            and first.lower() not in lexicon.particles
            and all(part[0].isalpha() for part in parts)
        ):
            votes["person"] += 4
        if any(len(part) == 2 and part[1] == "." for part in parts[:-1]) or last in lexicon.suffixes:
            votes["person"] += 3
    elif text.isupper() and 2 <= len(text) <= 6:
        votes["organization"] += 3
    elif text in lexicon.given:
        votes["person"] += 1
    return votes


def surnames_of(names: Sequence[Name], votes: dict[str, "Counter[NameKind]"]) -> frozenset[str]:
    """Last words of the persons' names of several words."""
    return frozenset(
        part
        for name in names
        if " " in name.text and votes[name.text] and votes[name.text].most_common(1)[0][0] == "person"
        for part in name.text.split()[1:]
        if part[0].isupper()
    )


def kind_of(name: Name, votes: "Counter[NameKind]", surnames: frozenset[str], places: Gazetteer) -> NameKind:
    """The kind most voices say; a surname of somebody in the article is a person's unless it is a well-known place."""
    if name.text in surnames and not votes["country"] and votes["place"] < 7:
        return "person"
    best = max(votes, key=lambda kind: votes[kind], default=None)
    if best is not None and votes[best] > 0:
        return best
    parts = name.text.split()
    if 2 <= len(parts) <= 3 and all(part.isalpha() and part[0].isupper() and not part.isupper() for part in parts):
        return "person"
    return "person" if name.titles else "other"
