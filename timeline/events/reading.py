"""A document as the later stages see it: sentences with their words, time expressions and clauses side by side."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timeline.model import TimeExpression
from timeline.text.clauses import Clause, clauses
from timeline.text.lexicon import Lexicon
from timeline.text.noun_phrases import Range
from timeline.text.retag import Columns, Retagged, columns
from timeline.text.sentences import Sentence

# "PARIS, March 3 (Agency) —", "DULUTH, Minn. —", "PORTLAND, Maine – September 15, 2015 –"
_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ -][A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3})"
    r"(?P<rest>[^\n—–.!?\"“]{0,40}?(?:\b[A-Z][a-z]{1,5}\.[^\n—–\"“]{0,30}?)?)"
    r"\s*(?:[—–]|--?)(?P<date>\s[A-Z][a-z]+\.? \d{1,2}(?:, \d{4})?\s*(?:[—–]|--?))?\s"
)


_UNTIMED: frozenset[int] = frozenset()


class Time(NamedTuple):
    """A time expression inside a sentence: token indices [first, last) and the expression."""

    first: int
    last: int
    expression: TimeExpression


class Reading:
    """One sentence. `number` counts sentences, `begin` is the first token after a dateline, `paragraph` counts
    paragraphs. `tokens`, `tags` (parts of speech) and `low` (the words in lower case) stand side by side; `timed` are
    the indices of the tokens inside time expressions.

    Never changed once made. Plain attributes, because the stages look at every word many times.
    """

    __slots__ = (
        "_clauses", "begin", "dateline", "lexicon", "low", "number", "paragraph", "sentence", "tags", "timed", "times",
        "tokens",
    )  # fmt: skip

    def __init__(
        self,
        number: int,
        words: Columns,
        times: tuple[Time, ...],
        lexicon: Lexicon,
        begin: int = 0,
        paragraph: int = 0,
        dateline: str = "",
    ) -> None:
        self.sentence, self.tags, self.low = words
        self.number, self.times, self.lexicon = number, times, lexicon
        self.begin, self.paragraph, self.dateline = begin, paragraph, dateline
        self.tokens = self.sentence.tokens
        self.timed = frozenset([i for time in times for i in range(time.first, time.last)]) if times else _UNTIMED
        self._clauses: list[Clause] | None = None

    @property
    def clauses(self) -> list[Clause]:
        """The clauses, in order; read when first asked for."""
        if self._clauses is None:
            self._clauses = clauses(self.tags, self.low, self.timed, self.lexicon, self.begin)
        return self._clauses

    def clause_at(self, token: int) -> int:
        """Number of the clause that holds a token; 0 for what stands before the first."""
        found = self.clauses
        number = len(found) - 1
        while number > 0 and found[number].first > token:
            number -= 1
        return max(number, 0)

    def words(self, span: Range) -> str:
        """The words of a token range, as they stand in the text but for white space."""
        out: list[str] = []
        end = -1
        for token in self.tokens[span[0] : span[1]]:
            out.append((" " if out and token.start > end else "") + token.text)
            end = token.end
        return "".join(out)

    def token_at(self, offset: int) -> int:
        """Index of the token at or after a code-point offset."""
        return next((i for i, token in enumerate(self.tokens) if token.end > offset), len(self.tokens) - 1)


def readings(text: str, sentences: Retagged, expressions: Sequence[TimeExpression]) -> Iterator[Reading]:
    """Every sentence with the time expressions that lie in it."""
    starts = [expression.start for expression in expressions]
    paragraph, end, k = 0, 0, 0
    for number, sentence in enumerate(sentences.plain):
        opens = number == 0 or "\n" in text[end : sentence.start]
        paragraph += opens
        end = sentence.end
        k = bisect_right(starts, sentence.start - 1)
        inside: list[TimeExpression] = []
        while k < len(expressions) and expressions[k].start < sentence.end:
            inside.append(expressions[k])
            k += 1
        begin, place = _dateline(text, sentence) if opens else (0, "")
        dated = any(expression.temporal for expression in inside)
        words = sentences.mended(number) if dated else columns(sentence)
        times = tuple(_times(sentence, inside)) if inside else ()
        yield Reading(number, words, times, sentences.lexicon, begin, paragraph, place)


def _times(sentence: Sentence, inside: Sequence[TimeExpression]) -> Iterator[Time]:
    i, tokens = 0, sentence.tokens
    for expression in inside:
        while i < len(tokens) and tokens[i].end <= expression.start:
            i += 1
        first = i
        while i < len(tokens) and tokens[i].start < expression.end:
            i += 1
        if first < i:
            yield Time(first, i, expression)


def _dateline(text: str, sentence: Sentence) -> tuple[int, str]:
    """Number of tokens in the dateline that opens a sentence, and its place."""
    match = _DATELINE.match(text, sentence.start, min(sentence.end, sentence.start + 120))
    if not match or len(match["place"]) < 3:
        return 0, ""
    begin = next((i for i, token in enumerate(sentence.tokens) if token.start >= match.end()), 0)
    return begin, match["place"]
