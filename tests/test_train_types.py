"""Training of event types: typed clauses are read, ridge regression leaves articles out exactly, topics."""

from pathlib import Path

import numpy as np
import pytest

from timeline.model import EVENT_TYPES
from tools.corpora import Article, Example
from tools.train_types import CLAUSES, RIDGE, clause_examples, corpus_examples, left_out, topic_weights


def test_a_typed_clause_is_the_mention_of_its_word(tmp_path: Path) -> None:
    path = tmp_path / "court.txt"
    path.write_text(
        "# remark\nThe judge sentenced{legal} him, and he appealed{legal}.\n\nHe held{other} a party{other}.\n"
    )
    found = list(clause_examples(path))
    assert [(e.source, e.type, e.seen.signs[0]) for e in found[:2]] == [
        ("court 0", "legal", "v:sentence"), ("court 0", "legal", "v:appeal"),
    ]  # fmt: skip
    assert {e.source for e in found[2:]} == {"court 1"}


def test_an_unknown_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "court.txt"
    path.write_text("The judge sentenced{crime} him.\n")
    with pytest.raises(SystemExit, match="no such type"):
        list(clause_examples(path))


def test_the_clauses_shipped_have_every_type() -> None:
    marks = {mark for path in CLAUSES.glob("*.txt") for mark in path.read_text("utf-8").split("{")[1:]}
    assert {mark.partition("}")[0] for mark in marks} == set(EVENT_TYPES)


def test_words_of_corpora_are_typed_where_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = (Example(("Gray", "left", ".")), Example(("He", "met", "the", "queen", "in", "1901", ".")))
    readers = {"gum": lambda _: [Article("GUM_a", "bio", sentences)]}
    monkeypatch.setattr("tools.train_types.READERS", readers)
    monkeypatch.setattr("tools.train_types.CLAUSES", tmp_path)
    (tmp_path / "corpora.tsv").write_text("# remark\ngum\tGUM_a\t1\t1\tmet\tmeeting\n")
    (example,) = corpus_examples(tmp_path)
    assert (example.type, example.seen.signs[0]) == ("meeting", "v:meet")


def test_leaving_out_is_what_training_without_would_answer() -> None:
    random = np.random.default_rng(0)
    rows, answers = random.standard_normal((12, 4)), random.standard_normal((12, 2))
    sources = ["a", "b", "c"] * 4
    kept = np.array(sources) != "b"
    weights = np.linalg.solve(rows[kept].T @ rows[kept] + RIDGE * np.eye(4), rows[kept].T @ answers[kept])
    found = left_out(rows @ rows.T + RIDGE * np.eye(12), answers, sources, ["b"])
    assert np.allclose(found[~kept], rows[~kept] @ weights)
    assert not found[kept].any()


def test_a_topic_speaks_for_the_types_of_its_words() -> None:
    sentences = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]] * 5)
    answers = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]] * 5)
    weights = topic_weights(sentences, answers)
    speaks = weights[0] + np.array([1.0, 0.0]) @ weights[1:]
    assert speaks[0] > 0.2 > -0.2 > speaks[1]
