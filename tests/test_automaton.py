"""Spans of an RE2 automaton, and that google-re2 is still built the way it is asked for them."""

import pytest
import re2

from timeline.dates.automaton import Automaton


def compiled(pattern: str) -> Automaton:
    return Automaton(pattern, re2.Options())


@pytest.mark.parametrize(
    ("data", "bounds", "expected"),
    [
        (b"xx ab ab", (0,), (3, 5)),
        (b"xx ab ab", (4,), (6, 8)),
        (b"xx ab ab", (0, 4), (3, 4)),
        (b"xx", (0,), None),
        (b"", (0,), None),
        ("é ab".encode(), (0,), (3, 5)),
    ],
)
def test_search_gives_the_first_span_within_its_bounds(data, bounds, expected):
    assert compiled("ab?").search(data, *bounds) == expected


def test_match_gives_the_end_of_what_begins_the_data():
    assert compiled("(?s:.*)ab").match(b"ab ab c") == 5
    assert compiled("ab").match(b"x ab") is None
    assert compiled("b*").match(b"x") == 0


def test_spans_are_those_of_the_python_layer():
    data, pattern = b"on 3 May 2018 or 4 June", rb"\d+ (?:May|June)"
    ours = compiled(pattern.decode()).search(data)
    assert ours == re2.compile(pattern, re2.Options()).search(data).span() == (3, 8)


def test_a_wrong_pattern_is_an_error():
    with pytest.raises(re2.error):
        compiled("(")
