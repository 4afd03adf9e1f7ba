"""Titles: cut to length, at a word that can end a line."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from timeline.events.titles import LONGEST, shorten
from timeline.model import Document
from timeline.pipeline import extract
from timeline.text import lexicon, syntax
from timeline.text.retag import retag


def test_short_titles_stay() -> None:
    assert shorten("trump and Putin meet in Helsinki") == "Trump and Putin meet in Helsinki"


def test_long_titles_end_at_a_word_that_can_end_a_line() -> None:
    title = shorten("the council votes to close the hall and " * 5)
    assert len(title) <= LONGEST
    assert title.split()[-1] not in ("and", "the", "to")


def test_brackets_are_closed_or_cut() -> None:
    assert shorten("Ministers meet in Paris (France") == "Ministers meet in Paris"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Smith took charge on 3 May 2019.", "Anna Smith takes charge"),
        ("Rescuers pulled a girl from the mud on 3 May 2019.", "Rescuers pull a girl from the mud"),
        ("Police arrested Peter Jones on 3 May 2019.", "Police arrest Peter Jones"),
        ("Kestrel Coatings closed its factory in Leeds on 3 May 2019.", "Kestrel Coatings closes its factory in Leeds"),
        ("Councillors voted by 14 to nine on 3 May 2019.", "Councillors vote by 14 to nine"),
        ("The results were up 3 percent on 3 May 2019.", "The results are up 3 percent"),
        ("Three people were sworn in on 3 May 2019.", "Three people are sworn in"),
        ("The works shut on 3 May 2019 for eleven weeks.", "The works shut for eleven weeks"),
        ("The report, to be published on 3 July 2019, is long.", "The report is to be published"),
        ("The club announced on 3 May 2019 that its coach was ill.", "The club announces that its coach was ill"),
        ("A firm whose owner died on 3 May 2019 is small.", "A firm's owner dies"),
        ("The bell is new. It cracked on 3 May 2019.", "The bell cracks"),
        ("The king abdicated in favour of his son in 1951.", "The king abdicates in favour of his son"),
        ("After years of delay, the tunnel finally opened on 1 June 2016.", "The tunnel opens"),
        ("France beat Wales in Cardiff on 8 June 2019.", "France beats Wales in Cardiff"),
        ("Work on the hall will resume on 3 July 2019.", "Work will resume"),
    ],
)
def test_titles_read_as_headlines(text: str, expected: str) -> None:
    assert [event.title for event in extract(Document(text, date(2019, 6, 14)))] == [expected]


_UNNAMED = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "them",
        "him",
        "we",
        "i",
        "you",
        "this",
        "these",
        "those",
        "who",
        "whose",
        "which",
        "that",
        "there",
    ]
)
_VERBAL = frozenset(("VBZ", "VBD", "VBP", "MD", "TO"))
FOLDERS = ("tuned", "late", "untouched")


@cache
def fixture_titles(folder: str) -> list[str]:
    """The titles of all events of a folder of fixtures."""
    root = Path(__file__).parent.parent / "fixtures"
    titles = []
    for gold in sorted((root / "gold" / folder).glob("*.json")):
        source = root / "articles" / f"{gold.stem}.txt"
        published = tomllib.loads(source.with_suffix(".toml").read_text("utf-8"))["published"]
        document = Document(source.read_bytes().decode(), date.fromisoformat(str(published)))
        titles += [event.title for event in extract(document)]
    return titles


def _malformed(title: str) -> bool:
    """Whether a title is no line at all: too long, opened in the middle of a word, brackets or quotes left open."""
    opens = title[:1].isupper() or title[:1].isdigit() or title[:1] in "£$€"
    closes = title.count("(") == title.count(")") and title.count('"') % 2 == 0 and title.count("“") == title.count("”")
    return not (opens and closes and len(title) <= LONGEST and title == title.strip() and "  " not in title)


def _unfinished(title: str) -> bool:
    """Whether a title lacks whom it speaks of or what happened: opens with a pronoun or a verb, names no event."""
    (sentence, *_) = syntax.parse(title)
    tokens = retag(sentence.tokens, lexicon.load())
    if tokens[0].text.lower() in _UNNAMED or (tokens[0].pos in _VERBAL and len(tokens) > 1):
        return True
    nouns = lexicon.load().noun_types
    return not any(t.pos.startswith("VB") or t.trigger > 0.3 or t.text.lower() in nouns for t in tokens)


@pytest.mark.parametrize("folder", FOLDERS)
def test_titles_are_lines_that_stand_alone(folder: str) -> None:
    titles = fixture_titles(folder)
    assert [title for title in titles if _malformed(title)] == []
    assert sum(map(_unfinished, titles)) <= 0.03 * len(titles) + 1


@pytest.mark.parametrize(
    ("title", "bad"),
    [
        ("'s match is lost", True),
        ("Trump and Putin meet", False),
        ("Ministers meet (in Paris", True),
        ("x" * 101, True),
    ],
)
def test_the_check_sees_malformed_titles(title: str, bad: bool) -> None:
    assert _malformed(title) is bad


@pytest.mark.parametrize(
    ("title", "bad"),
    [("It cracks", True), ("Is finished here", True), ("To resume talks", True), ("Talks resume in Geneva", False),
     ("Public meeting in the hall", False), ("Second quarter", True)],
)  # fmt: skip
def test_the_check_sees_unfinished_titles(title: str, bad: bool) -> None:
    assert _unfinished(title) is bad
