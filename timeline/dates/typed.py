"""Dates that people type into a box or an option: "2018", "last March", "summer 1999", "2018-2019"."""

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from timeline.dates import edtf
from timeline.dates.tagger import tag
from timeline.model import TemporalValue

LONGEST = 100
_JOINTS = re.compile(r"(?:\s|[-–—]|\b(?:from|between|to|and|until|in|on)\b)*", re.IGNORECASE)
_LENGTH = {"time": 10, "day": 10, "month": 7, "year": 4}
"""How much of an ISO day dateparser's period covers."""


def read_typed(text: str, today: date, language: str = "en") -> TemporalValue:
    """The date or range that somebody typed, at its own precision, relative words counted from `today`.

    EDTF first, then the language's own grammar where it reads the whole text as one date, then dateparser, which
    knows what people abbreviate in 200 locales. Raises ValueError where none of them can read it.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValueError(f"not a date: {text[:LONGEST]!r}")
    try:
        return edtf.parse(text)
    except ValueError:
        pass
    return _by_grammar(text, today, language) or _by_dateparser(text, today)


def _by_grammar(text: str, today: date, language: str) -> TemporalValue | None:
    """The value where the whole text is one date, or the two ends of one range, which carry the same value."""
    found = tag(text, today, language)
    rest = text
    for expression in reversed(found):
        rest = rest[: expression.start] + rest[expression.end :]
    values = {expression.temporal for expression in found}
    return values.pop() if len(values) == 1 and _JOINTS.fullmatch(rest) else None


@lru_cache(maxsize=4)
def _parser(today: date) -> Any:
    from dateparser.date import DateDataParser  # a third of a second to import: only for who needs it

    base = datetime.combine(today, time())
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "RETURN_TIME_AS_PERIOD": True}
    return DateDataParser(settings=settings)


def _by_dateparser(text: str, today: date) -> TemporalValue:
    try:
        data = _parser(today).get_date_data(text)
    except (ValueError, OverflowError, RecursionError):
        data = None
    if data is None or data.date_obj is None:
        raise ValueError(f"not a date: {text!r}; write it like 2018, 2019-06 or 2025-08-13")
    if data.period == "week":
        monday = data.date_obj.date().toordinal() - data.date_obj.weekday()
        return edtf.parse(f"{date.fromordinal(monday)}/{date.fromordinal(monday + 6)}")
    return edtf.parse(data.date_obj.date().isoformat()[: _LENGTH[data.period]])
