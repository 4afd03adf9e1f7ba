"""Clauses and verb groups of tagged sentences."""

import pytest

from timeline.text import lexicon, syntax
from timeline.text.clauses import Clause, clauses
from timeline.text.retag import retag

WORDS = lexicon.load()


def read(text: str) -> tuple[list[str], list[Clause]]:
    (sentence,) = syntax.parse(text)
    tokens = retag(sentence.tokens, WORDS)
    low = [token.text.lower() for token in tokens]
    return low, clauses([token.pos for token in tokens], low, frozenset(), WORDS)


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("The court sentenced him and the jury went home.", ["sentence", "go"]),
        ("The company, which bought the plant, will close it.", ["buy", "close"]),
        ("Officers searched the house and took away a laptop.", ["search", "take"]),
    ],
)
def test_one_clause_for_each_verb_group(text: str, lemmas: list[str]) -> None:
    _, found = read(text)
    assert [clause.verb.lemma for clause in found if clause.verb] == lemmas


def test_a_verb_after_an_inserted_clause_takes_up_its_subject() -> None:
    low, found = read("The company, which bought the plant, will close it.")
    last = found[-1]
    assert last.subject is not None
    assert low[slice(*last.subject)] == ["the", "company"]


def test_verb_group_of_many_words() -> None:
    _, (clause,) = read("The plant was to have been closed.")
    assert clause.verb is not None
    assert (clause.verb.lemma, clause.verb.passive, clause.verb.perfect) == ("close", True, True)
    assert clause.verb.cues == ("be-to",)


def test_negation() -> None:
    _, (clause,) = read("The ministers did not meet.")
    assert clause.verb is not None
    assert clause.verb.negated


def test_a_conjunction_governs_no_subject() -> None:
    low, found = read("If the ministers meet, the strike will end.")
    assert found[0].link == "subordinate"
    assert found[0].marker == "if"
    assert found[0].subject is not None
    assert low[slice(*found[0].subject)] == ["the", "ministers"]


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("The firm said on Thursday that its net profit fell 18%.", "fall", "its net profit"),
        (
            "He was held until May, when a relief worker, Edith Marsh, arranged his release.",
            "arrange",
            "a relief worker",
        ),
        ("After the riot an earthquake brought down the temples.", "bring_down", "an earthquake"),
        ("A dividend of ten pence a share will be paid.", "pay", "a dividend of ten pence a share"),
        ("He kept the jawbone that a farmer picked up.", "pick_up", "a farmer"),
        ("She saw the dog that bit him.", "bite", "the dog"),
        ("Kestrel, a maker of paint, has bought the plant.", "buy", "kestrel"),
        ("The report said Kerry, the minister, had left the city.", "leave", "kerry"),
        ("The last of the runners, this woman won the race.", "win", "this woman"),
        ("Norway, Iceland and Sweden agreed.", "agree", "norway, iceland and sweden"),
        ("The firm said that her passport was taken.", "take", "her passport"),
        ("The film that the critics praised was banned.", "praise", "the critics"),
        ("After a brief stay in Leeds the family moved house.", "move", "the family"),
        ("The museum in Seattle, Washington was closed.", "close", "the museum"),
        ("The union (once a club) has called a strike.", "call", "the union"),
        ("In the last minute Kim scored a goal.", "score", "kim"),
        ("The union (UBW) called a strike when Citing (CG) was sold.", "sell", "citing"),
        ("Citing bad weather, the airline cancelled the flight.", "cite", "the airline"),
        ("It was a chance for Cisco to leave.", "leave", "cisco"),
        ("There were two teams in the final.", "be", "two teams"),
        ("He forced the captain to leave the ship.", "leave", "the captain"),
        ("He said that the fair, which is old, suited them.", "suit", "the fair"),
        ("He was sacked after at least one shot missed.", "miss", "one shot"),
    ],
)
def test_of_what_a_verb_is_said(text: str, verb: str, subject: str) -> None:
    low, found = read(text)
    clause = next(clause for clause in found if clause.verb and clause.verb.lemma == verb)
    assert clause.subject is not None
    assert " ".join(low[slice(*clause.subject)]).replace(" ,", ",") == subject
