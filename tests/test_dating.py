"""The date of any word of a text."""

from datetime import date

import pytest

from timeline.events.dating import Dating
from timeline.model import Document

TEXT = (
    "The council met on Monday. Members approved the budget after a long debate. "
    "In 2019 it had sold the old hall, which burned down two years later. Nobody was hurt."
)


@pytest.mark.parametrize(
    ("word", "time", "how"),
    [
        ("met", "Monday", "clause"),
        ("approved", "Monday", "lead"),
        ("sold", "2019", "clause"),
        ("burned", "two years later", "clause"),
    ],
)
def test_each_word_has_a_date(word: str, time: str, how: str) -> None:
    dated = Dating(Document(TEXT, date(2025, 8, 13))).at(TEXT.index(word))
    assert dated.expression is not None
    assert (dated.expression.text, dated.how) == (time, how)


def test_without_any_date_it_is_the_documents_own() -> None:
    text = "The council met. Members spoke."
    assert Dating(Document(text, date(2025, 8, 13))).at(text.index("met")) == (None, "published")


def test_an_empty_text_has_no_words() -> None:
    assert Dating(Document("", date(2025, 8, 13))).at(0) == (None, "published")
