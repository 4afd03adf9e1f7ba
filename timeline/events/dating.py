"""When any word of a text happened: the date an event of it would have, whether or not the word makes one."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from timeline.dates import tagger
from timeline.events.anchoring import Anchor, anchored, usable
from timeline.events.gathering import root
from timeline.events.reading import Reading, Time, readings
from timeline.events.tense import Tenses
from timeline.events.triggers import verb_mentions
from timeline.model import Anchoring, Document, TimeExpression
from timeline.text import lexicon, syntax
from timeline.text.retag import Retagged

LEAD: Final = 5
"""Sentences, title and date line included, in which an article says of what day it tells."""
NEWS: Final = 7
"""Days before publication that such a day may lie."""


class Dated(NamedTuple):
    """What dates a word: the time expression (None: the document's own date) and how it was tied to it."""

    expression: TimeExpression | None
    how: Anchoring


class Dating:
    """The dates of one document, asked for by place in the text."""

    def __init__(self, document: Document) -> None:
        words = lexicon.load(document.language)
        sentences = Retagged(syntax.parse(document.text), words)
        self.expressions = tagger.tag(document.text, document.published, document.language, tenses=Tenses(sentences))
        self._readings = tuple(readings(document.text, sentences, self.expressions))
        self._starts = [reading.sentence.start for reading in self._readings]
        self._published = document.published
        self._anchors = [
            list(anchored(reading, verb_mentions(reading))) if reading.times else [] for reading in self._readings
        ]
        self._lead = self._opening()
        self._told = self._by_root()

    def at(self, offset: int) -> Dated:
        """What dates the word at a code-point offset.

        In order: the time its clause is anchored to; a time of the clauses above it; for the title's words and for
        nouns the time that the same word is told with elsewhere; the day the article opens with; its own date.
        """
        if not self._readings:
            return Dated(None, "published")
        number = max(bisect_right(self._starts, offset) - 1, 0)
        reading = self._readings[number]
        token = reading.token_at(offset)
        if found := self._in_sentence(reading, token, self._anchors[number]):
            return found
        told = self._told.get(root(reading.low[token]))
        if told and (number == 0 or reading.tokens[token].pos.startswith("NN")):
            return Dated(told, "carried")
        return Dated(self._lead, "lead") if self._lead else Dated(None, "published")

    def _in_sentence(self, reading: Reading, token: int, anchors: Sequence[Anchor]) -> Dated | None:
        for anchor in anchors:
            if anchor.mention.first <= token < anchor.mention.last:
                return Dated(anchor.time.expression, anchor.how)
        times = [time for time in reading.times if usable(reading, time)]
        if not times:
            return None
        number: int | None = reading.clause_at(token)
        how: Anchoring = "clause"
        for _ in range(4):  # clauses nest no deeper in news
            if number is None:
                break
            inside = [time for time in times if reading.clause_at(time.first) == number]
            if inside:
                return Dated(min(inside, key=lambda time: abs(time.first - token)).expression, how)
            clause = reading.clauses[number]
            how = "sentence"
            number = clause.before if clause.before is not None else clause.parent
        return None

    def _opening(self) -> TimeExpression | None:
        """The day that the article opens with, if it lies in the week before publication: what it goes on to tell."""
        for time in self._opening_times():
            value = time.expression.temporal
            if value is None or value.precision not in ("day", "minute") or value.earliest is None:
                continue
            age = _days_before(value.earliest, self._published)
            if 0 < age <= NEWS:
                return time.expression
            if age == 0:
                return None
        return None

    def _opening_times(self) -> Iterator[Time]:
        """Times of the opening sentences, those that date an event first."""
        opening = self._readings[:LEAD]
        for reading in opening:
            yield from (anchor.time for anchor in self._anchors[reading.number])
        for reading in opening:
            if any(clause.verb for clause in reading.clauses):
                yield from (time for time in reading.times if usable(reading, time))

    def _by_root(self) -> dict[str, TimeExpression]:
        """The first date that each event word of the article is told with; what only explains a noun, or is
        said, tells none, nor do words that go with any event ("hold", "announce")."""
        found: dict[str, TimeExpression] = {}
        for reading in self._readings:
            for anchor in self._anchors[reading.number]:
                aside = reading.clauses[anchor.mention.clause].link in ("participle", "relative", "content")
                if aside or anchor.mention.lemma in reading.lexicon.light:
                    continue
                found.setdefault(root(anchor.mention.lemma), anchor.time.expression)
        return found


def _days_before(earlier: str, later: date) -> int:
    """Days from an ISO day to a date; a large number for days that no `datetime.date` can hold."""
    try:
        return (later - date.fromisoformat(earlier)).days
    except ValueError:
        return 10**6
