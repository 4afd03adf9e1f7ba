#!/usr/bin/env python3
"""Coverage-guided fuzzing of the date reading (needs `pip install atheris`).

    python tools/fuzz_dates.py CORPUS_DIR -max_total_time=3600 -max_len=400

Whatever the text: no exception, no span that does not quote it, no overlap, no value that ends before it starts. Inputs
are bytes; the first picks the publication date and how the rest is read: as text, as pieces of dates, or as any words
of the English data and its rules' examples.
"""

import re
import sys
from datetime import date
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
with atheris.instrument_imports(include=["timeline"]):
    from timeline import days
    from timeline.dates import edtf
    from timeline.dates.grammar import load
    from timeline.dates.tagger import tag
from tests.test_dates import PIECES

GRAMMAR = load("en")
VOCABULARY = sorted(
    {word for words in GRAMMAR.words.values() for word in words.values or ()}
    | {
        word
        for rule in GRAMMAR.rules
        for example in rule.examples
        for word in re.split(r"[\s\[\]]+", example.partition(" -> ")[0])
    }
    | set(PIECES)
)


def text_of(data: bytes) -> str:
    """The text that an input stands for."""
    if data and data[0] & 1:
        return " ".join(PIECES[byte % len(PIECES)] for byte in data[1:])
    if data and data[0] & 4:
        pairs = zip(data[1::2], data[2::2], strict=False)
        return " ".join(VOCABULARY[(high * 256 + low) % len(VOCABULARY)] for high, low in pairs)
    return data[1:].decode("utf-8", "surrogateescape")


def one_input(data: bytes) -> None:
    """Tag one text and check what holds of every text."""
    text = text_of(data)
    published = None if data and data[0] & 2 else date(1 + (data[0] if data else 0) * 39, 2, 28)
    at = 0
    for found in tag(text, published):
        if not (at <= found.start < found.end <= len(text) and found.text == text[found.start : found.end]):
            raise AssertionError(f"span {found} of {text!r}")
        at = found.end
        value = found.temporal
        if value and edtf.bounds(value.edtf) != (value.earliest, value.latest):
            raise AssertionError(f"bounds {found} of {text!r}")
        if value and value.earliest and value.latest and days.parse_day(value.earliest) > days.parse_day(value.latest):
            raise AssertionError(f"order {found} of {text!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
