"""Work grows with the text and no faster, whatever the text: lines of our code that run are counted, not seconds."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

import pytest

from timeline.model import Document
from timeline.pipeline import extract

PUBLISHED = date(2025, 8, 14)
SIZE = 6_000
TEXTS: dict[str, Callable[[int], str]] = {
    "one event again and again": lambda k: f"The ministers met in Paris on {k % 28 + 1} May 2020. ",
    "new names": lambda k: f"Anna Berg{k} and Carl Lund{k} met the mayor in Oslo on 3 May 2020. ",
    "groups without names": lambda k: f"Ann Lee{k}, a farmer, and Bo Ray{k} met. The two ministers met in May 2020. ",
    "list of names": lambda k: f"Anna Berg{k}, ",
    "dates": lambda k: f"on {k % 28 + 1} May {1900 + k % 120} ",
    "one sentence": lambda k: "the minister said that the council met on 3 May 2020 and the mayor left and ",
    "table": lambda k: f"{k % 28 + 1} March 2020\tOslo\t{k}\tAnna Berg\n",
    "capitals": lambda k: "PUTIN MET TRUMP IN ALASKA ON FRIDAY. ",
    "code": lambda k: f'if (x{k} < 3) {{ date = "2020-05-01"; }}\n',
    "speakers": lambda k: "ANNA: We met on Monday, she said.\nBO: He left.\n",
    "and": lambda k: "and ",
    "brackets": lambda k: "(",
    "commas": lambda k: ",",
    "line ends": lambda k: "\n",
    "other language": lambda k: "Die Minister trafen sich am 3. Mai 2020 in Oslo. ",
}


def lines_run(text: str) -> int:
    """Lines of this package that extraction runs."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if "timeline" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        extract(Document(text, PUBLISHED))
    finally:
        sys.settrace(previous)
    return count


@pytest.mark.parametrize("kind", TEXTS)
def test_work_is_linear(kind: str) -> None:
    whole = ""
    for k in range(2 * SIZE):
        whole += TEXTS[kind](k)
        if len(whole) >= 2 * SIZE:
            break
    half, whole = whole[:SIZE], whole[: 2 * SIZE]
    extract(Document(whole, PUBLISHED))  # patterns and words that are kept
    assert lines_run(whole) < 2.5 * lines_run(half) + 2_000


@pytest.mark.parametrize(
    "kind", ["table", "code", "other language", "brackets", "commas", "and", "list of names", "dates"]
)
def test_no_nonsense_is_sure(kind: str) -> None:
    text = "".join(map(TEXTS[kind], range(100)))
    assert [event.title for event in extract(Document(text, PUBLISHED)) if event.confidence >= 0.8] == []
