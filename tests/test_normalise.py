"""The operators: every one is named by language data, and each refuses what the calendar does not have."""

import pytest

from timeline.dates import periods
from timeline.dates.grammar import Meaning, languages, load
from timeline.dates.normalise import OPERATORS, Context, needs, resolve
from timeline.dates.periods import Period

PUBLISHED = periods.day(2025, 8, 13)
NARRATIVE = Context(published=PUBLISHED, reference=periods.day(1941, 11, 20), narrative=True)


def meaning(operator: str, **slots: object) -> Meaning:
    return Meaning(operator, tuple(sorted(slots.items())))


def test_every_operator_is_used_by_a_rule_and_every_rule_has_its_operator() -> None:
    used = {rule.meaning for language in languages() for rule in load(language).rules}
    assert used <= OPERATORS.keys()
    assert OPERATORS.keys() <= used


@pytest.mark.parametrize(
    "impossible",
    [
        meaning("calendar", year=2023, month=2, day=29),
        meaning("calendar", year=2023, week=53),
        meaning("calendar", year=20_000),
        meaning("stamp", year=2024, month=13, day=1),
        meaning("clock", hour=25),
        meaning("fixed", date="2024-02-30"),
    ],
)
def test_what_the_calendar_does_not_have_is_nothing(impossible: Meaning) -> None:
    assert resolve(impossible, Context(published=PUBLISHED)) is None


@pytest.mark.parametrize(
    ("month", "until", "value"),
    [
        (1, None, "1942-01"),  # close ahead: the story goes on
        (4, None, "1941-04"),  # far ahead: it goes back
        (1, Period("year", 1941), "1941-01"),  # what is told next is still of this year
        (1, Period("year", 1942), "1942-01"),
    ],
)
def test_the_year_of_a_month_in_a_story(month: int, until: Period | None, value: str) -> None:
    context = Context(published=PUBLISHED, reference=NARRATIVE.reference, narrative=True, until=until)
    reading = resolve(meaning("calendar", month=month), context)
    assert reading and reading.value == value


def test_looking_back_a_month_is_before_what_is_told() -> None:
    context = Context(published=PUBLISHED, reference=NARRATIVE.reference, narrative=True, back=True)
    reading = resolve(meaning("calendar", month=12), context)
    assert reading and reading.value == "1940-12"


def test_a_counted_winter_has_the_name_of_its_january_and_begins_in_december() -> None:
    reading = resolve(meaning("calendar", season=3), NARRATIVE)
    assert reading and (reading.value, reading.period and reading.period.edtf) == ("1942-WI", "1941-24")
    named = resolve(meaning("calendar", season=3, year=1941), Context())
    assert named and named.value == "1941-WI"


def test_a_full_date_needs_nothing_of_its_context() -> None:
    assert needs(meaning("calendar", year=2019, month=5, day=3)) == frozenset()
    assert "published" in needs(meaning("calendar", month=5))
