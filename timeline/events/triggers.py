"""What: the words of a sentence that name events."""

from collections.abc import Callable
from functools import cache
from typing import Literal, NamedTuple

from timeline.events.reading import Reading
from timeline.model import EventType
from timeline.text.clauses import Verb
from timeline.text.lexicon import words
from timeline.text.noun_phrases import Range, noun_phrase_end

_PROPER = frozenset(("NNP", "NNPS"))
_NOUN = _PROPER | {"NN", "NNS"}
_JOINING = frozenset(("of", "and", "&", "or"))
_JOINING_TAGS = frozenset(("IN", "CC"))
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

# These act, far more often than that they are held.
_BODIES = words("jury court congress assembly league")


class Mention(NamedTuple):
    """Words that name an event: tokens [first, last) of a sentence (`reading`), inside clause number `clause`.

    `lemma` is the verb's base form or the noun in lower case. `eventive` is false of verbs that name a state or only
    report: a date on them makes no event. `type` is told later, of mentions that have a date.
    """

    reading: int
    clause: int
    first: int
    last: int
    kind: Literal["verb", "noun"]
    lemma: str
    type: EventType = "other"
    eventive: bool = True

    @property
    def key(self) -> tuple[int, int]:
        """Place in the document: sentence and token."""
        return self.reading, self.first


VerbMentions = Callable[[int], Mention | None]


def verb_mentions(reading: Reading) -> VerbMentions:
    """The mention that each clause's verb makes, by clause number: most are never asked for."""
    return cache(lambda number: verb_mention(reading, number))


def verb_mention(reading: Reading, number: int) -> Mention | None:
    """The event that a clause's verb names, or the noun that an empty verb holds; None in a fragment."""
    verb = reading.clauses[number].verb
    if verb is None:
        return None
    if verb.lemma == "be" and not verb.modal and set(reading.low[verb.last : verb.last + 2]) & _MOVED:
        return Mention(reading.number, number, verb.head, verb.last, "verb", "rise")
    noun = held_noun(reading, number)
    if (noun is None or noun < verb.first) and (occasion := _occasion(reading, number, verb)) is not None:
        return noun_mention(reading, occasion, number)
    if noun is not None and verb.lemma in _EMPTY:
        return noun_mention(reading, noun, number)
    lemma = verb.lemma
    if noun is not None and reading.clauses[number].first <= noun < verb.first and lemma in _PHASES:
        return Mention(reading.number, number, noun, noun + 1, "verb", reading.low[noun])
    eventive = _is_eventive(reading, number, verb) and not _is_background(verb)
    if lemma == "be" and noun is None and _due(reading, verb):
        return Mention(reading.number, number, verb.last, verb.last + 1, "verb", "due")
    return Mention(reading.number, number, verb.head, max(verb.last, verb.head + 1), "verb", lemma, eventive=eventive)


def _occasion(reading: Reading, number: int, verb: Verb) -> int | None:
    """Index of the noun of an occasion, whatever the noun: what is set for a time ("the decision is scheduled for
    May"), what was at a time ("the last shock was in 1960"), or what something follows ("it follows an opinion").
    """
    clause, low = reading.clauses[number], reading.low
    if clause.subject is None or verb.modal in ("can", "could", "may", "might"):
        return None
    after = verb.last
    if verb.lemma == "follow" and not verb.passive and _is_thing(reading, clause.subject):
        head = head_noun(reading, after, clause.last)
        return head if head is not None and reading.tokens[head].pos in ("NN", "NNS") else None
    set_for = verb.passive and verb.lemma in _SET and low[after : after + 1] == ["for"] and after + 1 in reading.timed
    if not (set_for or (verb.lemma == "be" and _only_time(reading, after, clause.last))):
        return None
    head = head_noun(reading, *clause.subject)
    return head if head is not None and reading.tokens[head].pos in ("NN", "NNS") else None


def _is_thing(reading: Reading, subject: Range) -> bool:
    """Whether a subject is an event or "it", "this", not somebody."""
    head = head_noun(reading, *subject)
    if head is None:
        return reading.low[subject[0]] in ("it", "this", "that")
    return is_event_noun(reading, head) or reading.tokens[head].trigger > 0.5


def _only_time(reading: Reading, first: int, last: int) -> bool:
    """Whether nothing but a time stands at a token ("was in May 1960")."""
    i = first + (first < last and reading.tokens[first].pos == "IN")
    if i not in reading.timed:
        return False
    while i < last and i in reading.timed:
        i += 1
    return i == last or reading.low[i] in (",", ".", ";", ":", "and", "but")


def _is_background(verb: Verb) -> bool:
    """Whether a verb tells what was going on, not what came about ("they were grinning", "was being fed")."""
    return verb.progressive and verb.tense == "past" and not verb.perfect and not verb.cues


# After "be" these tell of a change ("shares were down 3%").
_MOVED = words("up down higher lower")
# Verbs of beginning and ending: the event is what begins.
_PHASES = words("begin start end finish resume conclude collapse follow continue adjourn")
_QUOTES = frozenset(('"', "“", "”", "``", "''"))
# These report whatever follows them; other verbs of saying do an act on an object ("found a skull", "showed the cup").
_SAYING = words("say tell add note insist argue think believe ask recall remark observe reply respond")


def _is_eventive(reading: Reading, number: int, verb: Verb) -> bool:
    """Whether a verb names something that happens, not a state, nor only that something was said."""
    lexicon, lemma = reading.lexicon, verb.lemma
    if verb.passive and not verb.finite and lemma in _ROLES:
        return False
    if verb.passive and lemma in _PASSIVE_EVENTS:
        return True
    if lemma in lexicon.report:
        reports = any(c.parent == number and c.link == "content" for c in reading.clauses)
        due = bool(verb.cues) and not set(verb.cues) & {"have-to", "use"}  # "is due to report in May"
        alone = number == 0 and len(reading.clauses) == 1 and not set(reading.low) & _QUOTES  # "she testified in May"
        return not (lemma in _SAYING or reports) and (due or alone or _has_object(reading, number, verb))
    if lemma == "do" and not _has_object(reading, number, verb):
        return False  # "more than it did in 2020"
    if lemma in lexicon.state:
        ahead = verb.modal or verb.cues
        return bool(ahead) and lemma not in ("be", "have") and not set(verb.cues) & {"have-to", "use"}
    return True


def _has_object(reading: Reading, number: int, verb: Verb) -> bool:
    last = reading.clauses[number].last
    return verb.last < last and reading.tokens[verb.last].pos in (
        "DT",
        "PRP$",
        "PRP",
        "NN",
        "NNS",
        "NNP",
        "JJ",
        "CD",
        "JJS",
    )


# States as a rule, but events in the passive ("was identified", "was handed in").
_PASSIVE_EVENTS = words(
    """
    build found handle locate identify recognise recognize lead operate use read teach show
    """
)


# What somebody does all the time where a bare participle says so ("a fund led by Ms Holt").
_ROLES = words("lead head chair run own manage captain command operate")


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
    if clause.subject and (verb.passive or verb.lemma in reading.lexicon.light or verb.lemma in _COPULA):
        found = head_noun(reading, *clause.subject)
        if found is not None and is_event_noun(reading, found):
            return found
    return None


def head_noun(reading: Reading, first: int, last: int) -> int | None:
    """Index of the head of the noun phrase that begins at a token: its last noun before "of" or "and"."""
    if first >= last:
        return None
    tags, low, timed, head = reading.tags, reading.low, reading.timed, None
    for i in range(first, noun_phrase_end(tags, low, first, last)):
        if tags[i] in _NOUN and i not in timed:
            head = i
        elif head is not None and (low[i] in _JOINING or tags[i] in _JOINING_TAGS):
            break
    return head


def is_event_noun(reading: Reading, i: int) -> bool:
    """Whether a token is a noun that names an event, as the head of its phrase."""
    tags = reading.tags
    word = reading.low[i]
    if tags[i] not in _NOUN or word not in reading.lexicon.noun_types or word in _BODIES or i in reading.timed:
        return False
    if i + 1 == len(tags) or tags[i + 1] not in _NOUN:
        return True
    if tags[i + 1] in _PROPER:
        return tags[i] not in _PROPER
    return i + 1 in reading.timed


def noun_mention(reading: Reading, i: int, number: int | None = None) -> Mention:
    """The event that the noun at a token names."""
    word = reading.low[i]
    clause = reading.clause_at(i) if number is None else number
    return Mention(reading.number, clause, i, i + 1, "noun", word)


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
    return verb.lemma in _SET and not verb.finite and verb.passive
