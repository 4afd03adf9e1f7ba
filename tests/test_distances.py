"""Dates told by their distance from another event."""

from datetime import date

import pytest

from timeline.dates import edtf
from timeline.events.distances import shifted
from timeline.model import Document
from timeline.pipeline import extract


def dated(text: str) -> dict[str, str]:
    """Date by trigger of the events of a text published on Thursday 6 March 2014."""
    events = extract(Document(text, date(2014, 3, 6)))
    return {event.evidence[0].trigger.text: event.date.edtf for event in events}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two days after the crash on 3 May, he was arrested.", {"crash": "2013-05-03", "arrested": "2013-05-05"}),
        ("He was arrested on Thursday, two days after he shot a man.",
         {"arrested": "2014-03-06", "shot": "2014-03-04"}),
        ("Three years after the war ended in 1918, he went home.", {"war": "1918", "went": "1921"}),
        ("He was elected in 2012, a decade after joining the party.",
         {"elected": "2012", "joining": "2002"}),
        ("He quit on Monday, hours after they fired the coach.", {"quit": "2014-03-03", "fired": "2014-03-03"}),
        ("The crash was on 3 May. He turned himself in two days after the crash.", {"crash": "2013-05-03"}),
        ("A fire killed ten on 3 May. He was arrested two days after the fire.",
         {"killed": "2013-05-03", "arrested": "2013-05-05"}),
        ("He was arrested less than a month after the crash on 3 May.", {"crash": "2013-05-03"}),
        ("He was arrested two days after the crash.", {}),
    ],
)  # fmt: skip
def test_one_date_gives_the_other(text: str, expected: dict[str, str]) -> None:
    assert dated(text).items() >= expected.items()
    assert expected or not dated(text)


@pytest.mark.parametrize(
    ("value", "length", "sign", "expected"),
    [
        ("2014-03-06", "P2D", -1, "2014-03-04"),
        ("2014-03-06", "P1W", 1, "2014-03-10/2014-03-16"),
        ("2014-03-06", "P3M", 1, "2014-06"),
        ("2014", "P1DE", -1, "2004"),
        ("2014-03-06", "PT74S", -1, "2014-03-06"),
        ("2014-03-06", "PT20H", -1, None),
        ("2014", "P2D", 1, None),
        ("2014/..", "P2Y", 1, None),
        ("2014", "PXY", 1, None),
        ("9999", "P2Y", 1, None),
    ],
)
def test_values_move_in_the_unit_they_are_told_in(value: str, length: str, sign: int, expected: str | None) -> None:
    found = shifted(edtf.parse(value), length, sign)
    assert (found.edtf if found else None) == expected
