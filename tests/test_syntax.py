"""The learned layers: what any reader would agree on, and that no text upsets them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.text import syntax
from timeline.text.syntax import annotate, parse, split


def test_parse_is_split_and_annotate() -> None:
    text = "Trump met Putin in Helsinki. They talked."
    assert parse(text) == annotate(split(text))


def test_tags_names_and_triggers_of_a_plain_sentence() -> None:
    (sentence,) = parse("Angela Merkel met French President Emmanuel Macron in Berlin on Friday.")
    tags = {token.text: token for token in sentence.tokens}
    assert [tags[word].pos for word in ("Merkel", "met", "in", "Friday", ".")] == [
        "NNP", "VBD", "IN", "NNP", ".",
    ]  # fmt: skip
    assert (tags["Angela"].entity, tags["Merkel"].entity) == ("B-person", "I-person")
    assert tags["Berlin"].entity == "B-place"
    assert tags["met"].trigger > 0.5
    assert max(tags[word].trigger for word in ("Angela", "French", "Berlin", "in", ".")) < 0.2


def test_sentences_are_read_apart_from_their_neighbours() -> None:
    first, second = "Ford closed a plant in Ohio.", "The U.N. condemned the attack."
    together = parse(f"{first} {second}")
    alone = (*parse(first), *parse(second))
    assert [[token[2:5] for token in s.tokens] for s in together] == [[token[2:5] for token in s.tokens] for s in alone]


def test_forgetting_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The minister resigned on Monday after protests in Paris. Nobody was hurt."
    expected = parse(text)
    monkeypatch.setattr(syntax, "_KEPT_WORDS", 24)
    small = syntax.network.__wrapped__()
    monkeypatch.setattr(syntax, "network", lambda: small)
    parse("Some twenty other words that fill the small table before the text comes, so that it must be emptied.")
    again = parse(text)
    assert [[token[:5] for token in s.tokens] for s in again] == [[token[:5] for token in s.tokens] for s in expected]


@given(st.text() | st.text("aA.1 \n\"'-(,!\r…’é"))
def test_any_text_is_read(text: str) -> None:
    sentences = parse(text)
    assert [token[:3] for s in sentences for token in s.tokens] == [
        token[:3] for s in split(text) for token in s.tokens
    ]
    for sentence in sentences:
        previous = "O"
        for token in sentence.tokens:
            assert token.pos
            assert 0 <= token.trigger <= 1
            assert token.entity[0] in "OB" or previous[2:] == token.entity[2:]
            previous = token.entity
