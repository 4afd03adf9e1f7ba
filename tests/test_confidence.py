"""How sure an event is: plain prose is, tables, foreign words and markup are not."""

from datetime import date

import pytest

from timeline.model import Document
from timeline.pipeline import extract


def confidences(text: str) -> list[float]:
    """The confidence of each event of a text."""
    return [event.confidence for event in extract(Document(text, date(2019, 6, 14)))]


def test_a_plain_sentence_with_a_full_date_is_sure() -> None:
    assert all(c > 0.8 for c in confidences("Anna Smith met Peter Jones in Paris on 3 May 2019."))


@pytest.mark.parametrize(
    "text",
    [
        "| 3 May 2019 | <b> | opened | [x] | {y} | = |",
        "opened 3 May 2019",
        "La ministre visited hier soir Lyon puis Marseille puis Nice 3 May 2019 avec sa suite",
    ],
)
def test_what_is_no_prose_never_looks_sure(text: str) -> None:
    assert all(c <= 0.8 for c in confidences(text))


def test_a_shared_time_and_a_clock_time_are_less_sure() -> None:
    plain, clock = "The bridge opened on 3 May 2019.", "The bridge opened at 9 a.m. on Monday."
    assert confidences(clock)[0] < confidences(plain)[0]
    own, shared = confidences("Anna Smith left Paris on 3 May 2019 and reached Rome.")
    assert shared < own
