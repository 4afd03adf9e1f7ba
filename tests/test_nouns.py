"""The noun a time stands at."""

import pytest

from tests.reading_support import read_one
from timeline.events.nouns import NAMED, noun_named


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("The eruption in 1985 killed many people.", "eruption"),
        ("The upcoming summit worries them.", "summit"),
        ("Friday's vote was close.", "vote"),
        ("The board approved the plan on Friday.", None),
        ("They rebuilt the hall after the fire of 1990.", "fire"),
    ],
)
def test_noun(text: str, noun: str | None) -> None:
    reading = read_one(text)
    found = noun_named(reading, reading.times[0])
    assert (None if found is None else reading.low[found]) == noun


@pytest.mark.parametrize("text", ["The 2017 contract is long.", "Under the 1978 treaty they may search the ships."])
def test_a_year_that_only_names_a_paper(text: str) -> None:
    reading = read_one(text)
    assert noun_named(reading, reading.times[0]) == NAMED
