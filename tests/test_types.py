"""Types of events: the words that name one, their objects and subjects, and what the article is about."""

from datetime import date

import pytest

from timeline.events.types import topics
from timeline.model import Document
from timeline.pipeline import extract


def types(text: str) -> list[str]:
    """The type of each event of a text."""
    return [event.type for event in extract(Document(text, date(2019, 6, 14)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Smith took office on 3 May 2019.", "appointment"),
        ("Anna Smith took a train to Oslo on 3 May 2019.", "travel"),
        ("The team won the cup on 3 May 2019.", "sport"),
        ("The party won the election on 3 May 2019.", "election"),
        ("The rocket blew up over the sea on 3 May 2019.", "accident"),
        ("A bomb blew up a bridge on 3 May 2019.", "attack"),
        ("The phone went on sale on 3 May 2019.", "launch"),
        ("The treaty came into force on 3 May 2019.", "agreement"),
        ("Voters rejected the plan on 3 May 2019.", "election"),
        ("The council rejected the plan on 3 May 2019.", "legislation"),
        ("The judge rejected the appeal on 3 May 2019.", "legal"),
        ("The bank raised its forecast on 3 May 2019.", "economic"),
        ("Workers walked off the job on 3 May 2019.", "protest"),
        ("The player broke his leg on 3 May 2019.", "accident"),
        ("The company gave £20,000 to the school on 3 May 2019.", "economic"),
        ("The strike ended on 3 May 2019.", "protest"),
        ("The airstrike killed six people on 3 May 2019.", "attack"),
        ("The earthquake killed six people on 3 May 2019.", "disaster"),
        ("Peter Jones painted the door on 3 May 2019.", "other"),
    ],
)
def test_type(text: str, expected: str) -> None:
    assert types(text) == [expected]


def test_what_the_article_is_about_decides_between_two_meanings() -> None:
    told = "{} Anna Smith lost to Peter Jones on 3 May 2019."
    sport = (
        "The final of the chess tournament was a long match. The players, the champions of the league, played a draw."
    )
    vote = (
        "The election was close, and voters queued at the polls. The ballots of the runoff, a recount, gave a majority."
    )
    assert (types(told.format(sport))[-1], types(told.format(vote))[-1]) == ("sport", "election")


def test_words_that_no_clause_of_the_training_holds_are_read_by_their_meaning() -> None:
    assert types("The magistrate reprimanded the solicitor on 3 May 2019.") == ["legal"]
    assert types("A monsoon drenched the plains on 3 May 2019.") == ["disaster"]


def test_a_text_about_nothing_speaks_for_no_type() -> None:
    assert not topics([]).any()
