"""How a date was read, as `timeline explain` says it."""

from datetime import date

import pytest

from tests.test_languages import EXAMPLES, read_example
from timeline.dates.tagger import tag

PUBLISHED = date(2025, 8, 13)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It closed two years ago.", "2 years before the publication day 2025-08-13"),
        ("It will close on Friday.", "the Friday after the publication day 2025-08-13"),
        ("It closed on Friday.", "the Friday before the publication day 2025-08-13"),
        ("It closed on Wednesday.", "the Wednesday that is the publication day 2025-08-13"),
        ("It closed on July 16, 2018.", "16 July 2018, named in full"),
        ("It closed in early March 2019.", "the start of March 2019, named in full"),
        ("It will close on Aug. 15.", "the 15 August after the publication day 2025-08-13"),
        ("It closed last week.", "the week before the publication day 2025-08-13"),
        ("It closed this year.", "the year of the publication day 2025-08-13"),
        ("It closed last November.", "the last November before the publication day 2025-08-13"),
        ("It closed years ago.", "some time before the publication day 2025-08-13, no date of its own"),
        ("It was shut for two weeks.", "a length of 2 weeks, no date of its own"),
        ("It is shut every Tuesday.", "times that recur, no date of its own"),
        ("It is shut now.", "a reference to the present, no date of its own"),
        ("It closed on 9/11.", "a day that everyone dates: 11 September 2001"),
        ("It closed on Monday night.", "the night of the Monday before the publication day 2025-08-13"),
        ("It closed at 9:30 a.m.", "09:30 on the publication day 2025-08-13"),
    ],
)
def test_derivation(text: str, words: str) -> None:
    assert [one.meaning for one in tag(text, PUBLISHED)] == [words]


def test_says_what_it_counted_from() -> None:
    found = tag("On June 10, 1940 they met; two days later they left, and the following Friday it rained.", PUBLISHED)
    assert [one.meaning for one in found[1:]] == [
        "2 days after 1940-06-10, the date mentioned with it",
        "the next Friday after 1940-06-12, the date mentioned with it",
    ]


def test_every_rule_is_told_in_words() -> None:
    for _, rule, example in EXAMPLES:
        text, _, published = read_example(example)
        for one in tag(text, published):
            assert one.meaning and not set(one.meaning) & set("()="), (rule, one.meaning)
