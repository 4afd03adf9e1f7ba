"""Text to candidates: one pass of the automaton, then the words of each hit and what stands around it.

The scanner runs over UTF-8 bytes; offsets given out are code points. Text is taken in blocks that end between
paragraphs (or lines, or words), so memory stays flat however long it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from timeline.grammar import Grammar, Meaning, Rule

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
    search, parse = grammar.scanner.search, grammar.parse
    at, counted_bytes, counted = 0, 0, start  # `counted` code points lie before byte `counted_bytes`
    while (match := search(data, at)) is not None:
        low, high = match.span()
        words = data[low:high].decode("utf-8", "replace")
        if ascii_only:
            begin = start + low
        else:
            counted += len(data[counted_bytes:low].decode("utf-8", "surrogatepass"))
            counted_bytes, begin = low, counted
        found = parse(words)
        if found is None or not _fits(text, begin, begin + len(words), found.rule):
            at = _after_first_word(data, low, high)
            continue
        at = high
        parts = found.parts
        for part in parts:
            pair = 0 if len(parts) == 1 else 1 if part is parts[0] else 2
            yield Candidate(begin + part.start, begin + part.end, found.rule, part.meaning, pair)


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
