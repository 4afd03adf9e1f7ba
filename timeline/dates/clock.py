"""Operators of times of the day: parts of it, and times on the clock."""

from dataclasses import replace

from timeline.dates import periods
from timeline.dates.counted import within_coarser
from timeline.dates.grammar import Meaning
from timeline.dates.operators import Context, Reading, dated, operator, resolve
from timeline.dates.periods import Period
from timeline.dates.placing import base_of


@operator
def timed(meaning: Meaning, context: Context) -> Reading | None:
    """A day with a part of it or a time: "Monday night", "the morning of 6 June 1944", "9:30 a.m. on July 16, 2018"."""
    inner = resolve(meaning.get("of"), context)
    if inner is None or inner.period is None or inner.period.unit != "day":
        return None
    part = meaning.get("part") or meaning.get("part_of")
    if part:
        return replace(inner, type="TIME", value=f"{inner.period.timex}T{part}")
    said = meaning.get("clock") or meaning.get("at")
    return _at(inner, said) if said else inner


@operator
def tonight(meaning: Meaning, context: Context) -> Reading | None:
    """A part of a day near the publication date: "tonight", "this morning", "last night".

    What can be `told` in a story as well ("overnight") is there the night after the day told of.
    """
    if meaning.get("told") and context.narrative:
        told = context.reference
        if told is None or told.unit != "day":
            return Reading("TIME", f"XXXX-XX-XXT{meaning.get('part')}")
        return _in_day(told, meaning.get("part"), told)
    base = context.published
    if base is None:
        return None
    return _in_day(base.shift(meaning.get("by")), meaning.get("part"), base)


@operator
def next_part(meaning: Meaning, context: Context) -> Reading | None:
    """A part of a day near the date mentioned before: "the next morning", "that night"."""
    base = context.reference or context.published
    if base is None or base.unit != "day":
        return None
    return _in_day(base.shift(meaning.get("by")), meaning.get("part"), base)


def _in_day(day: Period, part: str, anchor: Period) -> Reading:
    return Reading("TIME", f"{day.timex}T{part}", day, anchor=anchor)


@operator
def nth_of(meaning: Meaning, context: Context) -> Reading | None:
    """The nth day, or a part of it, of what is told of ("the third evening"): in a story its date is the first day."""
    base = context.reference if context.narrative and context.reference else context.published
    if base is None:
        return None
    part = meaning.get("part")
    if base.unit == "day":
        day = base.shift(meaning.get("nth") - 1) if context.narrative else base
        return _in_day(day, part, base) if part else dated(day, anchor=base)
    found = within_coarser(base, "day")
    return replace(found, type="TIME", value=f"{found.value}T{part}") if found and part else found


@operator
def clock(meaning: Meaning, context: Context) -> Reading | None:
    """A time on the clock, on the day spoken of."""
    base = base_of(context)
    return _at(dated(base, anchor=base), meaning) if base and base.unit == "day" else None


@operator
def stamp(meaning: Meaning, context: Context) -> Reading | None:
    """A day and a time written as one: "2024-08-06T14:30"."""
    day = periods.day(meaning.get("year"), meaning.get("month"), meaning.get("day"))
    return _at(dated(day), meaning)


def _at(day: Reading, meaning: Meaning) -> Reading | None:
    """A day at the time that a clock's meaning names; None where the clock has no such time."""
    hour, minute = meaning.get("hour"), meaning.get("minute", 0)
    half = meaning.get("meridiem") or {"AF": "pm", "EV": "pm", "MO": "am"}.get(meaning.get("part"))
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if minute < 0:  # a quarter to six
        hour, minute = (hour - 1) % 24, 60 + minute
    if hour == 24 and minute == 0:
        hour = 0
    if hour > 23 or minute > 59 or day.period is None:
        return None
    time = f"{hour:02d}:{minute:02d}"
    return replace(day, type="TIME", value=f"{day.period.timex}T{time}", clock=time)
