"""What schemathesis must know beyond the document: the formats, and which valid parts make no valid whole."""

from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, HookContext

EDTF = ("2018", "2018-06", "2018-06-28", "199X", "11XX", "2025-08-13/..", "../2001", "-0043", "1984~", "1999-22")
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

    A cursor belongs to its query, `sort=relevance` needs `q`, `from` must not be after `to`, and the languages are
    those that have data.
    """
    if case.meta is not None and case.meta.generation.mode != GenerationMode.POSITIVE:
        return True
    query: dict[str, Any] = dict(case.query or {})
    body = case.body if isinstance(case.body, dict) else {}
    if body.get("language", "en") != "en":
        return False
    return not ("cursor" in query or {"from", "to"} <= query.keys() or query.get("sort") == "relevance")
