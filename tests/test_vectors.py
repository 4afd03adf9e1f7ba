"""Vectors of words: what lies near what."""

import numpy as np
import pytest

from timeline.text.vectors import mean


def near(a: str, b: str) -> float:
    """Cosine of the angle between two words."""
    x, y = mean([a]), mean([b])
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))


@pytest.mark.parametrize(
    ("word", "nearer", "farther"),
    [("treaty", "accord", "goalkeeper"), ("earthquake", "tsunami", "shareholder"), ("convicted", "jailed", "sailed")],
)
def test_words_of_like_meaning_are_near(word: str, nearer: str, farther: str) -> None:
    assert near(word, nearer) > near(word, farther) + 0.2


def test_phrasal_verbs_and_compounds_are_read_by_their_verb_and_their_head() -> None:
    assert (mean(["take_over"]) == mean(["take"])).all()
    assert (mean(["ex-treaty"]) == mean(["treaty"])).all()


def test_unknown_words_and_none_are_zeros() -> None:
    assert not mean(["qwzzx"]).any()
    assert mean([]).shape == mean(["treaty"]).shape
    assert not mean([]).any()
