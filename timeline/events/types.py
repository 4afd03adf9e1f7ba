"""Which type an event is of: the words that name it, the nouns around them and the article's subject, weighed together.

Every sign speaks for a type: that the verb can mean it, that a noun it governs belongs to it, that the article is about
it. The type with the largest sum wins. The weights were fitted to the tuned fixtures by `tools/fit_events.py`, which
also tells how well they do on articles left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from timeline.events.reading import Reading
from timeline.events.triggers import Mention, head_noun, is_event_noun
from timeline.model import EventType
from timeline.text.clauses import Verb
from timeline.text.lexicon import Lexicon

_NOUN = frozenset(("NN", "NNS", "NNP", "NNPS"))
_COMPOUND = _NOUN | {"JJ", "POS", "VBG"}
Topic = Counter[EventType]
Signs = defaultdict[EventType, defaultdict[str, float]]
"""By type, how much each sign speaks for it."""

_USUAL: Final[dict[EventType, float]] = {
    "economic": 0.18, "travel": 0.1, "sport": 0.08, "meeting": 0.07, "legal": 0.07, "accident": 0.07, "launch": 0.06,
    "disaster": 0.06, "other": 0.05, "protest": 0.05, "legislation": 0.05, "attack": 0.05, "appointment": 0.03,
    "statement": 0.03, "agreement": 0.02,
}  # fmt: skip
"""Share of words of each type in an article of any kind (the mean over the tuned fixtures); 0.02 of the others."""
_FEW: Final = 5
"""So many words of types must an article have for its subject to count for half."""
WEIGHTS: Final[dict[str, float]] = {
    "only": 4.0, "first": 2.5, "later": 1.0, "phrase": 5.0, "said": 4.0,
    "object": 2.0, "subject": 2.0, "oblique": 0.75, "acted": 1.5, "actor": 2.0, "near": 0.5,
    "money": 2.0, "topic": 4.0, "theme": 6.0, "unknown": 2.0,
    "noun": 4.0, "noun first": 2.0, "noun later": 1.0, "compound": 2.0, "of": 1.0, "around": 0.5,
}  # fmt: skip
"""What each sign weighs; the subject of the article counts more between the meanings of one verb ("theme")."""


def _nothing() -> defaultdict[str, float]:
    return defaultdict(float)


def topics(readings: Iterable[Reading], lexicon: Lexicon) -> Topic:
    """How often words of each event type stand in the article: what it is about."""
    words = list(chain.from_iterable([reading.low for reading in readings]))
    found: Topic = Counter(filter(None, map(lexicon.noun_types.get, words)))
    for kinds in filter(None, map(lexicon.actors.get, words)):
        for kind in kinds:
            found[kind] += 1
    return found


def typed(reading: Reading, mention: Mention, topic: Topic) -> Mention:
    """A mention with the type of its event."""
    return mention._replace(type=best(signs_of(reading, mention, topic)))


def signs_of(reading: Reading, mention: Mention, topic: Topic) -> Signs:
    """What speaks for each type of a mention."""
    lexicon = reading.lexicon
    verb = reading.clauses[mention.clause].verb
    if mention.kind == "verb" and verb is not None and not is_event_noun(reading, mention.first):
        return verb_signs(reading, mention.clause, verb, topic)
    signs = noun_signs(reading, mention.first, topic)
    if verb is not None:  # "took charge" is no charge
        for noun in _forms(reading, mention.first):
            kind = lexicon.phrases.get((verb.lemma, "<" * (mention.first < verb.first) + noun))
            if kind:
                signs[kind]["phrase"] = 1
    return signs


def best(signs: Signs) -> EventType:
    """The type that the signs speak for most; "other" where nothing is known."""
    if not signs:
        return "other"
    return max(signs, key=lambda kind: sum(WEIGHTS[sign] * share for sign, share in signs[kind].items()))


def verb_signs(reading: Reading, number: int, verb: Verb, topic: Topic) -> Signs:
    """What speaks for each type of a verb."""
    lexicon = reading.lexicon
    signs: Signs = defaultdict(_nothing)
    names = (verb.lemma, bare) if (bare := verb.lemma.split("_")[0]) != verb.lemma else (verb.lemma,)
    kinds = next((kinds for name in names if (kinds := _meanings(lexicon, name))), ())
    _add_meanings(signs, kinds, "")
    if not kinds:
        signs["other"]["unknown"] = 1
    roles = set()
    for role, i in _heads(reading, number, verb):
        roles.add(role)
        word = reading.low[i]
        for noun in _forms(reading, i):
            for name in names:
                if role != "subject" and (kind := lexicon.phrases.get((name, noun))):
                    signs[kind]["phrase"] = 1
                if role != "oblique" and (kind := lexicon.phrases.get((name, "<" + noun))):
                    signs[kind]["said"] = 1
        if kind := lexicon.noun_types.get(word):
            signs[kind][role] += 1
        for kind in lexicon.actors.get(word, ()):
            signs[kind][{"object": "acted", "subject": "actor", "oblique": "near"}[role]] += 1
    if not verb.passive and "object" not in roles:
        for name in names:
            if kind := lexicon.phrases.get((name, "@none")):
                signs[kind]["phrase"] = 1
    if _pays(reading, number, verb):
        signs["economic"]["money"] = 1
    _add_topic(signs, topic)
    return signs


def noun_signs(reading: Reading, i: int, topic: Topic) -> Signs:
    """What speaks for each type of an event noun; only its own meanings come into question."""
    lexicon, low = reading.lexicon, reading.low
    kinds = lexicon.ambiguous_nouns.get(low[i]) or lexicon.ambiguous_nouns.get(low[i].rstrip("s"))
    if not kinds:
        known = lexicon.noun_types.get(low[i])
        kinds = (known,) if known else ()
    signs: Signs = defaultdict(_nothing)
    _add_meanings(signs, kinds, "noun ")
    if len(kinds) < 2:
        return signs
    k = i - 1
    while k >= reading.begin and reading.tokens[k].pos in _COMPOUND:
        _add_hints(signs, lexicon, low[k], "compound")
        k -= 1
    if low[i + 1 : i + 2] in (["of"], ["in"], ["at"], ["on"], ["for"], ["against"], ["with"]):
        head = head_noun(reading, i + 2, len(low))
        if head is not None:
            _add_hints(signs, lexicon, low[head], "of")
    for k, word in enumerate(low):
        if k != i:
            _add_hints(signs, lexicon, word, "around")
    _add_topic(signs, topic)
    return defaultdict(_nothing, {kind: signs[kind] for kind in kinds})


def _meanings(lexicon: Lexicon, verb: str) -> tuple[EventType, ...]:
    if kinds := lexicon.ambiguous.get(verb):
        return kinds
    known = lexicon.verb_types.get(verb)
    return (known,) if known else ()


def _add_meanings(signs: Signs, kinds: tuple[EventType, ...], prefix: str) -> None:
    if len(kinds) == 1:
        signs[kinds[0]][prefix.strip() or "only"] = 1
    for number, kind in enumerate(kinds if len(kinds) > 1 else ()):
        signs[kind][prefix + ("later" if number else "first")] = 1


def _add_hints(signs: Signs, lexicon: Lexicon, word: str, sign: str) -> None:
    for kind in {lexicon.noun_types.get(word), *lexicon.actors.get(word, ())} - {None}:
        assert kind is not None
        signs[kind][sign] += 1


def _add_topic(signs: Signs, topic: Topic) -> None:
    total = sum(topic.values())
    for kind in signs:
        sign = "theme" if {"first", "later"} & signs[kind].keys() else "topic"
        signs[kind][sign] = (topic[kind] - total * _USUAL.get(kind, 0.02)) / (total + _FEW)


def _forms(reading: Reading, i: int) -> tuple[str, ...]:
    """A noun as phrases write it: as it stands, in the singular, and by the kind of name it is."""
    word, token = reading.low[i], reading.tokens[i]
    forms = (word, word[:-1]) if word.endswith("s") and not word.endswith("ss") else (word,)
    return (*forms, "@" + token.entity[2:]) if token.entity[:1] in ("B", "I") else forms


def _heads(reading: Reading, number: int, verb: Verb) -> Iterator[tuple[str, int]]:
    """The nouns that tell a verb's meaning, each with its role: object, subject, or object of a preposition."""
    clause, low = reading.clauses[number], reading.low
    found = head_noun(reading, verb.last, clause.last)
    if found is not None:
        yield "object", found
    if clause.subject:
        role = "object" if verb.passive else "subject"
        starts = [clause.subject[0], *(i + 1 for i in range(*clause.subject) if low[i] == "of")]
        for start in starts:
            if (found := head_noun(reading, start, clause.subject[1])) is not None:
                yield role, found
            elif start == clause.subject[0]:
                yield role, clause.subject[1] - 1
    for i in range(verb.last, clause.last - 1):
        if reading.tokens[i].pos in ("IN", "TO", "RP") and i + 1 not in reading.timed:
            found = head_noun(reading, i + 1, clause.last)
            if found is not None:
                yield "oblique", found


def _pays(reading: Reading, number: int, verb: Verb) -> bool:
    """Whether a verb's object is a sum of money."""
    words_after = reading.tokens[verb.last : min(verb.last + 4, reading.clauses[number].last)]
    return any(token.text[0] in "$£€¥" for token in words_after)
