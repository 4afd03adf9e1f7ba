"""Operators of dates that have a name of their own: by year, month and day, by part of a period, by holiday."""

from dataclasses import replace

from timeline import days
from timeline.dates import holiday, periods
from timeline.dates.grammar import Meaning, Value
from timeline.dates.operators import Context, Reading, dated, operator, resolve
from timeline.dates.periods import Period
from timeline.dates.placing import base_of, in_year, towards, without_year


@operator
def calendar(meaning: Meaning, context: Context) -> Reading | None:
    """A date by its parts: year, month, day, weekday, season, quarter, half, decade, century; era "BC"."""
    slots = dict(meaning.slots)
    if slots.keys() & {"millennium", "century", "decade"}:
        return _years(slots)
    year = slots.get("year")
    if year is None:
        return without_year(slots, context)
    year = full_year(year, slots.get("era"), context)
    slots.pop("era", None)
    if "short_year" in slots:  # "1939-45": the century is that of the year before it
        year = year // 100 * 100 + slots.pop("short_year")
    period = in_year(slots, year, context)
    return dated(period, weekday=slots.get("weekday")) if period else None


def full_year(year: int, era: str | None, context: Context) -> int:
    """Astronomical year of a year as written: "'99" is 1999, 44 BC is -43."""
    if era == "BC":
        return 1 - year
    if era == "short":
        pivot = (context.published.year if context.published else 2030) + 10
        century = pivot // 100 * 100
        return century + year if century + year <= pivot else century - 100 + year
    return year


def _years(slots: dict[str, Value]) -> Reading | None:
    """A decade ("the 1990s": decade 1990, "the '80s": 80, "the 470s BC") or a century."""
    before = slots.get("era") == "BC"
    for unit in ("century", "millennium"):
        if unit in slots:
            number = slots[unit]
            return dated(Period(unit, -number if before else number - 1)) if 1 <= number <= 100 else None
    decade = slots["decade"]
    if before:
        return dated(Period("decade", -(decade // 10) - 1))
    if decade % 100 == 0 and 1000 <= decade < 2000:  # "the 1800s"
        return dated(Period("century", decade // 100))
    return dated(Period("decade", decade // 10 if decade >= 100 else 190 + decade // 10))


@operator
def part_of_day(meaning: Meaning, context: Context) -> Reading | None:
    """A day of the calendar with or without ("none") a part of it: "the night of 3–4 May 1940"."""
    part = meaning.get("part_of")
    day = Meaning("calendar", tuple(pair for pair in meaning.slots if pair[0] != "part_of"))
    return resolve(day if part == "none" else Meaning("timed", (("of", day), ("part_of", part))), context)


@operator
def decade_of(meaning: Meaning, context: Context) -> Reading | None:
    """A decade of a century by its number: "the first decade of the 20th century"."""
    century, nth = resolve(meaning.get("of"), context), meaning.get("nth")
    if century is None or century.period is None or century.period.unit != "century" or century.period.number < 0:
        return None
    return dated(Period("decade", century.period.number * 10 + nth - 1)) if 1 <= nth <= 10 else None


@operator
def within(meaning: Meaning, context: Context) -> Reading | None:
    """A part of a period named beside it: "last year's third quarter", "March of that year", "July last year"."""
    outer = resolve(meaning.get("whole"), context)
    if outer is None or outer.period is None:
        return None
    slots = {name: value for name, value in meaning.slots if name not in ("whole", "weekday")}
    if outer.period.unit == "year":
        period = in_year(slots, outer.period.number, context)
    elif outer.period.unit == "month" and set(slots) == {"day"}:
        year, index = divmod(outer.period.number, 12)
        period = periods.day(year, index + 1, slots["day"])
    elif "weekday" in dict(meaning.slots) and outer.period.unit == "week":
        period = Period("day", outer.period.first + meaning.get("weekday"))
    else:
        return None
    return replace(outer, value=period.timex, period=period) if period else None


@operator
def week_of(meaning: Meaning, context: Context) -> Reading | None:
    """The week a day falls in: "the week of 14 July"."""
    inner = resolve(meaning.get("of"), context)
    if inner is None or inner.period is None:
        return None
    week = inner.period.to(meaning.get("unit", "week"))
    return replace(inner, value=week.timex, period=week)


@operator
def holiday_(meaning: Meaning, context: Context) -> Reading | None:
    """A named day, fixed or moving, in its year or in the one that context points to."""
    name, year = meaning.get("name"), meaning.get("year")
    if year is not None:
        found = holiday.day_of(name, year)
        return dated(Period("day", found)) if found is not None else None
    base = base_of(context)
    if base is None:
        return None
    step = meaning.get("step")
    around = [holiday.day_of(name, base.year + offset) for offset in (-1, 0, 1)]
    candidates = [Period("day", number) for number in around if number is not None]
    if step == 0 or (context.narrative and context.reference and step is None):
        candidates = [period for period in candidates if period.year == base.year]
    elif step is not None:
        candidates = [period for period in candidates if (period.first - base.first) * step > 0]
        candidates = candidates[:1] if step > 0 else candidates[-1:]
    if not candidates:
        return None
    direction = context.direction if step is None else None
    return dated(towards(candidates, base, direction), anchor=base, incomplete=True)


@operator
def fixed(meaning: Meaning, context: Context) -> Reading | None:
    """A day that everyone dates, such as "the September 11 attacks": its ISO day stands in the data."""
    return dated(Period("day", days.parse_day(meaning.get("date"))))
