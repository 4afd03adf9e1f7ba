"""Vectors of words: what lies near what."""

import numpy as np
import pytest

from timeline.text.vectors import means, products


def near(a: str, b: str) -> float:
    """Cosine of the angle between two words."""
    x, y = means([[a], [b]])
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))


@pytest.mark.parametrize(
    ("word", "nearer", "farther"),
    [("treaty", "accord", "goalkeeper"), ("earthquake", "tsunami", "shareholder"), ("convicted", "jailed", "sailed")],
)
def test_words_of_like_meaning_are_near(word: str, nearer: str, farther: str) -> None:
    assert near(word, nearer) > near(word, farther) + 0.2


def test_phrasal_verbs_and_compounds_are_read_by_their_verb_and_their_head() -> None:
    assert (means([["take_over"]]) == means([["take"]])).all()
    assert (means([["ex-treaty"]]) == means([["treaty"]])).all()


def test_means_of_groups_are_those_of_each_alone() -> None:
    groups = [["treaty", "accord"], [], ["goalkeeper"]]
    assert np.allclose(means(groups), np.vstack([means([group]) for group in groups]))
    assert np.allclose(means(groups[:1]), (means([["treaty"]]) + means([["accord"]])) / 2)


def test_unknown_words_and_none_are_zeros() -> None:
    assert not means([["qwzzx"], []]).any()
    assert not means([[]]).any()


def test_products_take_the_rows_of_the_place() -> None:
    size = means([["treaty"]]).shape[1]
    weights = np.arange(2 * size * 3, dtype=np.float32).reshape(2 * size, 3)
    words, places = ["treaty", "war", "treaty"], [0, 1, 1]
    expected = [means([[word]])[0] @ weights[place * size :][:size] for word, place in zip(words, places, strict=True)]
    assert np.allclose(products(words, places, weights), expected, rtol=1e-4)
