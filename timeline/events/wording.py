"""The words of titles: phrases with names in full and without dates, and of whom or what a title speaks."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from timeline.events.reading import Reading
from timeline.text.lexicon import words
from timeline.text.noun_phrases import Range

_TIME_PREPOSITIONS = words(
    """
    on in at of by since during from until till before after around about for between over within through early late
    mid next last as of to
    """
)
_BEFORE_TIMES = _TIME_PREPOSITIONS | {",", "and", "again", "(", "than"}
_MANY = words("police people troops aircraft crews rescuers cattle media data")
_PLURALS = words("they we these those you i who them us")
_UNNAMED = words("it they this these those that them both")
_NOMINAL = frozenset(("NN", "NNS", "NNP", "NNPS"))

Names = Mapping[int, tuple[int, str]]
"""Words that a title spells out: token index where a pronoun or short name begins -> its end and the full name."""


_CLOCK = re.compile(r"\d{1,2}[.:]\d\d")


class Context(NamedTuple):
    """A sentence with the words that are spelled out in it; a title may take its subject from the one before."""

    reading: Reading
    names: Names


Before = Callable[[], Iterable[Context]]
"""The sentences before, the nearest first, asked for only where they are needed."""


class Subject(NamedTuple):
    """Whom or what a title speaks of, as written there; "" where the text does not say."""

    text: str
    plural: bool = False


def subject(context: Context, number: int, before: Before) -> Subject:
    """The subject of a clause as a title needs it: whole, and named rather than pointed at.

    A clause without one takes that of the clause it hangs on, a pronoun nobody resolved the last subject of its
    number, in the sentence or in those before.
    """
    span = _span(context.reading, number)
    if span is None:
        found = next(_earlier(context, number, before), None)
        return _written(*found) if found else Subject("")
    if _points(context, span):
        plural = is_plural(context.reading, span, {})
        for other, phrase_span in _earlier(context, number, before):
            if is_plural(other.reading, phrase_span, other.names) == plural and _is_common(other.reading, phrase_span):
                return _written(other, phrase_span)
    owner = _owner(context, span)
    written = _written(context, (span[0] + (context.reading.low[span[0]] == "whose"), span[1]))
    return Subject(f"{owner} {written.text}", written.plural) if owner else written


def _span(reading: Reading, number: int) -> Range | None:
    """The subject of a clause without what only stands before it: a clock time, the end of a possessive."""
    clause, tokens = reading.clauses[number], reading.tokens
    if clause.subject is not None:
        first, last = clause.subject
    elif clause.verb is not None and clause.verb.finite:  # "Digging began": a verb for a subject
        first, last = clause.first, clause.verb.first
        while first < last and (tokens[first].pos in ("CC", ",", "RB", "``", "''") or first in reading.timed):
            first += 1
        if first == last or tokens[first].pos != "VBG":
            return None
    else:
        return None
    while first < last and (tokens[first].pos == "POS" or _CLOCK.fullmatch(tokens[first].text)):
        first += 1
    return (first, last) if first < last else None


def _points(context: Context, span: Range) -> bool:
    """Whether a subject is a pronoun that nothing spells out."""
    return span[1] == span[0] + 1 and context.reading.low[span[0]] in _UNNAMED and span[0] not in context.names


def _earlier(context: Context, number: int, before: Before) -> Iterator[tuple[Context, Range]]:
    """Subjects that name something, from a clause backwards, then those of the sentence before, the first first."""
    clauses = context.reading.clauses
    parent = clauses[number].parent
    if number == 0 and not (clauses[0].verb and clauses[0].verb.finite):  # "Born in Lagos, she moved to London"
        yield from _naming(context, range(1, len(clauses)))
    yield from _fragment(context, number)
    order = ([parent] if parent is not None else []) + list(range(number - 1, -1, -1))
    yield from _naming(context, order)
    for above in before():
        yield from _naming(above, range(len(above.reading.clauses)))


def _fragment(context: Context, number: int) -> Iterator[tuple[Context, Range]]:
    """The noun phrase without a verb that a clause follows ("the report, to be published on Friday")."""
    reading = context.reading
    above = reading.clauses[number - 1] if number else None
    if above is None or above.verb is not None:
        return
    first, last = above.first, above.last
    while last > first and reading.tokens[last - 1].pos in (",", "RB", "IN"):
        last -= 1
    while first < last and (reading.low[first] in ("and", "but", ",") or first in reading.timed):
        first += 1
    if first < last and reading.tokens[first].pos != "IN" and _names_something(context, (first, last)):
        yield context, (first, last)


def _is_common(reading: Reading, span: Range) -> bool:
    """Whether a phrase can be what "it" or "they" stand for: no bare name, which may be a person's."""
    return any(reading.tokens[i].pos in ("NN", "NNS", "DT") for i in range(*span))


def _naming(context: Context, numbers: Iterable[int]) -> Iterator[tuple[Context, Range]]:
    for number in numbers:
        span = _span(context.reading, number)
        if span and not _points(context, span) and _names_something(context, span):
            yield context, span


def _names_something(context: Context, span: Range) -> bool:
    named = any(context.reading.tokens[i].pos in _NOMINAL for i in range(*span) if i not in context.reading.timed)
    return named or span[0] in context.names


def _owner(context: Context, span: Range) -> str:
    """The possessive that "whose" stands for, "" of other subjects."""
    reading = context.reading
    if reading.low[span[0]] != "whose":
        return ""
    last = span[0]
    while last > 0 and reading.tokens[last - 1].pos not in _NOMINAL:
        last -= 1
    first = last
    while first > 0 and reading.tokens[first - 1].pos in _NOMINAL | {"DT", "JJ", "POS", "PRP$"}:
        first -= 1
    return f"{phrase(reading, (first, last), context.names)}'s" if first < last else ""


def _written(context: Context, span: Range) -> Subject:
    return Subject(phrase(context.reading, span, context.names), is_plural(context.reading, span, context.names))


def dates(reading: Reading) -> frozenset[int]:
    """Indices of the tokens inside dates and times of day; durations are told, not dated."""
    return frozenset(i for t in reading.times if t.expression.type in ("DATE", "TIME") for i in range(t.first, t.last))


def phrase(reading: Reading, span: Range, names: Names, drop_times: bool = False) -> str:
    """Words of a token range, names spelled out, time expressions and their prepositions left out on demand."""
    parts: list[str] = []
    dated = dates(reading) if drop_times else frozenset[int]()
    i = span[0]
    end_before = -1
    while i < span[1]:
        token = reading.tokens[i]
        if i in names:
            stop, name = names[i]
            if name:
                parts.append((" " if parts else "") + name)
            i = max(stop, i + 1)
            end_before = reading.tokens[i - 1].end
            continue
        if i in dated:
            while parts and parts[-1].strip().lower() in _BEFORE_TIMES:
                parts.pop()
            i += 1
            end_before = -1
            continue
        space = " " if parts and (end_before < 0 or token.start > end_before) else ""
        if token.text in (",", ".", ")", "'s", "’s", "?", "!", "”"):
            space = ""
        parts.append(space + token.text)
        end_before = token.end
        i += 1
    return "".join(parts).strip(" ,.?!;:")


def is_plural(reading: Reading, subject: Range, names: Names) -> bool:
    """Whether a subject takes a verb in the plural."""
    words = reading.low[subject[0] : subject[1]]
    if subject[0] in names and names[subject[0]][0] >= subject[1]:
        return " and " in names[subject[0]][1]
    if words[-1] in _MANY or (len(words) == 1 and words[0] in reading.lexicon.groups and words[0].endswith("s")):
        return True
    if any(reading.low[i] == "and" and _joins(reading, i, subject) for i in range(subject[0] + 1, subject[1])):
        return True
    last = reading.tokens[subject[1] - 1]
    if words[-1] in _PLURALS:
        return True
    if "of" in words:
        last = reading.tokens[subject[0] + words.index("of") - 1]
    named = last.pos == "CD" and reading.tokens[max(subject[1] - 2, subject[0])].pos == "NNP"  # "the Folio 3"
    return last.pos in ("NNS", "NNPS") or (last.pos == "CD" and last.text not in ("one", "One") and not named)


def _joins(reading: Reading, i: int, subject: Range) -> bool:
    """Whether "and" joins two of whom a subject speaks, not two adjectives nor the parts of one name."""
    before, after = reading.tokens[i - 1].pos, reading.tokens[min(i + 1, subject[1] - 1)].pos
    one_name = before == after == "NNP" and reading.tokens[subject[0]].pos == "DT"  # "the Food and Drug Administration"
    return before in _NOMINAL | {"PRP", "CD"} and not one_name
