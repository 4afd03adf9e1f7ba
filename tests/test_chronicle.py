"""Chronicles: dates on lines of their own."""

from datetime import date

from timeline.model import Document
from timeline.pipeline import extract

TEXT = """How the probe got there and back.

3 December 2014
A rocket lifts off from Tanegashima. Its target is Ryugu.

27 June 2018
Arrival. The rock is shaped like a top.

5 April 2019
The probe blasts a crater in the rock. Three months later, on 11 July, it lands again.

13 November 2019
The probe left the rock on 14 November.
"""


def told(text: str) -> list[tuple[str, str, str]]:
    return [
        (event.evidence[0].trigger.text, event.date.edtf, event.status)
        for event in extract(Document(text, date(2021, 2, 24)))
    ]


def test_a_date_on_its_own_line_dates_the_first_sentence_below_it() -> None:
    assert told(TEXT) == [
        ("lifts off", "2014-12-03", "occurred"),
        ("Arrival", "2018-06-27", "occurred"),
        ("blasts", "2019-04-05", "occurred"),
        ("lands", "2019-07-11", "occurred"),
        ("left", "2019-11-14", "occurred"),
    ]


def test_the_quote_begins_with_the_date() -> None:
    event = extract(Document(TEXT, date(2021, 2, 24)))[0]
    (evidence,) = event.evidence
    assert evidence.quote == TEXT[evidence.start : evidence.end]
    assert evidence.quote.startswith("3 December 2014\nA rocket")


def test_a_date_line_alone_makes_no_chronicle() -> None:
    assert told("3 December 2014\n\nA rocket lifts off from Tanegashima.\n") == []
