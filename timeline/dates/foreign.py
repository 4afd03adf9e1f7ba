"""Time expressions in languages that have no data of their own: dateparser, on what its own locale data suggest.

dateparser reads a date well and finds one badly (as a scanner of raw text it takes "may" for May), so it only sees
spans that an automaton made from its locale found: month names with a day or a year, full weekday names, "yesterday"
and the like, dates in digits. Its `period` tells how fine the reading is; nothing finer is given out.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import re2
from dateparser.data.languages_info import language_order
from dateparser.date import DateDataParser
from dateparser.languages.loader import default_loader

from timeline.dates import edtf
from timeline.dates.periods import Period, Unit, containing
from timeline.dates.recognise import blocks
from timeline.errors import InvalidInput
from timeline.model import TimeExpression

_SURROGATES = re.compile("[\ud800-\udfff]")  # UTF-8 has none
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS: dict[str, Unit] = {"day": "day", "week": "week", "month": "month", "year": "year"}
_YEAR = r"(?:1\d{3}|20\d{2})"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:\.|º|ª|er|e|st|nd|rd|th)?"
_DIGITS = (
    rf"{_YEAR}-\d\d-\d\d", rf"\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}", rf"{_YEAR} ?年 ?\d{{1,2}} ?月(?: ?\d{{1,2}} ?日)?",
    rf"{_YEAR}년 ?\d{{1,2}}월(?: ?\d{{1,2}}일)?",
)  # fmt: skip


def find(text: str, published: date | None, language: str) -> Iterator[TimeExpression]:
    """The time expressions of a text in text order; InvalidInput where dateparser does not know the language.

    Without a publication date there is nothing to count from, so only dates with a year in digits are given.
    """
    pattern = _candidates(language)
    for start, end in blocks(text):
        for match in pattern.finditer(_SURROGATES.sub("?", text[start:end])):
            low, high = start + match.start(), start + match.end()
            if _cuts_a_word(text, low, high):
                continue
            words = match.group()
            if published is None and not re.search(r"\d{4}", words):
                continue
            period = _read(words, published or date(2000, 1, 1), language)
            if period is not None:
                yield _expression(low, high, words, period, published, language)


@lru_cache(maxsize=16)
def _candidates(language: str) -> Any:
    """The automaton of what may be a date in a language."""
    if language not in language_order:
        raise InvalidInput(f"no dates are read in {language}", "language")
    info = default_loader.get_locale(language).info
    month = _words(_of(info, _MONTHS))
    # Short forms ("mar", "sa") are too like other words to stand alone.
    weekday = _words(word for word in _of(info, _WEEKDAYS) if len(word) > 3)
    relative = _words(
        [
            word
            for key, words in info.get("relative-type", {}).items()
            if _datable(key)
            for word in words
            if len(word) > 3
        ]
    )
    counted = "|".join(_counted(info))
    joint = r"(?:\s(?:de|di|of)\s|\sdel\s|\s|\.\s?|-)"
    forms = [
        *_DIGITS,
        rf"{_DAY}{joint}(?:{month})\.?(?:{joint}|,\s)(?:{_YEAR})",
        rf"{_DAY}{joint}(?:{month})",
        rf"(?:{month})\.?\s{_DAY},?\s{_YEAR}",
        rf"(?:{month})\.?{joint}{_YEAR}",
        *(form for form in (weekday, relative, counted) if form),
    ]
    options = re2.Options()
    options.longest_match = True
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False
    return re2.compile("|".join(f"(?:{form})" for form in forms), options)


def _of(info: dict[str, Any], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from info.get(name, [])


def _words(words: Iterable[str]) -> str:
    return "|".join(sorted({re2.escape(word) for word in words if word}, key=len, reverse=True))


def _datable(key: str) -> bool:
    """Whether a relative word of the locale ("1 week ago", "in 1 day") names a day or more."""
    return any(unit in key for unit in _UNITS)


def _counted(info: dict[str, Any]) -> Iterator[str]:
    """The locale's phrases for so many units ago or ahead, with their possessive count as plain digits."""
    for key, phrases in info.get("relative-type-regex", {}).items():
        if _datable(key):
            for phrase in phrases:
                if phrase.count("(") == 1 and len(phrase) > len(r"(\d++[.,]?\d*+)") + 4:
                    head, _, rest = phrase.partition("(")
                    yield re2.escape(head) + r"\d{1,4}" + re2.escape(rest.partition(")")[2])


def _cuts_a_word(text: str, low: int, high: int) -> bool:
    """Whether a span begins or ends inside a word; scripts that write no blanks have no such inside."""
    before = text[low - 1 : low] + text[low]
    after = text[high - 1] + text[high : high + 1]
    return any(len(pair) == 2 and pair.isalnum() and not any(c >= "\u0e00" for c in pair) for pair in (before, after))


@lru_cache(maxsize=64)
def _parser(published: date, language: str) -> Any:
    settings = {"RELATIVE_BASE": datetime(published.year, published.month, published.day)}
    return DateDataParser(languages=[language], settings=settings)


@lru_cache(maxsize=65_536)
def _read(words: str, published: date, language: str) -> Period | None:
    """What dateparser takes the words for, as fine as it says it is; None where it cannot tell."""
    try:
        data = _parser(published, language).get_date_data(words)
    except (ValueError, OverflowError, RecursionError):  # what it raises on odd digits
        return None
    if data is None or data.date_obj is None or data.period not in _UNITS:
        return None
    return containing(_UNITS[data.period], data.date_obj.toordinal())


def _expression(
    start: int, end: int, words: str, period: Period, published: date | None, language: str
) -> TimeExpression:
    return TimeExpression(
        start=start,
        end=end,
        text=words,
        type="DATE",
        value=period.timex,
        rule=f"dateparser:{language}",
        meaning=f"as dateparser reads it in {language!r}, to the {period.unit}",
        anchor=None if published is None or re.search(r"\d{4}", words) else published.isoformat(),
        temporal=edtf.value(period.edtf, precision=period.precision),
    )
