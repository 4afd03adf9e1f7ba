"""One event for each occasion of an article."""

from datetime import date

from timeline.events.gathering import MOST, gather, root
from timeline.model import Document, Event
from timeline.pipeline import extract


def events(text: str) -> tuple[Event, ...]:
    """The events of a text."""
    return extract(Document(text, date(2025, 8, 13)))


def test_two_mentions_of_one_occasion() -> None:
    (event,) = events("Anna Smith met Peter Jones on May 4, 2025. Smith and Jones met in Oslo on May 4, 2025.")
    assert len(event.evidence) == 2
    assert event.place is not None
    assert [e.trigger.text for e in event.evidence] == ["met", "met"]


def test_two_verbs_of_one_sentence_are_two() -> None:
    assert len(events("She met him on May 4, 2025, and met him again on May 5, 2025.")) == 2


def test_other_people_are_another_occasion() -> None:
    assert len(events("Anna Smith met Peter Jones on May 4, 2025. Carl Berg met Dora Lund on May 4, 2025.")) == 2


def test_evidence_is_bounded() -> None:
    (event,) = events("Anna Smith met Peter Jones on May 4, 2025. " * (MOST + 5))
    assert len(event.evidence) == MOST


def test_gathering_twice_changes_nothing() -> None:
    found = events("Anna Smith met Peter Jones on May 4, 2025. The bridge opened in 2019.")
    assert tuple(gather(found)) == found


def test_roots() -> None:
    assert root("summits") == root("talks") == root("Meet")
    assert root("bridges") == "bridge"
