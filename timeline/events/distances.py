"""Dates told by their distance from another event: "two days after the crash on 3 May, he was arrested".

A duration before "after" or "before" ties two mentions, the one it stands with and the one that the preposition
governs; the date of either gives that of the other.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from timeline import days
from timeline.dates import edtf
from timeline.dates.periods import Period, Unit, containing
from timeline.events.gathering import root
from timeline.events.reading import Reading, Time
from timeline.events.triggers import Mention, VerbMentions, head_noun, is_event_noun, noun_mention
from timeline.model import TemporalValue, TimeExpression
from timeline.text.clauses import Clause

_SIGN: Final = {"after": 1, "before": -1}
_LENGTH = re.compile(r"P(?:T(?P<clock>(?:\d+|X)[HMS])|(?P<count>\d+)(?P<unit>DE|[DWMY]))")
_UNITS: Final[dict[str, tuple[Unit, int]]] = {
    "D": ("day", 1), "W": ("week", 1), "M": ("month", 1), "Y": ("year", 1), "DE": ("year", 10),
}  # fmt: skip
_VAGUE: Final = frozenset(("LESS_THAN", "MORE_THAN"))
_SAME_DAY: Final = 6
"""Hours that what happened after them is taken to be of the same day."""


class Distance(NamedTuple):
    """A duration between two mentions: `far` lies `sign` times the duration from `near`, which "after" governs."""

    time: Time
    sign: int
    near: Mention
    far: Mention


def distances(reading: Reading, verbs: VerbMentions) -> list[Distance]:
    """The durations of a sentence that tie two of its mentions; `verbs` by clause number."""
    found = []
    for time in reading.times:
        sign = _SIGN.get(reading.low[time.last]) if time.last < len(reading.low) else None
        if sign is None or time.expression.type != "DURATION" or time.expression.mod in _VAGUE:
            continue
        pair = _pair(reading, time, verbs)
        if pair is not None and pair[0].key != pair[1].key:
            found.append(Distance(time, sign, *pair))
    return found


def measured(distance: Distance, known: Time, of_far: bool) -> Time | None:
    """The time of the far mention, or of the near one, from the known time of the other; None where it cannot be
    counted.
    """
    value = known.expression.temporal
    sign = distance.sign if of_far else -distance.sign
    found = value and shifted(value, distance.time.expression.value, sign)
    if not value or not found:
        return None
    expression = replace(
        distance.time.expression, type="DATE", value=found.edtf, temporal=found, anchor=value.edtf, rule="distance"
    )
    return distance.time._replace(expression=expression)


def shifted(value: TemporalValue, length: str, sign: int) -> TemporalValue | None:
    """A value moved by a TIMEX3 duration, in the duration's unit; by a few hours it stays where it is.

    None for lengths that are not known, values that are open or coarser than the unit, and what leaves the calendar.
    """
    match = _LENGTH.fullmatch(length)
    if match is None or value.earliest is None or value.latest is None:
        return None
    if clock := match["clock"]:
        near = not clock.endswith("H") or clock == "XH" or int(clock[:-1]) <= _SAME_DAY
        return value if near else None
    unit, size = _UNITS[match["unit"]]
    first, last = days.parse_day(value.earliest), days.parse_day(value.latest)
    try:
        base = containing(unit, first)
        if last > base.last:
            return None
        return edtf.parse(Period(unit, base.number + sign * size * int(match["count"])).edtf)
    except ValueError:  # outside the calendar
        return None


def told(reading: Reading, mention: Mention, known: Mapping[str, TimeExpression]) -> Time | None:
    """The time that a definite noun ("the collision") was told with before, at the noun's place; `known` by root."""
    first, word = mention.first, root(mention.lemma)
    if mention.kind != "noun" or word not in known or reading.low[max(first - 1, 0)] != "the":
        return None
    return Time(first, first + 1, known[word])


def words_told(reading: Reading, mention: Mention) -> set[str]:
    """Roots of the words that a dated mention is told with: its own and that of the event its verb is said of."""
    subject = reading.clauses[mention.clause].subject
    head = head_noun(reading, *subject) if subject and mention.kind == "verb" else None
    nouns = [reading.low[head]] if head is not None and is_event_noun(reading, head) else []
    return set(map(root, [mention.lemma, *nouns]))


def _pair(reading: Reading, time: Time, verbs: VerbMentions) -> tuple[Mention, Mention] | None:
    """The mention that "after" governs, and the one that the duration stands with."""
    number = reading.clause_at(time.first)
    host, clauses = reading.clauses[number], reading.clauses
    governed = reading.clause_at(time.last)
    if governed != number:  # "he was arrested on Thursday, two days | after he shot a man"
        near, far = verbs(governed), verbs(number)
    elif _opens(reading, time, host):  # "three years after the war ended, | he went home"
        following = next((k for k in range(number + 1, len(clauses)) if clauses[k].link == "main"), None)
        near, far = verbs(number), verbs(following) if following is not None else None
    else:
        head = head_noun(reading, time.last + 1, host.last)
        near = noun_mention(reading, head, number) if head is not None and is_event_noun(reading, head) else None
        far = verbs(number)
    return (near, far) if near and far and near.eventive and far.eventive else None


def _opens(reading: Reading, time: Time, host: Clause) -> bool:
    """Whether the duration and "after" open the very clause that the preposition governs."""
    verb = host.verb
    if host.marker not in _SIGN or verb is None or verb.first < time.last:
        return False
    return "," not in reading.low[time.last : verb.first]
