"""What schemathesis must know beyond the document: the formats, and which valid parts make no valid whole."""

from typing import Any
from urllib.parse import urlencode

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, HookContext

from timeline.dates import edtf
from timeline.errors import InvalidInput
from timeline.store import words

EDTF = ("2018", "2018-06", "2018-06-28", "199X", "11XX", "2025-08-13/..", "../2001", "-0043", "1984~", "1999-22")
LONGEST_ADDRESS = 65_000
URLS = ("https://news.example/a", "http://news.example:8080/b?c=d#e")

schemathesis.openapi.format("edtf", st.sampled_from(EDTF))
schemathesis.openapi.format("url", st.sampled_from(URLS))


@schemathesis.deserializer("application/x-ndjson")
def read_lines(context: Any, response: Any) -> Any:
    """NDJSON is described as a string."""
    return response.content.decode("utf-8")


@schemathesis.hook
def filter_case(context: HookContext, case: Case) -> bool:
    """Leave out requests that the document cannot know to be wrong.

    A cursor belongs to its query, `sort=relevance` needs `q`, `q` needs a word, `from` must not be after `to`, and the
    languages are those that have data. Requests that are wrong on purpose all go out, but for addresses over 64 KiB:
    those the HTTP server refuses by itself, before any route is known (414, docs/api.md).
    """
    if len(urlencode(case.query or {}, doseq=True)) > LONGEST_ADDRESS:
        return False
    if case.meta is not None and case.meta.generation.mode != GenerationMode.POSITIVE:
        return True
    query: dict[str, Any] = dict(case.query or {})
    body = case.body if isinstance(case.body, dict) else {}
    return (
        body.get("language", "en") == "en"
        and "cursor" not in query
        and _has_words(str(query.get("q", "")), needed=query.get("sort") == "relevance")
        and _in_order(query.get("from"), query.get("to"))
    )


def _has_words(q: str, *, needed: bool) -> bool:
    """Whether words can be searched for; nothing at all will do where they are not needed."""
    if not q.strip():
        return not needed
    try:
        words.parse(q)
    except InvalidInput:
        return False
    return True


def _in_order(first: str | None, last: str | None) -> bool:
    """Whether one date is not after the other, as far as they are dates."""
    try:
        start, end = edtf.bounds(first or "")[0], edtf.bounds(last or "")[1]
    except ValueError:
        return True
    return start is None or end is None or start <= end
