"""Which way a date without a year lies, by the tense and the cue words of its sentence."""

from timeline.grammar import Grammar
from timeline.normalise import Direction

_REACH = 160  # characters of the sentence that are looked at on either side


def direction(text: str, start: int, end: int, grammar: Grammar) -> Direction | None:
    """Past or future, by the nearest verb or cue on either side within the sentence; None where there is none."""
    ends, past, future = grammar.cues["sentence_end"], grammar.cues["past"], grammar.cues["future"]
    before = text[max(0, start - _REACH) : start]
    cut = 0
    for stop in ends.finditer(before):
        cut = stop.end()
    before = before[cut:]
    after = text[end : end + _REACH]
    if end_of_sentence := ends.search(after):
        after = after[: end_of_sentence.start()]
    best: tuple[int, Direction] | None = None
    for pattern, name in ((future, "future"), (past, "past")):
        distance = None
        for match in pattern.finditer(before):
            distance = len(before) - match.end()
        if match_after := pattern.search(after):
            ahead = match_after.start() + 8
            distance = ahead if distance is None else min(distance, ahead)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, name)  # type: ignore[assignment]
    return best[1] if best else None
