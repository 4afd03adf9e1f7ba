from datetime import date, datetime

import pytest

from timeline.errors import InvalidInput
from timeline.ingest.published import read_published

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-08-13", "2025-08-13"),
        ("2025-08-13T23:59:00-07:00", "2025-08-13"),
        ("2025-08-13 10:00:00 CEST", "2025-08-13"),
        ("20250813", "2025-08-13"),
        ("2025/8/13", "2025-08-13"),
        ("Wed, 13 Aug 2025 22:10:00 GMT", "2025-08-13"),
        ("1755100800", "2025-08-13"),
        (1755100800, "2025-08-13"),
        (1755100800000, "2025-08-13"),
        (1755100800.5, "2025-08-13"),
        (datetime(2025, 8, 13, 1), "2025-08-13"),
        (date(2025, 8, 13), "2025-08-13"),
        ("August 13, 2025", "2025-08-13"),
        ("13th of August 2025", "2025-08-13"),
        ("Published on Friday 2nd February 2024, 6:30 am", "2024-02-02"),
        ("Mercredi 13 août 2025 à 12h04", "2025-08-13"),
        ("Stand: 14. März 2025, 18:45 Uhr", "2025-03-14"),
        ("13 de agosto de 2025", "2025-08-13"),
        ("13 августа 2025 г.", "2025-08-13"),
        ("2025年8月13日", "2025-08-13"),
        ("13.08.2025", "2025-08-13"),
        ("05.08.2025", "2025-08-05"),
        ("31/12/2024", "2024-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("1832-03-01", "1832-03-01"),
        ("2026-11-23", "2026-11-23"),  # tomorrow has begun somewhere
    ],
)
def test_days(value: object, expected: str) -> None:
    assert read_published(value, TODAY).isoformat() == expected


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "2 hours ago", "August 2025", "2025", "Tuesday", "13 August", "no date here", "2025-02-30",
     "x" * 1000, "99/99/2024", True, None, [], {}, float("nan"), float("inf"), 10**30, "2025-13-01", "0000-00-00"],
)  # fmt: skip
def test_refuses_what_names_no_day(value: object) -> None:
    with pytest.raises(InvalidInput, match="not a publication date") as caught:
        read_published(value, TODAY)
    assert caught.value.field == "published"


@pytest.mark.parametrize(
    ("value", "reason"),
    [("2026-11-24", "in the future"), ("2999-01-01", "in the future"), ("1066-10-14", "before there were newspapers"),
     ("31 December 2099", "in the future")],
)  # fmt: skip
def test_refuses_impossible_days(value: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason):
        read_published(value, TODAY)


def test_year_one_is_no_day_of_publication() -> None:
    with pytest.raises(InvalidInput):
        read_published("0001-01-01T00:00:00", TODAY)
    with pytest.raises(InvalidInput, match="before there were newspapers"):
        read_published(date(1, 1, 1), TODAY)


def test_numbers_that_can_be_read_two_ways_need_an_order() -> None:
    with pytest.raises(InvalidInput, match="--date-order"):
        read_published("02/03/2021", TODAY)
    assert read_published("02/03/2021", TODAY, order="DMY") == date(2021, 3, 2)
    assert read_published("02/03/2021", TODAY, order="MDY") == date(2021, 2, 3)


def test_a_language_unknown_to_the_parser_is_no_error() -> None:
    assert read_published("August 13, 2025", TODAY, language="tlh") == date(2025, 8, 13)
