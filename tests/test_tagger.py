from datetime import date

import pytest

from timeline.dates.tagger import tag
from timeline.errors import InvalidInput
from timeline.model import TimeExpression

PUBLISHED = date(2025, 8, 13)  # a Wednesday


def only(text: str, published: date | None = PUBLISHED) -> TimeExpression:
    found = tag(text, published)
    assert len(found) == 1, found
    return found[0]


# The table of DESIGN section 3: words, EDTF, earliest, latest, precision, TIMEX3 value.
CONTRACT = [
    ("on Aug. 15", "2025-08-15", "2025-08-15", "2025-08-15", "day", "2025-08-15"),
    ("in June 2019", "2019-06", "2019-06-01", "2019-06-30", "month", "2019-06"),
    ("in 2018", "2018", "2018-01-01", "2018-12-31", "year", "2018"),
    ("the summer of 1999", "1999-22", "1999-06-01", "1999-08-31", "season", "1999-SU"),
    ("the third quarter of 2024", "2024-35", "2024-07-01", "2024-09-30", "quarter", "2024-Q3"),
    ("the first half of 2023", "2023-40", "2023-01-01", "2023-06-30", "half", "2023-H1"),
    ("the 1990s", "199X", "1990-01-01", "1999-12-31", "decade", "199"),
    ("the 12th century", "11XX", "1100-01-01", "1199-12-31", "century", "11"),
    ("last week", "2025-08-04/2025-08-10", "2025-08-04", "2025-08-10", "week", "2025-W32"),
    ("over the weekend", "2025-08-09/2025-08-10", "2025-08-09", "2025-08-10", "weekend", "2025-W32-WE"),
    ("It has lasted since 2014.", "2014/..", "2014-01-01", None, "year", "2014"),
    ("It will open by the end of 2026.", "2025-08-13/2026-12-31", "2025-08-13", "2026-12-31", "year", "2026"),
    ("about 1984", "1984~", "1984-01-01", "1984-12-31", "year", "1984"),
    ("44 BC", "-0043", "-0043-01-01", "-0043-12-31", "year", "BC0044"),
    ("the upcoming meeting", "2025-08-13/..", "2025-08-13", None, "open", "FUTURE_REF"),
    ("9:30 a.m. on July 16, 2018", "2018-07-16", "2018-07-16", "2018-07-16", "minute", "2018-07-16T09:30"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edtf", "earliest", "latest", "precision", "value"), CONTRACT)
def test_contract(text: str, edtf: str, earliest: str, latest: str, precision: str, value: str) -> None:
    found = only(text)
    temporal = found.temporal
    assert temporal is not None
    assert (temporal.edtf, temporal.earliest, temporal.latest) == (edtf, earliest, latest)
    assert (temporal.precision, found.value) == (precision, value)


def test_both_ends_of_a_stretch_carry_it() -> None:
    march, may = tag("from March to May 2022", PUBLISHED)
    assert (march.text, march.value, may.text, may.value) == ("March", "2022-03", "May 2022", "2022-05")
    assert march.temporal == may.temporal
    assert march.temporal and march.temporal.edtf == "2022-03/2022-05" and march.temporal.precision == "month"


@pytest.mark.parametrize(
    ("text", "mod", "modifier"),
    [("early 2019", "START", "start"), ("mid-March", "MID", "mid"), ("late 1990s", "END", "end")],
)
def test_modifiers(text: str, mod: str, modifier: str) -> None:
    found = only(text)
    assert found.mod == mod and found.temporal and found.temporal.modifier == modifier


def test_clock_time() -> None:
    temporal = only("9:30 a.m. on July 16, 2018").temporal
    assert temporal and temporal.time == "09:30"


def test_counts_from_the_date_mentioned_before() -> None:
    _, later = tag("He resigned on May 3, 2019. Two days later she followed.", PUBLISHED)
    assert (later.text, later.value, later.anchor) == ("Two days later", "2019-05-05", "2019-05-03")


def test_durations_and_sets_are_no_dates() -> None:
    for text in ("within 24 hours", "every Tuesday"):
        found = only(text)
        assert found.type in ("DURATION", "SET") and found.temporal is None


def test_flags_a_wrong_weekday() -> None:
    assert [flag.code for flag in only("on Friday, Aug. 14").flags] == ["weekday-mismatch"]
    assert only("on Thursday, Aug. 14").flags == ()


def test_without_a_publication_date_only_full_dates_are_read() -> None:
    assert [one.text for one in tag("Yesterday, on Tuesday and in June 2019", None)] == ["June 2019"]


def test_unknown_language() -> None:
    with pytest.raises(InvalidInput, match="tlh"):
        tag("in June", PUBLISHED, "tlh")


UNITS = [
    "second", "minute", "hour", "day", "night", "weekend", "week", "fortnight", "month", "quarter", "year", "decade",
    "century", "millennium",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_is_counted_or_refused_up_to_the_ends_of_the_calendar(unit: str) -> None:
    counts = f"two {unit}s ago, a {unit} later, the next {unit}, that {unit}, 1.5 {unit}s later, 1000000 {unit}s later."
    for base in ("", "In May 2019, ", "In the 1990s, ", "On May 5, 2019, "):
        for published in (None, date(1, 1, 1), PUBLISHED, date(9999, 12, 31)):
            for found in tag(base + counts, published):
                assert found.text in base + counts


def test_a_week_may_be_the_end_of_a_stretch() -> None:
    found = tag("It ran from last week to Friday, Aug. 15, and from Aug. 3 to last weekend.", PUBLISHED)
    assert [one.temporal and one.temporal.edtf for one in found] == [
        "2025-08-04/2025-08-15",
        "2025-08-04/2025-08-15",
        "2025-08-03/2025-08-10",
        "2025-08-03/2025-08-10",
    ]
