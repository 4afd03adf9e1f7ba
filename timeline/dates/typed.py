"""Dates that people type into a box or an option: "2018", "last March", "summer 1999", "2018-2019"."""

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from timeline.dates import edtf
from timeline.dates.tagger import tag
from timeline.days import iso_day, parse_day
from timeline.model import TemporalValue

LONGEST = 100
_JOINTS = re.compile(r"(?:\s|[-–—]|\b(?:from|between|to|and|until|in|on)\b)*", re.IGNORECASE)
_SIDE = re.compile(r"(since|after|before|until|till|by)\b", re.IGNORECASE)
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
    return by_grammar(text, today, language) or _by_dateparser(text, today)


def by_grammar(text: str, today: date, language: str = "en") -> TemporalValue | None:
    """The value of a text that is nothing but one date, two as the ends of a range, or one side ("before 2014")."""
    found = tag(text, today, language)
    rest = text
    for expression in reversed(found):
        rest = rest[: expression.start] + rest[expression.end :]
    side = _SIDE.match(rest)
    values = [value for value in dict.fromkeys(expression.temporal for expression in found) if value]
    if not 0 < len(values) <= 2 or not _JOINTS.fullmatch(rest[side.end() :] if side else rest):
        return None
    try:
        return _range(*values) if values[1:] else _sided(values[0], side[1].lower() if side else "")
    except ValueError:  # ends before it starts, or open on both sides
        return None


def _range(first: TemporalValue, last: TemporalValue) -> TemporalValue:
    return edtf.parse(f"{first.edtf.split('/')[0]}/{last.edtf.split('/')[-1]}")


def _sided(value: TemporalValue, side: str) -> TemporalValue:
    """What lies on one side of a value; the value itself where the grammar has read the side or there is none."""
    if not side or value.earliest is None or value.latest is None:
        return value
    if side == "before":
        return edtf.parse(f"../{iso_day(parse_day(value.earliest) - 1)}")
    if side == "after":
        return edtf.parse(f"{iso_day(parse_day(value.latest) + 1)}/..")
    first, *_, last = value.edtf.split("/") * 2
    return edtf.parse(f"{first}/.." if side == "since" else f"../{last}")


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
