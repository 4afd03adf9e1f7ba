import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from timeline import days
from timeline.dates import edtf

# The table of DESIGN section 3: EDTF, earliest, latest, precision, display.
CONTRACT = [
    ("2025-08-15", "2025-08-15", "2025-08-15", "day", "15 August 2025"),
    ("2019-06", "2019-06-01", "2019-06-30", "month", "June 2019"),
    ("2018", "2018-01-01", "2018-12-31", "year", "2018"),
    ("1999-22", "1999-06-01", "1999-08-31", "season", "summer 1999"),
    ("2024-35", "2024-07-01", "2024-09-30", "quarter", "third quarter of 2024"),
    ("2023-40", "2023-01-01", "2023-06-30", "half", "first half of 2023"),
    ("199X", "1990-01-01", "1999-12-31", "decade", "1990s"),
    ("11XX", "1100-01-01", "1199-12-31", "century", "12th century"),
    ("2025-08-04/2025-08-10", "2025-08-04", "2025-08-10", "week", "week of 4 to 10 August 2025"),
    ("2025-08-09/2025-08-10", "2025-08-09", "2025-08-10", "weekend", "weekend of 9 to 10 August 2025"),
    ("2022-03/2022-05", "2022-03-01", "2022-05-31", "month", "March to May 2022"),
    ("2014/..", "2014-01-01", None, "year", "from 2014"),
    ("2025-08-13/2026-12-31", "2025-08-13", "2026-12-31", "day", "13 August 2025 to 31 December 2026"),
    ("1984~", "1984-01-01", "1984-12-31", "year", "about 1984"),
    ("-0043", "-0043-01-01", "-0043-12-31", "year", "44 BC"),
    ("2025-08-13/..", "2025-08-13", None, "day", "from 13 August 2025"),
]  # fmt: skip

MORE = [
    ("1999-24", "1999-12-01", "2000-02-29", "season", "winter 1999"),
    ("1999-30", "1999-12-01", "2000-02-29", "season", "southern summer 1999"),
    ("2024-36", "2024-10-01", "2024-12-31", "quarter", "fourth quarter of 2024"),
    ("2023-39", "2023-09-01", "2023-12-31", "half", "last four months of 2023"),
    ("2023-41", "2023-07-01", "2023-12-31", "half", "second half of 2023"),
    ("2004-XX", "2004-01-01", "2004-12-31", "year", "2004"),
    ("2004-02-XX", "2004-02-01", "2004-02-29", "month", "February 2004"),
    ("2XXX", "2000-01-01", "2999-12-31", "millennium", "3rd millennium"),
    ("-04XX", "-0499-01-01", "-0400-12-31", "century", "5th century BC"),
    ("-00XX", "-0099-01-01", "0000-12-31", "century", "1st century BC"),
    ("-004X", "-0049-01-01", "-0040-12-31", "decade", "50 BC to 41 BC"),
    ("0476", "0476-01-01", "0476-12-31", "year", "AD 476"),
    ("1984?", "1984-01-01", "1984-12-31", "year", "perhaps 1984"),
    ("1984-06~", "1984-06-01", "1984-06-30", "month", "about June 1984"),
    ("../2014", None, "2014-12-31", "year", "until 2014"),
    ("/2014", None, "2014-12-31", "year", "until 2014"),
    ("2021-12/2022-01", "2021-12-01", "2022-01-31", "month", "December 2021 to January 2022"),
    ("2025-08-30/2025-09-02", "2025-08-30", "2025-09-02", "day", "30 August to 2 September 2025"),
    ("-0489/-0478", "-0489-01-01", "-0478-12-31", "year", "490 BC to 479 BC"),
    ("1984~/2004-06", "1984-01-01", "2004-06-30", "year", "about 1984 to June 2004"),
    ("9999-12-31", "9999-12-31", "9999-12-31", "day", "31 December 9999"),
    ("-9999", "-9999-01-01", "-9999-12-31", "year", "10000 BC"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "earliest", "latest", "precision", "display"), CONTRACT + MORE)
def test_reads(text: str, earliest: str | None, latest: str | None, precision: str, display: str) -> None:
    value = edtf.parse(text)
    assert (value.edtf, value.earliest, value.latest) == (text, earliest, latest)
    assert (value.precision, value.display) == (precision, display)
    assert edtf.bounds(text) == (earliest, latest)


def test_keeps_qualifiers() -> None:
    assert edtf.parse("1984~").approximate and not edtf.parse("1984~").uncertain
    assert edtf.parse("1984?").uncertain and not edtf.parse("1984?").approximate
    both = edtf.parse("1984%")
    assert both.approximate and both.uncertain and both.display == "perhaps about 1984"


def test_reads_a_clock_time() -> None:
    value = edtf.parse("2018-07-16T09:30")
    assert (value.edtf, value.time, value.precision) == ("2018-07-16", "09:30", "minute")
    assert value.display == "16 July 2018, 09:30"
    assert edtf.parse("2018-07-16T09:30:00Z") == value


def test_takes_precision_and_modifier_from_the_words() -> None:
    assert edtf.value("2019", modifier="start").display == "early 2019"
    assert edtf.value("2022-03", modifier="mid").display == "mid-March 2022"
    assert edtf.value("199X", modifier="end").display == "late 1990s"
    assert edtf.value("2025-08-13/2026-12-31", precision="year").precision == "year"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "2023-02-29", "2023-13", "2023-00", "2023-20", "2023-42", "2023-22-01", "2023-06-31", "20180716",
        "10000", "-10000", "-0000", "2018/2017", "../..", "/", "2018/2019/2020", "X999", "1X99", "199X-06", "XXXX",
        "2004-XX-05", "2018-07-16T24:00", "2018-07-16T09:60", "2018-07T09:30", "٢٠١٨", "2018\n", "9999-24", "..",
        "last year", "2" * 1_000_000,
    ],
)  # fmt: skip
def test_refuses(text: str) -> None:
    with pytest.raises(ValueError):
        edtf.parse(text)


_YEARS = st.integers(1, 9998).map(days.format_year)
_DAYS = st.dates().map(lambda day: day.isoformat())
_MONTHS = st.dates().map(lambda day: day.isoformat()[:7])


@given(st.one_of(_YEARS, _DAYS, _MONTHS))
def test_agrees_with_the_edtf_package(text: str) -> None:
    oracle = parse_edtf(text)
    earliest, latest = edtf.bounds(text)
    assert earliest == "{:04d}-{:02d}-{:02d}".format(*oracle.lower_strict()[:3])
    assert latest == "{:04d}-{:02d}-{:02d}".format(*oracle.upper_strict()[:3])


@given(st.integers(-9998, 9998), st.sampled_from([None, *range(1, 13), *range(21, 42)]), st.sampled_from(["", *"~?%"]))
def test_is_its_own_edtf(year: int, month: int | None, qualifier: str) -> None:
    text = days.format_year(year) + (f"-{month}" if month and month > 9 else f"-0{month}" if month else "") + qualifier
    value = edtf.parse(text)
    assert value.edtf == text
    assert value.earliest and value.latest and days.parse_day(value.earliest) <= days.parse_day(value.latest)
    assert edtf.parse(f"{value.earliest}/{value.latest}").earliest == value.earliest


@given(st.text(alphabet="0123456789-/.X~?%T:Z", max_size=24))
def test_any_text_reads_or_is_refused(text: str) -> None:
    try:
        value = edtf.parse(text)
    except ValueError:
        return
    assert value.earliest or value.latest
    if value.earliest and value.latest:
        assert days.parse_day(value.earliest) <= days.parse_day(value.latest)
