"""Days alone on a line, and the clock times below them."""

from datetime import date

import pytest

from timeline.dates.tagger import tag

PUBLISHED = date(1999, 3, 18)


def values(text: str) -> list[str]:
    """TIMEX3 values of a text."""
    return [expression.value for expression in tag(text, PUBLISHED)]


@pytest.mark.parametrize("heading", ["MONDAY, MARCH 8", "Monday, March 8:", "8 March 1999", "## Monday, March 8"])
def test_clock_times_are_of_the_day_above_them(heading: str) -> None:
    text = f"The log of a week.\n\n{heading}\n6:40 a.m.: A pickup hit a fence.\n\nNoon: It left.\n"
    assert values(text)[-3:] == ["1999-03-08", "1999-03-08T06:40", "1999-03-08T12:00"]


def test_the_next_heading_takes_over() -> None:
    text = "Monday, March 8\n9 a.m.: A.\n\nFriday, March 12\n9 a.m.: B.\n"
    assert values(text) == ["1999-03-08", "1999-03-08T09:00", "1999-03-12", "1999-03-12T09:00"]


def test_a_time_that_names_its_day_keeps_it() -> None:
    text = "Monday, March 8\nThe shop shut at 9 a.m. on Friday, March 12.\n"
    assert values(text)[-1] == "1999-03-12T09:00"


def test_a_day_in_a_sentence_is_no_heading() -> None:
    assert values("They met on March 8.\n9 a.m.: A pickup left.\n")[-1] == "1999-03-18T09:00"


def test_the_meaning_says_which_day() -> None:
    clock = tag("Monday, March 8\n9 a.m.: A.\n", PUBLISHED)[-1]
    assert clock.meaning == "09:00 on 1999-03-08, the day of the heading above"
    assert clock.anchor == "1999-03-08"
