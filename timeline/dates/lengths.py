"""Operators of what is no date of its own: durations, sets, vague references; and of words that modify either."""

from dataclasses import replace

from timeline.dates.grammar import Meaning
from timeline.dates.operators import Context, Reading, operator, resolve


@operator
def modified(meaning: Meaning, context: Context) -> Reading | None:
    """A date or duration with a TIMEX3 mod: "early 2019", "about 1984", "more than two years"."""
    inner = resolve(meaning.get("of"), context)
    if inner is None:
        return None
    mod = meaning.get("mod")
    if mod == "none":
        return inner
    return replace(inner, mod=mod, approximate=inner.approximate or (mod == "APPROX" and inner.period is not None))


_LETTERS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "weekend": "WE", "week": "W", "month": "M",
    "quarter": "Q", "season": "SE", "half": "H", "year": "Y", "decade": "DE", "century": "CE", "millennium": "ME",
    "fortnight": "W", "night": "TNI", "generation": "GE", "unknown": "X",
}  # fmt: skip


@operator
def duration(meaning: Meaning, context: Context) -> Reading | None:
    """A length of time: "two weeks", "2 1/2 years", "several months"."""
    value = length(
        meaning.get("count", 1) + meaning.get("half", 0) if "half" in dict(meaning.slots) else meaning.get("count", 1),
        meaning.get("unit"),
    )
    return Reading("DURATION", value, mod=meaning.get("mod")) if value else None


def length(count: float | str, unit: str) -> str | None:
    """TIMEX3 value of a count of units: ("2.5", "year") is "P2Y6M", ("X", "week") is "PXW"."""
    letter = _LETTERS[unit]
    time, letter = ("T", letter[1]) if letter.startswith("T") and len(letter) == 2 else ("", letter)
    if isinstance(count, str):
        return f"P{time}{count}{letter}"
    if unit == "fortnight":
        count *= 2
    if count < 0 or count > 10**15:
        return None
    whole = int(count)
    if whole == count:
        return f"P{time}{whole}{letter}"
    smaller = {"year": (12, "M"), "hour": (60, "M"), "minute": (60, "S"), "day": (24, "H")}.get(unit)
    rest = (count - whole) * smaller[0] if smaller else 0.5
    if smaller is None or rest != int(rest):
        return f"P{time}{count:g}{letter}"
    separator = "T" if unit == "day" else ""
    head = f"{whole}{letter}" if whole else ""
    return f"P{time}{head}{separator}{int(rest)}{smaller[1]}"


@operator
def set_(meaning: Meaning, context: Context) -> Reading | None:
    """Times that recur: "every Tuesday" (XXXX-WXX-2), "daily" (P1D), "each July" (XXXX-07)."""
    if (weekday := meaning.get("weekday")) is not None:
        value = f"XXXX-WXX-{weekday + 1}" + (f"T{meaning.get('part')}" if meaning.get("part") else "")
    elif (month := meaning.get("month")) is not None:
        value = f"XXXX-{month:02d}" + (f"-{meaning.get('day'):02d}" if meaning.get("day") else "")
    elif meaning.get("week_days"):
        value = "XXXX-WXX-X"
    elif (season := meaning.get("season")) is not None:
        value = "XXXX-" + ("SP", "SU", "FA", "WI")[season]
    elif (quarter := meaning.get("quarter")) is not None:
        value = f"XXXX-Q{quarter}"
    elif meaning.get("part"):
        value = f"XXXX-XX-XXT{meaning.get('part')}"
    else:
        found = length(meaning.get("count", 1), meaning.get("unit"))
        if found is None:
            return None
        value = found
    return Reading("TIME" if meaning.get("text") else "SET", value)


@operator
def vague(meaning: Meaning, context: Context) -> Reading | None:
    """A reference that names no date: PRESENT_REF, PAST_REF, FUTURE_REF; `open` from the publication date on."""
    ahead = meaning.get("open") and context.published is not None
    return Reading(
        "DATE",
        meaning.get("value"),
        period=context.published if ahead else None,
        open=bool(ahead),
        anchor=context.published,
    )


@operator
def nothing(meaning: Meaning, context: Context) -> Reading | None:
    """Words that look like a time expression and are none: a name, an age."""
    return None
