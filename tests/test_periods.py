from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import days
from timeline.dates import edtf, periods
from timeline.dates.periods import Period

UNITS: list[periods.Unit] = [
    "day", "weekend", "week", "month", "season", "southern-season", "quarter", "half", "year", "decade", "century",
    "millennium",
]  # fmt: skip
DAY = days.parse_day("2025-08-13")


@pytest.mark.parametrize(
    ("unit", "shift", "timex", "text"),
    [
        ("day", -1, "2025-08-12", "2025-08-12"),
        ("week", -1, "2025-W32", "2025-08-04/2025-08-10"),
        ("weekend", -1, "2025-W32-WE", "2025-08-09/2025-08-10"),
        ("month", 5, "2026-01", "2026-01"),
        ("season", 0, "2025-SU", "2025-22"),
        ("season", 2, "2025-WI", "2025-24"),
        ("southern-season", 0, "2025-WI", "2025-32"),
        ("southern-season", 2, "2025-SU", "2025-30"),
        ("quarter", -1, "2025-Q2", "2025-34"),
        ("half", 1, "2026-H1", "2026-40"),
        ("year", -2025, "BC0001", "0000"),
        ("decade", -3, "199", "199X"),
        ("decade", -202 - 48, "BC047", "-0478/-0469"),
        ("century", -9, "11", "11XX"),
        ("century", -20 - 4, "BC03", "-03XX"),
        ("millennium", 0, "2", "2XXX"),
    ],
)
def test_names(unit: periods.Unit, shift: int, timex: str, text: str) -> None:
    period = periods.containing(unit, DAY).shift(shift)
    assert (period.timex, period.edtf) == (timex, text)


@given(st.dates(), st.sampled_from(UNITS))
def test_holds_the_day_it_was_made_from(day: date, unit: periods.Unit) -> None:
    number = day.toordinal()
    period = periods.containing(unit, number)
    if unit != "weekend":
        assert period.first <= number <= period.last
    assert period.shift(1).shift(-1) == period


@given(st.integers(-900_000, 2_000_000), st.sampled_from(UNITS))
def test_edtf_has_the_same_bounds(number: int, unit: periods.Unit) -> None:
    period = periods.containing(unit, number)
    earliest, latest = edtf.bounds(period.edtf)
    assert earliest and latest
    assert (days.parse_day(earliest), days.parse_day(latest)) == (period.first, period.last)
    assert edtf.parse(period.edtf).precision == period.precision or period.number < 0


@given(st.dates())
def test_weeks_are_iso_weeks(day: date) -> None:
    year, week, _ = day.isocalendar()
    assert periods.week_of(year, week) == periods.containing("week", day.toordinal())


def test_refuses_what_is_outside_the_calendar() -> None:
    for period in (Period("year", 10_000), Period("day", 10**8), Period("century", 100), Period("week", 521_722)):
        with pytest.raises(ValueError):
            _ = period.edtf
            _ = period.first
    with pytest.raises(ValueError):
        periods.week_of(2025, 53)
