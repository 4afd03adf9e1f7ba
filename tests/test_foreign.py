from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_dates import TEXTS, check
from timeline.dates.tagger import tag

PUBLISHED = date(2025, 8, 13)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Il est né le 12 mars 2019 à Lyon.", [("12 mars 2019", "2019-03-12")]),
        ("fr", "Ils se sont vus en mars 2019.", [("mars 2019", "2019-03")]),
        ("fr", "Il est parti hier.", [("hier", "2025-08-12")]),
        ("de", "Sie trafen sich am 3. Oktober 1990 in Berlin.", [("3. Oktober 1990", "1990-10-03")]),
        ("de", "Das war gestern.", [("gestern", "2025-08-12")]),
        ("es", "Se reunieron el 5 de mayo de 2021.", [("5 de mayo de 2021", "2021-05-05")]),
        ("ru", "Это было 9 мая 1945 года.", [("9 мая 1945", "1945-05-09")]),
        ("fr", "La dame de cœur a tourné la page, mardis ou pas.", []),
        ("de", "Er mag Mai und Sommer; mitten im Satz.", []),
    ],
)
def test_reads(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    found = tag(text, PUBLISHED, language)
    assert [(one.text, one.value) for one in found] == expected
    assert all(one.rule == f"dateparser:{language}" for one in found)


def test_a_month_stays_a_month() -> None:
    (found,) = tag("en mars 2019", PUBLISHED, "fr")
    assert found.temporal and (found.temporal.edtf, found.temporal.precision) == ("2019-03", "month")


def test_takes_the_language_of_a_region() -> None:
    assert [one.value for one in tag("le 12 mars 2019", PUBLISHED, "fr-CA")] == ["2019-03-12"]


def test_without_a_publication_date_only_full_dates_are_read() -> None:
    assert [one.text for one in tag("hier, le 12 mars 2019", None, "fr")] == ["12 mars 2019"]


@given(TEXTS, st.sampled_from(["fr", "de", "zh", "ar"]))
def test_any_text(text: str, language: str) -> None:
    check(text, tag(text, PUBLISHED, language))
