"""Days that stand alone on a line, as in logs and live blogs: the clock times below them are of that day."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from timeline.dates import edtf
from timeline.model import TimeExpression

_CLOCKS: Final = frozenset(("clock", "clock-bare", "clock-at", "noon", "clock-in-words", "clock-range"))
"""Rules of times of day that name no day."""
_NEAR: Final = 20
"""Characters on either side of a day in which its line has to begin and end."""
_MARKS: Final = " \t*#_=:.–—-"


def under_headings(
    text: str, expressions: Iterable[TimeExpression], published: date | None
) -> Iterator[TimeExpression]:
    """The expressions in order, clock times read as of publication on the day of the heading above them."""
    heading, today = "", published.isoformat() if published else None
    for expression in expressions:
        value = expression.temporal
        if value is not None and value.precision == "day" and _is_alone(text, expression.start, expression.end):
            heading = value.edtf
        told = heading and value is not None and expression.rule in _CLOCKS and value.edtf == today
        yield _on(expression, heading) if told and heading != today else expression


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing but marks stands on the line of [start, end)."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    opens = "\n" in before or start < _NEAR
    closes = "\n" in after or end + _NEAR > len(text)
    if not (opens and closes):  # as nearly all do
        return False
    return not before.rpartition("\n")[2].strip(_MARKS) and not after.partition("\n")[0].strip(_MARKS)


def _on(expression: TimeExpression, day: str) -> TimeExpression:
    """A clock time on another day."""
    assert expression.temporal is not None
    clock = expression.temporal.time
    return replace(
        expression,
        value=f"{day}T{expression.value.partition('T')[2]}",
        meaning=f"{clock} on {day}, the day of the heading above",
        anchor=day,
        temporal=edtf.value(day, precision="minute", time=clock),
    )
