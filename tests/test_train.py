"""Training: the corpus readers on small files in the corpora's forms, the CRF's gradient, a corpus learned by heart."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from timeline.text.syntax import Network
from tools.corpora import Article, Example, iob, read_gum, read_meantime, read_wikigold
from tools.train import Settings, crf_gradient, train

CAT = """<?xml version="1.0" ?><Document doc_id="1" lang="en">
<token number="0" sentence="0" t_id="1">The</token><token number="1" sentence="0" t_id="2">Acme</token>
<token number="2" sentence="0" t_id="3">Corp</token><token number="3" sentence="0" t_id="4">rolled</token>
<token number="4" sentence="0" t_id="5">out</token><token number="5" sentence="0" t_id="6">cars</token>
<Markables>
<EVENT_MENTION m_id="10"><token_anchor t_id="4"/><token_anchor t_id="5"/></EVENT_MENTION>
<ENTITY_MENTION m_id="11" syntactic_type="NAM"><token_anchor t_id="1"/><token_anchor t_id="2"/><token_anchor t_id="3"/>
</ENTITY_MENTION>
<ENTITY m_id="12" ent_type="ORG"/>
</Markables>
<Relations><REFERS_TO r_id="1"><source m_id="11"/><target m_id="12"/></REFERS_TO></Relations>
</Document>"""

CONLLU = """# text = Mr. Gray left New-York in a coup.
1\tMr.\tMr.\tPROPN\tNNP\t_\t2\tcompound\t_\tEntity=(1-person-new-nnnnn-cf1-2-sgl
2\tGray\tGray\tPROPN\tNNP\t_\t3\tnsubj\t_\tEntity=1)
3\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
4\tNew\tNew\tPROPN\tNNP\t_\t6\tcompound\t_\tEntity=(2-place-new-nnnnn-cf2-1-sgl|SpaceAfter=No
5\t-\t-\tPUNCT\tHYPH\t_\t6\tpunct\t_\tSpaceAfter=No
6\tYork\tYork\tPROPN\tNNP\t_\t3\tobj\t_\tEntity=2)
7\tin\tin\tADP\tIN\t_\t9\tcase\t_\t_
8\ta\ta\tDET\tDT\t_\t9\tdet\t_\tEntity=(3-event-new-nnnnn-cf3-2-sgl
9\tcoup\tcoup\tNOUN\tNN\t_\t3\tobl\t_\tEntity=3)|SpaceAfter=No
10\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_
"""


def test_meantime_gives_triggers_and_names(tmp_path: Path) -> None:
    (tmp_path / "cars").mkdir()
    (tmp_path / "cars" / "1.xml").write_text(CAT, "utf-8")
    (article,) = read_meantime(tmp_path)
    (example,) = article.sentences
    assert (article.topic, example.words[1]) == ("cars", "Acme")
    assert example.trigger == (0, 0, 0, 1, 1, 0)
    assert example.mentions == (frozenset({3, 4}),)
    assert example.entity == ("O", "B-organization", "I-organization", "O", "O", "O")


def test_gum_is_read_on_our_own_tokens(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "GUM_news_x.conllu").write_text(CONLLU, "utf-8")
    ((example,),) = (article.sentences for article in read_gum(tmp_path))
    assert example.words == ("Mr.", "Gray", "left", "New-York", "in", "a", "coup", ".")
    assert example.pos == ("NNP", "NNP", "VBD", "NNP", "IN", "DT", "NN", ".")
    assert example.entity == ("O", "B-person", "O", "B-place", "O", "O", "O", "O")
    assert example.happening == (0, 0, 1, 0, 0, 0, 1, 0)


def test_wikigold_gives_names(tmp_path: Path) -> None:
    (tmp_path / "wikigold.conll.txt").write_text(
        "The O\nMad I-ORG\nCaps I-ORG\nin O\nRome I-LOC\n\n-DOCSTART- O\n", "utf-8"
    )
    (article,) = read_wikigold(tmp_path)
    assert article.sentences[0].entity == ("O", "B-organization", "I-organization", "O", "B-place")


def test_adjacent_mentions_of_one_kind_stay_two_names() -> None:
    assert iob([(1, "place"), (1, "place"), (2, "place"), (3, "")]) == ("B-place", "I-place", "B-place", "O")


def test_crf_gradient_is_the_slope_of_its_loss() -> None:
    random = np.random.default_rng(0)
    scores, moves = random.normal(size=(7, 3)).astype(np.float64), random.normal(size=(3, 3)).astype(np.float64)
    labels = np.array([0, 2, -2, 1, -1, 1, 0])  # two runs, one open label

    def loss(scores: np.ndarray, moves: np.ndarray) -> float:
        return sum(
            _path_sum(scores[a:b], moves) - _path_sum(scores[a:b], moves, labels[a:b]) for a, b in ((0, 4), (5, 7))
        )

    by_scores, by_moves = crf_gradient(scores, moves, labels)
    for table, slope, loss_at in (
        (scores, by_scores, lambda changed: loss(changed, moves)),
        (moves, by_moves, lambda changed: loss(scores, changed)),
    ):
        for place in np.ndindex(*table.shape):
            step = np.zeros_like(table)
            step[place] = 1e-5
            assert slope[place] == pytest.approx((loss_at(table + step) - loss_at(table - step)) / 2e-5, abs=1e-5)


def _path_sum(scores: np.ndarray, moves: np.ndarray, labels: np.ndarray | None = None) -> float:
    """Log of the summed weight of all paths that agree with the labels, one by one."""
    total = 0.0
    for path in np.ndindex(*[scores.shape[1]] * len(scores)):
        if labels is None or all(known in (-2, tag) for known, tag in zip(labels, path, strict=True)):
            weight = sum(scores[at, tag] for at, tag in enumerate(path))
            total += np.exp(weight + sum(moves[a, b] for a, b in pairwise(path)))
    return float(np.log(total))


def test_a_small_corpus_is_learned_the_same_way_twice() -> None:
    first = Example(
        ("Ann", "sang", "in", "Rome"), ("NNP", "VBD", "IN", "NNP"), ("B-person", "O", "O", "B-place"), (0, 1, 0, 0)
    )
    second = Example(
        ("the", "big", "cat", "sat"),
        ("DT", "JJ", "NN", "VBD"),
        ("O", "O", "O", "O"),
        (0, 0, 0, 0),
        happening=(0, 0, 0, 1),
    )
    articles = [Article(str(number), "small", (first, second)) for number in range(20)]
    settings = Settings(epochs=8, batch=16, dropout=0.0, feature_dropout=0.0, recased=0.0, averaging=0.8)
    arrays = train(articles, settings)
    again = train(articles, settings)
    assert all(np.array_equal(arrays[name], again[name]) for name in arrays)
    pos, entity, trigger = Network(arrays).read(["", "", *first.words, "", "", *second.words, "", ""])
    assert tuple(pos[2:6]) + tuple(pos[8:12]) == (first.pos or ()) + (second.pos or ())
    assert tuple(entity[2:6]) == first.entity
    assert trigger[3] > 0.7 > 0.3 > max(trigger[2], trigger[4], trigger[5], trigger[10])
