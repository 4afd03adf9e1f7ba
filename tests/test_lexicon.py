"""Inflections and the words of events."""

import pytest

from timeline.text import lexicon

WORDS = lexicon.load()


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("visited", "visit"), ("stopped", "stop"), ("travelled", "travel"), ("dying", "die"), ("fell", "fall"),
        ("sworn", "swear"), ("agreed", "agree"), ("buried", "bury"), ("was", "be"),
        ("zigzagged", "zigzag"), ("splicing", "splice"),
    ],
)  # fmt: skip
def test_lemma(form: str, base: str) -> None:
    assert WORDS.lemma(form) == base


def test_a_base_form_is_itself_where_the_tag_says_so() -> None:
    assert (WORDS.lemma("found", "VBD"), WORDS.lemma("found", "VB")) == ("find", "found")


def test_types_of_words() -> None:
    assert WORDS.noun_types["summits"] == "meeting"
    assert WORDS.verb_types["erupt"] == "disaster"
    assert "go_on_sale" in WORDS.verb_types


def test_a_language_without_words_of_its_own_reads_as_english() -> None:
    assert lexicon.load("xx").verb_types == WORDS.verb_types
