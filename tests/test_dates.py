"""The sentences of tests/data/dates.toml, and what holds of every text whatever is in it."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_languages import found, read_example
from timeline import days
from timeline.dates import edtf
from timeline.dates.tagger import tag
from timeline.model import TimeExpression

PUBLISHED = date(2025, 8, 13)
SENTENCES = tomllib.loads((Path(__file__).parent / "data" / "dates.toml").read_text(encoding="utf-8"))
# Pieces that time expressions are made of, with what breaks offsets: emoji, combining marks, CRLF, a lone surrogate.
PIECES = [
    "Aug. 15", "2018", "Monday", "the", "of", "last", "two", "weeks", "ago", "later", "from", "to", "-", "–", ",", ".",
    "May", "March", "44 BC", "9:30 a.m.", "on", "the 1990s", "early", "mid-", "since", "until", "by", "99999999999",
    "31", "30 February", "week", "quarter", "third", "the following year", "every", "about", "more than", "Christmas",
    "Easter", "Yom Kippur", "tomorrow", "night", "the 12th century", "10,000 years", "0", "/", "(", "’s", "\r\n",
    "\n\n",
    "🙂", "e\u0301", "ſ", "K", "\u00a0", "\ud800", "٣", "century", "millennia", "Q3", "9/11", "half", "1 1/2", "1/0",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "", "  ", "\r\n"])), max_size=40).map(
        lambda pieces: "".join(piece + gap for piece, gap in pieces)
    ),
)


@pytest.mark.parametrize("sentence", [sentence for group in SENTENCES.values() for sentence in group])
def test_sentence(sentence: str) -> None:
    text, expected, published = read_example(sentence)
    assert found(text, published, "en", expected) == expected


def test_there_are_enough_sentences() -> None:
    assert sum(len(group) for group in SENTENCES.values()) >= 400
    assert len(SENTENCES["negative"]) >= 100


def check(text: str, found: tuple[TimeExpression, ...]) -> None:
    """What holds of the expressions of any text."""
    at = 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]
        at = one.end
        if value := one.temporal:
            assert edtf.bounds(value.edtf) == (value.earliest, value.latest)
            if value.earliest and value.latest:
                assert days.parse_day(value.earliest) <= days.parse_day(value.latest)


@given(TEXTS, st.one_of(st.none(), st.dates()))
def test_any_text(text: str, published: date | None) -> None:
    check(text, tag(text, published))


@pytest.mark.parametrize("piece", ["7", "Monday ", "(((", "two ", "1 ", "the ", "early ", "May ", "-", " ", "a.m. "])
def test_long_runs_are_read_to_the_end(piece: str) -> None:
    text = piece * (200_000 // len(piece)) + " on June 5, 2019"
    check(text, found := tag(text, PUBLISHED))
    assert found[-1].value == "2019-06-05"


def test_expressions_are_the_same_in_blocks_as_in_one() -> None:
    sentence = "On [June 5] she left. ".replace("[", "").replace("]", "")
    text = sentence * 30_000
    assert len(tag(text, PUBLISHED)) == 30_000
