"""One RE2 automaton, asked for spans alone.

The Python layer of google-re2 makes a generator, a match object and lists of groups for each call; for the short texts
that stand around a date these cost more than the search. The extension below it, `re2._re2`, has the search itself. It
is what every release of google-re2 since 1.0 is built on, and `tests/test_automaton.py` fails where that changes.
"""

from typing import Any

import re2

_ANYWHERE = re2._re2.RE2.Anchor.UNANCHORED
_AT_START = re2._re2.RE2.Anchor.ANCHOR_START
_NOWHERE = (-1, -1)


class Automaton:
    """A compiled pattern over bytes. Raises re2.error where the pattern is wrong."""

    __slots__ = ("_match", "programsize")

    def __init__(self, pattern: str, options: Any) -> None:
        compiled = re2.compile(pattern.encode(), options)
        self._match = compiled._regexp.Match
        self.programsize: int = compiled.programsize
        """Instructions of the automaton."""

    def search(self, data: bytes, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """First and one past the last byte of the first match within [start, end), or None."""
        (span,) = self._match(_ANYWHERE, data, start, len(data) if end is None else end)
        return None if span == _NOWHERE else span

    def match(self, data: bytes) -> int | None:
        """Where the match ends that begins with the data, None where there is none."""
        ((_, end),) = self._match(_AT_START, data, 0, len(data))
        return None if end < 0 else end
