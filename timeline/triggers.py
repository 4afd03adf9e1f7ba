"""What: the words of a sentence that name events, each with its type."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from timeline.clauses import Range, Verb, noun_phrase_end
from timeline.lexicon import Lexicon, words
from timeline.model import EventType
from timeline.reading import Reading

_NOUN = frozenset(("NN", "NNS", "NNP", "NNPS"))
_COPULA = frozenset(("be", "become", "remain"))
# Verbs that say nothing of their own: the event is the noun they hold.
_EMPTY = words(
    """
    hold make take give have host stage conduct carry perform mount undergo be occur happen follow see do come set
    fix schedule plan postpone delay suspend cancel call abandon convene arrange organise organize put
    """
)
# A noun that a participle or "due" places in time, though it is no event word ("a second round, set for July").
_SET = words("plan schedule set due slate pencil book expect call fix earmark time")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name an event: tokens [first, last) of a sentence (`reading`), inside clause number `clause`.

    `lemma` is the verb's base form or the noun in lower case. `eventive` is false of verbs that name a state or only
    report: a date on them makes no event.
    """

    reading: int
    clause: int
    first: int
    last: int
    kind: Literal["verb", "noun"]
    lemma: str
    type: EventType
    eventive: bool = True

    @property
    def key(self) -> tuple[int, int]:
        """Place in the document: sentence and token."""
        return self.reading, self.first


def topics(readings: Iterable[Reading], lexicon: Lexicon) -> Counter[EventType]:
    """How often words of each event type stand in the article: what it is about."""
    found: Counter[EventType] = Counter()
    for reading in readings:
        for word in reading.low:
            kind = lexicon.noun_types.get(word)
            if kind:
                found[kind] += 1
    return found


def verb_mention(reading: Reading, number: int, topic: Counter[EventType]) -> Mention | None:
    """The event that a clause's verb names, or the noun that an empty verb holds; None in a fragment."""
    clause, lexicon = reading.clauses[number], reading.lexicon
    verb = clause.verb
    if verb is None:
        return None
    noun = held_noun(reading, number)
    if noun is not None and verb.lemma in _EMPTY:
        return noun_mention(reading, noun, number)
    kind = _verb_type(reading, number, verb, topic)
    lemma = verb.lemma
    bare = verb.lemma.split("_")[0]
    eventive = not ((lemma in lexicon.state and lemma == bare) or lemma in lexicon.report) or (
        verb.passive and lemma in _PASSIVE_EVENTS
    )
    if lemma == "be" and noun is None and _due(reading, verb):
        return Mention(reading.number, number, verb.last, verb.last + 1, "verb", "due", kind)
    return Mention(reading.number, number, verb.head, max(verb.last, verb.head + 1), "verb", lemma, kind, eventive)


# States as a rule, but events in the passive ("was identified", "was handed in").
_PASSIVE_EVENTS = words(
    """
    build found handle locate identify recognise recognize lead operate use read teach show
    """
)


def _due(reading: Reading, verb: Verb) -> bool:
    return reading.low[verb.last : verb.last + 1] == ["due"]


def held_noun(reading: Reading, number: int) -> int | None:
    """Index of the event noun that a clause's verb carries: its object, else its subject."""
    clause = reading.clauses[number]
    verb = clause.verb
    if verb is None:
        return None
    if not verb.passive or verb.lemma in _COPULA:
        start = verb.last
        while start < clause.last and (reading.tokens[start].pos in ("RB", "RP") or start in reading.timed):
            start += 1
        found = head_noun(reading, start, clause.last)
        if found is not None and is_event_noun(reading, found):
            return found
    if clause.subject and (verb.passive or verb.lemma in reading.lexicon.light | _COPULA):
        found = head_noun(reading, *clause.subject)
        if found is not None and is_event_noun(reading, found):
            return found
    return None


def head_noun(reading: Reading, first: int, last: int) -> int | None:
    """Index of the head of the noun phrase that begins at a token: its last noun before "of" or "and"."""
    if first >= last:
        return None
    head, i = None, first
    end = noun_phrase_end(reading.tokens, first, last, frozenset())
    while i < end:
        pos, word = reading.tokens[i].pos, reading.low[i]
        if pos in _NOUN and i not in reading.timed:
            head = i
        elif head is not None and (word in ("of", "and", "&", "or") or pos in ("IN", "CC")):
            break
        i += 1
    return head


def is_event_noun(reading: Reading, i: int) -> bool:
    """Whether a token is a noun that names an event, as the head of its phrase."""
    tokens = reading.tokens
    if tokens[i].pos not in _NOUN or i in reading.timed:
        return False
    kind = reading.lexicon.noun_types.get(reading.low[i])
    if kind is None:
        return False
    if tokens[i].pos in ("NNP", "NNPS") and i + 1 < len(tokens) and tokens[i + 1].pos in ("NNP", "NNPS"):
        return False
    return not (i + 1 < len(tokens) and tokens[i + 1].pos in ("NN", "NNS") and i + 1 not in reading.timed)


def noun_mention(reading: Reading, i: int, number: int | None = None) -> Mention:
    """The event that the noun at a token names."""
    word = reading.low[i]
    kind = reading.lexicon.noun_types.get(word, "other")
    clause = reading.clause_at(i) if number is None else number
    return Mention(reading.number, clause, i, i + 1, "noun", word, kind)


def noun_mentions(reading: Reading) -> list[Mention]:
    """Every event noun of a sentence."""
    lexicon = reading.lexicon
    return [
        noun_mention(reading, i)
        for i in range(reading.begin, len(reading.tokens))
        if reading.low[i] in lexicon.noun_types and is_event_noun(reading, i)
    ]


def sets_time(verb: Verb) -> bool:
    """Whether a bare participle only says when its noun is to be ("a meeting planned for May")."""
    return verb.lemma in _SET and not verb.finite


def _verb_type(reading: Reading, number: int, verb: Verb, topic: Counter[EventType]) -> EventType:
    """Type of a verb: its own, or for verbs of many meanings what the nouns around it and the article say."""
    lexicon = reading.lexicon
    options = lexicon.ambiguous.get(verb.lemma) or lexicon.ambiguous.get(verb.lemma.split("_")[0])
    if options is None or (len(options) == 1):
        known = lexicon.verb_types.get(verb.lemma) or lexicon.verb_types.get(verb.lemma.split("_")[0])
        return known or _noun_type(reading, number) or "other"
    clause = reading.clauses[number]
    spans: list[Range] = [(verb.last, clause.last)]
    if clause.subject:
        spans.append(clause.subject)
    for first, last in spans:
        for i in range(first, last):
            kind = lexicon.noun_types.get(reading.low[i])
            if kind in options and reading.tokens[i].pos in _NOUN:
                return kind
    counts = [(topic[kind], -k, kind) for k, kind in enumerate(options)]
    best = max(counts)
    total = sum(topic.values())
    return best[2] if best[0] >= 3 and best[0] * 4 >= total else options[0]


def _noun_type(reading: Reading, number: int) -> EventType | None:
    noun = held_noun(reading, number)
    return reading.lexicon.noun_types[reading.low[noun]] if noun is not None else None
