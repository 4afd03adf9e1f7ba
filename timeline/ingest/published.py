"""Days of publication as metadata writes them: ISO, mail dates, epoch numbers, prose.

What is unsure is refused, not guessed.
"""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal

from dateparser.date import DateDataParser

from timeline.errors import InvalidInput

DateOrder = Literal["DMY", "MDY"]

EARLIEST = date(1600, 1, 1)
"""The first newspaper is of 1605 (Relation, Strasbourg); a date before that is a program's empty value (0001-01-01)."""
LONGEST = 80
"""Longest text read as a date, in code points: the parser's time grows with its length."""

LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "ro", "ru", "uk", "tr", "el",
    "ar", "fa", "he", "hi", "id", "vi", "zh", "ja", "ko",
)  # fmt: skip
"""Languages tried where none is known; all 200 of dateparser take seconds to load, and tenths of one to fail in."""

_ISO = re.compile(r"([12]\d{3}-\d{2}-\d{2})(?=$|[T ]\D*\d|\s)")
_SLASHED = re.compile(r"([12]\d{3})/(\d{1,2})/(\d{1,2})\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\b")
_DOTTED = re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b")
_EPOCH = re.compile(r"-?\d{9,10}(\d{3})?(\.\d+)?")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}(:\d{2})?\s*(uhr|h|[ap]\.?m\.?)?(\s*(gmt|utc|[a-z]{1,2}[sd]?t))?\b", re.I)
_LABEL = re.compile(
    r"^\W*(first\s+)?(published|posted|publi[ée]e?|publicad[oa]|ver[öo]ffentlicht|stand|date|datum|fecha|release\s+date)"
    r"\s*(on|at|le|el|am|:)?\s*:?\s*",
    re.I,
)


def read_published(value: object, today: date, *, order: DateOrder | None = None, language: str | None = None) -> date:
    """The day a metadata value names; a clock time is left aside, the day stays as it is written.

    `order` says how numbers such as 02/03/2021 are read; without it they are refused. `language` (ISO 639-1) helps
    with prose; without it LANGUAGES are tried. Raises InvalidInput for what names no whole day, an ambiguous one,
    one before 1600 or one later than tomorrow (`today` may lag a day behind the farthest time zone).
    """
    try:
        day = _read(value, order, language)
    except (ValueError, OverflowError, OSError):
        day = None
    if day is None:
        raise InvalidInput(f"not a publication date: {str(value)[:60]!r}", "published")
    if day < EARLIEST:
        raise InvalidInput(f"publication date {day.isoformat()} is before there were newspapers", "published")
    if day > today + timedelta(days=1):
        raise InvalidInput(f"publication date {day.isoformat()} is in the future", "published")
    return day


def _read(value: object, order: DateOrder | None, language: str | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = " ".join(str(value).split())
    if isinstance(value, bool) or not text or len(text) > LONGEST:
        return None
    if _EPOCH.fullmatch(text):
        return _epoch(float(text))
    if match := _ISO.match(text):
        return date.fromisoformat(match[1])
    if re.fullmatch(r"[12]\d{7}", text):
        return date.fromisoformat(text)
    if match := _SLASHED.match(text):
        return date(*map(int, match.groups()))
    if re.match(r"[A-Z][a-z]{2}, \d", text):
        return parsedate_to_datetime(text).date()
    if match := _NUMERIC.search(text):
        return _numeric(match, order)
    return _prose(text, language)


def _epoch(seconds: float) -> date:
    return datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= 1e11 else seconds, UTC).date()


def _numeric(match: re.Match[str], order: DateOrder | None) -> date:
    first, second, year = map(int, match.groups())
    if first > 12 or first == second or order == "DMY":
        return date(year, second, first)
    if second > 12 or order == "MDY":
        return date(year, first, second)
    if _DOTTED.fullmatch(match[0]):  # points part day, month and year wherever they are used at all
        return date(year, second, first)
    raise InvalidInput(f"{match[0]} can be read two ways; say --date-order DMY or MDY", "published")


def _prose(text: str, language: str | None) -> date | None:
    """Prose must name day, month and year itself: nothing is filled in from today."""
    bare = _CLOCK.sub(" ", _LABEL.sub("", text)).strip(" ,|·-–à")
    if not re.search(r"\d{4}|[\u0660-\u0669\u0966-\u096f]{4}", bare):
        return None
    found = _parse(bare, language) if bare else None
    return found.date() if found else None


@lru_cache(maxsize=10_000)
def _parse(text: str, language: str | None) -> datetime | None:
    try:
        found: datetime | None = _parser(language).get_date_data(text).date_obj
    except ValueError:  # a language dateparser does not know: it says so when it first reads
        found = _parser(None).get_date_data(text).date_obj
    return found


@lru_cache(maxsize=32)
def _parser(language: str | None) -> DateDataParser:
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "NORMALIZE": True}
    return DateDataParser(languages=[language] if language else list(LANGUAGES), settings=settings)
