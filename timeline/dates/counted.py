"""Operators of dates counted from another: from the publication date, the date told before, or one that is named."""

from dataclasses import replace

from timeline import days
from timeline.dates import periods
from timeline.dates.grammar import Meaning
from timeline.dates.operators import Context, Reading, dated, operator, resolve
from timeline.dates.periods import Period, Unit
from timeline.dates.placing import FINE, in_year, weekday_near


@operator
def shift(meaning: Meaning, context: Context) -> Reading | None:
    """So many units from the publication date: "last week", "two days ago", "yesterday"."""
    if context.published is None:
        return None
    if context.quarter and meaning.get("comparison"):
        return dated(context.quarter.shift(-4), anchor=context.quarter)
    return _shifted(meaning, context.published, context)


@operator
def follow(meaning: Meaning, context: Context) -> Reading | None:
    """So many units from the date mentioned before: "two days later", "the following month", "that year"."""
    base = context.reference or context.published
    return _shifted(meaning, base, context) if base else None


def _shifted(meaning: Meaning, base: Period, context: Context) -> Reading | None:
    unit, count = meaning.get("unit"), meaning.get("by", meaning.get("count", 1))
    sign = meaning.get("sign", 1)
    if unit in _CLOCK_UNITS or unit is None:
        return None if unit is None else _vague_reference(sign, base)
    if not isinstance(count, (int, float)):
        return _vague_reference(sign, base)
    if unit == "weekday":
        return dated(Period("day", base.first + int(count) * sign), anchor=base)
    if count != int(count):
        unit, count = _finer(unit, count)
    if abs(count) > 20_000_000:
        return _vague_reference(sign, base)
    if unit == "fortnight":
        unit, count = "week", count * 2
    if unit == "night":
        unit = "day"
    if unit == "decade" and meaning.get("sign"):  # "a decade earlier" is a year, "the following decade" is a decade
        unit, count = "year", count * 10
    if _coarser(base.unit, unit):
        return within_coarser(base, unit) or (_vague_reference(sign, base) if count else None)
    try:
        return dated(base.to(unit).shift(int(count) * sign), anchor=base)
    except ValueError:  # outside the calendar: "65 million years ago"
        return _vague_reference(sign, base)


def within_coarser(base: Period, unit: str) -> Reading | None:
    """A day or month counted from a date that is coarser: somewhere in that date, no finer ("2012-05-XX")."""
    if unit == "day" and base.unit in ("month", "year"):
        return Reading("DATE", base.timex + ("-XX" if base.unit == "month" else "-XX-XX"), base, anchor=base)
    if unit == "month" and base.unit == "year":
        return Reading("DATE", f"{base.timex}-XX", base, anchor=base)
    if unit == "week" and base.unit == "year":
        return Reading("DATE", f"{base.timex}-WXX", base, anchor=base)
    return None


_CLOCK_UNITS = ("hour", "minute", "second")


_ORDER: dict[str, int] = {
    unit: rank
    for rank, unit in enumerate(
        ("day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade", "century", "millennium")
    )
}


def _coarser(unit: str, than: str) -> bool:
    return _ORDER.get(unit, 0) > _ORDER.get(than, 0)


def _finer(unit: str, count: float) -> tuple[str, float]:
    """A count with a fraction in a unit that makes it whole: a year and a half is 18 months."""
    finer = {"year": ("month", 12), "decade": ("year", 10), "century": ("year", 100), "week": ("day", 7)}
    smaller, size = finer.get(unit, (unit, 1))
    return smaller, round(count * size)


def _vague_reference(sign: int, base: Period) -> Reading:
    return Reading("DATE", "FUTURE_REF" if sign > 0 else "PAST_REF", anchor=base)


@operator
def relative(meaning: Meaning, context: Context) -> Reading | None:
    """The weekday, month or season before, in or after the present: "last Monday", "next March", "this fall"."""
    base = context.published
    if base is None:
        return None
    slots = dict(meaning.slots)
    step: int = slots.pop("step")
    if "weekday" in slots and len(slots) == 1:
        day, weekday = base.first, slots["weekday"]
        if step < 0:
            return dated(Period("day", day - ((days.weekday(day) - weekday - 1) % 7 + 1)), anchor=base)
        if step > 0:
            return dated(Period("day", day + ((weekday - days.weekday(day) - 1) % 7 + 1)), anchor=base)
        ahead = replace(context, direction=context.direction or "future")
        return dated(weekday_near(weekday, base, ahead), anchor=base)
    found = []
    for year in range(base.year - 2, base.year + 3):
        period = in_year(slots, year, context)
        if period:
            found.append(period)
    if step < 0:
        before = [period for period in found if period.last < base.first]
        return dated(before[-1], anchor=base) if before else None
    if step > 0:
        after = [period for period in found if period.first > base.last]
        return dated(after[0], anchor=base) if after else None
    now = [period for period in found if period.first <= base.last and period.last >= base.first]
    same = now or [period for period in found if period.year == base.year]
    return dated(same[0], anchor=base) if same else None


@operator
def two_away(meaning: Meaning, context: Context) -> Reading | None:
    """ "The week before last", "the Friday after next"."""
    base, by = context.published, meaning.get("by")
    if base is None:
        return None
    if (weekday := meaning.get("weekday")) is None:
        return _shifted(meaning, base, context)
    step = 1 if by > 0 else -1
    near = relative(Meaning("relative", (("step", step), ("weekday", weekday))), context)
    return dated(near.period.shift(7 * step), anchor=base) if near and near.period else None


@operator
def anniversary(meaning: Meaning, context: Context) -> Reading | None:
    """So many years before a date: "75 years ago today", "a year ago last month"."""
    inner = resolve(meaning.get("of"), context)
    count = meaning.get("count", 1)
    if inner is None or inner.period is None or count != int(count):
        return None
    period = inner.period
    if period.unit in ("day", "week", "weekend"):
        year, month, day = days.from_number(period.first)
        return dated(periods.day(year - int(count), month, day).to(period.unit), anchor=inner.anchor)
    return dated(Period("month", period.to("month").number - 12 * int(count)).to(period.unit), anchor=inner.anchor)


@operator
def from_a_date(meaning: Meaning, context: Context) -> Reading | None:
    """So many units from a date that is named: "a week from Friday", "three days before Christmas"."""
    if meaning.get("sign") > 0 and context.direction is None:  # "a week from Friday"
        context = replace(context, direction="future")
    inner = resolve(meaning.get("of"), context)
    if inner is None or inner.period is None:
        return None
    unit = meaning.get("unit")
    if (
        unit in ("week", "fortnight")
        and meaning.get("of").get("weekday") is not None
        and meaning.get("of").get("day") is None
    ):
        days_away = (7 if unit == "week" else 14) * meaning.get("count", 1)  # a week from Friday is a Friday
        return dated(inner.period.shift(int(days_away) * meaning.get("sign")), anchor=inner.period)
    return _shifted(meaning, inner.period, context)


@operator
def ending(meaning: Meaning, context: Context) -> Reading | None:
    """The unit that ends with the date after it ("the quarter ended Sept. 30"), which is the reference here."""
    if context.reference is None or _coarser(context.reference.unit, meaning.get("unit")):
        return None
    return dated(context.reference.to(meaning.get("unit")), anchor=context.reference)


@operator
def follow_named(meaning: Meaning, context: Context) -> Reading | None:
    """As `relative`, counted from the date mentioned before: "the following Monday", "that summer"."""
    base = context.reference or context.published
    if base is None:
        return None
    if base.unit not in FINE and meaning.get("weekday") is None and meaning.get("step") == 0:
        period = in_year({n: v for n, v in meaning.slots if n != "step"}, base.year, context)
        return dated(period, anchor=base) if period else None
    return relative(meaning, replace(context, published=base))


@operator
def fiscal(meaning: Meaning, context: Context) -> Reading | None:
    """The quarter a report is on ("the latest quarter"), or the same one of another year ("the year-ago quarter")."""
    quarter = _quarter(context)
    if quarter is None:
        return None
    if (year := meaning.get("year")) is not None:
        return dated(Period("quarter", year * 4 + quarter.number % 4), anchor=quarter)
    return dated(quarter.shift(meaning.get("by")), anchor=quarter)


def _quarter(context: Context) -> Period | None:
    """The quarter spoken of, else the last one that was over when the text was published."""
    if context.quarter:
        return context.quarter
    return context.published.to("quarter").shift(-1) if context.published else None


@operator
def bare(meaning: Meaning, context: Context) -> Reading | None:
    """A unit with nothing but its article ("the week", "the quarter"): the one spoken of."""
    base = (context.reference if context.narrative else None) or context.published
    if base is None:
        return None
    unit: Unit = meaning.get("unit")
    if unit == "week" and base == context.published and days.weekday(base.first) == 0:
        base = base.shift(-1)  # what a Monday's paper calls the week is the one before it
    if unit == "quarter" and not context.narrative:
        quarter = _quarter(context)
        return dated(quarter, anchor=base) if quarter else None
    if _coarser(base.unit, unit):
        return None
    period = base.to(unit)
    if unit == "weekend" and context.direction != "future" and base.first < period.last:
        period = period.shift(-1)
    return dated(period, anchor=base)


@operator
def story(meaning: Meaning, context: Context) -> Reading | None:
    """The time a story has reached ("at that time"): that of the date mentioned before it.

    A `stretch` ("during this period") has no ends in the words, and so no TIMEX3 value (TIDES 2005, section 3).
    """
    value = "" if meaning.get("stretch") else meaning.get("value")
    if context.reference is None:
        return None if value is None else Reading("DATE", value)
    found = dated(context.reference, anchor=context.reference)
    return replace(found, value="") if meaning.get("stretch") else found
