"""The words that name events: verbs, nouns that empty verbs hold, and what never names one."""

import pytest

from tests.reading_support import read_one
from timeline.events.triggers import noun_mentions, verb_mention


def trigger(text: str, clause: int = 0) -> tuple[str, str, bool]:
    """Kind, word and whether it is an event, of what a clause's verb names."""
    reading = read_one(text)
    mention = verb_mention(reading, clause)
    assert mention is not None
    return mention.kind, reading.low[mention.first], mention.eventive


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministers met in Oslo.", ("verb", "met", True)),
        ("The ministers held a meeting in Oslo.", ("noun", "meeting", True)),
        ("The vote was postponed.", ("noun", "vote", True)),
        ("The trial began on Monday.", ("verb", "trial", True)),
        ("The house was built by monks.", ("verb", "built", True)),
        ("The report is due on Friday.", ("noun", "report", True)),
        ("The shares were down 3 percent.", ("verb", "were", True)),
        ("The town lies on a river.", ("verb", "lies", False)),
        ("The minister said that it rained.", ("verb", "said", False)),
    ],
)
def test_what_a_verb_names(text: str, expected: tuple[str, str, bool]) -> None:
    assert trigger(text) == expected


def test_a_fragment_has_no_verb() -> None:
    assert verb_mention(read_one("A quiet street in May."), 0) is None


def test_event_nouns_are_heads_of_their_phrases() -> None:
    reading = read_one("The summit and the election campaign office closed after the earthquake.")
    assert [m.lemma for m in noun_mentions(reading)] == ["summit", "earthquake"]
