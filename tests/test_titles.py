"""Titles: cut to length, at a word that can end a line."""

from datetime import date

import pytest

from timeline.events.titles import LONGEST, shorten
from timeline.model import Document
from timeline.pipeline import extract


def test_short_titles_stay() -> None:
    assert shorten("trump and Putin meet in Helsinki") == "Trump and Putin meet in Helsinki"


def test_long_titles_end_at_a_word_that_can_end_a_line() -> None:
    title = shorten("the council votes to close the hall and " * 5)
    assert len(title) <= LONGEST
    assert title.split()[-1] not in ("and", "the", "to")


def test_brackets_are_closed_or_cut() -> None:
    assert shorten("Ministers meet in Paris (France") == "Ministers meet in Paris"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Smith took charge on 3 May 2019.", "Anna Smith takes charge"),
        ("Rescuers pulled a girl from the mud on 3 May 2019.", "Rescuers pull a girl from the mud"),
        ("Police arrested Peter Jones on 3 May 2019.", "Police arrest Peter Jones"),
        ("Kestrel Coatings closed its factory in Leeds on 3 May 2019.", "Kestrel Coatings closes its factory in Leeds"),
        ("Councillors voted by 14 to nine on 3 May 2019.", "Councillors vote by 14 to nine"),
        ("The results were up 3 percent on 3 May 2019.", "The results are up 3 percent"),
    ],
)
def test_titles_read_as_headlines(text: str, expected: str) -> None:
    assert [event.title for event in extract(Document(text, date(2019, 6, 14)))] == [expected]
