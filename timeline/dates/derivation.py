"""How a date was read, in words a journalist can check: "two years before the publication day 2025-08-13".

What the words said (`Meaning`), what came of it (`Reading`) and the publication date make one phrase; `timeline
explain` prints it beside the rule and the result.
"""

from collections.abc import Callable
from functools import lru_cache

from timeline.dates import edtf
from timeline.dates.grammar import Meaning, Value
from timeline.dates.normalise import Reading
from timeline.dates.periods import Period

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SEASONS = ("spring", "summer", "autumn", "winter")
_NTH = ("first", "second", "third", "fourth")
_PARTS = {"MO": "morning", "MI": "middle of the day", "AF": "afternoon", "EV": "evening", "NI": "night"}
_PLURALS = {"century": "centuries", "millennium": "millennia"}
_MODS = {
    "START": "the start of", "MID": "the middle of", "END": "the end of", "APPROX": "about", "MORE_THAN": "more than",
    "LESS_THAN": "less than", "EQUAL_OR_MORE": "at least", "EQUAL_OR_LESS": "at most", "none": "within",
}  # fmt: skip
_REFERENCES = {"PRESENT_REF": "the present", "PAST_REF": "the past", "FUTURE_REF": "the future"}
_UNDATED = "no date of its own"


@lru_cache(maxsize=65_536)
def derivation(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    """One phrase that says how a reading came of a meaning."""
    return _PHRASES.get(meaning.operator, _calendar)(meaning, reading, published)


def _anchor(reading: Reading, published: Period | None) -> str:
    """What a date was counted from, and where that stands."""
    anchor = reading.anchor
    if anchor is None:
        return "the publication day"
    if anchor == published:
        return f"the publication day {anchor.edtf}"
    return f"{anchor.edtf}, the date mentioned with it"


def _units(count: Value, unit: str) -> str:
    """A count of units: "two" is written 2, more than one in the plural."""
    return f"{count} {unit if count == 1 else _PLURALS.get(unit, unit + 's')}"


def _what(meaning: Meaning) -> str:
    """The name of a part of the calendar: "Friday", "15 August", "third quarter"."""
    slots = dict(meaning.slots)
    month = _MONTHS[slots["month"] - 1] if slots.get("month") else ""
    if slots.get("nth") is not None and slots.get("weekday") is not None:
        nth = "last" if slots["nth"] < 0 else _NTH[min(slots["nth"], 4) - 1]
        return f"{nth} {_WEEKDAYS[slots['weekday']]} of {month}"
    if slots.get("day") is not None:
        return f"{slots['day']} {month}" if month else f"day {slots['day']} of the month"
    if slots.get("weekday") is not None:
        return _WEEKDAYS[slots["weekday"]]
    if month:
        return month
    if slots.get("season") is not None:
        return _SEASONS[slots["season"]]
    for unit in ("quarter", "half"):
        if slots.get(unit) is not None:
            return f"{_NTH[slots[unit] - 1]} {unit}"
    return str(slots.get("name", "date")).replace("-", " ").title() if "name" in slots else "date"


def _calendar(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    if reading.anchor is None or reading.period is None:
        return f"{edtf.parse(reading.period.edtf).display}, named in full" if reading.period else "named in full"
    return _beside(_what(meaning), reading, published)


def _beside(what: str, reading: Reading, published: Period | None) -> str:
    """A named period by where it lies to its anchor: before, after, in it or around it."""
    period, anchor, said = reading.period, reading.anchor, _anchor(reading, published)
    assert period and anchor
    if period == anchor:
        return f"the {what} that is {said}"
    if period.last < anchor.first:
        return f"the {what} before {said}"
    if period.first > anchor.last:
        return f"the {what} after {said}"
    return f"the {what} of {said}" if period.first >= anchor.first else f"the {what} that holds {said}"


def _shift(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    unit, said = meaning.get("unit") or _what(meaning), _anchor(reading, published)
    if meaning.get("comparison") and reading.period and reading.period.unit == "quarter":
        return f"the same quarter of the year before {said}"
    sign, count = meaning.get("sign", 1), meaning.get("by", meaning.get("count", 1))
    if isinstance(count, str):
        return f"some time {'before' if sign < 0 else 'after'} {said}, {_UNDATED}"
    count *= sign
    side = "before" if count < 0 else "after"
    if count == 0:
        return f"the {unit} of {said}" if unit != "day" or reading.period != reading.anchor else said
    if reading.period == reading.anchor:
        return f"{_units(abs(count), unit)} {side} {said}, which is too coarse to count from"
    if abs(count) == 1:
        return f"the {unit} {side} {said}"
    return f"{_units(abs(count), unit)} {side} {said}"


def _relative(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    step, what, said = meaning.get("step"), _what(meaning), _anchor(reading, published)
    if step == 0:
        return _beside(what, reading, published)
    return f"the last {what} before {said}" if step < 0 else f"the next {what} after {said}"


def _within(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"{_what(meaning)} of {derivation(meaning.get('whole'), reading, published)}"


def _fiscal(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    quarter = reading.anchor.edtf if reading.anchor else "no quarter"
    return f"a quarter counted from the one that the text reports on, {quarter}"


def _bare(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"the {meaning.get('unit')} spoken of, from {_anchor(reading, published)}"


def _modified(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"{_MODS[meaning.get('mod')]} {derivation(meaning.get('of'), reading, published)}"


def _timed(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    part = meaning.get("part") or meaning.get("part_of")
    if part == "none":
        return _calendar(meaning, reading, published)
    head = f"the {_PARTS[part]} of" if part else f"{reading.clock} on"
    inner = meaning.get("of")
    return (
        f"{head} {derivation(inner, reading, published)}"
        if inner
        else f"{head} {_calendar(meaning, reading, published)}"
    )


def _in_day(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    day = reading.period.edtf if reading.period else "a day"
    return f"the {_PARTS[meaning.get('part')]} of {day}, counted from {_anchor(reading, published)}"


def _nth(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"day {meaning.get('nth')} of what is told, the first being {_anchor(reading, published)}"


def _week(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"the {meaning.get('unit', 'week')} that holds {_what(meaning.get('of'))}"


def _clock(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"{reading.clock} on {_anchor(reading, published)}"


def _duration(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    count, unit = meaning.get("count", 1), meaning.get("unit")
    if isinstance(count, str):
        return f"a length of time, {_UNDATED}"
    return f"a length of {_units(count + meaning.get('half', 0), unit)}, {_UNDATED}"


def _set(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"times that recur, {_UNDATED}"


def _vague(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    if reading.open:
        return f"any time from {_anchor(reading, published)} on"
    return f"a reference to {_REFERENCES[reading.value]}, {_UNDATED}"


def _story(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return (
        f"the time that the text has reached: {_anchor(reading, published)}"
        if reading.anchor
        else f"the past, {_UNDATED}"
    )


def _ending(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"the {meaning.get('unit')} that ends with {_anchor(reading, published)}"


def _fixed(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"a day that everyone dates: {edtf.parse(meaning.get('date')).display}"


def _anniversary(meaning: Meaning, reading: Reading, published: Period | None) -> str:
    return f"{_units(meaning.get('count', 1), 'year')} before a date counted from {_anchor(reading, published)}"


_PHRASES: dict[str, Callable[[Meaning, Reading, Period | None], str]] = {
    "shift": _shift, "follow": _shift, "two-away": _shift, "from-a-date": _shift, "relative": _relative,
    "follow-named": _relative, "within": _within, "fiscal": _fiscal, "bare": _bare, "modified": _modified,
    "timed": _timed, "part-of-day": _timed, "tonight": _in_day, "next-part": _in_day, "nth-of": _nth, "week-of": _week,
    "clock": _clock, "duration": _duration, "set": _set, "vague": _vague, "story": _story, "ending": _ending,
    "anniversary": _anniversary, "fixed": _fixed,
}  # fmt: skip
