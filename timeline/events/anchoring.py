"""Which date belongs to which event.

A time expression is tied to one mention: the noun it stands at, else the verb of its clause; clauses that share a
time (joined by "and", "when", "as") take it over. `anchored` gives those pairs (`dating.py` answers for any word).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from timeline.dates import edtf
from timeline.events.distances import distances, measured, told
from timeline.events.nouns import NAMED, antecedent, fragment_noun, noun_named, pointing
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
from timeline.model import Anchoring, TimeExpression
from timeline.text.clauses import Clause, Verb
from timeline.text.lexicon import words
from timeline.text.noun_phrases import Range

_JOINERS = frozenset(
    (*words("and or again in on each then finally also later both to but once more for"), ",", "(", "&")
)
_ALONGSIDE = frozenset(("when", "while"))
_COMPARED = frozenset(("than", "against", "from", "versus", "vs"))
_EMPTY_TRIGGER = frozenset(("be", "have"))


class Anchor(NamedTuple):
    """A mention dated by a time expression. `shares` is the number of the time in a series on one mention."""

    mention: Mention
    time: Time
    how: Anchoring
    shares: int = 0


def anchored(
    reading: Reading, verbs: VerbMentions, known: Mapping[str, TimeExpression] = MappingProxyType({})
) -> Iterator[Anchor]:
    """Every mention of a sentence that a time expression of the sentence dates; `verbs` by clause number.

    `known` are the times that event words, by their roots, were told with before: what "two days after the crash"
    counts from.
    """
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
    found += _measured(reading, found, verbs, known)
    found += _taken_over(reading, found, verbs)
    yield from found


def _measured(
    reading: Reading, found: Sequence[Anchor], verbs: VerbMentions, known: Mapping[str, TimeExpression]
) -> Iterator[Anchor]:
    """Anchors of mentions that have no time but a distance from another that has one."""
    dated = {anchor.mention.key: anchor.time for anchor in found}
    for distance in distances(reading, verbs):
        near, far = dated.get(distance.near.key), dated.get(distance.far.key)
        if near and far:
            continue
        near = near or (None if far else told(reading, distance.near, known))
        base, mention = (near, distance.far) if near else (far, distance.near)
        time = measured(distance, base, mention is distance.far) if base else None
        if time:
            dated[mention.key] = time
            yield Anchor(mention, time, "clause")


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
    if _within(new.time, old.time):
        return True
    head = new.mention.first
    distance_new, distance_old = abs(new.time.first - head), abs(old.time.first - head)
    return distance_new + 4 < distance_old


def _within(time: Time, other: Time) -> bool:
    """Whether a time is a part of another."""
    a, b = time.expression.temporal, other.expression.temporal
    if a is None or b is None or not (a.earliest and a.latest and b.earliest and b.latest):
        return False
    return b.earliest <= a.earliest and a.latest <= b.latest and (a.earliest, a.latest) != (b.earliest, b.latest)


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
    if before is None or reading.clause_at(before.first) != reading.clause_at(time.first):
        return False
    if _within(before, time) or _within(time, before):  # "three months later, on 11 July"
        return False
    between = reading.low[before.last : time.first]
    return bool(between) and len(between) <= 4 and all(word in _JOINERS for word in between)


def _targets(reading: Reading, time: Time, verbs: VerbMentions) -> list[Anchor]:
    noun = noun_named(reading, time)
    if noun == NAMED:
        return []
    if noun is not None:
        return [Anchor(noun_mention(reading, noun), time, "word" if pointing(time) else "clause")]
    number = reading.clause_at(time.first)
    clause = reading.clauses[number]
    if clause.verb is None:
        number = next((k for k, other in enumerate(reading.clauses) if other.before == number), number)
        if reading.clauses[number].verb is None:
            number = min(number + 1, len(reading.clauses) - 1)
            clause = reading.clauses[number]
            if clause.verb is None or clause.link not in ("main", "coordinate"):
                return [Anchor(m, time, "sentence") for m in fragment_noun(reading)]
    clause = reading.clauses[number]
    if clause.verb is not None and sets_time(clause.verb):
        noun = antecedent(reading, clause)
        if noun is not None:
            return [Anchor(noun_mention(reading, noun), time, "clause")]
    mention = verbs(number)
    if mention is None:
        return []
    if clause.verb is not None and _had_lasted(clause.verb, time):
        return []
    if not mention.eventive:
        inside = _inner_event(reading, number, time, verbs) or _above(reading, number, verbs)
        if inside and inside.clause != number and _stands_at(reading, reading.clauses[inside.clause], time):
            time = _closed(time)
        return [Anchor(inside, time, "clause")] if inside else []
    return [Anchor(mention, time, "clause")]


def _had_lasted(verb: Verb, time: Time) -> bool:
    """Whether a verb tells of what had gone on until the story's time ("had survived since the 18th century")."""
    value = time.expression.temporal
    return verb.perfect and verb.tense == "past" and value is not None and value.edtf.endswith("/..")


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


def _above(reading: Reading, number: int, verbs: VerbMentions) -> Mention | None:
    """The event that a bare participle of state stands in ("raised money from a fund based in Oslo in 2014")."""
    clause = reading.clauses[number]
    if clause.verb is None or clause.verb.finite or clause.link != "participle" or clause.parent is None:
        return None
    mention = verbs(clause.parent)
    return mention if mention is not None and mention.eventive and clause.parent < number else None


def _taken_over(reading: Reading, found: Sequence[Anchor], verbs: VerbMentions) -> list[Anchor]:
    """Anchors of clauses without a time of their own that share a neighbour's."""
    dated = {a.mention.clause: a for a in found if a.mention.kind == "verb" or verbs(a.mention.clause) == a.mention}
    timed_clauses = {reading.clause_at(time.first) for time in reading.times if usable(reading, time)}
    more: list[Anchor] = []
    for number, clause in enumerate(reading.clauses):
        above = dated.get(clause.parent) if clause.parent is not None else None
        at_once = above is not None and _stands_at(reading, clause, above.time)  # "in April, when …"
        if number in dated or (number in timed_clauses and not at_once):
            continue
        source = _neighbour(reading, number, clause, dated)
        mention = verbs(number) if source is not None else None
        if source is not None and mention is not None and mention.eventive:
            time = _closed(source.time) if _stands_at(reading, clause, source.time) else source.time
            dated[number] = anchor = Anchor(mention, time, "sentence")
            more.append(anchor)
    return more


def _neighbour(reading: Reading, number: int, clause: Clause, dated: Mapping[int, Anchor]) -> Anchor | None:
    """The anchor that a clause shares, by the way it is joined."""
    verb = clause.verb
    if verb is None:
        return None
    above = dated.get(clause.parent) if clause.parent is not None else None
    if above and _stands_at(reading, clause, above.time):
        return above
    after_semicolon = clause.first > 0 and reading.low[clause.first - 1] == ";"
    joined = (clause.link == "coordinate" and clause.marker != "but") or (
        above is not None and after_semicolon and _is_day(above.time)
    )
    if above and (joined or (clause.link == "subordinate" and clause.marker in _ALONGSIDE)):
        return _if_same_tense(reading, clause, above)
    for k, other in enumerate(reading.clauses):
        if k > number and other.parent == number and k in dated and dated[k].how == "clause":
            bare = other.link == "coordinate" and other.subject == clause.subject and clause.last == verb.last
            if bare or (other.link == "subordinate" and other.marker in _ALONGSIDE):
                return _if_same_tense(reading, clause, dated[k])
    return None


def _is_day(time: Time) -> bool:
    value = time.expression.temporal
    return value is not None and value.precision in ("day", "minute")


def _stands_at(reading: Reading, clause: Clause, time: Time) -> bool:
    """Whether a clause with "when" follows a time directly: it tells of that very time ("since 2001, when …")."""
    return clause.marker == "when" and time.last <= clause.first <= time.last + 1


def _closed(time: Time) -> Time:
    """The time itself where the words before it make it a bound: 2001 of "since 2001"."""
    value = time.expression.temporal
    if value is None or ".." not in value.edtf:
        return time
    bare = value.edtf.replace("/..", "").replace("../", "")
    return time._replace(expression=replace(time.expression, temporal=edtf.parse(bare)))


def _if_same_tense(reading: Reading, clause: Clause, anchor: Anchor) -> Anchor | None:
    other = reading.clauses[anchor.mention.clause].verb
    verb = clause.verb
    if other is None or verb is None or anchor.time.expression.temporal is None:
        return None
    if verb.passive != other.passive and clause.first < reading.clauses[anchor.mention.clause].first:
        return None
    inner = reading.clauses[anchor.mention.clause]
    if inner.marker == "when" and other.tense == "present" and verb.modal and not verb.perfect:
        return anchor  # "she might resign when the assembly meets on Tuesday"
    if verb.finite and (bool(verb.cues) or verb.tense == "future") != (bool(other.cues) or other.tense == "future"):
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
