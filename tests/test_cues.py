"""What is seen of an event: its own word, the nouns beside it, the words of its clause and sentence."""

from datetime import date

from timeline.events.cues import PLACES, Cues, cues
from timeline.events.triggers import verb_mentions
from timeline.model import Document
from tools.train_types import document_readings


def seen(text: str) -> tuple[dict[str, list[str]], set[str]]:
    """Words by place, and signs, of the first verb of a sentence."""
    (reading,) = document_readings(Document(text, date(2019, 6, 14)))
    mention = verb_mentions(reading)(0)
    assert mention is not None
    found: Cues = cues(reading, mention)
    return dict(zip(PLACES, found.words, strict=True)), set(found.signs)


def test_a_verb_with_its_object_subject_and_prepositions() -> None:
    words, signs = seen("The judge sentenced the clerk to six years for fraud on 3 May 2019.")
    assert (words["verb"], words["object"], words["subject"]) == (["sentence"], ["clerk"], ["judge"])
    assert "fraud" in words["oblique"]
    assert {"v:sentence", "object:clerk", "sentence object"} <= signs


def test_the_subject_of_a_passive_is_its_object() -> None:
    words, signs = seen("The clerk was sentenced on 3 May 2019.")
    assert (words["object"], words["subject"]) == (["clerk"], [])
    assert "passive" in signs


def test_names_are_seen_by_their_kind_alone() -> None:
    words, signs = seen("The judge sentenced Peter Jones on 3 May 2019.")
    assert words["object"] == []
    assert "object@person" in signs
    assert not {"peter", "jones"} & set(words["sentence"])


def test_a_noun_that_an_empty_verb_holds() -> None:
    words, signs = seen("The ministers held crisis talks on 3 May 2019.")
    assert (words["verb"], words["noun"]) == ([], ["talks"])
    assert {"n:talks", "held:hold"} <= signs


def test_sums_of_money_and_no_dates() -> None:
    words, signs = seen("The fund invested $5 million on 3 May 2019.")
    assert "money" in signs
    assert "may" not in words["sentence"]
