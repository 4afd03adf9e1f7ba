from datetime import date

import pytest

from timeline.dates.typed import read_typed

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "bounds"),
    [
        ("2018", ("2018-01-01", "2018-12-31")),
        ("2019-06", ("2019-06-01", "2019-06-30")),
        ("March 2019", ("2019-03-01", "2019-03-31")),
        ("last March", ("2026-03-01", "2026-03-31")),
        ("summer 1999", ("1999-06-01", "1999-08-31")),
        ("2018-2019", ("2018-01-01", "2019-12-31")),
        ("from March to May 2022", ("2022-03-01", "2022-05-31")),
        ("yesterday", ("2026-11-21", "2026-11-21")),
        ("44 BC", ("-0043-01-01", "-0043-12-31")),
        ("March 2018 and May 2019", ("2018-03-01", "2019-05-31")),
        ("since 2014", ("2014-01-01", None)),
        ("before Christmas 2010", (None, "2010-12-24")),
        ("after March 2018", ("2018-04-01", None)),
        ("by 2020", (None, "2020-12-31")),
        ("2025-08-14/..", ("2025-08-14", None)),
        ("1 mars 2020", ("2020-03-01", "2020-03-01")),
        ("  the 1990s ", ("1990-01-01", "1999-12-31")),
    ],
)
def test_reads_what_people_type(typed: str, bounds: tuple[str, str | None]) -> None:
    found = read_typed(typed, TODAY)
    assert (found.earliest, found.latest) == bounds


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "soonish", "x" * 1000, "2019-02-30", "\0", "99999", "🙂", "May 2019 to March 2018", "before -9999"],
)
def test_refuses_the_rest(typed: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        read_typed(typed, TODAY)
