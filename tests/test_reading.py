"""A document as the later stages see it."""

from tests.reading_support import read, read_one


def test_times_lie_in_their_sentences() -> None:
    first, second, third = read("It rained on Monday. Nobody came. They left in May 2024 and in 2025.")
    assert [t.expression.text for t in first.times] == ["Monday"]
    assert second.times == ()
    assert [t.expression.text for t in third.times] == ["May 2024", "2025"]
    assert {third.low[i] for i in third.timed} == {"may", "2024", "2025"}


def test_a_dateline_is_no_part_of_the_sentence() -> None:
    reading = read_one("OSLO, March 3 (Agency) — The board met on Monday.")
    assert reading.dateline == "OSLO"
    assert reading.tokens[reading.begin].text == "The"


def test_paragraphs_are_counted() -> None:
    assert [r.paragraph for r in read("One came. Two left.\n\nThree stayed.")] == [1, 1, 2]


def test_words_and_places() -> None:
    text = "The board (of six) met."
    reading = read_one(text)
    assert reading.words((0, len(reading.tokens))) == text
    assert reading.tokens[reading.token_at(text.index("met"))].text == "met"
    assert reading.clauses[reading.clause_at(0)].verb is not None
