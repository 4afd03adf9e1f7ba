"""The passages of tests/data/narratives.toml: the year that a date without one is in."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from timeline.dates import story
from timeline.dates.tagger import tag

PASSAGES = tomllib.loads((Path(__file__).parent / "data" / "narratives.toml").read_text(encoding="utf-8"))["narrative"]
_MARKED = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


def unmarked(marked: str) -> tuple[str, list[tuple[int, str, str]]]:
    """The text of a passage, and the offset, words and value of every marked date."""
    text, at, expected = "", 0, []
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        expected.append((len(text), match[1], match[2]))
        text += match[1]
        at = match.end()
    return text + marked[at:], expected


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: passage["name"])
def test_passage(passage: dict[str, Any]) -> None:
    text, expected = unmarked(passage["text"])
    starts = {start for start, _, _ in expected}
    found = tag(text, passage["published"])
    assert [(one.start, one.text, one.value) for one in found if one.start in starts] == expected


def test_there_are_enough_dates() -> None:
    assert sum(len(unmarked(passage["text"])[1]) for passage in PASSAGES) >= 150


def test_a_passage_ends_after_a_long_stretch_without_a_date() -> None:
    told = "On 20 June 1948 the money was changed. "
    near, far = (
        tag(told + "They went on. " * times + "On 26 June it rained.", date(2018, 7, 26)) for times in (5, 500)
    )
    assert [one.value for one in near] == ["1948-06-20", "1948-06-26"]
    assert [one.value for one in far] == ["1948-06-20", "2018-06-26"]


@pytest.mark.parametrize(
    "mention",
    [
        "charged in the Dec. 21, 1988, bombing",
        "whose ship sank on 3 March 1974",
        "tried for the fire of 3 May 1974",
        "owner of a mill, destroyed on 3 May 1974",
    ],
)
def test_a_date_that_says_which_is_meant_begins_no_passage(mention: str) -> None:
    *_, last = tag(f"The ministry wrote to a man {mention}. It agreed in April to let him go.", date(1999, 6, 7))
    assert last.value == "1999-04"


def test_what_is_to_come_is_near_the_publication() -> None:
    text = "It was opened on 3 May 1974. It closed on 6 June. The building will be sold in October."
    assert [one.value for one in tag(text, date(2019, 9, 2))] == ["1974-05-03", "1974-06-06", "2019-10"]


class Counting:
    """A pattern that counts the characters it is shown."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.characters = pattern, 0

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        self.characters += end - start
        return self.pattern.search(text, start, end)


@pytest.mark.parametrize(
    "opening", ["", "On 3 May 1975 it rose. In 1950 it had sunk. ", "In 1950 it sank. In 1975 it rose. "]
)
def test_no_text_is_looked_through_again_and_again(opening: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = Counting(story._PARAGRAPH)
    monkeypatch.setattr(story, "_PARAGRAPH", counting)
    text = opening + "On 26 June it rained, and in May 1962 the 1955 dam burst. In August they left. " * 400
    for published in (None, date(2018, 7, 26)):
        tag(text, published)
    assert counting.characters < 4 * len(text)
