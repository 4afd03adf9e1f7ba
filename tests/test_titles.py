"""Titles: cut to length, at a word that can end a line."""

from timeline.events.titles import LONGEST, shorten


def test_short_titles_stay() -> None:
    assert shorten("trump and Putin meet in Helsinki") == "Trump and Putin meet in Helsinki"


def test_long_titles_end_at_a_word_that_can_end_a_line() -> None:
    title = shorten("the council votes to close the hall and " * 5)
    assert len(title) <= LONGEST
    assert title.split()[-1] not in ("and", "the", "to")


def test_brackets_are_closed_or_cut() -> None:
    assert shorten("Ministers meet in Paris (France") == "Ministers meet in Paris"
