"""What people type into the search box: words to look for, and the dates among them."""

import re
from dataclasses import dataclass, replace
from datetime import date

from timeline.dates.tagger import tag
from timeline.dates.typed import read_typed
from timeline.model import TemporalValue

LONGEST = 300
_WORDS = 8
"""Longest date, in words, that is looked for among others."""
_PLAIN = re.compile(r"-?\d{4}(?:-(?:0\d|1[0-2])(?:-\d\d)?)?")
_NUMBERS = re.compile(r"\s*\d+(?:[\s./-]+\d+){1,3}\s*")
_JOINTS = re.compile(r"(?:\s|[-–—]|\b(?:from|between|to|and|until|in|on|since|before|after|by)\b)*", re.IGNORECASE)
_RANGE = re.compile(r"(?:(?:from|between)\s+)?(\d{1,4})\s*(?:to|and|until|[-–—])\s*(\d{4})", re.IGNORECASE)
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
            return replace(_window([read_typed(text, today)]) or Search(text), read=text.strip())
        except ValueError:
            return Search(text.strip() or None)
    for length in range(min(len(words), _WORDS), 0, -1):
        for first in range(len(words) - length + 1):
            run = " ".join(words[first : first + length])
            window = _window(_dates(run, today))
            if window is not None:
                rest = (" ".join(words[:first]), " ".join(words[first + length :]))
                q = " ".join(filter(None, (_DANGLING.sub("", part).strip() for part in rest)))
                return replace(window, q=q or None, read=run)
    return Search(" ".join(words) or None)


def _dates(text: str, today: date) -> list[TemporalValue]:
    """The dates of a text that is nothing but a date, or the two ends of a range; else none."""
    sides = _RANGE.fullmatch(text)
    if sides:
        ends = [_dates(side, today) for side in sides.groups()]
        return [ends[0][0], ends[1][-1]] if all(ends) else []
    found = tag(text, today)
    rest = text
    for expression in reversed(found):
        rest = rest[: expression.start] + rest[expression.end :]
    dates = [expression.temporal for expression in found if expression.temporal]
    return dates if len(dates) == len(found) <= 2 and _JOINTS.fullmatch(rest) else []


def _window(dates: list[TemporalValue]) -> Search | None:
    """From the start of the first date to the end of the last."""
    if not dates:
        return None
    first, last = dates[0], dates[-1]
    display = first.display if first == last else f"{first.display} to {last.display}"
    return Search(None, _side(first, 0), _side(last, 1), display=display)


def _side(value: TemporalValue, index: int) -> str | None:
    """One bound as EDTF: as short as it was typed where it is a plain year, month or day."""
    text = value.edtf.split("/")[-index]
    return text if _PLAIN.fullmatch(text) else (value.earliest, value.latest)[index]
