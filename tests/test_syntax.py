"""The learned layers."""

from timeline.syntax import annotate, parse, split


def test_parse_is_split_and_annotate() -> None:
    text = "Trump met Putin in Helsinki. They talked."
    assert parse(text) == annotate(split(text))
