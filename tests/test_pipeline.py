"""From sentences to events: what counts, when, of what type and status; and texts that are no prose."""

import time
from datetime import date

import pytest

from timeline.model import Document, Event
from timeline.pipeline import annotate, extract

PUBLISHED = date(2025, 8, 13)  # a Wednesday


def events(text: str) -> tuple[Event, ...]:
    return extract(Document(text, PUBLISHED))


def one(text: str) -> Event:
    (event,) = events(text)
    return event


@pytest.mark.parametrize(
    ("text", "trigger", "edtf", "kind", "status"),
    [
        ("The ministers met in Oslo on Tuesday.", "met", "2025-08-12", "meeting", "occurred"),
        ("The court will hear the case on Friday.", "hear", "2025-08-15", "legal", "planned"),
        ("The company is expected to close the plant in 2026.", "close", "2026", "economic", "planned"),
        ("The river could flood the town on Sunday.", "flood", "2025-08-17", "disaster", "hypothetical"),
        ("A meeting planned for Aug. 20 was cancelled.", "meeting", "2025-08-20", "meeting", "cancelled"),
        ("He is accused of robbing a bank in 2013.", "robbing", "2013", "attack", "alleged"),
        ("The earthquake in 1985 killed thousands.", "earthquake", "1985", "disaster", "occurred"),
    ],
)
def test_events_of_one_sentence(text: str, trigger: str, edtf: str, kind: str, status: str) -> None:
    event = one(text)
    assert event.evidence[0].trigger.text == trigger
    assert (event.date.edtf, event.type, event.status) == (edtf, kind, status)


@pytest.mark.parametrize(
    "text",
    [
        "The ministers did not meet on Tuesday.",
        "He is 47 years old and runs every Tuesday.",
        "He has lived there for ten years.",
        "He said he could end the war within 24 hours.",
        "The 2017 contract is long.",
        "The board meets.",
        "",
        "\n\n",
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert events(text) == ()


def test_each_event_takes_its_own_date() -> None:
    first, second = events("The accord was signed on Aug. 4 and parliament approved it on Tuesday.")
    assert (first.evidence[0].trigger.text, first.date.edtf) == ("signed", "2025-08-04")
    assert (second.evidence[0].trigger.text, second.date.edtf) == ("approved", "2025-08-12")


def test_one_trigger_of_two_dates_is_two_events() -> None:
    assert [event.date.edtf for event in events("Anna Berg won the race in 1978 and again in 1986.")] == [
        "1978",
        "1986",
    ]


def test_the_same_occasion_is_one_event() -> None:
    text = "The upcoming summit in Oslo is short. All look forward to the upcoming summit."
    assert [evidence.trigger.text for evidence in one(text).evidence] == ["summit", "summit"]


def test_title_names_in_full_and_present_tense() -> None:
    text = "Anna Berg, the mayor, was tired. She opened the new bridge in Oslo on Tuesday."
    assert one(text).title == "Anna Berg opens the new bridge in Oslo"


def test_annotations_hold_everything_a_view_needs() -> None:
    found = annotate(Document("The ministers met in Oslo on Tuesday.", PUBLISHED))
    assert [expression.text for expression in found.expressions] == ["Tuesday"]
    assert len(found.sentences) == len(found.events) == 1


NO_PROSE = {
    "capitals": "THE MINISTER MET THE MAYOR ON TUESDAY. THE COURT RULED.",
    "code": "def f(x):\n    return x[2018:2019]  # released in May 2018\n" * 20,
    "table": "Year\tRevenue\n2018\t100\n2019\t120\nJan 5, 2021\t44\n" * 20,
    "verse": "Rough winds do shake the darling buds of May,\nAnd summer's lease hath all too short a date:\n",
    "german": "Der Minister traf den Bürgermeister am 3. Mai 2018 in Berlin und die Wahl ist im September 2019.",
    "no full stops": "the minister met the mayor on tuesday the court will rule on friday",
    "brackets": "((((" * 2000,
    "commas": ", " * 5000,
    "quotes": '" 2018 ' * 1000,
    "surrogate": "They met in 2018 \ud800 in Paris.",
    "list": "- met in 2018\n- met in 2019\n" * 300,
    "one sentence": "the minister met the mayor in 2018 and " * 700,
}


@pytest.mark.parametrize("name", NO_PROSE)
def test_no_prose_no_crash(name: str) -> None:
    for event in events(NO_PROSE[name]):
        assert 0 < len(event.title) <= 100 or event.title == ""


@pytest.mark.parametrize("name", ["code", "table", "german", "verse"])
def test_no_nonsense_with_high_confidence(name: str) -> None:
    assert all(event.confidence < 0.8 for event in events(NO_PROSE[name]))


def test_time_is_linear_in_the_text() -> None:
    sentence = "the minister met the mayor in 2018 and "

    def seconds(copies: int) -> float:
        began = time.process_time()
        events(sentence * copies)
        return time.process_time() - began

    seconds(50)
    assert seconds(4000) < 40 * max(seconds(400), 0.05)
