"""Holidays that move: from Easter by counting, from the moon by the tables of the `holidays` library.

Fixed days and nth weekdays need no code: the language data give them by month and day, or as the nth weekday.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from timeline import days

# Days from Easter Sunday.
_FROM_EASTER = {
    "easter": 0, "easter-monday": 1, "good-friday": -2, "maundy-thursday": -3, "palm-sunday": -7, "holy-saturday": -1,
    "ash-wednesday": -46, "shrove-tuesday": -47, "ascension": 39, "pentecost": 49, "whit-monday": 50,
    "corpus-christi": 60,
}  # fmt: skip
# Name -> calendar of the library and its method (without the ending).
_BY_MOON = {
    "passover": ("_HebrewLunisolar", "passover"), "rosh-hashanah": ("_HebrewLunisolar", "rosh_hashanah"),
    "yom-kippur": ("_HebrewLunisolar", "yom_kippur"), "hanukkah": ("_HebrewLunisolar", "hanukkah"),
    "purim": ("_HebrewLunisolar", "purim"), "sukkot": ("_HebrewLunisolar", "sukkot"),
    "shavuot": ("_HebrewLunisolar", "shavuot"), "eid-al-fitr": ("_IslamicLunar", "eid_al_fitr"),
    "eid-al-adha": ("_IslamicLunar", "eid_al_adha"), "ashura": ("_IslamicLunar", "ashura"),
    "mawlid": ("_IslamicLunar", "mawlid"), "diwali": ("_HinduLunisolar", "diwali"), "holi": ("_HinduLunisolar", "holi"),
    "lunar-new-year": ("_ChineseLunisolar", "lunar_new_year"), "mid-autumn": ("_ChineseLunisolar", "mid_autumn"),
    "dragon-boat": ("_ChineseLunisolar", "dragon_boat"),
}  # fmt: skip
NAMES = frozenset(_FROM_EASTER) | frozenset(_BY_MOON)


@lru_cache(maxsize=4_096)
def day_of(name: str, year: int) -> int | None:
    """Day number of a holiday in a year, None where that year has none, or two, or lies outside the tables."""
    if name in _FROM_EASTER:
        return easter(year) + _FROM_EASTER[name] if 1583 <= year <= days.MAX_YEAR else None
    if not 1 <= year <= days.MAX_YEAR:
        return None
    calendar, method = _BY_MOON[name]
    found = _ask(calendar, method, year)
    return found.toordinal() if found else None


def easter(year: int) -> int:
    """Day number of Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return days.to_number(year, month, day + 1)


def _ask(calendar: str, method: str, year: int) -> date | None:
    """The library's answer, imported only when a text names such a day: importing it takes longer than most texts."""
    import holidays.calendars as calendars

    source: Any = getattr(calendars, calendar)()
    single: Callable[[int], Any] | None = getattr(source, f"{method}_date", None)
    if single is not None:
        found = single(year)
        return _first(found)
    # The lunar year is shorter than ours, so a feast may fall twice in one year: then it is left open.
    several = list(getattr(source, f"{method}_dates")(year))
    return _first(several[0]) if len(several) == 1 else None


def _first(answer: Any) -> date | None:
    """The date of an answer that may come with a mark that it is an estimate."""
    if isinstance(answer, tuple):
        answer = answer[0]
    return answer if isinstance(answer, date) else None
