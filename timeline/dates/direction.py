"""Which way a date without a year lies, by the tense and the cue words of its sentence."""

import re

from timeline.dates.grammar import Grammar
from timeline.dates.normalise import Direction

_ENDING = re.compile(rb"[.!?\n]")
_REACH = 160  # characters of the sentence that are looked at on either side


def direction(text: str, start: int, end: int, grammar: Grammar) -> Direction | None:
    """Past or future, by the last verb or cue before the date in its sentence, else the first one after it."""
    sentence_end, future, past = grammar.last["sentence_end"], grammar.last["future"], grammar.last["past"]
    before = text[max(0, start - _REACH) : start].encode("utf-8", "surrogatepass")
    # Most stretches hold no mark that a sentence could end with, and looking for one costs more than the test.
    if _ENDING.search(before) and (stop := sentence_end.match(before)):
        before = before[stop - 1 :]
    ahead, behind = future.match(before), past.match(before)
    if ahead or behind:
        return "future" if ahead and (behind is None or ahead >= behind) else "past"
    after = text[end : end + _REACH].encode("utf-8", "surrogatepass")
    if closing := grammar.cues["sentence_end"].search(after):
        after = after[: closing[0] + 1]
    next_ahead, next_behind = grammar.cues["future"].search(after), grammar.cues["past"].search(after)
    if next_ahead or next_behind:
        return "future" if next_ahead and (next_behind is None or next_ahead[0] <= next_behind[0]) else "past"
    return None
