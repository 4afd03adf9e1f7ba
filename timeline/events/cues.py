"""What is seen of an event that tells its type: its own word, what it governs, the words around it.

`cues` gives that in two forms: words by place (`PLACES`), which are compared by meaning, and signs, which are taken
as they stand ("its object is a person", "sign" + "object").
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from timeline.events.reading import Reading
from timeline.events.triggers import Mention, head_noun, is_event_noun
from timeline.text.clauses import Clause, Verb

PLACES: Final = ("verb", "noun", "object", "subject", "oblique", "compound", "clause", "sentence")
"""Where words stand: the event itself, as a verb or a noun; nouns beside it; the words of its clause and sentence."""

_COMPOUND = frozenset(("NN", "NNS", "NNP", "NNPS", "JJ", "POS", "VBG"))
_PREPOSITIONS = frozenset(("IN", "TO", "RP"))
_CONTENT = frozenset(
    ("NN", "NNS", "NNP", "NNPS", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "JJ", "JJR", "JJS", "RB", "RBR", "RBS")
)
_MONEY = "$£€¥"


class Cues(NamedTuple):
    """`words` has one list for each of `PLACES`; `signs` come without order."""

    words: tuple[list[str], ...]
    signs: list[str]


class _Role(NamedTuple):
    """A noun beside an event (a token), or a bare word; `place` is one of `PLACES`, `name` more exact."""

    place: str
    name: str
    token: int


def cues(reading: Reading, mention: Mention) -> Cues:
    """What is seen of a mention."""
    clause = reading.clauses[mention.clause]
    nominal = mention.kind == "noun" or clause.verb is None or is_event_noun(reading, mention.first)
    own = frozenset(range(mention.first, mention.last))
    words: dict[str, list[str]] = {place: [] for place in PLACES}
    words["noun" if nominal else "verb"].append(mention.lemma)
    signs = [("n:" if nominal else "v:") + mention.lemma]
    if "_" in mention.lemma:
        signs.append("particle:" + mention.lemma.split("_")[1])
    for role in _noun_roles(reading, mention, clause) if nominal else _verb_roles(reading, clause):
        signs += [role.name, f"{mention.lemma} {role.name}"]
        kind = reading.tokens[role.token].entity[2:]
        if kind:
            signs.append(f"{role.name}@{kind}")
        else:
            words[role.place].append(reading.low[role.token])
            signs.append(f"{role.name}:{reading.low[role.token]}")
    verb = clause.verb
    if verb is not None:
        signs += [name for name, true in (("passive", verb.passive), ("money", _pays(reading, clause, verb))) if true]
        if nominal:
            signs.append("held:" + verb.lemma)
    inside = set(range(clause.first, clause.last)).union(range(*clause.subject or (0, 0))) - own
    around = [i for i in content(reading) if i not in own]
    words["clause"] = [reading.low[i] for i in around if i in inside]
    words["sentence"] = [reading.low[i] for i in around]
    signs += ["w:" + word for word in words["clause"]]
    return Cues(tuple(words[place] for place in PLACES), signs)


def content(reading: Reading) -> list[int]:
    """The nouns, verbs, adjectives and adverbs of a sentence, but for names and times: their tokens."""
    tokens, low, timed, begin = reading.tokens, reading.low, reading.timed, reading.begin
    return [
        i
        for i, tag in enumerate(reading.tags)
        if tag in _CONTENT and tokens[i].entity == "O" and i >= begin and i not in timed and low[i][0].isalpha()
    ]


def _verb_roles(reading: Reading, clause: Clause) -> Iterator[_Role]:
    """The heads of a verb's object, its subject, and the objects of its prepositions."""
    verb = clause.verb
    assert verb is not None
    found = head_noun(reading, verb.last, clause.last)
    if found is not None:
        yield _Role("object", "object", found)
    if clause.subject:
        place = "object" if verb.passive else "subject"
        starts = [clause.subject[0], *(i + 1 for i in range(*clause.subject) if reading.low[i] == "of")]
        for start in starts:
            found = head_noun(reading, start, clause.subject[1])
            if found is not None:
                yield _Role(place, place, found)
            elif start == clause.subject[0]:
                yield _Role(place, place, clause.subject[1] - 1)  # a pronoun
    yield from _obliques(reading, verb.last, clause.last)


def _obliques(reading: Reading, first: int, last: int) -> Iterator[_Role]:
    for i in range(first, last - 1):
        if reading.tokens[i].pos in _PREPOSITIONS and i not in reading.timed and i + 1 not in reading.timed:
            found = head_noun(reading, i + 1, last)
            if found is not None:
                yield _Role("oblique", reading.low[i], found)


def _noun_roles(reading: Reading, mention: Mention, clause: Clause) -> Iterator[_Role]:
    """The words joined before a noun, the noun of a preposition after it, and who does what with it."""
    i = mention.first - 1
    while i >= reading.begin and reading.tokens[i].pos in _COMPOUND:
        yield _Role("compound", "compound", i)
        i -= 1
    i = mention.first + 1
    if i + 1 < len(reading.low) and reading.tokens[i].pos in _PREPOSITIONS:
        found = head_noun(reading, i + 1, len(reading.low))
        if found is not None:
            yield _Role("oblique", "n " + reading.low[i], found)
    verb = clause.verb
    if verb is not None:
        found = head_noun(reading, *clause.subject) if clause.subject else None
        if found is not None and found != mention.first:
            yield _Role("subject", "held by", found)
        found = head_noun(reading, verb.last, clause.last)
        if found is not None and found != mention.first:
            yield _Role("object", "held with", found)


def _pays(reading: Reading, clause: Clause, verb: Verb) -> bool:
    """Whether a verb's object is a sum of money."""
    after = reading.tokens[verb.last : min(verb.last + 4, clause.last)]
    return any(token.text[0] in _MONEY for token in after)
