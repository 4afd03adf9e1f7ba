"""TimeML (1.2.1): a text with its time expressions as TIMEX3 elements in line."""

from collections.abc import Iterable, Iterator
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from timeline.model import TimeExpression


def timeml(text: str, expressions: Iterable[TimeExpression], published: date | None, name: str = "text") -> str:
    """A TimeML document: the creation time in the header, then the text with its expressions marked.

    Characters that XML cannot hold (most controls, lone surrogates) become U+FFFD, so offsets stay.
    """
    day = published.isoformat() if published else ""
    created = f'<TIMEX3 tid="t0" type="DATE" value="{day}" functionInDocument="CREATION_TIME">{day}</TIMEX3>'
    body = "".join(_marked(text, expressions))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TimeML>\n'
        f"<DOCID>{_text(name)}</DOCID>\n<DCT>{created}</DCT>\n<TEXT>{body}</TEXT>\n</TimeML>\n"
    )


def _marked(text: str, expressions: Iterable[TimeExpression]) -> Iterator[str]:
    at = 0
    for number, one in enumerate(expressions, start=1):
        yield _text(text[at : one.start])
        mod = f' mod="{one.mod}"' if one.mod else ""
        yield f'<TIMEX3 tid="t{number}" type="{one.type}" value={quoteattr(one.value)}{mod}>{_text(one.text)}</TIMEX3>'
        at = one.end
    yield _text(text[at:])


def _text(text: str) -> str:
    # A carriage return would be read back as a line feed unless it is written as a reference.
    return escape("".join(c if _allowed(c) else "\ufffd" for c in text), {"\r": "&#13;"})


def _allowed(character: str) -> bool:
    """Whether XML 1.0 can hold a character."""
    code = ord(character)
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
