"""Chronicles: dates that stand alone on a line, each above the paragraph that tells what happened then."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from timeline.events.anchoring import Anchor, usable
from timeline.events.nouns import fragment_noun
from timeline.events.reading import Reading, Time
from timeline.events.triggers import Mention, VerbMentions
from timeline.model import TimeExpression

FEWEST: Final = 3
"""Dates above paragraphs that make a text a chronicle: one or two may be the date line of a letter or a log."""


def headings(read: Sequence[Reading]) -> Mapping[int, TimeExpression]:
    """By the number of each sentence that follows a date alone on its line, that date; empty of other texts."""
    found = {}
    for above, reading in pairwise(read):
        if above.paragraph != reading.paragraph and not any(usable(reading, time) for time in reading.times):
            expression = _alone(above)
            if expression is not None:
                found[reading.number] = expression
    return found if len(found) >= FEWEST else {}


def headed(reading: Reading, date: TimeExpression, verbs: VerbMentions) -> Anchor | None:
    """The event of the first main clause below a date, or of a sentence without a verb ("Departure.")."""
    mention = _first(reading, verbs)
    return mention and Anchor(mention, Time(reading.begin, reading.begin, date), "carried")


def _first(reading: Reading, verbs: VerbMentions) -> Mention | None:
    for number, clause in enumerate(reading.clauses):
        if clause.verb is not None and clause.link in ("main", "coordinate"):
            mention = verbs(number)
            return mention if mention and mention.eventive else None
    return next(iter(fragment_noun(reading)), None)


def _alone(reading: Reading) -> TimeExpression | None:
    """The date that is the whole of a line."""
    first = next((time for time in reading.times if usable(reading, time)), None)
    words = {i for i, token in enumerate(reading.tokens) if any(map(str.isalnum, token.text))}
    return first.expression if first is not None and words <= reading.timed else None
