"""Readers of the word classes that are patterns: digits and number words to numbers.

Each takes the text that the pattern matched and the language's number words, and gives a value, or None where it means
nothing.
"""

import re
from collections.abc import Callable, Mapping

Numbers = Mapping[str, float]

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_DIGITS = re.compile(r"(?P<whole>\d[\d,]*(?:\.\d+)?)?(?:[ -]?(?:(?P<over>\d)/(?P<under>\d)|(?P<sign>[½¼¾])))?")
_WORD = re.compile(r"[\s-]+")


def integer(text: str, numbers: Numbers) -> int | None:
    """The digits of a text: "15th" is 15, "1,500" is 1500."""
    digits = re.sub(r"[^0-9]", "", text)
    return int(digits) if digits else None


def number(text: str, numbers: Numbers) -> int | float | str | None:
    """A count: "12", "2.5", "2 1/2", "twenty-five", "a hundred", "two and a half"; "X" for "several" and the like.

    Words below 100 add up, a hundred and more multiply what stands before them; words that are no number ("and", "a")
    are passed over.
    """
    text = " ".join(text.casefold().split())
    if match := _DIGITS.fullmatch(text):
        return _digits(match)
    total, current, known = 0.0, 0.0, False
    for word in _WORD.split(text):
        value = numbers.get(word)
        if value is None and word[:1].isdigit():
            value = float(word.replace(",", ""))
            total, current = total + current, 0.0
            current += value
            known = True
            continue
        if value is None:
            continue
        if value >= 100 or (value == 12 and known):
            current = max(current, 1) * value
            if value >= 1_000:
                total, current = total + current, 0.0
        else:
            current += value
        known = True
    return _whole(total + current) if known else "X"


def _digits(match: re.Match[str]) -> int | float | None:
    value = float(match["whole"].replace(",", "")) if match["whole"] else 0.0
    if match["over"]:
        if match["under"] == "0":
            return None
        value += int(match["over"]) / int(match["under"])
    elif match["sign"]:
        value += _FRACTIONS[match["sign"]]
    return _whole(value)


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


def year(text: str, numbers: Numbers) -> int | None:
    """A year in digits or as it is spoken: "1999", "nineteen ninety-six", "two thousand and five"."""
    if any(character.isdigit() for character in text):
        return integer(text, numbers)
    values = [numbers[word] for word in _WORD.split(text.casefold()) if word in numbers]
    if 1_000 in values:
        value = number(text, numbers)
        return value if isinstance(value, int) else None
    return int(values[0] * 100 + sum(value for value in values[1:] if value < 100)) if values else None


def text(words: str, numbers: Numbers) -> str:
    """The words themselves, in lower case with single blanks."""
    return " ".join(words.casefold().split())


def short_year(text: str, numbers: Numbers) -> int:
    """A year written with two digits, of the last century: "'69" is 1969."""
    return 1900 + int(text)


def this_century(text: str, numbers: Numbers) -> int:
    """A year written with two digits, of this century: "Q1'24" is 2024."""
    return 2000 + int(text)


READERS: dict[str, Callable[[str, Numbers], object]] = {
    "integer": integer,
    "number": number,
    "year": year,
    "short_year": short_year,
    "this_century": this_century,
    "text": text,
}
