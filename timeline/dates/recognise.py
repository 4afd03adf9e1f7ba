"""Text to candidates: one pass of the automaton, then the words of each hit and what stands around it.

The scanner runs over UTF-8 bytes; offsets given out are code points. Text is taken in blocks that end between
paragraphs (or lines, or words), so memory stays flat however long it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from timeline.dates.grammar import Grammar, Meaning, Parse, Rule

BLOCK = 1 << 18  # characters scanned at a time
_CONTEXT = 48  # characters on either side that a rule may look at


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that a rule read: code-point offsets, the rule, the meaning. `pair` is 1 or 2 in "<13>-<15 August>"."""

    start: int
    end: int
    rule: Rule
    meaning: Meaning
    pair: int = 0


def candidates(text: str, grammar: Grammar) -> Iterator[Candidate]:
    """The candidates of a text in text order, without overlap."""
    for start, end in blocks(text):
        yield from _scan(text, start, end, grammar)


def blocks(text: str, size: int = BLOCK) -> Iterator[tuple[int, int]]:
    """Spans of about `size` characters that no time expression crosses: cut at an empty line, else a line, a blank."""
    start = 0
    while len(text) - start > size:
        cut = start + size
        for mark in ("\n\n", ". ", "\n", " "):
            found = text.rfind(mark, start + size // 2, cut)
            if found > 0:
                cut = found + len(mark)
                break
        yield start, cut
        start = cut
    yield start, len(text)


def _scan(text: str, start: int, end: int, grammar: Grammar) -> Iterator[Candidate]:
    block = text if (start, end) == (0, len(text)) else text[start:end]
    data = block.encode("utf-8", "surrogatepass")
    ascii_only = len(data) == len(block)
    search = grammar.scanner.search
    at, counted_bytes, begin = 0, 0, start  # `begin` is the code point at byte `counted_bytes`
    while (span := search(data, at)) is not None:
        low, high = span
        begin = start + low if ascii_only else begin + len(data[counted_bytes:low].decode("utf-8", "surrogatepass"))
        counted_bytes = low
        found, high = _longest_fitting(text, begin, data, low, high, grammar)
        if found is None:
            at = _after_first_word(data, low, high)
            continue
        at = high
        for number, part in enumerate(found.parts, start=1):
            pair = number if len(found.parts) > 1 else 0
            yield Candidate(begin + part.start, begin + part.end, found.rule, part.meaning, pair)


def _longest_fitting(
    text: str, begin: int, data: bytes, low: int, high: int, grammar: Grammar
) -> tuple[Parse | None, int]:
    """The longest expression that begins at a hit and fits what stands around it, and the byte it ends at.

    Where the whole hit does not fit, it is tried without its last word, and so on: at most a dozen words.
    """
    end = high
    while True:
        words = data[low:end].decode("utf-8", "replace")
        for parse in grammar.parse(words):
            if _fits(text, begin, begin + len(words), parse.rule):
                return parse, end
        cut = _last_word(data, low, end)
        shorter = grammar.scanner.search(data, low, cut) if cut > low else None
        if shorter is None or shorter[0] != low:
            return None, high
        end = shorter[1]


def _last_word(data: bytes, low: int, end: int) -> int:
    """Where the last word of a span begins (the blanks and signs before it are not part of a shorter span)."""
    at = end - 1
    while at > low and data[at : at + 1].isalnum():
        at -= 1
    while at > low and not data[at - 1 : at].isalnum():
        at -= 1
    return at


def _fits(text: str, start: int, end: int, rule: Rule) -> bool:
    """Whether what stands around a span lets the rule apply; words are never cut out of longer ones."""
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    if (before and before[-1].isalnum()) or (after and after[0].isalnum()):
        return False
    return (
        (rule.not_before is None or rule.not_before.match(after) is None)
        and (rule.not_after is None or rule.not_after.search(before) is None)
        and (rule.before is None or rule.before.match(after) is not None)
        and (rule.after is None or rule.after.search(before) is not None)
    )


def _after_first_word(data: bytes, low: int, high: int) -> int:
    """Where to look on after a hit that came to nothing: a shorter expression may begin at its next word."""
    at = low + 1
    while at < high and (data[at : at + 1].isalnum() or data[at] >= 0x80):
        at += 1
    return at
