"""Noun phrases: where they end, and which a verb is said of."""

import pytest

from timeline.text import syntax
from timeline.text.noun_phrases import noun_phrase_end, subject_before


def read(text: str) -> tuple[list[str], list[str]]:
    (sentence,) = syntax.parse(text)
    return [token.pos for token in sentence.tokens], [token.text.lower() for token in sentence.tokens]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The old bank of Leeds closed.", "the old bank of leeds"),
        ("Norway and Iceland agreed.", "norway and iceland"),
        ("The riot an earthquake ended.", "the riot"),
    ],
)
def test_where_a_phrase_ends(text: str, phrase: str) -> None:
    tags, low = read(text)
    assert " ".join(low[: noun_phrase_end(tags, low, 0, len(tags))]) == phrase


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("In the spring the firm closed.", "closed", "the firm"),
        ("Kestrel, a maker of paint, closed.", "closed", "kestrel"),
        ("The airport itself closed.", "closed", "the airport"),
        ("At least 70 people died.", "died", "70 people"),
        ("In the spring closed shops.", "closed", None),
    ],
)
def test_of_which_phrase_a_verb_is_said(text: str, verb: str, subject: str | None) -> None:
    tags, low = read(text)
    found = subject_before(tags, low, 0, low.index(verb), frozenset())
    assert (found and " ".join(low[slice(*found)])) == subject
