"""The fit of the confidence's weights."""

from datetime import date

import numpy as np
import pytest

from benchmarks.events import Article
from timeline.events.confidence import WEIGHTS
from timeline.model import Document
from tools.fit_confidence import Told, events, fit, left_out, ranked


def made(number: int = 400) -> list[Told]:
    """Events of twenty articles with one sign: with it one in two is right, without it nine in ten."""
    random = np.random.default_rng(1)
    signs = random.integers(0, 2, number)
    right = random.random(number) < np.where(signs == 1, 0.5, 0.9)
    return [Told(i % 20, (1.0, float(sign)), bool(ok)) for i, (sign, ok) in enumerate(zip(signs, right, strict=True))]


def test_weights_are_log_odds() -> None:
    constant, sign = fit(made())
    assert 1 / (1 + np.exp(-constant)) == pytest.approx(0.9, abs=0.05)
    assert 1 / (1 + np.exp(-constant - sign)) == pytest.approx(0.5, abs=0.08)


def test_an_article_is_judged_by_weights_that_never_saw_it() -> None:
    told = [Told(0, (1.0, 1.0), True)] + [Told(1 + i % 5, (1.0, 0.0), True) for i in range(50)]
    told += [Told(1 + i % 5, (1.0, 1.0), False) for i in range(50)]
    chance, right = left_out(told, loss=0.0)[0]
    assert right and chance < 0.2


def test_a_loss_lowers_every_confidence() -> None:
    before, after = left_out(made(), 0.0), left_out(made(), 0.5)
    assert all(b < a for (a, _), (b, _) in zip(before, after, strict=True))


def test_rank_is_the_share_of_pairs_in_order() -> None:
    assert ranked([(0.9, True), (0.5, False), (0.4, True)]) == 0.5
    assert ranked([(0.5, True), (0.5, False)]) == 0.5


def test_events_are_right_by_the_gold_and_optional_ones_are_left_out() -> None:
    text = "Ann Lee met Bob Fox on 3 May 2019. The bridge opened on 4 May 2019. The fair closed on 5 May 2019."
    gold = [
        {"quote": "Ann Lee met Bob Fox", "from": "2019-05-03", "to": "2019-05-03"},
        {"quote": "The bridge opened", "from": "2019-05-01", "to": "2019-05-01"},
    ]
    optional = [{"quote": "The fair closed", "from": "2019-05-05", "to": "2019-05-05"}]
    told = events([Article("a", Document(text, date(2019, 6, 14)), gold, optional)], list(WEIGHTS))
    assert [t.right for t in told] == [True, False]
    assert all(len(t.signs) == 2 + len(WEIGHTS) for t in told)
