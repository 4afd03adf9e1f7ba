"""What people type into the search box: words to look for, and the dates among them."""

import re
from dataclasses import dataclass, replace
from datetime import date

from timeline.dates.typed import by_grammar, read_typed
from timeline.model import TemporalValue

LONGEST = 300
_WORDS = 8
"""Longest date, in words, that is looked for among others."""
_PLAIN = re.compile(r"-?\d{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?")
_NUMBERS = re.compile(r"\s*\d+(?:[\s./-]+\d+){1,3}\s*")
_DANGLING = re.compile(
    r"(?:\b(?:in|on|at|from|since|during|between|of|by)\s*)+\Z|\A\s*(?:(?:and|to)\s+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Search:
    """Words to search for, and the window that the date among them opens; None where there is none.

    `from_` and `to` are EDTF, `read` the words that were read as a date, `display` the date as a reader would write it.
    """

    q: str | None
    from_: str | None = None
    to: str | None = None
    read: str | None = None
    display: str | None = None


def read_search(text: str, today: date) -> Search:
    """The longest run of words that is a date becomes the window, the rest stays words."""
    words = text[:LONGEST].split()
    if _NUMBERS.fullmatch(text):
        try:
            return replace(_window(read_typed(text, today)), read=text.strip())
        except ValueError:
            return Search(text.strip() or None)
    for length in range(min(len(words), _WORDS), 0, -1):
        for first in range(len(words) - length + 1):
            run = " ".join(words[first : first + length])
            value = by_grammar(run, today)
            if value is not None:
                rest = (" ".join(words[:first]), " ".join(words[first + length :]))
                q = " ".join(filter(None, (_DANGLING.sub("", part).strip() for part in rest)))
                return replace(_window(value), q=q or None, read=_DANGLING.sub("", run).strip())
    return Search(" ".join(words) or None)


def _window(value: TemporalValue) -> Search:
    """The window from the first day that a value can mean to its last."""
    first, *_, last = value.edtf.split("/") * 2
    return Search(None, _side(first, value.earliest), _side(last, value.latest), display=value.display)


def _side(text: str, day: str | None) -> str | None:
    """One bound as EDTF: as short as it was typed where it is a plain year, month or day."""
    return text if _PLAIN.fullmatch(text) else day
