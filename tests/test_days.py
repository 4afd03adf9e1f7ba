from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import days


@given(st.dates())
def test_agrees_with_datetime(day: date) -> None:
    number = days.to_number(day.year, day.month, day.day)
    assert number == day.toordinal()
    assert days.from_number(number) == (day.year, day.month, day.day)
    assert days.weekday(number) == day.weekday()
    assert days.parse_day(day.isoformat()) == number


@given(st.integers(days.to_number(-9999, 1, 1), days.to_number(9999, 12, 31)))
def test_round_trips_over_the_whole_calendar(number: int) -> None:
    assert days.parse_day(days.iso_day(number)) == number


def test_year_zero_is_one_bc_and_leap() -> None:
    assert days.iso_day(days.to_number(1, 1, 1) - 1) == "0000-12-31"
    assert days.days_in_month(0, 2) == 29
    assert days.format_day(-43, 3, 15) == "-0043-03-15"


@pytest.mark.parametrize("text", ["2023-02-29", "2023-13-01", "2023-00-01", "23-01-01", "2023-1-1", "", "٢٠٢٣-01-01"])
def test_refuses_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):
        days.parse_day(text)


@pytest.mark.parametrize("number", [days.to_number(-9999, 1, 1) - 1, days.to_number(9999, 12, 31) + 1])
def test_refuses_days_outside_the_calendar(number: int) -> None:
    with pytest.raises(ValueError):
        days.from_number(number)
