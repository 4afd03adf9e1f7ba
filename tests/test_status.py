"""Whether: happened, planned, possible, alleged, called off, or no event at all."""

import pytest

from tests.reading_support import PUBLISHED, read_one
from timeline.events.anchoring import anchored
from timeline.events.status import status_of
from timeline.events.triggers import verb_mentions


def status(text: str) -> str | None:
    """Status of the first anchored mention of a sentence."""
    reading = read_one(text)
    anchor = next(iter(anchored(reading, verb_mentions(reading))))
    return status_of(reading, anchor.mention, anchor.time.expression.temporal, PUBLISHED.isoformat())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministers met on Monday.", "occurred"),
        ("The ministers will meet on Friday.", "planned"),
        ("The ministers are due to meet on Friday.", "planned"),
        ("The ministers may meet on Friday.", "hypothetical"),
        ("He is accused of robbing a bank in 2013.", "alleged"),
        ("The bank was allegedly robbed in 2013.", "alleged"),
        ("A meeting planned for Aug. 20 was called off.", "cancelled"),
        ("The ministers did not meet on Monday.", None),
        ("Two men pleaded not guilty on Tuesday.", "occurred"),
        ("They shut the office last Friday.", "occurred"),
        ("The ministers failed to meet on Monday.", None),
        ("Nobody met them on Monday.", None),
        ("We should have met on Monday.", None),
        ("Visitors can wait for an hour in August.", None),
        ("You open the door on Monday.", None),
        ("They usually meet on Friday.", None),
        ("If the ministers meet on Friday, all is well.", "hypothetical"),
        ("The shelves are stocked with the books of 1990.", None),
    ],
)
def test_status(text: str, expected: str | None) -> None:
    assert status(text) == expected


def test_a_headline_tells_of_the_past_in_the_present() -> None:
    assert status("Ministers meet in Oslo on Monday, Aug. 4") == "occurred"
