"""Which date belongs to which event.

A time expression is tied to one mention: the noun it stands at, else the verb of its clause; clauses that share a
time (joined by "and", "when", "as") take it over. `anchored` gives those pairs; `date_of` answers for any word.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from timeline.events.reading import Reading, Time
from timeline.events.triggers import (
    Mention,
    VerbMentions,
    head_noun,
    held_noun,
    is_event_noun,
    noun_mention,
    sets_time,
)
from timeline.model import Anchoring
from timeline.text.clauses import Clause, Range
from timeline.text.lexicon import words

_AFTER_NOUN = words(
    """
    on in of for at from since during by between until early late mid this last next around about before after
    """
)
_BEFORE_TIME = _AFTER_NOUN | {"(", ","}
_LOCATIVE = words(
    """
    in at near on of between with from to for outside against over about by into inside off through across among
    """
)
_TEMPORAL = words("after before since following until during ahead")
_JOINERS = frozenset(
    (
        "and",
        "or",
        "again",
        "in",
        "on",
        ",",
        "each",
        "then",
        "finally",
        "also",
        "later",
        "both",
        "to",
        "(",
        "but",
        "once",
        "more",
        "for",
        "&",
    )
)
_ALONGSIDE = frozenset(("when", "while"))
_COMPARED = frozenset(("than", "against", "from", "versus", "vs"))
# What these are "for" is the time they speak of, not when they came out.
_AHEAD = words("forecast forecasts outlook guidance target targets budget estimate estimates plan plans projection")
_EMPTY_TRIGGER = frozenset(("be", "have"))


class Anchor(NamedTuple):
    """A mention dated by a time expression. `shares` is the number of the time in a series on one mention."""

    mention: Mention
    time: Time
    how: Anchoring
    shares: int = 0


def anchored(reading: Reading, verbs: VerbMentions) -> Iterator[Anchor]:
    """Every mention of a sentence that a time expression of the sentence dates; `verbs` by clause number."""
    found: list[Anchor] = []
    previous: Time | None = None
    for time in reading.times:
        if not usable(reading, time) or _clock_beside_day(reading, time):
            continue
        shared = (
            [a for a in found if previous is not None and a.time is previous]
            if _joined(reading, previous, time)
            else []
        )
        if shared:
            found += [Anchor(a.mention, time, a.how, a.shares + 1) for a in shared]
        else:
            found += _targets(reading, time, verbs)
        previous = time
    found = _one_each(reading, found)
    found += _taken_over(reading, found, verbs)
    yield from found


def usable(reading: Reading, time: Time) -> bool:
    """Whether a time can date an event: a date, not that of the dateline."""
    expression = time.expression
    return expression.temporal is not None and time.first >= reading.begin and expression.type in ("DATE", "TIME")


def _clock_beside_day(reading: Reading, time: Time) -> bool:
    """Whether a time is a clock time alone, and its clause names the day besides ("on Saturday from 10 a.m.")."""
    if not _is_clock(time) or len(time.expression.text) > 10:
        return False
    number = reading.clause_at(time.first)
    return any(
        usable(reading, other) and not _is_clock(other) and reading.clause_at(other.first) == number
        for other in reading.times
    )


def _is_clock(time: Time) -> bool:
    return time.expression.temporal is not None and time.expression.temporal.precision == "minute"


def _one_each(reading: Reading, anchors: Sequence[Anchor]) -> list[Anchor]:
    """The anchors, of several unconnected times on one mention only the one that dates it best."""
    kept: dict[tuple[int, int], list[Anchor]] = {}
    for anchor in anchors:
        held = kept.setdefault(anchor.mention.key, [])
        if not held or anchor.shares:
            if all(_edtf(other) != _edtf(anchor) for other in held):
                held.append(anchor)
        elif len(held) == 1 and _better(reading, anchor, held[0]):
            held[0] = anchor
    return [anchor for held in kept.values() for anchor in held]


def _edtf(anchor: Anchor) -> str:
    return anchor.time.expression.temporal.edtf if anchor.time.expression.temporal else ""


def _better(reading: Reading, new: Anchor, old: Anchor) -> bool:
    """Whether a second time says more exactly when than the first, or the first only compares."""
    a, b = new.time.expression.temporal, old.time.expression.temporal
    if a is None or b is None:
        return False
    if _compares(reading, old.time) != _compares(reading, new.time):
        return _compares(reading, old.time)
    if _attributive(reading, old):
        return not _attributive(reading, new)
    if a.earliest and a.latest and b.earliest and b.latest:
        inside = b.earliest <= a.earliest and a.latest <= b.latest
        if inside and (a.earliest, a.latest) != (b.earliest, b.latest):
            return True
    head = new.mention.first
    distance_new, distance_old = abs(new.time.first - head), abs(old.time.first - head)
    return distance_new + 4 < distance_old


def _attributive(reading: Reading, anchor: Anchor) -> bool:
    """Whether a time stands before its noun, telling which one it is ("third-quarter results are due on 9 May")."""
    first = anchor.time.first
    if anchor.mention.kind != "noun" or first > anchor.mention.first:
        return False
    return not (first and (reading.tokens[first - 1].pos in ("IN", "TO") or reading.low[first - 1] == ","))


def _compares(reading: Reading, time: Time) -> bool:
    """Whether a time only says what something is compared with ("from a year earlier")."""
    before = reading.low[time.first - 1] if time.first else ""
    return before in _COMPARED and not (
        before == "from" and reading.low[time.last : time.last + 1] in (["to"], ["until"])
    )


def _joined(reading: Reading, before: Time | None, time: Time) -> bool:
    """Whether only words like "and again in" stand between two times."""
    if before is None:
        return False
    between = reading.low[before.last : time.first]
    return bool(between) and len(between) <= 4 and all(word in _JOINERS for word in between)


def _targets(reading: Reading, time: Time, verbs: VerbMentions) -> list[Anchor]:
    noun = _noun_named(reading, time)
    if noun == -1:
        return []
    if noun is not None:
        return [Anchor(noun_mention(reading, noun), time, "word" if _pointing(time) else "clause")]
    number = reading.clause_at(time.first)
    clause = reading.clauses[number]
    if clause.verb is None:
        number = next((k for k, other in enumerate(reading.clauses) if other.before == number), number)
        if reading.clauses[number].verb is None:
            number = min(number + 1, len(reading.clauses) - 1)
            clause = reading.clauses[number]
            if clause.verb is None or clause.link not in ("main", "coordinate"):
                return [Anchor(m, time, "sentence") for m in _fragment_noun(reading)]
    clause = reading.clauses[number]
    if clause.verb is not None and sets_time(clause.verb):
        antecedent = _antecedent(reading, clause)
        if antecedent is not None:
            return [Anchor(noun_mention(reading, antecedent), time, "clause")]
    mention = verbs(number)
    if mention is None:
        return []
    if not mention.eventive:
        inside = _inner_event(reading, number, time, verbs)
        return [Anchor(inside, time, "clause")] if inside else []
    return [Anchor(mention, time, "clause")]


def _pointing(time: Time) -> bool:
    """Whether the time is a word on the event that points past or future ("upcoming")."""
    temporal = time.expression.temporal
    return temporal is not None and temporal.precision == "open"


def _noun_named(reading: Reading, time: Time) -> int | None:
    """Index of the event noun the time stands at; -1 where it only names a thing; None where it goes with a verb."""
    tokens, low = reading.tokens, reading.low
    after, n = time.last, len(reading.tokens)
    possessive = after < n and low[after] in ("'s", "’s", "'", "’")
    own_possessive = low[time.last - 1] in ("'s", "’s")
    opens = time.first == reading.begin or low[time.first - 1] in (",", "on", "in", "—", "–")
    determined = time.first > 0 and tokens[time.first - 1].pos in ("DT", "PRP$", "POS", "JJ", "NNP", "NN") and not opens
    starts_phrase = low[time.first] in ("the", "this", "that", "an", "a", "his", "its", "their", "her")
    if after < n and (possessive or own_possessive or determined or starts_phrase or _pointing(time)):
        head = head_noun(reading, after + possessive, n)
        if head is not None and not reading.timed & set(range(after, head)):
            if is_event_noun(reading, head):
                return -1 if _only_names(reading, time, head) else head
            if possessive or own_possessive or (determined and not _adverbial(reading, time)) or _pointing(time):
                return -1
    return _noun_before(reading, time)


def _only_names(reading: Reading, time: Time, noun: int) -> bool:
    """Whether a year before a noun only tells which paper or thing is meant ("the 2017 contract is long")."""
    value = time.expression.temporal
    if value is None or value.precision != "year":
        return False
    clause = reading.clauses[reading.clause_at(noun)]
    first = time.first
    while first > reading.begin and reading.tokens[first - 1].pos in ("DT", "PRP$", "POS", "NN", "NNP", "JJ"):
        first -= 1
    governed = first > reading.begin and reading.tokens[first - 1].pos == "IN"
    stative = clause.verb is not None and clause.verb.lemma in reading.lexicon.state
    return (stative or governed) and reading.lexicon.noun_types.get(reading.low[noun]) in (
        "agreement",
        "legislation",
        "statement",
        "economic",
    )


def _adverbial(reading: Reading, time: Time) -> bool:
    """Whether a time after a noun is an adverb ("the council Monday approved"), not part of a name."""
    return reading.tokens[time.last].pos in ("VBD", "VBZ", "MD", "VBN", "IN", "TO", ",", ".", "CC", "DT", "RB", "VBG")


def _noun_before(reading: Reading, time: Time) -> int | None:
    """Index of the event noun that a following time belongs to ("the eruption in 1985 killed …"), or None."""
    tokens, low = reading.tokens, reading.low
    i = time.first - 1
    while (
        i > reading.begin
        and low[i] in _BEFORE_TIME
        and tokens[i].pos in ("IN", "(", "-LRB-", ",", "RB", "JJ", "TO", "VBG")
    ):
        i -= 1
    noun = None
    for _ in range(4):
        if i < reading.begin or i in reading.timed:
            break
        if is_event_noun(reading, i):
            noun = i
            break
        start = i
        while start > reading.begin and tokens[start].pos in (
            "NN",
            "NNS",
            "NNP",
            "NNPS",
            "DT",
            "JJ",
            "CD",
            "POS",
            "PRP$",
            "PRP",
            "CC",
            ")",
            "(",
            "-LRB-",
            "-RRB-",
        ):
            start -= 1
        if start == i or low[start] not in _LOCATIVE:
            break
        i = start - 1
    if noun is None:
        return None
    if low[time.first - 1] == "for" and low[noun] in _AHEAD:
        return -1
    return noun if _claims(reading, noun, time) else None


def _claims(reading: Reading, noun: int, time: Time) -> bool:
    """Whether a noun, not the verb of its clause, takes the time that follows it."""
    number = reading.clause_at(noun)
    clause = reading.clauses[number]
    first = noun
    while first > reading.begin and reading.tokens[first - 1].pos in (
        "DT",
        "JJ",
        "NN",
        "NNP",
        "NNS",
        "NNPS",
        "PRP$",
        "POS",
        "CD",
        "VBN",
        "VBG",
        "JJR",
        "JJS",
    ):
        first -= 1
    governor = reading.low[first - 1] if first > reading.begin else ""
    verb = clause.verb
    if verb is None:
        follower = next((c for c in reading.clauses if c.before == number), None)
        return follower is None or time.last <= follower.first
    if noun < verb.first:
        return not (governor in ("in", "at", "on", "during", "under") or time.first > verb.first)
    if governor in _TEMPORAL or reading.low[time.first - 1] == "for":
        return True
    return verb.lemma in _EMPTY_TRIGGER and noun != held_noun(reading, number)


def _antecedent(reading: Reading, clause: Clause) -> int | None:
    """Index of the noun that a bare participle stands at."""
    i = clause.first - 1
    while i >= reading.begin and reading.low[i] in (",", "("):
        i -= 1
    verb = clause.verb
    while verb and i < verb.first - 1 and reading.tokens[i + 1].pos.startswith("NN"):
        i += 1
    event = i
    while event >= reading.begin and reading.tokens[event].pos in (
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "IN",
        "DT",
        "TO",
        "JJ",
        "CD",
    ):
        if is_event_noun(reading, event):
            return event
        event -= 1
    return i if i >= reading.begin and reading.tokens[i].pos.startswith("NN") else None


def _fragment_noun(reading: Reading) -> list[Mention]:
    """The event noun of a sentence without a verb ("Next council meeting: 7 May")."""
    for i in range(len(reading.tokens) - 1, reading.begin - 1, -1):
        if is_event_noun(reading, i):
            return [noun_mention(reading, i)]
    return []


def _inner_event(reading: Reading, number: int, time: Time, verbs: VerbMentions) -> Mention | None:
    """The event inside what a state or a report governs: its infinitive ("expects to sell it in May")."""
    clause = reading.clauses[number]
    verb = clause.verb
    noun = held_noun(reading, number)
    if verb is not None and noun is not None and verb.lemma in _EMPTY_TRIGGER:
        return noun_mention(reading, noun, number)
    if clause.subject and (head := head_noun(reading, *clause.subject)) is not None and is_event_noun(reading, head):
        return noun_mention(reading, head, number)
    following = number + 1
    if (
        following < len(reading.clauses)
        and reading.clauses[following].marker == "when"
        and time.last >= reading.clauses[following].first - 1
    ):
        return verbs(following)
    return None


def _taken_over(reading: Reading, found: Sequence[Anchor], verbs: VerbMentions) -> list[Anchor]:
    """Anchors of clauses without a time of their own that share a neighbour's."""
    dated = {a.mention.clause: a for a in found if a.mention.kind == "verb" or verbs(a.mention.clause) == a.mention}
    timed_clauses = {reading.clause_at(time.first) for time in reading.times if usable(reading, time)}
    more: list[Anchor] = []
    for number, clause in enumerate(reading.clauses):
        if number in dated or number in timed_clauses:
            continue
        source = _neighbour(reading, number, clause, dated)
        mention = verbs(number) if source is not None else None
        if source is not None and mention is not None and mention.eventive:
            dated[number] = anchor = Anchor(mention, source.time, "sentence")
            more.append(anchor)
    return more


def _neighbour(reading: Reading, number: int, clause: Clause, dated: Mapping[int, Anchor]) -> Anchor | None:
    """The anchor that a clause shares, by the way it is joined."""
    verb = clause.verb
    if verb is None:
        return None
    above = dated.get(clause.parent) if clause.parent is not None else None
    joined = clause.link == "coordinate" and clause.marker != "but"
    if above and (joined or (clause.link == "subordinate" and clause.marker in _ALONGSIDE)):
        return _if_same_tense(reading, clause, above)
    for k, other in enumerate(reading.clauses):
        if k > number and other.parent == number and k in dated and dated[k].how == "clause":
            same_subject = other.link == "coordinate" and other.subject == clause.subject
            if same_subject or (other.link == "subordinate" and other.marker in _ALONGSIDE):
                return _if_same_tense(reading, clause, dated[k])
    return None


def _if_same_tense(reading: Reading, clause: Clause, anchor: Anchor) -> Anchor | None:
    other = reading.clauses[anchor.mention.clause].verb
    verb = clause.verb
    if other is None or verb is None or anchor.time.expression.temporal is None:
        return None
    if verb.passive != other.passive and clause.first < reading.clauses[anchor.mention.clause].first:
        return None
    same = (
        other.tense == verb.tense and other.modal == verb.modal and (other.perfect == verb.perfect or not verb.perfect)
    )
    return anchor if same or not verb.finite else None


def scope(reading: Reading, anchor: Anchor, anchors: Sequence[Anchor]) -> Range:
    """Tokens that tell more of an anchored mention: its clause; of a series of times on it ("in 2018 and 2019 (in
    Japan)") what follows this one, if anything does, else all before the second.
    """
    clause = reading.clauses[anchor.mention.clause]
    series = [other for other in anchors if other.mention.key == anchor.mention.key]
    k = series.index(anchor)
    if k + 1 < len(series):
        return clause.first, series[k + 1].time.first
    after = anchor.time.last
    if k and reading.low[after : after + 1] in (["("], ["in"], ["at"]):
        inside = [other for other in reading.clauses if other.first <= after < other.last]
        return after, max([clause.last, *(other.last for other in inside)])
    return clause.first, clause.last
