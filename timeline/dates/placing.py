"""Parts of a year, and the year (or week) that a date without one is in."""

from dataclasses import replace

from timeline import days
from timeline.dates import periods
from timeline.dates.grammar import Value
from timeline.dates.operators import Context, Direction, Reading, dated
from timeline.dates.periods import Period


def in_year(slots: dict[str, Value], year: int, context: Context) -> Period | None:
    """The part of a year that the slots name, or the year."""
    if not days.MIN_YEAR <= year <= days.MAX_YEAR:
        return None
    month = slots.get("month")
    if slots.get("day") is not None:
        return periods.day(year, month, slots["day"]) if month else None
    if slots.get("nth") is not None and month:
        return _nth_weekday(year, month, slots["nth"], slots["weekday"])
    if month:
        return Period("month", year * 12 + month - 1)
    if slots.get("season") is not None:
        return _season(year, slots["season"], context)
    if slots.get("quarter") is not None:
        return Period("quarter", year * 4 + slots["quarter"] - 1)
    if slots.get("half") is not None:
        return Period("half", year * 2 + slots["half"] - 1)
    if slots.get("week") is not None:
        return periods.week_of(year, slots["week"])
    return Period("year", year)


def _season(year: int, season: int, context: Context) -> Period:
    """A meteorological season, 0 for spring; in the south summer starts in December."""
    if context.southern:
        return Period("southern-season", year * 4 + (season + 2) % 4)
    return Period("season", year * 4 + season)


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> Period | None:
    """The nth (-1: last) weekday of a month, such as the first Tuesday of November."""
    if nth < 0:
        last = days.to_number(year, month, days.days_in_month(year, month))
        return Period("day", last - (days.weekday(last) - weekday) % 7)
    first = days.to_number(year, month, 1)
    found = Period("day", first + (weekday - days.weekday(first)) % 7 + 7 * (nth - 1))
    return found if days.from_number(found.number)[1] == month else None


def without_year(slots: dict[str, Value], context: Context) -> Reading | None:
    """A weekday, month, day or part of a year, in the year (or week) that tense and context point to."""
    if slots.pop("nearest", False):
        context = replace(context, direction=None)
    if set(slots) <= {"weekday"}:
        base = _base_of_weekday(context)
        return dated(weekday_near(slots["weekday"], base, context), anchor=base, incomplete=True) if base else None
    anchor = base = base_of(context)
    if base is None:
        return None
    if slots.get("month") is None and slots.get("day") is not None:
        month = base.to("month") if base.unit in ("day", "month", "week", "weekend") else None
        if month is None:
            return None
        year, index = divmod(month.number, 12)
        day = periods.day(year, index + 1, slots["day"])
        return dated(day, anchor=anchor, weekday=slots.get("weekday"), incomplete=True)
    period = _nearest(slots, base, context)
    return dated(period, anchor=anchor, weekday=slots.get("weekday"), incomplete=True) if period else None


def base_of(context: Context) -> Period | None:
    """What dates without a year are near to."""
    if context.narrative and context.reference:
        return context.reference
    return context.published


def _base_of_weekday(context: Context) -> Period | None:
    """What a weekday is near to: the date told of only where that is fine enough."""
    base = base_of(context)
    return base if base and base.unit in ("day", "weekend", "week") else context.published


def weekday_near(weekday: int, base: Period, context: Context) -> Period:
    """The weekday on or before the base; on or after it where the words point ahead, or a story goes on."""
    day = base.first
    goes_on = context.narrative and base == context.reference and base.unit == "day" and not context.back
    if goes_on or context.direction == "future":
        return Period("day", day + (weekday - days.weekday(day)) % 7)
    return Period("day", day - (days.weekday(day) - weekday) % 7)


# Tense moves a date without a year away from the nearest year only where the other is not so many times as far:
# "payable Dec. 15" in October is this December, whatever the verbs around it.
_FARTHER = 6


def _nearest(slots: dict[str, Value], base: Period, context: Context) -> Period | None:
    """The part of a year in the year nearest to the base, or in the one the words point to."""
    if context.narrative and base.unit not in FINE:
        return in_year(slots, base.year, context)
    candidates = []
    for candidate in (base.year - 1, base.year, base.year + 1):
        try:
            period = in_year(slots, candidate, context)
        except ValueError:  # 29 February
            continue
        if period:
            candidates.append(period)
    if not candidates:
        return None
    if context.narrative:
        return _carried(candidates, base, context.back, context.until)
    return towards(candidates, base, context.direction)


def towards(candidates: list[Period], base: Period, direction: Direction | None) -> Period:
    """The nearest period, or the one in a direction where that is not much farther."""
    nearest = min(candidates, key=lambda period: _distance(period, base))
    if direction == "past":
        towards = [period for period in candidates if period.first <= base.last][-1:]
    elif direction == "future":
        towards = [period for period in candidates if period.last >= base.first][:1]
    else:
        return nearest
    return towards[0] if towards and _distance(towards[0], base) <= _FARTHER * _distance(nearest, base) else nearest


# In a narrative a date without a year goes back within the year told of, rather than ahead into the next, unless the
# next is this near (days): "In December 1941 … In January" is the next year, "In November … In April" is not.
_AHEAD = 120


def _carried(candidates: list[Period], base: Period, back: bool, until: Period | None) -> Period:
    """The part of the year told of, or of the next year where that follows closely and the story gets there."""
    if until is not None and until.year == base.year and not back:
        candidates = [period for period in candidates if period.year <= base.year] or candidates
    inside = [period for period in candidates if base.first < period.first <= base.last]
    following = [period for period in candidates if 0 < period.first - base.last <= _AHEAD and not back]
    same = [period for period in candidates if period.year == base.year]
    before = [period for period in candidates if period.first <= base.last]
    if back and before:
        return before[-1]
    return (inside or following or same or before or candidates)[0]


FINE = ("day", "weekend", "week", "month", "season", "quarter")


def _distance(period: Period, base: Period) -> int:
    """Days between two periods, 0 where they overlap."""
    return max(period.first - base.last, base.first - period.last, 0)
